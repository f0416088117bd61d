//! Elements: what they are called, what they have, and what is in them.

use core::fmt;
use core::hash::{Hash, Hasher};
use core::iter::FusedIterator;
use std::borrow::Cow;

use bytes::BufMut;

use crate::stanza::is_content_namespace;
use crate::xml::{self, Entry, Kind, Parser, Strings};
use crate::{DecodeError, DecodeErrorKind, ElementBuf, EncodeError, Limits, Scope};

/// An element that was decoded, with everything in it.
///
/// It borrows from the bytes that it was decoded from. Its structure takes one allocation, and what doesn't stand in the bytes
/// as it is meant one more: text with references, CDATA sections or ends of lines to be changed.
#[derive(Clone)]
pub struct ElementTree<'a> {
    entries: Box<[Entry]>,
    strings: Strings<'a>,
}

/// A view of an element.
///
/// Elements are equal if they have the same expanded name, the same attributes in whatever order, and equal content. Prefixes
/// don't count.
#[derive(Clone, Copy)]
pub struct Element<'a> {
    /// The element and everything in it.
    entries: &'a [Entry],
    strings: &'a Strings<'a>,
}

/// An attribute of an element.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Attribute<'a> {
    /// The namespace that its prefix stands for; empty without prefix.
    pub namespace: &'a str,
    /// The name without prefix.
    pub name: &'a str,
    /// The value, references replaced.
    pub value: &'a str,
}

/// What elements have in them.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "XML has nothing else that XMPP takes")]
pub enum Child<'a> {
    /// An element.
    Element(Element<'a>),
    /// All text up to the next tag, references replaced; never empty.
    Text(&'a str),
}

impl<'a> ElementTree<'a> {
    /// Decodes one element that is there whole, and stands alone: all namespaces are declared in it. An XML declaration may
    /// stand in front of it, and white space around it. Where one such element comes after the other, a
    /// [`UnitDecoder`](crate::UnitDecoder) needs fewer allocations.
    ///
    /// ```
    /// use xmpp_stream::{ElementTree, Limits};
    ///
    /// let bytes = b"<message xmlns='jabber:client' to='juliet@example.com'><body>Art thou &lt;3</body></message>";
    /// let tree = ElementTree::decode(bytes, &Limits::default())?;
    /// let message = tree.root();
    /// assert!(message.is("jabber:client", "message"));
    /// assert_eq!(message.attribute("to"), Some("juliet@example.com"));
    /// let body = message.child("jabber:client", "body").map(|body| body.text());
    /// assert_eq!(body.as_deref(), Some("Art thou <3"));
    /// # Ok::<(), xmpp_stream::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The bytes are malformed, or too few, or too many.
    pub fn decode(whole: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        let mut parser = Parser::with_room(limits.clone(), whole.len());
        let element = find_whole(&mut parser, whole, limits.element_size())?;
        let (entries, strings) = parser.into_parts(element)?;
        Ok(Self { entries, strings })
    }

    /// What `parser` has found in `whole`.
    pub(crate) fn finish(parser: &mut Parser, whole: &'a [u8]) -> Result<Self, DecodeError> {
        let (entries, strings) = parser.finish(whole)?;
        Ok(Self { entries, strings })
    }

    /// The element.
    pub fn root(&self) -> Element<'_> {
        Element::new(&self.entries, &self.strings)
    }
}

/// The bytes of the element that `whole` has, and nothing else but what may stand around it.
pub(crate) fn find_whole<'a>(
    parser: &mut Parser,
    whole: &'a [u8],
    max_len: usize,
) -> Result<&'a [u8], DecodeError> {
    let Some(found) = parser.find_element(whole, max_len)? else {
        return Err(DecodeError::new(DecodeErrorKind::Truncated, whole.len(), "element"));
    };
    let (element, rest) = whole.split_at_checked(found.end()).unwrap_or((whole, &[]));
    let space = rest.iter().take_while(|byte| xml::is_space(**byte)).count();
    let (_, trailing) = rest.split_at_checked(space).unwrap_or_default();
    if trailing.is_empty() {
        return Ok(element);
    }
    let kind = xml::check_markup(trailing).err().unwrap_or(DecodeErrorKind::TrailingBytes);
    Err(DecodeError::new(kind, found.end() + space, "element"))
}

impl<'a> Element<'a> {
    pub(crate) const fn new(entries: &'a [Entry], strings: &'a Strings<'a>) -> Self {
        Self { entries, strings }
    }

    pub(crate) const fn entries(&self) -> (&'a [Entry], &'a Strings<'a>) {
        (self.entries, self.strings)
    }

