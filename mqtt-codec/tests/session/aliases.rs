//! Topic Aliases (section 3.3.2.3.4).

use super::*;

/// A client of a server that allows `maximum` aliases.
fn client_with(maximum: u16) -> Client {
    let limits = properties([Property::TopicAliasMaximum(maximum)]);
    let connack = ConnAck { properties: limits.as_properties(), ..ConnAck::new(ConnectReasonCode::Success) };
    client(client_config(Version::V5), &Connect::new(Version::V5, "c".try_into().unwrap()), &connack)
}

#[test]
fn a_topic_is_sent_in_full_once_and_by_its_alias_from_then_on() {
    let mut client = client_with(2);
    for topic in ["site/a", "site/a", "site/b", "site/c", "site/a"] {
        client.publish(message(topic, "", Qos::AtMostOnce), START).unwrap();
    }
    let sent = sent_by_client(&mut client, Version::V5);
    assert_eq!(
        sent,
        [
            r#"PUBLISH q0 d0 r0 topic "site/a" alias 1 0 bytes"#,
            r#"PUBLISH q0 d0 r0 topic "" alias 1 0 bytes"#,
            r#"PUBLISH q0 d0 r0 topic "site/b" alias 2 0 bytes"#,
            r#"PUBLISH q0 d0 r0 topic "site/c" alias 1 0 bytes"#,
            r#"PUBLISH q0 d0 r0 topic "site/a" alias 2 0 bytes"#,
        ]
    );
}

/// \[MQTT-3.1.2-27\].
#[test]
fn no_alias_is_sent_unless_the_peer_allows_some() {
    let mut client = client_with(0);
    client.publish(message("site/a", "", Qos::AtMostOnce), START).unwrap();
    assert_eq!(sent_by_client(&mut client, Version::V5), [r#"PUBLISH q0 d0 r0 topic "site/a" 0 bytes"#]);
}

#[test]
fn an_alias_means_the_topic_that_it_was_last_sent_with() {
    let mut server = plain_server(Version::V5);
    let sent = b"\x30\x07\0\x01a\x03\x23\0\x01\x30\x06\0\0\x03\x23\0\x01\x30\x07\0\x01b\x03\x23\0\x01\x30\x06\0\0\x03\x23\0\x01";
    assert_eq!(messages_at_server(&mut server, sent), ["a  q0", "a  q0", "b  q0", "b  q0"]);
}

#[test]
fn aliases_that_are_too_high_or_stand_for_nothing_are_refused() {
    for (input, kind, farewell) in [
        (b"\x30\x07\0\x01a\x03\x23\0\x11", ProtocolErrorKind::TopicAlias, "Topic Alias invalid"),
        (b"\x30\x07\0\0\x03\x23\0\x01x", ProtocolErrorKind::UnknownTopicAlias, "Protocol Error"),
    ] {
        let mut server = plain_server(Version::V5);
        assert_eq!(server_takes(&mut server, input), Err(kind));
        assert_eq!(sent_by_server(&mut server), [format!("DISCONNECT {farewell}")]);
    }
}

#[test]
fn both_ends_agree_on_what_aliases_mean() {
    let mut client = Client::new(client_config(Version::V5), START);
    client.connect(&Connect::new(Version::V5, "c".try_into().unwrap()), START).unwrap();
    let mut server = asked_by(&mut client);
    server.accept(Properties::EMPTY, START).unwrap();
    exchange(&mut client, &mut server);
    let topics: Vec<_> = (0..200).map(|round| format!("topic/{}", round * round % 23)).collect();
    for (round, topic) in topics.iter().enumerate() {
        let qos = [Qos::AtMostOnce, Qos::AtLeastOnce, Qos::ExactlyOnce][round % 3];
        client.publish(message(topic, "up", qos), START).unwrap();
        server.publish(message(topic, "down", qos), START).unwrap();
    }
    let expected = |payload: &str| -> Vec<_> {
        let qos = |round: usize| round % 3;
        topics.iter().enumerate().map(|(round, topic)| format!("{topic} {payload} q{}", qos(round))).collect()
    };
    let up = drained(client.transmit());
    assert_eq!(messages_at_server(&mut server, &up), expected("up"));
    let down = drained(server.transmit());
    assert_eq!(messages_at_client(&mut client, &down), expected("down"));
}

/// \[MQTT-3.3.2-7\].
#[test]
fn a_new_connection_starts_without_aliases() {
    let mut client = client_with(2);
    client.publish(message("site/a", "", Qos::AtLeastOnce), START).unwrap();
    client.handle_eof(START);
    let state = client.take_state(START).unwrap();
    let mut next = Client::new(client_config(Version::V5), START);
    next.restore(state, START).unwrap();
    let connect = Connect { clean_start: false, ..Connect::new(Version::V5, "c".try_into().unwrap()) };
    next.connect(&connect, START).unwrap();
    drained(next.transmit());
    client_takes(&mut next, b"\x20\x06\x01\0\x03\x22\0\x02").unwrap();
    let sent = sent_by_client(&mut next, Version::V5);
    assert_eq!(sent, [r#"PUBLISH q1 d1 r0 id 1 topic "site/a" alias 1 0 bytes"#]);
}
