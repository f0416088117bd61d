//! What can be wrong with bytes from a peer, and with values and packets from a caller.

use crate::Version;
use crate::reason::{ConnectReasonCode, DisconnectReasonCode};

/// Why bytes from a peer are no packet, and where.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{field}: {kind} at byte {offset}")]
pub struct DecodeError {
    kind: DecodeErrorKind,
    offset: usize,
    field: &'static str,
}

/// The rule that the bytes break; ids and sections are those of MQTT 5.0 unless another version is named.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// A Variable Byte Integer of more than four bytes, or longer than it needs to be \[MQTT-1.5.5-1\].
    #[error("variable byte integer of more bytes than allowed [MQTT-1.5.5-1]")]
    VariableByteInteger,
    /// The packet is larger than [`Limits::max_packet_size`](crate::Limits::max_packet_size).
    #[error("packet larger than the limit (section 3.1.2.11.4)")]
    TooLarge,
    /// More entries than [`Limits::max_items`](crate::Limits::max_items).
    #[error("more entries than the limit")]
    TooManyItems,
    /// A packet type that the version doesn't have (section 2.1.2).
    #[error("reserved packet type (section 2.1.2)")]
    PacketType,
    /// The fixed header's flags are not those of the packet type \[MQTT-2.1.3-1\].
    #[error("reserved flags not as they must be [MQTT-2.1.3-1]")]
    ReservedFlags,
    /// The first packet of a connection is no CONNECT \[MQTT-3.1.0-1\].
    #[error("the first packet is no CONNECT [MQTT-3.1.0-1]")]
    ConnectExpected,
    /// The packet ends inside the field (section 1.2, Malformed Packet).
    #[error("the bytes end too early (section 1.2)")]
    Truncated,
    /// Bytes that belong to no field (section 1.2, Malformed Packet).
    #[error("bytes left over at the end (section 1.2)")]
    TrailingBytes,
    /// Not well-formed UTF-8 \[MQTT-1.5.4-1\].
    #[error("not well-formed UTF-8 [MQTT-1.5.4-1]")]
    Utf8,
    /// A string that contains U+0000 \[MQTT-1.5.4-2\].
    #[error("U+0000 in a string [MQTT-1.5.4-2]")]
    Nul,
    /// A Packet Identifier of zero \[MQTT-2.2.1-3\].
    #[error("packet identifier is zero [MQTT-2.2.1-3]")]
    ZeroPacketId,
    /// A Topic Name that is empty or contains a wildcard \[MQTT-4.7.0-1\], \[MQTT-4.7.3-1\].
    #[error("malformed topic name (section 4.7)")]
    TopicName,
    /// A PUBLISH with neither a Topic Name nor a Topic Alias (section 3.3.2.1).
    #[error("neither topic name nor topic alias (section 3.3.2.1)")]
    MissingTopic,
    /// A Topic Filter that is empty or has a wildcard in the wrong place (section 4.7.1).
    #[error("malformed topic filter (section 4.7.1)")]
    TopicFilter,
    /// A Shared Subscription without a ShareName or without a filter \[MQTT-4.8.2-1\], \[MQTT-4.8.2-2\].
    #[error("malformed shared subscription (section 4.8.2)")]
    SharedSubscription,
    /// No Local on a Shared Subscription \[MQTT-3.8.3-4\].
    #[error("No Local on a shared subscription [MQTT-3.8.3-4]")]
    NoLocalShared,
    /// Reserved bits of the Subscription Options are set \[MQTT-3.8.3-5\].
    #[error("reserved subscription option set [MQTT-3.8.3-5]")]
    ReservedOptions,
    /// QoS 3 or Retain Handling 3 in Subscription Options (section 3.8.3.1).
    #[error("QoS 3 or retain handling 3 (section 3.8.3.1)")]
    SubscriptionOptions,
    /// A list that must hold something holds nothing \[MQTT-3.8.3-2\], \[MQTT-3.10.3-2\].
    #[error("the list is empty (section 2.3)")]
    EmptyList,
    /// Both QoS bits are set \[MQTT-3.3.1-4\], \[MQTT-3.1.2-12\].
    #[error("QoS 3 [MQTT-3.3.1-4]")]
    Qos,
    /// DUP with QoS 0 \[MQTT-3.3.1-2\].
    #[error("DUP with QoS 0 [MQTT-3.3.1-2]")]
    DupAtQos0,
    /// The Protocol Name is neither `MQTT` nor `MQIsdp` \[MQTT-3.1.2-1\].
    #[error("not the protocol name of MQTT [MQTT-3.1.2-1]")]
    ProtocolName,
    /// A Protocol Version that this crate doesn't know, or another one than the connection's \[MQTT-3.1.2-2\].
    #[error("unsupported protocol version [MQTT-3.1.2-2]")]
    ProtocolVersion,
    /// The reserved bit of the Connect Flags is set \[MQTT-3.1.2-3\].
    #[error("reserved connect flag set [MQTT-3.1.2-3]")]
    ConnectFlags,
    /// Will QoS or Will Retain without the Will Flag \[MQTT-3.1.2-11\], \[MQTT-3.1.2-13\].
    #[error("will QoS or will retain without will flag [MQTT-3.1.2-11]")]
    WillFlags,
    /// A Password without a User Name, before version 5 (3.1.1: \[MQTT-3.1.2-22\]).
    #[error("password without user name (3.1.1 [MQTT-3.1.2-22])")]
    PasswordWithoutUserName,
    /// A Client Identifier that the version rejects: empty without Clean Session (3.1.1: \[MQTT-3.1.3-8\]), or not of 1 to
    /// 23 characters (3.1).
    #[error("client identifier rejected (3.1.1 [MQTT-3.1.3-8])")]
    ClientId,
    /// Reserved bits of the Connect Acknowledge Flags \[MQTT-3.2.2-1\].
    #[error("reserved connect acknowledge flags set [MQTT-3.2.2-1]")]
    ConnAckFlags,
    /// Session Present in a CONNACK that refuses the connection \[MQTT-3.2.2-6\].
    #[error("session present with an error [MQTT-3.2.2-6]")]
    SessionPresent,
    /// A Reason Code that the packet doesn't have in this version (section 2.4).
    #[error("not a reason code of this packet (section 2.4)")]
    ReasonCode,
    /// A property that doesn't exist, or not in this packet (section 2.2.2.2).
    #[error("property unknown or not allowed in this packet (section 2.2.2.2)")]
    Property,
    /// A property that may occur once occurs again (section 2.2.2.2).
    #[error("property occurs more than once (section 2.2.2.2)")]
    DuplicateProperty,
    /// A property's value is out of its range (sections 3.1.2.11, 3.2.2.3, 3.3.2.3).
    #[error("property value out of range (section 2.2.2.2)")]
    PropertyValue,
    /// A Topic Alias of zero \[MQTT-3.3.2-8\].
    #[error("topic alias is zero [MQTT-3.3.2-8]")]
    TopicAlias,
    /// No Authentication Method where there must be one (sections 3.1.2.11.10, 3.15.2.2.2).
    #[error("authentication method is missing (section 3.15.2.2.2)")]
    MissingAuthenticationMethod,
}

