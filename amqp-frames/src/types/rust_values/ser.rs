//! Writing Rust values.

use alloc::vec::Vec;

use serde::Serialize;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use super::ToValueError;
use super::name::{Composite, Layout, Name, Type};
use crate::types::code::{DESCRIBED, code};
use crate::types::write::{self, Encode};
use crate::types::{
    Array, ArrayBuf, Decimal32, Decimal64, Decimal128, List, Primitive, Symbol, Timestamp, Uuid, Value,
    ValueBuf, keys, read,
};
use crate::{DecodeErrorKind, EncodeError, Limits};

/// The most bytes in front of a list's or map's items. Items are written behind that many, and moved when it is known how
/// many there are: no more of them move than go into a list8 or map8.
const HEAD: usize = 9;

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
        let head = self.out.len();
        match items {
            Items::Described => put_described(self.out)?,
            _ => open(self.out)?,
        }
        Ok(Compound { out: self.out, depth: self.depth, items, head, count: 0, kept: (HEAD, 0), outer: None })
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
        put_described(self.out)?;
        write::push(self.out, descriptor)?;
        self.inner()
    }

    /// Begins a map of one entry, whose key is a variant's name, and gives where it begins.
    fn tag(&mut self, name: &'static str, variant: &'static str) -> Result<usize, ToValueError> {
        let head = self.out.len();
        open(self.out)?;
        put_name(self.out, variant, is_symbol(name)?)?;
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
                Ok(Compound { outer: Some(outer), ..self.inner()?.open(items)? })
            }
            Some(Name::Composite(composite)) if items == Items::Map || composite.layout() == Layout::List => {
                self.composite(&composite)
            }
            _ => Err(ToValueError::Name(variant)),
        }
    }
}

/// Writes the name of a key or a variant.
fn put_name(out: &mut Vec<u8>, text: &'static str, is_symbol: bool) -> Result<(), ToValueError> {
    if !is_symbol {
        return Ok(write::push(out, &text)?);
    }
    let symbol = Symbol::new(text).ok_or(ToValueError::invalid(DecodeErrorKind::Symbol, "symbol"))?;
    Ok(write::push(out, &symbol)?)
}

/// Whether the variants of the enum with this name are symbols.
fn is_symbol(name: &'static str) -> Result<bool, ToValueError> {
    if Name::is_of_enum(name) { Ok(Name::is_symbol(name)) } else { Err(ToValueError::Name(name)) }
}

fn open(out: &mut Vec<u8>) -> Result<(), ToValueError> {
    write::reserve(out, HEAD)?;
    out.extend([0; HEAD]);
    Ok(())
}

fn put_described(out: &mut Vec<u8>) -> Result<(), ToValueError> {
    write::reserve(out, 1)?;
    out.push(DESCRIBED);
    Ok(())
}

/// Writes what stands in front of the items, once these are all there.
fn close(out: &mut Vec<u8>, head: usize, count: u32, narrow: u8, wide: u8) {
    let body = out.len().saturating_sub(head + HEAD);
    let mut bytes = [0; HEAD];
    write::put_counted_head(&mut &mut bytes[..], narrow, wide, count, body);
    let len = write::counted_head_len(count, body);
    out.splice(head..head + HEAD, bytes.into_iter().take(len));
}

/// What stands in a value that is written item by item.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Items {
    /// Items of a list.
    List,
    /// Fields of a composite value: nulls at the end are left out.
    Fields,
    /// Keys and what they map to.
    Map,
    /// The same of a composite value: nulls are left out.
    Entries { is_symbol: bool },
    /// A descriptor and what it describes.
    Described,
}

/// A value that is written item by item.
pub(super) struct Compound<'b> {
    out: &'b mut Vec<u8>,
    depth: u8,
    items: Items,
    /// Where the value begins, without its descriptor.
    head: usize,
    /// Keys and values counted together.
    count: u32,
    /// Bytes from the head on, and items, up to the last one that isn't null.
    kept: (usize, u32),
    /// Where the map of one entry begins that it stands in.
    outer: Option<usize>,
}

