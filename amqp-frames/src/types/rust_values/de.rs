//! Reading Rust values.

mod access;
mod variant;

use alloc::vec::Vec;

use serde::de::value::{BorrowedStrDeserializer, BytesDeserializer, SeqDeserializer, U64Deserializer};
use serde::de::{Deserializer, Error, Unexpected, Visitor};

use super::name::{Composite, Layout, Name, Type};
use super::{FromValueError, FromValueErrorKind};
use crate::types::write;
use crate::types::{Described, List, Map, Value};
use access::{Entries, Fields, Items};
use variant::{DescribedVariant, Variant};

/// Reads one value.
#[derive(Clone, Copy)]
pub(super) struct Reader<'de> {
    value: Value<'de>,
    /// How many levels there may be inside of the value.
    depth: u8,
}

impl<'de> Reader<'de> {
    pub(super) fn new(value: Value<'de>, max_depth: u8) -> Result<Self, FromValueError> {
        Ok(Self {
            value,
            depth: max_depth.checked_sub(1).ok_or(FromValueError::new(FromValueErrorKind::TooDeep))?,
        })
    }

    /// For a value inside of this one.
    fn inner(self, value: Value<'de>) -> Result<Self, FromValueError> {
        Self::new(value, self.depth)
    }

    #[cold]
    fn wrong_type<T>(&self, expected: &'static str) -> Result<T, FromValueError> {
        Err(FromValueError::wrong_type(expected, self.value.primitive()))
    }

    /// What is behind the descriptor of what has this name by attribute.
    fn content(self, composite: &Composite, name: &'static str) -> Result<Self, FromValueError> {
        if composite.descriptor().is_none() {
            return Ok(self);
        }
        match self.value {
            Value::Described(described) if composite.is_described_by(&described.descriptor()) => {
                self.inner(described.value())
            }
            Value::Described(_) => Err(FromValueError::new(FromValueErrorKind::Descriptor(name))),
            _ => self.wrong_type("described value"),
        }
    }

    fn list(&self) -> Result<List<'de>, FromValueError> {
        match self.value {
            Value::List(list) => Ok(list),
            _ => self.wrong_type("list"),
        }
    }

    fn map(&self) -> Result<Map<'de>, FromValueError> {
        match self.value {
            Value::Map(map) => Ok(map),
            _ => self.wrong_type("map"),
        }
    }

    /// Fields that stand in a list, by their places; null ones aren't there.
    fn visit_fields<V: Visitor<'de>>(
        self,
        list: List<'de>,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, FromValueError> {
        // What is null has no meaning, wherever it stands.
        if list.iter().skip(names.len()).any(|field| !is_null(&field)) {
            return Err(FromValueError::new(FromValueErrorKind::TooManyItems));
        }
        let fields = by_place(names, list.iter()).filter(|(_, _, value)| !is_null(value));
        visitor.visit_map(Fields::new(fields, self.depth))
    }

    /// Fields that stand in a map, by their names.
    fn visit_entries<V: Visitor<'de>>(
        self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, FromValueError> {
        visitor.visit_map(Entries::new(self.map()?, names, self.depth))
    }

    /// The fields of a composite value, behind its descriptor.
    fn visit_composite<V: Visitor<'de>>(
        self,
        composite: &Composite,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, FromValueError> {
        match composite.layout() {
            Layout::List => self.visit_fields(self.list()?, names, visitor),
            Layout::Map | Layout::SymbolMap => {
                visitor.visit_map(Entries::new(self.map()?, names, self.depth).without_nulls())
            }
        }
    }

    /// A composite value without fields, behind its descriptor.
    fn check_empty(self) -> Result<(), FromValueError> {
        let is_empty = self.list()?.iter().all(|field| is_null(&field));
        if is_empty { Ok(()) } else { Err(FromValueError::new(FromValueErrorKind::TooManyItems)) }
    }

    /// The items of a tuple by attribute; those that are left out are null.
    fn visit_places<V: Visitor<'de>>(self, count: usize, visitor: V) -> Result<V::Value, FromValueError> {
        let list = self.list()?;
        if list.iter().skip(count).any(|field| !is_null(&field)) {
            return Err(FromValueError::new(FromValueErrorKind::TooManyItems));
        }
        let places = list.iter().chain(core::iter::repeat(Value::Null)).take(count);
        visitor.visit_seq(Items::new(places, self.depth))
    }

    fn visit_items<V, I>(self, mut items: I, visitor: V) -> Result<V::Value, FromValueError>
    where
        V: Visitor<'de>,
        I: Iterator<Item = Value<'de>>,
    {
        let value = visitor.visit_seq(Items::new(&mut items, self.depth))?;
        match items.next() {
            None => Ok(value),
            Some(_) => Err(FromValueError::new(FromValueErrorKind::TooManyItems)),
        }
    }

    fn visit_described<V: Visitor<'de>>(
        self,
        described: Described<'de>,
        visitor: V,
    ) -> Result<V::Value, FromValueError> {
        let parts = [described.descriptor().as_value(), described.value()].into_iter();
        let names = ["descriptor", "value"].into_iter();
        let fields = names.zip(parts).map(|(name, value)| (BorrowedStrDeserializer::new(name), name, value));
        visitor.visit_map(Fields::new(fields, self.depth))
    }

    /// What a newtype with this name is of.
    fn visit_type<V: Visitor<'de>>(
        self,
        wanted: Type,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, FromValueError> {
        let found = self.value.primitive();
        match wanted {
            Type::Any => {
                let mut bytes = Vec::new();
                write::push(&mut bytes, &self.value).map_err(Error::custom)?;
                visitor.visit_newtype_struct(BytesDeserializer::new(&bytes))
            }
            _ if is_null(&self.value) => visitor.visit_newtype_struct(self),
            Type::Scalar(primitive) if found == Some(primitive) => visitor.visit_newtype_struct(self),
            Type::Scalar(primitive) => self.wrong_type(primitive.name()),
            Type::Array(element) => match self.value {
                Value::Array(array) if array.element_type() == element && array.descriptor().is_none() => {
                    visitor.visit_newtype_struct(self)
                }
                _ => self.wrong_type(name),
            },
            Type::ArrayOfDescribed => match self.value {
                Value::Array(array) if array.descriptor().is_some() => visitor.visit_newtype_struct(self),
                _ => self.wrong_type(name),
            },
            Type::Described => Err(FromValueError::name(name)),
        }
    }
}

