//! URIs: the examples of RFC 7252 and RFC 8323, the rules table, and what holds for every URI.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests panic")]

use std::borrow::Cow;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::net::SocketAddr;

use allocation_counter::measure;
#[cfg(feature = "arbitrary")]
use arbitrary::Arbitrary as _;
use coap_codec::option::{OptionError, OptionNumber, OptionRef, OptionsBuf};
use coap_codec::uri::UriErrorKind::*;
use coap_codec::uri::{ComposeErrorKind, Destination, Host, Scheme, Uri, UriBuf, UriErrorKind};
use proptest::prelude::*;

const EVERY: [Scheme; 6] =
    [Scheme::Coap, Scheme::Coaps, Scheme::CoapTcp, Scheme::CoapsTcp, Scheme::CoapWs, Scheme::CoapsWs];

const URI_HOST: OptionNumber = OptionNumber::new(3);
const URI_PORT: OptionNumber = OptionNumber::new(7);
const URI_PATH: OptionNumber = OptionNumber::new(11);
const URI_QUERY: OptionNumber = OptionNumber::new(15);

type Options = [(OptionNumber, &'static [u8])];

fn uri(text: &str) -> Uri<'_> {
    Uri::try_from(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn destination(address: &str) -> Destination<'static> {
    address.parse::<SocketAddr>().unwrap().into()
}

fn own(uri: Uri<'_>) -> Destination<'_> {
    Destination { host: uri.host(), port: uri.port() }
}

fn options(text: &str, to: &str) -> Vec<(OptionNumber, Vec<u8>)> {
    listed(&taken_apart(uri(text), destination(to)))
}

fn taken_apart(uri: Uri<'_>, to: Destination<'_>) -> OptionsBuf {
    let mut options = OptionsBuf::new();
    options.push_uri(&uri, to).unwrap();
    options
}

fn listed(options: &OptionsBuf) -> Vec<(OptionNumber, Vec<u8>)> {
    options.as_options().iter().map(|option| (option.number, option.value.to_vec())).collect()
}

fn compose(scheme: Scheme, to: &str, options: &[(OptionNumber, &[u8])]) -> Result<String, ComposeErrorKind> {
    match UriBuf::compose(scheme, destination(to), refs(options)) {
        Ok(uri) => Ok(uri.into()),
        Err(error) => Err(error.kind()),
    }
}

/// Options as messages lend them.
fn refs<'a, V: AsRef<[u8]>>(options: &'a [(OptionNumber, V)]) -> impl Iterator<Item = OptionRef<'a>> {
    options.iter().map(|(number, value)| OptionRef { number: *number, value: value.as_ref() })
}

fn hash(uri: Uri<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    uri.hash(&mut hasher);
    hasher.finish()
}

fn segments(text: &str) -> Vec<String> {
    uri(text).segments().map(|segment| segment.decode().into_owned()).collect()
}

fn arguments(text: &str) -> Vec<String> {
    uri(text).arguments().map(|argument| argument.decode().into_owned()).collect()
}

/// Destination, options, URI: RFC 7252 appendix B, and RFC 8323 sections 8.3 and 8.4.
#[rustfmt::skip]
const EXAMPLES: &[(&str, &Options, Scheme, &str)] = &[
    ("[2001:db8::2:1]:5683", &[], Scheme::Coap, "coap://[2001:db8::2:1]/"),
    ("[2001:db8::2:1]:5683", &[(URI_HOST, b"example.net")], Scheme::Coap, "coap://example.net/"),
    ("[2001:db8::2:1]:5683", &[(URI_HOST, b"example.net"), (URI_PATH, b".well-known"), (URI_PATH, b"core")],
        Scheme::Coap, "coap://example.net/.well-known/core"),
    ("[2001:db8::2:1]:5683",
        &[(URI_HOST, b"xn--18j4d.example"),
          (URI_PATH, b"\xE3\x81\x93\xE3\x82\x93\xE3\x81\xAB\xE3\x81\xA1\xE3\x81\xAF")],
        Scheme::Coap, "coap://xn--18j4d.example/%E3%81%93%E3%82%93%E3%81%AB%E3%81%A1%E3%81%AF"),
    ("192.0.2.1:80",
        &[(URI_HOST, b"example.org"), (URI_PATH, b"sensors"), (URI_PATH, b"temperature"), (URI_QUERY, b"u=Cel")],
        Scheme::CoapWs, "coap+ws://example.org/sensors/temperature?u=Cel"),
    ("192.0.2.1:443",
        &[(URI_HOST, b"example.org"), (URI_PATH, b"sensors"), (URI_PATH, b"temperature"), (URI_QUERY, b"u=Cel")],
        Scheme::CoapsWs, "coaps+ws://example.org/sensors/temperature?u=Cel"),
];

#[test]
fn the_examples_are_composed_and_decomposed() {
    for (to, parts, scheme, text) in EXAMPLES {
        assert_eq!(compose(*scheme, to, parts).as_deref(), Ok(*text));
        let parts: Vec<_> = parts.iter().map(|(number, value)| (*number, value.to_vec())).collect();
        assert_eq!(options(text, to), parts);
        assert_eq!(uri(text).to_string(), *text);
    }
}

/// Appendix B prints `%2F%2F` for the argument `//`, but step 8 of section 6.5 leaves a slash in an argument as it is.
#[test]
fn the_last_example_of_appendix_b_is_composed_as_section_6_5_says() {
    let parts: [(OptionNumber, &[u8]); 6] = [
        (URI_PATH, b""),
        (URI_PATH, b"/"),
        (URI_PATH, b""),
        (URI_PATH, b""),
        (URI_QUERY, b"//"),
        (URI_QUERY, b"?&"),
    ];
    let printed = "coap://198.51.100.1:61616//%2F//?%2F%2F&?%26";
    let composed = compose(Scheme::Coap, "198.51.100.1:61616", &parts).unwrap();
    assert_eq!(composed, "coap://198.51.100.1:61616//%2F//?//&?%26");
    assert_eq!(uri(printed), uri(&composed));
    let expected: Vec<_> = parts.iter().map(|(number, value)| (*number, value.to_vec())).collect();
    assert_eq!(options(printed, "198.51.100.1:61616"), expected);
}

#[test]
fn the_equivalent_uris_of_section_6_3_give_the_same_options() {
    let equivalent = [
        "coap://example.com:5683/~sensors/temp.xml",
        "coap://EXAMPLE.com/%7Esensors/temp.xml",
        "coap://EXAMPLE.com:/%7esensors/temp.xml",
    ];
    for text in equivalent {
        assert_eq!(uri(text), uri(equivalent[0]));
        assert_eq!(hash(uri(text)), hash(uri(equivalent[0])));
        assert_eq!(uri(text).to_string(), "coap://example.com/~sensors/temp.xml");
        let expected: [(OptionNumber, &[u8]); 3] =
            [(URI_HOST, b"example.com"), (URI_PATH, b"~sensors"), (URI_PATH, b"temp.xml")];
        assert_eq!(options(text, "192.0.2.1:5683"), expected.map(|(number, value)| (number, value.to_vec())));
    }
}

#[test]
fn a_percent_encoded_capital_of_a_host_is_lowered_too() {
    assert_eq!(uri("coap://ex%41mple/"), uri("coap://example/"));
    assert_eq!(options("coap://ex%41mple/", "192.0.2.1:5683"), [(URI_HOST, b"example".to_vec())]);
}

#[test]
fn an_encoded_slash_or_ampersand_separates_nothing() {
    assert_ne!(uri("coap://h/a%2Fb"), uri("coap://h/a/b"));
    assert_eq!(segments("coap://h/a%2fb"), ["a/b"]);
    assert_ne!(uri("coap://h/?a%26b"), uri("coap://h/?a&b"));
    assert_eq!(arguments("coap://h/?a%26b"), ["a&b"]);
    assert_eq!(uri("coap://h/a%2fb?a%26b").to_string(), "coap://h/a%2Fb?a%26b");
}

#[test]
fn decoding_happens_once() {
    assert_eq!(segments("coap://h/%2541"), ["%41"]);
    assert_eq!(uri("coap://h/%2541").to_string(), "coap://h/%2541");
}

/// The clarification of section 6.4 (Err4895).
#[test]
fn a_trailing_slash_is_an_empty_segment_unless_it_is_all_of_the_path() {
    assert_eq!(segments("coap://authority"), [""; 0]);
    assert_eq!(segments("coap://authority/"), [""; 0]);
    assert_eq!(segments("coap://authority//"), ["", ""]);
    assert_eq!(segments("coap://authority///"), ["", "", ""]);
    assert_eq!(segments("coap://authority/foo"), ["foo"]);
    assert_eq!(segments("coap://authority/foo/"), ["foo", ""]);
}

#[test]
fn a_question_mark_alone_is_one_empty_argument() {
    for text in ["coap://authority/?", "coap://authority?"] {
        assert_eq!(segments(text), [""; 0]);
        assert_eq!(arguments(text), [""]);
        assert_eq!(uri(text).to_string(), "coap://authority/?");
    }
    assert_eq!(arguments("coap://authority"), [""; 0]);
    assert_ne!(uri("coap://authority"), uri("coap://authority?"));
    assert_eq!(arguments("coap://authority?&a=1&"), ["", "a=1", ""]);
}

#[test]
fn every_scheme_has_its_port() {
    let ports = [5683, 5684, 5683, 5684, 80, 443];
    for (scheme, port) in EVERY.into_iter().zip(ports) {
        for text in [format!("{scheme}://h"), format!("{scheme}://h:"), format!("{scheme}://h:0{port}/")] {
            assert_eq!((uri(&text).scheme(), uri(&text).port()), (scheme, port));
            assert_eq!(uri(&text).to_string(), format!("{scheme}://h/"));
        }
        assert_eq!(scheme.default_port(), port);
        assert_eq!(scheme.is_secure(), port == 5684 || port == 443);
    }
    assert_ne!(uri("coap://h/"), uri("coap+tcp://h/"));
}

#[test]
fn a_port_other_than_the_destinations_becomes_an_option() {
    assert_eq!(options("coap://192.0.2.1:61616/", "192.0.2.1:5683"), [(URI_PORT, vec![0xf0, 0xb0])]);
    assert_eq!(options("coap://192.0.2.1:80/", "192.0.2.1:5683"), [(URI_PORT, vec![80])]);
    assert_eq!(options("coap://192.0.2.1:0/", "192.0.2.1:5683"), [(URI_PORT, vec![])]);
    assert_eq!(options("coap://192.0.2.1:80/", "192.0.2.1:80"), []);
    assert_eq!(options("coap://192.0.2.1/", "192.0.2.1:80"), [(URI_PORT, vec![0x16, 0x33])]);
}

#[test]
fn the_destinations_address_is_no_option_and_any_other_is() {
    assert_eq!(options("coap://[2001:DB8:0::1]/", "[2001:db8::1]:5683"), []);
    assert_eq!(options("coap://192.0.2.1/", "192.0.2.2:5683"), [(URI_HOST, b"192.0.2.1".to_vec())]);
    assert_eq!(options("coap://[2001:DB8:0::1]/", "[::1]:5683"), [(URI_HOST, b"[2001:db8::1]".to_vec())]);
}

/// RFC 8323 section 8.5.
#[test]
fn the_name_of_the_handshake_is_no_option() {
    let to = Destination { host: Host::try_from("Example.org").unwrap(), port: 443 };
    let wss = uri("coaps+ws://example.ORG/a");
    let parts = taken_apart(wss, to);
    assert_eq!(listed(&parts), [(URI_PATH, b"a".to_vec())]);
    let composed = UriBuf::compose(Scheme::CoapsWs, to, parts.as_options()).unwrap();
    assert_eq!(composed.as_str(), "coaps+ws://example.org/a");
}

/// RFC 8323 sections 8.3 and 8.4.
#[test]
fn the_websocket_endpoint_has_the_authority_and_a_well_known_path() {
    let endpoint = |text| uri(text).websocket_endpoint();
    assert_eq!(
        endpoint("coap+ws://example.org/sensors/temperature?u=Cel").as_deref(),
        Some("ws://example.org/.well-known/coap")
    );
    assert_eq!(
        endpoint("coaps+ws://example.org:8443/sensors").as_deref(),
        Some("wss://example.org:8443/.well-known/coap")
    );
    assert_eq!(endpoint("coap+tcp://example.org/"), None);
}

/// A text, and what is wrong with it where; `Ok` has the normal form.
type Rule = (&'static str, &'static str, Result<&'static str, (UriErrorKind, usize, &'static str)>);

