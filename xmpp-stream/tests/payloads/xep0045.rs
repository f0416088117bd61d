//! Multi-user chat (XEP-0045): the examples of its sections 7 to 10, and what its schemas refuse.

use xmpp_stream::ElementErrorKind;
use xmpp_stream::ElementErrorKind::{Missing, NotText, OtherElement, Repeated, Value};
use xmpp_stream::payload::xep0004::FormType;
use xmpp_stream::payload::xep0045::user::{
    Actor, Continue, Decline, Destroy, Invite, Item, Status, StatusCode, User,
};
use xmpp_stream::payload::xep0045::{Affiliation, History, Join, Password, Role, admin, owner};
use xmpp_stream::payload::{Payload, PayloadsBuf};

use super::on_stream::{jid, payload_of, read, refused};

const MUC: &str = "http://jabber.org/protocol/muc";

fn join(inside: &str) -> String {
    format!("<presence to='coven@chat.shakespeare.lit/thirdwitch'><x xmlns='{MUC}'>{inside}</x></presence>")
}

fn user(inside: &str) -> User<'static> {
    let xml = format!(
        "<presence from='coven@chat.shakespeare.lit/a'><x xmlns='{MUC}#user'>{inside}</x></presence>"
    );
    payload_of(&xml)
}

fn codes(user: User<'_>) -> Vec<u16> {
    user.statuses.iter().map(|status| status.code.as_u16()).collect()
}

