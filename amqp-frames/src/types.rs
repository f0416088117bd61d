//! The type system (part 1): values, read where they stand in received bytes, and built.
//!
//! [`Value::decode`] checks all there is to check, once. What it gives are views: lists, maps and arrays are read from their
//! encoding as one iterates, which lends text and bytes for as long as the received ones live.
//!
//! Values are equal if they are of one type and mean the same, in whichever of the encodings that section 1.6 allows. Floats
//! and decimals are equal if their bits are, so that values may be keys: a NaN is itself, 0 is not -0, and a decimal 10 is not
//! 1E+1.

mod array;
mod buf;
mod check;
mod code;
pub(crate) mod composite;
mod depth;
mod described;
mod keys;
mod list;
mod lookup;
mod map;
mod plain_map;
mod read;
#[cfg(feature = "serde")]
mod rust_values;
mod scalar;
mod symbol;
mod symbols;
mod through_view;
mod write;

use alloc::string::String;
use core::cmp::Ordering;
use core::fmt::{self, Write};
use core::hash::{Hash, Hasher};

pub use array::{Array, ArrayBuf, ArrayIter};
pub use buf::ValueBuf;
use bytes::BufMut;
pub use code::Primitive;
pub(crate) use code::{DESCRIBED, code as codes};
pub use described::{Described, Descriptor};
pub use list::{List, ListBuf, ListIter};
pub(crate) use lookup::{find, pass};
pub use map::{Map, MapBuf, MapIter};
pub(crate) use plain_map::take_plain;
pub(crate) use read::{skip as skip_valid, value as read_valid};
#[cfg(feature = "serde")]
pub use rust_values::{
    FromValueError, FromValueErrorKind, ToValueError, from_value, from_value_within, to_value,
    to_value_within,
};
pub(crate) use scalar::fmt_hex;
pub use scalar::{Decimal32, Decimal64, Decimal128, Timestamp, Uuid};
pub use symbol::{Symbol, SymbolBuf};
pub use symbols::{Symbols, SymbolsBuf, SymbolsIter};
pub(crate) use through_view::through_view;
pub(crate) use write::{Encode, MAX_BODY, encode};

use crate::wire::Fault;
use crate::{DecodeError, DecodeErrorKind, EncodeError, InvalidValue, Limits};
pub(crate) use check::Budget;

