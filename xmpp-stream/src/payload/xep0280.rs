//! Message carbons: copies of messages for somebody's other clients (XEP-0280).

use super::payload;
use super::xep0297::Forwarded;
use crate::ElementErrorKind;

/// The namespace of carbons.
pub const NAMESPACE: &str = "urn:xmpp:carbons:2";

payload! {
    /// Asks for copies from now on (section 4).
    #[derive(Default)]
    pub struct Enable = NAMESPACE, "enable" {}
}

payload! {
    /// Asks for no more copies (section 5).
    #[derive(Default)]
    pub struct Disable = NAMESPACE, "disable" {}
}

payload! {
    /// A message that is not to be copied (section 9).
    #[derive(Default)]
    pub struct Private = NAMESPACE, "private" {}
}

payload! {
    /// A copy of a message that another client of the user has got (section 7).
    ///
    /// Only the user's own server makes such copies: the message that this is in has to be from the user's bare address, or is
    /// to be ignored (section 11).
    pub struct Received<'a> = NAMESPACE, "received" where check {
        /// With the message.
        forwarded: Forwarded<'a> = child,
    }
}

payload! {
    /// A copy of a message that another client of the user has sent (section 8).
    ///
    /// Only the user's own server makes such copies: the message that this is in has to be from the user's bare address, or is
    /// to be ignored (section 11).
    pub struct Sent<'a> = NAMESPACE, "sent" where check {
        /// With the message.
        forwarded: Forwarded<'a> = child,
    }
}

impl Received<'_> {
    fn check(&self) -> Result<(), (ElementErrorKind, &'static str)> {
        has_message(&self.forwarded)
    }
}

impl Sent<'_> {
    fn check(&self) -> Result<(), (ElementErrorKind, &'static str)> {
        has_message(&self.forwarded)
    }
}

fn has_message(forwarded: &Forwarded<'_>) -> Result<(), (ElementErrorKind, &'static str)> {
    match forwarded.element {
        Some(stanza) if stanza.name() == "message" => Ok(()),
        Some(_) => Err((ElementErrorKind::OtherElement, "message")),
        None => Err((ElementErrorKind::Missing, "message")),
    }
}
