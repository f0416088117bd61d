//! Ways in which other implementations of MQTT were broken, and what becomes of them here.
//!
//! The numbers count the attacks on all protocols of this workspace. A13, properties in the wrong packets, is in the matrices
//! of the rules table.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests panic")]

use allocation_counter::measure;
use bytes::BufMut;
use mqtt_codec::DecodeErrorKind as Kind;
use mqtt_codec::Version::{self, *};
use mqtt_codec::packet::{Packet, Publish};
use mqtt_codec::topic::{TopicFilter, TopicName};
use mqtt_codec::{DecodeError, Decoder, EncodeError, Limits};
use proptest::prelude::*;

const VERSIONS: [Version; 3] = [V3_1, V3_1_1, V5];

/// Good packets of versions 3.1 and 3.1.1, but for CONNECT.
const GOOD_3: &[&[u8]] = &[
    b"\x20\x02\0\0",
    b"\x20\x02\0\x05",
    b"\x30\x08\0\x03a/bhi!",
    b"\x31\x03\0\x01a",
    b"\x32\x08\0\x03a/b\0\x0ax",
    b"\x3d\x06\0\x01a\xff\xffx",
    b"\x40\x02\0\x0a",
    b"\x50\x02\0\x0a",
    b"\x62\x02\0\x0a",
    b"\x70\x02\0\x0a",
    b"\x82\x0e\0\x0a\0\x03a/b\x01\0\x03c/#\x02",
    b"\x90\x05\0\x0a\0\x01\x02",
    b"\xa2\x0c\0\x0a\0\x03a/b\0\x03c/#",
    b"\xb0\x02\0\x0a",
    b"\xc0\0",
    b"\xd0\0",
    b"\xe0\0",
];

const CONNECT_3_1: &[&[u8]] = &[
    b"\x10\x0f\0\x06MQIsdp\x03\x02\0\x3c\0\x01c",
    b"\x10\x1b\0\x06MQIsdp\x03\xee\0\x3c\0\x01c\0\x01w\0\x01m\0\x01u\0\x01p",
];

const CONNECT_3_1_1: &[&[u8]] = &[
    b"\x10\x0c\0\x04MQTT\x04\x02\0\x3c\0\0",
    b"\x10\x19\0\x04MQTT\x04\xee\0\x3c\0\x01c\0\x01w\0\x01m\0\x01u\0\x01p",
];

const GOOD_5: &[&[u8]] = &[
    b"\x10\x0d\0\x04MQTT\x05\x02\0\x3c\0\0\0",
    b"\x10\x38\0\x04MQTT\x05\xee\0\x3c\x11\x11\0\0\0\x0a\x15\0\x01m\x16\0\x02\0\x01\x21\0\x14\
      \0\x01c\x0c\x18\0\0\0\x05\x26\0\x01k\0\x01v\0\x01w\0\x01m\0\x01u\0\x01p",
    b"\x20\x03\0\0\0",
    b"\x20\x14\x01\0\x11\x12\0\x02id\x13\0\x3c\x22\0\x0a\x24\x01\x1f\0\x01r",
    b"\x30\x09\0\x03a/b\0hi!",
    b"\x33\x28\0\x01a\0\x0a\x1e\x01\x01\x02\0\0\0\x3c\x03\0\x01t\x08\0\x01r\x09\0\x01d\x0b\x80\x01\x0b\x01\
      \x26\0\x01k\0\0xxxx",
    b"\x3c\x09\0\0\0\x0a\x03\x23\0\x01x",
    b"\x40\x02\0\x0a",
    b"\x40\x03\0\x0a\x10",
    b"\x50\x08\0\x0a\x97\x04\x1f\0\x01r",
    b"\x62\x03\0\x0a\x92",
    b"\x70\x0b\0\x0a\0\x07\x26\0\x01k\0\x01v",
    b"\x82\x1a\0\x0a\x02\x0b\x07\0\x03a/b\x2d\0\x0c$share/g/c/+\x02",
    b"\x90\x0a\0\x0a\x04\x1f\0\x01r\0\x02\xa2",
    b"\xa2\x0d\0\x0a\0\0\x03a/b\0\x03c/#",
    b"\xb0\x05\0\x0a\0\0\x11",
    b"\xc0\0",
    b"\xd0\0",
    b"\xe0\0",
    b"\xe0\x01\x04",
    b"\xe0\x0a\x9d\x08\x1c\0\x01h\x1f\0\x01r",
    b"\xf0\0",
    b"\xf0\x0a\x18\x08\x15\0\x01m\x16\0\x01d",
];

