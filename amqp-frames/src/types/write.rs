//! Writing values in their most compact encodings.

mod append;
mod element;

use bytes::BufMut;

pub(crate) use append::{push, push_described, push_value, reserve};
pub(crate) use element::{element_code, element_len, put_element};

use super::code::{DESCRIBED, code};
use super::{Array, Symbol, Timestamp, Uuid, Value};
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

    use alloc::vec::Vec;

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
