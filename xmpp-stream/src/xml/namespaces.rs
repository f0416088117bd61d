//! What prefixes stand for (Namespaces 3, 5 and 6), and which attributes are the same (Namespaces 6.3).

use super::chars::is_space;
use super::tree::{Entry, Source, Span, to_u32};
use super::{XML, XMLNS};
use crate::stream::STREAMS;
use crate::{DecodeError, DecodeErrorKind};

/// The prefixes that are declared, the innermost last.
#[derive(Clone, Debug)]
pub(super) struct Prefixes(Vec<Prefix>);

#[derive(Clone, Copy, Debug)]
struct Prefix {
    name: Span,
    namespace: Span,
}

impl Prefixes {
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(super) const fn len(&self) -> usize {
        self.0.len()
    }

    /// Forgets all but the first ones.
    pub(super) fn truncate(&mut self, len: usize) {
        self.0.truncate(len);
    }

    /// Moves all strings to another place.
    pub(super) fn relocate(&mut self, mut relocated: impl FnMut(Span) -> Span) {
        for prefix in &mut self.0 {
            *prefix = Prefix { name: relocated(prefix.name), namespace: relocated(prefix.namespace) };
        }
    }

    /// Declares a prefix, by an attribute at `at` of an element outside of which there are `outside` prefixes.
    pub(super) fn declare(
        &mut self,
        name: Span,
        namespace: Span,
        at: usize,
        outside: usize,
        max_len: usize,
        source: Source<'_>,
    ) -> Result<(), DecodeError> {
        let fault = |kind| Err(DecodeError::new(kind, at, "attribute"));
        let prefix = source.at(name);
        if namespace.is_empty() {
            return fault(DecodeErrorKind::EmptyNamespace);
        }
        check_namespace(namespace, prefix, at, source)?;
        let here = self.0.get(outside..).unwrap_or_default();
        if here.iter().any(|other| source.at(other.name) == prefix) {
            return fault(DecodeErrorKind::DuplicateAttribute);
        }
        self.0.push(Prefix { name, namespace });
        if self.0.len() > max_len && self.counted(source) > max_len {
            return fault(DecodeErrorKind::TooManyNamespaces);
        }
        Ok(())
    }

    /// How many there are, without the one that headers declare: with as many others as may be, what stands in one stream fits
    /// into another, and stands alone.
    #[cold]
    fn counted(&self, source: Source<'_>) -> usize {
        let has_streams = self.0.iter().any(|prefix| source.at(prefix.namespace) == STREAMS.as_bytes());
        self.0.len() - usize::from(has_streams)
    }

    /// The namespace that `prefix` stands for.
    pub(super) fn resolve(&self, prefix: Span, source: Source<'_>) -> Result<Span, DecodeError> {
        let name = source.at(prefix);
        if name == b"xml" {
            return Ok(Span::XML);
        }
        let fault = |kind| Err(DecodeError::new(kind, prefix.start(), "prefix"));
        match self.0.iter().rev().find(|declared| source.at(declared.name) == name) {
            Some(declared) => Ok(declared.namespace),
            None if name == b"xmlns" => fault(DecodeErrorKind::ReservedNamespace),
            None => fault(DecodeErrorKind::UnboundPrefix),
        }
    }

    /// Puts namespaces in the place of prefixes.
    pub(super) fn resolve_all(
        &self,
        attributes: &mut [Entry],
        source: Source<'_>,
    ) -> Result<(), DecodeError> {
        for attribute in attributes.iter_mut().filter(|attribute| !attribute.namespace.is_empty()) {
            attribute.namespace = self.resolve(attribute.namespace, source)?;
        }
        Ok(())
    }
}

/// Checks that reserved prefixes and namespaces stand for each other, and for nothing else; the default namespace has an empty
/// prefix.
#[inline]
pub(super) fn check_namespace(
    namespace: Span,
    prefix: &[u8],
    at: usize,
    source: Source<'_>,
) -> Result<(), DecodeError> {
    let namespace = source.at(namespace);
    let is_xml = namespace == XML.as_bytes();
    if prefix == b"xmlns" || namespace == XMLNS.as_bytes() || is_xml != (prefix == b"xml") {
        return Err(DecodeError::new(DecodeErrorKind::ReservedNamespace, at, "attribute"));
    }
    Ok(())
}

/// More attributes than these are sorted.
const FEW: usize = 8;

/// Refuses two attributes with the same expanded name: a handful are compared with each other, more are sorted in `order`, to
/// stay below quadratic time.
#[inline]
pub(super) fn check_distinct(
    attributes: &[Entry],
    order: &mut Vec<u32>,
    source: Source<'_>,
) -> Result<(), DecodeError> {
    let duplicate = if attributes.len() <= FEW {
        let same = |a: &Entry, b: &Entry| {
            source.at(a.name) == source.at(b.name) && source.at(a.namespace) == source.at(b.namespace)
        };
        let before = |at| attributes.get(..at).unwrap_or_default();
        let mut numbered = attributes.iter().enumerate();
        numbered
            .find(|(at, entry)| before(*at).iter().any(|other| same(other, entry)))
            .map(|(_, entry)| entry)
    } else {
        sorted_duplicate(attributes, order, source)
    };
    let Some(duplicate) = duplicate else { return Ok(()) };
    let local = duplicate.name.start();
    let before = source.wire.get(..local).unwrap_or_default();
    let at = before.iter().rposition(|byte| is_space(*byte)).map_or(local, |space| space + 1);
    Err(DecodeError::new(DecodeErrorKind::DuplicateAttribute, at, "attribute"))
}

#[cold]
fn sorted_duplicate<'e>(
    attributes: &'e [Entry],
    order: &mut Vec<u32>,
    source: Source<'_>,
) -> Option<&'e Entry> {
    let key = |at: u32| {
        attributes.get(at as usize).map(|entry| (source.at(entry.name), source.at(entry.namespace)))
    };
    order.clear();
    order.extend(0..to_u32(attributes.len()));
    order.sort_unstable_by(|a, b| (key(*a), a).cmp(&(key(*b), b)));
    let later = order.windows(2).filter_map(|pair| match pair {
        [a, b] if key(*a) == key(*b) => Some(*b),
        _ => None,
    });
    later.min().and_then(|at| attributes.get(at as usize))
}
