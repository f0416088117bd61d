//! Lists (section 1.6.22).

use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::iter::FusedIterator;

use bytes::BufMut;

use super::write::{self, Encode};
use super::{Descriptor, Value, read, through_view};
use crate::EncodeError;

/// Values of any types, as they stand in the list's encoding; built with [`ListBuf`].
#[derive(Clone, Copy, Default)]
pub struct List<'a> {
    items: &'a [u8],
    count: u32,
}

/// The owned form of [`List`]: its encoding, appended to.
///
/// ```
/// use amqp_frames::types::ListBuf;
///
/// let mut list = ListBuf::new();
/// list.push("id")?;
/// list.push(7_u32)?;
/// list.push(true)?;
/// assert_eq!(list.as_list().to_string(), "[\"id\", 7, true]");
/// # Ok::<(), amqp_frames::EncodeError>(())
/// ```
#[derive(Clone, Default)]
pub struct ListBuf {
    items: Vec<u8>,
    count: u32,
}

/// The items of a list one after the other; see [`List::iter`].
#[derive(Clone)]
pub struct ListIter<'a> {
    rest: &'a [u8],
    left: u32,
}

impl<'a> List<'a> {
    /// No items.
    pub const EMPTY: Self = Self { items: &[], count: 0 };

    /// How many items there are.
    pub const fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The items in their order.
    #[inline]
    pub const fn iter(&self) -> ListIter<'a> {
        ListIter { rest: self.items, left: self.count }
    }

    /// For a count and items that were found valid.
    #[inline(always)]
    pub(crate) const fn from_valid((count, items): (u32, &'a [u8])) -> Self {
        Self { items, count }
    }

    pub(crate) const fn counted(&self) -> (u32, &'a [u8]) {
        (self.count, self.items)
    }
}

impl ListBuf {
    /// No items yet.
    pub const fn new() -> Self {
        Self { items: Vec::new(), count: 0 }
    }

    /// Adds an item at the end.
    ///
    /// # Errors
    ///
    /// The list would have 4 GiB, which no size can say, or values would be too deep inside each other: 255 levels can be built.
    #[inline]
    pub fn push<'v>(&mut self, item: impl Into<Value<'v>>) -> Result<(), EncodeError> {
        write::push_value(&mut self.items, &item.into())?;
        self.count += 1;
        Ok(())
    }

    /// Adds an item that is described (section 1.1.2).
    ///
    /// # Errors
    ///
    /// As for [`push`](Self::push).
    pub fn push_described<'v>(
        &mut self,
        descriptor: impl Into<Descriptor<'v>>,
        item: impl Into<Value<'v>>,
    ) -> Result<(), EncodeError> {
        write::push_described(&mut self.items, &descriptor.into(), &item.into(), 1)?;
        self.count += 1;
        Ok(())
    }

    /// How many items there are.
    pub const fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Takes all items out, and keeps the memory.
    pub fn clear(&mut self) {
        self.items.clear();
        self.count = 0;
    }

    /// The view.
    pub fn as_list(&self) -> List<'_> {
        List { items: &self.items, count: self.count }
    }
}

impl From<List<'_>> for ListBuf {
    fn from(list: List<'_>) -> Self {
        Self { items: list.items.into(), count: list.count }
    }
}

impl<'a> Iterator for ListIter<'a> {
    type Item = Value<'a>;

    // Frames grow by it where nothing is optimized.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn next(&mut self) -> Option<Value<'a>> {
        let item = read::value(&mut self.rest)?;
        self.left = self.left.saturating_sub(1);
        Some(item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left as usize, Some(self.left as usize))
    }
}

impl ExactSizeIterator for ListIter<'_> {}

/// The items that are left.
impl fmt::Debug for ListIter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

impl FusedIterator for ListIter<'_> {}

impl<'a> IntoIterator for List<'a> {
    type Item = Value<'a>;
    type IntoIter = ListIter<'a>;

    fn into_iter(self) -> ListIter<'a> {
        self.iter()
    }
}

impl Encode for List<'_> {
    #[inline]
    fn encoded_len(&self) -> usize {
        if self.is_empty() { 1 } else { write::counted_len(self.counted()) }
    }

    #[inline]
    fn put(&self, dst: &mut impl BufMut) {
        write::put_list(dst, self.counted());
    }
}

impl PartialEq for List<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.count == other.count && (self.items == other.items || self.iter().eq(other.iter()))
    }
}

impl Eq for List<'_> {}

impl PartialOrd for List<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for List<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.iter().cmp(other.iter())
    }
}

impl Hash for List<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.count.hash(state);
        self.iter().for_each(|item| item.hash(state));
    }
}

impl fmt::Debug for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::fmt_items(f, self.iter())
    }
}

through_view! {
    ListBuf as_list: Eq Hash Display Debug IntoIterator(Value<'a>, ListIter<'a>);
}