#[rustfmt::skip]
const RULES: &[Rule] = &[
    ("6.4 step 1", "", Err((Scheme, 0, "scheme"))),
    ("6.4 step 1", "/sensors", Err((Scheme, 0, "scheme"))),
    ("6.4 step 1", "//h/sensors", Err((Scheme, 0, "scheme"))),
    ("6.4 step 3", "http://h/", Err((Scheme, 0, "scheme"))),
    ("6.4 step 3", "coap+udp://h/", Err((Scheme, 0, "scheme"))),
    ("6.4 step 3", " coap://h/", Err((Scheme, 0, "scheme"))),
    ("6.4 step 3", "COAPS+Tcp://h", Ok("coaps+tcp://h/")),
    ("6.4 step 4", "coap://h/a#b", Err((Fragment, 10, "fragment"))),
    ("6.4 step 4", "coap://h#", Err((Fragment, 8, "fragment"))),
    ("6.4 step 4", "coap://h?a#b", Err((Fragment, 10, "fragment"))),
    ("6.1", "coap:h", Err((MissingAuthority, 5, "host"))),
    ("6.1", "coap:/h", Err((MissingAuthority, 5, "host"))),
    ("6.1", "coap://", Err((EmptyHost, 7, "host"))),
    ("6.1", "coap:///a", Err((EmptyHost, 7, "host"))),
    ("6.1", "coap://:5683/a", Err((EmptyHost, 7, "host"))),
    ("6.1", "coap://u@h/", Err((Character, 8, "host"))),
    ("6.1", "coap://h:5683x/", Err((Port, 9, "port"))),
    ("6.1", "coap://h:+1/", Err((Port, 9, "port"))),
    ("6.1", "coap://h:65536/", Err((Port, 9, "port"))),
    ("6.1", "coap://h:65535/", Ok("coap://h:65535/")),
    ("6.1", "coap://h:1:2/", Err((Port, 9, "port"))),
    ("3986 3.2.2", "coap://[::1]", Ok("coap://[::1]/")),
    ("3986 3.2.2", "coap://[::1]:/", Ok("coap://[::1]/")),
    ("3986 3.2.2", "coap://[::1]:1/", Ok("coap://[::1]:1/")),
    ("3986 3.2.2", "coap://[::1]x/", Err((Character, 12, "host"))),
    ("3986 3.2.2", "coap://[::1", Err((IpLiteral, 7, "host"))),
    ("3986 3.2.2", "coap://[]/", Err((IpLiteral, 7, "host"))),
    ("3986 3.2.2", "coap://[1::2::3]/", Err((IpLiteral, 7, "host"))),
    ("3986 3.2.2", "coap://[192.0.2.1]/", Err((IpLiteral, 7, "host"))),
    ("3986 3.2.2", "coap://[v1.a]/", Err((IpLiteral, 7, "host"))),
    ("3986 3.2.2", "coap://[fe80::1%25eth0]/", Err((IpLiteral, 7, "host"))),
    ("3986 3.2.2", "coap://::1/", Err((EmptyHost, 7, "host"))),
    ("3986 3.2.2", "coap://[::FFFF:192.0.2.1]/", Ok("coap://[::ffff:192.0.2.1]/")),
    ("5952", "coap://[2001:0DB8:0:0:1:0:0:1]/", Ok("coap://[2001:db8::1:0:0:1]/")),
    ("3986 3.2.2", "coap://192.0.2.01/", Ok("coap://192.0.2.01/")),
    ("3986 3.2.2", "coap://a b/", Err((Character, 8, "host"))),
    ("3986 3.2.2", "coap://a!$&'()*+,;=-._~Z/", Ok("coap://a!$&'()*+,;=-._~z/")),
    ("3986 3.2.2", "coap://%C3%A9/", Ok("coap://%C3%A9/")),
    ("3986 3.2.2", "coap://\u{e9}/", Err((Character, 7, "host"))),
    ("6.5 step 2", "coap://a%20b/", Err((Character, 7, "host"))),
    ("6.5 step 2", "coap://a%2Fb/", Err((Character, 7, "host"))),
    ("6.5 step 2", "coap://a%00/", Err((Character, 7, "host"))),
    ("6.5 step 2", "coap://a%2541/", Err((Character, 7, "host"))),
    ("3986 6.2.2.2", "coap://%31%32.0.2.1/", Ok("coap://12.0.2.1/")),
    ("3986 2.1", "coap://h%4/", Err((PercentEncoding, 8, "host"))),
    ("3986 2.1", "coap://h/a/b%", Err((PercentEncoding, 12, "path"))),
    ("3986 2.1", "coap://h/a/%4g", Err((PercentEncoding, 11, "path"))),
    ("3986 2.1", "coap://h/%/41", Err((PercentEncoding, 9, "path"))),
    ("3986 2.1", "coap://h/?a&%+1", Err((PercentEncoding, 12, "query"))),
    ("3986 3.3", "coap://h/a b", Err((Character, 10, "path"))),
    ("3986 3.3", "coap://h/a/[b]", Err((Character, 11, "path"))),
    ("3986 3.3", "coap://h/\u{e9}", Err((Character, 9, "path"))),
    ("3986 3.3", "coap://h/a:@!$&'()*+,;=-._~", Ok("coap://h/a:@!$&'()*+,;=-._~")),
    ("3986 3.4", "coap://h/?a\"", Err((Character, 11, "query"))),
    ("3986 3.4", "coap://h/?a/?:@!$'()*+,;=-._~", Ok("coap://h/?a/?:@!$'()*+,;=-._~")),
    ("6.4 step 8", "coap://h/%00%7f", Ok("coap://h/%00%7F")),
    ("3.2", "coap://h/a/%ff", Err((Utf8, 11, "path"))),
    ("3.2", "coap://h/?a&b=%C3", Err((Utf8, 12, "query"))),
    ("3.2", "coap://%ff/", Err((Utf8, 7, "host"))),
    ("3.2", "coap://h/%ED%A0%80", Err((Utf8, 9, "path"))),
    ("5.10.1", "coap://h/.", Err((DotSegment, 9, "path"))),
    ("5.10.1", "coap://h/a/../b", Err((DotSegment, 11, "path"))),
    ("5.10.1", "coap://h/%2e%2E", Err((DotSegment, 9, "path"))),
    ("5.10.1", "coap://h/.%2e/", Err((DotSegment, 9, "path"))),
    ("5.10.1", "coap://h/.../..a", Ok("coap://h/.../..a")),
    ("5.10.1", "coap://h/?..", Ok("coap://h/?..")),
];