fn good(version: Version) -> impl Iterator<Item = &'static [u8]> + Clone {
    let (connect, others) = match version {
        V3_1 => (CONNECT_3_1, GOOD_3),
        V3_1_1 => (CONNECT_3_1_1, GOOD_3),
        _ => (&[][..], GOOD_5),
    };
    connect.iter().chain(others).copied()
}

/// What is wrong with packets whatever their version: where an empty Property Length belongs in version 5, `*` stands.
const MALFORMED: &[(&[u8], Kind)] = &[
    (b"\0", Kind::PacketType),
    (b"\xc1", Kind::ReservedFlags),
    (b"\x60\0\x0a", Kind::ReservedFlags),
    (b"\x80\0\x0a*\0\x01a\0", Kind::ReservedFlags),
    (b"\xa1\0\x0a*\0\x01a", Kind::ReservedFlags),
    (b"\x36\0\x01a\0\x0a*", Kind::Qos),
    (b"\x38\0\x01a*", Kind::DupAtQos0),
    (b"\x30", Kind::Truncated),
    (b"\x30\0\x02a", Kind::Truncated),
    (b"\x30\0\x01\xff*", Kind::Utf8),
    (b"\x30\0\x03\xed\xa0\x80*", Kind::Utf8),
    (b"\x30\0\x01\0*", Kind::Nul),
    (b"\x30\0\x01#*", Kind::TopicName),
    (b"\x30\0\x03a/+*", Kind::TopicName),
    (b"\x32\0\x01a", Kind::Truncated),
    (b"\x32\0\x01a\0\0*", Kind::ZeroPacketId),
    (b"\x34\0\x01a\0\0*", Kind::ZeroPacketId),
    (b"\x40", Kind::Truncated),
    (b"\x40\0\0", Kind::ZeroPacketId),
    (b"\x50\0\0", Kind::ZeroPacketId),
    (b"\x62\0\0", Kind::ZeroPacketId),
    (b"\x70\0", Kind::Truncated),
    (b"\x82\0\0*\0\x01a\0", Kind::ZeroPacketId),
    (b"\x82\0\x0a*", Kind::EmptyList),
    (b"\x82\0\x0a*\0\x01a", Kind::Truncated),
    (b"\x82\0\x0a*\0\0\0", Kind::TopicFilter),
    (b"\x82\0\x0a*\0\x02a#\0", Kind::TopicFilter),
    (b"\x82\0\x0a*\0\x02+a\0", Kind::TopicFilter),
    (b"\x82\0\x0a*\0\x01\xff\0", Kind::Utf8),
    (b"\x82\0\x0a*\0\x01a\x03", Kind::SubscriptionOptions),
    (b"\x82\0\x0a*\0\x01a\x40", Kind::ReservedOptions),
    (b"\x90\0\0*\0", Kind::ZeroPacketId),
    (b"\x90\0\x0a*", Kind::EmptyList),
    (b"\x90\0\x0a*\x03", Kind::ReasonCode),
    (b"\xa2\0\x0a*", Kind::EmptyList),
    (b"\xa2\0\x0a*\0\0", Kind::TopicFilter),
    (b"\xa2\0\x0a*\0\x02a", Kind::Truncated),
    (b"\xb0\0\0", Kind::ZeroPacketId),
    (b"\xc0\0", Kind::TrailingBytes),
    (b"\xd0\0", Kind::TrailingBytes),
    (b"\x20\x02\0*", Kind::ConnAckFlags),
    (b"\x20\0\x7f*", Kind::ReasonCode),
    (b"\x20\0", Kind::Truncated),
    (b"\x20\0\0*\0", Kind::TrailingBytes),
];

