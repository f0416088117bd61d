//! XMPP in hex mode: a stream, a WebSocket message or a body of BOSH per line.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't go on fails"
)]

mod support;

use serde_json::{Value, json};
use support::*;

const HEADER: &str = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
    xmlns:stream='http://etherx.jabber.org/streams' from='juliet@im.example.com' to='im.example.com' version='1.0'>";
const AUTH: &str = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGp1bGlldABy</auth>";
const SUCCESS: &str = "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>";
const MESSAGE: &str =
    "<message to='romeo@example.net' type='chat'><body>Art thou not Romeo?</body></message>";
const BODY: &str = "<body rid='1' sid='s' xmlns='http://jabber.org/protocol/httpbind'>\
    <message xmlns='jabber:client' to='a@b'><body>hi</body></message><presence xmlns='jabber:client'/></body>";

fn xmpp(xml: &str) -> Value {
    line("xmpp", xml.as_bytes())
}

/// Whether it is well, and how many bytes are messages, and left over.
fn taken(object: &Value) -> (bool, u64, u64) {
    assert_eq!(object["ok"], object.get("error").is_none());
    (object["ok"] == true, object["consumed"].as_u64().unwrap(), object["rest"].as_u64().unwrap())
}

#[test]
fn a_stanza_needs_no_stream_around_it() {
    let object = xmpp(MESSAGE);
    let expected = json!({
        "line": 1, "ok": true, "consumed": MESSAGE.len(), "rest": 0, "roundtrip": true,
        "messages": [{ "kind": "message", "message": {
            "to": "romeo@example.net", "from": null, "id": null, "type": "chat", "lang": null,
            "payloads": [{ "namespace": "jabber:client", "name": "body", "children": ["Art thou not Romeo?"] }],
        }}],
    });
    assert_eq!(object, expected);
}

#[test]
fn a_stream_is_read_from_its_header_to_its_end() {
    let stream = format!("{HEADER}{MESSAGE} \n<presence/><iq id='1' type='result'/></stream:stream>\n");
    let object = xmpp(&stream);
    assert_eq!(
        message_kinds(&object),
        ["stream:stream", "message", "presence", "iq", "/stream:stream"],
        "{object}"
    );
    assert_eq!((taken(&object).0, &object["roundtrip"]), (true, &json!(true)));
    let header = &object["messages"][0]["message"];
    assert_eq!((&header["content_namespace"], &header["version"]), (&json!("jabber:client"), &json!("1.0")));
    assert_eq!(object["messages"][4]["message"], Value::Null);
}

#[test]
fn kinds_are_the_names_that_the_specifications_use() {
    for (xml, kind) in [
        ("<stream:features/>", "stream:features"),
        (
            "<error xmlns='http://etherx.jabber.org/streams'><reset xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></error>",
            "stream:error",
        ),
        (AUTH, "auth"),
        (SUCCESS, "success"),
        ("<r xmlns='urn:xmpp:sm:3'/>", "r"),
        ("<db:verify from='a' to='b' id='c'>d</db:verify>", "db:verify"),
        ("<what xmlns='urn:example:unknown'/>", "what"),
        ("<message xmlns='jabber:server'/>", "message"),
        ("<message xmlns='urn:example:unknown'/>", "message"),
    ] {
        let object = xmpp(xml);
        assert_eq!((message_kinds(&object), &object["roundtrip"]), (vec![kind], &json!(true)), "{xml}");
    }
    assert_eq!(message_kinds(&xmpp("</stream:stream>")), ["/stream:stream"]);
}

/// Section 6.4.6: both sides begin a new stream, the one that authenticates without being told in its own bytes.
#[test]
fn authentication_begins_a_new_stream() {
    let response = "<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>YQ==</response>";
    for again in [HEADER, HEADER.strip_prefix("<?xml version='1.0'?>").unwrap()] {
        for (stream, kinds) in [
            (format!("{HEADER}{AUTH}{again}{MESSAGE}"), "stream:stream auth stream:stream message"),
            (format!("{AUTH}\n{again}{MESSAGE}"), "auth stream:stream message"),
            (format!("{AUTH}{AUTH}{response}{again}"), "auth auth response stream:stream"),
            (format!("{HEADER}{SUCCESS}{again}{MESSAGE}"), "stream:stream success stream:stream message"),
            (format!("{SUCCESS}{again}</stream:stream>"), "success stream:stream /stream:stream"),
        ] {
            let object = xmpp(&stream);
            assert_eq!(message_kinds(&object).join(" "), kinds, "{object}");
            assert_eq!(taken(&object), (true, stream.len() as u64, 0));
        }
    }
    assert_eq!(xmpp(&format!("{SUCCESS}{MESSAGE}"))["error"]["kind"], "StreamNamespace");
    assert_eq!(xmpp(&format!("{HEADER}{MESSAGE}{HEADER}"))["error"]["kind"], "LateDeclaration");
}

