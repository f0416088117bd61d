//! The data representations of section 1.5: nom parsers in, `BufMut` writers out.
//!
//! A parser gets the rest of one packet and never sees beyond it: the [`Decoder`](crate::Decoder) cuts the packet out first.
//! Running out of input therefore means a malformed packet, not a call for more bytes, whatever nom calls it.

use bytes::BufMut;
use nom::error::{ErrorKind, ParseError};
use nom::number::complete::{be_u8, be_u16};

use crate::{DecodeError, DecodeErrorKind, EncodeError};

/// The largest Variable Byte Integer (section 1.5.5), and so the largest Remaining Length.
pub(crate) const MAX_VARIABLE_BYTE_INTEGER: u32 = 268_435_455;

/// The largest packet that a Remaining Length can announce.
pub(crate) const MAX_PACKET_LEN: usize = packet_len(MAX_VARIABLE_BYTE_INTEGER as usize);

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
    let fault = fault(error);
    DecodeError::new(fault.kind, packet.len().saturating_sub(fault.rest), fault.field)
}

/// What is wrong, wherever it is.
#[cold]
pub(crate) fn kind(error: nom::Err<Fault>) -> DecodeErrorKind {
    fault(error).kind
}

fn fault(error: nom::Err<Fault>) -> Fault {
    match error {
        nom::Err::Error(fault) | nom::Err::Failure(fault) => fault,
        nom::Err::Incomplete(_) => Fault { kind: DecodeErrorKind::Truncated, rest: 0, field: "packet" },
    }
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

/// Fails because of `kind` in the field called `name`, which begins where `input` does.
#[cold]
pub(crate) fn refuse<'a, T>(name: &'static str, input: &'a [u8], kind: DecodeErrorKind) -> Parsed<'a, T> {
    Err(nom::Err::Failure(Fault { kind, rest: input.len(), field: name }))
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
    match rest.split_at_checked(usize::from(len)) {
        Some((bytes, rest)) => Ok((rest, bytes)),
        None => fail(input, DecodeErrorKind::Truncated),
    }
}

/// The same where there are no values to be made and no errors to be placed.
#[inline(always)]
pub(crate) fn prefixed(input: &[u8]) -> Option<&[u8]> {
    take_prefixed(&mut { input })
}

/// Takes a string or Binary Data that was found valid before off the front of `input`.
#[inline(always)]
pub(crate) fn take_prefixed<'a>(input: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (len, rest) = input.split_first_chunk()?;
    let (bytes, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*len)))?;
    *input = rest;
    Some(bytes)
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
pub(crate) fn put_prefixed(dst: &mut impl BufMut, bytes: &[u8]) {
    dst.put_slice(&prefix(bytes));
    dst.put_slice(bytes);
}

/// What stands in front of a string or Binary Data.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the types of such fields have bounded it")]
pub(crate) const fn prefix(bytes: &[u8]) -> [u8; 2] {
    (bytes.len() as u16).to_be_bytes()
}

/// Writes the fixed header (section 2.1) and the `then` behind it, once it is sure that the packet fits the protocol and
/// `dst`; `unsent` of its bytes will not be written to `dst`.
#[inline(always)]
pub(crate) fn put_fixed_header<const N: usize>(
    dst: &mut impl BufMut,
    first: u8,
    remaining_len: usize,
    unsent: usize,
    then: [u8; N],
) -> Result<(), EncodeError> {
    let fits = |header_len: usize| header_len + remaining_len - unsent <= dst.remaining_mut();
    match u8::try_from(remaining_len) {
        // Together, as one write is cheaper than several, and most packets are short.
        Ok(remaining_len @ 0..0x80) if fits(2) => put_together(dst, [first, remaining_len], then),
        _ if remaining_len > MAX_VARIABLE_BYTE_INTEGER as usize => return Err(EncodeError::TooLarge),
        _ if !fits(1 + variable_byte_integer_len(remaining_len)) => return Err(EncodeError::NoSpace),
        _ => {
            dst.put_u8(first);
            put_variable_byte_integer(dst, remaining_len);
            dst.put_slice(&then);
        }
    }
    Ok(())
}

#[inline(always)]
fn put_together<const N: usize>(dst: &mut impl BufMut, [first, remaining_len]: [u8; 2], then: [u8; N]) {
    match then[..] {
        [] => dst.put_slice(&[first, remaining_len]),
        [high, low] => dst.put_slice(&[first, remaining_len, high, low]),
        _ => {
            dst.put_slice(&[first, remaining_len]);
            dst.put_slice(&then);
        }
    }
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
}
