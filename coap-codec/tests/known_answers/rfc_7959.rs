//! RFC 7959, section 3.
//!
//! Figures 2 to 11 print one line for each message, and so do these tables: the line, the bytes that it stands for, all but
//! the payload, and how long that is. Where a figure leaves messages out, so do they; what is sent again stands once.

use coap_codec::message::Message;
use coap_codec::option::{Block, OptionNumber as N, OptionsBuf};
use coap_codec::{Code, Limits, MessageId, Type};

use crate::support::encoded;
use crate::{List, same};

type Line = (&'static str, &'static [u8], usize);

fn body(len: usize) -> Vec<u8> {
    (0..len).map(|at| b'a' + u8::try_from(at % 26).unwrap()).collect()
}

/// `2:0/1/128`: option, NUM, M, size.
fn block(text: &str) -> (N, Block) {
    let (option, value) = text.split_once(':').unwrap();
    let mut numbers = value.split('/').map(|number| number.parse::<u32>().unwrap());
    let (number, more, size) =
        (numbers.next().unwrap(), numbers.next().unwrap() == 1, numbers.next().unwrap());
    let exponent = (0..7).find(|exponent| 16 << exponent == size).unwrap();
    let block = Block::new(number, more, exponent).unwrap();
    assert_eq!(block.to_string(), value);
    assert_eq!(block.offset(), u64::from(number) * u64::from(size));
    (if option == "1" { N::BLOCK1 } else { N::BLOCK2 }, block)
}

fn code(text: &str) -> Code {
    match text {
        "GET" => Code::GET,
        "PUT" => Code::PUT,
        "POST" => Code::POST,
        "2.04" => Code::CHANGED,
        "2.05" => Code::CONTENT,
        "2.31" => Code::CONTINUE,
        _ => panic!("{text}"),
    }
}

#[track_caller]
fn figure(lines: &[Line]) {
    for (line, head, payload_len) in lines {
        let mut words = line.split(' ');
        let message_type = if words.next() == Some("CON") { Type::Con } else { Type::Ack };
        let id = MessageId::new(words.next().unwrap().parse().unwrap());
        let code = code(words.next().unwrap());
        let mut options = OptionsBuf::new();
        for word in words {
            match word.strip_prefix('/') {
                Some(path) => options.push_str(N::URI_PATH, path).unwrap(),
                None => {
                    let (number, block) = block(word);
                    options.push_block(number, block).unwrap();
                }
            }
        }
        let payload = body(*payload_len);
        let options = options.as_options();
        let message = Message { options, payload: &payload, ..Message::new(message_type, code, id) };
        let bytes = [head, &payload[..]].concat();
        assert_eq!(encoded(&message), bytes, "{line}");
        assert_eq!(Message::decode(&bytes, &Limits::default()), Ok(message), "{line}");
    }
}

/// A 2.05 of the figures that have tokens.
#[track_caller]
fn content(bytes: &[u8], message_type: Type, id: u16, token: u8, list: List<'_>, len: usize) {
    let payload = body(len);
    let bytes = [bytes, &payload].concat();
    same(&bytes, (message_type, Code::CONTENT, id, &[token], list, &payload));
}

#[test]
fn block_values_are_shown_decomposed() {
    for (value, shown) in [(33, "2/0/32"), (59, "3/1/128")] {
        let bytes = [&b"\x40\x01\0\0\xd1\x0a"[..], &[value]].concat();
        let message = Message::decode(&bytes, &Limits::default()).unwrap();
        assert_eq!(message.options.block2().unwrap().to_string(), shown);
    }
}

#[test]
fn figure_2_a_simple_get() {
    figure(&[
        ("CON 1234 GET /status", b"\x40\x01\x04\xd2\xb6status", 0),
        ("ACK 1234 2.05 2:0/1/128", b"\x60\x45\x04\xd2\xd1\x0a\x0b\xff", 128),
        ("CON 1235 GET /status 2:1/0/128", b"\x40\x01\x04\xd3\xb6status\xc1\x13", 0),
        ("ACK 1235 2.05 2:1/1/128", b"\x60\x45\x04\xd3\xd1\x0a\x1b\xff", 128),
        ("CON 1236 GET /status 2:2/0/128", b"\x40\x01\x04\xd4\xb6status\xc1\x23", 0),
        ("ACK 1236 2.05 2:2/0/128", b"\x60\x45\x04\xd4\xd1\x0a\x23\xff", 128),
    ]);
}

