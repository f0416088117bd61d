//! Messages that the specifications write down, decoded field by field and encoded back to the same bytes.
#![allow(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

mod support;

use coap_codec::message::Message;
use coap_codec::option::{Block, OptionNumber as N};
use coap_codec::tcp::{Framing, Signal, TcpMessage};
use coap_codec::{Code, Decoder, Limits, MessageId, Token, Type};
use support::{encoded, encoded_tcp, options};

/// The parts of a datagram: header, token, options, payload.
type Parts<'a> = (Type, Code, u16, &'a [u8], &'a [(N, &'a [u8])], &'a [u8]);

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
fn same_tcp(bytes: &[u8], code: Code, token: &[u8], list: &[(N, &[u8])], payload: &[u8]) {
    let options = options(list);
    let message =
        TcpMessage { code, token: Token::try_from(token).unwrap(), options: options.as_options(), payload };
    let limits = Limits::default();
    assert_eq!(TcpMessage::decode(bytes, Framing::Tcp, &limits), Ok(message));
    assert_eq!(Decoder::after_csm(limits).decode(&mut &bytes[..]), Ok(Some(message)));
    assert_eq!(encoded_tcp(&message, Framing::Tcp), bytes);
    assert_eq!(message.encoded_len(Framing::Tcp), bytes.len());
}

/// RFC 7252, appendix A.
mod rfc_7252 {
    use super::*;

    const PATH: &[(N, &[u8])] = &[(N::URI_PATH, b"temperature")];

    #[test]
    fn figure_16_a_request_and_its_piggybacked_response() {
        same(b"\x40\x01\x7d\x34\xbbtemperature", (Type::Con, Code::GET, 0x7d34, b"", PATH, b""));
        same(b"\x60\x45\x7d\x34\xff22.3 C", (Type::Ack, Code::CONTENT, 0x7d34, b"", &[], b"22.3 C"));
    }

    #[test]
    fn figures_17_to_19_the_same_with_a_token() {
        for (id, token) in [(0x35, 0x20), (0x36, 0x31), (0x37, 0x42)] {
            let get = [&[0x41, 0x01, 0x7d, id, token][..], b"\xbbtemperature"].concat();
            let id_ = 0x7d00 | u16::from(id);
            same(&get, (Type::Con, Code::GET, id_, &[token], PATH, b""));
            let content = [&[0x61, 0x45, 0x7d, id, token][..], b"\xff22.3 C"].concat();
            same(&content, (Type::Ack, Code::CONTENT, id_, &[token], &[], b"22.3 C"));
        }
    }

    #[test]
    fn figure_20_a_separate_response() {
        same(b"\x41\x01\x7d\x38\x53\xbbtemperature", (Type::Con, Code::GET, 0x7d38, b"\x53", PATH, b""));
        same(b"\x60\x00\x7d\x38", (Type::Ack, Code::EMPTY, 0x7d38, b"", &[], b""));
        same(b"\x41\x45\xad\x7b\x53\xff22.3 C", (Type::Con, Code::CONTENT, 0xad7b, b"\x53", &[], b"22.3 C"));
        same(b"\x60\x00\xad\x7b", (Type::Ack, Code::EMPTY, 0xad7b, b"", &[], b""));
    }

    #[test]
    fn figure_21_a_response_that_nobody_waits_for() {
        same(b"\x41\x01\x7d\x39\x64\xbbtemperature", (Type::Con, Code::GET, 0x7d39, b"\x64", PATH, b""));
        same(b"\x60\x00\x7d\x39", (Type::Ack, Code::EMPTY, 0x7d39, b"", &[], b""));
        same(b"\x41\x45\xad\x7c\x64\xff22.3 C", (Type::Con, Code::CONTENT, 0xad7c, b"\x64", &[], b"22.3 C"));
        same(b"\x70\x00\xad\x7c", (Type::Rst, Code::EMPTY, 0xad7c, b"", &[], b""));
    }

