//! Errors that peers tell each other (sections 2.8.14 to 2.8.18 and 4.5.8).

use core::fmt;

use super::Fields;
use crate::types::composite::{
    Composite, Field, Parse, code_of, composite, from_value, open_choices, take_descriptor, to_value,
};
use crate::types::{Budget, Value, ValueBuf};
use crate::wire::Fault;
use crate::{DecodeError, DecodeErrorKind, EncodeError};

/// Why a link, a session or a connection ends, or a message was rejected (section 2.8.14).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Error<'a> {
    /// What went wrong.
    pub condition: ErrorCondition<'a>,
    /// The same for people.
    pub description: Option<&'a str>,
    /// Details by their names.
    pub info: Option<Fields<'a>>,
}

composite!(Error<'a>, "error", 0x1d {
    condition "condition" required,
    description "description" optional,
    info "info" optional,
});

impl<'a> Error<'a> {
    /// An error without details.
    pub const fn new(condition: ErrorCondition<'a>) -> Self {
        Self { condition, description: None, info: None }
    }

    /// The value that it is, as the delivery annotation `rejected` has it (section 3.2.2).
    ///
    /// # Errors
    ///
    /// It can't be decoded again: there are values in it that are inside each other too deep.
    pub fn to_value(&self) -> Result<ValueBuf, EncodeError> {
        to_value(self)
    }
}

impl<'a> TryFrom<Value<'a>> for Error<'a> {
    type Error = DecodeError;

    /// The error that a value is; offsets in errors are counted from the value's first byte.
    fn try_from(value: Value<'a>) -> Result<Self, DecodeError> {
        from_value(value)
    }
}

impl fmt::Display for Error<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.condition, f)?;
        match self.description {
            Some(description) => write!(f, " {description:?}"),
            None => Ok(()),
        }
    }
}

open_choices! {
    /// What went wrong (section 2.8.14): one of the conditions that are constants here, or any other symbol.
    ErrorCondition {
        /// Something failed inside the peer (section 2.8.15).
        INTERNAL_ERROR "amqp:internal-error";
        /// There is no such node (section 2.8.15).
        NOT_FOUND "amqp:not-found";
        /// The rights don't suffice (section 2.8.15).
        UNAUTHORIZED_ACCESS "amqp:unauthorized-access";
        /// Bytes could not be decoded (section 2.8.15).
        DECODE_ERROR "amqp:decode-error";
        /// More was asked for than there may be (section 2.8.15).
        RESOURCE_LIMIT_EXCEEDED "amqp:resource-limit-exceeded";
        /// A frame was used as the specification doesn't allow (section 2.8.15).
        NOT_ALLOWED "amqp:not-allowed";
        /// A field has a value that it can't have (section 2.8.15).
        INVALID_FIELD "amqp:invalid-field";
        /// The peer can't do that (section 2.8.15).
        NOT_IMPLEMENTED "amqp:not-implemented";
        /// Somebody else has locked it (section 2.8.15).
        RESOURCE_LOCKED "amqp:resource-locked";
        /// What was to hold before doesn't (section 2.8.15).
        PRECONDITION_FAILED "amqp:precondition-failed";
        /// It was deleted (section 2.8.15).
        RESOURCE_DELETED "amqp:resource-deleted";
        /// This frame can't come in this state (section 2.8.15).
        ILLEGAL_STATE "amqp:illegal-state";
        /// The frames that may be sent are too small for what is to be sent (section 2.8.15).
        FRAME_SIZE_TOO_SMALL "amqp:frame-size-too-small";
        /// Somebody closed the connection (section 2.8.16).
        CONNECTION_FORCED "amqp:connection:forced";
        /// The frame header is malformed (section 2.8.16).
        FRAMING_ERROR "amqp:connection:framing-error";
        /// Connect elsewhere (section 2.8.16).
        CONNECTION_REDIRECT "amqp:connection:redirect";
        /// More transfers came than the window had room for (section 2.8.17).
        WINDOW_VIOLATION "amqp:session:window-violation";
        /// Frames came for a link that was detached with an error (section 2.8.17).
        ERRANT_LINK "amqp:session:errant-link";
        /// The handle stands for another link (section 2.8.17).
        HANDLE_IN_USE "amqp:session:handle-in-use";
        /// The handle stands for no link (section 2.8.17).
        UNATTACHED_HANDLE "amqp:session:unattached-handle";
        /// Somebody detached the link (section 2.8.18).
        DETACH_FORCED "amqp:link:detach-forced";
        /// More messages came than there was credit for (section 2.8.18).
        TRANSFER_LIMIT_EXCEEDED "amqp:link:transfer-limit-exceeded";
        /// A message is larger than the link takes (section 2.8.18).
        MESSAGE_SIZE_EXCEEDED "amqp:link:message-size-exceeded";
        /// Attach elsewhere (section 2.8.18).
        LINK_REDIRECT "amqp:link:redirect";
        /// The link was attached somewhere else (section 2.8.18).
        STOLEN "amqp:link:stolen";
        /// There is no such transaction (section 4.5.8).
        TRANSACTION_UNKNOWN_ID "amqp:transaction:unknown-id";
        /// The transaction was rolled back (section 4.5.8).
        TRANSACTION_ROLLBACK "amqp:transaction:rollback";
        /// The transaction took too long (section 4.5.8).
        TRANSACTION_TIMEOUT "amqp:transaction:timeout";
    }
}

impl<'a> Field<'a> for Error<'a> {
    fn take(_: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        *input = at;
        match code_of(take_descriptor(input, budget)?) {
            Some(Self::DESCRIPTOR) => Self::parse(input, budget),
            _ => Err(Fault::new(DecodeErrorKind::Descriptor, at, "descriptor")),
        }
    }
}
