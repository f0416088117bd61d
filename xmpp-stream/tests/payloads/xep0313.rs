use xmpp_stream::ElementErrorKind::*;
use xmpp_stream::jid::Jid;
use xmpp_stream::payload::xep0004::{DataForm, FieldValue, FormType};
use xmpp_stream::payload::xep0313::{End, Filter, Fin, Metadata, Query, QueryResult, Start};
use xmpp_stream::payload::{Payload, PayloadsBuf};
use xmpp_stream::stanza::Stanza;

use crate::{assert_refused, read};

fn query(inside: &str) -> String {
    format!("<query xmlns='urn:xmpp:mam:2'>{inside}</query>")
}

/// A query with a form that has these fields.
fn filter(fields: &str) -> String {
    query(&format!(
        "<x xmlns='jabber:x:data' type='submit'>\
         <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:mam:2</value></field>{fields}</x>"
    ))
}

#[test]
fn a_query_without_form_asks_for_all_messages() {
    let query: Query<'_> = read("<query xmlns='urn:xmpp:mam:2' queryid='f27'/>");
    assert_eq!(query, Query { queryid: Some("f27"), ..Query::default() });
    assert_eq!(query.filter(), None);
}

#[test]
fn filters_are_by_address_time_and_id() {
    let filter_of = |fields: &str| read::<Query<'_>>(&filter(fields)).filter().unwrap();
    let all = Filter::default();
    assert_eq!(filter_of(""), all);
    let with = Some(Jid::new("juliet@capulet.lit").unwrap());
    assert_eq!(
        filter_of("<field var='with'><value>juliet@capulet.lit</value></field>"),
        Filter { with, ..all }
    );
    let times = filter_of(
        "<field var='start'><value>2010-06-07T00:00:00Z</value></field>\
         <field var='end'><value>2010-07-07T13:23:54Z</value></field>",
    );
    let expected = (Some(1_275_868_800), Some(1_278_509_034));
    assert_eq!((times.start.map(|it| it.seconds()), times.end.map(|it| it.seconds())), expected);
    let ids = filter_of(
        "<field var='after-id'><value>28482-98726-73623</value></field>\
         <field var='before-id'><value>09af3-cc343-b409f</value></field>",
    );
    assert_eq!((ids.after_id, ids.before_id), (Some("28482-98726-73623"), Some("09af3-cc343-b409f")));
    let some = filter_of("<field var='ids'><value>28482-98726-73623</value><value>b</value></field>");
    assert!(some.ids.iter().map(|id| id.text).eq(["28482-98726-73623", "b"]));
    let rooms = filter_of("<field var='include-groupchat'><value>true</value></field>");
    assert_eq!(rooms.include_groupchat, Some(true));
    assert_eq!(filter_of("<field var='with'><value/></field><field var='start'/>"), all);
}

#[test]
fn a_query_may_have_other_fields() {
    let query: Query<'_> = read(&filter(
        "<field type='text-single' var='{http://example.com/}free-text-search'><value>Where arth thou, my Juliet?</value></field>\
         <field var='with'><value>juliet@capulet.lit</value></field>",
    ));
    let others: Vec<_> = query.other_fields().map(|field| field.value()).collect();
    assert_eq!(others, [Some("Where arth thou, my Juliet?")]);
}

/// Example 15.
#[test]
fn an_archive_says_which_fields_it_has() {
    let query: Query<'_> = read(&query(
        "<x xmlns='jabber:x:data' type='form'>\
         <field type='hidden' var='FORM_TYPE'><value>urn:xmpp:mam:2</value></field>\
         <field type='jid-single' var='with'/><field type='text-single' var='start'/><field type='text-single' var='end'/>\
         <field type='text-single' var='before-id'/><field type='text-single' var='after-id'/>\
         <field type='list-multi' var='ids'><validate xmlns='http://jabber.org/protocol/xdata-validate' datatype='xs:string'><open/></validate></field>\
         <field type='boolean' var='include-groupchat'/>\
         <field type='text-single' var='{http://example.com/}free-text-search'/></x>",
    ));
    let form: DataForm<'_> = query.form.unwrap();
    assert_eq!((form.form_type, form.fields.len()), (FormType::Form, 9));
    assert_eq!(query.filter(), None);
    assert_eq!(query.other_fields().count(), 1);
}

