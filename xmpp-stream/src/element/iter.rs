//! What elements have, one after the other.

use core::fmt;
use core::iter::FusedIterator;

use super::{Attribute, Child, Element};
use crate::xml::{Entry, Kind, Strings};

/// The attributes of an element.
#[derive(Clone)]
pub struct Attributes<'a> {
    entries: &'a [Entry],
    strings: &'a Strings<'a>,
}

/// What is in an element.
#[derive(Clone)]
pub struct Children<'a> {
    entries: &'a [Entry],
    strings: &'a Strings<'a>,
}

impl<'a> Attributes<'a> {
    pub(super) const fn new(entries: &'a [Entry], strings: &'a Strings<'a>) -> Self {
        Self { entries, strings }
    }
}

impl<'a> Children<'a> {
    pub(crate) const fn new(entries: &'a [Entry], strings: &'a Strings<'a>) -> Self {
        Self { entries, strings }
    }

    pub(crate) const fn entries(&self) -> (&'a [Entry], &'a Strings<'a>) {
        (self.entries, self.strings)
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    #[inline]
    fn next(&mut self) -> Option<Attribute<'a>> {
        let (entry, rest) = self.entries.split_first()?;
        if !matches!(entry.kind, Kind::Attribute) {
            return None;
        }
        self.entries = rest;
        Some(Attribute {
            namespace: self.strings.at(entry.namespace),
            name: self.strings.at(entry.name),
            value: self.strings.at(entry.value),
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = self.entries.iter().take_while(|entry| matches!(entry.kind, Kind::Attribute)).count();
        (len, Some(len))
    }
}

impl ExactSizeIterator for Attributes<'_> {}

impl FusedIterator for Attributes<'_> {}

impl<'a> Iterator for Children<'a> {
    type Item = Child<'a>;

    #[inline]
    fn next(&mut self) -> Option<Child<'a>> {
        let first = self.entries.first()?;
        let len = match first.kind {
            Kind::Element { len, .. } => len as usize,
            Kind::Attribute | Kind::Text => 1,
        };
        let (child, rest) = self.entries.split_at_checked(len)?;
        self.entries = rest;
        Some(match first.kind {
            Kind::Element { .. } => Child::Element(Element::new(child, self.strings)),
            Kind::Attribute | Kind::Text => Child::Text(self.strings.at(first.value)),
        })
    }
}

impl FusedIterator for Children<'_> {}

impl fmt::Debug for Attributes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone().map(|attribute| attribute.name)).finish()
    }
}

impl fmt::Debug for Children<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let elements = self.clone().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        });
        f.debug_list().entries(elements).finish()
    }
}