/// The packet of a row of [`MALFORMED`].
fn malformed(row: &[u8], version: Version) -> Vec<u8> {
    let body: Vec<u8> = match version {
        V5 => row[1..].iter().map(|byte| if *byte == b'*' { 0 } else { *byte }).collect(),
        _ => row[1..].iter().copied().filter(|byte| *byte != b'*').collect(),
    };
    [&[row[0], u8::try_from(body.len()).unwrap()], &body[..]].concat()
}

fn decode(bytes: &[u8], version: Version) -> Result<Packet<'_>, DecodeError> {
    Packet::decode(bytes, version, &Limits::default())
}

fn kind_of(bytes: &[u8], version: Version) -> Option<Kind> {
    decode(bytes, version).err().map(|error| error.kind())
}

fn unlimited() -> Limits {
    let mut limits = Limits::default();
    limits.max_packet_size = usize::MAX;
    limits.max_items = usize::MAX;
    limits
}

/// A packet with a body of any length.
fn packet(first: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first];
    let mut rest = body.len();
    while rest >= 0x80 {
        bytes.push(u8::try_from(rest % 0x80).unwrap() | 0x80);
        rest /= 0x80;
    }
    bytes.push(u8::try_from(rest).unwrap());
    bytes.extend_from_slice(body);
    bytes
}

/// Hands `stream` over in pieces that end at `ends`, and tells what comes out, the error included.
fn received(stream: &[u8], ends: impl IntoIterator<Item = usize>, decoder: &mut Decoder) -> Vec<String> {
    let (mut events, mut at) = (Vec::new(), 0);
    for end in ends.into_iter().chain([stream.len()]) {
        let mut input = &stream[at..end];
        loop {
            match decoder.decode(&mut input) {
                Ok(Some(packet)) => events.push(format!("{packet:?}")),
                Ok(None) => break,
                Err(error) => {
                    events.push(format!("{error:?}"));
                    return events;
                }
            }
        }
        at = end - input.len();
    }
    events
}

/// Mutations of one byte, and of two as a number: every value that a length field is wrong with is among them.
fn with_other_numbers(packet: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    let bytes = (2..packet.len()).flat_map(move |at| {
        let n = packet[at];
        [0, 1, n.wrapping_sub(1), n.wrapping_add(1), 0x7f, 0x80, 0xff].map(|value| {
            let mut bytes = packet.to_vec();
            bytes[at] = value;
            bytes
        })
    });
    let pairs = (3..packet.len()).flat_map(move |at| {
        let n = u16::from_be_bytes([packet[at - 1], packet[at]]);
        [0, 1, n.wrapping_sub(1), n.wrapping_add(1), 0x7fff, 0xffff].map(|value: u16| {
            let mut bytes = packet.to_vec();
            bytes[at - 1..=at].copy_from_slice(&value.to_be_bytes());
            bytes
        })
    });
    bytes.chain(pairs)
}

/// Without this the rest would show nothing.
#[test]
fn the_good_packets_are_good() {
    for version in VERSIONS {
        for bytes in good(version) {
            let packet =
                decode(bytes, version).unwrap_or_else(|error| panic!("{version} {bytes:02x?}: {error}"));
            let mut encoded = Vec::new();
            packet.encode(&mut encoded, version).unwrap();
            assert_eq!(encoded, bytes, "{version} {packet}");
        }
    }
}

/// A1 (mosquitto CVE-2023-0809): memory sized from what no CONNECT has announced.
#[test]
fn a_server_refuses_what_is_no_connect_at_its_first_byte() {
    for first in (0..=0xff).filter(|first| *first != 0x10) {
        let mut decoder = Decoder::awaiting_connect(Limits::default());
        let allocated = measure(|| {
            decoder.decode(&mut &[first, 0xff, 0xff, 0xff, 0x7f][..1]).unwrap_err();
        });
        assert_eq!(allocated.count_total, 0);
    }
}

