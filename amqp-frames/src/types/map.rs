//! Maps (section 1.6.23).

use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::iter::FusedIterator;

use bytes::BufMut;

use super::keys::{KeyIndex, Mark};
use super::write::{self, Encode};
use super::{Descriptor, Value, read, through_view};
use crate::{DecodeErrorKind, EncodeError};

/// Values by keys, as they stand in the map's encoding; built with [`MapBuf`].
///
/// No two keys are identical. The order of entries counts: maps that differ in nothing else are not equal, as section 1.6.23
/// has it for all maps that are not known to be otherwise.
#[derive(Clone, Copy, Default)]
pub struct Map<'a> {
    items: &'a [u8],
    /// Keys and values counted together, as on the wire.
    count: u32,
}

/// The owned form of [`Map`]: its encoding, appended to.
///
/// ```
/// use amqp_frames::types::{MapBuf, Value};
///
/// let mut map = MapBuf::new();
/// map.insert("retries", 3_u32)?;
/// map.insert("urgent", true)?;
/// assert!(map.insert("urgent", false).is_err());
/// assert_eq!(map.as_map().get("retries"), Some(Value::Uint(3)));
/// # Ok::<(), amqp_frames::EncodeError>(())
/// ```
#[derive(Clone, Default)]
pub struct MapBuf {
    items: Vec<u8>,
    count: u32,
    keys: KeyIndex,
}

/// The entries of a map one after the other; see [`Map::iter`].
#[derive(Clone)]
pub struct MapIter<'a> {
    rest: &'a [u8],
    left: u32,
}

impl<'a> Map<'a> {
    /// No entries.
    pub const EMPTY: Self = Self { items: &[], count: 0 };

    /// How many entries there are.
    pub const fn len(&self) -> usize {
        (self.count / 2) as usize
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Keys and values in their order.
    #[inline]
    pub const fn iter(&self) -> MapIter<'a> {
        MapIter { rest: self.items, left: self.count / 2 }
    }

    /// The keys in their order.
    pub fn keys(&self) -> impl Iterator<Item = Value<'a>> + use<'a> {
        self.iter().map(|(key, _)| key)
    }

    /// What `key` maps to. A string is no symbol here: which of them keys are, the map's definition says.
    ///
    /// It goes through the entries up to the key: who looks for many keys better goes through [`iter`](Self::iter) once.
    pub fn get<'k>(&self, key: impl Into<Value<'k>>) -> Option<Value<'a>> {
        let key = key.into();
        let mut rest = self.items;
        for _ in 0..self.count / 2 {
            if read::value(&mut rest)? == key {
                return read::value(&mut rest);
            }
            read::skip(&mut rest)?;
        }
        None
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

impl MapBuf {
    /// No entries yet.
    pub const fn new() -> Self {
        Self { items: Vec::new(), count: 0, keys: KeyIndex::new() }
    }

    /// Adds an entry at the end.
    ///
    /// # Errors
    ///
    /// The key is there already; or the map would have 4 GiB, which no size can say, or values would be too deep inside each
    /// other: 255 levels can be built. It is as it was then.
    pub fn insert<'v>(
        &mut self,
        key: impl Into<Value<'v>>,
        value: impl Into<Value<'v>>,
    ) -> Result<(), EncodeError> {
        let (key, value) = (key.into(), value.into());
        self.insert_entry(&key, |items| write::push_value(items, &value))
    }

    /// Adds an entry whose value is described (section 1.1.2).
    ///
    /// # Errors
    ///
    /// As for [`insert`](Self::insert).
    pub fn insert_described<'k, 'v>(
        &mut self,
        key: impl Into<Value<'k>>,
        descriptor: impl Into<Descriptor<'v>>,
        value: impl Into<Value<'v>>,
    ) -> Result<(), EncodeError> {
        let (key, descriptor, value) = (key.into(), descriptor.into(), value.into());
        self.insert_entry(&key, |items| write::push_described(items, &descriptor, &value, 1))
    }

    #[inline]
    fn insert_entry(
        &mut self,
        key: &Value<'_>,
        push_value: impl FnOnce(&mut Vec<u8>) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        let at = self.items.len();
        write::push_value(&mut self.items, key)?;
        let mark = Mark::of(self.items.get(at..).unwrap_or_default(), at);
        let pushed = if self.keys.contains(mark, &self.items) {
            Err(EncodeError::Invalid { kind: DecodeErrorKind::DuplicateKey, field: "key" })
        } else {
            push_value(&mut self.items)
        };
        if pushed.is_err() {
            self.items.truncate(at);
            return pushed;
        }
        self.keys.add(mark);
        self.count += 2;
        Ok(())
    }

    /// How many entries there are.
    pub const fn len(&self) -> usize {
        (self.count / 2) as usize
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Takes all entries out, and keeps the memory.
    pub fn clear(&mut self) {
        self.items.clear();
        self.keys.clear();
        self.count = 0;
    }

    /// The view.
    pub fn as_map(&self) -> Map<'_> {
        Map { items: &self.items, count: self.count }
    }
}

impl From<Map<'_>> for MapBuf {
    fn from(map: Map<'_>) -> Self {
        let items = Vec::from(map.items);
        Self { keys: KeyIndex::of(&items, map.count / 2), items, count: map.count }
    }
}

impl<'a> Iterator for MapIter<'a> {
    type Item = (Value<'a>, Value<'a>);

    // Frames grow by it where nothing is optimized.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn next(&mut self) -> Option<(Value<'a>, Value<'a>)> {
        let entry = (read::value(&mut self.rest)?, read::value(&mut self.rest)?);
        self.left = self.left.saturating_sub(1);
        Some(entry)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left as usize, Some(self.left as usize))
    }
}

impl ExactSizeIterator for MapIter<'_> {}

/// The entries that are left.
impl fmt::Debug for MapIter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.clone()).finish()
    }
}

impl FusedIterator for MapIter<'_> {}

impl<'a> IntoIterator for Map<'a> {
    type Item = (Value<'a>, Value<'a>);
    type IntoIter = MapIter<'a>;

    fn into_iter(self) -> MapIter<'a> {
        self.iter()
    }
}

impl Encode for Map<'_> {
    #[inline]
    fn encoded_len(&self) -> usize {
        write::counted_len(self.counted())
    }

    #[inline]
    fn put(&self, dst: &mut impl BufMut) {
        write::put_map(dst, self.counted());
    }
}

impl PartialEq for Map<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.count == other.count && (self.items == other.items || self.iter().eq(other.iter()))
    }
}

impl Eq for Map<'_> {}

impl PartialOrd for Map<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Map<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.iter().cmp(other.iter())
    }
}

impl Hash for Map<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.count.hash(state);
        self.iter().for_each(|entry| entry.hash(state));
    }
}

impl fmt::Debug for Map<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl fmt::Display for Map<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (at, (key, value)) in self.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{key}: {value}")?;
        }
        f.write_str("}")
    }
}

through_view! {
    MapBuf as_map: Eq Hash Display Debug IntoIterator((Value<'a>, Value<'a>), MapIter<'a>);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_may_be_described() {
        let mut map = MapBuf::new();
        map.insert_described("a", 7_u64, true).unwrap();
        assert_eq!(map.as_map().counted(), (2, &b"\xa1\x01a\0\x53\x07\x41"[..]));
        assert!(map.insert_described("a", 8_u64, true).is_err());
        assert_eq!(map.as_map().len(), 1);
    }
}