#[test]
fn the_rules_hold() {
    for (cites, text, outcome) in RULES {
        let found = Uri::try_from(*text);
        let found = found.map_err(|error| (error.kind(), error.offset(), error.field()));
        assert_eq!(found.map(|uri| uri.to_string()), outcome.map(str::to_owned), "{text} ({cites})");
        if let Ok(uri) = found {
            assert_eq!(Ok(uri), Uri::try_from(uri.to_string().as_str()), "{text} ({cites})");
        }
    }
}

#[test]
fn no_part_is_longer_than_its_option_can_be() {
    for (fits, encoded) in [("a".repeat(255), 255), ("%61".repeat(255), 765)] {
        assert_eq!(fits.len(), encoded);
        let texts = [format!("coap://{fits}/"), format!("coap://h/x/{fits}"), format!("coap://h/?x&{fits}")];
        for (text, (offset, field)) in texts.iter().zip([(7, "host"), (11, "path"), (12, "query")]) {
            assert!(Uri::try_from(text.as_str()).is_ok());
            let longer = text.replacen(&fits, &format!("{fits}a"), 1);
            let error = Uri::try_from(longer.as_str()).unwrap_err();
            assert_eq!((error.kind(), error.offset(), error.field()), (TooLong, offset, field));
        }
    }
}

