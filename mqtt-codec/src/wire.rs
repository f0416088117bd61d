//! The data representations of section 1.5: nom parsers in, `BufMut` writers out.
//!
//! A parser gets the rest of one packet and never sees beyond it: the [`Decoder`](crate::Decoder) cuts the packet out first.
//! Running out of input therefore means a malformed packet, not a call for more bytes, whatever nom calls it.

use bytes::BufMut;
use nom::bytes::complete::take;
use nom::error::{ErrorKind, ParseError};
use nom::number::complete::{be_u8, be_u16, be_u32};

use crate::{DecodeError, DecodeErrorKind, EncodeError};

/// The largest Variable Byte Integer (section 1.5.5), and so the largest Remaining Length.
pub(crate) const MAX_VARIABLE_BYTE_INTEGER: u32 = 268_435_455;

pub(crate) type Parsed<'a, T> = nom::IResult<&'a [u8], T, Fault>;

/// A [`DecodeError`] in the making: it knows how much input was left, not yet where the packet began.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    kind: DecodeErrorKind,
    rest: usize,
    field: &'static str,
}

impl<'a> ParseError<&'a [u8]> for Fault {
    fn from_error_kind(input: &'a [u8], _: ErrorKind) -> Self {
        Self { kind: DecodeErrorKind::Truncated, rest: input.len(), field: "packet" }
    }

    fn append(_: &'a [u8], _: ErrorKind, other: Self) -> Self {
        other
    }
}

/// The error that `parser`'s failure within `packet` stands for.
#[cold]
pub(crate) fn located(packet: &[u8], error: nom::Err<Fault>) -> DecodeError {
    let fault = match error {
        nom::Err::Error(fault) | nom::Err::Failure(fault) => fault,
        nom::Err::Incomplete(_) => Fault { kind: DecodeErrorKind::Truncated, rest: 0, field: "packet" },
    };
    DecodeError::new(fault.kind, packet.len().saturating_sub(fault.rest), fault.field)
}

/// An error in front of `after`, which the failing parser did not see.
#[cold]
pub(crate) fn located_before(after: &[u8], error: nom::Err<Fault>) -> nom::Err<Fault> {
    error.map(|fault| Fault { rest: fault.rest + after.len(), ..fault })
}

/// Reads the field called `name`; what goes wrong in it is said to be at its first byte.
#[inline(always)]
pub(crate) fn field<'a, T>(
    name: &'static str,
    input: &'a [u8],
    parser: impl FnOnce(&'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, T> {
    parser(input).map_err(|error| error.map(|fault| Fault { rest: input.len(), field: name, ..fault }))
}

/// Fails because of `kind`.
#[cold]
pub(crate) fn fail<T>(input: &[u8], kind: DecodeErrorKind) -> Parsed<'_, T> {
    Err(nom::Err::Failure(Fault { kind, rest: input.len(), field: "packet" }))
}

/// A Two Byte Integer (section 1.5.2).
#[inline]
pub(crate) fn two_byte_integer(input: &[u8]) -> Parsed<'_, u16> {
    be_u16(input)
}

/// A Four Byte Integer (section 1.5.3).
#[inline]
pub(crate) fn four_byte_integer(input: &[u8]) -> Parsed<'_, u32> {
    be_u32(input)
}

/// A Variable Byte Integer (section 1.5.5): at most four bytes, and no more than needed.
#[inline]
pub(crate) fn variable_byte_integer(input: &[u8]) -> Parsed<'_, u32> {
    match *input {
        [byte, ref rest @ ..] if byte < 0x80 => Ok((rest, u32::from(byte))),
        _ => long_variable_byte_integer(input),
    }
}

fn long_variable_byte_integer(input: &[u8]) -> Parsed<'_, u32> {
    let mut value = 0;
    let mut rest = input;
    for position in 0..4 {
        let (after, byte) = be_u8(rest)?;
        rest = after;
        value |= u32::from(byte & 0x7f) << (7 * position);
        match byte {
            0 if position > 0 => break,
            0..0x80 => return Ok((rest, value)),
            _ => {}
        }
    }
    fail(input, DecodeErrorKind::VariableByteInteger)
}

/// Binary Data (section 1.5.6), and the bytes of a UTF-8 Encoded String.
#[inline]
pub(crate) fn binary(input: &[u8]) -> Parsed<'_, &[u8]> {
    let (rest, len) = be_u16(input)?;
    take(len)(rest)
}

