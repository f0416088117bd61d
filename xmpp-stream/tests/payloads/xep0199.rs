//! XMPP ping (XEP-0199).

use xmpp_stream::ElementErrorKind;
use xmpp_stream::payload::xep0199::Ping;
use xmpp_stream::stanza::Stanza;

use super::on_stream::{element, payload_of, read, refused};

#[test]
fn a_ping_is_read_from_examples_1_and_6() {
    let from_server = "<iq from='capulet.lit' to='juliet@capulet.lit/balcony' id='s2c1' type='get'>
  <ping xmlns='urn:xmpp:ping'/>
</iq>";
    let to_server = "<iq from='juliet@capulet.lit/chamber' to='capulet.lit' id='s2s1' type='get'>
  <ping xmlns='urn:xmpp:ping'/>
</iq>";
    for stanza in [from_server, to_server] {
        assert_eq!(payload_of::<Ping>(stanza), Ping {});
    }
}

#[test]
fn what_a_ping_has_inside_is_passed_over() {
    assert_eq!(read::<Ping>("<ping xmlns='urn:xmpp:ping' a='b'><c/>d</ping>"), Ping {});
}

#[test]
fn other_names_are_no_ping() {
    for xml in ["<ping xmlns='urn:xmpp:pong'/>", "<pong xmlns='urn:xmpp:ping'/>", "<ping/>"] {
        assert_eq!(refused::<Ping>(xml), (ElementErrorKind::OtherElement, "ping"));
    }
}

#[test]
fn the_answer_to_a_ping_has_no_ping() {
    let pong = element("<iq from='juliet@capulet.lit/balcony' to='capulet.lit' id='s2c1' type='result'/>");
    let Ok(Stanza::Iq(pong)) = Stanza::from_element(pong) else { panic!("an iq") };
    assert_eq!(pong.payload::<Ping>(), Ok(None));
}
