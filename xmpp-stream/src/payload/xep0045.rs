//! Multi-user chat (XEP-0045): who is in a room as what, and who may change that.
//!
//! What is said in rooms are messages as any others. One module for each of the namespaces that members, admins and owners of
//! rooms use; here is what all share, and how a room is entered.

pub mod admin;
pub mod owner;
pub mod user;

use core::fmt;
use std::borrow::Cow;

use super::xep0082::DateTime;
use super::{Value, payload, values};
use crate::ElementErrorKind;

/// The namespace in which somebody enters a room.
pub const NAMESPACE: &str = "http://jabber.org/protocol/muc";

payload! {
    /// Enters a room, in a presence for the address that one wants to have there (section 7.2).
    ///
    /// ```
    /// use xmpp_stream::jid::Jid;
    /// use xmpp_stream::payload::PayloadsBuf;
    /// use xmpp_stream::payload::xep0045::{History, Join, Password};
    /// use xmpp_stream::stanza::{Presence, PresenceType};
    ///
    /// let history = History { max_stanzas: Some(20), ..History::default() };
    /// let mut payloads = PayloadsBuf::new();
    /// payloads.push(&Join { history: Some(history), password: Some(Password("cauldronburn")) })?;
    /// let presence = Presence {
    ///     to: Some(Jid::new("coven@chat.shakespeare.lit/thirdwitch")?),
    ///     payloads: payloads.as_payloads(),
    ///     ..Presence::new(PresenceType::Available)
    /// };
    /// assert_eq!(presence.payloads.find::<Join<'_>>()?.and_then(|join| join.history), Some(history));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[derive(Default)]
    pub struct Join<'a> = NAMESPACE, "x" {
        /// How much is to be told of what was said before.
        history: Option<History> = child,
        /// The password of the room (section 7.2.5).
        password: Option<Password<'a>> = child_text "password",
    }
}

payload! {
    /// How much is to be told of what was said in a room before; all that is given counts (section 7.2.14).
    #[derive(Default)]
    pub struct History = NAMESPACE, "history" {
        /// So many characters of whole stanzas at most; none with 0.
        max_chars: Option<u32> = attribute "maxchars",
        /// So many messages at most.
        max_stanzas: Option<u32> = attribute "maxstanzas",
        /// Those of so many seconds before now.
        seconds: Option<u32> = attribute "seconds",
        /// Those since this moment.
        since: Option<DateTime> = attribute "since",
    }
}

/// The password of a room, never shown by `Debug`. It is sent as it is (section 7.2.5).
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "any text is one")]
pub struct Password<'a>(pub &'a str);

values! {
    /// How somebody belongs to a room, also while not in it (section 5.2).
    pub enum Affiliation {
        /// Runs it.
        Admin = "admin",
        /// Belongs to it.
        Member = "member",
        /// Doesn't belong to it.
        None = "none",
        /// Is banned from it.
        Outcast = "outcast",
        /// Owns it.
        Owner = "owner",
    }
}

values! {
    /// What somebody may do in a room while in it (section 5.1).
    pub enum Role {
        /// Decides who may speak.
        Moderator = "moderator",
        /// Isn't in it, or has left it.
        None = "none",
        /// Speaks.
        Participant = "participant",
        /// Listens, where only participants speak.
        Visitor = "visitor",
    }
}

impl<'a> Value<'a> for Password<'a> {
    fn from_text(text: &'a str) -> Result<Self, ElementErrorKind> {
        Ok(Self(text))
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.0)
    }
}

impl fmt::Debug for Password<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
