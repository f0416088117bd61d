//! SUBACK (section 3.9) and UNSUBACK (section 3.11), which have one form.

use core::fmt;

use bytes::BufMut;

use super::{Context, PacketType, list_packet_remaining_len, put_list_packet};
use crate::property::{Place, Properties};
use crate::reason::{ReasonCode, ReasonCodes, SubscribeReasonCode, UnsubscribeReasonCode};
use crate::wire::{Parsed, packet_len, refuse};
use crate::{DecodeErrorKind, EncodeError, PacketId, Version};

/// Subscribe acknowledgment: the answer to a SUBSCRIBE.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct SubAck<'a> {
    /// The one of the SUBSCRIBE.
    pub packet_id: PacketId,
    /// Version 5 only.
    pub properties: Properties<'a>,
    /// One for each Topic Filter of the SUBSCRIBE, in its order; not empty.
    pub reason_codes: ReasonCodes<'a, SubscribeReasonCode>,
}

/// Unsubscribe acknowledgment: the answer to an UNSUBSCRIBE.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct UnsubAck<'a> {
    /// The one of the UNSUBSCRIBE.
    pub packet_id: PacketId,
    /// Version 5 only.
    pub properties: Properties<'a>,
    /// One for each Topic Filter of the UNSUBSCRIBE, in its order; none before version 5.
    pub reason_codes: ReasonCodes<'a, UnsubscribeReasonCode>,
}

impl<'a> SubAck<'a> {
    /// Without properties.
    pub const fn new(packet_id: PacketId, reason_codes: ReasonCodes<'a, SubscribeReasonCode>) -> Self {
        Self { packet_id, properties: Properties::EMPTY, reason_codes }
    }

    pub(crate) fn parse(input: &'a [u8], context: Context<'_>) -> Parsed<'a, Self> {
        let (input, packet_id) = PacketId::parse(input)?;
        let (input, properties) = Properties::parse(input, Place::of(PacketType::SubAck), context)?;
        let (input, reason_codes) = parse_codes(input, context)?;
        Ok((input, Self { packet_id, properties, reason_codes }))
    }

    /// Appends the packet to `dst`; on an error nothing is written.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the packet, `version` can't carry it, or `dst` has no room for it.
    pub fn encode(&self, dst: &mut impl BufMut, version: Version) -> Result<(), EncodeError> {
        self.properties.check_place(Place::of(PacketType::SubAck), version)?;
        check_codes(self.reason_codes, version)?;
        put_list_packet(
            dst,
            version,
            PacketType::SubAck,
            self.packet_id,
            &self.properties,
            self.reason_codes.as_bytes(),
        )
    }

    /// How many bytes [`encode`](Self::encode) writes.
    pub fn encoded_len(&self, version: Version) -> usize {
        packet_len(list_packet_remaining_len(version, &self.properties, self.reason_codes.as_bytes()))
    }
}

impl<'a> UnsubAck<'a> {
    /// Without properties; before version 5 the codes are [`ReasonCodes::EMPTY`].
    pub const fn new(packet_id: PacketId, reason_codes: ReasonCodes<'a, UnsubscribeReasonCode>) -> Self {
        Self { packet_id, properties: Properties::EMPTY, reason_codes }
    }

    pub(crate) fn parse(input: &'a [u8], context: Context<'_>) -> Parsed<'a, Self> {
        let (input, packet_id) = PacketId::parse(input)?;
        let (input, properties) = Properties::parse(input, Place::of(PacketType::UnsubAck), context)?;
        let (input, reason_codes) = match context.version {
            Version::V5 => parse_codes(input, context)?,
            Version::V3_1 | Version::V3_1_1 => (input, ReasonCodes::EMPTY),
        };
        Ok((input, Self { packet_id, properties, reason_codes }))
    }

    /// Appends the packet to `dst`; on an error nothing is written.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the packet, `version` can't carry it, or `dst` has no room for it.
    pub fn encode(&self, dst: &mut impl BufMut, version: Version) -> Result<(), EncodeError> {
        self.properties.check_place(Place::of(PacketType::UnsubAck), version)?;
        match version {
            Version::V5 => check_codes(self.reason_codes, version)?,
            Version::V3_1 | Version::V3_1_1 if self.reason_codes.is_empty() => {}
            Version::V3_1 | Version::V3_1_1 => {
                return Err(EncodeError::Version { version, field: "Reason Codes of UNSUBACK" });
            }
        }
        put_list_packet(
            dst,
            version,
            PacketType::UnsubAck,
            self.packet_id,
            &self.properties,
            self.reason_codes.as_bytes(),
        )
    }

    /// How many bytes [`encode`](Self::encode) writes.
    pub fn encoded_len(&self, version: Version) -> usize {
        packet_len(list_packet_remaining_len(version, &self.properties, self.reason_codes.as_bytes()))
    }
}

/// The payload: everything that is left.
fn parse_codes<'a, R: ReasonCode>(input: &'a [u8], context: Context<'_>) -> Parsed<'a, ReasonCodes<'a, R>> {
    let refuse = |at: usize, kind| refuse("Reason Code", input.get(at..).unwrap_or_default(), kind);
    if input.is_empty() {
        return refuse(0, DecodeErrorKind::EmptyList);
    }
    if input.len() > context.limits.max_items {
        return refuse(context.limits.max_items, DecodeErrorKind::TooManyItems);
    }
    match ReasonCodes::new(input, context.version) {
        Ok(codes) => Ok((&[], codes)),
        Err(at) => refuse(at, DecodeErrorKind::ReasonCode),
    }
}

fn check_codes<R: ReasonCode>(codes: ReasonCodes<'_, R>, version: Version) -> Result<(), EncodeError> {
    if codes.is_empty() {
        return Err(EncodeError::Invalid { kind: DecodeErrorKind::EmptyList, field: "Reason Code" });
    }
    match ReasonCodes::<R>::new(codes.as_bytes(), version) {
        Ok(_) => Ok(()),
        Err(_) => Err(EncodeError::Version { version, field: "Subscribe Reason Code" }),
    }
}

impl fmt::Display for SubAck<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SUBACK id {}", self.packet_id)?;
        self.reason_codes.fmt_list(f)
    }
}

impl fmt::Display for UnsubAck<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UNSUBACK id {}", self.packet_id)?;
        self.reason_codes.fmt_list(f)
    }
}