    #[test]
    fn figure_22_nothing_is_confirmed() {
        same(b"\x51\x01\x7d\x40\x75\xbbtemperature", (Type::Non, Code::GET, 0x7d40, b"\x75", PATH, b""));
        same(b"\x51\x45\xad\x7d\x75\xff22.3 C", (Type::Non, Code::CONTENT, 0xad7d, b"\x75", &[], b"22.3 C"));
    }

    #[test]
    fn figure_23_a_multicast_request() {
        same(b"\x51\x01\x7d\x41\x86\xbbtemperature", (Type::Non, Code::GET, 0x7d41, b"\x86", PATH, b""));
        same(b"\x51\x45\x60\xb1\x86\xff22.3 C", (Type::Non, Code::CONTENT, 0x60b1, b"\x86", &[], b"22.3 C"));
        same(b"\x51\x45\x01\xa0\x86\xff20.9 C", (Type::Non, Code::CONTENT, 0x01a0, b"\x86", &[], b"20.9 C"));
        same(b"\x51\x84\x95\x2a\x86", (Type::Non, Code::NOT_FOUND, 0x952a, b"\x86", &[], b""));
    }
}

/// RFC 7641, appendix A.1.
mod rfc_7641 {
    use super::*;

    #[test]
    fn figure_3_a_client_registers() {
        same(
            b"\x41\x01\x16\x33\x4a\x60\x5btemperature",
            (Type::Con, Code::GET, 0x1633, b"\x4a", &[(N::OBSERVE, b""), (N::URI_PATH, b"temperature")], b""),
        );
        same(
            b"\x61\x45\x16\x33\x4a\x61\x09\x81\x0f\xff18.5 Cel",
            (
                Type::Ack,
                Code::CONTENT,
                0x1633,
                b"\x4a",
                &[(N::OBSERVE, b"\x09"), (N::MAX_AGE, b"\x0f")],
                b"18.5 Cel",
            ),
        );
        same(
            b"\x51\x45\x7b\x50\x4a\x61\x10\x81\x0f\xff19.2 Cel",
            (
                Type::Non,
                Code::CONTENT,
                0x7b50,
                b"\x4a",
                &[(N::OBSERVE, b"\x10"), (N::MAX_AGE, b"\x0f")],
                b"19.2 Cel",
            ),
        );
    }

    #[test]
    fn figure_4_a_notification_with_an_etag() {
        same(
            b"\x61\x45\x16\x34\xb2\x45xyzzy\x21\x2c\x81\x0f\xff19.7 Cel",
            (
                Type::Ack,
                Code::CONTENT,
                0x1634,
                b"\xb2",
                &[(N::ETAG, b"xyzzy"), (N::OBSERVE, b"\x2c"), (N::MAX_AGE, b"\x0f")],
                b"19.7 Cel",
            ),
        );
    }

    #[test]
    fn figure_5_a_stored_response_is_valid_again() {
        same(
            b"\x41\x01\x16\x35\xf9\x45xyzzy\x20\x5btemperature",
            (
                Type::Con,
                Code::GET,
                0x1635,
                b"\xf9",
                &[(N::URI_PATH, b"temperature"), (N::OBSERVE, b""), (N::ETAG, b"xyzzy")],
                b"",
            ),
        );
        same(
            b"\x51\x43\xaa\x0c\xf9\x45xyzzy\x21\x51\x81\x0f",
            (
                Type::Non,
                Code::VALID,
                0xaa0c,
                b"\xf9",
                &[(N::OBSERVE, b"\x51"), (N::ETAG, b"xyzzy"), (N::MAX_AGE, b"\x0f")],
                b"",
            ),
        );
    }

    #[test]
    fn registering_is_zero() {
        let get = Message::decode(b"\x41\x01\x16\x33\x4a\x60\x5btemperature", &Limits::default()).unwrap();
        assert_eq!(get.options.observe(), Some(0));
        let content =
            Message::decode(b"\x61\x45\x16\x33\x4a\x61\x09\x81\x0f\xff18.5 Cel", &Limits::default());
        let options = content.unwrap().options;
        assert_eq!((options.observe(), options.max_age()), (Some(9), Some(15)));
    }
}

