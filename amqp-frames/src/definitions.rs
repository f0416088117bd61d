//! Types that fields of performatives are of (section 2.8).

mod error;
mod extension;
mod fields;
pub(crate) mod map_newtype;
mod short_binary;

pub use error::{Error, ErrorCondition};
pub use extension::Extension;
pub use fields::{Fields, FieldsBuf, FilterSet, FilterSetBuf};
pub use short_binary::{DeliveryTag, DeliveryTagBuf, TransactionId, TransactionIdBuf};

use core::time::Duration;

use crate::types::composite::{choices, restricted, serial};

/// The port of AMQP inside of TCP (section 2.8.19).
pub const PORT: u16 = 5672;

/// The port of AMQP inside of TLS (section 2.8.19).
pub const SECURE_PORT: u16 = 5671;

/// The size of frames that all peers take (section 2.8.19).
pub const MIN_MAX_FRAME_SIZE: u32 = 512;

restricted! {
    /// A link's number in a session, which stands for its name (section 2.8.4).
    Handle(u32);
    /// A time in seconds (section 2.8.5).
    Seconds(u32);
    /// A time in milliseconds (section 2.8.6).
    Milliseconds(u32);
    /// What a message's payload is (section 2.8.11): format in the upper three bytes, version in the lowest one. 0 is what
    /// part 3 defines.
    MessageFormat(u32);
}

serial! {
    /// A delivery's number in a session (section 2.8.8). Numbers go round: 0 comes after the largest (section 2.8.10).
    DeliveryNumber;
    /// A transfer's number in a session (section 2.8.9). Numbers go round: 0 comes after the largest (section 2.8.10).
    TransferNumber;
    /// How many deliveries a link has sent (sections 2.6.7 and 2.8.10). Numbers go round: 0 comes after the largest.
    ///
    /// ```
    /// use amqp_frames::definitions::SequenceNo;
    ///
    /// let (before, after) = (SequenceNo(u32::MAX), SequenceNo(u32::MAX).wrapping_add(3));
    /// assert_eq!(after, SequenceNo(2));
    /// assert_eq!(after.distance_from(before), 3);
    /// assert_eq!(before.distance_from(after), u32::MAX - 2);
    /// ```
    SequenceNo;
}

choices! {
    /// Which end of a link speaks (section 2.8.1).
    Role(bool) {
        /// It sends messages.
        Sender "sender" false,
        /// It receives messages.
        Receiver "receiver" true,
    }
    /// How a sender settles deliveries (section 2.8.2).
    SenderSettleMode(u8) {
        /// None of them are sent settled.
        Unsettled "unsettled" 0_u8,
        /// All of them are sent settled.
        Settled "settled" 1_u8,
        /// Some of them are sent settled.
        Mixed "mixed" 2_u8,
    }
    /// How a receiver settles deliveries (section 2.8.3).
    ReceiverSettleMode(u8) {
        /// At once.
        First "first" 0_u8,
        /// After the sender has.
        Second "second" 1_u8,
    }
}

impl From<Seconds> for Duration {
    fn from(Seconds(seconds): Seconds) -> Self {
        Self::from_secs(seconds.into())
    }
}

impl From<Milliseconds> for Duration {
    fn from(Milliseconds(milliseconds): Milliseconds) -> Self {
        Self::from_millis(milliseconds.into())
    }
}

impl Role {
    /// What the other end of the link is.
    #[must_use]
    pub const fn peer(self) -> Self {
        match self {
            Self::Sender => Self::Receiver,
            Self::Receiver => Self::Sender,
        }
    }
}

#[expect(clippy::derivable_impls, reason = "the choices are made by a macro")]
impl Default for SenderSettleMode {
    fn default() -> Self {
        Self::Mixed
    }
}

#[expect(clippy::derivable_impls, reason = "the choices are made by a macro")]
impl Default for ReceiverSettleMode {
    fn default() -> Self {
        Self::First
    }
}
