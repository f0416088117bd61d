//! Reading items, entries and fields one by one.

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess};

use super::{FromValueError, Reader, is_null};
use crate::types::{Map, MapIter, Value};

/// The most items that a collection is told to make room for: what a peer announces may have no bytes.
const MAX_HINT: usize = 1024;

/// Items of a list, or elements of an array.
pub(super) struct Items<I> {
    items: I,
    depth: u8,
}

impl<I> Items<I> {
    pub(super) const fn new(items: I, depth: u8) -> Self {
        Self { items, depth }
    }
}

impl<'de, I: Iterator<Item = Value<'de>>> SeqAccess<'de> for Items<I> {
    type Error = FromValueError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, FromValueError> {
        match self.items.next() {
            Some(item) => seed.deserialize(Reader::new(item, self.depth)?).map(Some),
            None => Ok(None),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.size_hint().0.min(MAX_HINT))
    }
}

/// Entries of a map.
pub(super) struct Entries<'de> {
    entries: MapIter<'de>,
    value: Option<Value<'de>>,
    depth: u8,
    has_nulls: bool,
}

impl<'de> Entries<'de> {
    pub(super) const fn new(map: Map<'de>, depth: u8) -> Self {
        Self { entries: map.iter(), value: None, depth, has_nulls: true }
    }

    /// A field that is null isn't there.
    pub(super) const fn without_nulls(self) -> Self {
        Self { has_nulls: false, ..self }
    }
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = FromValueError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, FromValueError> {
        let has_nulls = self.has_nulls;
        match self.entries.find(|(_, value)| has_nulls || !is_null(value)) {
            Some((key, value)) => {
                self.value = Some(value);
                seed.deserialize(Reader::new(key, self.depth)?).map(Some)
            }
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, FromValueError> {
        seed.deserialize(Reader::new(self.value.take().unwrap_or_default(), self.depth)?)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len().min(MAX_HINT))
    }
}

/// Fields with their names, or with their places, which derived code takes too.
pub(super) struct Fields<'de, I> {
    fields: I,
    value: Option<Value<'de>>,
    depth: u8,
}

impl<I> Fields<'_, I> {
    pub(super) const fn new(fields: I, depth: u8) -> Self {
        Self { fields, value: None, depth }
    }
}

impl<'de, K, I> MapAccess<'de> for Fields<'de, I>
where
    K: Deserializer<'de, Error = FromValueError>,
    I: Iterator<Item = (K, Value<'de>)>,
{
    type Error = FromValueError;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, FromValueError> {
        match self.fields.next() {
            Some((key, value)) => {
                self.value = Some(value);
                seed.deserialize(key).map(Some)
            }
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, FromValueError> {
        seed.deserialize(Reader::new(self.value.take().unwrap_or_default(), self.depth)?)
    }
}
