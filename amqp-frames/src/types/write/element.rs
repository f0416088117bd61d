//! Elements of arrays: written without constructor, in the encoding that the array's has.

use alloc::vec::Vec;

use bytes::BufMut;

use super::super::Value;
use super::super::code::code;
use super::{Encode, is_narrow, len32, low_byte};

/// The narrowest format code for an array's element of this value; none for a described one.
pub(crate) fn element_code(value: &Value<'_>) -> Option<u8> {
    let narrow = |narrow, wide, len| if len <= 0xff { narrow } else { wide };
    let counted = |narrow, wide, (count, body): (u32, &[u8])| {
        if is_narrow(count, body.len()) { narrow } else { wide }
    };
    Some(match value {
        Value::Null => code::NULL,
        Value::Boolean(true) => code::TRUE,
        Value::Boolean(false) => code::FALSE,
        Value::Ubyte(_) => code::UBYTE,
        Value::Ushort(_) => code::USHORT,
        Value::Uint(0) => code::UINT0,
        Value::Uint(1..=0xff) => code::SMALLUINT,
        Value::Uint(_) => code::UINT,
        Value::Ulong(0) => code::ULONG0,
        Value::Ulong(1..=0xff) => code::SMALLULONG,
        Value::Ulong(_) => code::ULONG,
        Value::Byte(_) => code::BYTE,
        Value::Short(_) => code::SHORT,
        Value::Int(-0x80..=0x7f) => code::SMALLINT,
        Value::Int(_) => code::INT,
        Value::Long(-0x80..=0x7f) => code::SMALLLONG,
        Value::Long(_) => code::LONG,
        Value::Float(_) => code::FLOAT,
        Value::Double(_) => code::DOUBLE,
        Value::Decimal32(_) => code::DECIMAL32,
        Value::Decimal64(_) => code::DECIMAL64,
        Value::Decimal128(_) => code::DECIMAL128,
        Value::Char(_) => code::CHAR,
        Value::Timestamp(_) => code::TIMESTAMP,
        Value::Uuid(_) => code::UUID,
        Value::Binary(bytes) => narrow(code::BINARY8, code::BINARY32, bytes.len()),
        Value::String(text) => narrow(code::STRING8, code::STRING32, text.len()),
        Value::Symbol(symbol) => narrow(code::SYMBOL8, code::SYMBOL32, symbol.as_str().len()),
        Value::List(list) if list.is_empty() => code::LIST0,
        Value::List(list) => counted(code::LIST8, code::LIST32, list.counted()),
        Value::Map(map) => counted(code::MAP8, code::MAP32, map.counted()),
        Value::Array(array) => counted(code::ARRAY8, code::ARRAY32, array.counted()),
        Value::Described(_) => return None,
    })
}

/// How many bytes an element has at most behind its array's constructor.
pub(crate) fn element_len(value: &Value<'_>) -> usize {
    // The widest sizes take eight bytes, where the narrowest encoding may have none.
    value.encoded_len().saturating_add(8)
}

/// Appends an element to an array of this format code, which is wide enough for it.
pub(crate) fn put_element(dst: &mut Vec<u8>, code: u8, value: &Value<'_>) {
    match (code, value) {
        (code::BOOLEAN, Value::Boolean(value)) => dst.push(u8::from(*value)),
        (code::UINT, Value::Uint(value)) => dst.put_u32(*value),
        (code::ULONG, Value::Ulong(value)) => dst.put_u64(*value),
        (code::INT, Value::Int(value)) => dst.put_i32(*value),
        (code::LONG, Value::Long(value)) => dst.put_i64(*value),
        (code::SMALLUINT, Value::Uint(value)) => dst.push(low_byte(u64::from(*value))),
        (code::SMALLULONG, Value::Ulong(value)) => dst.push(low_byte(*value)),
        (code::BINARY32, Value::Binary(bytes)) => put_wide(dst, bytes),
        (code::STRING32, Value::String(text)) => put_wide(dst, text.as_bytes()),
        (code::SYMBOL32, Value::Symbol(symbol)) => put_wide(dst, symbol.as_str().as_bytes()),
        (code::LIST8, Value::List(list)) if list.is_empty() => dst.put_slice(&[1, 0]),
        (code::LIST32, Value::List(list)) => put_wide_counted(dst, list.counted()),
        (code::MAP32, Value::Map(map)) => put_wide_counted(dst, map.counted()),
        (code::ARRAY32, Value::Array(array)) => put_wide_counted(dst, array.counted()),
        // The code is the narrowest: what stands behind it then is the data.
        _ => put_without_code(dst, value),
    }
}

fn put_without_code(dst: &mut Vec<u8>, value: &Value<'_>) {
    let start = dst.len();
    value.put(dst);
    if start < dst.len() {
        dst.remove(start);
    }
}

fn put_wide(dst: &mut Vec<u8>, bytes: &[u8]) {
    dst.put_slice(&len32(bytes.len()));
    dst.put_slice(bytes);
}

fn put_wide_counted(dst: &mut Vec<u8>, (count, body): (u32, &[u8])) {
    dst.put_slice(&len32(body.len() + 4));
    dst.put_u32(count);
    dst.put_slice(body);
}