/// A2 (async_mqtt #450): the announced length is allocated before it arrives.
#[test]
fn an_announced_length_costs_nothing() {
    let announced = &b"\x30\xff\xff\xff\x7f"[..];
    for version in VERSIONS {
        let allocated = measure(|| {
            let mut input = announced;
            assert_eq!(Decoder::new(version, unlimited()).decode(&mut input), Ok(None));
            assert_eq!(input, announced);
        });
        assert_eq!(allocated.count_total, 0);
        let error = Decoder::new(version, Limits::default()).decode(&mut &announced[..]).unwrap_err();
        assert_eq!(error.kind(), Kind::TooLarge, "at the header, before any of the body");
    }
}

/// A3 (paho embedded CVE-2021-41036): the Remaining Length is not compared with the buffer.
#[test]
fn the_packet_size_is_limited_to_the_byte() {
    for version in VERSIONS {
        for bytes in good(version) {
            let mut limits = Limits::default();
            limits.max_packet_size = bytes.len();
            assert!(Decoder::new(version, limits.clone()).decode(&mut &bytes[..]).unwrap().is_some());

            limits.max_packet_size = bytes.len() - 1;
            for end in 2..=bytes.len() {
                let mut decoder = Decoder::new(version, limits.clone());
                let error = decoder.decode(&mut &bytes[..end]).unwrap_err();
                assert_eq!((error.kind(), error.reason_code()), (Kind::TooLarge, 0x95));
                assert_eq!(decoder.frame_len(bytes), Err(error));
            }
        }
    }
}

/// A4 (mbed CVE-2019-17210, MQTT-C #158, fluent-bit #1135): an inner length is larger than the packet.
#[test]
fn a_wrong_inner_length_is_an_error_or_another_packet() {
    for version in VERSIONS {
        for bytes in good(version).flat_map(with_other_numbers) {
            let decoded = decode(&bytes, version);
            let streamed = Decoder::new(version, Limits::default()).decode(&mut &bytes[..]);
            assert_eq!(streamed, decoded.map(Some), "{version} {bytes:02x?}");
            let Ok(packet) = decoded else { continue };
            let mut encoded = Vec::new();
            packet
                .encode(&mut encoded, version)
                .unwrap_or_else(|error| panic!("{version} {bytes:02x?}: {error}"));
            assert_eq!(decode(&encoded, version), Ok(packet), "{version} {bytes:02x?}");
        }
    }
}

/// A4, for the Remaining Length.
#[test]
fn a_wrong_remaining_length_is_an_error_or_waits() {
    for version in VERSIONS {
        for bytes in good(version) {
            let len = bytes[1];
            for other in [0, 1, len.wrapping_sub(1), len + 1, 0x7f].into_iter().filter(|other| *other != len)
            {
                let mut changed = bytes.to_vec();
                changed[1] = other;
                let mut input = &changed[..];
                let streamed = Decoder::new(version, Limits::default()).decode(&mut input);
                if other > len {
                    assert_eq!(streamed, Ok(None), "{version} {changed:02x?}");
                    assert_eq!(kind_of(&changed, version), Some(Kind::Truncated), "{version} {changed:02x?}");
                } else {
                    let cut = &changed[..2 + usize::from(other)];
                    assert_eq!(streamed, decode(cut, version).map(Some), "{version} {changed:02x?}");
                    assert!(decode(&changed, version).is_err(), "{version} {changed:02x?}");
                }
            }
        }
    }
}

/// A5 (mongoose CVE-2019-19307): an overflowing Remaining Length loops for ever.
#[test]
fn a_decoded_packet_takes_its_bytes_off_the_input() {
    for version in VERSIONS {
        let stream: Vec<u8> = good(version).flatten().copied().collect();
        let mut decoder = Decoder::new(version, Limits::default());
        let mut input = &stream[..];
        for bytes in good(version) {
            let before = input.len();
            assert_eq!(decoder.frame_len(input), Ok(Some(bytes.len())));
            assert!(decoder.decode(&mut input).unwrap().is_some());
            assert_eq!(before - input.len(), bytes.len());
        }
        assert_eq!(decoder.decode(&mut input), Ok(None));
    }
}

