//! The codec for `tokio_util::codec::Framed`, driven by hand.
#![cfg(feature = "tokio-util")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic, in its helpers too")]

use bytes::BytesMut;
use tokio_util::codec::{Decoder, Encoder};
use xmpp_stream::payload::PayloadsBuf;
use xmpp_stream::payload::rfc6120::StreamError;
use xmpp_stream::payload::rfc6121::Body;
use xmpp_stream::stanza::{CLIENT, Message, MessageType, SERVER, Stanza};
use xmpp_stream::stream::{StreamElement, StreamHeader};
use xmpp_stream::{
    Codec, CodecError, DecodeErrorKind, EncodeError, Limits, StanzaBuf, StreamEnd, StreamErrorCondition,
    StreamItemBuf,
};

const STREAM: &str = "<?xml version='1.0'?>\
    <stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>\
    <message type='chat'><body>Hi</body></message>\n</stream:stream>";

fn codec() -> Codec {
    Codec::new(Limits::default())
}

fn sent<T>(codec: &mut Codec, item: T) -> String
where
    Codec: Encoder<T, Error = CodecError>,
{
    let mut dst = BytesMut::new();
    codec.encode(item, &mut dst).unwrap();
    String::from_utf8(dst.to_vec()).unwrap()
}

fn drain(codec: &mut Codec, src: &mut BytesMut) -> Vec<StreamItemBuf> {
    std::iter::from_fn(|| codec.decode(src).unwrap()).collect()
}

#[test]
fn a_stream_comes_in_as_header_elements_and_end_however_it_arrives() {
    for step in 1..STREAM.len() {
        let (mut codec, mut src, mut items) = (codec(), BytesMut::new(), Vec::new());
        for chunk in STREAM.as_bytes().chunks(step) {
            src.extend_from_slice(chunk);
            items.extend(drain(&mut codec, &mut src));
        }
        let [StreamItemBuf::Header(header), StreamItemBuf::Element(element), StreamItemBuf::End] = &items[..]
        else {
            panic!("{items:?}")
        };
        assert_eq!(header.content_namespace(), CLIENT);
        let Stanza::Message(message) = Stanza::from_element(element.as_element()).unwrap() else {
            panic!("{element:?}")
        };
        assert_eq!(message.body(), Ok(Some("Hi")));
        assert!(src.is_empty());
    }
}

#[test]
fn what_is_sent_is_written_for_the_stream_that_was_opened() {
    let mut payloads = PayloadsBuf::new();
    payloads.push(&Body { lang: None, text: "Hi" }).unwrap();
    let message = Message { payloads: payloads.as_payloads(), ..Message::new(MessageType::Chat) };
    let stanza = Stanza::Message(message);
    let kept = StanzaBuf::encode(&stanza).unwrap();

    let mut codec = codec();
    let alone = "<message xmlns='jabber:client' type='chat'><body>Hi</body></message>";
    assert_eq!(sent(&mut codec, &stanza), alone);
    assert!(sent(&mut codec, StreamHeader::new(SERVER)).contains(" xmlns='jabber:server' "));
    let on_stream = "<message type='chat'><body>Hi</body></message>";
    assert_eq!(sent(&mut codec, stanza), on_stream);
    assert_eq!(sent(&mut codec, kept), on_stream);
    assert_eq!(sent(&mut codec, StreamEnd), "</stream:stream>");
    codec.restart();
    assert_eq!(sent(&mut codec, stanza), alone);
}

