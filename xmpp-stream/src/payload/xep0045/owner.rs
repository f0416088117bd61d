//! How rooms are configured and destroyed (XEP-0045, sections 10 and 19.4).

use super::Password;
use crate::jid::Jid;
use crate::payload::xep0004::DataForm;
use crate::payload::{Payload, Payloads, check_name, payload, push};
use crate::{Element, ElementError, ElementErrorKind, ElementMut, InvalidValue};

/// The namespace in which rooms are configured and destroyed.
pub const NAMESPACE: &str = "http://jabber.org/protocol/muc#owner";

/// Configures a room, or destroys it (section 19.4).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "lowercase"))]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
pub enum Query<'a> {
    /// Asks for the form, or answers that there is none (sections 10.1.3 and 10.2).
    #[default]
    Empty,
    /// The form, to be filled in, filled in or cancelled (sections 10.1 and 10.2).
    Form(DataForm<'a>),
    /// Destroys the room (section 10.9).
    Destroy(Destroy<'a>),
}

payload! {
    /// Destroys a room (section 10.9).
    #[derive(Default)]
    pub struct Destroy<'a> = NAMESPACE, "destroy" {
        /// The room to go to instead.
        jid: Option<Jid<'a>> = attribute "jid",
        /// The password of that room.
        password: Option<Password<'a>> = child_text "password",
        /// Why.
        reason: Option<&'a str> = child_text "reason",
    }
}

impl<'a> Payload<'a> for Query<'a> {
    const NAMESPACE: &'static str = NAMESPACE;
    const NAMES: &'static [&'static str] = &["query"];

    fn from_element(element: Element<'a>) -> Result<Self, ElementError> {
        check_name::<Self>(element)?;
        let payloads = Payloads::of(element);
        match (payloads.find_only()?, payloads.find_only()?) {
            (None, None) => Ok(Self::Empty),
            (Some(form), None) => Ok(Self::Form(form)),
            (None, Some(destroy)) => Ok(Self::Destroy(destroy)),
            (Some(_), Some(_)) => Err(ElementError::new(ElementErrorKind::OtherElement, element, "destroy")),
        }
    }

    fn name(&self) -> &'static str {
        "query"
    }

    fn write_to(&self, element: &mut ElementMut<'_>) -> Result<(), InvalidValue> {
        match self {
            Self::Empty => Ok(()),
            Self::Form(form) => push(element, form),
            Self::Destroy(destroy) => push(element, destroy),
        }
    }
}