/// A6 (NanoMQ #1720, wolfMQTT #545): a Variable Byte Integer is read past its end.
#[test]
fn a_packet_that_is_not_whole_waits_and_stays() {
    for version in VERSIONS {
        for bytes in good(version) {
            for end in 0..bytes.len() {
                let mut input = &bytes[..end];
                assert_eq!(Decoder::new(version, Limits::default()).decode(&mut input), Ok(None));
                assert_eq!(input, &bytes[..end]);
                assert_eq!(
                    kind_of(input, version),
                    Some(Kind::Truncated),
                    "nothing waits for a packet alone"
                );
            }
        }
    }
}

/// A6, for its two ways of being too long.
#[test]
fn a_remaining_length_has_one_form_of_at_most_four_bytes() {
    for version in VERSIONS {
        for remaining in [
            &b"\x80\0"[..],
            b"\xff\0",
            b"\x80\x80\0",
            b"\xff\xff\xff\0",
            b"\x80\x80\x80\x80",
            b"\xff\xff\xff\xff",
            b"\xff\xff\xff\xff\x7f",
        ] {
            let bytes = [b"\x30", remaining].concat();
            let error = Decoder::new(version, unlimited()).decode(&mut &bytes[..]).unwrap_err();
            assert_eq!((error.kind(), error.offset()), (Kind::VariableByteInteger, 1), "{bytes:02x?}");
        }
        let waits = Decoder::new(version, unlimited()).decode(&mut &b"\x30\x80\x80\x80"[..]);
        assert_eq!(waits, Ok(None), "the fourth byte may still end it");
    }
}

/// A7 (NanoMQ #2270): a PUBLISH above QoS 0 that ends before its Packet Identifier.
#[test]
fn a_publish_without_its_identifier_is_refused() {
    for version in VERSIONS {
        for first in [0x32, 0x33, 0x34, 0x3a, 0x3c] {
            for body in [&b"\0\x01a"[..], b"\0\x01a\0"] {
                let error = decode(&packet(first, body), version).unwrap_err();
                assert_eq!(
                    (error.kind(), error.field()),
                    (Kind::Truncated, "Packet Identifier"),
                    "{version}"
                );
                assert_eq!(error.offset(), 5);
            }
        }
    }
}

/// A8 (comqtt PR #168): the check existed for one version and not for the other.
#[test]
fn what_is_malformed_is_malformed_in_every_version() {
    for (row, kind) in MALFORMED {
        for version in VERSIONS {
            let bytes = malformed(row, version);
            assert_eq!(kind_of(&bytes, version), Some(*kind), "{version} {bytes:02x?}");
        }
    }
}

/// A9 (paho embedded #242): the number of filters is unbounded.
#[test]
fn lists_are_limited() {
    const ENTRIES: usize = 65_536;
    let limit = Limits::default().max_items;
    for version in VERSIONS {
        let head: &[u8] = if version == V5 { b"\0\x0a\0" } else { b"\0\x0a" };
        for (first, entry) in [(0x82, &b"\0\x01a\0"[..]), (0x90, b"\x01"), (0xa2, b"\0\x01a")] {
            let many = |count| packet(first, &[head, &entry.repeat(count)].concat());
            assert!(decode(&many(limit), version).is_ok());
            for count in [limit + 1, ENTRIES] {
                let bytes = many(count);
                let error = decode(&bytes, version).unwrap_err();
                assert_eq!(error.kind(), Kind::TooManyItems, "{version} {first:#x}");
                let first_too_many = bytes.len() - (count - limit) * entry.len();
                assert_eq!(error.offset(), first_too_many, "decoding stopped there");
            }
            let bytes = many(ENTRIES);
            let allocated = measure(|| assert!(Packet::decode(&bytes, version, &unlimited()).is_ok()));
            assert_eq!(allocated.count_total, 0, "{version} {first:#x}");
        }
    }
}

