//! Rules of streams: RFC 6120, section 4.

use xmpp_stream::DecodeErrorKind::{self, *};
use xmpp_stream::{DecodeError, Decoder, ElementBuf, Limits, StreamErrorCondition, StreamItem};

const HEADER: &str = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

#[derive(Debug, PartialEq)]
enum Item {
    Header(ElementBuf),
    Element(ElementBuf),
    End,
}

/// All items, arriving `step` bytes at a time; bytes are taken off the buffer as they are consumed.
fn items(input: &[u8], step: usize, limits: &Limits) -> (Vec<Item>, Option<DecodeError>) {
    let (mut decoder, mut items, mut buffer) = (Decoder::new(limits.clone()), Vec::new(), Vec::new());
    for chunk in input.chunks(step) {
        buffer.extend_from_slice(chunk);
        let mut front = &buffer[..];
        loop {
            match decoder.decode(&mut front) {
                Ok(Some(StreamItem::Header(header))) => items.push(Item::Header(header.root().to_buf())),
                Ok(Some(StreamItem::Element(element))) => items.push(Item::Element(element.root().to_buf())),
                Ok(Some(StreamItem::End)) => items.push(Item::End),
                Ok(None) => break,
                Err(error) => return (items, Some(error)),
            }
        }
        let consumed = buffer.len() - front.len();
        buffer.drain(..consumed);
    }
    (items, None)
}

/// The same, by whatever steps.
fn any_steps(input: &[u8]) -> (Vec<Item>, Option<DecodeError>) {
    let limits = Limits::default();
    let whole = items(input, input.len().max(1), &limits);
    for step in 1..input.len() {
        assert_eq!(items(input, step, &limits), whole, "{step}");
    }
    whole
}

#[track_caller]
fn refused(text: &str, kind: DecodeErrorKind, offset: usize, condition: StreamErrorCondition) {
    let (_, error) = any_steps(text.as_bytes());
    let error = error.expect(text);
    assert_eq!((error.kind(), error.offset()), (kind, offset), "{text}");
    assert_eq!(error.condition(), condition, "{text}");
}

#[test]
fn a_stream_is_a_header_elements_and_an_end() {
    let text = format!(
        "<?xml version='1.0'?>\n{HEADER} \n<presence/>\n<stream:features><a xmlns='b'/></stream:features></stream:stream> "
    );
    let (items, error) = any_steps(text.as_bytes());
    assert_eq!(error, None);
    let [Item::Header(header), Item::Element(presence), Item::Element(features), Item::End] = &items[..]
    else {
        panic!("{items:?}")
    };
    assert!(header.as_element().is("http://etherx.jabber.org/streams", "stream"));
    assert!(presence.as_element().is("jabber:client", "presence"));
    assert!(features.as_element().is("http://etherx.jabber.org/streams", "features"));
    assert!(features.as_element().child("b", "a").is_some());
}

#[test]
fn prefixes_of_the_header_hold_for_all_elements_and_only_until_redeclared() {
    let header = "<s:stream xmlns:s='http://etherx.jabber.org/streams' xmlns='jabber:server' xmlns:d='jab&#98;er:dialback'>";
    let text = format!("{header}<d:verify d:a='1'/><d:verify xmlns:d='other'/><d:verify/><e xmlns=''/><e/>");
    let (items, _) = any_steps(text.as_bytes());
    let namespaces: Vec<_> = items
        .iter()
        .filter_map(|item| match item {
            Item::Element(element) => Some(element.as_element().namespace()),
            _ => None,
        })
        .collect();
    assert_eq!(namespaces, ["jabber:dialback", "other", "jabber:dialback", "", "jabber:server"]);
    let Item::Element(verify) = &items[1] else { panic!("{items:?}") };
    assert_eq!(verify.as_element().attribute_in("jabber:dialback", "a"), Some("1"));
}

#[test]
fn an_empty_header_ends_the_stream_too() {
    let (items, error) = any_steps(b"<stream xmlns='http://etherx.jabber.org/streams'/>");
    assert!(matches!(&items[..], [Item::Header(_), Item::End]), "{items:?}");
    assert_eq!(error, None);
}

