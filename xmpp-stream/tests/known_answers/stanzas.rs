//! The stanzas of all examples, and what they carry.

use xmpp_stream::payload::{
    Payload, rfc6121, xep0004, xep0030, xep0059, xep0085, xep0115, xep0199, xep0203, xep0280, xep0297,
    xep0313,
};
use xmpp_stream::stanza::StanzaErrorCondition::{self, BadRequest, JidMalformed};
use xmpp_stream::stanza::{self, Stanza};
use xmpp_stream::{Element, ElementErrorKind, ElementTree, Limits, Scope};

use crate::{Item, items, rfcs, xeps};

/// What isn't as the specifications want it, in their own examples: in RFC 6120 by purpose, but for the answer in 8.3.3.8; in
/// XEPs by mistake. With what it deserves: of RFC 6120, 8.3.3.1 and 8.3.3.8 name the same, 4.9.3.11 has the stream closed.
const BROKEN: &[(&str, &str, &str, StanzaErrorCondition)] = &[
    ("RFC 6120", "4.9.3.11", "type", BadRequest),
    ("RFC 6120", "8.3.3.1", "type", BadRequest),
    ("RFC 6120", "8.3.3.8", "to", JidMalformed),
    ("RFC 6120", "8.3.3.8", "from", JidMalformed),
    ("XEP-0030", "10.3", "id", BadRequest),
    ("XEP-0030", "10.3", "id", BadRequest),
    ("XEP-0092", "4", "type", BadRequest),
    ("XEP-0092", "4", "type", BadRequest),
];

#[test]
fn every_stanza_is_read_as_one_and_written_so_that_it_is_read_the_same() {
    let (mut number, mut broken) = (0, Vec::new());
    for example in rfcs().into_iter().chain(xeps()) {
        for item in items(&mut example.decoder(), example.xml.as_bytes()).unwrap_or_default() {
            let Item::Element(element) = item else { continue };
            if !Stanza::matches(element.as_element()) {
                continue;
            }
            let stanza = match Stanza::from_element(element.as_element()) {
                Ok(stanza) => stanza,
                Err(error) => {
                    broken.push((
                        example.from.clone(),
                        example.section.clone(),
                        error.field(),
                        error.condition(),
                    ));
                    continue;
                }
            };
            let mut bytes = Vec::new();
            stanza.encode(&mut bytes, Scope::ALONE).unwrap();
            assert_eq!(stanza.encoded_len(Scope::ALONE), bytes.len());
            let tree = ElementTree::decode(&bytes, &Limits::default()).unwrap();
            assert_eq!(Stanza::from_element(tree.root()), Ok(stanza), "{}", example.title());
            number += 1;
        }
    }
    let broken: Vec<_> = broken
        .iter()
        .map(|(from, section, field, condition)| (&from[..], &section[..], *field, *condition))
        .collect();
    assert_eq!(broken, BROKEN);
    assert_eq!(number, 528);
}

/// Reads `element` as what it may be, and what it becomes when it is written.
type Read = for<'a> fn(Element<'a>, &mut Vec<(String, ElementErrorKind)>) -> bool;

macro_rules! payloads {
    ($($module:ident: $($type:ident),+;)+) => {
        &[$($((concat!(stringify!($module), "::", stringify!($type)), |element, broken| {
            if !$module::$type::matches(element) {
                return false;
            }
            match $module::$type::from_element(element) {
                Ok(payload) => {
                    let written = payload.to_element().unwrap();
                    assert_eq!($module::$type::from_element(written.as_element()), Ok(payload));
                }
                Err(error) => broken.push((stringify!($type).to_owned(), error.kind())),
            }
            true
        })),+),+]
    };
}

/// All payloads, those too that stand only in others.
const PAYLOADS: &[(&str, Read)] = payloads! {
    stanza: ErrorText, StanzaError;
    rfc6121: Body, Group, Priority, Roster, RosterItem, Show, Status, Subject, Thread;
    xep0004: DataForm, FieldOption, FormField, FormItem, Instructions, Reported;
    xep0030: DiscoInfo, DiscoItem, DiscoItems, Feature, Identity;
    xep0059: FirstItem, ResultSet;
    xep0085: ChatState;
    xep0115: Caps;
    xep0199: Ping;
    xep0203: Delay;
    xep0280: Disable, Enable, Private, Received, Sent;
    xep0297: Forwarded;
    xep0313: End, Fin, Metadata, Query, QueryResult, Start;
};

fn elements_in<'a>(element: Element<'a>, all: &mut Vec<Element<'a>>) {
    all.push(element);
    for inner in element.elements() {
        elements_in(inner, all);
    }
}

#[test]
fn every_payload_is_read_and_written_so_that_it_is_read_the_same() {
    let (mut seen, mut broken) = (vec![0; PAYLOADS.len()], Vec::new());
    for example in rfcs().into_iter().chain(xeps()) {
        for item in items(&mut example.decoder(), example.xml.as_bytes()).unwrap_or_default() {
            let Item::Element(element) = item else { continue };
            let mut all = Vec::new();
            elements_in(element.as_element(), &mut all);
            for element in all {
                let mut found = Vec::new();
                for (at, (_, read)) in PAYLOADS.iter().enumerate() {
                    seen[at] += usize::from(read(element, &mut found));
                }
                broken.extend(
                    found
                        .into_iter()
                        .map(|(name, kind)| (example.from.clone(), example.section.clone(), name, kind)),
                );
            }
        }
    }
    for ((name, _), number) in PAYLOADS.iter().zip(seen) {
        assert!(number > 0, "no example has {name}");
    }
    assert_eq!(broken, []);
}