/// A10 (mosquitto CVE-2021-34432): a PUBLISH with an empty topic.
#[test]
fn an_empty_topic_is_refused_unless_an_alias_stands_for_it() {
    for version in [V3_1, V3_1_1] {
        assert_eq!(kind_of(b"\x30\x02\0\0", version), Some(Kind::TopicName));
        assert_eq!(kind_of(b"\x32\x04\0\0\0\x0a", version), Some(Kind::TopicName));
    }
    assert_eq!(kind_of(b"\x30\x03\0\0\0", V5), Some(Kind::MissingTopic));
    assert_eq!(kind_of(b"\x30\x05\0\0\x02\x01\x01", V5), Some(Kind::MissingTopic));
    assert_eq!(kind_of(b"\x30\x06\0\0\x03\x23\0\x01", V5), None);
}

/// A12 (mosquitto CVE-2021-41039): thousands of User Properties cost more than their bytes.
#[test]
fn properties_are_limited_and_cost_nothing_but_reading() {
    const ENTRIES: usize = 100_000;
    let limit = Limits::default().max_items;
    let many = |count: usize| {
        let properties = b"\x26\0\x01k\0\x01v".repeat(count);
        let property_length = packet(0, &properties);
        packet(0x30, &[b"\0\x01a", &property_length[1..]].concat())
    };
    assert!(decode(&many(limit), V5).is_ok());
    for count in [limit + 1, ENTRIES] {
        let bytes = many(count);
        let error = decode(&bytes, V5).unwrap_err();
        assert_eq!((error.kind(), error.field()), (Kind::TooManyItems, "User Property"));
        assert_eq!(error.offset(), bytes.len() - (count - limit) * 7, "decoding stopped there");
    }
    let bytes = many(ENTRIES);
    let allocated = measure(|| {
        let Ok(Packet::Publish(publish)) = Packet::decode(&bytes, V5, &unlimited()) else {
            panic!("a PUBLISH")
        };
        assert_eq!(publish.properties.user_properties().count(), ENTRIES);
        assert_eq!(publish.properties.message_expiry_interval(), None);
    });
    assert_eq!(allocated.count_total, 0);
}

/// A20 (Contiki-NG #3217): state was kept before a check failed, and the next segment went on from it.
#[test]
fn any_two_pieces_give_the_same_packets_and_the_same_error() {
    for version in VERSIONS {
        let whole: Vec<u8> = good(version).flatten().copied().collect();
        let wrong =
            MALFORMED.iter().map(|(row, _)| [&whole[..], &malformed(row, version), b"\xc0\0"].concat());
        for stream in wrong.chain([whole.clone()]) {
            let new = || Decoder::new(version, Limits::default());
            let at_once = received(&stream, [], &mut new());
            assert_eq!(received(&stream, 1..stream.len(), &mut new()), at_once, "{version} byte by byte");
            for end in 0..=stream.len() {
                assert_eq!(received(&stream, [end], &mut new()), at_once, "{version} cut at {end}");
            }
        }
    }
}

/// A20, for a server that doesn't know the version yet.
#[test]
fn a_connect_in_any_two_pieces_settles_the_version() {
    for version in VERSIONS {
        let stream: Vec<u8> = good(version).flatten().copied().collect();
        for end in 0..=stream.len() {
            let mut decoder = Decoder::awaiting_connect(Limits::default());
            let expected = received(&stream, [], &mut Decoder::new(version, Limits::default()));
            assert_eq!(received(&stream, [end], &mut decoder), expected, "{version} cut at {end}");
            assert_eq!(decoder.version(), Some(version));
        }
    }
}

