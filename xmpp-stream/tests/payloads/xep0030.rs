use xmpp_stream::ElementErrorKind::*;
use xmpp_stream::payload::xep0004::{DataForm, FormType};
use xmpp_stream::payload::xep0030::{DiscoInfo, DiscoItem, DiscoItems, Feature, Identity};
use xmpp_stream::payload::{Payload, PayloadsBuf};

use crate::{assert_refused, read};

fn info(inside: &str) -> String {
    format!("<query xmlns='http://jabber.org/protocol/disco#info'>{inside}</query>")
}

fn items(inside: &str) -> String {
    format!("<query xmlns='http://jabber.org/protocol/disco#items'>{inside}</query>")
}

#[test]
fn a_question_is_empty_and_may_name_a_node() {
    assert_eq!(read::<DiscoInfo<'_>>(&info("")), DiscoInfo::default());
    assert_eq!(read::<DiscoItems<'_>>(&items("")), DiscoItems::default());
    let node =
        "<query xmlns='http://jabber.org/protocol/disco#info' node='http://jabber.org/protocol/commands'/>";
    assert_eq!(read::<DiscoInfo<'_>>(node).node, Some("http://jabber.org/protocol/commands"));
}

#[test]
fn an_answer_has_identities_and_features() {
    let info: DiscoInfo<'_> = read(&info(
        "<identity category='client' type='pc' name='Gabber'/>\
         <feature var='http://jabber.org/protocol/disco#info'/>\
         <feature var='jabber:iq:time'/><feature var='jabber:iq:version'/>",
    ));
    let gabber = Identity { category: "client", identity_type: "pc", lang: None, name: Some("Gabber") };
    assert!(info.identities.iter().eq([gabber]));
    let features: Vec<_> = info.features.iter().map(|feature| feature.var).collect();
    assert_eq!(features, ["http://jabber.org/protocol/disco#info", "jabber:iq:time", "jabber:iq:version"]);
    assert!(info.has_feature("jabber:iq:time") && !info.has_feature("jabber:iq:last"));
}

#[test]
fn an_answer_may_have_forms() {
    let form = "<x xmlns='jabber:x:data' type='result'>\
        <field var='FORM_TYPE' type='hidden'><value>http://jabber.org/network/serverinfo</value></field>\
        <field var='admin-addresses'><value>mailto:a@example.org</value><value>xmpp:a@example.org</value></field></x>";
    let info: DiscoInfo<'_> = read(&info(form));
    let form = info.form("http://jabber.org/network/serverinfo").unwrap();
    assert_eq!(form.form_type, FormType::Result);
    assert_eq!(form.field("admin-addresses").unwrap().values.len(), 2);
    assert_eq!(info.form("urn:example"), None::<DataForm<'_>>);
}

#[test]
fn items_have_addresses_names_and_nodes() {
    let found: DiscoItems<'_> = read(&items(
        "<item jid='people.shakespeare.lit' name='Directory of Characters'/>\
         <item jid='catalog.shakespeare.lit' node='books' name='Books by and about Shakespeare'/>\
         <item jid='mim.shakespeare.lit'/>",
    ));
    let nodes: Vec<_> = found.items.iter().map(|item| (item.jid.as_str(), item.node)).collect();
    let expected = [
        ("people.shakespeare.lit", None),
        ("catalog.shakespeare.lit", Some("books")),
        ("mim.shakespeare.lit", None),
    ];
    assert_eq!(nodes, expected);
    assert_eq!(found.items.iter().next().unwrap().name, Some("Directory of Characters"));
}

#[test]
fn items_come_in_pages() {
    let page: DiscoItems<'_> = read(&items(
        "<item jid='12@conference.jabber.org'/>\
         <set xmlns='http://jabber.org/protocol/rsm'><first index='0'>acc3594e</first><last>4da91d4b</last><count>150</count></set>",
    ));
    assert_eq!(page.result_set.unwrap().count, Some(150));
}

#[test]
fn an_identity_has_one_name_in_each_language() {
    let identity = |lang: &str, name: &str| {
        format!("<identity category='client' type='pc' xml:lang='{lang}' name='{name}'/>")
    };
    let two = [identity("en", "Psi 0.11"), identity("el", "Ψ 0.11")].concat();
    assert_eq!(read::<DiscoInfo<'_>>(&info(&two)).identities.len(), 2);
    let names =
        [identity("en", "Psi"), identity("el", "Ψ"), identity("en", "Psi 2").replace('<', "<^")].concat();
    assert_refused!(DiscoInfo<'_>, &info(&names), Repeated, "");
}

#[test]
fn what_breaks_a_rule_is_refused() {
    for (xml, kind, field) in [
        (info("<^identity type='pc'/>"), Missing, "category"),
        (info("<^identity category='client'/>"), Missing, "type"),
        (info("<^identity category='' type='pc'/>"), Value, "category"),
        (info("<^identity category='client' type=''/>"), Value, "type"),
        (info("<^feature/>"), Missing, "var"),
        (info("<^x xmlns='jabber:x:data'/>"), Missing, "type"),
    ] {
        assert_refused!(DiscoInfo<'_>, &xml, kind, field);
    }
    assert_refused!(DiscoItems<'_>, &items("<^item/>"), Missing, "jid");
    let set = "<set xmlns='http://jabber.org/protocol/rsm'/>";
    assert_refused!(DiscoItems<'_>, &items(&[set, &set.replace('<', "<^")].concat()), Repeated, "");
    assert_refused!(DiscoItems<'_>, &info(""), OtherElement, "query");
}

#[test]
fn other_elements_and_attributes_are_passed_over() {
    let xml =
        info("<identity category='client' type='pc' colour='red'><a xmlns='b'/></identity><c xmlns='d'/>");
    assert_eq!(read::<DiscoInfo<'_>>(&xml).identities.len(), 1);
}

#[test]
fn an_answer_is_built_of_its_parts() {
    let mut payloads = PayloadsBuf::new();
    payloads.push(&Identity { category: "client", identity_type: "bot", lang: None, name: None }).unwrap();
    payloads.push(&Feature { var: "urn:xmpp:ping" }).unwrap();
    let identities = payloads.items().unwrap();
    let features = payloads.items().unwrap();
    let info = DiscoInfo { identities, features, ..DiscoInfo::default() };
    let element = info.to_element().unwrap();
    assert_eq!(element.as_element().elements().count(), 2);
    assert_eq!(DiscoInfo::from_element(element.as_element()), Ok(info));

    assert!(payloads.push(&Identity { category: "", identity_type: "bot", lang: None, name: None }).is_err());
    payloads
        .push(&DiscoItem { jid: xmpp_stream::jid::Jid::new("a.example").unwrap(), name: None, node: None })
        .unwrap();
    assert_eq!(payloads.items::<DiscoItem<'_>>().unwrap().len(), 1);
}
