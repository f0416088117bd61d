//! Frames (section 2.3), and the protocol headers in front of them (sections 2.2, 5.2 and 5.3).

mod framing;
mod header;

use core::cmp::Ordering;
use core::fmt;

use bytes::BufMut;

pub(crate) use framing::Framing;
pub use header::ProtocolId;
pub(crate) use header::{FrameHeader, FrameType, LEN as HEADER_LEN};

use crate::performative::Performative;
use crate::sasl::Sasl;
use crate::types::Budget;
use crate::{DecodeError, DecodeErrorKind, EncodeError, Limits};

/// What a peer sends, as a view of its bytes.
///
/// With the feature `serde` it serialises as its content, without its kind: that is [`kind`](Frame::kind).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(untagged))]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
#[expect(clippy::large_enum_variant, reason = "views are copied seldom")]
pub enum Frame<'a> {
    /// The protocol header, of version 1.0.0: which protocol follows.
    ProtocolHeader {
        /// The protocol.
        protocol: ProtocolId,
    },
    /// A frame that only says that its sender is alive (section 2.4.5).
    Empty {
        /// Any channel.
        channel: u16,
    },
    /// A frame of AMQP.
    Performative {
        /// The session's channel; of an open it is 0.
        channel: u16,
        /// What it says.
        performative: Performative<'a>,
    },
    /// A frame of SASL.
    Sasl(Sasl<'a>),
}

impl<'a> Frame<'a> {
    /// A frame of AMQP.
    #[inline]
    pub fn new(channel: u16, performative: impl Into<Performative<'a>>) -> Self {
        Self::Performative { channel, performative: performative.into() }
    }

    /// Decodes one whole frame or protocol header; for frames from a stream there is [`Decoder`](crate::Decoder).
    ///
    /// # Errors
    ///
    /// `frame` is malformed, or not exactly one frame.
    pub fn decode(frame: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        Self::decode_within(frame, limits.frame_size(), Budget::new(limits))
    }

    /// Decodes what was decoded or encoded before.
    pub(crate) fn decode_kept(frame: &'a [u8]) -> Result<Self, DecodeError> {
        Self::decode_within(frame, usize::MAX, Budget::UNLIMITED)
    }

    fn decode_within(frame: &'a [u8], max_size: usize, budget: Budget) -> Result<Self, DecodeError> {
        let truncated = DecodeError::new(DecodeErrorKind::Truncated, frame.len(), "frame");
        if header::is_protocol_header(frame) {
            let protocol = ProtocolId::read(frame)?.ok_or(truncated)?;
            return whole(frame, header::LEN).map(|()| Self::ProtocolHeader { protocol });
        }
        let header = FrameHeader::read(frame, max_size)?.ok_or(truncated)?;
        whole(frame, header.len)?;
        match Self::parse(header, frame, budget) {
            Ok(parsed) => parsed.ok_or(truncated),
            Err(error) => Err(header.name_performative(error, frame)),
        }
    }

    /// Decodes what is behind the header. There is always a frame: the result is what [`Decoder`](crate::Decoder) gives, so
    /// that it is made where that wants it.
    #[inline]
    pub(crate) fn parse(
        header: FrameHeader,
        frame: &'a [u8],
        budget: Budget,
    ) -> Result<Option<Self>, DecodeError> {
        let body = frame.get(header.body_at..).unwrap_or_default();
        let channel = header.channel;
        match header.frame_type {
            FrameType::Amqp if body.is_empty() => Ok(Some(Self::Empty { channel })),
            FrameType::Amqp => Performative::parse(frame, body, channel, budget),
            FrameType::Sasl if body.is_empty() => {
                Err(DecodeError::new(DecodeErrorKind::EmptyFrame, header.body_at, "frame body"))
            }
            FrameType::Sasl => match Sasl::parse(body, &mut { budget }) {
                Ok(sasl) => Ok(Some(Self::Sasl(sasl))),
                Err(fault) => Err(fault.located(frame)),
            },
        }
    }

    /// Appends the frame to `dst`; on an error nothing is written.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the frame, or `dst` has no room for it.
    #[inline]
    pub fn encode(&self, dst: &mut impl BufMut) -> Result<(), EncodeError> {
        self.put(dst, None)
    }

    /// Appends all but a transfer's payload, which is to be sent after it; on an error nothing is written.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the frame, or `dst` has no room for the head.
    pub fn encode_head(&self, dst: &mut impl BufMut) -> Result<(), EncodeError> {
        self.encode_head_for(self.payload().len(), dst)
    }

