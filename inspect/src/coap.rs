//! CoAP: datagrams (RFC 7252), and connections over TCP and WebSocket (RFC 8323).

use std::borrow::Cow;

use coap_codec::message::Message as Datagram;
use coap_codec::tcp::{Signal, TcpMessage};
use coap_codec::{Action, Code, DecodeError, DecodeErrorKind, Decoder, Limits, MessageType};
use serde::Serialize;

pub(crate) use coap_codec::tcp::Framing;

use crate::escape::Json;
use crate::protocol::{Beginning, Content, Conversation, Detail, ErrorObject, Malformed, Message, Side};

/// The largest message that is decoded; four bytes of length could say 256 times as much.
const MAX_MESSAGE_SIZE: usize = 16 << 20;

/// The most options in a message.
const MAX_OPTIONS: usize = 1 << 16;

/// The largest CSM by which a connection is recognised.
const MAX_OPENING: usize = 64;

/// Messages over UDP, each by itself.
#[derive(Debug)]
pub(crate) struct Datagrams {
    limits: Limits,
    detail: Detail,
}

impl Datagrams {
    pub(crate) fn new(detail: Detail) -> Self {
        Self { limits: limits(), detail }
    }
}

impl Conversation for Datagrams {
    fn next(&mut self, _: Side, input: &mut &[u8]) -> Result<Option<Message>, Malformed> {
        let datagram = std::mem::take(input);
        let message = match Datagram::decode(datagram, &self.limits) {
            Ok(message) => message,
            Err(error) => {
                *input = datagram;
                return Err(malformed(datagram_kind(datagram), datagram.len(), Fault::from(error)));
            }
        };
        let mut encoded = Vec::with_capacity(datagram.len());
        let roundtrip = message.encode(&mut encoded).is_ok() && encoded == datagram;
        let kind = || kind_of(message.message_type, message.code);
        Ok(Some(Message {
            len: datagram.len(),
            roundtrip: Some(roundtrip),
            content: content(self.detail, &message, kind, || message.to_string()),
        }))
    }
}

/// Both sides of a connection. The first message of each is a CSM (RFC 8323 sections 3.3 and 4.3).
#[derive(Debug)]
pub(crate) struct Connection {
    framing: Framing,
    limits: Limits,
    detail: Detail,
    /// Who is still to send a CSM.
    client_begins: bool,
    server_begins: bool,
}

impl Connection {
    pub(crate) fn new(framing: Framing, detail: Detail, beginning: Beginning) -> Self {
        let begins = beginning == Beginning::Here;
        Self { framing, limits: limits(), detail, client_begins: begins, server_begins: begins }
    }

    const fn begins(&mut self, side: Side) -> &mut bool {
        match side {
            Side::Client => &mut self.client_begins,
            Side::Server => &mut self.server_begins,
        }
    }

    fn decode<'a>(&mut self, side: Side, input: &mut &'a [u8]) -> Result<Option<TcpMessage<'a>>, Malformed> {
        let (front, begins) = (*input, *self.begins(side));
        let decoded = match self.framing {
            Framing::WebSocket => {
                TcpMessage::decode(std::mem::take(input), self.framing, &self.limits).map(Some)
            }
            Framing::Tcp if begins => Decoder::new(self.limits.clone()).decode(input),
            Framing::Tcp => Decoder::after_csm(self.limits.clone()).decode(input),
        };
        let fault = match decoded {
            Ok(None) => return Ok(None),
            Ok(Some(message)) if begins && message.code != Code::CSM => Fault::NO_CSM,
            Ok(Some(message)) => {
                *self.begins(side) = false;
                if let Some(Signal::Csm(csm)) = message.signal() {
                    let announced = csm.extended_token_length.and_then(|len| usize::try_from(len).ok());
                    self.limits.max_token_len = self.limits.max_token_len.max(announced.unwrap_or(0));
                }
                return Ok(Some(message));
            }
            Err(error) => Fault::from(error),
        };
        *input = front;
        Err(malformed(self.kind(front), self.message_len(front), fault))
    }

    /// What the malformed message at the front says of its kind.
    fn kind(&self, front: &[u8]) -> Option<Cow<'static, str>> {
        let extra = match (self.framing, front.first()? >> 4) {
            (Framing::WebSocket, _) | (_, 0..=12) => 0,
            (_, 13) => 1,
            (_, 14) => 2,
            _ => 4,
        };
        front.get(1 + extra).map(|&code| name(Code::new(code)))
    }

    /// How long it is, or where that can't be told, how many bytes of it are here.
    fn message_len(&self, front: &[u8]) -> usize {
        let announced = match self.framing {
            Framing::Tcp => Decoder::after_csm(self.limits.clone()).frame_len(front).ok().flatten(),
            Framing::WebSocket => None,
        };
        announced.map_or(front.len(), |len| len.min(front.len()))
    }
}

impl Conversation for Connection {
    fn next(&mut self, side: Side, input: &mut &[u8]) -> Result<Option<Message>, Malformed> {
        let before = *input;
        let Some(message) = self.decode(side, input)? else { return Ok(None) };
        let bytes = before.get(..before.len() - input.len()).unwrap_or_default();
        let mut encoded = Vec::with_capacity(bytes.len());
        let roundtrip = message.encode(&mut encoded, self.framing).is_ok() && encoded == bytes;
        let content = content(self.detail, &message, || name(message.code), || message.to_string());
        Ok(Some(Message { len: bytes.len(), roundtrip: Some(roundtrip), content }))
    }
}