/// Why a packet can't be encoded: decoding would refuse it, its version can't carry it, or it has no room.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// Decoding would refuse the packet.
    #[error("{field}: {kind}")]
    #[non_exhaustive]
    Invalid {
        /// The rule that the packet breaks.
        kind: DecodeErrorKind,
        /// The field, as the specification names it.
        field: &'static str,
    },
    /// The version has no such thing.
    #[error("{field} can't be sent in MQTT {version}")]
    #[non_exhaustive]
    Version {
        /// The version asked for.
        version: Version,
        /// What it can't carry.
        field: &'static str,
    },
    /// More than 268,435,455 bytes follow the fixed header (section 2.1.4), or the packet is larger than the receiver's
    /// Maximum Packet Size, where that is known.
    #[error("packet too large")]
    TooLarge,
    /// The buffer can't take the packet; nothing was written.
    #[error("no space left in the buffer")]
    NoSpace,
}

/// A value breaks the rules of its type.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a valid {field}: {reason}")]
pub struct InvalidValue {
    field: &'static str,
    reason: &'static str,
}

impl InvalidValue {
    pub(crate) const fn new(field: &'static str, reason: &'static str) -> Self {
        Self { field, reason }
    }

    pub(crate) const fn too_long(field: &'static str) -> Self {
        Self { field, reason: "longer than 65,535 bytes" }
    }

    /// For a string whose bytes would be refused because of `kind`.
    pub(crate) const fn of_text(field: &'static str, text: &str, kind: DecodeErrorKind) -> Self {
        let reason = match kind {
            DecodeErrorKind::Nul => "it contains U+0000",
            _ if text.is_empty() => "it is empty",
            DecodeErrorKind::TopicName => "it contains a wildcard",
            _ => "a wildcard shares its level, or # is not at the end",
        };
        Self { field, reason }
    }

    /// What the value should have been, as the specification names it.
    pub const fn field(&self) -> &'static str {
        self.field
    }
}

impl DecodeError {
    #[cold]
    pub(crate) const fn new(kind: DecodeErrorKind, offset: usize, field: &'static str) -> Self {
        Self { kind, offset, field }
    }

    /// The rule that the bytes break.
    pub const fn kind(&self) -> DecodeErrorKind {
        self.kind
    }

    /// Where the field that breaks it starts, counted from the packet's first byte.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The field, as the specification names it.
    pub const fn field(&self) -> &'static str {
        self.field
    }

    /// The Reason Code's number in version 5 (section 4.13); typed, it is [`connect_reason_code`](Self::connect_reason_code)
    /// or [`disconnect_reason_code`](Self::disconnect_reason_code).
    pub const fn reason_code(&self) -> u8 {
        use DecodeErrorKind as K;
        match self.kind {
            K::ConnectExpected
            | K::EmptyList
            | K::MissingTopic
            | K::NoLocalShared
            | K::SessionPresent
            | K::SubscriptionOptions
            | K::DuplicateProperty
            | K::PropertyValue
            | K::MissingAuthenticationMethod => 0x82,
            K::ProtocolName | K::ProtocolVersion => 0x84,
            K::ClientId => 0x85,
            K::TopicAlias => 0x94,
            K::TooLarge => 0x95,
            K::TooManyItems => 0x97,
            _ => 0x81,
        }
    }

    /// What the CONNACK says that answers a malformed CONNECT.
    ///
    /// Before version 5 only `UnsupportedProtocolVersion` and `ClientIdentifierNotValid` are answered, and for all else the
    /// connection is closed without a word (3.1.1: \[MQTT-3.1.4-1\]). Where no version is known, 3.1.1 serves.
    pub fn connect_reason_code(&self) -> ConnectReasonCode {
        ConnectReasonCode::try_from(self.reason_code()).unwrap_or(ConnectReasonCode::ProtocolError)
    }

    /// What the DISCONNECT says that ends a connection of version 5.
    pub fn disconnect_reason_code(&self) -> DisconnectReasonCode {
        DisconnectReasonCode::try_from(self.reason_code()).unwrap_or(DisconnectReasonCode::ProtocolError)
    }
}
