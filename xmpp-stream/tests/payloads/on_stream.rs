//! Payloads in stanzas as they come on a stream between client and server. All is kept as long as the tests run.

use std::fmt::Debug;

use xmpp_stream::jid::Jid;
use xmpp_stream::payload::Payload;
use xmpp_stream::stanza::Stanza;
use xmpp_stream::{
    Decoder, Element, ElementBuf, ElementError, ElementErrorKind, ElementTree, Limits, Scope, StreamItem,
};

const HEADER: &str = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

/// The element behind the header of a stream.
pub(crate) fn element(xml: &str) -> Element<'static> {
    let bytes: &'static [u8] = Box::leak([HEADER, xml].concat().into_bytes().into_boxed_slice());
    let (mut decoder, mut input) = (Decoder::new(Limits::default()), bytes);
    assert!(matches!(decoder.decode(&mut input), Ok(Some(StreamItem::Header(_)))));
    match decoder.decode(&mut input) {
        Ok(Some(StreamItem::Element(tree))) => Box::leak(Box::new(tree)).root(),
        other => panic!("{xml}: {other:?}"),
    }
}

fn keep(element: ElementBuf) -> Element<'static> {
    Box::leak(Box::new(element)).as_element()
}

/// The payload of this kind in a stanza.
pub(crate) fn payload_of<P: Payload<'static> + Debug + PartialEq>(stanza: &str) -> P {
    assert!(Stanza::from_element(element(stanza)).is_ok(), "{stanza}");
    let mut payloads = element(stanza).elements().filter(|element| P::matches(*element));
    goes_round(payloads.next().expect(stanza))
}

/// The payload, which is the same once more after it was written, by itself and as bytes.
pub(crate) fn goes_round<P: Payload<'static> + Debug + PartialEq>(element: Element<'static>) -> P {
    let payload = P::from_element(element).unwrap();
    let written = keep(payload.to_element().unwrap());
    assert_eq!(P::from_element(written).as_ref(), Ok(&payload));
    let mut bytes = Vec::new();
    written.encode(&mut bytes, Scope::ALONE).unwrap();
    let tree = Box::leak(Box::new(ElementTree::decode(bytes.leak(), &Limits::default()).unwrap()));
    assert_eq!(P::from_element(tree.root()).as_ref(), Ok(&payload));
    payload
}

/// The payload that the text is, which is the same once more after it was written.
#[track_caller]
pub(crate) fn read<P: Payload<'static> + Debug + PartialEq>(xml: &str) -> P {
    goes_round(element(xml))
}

/// Why the payload is refused: the rule, and the field.
pub(crate) fn refused<P: Payload<'static> + Debug>(xml: &str) -> (ElementErrorKind, &'static str) {
    let error: ElementError = P::from_element(element(xml)).expect_err(xml);
    (error.kind(), error.field())
}

pub(crate) fn jid(text: &'static str) -> Jid<'static> {
    Jid::new(text).unwrap()
}
