//! CONFORMANCE.md, the rules tables and the other tests must agree.

use std::collections::BTreeSet;

use crate::headers::HEADERS;
use crate::payloads::PAYLOADS;
use crate::stanzas::STANZAS;
use crate::stream::STREAMS;
use crate::xml::ELEMENTS;

const CONFORMANCE: &str = include_str!("../../CONFORMANCE.md");

/// The sections that say MUST, SHALL or REQUIRED; of XML and its namespaces those that say what is well-formed.
const SECTIONS: &[(&str, &str)] = &[
    (
        "RFC 6120",
        "3.1 3.2.1 4.1 4.3.2 4.3.3 4.3.4 4.3.5 4.3.6 4.3.7 4.4 4.5 4.7.1 4.7.2 4.7.3 4.7.4 4.7.5 4.8.1 4.8.2 4.8.3 4.8.4 \
         4.8.5 4.9 4.9.1.1 4.9.1.2 4.9.1.3 4.9.2 4.9.3.3 4.9.3.12 4.9.3.19 5.2 5.3.1 5.3.2 5.3.3 5.3.4 5.3.5 5.4.1 \
         5.4.2.1 5.4.2.2 5.4.2.3 5.4.3.1 5.4.3.2 5.4.3.3 6.2 6.3.1 6.3.2 6.3.3 6.3.4 6.3.5 6.3.6 6.3.8 6.3.9 6.3.10 6.4.1 \
         6.4.2 6.4.3 6.4.4 6.4.5 6.4.6 6.5 7.1 7.2 7.3.1 7.3.2 7.4 7.5 7.6 7.6.1 7.6.2.1 7.6.2.2 7.7.2.2 7.7.3 8 8.1.1.1 \
         8.1.1.2 8.1.2.1 8.1.2.2 8.1.3 8.1.5 8.2.3 8.3.1 8.3.2 8.3.3.5 8.3.3.7 8.3.3.13 8.3.3.14 8.3.3.19 8.3.4 8.4 10.1 \
         10.3 10.3.1 10.3.2 10.3.3 10.4 10.4.3 10.5 10.5.1 10.5.2 10.5.3.1 10.5.3.2 10.5.4 11.1 11.3 11.5 11.6 12 13.3 \
         13.4 13.5 13.6 13.7.1.1 13.7.1.2.1 13.7.1.3 13.7.1.4 13.7.2 13.7.2.2.1 13.7.2.2.2 13.7.2.2.3 13.8.1 13.8.2 \
         13.8.3 13.8.4 13.9.1 13.9.2 13.9.4 13.9.5 13.10.1 13.10.2 13.12 C",
    ),
    // Of sections that are accounted for as one, the first.
    (
        "RFC 6121",
        "2 2.1.1 2.1.2.1 2.1.2.2 2.1.2.3 2.1.2.5 2.1.3 2.1.4 2.1.5 2.1.6 2.2 2.3.2 2.3.3 2.4.1 2.4.2 2.5.2 2.5.3 2.6.1 \
         2.6.2 2.6.3 3 3.1 3.2.2 3.3.2 3.4 4.2.1 4.3 4.4.2 4.5.1 4.6.1 4.7.1 4.7.2.1 4.7.2.2 4.7.2.3 5.1 5.2.2 5.2.3 \
         5.2.4 5.2.5 8.1 8.5 9 11",
    ),
    ("RFC 7395", "3.1 3.2 3.3.2 3.3.3 3.4 3.5 3.6 3.6.1 3.7 3.8 3.9 6"),
    ("RFC 7622", "3.2 3.2.1 3.2.2 3.2.3 3.3 3.4 4 5"),
    ("XML", "2.1 2.2 2.3 2.4 2.7 2.8 2.11 3 3.1 3.3.3 4.1 4.3.3 4.6"),
    ("Namespaces", "3 4 5 6.1 6.2 6.3"),
];

/// Where a rule may be kept, and whether it is shown here.
const PLACES: [(&str, bool); 7] = [
    ("xml", true),
    ("stream", true),
    ("stanza", true),
    ("payload", true),
    ("address", true),
    ("machine", false),
    ("application", false),
];

