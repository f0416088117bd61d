//! AMQP in hex mode: a stream per line, with its protocol headers or without.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't go on fails"
)]

mod support;

use serde_json::json;
use support::*;

const SASL_HEADER: &[u8] = b"AMQP\x03\x01\x00\x00";
const AMQP_HEADER: &[u8] = b"AMQP\x00\x01\x00\x00";
/// This one and the transfer are rhea's.
const INIT: &[u8] =
    b"\0\0\0\x34\x02\x01\0\0\0\x53\x41\xd0\0\0\0\x24\0\0\0\x03\xa3\x05PLAIN\xa0\x0c\0guest\0guest\
    \xa1\x09127.0.0.1";
const OPEN: &[u8] = b"\0\0\0\x11\x02\0\0\0\0\x53\x10\xc0\x04\x01\xa1\x01a";
const EMPTY: &[u8] = b"\0\0\0\x08\x02\0\0\x05";
const TRANSFER: &[u8] =
    b"\0\0\0\x29\x02\0\0\0\0\x53\x14\xd0\0\0\0\x0d\0\0\0\x06\x43\x52\x02\xa0\x01\x32\x43\x42\x42\
    \0\x53\x70\x45\0\x53\x73\x45\0\x53\x77\x41";

/// A frame with this body.
fn frame(frame_type: u8, body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len() + 8).unwrap().to_be_bytes();
    [&size[..], &[2, frame_type, 0, 0], body].concat()
}

#[test]
fn a_frame_is_shown_with_its_channel_and_its_fields() {
    let object = line("amqp", TRANSFER);
    let expected = json!({
        "line": 1, "ok": true, "consumed": 41, "rest": 0, "roundtrip": true,
        "messages": [{ "kind": "transfer", "message": { "channel": 0, "performative": {
            "handle": 0, "delivery_id": 2, "delivery_tag": "32", "message_format": 0, "settled": false,
            "more": false, "rcv_settle_mode": null, "state": null, "resume": false, "aborted": false,
            "batchable": false, "payload": "005370450053734500537741",
        }}}],
    });
    assert_eq!(object, expected);
}

#[test]
fn a_stream_is_read_with_both_its_protocol_headers() {
    let stream = [SASL_HEADER, INIT, AMQP_HEADER, OPEN, EMPTY, TRANSFER, &OPEN[..9]].concat();
    let (objects, status) = lines("amqp", &[&stream]);
    let object = &objects[0];
    assert_eq!(message_kinds(object), ["header", "sasl-init", "header", "open", "empty", "transfer"]);
    assert_eq!((&object["ok"], &object["roundtrip"], status), (&json!(true), &json!(true), 0));
    assert_eq!((&object["consumed"], &object["rest"]), (&json!(stream.len() - 9), &json!(9)));
    assert_eq!(object["messages"][0]["message"], json!({ "protocol": "sasl" }));
    assert_eq!(object["messages"][4]["message"], json!({ "channel": 5 }));
}

#[test]
fn each_protocol_header_may_be_left_out() {
    for (stream, expected) in [
        (vec![OPEN, TRANSFER], "open transfer"),
        (vec![TRANSFER, OPEN], "transfer open"),
        (vec![EMPTY], "empty"),
        (vec![INIT, AMQP_HEADER, OPEN], "sasl-init header open"),
        (vec![INIT, OPEN], "sasl-init open"),
        (vec![AMQP_HEADER], "header"),
        (vec![], ""),
    ] {
        let object = line("amqp", &stream.concat());
        assert_eq!((&object["ok"], &object["rest"]), (&json!(true), &json!(0)), "{object}");
        assert_eq!(message_kinds(&object).join(" "), expected);
    }
}

#[test]
fn every_beginning_of_a_stream_is_well() {
    for stream in [[SASL_HEADER, INIT, AMQP_HEADER, OPEN, TRANSFER].concat(), [INIT, OPEN, TRANSFER].concat()]
    {
        let beginnings: Vec<_> = (0..stream.len()).map(|len| &stream[..len]).collect();
        let (objects, status) = lines("amqp", &beginnings);
        assert_eq!(status, 0);
        for (len, object) in objects.iter().enumerate() {
            let taken = object["consumed"].as_u64().unwrap() + object["rest"].as_u64().unwrap();
            assert_eq!((&object["ok"], taken), (&json!(true), len as u64));
        }
    }
}

/// Section 1.6: most values have several encodings; sections 1.3.2 and 1.5: descriptors too. Section 2.3.1: an extended header says
/// nothing.
#[test]
fn what_is_written_otherwise_is_still_the_same() {
    let open = |head: &[u8]| frame(0, &[head, &b"\xa1\x01a"[..]].concat());
    let extended = [&b"\0\0\0\x15\x03\0\0\0what"[..], &OPEN[8..]].concat();
    for bytes in [
        OPEN.to_vec(),
        open(b"\0\x80\0\0\0\0\0\0\0\x10\xc0\x04\x01"),
        open(b"\0\xa3\x0eamqp:open:list\xd0\0\0\0\x07\0\0\0\x01"),
        [&open(b"\0\x53\x10\xc0\x06\x03")[..], b"\x40\x40"].concat(),
        extended,
    ] {
        let mut bytes = bytes;
        let len = u32::try_from(bytes.len()).unwrap();
        bytes[..4].copy_from_slice(&len.to_be_bytes());
        let object = line("amqp", &bytes);
        assert_eq!((&object["ok"], &object["roundtrip"]), (&json!(true), &json!(true)), "{object}");
        assert_eq!(object["messages"][0]["message"]["performative"]["container_id"], "a");
    }
}