#[test]
fn figure_3_early_negotiation() {
    figure(&[
        ("CON 1234 GET /status 2:0/0/64", b"\x40\x01\x04\xd2\xb6status\xc1\x02", 0),
        ("ACK 1234 2.05 2:0/1/64", b"\x60\x45\x04\xd2\xd1\x0a\x0a\xff", 64),
        ("CON 1235 GET /status 2:1/0/64", b"\x40\x01\x04\xd3\xb6status\xc1\x12", 0),
        ("ACK 1235 2.05 2:1/1/64", b"\x60\x45\x04\xd3\xd1\x0a\x1a\xff", 64),
        ("CON 1238 GET /status 2:4/0/64", b"\x40\x01\x04\xd6\xb6status\xc1\x42", 0),
        ("ACK 1238 2.05 2:4/1/64", b"\x60\x45\x04\xd6\xd1\x0a\x4a\xff", 64),
        ("CON 1239 GET /status 2:5/0/64", b"\x40\x01\x04\xd7\xb6status\xc1\x52", 0),
        ("ACK 1239 2.05 2:5/0/64", b"\x60\x45\x04\xd7\xd1\x0a\x52\xff", 64),
    ]);
}

/// In figures 5 and 6 messages of these are lost and sent again.
#[test]
fn figures_4_to_6_late_negotiation() {
    figure(&[
        ("CON 1234 GET /status", b"\x40\x01\x04\xd2\xb6status", 0),
        ("ACK 1234 2.05 2:0/1/128", b"\x60\x45\x04\xd2\xd1\x0a\x0b\xff", 128),
        ("CON 1235 GET /status 2:2/0/64", b"\x40\x01\x04\xd3\xb6status\xc1\x22", 0),
        ("ACK 1235 2.05 2:2/1/64", b"\x60\x45\x04\xd3\xd1\x0a\x2a\xff", 64),
        ("CON 1236 GET /status 2:3/0/64", b"\x40\x01\x04\xd4\xb6status\xc1\x32", 0),
        ("ACK 1236 2.05 2:3/1/64", b"\x60\x45\x04\xd4\xd1\x0a\x3a\xff", 64),
        ("CON 1237 GET /status 2:4/0/64", b"\x40\x01\x04\xd5\xb6status\xc1\x42", 0),
        ("ACK 1237 2.05 2:4/1/64", b"\x60\x45\x04\xd5\xd1\x0a\x4a\xff", 64),
        ("CON 1238 GET /status 2:5/0/64", b"\x40\x01\x04\xd6\xb6status\xc1\x52", 0),
        ("ACK 1238 2.05 2:5/0/64", b"\x60\x45\x04\xd6\xd1\x0a\x52\xff", 64),
    ]);
}

#[test]
fn figure_7_an_atomic_put() {
    figure(&[
        ("CON 1234 PUT /options 1:0/1/128", b"\x40\x03\x04\xd2\xb7options\xd1\x03\x0b\xff", 128),
        ("ACK 1234 2.31 1:0/1/128", b"\x60\x5f\x04\xd2\xd1\x0e\x0b", 0),
        ("CON 1235 PUT /options 1:1/1/128", b"\x40\x03\x04\xd3\xb7options\xd1\x03\x1b\xff", 128),
        ("ACK 1235 2.31 1:1/1/128", b"\x60\x5f\x04\xd3\xd1\x0e\x1b", 0),
        ("CON 1236 PUT /options 1:2/0/128", b"\x40\x03\x04\xd4\xb7options\xd1\x03\x23\xff", 128),
        ("ACK 1236 2.04 1:2/0/128", b"\x60\x44\x04\xd4\xd1\x0e\x23", 0),
    ]);
}

/// The requests are those of figure 7.
#[test]
fn figure_8_a_stateless_put() {
    figure(&[
        ("ACK 1234 2.04 1:0/0/128", b"\x60\x44\x04\xd2\xd1\x0e\x03", 0),
        ("ACK 1235 2.04 1:1/0/128", b"\x60\x44\x04\xd3\xd1\x0e\x13", 0),
        ("ACK 1236 2.04 1:2/0/128", b"\x60\x44\x04\xd4\xd1\x0e\x23", 0),
    ]);
}

