//! Stanzas inside others (XEP-0297).

use super::xep0203::Delay;
use super::{Payload, Payloads, check_name, push};
use crate::stanza::Stanza;
use crate::{Element, ElementError, ElementErrorKind, ElementMut, InvalidValue};

/// The namespace of forwarded stanzas.
pub const NAMESPACE: &str = "urn:xmpp:forward:0";

/// A stanza that was sent to somebody else, or at another time (section 3).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Forwarded<'a> {
    /// When it was sent.
    pub delay: Option<Delay<'a>>,
    /// The stanza as it is, be it one that breaks the rules of stanzas; an archive may have removed it
    /// (XEP-0313, section 3.2).
    pub element: Option<Element<'a>>,
}

impl<'a> Forwarded<'a> {
    /// The stanza.
    ///
    /// # Errors
    ///
    /// It isn't as RFC 6120 wants it.
    pub fn stanza(&self) -> Result<Option<Stanza<'a>>, ElementError> {
        self.element.map(Stanza::from_element).transpose()
    }
}

impl<'a> Payload<'a> for Forwarded<'a> {
    const NAMESPACE: &'static str = NAMESPACE;
    const NAMES: &'static [&'static str] = &["forwarded"];

    fn from_element(element: Element<'a>) -> Result<Self, ElementError> {
        check_name::<Self>(element)?;
        let mut stanzas = element.elements().filter(|child| Stanza::matches(*child));
        let stanza = stanzas.next();
        if let Some(second) = stanzas.next() {
            return Err(ElementError::new(ElementErrorKind::Repeated, second, ""));
        }
        Ok(Self { delay: Payloads::of(element).find_only()?, element: stanza })
    }

    fn name(&self) -> &'static str {
        "forwarded"
    }

    fn write_to(&self, element: &mut ElementMut<'_>) -> Result<(), InvalidValue> {
        if let Some(delay) = &self.delay {
            push(element, delay)?;
        }
        match self.element {
            Some(stanza) if Stanza::matches(stanza) => element.push(stanza),
            Some(_) => Err(InvalidValue("stanza")),
            None => Ok(()),
        }
    }
}
