//! Where frames begin and end in a stream (sections 2.2 and 2.3).

use bytes::BytesMut;

use crate::frame::{Frame, FrameHeader, FrameType, ProtocolId};
use crate::performative::Performative;
use crate::{DecodeError, DecodeErrorKind, FrameBuf, Limits};

/// Takes protocol headers and whole frames off the front of one direction of a connection.
///
/// ```
/// use amqp_frames::performative::Performative;
/// use amqp_frames::{Decoder, Frame, Limits, ProtocolId};
///
/// let mut decoder = Decoder::new(Limits::default());
/// let mut input = &b"AMQP\0\x01\0\0\0\0\0\x11\x02\0\0\0\0\x53\x10\xc0\x04\x01\xa1\x01a\0\0"[..];
/// assert_eq!(decoder.decode(&mut input)?, Some(Frame::ProtocolHeader { protocol: ProtocolId::Amqp }));
/// let Some(Frame::Performative { performative: Performative::Open(open), .. }) = decoder.decode(&mut input)? else {
///     panic!("a whole open")
/// };
/// assert_eq!(open.container_id, "a");
///
/// // The next frame is not whole yet: read more, and call again with the same bytes first.
/// assert_eq!(decoder.decode(&mut input)?, None);
/// assert_eq!(input, b"\0\0");
/// # Ok::<(), amqp_frames::DecodeError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Decoder {
    limits: Limits,
    expected: Expected,
    failed: Option<DecodeError>,
}

/// What may come next.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Expected {
    Header,
    /// Frames of SASL, or the protocol header of what follows: in a client's direction nothing else tells that SASL is over.
    Sasl,
    /// Frames of AMQP, small ones before the open.
    Open,
    Frames,
}

impl Decoder {
    /// A decoder for a connection from its first byte on, or from the first byte inside of TLS.
    pub const fn new(limits: Limits) -> Self {
        Self { limits, expected: Expected::Header, failed: None }
    }

    /// A decoder for what is behind a protocol header.
    pub const fn behind(protocol: ProtocolId, limits: Limits) -> Self {
        Self { limits, expected: Expected::behind(protocol), failed: None }
    }

    /// Takes one frame off the front of `input`; `None` while it is not whole, and `input` stays.
    ///
    /// # Errors
    ///
    /// The frame is malformed; the same error is the answer to every later call.
    #[inline]
    pub fn decode<'a>(&mut self, input: &mut &'a [u8]) -> Result<Option<Frame<'a>>, DecodeError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let front = *input;
        let decoded = match self.read(front) {
            Ok(Some(Front::Header(protocol))) => {
                *input = front.get(8..).unwrap_or_default();
                self.expected = Expected::behind(protocol);
                return Ok(Some(Frame::ProtocolHeader { protocol }));
            }
            Ok(Some(Front::Frame(header))) => {
                let Some((frame, rest)) = front.split_at_checked(header.len) else { return Ok(None) };
                match Frame::parse(header, frame, &self.limits) {
                    Ok(frame) => {
                        *input = rest;
                        Ok(frame)
                    }
                    Err(error) => Err(error),
                }
            }
            Ok(None) => return Ok(None),
            Err(error) => Err(error),
        };
        match decoded {
            Ok(frame) => {
                if let Frame::Performative { performative: Performative::Open(_), .. } = &frame {
                    self.expected = Expected::Frames;
                }
                Ok(Some(frame))
            }
            Err(error) => {
                self.failed = Some(error);
                Err(error)
            }
        }
    }

    /// Takes one frame off the front of `buffer`, to be kept; `None` while it is not whole, and `buffer` stays.
    ///
    /// # Errors
    ///
    /// Those of [`decode`](Self::decode).
    pub fn decode_buf(&mut self, buffer: &mut BytesMut) -> Result<Option<FrameBuf>, DecodeError> {
        let mut input = &buffer[..];
        if self.decode(&mut input)?.is_none() {
            return Ok(None);
        }
        let len = buffer.len() - input.len();
        Ok(Some(FrameBuf::from_decoded(buffer.split_to(len).freeze())))
    }

    /// How long the frame at the front of `input` is, as soon as its header is there.
    ///
    /// # Errors
    ///
    /// The header is malformed, or announces a frame that is larger than the limit.
    pub fn frame_len(&self, input: &[u8]) -> Result<Option<usize>, DecodeError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        Ok(self.read(input)?.map(|front| match front {
            Front::Header(_) => 8,
            Front::Frame(header) => header.len,
        }))
    }

    #[inline]
    fn read(&self, input: &[u8]) -> Result<Option<Front>, DecodeError> {
        let (max_len, frame_type) = match self.expected {
            Expected::Header => return Ok(ProtocolId::read(input)?.map(Front::Header)),
            Expected::Sasl if input.starts_with(b"AMQP") => {
                return Ok(ProtocolId::read(input)?.map(Front::Header));
            }
            Expected::Sasl => (self.limits.initial_frame_size(), FrameType::Sasl),
            Expected::Open => (self.limits.initial_frame_size(), FrameType::Amqp),
            Expected::Frames => (self.limits.frame_size(), FrameType::Amqp),
        };
        let Some(header) = FrameHeader::read(input, max_len)? else { return Ok(None) };
        if header.frame_type != frame_type {
            return Err(DecodeError::new(DecodeErrorKind::FrameType, 5, "TYPE"));
        }
        Ok(Some(Front::Frame(header)))
    }
}

enum Front {
    Header(ProtocolId),
    Frame(FrameHeader),
}

impl Expected {
    const fn behind(protocol: ProtocolId) -> Self {
        match protocol {
            ProtocolId::Amqp => Self::Open,
            // Inside of TLS all begins anew.
            ProtocolId::Tls => Self::Header,
            ProtocolId::Sasl => Self::Sasl,
        }
    }
}
