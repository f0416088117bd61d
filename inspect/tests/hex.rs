//! Hex mode: one line, one fresh stream, one JSON object.
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

#[test]
fn a_whole_message_is_shown() {
    let run = run_with_input(&["--hex", "mqtt"], b"40020007");
    let expected = r#"{"line":1,"ok":true,"consumed":4,"rest":0,"roundtrip":true,"messages":[{"kind":"PUBACK","message":{"#;
    assert!(run.out.starts_with(expected), "{}", run.out);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
}

#[test]
fn bytes_that_are_no_whole_message_are_the_rest() {
    let object = line("mqtt", &[PINGREQ, &PUBLISH_311[..4]].concat());
    assert_eq!((&object["ok"], &object["consumed"], &object["rest"]), (&json!(true), &json!(2), &json!(4)));
    let object = line("mqtt", b"");
    assert_eq!((&object["ok"], &object["consumed"], &object["rest"]), (&json!(true), &json!(0), &json!(0)));
}

#[test]
fn an_error_comes_after_the_messages_before_it() {
    let (objects, status) = text_lines("mqtt", &hex::encode([PINGREQ, b"\x36\x03\x00\x01a"].concat()));
    let object = &objects[0];
    assert_eq!((&object["ok"], &object["consumed"], &object["rest"]), (&json!(false), &json!(2), &json!(5)));
    assert_eq!(object["messages"].as_array().unwrap().len(), 1);
    for key in ["kind", "offset", "field", "text"] {
        assert!(object["error"].get(key).is_some(), "{object}");
    }
    assert_eq!(status, 1);
}

#[test]
fn each_line_is_a_fresh_stream() {
    let input = format!("{}\n{}\n", hex::encode(CONNECT_5), hex::encode(PUBLISH_311));
    let (objects, status) = text_lines("mqtt", &input);
    assert_eq!(objects[1]["messages"][0]["message"]["payload"], "6869");
    assert_eq!((&objects[1]["line"], status), (&json!(2), 0));
}

#[test]
fn the_version_comes_from_the_connect_or_from_the_name() {
    let payload = |object: Value, at: usize| object["messages"][at]["message"]["payload"].clone();
    assert_eq!(payload(line("mqtt", &[CONNECT_5, PUBLISH_5].concat()), 1), "6869");
    assert_eq!(payload(line("mqtt", PUBLISH_311), 0), "6869");
    assert_eq!(payload(line("mqtt-3.1", PUBLISH_311), 0), "6869");
    assert_eq!(payload(line("mqtt-3.1.1", PUBLISH_311), 0), "6869");
    assert_eq!(payload(line("mqtt-5", PUBLISH_5), 0), "6869");
    assert_eq!(payload(line("mqtt-3.1.1", PUBLISH_5), 0), "006869");
}

/// Version 5 lets an acknowledgement leave out its reason code and properties, or not.
#[test]
fn an_acknowledgement_written_at_length_is_still_the_same() {
    for bytes in [&b"\x40\x02\x00\x07"[..], b"\x40\x03\x00\x07\x00", b"\x40\x04\x00\x07\x00\x00"] {
        let object = line("mqtt-5", bytes);
        assert_eq!((&object["ok"], &object["roundtrip"]), (&json!(true), &json!(true)), "{object}");
        assert_eq!(object["messages"][0]["message"]["packet_id"], 7);
    }
}

/// Version 3.1 lets a retransmission say so in DUP, and a CONNECT set bits that mean nothing, or announce credentials that don't
/// come.
#[test]
fn what_version_31_disregards_makes_no_difference() {
    for bytes in [
        &b"\x6a\x02\x00\x01"[..],
        b"\x8a\x06\x00\x01\x00\x01a\x01",
        b"\xaa\x05\x00\x01\x00\x01a",
        b"\x10\x0f\x00\x06MQIsdp\x03\x1a\x00\x3c\x00\x01c",
        b"\x10\x0f\x00\x06MQIsdp\x03\x82\x00\x3c\x00\x01c",
    ] {
        let object = line("mqtt-3.1", bytes);
        assert_eq!((&object["ok"], &object["roundtrip"]), (&json!(true), &json!(true)), "{object}");
        assert_eq!(object["rest"], 0);
    }
}

