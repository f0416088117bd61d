//! Delivery states (sections 3.4, 4.5.5 and 4.5.6): what has become of a message.

mod outcome;
mod unsettled;

use core::fmt;

use bytes::BufMut;

pub use outcome::{Accepted, AnyOutcome, Declared, Modified, Outcome, Rejected, Released};
pub use unsettled::{Unsettled, UnsettledBuf, UnsettledIter};

use crate::definitions::{Extension, TransactionId};
use crate::types::composite::{Composite, Field, Parse, composite, each, from_each, take_code};
use crate::types::{Budget, Encode};
use crate::wire::Fault;

/// What has become of a delivery (section 3.4).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum DeliveryState<'a> {
    /// How much of it has come.
    Received(Received),
    /// What has become of it in the end.
    Outcome(Outcome<'a>),
    /// What becomes of it if a transaction succeeds.
    Transactional(TransactionalState<'a>),
    /// Something that AMQP 1.0 doesn't define: it may be the end, or not.
    Other(Extension<'a>),
}

/// How much of a message has come (section 3.4.1).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Received {
    /// The section of the message where it is to go on.
    pub section_number: u32,
    /// The byte in that section.
    pub section_offset: u64,
}

composite!(Received, "received", 0x23 {
    section_number "section-number" required,
    section_offset "section-offset" required,
});

/// The state of a delivery in a transaction (section 4.5.6).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct TransactionalState<'a> {
    /// The transaction.
    pub txn_id: TransactionId<'a>,
    /// What becomes of the delivery if the transaction succeeds.
    pub outcome: Option<AnyOutcome<'a>>,
}

composite!(TransactionalState<'a>, "transactional-state", 0x34 {
    txn_id "txn-id" required,
    outcome "outcome" optional,
});

impl DeliveryState<'static> {
    /// The message was accepted (section 3.4.2).
    pub const ACCEPTED: Self = Self::Outcome(Outcome::Accepted(Accepted));
    /// The message was not and will not be processed (section 3.4.4).
    pub const RELEASED: Self = Self::Outcome(Outcome::Released(Released));
}

/// By far the most of the states that are sent, as it is mostly encoded.
const ACCEPTED: [u8; 4] = [0, 0x53, 0x24, 0x45];

impl<'a> Field<'a> for DeliveryState<'a> {
    #[inline]
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        match at.split_first_chunk() {
            Some((&ACCEPTED, rest)) => {
                *input = rest;
                Ok(DeliveryState::ACCEPTED)
            }
            _ => take_any(code, at, input, budget),
        }
    }
}

#[inline(never)]
fn take_any<'a>(
    code: u8,
    at: &'a [u8],
    input: &mut &'a [u8],
    budget: &mut Budget,
) -> Result<DeliveryState<'a>, Fault> {
    match take_code(code, at, input, budget)? {
        Some(Received::DESCRIPTOR) => Parse::parse(input, budget).map(DeliveryState::Received),
        Some(TransactionalState::DESCRIPTOR) => Parse::parse(input, budget).map(DeliveryState::Transactional),
        known => match known.and_then(|code| Outcome::parse(code, input, budget)) {
            Some(outcome) => outcome.map(DeliveryState::Outcome),
            None => Extension::take(code, at, input, budget).map(DeliveryState::Other),
        },
    }
}

impl Encode for DeliveryState<'_> {
    #[inline]
    fn encoded_len(&self) -> usize {
        match self {
            Self::Outcome(Outcome::Accepted(_)) => ACCEPTED.len(),
            _ => any_len(self),
        }
    }

    #[inline]
    fn put(&self, dst: &mut impl BufMut) {
        match self {
            Self::Outcome(Outcome::Accepted(_)) => dst.put_slice(&ACCEPTED),
            _ => put_any(self, dst),
        }
    }
}

#[inline(never)]
fn any_len(state: &DeliveryState<'_>) -> usize {
    each!(DeliveryState { Received Outcome Transactional Other } state, of => of.encoded_len())
}

#[inline(never)]
fn put_any(state: &DeliveryState<'_>, dst: &mut impl BufMut) {
    each!(DeliveryState { Received Outcome Transactional Other } state, of => of.put(dst));
}

from_each! {
    DeliveryState {
        Received(Received),
        Outcome(Outcome<'a>),
        Transactional(TransactionalState<'a>),
        Other(Extension<'a>),
    }
}

impl fmt::Display for DeliveryState<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Received(state) => {
                write!(f, "received section {} offset {}", state.section_number, state.section_offset)
            }
            Self::Outcome(outcome) => fmt::Display::fmt(outcome, f),
            Self::Transactional(state) => {
                write!(f, "transactional {}", state.txn_id)?;
                state.outcome.map_or(Ok(()), |outcome| write!(f, " {outcome}"))
            }
            Self::Other(other) => fmt::Display::fmt(other, f),
        }
    }
}