/// The tests that CONFORMANCE.md may name.
const TESTS: &[(&str, &str)] = &[
    ("attacks", include_str!("../attacks.rs")),
    ("elements", include_str!("../elements.rs")),
    ("jid", include_str!("../jid.rs")),
    ("known_answers", include_str!("../known_answers/examples.rs")),
    ("known_answers", include_str!("../known_answers/rfc_6120.rs")),
    ("payloads", include_str!("../payloads/rfc6120.rs")),
    ("payloads", include_str!("../payloads/rfc6121.rs")),
    ("payloads", include_str!("../payloads/rfc7395.rs")),
    ("round_trip", include_str!("../round_trip.rs")),
    ("known_answers", include_str!("../known_answers/stanzas.rs")),
    ("rules", include_str!("headers.rs")),
    ("rules", include_str!("payloads.rs")),
    ("rules", include_str!("stanzas.rs")),
    ("rules", include_str!("stream.rs")),
    ("rules", include_str!("xml.rs")),
    ("stanzas", include_str!("../stanzas.rs")),
    ("w3c", include_str!("../w3c.rs")),
];

/// A line of CONFORMANCE.md.
struct Line {
    specification: &'static str,
    section: &'static str,
    place: &'static str,
    shown_by: Vec<&'static str>,
}

impl Line {
    fn is_shown_here(&self) -> bool {
        let found = PLACES.iter().find(|(place, _)| *place == self.place);
        found.unwrap_or_else(|| panic!("{}, {}: {}", self.specification, self.section, self.place)).1
    }
}

fn lines() -> Vec<Line> {
    let (mut specification, mut lines) = ("", Vec::new());
    for line in CONFORMANCE.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            specification = heading;
        }
        if !line.starts_with("| ") || line.starts_with("| section ") {
            continue;
        }
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [section, rule, place, shown_by] = cells[..] else { panic!("{line}") };
        assert!(!rule.is_empty(), "{line}");
        let shown_by = shown_by.split("; ").filter(|name| !name.is_empty()).collect();
        lines.push(Line { specification, section, place, shown_by });
    }
    lines
}

/// The rows of all tables: name, specification, section.
fn rows() -> Vec<(&'static str, &'static str, &'static str)> {
    let elements = ELEMENTS.iter().map(|rule| (rule.says, rule.cites));
    let streams = STREAMS.iter().map(|rule| (rule.says, rule.cites));
    let headers = HEADERS.iter().map(|rule| (rule.says, rule.cites));
    let stanzas = STANZAS.iter().map(|rule| (rule.says, rule.cites));
    let payloads = PAYLOADS.iter().map(|rule| (rule.says, rule.cites));
    elements
        .chain(streams)
        .chain(headers)
        .chain(stanzas)
        .chain(payloads)
        .map(|(says, cites)| match cites.split_once(", ") {
            Some((specification, section)) => (says, specification, section),
            None => (says, "RFC 6120", cites),
        })
        .collect()
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
    let listed: BTreeSet<_> = lines().iter().map(|line| (line.specification, line.section)).collect();
    for (specification, sections) in SECTIONS {
        for section in sections.split_whitespace() {
            assert!(listed.contains(&(*specification, section)), "{specification}, {section}");
        }
    }
}

#[test]
fn what_can_be_shown_is_shown() {
    for line in lines() {
        let Line { specification, section, ref shown_by, .. } = line;
        assert_eq!(line.is_shown_here(), !shown_by.is_empty(), "{specification}, {section}");
    }
}

#[test]
fn every_row_and_test_that_is_named_exists() {
    let rows = rows();
    for Line { specification, section, shown_by, .. } in lines() {
        for name in shown_by {
            let found = if name.starts_with('`') {
                is_test(name)
            } else {
                rows.iter().any(|(says, ..)| *says == name)
            };
            assert!(found, "{specification}, {section}: no {name}");
        }
    }
}

/// A name stands for one row, and a row is named by a line of the section that it cites.
#[test]
fn every_row_has_a_name_and_a_line() {
    let lines = lines();
    let named: BTreeSet<_> = lines
        .iter()
        .flat_map(|line| line.shown_by.iter().map(|name| (*name, line.specification, line.section)))
        .collect();
    let mut rows = rows();
    let names: BTreeSet<_> = rows.iter().map(|(says, ..)| says).collect();
    assert_eq!(names.len(), rows.len());
    rows.retain(|row| !named.contains(row));
    assert_eq!(rows, []);
}