/// Whether `bytes` begin with a CSM such as implementations send: no token, and no options but those that are defined (RFC 8323
/// section 5.3). `None`: too few to tell.
pub(crate) fn is_csm(bytes: &[u8]) -> Option<bool> {
    let has_token = bytes.first()? & 0x0f != 0;
    let mut limits = limits();
    limits.max_message_size = MAX_OPENING;
    let mut input = bytes;
    match Decoder::new(limits).decode(&mut input) {
        Err(_) => Some(false),
        _ if has_token => Some(false),
        Ok(None) => None,
        Ok(Some(csm)) => Some(csm.options.unrecognised(csm.code, |_| true).next().is_none()),
    }
}

/// Whether a datagram is a message.
pub(crate) fn is_message(datagram: &[u8]) -> bool {
    Datagram::decode(datagram, &limits()).is_ok()
}

/// Whether one datagram answers another that went the other way: it acknowledges or resets its Message ID (section 4), or it is a
/// response with a request's token (section 5.3.2). An empty token would be too little to go by.
pub(crate) fn is_exchange(datagram: &[u8], answer: &[u8]) -> bool {
    let limits = limits();
    let (Ok(first), Ok(answer)) = (Datagram::decode(datagram, &limits), Datagram::decode(answer, &limits))
    else {
        return false;
    };
    let same_id = first.message_id == answer.message_id;
    let same_token = first.code.is_request() && answer.code.is_response() && first.token == answer.token;
    match (first.message_type, answer.message_type) {
        (MessageType::Con, MessageType::Ack) => same_id && (answer.code.is_empty() || same_token),
        (MessageType::Con | MessageType::Non, MessageType::Rst) => same_id,
        (MessageType::Con | MessageType::Non, MessageType::Con | MessageType::Non) => {
            same_token && !first.token.is_empty()
        }
        _ => false,
    }
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_message_size = MAX_MESSAGE_SIZE;
    limits.max_options = MAX_OPTIONS;
    limits
}

fn content(
    detail: Detail,
    message: &impl Serialize,
    kind: impl FnOnce() -> Cow<'static, str>,
    line: impl FnOnce() -> String,
) -> Content {
    match detail {
        Detail::Count => Content::Count,
        Detail::Line => Content::Line(line()),
        Detail::Fields => Content::Fields { kind: kind(), message: Json::new(message), invalid: Vec::new() },
    }
}

/// Methods and signals by name, responses by number.
fn name(code: Code) -> Cow<'static, str> {
    match code.name() {
        Some(_) if code.is_empty() => "empty".into(),
        Some(name) if !code.is_response() => name.into(),
        _ => code.to_string().into(),
    }
}

/// A Reset message has no code worth telling.
fn kind_of(message_type: MessageType, code: Code) -> Cow<'static, str> {
    match message_type {
        MessageType::Rst => message_type.name().into(),
        // Over UDP the class of signals is reserved.
        _ if code.is_signaling() => format!("{message_type} {code}").into(),
        _ => format!("{message_type} {}", name(code)).into(),
    }
}

/// What a malformed datagram says of its kind, if it has version 1 (section 3).
fn datagram_kind(datagram: &[u8]) -> Option<Cow<'static, str>> {
    let &[first, code, ..] = datagram else { return None };
    let message_type = match first >> 4 {
        0b0100 => MessageType::Con,
        0b0101 => MessageType::Non,
        0b0110 => MessageType::Ack,
        0b0111 => MessageType::Rst,
        _ => return None,
    };
    Some(kind_of(message_type, Code::new(code)))
}

/// A rule that is broken, where, and what is to be done about it.
struct Fault {
    kind: DecodeErrorKind,
    offset: usize,
    field: &'static str,
    action: Action,
}

impl Fault {
    /// Over WebSocket; over TCP the decoder sees to it.
    const NO_CSM: Self =
        Self { kind: DecodeErrorKind::CsmExpected, offset: 1, field: "Code", action: Action::Abort };
}

impl From<DecodeError> for Fault {
    fn from(error: DecodeError) -> Self {
        Self { kind: error.kind(), offset: error.offset(), field: error.field(), action: error.action() }
    }
}

fn malformed(message_kind: Option<Cow<'static, str>>, len: usize, fault: Fault) -> Malformed {
    let Fault { kind, offset, field, action } = fault;
    let remedy = match action {
        Action::Ignore => "to be ignored".to_owned(),
        Action::Reset(id) => format!("to be answered with RST, id {id}"),
        Action::MayReset(id) => format!("to be ignored, or answered with RST, id {id}"),
        Action::Abort => "the connection is to be aborted".to_owned(),
        action => format!("{action:?}"),
    };
    let text = format!("{field}: {kind} at byte {offset}; {remedy}");
    let error = ErrorObject { kind: format!("{kind:?}"), offset: offset as u64, field, text };
    Malformed { message_kind, len, error }
}
