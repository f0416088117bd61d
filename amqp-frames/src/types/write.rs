//! Writing values in their most compact encodings.

use alloc::vec::Vec;

use bytes::BufMut;

use super::code::{DESCRIBED, code};
use super::{Array, Descriptor, Symbol, Timestamp, Uuid, Value, depth};
use crate::EncodeError;

/// The most bytes that a list, a map or an array has behind its count: the count counts too.
pub(crate) const MAX_BODY: usize = (u32::MAX - 4) as usize;

/// What has an encoding. Writing assumes that there is room, and that no length goes beyond four bytes.
pub(crate) trait Encode {
    /// The most that [`encoded_len`](Self::encoded_len) gives, where that is known.
    const MAX_LEN: usize = usize::MAX;

    /// How many bytes [`put`](Self::put) writes.
    fn encoded_len(&self) -> usize;

    fn put(&self, dst: &mut impl BufMut);

    /// Writes it to the front of `rest`, if it is sure that it fits.
    #[inline(always)]
    fn put_short(&self, rest: &mut &mut [u8]) -> Option<()> {
        // Comparing with a constant comes cheaper than with what is needed.
        let needed = if Self::MAX_LEN <= FEW { Self::MAX_LEN } else { self.encoded_len() };
        if needed > rest.len() {
            return None;
        }
        self.put(rest);
        Some(())
    }
}

/// As many bytes as numbers, delivery tags and transaction ids have at most.
const FEW: usize = 34;

impl<T: Encode> Encode for &T {
    const MAX_LEN: usize = T::MAX_LEN;

    #[inline(always)]
    fn encoded_len(&self) -> usize {
        (**self).encoded_len()
    }

    #[inline(always)]
    fn put(&self, dst: &mut impl BufMut) {
        (**self).put(dst);
    }

    #[inline(always)]
    fn put_short(&self, rest: &mut &mut [u8]) -> Option<()> {
        (**self).put_short(rest)
    }
}

/// Writes a value, once it is sure that it fits.
#[inline]
pub(crate) fn encode(value: &impl Encode, dst: &mut impl BufMut) -> Result<(), EncodeError> {
    let len = value.encoded_len();
    if len > MAX_BODY {
        return Err(EncodeError::TooLarge);
    }
    if len > dst.remaining_mut() {
        return Err(EncodeError::NoSpace);
    }
    value.put(dst);
    Ok(())
}

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

macro_rules! one_byte {
    ($($type:ty, $code:ident, |$value:ident| $byte:expr;)+) => {$(
        impl Encode for $type {
            const MAX_LEN: usize = 2;

            #[inline(always)]
            fn encoded_len(&self) -> usize {
                2
            }

            #[inline(always)]
            fn put(&self, dst: &mut impl BufMut) {
                let $value = *self;
                dst.put_slice(&[code::$code, $byte]);
            }
        }
    )+};
}

one_byte! {
    u8, UBYTE, |value| value;
    i8, BYTE, |value| value.cast_unsigned();
}

/// Integers of 32 and 64 bits: zero in no byte where there is such a code, small ones in one byte.
macro_rules! compact_integers {
    ($($type:ty, $full:ident, $small:ident $(, $zero:ident)?, |$value:ident| $fits:expr;)+) => {$(
        impl Encode for $type {
            const MAX_LEN: usize = 1 + size_of::<$type>();

            #[inline(always)]
            fn encoded_len(&self) -> usize {
                let $value = *self;
                match $value {
                    $(0 => size_of_val(&code::$zero),)?
                    _ if $fits => 2,
                    _ => 1 + size_of::<$type>(),
                }
            }

            #[inline(always)]
            fn put(&self, dst: &mut impl BufMut) {
                let $value = *self;
                match $value {
                    $(0 => dst.put_slice(&[code::$zero]),)?
                    _ if $fits => dst.put_slice(&[code::$small, low_byte($value as u64)]),
                    _ => put_with_code(dst, code::$full, $value.to_be_bytes()),
                }
            }
        }
    )+};
}

compact_integers! {
    u32, UINT, SMALLUINT, UINT0, |value| value <= 0xff;
    u64, ULONG, SMALLULONG, ULONG0, |value| value <= 0xff;
    i32, INT, SMALLINT, |value| i8::try_from(value).is_ok();
    i64, LONG, SMALLLONG, |value| i8::try_from(value).is_ok();
}

#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "what is wanted")]
const fn low_byte(value: u64) -> u8 {
    value as u8
}

/// What has as many bytes as it has.
macro_rules! fixed {
    ($($type:ty, $code:ident, |$value:ident| $bytes:expr;)+) => {$(
        impl Encode for $type {
            const MAX_LEN: usize = 1 + size_of::<$type>();

            #[inline(always)]
            fn encoded_len(&self) -> usize {
                1 + size_of::<$type>()
            }

            #[inline(always)]
            fn put(&self, dst: &mut impl BufMut) {
                let $value = *self;
                put_with_code(dst, code::$code, $bytes);
            }
        }
    )+};
}

