//! Message IDs.

use core::fmt;

/// A Message ID (section 3): ties an Acknowledgement or Reset to a message, and shows which messages came twice.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct MessageId(u16);

impl MessageId {
    /// The Message ID with this number.
    pub const fn new(number: u16) -> Self {
        Self(number)
    }

    /// The number.
    pub const fn get(self) -> u16 {
        self.0
    }

    /// The one after it; after the last comes the first.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}

impl From<u16> for MessageId {
    fn from(number: u16) -> Self {
        Self::new(number)
    }
}

impl From<MessageId> for u16 {
    fn from(id: MessageId) -> Self {
        id.get()
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
