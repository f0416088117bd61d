//! What packets mean: known bytes and the values built by hand that they stand for, in both directions.

use mqtt_codec::packet::{
    Auth, ConnAck, Connect, Delivery, Disconnect, FiltersBuf, Packet, PubAck, PubComp, PubRec, PubRel,
    Publish, RetainHandling, SubAck, Subscribe, SubscriptionOptions, TopicFiltersBuf, UnsubAck, Unsubscribe,
    Will,
};
use mqtt_codec::property::{Properties, PropertiesBuf, Property};
use mqtt_codec::reason::{
    AuthenticateReasonCode, ConnectReasonCode, DisconnectReasonCode, PubAckReasonCode, PubRelReasonCode,
    ReasonCodes, ReasonCodesBuf, SubscribeReasonCode, UnsubscribeReasonCode,
};
use mqtt_codec::topic::{TopicFilter, TopicName};
use mqtt_codec::{BinaryData, ClientId, PacketId, Qos, Version, Version::*};

use crate::{VERSIONS, decode, encode};

const ID: PacketId = PacketId::new(0x0102).unwrap();

/// `bytes` and `packet` are one and the same in `version`.
#[track_caller]
fn assert_means(bytes: &[u8], version: Version, packet: Packet<'_>) {
    assert_eq!(decode(bytes, version), Ok(packet), "{version}");
    assert_eq!(encode(&packet, version), bytes, "{version} {packet}");
}

fn properties(all: &[Property<'_>]) -> PropertiesBuf {
    let mut buf = PropertiesBuf::new();
    all.iter().for_each(|property| buf.push(*property).unwrap());
    buf
}

fn reason(text: &str) -> PropertiesBuf {
    properties(&[Property::ReasonString(text.try_into().unwrap())])
}

fn topic(text: &str) -> TopicName<'_> {
    text.try_into().unwrap()
}

fn client(text: &str) -> ClientId<'_> {
    text.try_into().unwrap()
}

fn binary(bytes: &[u8]) -> BinaryData<'_> {
    bytes.try_into().unwrap()
}

/// Figure 3-6, with a payload as section 3.1.3 orders it.
#[test]
fn connect() {
    let session_expiry = properties(&[Property::SessionExpiryInterval(10)]);
    let will_delay = properties(&[Property::WillDelayInterval(5)]);
    let will = Will {
        qos: Qos::AtLeastOnce,
        retain: false,
        properties: will_delay.as_properties(),
        topic: topic("w/t"),
        payload: binary(b"gone"),
    };
    let connect = Connect {
        version: V5,
        clean_start: true,
        keep_alive: 10,
        properties: session_expiry.as_properties(),
        client_id: client("id"),
        will: Some(will),
        user_name: Some("user".try_into().unwrap()),
        password: Some(binary(b"secret")),
    };
    let bytes =
        b"\x10\x33\0\x04MQTT\x05\xce\0\x0a\x05\x11\0\0\0\x0a\0\x02id\x05\x18\0\0\0\x05\0\x03w/t\0\x04gone\
                  \0\x04user\0\x06secret";
    assert_means(bytes, V5, Packet::Connect(connect));

    let plain = Will { properties: Properties::EMPTY, ..will };
    let connect = Connect { version: V3_1_1, properties: Properties::EMPTY, will: Some(plain), ..connect };
    let bytes = b"\x10\x27\0\x04MQTT\x04\xce\0\x0a\0\x02id\0\x03w/t\0\x04gone\0\x04user\0\x06secret";
    assert_means(bytes, V3_1_1, Packet::Connect(connect));

    let connect = Connect { version: V3_1, ..connect };
    let bytes = b"\x10\x29\0\x06MQIsdp\x03\xce\0\x0a\0\x02id\0\x03w/t\0\x04gone\0\x04user\0\x06secret";
    assert_means(bytes, V3_1, Packet::Connect(connect));
}

