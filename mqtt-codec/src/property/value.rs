//! The types of properties' values.

use alloc::vec::Vec;
use core::fmt;
use core::num::{NonZeroU16, NonZeroU32};

use bytes::BufMut;
use nom::number::complete::be_u8;

use crate::topic::TopicName;
use crate::wire::{self, Head, MAX_VARIABLE_BYTE_INTEGER, Parsed, fail, prefixed_len, put_prefixed};
use crate::{BinaryData, ClientId, DecodeErrorKind, InvalidValue, Qos, Utf8Str};

/// A Subscription Identifier (section 3.8.2.1.2): 1 to 268,435,455.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(into = "u32", try_from = "u32")
)]
pub struct SubscriptionId(NonZeroU32);

/// A Topic Alias (section 3.3.2.3.4), which is never zero.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct TopicAlias(NonZeroU16);

/// What a payload is (section 3.3.2.3.2).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
pub enum PayloadFormat {
    /// Unspecified bytes.
    #[default]
    Unspecified,
    /// UTF-8 Encoded Character Data; whether it is so is not checked here.
    Utf8,
}

/// The Maximum QoS of a server (section 3.2.2.3.4); one that has them all sends none.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
pub enum MaximumQos {
    /// QoS 0 only.
    AtMostOnce,
    /// QoS 0 and 1.
    AtLeastOnce,
}

/// A User Property (section 3.1.2.11.8): a name and a value.
pub type UserProperty<'a> = (Utf8Str<'a>, Utf8Str<'a>);

impl SubscriptionId {
    /// The number, if it is from 1 to 268,435,455.
    pub const fn new(number: u32) -> Option<Self> {
        match NonZeroU32::new(number) {
            Some(number) if number.get() <= MAX_VARIABLE_BYTE_INTEGER => Some(Self(number)),
            _ => None,
        }
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0.get()
    }
}

impl From<SubscriptionId> for u32 {
    fn from(id: SubscriptionId) -> Self {
        id.get()
    }
}

impl TryFrom<u32> for SubscriptionId {
    type Error = InvalidValue;

    fn try_from(number: u32) -> Result<Self, InvalidValue> {
        Self::new(number).ok_or(InvalidValue("Subscription Identifier"))
    }
}

impl TopicAlias {
    /// The alias with this number; `None` for zero.
    pub const fn new(number: u16) -> Option<Self> {
        match NonZeroU16::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// The number.
    pub const fn get(self) -> u16 {
        self.0.get()
    }
}

impl fmt::Display for TopicAlias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<MaximumQos> for Qos {
    fn from(maximum: MaximumQos) -> Self {
        match maximum {
            MaximumQos::AtMostOnce => Self::AtMostOnce,
            MaximumQos::AtLeastOnce => Self::AtLeastOnce,
        }
    }
}

/// How much of the wire a value takes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Format {
    Bytes(usize),
    VariableByteInteger,
    /// A string or Binary Data.
    Prefixed,
    /// A User Property.
    Pair,
}

impl Format {
    /// How long the value at the front of `input` is.
    #[inline]
    pub(super) fn len(self, input: &[u8]) -> Option<usize> {
        let prefixed = |at| {
            let prefix = input.get(at..)?.first_chunk()?;
            Some(at + prefixed_len(usize::from(u16::from_be_bytes(*prefix))))
        };
        match self {
            Self::Bytes(len) => Some(len),
            Self::VariableByteInteger => Some(1 + input.iter().position(|byte| *byte < 0x80)?),
            Self::Prefixed => prefixed(0),
            Self::Pair => prefixed(prefixed(0)?),
        }
    }
}

