//! Stanzas from the test suites of slixmpp and Prosody, and the examples of the specifications: read as what they are, or kept
//! whole with a reason; and what they carry is read as its type.
//!
//! `VECTORS_DIR` names a folder with all of those of the test suites; without it the selection in `fixtures` is tested.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::{env, fs, path::Path};

use serde_json::Value;
use xmpp_stream::payload::rfc3921::Session;
use xmpp_stream::payload::rfc6120::Bind;
use xmpp_stream::payload::rfc6121::{Body, Priority, Roster, Show, Status, Subject, Thread};
use xmpp_stream::payload::xep0004::DataForm;
use xmpp_stream::payload::xep0030::{DiscoInfo, DiscoItems};
use xmpp_stream::payload::xep0059::ResultSet;
use xmpp_stream::payload::xep0085::ChatState;
use xmpp_stream::payload::xep0092::{Version, VersionRequest};
use xmpp_stream::payload::xep0115::Caps;
use xmpp_stream::payload::xep0199::Ping;
use xmpp_stream::payload::xep0203::Delay;
use xmpp_stream::payload::xep0297::Forwarded;
use xmpp_stream::payload::{Payload, xep0045, xep0184, xep0191, xep0280, xep0313};
use xmpp_stream::stanza::{Stanza, StanzaError};
use xmpp_stream::{Decoder, Element, ElementError, ElementTree, Limits, Scope, StanzaBuf, StreamItem};

/// How often.
type Counts = BTreeMap<String, usize>;

fn vectors() -> Option<String> {
    let folder = env::var_os("VECTORS_DIR")?;
    Some(fs::read_to_string(Path::new(&folder).join("xmpp_stanzas.jsonl")).unwrap())
}

const BUNDLED: &str = include_str!("../fixtures/stanzas.jsonl");
const RFCS: &str = include_str!("../fixtures/rfc.jsonl");
const XEPS: &str = include_str!("../fixtures/xep.jsonl");

/// The elements in the rows, as they come on a stream of clients. What isn't well-formed is left out; other tests say why.
fn elements(rows: &str) -> Vec<Element<'static>> {
    const HEADER: &str =
        "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";
    let mut elements = Vec::new();
    for row in rows.lines() {
        let row: Value = serde_json::from_str(row).unwrap();
        let input = [HEADER, row["xml"].as_str().unwrap()].concat();
        let (mut decoder, mut input) = (Decoder::new(Limits::default()), input.leak().as_bytes());
        while let Ok(Some(item)) = decoder.decode(&mut input) {
            if let StreamItem::Element(tree) = item {
                elements.push(Box::leak(Box::new(tree)).root());
            }
        }
    }
    elements
}

