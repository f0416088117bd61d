//! What comes on a stream, by its names, in one line, and on the wire.

use bytes::BufMut;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use xmpp_stream::payload::rfc6120::{Auth, StartTls, StreamError};
use xmpp_stream::payload::xep0198::Enabled;
use xmpp_stream::stream::StreamElement;
use xmpp_stream::{ElementTree, EncodeError, Limits, Scope, StreamErrorCondition};

use crate::tree;

const ELEMENTS: &[(&str, &str)] = &[
    ("<message xmlns='jabber:client' to='a@b'><body>Hi</body></message>", "message - -> a@b \"Hi\""),
    ("<presence xmlns='jabber:server' from='a@b'/>", "presence a@b -> -"),
    ("<iq xmlns='jabber:component:accept' id='1' type='result'/>", "iq result 1"),
    (
        "<f:features xmlns:f='http://etherx.jabber.org/streams'><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>\
         <mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism><mechanism>SCRAM-SHA-1</mechanism>\
         </mechanisms><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></f:features>",
        "features starttls mechanisms(PLAIN,SCRAM-SHA-1) bind",
    ),
    (
        "<features xmlns='http://etherx.jabber.org/streams'><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>\
         <session xmlns='urn:ietf:params:xml:ns:xmpp-session'/><sm xmlns='urn:xmpp:sm:3'/><ver xmlns='urn:xmpp:features:rosterver'/>\
         <sub xmlns='urn:xmpp:features:pre-approval'/><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>\
         <compression xmlns='http://jabber.org/features/compress'/></features>",
        "features starttls(required) session sm ver sub {urn:ietf:params:xml:ns:xmpp-sasl}mechanisms \
         {http://jabber.org/features/compress}compression",
    ),
    ("<features xmlns='http://etherx.jabber.org/streams'/>", "features"),
    (
        "<error xmlns='http://etherx.jabber.org/streams'><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>\
         <text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>Which\nhost?</text></error>",
        "error host-unknown \"Which\\nhost?\"",
    ),
    (
        "<error xmlns='http://etherx.jabber.org/streams'>\
         <see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>[::1]:5222</see-other-host></error>",
        "error see-other-host [::1]:5222",
    ),
    ("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", "starttls"),
    ("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", "proceed"),
    ("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", "failure"),
    (
        "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-1'>c2VjcmV0</auth>",
        "auth SCRAM-SHA-1 ***",
    ),
    ("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'/>", "auth EXTERNAL"),
    ("<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>c2VjcmV0</challenge>", "challenge ***"),
    ("<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>c2VjcmV0</response>", "response ***"),
    ("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>c2VjcmV0</success>", "success ***"),
    ("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", "success"),
    ("<abort xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", "abort"),
    (
        "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><account-disabled/><text>Call us</text></failure>",
        "failure account-disabled \"Call us\"",
    ),
    ("<enable xmlns='urn:xmpp:sm:3' resume='true' max='600'/>", "enable resume max=600"),
    ("<enabled xmlns='urn:xmpp:sm:3' id='sm-1' resume='true'/>", "enabled resume"),
    ("<resume xmlns='urn:xmpp:sm:3' h='1' previd='sm-1'/>", "resume h=1"),
    ("<resumed xmlns='urn:xmpp:sm:3' h='2' previd='sm-1'/>", "resumed h=2"),
    (
        "<failed xmlns='urn:xmpp:sm:3' h='3'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>",
        "failed item-not-found h=3",
    ),
    ("<r xmlns='urn:xmpp:sm:3'/>", "r"),
    ("<a xmlns='urn:xmpp:sm:3' h='4'/>", "a h=4"),
    (
        "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='example.com' version='1.0'/>",
        "open - -> example.com",
    ),
    (
        "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing' see-other-uri='wss://a.example/b'/>",
        "close wss://a.example/b",
    ),
    (
        "<handshake xmlns='jabber:component:accept'>a9993e364706816aba3e25717850c26c9cd0d89d</handshake>",
        "handshake ***",
    ),
    ("<handshake xmlns='jabber:component:accept'/>", "handshake"),
    ("<db:result xmlns:db='jabber:server:dialback'>secret</db:result>", "{jabber:server:dialback}result"),
    ("<pubsub xmlns='jabber:client'/>", "{jabber:client}pubsub"),
];

#[test]
fn each_is_shown_in_one_line_without_secrets() {
    for (xml, line) in ELEMENTS {
        let tree = tree(xml);
        let element = StreamElement::from_element(tree.root()).expect(xml);
        assert_eq!(element.to_string(), *line);
        for secret in ["secret", "c2VjcmV0", "a9993e36"] {
            assert!(
                !element.to_string().contains(secret) && !format!("{element:?}").contains(secret),
                "{element}"
            );
        }
    }
}

