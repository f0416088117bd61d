//! RFC 7641, appendix A.

use coap_codec::message::Message;
use coap_codec::option::OptionNumber as N;
use coap_codec::{Code, Limits, Type};

use crate::{List, same};

/// A GET for `/temperature`, with what else there is.
fn get(bytes: &[u8], id: u16, token: u8, also: List<'_>) {
    let list = [&[(N::URI_PATH, &b"temperature"[..])], also].concat();
    same(bytes, (Type::Con, Code::GET, id, &[token], &list, b""));
}

/// A 2.05 (Content).
fn content(bytes: &[u8], (message_type, id): (Type, u16), token: u8, list: List<'_>, payload: &[u8]) {
    same(bytes, (message_type, Code::CONTENT, id, &[token], list, payload));
}

const REGISTER: (N, &[u8]) = (N::OBSERVE, b"");
const ETAG: (N, &[u8]) = (N::ETAG, b"xyzzy");
const FIFTEEN_SECONDS: (N, &[u8]) = (N::MAX_AGE, b"\x0f");
const A_MINUTE: (N, &[u8]) = (N::MAX_AGE, b"\x3c");

const fn observe(number: &[u8]) -> (N, &[u8]) {
    (N::OBSERVE, number)
}

#[test]
fn figure_3_a_client_registers() {
    get(b"\x41\x01\x16\x33\x4a\x60\x5btemperature", 0x1633, 0x4a, &[REGISTER]);
    content(
        b"\x61\x45\x16\x33\x4a\x61\x09\x81\x0f\xff18.5 Cel",
        (Type::Ack, 0x1633),
        0x4a,
        &[observe(b"\x09"), FIFTEEN_SECONDS],
        b"18.5 Cel",
    );
    content(
        b"\x51\x45\x7b\x50\x4a\x61\x10\x81\x0f\xff19.2 Cel",
        (Type::Non, 0x7b50),
        0x4a,
        &[observe(b"\x10"), FIFTEEN_SECONDS],
        b"19.2 Cel",
    );
}

#[test]
fn figure_4_a_client_registers_again_when_max_age_has_passed() {
    content(
        b"\x51\x45\x7b\x51\x4a\x61\x19\x81\x0f\xff19.7 Cel",
        (Type::Non, 0x7b51),
        0x4a,
        &[observe(b"\x19"), FIFTEEN_SECONDS],
        b"19.7 Cel",
    );
    get(b"\x41\x01\x16\x34\xb2\x60\x5btemperature", 0x1634, 0xb2, &[REGISTER]);
    content(
        b"\x61\x45\x16\x34\xb2\x45xyzzy\x21\x2c\x81\x0f\xff19.7 Cel",
        (Type::Ack, 0x1634),
        0xb2,
        &[observe(b"\x2c"), FIFTEEN_SECONDS, ETAG],
        b"19.7 Cel",
    );
}

#[test]
fn figure_5_a_stored_response_is_valid_again() {
    get(b"\x41\x01\x16\x35\xf9\x45xyzzy\x20\x5btemperature", 0x1635, 0xf9, &[REGISTER, ETAG]);
    content(
        b"\x61\x45\x16\x35\xf9\x61\x4a\x81\x0f\xff20.0 Cel",
        (Type::Ack, 0x1635),
        0xf9,
        &[observe(b"\x4a"), FIFTEEN_SECONDS],
        b"20.0 Cel",
    );
    let list = &[observe(b"\x51"), ETAG, FIFTEEN_SECONDS];
    let valid = b"\x51\x43\xaa\x0c\xf9\x45xyzzy\x21\x51\x81\x0f";
    same(valid, (Type::Non, Code::VALID, 0xaa0c, b"\xf9", list, b""));
}

#[test]
fn figure_6_a_client_cancels_by_rejecting_a_notification() {
    content(
        b"\x41\x45\xaa\x0f\xf9\x61\x5b\x81\x0f\xff19.3 Cel",
        (Type::Con, 0xaa0f),
        0xf9,
        &[observe(b"\x5b"), FIFTEEN_SECONDS],
        b"19.3 Cel",
    );
    same(b"\x70\x00\xaa\x0f", (Type::Rst, Code::EMPTY, 0xaa0f, b"", &[], b""));
}

const PROXY_URI: (N, &[u8]) = (N::PROXY_URI, b"coap://sensor.example/status");
const SENSOR: [(N, &[u8]); 3] = [(N::URI_HOST, b"sensor.example"), (N::URI_PATH, b"status"), REGISTER];