/// How many stanzas are read, by name, and why those aren't that have the name of one. All that are read go round.
fn count_stanzas(elements: &[Element<'_>]) -> Counts {
    let mut counts = Counts::new();
    for element in elements {
        let told = match Stanza::from_element(*element) {
            Ok(stanza) => {
                let mut bytes = Vec::new();
                stanza.encode(&mut bytes, Scope::ALONE).unwrap();
                let tree = ElementTree::decode(&bytes, &Limits::default()).unwrap();
                assert_eq!(Stanza::from_element(tree.root()), Ok(stanza));
                let kept = StanzaBuf::from_element(*element).unwrap();
                assert_eq!(kept.as_tree().root(), *element);
                stanza.name().to_owned()
            }
            Err(error) if Stanza::matches(*element) => {
                format!("{}: {} {:?}", element.name(), error.field(), error.kind())
            }
            Err(_) => "other".to_owned(),
        };
        *counts.entry(told).or_default() += 1;
    }
    counts
}

/// How many elements, wherever they are, have the names of a payload and are read as it, and why the others aren't.
fn count_payloads(elements: &[Element<'static>]) -> Counts {
    fn visit(element: Element<'static>, counts: &mut Counts) {
        for (name, read) in READERS {
            let told = match read(element) {
                Some(Ok(())) => (*name).to_owned(),
                Some(Err(error)) => format!("{name}: {} {:?}", error.field(), error.kind()),
                None => continue,
            };
            *counts.entry(told).or_default() += 1;
        }
        element.elements().for_each(|inner| visit(inner, counts));
    }

    let mut counts = Counts::new();
    elements.iter().for_each(|element| visit(*element, &mut counts));
    counts
}

/// Whether the element is a `P` by its names; if so, it is read, and written so that it is read the same.
fn read<P: Payload<'static> + PartialEq + Debug>(
    element: Element<'static>,
) -> Option<Result<(), ElementError>> {
    P::matches(element).then(|| {
        let payload = P::from_element(element)?;
        let written = Box::leak(Box::new(payload.to_element().unwrap())).as_element();
        assert_eq!(P::from_element(written), Ok(payload));
        Ok(())
    })
}

/// A question has nothing in it.
fn read_version(element: Element<'static>) -> Option<Result<(), ElementError>> {
    if element.elements().next().is_some() {
        read::<Version<'_>>(element)
    } else {
        read::<VersionRequest>(element)
    }
}

type Reader = fn(Element<'static>) -> Option<Result<(), ElementError>>;

const READERS: &[(&str, Reader)] = &[
    ("Bind", read::<Bind<'_>>),
    ("Body", read::<Body<'_>>),
    ("Caps", read::<Caps<'_>>),
    ("ChatState", read::<ChatState>),
    ("DataForm", read::<DataForm<'_>>),
    ("Delay", read::<Delay<'_>>),
    ("DiscoInfo", read::<DiscoInfo<'_>>),
    ("DiscoItems", read::<DiscoItems<'_>>),
    ("Forwarded", read::<Forwarded<'_>>),
    ("Ping", read::<Ping>),
    ("Priority", read::<Priority>),
    ("ResultSet", read::<ResultSet<'_>>),
    ("Roster", read::<Roster<'_>>),
    ("Session", read::<Session>),
    ("Show", read::<Show>),
    ("StanzaError", read::<StanzaError<'_>>),
    ("Status", read::<Status<'_>>),
    ("Subject", read::<Subject<'_>>),
    ("Thread", read::<Thread<'_>>),
    ("Version", read_version),
    ("blocking Block", read::<xep0191::Block<'_>>),
    ("blocking Blocked", read::<xep0191::Blocked>),
    ("blocking Blocklist", read::<xep0191::Blocklist<'_>>),
    ("blocking Unblock", read::<xep0191::Unblock<'_>>),
    ("carbons Disable", read::<xep0280::Disable>),
    ("carbons Enable", read::<xep0280::Enable>),
    ("carbons Private", read::<xep0280::Private>),
    ("carbons Received", read::<xep0280::Received<'_>>),
    ("carbons Sent", read::<xep0280::Sent<'_>>),
    ("mam Fin", read::<xep0313::Fin<'_>>),
    ("mam Metadata", read::<xep0313::Metadata<'_>>),
    ("mam Query", read::<xep0313::Query<'_>>),
    ("mam QueryResult", read::<xep0313::QueryResult<'_>>),
    ("muc Join", read::<xep0045::Join<'_>>),
    ("muc admin Query", read::<xep0045::admin::Query<'_>>),
    ("muc owner Query", read::<xep0045::owner::Query<'_>>),
    ("muc user User", read::<xep0045::user::User<'_>>),
    ("receipts Received", read::<xep0184::Received<'_>>),
    ("receipts Request", read::<xep0184::Request>),
];

/// Tests of slixmpp show parts of stanzas: `id` and `type` are what it adds when it sends them.
const BUNDLED_STANZAS: &[(&str, usize)] = &[
    ("iq", 11),
    ("iq: id Missing", 3),
    ("iq: type Missing", 1),
    ("message", 4),
    ("other", 1),
    ("presence", 8),
];

const BUNDLED_PAYLOADS: &[(&str, usize)] = &[
    ("Body", 3),
    ("Caps", 2),
    ("DataForm", 1),
    ("DiscoInfo", 1),
    ("StanzaError", 1),
    ("mam Query", 1),
    ("muc Join", 1),
    ("muc user User", 1),
];

/// Again without what slixmpp adds; the presence of one test has a placeholder for its type.
const VECTOR_STANZAS: &[(&str, usize)] = &[
    ("iq", 498),
    ("iq: id Missing", 45),
    ("iq: type Missing", 13),
    ("message", 184),
    ("other", 65),
    ("presence", 203),
    ("presence: type Value", 1),
];

/// Stamps, timestamps and the `show` that are refused are placeholders of the tests. The others are as the tests have them,
/// against the specifications: forms without type, reports of spam about nobody, an error of IoT's, and the end of an archive
/// without its set.
const VECTOR_PAYLOADS: &[(&str, usize)] = &[
    ("Body", 82),
    ("Caps", 27),
    ("ChatState", 5),
    ("DataForm", 82),
    ("DataForm: type Missing", 2),
    ("Delay", 3),
    ("Delay: stamp Value", 13),
    ("DiscoInfo", 67),
    ("DiscoItems", 24),
    ("Forwarded", 4),
    ("Forwarded: stamp Value", 4),
    ("Priority", 4),
    ("ResultSet", 13),
    ("Roster", 42),
    ("Show", 13),
    ("Show:  Value", 1),
    ("StanzaError", 37),
    ("StanzaError: condition Missing", 1),
    ("Status", 11),
    ("Subject", 13),
    ("Thread", 2),
    ("Version", 5),
    ("blocking Block", 1),
    ("blocking Block: item Missing", 2),
    ("blocking Blocked", 1),
    ("blocking Unblock", 1),
    ("mam Fin", 2),
    ("mam Fin: set Missing", 1),
    ("mam Metadata", 4),
    ("mam Metadata: timestamp Value", 1),
    ("mam Query", 7),
    ("mam QueryResult", 3),
    ("mam QueryResult: stamp Value", 4),
    ("muc Join", 15),
    ("muc admin Query", 22),
    ("muc owner Query", 13),
    ("muc user User", 55),
    ("receipts Received", 1),
    ("receipts Request", 1),
];

#[test]
fn real_stanzas_are_read_or_kept_whole_with_a_reason() {
    assert_counts(&count_stanzas(&elements(BUNDLED)), BUNDLED_STANZAS);
    if let Some(vectors) = vectors() {
        assert_counts(&count_stanzas(&elements(&vectors)), VECTOR_STANZAS);
    }
}

#[test]
fn what_real_stanzas_carry_is_read_as_its_type() {
    assert_counts(&count_payloads(&elements(BUNDLED)), BUNDLED_PAYLOADS);
    if let Some(vectors) = vectors() {
        assert_counts(&count_payloads(&elements(&vectors)), VECTOR_PAYLOADS);
    }
}

/// Session is of an RFC that is obsolete.
#[test]
fn examples_carry_every_payload_and_none_is_refused() {
    let counts = count_payloads(&elements(&[RFCS, XEPS].concat()));
    let names = READERS.iter().map(|(name, _)| *name).filter(|name| *name != "Session");
    assert!(counts.keys().eq(names), "{counts:?}");
}

fn assert_counts(counts: &Counts, expected: &[(&str, usize)]) {
    let counts: Vec<_> = counts.iter().map(|(name, count)| (&name[..], *count)).collect();
    assert_eq!(counts, expected);
}
