//! Tags: names, attributes, declarations, and which element ends.

use super::{Open, Parser, source};
use crate::xml::attributes::{RawAttribute, RawAttributes};
use crate::xml::chars::{is_space, prefix_len};
use crate::xml::namespaces::{check_distinct, check_namespace};
use crate::xml::tree::{Entry, Kind, Span, to_u32};
use crate::xml::unescape::Place;
use crate::xml::write::value_len;
use crate::{DecodeError, DecodeErrorKind};

impl Parser {
    /// Whether the tag is that of an empty element, which is open still.
    #[inline]
    pub(super) fn start_tag(&mut self, tag: &[u8], start: usize, input: &[u8]) -> Result<bool, DecodeError> {
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
            if is_default || is_prefix {
                let len = value_len(self.source(input).at(span));
                if len > self.limits.max_namespace_len {
                    return Err(fault(DecodeErrorKind::NamespaceTooLong));
                }
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
    pub(super) fn end_tag(&mut self, tag: &[u8], start: usize, input: &[u8]) -> Result<bool, DecodeError> {
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
    pub(super) fn close(&mut self) {
        self.text_goes_on = false;
        let Some(open) = self.open.pop() else { return };
        self.prefixes.truncate(open.prefixes);
        let entries = self.entries.len();
        if let Some(Entry { kind: Kind::Element { len, .. }, .. }) = self.entries.get_mut(open.entry) {
            *len = to_u32(entries - open.entry);
        }
    }
}
