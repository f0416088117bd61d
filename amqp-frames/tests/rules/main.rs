//! The rules tables: for each rule of AMQP 1.0 that one value, frame or message shows, bytes that keep it and bytes that break it.
//!
//! A row cites the section of the specification, or the attack that it is about. Bytes and outcomes come from reading the
//! specification: nothing here was written by the encoder.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

mod conformance;
mod frames;
mod messages;
mod values;

use amqp_frames::DecodeErrorKind;

/// Bytes, and what becomes of them.
struct Rule {
    /// What the bytes are, for people.
    says: &'static str,
    /// Where the rule stands.
    cites: &'static str,
    bytes: &'static [u8],
    outcome: Outcome,
}

#[derive(Clone, Copy)]
enum Outcome {
    /// Accepted, and shown so.
    Shown(&'static str),
    /// Accepted, and equal to what these bytes are.
    Same(&'static [u8]),
    /// Kind, offset, composite value, field.
    Refused(DecodeErrorKind, usize, Option<&'static str>, &'static str),
}

const fn accepted(
    says: &'static str,
    cites: &'static str,
    bytes: &'static [u8],
    shown: &'static str,
) -> Rule {
    Rule { says, cites, bytes, outcome: Outcome::Shown(shown) }
}

const fn same(says: &'static str, cites: &'static str, bytes: &'static [u8], other: &'static [u8]) -> Rule {
    Rule { says, cites, bytes, outcome: Outcome::Same(other) }
}

/// `offset` is where the part called `field` begins.
const fn refused(
    says: &'static str,
    cites: &'static str,
    bytes: &'static [u8],
    kind: DecodeErrorKind,
    offset: usize,
    field: &'static str,
) -> Rule {
    Rule { says, cites, bytes, outcome: Outcome::Refused(kind, offset, None, field) }
}

/// The field is one of `composite`; where a mandatory one is left out, the offset is where it had to begin.
const fn refused_in(
    says: &'static str,
    cites: &'static str,
    bytes: &'static [u8],
    kind: DecodeErrorKind,
    offset: usize,
    composite: &'static str,
    field: &'static str,
) -> Rule {
    Rule { says, cites, bytes, outcome: Outcome::Refused(kind, offset, Some(composite), field) }
}
