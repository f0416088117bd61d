//! URIs that are resolved and kept: the examples of RFC 3986, locations, and what holds for every reference.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests panic")]

use coap_codec::option::{OptionNumber, OptionRef};
use coap_codec::uri::UriErrorKind::*;
use coap_codec::uri::{ComposeErrorKind, Uri, UriBuf, UriErrorKind};
use proptest::prelude::*;

type Options = [(OptionNumber, &'static [u8])];

fn uri(text: &str) -> Uri<'_> {
    Uri::try_from(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Options as messages lend them.
fn refs<'a>(options: &'a [(OptionNumber, &[u8])]) -> impl Iterator<Item = OptionRef<'a>> {
    options.iter().map(|(number, value)| OptionRef { number: *number, value })
}

type Outcome = Result<&'static str, (UriErrorKind, usize, &'static str)>;

/// RFC 3986, section 5.4, with a scheme of CoAP: the normal examples, and the others. CoAP has no fragments (section 6.4).
#[rustfmt::skip]
const REFERENCES: &[(&str, Outcome)] = &[
    ("g:h", Err((Scheme, 0, "scheme"))),
    ("g", Ok("coap://a/b/c/g")),
    ("./g", Ok("coap://a/b/c/g")),
    ("g/", Ok("coap://a/b/c/g/")),
    ("/g", Ok("coap://a/g")),
    ("//g", Ok("coap://g/")),
    ("?y", Ok("coap://a/b/c/d;p?y")),
    ("g?y", Ok("coap://a/b/c/g?y")),
    ("#s", Err((Fragment, 0, "fragment"))),
    ("g#s", Err((Fragment, 1, "fragment"))),
    ("g?y#s", Err((Fragment, 3, "fragment"))),
    (";x", Ok("coap://a/b/c/;x")),
    ("g;x", Ok("coap://a/b/c/g;x")),
    ("g;x?y#s", Err((Fragment, 5, "fragment"))),
    ("", Ok("coap://a/b/c/d;p?q")),
    (".", Ok("coap://a/b/c/")),
    ("./", Ok("coap://a/b/c/")),
    ("..", Ok("coap://a/b/")),
    ("../", Ok("coap://a/b/")),
    ("../g", Ok("coap://a/b/g")),
    ("../..", Ok("coap://a/")),
    ("../../", Ok("coap://a/")),
    ("../../g", Ok("coap://a/g")),
    ("../../../g", Ok("coap://a/g")),
    ("../../../../g", Ok("coap://a/g")),
    ("/./g", Ok("coap://a/g")),
    ("/../g", Ok("coap://a/g")),
    ("g.", Ok("coap://a/b/c/g.")),
    (".g", Ok("coap://a/b/c/.g")),
    ("g..", Ok("coap://a/b/c/g..")),
    ("..g", Ok("coap://a/b/c/..g")),
    ("./../g", Ok("coap://a/b/g")),
    ("./g/.", Ok("coap://a/b/c/g/")),
    ("g/./h", Ok("coap://a/b/c/g/h")),
    ("g/../h", Ok("coap://a/b/c/h")),
    ("g;x=1/./y", Ok("coap://a/b/c/g;x=1/y")),
    ("g;x=1/../y", Ok("coap://a/b/c/y")),
    ("g?y/./x", Ok("coap://a/b/c/g?y/./x")),
    ("g?y/../x", Ok("coap://a/b/c/g?y/../x")),
    ("g#s/./x", Err((Fragment, 1, "fragment"))),
    ("g#s/../x", Err((Fragment, 1, "fragment"))),
    ("coap:g", Err((MissingAuthority, 5, "host"))),
];

#[test]
fn references_are_resolved_as_in_the_examples_of_rfc_3986() {
    for (reference, outcome) in REFERENCES {
        let found = uri("coap://a/b/c/d;p?q").resolve(reference);
        let found = found.map_err(|error| (error.kind(), error.offset(), error.field()));
        assert_eq!(found.as_ref().map(UriBuf::as_str), outcome.as_ref().copied(), "{reference}");
    }
}

