//! Enhanced authentication (section 4.12).

use mqtt_codec::packet::Auth;
use mqtt_codec::session::CommandError;

use super::*;

fn method(name: &str) -> PropertiesBuf {
    properties([Property::AuthenticationMethod(name.try_into().unwrap())])
}

fn data(bytes: &'static [u8]) -> PropertiesBuf {
    properties([Property::AuthenticationData(bytes.try_into().unwrap())])
}

/// A client and a server at the CONNECT with the method `M`.
fn begun() -> (Client, Server) {
    let method = method("M");
    let connect =
        Connect { properties: method.as_properties(), ..Connect::new(Version::V5, "c".try_into().unwrap()) };
    let mut client = Client::new(client_config(Version::V5), START);
    client.connect(&connect, START).unwrap();
    let server = asked_by(&mut client);
    (client, server)
}

fn connected() -> (Client, Server) {
    let (mut client, mut server) = begun();
    server.accept(Properties::EMPTY, START).unwrap();
    exchange(&mut client, &mut server);
    (client, server)
}

#[test]
fn challenge_and_response_come_before_the_connack() {
    let (mut client, mut server) = begun();
    server.authenticate(data(b"challenge").as_properties(), START).unwrap();
    let events = exchange(&mut client, &mut server);
    assert!(events.len() == 1 && events[0].starts_with("client: Authenticate"), "{events:?}");
    client.authenticate(data(b"response").as_properties(), START).unwrap();
    let events = exchange(&mut client, &mut server);
    assert!(events.len() == 1 && events[0].starts_with("server: Authenticate"), "{events:?}");
    server.accept(data(b"proof").as_properties(), START).unwrap();
    let events = exchange(&mut client, &mut server);
    assert!(events.len() == 1 && events[0].starts_with("client: Connected"), "{events:?}");
}

/// \[MQTT-4.12.1-1\].
#[test]
fn a_client_authenticates_again_while_messages_go_on() {
    let (mut client, mut server) = connected();
    client.authenticate(Properties::EMPTY, START).unwrap();
    client.publish(message("a", "", Qos::AtMostOnce), START).unwrap();
    let events = exchange(&mut client, &mut server);
    assert!(events[0].contains("ReAuthenticate") && events[1].contains("Message"), "{events:?}");
    assert_eq!(client.authenticate(Properties::EMPTY, START), Err(CommandError::State), "the server's turn");
    server.authenticate(data(b"challenge").as_properties(), START).unwrap();
    assert_eq!(server.authenticated(Properties::EMPTY, START), Err(CommandError::State), "the client's turn");
    exchange(&mut client, &mut server);
    client.authenticate(data(b"response").as_properties(), START).unwrap();
    exchange(&mut client, &mut server);
    server.authenticated(Properties::EMPTY, START).unwrap();
    let events = exchange(&mut client, &mut server);
    assert!(events[0].contains("Success"), "{events:?}");
}

/// \[MQTT-4.12.0-5\].
#[test]
fn another_method_than_that_of_the_connect_is_refused() {
    let (_, mut server) = connected();
    let other = method("N");
    let reason_code = mqtt_codec::reason::AuthenticateReasonCode::ReAuthenticate;
    let auth = encoded(&Auth { reason_code, properties: other.as_properties() }.into(), Version::V5);
    assert_eq!(server_takes(&mut server, &auth), Err(ProtocolErrorKind::AuthenticationMethod));

    let (mut client, _) = begun();
    let connack = ConnAck { properties: other.as_properties(), ..ConnAck::new(ConnectReasonCode::Success) };
    let refused = client_takes(&mut client, &encoded(&connack.into(), Version::V5));
    assert_eq!(refused, Err(ProtocolErrorKind::AuthenticationMethod));
}

/// \[MQTT-4.12.0-6\] and \[MQTT-4.12.0-7\].
#[test]
fn without_a_method_in_the_connect_there_is_no_auth() {
    let mut client = plain_client(Version::V5);
    assert_eq!(client.authenticate(Properties::EMPTY, START), Err(CommandError::State));
    let mut server = asked(ServerConfig::default(), &Connect::new(Version::V5, "c".try_into().unwrap()));
    assert_eq!(server.authenticate(Properties::EMPTY, START), Err(CommandError::State));
    let method = method("M");
    let connack = ConnAck { properties: method.as_properties(), ..ConnAck::new(ConnectReasonCode::Success) };
    let mut client = Client::new(client_config(Version::V5), START);
    client.connect(&Connect::new(Version::V5, "c".try_into().unwrap()), START).unwrap();
    let refused = client_takes(&mut client, &encoded(&connack.into(), Version::V5));
    assert_eq!(refused, Err(ProtocolErrorKind::AuthenticationMethod));
}

/// \[MQTT-3.1.2-30\].
#[test]
fn before_the_connack_only_auth_and_disconnect_may_follow_a_connect_with_a_method() {
    let (_, mut server) = begun();
    server.authenticate(Properties::EMPTY, START).unwrap();
    drained(server.transmit());
    let refused = server_takes(&mut server, b"\xc0\0");
    assert_eq!(refused, Err(ProtocolErrorKind::Unexpected(mqtt_codec::packet::PacketType::PingReq)));
    assert_eq!(sent_by_server(&mut server), ["CONNACK session present 0 Protocol Error"]);
}

#[test]
fn a_client_that_does_not_respond_is_given_up() {
    let (_, mut server) = begun();
    server.authenticate(Properties::EMPTY, START).unwrap();
    let late = server.poll_timeout().unwrap();
    assert_eq!(server.handle_timeout(late).unwrap_err().kind(), ProtocolErrorKind::ConnectTimeout);
}
