//! How properties' values lie on the wire, and which are valid: checking them needs no value to be made.

use crate::DecodeErrorKind;
use crate::scan::{check_string, contains_wildcard};
use crate::wire::{kind, prefixed, prefixed_len, variable_byte_integer};

/// The wire encoding of a value, with its rules.
#[derive(Clone, Copy, Debug)]
pub(super) enum Format {
    /// A Byte that is 0 or 1.
    Boolean,
    TwoByteInteger,
    NonZeroTwoByteInteger,
    /// A Two Byte Integer with a Reason Code of its own for zero.
    TopicAlias,
    FourByteInteger,
    NonZeroFourByteInteger,
    /// A Variable Byte Integer that is not zero.
    SubscriptionId,
    BinaryData,
    Utf8String,
    /// A UTF-8 Encoded String that is a Topic Name.
    TopicName,
    Utf8StringPair,
}

impl Format {
    /// How long the value at the front of `input` is, if it is a valid one.
    #[inline]
    pub(super) fn check(self, input: &[u8]) -> Result<usize, DecodeErrorKind> {
        match self {
            Self::Boolean => match input {
                [0 | 1, ..] => Ok(1),
                [_, ..] => Err(DecodeErrorKind::PropertyValue),
                [] => Err(DecodeErrorKind::Truncated),
            },
            Self::TwoByteInteger => integer::<2>(input, None),
            Self::NonZeroTwoByteInteger => integer::<2>(input, Some(DecodeErrorKind::PropertyValue)),
            Self::TopicAlias => integer::<2>(input, Some(DecodeErrorKind::TopicAlias)),
            Self::FourByteInteger => integer::<4>(input, None),
            Self::NonZeroFourByteInteger => integer::<4>(input, Some(DecodeErrorKind::PropertyValue)),
            Self::SubscriptionId => subscription_id(input),
            Self::BinaryData => match prefixed(input) {
                Some(bytes) => Ok(prefixed_len(bytes.len())),
                None => Err(DecodeErrorKind::Truncated),
            },
            Self::Utf8String => string(input),
            Self::TopicName => topic_name(input),
            Self::Utf8StringPair => {
                let name = string(input)?;
                let value = string(input.get(name..).unwrap_or_default())?;
                Ok(name + value)
            }
        }
    }

    /// How long the value at the front of `input` is, which was found valid before.
    #[inline(always)]
    pub(super) fn len(self, input: &[u8]) -> Option<usize> {
        let prefixed_at = |at| Some(prefixed_len(prefixed(input.get(at..)?)?.len()));
        match (self.fixed_len(), self) {
            (0, Self::Utf8StringPair) => {
                let name = prefixed_at(0)?;
                Some(name + prefixed_at(name)?)
            }
            (0, Self::SubscriptionId) => Some(1 + input.iter().position(|byte| *byte < 0x80)?),
            (0, _) => prefixed_at(0),
            (len, _) => Some(len),
        }
    }

    /// The length of a value if all have the same, or else 0.
    const fn fixed_len(self) -> usize {
        match self {
            Self::Boolean => 1,
            Self::TwoByteInteger | Self::NonZeroTwoByteInteger | Self::TopicAlias => 2,
            Self::FourByteInteger | Self::NonZeroFourByteInteger => 4,
            Self::SubscriptionId
            | Self::BinaryData
            | Self::Utf8String
            | Self::TopicName
            | Self::Utf8StringPair => 0,
        }
    }
}

/// A number of `N` bytes, and what is wrong with zero.
#[inline(always)]
fn integer<const N: usize>(input: &[u8], zero: Option<DecodeErrorKind>) -> Result<usize, DecodeErrorKind> {
    match (input.first_chunk::<N>(), zero) {
        (Some(value), Some(kind)) if *value == [0; N] => Err(kind),
        (Some(_), _) => Ok(N),
        (None, _) => Err(DecodeErrorKind::Truncated),
    }
}

fn subscription_id(input: &[u8]) -> Result<usize, DecodeErrorKind> {
    match variable_byte_integer(input) {
        Ok((_, 0)) => Err(DecodeErrorKind::PropertyValue),
        Ok((rest, _)) => Ok(input.len() - rest.len()),
        Err(error) => Err(kind(error)),
    }
}

#[inline]
fn string(input: &[u8]) -> Result<usize, DecodeErrorKind> {
    let Some(bytes) = prefixed(input) else { return Err(DecodeErrorKind::Truncated) };
    check_string(bytes)?;
    Ok(prefixed_len(bytes.len()))
}

fn topic_name(input: &[u8]) -> Result<usize, DecodeErrorKind> {
    let len = string(input)?;
    match prefixed(input) {
        Some([]) | None => Err(DecodeErrorKind::TopicName),
        Some(name) if contains_wildcard(name) => Err(DecodeErrorKind::TopicName),
        Some(_) => Ok(len),
    }
}
