//! The elements in a stanza or another element, to be read as payloads.

use core::fmt;
use core::hash::{Hash, Hasher};

use super::{Items, Payload};
use crate::xml::{Entry, Strings};
use crate::{Child, Children, Element, ElementBuf, ElementError, ElementErrorKind, ElementMut, InvalidValue};

/// The elements that are in an element.
#[derive(Clone, Copy)]
pub struct Payloads<'a> {
    entries: &'a [Entry],
    strings: &'a Strings<'a>,
}

/// Elements that are built or kept, to be put into a stanza or another payload.
///
/// ```
/// use xmpp_stream::payload::PayloadsBuf;
/// use xmpp_stream::payload::rfc6121::Group;
///
/// let mut groups = PayloadsBuf::new();
/// groups.push(&Group { name: "Friends" })?;
/// assert!(groups.items::<Group<'_>>()?.iter().eq([Group { name: "Friends" }]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct PayloadsBuf {
    /// An element with them inside.
    list: ElementBuf,
}

static NO_STRINGS: Strings<'static> = Strings { wire: "", own: String::new(), inherited: None };

impl<'a> Payloads<'a> {
    /// No elements.
    pub const EMPTY: Self = Self { entries: &[], strings: &NO_STRINGS };

    /// The elements in `element`; text between them is left out.
    pub fn of(element: Element<'a>) -> Self {
        let (entries, strings) = element.children().entries();
        Self { entries, strings }
    }

    /// The elements, one after the other.
    pub fn elements(&self) -> impl Iterator<Item = Element<'a>> + Clone + use<'a> {
        Children::new(self.entries, self.strings).filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.elements().next().is_none()
    }

    /// The first element with the names of `P`, read.
    ///
    /// # Errors
    ///
    /// It isn't as its specification wants it. All other elements can still be read.
    pub fn find<P: Payload<'a>>(&self) -> Result<Option<P>, ElementError> {
        self.elements().find(|element| P::matches(*element)).map(P::from_element).transpose()
    }

    /// The only element with the names of `P`, read.
    ///
    /// # Errors
    ///
    /// There is a second one, or it isn't as its specification wants it.
    pub fn find_only<P: Payload<'a>>(&self) -> Result<Option<P>, ElementError> {
        let mut found = self.elements().filter(|element| P::matches(*element));
        let Some(element) = found.next() else { return Ok(None) };
        match found.next() {
            None => P::from_element(element).map(Some),
            Some(second) => Err(ElementError::new(ElementErrorKind::Repeated, second, "")),
        }
    }

    /// All elements with the names of `T`, as a list.
    ///
    /// # Errors
    ///
    /// One of them isn't as its specification wants it.
    pub fn items<T: Payload<'a>>(&self) -> Result<Items<'a, T>, ElementError> {
        Items::new(*self)
    }

    pub(crate) fn push_to(&self, element: &mut ElementMut<'_>) -> Result<(), InvalidValue> {
        self.elements().try_for_each(|child| element.push(child))
    }
}

impl PayloadsBuf {
    /// No elements.
    pub fn new() -> Self {
        Self { list: ElementBuf::known("", "payloads") }
    }

    /// Adds a payload at the end; nothing on error.
    ///
    /// # Errors
    ///
    /// A text in it has a character that XML doesn't have.
    pub fn push<'p, P: Payload<'p>>(&mut self, payload: &P) -> Result<(), InvalidValue> {
        self.list
            .as_element_mut()
            .push_written(P::NAMESPACE, payload.name(), |element| payload.write_to(element))
    }

    /// Adds a copy of an element at the end.
    ///
    /// # Errors
    ///
    /// All of them would take 1 GiB.
    pub fn push_element(&mut self, element: Element<'_>) -> Result<(), InvalidValue> {
        self.list.push(element)
    }

    /// The view.
    pub fn as_payloads(&self) -> Payloads<'_> {
        Payloads::of(self.list.as_element())
    }

    /// All elements with the names of `T`, as the list that another payload has.
    ///
    /// # Errors
    ///
    /// One of them was put here as an element, and isn't as its specification wants it.
    pub fn items<'a, T: Payload<'a>>(&'a self) -> Result<Items<'a, T>, ElementError> {
        self.as_payloads().items()
    }
}

impl Default for Payloads<'_> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl Default for PayloadsBuf {
    fn default() -> Self {
        Self::new()
    }
}

impl PartialEq for Payloads<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.elements().eq(other.elements())
    }
}

impl Eq for Payloads<'_> {}

impl Hash for Payloads<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.elements().for_each(|element| element.hash(state));
        state.write_u8(0xff);
    }
}

/// Names only, as [`Element`].
impl fmt::Debug for Payloads<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.elements()).finish()
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Payloads<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.elements())
    }
}

impl PartialEq for PayloadsBuf {
    fn eq(&self, other: &Self) -> bool {
        self.as_payloads() == other.as_payloads()
    }
}

impl Eq for PayloadsBuf {}

impl Hash for PayloadsBuf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_payloads().hash(state);
    }
}

/// As [`Payloads`].
impl fmt::Debug for PayloadsBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_payloads().fmt(f)
    }
}
