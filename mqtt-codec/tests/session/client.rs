//! What a client does by itself.

use mqtt_codec::packet::{
    ConnAck, Connect, Disconnect, FiltersBuf, PubAck, PubRec, SubAck, SubscriptionOptions,
};
use mqtt_codec::reason::{DisconnectReasonCode, ReasonCodesBuf, SubscribeReasonCode};
use mqtt_codec::session::CommandError;
use mqtt_codec::{PacketId, packet};

use super::*;

fn id(number: u16) -> PacketId {
    PacketId::new(number).unwrap()
}

fn kept_alive(seconds: u16, version: Version) -> Client {
    let connect = Connect { keep_alive: seconds, ..Connect::new(version, "c".try_into().unwrap()) };
    client(client_config(version), &connect, &ConnAck::new(ConnectReasonCode::Success))
}

/// \[MQTT-3.1.2-20\].
#[test]
fn a_ping_follows_silence_and_its_answer_is_taken() {
    let mut client = kept_alive(10, Version::V3_1_1);
    assert_eq!(client.poll_timeout(), Some(START + 10 * SECOND));
    assert_eq!(client.handle_timeout(START + 9 * SECOND), Ok(None));
    assert!(drained(client.transmit()).is_empty(), "too early");
    assert_eq!(client.handle_timeout(START + 10 * SECOND), Ok(None));
    assert_eq!(client.handle_timeout(START + 10 * SECOND), Ok(None));
    assert_eq!(drained(client.transmit()), b"\xc0\0", "one PINGREQ");
    assert_eq!(client.handle_input(&mut &b"\xd0\0"[..], START + 11 * SECOND), Ok(None));
    assert_eq!(client.poll_timeout(), Some(START + 20 * SECOND));
}

#[test]
fn whatever_is_sent_puts_the_ping_off() {
    let mut client = kept_alive(10, Version::V5);
    client.publish(message("a", "b", Qos::AtMostOnce), START + 7 * SECOND).unwrap();
    assert_eq!(client.poll_timeout(), Some(START + 17 * SECOND));
}

#[test]
fn a_server_that_answers_no_ping_is_given_up() {
    let mut client = kept_alive(10, Version::V5);
    client.handle_timeout(START + 10 * SECOND).unwrap();
    drained(client.transmit());
    let late = client.poll_timeout().unwrap();
    assert_eq!(client.handle_timeout(late).unwrap_err().kind(), ProtocolErrorKind::KeepAlive);
    assert!(client.is_closed() && drained(client.transmit()).is_empty());
    assert_eq!(client.handle_timeout(late), Ok(None));
}

/// \[MQTT-3.1.2-21\].
#[test]
fn the_servers_keep_alive_counts() {
    let connect = Connect { keep_alive: 60, ..Connect::new(Version::V5, "c".try_into().unwrap()) };
    let properties = properties([Property::ServerKeepAlive(5)]);
    let connack =
        ConnAck { properties: properties.as_properties(), ..ConnAck::new(ConnectReasonCode::Success) };
    let client = client(client_config(Version::V5), &connect, &connack);
    assert_eq!(client.poll_timeout(), Some(START + 5 * SECOND));
}

#[test]
fn no_connack_in_time_ends_the_connection() {
    let mut client = Client::new(client_config(Version::V5), START);
    client.connect(&Connect::new(Version::V5, "c".try_into().unwrap()), START).unwrap();
    let late = client.poll_timeout().unwrap();
    assert_eq!(client.handle_timeout(late).unwrap_err().kind(), ProtocolErrorKind::ConnectTimeout);
}

/// \[MQTT-3.2.0-1\].
#[test]
fn nothing_but_auth_may_come_before_the_connack() {
    let publish = packet::Publish::new("a".try_into().unwrap(), b"b");
    for first in [Packet::Publish(publish), Packet::PingResp, Packet::Disconnect(normal())] {
        let mut client = Client::new(client_config(Version::V5), START);
        client.connect(&Connect::new(Version::V5, "c".try_into().unwrap()), START).unwrap();
        let input = encoded(&first, Version::V5);
        let refused = client_takes(&mut client, &input);
        assert_eq!(refused, Err(ProtocolErrorKind::Unexpected(first.packet_type())));
        assert!(client.is_closed());
    }
}

