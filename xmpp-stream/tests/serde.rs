//! Elements as JSON and in formats that people don't read, and owned ones back.
#![cfg(feature = "serde")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic, in its helpers too")]

use serde_json::json;
use serde_test::{Configure, Readable, Token, assert_de_tokens, assert_de_tokens_error, assert_tokens};
use xmpp_stream::{ElementBuf, ElementTree, Limits, Scope};

const MESSAGE: &str = "<message xmlns='jabber:client' to='juliet@example.com' xml:lang='en' p:it='&lt;' xmlns:p='a}b'>\
    <body>Art thou <b xmlns='n'/> &amp; <![CDATA[<c>]]></body><a xmlns=''/></message>";

fn element(text: &str) -> ElementBuf {
    ElementTree::decode(text.as_bytes(), &Limits::default()).unwrap().root().to_buf()
}

#[test]
fn elements_serialise_as_what_they_mean_and_come_back() {
    let tree = ElementTree::decode(MESSAGE.as_bytes(), &Limits::default()).unwrap();
    let expected = json!({
        "name": "message",
        "namespace": "jabber:client",
        "attributes": {
            "to": "juliet@example.com",
            "{http://www.w3.org/XML/1998/namespace}lang": "en",
            "{a}b}it": "<",
        },
        "children": [
            {
                "name": "body",
                "namespace": "jabber:client",
                "children": ["Art thou ", {"name": "b", "namespace": "n"}, " & <c>"],
            },
            {"name": "a"},
        ],
    });
    assert_eq!(serde_json::to_value(&tree).unwrap(), expected);
    assert_eq!(serde_json::to_value(tree.root()).unwrap(), expected);
    assert_eq!(serde_json::to_value(tree.root().to_buf()).unwrap(), expected);
    assert_eq!(serde_json::from_value::<ElementBuf>(expected).unwrap().as_element(), tree.root());
}

