//! Disposition (section 2.7.6).

use core::fmt;

use crate::definitions::{DeliveryNumber, Role};
use crate::delivery_state::DeliveryState;
use crate::types::composite::composite;

/// Tells the state of deliveries.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Disposition<'a> {
    /// Which end of the deliveries' links its sender has.
    pub role: Role,
    /// The first delivery.
    pub first: DeliveryNumber,
    /// The last one; none if it is the first. Numbers go round, so it may be the smaller one.
    pub last: Option<DeliveryNumber>,
    /// The deliveries are settled. Default: false.
    pub settled: bool,
    /// Their state.
    pub state: Option<DeliveryState<'a>>,
    /// The peer may take its time with the answer. Default: false.
    pub batchable: bool,
}

composite!(Disposition<'a>, "disposition", 0x15 short true {
    role "role" required,
    first "first" required,
    last "last" optional,
    settled "settled" or(false),
    state "state" optional,
    batchable "batchable" or(false),
});

impl Disposition<'_> {
    /// A disposition of one delivery, without state.
    pub const fn new(role: Role, first: DeliveryNumber) -> Self {
        Self { role, first, last: None, settled: false, state: None, batchable: false }
    }
}

impl fmt::Display for Disposition<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "disposition {} delivery {}", self.role, self.first)?;
        if let Some(last) = self.last {
            write!(f, " to {last}")?;
        }
        f.write_str(if self.settled { " settled" } else { "" })?;
        self.state.as_ref().map_or(Ok(()), |state| write!(f, " {state}"))
    }
}
