//! CONNECT (section 3.1).

use core::fmt;

use bytes::BufMut;
use nom::number::complete::be_u8;

use super::{Context, PacketType};
use crate::property::{Place, Properties};
use crate::topic::TopicName;
use crate::wire::{self, Parsed, fail, field, packet_len, prefixed_len, put_fixed_header, put_prefixed};
use crate::{BinaryData, ClientId, DecodeError, DecodeErrorKind, EncodeError, Qos, Utf8Str, Version};

/// Connection request: the first packet of every connection.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Connect<'a> {
    /// The version of the connection; the packet is always encoded in it.
    pub version: Version,
    /// Start a new session (section 3.1.2.4), before version 5 called Clean Session.
    pub clean_start: bool,
    /// The longest pause between two packets of the client, in seconds; 0 turns Keep Alive off (section 3.1.2.10).
    pub keep_alive: u16,
    /// Version 5 only.
    pub properties: Properties<'a>,
    /// Names the session. Empty: the server assigns one.
    pub client_id: ClientId<'a>,
    /// What the server publishes when the connection is lost.
    pub will: Option<Will<'a>>,
    /// For authentication.
    pub user_name: Option<Utf8Str<'a>>,
    /// For authentication; before version 5 only with a User Name.
    pub password: Option<BinaryData<'a>>,
}

/// The Will Message of a CONNECT (section 3.1.2.5). A server keeps it by keeping the CONNECT, as a
/// [`PacketBuf`](crate::PacketBuf).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Will<'a> {
    /// The Quality of Service it is published with.
    pub qos: Qos,
    /// Whether it is published as a retained message.
    pub retain: bool,
    /// Version 5 only.
    pub properties: Properties<'a>,
    /// Where it is published; not empty.
    pub topic: TopicName<'a>,
    /// What is published.
    pub payload: BinaryData<'a>,
}

/// Connect Flags (section 3.1.2.3).
mod flag {
    pub(super) const RESERVED: u8 = 0x01;
    pub(super) const CLEAN_START: u8 = 0x02;
    pub(super) const WILL: u8 = 0x04;
    pub(super) const WILL_QOS: u8 = 0x18;
    pub(super) const WILL_QOS_SHIFT: u32 = 3;
    pub(super) const WILL_RETAIN: u8 = 0x20;
    pub(super) const PASSWORD: u8 = 0x40;
    pub(super) const USER_NAME: u8 = 0x80;
}

impl<'a> Connect<'a> {
    /// A connection with a new session, without Keep Alive, will and authentication.
    pub const fn new(version: Version, client_id: ClientId<'a>) -> Self {
        Self {
            version,
            clean_start: true,
            keep_alive: 0,
            properties: Properties::EMPTY,
            client_id,
            will: None,
            user_name: None,
            password: None,
        }
    }

    /// The version that the CONNECT in `packet` is of.
    pub(crate) fn version_of(packet: &[u8], body: &[u8]) -> Result<Version, DecodeError> {
        match protocol(body) {
            Ok((_, version)) => Ok(version),
            Err(error) => Err(wire::located(packet, error)),
        }
    }

