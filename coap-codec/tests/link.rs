//! The link format: the examples of RFC 6690, the rules table, and what holds for all links.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests panic")]

use std::borrow::Cow;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use allocation_counter::measure;
#[cfg(feature = "arbitrary")]
use arbitrary::Arbitrary as _;
use coap_codec::ContentFormat;
use coap_codec::link::LinkErrorKind::*;
use coap_codec::link::{Filter, InvalidLink, Link, LinkErrorKind, Links, LinksBuf, Value};
use proptest::prelude::*;

fn links(text: &str) -> Links<'_> {
    Links::decode(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn link(text: &str) -> Link<'_> {
    links(text).iter().next().unwrap()
}

/// A target and its attributes, as the tests write them.
type Row<'a> = (&'a str, &'a [(&'a str, Option<&'a str>)]);

fn written(rows: &[Row<'_>]) -> Result<String, InvalidLink> {
    let mut links = LinksBuf::new();
    for (target, attributes) in rows {
        let mut link = links.push(target)?;
        for (name, value) in *attributes {
            match value {
                Some(value) => link.attribute(name, value)?,
                None => link.flag(name)?,
            };
        }
    }
    Ok(links.into())
}

fn one(name: &str, value: &str) -> Result<String, InvalidLink> {
    written(&[("/", &[(name, Some(value))])])
}

fn found<'a>(text: &'a str, query: &str) -> Vec<&'a str> {
    let filter = Filter::try_from(query).unwrap();
    links(text).filter(filter).map(|link| link.target()).collect()
}

/// Each link read and put into a new list.
fn copied(text: &str) -> String {
    links(text).iter().collect::<LinksBuf>().into()
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn decoded<'a>(values: impl Iterator<Item = Value<'a>>) -> Vec<String> {
    values.map(|value| value.decode().into_owned()).collect()
}

const ANCHORED: &str = r#"</sensors>;ct=40;title="Sensor Index",</sensors/temp>;rt="temperature-c";if="sensor",</sensors/light>;rt="light-lux";if="sensor",<http://www.example.com/sensors/t123>;anchor="/sensors/temp";rel="describedby",</t>;anchor="/sensors/temp";rel="alternate""#;

/// What section 5 prints, without its line breaks, and what it says.
#[rustfmt::skip]
const EXAMPLES: &[(&str, &[Row<'static>])] = &[
    ("", &[]),
    (r#"</sensors/temp>;if="sensor",</sensors/light>;if="sensor""#, &[
        ("/sensors/temp", &[("if", Some("sensor"))]),
        ("/sensors/light", &[("if", Some("sensor"))]),
    ]),
    ("</sensors>;ct=40", &[("/sensors", &[("ct", Some("40"))])]),
    (r#"</sensors/temp>;rt="temperature-c";if="sensor",</sensors/light>;rt="light-lux";if="sensor""#, &[
        ("/sensors/temp", &[("rt", Some("temperature-c")), ("if", Some("sensor"))]),
        ("/sensors/light", &[("rt", Some("light-lux")), ("if", Some("sensor"))]),
    ]),
    (r#"</sensors/light>;rt="light-lux";if="sensor""#, &[
        ("/sensors/light", &[("rt", Some("light-lux")), ("if", Some("sensor"))]),
    ]),
    (r#"</sensors/light>;rt="light-lux core.sen-light";if="sensor""#, &[
        ("/sensors/light", &[("rt", Some("light-lux core.sen-light")), ("if", Some("sensor"))]),
    ]),
    (ANCHORED, &[
        ("/sensors", &[("ct", Some("40")), ("title", Some("Sensor Index"))]),
        ("/sensors/temp", &[("rt", Some("temperature-c")), ("if", Some("sensor"))]),
        ("/sensors/light", &[("rt", Some("light-lux")), ("if", Some("sensor"))]),
        ("http://www.example.com/sensors/t123",
            &[("anchor", Some("/sensors/temp")), ("rel", Some("describedby"))]),
        ("/t", &[("anchor", Some("/sensors/temp")), ("rel", Some("alternate"))]),
    ]),
    (r#"<http://www.example.com/sensors/temp123>;anchor="/sensors/temp";rel="describedby",</t>;anchor="/sensors/temp";rel="alternate""#, &[
        ("http://www.example.com/sensors/temp123",
            &[("anchor", Some("/sensors/temp")), ("rel", Some("describedby"))]),
        ("/t", &[("anchor", Some("/sensors/temp")), ("rel", Some("alternate"))]),
    ]),
    (r#"</firmware/v2.1>;rt="firmware";sz=262144"#, &[
        ("/firmware/v2.1", &[("rt", Some("firmware")), ("sz", Some("262144"))]),
    ]),
];

