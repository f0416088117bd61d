//! What is encoded decodes to what it was, any split of the bytes gives the same, and no bytes do harm.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use xmpp_stream::{DecodeError, Decoder, ElementBuf, ElementTree, Limits, Scope, StreamItem};

const HEADER: &str = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_initial_element_size = limits.max_element_size;
    limits
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec!["a", "b", "message", "xmlns", "xml"]).prop_map(String::from),
        "[a-zé_][a-z0-9.·-]{0,8}"
    ]
}

fn namespace() -> impl Strategy<Value = String> {
    let known = vec![
        "",
        "jabber:client",
        "n",
        "http://etherx.jabber.org/streams",
        "http://www.w3.org/XML/1998/namespace",
        "it's <&>",
    ];
    prop_oneof![9 => select(known).prop_map(String::from), 1 => text()]
}

/// Characters of XML, those with a meaning of their own among them.
fn text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        5 => select(vec!['<', '>', '&', '\'', '"', ']', '\r', '\n', '\t', ' ', ';', '/']),
        5 => proptest::char::range('a', 'z'),
        1 => any::<char>().prop_filter("XML's", |character| {
            !matches!(character, '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}')
        }),
    ];
    vec(character, 0..40).prop_map(String::from_iter)
}

type Attribute = (String, String, String);

fn attribute() -> impl Strategy<Value = Attribute> {
    (prop_oneof![3 => Just(String::new()), 1 => namespace()], name(), text())
}

#[derive(Clone, Debug)]
enum Content {
    Text(String),
    Element(ElementBuf),
}

fn build(
    (namespace, name): (String, String),
    attributes: Vec<Attribute>,
    content: Vec<Content>,
) -> ElementBuf {
    let mut element = ElementBuf::new(&namespace, &name).unwrap();
    for content in content {
        match content {
            Content::Text(text) => element.push_text(&text).unwrap(),
            Content::Element(inner) => element.push(inner.as_element()).unwrap(),
        }
    }
    for (namespace, name, value) in attributes {
        if !(namespace.is_empty() && name == "xmlns") {
            element.set_attribute_in(&namespace, &name, &value).unwrap();
        }
    }
    element
}

fn element() -> impl Strategy<Value = ElementBuf> {
    let leaf = ((namespace(), name()), vec(attribute(), 0..12))
        .prop_map(|(name, attributes)| build(name, attributes, Vec::new()));
    leaf.prop_recursive(5, 40, 6, |inner| {
        let content = prop_oneof![text().prop_map(Content::Text), inner.prop_map(Content::Element)];
        ((namespace(), name()), vec(attribute(), 0..4), vec(content, 0..6))
            .prop_map(|(name, attributes, content)| build(name, attributes, content))
    })
}

/// Bytes that are nearly XML.
fn nearly_xml() -> impl Strategy<Value = Vec<u8>> {
    let pieces = vec![
        "<a>",
        "</a>",
        "<b xmlns='n'>",
        "</b>",
        "<c/>",
        "<p:d xmlns:p='m' p:e='1' e='2'/>",
        "<p:d>",
        "</p:d>",
        "x",
        " ",
        "&lt;",
        "&#x41;",
        "&#0;",
        "&",
        ";",
        "<![CDATA[",
        "]]>",
        "]",
        "<!",
        "<!--",
        "-->",
        "<?",
        "?>",
        "<?xml version='1.0'?>",
        "'",
        "\"",
        "=",
        ">",
        "<",
        "/",
        "\r\n",
        "é",
        "\u{fffe}",
        "\x01",
        "</stream:stream>",
        "<stream:a/>",
        "xmlns:q=''",
    ];
    let piece = prop_oneof![
        20 => select(pieces).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 1..3),
    ];
    vec(piece, 0..25).prop_map(|pieces| pieces.concat())
}

/// All items of a stream, of which `steps` say how many bytes arrive at a time, and how it fails.
fn items(bytes: &[u8], steps: &[usize]) -> (Vec<Option<ElementBuf>>, Option<DecodeError>) {
    let (mut decoder, mut items, mut buffer) = (Decoder::new(limits()), Vec::new(), Vec::new());
    let (mut rest, mut steps) = (bytes, steps.iter().cycle());
    while !rest.is_empty() {
        let (chunk, behind) = rest.split_at((*steps.next().unwrap()).min(rest.len()));
        rest = behind;
        buffer.extend_from_slice(chunk);
        let mut front = &buffer[..];
        loop {
            match decoder.decode(&mut front) {
                Ok(Some(StreamItem::Header(header))) => items.push(Some(header.root().to_buf())),
                Ok(Some(StreamItem::Element(tree))) => items.push(Some(tree.root().to_buf())),
                Ok(Some(StreamItem::End)) => items.push(None),
                Ok(None) => break,
                Err(error) => return (items, Some(error)),
            }
        }
        let consumed = buffer.len() - front.len();
        buffer.drain(..consumed);
    }
    (items, None)
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn what_is_written_is_read_the_same_alone_and_in_a_stream(element in element()) {
        for scope in [Scope::ALONE, Scope::stream("jabber:client")] {
            let mut bytes = Vec::new();
            element.as_element().encode(&mut bytes, scope).unwrap();
            prop_assert_eq!(bytes.len(), element.as_element().encoded_len(scope));
            let text = String::from_utf8(bytes.clone()).unwrap();
            if scope == Scope::ALONE {
                let decoded = ElementTree::decode(&bytes, &limits());
                prop_assert!(decoded.is_ok(), "{text}: {decoded:?}");
                let decoded = decoded.unwrap();
                prop_assert_eq!(decoded.root(), element.as_element());
                let mut again = Vec::new();
                decoded.root().encode(&mut again, scope).unwrap();
                prop_assert_eq!(again, bytes);
            } else {
                let stream = [HEADER.as_bytes(), &bytes].concat();
                let (items, error) = items(&stream, &[stream.len()]);
                prop_assert!(error.is_none(), "{text}: {error:?}");
                prop_assert_eq!(items.last().unwrap().as_ref(), Some(&element));
            }
        }
    }

    #[test]
    fn any_split_gives_the_same(elements in vec(element(), 0..4), steps in vec(1_usize..50, 1..8)) {
        let mut stream = HEADER.as_bytes().to_vec();
        for element in &elements {
            element.as_element().encode(&mut stream, Scope::stream("jabber:client")).unwrap();
            stream.push(b' ');
        }
        stream.extend(b"</stream:stream>");
        let whole = items(&stream, &[stream.len()]);
        prop_assert_eq!(whole.0.len(), elements.len() + 2);
        prop_assert_eq!(items(&stream, &steps), whole.clone());
        prop_assert_eq!(items(&stream, &[1]), whole);
    }

    #[test]
    fn no_bytes_do_harm_and_any_split_fails_the_same(
        bytes in nearly_xml(),
        header in any::<bool>(),
        steps in vec(1_usize..20, 1..8),
    ) {
        let stream = if header { [HEADER.as_bytes(), &bytes].concat() } else { bytes };
        let whole = items(&stream, &[stream.len().max(1)]);
        prop_assert_eq!(items(&stream, &steps), whole.clone());
        prop_assert_eq!(items(&stream, &[1]), whole);
        if let Ok(tree) = ElementTree::decode(&stream, &limits()) {
            let mut again = Vec::new();
            tree.root().encode(&mut again, Scope::ALONE).unwrap();
            prop_assert_eq!(ElementTree::decode(&again, &limits()).unwrap(), tree);
        }
    }
}
