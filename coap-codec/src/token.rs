//! Tokens.

use alloc::boxed::Box;
use core::borrow::Borrow;
use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

use crate::wire::{self, Fault};
use crate::{DecodeErrorKind, InvalidValue, Limits};

/// A Token (section 5.3.1): 0 to 8 bytes, or up to 65,804 where both sides know extended tokens (RFC 8974).
///
/// ```
/// use coap_codec::Token;
///
/// const TOKEN: Token<'_> = Token::short(b"\x4a\x1f");
/// assert_eq!(Token::new(&[0x4a, 0x1f]), Some(TOKEN));
/// assert_eq!(TOKEN.to_string(), "4a1f");
/// ```
#[derive(Clone, Copy, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Token<'a>(&'a [u8]);

/// The owned form of [`Token`], for who waits for responses: up to 8 bytes take no memory besides.
///
/// ```
/// use std::collections::HashMap;
///
/// use coap_codec::{Token, TokenBuf};
///
/// let sent = Token::short(b"\x4a\x1f");
/// let mut waiting = HashMap::from([(TokenBuf::from(sent), "temperature")]);
/// let received = Token::short(b"\x4a\x1f");
/// assert_eq!(waiting.remove(received.as_bytes()), Some("temperature"));
/// ```
#[derive(Clone)]
pub struct TokenBuf(Repr);

#[derive(Clone)]
enum Repr {
    /// As many of the bytes as the number says.
    Inline([u8; Token::MAX_LEN], u8),
    /// More than that.
    Boxed(Box<[u8]>),
}

impl<'a> Token<'a> {
    /// No bytes.
    pub const EMPTY: Self = Self(&[]);
    /// The most bytes that every implementation takes.
    pub const MAX_LEN: usize = 8;
    /// The most bytes of an extended token.
    pub const MAX_EXTENDED_LEN: usize = wire::FOUR_BYTES - 1;

    /// The token of these bytes, if they are no more than 65,804. Who doesn't know RFC 8974 refuses a message with more
    /// than 8.
    pub const fn new(bytes: &'a [u8]) -> Option<Self> {
        if bytes.len() <= Self::MAX_EXTENDED_LEN { Some(Self(bytes)) } else { None }
    }

    /// The token of 8 bytes at most, which everyone takes. More of them don't compile.
    pub const fn short<const N: usize>(bytes: &'a [u8; N]) -> Self {
        const { assert!(N <= Self::MAX_LEN, "a short token has 8 bytes at most") }
        Self(bytes)
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
        tkl <= 8 || limits.max_token_len > Self::MAX_LEN && tkl < 15
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

    fn try_from(bytes: &'a [u8]) -> Result<Self, InvalidValue> {
        Self::new(bytes).ok_or(InvalidValue("Token"))
    }
}

impl<'a, const N: usize> TryFrom<&'a [u8; N]> for Token<'a> {
    type Error = InvalidValue;

    fn try_from(bytes: &'a [u8; N]) -> Result<Self, InvalidValue> {
        Self::try_from(&bytes[..])
    }
}

impl AsRef<[u8]> for Token<'_> {
    fn as_ref(&self) -> &[u8] {
        self.0
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

impl TokenBuf {
    /// The view that messages hold.
    pub fn as_token(&self) -> Token<'_> {
        Token(match &self.0 {
            Repr::Inline(bytes, len) => bytes.get(..usize::from(*len)).unwrap_or_default(),
            Repr::Boxed(bytes) => bytes,
        })
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        self.as_token().0
    }
}

impl From<Token<'_>> for TokenBuf {
    fn from(token: Token<'_>) -> Self {
        let mut inline = [0; Token::MAX_LEN];
        Self(match (inline.get_mut(..token.len()), u8::try_from(token.len())) {
            (Some(beginning), Ok(len)) => {
                beginning.copy_from_slice(token.0);
                Repr::Inline(inline, len)
            }
            _ => Repr::Boxed(token.0.into()),
        })
    }
}

impl TryFrom<&[u8]> for TokenBuf {
    type Error = InvalidValue;

    fn try_from(bytes: &[u8]) -> Result<Self, InvalidValue> {
        Token::try_from(bytes).map(Self::from)
    }
}

impl Default for TokenBuf {
    fn default() -> Self {
        Self(Repr::Inline([0; Token::MAX_LEN], 0))
    }
}

impl AsRef<[u8]> for TokenBuf {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

/// A map with tokens as its keys is asked with bytes.
impl Borrow<[u8]> for TokenBuf {
    fn borrow(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl Eq for TokenBuf {}

impl PartialEq for TokenBuf {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Ord for TokenBuf {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl PartialOrd for TokenBuf {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for TokenBuf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

/// In hexadecimal.
impl fmt::Display for TokenBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.as_token(), f)
    }
}

impl fmt::Debug for TokenBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.as_token(), f)
    }
}

#[cfg(feature = "serde")]
mod serde_impl {
    use alloc::vec::Vec;

    use super::{Token, TokenBuf};
    use crate::serde_support::{bytes, serde_as_wire};

    impl serde::Serialize for Token<'_> {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            bytes(self.0, serializer)
        }
    }

    serde_as_wire! { TokenBuf, |buf| buf.as_bytes() }

    impl TokenBuf {
        fn from_wire(wire: Vec<u8>) -> Option<Self> {
            Token::new(&wire).map(Self::from)
        }
    }
}