#[test]
fn what_only_clients_send_is_refused_from_a_server() {
    let mut filters = FiltersBuf::new();
    filters.push("a".try_into().unwrap(), SubscriptionOptions::default()).unwrap();
    let connect = Connect::new(Version::V5, "c".try_into().unwrap());
    let subscribe = packet::Subscribe::new(id(1), filters.as_filters());
    for packet in [Packet::Connect(connect), Packet::Subscribe(subscribe), Packet::PingReq, Packet::PingResp]
    {
        let mut client = plain_client(Version::V5);
        let refused = client_takes(&mut client, &encoded(&packet, Version::V5));
        assert_eq!(refused, Err(ProtocolErrorKind::Unexpected(packet.packet_type())));
        assert_eq!(sent_by_client(&mut client, Version::V5), ["DISCONNECT Protocol Error"]);
    }
}

#[test]
fn before_version_5_a_broken_rule_just_closes_the_connection() {
    let mut client = plain_client(Version::V3_1_1);
    assert!(client_takes(&mut client, b"\xc0\0").is_err());
    assert!(client.is_closed() && drained(client.transmit()).is_empty());
}

#[test]
fn after_the_end_input_is_swallowed_and_commands_are_refused() {
    let mut client = plain_client(Version::V5);
    client.disconnect(&normal(), START).unwrap();
    assert_eq!(drained(client.transmit()), b"\xe0\0");
    let mut input = &b"\xff\xff\xff"[..];
    assert_eq!((client.handle_input(&mut input, START), input), (Ok(None), &b""[..]));
    let closed = Err(CommandError::Closed);
    assert_eq!(client.publish(message("a", "b", Qos::AtLeastOnce), START), closed.map(|()| unreachable()));
    assert_eq!(client.disconnect(&normal(), START), closed);
    assert_eq!(client.connect(&Connect::new(Version::V5, "c".try_into().unwrap()), START), closed);
    assert_eq!(client.handle_eof(START), None);
}

fn unreachable<T>() -> T {
    panic!("only errors are mapped")
}

fn normal() -> Disconnect<'static> {
    Disconnect::new(DisconnectReasonCode::NormalDisconnection)
}

#[test]
fn a_refusal_ends_the_connection() {
    let mut client = Client::new(client_config(Version::V3_1_1), START);
    client.connect(&Connect::new(Version::V3_1_1, "c".try_into().unwrap()), START).unwrap();
    let refused = client_takes(&mut client, b"\x20\x02\0\x05").unwrap().unwrap();
    assert!(refused.contains("Refused") && client.is_closed(), "{refused}");
}

#[test]
fn the_end_of_the_stream_is_told_once() {
    let mut client = plain_client(Version::V5);
    assert_eq!(client.handle_eof(START), Some(ClientEvent::Lost));
    assert_eq!(client.handle_eof(START), None);
}

