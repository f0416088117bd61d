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

/// What `key`, which is a string, a symbol or a ulong, maps to in the map at the front of `input`, with the bytes that it begins
/// at; the first, if it is there twice. Nothing is checked but that value.
pub(crate) fn find<'a>(
    key: Value<'_>,
    input: &mut &'a [u8],
    budget: &mut Budget,
) -> Result<Option<(Value<'a>, &'a [u8])>, Fault> {
    let at = *input;
    let Some(code) = take_byte(input) else {
        return Err(Fault::new(DecodeErrorKind::Truncated, at, "constructor"));
    };
    let Layout::Map(width) = Layout::of(code) else {
        return Err(Fault::new(DecodeErrorKind::WrongType, at, "constructor"));
    };
    budget.enter(at)?;
    let (count, mut rest) = check::counted(width, code, at, input, budget)?;
    if !count.is_multiple_of(2) {
        return Err(Fault::new(DecodeErrorKind::OddMap, at, "count"));
    }
    for _ in 0..count / 2 {
        let found = rest;
        pass(&mut rest, budget)?;
        if is_key(key, found) {
            let at = rest;
            return Value::take(&mut rest, budget).map(|value| Some((value, at)));
        }
        pass(&mut rest, budget)?;
    }
    Ok(None)
}

/// Whether the bytes begin with the key; where it ends was checked.
#[inline]
fn is_key(key: Value<'_>, mut bytes: &[u8]) -> bool {
    let at = bytes;
    let Some(code) = take_byte(&mut bytes) else { return false };
    match (key, Layout::of(code)) {
        (Value::String(text), Layout::String(width)) => {
            take_sized(&mut bytes, width) == Some(text.as_bytes())
        }
        (Value::Symbol(symbol), Layout::Symbol(width)) => {
            take_sized(&mut bytes, width) == Some(symbol.as_str().as_bytes())
        }
        (Value::Ulong(_), Layout::Fixed(_)) if Primitive::of(code) == Some(Primitive::Ulong) => {
            read::value(&mut { at }) == Some(key)
        }
        _ => false,
    }
}
