//! Message types.

use core::fmt;

use crate::InvalidValue;

/// A message's type (section 3).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
#[repr(u8)]
pub enum MessageType {
    /// Confirmable: to be acknowledged, or reset (section 4.2).
    Con = 0,
    /// Non-confirmable: nothing of the sort (section 4.3).
    Non = 1,
    /// Acknowledgement, which may carry the response (section 5.2.1).
    Ack = 2,
    /// Reset: the message came, and could not be processed (section 4.2).
    Rst = 3,
}

impl MessageType {
    /// The type in the two low bits.
    #[inline]
    pub(crate) const fn from_bits(bits: u8) -> Self {
        match bits & 3 {
            0 => Self::Con,
            1 => Self::Non,
            2 => Self::Ack,
            _ => Self::Rst,
        }
    }

    /// The name, in the three letters that everyone uses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Con => "CON",
            Self::Non => "NON",
            Self::Ack => "ACK",
            Self::Rst => "RST",
        }
    }
}

impl From<MessageType> for u8 {
    fn from(message_type: MessageType) -> Self {
        message_type as Self
    }
}

impl TryFrom<u8> for MessageType {
    type Error = InvalidValue;

    fn try_from(number: u8) -> Result<Self, InvalidValue> {
        if number < 4 { Ok(Self::from_bits(number)) } else { Err(InvalidValue("message type")) }
    }
}

impl fmt::Display for MessageType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
