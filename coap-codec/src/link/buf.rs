//! Links that are written.

use alloc::string::String;
use core::fmt::{self, Display};
use core::hash::{Hash, Hasher};

use super::attribute::Attributes;
use super::form::{Form, ONCE};
use super::syntax::{is_control, is_name, is_reference};
use super::{InvalidLink, Link, LinkError, Links};

/// Links that are being built or kept.
///
/// ```
/// use coap_codec::link::LinksBuf;
///
/// let mut links = LinksBuf::new();
/// links.push("/sensors")?.attribute("ct", "40")?.attribute("title", "Sensor Index")?;
/// links.push("/sensors/temp")?.attribute("rt", "temperature-c")?.flag("obs")?;
/// assert_eq!(links.as_str(), r#"</sensors>;ct=40;title="Sensor Index",</sensors/temp>;rt="temperature-c";obs"#);
/// # Ok::<(), coap_codec::link::InvalidLink>(())
/// ```
#[derive(Clone, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(into = "String", try_from = "String")
)]
pub struct LinksBuf(String);

/// The link that was pushed last, to be given its attributes.
#[derive(Debug)]
pub struct LinkMut<'b> {
    text: &'b mut String,
    /// Where the link's attributes start.
    start: usize,
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

    /// Their text: the payload.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Adds a link. The target is a URI reference as it is written, with percent-encoding.
    ///
    /// # Errors
    ///
    /// The target isn't one; nothing is written.
    pub fn push(&mut self, target: &str) -> Result<LinkMut<'_>, InvalidLink> {
        if !is_reference(target) {
            return Err(InvalidLink::Target);
        }
        self.push_link(Link { target, attributes: Attributes("") });
        let start = self.0.len();
        Ok(LinkMut { text: &mut self.0, start })
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
    type Error = LinkError;

    fn try_from(text: String) -> Result<Self, LinkError> {
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
    /// Adds an attribute with a value, quoted and escaped where its grammar has a quoted string.
    ///
    /// # Errors
    ///
    /// The name isn't one, its attribute can't have the value, or it is there and may occur once; nothing is written.
    pub fn attribute(&mut self, name: &str, value: &str) -> Result<&mut Self, InvalidLink> {
        self.check_name(name)?;
        let form = Form::of(name);
        if !form.allows(value) {
            return Err(InvalidLink::AttributeValue);
        }
        self.text.extend([";", name, "="]);
        if form.is_quoted(value) {
            push_quoted(self.text, value)
        } else {
            self.text.push_str(value)
        }
        Ok(self)
    }

    /// Adds an attribute without a value, as `obs` is.
    ///
    /// # Errors
    ///
    /// As for [`attribute`](Self::attribute).
    pub fn flag(&mut self, name: &str) -> Result<&mut Self, InvalidLink> {
        self.check_name(name)?;
        if !matches!(Form::of(name), Form::Flag | Form::Extension) {
            return Err(InvalidLink::AttributeValue);
        }
        self.text.extend([";", name]);
        Ok(self)
    }

    fn check_name(&self, name: &str) -> Result<(), InvalidLink> {
        if !is_name(name) || name.eq_ignore_ascii_case("href") {
            return Err(InvalidLink::AttributeName);
        }
        if ONCE.iter().any(|once| once.eq_ignore_ascii_case(name)) && self.has(name) {
            return Err(InvalidLink::Repeated);
        }
        Ok(())
    }

    fn has(&self, name: &str) -> bool {
        let attributes = Attributes(self.text.get(self.start..).unwrap_or_default());
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
