//! Instant messaging and presence (RFC 6121): rosters (section 2), what presences (4.7) and messages (5.2) say.

use xmpp_stream::ElementErrorKind::{self, Missing, NotText, OtherElement, Repeated, Value};
use xmpp_stream::payload::rfc6121::{
    Ask, Body, Group, Priority, Roster, RosterItem, Show, Status, Subject, Subscription, Thread,
};
use xmpp_stream::payload::{Items, Payload, PayloadsBuf};
use xmpp_stream::stanza::{Message, Presence, Stanza, StanzaErrorCondition};

use super::on_stream::{element, jid, payload_of, read, refused};

fn message(inside: &str) -> Message<'static> {
    let xml = format!("<message from='juliet@example.com/balcony' xml:lang='en'>{inside}</message>");
    match Stanza::from_element(element(&xml)) {
        Ok(Stanza::Message(message)) => message,
        other => panic!("{xml}: {other:?}"),
    }
}

fn presence(inside: &str) -> Presence<'static> {
    let xml = format!("<presence from='romeo@example.net/orchard' xml:lang='en'>{inside}</presence>");
    match Stanza::from_element(element(&xml)) {
        Ok(Stanza::Presence(presence)) => presence,
        other => panic!("{xml}: {other:?}"),
    }
}

fn roster(inside: &str) -> Roster<'static> {
    read(&format!("<query xmlns='jabber:iq:roster'>{inside}</query>"))
}