#[test]
fn a_room_is_entered_with_nothing_else_or_a_password() {
    assert_eq!(payload_of::<Join<'_>>(&join("")), Join::default());
    let with_password = "<presence
    from='hag66@shakespeare.lit/pda'
    id='djn4714'
    to='coven@chat.shakespeare.lit/thirdwitch'>
  <x xmlns='http://jabber.org/protocol/muc'>
    <password>cauldronburn</password>
  </x>
</presence>";
    let expected = Join { history: None, password: Some(Password("cauldronburn")) };
    assert_eq!(payload_of::<Join<'_>>(with_password), expected);
}

#[test]
fn history_is_asked_for_as_in_examples_35_to_39() {
    let rows = [
        ("maxchars='65000'", History { max_chars: Some(65_000), ..History::default() }),
        ("maxstanzas='20'", History { max_stanzas: Some(20), ..History::default() }),
        ("seconds='180'", History { seconds: Some(180), ..History::default() }),
        (
            "since='1970-01-01T00:00:00Z'",
            History { since: "1970-01-01T00:00:00Z".parse().ok(), ..History::default() },
        ),
        ("maxchars='0'", History { max_chars: Some(0), ..History::default() }),
    ];
    for (attribute, expected) in rows {
        let xml = join(&format!("<history {attribute}/>"));
        assert_eq!(payload_of::<Join<'_>>(&xml).history, Some(expected), "{attribute}");
    }
    assert_eq!(rows[3].1.since.map(|since| since.seconds()), Some(0));
}

#[test]
fn a_new_occupant_sees_themselves_with_codes_as_in_example_24() {
    let xml = "<presence
    from='coven@chat.shakespeare.lit/thirdwitch'
    id='n13mt3l'
    to='hag66@shakespeare.lit/pda'>
  <x xmlns='http://jabber.org/protocol/muc#user'>
    <item affiliation='member' role='participant'/>
    <status code='100'/>
    <status code='110'/>
    <status code='210'/>
  </x>
</presence>";
    let user: User<'_> = payload_of(xml);
    let expected =
        Item { affiliation: Some(Affiliation::Member), role: Some(Role::Participant), ..Item::default() };
    assert!(user.items.iter().eq([expected]));
    assert_eq!(codes(user), [100, 110, 210]);
    assert!(user.has_status(StatusCode::SELF_PRESENCE) && user.has_status(StatusCode::NICK_ASSIGNED));
    assert!(!user.has_status(StatusCode::CREATED));
}

#[test]
fn a_kicked_occupant_learns_by_whom_and_why_as_in_example_90() {
    let xml = "<presence
    from='harfleur@chat.shakespeare.lit/pistol'
    to='pistol@shakespeare.lit/harfleur'
    type='unavailable'>
  <x xmlns='http://jabber.org/protocol/muc#user'>
    <item affiliation='none' role='none'>
      <actor nick='Fluellen'/>
      <reason>Avaunt, you cullion!</reason>
    </item>
    <status code='110'/>
    <status code='307'/>
  </x>
</presence>";
    let user: User<'_> = payload_of(xml);
    let expected = Item {
        affiliation: Some(Affiliation::None),
        role: Some(Role::None),
        actor: Some(Actor { jid: None, nick: Some("Fluellen") }),
        reason: Some("Avaunt, you cullion!"),
        ..Item::default()
    };
    assert!(user.items.iter().eq([expected]));
    assert!(user.has_status(StatusCode::KICKED));
}

#[test]
fn an_invitation_goes_to_the_room_and_from_there_as_in_examples_56_and_57() {
    let to_room = "<message
    from='crone1@shakespeare.lit/desktop'
    id='nzd143v8'
    to='coven@chat.shakespeare.lit'>
  <x xmlns='http://jabber.org/protocol/muc#user'>
    <invite to='hecate@shakespeare.lit'>
      <reason>
        Hey Hecate, this is the place for all good witches!
      </reason>
    </invite>
  </x>
</message>";
    let invite = payload_of::<User<'_>>(to_room).invites.iter().next().unwrap();
    assert_eq!((invite.from, invite.to), (None, Some(jid("hecate@shakespeare.lit"))));
    assert_eq!(invite.reason.map(str::trim), Some("Hey Hecate, this is the place for all good witches!"));

    let from_room = "<message
    from='coven@chat.shakespeare.lit'
    id='nzd143v8'
    to='hecate@shakespeare.lit'>
  <x xmlns='http://jabber.org/protocol/muc#user'>
    <invite from='crone1@shakespeare.lit/desktop'>
      <reason>
        Hey Hecate, this is the place for all good witches!
      </reason>
    </invite>
    <password>cauldronburn</password>
  </x>
</message>";
    let user: User<'_> = payload_of(from_room);
    let invite = user.invites.iter().next().unwrap();
    assert_eq!((invite.from, invite.to), (Some(jid("crone1@shakespeare.lit/desktop")), None));
    assert_eq!(user.password, Some(Password("cauldronburn")));
}

#[test]
fn a_conversation_of_two_goes_on_in_a_room_as_in_example_63() {
    let xml = "<message
    from='crone1@shakespeare.lit/desktop'
    id='gl3s85n7'
    to='coven@chat.shakespeare.lit'>
  <x xmlns='http://jabber.org/protocol/muc#user'>
    <invite to='wiccarocks@shakespeare.lit/laptop'>
      <reason>This coven needs both wiccarocks and hag66.</reason>
      <continue thread='e0ffe42b28561960c6b12b944a092794b9683a38'/>
    </invite>
    <invite to='hag66@shakespeare.lit'>
      <reason>This coven needs both wiccarocks and hag66.</reason>
      <continue thread='e0ffe42b28561960c6b12b944a092794b9683a38'/>
    </invite>
  </x>
</message>";
    let invites = payload_of::<User<'_>>(xml).invites;
    let invite = |to| Invite {
        from: None,
        to: Some(jid(to)),
        continued: Some(Continue { thread: Some("e0ffe42b28561960c6b12b944a092794b9683a38") }),
        reason: Some("This coven needs both wiccarocks and hag66."),
    };
    assert!(
        invites.iter().eq([invite("wiccarocks@shakespeare.lit/laptop"), invite("hag66@shakespeare.lit")])
    );
    assert_eq!(
        user("<item><continue/></item>").items.iter().next().unwrap().continued,
        Some(Continue::default())
    );
}

#[test]
fn an_invitation_is_declined_by_way_of_the_room_as_in_example_58() {
    let xml = "<message
    from='hecate@shakespeare.lit/broom'
    id='jk2vs61v'
    to='coven@chat.shakespeare.lit'>
  <x xmlns='http://jabber.org/protocol/muc#user'>
    <decline to='crone1@shakespeare.lit'>
      <reason>
        Sorry, I'm too busy right now.
      </reason>
    </decline>
  </x>
</message>";
    let decline = payload_of::<User<'_>>(xml).decline.unwrap();
    let reason = "\n        Sorry, I'm too busy right now.\n      ";
    let expected = Decline { from: None, to: Some(jid("crone1@shakespeare.lit")), reason: Some(reason) };
    assert_eq!(decline, expected);
}

#[test]
fn occupants_learn_where_to_go_when_a_room_is_destroyed_as_in_example_202() {
    let xml = "<presence
    from='heath@chat.shakespeare.lit/firstwitch'
    to='crone1@shakespeare.lit/desktop'
    type='unavailable'>
  <x xmlns='http://jabber.org/protocol/muc#user'>
    <item affiliation='none' role='none'/>
    <destroy jid='coven@chat.shakespeare.lit'>
      <reason>Macbeth doth come.</reason>
    </destroy>
  </x>
</presence>";
    let expected =
        Destroy { jid: Some(jid("coven@chat.shakespeare.lit")), reason: Some("Macbeth doth come.") };
    assert_eq!(payload_of::<User<'_>>(xml).destroy, Some(expected));
}

#[test]
fn status_codes_are_those_of_the_registry() {
    let registered = [
        (StatusCode::NON_ANONYMOUS, 100),
        (StatusCode::AFFILIATION_CHANGED, 101),
        (StatusCode::SHOWS_UNAVAILABLE_MEMBERS, 102),
        (StatusCode::HIDES_UNAVAILABLE_MEMBERS, 103),
        (StatusCode::CONFIGURATION_CHANGED, 104),
        (StatusCode::SELF_PRESENCE, 110),
        (StatusCode::LOGGING_ENABLED, 170),
        (StatusCode::LOGGING_DISABLED, 171),
        (StatusCode::NOW_NON_ANONYMOUS, 172),
        (StatusCode::NOW_SEMI_ANONYMOUS, 173),
        (StatusCode::CREATED, 201),
        (StatusCode::NICK_ASSIGNED, 210),
        (StatusCode::BANNED, 301),
        (StatusCode::NICK_CHANGED, 303),
        (StatusCode::KICKED, 307),
        (StatusCode::REMOVED_BY_AFFILIATION, 321),
        (StatusCode::REMOVED_AS_NON_MEMBER, 322),
        (StatusCode::SERVICE_SHUTDOWN, 332),
        (StatusCode::REMOVED_BY_ERROR, 333),
    ];
    for (code, number) in registered {
        let xml = format!("<status xmlns='{MUC}#user' code='{number}'/>");
        assert_eq!(read::<Status>(&xml), Status { code });
    }
    assert_eq!(codes(user("<status code='999'/><status code=' 100 '/>")), [999, 100]);
}

#[test]
fn a_moderator_kicks_somebody_as_in_example_89() {
    let xml = "<iq from='fluellen@shakespeare.lit/pda'
    id='kick1'
    to='harfleur@chat.shakespeare.lit'
    type='set'>
  <query xmlns='http://jabber.org/protocol/muc#admin'>
    <item nick='pistol' role='none'>
      <reason>Avaunt, you cullion!</reason>
    </item>
  </query>
</iq>";
    let expected = admin::Item {
        nick: Some("pistol"),
        role: Some(Role::None),
        reason: Some("Avaunt, you cullion!"),
        ..admin::Item::default()
    };
    assert!(payload_of::<admin::Query<'_>>(xml).items.iter().eq([expected]));
}

#[test]
fn the_list_of_those_with_voice_is_told_as_in_example_104() {
    let xml = "<iq from='goodfolk@chat.shakespeare.lit'
    id='voice3'
    to='bard@shakespeare.lit/globe'
    type='result'>
  <query xmlns='http://jabber.org/protocol/muc#admin'>
    <item affiliation='none'
          jid='polonius@hamlet/castle'
          nick='Polo'
          role='participant'/>
    <item affiliation='none'
          jid='horatio@hamlet/castle'
          nick='horotoro'
          role='participant'/>
    <item affiliation='member'
          jid='hecate@shakespeare.lit/broom'
          nick='Hecate'
          role='participant'/>
  </query>
</iq>";
    let item = |affiliation, address, nick| admin::Item {
        affiliation: Some(affiliation),
        jid: Some(jid(address)),
        nick: Some(nick),
        role: Some(Role::Participant),
        ..admin::Item::default()
    };
    let query: admin::Query<'_> = payload_of(xml);
    assert!(query.items.iter().eq([
        item(Affiliation::None, "polonius@hamlet/castle", "Polo"),
        item(Affiliation::None, "horatio@hamlet/castle", "horotoro"),
        item(Affiliation::Member, "hecate@shakespeare.lit/broom", "Hecate"),
    ]));
}

#[test]
fn roles_and_affiliations_are_those_of_the_schemas() {
    let text = |affiliation: &Affiliation| affiliation.as_str();
    let affiliations: Vec<_> = Affiliation::ALL.iter().map(text).collect();
    assert_eq!(affiliations, ["admin", "member", "none", "outcast", "owner"]);
    let roles: Vec<_> = Role::ALL.iter().map(|role| role.as_str()).collect();
    assert_eq!(roles, ["moderator", "none", "participant", "visitor"]);
}

#[test]
fn a_form_is_asked_for_sent_and_cancelled_as_in_examples_155_156_and_162() {
    let query = |inside: &str| {
        payload_of::<owner::Query<'_>>(&format!(
            "<iq id='create1' to='coven@chat.shakespeare.lit' type='set'><query xmlns='{MUC}#owner'>{inside}</query></iq>"
        ))
    };
    assert_eq!(query(""), owner::Query::Empty);
    for form_type in [FormType::Submit, FormType::Cancel] {
        let owner::Query::Form(form) = query(&format!("<x xmlns='jabber:x:data' type='{form_type}'/>"))
        else {
            panic!("a form")
        };
        assert_eq!(form.form_type, form_type);
    }
}

#[test]
fn a_room_is_destroyed_as_in_example_201() {
    let xml = "<iq from='crone1@shakespeare.lit/desktop'
    id='begone'
    to='heath@chat.shakespeare.lit'
    type='set'>
  <query xmlns='http://jabber.org/protocol/muc#owner'>
    <destroy jid='coven@chat.shakespeare.lit'>
      <reason>Macbeth doth come.</reason>
    </destroy>
  </query>
</iq>";
    let expected = owner::Destroy {
        jid: Some(jid("coven@chat.shakespeare.lit")),
        password: None,
        reason: Some("Macbeth doth come."),
    };
    assert_eq!(payload_of::<owner::Query<'_>>(xml), owner::Query::Destroy(expected));
}

#[test]
fn a_form_is_filled_in_as_in_example_159() {
    let xml = "<iq from='crone1@shakespeare.lit/desktop'
    id='create2'
    to='coven@chat.shakespeare.lit'
    type='set'>
  <query xmlns='http://jabber.org/protocol/muc#owner'>
    <x xmlns='jabber:x:data' type='submit'>
      <field var='FORM_TYPE'>
        <value>http://jabber.org/protocol/muc#roomconfig</value>
      </field>
      <field var='muc#roomconfig_roomname'>
        <value>A Dark Cave</value>
      </field>
      <field var='muc#roomconfig_roomsecret'>
        <value>cauldronburn</value>
      </field>
    </x>
  </query>
</iq>";
    let query: owner::Query<'_> = payload_of(xml);
    let owner::Query::Form(form) = query else { panic!("a form") };
    assert_eq!(form.form_type_field(), Some("http://jabber.org/protocol/muc#roomconfig"));
    assert_eq!(form.field("muc#roomconfig_roomname").and_then(|field| field.value()), Some("A Dark Cave"));
    assert!(!format!("{query:?}").contains("cauldronburn"));
}

#[test]
fn what_the_schemas_do_not_allow_is_refused() {
    fn check<P: Payload<'static> + std::fmt::Debug>(rows: &[(&str, &str, ElementErrorKind, &'static str)]) {
        for (part, inside, kind, field) in rows {
            let name = P::NAMES[0];
            let xml = format!("<{name} xmlns='{MUC}{part}'>{inside}</{name}>");
            assert_eq!(refused::<P>(&xml), (*kind, *field), "{xml}");
        }
    }

    check::<Join<'_>>(&[
        ("", "<history maxchars='-1'/>", Value, "maxchars"),
        ("", "<history maxchars='many'/>", Value, "maxchars"),
        ("", "<history maxstanzas=''/>", Value, "maxstanzas"),
        ("", "<history seconds='1.5'/>", Value, "seconds"),
        ("", "<history since='1970-01-01'/>", Value, "since"),
        ("", "<history/><history/>", Repeated, ""),
        ("", "<password>a</password><password>b</password>", Repeated, ""),
        ("", "<password><a/></password>", NotText, ""),
        ("#user", "", OtherElement, "x"),
    ]);
    check::<User<'_>>(&[
        ("#user", "<item affiliation='king'/>", Value, "affiliation"),
        ("#user", "<item affiliation=''/>", Value, "affiliation"),
        ("#user", "<item role='Moderator'/>", Value, "role"),
        ("#user", "<item><actor/><actor/></item>", Repeated, ""),
        ("#user", "<item><reason/><reason/></item>", Repeated, ""),
        ("#user", "<item/><item role='x'/>", Value, "role"),
        ("#user", "<status/>", Missing, "code"),
        ("#user", "<status code='99'/>", Value, "code"),
        ("#user", "<status code='1000'/>", Value, "code"),
        ("#user", "<status code='-110'/>", Value, "code"),
        ("#user", "<status code='self'/>", Value, "code"),
        ("#user", "<decline/><decline/>", Repeated, ""),
        ("#user", "<destroy/><destroy/>", Repeated, ""),
        ("#user", "<password/><password/>", Repeated, ""),
        ("", "", OtherElement, "x"),
    ]);
    check::<admin::Query<'_>>(&[
        ("#admin", "<item affiliation='x'/>", Value, "affiliation"),
        ("#admin", "<item role='x'/>", Value, "role"),
        ("#admin", "<item><reason>a<b/></reason></item>", NotText, ""),
        ("#owner", "", OtherElement, "query"),
    ]);
    check::<owner::Query<'_>>(&[
        ("#owner", "<x xmlns='jabber:x:data'/>", Missing, "type"),
        (
            "#owner",
            "<x xmlns='jabber:x:data' type='cancel'/><x xmlns='jabber:x:data' type='cancel'/>",
            Repeated,
            "",
        ),
        ("#owner", "<x xmlns='jabber:x:data' type='cancel'/><destroy/>", OtherElement, "destroy"),
        ("#owner", "<destroy/><destroy/>", Repeated, ""),
        ("#owner", "<destroy><password/><password/></destroy>", Repeated, ""),
    ]);
}

