//! What a server does by itself.

use mqtt_codec::packet::{Auth, Disconnect, FiltersBuf, PacketType, Publish, Subscribe, SubscriptionOptions};
use mqtt_codec::property::{MaximumQos, SubscriptionId};
use mqtt_codec::reason::{
    AuthenticateReasonCode, DisconnectReasonCode, ReasonCodesBuf, SubscribeReasonCode, UnsubscribeReasonCode,
};
use mqtt_codec::session::{CommandError, RequestHandle};
use mqtt_codec::{DecodeErrorKind, PacketId};

use super::*;

fn id(number: u16) -> PacketId {
    PacketId::new(number).unwrap()
}

fn connect(version: Version) -> Connect<'static> {
    Connect::new(version, "c".try_into().unwrap())
}

#[test]
fn input_waits_for_the_callers_decision() {
    let mut server = asked(ServerConfig::default(), &connect(Version::V3_1_1));
    let mut input = &b"\xc0\0"[..];
    assert_eq!(server.handle_input(&mut input, START), Ok(None));
    assert_eq!((input, server.wants_input()), (&b"\xc0\0"[..], false));
    server.accept(Properties::EMPTY, START).unwrap();
    assert!(server.wants_input());
    assert_eq!(server.handle_input(&mut input, START), Ok(None));
    assert_eq!(drained(server.transmit()), b"\x20\x02\0\0\xd0\0", "CONNACK and PINGRESP");
}

/// \[MQTT-3.1.0-2\].
#[test]
fn a_second_connect_is_refused() {
    let mut server = plain_server(Version::V5);
    let second = encoded(&connect(Version::V5).into(), Version::V5);
    assert_eq!(server_takes(&mut server, &second), Err(ProtocolErrorKind::Unexpected(PacketType::Connect)));
    assert_eq!(sent_by_server(&mut server), ["DISCONNECT Protocol Error"]);
}

/// Attack A1: whoever doesn't begin with a CONNECT is told nothing.
#[test]
fn the_first_byte_must_be_that_of_a_connect() {
    for first in (0..=0xff).filter(|first| *first != 0x10) {
        let mut server = Server::new(ServerConfig::default(), START);
        let error = server.handle_input(&mut &[first][..], START).unwrap_err();
        assert!(matches!(error.kind(), ProtocolErrorKind::Malformed(_)), "{error}");
        assert!(server.is_closed());
        if first >> 4 != 1 {
            assert!(drained(server.transmit()).is_empty());
        }
    }
}

/// Attack A19.
#[test]
fn a_malformed_connect_is_answered_in_its_version_and_the_connection_closed() {
    for (input, answer) in [
        // Unknown protocol versions: Unsupported Protocol Version.
        (&b"\x10\x0d\0\x04MQTT\x09\x02\0\x0a\0\x01c"[..], &b"\x20\x02\0\x01"[..]),
        // An empty identifier without Clean Session: identifier rejected.
        (b"\x10\x0c\0\x04MQTT\x04\0\0\x0a\0\0", b"\x20\x02\0\x02"),
        // The reserved flag, 3.1.1: there is no code for it.
        (b"\x10\x0c\0\x04MQTT\x04\x03\0\x0a\0\0", b""),
        // The reserved flag, 5.0: Malformed Packet.
        (b"\x10\x0d\0\x04MQTT\x05\x03\0\x0a\0\0\0", b"\x20\x03\0\x81\0"),
    ] {
        let mut server = Server::new(ServerConfig::default(), START);
        let mut input = input;
        assert!(server.handle_input(&mut input, START).is_err());
        assert_eq!(drained(server.transmit()), answer);
        assert!(server.is_closed());
        assert_eq!(server.handle_timeout(START), Ok(None), "there never was a session");
    }
}

#[test]
fn no_connect_in_time_ends_the_connection_without_a_word() {
    let mut server = Server::new(ServerConfig::default(), START);
    let late = server.poll_timeout().unwrap();
    assert_eq!(server.handle_timeout(late).unwrap_err().kind(), ProtocolErrorKind::ConnectTimeout);
    assert!(server.is_closed() && drained(server.transmit()).is_empty());
}

#[test]
fn a_refusal_ends_the_connection() {
    let mut server = asked(ServerConfig::default(), &connect(Version::V5));
    server.reject(ConnectReasonCode::Banned, Properties::EMPTY, START).unwrap();
    assert_eq!(drained(server.transmit()), b"\x20\x03\0\x8a\0");
    assert!(server.is_closed());
    let mut server = asked(ServerConfig::default(), &connect(Version::V3_1_1));
    server.reject(ConnectReasonCode::Banned, Properties::EMPTY, START).unwrap();
    assert!(drained(server.transmit()).is_empty(), "3.1.1 has no such code");
    assert!(server.is_closed());
}

