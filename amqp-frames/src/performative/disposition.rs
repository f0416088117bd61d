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

    /// Whether it is about this delivery of those whose links have their other end here.
    ///
    /// To go from `first` to `last` may take 2^32 steps: what a peer says can't be counted through.
    pub const fn contains(&self, id: DeliveryNumber) -> bool {
        let last = match self.last {
            Some(last) => last,
            None => self.first,
        };
        id.distance_from(self.first) <= last.distance_from(self.first)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deliveries_go_round() {
        let of = |first, last: Option<u32>| Disposition {
            last: last.map(DeliveryNumber),
            ..Disposition::new(Role::Receiver, DeliveryNumber(first))
        };
        let contained = |disposition: Disposition<'_>| {
            [u32::MAX - 1, u32::MAX, 0, 1, 2].map(|id| disposition.contains(DeliveryNumber(id)))
        };
        assert_eq!(contained(of(u32::MAX, Some(1))), [false, true, true, true, false]);
        assert_eq!(contained(of(u32::MAX, Some(u32::MAX))), [false, true, false, false, false]);
        assert_eq!(contained(of(0, None)), [false, false, true, false, false]);
        assert_eq!(contained(of(0, Some(u32::MAX))), [true; 5]);
    }
}
