//! The header (section 3.2.1).

use crate::definitions::Milliseconds;
use crate::types::composite::composite;

/// Details of the delivery. A header that was left out has the same defaults as fields that are.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Header {
    /// The message is not to be lost, whoever restarts. Default: false.
    pub durable: bool,
    /// How urgent it is; higher is more urgent. Default: 4.
    pub priority: u8,
    /// How long it is of use.
    pub ttl: Option<Milliseconds>,
    /// Nobody else had it before. Default: false.
    pub first_acquirer: bool,
    /// How often its delivery has failed. Default: 0.
    pub delivery_count: u32,
}

impl Header {
    /// What no header means.
    pub const DEFAULT: Self =
        Self { durable: false, priority: 4, ttl: None, first_acquirer: false, delivery_count: 0 };
}

composite!(Header, "header", 0x70 {
    durable "durable" or(false),
    priority "priority" or(4),
    ttl "ttl" optional,
    first_acquirer "first-acquirer" or(false),
    delivery_count "delivery-count" or(0),
});

impl Default for Header {
    fn default() -> Self {
        Self::DEFAULT
    }
}
