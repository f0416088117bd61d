//! What the specification gives as tables: flags (2-2), properties (2-4), reason codes (2-6 and those of each packet).

use mqtt_codec::DecodeErrorKind as Kind;
use mqtt_codec::Version::{self, *};

use crate::{VERSIONS, decode};

const CONNECT: u8 = 1;
const CONNACK: u8 = 2;
const PUBLISH: u8 = 3;
const PUBACK: u8 = 4;
const PUBREC: u8 = 5;
const PUBREL: u8 = 6;
const PUBCOMP: u8 = 7;
const SUBSCRIBE: u8 = 8;
const SUBACK: u8 = 9;
const UNSUBSCRIBE: u8 = 10;
const UNSUBACK: u8 = 11;
const DISCONNECT: u8 = 14;
const AUTH: u8 = 15;
/// No packet, but a place for properties.
const WILL: u8 = 0;

const PLACES: [u8; 14] = [
    WILL,
    CONNECT,
    CONNACK,
    PUBLISH,
    PUBACK,
    PUBREC,
    PUBREL,
    PUBCOMP,
    SUBSCRIBE,
    SUBACK,
    UNSUBSCRIBE,
    UNSUBACK,
    DISCONNECT,
    AUTH,
];

/// Table 2-4: identifier, a value, where it is allowed.
const PROPERTIES: [(u8, &[u8], &[u8]); 27] = [
    (0x01, b"\x01", &[PUBLISH, WILL]),
    (0x02, b"\0\0\0\x3c", &[PUBLISH, WILL]),
    (0x03, b"\0\x01t", &[PUBLISH, WILL]),
    (0x08, b"\0\x01r", &[PUBLISH, WILL]),
    (0x09, b"\0\x01\xff", &[PUBLISH, WILL]),
    (0x0b, b"\x80\x01", &[PUBLISH, SUBSCRIBE]),
    (0x11, b"\0\0\0\x3c", &[CONNECT, CONNACK, DISCONNECT]),
    (0x12, b"\0\x01c", &[CONNACK]),
    (0x13, b"\0\x3c", &[CONNACK]),
    (0x15, b"\0\x01m", &[CONNECT, CONNACK, AUTH]),
    (0x16, b"\0\x01\xff", &[CONNECT, CONNACK, AUTH]),
    (0x17, b"\0", &[CONNECT]),
    (0x18, b"\0\0\0\x3c", &[WILL]),
    (0x19, b"\x01", &[CONNECT]),
    (0x1a, b"\0\x01i", &[CONNACK]),
    (0x1c, b"\0\x01h", &[CONNACK, DISCONNECT]),
    (0x1f, b"\0\x01s", &[CONNACK, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK, DISCONNECT, AUTH]),
    (0x21, b"\0\x01", &[CONNECT, CONNACK]),
    (0x22, b"\0\x01", &[CONNECT, CONNACK]),
    (0x23, b"\0\x01", &[PUBLISH]),
    (0x24, b"\x01", &[CONNACK]),
    (0x25, b"\x01", &[CONNACK]),
    (0x26, b"\0\x01k\0\x01v", &PLACES),
    (0x27, b"\0\0\0\x3c", &[CONNECT, CONNACK]),
    (0x28, b"\x01", &[CONNACK]),
    (0x29, b"\x01", &[CONNACK]),
    (0x2a, b"\x01", &[CONNACK]),
];

/// Tables 3-1 and 3-4 to 3-11: the reason codes of version 5.
const REASON_CODES: [(u8, &[u8]); 9] = [
    (
        CONNACK,
        b"\x00\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8c\x90\x95\x97\x99\x9a\x9b\x9c\x9d\x9f",
    ),
    (PUBACK, b"\x00\x10\x80\x83\x87\x90\x91\x97\x99"),
    (PUBREC, b"\x00\x10\x80\x83\x87\x90\x91\x97\x99"),
    (PUBREL, b"\x00\x92"),
    (PUBCOMP, b"\x00\x92"),
    (SUBACK, b"\x00\x01\x02\x80\x83\x87\x8f\x91\x97\x9e\xa1\xa2"),
    (UNSUBACK, b"\x00\x11\x80\x83\x87\x8f\x91"),
    (
        DISCONNECT,
        b"\x00\x04\x80\x81\x82\x83\x87\x89\x8b\x8d\x8e\x8f\x90\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c\x9d\x9e\x9f\xa0\xa1\xa2",
    ),
    (AUTH, b"\x00\x18\x19"),
];

