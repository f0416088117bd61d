//! Application properties (section 3.2.5).

use core::fmt;
use core::iter::FusedIterator;

use crate::DecodeErrorKind;
use crate::definitions::map_newtype::map_newtypes;
use crate::scan::text;
use crate::types::composite::Field;
use crate::types::{Budget, DESCRIBED, Map, Value, codes, read_valid, skip_valid, take_plain};
use crate::wire::{Fault, Width, take_byte, take_sized};

map_newtypes! {
    /// Simple values by strings; built with [`ApplicationPropertiesBuf`].
    ///
    /// A value is no list, map or array. It may be null, and it may be described.
    ApplicationProperties
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
    ApplicationPropertiesBuf as_application_properties
    iter(ApplicationPropertiesIter<'a>, (&'a str, Value<'a>)) |map| ApplicationPropertiesIter {
        rest: map.counted().1,
        left: map.len(),
    },
    key(&'k str, &'k str) is_string,
    value is_simple, described is_simple,
    "map of application properties: a key is no string, or a value not simple";
}

/// Application properties one after the other; see [`ApplicationProperties::iter`].
#[derive(Clone)]
pub struct ApplicationPropertiesIter<'a> {
    rest: &'a [u8],
    left: usize,
}

impl ApplicationProperties<'_> {
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

fn is_string(key: Value<'_>) -> bool {
    matches!(key, Value::String(_))
}

/// Whether a value may be one of a property.
pub(super) fn is_simple(mut value: Value<'_>) -> bool {
    while let Value::Described(described) = value {
        value = described.value();
    }
    !matches!(value, Value::List(_) | Value::Map(_) | Value::Array(_))
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

/// Those that are left.
impl fmt::Debug for ApplicationPropertiesIter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.clone()).finish()
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
