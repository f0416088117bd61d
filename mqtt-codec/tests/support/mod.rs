//! What several of the tests need.
#![allow(dead_code, reason = "no test needs everything")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may panic, in its helpers too"
)]

pub(crate) mod built;

use mqtt_codec::packet::Packet;
use mqtt_codec::property::{Properties, PropertiesBuf, Property};
use mqtt_codec::reason::{ReasonCode, ReasonCodes};
use mqtt_codec::{PacketId, Version};

/// The owned list of some properties.
pub(crate) fn properties<'a>(list: impl IntoIterator<Item = Property<'a>>) -> PropertiesBuf {
    let mut buf = PropertiesBuf::new();
    for property in list {
        buf.push(property).expect("a property that may be added");
    }
    buf
}

/// A packet's encoding.
pub(crate) fn encoded(packet: &Packet<'_>, version: Version) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(packet.encoded_len(version));
    packet.encode(&mut bytes, version).expect("a packet that can be encoded");
    bytes
}

/// Reads every byte of every string and every item of every list; the sum keeps the reading from being left out.
pub(crate) fn read_everything(packet: &Packet<'_>) -> usize {
    match packet {
        Packet::Connect(connect) => {
            let will = connect.will.map_or(0, |will| {
                read_properties(will.properties)
                    + read(will.topic.as_str().as_bytes())
                    + read(will.payload.as_bytes())
                    + usize::from(will.qos as u8)
            });
            read_properties(connect.properties)
                + read(connect.client_id.as_str().as_bytes())
                + will
                + connect.user_name.map_or(0, |name| read(name.as_str().as_bytes()))
                + connect.password.map_or(0, |password| read(password.as_bytes()))
                + usize::from(connect.keep_alive)
        }
        Packet::ConnAck(packet) => read_properties(packet.properties) + read_code(packet.reason_code),
        Packet::Publish(publish) => {
            let id = publish.packet_id().map_or(0, read_id);
            id + read(publish.topic.as_str().as_bytes())
                + publish.topic.levels().count()
                + read_properties(publish.properties)
                + read(publish.payload)
        }
        Packet::PubAck(packet) => {
            read_id(packet.packet_id) + read_code(packet.reason_code) + read_properties(packet.properties)
        }
        Packet::PubRec(packet) => {
            read_id(packet.packet_id) + read_code(packet.reason_code) + read_properties(packet.properties)
        }
        Packet::PubRel(packet) => {
            read_id(packet.packet_id) + read_code(packet.reason_code) + read_properties(packet.properties)
        }
        Packet::PubComp(packet) => {
            read_id(packet.packet_id) + read_code(packet.reason_code) + read_properties(packet.properties)
        }
        Packet::Subscribe(subscribe) => {
            let filters = subscribe.filters.iter().map(|(filter, options)| {
                let shared = filter.shared().map_or(0, |shared| read(shared.share_name.as_bytes()));
                read(filter.as_str().as_bytes()) + shared + usize::from(options.maximum_qos as u8)
            });
            read_id(subscribe.packet_id) + read_properties(subscribe.properties) + filters.sum::<usize>()
        }
        Packet::SubAck(suback) => {
            read_id(suback.packet_id) + read_properties(suback.properties) + read_codes(suback.reason_codes)
        }
        Packet::Unsubscribe(unsubscribe) => {
            let filters = unsubscribe.filters.iter().map(|filter| read(filter.as_str().as_bytes()));
            read_id(unsubscribe.packet_id) + read_properties(unsubscribe.properties) + filters.sum::<usize>()
        }
        Packet::UnsubAck(unsuback) => {
            read_id(unsuback.packet_id)
                + read_properties(unsuback.properties)
                + read_codes(unsuback.reason_codes)
        }
        Packet::PingReq | Packet::PingResp => 0,
        Packet::Disconnect(packet) => read_code(packet.reason_code) + read_properties(packet.properties),
        Packet::Auth(packet) => read_code(packet.reason_code) + read_properties(packet.properties),
    }
}

fn read(bytes: &[u8]) -> usize {
    bytes.iter().map(|byte| usize::from(*byte)).sum()
}

fn read_id(id: PacketId) -> usize {
    usize::from(id.get())
}

fn read_code(code: impl ReasonCode) -> usize {
    usize::from(code.into())
}

fn read_codes<R: ReasonCode>(codes: ReasonCodes<'_, R>) -> usize {
    codes.iter().map(read_code).sum()
}

fn read_properties(properties: Properties<'_>) -> usize {
    let listed: usize = properties.iter().map(read_property).sum();
    let pairs: usize =
        properties.user_properties().map(|(name, value)| read_pair(name.as_str(), value.as_str())).sum();
    let ids: usize = properties.subscription_identifiers().map(|id| id.get() as usize).sum();
    let method = properties.authentication_method().map_or(0, |method| read(method.as_str().as_bytes()));
    listed + pairs + ids + method
}

fn read_property(property: Property<'_>) -> usize {
    match property {
        Property::ContentType(text)
        | Property::AuthenticationMethod(text)
        | Property::ResponseInformation(text)
        | Property::ServerReference(text)
        | Property::ReasonString(text) => read(text.as_str().as_bytes()),
        Property::AssignedClientIdentifier(id) => read(id.as_str().as_bytes()),
        Property::ResponseTopic(topic) => read(topic.as_str().as_bytes()),
        Property::CorrelationData(data) | Property::AuthenticationData(data) => read(data.as_bytes()),
        Property::UserProperty((name, value)) => read_pair(name.as_str(), value.as_str()),
        number => usize::from(number.id() as u8),
    }
}

fn read_pair(name: &str, value: &str) -> usize {
    read(name.as_bytes()) + read(value.as_bytes())
}
