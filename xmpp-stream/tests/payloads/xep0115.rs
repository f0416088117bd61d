use xmpp_stream::ElementErrorKind::*;
use xmpp_stream::payload::xep0030::DiscoInfo;
use xmpp_stream::payload::xep0115::{Caps, CapsError, CapsHash, verification_input, verification_string};

use crate::{assert_refused, read};

fn info(inside: &str) -> DiscoInfo<'static> {
    read(&format!("<query xmlns='http://jabber.org/protocol/disco#info'>{inside}</query>"))
}

fn form(inside: &str) -> String {
    format!("<x xmlns='jabber:x:data' type='result'>{inside}</x>")
}

const FEATURES: &str = "<feature var='http://jabber.org/protocol/muc'/>\
    <feature var='http://jabber.org/protocol/caps'/>\
    <feature var='http://jabber.org/protocol/disco#items'/>\
    <feature var='http://jabber.org/protocol/disco#info'/>";

const PSI: &str = "<identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>\
    <identity xml:lang='el' category='client' name='Ψ 0.11' type='pc'/>\
    <x xmlns='jabber:x:data' type='result'>\
    <field var='os'><value>Mac</value></field>\
    <field var='software_version'><value>0.11</value></field>\
    <field var='ip_version' type='text-multi'><value>ipv6</value><value>ipv4</value></field>\
    <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>\
    <field var='os_version'><value>10.5.1</value></field>\
    <field var='software'><value>Psi</value></field></x>";

const SOFTWARE: &str =
    "<field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>";

/// Section 5.2.
#[test]
fn the_simple_example_has_its_string() {
    let info = info(&["<identity category='client' name='Exodus 0.9.1' type='pc'/>", FEATURES].concat());
    let input = "client/pc//Exodus 0.9.1<http://jabber.org/protocol/caps<http://jabber.org/protocol/disco#info<\
        http://jabber.org/protocol/disco#items<http://jabber.org/protocol/muc<";
    assert_eq!(verification_input(&info).as_deref(), Ok(input));
    let ver = "QgayPKawpkPSDYmwT/WM94uAlu0=";
    assert_eq!(verification_string(&info, CapsHash::Sha1).as_deref(), Ok(ver));
}

/// Section 5.3, all in another order.
#[test]
fn the_complex_example_has_its_string() {
    let info = info(&[PSI, FEATURES].concat());
    let input = "client/pc/el/Ψ 0.11<client/pc/en/Psi 0.11<http://jabber.org/protocol/caps<\
        http://jabber.org/protocol/disco#info<http://jabber.org/protocol/disco#items<\
        http://jabber.org/protocol/muc<urn:xmpp:dataforms:softwareinfo<ip_version<ipv4<ipv6<os<Mac<\
        os_version<10.5.1<software<Psi<software_version<0.11<";
    assert_eq!(verification_input(&info).as_deref(), Ok(input));
    let ver = "q07IKJEyjvHSyhy//CH0CxmKi8w=";
    assert_eq!(verification_string(&info, CapsHash::Sha1).as_deref(), Ok(ver));
}

/// Made with `openssl dgst -binary | base64` of the text of section 5.2.
#[test]
fn other_hashes_are_those_that_openssl_makes() {
    let info = info(&["<identity category='client' name='Exodus 0.9.1' type='pc'/>", FEATURES].concat());
    for (hash, ver) in [
        (CapsHash::Sha224, "eRTRaZXdg2D07A6LJ66hyY2s7f5jZLiTkgLEvA=="),
        (CapsHash::Sha256, "Wr6IGEKhx6b9627gBmi/cCmpxXBc/GYq5zWuYfWGWoc="),
        (CapsHash::Sha384, "Nf8JigpWSRF8x8Bvhy7Vzz09f1ZRpn+UWA1rfZ+HYBW+bUsD7RZWpWzMwUIPRIvP"),
        (
            CapsHash::Sha512,
            "fRSVSbrOODMrPDQyHoSWoR+RemysUcEeGGhMh+kl/hGp9UrJxyDnrh9BymsL57Am/eToRZ/T4s6QBqeC6LVmoQ==",
        ),
    ] {
        assert_eq!(verification_string(&info, hash).as_deref(), Ok(ver), "{hash}");
    }
}

#[test]
fn capabilities_are_verified() {
    let caps: Caps<'_> = read(
        "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='http://psi-im.org' ver='q07IKJEyjvHSyhy//CH0CxmKi8w='/>",
    );
    assert_eq!(caps.disco_node(), "http://psi-im.org#q07IKJEyjvHSyhy//CH0CxmKi8w=");
    let psi = info(&[PSI, FEATURES].concat());
    assert_eq!(caps.verify(&psi), Ok(()));
    assert_eq!(caps.verify(&info(FEATURES)), Err(CapsError::Mismatch));
    assert_eq!(Caps { hash: "md2", ..caps }.verify(&psi), Err(CapsError::UnsupportedHash));
    let twice = info(&[FEATURES, FEATURES].concat());
    assert_eq!(caps.verify(&twice), Err(CapsError::RepeatedFeature));
}

