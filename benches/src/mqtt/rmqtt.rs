//! rmqtt-codec: MQTT 3.1.1 and 5.0, strings and payloads as slices of `Bytes`. Encoding uses a packet up.

use std::hint::black_box;

use bytes::BytesMut;
use rmqtt_codec::{v3, v5};
use tokio_util::codec::{Decoder, Encoder};

use super::{V3_1_1, V5, output, stream};
use crate::{Digest, Job, Load, Peer};

pub(super) struct Rmqtt;

impl Peer for Rmqtt {
    fn name(&self) -> &'static str {
        "rmqtt-codec 0.3.1"
    }

    fn decode<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        match load.protocol.as_str() {
            V3_1_1 => Some(decoding(load, v3::Codec::new(0), read_v3)),
            V5 => Some(decoding(load, v5::Codec::new(0, 0), read_v5)),
            _ => None,
        }
    }

    fn encode<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        match load.protocol.as_str() {
            V3_1_1 => Some(encoding(load, v3::Codec::new(0))),
            V5 => Some(encoding(load, v5::Codec::new(0, 0))),
            _ => None,
        }
    }

    fn accepts(&self, protocol: &str, packet: &[u8]) -> Option<bool> {
        let mut packet = BytesMut::from(packet);
        match protocol {
            V3_1_1 => Some(matches!(v3::Codec::new(0).decode(&mut packet), Ok(Some(_)))),
            V5 => Some(matches!(v5::Codec::new(0, 0).decode(&mut packet), Ok(Some(_)))),
            _ => None,
        }
    }
}

fn decoding<'a, C, P>(load: &'a Load, mut codec: C, read: impl Fn(&mut Digest, &P) + 'a) -> Job<'a>
where
    C: Decoder<Item = (P, u32), Error: std::fmt::Debug> + 'a,
{
    let mut input = stream(load);
    Box::new(move || {
        let mut digest = Digest::default();
        while let Some((packet, _)) = codec.decode(&mut input).expect("the workload decodes") {
            read(&mut digest, &packet);
        }
        black_box(digest.finish())
    })
}

