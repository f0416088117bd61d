//! Appending values to the items of lists, maps and arrays that are being built.

use alloc::vec::Vec;

use bytes::BufMut;

use super::super::code::{DESCRIBED, code};
use super::super::{Descriptor, Value, depth};
use super::{Encode, MAX_BODY, is_narrow, len32, low_byte, put_counted_head, put_with_code};
use crate::EncodeError;

/// Appends a value to the items of a list or map, unless values would be too deep inside each other. Short ones are appended as
/// sixteen bytes, of which those behind the value are cut off again: that is cheaper than to copy as many as there are.
#[inline]
pub(crate) fn push_value(items: &mut Vec<u8>, value: &Value<'_>) -> Result<(), EncodeError> {
    if items.capacity() - items.len() < size_of::<Short>() {
        return push_with_room(items, value);
    }
    let Some((bytes, len)) = short(value) else { return push_long(items, value) };
    let end = items.len().saturating_add(len);
    if end > MAX_BODY {
        return Err(EncodeError::TooLarge);
    }
    items.extend_from_slice(&bytes);
    items.truncate(end);
    Ok(())
}

#[cold]
#[inline(never)]
fn push_with_room(items: &mut Vec<u8>, value: &Value<'_>) -> Result<(), EncodeError> {
    items.reserve(size_of::<Short>());
    push_value(items, value)
}

/// A short encoding, and anything behind it.
type Short = [u8; 16];

/// The encoding of a number, or of what has few bytes, and how long it is.
#[inline(always)]
fn short(value: &Value<'_>) -> Option<(Short, usize)> {
    let one = |code: u8| (u128::from(code), 1);
    let two = |code: u8, byte: u8| (u128::from(u16::from_le_bytes([code, byte])), 2);
    let five = |code: u8, number: u32| (u128::from(number.to_be()) << 8 | u128::from(code), 5);
    let nine = |code: u8, number: u64| (u128::from(number.to_be()) << 8 | u128::from(code), 9);
    let (bytes, len) = match *value {
        Value::Null => one(code::NULL),
        Value::Boolean(false) => one(code::FALSE),
        Value::Boolean(true) => one(code::TRUE),
        Value::Ubyte(number) => two(code::UBYTE, number),
        Value::Byte(number) => two(code::BYTE, number.cast_unsigned()),
        Value::Uint(0) => one(code::UINT0),
        Value::Uint(number) => match u8::try_from(number) {
            Ok(small) => two(code::SMALLUINT, small),
            Err(_) => five(code::UINT, number),
        },
        Value::Ulong(0) => one(code::ULONG0),
        Value::Ulong(number) => match u8::try_from(number) {
            Ok(small) => two(code::SMALLULONG, small),
            Err(_) => nine(code::ULONG, number),
        },
        Value::Int(number) => match i8::try_from(number) {
            Ok(small) => two(code::SMALLINT, small.cast_unsigned()),
            Err(_) => five(code::INT, number.cast_unsigned()),
        },
        Value::Long(number) => match i8::try_from(number) {
            Ok(small) => two(code::SMALLLONG, small.cast_unsigned()),
            Err(_) => nine(code::LONG, number.cast_unsigned()),
        },
        Value::Float(number) => five(code::FLOAT, number.to_bits()),
        Value::Double(number) => nine(code::DOUBLE, number.to_bits()),
        Value::Char(char) => five(code::CHAR, char.into()),
        Value::Timestamp(time) => nine(code::TIMESTAMP, time.0.cast_unsigned()),
        Value::String(text) => return short_sized(code::STRING8, text.as_bytes()),
        Value::Symbol(symbol) => return short_sized(code::SYMBOL8, symbol.as_str().as_bytes()),
        Value::Binary(bytes) => return short_sized(code::BINARY8, bytes),
        Value::List(list) => {
            let (count, body) = list.counted();
            let count = u8::try_from(count).ok().filter(|count| *count > 0)?;
            let data = short_data(body).filter(|_| body.len() <= 13)?;
            let size = low_byte(body.len() as u64 + 1);
            let head = u32::from_le_bytes([code::LIST8, size, count, 0]);
            (data << 24 | u128::from(head), 3 + body.len())
        }
        _ => return None,
    };
    Some((bytes.to_le_bytes(), len))
}

/// The same of bytes behind their code and their length.
#[inline(always)]
fn short_sized(code: u8, bytes: &[u8]) -> Option<(Short, usize)> {
    let data = short_data(bytes).filter(|_| bytes.len() <= 14)?;
    let head = u16::from_le_bytes([code, low_byte(bytes.len() as u64)]);
    Some(((data << 16 | u128::from(head)).to_le_bytes(), 2 + bytes.len()))
}