#[test]
fn a_stanza_that_was_kept_is_sent_with_all_that_was_kept() {
    let rows = [
        (
            "<message xmlns='jabber:client' xmlns:a='urn:a' b='c' a:d='e'>f<body>g</body>h<x xmlns='urn:x'/></message>",
            "<message b='c' xmlns:a0='urn:a' a0:d='e'>f<body>g</body>h<x xmlns='urn:x'/></message>",
        ),
        (
            "<iq xmlns='jabber:client' id='1' type='result' b='c'>d<e/></iq>",
            "<iq id='1' type='result' b='c'>d<e xmlns='jabber:client'/></iq>",
        ),
        (
            "<iq xmlns='jabber:client' id='1' type='error' b='c'>d<error/></iq>",
            "<iq id='1' type='error' b='c'>d<error/></iq>",
        ),
        ("<presence xmlns='jabber:server' b='c'><d/></presence>", "<presence b='c'><d/></presence>"),
    ];
    let mut codec = codec();
    sent(&mut codec, StreamHeader::new(SERVER));
    for (xml, written) in rows {
        let kept = StanzaBuf::decode(xml.into(), &Limits::default()).unwrap();
        assert_eq!(sent(&mut codec, &kept), written);
        assert_eq!(sent(&mut codec, kept), written);
    }
    let hidden = "<message xmlns='jabber:client'><body xmlns='jabber:server'/></message>";
    let kept = StanzaBuf::decode(hidden.into(), &Limits::default()).unwrap();
    let error = codec.encode(kept, &mut BytesMut::new()).unwrap_err();
    assert!(matches!(error, CodecError::Encode(EncodeError::Value(_))), "{error}");
}

#[test]
fn what_negotiates_the_stream_is_sent_as_it_is() {
    let mut codec = codec();
    sent(&mut codec, StreamHeader::new(CLIENT));
    let element = StreamElement::from(StreamError::new(StreamErrorCondition::Reset));
    let written = "<stream:error><reset xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>";
    assert_eq!(sent(&mut codec, &element), written);
    assert_eq!(sent(&mut codec, element), written);
}

#[test]
fn a_header_comes_again_after_a_restart() {
    let mut codec = codec();
    let header = STREAM.split("<message").next().unwrap();
    let mut src = BytesMut::from(header);
    assert_eq!(drain(&mut codec, &mut src).len(), 1);
    codec.restart();
    src.extend_from_slice(header.as_bytes());
    assert!(matches!(&drain(&mut codec, &mut src)[..], [StreamItemBuf::Header(_)]));
}

#[test]
fn the_limit_is_tighter_until_the_peer_is_authenticated() {
    let mut limits = Limits::default();
    limits.max_initial_element_size = 200;
    let long = format!("<a>{}</a>", "x".repeat(200));
    for authenticated in [false, true] {
        let mut codec = Codec::new(limits.clone());
        let mut src = BytesMut::from(STREAM.split("<message").next().unwrap());
        assert_eq!(drain(&mut codec, &mut src).len(), 1);
        if authenticated {
            codec.set_authenticated();
        }
        src.extend_from_slice(long.as_bytes());
        assert_eq!(codec.decode(&mut src).is_ok(), authenticated);
    }
}

#[test]
fn what_can_t_be_sent_leaves_the_transport_as_it_was() {
    let (mut codec, mut dst) = (codec(), BytesMut::new());
    let bad = Message { id: Some("\u{0}"), ..Message::new(MessageType::Chat) };
    let error = codec.encode(Stanza::Message(bad), &mut dst).unwrap_err();
    assert!(matches!(error, CodecError::Encode(EncodeError::Char("id"))), "{error}");
    assert!(dst.is_empty());
    codec.encode(StreamHeader { id: Some("\u{0}"), ..StreamHeader::new(SERVER) }, &mut dst).unwrap_err();
    // No stream was opened.
    assert!(
        sent(&mut codec, Stanza::Message(Message::new(MessageType::Chat))).starts_with("<message xmlns=")
    );
}

#[test]
fn a_broken_stream_stays_broken() {
    let (mut codec, mut src) = (codec(), BytesMut::from("<stream>"));
    for _ in 0..2 {
        let Err(CodecError::Decode(error)) = codec.decode(&mut src) else {
            panic!("a header in no namespace")
        };
        assert_eq!(error.kind(), DecodeErrorKind::StreamNamespace);
    }
}
