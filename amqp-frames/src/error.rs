//! What can be wrong with bytes from a peer, and with values from a caller.

use core::fmt;

use crate::ProtocolId;
use crate::definitions::ErrorCondition;
use crate::types::composite::performative_of;

/// Why bytes from a peer are not what they should be, and where.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct DecodeError {
    kind: DecodeErrorKind,
    /// The number that the descriptor of the frame's body is; 0 if there is none.
    body: u8,
    /// Whether they are the first of a connection, where a protocol header has to be.
    is_opening: bool,
    offset: usize,
    field: &'static str,
    composite: &'static str,
}

/// The rule that the bytes break; sections are those of AMQP 1.0.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The bytes end, or the list, map or array around it does, before the value does (section 1.2).
    #[error("the bytes end too early (section 1.2)")]
    Truncated,
    /// Bytes behind the last item that the count announces, or behind the value (section 1.2).
    #[error("bytes left over at the end (section 1.2)")]
    TrailingBytes,
    /// More bytes than [`Limits::max_size`](crate::Limits::max_size).
    #[error("larger than the limit")]
    TooLarge,
    /// Deeper than [`Limits::max_depth`](crate::Limits::max_depth).
    #[error("values inside each other deeper than the limit")]
    TooDeep,
    /// More items than [`Limits::max_items`](crate::Limits::max_items).
    #[error("more items than the limit")]
    TooManyItems,
    /// A format code that stands for no type (section 1.6).
    #[error("unassigned format code (section 1.6)")]
    FormatCode,
    /// A size that has no room for the count behind it (sections 1.2.3 and 1.2.4).
    #[error("size too small for the count (section 1.2.3)")]
    Size,
    /// A count of more items than its size has bytes for (sections 1.2.3 and 1.2.4).
    #[error("count of more items than there are bytes (section 1.2.3)")]
    Count,
    /// A boolean of one byte that is neither 0 nor 1 (section 1.6.2).
    #[error("boolean that is neither 0 nor 1 (section 1.6.2)")]
    Boolean,
    /// A char that is no Unicode character (section 1.6.16).
    #[error("not a Unicode character (section 1.6.16)")]
    Char,
    /// A string that isn't well-formed UTF-8 (section 1.6.20).
    #[error("not well-formed UTF-8 (section 1.6.20)")]
    Utf8,
    /// A symbol that isn't ASCII (section 1.6.21).
    #[error("symbol that isn't ASCII (section 1.6.21)")]
    Symbol,
    /// A map with a key that maps to nothing (section 1.6.23).
    #[error("map with an odd number of items (section 1.6.23)")]
    OddMap,
    /// A map with two identical keys (section 1.6.23).
    #[error("key that is in the map twice (section 1.6.23)")]
    DuplicateKey,
    /// A value of another type than the definition asks for, or than the other elements of the array (sections 1.2.4 and
    /// 1.4).
    #[error("value of another type (section 1.4)")]
    WrongType,
    /// A mandatory field is null or left out (section 1.4).
    #[error("mandatory field is missing (section 1.4)")]
    MissingField,
    /// More fields than the definition has (section 1.4).
    #[error("more fields than are defined (section 1.4)")]
    TooManyFields,
    /// Not a protocol header, where one has to be (section 2.2).
    #[error("not a protocol header of AMQP 1.0 (section 2.2)")]
    ProtocolHeader,
    /// A protocol header of AMQP itself that has another version or id than AMQP 1.0 knows (section 2.2).
    #[error("protocol header of an unknown version or protocol id (section 2.2)")]
    ProtocolVersion(ProtocolId),
    /// The beginning of a TLS connection, or of some record in it.
    #[error("this is TLS, not AMQP")]
    Tls,
    /// A request or a response of HTTP.
    #[error("this is HTTP, not AMQP")]
    Http,
    /// A protocol header of AMQP 0-9-1, which has nothing but the name in common with AMQP 1.0.
    #[error("this is AMQP 0-9-1, not AMQP 1.0")]
    Amqp0_9_1,
    /// A protocol header of AMQP 0-8, 0-9 or 0-10.
    #[error("this is AMQP 0-8, 0-9 or 0-10, not AMQP 1.0")]
    Amqp0,
    /// Bytes behind the protocol header of TLS, where TLS has to begin (section 5.2).
    #[error("TLS has to begin here (section 5.2)")]
    BehindTls,
    /// A protocol header between frames (section 2.2).
    #[error("protocol header between frames (section 2.2)")]
    UnexpectedHeader,
    /// A frame shorter than its header (section 2.3.1).
    #[error("frame shorter than its header (section 2.3.1)")]
    FrameSize,
    /// A frame whose body begins inside the header or behind the end (section 2.3.1).
    #[error("data offset inside the frame header or behind the frame (section 2.3.1)")]
    DataOffset,
    /// A frame of another type than those that may come: AMQP's or SASL's (sections 2.3.1 and 5.3.1).
    #[error("frame of another type (section 2.3.1)")]
    FrameType,
    /// A frame of SASL without a body (section 5.3.1).
    #[error("SASL frame without a body (section 5.3.1)")]
    EmptyFrame,
    /// A descriptor that stands for nothing that may stand there (sections 2.3.2 and 5.3.1).
    #[error("descriptor of nothing that may stand here (section 2.3.2)")]
    Descriptor,
    /// An open on another channel than 0 (section 2.4.1).
    #[error("open on another channel than 0 (section 2.4.1)")]
    Channel,
    /// A number or a symbol that isn't one of the choices that its type has (section 1.3.5).
    #[error("not one of the type's choices (section 1.3.5)")]
    Choice,
    /// A delivery tag or a transaction id of more than 32 bytes (sections 2.8.7 and 4.5.4).
    #[error("longer than 32 bytes (sections 2.8.7 and 4.5.4)")]
    TooLong,
    /// State of a link in a flow that names no link (section 2.7.4).
    #[error("state of a link in a flow without handle (section 2.7.4)")]
    WithoutHandle,
    /// A dynamic node that has its address before it was made, or no address afterwards (sections 3.5.3 and 3.5.4).
    #[error("address of a node to be made, or none of one that was made (section 3.5.3)")]
    DynamicAddress,
    /// Properties of a dynamic node where there is none (sections 3.5.3 and 3.5.4).
    #[error("properties of a dynamic node where the node isn't dynamic (section 3.5.3)")]
    NotDynamic,
    /// A section of a message that part 3 doesn't define (section 3.2).
    #[error("not a section of a message (section 3.2)")]
    UnknownSection,
    /// A section of a message behind one that it has to stand in front of (section 3.2).
    #[error("section behind one that comes after it (section 3.2)")]
    SectionOrder,
    /// A section of a message twice, which is neither data nor a sequence (section 3.2).
    #[error("section that was there already (section 3.2)")]
    RepeatedSection,
    /// Sections of more than one kind of body (section 3.2).
    #[error("body of more than one kind (section 3.2)")]
    MixedBody,
}

