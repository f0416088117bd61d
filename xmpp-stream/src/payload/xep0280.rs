//! Message carbons: copies of messages for somebody's other clients (XEP-0280).

use super::xep0297::Forwarded;
use super::{payload, place_of};
use crate::{Element, ElementError, ElementErrorKind};

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
    pub struct Received<'a> = NAMESPACE, "received" {
        /// With the message.
        forwarded: Forwarded<'a> = child,
    }
    check |it, element| has_message(&it.forwarded, element)
}

payload! {
    /// A copy of a message that another client of the user has sent (section 8).
    ///
    /// Only the user's own server makes such copies: the message that this is in has to be from the user's bare address, or is
    /// to be ignored (section 11).
    pub struct Sent<'a> = NAMESPACE, "sent" {
        /// With the message.
        forwarded: Forwarded<'a> = child,
    }
    check |it, element| has_message(&it.forwarded, element)
}

fn has_message(forwarded: &Forwarded<'_>, element: Element<'_>) -> Result<(), ElementError> {
    match forwarded.element {
        Some(stanza) if stanza.name() == "message" => Ok(()),
        Some(stanza) => Err(ElementError::new(ElementErrorKind::OtherElement, stanza, "message")),
        None => {
            Err(ElementError::new(ElementErrorKind::Missing, place_of::<Forwarded<'_>>(element), "message"))
        }
    }
}
