//! How stanzas are written: for which stream, into what room, and what isn't.

use xmpp_stream::jid::Jid;
use xmpp_stream::payload::rfc6121::{Body, Subject};
use xmpp_stream::payload::{Payload, PayloadsBuf};
use xmpp_stream::stanza::{Iq, IqContent, Message, MessageType, Presence, PresenceType, Stanza};
use xmpp_stream::{Decoder, ElementBuf, EncodeError, Limits, Scope, StreamItem};

use super::{element, stanza};

fn encoded(stanza: &Stanza<'_>, scope: Scope<'_>) -> String {
    let mut bytes = Vec::new();
    stanza.encode(&mut bytes, scope).unwrap();
    assert_eq!(stanza.encoded_len(scope), bytes.len());
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_namespace_is_that_of_the_stream_whatever_it_was() {
    for from in ["jabber:client", "jabber:server", "jabber:component:accept", "jabber:component:connect"] {
        let message = stanza(&format!("<message xmlns='{from}' to='a@b'><body>c</body></message>"));
        for to in ["jabber:client", "jabber:server", "jabber:component:accept", "jabber:component:connect"] {
            let written = encoded(&message, Scope::stream(to));
            assert_eq!(written, "<message to='a@b'><body>c</body></message>");
            let stream = format!(
                "<stream:stream xmlns='{to}' xmlns:stream='http://etherx.jabber.org/streams'>{written}"
            );
            let (mut decoder, mut input) = (Decoder::new(Limits::default()), stream.as_bytes());
            assert!(matches!(decoder.decode(&mut input), Ok(Some(StreamItem::Header(_)))));
            let Ok(Some(StreamItem::Element(tree))) = decoder.decode(&mut input) else { panic!("{stream}") };
            assert_eq!(tree.root().namespace(), to);
            let Ok(Stanza::Message(message)) = Stanza::from_element(tree.root()) else { panic!("{stream}") };
            assert_eq!(message.body(), Ok(Some("c")));
        }
    }
}

/// RFC 6120, sections 4.8.3 and 8.4: what is in another content namespace is an extension.
#[test]
fn what_is_in_another_content_namespace_than_the_stanza_is_not_its_own() {
    let hidden = stanza("<message><body xmlns='jabber:server'>a</body></message>");
    let Stanza::Message(message) = hidden else { panic!("a message") };
    assert_eq!(message.body(), Ok(None));
    assert_eq!(message.payloads.find::<Body<'_>>(), Ok(None));
    assert_eq!(message.payloads.find_only::<Body<'_>>(), Ok(None));
    assert!(message.payloads.items::<Body<'_>>().unwrap().is_empty());
    assert_eq!(hidden.to_string(), "message {jabber:server}body");
    let written = "<message><body xmlns='jabber:server'>a</body></message>";
    assert_eq!(encoded(&hidden, Scope::stream("jabber:client")), written);
    assert_eq!(encoded(&hidden, Scope::stream("jabber:component:accept")), written);
    let written = "<message xmlns='jabber:client'><body xmlns='jabber:server'>a</body></message>";
    assert_eq!(encoded(&hidden, Scope::ALONE), written);

    let error = "<error xmlns='jabber:server' type='wait'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
    let Stanza::Presence(presence) =
        stanza(&format!("<presence type='error'>{error}<show xmlns='jabber:server'>xa</show></presence>"))
    else {
        panic!("a presence")
    };
    assert_eq!((presence.error(), presence.show()), (Ok(None), Ok(None)));
    assert!(presence.check().is_err());
}

#[test]
fn equal_elements_differ_if_they_are_the_stanza_s_own_in_one_only() {
    let own = stanza("<message xmlns='jabber:server'><body>a</body></message>");
    let other = stanza("<message><body xmlns='jabber:server'>a</body></message>");
    assert_ne!(own, other);
    assert_eq!(stanza("<message xmlns='jabber:server'/>"), stanza("<message/>"));
}

#[test]
fn what_would_become_the_stanza_s_own_is_not_sent() {
    for xml in [
        "<message><body xmlns='jabber:server'>a</body></message>",
        "<message><body>a<b xmlns='jabber:server'/></body></message>",
        "<iq type='error' id='1'><error xmlns='jabber:server'/></iq>",
    ] {
        let (stanza, mut bytes) = (stanza(xml), Vec::new());
        let refused = stanza.encode(&mut bytes, Scope::stream("jabber:server"));
        assert!(matches!(refused, Err(EncodeError::Value(_))), "{xml}");
        assert!(bytes.is_empty());
        assert_eq!(stanza.encode(&mut bytes, Scope::stream("jabber:client")), Ok(()), "{xml}");
    }
}

/// What a request is about doesn't tell which namespace that is in, so it keeps its own.
#[test]
fn what_a_request_is_about_keeps_its_namespace() {
    let result = stanza("<iq xmlns='jabber:server' id='1' type='result'><a/></iq>");
    let rows = [
        (Scope::ALONE, "<iq xmlns='jabber:client' id='1' type='result'><a xmlns='jabber:server'/></iq>"),
        (Scope::stream("jabber:client"), "<iq id='1' type='result'><a xmlns='jabber:server'/></iq>"),
        (Scope::stream("jabber:server"), "<iq id='1' type='result'><a/></iq>"),
    ];
    for (scope, written) in rows {
        assert_eq!(encoded(&result, scope), written);
    }
}

#[test]
fn payloads_that_are_kept_or_built_follow_the_stanza() {
    let Stanza::Message(message) =
        stanza("<message xmlns='jabber:server'><body>a</body><x xmlns='urn:x'/></message>")
    else {
        panic!("a message")
    };
    let mut payloads = message.payloads.to_buf();
    assert_eq!(payloads.as_payloads(), message.payloads);
    payloads.retain(|element| element.name() != "x");
    payloads.push(&Subject { lang: None, text: "b" }).unwrap();
    let message = Message { payloads: payloads.as_payloads(), ..message };
    assert_eq!(message.payloads.content_namespace(), "jabber:server");
    assert_eq!(message.payloads.find(), Ok(Some(Subject { lang: None, text: "b" })));
    let written = "<message><body>a</body><subject>b</subject></message>";
    for to in ["jabber:client", "jabber:server"] {
        assert_eq!(encoded(&message.into(), Scope::stream(to)), written);
    }
    assert_eq!(PayloadsBuf::new().as_payloads().content_namespace(), "jabber:client");
}

#[test]
fn alone_it_declares_its_namespace() {
    let rows = [
        ("<message><body>a</body></message>", "<message xmlns='jabber:client'><body>a</body></message>"),
        ("<presence/>", "<presence xmlns='jabber:client'/>"),
        ("<presence xmlns='jabber:server'/>", "<presence xmlns='jabber:server'/>"),
        (
            "<message><x xmlns='jabber:server'/><body>b</body></message>",
            "<message xmlns='jabber:client'><x xmlns='jabber:server'/><body>b</body></message>",
        ),
        (
            "<presence xmlns='jabber:server'><show>xa</show></presence>",
            "<presence xmlns='jabber:server'><show>xa</show></presence>",
        ),
        (
            "<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>",
            "<iq xmlns='jabber:client' id='1' type='get'><ping xmlns='urn:xmpp:ping'/></iq>",
        ),
        (
            "<message><a xmlns=''><b/></a></message>",
            "<message xmlns='jabber:client'><a xmlns=''><b/></a></message>",
        ),
    ];
    for (xml, written) in rows {
        assert_eq!(encoded(&stanza(xml), Scope::ALONE), written);
    }
}

#[test]
fn attributes_have_one_order_and_are_escaped() {
    let message = stanza(
        "<message xml:lang='cs' type='chat' to='a@b' id='&lt;&amp;&apos;\"&#xA;' from='c@d/e&amp;f'><body>]]&gt;</body></message>",
    );
    let written = "<message from='c@d/e&amp;f' id='&lt;&amp;&apos;\"&#10;' to='a@b' type='chat' xml:lang='cs'>\
        <body>]]&gt;</body></message>";
    assert_eq!(encoded(&message, Scope::stream("jabber:client")), written);
}

#[test]
fn text_between_payloads_and_unknown_attributes_are_not_part_of_a_stanza() {
    let message = stanza("<message a='b'>c<body>d</body>e</message>");
    assert_eq!(encoded(&message, Scope::stream("jabber:client")), "<message><body>d</body></message>");
}

#[test]
fn a_stanza_in_a_stanza_keeps_its_namespace() {
    let xml = "<message><forwarded xmlns='urn:xmpp:forward:0'>\
        <message xmlns='jabber:client'><body>a</body></message></forwarded></message>";
    let message = stanza(xml);
    assert_eq!(encoded(&message, Scope::stream("jabber:client")), xml);
    assert_eq!(encoded(&message, Scope::stream("jabber:server")), xml);
}

#[test]
fn characters_that_xml_does_not_have_are_refused_by_attribute() {
    let ping = ElementBuf::new("urn:xmpp:ping", "ping").unwrap();
    let message = Message::new(MessageType::Chat);
    let rows: [(Stanza<'_>, &str); 5] = [
        (Message { id: Some("a\0"), ..message }.into(), "id"),
        (Message { lang: Some("\u{fffe}"), ..message }.into(), "xml:lang"),
        (Presence { id: Some("\u{1f}"), ..Presence::new(PresenceType::Probe) }.into(), "id"),
        (Iq::new("\u{b}", IqContent::Get(ping.as_element())).into(), "id"),
        (Iq::new("\u{ffff}", IqContent::Result(None)).into(), "id"),
    ];
    for (stanza, field) in rows {
        let mut bytes = b"before".to_vec();
        assert_eq!(stanza.encode(&mut bytes, Scope::ALONE), Err(EncodeError::Char(field)));
        assert_eq!(bytes, b"before");
    }
    for (field, address) in [("from", "a@b/\u{1}"), ("to", "a@b/\u{fffe}")] {
        // An address as it was received need not be one that can be sent.
        let Ok(address) = Jid::new(address) else { continue };
        let mut message = message;
        *(if field == "to" { &mut message.to } else { &mut message.from }) = Some(address);
        assert_eq!(message.encode(&mut Vec::new(), Scope::ALONE), Err(EncodeError::Char(field)));
    }
    let mut payloads = PayloadsBuf::new();
    assert!(payloads.push(&Body { lang: None, text: "\0" }).is_err());
    assert!(Body { lang: Some("\u{1}"), text: "" }.to_element().is_err());
    assert!(payloads.as_payloads().is_empty());
}

#[test]
fn without_room_nothing_is_written() {
    for xml in [
        "<message from='a@b' id='1' to='c@d/e' xml:lang='en' type='chat'><body>&lt;f&gt;</body></message>",
        "<presence><show>xa</show></presence>",
        "<iq type='error' id='&amp;'><a xmlns='b' c='d'/></iq>",
        "<iq type='result' id='1'/>",
    ] {
        let stanza = stanza(xml);
        let len = stanza.encoded_len(Scope::ALONE);
        for room in 0..len {
            let mut bytes = vec![b'?'; room];
            let mut rest = &mut bytes[..];
            assert_eq!(stanza.encode(&mut rest, Scope::ALONE), Err(EncodeError::NoSpace), "{xml}: {room}");
            assert_eq!(rest.len(), room);
            assert!(bytes.iter().all(|byte| *byte == b'?'));
        }
        let mut bytes = vec![b'?'; len];
        let mut rest = &mut bytes[..];
        assert_eq!(stanza.encode(&mut rest, Scope::ALONE), Ok(()));
        assert!(rest.is_empty());
    }
}

#[test]
fn each_type_writes_as_a_stanza_does() {
    for xml in ["<message><body>a</body></message>", "<presence type='probe'/>", "<iq type='result' id='1'/>"]
    {
        let mut bytes = Vec::new();
        let scope = Scope::stream("jabber:client");
        match stanza(xml) {
            Stanza::Message(message) => message.encode(&mut bytes, scope),
            Stanza::Presence(presence) => presence.encode(&mut bytes, scope),
            Stanza::Iq(iq) => iq.encode(&mut bytes, scope),
        }
        .unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), encoded(&stanza(xml), scope));
    }
}

#[test]
fn a_request_is_answered_to_whoever_sent_it() {
    let Stanza::Iq(request) =
        stanza("<iq type='get' id='7' from='a@b/c' to='d' xml:lang='cs'><e xmlns='f'/></iq>")
    else {
        panic!("an iq")
    };
    let answer = element("<answer xmlns='f'/>");
    let reply = request.reply(IqContent::Result(Some(answer)));
    let written = encoded(&reply.into(), Scope::stream("jabber:client"));
    assert_eq!(written, "<iq from='d' id='7' to='a@b/c' type='result'><answer xmlns='f'/></iq>");
}
