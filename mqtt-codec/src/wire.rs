//! The data representations of section 1.5: nom parsers in, `BufMut` writers out.
//!
//! A parser gets the rest of one packet and never sees beyond it: the [`Decoder`](crate::Decoder) cuts the packet out first.
//! Running out of input therefore means a malformed packet, not a call for more bytes, whatever nom calls it.

use bytes::BufMut;
use nom::bytes::complete::take;
use nom::error::{ErrorKind, ParseError};
use nom::number::complete::{be_u8, be_u16};

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
#[inline(always)]
pub(crate) fn binary(input: &[u8]) -> Parsed<'_, &[u8]> {
    let (rest, len) = be_u16(input)?;
    take(len)(rest)
}

/// The same where there are no values to be made and no errors to be placed.
#[inline(always)]
pub(crate) fn prefixed(input: &[u8]) -> Option<&[u8]> {
    let (len, rest) = input.split_first_chunk()?;
    rest.get(..usize::from(u16::from_be_bytes(*len)))
}

/// A stretch of the wire that is UTF-8 as a whole, with the lengths between its strings: then they are cut out of it, and
/// looking at each of them again is saved. Where it isn't, there is none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'a>(Option<&'a str>);

impl<'a> Text<'a> {
    /// For a string that stands alone.
    pub(crate) const NONE: Self = Self(None);

    /// For the strings in `input`, whose end must be the end of what they are read from.
    #[inline]
    pub(crate) fn of(input: &'a [u8]) -> Self {
        Self(if input.is_empty() { None } else { core::str::from_utf8(input).ok() })
    }

    /// Reads the text of a UTF-8 Encoded String (section 1.5.4), but for U+0000: the caller finds that while it looks for
    /// what else it forbids.
    #[inline(always)]
    pub(crate) fn string(self, input: &'a [u8]) -> Parsed<'a, &'a str> {
        let (rest, bytes) = binary(input)?;
        match self.text(bytes, rest) {
            Some(text) => Ok((rest, text)),
            None => fail(input, DecodeErrorKind::Utf8),
        }
    }

