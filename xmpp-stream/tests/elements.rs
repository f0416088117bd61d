//! What elements are, however they were written; how they are built, and written.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use xmpp_stream::{
    Child, DecodeErrorKind, Decoder, ElementBuf, ElementTree, EncodeError, Limits, Scope, StreamItem,
    UnitDecoder,
};

const STREAMS: &str = "http://etherx.jabber.org/streams";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

fn decode(text: &str) -> ElementTree<'_> {
    ElementTree::decode(text.as_bytes(), &Limits::default()).expect(text)
}

fn encode(element: &ElementBuf, scope: Scope<'_>) -> String {
    let mut bytes = Vec::new();
    element.as_element().encode(&mut bytes, scope).unwrap();
    assert_eq!(bytes.len(), element.as_element().encoded_len(scope));
    String::from_utf8(bytes).unwrap()
}

fn element(namespace: &str, name: &str) -> ElementBuf {
    ElementBuf::new(namespace, name).unwrap()
}

#[test]
fn names_and_attributes_are_found_by_namespace_not_by_prefix() {
    let tree = decode("<a:b xmlns:a='n' xmlns='m' c='1' a:c='2' xml:lang='en'><d/></a:b>");
    let root = tree.root();
    assert!(root.is("n", "b") && !root.is("m", "b") && !root.is("n", "d"));
    assert_eq!(root.attribute("c"), Some("1"));
    assert_eq!(root.attribute_in("n", "c"), Some("2"));
    assert_eq!(root.attribute_in(XML, "lang"), Some("en"));
    assert_eq!(root.attribute("lang"), None);
    let attributes: Vec<_> =
        root.attributes().map(|attribute| (attribute.namespace, attribute.name)).collect();
    assert_eq!(attributes, [("", "c"), ("n", "c"), (XML, "lang")]);
    assert_eq!(root.attributes().len(), 3);
    assert!(root.child("m", "d").is_some() && root.child("n", "d").is_none());
}

#[test]
fn text_references_and_cdata_are_one_text() {
    let tree = decode("<a>b<![CDATA[<c>]]>&#100;<![CDATA[]]>e\r\n<f/>g<![CDATA[]]></a>");
    let children: Vec<_> = tree.root().children().collect();
    let [Child::Text("b<c>de\n"), Child::Element(f), Child::Text("g")] = children[..] else {
        panic!("{children:?}")
    };
    assert_eq!(f.name(), "f");
    assert_eq!(tree.root().text(), "b<c>de\ng");
    assert_eq!(decode("<a><![CDATA[]]></a>").root().children().count(), 0);
}

#[test]
fn text_is_copied_only_if_elements_stand_between() {
    let tree = decode("<a>b &amp; <![CDATA[c]]></a>");
    assert!(matches!(tree.root().text(), Cow::Borrowed("b & c")));
    let tree = decode("<a>b<d/>c</a>");
    assert!(matches!(tree.root().text(), Cow::Owned(text) if text == "bc"));
}

#[test]
fn elements_are_equal_by_meaning() {
    let one = decode("<a xmlns='n' xmlns:p='m' b='1' p:c='&#50;'>x&amp;y<p:d/></a>");
    for same in [
        "<q:a xmlns:q='n' xmlns:r='m' r:c='2' b='1'>x<![CDATA[&]]>y<d xmlns='m'></d></q:a>",
        "<a b=\"1\" p:c='2' xmlns='n' xmlns:p='m' >x&#38;y<p:d /></a >",
    ] {
        let same = decode(same);
        assert_eq!(one, same);
        assert_eq!(HashSet::from([one.clone(), same.clone()]).len(), 1);
        assert_eq!(one.root().to_buf(), same.root().to_buf());
    }
    for other in [
        "<a xmlns='n' xmlns:p='m' b='1' p:c='2'>x&amp;y</a>",
        "<a xmlns='n' xmlns:p='m' b='1' c='2'>x&amp;y<p:d/></a>",
        "<a xmlns='n' xmlns:p='m' b='1' p:c='3'>x&amp;y<p:d/></a>",
        "<a xmlns='n' xmlns:p='m' b='1' p:c='2'>x&amp;z<p:d/></a>",
        "<a xmlns='n' xmlns:p='m' b='1' p:c='2'>x&amp;y<d/></a>",
        "<a xmlns='n' xmlns:p='m' b='1' p:c='2'><p:d/>x&amp;y</a>",
        "<a xmlns='o' xmlns:p='m' b='1' p:c='2'>x&amp;y<p:d/></a>",
        "<a xmlns='n' xmlns:p='m' b='1' p:c='2'>x&amp;y<p:d/> </a>",
    ] {
        assert_ne!(one, decode(other), "{other}");
    }
    assert_ne!(decode("<a><b><c/></b></a>"), decode("<a><b/><c/></a>"));
}

