//! Stanzas and payloads, read and written again.

use bytes::Bytes;
use xmpp_stream::jid::Jid;
use xmpp_stream::payload::{self, Payload};
use xmpp_stream::stanza::{ErrorText, Iq, Message, Presence, Stanza, StanzaError, error_reply};
use xmpp_stream::stream::StreamElement;
use xmpp_stream::{
    Decoder, Element, ElementError, ElementTree, EncodeError, Limits, Scope, StanzaBuf, StreamItem,
};

use super::tree::check_room;
use super::{check_line, hash, no_limits};

const HEADER: &[u8] =
    b"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

/// Reads the elements of a stream as stanzas, and each element in them as every payload. What can be read is the same when it
/// is written and read again.
pub fn stanza(data: &[u8]) {
    let stream = [HEADER, data].concat();
    let (mut decoder, mut input) = (Decoder::new(Limits::default()), &stream[..]);
    while let Ok(Some(item)) = decoder.decode(&mut input) {
        if let StreamItem::Element(tree) = item {
            check_stanza(tree.root(), stream.len());
            check_stream_element(tree.root(), stream.len());
            check_all(tree.root());
        }
    }
}

fn check_stanza(element: Element<'_>, len: usize) {
    let mut alone = Vec::new();
    element.encode(&mut alone, Scope::ALONE).expect("there is room");
    let alone = Bytes::from(alone);
    let kept = StanzaBuf::decode(alone.clone(), &no_limits());
    match Stanza::from_element(element) {
        Ok(stanza) => {
            assert!(Stanza::matches(element));
            read(&stanza, element);
            check_encoding(&stanza);
            check_kept(&stanza, element);
            let kept = kept.expect("it is a stanza");
            assert_eq!((kept.as_tree().stanza(), kept.as_bytes()), (stanza, &alone));
        }
        Err(error) => {
            check_error(error, len);
            assert!(kept.is_err());
            check_reply(element, error);
        }
    }
    assert_eq!(Message::from_element(element).ok().map(Stanza::from), only(element, "message"));
    assert_eq!(Presence::from_element(element).ok().map(Stanza::from), only(element, "presence"));
    assert_eq!(Iq::from_element(element).ok().map(Stanza::from), only(element, "iq"));
}

fn only<'a>(element: Element<'a>, name: &str) -> Option<Stanza<'a>> {
    Stanza::from_element(element).ok().filter(|stanza| stanza.name() == name)
}

fn read(stanza: &Stanza<'_>, element: Element<'_>) {
    let address = |name| element.attribute(name).map(|text| Jid::new(text).expect("it was read"));
    assert_eq!((stanza.recipient(), stanza.sender()), (address("to"), address("from")));
    assert_eq!((stanza.id(), stanza.lang()), (element.attribute("id"), element.lang()));
    assert_eq!(stanza.name(), element.name());
    check_line(&stanza.to_string());
    assert!(!format!("{stanza:?}").is_empty());
    let json = serde_json::to_string(stanza);
    json.expect("it can be serialised");
}

/// For each place it encodes to as many bytes as `encoded_len` says, and these decode to an equal stanza.
pub(super) fn check_encoding(stanza: &Stanza<'_>) {
    let mut alone = Vec::new();
    stanza.encode(&mut alone, Scope::ALONE).expect("it is valid");
    let tree = ElementTree::decode(&alone, &no_limits()).unwrap_or_else(|error| panic!("{alone:?}: {error}"));
    let again = Stanza::from_element(tree.root()).unwrap_or_else(|error| panic!("{alone:?}: {error}"));
    assert_eq!((again, hash(again), again.to_string()), (*stanza, hash(stanza), stanza.to_string()));
    for scope in [Scope::ALONE, Scope::stream("jabber:client"), Scope::stream("jabber:server")] {
        let mut bytes = Vec::new();
        match stanza.encode(&mut bytes, scope) {
            // Something in it would be read otherwise there.
            Err(EncodeError::Value(_)) if scope != Scope::ALONE => continue,
            written => written.expect("it is valid"),
        }
        assert_eq!(bytes.len(), stanza.encoded_len(scope));
        check_room(&bytes, |mut room| stanza.encode(&mut room, scope).map(|()| room.len()));
    }
}

