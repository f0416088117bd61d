//! Message ids (sections 3.2.11 to 3.2.14).

use core::fmt;

use bytes::BufMut;

use crate::types::composite::Field;
use crate::types::{Budget, Encode, Uuid, Value, codes};
use crate::wire::Fault;

/// The name of a message, of one of four types. Ids of different types are never equal.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
pub enum MessageId<'a> {
    /// A number (section 3.2.11).
    Ulong(u64),
    /// A universally unique identifier (section 3.2.12).
    Uuid(Uuid),
    /// Bytes (section 3.2.13).
    Binary(&'a [u8]),
    /// Text (section 3.2.14).
    String(&'a str),
}

impl<'a> MessageId<'a> {
    /// The same as a value of any type.
    pub const fn as_value(&self) -> Value<'a> {
        match *self {
            Self::Ulong(id) => Value::Ulong(id),
            Self::Uuid(id) => Value::Uuid(id),
            Self::Binary(id) => Value::Binary(id),
            Self::String(id) => Value::String(id),
        }
    }
}

macro_rules! from {
    ($($type:ty, $variant:ident;)+) => {$(
        impl<'a> From<$type> for MessageId<'a> {
            fn from(id: $type) -> Self {
                Self::$variant(id)
            }
        }
    )+};
}

from! {
    u64, Ulong;
    Uuid, Uuid;
    &'a [u8], Binary;
    &'a str, String;
}

impl<'a> Field<'a> for MessageId<'a> {
    #[inline]
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        match code {
            codes::STRING8 | codes::STRING32 => Field::take(code, at, input, budget).map(Self::String),
            codes::ULONG0 | codes::SMALLULONG | codes::ULONG => {
                Field::take(code, at, input, budget).map(Self::Ulong)
            }
            codes::UUID => Field::take(code, at, input, budget).map(Self::Uuid),
            // What is none of the four is refused here.
            _ => Field::take(code, at, input, budget).map(Self::Binary),
        }
    }
}

impl Encode for MessageId<'_> {
    #[inline(always)]
    fn encoded_len(&self) -> usize {
        match self {
            Self::Ulong(id) => id.encoded_len(),
            Self::Uuid(id) => id.encoded_len(),
            Self::Binary(id) => id.encoded_len(),
            Self::String(id) => id.encoded_len(),
        }
    }

    #[inline(always)]
    fn put(&self, dst: &mut impl BufMut) {
        match self {
            Self::Ulong(id) => id.put(dst),
            Self::Uuid(id) => id.put(dst),
            Self::Binary(id) => id.put(dst),
            Self::String(id) => id.put(dst),
        }
    }
}

/// As values are shown.
impl fmt::Display for MessageId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.as_value(), f)
    }
}

/// As the value that it is.
#[cfg(feature = "serde")]
impl serde::Serialize for MessageId<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_value().serialize(serializer)
    }
}
