//! RFC 3921, section 3.

use xmpp_stream::payload::rfc3921::Session;

use crate::assert_reads;

#[test]
fn a_session_is_a_feature_and_a_request() {
    let xml = "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>";
    assert_reads!(xml, Session { optional: false });
}

#[test]
fn a_session_may_be_optional() {
    let xml = "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'><optional/></session>";
    assert_reads!(xml, Session { optional: true });
}