#[test]
fn bad_streams_are_refused_however_they_arrive() {
    use StreamErrorCondition::{
        BadFormat, InvalidNamespace, InvalidXml, NotWellFormed, PolicyViolation, RestrictedXml,
        UnsupportedEncoding,
    };
    refused(&format!("{HEADER}hello"), TextBetween, 0, InvalidXml);
    refused(&format!("{HEADER} <![CDATA[x]]>"), TextBetween, 0, InvalidXml);
    refused(&format!("{HEADER}<presence/>&amp;"), TextBetween, 0, InvalidXml);
    refused(&format!("{HEADER}<!--"), Comment, 0, RestrictedXml);
    refused(&format!("{HEADER}<?xml version='1.0'?>"), LateDeclaration, 0, NotWellFormed);
    refused(&format!("{HEADER}</stream>"), EndTag, 0, NotWellFormed);
    refused(&format!("{HEADER}<message><body></message></body>"), EndTag, 15, NotWellFormed);
    refused(
        &format!("{HEADER}<message><foo:body>What is this foo?</foo:body></message>"),
        UnboundPrefix,
        10,
        NotWellFormed,
    );
    refused(&format!("{HEADER}</stream:stream>\n<presence/>"), StreamEnded, 0, NotWellFormed);
    refused(&format!(" <?xml version='1.0'?>{HEADER}"), LateDeclaration, 1, NotWellFormed);
    refused(&format!("<?xml version='1.0'?>x{HEADER}"), TextOutside, 21, NotWellFormed);
    refused("<stream:stream xmlns:stream='http://etherx.jabber.org'>", StreamNamespace, 8, InvalidNamespace);
    refused("<stream xmlns='jabber:client'>", StreamNamespace, 1, InvalidNamespace);
    refused("<streams xmlns='http://etherx.jabber.org/streams'>", StreamName, 1, BadFormat);
    refused("GET / HTTP/1.1\r\n", TextOutside, 0, NotWellFormed);
    refused("<?xml version='1.0' encoding='UTF-16'?>", Encoding, 30, UnsupportedEncoding);
    refused(&format!("{HEADER}{}", "<a>".repeat(65)), TooDeep, 192, PolicyViolation);
}

#[test]
fn what_is_too_large_is_refused_however_it_arrives() {
    let mut limits = Limits::default();
    limits.max_initial_element_size = 60;
    for text in ["<stream a='{}'", "HEADER  <a>{}", "HEADER<a>{}</a></b>", "HEADER<a b='{}'/></a>"] {
        let text = text.replace("HEADER", "<stream xmlns='http://etherx.jabber.org/streams'>");
        let text = text.replace("{}", &"x".repeat(70));
        let whole = items(text.as_bytes(), text.len(), &limits);
        let error = whole.1.unwrap();
        assert_eq!((error.kind(), error.offset()), (TooLarge, 60), "{text}");
        assert_eq!(error.condition(), StreamErrorCondition::PolicyViolation);
        for step in 1..text.len() {
            assert_eq!(items(text.as_bytes(), step, &limits), whole, "{step}");
        }
    }
}

#[test]
fn utf_16_is_an_unsupported_encoding_from_its_first_bytes_on() {
    for bytes in [&b"\xff\xfe<\0"[..], b"\xfe\xff\0<", b"\0<\0s", b"<\0s\0"] {
        let (_, error) = any_steps(bytes);
        assert_eq!(error.unwrap().condition(), StreamErrorCondition::UnsupportedEncoding, "{bytes:?}");
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

#[test]
fn who_passes_fewer_bytes_makes_it_start_anew() {
    let mut decoder = Decoder::new(Limits::default());
    let mut input = HEADER.as_bytes();
    assert!(decoder.decode(&mut input).unwrap().is_some());
    let mut input = &b"<message><body>half of it"[..];
    assert_eq!(decoder.decode(&mut input), Ok(None));
    let mut input = &b"<iq id='1'/>"[..];
    let Ok(Some(StreamItem::Element(iq))) = decoder.decode(&mut input) else { panic!("no element") };
    assert!(iq.root().is("jabber:client", "iq"));
}

#[test]
fn a_decoder_that_failed_stays_failed() {
    let mut decoder = Decoder::new(Limits::default());
    let mut input = &b"x"[..];
    let error = decoder.decode(&mut input).unwrap_err();
    let mut input = HEADER.as_bytes();
    assert_eq!(decoder.decode(&mut input), Err(error));
}
