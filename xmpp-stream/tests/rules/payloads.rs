//! Rules of what stanzas carry: RFC 6120, section 8.3, and RFC 6121. Those of extensions are with their tests.

use xmpp_stream::ElementErrorKind::{self, Address, Missing, NotText, OtherElement, Repeated, Value};
use xmpp_stream::payload::Payload;
use xmpp_stream::payload::rfc6121::{Body, Priority, Roster, RosterItem, Show, Status, Subject, Thread};
use xmpp_stream::stanza::StanzaError;
use xmpp_stream::{Element, ElementBuf, ElementError, StreamItem};

use crate::stanzas::{element, stream};

/// An element in a stanza, and what it is.
pub(crate) struct PayloadRule {
    pub(crate) says: &'static str,
    pub(crate) cites: &'static str,
    xml: &'static str,
    read: Read,
    outcome: Result<&'static str, (Kind, usize, &'static str)>,
}

/// Reads an element, and shows and writes what it was.
type Read = for<'a> fn(Element<'a>) -> Result<(String, ElementBuf), ElementError>;

type Kind = fn(ElementErrorKind) -> bool;

const ADDRESS: Kind = |kind| matches!(kind, Address(_));
const MISSING: Kind = |kind| kind == Missing;
const NOT_TEXT: Kind = |kind| kind == NotText;
const OTHER: Kind = |kind| kind == OtherElement;
const REPEATED: Kind = |kind| kind == Repeated;
const VALUE: Kind = |kind| kind == Value;

macro_rules! reader {
    ($name:ident, $type:ident, |$value:ident| $shown:expr) => {
        const $name: Read = |element| {
            let $value = $type::from_element(element)?;
            Ok(($shown, $value.to_element().unwrap()))
        };
    };
}

reader!(BODY, Body, |body| format!("{} {}", body.lang.unwrap_or("-"), body.text));
reader!(SUBJECT, Subject, |subject| format!("{} {}", subject.lang.unwrap_or("-"), subject.text));
reader!(THREAD, Thread, |thread| format!("{} of {}", thread.id, thread.parent.unwrap_or("-")));
reader!(SHOW, Show, |show| show.to_string());
reader!(STATUS, Status, |status| format!("{} {}", status.lang.unwrap_or("-"), status.text));
reader!(PRIORITY, Priority, |priority| priority.value.to_string());
reader!(ROSTER, Roster, |roster| {
    let item = |item: RosterItem<'_>| {
        let subscription = item.subscription.map_or("-", |subscription| subscription.as_str());
        let groups: Vec<_> = item.groups.iter().map(|group| group.name).collect();
        let (jid, name, ask) = (item.jid, item.name.unwrap_or("-"), item.ask.is_some());
        format!("; {jid} {name} {subscription} {ask} {:?} {groups:?}", item.approved)
    };
    format!("{}{}", roster.ver.unwrap_or("-"), roster.items.iter().map(item).collect::<String>())
});
reader!(ERROR, StanzaError, |error| {
    let texts: Vec<_> = error.texts.iter().map(|text| (text.lang.unwrap_or("-"), text.text)).collect();
    let application = error.application.map(|element| element.name());
    format!("{} {} {:?} {texts:?} {application:?}", error.error_type, error.condition, error.address)
});

const fn read(
    says: &'static str,
    cites: &'static str,
    xml: &'static str,
    read: Read,
    shown: &'static str,
) -> PayloadRule {
    PayloadRule { says, cites, xml, read, outcome: Ok(shown) }
}

