//! CONFORMANCE.md and the rules table must agree.

use std::collections::BTreeMap;

use mqtt_codec::topic::{TopicFilter, TopicName};
use mqtt_codec::{DecodeErrorKind, Decoder, Limits, Version};

use crate::{decode, encode, rules};

const CONFORMANCE: &str = include_str!("../../CONFORMANCE.md");

/// Kept in the packet, but not by one row of bytes that any packet decoder could be given.
const SHOWN_BELOW: [(Version, &str); 4] = [
    (Version::V5, "MQTT-3.1.0-1"),
    (Version::V3_1_1, "MQTT-3.1.0-1"),
    (Version::V5, "MQTT-4.7.3-3"),
    (Version::V3_1_1, "MQTT-4.7.3-3"),
];

/// What no bytes can break: rows show that it is kept.
const UNBREAKABLE: [(Version, &str); 3] = [
    // U+FEFF is an ordinary character.
    (Version::V5, "MQTT-1.5.4-3"),
    (Version::V3_1_1, "MQTT-1.5.3-3"),
    // A Packet Identifier where none belongs is payload.
    (Version::V3_1_1, "MQTT-2.3.1-5"),
];

/// The tables of CONFORMANCE.md: for each id, where it is kept.
fn conformance(version: Version) -> BTreeMap<&'static str, &'static str> {
    let heading = format!("## MQTT {version}\n");
    let (_, section) = CONFORMANCE.split_once(&heading).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let mut rows = BTreeMap::new();
    for line in section.lines().filter(|line| line.starts_with("| MQTT-")) {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [id, place, note] = cells[..] else { panic!("{line}") };
        assert!(["packet", "session", "embedder"].contains(&place) && !note.is_empty(), "{line}");
        assert_eq!(rows.insert(id, place), None, "{id} twice");
    }
    rows
}

fn is_in_the_packet(version: Version, id: &str) -> bool {
    conformance(version).get(id) == Some(&"packet")
}

#[test]
fn every_numbered_statement_is_accounted_for() {
    assert_eq!(conformance(Version::V5).len(), 251);
    assert_eq!(conformance(Version::V3_1_1).len(), 140);
}

#[test]
fn every_statement_kept_in_the_packet_has_a_row_that_breaks_it() {
    for version in [Version::V3_1_1, Version::V5] {
        for (id, _) in conformance(version).into_iter().filter(|(_, place)| *place == "packet") {
            let mut rows = rules().filter(|rule| rule.cites.contains(&(version, id))).peekable();
            let elsewhere = SHOWN_BELOW.contains(&(version, id));
            assert_ne!(rows.peek().is_some(), elsewhere, "{version} {id}: in the table, or below");
            let broken = rows.any(|rule| rule.is_refused());
            assert_ne!(broken, elsewhere || UNBREAKABLE.contains(&(version, id)), "{version} {id}");
        }
    }
}

#[test]
fn every_id_in_the_rules_table_is_kept_in_the_packet() {
    for rule in rules() {
        for (version, id) in rule.cites.iter().filter(|(_, cited)| cited.starts_with("MQTT-")) {
            assert!(is_in_the_packet(*version, id), "{version} {id}: {}", rule.says);
        }
    }
}

#[test]
fn mqtt_3_1_has_headings_and_no_numbers() {
    for rule in rules() {
        for (_, cited) in rule.cites.iter().filter(|(version, _)| *version == Version::V3_1) {
            assert!(cited.starts_with(|first: char| first.is_uppercase()), "{cited}");
            assert!(!cited.starts_with("MQTT-"), "{cited}");
        }
    }
}

/// \[MQTT-3.1.0-1\] of both versions: from its first byte on, nothing but a CONNECT is taken.
#[test]
fn a_server_takes_nothing_before_a_connect() {
    for first in (0..=0xff).filter(|first| first >> 4 != 1) {
        let mut decoder = Decoder::awaiting_connect(Limits::default());
        let error = decoder.decode(&mut &[first][..]).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::ConnectExpected, 0), "{first:#x}");
    }
    let connect = &b"\x10\x0d\0\x04MQTT\x04\x02\0\x0a\0\x01c\xc0\0"[..];
    let mut decoder = Decoder::awaiting_connect(Limits::default());
    let mut input = connect;
    assert!(decoder.decode(&mut input).unwrap().is_some());
    assert_eq!(decoder.version(), Some(Version::V3_1_1));
    assert!(decoder.decode(&mut input).unwrap().is_some(), "PINGREQ, once the CONNECT is there");
}

/// \[MQTT-4.7.3-3\] of both versions: more bytes than the length field can say.
#[test]
fn names_and_filters_have_at_most_65535_bytes() {
    let longest = "a".repeat(65_535);
    assert!(TopicName::try_from(&longest[..]).is_ok() && TopicFilter::try_from(&longest[..]).is_ok());
    let publish = [b"\x30\x81\x80\x04\xff\xff", longest.as_bytes()].concat();
    let packet = decode(&publish, Version::V3_1_1).unwrap();
    assert_eq!(encode(&packet, Version::V3_1_1), publish);
    let longer = "a".repeat(65_536);
    assert!(TopicName::try_from(&longer[..]).is_err() && TopicFilter::try_from(&longer[..]).is_err());
}
