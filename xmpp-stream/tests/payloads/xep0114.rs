//! XEP-0114, section 3.

use xmpp_stream::ElementErrorKind::*;
use xmpp_stream::Scope;
use xmpp_stream::payload::xep0114::{Handshake, HandshakeDigest};
use xmpp_stream::payload::{Payload, Payloads, PayloadsBuf};
use xmpp_stream::stream::StreamElement;

use crate::{assert_reads, assert_refused, tree, written};

const HANDSHAKE: &str =
    "<handshake xmlns='jabber:component:accept'>aaee83c26aeeafcbabeabfcbcd50df997e0a2a1e</handshake>";

#[test]
fn a_component_proves_that_it_knows_the_secret() {
    let tree = tree(HANDSHAKE);
    let Ok(StreamElement::Handshake(handshake)) = StreamElement::from_element(tree.root()) else {
        panic!("a handshake")
    };
    assert_eq!(written(&handshake), HANDSHAKE);
    assert_reads!(HANDSHAKE, handshake);
}

#[test]
fn the_server_accepts_it() {
    assert_reads!("<handshake xmlns='jabber:component:accept'/>", Handshake { digest: None });
}

// The digest of "abc" in FIPS 180.
#[test]
fn the_digest_is_sha1_of_stream_id_and_secret_in_lower_case() {
    let handshake = Handshake { digest: Some(HandshakeDigest::new("a", "bc")) };
    let expected =
        "<handshake xmlns='jabber:component:accept'>a9993e364706816aba3e25717850c26c9cd0d89d</handshake>";
    assert_eq!(written(&handshake), expected);
    assert_ne!(HandshakeDigest::new("a", "bd"), HandshakeDigest::new("a", "bc"));
}

#[test]
fn it_has_the_namespace_of_the_stream_that_it_is_sent_on() {
    for namespace in ["jabber:component:accept", "jabber:component:connect"] {
        let mut bytes = Vec::new();
        StreamElement::from(Handshake::default()).encode(&mut bytes, Scope::stream(namespace)).unwrap();
        assert_eq!(bytes, b"<handshake/>");
    }
}

#[test]
fn it_is_read_in_the_namespaces_of_components_only() {
    for namespace in ["jabber:component:accept", "jabber:component:connect"] {
        let xml = format!("<handshake xmlns='{namespace}'/>");
        assert_reads!(&xml, Handshake::default());
    }
    for namespace in ["jabber:client", "jabber:server"] {
        let xml = format!("<handshake xmlns='{namespace}'/>");
        assert_refused!(Handshake, &xml, OtherElement, "handshake");
        let tree = tree(&xml);
        assert!(matches!(StreamElement::from_element(tree.root()), Ok(StreamElement::Other(_))));
        let mut bytes = Vec::new();
        StreamElement::from(Handshake::default()).encode(&mut bytes, Scope::stream(namespace)).unwrap();
        assert_eq!(bytes, b"<handshake xmlns='jabber:component:accept'/>");
    }
}

#[test]
fn rules() {
    // Steps 2 to 4 of the algorithm: nothing but a digest of SHA-1, in hexadecimal, in lower case.
    for digest in [
        "AAEE83C26AEEAFCBABEABFCBCD50DF997E0A2A1E",
        "aaee83c26aeeafcbabeabfcbcd50df997e0a2a1",
        "aaee83c26aeeafcbabeabfcbcd50df997e0a2a1e00",
        "+aee83c26aeeafcbabeabfcbcd50df997e0a2a1e",
        "aaee83c26aeeafcbabeabfcbcd50df997e0a2aé",
        "qu6DwmrurwuqvqvMvNUN+Zfgoqoe",
        " ",
    ] {
        let xml = format!("<handshake xmlns='jabber:component:accept'>{digest}</handshake>");
        assert_refused!(Handshake, &xml, Value, "");
    }
    let xml = "<handshake xmlns='jabber:component:accept'><a/></handshake>";
    assert_refused!(Handshake, xml, NotText, "");
}

#[test]
fn digests_that_differ_alike_in_two_bytes_are_not_equal() {
    let read = |digits: &str| {
        let xml = format!("<handshake xmlns='jabber:component:accept'>{digits}</handshake>");
        Handshake::from_element(tree(&xml).root()).unwrap()
    };
    let digest = read("a9993e364706816aba3e25717850c26c9cd0d89d");
    assert_eq!(digest, Handshake { digest: Some(HandshakeDigest::new("a", "bc")) });
    assert_ne!(digest, read("a8983e364706816aba3e25717850c26c9cd0d89d"));
}

#[test]
fn a_handshake_among_the_payloads_of_a_stanza_keeps_its_namespace() {
    let mut payloads = PayloadsBuf::new();
    payloads.push(&Handshake { digest: None }).unwrap();
    assert_eq!(payloads.as_payloads().find(), Ok(Some(Handshake { digest: None })));
    let tree = tree("<message xmlns='jabber:client'><handshake/></message>");
    assert_eq!(Payloads::of(tree.root()).find::<Handshake>(), Ok(None));
}
