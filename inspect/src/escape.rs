//! Characters that a terminal would act upon, that change the order of those around them, or that aren't seen, are shown as `\u`
//! and four digits.

use std::fmt::{self, Display, Write as _};
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};
use serde_json::value::RawValue;

/// Text on one line.
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|char| match char {
            acts if acts_on_text(acts) => write!(out, "\\u{:04x}", u32::from(acts)),
            other => out.write_char(other),
        })
    }
}

/// Writes `value` as JSON and ends the line.
pub(crate) fn write_json(mut out: impl Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut out, EscapingFormatter))?;
    writeln!(out)
}

/// What will be a part of JSON that is written: its text, as values would take many times the room.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Json(Box<RawValue>);

impl Json {
    /// `null` where the value can't be JSON.
    pub(crate) fn new(value: &impl Serialize) -> Self {
        Self::within(value, usize::MAX)
    }

    /// `null` where the value can't be JSON of at most so many bytes.
    pub(crate) fn within(value: &impl Serialize, max_len: usize) -> Self {
        let mut text = Bounded { text: Vec::new(), max_len };
        let written = value.serialize(&mut Serializer::with_formatter(&mut text, EscapingFormatter));
        let text = written.ok().and_then(|()| String::from_utf8(text.text).ok());
        let raw = text.and_then(|text| RawValue::from_string(text).ok());
        Self(raw.unwrap_or_else(|| RawValue::NULL.to_owned()))
    }
}

/// Takes as many bytes as there may be.
struct Bounded {
    text: Vec<u8>,
    max_len: usize,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() > self.max_len - self.text.len() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct EscapingFormatter;

impl Formatter for EscapingFormatter {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        if fragment.contains(acts_on_text) {
            return write!(out, "{}", Escaped(fragment));
        }
        CompactFormatter.write_string_fragment(out, fragment)
    }
}

/// Controls (C0, DEL, C1), marks and overrides of direction, separators of lines, of paragraphs and in Mongolian, the byte order
/// mark, and what annotates text.
fn acts_on_text(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{61c}' | '\u{180e}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(char, '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_or_turns_the_line_is_escaped() {
        let shown = Escaped("a\u{61c}\u{180e}\u{feff}\u{fff9}\u{fffb}\u{e9}").to_string();
        assert_eq!(shown, "a\\u061c\\u180e\\ufeff\\ufff9\\ufffb\u{e9}");
    }

    #[test]
    fn json_that_would_be_too_long_is_null() {
        let text = |max_len| serde_json::to_string(&Json::within(&["a", "\u{202e}"], max_len)).unwrap();
        assert_eq!(text(14), "[\"a\",\"\\u202e\"]");
        assert_eq!(text(13), "null");
    }
}
