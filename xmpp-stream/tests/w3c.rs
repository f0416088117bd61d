//! The W3C's tests of XML parsers, as far as they have no document type declaration.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

use std::collections::BTreeMap;

use xmpp_stream::StreamErrorCondition::{self, BadFormat, NotWellFormed, RestrictedXml, UnsupportedEncoding};
use xmpp_stream::{DecodeErrorKind, ElementTree, Limits};

struct Case {
    name: &'static str,
    well_formed: bool,
    bytes: Vec<u8>,
}

fn cases() -> Vec<Case> {
    let case = |line: &'static str| {
        let columns: Vec<_> = line.split(' ').collect();
        let hex = columns[2];
        let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        let bytes = (0..hex.len()).step_by(2).map(byte).collect();
        Case { name: columns[0], well_formed: columns[1] == "wf", bytes }
    };
    include_str!("fixtures/w3c.txt").lines().map(case).collect()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// What is well-formed, but not for XMPP (RFC 6120, section 11) or with namespaces, and the condition that is named for it.
fn refused_for(case: &Case) -> Option<StreamErrorCondition> {
    let Case { name, bytes, .. } = case;
    // Colons that have no name on both sides.
    if matches!(*name, "o-p04pass1" | "o-p05pass1") {
        return Some(NotWellFormed);
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Some(UnsupportedEncoding);
    }
    // XML 1.1, but its declaration is in Latin-1.
    if *name == "rmt-055" {
        return Some(UnsupportedEncoding);
    }
    if contains(bytes, b"version=\"1.1\"") {
        return Some(BadFormat);
    }
    let body = bytes.strip_prefix(b"<?xml").unwrap_or(bytes);
    (contains(body, b"<!--") || contains(body, b"<?")).then_some(RestrictedXml)
}

/// Without its comments, which hide in many tests what they are about.
fn without_comments(bytes: &[u8]) -> Vec<u8> {
    let mut text = String::from_utf8(bytes.to_vec()).unwrap();
    while let Some((start, end)) =
        text.find("<!--").and_then(|start| Some((start, text[start..].find("-->")? + start)))
    {
        text.replace_range(start..end + 3, "");
    }
    text.into_bytes()
}

#[test]
fn what_is_not_well_formed_is_refused() {
    let cases: Vec<_> = cases().into_iter().filter(|case| !case.well_formed).collect();
    assert_eq!(cases.len(), 317);
    for case in cases {
        assert!(ElementTree::decode(&case.bytes, &Limits::default()).is_err(), "{}", case.name);
    }
}

#[test]
fn what_is_well_formed_is_accepted_but_for_what_xmpp_restricts() {
    let cases: Vec<_> = cases().into_iter().filter(|case| case.well_formed).collect();
    assert_eq!(cases.len(), 84);
    let mut numbers = BTreeMap::new();
    for case in cases {
        let result = ElementTree::decode(&case.bytes, &Limits::default());
        let condition = result.as_ref().err().map(|error| error.condition());
        assert_eq!(condition, refused_for(&case), "{}: {result:?}", case.name);
        *numbers.entry(condition.map(StreamErrorCondition::as_str)).or_insert(0) += 1;
    }
    let expected = [
        (None, 36),
        (Some("bad-format"), 5),
        (Some("not-well-formed"), 2),
        (Some("restricted-xml"), 33),
        (Some("unsupported-encoding"), 8),
    ];
    assert_eq!(numbers, BTreeMap::from(expected));
}

#[test]
fn tests_of_namespaces_hold_without_their_comments() {
    let cases: Vec<_> = cases().into_iter().filter(|case| case.name.starts_with("rmt-ns10")).collect();
    assert_eq!(cases.len(), 30);
    for case in cases {
        let bytes = without_comments(&case.bytes);
        let result = ElementTree::decode(&bytes, &Limits::default());
        assert_eq!(result.is_ok(), case.well_formed, "{}: {result:?}", case.name);
    }
}

#[test]
fn another_version_of_xml_is_told_apart() {
    let bytes = b"<?xml version=\"1.1\"?><a/>";
    let error = ElementTree::decode(bytes, &Limits::default()).unwrap_err();
    assert_eq!(error.kind(), DecodeErrorKind::Version);
}
