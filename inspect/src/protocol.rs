//! What every protocol is to this tool, and how each one is found in a capture.
//!
//! A protocol is one file with a [`Conversation`] in it, and an arm in each method of [`Protocol`].

use std::borrow::Cow;

use clap::ValueEnum;
use serde::Serialize;

use crate::amqp::{self, Greeting};
use crate::escape::Json;
use crate::{coap, mqtt, xmpp};

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
    /// CoAP over UDP
    #[value(name = "coap")]
    Coap,
    /// CoAP over TCP
    #[value(name = "coap-tcp")]
    CoapTcp,
    /// CoAP over WebSocket
    #[value(name = "coap-ws")]
    CoapWebSocket,
    /// AMQP 1.0
    #[value(name = "amqp")]
    Amqp,
    /// XMPP over TCP
    #[value(name = "xmpp")]
    Xmpp,
    /// XMPP over WebSocket
    #[value(name = "xmpp-ws")]
    XmppWebSocket,
    /// XMPP over HTTP: BOSH
    #[value(name = "xmpp-bosh")]
    XmppBosh,
}

/// What carries messages.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Transport {
    Udp,
    Tcp,
    WebSocket,
    Http,
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

/// What is known of the beginning of a conversation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Beginning {
    /// The first bytes are the first ones that were sent.
    Here,
    Unknown,
}

/// One conversation: two byte streams that share state, or messages that come whole.
pub(crate) trait Conversation {
    /// Takes one message off the front of `input`; `None` while it is not whole, and `input` stays.
    ///
    /// Where messages come whole ([`Protocol::comes_whole`]), `input` is one of them, and all of it is taken. After an error, no
    /// more of this side's bytes come, but for those that stand alone ([`Protocol::stands_alone`]). White space may be taken with
    /// `None` too.
    fn next(&mut self, side: Side, input: &mut &[u8]) -> Result<Option<Message>, Malformed>;

    /// What the client has begun to say settles how the server's bytes are read.
    fn awaits_client(&self) -> bool {
        false
    }

    /// What this side sends from now on can't be read: it is in TLS, or compressed.
    fn is_opaque(&self, _: Side) -> bool {
        false
    }

    /// Nobody said which version it is.
    fn is_guess(&self) -> bool {
        false
    }
}

/// A decoded message.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) len: usize,
    /// Encoding it gave back the same bytes, or where several encodings are legal, an equal message. `None`: it is too long to
    /// be encoded.
    pub(crate) roundtrip: Option<bool>,
    pub(crate) content: Content,
}

/// What [`Detail`] asked for. Secrets are not in it.
#[derive(Debug)]
pub(crate) enum Content {
    Count,
    Line(String),
    Fields {
        kind: Cow<'static, str>,
        message: Json,
        /// What it breaks of the rules behind those of encoding.
        invalid: Vec<ErrorObject>,
    },
}

/// Why a stream can't be decoded any further, or a datagram not at all.
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
    /// An HTTP request, which may become a WebSocket, or carry messages itself.
    Http,
    Protocol(Protocol),
    /// A protocol that can't be decoded here, whatever the port.
    Foreign,
    Unknown,
}