#[test]
fn what_follows_an_upgrade_is_left_over() {
    let hello = "\x16\x03\x01\x02";
    for (stream, rest) in [
        (format!("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>{hello}"), 4),
        (format!("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>{hello}"), 4),
        (format!("<compress xmlns='http://jabber.org/protocol/compress'/>x{hello}"), 5),
        (format!("<compressed xmlns='http://jabber.org/protocol/compress'/>x{hello}"), 5),
        (hello.to_owned(), 4),
    ] {
        let object = xmpp(&stream);
        assert_eq!(taken(&object), (true, stream.len() as u64 - rest, rest), "{object}");
    }
    let refused = format!("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>{MESSAGE}");
    assert_eq!(message_kinds(&xmpp(&refused)), ["starttls", "message"]);
}

#[test]
fn every_beginning_of_a_stream_is_well() {
    let stream = format!("{HEADER}{AUTH}{HEADER}{MESSAGE}</stream:stream>");
    for stream in [&stream, &format!("{AUTH}{HEADER}{MESSAGE}"), MESSAGE] {
        let beginnings: Vec<_> = (0..stream.len()).map(|len| &stream.as_bytes()[..len]).collect();
        let (objects, status) = lines("xmpp", &beginnings);
        assert_eq!(status, 0);
        for (len, object) in objects.iter().enumerate() {
            let (ok, consumed, rest) = taken(object);
            assert_eq!((ok, consumed + rest), (true, len as u64), "{object}");
        }
    }
}

/// Section 4.6.1.
#[test]
fn white_space_between_elements_is_nothing() {
    let object = xmpp(&format!(" \n\t{MESSAGE}\r\n   "));
    assert_eq!(taken(&object), (true, MESSAGE.len() as u64 + 8, 0), "{object}");
    assert_eq!(taken(&xmpp(" ")), (true, 1, 0));
    assert_eq!(taken(&xmpp("")), (true, 0, 0));
}

#[test]
fn an_error_names_the_rule_and_the_condition_and_comes_after_the_messages_before_it() {
    for (xml, kind, offset, condition) in [
        ("<a><b></a>", "EndTag", 6, "not-well-formed"),
        ("<!-- comment -->", "Comment", 0, "restricted-xml"),
        ("<!DOCTYPE x [<!ENTITY e 'x'>]>", "MarkupDeclaration", 0, "restricted-xml"),
        ("<?pi x?>", "ProcessingInstruction", 0, "restricted-xml"),
        ("<message><body>&e;</body></message>", "Entity", 15, "restricted-xml"),
        ("<message to='a' to='b'/>", "DuplicateAttribute", 16, "not-well-formed"),
        ("<x:message/>", "UnboundPrefix", 1, "not-well-formed"),
        ("text", "TextBetween", 0, "invalid-xml"),
    ] {
        let bytes = [MESSAGE.as_bytes(), b" ", xml.as_bytes()].concat();
        let object = line("xmpp", &bytes);
        let error = &object["error"];
        assert_eq!((&error["kind"], &error["offset"]), (&json!(kind), &json!(offset)), "{object}");
        assert!(error["text"].as_str().unwrap().ends_with(&format!("; {condition}")), "{error}");
        assert_eq!(taken(&object), (false, MESSAGE.len() as u64 + 1, xml.len() as u64));
        assert_eq!(message_kinds(&object), ["message"]);
    }
    let object = line("xmpp", b"<message>\xff\xfe</message>");
    assert_eq!((&object["error"]["kind"], &object["error"]["offset"]), (&json!("Utf8"), &json!(9)));
}

/// Section 8.3: the stream goes on.
#[test]
fn a_stanza_that_breaks_its_rules_is_shown_as_an_element_and_what_it_breaks_beside_it() {
    let (objects, status) =
        lines("xmpp", &[b"<iq id='a'/><iq id='b' type='get'/><presence type='x'/><presence/>"]);
    let messages = objects[0]["messages"].as_array().unwrap();
    let told: Vec<_> = messages.iter().map(|message| message["invalid"][0]["field"].clone()).collect();
    assert_eq!(told, [json!("type"), json!("payload"), json!("type"), Value::Null]);
    assert_eq!(
        messages[0]["message"],
        json!({ "name": "iq", "namespace": "jabber:client", "attributes": { "id": "a" } })
    );
    assert_eq!(messages[0]["invalid"][0]["text"], "iq: type: missing, in the element at byte 1; bad-request");
    assert_eq!((status, &objects[0]["roundtrip"]), (0, &json!(true)));
}