/// A20, for what comes after an error.
#[test]
fn a_decoder_that_failed_stays_failed() {
    for version in VERSIONS {
        for (row, _) in MALFORMED {
            let bytes = malformed(row, version);
            let mut decoder = Decoder::new(version, Limits::default());
            let error = decoder.decode(&mut &bytes[..]).unwrap_err();
            for next in [&b"\xc0\0"[..], b"", &bytes] {
                let mut input = next;
                assert_eq!(decoder.decode(&mut input), Err(error));
                assert_eq!(input, next);
                assert_eq!(decoder.frame_len(next), Err(error));
            }
        }
    }
}

/// Every place for a string, around `string` with its length.
fn places_for_strings(version: Version, string: &[u8]) -> Vec<Vec<u8>> {
    let text = [&u16::try_from(string.len()).unwrap().to_be_bytes(), string].concat();
    let none: &[u8] = if version == V5 { b"\0" } else { b"" };
    let connect = |flags: u8, payload: &[&[u8]]| {
        let start: &[u8] = match version {
            V3_1 => b"\0\x06MQIsdp\x03",
            V3_1_1 => b"\0\x04MQTT\x04",
            _ => b"\0\x04MQTT\x05",
        };
        packet(0x10, &[start, &[flags, 0, 60], none, &payload.concat()].concat())
    };
    let mut packets = vec![
        connect(0x02, &[&text]),
        connect(0x06, &[b"\0\x01c", none, &text, b"\0\x01m"]),
        connect(0x82, &[b"\0\x01c", &text]),
        packet(0x30, &[&text[..], none].concat()),
        packet(0x82, &[b"\0\x0a", none, &text, b"\0"].concat()),
        packet(0xa2, &[b"\0\x0a", none, &text].concat()),
    ];
    if version == V5 {
        let property = |first: u8, before: &[u8], property: &[&[u8]]| {
            let property = property.concat();
            packet(first, &[before, &[u8::try_from(property.len()).unwrap()], &property].concat())
        };
        packets.extend([
            property(0x30, b"\0\x01a", &[b"\x03", &text]),
            property(0x30, b"\0\x01a", &[b"\x08", &text]),
            property(0x30, b"\0\x01a", &[b"\x26", &text, b"\0\0"]),
            property(0x30, b"\0\x01a", &[b"\x26\0\0", &text]),
            property(0x20, b"\0\0", &[b"\x12", &text]),
            property(0x20, b"\0\0", &[b"\x15", &text]),
            property(0x20, b"\0\0", &[b"\x1a", &text]),
            property(0x20, b"\0\0", &[b"\x1c", &text]),
            property(0x40, b"\0\x0a\0", &[b"\x1f", &text]),
        ]);
    }
    packets
}

/// A22 (netty #16939): ill-formed UTF-8 is replaced and U+0000 accepted, so that two identities become one.
#[test]
fn strings_are_strict_in_every_field() {
    let ill_formed: [&[u8]; 8] = [
        b"\xff",
        b"a\xffb",
        b"\xc0\x80",
        b"\xc1\xbf",
        b"\xed\xa0\x80",
        b"\xe2\x82",
        b"\xf4\x90\x80\x80",
        b"plain text that is longer than eight bytes\xff",
    ];
    for version in VERSIONS {
        for bytes in places_for_strings(version, "ä\u{feff}\u{10ffff}".as_bytes()) {
            assert_eq!(kind_of(&bytes, version), None, "{version} {bytes:02x?}");
        }
        for bytes in ill_formed.into_iter().flat_map(|string| places_for_strings(version, string)) {
            assert_eq!(kind_of(&bytes, version), Some(Kind::Utf8), "{version} {bytes:02x?}");
        }
        for string in [&b"\0"[..], b"a\0", b"\0a", b"ordinary\0text", "ä\0".as_bytes()] {
            for bytes in places_for_strings(version, string) {
                assert_eq!(kind_of(&bytes, version), Some(Kind::Nul), "{version} {bytes:02x?}");
            }
        }
    }
}

