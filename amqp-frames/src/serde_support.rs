//! Values in `serde`.
//!
//! Views serialise as what they mean: lists and arrays as sequences, maps as maps, described values as a descriptor and a
//! value, arrays of described values as their descriptors and elements. Types that formats know nothing of are lost in that;
//! owned types keep them, as they serialise as their encoding.
//! Bytes are lower-case hexadecimal where people read, and bytes elsewhere.
//!
//! What AMQP has a type for, and `serde` doesn't, stands in a newtype whose name says so: `types::to_value` and its
//! counterpart look at that, other formats take what is inside.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use crate::types::{
    Array, ArrayBuf, Decimal32, Decimal64, Decimal128, Described, Descriptor, List, ListBuf, Map, MapBuf,
    Primitive, Symbol, SymbolBuf, Symbols, Uuid, Value, ValueBuf,
};
use crate::{FrameBuf, Limits, MessageBuf};

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Boolean(value) => value.serialize(serializer),
            Self::Ubyte(value) => value.serialize(serializer),
            Self::Ushort(value) => value.serialize(serializer),
            Self::Uint(value) => value.serialize(serializer),
            Self::Ulong(value) => value.serialize(serializer),
            Self::Byte(value) => value.serialize(serializer),
            Self::Short(value) => value.serialize(serializer),
            Self::Int(value) => value.serialize(serializer),
            Self::Long(value) => value.serialize(serializer),
            Self::Float(value) => value.serialize(serializer),
            Self::Double(value) => value.serialize(serializer),
            Self::Decimal32(value) => value.serialize(serializer),
            Self::Decimal64(value) => value.serialize(serializer),
            Self::Decimal128(value) => value.serialize(serializer),
            Self::Char(value) => value.serialize(serializer),
            Self::Timestamp(value) => value.serialize(serializer),
            Self::Uuid(value) => value.serialize(serializer),
            Self::Binary(value) => bytes(value, serializer),
            Self::String(value) => value.serialize(serializer),
            Self::Symbol(value) => value.serialize(serializer),
            Self::List(value) => value.serialize(serializer),
            Self::Map(value) => value.serialize(serializer),
            Self::Array(value) => value.serialize(serializer),
            Self::Described(value) => value.serialize(serializer),
        }
    }
}

impl Serialize for List<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl Serialize for Array<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.descriptor() {
            Some(_) => serializer.serialize_newtype_struct("=array described", &DescribedArray(self)),
            None => Elements(self).serialize(serializer),
        }
    }
}

/// An array whose elements are described, with the descriptors once: all elements have the same, which may be long.
struct DescribedArray<'s, 'a>(&'s Array<'a>);

impl Serialize for DescribedArray<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Array", 2)?;
        fields.serialize_field("descriptors", &Items(self.0.descriptors()))?;
        fields.serialize_field("elements", &Elements(self.0))?;
        fields.end()
    }
}

/// Elements without their descriptors.
struct Elements<'s, 'a>(&'s Array<'a>);

impl Serialize for Elements<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let name = self.0.element_type().array_name();
        serializer.serialize_newtype_struct(name, &Items(self.0.undescribed()))
    }
}

impl Serialize for Symbols<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(Primitive::Symbol.array_name(), &Items(self.iter()))
    }
}

/// Serialises as a sequence.
struct Items<I>(I);

impl<I: Clone + Iterator<Item: Serialize>> Serialize for Items<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone())
    }
}

/// Where people read, keys are text, as many such formats know no others. If that doesn't tell them apart, the map is a sequence
/// of pairs: of keys that are alike, readers keep one.
impl Serialize for Map<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_text = serializer.is_human_readable();
        if is_text && !keys_differ_as_text(self) {
            return serializer.collect_seq(self.iter());
        }
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (key, value) in self.iter() {
            match key {
                Value::String(_) | Value::Symbol(_) => map.serialize_entry(&key, &value)?,
                _ if is_text => map.serialize_entry(&Shown(key), &value)?,
                _ => map.serialize_entry(&key, &value)?,
            }
        }
        map.end()
    }
}

/// Whether all keys are of one type whose values are all shown differently. Of what is in lists types aren't shown, and of NaN no
/// bits.
fn keys_differ_as_text(map: &Map<'_>) -> bool {
    let mut types = map.iter().map(|(key, _)| key.primitive());
    let Some(first) = types.next() else { return true };
    let tells_apart = !matches!(
        first,
        None | Some(
            Primitive::Float | Primitive::Double | Primitive::List | Primitive::Map | Primitive::Array
        )
    );
    tells_apart && types.all(|other| other == first)
}

/// A value as [`fmt::Display`] shows it.
struct Shown<'a>(Value<'a>);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl Serialize for Described<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("=described", 2)?;
        fields.serialize_field("descriptor", &self.descriptor())?;
        fields.serialize_field("value", &self.value())?;
        fields.end()
    }
}

impl Serialize for Descriptor<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_value().serialize(serializer)
    }
}

impl Serialize for Primitive {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A newtype of text, a number or bytes.
macro_rules! newtypes {
    ($($name:ident $marker:literal)+) => {$(
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(rename = $marker)]
        pub(crate) struct $name<T>(pub(crate) T);
    )+};
}

newtypes! {
    SymbolText "=symbol"
    UuidBytes "=uuid"
    Decimal32Bytes "=decimal32"
    Decimal64Bytes "=decimal64"
    Decimal128Bytes "=decimal128"
    AnyBytes "=value"
}

impl Serialize for Symbol<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        SymbolText(self.as_str()).serialize(serializer)
    }
}