/// One value of any type.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub enum Value<'a> {
    /// No value (section 1.6.1).
    #[default]
    Null,
    /// True or false (section 1.6.2).
    Boolean(bool),
    /// An integer of 8 bits without sign (section 1.6.3).
    Ubyte(u8),
    /// An integer of 16 bits without sign (section 1.6.4).
    Ushort(u16),
    /// An integer of 32 bits without sign (section 1.6.5).
    Uint(u32),
    /// An integer of 64 bits without sign (section 1.6.6).
    Ulong(u64),
    /// An integer of 8 bits (section 1.6.7).
    Byte(i8),
    /// An integer of 16 bits (section 1.6.8).
    Short(i16),
    /// An integer of 32 bits (section 1.6.9).
    Int(i32),
    /// An integer of 64 bits (section 1.6.10).
    Long(i64),
    /// A binary floating point number of 32 bits (section 1.6.11).
    Float(f32),
    /// A binary floating point number of 64 bits (section 1.6.12).
    Double(f64),
    /// A decimal floating point number of 32 bits (section 1.6.13).
    Decimal32(Decimal32),
    /// A decimal floating point number of 64 bits (section 1.6.14).
    Decimal64(Decimal64),
    /// A decimal floating point number of 128 bits (section 1.6.15).
    Decimal128(Decimal128),
    /// A Unicode character (section 1.6.16).
    Char(char),
    /// A point in time (section 1.6.17).
    Timestamp(Timestamp),
    /// A universally unique identifier (section 1.6.18).
    Uuid(Uuid),
    /// Bytes (section 1.6.19).
    Binary(&'a [u8]),
    /// Text (section 1.6.20). A byte order mark at its beginning is a character of it.
    String(&'a str),
    /// A name (section 1.6.21).
    Symbol(Symbol<'a>),
    /// Values of any types (section 1.6.22).
    List(List<'a>),
    /// Values by keys (section 1.6.23).
    Map(Map<'a>),
    /// Values of one type (section 1.6.24).
    Array(Array<'a>),
    /// A value with a descriptor (section 1.1.2).
    Described(Described<'a>),
}

impl<'a> Value<'a> {
    /// Decodes one value, which all of `bytes` are.
    ///
    /// # Errors
    ///
    /// The bytes are no value, or there are too few or too many, or they go beyond the limits.
    pub fn decode(bytes: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        if bytes.len() > limits.max_size.min(MAX_BODY) {
            return Err(DecodeError::new(DecodeErrorKind::TooLarge, 0, "value"));
        }
        let mut rest = bytes;
        let value = Self::take(&mut rest, &mut Budget::new(limits));
        let value = value.map_err(|fault| fault.located(bytes))?;
        if !rest.is_empty() {
            return Err(Fault::new(DecodeErrorKind::TrailingBytes, rest, "value").located(bytes));
        }
        Ok(value)
    }

    /// Encodes it, as compactly as its type allows; what is in a list, map or array, or described, is copied.
    ///
    /// # Errors
    ///
    /// There are 4 GiB, which no size can say, or `dst` has no room. Nothing was written.
    pub fn encode(&self, dst: &mut impl BufMut) -> Result<(), EncodeError> {
        encode(self, dst)
    }

    /// How many bytes [`encode`](Self::encode) writes.
    pub fn encoded_len(&self) -> usize {
        Encode::encoded_len(self)
    }

    /// Its type; none if it is described.
    pub const fn primitive(&self) -> Option<Primitive> {
        Some(match self {
            Self::Null => Primitive::Null,
            Self::Boolean(_) => Primitive::Boolean,
            Self::Ubyte(_) => Primitive::Ubyte,
            Self::Ushort(_) => Primitive::Ushort,
            Self::Uint(_) => Primitive::Uint,
            Self::Ulong(_) => Primitive::Ulong,
            Self::Byte(_) => Primitive::Byte,
            Self::Short(_) => Primitive::Short,
            Self::Int(_) => Primitive::Int,
            Self::Long(_) => Primitive::Long,
            Self::Float(_) => Primitive::Float,
            Self::Double(_) => Primitive::Double,
            Self::Decimal32(_) => Primitive::Decimal32,
            Self::Decimal64(_) => Primitive::Decimal64,
            Self::Decimal128(_) => Primitive::Decimal128,
            Self::Char(_) => Primitive::Char,
            Self::Timestamp(_) => Primitive::Timestamp,
            Self::Uuid(_) => Primitive::Uuid,
            Self::Binary(_) => Primitive::Binary,
            Self::String(_) => Primitive::String,
            Self::Symbol(_) => Primitive::Symbol,
            Self::List(_) => Primitive::List,
            Self::Map(_) => Primitive::Map,
            Self::Array(_) => Primitive::Array,
            Self::Described(_) => return None,
        })
    }

    /// Takes a value off the front of `input`.
    #[inline]
    pub(crate) fn take(input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        let mut valid = *input;
        check::value(input, budget)?;
        Ok(read::value(&mut valid).unwrap_or_default())
    }
}

macro_rules! from {
    ($($type:ty, $variant:ident;)+) => {$(
        impl<'a> From<$type> for Value<'a> {
            #[inline]
            fn from(value: $type) -> Self {
                Self::$variant(value)
            }
        }
    )+};
}

from! {
    bool, Boolean;
    u8, Ubyte;
    u16, Ushort;
    u32, Uint;
    u64, Ulong;
    i8, Byte;
    i16, Short;
    i32, Int;
    i64, Long;
    f32, Float;
    f64, Double;
    Decimal32, Decimal32;
    Decimal64, Decimal64;
    Decimal128, Decimal128;
    char, Char;
    Timestamp, Timestamp;
    Uuid, Uuid;
    &'a [u8], Binary;
    &'a str, String;
    Symbol<'a>, Symbol;
    List<'a>, List;
    Map<'a>, Map;
    Array<'a>, Array;
    Described<'a>, Described;
}

impl<'a, const N: usize> From<&'a [u8; N]> for Value<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Self::Binary(bytes)
    }
}

/// The views of what is owned.
macro_rules! from_owned {
    ($($type:ty, |$value:ident| $view:expr;)+) => {$(
        impl<'a> From<&'a $type> for Value<'a> {
            #[inline]
            fn from($value: &'a $type) -> Self {
                $view.into()
            }
        }
    )+};
}

from_owned! {
    String, |text| text.as_str();
    SymbolBuf, |symbol| symbol.as_symbol();
    ListBuf, |list| list.as_list();
    MapBuf, |map| map.as_map();
    ArrayBuf, |array| array.as_array();
    ValueBuf, |value| value.as_value();
}

/// What a value is, if it is of that type: other widths of a number are other types.
macro_rules! try_from {
    ($($type:ty, $variant:ident $name:literal;)+) => {$(
        impl<'a> TryFrom<Value<'a>> for $type {
            type Error = InvalidValue;

            #[inline]
            fn try_from(value: Value<'a>) -> Result<Self, InvalidValue> {
                match value {
                    Value::$variant(value) => Ok(value),
                    _ => Err(InvalidValue($name)),
                }
            }
        }
    )+};
}

try_from! {
    bool, Boolean "boolean";
    u8, Ubyte "ubyte";
    u16, Ushort "ushort";
    u32, Uint "uint";
    u64, Ulong "ulong";
    i8, Byte "byte";
    i16, Short "short";
    i32, Int "int";
    i64, Long "long";
    f32, Float "float";
    f64, Double "double";
    Decimal32, Decimal32 "decimal32";
    Decimal64, Decimal64 "decimal64";
    Decimal128, Decimal128 "decimal128";
    char, Char "char";
    Timestamp, Timestamp "timestamp";
    Uuid, Uuid "uuid";
    &'a [u8], Binary "binary";
    &'a str, String "string";
    Symbol<'a>, Symbol "symbol";
    List<'a>, List "list";
    Map<'a>, Map "map";
    Array<'a>, Array "array";
    Described<'a>, Described "described value";
}

impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Value<'_> {}

impl PartialOrd for Value<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By type, and within a type by what values mean; described ones first. Floats are in IEEE 754's total order, decimals in that
/// of their bits.
impl Ord for Value<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Boolean(a), Self::Boolean(b)) => a.cmp(b),
            (Self::Ubyte(a), Self::Ubyte(b)) => a.cmp(b),
            (Self::Ushort(a), Self::Ushort(b)) => a.cmp(b),
            (Self::Uint(a), Self::Uint(b)) => a.cmp(b),
            (Self::Ulong(a), Self::Ulong(b)) => a.cmp(b),
            (Self::Byte(a), Self::Byte(b)) => a.cmp(b),
            (Self::Short(a), Self::Short(b)) => a.cmp(b),
            (Self::Int(a), Self::Int(b)) => a.cmp(b),
            (Self::Long(a), Self::Long(b)) => a.cmp(b),
            (Self::Float(a), Self::Float(b)) => a.total_cmp(b),
            (Self::Double(a), Self::Double(b)) => a.total_cmp(b),
            (Self::Decimal32(a), Self::Decimal32(b)) => a.cmp(b),
            (Self::Decimal64(a), Self::Decimal64(b)) => a.cmp(b),
            (Self::Decimal128(a), Self::Decimal128(b)) => a.cmp(b),
            (Self::Char(a), Self::Char(b)) => a.cmp(b),
            (Self::Timestamp(a), Self::Timestamp(b)) => a.cmp(b),
            (Self::Uuid(a), Self::Uuid(b)) => a.cmp(b),
            (Self::Binary(a), Self::Binary(b)) => a.cmp(b),
            (Self::String(a), Self::String(b)) => a.cmp(b),
            (Self::Symbol(a), Self::Symbol(b)) => a.cmp(b),
            (Self::List(a), Self::List(b)) => a.cmp(b),
            (Self::Map(a), Self::Map(b)) => a.cmp(b),
            (Self::Array(a), Self::Array(b)) => a.cmp(b),
            (Self::Described(a), Self::Described(b)) => a.cmp(b),
            _ => self.primitive().cmp(&other.primitive()),
        }
    }
}