/// Sections 4.9.3.7 and 4.9.3.25.
#[test]
fn a_stream_header_that_breaks_its_rules_is_shown_with_the_condition() {
    for (good, bad, field, condition) in [
        ("to='im.example.com'", "to='@'", "to", "improper-addressing"),
        ("to='im.example.com' version='1.0'", "version='one'", "version", "unsupported-version"),
    ] {
        let header = HEADER.replace(good, bad);
        let object = xmpp(&format!("{header}{MESSAGE}"));
        assert_eq!(message_kinds(&object), ["stream:stream", "message"]);
        let invalid = &object["messages"][0]["invalid"][0];
        assert_eq!((&invalid["field"], &object["roundtrip"]), (&json!(field), &json!(true)), "{object}");
        assert!(invalid["text"].as_str().unwrap().ends_with(&format!("; {condition}")), "{invalid}");
    }
}

#[test]
fn a_payload_that_breaks_its_rules_leaves_the_stanza_as_it_is() {
    let object = xmpp(
        "<iq id='a' type='set' from='a@b'><query xmlns='jabber:iq:roster'><item name='c'/></query></iq>",
    );
    let message = &object["messages"][0];
    assert_eq!((&message["message"]["from"], &message["message"]["id"]), (&json!("a@b"), &json!("a")));
    assert_eq!(message["message"]["payload"]["name"], "query");
    assert!(message["invalid"][0]["text"].as_str().unwrap().starts_with("query: jid: missing"), "{message}");
    let object = xmpp("<presence><priority>high</priority><show>dnd</show></presence>");
    assert_eq!(object["messages"][0]["invalid"].as_array().unwrap().len(), 1, "{object}");
}

#[test]
fn what_is_written_otherwise_is_still_the_same() {
    let written = [
        "<message to='a@b'><body>a &lt; b &amp; c</body></message>",
        "<message  to=\"a@b\" ><body><![CDATA[a < b & c]]></body></message>",
        "<c:message xmlns:c='jabber:client' to='&#x61;@b'><c:body>a &#60; b &amp;<![CDATA[ ]]>c</c:body></c:message>",
        "<message xmlns='jabber:client' to='a@b'>\n<body>a &lt; b &#38; c</body></message >",
    ];
    for xml in written {
        let object = xmpp(xml);
        let message = &object["messages"][0]["message"];
        assert_eq!((&object["roundtrip"], &message["to"]), (&json!(true), &json!("a@b")), "{object}");
        assert_eq!(message["payloads"][0]["children"], json!(["a < b & c"]));
    }
}

#[test]
fn a_websocket_message_is_one_element_with_all_its_namespaces() {
    for (xml, kind) in [
        ("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='example.com' version='1.0'/>", "open"),
        ("<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>", "close"),
        ("<stream:features xmlns:stream='http://etherx.jabber.org/streams'/>", "stream:features"),
        ("<presence xmlns='jabber:client'/>", "presence"),
    ] {
        let object = line("xmpp-ws", xml.as_bytes());
        assert_eq!((message_kinds(&object), taken(&object)), (vec![kind], (true, xml.len() as u64, 0)));
        assert_eq!(object["roundtrip"], true);
    }
    for (xml, kind) in [
        ("<a xmlns='b'/><a xmlns='b'/>", "TrailingBytes"),
        ("<a xmlns='b'>", "Truncated"),
        ("<stream:features/>", "UnboundPrefix"),
        ("", "WebSocket"),
        (" ", "WebSocket"),
        (" <a xmlns='b'/>", "WebSocket"),
    ] {
        let object = line("xmpp-ws", xml.as_bytes());
        assert_eq!((&object["error"]["kind"], taken(&object)), (&json!(kind), (false, 0, xml.len() as u64)));
    }
}