/// The text of a UTF-8 Encoded String (section 1.5.4), but for U+0000: the caller finds that while it looks for what else
/// it forbids.
#[inline]
pub(crate) fn string(input: &[u8]) -> Parsed<'_, &str> {
    let (rest, bytes) = binary(input)?;
    match core::str::from_utf8(bytes) {
        Ok(text) => Ok((rest, text)),
        Err(_) => fail(input, DecodeErrorKind::Utf8),
    }
}

/// Steps over a UTF-8 Encoded String after checking it: cheaper than [`string`] where nobody wants the text yet.
#[inline]
pub(crate) fn checked_string(input: &[u8]) -> Parsed<'_, &[u8]> {
    let (rest, bytes) = binary(input)?;
    if is_plain_ascii(bytes) {
        return Ok((rest, bytes));
    }
    match core::str::from_utf8(bytes) {
        Err(_) => fail(input, DecodeErrorKind::Utf8),
        Ok(_) if contains_nul(bytes) => fail(input, DecodeErrorKind::Nul),
        Ok(_) => Ok((rest, bytes)),
    }
}

const LOW: u64 = u64::from_ne_bytes([0x01; 8]);
const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);

/// Has bits set, all in `HIGH`, exactly if one of `word`'s bytes is `byte`.
#[inline(always)]
const fn bytes_equal(word: u64, byte: u8) -> u64 {
    let zero_where_equal = word ^ u64::from_ne_bytes([byte; 8]);
    zero_where_equal.wrapping_sub(LOW) & !zero_where_equal & HIGH
}

/// Combines what `test` says of every eight bytes of `bytes`.
///
/// Strings in packets are short, and looking at them is the hot loop of decoding: eight bytes at a step, and the last step
/// overlaps the one before it. `test` must be the same for a byte wherever it stands in the word, and find nothing in the
/// spaces that fill up fewer than eight bytes.
#[inline(always)]
fn by_words(bytes: &[u8], test: impl Fn(u64) -> u64) -> u64 {
    let Some(last) = bytes.last_chunk::<8>() else { return test(short_word(bytes)) };
    let mut found = test(u64::from_ne_bytes(*last));
    let (words, _) = bytes.split_last().map_or(bytes, |(_, others)| others).as_chunks::<8>();
    for word in words {
        found |= test(u64::from_ne_bytes(*word));
    }
    found
}

/// Fewer than eight bytes and spaces, in any order, some bytes perhaps twice.
#[inline(always)]
fn short_word(bytes: &[u8]) -> u64 {
    const SPACES: u64 = u64::from_ne_bytes([b' '; 8]);
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        return u64::from(u32::from_ne_bytes(*first)) << 32 | u64::from(u32::from_ne_bytes(*last));
    }
    bytes.iter().fold(SPACES, |word, byte| word << 8 | u64::from(*byte))
}

/// Whether all bytes are ASCII and none is zero.
#[inline]
fn is_plain_ascii(bytes: &[u8]) -> bool {
    by_words(bytes, |word| (word & HIGH) | bytes_equal(word, 0)) == 0
}

/// Whether U+0000 occurs.
#[inline]
pub(crate) fn contains_nul(text: &[u8]) -> bool {
    by_words(text, |word| bytes_equal(word, 0)) != 0
}

/// Whether U+0000, `+` or `#` occurs.
#[inline]
pub(crate) fn contains_nul_or_wildcard(text: &[u8]) -> bool {
    by_words(text, |word| bytes_equal(word, 0) | bytes_equal(word | PLUS_WITHOUT_NUMBER, b'+')) != 0
}

/// `+` is `#` with one more bit, so with that bit set one comparison finds both.
const PLUS_WITHOUT_NUMBER: u64 = u64::from_ne_bytes([b'+' ^ b'#'; 8]);

/// Where `+` and `#` occur.
#[inline]
pub(crate) fn wildcards(text: &[u8]) -> impl Iterator<Item = usize> {
    let (words, tail) = text.as_chunks::<8>();
    let of_word = |(at, word): (usize, &[u8; 8])| {
        // Little endian puts the first byte lowest, and only the lowest bit that `bytes_equal` sets is exact.
        let mut rest = u64::from_le_bytes(*word) | PLUS_WITHOUT_NUMBER;
        core::iter::from_fn(move || {
            let bit = bytes_equal(rest, b'+').trailing_zeros();
            rest |= 0x80_u64.checked_shl(bit & !7)?;
            Some(8 * at + bit as usize / 8)
        })
    };
    let in_words = words.iter().enumerate().flat_map(of_word);
    let tail_at = text.len() - tail.len();
    let in_tail = tail.iter().enumerate().filter(|(_, byte)| matches!(byte, b'+' | b'#'));
    in_words.chain(in_tail.map(move |(at, _)| tail_at + at))
}

