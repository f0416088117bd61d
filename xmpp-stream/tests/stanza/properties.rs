//! Whatever element there is: it is a stanza, or refused; and what is one is written so that it is read the same.

use arbitrary::{Arbitrary, Unstructured};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use xmpp_stream::payload::PayloadsBuf;
use xmpp_stream::stanza::{Iq, IqContent, Stanza, StanzaError, error_reply};
use xmpp_stream::stream::StreamHeader;
use xmpp_stream::{Decoder, ElementBuf, ElementTree, EncodeError, Limits, Scope, StanzaBuf, StreamItem};

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

const NAMESPACES: [&str; 4] =
    [CLIENT, "jabber:server", "jabber:component:accept", "jabber:component:connect"];

/// Shows that the stanza is the same after it was written alone, and to streams. To one of another content namespace it isn't
/// written, or it is the same once it is back.
fn goes_round(stanza: &Stanza<'_>) -> Result<(), TestCaseError> {
    let mut alone = Vec::new();
    stanza.encode(&mut alone, Scope::ALONE).unwrap();
    prop_assert_eq!(stanza.encoded_len(Scope::ALONE), alone.len());
    let tree = ElementTree::decode(&alone, &limits()).unwrap();
    let again = Stanza::from_element(tree.root());
    prop_assert_eq!(again.as_ref(), Ok(stanza), "{}", String::from_utf8_lossy(&alone));

    let own = tree.root().namespace();
    for namespace in NAMESPACES {
        let Some(sent) = sent(stanza, namespace)? else {
            prop_assert_ne!(namespace, own);
            continue;
        };
        let received = Stanza::from_element(sent.as_element()).unwrap();
        let back = self::sent(&received, own)?.map(|back| back.as_element().to_buf());
        let back = back.as_ref().map(|back| Stanza::from_element(back.as_element()).unwrap());
        // What an iq is about doesn't tell whether it is the stanza's own.
        prop_assert_eq!(back.as_ref(), Some(stanza), "{}", namespace);
        if namespace == own
            || matches!(stanza, Stanza::Iq(Iq { content, .. }) if !matches!(content, IqContent::Error(_)))
        {
            prop_assert_eq!(&received, stanza);
        }
    }
    prop_assert!(!stanza.to_string().contains('\n'));
    Ok(())
}

/// What comes out of a stream with this content namespace, or nothing if it can't be sent there.
fn sent(stanza: &Stanza<'_>, namespace: &str) -> Result<Option<ElementBuf>, TestCaseError> {
    let (scope, mut bytes) = (Scope::stream(namespace), Vec::new());
    match stanza.encode(&mut bytes, scope) {
        Err(EncodeError::Value(_)) => return Ok(None),
        written => prop_assert_eq!(written, Ok(())),
    }
    prop_assert_eq!(stanza.encoded_len(scope), bytes.len());
    received(&bytes, namespace).map(Some)
}

/// The element that `bytes` are on a stream with this content namespace.
fn received(bytes: &[u8], namespace: &str) -> Result<ElementBuf, TestCaseError> {
    let mut stream = Vec::new();
    StreamHeader::new(namespace).encode(&mut stream).unwrap();
    stream.extend_from_slice(bytes);
    let (mut decoder, mut input) = (Decoder::new(limits()), &stream[..]);
    prop_assert!(matches!(decoder.decode(&mut input), Ok(Some(StreamItem::Header(_)))));
    match decoder.decode(&mut input) {
        Ok(Some(StreamItem::Element(tree))) => Ok(tree.root().to_buf()),
        _ => Err(TestCaseError::fail(String::from_utf8_lossy(&stream).into_owned())),
    }
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
        namespace in select([&NAMESPACES[..], &["", "other"]].concat()),
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
                goes_round(&stanza)?;
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
            for namespace in NAMESPACES {
                let (mut whole, mut parts) = (Vec::new(), Vec::new());
                let scope = Scope::stream(namespace);
                // One that is kept is refused more often where elements of the stream itself are in it.
                if tree.encode(&mut whole, scope).is_err() {
                    prop_assert_ne!(namespace, tree.root().namespace());
                    continue;
                }
                prop_assert_eq!(tree.stanza().encode(&mut parts, scope), Ok(()));
                // Namespaces may be declared in one place or another.
                prop_assert_eq!(received(&whole, namespace)?, received(&parts, namespace)?);
            }
            prop_assert_eq!(StanzaBuf::decode(kept.as_bytes().clone(), &limits()), Ok(kept.clone()));
        }
    }

    #[test]
    fn headers_are_written_and_read_again(bytes in bytes()) {
        if let Ok(header) = StreamHeader::arbitrary(&mut Unstructured::new(&bytes)) {
            let mut stream = Vec::new();
            header.encode(&mut stream).unwrap();
            match Decoder::new(limits()).decode(&mut &stream[..]) {
                Ok(Some(StreamItem::Header(received))) => prop_assert_eq!(received.header(), Ok(header)),
                other => return Err(TestCaseError::fail(format!("{other:?}"))),
            }
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
