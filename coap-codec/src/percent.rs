//! Percent-encoding (RFC 3986, section 2.1).

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt::{self, Write};
use core::hash::{Hash, Hasher};
use core::iter;

/// Why a text can't be decoded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Malformed {
    /// A `%` without two hexadecimal digits.
    Percent,
    /// A character that isn't allowed as it stands.
    Character,
    /// It has no room in the buffer.
    TooLong,
    /// It isn't UTF-8 once decoded.
    Utf8,
}

/// A path segment or a query argument as it stands in a URI; compared by what it decodes to. [`as_str`](Self::as_str) has it
/// as it is written, [`decode`](Self::decode) as it is meant.
#[derive(Clone, Copy)]
pub struct PercentEncoded<'a>(&'a str);

impl<'a> PercentEncoded<'a> {
    /// A text that [`decode_into`] can decode.
    pub(crate) const fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// The text as it stands in the URI.
    pub const fn as_str(&self) -> &'a str {
        self.0
    }

    /// The decoded bytes, which are UTF-8.
    pub fn bytes(&self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        let mut rest = self.0.as_bytes();
        iter::from_fn(move || {
            let (byte, after) = take_decoded(rest)?;
            rest = after;
            Some(byte)
        })
    }

    /// The decoded text; borrowed if nothing was encoded.
    pub fn decode(&self) -> Cow<'a, str> {
        match self.0.contains('%') {
            true => String::from_utf8(self.bytes().collect()).map_or(self.0.into(), Cow::Owned),
            false => self.0.into(),
        }
    }
}

impl PartialEq for PercentEncoded<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes().eq(other.bytes())
    }
}

impl Eq for PercentEncoded<'_> {}

impl PartialEq<str> for PercentEncoded<'_> {
    fn eq(&self, other: &str) -> bool {
        self.bytes().eq(other.bytes())
    }
}

impl PartialEq<&str> for PercentEncoded<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl Hash for PercentEncoded<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_bytes(self.bytes(), state);
    }
}

impl fmt::Debug for PercentEncoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, f)
    }
}

pub(crate) fn write_encoded(
    out: &mut impl Write,
    bytes: impl Iterator<Item = u8>,
    plain: fn(u8) -> bool,
) -> fmt::Result {
    for byte in bytes {
        if plain(byte) { out.write_char(char::from(byte))? } else { write!(out, "%{byte:02X}")? }
    }
    Ok(())
}

pub(crate) fn hash_bytes<H: Hasher>(bytes: impl Iterator<Item = u8>, state: &mut H) {
    bytes.for_each(|byte| state.write_u8(byte));
    state.write_u8(0xff);
}

/// Decodes `text`, of which `allowed` says what need not be encoded; or what is wrong with it, and where.
pub(crate) fn decode_into<'b>(
    text: &str,
    buffer: &'b mut [u8],
    allowed: impl Fn(u8) -> bool,
) -> Result<&'b str, (Malformed, usize)> {
    let mut rest = text.as_bytes();
    let mut len = 0;
    while let Some(first) = rest.first() {
        let at = text.len() - rest.len();
        let (byte, after) = take_decoded(rest).ok_or((Malformed::Percent, at))?;
        if *first != b'%' && !allowed(byte) {
            return Err((Malformed::Character, at));
        }
        *buffer.get_mut(len).ok_or((Malformed::TooLong, 0))? = byte;
        len += 1;
        rest = after;
    }
    str::from_utf8(buffer.get(..len).unwrap_or_default()).map_err(|_| (Malformed::Utf8, 0))
}

/// How many bytes at the front of `text` are `allowed` or percent-encoded.
pub(crate) fn encoded_len(text: &str, allowed: impl Fn(u8) -> bool) -> usize {
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = take_decoded(rest)
        && (rest.first() == Some(&b'%') || allowed(byte))
    {
        rest = after;
    }
    text.len() - rest.len()
}

/// The first byte that `text` decodes to, and the text behind it.
fn take_decoded(text: &[u8]) -> Option<(u8, &[u8])> {
    match text {
        [b'%', high, low, rest @ ..] => Some((hex_digit(*high)? << 4 | hex_digit(*low)?, rest)),
        [b'%', ..] | [] => None,
        [byte, rest @ ..] => Some((*byte, rest)),
    }
}

const fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// What a registered name has besides percent-encoding: unreserved and sub-delims (RFC 3986, section 3.2.2).
pub(crate) const fn is_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'.' | b'_' | b'~')
        || matches!(byte, b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=')
}

/// What a segment has besides percent-encoding (section 6.5 step 6).
pub(crate) const fn is_segment(byte: u8) -> bool {
    is_host(byte) || matches!(byte, b':' | b'@')
}

/// What an argument has besides percent-encoding (section 6.5 step 8).
pub(crate) const fn is_argument(byte: u8) -> bool {
    is_segment(byte) && byte != b'&' || matches!(byte, b'/' | b'?')
}
