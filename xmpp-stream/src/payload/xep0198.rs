//! Stream management (XEP-0198): acknowledging stanzas, and going on with a stream that broke.

use core::num::NonZeroU32;

use super::{Field, Payload, check_name, find_condition, payload};
use crate::stanza::{STANZAS, StanzaErrorCondition};
use crate::{Element, ElementError, ElementErrorKind, ElementMut, InvalidValue};

/// The namespace of stream management.
pub const NAMESPACE: &str = "urn:xmpp:sm:3";

payload! {
    /// The stream feature (section 2).
    #[derive(Default)]
    pub struct StreamManagement = NAMESPACE, "sm" {}
}

payload! {
    /// The client wants stanzas to be acknowledged from now on (section 3).
    #[derive(Default)]
    pub struct Enable = NAMESPACE, "enable" {
        /// For how many seconds the client would like to be able to resume the stream.
        max: Option<NonZeroU32> = attribute "max",
        /// Whether it wants to be able to.
        resume: bool = attribute_or_default "resume",
    }
}

payload! {
    /// The server agrees (section 3).
    #[derive(Default)]
    pub struct Enabled<'a> = NAMESPACE, "enabled" {
        /// What identifies the stream when it is resumed; has to be there if it can be (section 5).
        id: Option<&'a str> = attribute "id",
        /// Where to connect then: a domain or address, perhaps with a colon and port.
        location: Option<&'a str> = attribute "location",
        /// For how many seconds the server keeps the stream.
        max: Option<NonZeroU32> = attribute "max",
        /// Whether the stream can be resumed.
        resume: bool = attribute_or_default "resume",
    }
    check check_enabled
}

payload! {
    /// The client wants to go on with a former stream (section 5).
    pub struct Resume<'a> = NAMESPACE, "resume" {
        /// How many stanzas the client has handled on it.
        h: u32 = attribute "h",
        /// What identifies it.
        previd: &'a str = attribute "previd",
    }
}

payload! {
    /// The server goes on with a former stream (section 5).
    pub struct Resumed<'a> = NAMESPACE, "resumed" {
        /// How many stanzas the server has handled on it.
        h: u32 = attribute "h",
        /// What identifies it.
        previd: &'a str = attribute "previd",
    }
}

/// The server doesn't enable, or doesn't resume (sections 5 and 6).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Failed {
    /// How many stanzas the server has handled on a stream that is too old to be resumed.
    pub h: Option<u32>,
    /// Why.
    pub condition: Option<StanzaErrorCondition>,
}

payload! {
    /// Asks how many stanzas were handled (section 4).
    #[derive(Default)]
    pub struct AckRequest = NAMESPACE, "r" {}
}

payload! {
    /// Tells how many stanzas were handled (section 4).
    pub struct Ack = NAMESPACE, "a" {
        /// Their number since stream management was enabled, modulo 2^32.
        h: u32 = attribute "h",
    }
}

payload! {
    /// In a stream error: more stanzas were acknowledged than were sent (section 6).
    #[derive(Default)]
    pub struct HandledCountTooHigh = NAMESPACE, "handled-count-too-high" {
        /// How many were acknowledged.
        h: Option<u32> = attribute "h",
        /// How many were sent.
        send_count: Option<u32> = attribute "send-count",
    }
}

fn check_enabled(enabled: &Enabled<'_>, element: Element<'_>) -> Result<(), ElementError> {
    if enabled.resume && enabled.id.is_none() {
        return Err(ElementError::new(ElementErrorKind::Missing, element, "id"));
    }
    Ok(())
}

impl<'a> Payload<'a> for Failed {
    const NAMESPACE: &'static str = NAMESPACE;
    const NAMES: &'static [&'static str] = &["failed"];

    /// A condition that isn't known is [`UndefinedCondition`](StanzaErrorCondition::UndefinedCondition).
    fn from_element(element: Element<'a>) -> Result<Self, ElementError> {
        check_name::<Self>(element)?;
        let h = Field::from_value(element.attribute("h"));
        let condition = find_condition(element, STANZAS)?;
        Ok(Self {
            h: h.map_err(|kind| ElementError::new(kind, element, "h"))?,
            condition: condition.map(|condition| {
                condition.name().try_into().unwrap_or(StanzaErrorCondition::UndefinedCondition)
            }),
        })
    }

    fn name(&self) -> &'static str {
        "failed"
    }

    fn write_to(&self, element: &mut ElementMut<'_>) -> Result<(), InvalidValue> {
        if let Some(h) = self.h.value() {
            element.set_attribute("h", &h)?;
        }
        self.condition.map_or(Ok(()), |condition| element.push_new(STANZAS, condition.as_str()).map(drop))
    }
}
