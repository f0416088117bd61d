//! What decoding and encoding cost: allocations, memory, sizes of types; and attacks that try to raise it.
//!
//! The numbers count the attacks on all protocols of this workspace.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

use allocation_counter::measure;
use xmpp_stream::{
    Attribute, Child, DecodeErrorKind, Decoder, Element, ElementBuf, ElementTree, Limits, Scope, StreamItem,
    UnitDecoder,
};

const HEADER: &[u8] =
    b"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

fn authenticated(limits: Limits) -> Decoder {
    let mut decoder = Decoder::new(limits);
    decoder.set_authenticated();
    assert!(decoder.decode(&mut &HEADER[..]).unwrap().is_some());
    decoder
}

fn large() -> Limits {
    let mut limits = Limits::default();
    limits.max_element_size = 1 << 24;
    limits
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

/// How the decoder refuses an element of a stream.
fn refused(text: &str, limits: Limits) -> DecodeErrorKind {
    authenticated(limits).decode(&mut text.as_bytes()).unwrap_err().kind()
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

#[test]
fn views_are_small() {
    assert_eq!(size_of::<Element<'_>>(), 24);
    assert!(size_of::<ElementTree<'_>>() <= 80, "{}", size_of::<ElementTree<'_>>());
}

/// Memory is at most a multiple of what has arrived, whatever it is made of.
#[test]
fn a44_memory_grows_with_the_bytes_and_no_faster() {
    let body = |piece: &str| format!("<a>{}</a>", piece.repeat(200_000 / piece.len()));
    for text in [body("<b/>"), body("&lt;"), body("<b c=''/>"), body("x<![CDATA[y]]>"), body("<b>&#65;</b>")]
    {
        let used = measure(|| {
            let mut decoder = authenticated(Limits::default());
            element(&mut decoder, text.as_bytes());
        });
        assert!(used.bytes_max < 40 * text.len() as u64, "{} for {}", used.bytes_max, text.len());
    }
    let used = measure(|| {
        let mut decoder = authenticated(Limits::default());
        assert_eq!(decoder.decode(&mut &[b' '; 1 << 20][..]), Ok(None));
    });
    assert!(used.bytes_max < 4096);
}

#[test]
fn a39_many_attributes_are_limited_and_sorted_if_the_limit_allows_them() {
    let attributes: String = (0..100_000).map(|number| format!(" a{number}=''")).collect();
    let text = format!("<a{attributes}/>");
    assert_eq!(refused(&text, large()), DecodeErrorKind::TooManyAttributes);
    let mut limits = large();
    limits.max_attributes = usize::MAX;
    assert_eq!(
        element(&mut authenticated(limits.clone()), text.as_bytes()).root().attributes().len(),
        100_000
    );
    assert_eq!(refused(&format!("<a{attributes} a77=''/>"), limits), DecodeErrorKind::DuplicateAttribute);
}

#[test]
fn a40_many_declarations_are_limited() {
    let declarations: String = (0..10_000).map(|number| format!(" xmlns:a{number}='n'")).collect();
    assert_eq!(refused(&format!("<a{declarations}/>"), large()), DecodeErrorKind::TooManyNamespaces);
    let nested: String = (0..10_000).map(|number| format!("<a xmlns:a{number}='n'>")).collect();
    assert_eq!(refused(&nested, large()), DecodeErrorKind::TooManyNamespaces);
}

#[test]
fn a41_what_could_define_entities_is_refused_at_once() {
    for text in ["<!D", "<a><!E", "<?p", "<a><!-"] {
        let kind = refused(text, large());
        assert_eq!(kind.condition().as_str(), "restricted-xml", "{text}");
    }
    assert_eq!(refused("<a>&b;</a>", large()), DecodeErrorKind::Entity);
}

/// Trees have no pointers: nothing recurses when they are compared, written or dropped.
#[test]
fn a42_deep_elements_are_limited_and_cost_no_stack_if_the_limit_allows_them() {
    let text = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert_eq!(refused(&text, large()), DecodeErrorKind::TooDeep);
    let mut limits = large();
    limits.max_depth = usize::MAX;
    let mut decoder = authenticated(limits);
    let tree = element(&mut decoder, text.as_bytes());
    let mut bytes = Vec::new();
    tree.root().encode(&mut bytes, Scope::stream("jabber:client")).unwrap();
    assert_eq!(bytes.len(), text.len() - "></a>".len() + "/>".len());
    assert_eq!(tree.root().to_buf().as_element(), tree.root());
}

/// One byte more costs no new look at those before; `scan` counts them.
#[test]
fn a43_a_megabyte_arrives_byte_by_byte() {
    let text = format!("<a b='{}'>{}</a>", "x".repeat(1 << 19), "<b>&lt;</b>y".repeat(45_000));
    let mut decoder = authenticated(large());
    for len in 1..text.len() {
        assert!(decoder.decode(&mut &text.as_bytes()[..len]).unwrap().is_none());
        assert_eq!(decoder.frame_len(&text.as_bytes()[..len]), Ok(None));
    }
    assert_eq!(decoder.frame_len(text.as_bytes()), Ok(Some(text.len())));
    assert_eq!(element(&mut decoder, text.as_bytes()).root().elements().count(), 45_000);
}
