//! MQTT Control Packets (chapter 3), one file for each.

mod acknowledgement;
mod auth;
mod connack;
mod connect;
mod disconnect;
mod publish;
mod suback;
mod subscribe;
mod unsubscribe;

use core::fmt;

use bytes::BufMut;

pub use acknowledgement::{PubAck, PubComp, PubRec, PubRel};
pub use auth::Auth;
pub use connack::ConnAck;
pub use connect::{Connect, Will};
pub use disconnect::Disconnect;
pub use publish::{Delivery, Publish};
pub use suback::{SubAck, UnsubAck};
pub use subscribe::{Filters, FiltersBuf, RetainHandling, Subscribe, SubscriptionOptions};
pub use unsubscribe::{TopicFilters, TopicFiltersBuf, Unsubscribe};

use crate::decoder::{Expected, FixedHeader, PacketLimits};
use crate::property::Properties;
use crate::wire::{self, Parsed, put_fixed_header};
use crate::{DecodeError, DecodeErrorKind, EncodeError, Limits, PacketId, Version};

/// One packet, as a view of its bytes.
///
/// With the feature `serde` it serialises as its fields, without its type: that is [`packet_type`](Packet::packet_type).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(untagged))]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
pub enum Packet<'a> {
    /// Connection request.
    Connect(Connect<'a>),
    /// Connect acknowledgment.
    ConnAck(ConnAck<'a>),
    /// Publish message.
    Publish(Publish<'a>),
    /// Publish acknowledgment (QoS 1).
    PubAck(PubAck<'a>),
    /// Publish received (QoS 2 delivery part 1).
    PubRec(PubRec<'a>),
    /// Publish release (QoS 2 delivery part 2).
    PubRel(PubRel<'a>),
    /// Publish complete (QoS 2 delivery part 3).
    PubComp(PubComp<'a>),
    /// Subscribe request.
    Subscribe(Subscribe<'a>),
    /// Subscribe acknowledgment.
    SubAck(SubAck<'a>),
    /// Unsubscribe request.
    Unsubscribe(Unsubscribe<'a>),
    /// Unsubscribe acknowledgment.
    UnsubAck(UnsubAck<'a>),
    /// PING request.
    PingReq,
    /// PING response.
    PingResp,
    /// Disconnect notification.
    Disconnect(Disconnect<'a>),
    /// Authentication exchange.
    Auth(Auth<'a>),
}

/// MQTT Control Packet type (section 2.1.2).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
#[repr(u8)]
#[expect(missing_docs, reason = "the names say it all, and `Packet` has them with their descriptions")]
pub enum PacketType {
    Connect = 1,
    ConnAck = 2,
    Publish = 3,
    PubAck = 4,
    PubRec = 5,
    PubRel = 6,
    PubComp = 7,
    Subscribe = 8,
    SubAck = 9,
    Unsubscribe = 10,
    UnsubAck = 11,
    PingReq = 12,
    PingResp = 13,
    Disconnect = 14,
    Auth = 15,
}

/// What decoding needs to know besides the bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'l> {
    pub(crate) version: Version,
    pub(crate) limits: &'l PacketLimits,
}

impl<'a> Packet<'a> {
    /// Decodes one whole packet; for packets from a stream there is [`Decoder`](crate::Decoder).
    ///
    /// # Errors
    ///
    /// `packet` is malformed, or not exactly one packet.
    pub fn decode(packet: &'a [u8], version: Version, limits: &Limits) -> Result<Self, DecodeError> {
        let limits = &limits.of_packets();
        let truncated = DecodeError::new(DecodeErrorKind::Truncated, packet.len(), "packet");
        let header = FixedHeader::read(packet, Expected::of(version), limits)?.ok_or(truncated)?;
        if packet.len() > header.len {
            return Err(DecodeError::new(DecodeErrorKind::TrailingBytes, header.len, "end of packet"));
        }
        let body = packet.get(header.body_at..).filter(|_| packet.len() == header.len).ok_or(truncated)?;
        Self::parse_body(header.first, packet, body, Context { version, limits })
    }

    /// Decodes what is behind the fixed header, whose first byte [`FixedHeader::read`] has checked.
    ///
    /// It makes what its caller returns, an `Option` or not: packets are large enough for moving them to be noticed.
    #[inline]
    pub(crate) fn parse_body<R: From<Self>>(
        first: u8,
        packet: &'a [u8],
        body: &'a [u8],
        context: Context<'_>,
    ) -> Result<R, DecodeError> {
        match first >> 4 {
            1 => whole(packet, Connect::parse(body, context), Self::Connect),
            2 => whole(packet, ConnAck::parse(body, context), Self::ConnAck),
            3 => whole(packet, Publish::parse(body, first, context), Self::Publish),
            4 => whole(packet, PubAck::parse(body, context), Self::PubAck),
            5 => whole(packet, PubRec::parse(body, context), Self::PubRec),
            6 => whole(packet, PubRel::parse(body, context), Self::PubRel),
            7 => whole(packet, PubComp::parse(body, context), Self::PubComp),
            8 => whole(packet, Subscribe::parse(body, context), Self::Subscribe),
            9 => whole(packet, SubAck::parse(body, context), Self::SubAck),
            10 => whole(packet, Unsubscribe::parse(body, context), Self::Unsubscribe),
            11 => whole(packet, UnsubAck::parse(body, context), Self::UnsubAck),
            12 => whole(packet, Ok((body, ())), |()| Self::PingReq),
            13 => whole(packet, Ok((body, ())), |()| Self::PingResp),
            14 => whole(packet, Disconnect::parse(body, context), Self::Disconnect),
            _ => whole(packet, Auth::parse(body, context), Self::Auth),
        }
    }

    /// Appends the packet to `dst`; on an error nothing is written.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the packet, `version` can't carry it, or `dst` has no room for it.
    #[inline(always)]
    pub fn encode(&self, dst: &mut impl BufMut, version: Version) -> Result<(), EncodeError> {
        match self {
            Self::Connect(packet) => packet.encode(dst, version),
            Self::ConnAck(packet) => packet.encode(dst, version),
            Self::Publish(packet) => packet.encode(dst, version),
            Self::PubAck(packet) => packet.encode(dst, version),
            Self::PubRec(packet) => packet.encode(dst, version),
            Self::PubRel(packet) => packet.encode(dst, version),
            Self::PubComp(packet) => packet.encode(dst, version),
            Self::Subscribe(packet) => packet.encode(dst, version),
            Self::SubAck(packet) => packet.encode(dst, version),
            Self::Unsubscribe(packet) => packet.encode(dst, version),
            Self::UnsubAck(packet) => packet.encode(dst, version),
            Self::PingReq | Self::PingResp => {
                put_fixed_header(dst, self.packet_type().first_byte(), 0, 0, [])
            }
            Self::Disconnect(packet) => packet.encode(dst, version),
            Self::Auth(packet) => packet.encode(dst, version),
        }
    }

    /// How many bytes [`encode`](Self::encode) writes.
    pub fn encoded_len(&self, version: Version) -> usize {
        match self {
            Self::Connect(packet) => packet.encoded_len(version),
            Self::ConnAck(packet) => packet.encoded_len(version),
            Self::Publish(packet) => packet.encoded_len(version),
            Self::PubAck(packet) => packet.encoded_len(version),
            Self::PubRec(packet) => packet.encoded_len(version),
            Self::PubRel(packet) => packet.encoded_len(version),
            Self::PubComp(packet) => packet.encoded_len(version),
            Self::Subscribe(packet) => packet.encoded_len(version),
            Self::SubAck(packet) => packet.encoded_len(version),
            Self::Unsubscribe(packet) => packet.encoded_len(version),
            Self::UnsubAck(packet) => packet.encoded_len(version),
            Self::PingReq | Self::PingResp => 2,
            Self::Disconnect(packet) => packet.encoded_len(version),
            Self::Auth(packet) => packet.encoded_len(version),
        }
    }

    /// The packet's type.
    pub const fn packet_type(&self) -> PacketType {
        match self {
            Self::Connect(_) => PacketType::Connect,
            Self::ConnAck(_) => PacketType::ConnAck,
            Self::Publish(_) => PacketType::Publish,
            Self::PubAck(_) => PacketType::PubAck,
            Self::PubRec(_) => PacketType::PubRec,
            Self::PubRel(_) => PacketType::PubRel,
            Self::PubComp(_) => PacketType::PubComp,
            Self::Subscribe(_) => PacketType::Subscribe,
            Self::SubAck(_) => PacketType::SubAck,
            Self::Unsubscribe(_) => PacketType::Unsubscribe,
            Self::UnsubAck(_) => PacketType::UnsubAck,
            Self::PingReq => PacketType::PingReq,
            Self::PingResp => PacketType::PingResp,
            Self::Disconnect(_) => PacketType::Disconnect,
            Self::Auth(_) => PacketType::Auth,
        }
    }
}

/// Each packet is a [`Packet`].
macro_rules! from_packets {
    ($($name:ident)*) => {
        $(
            impl<'a> From<$name<'a>> for Packet<'a> {
                fn from(packet: $name<'a>) -> Self {
                    Self::$name(packet)
                }
            }
        )*
    };
}

from_packets! {
    Connect ConnAck Publish PubAck PubRec PubRel PubComp Subscribe SubAck Unsubscribe UnsubAck Disconnect Auth
}

/// The packet, if its parser left nothing over.
#[inline(always)]
fn whole<'a, T, R: From<Packet<'a>>>(
    packet: &'a [u8],
    parsed: Parsed<'a, T>,
    wrap: impl FnOnce(T) -> Packet<'a>,
) -> Result<R, DecodeError> {
    match parsed {
        Ok(([], parsed)) => Ok(wrap(parsed).into()),
        Ok((rest, _)) => Err(trailing(packet, rest)),
        Err(error) => Err(wire::located(packet, error)),
    }
}

#[cold]
const fn trailing(packet: &[u8], rest: &[u8]) -> DecodeError {
    DecodeError::new(DecodeErrorKind::TrailingBytes, packet.len() - rest.len(), "end of packet")
}

/// Writes a packet of the form that SUBSCRIBE, SUBACK, UNSUBSCRIBE and UNSUBACK have, whose parts have been checked.
#[inline(always)]
fn put_list_packet(
    dst: &mut impl BufMut,
    version: Version,
    packet_type: PacketType,
    packet_id: PacketId,
    properties: &Properties<'_>,
    list: &[u8],
) -> Result<(), EncodeError> {
    let remaining_len = list_packet_remaining_len(version, properties, list);
    put_fixed_header(dst, packet_type.first_byte(), remaining_len, 0, packet_id.to_bytes())?;
    properties.put(dst, version);
    dst.put_slice(list);
    Ok(())
}

fn list_packet_remaining_len(version: Version, properties: &Properties<'_>, list: &[u8]) -> usize {
    2 + properties.encoded_len(version) + list.len()
}

impl PacketType {
    /// The fixed header's first byte; of a PUBLISH the one with no flag set.
    #[inline]
    pub(crate) const fn first_byte(self) -> u8 {
        let flags = match self {
            Self::PubRel | Self::Subscribe | Self::Unsubscribe => 0b0010,
            _ => 0,
        };
        (self as u8) << 4 | flags
    }

    /// The name in the specification.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connect => "CONNECT",
            Self::ConnAck => "CONNACK",
            Self::Publish => "PUBLISH",
            Self::PubAck => "PUBACK",
            Self::PubRec => "PUBREC",
            Self::PubRel => "PUBREL",
            Self::PubComp => "PUBCOMP",
            Self::Subscribe => "SUBSCRIBE",
            Self::SubAck => "SUBACK",
            Self::Unsubscribe => "UNSUBSCRIBE",
            Self::UnsubAck => "UNSUBACK",
            Self::PingReq => "PINGREQ",
            Self::PingResp => "PINGRESP",
            Self::Disconnect => "DISCONNECT",
            Self::Auth => "AUTH",
        }
    }
}

impl fmt::Display for PacketType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for Packet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect(packet) => packet.fmt(f),
            Self::ConnAck(packet) => packet.fmt(f),
            Self::Publish(packet) => packet.fmt(f),
            Self::PubAck(packet) => packet.fmt(f),
            Self::PubRec(packet) => packet.fmt(f),
            Self::PubRel(packet) => packet.fmt(f),
            Self::PubComp(packet) => packet.fmt(f),
            Self::Subscribe(packet) => packet.fmt(f),
            Self::SubAck(packet) => packet.fmt(f),
            Self::Unsubscribe(packet) => packet.fmt(f),
            Self::UnsubAck(packet) => packet.fmt(f),
            Self::PingReq => f.write_str("PINGREQ"),
            Self::PingResp => f.write_str("PINGRESP"),
            Self::Disconnect(packet) => packet.fmt(f),
            Self::Auth(packet) => packet.fmt(f),
        }
    }
}
