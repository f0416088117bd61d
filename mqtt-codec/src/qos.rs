//! Quality of Service.

/// Quality of Service (section 4.3).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(into = "u8", try_from = "u8")
)]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
#[repr(u8)]
pub enum Qos {
    /// QoS 0: at most once.
    #[default]
    AtMostOnce = 0,
    /// QoS 1: at least once.
    AtLeastOnce = 1,
    /// QoS 2: exactly once.
    ExactlyOnce = 2,
}

impl From<Qos> for u8 {
    fn from(qos: Qos) -> Self {
        qos as Self
    }
}

impl TryFrom<u8> for Qos {
    type Error = crate::InvalidValue;

    fn try_from(value: u8) -> Result<Self, Self::Error> {
        match value {
            0 => Ok(Self::AtMostOnce),
            1 => Ok(Self::AtLeastOnce),
            2 => Ok(Self::ExactlyOnce),
            _ => Err(crate::InvalidValue::new("QoS", "it is 0, 1 or 2")),
        }
    }
}

impl core::fmt::Display for Qos {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}", *self as u8)
    }
}
