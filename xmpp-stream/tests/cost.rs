//! What decoding and encoding cost: allocations, memory, sizes of types.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

use allocation_counter::measure;
use xmpp_stream::payload::Payload;
use xmpp_stream::payload::xep0313::Query;
use xmpp_stream::{
    Attribute, Child, Decoder, Element, ElementBuf, ElementTree, Limits, Scope, StreamItem, UnitDecoder,
};

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
fn an_element_alone_takes_little_more_and_one_of_many_that_come_alone_nothing() {
    let mut decoder = UnitDecoder::new(Limits::default());
    for (text, alone, one_of_many) in [
        ("<message xmlns='n' to='a'><body>b</body><active xmlns='c'/></message>", 3, 1),
        ("<message xmlns='n' to='a'><body>b &amp; c</body></message>", 4, 2),
        (&roster(100), 10, 2),
    ] {
        let used = measure(|| {
            read(ElementTree::decode(text.as_bytes(), &Limits::default()).unwrap().root());
        });
        assert!(used.count_total <= alone, "{} for {text}", used.count_total);
        read(decoder.decode(text.as_bytes()).unwrap().root());
        let used = measure(|| {
            read(decoder.decode(text.as_bytes()).unwrap().root());
        });
        assert_eq!(used.count_total, one_of_many, "{text}");
    }
}

/// Of a connection that is idle afterwards; `bytes_current` is what is still there.
#[test]
fn a_large_element_leaves_little_room_behind() {
    let text = format!("<a>{}{}</a>", "<b/>".repeat(40_000), "x&#13;".repeat(10_000));
    let mut decoder = authenticated(Limits::default());
    let used = measure(|| {
        element(&mut decoder, text.as_bytes());
    });
    assert!(used.bytes_current < 80_000, "{}", used.bytes_current);
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

/// Ten times as many take as many bytes for each, and not ten times as many allocations.
#[test]
fn a_roster_is_built_without_an_allocation_for_each_item() {
    let build = |count: usize| {
        let mut iq = ElementBuf::new("jabber:client", "iq").unwrap();
        let mut query = iq.push_new("jabber:iq:roster", "query").unwrap();
        for number in 0..count {
            let mut item = query.push_new("jabber:iq:roster", "item").unwrap();
            item.set_attribute("jid", "contact@example.net").unwrap();
            item.set_attribute("name", if number % 2 == 0 { "a & b" } else { "c" }).unwrap();
            item.push_new("jabber:iq:roster", "group").unwrap().push_text("Friends").unwrap();
        }
        iq
    };
    let used = measure(|| assert_eq!(build(100).as_element().elements().count(), 1));
    assert!(used.count_total < 30, "{}", used.count_total);
    let more = measure(|| assert_eq!(build(1000).as_element().elements().count(), 1));
    assert!(more.count_total < used.count_total + 10, "{}", more.count_total);
    assert!(more.bytes_max < 500 * 1000, "{}", more.bytes_max);
}

/// Iterating reads structure again, and not the rules.
#[test]
fn what_was_read_before_is_read_again_without_an_allocation() {
    let fields: String = (0..100)
        .map(|n| {
            format!(
                "<field var='{n}' type='list-multi'><value>1</value><option><value>1</value></option></field>"
            )
        })
        .collect();
    let form =
        "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>urn:xmpp:mam:2</value></field>";
    let xml = format!("<query xmlns='urn:xmpp:mam:2'>{form}{fields}</x></query>");
    let tree = ElementTree::decode(xml.as_bytes(), &Limits::default()).unwrap();
    let query = Query::from_element(tree.root()).unwrap();
    let used = measure(|| {
        let fields = query.form.unwrap().fields;
        let options =
            fields.iter().map(|field| field.options.iter().filter(|option| option.value == "1").count());
        assert_eq!(options.sum::<usize>(), 100);
        assert_eq!(query.other_fields().count(), 100);
        assert!(query == query && query.filter().is_some());
    });
    assert_eq!(used.count_total, 0);
}

#[test]
fn views_are_small() {
    assert_eq!(size_of::<Element<'_>>(), 24);
    assert!(size_of::<ElementTree<'_>>() <= 80, "{}", size_of::<ElementTree<'_>>());
}
