//! mqttbytes: MQTT 3.1.1 and 5.0, owned strings, payloads as `Bytes`.

use std::hint::black_box;

use bytes::BytesMut;
use mqttbytes::{v4, v5};

use super::{V3_1_1, V5, output, stream};
use crate::{Digest, Job, Load, Peer};

pub(super) struct Mqttbytes;

impl Peer for Mqttbytes {
    fn name(&self) -> &'static str {
        "mqttbytes 0.6.0"
    }

    fn decode<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        let mut input = stream(load);
        match load.protocol.as_str() {
            V3_1_1 => Some(Box::new(move || {
                let mut digest = Digest::default();
                while !input.is_empty() {
                    read_v4(&mut digest, &next_v4(&mut input));
                }
                black_box(digest.finish())
            })),
            V5 => Some(Box::new(move || {
                let mut digest = Digest::default();
                while !input.is_empty() {
                    read_v5(&mut digest, &next_v5(&mut input));
                }
                black_box(digest.finish())
            })),
            _ => None,
        }
    }

    fn encode<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        let mut input = stream(load);
        let mut out = BytesMut::from(&output(load)[..]);
        match load.protocol.as_str() {
            V3_1_1 => {
                let packets: Vec<_> = (0..load.packets).map(|_| next_v4(&mut input)).collect();
                Some(Box::new(move || {
                    let mut digest = Digest::default();
                    for packet in &packets {
                        out.clear();
                        write_v4(packet, &mut out);
                        digest.bytes(&out);
                    }
                    black_box(digest.finish())
                }))
            }
            V5 => {
                let packets: Vec<_> = (0..load.packets).map(|_| next_v5(&mut input)).collect();
                Some(Box::new(move || {
                    let mut digest = Digest::default();
                    for packet in &packets {
                        out.clear();
                        write_v5(packet, &mut out);
                        digest.bytes(&out);
                    }
                    black_box(digest.finish())
                }))
            }
            _ => None,
        }
    }

    fn accepts(&self, protocol: &str, packet: &[u8]) -> Option<bool> {
        let mut packet = BytesMut::from(packet);
        match protocol {
            V3_1_1 => Some(v4::read(&mut packet, usize::MAX).is_ok()),
            V5 => Some(v5::read(&mut packet, usize::MAX).is_ok()),
            _ => None,
        }
    }
}

#[inline]
fn next_v4(input: &mut BytesMut) -> v4::Packet {
    v4::read(input, usize::MAX).expect("the workload decodes")
}

#[inline]
fn next_v5(input: &mut BytesMut) -> v5::Packet {
    v5::read(input, usize::MAX).expect("the workload decodes")
}

#[inline]
fn write_v4(packet: &v4::Packet, out: &mut BytesMut) {
    match packet {
        v4::Packet::Publish(packet) => packet.write(out),
        v4::Packet::PubAck(packet) => packet.write(out),
        v4::Packet::PubRec(packet) => packet.write(out),
        v4::Packet::PubRel(packet) => packet.write(out),
        v4::Packet::PubComp(packet) => packet.write(out),
        v4::Packet::Subscribe(packet) => packet.write(out),
        v4::Packet::SubAck(packet) => packet.write(out),
        v4::Packet::PingReq => v4::PingReq.write(out),
        other => panic!("not in the workloads: {other:?}"),
    }
    .expect("what was decoded encodes");
}

#[inline]
fn write_v5(packet: &v5::Packet, out: &mut BytesMut) {
    match packet {
        v5::Packet::Connect(packet) => packet.write(out),
        v5::Packet::Publish(packet) => packet.write(out),
        v5::Packet::PubAck(packet) => packet.write(out),
        v5::Packet::PubRec(packet) => packet.write(out),
        v5::Packet::PubRel(packet) => packet.write(out),
        v5::Packet::PubComp(packet) => packet.write(out),
        v5::Packet::Subscribe(packet) => packet.write(out),
        v5::Packet::SubAck(packet) => packet.write(out),
        v5::Packet::PingReq => v5::PingReq.write(out),
        other => panic!("not in the workloads: {other:?}"),
    }
    .expect("what was decoded encodes");
}

#[inline]
fn read_v4(digest: &mut Digest, packet: &v4::Packet) {
    match packet {
        v4::Packet::Publish(publish) => {
            digest.number(publish.dup);
            digest.number(publish.retain);
            digest.number(publish.qos as u8);
            digest.number(publish.pkid);
            digest.text(&publish.topic);
            digest.bytes(&publish.payload);
        }
        v4::Packet::PubAck(ack) => digest.number(ack.pkid),
        v4::Packet::PubRec(ack) => digest.number(ack.pkid),
        v4::Packet::PubRel(ack) => digest.number(ack.pkid),
        v4::Packet::PubComp(ack) => digest.number(ack.pkid),
        v4::Packet::Subscribe(subscribe) => {
            digest.number(subscribe.pkid);
            for filter in &subscribe.filters {
                digest.text(&filter.path);
                digest.number(filter.qos as u8);
            }
        }
        v4::Packet::SubAck(suback) => {
            digest.number(suback.pkid);
            for code in &suback.return_codes {
                digest.number(match code {
                    v4::SubscribeReasonCode::Success(qos) => *qos as u8,
                    v4::SubscribeReasonCode::Failure => 0x80,
                });
            }
        }
        v4::Packet::PingReq => {}
        other => panic!("not in the workloads: {other:?}"),
    }
}