fixed! {
    u16, USHORT, |value| value.to_be_bytes();
    i16, SHORT, |value| value.to_be_bytes();
    f32, FLOAT, |value| value.to_be_bytes();
    f64, DOUBLE, |value| value.to_be_bytes();
    char, CHAR, |value| u32::from(value).to_be_bytes();
    Timestamp, TIMESTAMP, |value| value.0.to_be_bytes();
    Uuid, UUID, |value| value.0;
    super::Decimal32, DECIMAL32, |value| value.0;
    super::Decimal64, DECIMAL64, |value| value.0;
    super::Decimal128, DECIMAL128, |value| value.0;
}

impl Encode for bool {
    const MAX_LEN: usize = 1;

    #[inline(always)]
    fn encoded_len(&self) -> usize {
        1
    }

    #[inline(always)]
    fn put(&self, dst: &mut impl BufMut) {
        dst.put_slice(&[if *self { code::TRUE } else { code::FALSE }]);
    }
}

macro_rules! sized {
    ($($type:ty, $narrow:ident, $wide:ident, |$value:ident| $bytes:expr;)+) => {$(
        impl Encode for $type {
            #[inline(always)]
            fn encoded_len(&self) -> usize {
                let $value = self;
                let len = $bytes.len();
                // More than MAX_BODY where adding would overflow, on 32-bit targets.
                len.saturating_add(if len <= 0xff { 2 } else { 5 })
            }

            #[inline(always)]
            fn put(&self, dst: &mut impl BufMut) {
                let $value = self;
                let bytes: &[u8] = $bytes;
                match u8::try_from(bytes.len()) {
                    Ok(len) => dst.put_slice(&[code::$narrow, len]),
                    Err(_) => put_with_code(dst, code::$wide, len32(bytes.len())),
                }
                dst.put_slice(bytes);
            }
        }
    )+};
}

sized! {
    &[u8], BINARY8, BINARY32, |value| value;
    &str, STRING8, STRING32, |value| value.as_bytes();
    Symbol<'_>, SYMBOL8, SYMBOL32, |value| value.as_str().as_bytes();
}

/// A code and `N` bytes, as one write: several are dearer.
#[inline(always)]
fn put_with_code<const N: usize>(dst: &mut impl BufMut, code: u8, bytes: [u8; N]) {
    let mut both = [code; 17];
    if let Some(data) = both.get_mut(1..).and_then(|rest| rest.first_chunk_mut()) {
        *data = bytes;
    }
    dst.put_slice(both.get(..=N).unwrap_or_default());
}

/// A length as four bytes; it has been compared with [`MAX_BODY`].
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "callers have bounded it")]
const fn len32(len: usize) -> [u8; 4] {
    (len as u32).to_be_bytes()
}

/// Whether count and bytes of items go into a list8, map8 or array8.
#[inline(always)]
fn is_narrow(count: u32, body: usize) -> bool {
    body < 0xff && count <= 0xff
}

/// The length of a list, map or array with its format code.
#[inline(always)]
pub(crate) fn counted_len((count, body): (u32, &[u8])) -> usize {
    body.len() + counted_head_len(count, body.len())
}

/// What of that stands in front of the items.
#[inline(always)]
pub(crate) fn counted_head_len(count: u32, body: usize) -> usize {
    if is_narrow(count, body) { 3 } else { 9 }
}

/// Writes what stands in front of items.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "it is narrow")]
pub(crate) fn put_counted_head(dst: &mut impl BufMut, narrow: u8, wide: u8, count: u32, body: usize) {
    if is_narrow(count, body) {
        dst.put_slice(&[narrow, body as u8 + 1, count as u8]);
    } else {
        let ([a, b, c, d], [e, f, g, h]) = (len32(body + 4), count.to_be_bytes());
        dst.put_slice(&[wide, a, b, c, d, e, f, g, h]);
    }
}

/// Writes what stands in front of a composite value's fields, as one write where that can be.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "it is narrow")]
pub(crate) fn put_composite_head(dst: &mut impl BufMut, descriptor: u8, fields: u8, body: usize) {
    let count = u32::from(fields);
    if fields == 0 {
        dst.put_slice(&[DESCRIBED, code::SMALLULONG, descriptor, code::LIST0]);
    } else if is_narrow(count, body) {
        dst.put_slice(&[DESCRIBED, code::SMALLULONG, descriptor, code::LIST8, body as u8 + 1, fields]);
    } else {
        dst.put_slice(&[DESCRIBED, code::SMALLULONG, descriptor]);
        put_counted_head(dst, code::LIST8, code::LIST32, count, body);
    }
}

/// Writes a list.
#[inline]
pub(crate) fn put_list(dst: &mut impl BufMut, (count, items): (u32, &[u8])) {
    if count == 0 {
        return dst.put_slice(&[code::LIST0]);
    }
    put_counted_head(dst, code::LIST8, code::LIST32, count, items.len());
    dst.put_slice(items);
}

