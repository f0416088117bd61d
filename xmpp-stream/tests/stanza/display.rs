//! Stanzas in one line, and what `Debug` keeps to itself.

use xmpp_stream::stanza::{IqType, MessageType, PresenceType};

use super::stanza;

#[test]
fn a_line_tells_the_type_the_way_and_how_the_text_begins() {
    let rows = [
        (
            "<message from='romeo@example.net' to='juliet@example.com/balcony' type='chat'><body>Art thou..</body></message>",
            "message chat romeo@example.net -> juliet@example.com/balcony \"Art thou..\"",
        ),
        ("<message to='a@b'><body/></message>", "message - -> a@b \"\""),
        ("<message from='a@b'><subject>c</subject></message>", "message a@b -> - {jabber:client}subject"),
        ("<message><x xmlns='urn:x'/><y xmlns=''/></message>", "message {urn:x}x {}y"),
        (
            "<presence from='a@b/c'><show>away</show><status>d</status></presence>",
            "presence a@b/c -> - away \"d\"",
        ),
        ("<presence type='unavailable'/>", "presence unavailable"),
        ("<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>", "iq get 1 {urn:xmpp:ping}ping"),
        ("<iq type='result' id='1' from='a' to='b'/>", "iq result 1 a -> b"),
        (
            "<iq type='error' id='1'><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
            "iq error 1 gone",
        ),
    ];
    for (xml, line) in rows {
        assert_eq!(stanza(xml).to_string(), line);
    }
}

#[test]
fn a_line_is_one_line_whatever_a_peer_writes() {
    for xml in [
        "<message id='a&#xA;b' from='a@b/c&#xA;d'><body>e\n\u{2028}f&#xD;</body></message>",
        "<presence from='a@b/&#x9;&#xA;' to='a@b/&#xD;'><status>e\nf</status></presence>",
        "<iq type='get' id='a&#xA;&#xD;b'><c xmlns='d&#xA;e'/></iq>",
        "<iq type='error' id='&#xA;'><c xmlns='d&#xA;e'/></iq>",
        "<message type='error'><a xmlns='&#xA;'/></message>",
        "<presence><a\u{61c}b/></presence>",
        "<message><a\u{61c}b/></message>",
        "<iq type='get' id='a'><a\u{61c}b xmlns='c'/></iq>",
    ] {
        let line = stanza(xml).to_string();
        assert!(!line.contains(['\n', '\r', '\t', '\u{2028}', '\u{61c}']), "{line:?}");
    }
}

#[test]
fn long_texts_are_cut_between_characters() {
    for (len, is_cut) in [(48, false), (49, true)] {
        let body = "ř".repeat(len);
        let line = stanza(&format!("<message><body>{body}</body></message>")).to_string();
        let shown = if is_cut { format!("{}..", "ř".repeat(48)) } else { body };
        assert_eq!(line, format!("message \"{shown}\""));
    }
}

#[test]
fn debug_shows_names_and_no_text() {
    for xml in [
        "<message from='a@b' id='1'><body>secret</body><x xmlns='y' z='secret'><w>secret</w></x></message>",
        "<presence><status>secret</status><x xmlns='http://jabber.org/protocol/muc'><password>secret</password></x></presence>",
        "<iq type='set' id='1'><query xmlns='jabber:iq:register'><password>secret</password></query></iq>",
        "<iq type='error' id='1'><query xmlns='jabber:iq:register'><password>secret</password></query></iq>",
    ] {
        let shown = format!("{:?}", stanza(xml));
        assert!(!shown.contains("secret"), "{shown}");
        let line = stanza(xml).to_string();
        assert_eq!(line.contains("secret"), line.contains('"'), "{line}");
    }
}

#[test]
fn types_are_shown_as_they_are_written() {
    let messages: Vec<_> = MessageType::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(messages, ["chat", "error", "groupchat", "headline", "normal"]);
    let presences: Vec<_> = PresenceType::ALL.iter().map(ToString::to_string).collect();
    let expected =
        ["", "error", "probe", "subscribe", "subscribed", "unavailable", "unsubscribe", "unsubscribed"];
    assert_eq!(presences, expected);
    let iqs: Vec<_> = IqType::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(iqs, ["error", "get", "result", "set"]);
}
