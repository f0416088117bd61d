use xmpp_stream::ElementErrorKind::*;
use xmpp_stream::payload::Payload;
use xmpp_stream::payload::xep0297::Forwarded;
use xmpp_stream::stanza::Stanza;
use xmpp_stream::{ElementBuf, InvalidValue};

use crate::{assert_refused, read};

const FORWARDED: &str = "<forwarded xmlns='urn:xmpp:forward:0'>\
    <delay xmlns='urn:xmpp:delay' stamp='2010-07-10T23:08:25Z'/>\
    <message xmlns='jabber:client' from='romeo@montague.lit/orchard' to='juliet@capulet.lit/balcony' type='chat'>\
    <body>Yet I should kill thee with much cherishing.</body></message></forwarded>";

#[test]
fn a_forwarded_stanza_is_read_as_one() {
    let forwarded: Forwarded<'_> = read(FORWARDED);
    assert_eq!(forwarded.delay.map(|delay| delay.stamp.seconds()), Some(1_278_803_305));
    let Ok(Some(Stanza::Message(message))) = forwarded.stanza() else { panic!("{forwarded:?}") };
    assert_eq!(message.from.map(|from| from.as_str()), Some("romeo@montague.lit/orchard"));
    assert_eq!(message.payloads.elements().count(), 1);
}

#[test]
fn the_stanza_may_be_removed() {
    let forwarded: Forwarded<'_> = read("<forwarded xmlns='urn:xmpp:forward:0'/>");
    assert_eq!((forwarded.delay, forwarded.stanza()), (None, Ok(None)));
}

#[test]
fn a_stanza_of_another_stream_keeps_its_namespace() {
    let xml = FORWARDED.replace("jabber:client", "jabber:server");
    let forwarded: Forwarded<'_> = read(&xml);
    assert_eq!(forwarded.element.map(|stanza| stanza.namespace()), Some("jabber:server"));
}

#[test]
fn a_broken_stanza_doesnt_break_what_is_around_it() {
    let forwarded: Forwarded<'_> = read(&FORWARDED.replace("juliet@", "@"));
    assert!(forwarded.delay.is_some());
    assert_eq!(forwarded.stanza().map_err(|error| error.field()), Err("to"));
}

#[test]
fn what_breaks_a_rule_is_refused() {
    let two = "<message xmlns='jabber:client'/><^iq xmlns='jabber:client' id='1' type='result'/>";
    let xml = format!("<forwarded xmlns='urn:xmpp:forward:0'>{two}</forwarded>");
    assert_refused!(Forwarded<'_>, &xml, Repeated, "");
    assert_refused!(
        Forwarded<'_>,
        &FORWARDED.replace("2010-", "").replace("<delay", "<^delay"),
        Value,
        "stamp"
    );
}

#[test]
fn only_stanzas_can_be_written() {
    let other = ElementBuf::new("urn:example", "message").unwrap();
    let forwarded = Forwarded { delay: None, element: Some(other.as_element()) };
    let error: InvalidValue = forwarded.to_element().unwrap_err();
    assert_eq!(error.to_string(), "not a valid stanza");
}
