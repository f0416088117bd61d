//! The CoRE Link Format (RFC 6690): read, written, and filtered as `/.well-known/core` is. Sections are those of RFC 6690.

mod attribute;
mod buf;
mod error;
mod filter;
mod form;
mod syntax;

use core::fmt::{self, Display};
use core::hash::{Hash, Hasher};
use core::iter::FusedIterator;

use attribute::AttributeList;
pub use attribute::{Attribute, Attributes, Value};
pub use buf::{LinkMut, LinksBuf};
pub use error::{LinkDecodeError, LinkDecodeErrorKind, LinkEncodeError};
pub use filter::Filter;
use syntax::{check_links, take_link};

use crate::ContentFormat;

/// A list of links, checked as a whole (section 2); links are read from its text on the fly.
///
/// Only the syntax is checked. An attribute that has no meaning as it stands, like `sz=big`, is there in
/// [`attributes`](Link::attributes) and missing from the typed access; of an attribute that may occur once and occurs
/// again the first counts.
///
/// ```
/// use coap_codec::link::{Filter, Links};
///
/// let links = Links::decode(br#"</temp>;rt="temperature-c";if="sensor",</light>;rt="light-lux";sz=12"#)?;
/// let found: Vec<_> = links.filter(Filter::try_from("rt=light*")?).collect();
/// assert_eq!(found[0].target(), "/light");
/// assert_eq!(found[0].size(), Some(12));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct Links<'a>(&'a str);

/// Links one after the other; see [`Links::iter`].
#[derive(Clone, Debug)]
pub struct Iter<'a>(&'a str);

/// A link: its target and what is said about it.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct Link<'a> {
    target: &'a str,
    attributes: AttributeList<'a>,
}

impl<'a> Links<'a> {
    /// Reads a payload of the Content-Format `application/link-format`.
    ///
    /// # Errors
    ///
    /// The payload is no UTF-8, or no list of links.
    pub fn decode(payload: &'a [u8]) -> Result<Self, LinkDecodeError> {
        let text = str::from_utf8(payload).map_err(|error| LinkDecodeError {
            kind: LinkDecodeErrorKind::Utf8,
            offset: error.valid_up_to(),
        })?;
        Self::try_from(text)
    }

    /// The links in their order.
    pub const fn iter(&self) -> Iter<'a> {
        Iter(self.0)
    }

    /// The links that match `filter`; put into a [`LinksBuf`] they are the answer to the query.
    pub fn filter<'q>(&self, filter: Filter<'q>) -> impl Iterator<Item = Link<'a>> + Clone + use<'a, 'q> {
        self.iter().filter(move |link| filter.matches(link))
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text that they were read from.
    pub const fn as_str(&self) -> &'a str {
        self.0
    }
}

impl<'a> Iterator for Iter<'a> {
    type Item = Link<'a>;

    fn next(&mut self) -> Option<Link<'a>> {
        let (link, rest) = take_link(self.0).ok()?;
        self.0 = rest.strip_prefix(',').unwrap_or_default();
        Some(link)
    }
}

impl FusedIterator for Iter<'_> {}

impl<'a> IntoIterator for Links<'a> {
    type Item = Link<'a>;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl<'a> TryFrom<&'a str> for Links<'a> {
    type Error = LinkDecodeError;

    fn try_from(text: &'a str) -> Result<Self, LinkDecodeError> {
        match check_links(text) {
            Ok(()) => Ok(Self(text)),
            Err((kind, left)) => Err(LinkDecodeError { kind, offset: text.len() - left }),
        }
    }
}

impl PartialEq for Links<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Links<'_> {}

impl Hash for Links<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.iter().for_each(|link| link.hash(state));
    }
}

/// The payload: what a peer has put into it may have control characters, which [`Debug`](fmt::Debug) escapes.
impl Display for Links<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for Links<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a> Link<'a> {
    /// The target, a URI reference: [`Uri::resolve`](crate::uri::Uri::resolve) tells what it means where the list came from.
    pub const fn target(&self) -> &'a str {
        self.target
    }

    /// The attributes in their order.
    pub const fn attributes(&self) -> Attributes<'a> {
        self.attributes.iter()
    }

    /// The first attribute of this name.
    pub fn attribute(&self, name: &str) -> Option<Attribute<'a>> {
        self.attributes().find(|attribute| attribute.is_named(name))
    }

    /// `rel`: the relation types. A link that has none is of type `hosts` (section 2.2).
    pub fn relations(&self) -> impl Iterator<Item = Value<'a>> + Clone + use<'a> {
        self.words("rel")
    }

    /// `rt`: the resource types (section 3.1).
    pub fn resource_types(&self) -> impl Iterator<Item = Value<'a>> + Clone + use<'a> {
        self.words("rt")
    }

    /// `if`: the interface descriptions (section 3.2).
    pub fn interfaces(&self) -> impl Iterator<Item = Value<'a>> + Clone + use<'a> {
        self.words("if")
    }

    /// `ct`: the Content-Formats, without what is none (RFC 7252, section 7.2.1).
    pub fn content_formats(&self) -> impl Iterator<Item = ContentFormat> + Clone + use<'a> {
        self.words("ct").filter_map(|word| u16::try_from(word.cardinal()?).ok()).map(ContentFormat::new)
    }

    /// `sz`: the size estimate; [`u64::MAX`] if it is that or more (section 3.3).
    pub fn size(&self) -> Option<u64> {
        self.value("sz")?.cardinal()
    }

    /// `anchor`: the context of the link (section 2.3).
    pub fn anchor(&self) -> Option<Value<'a>> {
        self.value("anchor")
    }

    /// `title`: for people.
    pub fn title(&self) -> Option<Value<'a>> {
        self.value("title")
    }

    /// `hreflang`: the languages of the target; the attribute may occur again.
    pub fn languages(&self) -> impl Iterator<Item = Value<'a>> + Clone + use<'a> {
        self.attributes().filter(|attribute| attribute.is_named("hreflang")).filter_map(|found| found.value)
    }

    /// `media`: the media that the target is for.
    pub fn media(&self) -> Option<Value<'a>> {
        self.value("media")
    }

    /// `type`: the media type of the target.
    pub fn media_type(&self) -> Option<Value<'a>> {
        self.value("type")
    }

    /// `obs`: whether observing the target is useful, whatever the attribute's value (RFC 7641, section 6).
    pub fn is_observable(&self) -> bool {
        self.attribute("obs").is_some()
    }

    fn value(&self, name: &str) -> Option<Value<'a>> {
        self.attribute(name)?.value
    }

    fn words(&self, name: &str) -> impl Iterator<Item = Value<'a>> + Clone + use<'a> {
        self.value(name).into_iter().flat_map(|value| value.words())
    }
}

/// As it stands in the payload; see [`Links`].
impl Display for Link<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>{}", self.target, self.attributes.0)
    }
}

impl fmt::Debug for Link<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.target.escape_debug())?;
        self.attributes().try_for_each(|attribute| write!(f, ";{attribute:?}"))
    }
}
