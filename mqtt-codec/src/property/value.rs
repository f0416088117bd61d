//! The types of properties' values.

use alloc::vec::Vec;
use core::fmt;
use core::num::{NonZeroU16, NonZeroU32};

use bytes::BufMut;

use super::format::Format;
use crate::topic::TopicName;
use crate::wire::{
    MAX_VARIABLE_BYTE_INTEGER, put_prefixed, put_variable_byte_integer, take_prefixed, variable_byte_integer,
};
use crate::{BinaryData, ClientId, InvalidValue, Qos, Utf8Str};

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

impl fmt::Display for SubscriptionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
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
        Self::new(number).ok_or(InvalidValue::new("Subscription Identifier", "it is from 1 to 268,435,455"))
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

impl From<TopicAlias> for u16 {
    fn from(alias: TopicAlias) -> Self {
        alias.get()
    }
}

impl TryFrom<u16> for TopicAlias {
    type Error = InvalidValue;

    fn try_from(number: u16) -> Result<Self, InvalidValue> {
        Self::new(number).ok_or(InvalidValue::new("Topic Alias", "it is zero"))
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

/// How a value is read and written.
pub(super) trait Value<'a>: Sized {
    const FORMAT: Format;

    /// Takes a value that was found valid before off the front of `input`.
    fn take(input: &mut &'a [u8]) -> Option<Self>;

    fn put(&self, dst: &mut Vec<u8>);
}

impl<'a> Value<'a> for bool {
    const FORMAT: Format = Format::Boolean;

    #[inline(always)]
    fn take(input: &mut &'a [u8]) -> Option<Self> {
        Some(take_bytes(input)? == [1])
    }

    fn put(&self, dst: &mut Vec<u8>) {
        dst.put_u8(u8::from(*self));
    }
}

impl<'a> Value<'a> for PayloadFormat {
    const FORMAT: Format = Format::Boolean;

    #[inline(always)]
    fn take(input: &mut &'a [u8]) -> Option<Self> {
        Some(if take_bytes(input)? == [1] { Self::Utf8 } else { Self::Unspecified })
    }

    fn put(&self, dst: &mut Vec<u8>) {
        (*self == Self::Utf8).put(dst);
    }
}

impl<'a> Value<'a> for MaximumQos {
    const FORMAT: Format = Format::Boolean;

    #[inline(always)]
    fn take(input: &mut &'a [u8]) -> Option<Self> {
        Some(if take_bytes(input)? == [1] { Self::AtLeastOnce } else { Self::AtMostOnce })
    }

    fn put(&self, dst: &mut Vec<u8>) {
        (*self == Self::AtLeastOnce).put(dst);
    }
}

impl<'a> Value<'a> for u16 {
    const FORMAT: Format = Format::TwoByteInteger;

    #[inline(always)]
    fn take(input: &mut &'a [u8]) -> Option<Self> {
        take_bytes(input).map(Self::from_be_bytes)
    }

    fn put(&self, dst: &mut Vec<u8>) {
        dst.put_u16(*self);
    }
}

impl<'a> Value<'a> for u32 {
    const FORMAT: Format = Format::FourByteInteger;

    #[inline(always)]
    fn take(input: &mut &'a [u8]) -> Option<Self> {
        take_bytes(input).map(Self::from_be_bytes)
    }

    fn put(&self, dst: &mut Vec<u8>) {
        dst.put_u32(*self);
    }
}

/// Numbers that are not zero.
macro_rules! non_zero {
    ($($name:ident $number:ident $format:ident)*) => {$(
        impl<'a> Value<'a> for $name {
            const FORMAT: Format = Format::$format;

            #[inline(always)]
            fn take(input: &mut &'a [u8]) -> Option<Self> {
                Self::new($number::take(input)?)
            }

            fn put(&self, dst: &mut Vec<u8>) {
                self.get().put(dst);
            }
        }
    )*};
}

non_zero! {
    NonZeroU16 u16 NonZeroTwoByteInteger
    NonZeroU32 u32 NonZeroFourByteInteger
    TopicAlias u16 TopicAlias
}

/// UTF-8 Encoded Strings.
macro_rules! text {
    ($($name:ident $format:ident)*) => {$(
        impl<'a> Value<'a> for $name<'a> {
            const FORMAT: Format = Format::$format;

            #[inline(always)]
            fn take(input: &mut &'a [u8]) -> Option<Self> {
                Self::take(input)
            }

            fn put(&self, dst: &mut Vec<u8>) {
                put_prefixed(dst, self.as_str().as_bytes());
            }
        }
    )*};
}

text! {
    Utf8Str Utf8String
    ClientId Utf8String
    TopicName TopicName
}

impl<'a> Value<'a> for SubscriptionId {
    const FORMAT: Format = Format::SubscriptionId;

    #[inline(always)]
    fn take(input: &mut &'a [u8]) -> Option<Self> {
        let (rest, number) = variable_byte_integer(input).ok()?;
        *input = rest;
        Self::new(number)
    }

    fn put(&self, dst: &mut Vec<u8>) {
        put_variable_byte_integer(dst, self.get() as usize);
    }
}

impl<'a> Value<'a> for BinaryData<'a> {
    const FORMAT: Format = Format::BinaryData;

    #[inline(always)]
    fn take(input: &mut &'a [u8]) -> Option<Self> {
        Self::try_from(take_prefixed(input)?).ok()
    }

    fn put(&self, dst: &mut Vec<u8>) {
        put_prefixed(dst, self.as_bytes());
    }
}

impl<'a> Value<'a> for UserProperty<'a> {
    const FORMAT: Format = Format::Utf8StringPair;

    #[inline(always)]
    fn take(input: &mut &'a [u8]) -> Option<Self> {
        Some((Utf8Str::take(input)?, Utf8Str::take(input)?))
    }

    fn put(&self, dst: &mut Vec<u8>) {
        self.0.put(dst);
        self.1.put(dst);
    }
}

#[inline(always)]
fn take_bytes<const N: usize>(input: &mut &[u8]) -> Option<[u8; N]> {
    let (bytes, rest) = input.split_first_chunk()?;
    *input = rest;
    Some(*bytes)
}
