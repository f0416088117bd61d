//! Text, in elements and where there may be none, and its characters.

use core::ops::Range;
use core::str::Utf8Error;

use super::Parser;
use crate::xml::chars::{find_foreign, is_space};
use crate::xml::parse::Found;
use crate::xml::tree::{Entry, Kind, Span};
use crate::xml::unescape::{Place, is_literal, unescape};
use crate::{DecodeError, DecodeErrorKind};

impl Parser {
    /// What `raw` stands for: where it is, or added to what isn't in the bytes as it is meant.
    #[inline]
    pub(super) fn value(&mut self, raw: &[u8], place: Place, at: usize) -> Result<Span, DecodeError> {
        if is_literal(raw, place, at)? {
            return Ok(Span::wire(at, at + raw.len()));
        }
        let start = self.own.len();
        unescape(raw, place, at, &mut self.own)?;
        Ok(Span::own(start, self.own.len()))
    }

    #[inline]
    pub(super) fn text(
        &mut self,
        raw: &[u8],
        place: Place,
        range: Range<usize>,
        input: &[u8],
    ) -> Result<(), DecodeError> {
        if self.text_goes_on {
            return self.more_text(raw, place, range, input);
        }
        let value = self.value(raw, place, range.start)?;
        if !value.is_empty() {
            let (namespace, name) = (Span::EMPTY, Span::EMPTY);
            self.entries.push(Entry { kind: Kind::Text, namespace, name, value });
            self.text_goes_on = true;
        }
        Ok(())
    }

    /// Adds to the text before, which has to leave the bytes for that.
    #[cold]
    fn more_text(
        &mut self,
        raw: &[u8],
        place: Place,
        range: Range<usize>,
        input: &[u8],
    ) -> Result<(), DecodeError> {
        is_literal(raw, place, range.start)?;
        let Some(before) = self.entries.last().map(|entry| entry.value) else { return Ok(()) };
        let start = if before.is_own() {
            before.start()
        } else {
            let start = self.own.len();
            let literal = input.get(before.start()..before.start() + before.len()).unwrap_or_default();
            unescape(literal, Place::Cdata, before.start(), &mut self.own)?;
            start
        };
        unescape(raw, place, range.start, &mut self.own)?;
        if let Some(entry) = self.entries.last_mut() {
            entry.value = Span::own(start, self.own.len());
        }
        Ok(())
    }

    /// Refuses text outside of all elements before its end is there; what was seen before was looked at then.
    pub(super) fn check_text_outside(&self, front: &[u8], seen: usize) -> Result<Option<Found>, DecodeError> {
        match self.scan.open_text() {
            Some(start) if self.open.is_empty() => self.check_space(front, start.max(seen)..front.len()),
            _ => Ok(None),
        }
    }

    /// Refuses anything but white space in `range`, which is outside of all elements.
    pub(super) fn check_space(
        &self,
        input: &[u8],
        range: Range<usize>,
    ) -> Result<Option<Found>, DecodeError> {
        let bytes = input.get(range.clone()).unwrap_or_default();
        match bytes.iter().enumerate().find(|(_, byte)| !is_space(**byte)) {
            Some((at, byte)) => Err(DecodeError::new(self.text_outside(*byte), range.start + at, "text")),
            None => Ok(None),
        }
    }

    /// What is wrong with text outside of all elements that begins with `first`.
    const fn text_outside(&self, first: u8) -> DecodeErrorKind {
        match first {
            // They are in no text in UTF-8, but begin one in UTF-16 or UTF-32.
            0 | 0xfe | 0xff => DecodeErrorKind::Encoding,
            _ if self.stream.is_some() => DecodeErrorKind::TextBetween,
            _ => DecodeErrorKind::TextOutside,
        }
    }
}

pub(super) fn check_characters(whole: &[u8]) -> Result<&str, DecodeError> {
    let fault = |kind, at| DecodeError::new(kind, at, "element");
    let (text, utf8) = match str::from_utf8(whole) {
        Ok(text) => (text, None),
        Err(error) => (valid_part(whole, error), Some(fault(DecodeErrorKind::Utf8, error.valid_up_to()))),
    };
    match find_foreign(text) {
        None => utf8.map_or(Ok(text), Err),
        Some(at) => Err(fault(DecodeErrorKind::Char, at)),
    }
}

#[cold]
fn valid_part(bytes: &[u8], error: Utf8Error) -> &str {
    let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
    str::from_utf8(valid).unwrap_or_default()
}

/// The error about a character in front of another error: characters are looked at only once an element is there whole.
#[cold]
pub(super) fn first_of(input: &[u8], error: DecodeError) -> DecodeError {
    let before = input.get(..error.offset()).unwrap_or(input);
    let before = match (str::from_utf8(before), input.get(error.offset())) {
        // It may go on behind the other error.
        (Err(utf8), None | Some(0x80..=0xbf)) if utf8.error_len().is_none() => {
            before.get(..utf8.valid_up_to()).unwrap_or_default()
        }
        _ => before,
    };
    check_characters(before).err().unwrap_or(error)
}
