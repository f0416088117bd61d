//! XMPP ping (XEP-0199).

use super::payload;

/// The namespace of pings.
pub const NAMESPACE: &str = "urn:xmpp:ping";

payload! {
    /// Asks for an answer, and nothing else (section 4).
    #[derive(Default)]
    pub struct Ping = NAMESPACE, "ping" {}
}
