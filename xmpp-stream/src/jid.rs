//! Addresses: JIDs (RFC 7622).
//!
//! [`Jid`] is an address as a peer wrote it. Real peers send what the rules forbid, an emoji with a variation selector as
//! somebody's name in a room for one; a [`Jid`] keeps such things, so that a stanza with them can be read, answered and passed
//! on. Only structure and lengths are checked.
//!
//! [`JidBuf`] is an address in its normal form, which all the rules were applied to: PRECIS profiles for localpart and
//! resourcepart, IDNA2008 for domains. It is for what a program makes up, stores, uses as a key or takes from its user.
//!
//! ```
//! use xmpp_stream::jid::{Jid, JidBuf, ResourcePart};
//!
//! let received = Jid::new("Juliet@Example.COM./balcony")?;
//! let juliet = JidBuf::new("juliet@example.com")?;
//! assert_eq!(received.bare(), juliet.as_jid());
//! assert_eq!(received.normalize()?, juliet.with_resource(&ResourcePart::new("balcony")?));
//! # Ok::<(), xmpp_stream::jid::JidError>(())
//! ```
//!
//! Section numbers here are those of RFC 7622. Code points have the properties that the newest Unicode gives them which
//! the tables in use know, not those of Unicode 6.3, where the registry of PRECIS ends.

#[cfg(feature = "arbitrary")]
mod arbitrary;
mod error;
mod normalize;
mod part;
mod unicode;

use std::borrow::{Borrow, Cow};
use std::cmp::Ordering;
use std::fmt::{self, Write};
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::Arc;

pub use error::{JidError, JidErrorKind, Part};
use normalize::{MAX_PART, MAX_RAW_PART, normalize};
pub use part::{DomainPart, LocalPart, ResourcePart};

/// An address as it was received: its parts are there and no longer than 1023 bytes, be it in their normal form, and the
/// domainpart has no `@`.
///
/// It compares and hashes by its normal form, so that `Romeo@EXAMPLE.net` equals `romeo@example.net`. A part without a normal
/// form equals only the same bytes. The order is that of the normal forms. Comparing allocates only for parts with
/// characters outside ASCII or, before the resourcepart, with capitals; and not for the same text.
#[derive(Clone, Copy)]
pub struct Jid<'a> {
    text: &'a str,
    split: Split,
}

/// An address in its normal form; clones share the text. The order is that of the text.
#[derive(Clone)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(try_from = "String"))]
pub struct JidBuf {
    text: Arc<str>,
    split: Split,
}

impl<'a> Jid<'a> {
    /// The address with this text, if its structure and lengths are those of one.
    pub fn new(text: &'a str) -> Result<Self, JidError> {
        Split::new(text, check_normal_len).map(|split| Self { text, split })
    }

    /// The text.
    pub const fn as_str(&self) -> &'a str {
        self.text
    }

    /// What stands before the `@`.
    pub fn localpart(&self) -> Option<&'a str> {
        self.split.localpart(self.text)
    }

    /// The server or service.
    pub fn domainpart(&self) -> &'a str {
        self.split.domainpart(self.text)
    }

    /// What stands after the first `/`.
    pub fn resourcepart(&self) -> Option<&'a str> {
        self.split.resourcepart(self.text)
    }

    /// Whether there is no resourcepart.
    pub fn is_bare(&self) -> bool {
        self.resourcepart().is_none()
    }

    /// Whether there is a resourcepart.
    pub fn is_full(&self) -> bool {
        !self.is_bare()
    }

    /// The address without its resourcepart.
    pub fn bare(&self) -> Self {
        Self { text: self.split.bare(self.text), split: self.split }
    }

    /// The normal form, if all parts have one.
    pub fn normalize(&self) -> Result<JidBuf, JidError> {
        self.split.normalize(self.text)
    }

    /// What is compared: each part in its normal form, or as it is if it has none.
    fn canonical(&self) -> Canonical<'a> {
        let canonical = |part, text| normalize(part, text).unwrap_or(Cow::Borrowed(text));
        Canonical {
            local: self.localpart().map(|text| canonical(Part::Localpart, text)),
            domain: canonical(Part::Domainpart, self.domainpart()),
            resource: self.resourcepart().map(|text| canonical(Part::Resourcepart, text)),
        }
    }
}

#[derive(Eq, Hash, PartialEq)]
struct Canonical<'a> {
    local: Option<Cow<'a, str>>,
    domain: Cow<'a, str>,
    resource: Option<Cow<'a, str>>,
}