#[test]
fn options_that_make_no_uri_are_refused() {
    use ComposeErrorKind as E;
    static LONG: [u8; 256] = [b'a'; 256];
    let rules: &[(&Options, E)] = &[
        (&[(URI_HOST, b"")], E::Length),
        (&[(URI_HOST, &LONG)], E::Length),
        (&[(URI_PATH, &LONG)], E::Length),
        (&[(URI_QUERY, &LONG)], E::Length),
        (&[(URI_PORT, b"\x01\x00\x00")], E::Length),
        (&[(URI_HOST, b"\xff")], E::Utf8),
        (&[(URI_PATH, b"\xff")], E::Utf8),
        (&[(URI_QUERY, b"\xc3")], E::Utf8),
        (&[(URI_HOST, b"a b")], E::Host),
        (&[(URI_HOST, b"a/b")], E::Host),
        (&[(URI_HOST, b"u@h")], E::Host),
        (&[(URI_HOST, b"h:1")], E::Host),
        (&[(URI_HOST, b"::1")], E::Host),
        (&[(URI_HOST, b"[::1]:1")], E::Host),
        (&[(URI_HOST, b"[::x]")], E::Host),
        (&[(URI_HOST, b"a%41")], E::Host),
        (&[(URI_PATH, b".")], E::DotSegment),
        (&[(URI_PATH, b"a"), (URI_PATH, b"..")], E::DotSegment),
        (&[(URI_HOST, b"a"), (URI_HOST, b"a")], E::Repeated),
        (&[(URI_PORT, b"\x01"), (URI_PORT, b"\x01")], E::Repeated),
        (&[(OptionNumber::PROXY_URI, b"coap://h/")], E::Proxy),
        (&[(OptionNumber::PROXY_SCHEME, b"http")], E::Proxy),
        (&[(OptionNumber::PROXY_SCHEME, b"")], E::Length),
        (&[(OptionNumber::PROXY_SCHEME, b"coap"), (OptionNumber::PROXY_SCHEME, b"coap")], E::Repeated),
    ];
    for (options, kind) in rules {
        assert_eq!(compose(Scheme::Coap, "192.0.2.1:5683", options), Err(*kind), "{options:?}");
        let error = UriBuf::compose(Scheme::Coap, destination("[::1]:1"), refs(options)).unwrap_err();
        assert_eq!(Some(error.option()), options.last().map(|(number, _)| *number));
    }
}