/// Prosody 0.12 on a stream, and clix as Prosody's test suite has it.
#[test]
fn answers_of_real_peers_are_what_they_announced() {
    let prosody = [
        "urn:xmpp:carbons:rules:0",
        "urn:xmpp:carbons:2",
        "msgoffline",
        "urn:xmpp:time",
        "jabber:iq:time",
        "urn:xmpp:blocking",
        "jabber:iq:private",
        "jabber:iq:version",
        "jabber:iq:last",
        "jabber:iq:register",
        "http://jabber.org/protocol/commands",
        "jabber:iq:roster",
        "urn:xmpp:ping",
        "http://jabber.org/protocol/disco#info",
        "http://jabber.org/protocol/disco#items",
    ];
    let clix = [
        "http://jabber.org/protocol/nick+notify",
        "http://jabber.org/protocol/disco#info",
        "http://jabber.org/protocol/disco#items",
        "http://jabber.org/protocol/caps",
    ];
    for (identity, features, ver) in [
        (
            "<identity name='Prosody' category='server' type='im'/>",
            &prosody[..],
            "c8zd89T/wytekxBKSC9PywuT5js=",
        ),
        (
            "<identity name='clix' category='client' type='console'/>",
            &clix[..],
            "jC32N+FhQoLrZ7nNQtZK3aqR0Fk=",
        ),
    ] {
        let features: String = features.iter().map(|var| format!("<feature var='{var}'/>")).collect();
        let caps = Caps { ext: None, hash: "sha-1", node: "http://example.com", ver };
        assert_eq!(caps.verify(&info(&[identity, &features].concat())), Ok(()));
    }
}

#[test]
fn ill_formed_answers_have_no_string() {
    let identity = "<identity category='client' type='pc' name='Psi'/>";
    let other_lang = "<identity category='client' type='pc' name='Psi' xml:lang='en'/>";
    let several = "<field var='FORM_TYPE' type='hidden'><value>a</value><value>b</value></field>";
    for (inside, error) in [
        ([identity, identity].concat(), Some(CapsError::RepeatedIdentity)),
        ([identity, other_lang].concat(), None),
        (
            "<feature var='a'/><feature var='b'/><feature var='a'/>".to_owned(),
            Some(CapsError::RepeatedFeature),
        ),
        ([form(SOFTWARE), form(SOFTWARE)].concat(), Some(CapsError::RepeatedForm)),
        // Those that don't count are counted here: they are left out after this step (section 5.4, step 3).
        (
            [form(SOFTWARE), form(&SOFTWARE.replace(" type='hidden'", ""))].concat(),
            Some(CapsError::RepeatedForm),
        ),
        (form(several), Some(CapsError::FormType)),
        (form(&several.replace(">b<", ">a<")), None),
    ] {
        assert_eq!(verification_input(&info(&inside)).err(), error, "{inside}");
    }
}

#[test]
fn forms_without_a_hidden_form_type_dont_count() {
    for ignored in [
        form("<field var='os'><value>Mac</value></field>"),
        form(&SOFTWARE.replace("hidden", "text-single")),
        form(&SOFTWARE.replace(" type='hidden'", "")),
        form("<field var='FORM_TYPE' type='hidden'/>"),
    ] {
        assert_eq!(
            verification_input(&info(&[FEATURES, &ignored].concat())),
            verification_input(&info(FEATURES))
        );
    }
}

#[test]
fn several_forms_are_sorted_by_their_form_type() {
    let other = SOFTWARE.replace("urn:xmpp:dataforms:softwareinfo", "a");
    let two = [form(SOFTWARE), form(&[&other, "<field var='b'/>"].concat())].concat();
    assert_eq!(verification_input(&info(&two)).as_deref(), Ok("a<b<urn:xmpp:dataforms:softwareinfo<"));
}

/// Section 5.1: otherwise a name could pass for features.
#[test]
fn less_than_signs_stay_escaped() {
    let name = "<identity category='client' type='pc' name='SomeClient&lt;http://jabber.org/protocol/muc'/>";
    let input = "client/pc//SomeClient&lt;http://jabber.org/protocol/muc<";
    assert_eq!(verification_input(&info(name)).as_deref(), Ok(input));
    let twice = "<feature var='a&amp;lt;b'/>";
    assert_eq!(verification_input(&info(twice)).as_deref(), Ok("a&lt;b<"));
}

/// Nothing else is escaped, so that one answer could be made to look like another.
#[test]
fn what_parts_values_is_in_no_value() {
    for separated in [
        "<feature var='a&lt;b'/>",
        "<identity category='a/b' type='c'/>",
        "<identity category='a' type='b/c'/>",
        "<identity category='a&lt;b' type='c'/>",
        "<identity category='a' type='b&lt;c'/>",
        "<identity category='a' type='b' xml:lang='c/d'/>",
    ] {
        assert_eq!(verification_input(&info(separated)), Err(CapsError::Separator), "{separated}");
    }
    let name = info("<identity category='a' type='b' name='c/d'/><feature var='e/f'/>");
    assert_eq!(verification_input(&name).as_deref(), Ok("a/b//c/d<e/f<"));
}

#[test]
fn sorting_is_by_bytes() {
    let info = info(
        "<feature var='é'/><feature var='a'/><feature var='Z'/><feature var='a.b'/><feature var='😀'/><feature var='\u{ffee}'/>",
    );
    assert_eq!(verification_input(&info).as_deref(), Ok("Z<a<a.b<é<\u{ffee}<😀<"));
}

#[test]
fn what_breaks_a_rule_is_refused() {
    let caps = "<c xmlns='http://jabber.org/protocol/caps' ext='a b' hash='sha-1' node='n' ver='v'/>";
    assert_eq!(read::<Caps<'_>>(caps), Caps { ext: Some("a b"), hash: "sha-1", node: "n", ver: "v" });
    assert_refused!(Caps<'_>, &caps.replace("hash='sha-1'", ""), Missing, "hash");
    assert_refused!(Caps<'_>, &caps.replace("node='n'", ""), Missing, "node");
    assert_refused!(Caps<'_>, &caps.replace("ver='v'", ""), Missing, "ver");
}