#[test]
fn the_examples_of_section_5_are_read_and_written() {
    for (text, rows) in EXAMPLES {
        assert_eq!(written(rows).as_deref(), Ok(*text));
        assert_eq!(copied(text), *text);
        assert!(links(text).iter().map(|link| link.target()).eq(rows.iter().map(|row| row.0)));
        for (link, (_, attributes)) in links(text).iter().zip(*rows) {
            let read: Vec<_> = link
                .attributes()
                .map(|attribute| (attribute.name(), attribute.value().map(|value| value.decode())))
                .collect();
            let read: Vec<_> = read.iter().map(|(name, value)| (*name, value.as_deref())).collect();
            assert_eq!(read, *attributes);
        }
    }
}

#[test]
fn the_queries_of_section_5_find_what_it_says() {
    assert_eq!(found(ANCHORED, "rt=light-lux"), ["/sensors/light"]);
    let several = r#"</sensors/light>;rt="light-lux core.sen-light";if="sensor""#;
    assert_eq!(found(several, "rt=light-lux"), ["/sensors/light"]);
    assert_eq!(found(several, "rt=core.sen-light"), ["/sensors/light"]);
    assert_eq!(found(ANCHORED, "anchor=/sensors/temp"), ["http://www.example.com/sensors/t123", "/t"]);
    let firmware = r#"</a>;rt="other",</firmware/v2.1>;rt="firmware";sz=262144"#;
    assert_eq!(found(firmware, "rt=firmware"), ["/firmware/v2.1"]);
}

#[test]
fn the_queries_of_section_4_1_find_what_it_says() {
    let text = r#"</foo>,</foobar>;foo=bar,</x>;foo="barley",</y>;foo,</z>;foo="ba\r",<foo>;fo=bar"#;
    assert_eq!(found(text, "href=/foo"), ["/foo"]);
    assert_eq!(found(text, "href=/foo*"), ["/foo", "/foobar"]);
    assert_eq!(found(text, "foo=bar"), ["/foobar", "/z"]);
    assert_eq!(found(text, "foo=bar*"), ["/foobar", "/x", "/z"]);
    assert_eq!(found(text, "foo=*"), ["/foobar", "/x", "/y", "/z"]);
    assert_eq!(found(text, "none=*"), [""; 0]);
}

