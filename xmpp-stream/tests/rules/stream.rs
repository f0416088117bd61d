//! Rules of streams: RFC 6120, sections 4 and 11.

use xmpp_stream::DecodeErrorKind::*;
use xmpp_stream::StreamErrorCondition::{
    BadFormat, InvalidNamespace, InvalidXml, NotWellFormed, PolicyViolation, RestrictedXml,
    UnsupportedEncoding,
};
use xmpp_stream::{DecodeError, Decoder, Element, Limits, StreamItem};

use crate::{Told, told};

/// One direction of a connection from its first byte on, and what is taken off it.
pub(crate) struct StreamRule {
    pub(crate) says: &'static str,
    pub(crate) cites: &'static str,
    /// What is in front, and isn't shown again.
    header: &'static str,
    bytes: &'static [u8],
    /// As [`shown`] shows them.
    items: &'static [&'static str],
    /// Kind, offset from the first byte that was not taken before, field, condition.
    error: Option<Told>,
}

const fn taken(
    says: &'static str,
    cites: &'static str,
    bytes: &'static [u8],
    items: &'static [&'static str],
) -> StreamRule {
    StreamRule { says, cites, header: "", bytes, items, error: None }
}

/// The same behind [`HEADER`].
const fn behind(
    says: &'static str,
    cites: &'static str,
    bytes: &'static [u8],
    items: &'static [&'static str],
) -> StreamRule {
    StreamRule { says, cites, header: HEADER, bytes, items, error: None }
}

const fn broken(
    says: &'static str,
    cites: &'static str,
    bytes: &'static [u8],
    items: &'static [&'static str],
    error: Told,
) -> StreamRule {
    StreamRule { says, cites, header: "", bytes, items, error: Some(error) }
}

const fn broken_behind(
    says: &'static str,
    cites: &'static str,
    bytes: &'static [u8],
    items: &'static [&'static str],
    error: Told,
) -> StreamRule {
    StreamRule { says, cites, header: HEADER, bytes, items, error: Some(error) }
}

/// It leaves elements without namespace.
const HEADER: &str = "<s:stream xmlns:s='http://etherx.jabber.org/streams'>";

