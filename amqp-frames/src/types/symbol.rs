//! Symbols (section 1.6.21).

use alloc::string::String;
use alloc::sync::Arc;
use core::fmt::{self, Write};

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

/// The text, with its control characters escaped: no peer's symbol begins a line of its own.
impl fmt::Display for Symbol<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|char| {
            if char.is_control() { fmt::Display::fmt(&char.escape_default(), f) } else { f.write_char(char) }
        })
    }
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
        let symbol = Symbol::new("amqp:\"not\"-found\r\n\0\x7f").unwrap();
        assert_eq!(symbol.to_string(), "amqp:\"not\"-found\\r\\n\\u{0}\\u{7f}");
        assert_eq!(SymbolBuf::from(symbol).to_string(), symbol.to_string());
    }
}
