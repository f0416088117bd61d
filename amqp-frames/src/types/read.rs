//! Reading what was found valid before: no rule is looked at again but UTF-8, as views lend `&str`.
//!
//! `None` would mean that bytes which were valid are not, and so doesn't occur.

use super::code::{DESCRIBED, Layout, code};
use super::{Array, Decimal32, Decimal64, Decimal128, Described, List, Map, Symbol, Timestamp, Uuid, Value};
use crate::scan::{ascii, text};
use crate::wire::{Width, take, take_array, take_byte, take_len, take_sized};

/// Takes a value off the front of `input`.
// Into the loops of whoever iterates: what matches on the value then needs no second look at its type. Row g of the benchmarks
// costs 72,000 instructions with it, and 110,000 without.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn value<'a>(input: &mut &'a [u8]) -> Option<Value<'a>> {
    let at = *input;
    match take_byte(input)? {
        DESCRIBED => {
            let described = described(at)?;
            *input = at.get(described.end()..)?;
            Some(Value::Described(described))
        }
        code => data(code, input),
    }
}

/// The described value that `at` begins with.
#[inline(never)]
fn described(at: &[u8]) -> Option<Described<'_>> {
    let mut input = at;
    let code = constructor(&mut input)?;
    let data_at = u32::try_from(at.len() - input.len()).ok()?;
    skip_data(code, &mut input)?;
    let bytes = at.get(..at.len() - input.len())?;
    Some(Described::from_valid(bytes, data_at))
}

/// Takes a constructor off the front of `input`, and gives the format code at its end.
#[inline]
pub(crate) fn constructor(input: &mut &[u8]) -> Option<u8> {
    loop {
        match take_byte(input)? {
            DESCRIBED => skip(input)?,
            code => return Some(code),
        }
    }
}

/// Takes the data of a value off the front of `input`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn data<'a>(code: u8, input: &mut &'a [u8]) -> Option<Value<'a>> {
    Some(match code {
        code::NULL => Value::Null,
        code::TRUE => Value::Boolean(true),
        code::FALSE => Value::Boolean(false),
        code::BOOLEAN => Value::Boolean(take_byte(input)? != 0),
        code::UBYTE => Value::Ubyte(take_byte(input)?),
        code::USHORT => Value::Ushort(u16::from_be_bytes(take_array(input)?)),
        code::UINT => Value::Uint(u32::from_be_bytes(take_array(input)?)),
        code::SMALLUINT => Value::Uint(take_byte(input)?.into()),
        code::UINT0 => Value::Uint(0),
        code::ULONG => Value::Ulong(u64::from_be_bytes(take_array(input)?)),
        code::SMALLULONG => Value::Ulong(take_byte(input)?.into()),
        code::ULONG0 => Value::Ulong(0),
        code::BYTE => Value::Byte(take_byte(input)?.cast_signed()),
        code::SHORT => Value::Short(i16::from_be_bytes(take_array(input)?)),
        code::INT => Value::Int(i32::from_be_bytes(take_array(input)?)),
        code::SMALLINT => Value::Int(take_byte(input)?.cast_signed().into()),
        code::LONG => Value::Long(i64::from_be_bytes(take_array(input)?)),
        code::SMALLLONG => Value::Long(take_byte(input)?.cast_signed().into()),
        code::FLOAT => Value::Float(f32::from_be_bytes(take_array(input)?)),
        code::DOUBLE => Value::Double(f64::from_be_bytes(take_array(input)?)),
        code::DECIMAL32 => Value::Decimal32(Decimal32(take_array(input)?)),
        code::DECIMAL64 => Value::Decimal64(Decimal64(take_array(input)?)),
        code::DECIMAL128 => Value::Decimal128(Decimal128(take_array(input)?)),
        code::CHAR => Value::Char(char::from_u32(u32::from_be_bytes(take_array(input)?))?),
        code::TIMESTAMP => Value::Timestamp(Timestamp(i64::from_be_bytes(take_array(input)?))),
        code::UUID => Value::Uuid(Uuid(take_array(input)?)),
        code::BINARY8 => Value::Binary(take_sized(input, Width::One)?),
        code::BINARY32 => Value::Binary(take_sized(input, Width::Four)?),
        code::STRING8 => Value::String(text(take_sized(input, Width::One)?)?),
        code::STRING32 => Value::String(text(take_sized(input, Width::Four)?)?),
        code::SYMBOL8 => Value::Symbol(Symbol::from_ascii(ascii(take_sized(input, Width::One)?)?)),
        code::SYMBOL32 => Value::Symbol(Symbol::from_ascii(ascii(take_sized(input, Width::Four)?)?)),
        code::LIST0 => Value::List(List::EMPTY),
        code::LIST8 => Value::List(List::from_valid(counted(input, Width::One)?)),
        code::LIST32 => Value::List(List::from_valid(counted(input, Width::Four)?)),
        code::MAP8 => Value::Map(Map::from_valid(counted(input, Width::One)?)),
        code::MAP32 => Value::Map(Map::from_valid(counted(input, Width::Four)?)),
        code::ARRAY8 => Value::Array(Array::from_valid(counted(input, Width::One)?)),
        code::ARRAY32 => Value::Array(Array::from_valid(counted(input, Width::Four)?)),
        _ => return None,
    })
}

/// Takes size, count and what they speak of.
#[inline(always)]
fn counted<'a>(input: &mut &'a [u8], width: Width) -> Option<(u32, &'a [u8])> {
    let mut body = take_sized(input, width)?;
    let count = take_len(&mut body, width)?;
    Some((count, body))
}

/// What is behind the value that `bytes` begin with.
#[inline(always)]
pub(crate) fn behind(bytes: &[u8]) -> Option<&[u8]> {
    let (code, rest) = bytes.split_first()?;
    match Layout::of(*code) {
        Layout::Fixed(len) => rest.get(usize::from(len)..),
        Layout::List(Width::One) | Layout::String(Width::One) => {
            let (len, rest) = rest.split_first()?;
            rest.get(usize::from(*len)..)
        }
        _ => behind_another(bytes),
    }
}

#[inline(never)]
fn behind_another(mut bytes: &[u8]) -> Option<&[u8]> {
    skip(&mut bytes)?;
    Some(bytes)
}

/// Takes a value off the front of `input` without looking at it.
#[inline]
pub(crate) fn skip(input: &mut &[u8]) -> Option<()> {
    let mut code = take_byte(input)?;
    if code == DESCRIBED {
        // A loop in a function of its own, that calls this one for the descriptor.
        skip_descriptor(input)?;
        code = constructor(input)?;
    }
    skip_data(code, input)
}

#[inline(never)]
fn skip_descriptor(input: &mut &[u8]) -> Option<()> {
    skip(input)
}

/// Takes the data of a value off the front of `input` without looking at them.
#[inline]
pub(crate) fn skip_data(code: u8, input: &mut &[u8]) -> Option<()> {
    let len = match Layout::of(code) {
        Layout::Fixed(len) => usize::from(len),
        Layout::Boolean => 1,
        Layout::Char => 4,
        Layout::Binary(width)
        | Layout::String(width)
        | Layout::Symbol(width)
        | Layout::List(width)
        | Layout::Map(width)
        | Layout::Array(width) => usize::try_from(take_len(input, width)?).ok()?,
        Layout::Unassigned => return None,
    };
    take(input, len).map(drop)
}
