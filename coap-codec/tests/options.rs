//! What option values mean, and options in any order.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic, in its helpers too")]

mod support;

use coap_codec::option::{Block, NoResponse, OptionError, OptionNumber, OptionsBuf};
use coap_codec::tcp::{Framing, TcpMessage};
use coap_codec::{Code, ContentFormat, DecodeErrorKind, Decoder, Limits, Token};
use support::encoded_tcp;

/// RFC 7967, section 2.1.
#[test]
fn no_response_names_classes_by_bits() {
    let classes = |bits| {
        let unwanted = NoResponse::new(bits);
        let codes = [Code::CONTENT, Code::NOT_FOUND, Code::SERVICE_UNAVAILABLE];
        codes.map(|code| unwanted.suppresses(code))
    };
    assert_eq!(classes(0), [false, false, false]);
    assert_eq!(classes(2), [true, false, false]);
    assert_eq!(classes(8), [false, true, false]);
    assert_eq!(classes(16), [false, false, true]);
    assert_eq!(classes(26), [true, true, true]);
    assert!(!NoResponse::new(0xff).suppresses(Code::GET));
    let all = NoResponse::SUCCESS.or(NoResponse::CLIENT_ERROR).or(NoResponse::SERVER_ERROR);
    assert_eq!(all.get(), 26);
}

#[test]
fn neighbours_are_sorted_in_either_order() {
    for first in 1000..1020 {
        for second in 1000..1020 {
            let mut buf = OptionsBuf::new();
            for number in [first, second] {
                buf.push(OptionNumber::new(number), &number.to_be_bytes()).unwrap();
            }
            let found = buf.as_options().iter().map(|option| (option.number.get(), option.value.to_vec()));
            let expected = [first.min(second), first.max(second)].map(|it| (it, it.to_be_bytes().to_vec()));
            assert!(found.eq(expected), "{first} {second}");
        }
    }
}

/// Section 3.2.
#[test]
fn numbers_are_written_in_their_shortest_form() {
    let mut buf = OptionsBuf::new();
    buf.push_uint(OptionNumber::OBSERVE, 0).unwrap();
    buf.push_uint(OptionNumber::MAX_AGE, 256).unwrap();
    buf.push_content_format(OptionNumber::ACCEPT, ContentFormat::TEXT_PLAIN).unwrap();
    buf.push_block(OptionNumber::BLOCK2, Block::new(1, false, 2).unwrap()).unwrap();
    buf.push_no_response(NoResponse::SUCCESS).unwrap();
    let values: Vec<_> = buf.as_options().iter().map(|option| option.value).collect();
    assert_eq!(values, [&b""[..], b"\x01\x00", b"", b"\x12", b"\x02"]);
    assert_eq!(
        buf.push_uint(OptionNumber::OBSERVE, 1 << 24),
        Err(OptionError::Length(OptionNumber::OBSERVE)),
    );
}

#[test]
fn options_that_may_occur_once_are_refused_again_wherever_they_stand() {
    let mut buf = OptionsBuf::new();
    for number in [OptionNumber::URI_HOST, OptionNumber::ACCEPT, OptionNumber::SIZE1] {
        buf.push(number, b"1").unwrap();
    }
    for number in [OptionNumber::URI_HOST, OptionNumber::ACCEPT, OptionNumber::SIZE1] {
        assert_eq!(buf.push(number, b"1"), Err(OptionError::Repeated(number)));
    }
    assert_eq!(buf.push(OptionNumber::URI_PATH, b"\xff"), Err(OptionError::Text(OptionNumber::URI_PATH)),);
    assert_eq!(buf.as_options().iter().count(), 3);
}

/// A message as large as the limit is taken, a byte more is refused, and that as early as its length is there.
#[test]
fn the_largest_message_is_as_large_as_the_limit() {
    let token = [7; 300];
    for token_len in [0, 8, 9, 12, 13, 300] {
        let token = Token::new(&token[..token_len]).unwrap();
        let message = TcpMessage { token, payload: &[b'p'; 500], ..TcpMessage::new(Code::PUT) };
        for framing in [Framing::Tcp, Framing::WebSocket] {
            let bytes = encoded_tcp(&message, framing);
            let mut limits = Limits::default();
            limits.max_token_len = 300;
            limits.max_message_size = bytes.len();
            assert_eq!(TcpMessage::decode(&bytes, framing, &limits), Ok(message));

            limits.max_message_size -= 1;
            let error = TcpMessage::decode(&bytes, framing, &limits).unwrap_err();
            assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::TooLarge, 0));
            if framing == Framing::Tcp {
                let header = bytes.get(..8).unwrap();
                assert_eq!(Decoder::after_csm(limits).frame_len(header), Err(error), "{token_len}");
            }
        }
    }
}
