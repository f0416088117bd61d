//! Every call in every state, with every packet (attacks A11, A62 and A64).

use mqtt_codec::packet::{Auth, Disconnect, FiltersBuf, SubscriptionOptions, TopicFiltersBuf};
use mqtt_codec::property::PropertyId;
use mqtt_codec::reason::{
    AuthenticateReasonCode, DisconnectReasonCode, PubAckReasonCode, ReasonCodesBuf, SubscribeReasonCode,
    UnsubscribeReasonCode,
};
use mqtt_codec::session::{Acknowledge, CommandError, ReceivedHandle, RequestHandle, SessionState};

use super::*;

/// Numbers that are the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides).unwrap()).unwrap()
    }
}

/// One packet of every type, some in more than one form; identifiers are small, so that they meet.
fn packets(version: Version) -> Vec<Vec<u8>> {
    let mut packets: Vec<Vec<u8>> = vec![b"\xc0\0".to_vec(), b"\xd0\0".to_vec(), b"\xe0\0".to_vec()];
    for clean_start in [false, true] {
        let connect =
            Connect { clean_start, keep_alive: 5, ..Connect::new(version, "c".try_into().unwrap()) };
        packets.push(encoded(&connect.into(), version));
        let session_present = !clean_start && version != Version::V3_1;
        packets.push(bytes(ConnAck { session_present, ..ConnAck::new(ConnectReasonCode::Success) }, version));
    }
    for id in 1..=3 {
        for first in [0x40, 0x50, 0x62, 0x70] {
            packets.push(vec![first, 2, 0, id]);
        }
        let no_properties: &[u8] = if version == Version::V5 { &[0] } else { &[] };
        let framed = |first: u8, body: &[&[u8]]| {
            let body = body.concat();
            [&[first, u8::try_from(body.len()).unwrap()], &body[..]].concat()
        };
        for first in [0x32, 0x3a, 0x34, 0x3c] {
            packets.push(framed(first, &[b"\0\x01a", &[0, id], no_properties, b"x"]));
        }
        packets.push(framed(0x82, &[&[0, id], no_properties, b"\0\x01a\x01"]));
        packets.push(framed(0xa2, &[&[0, id], no_properties, b"\0\x01a"]));
        packets.push(framed(0x90, &[&[0, id], no_properties, &[0]]));
        packets.push(framed(0xb0, &[&[0, id], no_properties, no_properties]));
        packets.push(framed(0x30, &[b"\0\x01a", no_properties]));
    }
    if version == Version::V5 {
        packets.push(b"\x30\x06\0\0\x03\x23\0\x01".to_vec());
        packets.push(b"\x30\x07\0\x01a\x03\x23\0\x01".to_vec());
        let method = properties([Property::AuthenticationMethod("M".try_into().unwrap())]);
        for reason_code in [
            AuthenticateReasonCode::Success,
            AuthenticateReasonCode::ContinueAuthentication,
            AuthenticateReasonCode::ReAuthenticate,
        ] {
            packets.push(encoded(&Auth { reason_code, properties: method.as_properties() }.into(), version));
        }
        let connect =
            Connect { properties: method.as_properties(), ..Connect::new(version, "c".try_into().unwrap()) };
        packets.push(encoded(&connect.into(), version));
    }
    packets
}

/// What is not allowed now is refused, and then it has not been done.
fn check<T: std::fmt::Debug>(result: Result<T, CommandError>, was_closed: bool, name: &str) -> Option<T> {
    if was_closed && name != "take_state" {
        assert_eq!(result.as_ref().err(), Some(&CommandError::Closed), "{name} after the end");
    }
    result.ok()
}

#[test]
fn a_server_takes_calls_in_any_order() {
    let normal = Disconnect::new(DisconnectReasonCode::NormalDisconnection);
    let granted: ReasonCodesBuf<_> = [SubscribeReasonCode::GrantedQos0].into_iter().collect();
    let ended: ReasonCodesBuf<_> = [UnsubscribeReasonCode::Success].into_iter().collect();
    let mut opened = 0;
    for seed in 1..=3000 {
        let mut dice = Dice(seed);
        let version = [Version::V3_1, Version::V3_1_1, Version::V5][dice.roll(3)];
        let packets = packets(version);
        let mut config = ServerConfig::default();
        config.acknowledge = [Acknowledge::Automatically, Acknowledge::ByHand][dice.roll(2)];
        config.receive_maximum = 2;
        config.limits = Limits::default().with_max_outgoing(60).with_max_queued(2).with_max_requests(2);
        let (mut server, mut now) = (Server::new(config, START), START);
        let (mut handles, mut requests): (Vec<ReceivedHandle>, Vec<RequestHandle>) = Default::default();
        let mut input: Vec<u8> = if dice.roll(4) > 0 { packets[3].clone() } else { Vec::new() };
        for _ in 0..40 {
            now += [0, 1, 2][dice.roll(3)] * SECOND;
            let closed = server.is_closed();
            match dice.roll(16) {
                0..=4 => {
                    input.extend_from_slice(&packets[dice.roll(packets.len())]);
                    let mut rest = &input[..];
                    match server.handle_input(&mut rest, now) {
                        Ok(Some(ServerEvent::Message(message))) => handles.extend(message.handle),
                        Ok(Some(ServerEvent::Subscribe(handle, _) | ServerEvent::Unsubscribe(handle, _))) => {
                            requests.push(handle);
                        }
                        Ok(_) => {}
                        Err(_) => assert!(!closed && server.is_closed()),
                    }
                    let rest = rest.len();
                    input.drain(..input.len() - rest);
                }
                5 => {
                    opened +=
                        usize::from(check(server.accept(Properties::EMPTY, now), closed, "accept").is_some())
                }
                6 if dice.roll(4) == 0 => {
                    let code = ConnectReasonCode::ServerBusy;
                    check(server.reject(code, Properties::EMPTY, now), closed, "reject");
                }
                7 => _ = check(server.authenticate(Properties::EMPTY, now), closed, "authenticate"),
                8 => _ = check(server.authenticated(Properties::EMPTY, now), closed, "authenticated"),
                9 => {
                    let qos = Qos::try_from(u8::try_from(dice.roll(3)).unwrap()).unwrap();
                    check(server.publish(message("topic", "x", qos), now), closed, "publish");
                }
                10 => {
                    if let Some(handle) = handles.get(dice.roll(handles.len().max(1))) {
                        let code = PubAckReasonCode::Success;
                        check(server.acknowledge(*handle, code, now), closed, "acknowledge");
                    }
                }
                11 => {
                    if let Some(handle) = requests.get(dice.roll(requests.len().max(1))) {
                        let codes = granted.as_reason_codes();
                        check(server.suback(*handle, codes, Properties::EMPTY, now), closed, "suback");
                        let codes = ended.as_reason_codes();
                        check(server.unsuback(*handle, codes, Properties::EMPTY, now), closed, "unsuback");
                    }
                }
                12 if dice.roll(4) == 0 => _ = check(server.disconnect(&normal, now), closed, "disconnect"),
                13 => _ = server.handle_timeout(now),
                14 => {
                    lines(&drained(server.transmit()), server.version().unwrap_or(Version::V3_1_1));
                }
                15 if dice.roll(4) == 0 => {
                    check(server.restore(SessionState::new(), now), closed, "restore");
                    check(server.take_state(now), closed, "take_state");
                    assert!(server.handle_eof(now).is_none() == closed && server.is_closed());
                }
                _ => assert!(!(server.is_closed() && server.wants_input())),
            }
        }
    }
    assert!(opened > 500, "{opened} connections were accepted: too few to say anything");
}

