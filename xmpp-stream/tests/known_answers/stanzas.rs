//! The stanzas of all examples, and what they carry.

use std::collections::BTreeSet;

use xmpp_stream::payload::xep0045::{admin, owner, user};
use xmpp_stream::payload::{
    Payload, rfc6120, rfc6121, rfc7395, xep0004, xep0030, xep0045, xep0059, xep0085, xep0092, xep0114,
    xep0115, xep0184, xep0191, xep0198, xep0199, xep0203, xep0280, xep0297, xep0313,
};
use xmpp_stream::stanza::StanzaErrorCondition::{self, BadRequest, JidMalformed};
use xmpp_stream::stanza::{self, Stanza};
use xmpp_stream::stream::StreamElement;
use xmpp_stream::{Decoder, Element, ElementErrorKind, ElementTree, Limits, Scope};

use crate::{HEADER, Item, items, rfcs, xeps};

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
    assert_eq!(number, 628);
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

/// All payloads that examples have, those too that stand only in others.
const PAYLOADS: &[(&str, Read)] = payloads! {
    stanza: ErrorText, StanzaError;
    rfc6120: Abort, Auth, Bind, Challenge, Features, Mechanism, Mechanisms, Response, SaslFailure, SaslText, StartTls,
        StartTlsReply, StreamError, StreamErrorText, Success;
    rfc6121: Body, Group, PreApproval, Priority, Roster, RosterItem, RosterVersioning, Show, Status, Subject, Thread;
    rfc7395: Close, Open;
    xep0004: DataForm, FieldOption, FormField, FormItem, Instructions, Reported;
    xep0030: DiscoInfo, DiscoItem, DiscoItems, Feature, Identity;
    xep0045: History, Join;
    admin: Item, Query;
    owner: Destroy, Query;
    user: Actor, Continue, Decline, Destroy, Invite, Item, Status, User;
    xep0059: FirstItem, ResultSet;
    xep0085: ChatState;
    xep0092: Version, VersionRequest;
    xep0114: Handshake;
    xep0115: Caps;
    xep0184: Received, Request;
    xep0191: Block, BlockItem, Blocked, Blocklist, Unblock;
    xep0198: Ack, AckRequest, Enable, Enabled, Failed, HandledCountTooHigh, Resume, Resumed, StreamManagement;
    xep0199: Ping;
    xep0203: Delay;
    xep0280: Disable, Enable, Private, Received, Sent;
    xep0297: Forwarded;
    xep0313: End, Fin, Metadata, Query, QueryResult, Start;
};

/// What isn't: one request is called like its answer, and XEP-0198 has words in the place of numbers.
const BROKEN_PAYLOADS: &[(&str, &str, &str, ElementErrorKind)] = &[
    ("XEP-0092", "3", "Version", ElementErrorKind::Missing),
    ("XEP-0092", "3", "VersionRequest", ElementErrorKind::OtherElement),
    ("XEP-0198", "5", "Resume", ElementErrorKind::Value),
    ("XEP-0198", "5", "Resumed", ElementErrorKind::Value),
    ("XEP-0198", "5", "Failed", ElementErrorKind::Value),
    ("XEP-0198", "9.3", "Resume", ElementErrorKind::Value),
    ("XEP-0198", "9.3", "Failed", ElementErrorKind::Value),
    ("XEP-0198", "9.3", "Failed", ElementErrorKind::Value),
];

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
    let unseen: Vec<_> =
        PAYLOADS.iter().zip(seen).filter(|(_, number)| *number == 0).map(|((name, _), _)| *name).collect();
    assert_eq!(unseen, [""; 0]);
    let broken: Vec<_> = broken
        .iter()
        .map(|(from, section, name, kind)| (&from[..], &section[..], &name[..], *kind))
        .collect();
    assert_eq!(broken, BROKEN_PAYLOADS);
}

/// Each element of a stream is what its names say, and is written for either kind of stream.
#[test]
fn every_element_on_a_stream_is_read_and_written_so_that_it_is_read_the_same() {
    let (mut known, mut others) = (BTreeSet::new(), BTreeSet::new());
    for example in rfcs().into_iter().chain(xeps()) {
        for item in items(&mut example.decoder(), example.xml.as_bytes()).unwrap_or_default() {
            let Item::Element(element) = item else { continue };
            let Ok(read) = StreamElement::from_element(element.as_element()) else { continue };
            let namespace = element.as_element().namespace().to_owned();
            let names = if matches!(read, StreamElement::Other(_)) { &mut others } else { &mut known };
            names.insert((namespace, read.name().to_owned()));
            for scope in [Scope::ALONE, Scope::stream("jabber:client")] {
                let mut bytes = Vec::new();
                read.encode(&mut bytes, scope).unwrap();
                assert_eq!(read.encoded_len(scope), bytes.len(), "{}", example.title());
                let mut decoder = Decoder::new(Limits::default());
                assert!(decoder.decode(&mut HEADER.as_bytes()).unwrap().is_some());
                let written = items(&mut decoder, &bytes).unwrap();
                let [Item::Element(again)] = &written[..] else { panic!("{}", example.title()) };
                let again = StreamElement::from_element(again.as_element());
                assert_eq!(again.map(|again| again.to_string()), Ok(read.to_string()), "{}", example.title());
            }
        }
    }
    let known: Vec<_> = known.iter().map(|(_, name)| &name[..]).collect();
    // XEP-0198 has no example of resumption that has numbers.
    let expected = [
        "error",
        "features",
        "iq",
        "message",
        "presence",
        "handshake",
        "close",
        "open",
        "abort",
        "auth",
        "challenge",
        "failure",
        "response",
        "success",
        "failure",
        "proceed",
        "starttls",
        "a",
        "enable",
        "enabled",
        "failed",
        "r",
    ];
    assert_eq!(known, expected);
    let others: Vec<_> = others.iter().map(|(namespace, name)| format!("{{{namespace}}}{name}")).collect();
    let expected = [
        "{http://example.org/ns1}foo",
        "{http://example.org/ns2}message",
        "{jabber:client}item",
        "{jabber:client}pubsub",
        "{jabber:client}querytype",
        "{urn:xmpp:features:pre-approval}sub",
        "{urn:xmpp:features:rosterver}ver",
        "{urn:xmpp:sasl:2}authenticate",
        "{urn:xmpp:sasl:2}success",
    ];
    assert_eq!(others, expected);
}
