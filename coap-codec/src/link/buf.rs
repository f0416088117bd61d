//! Links that are written.

use alloc::string::String;
use core::fmt::{self, Display, Write};
use core::hash::{Hash, Hasher};

use super::attribute::AttributeList;
use super::form::{Form, ONCE};
use super::syntax::{is_control, is_name, is_reference};
use super::{Link, LinkDecodeError, LinkEncodeError, Links};
use crate::ContentFormat;

/// Links that are being built or kept.
///
/// ```
/// use coap_codec::ContentFormat;
/// use coap_codec::link::LinksBuf;
///
/// let mut links = LinksBuf::new();
/// links.push("/sensors")?.content_formats([ContentFormat::LINK_FORMAT])?.title("Sensor Index")?;
/// links.push("/sensors/temp")?.resource_types(["temperature-c"])?.observable()?;
/// assert_eq!(links.as_str(), r#"</sensors>;ct=40;title="Sensor Index",</sensors/temp>;rt="temperature-c";obs"#);
/// # Ok::<(), coap_codec::link::LinkEncodeError>(())
/// ```
#[derive(Clone, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(into = "String", try_from = "String")
)]
pub struct LinksBuf(String);

/// The link that was pushed last, to be given its attributes, by the names under which [`Link`] has them.
///
/// If one of them is refused, the link is taken out of the list as a whole: none is sent that says less than it should.
#[derive(Debug)]
pub struct LinkMut<'b> {
    text: &'b mut String,
    /// How long the text was before the link.
    link_at: usize,
    attributes_at: usize,
}

impl LinksBuf {
    /// No links.
    pub const fn new() -> Self {
        Self(String::new())
    }

    /// The links.
    pub fn as_links(&self) -> Links<'_> {
        Links(&self.0)
    }

    /// Takes all links out, and keeps the memory.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Their text: the payload.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Adds a link. The target is a URI reference as it is written, with percent-encoding.
    ///
    /// # Errors
    ///
    /// The target isn't one; nothing is written.
    pub fn push(&mut self, target: &str) -> Result<LinkMut<'_>, LinkEncodeError> {
        if !is_reference(target) {
            return Err(LinkEncodeError::Target);
        }
        let link_at = self.0.len();
        self.push_link(Link { target, attributes: AttributeList("") });
        let attributes_at = self.0.len();
        Ok(LinkMut { text: &mut self.0, link_at, attributes_at })
    }

    /// Adds a link that was read, as it is.
    pub fn push_link(&mut self, link: Link<'_>) {
        if !self.0.is_empty() {
            self.0.push(',');
        }
        self.0.extend(["<", link.target, ">", link.attributes.0]);
    }
}

impl PartialEq for LinksBuf {
    fn eq(&self, other: &Self) -> bool {
        self.as_links() == other.as_links()
    }
}

impl Eq for LinksBuf {}

impl Hash for LinksBuf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_links().hash(state);
    }
}

impl From<Links<'_>> for LinksBuf {
    fn from(links: Links<'_>) -> Self {
        Self(links.0.into())
    }
}

impl TryFrom<String> for LinksBuf {
    type Error = LinkDecodeError;

    fn try_from(text: String) -> Result<Self, LinkDecodeError> {
        Links::try_from(text.as_str())?;
        Ok(Self(text))
    }
}

impl From<LinksBuf> for String {
    fn from(links: LinksBuf) -> Self {
        links.0
    }
}

impl<'a> Extend<Link<'a>> for LinksBuf {
    fn extend<I: IntoIterator<Item = Link<'a>>>(&mut self, links: I) {
        links.into_iter().for_each(|link| self.push_link(link));
    }
}

impl<'a> FromIterator<Link<'a>> for LinksBuf {
    fn from_iter<I: IntoIterator<Item = Link<'a>>>(links: I) -> Self {
        let mut buf = Self::new();
        buf.extend(links);
        buf
    }
}

impl Display for LinksBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for LinksBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.as_links(), f)
    }
}

