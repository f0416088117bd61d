//! Stanzas and what belongs to them in formats of `serde`, and what is owned back.

use serde_json::json;
use serde_test::{Configure, Token, assert_ser_tokens};
use xmpp_stream::payload::{Payloads, PayloadsBuf};
use xmpp_stream::stanza::{Iq, IqContent, Stanza};
use xmpp_stream::stream::{HeaderBuf, StreamHeader};
use xmpp_stream::{Decoder, Limits, StreamItem};

use super::stanza;

fn json(xml: &str) -> serde_json::Value {
    serde_json::to_value(stanza(xml)).unwrap()
}

#[test]
fn requests_and_answers_have_a_type_and_a_payload() {
    let ping = json!({"name": "ping", "namespace": "urn:xmpp:ping"});
    for iq_type in ["get", "set", "result"] {
        assert_eq!(
            json(&format!("<iq id='1' to='a' type='{iq_type}'><ping xmlns='urn:xmpp:ping'/></iq>")),
            json!({"to": "a", "from": null, "id": "1", "lang": null, "type": iq_type, "payload": ping}),
        );
    }
    let error = json("<iq id='1' type='error'><ping xmlns='urn:xmpp:ping'/></iq>");
    assert_eq!((&error["type"], &error["payload"]), (&json!("error"), &json!([ping])));
    assert_eq!(json("<iq id='1' type='result'/>")["payload"], json!(null));
}

#[test]
fn a_request_is_a_struct_of_known_length() {
    let fields = |iq_type| {
        vec![
            Token::Struct { name: "Iq", len: 6 },
            Token::Str("to"),
            Token::None,
            Token::Str("from"),
            Token::None,
            Token::Str("id"),
            Token::Str("1"),
            Token::Str("lang"),
            Token::None,
            Token::Str("type"),
            Token::Str(iq_type),
            Token::Str("payload"),
        ]
    };
    let result = [fields("result"), vec![Token::None, Token::StructEnd]].concat();
    assert_ser_tokens(&Iq::new("1", IqContent::Result(None)).compact(), &result);
    let list = vec![Token::Seq { len: None }, Token::SeqEnd, Token::StructEnd];
    let error = [fields("error"), list].concat();
    assert_ser_tokens(&Iq::new("1", IqContent::Error(Payloads::EMPTY)).compact(), &error);
}

#[test]
fn payloads_that_are_kept_come_back_with_their_content_namespace() {
    let Stanza::Message(message) = stanza(
        "<message xmlns='jabber:server'><body>a</body><b xmlns='c' d='e'/><body xmlns='jabber:client'/></message>",
    ) else {
        panic!("a message")
    };
    let payloads = message.payloads.to_buf();
    let stored = serde_json::to_string(&payloads).unwrap();
    let back: PayloadsBuf = serde_json::from_str(&stored).unwrap();
    assert_eq!(back, payloads);
    assert_eq!(back.as_payloads().content_namespace(), "jabber:server");
    for broken in ["[]", r#"{"content_namespace":"a","payloads":[]}"#, r#"{"payloads":[]}"#] {
        assert!(serde_json::from_str::<PayloadsBuf>(broken).is_err(), "{broken}");
    }
}

#[test]
fn a_header_comes_back() {
    let mut bytes = Vec::new();
    StreamHeader { id: Some("<"), ..StreamHeader::new("jabber:server") }.encode(&mut bytes).unwrap();
    let Ok(Some(StreamItem::Header(header))) = Decoder::new(Limits::default()).decode(&mut &bytes[..]) else {
        panic!("a header")
    };
    let stored = serde_json::to_value(&header).unwrap();
    assert_eq!(stored["content_namespace"], "jabber:server");
    assert_eq!(serde_json::from_value::<HeaderBuf>(stored.clone()).unwrap(), header);
    for (pointer, broken) in [
        ("/content_namespace", "http://etherx.jabber.org/streams"),
        ("/content_namespace", "\u{0}"),
        ("/root/name", "features"),
        ("/root/namespace", "jabber:client"),
    ] {
        let mut stored = stored.clone();
        *stored.pointer_mut(pointer).unwrap() = broken.into();
        assert!(serde_json::from_value::<HeaderBuf>(stored).is_err(), "{pointer} {broken}");
    }
    let mut stored = stored;
    stored["root"]["children"] = json!(["a"]);
    assert!(serde_json::from_value::<HeaderBuf>(stored).is_err());
}

#[cfg(feature = "tokio-util")]
#[test]
fn what_comes_on_a_stream_comes_back() {
    use tokio_util::codec::Decoder;
    use xmpp_stream::{Codec, StreamItemBuf};

    let mut bytes = bytes::BytesMut::new();
    StreamHeader::new("jabber:client").encode(&mut bytes).unwrap();
    bytes.extend_from_slice(b"<message><body>a</body></message></stream:stream>");
    let mut codec = Codec::new(Limits::default());
    let mut kinds = Vec::new();
    while let Some(item) = codec.decode(&mut bytes).unwrap() {
        let stored = serde_json::to_value(&item).unwrap();
        assert_eq!(serde_json::from_value::<StreamItemBuf>(stored.clone()).unwrap(), item);
        kinds.extend(stored.as_object().and_then(|object| object.keys().next().cloned()));
        kinds.extend(stored.as_str().map(str::to_owned));
    }
    assert_eq!(kinds, ["header", "element", "end"]);
}
