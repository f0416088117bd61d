//! What rooms tell those who are in them, and invitations to rooms (XEP-0045, sections 7 and 19.2).

use core::fmt;
use std::borrow::Cow;

use super::{Affiliation, Password, Role};
use crate::jid::Jid;
use crate::payload::{Items, Value, payload, trim};
use crate::{ElementErrorKind, InvalidValue};

/// The namespace of what rooms tell, and of invitations.
pub const NAMESPACE: &str = "http://jabber.org/protocol/muc#user";

payload! {
    /// What a room adds to presences and messages; also an invitation on its way to a room, or from there (section 19.2).
    #[derive(Default)]
    pub struct User<'a> = NAMESPACE, "x" {
        /// An invitation was declined (section 7.8.2).
        decline: Option<Decline<'a>> = child,
        /// The room is no more (section 10.9).
        destroy: Option<Destroy<'a>> = child,
        /// Invitations (section 7.8.2).
        invites: Items<'a, Invite<'a>> = items,
        /// Whom a presence is about, or whose affiliation was changed; mostly one.
        items: Items<'a, Item<'a>> = items,
        /// The password of the room, with an invitation (section 7.8.2).
        password: Option<Password<'a>> = child_text "password",
        /// What is to be known besides (section 16.6).
        statuses: Items<'a, Status> = items,
    }
}

impl User<'_> {
    /// Whether it has this code.
    pub fn has_status(&self, code: StatusCode) -> bool {
        self.statuses.iter().any(|status| status.code == code)
    }
}

payload! {
    /// Somebody in the room (section 19.2).
    #[derive(Default)]
    pub struct Item<'a> = NAMESPACE, "item" {
        /// How they belong to the room.
        affiliation: Option<Affiliation> = attribute "affiliation",
        /// Their real address, where it may be known.
        jid: Option<Jid<'a>> = attribute "jid",
        /// The new name that they take in the room (section 7.6), or the one that is kept for them.
        nick: Option<&'a str> = attribute "nick",
        /// What they may do.
        role: Option<Role> = attribute "role",
        /// Who has brought it about.
        actor: Option<Actor<'a>> = child,
        /// A conversation of two goes on in the room.
        continued: Option<Continue<'a>> = child,
        /// Why it was brought about.
        reason: Option<&'a str> = child_text "reason",
    }
}

payload! {
    /// Who has kicked or banned somebody, or the like (section 19.2).
    #[derive(Default)]
    pub struct Actor<'a> = NAMESPACE, "actor" {
        /// Their real address, where it may be known.
        jid: Option<Jid<'a>> = attribute "jid",
        /// What they are called in the room.
        nick: Option<&'a str> = attribute "nick",
    }
}

payload! {
    /// A conversation of two goes on in the room (section 7.9).
    #[derive(Default)]
    pub struct Continue<'a> = NAMESPACE, "continue" {
        /// Which conversation.
        thread: Option<&'a str> = attribute "thread",
    }
}

payload! {
    /// Invites somebody by way of the room (section 7.8.2).
    #[derive(Default)]
    pub struct Invite<'a> = NAMESPACE, "invite" {
        /// Who invites; the room fills it in.
        from: Option<Jid<'a>> = attribute "from",
        /// Who is invited, on the way to the room.
        to: Option<Jid<'a>> = attribute "to",
        /// A conversation of two goes on in the room.
        continued: Option<Continue<'a>> = child,
        /// Why.
        reason: Option<&'a str> = child_text "reason",
    }
}

payload! {
    /// Declines an invitation by way of the room (section 7.8.2).
    #[derive(Default)]
    pub struct Decline<'a> = NAMESPACE, "decline" {
        /// Who declines; the room fills it in.
        from: Option<Jid<'a>> = attribute "from",
        /// Who had invited, on the way to the room.
        to: Option<Jid<'a>> = attribute "to",
        /// Why.
        reason: Option<&'a str> = child_text "reason",
    }
}

payload! {
    /// The room is no more (section 10.9).
    #[derive(Default)]
    pub struct Destroy<'a> = NAMESPACE, "destroy" {
        /// The room to go to instead.
        jid: Option<Jid<'a>> = attribute "jid",
        /// Why.
        reason: Option<&'a str> = child_text "reason",
    }
}

payload! {
    /// Something to be known about a room, or somebody in it (section 12).
    pub struct Status = NAMESPACE, "status" {
        /// What it is.
        code: StatusCode = attribute "code",
    }
}

/// What is to be known, as a number from 100 to 999 (sections 16.6 and 19.2).
///
/// ```
/// use xmpp_stream::payload::xep0045::user::StatusCode;
///
/// assert_eq!(StatusCode::new(307), Ok(StatusCode::KICKED));
/// assert!(StatusCode::new(99).is_err());
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(try_from = "u16"))]
pub struct StatusCode(u16);

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {
        impl StatusCode {
            $($(#[$doc])* pub const $name: Self = Self($code);)+
        }
    };
}

codes! {
    /// Everybody in the room sees the user's full address.
    NON_ANONYMOUS = 100;
    /// The user's affiliation was changed while they weren't in the room.
    AFFILIATION_CHANGED = 101;
    /// The room shows members who aren't available, from now on.
    SHOWS_UNAVAILABLE_MEMBERS = 102;
    /// The room shows no members who aren't available, from now on.
    HIDES_UNAVAILABLE_MEMBERS = 103;
    /// The configuration was changed, in nothing that privacy depends on.
    CONFIGURATION_CHANGED = 104;
    /// The presence is about the user themselves.
    SELF_PRESENCE = 110;
    /// What is said is logged, from now on.
    LOGGING_ENABLED = 170;
    /// What is said isn't logged, from now on.
    LOGGING_DISABLED = 171;
    /// Everybody sees full addresses, from now on.
    NOW_NON_ANONYMOUS = 172;
    /// Moderators only see full addresses, from now on.
    NOW_SEMI_ANONYMOUS = 173;
    /// The room was created.
    CREATED = 201;
    /// The service has chosen or changed the user's name in the room.
    NICK_ASSIGNED = 210;
    /// The user was banned.
    BANNED = 301;
    /// The user takes another name in the room.
    NICK_CHANGED = 303;
    /// The user was kicked.
    KICKED = 307;
    /// The user was removed because their affiliation was changed.
    REMOVED_BY_AFFILIATION = 321;
    /// The user was removed because the room is for members only from now on.
    REMOVED_AS_NON_MEMBER = 322;
    /// The user was removed because the service shuts down.
    SERVICE_SHUTDOWN = 332;
    /// The user was removed because of an error, as when servers don't reach each other.
    REMOVED_BY_ERROR = 333;
}

impl StatusCode {
    /// The code with this number.
    ///
    /// # Errors
    ///
    /// It isn't from 100 to 999.
    pub const fn new(number: u16) -> Result<Self, InvalidValue> {
        if number >= 100 && number <= 999 { Ok(Self(number)) } else { Err(InvalidValue("status code")) }
    }

    /// The number.
    pub const fn as_u16(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for StatusCode {
    type Error = InvalidValue;

    fn try_from(number: u16) -> Result<Self, InvalidValue> {
        Self::new(number)
    }
}

impl fmt::Display for StatusCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Value<'_> for StatusCode {
    fn from_text(text: &str) -> Result<Self, ElementErrorKind> {
        let number = trim(text).parse().map_err(|_| ElementErrorKind::Value)?;
        Self::new(number).map_err(|_| ElementErrorKind::Value)
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Owned(self.0.to_string())
    }
}