    pub(crate) fn parse(input: &'a [u8], context: Context<'_>) -> Parsed<'a, Self> {
        let body = input;
        let (input, version) = protocol(body)?;
        if version != context.version {
            return field(
                "Protocol Version",
                body.get(body.len() - input.len() - 1..).unwrap_or_default(),
                |input| fail(input, DecodeErrorKind::ProtocolVersion),
            );
        }
        let (input, flags) = field("Connect Flags", input, |input| connect_flags(input, version))?;
        let (input, keep_alive) = field("Keep Alive", input, wire::two_byte_integer)?;
        let (input, properties) = Properties::parse(input, Place::CONNECT, context)?;
        let (input, client_id) = field("Client Identifier", input, |input| client_id(input, flags, version))?;
        let (input, will) = match flags & flag::WILL {
            0 => (input, None),
            _ => Will::parse(input, flags, context)?,
        };
        let (input, user_name) = match flags & flag::USER_NAME {
            0 => (input, None),
            _ if may_be_missing(input, version) => (input, None),
            _ => some(field("User Name", input, Utf8Str::parse)?),
        };
        let (input, password) = match flags & flag::PASSWORD {
            0 => (input, None),
            _ if may_be_missing(input, version) => (input, None),
            _ => some(field("Password", input, BinaryData::parse)?),
        };
        let clean_start = flags & flag::CLEAN_START != 0;
        Ok((
            input,
            Self { version, clean_start, keep_alive, properties, client_id, will, user_name, password },
        ))
    }

    /// Appends the packet to `dst`; on an error nothing is written.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the packet, it is of another version than `version`, or `dst` has no room for it.
    pub fn encode(&self, dst: &mut impl BufMut, version: Version) -> Result<(), EncodeError> {
        self.check(version)?;
        put_fixed_header(dst, PacketType::Connect.first_byte(), self.remaining_len(), 0, [])?;
        let [high, low] = self.keep_alive.to_be_bytes();
        dst.put_slice(protocol_bytes(version));
        dst.put_slice(&[self.flags(), high, low]);
        self.properties.put(dst, version);
        put_prefixed(dst, self.client_id.as_str().as_bytes());
        if let Some(will) = &self.will {
            will.put(dst, version);
        }
        if let Some(user_name) = &self.user_name {
            put_prefixed(dst, user_name.as_str().as_bytes());
        }
        if let Some(password) = &self.password {
            put_prefixed(dst, password.as_bytes());
        }
        Ok(())
    }

    /// How many bytes [`encode`](Self::encode) writes; a CONNECT has its own version, so `_version` is not looked at.
    pub fn encoded_len(&self, _version: Version) -> usize {
        packet_len(self.remaining_len())
    }

    fn remaining_len(&self) -> usize {
        protocol_bytes(self.version).len()
            + 3
            + self.properties.encoded_len(self.version)
            + prefixed_len(self.client_id.as_str().len())
            + self.will.as_ref().map_or(0, |will| will.encoded_len(self.version))
            + self.user_name.map_or(0, |user_name| prefixed_len(user_name.as_str().len()))
            + self.password.map_or(0, |password| prefixed_len(password.as_bytes().len()))
    }

    fn flags(&self) -> u8 {
        let will = self.will.as_ref().map_or(0, |will| {
            let retain = if will.retain { flag::WILL_RETAIN } else { 0 };
            flag::WILL | (will.qos as u8) << flag::WILL_QOS_SHIFT | retain
        });
        let clean_start = if self.clean_start { flag::CLEAN_START } else { 0 };
        let user_name = if self.user_name.is_some() { flag::USER_NAME } else { 0 };
        let password = if self.password.is_some() { flag::PASSWORD } else { 0 };
        clean_start | will | user_name | password
    }

    fn check(&self, version: Version) -> Result<(), EncodeError> {
        let invalid = |kind, field| Err(EncodeError::Invalid { kind, field });
        if version != self.version {
            return Err(EncodeError::Version { version, field: "a CONNECT of another version" });
        }
        self.properties.check_place(Place::CONNECT, version)?;
        if is_rejected(self.client_id, self.clean_start, version) {
            return invalid(DecodeErrorKind::ClientId, "Client Identifier");
        }
        if version != Version::V5 && self.password.is_some() && self.user_name.is_none() {
            return invalid(DecodeErrorKind::PasswordWithoutUserName, "Connect Flags");
        }
        if let Some(will) = &self.will {
            will.properties.check_place(Place::WILL, version)?;
            if will.topic.is_empty() {
                return invalid(DecodeErrorKind::TopicName, "Will Topic");
            }
        }
        Ok(())
    }
}

impl<'a> Will<'a> {
    /// A will of QoS 0 that is not retained.
    pub const fn new(topic: TopicName<'a>, payload: BinaryData<'a>) -> Self {
        Self { qos: Qos::AtMostOnce, retain: false, properties: Properties::EMPTY, topic, payload }
    }

    fn parse(input: &'a [u8], flags: u8, context: Context<'_>) -> Parsed<'a, Option<Self>> {
        let qos = match (flags & flag::WILL_QOS) >> flag::WILL_QOS_SHIFT {
            0 => Qos::AtMostOnce,
            1 => Qos::AtLeastOnce,
            _ => Qos::ExactlyOnce,
        };
        let retain = flags & flag::WILL_RETAIN != 0;
        let (input, properties) = Properties::parse(input, Place::WILL, context)?;
        let (input, topic) = field("Will Topic", input, TopicName::parse)?;
        let (input, payload) = field("Will Payload", input, BinaryData::parse)?;
        Ok((input, Some(Self { qos, retain, properties, topic, payload })))
    }

    fn put(&self, dst: &mut impl BufMut, version: Version) {
        self.properties.put(dst, version);
        put_prefixed(dst, self.topic.as_str().as_bytes());
        put_prefixed(dst, self.payload.as_bytes());
    }

    fn encoded_len(&self, version: Version) -> usize {
        self.properties.encoded_len(version)
            + prefixed_len(self.topic.as_str().len())
            + prefixed_len(self.payload.as_bytes().len())
    }
}