/// A packet that is good but for what `properties` may be.
fn with_properties(place: u8, properties: &[u8]) -> Vec<u8> {
    let len = [u8::try_from(properties.len()).unwrap()];
    let (before, after): (&[u8], &[u8]) = match place {
        WILL => (b"\0\x04MQTT\x05\x06\0\x3c\0\0\x01c", b"\0\x01w\0\x01m"),
        CONNECT => (b"\0\x04MQTT\x05\x02\0\x3c", b"\0\x01c"),
        CONNACK => (b"\0\0", b""),
        PUBLISH => (b"\0\x01a", b""),
        PUBACK | PUBREC | PUBREL | PUBCOMP => (b"\0\x0a\0", b""),
        SUBSCRIBE => (b"\0\x0a", b"\0\x01a\0"),
        SUBACK | UNSUBACK => (b"\0\x0a", b"\0"),
        UNSUBSCRIBE => (b"\0\x0a", b"\0\x01a"),
        DISCONNECT => (b"\x8e", b""),
        _ => (b"\x18", b""),
    };
    packet(if place == WILL { CONNECT } else { place }, &[before, &len, properties, after].concat())
}

fn packet(packet_type: u8, body: &[u8]) -> Vec<u8> {
    let flags = if matches!(packet_type, PUBREL | SUBSCRIBE | UNSUBSCRIBE) { 0b0010 } else { 0 };
    let mut bytes = vec![packet_type << 4 | flags, u8::try_from(body.len()).unwrap()];
    bytes.extend_from_slice(body);
    bytes
}

/// What has to stand beside a property: AUTH needs an Authentication Method, and Authentication Data too.
fn companion(place: u8, id: u8) -> &'static [u8] {
    match (place, id) {
        (AUTH, 0x15) => b"",
        (AUTH, _) | (CONNECT, 0x16) => b"\x15\0\x01m",
        _ => b"",
    }
}

fn property(id: u8, value: &[u8]) -> Vec<u8> {
    [&[id], value].concat()
}

fn kind_of(bytes: &[u8], version: Version) -> Option<Kind> {
    decode(bytes, version).err().map(|error| error.kind())
}

#[test]
fn each_property_is_accepted_in_its_packets_only() {
    for (id, value, places) in PROPERTIES {
        for place in PLACES {
            let bytes = with_properties(place, &[companion(place, id), &property(id, value)].concat());
            let expected = if places.contains(&place) { None } else { Some(Kind::Property) };
            assert_eq!(kind_of(&bytes, V5), expected, "property {id:#x} in packet type {place}: {bytes:x?}");
        }
    }
}

#[test]
fn other_properties_are_accepted_nowhere() {
    for id in (0..=0x7f).filter(|id| PROPERTIES.iter().all(|(known, ..)| known != id)) {
        for place in PLACES {
            let bytes = with_properties(place, &[companion(place, id), &[id, 0, 0, 0, 0]].concat());
            assert_eq!(kind_of(&bytes, V5), Some(Kind::Property), "property {id:#x} in packet type {place}");
        }
    }
}

#[test]
fn only_user_properties_and_the_subscriptions_of_a_publish_may_repeat() {
    for (id, value, places) in PROPERTIES {
        for place in places.iter().copied() {
            let once = property(id, value);
            let bytes = with_properties(place, &[companion(place, id), &once, &once].concat());
            let may_repeat = id == 0x26 || (id, place) == (0x0b, PUBLISH);
            let expected = if may_repeat { None } else { Some(Kind::DuplicateProperty) };
            assert_eq!(kind_of(&bytes, V5), expected, "property {id:#x} in packet type {place}");
        }
    }
}

#[test]
fn a_property_that_is_cut_is_refused() {
    for (id, value, places) in PROPERTIES {
        for place in places.iter().copied() {
            let whole = property(id, value);
            for cut in 1..whole.len() {
                let bytes = with_properties(place, &[companion(place, id), &whole[..cut]].concat());
                assert_eq!(
                    kind_of(&bytes, V5),
                    Some(Kind::Truncated),
                    "property {id:#x} in packet type {place}"
                );
            }
        }
    }
}

#[test]
fn a_property_may_not_borrow_from_what_follows() {
    for (id, value, places) in PROPERTIES {
        for place in places.iter().copied() {
            let properties = [companion(place, id), &property(id, value)].concat();
            let mut bytes = with_properties(place, &properties);
            let at = bytes.windows(properties.len()).rposition(|window| window == properties).unwrap();
            bytes[at - 1] -= 1;
            assert!(decode(&bytes, V5).is_err(), "property {id:#x} in packet type {place}: {bytes:x?}");
        }
    }
}