#[test]
fn a_query_asks_for_a_page_perhaps_in_reverse() {
    let set =
        "<set xmlns='http://jabber.org/protocol/rsm'><max>10</max><after>09af3-cc343-b409f</after></set>";
    let page: Query<'_> = read(&query(&[set, "<flip-page/>"].concat()));
    assert_eq!(page.result_set.unwrap().max, Some(10));
    assert!(page.flip_page);
    assert!(!read::<Query<'_>>(&query(set)).flip_page);
}

#[test]
fn a_result_has_the_message_and_its_id() {
    let result: QueryResult<'_> = read(
        "<result xmlns='urn:xmpp:mam:2' queryid='f27' id='28482-98726-73623'><forwarded xmlns='urn:xmpp:forward:0'>\
         <delay xmlns='urn:xmpp:delay' stamp='2010-07-10T23:08:25Z'/>\
         <message xmlns='jabber:client' from='witch@shakespeare.lit' to='macbeth@shakespeare.lit'><body>Hail to thee</body></message>\
         </forwarded></result>",
    );
    assert_eq!((result.id, result.queryid), ("28482-98726-73623", Some("f27")));
    assert!(matches!(result.forwarded.stanza(), Ok(Some(Stanza::Message(_)))));
    assert!(result.forwarded.delay.is_some());
}

/// Section 3.2.
#[test]
fn the_message_of_a_result_may_be_removed() {
    let result: QueryResult<'_> = read(
        "<result xmlns='urn:xmpp:mam:2' id='a'><forwarded xmlns='urn:xmpp:forward:0'>\
         <delay xmlns='urn:xmpp:delay' stamp='2010-07-10T23:08:25Z'/></forwarded></result>",
    );
    assert_eq!(result.forwarded.stanza(), Ok(None));
}

#[test]
fn the_end_says_whether_there_is_more() {
    let set = "<set xmlns='http://jabber.org/protocol/rsm'><first index='0'>23452-4534-1</first><last>390-2342-22</last><count>16</count></set>";
    let fin: Fin<'_> = read(&format!("<fin xmlns='urn:xmpp:mam:2' complete='true'>{set}</fin>"));
    assert_eq!((fin.complete, fin.stable, fin.result_set.last), (true, None, Some("390-2342-22")));
    let fin: Fin<'_> = read(&format!("<fin xmlns='urn:xmpp:mam:2' stable='0'>{set}</fin>"));
    assert_eq!((fin.complete, fin.stable), (false, Some(false)));
}

#[test]
fn metadata_are_the_first_and_the_last_message() {
    assert_eq!(read::<Metadata<'_>>("<metadata xmlns='urn:xmpp:mam:2'/>"), Metadata::default());
    let metadata: Metadata<'_> = read(
        "<metadata xmlns='urn:xmpp:mam:2'><start id='YWxwaGEg' timestamp='2008-08-22T21:09:04Z'/>\
         <end id='b21lZ2Eg' timestamp='2020-04-20T14:34:21Z'/></metadata>",
    );
    let timestamp = "2008-08-22T21:09:04Z".parse().unwrap();
    assert_eq!(metadata.start, Some(Start { id: "YWxwaGEg", timestamp }));
    let timestamp = "2020-04-20T14:34:21Z".parse().unwrap();
    assert_eq!(metadata.end, Some(End { id: "b21lZ2Eg", timestamp }));
}

