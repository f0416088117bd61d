//! Sessions as they were established before RFC 6121 (RFC 3921, section 3).

use super::payload;

/// The namespace of sessions.
pub const SESSION: &str = "urn:ietf:params:xml:ns:xmpp-session";

payload! {
    /// The stream feature of sessions, and the request for one. Servers have it for clients that wait for it.
    #[derive(Default)]
    pub struct Session = SESSION, "session" {
        /// Whether clients may go on without. Came later than RFC 3921, as an element `optional` inside.
        optional: bool = flag "optional",
    }
}