#[test]
fn a_subscription_is_answered_under_its_handle() {
    let mut client = plain_client(Version::V5);
    let mut filters = FiltersBuf::new();
    filters.push("a/+".try_into().unwrap(), SubscriptionOptions::new(Qos::AtLeastOnce)).unwrap();
    filters.push("b/#".try_into().unwrap(), SubscriptionOptions::default()).unwrap();
    let handle = client.subscribe(filters.as_filters(), Properties::EMPTY, START).unwrap();
    assert_eq!(sent_by_client(&mut client, Version::V5), [r#"SUBSCRIBE id 1 "a/+" q1 "b/#" q0"#]);
    let codes: ReasonCodesBuf<_> =
        [SubscribeReasonCode::GrantedQos1, SubscribeReasonCode::NotAuthorized].into_iter().collect();
    let suback = encoded(&SubAck::new(id(1), codes.as_reason_codes()).into(), Version::V5);
    match client.handle_input(&mut &suback[..], START) {
        Ok(Some(ClientEvent::Subscribed(answered, suback))) => {
            assert_eq!((answered, suback.reason_codes.len()), (handle, 2));
        }
        other => panic!("{other:?}"),
    }
    let second = client_takes(&mut client, &suback);
    assert_eq!(second, Err(ProtocolErrorKind::NothingToAcknowledge(packet::PacketType::SubAck)));
}

/// Attack A16.
#[test]
fn a_suback_with_too_few_codes_is_refused() {
    for version in [Version::V3_1_1, Version::V5] {
        let mut client = plain_client(version);
        let mut filters = FiltersBuf::new();
        filters.push("a".try_into().unwrap(), SubscriptionOptions::default()).unwrap();
        filters.push("b".try_into().unwrap(), SubscriptionOptions::default()).unwrap();
        client.subscribe(filters.as_filters(), Properties::EMPTY, START).unwrap();
        let codes: ReasonCodesBuf<_> = [SubscribeReasonCode::GrantedQos0].into_iter().collect();
        let suback = encoded(&SubAck::new(id(1), codes.as_reason_codes()).into(), version);
        assert_eq!(client_takes(&mut client, &suback), Err(ProtocolErrorKind::ReasonCodes));
    }
}

#[test]
fn what_the_server_does_not_support_is_not_sent() {
    let limits = properties([
        Property::MaximumQos(mqtt_codec::property::MaximumQos::AtMostOnce),
        Property::RetainAvailable(false),
        Property::WildcardSubscriptionAvailable(false),
        Property::SharedSubscriptionAvailable(false),
        Property::SubscriptionIdentifierAvailable(false),
        Property::MaximumPacketSize(std::num::NonZeroU32::new(20).unwrap()),
    ]);
    let connack = ConnAck { properties: limits.as_properties(), ..ConnAck::new(ConnectReasonCode::Success) };
    let connect = Connect::new(Version::V5, "c".try_into().unwrap());
    let mut client = client(client_config(Version::V5), &connect, &connack);
    let mut publish = |message| client.publish(message, START).map(|_| ());
    assert_eq!(publish(message("a", "", Qos::AtLeastOnce)), Err(CommandError::Unavailable("QoS")));
    let retained = message("a", "", Qos::AtMostOnce).with_retain(true);
    assert_eq!(publish(retained), Err(CommandError::Unavailable("RETAIN")));
    let long = message("a", "0123456789abcdef", Qos::AtMostOnce);
    assert_eq!(publish(long), Err(CommandError::TooLarge));
    for (filter, what) in [("a/+", "Wildcard Subscription"), ("$share/g/a", "Shared Subscription")] {
        let mut filters = FiltersBuf::new();
        filters.push(filter.try_into().unwrap(), SubscriptionOptions::default()).unwrap();
        let refused = client.subscribe(filters.as_filters(), Properties::EMPTY, START);
        assert_eq!(refused, Err(CommandError::Unavailable(what)));
    }
    assert!(drained(client.transmit()).is_empty());
}

/// \[MQTT-4.3.3-4\] and \[MQTT-4.4.0-2\].
#[test]
fn a_pubrec_is_answered_with_a_pubrel_unless_it_refuses() {
    let mut client = plain_client(Version::V5);
    client.publish(message("a", "1", Qos::ExactlyOnce), START).unwrap();
    client.publish(message("a", "2", Qos::ExactlyOnce), START).unwrap();
    drained(client.transmit());
    assert_eq!(client_takes(&mut client, &bytes(PubRec::new(id(1)), Version::V5)), Ok(None));
    let reason_code = mqtt_codec::reason::PubAckReasonCode::QuotaExceeded;
    let refusal = bytes(PubRec { reason_code, ..PubRec::new(id(2)) }, Version::V5);
    let event = client_takes(&mut client, &refusal).unwrap().unwrap();
    assert!(event.contains("Acknowledged") && event.contains("QuotaExceeded"), "{event}");
    assert_eq!(sent_by_client(&mut client, Version::V5), ["PUBREL id 1 Success"]);
}

#[test]
fn an_acknowledgement_of_nothing_is_refused() {
    let mut client = plain_client(Version::V5);
    let refused = client_takes(&mut client, &bytes(PubAck::new(id(1)), Version::V5));
    assert_eq!(refused, Err(ProtocolErrorKind::NothingToAcknowledge(packet::PacketType::PubAck)));
}
