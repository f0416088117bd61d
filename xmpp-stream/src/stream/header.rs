//! Stream headers (RFC 6120, sections 4.2, 4.7 and 4.8).

use core::fmt;
use std::borrow::Cow;

use bytes::BufMut;

use super::STREAMS;
use crate::jid::Jid;
use crate::payload::rfc6120::StreamError;
use crate::payload::{Field, Value};
use crate::stanza::write_route;
use crate::xml::{self, StartTag};
use crate::{Element, ElementBuf, ElementErrorKind, EncodeError, InvalidValue, StreamErrorCondition};

/// What opens a stream, in either direction.
///
/// ```
/// use xmpp_stream::jid::Jid;
/// use xmpp_stream::stanza::CLIENT;
/// use xmpp_stream::stream::StreamHeader;
/// use xmpp_stream::{Decoder, Limits, StreamItem};
///
/// let header = StreamHeader { to: Some(Jid::new("example.net")?), ..StreamHeader::new(CLIENT) };
/// let mut bytes = Vec::new();
/// header.encode(&mut bytes)?;
/// assert!(bytes.starts_with(b"<?xml version='1.0'?><stream:stream xmlns='jabber:client' "));
///
/// let mut decoder = Decoder::new(Limits::default());
/// let Some(StreamItem::Header(received)) = decoder.decode(&mut &bytes[..])? else { panic!("a header") };
/// assert_eq!(received.header()?, header);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct StreamHeader<'a> {
    /// The default namespace, which stanzas are in (section 4.8.2); empty if there is none.
    pub content_namespace: &'a str,
    /// Whom the sender of the header is (section 4.7.1).
    pub from: Option<Jid<'a>>,
    /// What the receiving entity calls the stream (section 4.7.3).
    pub id: Option<&'a str>,
    /// Whom it is for (section 4.7.2).
    pub to: Option<Jid<'a>>,
    /// Without one it is a stream from before version 1.0, which has no features (section 4.7.5).
    pub version: Option<Version>,
    /// The language of texts on the stream (section 4.7.4).
    pub lang: Option<&'a str>,
}

/// A version of XMPP (section 4.7.5).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Version {
    /// Another one can't be understood.
    pub major: u16,
    /// A higher one can.
    pub minor: u16,
}

/// A stream header that was received; it owns what is in it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct HeaderBuf {
    element: ElementBuf,
    content_namespace: Box<str>,
}

/// Why a stream can't begin with a header, though it is XML as it should be.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{field} of the stream header: {kind}")]
pub struct HeaderError {
    kind: ElementErrorKind,
    field: &'static str,
}

impl HeaderError {
    /// The rule that the header breaks.
    pub const fn kind(&self) -> ElementErrorKind {
        self.kind
    }

    /// The attribute.
    pub const fn field(&self) -> &'static str {
        self.field
    }

    /// The condition of the stream error to send before the stream is closed (section 4.9.3).
    pub const fn condition(&self) -> StreamErrorCondition {
        match self.kind {
            ElementErrorKind::Address(_) => StreamErrorCondition::ImproperAddressing,
            _ => StreamErrorCondition::UnsupportedVersion,
        }
    }
}

/// What such a header deserves.
impl From<HeaderError> for StreamError<'_> {
    fn from(error: HeaderError) -> Self {
        Self::new(error.condition())
    }
}

impl<'a> StreamHeader<'a> {
    /// A header of version 1.0.
    pub const fn new(content_namespace: &'a str) -> Self {
        Self { content_namespace, from: None, id: None, to: None, version: Some(Version::V1_0), lang: None }
    }

    /// Encodes it with an XML declaration in front, and the prefix `stream` declared.
    ///
    /// # Errors
    ///
    /// A content namespace that none can be, a character that XML doesn't have, or no room. Nothing is written then.
    pub fn encode(&self, dst: &mut impl BufMut) -> Result<(), EncodeError> {
        check_content_namespace(self.content_namespace)?;
        self.with_tag(|tag| {
            tag.check()?;
            if dst.remaining_mut() < DECLARATION.len() + tag.encoded_len() {
                return Err(EncodeError::NoSpace);
            }
            dst.put_slice(DECLARATION.as_bytes());
            tag.encode(dst)
        })
    }

