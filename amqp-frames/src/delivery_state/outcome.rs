//! Outcomes (sections 3.4.2 to 3.4.5 and 4.5.5): the states that a delivery ends in.

use core::fmt;

use crate::definitions::{Error, Extension, Fields, TransactionId};
use crate::types::Budget;
use crate::types::composite::{Composite, Field, Parse, alternatives, composite, take_code};
use crate::wire::Fault;

/// What has become of a delivery in the end.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
pub enum Outcome<'a> {
    /// It was processed.
    Accepted(Accepted),
    /// It can't be processed, by nobody.
    Rejected(Rejected<'a>),
    /// It was not processed.
    Released(Released),
    /// It was not processed, and is to be changed.
    Modified(Modified<'a>),
    /// It began a transaction.
    Declared(Declared<'a>),
}

/// What may stand where the specification asks for an outcome.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum AnyOutcome<'a> {
    /// One of AMQP's own.
    Outcome(Outcome<'a>),
    /// Something that AMQP 1.0 doesn't define.
    Other(Extension<'a>),
}

/// The message was processed (section 3.4.2).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Accepted;

composite!(Accepted, "accepted", 0x24 {});

/// The message is invalid and can't be processed (section 3.4.3).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Rejected<'a> {
    /// Why.
    pub error: Option<Error<'a>>,
}

composite!(Rejected<'a>, "rejected", 0x25 {
    error "error" optional,
});

/// The message was not and will not be processed (section 3.4.4).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Released;

composite!(Released, "released", 0x26 {});

/// The message was not processed, and is to be changed (section 3.4.5).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Modified<'a> {
    /// The delivery counts as a failed one; null is as good as false.
    pub delivery_failed: Option<bool>,
    /// Nobody at this end will take it; null is as good as false.
    pub undeliverable_here: Option<bool>,
    /// What is to be merged into the annotations of the message.
    pub message_annotations: Option<Fields<'a>>,
}

composite!(Modified<'a>, "modified", 0x27 {
    delivery_failed "delivery-failed" optional,
    undeliverable_here "undeliverable-here" optional,
    message_annotations "message-annotations" optional,
});

/// The message began a transaction (section 4.5.5).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Declared<'a> {
    /// The transaction.
    pub txn_id: TransactionId<'a>,
}

composite!(Declared<'a>, "declared", 0x33 {
    txn_id "txn-id" required,
});

impl<'a> Outcome<'a> {
    /// Takes what is behind the descriptor with this code; `None` if that isn't an outcome's.
    #[inline]
    pub(super) fn parse(code: u8, input: &mut &'a [u8], budget: &mut Budget) -> Option<Result<Self, Fault>> {
        Some(match code {
            Accepted::DESCRIPTOR => Parse::parse(input, budget).map(Self::Accepted),
            Rejected::DESCRIPTOR => Parse::parse(input, budget).map(Self::Rejected),
            Released::DESCRIPTOR => Parse::parse(input, budget).map(Self::Released),
            Modified::DESCRIPTOR => Parse::parse(input, budget).map(Self::Modified),
            Declared::DESCRIPTOR => Parse::parse(input, budget).map(Self::Declared),
            _ => return None,
        })
    }
}

impl<'a> Field<'a> for AnyOutcome<'a> {
    #[inline]
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        match take_code(code, at, input, budget)?.and_then(|code| Outcome::parse(code, input, budget)) {
            Some(outcome) => outcome.map(Self::Outcome),
            None => Extension::take(code, at, input, budget).map(Self::Other),
        }
    }
}

alternatives! {
    Outcome {
        Accepted(Accepted),
        Rejected(Rejected<'a>),
        Released(Released),
        Modified(Modified<'a>),
        Declared(Declared<'a>),
    }
}

alternatives! {
    AnyOutcome {
        Outcome(Outcome<'a>),
        Other(Extension<'a>),
    }
}

impl fmt::Display for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted(_) => f.write_str("accepted"),
            Self::Rejected(Rejected { error: None }) => f.write_str("rejected"),
            Self::Rejected(Rejected { error: Some(error) }) => write!(f, "rejected {error}"),
            Self::Released(_) => f.write_str("released"),
            Self::Modified(_) => f.write_str("modified"),
            Self::Declared(state) => write!(f, "declared {}", state.txn_id),
        }
    }
}

impl fmt::Display for AnyOutcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outcome(outcome) => fmt::Display::fmt(outcome, f),
            Self::Other(other) => fmt::Display::fmt(other, f),
        }
    }
}
