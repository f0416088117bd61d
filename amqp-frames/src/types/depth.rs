//! How deep the values are that one builds: no deeper than what can be decoded and shown.
//!
//! A level takes two bytes at least, so that only what is long is looked at; and only what is copied at the same time.

use super::Value;
use super::code::{DESCRIBED, Layout};
use super::read;
use crate::wire::{take_byte, take_len, take_sized};
use crate::{DecodeErrorKind, EncodeError};

/// The most values inside each other that can be built: what [`max_depth`](crate::Limits::max_depth) can be. It counts in each
/// field and section anew, so that a value which was decoded in one of them can be encoded in any other.
pub(crate) const MAX: u16 = u8::MAX as u16;

/// Checks the items of a list or map that goes into another one.
#[inline(always)]
pub(crate) fn check_items(counted: (u32, &[u8])) -> Result<(), EncodeError> {
    if is_shallow(counted.1.len(), MAX - 2) { Ok(()) } else { check_long_items(counted) }
}

#[cold]
#[inline(never)]
fn check_long_items(counted: (u32, &[u8])) -> Result<(), EncodeError> {
    items(counted, MAX - 2).ok_or(TOO_DEEP)
}

const TOO_DEEP: EncodeError = EncodeError::Invalid { kind: DecodeErrorKind::TooDeep, field: "value" };

/// Checks a value that goes into others, which are as many levels as `around`.
#[inline(always)]
pub(crate) fn check(value: &Value<'_>, around: u16) -> Result<(), EncodeError> {
    let len = match value {
        Value::List(list) => list.counted().1.len(),
        Value::Map(map) => map.counted().1.len(),
        Value::Array(array) => array.counted().1.len(),
        Value::Described(described) => described.end(),
        _ => 0,
    };
    // One level is the value itself.
    let inside = MAX.saturating_sub(around.saturating_add(1));
    if is_shallow(len, inside) { Ok(()) } else { check_long(value, inside) }
}

#[inline(never)]
fn check_long(value: &Value<'_>, inside: u16) -> Result<(), EncodeError> {
    let fits = match value {
        Value::List(list) => items(list.counted(), inside),
        Value::Map(map) => items(map.counted(), inside),
        Value::Array(array) => elements(array.counted(), inside),
        Value::Described(value) => value.parts().and_then(|(mut constructor, mut value)| {
            let mut inside = inside;
            let code = take_constructor(&mut constructor, &mut inside)?;
            take_data(code, &mut value, inside)
        }),
        _ => Some(()),
    };
    fits.ok_or(TOO_DEEP)
}

/// Whether so many bytes are not enough for more levels. Of `n` values inside each other the innermost has one byte, and each
/// around it two more.
#[inline(always)]
const fn is_shallow(len: usize, levels: u16) -> bool {
    len <= 2 * levels as usize
}

/// `None` is more levels than there may be, here and in what follows.
fn items((count, body): (u32, &[u8]), levels: u16) -> Option<()> {
    if is_shallow(body.len(), levels) {
        return Some(());
    }
    let mut rest = body;
    (0..count).try_for_each(|_| take_value(&mut rest, levels))
}

fn take_value(input: &mut &[u8], levels: u16) -> Option<()> {
    let mut inside = levels.checked_sub(1)?;
    let code = take_constructor(input, &mut inside)?;
    take_data(code, input, inside)
}

/// Takes a constructor, and gives the format code at its end. What it is of stands one level deeper for each descriptor.
#[inline]
fn take_constructor(input: &mut &[u8], inside: &mut u16) -> Option<u8> {
    loop {
        match take_byte(input)? {
            DESCRIBED => take_value(input, *inside)?,
            code => return Some(code),
        }
        *inside = inside.checked_sub(1)?;
    }
}

#[inline]
fn take_data(code: u8, input: &mut &[u8], inside: u16) -> Option<()> {
    let (Layout::List(width) | Layout::Map(width) | Layout::Array(width)) = Layout::of(code) else {
        return read::skip_data(code, input);
    };
    let mut body = take_sized(input, width)?;
    let counted = (take_len(&mut body, width)?, body);
    if matches!(Layout::of(code), Layout::Array(_)) {
        elements(counted, inside)
    } else {
        items(counted, inside)
    }
}

