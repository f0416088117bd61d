//! The rules tables: for each rule of the specifications that XML, streams and stanzas show, bytes that keep it and bytes that
//! break it.
//!
//! A row cites the section that it is about, of RFC 6120 if it names no other. Bytes and outcomes come from reading the
//! specifications: nothing here was written by the encoder.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

mod conformance;
mod headers;
mod payloads;
mod stanzas;
mod stream;
mod xml;

use xmpp_stream::{DecodeError, DecodeErrorKind, StreamErrorCondition};

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
    /// Accepted, and equal to what these bytes are.
    Same(&'static [u8]),
    /// Kind, offset, field, and the condition of the stream error that the peer gets.
    Refused(DecodeErrorKind, usize, &'static str, StreamErrorCondition),
}

const fn accepted(says: &'static str, cites: &'static str, bytes: &'static [u8]) -> Rule {
    same(says, cites, bytes, bytes)
}

const fn same(says: &'static str, cites: &'static str, bytes: &'static [u8], other: &'static [u8]) -> Rule {
    Rule { says, cites, bytes, outcome: Outcome::Same(other) }
}

/// `offset` is where the part called `field` goes wrong.
const fn refused(
    says: &'static str,
    cites: &'static str,
    bytes: &'static [u8],
    kind: DecodeErrorKind,
    offset: usize,
    field: &'static str,
    condition: StreamErrorCondition,
) -> Rule {
    Rule { says, cites, bytes, outcome: Outcome::Refused(kind, offset, field, condition) }
}

/// What a row says of an error: kind, offset, field, condition.
type Told = (DecodeErrorKind, usize, &'static str, StreamErrorCondition);

fn told(error: &DecodeError) -> Told {
    (error.kind(), error.offset(), error.field(), error.condition())
}
