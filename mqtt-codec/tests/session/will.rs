//! Wills, and how long sessions last (sections 3.1.2.5, 3.1.2.11.2 and 3.1.3.2.2).

use mqtt_codec::packet::{Disconnect, Will};
use mqtt_codec::property::PropertyId;
use mqtt_codec::reason::DisconnectReasonCode;

use super::*;

/// A server whose client has a will that is delayed, and a session that expires, by so many seconds.
fn with_will(delay: u32, expiry: u32) -> Server {
    let delay = properties([
        Property::WillDelayInterval(delay),
        Property::MessageExpiryInterval(7),
        Property::ContentType("text".try_into().unwrap()),
    ]);
    let expiry = properties([Property::SessionExpiryInterval(expiry)]);
    let will = Will {
        qos: Qos::AtLeastOnce,
        retain: true,
        properties: delay.as_properties(),
        ..Will::new("gone".try_into().unwrap(), b"c".try_into().unwrap())
    };
    let connect = Connect {
        will: Some(will),
        properties: expiry.as_properties(),
        clean_start: false,
        ..Connect::new(Version::V5, "c".try_into().unwrap())
    };
    server(ServerConfig::default(), &connect)
}

/// All that is due at `now`.
fn due(server: &mut Server, now: Duration) -> Vec<String> {
    let mut events = Vec::new();
    while let Some(event) = server.handle_timeout(now).unwrap() {
        events.push(match event {
            ServerEvent::Will(will) => format!("will {}", will.topic),
            ServerEvent::SessionEnded => "session ended".to_owned(),
            other => panic!("{other:?}"),
        });
    }
    events
}

/// \[MQTT-3.1.2-8\].
#[test]
fn a_lost_connection_has_its_will_published_when_it_is_due() {
    let mut server = with_will(5, 60);
    server.handle_eof(START);
    assert_eq!(server.poll_timeout(), Some(START + 5 * SECOND));
    assert_eq!(due(&mut server, START + 4 * SECOND), [""; 0]);
    assert_eq!(due(&mut server, START + 5 * SECOND), ["will gone"]);
    assert_eq!(server.poll_timeout(), Some(START + 60 * SECOND));
    assert_eq!(due(&mut server, START + 60 * SECOND), ["session ended"]);
    assert_eq!(server.poll_timeout(), None);
}

#[test]
fn a_session_that_ends_has_its_will_published_then() {
    let mut server = with_will(60, 5);
    server.handle_eof(START);
    assert_eq!(due(&mut server, START + 5 * SECOND), ["will gone", "session ended"]);
}

#[test]
fn without_delay_and_expiry_both_come_at_once() {
    let mut server = with_will(0, 0);
    server.handle_eof(START);
    assert_eq!(server.poll_timeout(), Some(START));
    assert_eq!(due(&mut server, START), ["will gone", "session ended"]);
}

#[test]
fn a_session_may_last_for_ever() {
    let mut server = with_will(0, u32::MAX);
    server.handle_eof(START);
    assert_eq!(due(&mut server, START), ["will gone"]);
    assert_eq!(server.poll_timeout(), None);
    assert_eq!(server.take_state(START).unwrap().expires_in(), None);
}

/// \[MQTT-3.14.4-3\].
#[test]
fn a_normal_disconnection_discards_the_will_and_others_do_not() {
    for (input, events) in [
        (&b"\xe0\0"[..], &["session ended"][..]),
        (b"\xe0\x01\0", &["session ended"]),
        (b"\xe0\x01\x04", &["will gone", "session ended"]),
        (b"\xe0\x01\x82", &["will gone", "session ended"]),
    ] {
        let mut server = with_will(0, 0);
        assert!(server_takes(&mut server, input).unwrap().unwrap().contains("Disconnected"));
        assert_eq!(due(&mut server, START), events, "{input:x?}");
    }
}

#[test]
fn the_server_may_end_the_connection_and_the_will_is_due() {
    let mut server = with_will(0, 0);
    server.disconnect(&Disconnect::new(DisconnectReasonCode::AdministrativeAction), START).unwrap();
    assert_eq!(due(&mut server, START), ["will gone", "session ended"]);
}