fn check_kept(stanza: &Stanza<'_>, element: Element<'_>) {
    let kept = StanzaBuf::encode(stanza).expect("it was decoded");
    assert_eq!((kept.as_tree().stanza(), kept.detach()), (*stanza, kept.clone()));
    assert_eq!((kept.to_string(), kept.as_str().as_bytes()), (stanza.to_string(), &kept.as_bytes()[..]));
    let whole = StanzaBuf::from_element(element).expect("it is a stanza");
    assert_eq!(whole.as_tree().root(), element);
    let json = serde_json::to_string(&whole).expect("it can be serialised");
    assert_eq!(serde_json::from_str::<StanzaBuf>(&json).ok().as_ref(), Some(&whole));
}

/// What is answered to a broken stanza is a stanza, from whom it was for.
fn check_reply(element: Element<'_>, error: ElementError) {
    let reply = error_reply(element, &StanzaError::from(error)).expect("all of it was decoded");
    let Some(reply) = reply else { return };
    let stanza = Stanza::from_element(reply.as_element()).expect("an answer is a stanza");
    assert_eq!(stanza.name(), element.name());
    let address = |name| element.attribute(name).and_then(|text| Jid::new(text).ok());
    assert_eq!((stanza.recipient(), stanza.sender()), (address("from"), address("to")));
    assert_eq!(stanza.id().unwrap_or_default(), element.attribute("id").unwrap_or_default());
    let child = reply.as_element().elements().find(|child| StanzaError::matches(*child));
    let told = StanzaError::from_element(child.expect("it says what is wrong")).expect("it was written");
    assert_eq!(told.condition, error.condition());
    assert!(error_reply(reply.as_element(), &told).expect("it is valid").is_none(), "an answer to an answer");
}

fn check_error(error: ElementError, len: usize) {
    assert!(error.offset() <= len, "{error} is behind the end");
    check_line(&error.to_string());
}

/// What stands on a stream is read by its names, and is the same when it is written for any place and read again.
fn check_stream_element(element: Element<'_>, len: usize) {
    let read = match StreamElement::from_element(element) {
        Ok(read) => read,
        Err(error) => return check_error(error, len),
    };
    assert_eq!(read.name(), element.name());
    check_line(&read.to_string());
    serde_json::to_string(&read).expect("it can be serialised");
    for scope in [Scope::ALONE, Scope::stream("jabber:client"), Scope::stream("jabber:server")] {
        let mut bytes = Vec::new();
        match read.encode(&mut bytes, scope) {
            Err(EncodeError::Value(_)) if scope != Scope::ALONE => continue,
            written => written.expect("it was decoded"),
        }
        assert_eq!(bytes.len(), read.encoded_len(scope));
        check_room(&bytes, |mut room| read.encode(&mut room, scope).map(|()| room.len()));
        if scope == Scope::ALONE {
            let tree = ElementTree::decode(&bytes, &no_limits()).expect("it was encoded");
            let again = StreamElement::from_element(tree.root()).expect("it was encoded");
            assert_eq!((again, hash(again), again.to_string()), (read, hash(read), read.to_string()));
        }
    }
}

fn check_all(element: Element<'_>) {
    check_payloads(element);
    element.elements().for_each(check_all);
}