/// A24 (mosquitto #3503): the peer's Maximum Packet Size is not respected in sending.
#[test]
fn a_limited_buffer_takes_the_whole_packet_or_nothing() {
    for version in VERSIONS {
        for bytes in good(version) {
            let packet = decode(bytes, version).unwrap();
            assert_eq!(packet.encoded_len(version), bytes.len(), "known before anything is written");
            for room in 0..bytes.len() {
                let mut buffer = Vec::new().limit(room);
                assert_eq!(
                    packet.encode(&mut buffer, version),
                    Err(EncodeError::NoSpace),
                    "{packet} in {room}"
                );
                assert!(buffer.get_ref().is_empty(), "{packet} in {room}");
            }
            let mut buffer = Vec::new().limit(bytes.len());
            packet.encode(&mut buffer, version).unwrap();
            assert_eq!(buffer.into_inner(), bytes);
        }
    }
}

/// A24, for a payload that is sent on its own.
#[test]
fn the_head_of_a_publish_needs_room_for_itself_only() {
    let publish = Publish::new(TopicName::try_from("a").unwrap(), b"payload");
    let mut buffer = Vec::new().limit(5);
    assert_eq!(publish.encode(&mut buffer, V3_1_1), Err(EncodeError::NoSpace));
    publish.encode_head(&mut buffer, V3_1_1).unwrap();
    assert_eq!(buffer.into_inner(), b"\x30\x0a\0\x01a");

    let mut buffer = Vec::new().limit(4);
    assert_eq!(publish.encode_head(&mut buffer, V3_1_1), Err(EncodeError::NoSpace));
    assert!(buffer.get_ref().is_empty());
}

/// A26 (ntex-mqtt 9.0): a topic length past the packet swallows the packets behind it.
#[test]
fn a_field_never_reaches_into_the_next_packet() {
    for version in VERSIONS {
        let stream = b"\x30\x05\0\x08a/b\x30\x05\0\x03c/d\xc0\0\xc0\0";
        let mut input = &stream[..];
        let error = Decoder::new(version, Limits::default()).decode(&mut input).unwrap_err();
        assert_eq!((error.kind(), error.offset(), error.field()), (Kind::Truncated, 2, "Topic Name"));
        assert_eq!(input, stream, "nothing was taken");

        // The same packet with what follows it, and without, is refused alike.
        for (row, _) in MALFORMED {
            let alone = malformed(row, version);
            let followed = [&alone[..], &[b'a'; 300]].concat();
            let expected = Decoder::new(version, Limits::default()).decode(&mut &alone[..]);
            assert_eq!(Decoder::new(version, Limits::default()).decode(&mut &followed[..]), expected);
        }
    }
}

proptest! {
    /// A20 for any bytes: from a good stream with some bytes changed, so that decoding gets somewhere.
    #[test]
    fn any_pieces_of_any_bytes_give_the_same(
        version in prop::sample::select(VERSIONS.to_vec()),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let mut stream: Vec<u8> = good(version).flatten().copied().collect();
        for (at, byte) in changes {
            let at = at.index(stream.len());
            stream[at] = byte;
        }
        let mut ends: Vec<_> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
        ends.sort_unstable();
        let new = || Decoder::new(version, Limits::default());
        prop_assert_eq!(received(&stream, ends, &mut new()), received(&stream, [], &mut new()));
    }

    /// A23 (wolfMQTT #529): the encoder accepts a topic that no decoder takes.
    #[test]
    fn a_name_that_can_be_built_encodes_to_a_packet_that_decodes(
        text in "[a+#/\0\u{feff}$]{0,8}",
        version in prop::sample::select(VERSIONS.to_vec()),
    ) {
        prop_assert_eq!(TopicName::try_from(&text[..]).is_ok(), !text.is_empty() && !text.contains(['+', '#', '\0']));
        if let Ok(topic) = TopicName::try_from(&text[..]) {
            prop_assert!(TopicFilter::try_from(&text[..]).is_ok(), "a name is a filter without wildcards");
            let publish = Packet::Publish(Publish::new(topic, b"x"));
            let mut bytes = Vec::new();
            publish.encode(&mut bytes, version).unwrap();
            prop_assert_eq!(decode(&bytes, version), Ok(publish));
        }
    }
}