#[test]
fn options_are_escaped_as_section_6_5_says() {
    let to = "192.0.2.1:5683";
    let rows: &[(&Options, &str)] = &[
        (&[(URI_HOST, "\u{e9}.example".as_bytes())], "coap://%C3%A9.example/"),
        (&[(URI_HOST, b"[2001:db8::1]")], "coap://[2001:db8::1]/"),
        (&[(URI_HOST, b"[2001:DB8:0::0:1]")], "coap://[2001:db8::1]/"),
        (&[(URI_HOST, b"192.0.2.2")], "coap://192.0.2.2/"),
        (&[(URI_HOST, b"EXAMPLE.com")], "coap://example.com/"),
        (&[(URI_PORT, b"\x00\x50"), (URI_PATH, b"a")], "coap://192.0.2.1:80/a"),
        (&[(URI_PORT, b"\x16\x33")], "coap://192.0.2.1/"),
        (&[(URI_PORT, b"")], "coap://192.0.2.1:0/"),
        (&[(URI_PATH, b"a:@!$&'()*+,;=-._~")], "coap://192.0.2.1/a:@!$&'()*+,;=-._~"),
        (&[(URI_PATH, b"/?#[]% \"\x00")], "coap://192.0.2.1/%2F%3F%23%5B%5D%25%20%22%00"),
        (&[(URI_QUERY, b"a:@!$'()*+,;=-._~/?")], "coap://192.0.2.1/?a:@!$'()*+,;=-._~/?"),
        (&[(URI_QUERY, b"&#[]% \"\x7f")], "coap://192.0.2.1/?%26%23%5B%5D%25%20%22%7F"),
        (&[(URI_QUERY, b""), (URI_QUERY, b"b")], "coap://192.0.2.1/?&b"),
        (&[(URI_PATH, b"")], "coap://192.0.2.1/"),
        (&[(URI_PATH, b""), (URI_PATH, b"")], "coap://192.0.2.1//"),
        (
            &[(URI_QUERY, b"q"), (OptionNumber::SIZE1, b"\x01"), (URI_PATH, b"p"), (URI_HOST, b"h")],
            "coap://h/p?q",
        ),
    ];
    for (options, text) in rows {
        assert_eq!(compose(Scheme::Coap, to, options).as_deref(), Ok(*text));
    }
}

