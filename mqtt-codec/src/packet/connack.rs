//! CONNACK (section 3.2).

use core::fmt;

use bytes::BufMut;
use nom::number::complete::be_u8;

use super::{Context, PacketType};
use crate::property::{Place, Properties};
use crate::reason::ConnectReasonCode;
use crate::wire::{Parsed, fail, field, packet_len, put_fixed_header};
use crate::{DecodeErrorKind, EncodeError, Version};

/// Connect acknowledgment: the server accepts the connection, or says why not.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct ConnAck<'a> {
    /// The server goes on with a session that it has kept (section 3.2.2.1.1); only with `Success`, and not in version 3.1.
    pub session_present: bool,
    /// Whether the connection is accepted.
    pub reason_code: ConnectReasonCode,
    /// Version 5 only.
    pub properties: Properties<'a>,
}

impl<'a> ConnAck<'a> {
    /// Without a session and properties.
    pub const fn new(reason_code: ConnectReasonCode) -> Self {
        Self { session_present: false, reason_code, properties: Properties::EMPTY }
    }

    pub(crate) fn parse(input: &'a [u8], context: Context<'_>) -> Parsed<'a, Self> {
        let (input, session_present) =
            field("Connect Acknowledge Flags", input, |input| match (be_u8(input)?, context.version) {
                ((rest, 0), _) => Ok((rest, false)),
                ((rest, 1), Version::V3_1_1 | Version::V5) => Ok((rest, true)),
                _ => fail(input, DecodeErrorKind::ConnAckFlags),
            })?;
        let (rest, reason_code) = field("Connect Reason Code", input, |input| {
            let (rest, byte) = be_u8(input)?;
            match ConnectReasonCode::from_wire(byte, context.version) {
                Some(ConnectReasonCode::Success) => Ok((rest, ConnectReasonCode::Success)),
                Some(_) if session_present => fail(input, DecodeErrorKind::SessionPresent),
                Some(code) => Ok((rest, code)),
                None => fail(input, DecodeErrorKind::ReasonCode),
            }
        })?;
        let (rest, properties) = Properties::parse(rest, Place::CONNACK, context)?;
        Ok((rest, Self { session_present, reason_code, properties }))
    }

    /// Appends the packet to `dst`; on an error nothing is written.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the packet, `version` can't carry it, or `dst` has no room for it.
    pub fn encode(&self, dst: &mut impl BufMut, version: Version) -> Result<(), EncodeError> {
        self.properties.check_place(Place::CONNACK, version)?;
        let Some(code) = self.reason_code.to_wire(version) else {
            return Err(EncodeError::Version { version, field: "Connect Reason Code" });
        };
        if self.session_present && version == Version::V3_1 {
            return Err(EncodeError::Version { version, field: "Session Present" });
        }
        if self.session_present && self.reason_code != ConnectReasonCode::Success {
            let kind = DecodeErrorKind::SessionPresent;
            return Err(EncodeError::Invalid { kind, field: "Connect Reason Code" });
        }
        put_fixed_header(
            dst,
            PacketType::ConnAck.first_byte(),
            self.remaining_len(version),
            0,
            [u8::from(self.session_present), code],
        )?;
        self.properties.put(dst, version);
        Ok(())
    }

    /// How many bytes [`encode`](Self::encode) writes.
    pub fn encoded_len(&self, version: Version) -> usize {
        packet_len(self.remaining_len(version))
    }

    fn remaining_len(&self, version: Version) -> usize {
        2 + self.properties.encoded_len(version)
    }
}

impl fmt::Display for ConnAck<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CONNACK session present {} {}", u8::from(self.session_present), self.reason_code)
    }
}