#[test]
fn an_error_names_the_rule_and_the_field_and_comes_after_the_messages_before_it() {
    let missing = frame(0, b"\0\x53\x10\x45");
    for (bytes, kind, field, offset) in [
        (&b"GET / HTTP/1.1"[..], "Http", "SIZE", 0),
        (b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03", "Tls", "SIZE", 0),
        (b"AMQP\0\0\x09\x01", "Amqp0_9_1", "protocol header", 0),
        (b"AMQP\0\x02\0\0", "ProtocolVersion(Amqp)", "protocol header", 0),
        (b"\0\0\0\x07\x02\0\0\0", "FrameSize", "SIZE", 0),
        (b"\0\0\0\x08\x01\0\0\0", "DataOffset", "DOFF", 4),
        (b"\0\0\0\x08\x02\x02\0\0", "FrameType", "TYPE", 5),
        (b"\0\0\0\x08\x02\x01\0\0", "EmptyFrame", "frame body", 8),
        (b"\0\0\0\x0c\x02\0\0\0\0\x53\x0f\x45", "Descriptor", "descriptor", 8),
        (b"\0\0\0\x0d\x02\0\0\0\0\x53\x17\x45\x40", "TrailingBytes", "frame body", 12),
        (b"\x01\0\0\x01\x02\0\0\0", "TooLarge", "SIZE", 0),
        (b"\0\0\0\x11\x02\0\0\x01\0\x53\x10\xc0\x04\x01\xa1\x01a", "Channel", "channel", 6),
        (&missing, "MissingField", "container-id", 12),
    ] {
        let object = line("amqp", bytes);
        assert_eq!((&object["ok"], &object["consumed"]), (&json!(false), &json!(0)), "{object}");
        assert_eq!(object["rest"], bytes.len(), "{object}");
        let error = &object["error"];
        assert_eq!(error["kind"], kind, "{object}");
        assert_eq!((&error["field"], &error["offset"]), (&json!(field), &json!(offset)), "{object}");
    }
    let (objects, status) = lines("amqp", &[&[AMQP_HEADER, OPEN, &missing].concat()]);
    assert_eq!((message_kinds(&objects[0]).join(" "), status), ("header open".to_owned(), 1));
    let text = "open: container-id: mandatory field is missing (section 1.4) at byte 12";
    assert_eq!(objects[0]["error"]["text"], text);
}

#[test]
fn what_may_not_come_any_more_is_an_error() {
    for (stream, kind) in [
        ([AMQP_HEADER, OPEN, AMQP_HEADER], "UnexpectedHeader"),
        ([AMQP_HEADER, OPEN, INIT], "FrameType"),
        ([SASL_HEADER, INIT, OPEN], "FrameType"),
        ([OPEN, TRANSFER, INIT], "FrameType"),
    ] {
        let object = line("amqp", &stream.concat());
        assert_eq!((message_kinds(&object).len(), &object["error"]["kind"]), (2, &json!(kind)), "{object}");
    }
}

/// The standard has 512 bytes before the open (sections 2.4.1 and 5.3.1), and tickets that are larger.
#[test]
fn frames_of_many_bytes_pass() {
    let ticket =
        frame(1, &[b"\0\x53\x43\xd0\0\0\x27\x19\0\0\0\x01\xb0\0\0\x27\x10", &[7; 10_000][..]].concat());
    let object = line("amqp", &[SASL_HEADER, &ticket].concat());
    assert_eq!((message_kinds(&object), &object["rest"]), (vec!["header", "sasl-response"], &json!(0)));

    let body = [&TRANSFER[8..], &vec![0; (2 << 20) - TRANSFER.len()]].concat();
    let object = line("amqp", &frame(0, &body));
    assert_eq!((message_kinds(&object), &object["consumed"]), (vec!["transfer"], &json!(2 << 20)));
}

#[test]
fn secrets_are_not_shown() {
    let object = line("amqp", INIT);
    let init = &object["messages"][0]["message"];
    assert_eq!(init, &json!({ "mechanism": "PLAIN", "initial_response": "***", "hostname": "127.0.0.1" }));

    for (body, field) in [
        (&b"\0\x53\x42\xc0\x07\x01\xa0\x04hush"[..], "challenge"),
        (b"\0\x53\x43\xc0\x07\x01\xa0\x04hush", "response"),
        (b"\0\x53\x44\xc0\x09\x02\x50\x00\xa0\x04hush", "additional_data"),
    ] {
        let object = line("amqp", &frame(1, body));
        assert_eq!(object["messages"][0]["message"][field], "***", "{object}");
        assert!(!object.to_string().contains(&hex::encode("hush")));
    }
    let success = line("amqp", &frame(1, b"\0\x53\x44\xc0\x03\x01\x50\x00"));
    assert_eq!(success["messages"][0]["message"], json!({ "code": "ok", "additional_data": null }));
}

#[test]
fn what_peers_name_themselves_is_no_secret() {
    let open = frame(0, b"\0\x53\x10\xc0\x1b\x0a\xa1\x01a\x40\x40\x40\x40\x40\x40\x40\x40\xc1\x0d\x02\xa3\x08response\x54\x05");
    let object = line("amqp", &open);
    assert_eq!(
        object["messages"][0]["message"]["performative"]["properties"],
        json!({ "response": 5 }),
        "{object}"
    );
}
