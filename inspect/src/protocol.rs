//! What every protocol is to this tool, and how each one is found in a capture.
//!
//! A protocol is one file with a [`Conversation`] in it, and an arm in each method of [`Protocol`].

use std::borrow::Cow;

use clap::ValueEnum;
use serde::Serialize;
use serde_json::Value;

use crate::mqtt;

/// The protocols that captures and lines of hex can be decoded as.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Protocol {
    /// MQTT, the version from the CONNECT; without one, 3.1.1
    #[value(name = "mqtt")]
    Mqtt,
    /// MQTT 3.1
    #[value(name = "mqtt-3.1")]
    Mqtt31,
    /// MQTT 3.1.1
    #[value(name = "mqtt-3.1.1")]
    Mqtt311,
    /// MQTT 5.0
    #[value(name = "mqtt-5")]
    Mqtt5,
}

/// The end of a connection that sends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Side {
    Client,
    Server,
}

/// How much of a message is wanted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Detail {
    /// That it is there.
    Count,
    /// Its one line.
    Line,
    /// Its fields.
    Fields,
}

/// One conversation: two byte streams that share state.
pub(crate) trait Conversation {
    /// Takes one message off the front of `input`; `None` while it is not whole, and `input` stays.
    ///
    /// After an error, no more of this side's bytes come.
    fn next(&mut self, side: Side, input: &mut &[u8]) -> Result<Option<Message>, Malformed>;

    /// What the client has begun to say settles how the server's bytes are read.
    fn awaits_client(&self) -> bool;

    /// Nobody said which version it is.
    fn is_guess(&self) -> bool;
}

/// A decoded message.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) len: usize,
    /// Encoding it gave back the same bytes, or where several encodings are legal, an equal message.
    pub(crate) roundtrip: bool,
    pub(crate) content: Content,
}

/// What [`Detail`] asked for. Secrets are not in it.
#[derive(Debug)]
pub(crate) enum Content {
    Count,
    Line(String),
    Fields { kind: Cow<'static, str>, message: Value },
}

/// Why a stream can't be decoded any further.
#[derive(Debug)]
pub(crate) struct Malformed {
    /// The kind of message, where it can be told.
    pub(crate) message_kind: Option<Cow<'static, str>>,
    /// The message's length, or where that can't be told, the bytes of it that are here.
    pub(crate) len: usize,
    pub(crate) error: ErrorObject,
}

/// What is wrong, as the JSON output shows it.
#[derive(Debug, Eq, PartialEq, Serialize)]
pub(crate) struct ErrorObject {
    pub(crate) kind: String,
    /// Of the field, from the message's first byte.
    pub(crate) offset: u64,
    pub(crate) field: &'static str,
    pub(crate) text: String,
}

/// What the first bytes of a client say.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Opening {
    /// Too few bytes.
    Unclear,
    /// An HTTP request, which may become a WebSocket.
    Http,
    Protocol(Protocol),
    Unknown,
}

impl Protocol {
    /// The name in the output, whatever the version.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Mqtt | Self::Mqtt31 | Self::Mqtt311 | Self::Mqtt5 => "mqtt",
        }
    }

    /// A conversation that has just begun.
    pub(crate) fn conversation(self, detail: Detail) -> Box<dyn Conversation> {
        match self {
            Self::Mqtt => Box::new(mqtt::Mqtt::new(None, detail)),
            Self::Mqtt31 => Box::new(mqtt::Mqtt::new(Some(mqtt::Version::V3_1), detail)),
            Self::Mqtt311 => Box::new(mqtt::Mqtt::new(Some(mqtt::Version::V3_1_1), detail)),
            Self::Mqtt5 => Box::new(mqtt::Mqtt::new(Some(mqtt::Version::V5), detail)),
        }
    }

    /// The protocol that is registered for a server's TCP port.
    pub(crate) const fn of_port(port: u16) -> Option<Self> {
        match port {
            1883 => Some(Self::Mqtt),
            _ => None,
        }
    }

    /// The protocol that a WebSocket subprotocol stands for.
    pub(crate) fn of_subprotocol(name: &str) -> Option<Self> {
        match name {
            "mqtt" | "mqttv3.1" => Some(Self::Mqtt),
            _ => None,
        }
    }

    /// The protocol that a client begins with these bytes.
    pub(crate) fn of_opening(bytes: &[u8]) -> Opening {
        const GET: &[u8] = b"GET ";
        if bytes.starts_with(GET) {
            return Opening::Http;
        }
        match mqtt::is_connect(bytes) {
            Some(true) => Opening::Protocol(Self::Mqtt),
            None => Opening::Unclear,
            Some(false) if GET.starts_with(bytes) => Opening::Unclear,
            Some(false) => Opening::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_known_by_its_first_bytes() {
        for (bytes, opening) in [
            (&b"\x10\x0c\x00\x04MQTT\x04\x02"[..], Opening::Protocol(Protocol::Mqtt)),
            (b"\x10\xa4\x01\x00\x04MQTT", Opening::Protocol(Protocol::Mqtt)),
            (b"\x10\x0e\x00\x06MQIsdp", Opening::Protocol(Protocol::Mqtt)),
            (b"GET /mqtt HTTP/1.1\r\n", Opening::Http),
            (b"", Opening::Unclear),
            (b"GE", Opening::Unclear),
            (b"\x10\x0c\x00\x04MQ", Opening::Unclear),
            (b"\x10\x0c\x00\x05MQTT", Opening::Unknown),
            (b"\x10\xff\xff\xff\xff\xff\x00\x04MQTT", Opening::Unknown),
            (b"\x16\x03\x01", Opening::Unknown),
            (b"SSH-2.0", Opening::Unknown),
        ] {
            assert_eq!(Protocol::of_opening(bytes), opening, "{bytes:x?}");
        }
    }
}
