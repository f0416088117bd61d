//! Short texts that are put together, and still as wide as a format asks for.

use core::fmt::{self, Write};

/// Writes `text` with the formatter's width, if it has one. Texts of more than 16 bytes go without.
pub(crate) fn pad(f: &mut fmt::Formatter<'_>, text: fmt::Arguments<'_>) -> fmt::Result {
    let mut short = Short { bytes: [0; 16], len: 0 };
    if f.width().is_none() || short.write_fmt(text).is_err() {
        return f.write_fmt(text);
    }
    let bytes = short.bytes.get(..short.len).unwrap_or_default();
    f.pad(str::from_utf8(bytes).unwrap_or_default())
}

struct Short {
    bytes: [u8; 16],
    len: usize,
}

impl Write for Short {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.len + text.len();
        let room = self.bytes.get_mut(self.len..end).ok_or(fmt::Error)?;
        room.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}
