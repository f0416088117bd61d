//! RFC 6120, sections 4.3.2, 4.9, 5, 6 and 7; RFC 6121, sections 2.6.1 and 3.4.

use xmpp_stream::ElementErrorKind::*;
use xmpp_stream::jid::Jid;
use xmpp_stream::payload::rfc3921::Session;
use xmpp_stream::payload::rfc6120::*;
use xmpp_stream::payload::rfc6121::{PreApproval, RosterVersioning};
use xmpp_stream::payload::{Items, Payload, PayloadsBuf};
use xmpp_stream::stream::StreamElement;
use xmpp_stream::{ElementBuf, StreamErrorCondition};

use crate::{assert_reads, assert_refused, tree, written};

const TLS_REQUIRED: &str = "<stream:features xmlns:stream='http://etherx.jabber.org/streams'>
        <starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'>
          <required/>
        </starttls>
      </stream:features>";

/// An element of SASL with this content.
fn sasl(name: &str, content: &str) -> String {
    format!("<{name} xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>{content}</{name}>")
}

fn stream_error(content: &str) -> String {
    format!(
        "<error xmlns='http://etherx.jabber.org/streams' xmlns:e='urn:ietf:params:xml:ns:xmpp-streams'>{content}</error>"
    )
}

// Section 4.3.2.
#[test]
fn features_offer_tls_and_require_it() {
    let tree = tree(TLS_REQUIRED);
    let features = Features::from_element(tree.root()).unwrap();
    assert_eq!(features.starttls(), Some(StartTls { required: true }));
    assert_eq!((features.mechanisms(), features.bind()), (Ok(None), false));
    assert_reads!(TLS_REQUIRED, features);
}

