//! Values of types that AMQP 1.0 leaves to others.

use core::fmt;

use bytes::BufMut;

use crate::message::Section;
use crate::types::composite::{Field, is_composite};
use crate::types::{Budget, Descriptor, Encode, Value};
use crate::wire::Fault;
use crate::{DecodeErrorKind, InvalidValue};

/// A value of a type that AMQP 1.0 doesn't define, where a delivery state, an outcome, a source or a target may stand.
///
/// Its descriptor is none of AMQP's own. What some peers send as a state has none at all: it is taken, and can't be built.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct Extension<'a>(Value<'a>);

impl<'a> Extension<'a> {
    /// The value.
    pub const fn as_value(&self) -> Value<'a> {
        self.0
    }

    /// Whether it has a descriptor, as section 1.3.4 wants it where an archetype is asked for.
    pub const fn is_described(&self) -> bool {
        matches!(self.0, Value::Described(_))
    }

    /// What a peer has sent, without descriptor too.
    pub(crate) fn taken(value: Value<'a>) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::Described(described) if is_defined(described.descriptor()) => None,
            _ => Some(Self(value)),
        }
    }
}

impl<'a> TryFrom<Value<'a>> for Extension<'a> {
    type Error = InvalidValue;

    fn try_from(value: Value<'a>) -> Result<Self, InvalidValue> {
        match value {
            Value::Described(described) if is_defined(described.descriptor()) => {
                Err(InvalidValue("extension: its descriptor is one of AMQP 1.0"))
            }
            Value::Described(_) => Ok(Self(value)),
            _ => Err(InvalidValue("extension: no descriptor")),
        }
    }
}

/// Whether AMQP 1.0 itself gives the descriptor a meaning.
fn is_defined(descriptor: Descriptor<'_>) -> bool {
    Section::of(descriptor).is_some() || is_composite(descriptor)
}

impl<'a> Field<'a> for Extension<'a> {
    #[cold]
    fn take(_: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        *input = at;
        let value = Value::take(input, budget)?;
        Self::taken(value).ok_or_else(|| Fault::new(DecodeErrorKind::Descriptor, at, "descriptor"))
    }
}

impl Encode for Extension<'_> {
    fn encoded_len(&self) -> usize {
        Encode::encoded_len(&self.0)
    }

    fn put(&self, dst: &mut impl BufMut) {
        self.0.put(dst);
    }
}

impl fmt::Display for Extension<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Extension<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let described = Value::Described(u.arbitrary()?);
        let always_there = Value::decode(b"\0\x40\x40", &crate::arbitrary::LIMITS).unwrap_or_default();
        let found = Self::try_from(described).or_else(|_| Self::try_from(always_there));
        found.map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}
