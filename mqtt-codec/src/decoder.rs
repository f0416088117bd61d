//! Where packets begin and end in a stream (section 2.1), and which version they are of.

use bytes::BytesMut;

use crate::packet::{Connect, Context, Packet};
use crate::{DecodeError, DecodeErrorKind, PacketBuf, Version};

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
    limits: PacketLimits,
    version: Option<Version>,
    /// Which packets may come next; none after an error.
    expected: Expected,
    failed: Option<DecodeError>,
}

/// What a peer may use up.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
#[non_exhaustive]
pub struct Limits {
    /// The largest packet accepted, fixed header included, in bytes. Default: 1 MiB.
    pub max_packet_size: usize,
    /// The most entries in one list of a packet: Topic Filters, Reason Codes, properties. Default: 1,024.
    pub max_items: usize,
    /// Of a [`session`](crate::session): when as many bytes wait to be sent, nothing more is taken in. Default: 1 MiB.
    pub max_outgoing: usize,
    /// Of a session: the most messages of QoS 1 and 2 that are sent and not acknowledged; the peer's Receive Maximum may be
    /// smaller. Default: 1,024.
    pub max_in_flight: u16,
    /// Of a session: the most messages of QoS 1 and 2 that wait to be sent. Default: 1,024.
    pub max_queued: usize,
    /// Of a session: the most requests of the peer that wait for an answer. Default: 64.
    pub max_requests: usize,
    /// Of a session: the most Topic Aliases that are given to topics that are sent; the peer's Topic Alias Maximum may be
    /// smaller. Default: 16.
    pub max_topic_aliases: u16,
}

impl Limits {
    /// The defaults.
    pub const fn new() -> Self {
        Self {
            max_packet_size: 1 << 20,
            max_items: 1024,
            max_outgoing: 1 << 20,
            max_in_flight: 1024,
            max_queued: 1024,
            max_requests: 64,
            max_topic_aliases: 16,
        }
    }

    /// With another [`max_packet_size`](Self::max_packet_size).
    #[must_use]
    pub const fn with_max_packet_size(self, bytes: usize) -> Self {
        Self { max_packet_size: bytes, ..self }
    }

    /// With another [`max_items`](Self::max_items).
    #[must_use]
    pub const fn with_max_items(self, items: usize) -> Self {
        Self { max_items: items, ..self }
    }

    /// With another [`max_outgoing`](Self::max_outgoing).
    #[must_use]
    pub const fn with_max_outgoing(self, bytes: usize) -> Self {
        Self { max_outgoing: bytes, ..self }
    }

    /// With another [`max_in_flight`](Self::max_in_flight).
    #[must_use]
    pub const fn with_max_in_flight(self, messages: u16) -> Self {
        Self { max_in_flight: messages, ..self }
    }

    /// With another [`max_queued`](Self::max_queued).
    #[must_use]
    pub const fn with_max_queued(self, messages: usize) -> Self {
        Self { max_queued: messages, ..self }
    }

    /// With another [`max_requests`](Self::max_requests).
    #[must_use]
    pub const fn with_max_requests(self, requests: usize) -> Self {
        Self { max_requests: requests, ..self }
    }

    /// With another [`max_topic_aliases`](Self::max_topic_aliases).
    #[must_use]
    pub const fn with_max_topic_aliases(self, aliases: u16) -> Self {
        Self { max_topic_aliases: aliases, ..self }
    }

    pub(crate) const fn of_packets(&self) -> PacketLimits {
        PacketLimits { max_packet_size: self.max_packet_size, max_items: self.max_items }
    }

    /// For bytes that were accepted before.
    pub(crate) const UNLIMITED: Self =
        Self { max_packet_size: usize::MAX, max_items: usize::MAX, ..Self::new() };
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}

/// Those limits that decoding keeps to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PacketLimits {
    max_packet_size: usize,
    pub(crate) max_items: usize,
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
        let limits = limits.of_packets();
        Self { limits, version: Some(version), expected: Expected::of(version), failed: None }
    }

    /// A server's decoder: the first packet must be a CONNECT, whose version counts from then on.
    pub const fn awaiting_connect(limits: Limits) -> Self {
        Self { limits: limits.of_packets(), version: None, expected: Expected::CONNECT, failed: None }
    }

    /// The version that packets are decoded as; `None` before the CONNECT, and after one of an unknown version.
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
        let front = *input;
        let header = match FixedHeader::read(front, self.expected, &self.limits) {
            Ok(Some(header)) => header,
            Ok(None) => return self.failed.map_or(Ok(None), Err),
            Err(error) => return Err(self.fail(error)),
        };
        let Some((packet, rest)) = front.split_at_checked(header.len) else { return Ok(None) };
        let body = packet.get(header.body_at..).unwrap_or_default();
        let version = match self.version {
            Some(version) => version,
            None => match Connect::version_of(packet, body) {
                Ok(version) => self.settle(version),
                Err(error) => return Err(self.fail(error)),
            },
        };
        *input = rest;
        match Packet::parse_body(header.first, packet, body, Context { version, limits: &self.limits }) {
            Ok(packet) => Ok(packet),
            Err(error) => {
                *input = front;
                Err(self.fail(error))
            }
        }
    }

    fn settle(&mut self, version: Version) -> Version {
        self.expected = Expected::of(version);
        *self.version.insert(version)
    }

    #[cold]
    fn fail(&mut self, error: DecodeError) -> DecodeError {
        self.expected = Expected::NOTHING;
        *self.failed.get_or_insert(error)
    }

    /// Takes one packet off the front of `buffer`, to be kept; `None` while it is not whole, and `buffer` stays.
    ///
    /// # Errors
    ///
    /// Those of [`decode`](Self::decode).
    pub fn decode_buf(&mut self, buffer: &mut BytesMut) -> Result<Option<PacketBuf>, DecodeError> {
        let mut input = &buffer[..];
        if self.decode(&mut input)?.is_none() {
            return Ok(None);
        }
        let len = buffer.len() - input.len();
        let Some(version) = self.version else { return Ok(None) };
        Ok(Some(PacketBuf::from_decoded(buffer.split_to(len).freeze(), version)))
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
        Ok(FixedHeader::read(input, self.expected, &self.limits)?.map(|header| header.len))
    }
}

