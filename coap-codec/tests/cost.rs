//! What decoding and encoding cost: allocations and sizes of types.
#![allow(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

mod support;

use std::hint::black_box;

use allocation_counter::measure;
use coap_codec::message::Message;
use coap_codec::option::{OptionNumber, OptionRef, Options, OptionsBuf};
use coap_codec::tcp::{Framing, TcpMessage};
use coap_codec::{Code, DecodeError, Decoder, Limits, MessageId, MessageType, Token, TokenBuf};
use support::{encoded, encoded_tcp, read_options};

fn allocations(run: impl FnOnce()) -> u64 {
    measure(run).count_total
}

/// A message with every registered option, and one with as many as are allowed.
fn lists() -> [OptionsBuf; 2] {
    let mut every = OptionsBuf::new();
    for number in OptionNumber::ALL.iter().rev() {
        let len = *number.lengths().unwrap().end();
        every.push(*number, &vec![b'1'; len.into()]).unwrap();
    }
    let mut many = OptionsBuf::new();
    for _ in 0..1024 {
        many.push_uri_path("segment").unwrap();
    }
    [every, many]
}

fn get(options: Options<'_>) -> Message<'_> {
    Message { options, ..Message::new(MessageType::Con, Code::GET, MessageId::new(1)) }
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| drop(black_box(Box::new(1)))), 1);
}

#[test]
fn decoding_and_reading_everything_allocates_nothing() {
    for list in lists() {
        let options = list.as_options();
        let datagram = encoded(&Message {
            options,
            payload: b"payload",
            ..Message::new(MessageType::Con, Code::GET, MessageId::new(1))
        });
        let stream = encoded_tcp(&TcpMessage { options, ..TcpMessage::new(Code::GET) }, Framing::Tcp);
        let (limits, mut read) = (Limits::default(), 0);
        let mut decoder = Decoder::after_csm(limits.clone());
        let count = allocations(|| {
            let message = Message::decode(&datagram, &limits).unwrap();
            read += read_options(message.options);
            black_box(message.verdict(OptionNumber::is_registered));
            let message = decoder.decode(&mut &stream[..]).unwrap().unwrap();
            read += read_options(message.options);
        });
        assert_eq!(count, 0);
        black_box(read);
    }
}

#[test]
fn refusing_allocates_nothing() {
    let [every, _] = lists();
    let datagram = encoded(&Message {
        options: every.as_options(),
        ..Message::new(MessageType::Con, Code::GET, MessageId::new(1))
    });
    let limits = Limits::default();
    let count = allocations(|| {
        for end in 0..datagram.len() {
            let (beginning, _) = datagram.split_at(end);
            _ = black_box(Message::decode(beginning, &limits));
        }
    });
    assert_eq!(count, 0);
}

#[test]
fn encoding_into_a_buffer_with_room_allocates_nothing() {
    let [every, _] = lists();
    let message = Message {
        token: Token::try_from(b"token").unwrap(),
        options: every.as_options(),
        payload: b"payload",
        ..Message::new(MessageType::Con, Code::PUT, MessageId::new(1))
    };
    let mut buffer = Vec::with_capacity(message.encoded_len());
    assert_eq!(allocations(|| message.encode(&mut buffer).unwrap()), 0);
}

#[test]
fn options_built_again_need_no_more_memory() {
    let mut buf = OptionsBuf::new();
    let build = |buf: &mut OptionsBuf| {
        buf.clear();
        buf.push_uri_query("unit=c").unwrap();
        buf.push_uri_path("sensors").unwrap();
        buf.push_uint(OptionNumber::ACCEPT, 60).unwrap();
    };
    build(&mut buf);
    buf.push(OptionNumber::new(2000), &[0; 64]).unwrap();
    assert_eq!(allocations(|| build(&mut buf)), 0);
}

#[test]
fn a_kept_token_of_eight_bytes_takes_no_memory_besides() {
    let kept = |bytes| allocations(|| drop(black_box(TokenBuf::from(Token::new(bytes).unwrap()))));
    assert_eq!([kept(b""), kept(b"12345678"), kept(b"123456789")], [0, 0, 1]);
}

#[test]
fn the_limit_of_options_holds() {
    let [_, mut many] = lists();
    assert!(Message::decode(&encoded(&get(many.as_options())), &Limits::default()).is_ok());
    many.push_uri_path("").unwrap();
    let bytes = encoded(&get(many.as_options()));
    let error = Message::decode(&bytes, &Limits::default()).unwrap_err();
    assert_eq!(error.kind(), coap_codec::DecodeErrorKind::TooManyOptions);
    assert_eq!(error.offset(), bytes.len() - 1);
}

#[test]
fn the_main_types_are_small() {
    if size_of::<usize>() != 8 {
        return;
    }
    assert_eq!(size_of::<Message<'_>>(), 56);
    assert_eq!(size_of::<TcpMessage<'_>>(), 56);
    assert_eq!(size_of::<Options<'_>>(), 16);
    assert_eq!(size_of::<OptionRef<'_>>(), 24);
    assert_eq!(size_of::<DecodeError>(), 32);
    assert_eq!(size_of::<TokenBuf>(), 24);
}