#[test]
fn blanks_and_comments_are_skipped_and_lines_keep_their_numbers() {
    let (objects, status) = text_lines("mqtt", "# a comment\nc0 00\r\n\n  D0\t00  \n");
    let numbers: Vec<_> = objects.iter().map(|object| object["line"].as_u64().unwrap()).collect();
    assert_eq!((numbers, status), (vec![2, 3, 4], 0));
    assert_eq!(objects[2]["messages"][0]["kind"], "PINGRESP");
}

#[test]
fn a_line_that_is_not_hex_is_an_error_and_the_next_one_is_read() {
    let run = run_with_input(&["--hex", "mqtt", "-"], b"c000\nc0zz\nc00\nd000\n");
    let ok: Vec<_> = run.json().iter().map(|object| object["ok"].as_bool().unwrap()).collect();
    assert_eq!((ok, run.status), (vec![true, false, false, true], 2));
    assert_eq!(run.json()[1]["error"]["offset"], 2);
    assert!(run.err.contains("line 2 is not hex"), "{}", run.err);
}

#[test]
fn colons_between_digits_are_skipped() {
    let (objects, status) = text_lines("mqtt", "c0:00\nc0:0x\n");
    assert_eq!((&objects[0]["messages"][0]["kind"], status), (&json!("PINGREQ"), 2));
    assert_eq!((&objects[1]["error"]["offset"], &objects[1]["rest"]), (&json!(3), &json!(0)));
    let (objects, _) = text_lines("mqtt", "zc0\n");
    assert_eq!(objects[0]["error"]["offset"], 0, "a stranger counts more than an odd number of digits");
}

/// A quarter of a million messages in one line.
#[cfg(unix)]
#[test]
fn a_long_line_takes_no_more_memory_than_a_few_times_its_length() {
    let line = "40020001".repeat(1 << 18);
    let run = run_in_kib(48 << 10, &["--hex", "mqtt"], line.as_bytes());
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    assert_eq!(run.out.matches("PUBACK").count(), 1 << 18);
}

#[test]
fn a_file_is_read_by_its_name() {
    let file = TempFile::new("hex-file", b"c000\n");
    assert_eq!(run(&["--hex", "mqtt", file.path()]).json().len(), 1);
    assert_eq!(run(&["--hex", "mqtt", "does/not/exist"]).status, 2);
}

#[test]
fn characters_that_act_on_a_terminal_are_escaped() {
    let topic = "a\u{1b}\u{9b}2J\u{7f}\u{202e}\u{2066}\u{2028}\u{e9}";
    let mut publish =
        vec![0x30, u8::try_from(topic.len()).unwrap() + 2, 0, u8::try_from(topic.len()).unwrap()];
    publish.extend(topic.as_bytes());
    let run = run_with_input(&["--hex", "mqtt"], hex::encode(&publish).as_bytes());
    assert!(run.out.contains(r#""a\u001b\u009b2J\u007f\u202e\u2066\u2028é""#), "{}", run.out);
    assert_eq!(run.json()[0]["messages"][0]["message"]["topic"], topic);
}

#[test]
fn secrets_are_not_shown() {
    let connect = b"\x10\x16\x00\x04MQTT\x04\xc2\x00\x3c\x00\x00\x00\x01u\x00\x05hush!";
    let object = line("mqtt", connect);
    assert_eq!(object["messages"][0]["message"]["password"], "***");
    assert_eq!(object["messages"][0]["message"]["user_name"], "u");

    let auth = b"\xf0\x0d\x18\x0b\x15\x00\x01m\x16\x00\x04hush";
    let text = line("mqtt-5", auth).to_string();
    assert!(text.contains(r#""authentication_data":"***""#), "{text}");
    for secret in ["hush".to_owned(), hex::encode("hush")] {
        assert!(!text.contains(&secret) && !object.to_string().contains(&secret));
    }
}