impl Compound<'_> {
    /// Writes an item, or nothing: whoever serialises may go on after an error.
    fn item<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), ToValueError> {
        let count = self.count.checked_add(1).ok_or(EncodeError::TooLarge)?;
        let at = self.out.len();
        let written = item.serialize(Writer::new(self.out, self.depth)?);
        written.inspect_err(|_| self.out.truncate(at))?;
        self.count = count;
        if !self.is_null_from(at) {
            self.kept = (self.out.len().saturating_sub(self.head), self.count);
        }
        Ok(())
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), ToValueError> {
        let is_symbol = match self.items {
            Items::Map => false,
            Items::Entries { is_symbol } => is_symbol,
            _ => return self.item(value),
        };
        let (at, count) = (self.out.len(), self.count.checked_add(2).ok_or(EncodeError::TooLarge)?);
        put_name(self.out, name, is_symbol)?;
        let value_at = self.out.len();
        let written = self.item(value);
        let is_left_out = matches!(self.items, Items::Entries { .. }) && self.is_null_from(value_at);
        if written.is_err() || is_left_out {
            self.out.truncate(at);
            self.count = count - 2;
        } else {
            self.count = count;
        }
        written
    }

    /// A field of a list has its place even where it is left out.
    fn skip(&mut self) -> Result<(), ToValueError> {
        if self.items == Items::Fields { self.item(&()) } else { Ok(()) }
    }

    fn is_null_from(&self, at: usize) -> bool {
        self.out.get(at..) == Some(&[code::NULL])
    }

    fn end(mut self) -> Result<(), ToValueError> {
        match self.items {
            Items::List => self.end_list(),
            Items::Fields => {
                let (len, count) = self.kept;
                self.out.truncate(self.head.saturating_add(len));
                self.count = count;
                self.end_list();
            }
            Items::Map | Items::Entries { .. } => self.end_map()?,
            Items::Described if self.count == 2 => {}
            Items::Described => return Err(ToValueError::Name("=described")),
        }
        if let Some(head) = self.outer {
            close(self.out, head, 2, code::MAP8, code::MAP32);
        }
        Ok(())
    }

    fn end_list(&mut self) {
        if self.count == 0 {
            self.out.truncate(self.head);
            self.out.push(code::LIST0);
        } else {
            close(self.out, self.head, self.count, code::LIST8, code::LIST32);
        }
    }

    fn end_map(&mut self) -> Result<(), ToValueError> {
        if !self.count.is_multiple_of(2) {
            return Err(ToValueError::invalid(DecodeErrorKind::OddMap, "map"));
        }
        let items = self.out.get(self.head.saturating_add(HEAD)..).unwrap_or_default();
        if keys::duplicate(items, self.count / 2).is_some() {
            return Err(ToValueError::invalid(DecodeErrorKind::DuplicateKey, "key"));
        }
        close(self.out, self.head, self.count, code::MAP8, code::MAP32);
        Ok(())
    }
}

/// Makes what was written from `at` on, as a type that `serde` knows, one that it doesn't.
fn retype(
    out: &mut Vec<u8>,
    at: usize,
    wanted: Type,
    depth: u8,
    name: &'static str,
) -> Result<(), ToValueError> {
    let written = read::value(&mut out.get(at..).unwrap_or_default()).unwrap_or_default();
    let value = match (wanted, written) {
        (_, Value::Null) => return Ok(()),
        (Type::Scalar(Primitive::Symbol), Value::String(text)) => {
            let symbol = Symbol::new(text).ok_or(ToValueError::invalid(DecodeErrorKind::Symbol, "symbol"))?;
            ValueBuf::new(symbol)?
        }
        (Type::Scalar(Primitive::Timestamp), Value::Long(number)) => ValueBuf::new(Timestamp(number))?,
        (Type::Scalar(primitive), Value::Binary(bytes)) => {
            ValueBuf::new(fixed(primitive, bytes).ok_or(ToValueError::Name(name))?)?
        }
        (Type::Any, Value::Binary(bytes)) => within(depth, bytes.into())?,
        (Type::Array(element), Value::List(list)) => {
            ValueBuf::new(array(ArrayBuf::new(element), list)?.as_array())?
        }
        (Type::ArrayOfDescribed, Value::Map(parts)) => {
            match (parts.get("descriptors"), parts.get("elements")) {
                (Some(Value::List(descriptors)), Some(Value::Array(elements))) => {
                    within(depth, array_with(descriptors, elements)?)?
                }
                _ => return Err(ToValueError::Name(name)),
            }
        }
        (Type::ArrayOfDescribed, Value::List(list)) => ValueBuf::new(array_of_described(list)?.as_array())?,
        _ => return Err(ToValueError::Name(name)),
    };
    out.truncate(at);
    write::reserve(out, value.as_bytes().len())?;
    out.extend_from_slice(value.as_bytes());
    Ok(())
}

