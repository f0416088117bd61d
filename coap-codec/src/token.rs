//! Tokens.

use core::fmt;

use crate::wire::{self, Fault};
use crate::{DecodeErrorKind, InvalidValue, Limits};

/// A Token (section 5.3.1): 0 to 8 bytes, or up to 65,804 where both sides know extended tokens (RFC 8974).
#[derive(Clone, Copy, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Token<'a>(&'a [u8]);

impl<'a> Token<'a> {
    /// No bytes.
    pub const EMPTY: Self = Self(&[]);
    /// The most bytes that every implementation takes.
    pub const MAX_LEN: usize = 8;
    /// The most bytes of an extended token.
    pub const MAX_EXTENDED_LEN: usize = 65_804;

    /// The extended token of these bytes, if they are no more than 65,804. Who doesn't know RFC 8974 refuses a message with
    /// more than 8.
    pub const fn extended(bytes: &'a [u8]) -> Option<Self> {
        if bytes.len() <= Self::MAX_EXTENDED_LEN { Some(Self(bytes)) } else { None }
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// How many bytes there are.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none, which is a token like any other.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes a token of Token Length `tkl` off the front of `input`, the rest of `message`, and what stands before it if it
    /// is an extended one.
    #[inline(always)]
    pub(crate) fn parse(
        tkl: u8,
        input: &'a [u8],
        message: &'a [u8],
        limits: &Limits,
    ) -> Result<(Self, &'a [u8]), Fault> {
        let (len, rest) = match tkl {
            0..=8 => (usize::from(tkl), input),
            _ if !Self::is_valid_tkl(tkl, limits) => {
                return Err(Fault::new(DecodeErrorKind::TokenLength, message, "Token Length"));
            }
            _ => match wire::extended(tkl, input) {
                Some(extended) => extended,
                None => return Err(Fault::new(DecodeErrorKind::Truncated, input, "Extended Token Length")),
            },
        };
        match rest.split_at_checked(len) {
            Some((bytes, rest)) => Ok((Self(bytes), rest)),
            None => Err(Fault::new(DecodeErrorKind::Truncated, rest, "Token")),
        }
    }

    /// Whether the Token Length is none of those that are reserved.
    #[inline]
    pub(crate) const fn is_valid_tkl(tkl: u8, limits: &Limits) -> bool {
        tkl <= 8 || limits.extended_tokens && matches!(tkl, 13 | 14)
    }

    /// The Token Length, and how many bytes stand before the token because of it.
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "the pattern says how large it is")]
    pub(crate) const fn tkl(&self) -> (u8, usize) {
        match self.0.len() {
            len @ 0..wire::ONE_BYTE => (len as u8, 0),
            len => extended_tkl(len),
        }
    }
}

#[cold]
#[inline(never)]
const fn extended_tkl(len: usize) -> (u8, usize) {
    (wire::to_extended(len).0, wire::extra_len(len))
}

impl<'a> TryFrom<&'a [u8]> for Token<'a> {
    type Error = InvalidValue;

    /// At most 8 bytes; more takes [`extended`](Self::extended).
    fn try_from(bytes: &'a [u8]) -> Result<Self, InvalidValue> {
        if bytes.len() <= Self::MAX_LEN { Ok(Self(bytes)) } else { Err(InvalidValue("Token")) }
    }
}

impl<'a, const N: usize> TryFrom<&'a [u8; N]> for Token<'a> {
    type Error = InvalidValue;

    fn try_from(bytes: &'a [u8; N]) -> Result<Self, InvalidValue> {
        Self::try_from(&bytes[..])
    }
}

/// In hexadecimal.
impl fmt::Display for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{self}]")
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Token<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::serde_support::bytes(self.0, serializer)
    }
}