/// Protocol Name and Protocol Version (sections 3.1.2.1 and 3.1.2.2).
fn protocol(input: &[u8]) -> Parsed<'_, Version> {
    let (rest, name) = field("Protocol Name", input, |input| match wire::binary(input)? {
        (rest, name @ (b"MQTT" | b"MQIsdp")) => Ok((rest, name)),
        _ => fail(input, DecodeErrorKind::ProtocolName),
    })?;
    field("Protocol Version", rest, |input| match (name, be_u8(input)?) {
        (b"MQTT", (rest, 5)) => Ok((rest, Version::V5)),
        (b"MQTT", (rest, 4)) => Ok((rest, Version::V3_1_1)),
        (b"MQIsdp", (rest, 3)) => Ok((rest, Version::V3_1)),
        _ => fail(input, DecodeErrorKind::ProtocolVersion),
    })
}

/// What [`protocol`] reads.
const fn protocol_bytes(version: Version) -> &'static [u8] {
    match version {
        Version::V3_1 => b"\0\x06MQIsdp\x03",
        Version::V3_1_1 => b"\0\x04MQTT\x04",
        Version::V5 => b"\0\x04MQTT\x05",
    }
}

fn connect_flags(input: &[u8], version: Version) -> Parsed<'_, u8> {
    let (rest, flags) = be_u8(input)?;
    let has_will = flags & flag::WILL != 0;
    // Version 3.1 disregards the will's bits when there is none (its section on Connect flags).
    let stray_will_bits = flags & (flag::WILL_QOS | flag::WILL_RETAIN) != 0 && version != Version::V3_1;
    let only_password = flags & (flag::USER_NAME | flag::PASSWORD) == flag::PASSWORD;
    if flags & flag::RESERVED != 0 {
        return fail(input, DecodeErrorKind::ConnectFlags);
    }
    if has_will && flags & flag::WILL_QOS == flag::WILL_QOS {
        return fail(input, DecodeErrorKind::Qos);
    }
    if !has_will && stray_will_bits {
        return fail(input, DecodeErrorKind::WillFlags);
    }
    if only_password && version != Version::V5 {
        return fail(input, DecodeErrorKind::PasswordWithoutUserName);
    }
    Ok((rest, flags))
}

fn client_id<'a>(input: &'a [u8], flags: u8, version: Version) -> Parsed<'a, ClientId<'a>> {
    let (rest, id) = ClientId::parse(input)?;
    if is_rejected(id, flags & flag::CLEAN_START != 0, version) {
        return fail(input, DecodeErrorKind::ClientId);
    }
    Ok((rest, id))
}

/// Whether the version itself forbids the Client Identifier (3.1: CONNACK; 3.1.1: \[MQTT-3.1.3-8\]).
fn is_rejected(id: ClientId<'_>, clean_start: bool, version: Version) -> bool {
    match version {
        Version::V3_1 => !(1..=23).contains(&id.as_str().chars().take(24).count()),
        Version::V3_1_1 => id.as_str().is_empty() && !clean_start,
        Version::V5 => false,
    }
}

/// In version 3.1, User Name and Password may be missing in spite of their flags (its section 3.1).
fn may_be_missing(input: &[u8], version: Version) -> bool {
    input.is_empty() && version == Version::V3_1
}

fn some<T>((rest, value): (&[u8], T)) -> (&[u8], Option<T>) {
    (rest, Some(value))
}

/// Shows whether there is a password, not which.
impl fmt::Debug for Connect<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connect")
            .field("version", &self.version)
            .field("clean_start", &self.clean_start)
            .field("keep_alive", &self.keep_alive)
            .field("properties", &self.properties)
            .field("client_id", &self.client_id)
            .field("will", &self.will)
            .field("user_name", &self.user_name)
            .field("password", &self.password.map(|_| format_args!("***")))
            .finish()
    }
}

impl fmt::Display for Connect<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CONNECT MQTT {} client {:?}", self.version, self.client_id)?;
        write!(f, " clean start {} keep alive {} s", u8::from(self.clean_start), self.keep_alive)?;
        if let Some(will) = &self.will {
            let (retain, len) = (u8::from(will.retain), will.payload.as_bytes().len());
            write!(f, " will q{} r{retain} {:?} {len} bytes", will.qos, will.topic)?;
        }
        if let Some(user_name) = self.user_name {
            write!(f, " user {user_name:?}")?;
        }
        if self.password.is_some() {
            f.write_str(" password ***")?;
        }
        Ok(())
    }
}
