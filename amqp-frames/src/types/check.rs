//! The one validation: whether bytes are a value, within the limits. Views are made of what passed here.

use super::code::{DESCRIBED, Layout, Primitive, code};
use super::keys;
use crate::scan;
use crate::wire::{Fault, Width, take_array, take_byte, take_len, take_sized};
use crate::{DecodeErrorKind, Limits};

/// What of the limits is left, while values are checked that belong together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    depth: u16,
    items: usize,
}

impl Budget {
    /// For bytes that were found valid, or that were written.
    pub(crate) const UNLIMITED: Self = Self { depth: u8::MAX as u16, items: usize::MAX };

    pub(crate) fn new(limits: &Limits) -> Self {
        Self { depth: limits.max_depth.into(), items: limits.max_items }
    }

    /// Takes `count` items out, which were announced at `at`.
    #[inline]
    pub(crate) fn spend(&mut self, count: u32, at: &[u8]) -> Result<(), Fault> {
        match usize::try_from(count).ok().and_then(|count| self.items.checked_sub(count)) {
            Some(items) => self.items = items,
            None => return Err(Fault::new(DecodeErrorKind::TooManyItems, at, "count")),
        }
        Ok(())
    }

    /// Goes one level deeper, into the value that begins at `at`; [`leave`](Self::leave) goes back. After an error nobody
    /// looks at a budget again.
    #[inline]
    pub(crate) fn enter(&mut self, at: &[u8]) -> Result<(), Fault> {
        match self.depth.checked_sub(1) {
            Some(depth) => self.depth = depth,
            None => return Err(Fault::new(DecodeErrorKind::TooDeep, at, "value")),
        }
        Ok(())
    }

    #[inline]
    pub(crate) fn leave(&mut self) {
        self.depth = self.depth.wrapping_add(1);
    }
}

/// Takes a value off the front of `input`.
pub(crate) fn value(input: &mut &[u8], budget: &mut Budget) -> Result<(), Fault> {
    budget.enter(input)?;
    entered(input, budget)?;
    budget.leave();
    Ok(())
}

/// The same on a level that was entered.
#[inline(always)]
fn entered(input: &mut &[u8], budget: &mut Budget) -> Result<(), Fault> {
    let (at, depth) = (*input, budget.depth);
    let code = constructor(input, budget)?;
    data(code, at, input, budget)?;
    budget.depth = depth;
    Ok(())
}

/// Takes a constructor (section 1.2) off the front of `input`, and gives the format code at its end. What it is of stands one
/// level deeper for each descriptor.
#[inline(always)]
fn constructor(input: &mut &[u8], budget: &mut Budget) -> Result<u8, Fault> {
    let at = *input;
    match take_byte(input) {
        Some(DESCRIBED) => described(input, budget),
        Some(code) => Ok(code),
        None => Err(Fault::new(DecodeErrorKind::Truncated, at, "constructor")),
    }
}

/// The same behind the first byte of a described one.
#[inline(never)]
fn described(input: &mut &[u8], budget: &mut Budget) -> Result<u8, Fault> {
    loop {
        value(input, budget)?;
        let at = *input;
        budget.enter(at)?;
        match take_byte(input) {
            Some(DESCRIBED) => {}
            Some(code) => return Ok(code),
            None => return Err(Fault::new(DecodeErrorKind::Truncated, at, "constructor")),
        }
    }
}

