//! Each example by itself.

use xmpp_stream::DecodeErrorKind::{
    self, Comment, Encoding, EndTag, Name, Reference, StreamNamespace, UnboundPrefix,
};
use xmpp_stream::{Decoder, ElementTree, Limits, Scope, StreamItem};

use crate::{Example, HEADER, Item, items, rfcs, xeps};

/// What isn't well-formed: in section 4 by purpose; 8.3.3.12 is by mistake, and 9.1.2 ends a stream by another name than it began
/// with.
const BROKEN: &[(&str, &str, DecodeErrorKind)] = &[
    ("RFC 6120", "4.9.1.1", EndTag),
    ("RFC 6120", "4.9.1.2", StreamNamespace),
    ("RFC 6120", "4.9.3.1", EndTag),
    ("RFC 6120", "4.9.3.10", StreamNamespace),
    ("RFC 6120", "4.9.3.13", UnboundPrefix),
    ("RFC 6120", "4.9.3.18", Comment),
    ("RFC 6120", "4.9.3.22", Encoding),
    ("RFC 6120", "4.9.4", Name),
    ("RFC 6120", "4.10", EndTag),
    ("RFC 6120", "8.3.3.12", Reference),
    ("RFC 6120", "9.1.2", EndTag),
];

#[test]
fn every_example_is_read_and_written_so_that_it_is_read_the_same() {
    let mut broken = Vec::new();
    for example in rfcs().into_iter().chain(xeps()) {
        let title = example.title();
        let found = match items(&mut example.decoder(), example.xml.as_bytes()) {
            Ok(found) => found,
            Err(error) => {
                broken.push((example.from, example.section, error.kind()));
                continue;
            }
        };
        assert!(!found.is_empty(), "{title}");
        for item in found {
            let Item::Element(element) = item else { continue };
            let mut alone = Vec::new();
            element.as_element().encode(&mut alone, Scope::ALONE).unwrap();
            let decoded = ElementTree::decode(&alone, &Limits::default()).expect(&title);
            assert_eq!(decoded.root(), element.as_element(), "{title}");
            let mut stream = HEADER.as_bytes().to_vec();
            element.as_element().encode(&mut stream, Scope::stream("jabber:client")).unwrap();
            let again = items(&mut Decoder::new(Limits::default()), &stream).expect(&title);
            assert_eq!(again[1..], [Item::Element(element)], "{title}");
        }
    }
    let broken: Vec<_> =
        broken.iter().map(|(from, section, kind)| (&from[..], &section[..], *kind)).collect();
    assert_eq!(broken, BROKEN);
}

/// As the typed header has them: attributes that RFC 6120 doesn't know are left out.
#[test]
fn every_header_is_read_and_written_so_that_it_is_read_the_same() {
    let mut number = 0;
    for example in rfcs().into_iter().chain(xeps()).filter(Example::begins_a_stream) {
        let mut input = example.xml.as_bytes();
        let Ok(Some(StreamItem::Header(received))) = example.decoder().decode(&mut input) else { continue };
        let header = received.header().unwrap_or_else(|error| panic!("{}: {error}", example.title()));
        let mut bytes = Vec::new();
        header.encode(&mut bytes).unwrap();
        let mut decoder = Decoder::new(Limits::default());
        let Ok(Some(StreamItem::Header(again))) = decoder.decode(&mut &bytes[..]) else {
            panic!("{}", example.title())
        };
        assert_eq!(again.header(), Ok(header), "{}", example.title());
        number += 1;
    }
    assert_eq!(number, 65);
}