/// The last two acknowledgements have the Message IDs that the figure prints, though they fit no request.
#[test]
fn figure_9_a_put_with_negotiation() {
    figure(&[
        ("CON 1234 PUT /options 1:0/1/128", b"\x40\x03\x04\xd2\xb7options\xd1\x03\x0b\xff", 128),
        ("ACK 1234 2.31 1:0/1/32", b"\x60\x5f\x04\xd2\xd1\x0e\x09", 0),
        ("CON 1235 PUT /options 1:4/1/32", b"\x40\x03\x04\xd3\xb7options\xd1\x03\x49\xff", 32),
        ("ACK 1235 2.31 1:4/1/32", b"\x60\x5f\x04\xd3\xd1\x0e\x49", 0),
        ("CON 1236 PUT /options 1:5/1/32", b"\x40\x03\x04\xd4\xb7options\xd1\x03\x59\xff", 32),
        ("ACK 1235 2.31 1:5/1/32", b"\x60\x5f\x04\xd3\xd1\x0e\x59", 0),
        ("CON 1237 PUT /options 1:6/0/32", b"\x40\x03\x04\xd5\xb7options\xd1\x03\x61\xff", 32),
        ("ACK 1236 2.04 1:6/0/32", b"\x60\x44\x04\xd4\xd1\x0e\x61", 0),
    ]);
}

#[test]
fn figure_10_blocks_both_ways() {
    figure(&[
        ("CON 1234 POST /soap 1:0/1/128", b"\x40\x02\x04\xd2\xb4soap\xd1\x03\x0b\xff", 128),
        ("ACK 1234 2.31 1:0/1/128", b"\x60\x5f\x04\xd2\xd1\x0e\x0b", 0),
        ("CON 1235 POST /soap 1:1/1/128", b"\x40\x02\x04\xd3\xb4soap\xd1\x03\x1b\xff", 128),
        ("ACK 1235 2.31 1:1/1/128", b"\x60\x5f\x04\xd3\xd1\x0e\x1b", 0),
        ("CON 1236 POST /soap 1:2/0/128", b"\x40\x02\x04\xd4\xb4soap\xd1\x03\x23\xff", 128),
        ("ACK 1236 2.04 2:0/1/128 1:2/0/128", b"\x60\x44\x04\xd4\xd1\x0a\x0b\x41\x23\xff", 128),
        ("CON 1237 POST /soap 2:1/0/128", b"\x40\x02\x04\xd5\xb4soap\xc1\x13", 0),
        ("ACK 1237 2.04 2:1/1/128", b"\x60\x44\x04\xd5\xd1\x0a\x1b\xff", 128),
        ("CON 1238 POST /soap 2:2/0/128", b"\x40\x02\x04\xd6\xb4soap\xc1\x23", 0),
        ("ACK 1238 2.04 2:2/1/128", b"\x60\x44\x04\xd6\xd1\x0a\x2b\xff", 128),
        ("CON 1239 POST /soap 2:3/0/128", b"\x40\x02\x04\xd7\xb4soap\xc1\x33", 0),
        ("ACK 1239 2.04 2:3/0/128", b"\x60\x44\x04\xd7\xd1\x0a\x33\xff", 128),
    ]);
}

/// The first four messages are those of figure 10.
#[test]
fn figure_11_blocks_both_ways_with_early_negotiation() {
    figure(&[
        ("CON 1236 POST /soap 1:2/0/128 2:0/0/64", b"\x40\x02\x04\xd4\xb4soap\xc1\x02\x41\x23\xff", 128),
        ("ACK 1236 2.04 1:2/0/128 2:0/1/64", b"\x60\x44\x04\xd4\xd1\x0a\x0a\x41\x23\xff", 64),
        ("CON 1237 POST /soap 2:1/0/64", b"\x40\x02\x04\xd5\xb4soap\xc1\x12", 0),
        ("ACK 1237 2.04 2:1/1/64", b"\x60\x44\x04\xd5\xd1\x0a\x1a\xff", 64),
        ("CON 1238 POST /soap 2:2/0/64", b"\x40\x02\x04\xd6\xb4soap\xc1\x22", 0),
        ("ACK 1238 2.04 2:2/1/64", b"\x60\x44\x04\xd6\xd1\x0a\x2a\xff", 64),
        ("CON 1239 POST /soap 2:3/0/64", b"\x40\x02\x04\xd7\xb4soap\xc1\x32", 0),
        ("ACK 1239 2.04 2:3/0/64", b"\x60\x44\x04\xd7\xd1\x0a\x32\xff", 64),
    ]);
}

const PATH: (N, &[u8]) = (N::URI_PATH, b"status-icon");
const REGISTER: (N, &[u8]) = (N::OBSERVE, b"");
const FIRST_ETAG: (N, &[u8]) = (N::ETAG, b"\x6f\x00\xf3\x8e");
const ETAG: (N, &[u8]) = (N::ETAG, b"\x6f\x00\xf3\x92");

