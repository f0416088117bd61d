use xmpp_stream::ElementErrorKind::*;
use xmpp_stream::payload::Payload;
use xmpp_stream::payload::xep0280::{Disable, Enable, Private, Received, Sent};
use xmpp_stream::payload::xep0297::Forwarded;
use xmpp_stream::stanza::Stanza;

use crate::{assert_refused, read};

const RECEIVED: &str = "<received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>\
    <message xmlns='jabber:client' from='juliet@capulet.example/balcony' to='romeo@montague.example/garden' type='chat'>\
    <body>What man art thou that, thus bescreen'd in night, so stumblest on my counsel?</body>\
    <thread>0e3141cd80894871a68e6fe6b1ec56fa</thread></message></forwarded></received>";

#[test]
fn carbons_are_switched_on_and_off() {
    assert_eq!(read::<Enable>("<enable xmlns='urn:xmpp:carbons:2'/>"), Enable {});
    assert_eq!(read::<Disable>("<disable xmlns='urn:xmpp:carbons:2'/>"), Disable {});
    assert_eq!(read::<Private>("<private xmlns='urn:xmpp:carbons:2'/>"), Private {});
}

#[test]
fn a_carbon_has_the_message() {
    let received: Received<'_> = read(RECEIVED);
    let Ok(Some(Stanza::Message(message))) = received.forwarded.stanza() else { panic!("{received:?}") };
    assert_eq!(message.from.map(|from| from.as_str()), Some("juliet@capulet.example/balcony"));

    let sent: Sent<'_> = read(&RECEIVED.replace("received", "sent"));
    assert_eq!(sent.forwarded, received.forwarded);
}

#[test]
fn what_breaks_a_rule_is_refused() {
    assert_refused!(Received<'_>, "<received xmlns='urn:xmpp:carbons:2'/>", Missing, "forwarded");
    let empty = "<sent xmlns='urn:xmpp:carbons:2'><^forwarded xmlns='urn:xmpp:forward:0'/></sent>";
    assert_refused!(Sent<'_>, empty, Missing, "message");
    assert_refused!(
        Received<'_>,
        &RECEIVED.replace("message", "presence").replace("<presence", "<^presence"),
        OtherElement,
        "message"
    );
    assert_refused!(Sent<'_>, RECEIVED, OtherElement, "sent");
}

#[test]
fn what_would_be_refused_isnt_written() {
    let sent = Sent { forwarded: Forwarded { delay: None, element: None } };
    assert!(sent.to_element().is_err());
}
