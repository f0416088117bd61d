//! Lists of payloads of one kind, inside another one.

use core::fmt;
use core::hash::{Hash, Hasher};
use core::marker::PhantomData;

use super::{Payload, Payloads};
use crate::{Children, Element, ElementError, ElementMut, InvalidValue};

/// The payloads of one kind that are in an element, read one by one. All of them were checked: one that can't be read, and there
/// is no list. [`Payloads::elements`] leads to the others.
///
/// They are built in a [`PayloadsBuf`](super::PayloadsBuf).
pub struct Items<'a, T> {
    /// What isn't a `T` is passed over.
    payloads: Payloads<'a>,
    payload: PhantomData<fn() -> T>,
}

impl<'a, T: Payload<'a>> Items<'a, T> {
    /// No payloads.
    pub const EMPTY: Self = Self { payloads: Payloads::EMPTY, payload: PhantomData };

    /// The payloads, one after the other.
    pub fn iter(&self) -> ItemsIter<'a, T> {
        ItemsIter { children: self.payloads.children(), items: *self }
    }

    /// The payloads, each with the element that it is.
    pub(super) fn with_elements(&self) -> impl Iterator<Item = (T, Element<'a>)> + use<'a, T> {
        self.elements().filter_map(|element| Some((T::from_checked_element(element).ok()?, element)))
    }

    /// How many there are; all are looked at.
    pub fn len(&self) -> usize {
        self.elements().count()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.elements().next().is_none()
    }

    pub(super) fn new(payloads: Payloads<'a>) -> Result<Self, ElementError> {
        let items = Self::checked(payloads);
        items.elements().try_for_each(|item| T::from_element(item).map(drop))?;
        Ok(items)
    }

    /// Those that were read before.
    pub(super) const fn checked(payloads: Payloads<'a>) -> Self {
        Self { payloads, payload: PhantomData }
    }

    pub(crate) fn push_to(&self, element: &mut ElementMut<'_>) -> Result<(), InvalidValue> {
        self.elements().try_for_each(|item| element.push(item))
    }

    fn elements(&self) -> impl Iterator<Item = Element<'a>> + use<'a, T> {
        self.payloads.of_kind::<T>()
    }
}

/// The payloads of [`Items`], one after the other.
pub struct ItemsIter<'a, T> {
    /// What is still to come.
    children: Children<'a>,
    items: Items<'a, T>,
}

impl<'a, T: Payload<'a>> Iterator for ItemsIter<'a, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.items.payloads.next_of(&mut self.children)
    }
}

impl<'a, T: Payload<'a>> IntoIterator for Items<'a, T> {
    type Item = T;
    type IntoIter = ItemsIter<'a, T>;

    fn into_iter(self) -> ItemsIter<'a, T> {
        self.iter()
    }
}

impl<'a, T: Payload<'a>> IntoIterator for &Items<'a, T> {
    type Item = T;
    type IntoIter = ItemsIter<'a, T>;

    fn into_iter(self) -> ItemsIter<'a, T> {
        self.iter()
    }
}

impl<'a, T: Payload<'a> + fmt::Debug> fmt::Debug for ItemsIter<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(ItemsIter { children: self.children.clone(), items: self.items }).finish()
    }
}

impl<T> Clone for Items<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Items<'_, T> {}

impl<'a, T: Payload<'a>> Default for Items<'a, T> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl<'a, T: Payload<'a> + PartialEq> PartialEq for Items<'a, T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<'a, T: Payload<'a> + Eq> Eq for Items<'a, T> {}

impl<'a, T: Payload<'a> + Hash> Hash for Items<'a, T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.iter().for_each(|item| item.hash(state));
        state.write_u8(0xff);
    }
}

impl<'a, T: Payload<'a> + fmt::Debug> fmt::Debug for Items<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(feature = "serde")]
impl<'a, T: Payload<'a> + serde::Serialize> serde::Serialize for Items<'a, T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}
