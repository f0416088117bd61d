//! A tree of elements in one row: each element, then its attributes, then its children.
//!
//! Entries refer to others by distance, so that a part of a row is a tree too, and to strings by place.

use std::sync::Arc;

use super::XML;

/// An element, an attribute or a piece of text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) kind: Kind,
    /// Of elements and attributes.
    pub(crate) namespace: Span,
    /// Of elements and attributes, without prefix.
    pub(crate) name: Span,
    /// Of attributes and text.
    pub(crate) value: Span,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Element {
        /// How many entries the element is, itself, attributes and everything in it.
        len: u32,
        /// How many entries in front of it the element is that it stands in; 0 if it stands in none.
        parent: u32,
    },
    Attribute,
    Text,
}

/// Where a string is.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Span {
    /// The highest two bits tell in which of [`Strings`].
    start: u32,
    len: u32,
}

/// What spans refer to.
#[derive(Clone)]
pub(crate) struct Strings<'a> {
    /// The bytes that were decoded.
    pub(crate) wire: &'a str,
    /// What isn't in them as it is meant.
    pub(crate) own: String,
    /// What the stream header declared.
    pub(crate) inherited: Option<Arc<str>>,
}

const XML_LEN: u32 = 36;
const _: () = assert!(XML.len() == 36);

impl Span {
    const PLACE: u32 = 3 << 30;
    const WIRE: u32 = 0;
    const OWN: u32 = 1 << 30;
    const INHERITED: u32 = 2 << 30;

    pub(crate) const EMPTY: Self = Self { start: Self::WIRE, len: 0 };
    /// The namespace of the prefix `xml`.
    pub(crate) const XML: Self = Self { start: Self::PLACE, len: XML_LEN };
    /// How long each of [`Strings`] may be.
    pub(crate) const MAX: usize = (1 << 30) - 1;

    pub(crate) fn wire(start: usize, end: usize) -> Self {
        Self::new(Self::WIRE, start, end)
    }

    pub(crate) fn own(start: usize, end: usize) -> Self {
        Self::new(Self::OWN, start, end)
    }

    pub(crate) fn inherited(start: usize, end: usize) -> Self {
        Self::new(Self::INHERITED, start, end)
    }

    /// Empty where it would end beyond what can be told.
    #[inline]
    fn new(place: u32, start: usize, end: usize) -> Self {
        if start > end || end > Self::MAX {
            return Self::EMPTY;
        }
        Self { start: place | to_u32(start), len: to_u32(end - start) }
    }

    /// Where it begins in its place.
    pub(crate) const fn start(self) -> usize {
        (self.start & !Self::PLACE) as usize
    }

    pub(crate) const fn end(self) -> usize {
        self.start() + self.len()
    }

    pub(crate) const fn len(self) -> usize {
        self.len as usize
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.len == 0
    }

    /// Where it begins in the bytes that were decoded; 0 if it isn't in them.
    pub(crate) const fn wire_offset(self) -> usize {
        if self.start & Self::PLACE == Self::WIRE { self.start() } else { 0 }
    }

    pub(crate) const fn is_own(self) -> bool {
        self.start & Self::PLACE == Self::OWN
    }
}

/// What spans refer to while an element is read: bytes that aren't known to be text yet.
#[derive(Clone, Copy)]
pub(super) struct Source<'s> {
    pub(super) wire: &'s [u8],
    pub(super) own: &'s str,
    pub(super) inherited: &'s str,
}

impl<'s> Source<'s> {
    #[inline]
    pub(super) fn at(self, span: Span) -> &'s [u8] {
        let bytes = match span.start & Span::PLACE {
            Span::WIRE => self.wire,
            Span::OWN => self.own.as_bytes(),
            Span::INHERITED => self.inherited.as_bytes(),
            _ => return XML.as_bytes(),
        };
        bytes.get(span.start()..span.start() + span.len()).unwrap_or_default()
    }
}

impl Strings<'_> {
    #[inline]
    pub(crate) fn bytes(&self, span: Span) -> &[u8] {
        let bytes = match span.start & Span::PLACE {
            Span::WIRE => self.wire.as_bytes(),
            Span::OWN => self.own.as_bytes(),
            Span::INHERITED => self.inherited.as_deref().unwrap_or_default().as_bytes(),
            _ => return XML.as_bytes(),
        };
        bytes.get(span.start()..span.start() + span.len()).unwrap_or_default()
    }

    #[inline]
    pub(crate) fn at(&self, span: Span) -> &str {
        let text = match span.start & Span::PLACE {
            Span::WIRE => self.wire,
            Span::OWN => &self.own,
            Span::INHERITED => self.inherited.as_deref().unwrap_or_default(),
            _ => return XML,
        };
        text.get(span.start()..span.start() + span.len()).unwrap_or_default()
    }
}

/// Sizes are limited to what 30 bits hold.
#[inline]
pub(crate) fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