#[test]
fn references_are_resolved_with_any_base() {
    let rows = [
        ("coap://h", "", "coap://h/"),
        ("coap://h", "a", "coap://h/a"),
        ("coap://h/", "a", "coap://h/a"),
        ("coap://h", "?q", "coap://h/?q"),
        ("coap://h?p", "?", "coap://h/?"),
        ("coap://h?p", "a", "coap://h/a"),
        ("coap://h/a/", "b", "coap://h/a/b"),
        ("coap://h//a", "b", "coap://h//b"),
        ("coap://h/a//", "../b", "coap://h/a/b"),
        ("coap://h/a", "/b//../c", "coap://h/b/c"),
        ("coap://h/a", "/./", "coap://h/"),
        ("coap://h/a/b", "./", "coap://h/a/"),
        ("coap://h/a", "b%2F..%2Fc", "coap://h/b%2F..%2Fc"),
        ("coap://h/%7ea/b", "c", "coap://h/~a/c"),
        ("COAP+TCP://H:1/a", "b", "coap+tcp://h:1/b"),
        ("coap+ws://h:1/a", "//g/b", "coap+ws://g/b"),
        ("coap://h:1/a", "coaps+ws://[::0:1]:443/../b/./c?d", "coaps+ws://[::1]/b/c?d"),
        ("coap://h/a", "caf\u{e9}?\u{e9}", "coap://h/caf%C3%A9?%C3%A9"),
    ];
    for (base, reference, resolved) in rows {
        let found = uri(base).resolve(reference);
        assert_eq!(found.as_ref().map(UriBuf::as_str), Ok(resolved), "{base} {reference}");
    }
}

#[test]
fn what_is_wrong_with_a_reference_is_found_in_it() {
    let long = format!("b/{}", "a".repeat(256));
    let rows = [
        ("a/b c", (Character, 3, "path")),
        ("a/%2e/b", (DotSegment, 2, "path")),
        ("/.%2E", (DotSegment, 1, "path")),
        ("a%4", (PercentEncoding, 1, "path")),
        ("?a&%ff", (Utf8, 3, "query")),
        ("%C3\u{e9}", (Utf8, 0, "path")),
        ("a:b", (Scheme, 0, "scheme")),
        ("http://h/", (Scheme, 0, "scheme")),
        ("//u@h/", (Character, 3, "host")),
        ("//caf\u{e9}/", (Character, 5, "host")),
        ("//h:x/", (Port, 4, "port")),
        ("///a", (EmptyHost, 2, "host")),
        (long.as_str(), (TooLong, 2, "path")),
    ];
    for (reference, wrong) in rows {
        let error = uri("coap://h/c").resolve(reference).unwrap_err();
        assert_eq!((error.kind(), error.offset(), error.field()), wrong, "{reference}");
    }
}

/// Section 6.4, steps 1 and 2; a view can't rewrite its text, and refuses what would have to be.
#[test]
fn an_owned_uri_is_resolved_and_in_normal_form() {
    for (text, normal) in [
        ("COAP://EXAMPLE.com:5683/%7esensors", "coap://example.com/~sensors"),
        ("coap://h/a/./b/../c", "coap://h/a/c"),
        ("coap://h/..", "coap://h/"),
        ("coap://h/\u{e9}?\u{e9}", "coap://h/%C3%A9?%C3%A9"),
        ("coap://[2001:DB8::0:1]:1/?a", "coap://[2001:db8::1]:1/?a"),
    ] {
        let owned: UriBuf = text.parse().unwrap();
        assert_eq!((owned.as_str(), owned.to_string().as_str()), (normal, normal));
        assert_eq!(owned.as_uri(), uri(normal));
        assert_eq!(owned.as_uri().as_str(), normal);
        assert_eq!(String::from(owned), normal);
    }
    for (text, kind) in [("/a", Scheme), ("//h/a", Scheme), ("", Scheme), ("coap:a", MissingAuthority)] {
        assert_eq!(UriBuf::try_from(text).unwrap_err().kind(), kind, "{text}");
    }
}

