//! The rules table: for each rule that one packet shows, bytes that keep it and bytes that break it.
//!
//! A row cites the id of a numbered statement, or the section or heading for rules without one. Bytes and outcomes come from
//! reading the specifications: nothing here was written by the encoder.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests panic")]

mod acknowledgements;
mod conformance;
mod connack;
mod connect;
mod data_types;
mod disconnect_and_auth;
mod encode;
mod fixed_header;
mod matrices;
mod meanings;
mod publish;
mod reasons;
mod subscribe;
mod unsubscribe;

use mqtt_codec::packet::Packet;
use mqtt_codec::{DecodeError, DecodeErrorKind, Decoder, Limits, Version};

/// Bytes, and what becomes of them.
pub(crate) struct Rule {
    /// What the bytes are, for people.
    says: &'static str,
    /// Where the rule stands, for each version that it applies to.
    cites: &'static [(Version, &'static str)],
    bytes: &'static [u8],
    outcome: Outcome,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// Encoding the packet gives these bytes again.
    Accepted,
    /// Encoding the packet gives other bytes that mean the same.
    AcceptedInAnotherForm,
    Refused(DecodeErrorKind, usize, &'static str),
}

pub(crate) const fn accepted(
    says: &'static str,
    cites: &'static [(Version, &'static str)],
    bytes: &'static [u8],
) -> Rule {
    Rule { says, cites, bytes, outcome: Outcome::Accepted }
}

pub(crate) const fn accepted_in_another_form(
    says: &'static str,
    cites: &'static [(Version, &'static str)],
    bytes: &'static [u8],
) -> Rule {
    Rule { says, cites, bytes, outcome: Outcome::AcceptedInAnotherForm }
}

/// `offset` is where the field called `field` begins.
pub(crate) const fn refused(
    says: &'static str,
    cites: &'static [(Version, &'static str)],
    bytes: &'static [u8],
    kind: DecodeErrorKind,
    offset: usize,
    field: &'static str,
) -> Rule {
    Rule { says, cites, bytes, outcome: Outcome::Refused(kind, offset, field) }
}

/// Every row of every table.
pub(crate) fn rules() -> impl Iterator<Item = &'static Rule> {
    let tables = [
        data_types::RULES,
        fixed_header::RULES,
        connect::RULES,
        connack::RULES,
        publish::RULES,
        acknowledgements::RULES,
        subscribe::RULES,
        unsubscribe::RULES,
        disconnect_and_auth::RULES,
    ];
    tables.into_iter().flatten()
}

pub(crate) const VERSIONS: [Version; 3] = [Version::V3_1, Version::V3_1_1, Version::V5];

pub(crate) fn decode(bytes: &[u8], version: Version) -> Result<Packet<'_>, DecodeError> {
    Packet::decode(bytes, version, &Limits::default())
}

pub(crate) fn encode(packet: &Packet<'_>, version: Version) -> Vec<u8> {
    let mut bytes = Vec::new();
    packet.encode(&mut bytes, version).unwrap_or_else(|error| panic!("{packet}: {error}"));
    bytes
}

impl Rule {
    /// The versions that the row applies to, each once.
    fn versions(&self) -> impl Iterator<Item = Version> {
        VERSIONS.into_iter().filter(|version| self.cites.iter().any(|(cited, _)| cited == version))
    }

    fn packet(&self, version: Version) -> Packet<'static> {
        decode(self.bytes, version).unwrap_or_else(|error| panic!("{version}, {}: {error}", self.says))
    }

    fn is_refused(&self) -> bool {
        matches!(self.outcome, Outcome::Refused(..))
    }
}

#[test]
fn every_row_is_decided_as_it_says() {
    let mut wrong = Vec::new();
    for rule in rules() {
        for version in rule.versions() {
            let decoded = decode(rule.bytes, version);
            let refusal = decoded.map_err(|error| (error.kind(), error.offset(), error.field()));
            let right = match (rule.outcome, refusal) {
                (Outcome::Refused(kind, offset, field), Err(error)) => error == (kind, offset, field),
                (Outcome::Accepted | Outcome::AcceptedInAnotherForm, Ok(_)) => true,
                _ => false,
            };
            if !right {
                wrong.push(format!(
                    "{version} {}, {:02x?}: expected {:?}, not {refusal:?}",
                    rule.says, rule.bytes, rule.outcome
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_accepted_encodes_to_the_same_bytes() {
    for rule in rules().filter(|rule| rule.outcome == Outcome::Accepted) {
        for version in rule.versions() {
            let packet = rule.packet(version);
            assert_eq!(encode(&packet, version), rule.bytes, "{version}, {}", rule.says);
            assert_eq!(packet.encoded_len(version), rule.bytes.len(), "{version}, {}", rule.says);
        }
    }
}

#[test]
fn what_is_accepted_in_another_form_encodes_to_an_equal_packet() {
    for rule in rules().filter(|rule| rule.outcome == Outcome::AcceptedInAnotherForm) {
        for version in rule.versions() {
            let packet = rule.packet(version);
            let bytes = encode(&packet, version);
            assert_ne!(bytes, rule.bytes, "{version}, {}: not another form", rule.says);
            assert_eq!(decode(&bytes, version), Ok(packet), "{version}, {}", rule.says);
            assert_eq!(packet.encoded_len(version), bytes.len(), "{version}, {}", rule.says);
        }
    }
}

#[test]
fn a_stream_is_decided_like_its_packets() {
    for rule in rules().filter(|rule| is_one_packet(rule)) {
        for version in rule.versions() {
            let mut input = rule.bytes;
            let streamed = Decoder::new(version, Limits::default()).decode(&mut input);
            assert_eq!(streamed, decode(rule.bytes, version).map(Some), "{version}, {}", rule.says);
            assert_eq!(input.is_empty(), streamed.is_ok(), "{version}, {}", rule.says);
        }
    }
}

#[test]
fn a_server_decides_a_connect_like_a_decoder_of_its_version() {
    for rule in connect::RULES.iter().filter(|rule| rule.says != "a version of another connection") {
        for version in rule.versions() {
            let awaited = Decoder::awaiting_connect(Limits::default()).decode(&mut &rule.bytes[..]);
            assert_eq!(awaited, decode(rule.bytes, version).map(Some), "{version}, {}", rule.says);
        }
    }
}

/// Guards against slips of the pen: but for the rows about the Remaining Length itself, every row's is right.
#[test]
fn the_rows_are_whole_packets() {
    for rule in rules() {
        let about_length = match rule.outcome {
            Outcome::Refused(_, _, field) => field == "Remaining Length" || field == "packet",
            _ => false,
        };
        let longer =
            rule.says == "more than the Remaining Length" || rule.says == "flags come before the length";
        assert!(is_one_packet(rule) || about_length || longer, "{}: {:02x?}", rule.says, rule.bytes);
        assert!(!rule.cites.is_empty(), "{}", rule.says);
    }
}

/// Whether the Remaining Length of at most two bytes is that of the row.
fn is_one_packet(rule: &Rule) -> bool {
    match *rule.bytes {
        [_, len @ 0..0x80, ref body @ ..] => body.len() == usize::from(len),
        [_, low, high @ 1..0x80, ref body @ ..] => {
            body.len() == usize::from(low & 0x7f) + 128 * usize::from(high)
        }
        _ => false,
    }
}
