//! Outcomes (sections 3.4.2 to 3.4.5 and 4.5.5): the states that a delivery ends in.

use core::fmt;

use bytes::BufMut;

use crate::DecodeErrorKind;
use crate::definitions::{Error, Extension, Fields, TransactionId};
use crate::types::composite::{Field, Parse, code_of, composite, is_defined, take_descriptor};
use crate::types::{Budget, Encode, Value};
use crate::wire::Fault;

/// What has become of a delivery in the end.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
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
    /// A state of a type that AMQP 1.0 doesn't define.
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

/// Takes an outcome, or what else `other` knows by its code.
#[inline]
pub(super) fn take<'a, T: From<Outcome<'a>>>(
    code: u8,
    at: &'a [u8],
    input: &mut &'a [u8],
    budget: &mut Budget,
    other: impl FnOnce(u8, &mut &'a [u8], &mut Budget) -> Option<Result<T, Fault>>,
) -> Result<T, Fault> {
    *input = at;
    if code != 0 {
        return Ok(Outcome::Other(extension(at, input, budget)?).into());
    }
    let descriptor = take_descriptor(input, budget)?;
    let outcome = match code_of(descriptor) {
        Some(0x24) => Outcome::Accepted(Parse::parse(input, budget)?),
        Some(0x25) => Outcome::Rejected(Parse::parse(input, budget)?),
        Some(0x26) => Outcome::Released(Parse::parse(input, budget)?),
        Some(0x27) => Outcome::Modified(Parse::parse(input, budget)?),
        Some(0x33) => Outcome::Declared(Parse::parse(input, budget)?),
        Some(known) if is_defined(descriptor) => {
            return other(known, input, budget)
                .unwrap_or_else(|| Err(Fault::new(DecodeErrorKind::Descriptor, at, "descriptor")));
        }
        _ => Outcome::Other(extension(at, input, budget)?),
    };
    Ok(outcome.into())
}

#[cold]
fn extension<'a>(at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Extension<'a>, Fault> {
    *input = at;
    let value = Value::take(input, budget)?;
    Extension::try_from(value).map_err(|_| Fault::new(DecodeErrorKind::Descriptor, at, "descriptor"))
}

impl<'a> Field<'a> for Outcome<'a> {
    #[inline]
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        take(code, at, input, budget, |_, _, _| None)
    }
}

impl Encode for Outcome<'_> {
    #[inline]
    fn encoded_len(&self) -> usize {
        match self {
            Self::Accepted(state) => state.encoded_len(),
            Self::Rejected(state) => state.encoded_len(),
            Self::Released(state) => state.encoded_len(),
            Self::Modified(state) => state.encoded_len(),
            Self::Declared(state) => state.encoded_len(),
            Self::Other(state) => state.encoded_len(),
        }
    }

    #[inline]
    fn put(&self, dst: &mut impl BufMut) {
        match self {
            Self::Accepted(state) => state.put(dst),
            Self::Rejected(state) => state.put(dst),
            Self::Released(state) => state.put(dst),
            Self::Modified(state) => state.put(dst),
            Self::Declared(state) => state.put(dst),
            Self::Other(state) => state.put(dst),
        }
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
            Self::Other(state) => fmt::Display::fmt(state, f),
        }
    }
}
