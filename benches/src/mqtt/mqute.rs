//! mqute-codec: MQTT 3.1, 3.1.1 and 5.0, owned strings, payloads as `Bytes`. Its getters copy what they give.

use std::hint::black_box;

use bytes::BytesMut;
use mqute_codec::{
    codec::PacketCodec,
    protocol::{v4, v5},
};
use tokio_util::codec::Decoder;

use super::{V3_1_1, V5, output, stream};
use crate::{Digest, Job, Load, Peer};

pub(super) struct Mqute;

impl Peer for Mqute {
    fn name(&self) -> &'static str {
        "mqute-codec 0.4.2"
    }

    fn decode<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        let mut codec = PacketCodec::new(None, None);
        let mut input = stream(load);
        match load.protocol.as_str() {
            V3_1_1 => Some(Box::new(move || {
                let mut digest = Digest::default();
                while let Some(packet) = next_v4(&mut codec, &mut input) {
                    read_v4(&mut digest, &packet);
                }
                black_box(digest.finish())
            })),
            V5 => Some(Box::new(move || {
                let mut digest = Digest::default();
                while let Some(packet) = next_v5(&mut codec, &mut input) {
                    read_v5(&mut digest, &packet);
                }
                black_box(digest.finish())
            })),
            _ => None,
        }
    }

    fn encode<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        let mut codec = PacketCodec::new(None, None);
        let mut input = stream(load);
        let mut out = BytesMut::from(&output(load)[..]);
        match load.protocol.as_str() {
            V3_1_1 => {
                let packets: Vec<_> = std::iter::from_fn(|| next_v4(&mut codec, &mut input)).collect();
                Some(Box::new(move || {
                    let mut digest = Digest::default();
                    for packet in &packets {
                        out.clear();
                        packet.encode(&mut out).expect("what was decoded encodes");
                        digest.bytes(&out);
                    }
                    black_box(digest.finish())
                }))
            }
            V5 => {
                let packets: Vec<_> = std::iter::from_fn(|| next_v5(&mut codec, &mut input)).collect();
                Some(Box::new(move || {
                    let mut digest = Digest::default();
                    for packet in &packets {
                        out.clear();
                        packet.encode(&mut out).expect("what was decoded encodes");
                        digest.bytes(&out);
                    }
                    black_box(digest.finish())
                }))
            }
            _ => None,
        }
    }

    fn accepts(&self, protocol: &str, packet: &[u8]) -> Option<bool> {
        let raw = PacketCodec::new(None, None).decode(&mut BytesMut::from(packet));
        match protocol {
            V3_1_1 => Some(matches!(raw.map(|raw| raw.map(v4::Packet::decode)), Ok(Some(Ok(_))))),
            V5 => Some(matches!(raw.map(|raw| raw.map(v5::Packet::decode)), Ok(Some(Ok(_))))),
            _ => None,
        }
    }
}

#[inline]
fn next_v4(codec: &mut PacketCodec, input: &mut BytesMut) -> Option<v4::Packet> {
    let raw = codec.decode(input).expect("the workload is framed")?;
    Some(v4::Packet::decode(raw).expect("the workload decodes"))
}

#[inline]
fn next_v5(codec: &mut PacketCodec, input: &mut BytesMut) -> Option<v5::Packet> {
    let raw = codec.decode(input).expect("the workload is framed")?;
    Some(v5::Packet::decode(raw).expect("the workload decodes"))
}

#[inline]
fn read_v4(digest: &mut Digest, packet: &v4::Packet) {
    match packet {
        v4::Packet::Publish(publish) => {
            let flags = publish.flags();
            digest.number(flags.dup);
            digest.number(flags.retain);
            digest.number(flags.qos as u8);
            digest.number(publish.packet_id().unwrap_or(0));
            digest.text(&publish.topic());
            digest.bytes(&publish.payload());
        }
        v4::Packet::PubAck(ack) => digest.number(ack.packet_id()),
        v4::Packet::PubRec(ack) => digest.number(ack.packet_id()),
        v4::Packet::PubRel(ack) => digest.number(ack.packet_id()),
        v4::Packet::PubComp(ack) => digest.number(ack.packet_id()),
        v4::Packet::Subscribe(subscribe) => {
            digest.number(subscribe.packet_id());
            for filter in subscribe.filters() {
                digest.text(&filter.topic);
                digest.number(filter.qos as u8);
            }
        }
        v4::Packet::SubAck(suback) => {
            digest.number(suback.packet_id());
            for code in suback.codes() {
                digest.number(u8::from(code));
            }
        }
        v4::Packet::PingReq(_) => {}
        other => panic!("not in the workloads: {other:?}"),
    }
}

