//! What version 5 answers to a packet that is refused (section 4.13).

use mqtt_codec::Version::*;
use mqtt_codec::{Decoder, Limits};

use crate::decode;

const MALFORMED_PACKET: u8 = 0x81;
const PROTOCOL_ERROR: u8 = 0x82;
const UNSUPPORTED_PROTOCOL_VERSION: u8 = 0x84;
const CLIENT_IDENTIFIER_NOT_VALID: u8 = 0x85;
const TOPIC_ALIAS_INVALID: u8 = 0x94;
const PACKET_TOO_LARGE: u8 = 0x95;

/// Section where the answer stands, packet, answer.
#[rustfmt::skip]
const ANSWERS: &[(&str, &[u8], u8)] = &[
    ("1.5.4 UTF-8", b"\x30\x04\0\x01\xff\0", MALFORMED_PACKET),
    ("1.5.4 U+0000", b"\x30\x04\0\x01\0\0", MALFORMED_PACKET),
    ("1.5.7", b"\x30\x0b\0\x01a\x07\x26\0\x01k\0\x01\xff", MALFORMED_PACKET),
    ("2.1.3", b"\xc1\0", MALFORMED_PACKET),
    ("2.2.2.2 misplaced", b"\x30\x07\0\x01a\x03\x21\0\x01", MALFORMED_PACKET),
    ("2.2.2.2 unknown", b"\x30\x06\0\x01a\x02\x04\0", MALFORMED_PACKET),
    ("3.1.2.1", b"\x10\x0e\0\x04MQTX\x05\x02\0\x0a\0\0\x01c", UNSUPPORTED_PROTOCOL_VERSION),
    ("3.1.2.2", b"\x10\x0e\0\x04MQTT\x06\x02\0\x0a\0\0\x01c", UNSUPPORTED_PROTOCOL_VERSION),
    ("3.1.2.3", b"\x10\x0e\0\x04MQTT\x05\x03\0\x0a\0\0\x01c", MALFORMED_PACKET),
    ("3.1.2.6", b"\x10\x15\0\x04MQTT\x05\x1e\0\x0a\0\0\x01c\0\0\x01w\0\x01m", MALFORMED_PACKET),
    ("3.1.2.11.3 zero", b"\x10\x11\0\x04MQTT\x05\x02\0\x0a\x03\x21\0\0\0\x01c", PROTOCOL_ERROR),
    ("3.1.2.11.3 twice", b"\x10\x14\0\x04MQTT\x05\x02\0\x0a\x06\x21\0\x01\x21\0\x01\0\x01c", PROTOCOL_ERROR),
    ("3.1.2.11.6", b"\x10\x10\0\x04MQTT\x05\x02\0\x0a\x02\x19\x02\0\x01c", PROTOCOL_ERROR),
    ("3.1.2.11.10", b"\x10\x12\0\x04MQTT\x05\x02\0\x0a\x04\x16\0\x01d\0\x01c", PROTOCOL_ERROR),
    ("3.2.2.3.4", b"\x20\x05\0\0\x02\x24\x02", PROTOCOL_ERROR),
    ("3.3.1.2", b"\x36\x06\0\x01a\0\x0a\0", MALFORMED_PACKET),
    ("3.3.2.1", b"\x30\x03\0\0\0", PROTOCOL_ERROR),
    ("3.3.2.3.8", b"\x30\x06\0\x01a\x02\x0b\0", PROTOCOL_ERROR),
    ("3.3.4 Topic Alias 0", b"\x30\x07\0\x01a\x03\x23\0\0", TOPIC_ALIAS_INVALID),
    ("3.6.1", b"\x60\x02\0\x0a", MALFORMED_PACKET),
    ("3.8.2.1.2 zero", b"\x82\x09\0\x0a\x02\x0b\0\0\x01a\0", PROTOCOL_ERROR),
    ("3.8.2.1.2 twice", b"\x82\x0b\0\x0a\x04\x0b\x01\x0b\x01\0\x01a\0", PROTOCOL_ERROR),
    ("3.8.3", b"\x82\x03\0\x0a\0", PROTOCOL_ERROR),
    ("3.8.3.1 QoS 3", b"\x82\x07\0\x0a\0\0\x01a\x03", PROTOCOL_ERROR),
    ("3.8.3.1 No Local", b"\x82\x10\0\x0a\0\0\x0a$share/g/a\x04", PROTOCOL_ERROR),
    ("3.8.3.1 Retain Handling 3", b"\x82\x07\0\x0a\0\0\x01a\x30", PROTOCOL_ERROR),
    ("3.8.3.1 reserved bits", b"\x82\x07\0\x0a\0\0\x01a\x40", MALFORMED_PACKET),
    ("3.10.3", b"\xa2\x03\0\x0a\0", PROTOCOL_ERROR),
    ("3.14.1", b"\xe1\0", MALFORMED_PACKET),
    ("3.15.1", b"\xf1\0", MALFORMED_PACKET),
    ("3.15.2.2.2", b"\xf0\x02\x18\0", PROTOCOL_ERROR),
];