/// A set of roster items is no list.
#[test]
fn what_differs_in_its_attributes_only_has_another_hash() {
    let many: String = (0..9).map(|number| format!(" a{number}='{number}'")).collect();
    let turned: String = (0..9).rev().map(|number| format!(" a{number}='{number}'")).collect();
    let state = RandomState::new();
    let hash = |text: &str| state.hash_one(decode(text));
    let texts = [
        "<item/>".to_owned(),
        "<item jid='a'/>".to_owned(),
        "<item jid='b'/>".to_owned(),
        "<item name='a'/>".to_owned(),
        "<item jid='a' name='b'/>".to_owned(),
        "<item jid='b' name='a'/>".to_owned(),
        format!("<item{many}/>"),
        format!("<item{}/>", many.replace("'3'", "'4'")),
    ];
    let hashes: HashSet<_> = texts.iter().map(|text| hash(text)).collect();
    assert_eq!(hashes.len(), texts.len());
    assert_eq!(hash(&format!("<item{many}/>")), hash(&format!("<item{turned}/>")));
    assert_eq!(hash("<item jid='a' name='b'/>"), hash("<item name='b' jid='a'/>"));
}

#[test]
fn an_element_shows_in_one_line_what_it_is_and_how_much_it_has() {
    for (text, shown) in [
        ("<presence xmlns='jabber:client'/>", "<presence>"),
        ("<presence xmlns='jabber:component:accept'/>", "<presence>"),
        ("<a xmlns='jabber:server'>b<c/>d</a>", "<a> 1 element"),
        (
            "<query xmlns='jabber:iq:roster'><item/> <item/></query>",
            "<query xmlns='jabber:iq:roster'> 2 elements",
        ),
        ("<auth xmlns='n' b='c'>secret</auth>", "<auth xmlns='n'> text"),
        ("<a xmlns='&#10;&apos;'/>", r"<a xmlns='\n\''>"),
        ("<a\u{61c}b xmlns='jabber:client'/>", "<a\\u{61c}b>"),
    ] {
        let tree = decode(text);
        assert_eq!(tree.to_string(), shown);
        assert_eq!(tree.root().to_string(), shown);
        assert_eq!(tree.root().to_buf().to_string(), shown);
    }
}

#[test]
fn neither_text_nor_values_show_in_debug() {
    let tree = decode("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' a='secret'>secret<b>secret</b></auth>");
    let root = tree.root();
    let shown = format!(
        "{tree:?} {root:?} {:?} {:?} {:?} {:?}",
        root.to_buf(),
        root.attributes(),
        root.attributes().next(),
        (root.children(), root.children().next())
    );
    assert!(shown.contains("auth") && !shown.contains("secret"), "{shown}");
}

#[test]
fn what_is_built_is_what_is_decoded() {
    let mut built = element("jabber:client", "message");
    built.push_text("a").unwrap();
    built.push_text("<&").unwrap();
    let mut body = element("jabber:client", "body");
    body.push_text("b").unwrap();
    built.push(body.as_element()).unwrap();
    built.push_text("").unwrap();
    built.push_text("c").unwrap();
    built.push(element("n", "d").as_element()).unwrap();
    built.push_text("e").unwrap();
    built.set_attribute("id", "1").unwrap();
    built.set_attribute_in(XML, "lang", "en").unwrap();
    built.set_attribute("id", "2").unwrap();
    built.push_text("f").unwrap();
    let text = "<message xmlns='jabber:client' id='2' xml:lang='en'>a&lt;&amp;<body>b</body>c<d xmlns='n'/>ef</message>";
    assert_eq!(encode(&built, Scope::ALONE), text);
    assert_eq!(built.as_element(), decode(text).root());
    assert_eq!(ElementBuf::from(&decode(text)), built);
}

