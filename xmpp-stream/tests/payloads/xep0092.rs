//! Software version (XEP-0092).

use xmpp_stream::ElementErrorKind;
use xmpp_stream::payload::xep0092::{Version, VersionRequest};

use super::on_stream::{payload_of, read, refused};

#[test]
fn a_version_is_asked_for_as_in_example_1() {
    let stanza = "<iq
    type='get'
    from='romeo@montague.net/orchard'
    to='juliet@capulet.com/balcony'
    id='version_1'>
  <query xmlns='jabber:iq:version'/>
</iq>";
    assert_eq!(payload_of::<VersionRequest>(stanza), VersionRequest {});
}

#[test]
fn a_version_is_told_as_in_example_2() {
    let stanza = "<iq
    type='result'
    to='romeo@montague.net/orchard'
    from='juliet@capulet.com/balcony'
    id='version_1'>
  <query xmlns='jabber:iq:version'>
    <name>Exodus</name>
    <version>0.7.0.4</version>
    <os>Windows-XP 5.01.2600</os>
  </query>
</iq>";
    let expected = Version { name: "Exodus", version: "0.7.0.4", os: Some("Windows-XP 5.01.2600") };
    assert_eq!(payload_of::<Version<'_>>(stanza), expected);
}

#[test]
fn the_operating_system_may_be_kept_secret() {
    let xml = "<query xmlns='jabber:iq:version'><name>a</name><version/></query>";
    assert_eq!(read::<Version<'_>>(xml), Version { name: "a", version: "", os: None });
}

#[test]
fn a_version_without_name_or_number_is_refused_and_so_is_one_with_two() {
    let rows = [
        ("<version>1</version>", ElementErrorKind::Missing, "name"),
        ("<name>a</name>", ElementErrorKind::Missing, "version"),
        ("<name>a</name><version>1</version><version>2</version>", ElementErrorKind::Repeated, ""),
        ("<name>a<b/></name><version>1</version>", ElementErrorKind::NotText, ""),
        ("<name xmlns='other'>a</name><version>1</version>", ElementErrorKind::Missing, "name"),
    ];
    for (inside, kind, field) in rows {
        let xml = format!("<query xmlns='jabber:iq:version'>{inside}</query>");
        assert_eq!(refused::<Version<'_>>(&xml), (kind, field), "{xml}");
    }
}

#[test]
fn an_answer_is_no_request() {
    let xml = "<query xmlns='jabber:iq:version'><name>a</name><version>1</version></query>";
    assert_eq!(refused::<VersionRequest>(xml), (ElementErrorKind::OtherElement, ""));
    let extended = "<query xmlns='jabber:iq:version'><x xmlns='urn:example'/></query>";
    assert_eq!(read::<VersionRequest>(extended), VersionRequest {});
}