#[test]
fn a_body_is_one_with_stanzas_in_it() {
    let object = line("xmpp-bosh", BODY.as_bytes());
    assert_eq!((message_kinds(&object), taken(&object)), (vec!["body"], (true, BODY.len() as u64, 0)));
    let message = &object["messages"][0]["message"];
    assert_eq!(message["attributes"]["rid"], "1");
    let names: Vec<_> = message["children"].as_array().unwrap().iter().map(|child| &child["name"]).collect();
    assert_eq!(names, ["message", "presence"]);
    for (xml, kind) in
        [("<body/>", "Body"), ("<html xmlns='x'/>", "Body"), ("<body", "Truncated"), ("", "Truncated")]
    {
        assert_eq!(line("xmpp-bosh", xml.as_bytes())["error"]["kind"], kind);
    }
    let breach = BODY.replace("<presence", "<iq xmlns='jabber:client' id='1' type='get'/><presence");
    let object = line("xmpp-bosh", breach.as_bytes());
    assert_eq!(object["messages"][0]["invalid"][0]["field"], "payload", "{object}");
}

#[test]
fn secrets_are_not_shown() {
    let secret = "AGp1bGlldABy";
    for (protocol, xml) in [
        ("xmpp", AUTH.to_owned()),
        ("xmpp-ws", AUTH.to_owned()),
        ("xmpp-bosh", BODY.replace("<presence xmlns='jabber:client'/>", AUTH).replace(" sid='s'", "")),
        ("xmpp-bosh", BODY.replace("sid='s'", &format!("sid='{secret}'"))),
        ("xmpp", format!("<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>{secret}</challenge>")),
        ("xmpp", format!("<handshake xmlns='jabber:component:accept'>{secret}</handshake>")),
        (
            "xmpp",
            format!(
                "<iq type='set' id='r'><query xmlns='jabber:iq:register'><username>a</username><password>{secret}</password></query></iq>"
            ),
        ),
    ] {
        let object = line(protocol, xml.as_bytes()).to_string();
        assert!(!object.contains(secret) && object.matches("***").count() == 1, "{object}");
        // Nor by what is wrong with it.
        let object = line(protocol, xml.replace(secret, &format!("{secret}&no;")).as_bytes()).to_string();
        assert!(!object.contains(secret) && object.contains("Entity"), "{object}");
    }
}

/// Names and texts of a peer's choice, and escapes of a terminal in them.
#[test]
fn what_a_terminal_would_act_upon_is_escaped() {
    let run = run_with_input(
        &["--hex", "xmpp"],
        hex::encode("<message><body>\u{85}\u{202e}</body></message>").as_bytes(),
    );
    assert!(run.out.contains(r"\u0085\u202e") && !run.out.contains('\u{202e}'), "{}", run.out);
}

#[test]
fn elements_of_many_bytes_and_attributes_pass() {
    let long = format!("<message><body>{}</body></message>", "x".repeat(2 << 20));
    assert_eq!(taken(&xmpp(&long)), (true, long.len() as u64, 0));
    let attributes: String = (0..200).map(|number| format!(" a{number}=''")).collect();
    let object = xmpp(&format!("<message{attributes}/>"));
    assert_eq!((&object["ok"], &object["roundtrip"]), (&json!(true), &json!(true)));
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert_eq!(xmpp(&deep)["error"]["kind"], "TooDeep");
    let many: String = (0..10_000).map(|number| format!(" xmlns:a{number}='b'")).collect();
    assert_eq!(xmpp(&format!("<message{many}/>"))["error"]["kind"], "TooManyNamespaces");
}

#[test]
fn what_nobody_sends_is_malformed() {
    let with_attributes = |count| {
        let attributes: String = (0..count).map(|number| format!(" a{number}=''")).collect();
        format!("<a xmlns='u'{attributes}/>")
    };
    assert_eq!(xmpp(&with_attributes(256))["ok"], true);
    assert_eq!(xmpp(&with_attributes(257))["error"]["kind"], "TooManyAttributes");
    assert_eq!(xmpp(&format!("<a xmlns='{}'/>", "u".repeat(513)))["error"]["kind"], "NamespaceTooLong");
    let text = "a".repeat(4 << 20);
    assert_eq!(xmpp(&format!("<a>{text}</a>"))["error"]["kind"], "TooLarge");
}

/// A prefix stands for a namespace wherever it is used; encoded, the namespace itself is there.
#[test]
fn what_would_take_far_more_bytes_than_it_took_is_not_encoded() {
    let xml = |count| format!("<a xmlns='u' xmlns:p=\"{}\">{}</a>", "u".repeat(512), "<p:b/>".repeat(count));
    assert_eq!(xmpp(&xml(100))["roundtrip"], true);
    let object = xmpp(&format!("{}<r xmlns='urn:xmpp:sm:3'/>", xml(140_000)));
    assert_eq!((&object["ok"], &object["roundtrip"]), (&json!(true), &Value::Null));
    assert_eq!(message_kinds(&object), ["a", "r"]);
}
