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
    /// The fields, for errors to say where they are; none if any key may come.
    names: &'static [&'static str],
    entry: Option<(Value<'de>, Value<'de>)>,
    depth: u8,
    has_nulls: bool,
}

impl<'de> Entries<'de> {
    pub(super) const fn new(map: Map<'de>, names: &'static [&'static str], depth: u8) -> Self {
        Self { entries: map.iter(), names, entry: None, depth, has_nulls: true }
    }

    /// A field that is null isn't there.
    pub(super) const fn without_nulls(self) -> Self {
        Self { has_nulls: false, ..self }
    }

    fn name_of(&self, key: Value<'_>) -> Option<&'static str> {
        let text = match key {
            Value::String(text) => text,
            Value::Symbol(symbol) => symbol.as_str(),
            _ => return None,
        };
        self.names.iter().copied().find(|name| *name == text)
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
                self.entry = Some((key, value));
                seed.deserialize(Reader::new(key, self.depth)?).map(Some)
            }
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, FromValueError> {
        let (key, value) = self.entry.take().unwrap_or_default();
        let read = Reader::new(value, self.depth).and_then(|reader| seed.deserialize(reader));
        read.map_err(|error| error.in_field(self.name_of(key)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len().min(MAX_HINT))
    }
}

/// Fields by their names or their places, with their names once more, for errors to say where they are.
pub(super) struct Fields<'de, I> {
    fields: I,
    field: Option<(&'static str, Value<'de>)>,
    depth: u8,
}

impl<I> Fields<'_, I> {
    pub(super) const fn new(fields: I, depth: u8) -> Self {
        Self { fields, field: None, depth }
    }
}

impl<'de, K, I> MapAccess<'de> for Fields<'de, I>
where
    K: Deserializer<'de, Error = FromValueError>,
    I: Iterator<Item = (K, &'static str, Value<'de>)>,
{
    type Error = FromValueError;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, FromValueError> {
        match self.fields.next() {
            Some((key, name, value)) => {
                self.field = Some((name, value));
                seed.deserialize(key).map(Some)
            }
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, FromValueError> {
        let (name, value) = self.field.take().unzip();
        let read =
            Reader::new(value.unwrap_or_default(), self.depth).and_then(|reader| seed.deserialize(reader));
        read.map_err(|error| error.in_field(name))
    }
}
