//! PUBLISH (section 3.3).

use core::fmt;

use bytes::BufMut;

use super::{Context, PacketType};
use crate::property::{Place, Properties, PropertyId};
use crate::topic::TopicName;
use crate::wire::{Parsed, field, packet_len, prefix, prefixed_len, put_fixed_header, refuse};
use crate::{DecodeErrorKind, EncodeError, PacketId, Qos, Version};

/// Publish message: carries an Application Message from client to server or from server to client.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Publish<'a> {
    /// Quality of Service, and what only QoS 1 and 2 have.
    pub delivery: Delivery,
    /// To a server: keep the message for later subscribers. To a client: it was kept (section 3.3.1.3).
    pub retain: bool,
    /// Where the message is published; empty if a Topic Alias stands for it.
    pub topic: TopicName<'a>,
    /// Version 5 only.
    pub properties: Properties<'a>,
    /// The Application Message.
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::serde_support::bytes"))]
    pub payload: &'a [u8],
}

/// Quality of Service of a PUBLISH with what depends on it (sections 3.3.1.1, 3.3.1.2 and 3.3.2.2).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
pub enum Delivery {
    /// QoS 0: no identifier, never sent again.
    #[default]
    AtMostOnce,
    /// QoS 1.
    AtLeastOnce {
        /// Ties the PUBACK to this packet.
        packet_id: PacketId,
        /// The packet was sent before.
        dup: bool,
    },
    /// QoS 2.
    ExactlyOnce {
        /// Ties PUBREC, PUBREL and PUBCOMP to this packet.
        packet_id: PacketId,
        /// The packet was sent before.
        dup: bool,
    },
}

/// Flags of the fixed header (section 3.3.1).
mod flag {
    pub(super) const RETAIN: u8 = 0b0001;
    pub(super) const QOS: u8 = 0b0110;
    pub(super) const QOS_SHIFT: u32 = 1;
    pub(super) const DUP: u8 = 0b1000;
    pub(super) const DUP_SHIFT: u32 = 3;
}

impl<'a> Publish<'a> {
    /// A message of QoS 0.
    pub const fn new(topic: TopicName<'a>, payload: &'a [u8]) -> Self {
        Self { delivery: Delivery::AtMostOnce, retain: false, topic, properties: Properties::EMPTY, payload }
    }

    /// Quality of Service.
    pub const fn qos(&self) -> Qos {
        self.delivery.qos()
    }

    /// The Packet Identifier, unless the Quality of Service is 0.
    pub const fn packet_id(&self) -> Option<PacketId> {
        self.delivery.packet_id()
    }

    /// Whether the packet was sent before.
    pub const fn dup(&self) -> bool {
        self.delivery.dup()
    }

