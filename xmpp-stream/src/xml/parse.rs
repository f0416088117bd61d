//! From pieces to trees: names, namespaces, attributes, text, and where elements end (XML 3; Namespaces 3 to 6).

mod tag;
mod text;

use std::sync::Arc;

use text::{check_characters, first_of};

use super::declaration;
use super::namespaces::Prefixes;
use super::scan::{CDATA_END, CDATA_START, Piece, PieceKind, Scan};
use super::tree::{Entry, Kind, Source, Span, Strings, to_u32};
use super::unescape::Place;
use crate::{DecodeError, DecodeErrorKind, Limits};

/// Reads one element after the other, or a stream header, and goes on where the bytes ended.
#[derive(Clone)]
pub(crate) struct Parser {
    limits: Limits,
    scan: Scan,
    /// How many bytes were there the last time.
    seen: usize,
    entries: Vec<Entry>,
    own: String,
    open: Vec<Open>,
    prefixes: Prefixes,
    /// Whether the last entry is text that goes on.
    text_goes_on: bool,
    order: Vec<u32>,
    stream: Option<Stream>,
}

/// An element whose end tag is to come.
#[derive(Clone, Copy, Debug)]
struct Open {
    entry: usize,
    /// Where its name is, prefix and all.
    name: (usize, usize),
    /// How many prefixes were in scope outside of it.
    prefixes: usize,
    default: Span,
}

/// What the stream header leaves behind.
#[derive(Clone, Debug)]
struct Stream {
    /// The name of its tag, prefix and all.
    name: Box<str>,
    /// Prefixes and namespaces.
    strings: Arc<str>,
    default: Span,
    prefixes: usize,
}

/// What was found, and where it ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Found {
    Element {
        end: usize,
    },
    /// The start tag of the stream's root element; empty if that ends there, too.
    Header {
        end: usize,
        empty: bool,
    },
    /// The end tag of the stream's root element.
    StreamEnd {
        end: usize,
    },
}

impl Found {
    pub(crate) const fn end(self) -> usize {
        match self {
            Self::Element { end } | Self::Header { end, .. } | Self::StreamEnd { end } => end,
        }
    }
}

/// Room for more entries or bytes than these is given back behind each element that needed it, since none may follow for hours.
const KEPT_ENTRIES: usize = 1024;
const KEPT_BYTES: usize = 1 << 14;

impl Parser {
    pub(crate) const fn new(limits: Limits) -> Self {
        Self {
            limits,
            scan: Scan::new(),
            seen: 0,
            entries: Vec::new(),
            own: String::new(),
            open: Vec::new(),
            prefixes: Prefixes::new(),
            text_goes_on: false,
            order: Vec::new(),
            stream: None,
        }
    }

    /// One that has room for what most elements of so many bytes need.
    pub(crate) fn with_room(limits: Limits, len: usize) -> Self {
        const PER_ENTRY: usize = 16;
        let len = len.min(limits.element_size());
        let mut parser = Self::new(limits);
        parser.entries.reserve(len / PER_ENTRY + 8);
        parser.open.reserve(8);
        parser
    }

    pub(crate) const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The default namespace that the stream header declares; empty if there is none.
    pub(crate) fn content_namespace(&self) -> &str {
        let Some(Stream { strings, default, .. }) = &self.stream else { return "" };
        strings.get(default.start()..default.start() + default.len()).unwrap_or_default()
    }

    /// Forgets the stream, and what was read of an element.
    pub(crate) fn restart(&mut self) {
        self.stream = None;
        self.prefixes.truncate(0);
        self.forget();
    }

    /// Looks for the stream header at the front of `input`, an XML declaration before it.
    pub(crate) fn find_header(&mut self, input: &[u8], max_len: usize) -> Result<Option<Found>, DecodeError> {
        self.find(input, max_len, true)
    }

    /// Looks for an element or the end of the stream at the front of `input`; an XML declaration may stand before an element
    /// if there was no header.
    pub(crate) fn find_element(
        &mut self,
        input: &[u8],
        max_len: usize,
    ) -> Result<Option<Found>, DecodeError> {
        self.find(input, max_len, false)
    }

    fn find(&mut self, input: &[u8], max_len: usize, header: bool) -> Result<Option<Found>, DecodeError> {
        // What an element inherits and what it has are copied together.
        let inherited = self.stream.as_ref().map_or(0, |stream| stream.strings.len());
        let max_len = max_len.min(Limits::MAX_SIZE.saturating_sub(inherited));
        let front = input.get(..max_len).unwrap_or(input);
        if front.len() < self.seen {
            self.forget();
        }
        let seen = core::mem::replace(&mut self.seen, front.len());
        let found = match self.advance(front, header) {
            Ok(None) => self.check_text_outside(front, seen),
            found => found,
        };
        match found {
            Ok(None) if input.len() > max_len => {
                Err(first_of(front, DecodeError::new(DecodeErrorKind::TooLarge, max_len, "element")))
            }
            Ok(found) => Ok(found),
            Err(error) => Err(first_of(front, error)),
        }
    }

