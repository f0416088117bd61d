//! AMQP in captures that were put together here: ports, greetings, order, damage.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't go on fails"
)]

mod support;

use support::*;

const HEADER: &[u8] = b"AMQP\x00\x01\x00\x00";
const SASL_HEADER: &[u8] = b"AMQP\x03\x01\x00\x00";
const TLS_HEADER: &[u8] = b"AMQP\x02\x01\x00\x00";
const HEADER_091: &[u8] = b"AMQP\x00\x00\x09\x01";
/// The beginning of what RabbitMQ answers that with.
const START_091: &[u8] = b"\x01\0\0\0\0\x01\xfe\0\x0a\0\x0a\0\x09";
const MECHANISMS: &[u8] = b"\0\0\0\x1a\x02\x01\0\0\0\x53\x40\xc0\x0d\x01\xa3\x0aANONYMOUS!";
const INIT: &[u8] = b"\0\0\0\x15\x02\x01\0\0\0\x53\x41\xc0\x08\x01\xa3\x05PLAIN";
const OUTCOME: &[u8] = b"\0\0\0\x10\x02\x01\0\0\0\x53\x44\xc0\x03\x01\x50\0";
const OPEN: &[u8] = b"\0\0\0\x11\x02\0\0\0\0\x53\x10\xc0\x04\x01\xa1\x01a";
const CLOSE: &[u8] = b"\0\0\0\x0c\x02\0\0\0\0\x53\x18\x45";
const NO_CONTAINER_ID: &[u8] = b"\0\0\0\x0c\x02\0\0\0\0\x53\x10\x45";

#[test]
fn both_directions_have_sasl_and_then_amqp() {
    let client = [SASL_HEADER, INIT, HEADER, OPEN, CLOSE].concat();
    let server = [SASL_HEADER, MECHANISMS, OUTCOME, HEADER, OPEN, CLOSE].concat();
    for port in [5672, 9999] {
        let mut capture = Capture::of_server(port);
        capture.open().client(0, &client).server(0, &server);
        let expected = ">header >sasl-init >header >open >close \
            <header <sasl-mechanisms <sasl-outcome <header <open <close";
        assert_eq!(capture.kinds("amqp-sasl"), expected);
    }
}

#[test]
fn a_protocol_header_in_pieces_is_enough_on_any_port() {
    let mut capture = Capture::of_server(9999);
    capture.open();
    for (at, byte) in [HEADER, OPEN].concat().chunks(1).enumerate() {
        capture.client(at, byte);
    }
    assert_eq!(capture.kinds("amqp-pieces"), ">header >open");
}

#[test]
fn a_server_may_send_its_protocol_header_first() {
    let mut capture = Capture::of_server(9999);
    capture.open().server(0, &[SASL_HEADER, MECHANISMS].concat()).client(0, SASL_HEADER);
    assert_eq!(capture.kinds("amqp-server-first"), "<header <sasl-mechanisms >header");
}

#[test]
fn the_protocol_header_of_another_protocol_may_be_the_answer() {
    let mut capture = Capture::of_server(5672);
    capture.open().client(0, HEADER).server(0, SASL_HEADER);
    assert_eq!(capture.kinds("amqp-refused"), ">header <header");
}

/// AMQP 0-9-1 has the port in common with 1.0, and nothing else.
#[test]
fn a_connection_of_amqp_091_is_left_alone_on_the_port_too() {
    for header in [HEADER_091, b"AMQP\x00\x00\x08\x00", b"AMQP\x01\x01\x00\x0a"] {
        for port in [5672, 9999] {
            let mut capture = Capture::of_server(port);
            capture.open().client(0, header).server(0, START_091);
            let run = capture.run("amqp-091", &[]);
            assert!(run.out.contains("connections not recognised: 1 ("), "{}", run.out);
            assert_eq!(run.status, 0);
        }
    }
}

/// Where there is no client's protocol header, only the port is left to go by.
#[test]
fn amqp_091_is_malformed_where_nothing_tells_it_from_10() {
    let mut middle = Capture::of_server(5672);
    middle.client(0, START_091);
    assert_eq!(middle.kinds("amqp-091-middle"), ">!?");
    let mut answer = Capture::of_server(5672);
    answer.open().client(0, HEADER).server(0, HEADER_091);
    assert_eq!(answer.kinds("amqp-091-answer"), ">header <!header");
}