    /// Appends all but a transfer's payload, for one of `payload_len` bytes that is to be sent after it, whatever is in
    /// [`Transfer::payload`](crate::performative::Transfer::payload): it may be in several pieces. Frames of other kinds have no
    /// payload, and are written whole. On an error nothing is written.
    ///
    /// ```
    /// use amqp_frames::definitions::{DeliveryNumber, DeliveryTag, Handle};
    /// use amqp_frames::message::Message;
    /// use amqp_frames::performative::Transfer;
    /// use amqp_frames::Frame;
    ///
    /// let (body, message) = (b"hello", Message::new(b"hello"));
    /// let mut sections = Vec::new();
    /// message.encode_head(&mut sections)?;
    /// let transfer = Transfer::new(Handle(0), DeliveryNumber(0), DeliveryTag::try_from(b"\0")?, b"");
    /// let mut head = Vec::new();
    /// Frame::new(0, transfer).encode_head_for(sections.len() + body.len(), &mut head)?;
    ///
    /// let sent = [&head[..], &sections, body].concat();
    /// let mut payload = Vec::new();
    /// message.encode(&mut payload)?;
    /// let mut whole = Vec::new();
    /// Frame::new(0, Transfer { payload: &payload, ..transfer }).encode(&mut whole)?;
    /// assert_eq!(sent, whole);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Decoding would refuse the frame, or `dst` has no room for the head.
    pub fn encode_head_for(&self, payload_len: usize, dst: &mut impl BufMut) -> Result<(), EncodeError> {
        self.put(dst, Some(payload_len))
    }

    /// How many bytes [`encode`](Self::encode) writes.
    pub fn encoded_len(&self) -> usize {
        match self {
            Self::ProtocolHeader { .. } | Self::Empty { .. } => header::LEN,
            Self::Performative { performative, .. } => {
                let head = performative.head_len().saturating_add(header::LEN);
                head.saturating_add(performative.payload().len())
            }
            Self::Sasl(sasl) => sasl.body_len().saturating_add(header::LEN),
        }
    }

    /// The payload of a transfer.
    pub const fn payload(&self) -> &'a [u8] {
        match self {
            Self::Performative { performative, .. } => performative.payload(),
            _ => &[],
        }
    }

    /// The specification's name for what it says; `header` and `empty` where there is none.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ProtocolHeader { .. } => "header",
            Self::Empty { .. } => "empty",
            Self::Performative { performative, .. } => performative.name(),
            Self::Sasl(sasl) => sasl.name(),
        }
    }

    #[inline]
    fn put(&self, dst: &mut impl BufMut, left_out: Option<usize>) -> Result<(), EncodeError> {
        match self {
            Self::ProtocolHeader { protocol } => put(dst, protocol.header()),
            Self::Empty { channel } => put(dst, header::bytes(header::LEN, FrameType::Amqp, *channel)?),
            Self::Performative { channel: 1.., performative: Performative::Open(_) } => {
                Err(EncodeError::Invalid { kind: DecodeErrorKind::Channel, field: "channel" })
            }
            Self::Performative { channel, performative } => {
                performative.put(Framing::amqp(*channel), left_out, dst)
            }
            Self::Sasl(sasl) => sasl.put(Framing::SASL, dst),
        }
    }
}

/// Checks that `frame` is one of `len` bytes, and no more.
fn whole(frame: &[u8], len: usize) -> Result<(), DecodeError> {
    match frame.len().cmp(&len) {
        Ordering::Less => Err(DecodeError::new(DecodeErrorKind::Truncated, frame.len(), "frame")),
        Ordering::Equal => Ok(()),
        Ordering::Greater => Err(DecodeError::new(DecodeErrorKind::TrailingBytes, len, "end of frame")),
    }
}

fn put(dst: &mut impl BufMut, bytes: [u8; 8]) -> Result<(), EncodeError> {
    if dst.remaining_mut() < bytes.len() {
        return Err(EncodeError::NoSpace);
    }
    dst.put_slice(&bytes);
    Ok(())
}

/// As Wireshark's info column: the name, and behind it what matters most.
impl fmt::Display for Frame<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ProtocolHeader { protocol } => write!(f, "Protocol-Header {protocol} 1-0-0"),
            Self::Empty { channel } => write!(f, "empty channel {channel}"),
            Self::Performative { channel: 0, performative } => fmt::Display::fmt(performative, f),
            Self::Performative { channel, performative } => write!(f, "{performative} channel {channel}"),
            Self::Sasl(sasl) => fmt::Display::fmt(sasl, f),
        }
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Frame<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Ok(match u.int_in_range(0..=7)? {
            0 => Self::ProtocolHeader { protocol: u.arbitrary()? },
            1 => Self::Empty { channel: u.arbitrary()? },
            2 => Self::Sasl(u.arbitrary()?),
            _ => match u.arbitrary()? {
                open @ Performative::Open(_) => Self::Performative { channel: 0, performative: open },
                performative => Self::Performative { channel: u.arbitrary()?, performative },
            },
        })
    }
}