impl Canonical<'_> {
    /// The parts joined, to be ordered as text is.
    fn bytes(&self) -> impl Iterator<Item = u8> {
        let local = self.local.iter().flat_map(|text| text.bytes().chain([b'@']));
        let resource = self.resource.iter().flat_map(|text| [b'/'].into_iter().chain(text.bytes()));
        local.chain(self.domain.bytes()).chain(resource)
    }
}

impl JidBuf {
    /// The normal form of the address with this text, if it has one.
    pub fn new(text: &str) -> Result<Self, JidError> {
        // Lengths are those of the normal form, which is checked with it.
        Split::new(text, |_, _| Ok(()))?.normalize(text)
    }

    /// The address with these parts.
    pub fn from_parts(
        local: Option<&LocalPart<'_>>,
        domain: &DomainPart<'_>,
        resource: Option<&ResourcePart<'_>>,
    ) -> Self {
        Self::join(local.map(LocalPart::as_str), domain.as_str(), resource.map(ResourcePart::as_str))
    }

    /// The view.
    pub fn as_jid(&self) -> Jid<'_> {
        Jid { text: &self.text, split: self.split }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What stands before the `@`.
    pub fn localpart(&self) -> Option<&str> {
        self.as_jid().localpart()
    }

    /// The server or service.
    pub fn domainpart(&self) -> &str {
        self.as_jid().domainpart()
    }

    /// What stands after the first `/`.
    pub fn resourcepart(&self) -> Option<&str> {
        self.as_jid().resourcepart()
    }

    /// Whether there is no resourcepart.
    pub fn is_bare(&self) -> bool {
        self.as_jid().is_bare()
    }

    /// Whether there is a resourcepart.
    pub fn is_full(&self) -> bool {
        self.as_jid().is_full()
    }

    /// The address without its resourcepart. [`Jid::bare`] of the view needs no copy.
    pub fn bare(&self) -> Self {
        if self.is_bare() { self.clone() } else { Self::join(self.localpart(), self.domainpart(), None) }
    }

    /// The address with this resourcepart in place of what it has.
    pub fn with_resource(&self, resource: &ResourcePart<'_>) -> Self {
        Self::join(self.localpart(), self.domainpart(), Some(resource.as_str()))
    }

    /// Joins what is normal.
    fn join(local: Option<&str>, domain: &str, resource: Option<&str>) -> Self {
        let (local, at) = local.map_or(("", ""), |local| (local, "@"));
        let (slash, resource) = resource.map_or(("", ""), |resource| ("/", resource));
        let text = [local, at, domain, slash, resource].concat();
        let start = local.len() + at.len();
        Self { text: text.into(), split: Split::at(start, start + domain.len()) }
    }
}

/// Where the domainpart of an address begins and ends.
#[derive(Clone, Copy)]
struct Split {
    start: u16,
    end: u16,
}

impl Split {
    /// Splits at the first `/`, then before that at the first `@` (section 3.2); `check` checks a part with more than 1023 bytes.
    fn new(text: &str, check: impl Fn(Part, &str) -> Result<(), JidError>) -> Result<Self, JidError> {
        let check_len = |part, start, end| match end - start {
            0 => Err(JidError::new(part, JidErrorKind::Empty, start)),
            1..=MAX_PART => Ok(()),
            len if len <= MAX_RAW_PART => {
                check(part, text.get(start..end).unwrap_or_default()).map_err(|error| error.after(start))
            }
            _ => Err(JidError::new(part, JidErrorKind::TooLong, start)),
        };
        let end = text.find('/').unwrap_or(text.len());
        let bare = text.get(..end).unwrap_or_default();
        let start = bare.find('@').map_or(0, |at| at + 1);
        let split = Self::at(start, end);
        if start > 0 {
            check_len(Part::Localpart, 0, start - 1)?;
        }
        check_len(Part::Domainpart, start, end)?;
        if let Some(at) = bare.get(start..).and_then(|domain| domain.find('@')) {
            return Err(JidError::new(Part::Domainpart, JidErrorKind::Disallowed, start + at));
        }
        if end < text.len() {
            check_len(Part::Resourcepart, end + 1, text.len())?;
        }
        Ok(split)
    }

    /// For offsets that are known to be small, or will be refused.
    fn at(start: usize, end: usize) -> Self {
        let narrow = |offset| u16::try_from(offset).unwrap_or(u16::MAX);
        Self { start: narrow(start), end: narrow(end) }
    }

    fn start(self) -> usize {
        self.start.into()
    }