#[test]
fn an_element_built_in_place_is_one_built_of_copies() {
    let mut built = element("jabber:client", "iq");
    let mut query = built.push_new("q", "query").unwrap();
    query.push_text("a").unwrap();
    let mut item = query.push_new("q", "item").unwrap();
    item.push_text("b").unwrap();
    item.set_attribute("c", "1").unwrap();
    item.push_text("d").unwrap();
    item.push_new("", "e").unwrap().push_text("f").unwrap();
    item.push_text("g").unwrap();
    item.set_attribute_in("n", "c", "2").unwrap();
    item.set_attribute("c", "3").unwrap();
    assert_eq!(item.as_element().elements().count(), 1);
    query.push_text("h").unwrap();
    query.push(element("q", "i").as_element()).unwrap();
    query.set_attribute("j", "4").unwrap();
    query.push_text("k").unwrap();
    built.push_text("l").unwrap();
    built.set_attribute("id", "5").unwrap();
    let text = "<iq xmlns='jabber:client' id='5'><query xmlns='q' j='4'>a\
        <item c='3' xmlns:a0='n' a0:c='2'>bd<e xmlns=''>f</e>g</item>h<i/>k</query>l</iq>";
    assert_eq!(encode(&built, Scope::ALONE), text);
    assert_eq!(built.as_element(), decode(text).root());
    assert_eq!(ElementBuf::from(&decode(text)), built);
}

/// What a server strips before it passes a stanza on.
#[test]
fn attributes_and_children_are_taken_away_from_the_whole_and_from_the_last_element_in_it() {
    let text =
        "<a b='1' c='2'>d<e f='3'><g/></e>h<i><k/>l<m n='4' o='5' xml:lang='en'>p<q/>r<s/></m></i></a>";
    let mut built = decode(text).root().to_buf();
    let mut root = built.as_element_mut();
    assert!(root.remove_attribute("b") && !root.remove_attribute("b") && !root.remove_attribute("f"));
    root.retain_children(|child| !matches!(child, Child::Element(element) if element.name() == "e"));
    root.push_new("", "t").unwrap().set_attribute("u", "6").unwrap();
    assert_eq!(
        built.as_element(),
        decode("<a c='2'>dh<i><k/>l<m n='4' o='5' xml:lang='en'>p<q/>r<s/></m></i><t u='6'/></a>").root()
    );
    assert!(matches!(built.as_element().children().next(), Some(Child::Text("dh"))));

    let mut built = element("", "a");
    built.push_text("b").unwrap();
    let mut last = built.push_new("", "m").unwrap();
    last.set_attribute_in(XML, "lang", "en").unwrap();
    last.set_attribute("n", "1").unwrap();
    last.push_text("p").unwrap();
    last.push_new("", "q").unwrap().push_text("q").unwrap();
    last.push_text("r").unwrap();
    last.push_new("", "s").unwrap();
    assert!(last.remove_attribute_in(XML, "lang"));
    last.retain_children(|child| !matches!(child, Child::Element(_)));
    last.push_text("s").unwrap();
    last.push_new("", "t").unwrap();
    assert_eq!(built.as_element(), decode("<a>b<m n='1'>prs<t/></m></a>").root());
    built.as_element_mut().retain_children(|_| false);
    built.push_text("c").unwrap();
    assert_eq!(encode(&built, Scope::ALONE), "<a>c</a>");
}

