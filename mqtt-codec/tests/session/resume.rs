//! Sessions that go on over several connections (sections 4.1 and 4.4).

use mqtt_codec::PacketId;
use mqtt_codec::packet::{PubAck, PubRec, PubRel};
use mqtt_codec::session::{CommandError, SessionState};

use super::*;

fn id(number: u16) -> PacketId {
    PacketId::new(number).unwrap()
}

fn kept(version: Version) -> Connect<'static> {
    Connect { clean_start: false, ..Connect::new(version, "c".try_into().unwrap()) }
}

/// The next connection of the client that `state` is of, after the CONNACK that `connack` is.
fn reconnected(state: SessionState, version: Version, connack: &[u8]) -> Client {
    let mut client = Client::new(client_config(version), START);
    client.restore(state, START).unwrap();
    client.connect(&kept(version), START).unwrap();
    drained(client.transmit());
    client_takes(&mut client, connack).unwrap();
    client
}

fn interrupted(client: &mut Client) -> SessionState {
    drained(client.transmit());
    client.handle_eof(START);
    client.take_state(START).unwrap()
}

/// A client that has sent 1 (QoS 1), 2 to 4 (QoS 2) and 5 (QoS 1), and knows that 3 and then 2 have arrived.
fn in_the_middle(version: Version) -> SessionState {
    let connack = ConnAck::new(ConnectReasonCode::Success);
    let mut client = client(client_config(version), &kept(version), &connack);
    for (payload, qos) in [("1", 1), ("22", 2), ("333", 2), ("4444", 2), ("55555", 1)] {
        client.publish(message("a", payload, Qos::try_from(qos).unwrap()), START).unwrap();
    }
    for number in [3, 2] {
        client_takes(&mut client, &bytes(PubRec::new(id(number)), version)).unwrap();
    }
    interrupted(&mut client)
}

const RESENT: [&str; 5] = [
    "PUBREL id 3 Success",
    "PUBREL id 2 Success",
    r#"PUBLISH q1 d1 r0 id 1 topic "a" 1 bytes"#,
    r#"PUBLISH q2 d1 r0 id 4 topic "a" 4 bytes"#,
    r#"PUBLISH q1 d1 r0 id 5 topic "a" 5 bytes"#,
];

/// \[MQTT-4.4.0-1\], \[MQTT-4.6.0-1\], \[MQTT-4.6.0-4\] and \[MQTT-3.3.1-1\].
#[test]
fn what_is_unacknowledged_is_sent_again_in_its_order_with_dup() {
    for (version, connack) in [(Version::V3_1_1, &b"\x20\x02\x01\0"[..]), (Version::V5, b"\x20\x03\x01\0\0")]
    {
        let mut client = reconnected(in_the_middle(version), version, connack);
        assert_eq!(sent_by_client(&mut client, version), RESENT);
    }
    let mut client = reconnected(in_the_middle(Version::V3_1), Version::V3_1, b"\x20\x02\0\0");
    assert_eq!(
        sent_by_client(&mut client, Version::V3_1),
        RESENT,
        "3.1 doesn't say whether there is a session"
    );
}

/// \[MQTT-4.9.0-1\], and attack A25.
#[test]
fn the_quota_holds_after_a_resume() {
    let state = in_the_middle(Version::V5);
    let mut client = reconnected(state, Version::V5, b"\x20\x06\x01\0\x03\x21\0\x01");
    client.publish(message("a", "new", Qos::AtLeastOnce), START).unwrap();
    assert_eq!(sent_by_client(&mut client, Version::V5), RESENT[..3], "PUBRELs don't wait, and one PUBLISH");
    client_takes(&mut client, b"\x70\x02\0\x03").unwrap();
    assert!(drained(client.transmit()).is_empty(), "the PUBREL took nothing from this quota");
    client_takes(&mut client, &bytes(PubAck::new(id(1)), Version::V5)).unwrap();
    assert_eq!(sent_by_client(&mut client, Version::V5), RESENT[3..4]);
    client_takes(&mut client, b"\x50\x03\0\x04\x80").unwrap();
    assert_eq!(sent_by_client(&mut client, Version::V5), RESENT[4..]);
    client_takes(&mut client, &bytes(PubAck::new(id(5)), Version::V5)).unwrap();
    let sent = sent_by_client(&mut client, Version::V5);
    assert!(sent.len() == 1 && sent[0].contains("q1 d0"), "the new one comes last: {sent:?}");
}