    fn advance(&mut self, input: &[u8], header: bool) -> Result<Option<Found>, DecodeError> {
        while let Some(piece) = self.scan.next(input)? {
            let found = self.take(input, piece, header)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Takes one piece; `None` while what it belongs to goes on.
    #[inline]
    fn take(&mut self, input: &[u8], piece: Piece, header: bool) -> Result<Option<Found>, DecodeError> {
        let Piece { kind, range } = piece;
        let end = range.end;
        let bytes = input.get(range.clone()).unwrap_or_default();
        match kind {
            PieceKind::StartTag => {
                let empty = self.start_tag(bytes, range.start, input)?;
                if header {
                    self.begin_stream(input);
                    return Ok(Some(Found::Header { end, empty }));
                }
                if empty {
                    self.close();
                }
            }
            PieceKind::EndTag => {
                if self.end_tag(bytes, range.start, input)? {
                    return Ok(Some(Found::StreamEnd { end }));
                }
            }
            PieceKind::Text | PieceKind::Cdata if self.open.is_empty() => {
                return self.check_space(input, range);
            }
            PieceKind::Text => self.text(bytes, Place::Text, range, input)?,
            PieceKind::Cdata => {
                let range = range.start + CDATA_START.len()..range.end - CDATA_END.len();
                self.text(input.get(range.clone()).unwrap_or_default(), Place::Cdata, range, input)?;
            }
            PieceKind::Declaration if range.start == 0 && self.stream.is_none() => {
                declaration::check(bytes)?;
                return Ok(None);
            }
            PieceKind::Declaration => {
                let kind = DecodeErrorKind::LateDeclaration;
                return Err(DecodeError::new(kind, range.start, "XML declaration"));
            }
        }
        Ok(self.open.is_empty().then_some(Found::Element { end }))
    }

    #[inline]
    fn source<'s>(&'s self, input: &'s [u8]) -> Source<'s> {
        source(input, &self.own, self.stream.as_ref())
    }

    /// Keeps what the header declared, for all that comes.
    fn begin_stream(&mut self, input: &[u8]) {
        let Some(open) = self.open.pop() else { return };
        let entries = to_u32(self.entries.len());
        if let Some(Entry { kind: Kind::Element { len, .. }, .. }) = self.entries.first_mut() {
            *len = entries;
        }
        let source = source(input, &self.own, None);
        let mut strings = String::new();
        let mut inherit = |span: Span| {
            let start = strings.len();
            strings.push_str(&String::from_utf8_lossy(source.at(span)));
            Span::inherited(start, strings.len())
        };
        let default = inherit(open.default);
        self.prefixes.relocate(inherit);
        let name = input.get(open.name.0..open.name.1).unwrap_or_default();
        self.stream = Some(Stream {
            name: String::from_utf8_lossy(name).into(),
            strings: strings.into(),
            default,
            prefixes: self.prefixes.len(),
        });
    }

    /// The entries and strings of what was found in `whole`, which then is forgotten.
    pub(crate) fn finish<'a>(&mut self, whole: &'a [u8]) -> Result<(Box<[Entry]>, Strings<'a>), DecodeError> {
        let wire = check_characters(whole)?;
        let own = if self.own.is_empty() { String::new() } else { self.own.as_str().to_owned() };
        let inherited = self.stream.as_ref().map(|stream| stream.strings.clone());
        let entries = self.entries.as_slice().into();
        self.forget();
        Ok((entries, Strings { wire, own, inherited }))
    }

    /// The same for the only element, without stream, that this parser is for.
    pub(crate) fn into_parts(self, whole: &[u8]) -> Result<(Box<[Entry]>, Strings<'_>), DecodeError> {
        let wire = check_characters(whole)?;
        Ok((self.entries.into(), Strings { wire, own: self.own, inherited: None }))
    }

    /// Forgets what was read of an element.
    pub(crate) fn forget(&mut self) {
        self.scan = Scan::new();
        self.seen = 0;
        self.entries.clear();
        self.own.clear();
        self.open.clear();
        if self.entries.capacity() > KEPT_ENTRIES || self.own.capacity() > KEPT_BYTES {
            self.give_back();
        }
        self.prefixes.truncate(self.stream.as_ref().map_or(0, |stream| stream.prefixes));
        self.text_goes_on = false;
    }

    #[cold]
    fn give_back(&mut self) {
        self.entries.shrink_to(KEPT_ENTRIES);
        self.own.shrink_to(KEPT_BYTES);
        // What isn't limited otherwise, the number of entries limits.
        self.open.shrink_to(KEPT_ENTRIES);
        self.order.clear();
        self.order.shrink_to(KEPT_ENTRIES);
    }
}

#[inline]
fn source<'s>(wire: &'s [u8], own: &'s str, stream: Option<&'s Stream>) -> Source<'s> {
    Source { wire, own, inherited: stream.map_or("", |stream| &stream.strings) }
}