/// \[MQTT-3.1.2-22\], and attack A18.
#[test]
fn silence_of_one_and_a_half_times_the_keep_alive_ends_the_connection() {
    for (asked_for, maximum, silence) in [(10, 0, 15), (10, 4, 6), (0, 4, 6)] {
        let mut config = ServerConfig::default();
        config.max_keep_alive = maximum;
        let mut server = server(config, &Connect { keep_alive: asked_for, ..connect(Version::V5) });
        assert_eq!(server.poll_timeout(), Some(START + silence * SECOND));
        let halfway = START + silence / 2 * SECOND;
        server.handle_input(&mut &b"\xc0\0"[..], halfway).unwrap();
        drained(server.transmit());
        assert_eq!(server.handle_timeout(START + silence * SECOND), Ok(None), "a PINGREQ came");
        let error = server.handle_timeout(halfway + silence * SECOND).unwrap_err();
        assert_eq!(error.kind(), ProtocolErrorKind::KeepAlive);
        assert_eq!(sent_by_server(&mut server), ["DISCONNECT Keep Alive timeout"]);
    }
    assert_eq!(plain_server(Version::V5).poll_timeout(), None, "a Keep Alive of zero turns it off");
}

#[test]
fn what_is_limited_is_said_in_the_connack() {
    let mut config = ServerConfig::default();
    config.maximum_qos = Qos::AtLeastOnce;
    config.retain_available = false;
    config.shared_subscription_available = false;
    config.max_keep_alive = 30;
    config.max_session_expiry = 3600;
    let expiry = properties([Property::SessionExpiryInterval(7200)]);
    let connect =
        Connect { properties: expiry.as_properties(), ..Connect::new(Version::V5, "".try_into().unwrap()) };
    let mut server = asked(config, &connect);
    assert_eq!(server.accept(Properties::EMPTY, START), Err(CommandError::ClientId));
    let given = properties([Property::AssignedClientIdentifier("new".try_into().unwrap())]);
    server.accept(given.as_properties(), START).unwrap();
    let sent = drained(server.transmit());
    let Ok(Packet::ConnAck(connack)) = Packet::decode(&sent, Version::V5, &Limits::default()) else {
        panic!("a CONNACK")
    };
    let said = connack.properties;
    assert_eq!(said.maximum_qos(), Some(MaximumQos::AtLeastOnce));
    assert_eq!((said.retain_available(), said.shared_subscription_available()), (Some(false), Some(false)));
    assert_eq!((said.server_keep_alive(), said.session_expiry_interval()), (Some(30), Some(3600)));
    assert_eq!(said.assigned_client_identifier().map(|id| id.as_str()), Some("new"));
    assert_eq!(said.wildcard_subscription_available(), None);
}

/// \[MQTT-3.1.2-28\].
#[test]
fn response_information_is_given_only_to_who_asks_for_it() {
    let given = properties([Property::ResponseInformation("here".try_into().unwrap())]);
    for wanted in [false, true] {
        let asks = properties([Property::RequestResponseInformation(wanted)]);
        let connect = Connect { properties: asks.as_properties(), ..connect(Version::V5) };
        let mut server = asked(ServerConfig::default(), &connect);
        server.accept(given.as_properties(), START).unwrap();
        let sent = drained(server.transmit());
        assert_eq!(sent.windows(4).any(|bytes| bytes == b"here"), wanted);
    }
}

#[test]
fn what_is_limited_is_refused() {
    let mut config = ServerConfig::default();
    config.maximum_qos = Qos::AtMostOnce;
    config.retain_available = false;
    config.wildcard_subscription_available = false;
    config.shared_subscription_available = false;
    config.subscription_identifier_available = false;
    let retained = Publish { retain: true, ..Publish::new("a".try_into().unwrap(), b"") };
    let subscribe = |filter: &'static str, with_id: bool| {
        let mut filters = FiltersBuf::new();
        filters.push(filter.try_into().unwrap(), SubscriptionOptions::default()).unwrap();
        let ids = properties([Property::SubscriptionIdentifier(SubscriptionId::new(1).unwrap())]);
        let with =
            Subscribe { properties: ids.as_properties(), ..Subscribe::new(id(1), filters.as_filters()) };
        let without = Subscribe::new(id(1), filters.as_filters());
        encoded(&Packet::from(if with_id { with } else { without }), Version::V5)
    };
    for (input, kind, farewell) in [
        (b"\x32\x06\0\x01a\0\x01\0".to_vec(), ProtocolErrorKind::Qos, "QoS not supported"),
        (bytes(retained, Version::V5), ProtocolErrorKind::Retain, "Retain not supported"),
        (
            subscribe("a/#", false),
            ProtocolErrorKind::WildcardsUnavailable,
            "Wildcard Subscriptions not supported",
        ),
        (
            subscribe("$share/g/a", false),
            ProtocolErrorKind::SharedUnavailable,
            "Shared Subscriptions not supported",
        ),
        (
            subscribe("a", true),
            ProtocolErrorKind::SubscriptionIdsUnavailable,
            "Subscription Identifiers not supported",
        ),
    ] {
        let mut server = server(config.clone(), &connect(Version::V5));
        assert_eq!(server_takes(&mut server, &input), Err(kind));
        assert_eq!(sent_by_server(&mut server), [format!("DISCONNECT {farewell}")]);
    }
}

