//! Reason Codes (section 2.4): a type for every set of them that a packet uses, and lists of them.

use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use crate::{InvalidValue, Qos, Version};

/// What all Reason Codes have in common; implemented by those of this module only.
pub trait ReasonCode:
    Copy + fmt::Debug + fmt::Display + Eq + Into<u8> + TryFrom<u8> + sealed::Sealed
{
    /// Whether the code reports a failure: 0x80 and above.
    fn is_error(self) -> bool {
        self.into() >= 0x80
    }
}

mod sealed {
    pub trait Sealed {
        /// Whether a list of these codes may hold `code` in `version`.
        fn in_version(_code: u8, _version: crate::Version) -> bool {
            true
        }
    }
}

/// The codes of one packet: value, variant, name in the specification.
macro_rules! reason_codes {
    ($(#[$doc:meta])* $name:ident { $($value:literal $variant:ident $text:literal)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        #[cfg_attr(
            feature = "serde",
            derive(serde::Serialize, serde::Deserialize),
            serde(into = "u8", try_from = "u8")
        )]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum $name {
            $(#[doc = concat!($text, ".")] $variant = $value,)*
        }

        impl From<$name> for u8 {
            fn from(code: $name) -> Self {
                code as Self
            }
        }

        impl TryFrom<u8> for $name {
            type Error = InvalidValue;

            #[inline]
            fn try_from(code: u8) -> Result<Self, InvalidValue> {
                match code {
                    $($value => Ok(Self::$variant),)*
                    _ => Err(InvalidValue::new("Reason Code", "this packet has no such code")),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $(Self::$variant => $text,)*
                })
            }
        }

        impl ReasonCode for $name {}
    };
}

reason_codes! {
    /// Connect Reason Codes (section 3.2.2.2). Before version 5 these are the six Connect Return codes, which are mapped
    /// both ways: 1 is [`UnsupportedProtocolVersion`](Self::UnsupportedProtocolVersion), 2
    /// [`ClientIdentifierNotValid`](Self::ClientIdentifierNotValid), 3 [`ServerUnavailable`](Self::ServerUnavailable), 4
    /// [`BadUserNameOrPassword`](Self::BadUserNameOrPassword), 5 [`NotAuthorized`](Self::NotAuthorized).
    ConnectReasonCode {
        0x00 Success "Success"
        0x80 UnspecifiedError "Unspecified error"
        0x81 MalformedPacket "Malformed Packet"
        0x82 ProtocolError "Protocol Error"
        0x83 ImplementationSpecificError "Implementation specific error"
        0x84 UnsupportedProtocolVersion "Unsupported Protocol Version"
        0x85 ClientIdentifierNotValid "Client Identifier not valid"
        0x86 BadUserNameOrPassword "Bad User Name or Password"
        0x87 NotAuthorized "Not authorized"
        0x88 ServerUnavailable "Server unavailable"
        0x89 ServerBusy "Server busy"
        0x8a Banned "Banned"
        0x8c BadAuthenticationMethod "Bad authentication method"
        0x90 TopicNameInvalid "Topic Name invalid"
        0x95 PacketTooLarge "Packet too large"
        0x97 QuotaExceeded "Quota exceeded"
        0x99 PayloadFormatInvalid "Payload format invalid"
        0x9a RetainNotSupported "Retain not supported"
        0x9b QosNotSupported "QoS not supported"
        0x9c UseAnotherServer "Use another server"
        0x9d ServerMoved "Server moved"
        0x9f ConnectionRateExceeded "Connection rate exceeded"
    }
}

reason_codes! {
    /// Reason Codes of PUBACK (section 3.4.2.1) and PUBREC (section 3.5.2.1); before version 5 always `Success`.
    PubAckReasonCode {
        0x00 Success "Success"
        0x10 NoMatchingSubscribers "No matching subscribers"
        0x80 UnspecifiedError "Unspecified error"
        0x83 ImplementationSpecificError "Implementation specific error"
        0x87 NotAuthorized "Not authorized"
        0x90 TopicNameInvalid "Topic Name invalid"
        0x91 PacketIdentifierInUse "Packet identifier in use"
        0x97 QuotaExceeded "Quota exceeded"
        0x99 PayloadFormatInvalid "Payload format invalid"
    }
}

reason_codes! {
    /// Reason Codes of PUBREL (section 3.6.2.1) and PUBCOMP (section 3.7.2.1); before version 5 always `Success`.
    PubRelReasonCode {
        0x00 Success "Success"
        0x92 PacketIdentifierNotFound "Packet Identifier not found"
    }
}

