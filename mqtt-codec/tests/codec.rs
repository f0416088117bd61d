//! The codec for `tokio_util::codec::Framed`, driven by hand.
#![cfg(feature = "tokio-util")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic, in its helpers too")]

mod support;

use std::num::NonZeroU32;

use bytes::{BufMut, BytesMut};
use mqtt_codec::packet::{ConnAck, Connect, Packet, PacketType, Publish};
use mqtt_codec::property::Properties;
use mqtt_codec::reason::ConnectReasonCode;
use mqtt_codec::{Codec, CodecError, DecodeErrorKind, EncodeError, Limits, PacketBuf, Version};
use support::encoded;
use tokio_util::codec::{Decoder, Encoder};

/// Two packets of version 3.1.1 that a server sends: CONNACK, and PUBLISH of QoS 1.
const FROM_SERVER: &[u8] = b"\x20\x02\x00\x00\x32\x09\x00\x03a/b\x00\x0ahi";

fn client() -> Codec {
    Codec::new(Version::V3_1_1, Limits::default())
}

fn server() -> Codec {
    Codec::awaiting_connect(Limits::default())
}

/// Everything that can be decoded now.
fn drain(codec: &mut Codec, src: &mut BytesMut) -> Vec<PacketBuf> {
    std::iter::from_fn(|| codec.decode(src).unwrap()).collect()
}

fn types(packets: &[PacketBuf]) -> Vec<PacketType> {
    packets.iter().map(|packet| packet.as_packet().packet_type()).collect()
}

#[track_caller]
fn decode_error(result: Result<Option<PacketBuf>, CodecError>) -> DecodeErrorKind {
    match result {
        Err(CodecError::Decode(error)) => error.kind(),
        other => panic!("not a decode error: {other:?}"),
    }
}

#[track_caller]
fn encode_error(result: Result<(), CodecError>) -> EncodeError {
    match result {
        Err(CodecError::Encode(error)) => error,
        other => panic!("not an encode error: {other:?}"),
    }
}

fn publish(payload: &[u8]) -> Packet<'_> {
    Packet::Publish(Publish::new("a/b".try_into().unwrap(), payload))
}

#[test]
fn several_packets_come_in_one_read() {
    let mut src = BytesMut::from(FROM_SERVER);
    let packets = drain(&mut client(), &mut src);
    assert_eq!(types(&packets), [PacketType::ConnAck, PacketType::Publish]);
    let Packet::Publish(publish) = packets.last().unwrap().as_packet() else { panic!("a PUBLISH") };
    assert_eq!((publish.topic.as_str(), publish.payload), ("a/b", &b"hi"[..]));
    assert!(src.is_empty());
}

#[test]
fn packets_come_byte_by_byte() {
    let (mut codec, mut src, mut packets) = (client(), BytesMut::new(), Vec::new());
    for byte in FROM_SERVER {
        src.put_u8(*byte);
        packets.extend(drain(&mut codec, &mut src));
    }
    let whole = drain(&mut client(), &mut BytesMut::from(FROM_SERVER));
    assert_eq!(packets, whole);
    assert!(src.is_empty());
}

#[test]
fn what_is_not_whole_stays() {
    let mut src = BytesMut::from(&b"\x32\x09\x00\x03a/b"[..]);
    assert!(client().decode(&mut src).unwrap().is_none());
    assert_eq!(src, &b"\x32\x09\x00\x03a/b"[..]);
}

#[test]
fn a_connection_that_ends_inside_a_packet_has_failed() {
    let mut src = BytesMut::from(&b"\xc0\x00\x32\x09\x00\x03a/b"[..]);
    let mut codec = client();
    assert_eq!(codec.decode_eof(&mut src).unwrap().unwrap().as_packet(), Packet::PingReq);
    assert!(matches!(codec.decode_eof(&mut src), Err(CodecError::Io(_))));
    assert!(client().decode_eof(&mut BytesMut::new()).unwrap().is_none());
}

#[test]
fn an_error_is_the_end() {
    let mut src = BytesMut::from(&b"\xd0\x00\x32\x09\x00\x03a/#\x00\x0ahi\xd0\x00"[..]);
    let mut codec = client();
    assert_eq!(codec.decode(&mut src).unwrap().unwrap().as_packet(), Packet::PingResp);
    assert_eq!(decode_error(codec.decode(&mut src)), DecodeErrorKind::TopicName);
    assert_eq!(decode_error(codec.decode(&mut src)), DecodeErrorKind::TopicName);
    let mut other = BytesMut::from(&b"\xd0\x00"[..]);
    assert_eq!(decode_error(codec.decode(&mut other)), DecodeErrorKind::TopicName);
}

/// What is kept does not hang on the buffer that is read into.
#[test]
fn kept_packets_outlive_what_comes_after_them() {
    let (mut codec, mut src) = (client(), BytesMut::from(FROM_SERVER));
    let packets = drain(&mut codec, &mut src);
    src.extend_from_slice(b"\x30\x05\x00\x01xyz");
    let next = drain(&mut codec, &mut src);
    assert_eq!(types(&packets), [PacketType::ConnAck, PacketType::Publish]);
    assert_eq!(
        next.first().unwrap().as_packet(),
        Packet::Publish(Publish::new("x".try_into().unwrap(), b"yz"))
    );
}

