//! XEP-0198.

use std::num::NonZeroU32;

use xmpp_stream::ElementErrorKind::*;
use xmpp_stream::payload::Payload;
use xmpp_stream::payload::rfc6120::StreamError;
use xmpp_stream::payload::xep0198::{
    Ack, AckRequest, Enable, Enabled, Failed, HandledCountTooHigh, Resume, Resumed, StreamManagement,
};
use xmpp_stream::stanza::StanzaErrorCondition;

use crate::{assert_reads, assert_refused, tree, written};

// Example 1.
#[test]
fn a_server_offers_stream_management() {
    assert_reads!("<sm xmlns='urn:xmpp:sm:3'/>", StreamManagement {});
}

// Examples 2 and 8.
#[test]
fn a_client_enables_it() {
    assert_reads!("<enable xmlns='urn:xmpp:sm:3'/>", Enable { max: None, resume: false });
    assert_reads!("<enable xmlns='urn:xmpp:sm:3' resume='true'/>", Enable { max: None, resume: true });
    let max = NonZeroU32::new(600);
    assert_reads!("<enable xmlns='urn:xmpp:sm:3' resume='1' max='600'/>", Enable { max, resume: true });
    assert_reads!("<enable xmlns='urn:xmpp:sm:3' resume='0'/>", Enable::default());
}

// Examples 3, 4, 10 and 11.
#[test]
fn a_server_enables_it() {
    let id = Some("some-long-sm-id");
    let location = Some("[2001:41D0:1:A49b::1]:9222");
    assert_reads!("<enabled xmlns='urn:xmpp:sm:3'/>", Enabled::default());
    let resumable = Enabled { id, resume: true, ..Enabled::default() };
    assert_reads!("<enabled xmlns='urn:xmpp:sm:3' id='some-long-sm-id' resume='true'/>", resumable);
    let not_resumable = Enabled { id, ..Enabled::default() };
    assert_reads!("<enabled xmlns='urn:xmpp:sm:3' id='some-long-sm-id'/>", not_resumable);
    let xml = "<enabled xmlns='urn:xmpp:sm:3'
            id='some-long-sm-id'
            location='[2001:41D0:1:A49b::1]:9222'
            resume='true'/>";
    assert_reads!(xml, Enabled { id, location, max: None, resume: true });
}

// Examples 5, 6, 14 and 16.
#[test]
fn a_server_does_not_enable_or_resume() {
    let xml = "<failed xmlns='urn:xmpp:sm:3'>
            <unexpected-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
        </failed>";
    assert_reads!(xml, Failed { h: None, condition: Some(StanzaErrorCondition::UnexpectedRequest) });
    let xml = "<failed xmlns='urn:xmpp:sm:3' h='7'>
            <item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
        </failed>";
    assert_reads!(xml, Failed { h: Some(7), condition: Some(StanzaErrorCondition::ItemNotFound) });
    assert_reads!("<failed xmlns='urn:xmpp:sm:3'/>", Failed::default());
}

#[test]
fn a_condition_that_is_not_known_is_undefined() {
    let xml = "<failed xmlns='urn:xmpp:sm:3'><new xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>";
    assert_reads!(xml, Failed { h: None, condition: Some(StanzaErrorCondition::UndefinedCondition) });
}

// Example 7.
#[test]
fn stanzas_are_acknowledged() {
    assert_reads!("<r xmlns='urn:xmpp:sm:3'/>", AckRequest {});
    assert_reads!("<a xmlns='urn:xmpp:sm:3' h='1'/>", Ack { h: 1 });
    assert_reads!("<a xmlns='urn:xmpp:sm:3' h='4294967295'/>", Ack { h: u32::MAX });
}

// Examples 12 and 13.
#[test]
fn a_stream_is_resumed() {
    let previd = "some-long-sm-id";
    assert_reads!("<resume xmlns='urn:xmpp:sm:3' h='5' previd='some-long-sm-id'/>", Resume { h: 5, previd });
    assert_reads!(
        "<resumed xmlns='urn:xmpp:sm:3' h='0' previd='some-long-sm-id'/>",
        Resumed { h: 0, previd }
    );
}

// Example 17.
#[test]
fn a_stream_error_tells_that_more_stanzas_were_acknowledged_than_sent() {
    let xml = "<stream:error xmlns:stream='http://etherx.jabber.org/streams'>
            <undefined-condition xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>
            <handled-count-too-high xmlns='urn:xmpp:sm:3' h='10' send-count='8'/>
            <text xml:lang='en' xmlns='urn:ietf:params:xml:ns:xmpp-streams'>You acknowledged 10 stanzas</text>
        </stream:error>";
    let tree = tree(xml);
    let error = StreamError::from_element(tree.root()).unwrap();
    let counts = error.application.map(HandledCountTooHigh::from_element);
    assert_eq!(counts, Some(Ok(HandledCountTooHigh { h: Some(10), send_count: Some(8) })));
    assert_eq!(error.texts.iter().map(|text| text.lang).collect::<Vec<_>>(), [Some("en")]);
    assert_reads!(xml, error);
}

#[test]
fn rules() {
    // Section 4.
    assert_refused!(Ack, "<a xmlns='urn:xmpp:sm:3'/>", Missing, "h");
    for h in ["-1", "4294967296", "", "one"] {
        assert_refused!(Ack, &format!("<a xmlns='urn:xmpp:sm:3' h='{h}'/>"), Value, "h");
    }
    // Section 5.
    assert_refused!(Enabled<'_>, "<enabled xmlns='urn:xmpp:sm:3' resume='true'/>", Missing, "id");
    assert!(Enabled { resume: true, ..Enabled::default() }.to_element().is_err());
    assert_refused!(Resume<'_>, "<resume xmlns='urn:xmpp:sm:3' previd='a'/>", Missing, "h");
    assert_refused!(Resume<'_>, "<resume xmlns='urn:xmpp:sm:3' h='0'/>", Missing, "previd");
    assert_refused!(Resumed<'_>, "<resumed xmlns='urn:xmpp:sm:3' previd='a'/>", Missing, "h");
    assert_refused!(Resumed<'_>, "<resumed xmlns='urn:xmpp:sm:3' h='0'/>", Missing, "previd");
    // Section 13.
    assert_refused!(Enable, "<enable xmlns='urn:xmpp:sm:3' resume='yes'/>", Value, "resume");
    assert_refused!(Enable, "<enable xmlns='urn:xmpp:sm:3' max='0'/>", Value, "max");
    assert_refused!(Failed, "<failed xmlns='urn:xmpp:sm:3' h='a'/>", Value, "h");
    let xml = "<failed xmlns='urn:xmpp:sm:3' xmlns:e='urn:ietf:params:xml:ns:xmpp-stanzas'><e:gone/><e:^gone/></failed>";
    assert_refused!(Failed, xml, Repeated, "");
    // Section 12.2: another version is another protocol.
    assert_refused!(AckRequest, "<r xmlns='urn:xmpp:sm:2'/>", OtherElement, "r");
}

#[test]
fn what_has_its_default_is_not_written() {
    assert_eq!(written(&Enable::default()), "<enable xmlns='urn:xmpp:sm:3'/>");
}
