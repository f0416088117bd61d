//! Packet Identifiers.

use core::fmt;
use core::num::NonZeroU16;

use crate::wire::{self, Parsed, fail};
use crate::{DecodeErrorKind, InvalidValue};

/// A Packet Identifier (section 2.2.1), which is never zero.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct PacketId(NonZeroU16);

impl PacketId {
    /// The identifier with this number; `None` for zero.
    pub const fn new(number: u16) -> Option<Self> {
        match NonZeroU16::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    pub(crate) const MAX: Self = Self(NonZeroU16::MAX);

    /// The number.
    pub const fn get(self) -> u16 {
        self.0.get()
    }

    #[inline]
    pub(crate) const fn to_bytes(self) -> [u8; 2] {
        self.0.get().to_be_bytes()
    }

    #[inline]
    pub(crate) fn parse(input: &[u8]) -> Parsed<'_, Self> {
        wire::field("Packet Identifier", input, |input| {
            let (rest, number) = wire::two_byte_integer(input)?;
            match Self::new(number) {
                Some(id) => Ok((rest, id)),
                None => fail(input, DecodeErrorKind::ZeroPacketId),
            }
        })
    }
}

impl TryFrom<u16> for PacketId {
    type Error = InvalidValue;

    fn try_from(number: u16) -> Result<Self, InvalidValue> {
        Self::new(number).ok_or(InvalidValue::new("Packet Identifier", "it is zero"))
    }
}

impl From<PacketId> for u16 {
    fn from(id: PacketId) -> Self {
        id.get()
    }
}

impl fmt::Display for PacketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