/// Reads the element as each payload that it may be by its names.
fn check_payloads(element: Element<'_>) {
    macro_rules! check {
        ($($payload:ty)*) => {
            $(if <$payload>::matches(element) {
                if let Ok(read) = <$payload>::from_element(element) {
                    let written = read.to_element().expect("all of it was decoded");
                    let again = <$payload>::from_element(written.as_element());
                    let again = again.unwrap_or_else(|error| panic!("{read:?} was {element:?}: {error}"));
                    assert_eq!(again, read);
                    assert_eq!(hash(&again), hash(&read));
                    assert_eq!(again.to_element().expect("it was written"), written);
                    serde_json::to_string(&read).expect("it can be serialised");
                } else if let Err(error) = <$payload>::from_element(element) {
                    check_line(&error.to_string());
                }
            } else {
                assert!(<$payload>::from_element(element).is_err());
            })*
        };
    }
    check! {
        ErrorText<'_>
        StanzaError<'_>
        payload::rfc3921::Session
        payload::rfc6120::Abort
        payload::rfc6120::Auth<'_>
        payload::rfc6120::Bind<'_>
        payload::rfc6120::Challenge<'_>
        payload::rfc6120::Features<'_>
        payload::rfc6120::Mechanism<'_>
        payload::rfc6120::Mechanisms<'_>
        payload::rfc6120::Response<'_>
        payload::rfc6120::SaslFailure<'_>
        payload::rfc6120::SaslText<'_>
        payload::rfc6120::StartTls
        payload::rfc6120::StartTlsReply
        payload::rfc6120::StreamError<'_>
        payload::rfc6120::StreamErrorText<'_>
        payload::rfc6120::Success<'_>
        payload::rfc6121::Body<'_>
        payload::rfc6121::Group<'_>
        payload::rfc6121::PreApproval
        payload::rfc6121::Priority
        payload::rfc6121::Roster<'_>
        payload::rfc6121::RosterItem<'_>
        payload::rfc6121::RosterVersioning
        payload::rfc6121::Show
        payload::rfc6121::Status<'_>
        payload::rfc6121::Subject<'_>
        payload::rfc6121::Thread<'_>
        payload::rfc7395::Close<'_>
        payload::rfc7395::Open<'_>
        payload::xep0004::DataForm<'_>
        payload::xep0004::FieldOption<'_>
        payload::xep0004::FieldValue<'_>
        payload::xep0004::FormField<'_>
        payload::xep0004::FormItem<'_>
        payload::xep0004::Instructions<'_>
        payload::xep0004::Reported<'_>
        payload::xep0030::DiscoInfo<'_>
        payload::xep0030::DiscoItem<'_>
        payload::xep0030::DiscoItems<'_>
        payload::xep0030::Feature<'_>
        payload::xep0030::Identity<'_>
        payload::xep0045::History
        payload::xep0045::Join<'_>
        payload::xep0045::admin::Actor<'_>
        payload::xep0045::admin::Item<'_>
        payload::xep0045::admin::Query<'_>
        payload::xep0045::owner::Destroy<'_>
        payload::xep0045::owner::Query<'_>
        payload::xep0045::user::Actor<'_>
        payload::xep0045::user::Continue<'_>
        payload::xep0045::user::Decline<'_>
        payload::xep0045::user::Destroy<'_>
        payload::xep0045::user::Invite<'_>
        payload::xep0045::user::Item<'_>
        payload::xep0045::user::Status
        payload::xep0045::user::User<'_>
        payload::xep0059::FirstItem<'_>
        payload::xep0059::ResultSet<'_>
        payload::xep0085::ChatState
        payload::xep0092::Version<'_>
        payload::xep0092::VersionRequest
        payload::xep0114::Handshake
        payload::xep0115::Caps<'_>
        payload::xep0184::Received<'_>
        payload::xep0184::Request
        payload::xep0191::Block<'_>
        payload::xep0191::BlockItem<'_>
        payload::xep0191::Blocked
        payload::xep0191::Blocklist<'_>
        payload::xep0191::Unblock<'_>
        payload::xep0198::Ack
        payload::xep0198::AckRequest
        payload::xep0198::Enable
        payload::xep0198::Enabled<'_>
        payload::xep0198::Failed
        payload::xep0198::HandledCountTooHigh
        payload::xep0198::Resume<'_>
        payload::xep0198::Resumed<'_>
        payload::xep0198::StreamManagement
        payload::xep0199::Ping
        payload::xep0203::Delay<'_>
        payload::xep0280::Disable
        payload::xep0280::Enable
        payload::xep0280::Private
        payload::xep0280::Received<'_>
        payload::xep0280::Sent<'_>
        payload::xep0297::Forwarded<'_>
        payload::xep0313::End<'_>
        payload::xep0313::Filter<'_>
        payload::xep0313::Fin<'_>
        payload::xep0313::Metadata<'_>
        payload::xep0313::Query<'_>
        payload::xep0313::QueryResult<'_>
        payload::xep0313::Start<'_>
    }
}