#[test]
fn what_is_refused_leaves_an_element_as_it_was() {
    let mut built = element("n", "a");
    let mut child = built.push_new("n", "b").unwrap();
    child.push_text("c").unwrap();
    assert!(child.push_new("n", "a b").is_err());
    assert!(child.push_new("\0", "d").is_err());
    assert!(child.set_attribute("e", "\0").is_err());
    assert!(child.push_text("\0").is_err());
    child.push_text("f").unwrap();
    assert_eq!(encode(&built, Scope::ALONE), "<a xmlns='n'><b>cf</b></a>");
}

/// What was replaced doesn't stay for ever, nor is all copied each time.
#[test]
fn a_value_that_is_set_again_and_again_takes_the_room_of_one() {
    let mut built = element("n", "a");
    let mut child = built.push_new("n", "b").unwrap();
    child.push_text(&"x".repeat(1000)).unwrap();
    child.set_attribute("c", "").unwrap();
    let used = allocation_counter::measure(|| {
        for number in 0..100_000 {
            child.set_attribute("c", &number.to_string()).unwrap();
        }
    });
    assert!(used.bytes_max < 10_000, "{}", used.bytes_max);
    assert_eq!(child.as_element().attribute("c"), Some("99999"));
    child.push_text("y").unwrap();
    assert_eq!(built.as_element().child("n", "b").unwrap().children().count(), 1);
}

#[test]
fn what_decoding_would_refuse_cannot_be_built() {
    for name in ["", "a b", "a:b", "1", "a>", "é×"] {
        assert!(ElementBuf::new("n", name).is_err(), "{name}");
        assert!(element("n", "a").set_attribute(name, "").is_err(), "{name}");
    }
    let mut built = element("n", "a");
    assert!(built.set_attribute("xmlns", "m").is_err());
    assert!(built.set_attribute_in("http://www.w3.org/2000/xmlns/", "b", "m").is_err());
    assert!(ElementBuf::new("http://www.w3.org/2000/xmlns/", "a").is_err());
    for foreign in ["\0", "a\x1b", "\u{fffe}", "\u{ffff}"] {
        assert!(built.push_text(foreign).is_err());
        assert!(built.set_attribute("b", foreign).is_err());
        assert!(ElementBuf::new(foreign, "a").is_err());
        assert!(built.set_attribute_in(foreign, "b", "").is_err());
    }
    assert_eq!(built, element("n", "a"));
}

#[test]
fn what_stands_alone_knows_nothing_of_what_came_before() {
    let mut decoder = UnitDecoder::new(Limits::default());
    let texts = [
        "<p:a xmlns:p='n'><b/></p:a>",
        "<?xml version='1.0'?><?xml version='1.0'?><a/>",
        "<?xml version='1.0'?>\n<a xmlns='m'/>\n",
        "<p:a/>",
        "<b>&lt;<c></c>",
        "<b/>",
        "<b>\0</b>",
        "<b/><c/>",
        "<b/><!-- -->",
        "",
        "<d>&#65;<e/></d>",
    ];
    for text in texts {
        let once = ElementTree::decode(text.as_bytes(), &Limits::default());
        assert_eq!(decoder.decode(text.as_bytes()), once, "{text}");
    }
}

