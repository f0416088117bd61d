//! Chat state notifications (XEP-0085).

use super::element_names;

/// The namespace of chat states.
pub const NAMESPACE: &str = "http://jabber.org/protocol/chatstates";

element_names! {
    /// What somebody does in a conversation (section 2).
    pub enum ChatState = NAMESPACE, {
        /// Takes part.
        Active = "active",
        /// Writes.
        Composing = "composing",
        /// Was writing, and isn't for now.
        Paused = "paused",
        /// Isn't looking.
        Inactive = "inactive",
        /// Has left.
        Gone = "gone",
    }
}
