//! Application properties (section 3.2.5).

use core::fmt;
use core::iter::FusedIterator;

use bytes::BufMut;

use crate::scan::text;
use crate::types::composite::Field;
use crate::types::{
    Budget, DESCRIBED, Encode, Map, MapBuf, Value, codes, read_valid, skip_valid, take_plain,
};
use crate::wire::{Fault, Width, take_byte, take_sized};
use crate::{DecodeErrorKind, EncodeError, InvalidValue};

/// Simple values by strings; built with [`ApplicationPropertiesBuf`].
///
/// A value is no list, map or array. It may be null, and it may be described.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct ApplicationProperties<'a>(Map<'a>);

/// The owned form of [`ApplicationProperties`].
///
/// ```
/// use amqp_frames::message::ApplicationPropertiesBuf;
/// use amqp_frames::types::{ListBuf, Value};
///
/// let mut properties = ApplicationPropertiesBuf::new();
/// properties.insert("tenant", "acme")?;
/// properties.insert("retry", 3_u32)?;
/// assert!(properties.insert("hops", ListBuf::new().as_list()).is_err());
/// assert_eq!(properties.as_application_properties().get("tenant"), Some(Value::String("acme")));
/// # Ok::<(), amqp_frames::EncodeError>(())
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct ApplicationPropertiesBuf(MapBuf);

/// Application properties one after the other; see [`ApplicationProperties::iter`].
#[derive(Clone, Debug)]
pub struct ApplicationPropertiesIter<'a> {
    rest: &'a [u8],
    left: usize,
}

impl<'a> ApplicationProperties<'a> {
    /// No properties.
    pub const EMPTY: Self = Self(Map::EMPTY);

    /// What `key` maps to.
    pub fn get(&self, key: &str) -> Option<Value<'a>> {
        self.0.get(key)
    }

    /// Keys and values in their order.
    #[inline]
    pub const fn iter(&self) -> ApplicationPropertiesIter<'a> {
        ApplicationPropertiesIter { rest: self.0.counted().1, left: self.0.len() }
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The map.
    pub const fn as_map(&self) -> Map<'a> {
        self.0
    }

    /// Checks keys and values of a map that is valid as such.
    #[inline]
    fn check(&self) -> Result<(), Fault> {
        let (count, mut rest) = self.0.counted();
        for _ in 0..count / 2 {
            let key = rest;
            if !matches!(key, [codes::STRING8 | codes::STRING32, ..]) {
                return Err(Fault::new(DecodeErrorKind::WrongType, key, "key"));
            }
            skip_valid(&mut rest);
            let value = rest;
            if !is_simple_at(value) {
                return Err(Fault::new(DecodeErrorKind::WrongType, value, "value"));
            }
            skip_valid(&mut rest);
        }
        Ok(())
    }
}

/// The format codes from here on are those of lists, maps and arrays (section 1.2).
const FIRST_COMPOUND: u8 = 0xc0;

/// Whether the value that the bytes begin with is no list, map or array.
#[inline(always)]
fn is_simple_at(bytes: &[u8]) -> bool {
    match bytes {
        [codes::LIST0 | FIRST_COMPOUND.., ..] => false,
        [DESCRIBED, ..] => is_simple(read_valid(&mut { bytes }).unwrap_or_default()),
        _ => true,
    }
}

/// Whether a value may be one of a property.
fn is_simple(mut value: Value<'_>) -> bool {
    while let Value::Described(described) = value {
        value = described.value();
    }
    !matches!(value, Value::List(_) | Value::Map(_) | Value::Array(_))
}

impl ApplicationPropertiesBuf {
    /// No properties yet.
    pub const fn new() -> Self {
        Self(MapBuf::new())
    }

    /// Adds a property at the end.
    ///
    /// # Errors
    ///
    /// The key is there already, or the value isn't simple, or the map would have 4 GiB. It is as it was then.
    pub fn insert<'v>(&mut self, key: &str, value: impl Into<Value<'v>>) -> Result<(), EncodeError> {
        let value = value.into();
        if !is_simple(value) {
            return Err(EncodeError::Invalid { kind: DecodeErrorKind::WrongType, field: "value" });
        }
        self.0.insert(key, value)
    }

    /// Takes all properties out, and keeps the memory.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The view.
    pub fn as_application_properties(&self) -> ApplicationProperties<'_> {
        ApplicationProperties(self.0.as_map())
    }
}

impl From<ApplicationProperties<'_>> for ApplicationPropertiesBuf {
    fn from(properties: ApplicationProperties<'_>) -> Self {
        Self(properties.0.into())
    }
}

impl<'a> TryFrom<Map<'a>> for ApplicationProperties<'a> {
    type Error = InvalidValue;

    /// A map of strings to simple values.
    fn try_from(map: Map<'a>) -> Result<Self, InvalidValue> {
        let properties = Self(map);
        match properties.check() {
            Ok(()) => Ok(properties),
            Err(_) => {
                Err(InvalidValue("application property: the key is no string, or the value not simple"))
            }
        }
    }
}

impl<'a> Iterator for ApplicationPropertiesIter<'a> {
    type Item = (&'a str, Value<'a>);

    #[inline]
    fn next(&mut self) -> Option<(&'a str, Value<'a>)> {
        let width = if take_byte(&mut self.rest)? == codes::STRING8 { Width::One } else { Width::Four };
        let key = text(take_sized(&mut self.rest, width)?)?;
        let value = read_valid(&mut self.rest)?;
        self.left = self.left.saturating_sub(1);
        Some((key, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for ApplicationPropertiesIter<'_> {}

impl FusedIterator for ApplicationPropertiesIter<'_> {}

impl<'a> IntoIterator for ApplicationProperties<'a> {
    type Item = (&'a str, Value<'a>);
    type IntoIter = ApplicationPropertiesIter<'a>;

    fn into_iter(self) -> ApplicationPropertiesIter<'a> {
        self.iter()
    }
}

impl<'a> Field<'a> for ApplicationProperties<'a> {
    #[inline]
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        let mut plain = at;
        if let Some(map) = take_plain(codes::STRING8, &mut plain, budget) {
            *input = plain;
            return Ok(Self(map));
        }
        let properties = Self(Map::take(code, at, input, budget)?);
        properties.check()?;
        Ok(properties)
    }
}

impl Encode for ApplicationProperties<'_> {
    #[inline]
    fn encoded_len(&self) -> usize {
        self.0.encoded_len()
    }

    #[inline]
    fn put(&self, dst: &mut impl BufMut) {
        self.0.put(dst);
    }
}

impl fmt::Display for ApplicationProperties<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