    /// The namespace; empty if it has none.
    #[inline]
    pub fn namespace(&self) -> &'a str {
        self.entries.first().map_or("", |entry| self.strings.at(entry.namespace))
    }

    /// The name without prefix.
    #[inline]
    pub fn name(&self) -> &'a str {
        self.entries.first().map_or("", |entry| self.strings.at(entry.name))
    }

    /// Whether it has this namespace and name.
    #[inline]
    pub fn is(&self, namespace: &str, name: &str) -> bool {
        self.name() == name && self.namespace() == namespace
    }

    /// The value of the attribute with this name and without prefix.
    #[inline]
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attribute_in("", name)
    }

    /// The value of the attribute with this namespace and name.
    #[inline]
    pub fn attribute_in(&self, namespace: &str, name: &str) -> Option<&'a str> {
        let mut attributes = self.attributes();
        let found = attributes.find(|attribute| attribute.name == name && attribute.namespace == namespace);
        found.map(|attribute| attribute.value)
    }

    /// The value of the attribute `xml:lang`: the language of the text inside.
    #[inline]
    pub fn lang(&self) -> Option<&'a str> {
        self.attribute_in(xml::XML, "lang")
    }

    /// The attributes, in the order in which they were written.
    #[inline]
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes { entries: self.entries.get(1..).unwrap_or_default(), strings: self.strings }
    }

    /// Elements and text that are in the element.
    #[inline]
    pub fn children(&self) -> Children<'a> {
        let behind = self.entries.get(1..).unwrap_or_default();
        let attributes = behind.iter().take_while(|entry| matches!(entry.kind, Kind::Attribute)).count();
        Children { entries: behind.get(attributes..).unwrap_or_default(), strings: self.strings }
    }

    /// Elements that are in the element.
    #[inline]
    pub fn elements(&self) -> impl Iterator<Item = Self> + Clone + use<'a> {
        self.children().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// The first element in the element with this namespace and name.
    #[inline]
    pub fn child(&self, namespace: &str, name: &str) -> Option<Self> {
        self.elements().find(|element| element.is(namespace, name))
    }

    /// The text that is in the element, not that of elements in it. Copied only if elements stand between.
    #[inline]
    pub fn text(&self) -> Cow<'a, str> {
        let mut texts = self.children().filter_map(|child| match child {
            Child::Text(text) => Some(text),
            Child::Element(_) => None,
        });
        let first = texts.next().unwrap_or_default();
        let Some(second) = texts.next() else { return Cow::Borrowed(first) };
        let mut text = first.to_owned();
        text.push_str(second);
        text.extend(texts);
        Cow::Owned(text)
    }

    /// Where its name stands in the bytes that it was decoded from; 0 if it was built.
    pub(crate) fn offset(&self) -> usize {
        self.entries.first().map_or(0, |entry| entry.name.wire_offset())
    }

    /// Encodes it for a place where the namespaces of `scope` are declared.
    ///
    /// # Errors
    ///
    /// There is no room.
    pub fn encode(&self, dst: &mut impl BufMut, scope: Scope<'_>) -> Result<(), EncodeError> {
        xml::encode(self.entries, self.strings, scope, dst)
    }

    /// How many bytes [`encode`](Self::encode) writes.
    pub fn encoded_len(&self, scope: Scope<'_>) -> usize {
        xml::encoded_len(self.entries, self.strings, scope)
    }

    /// A copy to be kept or built upon.
    pub fn to_buf(&self) -> ElementBuf {
        ElementBuf::from(*self)
    }

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

/// Its name, its namespace unless it's a content namespace, and how much is in it: `<query xmlns='jabber:iq:roster'> 2 elements`. Text
/// and values may be secrets.
impl fmt::Display for Element<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}", self.name())?;
        if !is_content_namespace(self.namespace()) {
            write!(f, " xmlns='{}'", self.namespace().escape_debug())?;
        }
        f.write_str(">")?;
        match self.elements().count() {
            0 if self.children().next().is_some() => f.write_str(" text"),
            0 => Ok(()),
            1 => f.write_str(" 1 element"),
            count => write!(f, " {count} elements"),
        }
    }
}

/// As [`Element`].
impl fmt::Display for ElementTree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.root(), f)
    }
}

/// Names only: text and values may be secrets.
impl fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Element")
            .field("namespace", &self.namespace())
            .field("name", &self.name())
            .field("attributes", &self.attributes().len())
            .field("children", &self.children().count())
            .finish()
    }
}

/// As [`Element`].
impl fmt::Debug for ElementTree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.root(), f)
    }
}

/// As [`Element`].
impl fmt::Debug for Attribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attribute")
            .field("namespace", &self.namespace)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// As [`Element`].
impl fmt::Debug for Child<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Element(element) => fmt::Debug::fmt(element, f),
            Self::Text(_) => f.write_str("Text"),
        }
    }
}

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
