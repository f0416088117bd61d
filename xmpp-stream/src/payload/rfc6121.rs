//! Instant messaging and presence (RFC 6121): what messages and presences say, and the roster.

use std::collections::BTreeSet;

use super::{Items, Payload, payload, values};
use crate::jid::Jid;
use crate::stanza::{CLIENT, StanzaErrorCondition};
use crate::{Element, ElementError, ElementMut, InvalidValue};

/// The namespace of rosters.
pub const ROSTER: &str = "jabber:iq:roster";

/// The namespace of the stream feature of rosters with versions (section 2.6.1).
pub const ROSTER_VERSIONING: &str = "urn:xmpp:features:rosterver";

/// The namespace of the stream feature of approving subscriptions in advance (section 3.4).
pub const PRE_APPROVAL: &str = "urn:xmpp:features:pre-approval";

payload! {
    /// What a message says, in one language (section 5.2.3).
    pub struct Body<'a> = CLIENT, "body" {
        /// The language, if it is another than the stanza's.
        lang: Option<&'a str> = lang,
        /// The text.
        text: &'a str = text,
    }
}

payload! {
    /// What a message is about, in one language (section 5.2.4).
    pub struct Subject<'a> = CLIENT, "subject" {
        /// The language, if it is another than the stanza's.
        lang: Option<&'a str> = lang,
        /// The text.
        text: &'a str = text,
    }
}

payload! {
    /// The conversation that a message belongs to (section 5.2.5).
    pub struct Thread<'a> = CLIENT, "thread" {
        /// The conversation that this one grew out of.
        parent: Option<&'a str> = attribute "parent",
        /// What identifies it, and says nothing else.
        id: &'a str = text,
    }
}

values! {
    /// How available somebody is (section 4.7.2.1).
    pub enum Show {
        /// Away for a while.
        Away = "away",
        /// Wants to chat.
        Chat = "chat",
        /// Doesn't want to be disturbed.
        Dnd = "dnd",
        /// Away for longer.
        Xa = "xa",
    }
}

impl<'a> Payload<'a> for Show {
    const NAMESPACE: &'static str = CLIENT;
    const NAMES: &'static [&'static str] = &["show"];

    fn from_element(element: Element<'a>) -> Result<Self, ElementError> {
        super::check_name::<Self>(element)?;
        let show = super::Value::from_text(super::only_text(element)?);
        show.map_err(|kind| ElementError::new(kind, element, ""))
    }

    fn name(&self) -> &'static str {
        "show"
    }

    fn write_to(&self, element: &mut ElementMut<'_>) -> Result<(), InvalidValue> {
        element.push_text(self.as_str())
    }
}

payload! {
    /// What somebody says about how available they are, in one language (section 4.7.2.2).
    pub struct Status<'a> = CLIENT, "status" {
        /// The language, if it is another than the stanza's.
        lang: Option<&'a str> = lang,
        /// The text.
        text: &'a str = text,
    }
}

payload! {
    /// Which of somebody's resources is to be preferred; one with a negative priority gets no messages for the bare address
    /// (section 4.7.2.3).
    #[derive(Default)]
    pub struct Priority = CLIENT, "priority" {
        /// From -128 to 127.
        value: i8 = text,
    }
}

payload! {
    /// The stream feature of rosters with versions (section 2.6.1).
    #[derive(Default)]
    pub struct RosterVersioning = ROSTER_VERSIONING, "ver" {}
}

payload! {
    /// The stream feature of letting requests through in advance (section 3.4).
    #[derive(Default)]
    pub struct PreApproval = PRE_APPROVAL, "sub" {}
}

payload! {
    /// A roster, or changes of it (section 2.1).
    ///
    /// One item that can't be read, and there is no roster. Who would rather have the others reads them one by one:
    ///
    /// ```
    /// use xmpp_stream::payload::rfc6121::RosterItem;
    /// use xmpp_stream::payload::{Payload, Payloads};
    /// use xmpp_stream::{ElementTree, Limits};
    ///
    /// let query = b"<query xmlns='jabber:iq:roster'><item jid='juliet@example.com'/><item jid='@'/></query>";
    /// let tree = ElementTree::decode(query, &Limits::default())?;
    /// let elements = Payloads::of(tree.root()).elements().filter(|element| RosterItem::matches(*element));
    /// let items: Vec<_> = elements.flat_map(RosterItem::from_element).collect();
    /// assert_eq!(items.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[derive(Default)]
    pub struct Roster<'a> = ROSTER, "query" {
        /// The version, opaque to clients (section 2.6).
        ver: Option<&'a str> = attribute "ver",
        /// Those in it.
        items: Items<'a, RosterItem<'a>> = items,
    }
}

impl<'a> Roster<'a> {
    /// The item that is to be changed, or was: what a set has to have, be it from a client or pushed to one
    /// (sections 2.1.5 and 2.1.6).
    ///
    /// # Errors
    ///
    /// The condition of the error that a server answers with: there isn't exactly one item, or it has a group twice, or one
    /// without name (section 2.3.3).
    pub fn change(&self) -> Result<RosterItem<'a>, StanzaErrorCondition> {
        let mut items = self.items.iter();
        let (Some(item), None) = (items.next(), items.next()) else {
            return Err(StanzaErrorCondition::BadRequest);
        };
        let mut groups = BTreeSet::new();
        if !item.groups.iter().all(|group| groups.insert(group.name)) {
            return Err(StanzaErrorCondition::BadRequest);
        }
        if groups.contains("") {
            return Err(StanzaErrorCondition::NotAcceptable);
        }
        Ok(item)
    }
}

payload! {
    /// Somebody in a roster (section 2.1.2).
    pub struct RosterItem<'a> = ROSTER, "item" {
        /// Whether the server was told to let their requests through in advance (section 3.4).
        approved: Option<bool> = attribute "approved",
        /// Whether they were asked (section 2.1.2.2). Other values than those of [`Ask`] say nothing.
        ask: Option<Ask> = known_attribute "ask",
        /// Who.
        jid: Jid<'a> = attribute "jid",
        /// What the user calls them.
        name: Option<&'a str> = attribute "name",
        /// Who gets whose presence; without it, neither the other's.
        subscription: Option<Subscription> = attribute "subscription",
        /// Where the user has put them.
        groups: Items<'a, Group<'a>> = items,
    }
}

payload! {
    /// A group of a roster (section 2.1.2.6).
    pub struct Group<'a> = ROSTER, "group" {
        /// What it is called.
        name: &'a str = text,
    }
}

values! {
    /// Who gets whose presence (section 2.1.2.5). What isn't known is to be ignored, and counts as none, as a missing one does.
    pub enum Subscription or None {
        /// Neither the other's.
        None = "none",
        /// The user gets theirs.
        To = "to",
        /// They get the user's.
        From = "from",
        /// Each the other's.
        Both = "both",
        /// The item is to be removed, or was.
        Remove = "remove",
    }
}

values! {
    /// That an answer is waited for (section 2.1.2.2).
    pub enum Ask {
        /// To a request to get their presence.
        Subscribe = "subscribe",
    }
}
