//! The versions of the protocol.

use crate::InvalidValue;

/// A version of MQTT, as CONNECT names it.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum Version {
    /// MQTT 3.1: protocol name `MQIsdp`, protocol version 3.
    #[cfg_attr(feature = "serde", serde(rename = "3.1"))]
    V3_1,
    /// MQTT 3.1.1: protocol name `MQTT`, protocol level 4.
    #[cfg_attr(feature = "serde", serde(rename = "3.1.1"))]
    V3_1_1,
    /// MQTT 5.0: protocol name `MQTT`, protocol version 5.
    #[cfg_attr(feature = "serde", serde(rename = "5.0"))]
    V5,
}

impl Version {
    /// The Protocol Name (section 3.1.2.1).
    pub const fn protocol_name(self) -> &'static str {
        match self {
            Self::V3_1 => "MQIsdp",
            Self::V3_1_1 | Self::V5 => "MQTT",
        }
    }

    /// The Protocol Version, in 3.1.1 called Protocol Level (section 3.1.2.2).
    pub const fn protocol_version(self) -> u8 {
        match self {
            Self::V3_1 => 3,
            Self::V3_1_1 => 4,
            Self::V5 => 5,
        }
    }
}

impl core::str::FromStr for Version {
    type Err = InvalidValue;

    /// Reads what `Display` writes: `3.1`, `3.1.1`, `5.0`; and `5`.
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        match text {
            "3.1" => Ok(Self::V3_1),
            "3.1.1" => Ok(Self::V3_1_1),
            "5.0" | "5" => Ok(Self::V5),
            _ => Err(InvalidValue::new("version of MQTT", "it is 3.1, 3.1.1 or 5.0")),
        }
    }
}

impl core::fmt::Display for Version {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::V3_1 => "3.1",
            Self::V3_1_1 => "3.1.1",
            Self::V5 => "5.0",
        })
    }
}