fn item(address: &'static str) -> RosterItem<'static> {
    RosterItem {
        approved: None,
        ask: None,
        jid: jid(address),
        name: None,
        subscription: None,
        groups: Items::EMPTY,
    }
}

/// Everything that a sender has to keep to is checked by `check`; this is what it finds.
fn broken(stanza: impl Into<Stanza<'static>>) -> (ElementErrorKind, &'static str) {
    let error = stanza.into().check().unwrap_err();
    (error.kind(), error.field())
}

#[test]
fn a_roster_is_asked_for_and_told_as_in_sections_2_1_3_and_2_1_4() {
    let get = "<iq from='juliet@example.com/balcony'
          id='bv1bs71f'
          type='get'>
       <query xmlns='jabber:iq:roster'/>
     </iq>";
    assert_eq!(payload_of::<Roster<'_>>(get), Roster::default());

    let result = "<iq id='bv1bs71f'
          to='juliet@example.com/chamber'
          type='result'>
       <query xmlns='jabber:iq:roster' ver='ver7'>
         <item jid='nurse@example.com'/>
         <item jid='romeo@example.net'/>
       </query>
     </iq>";
    let roster: Roster<'_> = payload_of(result);
    assert_eq!(roster.ver, Some("ver7"));
    assert!(roster.items.iter().eq([item("nurse@example.com"), item("romeo@example.net")]));

    let empty = "<iq id='bv1bs71f'
          to='juliet@example.com/chamber'
          type='result'>
       <query xmlns='jabber:iq:roster' ver='ver9'/>
     </iq>";
    assert_eq!(payload_of::<Roster<'_>>(empty), Roster { ver: Some("ver9"), items: Items::EMPTY });
}

#[test]
fn a_roster_has_names_groups_and_subscriptions_as_in_section_7() {
    let roster: Roster<'_> = payload_of(
        "<iq id='hf61v3n7'
           to='romeo@example.net/orchard'
           type='result'>
         <query xmlns='jabber:iq:roster'>
           <item jid='juliet@example.com'
                 name='Juliet'
                 subscription='both'>
             <group>Friends</group>
           </item>
           <item jid='benvolio@example.org'
                 name='Benvolio'
                 subscription='to'/>
           <item jid='mercutio@example.org'
                 name='Mercutio'
                 subscription='from'/>
         </query>
       </iq>",
    );
    let found: Vec<_> =
        roster.items.iter().map(|item| (item.jid.as_str(), item.name, item.subscription)).collect();
    let expected = [
        ("juliet@example.com", Some("Juliet"), Some(Subscription::Both)),
        ("benvolio@example.org", Some("Benvolio"), Some(Subscription::To)),
        ("mercutio@example.org", Some("Mercutio"), Some(Subscription::From)),
    ];
    assert_eq!(found, expected);
    let juliet = roster.items.iter().next().unwrap();
    assert!(juliet.groups.iter().eq([Group { name: "Friends" }]));
}

#[test]
fn an_item_tells_what_is_pending_and_what_was_approved() {
    let rows = [
        ("ask='subscribe'", RosterItem { ask: Some(Ask::Subscribe), ..item("a@b") }),
        ("approved='true'", RosterItem { approved: Some(true), ..item("a@b") }),
        ("approved='0'", RosterItem { approved: Some(false), ..item("a@b") }),
        ("subscription='remove'", RosterItem { subscription: Some(Subscription::Remove), ..item("a@b") }),
        ("subscription='none'", RosterItem { subscription: Some(Subscription::None), ..item("a@b") }),
    ];
    for (attribute, expected) in rows {
        let roster = roster(&format!("<item jid='a@b' {attribute}/>"));
        assert_eq!(roster.change(), Ok(expected), "{attribute}");
    }
}

#[test]
fn a_subscription_that_is_not_known_is_ignored() {
    let roster = roster("<item jid='a@b' subscription='sometimes'/><item jid='c@d' subscription='to'/>");
    let subscriptions: Vec<_> = roster.items.iter().map(|item| item.subscription).collect();
    assert_eq!(subscriptions, [Some(Subscription::None), Some(Subscription::To)]);
}

#[test]
fn items_that_break_the_schema_are_refused() {
    let rows = [
        ("<item/>", Missing, "jid"),
        ("<item jid='a@b'/><item name='c'/>", Missing, "jid"),
        ("<item jid='a@b' approved='yes'/>", Value, "approved"),
        ("<item jid='a@b'><group>c<d/></group></item>", NotText, ""),
    ];
    for (inside, kind, field) in rows {
        let xml = format!("<query xmlns='jabber:iq:roster'>{inside}</query>");
        assert_eq!(refused::<Roster<'_>>(&xml), (kind, field), "{xml}");
    }
    let (kind, field) = refused::<Roster<'_>>("<query xmlns='jabber:iq:roster'><item jid=''/></query>");
    assert!(matches!(kind, ElementErrorKind::Address(_)) && field == "jid");
}

#[test]
fn a_change_of_a_roster_has_exactly_one_item() {
    assert_eq!(roster("<item jid='nurse@example.com'/>").change(), Ok(item("nurse@example.com")));
    let two = "<item jid='nurse@example.com' name='Nurse'><group>Servants</group></item>\
        <item jid='mother@example.com' name='Mom'><group>Family</group></item>";
    for inside in ["", two] {
        assert_eq!(roster(inside).change(), Err(StanzaErrorCondition::BadRequest), "{inside}");
    }
}

#[test]
fn a_change_of_a_roster_has_no_group_twice_and_none_without_name() {
    let change =
        |groups| roster(&format!("<item jid='nurse@example.com' name='Nurse'>{groups}</item>")).change();
    let groups = change("<group>Servants</group><group>Family</group>").unwrap().groups;
    assert_eq!(groups.len(), 2);
    let twice = "<group>Servants</group><group>Servants</group>";
    assert_eq!(change(twice).err(), Some(StanzaErrorCondition::BadRequest));
    assert_eq!(change("<group></group>").err(), Some(StanzaErrorCondition::NotAcceptable));
}

#[test]
fn a_presence_says_how_available_somebody_is_as_in_section_4_7_2_3() {
    let presence = presence(
        "<show>dnd</show>
     <status>Wooing Juliet</status>
     <status xml:lang='cs'>Dvo&#x0159;&#x00ED;m se Julii</status>
     <priority>1</priority>",
    );
    assert_eq!(presence.show(), Ok(Some(Show::Dnd)));
    assert_eq!(presence.priority(), Ok(1));
    let statuses = presence.payloads.items::<Status<'_>>().unwrap();
    assert!(statuses.iter().eq([
        Status { lang: None, text: "Wooing Juliet" },
        Status { lang: Some("cs"), text: "Dvořím se Julii" },
    ]));
    assert_eq!(presence.check(), Ok(()));
}

#[test]
fn availability_is_one_of_four_words() {
    for (text, expected) in [("away", Show::Away), ("chat", Show::Chat), ("dnd", Show::Dnd), ("xa", Show::Xa)]
    {
        assert_eq!(read::<Show>(&format!("<show>{text}</show>")), expected);
    }
    for text in ["", "online", "Away", "away xa"] {
        assert_eq!(refused::<Show>(&format!("<show>{text}</show>")), (Value, ""), "{text}");
    }
    assert_eq!(refused::<Show>("<show><away/></show>"), (NotText, ""));
    assert_eq!(refused::<Show>("<show>away<a/></show>"), (NotText, ""));
}

#[test]
fn a_priority_is_a_number_from_minus_128_to_127() {
    for (text, value) in
        [("-128", -128), ("127", 127), ("0", 0), ("+5", 5), ("-0", 0), (" 7\n", 7), ("007", 7)]
    {
        assert_eq!(read::<Priority>(&format!("<priority>{text}</priority>")), Priority { value }, "{text}");
    }
    for text in ["", "128", "-129", "1.0", "high", "0x1", "1 2", "\u{661}"] {
        assert_eq!(refused::<Priority>(&format!("<priority>{text}</priority>")), (Value, ""), "{text}");
    }
    assert_eq!(refused::<Priority>("<priority>1<a/></priority>"), (NotText, ""));
}

#[test]
fn without_priority_it_is_zero() {
    assert_eq!(presence("").priority(), Ok(0));
    assert_eq!(presence("<priority>high</priority>").priority().unwrap_err().kind(), Value);
}

#[test]
fn a_presence_has_one_availability_and_one_priority() {
    let two = presence("<show>away</show><show>xa</show>");
    assert_eq!(two.show().unwrap_err().kind(), Repeated);
    assert_eq!(broken(two), (Repeated, ""));
    let two = presence("<priority>1</priority><priority>1</priority>");
    assert_eq!(two.priority().unwrap_err().kind(), Repeated);
    assert_eq!(broken(two), (Repeated, ""));
}

#[test]
fn each_status_has_a_language_of_its_own() {
    let two = presence("<status>a</status><status xml:lang='EN'>b</status>");
    assert_eq!(two.payloads.find(), Ok(Some(Status { lang: None, text: "a" })));
    assert_eq!(broken(two), (Repeated, "xml:lang"));
    assert_eq!(presence("<status>a</status><status xml:lang='en-GB'>b</status>").check(), Ok(()));
    assert_eq!(broken(presence("<status>a<b/></status>")), (NotText, ""));
}

#[test]
fn a_message_says_it_in_more_than_one_language_as_in_section_5_2_5() {
    let message = message(
        "<subject>I implore you!</subject>
     <subject xml:lang='cs'>
       &#x00DA;p&#x011B;nliv&#x011B; pros&#x00ED;m!
     </subject>
     <body>Wherefore art thou, Romeo?</body>
     <body xml:lang='cs'>
        Pro&#x010D;e&#x017E; jsi ty, Romeo?
     </body>
     <thread parent='e0ffe42b28561960c6b12b944a092794b9683a38'>
       0e3141cd80894871a68e6fe6b1ec56fa
     </thread>",
    );
    assert_eq!(message.body(), Ok(Some("Wherefore art thou, Romeo?")));
    let bodies: Vec<_> = message.payloads.items::<Body<'_>>().unwrap().iter().collect();
    assert_eq!(bodies[1].lang, Some("cs"));
    assert_eq!(bodies[1].text.trim(), "Pročež jsi ty, Romeo?");
    let subjects: Vec<_> = message.payloads.items::<Subject<'_>>().unwrap().iter().collect();
    assert_eq!(subjects[0], Subject { lang: None, text: "I implore you!" });
    assert_eq!((subjects[1].lang, subjects[1].text.trim()), (Some("cs"), "Úpěnlivě prosím!"));
    let thread = message.thread().unwrap().unwrap();
    assert_eq!(thread.parent, Some("e0ffe42b28561960c6b12b944a092794b9683a38"));
    assert_eq!(thread.id.trim(), "0e3141cd80894871a68e6fe6b1ec56fa");
    assert_eq!(message.check(), Ok(()));
}

#[test]
fn each_body_and_each_subject_has_a_language_of_its_own() {
    for name in ["body", "subject"] {
        let two = |first, second| message(&format!("<{name}{first}>a</{name}><{name}{second}>b</{name}>"));
        assert_eq!(broken(two("", "")), (Repeated, "xml:lang"));
        assert_eq!(broken(two(" xml:lang='de'", " xml:lang='DE'")), (Repeated, "xml:lang"));
        assert_eq!(broken(two("", " xml:lang='en'")), (Repeated, "xml:lang"));
        assert_eq!(two(" xml:lang='de'", "").check(), Ok(()));
        assert_eq!(two("", " xml:lang=''").check(), Ok(()));
    }
    assert_eq!(message("<body>a</body><body>b</body>").body(), Ok(Some("a")));
    assert_eq!(message("<body>a</body><body xmlns='http://www.w3.org/1999/xhtml'>b</body>").check(), Ok(()));
}

#[test]
fn bodies_and_subjects_are_text_only() {
    assert_eq!(refused::<Body<'_>>("<body>a<b/></body>"), (NotText, ""));
    assert_eq!(refused::<Subject<'_>>("<subject><b/></subject>"), (NotText, ""));
    assert_eq!(read::<Body<'_>>("<body/>"), Body { lang: None, text: "" });
    assert_eq!(refused::<Body<'_>>("<body xmlns='http://www.w3.org/1999/xhtml'/>"), (OtherElement, "body"));
    assert_eq!(broken(message("<body>a<b/></body>")), (NotText, ""));
    assert_eq!(message("<body>a<b/></body>").body().unwrap_err().kind(), NotText);
}

#[test]
fn a_message_has_one_thread_that_is_not_its_own_parent() {
    let two = message("<thread>a</thread><thread>b</thread>");
    assert_eq!(two.thread().unwrap_err().kind(), Repeated);
    assert_eq!(broken(two), (Repeated, ""));
    assert_eq!(broken(message("<thread parent='a'>a</thread>")), (Value, "parent"));
    let thread = message("<thread parent='b'>a</thread>").thread();
    assert_eq!(thread, Ok(Some(Thread { parent: Some("b"), id: "a" })));
}

#[test]
fn what_a_stanza_says_is_read_in_each_content_namespace_and_no_other() {
    for namespace in ["jabber:client", "jabber:server", "jabber:component:accept", "jabber:component:connect"]
    {
        let xml = format!("<body xmlns='{namespace}'>a</body>");
        assert_eq!(Body::from_element(element(&xml)), Ok(Body { lang: None, text: "a" }));
    }
    assert_eq!(refused::<Show>("<show xmlns='jabber:iq:roster'>away</show>"), (OtherElement, "show"));
}

#[test]
fn a_roster_of_many_is_built_and_read_again() {
    let mut groups = PayloadsBuf::new();
    groups.push(&Group { name: "Friends & foes" }).unwrap();
    groups.push(&Group { name: "Verona" }).unwrap();
    let item = RosterItem {
        approved: Some(true),
        ask: Some(Ask::Subscribe),
        name: Some("<Romeo>"),
        subscription: Some(Subscription::From),
        groups: groups.items().unwrap(),
        ..item("romeo@example.net")
    };
    let mut items = PayloadsBuf::new();
    for _ in 0..100 {
        items.push(&item).unwrap();
    }
    let roster = Roster { ver: Some("1"), items: items.items().unwrap() };
    let element = roster.to_element().unwrap();
    assert_eq!(Roster::from_element(element.as_element()), Ok(roster));
    assert_eq!(roster.items.len(), 100);
    assert!(roster.items.iter().all(|it| it == item));
}

#[test]
fn items_are_gone_through_as_other_lists_are() {
    let roster = roster("<item jid='a@b'/><item jid='c@d'/>");
    let mut found = Vec::new();
    for item in &roster.items {
        found.push(item.jid.as_str());
    }
    for item in roster.items {
        found.push(item.jid.as_str());
    }
    assert_eq!(found, ["a@b", "c@d", "a@b", "c@d"]);
}
