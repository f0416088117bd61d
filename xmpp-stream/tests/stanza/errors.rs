//! Why stanzas weren't handled (RFC 6120, section 8.3).

use xmpp_stream::ElementErrorKind::{self, Missing, NotText, OtherElement, Repeated, Value};
use xmpp_stream::jid::Jid;
use xmpp_stream::payload::{Items, Payload, PayloadsBuf};
use xmpp_stream::stanza::{
    ErrorText, ErrorType, Message, MessageType, Stanza, StanzaError, StanzaErrorCondition, error_reply,
};
use xmpp_stream::{ElementBuf, Scope};

use super::{element, stanza};

const STANZAS: &str = "urn:ietf:params:xml:ns:xmpp-stanzas";

fn error(attributes: &str, inside: &str) -> Result<StanzaError<'static>, (ElementErrorKind, &'static str)> {
    let inside = inside.replace("/>", &format!(" xmlns='{STANZAS}'/>"));
    let element = element(&format!("<error {attributes}>{inside}</error>"));
    StanzaError::from_element(element).map_err(|error| (error.kind(), error.field()))
}

/// The names, and the types that go with them, of section 8.3.3.
const CONDITIONS: [(&str, &str); 22] = [
    ("bad-request", "modify"),
    ("conflict", "cancel"),
    ("feature-not-implemented", "cancel"),
    ("forbidden", "auth"),
    ("gone", "cancel"),
    ("internal-server-error", "cancel"),
    ("item-not-found", "cancel"),
    ("jid-malformed", "modify"),
    ("not-acceptable", "modify"),
    ("not-allowed", "cancel"),
    ("not-authorized", "auth"),
    ("policy-violation", "modify"),
    ("recipient-unavailable", "wait"),
    ("redirect", "modify"),
    ("registration-required", "auth"),
    ("remote-server-not-found", "cancel"),
    ("remote-server-timeout", "wait"),
    ("resource-constraint", "wait"),
    ("service-unavailable", "cancel"),
    ("subscription-required", "auth"),
    ("undefined-condition", "modify"),
    ("unexpected-request", "modify"),
];

#[test]
fn there_are_the_conditions_of_section_8_3_3_with_their_types() {
    let ours: Vec<_> = StanzaErrorCondition::ALL
        .iter()
        .map(|condition| (condition.as_str(), condition.error_type().as_str()))
        .collect();
    assert_eq!(ours, CONDITIONS);
}

#[test]
fn every_condition_and_every_type_is_read_and_written() {
    for (condition, _) in CONDITIONS {
        for error_type in ["auth", "cancel", "continue", "modify", "wait"] {
            let read = error(&format!("type='{error_type}'"), &format!("<{condition}/>")).unwrap();
            assert_eq!((read.condition.as_str(), read.error_type.as_str()), (condition, error_type));
            let written = read.to_element().unwrap();
            assert_eq!(StanzaError::from_element(written.as_element()), Ok(read));
            let mut bytes = Vec::new();
            written.as_element().encode(&mut bytes, Scope::stream("jabber:client")).unwrap();
            let expected = format!("<error type='{error_type}'><{condition} xmlns='{STANZAS}'/></error>");
            assert_eq!(String::from_utf8(bytes).unwrap(), expected);
        }
    }
    assert_eq!(ErrorType::ALL.len(), 5);
}

#[test]
fn a_condition_that_is_not_known_is_undefined() {
    let read = error("type='wait'", "<out-of-tea/>").unwrap();
    assert_eq!(
        (read.condition, read.error_type),
        (StanzaErrorCondition::UndefinedCondition, ErrorType::Wait)
    );
}

#[test]
fn an_error_has_one_condition_and_one_of_five_types() {
    let rows = [
        ("", "<conflict/>", Missing, "type"),
        ("type=''", "<conflict/>", Value, "type"),
        ("type='fatal'", "<conflict/>", Value, "type"),
        ("type='wait'", "", Missing, "condition"),
        ("type='wait'", "<text/>", Missing, "condition"),
        ("type='wait'", "<conflict/><gone/>", Repeated, ""),
        ("type='wait'", "<conflict xmlns='urn:x'></conflict>", Missing, "condition"),
    ];
    for (attributes, inside, kind, field) in rows {
        assert_eq!(error(attributes, inside), Err((kind, field)), "{attributes} {inside}");
    }
    assert!(matches!(error("type='wait' by='@'", "<gone/>"), Err((ElementErrorKind::Address(_), "by"))));
    let condition = format!("<gone xmlns='{STANZAS}'>a<b/></gone>");
    assert_eq!(error("type='cancel'", &condition), Err((NotText, "")));
    let other = StanzaError::from_element(element("<failure type='wait'/>")).map_err(|error| error.kind());
    assert_eq!(other, Err(OtherElement));
}

#[test]
fn who_is_gone_has_another_address_as_in_section_8_3_3_5() {
    let bounced = stanza(
        "<message
       from='bots@shakespeare.lit'
       id='sj2b371v'
       to='romeo@example.net/churchyard'
       type='error'>
     <error by='example.net'
            type='cancel'>
       <gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>xmpp:romeo@afterlife.example.net</gone>
     </error>
   </message>",
    );
    let Stanza::Message(message) = bounced else { panic!("a message") };
    let error = message.error().unwrap().unwrap();
    assert_eq!(error.condition, StanzaErrorCondition::Gone);
    assert_eq!(error.address, Some("xmpp:romeo@afterlife.example.net"));
    assert_eq!(error.by, Some(Jid::new("example.net").unwrap()));
    assert_eq!(StanzaError::from_element(error.to_element().unwrap().as_element()), Ok(error));
    assert_eq!(message.check(), Ok(()));
}

