//! Receive Maximum and what waits for it (section 4.9).

use mqtt_codec::PacketId;
use mqtt_codec::packet::{Delivery, PubAck, PubRel, Publish};
use mqtt_codec::reason::PubAckReasonCode;
use mqtt_codec::session::{Acknowledge, CommandError, Received};

use super::*;

fn id(number: u16) -> PacketId {
    PacketId::new(number).unwrap()
}

/// A client of a server whose Receive Maximum is `maximum`.
fn client_with(maximum: u16) -> Client {
    let limits = properties([Property::ReceiveMaximum(maximum.try_into().unwrap())]);
    let connack = ConnAck { properties: limits.as_properties(), ..ConnAck::new(ConnectReasonCode::Success) };
    client(client_config(Version::V5), &Connect::new(Version::V5, "c".try_into().unwrap()), &connack)
}

fn publish(number: u16, qos: Qos) -> Vec<u8> {
    let publish = Publish::new("a".try_into().unwrap(), b"x");
    bytes(Publish { delivery: Delivery::new(qos, id(number)), ..publish }, Version::V5)
}

/// \[MQTT-4.9.0-2\] and \[MQTT-4.9.0-3\].
#[test]
fn messages_wait_for_the_quota_in_their_order_and_nothing_else_does() {
    let mut client = client_with(2);
    for payload in ["1", "22", "333", "4444"] {
        client.publish(message("a", payload, Qos::AtLeastOnce), START).unwrap();
    }
    client.publish(message("a", "", Qos::AtMostOnce), START).unwrap();
    assert_eq!(
        sent_by_client(&mut client, Version::V5),
        [
            r#"PUBLISH q1 d0 r0 id 1 topic "a" 1 bytes"#,
            r#"PUBLISH q1 d0 r0 id 2 topic "a" 2 bytes"#,
            r#"PUBLISH q0 d0 r0 topic "a" 0 bytes"#,
        ]
    );
    client_takes(&mut client, &bytes(PubAck::new(id(1)), Version::V5)).unwrap();
    assert_eq!(sent_by_client(&mut client, Version::V5), [r#"PUBLISH q1 d0 r0 id 1 topic "a" 3 bytes"#]);
    client_takes(&mut client, &bytes(PubAck::new(id(2)), Version::V5)).unwrap();
    assert_eq!(sent_by_client(&mut client, Version::V5), [r#"PUBLISH q1 d0 r0 id 2 topic "a" 4 bytes"#]);
}

/// \[MQTT-3.3.2-5\] and \[MQTT-3.3.2-6\].
#[test]
fn waiting_counts_off_the_message_expiry() {
    let mut client = client_with(1);
    client.publish(message("a", "first", Qos::AtLeastOnce), START).unwrap();
    for (payload, seconds) in [("gone", 10), ("still", 60)] {
        let expiry = properties([Property::MessageExpiryInterval(seconds)]);
        let message = message("a", payload, Qos::AtLeastOnce).with_properties(expiry);
        client.publish(message, START).unwrap();
    }
    drained(client.transmit());
    let puback = bytes(PubAck::new(id(1)), Version::V5);
    client.handle_input(&mut &puback[..], START + 20 * SECOND).unwrap();
    let sent = drained(client.transmit());
    let late = client.poll_timeout().unwrap();
    let dropped = client.handle_timeout(late);
    assert!(matches!(dropped, Ok(Some(ClientEvent::Dropped(_, CommandError::Expired)))), "{dropped:?}");
    assert_eq!(client.poll_timeout(), None);
    match Packet::decode(&sent, Version::V5, &Limits::default()) {
        Ok(Packet::Publish(publish)) => {
            assert_eq!(publish.payload, b"still");
            assert_eq!(publish.properties.message_expiry_interval(), Some(40));
        }
        other => panic!("{other:?}"),
    }
}

/// \[MQTT-3.3.4-7\], and attack A14.
#[test]
fn one_message_more_than_was_allowed_is_refused() {
    let mut config = ServerConfig::default();
    config.receive_maximum = 3;
    let mut server = server(config, &Connect::new(Version::V5, "c".try_into().unwrap()));
    for number in 1..=3 {
        server_takes(&mut server, &publish(number, Qos::ExactlyOnce)).unwrap();
    }
    server_takes(&mut server, &publish(9, Qos::AtLeastOnce)).unwrap();
    drained(server.transmit());
    server_takes(&mut server, &bytes(PubRel::new(id(2)), Version::V5)).unwrap();
    server_takes(&mut server, &publish(4, Qos::ExactlyOnce)).unwrap();
    drained(server.transmit());
    let refused = server_takes(&mut server, &publish(5, Qos::ExactlyOnce));
    assert_eq!(refused, Err(ProtocolErrorKind::ReceiveMaximum));
    assert_eq!(sent_by_server(&mut server), ["DISCONNECT Receive Maximum exceeded"]);
}

fn by_hand(version: Version, maximum: u16) -> Server {
    let mut config = ServerConfig::default();
    config.receive_maximum = maximum;
    config.acknowledge = Acknowledge::ByHand;
    server(config, &Connect::new(version, "c".try_into().unwrap()))
}

fn received<'a>(server: &mut Server, mut input: &'a [u8]) -> Received<'a> {
    match server.handle_input(&mut input, START) {
        Ok(Some(ServerEvent::Message(message))) => message,
        other => panic!("{other:?}"),
    }
}

/// \[MQTT-4.6.0-2\] and \[MQTT-4.6.0-3\].
#[test]
fn acknowledgements_by_hand_go_out_in_the_order_of_the_messages() {
    let mut server = by_hand(Version::V5, 10);
    let (one, two) = (publish(5, Qos::AtLeastOnce), publish(6, Qos::ExactlyOnce));
    let first = received(&mut server, &one).handle.unwrap();
    let second = received(&mut server, &two).handle.unwrap();
    server.acknowledge(second, PubAckReasonCode::QuotaExceeded, START).unwrap();
    assert!(drained(server.transmit()).is_empty());
    server.acknowledge(first, PubAckReasonCode::Success, START).unwrap();
    assert_eq!(sent_by_server(&mut server), ["PUBACK id 5 Success", "PUBREC id 6 Quota exceeded"]);
    let again = server.acknowledge(first, PubAckReasonCode::Success, START);
    assert_eq!(again, Err(CommandError::UnknownHandle));
}

#[test]
fn qos_0_has_nothing_to_acknowledge() {
    let mut server = by_hand(Version::V5, 10);
    assert_eq!(received(&mut server, b"\x30\x04\0\x01a\0").handle, None);
}

#[test]
fn before_version_5_unacknowledged_messages_hold_input_back() {
    let mut server = by_hand(Version::V3_1_1, 1);
    let handle = received(&mut server, b"\x32\x05\0\x01a\0\x01").handle.unwrap();
    let mut input = &b"\x32\x05\0\x01a\0\x02"[..];
    assert_eq!(server.handle_input(&mut input, START), Ok(None));
    assert_eq!((input.len(), server.wants_input()), (7, false));
    server.acknowledge(handle, PubAckReasonCode::Success, START).unwrap();
    assert!(server.wants_input());
    assert!(matches!(server.handle_input(&mut input, START), Ok(Some(ServerEvent::Message(_)))));
}

/// \[MQTT-4.3.3-10\] and \[MQTT-4.3.3-12\].
#[test]
fn a_qos_2_message_is_delivered_once_however_often_it_comes() {
    let mut server = plain_server(Version::V3_1_1);
    let (first, again) = (&b"\x34\x06\0\x01a\0\x07x"[..], &b"\x3c\x06\0\x01a\0\x07x"[..]);
    assert_eq!(messages_at_server(&mut server, &[first, again, again].concat()), ["a x q2"]);
    assert_eq!(sent_by_server(&mut server), ["PUBREC id 7 Success"; 3]);
    assert_eq!(messages_at_server(&mut server, b"\x62\x02\0\x07"), [""; 0]);
    assert_eq!(messages_at_server(&mut server, first), ["a x q2"], "a new message");
}

#[test]
fn a_pubrel_for_nothing_is_answered_so_that_the_sender_can_forget() {
    let mut server = plain_server(Version::V5);
    server_takes(&mut server, &bytes(PubRel::new(id(9)), Version::V5)).unwrap();
    assert_eq!(sent_by_server(&mut server), ["PUBCOMP id 9 Packet Identifier not found"]);
}

/// A client that is not listened to is not silent, and one that is listened to again has its time anew.
#[test]
fn a_client_that_is_held_back_is_not_given_up() {
    let mut config = ServerConfig::default();
    (config.receive_maximum, config.acknowledge) = (1, Acknowledge::ByHand);
    let connect = Connect { keep_alive: 10, ..Connect::new(Version::V3_1_1, "c".try_into().unwrap()) };
    let mut server = server(config, &connect);
    let handle = received(&mut server, b"\x32\x05\0\x01a\0\x01").handle.unwrap();
    let later = START + 100 * SECOND;
    assert_eq!((server.poll_timeout(), server.handle_timeout(later)), (None, Ok(None)));
    server.acknowledge(handle, PubAckReasonCode::Success, later).unwrap();
    assert_eq!(server.handle_timeout(later), Ok(None));
    assert_eq!(server.poll_timeout(), Some(later + 15 * SECOND));
}

#[test]
fn a_message_that_the_server_turns_out_not_to_take_is_told_about() {
    let mut client = Client::new(client_config(Version::V5), START);
    let handle = client.publish(message("a", "", Qos::ExactlyOnce), START).unwrap();
    client.publish(message("a", "", Qos::AtLeastOnce), START).unwrap();
    client.connect(&Connect::new(Version::V5, "c".try_into().unwrap()), START).unwrap();
    drained(client.transmit());
    client_takes(&mut client, b"\x20\x05\0\0\x02\x24\x01").unwrap();
    assert_eq!(sent_by_client(&mut client, Version::V5), [r#"PUBLISH q1 d0 r0 id 1 topic "a" 0 bytes"#]);
    let dropped = client.handle_timeout(START);
    assert_eq!(dropped, Ok(Some(ClientEvent::Dropped(handle, CommandError::Unavailable("QoS")))));
}

#[test]
fn a_full_queue_refuses_and_stays_as_it_was() {
    let mut config = client_config(Version::V5);
    config.limits = Limits::default().with_max_queued(2).with_max_in_flight(1);
    let connect = Connect::new(Version::V5, "c".try_into().unwrap());
    let mut client = client(config, &connect, &ConnAck::new(ConnectReasonCode::Success));
    for _ in 0..3 {
        client.publish(message("a", "", Qos::AtLeastOnce), START).unwrap();
    }
    assert_eq!(client.publish(message("a", "", Qos::AtLeastOnce), START), Err(CommandError::Full));
    for _ in 0..3 {
        assert_eq!(sent_by_client(&mut client, Version::V5).len(), 1);
        client_takes(&mut client, &bytes(PubAck::new(id(1)), Version::V5)).unwrap();
    }
    assert!(drained(client.transmit()).is_empty());
}

#[test]
fn when_nobody_reads_nothing_more_is_taken_in() {
    let mut config = ServerConfig::default();
    config.limits = Limits::default().with_max_outgoing(100);
    let mut server = server(config, &Connect::new(Version::V3_1_1, "c".try_into().unwrap()));
    let pings = [0xc0, 0].repeat(1000);
    let mut input = &pings[..];
    assert_eq!(server.handle_input(&mut input, START), Ok(None));
    assert_eq!((input.len(), server.wants_input()), (2000 - 100, false));
    assert_eq!(server.publish(message("a", "", Qos::AtMostOnce), START), Err(CommandError::Full));
    assert_eq!(drained(server.transmit()).len(), 100);
    assert_eq!(server.handle_input(&mut input, START), Ok(None));
    assert_eq!(input.len(), 2000 - 200);
}