/// How a value is read and written.
pub(super) trait Value<'a>: Sized {
    const FORMAT: Format;

    fn parse(input: &'a [u8]) -> Parsed<'a, Self>;

    /// Steps over the value after checking it.
    #[inline]
    fn check(input: &'a [u8]) -> Parsed<'a, ()> {
        let (rest, _) = Self::parse(input)?;
        Ok((rest, ()))
    }

    fn put(&self, dst: &mut Vec<u8>);
}

impl<'a> Value<'a> for bool {
    const FORMAT: Format = Format::Bytes(1);

    #[inline]
    fn parse(input: &'a [u8]) -> Parsed<'a, Self> {
        match be_u8(input)? {
            (rest, value @ (0 | 1)) => Ok((rest, value == 1)),
            _ => fail(input, DecodeErrorKind::PropertyValue),
        }
    }

    fn put(&self, dst: &mut Vec<u8>) {
        dst.put_u8(u8::from(*self));
    }
}

impl<'a> Value<'a> for PayloadFormat {
    const FORMAT: Format = Format::Bytes(1);

    #[inline]
    fn parse(input: &'a [u8]) -> Parsed<'a, Self> {
        let (rest, utf8) = bool::parse(input)?;
        Ok((rest, if utf8 { Self::Utf8 } else { Self::Unspecified }))
    }

    fn put(&self, dst: &mut Vec<u8>) {
        (*self == Self::Utf8).put(dst);
    }
}

impl<'a> Value<'a> for MaximumQos {
    const FORMAT: Format = Format::Bytes(1);

    #[inline]
    fn parse(input: &'a [u8]) -> Parsed<'a, Self> {
        let (rest, one) = bool::parse(input)?;
        Ok((rest, if one { Self::AtLeastOnce } else { Self::AtMostOnce }))
    }

    fn put(&self, dst: &mut Vec<u8>) {
        (*self == Self::AtLeastOnce).put(dst);
    }
}

impl<'a> Value<'a> for u16 {
    const FORMAT: Format = Format::Bytes(2);

    #[inline]
    fn parse(input: &'a [u8]) -> Parsed<'a, Self> {
        wire::two_byte_integer(input)
    }

    fn put(&self, dst: &mut Vec<u8>) {
        dst.put_u16(*self);
    }
}

impl<'a> Value<'a> for u32 {
    const FORMAT: Format = Format::Bytes(4);

    #[inline]
    fn parse(input: &'a [u8]) -> Parsed<'a, Self> {
        wire::four_byte_integer(input)
    }

    fn put(&self, dst: &mut Vec<u8>) {
        dst.put_u32(*self);
    }
}

impl<'a> Value<'a> for NonZeroU16 {
    const FORMAT: Format = Format::Bytes(2);

    #[inline]
    fn parse(input: &'a [u8]) -> Parsed<'a, Self> {
        let (rest, value) = u16::parse(input)?;
        match Self::new(value) {
            Some(value) => Ok((rest, value)),
            None => fail(input, DecodeErrorKind::PropertyValue),
        }
    }

    fn put(&self, dst: &mut Vec<u8>) {
        self.get().put(dst);
    }
}

impl<'a> Value<'a> for TopicAlias {
    const FORMAT: Format = Format::Bytes(2);

    #[inline]
    fn parse(input: &'a [u8]) -> Parsed<'a, Self> {
        let (rest, number) = u16::parse(input)?;
        match Self::new(number) {
            Some(alias) => Ok((rest, alias)),
            None => fail(input, DecodeErrorKind::TopicAlias),
        }
    }

    fn put(&self, dst: &mut Vec<u8>) {
        self.get().put(dst);
    }
}

impl<'a> Value<'a> for NonZeroU32 {
    const FORMAT: Format = Format::Bytes(4);

    #[inline]
    fn parse(input: &'a [u8]) -> Parsed<'a, Self> {
        let (rest, value) = u32::parse(input)?;
        match Self::new(value) {
            Some(value) => Ok((rest, value)),
            None => fail(input, DecodeErrorKind::PropertyValue),
        }
    }

    fn put(&self, dst: &mut Vec<u8>) {
        self.get().put(dst);
    }
}

impl<'a> Value<'a> for SubscriptionId {
    const FORMAT: Format = Format::VariableByteInteger;

    #[inline]
    fn parse(input: &'a [u8]) -> Parsed<'a, Self> {
        let (rest, value) = wire::variable_byte_integer(input)?;
        match Self::new(value) {
            Some(id) => Ok((rest, id)),
            None => fail(input, DecodeErrorKind::PropertyValue),
        }
    }

    fn put(&self, dst: &mut Vec<u8>) {
        Head::new().variable_byte_integer(self.get() as usize).put(dst);
    }
}

impl<'a> Value<'a> for BinaryData<'a> {
    const FORMAT: Format = Format::Prefixed;

    #[inline]
    fn parse(input: &'a [u8]) -> Parsed<'a, Self> {
        Self::parse(input)
    }

    fn put(&self, dst: &mut Vec<u8>) {
        put_prefixed(dst, self.as_bytes());
    }
}

impl<'a> Value<'a> for Utf8Str<'a> {
    const FORMAT: Format = Format::Prefixed;

    #[inline]
    fn parse(input: &'a [u8]) -> Parsed<'a, Self> {
        Self::reparse(input)
    }

    #[inline]
    fn check(input: &'a [u8]) -> Parsed<'a, ()> {
        let (rest, _) = wire::checked_string(input)?;
        Ok((rest, ()))
    }

    fn put(&self, dst: &mut Vec<u8>) {
        put_prefixed(dst, self.as_str().as_bytes());
    }
}

impl<'a> Value<'a> for ClientId<'a> {
    const FORMAT: Format = Format::Prefixed;

    #[inline]
    fn parse(input: &'a [u8]) -> Parsed<'a, Self> {
        Self::parse(input)
    }

    fn put(&self, dst: &mut Vec<u8>) {
        put_prefixed(dst, self.as_str().as_bytes());
    }
}

impl<'a> Value<'a> for TopicName<'a> {
    const FORMAT: Format = Format::Prefixed;

    #[inline]
    fn parse(input: &'a [u8]) -> Parsed<'a, Self> {
        Self::parse(input)
    }

    fn put(&self, dst: &mut Vec<u8>) {
        put_prefixed(dst, self.as_str().as_bytes());
    }
}

impl<'a> Value<'a> for UserProperty<'a> {
    const FORMAT: Format = Format::Pair;

    #[inline]
    fn parse(input: &'a [u8]) -> Parsed<'a, Self> {
        let (rest, name) = <Utf8Str<'_> as Value<'_>>::parse(input)?;
        let (rest, value) = <Utf8Str<'_> as Value<'_>>::parse(rest)?;
        Ok((rest, (name, value)))
    }

    #[inline]
    fn check(input: &'a [u8]) -> Parsed<'a, ()> {
        let (rest, ()) = <Utf8Str<'_> as Value<'_>>::check(input)?;
        <Utf8Str<'_> as Value<'_>>::check(rest)
    }

    fn put(&self, dst: &mut Vec<u8>) {
        self.0.put(dst);
        self.1.put(dst);
    }
}
