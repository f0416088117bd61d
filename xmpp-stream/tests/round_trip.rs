//! What is encoded decodes to what it was, any split of the bytes gives the same, and no bytes do harm.
#![cfg(feature = "arbitrary")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

use std::collections::HashSet;

use arbitrary::{Arbitrary, Unstructured};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use xmpp_stream::{
    Attribute, Child, DecodeError, Decoder, Element, ElementBuf, ElementMut, ElementTree, Limits, Scope,
    StreamItem, UnitDecoder,
};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_initial_element_size = limits.max_element_size;
    limits
}

/// Bytes of which elements are made, text and what stands in for awkward characters more often than others.
fn element() -> impl Strategy<Value = ElementBuf> {
    let byte = prop_oneof![3 => 0..10_u8, 3 => any::<u8>(), 2 => 0..32_u8, 1 => b'a'..=b'z'];
    vec(byte, 0..500).prop_map(|bytes| ElementBuf::arbitrary(&mut Unstructured::new(&bytes)).unwrap())
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
    items_by(bytes, steps, |decoder, input| decoder.decode(input))
}

/// The same where the length is asked for first.
fn items_by_length(bytes: &[u8], steps: &[usize]) -> (Vec<Option<ElementBuf>>, Option<DecodeError>) {
    items_by(bytes, steps, |decoder, input| {
        let Some(len) = decoder.frame_len(input)? else {
            assert_eq!(decoder.decode(input), Ok(None));
            return Ok(None);
        };
        let (mut whole, rest) = input.split_at(len);
        let is_space = whole.iter().all(|byte| b" \t\r\n".contains(byte)) && !whole.is_empty();
        let item = decoder.decode(&mut whole)?;
        assert!(whole.is_empty() && item.is_none() == is_space);
        *input = rest;
        Ok(item)
    })
}