#[rustfmt::skip]
pub(crate) const STREAMS: &[StreamRule] = &[
    taken("a header, elements and an end", "4.2", b"<?xml version='1.0'?>\n<s:stream xmlns:s='http://etherx.jabber.org/streams' xmlns='c'> \n<a/>\n<s:b><d xmlns='e'/></s:b></s:stream> ", &["header {streams}stream", "{c}a", "{streams}b/{e}d", "end"]),
    taken("white space in front of the header", "4.2", b"\r\n\t <stream xmlns='http://etherx.jabber.org/streams'><a/>", &["header {streams}stream", "{streams}a"]),
    broken("a header of another name", "4.2", b"<streams xmlns='http://etherx.jabber.org/streams'>", &[], (StreamName, 1, "stream header", BadFormat)),
    broken("a stanza without header", "4.2", b"<message xmlns='jabber:client'>", &[], (StreamNamespace, 1, "stream header", InvalidNamespace)),
    broken("a header in another namespace", "4.8.1", b"<stream:stream xmlns='jabber:client' xmlns:stream='http://wrong.namespace.example.org/'>", &[], (StreamNamespace, 8, "stream header", InvalidNamespace)),
    broken("a header in no namespace", "4.8.1", b"<?xml version='1.0'?><stream>", &[], (StreamNamespace, 22, "stream header", InvalidNamespace)),
    broken("a header in the content namespace", "4.8.1", b"<stream xmlns='jabber:client'>", &[], (StreamNamespace, 1, "stream header", InvalidNamespace)),
    behind("white space behind the end", "4.4", b"</s:stream>\n \t", &["end"]),
    behind("white space in the end tag", "4.4", b"</s:stream\n>", &["end"]),
    taken("a header that is an empty element", "4.4", b"<stream xmlns='http://etherx.jabber.org/streams'/> ", &["header {streams}stream", "end"]),
    broken_behind("an element behind the end", "4.4", b"</s:stream>\n<a/>", &["end"], (StreamEnded, 0, "stream", NotWellFormed)),
    broken_behind("text behind the end", "4.4", b"</s:stream>x", &["end"], (StreamEnded, 0, "stream", NotWellFormed)),
    broken_behind("a header behind the end", "4.4", b"</s:stream><s:stream>", &["end"], (StreamEnded, 0, "stream", NotWellFormed)),
    broken("an element behind a header that is an empty one", "4.4", b"<stream xmlns='http://etherx.jabber.org/streams'/><a/>", &["header {streams}stream", "end"], (StreamEnded, 0, "stream", NotWellFormed)),
    broken_behind("the end of another stream", "4.4", b"</stream>", &[], (EndTag, 0, "end tag", NotWellFormed)),
    broken_behind("the end of the stream inside an element", "4.4", b"<a></s:stream>", &[], (EndTag, 3, "end tag", NotWellFormed)),
    behind("an element that isn't whole", "8", b"<a><b/>", &[]),
    taken("prefixes of the header, which hold for all elements until they are declared anew", "4.8.5", b"<s:stream xmlns:s='http://etherx.jabber.org/streams' xmlns='c' xmlns:p='jab&#98;er'><p:a p:x=''/><p:a xmlns:p='other'/><p:a/><b xmlns=''/><b/>", &["header {streams}stream", "{jabber}a {jabber}x", "{other}a", "{jabber}a", "{}b", "{c}b"]),
    taken("another prefix than stream", "4.8.5", b"<foobar:stream xmlns='c' xmlns:foobar='http://etherx.jabber.org/streams'><foobar:features/></foobar:stream>", &["header {streams}stream", "{streams}features", "end"]),
    taken("a stream without prefixes", "4.8.5", b"<stream xmlns='http://etherx.jabber.org/streams'><features/><message xmlns='c'/></stream>", &["header {streams}stream", "{streams}features", "{c}message", "end"]),
    taken("a stanza with a prefix", "4.8.5", b"<s:stream xmlns:s='http://etherx.jabber.org/streams' xmlns='c'><foo:a xmlns:foo='c'><foo:b/></foo:a>", &["header {streams}stream", "{c}a/{c}b"]),
    broken_behind("a prefix that the header doesn't declare", "4.8.5", b"<foo:a/>", &[], (UnboundPrefix, 1, "prefix", NotWellFormed)),
    broken("a header with a prefix that it doesn't declare", "4.8.5", b"<stream:stream xmlns='c'>", &[], (UnboundPrefix, 1, "prefix", NotWellFormed)),
    broken_behind("a comment between elements", "11.1", b"<!--", &[], (Comment, 0, "markup", RestrictedXml)),
    broken("a comment in front of the header", "11.1", b"<!--x--><s>", &[], (Comment, 0, "markup", RestrictedXml)),
    broken("a document type declaration in front of the header", "11.1", b"<?xml version='1.0'?><!DOCTYPE s [<!ENTITY a 'b'>]><s>", &[], (MarkupDeclaration, 21, "markup", RestrictedXml)),
    broken_behind("a processing instruction between elements", "11.1", b"<a/><?b?>", &["{}a"], (ProcessingInstruction, 0, "markup", RestrictedXml)),
    broken_behind("a comment behind the end", "4.4", b"</s:stream><!--x-->", &["end"], (StreamEnded, 0, "stream", NotWellFormed)),
    broken_behind("a message that is no XML", "11.3", b"<message><body></message></body>", &[], (EndTag, 15, "end tag", NotWellFormed)),
    broken_behind("an XML declaration between elements", "11.5", b"<?xml version='1.0'?>", &[], (LateDeclaration, 0, "XML declaration", NotWellFormed)),
    broken("an XML declaration behind white space", "11.5", b" <?xml version='1.0'?><s>", &[], (LateDeclaration, 1, "XML declaration", NotWellFormed)),
    broken("text in front of the header", "XML, 2.1", b"<?xml version='1.0'?>x<s>", &[], (TextOutside, 21, "text", NotWellFormed)),
    broken("an HTTP request", "XML, 2.1", b"GET / HTTP/1.1\r\n", &[], (TextOutside, 0, "text", NotWellFormed)),
    broken("a TLS ClientHello", "XML, 2.1", b"\x16\x03\x01\x02\0\x01", &[], (TextOutside, 0, "text", NotWellFormed)),
    broken("a byte order mark in front of the header", "11.6", b"\xef\xbb\xbf<s>", &[], (TextOutside, 0, "text", NotWellFormed)),
    broken("a stream that declares UTF-16", "11.6", b"<?xml version='1.0' encoding='UTF-16'?>", &[], (Encoding, 30, "XML declaration", UnsupportedEncoding)),
    broken("a byte order mark of UTF-16", "11.6", b"\xfe\xff\0<\0s", &[], (Encoding, 0, "text", UnsupportedEncoding)),
    broken("a byte order mark of UTF-16, the lower byte first", "11.6", b"\xff\xfe<\0", &[], (Encoding, 0, "text", UnsupportedEncoding)),
    broken("a stream in UTF-16", "11.6", b"\0<\0s", &[], (Encoding, 0, "text", UnsupportedEncoding)),
    broken("a stream in UTF-16, the lower bytes first", "11.6", b"<\0s\0", &[], (Encoding, 0, "tag", UnsupportedEncoding)),
    behind("white space between elements", "11.7", b" <a/>\n\n\t\r<b/> ", &["{}a", "{}b"]),
    broken_behind("text between elements", "11.7", b"hello", &[], (TextBetween, 0, "text", InvalidXml)),
    broken_behind("a reference between elements", "11.7", b"<a/>&amp;", &["{}a"], (TextBetween, 0, "text", InvalidXml)),
    broken_behind("a reference to a space between elements", "11.7", b"&#32;", &[], (TextBetween, 0, "text", InvalidXml)),
    broken_behind("a CDATA section between elements", "11.7", b" <![CDATA[x]]>", &[], (TextBetween, 0, "text", InvalidXml)),
    broken_behind("U+FEFF between elements", "11.6", b"\xef\xbb\xbf<a/>", &[], (TextBetween, 0, "text", InvalidXml)),
];

