//! Messages (RFC 6120, section 8.2.1; RFC 6121, section 5).

use bytes::BufMut;

use super::write::{Content, Parts};
use super::{Attributes, Common, StanzaError};
use crate::jid::Jid;
use crate::payload::rfc6121::{Body, Thread};
use crate::payload::{Payloads, values};
use crate::{Element, ElementError, EncodeError, Scope};

/// Pushes something to somebody.
///
/// ```
/// use xmpp_stream::Scope;
/// use xmpp_stream::jid::Jid;
/// use xmpp_stream::payload::PayloadsBuf;
/// use xmpp_stream::payload::rfc6121::Body;
/// use xmpp_stream::stanza::{Message, MessageType};
///
/// let mut payloads = PayloadsBuf::new();
/// payloads.push(&Body { lang: None, text: "Art thou not Romeo, & a Montague?" })?;
/// let message = Message {
///     to: Some(Jid::new("romeo@example.net")?),
///     payloads: payloads.as_payloads(),
///     ..Message::new(MessageType::Chat)
/// };
///
/// let mut bytes = Vec::new();
/// message.encode(&mut bytes, Scope::stream("jabber:client"))?;
/// let expected = b"<message to='romeo@example.net' type='chat'><body>Art thou not Romeo, &amp; a Montague?</body></message>";
/// assert_eq!(bytes, expected);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Message<'a> {
    /// Whom it is for (section 8.1.1).
    pub to: Option<Jid<'a>>,
    /// Whom it is from (section 8.1.2).
    pub from: Option<Jid<'a>>,
    /// What its sender calls it (section 8.1.3).
    pub id: Option<&'a str>,
    /// What kind of conversation it is part of (RFC 6121, section 5.2.2).
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub message_type: MessageType,
    /// The language of its text (section 8.1.5).
    pub lang: Option<&'a str>,
    /// What it carries.
    pub payloads: Payloads<'a>,
}

values! {
    /// What kind of conversation a message is part of (RFC 6121, section 5.2.2).
    #[derive(Default)]
    pub enum MessageType {
        /// A conversation of two.
        Chat = "chat",
        /// Why a message wasn't delivered or handled.
        Error = "error",
        /// A conversation of many.
        Groupchat = "groupchat",
        /// An alert to which no answer is expected.
        Headline = "headline",
        /// Outside of a conversation. What isn't known counts as this one.
        #[default]
        Normal = "normal",
    }
}

impl<'a> Message<'a> {
    /// A message of this type without addresses and content.
    pub const fn new(message_type: MessageType) -> Self {
        Self { to: None, from: None, id: None, message_type, lang: None, payloads: Payloads::EMPTY }
    }

    /// Reads the element.
    ///
    /// # Errors
    ///
    /// It is no message, or an address in it is none.
    pub fn from_element(element: Element<'a>) -> Result<Self, ElementError> {
        let Common { to, from, id, lang, stanza_type } = Common::read(element, "message")?;
        let message_type = stanza_type.and_then(|text| text.try_into().ok()).unwrap_or_default();
        Ok(Self { to, from, id, message_type, lang, payloads: Payloads::of_stanza(element) })
    }

    /// The text of its first body, whatever language that has (RFC 6121, section 5.2.3).
    ///
    /// # Errors
    ///
    /// The body has elements inside.
    pub fn body(&self) -> Result<Option<&'a str>, ElementError> {
        Ok(self.payloads.find()?.map(|body: Body<'a>| body.text))
    }

    /// The conversation that it belongs to (RFC 6121, section 5.2.5).
    ///
    /// # Errors
    ///
    /// There are two, or one has elements inside.
    pub fn thread(&self) -> Result<Option<Thread<'a>>, ElementError> {
        self.payloads.find_only()
    }

    /// What went wrong, in a message of type error (section 8.3); others have none, whatever is in them.
    ///
    /// # Errors
    ///
    /// The error can't be read.
    pub fn error(&self) -> Result<Option<StanzaError<'a>>, ElementError> {
        if self.message_type == MessageType::Error { self.payloads.find() } else { Ok(None) }
    }

    /// Encodes it, as [`Stanza::encode`](super::Stanza::encode) does.
    ///
    /// # Errors
    ///
    /// Those of [`Stanza::encode`](super::Stanza::encode). Nothing is written then.
    pub fn encode(&self, dst: &mut impl BufMut, scope: Scope<'_>) -> Result<(), EncodeError> {
        self.parts().encode(dst, scope)
    }

    pub(super) const fn parts(&self) -> Parts<'a> {
        let stanza_type = match self.message_type {
            MessageType::Normal => None,
            other => Some(other.as_str()),
        };
        let attributes =
            Attributes { from: self.from, id: self.id, to: self.to, stanza_type, lang: self.lang };
        Parts { name: "message", attributes, content: Content::Payloads(self.payloads) }
    }
}