    /// How many bytes [`encode`](Self::encode) writes.
    pub fn encoded_len(&self) -> usize {
        DECLARATION.len() + self.with_tag(|tag| tag.encoded_len())
    }

    fn with_tag<T>(&self, write: impl FnOnce(StartTag<'_>) -> T) -> T {
        let Self { content_namespace, from, id, to, version, lang } = *self;
        let version = version.as_ref().map(Version::to_text);
        let attributes = [
            ("xmlns", Some(content_namespace).filter(|namespace| !namespace.is_empty())),
            ("xmlns:stream", Some(STREAMS)),
            ("from", from.map(|jid| jid.as_str())),
            ("id", id),
            ("to", to.map(|jid| jid.as_str())),
            ("version", version.as_deref()),
            ("xml:lang", lang),
        ];
        write(StartTag { name: "stream:stream", attributes: &attributes })
    }
}

/// Refuses what can't be declared, or is none.
fn check_content_namespace(namespace: &str) -> Result<(), InvalidValue> {
    let is_none = matches!(namespace, STREAMS | xml::XML | xml::XMLNS);
    if is_none { Err(InvalidValue("content namespace")) } else { Ok(()) }
}

const DECLARATION: &str = "<?xml version='1.0'?>";

impl Version {
    /// The version of RFC 6120.
    pub const V1_0: Self = Self { major: 1, minor: 0 };
}

/// Two numbers, as digits, leading zeros ignored (section 4.7.5).
impl Value<'_> for Version {
    fn from_text(text: &str) -> Result<Self, ElementErrorKind> {
        let (major, minor) = text.split_once('.').ok_or(ElementErrorKind::Value)?;
        let number = |digits: &str| {
            let digits = Some(digits).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
            digits.and_then(|digits| digits.parse().ok()).ok_or(ElementErrorKind::Value)
        };
        Ok(Self { major: number(major)?, minor: number(minor)? })
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Version {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// From whom to whom, and what else it says.
impl fmt::Display for StreamHeader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "stream {}", self.content_namespace.escape_debug())?;
        write_route(f, self.from, self.to)?;
        if let Some(id) = self.id {
            write!(f, " id {}", id.escape_debug())?;
        }
        self.version.map_or(Ok(()), |version| write!(f, " version {version}"))
    }
}

impl HeaderBuf {
    pub(crate) fn new(element: ElementBuf, content_namespace: &str) -> Self {
        Self { element, content_namespace: content_namespace.into() }
    }

    /// The header.
    ///
    /// # Errors
    ///
    /// An address is none, or the version isn't two numbers.
    pub fn header(&self) -> Result<StreamHeader<'_>, HeaderError> {
        let element = self.root();
        let fault = |field| move |kind| HeaderError { kind, field };
        let address = |field| Field::from_value(element.attribute(field)).map_err(fault(field));
        let version = Field::from_value(element.attribute("version")).map_err(fault("version"))?;
        Ok(StreamHeader {
            content_namespace: self.content_namespace(),
            from: address("from")?,
            id: element.attribute("id"),
            to: address("to")?,
            version,
            lang: element.lang(),
        })
    }

    /// The root element of the stream, without content.
    pub fn root(&self) -> Element<'_> {
        self.element.as_element()
    }

    /// The default namespace, which stanzas are in (section 4.8.2); empty if there is none.
    pub fn content_namespace(&self) -> &str {
        &self.content_namespace
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for HeaderBuf {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut fields = serializer.serialize_struct("HeaderBuf", 2)?;
        fields.serialize_field("content_namespace", self.content_namespace())?;
        fields.serialize_field("root", &self.element)?;
        fields.end()
    }
}

/// What can't be a stream header is refused.
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for HeaderBuf {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(rename = "HeaderBuf", deny_unknown_fields)]
        struct Fields {
            content_namespace: String,
            root: ElementBuf,
        }
        let Fields { content_namespace, root } = Fields::deserialize(deserializer)?;
        let element = root.as_element();
        let is_text = xml::is_text(&content_namespace);
        if !is_text || !element.is(STREAMS, "stream") || element.children().next().is_some() {
            return Err(serde::de::Error::custom("not a stream header"));
        }
        check_content_namespace(&content_namespace).map_err(serde::de::Error::custom)?;
        Ok(Self::new(root, &content_namespace))
    }
}
