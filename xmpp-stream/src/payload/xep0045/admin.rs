//! Changes of roles and affiliations, and lists of those who have one (XEP-0045, sections 8, 9 and 19.3).

use super::{Affiliation, Role};
use crate::jid::Jid;
use crate::payload::{Items, payload};

/// The namespace in which roles and affiliations are changed.
pub const NAMESPACE: &str = "http://jabber.org/protocol/muc#admin";

payload! {
    /// Those whose role or affiliation is to be changed; or asks for those who have one, or tells who they are (section 19.3).
    #[derive(Default)]
    pub struct Query<'a> = NAMESPACE, "query" {
        /// Changes; or the role or affiliation that is asked for; or those who have it.
        items: Items<'a, Item<'a>> = items,
    }
}

payload! {
    /// A role or an affiliation, and who has it or is to get it (section 19.3).
    #[derive(Default)]
    pub struct Item<'a> = NAMESPACE, "item" {
        /// How they belong to the room.
        affiliation: Option<Affiliation> = attribute "affiliation",
        /// Their real address.
        jid: Option<Jid<'a>> = attribute "jid",
        /// What they are called in the room, or the name that is kept for them; an empty one keeps none (section 9.5).
        nick: Option<&'a str> = attribute "nick",
        /// What they may do.
        role: Option<Role> = attribute "role",
        /// Who has brought it about.
        actor: Option<Actor<'a>> = child,
        /// Why.
        reason: Option<&'a str> = child_text "reason",
    }
}

payload! {
    /// Who has changed a role or an affiliation (section 19.3).
    #[derive(Default)]
    pub struct Actor<'a> = NAMESPACE, "actor" {
        /// Their real address.
        jid: Option<Jid<'a>> = attribute "jid",
        /// What they are called in the room.
        nick: Option<&'a str> = attribute "nick",
    }
}