/// Section 5.10.2: the scheme of the URI that stands by then is replaced, so a default port becomes that of the other.
#[test]
fn a_proxy_scheme_of_coap_is_the_scheme() {
    const PROXY_SCHEME: OptionNumber = OptionNumber::PROXY_SCHEME;
    let rows: &[(&str, &Options, &str)] = &[
        ("192.0.2.1:5683", &[(URI_HOST, b"h"), (PROXY_SCHEME, b"coaps")], "coaps://h/"),
        ("192.0.2.1:5683", &[(URI_HOST, b"h"), (PROXY_SCHEME, b"COAP+ws")], "coap+ws://h/"),
        ("192.0.2.1:61616", &[(URI_HOST, b"h"), (PROXY_SCHEME, b"coap")], "coap://h:61616/"),
        (
            "192.0.2.1:61616",
            &[(URI_HOST, b"h"), (URI_PORT, b"\x16\x33"), (PROXY_SCHEME, b"coaps")],
            "coaps://h/",
        ),
        (
            "192.0.2.1:5683",
            &[(URI_HOST, b"h"), (URI_PORT, b"\x50"), (PROXY_SCHEME, b"coap+tcp")],
            "coap+tcp://h:80/",
        ),
    ];
    for (to, options, text) in rows {
        assert_eq!(compose(Scheme::Coap, to, options).as_deref(), Ok(*text));
    }
}

#[test]
fn schemes_are_known_in_any_case() {
    for scheme in EVERY {
        assert_eq!(Scheme::try_from(scheme.as_str()), Ok(scheme));
        assert_eq!(Scheme::try_from(scheme.as_str().to_uppercase().as_str()), Ok(scheme));
    }
    for other in ["", "http", "coap:", "coap+udp", " coap"] {
        assert!(Scheme::try_from(other).is_err(), "{other}");
    }
}