#[test]
fn each_packet_has_its_reason_codes_and_no_others() {
    for (packet_type, codes) in REASON_CODES {
        for code in 0..=0xff {
            let body = match packet_type {
                CONNACK => vec![0, code, 0],
                SUBACK | UNSUBACK => vec![0, 10, 0, code],
                DISCONNECT => vec![code, 0],
                AUTH => vec![code, 4, 0x15, 0, 1, b'm'],
                _ => vec![0, 10, code, 0],
            };
            let expected = if codes.contains(&code) { None } else { Some(Kind::ReasonCode) };
            assert_eq!(kind_of(&packet(packet_type, &body), V5), expected, "{code:#x} in {packet_type}");
        }
    }
}

#[test]
fn before_version_5_there_are_return_codes() {
    for code in 0..=0xff {
        for version in [V3_1, V3_1_1] {
            let expected = if code <= 5 { None } else { Some(Kind::ReasonCode) };
            assert_eq!(kind_of(&packet(CONNACK, &[0, code]), version), expected, "{version} CONNACK {code}");
        }
        let expected = if code <= 2 { None } else { Some(Kind::ReasonCode) };
        assert_eq!(kind_of(&packet(SUBACK, &[0, 10, code]), V3_1), expected, "3.1 SUBACK {code}");
        let expected = if code <= 2 || code == 0x80 { None } else { Some(Kind::ReasonCode) };
        assert_eq!(kind_of(&packet(SUBACK, &[0, 10, code]), V3_1_1), expected, "3.1.1 SUBACK {code}");
        for packet_type in [PUBACK, PUBREC, PUBREL, PUBCOMP, UNSUBACK, DISCONNECT] {
            let body: &[u8] = if packet_type == DISCONNECT { &[code] } else { &[0, 10, code] };
            for version in [V3_1, V3_1_1] {
                let kind = kind_of(&packet(packet_type, body), version);
                assert_eq!(kind, Some(Kind::TrailingBytes), "{version} {packet_type} {code}");
            }
        }
    }
}

/// What follows the fixed header of the least packet of each type.
fn least_body(packet_type: u8, version: Version) -> &'static [u8] {
    match (packet_type, version) {
        (CONNECT, V3_1) => b"\0\x06MQIsdp\x03\x02\0\x3c\0\x01c",
        (CONNECT, V3_1_1) => b"\0\x04MQTT\x04\x02\0\x3c\0\x01c",
        (CONNECT, _) => b"\0\x04MQTT\x05\x02\0\x3c\0\0\x01c",
        (CONNACK, V5) => b"\0\0\0",
        (CONNACK, _) => b"\0\0",
        // Good at every QoS: an identifier, or payload, or a property and payload.
        (PUBLISH, V5) => b"\0\x01a\x02\x01\x01\0",
        (PUBLISH, _) => b"\0\x01a\x02\x01",
        (PUBACK | PUBREC | PUBREL | PUBCOMP, _) | (UNSUBACK, V3_1 | V3_1_1) => b"\0\x0a",
        (SUBSCRIBE, V5) => b"\0\x0a\0\0\x01a\0",
        (SUBSCRIBE, _) => b"\0\x0a\0\x01a\0",
        (SUBACK | UNSUBACK, V5) => b"\0\x0a\0\0",
        (SUBACK, _) => b"\0\x0a\0",
        (UNSUBSCRIBE, V5) => b"\0\x0a\0\0\x01a",
        (UNSUBSCRIBE, _) => b"\0\x0a\0\x01a",
        _ => b"",
    }
}

#[test]
fn flags_are_those_of_table_2_2() {
    for version in VERSIONS {
        for packet_type in 0..16 {
            for flags in 0..16 {
                let body = match (packet_type, version, flags >> 1 & 3) {
                    (PUBLISH, V5, 1 | 2) => b"\0\x01a\0\x0a\0",
                    _ => least_body(packet_type, version),
                };
                let mut bytes = packet(packet_type, body);
                bytes[0] = packet_type << 4 | flags;
                let expected = match (packet_type, flags) {
                    (0, _) => Some(Kind::PacketType),
                    (15, _) if version != V5 => Some(Kind::PacketType),
                    (PUBLISH, 0b0110 | 0b0111 | 0b1110 | 0b1111) => Some(Kind::Qos),
                    (PUBLISH, 0b1000 | 0b1001) => Some(Kind::DupAtQos0),
                    (PUBLISH, _) | (PUBREL | SUBSCRIBE | UNSUBSCRIBE, 0b0010) => None,
                    (PUBREL | SUBSCRIBE | UNSUBSCRIBE, 0b1010) if version == V3_1 => None,
                    (PUBREL | SUBSCRIBE | UNSUBSCRIBE, _) => Some(Kind::ReservedFlags),
                    (_, 0) => None,
                    _ => Some(Kind::ReservedFlags),
                };
                assert_eq!(
                    kind_of(&bytes, version),
                    expected,
                    "{version} type {packet_type} flags {flags:04b}"
                );
            }
        }
    }
}