#[test]
fn the_length_of_an_item_is_told_once_it_is_whole_and_nothing_is_taken() {
    let header = format!("<?xml version='1.0'?>\n<s:stream xmlns:s='{STREAMS}'>");
    let mut decoder = Decoder::new(Limits::default());
    let front = |len| &header.as_bytes()[..len];
    assert_eq!(decoder.frame_len(b""), Ok(None));
    assert_eq!(decoder.frame_len(front(header.len() - 1)), Ok(None));
    let more = format!("{header}  <a>");
    assert_eq!(decoder.frame_len(more.as_bytes()), Ok(Some(header.len())));
    // With fewer bytes than before it starts anew.
    assert_eq!(decoder.frame_len(front(header.len() - 1)), Ok(None));
    assert_eq!(decoder.frame_len(front(header.len())), Ok(Some(header.len())));
    assert_eq!(decoder.frame_len(front(9)), Ok(None));
    let mut input = more.as_bytes();
    assert!(matches!(decoder.decode(&mut input), Ok(Some(StreamItem::Header(_)))));
    assert_eq!(decoder.frame_len(input), Ok(Some(2)));
    assert_eq!(decoder.frame_len(b"  <a></a><b"), Ok(Some(9)));
    assert_eq!(decoder.frame_len(b"<a><b"), Ok(None));
    assert_eq!(decoder.frame_len(b"  <a><b/></a></s:stream>"), Ok(Some(13)));
    assert_eq!(
        decoder.decode(&mut &b"  <a><b/></a>"[..]).unwrap(),
        Some(StreamItem::Element(decode("<a><b/></a>")))
    );
    assert_eq!(decoder.frame_len(b" </s:stream> "), Ok(Some(12)));
    assert_eq!(decoder.decode(&mut &b" </s:stream> "[..]), Ok(Some(StreamItem::End)));
    assert_eq!(decoder.frame_len(b" "), Ok(Some(1)));
    let error = decoder.frame_len(b" <").unwrap_err();
    assert_eq!(error.kind(), DecodeErrorKind::StreamEnded);
    assert_eq!(decoder.frame_len(b""), Err(error));
    assert_eq!(decoder.decode(&mut &b""[..]), Err(error));
}

fn behind_header() -> Decoder {
    let mut decoder = Decoder::new(Limits::default());
    let header = format!("<stream:stream xmlns:stream='{STREAMS}'>");
    assert!(matches!(decoder.decode(&mut header.as_bytes()), Ok(Some(StreamItem::Header(_)))));
    decoder
}

/// Callers who cut their buffer need not keep it, nor is it looked at again and again.
#[test]
fn white_space_has_a_length_while_no_item_is_whole() {
    let mut decoder = behind_header();
    for text in [" \n", " \n<a", " \n<a><b/>"] {
        assert_eq!(decoder.frame_len(text.as_bytes()), Ok(Some(2)), "{text}");
        let mut space = &b" \n"[..];
        assert_eq!(decoder.decode(&mut space), Ok(None));
        assert!(space.is_empty());
    }
    assert_eq!(decoder.frame_len(b"<a><b/>"), Ok(None));
    assert_eq!(decoder.frame_len(b"<a><b/></a>"), Ok(Some(11)));
}

/// Two elements never become one, whatever was passed in between.
#[test]
fn who_passes_nothing_in_between_starts_anew() {
    for between in ["", " "] {
        let mut decoder = behind_header();
        assert_eq!(decoder.frame_len(b"<a/>"), Ok(Some(4)));
        assert_eq!(decoder.frame_len(between.as_bytes()), Ok((between == " ").then_some(1)));
        assert_eq!(decoder.frame_len(b"<a/>"), Ok(Some(4)));
        let mut input = &b"<a/><b/>"[..];
        assert_eq!(decoder.decode(&mut input).unwrap(), Some(StreamItem::Element(decode("<a/>"))));
        assert_eq!(input, b"<b/>");

        assert_eq!(decoder.decode(&mut &b"<a><b/>"[..]), Ok(None));
        assert_eq!(decoder.decode(&mut between.as_bytes()), Ok(None));
        let mut input = &b"<c>defg</c>"[..];
        assert_eq!(decoder.decode(&mut input).unwrap(), Some(StreamItem::Element(decode("<c>defg</c>"))));
    }
}

#[test]
fn fewer_bytes_than_were_measured_are_measured_anew() {
    let mut decoder = behind_header();
    assert_eq!(decoder.frame_len(b"<a/><bcd/>"), Ok(Some(4)));
    assert_eq!(decoder.frame_len(b"<bcd/>"), Ok(Some(6)));
    assert_eq!(decoder.decode(&mut &b"<bcd/>"[..]).unwrap(), Some(StreamItem::Element(decode("<bcd/>"))));
}