#[inline]
fn read_v5(digest: &mut Digest, packet: &v5::Packet) {
    match packet {
        v5::Packet::Connect(connect) => read_connect(digest, connect),
        v5::Packet::Publish(publish) => {
            digest.number(publish.dup);
            digest.number(publish.retain);
            digest.number(publish.qos as u8);
            digest.number(publish.pkid);
            digest.text(&publish.topic);
            if let Some(properties) = &publish.properties {
                read_publish_properties(digest, properties);
            }
            digest.bytes(&publish.payload);
        }
        v5::Packet::PubAck(ack) => {
            read_ack(digest, ack.pkid, ack.reason as u8);
            if let Some(properties) = &ack.properties {
                read_reason(digest, &properties.reason_string, &properties.user_properties);
            }
        }
        v5::Packet::PubRec(ack) => {
            read_ack(digest, ack.pkid, ack.reason as u8);
            if let Some(properties) = &ack.properties {
                read_reason(digest, &properties.reason_string, &properties.user_properties);
            }
        }
        v5::Packet::PubRel(ack) => {
            read_ack(digest, ack.pkid, ack.reason as u8);
            if let Some(properties) = &ack.properties {
                read_reason(digest, &properties.reason_string, &properties.user_properties);
            }
        }
        v5::Packet::PubComp(ack) => {
            read_ack(digest, ack.pkid, ack.reason as u8);
            if let Some(properties) = &ack.properties {
                read_reason(digest, &properties.reason_string, &properties.user_properties);
            }
        }
        v5::Packet::Subscribe(subscribe) => {
            digest.number(subscribe.pkid);
            if let Some(properties) = &subscribe.properties {
                digest.number(properties.id.unwrap_or(0) as u64);
                read_user(digest, &properties.user_properties);
            }
            for filter in &subscribe.filters {
                digest.text(&filter.path);
                digest.number(filter.qos as u8);
                digest.number(filter.nolocal);
                digest.number(filter.preserve_retain);
                digest.number(match filter.retain_forward_rule {
                    v5::RetainForwardRule::OnEverySubscribe => 0u8,
                    v5::RetainForwardRule::OnNewSubscribe => 1,
                    v5::RetainForwardRule::Never => 2,
                });
            }
        }
        v5::Packet::SubAck(suback) => {
            digest.number(suback.pkid);
            if let Some(properties) = &suback.properties {
                read_reason(digest, &properties.reason_string, &properties.user_properties);
            }
            for code in &suback.return_codes {
                digest.number(*code as u8);
            }
        }
        v5::Packet::PingReq => {}
        other => panic!("not in the workloads: {other:?}"),
    }
}

#[inline]
fn read_ack(digest: &mut Digest, id: u16, reason: u8) {
    digest.number(id);
    digest.number(reason);
}

#[inline]
fn read_connect(digest: &mut Digest, connect: &v5::Connect) {
    digest.number(connect.keep_alive);
    digest.number(connect.clean_session);
    digest.text(&connect.client_id);
    if let Some(properties) = &connect.properties {
        digest.number(properties.session_expiry_interval.unwrap_or(0));
        digest.number(properties.receive_maximum.unwrap_or(0));
        digest.number(properties.max_packet_size.unwrap_or(0));
        digest.number(properties.topic_alias_max.unwrap_or(0));
        digest.number(properties.request_response_info.unwrap_or(0));
        digest.number(properties.request_problem_info.unwrap_or(0));
        digest.text(properties.authentication_method.as_deref().unwrap_or(""));
        digest.bytes(properties.authentication_data.as_deref().unwrap_or(b""));
        read_user(digest, &properties.user_properties);
    }
    if let Some(will) = &connect.last_will {
        digest.text(&will.topic);
        digest.bytes(&will.message);
        digest.number(will.qos as u8);
        digest.number(will.retain);
        if let Some(properties) = &will.properties {
            digest.number(properties.delay_interval.unwrap_or(0));
            digest.number(properties.payload_format_indicator.unwrap_or(0));
            digest.number(properties.message_expiry_interval.unwrap_or(0));
            digest.text(properties.content_type.as_deref().unwrap_or(""));
            digest.text(properties.response_topic.as_deref().unwrap_or(""));
            digest.bytes(properties.correlation_data.as_deref().unwrap_or(b""));
            read_user(digest, &properties.user_properties);
        }
    }
    if let Some(login) = &connect.login {
        digest.text(&login.username);
        digest.text(&login.password);
    }
}

#[inline]
fn read_publish_properties(digest: &mut Digest, properties: &v5::PublishProperties) {
    digest.number(properties.payload_format_indicator.unwrap_or(0));
    digest.number(properties.message_expiry_interval.unwrap_or(0));
    digest.number(properties.topic_alias.unwrap_or(0));
    digest.text(properties.response_topic.as_deref().unwrap_or(""));
    digest.bytes(properties.correlation_data.as_deref().unwrap_or(b""));
    digest.text(properties.content_type.as_deref().unwrap_or(""));
    for id in &properties.subscription_identifiers {
        digest.number(*id as u64);
    }
    read_user(digest, &properties.user_properties);
}

#[inline]
fn read_reason(digest: &mut Digest, reason: &Option<String>, user: &[(String, String)]) {
    digest.text(reason.as_deref().unwrap_or(""));
    read_user(digest, user);
}

#[inline]
fn read_user(digest: &mut Digest, user: &[(String, String)]) {
    for (name, value) in user {
        digest.text(name);
        digest.text(value);
    }
}
