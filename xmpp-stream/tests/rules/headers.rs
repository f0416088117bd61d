//! Rules of stream headers: RFC 6120, section 4.7 and 4.8.

use xmpp_stream::ElementErrorKind::{self, Address, Value};
use xmpp_stream::StreamErrorCondition::{ImproperAddressing, UnsupportedVersion};
use xmpp_stream::jid::Jid;
use xmpp_stream::stream::{HeaderBuf, StreamHeader, Version};
use xmpp_stream::{Decoder, EncodeError, Limits, StreamItem};

/// Attributes of a stream header, and what they say.
pub(crate) struct HeaderRule {
    pub(crate) says: &'static str,
    pub(crate) cites: &'static str,
    attributes: &'static str,
    outcome: Result<&'static str, (Kind, &'static str)>,
}

const fn read(
    says: &'static str,
    cites: &'static str,
    attributes: &'static str,
    shown: &'static str,
) -> HeaderRule {
    HeaderRule { says, cites, attributes, outcome: Ok(shown) }
}

const fn refused(
    says: &'static str,
    cites: &'static str,
    attributes: &'static str,
    error: (Kind, &'static str),
) -> HeaderRule {
    HeaderRule { says, cites, attributes, outcome: Err(error) }
}

type Kind = fn(ElementErrorKind) -> bool;

const ADDRESS: Kind = |kind| matches!(kind, Address(_));
const VALUE: Kind = |kind| kind == Value;

#[rustfmt::skip]
pub(crate) const HEADERS: &[HeaderRule] = &[
    read("a header with nothing", "4.7", "xmlns='jabber:client'", "stream jabber:client"),
    read("a header with everything", "4.7", "xmlns='jabber:client' from='juliet@im.example.com' id='++TR84Sm6A3hnt3Q065SnAbbk3Y=' to='im.example.com' version='1.0' xml:lang='en'", "stream jabber:client juliet@im.example.com -> im.example.com id ++TR84Sm6A3hnt3Q065SnAbbk3Y= version 1.0"),
    read("attributes of a header that nobody knows", "4.7", "xmlns='jabber:server' a='b' xmlns:db='jabber:server:dialback' db:c='d'", "stream jabber:server"),
    refused("a header from nobody", "4.7.1", "from='@'", (ADDRESS, "from")),
    refused("a header for nobody", "4.7.2", "to=''", (ADDRESS, "to")),
    read("any id", "4.7.3", "id=' &lt;a&gt; '", "stream  id  <a> "),
    read("a stream from before version 1.0", "4.7.5", "xmlns='jabber:client' id='a'", "stream jabber:client id a"),
    read("a version that is higher", "4.7.5", "version='11.0'", "stream  version 11.0"),
    read("a minor version that is higher", "4.7.5", "version='1.255'", "stream  version 1.255"),
    read("zeros in front of numbers", "4.7.5", "version='006.01'", "stream  version 6.1"),
    refused("a version of one number", "4.7.5", "version='1'", (VALUE, "version")),
    refused("a version of three numbers", "4.7.5", "version='1.0.0'", (VALUE, "version")),
    refused("a version without its first number", "4.7.5", "version='.0'", (VALUE, "version")),
    refused("a version with a sign", "4.7.5", "version='+1.0'", (VALUE, "version")),
    refused("a version with letters", "4.7.5", "version='1.0a'", (VALUE, "version")),
    refused("an empty version", "4.7.5", "version=''", (VALUE, "version")),
    refused("a number that is too large for a version", "4.7.5", "version='1.65536'", (VALUE, "version")),
    read("no content namespace", "4.8.2", "version='1.0'", "stream  version 1.0"),
    read("the stream namespace as the default one, which is no content namespace", "4.8.2", "xmlns='http://etherx.jabber.org/streams'", "stream "),
    read("any content namespace", "4.8.3", "xmlns='a&amp;b'", "stream a&b"),
];

/// What comes off the front of a stream.
fn received(bytes: &[u8]) -> HeaderBuf {
    match Decoder::new(Limits::default()).decode(&mut &bytes[..]) {
        Ok(Some(StreamItem::Header(header))) => header,
        other => panic!("{other:?}"),
    }
}

fn header(attributes: &str) -> HeaderBuf {
    let tag = format!("<stream:stream xmlns:stream='http://etherx.jabber.org/streams' {attributes}>");
    received(tag.as_bytes())
}

#[test]
fn every_header_is_decided_as_its_row_says() {
    let mut wrong = Vec::new();
    for HeaderRule { says, cites, attributes, outcome } in HEADERS {
        let header = header(attributes);
        let found = header.header().map(|header| header.to_string());
        let is_right = match (&found, outcome) {
            (Ok(found), Ok(shown)) => found == shown,
            (Err(error), Err((kind, field))) => {
                let condition = if *field == "version" { UnsupportedVersion } else { ImproperAddressing };
                kind(error.kind()) && (error.field(), error.condition()) == (*field, condition)
            }
            _ => false,
        };
        if !is_right {
            wrong.push(format!("{says} ({cites}): {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn accepted_headers_are_written_so_that_they_are_read_the_same() {
    for HeaderRule { says, attributes, .. } in HEADERS {
        let header = header(attributes);
        let Ok(header) = header.header() else { continue };
        let mut bytes = Vec::new();
        header.encode(&mut bytes).unwrap();
        assert_eq!(bytes.len(), header.encoded_len(), "{says}");
        assert_eq!(received(&bytes).header(), Ok(header), "{says}");
        let mut short = vec![0xaa; bytes.len() - 1];
        assert_eq!(header.encode(&mut &mut short[..]), Err(EncodeError::NoSpace), "{says}");
        assert!(short.iter().all(|byte| *byte == 0xaa), "{says}");
    }
}

/// Section 4.7.5: numbers are compared, not text.
#[test]
fn versions_are_in_the_order_of_their_numbers() {
    let version = |major, minor| Version { major, minor };
    assert!(version(2, 4) < version(2, 13) && version(2, 13) < version(12, 3));
    assert_eq!(Version::V1_0.to_string(), "1.0");
}

/// Sections 4.7.4 and 11.5: the declaration comes first, the language with the header.
#[test]
fn a_header_is_written_behind_an_xml_declaration() {
    let header = StreamHeader {
        to: Some(Jid::new("example.net").unwrap()),
        lang: Some("de-CH"),
        ..StreamHeader::new("jabber:server")
    };
    let mut bytes = Vec::new();
    header.encode(&mut bytes).unwrap();
    assert!(bytes.starts_with(b"<?xml version='1.0'?><stream:stream "));
    assert_eq!(received(&bytes).header(), Ok(header));
    let broken = StreamHeader { id: Some("\0"), ..header };
    assert_eq!(broken.encode(&mut Vec::new()), Err(EncodeError::Char("id")));
}

#[test]
fn a_header_that_would_be_read_otherwise_is_not_written() {
    for namespace in [
        "http://etherx.jabber.org/streams",
        "http://www.w3.org/XML/1998/namespace",
        "http://www.w3.org/2000/xmlns/",
        "\u{fffe}",
    ] {
        let mut bytes = Vec::new();
        assert!(StreamHeader::new(namespace).encode(&mut bytes).is_err(), "{namespace}");
        assert!(bytes.is_empty());
    }
}
