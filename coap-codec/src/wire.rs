//! Lengths and integers: how they are read, and how they are written.

use crate::{Action, DecodeError, DecodeErrorKind};

/// What stands between options and payload (section 3).
pub(crate) const PAYLOAD_MARKER: u8 = 0xff;

/// The first length that takes one byte besides its four bits, two bytes, and four bytes: in options, tokens and messages
/// alike (section 3.1; RFC 8323, section 3.2; RFC 8974, section 2.1).
pub(crate) const ONE_BYTE: usize = 13;
pub(crate) const TWO_BYTES: usize = 269;
pub(crate) const FOUR_BYTES: usize = 65_805;

/// A [`DecodeError`] in the making: it knows how much input was left, not yet where the message began.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    kind: DecodeErrorKind,
    rest: usize,
    field: &'static str,
}

impl Fault {
    /// What is wrong with the `field` that `rest` begins with.
    #[cold]
    pub(crate) const fn new(kind: DecodeErrorKind, rest: &[u8], field: &'static str) -> Self {
        Self { kind, rest: rest.len(), field }
    }

    /// The same where the field is at `offset` in `message`.
    #[cold]
    pub(crate) const fn at(
        offset: usize,
        message: &[u8],
        kind: DecodeErrorKind,
        field: &'static str,
    ) -> Self {
        Self { kind, rest: message.len().saturating_sub(offset), field }
    }

    /// The error within `message`.
    #[cold]
    pub(crate) const fn located(self, message: &[u8], action: Action) -> DecodeError {
        DecodeError::new(self.kind, message.len().saturating_sub(self.rest), self.field, action)
    }
}

/// Four bits and what they call for from the front of `input`; `None` if they are 15, or `input` is too short.
#[inline(always)]
pub(crate) fn extended(nibble: u8, input: &[u8]) -> Option<(usize, &[u8])> {
    match (nibble, input) {
        (0..13, _) => Some((usize::from(nibble), input)),
        (13, [byte, rest @ ..]) => Some((usize::from(*byte) + ONE_BYTE, rest)),
        (14, [high, low, rest @ ..]) => {
            Some((usize::from(u16::from_be_bytes([*high, *low])) + TWO_BYTES, rest))
        }
        _ => None,
    }
}

/// The four bits for a length or delta, and the two bytes that follow them at most; how many do is [`extra_len`].
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the callers have bounded it")]
pub(crate) const fn to_extended(value: usize) -> (u8, [u8; 2]) {
    match value {
        0..ONE_BYTE => (value as u8, [0; 2]),
        ONE_BYTE..TWO_BYTES => (13, [(value - ONE_BYTE) as u8, 0]),
        _ => (14, ((value - TWO_BYTES) as u16).to_be_bytes()),
    }
}

/// How many bytes follow the four bits for a length or delta.
#[inline]
pub(crate) const fn extra_len(value: usize) -> usize {
    match value {
        0..ONE_BYTE => 0,
        ONE_BYTE..TWO_BYTES => 1,
        TWO_BYTES..FOUR_BYTES => 2,
        _ => 4,
    }
}

/// A uint (section 3.2) of up to four bytes; leading zeros are read.
#[inline]
pub(crate) fn uint(bytes: &[u8]) -> Option<u32> {
    if bytes.len() > 4 {
        return None;
    }
    Some(bytes.iter().fold(0, |value, byte| value << 8 | u32::from(*byte)))
}

/// Up to eight bytes, the first one lowest. A word takes fewer instructions to look at and to write than so short a slice.
#[derive(Clone, Copy)]
pub(crate) struct Word(u64);

impl Word {
    #[inline(always)]
    pub(crate) fn new(bytes: &[u8]) -> Option<Self> {
        Some(Self(match *bytes {
            [] => 0,
            [a] => u64::from(a),
            [a, b] => u64::from(u16::from_le_bytes([a, b])),
            [a, b, c] => u64::from(u32::from_le_bytes([a, b, c, 0])),
            [a, b, c, d, ..] if bytes.len() <= 8 => {
                let last = bytes.last_chunk().map_or(0, |last| u32::from_le_bytes(*last));
                u64::from(u32::from_le_bytes([a, b, c, d])) | u64::from(last) << (8 * (bytes.len() - 4))
            }
            _ => return None,
        }))
    }

    #[inline(always)]
    pub(crate) const fn is_ascii(self) -> bool {
        self.0 & 0x8080_8080_8080_8080 == 0
    }

    /// Whether it is `.`, `..`, 0, or one of the few others that have none but their bits.
    #[inline(always)]
    pub(crate) const fn may_be_dots_or_zero(self) -> bool {
        self.0 & !0x2e2e == 0
    }

    #[inline(always)]
    pub(crate) const fn to_bytes(self) -> [u8; 8] {
        self.0.to_le_bytes()
    }
}

/// Whether `bytes` are UTF-8. Most are ASCII and few, where the standard library's check is slow to start.
#[inline]
pub(crate) fn is_utf8(bytes: &[u8]) -> bool {
    let is_ascii = match (bytes.len(), bytes.first_chunk(), bytes.last_chunk()) {
        (8..=16, Some(first), Some(last)) => {
            Word(u64::from_le_bytes(*first) | u64::from_le_bytes(*last)).is_ascii()
        }
        (..8, ..) => Word::new(bytes).is_some_and(Word::is_ascii),
        _ => bytes.is_ascii(),
    };
    is_ascii || str::from_utf8(bytes).is_ok()
}

/// The shortest form of a uint (section 3.2), in the buffer.
#[inline]
pub(crate) fn shortest(value: u32, buffer: &mut [u8; 4]) -> &[u8] {
    *buffer = value.to_be_bytes();
    let zeros = value.leading_zeros() as usize / 8;
    buffer.get(zeros..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Section 3.1, at the borders of the forms.
    #[test]
    fn lengths_have_one_form() {
        for (value, nibble, bytes) in [
            (0, 0, &b""[..]),
            (12, 12, b""),
            (13, 13, b"\x00"),
            (268, 13, b"\xff"),
            (269, 14, b"\x00\x00"),
            (65_804, 14, b"\xff\xff"),
        ] {
            assert_eq!(extended(nibble, bytes), Some((value, &b""[..])));
            let (written, extra) = to_extended(value);
            assert_eq!((written, &extra[..extra_len(value)]), (nibble, bytes));
        }
        for (nibble, bytes) in [(13, &b""[..]), (14, b""), (14, b"\x00"), (15, b"\x00\x00\x00\x00")] {
            assert_eq!(extended(nibble, bytes), None);
        }
    }

    /// Section 3.2: zero is no byte at all.
    #[test]
    fn integers_are_written_in_their_shortest_form() {
        for (value, bytes) in [
            (0, &b""[..]),
            (1, b"\x01"),
            (255, b"\xff"),
            (256, b"\x01\x00"),
            (65_536, b"\x01\x00\x00"),
            (u32::MAX, b"\xff\xff\xff\xff"),
        ] {
            assert_eq!(shortest(value, &mut [0; 4]), bytes);
            assert_eq!(uint(bytes), Some(value));
        }
        assert_eq!(uint(b"\x00\x00\x00\x01"), Some(1));
        assert_eq!(uint(b"\x00\x00\x00\x00\x01"), None);
    }
}