/// Section 3.1.2.3, flag by flag.
#[test]
fn connect_flags() {
    let plain = Connect { clean_start: false, keep_alive: 0x0102, ..Connect::new(V5, client("c")) };
    let will = Will::new(topic("w"), binary(b"m"));
    let flags = |flags: u8, payload: &[u8]| {
        let body = [&b"\0\x04MQTT\x05"[..], &[flags], b"\x01\x02\0\0\x01c", payload].concat();
        [&[0x10, u8::try_from(body.len()).unwrap()], &body[..]].concat()
    };
    assert_means(&flags(0, b""), V5, Packet::Connect(plain));
    assert_means(&flags(0x02, b""), V5, Packet::Connect(Connect { clean_start: true, ..plain }));
    for (bits, will) in [
        (0x04, will),
        (0x0c, Will { qos: Qos::AtLeastOnce, ..will }),
        (0x14, Will { qos: Qos::ExactlyOnce, ..will }),
        (0x24, Will { retain: true, ..will }),
    ] {
        let connect = Connect { will: Some(will), ..plain };
        assert_means(&flags(bits, b"\0\0\x01w\0\x01m"), V5, Packet::Connect(connect));
    }
    let user_name = Some("u".try_into().unwrap());
    let password = Some(binary(b"p"));
    assert_means(&flags(0x80, b"\0\x01u"), V5, Packet::Connect(Connect { user_name, ..plain }));
    assert_means(&flags(0x40, b"\0\x01p"), V5, Packet::Connect(Connect { password, ..plain }));
    let both = Connect { user_name, password, ..plain };
    assert_means(&flags(0xc0, b"\0\x01u\0\x01p"), V5, Packet::Connect(both));
}

/// 3.1, section on CONNECT: what the flags announce and the packet has not.
#[test]
fn what_version_3_1_disregards() {
    let connect = Connect::new(V3_1, client("c"));
    let user = Some("u".try_into().unwrap());
    for (bytes, connect) in [
        (&b"\x10\x0f\0\x06MQIsdp\x03\x82\0\0\0\x01c"[..], connect),
        (b"\x10\x0f\0\x06MQIsdp\x03\xc2\0\0\0\x01c", connect),
        (b"\x10\x12\0\x06MQIsdp\x03\xc2\0\0\0\x01c\0\x01u", Connect { user_name: user, ..connect }),
        (b"\x10\x0f\0\x06MQIsdp\x03\x3a\0\0\0\x01c", connect),
    ] {
        assert_eq!(decode(bytes, V3_1), Ok(Packet::Connect(connect)));
    }
}

#[test]
fn connack() {
    let accepted = ConnAck {
        session_present: true,
        reason_code: ConnectReasonCode::Success,
        properties: Properties::EMPTY,
    };
    assert_means(b"\x20\x02\x01\0", V3_1_1, Packet::ConnAck(accepted));
    let keep_alive = properties(&[Property::ServerKeepAlive(60)]);
    let accepted = ConnAck { properties: keep_alive.as_properties(), ..accepted };
    assert_means(b"\x20\x06\x01\0\x03\x13\0\x3c", V5, Packet::ConnAck(accepted));
}

/// 3.1.1 table 3.1 and what version 5 calls the same.
#[test]
fn return_codes() {
    for (byte, code) in [
        (0, ConnectReasonCode::Success),
        (1, ConnectReasonCode::UnsupportedProtocolVersion),
        (2, ConnectReasonCode::ClientIdentifierNotValid),
        (3, ConnectReasonCode::ServerUnavailable),
        (4, ConnectReasonCode::BadUserNameOrPassword),
        (5, ConnectReasonCode::NotAuthorized),
    ] {
        let connack = ConnAck { session_present: false, reason_code: code, properties: Properties::EMPTY };
        for version in [V3_1, V3_1_1] {
            assert_means(&[0x20, 2, 0, byte], version, Packet::ConnAck(connack));
        }
    }
}

/// Section 3.3.1, flag by flag, and figure 3-9.
#[test]
fn publish() {
    let plain = Publish::new(topic("a/b"), b"x");
    assert_means(b"\x30\x07\0\x03a/b\0x", V5, Packet::Publish(plain));
    assert_means(b"\x30\x06\0\x03a/bx", V3_1, Packet::Publish(plain));
    assert_means(b"\x31\x06\0\x03a/bx", V3_1_1, Packet::Publish(Publish { retain: true, ..plain }));
    for (first, delivery) in [
        (0x32, Delivery::AtLeastOnce { packet_id: ID, dup: false }),
        (0x3a, Delivery::AtLeastOnce { packet_id: ID, dup: true }),
        (0x34, Delivery::ExactlyOnce { packet_id: ID, dup: false }),
        (0x3c, Delivery::ExactlyOnce { packet_id: ID, dup: true }),
    ] {
        let publish = Publish { delivery, ..plain };
        assert_means(&[&[first], &b"\x08\0\x03a/b\x01\x02x"[..]].concat(), V3_1_1, Packet::Publish(publish));
        assert_means(&[&[first], &b"\x09\0\x03a/b\x01\x02\0x"[..]].concat(), V5, Packet::Publish(publish));
        assert_eq!((publish.packet_id(), publish.dup()), (Some(ID), first & 8 != 0));
    }
}