impl DecodeErrorKind {
    const fn condition(self) -> ErrorCondition<'static> {
        match self {
            Self::TooLarge
            | Self::ProtocolHeader
            | Self::ProtocolVersion(_)
            | Self::Tls
            | Self::Http
            | Self::Amqp0_9_1
            | Self::Amqp0
            | Self::BehindTls
            | Self::UnexpectedHeader
            | Self::FrameSize
            | Self::DataOffset
            | Self::FrameType
            | Self::EmptyFrame
            | Self::Channel => ErrorCondition::FRAMING_ERROR,
            Self::MissingField
            | Self::TooManyFields
            | Self::Choice
            | Self::TooLong
            | Self::WithoutHandle
            | Self::DynamicAddress
            | Self::NotDynamic => ErrorCondition::INVALID_FIELD,
            Self::TooDeep | Self::TooManyItems => ErrorCondition::RESOURCE_LIMIT_EXCEEDED,
            Self::Truncated
            | Self::TrailingBytes
            | Self::FormatCode
            | Self::Size
            | Self::Count
            | Self::Boolean
            | Self::Char
            | Self::Utf8
            | Self::Symbol
            | Self::OddMap
            | Self::DuplicateKey
            | Self::WrongType
            | Self::Descriptor
            | Self::UnknownSection
            | Self::SectionOrder
            | Self::RepeatedSection
            | Self::MixedBody => ErrorCondition::DECODE_ERROR,
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let performative = self.performative().filter(|name| *name != self.composite);
        for place in performative.into_iter().chain(self.composite()) {
            write!(f, "{place}: ")?;
        }
        write!(f, "{}: {} at byte {}", self.field, self.kind, self.offset)
    }
}

