//! The two ends of a connection, each by itself and against the other.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may panic, in its helpers too"
)]

mod aliases;
mod any_order;
mod auth;
mod client;
mod flow_control;
mod limits;
mod resume;
mod server;
mod will;

use std::time::Duration;

use bytes::Buf;
use mqtt_codec::packet::{ConnAck, Connect, Packet};
use mqtt_codec::property::{Properties, PropertiesBuf, Property};
use mqtt_codec::reason::ConnectReasonCode;
use mqtt_codec::session::{
    Client, ClientConfig, ClientEvent, Message, Outgoing, ProtocolError, ProtocolErrorKind, Server,
    ServerConfig, ServerEvent,
};
use mqtt_codec::{Decoder, Limits, Qos, Version};

const SECOND: Duration = Duration::from_secs(1);
const START: Duration = Duration::from_secs(1000);

/// A packet as the peer sends it.
fn bytes(packet: impl Into<Packet<'static>>, version: Version) -> Vec<u8> {
    encoded(&packet.into(), version)
}

fn encoded(packet: &Packet<'_>, version: Version) -> Vec<u8> {
    let mut bytes = Vec::new();
    packet.encode(&mut bytes, version).unwrap();
    bytes
}

fn properties<'a>(list: impl IntoIterator<Item = Property<'a>>) -> PropertiesBuf {
    let mut properties = PropertiesBuf::new();
    list.into_iter().for_each(|property| properties.push(property).unwrap());
    properties
}

/// Everything that waits to be sent, as bytes.
fn drained(outgoing: &mut Outgoing) -> Vec<u8> {
    let len = outgoing.remaining();
    outgoing.copy_to_bytes(len).to_vec()
}

/// The packets in `sent`, one line for each.
fn lines(sent: &[u8], version: Version) -> Vec<String> {
    let mut decoder = Decoder::new(version, Limits::default());
    let mut input = sent;
    let mut lines = Vec::new();
    while let Some(packet) = decoder.decode(&mut input).expect("what is sent decodes") {
        lines.push(packet.to_string());
    }
    assert!(input.is_empty(), "half a packet was sent");
    lines
}

/// What waits to be sent, one line for each packet.
fn sent_by_client(client: &mut Client, version: Version) -> Vec<String> {
    lines(&drained(client.transmit()), version)
}

fn sent_by_server(server: &mut Server) -> Vec<String> {
    let version = server.version().unwrap_or(Version::V3_1_1);
    lines(&drained(server.transmit()), version)
}

/// A client that was accepted with `connack`, by a server that is not there.
fn client(config: ClientConfig, connect: &Connect<'_>, connack: &ConnAck<'_>) -> Client {
    let version = config.version;
    let mut client = Client::new(config, START);
    client.connect(connect, START).unwrap();
    drained(client.transmit());
    let connack = encoded(&(*connack).into(), version);
    match client.handle_input(&mut &connack[..], START).unwrap() {
        Some(ClientEvent::Connected(_)) => client,
        other => panic!("{other:?}"),
    }
}

fn plain_client(version: Version) -> Client {
    let connect = Connect::new(version, "c".try_into().unwrap());
    client(client_config(version), &connect, &ConnAck::new(ConnectReasonCode::Success))
}

fn client_config(version: Version) -> ClientConfig {
    let mut config = ClientConfig::default();
    config.version = version;
    config
}

/// A server that has accepted `connect`, of a client that is not there.
fn server(config: ServerConfig, connect: &Connect<'_>) -> Server {
    let mut server = asked(config, connect);
    server.accept(Properties::EMPTY, START).unwrap();
    drained(server.transmit());
    server
}

/// A server that has a CONNECT to answer.
fn asked(config: ServerConfig, connect: &Connect<'_>) -> Server {
    let mut server = Server::new(config, START);
    let connect = encoded(&(*connect).into(), connect.version);
    match server.handle_input(&mut &connect[..], START).unwrap() {
        Some(ServerEvent::Connect(_)) => server,
        other => panic!("{other:?}"),
    }
}

fn plain_server(version: Version) -> Server {
    server(ServerConfig::default(), &Connect::new(version, "c".try_into().unwrap()))
}

