//! Payloads: the elements that stanzas and streams carry, each with what it means.
//!
//! One module for each specification, named after it. What isn't here is read as an [`Element`], and so is what is here and
//! breaks its rules: a payload that can't be read leaves the stanza around it readable.
//!
//! ```
//! use xmpp_stream::payload::xep0199::Ping;
//! use xmpp_stream::payload::{Payload, PayloadsBuf};
//! use xmpp_stream::{ElementTree, Limits};
//!
//! let tree = ElementTree::decode(b"<ping xmlns='urn:xmpp:ping'/>", &Limits::default())?;
//! assert_eq!(Ping::from_element(tree.root()), Ok(Ping {}));
//!
//! let mut payloads = PayloadsBuf::new();
//! payloads.push(&Ping {})?;
//! assert_eq!(payloads.as_payloads().find::<Ping>(), Ok(Some(Ping {})));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod field;
mod items;
mod payloads;
pub(crate) mod place;
mod table;

pub mod rfc3921;
pub mod rfc6120;
pub mod rfc6121;
pub mod rfc7395;
pub mod xep0004;
pub mod xep0030;
pub mod xep0045;
pub mod xep0059;
pub mod xep0082;
pub mod xep0085;
pub mod xep0092;
pub mod xep0114;
pub mod xep0115;
pub mod xep0184;
pub mod xep0191;
pub mod xep0198;
pub mod xep0199;
pub mod xep0203;
pub mod xep0280;
pub mod xep0297;
pub mod xep0313;

pub(crate) use field::{
    Field, Value, check_condition, check_distinct, condition_text, find_condition, only_text, place_of, trim,
};
pub use items::{Items, ItemsIter};
pub use payloads::{Payloads, PayloadsBuf};
pub(crate) use table::{element_names, impl_payload, payload, values};

use crate::stanza::{CLIENT, COMPONENT_ACCEPT, COMPONENT_CONNECT, is_content_namespace};
use crate::{Element, ElementBuf, ElementError, ElementErrorKind, ElementMut, InvalidValue};

/// What an element with certain names means, as a value that is read from it and written to it.
///
/// Attributes and elements that a specification doesn't know are passed over, as extensions may add them.
///
/// Payloads of one's own are read, found and written as those that are here:
///
/// ```
/// use xmpp_stream::payload::{Payload, PayloadsBuf};
/// use xmpp_stream::{Element, ElementError, ElementErrorKind, ElementMut, InvalidValue};
///
/// #[derive(Debug, PartialEq)]
/// struct Rating {
///     /// From 1 to 5.
///     stars: u8,
/// }
///
/// impl<'a> Payload<'a> for Rating {
///     const NAMESPACE: &'static str = "urn:example:rating";
///     const NAMES: &'static [&'static str] = &["rating"];
///
///     fn from_element(element: Element<'a>) -> Result<Self, ElementError> {
///         let error = |kind, field| ElementError::new(kind, element, field);
///         if !Self::matches(element) {
///             return Err(error(ElementErrorKind::OtherElement, "rating"));
///         }
///         let stars = element.attribute("stars").ok_or_else(|| error(ElementErrorKind::Missing, "stars"))?;
///         let stars = stars.parse().ok().filter(|stars| (1..=5).contains(stars));
///         Ok(Self { stars: stars.ok_or_else(|| error(ElementErrorKind::Value, "stars"))? })
///     }
///
///     fn name(&self) -> &'static str {
///         "rating"
///     }
///
///     fn write_to(&self, element: &mut ElementMut<'_>) -> Result<(), InvalidValue> {
///         if !(1..=5).contains(&self.stars) {
///             return Err(InvalidValue::new("Rating"));
///         }
///         element.set_attribute("stars", &self.stars.to_string())
///     }
/// }
///
/// let mut payloads = PayloadsBuf::new();
/// payloads.push(&Rating { stars: 4 })?;
/// assert_eq!(payloads.as_payloads().find(), Ok(Some(Rating { stars: 4 })));
/// assert_eq!(payloads.push(&Rating { stars: 6 }), Err(InvalidValue::new("Rating")));
/// # Ok::<(), InvalidValue>(())
/// ```
pub trait Payload<'a>: Sized {
    /// The namespace of the element. What is in `jabber:client` may be in another content namespace as well: in a stanza, in the
    /// one that the stanza is in.
    const NAMESPACE: &'static str;

    /// What the element may be called. Most payloads have one name.
    const NAMES: &'static [&'static str];

    /// Reads the element.
    ///
    /// # Errors
    ///
    /// It is another one, or it isn't as its specification wants it.
    fn from_element(element: Element<'a>) -> Result<Self, ElementError>;

    /// Reads an element that was read before: what rules say across its fields holds, and isn't looked at again.
    #[doc(hidden)]
    fn from_checked_element(element: Element<'a>) -> Result<Self, ElementError> {
        Self::from_element(element)
    }

    /// What the element is called.
    fn name(&self) -> &'static str;

    /// Writes attributes and content to an element that has the right name, and nothing else yet.
    ///
    /// # Errors
    ///
    /// A text has a character that XML doesn't have.
    fn write_to(&self, element: &mut ElementMut<'_>) -> Result<(), InvalidValue>;

    /// Whether the element has the names of this payload.
    #[inline]
    fn matches(element: Element<'_>) -> bool {
        Self::NAMES.contains(&element.name()) && is_namespace(Self::NAMESPACE, element.namespace())
    }

    /// The element by itself.
    ///
    /// # Errors
    ///
    /// A text has a character that XML doesn't have.
    fn to_element(&self) -> Result<ElementBuf, InvalidValue> {
        let mut element = ElementBuf::known(Self::NAMESPACE, self.name());
        self.write_to(&mut element.as_element_mut())?;
        Ok(element)
    }
}

/// Refuses an element that isn't the one of `P`.
pub(crate) fn check_name<'a, P: Payload<'a>>(element: Element<'a>) -> Result<(), ElementError> {
    if P::matches(element) {
        Ok(())
    } else {
        Err(ElementError::new(
            ElementErrorKind::OtherElement,
            element,
            P::NAMES.first().copied().unwrap_or(""),
        ))
    }
}

/// Adds a payload inside another one.
pub(crate) fn push<'a, P: Payload<'a>>(
    element: &mut ElementMut<'_>,
    payload: &P,
) -> Result<(), InvalidValue> {
    payload.write_to(&mut element.push_new(P::NAMESPACE, payload.name())?)
}

/// What a value is refused for that would be refused when it is read.
pub(crate) const fn invalid(error: ElementError) -> InvalidValue {
    InvalidValue(error.field())
}

/// Whether `namespace` may stand for the one of a payload.
pub(crate) fn is_namespace(wanted: &str, namespace: &str) -> bool {
    match wanted {
        CLIENT => is_content_namespace(namespace),
        COMPONENT_ACCEPT => matches!(namespace, COMPONENT_ACCEPT | COMPONENT_CONNECT),
        _ => namespace == wanted,
    }
}