#[test]
fn a_client_that_breaks_the_protocol_has_its_will_published_and_keeps_its_session() {
    let mut server = with_will(0, 60);
    server.publish(message("a", "", Qos::AtLeastOnce), START).unwrap();
    drained(server.transmit());
    assert!(server_takes(&mut server, b"\xd0\0").is_err());
    assert_eq!(due(&mut server, START), ["will gone"]);
    let state = server.take_state(START).unwrap();
    assert_eq!(state.unacknowledged().count(), 1);
}

/// \[MQTT-3.1.3-9\].
#[test]
fn a_client_that_is_back_in_time_has_its_will_discarded() {
    let mut first = with_will(30, 60);
    first.handle_eof(START);
    let state = first.take_state(START + 10 * SECOND).unwrap();
    assert_eq!((state.will_due_in(), state.expires_in()), (Some(20 * SECOND), Some(50 * SECOND)));
    assert_eq!(first.poll_timeout(), None, "the timers go with the state");
    let connect = Connect { clean_start: false, ..Connect::new(Version::V5, "c".try_into().unwrap()) };
    let mut second = asked(ServerConfig::default(), &connect);
    second.restore(state, START).unwrap();
    second.accept(Properties::EMPTY, START).unwrap();
    second.handle_eof(START);
    assert_eq!(due(&mut second, START), ["session ended"]);
}

#[test]
fn a_state_that_is_kept_has_its_will_due_when_time_has_passed() {
    let mut server = with_will(30, 60);
    server.handle_eof(START);
    let mut state = server.take_state(START).unwrap();
    state.elapse(30 * SECOND);
    assert_eq!(state.will_due_in(), Some(Duration::ZERO));
    let will = state.take_will().unwrap();
    assert_eq!((will.payload, will.qos, will.retain), ("c".into(), Qos::AtLeastOnce, true));
    let properties = will.properties.as_properties();
    assert!(!properties.contains(PropertyId::WillDelayInterval), "that is not for subscribers");
    assert_eq!(properties.message_expiry_interval(), Some(7));
    assert_eq!(state.take_will(), None);
}

#[test]
fn a_connection_that_was_not_accepted_has_no_will() {
    let will = Will::new("gone".try_into().unwrap(), b"".try_into().unwrap());
    let connect = Connect { will: Some(will), ..Connect::new(Version::V5, "c".try_into().unwrap()) };
    let mut server = asked(ServerConfig::default(), &connect);
    server.reject(ConnectReasonCode::NotAuthorized, Properties::EMPTY, START).unwrap();
    assert_eq!(due(&mut server, START), [""; 0]);
}

/// \[MQTT-3.2.2-12\] and \[MQTT-3.2.2-13\].
#[test]
fn a_will_that_could_not_be_published_is_refused_with_its_connect() {
    for (qos, retain, kind) in [
        (Qos::ExactlyOnce, false, ProtocolErrorKind::Qos),
        (Qos::AtMostOnce, true, ProtocolErrorKind::Retain),
    ] {
        let mut config = ServerConfig::default();
        (config.maximum_qos, config.retain_available) = (Qos::AtLeastOnce, false);
        let will = Will { qos, retain, ..Will::new("gone".try_into().unwrap(), b"".try_into().unwrap()) };
        let connect = Connect { will: Some(will), ..Connect::new(Version::V5, "c".try_into().unwrap()) };
        let mut server = Server::new(config, START);
        assert_eq!(server_takes(&mut server, &encoded(&connect.into(), Version::V5)), Err(kind));
        assert!(sent_by_server(&mut server)[0].starts_with("CONNACK"));
    }
}

#[test]
fn before_version_5_clean_session_decides_how_long_a_session_lasts() {
    for (clean_start, ends) in [(true, &["session ended"][..]), (false, &[])] {
        let connect = Connect { clean_start, ..Connect::new(Version::V3_1_1, "c".try_into().unwrap()) };
        let mut server = server(ServerConfig::default(), &connect);
        server_takes(&mut server, b"\xe0\0").unwrap();
        assert_eq!(due(&mut server, START), ends);
        assert_eq!(server.poll_timeout(), None);
    }
}
