//! Any bytes, as a stream and as an element that stands alone.

use xmpp_stream::{DecodeError, DecodeErrorKind, Decoder, ElementTree, Limits, StreamItem, UnitDecoder};

use super::header::check_header;
use super::{Setting, check_line, hash, tree};
use crate::stream::decode_all;

/// Decodes a stream, and an element that stands alone. All that is decoded can be read, copied, and encoded for any place.
///
/// The first byte is the setting, the others are the stream or element.
pub fn decode(data: &[u8]) {
    let Some((setting, input)) = Setting::read(data) else { return };
    decode_stream(input, &setting);
    decode_unit(input, &setting);
}

fn decode_stream(input: &[u8], setting: &Setting) {
    let error = decode_all(&mut setting.peer(), input, |_, item, _| match item {
        StreamItem::Header(header) => {
            assert_eq!(header.root().namespace(), "http://etherx.jabber.org/streams");
            tree::read(header.root(), &setting.limits);
            tree::check_copies(header.root());
            match header.header() {
                Ok(header) => {
                    check_line(&header.to_string());
                    assert!(check_header(header), "it was decoded");
                }
                Err(error) => check_line(&error.to_string()),
            }
        }
        StreamItem::Element(element) => check(&element, &setting.limits),
        StreamItem::End => {}
    });
    if let Some(error) = error {
        check_error(error);
    }
}

fn check(element: &ElementTree<'_>, limits: &Limits) {
    tree::read(element.root(), limits);
    tree::check_copies(element.root());
    tree::check_encoding(element.root());
    tree::check_limits(element.root(), limits);
    assert_eq!(hash(element), hash(element.root()));
    check_line(&element.to_string());
}

fn decode_unit(input: &[u8], setting: &Setting) {
    let decoded = ElementTree::decode(input, &setting.limits);
    let mut decoder = UnitDecoder::new(setting.limits.clone());
    decoder.set_authenticated();
    let is_refused = input.first().is_some_and(|first| b" \t\r\n".contains(first));
    for _ in 0..2 {
        match decoder.decode(input) {
            Err(error) if is_refused => assert_eq!(error.kind(), DecodeErrorKind::LeadingSpace),
            tree => assert_eq!(tree, decoded, "a decoder that is kept"),
        }
    }
    match decoded {
        Ok(element) => {
            check(&element, &setting.limits);
            check_inside(input, &element);
        }
        Err(error) => {
            assert!(error.offset() <= input.len(), "{error} is behind the end");
            check_error(error);
        }
    }
}

/// An element that may stand alone is the same inside a stream that has no default namespace.
fn check_inside(input: &[u8], expected: &ElementTree<'_>) {
    if input.starts_with(b"<?xml") {
        return;
    }
    let stream = [b"<s:stream xmlns:s='http://etherx.jabber.org/streams'>", input].concat();
    let (mut decoder, mut rest) = (Decoder::new(super::no_limits()), &stream[..]);
    assert!(matches!(decoder.decode(&mut rest), Ok(Some(StreamItem::Header(_)))));
    match decoder.decode(&mut rest) {
        Ok(Some(StreamItem::Element(element))) => assert_eq!(element, *expected),
        other => panic!("{other:?}"),
    }
    assert_eq!(decoder.decode(&mut rest), Ok(None));
    assert!(rest.is_empty(), "white space may stand behind");
}

fn check_error(error: DecodeError) {
    let text = error.to_string();
    assert!(text.starts_with(error.field()));
    check_line(&text);
    assert_eq!(error.condition(), error.kind().condition());
}
