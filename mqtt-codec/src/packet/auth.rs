//! AUTH (section 3.15), version 5 only.

use core::fmt;

use bytes::BufMut;

use super::acknowledgement::parse_code;
use super::{Context, PacketType};
use crate::property::{Place, Properties, PropertyId};
use crate::reason::AuthenticateReasonCode;
use crate::wire::{Parsed, packet_len, put_fixed_header, refuse};
use crate::{DecodeErrorKind, EncodeError, Version};

/// Authentication exchange: a step of enhanced authentication (section 4.12).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Auth<'a> {
    /// Which step.
    pub reason_code: AuthenticateReasonCode,
    /// With an Authentication Method, unless the code is `Success` and there are none at all.
    pub properties: Properties<'a>,
}

impl<'a> Auth<'a> {
    pub(crate) fn parse(input: &'a [u8], context: Context<'_>) -> Parsed<'a, Self> {
        if input.is_empty() {
            let reason_code = AuthenticateReasonCode::Success;
            return Ok((input, Self { reason_code, properties: Properties::EMPTY }));
        }
        let (after, reason_code) = parse_code("Authenticate Reason Code", input)?;
        let (rest, properties) = Properties::parse(after, Place::AUTH, context)?;
        let auth = Self { reason_code, properties };
        match auth.lacks_method() {
            false => Ok((rest, auth)),
            true => refuse("Properties", after, DecodeErrorKind::MissingAuthenticationMethod),
        }
    }

    /// Appends the packet to `dst`, in the shortest form; on an error nothing is written.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the packet, `version` can't carry it, or `dst` has no room for it.
    pub fn encode(&self, dst: &mut impl BufMut, version: Version) -> Result<(), EncodeError> {
        if version != Version::V5 {
            return Err(EncodeError::Version { version, field: "AUTH" });
        }
        self.properties.check_place(Place::AUTH, version)?;
        if self.lacks_method() {
            let kind = DecodeErrorKind::MissingAuthenticationMethod;
            return Err(EncodeError::Invalid { kind, field: "Properties" });
        }
        let remaining_len = self.remaining_len();
        put_fixed_header(dst, PacketType::Auth.first_byte(), remaining_len, 0, [])?;
        if remaining_len > 0 {
            dst.put_u8(self.reason_code.into());
            self.properties.put(dst, version);
        }
        Ok(())
    }

    /// How many bytes [`encode`](Self::encode) writes.
    pub fn encoded_len(&self, _version: Version) -> usize {
        packet_len(self.remaining_len())
    }

    fn remaining_len(&self) -> usize {
        if self.is_bare_success() { 0 } else { 1 + self.properties.encoded_len(Version::V5) }
    }

    /// Section 3.15.2.2.2 wants an Authentication Method; section 3.15.2.1 has a form without one.
    fn lacks_method(&self) -> bool {
        !self.properties.contains(PropertyId::AuthenticationMethod) && !self.is_bare_success()
    }

    fn is_bare_success(&self) -> bool {
        self.reason_code == AuthenticateReasonCode::Success && self.properties.is_empty()
    }
}

impl fmt::Display for Auth<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AUTH {}", self.reason_code)?;
        match self.properties.authentication_method() {
            Some(method) => write!(f, " method {method:?}"),
            None => Ok(()),
        }
    }
}
