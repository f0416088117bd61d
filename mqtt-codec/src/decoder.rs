//! Where packets begin and end in a stream (section 2.1), and which version they are of.

use crate::packet::{Connect, Context, Packet};
use crate::{DecodeError, DecodeErrorKind, Version};

/// Takes whole packets off the front of one direction of a connection.
///
/// ```
/// use mqtt_codec::packet::Packet;
/// use mqtt_codec::{Decoder, Limits, Version};
///
/// let mut decoder = Decoder::new(Version::V3_1_1, Limits::default());
/// let mut input = &b"\x30\x06\x00\x01ahi!\x30"[..];
///
/// let Some(Packet::Publish(publish)) = decoder.decode(&mut input)? else { panic!("a whole PUBLISH") };
/// assert_eq!((publish.topic.as_str(), publish.payload), ("a", &b"hi!"[..]));
///
/// // The next packet is not whole yet: read more, and call again with the same byte first.
/// assert_eq!(decoder.decode(&mut input)?, None);
/// assert_eq!(input, b"\x30");
/// # Ok::<(), mqtt_codec::DecodeError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Decoder {
    limits: Limits,
    version: Option<Version>,
    failed: Option<DecodeError>,
}

/// What a peer may use up.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
#[non_exhaustive]
pub struct Limits {
    /// The largest packet accepted, fixed header included, in bytes. Default: 1 MiB.
    pub max_packet_size: usize,
    /// The most Topic Filters, Reason Codes or properties in one packet. Default: 1,024.
    pub max_items: usize,
}

impl Limits {
    /// For bytes that were accepted before.
    pub(crate) const UNLIMITED: Self = Self { max_packet_size: usize::MAX, max_items: usize::MAX };
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_packet_size: 1 << 20, max_items: 1024 }
    }
}

/// The first byte, and where the packet's body and end are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FixedHeader {
    pub(crate) first: u8,
    pub(crate) body_at: usize,
    pub(crate) len: usize,
}

impl Decoder {
    /// A decoder for packets of `version`. A CONNECT among them must be of that version.
    pub const fn new(version: Version, limits: Limits) -> Self {
        Self { limits, version: Some(version), failed: None }
    }

    /// A server's decoder: the first packet must be a CONNECT, whose version counts from then on.
    pub const fn awaiting_connect(limits: Limits) -> Self {
        Self { limits, version: None, failed: None }
    }

    /// The version that packets are decoded as; `None` before the CONNECT.
    pub const fn version(&self) -> Option<Version> {
        self.version
    }

    /// Takes one packet off the front of `input`; `None` while it is not whole, and `input` stays.
    ///
    /// # Errors
    ///
    /// The packet is malformed; where the next one would begin is then unknown, and the same error is the answer to every
    /// later call.
    #[inline]
    pub fn decode<'a>(&mut self, input: &mut &'a [u8]) -> Result<Option<Packet<'a>>, DecodeError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let front = *input;
        let header = match FixedHeader::read(front, self.version, &self.limits) {
            Ok(Some(header)) => header,
            Ok(None) => return Ok(None),
            Err(error) => return Err(*self.failed.insert(error)),
        };
        let Some((packet, rest)) = front.split_at_checked(header.len) else { return Ok(None) };
        let body = packet.get(header.body_at..).unwrap_or_default();
        let version = match self.version {
            Some(version) => version,
            None => match Connect::version_of(packet, body) {
                Ok(version) => *self.version.insert(version),
                Err(error) => return Err(*self.failed.insert(error)),
            },
        };
        let context = Context { version, max_items: self.limits.max_items };
        *input = rest;
        Packet::parse_body(header.first, packet, body, context, |error| {
            *input = front;
            *self.failed.insert(error)
        })
    }

    /// How long the packet at the front of `input` is, as soon as its fixed header is there.
    ///
    /// # Errors
    ///
    /// The fixed header is malformed, or announces a packet that is larger than the limit.
    pub fn frame_len(&self, input: &[u8]) -> Result<Option<usize>, DecodeError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        Ok(FixedHeader::read(input, self.version, &self.limits)?.map(|header| header.len))
    }
}

