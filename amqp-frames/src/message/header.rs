//! The header (section 3.2.1).

use crate::definitions::Milliseconds;
use crate::types::composite::composite;

/// Details of the delivery, as they were said: a target may have other defaults than the specification for what wasn't. All
/// are null where the section was left out.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Header {
    /// The message is not to be lost, whoever restarts; see [`is_durable`](Self::is_durable).
    pub durable: Option<bool>,
    /// How urgent it is; higher is more urgent. See [`priority`](Self::priority).
    pub priority: Option<u8>,
    /// How long it is of use.
    pub ttl: Option<Milliseconds>,
    /// Nobody else had it before; see [`is_first_acquirer`](Self::is_first_acquirer).
    pub first_acquirer: Option<bool>,
    /// How often its delivery has failed; see [`delivery_count`](Self::delivery_count).
    pub delivery_count: Option<u32>,
}

impl Header {
    /// The priority of what says none, where the target has no default of its own.
    pub const DEFAULT_PRIORITY: u8 = 4;

    /// Whether the message is not to be lost: false, if it isn't said and the target has no default of its own.
    pub const fn is_durable(&self) -> bool {
        matches!(self.durable, Some(true))
    }

    /// How urgent it is: 4, if it isn't said and the target has no default of its own.
    pub const fn priority(&self) -> u8 {
        match self.priority {
            Some(priority) => priority,
            None => Self::DEFAULT_PRIORITY,
        }
    }

    /// Whether nobody else had it before: false, if it isn't said.
    pub const fn is_first_acquirer(&self) -> bool {
        matches!(self.first_acquirer, Some(true))
    }

    /// How often its delivery has failed: 0, if it isn't said.
    pub const fn delivery_count(&self) -> u32 {
        match self.delivery_count {
            Some(count) => count,
            None => 0,
        }
    }
}

composite!(Header, "header", 0x70 {
    durable "durable" optional,
    priority "priority" optional,
    ttl "ttl" optional,
    first_acquirer "first-acquirer" optional,
    delivery_count "delivery-count" optional,
});