/// Values that are told apart by their places, which derived code takes in place of names.
fn by_place<'de>(
    names: &'static [&'static str],
    values: impl Iterator<Item = Value<'de>>,
) -> impl Iterator<Item = (U64Deserializer<FromValueError>, &'static str, Value<'de>)> {
    let places = (0..).map(U64Deserializer::new);
    places.zip(names).zip(values).map(|((place, name), value)| (place, *name, value))
}

const fn is_null(value: &Value<'_>) -> bool {
    matches!(value, Value::Null)
}

/// Types that take few values.
macro_rules! only {
    ($($method:ident $expected:literal $($variant:ident)+;)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FromValueError> {
            match self.value {
                $(Value::$variant(_))|+ => self.deserialize_any(visitor),
                _ => self.wrong_type($expected),
            }
        }
    )+};
}

macro_rules! unsupported {
    ($($method:ident $name:literal;)+) => {$(
        fn $method<V: Visitor<'de>>(self, _: V) -> Result<V::Value, FromValueError> {
            Err(FromValueError::new(FromValueErrorKind::Unsupported($name)))
        }
    )+};
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = FromValueError;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FromValueError> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Boolean(value) => visitor.visit_bool(value),
            Value::Ubyte(value) => visitor.visit_u8(value),
            Value::Ushort(value) => visitor.visit_u16(value),
            Value::Uint(value) => visitor.visit_u32(value),
            Value::Ulong(value) => visitor.visit_u64(value),
            Value::Byte(value) => visitor.visit_i8(value),
            Value::Short(value) => visitor.visit_i16(value),
            Value::Int(value) => visitor.visit_i32(value),
            Value::Long(value) => visitor.visit_i64(value),
            Value::Float(value) => visitor.visit_f32(value),
            Value::Double(value) => visitor.visit_f64(value),
            Value::Decimal32(value) => visitor.visit_bytes(&value.0),
            Value::Decimal64(value) => visitor.visit_bytes(&value.0),
            Value::Decimal128(value) => visitor.visit_bytes(&value.0),
            Value::Char(value) => visitor.visit_char(value),
            Value::Timestamp(value) => visitor.visit_i64(value.0),
            Value::Uuid(value) => visitor.visit_bytes(&value.0),
            Value::Binary(value) => visitor.visit_borrowed_bytes(value),
            Value::String(value) => visitor.visit_borrowed_str(value),
            Value::Symbol(value) => visitor.visit_borrowed_str(value.as_str()),
            Value::List(list) => self.visit_items(list.iter(), visitor),
            Value::Array(array) => self.visit_items(array.iter(), visitor),
            Value::Map(map) => visitor.visit_map(Entries::new(map, &[], self.depth)),
            Value::Described(described) => self.visit_described(described, visitor),
        }
    }

    only! {
        deserialize_bool "boolean" Boolean;
        deserialize_char "char" Char;
        deserialize_str "string" String Symbol Char;
        deserialize_string "string" String Symbol Char;
        deserialize_identifier "string" String Symbol;
        deserialize_map "map" Map;
        deserialize_bytes "binary" Binary Uuid Decimal32 Decimal64 Decimal128 List Array;
        deserialize_byte_buf "binary" Binary Uuid Decimal32 Decimal64 Decimal128 List Array;
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FromValueError> {
        if is_null(&self.value) { visitor.visit_unit() } else { self.wrong_type("null") }
    }

    serde::forward_to_deserialize_any! { u8 u16 u32 u64 i8 i16 i32 i64 }

    unsupported! {
        deserialize_i128 "i128";
        deserialize_u128 "u128";
    }

    #[expect(clippy::cast_possible_truncation, reason = "what is lost is looked for")]
    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FromValueError> {
        match self.value {
            Value::Float(value) => visitor.visit_f32(value),
            Value::Double(value) if value.is_nan() || f64::from(value as f32) == value => {
                visitor.visit_f32(value as f32)
            }
            Value::Double(value) => Err(Error::invalid_value(Unexpected::Float(value), &"a float")),
            _ => self.wrong_type("float"),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FromValueError> {
        match self.value {
            Value::Float(value) => visitor.visit_f64(value.into()),
            Value::Double(value) => visitor.visit_f64(value),
            _ => self.wrong_type("double"),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FromValueError> {
        if is_null(&self.value) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, FromValueError> {
        match Name::of(name) {
            Some(Name::Plain) => self.deserialize_unit(visitor),
            Some(Name::Composite(composite)) if composite.is_list() => {
                self.content(&composite, name)?.check_empty()?;
                visitor.visit_unit()
            }
            _ => Err(FromValueError::name(name)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, FromValueError> {
        match Name::of(name) {
            Some(Name::Plain) => visitor.visit_newtype_struct(self),
            Some(Name::Type(wanted)) => self.visit_type(wanted, name, visitor),
            Some(Name::Composite(composite)) if composite.is_list() => {
                visitor.visit_newtype_struct(self.content(&composite, name)?)
            }
            _ => Err(FromValueError::name(name)),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FromValueError> {
        match self.value {
            Value::List(_) | Value::Array(_) => self.deserialize_any(visitor),
            Value::Binary(bytes) => visitor.visit_seq(SeqDeserializer::new(bytes.iter().copied())),
            _ => self.wrong_type("list"),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, FromValueError> {
        match self.value {
            Value::List(_) | Value::Array(_) => self.deserialize_any(visitor),
            _ => self.wrong_type("list"),
        }
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, FromValueError> {
        match Name::of(name) {
            Some(Name::Plain) => self.deserialize_tuple(len, visitor),
            Some(Name::Composite(composite)) if composite.is_list() => {
                self.content(&composite, name)?.visit_places(len, visitor)
            }
            _ => Err(FromValueError::name(name)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, FromValueError> {
        match Name::of(name) {
            Some(Name::Plain) => self.visit_entries(fields, visitor),
            Some(Name::Composite(composite)) => {
                self.content(&composite, name)?.visit_composite(&composite, fields, visitor)
            }
            Some(Name::Type(Type::Described)) => match self.value {
                Value::Described(described) => {
                    let parts = [described.descriptor().as_value(), described.value()].into_iter();
                    visitor.visit_map(Fields::new(by_place(fields, parts), self.depth))
                }
                _ => self.wrong_type("described value"),
            },
            Some(Name::Type(_)) | None => Err(FromValueError::name(name)),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, FromValueError> {
        if !Name::is_of_enum(name) {
            return Err(FromValueError::name(name));
        }
        match self.value {
            Value::String(_) | Value::Symbol(_) => visitor.visit_enum(Variant { key: self, content: None }),
            Value::Map(map) => {
                let mut entries = map.iter();
                let Some((key, content)) = entries.next() else { return self.wrong_type("map of one entry") };
                if entries.next().is_some() {
                    return Err(FromValueError::new(FromValueErrorKind::TooManyItems));
                }
                visitor.visit_enum(Variant { key: self.inner(key)?, content: Some(self.inner(content)?) })
            }
            Value::Described(described) => {
                let found = variants.iter().find_map(|name| match Name::of_variant(name) {
                    Some(Name::Composite(composite))
                        if composite.is_described_by(&described.descriptor()) =>
                    {
                        Some((*name, composite))
                    }
                    _ => None,
                });
                let Some((name, composite)) = found else {
                    return Err(FromValueError::new(FromValueErrorKind::Descriptor("any of the variants")));
                };
                let content = self.inner(described.value())?;
                visitor.visit_enum(DescribedVariant { name, composite, content })
            }
            _ => self.wrong_type("string, map or described value"),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FromValueError> {
        visitor.visit_unit()
    }
}