#[inline]
fn read_v5(digest: &mut Digest, packet: &v5::Packet) {
    match packet {
        v5::Packet::Connect(connect) => read_connect(digest, connect),
        v5::Packet::Publish(publish) => {
            let flags = publish.flags();
            digest.number(flags.dup);
            digest.number(flags.retain);
            digest.number(flags.qos as u8);
            digest.number(publish.packet_id().unwrap_or(0));
            digest.text(&publish.topic());
            if let Some(properties) = publish.properties() {
                digest.number(properties.payload_format_indicator.unwrap_or(0));
                digest.number(properties.message_expiry_interval.map_or(0, |time| time.as_secs()));
                digest.number(properties.topic_alias.unwrap_or(0));
                digest.text(properties.response_topic.as_deref().unwrap_or(""));
                digest.bytes(properties.correlation_data.as_deref().unwrap_or(b""));
                digest.text(properties.content_type.as_deref().unwrap_or(""));
                for id in properties.subscription_id {
                    digest.number(id);
                }
                read_user(digest, &properties.user_properties);
            }
            digest.bytes(&publish.payload());
        }
        v5::Packet::PubAck(ack) => {
            read_ack(digest, ack.packet_id(), ack.code());
            if let Some(properties) = ack.properties() {
                read_reason(digest, &properties.reason_string, &properties.user_properties);
            }
        }
        v5::Packet::PubRec(ack) => {
            read_ack(digest, ack.packet_id(), ack.code());
            if let Some(properties) = ack.properties() {
                read_reason(digest, &properties.reason_string, &properties.user_properties);
            }
        }
        v5::Packet::PubRel(ack) => {
            read_ack(digest, ack.packet_id(), ack.code());
            if let Some(properties) = ack.properties() {
                read_reason(digest, &properties.reason_string, &properties.user_properties);
            }
        }
        v5::Packet::PubComp(ack) => {
            read_ack(digest, ack.packet_id(), ack.code());
            if let Some(properties) = ack.properties() {
                read_reason(digest, &properties.reason_string, &properties.user_properties);
            }
        }
        v5::Packet::Subscribe(subscribe) => {
            digest.number(subscribe.packet_id());
            if let Some(properties) = subscribe.properties() {
                digest.number(properties.subscription_id.unwrap_or(0));
                read_user(digest, &properties.user_properties);
            }
            for filter in subscribe.filters() {
                digest.text(&filter.topic);
                digest.number(filter.qos as u8);
                digest.number(filter.no_local);
                digest.number(filter.retain_as_published);
                digest.number(filter.retain_handling as u8);
            }
        }
        v5::Packet::SubAck(suback) => {
            digest.number(suback.packet_id());
            if let Some(properties) = suback.properties() {
                read_reason(digest, &properties.reason_string, &properties.user_properties);
            }
            for code in suback.codes() {
                digest.number(u8::from(code));
            }
        }
        v5::Packet::PingReq(_) => {}
        other => panic!("not in the workloads: {other:?}"),
    }
}

#[inline]
fn read_ack(digest: &mut Digest, id: u16, code: v5::ReasonCode) {
    digest.number(id);
    digest.number(u8::from(code));
}

#[inline]
fn read_connect(digest: &mut Digest, connect: &v5::Connect) {
    digest.number(connect.keep_alive().as_secs());
    digest.number(connect.clean_session());
    digest.text(&connect.client_id());
    if let Some(properties) = connect.properties() {
        digest.number(properties.session_expiry_interval.map_or(0, |time| time.as_secs()));
        digest.number(properties.receive_maximum.unwrap_or(0));
        digest.number(properties.maximum_packet_size.unwrap_or(0));
        digest.number(properties.topic_alias_maximum.unwrap_or(0));
        digest.number(properties.request_response_info.unwrap_or(false));
        digest.number(properties.request_problem_info.unwrap_or(false));
        digest.text(properties.auth_method.as_deref().unwrap_or(""));
        digest.bytes(properties.auth_data.as_deref().unwrap_or(b""));
        read_user(digest, &properties.user_properties);
    }
    if let Some(will) = connect.will() {
        digest.text(&will.topic);
        digest.bytes(&will.payload);
        digest.number(will.qos as u8);
        digest.number(will.retain);
        if let Some(properties) = &will.properties {
            digest.number(properties.delay_interval.map_or(0, |time| time.as_secs()));
            digest.number(properties.payload_format_indicator.unwrap_or(0));
            digest.number(properties.message_expiry_interval.map_or(0, |time| time.as_secs()));
            digest.text(properties.content_type.as_deref().unwrap_or(""));
            digest.text(properties.response_topic.as_deref().unwrap_or(""));
            digest.bytes(properties.correlation_data.as_deref().unwrap_or(b""));
            read_user(digest, &properties.user_properties);
        }
    }
    if let Some(credentials) = connect.credentials() {
        digest.text(&credentials.username());
        digest.text(credentials.password().as_deref().unwrap_or(""));
    }
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