#[test]
fn an_error_names_the_reason_code_that_the_specification_gives() {
    for (section, bytes, answer) in ANSWERS {
        assert_eq!(decode(bytes, V5).map_err(|error| error.reason_code()), Err(*answer), "section {section}");
    }
}

/// Versions before 5 answer with the return code that [`ConnectReasonCode`](mqtt_codec::reason::ConnectReasonCode) maps.
#[test]
fn a_rejected_client_identifier_has_its_own_reason() {
    let connect = b"\x10\x0c\0\x04MQTT\x04\0\0\x0a\0\0";
    assert_eq!(
        decode(connect, V3_1_1).map_err(|error| error.reason_code()),
        Err(CLIENT_IDENTIFIER_NOT_VALID)
    );
}

/// Sections 3.1.2.11.4 and 3.2.2.3.6.
#[test]
fn a_packet_over_the_limit_is_too_large() {
    let mut limits = Limits::default();
    limits.max_packet_size = 6;
    let mut decoder = Decoder::new(V5, limits);
    assert!(decoder.decode(&mut &b"\x30\x04\0\x01a\0"[..]).unwrap().is_some());
    let error = decoder.decode(&mut &b"\x30\x05"[..]).unwrap_err();
    assert_eq!(error.reason_code(), PACKET_TOO_LARGE);
}

#[test]
fn every_error_has_a_code_of_the_packet_that_tells_it() {
    for (section, bytes, answer) in ANSWERS {
        let error = decode(bytes, V5).unwrap_err();
        let connack = if *answer == TOPIC_ALIAS_INVALID { PROTOCOL_ERROR } else { *answer };
        assert_eq!(u8::from(error.connect_reason_code()), connack, "section {section}");
        let only_connack = [UNSUPPORTED_PROTOCOL_VERSION, CLIENT_IDENTIFIER_NOT_VALID].contains(answer);
        let disconnect = if only_connack { PROTOCOL_ERROR } else { *answer };
        assert_eq!(u8::from(error.disconnect_reason_code()), disconnect, "section {section}");
    }
}

/// \[MQTT-3.1.0-2\]: what the second CONNECT asks for doesn't matter.
#[test]
fn a_second_connect_of_another_version_is_a_protocol_error() {
    let mut decoder = Decoder::awaiting_connect(Limits::default());
    let mut input = &b"\x10\x0e\0\x04MQTT\x05\x02\0\x0a\0\0\x01c\x10\x0d\0\x04MQTT\x04\x02\0\x0a\0\x01c"[..];
    assert!(decoder.decode(&mut input).unwrap().is_some());
    let error = decoder.decode(&mut input).unwrap_err();
    assert_eq!(u8::from(error.disconnect_reason_code()), PROTOCOL_ERROR);
}