/// RFC 7959, section 3.
mod rfc_7959 {
    use super::*;

    fn block(number: u32, more: bool, size: usize) -> Block {
        let exponent = (0..7).find(|exponent| 16 << exponent == size).unwrap();
        Block::new(number, more, exponent).unwrap()
    }

    fn body(len: usize) -> Vec<u8> {
        (0..len).map(|at| b'a' + u8::try_from(at % 26).unwrap()).collect()
    }

    #[test]
    fn block_values_are_shown_decomposed() {
        for (value, shown) in [(33, "2/0/32"), (59, "3/1/128")] {
            let bytes = [&b"\x40\x01\0\0\xd1\x0a"[..], &[value]].concat();
            let message = Message::decode(&bytes, &Limits::default()).unwrap();
            assert_eq!(message.options.block2().unwrap().to_string(), shown);
        }
    }

    /// Figures 2 to 6: what is asked for, and what comes.
    #[test]
    fn a_response_in_blocks() {
        same(
            b"\x40\x01\x04\xd2\xb6status",
            (Type::Con, Code::GET, 1234, b"", &[(N::URI_PATH, b"status")], b""),
        );
        let blocks: [(u32, bool, usize, u8); 9] = [
            (0, true, 128, 0x0b),
            (1, true, 128, 0x1b),
            (2, false, 128, 0x23),
            (0, true, 64, 0x0a),
            (1, true, 64, 0x1a),
            (4, true, 64, 0x4a),
            (5, false, 64, 0x52),
            (2, true, 64, 0x2a),
            (3, true, 64, 0x3a),
        ];
        for (number, more, size, value) in blocks {
            let payload = body(size);
            let content = [&b"\x60\x45\x04\xd2\xd1\x0a"[..], &[value, 0xff], &payload].concat();
            same(&content, (Type::Ack, Code::CONTENT, 1234, b"", &[(N::BLOCK2, &[value])], &payload));
            let decoded = Message::decode(&content, &Limits::default()).unwrap();
            assert_eq!(decoded.options.block2(), Some(block(number, more, size)));
            assert_eq!(block(number, more, size).offset(), u64::from(number) * size as u64);
        }
        for (number, size, value) in [(1, 128, 0x13), (2, 128, 0x23), (0, 64, 0x02), (4, 64, 0x42)] {
            let get = [&b"\x40\x01\x04\xd3\xb6status\xc1"[..], &[value]].concat();
            let list: &[(N, &[u8])] = &[(N::BLOCK2, &[value]), (N::URI_PATH, b"status")];
            same(&get, (Type::Con, Code::GET, 1235, b"", list, b""));
            let decoded = Message::decode(&get, &Limits::default()).unwrap();
            assert_eq!(decoded.options.block2(), Some(block(number, false, size)));
        }
    }

    /// Figures 7 to 9.
    #[test]
    fn a_request_in_blocks() {
        let blocks: [(u32, bool, usize, u8); 6] = [
            (0, true, 128, 0x0b),
            (1, true, 128, 0x1b),
            (2, false, 128, 0x23),
            (4, true, 32, 0x49),
            (5, true, 32, 0x59),
            (6, false, 32, 0x61),
        ];
        for (number, more, size, value) in blocks {
            let payload = body(size);
            let put = [&b"\x40\x03\x04\xd2\xb7options\xd1\x03"[..], &[value, 0xff], &payload].concat();
            let list: &[(N, &[u8])] = &[(N::BLOCK1, &[value]), (N::URI_PATH, b"options")];
            same(&put, (Type::Con, Code::PUT, 1234, b"", list, &payload));
            let decoded = Message::decode(&put, &Limits::default()).unwrap();
            assert_eq!(decoded.options.block1(), Some(block(number, more, size)));
        }
        same(
            b"\x60\x5f\x04\xd2\xd1\x0e\x0b",
            (Type::Ack, Code::CONTINUE, 1234, b"", &[(N::BLOCK1, b"\x0b")], b""),
        );
        same(
            b"\x60\x44\x04\xd4\xd1\x0e\x23",
            (Type::Ack, Code::CHANGED, 1236, b"", &[(N::BLOCK1, b"\x23")], b""),
        );
    }

