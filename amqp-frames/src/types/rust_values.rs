//! Rust values to AMQP values and back, by `serde`.

mod de;
mod error;
mod name;
mod ser;

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{Value, ValueBuf};
use crate::Limits;
use de::Reader;
pub use error::{FromValueError, FromValueErrorKind, ToValueError};
use ser::Writer;

/// Makes an AMQP value of a Rust value, in the most compact encoding.
///
/// | Rust | AMQP | read by [`from_value`] |
/// |---|---|---|
/// | `bool`, `char` | boolean, char | |
/// | `u8`, `u16`, `u32`, `u64` | ubyte, ushort, uint, ulong | any integer that fits, and a timestamp |
/// | `i8`, `i16`, `i32`, `i64` | byte, short, int, long | the same |
/// | `i128`, `u128` | refused | refused |
/// | `f32`, `f64` | float, double | either, if no digit is lost; no integers |
/// | `str`, `String` | string | symbols too, `String` from a char as well; `&str` is lent |
/// | bytes (as of the crate `serde_bytes`) | binary | `&[u8]` is lent |
/// | `None`, `()`, a unit struct | null | |
/// | `Some`, a newtype | what is inside | `Some(None)` and `Some(())` as `None` |
/// | a sequence, a tuple, a tuple struct | list | arrays too, and binary as a sequence of `u8` |
/// | a map | map, in its order | |
/// | a struct | map with strings for keys | keys may be symbols |
/// | an enum's unit variant | string | a symbol too |
/// | an enum's other variants | map of one entry, by the variant's name | |
/// | [`Symbol`](super::Symbol), [`SymbolBuf`](super::SymbolBuf), [`Timestamp`](super::Timestamp), [`Uuid`](super::Uuid), [`Decimal32`](super::Decimal32), ... | what they are | that type alone |
/// | [`ValueBuf`], [`ListBuf`](super::ListBuf), [`MapBuf`](super::MapBuf), [`ArrayBuf`](super::ArrayBuf) | what they are | anything of that type |
/// | [`Value`] and the other views of this module | what they are | |
///
/// What has a performative's or a delivery state's fields becomes a map by that, not the list that a frame has.
///
/// # Other types, by attribute
///
/// Where a type has `serde` anyway, `#[serde(rename = "..")]` on it says how it is encoded, if the name begins with `@`, `=`,
/// `{` or `[`, as no name of Rust does. Such a name that isn't in this table is refused, when a value is encoded or read and not
/// before: a test should do both.
///
/// | name | of | AMQP |
/// |---|---|---|
/// | `@DESCRIPTOR ..` | struct, tuple struct | list of the fields by place, described; nulls at its end are left out (section 1.4) |
/// | | unit struct | list without items, described |
/// | | newtype | what is inside, described |
/// | | an enum's variant, not the enum | the same four, in place of a map of one entry |
/// | `@DESCRIPTOR .. {}` | struct | map with strings for keys, described; nulls are left out |
/// | `@DESCRIPTOR .. {symbol}` | struct | the same with symbols for keys |
/// | `{symbol}` | struct | the same without a descriptor |
/// | `=symbol`, `=timestamp`, `=uuid`, `=decimal32`, .. | newtype of text, `i64` or bytes | that type |
/// | `=array TYPE` | newtype of a sequence | array of this primitive type, or of `described` values |
/// | `=described` | struct of two fields | the second, described by the first |
/// | `=value` | newtype of bytes | the value that they encode |
///
/// A descriptor is a number in hexadecimal, in one (`0x24`) or as the specification writes it (`0x00000000:0x00000024`), or
/// else the text of a symbol with its domain (`example:book:list`). The first one is written, and any of them is read.
///
/// Few other formats look at the name of a struct: it is XML's element, may be in RON, and is a title in generated schemas.
/// Names of variants are in all formats.
///
/// ```
/// use amqp_frames::types::{Symbol, Value, from_value, to_value};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Debug, Deserialize, PartialEq, Serialize)]
/// #[serde(rename = "@0x00000468:0x00000001 example:book:list")]
/// struct Book<'a> {
///     title: &'a str,
///     pages: Option<u32>,
///     #[serde(default)]
///     lent: Option<bool>,
/// }
///
/// #[derive(Debug, Deserialize, PartialEq, Serialize)]
/// #[serde(rename = "@example:url")]
/// struct Url(String);
///
/// let book = Book { title: "Dubliners", pages: Some(152), lent: None };
/// let value = to_value(&book)?;
/// let encoded = b"\0\x80\0\0\x04\x68\0\0\0\x01\xc0\x0e\x02\xa1\x09Dubliners\x52\x98";
/// assert_eq!(value.as_bytes(), encoded);
/// assert_eq!(from_value::<Book>(value.as_value())?, book);
///
/// let url = Url("amqp://localhost".into());
/// let value = to_value(&url)?;
/// assert_eq!(value.as_bytes(), b"\0\xa3\x0bexample:url\xa1\x10amqp://localhost");
/// assert_eq!(value.to_string(), "@example:url \"amqp://localhost\"");
/// assert_eq!(from_value::<Url>(value.as_value())?, url);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Null and left out
///
/// Where names by attribute lay out fields, one that is null is as one that is left out: it is read as `None`, or as its
/// default if it has `#[serde(default)]`. What can be null and isn't `Option` by its type needs this attribute to go round: a
/// newtype of an `Option`, `()`, a [`ValueBuf`] (which has no `Default`: an `Option` of it is simpler), and an `Option` that is
/// read `with` a function.
///
/// # Fields by place
///
/// In a described list, nothing but its place tells whose value an item is. Derived code has to see the same fields both ways:
///
/// | attribute of a field | |
/// |---|---|
/// | `skip` | has no place |
/// | `skip_serializing_if` | keeps its place, as null |
/// | **`skip_serializing` or `skip_deserializing` alone** | **wrong**: each field behind it is read from its neighbour's place, and nothing tells |
/// | `alias` | counts as one more field: so many items too many are taken and lost, and errors name other fields |
/// | `flatten` | makes a map without descriptor of the struct, as it has no name for `serde` then |
/// | `tag`, of the struct | wrong: its name becomes the first item |
///
/// # What is held back
///
/// What `serde` itself holds back before it knows the type (`untagged`, `tag`, `flatten`) has lost the types that it knows
/// nothing of: symbols are text there, and [`ValueBuf`] can't be read.
///
/// # Errors
///
/// The value has no encoding: a key occurs twice, it is larger than sizes can say, or values are inside each other deeper
/// than [`Limits`] has it by default; a descriptor is a level too. Or its `Serialize` refuses.
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> Result<ValueBuf, ToValueError> {
    to_value_within(value, Limits::default().max_depth)
}

