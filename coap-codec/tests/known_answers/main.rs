//! Messages that the specifications write down, decoded field by field and encoded back to the same bytes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic, in its helpers too")]

mod rfc_7252;
mod rfc_7641;
mod rfc_7959;
mod rfc_8323;
#[path = "../support/mod.rs"]
mod support;

use coap_codec::message::Message;
use coap_codec::option::OptionNumber;
use coap_codec::tcp::{Framing, TcpMessage};
use coap_codec::{Code, Decoder, Limits, MessageId, Token, Type};
use support::{encoded, encoded_tcp, options};

/// Options and their values.
type List<'a> = &'a [(OptionNumber, &'a [u8])];

/// The parts of a datagram: header, token, options, payload.
type Parts<'a> = (Type, Code, u16, &'a [u8], List<'a>, &'a [u8]);

/// `bytes` are the message of these parts, both ways.
#[track_caller]
fn same(bytes: &[u8], (message_type, code, id, token, list, payload): Parts<'_>) {
    let options = options(list);
    let message = Message {
        token: Token::try_from(token).unwrap(),
        options: options.as_options(),
        payload,
        ..Message::new(message_type, code, MessageId::new(id))
    };
    assert_eq!(Message::decode(bytes, &Limits::default()), Ok(message));
    assert_eq!(encoded(&message), bytes);
    assert_eq!(message.encoded_len(), bytes.len());
}

/// The same over TCP.
#[track_caller]
fn same_tcp(bytes: &[u8], code: Code, token: &[u8], list: List<'_>, payload: &[u8]) {
    let options = options(list);
    let message =
        TcpMessage { code, token: Token::try_from(token).unwrap(), options: options.as_options(), payload };
    let limits = Limits::default();
    assert_eq!(TcpMessage::decode(bytes, Framing::Tcp, &limits), Ok(message));
    assert_eq!(Decoder::after_csm(limits).decode(&mut &bytes[..]), Ok(Some(message)));
    assert_eq!(encoded_tcp(&message, Framing::Tcp), bytes);
    assert_eq!(message.encoded_len(Framing::Tcp), bytes.len());
}

/// The same over WebSocket.
#[track_caller]
fn same_web_socket(bytes: &[u8], code: Code, token: &[u8], list: List<'_>, payload: &[u8]) {
    let options = options(list);
    let message =
        TcpMessage { code, token: Token::try_from(token).unwrap(), options: options.as_options(), payload };
    assert_eq!(TcpMessage::decode(bytes, Framing::WebSocket, &Limits::default()), Ok(message));
    assert_eq!(encoded_tcp(&message, Framing::WebSocket), bytes);
    assert_eq!(message.encoded_len(Framing::WebSocket), bytes.len());
}