#[test]
fn what_is_no_address_is_refused_where_an_address_stands() {
    let is_address = |(kind, field)| matches!(kind, ElementErrorKind::Address(_)).then_some(field);
    for (inside, field) in [
        ("<item jid='@'/>", "jid"),
        ("<item><actor jid='/a'/></item>", "jid"),
        ("<invite from=''/>", "from"),
        ("<invite to='a@'/>", "to"),
        ("<decline to='@b'/>", "to"),
        ("<destroy jid='a@@'/>", "jid"),
    ] {
        let xml = format!("<x xmlns='{MUC}#user'>{inside}</x>");
        assert_eq!(is_address(refused::<User<'_>>(&xml)), Some(field), "{xml}");
    }
    let xml = format!("<query xmlns='{MUC}#owner'><destroy jid=''/></query>");
    assert_eq!(is_address(refused::<owner::Query<'_>>(&xml)), Some("jid"));
}

#[test]
fn passwords_are_never_shown() {
    let password = Some(Password("cauldronburn"));
    let shown = [
        format!("{:?}", Join { history: None, password }),
        format!("{:?}", User { password, ..User::default() }),
        format!("{:?}", owner::Query::Destroy(owner::Destroy { password, ..owner::Destroy::default() })),
    ];
    for text in shown {
        assert!(text.contains("***") && !text.contains("cauldron"), "{text}");
    }
}

#[test]
fn all_that_a_room_tells_is_built_and_read_again() {
    let (mut items, mut statuses, mut invites) = (PayloadsBuf::new(), PayloadsBuf::new(), PayloadsBuf::new());
    let item = Item {
        affiliation: Some(Affiliation::Owner),
        jid: Some(jid("crone1@shakespeare.lit/desktop")),
        nick: Some("firstwitch"),
        role: Some(Role::Moderator),
        actor: Some(Actor { jid: Some(jid("bard@shakespeare.lit")), nick: Some("bard") }),
        continued: Some(Continue { thread: Some("t") }),
        reason: Some("a & b"),
    };
    items.push(&item).unwrap();
    statuses.push(&Status { code: StatusCode::CREATED }).unwrap();
    statuses.push(&Status { code: StatusCode::SELF_PRESENCE }).unwrap();
    invites.push(&Invite { to: Some(jid("a@b")), ..Invite::default() }).unwrap();
    let user = User {
        decline: Some(Decline { reason: Some(""), ..Decline::default() }),
        destroy: Some(Destroy::default()),
        invites: invites.items().unwrap(),
        items: items.items().unwrap(),
        password: Some(Password("p")),
        statuses: statuses.items().unwrap(),
    };
    let element = user.to_element().unwrap();
    let again = User::from_element(element.as_element()).unwrap();
    assert_eq!(again, user);
    assert!(again.items.iter().eq([item]));
    assert_eq!(codes(again), [201, 110]);
}

#[cfg(feature = "serde")]
#[test]
fn what_a_room_tells_is_serialised_field_by_field() {
    let user =
        user("<item affiliation='none' role='visitor' jid='a@b'/><password>p</password><status code='110'/>");
    let expected = serde_json::json!({
        "decline": null,
        "destroy": null,
        "invites": [],
        "items": [{
            "affiliation": "none", "jid": "a@b", "nick": null, "role": "visitor",
            "actor": null, "continued": null, "reason": null,
        }],
        "password": "p",
        "statuses": [{"code": 110}],
    });
    assert_eq!(serde_json::to_value(user).unwrap(), expected);
    let query = owner::Query::Destroy(owner::Destroy { reason: Some("r"), ..owner::Destroy::default() });
    let expected = serde_json::json!({"destroy": {"jid": null, "password": null, "reason": "r"}});
    assert_eq!(serde_json::to_value(query).unwrap(), expected);
    assert_eq!(serde_json::to_value(owner::Query::Empty).unwrap(), "empty");
}