/// The value that `bytes` have to be, with so many levels inside of it at most.
fn within(depth: u8, bytes: Vec<u8>) -> Result<ValueBuf, ToValueError> {
    let limits = Limits { max_depth: depth.saturating_add(1), ..Limits::UNLIMITED };
    ValueBuf::decode(bytes, &limits).map_err(|error| ToValueError::invalid(error.kind(), error.field()))
}

fn fixed(primitive: Primitive, bytes: &[u8]) -> Option<Value<'static>> {
    Some(match primitive {
        Primitive::Uuid => Value::Uuid(Uuid(bytes.try_into().ok()?)),
        Primitive::Decimal32 => Value::Decimal32(Decimal32(bytes.try_into().ok()?)),
        Primitive::Decimal64 => Value::Decimal64(Decimal64(bytes.try_into().ok()?)),
        Primitive::Decimal128 => Value::Decimal128(Decimal128(bytes.try_into().ok()?)),
        _ => return None,
    })
}

fn array(mut array: ArrayBuf, list: List<'_>) -> Result<ArrayBuf, ToValueError> {
    for element in list {
        array.push(element)?;
    }
    Ok(array)
}

/// The array with these descriptors in front of its elements' constructor.
fn array_with(descriptors: List<'_>, elements: Array<'_>) -> Result<Vec<u8>, ToValueError> {
    let ((count, constructor_and_data), mut body) = (elements.counted(), Vec::new());
    for descriptor in descriptors {
        put_described(&mut body)?;
        write::push(&mut body, &descriptor)?;
    }
    write::reserve(&mut body, constructor_and_data.len())?;
    body.extend_from_slice(constructor_and_data);
    let mut array = Vec::new();
    write::push(&mut array, &Array::from_valid((count, &body)))?;
    Ok(array)
}

/// The first element says what all are.
fn array_of_described(list: List<'_>) -> Result<ArrayBuf, ToValueError> {
    let wrong = ToValueError::invalid(DecodeErrorKind::WrongType, "array");
    let Some(Value::Described(first)) = list.iter().next() else { return Err(wrong) };
    let Some(element) = first.value().primitive() else { return Err(wrong) };
    let mut array = ArrayBuf::described(first.descriptor().as_value(), element)?;
    for element in list {
        match element {
            Value::Described(element) if element.descriptor() == first.descriptor() => {
                array.push(element.value())?;
            }
            _ => return Err(wrong),
        }
    }
    Ok(array)
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
            Some(Name::Composite(composite)) => self.composite(&composite)?.end(),
            Some(Name::Type(_)) | None => Err(ToValueError::Name(name)),
        }
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), ToValueError> {
        match Name::of_variant(variant) {
            Some(Name::Plain) => put_name(self.out, variant, is_symbol(name)?),
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
                retype(out, at, wanted, depth, name)
            }
            Some(Name::Composite(composite)) if !composite.has_layout() => {
                let descriptor = composite.descriptor().ok_or(ToValueError::Name(name))?;
                value.serialize(self.describe(&descriptor)?)
            }
            Some(Name::Composite(_)) | None => Err(ToValueError::Name(name)),
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
        close(out, head, 2, code::MAP8, code::MAP32);
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
            Some(Name::Composite(composite)) if composite.layout() == Layout::List => {
                self.composite(&composite)
            }
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

macro_rules! item_by_item {
    ($($trait:ident $method:ident;)+) => {$(
        impl $trait for Compound<'_> {
            type Ok = ();
            type Error = ToValueError;

            fn $method<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), ToValueError> {
                self.item(item)
            }

            fn end(self) -> Result<(), ToValueError> {
                Compound::end(self)
            }
        }
    )+};
}

item_by_item! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

impl SerializeMap for Compound<'_> {
    type Ok = ();
    type Error = ToValueError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), ToValueError> {
        self.item(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ToValueError> {
        self.item(value)
    }

    fn end(self) -> Result<(), ToValueError> {
        Compound::end(self)
    }
}

macro_rules! field_by_field {
    ($($trait:ident)+) => {$(
        impl $trait for Compound<'_> {
            type Ok = ();
            type Error = ToValueError;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), ToValueError> {
                self.field(name, value)
            }

            fn skip_field(&mut self, _: &'static str) -> Result<(), ToValueError> {
                self.skip()
            }

            fn end(self) -> Result<(), ToValueError> {
                Compound::end(self)
            }
        }
    )+};
}

field_by_field! { SerializeStruct SerializeStructVariant }