    fn end(self) -> usize {
        self.end.into()
    }

    fn localpart(self, text: &str) -> Option<&str> {
        text.get(..self.start().checked_sub(1)?)
    }

    fn domainpart(self, text: &str) -> &str {
        text.get(self.start()..self.end()).unwrap_or_default()
    }

    fn resourcepart(self, text: &str) -> Option<&str> {
        text.get(self.end() + 1..)
    }

    fn bare(self, text: &str) -> &str {
        text.get(..self.end()).unwrap_or_default()
    }

    fn normalize(self, text: &str) -> Result<JidBuf, JidError> {
        let normal = |part, start, text| normalize(part, text).map_err(|error| error.after(start));
        let local = self.localpart(text).map(|text| normal(Part::Localpart, 0, text)).transpose()?;
        let domain = normal(Part::Domainpart, self.start(), self.domainpart(text))?;
        let resource = self
            .resourcepart(text)
            .map(|text| normal(Part::Resourcepart, self.end() + 1, text))
            .transpose()?;
        let is_normal = |part: &Option<Cow<'_, str>>| !matches!(part, Some(Cow::Owned(_)));
        if is_normal(&local)
            && domain.len() == self.domainpart(text).len()
            && matches!(domain, Cow::Borrowed(_))
            && is_normal(&resource)
        {
            return Ok(JidBuf { text: text.into(), split: self });
        }
        Ok(JidBuf::join(local.as_deref(), &domain, resource.as_deref()))
    }
}

/// Checks a part with more bytes than its normal form may have (section 3.1).
#[cold]
fn check_normal_len(part: Part, text: &str) -> Result<(), JidError> {
    normalize(part, text).map(|_| ())
}

impl<'a> TryFrom<&'a str> for Jid<'a> {
    type Error = JidError;

    fn try_from(text: &'a str) -> Result<Self, JidError> {
        Self::new(text)
    }
}

impl TryFrom<&str> for JidBuf {
    type Error = JidError;

    fn try_from(text: &str) -> Result<Self, JidError> {
        Self::new(text)
    }
}

impl TryFrom<String> for JidBuf {
    type Error = JidError;

    fn try_from(text: String) -> Result<Self, JidError> {
        Self::new(&text)
    }
}

impl TryFrom<Jid<'_>> for JidBuf {
    type Error = JidError;

    fn try_from(jid: Jid<'_>) -> Result<Self, JidError> {
        jid.normalize()
    }
}

impl FromStr for JidBuf {
    type Err = JidError;

    fn from_str(text: &str) -> Result<Self, JidError> {
        Self::new(text)
    }
}

impl From<JidBuf> for String {
    fn from(jid: JidBuf) -> Self {
        Self::from(jid.as_str())
    }
}

impl<'a> From<&'a JidBuf> for Jid<'a> {
    fn from(jid: &'a JidBuf) -> Self {
        jid.as_jid()
    }
}

impl PartialEq for Jid<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text || self.canonical() == other.canonical()
    }
}

impl Eq for Jid<'_> {}

impl Hash for Jid<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.canonical().hash(state);
    }
}

impl Ord for Jid<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.canonical().bytes().cmp(other.canonical().bytes())
    }
}

impl PartialOrd for Jid<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for JidBuf {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for JidBuf {}

impl Hash for JidBuf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl Ord for JidBuf {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl PartialOrd for JidBuf {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Borrow<str> for JidBuf {
    fn borrow(&self) -> &str {
        &self.text
    }
}

impl AsRef<str> for JidBuf {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl PartialEq<JidBuf> for Jid<'_> {
    fn eq(&self, other: &JidBuf) -> bool {
        *self == other.as_jid()
    }
}

impl PartialEq<Jid<'_>> for JidBuf {
    fn eq(&self, other: &Jid<'_>) -> bool {
        self.as_jid() == *other
    }
}

/// The text, with characters escaped that would break the line or turn its direction. What is written into a stanza is
/// [`as_str`](Jid::as_str).
impl fmt::Display for Jid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.text.contains(breaks_line) {
            return f.pad(self.text);
        }
        self.text.chars().try_for_each(|char| {
            if breaks_line(char) { fmt::Display::fmt(&char.escape_unicode(), f) } else { f.write_char(char) }
        })
    }
}

fn breaks_line(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl fmt::Debug for Jid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.text, f)
    }
}

/// The text.
impl fmt::Display for JidBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for JidBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.text, f)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Jid<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for JidBuf {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}