#[test]
fn a_host_name_is_decoded_for_a_resolver() {
    let name = |text| match Host::try_from(text) {
        Ok(Host::Name(name)) => name.decode(),
        other => panic!("{text}: {other:?}"),
    };
    assert!(matches!(name("example.net"), Cow::Borrowed("example.net")));
    assert_eq!(name("EX%41MPLE.net"), "example.net");
    assert_eq!(name("caf%C3%A9.example"), "caf\u{e9}.example");
}

#[test]
fn options_of_another_uri_are_not_mixed_with_a_uris() {
    for number in [URI_HOST, URI_PORT] {
        let mut options = OptionsBuf::new();
        options.push(number, b"a").unwrap();
        let before = options.clone();
        let refused = options.push_uri(&uri("coap://h/a?b"), destination("192.0.2.1:1"));
        assert_eq!((refused, options), (Err(OptionError::Repeated(number)), before));
    }
}

#[test]
fn a_uri_has_the_text_that_it_was_read_from() {
    assert_eq!(uri("COAP://EXAMPLE.com:/%7esensors?a").as_str(), "COAP://EXAMPLE.com:/%7esensors?a");
}

#[cfg(feature = "serde")]
#[test]
fn a_uri_is_stored_in_normal_form() {
    let stored = serde_json::to_string(&uri("COAP://EXAMPLE.com:/%7esensors")).unwrap();
    assert_eq!(stored, "\"coap://example.com/~sensors\"");
    let restored: UriBuf = serde_json::from_str(&stored).unwrap();
    assert_eq!(restored.as_uri(), uri("coap://example.com/~sensors"));
    assert_eq!(serde_json::to_string(&restored).unwrap(), stored);
    assert!(serde_json::from_str::<UriBuf>("\"/~sensors\"").is_err());
}

#[test]
fn reading_allocates_nothing() {
    let text = format!("coap+tcp://EX%41mple.net:61616/{}?{}", "%7Ea/".repeat(100), "%26=b&".repeat(100));
    let info = measure(|| {
        let uri = Uri::try_from(text.as_str()).unwrap();
        assert_eq!(uri.segments().map(|segment| segment.bytes().count()).sum::<usize>(), 200);
        assert_eq!(uri.arguments().map(|argument| argument.bytes().count()).sum::<usize>(), 300);
    });
    assert_eq!(info.count_total, 0);
}

/// Work that grows with the square of the input would take hours.
#[test]
fn a_long_run_of_anything_is_read() {
    for piece in ["/", "/a", "/%41", "?a", "&%41", "/../"] {
        let start = if piece == "&%41" { "coap://h/?" } else { "coap://h" };
        let text = format!("{start}{}", piece.repeat(300_000));
        let Ok(uri) = Uri::try_from(text.as_str()) else {
            assert!(matches!(piece, "?a" | "/../"));
            continue;
        };
        let count = uri.segments().count() + uri.arguments().count();
        assert_eq!(count, 300_000 + usize::from(piece == "&%41"));
    }
}

#[test]
fn plain_values_are_borrowed() {
    let uri = uri("coap://example.net/a?b");
    assert!(uri.segments().chain(uri.arguments()).all(|part| matches!(part.decode(), Cow::Borrowed(_))));
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z0-9]{0,8}", "[ -~]{0,12}", ".{0,12}", Just("%41".to_owned()), Just("a/&?#".to_owned())]
}

fn host() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9.-]{1,12}",
        "([a-z!$&'()*+,;=_~-]|%[46][1-9a-f]|%C3%A9){1,8}",
        any::<std::net::Ipv4Addr>().prop_map(|address| address.to_string()),
        any::<std::net::Ipv6Addr>().prop_map(|address| format!("[{address}]")),
    ]
}