/// \[MQTT-3.3.4-6\].
#[test]
fn a_subscription_identifier_in_a_clients_publish_is_refused() {
    let mut server = plain_server(Version::V5);
    let refused = server_takes(&mut server, b"\x30\x06\0\x01a\x02\x0b\x01");
    assert_eq!(refused, Err(ProtocolErrorKind::SubscriptionId));
}

#[test]
fn what_only_servers_send_is_refused_from_a_client() {
    for (input, packet_type) in [
        (&b"\x20\x03\0\0\0"[..], PacketType::ConnAck),
        (b"\x90\x04\0\x01\0\0", PacketType::SubAck),
        (b"\xb0\x04\0\x01\0\0", PacketType::UnsubAck),
        (b"\xd0\0", PacketType::PingResp),
    ] {
        let mut server = plain_server(Version::V5);
        assert_eq!(server_takes(&mut server, input), Err(ProtocolErrorKind::Unexpected(packet_type)));
    }
}

fn subscribed(server: &mut Server, version: Version) -> RequestHandle {
    let mut filters = FiltersBuf::new();
    filters.push("a".try_into().unwrap(), SubscriptionOptions::default()).unwrap();
    filters.push("b".try_into().unwrap(), SubscriptionOptions::default()).unwrap();
    let subscribe = encoded(&Subscribe::new(id(7), filters.as_filters()).into(), version);
    match server.handle_input(&mut &subscribe[..], START) {
        Ok(Some(ServerEvent::Subscribe(handle, _))) => handle,
        other => panic!("{other:?}"),
    }
}

/// \[MQTT-3.8.4-2\] and \[MQTT-3.8.4-6\].
#[test]
fn a_subscribe_is_answered_once_with_one_code_for_each_filter() {
    let mut server = plain_server(Version::V5);
    let handle = subscribed(&mut server, Version::V5);
    let granted = SubscribeReasonCode::GrantedQos0;
    let one: ReasonCodesBuf<_> = [granted].into_iter().collect();
    let two: ReasonCodesBuf<_> = [granted, granted].into_iter().collect();
    let mut suback =
        |codes: &ReasonCodesBuf<_>| server.suback(handle, codes.as_reason_codes(), Properties::EMPTY, START);
    assert_eq!(suback(&one), Err(CommandError::ReasonCodes));
    assert_eq!(suback(&two), Ok(()));
    assert_eq!(suback(&two), Err(CommandError::UnknownHandle));
    assert_eq!(drained(server.transmit()), b"\x90\x05\0\x07\0\0\0");
}

#[test]
fn an_unsubscribe_is_answered_with_codes_in_version_5_only() {
    for (version, answer) in
        [(Version::V3_1_1, &b"\xb0\x02\0\x07"[..]), (Version::V5, b"\xb0\x04\0\x07\0\x11")]
    {
        let mut server = plain_server(version);
        let unsubscribe: &[u8] = match version {
            Version::V5 => b"\xa2\x06\0\x07\0\0\x01a",
            _ => b"\xa2\x05\0\x07\0\x01a",
        };
        let Ok(Some(ServerEvent::Unsubscribe(handle, _))) = server.handle_input(&mut &unsubscribe[..], START)
        else {
            panic!("an UNSUBSCRIBE")
        };
        let codes: ReasonCodesBuf<_> = [UnsubscribeReasonCode::NoSubscriptionExisted].into_iter().collect();
        server.unsuback(handle, codes.as_reason_codes(), Properties::EMPTY, START).unwrap();
        assert_eq!(drained(server.transmit()), answer);
    }
}