    /// Takes a string that was found valid before off the front of `input`.
    #[inline(always)]
    pub(crate) fn take_string(self, input: &mut &'a [u8]) -> Option<&'a str> {
        let bytes = prefixed(input)?;
        *input = input.get(prefixed_len(bytes.len())..)?;
        self.text(bytes, input)
    }

    /// The text of `bytes`, which are followed by `rest`.
    #[inline(always)]
    fn text(self, bytes: &'a [u8], rest: &[u8]) -> Option<&'a str> {
        match self.0 {
            Some(text) => {
                let end = text.len().checked_sub(rest.len())?;
                text.get(end.checked_sub(bytes.len())?..end)
            }
            None => core::str::from_utf8(bytes).ok(),
        }
    }
}

/// Checks that the bytes of a string are UTF-8 without U+0000, where nobody wants the text yet.
#[inline]
pub(crate) fn check_string(bytes: &[u8]) -> Result<(), DecodeErrorKind> {
    if is_plain_ascii(bytes) { Ok(()) } else { check_unicode(bytes) }
}

fn check_unicode(bytes: &[u8]) -> Result<(), DecodeErrorKind> {
    match core::str::from_utf8(bytes) {
        Err(_) => Err(DecodeErrorKind::Utf8),
        Ok(_) if contains_nul(bytes) => Err(DecodeErrorKind::Nul),
        Ok(_) => Ok(()),
    }
}

/// Whether all bytes are ASCII and none is zero.
#[inline]
fn is_plain_ascii(bytes: &[u8]) -> bool {
    !any(bytes, |byte| u8::from(byte >= 0x80) | u8::from(byte == 0))
}

/// Whether U+0000 occurs.
#[inline]
pub(crate) fn contains_nul(text: &[u8]) -> bool {
    any(text, |byte| u8::from(byte == 0))
}

/// Whether `+` or `#` occurs.
#[inline]
pub(crate) fn contains_wildcard(text: &[u8]) -> bool {
    any(text, is_wildcard)
}

/// Whether U+0000, `+` or `#` occurs.
#[inline]
pub(crate) fn contains_nul_or_wildcard(text: &[u8]) -> bool {
    any(text, |byte| u8::from(byte == 0) | is_wildcard(byte))
}

/// Whether `test` holds wherever `+` or `#` occurs; it may be asked twice of one place.
#[inline]
pub(crate) fn all_wildcards(text: &[u8], test: impl Fn(usize) -> bool) -> bool {
    let Some(last) = text.last_chunk::<8>() else {
        return text.iter().enumerate().all(|(at, byte)| is_wildcard(*byte) == 0 || test(at));
    };
    let all_in = |word: &[u8; 8], word_at| {
        let mut found = wildcards(u64::from_le_bytes(*word));
        while found != 0 {
            if !test(word_at + found.trailing_zeros() as usize / 8) {
                return false;
            }
            found &= found - 1;
        }
        true
    };
    let mut at = 0;
    for word in text.as_chunks::<8>().0 {
        if !all_in(word, at) {
            return false;
        }
        at += 8;
    }
    all_in(last, text.len() - 8)
}

/// The highest bit of every byte that is `+` or `#`.
#[inline(always)]
const fn wildcards(word: u64) -> u64 {
    const HIGHEST: u64 = u64::from_ne_bytes([0x80; 8]);
    const DIFFERENCE: u64 = u64::from_ne_bytes([PLUS_WITHOUT_NUMBER_SIGN; 8]);
    let zero_where_equal = (word | DIFFERENCE) ^ u64::from_ne_bytes([b'+'; 8]);
    !(((zero_where_equal & !HIGHEST) + !HIGHEST) | zero_where_equal) & HIGHEST
}

/// `+` is `#` with one more bit, so with that bit set one comparison finds both.
const PLUS_WITHOUT_NUMBER_SIGN: u8 = b'+' ^ b'#';

#[inline(always)]
const fn is_wildcard(byte: u8) -> u8 {
    (byte | PLUS_WITHOUT_NUMBER_SIGN == b'+') as u8
}

/// Whether `test` gives 1 for any of `bytes`.
///
/// Strings in packets are short, and looking at them is the hot loop of decoding: 16 bytes at a step, which the compiler
/// makes vectors of, and a last step that overlaps the one before it.
#[inline(always)]
fn any(bytes: &[u8], test: impl Fn(u8) -> u8) -> bool {
    if let Some(last) = bytes.last_chunk() {
        let mut found = any_in::<16>(last, &test);
        let (chunks, _) = bytes.split_last().map_or(bytes, |(_, others)| others).as_chunks();
        for chunk in chunks {
            found |= any_in::<16>(chunk, &test);
        }
        return found;
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return any_in::<8>(first, &test) | any_in::<8>(last, &test);
    }
    bytes.iter().any(|byte| test(*byte) != 0)
}

#[inline(always)]
fn any_in<const N: usize>(bytes: &[u8; N], test: &impl Fn(u8) -> u8) -> bool {
    bytes.iter().fold(0, |found, byte| found | test(*byte)) != 0
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

/// Writes a Variable Byte Integer; the caller has checked that it is none too large.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "seven bits fit")]
pub(crate) fn put_variable_byte_integer(dst: &mut impl BufMut, mut value: usize) {
    while value >= 0x80 {
        dst.put_u8((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    dst.put_u8(value as u8);
}

/// Writes a string or Binary Data.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the types of such fields have bounded it")]
pub(crate) fn put_prefixed(dst: &mut impl BufMut, bytes: &[u8]) {
    dst.put_u16(bytes.len() as u16);
    dst.put_slice(bytes);
}

/// Writes the fixed header (section 2.1), once it is sure that the packet fits the protocol and `dst`; `unsent` of its
/// bytes will not be written to `dst`.
#[inline]
pub(crate) fn put_fixed_header(
    dst: &mut impl BufMut,
    first: u8,
    remaining_len: usize,
    unsent: usize,
) -> Result<(), EncodeError> {
    if remaining_len > MAX_VARIABLE_BYTE_INTEGER as usize {
        return Err(EncodeError::TooLarge);
    }
    if dst.remaining_mut() < packet_len(remaining_len) - unsent {
        return Err(EncodeError::NoSpace);
    }
    match u8::try_from(remaining_len) {
        Ok(remaining_len @ 0..0x80) => dst.put_slice(&[first, remaining_len]),
        _ => {
            dst.put_u8(first);
            put_variable_byte_integer(dst, remaining_len);
        }
    }
    Ok(())
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
            let mut written = alloc::vec::Vec::new();
            put_variable_byte_integer(&mut written, value as usize);
            assert_eq!(written, bytes);
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
            assert!(all_wildcards(&text, |_| false));
            for at in 0..len {
                for byte in [0, b'+', b'#', 0x80, 0xff] {
                    text[at] = byte;
                    assert_eq!(contains_nul_or_wildcard(&text), byte < 0x80, "{byte} at {at} of {len}");
                    assert_eq!(contains_nul(&text), byte == 0, "{byte} at {at} of {len}");
                    assert_eq!(
                        contains_wildcard(&text),
                        matches!(byte, b'+' | b'#'),
                        "{byte} at {at} of {len}"
                    );
                    assert!(all_wildcards(&text, |found| found == at), "{byte} at {at} of {len}");
                    assert_eq!(all_wildcards(&text, |_| false), !matches!(byte, b'+' | b'#'));
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