#[test]
fn each_is_read_equal_from_what_is_written_of_it() {
    for (xml, _) in ELEMENTS {
        let (read, mut bytes) = (tree(xml), Vec::new());
        let element = StreamElement::from_element(read.root()).expect(xml);
        element.encode(&mut bytes, Scope::ALONE).unwrap();
        assert_eq!(element.encoded_len(Scope::ALONE), bytes.len());
        let written = String::from_utf8(bytes).unwrap();
        assert_eq!(StreamElement::from_element(tree(&written).root()), Ok(element), "{written}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2048) })]

    /// One of the elements with some of its bytes replaced, by those of others.
    #[test]
    fn whatever_can_be_read_is_read_equal_from_what_is_written_of_it(
        (xml, _) in select(ELEMENTS),
        changes in vec((any::<Index>(), select(ELEMENTS), any::<Index>(), 0..12_usize, 0..12_usize), 0..4),
    ) {
        let mut bytes = xml.as_bytes().to_vec();
        for (at, (other, _), from, removed, added) in changes {
            let (at, from) = (at.index(bytes.len()), from.index(other.len()));
            let added = other.as_bytes()[from..].iter().copied().take(added);
            bytes.splice(at..(at + removed).min(bytes.len()), added);
        }
        let Ok(read) = ElementTree::decode(&bytes, &Limits::default()) else { return Ok(()) };
        let Ok(element) = StreamElement::from_element(read.root()) else { return Ok(()) };
        for scope in [Scope::ALONE, Scope::stream("jabber:client"), Scope::stream("jabber:component:connect")] {
            let mut bytes = Vec::new();
            element.encode(&mut bytes, scope).unwrap();
            prop_assert_eq!(element.encoded_len(scope), bytes.len());
        }
        let mut bytes = Vec::new();
        element.encode(&mut bytes, Scope::ALONE).unwrap();
        let again = ElementTree::decode(&bytes, &Limits::default()).unwrap();
        prop_assert_eq!(StreamElement::from_element(again.root()), Ok(element));
    }
}

#[test]
fn nothing_is_written_that_is_not_allowed_or_has_no_room() {
    let mut bytes = Vec::new();
    let enabled = StreamElement::from(Enabled { resume: true, ..Enabled::default() });
    assert!(matches!(enabled.encode(&mut bytes, Scope::ALONE), Err(EncodeError::Value(_))));
    let auth = StreamElement::from(Auth { mechanism: "PL\0IN", data: None });
    assert!(matches!(auth.encode(&mut bytes, Scope::ALONE), Err(EncodeError::Value(_))));
    assert!(bytes.is_empty());

    let mut room = [0; 8];
    let mut dst = &mut room[..];
    let starttls = StreamElement::from(StartTls::default());
    assert_eq!(starttls.encode(&mut dst, Scope::ALONE), Err(EncodeError::NoSpace));
    assert_eq!(dst.remaining_mut(), 8);
}

#[test]
fn inside_a_stream_the_prefix_of_streams_is_declared_already() {
    let mut bytes = Vec::new();
    let error = StreamElement::from(StreamError::new(StreamErrorCondition::Reset));
    error.encode(&mut bytes, Scope::stream("jabber:client")).unwrap();
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        "<stream:error><reset xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
    );
}

#[test]
fn what_breaks_its_rules_is_refused() {
    for (xml, field) in [
        ("<iq xmlns='jabber:client' type='get'><ping xmlns='urn:xmpp:ping'/></iq>", "id"),
        ("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", "mechanism"),
        ("<a xmlns='urn:xmpp:sm:3'/>", "h"),
    ] {
        assert_eq!(StreamElement::from_element(tree(xml).root()).unwrap_err().field(), field, "{xml}");
    }
}

#[cfg(feature = "serde")]
#[test]
fn each_serialises_as_what_it_is_and_secrets_are_kept() {
    use xmpp_stream::payload::rfc6120::SaslDataBuf;

    let data = SaslDataBuf::new(b"secret");
    let auth = StreamElement::from(Auth { mechanism: "PLAIN", data: Some(data.as_data()) });
    assert_eq!(
        serde_json::to_value(auth).unwrap(),
        serde_json::json!({"mechanism": "PLAIN", "data": "c2VjcmV0"})
    );
    let kept = serde_json::to_string(&data).unwrap();
    assert_eq!(serde_json::from_str::<SaslDataBuf>(&kept).unwrap(), data);
    assert!(serde_json::from_str::<SaslDataBuf>("\"secret\"").is_err());
    for (xml, _) in ELEMENTS {
        let tree = tree(xml);
        let element = StreamElement::from_element(tree.root()).unwrap();
        assert!(!serde_json::to_value(element).unwrap().is_null(), "{xml}");
    }
}