/// \[MQTT-3.2.2-5\].
#[test]
fn without_session_present_what_was_sent_is_forgotten_and_what_waits_is_not() {
    let mut client = Client::new(client_config(Version::V5), START);
    client.restore(in_the_middle(Version::V5), START).unwrap();
    client.publish(message("a", "waiting", Qos::AtLeastOnce), START).unwrap();
    client.connect(&kept(Version::V5), START).unwrap();
    drained(client.transmit());
    client_takes(&mut client, b"\x20\x03\0\0\0").unwrap();
    assert_eq!(sent_by_client(&mut client, Version::V5), [r#"PUBLISH q1 d0 r0 id 1 topic "a" 7 bytes"#]);
}

/// \[MQTT-3.2.2-4\].
#[test]
fn session_present_without_a_session_is_refused() {
    for (version, clean_start, is_refused) in [
        (Version::V5, false, true),
        (Version::V5, true, true),
        (Version::V3_1_1, true, true),
        (Version::V3_1_1, false, false),
    ] {
        let mut client = Client::new(client_config(version), START);
        client.connect(&Connect { clean_start, ..kept(version) }, START).unwrap();
        let connack =
            bytes(ConnAck { session_present: true, ..ConnAck::new(ConnectReasonCode::Success) }, version);
        let refused = client_takes(&mut client, &connack).err();
        assert_eq!(
            refused,
            is_refused.then_some(ProtocolErrorKind::SessionPresent),
            "{version} {clean_start}"
        );
    }
    let mut client = Client::new(client_config(Version::V5), START);
    client.restore(SessionState::new(), START).unwrap();
    client.connect(&kept(Version::V5), START).unwrap();
    assert!(client_takes(&mut client, b"\x20\x03\x01\0\0").is_ok(), "an empty state is one, too");
}

/// \[MQTT-4.3.3-10\].
#[test]
fn a_qos_2_message_is_delivered_once_over_two_connections() {
    let expiry = properties([Property::SessionExpiryInterval(60)]);
    let connect = Connect { properties: expiry.as_properties(), ..kept(Version::V5) };
    let mut first = server(ServerConfig::default(), &connect);
    assert_eq!(messages_at_server(&mut first, b"\x34\x07\0\x01a\0\x07\0x"), ["a x q2"]);
    first.handle_eof(START);
    let state = first.take_state(START + 9 * SECOND).unwrap();
    assert_eq!(state.expires_in(), Some(51 * SECOND));

    let mut second = asked(ServerConfig::default(), &connect);
    second.restore(state, START).unwrap();
    second.accept(Properties::EMPTY, START).unwrap();
    assert!(sent_by_server(&mut second)[0].contains("session present 1"));
    assert_eq!(messages_at_server(&mut second, b"\x3c\x07\0\x01a\0\x07\0x"), [""; 0]);
    server_takes(&mut second, &bytes(PubRel::new(id(7)), Version::V5)).unwrap();
    assert_eq!(sent_by_server(&mut second), ["PUBREC id 7 Success", "PUBCOMP id 7 Success"]);
}

/// \[MQTT-3.2.2-2\].
#[test]
fn clean_start_takes_no_state() {
    let mut server = asked(ServerConfig::default(), &Connect::new(Version::V5, "c".try_into().unwrap()));
    assert_eq!(server.restore(SessionState::new(), START), Err(CommandError::State));
    server.accept(Properties::EMPTY, START).unwrap();
    assert!(sent_by_server(&mut server)[0].contains("session present 0"));
}

#[test]
fn a_state_is_taken_once_and_from_a_connection_that_has_ended() {
    let mut client = plain_client(Version::V5);
    assert_eq!(client.take_state(START), Err(CommandError::State));
    client.publish(message("a", "", Qos::AtLeastOnce), START).unwrap();
    client.handle_eof(START);
    assert_eq!(client.take_state(START).unwrap().unacknowledged().count(), 1);
    assert_eq!(client.take_state(START).unwrap().unacknowledged().count(), 0);
    let mut server = plain_server(Version::V5);
    assert_eq!(server.take_state(START), Err(CommandError::State));
    server.handle_eof(START);
    assert_eq!(server.handle_timeout(START), Ok(Some(ServerEvent::SessionEnded)));
    assert_eq!(server.take_state(START), Err(CommandError::Closed), "nothing is left of it");
}

#[test]
fn messages_for_a_client_that_is_away_expire_and_the_others_are_sent() {
    let mut state = SessionState::new();
    for (payload, seconds) in [("gone", 10), ("still", 100)] {
        let expiry = properties([Property::MessageExpiryInterval(seconds)]);
        state.publish(message("a", payload, Qos::AtLeastOnce).with_properties(expiry));
    }
    state.publish(message("a", "always", Qos::ExactlyOnce));
    state.elapse(30 * SECOND);
    assert_eq!(state.queued(), 2);
    let mut server = asked(ServerConfig::default(), &kept(Version::V5));
    server.restore(state, START).unwrap();
    server.accept(Properties::EMPTY, START).unwrap();
    let sent = drained(server.transmit());
    let mut decoder = Decoder::new(Version::V5, Limits::default());
    let mut input = &sent[..];
    decoder.decode(&mut input).unwrap();
    let Ok(Some(Packet::Publish(still))) = decoder.decode(&mut input) else { panic!("a PUBLISH") };
    assert_eq!(still.properties.message_expiry_interval(), Some(70));
    let Ok(Some(Packet::Publish(always))) = decoder.decode(&mut input) else { panic!("a PUBLISH") };
    assert_eq!((always.payload, input.len()), (&b"always"[..], 0));
}

#[cfg(feature = "serde")]
#[test]
fn a_stored_state_is_the_same_state() {
    let mut state = in_the_middle(Version::V5);
    let expiry = properties([Property::MessageExpiryInterval(10)]);
    state.publish(message("b", "waits", Qos::ExactlyOnce).with_properties(expiry).with_retain(true));
    let stored = serde_json::to_string(&state).unwrap();
    assert!(stored.starts_with(r#"{"version":1,"#), "{stored}");
    assert_eq!(serde_json::from_str::<SessionState>(&stored).unwrap(), state);
    let newer = stored.replacen(r#""version":1"#, r#""version":2"#, 1);
    assert!(serde_json::from_str::<SessionState>(&newer).is_err());
}

#[cfg(feature = "serde")]
#[test]
fn a_stored_configuration_says_only_what_is_not_the_default() {
    let config: ServerConfig = serde_json::from_str(r#"{"maximum_qos":1,"acknowledge":"by_hand"}"#).unwrap();
    let mut expected = ServerConfig::default();
    expected.maximum_qos = Qos::AtLeastOnce;
    expected.acknowledge = mqtt_codec::session::Acknowledge::ByHand;
    assert_eq!(config, expected);
    let stored = serde_json::to_string(&client_config(Version::V3_1)).unwrap();
    assert_eq!(serde_json::from_str::<ClientConfig>(&stored).unwrap(), client_config(Version::V3_1));
}

/// Whatever a store has made of it, a state is no reason to panic or to send what is no packet.
#[cfg(feature = "serde")]
#[test]
fn a_stored_state_that_was_tampered_with_does_no_harm() {
    let stored = serde_json::to_string(&in_the_middle(Version::V5)).unwrap();
    for (from, to) in [
        (r#""packet_id":4"#, r#""packet_id":65535"#),
        (r#""packet_id":4"#, r#""packet_id":1"#),
        (r#""packet_id":3"#, r#""packet_id":1"#),
        (r#""qos":2"#, r#""qos":0"#),
        (r#""topic":"a""#, r#""topic":"""#),
        (r#""properties":"""#, r#""properties":"130005""#),
        (r#""properties":"""#, r#""properties":"230001""#),
        (r#""next_handle":5"#, r#""next_handle":0"#),
        (r#""next_handle":5"#, r#""next_handle":18446744073709551615"#),
    ] {
        let tampered = stored.replace(from, to);
        assert_ne!(tampered, stored, "{from}");
        let Ok(state) = serde_json::from_str::<SessionState>(&tampered) else { continue };
        let mut client = reconnected(state, Version::V5, b"\x20\x03\x01\0\0");
        sent_by_client(&mut client, Version::V5);
        client.publish(message("a", "", Qos::AtLeastOnce), START).unwrap();
        sent_by_client(&mut client, Version::V5);
    }
}

/// Every byte of both directions is a place where the connection may break.
#[test]
fn qos_1_arrives_and_qos_2_arrives_once_wherever_the_connection_breaks() {
    for cut in 0..600 {
        let mut link = Link::new();
        for number in 0..6 {
            let qos = if number % 2 == 0 { Qos::ExactlyOnce } else { Qos::AtLeastOnce };
            let topic = format!("t/{number}");
            link.client.publish(message(&topic, "x", qos), START).unwrap();
            link.up.push(topic);
        }
        link.run(cut);
        link.reconnect();
        for (number, down) in ["d/0", "d/1"].into_iter().enumerate() {
            let qos = if number % 2 == 0 { Qos::ExactlyOnce } else { Qos::AtLeastOnce };
            link.server.publish(message(down, "x", qos), START).unwrap();
        }
        link.run(cut / 2);
        link.reconnect();
        link.run(usize::MAX);
        link.check(cut);
    }
}

/// A client and a server, and what has arrived.
struct Link {
    client: Client,
    server: Server,
    up: Vec<String>,
    at_server: Vec<String>,
    at_client: Vec<String>,
}

impl Link {
    fn new() -> Self {
        let mut client = Client::new(client_config(Version::V5), START);
        client.restore(SessionState::new(), START).unwrap();
        client.connect(&Self::connect(&Self::expiry()), START).unwrap();
        let server = Server::new(Self::config(), START);
        Self { client, server, up: Vec::new(), at_server: Vec::new(), at_client: Vec::new() }
    }

    fn expiry() -> PropertiesBuf {
        properties([Property::SessionExpiryInterval(60)])
    }

    fn connect(expiry: &PropertiesBuf) -> Connect<'_> {
        Connect { properties: expiry.as_properties(), ..kept(Version::V5) }
    }

    fn config() -> ServerConfig {
        let mut config = ServerConfig::default();
        config.receive_maximum = 2;
        config
    }

    /// Moves bytes, one at a time and by turns, until `count` were moved or there are none.
    fn run(&mut self, count: usize) {
        let (mut to_server, mut to_client) = (Vec::new(), Vec::new());
        let mut moved = 0;
        while moved < count {
            let mut idle = true;
            if self.client.transmit().has_remaining() && moved < count {
                to_server.push(self.client.transmit().get_u8());
                (idle, moved) = (false, moved + 1);
            }
            if self.server.transmit().has_remaining() && moved < count {
                to_client.push(self.server.transmit().get_u8());
                (idle, moved) = (false, moved + 1);
            }
            self.take_at_server(&mut to_server);
            self.take_at_client(&mut to_client);
            if idle {
                return;
            }
        }
    }

    fn take_at_server(&mut self, bytes: &mut Vec<u8>) {
        let mut input = &bytes[..];
        while let Some(event) = self.server.handle_input(&mut input, START).unwrap() {
            match event {
                ServerEvent::Message(message) => self.at_server.push(message.topic.as_str().to_owned()),
                ServerEvent::Connect(_) => self.server.accept(Properties::EMPTY, START).unwrap(),
                _ => {}
            }
        }
        let rest = input.len();
        bytes.drain(..bytes.len() - rest);
    }

    fn take_at_client(&mut self, bytes: &mut Vec<u8>) {
        let mut input = &bytes[..];
        while let Some(event) = self.client.handle_input(&mut input, START).unwrap() {
            if let ClientEvent::Message(message) = event {
                self.at_client.push(message.topic.as_str().to_owned());
            }
        }
        let rest = input.len();
        bytes.drain(..bytes.len() - rest);
    }

    /// Breaks the connection, and makes another one up to the CONNACK, which goes through.
    fn reconnect(&mut self) {
        self.client.handle_eof(START);
        let was_open = self.server.version().is_some();
        self.server.handle_eof(START);
        let state = self.client.take_state(START).unwrap();
        self.client = Client::new(client_config(Version::V5), START);
        self.client.restore(state, START).unwrap();
        self.client.connect(&Self::connect(&Self::expiry()), START).unwrap();
        let state = self.server.take_state(START).ok().filter(|_| was_open);
        self.server = Server::new(Self::config(), START);
        let connect = drained(self.client.transmit());
        assert!(matches!(
            self.server.handle_input(&mut &connect[..], START),
            Ok(Some(ServerEvent::Connect(_)))
        ));
        if let Some(state) = state {
            self.server.restore(state, START).unwrap();
        }
        self.server.accept(Properties::EMPTY, START).unwrap();
        let mut connack = Vec::new();
        while self.server.transmit().has_remaining() && self.client.wants_input() && connack.len() < 64 {
            connack.push(self.server.transmit().get_u8());
            self.take_at_client(&mut connack);
            if connack.is_empty() {
                break;
            }
        }
    }

    fn check(&mut self, cut: usize) {
        let times = |list: &[String], topic: &str| list.iter().filter(|found| *found == topic).count();
        for (number, topic) in self.up.iter().enumerate() {
            let count = times(&self.at_server, topic);
            let is_right = if number % 2 == 0 { count == 1 } else { count >= 1 };
            assert!(is_right, "{topic} arrived {count} times, cut at {cut}: {:?}", self.at_server);
        }
        assert_eq!(times(&self.at_client, "d/0"), 1, "cut at {cut}");
        assert!(times(&self.at_client, "d/1") >= 1, "cut at {cut}");
        self.client.handle_eof(START);
        self.server.handle_eof(START);
        for state in [self.client.take_state(START).unwrap(), self.server.take_state(START).unwrap()] {
            assert_eq!((state.unacknowledged().count(), state.queued()), (0, 0), "cut at {cut}");
        }
    }
}