#[test]
fn acknowledgements() {
    let why = reason("r");
    let (none, why) = (Properties::EMPTY, why.as_properties());
    let (ack, rel) = (PubAckReasonCode::Success, PubRelReasonCode::Success);
    for version in VERSIONS {
        let packet = Packet::PubAck(PubAck { packet_id: ID, reason_code: ack, properties: none });
        assert_means(b"\x40\x02\x01\x02", version, packet);
        let packet = Packet::PubRec(PubRec { packet_id: ID, reason_code: ack, properties: none });
        assert_means(b"\x50\x02\x01\x02", version, packet);
        let packet = Packet::PubRel(PubRel { packet_id: ID, reason_code: rel, properties: none });
        assert_means(b"\x62\x02\x01\x02", version, packet);
        let packet = Packet::PubComp(PubComp { packet_id: ID, reason_code: rel, properties: none });
        assert_means(b"\x70\x02\x01\x02", version, packet);
    }
    let code = PubAckReasonCode::QuotaExceeded;
    let packet = Packet::PubAck(PubAck { packet_id: ID, reason_code: code, properties: none });
    assert_means(b"\x40\x03\x01\x02\x97", V5, packet);
    let packet = Packet::PubRec(PubRec { packet_id: ID, reason_code: code, properties: why });
    assert_means(b"\x50\x08\x01\x02\x97\x04\x1f\0\x01r", V5, packet);
    let packet = Packet::PubRel(PubRel { packet_id: ID, reason_code: rel, properties: why });
    assert_means(b"\x62\x08\x01\x02\0\x04\x1f\0\x01r", V5, packet);
    let code = PubRelReasonCode::PacketIdentifierNotFound;
    let packet = Packet::PubComp(PubComp { packet_id: ID, reason_code: code, properties: none });
    assert_means(b"\x70\x03\x01\x02\x92", V5, packet);
}

/// The example of section 3.8.3.1, and each option.
#[test]
fn subscribe() {
    let filter = |text| TopicFilter::try_from(text).unwrap();
    let mut filters = FiltersBuf::new();
    filters.push(filter("a/b"), SubscriptionOptions::new(Qos::AtLeastOnce)).unwrap();
    filters.push(filter("c/d"), SubscriptionOptions::new(Qos::ExactlyOnce)).unwrap();
    let subscribe = Subscribe { packet_id: ID, properties: Properties::EMPTY, filters: filters.as_filters() };
    assert_means(b"\x82\x0f\x01\x02\0\0\x03a/b\x01\0\x03c/d\x02", V5, Packet::Subscribe(subscribe));
    assert_means(b"\x82\x0e\x01\x02\0\x03a/b\x01\0\x03c/d\x02", V3_1_1, Packet::Subscribe(subscribe));

    let plain = SubscriptionOptions::default();
    for (bits, options) in [
        (0x00, plain),
        (0x04, SubscriptionOptions { no_local: true, ..plain }),
        (0x08, SubscriptionOptions { retain_as_published: true, ..plain }),
        (0x10, SubscriptionOptions { retain_handling: RetainHandling::SendIfNew, ..plain }),
        (0x20, SubscriptionOptions { retain_handling: RetainHandling::DoNotSend, ..plain }),
    ] {
        let mut filters = FiltersBuf::new();
        filters.push(filter("a"), options).unwrap();
        let filters = filters.as_filters();
        assert_eq!(filters.iter().collect::<Vec<_>>(), [(filter("a"), options)]);
        let packet = Subscribe { packet_id: ID, properties: Properties::EMPTY, filters };
        assert_means(&[0x82, 7, 1, 2, 0, 0, 1, b'a', bits], V5, Packet::Subscribe(packet));
    }
}

#[test]
fn suback() {
    let codes = [SubscribeReasonCode::GrantedQos1, SubscribeReasonCode::UnspecifiedError];
    let codes = ReasonCodesBuf::from_iter(codes);
    let suback =
        SubAck { packet_id: ID, properties: Properties::EMPTY, reason_codes: codes.as_reason_codes() };
    assert_means(b"\x90\x04\x01\x02\x01\x80", V3_1_1, Packet::SubAck(suback));
    assert_means(b"\x90\x05\x01\x02\0\x01\x80", V5, Packet::SubAck(suback));
}

