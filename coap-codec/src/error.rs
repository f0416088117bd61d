//! What can be wrong with bytes from a peer, and with values and messages from a caller.

use crate::MessageId;

/// Why bytes from a peer are no message, where, and what is to be done with them.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{field}: {kind} at byte {offset}")]
pub struct DecodeError {
    kind: DecodeErrorKind,
    offset: usize,
    field: &'static str,
    action: Action,
}

/// The rule that the bytes break; sections are those of RFC 7252 unless another RFC is named.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The message ends inside the field (section 3).
    #[error("the message ends inside the field (section 3)")]
    Truncated,
    /// Bytes behind the message (RFC 8323, section 3.2).
    #[error("bytes left over at the end (RFC 8323, section 3.2)")]
    TrailingBytes,
    /// The message is larger than [`Limits::max_message_size`](crate::Limits::max_message_size).
    #[error("message larger than the limit")]
    TooLarge,
    /// More options than [`Limits::max_options`](crate::Limits::max_options).
    #[error("more options than the limit")]
    TooManyOptions,
    /// Another version than 1 (section 3).
    #[error("unknown version (section 3)")]
    Version,
    /// A Token Length that is reserved: 9 to 15 (section 3), or 9 to 12 and 15 with extended tokens (RFC 8974).
    #[error("reserved token length (section 3)")]
    TokenLength,
    /// A code of a reserved class: 1 and 6, and over UDP 7 (section 4.2).
    #[error("code of a reserved class (section 4.2)")]
    ReservedClass,
    /// An Empty message in a datagram, with anything behind its header (section 4.1).
    #[error("an empty message that isn't empty (section 4.1)")]
    NotEmpty,
    /// A Non-confirmable message that is Empty (section 4.3).
    #[error("an empty non-confirmable message (section 4.3)")]
    EmptyNonConfirmable,
    /// A Reset message with a code (section 4.2).
    #[error("a reset message that isn't empty (section 4.2)")]
    ResetWithCode,
    /// An Acknowledgement that carries a request (section 4.2).
    #[error("a request in an acknowledgement (section 4.2)")]
    RequestInAcknowledgement,
    /// 15 in an option's delta or length (section 3.1).
    #[error("15 is reserved for the payload marker (section 3.1)")]
    ReservedNibble,
    /// An option number above 65,535 (section 3.1).
    #[error("option number above 65,535 (section 3.1)")]
    OptionNumber,
    /// A Payload Marker without a payload (section 3).
    #[error("payload marker without a payload (section 3)")]
    MissingPayload,
    /// A Len that isn't zero over WebSocket (RFC 8323, section 4.2).
    #[error("length that isn't zero (RFC 8323, section 4.2)")]
    Length,
    /// The first message of a connection is no CSM (RFC 8323, section 3.3).
    #[error("the first message is no CSM (RFC 8323, section 3.3)")]
    CsmExpected,
}

/// What the specifications want done with bytes that are no message.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
pub enum Action {
    /// Ignore it silently: the answer to another version (section 3), and to a malformed Acknowledgement or Reset
    /// (section 4.2).
    Ignore,
    /// Answer with a Reset message of this Message ID: a Confirmable message is rejected so (section 4.2).
    Reset(MessageId),
    /// Ignore it, or answer with a Reset message: a Non-confirmable message is rejected so (section 4.3). What came by
    /// multicast is only ignored (section 8.1).
    MayReset(MessageId),
    /// Send an Abort message, and close the connection (RFC 8323, section 5.6).
    Abort,
}

/// Why a message can't be encoded: decoding would refuse it, or it has no room.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// Decoding would refuse the message.
    #[error("{field}: {kind}")]
    Invalid {
        /// The rule that the message breaks.
        kind: DecodeErrorKind,
        /// The field, as the specification names it.
        field: &'static str,
    },
    /// A part of the message is longer than its length field can say.
    #[error("message too large")]
    TooLarge,
    /// The buffer can't take the message; nothing was written.
    #[error("no space left in the buffer")]
    NoSpace,
}

/// A value breaks the rules of its type.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a valid {0}")]
pub struct InvalidValue(pub(crate) &'static str);

impl DecodeError {
    #[cold]
    pub(crate) const fn new(
        kind: DecodeErrorKind,
        offset: usize,
        field: &'static str,
        action: Action,
    ) -> Self {
        Self { kind, offset, field, action }
    }

    /// The rule that the bytes break.
    pub const fn kind(&self) -> DecodeErrorKind {
        self.kind
    }

    /// Where the field that breaks it starts, counted from the message's first byte.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The field, as the specification names it.
    pub const fn field(&self) -> &'static str {
        self.field
    }

    /// What is to be done with the bytes.
    pub const fn action(&self) -> Action {
        self.action
    }
}
