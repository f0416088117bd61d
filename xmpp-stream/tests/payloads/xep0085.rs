//! Chat state notifications (XEP-0085).

use xmpp_stream::ElementErrorKind;
use xmpp_stream::payload::xep0085::ChatState;
use xmpp_stream::stanza::Stanza;

use super::on_stream::{element, payload_of, read, refused};

#[test]
fn states_are_read_from_examples_3_10_and_11() {
    let active = "<message
    from='bernardo@shakespeare.lit/pda'
    to='francisco@shakespeare.lit'
    type='chat'>
  <body>Who's there?</body>
  <active xmlns='http://jabber.org/protocol/chatstates'/>
</message>";
    let composing = "<message
    from='romeo@montague.net/orchard'
    to='juliet@capulet.com/balcony'
    type='chat'>
  <thread>act2scene2chat1</thread>
  <composing xmlns='http://jabber.org/protocol/chatstates'/>
</message>";
    let paused = "<message
    from='romeo@montague.net/orchard'
    to='juliet@capulet.com/balcony'
    type='chat'>
  <thread>act2scene2chat1</thread>
  <paused xmlns='http://jabber.org/protocol/chatstates'/>
</message>";
    let rows = [(active, ChatState::Active), (composing, ChatState::Composing), (paused, ChatState::Paused)];
    for (stanza, expected) in rows {
        assert_eq!(payload_of::<ChatState>(stanza), expected);
    }
}

#[test]
fn there_are_the_states_of_the_schema() {
    for name in ["active", "composing", "gone", "inactive", "paused"] {
        let xml = format!("<{name} xmlns='http://jabber.org/protocol/chatstates'/>");
        assert_eq!(read::<ChatState>(&xml).as_str(), name);
    }
    assert_eq!(ChatState::ALL.len(), 5);
    let xml = "<away xmlns='http://jabber.org/protocol/chatstates'/>";
    assert_eq!(refused::<ChatState>(xml).0, ElementErrorKind::OtherElement);
}

#[test]
fn a_message_must_not_have_two_states() {
    let states = "<message><active xmlns='http://jabber.org/protocol/chatstates'/>\
        <gone xmlns='http://jabber.org/protocol/chatstates'/></message>";
    let Ok(Stanza::Message(message)) = Stanza::from_element(element(states)) else { panic!("a message") };
    assert_eq!(message.payloads.find(), Ok(Some(ChatState::Active)));
    let error = message.payloads.find_only::<ChatState>().unwrap_err();
    assert_eq!(error.kind(), ElementErrorKind::Repeated);
    assert_eq!(message.check(), Err(error));
}
