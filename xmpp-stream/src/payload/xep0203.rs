//! Delayed delivery (XEP-0203).

use super::payload;
use super::xep0082::DateTime;
use crate::jid::Jid;

/// The namespace of delays.
pub const NAMESPACE: &str = "urn:xmpp:delay";

payload! {
    /// When a stanza was sent that was kept for a while (section 2).
    ///
    /// A stamp with an offset is read as well, though senders have to write it in UTC.
    pub struct Delay<'a> = NAMESPACE, "delay" {
        /// Who has sent it, or kept it.
        from: Option<Jid<'a>> = attribute "from",
        /// When it was sent.
        stamp: DateTime = attribute "stamp",
        /// Why it was kept; not empty.
        reason: Option<&'a str> = optional_text,
    }
}