impl Protocol {
    /// The name in the output, whatever the version.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Mqtt | Self::Mqtt31 | Self::Mqtt311 | Self::Mqtt5 => "mqtt",
            Self::Coap => "coap",
            Self::CoapTcp => "coap-tcp",
            Self::CoapWebSocket => "coap-ws",
            Self::Amqp => "amqp",
            Self::Xmpp => "xmpp",
            Self::XmppWebSocket => "xmpp-ws",
            Self::XmppBosh => "xmpp-bosh",
        }
    }

    /// What its messages are called where their kind can't be told.
    pub(crate) const fn unit(self) -> &'static str {
        match self {
            Self::Xmpp | Self::XmppWebSocket | Self::XmppBosh => "element",
            _ => "message",
        }
    }

    /// A conversation of which nothing was heard before.
    pub(crate) fn conversation(self, detail: Detail, beginning: Beginning) -> Box<dyn Conversation> {
        match self {
            Self::Mqtt => Box::new(mqtt::Mqtt::new(None, detail)),
            Self::Mqtt31 => Box::new(mqtt::Mqtt::new(Some(mqtt::Version::V3_1), detail)),
            Self::Mqtt311 => Box::new(mqtt::Mqtt::new(Some(mqtt::Version::V3_1_1), detail)),
            Self::Mqtt5 => Box::new(mqtt::Mqtt::new(Some(mqtt::Version::V5), detail)),
            Self::Coap => Box::new(coap::Datagrams::new(detail)),
            Self::CoapTcp => Box::new(coap::Connection::new(coap::Framing::Tcp, detail, beginning)),
            Self::CoapWebSocket => {
                Box::new(coap::Connection::new(coap::Framing::WebSocket, detail, beginning))
            }
            Self::Amqp => Box::new(amqp::Connection::new(detail, beginning)),
            Self::Xmpp => Box::new(xmpp::Connection::new(detail, beginning)),
            Self::XmppWebSocket => Box::new(xmpp::Units::new(xmpp::Unit::Element, detail)),
            Self::XmppBosh => Box::new(xmpp::Units::new(xmpp::Unit::Body, detail)),
        }
    }

    /// Whether its messages are carried so.
    pub(crate) const fn runs_over(self, transport: Transport) -> bool {
        match self {
            Self::Mqtt | Self::Mqtt31 | Self::Mqtt311 | Self::Mqtt5 => {
                matches!(transport, Transport::Tcp | Transport::WebSocket)
            }
            Self::Coap => matches!(transport, Transport::Udp),
            Self::CoapTcp | Self::Amqp | Self::Xmpp => matches!(transport, Transport::Tcp),
            Self::CoapWebSocket | Self::XmppWebSocket => matches!(transport, Transport::WebSocket),
            Self::XmppBosh => matches!(transport, Transport::Http),
        }
    }

    /// Whether each message is a datagram, a WebSocket message or an HTTP content of its own, rather than a part of a stream.
    pub(crate) const fn comes_whole(self) -> bool {
        matches!(self, Self::Coap | Self::CoapWebSocket | Self::XmppWebSocket | Self::XmppBosh)
    }

    /// Whether a message may follow one that is malformed, on the same connection too.
    pub(crate) const fn stands_alone(self) -> bool {
        matches!(self, Self::Coap | Self::XmppBosh)
    }

    /// Whether a WebSocket carries it in text frames, and not in binary ones.
    pub(crate) const fn is_text(self) -> bool {
        matches!(self, Self::XmppWebSocket)
    }

    /// What is wrong with a WebSocket frame of the other type.
    pub(crate) const fn frame_fault(self) -> &'static str {
        match self {
            Self::Mqtt | Self::Mqtt31 | Self::Mqtt311 | Self::Mqtt5 => "MQTT in a text frame [MQTT-6.0.0-1]",
            Self::CoapWebSocket => "CoAP in a text frame (RFC 8323 section 4.2)",
            Self::XmppWebSocket => "XMPP in a binary frame (RFC 7395 section 3.2)",
            // These run over WebSocket not at all.
            Self::Coap | Self::CoapTcp | Self::Amqp | Self::Xmpp | Self::XmppBosh => {
                "a frame of another type"
            }
        }
    }

    /// The protocol that is registered for a server's port.
    pub(crate) const fn of_port(port: u16, transport: Transport) -> Option<Self> {
        match (transport, port) {
            (Transport::Tcp, 1883) => Some(Self::Mqtt),
            (Transport::Tcp, 5672) => Some(Self::Amqp),
            (Transport::Tcp, 5683) => Some(Self::CoapTcp),
            (Transport::Udp, 5683) => Some(Self::Coap),
            (Transport::Tcp, 5222 | 5269) => Some(Self::Xmpp),
            (Transport::Http, 5280) => Some(Self::XmppBosh),
            _ => None,
        }
    }

    /// The protocol that a WebSocket subprotocol stands for.
    pub(crate) fn of_subprotocol(name: &str) -> Option<Self> {
        match name {
            "mqtt" | "mqttv3.1" => Some(Self::Mqtt),
            "coap" => Some(Self::CoapWebSocket),
            "xmpp" => Some(Self::XmppWebSocket),
            _ => None,
        }
    }

    /// The protocol that a client begins with these bytes.
    pub(crate) fn of_opening(bytes: &[u8]) -> Opening {
        const METHODS: [&[u8]; 3] = [b"GET ", b"POST ", b"OPTIONS "];
        if METHODS.iter().any(|method| bytes.starts_with(method)) {
            return Opening::Http;
        }
        match xmpp::is_opening(bytes) {
            None => return Opening::Unclear,
            Some(true) => return Opening::Protocol(Self::Xmpp),
            Some(false) => {}
        }
        match amqp::greeting(bytes) {
            Greeting::Unclear => return Opening::Unclear,
            Greeting::Amqp10 => return Opening::Protocol(Self::Amqp),
            // AMQP 0-9-1 has the port and the name in common with 1.0, and nothing else.
            Greeting::Amqp0 => return Opening::Foreign,
            Greeting::Other => {}
        }
        match (mqtt::is_connect(bytes), coap::is_csm(bytes)) {
            (Some(true), _) => Opening::Protocol(Self::Mqtt),
            (None, _) | (_, None) => Opening::Unclear,
            (_, Some(true)) => Opening::Protocol(Self::CoapTcp),
            _ if METHODS.iter().any(|method| method.starts_with(bytes)) => Opening::Unclear,
            _ => Opening::Unknown,
        }
    }

    /// The protocol in which a server speaks first with these bytes.
    pub(crate) fn of_greeting(bytes: &[u8]) -> Option<Self> {
        match amqp::greeting(bytes) {
            Greeting::Amqp10 => Some(Self::Amqp),
            _ => (coap::is_csm(bytes) == Some(true)).then_some(Self::CoapTcp),
        }
    }

    /// The protocol whose messages are in HTTP contents that begin with these bytes.
    pub(crate) fn of_content(bytes: &[u8]) -> Opening {
        match xmpp::is_body(bytes) {
            None => Opening::Unclear,
            Some(true) => Opening::Protocol(Self::XmppBosh),
            Some(false) => Opening::Unknown,
        }
    }

    /// Whether this datagram, on ports of which nothing is known, is a message of one of these.
    pub(crate) fn may_be_datagram(bytes: &[u8]) -> bool {
        coap::is_message(bytes)
    }

    /// The protocol in which one datagram answers another that went the other way.
    pub(crate) fn of_exchange(datagram: &[u8], answer: &[u8]) -> Option<Self> {
        coap::is_exchange(datagram, answer).then_some(Self::Coap)
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
            (b"\x00\xe1", Opening::Protocol(Protocol::CoapTcp)),
            (b"\x50\xe1\x23\x80\x01\x00\x20\x31", Opening::Protocol(Protocol::CoapTcp)),
            (b"\x50\xe1\x23\x80", Opening::Unclear),
            (b"\x50", Opening::Unclear),
            (b"\x50\xe2\x23\x80\x01\x00\x20", Opening::Unknown),
            (b"\xd0\x30\xe1", Opening::Unclear),
            (b"\xd0\x31\xe1", Opening::Unknown),
            (b"\x51\xe1\x07\x23\x80\x01\x00\x20", Opening::Unknown),
            (b"\x10\xe1\xb0", Opening::Unclear),
            (b"\x10\xe1\xb0\x00\x99", Opening::Unknown),
            (b"\x10\xe1\x40", Opening::Unclear),
            (b"\x10\xe1\x40\x51", Opening::Protocol(Protocol::CoapTcp)),
            (b"\x10\xe1\x40\x00\x04MQTT", Opening::Protocol(Protocol::Mqtt)),
            (b"AMQP\x00\x01\x00\x00", Opening::Protocol(Protocol::Amqp)),
            (b"AMQP\x00\x01\x00", Opening::Unclear),
            (b"AMQP\x00\x00\x09\x01", Opening::Foreign),
            (b"AMQP\x00\x02\x00\x00", Opening::Unknown),
            (b"POST /http-bind HTTP/1.1\r\n", Opening::Http),
            (b"OPTIONS /http-bind HTTP/1.1\r\n", Opening::Http),
            (b"POS", Opening::Unclear),
            (b"O", Opening::Unclear),
            (b"<stream:stream xmlns='jabber:client'", Opening::Protocol(Protocol::Xmpp)),
            (b"<stream xmlns='http://etherx.jabber.org/streams'", Opening::Protocol(Protocol::Xmpp)),
            (b"<?xml version='1.0'?>\n<stream:stream ", Opening::Protocol(Protocol::Xmpp)),
            (b"<?xml version='1.0'?>", Opening::Unclear),
            (b"<?xml version='1.0'", Opening::Unclear),
            (b"<?x", Opening::Unclear),
            (b"<", Opening::Unclear),
            (b"<stream:stream", Opening::Unclear),
            (b"<?xml version='1.0'?><methodCall>", Opening::Unknown),
            (b"<?php ", Opening::Unknown),
            (b"<policy-file-request/>", Opening::Unknown),
            (b"<streams:streams ", Opening::Unknown),
        ] {
            assert_eq!(Protocol::of_opening(bytes), opening, "{bytes:x?}");
        }
    }
}
