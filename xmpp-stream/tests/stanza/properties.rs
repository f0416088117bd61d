//! Whatever element there is: it is a stanza, or refused; and what is one is written so that it is read the same.

use arbitrary::{Arbitrary, Unstructured};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use xmpp_stream::payload::PayloadsBuf;
use xmpp_stream::stanza::{Stanza, StanzaError, error_reply};
use xmpp_stream::{Decoder, ElementBuf, ElementTree, Limits, Scope, StanzaBuf, StreamItem};

const CLIENT: &str = "jabber:client";

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) }
}

/// As those of a peer that has authenticated.
fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_initial_element_size = limits.max_element_size;
    limits
}

/// Shows that the stanza is the same after it was written alone, and to a stream.
fn goes_round(stanza: &Stanza<'_>) -> Result<(), TestCaseError> {
    let mut alone = Vec::new();
    stanza.encode(&mut alone, Scope::ALONE).unwrap();
    prop_assert_eq!(stanza.encoded_len(Scope::ALONE), alone.len());
    let tree = ElementTree::decode(&alone, &limits()).unwrap();
    let again = Stanza::from_element(tree.root());
    prop_assert_eq!(again.as_ref(), Ok(stanza), "{}", String::from_utf8_lossy(&alone));

    let scope = Scope::stream(CLIENT);
    let mut stream =
        b"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>".to_vec();
    let header = stream.len();
    stanza.encode(&mut stream, scope).unwrap();
    prop_assert_eq!(stanza.encoded_len(scope), stream.len() - header);
    let (mut decoder, mut input) = (Decoder::new(limits()), &stream[..]);
    prop_assert!(matches!(decoder.decode(&mut input), Ok(Some(StreamItem::Header(_)))));
    let Ok(Some(StreamItem::Element(tree))) = decoder.decode(&mut input) else {
        return Err(TestCaseError::fail(String::from_utf8_lossy(&stream).into_owned()));
    };
    let again = Stanza::from_element(tree.root());
    prop_assert_eq!(again.as_ref(), Ok(stanza), "{}", String::from_utf8_lossy(&stream));
    prop_assert!(!stanza.to_string().contains('\n'));
    Ok(())
}

/// What a peer may write, or nearly so.
fn attributes() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let kinds = vec![
        "chat",
        "error",
        "groupchat",
        "headline",
        "normal",
        "get",
        "set",
        "result",
        "subscribe",
        "unavailable",
        "",
        "GET",
        "available",
    ];
    let addresses = vec!["a@b.example/c", "B.example", "", "@", "a@", "a@b/", "\u{e4}@b/\u{2603}\n"];
    let attribute = prop_oneof![
        select(kinds).prop_map(|kind| ("type", kind.to_owned())),
        select(addresses.clone()).prop_map(|address| ("to", address.to_owned())),
        select(addresses).prop_map(|address| ("from", address.to_owned())),
        "[a-z<&'\"\r\n]{0,4}".prop_map(|id| ("id", id)),
        "[a-z]{0,3}".prop_map(|value| ("other", value)),
    ];
    vec(attribute, 0..6)
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..600)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_element_is_a_stanza_or_refused(
        name in select(vec!["message", "presence", "iq", "query"]),
        namespace in select(vec![CLIENT, "jabber:server", "jabber:component:accept", "", "other"]),
        attributes in attributes(),
        bytes in bytes(),
    ) {
        let mut u = Unstructured::new(&bytes);
        let mut element = ElementBuf::new(namespace, name).unwrap();
        for (name, value) in &attributes {
            element.set_attribute(name, value).unwrap();
        }
        for inner in PayloadsBuf::arbitrary(&mut u).unwrap_or_default().as_payloads().elements() {
            element.push(inner).unwrap();
        }
        let element = element.as_element();
        match Stanza::from_element(element) {
            Ok(stanza) => {
                prop_assert!(Stanza::matches(element));
                prop_assert_eq!(stanza.name(), name);
                // What is in the stanza has the namespace of clients, if it has one of stanzas.
                if namespace == CLIENT {
                    goes_round(&stanza)?;
                }
                let _ = stanza.check();
            }
            Err(error) => {
                let reply = error_reply(element, &StanzaError::from(error)).unwrap();
                if let Some(reply) = reply {
                    let reply = Stanza::from_element(reply.as_element());
                    prop_assert!(reply.is_ok_and(|reply| reply.check().is_ok()));
                }
            }
        }
    }

    #[test]
    fn elements_of_all_kinds_do_no_harm(bytes in bytes()) {
        if let Ok(element) = ElementBuf::arbitrary(&mut Unstructured::new(&bytes))
            && let Ok(stanza) = Stanza::from_element(element.as_element())
        {
            let _ = (stanza.check(), stanza.to_string());
            stanza.encode(&mut Vec::new(), Scope::ALONE).unwrap();
        }
    }

    #[test]
    fn arbitrary_stanzas_are_written_and_read_again(bytes in bytes()) {
        if let Ok(stanza) = Stanza::arbitrary(&mut Unstructured::new(&bytes)) {
            goes_round(&stanza)?;
        }
    }

    #[test]
    fn stanzas_that_are_kept_are_what_they_were(bytes in bytes()) {
        if let Ok(kept) = StanzaBuf::arbitrary(&mut Unstructured::new(&bytes)) {
            let tree = kept.as_tree();
            goes_round(&tree.stanza())?;
            prop_assert_eq!(StanzaBuf::encode(&tree.stanza()), Ok(kept.clone()));
            prop_assert_eq!(StanzaBuf::decode(kept.as_bytes().clone(), &limits()), Ok(kept.clone()));
        }
    }

    #[test]
    fn errors_are_written_and_read_again(bytes in bytes()) {
        use xmpp_stream::payload::Payload;
        if let Ok(error) = StanzaError::arbitrary(&mut Unstructured::new(&bytes)) {
            let element = error.to_element().unwrap();
            prop_assert_eq!(StanzaError::from_element(element.as_element()), Ok(error));
        }
    }
}