#[test]
fn a_server_learns_the_version_from_the_connect() {
    for version in [Version::V3_1, Version::V3_1_1, Version::V5] {
        let connect = Packet::Connect(Connect::new(version, "me".try_into().unwrap()));
        let mut src = BytesMut::from(&encoded(&connect, version)[..]);
        src.extend_from_slice(&encoded(&publish(b"hi"), version));
        let mut codec = server();
        assert_eq!(codec.version(), None);

        let packets = drain(&mut codec, &mut src);
        assert_eq!(codec.version(), Some(version));
        assert_eq!(types(&packets), [PacketType::Connect, PacketType::Publish]);
        assert!(packets.iter().all(|packet| packet.version() == version));
        assert_eq!(packets.last().unwrap().as_packet(), publish(b"hi"));

        let mut dst = BytesMut::new();
        codec.encode(&publish(b"answer"), &mut dst).unwrap();
        assert_eq!(dst, &encoded(&publish(b"answer"), version)[..]);
    }
}

/// A1.
#[test]
fn a_server_wants_a_connect_first() {
    let mut src = BytesMut::from(&b"\x30\xff"[..]);
    assert_eq!(decode_error(server().decode(&mut src)), DecodeErrorKind::ConnectExpected);
}

/// A server can refuse a connection when not even the version is known: before version 5 there is a return code for that.
#[test]
fn a_server_answers_before_any_connect() {
    let mut codec = server();
    let mut src = BytesMut::from(&b"\x10\x0e\x00\x04MQTT\x06\x02\x00\x00\x00\x02me"[..]);
    assert_eq!(decode_error(codec.decode(&mut src)), DecodeErrorKind::ProtocolVersion);
    assert_eq!(codec.version(), None);

    let connack = ConnAck {
        session_present: false,
        reason_code: ConnectReasonCode::UnsupportedProtocolVersion,
        properties: Properties::EMPTY,
    };
    let mut dst = BytesMut::new();
    codec.encode(&Packet::ConnAck(connack), &mut dst).unwrap();
    assert_eq!(dst, &b"\x20\x02\x00\x01"[..]);

    let banned = ConnAck { reason_code: ConnectReasonCode::Banned, ..connack };
    let error = encode_error(codec.encode(&Packet::ConnAck(banned), &mut dst));
    assert!(matches!(error, EncodeError::Version { version: Version::V3_1_1, .. }));
    assert_eq!(dst.len(), 4);
}

#[test]
fn packets_are_appended() {
    let (mut codec, mut dst) = (client(), BytesMut::new());
    codec.encode(&publish(b"one"), &mut dst).unwrap();
    codec.encode(&Packet::PingReq, &mut dst).unwrap();
    let kept = PacketBuf::encode(&publish(b"two"), Version::V3_1_1).unwrap();
    codec.encode(kept, &mut dst).unwrap();
    assert_eq!(dst, &b"\x30\x08\x00\x03a/bone\xc0\x00\x30\x08\x00\x03a/btwo"[..]);
}

#[test]
fn a_packet_that_cannot_be_sent_leaves_nothing_behind() {
    let (mut codec, mut dst) = (client(), BytesMut::from(&b"before"[..]));
    let other_version = Packet::Connect(Connect::new(Version::V5, "me".try_into().unwrap()));
    encode_error(codec.encode(&other_version, &mut dst));
    assert_eq!(dst, &b"before"[..]);
    codec.encode(&Packet::PingReq, &mut dst).unwrap();
    assert_eq!(dst, &b"before\xc0\x00"[..]);
}

/// A24: section 3.1.2.11.4, \[MQTT-3.1.2-24\].
#[test]
fn packets_larger_than_the_peer_takes_are_not_sent() {
    let mut codec = client();
    let at_most = publish(&[b'p'; 13]);
    let too_large = publish(&[b'p'; 14]);
    let keep = |packet| PacketBuf::encode(packet, Version::V3_1_1).unwrap();
    assert_eq!(encoded(&at_most, Version::V3_1_1).len(), 20);

    let mut dst = BytesMut::new();
    codec.encode(&too_large, &mut dst).unwrap();
    codec.set_maximum_packet_size(NonZeroU32::new(20));
    dst.clear();
    assert_eq!(encode_error(codec.encode(&too_large, &mut dst)), EncodeError::TooLarge);
    assert_eq!(encode_error(codec.encode(keep(&too_large), &mut dst)), EncodeError::TooLarge);
    assert!(dst.is_empty());

    codec.encode(&at_most, &mut dst).unwrap();
    codec.encode(keep(&at_most), &mut dst).unwrap();
    assert_eq!(dst.len(), 40);
}

#[test]
fn packets_larger_than_the_limit_are_refused_at_their_header() {
    let mut limits = Limits::default();
    limits.max_packet_size = 127;
    let mut codec = Codec::new(Version::V5, limits);
    let mut src = BytesMut::from(&b"\x30\x7e"[..]);
    assert_eq!(decode_error(codec.decode(&mut src)), DecodeErrorKind::TooLarge);
}

/// The version that the codec has settled on is the one that a kept packet must be of.
#[test]
fn a_kept_packet_of_another_version_is_not_sent() {
    let mut dst = BytesMut::new();
    let kept = PacketBuf::encode(&publish(b"hi"), Version::V5).unwrap();
    encode_error(client().encode(kept, &mut dst));
    assert!(dst.is_empty());
}