/// The text is lent; formats that can't lend text read a [`SymbolBuf`].
impl<'de: 'a, 'a> Deserialize<'de> for Symbol<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let SymbolText(text) = SymbolText::<&'a str>::deserialize(deserializer)?;
        Self::try_from(text).map_err(Error::custom)
    }
}

impl Serialize for SymbolBuf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_symbol().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SymbolBuf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let SymbolText(text) = SymbolText::<String>::deserialize(deserializer)?;
        Self::try_from(text).map_err(Error::custom)
    }
}

impl Serialize for Uuid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            UuidBytes(Bytes(&self.0)).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Uuid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return deserializer.deserialize_str(UuidVisitor);
        }
        let UuidBytes(ByteBuf(bytes)) = UuidBytes::deserialize(deserializer)?;
        uuid(bytes)
    }
}

fn uuid<E: Error>(bytes: Vec<u8>) -> Result<Uuid, E> {
    bytes.try_into().map(Uuid).map_err(|_| E::custom("not the 16 bytes of a uuid"))
}

/// Takes digits in five groups, or in one.
struct UuidVisitor;

impl Visitor<'_> for UuidVisitor {
    type Value = Uuid;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a uuid")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Uuid, E> {
        let groups = text.split('-').map(str::len);
        if groups.eq([8, 4, 4, 4, 12]) {
            return self.visit_str(&text.replace('-', ""));
        }
        uuid(BytesVisitor.visit_str(text)?)
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Uuid, E> {
        uuid(bytes.into())
    }
}

macro_rules! decimals {
    ($($name:ident $newtype:ident)+) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $newtype(Bytes(&self.0)).serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let $newtype(ByteBuf(bytes)) = $newtype::deserialize(deserializer)?;
                bytes.try_into().map(Self).map_err(|_| Error::custom(concat!("not the bytes of a ", stringify!($name))))
            }
        }
    )+};
}

decimals! {
    Decimal32 Decimal32Bytes
    Decimal64 Decimal64Bytes
    Decimal128 Decimal128Bytes
}

impl Serialize for ValueBuf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        AnyBytes(Bytes(self.as_bytes())).serialize(serializer)
    }
}

/// Frames and messages serialise as their bytes. The checks are those of bytes from a peer, but for the limits.
macro_rules! kept {
    ($($buf:ident)+) => {$(
        impl Serialize for $buf {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                bytes(self.as_bytes(), serializer)
            }
        }

        impl<'de> Deserialize<'de> for $buf {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let ByteBuf(bytes) = ByteBuf::deserialize(deserializer)?;
                Self::decode(bytes.into(), &Limits::UNLIMITED).map_err(Error::custom)
            }
        }
    )+};
}

kept! { FrameBuf MessageBuf }

/// The checks are those of bytes from a peer; of the limits only the depth counts. Where elements of arrays have no bytes, a few
/// bytes may be thousands of millions of them.
impl<'de> Deserialize<'de> for ValueBuf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let AnyBytes(ByteBuf(bytes)) = AnyBytes::deserialize(deserializer)?;
        Self::decode(bytes, &Limits::UNLIMITED).map_err(Error::custom)
    }
}

/// Lists, maps and arrays serialise as values.
macro_rules! as_values {
    ($($buf:ident $variant:ident $as_view:ident;)+) => {$(
        impl Serialize for $buf {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                ValueBuf::new(self.$as_view()).map_err(serde::ser::Error::custom)?.serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for $buf {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                match ValueBuf::deserialize(deserializer)?.as_value() {
                    Value::$variant(view) => Ok(Self::from(view)),
                    _ => Err(Error::custom(concat!("not a valid ", stringify!($buf)))),
                }
            }
        }
    )+};
}

as_values! {
    ListBuf List as_list;
    MapBuf Map as_map;
    ArrayBuf Array as_array;
}

/// Serialises bytes; for `serialize_with`.
pub(crate) fn bytes<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        serializer.collect_str(&Hex(bytes))
    } else {
        serializer.serialize_bytes(bytes)
    }
}

/// The same for bytes that may not be there.
pub(crate) fn optional_bytes<S: Serializer>(value: &Option<&[u8]>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.serialize_some(&Bytes(value)),
        None => serializer.serialize_none(),
    }
}

/// What [`bytes`] has serialised.
pub(crate) fn owned_bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    ByteBuf::deserialize(deserializer).map(|ByteBuf(bytes)| bytes)
}

struct Bytes<'a>(&'a [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        bytes(self.0, serializer)
    }
}

struct Hex<'a>(&'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::types::fmt_hex(self.0, f)
    }
}

/// Bytes, or text of hexadecimal digits where people read.
pub(crate) struct ByteBuf(pub(crate) Vec<u8>);

impl<'de> Deserialize<'de> for ByteBuf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_str(BytesVisitor)
        } else {
            deserializer.deserialize_byte_buf(BytesVisitor)
        }
        .map(Self)
    }
}

/// Takes all that there is, as `serde` forgets whether people read where it holds values back.
struct BytesVisitor;

impl<'de> Visitor<'de> for BytesVisitor {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes, or an even number of hexadecimal digits")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<u8>, E> {
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        let bytes = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?));
        match bytes.collect::<Option<Vec<u8>>>() {
            Some(bytes) if rest.is_empty() => Ok(bytes),
            _ => Err(E::custom("not an even number of hexadecimal digits")),
        }
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
        Ok(bytes.into())
    }

    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
        Ok(bytes)
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut bytes: A) -> Result<Vec<u8>, A::Error> {
        let mut buf = Vec::new();
        while let Some(byte) = bytes.next_element()? {
            buf.push(byte);
        }
        Ok(buf)
    }
}
