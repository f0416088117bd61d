//! What can be wrong with a peer, and with what a caller asks for.

use crate::packet::PacketType;
use crate::reason::{ConnectReasonCode, DisconnectReasonCode};
use crate::{DecodeError, EncodeError};

/// The peer broke the protocol, or was silent for too long. The connection is closed; where there is something to say about
/// it, that waits to be sent. The session's own state is intact.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{kind}")]
pub struct ProtocolError {
    kind: ProtocolErrorKind,
}

/// The rule that the peer broke; ids and sections are those of MQTT 5.0.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProtocolErrorKind {
    /// What it sent is no packet.
    #[error(transparent)]
    Malformed(DecodeError),
    /// A packet that the role or the state of the connection doesn't allow (section 4.13).
    #[error("unexpected {0}")]
    Unexpected(PacketType),
    /// More messages of QoS 1 and 2 than the Receive Maximum allows \[MQTT-3.3.4-7\], \[MQTT-3.3.4-9\].
    #[error("receive maximum exceeded [MQTT-3.3.4-7]")]
    ReceiveMaximum,
    /// A Topic Alias above the Topic Alias Maximum \[MQTT-3.3.2-9\], \[MQTT-3.3.2-11\].
    #[error("topic alias above the maximum [MQTT-3.3.2-9]")]
    TopicAlias,
    /// A Topic Alias that stands for nothing yet (section 3.3.2.3.4).
    #[error("topic alias without a topic (section 3.3.2.3.4)")]
    UnknownTopicAlias,
    /// A message or will above the Maximum QoS \[MQTT-3.2.2-11\], \[MQTT-3.2.2-12\].
    #[error("QoS not supported [MQTT-3.2.2-11]")]
    Qos,
    /// A retained message or will where retaining is not available \[MQTT-3.2.2-13\], \[MQTT-3.2.2-14\].
    #[error("retain not supported [MQTT-3.2.2-14]")]
    Retain,
    /// A Subscription Identifier in a PUBLISH from a client \[MQTT-3.3.4-6\].
    #[error("subscription identifier from a client [MQTT-3.3.4-6]")]
    SubscriptionId,
    /// A Subscription Identifier where they are not available (section 3.2.2.3.12).
    #[error("subscription identifiers not supported (section 3.2.2.3.12)")]
    SubscriptionIdsUnavailable,
    /// A Shared Subscription where there are none (section 3.2.2.3.13).
    #[error("shared subscriptions not supported (section 3.2.2.3.13)")]
    SharedUnavailable,
    /// A wildcard where they are not available (section 3.2.2.3.11).
    #[error("wildcard subscriptions not supported (section 3.2.2.3.11)")]
    WildcardsUnavailable,
    /// An acknowledgement of what was not sent, or not in this state (section 4.3).
    #[error("{0} for nothing that waits for it (section 4.3)")]
    NothingToAcknowledge(PacketType),
    /// A Packet Identifier that is in use (section 2.2.1).
    #[error("packet identifier in use (section 2.2.1)")]
    PacketIdInUse,
    /// As many Reason Codes as there were no Topic Filters \[MQTT-3.8.4-6\].
    #[error("not one reason code for each topic filter [MQTT-3.8.4-6]")]
    ReasonCodes,
    /// Session Present, and the client has no session \[MQTT-3.2.2-4\].
    #[error("session present without a session [MQTT-3.2.2-4]")]
    SessionPresent,
    /// Another Authentication Method than the CONNECT's, or one although that had none \[MQTT-4.12.0-5\],
    /// \[MQTT-4.12.0-6\].
    #[error("not the authentication method of the CONNECT [MQTT-4.12.0-5]")]
    AuthenticationMethod,
    /// A Session Expiry Interval in a DISCONNECT of the server, or of a client whose CONNECT had none \[MQTT-3.14.2-2\].
    #[error("session expiry interval not allowed [MQTT-3.14.2-2]")]
    SessionExpiry,
    /// Nothing came in time \[MQTT-3.1.2-22\]; a client: no PINGRESP.
    #[error("keep alive timeout [MQTT-3.1.2-22]")]
    KeepAlive,
    /// The connection was not made in time (section 3.1.4).
    #[error("no CONNECT or CONNACK in time (section 3.1.4)")]
    ConnectTimeout,
}

