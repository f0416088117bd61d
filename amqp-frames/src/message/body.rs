//! The body of a message (sections 3.2.6 to 3.2.8).

use core::fmt;

use super::{Data, Sequences};
use crate::types::{List, Value};

/// What a message is about: one or more sections of bytes, one or more of lists, or one value.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
pub enum Body<'a> {
    /// Bytes (section 3.2.6).
    Data(Data<'a>),
    /// Lists (section 3.2.7).
    AmqpSequence(Sequences<'a>),
    /// A value (section 3.2.8).
    AmqpValue(Value<'a>),
    /// No body, which the specification doesn't allow, and some peers send nevertheless.
    Absent,
}

impl<'a> Body<'a> {
    /// One section with a list. A list as a value is `Body::from(Value::List(list))`.
    pub const fn sequence(list: List<'a>) -> Self {
        Self::AmqpSequence(Sequences::one(list))
    }

    /// The bytes, if they are in one section.
    #[inline]
    pub const fn as_bytes(&self) -> Option<&'a [u8]> {
        match self {
            Self::Data(data) => data.as_one(),
            _ => None,
        }
    }
}

/// What and how much it is.
impl fmt::Display for Body<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Data(data) => write!(f, "data {} bytes", data.iter().map(<[u8]>::len).sum::<usize>()),
            Self::AmqpSequence(sequences) => {
                write!(f, "amqp-sequence {} items", sequences.iter().map(|list| list.len()).sum::<usize>())
            }
            Self::AmqpValue(value) => write!(
                f,
                "amqp-value {}",
                value.primitive().map_or("described", |primitive| primitive.name())
            ),
            Self::Absent => f.write_str("without body"),
        }
    }
}

/// One section of bytes, which are not copied.
impl<'a> From<&'a [u8]> for Body<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Data(bytes.into())
    }
}

/// The same.
impl<'a, const N: usize> From<&'a [u8; N]> for Body<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Self::Data(bytes[..].into())
    }
}

impl<'a> From<Data<'a>> for Body<'a> {
    fn from(data: Data<'a>) -> Self {
        Self::Data(data)
    }
}

impl<'a> From<Sequences<'a>> for Body<'a> {
    fn from(sequences: Sequences<'a>) -> Self {
        Self::AmqpSequence(sequences)
    }
}

/// One value, of whichever type: bytes as a value are a binary, and not a section of data. Text is a value, too:
/// `Value::from("text")`.
impl<'a> From<Value<'a>> for Body<'a> {
    fn from(value: Value<'a>) -> Self {
        Self::AmqpValue(value)
    }
}
