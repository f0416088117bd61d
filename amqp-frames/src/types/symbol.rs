//! Symbols (section 1.6.21).

use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;

use super::through_view;
use crate::InvalidValue;

/// A name from some set of names: ASCII text.
#[derive(Clone, Copy, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Symbol<'a>(&'a str);

/// The owned form of [`Symbol`]; clones share the text.
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SymbolBuf(Arc<str>);

impl<'a> Symbol<'a> {
    /// The symbol with this text, if it is ASCII.
    pub const fn new(text: &'a str) -> Option<Self> {
        if text.is_ascii() { Some(Self(text)) } else { None }
    }

    /// The text.
    pub const fn as_str(&self) -> &'a str {
        self.0
    }

    /// For text that was found to be ASCII before.
    #[inline(always)]
    pub(crate) const fn from_ascii(text: &'a str) -> Self {
        Self(text)
    }
}

impl<'a> TryFrom<&'a str> for Symbol<'a> {
    type Error = InvalidValue;

    fn try_from(text: &'a str) -> Result<Self, InvalidValue> {
        Self::new(text).ok_or(InvalidValue("symbol: it isn't ASCII"))
    }
}

impl AsRef<str> for Symbol<'_> {
    fn as_ref(&self) -> &str {
        self.0
    }
}

impl PartialEq<str> for Symbol<'_> {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Symbol<'_> {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

/// The text by itself if it looks like a name and like nothing else, and `sym"the text"` otherwise: no peer's symbol passes for
/// another value, or for the rest of a line.
impl fmt::Display for Symbol<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_name(self.0) && !is_another_value(self.0) {
            f.write_str(self.0)
        } else {
            write!(f, "sym{:?}", self.0)
        }
    }
}

/// Letters, digits, and what else conditions, mechanisms, media types and the names of extensions have in them.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:/+$;=".contains(&byte))
}

/// Whether it is what another type's value is shown as: decimals and UUIDs are hexadecimal digits.
fn is_another_value(text: &str) -> bool {
    matches!(text, "null" | "true" | "false" | "NaN" | "inf")
        || matches!(text.len(), 8 | 16 | 32 | 36)
            && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

impl fmt::Debug for Symbol<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, f)
    }
}

impl SymbolBuf {
    /// The view.
    pub fn as_symbol(&self) -> Symbol<'_> {
        Symbol(&self.0)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Symbol<'_>> for SymbolBuf {
    fn from(symbol: Symbol<'_>) -> Self {
        Self(symbol.0.into())
    }
}

impl TryFrom<&str> for SymbolBuf {
    type Error = InvalidValue;

    fn try_from(text: &str) -> Result<Self, InvalidValue> {
        Symbol::try_from(text).map(Self::from)
    }
}

impl TryFrom<String> for SymbolBuf {
    type Error = InvalidValue;

    fn try_from(text: String) -> Result<Self, InvalidValue> {
        Symbol::try_from(text.as_str()).map(Self::from)
    }
}

impl From<SymbolBuf> for String {
    fn from(symbol: SymbolBuf) -> Self {
        Self::from(symbol.as_str())
    }
}

through_view! {
    SymbolBuf as_symbol: Display Debug;
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;

    use super::*;

    fn shown(text: &str) -> String {
        let symbol = Symbol::new(text).unwrap();
        assert_eq!(SymbolBuf::from(symbol).to_string(), symbol.to_string());
        symbol.to_string()
    }

    #[test]
    fn names_are_shown_as_they_are() {
        for name in [
            "amqp:not-found",
            "com.microsoft:session-filter",
            "SCRAM-SHA-256",
            "x-opt-jms-msg-type",
            "_AMQ_GROUP_ID",
            "en-US",
            "image/svg+xml",
            "text/plain;charset=utf-8",
            "decade",
        ] {
            assert_eq!(shown(name), name);
        }
    }

    #[test]
    fn what_may_be_mistaken_is_shown_in_quotes() {
        for text in [
            "",
            "amqp:not-found channel 7",
            "a: 1, b",
            "a,b",
            "***",
            "@a",
            "[]",
            "7",
            "-inf",
            "0x00",
            "null",
            "true",
            "false",
            "NaN",
            "inf",
            "a2800007",
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        ] {
            assert_eq!(shown(text), format!("sym\"{text}\""));
        }
        assert_eq!(shown("amqp:x \"no such\"\r\n\0\x7f"), r#"sym"amqp:x \"no such\"\r\n\0\u{7f}""#);
    }
}
