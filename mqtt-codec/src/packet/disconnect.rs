//! DISCONNECT (section 3.14).

use core::fmt;

use bytes::BufMut;

use super::acknowledgement::{parse_reason, reason_len};
use super::{Context, PacketType};
use crate::property::{Place, Properties};
use crate::reason::DisconnectReasonCode;
use crate::wire::{Parsed, packet_len, put_fixed_header};
use crate::{EncodeError, Version};

/// Disconnect notification: the last packet of a connection.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Disconnect<'a> {
    /// Why the connection ends; before version 5 always `NormalDisconnection`.
    pub reason_code: DisconnectReasonCode,
    /// Version 5 only.
    pub properties: Properties<'a>,
}

impl<'a> Disconnect<'a> {
    /// Without properties.
    pub const fn new(reason_code: DisconnectReasonCode) -> Self {
        Self { reason_code, properties: Properties::EMPTY }
    }

    pub(crate) fn parse(input: &'a [u8], context: Context<'_>) -> Parsed<'a, Self> {
        if input.is_empty() || context.version != Version::V5 {
            return Ok((input, Self::new(DisconnectReasonCode::NormalDisconnection)));
        }
        let (input, (reason_code, properties)) =
            parse_reason("Disconnect Reason Code", input, Place::DISCONNECT, context)?;
        Ok((input, Self { reason_code, properties }))
    }

    /// Appends the packet to `dst`, in the shortest form; on an error nothing is written.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the packet, `version` can't carry it, or `dst` has no room for it.
    pub fn encode(&self, dst: &mut impl BufMut, version: Version) -> Result<(), EncodeError> {
        self.properties.check_place(Place::DISCONNECT, version)?;
        if version != Version::V5 && self.reason_code != DisconnectReasonCode::NormalDisconnection {
            return Err(EncodeError::Version { version, field: "Disconnect Reason Code" });
        }
        let remaining_len = self.remaining_len();
        put_fixed_header(dst, PacketType::Disconnect.first_byte(), remaining_len, 0, [])?;
        if remaining_len > 0 {
            dst.put_u8(self.reason_code.into());
        }
        if remaining_len > 1 {
            self.properties.put(dst, version);
        }
        Ok(())
    }

    /// How many bytes [`encode`](Self::encode) writes.
    pub fn encoded_len(&self, _version: Version) -> usize {
        packet_len(self.remaining_len())
    }

    fn remaining_len(&self) -> usize {
        reason_len(self.reason_code.into(), &self.properties)
    }
}

impl fmt::Display for Disconnect<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DISCONNECT {}", self.reason_code)
    }
}