/// Takes the data of a value off the front of `input`; the value begins at `at`.
#[inline(always)]
fn data(code: u8, at: &[u8], input: &mut &[u8], budget: &mut Budget) -> Result<(), Fault> {
    match Layout::of(code) {
        Layout::Fixed(len) => match input.split_at_checked(usize::from(len)) {
            Some((_, rest)) => *input = rest,
            None => return Err(truncated(code, at)),
        },
        Layout::String(width) => match take_sized(input, width) {
            Some(bytes) if scan::is_utf8(bytes) => {}
            found => return Err(unless_truncated(found.is_some(), DecodeErrorKind::Utf8, code, at)),
        },
        Layout::Symbol(width) => match take_sized(input, width) {
            Some(bytes) if scan::is_ascii(bytes) => {}
            found => return Err(unless_truncated(found.is_some(), DecodeErrorKind::Symbol, code, at)),
        },
        Layout::Binary(width) => {
            take_sized(input, width).ok_or_else(|| truncated(code, at))?;
        }
        Layout::Boolean => match take_byte(input) {
            Some(0 | 1) => {}
            found => return Err(unless_truncated(found.is_some(), DecodeErrorKind::Boolean, code, at)),
        },
        Layout::Char => match take_array(input).map(u32::from_be_bytes) {
            Some(number) if char::from_u32(number).is_some() => {}
            found => return Err(unless_truncated(found.is_some(), DecodeErrorKind::Char, code, at)),
        },
        Layout::List(width) => {
            items(width, code, at, input, budget)?;
        }
        Layout::Map(width) => {
            map(width, code, at, input, budget)?;
        }
        Layout::Array(width) => {
            array(width, code, at, input, budget)?;
        }
        Layout::Unassigned => return Err(Fault::new(DecodeErrorKind::FormatCode, at, "constructor")),
    }
    Ok(())
}

/// The count and the bytes of a list's or map's items, or of an array's constructor and elements.
pub(crate) type Counted<'a> = (u32, &'a [u8]);

/// Takes a list's data.
#[inline]
pub(crate) fn items<'a>(
    width: Width,
    code: u8,
    at: &[u8],
    input: &mut &'a [u8],
    budget: &mut Budget,
) -> Result<Counted<'a>, Fault> {
    let (count, body) = counted(width, code, at, input, budget)?;
    each_item(code, count, body, budget)?;
    Ok((count, body))
}

/// Checks the items of a list or map, whose format code it is.
#[inline(never)]
fn each_item(code: u8, count: u32, body: &[u8], budget: &mut Budget) -> Result<(), Fault> {
    let (mut rest, mut left) = (body, count);
    if count > 0 {
        budget.enter(rest)?;
        loop {
            pass_scalars(&mut rest, &mut left);
            if left == 0 {
                break;
            }
            left -= 1;
            rest = match short_list(rest, budget) {
                Some((list, behind)) => {
                    short_list_items(list, budget)?;
                    behind
                }
                None => unusual(rest, budget)?,
            };
        }
        budget.leave();
    }
    if rest.is_empty() { Ok(()) } else { Err(Fault::new(DecodeErrorKind::TrailingBytes, rest, name(code))) }
}

/// The same of a short list, which most often holds scalars and nothing else.
// Frames of each level grow by it where nothing is optimized.
#[cfg_attr(not(debug_assertions), inline(always))]
fn short_list_items((count, body): Counted<'_>, budget: &mut Budget) -> Result<(), Fault> {
    let (mut rest, mut left) = (body, count);
    if budget.depth > 0 {
        pass_scalars(&mut rest, &mut left);
    }
    if left == 0 && rest.is_empty() { Ok(()) } else { each_item(code::LIST8, left, rest, budget) }
}

/// Passes numbers and short ASCII texts at the front of `rest`, as many as are `left`. All else, and all that is wrong, is
/// looked at again.
#[cfg_attr(not(debug_assertions), inline(always))]
fn pass_scalars(rest: &mut &[u8], left: &mut u32) {
    while *left > 0 {
        let Some(behind) = behind_scalar(rest) else { return };
        *rest = behind;
        *left -= 1;
    }
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn behind_scalar(input: &[u8]) -> Option<&[u8]> {
    let (code, rest) = input.split_first()?;
    if let Layout::Fixed(len) = Layout::of(*code) {
        return rest.get(usize::from(len)..);
    }
    if !matches!(*code, code::STRING8 | code::SYMBOL8) {
        return None;
    }
    let (len, rest) = rest.split_first()?;
    let (text, behind) = rest.split_at_checked(usize::from(*len))?;
    scan::is_ascii(text).then_some(behind)
}

/// The list8 that `input` begins with, and what is behind it. Its items are spent.
#[cfg_attr(not(debug_assertions), inline(always))]
fn short_list<'a>(input: &'a [u8], budget: &mut Budget) -> Option<(Counted<'a>, &'a [u8])> {
    let [code::LIST8, size, rest @ ..] = input else { return None };
    let (data, behind) = rest.split_at_checked(usize::from(*size))?;
    let (count, items) = data.split_first()?;
    let count = u32::from(*count);
    if count as usize > items.len() {
        return None;
    }
    budget.items = budget.items.checked_sub(count as usize)?;
    Some(((count, items), behind))
}