reason_codes! {
    /// Subscribe Reason Codes (section 3.9.3). Version 3.1.1 has the granted QoS and
    /// [`UnspecifiedError`](Self::UnspecifiedError), there called Failure; version 3.1 only the former.
    SubscribeReasonCode {
        0x00 GrantedQos0 "Granted QoS 0"
        0x01 GrantedQos1 "Granted QoS 1"
        0x02 GrantedQos2 "Granted QoS 2"
        0x80 UnspecifiedError "Unspecified error"
        0x83 ImplementationSpecificError "Implementation specific error"
        0x87 NotAuthorized "Not authorized"
        0x8f TopicFilterInvalid "Topic Filter invalid"
        0x91 PacketIdentifierInUse "Packet Identifier in use"
        0x97 QuotaExceeded "Quota exceeded"
        0x9e SharedSubscriptionsNotSupported "Shared Subscriptions not supported"
        0xa1 SubscriptionIdentifiersNotSupported "Subscription Identifiers not supported"
        0xa2 WildcardSubscriptionsNotSupported "Wildcard Subscriptions not supported"
    }
}

reason_codes! {
    /// Unsubscribe Reason Codes (section 3.11.3); before version 5 there are none.
    UnsubscribeReasonCode {
        0x00 Success "Success"
        0x11 NoSubscriptionExisted "No subscription existed"
        0x80 UnspecifiedError "Unspecified error"
        0x83 ImplementationSpecificError "Implementation specific error"
        0x87 NotAuthorized "Not authorized"
        0x8f TopicFilterInvalid "Topic Filter invalid"
        0x91 PacketIdentifierInUse "Packet Identifier in use"
    }
}

reason_codes! {
    /// Disconnect Reason Codes (section 3.14.2.1); before version 5 always `NormalDisconnection`.
    DisconnectReasonCode {
        0x00 NormalDisconnection "Normal disconnection"
        0x04 DisconnectWithWillMessage "Disconnect with Will Message"
        0x80 UnspecifiedError "Unspecified error"
        0x81 MalformedPacket "Malformed Packet"
        0x82 ProtocolError "Protocol Error"
        0x83 ImplementationSpecificError "Implementation specific error"
        0x87 NotAuthorized "Not authorized"
        0x89 ServerBusy "Server busy"
        0x8b ServerShuttingDown "Server shutting down"
        0x8d KeepAliveTimeout "Keep Alive timeout"
        0x8e SessionTakenOver "Session taken over"
        0x8f TopicFilterInvalid "Topic Filter invalid"
        0x90 TopicNameInvalid "Topic Name invalid"
        0x93 ReceiveMaximumExceeded "Receive Maximum exceeded"
        0x94 TopicAliasInvalid "Topic Alias invalid"
        0x95 PacketTooLarge "Packet too large"
        0x96 MessageRateTooHigh "Message rate too high"
        0x97 QuotaExceeded "Quota exceeded"
        0x98 AdministrativeAction "Administrative action"
        0x99 PayloadFormatInvalid "Payload format invalid"
        0x9a RetainNotSupported "Retain not supported"
        0x9b QosNotSupported "QoS not supported"
        0x9c UseAnotherServer "Use another server"
        0x9d ServerMoved "Server moved"
        0x9e SharedSubscriptionsNotSupported "Shared Subscriptions not supported"
        0x9f ConnectionRateExceeded "Connection rate exceeded"
        0xa0 MaximumConnectTime "Maximum connect time"
        0xa1 SubscriptionIdentifiersNotSupported "Subscription Identifiers not supported"
        0xa2 WildcardSubscriptionsNotSupported "Wildcard Subscriptions not supported"
    }
}

reason_codes! {
    /// Authenticate Reason Codes (section 3.15.2.1).
    AuthenticateReasonCode {
        0x00 Success "Success"
        0x18 ContinueAuthentication "Continue authentication"
        0x19 ReAuthenticate "Re-authenticate"
    }
}

impl sealed::Sealed for ConnectReasonCode {}
impl sealed::Sealed for PubAckReasonCode {}
impl sealed::Sealed for PubRelReasonCode {}
impl sealed::Sealed for UnsubscribeReasonCode {}
impl sealed::Sealed for DisconnectReasonCode {}
impl sealed::Sealed for AuthenticateReasonCode {}

impl sealed::Sealed for SubscribeReasonCode {
    fn in_version(code: u8, version: Version) -> bool {
        match version {
            Version::V3_1 => code <= 2,
            Version::V3_1_1 => code <= 2 || code == 0x80,
            Version::V5 => true,
        }
    }
}

/// Connect Return codes of MQTT 3.1 and 3.1.1 (3.1.1 section 3.2.2.3), by value, as what version 5 calls them.
const RETURN_CODES: [ConnectReasonCode; 6] = [
    ConnectReasonCode::Success,
    ConnectReasonCode::UnsupportedProtocolVersion,
    ConnectReasonCode::ClientIdentifierNotValid,
    ConnectReasonCode::ServerUnavailable,
    ConnectReasonCode::BadUserNameOrPassword,
    ConnectReasonCode::NotAuthorized,
];

