//! The blocking command (XEP-0191).

use super::{Items, payload};
use crate::jid::Jid;
use crate::{Element, ElementError, ElementErrorKind};

/// The namespace of the command.
pub const NAMESPACE: &str = "urn:xmpp:blocking";

/// The namespace of the command's errors.
pub const ERRORS: &str = "urn:xmpp:blocking:errors";

payload! {
    /// Asks who is blocked, without items; and the answer (section 3.2).
    #[derive(Default)]
    pub struct Blocklist<'a> = NAMESPACE, "blocklist" {
        /// Those that are blocked.
        items: Items<'a, BlockItem<'a>> = items,
    }
}

payload! {
    /// Blocks addresses, or tells that they were (section 3.3).
    pub struct Block<'a> = NAMESPACE, "block" {
        /// Whom, one at least.
        items: Items<'a, BlockItem<'a>> = items,
    }
    check check_block
}

payload! {
    /// Unblocks addresses, or tells that they were; without items, all of them (sections 3.4 and 3.5).
    #[derive(Default)]
    pub struct Unblock<'a> = NAMESPACE, "unblock" {
        /// Whom.
        items: Items<'a, BlockItem<'a>> = items,
    }
}

payload! {
    /// An address that is blocked (section 6 says what it matches).
    pub struct BlockItem<'a> = NAMESPACE, "item" {
        /// The address.
        jid: Jid<'a> = attribute "jid",
    }
}

payload! {
    /// In the error to a stanza: its sender has blocked the addressee (section 3.3).
    #[derive(Default)]
    pub struct Blocked = ERRORS, "blocked" {}
}

fn check_block(block: &Block<'_>, element: Element<'_>) -> Result<(), ElementError> {
    if block.items.is_empty() {
        return Err(ElementError::new(ElementErrorKind::Missing, element, "item"));
    }
    Ok(())
}