/// URIs in all sorts of spellings, a few of them wrong.
fn text() -> impl Strategy<Value = String> {
    let scheme =
        prop::sample::select(vec!["coap", "coaps", "coap+tcp", "COAPS+TCP", "coap+ws", "coaps+ws", "CoAP"]);
    let part = "([a-zA-Z0-9:@!$'()*+,;=._~-]|%[2-7][0-9a-fA-F]|%C3%A9){0,6}";
    let path = prop::collection::vec(part, 0..4);
    let query = prop::option::of(prop::collection::vec(part, 1..4));
    let port = prop_oneof![
        Just(String::new()),
        Just(":".to_owned()),
        any::<u16>().prop_map(|port| format!(":{port}"))
    ];
    (scheme, host(), port, path, query).prop_map(|(scheme, host, port, path, query)| {
        let path: String = path.iter().map(|segment| format!("/{segment}")).collect();
        let query = query.map_or(String::new(), |query| format!("?{}", query.join("&")));
        format!("{scheme}://{host}{port}{path}{query}")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_was_decomposed_is_composed_in_normal_form(text in text(), port: u16) {
        let Ok(uri) = Uri::try_from(text.as_str()) else { return Ok(()) };
        let normal = uri.to_string();
        prop_assert_eq!(Uri::try_from(normal.as_str()), Ok(uri));
        for to in [own(uri), Destination { port, ..own(uri) }, destination("[2001:db8::1]:5683")] {
            let options = taken_apart(uri, to);
            let composed = UriBuf::compose(uri.scheme(), to, options.as_options()).unwrap();
            prop_assert_eq!(composed.as_str(), &normal);
            prop_assert_eq!(taken_apart(composed.as_uri(), to), options);
        }
    }

    #[test]
    fn an_owned_uri_is_the_normal_form_of_the_view(text in text(), other in text()) {
        let Ok(uri) = Uri::try_from(text.as_str()) else { return Ok(()) };
        let owned = UriBuf::from(uri);
        prop_assert_eq!(owned.as_str(), uri.to_string());
        prop_assert_eq!(owned.as_uri(), uri);
        prop_assert_eq!(owned.as_uri().host(), uri.host());
        prop_assert_eq!(UriBuf::try_from(text.as_str()), Ok(owned.clone()));
        if let Ok(other) = Uri::try_from(other.as_str()) {
            prop_assert_eq!(other.resolve(&text), Ok(owned.clone()));
            prop_assert_eq!(owned == UriBuf::from(other), uri == other);
        }
    }

    #[test]
    fn what_was_composed_is_decomposed_to_the_same(
        path in prop::collection::vec(value(), 0..4),
        query in prop::collection::vec(value(), 0..4),
    ) {
        prop_assume!(path != [""]);
        let to = destination("192.0.2.1:5683");
        let path = path.iter().map(|value| (URI_PATH, value.as_bytes()));
        let options: Vec<_> = path.chain(query.iter().map(|value| (URI_QUERY, value.as_bytes()))).collect();
        let Ok(composed) = UriBuf::compose(Scheme::Coap, to, refs(&options)) else { return Ok(()) };
        let uri = Uri::try_from(composed.as_str()).unwrap();
        prop_assert_eq!(uri, composed.as_uri());
        prop_assert_eq!(&uri.to_string(), composed.as_str());
        let again = listed(&taken_apart(uri, to));
        prop_assert!(again.iter().map(|(number, value)| (*number, &**value)).eq(options));
    }

    #[test]
    fn equal_uris_hash_alike_and_give_equal_options(left in text(), right in text()) {
        let (Ok(left), Ok(right)) = (Uri::try_from(left.as_str()), Uri::try_from(right.as_str())) else { return Ok(()) };
        let to = destination("192.0.2.1:1");
        let same = left.scheme() == right.scheme() && taken_apart(left, to) == taken_apart(right, to);
        prop_assert_eq!(left == right, same);
        prop_assert!(left != right || hash(left) == hash(right));
    }

    #[test]
    fn no_text_panics(text in ".{0,64}", tail in "[a-z/?#%:@&.\\[\\]0-9]{0,40}") {
        _ = Uri::try_from(text.as_str());
        let text = format!("coap://{tail}");
        if let Err(error) = Uri::try_from(text.as_str()) {
            prop_assert!(error.offset() <= text.len() && text.is_char_boundary(error.offset()));
        }
    }

    #[test]
    fn no_options_panic(options in prop::collection::vec(((0_u16..21).prop_map(OptionNumber::new), prop::collection::vec(any::<u8>(), 0..8)), 0..6)) {
        let composed = UriBuf::compose(Scheme::CoapTcp, destination("[::1]:5683"), refs(&options));
        for uri in composed.into_iter().chain(uri("coap://h").location(refs(&options)).into_iter().flatten()) {
            prop_assert_eq!(Uri::try_from(uri.as_str()), Ok(uri.as_uri()));
        }
    }

    #[cfg(feature = "arbitrary")]
    #[test]
    fn arbitrary_uris_are_valid(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let made = Uri::arbitrary(&mut arbitrary::Unstructured::new(&bytes)).unwrap();
        let normal = made.to_string();
        prop_assert_eq!(Uri::try_from(normal.as_str()), Ok(made));
    }
}