#[test]
fn figure_7_a_proxy_observes_on_its_own_behalf() {
    let get = b"\x41\x01\x5f\xb8\x1a\x3d\x01sensor.example\x30\x56status";
    same(get, (Type::Con, Code::GET, 0x5fb8, b"\x1a", &SENSOR, b""));
    content(
        b"\x61\x45\x5f\xb8\x1a\x61\x2a\x81\x3c\xffready",
        (Type::Ack, 0x5fb8),
        0x1a,
        &[observe(b"\x2a"), A_MINUTE],
        b"ready",
    );
    let get = b"\x41\x01\x16\x33\x9a\xdd\x16\x0fcoap://sensor.example/status";
    same(get, (Type::Con, Code::GET, 0x1633, b"\x9a", &[PROXY_URI], b""));
    content(
        b"\x61\x45\x16\x33\x9a\xd1\x01\x35\xffready",
        (Type::Ack, 0x1633),
        0x9a,
        &[(N::MAX_AGE, b"\x35")],
        b"ready",
    );
    // The figure has a digit too many: 0x514505fc0.
    content(
        b"\x51\x45\x5f\xc0\x1a\x61\x87\x81\x3c\xffbusy",
        (Type::Non, 0x5fc0),
        0x1a,
        &[observe(b"\x87"), A_MINUTE],
        b"busy",
    );
    let get = b"\x41\x01\x16\x34\x9b\xdd\x16\x0fcoap://sensor.example/status";
    same(get, (Type::Con, Code::GET, 0x1634, b"\x9b", &[PROXY_URI], b""));
    content(
        b"\x61\x45\x16\x34\x9b\xd1\x01\x31\xffbusy",
        (Type::Ack, 0x1634),
        0x9b,
        &[(N::MAX_AGE, b"\x31")],
        b"busy",
    );
}

#[test]
fn figure_8_a_client_observes_through_a_proxy() {
    let get = b"\x41\x01\x16\x35\x6a\x60\xdd\x10\x0fcoap://sensor.example/status";
    same(get, (Type::Con, Code::GET, 0x1635, b"\x6a", &[PROXY_URI, REGISTER], b""));
    same(b"\x60\x00\x16\x35", (Type::Ack, Code::EMPTY, 0x1635, b"", &[], b""));
    let get = b"\x41\x01\xaf\x90\xaa\x3d\x01sensor.example\x30\x56status";
    same(get, (Type::Con, Code::GET, 0xaf90, b"\xaa", &SENSOR, b""));
    content(
        b"\x61\x45\xaf\x90\xaa\x61\x43\x81\x3c\xffready",
        (Type::Ack, 0xaf90),
        0xaa,
        &[observe(b"\x43"), A_MINUTE],
        b"ready",
    );
    content(
        b"\x41\x45\xaf\x94\x6a\x62\x43\xc2\x81\x3c\xffready",
        (Type::Con, 0xaf94),
        0x6a,
        &[observe(b"\x43\xc2"), A_MINUTE],
        b"ready",
    );
    same(b"\x60\x00\xaf\x94", (Type::Ack, Code::EMPTY, 0xaf94, b"", &[], b""));
    content(
        b"\x51\x45\x5a\x20\xaa\x61\x9d\x81\x3c\xffbusy",
        (Type::Non, 0x5a20),
        0xaa,
        &[observe(b"\x9d"), A_MINUTE],
        b"busy",
    );
    content(
        b"\x51\x45\xaf\x9b\x6a\x62\x44\x1c\x81\x3c\xffbusy",
        (Type::Non, 0xaf9b),
        0x6a,
        &[observe(b"\x44\x1c"), A_MINUTE],
        b"busy",
    );
}

#[test]
fn values_read_as_the_figures_print_them() {
    let options = |bytes| Message::decode(bytes, &Limits::default()).unwrap().options;
    assert_eq!(options(b"\x41\x01\x16\x33\x4a\x60\x5btemperature").observe(), Some(0));
    let first = options(b"\x61\x45\x16\x33\x4a\x61\x09\x81\x0f\xff18.5 Cel");
    assert_eq!((first.observe(), first.max_age()), (Some(9), Some(15)));
    let proxied = options(b"\x41\x45\xaf\x94\x6a\x62\x43\xc2\x81\x3c\xffready");
    assert_eq!((proxied.observe(), proxied.max_age()), (Some(17_346), Some(60)));
    let last = options(b"\x51\x45\xaf\x9b\x6a\x62\x44\x1c\x81\x3c\xffbusy");
    assert_eq!(last.observe(), Some(17_436));
}
