//! Stanzas that are kept.

use bytes::Bytes;
use xmpp_stream::stanza::StanzaErrorCondition;
use xmpp_stream::{
    DecodeErrorKind, ElementErrorKind, Limits, StanzaBuf, StanzaBufError, StreamErrorCondition,
};

const PRESENCE: &str = "<presence xmlns='jabber:client'/>";

fn decoded(text: &str) -> Result<StanzaBuf, StanzaBufError> {
    StanzaBuf::decode(Bytes::copy_from_slice(text.as_bytes()), &Limits::default())
}

#[test]
fn what_stands_around_a_stanza_is_not_kept() {
    let declaration = "<?xml version='1.0' encoding=\"UTF-8\"?>";
    for text in [
        PRESENCE.to_owned(),
        format!(" \n{PRESENCE}\n \n"),
        format!("{declaration}{PRESENCE}"),
        format!("{declaration}\r\n\t{PRESENCE}\n"),
    ] {
        let kept = decoded(&text).unwrap();
        assert_eq!(kept.as_str(), PRESENCE, "{text}");
        assert_eq!(kept, decoded(PRESENCE).unwrap());
    }
    let prefixed = "<c:presence xmlns:c='jabber:client'><c:show>xa</c:show></c:presence>";
    assert_eq!(decoded(&format!("\n{prefixed}")).unwrap().as_str(), prefixed);
}

#[test]
fn what_is_wrong_with_a_stanza_is_told_apart_from_what_is_wrong_with_the_xml() {
    let Err(StanzaBufError::Element(error)) = decoded("<message xmlns='jabber:client' to='@b'/>") else {
        panic!("an address that is none")
    };
    assert!(matches!(error.kind(), ElementErrorKind::Address(_)));
    assert_eq!((error.field(), error.condition()), ("to", StanzaErrorCondition::JidMalformed));
    let Err(StanzaBufError::Element(error)) = decoded("<query/>") else { panic!("no stanza") };
    assert_eq!(error.kind(), ElementErrorKind::OtherElement);
    let Err(StanzaBufError::Decode(error)) = decoded("<message xmlns='jabber:client'><!-- -->") else {
        panic!("a comment")
    };
    assert_eq!(error.kind(), DecodeErrorKind::Comment);
    assert_eq!(error.condition(), StreamErrorCondition::RestrictedXml);
}

#[cfg(feature = "serde")]
#[test]
fn what_is_stored_as_text_comes_back_however_large_it_is() {
    use xmpp_stream::payload::PayloadsBuf;
    use xmpp_stream::payload::rfc6121::Body;
    use xmpp_stream::stanza::{Message, MessageType};

    let body = "x".repeat(300_000);
    let mut payloads = PayloadsBuf::new();
    payloads.push(&Body { lang: None, text: &body }).unwrap();
    let message = Message { payloads: payloads.as_payloads(), ..Message::new(MessageType::Chat) };
    let kept = StanzaBuf::encode(&message.into()).unwrap();
    let stored = serde_json::to_string(&kept).unwrap();
    assert_eq!(serde_json::from_str::<StanzaBuf>(&stored).unwrap(), kept);
    assert!(serde_json::from_str::<StanzaBuf>("\"<query/>\"").is_err());
}
