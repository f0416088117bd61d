//! CONFORMANCE.md, the rules tables and the other tests must agree.

use std::collections::BTreeSet;

use crate::frames::{AMQP, HEADERS, SASL};
use crate::messages::MESSAGES;
use crate::values::VALUES;

const CONFORMANCE: &str = include_str!("../../CONFORMANCE.md");

/// The sections that say MUST, SHALL or REQUIRED.
const SECTIONS: &str = "0.2 1.2.4 1.4 1.6.23 2.1.2 2.2 2.3 2.3.1 2.3.2 2.4.1 2.4.3 2.4.5 2.4.6 2.5 2.5.1 2.5.4 2.5.5 \
    2.5.6 2.6.1 2.6.2 2.6.3 2.6.4 2.6.5 2.6.6 2.6.7 2.6.12 2.6.13 2.6.14 2.7.1 2.7.2 2.7.3 2.7.4 2.7.5 2.7.6 2.7.9 \
    2.8.19 3.2 3.2.1 3.2.2 3.2.3 3.2.4 3.2.10 3.4.1 3.4.4 3.4.5 3.4.6 3.5.1 3.5.2 3.5.3 3.5.4 3.5.8 3.5.9 4.2 4.3 \
    4.4 4.4.1 4.4.2 4.4.3 4.4.4.1 4.4.4.2 4.4.4.3 4.5.2 5.1 5.2 5.3 5.3.1 5.3.2 5.3.3.2 5.3.3.5";

/// Where a rule may be kept.
const PLACES: [&str; 7] = ["type", "frame", "message", "connection", "session", "link", "embedder"];

/// The tests that CONFORMANCE.md may name.
const TESTS: &[(&str, &str)] = &[
    ("attacks", include_str!("../attacks/main.rs")),
    ("attacks", include_str!("../attacks/frames.rs")),
    ("attacks", include_str!("../attacks/messages.rs")),
    ("attacks", include_str!("../attacks/values.rs")),
    ("cost", include_str!("../cost.rs")),
    ("frames", include_str!("../frames/captures.rs")),
    ("frames", include_str!("../frames/properties.rs")),
    ("known_answers", include_str!("../known_answers.rs")),
    ("message", include_str!("../message/captures.rs")),
    ("message", include_str!("../message/known.rs")),
    ("message", include_str!("../message/sections.rs")),
    ("message", include_str!("../message/specification.rs")),
    ("message", include_str!("../message/transactions.rs")),
    ("round_trip", include_str!("../round_trip.rs")),
    ("rules", include_str!("frames.rs")),
    ("rules", include_str!("messages.rs")),
    ("rules", include_str!("values.rs")),
    ("specification", include_str!("../specification/choices.rs")),
    ("specification", include_str!("../specification/encodings.rs")),
    ("specification", include_str!("../specification/frames.rs")),
    ("specification", include_str!("../specification/main.rs")),
];

/// A line of CONFORMANCE.md.
struct Line {
    section: &'static str,
    place: &'static str,
    shown_by: Vec<&'static str>,
}

fn lines() -> Vec<Line> {
    let lines = CONFORMANCE.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| section "));
    let line = |line: &'static str| {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [section, rule, place, shown_by] = cells[..] else { panic!("{line}") };
        assert!(!rule.is_empty(), "{line}");
        let shown_by = shown_by.split("; ").filter(|name| !name.is_empty()).collect();
        Line { section, place, shown_by }
    };
    lines.map(line).collect()
}

/// The rows of all tables: name, section.
fn rows() -> Vec<(&'static str, &'static str)> {
    let rules = [VALUES, HEADERS, AMQP, SASL, MESSAGES].into_iter().flatten();
    rules.map(|rule| (rule.says, rule.cites)).collect()
}

fn is_test(name: &str) -> bool {
    let Some((file, test)) = name.trim_matches('`').split_once("::") else { return false };
    TESTS.iter().any(|(known, text)| *known == file && declares_test(text, test))
}

/// A helper of that name is no test.
fn declares_test(text: &str, test: &str) -> bool {
    let declared = format!("fn {test}(");
    let mut pairs = text.lines().zip(text.lines().skip(1));
    pairs.any(|(above, line)| above.trim() == "#[test]" && line.trim_start().starts_with(&declared))
}

#[test]
fn every_section_with_a_must_is_accounted_for() {
    let listed: BTreeSet<_> = lines().iter().map(|line| line.section).collect();
    for section in SECTIONS.split_whitespace() {
        assert!(listed.contains(section), "{section}");
    }
}

#[test]
fn what_values_frames_and_messages_show_is_shown() {
    for Line { section, place, shown_by } in lines() {
        assert!(PLACES.contains(&place), "{section}: {place}");
        let is_seen_here = ["type", "frame", "message"].contains(&place);
        assert_eq!(is_seen_here, !shown_by.is_empty(), "{section}");
    }
}

#[test]
fn every_row_and_test_that_is_named_exists() {
    let rows = rows();
    for Line { section, shown_by, .. } in lines() {
        for name in shown_by {
            let found = if name.starts_with('`') {
                is_test(name)
            } else {
                rows.iter().any(|(says, _)| *says == name)
            };
            assert!(found, "{section}: no {name}");
        }
    }
}

/// A name stands for one row, and a row shows a rule: that of its line, or one of its section.
#[test]
fn every_row_has_a_name_and_a_line() {
    let lines = lines();
    let named: BTreeSet<_> = lines.iter().flat_map(|line| &line.shown_by).copied().collect();
    let seen_here = lines.iter().filter(|line| !line.shown_by.is_empty());
    let sections: BTreeSet<_> = seen_here.map(|line| line.section).collect();
    let mut rows = rows();
    let names: BTreeSet<_> = rows.iter().map(|(says, _)| says).collect();
    assert_eq!(names.len(), rows.len());
    rows.retain(|(says, section)| !named.contains(says) && !sections.contains(section));
    assert_eq!(rows, []);
}
