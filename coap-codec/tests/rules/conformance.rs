//! CONFORMANCE.md, the rules tables and the other tests must agree.

use std::collections::BTreeSet;

use crate::{DATAGRAMS, EXTENDED_TOKENS, FRAMES, TCP_VERDICTS, VERDICTS, WEB_SOCKET};

const CONFORMANCE: &str = include_str!("../../CONFORMANCE.md");

/// The sections that say MUST, and RFC 7252's section 12.1, whose registries decoding follows. Of sections that are accounted
/// for as one, the first.
const SECTIONS: &[(&str, &str)] = &[
    ("RFC 6690", "2 2.2 3 3.1 3.2 3.3 4 4.1 7.4"),
    (
        "RFC 7252",
        "3 3.1 3.2 4.1 4.2 4.3 4.4 4.7 4.8.1 5.1 5.2.1 5.2.2 5.2.3 5.3.1 5.3.2 5.4 5.4.1 5.4.3 5.4.4 5.4.5 5.5 5.5.2 \
         5.6 5.6.1 5.7.1 5.7.2 5.8 5.9.1.1 5.9.1.2 5.9.1.3 5.9.1.4 5.10.1 5.10.2 5.10.4 5.10.6 5.10.6.1 5.10.7 5.10.8 \
         6.1 6.2 6.5 7.1 7.2.1 8 8.1 8.2 8.2.1 9.1.1 9.1.2 9.1.3.1 10 11.2 11.6 12.1 12.2",
    ),
    ("RFC 7641", "2 3.1 3.3.1 3.4 3.5 3.6 4.1 4.2 4.3.1 4.4 4.5 4.5.1 5 6 7"),
    ("RFC 7959", "2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.10 3.2 4 7"),
    ("RFC 7967", "2 2.1 3.1 3.2 3.3"),
    ("RFC 8132", "2.3.1 3"),
    ("RFC 8323", "3.3 3.4 4.1 4.2 4.3 5.2 5.3 5.4 7.1 7.4 8.2 9 9.2 10.1"),
    ("RFC 8768", "1.1 3 4"),
    ("RFC 8974", "2.1 2.2.1 2.2.2 3.2 3.3 4.1"),
    ("RFC 9175", "2.2.1 2.3 2.4 2.5.2 3.3 3.4 3.5.1 3.8 4.2 5"),
    ("RFC 9177", "3.2 4.1 4.3 4.4 4.5 4.6 4.8 5 7 8"),
];

/// The tests that CONFORMANCE.md may name.
const TESTS: &[(&str, &str)] = &[
    ("attacks", include_str!("../attacks.rs")),
    ("known_answers", include_str!("../known_answers/rfc_7641.rs")),
    ("known_answers", include_str!("../known_answers/rfc_7959.rs")),
    ("known_answers", include_str!("../known_answers/rfc_8323.rs")),
    ("link", include_str!("../link.rs")),
    ("options", include_str!("../options.rs")),
    ("round_trip", include_str!("../round_trip.rs")),
    ("rules", include_str!("main.rs")),
    ("uri", include_str!("../uri.rs")),
];

/// A line of CONFORMANCE.md.
struct Line {
    rfc: &'static str,
    section: &'static str,
    place: &'static str,
    shown_by: Vec<&'static str>,
}

fn lines() -> Vec<Line> {
    let (mut rfc, mut lines) = ("", Vec::new());
    for line in CONFORMANCE.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            rfc = heading;
        }
        if !line.starts_with("| ") || line.starts_with("| section ") {
            continue;
        }
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [section, rule, place, shown_by] = cells[..] else { panic!("{line}") };
        assert!(!rule.is_empty(), "{line}");
        let shown_by = shown_by.split("; ").filter(|name| !name.is_empty()).collect();
        lines.push(Line { rfc, section, place, shown_by });
    }
    lines
}

/// The rows of all tables: name, RFC, section.
fn rows() -> Vec<(&'static str, &'static str, &'static str)> {
    let rules = [DATAGRAMS, FRAMES, WEB_SOCKET, EXTENDED_TOKENS].into_iter().flatten();
    let rules = rules.map(|rule| (rule.says, rule.cites));
    let verdicts = VERDICTS.iter().chain(TCP_VERDICTS).map(|(says, cites, ..)| (*says, *cites));
    let rows = rules.chain(verdicts);
    rows.map(|(says, cites)| match cites.split_once(", ") {
        Some((rfc, section)) => (says, rfc, section),
        None => (says, "RFC 7252", cites),
    })
    .collect()
}

fn is_test(name: &str) -> bool {
    let Some((file, test)) = name.trim_matches('`').split_once("::") else { return false };
    let declared = format!("fn {test}(");
    TESTS.iter().any(|(known, text)| *known == file && text.contains(&declared))
}

#[test]
fn every_section_with_a_must_is_accounted_for() {
    let listed: BTreeSet<_> = lines().iter().map(|line| (line.rfc, line.section)).collect();
    for (rfc, sections) in SECTIONS {
        for section in sections.split_whitespace() {
            assert!(listed.contains(&(*rfc, section)), "{rfc}, {section}");
        }
    }
}

#[test]
fn what_messages_show_is_shown() {
    for Line { rfc, section, place, shown_by } in lines() {
        assert!(["message", "endpoint", "embedder"].contains(&place), "{rfc}, {section}: {place}");
        assert_eq!(place == "message", !shown_by.is_empty(), "{rfc}, {section}");
    }
}

#[test]
fn every_row_and_test_that_is_named_exists() {
    let rows = rows();
    for Line { rfc, section, shown_by, .. } in lines() {
        for name in shown_by {
            let found = if name.starts_with('`') {
                is_test(name)
            } else {
                rows.iter().any(|(says, of, _)| (*says, *of) == (name, rfc))
            };
            assert!(found, "{rfc}, {section}: no {name}");
        }
    }
}

#[test]
fn every_row_has_a_line() {
    let named: BTreeSet<_> = lines()
        .into_iter()
        .flat_map(|line| line.shown_by.into_iter().map(move |name| (line.rfc, name)))
        .collect();
    let sections: BTreeSet<_> = lines()
        .into_iter()
        .filter(|line| line.place == "message")
        .map(|line| (line.rfc, line.section))
        .collect();
    let mut rows = rows();
    rows.retain(|(says, rfc, section)| {
        !named.contains(&(*rfc, *says)) && !sections.contains(&(*rfc, *section))
    });
    assert_eq!(rows, []);
}