#[test]
fn a_filter_compares_strings_whole_or_by_their_beginning() {
    let text = r#"</a>;rt="a b c",</b>;rt="",</c>;ct="40 41",</d>;title="a b",</e>;rel=x;rel=y,</f>;rev="p q",</g>;if="i j""#;
    assert_eq!(found(text, "rt=b"), ["/a"]);
    assert_eq!(found(text, "rt=B"), [""; 0]);
    assert_eq!(found(text, "RT=b"), ["/a"]);
    assert_eq!(found(text, "rt=a b"), [""; 0]);
    assert_eq!(found(text, "rt=*"), ["/a", "/b"]);
    assert_eq!(found(text, "rt="), ["/b"]);
    assert_eq!(found(text, "ct=40"), [""; 0]);
    assert_eq!(found(text, "ct=40*"), ["/c"]);
    assert_eq!(found(text, "ct=40 41"), ["/c"]);
    assert_eq!(found(text, "title=b"), [""; 0]);
    assert_eq!(found(text, "title=a b"), ["/d"]);
    assert_eq!(found(text, "rev=q"), ["/f"]);
    assert_eq!(found(text, "if=j"), ["/g"]);
    assert_eq!(found("</a>;x=\"a*\"", "x=a**"), ["/a"]);
    assert_eq!(found("</a>;x=\"a*\",</b>;x=ab", "x=a*"), ["/a", "/b"]);
    for wrong in ["", "rt", "=a", "r t=a", "*=a"] {
        assert!(Filter::try_from(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn known_attributes_have_their_types() {
    let text = r#"</a>;rel="next describedby";anchor="/b";rt="t1  t2";if=i;sz=12;ct="0 40 65535";title="\"T\"";hreflang=en;hreflang=de;media="a, b";type="text/plain";obs"#;
    let link = link(text);
    assert_eq!(decoded(link.relations()), ["next", "describedby"]);
    assert!(link.anchor().unwrap() == "/b");
    assert_eq!(decoded(link.resource_types()), ["t1", "t2"]);
    assert_eq!(decoded(link.interfaces()), ["i"]);
    assert_eq!(link.size(), Some(12));
    assert!(link.content_formats().eq([0, 40, 65535].map(ContentFormat::new)));
    assert_eq!(link.title().unwrap().to_string(), "\"T\"");
    assert_eq!(link.title().unwrap().as_str(), "\\\"T\\\"");
    assert_eq!(decoded(link.languages()), ["en", "de"]);
    assert!(link.media().unwrap() == "a, b");
    assert!(link.media_type().unwrap() == "text/plain");
    assert!(link.is_observable());
}

#[test]
fn attributes_that_are_missing_or_make_no_sense_are_none() {
    let nothing = link("</a>;x");
    assert_eq!(nothing.relations().count() + nothing.content_formats().count(), 0);
    assert_eq!((nothing.size(), nothing.title(), nothing.is_observable()), (None, None, false));
    let sizes = ["sz=big", "sz=012", "sz=-1", "sz=\"\"", "sz", "sz=\"1 2\""];
    assert!(sizes.iter().all(|size| link(&format!("</a>;{size}")).size().is_none()));
    assert!(link(r#"</a>;ct="x 40 65536 007 0""#).content_formats().eq([40, 0].map(ContentFormat::new)));
    assert!(link("</a>;obs=1").is_observable());
}

#[test]
fn a_size_may_be_of_any_length() {
    assert_eq!(link("</a>;sz=0").size(), Some(0));
    assert_eq!(link("</a>;sz=18446744073709551614").size(), Some(u64::MAX - 1));
    assert_eq!(link(&format!("</a>;sz=1{}", "0".repeat(100))).size(), Some(u64::MAX));
    assert_eq!(link(r#"</a>;sz="\12""#).size(), Some(12));
}

/// RFC 5988 section 5 has parsers ignore what comes after the first.
#[test]
fn of_repeated_attributes_the_first_counts() {
    let link = link(r#"</a>;rt=a;rt=b;rel=c;rel=d;sz=1;sz=2;title="e";title="f""#);
    assert_eq!(decoded(link.resource_types()), ["a"]);
    assert_eq!(decoded(link.relations()), ["c"]);
    assert_eq!((link.size(), link.title().unwrap().to_string()), (Some(1), "e".to_owned()));
}

#[test]
fn links_are_equal_by_what_they_say() {
    let token = "</a>;rt=b;Foo=1";
    for same in [r#"</a>;rt="b";foo="1""#, r#"</a>;RT="\b";FOO="\1""#] {
        assert_eq!(links(token), links(same));
        assert_eq!(hash(links(token)), hash(links(same)));
        assert_eq!(LinksBuf::from(links(token)), LinksBuf::from(links(same)));
    }
    for other in ["</a>;rt=b", "</a>;rt=b;foo", "</a>;rt=B;foo=1", "</A>;rt=b;foo=1", "</a>;rt=b;foo=1,<>"] {
        assert_ne!(links(token), links(other));
    }
}

#[test]
fn separators_in_targets_and_quoted_strings_separate_nothing() {
    let text = r#"</a,b;c=d>;title="x,</y>;z=\"1\"",</e>"#;
    assert_eq!(links(text).iter().count(), 2);
    assert_eq!(link(text).target(), "/a,b;c=d");
    assert_eq!(link(text).attributes().count(), 1);
    assert_eq!(link(text).title().unwrap().decode(), r#"x,</y>;z="1""#);
}

#[test]
fn an_escaped_space_separates_as_any_other() {
    assert_eq!(decoded(link(r#"</a>;rt="\ a\ \b c\ ""#).resource_types()), ["a", "b", "c"]);
}

type Outcome = Result<usize, (LinkErrorKind, usize)>;

/// Bytes, and what is wrong with them where; `Ok` has the number of links.
#[rustfmt::skip]
const RULES: &[(&[u8], Outcome)] = &[
    (b"", Ok(0)),
    (b"<>", Ok(1)),
    (b"</a>,</b>", Ok(2)),
    (b"<\xff>", Err((Utf8, 1))),
    (b"</a>;t=\"\xc3\"", Err((Utf8, 8))),
    (b"</a>,", Err((Target, 5))),
    (b",</a>", Err((Target, 0))),
    (b"</a>,,</b>", Err((Target, 5))),
    (b"/a", Err((Target, 0))),
    (b"</a", Err((Target, 3))),
    (b"</a b>", Err((Target, 3))),
    (b"</a<b>", Err((Target, 3))),
    (b"</a\"b>", Err((Target, 3))),
    (b"</a\\b>", Err((Target, 3))),
    (b"</a\0>", Err((Target, 3))),
    (b"</a%2>", Err((Target, 3))),
    (b"</a%20>", Ok(1)),
    ("</\u{e9}>".as_bytes(), Ok(1)),
    (b"<coap://[::1]:1/a?b=c&d#e>", Ok(1)),
    (b"</a> ;x", Err((Separator, 4))),
    (b"</a>\n,</b>", Err((Separator, 4))),
    (b"</a></b>", Err((Separator, 4))),
    (b"</a>, </b>", Err((Target, 5))),
    (b"</a>; x", Err((AttributeName, 5))),
    (b"</a>;", Err((AttributeName, 5))),
    (b"</a>;;x", Err((AttributeName, 5))),
    (b"</a>;=x", Err((AttributeName, 5))),
    (b"</a>;*=x", Err((AttributeName, 5))),
    (b"</a>;\xc3\xa9=x", Err((AttributeName, 5))),
    (b"</a>;a(=x", Err((Separator, 6))),
    (b"</a>;x =1", Err((Separator, 6))),
    (b"</a>;x= 1", Err((AttributeValue, 7))),
    (b"</a>;x=", Err((AttributeValue, 7))),
    (b"</a>;x=,</b>", Err((AttributeValue, 7))),
    (b"</a>;x=1 ", Err((Separator, 8))),
    (b"</a>;x=a\\", Err((Separator, 8))),
    (b"</a>;x=a\"b\"", Err((Separator, 8))),
    (b"</a>;x=!#$%&'()*+-./0:<=>?@A[]^_`{|}~", Ok(1)),
    (b"</a>;!#$&+-.^_`|~=1", Ok(1)),
    (b"</a>;x=\"\"", Ok(1)),
    (b"</a>;x=\"a\"b", Err((Separator, 10))),
    (b"</a>;x=\"a", Err((QuotedString, 9))),
    (b"</a>;x=\"a\\\"", Err((QuotedString, 11))),
    (b"</a>;x=\"a\\", Err((QuotedString, 9))),
    (b"</a>;x=\"a\nb\"", Err((QuotedString, 9))),
    (b"</a>;x=\"a\x7f\"", Err((QuotedString, 9))),
    (b"</a>;x=\"\\\xc3\xa9\"", Err((QuotedString, 8))),
    (b"</a>;x=\"a\tb \xc3\xa9\\\n\"", Ok(1)),
    (b"</a>;title*=UTF-8'en'%e2%82%ac", Ok(1)),
    (b"</a>;title*=UTF-8''a", Ok(1)),
    (b"</a>;title*", Err((AttributeValue, 11))),
    (b"</a>;title*=a", Err((AttributeValue, 12))),
    (b"</a>;title*=\"UTF-8''a\"", Err((AttributeValue, 12))),
    (b"</a>;title*=UTF-8''%e", Err((AttributeValue, 12))),
    (b"</a>;title*=U(F'en'a", Err((AttributeValue, 12))),
    (b"</a>;title*=''a", Err((AttributeValue, 12))),
    (b"</a>;title*=UTF-8'e_n'a", Err((AttributeValue, 12))),
    (b"</a>;title**=UTF-8''a", Err((AttributeValue, 11))),
];

#[test]
fn the_rules_hold() {
    for (bytes, outcome) in RULES {
        let found = Links::decode(bytes).map(|links| links.iter().count());
        let found = found.map_err(|error| (error.kind(), error.offset()));
        assert_eq!(found, *outcome, "{}", bytes.escape_ascii());
    }
}

#[test]
fn values_are_written_in_the_form_of_their_attribute() {
    let rows = [
        ("rt", "a b", r#"rt="a b""#),
        ("rel", "http://example.net/rel,x", r#"rel="http://example.net/rel,x""#),
        ("anchor", "", r#"anchor="""#),
        ("hreflang", "de-CH", "hreflang=de-CH"),
        ("type", "text/plain", r#"type="text/plain""#),
        ("media", "screen, tty", r#"media="screen, tty""#),
        ("sz", "0", "sz=0"),
        ("ct", "65535", "ct=65535"),
        ("ct", "0 40", r#"ct="0 40""#),
        ("title", "a\"b\\c\n\u{e9}", "title=\"a\\\"b\\\\c\\\n\u{e9}\""),
        ("title*", "UTF-8'en'%e2%82%ac", "title*=UTF-8'en'%e2%82%ac"),
        ("foo", "bar", r#"foo="bar""#),
        ("foo", "", r#"foo="""#),
    ];
    for (name, value, attribute) in rows {
        assert_eq!(one(name, value), Ok(format!("</>;{attribute}")));
    }
    assert_eq!(written(&[("/", &[("obs", None), ("foo", None)])]).as_deref(), Ok("</>;obs;foo"));
}

#[test]
fn what_no_link_can_have_is_not_written() {
    for target in ["/a b", "/a>", "<", "/%2", "/\u{e9}", "/\n", "\""] {
        assert_eq!(written(&[(target, &[])]), Err(InvalidLink::Target), "{target}");
    }
    for name in ["", "href", "HREF", "a b", "a=", "a;b", "*", "a**", "\u{e9}", "a'"] {
        assert_eq!(one(name, "x"), Err(InvalidLink::AttributeName), "{name}");
        assert_eq!(written(&[("/", &[(name, None)])]), Err(InvalidLink::AttributeName), "{name}");
    }
    let values = [
        ("rt", ""),
        ("rt", " a"),
        ("if", "a "),
        ("rel", "a\"b"),
        ("rev", "a\\b"),
        ("rt", "\u{e9}"),
        ("anchor", "/a b"),
        ("hreflang", ""),
        ("hreflang", "de CH"),
        ("type", "text"),
        ("type", "text/"),
        ("type", "a/b/c"),
        ("sz", ""),
        ("sz", "01"),
        ("sz", "big"),
        ("ct", "65536"),
        ("ct", "00"),
        ("ct", "40,41"),
        ("title*", "a"),
        ("title*", "UTF-8''a b"),
        ("obs", "1"),
    ];
    for (name, value) in values {
        assert_eq!(one(name, value), Err(InvalidLink::AttributeValue), "{name}={value}");
    }
    for name in ["rt", "if", "rel", "anchor", "sz", "ct", "title", "title*", "type", "hreflang", "media"] {
        assert_eq!(written(&[("/", &[(name, None)])]), Err(InvalidLink::AttributeValue), "{name}");
    }
}

/// Sections 3.1, 3.2 and 3.3, RFC 5988 section 5, the correction of RFC 7252 section 7.2.1, and RFC 7641 section 6.
#[test]
fn what_may_occur_once_is_not_written_again() {
    let rows = [
        ("rt", "a"),
        ("if", "a"),
        ("sz", "1"),
        ("ct", "1"),
        ("rel", "a"),
        ("media", "a"),
        ("type", "a/b"),
        ("title", "a"),
        ("title*", "UTF-8''a"),
    ];
    for (name, value) in rows {
        let mut links = LinksBuf::new();
        links.push("/before").unwrap().attribute(name, value).unwrap();
        let mut link = links.push("/a").unwrap();
        link.attribute("x", &format!(";{name}=1")).unwrap().attribute(name, value).unwrap();
        assert_eq!(link.attribute(name, value).unwrap_err(), InvalidLink::Repeated);
        assert_eq!(link.attribute(&name.to_uppercase(), value).unwrap_err(), InvalidLink::Repeated);
        assert_eq!(copied(links.as_str()), links.as_str());
    }
    let mut links = LinksBuf::new();
    let mut link = links.push("/a").unwrap();
    link.flag("obs").unwrap();
    assert_eq!(link.flag("OBS").unwrap_err(), InvalidLink::Repeated);
    let several = [("hreflang", Some("de")), ("hreflang", Some("en")), ("x", None), ("x", None)];
    assert_eq!(written(&[("/", &several)]).as_deref(), Ok("</>;hreflang=de;hreflang=en;x;x"));
}

#[cfg(feature = "serde")]
#[test]
fn links_are_stored_as_their_text_and_checked_when_restored() {
    let kept = LinksBuf::from(links(ANCHORED));
    let stored = serde_json::to_string(&kept).unwrap();
    assert_eq!(stored, serde_json::to_string(&links(ANCHORED)).unwrap());
    assert_eq!(serde_json::from_str::<String>(&stored).unwrap(), ANCHORED);
    assert_eq!(serde_json::from_str::<LinksBuf>(&stored).unwrap().as_str(), ANCHORED);
    assert!(serde_json::from_str::<LinksBuf>("\"</a>;\"").is_err());
}

#[test]
fn reading_and_filtering_allocate_nothing() {
    let text = vec![r#"</sensors/light>;rt="light-lux core.sen-light";if="sen\sor";sz=12"#; 100].join(",");
    let info = measure(|| {
        let filter = Filter::try_from("if=sensor").unwrap();
        assert_eq!(links(&text).filter(filter).map(|link| link.size()).filter(Option::is_some).count(), 100);
    });
    assert_eq!(info.count_total, 0);
}

/// Work that grows with the square of the input would take hours.
#[test]
fn a_long_run_of_anything_is_read() {
    let pieces = [
        ("<>", ",<>"),
        ("<>", ";a"),
        ("<>;a=\"", "\\ "),
        ("<>;rt=\"", " a"),
        ("</", "%20"),
        ("<>;rt=b", ";rt=b"),
    ];
    for (start, piece) in pieces {
        let end = if start.ends_with('/') {
            ">"
        } else if start.contains('"') {
            "\""
        } else {
            ""
        };
        let text = format!("{start}{}{end}", piece.repeat(300_000));
        let found = links(&text).filter(Filter::try_from("rt=c").unwrap()).count();
        let words: usize = links(&text).iter().map(|link| link.resource_types().count()).sum();
        assert_eq!(
            (found, words),
            (0, if piece == " a" { 300_000 } else { usize::from(start.contains("=b")) })
        );
    }
}

#[test]
fn plain_values_are_borrowed() {
    assert!(matches!(link(r#"</a>;title="b""#).title().unwrap().decode(), Cow::Borrowed("b")));
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "rel", "rt", "if", "ct", "sz", "title", "obs", "anchor", "type", "media", "title*"
        ])
        .prop_map(str::to_owned),
        "[a-zA-Z0-9!#$&+.^_`|~-]{1,5}",
        ".{0,3}",
    ]
}

fn value() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop_oneof!["[a-z.]{1,6}( [a-z]{1,3})?", "[0-9]{1,6}", "[ -~]{0,8}", any::<String>()])
}

type OwnedRow = (String, Vec<(String, Option<String>)>);

fn rows() -> impl Strategy<Value = Vec<OwnedRow>> {
    let target = prop_oneof!["[a-z/?#%20]{0,6}", "[ -~]{0,6}"];
    prop::collection::vec((target, prop::collection::vec((name(), value()), 0..5)), 0..5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_written_is_read_again(rows in rows()) {
        let mut buf = LinksBuf::new();
        let mut expected = Vec::new();
        for (target, attributes) in &rows {
            let Ok(mut link) = buf.push(target) else { continue };
            let mut taken = Vec::new();
            for (name, value) in attributes {
                let pushed = match value {
                    Some(value) => link.attribute(name, value).is_ok(),
                    None => link.flag(name).is_ok(),
                };
                if pushed {
                    taken.push((name.clone(), value.clone()));
                }
            }
            expected.push((target.clone(), taken));
        }
        let read: Vec<_> = links(buf.as_str()).iter().map(|link| {
            let attributes = link.attributes();
            let attributes = attributes.map(|found| {
                (found.name().to_owned(), found.value().map(|value| value.decode().into_owned()))
            });
            (link.target().to_owned(), attributes.collect::<Vec<_>>())
        }).collect();
        prop_assert_eq!(read, expected);
        prop_assert_eq!(copied(buf.as_str()), buf.as_str());
    }

    #[test]
    fn no_bytes_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..64),
        text in "[a-c<>;,=\"\\\\*%2' \u{e9}\n]{0,40}",
        query in ".{0,12}",
    ) {
        _ = Links::decode(&bytes);
        let text = format!("</a>;{text}");
        match Links::decode(text.as_bytes()) {
            Ok(links) => {
                prop_assert_eq!(copied(&text), text.as_str());
                prop_assert_eq!(links, Links::decode(text.as_bytes()).unwrap());
                if let Ok(filter) = Filter::try_from(query.as_str()) {
                    _ = links.filter(filter).count();
                }
            }
            Err(error) => prop_assert!(text.is_char_boundary(error.offset())),
        }
    }

    #[test]
    fn every_link_is_found_by_what_it_has(rows in rows()) {
        let mut buf = LinksBuf::new();
        for (target, attributes) in &rows {
            let Ok(mut link) = buf.push(target) else { continue };
            for (name, value) in attributes {
                _ = link.attribute(name, value.as_deref().unwrap_or("x"));
            }
        }
        for link in buf.as_links().iter() {
            prop_assert!(Filter::try_from("href=*").unwrap().matches(&link));
            for attribute in link.attributes() {
                let any = format!("{}=*", attribute.name());
                prop_assert!(Filter::try_from(any.as_str()).unwrap().matches(&link));
            }
        }
    }

    #[cfg(feature = "arbitrary")]
    #[test]
    fn arbitrary_links_are_valid(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let made = Links::arbitrary(&mut arbitrary::Unstructured::new(&bytes)).unwrap();
        prop_assert_eq!(Links::decode(made.as_str().as_bytes()), Ok(made));
    }
}