impl FixedHeader {
    /// Reads and checks the fixed header at the front of `input`; `None` while it is not whole.
    #[inline]
    pub(crate) fn read(
        input: &[u8],
        version: Option<Version>,
        limits: &Limits,
    ) -> Result<Option<Self>, DecodeError> {
        let (first, remaining, body_at) = match *input {
            [first, remaining, ..] if remaining < 0x80 => (first, usize::from(remaining), 2),
            [first, ref rest @ ..] => match long_remaining_length(first, rest, version)? {
                Some((remaining, body_at)) => (first, remaining, body_at),
                None => return Ok(None),
            },
            [] => return Ok(None),
        };
        check_first(first, version)?;
        let len = body_at + remaining;
        if len > limits.max_packet_size {
            return Err(DecodeError::new(DecodeErrorKind::TooLarge, 1, "Remaining Length"));
        }
        Ok(Some(Self { first, body_at, len }))
    }
}

/// A Remaining Length (section 2.1.4) of two bytes and more, and where the body begins. What is wrong with the first byte
/// is said first, however few bytes there are, so that the same bytes in other pieces give the same error.
fn long_remaining_length(
    first: u8,
    rest: &[u8],
    version: Option<Version>,
) -> Result<Option<(usize, usize)>, DecodeError> {
    check_first(first, version)?;
    let mut remaining = 0;
    for (position, &byte) in rest.iter().take(4).enumerate() {
        remaining |= usize::from(byte & 0x7f) << (7 * position);
        match byte {
            0 if position > 0 => break,
            0..0x80 => return Ok(Some((remaining, 2 + position))),
            _ if position < 3 => {}
            _ => break,
        }
        if position + 1 == rest.len() {
            return Ok(None);
        }
    }
    if rest.is_empty() {
        return Ok(None);
    }
    Err(DecodeError::new(DecodeErrorKind::VariableByteInteger, 1, "Remaining Length"))
}

/// The packet type and flags that each first byte may have \[MQTT-2.1.3-1\].
#[inline]
fn check_first(first: u8, version: Option<Version>) -> Result<(), DecodeError> {
    let valid = FIRST_BYTES.get(usize::from(first)).is_some_and(|versions| versions & bit(version) != 0);
    if valid { Ok(()) } else { Err(DecodeError::new(wrong_first(first, version), 0, "fixed header")) }
}

/// In which versions each first byte is allowed, by [`bit`].
#[expect(clippy::indexing_slicing, reason = "at compile time")]
static FIRST_BYTES: [u8; 256] = {
    let mut table = [0; 256];
    let mut first = 0x10;
    while first <= 0xff {
        let flags = first & 0x0f;
        table[first] = match first >> 4 {
            1 if flags == 0 => ANY_VERSION | bit(None),
            3 if flags & 0b0110 != 0b0110 && flags & 0b1110 != 0b1000 => ANY_VERSION,
            6 | 8 | 10 if flags == 0b0010 => ANY_VERSION,
            // MQTT 3.1 sets DUP when it sends PUBREL, SUBSCRIBE or UNSUBSCRIBE again (its section 2.1).
            6 | 8 | 10 if flags == 0b1010 => bit(Some(Version::V3_1)),
            2 | 4 | 5 | 7 | 9 | 11..=14 if flags == 0 => ANY_VERSION,
            15 if flags == 0 => bit(Some(Version::V5)),
            _ => 0,
        };
        first += 1;
    }
    table
};

const ANY_VERSION: u8 = bit(Some(Version::V3_1)) | bit(Some(Version::V3_1_1)) | bit(Some(Version::V5));

#[inline]
const fn bit(version: Option<Version>) -> u8 {
    match version {
        Some(Version::V3_1) => 1,
        Some(Version::V3_1_1) => 2,
        Some(Version::V5) => 4,
        None => 8,
    }
}

#[cold]
const fn wrong_first(first: u8, version: Option<Version>) -> DecodeErrorKind {
    match (first >> 4, version) {
        (1, _) => DecodeErrorKind::ReservedFlags,
        (_, None) => DecodeErrorKind::ConnectExpected,
        (0, _) | (15, Some(Version::V3_1 | Version::V3_1_1)) => DecodeErrorKind::PacketType,
        (3, _) if first & 0b0110 == 0b0110 => DecodeErrorKind::Qos,
        (3, _) => DecodeErrorKind::DupAtQos0,
        _ => DecodeErrorKind::ReservedFlags,
    }
}
