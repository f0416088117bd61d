//! CoAP in hex mode: a datagram, a stream or a WebSocket message per line.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't go on fails"
)]

mod support;

use serde_json::{Value, json};
use support::*;

/// Whether it is well, and how many bytes are messages, and left over.
fn taken(object: &Value) -> (bool, u64, u64) {
    assert_eq!(object["ok"], object.get("error").is_none());
    (object["ok"] == true, object["consumed"].as_u64().unwrap(), object["rest"].as_u64().unwrap())
}

/// RFC 7252, appendix A, figure 16.
#[test]
fn a_datagram_is_a_message() {
    let object = line("coap", b"\x40\x01\x7d\x34\xbbtemperature");
    let expected = json!({
        "line": 1, "ok": true, "consumed": 16, "rest": 0, "roundtrip": true,
        "messages": [{ "kind": "CON GET", "message": {
            "message_type": "CON", "code": "0.01", "message_id": 32052, "token": "",
            "options": [{ "number": 11, "name": "Uri-Path", "value": "temperature" }], "payload": "",
        }}],
    });
    assert_eq!(object, expected);
    assert_eq!(message_kinds(&line("coap", b"\x60\x45\x7d\x34\xff22.3 C")), ["ACK 2.05"]);
}

#[test]
fn kinds_are_those_of_the_specification() {
    for (bytes, kind) in [
        (&b"\x40\x00\x00\x01"[..], "CON empty"),
        (b"\x60\x00\x00\x01", "ACK empty"),
        (b"\x70\x00\x00\x01", "RST"),
        (b"\x50\x45\x00\x01", "NON 2.05"),
        (b"\x40\x84\x00\x01", "CON 4.04"),
        (b"\x50\x07\x00\x01", "NON iPATCH"),
        (b"\x40\x1f\x00\x01", "CON 0.31"),
    ] {
        assert_eq!(message_kinds(&line("coap", bytes)), [kind]);
    }
    for (bytes, kind) in [
        (&b"\x00\x00"[..], "empty"),
        (b"\x00\x01", "GET"),
        (b"\x01\x43\x7f", "2.03"),
        (b"\x00\xe1", "CSM"),
        (b"\x00\xe2", "Ping"),
        (b"\x00\xe3", "Pong"),
        (b"\x00\xe4", "Release"),
        (b"\x00\xe5", "Abort"),
        (b"\x00\xe6", "7.06"),
    ] {
        assert_eq!(message_kinds(&line("coap-tcp", bytes)), [kind]);
        assert_eq!(message_kinds(&line("coap-ws", bytes)), [kind]);
    }
}

/// The datagrams that a client sent to libcoap to see what becomes of them.
#[test]
fn a_malformed_datagram_is_shown_with_its_rule_and_the_next_one_is_decoded() {
    let malformed: [(&[u8], &str, u64, &str); 8] = [
        (b"\x49\x01\x12\x37\x00", "TokenLength", 0, "to be answered with RST, id 4663"),
        (b"\x80\x01\x12\x38", "Version", 0, "to be ignored"),
        (b"\x40\x00\x12\x39\x01\x02\xff", "NotEmpty", 4, "to be answered with RST, id 4665"),
        (b"\x40\x01\x12\x3a\xff", "MissingPayload", 4, "to be answered with RST, id 4666"),
        (b"\x41\xe1\x12\x3b\x55", "ReservedClass", 1, "to be answered with RST, id 4667"),
        (b"\x50\x01\x12\x3c\xd0", "Truncated", 5, "to be ignored, or answered with RST, id 4668"),
        (b"\x60\x45\x12\x3d\x3d\x01", "Truncated", 6, "to be ignored"),
        (b"\x40\x01\x12", "Truncated", 0, "to be ignored"),
    ];
    let input: Vec<_> =
        malformed.iter().map(|(bytes, ..)| *bytes).chain([&b"\x70\x00\x00\x01"[..]]).collect();
    let (objects, status) = lines("coap", &input);
    for (object, (bytes, kind, offset, action)) in objects.iter().zip(malformed) {
        assert_eq!(taken(object), (false, 0, bytes.len() as u64), "{object}");
        let error = &object["error"];
        assert_eq!((&error["kind"], &error["offset"]), (&kind.into(), &offset.into()));
        assert!(error["text"].as_str().unwrap().ends_with(&format!("; {action}")), "{error}");
    }
    assert_eq!((message_kinds(&objects[8]), status), (vec!["RST"], 1));
}