#[test]
fn the_end_of_a_stream_that_is_an_empty_element_has_no_length() {
    let mut decoder = Decoder::new(Limits::default());
    let header = format!("<stream:stream xmlns:stream='{STREAMS}'/>");
    assert_eq!(decoder.frame_len(header.as_bytes()), Ok(Some(header.len())));
    assert!(matches!(decoder.decode(&mut header.as_bytes()), Ok(Some(StreamItem::Header(_)))));
    assert_eq!(decoder.frame_len(b""), Ok(Some(0)));
    assert_eq!(decoder.decode(&mut &b""[..]), Ok(Some(StreamItem::End)));
}

#[test]
fn elements_that_stand_alone_are_smaller_before_authentication() {
    let mut limits = Limits::default();
    limits.max_initial_element_size = 10;
    let mut decoder = UnitDecoder::new(limits);
    assert!(decoder.decode(b"<a>12</a>").is_ok());
    let error = decoder.decode(b"<a>12345</a>").unwrap_err();
    assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::TooLarge, 10));
    decoder.set_authenticated();
    assert!(decoder.decode(b"<a>12345</a>").is_ok());
}

#[test]
fn namespaces_are_declared_where_they_change() {
    let mut inner = element("m", "b");
    inner.push(element("m", "c").as_element()).unwrap();
    inner.push(element("", "d").as_element()).unwrap();
    let mut built = element("jabber:client", "a");
    built.push(inner.as_element()).unwrap();
    built.push(element("jabber:client", "e").as_element()).unwrap();
    let rest = "<b xmlns='m'><c/><d xmlns=''/></b><e/></a>";
    assert_eq!(encode(&built, Scope::stream("jabber:client")), format!("<a>{rest}"));
    assert_eq!(encode(&built, Scope::stream("jabber:server")), format!("<a xmlns='jabber:client'>{rest}"));
    assert_eq!(encode(&built, Scope::ALONE), format!("<a xmlns='jabber:client'>{rest}"));
    assert_eq!(encode(&element("", "a"), Scope::ALONE), "<a/>");
    assert_eq!(encode(&element("", "a"), Scope::stream("jabber:client")), "<a xmlns=''/>");
}

#[test]
fn elements_of_the_stream_have_its_prefix_where_it_is_declared() {
    let mut error = element(STREAMS, "error");
    error.push(element("urn:ietf:params:xml:ns:xmpp-streams", "reset").as_element()).unwrap();
    error.push(element("jabber:client", "a").as_element()).unwrap();
    error.push(element(STREAMS, "b").as_element()).unwrap();
    let inner = "<reset xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>";
    assert_eq!(
        encode(&error, Scope::stream("jabber:client")),
        format!("<stream:error>{inner}<a/><stream:b/></stream:error>")
    );
    assert_eq!(
        encode(&error, Scope::ALONE),
        format!("<error xmlns='{STREAMS}'>{inner}<a xmlns='jabber:client'/><b/></error>")
    );
}

#[test]
fn attributes_of_other_namespaces_bring_their_prefixes() {
    let mut built = element("n", "a");
    built.set_attribute_in("m", "b", "1").unwrap();
    built.set_attribute_in("n", "b", "2").unwrap();
    built.set_attribute_in(STREAMS, "b", "3").unwrap();
    let written = encode(&built, Scope::stream("n"));
    assert_eq!(written, "<a xmlns:a0='m' a0:b='1' xmlns:a1='n' a1:b='2' stream:b='3'/>");
    assert_eq!(decode(&encode(&built, Scope::ALONE)).root(), built.as_element());
    let mut odd = element(XML, "a");
    odd.push(element("", "b").as_element()).unwrap();
    assert_eq!(encode(&odd, Scope::ALONE), "<xml:a><b/></xml:a>");
    assert_eq!(decode("<xml:a><b/></xml:a>").root(), odd.as_element());
}

#[test]
fn a_prefix_is_declared_once_for_attributes_and_those_inside() {
    let text = "<a xmlns:a0='n' a0:b='1' a0:c='2'><d a0:e='3' xmlns:a1='m' a1:f='4'/><g xmlns:a1='o' a1:h='5'><i a1:j='6' a0:k='7'/></g>\
        </a>";
    assert_eq!(encode(&decode(text).root().to_buf(), Scope::ALONE), text);
    let inner = decode("<a><b xmlns:p='n' p:c='1'/><d xmlns:q='n' q:e='2'/></a>");
    let text = "<a><b xmlns:a0='n' a0:c='1'/><d xmlns:a0='n' a0:e='2'/></a>";
    assert_eq!(encode(&inner.root().to_buf(), Scope::ALONE), text);
}

