//! Stanzas: messages, presences, and requests with their answers (RFC 6120, section 8).
//!
//! A stanza is a view of an element. What it carries stays elements, which [`payload`](crate::payload) gives a meaning to, so
//! that a payload which breaks its rules spoils nothing else.
//!
//! ```
//! use xmpp_stream::payload::rfc6121::Body;
//! use xmpp_stream::stanza::Stanza;
//! use xmpp_stream::{ElementTree, Limits};
//!
//! let bytes = b"<message xmlns='jabber:client' from='romeo@example.net' type='chat'><body>Art thou?</body></message>";
//! let tree = ElementTree::decode(bytes, &Limits::default())?;
//! let Stanza::Message(message) = Stanza::from_element(tree.root())? else { panic!("a message") };
//! assert_eq!(message.from.and_then(|from| from.localpart()), Some("romeo"));
//! assert_eq!(message.payloads.find()?, Some(Body { lang: None, text: "Art thou?" }));
//! assert_eq!(message.to_string(), "message chat romeo@example.net -> - \"Art thou?\"");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Section numbers here are those of RFC 6120 unless another one is named.

#[cfg(feature = "arbitrary")]
pub(crate) mod arbitrary;
mod check;
mod display;
mod error;
mod iq;
mod message;
mod presence;
mod write;

use core::fmt;

use bytes::BufMut;

pub(crate) use display::{write_name, write_quoted, write_route};
pub use error::{ErrorText, ErrorType, STANZAS, StanzaError, StanzaErrorCondition};
pub use iq::{Iq, IqContent, IqType};
pub use message::{Message, MessageType};
pub use presence::{Presence, PresenceType};
use write::Attributes;
pub(crate) use write::encode_whole;

use crate::jid::Jid;
use crate::payload::Field;
use crate::{Element, ElementBuf, ElementError, ElementErrorKind, EncodeError, InvalidValue, Scope};

/// The content namespace between clients and servers (section 4.8.3).
pub const CLIENT: &str = "jabber:client";

/// The content namespace between servers (section 4.8.3).
pub const SERVER: &str = "jabber:server";

/// The content namespace of components that accept the server's connection (XEP-0114, section 3).
pub const COMPONENT_ACCEPT: &str = "jabber:component:accept";

/// The content namespace of components that connect to the server (XEP-0114, section 3).
pub const COMPONENT_CONNECT: &str = "jabber:component:connect";

/// A message, a presence, or a request or its answer.
///
/// What came from a client is sent to a server as it is, and written for the stream that it is for: the stanza, and those of its
/// [`Payloads`](crate::payload::Payloads) that are in the same content namespace. Attributes that section 8.1 doesn't know aren't
/// part of it; an [`Element`] has them.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(untagged))]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set (section 8)")]
pub enum Stanza<'a> {
    /// Pushes something to somebody (section 8.2.1).
    Message(Message<'a>),
    /// Tells who is interested (section 8.2.2).
    Presence(Presence<'a>),
    /// A request, or the answer to one (section 8.2.3).
    Iq(Iq<'a>),
}

impl<'a> Stanza<'a> {
    /// Reads the element.
    ///
    /// # Errors
    ///
    /// It is no stanza, or isn't as section 8 wants it. [`error_reply`] answers such an element.
    pub fn from_element(element: Element<'a>) -> Result<Self, ElementError> {
        match element.name() {
            "message" => Message::from_element(element).map(Self::Message),
            "presence" => Presence::from_element(element).map(Self::Presence),
            "iq" => Iq::from_element(element).map(Self::Iq),
            _ => Err(ElementError::new(ElementErrorKind::OtherElement, element, "stanza")),
        }
    }

    /// Whether the names of an element are those of a stanza.
    pub fn matches(element: Element<'_>) -> bool {
        matches!(element.name(), "message" | "presence" | "iq") && is_content_namespace(element.namespace())
    }

    /// What it is called.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Message(_) => "message",
            Self::Presence(_) => "presence",
            Self::Iq(_) => "iq",
        }
    }

    /// Whom it is for (section 8.1.1).
    pub const fn recipient(&self) -> Option<Jid<'a>> {
        match self {
            Self::Message(message) => message.to,
            Self::Presence(presence) => presence.to,
            Self::Iq(iq) => iq.to,
        }
    }

    /// Whom it is from (section 8.1.2).
    pub const fn sender(&self) -> Option<Jid<'a>> {
        match self {
            Self::Message(message) => message.from,
            Self::Presence(presence) => presence.from,
            Self::Iq(iq) => iq.from,
        }
    }

    /// What its sender calls it (section 8.1.3).
    pub const fn id(&self) -> Option<&'a str> {
        match self {
            Self::Message(message) => message.id,
            Self::Presence(presence) => presence.id,
            Self::Iq(iq) => Some(iq.id),
        }
    }

    /// The language of its text (section 8.1.5).
    pub const fn lang(&self) -> Option<&'a str> {
        match self {
            Self::Message(message) => message.lang,
            Self::Presence(presence) => presence.lang,
            Self::Iq(iq) => iq.lang,
        }
    }

    /// Checks the rules that its sender has to keep to besides, and that are no reason to refuse it whole.
    ///
    /// # Errors
    ///
    /// Those of [`Message::check`], [`Presence::check`] and [`Iq::check`].
    pub fn check(&self) -> Result<(), ElementError> {
        match self {
            Self::Message(message) => message.check(),
            Self::Presence(presence) => presence.check(),
            Self::Iq(iq) => iq.check(),
        }
    }

    /// Encodes it for a place where the namespaces of `scope` are declared. On a stream, it and what is its own are in the content
    /// namespace of that; if it stands alone, in the one that they had. An `iq` doesn't know which one that was, except one of
    /// type error: alone it is in the namespace of clients, and what it is about keeps its own.
    ///
    /// # Errors
    ///
    /// A payload in another content namespace than the stanza which would become its own on this stream, a character that XML
    /// doesn't have, or no room. Nothing is written then.
    pub fn encode(&self, dst: &mut impl BufMut, scope: Scope<'_>) -> Result<(), EncodeError> {
        self.parts().encode(dst, scope)
    }

    /// How many bytes [`encode`](Self::encode) writes.
    pub fn encoded_len(&self, scope: Scope<'_>) -> usize {
        self.parts().encoded_len(scope)
    }

    fn parts(&self) -> write::Parts<'a> {
        match self {
            Self::Message(message) => message.parts(),
            Self::Presence(presence) => presence.parts(),
            Self::Iq(iq) => iq.parts(),
        }
    }
}