/// [`to_value`] with another depth: a value by itself has 1.
///
/// # Errors
///
/// As for [`to_value`].
pub fn to_value_within<T: Serialize + ?Sized>(value: &T, max_depth: u8) -> Result<ValueBuf, ToValueError> {
    let mut bytes = Vec::new();
    value.serialize(Writer::new(&mut bytes, max_depth)?)?;
    Ok(ValueBuf::from_valid(bytes))
}

/// Makes a Rust value of an AMQP value; [`to_value`] has the table. Text and bytes can be lent.
///
/// ```
/// use amqp_frames::Limits;
/// use amqp_frames::types::{Value, from_value};
///
/// #[derive(serde::Deserialize)]
/// struct Sensor<'a> {
///     name: &'a str,
///     celsius: [f32; 2],
/// }
///
/// let bytes = b"\xc1\x22\x04\xa1\x04name\xa1\x04roof\xa1\x07celsius\xe0\x0a\x02\x72\x41\xa0\0\0\xbf\x80\0\0";
/// let sensor: Sensor = from_value(Value::decode(bytes, &Limits::default())?)?;
/// assert_eq!((sensor.name, sensor.celsius), ("roof", [20.0, -1.0]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// The value is another one than `T` reads, or deeper than [`Limits`] has it by default; a descriptor is a level too.
pub fn from_value<'de, T: Deserialize<'de>>(value: Value<'de>) -> Result<T, FromValueError> {
    from_value_within(value, Limits::default().max_depth)
}

/// [`from_value`] with another depth: a value by itself has 1.
///
/// # Errors
///
/// As for [`from_value`].
pub fn from_value_within<'de, T: Deserialize<'de>>(
    value: Value<'de>,
    max_depth: u8,
) -> Result<T, FromValueError> {
    T::deserialize(Reader::new(value, max_depth)?)
}
