//! RFC 7395, section 3.

use xmpp_stream::ElementErrorKind::*;
use xmpp_stream::jid::Jid;
use xmpp_stream::payload::rfc7395::{Close, Open};
use xmpp_stream::stream::Version;

use crate::{assert_reads, assert_refused};

#[test]
fn the_client_opens_a_stream() {
    let xml = r#"<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="example.com" version="1.0" />"#;
    let to = Some(Jid::new("example.com").unwrap());
    assert_reads!(xml, Open { to, version: Some(Version::V1_0), ..Open::default() });
}

#[test]
fn the_server_opens_its_stream() {
    let xml = r#"<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" from="example.com"
        id="++TR84Sm6A3hnt3Q065SnAbbk3Y=" xml:lang="en" version="1.0" />"#;
    let open = Open {
        from: Some(Jid::new("example.com").unwrap()),
        to: None,
        id: Some("++TR84Sm6A3hnt3Q065SnAbbk3Y="),
        version: Some(Version::V1_0),
        lang: Some("en"),
    };
    assert_reads!(xml, open);
}

#[test]
fn a_stream_is_closed() {
    assert_reads!(r#"<close xmlns="urn:ietf:params:xml:ns:xmpp-framing" />"#, Close::default());
}

#[test]
fn a_server_closes_a_stream_and_names_another_endpoint() {
    let xml = r#"<close xmlns="urn:ietf:params:xml:ns:xmpp-framing" see-other-uri="wss://otherendpoint.example/xmpp-bind" />"#;
    let see_other_uri = Some("wss://otherendpoint.example/xmpp-bind");
    assert_reads!(xml, Close { see_other_uri, ..Close::default() });
}

#[test]
fn rules() {
    // Section 3.3.2.
    assert_refused!(Open<'_>, "<open to='example.com'/>", OtherElement, "open");
    assert_refused!(Close<'_>, "<close xmlns='http://etherx.jabber.org/streams'/>", OtherElement, "close");
    // RFC 6120, sections 4.7.1 and 4.7.2.
    let (from, to) = (
        "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='@'/>",
        "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to=''/>",
    );
    assert_refused!(Open<'_>, from, Address(Jid::new("@").unwrap_err()), "from");
    assert_refused!(Open<'_>, to, Address(Jid::new("").unwrap_err()), "to");
}