/// Writes a map.
#[inline]
pub(crate) fn put_map(dst: &mut impl BufMut, (count, items): (u32, &[u8])) {
    put_counted_head(dst, code::MAP8, code::MAP32, count, items.len());
    dst.put_slice(items);
}

impl Encode for Value<'_> {
    #[inline]
    fn encoded_len(&self) -> usize {
        match self {
            Self::Null | Self::Boolean(_) => 1,
            Self::Ubyte(_) | Self::Byte(_) => 2,
            Self::Ushort(_) | Self::Short(_) => 3,
            Self::Uint(value) => value.encoded_len(),
            Self::Ulong(value) => value.encoded_len(),
            Self::Int(value) => value.encoded_len(),
            Self::Long(value) => value.encoded_len(),
            Self::Float(_) | Self::Decimal32(_) | Self::Char(_) => 5,
            Self::Double(_) | Self::Decimal64(_) | Self::Timestamp(_) => 9,
            Self::Decimal128(_) | Self::Uuid(_) => 17,
            Self::Binary(value) => value.encoded_len(),
            Self::String(value) => value.encoded_len(),
            Self::Symbol(value) => value.encoded_len(),
            Self::List(value) => value.encoded_len(),
            Self::Map(value) => value.encoded_len(),
            Self::Array(value) => value.encoded_len(),
            Self::Described(value) => value.encoded_len(),
        }
    }

    #[inline]
    fn put(&self, dst: &mut impl BufMut) {
        match self {
            Self::Null => dst.put_slice(&[code::NULL]),
            Self::Boolean(value) => value.put(dst),
            Self::Ubyte(value) => value.put(dst),
            Self::Ushort(value) => value.put(dst),
            Self::Uint(value) => value.put(dst),
            Self::Ulong(value) => value.put(dst),
            Self::Byte(value) => value.put(dst),
            Self::Short(value) => value.put(dst),
            Self::Int(value) => value.put(dst),
            Self::Long(value) => value.put(dst),
            Self::Float(value) => value.put(dst),
            Self::Double(value) => value.put(dst),
            Self::Decimal32(value) => value.put(dst),
            Self::Decimal64(value) => value.put(dst),
            Self::Decimal128(value) => value.put(dst),
            Self::Char(value) => value.put(dst),
            Self::Timestamp(value) => value.put(dst),
            Self::Uuid(value) => value.put(dst),
            Self::Binary(value) => value.put(dst),
            Self::String(value) => value.put(dst),
            Self::Symbol(value) => value.put(dst),
            Self::List(value) => value.put(dst),
            Self::Map(value) => value.put(dst),
            Self::Array(value) => value.put(dst),
            Self::Described(value) => value.put(dst),
        }
    }
}

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

impl Encode for Array<'_> {
    #[inline]
    fn encoded_len(&self) -> usize {
        counted_len(self.counted())
    }

    #[inline]
    fn put(&self, dst: &mut impl BufMut) {
        let (count, body) = self.counted();
        put_counted_head(dst, code::ARRAY8, code::ARRAY32, count, body.len());
        dst.put_slice(body);
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;
    use crate::types::{List, ListBuf};

    fn list(len: usize) -> ListBuf {
        let mut list = ListBuf::new();
        (0..len).for_each(|_| list.push(Value::Null).unwrap());
        list
    }

    #[test]
    #[expect(clippy::cast_possible_truncation, reason = "what is wanted")]
    fn what_is_appended_is_what_is_encoded() {
        let text: String = ('a'..='z').cycle().take(300).collect();
        let lists: Vec<ListBuf> = (0..300).map(list).collect();
        let mut values = Vec::from([Value::Null, Value::Boolean(false), Value::Boolean(true)]);
        for number in [0, 1, -1, 0x7f, -0x80, 0x80, -0x81, 0xff, 0x100, i64::MAX, i64::MIN] {
            let (long, bits) = (number as i32, number.cast_unsigned());
            values.extend([
                Value::Long(number),
                Value::Int(long),
                Value::Ulong(bits),
                Value::Uint(bits as u32),
            ]);
            values.extend([
                Value::Byte(number as i8),
                Value::Ubyte(number as u8),
                Value::Short(number as i16),
            ]);
            values.extend([Value::Ushort(number as u16), Value::Timestamp(Timestamp(number))]);
            values.extend([Value::Double(f64::from_bits(bits)), Value::Float(f32::from_bits(bits as u32))]);
            values.extend(char::from_u32(bits as u32).map(Value::Char));
        }
        for len in 0..300 {
            let text = &text[..len];
            values.extend([Value::String(text), Value::Binary(text.as_bytes())]);
            values.push(Value::Symbol(Symbol::from_ascii(text)));
            values.extend([Value::List(lists[len].as_list()), Value::List(List::EMPTY)]);
        }
        for value in values {
            let (mut appended, mut encoded) = (Vec::new(), Vec::new());
            push_value(&mut appended, &value).unwrap();
            push_value(&mut appended, &value).unwrap();
            value.put(&mut encoded);
            assert_eq!(appended, encoded.repeat(2), "{value:?}");
        }
    }
}
