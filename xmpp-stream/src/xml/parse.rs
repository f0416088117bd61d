//! From pieces to trees: names, namespaces, attributes, text, and where elements end (XML 3; Namespaces 3 to 6).

use core::ops::Range;
use core::str::Utf8Error;
use std::sync::Arc;

use super::attributes::{RawAttribute, RawAttributes};
use super::chars::{find_foreign, is_space, prefix_len};
use super::declaration;
use super::namespaces::{Prefixes, check_distinct, check_namespace};
use super::scan::{CDATA_END, CDATA_START, Piece, PieceKind, Scan};
use super::tree::{Entry, Kind, Source, Span, Strings, to_u32};
use super::unescape::{Place, is_literal, unescape};
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

    /// Refuses text outside of all elements before its end is there; what was seen before was looked at then.
    fn check_text_outside(&self, front: &[u8], seen: usize) -> Result<Option<Found>, DecodeError> {
        match self.scan.open_text() {
            Some(start) if self.open.is_empty() => self.check_space(front, start.max(seen)..front.len()),
            _ => Ok(None),
        }
    }

    /// Refuses anything but white space in `range`, which is outside of all elements.
    fn check_space(&self, input: &[u8], range: Range<usize>) -> Result<Option<Found>, DecodeError> {
        let bytes = input.get(range.clone()).unwrap_or_default();
        match bytes.iter().enumerate().find(|(_, byte)| !is_space(**byte)) {
            Some((at, byte)) => Err(DecodeError::new(self.text_outside(*byte), range.start + at, "text")),
            None => Ok(None),
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

    /// What is wrong with text outside of all elements that begins with `first`.
    const fn text_outside(&self, first: u8) -> DecodeErrorKind {
        match first {
            // They are in no text in UTF-8, but begin one in UTF-16 or UTF-32.
            0 | 0xfe | 0xff => DecodeErrorKind::Encoding,
            _ if self.stream.is_some() => DecodeErrorKind::TextBetween,
            _ => DecodeErrorKind::TextOutside,
        }
    }

    /// Whether the tag is that of an empty element, which is open still.
    #[inline]
    fn start_tag(&mut self, tag: &[u8], start: usize, input: &[u8]) -> Result<bool, DecodeError> {
        let inner = tag.get(1..tag.len().saturating_sub(1)).unwrap_or_default();
        let (inner, empty) = inner.strip_suffix(b"/").map_or((inner, false), |inner| (inner, true));
        let offset = start + 1;
        let fault = |kind, at| DecodeError::new(kind, offset + at, "start tag");
        let inner =
            str::from_utf8(inner).map_err(|error| fault(DecodeErrorKind::Utf8, error.valid_up_to()))?;
        let name_len = inner.bytes().position(is_space).unwrap_or(inner.len());
        let (name, _) = inner.split_at(name_len);
        let prefix = prefix_len(name).ok_or_else(|| fault(DecodeErrorKind::Name, 0))?;
        if self.open.len() >= self.limits.max_depth {
            return Err(DecodeError::new(DecodeErrorKind::TooDeep, start, "start tag"));
        }

        self.text_goes_on = false;
        let entry = self.entries.len();
        let parent = self.open.last().map_or(0, |open| entry - open.entry);
        let local = if prefix == 0 { 0 } else { prefix + 1 };
        self.entries.push(Entry {
            kind: Kind::Element { len: 0, parent: to_u32(parent) },
            namespace: Span::EMPTY,
            name: Span::wire(offset + local, offset + name_len),
            value: Span::EMPTY,
        });
        let prefixes = self.prefixes.len();
        let default = self.open.last().map(|open| open.default);
        let default = default.or(self.stream.as_ref().map(|stream| stream.default));
        let name = (offset, offset + name_len);
        self.open.push(Open { entry, name, prefixes, default: default.unwrap_or(Span::EMPTY) });

        let prefixed = self.attributes(RawAttributes::new(inner, name_len, offset, "start tag"), input)?;
        let namespace = if prefix == 0 {
            self.open.last().map_or(Span::EMPTY, |open| open.default)
        } else {
            self.prefixes.resolve(Span::wire(offset, offset + prefix), self.source(input))?
        };
        if let Some(entry) = self.entries.get_mut(entry) {
            entry.namespace = namespace;
        }
        let source = source(input, &self.own, self.stream.as_ref());
        let attributes = self.entries.get_mut(entry + 1..).unwrap_or_default();
        if prefixed {
            self.prefixes.resolve_all(attributes, source)?;
        }
        check_distinct(attributes, &mut self.order, source)?;
        Ok(empty)
    }

    /// Takes the attributes and declarations of the element that was opened last; whether any has a prefix to be resolved.
    #[inline]
    fn attributes(&mut self, attributes: RawAttributes<'_>, input: &[u8]) -> Result<bool, DecodeError> {
        let mut prefixed = false;
        let mut has_default = false;
        let first = self.entries.len();
        for attribute in attributes {
            let attribute = attribute?;
            let RawAttribute { name, at, value, value_at } = attribute;
            let fault = |kind| DecodeError::new(kind, at, "attribute");
            let prefix = prefix_len(name).ok_or_else(|| fault(DecodeErrorKind::Name))?;
            let span = self.value(value.as_bytes(), Place::Attribute, value_at)?;
            let local = if prefix == 0 { 0 } else { prefix + 1 };
            let local = Span::wire(at + local, at + name.len());
            let is_default = name == "xmlns";
            let is_prefix = prefix == "xmlns".len() && name.starts_with("xmlns");
            if (is_default || is_prefix) && span.len() > self.limits.max_namespace_len {
                return Err(fault(DecodeErrorKind::NamespaceTooLong));
            }
            if is_default {
                if has_default {
                    return Err(fault(DecodeErrorKind::DuplicateAttribute));
                }
                has_default = true;
                check_namespace(span, b"", at, self.source(input))?;
                if let Some(open) = self.open.last_mut() {
                    open.default = span;
                }
                continue;
            }
            if is_prefix {
                let outside = self.open.last().map_or(0, |open| open.prefixes);
                let source = source(input, &self.own, self.stream.as_ref());
                let max_len = self.limits.max_namespaces;
                self.prefixes.declare(local, span, at, outside, max_len, source)?;
                continue;
            }
            if self.entries.len() - first >= self.limits.max_attributes {
                return Err(fault(DecodeErrorKind::TooManyAttributes));
            }
            prefixed |= prefix != 0;
            // The prefix takes the namespace's place until all declarations are known.
            let namespace = Span::wire(at, at + prefix);
            self.entries.push(Entry { kind: Kind::Attribute, namespace, name: local, value: span });
        }
        Ok(prefixed)
    }

    /// Whether the tag ends the stream.
    #[inline]
    fn end_tag(&mut self, tag: &[u8], start: usize, input: &[u8]) -> Result<bool, DecodeError> {
        let name = tag.get(2..tag.len().saturating_sub(1)).unwrap_or_default().trim_ascii_end();
        let expected = match self.open.last() {
            Some(open) => input.get(open.name.0..open.name.1),
            None => self.stream.as_ref().map(|stream| stream.name.as_bytes()),
        };
        // Form feeds are white space for `trim_ascii_end`, but not for XML.
        if expected != Some(name) || tag.contains(&b'\x0c') {
            return Err(DecodeError::new(DecodeErrorKind::EndTag, start, "end tag"));
        }
        if self.open.is_empty() {
            return Ok(true);
        }
        self.close();
        Ok(false)
    }

    /// Ends the element that was opened last.
    #[inline]
    fn close(&mut self) {
        self.text_goes_on = false;
        let Some(open) = self.open.pop() else { return };
        self.prefixes.truncate(open.prefixes);
        let entries = self.entries.len();
        if let Some(Entry { kind: Kind::Element { len, .. }, .. }) = self.entries.get_mut(open.entry) {
            *len = to_u32(entries - open.entry);
        }
    }

    /// What `raw` stands for: where it is, or added to what isn't in the bytes as it is meant.
    #[inline]
    fn value(&mut self, raw: &[u8], place: Place, at: usize) -> Result<Span, DecodeError> {
        if is_literal(raw, place, at)? {
            return Ok(Span::wire(at, at + raw.len()));
        }
        let start = self.own.len();
        unescape(raw, place, at, &mut self.own)?;
        Ok(Span::own(start, self.own.len()))
    }

    #[inline]
    fn text(
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

fn check_characters(whole: &[u8]) -> Result<&str, DecodeError> {
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
fn first_of(input: &[u8], error: DecodeError) -> DecodeError {
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
