//! Writing Rust values.

mod compound;
mod retype;

use alloc::vec::Vec;

use serde::{Serialize, Serializer};

use super::ToValueError;
use super::name::{Composite, Layout, Name, Type};
use crate::types::Value;
use crate::types::code::code;
use crate::types::write::{self, Encode};
use compound::{Compound, Items};

/// Writes one value at the end of `out`.
pub(super) struct Writer<'b> {
    out: &'b mut Vec<u8>,
    /// How many levels there may be inside of the value.
    depth: u8,
}

impl<'b> Writer<'b> {
    pub(super) fn new(out: &'b mut Vec<u8>, max_depth: u8) -> Result<Self, ToValueError> {
        Ok(Self { out, depth: max_depth.checked_sub(1).ok_or(ToValueError::too_deep())? })
    }

    /// For a value inside of this one.
    fn inner(self) -> Result<Self, ToValueError> {
        Self::new(self.out, self.depth)
    }

    fn put(self, value: &impl Encode) -> Result<(), ToValueError> {
        Ok(write::push(self.out, value)?)
    }

    /// Begins a list, a map or what is described.
    fn open(self, items: Items) -> Result<Compound<'b>, ToValueError> {
        Compound::begin(self.out, self.depth, items)
    }

    /// Begins what has this name by attribute.
    fn composite(mut self, composite: &Composite) -> Result<Compound<'b>, ToValueError> {
        if let Some(descriptor) = composite.descriptor() {
            self = self.describe(&descriptor)?;
        }
        self.open(match composite.layout() {
            Layout::List => Items::Fields,
            Layout::Map => Items::Entries { is_symbol: false },
            Layout::SymbolMap => Items::Entries { is_symbol: true },
        })
    }

    /// Writes a descriptor; what remains is to write the value.
    fn describe(self, descriptor: &impl Encode) -> Result<Self, ToValueError> {
        compound::put_described(self.out)?;
        write::push(self.out, descriptor)?;
        self.inner()
    }

    /// Begins a map of one entry, whose key is a variant's name, and gives where it begins.
    fn tag(&mut self, name: &'static str, variant: &'static str) -> Result<usize, ToValueError> {
        let head = self.out.len();
        compound::open(self.out)?;
        put_variant(self.out, name, variant)?;
        Ok(head)
    }

    /// Begins a variant that has items.
    fn variant(
        mut self,
        name: &'static str,
        variant: &'static str,
        items: Items,
    ) -> Result<Compound<'b>, ToValueError> {
        match Name::of_variant(variant) {
            Some(Name::Plain) => {
                let outer = self.tag(name, variant)?;
                Ok(self.inner()?.open(items)?.inside(outer))
            }
            Some(Name::Composite(composite)) if items == Items::Map || composite.is_list() => {
                self.composite(&composite)
            }
            _ => Err(ToValueError::Name(variant)),
        }
    }
}

fn put_variant(out: &mut Vec<u8>, name: &'static str, variant: &'static str) -> Result<(), ToValueError> {
    if !Name::is_of_enum(name) {
        return Err(ToValueError::Name(name));
    }
    Ok(write::push(out, &variant)?)
}

macro_rules! scalars {
    ($($method:ident $type:ty;)+) => {$(
        #[inline]
        fn $method(self, value: $type) -> Result<(), ToValueError> {
            self.put(&value)
        }
    )+};
}

impl<'b> Serializer for Writer<'b> {
    type Ok = ();
    type Error = ToValueError;
    type SerializeSeq = Compound<'b>;
    type SerializeTuple = Compound<'b>;
    type SerializeTupleStruct = Compound<'b>;
    type SerializeTupleVariant = Compound<'b>;
    type SerializeMap = Compound<'b>;
    type SerializeStruct = Compound<'b>;
    type SerializeStructVariant = Compound<'b>;

    fn is_human_readable(&self) -> bool {
        false
    }

    scalars! {
        serialize_bool bool;
        serialize_u8 u8;
        serialize_u16 u16;
        serialize_u32 u32;
        serialize_u64 u64;
        serialize_i8 i8;
        serialize_i16 i16;
        serialize_i32 i32;
        serialize_i64 i64;
        serialize_f32 f32;
        serialize_f64 f64;
        serialize_char char;
        serialize_str &str;
        serialize_bytes &[u8];
    }

    fn serialize_i128(self, _: i128) -> Result<(), ToValueError> {
        Err(ToValueError::Unsupported("i128"))
    }

    fn serialize_u128(self, _: u128) -> Result<(), ToValueError> {
        Err(ToValueError::Unsupported("u128"))
    }

    fn serialize_none(self) -> Result<(), ToValueError> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), ToValueError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), ToValueError> {
        self.put(&Value::Null)
    }

    fn serialize_unit_struct(self, name: &'static str) -> Result<(), ToValueError> {
        match Name::of(name) {
            Some(Name::Plain) => self.serialize_unit(),
            Some(Name::Composite(composite)) if composite.is_list() => self.composite(&composite)?.end(),
            _ => Err(ToValueError::Name(name)),
        }
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), ToValueError> {
        match Name::of_variant(variant) {
            Some(Name::Plain) => put_variant(self.out, name, variant),
            _ => self.serialize_unit_struct(variant),
        }
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), ToValueError> {
        match Name::of(name) {
            Some(Name::Plain) => value.serialize(self),
            Some(Name::Type(wanted)) => {
                let Self { out, depth } = self;
                let at = out.len();
                value.serialize(Writer { out: &mut *out, depth })?;
                retype::retype(out, at, wanted, depth, name)
            }
            Some(Name::Composite(composite)) if composite.is_list() => {
                let descriptor = composite.descriptor().ok_or(ToValueError::Name(name))?;
                value.serialize(self.describe(&descriptor)?)
            }
            _ => Err(ToValueError::Name(name)),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        mut self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), ToValueError> {
        if Name::of_variant(variant) != Some(Name::Plain) {
            return self.serialize_newtype_struct(variant, value);
        }
        let head = self.tag(name, variant)?;
        let Self { out, depth } = self;
        value.serialize(Writer::new(&mut *out, depth)?)?;
        compound::close(out, head, 2, code::MAP8, code::MAP32);
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Compound<'b>, ToValueError> {
        self.open(Items::List)
    }

    fn serialize_tuple(self, _: usize) -> Result<Compound<'b>, ToValueError> {
        self.open(Items::List)
    }

    fn serialize_tuple_struct(self, name: &'static str, _: usize) -> Result<Compound<'b>, ToValueError> {
        match Name::of(name) {
            Some(Name::Plain) => self.open(Items::List),
            Some(Name::Composite(composite)) if composite.is_list() => self.composite(&composite),
            _ => Err(ToValueError::Name(name)),
        }
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Compound<'b>, ToValueError> {
        self.variant(name, variant, Items::List)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Compound<'b>, ToValueError> {
        self.open(Items::Map)
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Compound<'b>, ToValueError> {
        match Name::of(name) {
            Some(Name::Plain) => self.open(Items::Map),
            Some(Name::Type(Type::Described)) => self.open(Items::Described),
            Some(Name::Composite(composite)) => self.composite(&composite),
            Some(Name::Type(_)) | None => Err(ToValueError::Name(name)),
        }
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Compound<'b>, ToValueError> {
        self.variant(name, variant, Items::Map)
    }
}