const STREAMS_NAMESPACE: &str = "http://etherx.jabber.org/streams";

/// An element, its attributes that have a namespace, and the elements in it.
fn shown(element: Element<'_>) -> String {
    let namespace = if element.namespace() == STREAMS_NAMESPACE { "streams" } else { element.namespace() };
    let mut text = format!("{{{namespace}}}{}", element.name());
    for attribute in element.attributes().filter(|attribute| !attribute.namespace.is_empty()) {
        text += &format!(" {{{}}}{}", attribute.namespace, attribute.name);
    }
    for child in element.elements() {
        text = text + "/" + &shown(child);
    }
    text
}

/// All items, arriving `step` bytes at a time; bytes are taken off the buffer as they are consumed.
fn items(input: &[u8], step: usize, limits: &Limits) -> (Vec<String>, Option<DecodeError>) {
    let (mut decoder, mut items, mut buffer) = (Decoder::new(limits.clone()), Vec::new(), Vec::new());
    for chunk in input.chunks(step) {
        buffer.extend_from_slice(chunk);
        let mut front = &buffer[..];
        loop {
            match decoder.decode(&mut front) {
                Ok(Some(StreamItem::Header(header))) => {
                    items.push(format!("header {}", shown(header.root())))
                }
                Ok(Some(StreamItem::Element(element))) => items.push(shown(element.root())),
                Ok(Some(StreamItem::End)) => items.push("end".to_owned()),
                Ok(None) => break,
                Err(error) => return (items, Some(error)),
            }
        }
        let consumed = buffer.len() - front.len();
        buffer.drain(..consumed);
    }
    (items, None)
}