    #[inline]
    pub(crate) fn parse(input: &'a [u8], first: u8, context: Context<'_>) -> Parsed<'a, Self> {
        let dup = first & flag::DUP != 0;
        let retain = first & flag::RETAIN != 0;
        let body = input;
        let (input, topic) = field("Topic Name", body, |input| match context.version {
            Version::V5 => TopicName::parse_or_empty(input),
            Version::V3_1 | Version::V3_1_1 => TopicName::parse(input),
        })?;
        let (input, delivery) = match (first & flag::QOS) >> flag::QOS_SHIFT {
            0 => (input, Delivery::AtMostOnce),
            1 => {
                let (input, packet_id) = PacketId::parse(input)?;
                (input, Delivery::AtLeastOnce { packet_id, dup })
            }
            _ => {
                let (input, packet_id) = PacketId::parse(input)?;
                (input, Delivery::ExactlyOnce { packet_id, dup })
            }
        };
        let (payload, properties) = Properties::parse(input, Place::PUBLISH, context)?;
        if topic.is_empty() && !properties.contains(PropertyId::TopicAlias) {
            return refuse("Topic Name", body, DecodeErrorKind::MissingTopic);
        }
        Ok((&[], Self { delivery, retain, topic, properties, payload }))
    }

    /// Appends the packet to `dst`; on an error nothing is written.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the packet, `version` can't carry it, or `dst` has no room for it.
    pub fn encode(&self, dst: &mut impl BufMut, version: Version) -> Result<(), EncodeError> {
        self.encode_leaving(dst, version, 0)?;
        dst.put_slice(self.payload);
        Ok(())
    }

    /// Appends all but the payload, which is to be sent after it; on an error nothing is written.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the packet, `version` can't carry it, or `dst` has no room for the head.
    pub fn encode_head(&self, dst: &mut impl BufMut, version: Version) -> Result<(), EncodeError> {
        self.encode_leaving(dst, version, self.payload.len())
    }

    /// How many bytes [`encode`](Self::encode) writes.
    pub fn encoded_len(&self, version: Version) -> usize {
        packet_len(self.remaining_len(version))
    }

    #[inline(always)]
    fn encode_leaving(
        &self,
        dst: &mut impl BufMut,
        version: Version,
        unsent: usize,
    ) -> Result<(), EncodeError> {
        self.properties.check_place(Place::PUBLISH, version)?;
        if self.topic.is_empty() && !self.properties.contains(PropertyId::TopicAlias) {
            let kind = DecodeErrorKind::MissingTopic;
            return Err(EncodeError::Invalid { kind, field: "Topic Name" });
        }
        let topic = self.topic.as_str().as_bytes();
        put_fixed_header(dst, self.first_byte(), self.remaining_len(version), unsent, prefix(topic))?;
        dst.put_slice(topic);
        if let Some(id) = self.packet_id() {
            dst.put_u16(id.get());
        }
        self.properties.put(dst, version);
        Ok(())
    }

    fn first_byte(&self) -> u8 {
        let (qos, dup) = (self.qos() as u8, u8::from(self.dup()));
        PacketType::Publish.first_byte()
            | dup << flag::DUP_SHIFT
            | qos << flag::QOS_SHIFT
            | u8::from(self.retain)
    }

    fn remaining_len(&self, version: Version) -> usize {
        let id = if self.packet_id().is_some() { 2 } else { 0 };
        prefixed_len(self.topic.as_str().len())
            + id
            + self.properties.encoded_len(version)
            + self.payload.len()
    }
}

impl Delivery {
    /// For a packet that is sent for the first time; QoS 0 disregards the identifier.
    pub const fn new(qos: Qos, packet_id: PacketId) -> Self {
        match qos {
            Qos::AtMostOnce => Self::AtMostOnce,
            Qos::AtLeastOnce => Self::AtLeastOnce { packet_id, dup: false },
            Qos::ExactlyOnce => Self::ExactlyOnce { packet_id, dup: false },
        }
    }

    /// Quality of Service.
    pub const fn qos(&self) -> Qos {
        match self {
            Self::AtMostOnce => Qos::AtMostOnce,
            Self::AtLeastOnce { .. } => Qos::AtLeastOnce,
            Self::ExactlyOnce { .. } => Qos::ExactlyOnce,
        }
    }

    /// The Packet Identifier, unless the Quality of Service is 0.
    pub const fn packet_id(&self) -> Option<PacketId> {
        match *self {
            Self::AtMostOnce => None,
            Self::AtLeastOnce { packet_id, .. } | Self::ExactlyOnce { packet_id, .. } => Some(packet_id),
        }
    }

    /// Whether the packet was sent before.
    pub const fn dup(&self) -> bool {
        match *self {
            Self::AtMostOnce => false,
            Self::AtLeastOnce { dup, .. } | Self::ExactlyOnce { dup, .. } => dup,
        }
    }
}

impl fmt::Display for Publish<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (dup, retain) = (u8::from(self.dup()), u8::from(self.retain));
        write!(f, "PUBLISH q{} d{dup} r{retain}", self.qos())?;
        if let Some(id) = self.packet_id() {
            write!(f, " id {id}")?;
        }
        match self.properties.topic_alias() {
            Some(alias) => write!(f, " topic {:?} alias {alias}", self.topic)?,
            None => write!(f, " topic {:?}", self.topic)?,
        }
        write!(f, " {} bytes", self.payload.len())
    }
}