impl core::error::Error for DecodeError {}

/// Why a value can't be encoded: decoding would refuse it, or it has no room.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// Decoding would refuse the value.
    #[error("{field}: {kind}")]
    #[non_exhaustive]
    Invalid {
        /// The rule that the value breaks.
        kind: DecodeErrorKind,
        /// The field, as the specification names it.
        field: &'static str,
    },
    /// More bytes or items than four bytes can count (section 1.2).
    #[error("value too large")]
    TooLarge,
    /// The frame has more bytes than the peer takes (sections 2.4.1, 2.7.1 and 5.3.1).
    #[error("frame larger than the peer takes (section 2.7.1)")]
    FrameSize,
    /// The buffer can't take the value; nothing was written.
    #[error("no space left in the buffer")]
    NoSpace,
}

/// A value breaks the rules of its type.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a valid {0}")]
pub struct InvalidValue(pub(crate) &'static str);

impl DecodeError {
    #[cold]
    pub(crate) const fn new(kind: DecodeErrorKind, offset: usize, field: &'static str) -> Self {
        Self { kind, body: 0, is_opening: false, offset, field, composite: "" }
    }

    /// What a connection begins with that doesn't begin with a protocol header.
    #[cold]
    pub(crate) const fn opening(kind: DecodeErrorKind) -> Self {
        Self { is_opening: true, ..Self::new(kind, 0, "protocol header") }
    }

    /// The same in a frame with the body that begins with `descriptor`.
    pub(crate) const fn in_body(self, descriptor: u8) -> Self {
        Self { body: descriptor, ..self }
    }

    pub(crate) const fn within(self, composite: &'static str) -> Self {
        Self { composite, ..self }
    }

    /// The rule that the bytes break.
    pub const fn kind(&self) -> DecodeErrorKind {
        self.kind
    }

    /// Where the field that breaks it starts, counted from the first byte.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The field or the part of a value, as the specification names it.
    pub const fn field(&self) -> &'static str {
        self.field
    }

    /// The composite value that the field is one of, as the specification names it: a performative, or what is inside. None
    /// if the field isn't one of a composite value.
    pub const fn composite(&self) -> Option<&'static str> {
        if self.composite.is_empty() { None } else { Some(self.composite) }
    }

    /// The performative or the part of SASL that the frame is of, as the specification names it: [`composite`](Self::composite)
    /// is what is inside of it, or the same. None if it can't be told, or if no frame was decoded.
    pub fn performative(&self) -> Option<&'static str> {
        performative_of(self.body)
    }

    /// What to say in a close, an end or a detach that answers it.
    ///
    /// | condition | |
    /// |---|---|
    /// | `amqp:connection:framing-error` | the frame's header, an empty frame of SASL, an open on another channel than 0, a protocol header that can't be there |
    /// | `amqp:invalid-field` | a field that is missing, has a value that it can't have, or goes with others that it can't go with |
    /// | `amqp:resource-limit-exceeded` | the depth, and the number of items |
    /// | `amqp:decode-error` | all else |
    pub const fn condition(&self) -> ErrorCondition<'static> {
        self.kind.condition()
    }

    /// The protocol header to send before the connection is closed, if there was none of AMQP 1.0 at the beginning (section
    /// 2.2).
    pub const fn answer(&self) -> Option<ProtocolId> {
        match self.kind {
            _ if !self.is_opening => None,
            DecodeErrorKind::ProtocolVersion(id) => Some(id),
            _ => Some(ProtocolId::Amqp),
        }
    }
}