#[test]
fn an_assigned_port_is_meant() {
    let mut capture = Capture::of_server(9999);
    capture.open().client(0, HEADER_091);
    let run = capture.run("amqp-assigned", &["--json", "--decode-as", "9999=amqp"]);
    assert_eq!((run.kinds_at(9999), run.status), (vec![">!header".to_owned()], 1));
    assert_eq!(run.json()[0]["error"]["kind"], "Amqp0_9_1");
}

#[test]
fn on_its_port_a_connection_may_begin_otherwise_and_is_malformed() {
    for (bytes, kind) in [
        (&b"AMQP\x00\x02\x00\x00"[..], "ProtocolVersion(Amqp)"),
        (b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03", "Tls"),
    ] {
        let mut capture = Capture::of_server(5672);
        capture.open().client(0, bytes);
        let run = capture.run("amqp-otherwise", &["--json"]);
        assert_eq!(run.json()[0]["error"]["kind"], kind);
        assert_eq!(run.status, 1);
    }
}

/// Without its beginning there may be no protocol header in the capture.
#[test]
fn a_connection_that_was_captured_from_its_middle_on_is_decoded_on_its_port() {
    for (port, expected) in [(5672, ">open <close >close"), (9999, "")] {
        let mut capture = Capture::of_server(port);
        capture.client(0, OPEN).server(0, CLOSE).client(OPEN.len(), CLOSE);
        assert_eq!(capture.kinds("amqp-middle"), expected);
    }
    let mut capture = Capture::of_server(5672);
    capture.client(0, &[INIT, HEADER, OPEN].concat()).server(0, &[OUTCOME, HEADER, OPEN].concat());
    assert_eq!(capture.kinds("amqp-middle"), ">sasl-init >header >open <sasl-outcome <header <open");
}

#[test]
fn what_begins_without_protocol_header_is_malformed() {
    let mut capture = Capture::of_server(5672);
    capture.open().client(0, OPEN);
    assert_eq!(capture.kinds("amqp-no-header"), ">!?");
}

#[test]
fn a_malformed_frame_ends_its_direction_and_is_as_long_as_it_says() {
    let mut capture = Capture::of_server(5672);
    capture.open().client(0, &[HEADER, NO_CONTAINER_ID, OPEN].concat()).server(0, &[HEADER, OPEN].concat());
    let run = capture.run("amqp-malformed", &["--json"]);
    assert_eq!(run.kinds_at(5672).join(" "), ">header >!open <header <open");
    let object = &run.json()[1];
    assert_eq!((&object["len"], &object["error"]["field"]), (&12.into(), &"container-id".into()));
    let run = capture.run("amqp-malformed", &[]);
    assert!(run.out.contains("amqp  MALFORMED open: open: container-id: "), "{}", run.out);
}

#[test]
fn what_is_inside_of_tls_is_not_decoded() {
    let mut capture = Capture::of_server(5672);
    let hello = b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03";
    capture.open().client(0, TLS_HEADER).server(0, TLS_HEADER);
    let opaque = "{\"opaque\":1,\"protocol\":null}";
    assert!(!capture.run("amqp-tls", &["--json", "--summary"]).out.contains(opaque));
    capture.client(8, hello);
    let run = capture.run("amqp-tls", &["--json"]);
    assert_eq!((run.kinds_at(5672).join(" "), run.status), (">header <header".into(), 0));
    assert!(capture.run("amqp-tls", &["--json", "--summary"]).out.contains(opaque));
    assert!(capture.run("amqp-tls", &[]).out.contains("in TLS or compressed, which is not decoded: 1\n"));
}

#[test]
fn a_lost_segment_is_named() {
    let mut capture = Capture::of_server(5672);
    capture.open().client(0, HEADER).client(8 + OPEN.len(), CLOSE).server(0, HEADER);
    let run = capture.run("amqp-lost", &["--json"]);
    assert_eq!(run.kinds_at(5672).join(" "), ">header <header >!?");
    assert_eq!(run.json()[2]["error"]["kind"], "Lost");
}