impl Hash for Value<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // A prefix as `keys` makes it from the bytes of keys.
        state.write_u8(self.primitive().map_or(u8::MAX, |primitive| primitive as u8));
        match self {
            Self::Null => {}
            Self::Boolean(value) => value.hash(state),
            Self::Ubyte(value) => value.hash(state),
            Self::Ushort(value) => value.hash(state),
            Self::Uint(value) => value.hash(state),
            Self::Ulong(value) => value.hash(state),
            Self::Byte(value) => value.hash(state),
            Self::Short(value) => value.hash(state),
            Self::Int(value) => value.hash(state),
            Self::Long(value) => value.hash(state),
            Self::Float(value) => value.to_bits().hash(state),
            Self::Double(value) => value.to_bits().hash(state),
            Self::Decimal32(value) => value.hash(state),
            Self::Decimal64(value) => value.hash(state),
            Self::Decimal128(value) => value.hash(state),
            Self::Char(value) => value.hash(state),
            Self::Timestamp(value) => value.hash(state),
            Self::Uuid(value) => value.hash(state),
            Self::Binary(value) => value.hash(state),
            Self::String(value) => value.hash(state),
            Self::Symbol(value) => value.hash(state),
            Self::List(value) => value.hash(state),
            Self::Map(value) => value.hash(state),
            Self::Array(value) => value.hash(state),
            Self::Described(value) => value.hash(state),
        }
    }
}

