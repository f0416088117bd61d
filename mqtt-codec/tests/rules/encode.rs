//! What decoding refuses, encoding refuses to write; what is written decodes to the same packet.

use mqtt_codec::DecodeErrorKind as Kind;
use mqtt_codec::packet::{
    Auth, ConnAck, Connect, Disconnect, FiltersBuf, Packet, PubAck, PubComp, PubRec, PubRel, Publish,
    RetainHandling, SubAck, Subscribe, SubscriptionOptions, TopicFiltersBuf, UnsubAck, Unsubscribe, Will,
};
use mqtt_codec::property::{
    MaximumQos, PayloadFormat, Properties, PropertiesBuf, Property, PropertyId, SubscriptionId, TopicAlias,
};
use mqtt_codec::reason::{
    AuthenticateReasonCode, ConnectReasonCode, DisconnectReasonCode, PubAckReasonCode, PubRelReasonCode,
    ReasonCode, ReasonCodes, ReasonCodesBuf, SubscribeReasonCode, UnsubscribeReasonCode,
};
use mqtt_codec::topic::{TopicFilter, TopicName};
use mqtt_codec::{BinaryData, ClientId, EncodeError, Limits, PacketId, Qos, Version, Version::*};

use crate::{VERSIONS, decode, encode, rules};

const ID: PacketId = PacketId::new(10).unwrap();

/// Encodes, and makes sure that an error leaves nothing behind.
fn refusal(packet: Packet<'_>, version: Version) -> EncodeError {
    let mut bytes = Vec::new();
    let error = packet.encode(&mut bytes, version).expect_err(&packet.to_string());
    assert!(bytes.is_empty(), "{packet}: {bytes:02x?}");
    error
}

#[track_caller]
fn assert_refused_as(kind: Kind, packet: Packet<'_>, version: Version) {
    match refusal(packet, version) {
        EncodeError::Invalid { kind: found, .. } => assert_eq!(found, kind, "{version} {packet}"),
        error => panic!("{version} {packet}: {error}"),
    }
}

#[track_caller]
fn assert_unknown_to(version: Version, packet: Packet<'_>) {
    assert!(matches!(refusal(packet, version), EncodeError::Version { .. }), "{version} {packet}");
}

#[track_caller]
fn assert_round_trip(packet: Packet<'_>, version: Version) {
    let bytes = encode(&packet, version);
    assert_eq!(packet.encoded_len(version), bytes.len(), "{version} {packet}");
    assert_eq!(decode(&bytes, version), Ok(packet), "{version} {packet}");
}

fn properties(all: &[Property<'_>]) -> PropertiesBuf {
    let mut buf = PropertiesBuf::new();
    all.iter().for_each(|property| buf.push(*property).unwrap());
    buf
}

fn topic(text: &str) -> TopicName<'_> {
    text.try_into().unwrap()
}

fn filter(text: &str) -> TopicFilter<'_> {
    text.try_into().unwrap()
}

fn client(text: &str) -> ClientId<'_> {
    text.try_into().unwrap()
}

fn binary(bytes: &[u8]) -> BinaryData<'_> {
    bytes.try_into().unwrap()
}

