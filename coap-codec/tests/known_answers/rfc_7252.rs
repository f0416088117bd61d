//! RFC 7252, appendix A.

use coap_codec::option::OptionNumber as N;
use coap_codec::{Code, Type};

use crate::{List, same};

const PATH: List<'_> = &[(N::URI_PATH, b"temperature")];

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
