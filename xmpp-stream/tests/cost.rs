//! What decoding and encoding cost: allocations, memory, sizes of types.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

use allocation_counter::measure;
use xmpp_stream::{Attribute, Child, Decoder, Element, ElementTree, Limits, Scope, StreamItem};

const HEADER: &[u8] =
    b"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

fn authenticated(limits: Limits) -> Decoder {
    let mut decoder = Decoder::new(limits);
    decoder.set_authenticated();
    assert!(decoder.decode(&mut &HEADER[..]).unwrap().is_some());
    decoder
}

fn element<'a>(decoder: &mut Decoder, mut input: &'a [u8]) -> ElementTree<'a> {
    match decoder.decode(&mut input).unwrap() {
        Some(StreamItem::Element(tree)) => tree,
        other => panic!("{other:?}"),
    }
}

/// Reads everything; the sum keeps the reading from being left out.
fn read(element: Element<'_>) -> usize {
    let attributes = element
        .attributes()
        .map(|Attribute { namespace, name, value, .. }| namespace.len() + name.len() + value.len());
    let children = element.children().map(|child| match child {
        Child::Element(element) => read(element),
        Child::Text(text) => text.len(),
    });
    element.namespace().len() + element.name().len() + attributes.sum::<usize>() + children.sum::<usize>()
}

fn roster(count: usize) -> String {
    let items: String = (0..count)
        .map(|number| {
            format!("<item jid='contact{number}@example.net' name='a &amp; b'><group>Friends</group></item>")
        })
        .collect();
    format!("<iq type='result'><query xmlns='jabber:iq:roster'>{items}</query></iq>")
}

#[test]
fn an_element_takes_one_allocation_and_a_second_where_text_is_not_as_it_is_meant() {
    let mut decoder = authenticated(Limits::default());
    for (text, allocations) in [
        ("<message to='a'><body>b</body><active xmlns='c'/></message>", 1),
        ("<message to='a'><body>b &amp; c</body><subject>d\r\ne</subject></message>", 2),
        (&roster(100), 2),
    ] {
        read(element(&mut decoder, text.as_bytes()).root());
        let used = measure(|| {
            read(element(&mut decoder, text.as_bytes()).root());
        });
        assert_eq!(used.count_total, allocations, "{text}");
    }
}

#[test]
fn encoding_allocates_nothing() {
    let text = roster(100);
    let mut decoder = authenticated(Limits::default());
    let tree = element(&mut decoder, text.as_bytes());
    let mut bytes = Vec::with_capacity(text.len());
    let used = measure(|| tree.root().encode(&mut bytes, Scope::stream("jabber:client")).unwrap());
    assert_eq!(used.count_total, 0);
    assert_eq!(bytes, text.as_bytes());
}

#[test]
fn views_are_small() {
    assert_eq!(size_of::<Element<'_>>(), 24);
    assert!(size_of::<ElementTree<'_>>() <= 80, "{}", size_of::<ElementTree<'_>>());
}