fn items_by(
    bytes: &[u8],
    steps: &[usize],
    decode: impl for<'a> Fn(&mut Decoder, &mut &'a [u8]) -> Result<Option<StreamItem<'a>>, DecodeError>,
) -> (Vec<Option<ElementBuf>>, Option<DecodeError>) {
    let (mut decoder, mut items, mut buffer) = (Decoder::new(limits()), Vec::new(), Vec::new());
    let (mut rest, mut steps) = (bytes, steps.iter().cycle());
    while !rest.is_empty() {
        let (chunk, behind) = rest.split_at((*steps.next().unwrap()).min(rest.len()));
        rest = behind;
        buffer.extend_from_slice(chunk);
        let mut front = &buffer[..];
        loop {
            match decode(&mut decoder, &mut front) {
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

fn header(content: &str) -> String {
    format!("<stream:stream xmlns='{content}' xmlns:stream='http://etherx.jabber.org/streams'>")
}

/// Builds `element` of copies of what is in it.
fn copied(element: Element<'_>) -> ElementBuf {
    let mut built = ElementBuf::new(element.namespace(), element.name()).unwrap();
    for child in element.children() {
        match child {
            Child::Text(text) => built.push_text(text).unwrap(),
            Child::Element(child) => built.push(copied(child).as_element()).unwrap(),
        }
    }
    for Attribute { namespace, name, value, .. } in element.attributes() {
        built.set_attribute_in(namespace, name, value).unwrap();
    }
    built
}

/// Adds what is in `element`, text in two pieces, values at the second time.
fn build_in_place(element: Element<'_>, built: &mut ElementMut<'_>) {
    for Attribute { namespace, name, .. } in element.attributes() {
        built.set_attribute_in(namespace, name, "at first").unwrap();
    }
    for child in element.children() {
        match child {
            Child::Text(text) => {
                let middle = text.char_indices().nth(1).map_or(0, |(at, _)| at);
                let (first, second) = text.split_at(middle);
                built.push_text(first).unwrap();
                built.push_text(second).unwrap();
            }
            Child::Element(child) => {
                build_in_place(child, &mut built.push_new(child.namespace(), child.name()).unwrap());
            }
        }
    }
    for Attribute { namespace, name, value, .. } in element.attributes() {
        built.set_attribute_in(namespace, name, value).unwrap();
    }
}

fn encoded(element: Element<'_>, scope: Scope<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    element.encode(&mut bytes, scope).unwrap();
    assert_eq!(bytes.len(), element.encoded_len(scope));
    bytes
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn what_is_written_is_read_the_same_alone_and_in_every_stream(element in element()) {
        let alone = encoded(element.as_element(), Scope::ALONE);
        let decoded = ElementTree::decode(&alone, &limits());
        prop_assert!(decoded.is_ok(), "{}: {decoded:?}", String::from_utf8_lossy(&alone));
        let decoded = decoded.unwrap();
        prop_assert_eq!(decoded.root(), element.as_element());
        prop_assert_eq!(encoded(decoded.root(), Scope::ALONE), &alone[..]);
        for content in ["jabber:client", "jabber:server", "n"] {
            let bytes = encoded(element.as_element(), Scope::stream(content));
            let stream = [header(content).as_bytes(), &bytes].concat();
            let (items, error) = items(&stream, &[stream.len()]);
            prop_assert!(error.is_none(), "{}: {error:?}", String::from_utf8_lossy(&bytes));
            prop_assert_eq!(items.last().unwrap().as_ref(), Some(&element));
            // What an element inherits from the stream, it takes along.
            let mut decoder = Decoder::new(limits());
            let mut input = &stream[..];
            decoder.decode(&mut input).unwrap();
            let Some(StreamItem::Element(tree)) = decoder.decode(&mut input).unwrap() else { panic!() };
            prop_assert_eq!(encoded(tree.root(), Scope::stream(content)), bytes);
            prop_assert_eq!(encoded(tree.root(), Scope::ALONE), &alone[..]);
        }
    }

    #[test]
    fn an_element_is_the_same_built_in_place_and_of_copies(element in element()) {
        let element = element.as_element();
        let copied = copied(element);
        let mut in_place = ElementBuf::new(element.namespace(), element.name()).unwrap();
        build_in_place(element, &mut in_place.as_element_mut());
        for built in [&copied, &in_place, &element.to_buf()] {
            prop_assert_eq!(built.as_element(), element);
            prop_assert_eq!(
                encoded(built.as_element(), Scope::stream("jabber:client")),
                encoded(element, Scope::stream("jabber:client"))
            );
            let same = HashSet::from([built.as_element(), element]);
            prop_assert_eq!(same.len(), 1);
        }
    }

    #[test]
    fn what_is_taken_away_is_as_if_it_had_never_been_there(element in element(), bits in any::<u64>()) {
        let is_kept = |number: usize| bits >> (number % 64) & 1 == 1;
        let whole = element.as_element();
        let mut expected = ElementBuf::new(whole.namespace(), whole.name()).unwrap();
        for (_, child) in whole.children().enumerate().filter(|(number, _)| is_kept(*number)) {
            match child {
                Child::Text(text) => expected.push_text(text).unwrap(),
                Child::Element(child) => expected.push(child).unwrap(),
            }
        }
        let mut stripped = element.clone();
        for (number, Attribute { namespace, name, value, .. }) in whole.attributes().enumerate() {
            if is_kept(number) {
                expected.set_attribute_in(namespace, name, value).unwrap();
            } else {
                prop_assert!(stripped.as_element_mut().remove_attribute_in(namespace, name));
            }
        }
        let mut numbers = 0..;
        stripped.as_element_mut().retain_children(|_| is_kept(numbers.next().unwrap()));
        prop_assert_eq!(&stripped, &expected);
        for built in [&mut stripped, &mut expected] {
            built.push_text("more").unwrap();
            built.push_new("n", "last").unwrap();
        }
        prop_assert_eq!(&stripped, &expected);
        prop_assert_eq!(
            encoded(stripped.as_element(), Scope::ALONE),
            encoded(expected.as_element(), Scope::ALONE)
        );
    }

    #[test]
    fn any_split_gives_the_same(elements in vec(element(), 0..4), steps in vec(1_usize..50, 1..8)) {
        let mut stream = header("jabber:client").into_bytes();
        for element in &elements {
            stream.extend(encoded(element.as_element(), Scope::stream("jabber:client")));
            stream.push(b' ');
        }
        stream.extend(b"</stream:stream>");
        let whole = items(&stream, &[stream.len()]);
        prop_assert_eq!(whole.0.len(), elements.len() + 2);
        prop_assert_eq!(items(&stream, &steps), whole.clone());
        prop_assert_eq!(items_by_length(&stream, &steps), whole.clone());
        prop_assert_eq!(items(&stream, &[1]), whole);
    }

    #[test]
    fn no_bytes_do_harm_and_any_split_fails_the_same(
        bytes in nearly_xml(),
        has_header in any::<bool>(),
        steps in vec(1_usize..20, 1..8),
    ) {
        let stream = if has_header { [header("jabber:client").as_bytes(), &bytes].concat() } else { bytes };
        let whole = items(&stream, &[stream.len().max(1)]);
        prop_assert_eq!(items(&stream, &steps), whole.clone());
        prop_assert_eq!(items_by_length(&stream, &steps), whole.clone());
        prop_assert_eq!(items(&stream, &[1]), whole);
        let alone = ElementTree::decode(&stream, &limits());
        let unit = UnitDecoder::new(limits()).decode(stream.trim_ascii_start());
        prop_assert!(unit == alone || stream.first().is_some_and(u8::is_ascii_whitespace));
        if let Ok(tree) = alone {
            let again = encoded(tree.root(), Scope::ALONE);
            prop_assert_eq!(ElementTree::decode(&again, &limits()).unwrap(), tree);
        }
    }
}

#[cfg(feature = "serde")]
proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn what_is_serialised_comes_back(element in element()) {
        let text = serde_json::to_string(&element).unwrap();
        let back: ElementBuf = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(back.as_element(), element.as_element());
        let sorted: ElementBuf = serde_json::from_value(serde_json::from_str(&text).unwrap()).unwrap();
        prop_assert_eq!(sorted.as_element(), element.as_element());
        prop_assert_eq!(encoded(back.as_element(), Scope::ALONE), encoded(element.as_element(), Scope::ALONE));
    }
}