/// Section 5.10.7.
#[test]
fn a_location_is_resolved_against_the_request() {
    const LOCATION_PATH: OptionNumber = OptionNumber::LOCATION_PATH;
    const LOCATION_QUERY: OptionNumber = OptionNumber::LOCATION_QUERY;
    let located = |options: &Options| {
        let location = uri("coap://EXAMPLE.net:1/actions?x").location(refs(options));
        location.map(|found| found.map(String::from)).map_err(|error| (error.kind(), error.option().get()))
    };
    let rows: &[(&Options, &str)] = &[
        (&[(LOCATION_PATH, b"new"), (LOCATION_PATH, b"4711")], "coap://example.net:1/new/4711"),
        (&[(LOCATION_PATH, b"a/b?")], "coap://example.net:1/a%2Fb%3F"),
        (
            &[(LOCATION_PATH, b"a"), (LOCATION_QUERY, b"k=v"), (LOCATION_QUERY, b"&")],
            "coap://example.net:1/a?k=v&%26",
        ),
        (&[(LOCATION_QUERY, b"k")], "coap://example.net:1/actions?k"),
        (&[(LOCATION_PATH, b""), (LOCATION_PATH, b"")], "coap://example.net:1//"),
        (&[(OptionNumber::URI_PATH, b"u"), (LOCATION_PATH, b"a")], "coap://example.net:1/a"),
        (&[(LOCATION_PATH, b"a"), (OptionNumber::new(144), b"")], "coap://example.net:1/a"),
    ];
    for (options, text) in rows {
        assert_eq!(located(options), Ok(Some((*text).to_owned())));
    }
    assert_eq!(located(&[]), Ok(None));
    assert_eq!(located(&[(OptionNumber::ETAG, b"e"), (OptionNumber::new(128), b"")]), Ok(None));

    use ComposeErrorKind as E;
    static LONG: [u8; 256] = [b'a'; 256];
    assert_eq!(located(&[(LOCATION_PATH, b"a"), (LOCATION_PATH, b"..")]), Err((E::DotSegment, 8)));
    assert_eq!(located(&[(LOCATION_PATH, b"\xff")]), Err((E::Utf8, 8)));
    assert_eq!(located(&[(LOCATION_QUERY, &LONG)]), Err((E::Length, 20)));
    for number in [128, 132, 136, 140] {
        let options = [(LOCATION_PATH, &b"a"[..]), (OptionNumber::new(number), b"")];
        assert_eq!(located(&options), Err((E::ReservedLocation, number)));
    }
}

/// Work that grows with the square of the input would take hours.
#[test]
fn a_long_run_of_anything_is_resolved() {
    let base = format!("coap://h{}", "/b".repeat(50_000));
    for piece in ["a/", "../", "./", "/", "a/../", "a/.././", "?/&"] {
        let reference = format!("x/{}", piece.repeat(50_000));
        let resolved = uri(&base).resolve(&reference).unwrap();
        assert!(resolved.as_str().len() <= base.len() + reference.len(), "{piece}");
        assert_eq!(resolved.as_str() == "coap://h/", piece == "../");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_resolved_is_in_normal_form(
        base in "coap(s|\\+tcp)?://[Hh](:[0-9]{1,4})?(/[a-d%~.]{0,3}){0,4}",
        reference in "[./]{0,6}([a-d./:?&\u{e9}]|%2e|%2F){0,16}",
    ) {
        let Ok(base) = Uri::try_from(base.as_str()) else { return Ok(()) };
        let Ok(resolved) = base.resolve(&reference) else { return Ok(()) };
        let read = Uri::try_from(resolved.as_str());
        prop_assert_eq!(read, Ok(resolved.as_uri()));
        prop_assert_eq!(read.unwrap().to_string(), resolved.as_str());
    }

    #[test]
    fn no_reference_panics(text in ".{0,64}", tail in "[a-z/?#%:@&.\\[\\]0-9]{0,40}") {
        _ = UriBuf::try_from(text.as_str());
        for reference in [text, tail] {
            if let Err(error) = uri("coap://h/a?b").resolve(&reference) {
                prop_assert!(error.offset() <= reference.len() && reference.is_char_boundary(error.offset()));
            }
        }
    }
}