impl LinkMut<'_> {
    /// `rel`: the relation types (section 2.2).
    ///
    /// # Errors
    ///
    /// As for [`attribute`](Self::attribute); a type is empty or has a space in it.
    pub fn relations<'v>(self, types: impl IntoIterator<Item = &'v str>) -> Result<Self, LinkEncodeError> {
        self.list("rel", types)
    }

    /// `rt`: the resource types (section 3.1).
    ///
    /// # Errors
    ///
    /// As for [`relations`](Self::relations).
    pub fn resource_types<'v>(
        self,
        types: impl IntoIterator<Item = &'v str>,
    ) -> Result<Self, LinkEncodeError> {
        self.list("rt", types)
    }

    /// `if`: the interface descriptions (section 3.2).
    ///
    /// # Errors
    ///
    /// As for [`relations`](Self::relations).
    pub fn interfaces<'v>(
        self,
        descriptions: impl IntoIterator<Item = &'v str>,
    ) -> Result<Self, LinkEncodeError> {
        self.list("if", descriptions)
    }

    /// `ct`: the Content-Formats (RFC 7252, section 7.2.1).
    ///
    /// # Errors
    ///
    /// The link has the attribute already.
    pub fn content_formats(
        self,
        formats: impl IntoIterator<Item = ContentFormat>,
    ) -> Result<Self, LinkEncodeError> {
        self.list("ct", formats.into_iter().map(ContentFormat::get))
    }

    /// `sz`: the size estimate (section 3.3).
    ///
    /// # Errors
    ///
    /// The link has the attribute already.
    pub fn size(self, size: u64) -> Result<Self, LinkEncodeError> {
        self.list("sz", [size])
    }

    /// `anchor`: the context of the link (section 2.3).
    ///
    /// # Errors
    ///
    /// It is no URI reference.
    pub fn anchor(self, reference: &str) -> Result<Self, LinkEncodeError> {
        self.attribute("anchor", reference)
    }

    /// `title`: for people.
    ///
    /// # Errors
    ///
    /// The link has the attribute already.
    pub fn title(self, title: &str) -> Result<Self, LinkEncodeError> {
        self.attribute("title", title)
    }

    /// `hreflang`: the languages of the target, each in an attribute of its own.
    ///
    /// # Errors
    ///
    /// One of them is no language tag.
    pub fn languages<'v>(self, tags: impl IntoIterator<Item = &'v str>) -> Result<Self, LinkEncodeError> {
        tags.into_iter().try_fold(self, |link, tag| link.attribute("hreflang", tag))
    }

    /// `media`: the media that the target is for.
    ///
    /// # Errors
    ///
    /// The link has the attribute already.
    pub fn media(self, media: &str) -> Result<Self, LinkEncodeError> {
        self.attribute("media", media)
    }

    /// `type`: the media type of the target.
    ///
    /// # Errors
    ///
    /// It is none, or the link has the attribute already.
    pub fn media_type(self, media_type: &str) -> Result<Self, LinkEncodeError> {
        self.attribute("type", media_type)
    }

    /// `obs`: observing the target is useful (RFC 7641, section 6).
    ///
    /// # Errors
    ///
    /// The link has the attribute already.
    pub fn observable(self) -> Result<Self, LinkEncodeError> {
        self.flag("obs")
    }

    /// Adds an attribute with a value, quoted and escaped where its grammar has a quoted string.
    ///
    /// # Errors
    ///
    /// The name isn't one, its attribute can't have the value, or it is there and may occur once.
    pub fn attribute(self, name: &str, value: &str) -> Result<Self, LinkEncodeError> {
        let form = Form::of(name);
        let link = self.checked(name, form.allows(value))?;
        link.text.extend([";", name, "="]);
        if form.is_quoted(value) {
            push_quoted(link.text, value)
        } else {
            link.text.push_str(value)
        }
        Ok(link)
    }

    /// Adds an attribute without a value, as `obs` is.
    ///
    /// # Errors
    ///
    /// As for [`attribute`](Self::attribute).
    pub fn flag(self, name: &str) -> Result<Self, LinkEncodeError> {
        let link = self.checked(name, matches!(Form::of(name), Form::Flag | Form::Extension))?;
        link.text.extend([";", name]);
        Ok(link)
    }

    /// Adds values with spaces between them. A list of none is no attribute, which is how it is read.
    fn list(
        self,
        name: &str,
        words: impl IntoIterator<Item = impl Display>,
    ) -> Result<Self, LinkEncodeError> {
        let mut value = String::new();
        for (position, word) in words.into_iter().enumerate() {
            if position > 0 {
                value.push(' ');
            }
            let word_at = value.len();
            _ = write!(value, "{word}");
            let word = value.get(word_at..).unwrap_or_default();
            if word.is_empty() || word.contains(' ') {
                return self.refused(LinkEncodeError::AttributeValue);
            }
        }
        if value.is_empty() { Ok(self) } else { self.attribute(name, &value) }
    }

    /// The link, if it may have an attribute of this name, and with this value.
    fn checked(self, name: &str, is_allowed: bool) -> Result<Self, LinkEncodeError> {
        if !is_name(name) || name.eq_ignore_ascii_case("href") {
            return self.refused(LinkEncodeError::AttributeName);
        }
        if ONCE.iter().any(|once| once.eq_ignore_ascii_case(name)) && self.has(name) {
            return self.refused(LinkEncodeError::Repeated);
        }
        if is_allowed { Ok(self) } else { self.refused(LinkEncodeError::AttributeValue) }
    }

    fn refused(self, error: LinkEncodeError) -> Result<Self, LinkEncodeError> {
        self.text.truncate(self.link_at);
        Err(error)
    }

    fn has(&self, name: &str) -> bool {
        let attributes = AttributeList(self.text.get(self.attributes_at..).unwrap_or_default());
        attributes.iter().any(|attribute| attribute.is_named(name))
    }
}

fn push_quoted(text: &mut String, value: &str) {
    text.push('"');
    for char in value.chars() {
        let escaped = matches!(char, '"' | '\\') || u8::try_from(char).is_ok_and(is_control);
        if escaped {
            text.push('\\');
        }
        text.push(char);
    }
    text.push('"');
}
