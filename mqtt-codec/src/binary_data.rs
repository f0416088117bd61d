//! Binary Data.

use core::fmt;

use crate::InvalidValue;
use crate::wire::{self, Parsed};

/// Binary Data (section 1.5.6): at most 65,535 bytes. It may be a secret, so `Debug` shows only how many.
#[derive(Clone, Copy, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct BinaryData<'a>(&'a [u8]);

impl<'a> BinaryData<'a> {
    /// No bytes.
    pub const EMPTY: Self = Self(&[]);

    /// The bytes.
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    #[inline]
    pub(crate) fn parse(input: &'a [u8]) -> Parsed<'a, Self> {
        let (rest, bytes) = wire::binary(input)?;
        Ok((rest, Self(bytes)))
    }
}

impl<'a> TryFrom<&'a [u8]> for BinaryData<'a> {
    type Error = InvalidValue;

    fn try_from(bytes: &'a [u8]) -> Result<Self, InvalidValue> {
        match u16::try_from(bytes.len()) {
            Ok(_) => Ok(Self(bytes)),
            Err(_) => Err(InvalidValue::too_long("Binary Data")),
        }
    }
}

impl<'a, const N: usize> TryFrom<&'a [u8; N]> for BinaryData<'a> {
    type Error = InvalidValue;

    fn try_from(bytes: &'a [u8; N]) -> Result<Self, InvalidValue> {
        bytes.as_slice().try_into()
    }
}

impl<'a> TryFrom<&'a str> for BinaryData<'a> {
    type Error = InvalidValue;

    fn try_from(text: &'a str) -> Result<Self, InvalidValue> {
        text.as_bytes().try_into()
    }
}

impl fmt::Debug for BinaryData<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for BinaryData<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::serde_support::bytes(self.0, serializer)
    }
}