/// For people, in one line: text in quotes, symbols without if they look like names, bytes in hexadecimal digits, descriptors
/// behind an `@`.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean(value) => fmt::Display::fmt(value, f),
            Self::Ubyte(value) => fmt::Display::fmt(value, f),
            Self::Ushort(value) => fmt::Display::fmt(value, f),
            Self::Uint(value) => fmt::Display::fmt(value, f),
            Self::Ulong(value) => fmt::Display::fmt(value, f),
            Self::Byte(value) => fmt::Display::fmt(value, f),
            Self::Short(value) => fmt::Display::fmt(value, f),
            Self::Int(value) => fmt::Display::fmt(value, f),
            Self::Long(value) => fmt::Display::fmt(value, f),
            Self::Float(value) => fmt::Display::fmt(value, f),
            Self::Double(value) => fmt::Display::fmt(value, f),
            Self::Decimal32(value) => fmt::Display::fmt(value, f),
            Self::Decimal64(value) => fmt::Display::fmt(value, f),
            Self::Decimal128(value) => fmt::Display::fmt(value, f),
            Self::Char(value) => fmt::Debug::fmt(value, f),
            Self::Timestamp(value) => fmt::Display::fmt(&value.0, f),
            Self::Uuid(value) => fmt::Display::fmt(value, f),
            Self::Binary(value) => {
                f.write_str("0x")?;
                fmt_hex(value, f)
            }
            Self::String(value) => fmt::Debug::fmt(value, f),
            Self::Symbol(value) => fmt::Display::fmt(value, f),
            Self::List(value) => fmt::Display::fmt(value, f),
            Self::Map(value) => fmt::Display::fmt(value, f),
            Self::Array(value) => fmt::Display::fmt(value, f),
            Self::Described(value) => fmt::Display::fmt(value, f),
        }
    }
}

fn fmt_items<'a>(f: &mut fmt::Formatter<'_>, items: impl Iterator<Item = Value<'a>>) -> fmt::Result {
    f.write_char('[')?;
    for (at, item) in items.enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        write!(f, "{comma}{item}")?;
    }
    f.write_char(']')
}

/// As many whole values from the front of `bytes` as there are.
#[cfg(feature = "arbitrary")]
pub(crate) fn valid_items<'a>(bytes: &'a [u8], limits: &Limits) -> List<'a> {
    let (mut rest, mut count) = (bytes, 0);
    let mut budget = Budget::new(limits);
    loop {
        let before = rest;
        if budget.spend(1, rest).is_err() || check::value(&mut rest, &mut budget).is_err() {
            let items = bytes.get(..bytes.len() - before.len()).unwrap_or_default();
            return List::from_valid((count, items));
        }
        count += 1;
    }
}

/// As many keys with values from the front of `bytes` as there are before a key occurs again.
#[cfg(feature = "arbitrary")]
pub(crate) fn valid_entries<'a>(bytes: &'a [u8], limits: &Limits) -> Map<'a> {
    let (_, items) = valid_items(bytes, limits).counted();
    let (mut map, mut end, mut rest) = (MapBuf::new(), 0, items);
    while let (Some(key), Some(value)) = (read::value(&mut rest), read::value(&mut rest)) {
        if map.insert(key, value).is_err() {
            break;
        }
        end = items.len() - rest.len();
    }
    let (count, _) = map.as_map().counted();
    Map::from_valid((count, items.get(..end).unwrap_or_default()))
}