/// Up to fifteen bytes as a number, the first one lowest.
#[inline(always)]
fn short_data(bytes: &[u8]) -> Option<u128> {
    let len = u32::try_from(bytes.len()).ok().filter(|len| *len < 16)?;
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        // Of the last word what isn't in the first one.
        let behind = u64::from_le_bytes(*last).checked_shr(128 - 8 * len).unwrap_or_default();
        return Some(u128::from(behind) << 64 | u128::from(u64::from_le_bytes(*first)));
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let last = u64::from(u32::from_le_bytes(*last)) << (8 * len - 32);
        return Some(u128::from(last | u64::from(u32::from_le_bytes(*first))));
    }
    Some(bytes.iter().rev().fold(0, |data, byte| data << 8 | u128::from(*byte)))
}

#[inline(never)]
fn push_long(items: &mut Vec<u8>, value: &Value<'_>) -> Result<(), EncodeError> {
    match *value {
        Value::String(text) => push_bytes(items, code::STRING8, code::STRING32, text.as_bytes()),
        Value::Symbol(symbol) => push_bytes(items, code::SYMBOL8, code::SYMBOL32, symbol.as_str().as_bytes()),
        Value::Binary(bytes) => push_bytes(items, code::BINARY8, code::BINARY32, bytes),
        Value::List(list) if list.is_empty() => push(items, &list),
        Value::List(list) => push_counted(items, code::LIST8, code::LIST32, list.counted()),
        Value::Map(map) => push_counted(items, code::MAP8, code::MAP32, map.counted()),
        _ => push_other(items, value),
    }
}

#[inline(never)]
fn push_other(items: &mut Vec<u8>, value: &Value<'_>) -> Result<(), EncodeError> {
    depth::check(value, 1)?;
    push(items, value)
}

#[inline(always)]
fn push_bytes(items: &mut Vec<u8>, narrow: u8, wide: u8, bytes: &[u8]) -> Result<(), EncodeError> {
    reserve(items, bytes.len().saturating_add(5))?;
    match u8::try_from(bytes.len()) {
        Ok(len) => items.extend_from_slice(&[narrow, len]),
        Err(_) => put_with_code(items, wide, len32(bytes.len())),
    }
    items.extend_from_slice(bytes);
    Ok(())
}

#[inline(always)]
fn push_counted(
    items: &mut Vec<u8>,
    narrow: u8,
    wide: u8,
    (count, body): (u32, &[u8]),
) -> Result<(), EncodeError> {
    // What is narrow is never too deep.
    if !is_narrow(count, body.len()) {
        depth::check_items((count, body))?;
    }
    reserve(items, body.len().saturating_add(9))?;
    put_counted_head(items, narrow, wide, count, body.len());
    items.extend_from_slice(body);
    Ok(())
}

/// Appends an item to those of a list or map, or an array's element.
#[inline]
pub(crate) fn push(items: &mut Vec<u8>, item: &impl Encode) -> Result<(), EncodeError> {
    reserve(items, item.encoded_len())?;
    item.put(items);
    Ok(())
}

/// The same for an item that is described, and that stands in as many values as `around`; they may not be too deep inside each
/// other.
pub(crate) fn push_described(
    items: &mut Vec<u8>,
    descriptor: &Descriptor<'_>,
    item: &Value<'_>,
    around: u16,
) -> Result<(), EncodeError> {
    depth::check(&descriptor.as_value(), around + 1)?;
    depth::check(item, around + 1)?;
    reserve(items, described_len(descriptor, item))?;
    put_described(items, descriptor, item);
    Ok(())
}

/// How many bytes [`put_described`] writes.
pub(crate) fn described_len(descriptor: &Descriptor<'_>, value: &Value<'_>) -> usize {
    descriptor.encoded_len().saturating_add(value.encoded_len()).saturating_add(1)
}

/// Writes a value with its descriptor.
pub(crate) fn put_described(dst: &mut impl BufMut, descriptor: &Descriptor<'_>, value: &Value<'_>) {
    dst.put_slice(&[DESCRIBED]);
    descriptor.put(dst);
    value.put(dst);
}

/// Makes room for `len` bytes behind the items, if they stay few enough.
#[inline]
pub(crate) fn reserve(items: &mut Vec<u8>, len: usize) -> Result<(), EncodeError> {
    if len > MAX_BODY.saturating_sub(items.len()) {
        return Err(EncodeError::TooLarge);
    }
    items.reserve(len);
    Ok(())
}
