//! Looking for one thing in bytes that were not checked: what is in between is passed over by its size.

use super::check::{self, Budget};
use super::code::{DESCRIBED, Layout, Primitive};
use super::{Value, read};
use crate::DecodeErrorKind;
use crate::wire::{Fault, take_byte, take_sized};

/// Takes a value off the front of `input`. Nothing of it is checked but where it ends.
#[inline]
pub(crate) fn pass(input: &mut &[u8], budget: &mut Budget) -> Result<(), Fault> {
    let at = *input;
    let code = match take_byte(input) {
        Some(DESCRIBED) => pass_descriptors(input, budget)?,
        Some(code) => code,
        None => return Err(Fault::new(DecodeErrorKind::Truncated, at, "constructor")),
    };
    read::skip_data(code, input).ok_or_else(|| unpassable(code, at))
}

/// The same behind the first byte of a described one, up to the format code. Who reads it checks it; descriptors are checked
/// here, which is the way to get behind them.
#[inline(never)]
fn pass_descriptors(input: &mut &[u8], budget: &mut Budget) -> Result<u8, Fault> {
    loop {
        Value::take(input, budget)?;
        let at = *input;
        match take_byte(input) {
            Some(DESCRIBED) => {}
            Some(code) => return Ok(code),
            None => return Err(Fault::new(DecodeErrorKind::Truncated, at, "constructor")),
        }
    }
}

#[cold]
fn unpassable(code: u8, at: &[u8]) -> Fault {
    match Layout::of(code) {
        Layout::Unassigned => Fault::new(DecodeErrorKind::FormatCode, at, "constructor"),
        _ => Fault::new(DecodeErrorKind::Truncated, at, Primitive::of(code).map_or("value", Primitive::name)),
    }
}

/// What a key, which is a string or a symbol as `of` says, maps to in the map at the front of `input`; the first, if it is
/// there twice. Nothing is checked but that value.
pub(crate) fn find<'a>(
    of: Primitive,
    key: &str,
    input: &mut &'a [u8],
    budget: &mut Budget,
) -> Result<Option<Value<'a>>, Fault> {
    let at = *input;
    let Some(code) = take_byte(input) else {
        return Err(Fault::new(DecodeErrorKind::Truncated, at, "constructor"));
    };
    let Layout::Map(width) = Layout::of(code) else {
        return Err(Fault::new(DecodeErrorKind::WrongType, at, "constructor"));
    };
    budget.enter(at)?;
    let (count, mut rest) = check::counted(width, code, at, input, budget)?;
    for _ in 0..count / 2 {
        if take_key(of, &mut rest, budget)? == Some(key.as_bytes()) {
            return Value::take(&mut rest, budget).map(Some);
        }
        pass(&mut rest, budget)?;
    }
    Ok(None)
}

/// Takes a key off the front of `input`, and gives its bytes if it is of that type.
#[inline]
fn take_key<'a>(of: Primitive, input: &mut &'a [u8], budget: &mut Budget) -> Result<Option<&'a [u8]>, Fault> {
    let mut key = *input;
    pass(input, budget)?;
    let width = match (take_byte(&mut key).map(Layout::of), of) {
        (Some(Layout::String(width)), Primitive::String) => width,
        (Some(Layout::Symbol(width)), Primitive::Symbol) => width,
        _ => return Ok(None),
    };
    Ok(take_sized(&mut key, width))
}
