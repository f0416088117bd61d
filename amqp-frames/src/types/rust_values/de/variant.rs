//! Reading variants of enums.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, VariantAccess, Visitor};

use super::super::name::Composite;
use super::{FromValueError, Reader};
use crate::types::{Primitive, Value};

/// A variant by its name, with what it maps to.
pub(super) struct Variant<'de> {
    pub(super) key: Reader<'de>,
    pub(super) content: Option<Reader<'de>>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = FromValueError;
    type Variant = Content<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Content<'de>), FromValueError> {
        Ok((seed.deserialize(self.key)?, Content(self.content)))
    }
}

pub(super) struct Content<'de>(Option<Reader<'de>>);

impl<'de> Content<'de> {
    fn reader(self) -> Result<Reader<'de>, FromValueError> {
        self.0.ok_or_else(|| FromValueError::wrong_type("map", Some(Primitive::String)))
    }
}

impl<'de> VariantAccess<'de> for Content<'de> {
    type Error = FromValueError;

    fn unit_variant(self) -> Result<(), FromValueError> {
        match self.0 {
            None => Ok(()),
            Some(Reader { value: Value::Null, .. }) => Ok(()),
            Some(reader) => reader.wrong_type("null"),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, FromValueError> {
        seed.deserialize(self.reader()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, FromValueError> {
        self.reader()?.deserialize_tuple(len, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, FromValueError> {
        self.reader()?.visit_entries(fields, visitor)
    }
}

/// A variant by its descriptor.
pub(super) struct DescribedVariant<'de> {
    pub(super) name: &'static str,
    pub(super) composite: Composite,
    pub(super) content: Reader<'de>,
}

impl<'de> DescribedVariant<'de> {
    /// The content of all but structs, which alone can be maps.
    fn list_content(self) -> Result<Reader<'de>, FromValueError> {
        if self.composite.is_list() { Ok(self.content) } else { Err(FromValueError::name(self.name)) }
    }
}

impl<'de> EnumAccess<'de> for DescribedVariant<'de> {
    type Error = FromValueError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), FromValueError> {
        Ok((seed.deserialize(BorrowedStrDeserializer::new(self.name))?, self))
    }
}

impl<'de> VariantAccess<'de> for DescribedVariant<'de> {
    type Error = FromValueError;

    fn unit_variant(self) -> Result<(), FromValueError> {
        self.list_content()?.check_empty()
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, FromValueError> {
        seed.deserialize(self.list_content()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, FromValueError> {
        self.list_content()?.visit_places(len, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, FromValueError> {
        self.content.visit_composite(&self.composite, fields, visitor)
    }
}