/// Who passes on what was accepted is not refused for it.
#[test]
fn with_as_many_prefixes_as_may_be_an_element_goes_from_everywhere_to_everywhere() {
    let many = |range: std::ops::Range<usize>, attribute: &str| -> String {
        range.map(|number| attribute.replace('#', &number.to_string())).collect()
    };
    let declared = many(0..32, " xmlns:p#='n#'") + " xmlns:s='http://etherx.jabber.org/streams' s:a=''";
    let texts = [
        format!("<a xmlns:p='n'{}/>", many(0..64, " p:a#=''")),
        format!("<a xmlns:p='n'>{}{}</a>", "<a p:b=''>".repeat(63), "</a>".repeat(63)),
        format!("<a{declared}{}/>", many(0..32, " p#:a=''")),
        format!("<a{declared}><b{}/><c{}/></a>", many(0..32, " p#:a=''"), many(10..32, " p#:a=''")),
    ];
    let header = format!("<stream:stream xmlns:stream='{STREAMS}'>");
    for text in &texts {
        let alone = decode(text);
        let mut bytes = Vec::new();
        alone.root().encode(&mut bytes, Scope::stream("")).unwrap();
        let mut decoder = Decoder::new(Limits::default());
        decoder.decode(&mut header.as_bytes()).unwrap();
        let mut input = &bytes[..];
        let Some(StreamItem::Element(on_stream)) = decoder.decode(&mut input).unwrap() else { panic!() };
        assert_eq!(on_stream, alone);
        assert_eq!(decode(&encode(&on_stream.root().to_buf(), Scope::ALONE)), alone);
    }
    let one_more = texts[2].replace("xmlns:s=", "xmlns:q='o' xmlns:s=");
    let error = ElementTree::decode(one_more.as_bytes(), &Limits::default()).unwrap_err();
    assert_eq!(error.kind(), DecodeErrorKind::TooManyNamespaces);
}

#[test]
fn a_default_namespace_is_declared_in_prefixed_elements_in_each_other() {
    let mut outer = element(STREAMS, "a");
    let mut inner = outer.push_new(STREAMS, "b").unwrap();
    inner.push_new("n", "c").unwrap();
    inner.push_new("m", "d").unwrap();
    assert_eq!(
        encode(&outer, Scope::stream("n")),
        "<stream:a><stream:b><c xmlns='n'/><d xmlns='m'/></stream:b></stream:a>"
    );
}

#[test]
fn a_part_of_a_tree_is_written_and_kept_like_a_whole_one() {
    let tree = decode("<a xmlns='n' xmlns:p='m'><p:b c='&lt;'><d>&#x65;</d></p:b></a>");
    let part = tree.root().child("m", "b").unwrap();
    let text = "<b xmlns='m' c='&lt;'><d xmlns='n'>e</d></b>";
    assert_eq!(encode(&part.to_buf(), Scope::ALONE), text);
    assert_eq!(decode(text).root(), part);
}

#[test]
fn nothing_is_written_where_there_is_no_room() {
    let mut built = element("n", "a");
    built.set_attribute("b", "&").unwrap();
    built.push_text("c").unwrap();
    let whole = encode(&built, Scope::ALONE);
    for room in 0..=whole.len() {
        let mut buffer = vec![0; room];
        let mut dst = &mut buffer[..];
        let result = built.as_element().encode(&mut dst, Scope::ALONE);
        if room == whole.len() {
            assert_eq!(result, Ok(()));
            assert_eq!(buffer, whole.as_bytes());
        } else {
            assert_eq!(result, Err(EncodeError::NoSpace));
            assert_eq!(buffer, vec![0; room]);
        }
    }
}