/// That this Quality of Service is granted.
impl From<Qos> for SubscribeReasonCode {
    fn from(granted: Qos) -> Self {
        match granted {
            Qos::AtMostOnce => Self::GrantedQos0,
            Qos::AtLeastOnce => Self::GrantedQos1,
            Qos::ExactlyOnce => Self::GrantedQos2,
        }
    }
}

impl ConnectReasonCode {
    pub(crate) fn from_wire(byte: u8, version: Version) -> Option<Self> {
        match version {
            Version::V5 => Self::try_from(byte).ok(),
            Version::V3_1 | Version::V3_1_1 => RETURN_CODES.get(usize::from(byte)).copied(),
        }
    }

    pub(crate) fn to_wire(self, version: Version) -> Option<u8> {
        match version {
            Version::V5 => Some(self.into()),
            Version::V3_1 | Version::V3_1_1 => {
                (0..).zip(RETURN_CODES).find(|(_, code)| *code == self).map(|(byte, _)| byte)
            }
        }
    }
}

/// The Reason Codes of a SUBACK or UNSUBACK, as they stand in the packet; built with [`ReasonCodesBuf`].
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct ReasonCodes<'a, R>(&'a [u8], PhantomData<R>);

/// The owned form of [`ReasonCodes`].
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct ReasonCodesBuf<R>(Vec<u8>, PhantomData<R>);

impl<'a, R: ReasonCode> ReasonCodes<'a, R> {
    /// No codes: what an UNSUBACK has before version 5.
    pub const EMPTY: Self = Self(&[], PhantomData);

    /// The codes in the packet's order, one for each Topic Filter.
    pub fn iter(&self) -> impl Iterator<Item = R> + use<'a, R> {
        self.0.iter().filter_map(|code| R::try_from(*code).ok())
    }

    /// How many codes there are.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// Takes all of `bytes`; the error is the position of the first that is no such code in `version`.
    pub(crate) fn new(bytes: &'a [u8], version: Version) -> Result<Self, usize> {
        let valid = |code: &u8| R::try_from(*code).is_ok() && R::in_version(*code, version);
        match bytes.iter().position(|code| !valid(code)) {
            None => Ok(Self(bytes, PhantomData)),
            Some(at) => Err(at),
        }
    }
}

impl<R: ReasonCode> ReasonCodesBuf<R> {
    /// No codes yet.
    pub const fn new() -> Self {
        Self(Vec::new(), PhantomData)
    }

    /// Adds a code at the end.
    pub fn push(&mut self, code: R) {
        self.0.push(code.into());
    }

    /// The view that packets hold.
    pub fn as_reason_codes(&self) -> ReasonCodes<'_, R> {
        ReasonCodes(&self.0, PhantomData)
    }
}

impl<R: ReasonCode> From<ReasonCodes<'_, R>> for ReasonCodesBuf<R> {
    fn from(view: ReasonCodes<'_, R>) -> Self {
        Self(view.0.into(), PhantomData)
    }
}

impl<R: ReasonCode> Default for ReasonCodesBuf<R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R: ReasonCode> FromIterator<R> for ReasonCodesBuf<R> {
    fn from_iter<I: IntoIterator<Item = R>>(codes: I) -> Self {
        let mut buf = Self::new();
        codes.into_iter().for_each(|code| buf.push(code));
        buf
    }
}

impl<R: ReasonCode> fmt::Debug for ReasonCodes<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<R: ReasonCode> fmt::Debug for ReasonCodesBuf<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.as_reason_codes(), f)
    }
}

impl<R: ReasonCode> ReasonCodes<'_, R> {
    /// Each code behind a space, for a packet's `Display`.
    pub(crate) fn fmt_list(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter()
            .enumerate()
            .try_for_each(|(at, code)| write!(f, "{}{code}", if at == 0 { " " } else { ", " }))
    }
}

#[cfg(feature = "serde")]
mod serde_impl {
    use core::marker::PhantomData;

    use super::{ReasonCode, ReasonCodes, ReasonCodesBuf, Version};
    use crate::serde_support::{serde_as_wire, serialize_items};

    serialize_items! { ReasonCodes<R: ReasonCode> }

    serde_as_wire! { ReasonCodesBuf<R: ReasonCode>, |buf| &buf.0 }

    impl<R: ReasonCode> ReasonCodesBuf<R> {
        fn from_wire(wire: &[u8]) -> Option<Self> {
            ReasonCodes::<R>::new(wire, Version::V5).ok()?;
            Some(Self(wire.into(), PhantomData))
        }
    }
}