#[test]
fn a_datagram_has_no_leftovers() {
    assert_eq!(line("coap", b"\x70\x00\x00\x01\x70\x00\x00\x01")["error"]["kind"], "NotEmpty");
    assert_eq!(line("coap", b"")["error"]["kind"], "Truncated");
}

/// Between two messages of a line nothing is asked for, and no CSM at its beginning either.
#[test]
fn a_stream_is_messages_and_perhaps_the_beginning_of_one() {
    let object = line("coap-tcp", b"\x00\xe1\x21\x01\x4a\xb1a\x01\x43\x7f\x51\x01");
    assert_eq!((taken(&object), message_kinds(&object)), ((true, 10, 2), vec!["CSM", "GET", "2.03"]));
    let object = line("coap-tcp", b"\x01\x43\x7f\x10\x01\xff\x00\x00");
    assert_eq!((taken(&object), message_kinds(&object)), ((false, 3, 5), vec!["2.03"]));
    let error = &object["error"];
    assert_eq!((&error["kind"], &error["offset"]), (&"MissingPayload".into(), &2.into()));
    assert!(error["text"].as_str().unwrap().ends_with("; the connection is to be aborted"));
    assert_eq!(taken(&line("coap-tcp", b"")), (true, 0, 0));
}

/// RFC 8323, section 3.2: the length fields of all sizes.
#[test]
fn long_messages_round_trip_over_tcp() {
    for (head, len) in [
        (&b"\xc0\x45"[..], 12),
        (b"\xd0\x00\x45", 13),
        (b"\xd0\xff\x45", 268),
        (b"\xe0\x00\x00\x45", 269),
        (b"\xe0\xff\xff\x45", 65_804),
        (b"\xf0\x00\x00\x00\x00\x45", 65_805),
    ] {
        let message = [head, b"\xff", &vec![b'x'; len - 1]].concat();
        let object = line("coap-tcp", &message);
        assert_eq!(taken(&object), (true, message.len() as u64, 0), "{len} bytes");
        assert_eq!(object["roundtrip"], true);
    }
}

#[test]
fn a_websocket_message_is_one_without_its_length_and_without_a_frame() {
    let object = line("coap-ws", b"\x01\x01\x4a\xb1a\xffhello");
    assert_eq!((taken(&object), message_kinds(&object)), ((true, 11, 0), vec!["GET"]));
    assert_eq!(object["messages"][0]["message"]["payload"], hex::encode("hello"));
    assert_eq!(line("coap-ws", b"\x21\x01\x4a\xb1a")["error"]["kind"], "Length");
    assert_eq!(line("coap-ws", b"\x01")["error"]["kind"], "Truncated");
    assert_eq!(taken(&line("coap-ws", b"")), (false, 0, 0));
}

/// RFC 8974, section 2.2: only a CSM allows them.
#[test]
fn long_tokens_are_for_those_who_announced_them() {
    let get = [&b"\x0d\x01\x00"[..], b"a token bytes"].concat();
    let csm = b"\x30\xe1\x62\xff\xff";
    assert_eq!(message_kinds(&line("coap-tcp", &[&csm[..], &get].concat())), ["CSM", "GET"]);
    assert_eq!(line("coap-tcp", &get)["error"]["kind"], "TokenLength");
    let too_modest = b"\x20\xe1\x61\x08";
    assert_eq!(line("coap-tcp", &[&too_modest[..], &get].concat())["error"]["kind"], "TokenLength");
}