#[test]
fn attributes_keep_their_order_as_text() {
    let text = serde_json::to_string(&element("<a c='1' b='2'/>")).unwrap();
    assert_eq!(text, r#"{"name":"a","attributes":{"c":"1","b":"2"}}"#);
    let back: ElementBuf = serde_json::from_str(&text).unwrap();
    let names: Vec<_> = back.as_element().attributes().map(|attribute| attribute.name).collect();
    assert_eq!(names, ["c", "b"]);
}

#[test]
fn formats_that_do_not_name_anything_have_all_fields_and_the_kinds_of_children() {
    let fields = |name, namespace| {
        [
            Token::Struct { name: "Element", len: 4 },
            Token::Str("name"),
            Token::Str(name),
            Token::Str("namespace"),
            Token::Str(namespace),
            Token::Str("attributes"),
        ]
    };
    let mut tokens = fields("a", "n").to_vec();
    tokens.extend([
        Token::Map { len: Some(1) },
        Token::Str("b"),
        Token::Str("c"),
        Token::MapEnd,
        Token::Str("children"),
        Token::Seq { len: Some(2) },
        Token::NewtypeVariant { name: "Child", variant: "text" },
        Token::Str("d"),
        Token::NewtypeVariant { name: "Child", variant: "element" },
    ]);
    tokens.extend(fields("e", ""));
    tokens.extend([
        Token::Map { len: Some(0) },
        Token::MapEnd,
        Token::Str("children"),
        Token::Seq { len: Some(0) },
        Token::SeqEnd,
        Token::StructEnd,
        Token::SeqEnd,
        Token::StructEnd,
    ]);
    assert_tokens(&element("<a xmlns='n' b='c'>d<e xmlns=''/></a>").compact(), &tokens);
}

#[test]
fn fields_may_come_in_any_order() {
    let text = r#"{"children":["b",{"children":["c"],"namespace":"n","name":"d"},{"name":"i"}],"attributes":{"e":"f","g":"h"},"name":"a"}"#;
    let back: ElementBuf = serde_json::from_str(text).unwrap();
    let mut bytes = Vec::new();
    back.as_element().encode(&mut bytes, Scope::ALONE).unwrap();
    assert_eq!(bytes, b"<a e='f' g='h'>b<d xmlns='n'>c</d><i/></a>");
}

#[test]
fn what_serde_holds_back_is_read_all_the_same() {
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Held {
        Element(ElementBuf),
    }
    for text in [
        r#"{"name":"a","children":["b",{"name":"c","children":["d"]}]}"#,
        r#"{"name":"a","children":[{"text":"b"},{"element":{"name":"c","children":[{"text":"d"}]}}]}"#,
    ] {
        let Held::Element(back) = serde_json::from_str(text).unwrap();
        assert_eq!(back, element("<a>b<c>d</c></a>"));
    }
}

#[test]
fn what_decoding_would_refuse_is_refused() {
    for text in [
        r#"{}"#,
        r#""a""#,
        r#"{"name":"a b"}"#,
        r#"{"name":"a:b"}"#,
        r#"{"name":"a","name":"a"}"#,
        r#"{"name":"a","text":"b"}"#,
        r#"{"name":"a","namespace":"http://www.w3.org/2000/xmlns/"}"#,
        r#"{"name":"a","attributes":{"xmlns":"n"}}"#,
        r#"{"name":"a","attributes":{"b":"\u0000"}}"#,
        r#"{"name":"a","attributes":{"b":"1","b":"1"}}"#,
        r#"{"name":"a","attributes":{"b":"1","{}b":"1"}}"#,
        r#"{"name":"a","attributes":{"{n}b":"1","c":"","{n}b":"2"}}"#,
        r#"{"name":"a","attributes":{"{n}b}":"1"}}"#,
        r#"{"name":"a","attributes":{"{nb":"1"}}"#,
        r#"{"name":"a","attributes":{},"attributes":{}}"#,
        r#"{"name":"a","children":["\u000b"]}"#,
        r#"{"name":"a","children":[{"name":""}]}"#,
        r#"{"name":"a","children":[1]}"#,
        r#"{"name":"a","children":[],"children":[]}"#,
    ] {
        assert!(serde_json::from_str::<ElementBuf>(text).is_err(), "{text}");
    }
}

fn deep(depth: usize) -> ElementBuf {
    let mut limits = Limits::default();
    limits.max_depth = usize::MAX;
    let text = format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    ElementTree::decode(text.as_bytes(), &limits).unwrap().root().to_buf()
}

#[test]
fn deep_elements_exhaust_no_stack() {
    assert!(serde_json::to_string(&deep(64)).is_ok());
    for depth in [65, 30_000] {
        let error = serde_json::to_string(&deep(depth)).unwrap_err();
        assert!(error.to_string().contains("deeper"), "{error}");
    }
    let open = [
        Token::Struct { name: "Element", len: 2 },
        Token::Str("name"),
        Token::Str("a"),
        Token::Str("children"),
        Token::Seq { len: None },
    ];
    let whole = [open.repeat(64), [Token::SeqEnd, Token::StructEnd].repeat(64)].concat();
    assert_de_tokens(&deep(64).readable(), &whole);
    let (deeper, _) = open.split_at(2);
    let error = "elements inside each other deeper than 64";
    assert_de_tokens_error::<Readable<ElementBuf>>(&[&open.repeat(64), deeper].concat(), error);
    let text = "{\"name\":\"a\",\"children\":[".repeat(100_000);
    assert!(serde_json::from_str::<ElementBuf>(&text).is_err());
}

#[test]
fn an_element_as_deep_as_a_stream_takes_comes_back_from_json() {
    let back: ElementBuf = serde_json::from_str(&serde_json::to_string(&deep(64)).unwrap()).unwrap();
    assert_eq!(back, deep(64));
}

#[test]
fn many_attributes_behind_many_children_take_no_quadratic_time() {
    let attributes: Vec<_> = (0..50_000).map(|number| format!("\"a{number}\":\"\"")).collect();
    let children = vec!["{\"name\":\"b\"}"; 50_000].join(",");
    let text =
        format!("{{\"children\":[{children}],\"name\":\"a\",\"attributes\":{{{}}}}}", attributes.join(","));
    let back: ElementBuf = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (back.as_element().attributes().len(), back.as_element().elements().count()),
        (50_000, 50_000)
    );
}