/// Every packet type with the same properties, the will too; AUTH has a method of its own if `all` has none.
fn everywhere<'a>(all: Properties<'a>) -> Vec<(&'static str, Packet<'a>)> {
    let connect = Connect::new(V5, ClientId::try_from("c").unwrap());
    let will = Will::new(TopicName::try_from("w").unwrap(), BinaryData::EMPTY);
    let will = Will { properties: all, ..will };
    let filters = Box::leak(Box::new(FiltersBuf::new()));
    filters.push(filter("a"), SubscriptionOptions::default()).unwrap();
    let topic_filters = Box::leak(Box::new(TopicFiltersBuf::new()));
    topic_filters.push(filter("a"));
    let granted = Box::leak(Box::new(ReasonCodesBuf::from_iter([SubscribeReasonCode::GrantedQos0])));
    let deleted = Box::leak(Box::new(ReasonCodesBuf::from_iter([UnsubscribeReasonCode::Success])));
    let (pub_ack, pub_rel) = (PubAckReasonCode::Success, PubRelReasonCode::Success);
    vec![
        ("will", Packet::Connect(Connect { will: Some(will), ..connect })),
        ("CONNECT", Packet::Connect(Connect { properties: all, ..connect })),
        (
            "CONNACK",
            Packet::ConnAck(ConnAck {
                session_present: false,
                reason_code: ConnectReasonCode::Success,
                properties: all,
            }),
        ),
        ("PUBLISH", Packet::Publish(Publish { properties: all, ..Publish::new(topic("a"), b"x") })),
        ("PUBACK", Packet::PubAck(PubAck { packet_id: ID, reason_code: pub_ack, properties: all })),
        ("PUBREC", Packet::PubRec(PubRec { packet_id: ID, reason_code: pub_ack, properties: all })),
        ("PUBREL", Packet::PubRel(PubRel { packet_id: ID, reason_code: pub_rel, properties: all })),
        ("PUBCOMP", Packet::PubComp(PubComp { packet_id: ID, reason_code: pub_rel, properties: all })),
        (
            "SUBSCRIBE",
            Packet::Subscribe(Subscribe { packet_id: ID, properties: all, filters: filters.as_filters() }),
        ),
        (
            "SUBACK",
            Packet::SubAck(SubAck {
                packet_id: ID,
                properties: all,
                reason_codes: granted.as_reason_codes(),
            }),
        ),
        (
            "UNSUBSCRIBE",
            Packet::Unsubscribe(Unsubscribe {
                packet_id: ID,
                properties: all,
                filters: topic_filters.as_filters(),
            }),
        ),
        (
            "UNSUBACK",
            Packet::UnsubAck(UnsubAck {
                packet_id: ID,
                properties: all,
                reason_codes: deleted.as_reason_codes(),
            }),
        ),
        (
            "DISCONNECT",
            Packet::Disconnect(Disconnect {
                reason_code: DisconnectReasonCode::NormalDisconnection,
                properties: all,
            }),
        ),
        (
            "AUTH",
            Packet::Auth(Auth {
                reason_code: AuthenticateReasonCode::ContinueAuthentication,
                properties: all,
            }),
        ),
    ]
}

