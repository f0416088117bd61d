//! Rules of stanzas: RFC 6120, section 8, and RFC 6121, sections 4.7 and 5.2.

use xmpp_stream::ElementErrorKind::{self, Address, Missing, OtherElement, Repeated, Value};
use xmpp_stream::jid::{Jid, JidBuf};
use xmpp_stream::payload::Payloads;
use xmpp_stream::stanza::StanzaErrorCondition::{self, BadRequest, JidMalformed};
use xmpp_stream::stanza::{
    Iq, IqContent, Message, MessageType, Presence, PresenceType, Stanza, StanzaError, error_reply,
};
use xmpp_stream::{DecodeError, Decoder, ElementBuf, ElementError, ElementTree, Limits, Scope, StreamItem};

/// A stanza on a stream of clients, and what it is.
pub(crate) struct StanzaRule {
    pub(crate) says: &'static str,
    pub(crate) cites: &'static str,
    xml: &'static str,
    outcome: Outcome,
}

#[derive(Clone, Copy)]
enum Outcome {
    /// Read, and shown so.
    Shown(&'static str),
    /// Kind, offset of the element, field, and the condition of the stanza error that it gets.
    Refused(Kind, usize, &'static str, StanzaErrorCondition),
}

const fn read(says: &'static str, cites: &'static str, xml: &'static str, shown: &'static str) -> StanzaRule {
    StanzaRule { says, cites, xml, outcome: Outcome::Shown(shown) }
}

/// `offset` is that of the name of the element to blame.
const fn refused(
    says: &'static str,
    cites: &'static str,
    xml: &'static str,
    (kind, offset, field, condition): (Kind, usize, &'static str, StanzaErrorCondition),
) -> StanzaRule {
    StanzaRule { says, cites, xml, outcome: Outcome::Refused(kind, offset, field, condition) }
}

type Kind = fn(ElementErrorKind) -> bool;

const ADDRESS: Kind = |kind| matches!(kind, Address(_));
const MISSING: Kind = |kind| kind == Missing;
const OTHER: Kind = |kind| kind == OtherElement;
const REPEATED: Kind = |kind| kind == Repeated;
const VALUE: Kind = |kind| kind == Value;

#[rustfmt::skip]
pub(crate) const STANZAS: &[StanzaRule] = &[
    read("a message with nothing", "8.2.1", "<message/>", "message"),
    read("a presence with nothing", "8.2.2", "<presence/>", "presence"),
    read("a stanza between servers", "4.8.3", "<presence xmlns='jabber:server' from='a@b' to='c'/>", "presence a@b -> c"),
    read("a stanza of a component", "4.8.3", "<presence xmlns='jabber:component:accept' from='a@b' to='c'/>", "presence a@b -> c"),
    refused("a stanza in another namespace", "4.8.3", "<message xmlns='jabber:other'/>", (OTHER, 1, "message", BadRequest)),
    refused("a stanza in no namespace", "4.8.3", "<iq xmlns='' id='1' type='get'><a/></iq>", (OTHER, 1, "iq", BadRequest)),
    refused("an element of the namespace that is no stanza", "8", "<pubsub/>", (OTHER, 1, "stanza", BadRequest)),

    read("addresses", "8.1.1", "<message from='a@b/c' to='d'/>", "message a@b/c -> d"),
    refused("a to that is no address", "8.1.1", "<message to='@b'/>", (ADDRESS, 1, "to", JidMalformed)),
    refused("an empty to", "8.1.1", "<presence to=''/>", (ADDRESS, 1, "to", JidMalformed)),
    refused("a from that is no address", "8.1.2", "<iq from='a@' id='1' type='get'><b/></iq>", (ADDRESS, 1, "from", JidMalformed)),
    read("an attribute to in another namespace, which is no address", "8.1.1", "<message xmlns:x='x' x:to='@'/>", "message"),
    read("a message with an id", "8.1.3", "<message id='1'/>", "message"),
    refused("a request without id", "8.2.3", "<iq type='get'><a/></iq>", (MISSING, 1, "id", BadRequest)),
    refused("an answer without id", "8.2.3", "<iq type='result'/>", (MISSING, 1, "id", BadRequest)),
    read("an empty id", "8.2.3", "<iq id='' type='result'/>", "iq result "),
    refused("an iq without type", "8.2.3", "<iq id='1'><a/></iq>", (MISSING, 1, "type", BadRequest)),
    refused("an iq with a type that there is not", "8.2.3", "<iq id='1' type='subscribe'><a/></iq>", (VALUE, 1, "type", BadRequest)),
    refused("an iq with a type in capitals", "8.2.3", "<iq id='1' type='GET'><a/></iq>", (VALUE, 1, "type", BadRequest)),
    read("a request", "8.2.3", "<iq id='1' type='get'><a xmlns='b'/></iq>", "iq get 1 {b}a"),
    read("a request with white space around what it is about", "8.2.3", "<iq id='1' type='set'>\n <a xmlns='b'/>\n</iq>", "iq set 1 {b}a"),
    refused("a get without anything inside", "8.2.3", "<iq id='1' type='get'/>", (MISSING, 1, "payload", BadRequest)),
    refused("a set with nothing but text inside", "8.2.3", "<iq id='1' type='set'>a</iq>", (MISSING, 1, "payload", BadRequest)),
    refused("a get with two elements", "8.2.3", "<iq id='1' type='get'><a xmlns='b'/><c xmlns='d'/></iq>", (REPEATED, 37, "payload", BadRequest)),
    refused("a set with two elements of one name", "8.2.3", "<iq id='1' type='set'><a xmlns='b'/><a xmlns='b'/></iq>", (REPEATED, 37, "payload", BadRequest)),
    read("a result with nothing inside", "8.2.3", "<iq id='1' type='result'/>", "iq result 1"),
    read("a result with one element", "8.2.3", "<iq id='1' type='result'><a xmlns='b'/></iq>", "iq result 1 {b}a"),
    refused("a result with two elements", "8.2.3", "<iq id='1' type='result'><a xmlns='b'/><c xmlns='d'/></iq>", (REPEATED, 40, "payload", BadRequest)),
    read("an error, and what was asked for", "8.2.3", "<iq id='1' type='error'><a xmlns='b'/><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>", "iq error 1 gone"),
    read("an error that doesn't say what is wrong", "8.3.1", "<iq id='1' type='error'><a xmlns='b'/></iq>", "iq error 1 {b}a"),
    read("a message that couldn't be delivered", "8.3.1", "<message type='error'><error type='wait'><recipient-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>", "message error recipient-unavailable"),
    read("an error in a message of another type, which is none", "8.3.1", "<message type='chat'><error type='wait'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>", "message chat {jabber:client}error"),
    read("attributes and elements that nobody knows", "8.4", "<message to='a' b='c' xml:space='preserve'><d xmlns='e' f='g'/><h xmlns=''/></message>", "message - -> a {e}d {}h"),
    read("a body in another content namespace than its message, which is none", "8.4", "<message><body xmlns='jabber:server'>a</body></message>", "message {jabber:server}body"),
    read("an error in another content namespace than its stanza, which is none", "8.4", "<message xmlns='jabber:server' type='error'><error xmlns='jabber:client' type='wait'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>", "message error {jabber:client}error"),
    read("an element that breaks the rules of its name", "8.4", "<presence><show>busy</show><priority>high</priority><status>a</status></presence>", "presence \"a\""),

    read("all types of presences", "RFC 6121, 4.7.1", "<presence type='unavailable'/>", "presence unavailable"),
    read("a request to subscribe", "RFC 6121, 4.7.1", "<presence type='subscribe' to='a@b'/>", "presence subscribe - -> a@b"),
    refused("a presence with a type that there is not", "RFC 6121, 4.7.1", "<presence type='available'/>", (VALUE, 1, "type", BadRequest)),
    refused("a presence with an empty type", "RFC 6121, 4.7.1", "<presence type=''/>", (VALUE, 1, "type", BadRequest)),
    read("a type of messages that nobody knows, which is normal", "RFC 6121, 5.2.2", "<message type='x'><body>a</body></message>", "message \"a\""),
    read("a type of messages in capitals, which is normal", "RFC 6121, 5.2.2", "<message type='CHAT'/>", "message"),
    read("a message of a chat", "RFC 6121, 5.2.2", "<message type='chat'><body>a</body></message>", "message chat \"a\""),
    read("a message that says that it is normal", "RFC 6121, 5.2.2", "<message type='normal'/>", "message"),
    read("two bodies, the first of which counts", "RFC 6121, 5.2.3", "<message><body>a</body><body xml:lang='cs'>b</body></message>", "message \"a\""),
];

const HEADER: &[u8] =
    b"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

/// The next element on a stream of clients.
pub(crate) fn element(decoder: &mut Decoder, xml: &str) -> Result<ElementBuf, DecodeError> {
    match decoder.decode(&mut xml.as_bytes())? {
        Some(StreamItem::Element(tree)) => Ok(tree.root().to_buf()),
        other => panic!("{xml}: {other:?}"),
    }
}

pub(crate) fn stream() -> Decoder {
    let mut decoder = Decoder::new(Limits::default());
    assert!(decoder.decode(&mut &HEADER[..]).unwrap().is_some());
    decoder
}

#[test]
fn every_stanza_is_decided_as_its_row_says() {
    let (mut decoder, mut wrong) = (stream(), Vec::new());
    for StanzaRule { says, cites, xml, outcome } in STANZAS {
        let mut input = xml.as_bytes();
        let Ok(Some(StreamItem::Element(tree))) = decoder.decode(&mut input) else { panic!("{says}") };
        let found = Stanza::from_element(tree.root());
        let is_right = match (&found, outcome) {
            (Ok(stanza), Outcome::Shown(shown)) => stanza.to_string() == *shown,
            (Err(error), Outcome::Refused(kind, offset, field, condition)) => {
                kind(error.kind())
                    && (error.offset(), error.field(), error.condition()) == (*offset, *field, *condition)
            }
            _ => false,
        };
        if !is_right {
            let shown = found.map(|stanza| stanza.to_string());
            wrong.push(format!("{says} ({cites}): {shown:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What is read is written to streams of all namespaces, and alone, so that it is read the same.
#[test]
fn what_was_read_is_written_so_that_it_is_read_the_same() {
    let mut decoder = stream();
    for StanzaRule { says, xml, .. } in STANZAS {
        let element = element(&mut decoder, xml).unwrap();
        let Ok(stanza) = Stanza::from_element(element.as_element()) else { continue };
        for scope in [Scope::ALONE, Scope::stream("jabber:client"), Scope::stream("jabber:server")] {
            let mut bytes = Vec::new();
            if let Err(error) = stanza.encode(&mut bytes, scope) {
                assert!(says.contains(" in another content namespace than "), "{says}: {error}");
                assert_ne!(scope, Scope::ALONE, "{says}: {error}");
                continue;
            }
            assert_eq!(stanza.encoded_len(scope), bytes.len(), "{says}");
            let header =
                if scope == Scope::stream("jabber:server") { "jabber:server" } else { "jabber:client" };
            let header = format!("<s:stream xmlns='{header}' xmlns:s='http://etherx.jabber.org/streams'>");
            let mut decoder = Decoder::new(Limits::default());
            assert!(decoder.decode(&mut header.as_bytes()).unwrap().is_some());
            let text = String::from_utf8(bytes).unwrap();
            let again = self::element(&mut decoder, &text).unwrap();
            let again = Stanza::from_element(again.as_element()).unwrap();
            let shown =
                |stanza: &Stanza<'_>| stanza.to_string().replace("{jabber:server}", "{jabber:client}");
            assert_eq!(shown(&again), shown(&stanza), "{says}: {text}");
            assert_eq!((again.id(), again.lang()), (stanza.id(), stanza.lang()), "{says}: {text}");
        }
    }
}

/// Section 8.3.1: a broken stanza is answered, and the stream goes on.
#[test]
fn what_is_broken_is_answered_with_its_condition() {
    let mut decoder = stream();
    for StanzaRule { says, xml, outcome, .. } in STANZAS {
        let Outcome::Refused(_, _, _, condition) = outcome else { continue };
        let element = element(&mut decoder, xml).unwrap();
        let element = element.as_element();
        let error = StanzaError::from(Stanza::from_element(element).unwrap_err());
        assert_eq!(error.condition, *condition, "{says}");
        let reply = error_reply(element, &error).unwrap();
        let is_answered = Stanza::matches(element) && element.attribute("type") != Some("result");
        assert_eq!(reply.is_some(), is_answered, "{says}");
        let Some(reply) = reply else { continue };
        let reply =
            Stanza::from_element(reply.as_element()).unwrap_or_else(|error| panic!("{says}: {error}"));
        assert_eq!(reply.name(), element.name(), "{says}");
        let address = |name| element.attribute(name).and_then(|text| Jid::new(text).ok());
        assert_eq!((reply.sender(), reply.recipient()), (address("to"), address("from")), "{says}");
        let is_iq = element.name() == "iq";
        assert_eq!(reply.id(), element.attribute("id").or(is_iq.then_some("")), "{says}");
        assert!(reply.to_string().ends_with(condition.as_str()), "{says}: {reply}");
    }
}

/// Section 8.3.1: nor are answers.
#[test]
fn errors_and_results_are_not_answered_by_errors() {
    let error = StanzaError::new(BadRequest);
    let mut decoder = stream();
    for xml in [
        "<message type='error' id='1' from='a'/>",
        "<presence type='error'/>",
        "<iq type='error'/>",
        "<iq type='result'/>",
    ] {
        let element = element(&mut decoder, xml).unwrap();
        assert_eq!(error_reply(element.as_element(), &error), Ok(None), "{xml}");
    }
}

/// Section 8.3.1: only a stanza of type error has one.
#[test]
fn an_error_in_another_stanza_is_none() {
    let error = "<error type='wait'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
    for (stanza_type, has_error) in [("error", true), ("chat", false), ("unavailable", false)] {
        let xml = format!("<message type='{stanza_type}'>{error}</message>");
        let element = element(&mut stream(), &xml).unwrap();
        let message = Message::from_element(element.as_element()).unwrap();
        assert_eq!(message.error().unwrap().is_some(), has_error, "{stanza_type}");
        let Ok(element) = self::element(&mut stream(), &xml.replace("message", "presence")) else {
            panic!("{xml}")
        };
        let presence = Presence::from_element(element.as_element());
        assert_eq!(
            presence.is_ok_and(|presence| presence.error().unwrap().is_some()),
            has_error,
            "{stanza_type}"
        );
    }
}

/// Section 8.2.3: an answer has the id of its request, and goes where that came from.
#[test]
fn an_answer_has_the_id_of_its_request() {
    let element =
        element(&mut stream(), "<iq from='a@b/c' id='x &amp; y' to='d' type='get'><e xmlns='f'/></iq>")
            .unwrap();
    let Ok(Stanza::Iq(request)) = Stanza::from_element(element.as_element()) else { panic!("a request") };
    let reply = request.reply(IqContent::Result(None));
    assert_eq!(reply.to_string(), "iq result x & y d -> a@b/c");
    let IqContent::Get(payload) = request.content else { panic!("a get") };
    assert!(payload.is("f", "e"));
}

/// Section 8.1.5, and RFC 6121, section 4.7.1.
#[test]
fn every_type_and_the_language_are_written_as_they_were_read() {
    let mut decoder = stream();
    let mut check = |stanza: Stanza<'_>| {
        let mut bytes = Vec::new();
        stanza.encode(&mut bytes, Scope::stream("jabber:client")).unwrap();
        let element = element(&mut decoder, &String::from_utf8(bytes).unwrap()).unwrap();
        assert_eq!(Stanza::from_element(element.as_element()), Ok(stanza));
    };
    for &message_type in MessageType::ALL {
        check(Message { lang: Some("cs"), ..Message::new(message_type) }.into());
    }
    for &presence_type in PresenceType::ALL {
        check(Presence { lang: Some("de-CH"), ..Presence::new(presence_type) }.into());
    }
    let payload = ElementBuf::new("a", "b").unwrap();
    for content in [
        IqContent::Get(payload.as_element()),
        IqContent::Set(payload.as_element()),
        IqContent::Result(Some(payload.as_element())),
        IqContent::Result(None),
        IqContent::Error(Payloads::EMPTY),
    ] {
        check(Iq { lang: Some("en"), ..Iq::new("1", content) }.into());
    }
}

/// Section 8.4: a payload that breaks its rules is told by itself, with its place; all else is there.
#[test]
fn a_broken_payload_leaves_its_stanza_readable() {
    let xml = b"<presence xmlns='jabber:client' from='a@b/c' id='1'><show>busy</show><priority>5</priority></presence>";
    let tree = ElementTree::decode(xml, &Limits::default()).unwrap();
    let Ok(Stanza::Presence(presence)) = Stanza::from_element(tree.root()) else { panic!("a presence") };
    assert_eq!((presence.from, presence.id), (Some(Jid::new("a@b/c").unwrap()), Some("1")));
    let told = |error: ElementError| (error.kind(), error.offset(), error.field(), error.condition());
    assert_eq!(presence.show().map_err(told), Err((Value, 53, "", BadRequest)));
    assert_eq!(presence.priority(), Ok(5));
}

/// RFC 6121, section 4.7.2.3.
#[test]
fn a_presence_without_priority_has_0() {
    let element = element(&mut stream(), "<presence><status>a</status></presence>").unwrap();
    let presence = Presence::from_element(element.as_element()).unwrap();
    assert_eq!((presence.priority(), presence.show()), (Ok(0), Ok(None)));
}

/// RFC 6121, section 9.
#[test]
fn an_address_has_no_scheme() {
    assert!(JidBuf::new("xmpp:romeo@example.net").is_err() && JidBuf::new("im:romeo@example.net").is_err());
    assert!(JidBuf::new("xmpp:example.net").is_err());
}
