//! Which bytes are a UTF-8 Encoded String (section 1.5.4), in every place where one may be, against the standard library.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "a test may panic, in its helpers too"
)]

use mqtt_codec::packet::Packet;
use mqtt_codec::topic::{TopicFilter, TopicName};
use mqtt_codec::{ClientId, DecodeErrorKind, Limits, Utf8Str, Version};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// `bytes` with their length in front.
fn prefixed(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u16).to_be_bytes(), bytes].concat()
}

fn packet(first: u8, body: &[u8]) -> Vec<u8> {
    [&[first], &variable_byte_integer(body.len())[..], body].concat()
}

fn variable_byte_integer(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// A PUBLISH of QoS 0 to `topic`.
fn publish(topic: &[u8]) -> Vec<u8> {
    packet(0x30, &[&prefixed(topic)[..], b"payload"].concat())
}

/// A PUBLISH of version 5 with these User Properties.
fn publish_with(pairs: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let properties: Vec<u8> = pairs
        .iter()
        .flat_map(|(name, value)| [&[0x26][..], &prefixed(name), &prefixed(value)].concat())
        .collect();
    let len = variable_byte_integer(properties.len());
    packet(0x30, &[b"\x00\x01t", &len[..], &properties, b"payload"].concat())
}

/// A CONNECT of version 3.1.1 with this Client Identifier and User Name.
fn connect(client_id: &[u8], user_name: &[u8]) -> Vec<u8> {
    let (client_id, user_name) = (prefixed(client_id), prefixed(user_name));
    packet(0x10, &[b"\x00\x04MQTT\x04\x82\x00\x00", &client_id[..], &user_name].concat())
}

fn subscribe(filters: &[Vec<u8>]) -> Vec<u8> {
    let filters: Vec<u8> = filters.iter().flat_map(|filter| [&prefixed(filter)[..], &[1]].concat()).collect();
    packet(0x82, &[b"\x00\x01", &filters[..]].concat())
}

fn unsubscribe(filters: &[Vec<u8>]) -> Vec<u8> {
    let filters: Vec<u8> = filters.iter().flat_map(|filter| prefixed(filter)).collect();
    packet(0xa2, &[b"\x00\x01", &filters[..]].concat())
}

fn decode(packet: &[u8], version: Version) -> Result<Packet<'_>, DecodeErrorKind> {
    Packet::decode(packet, version, &Limits::default()).map_err(|error| error.kind())
}

/// The text, if it is one, without U+0000.
fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

/// All the texts, if they are.
fn texts(list: &[Vec<u8>]) -> Option<Vec<&str>> {
    list.iter().map(|bytes| text(bytes)).collect()
}

/// Mostly text, of lengths around the steps in which strings are looked at; now and then something that is none.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let good = select(
        &["a", "/", "abcdefg", "0123456789abcde", "\u{e9}", "\u{2603}", "\u{2a6d4}", "\u{feff}", "\x7f"][..],
    );
    let doubtful: [&[u8]; 12] = [
        b"\0",
        b"+",
        b"#",
        b"\x80",
        b"\xc3",
        b"\xc0\x80",
        b"\xe2\x98",
        b"\xed\xa0\x80",
        b"\xef\xbf\xbf",
        b"\xf4\x90\x80\x80",
        b"\xf5",
        b"\xff",
    ];
    let doubtful = select(doubtful.to_vec());
    let pieces = prop_oneof![12 => good.prop_map(str::as_bytes), 1 => doubtful];
    vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
}

/// A character must not be made of the end of one string and the length of the next.
#[test]
fn lengths_are_no_part_of_a_character() {
    let value = vec![b'v'; 0x8041];
    let packet = publish_with(&[(b"n\xc3".to_vec(), value)]);
    assert_eq!(decode(&packet, Version::V5), Err(DecodeErrorKind::Utf8));

    let packet = subscribe(&[b"a/\xc3".to_vec(), vec![b'a'; 0x8041]]);
    for version in [Version::V3_1, Version::V3_1_1, Version::V5] {
        assert!(decode(&packet, version).is_err());
    }
    let packet = unsubscribe(&[b"a/\xc3".to_vec(), vec![b'a'; 0x8041]]);
    assert_eq!(decode(&packet, Version::V3_1_1), Err(DecodeErrorKind::Utf8));
}

