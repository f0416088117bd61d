//! Which elements are equal: by meaning, not by how they were written.

use core::hash::{Hash, Hasher};

use super::{Attributes, Element, ElementTree};
use crate::xml::Kind;

impl<'a> Element<'a> {
    /// Whether both have the same attributes, which are there only once each.
    fn has_attributes_of(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.attributes(), other.attributes());
        if ours.clone().eq(theirs.clone()) {
            return true;
        }
        let sorted = |attributes: Attributes<'a>| {
            let mut sorted: Vec<_> =
                attributes.map(|attribute| (attribute.name, attribute.namespace, attribute.value)).collect();
            sorted.sort_unstable();
            sorted
        };
        ours.len() == theirs.len() && sorted(ours) == sorted(theirs)
    }

    /// The entry at `at` in the row, as something that can be compared with one of another row.
    fn part(&self, at: usize) -> Option<Part<'a>> {
        let entry = self.entries.get(at)?;
        Some(match entry.kind {
            Kind::Element { len, .. } => {
                let end = at + len as usize;
                Part::Element(len, Self::new(self.entries.get(at..end).unwrap_or_default(), self.strings))
            }
            Kind::Attribute => Part::Attribute,
            Kind::Text => Part::Text(self.strings.at(entry.value)),
        })
    }
}

/// One entry of a row; its attributes belong to an element.
enum Part<'a> {
    /// With the number of its entries.
    Element(u32, Element<'a>),
    Attribute,
    Text(&'a str),
}

impl PartialEq for Element<'_> {
    fn eq(&self, other: &Self) -> bool {
        let equal = |at| match (self.part(at), other.part(at)) {
            (Some(Part::Element(len, ours)), Some(Part::Element(other_len, theirs))) => {
                len == other_len
                    && ours.is(theirs.namespace(), theirs.name())
                    && ours.has_attributes_of(&theirs)
            }
            (Some(Part::Text(ours)), Some(Part::Text(theirs))) => ours == theirs,
            (Some(Part::Attribute), Some(Part::Attribute)) => true,
            _ => false,
        };
        self.entries.len() == other.entries.len() && (0..self.entries.len()).all(equal)
    }
}

impl Eq for Element<'_> {}

impl Hash for Element<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.entries.len().hash(state);
        for part in (0..self.entries.len()).filter_map(|at| self.part(at)) {
            match part {
                Part::Element(len, element) => {
                    (len, element.namespace(), element.name()).hash(state);
                    hash_unordered(element.attributes(), state);
                }
                // Hashed with its element.
                Part::Attribute => {}
                Part::Text(text) => text.hash(state),
            }
        }
    }
}

/// Attributes in whatever order have the same hash.
fn hash_unordered<H: Hasher>(attributes: Attributes<'_>, state: &mut H) {
    const FEW: usize = 8;
    let mut few = [("", "", ""); FEW];
    let mut many = Vec::new();
    let len = attributes.len();
    let keys = attributes.map(|attribute| (attribute.name, attribute.namespace, attribute.value));
    let sorted = match few.get_mut(..len) {
        Some(few) => {
            few.iter_mut().zip(keys).for_each(|(place, key)| *place = key);
            few
        }
        None => {
            many.extend(keys);
            &mut many[..]
        }
    };
    sorted.sort_unstable();
    sorted.hash(state);
}

impl PartialEq for ElementTree<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.root() == other.root()
    }
}

impl Eq for ElementTree<'_> {}

impl Hash for ElementTree<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.root().hash(state);
    }
}