fn encoding<'a, C, P: 'a>(load: &'a Load, mut codec: C) -> Job<'a>
where
    C: Decoder<Item = (P, u32), Error: std::fmt::Debug> + Encoder<P, Error: std::fmt::Debug> + 'a,
{
    let mut input = stream(load);
    let mut packets = Vec::with_capacity(load.packets);
    while let Some((packet, _)) = codec.decode(&mut input).expect("the workload decodes") {
        packets.push(packet);
    }
    let mut out = BytesMut::from(&output(load)[..]);
    Box::new(move || {
        let mut digest = Digest::default();
        for packet in packets.drain(..) {
            out.clear();
            codec.encode(packet, &mut out).expect("what was decoded encodes");
            digest.bytes(&out);
        }
        black_box(digest.finish())
    })
}

#[inline]
fn read_v3(digest: &mut Digest, packet: &v3::Packet) {
    use v3::Packet;
    match packet {
        Packet::Publish(publish) => {
            digest.number(publish.dup);
            digest.number(publish.retain);
            digest.number(publish.qos.value());
            digest.number(publish.packet_id.map_or(0, |id| id.get()));
            digest.text(&publish.topic);
            digest.bytes(&publish.payload);
        }
        Packet::PublishAck { packet_id }
        | Packet::PublishReceived { packet_id }
        | Packet::PublishRelease { packet_id }
        | Packet::PublishComplete { packet_id } => digest.number(packet_id.get()),
        Packet::Subscribe { packet_id, topic_filters } => {
            digest.number(packet_id.get());
            for (filter, qos) in topic_filters {
                digest.text(filter);
                digest.number(qos.value());
            }
        }
        Packet::SubscribeAck { packet_id, status } => {
            digest.number(packet_id.get());
            for code in status {
                digest.number(match code {
                    v3::SubscribeReturnCode::Success(qos) => qos.value(),
                    v3::SubscribeReturnCode::Failure => 0x80,
                });
            }
        }
        Packet::PingRequest => {}
        other => panic!("not in the workloads: {other:?}"),
    }
}

#[inline]
fn read_v5(digest: &mut Digest, packet: &v5::Packet) {
    use v5::Packet;
    match packet {
        Packet::Connect(connect) => read_connect(digest, connect),
        Packet::Publish(publish) => {
            digest.number(publish.dup);
            digest.number(publish.retain);
            digest.number(publish.qos.value());
            digest.number(publish.packet_id.map_or(0, |id| id.get()));
            digest.text(&publish.topic);
            if let Some(properties) = &publish.properties {
                digest.number(properties.is_utf8_payload);
                digest.number(properties.message_expiry_interval.map_or(0, |n| n.get()));
                digest.number(properties.topic_alias.map_or(0, |n| n.get()));
                digest.text(properties.response_topic.as_deref().unwrap_or(""));
                digest.bytes(properties.correlation_data.as_deref().unwrap_or(b""));
                digest.text(properties.content_type.as_deref().unwrap_or(""));
                for id in &properties.subscription_ids {
                    digest.number(id.get());
                }
                read_user(digest, &properties.user_properties);
            }
            digest.bytes(&publish.payload);
        }
        Packet::PublishAck(ack) | Packet::PublishReceived(ack) => {
            digest.number(ack.packet_id.get());
            digest.number(u8::from(ack.reason_code));
            digest.text(ack.reason_string.as_deref().unwrap_or(""));
            read_user(digest, &ack.properties);
        }
        Packet::PublishRelease(ack) | Packet::PublishComplete(ack) => {
            digest.number(ack.packet_id.get());
            digest.number(u8::from(ack.reason_code));
            digest.text(ack.reason_string.as_deref().unwrap_or(""));
            read_user(digest, &ack.properties);
        }
        Packet::Subscribe(subscribe) => {
            digest.number(subscribe.packet_id.get());
            digest.number(subscribe.id.map_or(0, |id| id.get()));
            read_user(digest, &subscribe.user_properties);
            for (filter, options) in &subscribe.topic_filters {
                digest.text(filter);
                digest.number(options.qos.value());
                digest.number(options.no_local);
                digest.number(options.retain_as_published);
                digest.number(u8::from(options.retain_handling));
            }
        }
        Packet::SubscribeAck(suback) => {
            digest.number(suback.packet_id.get());
            digest.text(suback.reason_string.as_deref().unwrap_or(""));
            read_user(digest, &suback.properties);
            for code in &suback.status {
                digest.number(u8::from(*code));
            }
        }
        Packet::PingRequest => {}
        other => panic!("not in the workloads: {other:?}"),
    }
}

#[inline]
fn read_connect(digest: &mut Digest, connect: &v5::Connect) {
    digest.number(connect.keep_alive);
    digest.number(connect.clean_start);
    digest.text(&connect.client_id);
    digest.number(connect.session_expiry_interval_secs);
    digest.number(connect.receive_max.map_or(0, |n| n.get()));
    digest.number(connect.max_packet_size.map_or(0, |n| n.get()));
    digest.number(connect.topic_alias_max);
    digest.number(connect.request_response_info);
    // Absent means true, and counts nothing with the others.
    digest.number(!connect.request_problem_info);
    digest.text(connect.auth_method.as_deref().unwrap_or(""));
    digest.bytes(connect.auth_data.as_deref().unwrap_or(b""));
    read_user(digest, &connect.user_properties);
    if let Some(will) = &connect.last_will {
        digest.text(&will.topic);
        digest.bytes(&will.message);
        digest.number(will.qos.value());
        digest.number(will.retain);
        digest.number(will.will_delay_interval_sec.unwrap_or(0));
        digest.number(will.is_utf8_payload.unwrap_or(false));
        digest.number(will.message_expiry_interval.map_or(0, |n| n.get()));
        digest.text(will.content_type.as_deref().unwrap_or(""));
        digest.text(will.response_topic.as_deref().unwrap_or(""));
        digest.bytes(will.correlation_data.as_deref().unwrap_or(b""));
        read_user(digest, &will.user_properties);
    }
    digest.text(connect.username.as_deref().unwrap_or(""));
    digest.bytes(connect.password.as_deref().unwrap_or(b""));
}

#[inline]
fn read_user(digest: &mut Digest, user: &v5::UserProperties) {
    for (name, value) in user {
        digest.text(name);
        digest.text(value);
    }
}