/// Lengths of 0x80 and more are no text, but what they are the lengths of is.
#[test]
fn long_strings_are_text_beside_their_lengths() {
    let (name, value) = (vec![b'n'; 0xc3], "\u{e9}".repeat(0x41));
    let packet = publish_with(&[(name.clone(), value.clone().into_bytes()), (b"k".to_vec(), b"v".to_vec())]);
    let Ok(Packet::Publish(publish)) = decode(&packet, Version::V5) else { panic!("a PUBLISH") };
    let found: Vec<_> =
        publish.properties.user_properties().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(found, [(std::str::from_utf8(&name).unwrap(), &value[..]), ("k", "v")]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn topic_names(bytes in bytes()) {
        let expected = text(&bytes).filter(|text| !text.is_empty() && !text.contains(['+', '#']));
        prop_assert_eq!(std::str::from_utf8(&bytes).ok().and_then(|text| TopicName::try_from(text).ok()).map(|name| name.as_str()), expected);
        let packet = publish(&bytes);
        let found = match decode(&packet, Version::V3_1_1) {
            Ok(Packet::Publish(publish)) => Some(publish),
            _ => None,
        };
        prop_assert_eq!(found.map(|publish| publish.topic.as_str()), expected);
        prop_assert!(found.is_none_or(|publish| publish.payload == b"payload"));
    }

    #[test]
    fn client_identifiers_and_user_names(client_id in bytes(), user_name in bytes()) {
        let expected = text(&client_id).zip(text(&user_name));
        let packet = connect(&client_id, &user_name);
        let found = match decode(&packet, Version::V3_1_1) {
            Ok(Packet::Connect(connect)) => Some((connect.client_id.as_str(), connect.user_name.unwrap().as_str())),
            _ => None,
        };
        prop_assert_eq!(found, expected);
        if let Ok(text) = std::str::from_utf8(&client_id) {
            prop_assert_eq!(ClientId::try_from(text).is_ok(), !text.contains('\0'));
            prop_assert_eq!(Utf8Str::try_from(text).is_ok(), !text.contains('\0'));
        }
    }

    #[test]
    fn user_properties(pairs in vec((bytes(), bytes()), 1..4)) {
        let expected: Option<Vec<_>> =
            pairs.iter().map(|(name, value)| text(name).zip(text(value))).collect();
        let packet = publish_with(&pairs);
        let found: Option<Vec<_>> = match decode(&packet, Version::V5) {
            Ok(Packet::Publish(publish)) => Some(
                publish
                    .properties
                    .user_properties()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect(),
            ),
            _ => None,
        };
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn topic_filters(list in vec(bytes(), 1..4)) {
        let valid = |text: &&str| TopicFilter::try_from(*text).is_ok();
        let expected = texts(&list).filter(|texts| texts.iter().all(valid));
        let packet = subscribe(&list);
        let found: Option<Vec<_>> = match decode(&packet, Version::V3_1_1) {
            Ok(Packet::Subscribe(subscribe)) => {
                Some(subscribe.filters.iter().map(|(filter, _)| filter.as_str()).collect())
            }
            _ => None,
        };
        prop_assert_eq!(&found, &expected);

        let packet = unsubscribe(&list);
        let found: Option<Vec<_>> = match decode(&packet, Version::V3_1_1) {
            Ok(Packet::Unsubscribe(unsubscribe)) => {
                Some(unsubscribe.filters.iter().map(|filter| filter.as_str()).collect())
            }
            _ => None,
        };
        prop_assert_eq!(&found, &expected);
    }
}