#[test]
fn a_request_under_an_identifier_in_use_is_refused() {
    let mut server = plain_server(Version::V5);
    subscribed(&mut server, Version::V5);
    let again = server_takes(&mut server, b"\x82\x07\0\x07\0\0\x01a\0");
    assert_eq!(again, Err(ProtocolErrorKind::PacketIdInUse));
}

#[test]
fn session_expiry_cannot_be_asked_for_at_the_end_unless_it_was_at_the_beginning() {
    let expiry = properties([Property::SessionExpiryInterval(9)]);
    let disconnect = Disconnect {
        properties: expiry.as_properties(),
        ..Disconnect::new(DisconnectReasonCode::NormalDisconnection)
    };
    let mut server = plain_server(Version::V5);
    let input = encoded(&Packet::from(disconnect), Version::V5);
    assert_eq!(server_takes(&mut server, &input), Err(ProtocolErrorKind::SessionExpiry));
}

/// \[MQTT-3.14.0-1\].
#[test]
fn a_server_says_nothing_before_the_connack() {
    let mut server = asked(ServerConfig::default(), &connect(Version::V5));
    let disconnect = Disconnect::new(DisconnectReasonCode::ServerBusy);
    assert_eq!(server.disconnect(&disconnect, START), Err(CommandError::State));
    let at_most_once = server.publish(message("a", "", Qos::AtMostOnce), START);
    assert_eq!(at_most_once, Err(CommandError::State));
    server.publish(message("a", "", Qos::AtLeastOnce), START).unwrap();
    assert!(drained(server.transmit()).is_empty());
    server.accept(Properties::EMPTY, START).unwrap();
    assert_eq!(sent_by_server(&mut server).len(), 2, "CONNACK and PUBLISH");
}

#[test]
fn auth_without_a_method_in_the_connect_is_refused() {
    let mut server = plain_server(Version::V5);
    let method = properties([Property::AuthenticationMethod("M".try_into().unwrap())]);
    let auth =
        Auth { reason_code: AuthenticateReasonCode::ReAuthenticate, properties: method.as_properties() };
    let input = encoded(&Packet::from(auth), Version::V5);
    assert_eq!(server_takes(&mut server, &input), Err(ProtocolErrorKind::AuthenticationMethod));
}

/// Attacks A3 and A20.
#[test]
fn a_packet_above_the_limit_is_refused_at_its_header_and_the_connection_stays_closed() {
    let mut config = ServerConfig::default();
    config.limits = Limits::default().with_max_packet_size(100);
    let mut server = server(config, &connect(Version::V5));
    let error = server.handle_input(&mut &b"\x30\x64"[..], START).unwrap_err();
    assert!(
        matches!(error.kind(), ProtocolErrorKind::Malformed(error) if error.kind() == DecodeErrorKind::TooLarge)
    );
    assert_eq!(error.reason(), DisconnectReasonCode::PacketTooLarge);
    assert_eq!(sent_by_server(&mut server), ["DISCONNECT Packet too large"]);
    let mut input = &b"\xc0\0"[..];
    assert_eq!((server.handle_input(&mut input, START), input.len()), (Ok(None), 0));
}

#[test]
fn any_split_gives_the_same_events() {
    let stream = [
        encoded(&connect(Version::V5).into(), Version::V5),
        b"\x32\x07\0\x01a\0\x01\0b\x34\x07\0\x01a\0\x02\0b\x62\x02\0\x02\xc0\0\x30\x04\0\x01a\0\xe0\0"
            .to_vec(),
    ]
    .concat();
    let run = |split: usize| {
        let mut server = Server::new(ServerConfig::default(), START);
        let mut seen = Vec::new();
        for end in [split, stream.len()] {
            let mut consumed = seen.len();
            loop {
                let mut input = &stream[consumed_so_far(&seen)..end];
                let before = input.len();
                let event = server.handle_input(&mut input, START).unwrap();
                let shown = event.map(|event| format!("{event:?}"));
                let is_connect = shown.as_ref().is_some_and(|event| event.starts_with("Connect"));
                let done = shown.is_none();
                seen.push((before - input.len(), shown));
                if is_connect {
                    server.accept(Properties::EMPTY, START).unwrap();
                }
                if done {
                    break;
                }
                consumed += 1;
            }
            assert!(consumed <= stream.len());
        }
        let events: Vec<_> = seen.into_iter().filter_map(|(_, event)| event).collect();
        (events, drained(server.transmit()))
    };
    let whole = run(0);
    assert_eq!(whole.0.len(), 5, "{whole:#?}");
    for split in 0..=stream.len() {
        assert_eq!(run(split), whole, "split at {split}");
    }
}

fn consumed_so_far(seen: &[(usize, Option<String>)]) -> usize {
    seen.iter().map(|(len, _)| len).sum()
}