#[test]
fn a_client_takes_calls_in_any_order() {
    let normal = Disconnect::new(DisconnectReasonCode::NormalDisconnection);
    let mut filters = FiltersBuf::new();
    filters.push("a".try_into().unwrap(), SubscriptionOptions::default()).unwrap();
    let topics: TopicFiltersBuf = ["a".try_into().unwrap()].into_iter().collect();
    let mut opened = 0;
    for seed in 1..=3000 {
        let mut dice = Dice(seed);
        let version = [Version::V3_1, Version::V3_1_1, Version::V5][dice.roll(3)];
        let packets = packets(version);
        let mut config = client_config(version);
        config.acknowledge = [Acknowledge::Automatically, Acknowledge::ByHand][dice.roll(2)];
        config.receive_maximum = 2;
        config.limits = Limits::default().with_max_outgoing(60).with_max_queued(2);
        let (mut client, mut now) = (Client::new(config, START), START);
        let mut handles: Vec<ReceivedHandle> = Vec::new();
        let mut input: Vec<u8> = Vec::new();
        if dice.roll(4) > 0 {
            let connect = Connect { keep_alive: 4, ..Connect::new(version, "c".try_into().unwrap()) };
            client.connect(&connect, now).unwrap();
            input = bytes(ConnAck::new(ConnectReasonCode::Success), version);
        }
        for _ in 0..40 {
            now += [0, 1, 2][dice.roll(3)] * SECOND;
            let closed = client.is_closed();
            match dice.roll(14) {
                0..=4 => {
                    let mut rest = &input[..];
                    match client.handle_input(&mut rest, now) {
                        Ok(Some(ClientEvent::Message(message))) => handles.extend(message.handle),
                        Ok(Some(ClientEvent::Connected(connack))) => {
                            assert!(!connack.properties.contains(PropertyId::AuthenticationMethod));
                            opened += 1;
                        }
                        Ok(_) => {}
                        Err(_) => assert!(!closed && client.is_closed()),
                    }
                    let rest = rest.len();
                    input.drain(..input.len() - rest);
                    input.extend_from_slice(&packets[dice.roll(packets.len())]);
                }
                5 => {
                    let connect = Connect::new(version, "c".try_into().unwrap());
                    check(client.connect(&connect, now), closed, "connect");
                }
                6 => _ = check(client.authenticate(Properties::EMPTY, now), closed, "authenticate"),
                7 => {
                    let qos = Qos::try_from(u8::try_from(dice.roll(3)).unwrap()).unwrap();
                    check(client.publish(message("topic", "x", qos), now), closed, "publish");
                }
                8 => {
                    let filters = filters.as_filters();
                    check(client.subscribe(filters, Properties::EMPTY, now), closed, "subscribe");
                    let topics = topics.as_filters();
                    check(client.unsubscribe(topics, Properties::EMPTY, now), closed, "unsubscribe");
                }
                9 => {
                    if let Some(handle) = handles.get(dice.roll(handles.len().max(1))) {
                        let code = PubAckReasonCode::Success;
                        check(client.acknowledge(*handle, code, now), closed, "acknowledge");
                    }
                }
                10 if dice.roll(8) == 0 => _ = check(client.disconnect(&normal, now), closed, "disconnect"),
                11 => _ = client.handle_timeout(now),
                12 => {
                    lines(&drained(client.transmit()), version);
                }
                13 if dice.roll(8) == 0 => {
                    check(client.restore(SessionState::new(), now), closed, "restore");
                    check(client.take_state(now), closed, "take_state");
                    assert!(client.handle_eof(now).is_none() == closed && client.is_closed());
                }
                _ => assert!(!(client.is_closed() && client.wants_input())),
            }
        }
    }
    assert!(opened > 500, "{opened} connections were accepted: too few to say anything");
}