/// `offset` is that of the name of the element to blame.
const fn refused(
    says: &'static str,
    cites: &'static str,
    xml: &'static str,
    read: Read,
    error: (Kind, usize, &'static str),
) -> PayloadRule {
    PayloadRule { says, cites, xml, read, outcome: Err(error) }
}

#[rustfmt::skip]
pub(crate) const PAYLOADS: &[PayloadRule] = &[
    read("an error", "8.3.2", "<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>", ERROR, "cancel gone None [] None"),
    read("an error with texts and an element of an application", "8.3.2", "<error type='modify' by='a'><too-long xmlns='b'/><text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='en'>c</text><not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='cs'/></error>", ERROR, "modify not-acceptable None [(\"en\", \"c\"), (\"cs\", \"\")] Some(\"too-long\")"),
    refused("an error without type", "8.3.2", "<error><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>", ERROR, (MISSING, 1, "type")),
    refused("an error with a type that there is not", "8.3.2", "<error type='fatal'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>", ERROR, (VALUE, 1, "type")),
    refused("an error by nobody", "8.3.1", "<error type='cancel' by='@'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>", ERROR, (ADDRESS, 1, "by")),
    refused("an error without condition", "8.3.2", "<error type='cancel'/>", ERROR, (MISSING, 1, "condition")),
    refused("an error whose condition is in another namespace", "8.3.2", "<error type='cancel'><gone/></error>", ERROR, (MISSING, 1, "condition")),
    refused("an error with two conditions", "8.3.2", "<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>", ERROR, (REPEATED, 73, "")),
    read("a condition that nobody knows", "8.3.2", "<error type='wait'><a-b xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>", ERROR, "wait undefined-condition None [] None"),
    refused("a text of an error with an element in it", "8.3.2", "<error type='wait'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'><b/></text></error>", ERROR, (NOT_TEXT, 71, "")),
    read("where somebody has gone", "8.3.3.5", "<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>xmpp:a@b</gone></error>", ERROR, "cancel gone Some(\"xmpp:a@b\") [] None"),
    read("who is to be asked", "8.3.3.14", "<error type='modify'><redirect xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>xmpp:a@b</redirect></error>", ERROR, "modify redirect Some(\"xmpp:a@b\") [] None"),
    refused("an address that is no text", "8.3.3.14", "<error type='modify'><redirect xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'><a/></redirect></error>", ERROR, (NOT_TEXT, 22, "")),
    read("a condition of an application that nobody knows", "8.3.4", "<error type='cancel'><undefined-condition xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><x xmlns='y'><z/></x></error>", ERROR, "cancel undefined-condition None [] Some(\"x\")"),

    read("a version of a roster, which may be any text", "RFC 6121, 2.1.1", "<query xmlns='jabber:iq:roster' ver=' &lt;v&gt; '/>", ROSTER, " <v> "),
    read("a roster", "RFC 6121, 2.1.2", "<query xmlns='jabber:iq:roster'>\n<item jid='a@b' name='c' subscription='both'><group>d</group><group>e</group></item>\n<item jid='f'/></query>", ROSTER, "-; a@b c both false None [\"d\", \"e\"]; f - - false None []"),
    read("who was let through in advance", "RFC 6121, 2.1.2.1", "<query xmlns='jabber:iq:roster'><item jid='a' approved='true'/><item jid='b' approved=' 1 '/><item jid='c' approved='0'/></query>", ROSTER, "-; a - - false Some(true) []; b - - false Some(true) []; c - - false Some(false) []"),
    refused("approved with another value", "RFC 6121, 2.1.2.1", "<query xmlns='jabber:iq:roster'><item jid='a' approved='yes'/></query>", ROSTER, (VALUE, 33, "approved")),
    read("who was asked", "RFC 6121, 2.1.2.2", "<query xmlns='jabber:iq:roster'><item jid='a' ask='subscribe'/></query>", ROSTER, "-; a - - true None []"),
    read("ask with another value, which is ignored", "RFC 6121, 2.1.2.2", "<query xmlns='jabber:iq:roster'><item jid='a' ask='unsubscribe'/><item jid='b' ask=' subscribe'/></query>", ROSTER, "-; a - - false None []; b - - true None []"),
    refused("an item without address", "RFC 6121, 2.1.2.3", "<query xmlns='jabber:iq:roster'><item name='a'/></query>", ROSTER, (MISSING, 33, "jid")),
    refused("an item whose address is none", "RFC 6121, 2.1.2.3", "<query xmlns='jabber:iq:roster'><item jid='a'/><item jid='a@'/></query>", ROSTER, (ADDRESS, 48, "jid")),
    read("all subscriptions", "RFC 6121, 2.1.2.5", "<query xmlns='jabber:iq:roster'><item jid='a' subscription='none'/><item jid='b' subscription='to'/><item jid='c' subscription='from'/><item jid='d' subscription='both'/><item jid='e' subscription='remove'/></query>", ROSTER, "-; a - none false None []; b - to false None []; c - from false None []; d - both false None []; e - remove false None []"),
    read("a subscription with white space around it", "RFC 6121, 2.1.2.5", "<query xmlns='jabber:iq:roster'><item jid='a' subscription=' both&#10;'/></query>", ROSTER, "-; a - both false None []"),
    read("a subscription that nobody knows, which is ignored", "RFC 6121, 2.1.2.5", "<query xmlns='jabber:iq:roster'><item jid='a' subscription='maybe'/><item jid='b' subscription='BOTH'/></query>", ROSTER, "-; a - none false None []; b - none false None []"),
    refused("a group with an element in it", "RFC 6121, 2.1.2.6", "<query xmlns='jabber:iq:roster'><item jid='a'><group>b<c/></group></item></query>", ROSTER, (NOT_TEXT, 47, "")),
    read("elements in a roster that nobody knows", "RFC 6121, 2.1.2", "<query xmlns='jabber:iq:roster'><item xmlns='other'/><item jid='a'><b/></item>c</query>", ROSTER, "-; a - - false None []"),
    refused("a query of another namespace", "RFC 6121, 2.1.2", "<query xmlns='jabber:iq:private'/>", ROSTER, (OTHER, 1, "query")),

    read("a show", "RFC 6121, 4.7.2.1", "<show>dnd</show>", SHOW, "dnd"),
    read("a show with white space around it", "RFC 6121, 4.7.2.1", "<show>\n dnd\t</show>", SHOW, "dnd"),
    refused("a show that there is not", "RFC 6121, 4.7.2.1", "<show>busy</show>", SHOW, (VALUE, 1, "")),
    refused("an empty show", "RFC 6121, 4.7.2.1", "<show/>", SHOW, (VALUE, 1, "")),
    refused("a show with an element in it", "RFC 6121, 4.7.2.1", "<show>away<a/></show>", SHOW, (NOT_TEXT, 1, "")),
    read("a status in a language", "RFC 6121, 4.7.2.2", "<status xml:lang='cs'>Dvo&#x159;&#xED;m se Julii</status>", STATUS, "cs Dvo\u{159}\u{ed}m se Julii"),
    read("an empty status", "RFC 6121, 4.7.2.2", "<status/>", STATUS, "- "),
    refused("a status with an element in it", "RFC 6121, 4.7.2.2", "<status><b>a</b></status>", STATUS, (NOT_TEXT, 1, "")),
    read("the lowest priority", "RFC 6121, 4.7.2.3", "<priority>-128</priority>", PRIORITY, "-128"),
    read("the highest priority", "RFC 6121, 4.7.2.3", "<priority> +127\n</priority>", PRIORITY, "127"),
    refused("a priority below", "RFC 6121, 4.7.2.3", "<priority>-129</priority>", PRIORITY, (VALUE, 1, "")),
    refused("a priority above", "RFC 6121, 4.7.2.3", "<priority>128</priority>", PRIORITY, (VALUE, 1, "")),
    refused("a priority that is no whole number", "RFC 6121, 4.7.2.3", "<priority>1.0</priority>", PRIORITY, (VALUE, 1, "")),
    refused("an empty priority", "RFC 6121, 4.7.2.3", "<priority/>", PRIORITY, (VALUE, 1, "")),
    refused("a priority with an element in it", "RFC 6121, 4.7.2.3", "<priority>1<a/></priority>", PRIORITY, (NOT_TEXT, 1, "")),

    read("a body", "RFC 6121, 5.2.3", "<body>a &amp; b<![CDATA[<c>]]></body>", BODY, "- a & b<c>"),
    refused("a body with an element in it", "RFC 6121, 5.2.3", "<body>a<br/>b</body>", BODY, (NOT_TEXT, 1, "")),
    read("a subject in a language", "RFC 6121, 5.2.4", "<subject xml:lang='cs'>&#xDA;p&#x11B;nliv&#xE1; prosba!</subject>", SUBJECT, "cs \u{da}p\u{11b}nliv\u{e1} prosba!"),
    refused("a subject with an element in it", "RFC 6121, 5.2.4", "<subject><a/></subject>", SUBJECT, (NOT_TEXT, 1, "")),
    read("a thread that grew out of another one", "RFC 6121, 5.2.5", "<thread parent='a'>b</thread>", THREAD, "b of a"),
    read("a thread, which is taken to the letter", "RFC 6121, 5.2.5", "<thread> A\n</thread>", THREAD, " A\n of -"),
    refused("a thread with an element in it", "RFC 6121, 5.2.5", "<thread>a<b/></thread>", THREAD, (NOT_TEXT, 1, "")),
];

#[test]
fn every_payload_is_decided_as_its_row_says() {
    let (mut decoder, mut wrong) = (stream(), Vec::new());
    for PayloadRule { says, cites, xml, read, outcome } in PAYLOADS {
        let mut input = xml.as_bytes();
        let Ok(Some(StreamItem::Element(tree))) = decoder.decode(&mut input) else { panic!("{says}") };
        let found = read(tree.root());
        let is_right = match (&found, outcome) {
            (Ok((shown, _)), Ok(expected)) => shown == expected,
            (Err(error), Err((kind, offset, field))) => {
                kind(error.kind()) && (error.offset(), error.field()) == (*offset, *field)
            }
            _ => false,
        };
        if !is_right {
            wrong.push(format!("{says} ({cites}): {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn accepted_payloads_are_written_so_that_they_are_read_the_same() {
    let mut decoder = stream();
    for PayloadRule { says, xml, read, .. } in PAYLOADS {
        let element = element(&mut decoder, xml).unwrap();
        let Ok((shown, written)) = read(element.as_element()) else { continue };
        assert_eq!(read(written.as_element()).map(|(shown, _)| shown).as_ref(), Ok(&shown), "{says}");
    }
}
