use xmpp_stream::ElementErrorKind::*;
use xmpp_stream::payload::Payload;
use xmpp_stream::payload::xep0082::DateTime;
use xmpp_stream::payload::xep0203::Delay;

use crate::{assert_refused, read};

#[test]
fn a_delay_tells_who_when_and_why() {
    let delay: Delay<'_> = read(
        "<delay xmlns='urn:xmpp:delay' from='capulet.com' stamp='2002-09-10T23:08:25Z'>Offline Storage</delay>",
    );
    assert_eq!(delay.from.map(|from| from.as_str()), Some("capulet.com"));
    assert_eq!(delay.stamp.seconds(), 1_031_699_305);
    assert_eq!(delay.reason, Some("Offline Storage"));
}

#[test]
fn only_the_time_has_to_be_there() {
    let delay: Delay<'_> = read("<delay xmlns='urn:xmpp:delay' stamp=' 2002-09-10T23:05:37Z '/>");
    assert_eq!((delay.from, delay.reason), (None, None));
}

#[test]
fn a_reason_is_written_if_there_is_one() {
    let delay = |reason| Delay { from: None, stamp: DateTime::new(0, 0).unwrap(), reason };
    assert!(delay(Some(" ")).to_element().is_ok() && delay(None).to_element().is_ok());
    // It would be read as none.
    assert!(delay(Some("")).to_element().is_err());
}

/// Section 2 wants UTC of senders; what other offsets mean is clear.
#[test]
fn other_offsets_are_read() {
    let delay: Delay<'_> = read("<delay xmlns='urn:xmpp:delay' stamp='2002-09-11T01:08:25+02:00'/>");
    assert_eq!(delay.stamp.to_string(), "2002-09-10T23:08:25Z");
}

#[test]
fn what_breaks_a_rule_is_refused() {
    assert_refused!(Delay<'_>, "<delay xmlns='urn:xmpp:delay'/>", Missing, "stamp");
    assert_refused!(Delay<'_>, "<delay xmlns='urn:xmpp:delay' stamp='20020910T23:08:25'/>", Value, "stamp");
    assert_refused!(
        Delay<'_>,
        "<delay xmlns='urn:xmpp:delay' stamp='2002-09-10T23:08:25Z'><a/></delay>",
        NotText,
        "",
    );
    assert_refused!(
        Delay<'_>,
        "<x xmlns='jabber:x:delay' stamp='20020910T23:08:25'/>",
        OtherElement,
        "delay"
    );
}