// Section 6.4.1.
#[test]
fn features_offer_mechanisms_in_the_order_of_preference() {
    let xml = "<stream:features xmlns:stream='http://etherx.jabber.org/streams'>
        <mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>
          <mechanism>EXTERNAL</mechanism>
          <mechanism>SCRAM-SHA-1-PLUS</mechanism>
          <mechanism>SCRAM-SHA-1</mechanism>
          <mechanism>PLAIN</mechanism>
        </mechanisms>
      </stream:features>";
    let tree = tree(xml);
    let features = Features::from_element(tree.root()).unwrap();
    let mechanisms = features.mechanisms().unwrap().unwrap();
    let names: Vec<_> = mechanisms.mechanisms.iter().map(|mechanism| mechanism.name).collect();
    assert_eq!(names, ["EXTERNAL", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-1", "PLAIN"]);
    assert_reads!(&written(&mechanisms), mechanisms);
}

// Appendix A.4, where the names are tokens.
#[test]
fn white_space_around_the_name_of_a_mechanism_is_left_out() {
    let tree = tree("<mechanism xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>\n  PLAIN\n</mechanism>");
    assert_eq!(Mechanism::from_element(tree.root()), Ok(Mechanism { name: "PLAIN" }));
    assert_reads!(
        "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism=' PLAIN '/>",
        Auth { mechanism: "PLAIN", data: None }
    );
    assert!(Mechanism { name: " PLAIN" }.to_element().is_err());
    assert!(Auth { mechanism: "PLAIN ", data: None }.to_element().is_err());
}

// Sections 4.3.2, 7.4; RFC 3921, section 3; RFC 6121, sections 2.6.1 and 3.4; XEP-0198, example 1.
#[test]
fn features_offer_what_can_be_negotiated_after_authentication() {
    let xml = "<stream:features xmlns:stream='http://etherx.jabber.org/streams'>
        <bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>
        <session xmlns='urn:ietf:params:xml:ns:xmpp-session'><optional/></session>
        <sm xmlns='urn:xmpp:sm:3'/>
        <ver xmlns='urn:xmpp:features:rosterver'/>
        <sub xmlns='urn:xmpp:features:pre-approval'/>
        <compression xmlns='http://jabber.org/features/compress'><method>zlib</method></compression>
      </stream:features>";
    let tree = tree(xml);
    let features = Features::from_element(tree.root()).unwrap();
    assert!(features.bind() && features.stream_management());
    assert!(features.roster_versioning() && features.pre_approval());
    assert_eq!(features.session(), Some(Session { optional: true }));
    assert_eq!(features.payloads.elements().count(), 6);
    assert_reads!(xml, features);
    assert_reads!("<ver xmlns='urn:xmpp:features:rosterver'/>", RosterVersioning {});
    assert_reads!("<sub xmlns='urn:xmpp:features:pre-approval'/>", PreApproval {});
}

// Section 4.3.2.
#[test]
fn empty_features_end_the_negotiation() {
    assert_reads!("<features xmlns='http://etherx.jabber.org/streams'/>", Features::default());
}

#[test]
fn a_feature_that_can_not_be_read_leaves_the_others_readable() {
    let xml = "<features xmlns='http://etherx.jabber.org/streams'>
        <mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></features>";
    let tree = tree(xml);
    let features = Features::from_element(tree.root()).unwrap();
    assert_eq!(features.mechanisms().unwrap_err().field(), "mechanism");
    assert_eq!(features.starttls(), Some(StartTls { required: false }));
}

#[test]
fn each_feature_is_told_from_the_others() {
    let offered = [
        "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
        "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms>",
        "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>",
        "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>",
        "<sm xmlns='urn:xmpp:sm:3'/>",
        "<ver xmlns='urn:xmpp:features:rosterver'/>",
        "<sub xmlns='urn:xmpp:features:pre-approval'/>",
    ];
    for (at, feature) in offered.iter().enumerate() {
        let xml = format!("<features xmlns='http://etherx.jabber.org/streams'>{feature}</features>");
        let tree = tree(&xml);
        let features = Features::from_element(tree.root()).unwrap();
        let found = [
            features.starttls().is_some(),
            features.mechanisms().unwrap().is_some(),
            features.bind(),
            features.session().is_some(),
            features.stream_management(),
            features.roster_versioning(),
            features.pre_approval(),
        ];
        assert_eq!(found.iter().position(|found| *found), Some(at), "{feature}");
        assert_eq!(found.iter().filter(|found| **found).count(), 1, "{feature}");
    }
}

#[test]
fn what_is_required_is_said_in_the_namespace_of_tls() {
    let xml = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required xmlns='urn:x'/></starttls>";
    assert_reads!(xml, StartTls { required: false });
}

// Section 5.4.2.
#[test]
fn tls_is_asked_for_and_begins_or_does_not() {
    assert_reads!("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", StartTls { required: false });
    assert_reads!("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", StartTlsReply::Proceed);
    assert_reads!("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", StartTlsReply::Failure);
}

// Section 6.4.2.
#[test]
fn authentication_begins_with_an_initial_response() {
    let xml = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGp1bGlldAByMG0zMG15cjBtMzA=</auth>";
    let data = SaslDataBuf::new(b"\0juliet\0r0m30myr0m30");
    assert_eq!(data.as_data().decode().as_deref(), Ok(&b"\0juliet\0r0m30myr0m30"[..]));
    assert_reads!(xml, Auth { mechanism: "PLAIN", data: Some(data.as_data()) });
}

// Sections 6.4.2, 6.4.6 and 6.5.7.
#[test]
fn no_data_is_other_than_data_of_no_length() {
    let xml = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='CRAM-MD5'/>";
    assert_reads!(xml, Auth { mechanism: "CRAM-MD5", data: None });
    let xml = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>=</auth>";
    assert_reads!(xml, Auth { mechanism: "EXTERNAL", data: Some(SaslData::EMPTY) });
    assert_eq!(SaslData::EMPTY.decode(), Ok(Vec::new()));
    assert_eq!(SaslDataBuf::new(b"").as_data(), SaslData::EMPTY);
    assert_reads!(&sasl("success", ""), Success { data: None });
    assert_reads!(&sasl("success", "="), Success { data: Some(SaslData::EMPTY) });
}

// Section 9.1.2, steps 9 to 12.
#[test]
fn scram_in_base64_says_what_it_says() {
    let decoded = |xml: &str| {
        let tree = tree(xml);
        let data = match StreamElement::from_element(tree.root()).unwrap() {
            StreamElement::Auth(auth) => auth.data,
            StreamElement::Challenge(challenge) => challenge.data,
            StreamElement::Response(response) => response.data,
            StreamElement::Success(success) => success.data,
            other => panic!("{other}"),
        };
        let bytes = data.unwrap().decode().unwrap();
        assert_eq!(SaslDataBuf::new(&bytes).as_data(), data.unwrap());
        String::from_utf8(bytes).unwrap()
    };
    let auth = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-1'>\
        biwsbj1qdWxpZXQscj1vTXNUQUF3QUFBQU1BQUFBTlAwVEFBQUFBQUJQVTBBQQ==</auth>";
    assert_eq!(decoded(auth), "n,,n=juliet,r=oMsTAAwAAAAMAAAANP0TAAAAAABPU0AA");
    let challenge = "cj1vTXNUQUF3QUFBQU1BQUFBTlAwVEFBQUFBQUJQVTBBQWUxMjQ2OTViLTY5Y\
        TktNGRlNi05YzMwLWI1MWIzODA4YzU5ZSxzPU5qaGtZVE0wTURndE5HWTBaaT\
        AwTmpkbUxUa3hNbVV0TkRsbU5UTm1ORE5rTURNeixpPTQwOTY=";
    let expected = "r=oMsTAAwAAAAMAAAANP0TAAAAAABPU0AAe124695b-69a9-4de6-9c30-b51b3808c59e,\
        s=NjhkYTM0MDgtNGY0Zi00NjdmLTkxMmUtNDlmNTNmNDNkMDMz,i=4096";
    assert_eq!(decoded(&sasl("challenge", challenge)), expected);
    let response = "Yz1iaXdzLHI9b01zVEFBd0FBQUFNQUFBQU5QMFRBQUFBQUFCUFUwQUFlMTI0N\
        jk1Yi02OWE5LTRkZTYtOWMzMC1iNTFiMzgwOGM1OWUscD1VQTU3dE0vU3ZwQV\
        RCa0gyRlhzMFdEWHZKWXc9";
    let expected = "c=biws,r=oMsTAAwAAAAMAAAANP0TAAAAAABPU0AAe124695b-69a9-4de6-9c30-b51b3808c59e,\
        p=UA57tM/SvpATBkH2FXs0WDXvJYw=";
    assert_eq!(decoded(&sasl("response", response)), expected);
    let success = sasl("success", "dj1wTk5ERlZFUXh1WHhDb1NFaVc4R0VaKzFSU289");
    assert_eq!(decoded(&success), "v=pNNDFVEQxuXxCoSEiW8GEZ+1RSo=");
}

// Section 6.4.3.
#[test]
fn challenges_and_responses_may_have_no_length() {
    assert_reads!(&sasl("challenge", ""), Challenge { data: None });
    assert_reads!(&sasl("response", ""), Response { data: None });
    let data = SaslDataBuf::new(b"c=biws");
    assert_reads!(&sasl("challenge", "Yz1iaXdz"), Challenge { data: Some(data.as_data()) });
    assert_reads!(&sasl("response", "Yz1iaXdz"), Response { data: Some(data.as_data()) });
}

// Section 6.4.4.
#[test]
fn a_client_gives_up() {
    assert_reads!("<abort xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", Abort {});
}

// Section 6.5.
#[test]
fn authentication_fails_for_each_of_the_reasons() {
    assert_eq!(SaslFailureCondition::ALL.len(), 11);
    for &condition in SaslFailureCondition::ALL {
        assert_reads!(&sasl("failure", &format!("<{condition}/>")), SaslFailure::new(condition));
    }
}

// Section 6.5.2.
#[test]
fn a_failure_may_say_more() {
    let xml =
        sasl("failure", "<account-disabled/><text xml:lang='en'>Call 212-555-1212 for assistance.</text>");
    let mut texts = PayloadsBuf::new();
    texts.push(&SaslText { lang: Some("en"), text: "Call 212-555-1212 for assistance." }).unwrap();
    let texts = texts.items().unwrap();
    assert_reads!(&xml, SaslFailure { condition: SaslFailureCondition::AccountDisabled, texts });
}

#[test]
fn a_failure_may_say_it_in_more_than_one_language() {
    let xml = sasl("failure", "<aborted/><text>a</text><text xml:lang='cs'>b</text>");
    let tree = tree(&xml);
    let failure = SaslFailure::from_element(tree.root()).unwrap();
    let texts: Vec<_> = failure.texts.iter().map(|text| (text.lang, text.text)).collect();
    assert_eq!(texts, [(None, "a"), (Some("cs"), "b")]);
    assert_reads!(&written(&failure), failure);
}

// Section 6.5.
#[test]
fn a_reason_that_is_not_known_is_not_authorized() {
    let xml = sasl("failure", "<account-on-holiday/>");
    assert_reads!(&xml, SaslFailure::new(SaslFailureCondition::NotAuthorized));
}

// Appendix A.4, where the condition may be missing; section 6.5 has one always.
#[test]
fn a_failure_without_reason_is_not_authorized() {
    assert_reads!(&sasl("failure", ""), SaslFailure::new(SaslFailureCondition::NotAuthorized));
    let tree = tree("<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
    assert!(matches!(StreamElement::from_element(tree.root()), Ok(StreamElement::SaslFailure(_))));
    assert_eq!(
        written(&SaslFailure::new(SaslFailureCondition::NotAuthorized)),
        "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>"
    );
}

// Section 6.3.5, rule 2.
#[test]
fn only_base64_with_padding_and_its_bits_zero_decodes() {
    for (text, expected) in [
        ("AA==", Some(&[0][..])),
        ("AAA=", Some(&[0, 0])),
        ("+/+/", Some(&[0xfb, 0xff, 0xbf])),
        ("AB==", None),
        ("AAB=", None),
        ("AA", None),
        ("AA=", None),
        ("AA==AA==", None),
        ("==", None),
        ("-_-_", None),
        (" AA==", None),
        ("AA\n==", None),
        ("AA==\n", None),
        ("Ä===", None),
    ] {
        let xml = sasl("response", text);
        let tree = tree(&xml);
        let data = Response::from_element(tree.root()).unwrap().data.unwrap();
        assert_eq!(data.decode().ok().as_deref(), expected, "{text}");
        assert_eq!(SaslData::try_from(text).is_ok(), expected.is_some(), "{text}");
        assert_eq!(SaslDataBuf::try_from(text.to_owned()).is_ok(), expected.is_some(), "{text}");
    }
    assert!(SaslData::try_from("").is_err());
}

#[test]
fn debug_does_not_show_data() {
    let data = SaslDataBuf::new(b"secret");
    for shown in [format!("{data:?}"), format!("{:?}", data.as_data())] {
        assert_eq!(shown, "***");
    }
    let response = Response { data: Some(data.as_data()) };
    assert_eq!(format!("{response:?}"), "Response { data: Some(***) }");
}

// Section 7.6.1.
#[test]
fn a_server_chooses_the_resource() {
    assert_reads!("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>", Bind::default());
    let xml = "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>juliet@im.example.com/4db06f06-1ea4-11dc-aca3-000bcd821bfb</jid></bind>";
    let jid = Some(Jid::new("juliet@im.example.com/4db06f06-1ea4-11dc-aca3-000bcd821bfb").unwrap());
    assert_reads!(xml, Bind { resource: None, jid });
}

// Section 7.7.1.
#[test]
fn a_client_chooses_the_resource() {
    let xml = "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>
          <resource>balcony</resource>
        </bind>";
    assert_reads!(xml, Bind { resource: Some("balcony"), jid: None });
}

// Section 4.9.3.
#[test]
fn a_stream_fails_for_each_of_the_reasons() {
    for &condition in StreamErrorCondition::ALL {
        assert_reads!(&stream_error(&format!("<e:{condition}/>")), StreamError::new(condition));
    }
}

// Section 4.9.3.19.
#[test]
fn a_stream_error_names_another_host() {
    let xml = "<stream:error xmlns:stream='http://etherx.jabber.org/streams'>
        <see-other-host
            xmlns='urn:ietf:params:xml:ns:xmpp-streams'>
          [2001:41D0:1:A49b::1]:9222
        </see-other-host>
      </stream:error>";
    let host = Some("[2001:41D0:1:A49b::1]:9222");
    assert_reads!(xml, StreamError { host, ..StreamError::new(StreamErrorCondition::SeeOtherHost) });
}

// Section 4.9.3.21.
#[test]
fn a_stream_error_is_of_an_application() {
    let xml = "<stream:error xmlns:stream='http://etherx.jabber.org/streams'>
        <undefined-condition
            xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>
        <app-error xmlns='http://example.org/ns'/>
      </stream:error>";
    let application = ElementBuf::new("http://example.org/ns", "app-error").unwrap();
    let error = StreamError {
        application: Some(application.as_element()),
        ..StreamError::new(StreamErrorCondition::UndefinedCondition)
    };
    assert_reads!(xml, error);
}

// Section 4.9.4.
#[test]
fn a_stream_error_says_more() {
    let xml = "<stream:error xmlns:stream='http://etherx.jabber.org/streams'>
        <not-well-formed
            xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>
        <text xml:lang='en' xmlns='urn:ietf:params:xml:ns:xmpp-streams'>Some special application diagnostic information!</text>
        <escape-your-data xmlns='http://example.org/ns'/>
      </stream:error>";
    let application = ElementBuf::new("http://example.org/ns", "escape-your-data").unwrap();
    let mut texts = PayloadsBuf::new();
    let text = "Some special application diagnostic information!";
    texts.push(&StreamErrorText { lang: Some("en"), text }).unwrap();
    let error = StreamError {
        texts: texts.items().unwrap(),
        application: Some(application.as_element()),
        ..StreamError::new(StreamErrorCondition::NotWellFormed)
    };
    assert_reads!(xml, error);
}

// Section 4.9.2.
#[test]
fn a_stream_error_that_is_not_known_is_undefined() {
    let xml = stream_error("<e:too-early/>");
    assert_reads!(&xml, StreamError::new(StreamErrorCondition::UndefinedCondition));
}

#[test]
fn a_stream_error_is_not_written_if_it_would_be_read_as_another() {
    let with_host = |host, condition| StreamError { host: Some(host), ..StreamError::new(condition) };
    assert!(with_host("a.example", StreamErrorCondition::SeeOtherHost).to_element().is_ok());
    for error in [
        with_host("a.example", StreamErrorCondition::Reset),
        with_host("", StreamErrorCondition::SeeOtherHost),
        with_host(" a.example", StreamErrorCondition::SeeOtherHost),
    ] {
        assert!(error.to_element().is_err());
    }
    let condition = ElementBuf::new(STREAM_ERRORS, "reset").unwrap();
    let error = StreamError {
        application: Some(condition.as_element()),
        ..StreamError::new(StreamErrorCondition::Reset)
    };
    assert!(error.to_element().is_err());
}

#[test]
fn rules_of_tls() {
    // Section 5.4.2.1: the namespace.
    assert_refused!(StartTls, "<starttls/>", OtherElement, "starttls");
    assert_refused!(
        StartTlsReply,
        "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
        OtherElement,
        "proceed"
    );
}

#[test]
fn rules_of_sasl() {
    // Section 6.4.1.
    assert_refused!(Mechanisms<'_>, &sasl("mechanisms", ""), Missing, "mechanism");
    assert!(Mechanisms { mechanisms: Items::EMPTY }.to_element().is_err());
    assert_refused!(Mechanisms<'_>, &sasl("mechanisms", "<^mechanism><a/></mechanism>"), NotText, "");
    // Section 6.4.2.
    assert_refused!(Auth<'_>, &sasl("auth", "="), Missing, "mechanism");
    assert_refused!(Auth<'_>, "<auth mechanism='PLAIN'/>", OtherElement, "auth");
    // Appendix A.4.
    assert_refused!(Response<'_>, &sasl("response", "AAAA<a/>"), NotText, "");
    assert_refused!(SaslFailure<'_>, &sasl("failure", "<aborted/><^aborted/>"), Repeated, "");
    assert_refused!(SaslFailure<'_>, &sasl("failure", "<aborted/><^text><a/></text>"), NotText, "");
}

#[test]
fn rules_of_resource_binding() {
    let bind = |content: &str| format!("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>{content}</bind>");
    // Section 7.6.1: a full address.
    assert_refused!(Bind<'_>, &bind("<jid>juliet@im.example.com</jid>"), Value, "jid");
    assert_refused!(Bind<'_>, &bind("<jid>@/</jid>"), Address(Jid::new("@/").unwrap_err()), "jid");
    // Section 7.7.1: not of no length.
    assert_refused!(Bind<'_>, &bind("<resource/>"), Value, "resource");
    assert!(Bind { resource: Some(""), jid: None }.to_element().is_err());
    // Appendix A.7: one or the other, once.
    assert_refused!(Bind<'_>, &bind("<resource>a</resource><jid>a@b/c</jid>"), OtherElement, "jid");
    assert_refused!(Bind<'_>, &bind("<resource>a</resource><^resource>a</resource>"), Repeated, "");
    assert_refused!(Bind<'_>, &bind("<^resource><a/></resource>"), NotText, "");
}

#[test]
fn rules_of_stream_errors() {
    // Section 4.9.2.
    assert_refused!(StreamError<'_>, &stream_error(""), Missing, "condition");
    assert_refused!(StreamError<'_>, &stream_error("<e:text>a</e:text>"), Missing, "condition");
    assert_refused!(StreamError<'_>, &stream_error("<reset xmlns='a'/>"), Missing, "condition");
    assert_refused!(StreamError<'_>, &stream_error("<e:reset/><e:^conflict/>"), Repeated, "");
    assert_refused!(StreamError<'_>, &stream_error("<e:reset/><e:^text><a/></e:text>"), NotText, "");
    assert_refused!(
        StreamError<'_>,
        "<error><reset xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></error>",
        OtherElement,
        "error"
    );
    // Section 4.9.3.19.
    assert_refused!(
        StreamError<'_>,
        &stream_error("<e:^see-other-host><a/></e:see-other-host>"),
        NotText,
        ""
    );
}
