//! Symbols (section 1.6.21).

use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;

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

/// The text; in quotes, as `sym"two words"`, if it could be taken for more than one name, or for another value. So no peer's
/// symbol passes for what stands beside it.
impl fmt::Display for Symbol<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_plain(self.0) { f.write_str(self.0) } else { write!(f, "sym{:?}", self.0) }
    }
}

/// Whether no value of another type is shown like this, and nothing ends in the middle of it.
fn is_plain(text: &str) -> bool {
    let is_of_names = |byte: &u8| byte.is_ascii_graphic() && !br#"",{}[]"#.contains(byte);
    text.as_bytes().iter().all(is_of_names)
        && text.starts_with(|first: char| !first.is_ascii_digit() && !"-+@'".contains(first))
        && !text.ends_with(':')
        && !matches!(text, "null" | "true" | "false" | "NaN" | "inf")
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

impl fmt::Display for SymbolBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.as_symbol(), f)
    }
}

impl fmt::Debug for SymbolBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn a_symbol_is_shown_in_one_line() {
        let symbol = Symbol::new("amqp:not-found\r\n\0\x7f").unwrap();
        assert_eq!(symbol.to_string(), "sym\"amqp:not-found\\r\\n\\0\\u{7f}\"");
        assert_eq!(SymbolBuf::from(symbol).to_string(), symbol.to_string());
    }

    #[test]
    fn a_symbol_passes_for_nothing_else() {
        for plain in ["amqp:not-found", "x-opt-a", "SCRAM-SHA-256", "$management", "a.b/c", "*", "nullable"] {
            assert_eq!(Symbol::new(plain).unwrap().to_string(), plain);
        }
        let others = [
            "",
            "null",
            "true",
            "-1",
            "0x00",
            "7",
            "\"s\"",
            "a channel 7",
            "a: 1, b",
            "a:",
            "[a]",
            "@a",
            "'x'",
        ];
        for other in others {
            let shown = Symbol::new(other).unwrap().to_string();
            assert!(shown.starts_with("sym\"") && shown.ends_with('"'), "{shown}");
        }
    }
}
