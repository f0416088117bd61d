//! Elements: what they are called, what they have, and what is in them.

mod compare;
mod iter;

use core::fmt;
use std::borrow::Cow;

use bytes::BufMut;

pub use iter::{Attributes, Children};

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
        Attributes::new(self.entries.get(1..).unwrap_or_default(), self.strings)
    }

    /// Elements and text that are in the element.
    #[inline]
    pub fn children(&self) -> Children<'a> {
        let behind = self.entries.get(1..).unwrap_or_default();
        let attributes = behind.iter().take_while(|entry| matches!(entry.kind, Kind::Attribute)).count();
        Children::new(behind.get(attributes..).unwrap_or_default(), self.strings)
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
}

/// Its name, its namespace unless it's a content namespace, and how much is in it: `<query xmlns='jabber:iq:roster'> 2 elements`. Text
/// and values may be secrets.
impl fmt::Display for Element<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}", self.name().escape_debug())?;
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
