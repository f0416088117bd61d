//! PUBACK, PUBREC, PUBREL and PUBCOMP (sections 3.4 to 3.7), which have one form.

use core::fmt;

use bytes::BufMut;
use nom::number::complete::be_u8;

use super::{Context, PacketType};
use crate::property::{Place, Properties};
use crate::reason::{PubAckReasonCode, PubRelReasonCode};
use crate::wire::{Parsed, fail, field, packet_len, put_fixed_header};
use crate::{DecodeErrorKind, EncodeError, PacketId, Version};

/// The packets: type, Reason Code, description.
macro_rules! acknowledgements {
    ($($(#[$doc:meta])* $name:ident $reason_code:ident $field:literal)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
            #[cfg_attr(feature = "serde", derive(serde::Serialize))]
            #[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
            pub struct $name<'a> {
                /// The one of the PUBLISH that this is about.
                pub packet_id: PacketId,
                /// Before version 5 always `Success`.
                pub reason_code: $reason_code,
                /// Version 5 only.
                pub properties: Properties<'a>,
            }

            impl<'a> $name<'a> {
                /// Success, without properties.
                pub const fn new(packet_id: PacketId) -> Self {
                    Self { packet_id, reason_code: $reason_code::Success, properties: Properties::EMPTY }
                }

                #[inline]
                pub(crate) fn parse(input: &'a [u8], context: Context<'_>) -> Parsed<'a, Self> {
                    let (input, packet_id) = PacketId::parse(input)?;
                    if input.is_empty() || context.version != Version::V5 {
                        return Ok((input, Self::new(packet_id)));
                    }
                    let place = Place::of(PacketType::$name);
                    let (input, (reason_code, properties)) = parse_reason($field, input, place, context)?;
                    Ok((input, Self { packet_id, reason_code, properties }))
                }

                /// Appends the packet to `dst`, in the shortest form; on an error nothing is written.
                ///
                /// # Errors
                ///
                /// Decoding would refuse the packet, `version` can't carry it, or `dst` has no room for it.
                #[inline]
                pub fn encode(&self, dst: &mut impl BufMut, version: Version) -> Result<(), EncodeError> {
                    let first = PacketType::$name.first_byte();
                    let id = self.packet_id.to_bytes();
                    let tail = reason_len(self.reason_code.into(), &self.properties);
                    if tail == 0 {
                        return put_fixed_header(dst, first, 2, 0, id);
                    }
                    if version != Version::V5 && self.reason_code != $reason_code::Success {
                        return Err(EncodeError::Version { version, field: $field });
                    }
                    self.properties.check_place(Place::of(PacketType::$name), version)?;
                    put_fixed_header(dst, first, 2 + tail, 0, id)?;
                    dst.put_u8(self.reason_code.into());
                    if tail > 1 {
                        self.properties.put(dst, version);
                    }
                    Ok(())
                }

                /// How many bytes [`encode`](Self::encode) writes.
                pub fn encoded_len(&self, _version: Version) -> usize {
                    packet_len(2 + reason_len(self.reason_code.into(), &self.properties))
                }
            }

            impl fmt::Display for $name<'_> {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, "{} id {} {}", PacketType::$name, self.packet_id, self.reason_code)
                }
            }
        )*
    };
}

acknowledgements! {
    /// Publish acknowledgment: the answer to a PUBLISH of QoS 1 (section 3.4).
    PubAck PubAckReasonCode "PUBACK Reason Code"
    /// Publish received: the answer to a PUBLISH of QoS 2 (section 3.5).
    PubRec PubAckReasonCode "PUBREC Reason Code"
    /// Publish release: the answer to a PUBREC (section 3.6).
    PubRel PubRelReasonCode "PUBREL Reason Code"
    /// Publish complete: the answer to a PUBREL (section 3.7).
    PubComp PubRelReasonCode "PUBCOMP Reason Code"
}

/// Reason Code and properties, of which the latter may be missing (sections 3.4.2.2.1 and 3.14.2.2.1).
pub(super) fn parse_reason<'a, R: TryFrom<u8>>(
    name: &'static str,
    input: &'a [u8],
    place: Place,
    context: Context<'_>,
) -> Parsed<'a, (R, Properties<'a>)> {
    let (rest, reason_code) = parse_code(name, input)?;
    if rest.is_empty() {
        return Ok((rest, (reason_code, Properties::EMPTY)));
    }
    let (rest, properties) = Properties::parse(rest, place, context)?;
    Ok((rest, (reason_code, properties)))
}

/// A Reason Code of version 5.
pub(super) fn parse_code<'a, R: TryFrom<u8>>(name: &'static str, input: &'a [u8]) -> Parsed<'a, R> {
    field(name, input, |input| {
        let (rest, byte) = be_u8(input)?;
        match R::try_from(byte) {
            Ok(code) => Ok((rest, code)),
            Err(_) => fail(input, DecodeErrorKind::ReasonCode),
        }
    })
}

/// How long Reason Code and properties are in the shortest form.
pub(super) fn reason_len(code: u8, properties: &Properties<'_>) -> usize {
    match (code, properties.is_empty()) {
        (0, true) => 0,
        (_, true) => 1,
        (_, false) => 1 + properties.encoded_len(Version::V5),
    }
}
