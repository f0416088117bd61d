//! RFC 8323: figures 2, 5 and 11 to 14, and appendix A. The URIs of figures 15 and 16 are in `tests/uri.rs`.

use coap_codec::option::{Block, OptionNumber as N};
use coap_codec::tcp::{Framing, Signal, TcpMessage};
use coap_codec::{Code, Limits, Type};

use crate::{List, same, same_tcp, same_web_socket};

#[test]
fn figure_2_a_request_over_udp_and_tcp() {
    let path: List<'_> = &[(N::URI_PATH, b"temperature")];
    same(b"\x41\x01\xbc\x90\x71\xbbtemperature", (Type::Con, Code::GET, 0xbc90, b"\x71", path, b""));
    same(b"\x61\x45\xbc\x90\x71\xff22.5 C", (Type::Ack, Code::CONTENT, 0xbc90, b"\x71", &[], b"22.5 C"));
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
    same_tcp(b"\x90\x01\xb6status\xc1\x87", Code::GET, b"", &[path, (N::BLOCK2, b"\x87")], b"");
}

#[test]
fn figure_14_a_request_in_bert_blocks() {
    let puts: [(&[u8], &[u8], usize); 3] = [
        (b"\xe0\x1e\xff\x03\xb7options\xd1\x03\x0f\xff", b"\x0f", 8192),
        (b"\xe0\x3e\xff\x03\xb7options\xd1\x03\x8f\xff", b"\x8f", 16_384),
        (b"\xe0\x15\x33\x03\xb7options\xd2\x03\x01\x87\xff", b"\x01\x87", 5683),
    ];
    for (head, value, len) in puts {
        let payload = vec![b'x'; len];
        let list: List<'_> = &[(N::URI_PATH, b"options"), (N::BLOCK1, value)];
        same_tcp(&[head, &payload].concat(), Code::PUT, b"", list, &payload);
    }
    same_tcp(b"\x30\x5f\xd1\x0e\x0f", Code::CONTINUE, b"", &[(N::BLOCK1, b"\x0f")], b"");
    same_tcp(b"\x30\x5f\xd1\x0e\x8f", Code::CONTINUE, b"", &[(N::BLOCK1, b"\x8f")], b"");
    same_tcp(b"\x40\x44\xd2\x0e\x01\x87", Code::CHANGED, b"", &[(N::BLOCK1, b"\x01\x87")], b"");
    assert_eq!(Block::new(24, false, Block::BERT).unwrap().offset(), 24 * 1024);
}

#[test]
fn figure_17_a_request_over_web_socket() {
    let list: List<'_> =
        &[(N::URI_PATH, b"sensors"), (N::URI_PATH, b"temperature"), (N::URI_QUERY, b"u=Cel")];
    same_web_socket(b"\x01\x01\x53\xb7sensors\x0btemperature\x45u=Cel", Code::GET, b"\x53", list, b"");
    same_web_socket(b"\x01\x45\x53\xff22.3 Cel", Code::CONTENT, b"\x53", &[], b"22.3 Cel");
}

#[test]
fn figure_18_a_web_socket_client_asks_a_udp_server_through_a_proxy() {
    let proxy_uri: List<'_> = &[(N::PROXY_URI, b"coap://[2001:db8::1]/")];
    same_web_socket(b"\x01\x01\x7d\xdd\x16\x08coap://[2001:db8::1]/", Code::GET, b"\x7d", proxy_uri, b"");
    same(b"\x42\x01\x8f\x54\x0a\x15", (Type::Con, Code::GET, 0x8f54, b"\x0a\x15", &[], b""));
    let content = b"\x62\x45\x8f\x54\x0a\x15\xffready";
    same(content, (Type::Ack, Code::CONTENT, 0x8f54, b"\x0a\x15", &[], b"ready"));
    same_web_socket(b"\x01\x45\x7d\xffready", Code::CONTENT, b"\x7d", &[], b"ready");
}