#[test]
fn figure_12_observing_with_blocks() {
    let get = b"\x41\x01\x16\x36\xfb\x60\x5bstatus-icon";
    same(get, (Type::Con, Code::GET, 0x1636, b"\xfb", &[PATH, REGISTER], b""));
    let list = &[(N::BLOCK2, &b"\x0b"[..]), (N::OBSERVE, b"\xf3\x8e"), FIRST_ETAG];
    let head = b"\x61\x45\x16\x36\xfb\x44\x6f\x00\xf3\x8e\x22\xf3\x8e\xd1\x04\x0b\xff";
    content(head, Type::Ack, 0x1636, 0xfb, list, 128);

    let list = &[(N::BLOCK2, &b"\x0b"[..]), (N::OBSERVE, b"\xf3\x92"), ETAG];
    let head = b"\x41\x45\xaf\x9c\xfb\x44\x6f\x00\xf3\x92\x22\xf3\x92\xd1\x04\x0b\xff";
    content(head, Type::Con, 0xaf9c, 0xfb, list, 128);
    same(b"\x60\x00\xaf\x9c", (Type::Ack, Code::EMPTY, 0xaf9c, b"", &[], b""));

    let get = b"\x41\x01\x16\x37\xfc\xbbstatus-icon\xc1\x13";
    same(get, (Type::Con, Code::GET, 0x1637, b"\xfc", &[PATH, (N::BLOCK2, b"\x13")], b""));
    let head = b"\x61\x45\x16\x37\xfc\x44\x6f\x00\xf3\x92\xd1\x06\x1b\xff";
    content(head, Type::Ack, 0x1637, 0xfc, &[(N::BLOCK2, b"\x1b"), ETAG], 128);
    let get = b"\x41\x01\x16\x38\xfc\xbbstatus-icon\xc1\x23";
    same(get, (Type::Con, Code::GET, 0x1638, b"\xfc", &[PATH, (N::BLOCK2, b"\x23")], b""));
    let head = b"\x61\x45\x16\x38\xfc\x44\x6f\x00\xf3\x92\xd1\x06\x23\xff";
    content(head, Type::Ack, 0x1638, 0xfc, &[(N::BLOCK2, b"\x23"), ETAG], 53);
}

#[test]
fn figure_13_observing_with_early_negotiation() {
    let get = b"\x41\x01\x16\x36\xfb\x60\x5bstatus-icon\xc1\x02";
    same(get, (Type::Con, Code::GET, 0x1636, b"\xfb", &[PATH, REGISTER, (N::BLOCK2, b"\x02")], b""));
    let list = &[(N::BLOCK2, &b"\x0a"[..]), (N::OBSERVE, b"\xf3\x8e"), FIRST_ETAG, (N::MAX_AGE, b"\x3c")];
    let head = b"\x61\x45\x16\x36\xfb\x44\x6f\x00\xf3\x8e\x22\xf3\x8e\x81\x3c\x91\x0a\xff";
    content(head, Type::Ack, 0x1636, 0xfb, list, 64);

    let list = &[(N::BLOCK2, &b"\x0a"[..]), (N::OBSERVE, b"\xf3\x92"), ETAG];
    let head = b"\x41\x45\xaf\x9c\xfb\x44\x6f\x00\xf3\x92\x22\xf3\x92\xd1\x04\x0a\xff";
    content(head, Type::Con, 0xaf9c, 0xfb, list, 64);
    same(b"\x60\x00\xaf\x9c", (Type::Ack, Code::EMPTY, 0xaf9c, b"", &[], b""));

    let get = b"\x41\x01\x16\x37\xfc\xbbstatus-icon\xc1\x12";
    same(get, (Type::Con, Code::GET, 0x1637, b"\xfc", &[PATH, (N::BLOCK2, b"\x12")], b""));
    let head = b"\x61\x45\x16\x37\xfc\x44\x6f\x00\xf3\x92\xd1\x06\x1a\xff";
    content(head, Type::Ack, 0x1637, 0xfc, &[(N::BLOCK2, b"\x1a"), ETAG], 64);
    let get = b"\x41\x01\x16\x38\xfc\xbbstatus-icon\xc1\x42";
    same(get, (Type::Con, Code::GET, 0x1638, b"\xfc", &[PATH, (N::BLOCK2, b"\x42")], b""));
    let head = b"\x61\x45\x16\x38\xfc\x44\x6f\x00\xf3\x92\xd1\x06\x42\xff";
    content(head, Type::Ack, 0x1638, 0xfc, &[(N::BLOCK2, b"\x42"), ETAG], 53);
}