fn elements((count, body): (u32, &[u8]), levels: u16) -> Option<()> {
    if is_shallow(body.len(), levels) {
        return Some(());
    }
    let (mut rest, mut inside) = (body, levels.checked_sub(1)?);
    let code = take_constructor(&mut rest, &mut inside)?;
    match Layout::of(code) {
        Layout::List(_) | Layout::Map(_) | Layout::Array(_) => {
            (0..count).try_for_each(|_| take_data(code, &mut rest, inside))
        }
        _ => Some(()),
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::types::{ArrayBuf, Budget, ListBuf, MapBuf, Primitive, ValueBuf, check};

    /// How deep the check of received values finds it to be.
    fn depth(value: Value<'_>) -> u8 {
        let mut bytes = Vec::new();
        value.encode(&mut bytes).unwrap();
        let is_within = |depth: &u8| {
            let limits = crate::Limits { max_depth: *depth, ..crate::Limits::UNLIMITED };
            check::value(&mut &bytes[..], &mut Budget::new(&limits)).is_ok()
        };
        (1..=u8::MAX).find(is_within).unwrap()
    }

    type Step = fn(Value<'_>, bool) -> Result<ValueBuf, EncodeError>;

    fn list(value: Value<'_>, _: bool) -> Result<ValueBuf, EncodeError> {
        let mut list = ListBuf::new();
        list.push(value)?;
        ValueBuf::new(list.as_list())
    }

    fn list_with_described(value: Value<'_>, is_descriptor: bool) -> Result<ValueBuf, EncodeError> {
        let mut list = ListBuf::new();
        match is_descriptor {
            true => list.push_described(crate::types::Descriptor::Reserved(value), true)?,
            false => list.push_described(7_u64, value)?,
        }
        ValueBuf::new(list.as_list())
    }

    fn map(value: Value<'_>, is_key: bool) -> Result<ValueBuf, EncodeError> {
        let mut map = MapBuf::new();
        if is_key {
            map.insert(value, true)?
        } else {
            map.insert(true, value)?
        }
        ValueBuf::new(map.as_map())
    }

    fn array(value: Value<'_>, is_described: bool) -> Result<ValueBuf, EncodeError> {
        let Some(element) = value.primitive() else { return list(value, false) };
        let mut array =
            if is_described { ArrayBuf::described(7_u64, element)? } else { ArrayBuf::new(element) };
        array.push(value)?;
        ValueBuf::new(array.as_array())
    }

    fn array_with_descriptor(value: Value<'_>, is_empty: bool) -> Result<ValueBuf, EncodeError> {
        let mut array = ArrayBuf::described(crate::types::Descriptor::Reserved(value), Primitive::Boolean)?;
        if !is_empty {
            array.push(true)?;
        }
        ValueBuf::new(array.as_array())
    }

    fn described(value: Value<'_>, is_descriptor: bool) -> Result<ValueBuf, EncodeError> {
        match is_descriptor {
            true => ValueBuf::described(crate::types::Descriptor::Reserved(value), true),
            false => ValueBuf::described(7_u64, value),
        }
    }

    /// What can be built is exactly what is deep enough, whichever way it gets deeper.
    #[test]
    fn values_are_built_up_to_the_limit() {
        let steps: [Step; 6] = [list, list_with_described, map, array, array_with_descriptor, described];
        for first in 0..steps.len() * 2 {
            for second in 0..steps.len() * 2 {
                let (mut value, mut refused) = (ValueBuf::new(true).unwrap(), 0);
                for at in 0_usize.. {
                    let step = if at % 2 == 0 { first } else { second };
                    match steps[step / 2](value.as_value(), step % 2 == 1) {
                        Ok(deeper) => value = deeper,
                        Err(error) => {
                            assert_eq!(error, TOO_DEEP);
                            refused += 1;
                        }
                    }
                    if refused > 2 {
                        break;
                    }
                }
                let depth = u16::from(depth(value.as_value()));
                assert!(depth <= MAX && depth > MAX - 3, "{depth} by {first} and {second}");
            }
        }
    }
}