impl FixedHeader {
    /// Reads and checks the fixed header at the front of `input`; `None` while it is not whole.
    #[inline]
    pub(crate) fn read(
        input: &[u8],
        expected: Expected,
        limits: &PacketLimits,
    ) -> Result<Option<Self>, DecodeError> {
        let (first, remaining, body_at) = match *input {
            [first, remaining, ..] if remaining < 0x80 => (first, usize::from(remaining), 2),
            [first, low, high @ 1..0x80, ..] => (first, usize::from(low & 0x7f) | usize::from(high) << 7, 3),
            [first, low, middle @ 0x80..=0xff, high @ 1..0x80, ..] => {
                let low = usize::from(low & 0x7f) | usize::from(middle & 0x7f) << 7;
                (first, low | usize::from(high) << 14, 4)
            }
            [first, ref rest @ ..] => match long_remaining_length(first, rest, expected)? {
                Some((remaining, body_at)) => (first, remaining, body_at),
                None => return Ok(None),
            },
            [] => return Ok(None),
        };
        expected.check(first)?;
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
    expected: Expected,
) -> Result<Option<(usize, usize)>, DecodeError> {
    expected.check(first)?;
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

/// Which packets may come, as bits of [`FIRST_BYTES`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Expected(u8);

impl Expected {
    const NOTHING: Self = Self(0);
    const V3_1: Self = Self(1);
    const V3_1_1: Self = Self(2);
    const V5: Self = Self(4);
    const CONNECT: Self = Self(8);

    pub(crate) const fn of(version: Version) -> Self {
        match version {
            Version::V3_1 => Self::V3_1,
            Version::V3_1_1 => Self::V3_1_1,
            Version::V5 => Self::V5,
        }
    }

    /// Checks packet type and flags \[MQTT-2.1.3-1\].
    #[inline]
    fn check(self, first: u8) -> Result<(), DecodeError> {
        let valid = FIRST_BYTES.get(usize::from(first)).is_some_and(|expected| expected & self.0 != 0);
        if valid { Ok(()) } else { Err(self.refuse(first)) }
    }

    #[cold]
    fn refuse(self, first: u8) -> DecodeError {
        let kind = match first >> 4 {
            1 => DecodeErrorKind::ReservedFlags,
            _ if self == Self::CONNECT => DecodeErrorKind::ConnectExpected,
            0 => DecodeErrorKind::PacketType,
            15 if self != Self::V5 => DecodeErrorKind::PacketType,
            3 if first & 0b0110 == 0b0110 => DecodeErrorKind::Qos,
            3 => DecodeErrorKind::DupAtQos0,
            _ => DecodeErrorKind::ReservedFlags,
        };
        DecodeError::new(kind, 0, "fixed header")
    }
}

/// When each first byte is allowed, as bits of [`Expected`].
static FIRST_BYTES: [u8; 256] = first_bytes();

#[expect(clippy::indexing_slicing, reason = "at compile time")]
const fn first_bytes() -> [u8; 256] {
    const ANY_VERSION: u8 = Expected::V3_1.0 | Expected::V3_1_1.0 | Expected::V5.0;
    let mut table = [0; 256];
    let mut first = 0;
    while first < table.len() {
        let flags = first & 0x0f;
        table[first] = match first >> 4 {
            1 if flags == 0 => ANY_VERSION | Expected::CONNECT.0,
            3 if flags & 0b0110 != 0b0110 && flags & 0b1110 != 0b1000 => ANY_VERSION,
            6 | 8 | 10 if flags == 0b0010 => ANY_VERSION,
            // MQTT 3.1 sets DUP when it sends PUBREL, SUBSCRIBE or UNSUBSCRIBE again (its section 2.1).
            6 | 8 | 10 if flags == 0b1010 => Expected::V3_1.0,
            2 | 4 | 5 | 7 | 9 | 11..=14 if flags == 0 => ANY_VERSION,
            15 if flags == 0 => Expected::V5.0,
            _ => 0,
        };
        first += 1;
    }
    table
}