    /// Figure 10.
    #[test]
    fn blocks_both_ways() {
        let payload = body(128);
        let changed = [&b"\x60\x44\x04\xd4\xd1\x0a\x0b\x41\x23\xff"[..], &payload].concat();
        let list: &[(N, &[u8])] = &[(N::BLOCK1, b"\x23"), (N::BLOCK2, b"\x0b")];
        same(&changed, (Type::Ack, Code::CHANGED, 1236, b"", list, &payload));
    }
}

/// RFC 8323.
mod rfc_8323 {
    use super::*;

    #[test]
    fn figure_2_a_request_over_udp_and_tcp() {
        let path: &[(N, &[u8])] = &[(N::URI_PATH, b"temperature")];
        same(b"\x41\x01\xbc\x90\x71\xbbtemperature", (Type::Con, Code::GET, 0xbc90, b"\x71", path, b""));
        same_tcp(b"\xc1\x01\x71\xbbtemperature", Code::GET, b"\x71", path, b"");
        same_tcp(b"\x71\x45\x71\xff22.5 C", Code::CONTENT, b"\x71", &[], b"22.5 C");
    }

    #[test]
    fn figure_5_no_options_and_no_payload() {
        same_tcp(b"\x01\x43\x7f", Code::VALID, b"\x7f", &[], b"");
    }

    #[test]
    fn figures_11_and_12_ping_and_pong() {
        same_tcp(b"\x01\xe2\x42", Code::PING, b"\x42", &[], b"");
        same_tcp(b"\x01\xe3\x42", Code::PONG, b"\x42", &[], b"");
        let pong = TcpMessage::decode(b"\x01\xe3\x42", Framing::Tcp, &Limits::default()).unwrap();
        assert_eq!(pong.signal(), Some(Signal::Pong { custody: false }));
    }

    #[test]
    fn figure_13_a_response_in_bert_blocks() {
        let cases: [(&[u8], &[u8], usize, &str); 3] = [
            (b"\xe0\x0a\xf7\x45\xd1\x0a\x0f\xff", b"\x0f", 3072, "0/1/BERT"),
            (b"\xe0\x12\xf7\x45\xd1\x0a\x3f\xff", b"\x3f", 5120, "3/1/BERT"),
            (b"\xe0\x11\x5e\x45\xd1\x0a\x87\xff", b"\x87", 4711, "8/0/BERT"),
        ];
        for (head, value, len, shown) in cases {
            let payload = vec![b'x'; len];
            let content = [head, &payload].concat();
            same_tcp(&content, Code::CONTENT, b"", &[(N::BLOCK2, value)], &payload);
            let decoded = TcpMessage::decode(&content, Framing::Tcp, &Limits::default()).unwrap();
            let block = decoded.options.block2().unwrap();
            assert_eq!((block.to_string().as_str(), block.is_bert(), block.size()), (shown, true, 1024));
        }
        let path: (N, &[u8]) = (N::URI_PATH, b"status");
        same_tcp(b"\x70\x01\xb6status", Code::GET, b"", &[path], b"");
        same_tcp(b"\x90\x01\xb6status\xc1\x37", Code::GET, b"", &[path, (N::BLOCK2, b"\x37")], b"");
    }

    #[test]
    fn figure_14_a_request_in_bert_blocks() {
        let payload = [b'x'; 5683];
        let put = [&b"\xe0\x15\x33\x03\xb7options\xd2\x03\x01\x87\xff"[..], &payload].concat();
        let list: &[(N, &[u8])] = &[(N::URI_PATH, b"options"), (N::BLOCK1, b"\x01\x87")];
        same_tcp(&put, Code::PUT, b"", list, &payload);
        assert_eq!(Block::new(24, false, Block::BERT).unwrap().offset(), 24 * 1024);
    }
}