/// How many bytes `value` takes as a Variable Byte Integer.
#[inline]
pub(crate) const fn variable_byte_integer_len(value: usize) -> usize {
    match value {
        0..0x80 => 1,
        0x80..0x4000 => 2,
        0x4000..0x20_0000 => 3,
        _ => 4,
    }
}

/// How many bytes a string or Binary Data of `len` bytes takes.
#[inline]
pub(crate) const fn prefixed_len(len: usize) -> usize {
    2 + len
}

/// The length of a whole packet.
pub(crate) const fn packet_len(remaining_len: usize) -> usize {
    1 + variable_byte_integer_len(remaining_len) + remaining_len
}

/// A few bytes in front of something longer, put together first so that they are written at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    bytes: [u8; 16],
    len: usize,
}

impl Head {
    #[inline]
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; 16], len: 0 }
    }

    #[inline]
    pub(crate) fn byte(mut self, byte: u8) -> Self {
        if let Some(slot) = self.bytes.get_mut(self.len) {
            *slot = byte;
            self.len += 1;
        }
        self
    }

    #[inline]
    pub(crate) fn two_byte_integer(self, value: u16) -> Self {
        let [high, low] = value.to_be_bytes();
        self.byte(high).byte(low)
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "seven bits fit")]
    pub(crate) fn variable_byte_integer(mut self, mut value: usize) -> Self {
        while value >= 0x80 {
            self = self.byte((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.byte(value as u8)
    }

    /// The length of a string or of Binary Data, which their types have bounded.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the types of such fields have bounded it")]
    pub(crate) fn prefix(self, len: usize) -> Self {
        self.two_byte_integer(len as u16)
    }

    #[inline]
    pub(crate) fn put(&self, dst: &mut impl BufMut) {
        dst.put_slice(self.bytes.get(..self.len).unwrap_or_default());
    }
}

/// Writes a string or Binary Data.
#[inline]
pub(crate) fn put_prefixed(dst: &mut impl BufMut, bytes: &[u8]) {
    Head::new().prefix(bytes.len()).put(dst);
    dst.put_slice(bytes);
}

/// The fixed header (section 2.1), once it is sure that the packet fits the protocol and `dst`; `unsent` of its bytes
/// will not be written to `dst`.
#[inline]
pub(crate) fn fixed_header(
    dst: &impl BufMut,
    first: u8,
    remaining_len: usize,
    unsent: usize,
) -> Result<Head, EncodeError> {
    if remaining_len > MAX_VARIABLE_BYTE_INTEGER as usize {
        return Err(EncodeError::TooLarge);
    }
    if dst.remaining_mut() < packet_len(remaining_len) - unsent {
        return Err(EncodeError::NoSpace);
    }
    Ok(Head::new().byte(first).variable_byte_integer(remaining_len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variable_byte_integers_have_one_encoding() {
        for (bytes, value) in [
            (&b"\x00"[..], 0),
            (b"\x7f", 127),
            (b"\x80\x01", 128),
            (b"\xff\x7f", 16_383),
            (b"\x80\x80\x01", 16_384),
            (b"\xff\xff\x7f", 2_097_151),
            (b"\x80\x80\x80\x01", 2_097_152),
            (b"\xff\xff\xff\x7f", 268_435_455),
        ] {
            assert_eq!(variable_byte_integer(bytes).unwrap(), (&b""[..], value));
            assert_eq!(variable_byte_integer_len(value as usize), bytes.len());
            let head = Head::new().variable_byte_integer(value as usize);
            assert_eq!(&head.bytes[..head.len], bytes);
        }
        for bytes in
            [&b"\x80\x00"[..], b"\xff\x80\x00", b"\x80\x80\x80\x00", b"\xff\xff\xff\xff\x00", b"\x80"]
        {
            assert!(variable_byte_integer(bytes).is_err(), "{bytes:x?}");
        }
    }

    #[test]
    fn a_byte_is_found_wherever_it_stands() {
        for len in 0..40 {
            let mut text = alloc::vec![b'a'; len];
            assert!(!contains_nul_or_wildcard(&text));
            assert!(is_plain_ascii(&text));
            for at in 0..len {
                for byte in [0, b'+', b'#', 0x80, 0xff] {
                    text[at] = byte;
                    assert_eq!(contains_nul_or_wildcard(&text), byte < 0x80, "{byte} at {at} of {len}");
                    assert_eq!(contains_nul(&text), byte == 0, "{byte} at {at} of {len}");
                    assert_eq!(
                        is_plain_ascii(&text),
                        byte == b'+' || byte == b'#',
                        "{byte} at {at} of {len}"
                    );
                    text[at] = b'a';
                }
            }
        }
    }
}
