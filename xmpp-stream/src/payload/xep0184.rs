//! Message delivery receipts (XEP-0184).

use super::payload;

/// The namespace of receipts.
pub const NAMESPACE: &str = "urn:xmpp:receipts";

payload! {
    /// Asks for a receipt. The message that it is in has to have an `id` (section 7).
    #[derive(Default)]
    pub struct Request = NAMESPACE, "request" {}
}

payload! {
    /// The receipt: a message has arrived. It is in a message of its own that asks for none (sections 5.4 and 7).
    pub struct Received<'a> = NAMESPACE, "received" {
        /// The `id` of the message that has arrived.
        id: &'a str = attribute "id",
    }
}
