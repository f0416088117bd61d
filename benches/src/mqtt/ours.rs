//! mqtt-codec itself, at its default limits.

use std::hint::black_box;

use mqtt_codec::{
    Decoder, Limits, Qos, Version,
    packet::{Connect, Packet, Publish},
    property::{PayloadFormat, Properties, Property},
};

use super::{V3_1_1, V5, output};
use crate::{Digest, Job, Load, Peer};

pub(super) struct MqttCodec;

impl Peer for MqttCodec {
    fn name(&self) -> &'static str {
        "mqtt-codec"
    }

    fn decode<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        let mut decoder = Decoder::new(version(&load.protocol)?, Limits::default());
        Some(Box::new(move || {
            let mut digest = Digest::default();
            let mut input = &load.bytes[..];
            loop {
                // By reference: a packet that is taken out of the result is moved, twice.
                match &decoder.decode(&mut input) {
                    Ok(Some(packet)) => read(&mut digest, packet),
                    Ok(None) => break,
                    Err(error) => panic!("the workload decodes: {error}"),
                }
            }
            black_box(digest.finish())
        }))
    }

    fn encode<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        let version = version(&load.protocol)?;
        let packets = packets(load, version);
        let mut out = output(load);
        Some(Box::new(move || {
            let mut digest = Digest::default();
            for packet in &packets {
                out.clear();
                packet.encode(&mut out, version).expect("what was decoded encodes");
                digest.bytes(&out);
            }
            black_box(digest.finish())
        }))
    }

    fn encode_head<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        let version = version(&load.protocol)?;
        let publishes: Option<Vec<Publish<'a>>> = packets(load, version)
            .into_iter()
            .map(|packet| match packet {
                Packet::Publish(publish) => Some(publish),
                _ => None,
            })
            .collect();
        let publishes = publishes?;
        let mut out = output(load);
        Some(Box::new(move || {
            let mut digest = Digest::default();
            for publish in &publishes {
                out.clear();
                publish.encode_head(&mut out, version).expect("what was decoded encodes");
                digest.bytes(&out);
            }
            black_box(digest.finish())
        }))
    }

    fn accepts(&self, protocol: &str, packet: &[u8]) -> Option<bool> {
        let mut decoder = Decoder::new(version(protocol)?, Limits::default());
        Some(matches!(decoder.decode(&mut &packet[..]), Ok(Some(_))))
    }
}

fn version(protocol: &str) -> Option<Version> {
    match protocol {
        V3_1_1 => Some(Version::V3_1_1),
        V5 => Some(Version::V5),
        _ => None,
    }
}

fn packets(load: &Load, version: Version) -> Vec<Packet<'_>> {
    let mut decoder = Decoder::new(version, Limits::default());
    let mut input = &load.bytes[..];
    std::iter::from_fn(|| decoder.decode(&mut input).expect("the workload decodes")).collect()
}

#[inline]
fn read(digest: &mut Digest, packet: &Packet<'_>) {
    match packet {
        Packet::Connect(connect) => read_connect(digest, connect),
        Packet::Publish(publish) => {
            digest.number(publish.dup());
            digest.number(publish.retain);
            digest.number(qos(publish.qos()));
            digest.number(publish.packet_id().map_or(0, |id| id.get()));
            digest.text(publish.topic.as_str());
            read_properties(digest, publish.properties);
            digest.bytes(publish.payload);
        }
        Packet::PubAck(ack) => read_ack(digest, ack.packet_id.get(), ack.reason_code.into(), ack.properties),
        Packet::PubRec(ack) => read_ack(digest, ack.packet_id.get(), ack.reason_code.into(), ack.properties),
        Packet::PubRel(ack) => read_ack(digest, ack.packet_id.get(), ack.reason_code.into(), ack.properties),
        Packet::PubComp(ack) => read_ack(digest, ack.packet_id.get(), ack.reason_code.into(), ack.properties),
        Packet::Subscribe(subscribe) => {
            digest.number(subscribe.packet_id.get());
            read_properties(digest, subscribe.properties);
            for (filter, options) in subscribe.filters.iter() {
                digest.text(filter.as_str());
                digest.number(qos(options.maximum_qos));
                digest.number(options.no_local);
                digest.number(options.retain_as_published);
                digest.number(options.retain_handling as u8);
            }
        }
        Packet::SubAck(suback) => {
            digest.number(suback.packet_id.get());
            read_properties(digest, suback.properties);
            for code in suback.reason_codes.iter() {
                digest.number(u8::from(code));
            }
        }
        Packet::PingReq => {}
        other => panic!("not in the workloads: {other:?}"),
    }
}

#[inline]
fn read_ack(digest: &mut Digest, id: u16, reason: u8, properties: Properties<'_>) {
    digest.number(id);
    digest.number(reason);
    read_properties(digest, properties);
}

#[inline]
fn read_connect(digest: &mut Digest, connect: &Connect<'_>) {
    digest.number(connect.keep_alive);
    digest.number(connect.clean_start);
    digest.text(connect.client_id.as_str());
    read_properties(digest, connect.properties);
    if let Some(will) = &connect.will {
        digest.text(will.topic.as_str());
        digest.bytes(will.payload.as_bytes());
        digest.number(qos(will.qos));
        digest.number(will.retain);
        read_properties(digest, will.properties);
    }
    digest.text(connect.user_name.map_or("", |name| name.as_str()));
    digest.bytes(connect.password.map_or(b"", |password| password.as_bytes()));
}

#[inline(always)]
fn read_properties(digest: &mut Digest, properties: Properties<'_>) {
    if !properties.is_empty() {
        read_each(digest, properties);
    }
}

fn read_each(digest: &mut Digest, properties: Properties<'_>) {
    for property in properties.iter() {
        match property {
            Property::PayloadFormatIndicator(format) => digest.number(format == PayloadFormat::Utf8),
            Property::MessageExpiryInterval(number)
            | Property::SessionExpiryInterval(number)
            | Property::WillDelayInterval(number) => digest.number(number),
            Property::MaximumPacketSize(number) => digest.number(number.get()),
            Property::SubscriptionIdentifier(id) => digest.number(id.get()),
            Property::TopicAliasMaximum(number) => digest.number(number),
            Property::TopicAlias(alias) => digest.number(alias.get()),
            Property::ReceiveMaximum(number) => digest.number(number.get()),
            Property::RequestProblemInformation(flag) | Property::RequestResponseInformation(flag) => {
                digest.number(flag);
            }
            Property::ContentType(text)
            | Property::ReasonString(text)
            | Property::AuthenticationMethod(text) => digest.text(text.as_str()),
            Property::ResponseTopic(topic) => digest.text(topic.as_str()),
            Property::CorrelationData(data) | Property::AuthenticationData(data) => {
                digest.bytes(data.as_bytes());
            }
            Property::UserProperty((name, value)) => {
                digest.text(name.as_str());
                digest.text(value.as_str());
            }
            other => panic!("not in the workloads: {other:?}"),
        }
    }
}

#[inline]
fn qos(qos: Qos) -> u8 {
    qos.into()
}