#[test]
fn every_stream_is_decided_as_its_row_says_however_it_arrives() {
    let mut wrong = Vec::new();
    for StreamRule { says, cites, header, bytes, items: expected, error } in STREAMS {
        let stream = [header.as_bytes(), bytes].concat();
        for step in 1..=stream.len() {
            let (mut found, found_error) = items(&stream, step, &Limits::default());
            found.drain(..usize::from(!header.is_empty()));
            if found != *expected || found_error.as_ref().map(told) != *error {
                wrong.push(format!("{says} ({cites}), {step} bytes at a time: {found:?} {found_error:?}"));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_too_deep_is_refused_as_soon_as_it_is() {
    let text = format!("{HEADER}{}", "<a>".repeat(65));
    for step in [1, 7, text.len()] {
        let (_, error) = items(text.as_bytes(), step, &Limits::default());
        assert_eq!(told(&error.unwrap()), (TooDeep, 192, "start tag", PolicyViolation));
    }
}

#[test]
fn what_is_too_large_is_refused_however_it_arrives() {
    let mut limits = Limits::default();
    limits.max_initial_element_size = 60;
    for text in ["<stream a='{}'", "HEADER  <a>{}", "HEADER<a>{}</a></b>", "HEADER<a b='{}'/></a>"] {
        let text = text.replace("HEADER", HEADER).replace("{}", &"x".repeat(70));
        let whole = items(text.as_bytes(), text.len(), &limits);
        let error = whole.1.unwrap();
        assert_eq!((error.kind(), error.offset()), (TooLarge, 60), "{text}");
        assert_eq!(error.condition(), PolicyViolation);
        for step in 1..text.len() {
            assert_eq!(items(text.as_bytes(), step, &limits), whole, "{step}");
        }
    }
}

#[test]
fn a_header_declares_no_longer_namespaces_than_an_element() {
    for (declared, offset) in [("xmlns='{}'", 8), ("xmlns:a='{}'", 8)] {
        let text = format!("<stream {}", declared.replace("{}", &"n".repeat(513)));
        let (_, error) = items(format!("{text}>").as_bytes(), text.len(), &Limits::default());
        assert_eq!(told(&error.unwrap()), (NamespaceTooLong, offset, "attribute", PolicyViolation));
    }
}

#[test]
fn the_limit_is_tighter_before_authentication() {
    let mut limits = Limits::default();
    limits.max_initial_element_size = 100;
    limits.max_element_size = 200;
    let mut decoder = Decoder::new(limits);
    let mut input = HEADER.as_bytes();
    assert!(decoder.decode(&mut input).unwrap().is_some());
    let element = |len: usize| format!("<a>{}</a>", "x".repeat(len - 7));
    for (len, authenticated, fits) in
        [(100, false, true), (101, false, false), (101, true, true), (200, true, true), (201, true, false)]
    {
        let mut decoder = decoder.clone();
        if authenticated {
            decoder.set_authenticated();
        }
        let element = element(len);
        let mut input = element.as_bytes();
        let result = decoder.decode(&mut input);
        assert_eq!(result.is_ok_and(|item| item.is_some()), fits, "{len}");
    }
}

#[test]
fn a_restart_begins_with_a_header_and_forgets_the_one_before() {
    let mut decoder = Decoder::new(Limits::default());
    let mut input = HEADER.as_bytes();
    assert!(decoder.decode(&mut input).unwrap().is_some());
    decoder.restart();
    let mut input = &b"<?xml version='1.0'?>\
        <stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns:s='s'><s:a/><b/>"[..];
    assert!(matches!(decoder.decode(&mut input), Ok(Some(StreamItem::Header(_)))));
    let Ok(Some(StreamItem::Element(first))) = decoder.decode(&mut input) else { panic!("no element") };
    assert!(first.root().is("s", "a"));
    let Ok(Some(StreamItem::Element(second))) = decoder.decode(&mut input) else { panic!("no element") };
    assert!(second.root().is("", "b"));
}

/// Sections 5.3.3 and 6.3.5: there must be none, but it has no meaning either.
#[test]
fn white_space_in_front_of_a_restarted_stream_is_passed_over_whenever_it_arrives() {
    let stream = format!("\n <?xml version='1.0'?>{HEADER}");
    for taken in 0..=2 {
        let mut decoder = Decoder::new(Limits::default());
        assert!(decoder.decode(&mut HEADER.as_bytes()).unwrap().is_some());
        let mut before = &stream.as_bytes()[..taken];
        assert_eq!(decoder.decode(&mut before), Ok(None));
        assert!(before.is_empty());
        decoder.restart();
        for step in 1..=stream.len() {
            let (mut decoder, mut at, mut found) = (decoder.clone(), taken, None);
            for end in (taken..stream.len()).step_by(step).chain([stream.len()]) {
                let mut input = &stream.as_bytes()[at..end];
                found = decoder.decode(&mut input).unwrap();
                at = end - input.len();
            }
            assert!(matches!(found, Some(StreamItem::Header(_))), "{taken} {step}");
        }
    }
}

#[test]
fn who_passes_fewer_bytes_makes_it_start_anew() {
    let mut decoder = Decoder::new(Limits::default());
    let mut input = HEADER.as_bytes();
    assert!(decoder.decode(&mut input).unwrap().is_some());
    let mut input = &b"<message><body>half of it"[..];
    assert_eq!(decoder.decode(&mut input), Ok(None));
    let mut input = &b"<iq id='1'/>"[..];
    let Ok(Some(StreamItem::Element(iq))) = decoder.decode(&mut input) else { panic!("no element") };
    assert!(iq.root().is("", "iq"));
}

#[test]
fn a_decoder_that_failed_stays_failed() {
    let mut decoder = Decoder::new(Limits::default());
    let mut input = &b"x"[..];
    let error = decoder.decode(&mut input).unwrap_err();
    let mut input = HEADER.as_bytes();
    assert_eq!(decoder.decode(&mut input), Err(error));
}