/// The example of section 3.10.3.
#[test]
fn unsubscribe() {
    let mut filters = TopicFiltersBuf::new();
    filters.push("a/b".try_into().unwrap());
    filters.push("c/d".try_into().unwrap());
    let packet = Unsubscribe { packet_id: ID, properties: Properties::EMPTY, filters: filters.as_filters() };
    assert_means(b"\xa2\x0d\x01\x02\0\0\x03a/b\0\x03c/d", V5, Packet::Unsubscribe(packet));
    assert_means(b"\xa2\x0c\x01\x02\0\x03a/b\0\x03c/d", V3_1, Packet::Unsubscribe(packet));
    assert_eq!(packet.filters.iter().map(|filter| filter.as_str()).collect::<Vec<_>>(), ["a/b", "c/d"]);
}

#[test]
fn unsuback() {
    let codes = ReasonCodesBuf::from_iter([UnsubscribeReasonCode::NoSubscriptionExisted]);
    let unsuback =
        UnsubAck { packet_id: ID, properties: Properties::EMPTY, reason_codes: codes.as_reason_codes() };
    assert_means(b"\xb0\x04\x01\x02\0\x11", V5, Packet::UnsubAck(unsuback));
    let unsuback = UnsubAck { reason_codes: ReasonCodes::EMPTY, ..unsuback };
    assert_means(b"\xb0\x02\x01\x02", V3_1_1, Packet::UnsubAck(unsuback));
}

#[test]
fn pings() {
    for version in VERSIONS {
        assert_means(b"\xc0\0", version, Packet::PingReq);
        assert_means(b"\xd0\0", version, Packet::PingResp);
    }
}

/// The figure of section 3.14.2, with a Session Expiry Interval of 0.
#[test]
fn disconnect() {
    let expiry = properties(&[Property::SessionExpiryInterval(0)]);
    let normal = Disconnect::new(DisconnectReasonCode::NormalDisconnection);
    for version in VERSIONS {
        assert_means(b"\xe0\0", version, Packet::Disconnect(normal));
    }
    let with_expiry = Disconnect { properties: expiry.as_properties(), ..normal };
    assert_means(b"\xe0\x07\0\x05\x11\0\0\0\0", V5, Packet::Disconnect(with_expiry));
    let with_will = Disconnect::new(DisconnectReasonCode::DisconnectWithWillMessage);
    assert_means(b"\xe0\x01\x04", V5, Packet::Disconnect(with_will));
}

#[test]
fn auth() {
    let method = properties(&[
        Property::AuthenticationMethod("m".try_into().unwrap()),
        Property::AuthenticationData(binary(b"d")),
    ]);
    let auth = Auth {
        reason_code: AuthenticateReasonCode::ContinueAuthentication,
        properties: method.as_properties(),
    };
    assert_means(b"\xf0\x0a\x18\x08\x15\0\x01m\x16\0\x01d", V5, Packet::Auth(auth));
    let done = Auth { reason_code: AuthenticateReasonCode::Success, properties: Properties::EMPTY };
    assert_means(b"\xf0\0", V5, Packet::Auth(done));
}

/// Section 2.2.2.2: the order counts only among properties of one identifier.
#[test]
fn properties_are_equal_in_another_order() {
    let same = [
        &b"\x30\x0d\0\x01a\x09\x02\0\0\0\x01\x03\0\x01t"[..],
        b"\x30\x0d\0\x01a\x09\x03\0\x01t\x02\0\0\0\x01",
    ];
    let [one, other] = same.map(|bytes| decode(bytes, V5).unwrap());
    assert_eq!(one, other);
    assert_ne!(encode(&one, V5), encode(&other, V5), "each keeps its bytes");

    let ordered = [
        &b"\x30\x0e\0\x01a\x0a\x26\0\0\0\0\x26\0\0\0\0"[..],
        b"\x30\x10\0\x01a\x0c\x26\0\x01k\0\0\x26\0\0\0\x01v",
    ];
    let [empty, pairs] = ordered.map(|bytes| decode(bytes, V5).unwrap());
    assert_ne!(empty, pairs);
    let swapped = decode(b"\x30\x10\0\x01a\x0c\x26\0\0\0\x01v\x26\0\x01k\0\0", V5).unwrap();
    assert_ne!(pairs, swapped);
}
