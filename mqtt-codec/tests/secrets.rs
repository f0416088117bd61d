//! Passwords and authentication data are in no text that a log could catch: not as text, numbers or hexadecimal.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic, in its helpers too")]

mod support;

use std::fmt::{Debug, Display};

use mqtt_codec::packet::{Auth, ConnAck, Connect, Packet, Will};
use mqtt_codec::property::Property;
use mqtt_codec::reason::{AuthenticateReasonCode, ConnectReasonCode};
use mqtt_codec::{BinaryData, Decoder, Limits, PacketBuf, Version};
use support::{encoded, properties};

const SECRET: &[u8] = b"zQxW";

/// Whether two neighbouring bytes of the secret are in `text`: as characters, in decimal or in hexadecimal, whatever stands
/// between them.
fn gives_away(text: &str) -> bool {
    let text: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let text = text.to_lowercase();
    SECRET.windows(2).any(|pair| {
        let written = |format: fn(&u8) -> String| pair.iter().map(format).collect::<String>();
        let forms = [
            written(|byte| char::from(*byte).to_string().to_lowercase()),
            written(|byte| format!("{byte}")),
            written(|byte| format!("{byte:x}")),
            written(|byte| format!("x{byte:x}")),
            written(|byte| format!("0x{byte:x}")),
        ];
        forms.iter().any(|form| text.contains(form))
    })
}

#[track_caller]
fn is_silent_in(text: &str) {
    assert!(!gives_away(text), "{text}");
}

#[track_caller]
fn debug_is_silent(value: &impl Debug) {
    is_silent_in(&format!("{value:?}"));
    is_silent_in(&format!("{value:#?}"));
    is_silent_in(&format!("{value:x?}"));
    is_silent_in(&format!("{value:#X?}"));
}

#[track_caller]
fn is_silent(value: &(impl Debug + Display)) {
    debug_is_silent(value);
    is_silent_in(&value.to_string());
    is_silent_in(&format!("{value:#}"));
}

/// The packet by itself, and wherever it may be held.
#[track_caller]
fn packet_is_silent(packet: Packet<'_>, version: Version) {
    is_silent(&packet);
    debug_is_silent(&Some(packet));
    let bytes = encoded(&packet, version);
    is_silent(&PacketBuf::encode(&packet, version).unwrap());
    let mut decoder = Decoder::new(version, Limits::default());
    debug_is_silent(&decoder.decode(&mut &bytes[..]));
    debug_is_silent(&decoder);
}

fn secret() -> BinaryData<'static> {
    SECRET.try_into().unwrap()
}

#[test]
fn the_test_would_find_it() {
    let text = std::str::from_utf8(SECRET).unwrap();
    for given_away in [
        format!("{SECRET:?}"),
        format!("{SECRET:#?}"),
        format!("{SECRET:x?}"),
        format!("{SECRET:#x?}"),
        format!("{SECRET:#X?}"),
        format!("{text:?}"),
        String::from("7a517857"),
        String::from(r"\x7a\x51\x78\x57"),
    ] {
        assert!(gives_away(&given_away), "{given_away}");
    }
}

#[test]
fn binary_data() {
    debug_is_silent(&secret());
    assert_eq!(format!("{:?}", secret()), "4 bytes");
}

#[test]
fn connect_with_a_password() {
    for version in [Version::V3_1, Version::V3_1_1, Version::V5] {
        let connect = Connect {
            user_name: Some("bob".try_into().unwrap()),
            password: Some(secret()),
            ..Connect::new(version, "me".try_into().unwrap())
        };
        is_silent(&connect);
        packet_is_silent(Packet::Connect(connect), version);
        assert!(format!("{connect:?}").contains("***"));
        assert!(connect.to_string().contains("password ***"));
    }
}

/// Nor does the text tell how long the password is.
#[test]
fn the_length_of_a_password() {
    let connect = |password: &'static [u8]| Connect {
        password: Some(password.try_into().unwrap()),
        ..Connect::new(Version::V5, "me".try_into().unwrap())
    };
    let (short, long) = (connect(b"a"), connect(&[b'a'; 40]));
    assert_eq!(format!("{short:?} {short}"), format!("{long:?} {long}"));
}

#[test]
fn the_payload_of_a_will() {
    let connect = Connect {
        will: Some(Will::new("w".try_into().unwrap(), secret())),
        ..Connect::new(Version::V5, "me".try_into().unwrap())
    };
    is_silent(&connect);
    packet_is_silent(Packet::Connect(connect), Version::V5);
}

#[test]
fn authentication_data() {
    let list = properties([
        Property::AuthenticationMethod("m".try_into().unwrap()),
        Property::AuthenticationData(secret()),
    ]);
    let properties = list.as_properties();
    debug_is_silent(&Property::AuthenticationData(secret()));
    debug_is_silent(&list);
    debug_is_silent(&properties);
    debug_is_silent(&properties.iter().collect::<Vec<_>>());

    let connect = Connect { properties, ..Connect::new(Version::V5, "me".try_into().unwrap()) };
    is_silent(&connect);
    packet_is_silent(Packet::Connect(connect), Version::V5);

    let reason_code = ConnectReasonCode::Success;
    let connack = ConnAck { session_present: false, reason_code, properties };
    is_silent(&connack);
    packet_is_silent(Packet::ConnAck(connack), Version::V5);

    let auth = Auth { reason_code: AuthenticateReasonCode::ContinueAuthentication, properties };
    is_silent(&auth);
    packet_is_silent(Packet::Auth(auth), Version::V5);
}

/// An error says where something is wrong, not what is there.
#[test]
fn errors() {
    let mut bytes = b"\x10\x15\x00\x04MQTT\x05\xc2\x00\x00\x00\x00\x00\x00\x04".to_vec();
    bytes.extend_from_slice(SECRET);
    bytes.extend_from_slice(b"\x00\xff");
    let error = Packet::decode(&bytes, Version::V5, &Limits::default()).unwrap_err();
    is_silent(&error);
    let with_nul = format!("{}\0", std::str::from_utf8(SECRET).unwrap());
    is_silent(&mqtt_codec::ClientId::try_from(with_nul.as_str()).unwrap_err());
}
