//! Presences (RFC 6120, section 8.2.2; RFC 6121, sections 3 and 4).

use bytes::BufMut;

use super::write::{Content, Parts};
use super::{Attributes, Common, StanzaError};
use crate::jid::Jid;
use crate::payload::rfc6121::{Priority, Show};
use crate::payload::{Payloads, values};
use crate::{Element, ElementError, ElementErrorKind, EncodeError, Scope};

/// Tells those who are interested how available somebody is, or manages who is.
///
/// ```
/// use xmpp_stream::Scope;
/// use xmpp_stream::stanza::{Presence, PresenceType};
///
/// let mut bytes = Vec::new();
/// Presence::new(PresenceType::Available).encode(&mut bytes, Scope::stream("jabber:client"))?;
/// assert_eq!(bytes, b"<presence/>");
/// # Ok::<(), xmpp_stream::EncodeError>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Presence<'a> {
    /// Whom it is for (section 8.1.1).
    pub to: Option<Jid<'a>>,
    /// Whom it is from (section 8.1.2).
    pub from: Option<Jid<'a>>,
    /// What its sender calls it (section 8.1.3).
    pub id: Option<&'a str>,
    /// What it says (RFC 6121, section 4.7.1).
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub presence_type: PresenceType,
    /// The language of its text (section 8.1.5).
    pub lang: Option<&'a str>,
    /// What it carries.
    pub payloads: Payloads<'a>,
}

values! {
    /// What a presence says (RFC 6121, section 4.7.1).
    #[derive(Default)]
    pub enum PresenceType {
        /// Its sender is available. That is what a presence says that has no type.
        #[default]
        Available = "",
        /// Why a presence wasn't delivered or handled.
        Error = "error",
        /// Asks for somebody's presence, on behalf of a user.
        Probe = "probe",
        /// Asks to get somebody's presence from now on.
        Subscribe = "subscribe",
        /// Lets somebody get the sender's presence.
        Subscribed = "subscribed",
        /// Its sender is no longer available.
        Unavailable = "unavailable",
        /// Asks to get somebody's presence no more.
        Unsubscribe = "unsubscribe",
        /// Lets somebody get the sender's presence no more, or not at all.
        Unsubscribed = "unsubscribed",
    }
}

impl<'a> Presence<'a> {
    /// A presence of this type without addresses and content.
    pub const fn new(presence_type: PresenceType) -> Self {
        Self { to: None, from: None, id: None, presence_type, lang: None, payloads: Payloads::EMPTY }
    }

    /// Reads the element.
    ///
    /// # Errors
    ///
    /// It is no presence, an address in it is none, or there is no such type.
    pub fn from_element(element: Element<'a>) -> Result<Self, ElementError> {
        let Common { to, from, id, lang, stanza_type } = Common::read(element, "presence")?;
        let presence_type = match stanza_type {
            None => PresenceType::Available,
            Some(text) => match PresenceType::try_from(text) {
                Ok(presence_type) if presence_type != PresenceType::Available => presence_type,
                _ => return Err(ElementError::new(ElementErrorKind::Value, element, "type")),
            },
        };
        Ok(Self { to, from, id, presence_type, lang, payloads: Payloads::of_stanza(element) })
    }

    /// How available its sender is, if it is said (RFC 6121, section 4.7.2.1).
    ///
    /// # Errors
    ///
    /// It isn't one of the values that there are, or there are two.
    pub fn show(&self) -> Result<Option<Show>, ElementError> {
        self.payloads.find_only()
    }

    /// The priority; 0 if there is none (RFC 6121, section 4.7.2.3).
    ///
    /// # Errors
    ///
    /// It is no number from -128 to 127, or there are two.
    pub fn priority(&self) -> Result<i8, ElementError> {
        Ok(self.payloads.find_only()?.map_or(0, |priority: Priority| priority.value))
    }

    /// What went wrong, in a presence of type error (section 8.3); others have none, whatever is in them.
    ///
    /// # Errors
    ///
    /// The error can't be read.
    pub fn error(&self) -> Result<Option<StanzaError<'a>>, ElementError> {
        if self.presence_type == PresenceType::Error { self.payloads.find() } else { Ok(None) }
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
        let stanza_type = match self.presence_type {
            PresenceType::Available => None,
            other => Some(other.as_str()),
        };
        let attributes =
            Attributes { from: self.from, id: self.id, to: self.to, stanza_type, lang: self.lang };
        Parts { name: "presence", attributes, content: Content::Payloads(self.payloads) }
    }
}