fn message(topic: &str, payload: &'static str, qos: Qos) -> Message {
    Message::new(topic.try_into().unwrap(), payload).with_qos(qos)
}

/// What becomes of `input` at the client: the one event in it, if any, as `Debug` shows it.
fn client_takes(client: &mut Client, input: &[u8]) -> Result<Option<String>, ProtocolErrorKind> {
    let mut input = input;
    let event = client.handle_input(&mut input, START).map(|event| event.map(|event| format!("{event:?}")));
    event.map_err(|error| error.kind())
}

fn server_takes(server: &mut Server, input: &[u8]) -> Result<Option<String>, ProtocolErrorKind> {
    let mut input = input;
    let event = server.handle_input(&mut input, START).map(|event| event.map(|event| format!("{event:?}")));
    event.map_err(|error| error.kind())
}

/// The topics, payloads and Quality of Service of all messages in `input`.
fn messages_at_server(server: &mut Server, mut input: &[u8]) -> Vec<String> {
    let mut messages = Vec::new();
    while let Some(event) = server.handle_input(&mut input, START).unwrap() {
        if let ServerEvent::Message(message) = event {
            messages.push(shown(&message));
        }
    }
    messages
}

fn messages_at_client(client: &mut Client, mut input: &[u8]) -> Vec<String> {
    let mut messages = Vec::new();
    while let Some(event) = client.handle_input(&mut input, START).unwrap() {
        if let ClientEvent::Message(message) = event {
            messages.push(shown(&message));
        }
    }
    messages
}

fn shown(message: &mqtt_codec::session::Received<'_>) -> String {
    format!("{} {} q{}", message.topic.as_str(), message.payload.escape_ascii(), message.qos)
}

/// Brings all that client and server have to say across, until both are silent.
fn exchange(client: &mut Client, server: &mut Server) -> Vec<String> {
    let mut events = Vec::new();
    loop {
        let to_server = drained(client.transmit());
        let mut input = &to_server[..];
        while let Some(event) = server.handle_input(&mut input, START).unwrap() {
            events.push(format!("server: {event:?}"));
        }
        assert!(input.is_empty());
        let to_client = drained(server.transmit());
        let mut input = &to_client[..];
        while let Some(event) = client.handle_input(&mut input, START).unwrap() {
            events.push(format!("client: {event:?}"));
        }
        assert!(input.is_empty());
        if to_server.is_empty() && to_client.is_empty() {
            return events;
        }
    }
}

#[test]
fn the_machines_can_be_sent_to_other_threads() {
    fn is_send<T: Send + Sync>() {}
    is_send::<Client>();
    is_send::<Server>();
    is_send::<ProtocolError>();
}

#[test]
fn messages_of_every_qos_go_both_ways_in_every_version() {
    for version in [Version::V3_1, Version::V3_1_1, Version::V5] {
        let connect = Connect::new(version, "c".try_into().unwrap());
        let mut client = Client::new(client_config(version), START);
        client.connect(&connect, START).unwrap();
        let mut server = asked_by(&mut client);
        server.accept(Properties::EMPTY, START).unwrap();
        exchange(&mut client, &mut server);
        for qos in [Qos::AtMostOnce, Qos::AtLeastOnce, Qos::ExactlyOnce] {
            client.publish(message("up", "1", qos), START).unwrap();
            server.publish(message("down", "2", qos), START).unwrap();
            let events = exchange(&mut client, &mut server);
            let count = |text: &str| events.iter().filter(|event| event.contains(text)).count();
            assert_eq!((count("server: Message"), count("client: Message")), (1, 1), "{version} {qos}");
            let acknowledged = if qos == Qos::AtMostOnce { 0 } else { 1 };
            assert_eq!(count("server: Acknowledged"), acknowledged, "{version} {qos}: {events:#?}");
            assert_eq!(count("client: Acknowledged"), acknowledged, "{version} {qos}: {events:#?}");
        }
    }
}

/// A server to which `client` has sent its CONNECT.
fn asked_by(client: &mut Client) -> Server {
    let mut server = Server::new(ServerConfig::default(), START);
    let connect = drained(client.transmit());
    assert!(matches!(server.handle_input(&mut &connect[..], START), Ok(Some(ServerEvent::Connect(_)))));
    server
}