impl fmt::Display for Stanza<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(message) => message.fmt(f),
            Self::Presence(presence) => presence.fmt(f),
            Self::Iq(iq) => iq.fmt(f),
        }
    }
}

impl<'a> From<Message<'a>> for Stanza<'a> {
    fn from(message: Message<'a>) -> Self {
        Self::Message(message)
    }
}

impl<'a> From<Presence<'a>> for Stanza<'a> {
    fn from(presence: Presence<'a>) -> Self {
        Self::Presence(presence)
    }
}

impl<'a> From<Iq<'a>> for Stanza<'a> {
    fn from(iq: Iq<'a>) -> Self {
        Self::Iq(iq)
    }
}

/// The answer that says why `element`, a stanza, wasn't handled: addresses the other way round, its `id` kept (section 8.3.1).
/// What is no address is left out, and the `id` of an `iq` that has none is empty.
///
/// It works for elements that [`Stanza::from_element`] refuses, too. There is no answer to answers and to errors, nor to what
/// is no stanza.
///
/// ```
/// use xmpp_stream::stanza::{StanzaError, Stanza, error_reply};
/// use xmpp_stream::{ElementTree, Limits};
///
/// let bytes = b"<iq xmlns='jabber:client' id='v' type='fetch' from='a@example.com' to='example.net'/>";
/// let tree = ElementTree::decode(bytes, &Limits::default())?;
/// let Err(broken) = Stanza::from_element(tree.root()) else { panic!("no such type") };
/// let reply = error_reply(tree.root(), &StanzaError::from(broken))?.ok_or("no answer")?;
/// assert_eq!(Stanza::from_element(reply.as_element())?.to_string(), "iq error v example.net -> a@example.com bad-request");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// `error` has a character that XML doesn't have.
pub fn error_reply(
    element: Element<'_>,
    error: &StanzaError<'_>,
) -> Result<Option<ElementBuf>, InvalidValue> {
    if !Stanza::matches(element) || matches!(element.attribute("type"), Some("error" | "result")) {
        return Ok(None);
    }
    let mut reply = ElementBuf::new(element.namespace(), element.name())?;
    let id = element.attribute("id").or((element.name() == "iq").then_some(""));
    let address = |name| element.attribute(name).filter(|text| Jid::new(text).is_ok());
    for (name, value) in [("from", address("to")), ("id", id), ("to", address("from"))] {
        if let Some(value) = value {
            reply.set_attribute(name, value)?;
        }
    }
    reply.set_attribute("type", "error")?;
    reply.push(error.to_element_in(element.namespace())?.as_element())?;
    Ok(Some(reply))
}

pub(crate) fn is_content_namespace(namespace: &str) -> bool {
    matches!(namespace, CLIENT | SERVER | COMPONENT_ACCEPT | COMPONENT_CONNECT)
}

/// The attributes that all stanzas have (section 8.1).
#[derive(Clone, Copy)]
struct Common<'a> {
    to: Option<Jid<'a>>,
    from: Option<Jid<'a>>,
    id: Option<&'a str>,
    lang: Option<&'a str>,
    stanza_type: Option<&'a str>,
}

impl<'a> Common<'a> {
    /// In one pass over the attributes.
    fn read(element: Element<'a>, name: &'static str) -> Result<Self, ElementError> {
        if element.name() != name || !is_content_namespace(element.namespace()) {
            return Err(ElementError::new(ElementErrorKind::OtherElement, element, name));
        }
        let mut common = Self { to: None, from: None, id: None, lang: None, stanza_type: None };
        for attribute in element.attributes() {
            let value = Some(attribute.value);
            let address =
                |field| Field::from_value(value).map_err(|kind| ElementError::new(kind, element, field));
            match (attribute.namespace, attribute.name) {
                ("", "to") => common.to = address("to")?,
                ("", "from") => common.from = address("from")?,
                ("", "id") => common.id = value,
                ("", "type") => common.stanza_type = value,
                (crate::xml::XML, "lang") => common.lang = value,
                _ => {}
            }
        }
        Ok(common)
    }
}
