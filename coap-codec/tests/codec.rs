//! The codec for `tokio_util::codec::Framed`, driven by hand.
#![cfg(feature = "tokio-util")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic, in its helpers too")]

use bytes::{BufMut, BytesMut};
use coap_codec::tcp::{Framing, TcpMessage};
use coap_codec::{Code, Codec, CodecError, DecodeErrorKind, EncodeError, Limits, TcpMessageBuf, Token};
use tokio_util::codec::{Decoder, Encoder};

/// A CSM, and GET /a with a token.
const STREAM: &[u8] = b"\x00\xe1\x21\x01\x4a\xb1a";

fn codec() -> Codec {
    Codec::new(Limits::default())
}

fn get() -> TcpMessage<'static> {
    TcpMessage { token: Token::try_from(b"\x4a").unwrap(), ..TcpMessage::new(Code::GET) }
}

fn codes(messages: &[TcpMessageBuf]) -> Vec<Code> {
    messages.iter().map(|message| message.as_message().code).collect()
}

#[track_caller]
fn encode_error(result: Result<(), CodecError>) -> EncodeError {
    match result {
        Err(CodecError::Encode(error)) => error,
        other => panic!("not an encode error: {other:?}"),
    }
}

#[test]
fn messages_come_byte_by_byte() {
    let (mut codec, mut src, mut messages) = (codec(), BytesMut::new(), Vec::new());
    for byte in STREAM {
        src.put_u8(*byte);
        messages.extend(codec.decode(&mut src).unwrap());
    }
    assert_eq!(codes(&messages), [Code::CSM, Code::GET]);
    assert!(messages.last().unwrap().as_message().options.uri_path().eq(["a"]));
    assert!(src.is_empty());
}

#[test]
fn limits_may_change_between_messages() {
    let (mut codec, mut src) = (codec(), BytesMut::from(&b"\x00\xe1\x09\x01aaaaaaaaa"[..]));
    assert!(codec.decode(&mut src).unwrap().is_some());
    codec.set_limits(Limits::new().with_max_token_len(9));
    assert_eq!(codec.decode(&mut src).unwrap().unwrap().as_message().token.len(), 9);
}

#[test]
fn what_is_no_message_ends_the_transport() {
    let (mut codec, mut src) = (codec(), BytesMut::from(&b"\x00\xe1\xe0\xff\xff\x20"[..]));
    assert!(codec.decode(&mut src).unwrap().is_some());
    for _ in 0..2 {
        match codec.decode(&mut src) {
            Err(CodecError::Decode(error)) => assert_eq!(error.kind(), DecodeErrorKind::ReservedClass),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn messages_are_written_as_they_are_read() {
    let (mut codec, mut dst) = (codec(), BytesMut::new());
    codec.encode(&TcpMessage::new(Code::CSM), &mut dst).unwrap();
    codec.encode(TcpMessageBuf::encode(&get(), Framing::Tcp).unwrap(), &mut dst).unwrap();
    assert_eq!(&dst[..], b"\x00\xe1\x01\x01\x4a");
}

#[test]
fn a_message_from_web_socket_gets_its_length() {
    let (mut codec, mut dst) = (codec(), BytesMut::new());
    let message = TcpMessage { payload: b"hi", ..get() };
    codec.encode(TcpMessageBuf::encode(&message, Framing::WebSocket).unwrap(), &mut dst).unwrap();
    assert_eq!(&dst[..], b"\x31\x01\x4a\xffhi");
}

/// RFC 8323, section 5.3.1.
#[test]
fn a_peer_that_has_said_nothing_takes_1152_bytes() {
    let (mut codec, mut dst) = (codec(), BytesMut::new());
    let payload = [b'x'; 1146];
    let message = TcpMessage { payload: &payload, ..get() };
    assert_eq!(message.encoded_len(Framing::Tcp), 1152);
    codec.encode(&message, &mut dst).unwrap();
    let (message, payload) = (get(), [b'x'; 1147]);
    let larger = TcpMessage { payload: &payload, ..message };
    assert_eq!(larger.encoded_len(Framing::Tcp), 1153);
    assert_eq!(encode_error(codec.encode(&larger, &mut dst)), EncodeError::TooLarge);
    codec.set_max_message_size(1153);
    codec.encode(&larger, &mut dst).unwrap();
}

/// What is refused costs nothing: no buffer is grown for it.
#[test]
fn nothing_is_reserved_for_what_is_refused() {
    let (mut codec, mut dst) = (codec(), BytesMut::new());
    codec.set_max_message_size(u32::MAX);
    let payload = vec![b'x'; 1 << 20];
    let reserved = TcpMessage { payload: &payload, ..TcpMessage::new(Code::new(0xc0)) };
    assert!(matches!(encode_error(codec.encode(&reserved, &mut dst)), EncodeError::Invalid { .. }));
    assert_eq!(dst.capacity(), 0);
}

#[test]
fn nothing_larger_than_the_peer_takes_is_sent() {
    let (mut codec, mut dst) = (codec(), BytesMut::new());
    codec.set_max_message_size(3);
    codec.encode(&get(), &mut dst).unwrap();
    let larger = TcpMessage { payload: b"x", ..get() };
    assert_eq!(encode_error(codec.encode(&larger, &mut dst)), EncodeError::TooLarge);
    let larger = TcpMessageBuf::encode(&larger, Framing::Tcp).unwrap();
    assert_eq!(encode_error(codec.encode(larger, &mut dst)), EncodeError::TooLarge);
    assert_eq!(&dst[..], b"\x01\x01\x4a");
}