/// The caller asked for what can't be done now; nothing has changed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CommandError {
    /// The connection has ended.
    #[error("the connection has ended")]
    Closed,
    /// Not in this state of the connection.
    #[error("not in this state of the connection")]
    State,
    /// Too much waits already: to be sent, to be acknowledged, or for its turn.
    #[error("too much is waiting already")]
    Full,
    /// The handle means nothing, or nothing any more.
    #[error("the handle is not, or no longer, valid")]
    UnknownHandle,
    /// The packet is larger than the peer accepts \[MQTT-3.1.2-24\], \[MQTT-3.2.2-15\].
    #[error("larger than the peer's maximum packet size [MQTT-3.2.2-15]")]
    TooLarge,
    /// The message has expired while it waited (section 3.3.2.3.3).
    #[error("the message has expired")]
    Expired,
    /// The server has said that it doesn't support this (section 3.2.2.3).
    #[error("not available on this server (section 3.2.2.3): {0}")]
    Unavailable(&'static str),
    /// Not as many Reason Codes as Topic Filters \[MQTT-3.8.4-6\].
    #[error("not one reason code for each topic filter [MQTT-3.8.4-6]")]
    ReasonCodes,
    /// The client has no Client Identifier and is to be given one, or has one already \[MQTT-3.2.2-16\].
    #[error("an identifier must be assigned, and only then [MQTT-3.2.2-16]")]
    ClientId,
    /// What the machine itself puts into the packet, or what this role may not send.
    #[error("{0} is not the caller's to set")]
    Forbidden(&'static str),
    /// It can't be encoded.
    #[error(transparent)]
    Encode(EncodeError),
}

impl From<EncodeError> for CommandError {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

impl From<DecodeError> for ProtocolError {
    fn from(error: DecodeError) -> Self {
        ProtocolErrorKind::Malformed(error).into()
    }
}

impl From<ProtocolErrorKind> for ProtocolError {
    fn from(kind: ProtocolErrorKind) -> Self {
        Self { kind }
    }
}

impl ProtocolError {
    /// The rule that was broken.
    pub const fn kind(&self) -> ProtocolErrorKind {
        self.kind
    }

    /// What the DISCONNECT says that ends a connection of version 5 (section 4.13).
    pub fn reason(&self) -> DisconnectReasonCode {
        self.kind.reason()
    }
}

impl ProtocolErrorKind {
    /// What the DISCONNECT says that ends a connection of version 5 (section 4.13).
    pub fn reason(self) -> DisconnectReasonCode {
        match self {
            Self::Malformed(error) => error.disconnect_reason_code(),
            Self::ReceiveMaximum => DisconnectReasonCode::ReceiveMaximumExceeded,
            Self::TopicAlias => DisconnectReasonCode::TopicAliasInvalid,
            Self::Qos => DisconnectReasonCode::QosNotSupported,
            Self::Retain => DisconnectReasonCode::RetainNotSupported,
            Self::SubscriptionIdsUnavailable => DisconnectReasonCode::SubscriptionIdentifiersNotSupported,
            Self::SharedUnavailable => DisconnectReasonCode::SharedSubscriptionsNotSupported,
            Self::WildcardsUnavailable => DisconnectReasonCode::WildcardSubscriptionsNotSupported,
            Self::KeepAlive => DisconnectReasonCode::KeepAliveTimeout,
            _ => DisconnectReasonCode::ProtocolError,
        }
    }

    /// What the CONNACK says that refuses a CONNECT.
    pub(super) fn connect_reason(self) -> ConnectReasonCode {
        match self {
            Self::Malformed(error) => error.connect_reason_code(),
            Self::Qos => ConnectReasonCode::QosNotSupported,
            Self::Retain => ConnectReasonCode::RetainNotSupported,
            _ => ConnectReasonCode::ProtocolError,
        }
    }
}