#[test]
fn a_property_is_encoded_exactly_where_it_decodes() {
    #[rustfmt::skip]
    let table_2_4: &[(Property<'_>, &[u8], &str)] = &[
        (Property::PayloadFormatIndicator(PayloadFormat::Utf8), b"\x01\x01", "PUBLISH will"),
        (Property::MessageExpiryInterval(60), b"\x02\0\0\0\x3c", "PUBLISH will"),
        (Property::ContentType("t".try_into().unwrap()), b"\x03\0\x01t", "PUBLISH will"),
        (Property::ResponseTopic(topic("r")), b"\x08\0\x01r", "PUBLISH will"),
        (Property::CorrelationData(binary(b"d")), b"\x09\0\x01d", "PUBLISH will"),
        (Property::SubscriptionIdentifier(SubscriptionId::new(128).unwrap()), b"\x0b\x80\x01", "PUBLISH SUBSCRIBE"),
        (Property::SessionExpiryInterval(u32::MAX), b"\x11\xff\xff\xff\xff", "CONNECT CONNACK DISCONNECT"),
        (Property::AssignedClientIdentifier(client("c")), b"\x12\0\x01c", "CONNACK"),
        (Property::ServerKeepAlive(258), b"\x13\x01\x02", "CONNACK"),
        (Property::AuthenticationMethod("m".try_into().unwrap()), b"\x15\0\x01m", "CONNECT CONNACK AUTH"),
        (Property::AuthenticationData(binary(b"d")), b"\x16\0\x01d", "CONNECT CONNACK AUTH"),
        (Property::RequestProblemInformation(false), b"\x17\0", "CONNECT"),
        (Property::WillDelayInterval(60), b"\x18\0\0\0\x3c", "will"),
        (Property::RequestResponseInformation(true), b"\x19\x01", "CONNECT"),
        (Property::ResponseInformation("i".try_into().unwrap()), b"\x1a\0\x01i", "CONNACK"),
        (Property::ServerReference("h".try_into().unwrap()), b"\x1c\0\x01h", "CONNACK DISCONNECT"),
        (Property::ReasonString("s".try_into().unwrap()), b"\x1f\0\x01s",
            "CONNACK PUBACK PUBREC PUBREL PUBCOMP SUBACK UNSUBACK DISCONNECT AUTH"),
        (Property::ReceiveMaximum(258.try_into().unwrap()), b"\x21\x01\x02", "CONNECT CONNACK"),
        (Property::TopicAliasMaximum(258), b"\x22\x01\x02", "CONNECT CONNACK"),
        (Property::TopicAlias(TopicAlias::new(258).unwrap()), b"\x23\x01\x02", "PUBLISH"),
        (Property::MaximumQos(MaximumQos::AtLeastOnce), b"\x24\x01", "CONNACK"),
        (Property::RetainAvailable(false), b"\x25\0", "CONNACK"),
        (Property::UserProperty(("k".try_into().unwrap(), "v".try_into().unwrap())), b"\x26\0\x01k\0\x01v",
            "will CONNECT CONNACK PUBLISH PUBACK PUBREC PUBREL PUBCOMP SUBSCRIBE SUBACK UNSUBSCRIBE UNSUBACK DISCONNECT AUTH"),
        (Property::MaximumPacketSize(258.try_into().unwrap()), b"\x27\0\0\x01\x02", "CONNECT CONNACK"),
        (Property::WildcardSubscriptionAvailable(false), b"\x28\0", "CONNACK"),
        (Property::SubscriptionIdentifierAvailable(true), b"\x29\x01", "CONNACK"),
        (Property::SharedSubscriptionAvailable(false), b"\x2a\0", "CONNACK"),
    ];
    assert_eq!(table_2_4.len(), PropertyId::ALL.len());
    for (property, bytes, places) in table_2_4 {
        let method = Property::AuthenticationMethod("m".try_into().unwrap());
        let with_method = match property {
            Property::AuthenticationMethod(_) => properties(&[*property]),
            _ => properties(&[method, *property]),
        };
        let alone = match property {
            Property::AuthenticationData(_) => with_method.clone(),
            _ => properties(&[*property]),
        };
        assert!(alone.as_properties().iter().any(|read| read == *property), "{property:?}");
        for (name, packet) in everywhere(alone.as_properties()) {
            let packet = match packet {
                Packet::Auth(auth) => Packet::Auth(Auth { properties: with_method.as_properties(), ..auth }),
                other => other,
            };
            if places.split(' ').any(|place| place == name) {
                assert_round_trip(packet, V5);
                let encoded = encode(&packet, V5);
                assert!(encoded.windows(bytes.len()).any(|window| window == *bytes), "{name}: {property:?}");
            } else {
                assert_refused_as(Kind::Property, packet, V5);
            }
        }
    }
}

#[test]
fn no_property_is_encoded_before_version_5() {
    let user = properties(&[Property::UserProperty(("k".try_into().unwrap(), "v".try_into().unwrap()))]);
    for version in [V3_1, V3_1_1] {
        for (_, packet) in everywhere(user.as_properties()) {
            let packet = match packet {
                Packet::Connect(connect) => Packet::Connect(Connect { version, ..connect }),
                other => other,
            };
            assert_unknown_to(version, packet);
        }
    }
}

#[test]
fn properties_don_t_repeat() {
    let mut buf = PropertiesBuf::new();
    buf.push(Property::MessageExpiryInterval(1)).unwrap();
    assert!(buf.push(Property::MessageExpiryInterval(1)).is_err());
    assert!(buf.push(Property::ResponseTopic(TopicName::EMPTY)).is_err());
    assert_eq!(buf, properties(&[Property::MessageExpiryInterval(1)]), "what is refused is not added");

    let [one, two] = [1, 2].map(|id| Property::SubscriptionIdentifier(SubscriptionId::new(id).unwrap()));
    let both = properties(&[one, two]);
    for (name, packet) in everywhere(both.as_properties()) {
        match name {
            "PUBLISH" => assert_round_trip(packet, V5),
            "SUBSCRIBE" => assert_refused_as(Kind::DuplicateProperty, packet, V5),
            _ => assert_refused_as(Kind::Property, packet, V5),
        }
    }
}

#[test]
fn values_out_of_range_can_t_be_built() {
    assert_eq!(PacketId::new(0), None);
    assert_eq!(SubscriptionId::new(0), None);
    assert_eq!(SubscriptionId::new(268_435_456), None);
    assert!(SubscriptionId::new(268_435_455).is_some());
    assert!(Qos::try_from(3).is_err());
    assert!(BinaryData::try_from(&[0; 65_536][..]).is_err());
    assert!(ClientId::try_from("\0").is_err());
    assert!(["", "a/#", "+", "\0"].iter().all(|text| TopicName::try_from(*text).is_err()));
    assert!(["", "a#", "a+/b", "#/a", "\0"].iter().all(|text| TopicFilter::try_from(*text).is_err()));
    assert!(PubAckReasonCode::try_from(0x92).is_err() && PubRelReasonCode::try_from(0x10).is_err());
    assert!(ConnectReasonCode::try_from(0x8e).is_err() && DisconnectReasonCode::try_from(0x8a).is_err());
}

#[test]
fn a_connect_is_encoded_as_its_version_allows() {
    let plain = Connect::new(V5, client("c"));
    for version in VERSIONS {
        let connect = Connect { version, ..plain };
        assert_round_trip(Packet::Connect(connect), version);
        for other in VERSIONS.into_iter().filter(|other| *other != version) {
            let refused = connect.encode(&mut Vec::new(), other);
            assert!(matches!(refused, Err(EncodeError::Version { .. })), "{version} as {other}: {refused:?}");
        }
        let no_topic = Will::new(TopicName::EMPTY, BinaryData::EMPTY);
        assert_refused_as(
            Kind::TopicName,
            Packet::Connect(Connect { will: Some(no_topic), ..connect }),
            version,
        );

        let password = Packet::Connect(Connect { password: Some(binary(b"p")), ..connect });
        match version {
            V5 => assert_round_trip(password, V5),
            _ => assert_refused_as(Kind::PasswordWithoutUserName, password, version),
        }
        let nameless = Connect { client_id: client(""), ..connect };
        let kept = Packet::Connect(Connect { clean_start: false, ..nameless });
        match version {
            V5 => assert_round_trip(kept, V5),
            _ => assert_refused_as(Kind::ClientId, kept, version),
        }
        match version {
            V3_1 => assert_refused_as(Kind::ClientId, Packet::Connect(nameless), V3_1),
            _ => assert_round_trip(Packet::Connect(nameless), version),
        }
        let long = Packet::Connect(Connect { client_id: client("abcdefghijklmnopqrstuvwx"), ..connect });
        match version {
            V3_1 => assert_refused_as(Kind::ClientId, long, V3_1),
            _ => assert_round_trip(long, version),
        }
    }
}

#[test]
fn authentication_needs_a_method() {
    let data = properties(&[Property::AuthenticationData(binary(b"d"))]);
    for (name, packet) in everywhere(data.as_properties()) {
        match name {
            "CONNACK" => assert_round_trip(packet, V5),
            "CONNECT" | "AUTH" => assert_refused_as(Kind::MissingAuthenticationMethod, packet, V5),
            _ => assert_refused_as(Kind::Property, packet, V5),
        }
    }
    for reason_code in
        [AuthenticateReasonCode::ContinueAuthentication, AuthenticateReasonCode::ReAuthenticate]
    {
        let auth = Packet::Auth(Auth { reason_code, properties: Properties::EMPTY });
        assert_refused_as(Kind::MissingAuthenticationMethod, auth, V5);
    }
    let success = Auth { reason_code: AuthenticateReasonCode::Success, properties: Properties::EMPTY };
    assert_eq!(encode(&Packet::Auth(success), V5), b"\xf0\0");
    for version in [V3_1, V3_1_1] {
        assert_unknown_to(version, Packet::Auth(success));
    }
}

#[test]
fn a_connack_is_encoded_as_its_version_allows() {
    for code in (0..=0xff).filter_map(|code| ConnectReasonCode::try_from(code).ok()) {
        for version in VERSIONS {
            for session_present in [false, true] {
                let connack = ConnAck { session_present, reason_code: code, properties: Properties::EMPTY };
                let packet = Packet::ConnAck(connack);
                let has_code = version == V5 || [0, 0x84, 0x85, 0x86, 0x87, 0x88].contains(&code.into());
                match (session_present, code) {
                    _ if !has_code => assert_unknown_to(version, packet),
                    (true, _) if version == V3_1 => assert_unknown_to(version, packet),
                    (true, code) if code != ConnectReasonCode::Success => {
                        assert_refused_as(Kind::SessionPresent, packet, version);
                    }
                    _ => assert_round_trip(packet, version),
                }
            }
        }
    }
}

#[test]
fn an_empty_topic_needs_an_alias() {
    let nowhere = Publish::new(TopicName::EMPTY, b"x");
    for version in VERSIONS {
        assert_refused_as(Kind::MissingTopic, Packet::Publish(nowhere), version);
    }
    let expiry = properties(&[Property::MessageExpiryInterval(1)]);
    let packet = Packet::Publish(Publish { properties: expiry.as_properties(), ..nowhere });
    assert_refused_as(Kind::MissingTopic, packet, V5);
    let alias = properties(&[Property::TopicAlias(TopicAlias::new(1).unwrap())]);
    assert_round_trip(Packet::Publish(Publish { properties: alias.as_properties(), ..nowhere }), V5);
}

#[test]
fn reason_codes_are_encoded_since_version_5() {
    let none = Properties::EMPTY;
    let (pub_ack, pub_rel) = (PubAckReasonCode::NotAuthorized, PubRelReasonCode::PacketIdentifierNotFound);
    let leaving = DisconnectReasonCode::DisconnectWithWillMessage;
    let packets = [
        Packet::PubAck(PubAck { packet_id: ID, reason_code: pub_ack, properties: none }),
        Packet::PubRec(PubRec { packet_id: ID, reason_code: pub_ack, properties: none }),
        Packet::PubRel(PubRel { packet_id: ID, reason_code: pub_rel, properties: none }),
        Packet::PubComp(PubComp { packet_id: ID, reason_code: pub_rel, properties: none }),
        Packet::Disconnect(Disconnect { reason_code: leaving, properties: none }),
    ];
    for packet in packets {
        assert_round_trip(packet, V5);
        assert_unknown_to(V3_1, packet);
        assert_unknown_to(V3_1_1, packet);
    }
}

#[test]
fn subscriptions_are_encoded_as_their_version_allows() {
    let options = SubscriptionOptions::default();
    let subscribe = |filters: &FiltersBuf, version: Version| {
        let packet =
            Subscribe { packet_id: ID, properties: Properties::EMPTY, filters: filters.as_filters() };
        let mut bytes = Vec::new();
        let encoded = Packet::Subscribe(packet).encode(&mut bytes, version);
        match encoded {
            Ok(()) => assert_eq!(decode(&bytes, version), Ok(Packet::Subscribe(packet))),
            Err(_) => assert!(bytes.is_empty()),
        }
        encoded
    };
    let invalid = |result: Result<(), EncodeError>| match result {
        Err(EncodeError::Invalid { kind, .. }) => Some(kind),
        _ => None,
    };
    for version in VERSIONS {
        assert_eq!(invalid(subscribe(&FiltersBuf::new(), version)), Some(Kind::EmptyList));
    }
    for options in [
        SubscriptionOptions { no_local: true, ..options },
        SubscriptionOptions { retain_as_published: true, ..options },
        SubscriptionOptions { retain_handling: RetainHandling::DoNotSend, ..options },
    ] {
        let mut filters = FiltersBuf::new();
        filters.push(filter("a"), options).unwrap();
        assert_eq!(subscribe(&filters, V5), Ok(()));
        for version in [V3_1, V3_1_1] {
            assert!(matches!(subscribe(&filters, version), Err(EncodeError::Version { .. })));
        }
    }
    for malformed in ["$share/g", "$share//a", "$share/+/a", "$share/g/"] {
        let mut filters = FiltersBuf::new();
        filters.push(filter(malformed), options).unwrap();
        assert_eq!(subscribe(&filters, V3_1_1), Ok(()));
        assert_eq!(invalid(subscribe(&filters, V5)), Some(Kind::SharedSubscription), "{malformed}");
    }
}

/// \[MQTT-3.8.3-4\], whichever of the two the builder or the encoder notices.
#[test]
fn no_local_and_a_shared_subscription_are_never_encoded() {
    let no_local = SubscriptionOptions { no_local: true, ..SubscriptionOptions::default() };
    let mut filters = FiltersBuf::new();
    let pushed = filters.push(filter("$share/g/a"), no_local);
    let packet = Subscribe { packet_id: ID, properties: Properties::EMPTY, filters: filters.as_filters() };
    assert!(pushed.is_err() || packet.encode(&mut Vec::new(), V5).is_err());

    let mut apart = FiltersBuf::new();
    apart.push(filter("a"), no_local).unwrap();
    apart.push(filter("$share/g/a"), SubscriptionOptions::default()).unwrap();
    let packet = Subscribe { packet_id: ID, properties: Properties::EMPTY, filters: apart.as_filters() };
    assert_round_trip(Packet::Subscribe(packet), V5);
}

#[test]
fn unsubscribing_is_encoded_as_its_version_allows() {
    for text in ["$share/g", "$share//a"] {
        let mut filters = TopicFiltersBuf::new();
        filters.push(filter(text));
        let packet =
            Unsubscribe { packet_id: ID, properties: Properties::EMPTY, filters: filters.as_filters() };
        assert_refused_as(Kind::SharedSubscription, Packet::Unsubscribe(packet), V5);
        assert_round_trip(Packet::Unsubscribe(packet), V3_1_1);
    }
    let none = TopicFiltersBuf::new();
    let packet = Unsubscribe { packet_id: ID, properties: Properties::EMPTY, filters: none.as_filters() };
    for version in VERSIONS {
        assert_refused_as(Kind::EmptyList, Packet::Unsubscribe(packet), version);
    }
}

#[test]
fn lists_of_reason_codes_are_encoded_as_their_version_allows() {
    let suback = |codes: &ReasonCodesBuf<SubscribeReasonCode>, check: &dyn Fn(Packet<'_>)| {
        let reason_codes = codes.as_reason_codes();
        check(Packet::SubAck(SubAck { packet_id: ID, properties: Properties::EMPTY, reason_codes }));
    };
    for code in (0..=0xff).filter_map(|code| SubscribeReasonCode::try_from(code).ok()) {
        let codes = ReasonCodesBuf::from_iter([code]);
        suback(&codes, &|packet| assert_round_trip(packet, V5));
        suback(&codes, &|packet| match code {
            _ if !code.is_error() => assert_round_trip(packet, V3_1),
            _ => assert_unknown_to(V3_1, packet),
        });
        suback(&codes, &|packet| match code {
            _ if !code.is_error() || code == SubscribeReasonCode::UnspecifiedError => {
                assert_round_trip(packet, V3_1_1);
            }
            _ => assert_unknown_to(V3_1_1, packet),
        });
    }
    for version in VERSIONS {
        suback(&ReasonCodesBuf::new(), &|packet| assert_refused_as(Kind::EmptyList, packet, version));
    }
    let none = UnsubAck { packet_id: ID, properties: Properties::EMPTY, reason_codes: ReasonCodes::EMPTY };
    assert_refused_as(Kind::EmptyList, Packet::UnsubAck(none), V5);
    let one = ReasonCodesBuf::from_iter([UnsubscribeReasonCode::Success]);
    let one = Packet::UnsubAck(UnsubAck { reason_codes: one.as_reason_codes(), ..none });
    assert_round_trip(one, V5);
    for version in [V3_1, V3_1_1] {
        assert_round_trip(Packet::UnsubAck(none), version);
        assert_unknown_to(version, one);
    }
}

/// A23 for every packet of the table in every version, its own or not.
#[test]
fn what_encodes_decodes() {
    let mut crossed = 0;
    for rule in rules().filter(|rule| !rule.is_refused()) {
        for from in rule.versions() {
            let packet = rule.packet(from);
            for to in VERSIONS {
                let mut bytes = Vec::new();
                match packet.encode(&mut bytes, to) {
                    Ok(()) => {
                        assert_eq!(decode(&bytes, to), Ok(packet), "{from} to {to}, {}", rule.says);
                        assert_eq!(packet.encoded_len(to), bytes.len(), "{from} to {to}, {}", rule.says);
                        crossed += usize::from(from != to);
                    }
                    Err(_) => assert!(from != to && bytes.is_empty(), "{from} to {to}, {}", rule.says),
                }
            }
        }
    }
    assert!(crossed > 0, "no packet of one version was encoded in another");
}

/// The limits of table 1-1.
#[test]
fn a_remaining_length_is_written_in_the_fewest_bytes() {
    let payload = vec![0; 2_097_152];
    for (remaining, length) in [
        (127, &b"\x7f"[..]),
        (128, b"\x80\x01"),
        (16_383, b"\xff\x7f"),
        (16_384, b"\x80\x80\x01"),
        (2_097_151, b"\xff\xff\x7f"),
        (2_097_152, b"\x80\x80\x80\x01"),
    ] {
        let packet = Packet::Publish(Publish::new(topic("a"), &payload[..remaining - 3]));
        let bytes = encode(&packet, V3_1_1);
        assert_eq!(bytes[1..=length.len()], *length);
        assert_eq!((bytes.len(), packet.encoded_len(V3_1_1)), (1 + length.len() + remaining, bytes.len()));
        let mut limits = Limits::default();
        limits.max_packet_size = bytes.len();
        assert_eq!(Packet::decode(&bytes, V3_1_1, &limits), Ok(packet));
    }
}

#[test]
fn a_property_length_is_written_in_the_fewest_bytes() {
    for (len, length) in
        [(127, &b"\x7f"[..]), (128, b"\x80\x01"), (16_383, b"\xff\x7f"), (16_384, b"\x80\x80\x01")]
    {
        let value = "v".repeat(len - 5);
        let user =
            properties(&[Property::UserProperty(("".try_into().unwrap(), value[..].try_into().unwrap()))]);
        let packet =
            Packet::Publish(Publish { properties: user.as_properties(), ..Publish::new(topic("a"), b"x") });
        let bytes = encode(&packet, V5);
        let at = bytes.len() - 1 - len - length.len();
        assert_eq!(bytes[at..at + length.len()], *length);
        assert_round_trip(packet, V5);
    }
}

#[test]
fn more_than_the_remaining_length_can_say_is_not_encoded() {
    let payload = vec![0; 268_435_456];
    let topic = topic("a");
    let largest = Publish::new(topic, &payload[..268_435_455 - 3]);
    let mut head = Vec::new();
    largest.encode_head(&mut head, V3_1_1).unwrap();
    assert_eq!(head, b"\x30\xff\xff\xff\x7f\0\x01a");
    for payload in [&payload[..268_435_455 - 2], &payload] {
        let larger = Publish::new(topic, payload);
        assert_eq!(larger.encode_head(&mut head, V3_1_1), Err(EncodeError::TooLarge));
        assert_eq!(refusal(Packet::Publish(larger), V5), EncodeError::TooLarge);
    }
}