#[test]
fn what_breaks_a_rule_is_refused() {
    let other =
        filter("").replace("<value>urn:xmpp:mam:2", "<value>urn:xmpp:mam:1").replacen("<field", "<^field", 1);
    assert_refused!(Query<'_>, &other, Value, "value");
    assert_refused!(Query<'_>, &query("<^x xmlns='jabber:x:data' type='submit'/>"), Missing, "field");
    let with = "<^field var='with'><value>@capulet.lit</value></field>";
    assert_refused!(Query<'_>, &filter(with), Address(Jid::new("@capulet.lit").unwrap_err()), "value");
    for field in ["start", "end"] {
        let xml = filter(&format!("<^field var='{field}'><value>20100607T00:00:00</value></field>"));
        assert_refused!(Query<'_>, &xml, Value, "value");
    }
    let rooms = filter("<^field var='include-groupchat'><value>yes</value></field>");
    assert_refused!(Query<'_>, &rooms, Value, "value");

    let forwarded = "<forwarded xmlns='urn:xmpp:forward:0'/>";
    assert_refused!(
        QueryResult<'_>,
        &format!("<result xmlns='urn:xmpp:mam:2'>{forwarded}</result>"),
        Missing,
        "id",
    );
    assert_refused!(QueryResult<'_>, "<result xmlns='urn:xmpp:mam:2' id='a'/>", Missing, "forwarded");
    assert_refused!(Fin<'_>, "<fin xmlns='urn:xmpp:mam:2'/>", Missing, "set");
    assert_refused!(Fin<'_>, "<fin xmlns='urn:xmpp:mam:2' complete='yes'/>", Value, "complete");
    let end = "<end id='a' timestamp='2020-04-20T14:34:21Z'/>";
    let metadata = |inside: &str| format!("<metadata xmlns='urn:xmpp:mam:2'>{inside}</metadata>");
    assert_refused!(Metadata<'_>, &metadata(end), Missing, "start");
    assert_refused!(Metadata<'_>, &metadata(&end.replace("end", "start")), Missing, "end");
    assert_refused!(Metadata<'_>, &metadata("<^start id='a'/>"), Missing, "timestamp");
    assert_refused!(Metadata<'_>, &metadata(&end.replace("id='a'", "").replace('<', "<^")), Missing, "id");
}

/// Section 4.1.
#[test]
fn only_a_form_that_was_filled_in_is_a_filter() {
    let form = |form_type: &str| {
        format!(
            "<x xmlns='jabber:x:data' type='{form_type}'><field var='FORM_TYPE' type='hidden'><value>urn:xmpp:mam:2</value></field></x>"
        )
    };
    assert_eq!(read::<Filter<'_>>(&form("submit")), Filter::default());
    for form_type in ["form", "cancel", "result"] {
        assert_refused!(Filter<'_>, &form(form_type), Value, "type");
    }
}

#[test]
fn a_filter_is_written_as_the_form_of_a_query() {
    let mut ids = PayloadsBuf::new();
    ids.push(&FieldValue { text: "a" }).unwrap();
    ids.push(&FieldValue { text: "b" }).unwrap();
    let filter = Filter {
        with: Some(Jid::new("juliet@capulet.lit").unwrap()),
        start: "2010-06-07T00:00:00Z".parse().ok(),
        end: "2010-07-07T13:23:54.5Z".parse().ok(),
        before_id: Some("x"),
        after_id: Some("y"),
        ids: ids.items().unwrap(),
        include_groupchat: Some(false),
    };
    let mut payloads = PayloadsBuf::new();
    payloads.push(&filter).unwrap();
    let query = Query { form: payloads.as_payloads().find().unwrap(), ..Query::default() };
    let element = query.to_element().unwrap();
    let read = Query::from_element(element.as_element()).unwrap();
    assert_eq!(read.filter(), Some(filter));
    assert_eq!(read.form.unwrap().form_type_field(), Some("urn:xmpp:mam:2"));
    assert_eq!(read.other_fields().count(), 0);
    // An empty value means none.
    assert!(payloads.push(&Filter { before_id: Some(""), ..Filter::default() }).is_err());
}

#[test]
fn what_would_be_refused_isnt_written() {
    let form: DataForm<'_> = read("<x xmlns='jabber:x:data' type='submit'/>");
    assert!(Query { form: Some(form), ..Query::default() }.to_element().is_err());
    let start = Start { id: "a", timestamp: "2020-04-20T14:34:21Z".parse().unwrap() };
    assert!(Metadata { start: Some(start), end: None }.to_element().is_err());
}

#[cfg(feature = "serde")]
#[test]
fn queries_are_serialised_field_by_field() {
    let query: Query<'_> = read(&filter("<field var='ids'><value>a</value><value>b</value></field>"));
    let form = serde_json::json!({
        "form_type": "submit",
        "title": null,
        "instructions": [],
        "fields": [
            {
                "var": "FORM_TYPE",
                "field_type": "hidden",
                "label": null,
                "desc": null,
                "is_required": false,
                "values": [{"text": "urn:xmpp:mam:2"}],
                "options": [],
            },
            {
                "var": "ids",
                "field_type": null,
                "label": null,
                "desc": null,
                "is_required": false,
                "values": [{"text": "a"}, {"text": "b"}],
                "options": [],
            },
        ],
        "reported": null,
        "items": [],
    });
    let expected = serde_json::json!({"queryid": null, "node": null, "form": form, "result_set": null, "flip_page": false});
    assert_eq!(serde_json::to_value(query).unwrap(), expected);
}