#[inline(never)]
fn unusual<'a>(mut input: &'a [u8], budget: &mut Budget) -> Result<&'a [u8], Fault> {
    entered(&mut input, budget)?;
    Ok(input)
}

/// Takes size and count (sections 1.2.3 and 1.2.4), and the bytes that they speak of.
#[inline]
pub(crate) fn counted<'a>(
    width: Width,
    code: u8,
    at: &[u8],
    input: &mut &'a [u8],
    budget: &mut Budget,
) -> Result<Counted<'a>, Fault> {
    let Some(mut body) = take_sized(input, width) else { return Err(truncated(code, at)) };
    let count_at = body;
    let Some(count) = take_len(&mut body, width) else {
        return Err(Fault::new(DecodeErrorKind::Size, at, "size"));
    };
    // Elements of arrays may have no bytes; a constructor has at least one.
    if !matches!(Layout::of(code), Layout::Array(_)) && count as usize > body.len() {
        return Err(Fault::new(DecodeErrorKind::Count, count_at, "count"));
    }
    budget.spend(count, count_at)?;
    Ok((count, body))
}

/// Takes a map's data.
#[inline(never)]
pub(crate) fn map<'a>(
    width: Width,
    code: u8,
    at: &[u8],
    input: &mut &'a [u8],
    budget: &mut Budget,
) -> Result<Counted<'a>, Fault> {
    let (count, body) = counted(width, code, at, input, budget)?;
    each_item(code, count, body, budget)?;
    if count % 2 != 0 {
        return Err(Fault::new(DecodeErrorKind::OddMap, at, "count"));
    }
    if let Some(key) = keys::duplicate(body, count / 2) {
        return Err(Fault::new(DecodeErrorKind::DuplicateKey, key, "key"));
    }
    Ok((count, body))
}

/// Takes an array's data.
#[inline(never)]
pub(crate) fn array<'a>(
    width: Width,
    code: u8,
    at: &[u8],
    input: &mut &'a [u8],
    budget: &mut Budget,
) -> Result<Counted<'a>, Fault> {
    let (count, body) = counted(width, code, at, input, budget)?;
    let mut rest = body;
    budget.enter(rest)?;
    let depth = budget.depth;
    let element = constructor(&mut rest, budget)?;
    elements(element, count, body, &mut rest, budget)?;
    budget.depth = depth;
    budget.leave();
    if !rest.is_empty() {
        return Err(Fault::new(DecodeErrorKind::TrailingBytes, rest, "array"));
    }
    Ok((count, body))
}

/// Takes the elements off the front of `input`, which the constructor at `constructor` is for.
fn elements(
    code: u8,
    count: u32,
    constructor: &[u8],
    input: &mut &[u8],
    budget: &mut Budget,
) -> Result<(), Fault> {
    match Layout::of(code) {
        Layout::Unassigned => Err(Fault::new(DecodeErrorKind::FormatCode, constructor, "constructor")),
        Layout::Fixed(len) => {
            let len = usize::from(len).checked_mul(count as usize);
            match len.and_then(|len| input.split_at_checked(len)) {
                Some((_, rest)) => *input = rest,
                None => return Err(truncated(code, input)),
            }
            Ok(())
        }
        // Whatever else there is has data.
        _ if count as usize > input.len() => Err(Fault::new(DecodeErrorKind::Count, constructor, "count")),
        _ => (0..count).try_for_each(|_| data(code, input, input, budget)),
    }
}

#[cold]
fn truncated(code: u8, at: &[u8]) -> Fault {
    Fault::new(DecodeErrorKind::Truncated, at, name(code))
}

#[cold]
fn unless_truncated(is_whole: bool, kind: DecodeErrorKind, code: u8, at: &[u8]) -> Fault {
    if is_whole { Fault::new(kind, at, name(code)) } else { truncated(code, at) }
}

#[cold]
fn name(code: u8) -> &'static str {
    Primitive::of(code).map_or("value", Primitive::name)
}