#[test]
fn an_error_says_more_in_languages_and_in_terms_of_its_application() {
    let read = error(
        "type='modify' by='a@b'",
        &format!(
            "<text xmlns='{STANZAS}' xml:lang='en'>Too many</text><bad-request/>\
             <too-many xmlns='urn:example:limits'>9</too-many><text xmlns='{STANZAS}'>Trop</text>"
        ),
    )
    .unwrap();
    assert_eq!(read.condition, StanzaErrorCondition::BadRequest);
    assert!(
        read.texts
            .iter()
            .eq([ErrorText { lang: Some("en"), text: "Too many" }, ErrorText { lang: None, text: "Trop" },])
    );
    assert!(read.application.unwrap().is("urn:example:limits", "too-many"));
    assert_eq!(StanzaError::from_element(read.to_element().unwrap().as_element()), Ok(read));
}

#[test]
fn an_error_is_built_with_texts_and_what_the_application_says() {
    let mut texts = PayloadsBuf::new();
    texts.push(&ErrorText { lang: Some("de"), text: "zu viel" }).unwrap();
    let application = ElementBuf::new("urn:example:limits", "too-many").unwrap();
    let error = StanzaError {
        texts: texts.items().unwrap(),
        application: Some(application.as_element()),
        ..StanzaError::new(StanzaErrorCondition::PolicyViolation)
    };
    let mut payloads = PayloadsBuf::new();
    payloads.push(&error).unwrap();
    let message = Message { payloads: payloads.as_payloads(), ..Message::new(MessageType::Error) };
    let mut bytes = Vec::new();
    message.encode(&mut bytes, Scope::stream("jabber:client")).unwrap();
    let expected = "<message type='error'><error type='modify'>\
        <policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>\
        <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='de'>zu viel</text>\
        <too-many xmlns='urn:example:limits'/></error></message>";
    assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    assert_eq!(error.texts, texts.items().unwrap());
    assert_ne!(error.texts, Items::EMPTY);
}

#[test]
fn an_error_is_there_in_a_stanza_of_this_type_and_only_there() {
    let check = |xml: &str| stanza(xml).check().map_err(|error| (error.kind(), error.field()));
    let error = format!("<error type='wait'><conflict xmlns='{STANZAS}'/></error>");
    for (before, after) in [
        ("<message type='error'>", "</message>"),
        ("<presence type='error'>", "</presence>"),
        ("<iq type='error' id='1'>", "</iq>"),
        ("<iq type='error' id='1'><ping xmlns='urn:xmpp:ping'/>", "</iq>"),
    ] {
        assert_eq!(check(&format!("{before}{error}{after}")), Ok(()), "{before}");
        assert_eq!(check(&format!("{before}{after}")), Err((Missing, "error")), "{before}");
        assert_eq!(check(&format!("{before}{error}{error}{after}")), Err((Repeated, "")), "{before}");
        assert_eq!(check(&format!("{before}<error/>{after}")), Err((Missing, "type")), "{before}");
    }
    for (before, after) in [
        ("<message>", "</message>"),
        ("<message type='chat'>", "</message>"),
        ("<presence>", "</presence>"),
        ("<presence type='unavailable'>", "</presence>"),
        ("<iq type='get' id='1'>", "</iq>"),
        ("<iq type='set' id='1'>", "</iq>"),
        ("<iq type='result' id='1'>", "</iq>"),
    ] {
        assert_eq!(check(&format!("{before}{error}{after}")), Err((OtherElement, "error")), "{before}");
    }
    assert_eq!(check("<iq type='result' id='1'/>"), Ok(()));
    assert_eq!(check("<iq type='get' id='1'><error xmlns='urn:x'/></iq>"), Ok(()));
}

#[test]
fn an_answer_is_in_the_namespace_of_what_it_answers() {
    for namespace in ["jabber:client", "jabber:server", "jabber:component:accept"] {
        let request =
            element(&format!("<iq xmlns='{namespace}' type='get' id='1' from='a'><b xmlns='c'/></iq>"));
        let error = StanzaError::new(StanzaErrorCondition::ServiceUnavailable);
        let reply = error_reply(request, &error).unwrap().unwrap();
        let reply = reply.as_element();
        assert_eq!(reply.namespace(), namespace);
        assert!(reply.child(namespace, "error").is_some());
        let Ok(Stanza::Iq(iq)) = Stanza::from_element(reply) else { panic!("an iq") };
        assert_eq!(iq.error(), Ok(Some(error)));
        assert_eq!(Stanza::Iq(iq).check(), Ok(()));
    }
}

#[test]
fn an_error_is_not_written_if_it_would_be_read_as_another() {
    use StanzaErrorCondition::{Conflict, Gone, Redirect};
    let with_address =
        |address, condition| StanzaError { address: Some(address), ..StanzaError::new(condition) };
    for condition in [Gone, Redirect] {
        let error = with_address("xmpp:a@b", condition);
        assert_eq!(StanzaError::from_element(error.to_element().unwrap().as_element()), Ok(error));
    }
    for error in
        [with_address("xmpp:a@b", Conflict), with_address("", Gone), with_address("xmpp:a@b\n", Redirect)]
    {
        assert!(error.to_element().is_err(), "{error:?}");
    }
    for name in ["conflict", "text", "other"] {
        let application = ElementBuf::new(STANZAS, name).unwrap();
        let error = StanzaError { application: Some(application.as_element()), ..StanzaError::new(Conflict) };
        assert!(error.to_element().is_err(), "{name}");
    }
}

#[test]
fn another_address_may_stand_on_a_line_of_its_own() {
    let gone = format!("<gone xmlns='{STANZAS}'>\n  xmpp:a@b\n</gone>");
    assert_eq!(error("type='cancel'", &gone).unwrap().address, Some("xmpp:a@b"));
}
