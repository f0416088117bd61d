//! Where frames begin and end in a stream (sections 2.2 and 2.3).

use bytes::BytesMut;

use crate::frame::{Frame, FrameHeader, FrameType, ProtocolId};
use crate::performative::Performative;
use crate::types::Budget;
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
    /// TLS, and nothing for this decoder: whoever is in between could have sent it.
    Tls,
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

    /// A decoder for what is behind a protocol header; behind that of TLS is what is inside of it.
    pub const fn behind(protocol: ProtocolId, limits: Limits) -> Self {
        Self { limits, expected: Expected::behind(protocol), failed: None }
    }

    /// Takes one frame off the front of `input`; `None` while it is not whole, and `input` stays.
    ///
    /// Behind the protocol header of TLS it takes nothing, as what is there is not encrypted: give the rest of `input` to TLS, and
    /// what comes out of that to a new decoder.
    ///
    /// The largest frames, attaches, take 424 bytes as views, and so does each frame. To take it out of the result copies it;
    /// a match on the result by reference doesn't.
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
        let Some((max_len, frame_type)) = self.frames(front) else { return self.decode_header(input) };
        let header = match FrameHeader::read(front, max_len) {
            Ok(Some(header)) => header,
            Ok(None) => return Ok(None),
            Err(error) => return self.fail(error),
        };
        if header.frame_type != frame_type {
            return self.fail(OTHER_TYPE);
        }
        let Some((frame, rest)) = front.split_at_checked(header.len) else { return Ok(None) };
        // The result is only looked at where it is: copying it would be a good part of the work.
        let mut decoded = Frame::parse(header, frame, Budget::new(&self.limits));
        match &mut decoded {
            Ok(frame) => {
                *input = rest;
                if let Some(Frame::Performative { performative: Performative::Open(_), .. }) = frame {
                    self.expected = Expected::Frames;
                }
            }
            Err(error) => {
                *error = header.name_performative(*error, frame);
                self.failed = Some(*error);
            }
        }
        decoded
    }

    #[inline(never)]
    fn decode_header<'a>(&mut self, input: &mut &'a [u8]) -> Result<Option<Frame<'a>>, DecodeError> {
        match self.protocol(input) {
            Ok(Some(protocol)) => {
                *input = input.get(8..).unwrap_or_default();
                self.expected = match protocol {
                    ProtocolId::Tls => Expected::Tls,
                    protocol => Expected::behind(protocol),
                };
                Ok(Some(Frame::ProtocolHeader { protocol }))
            }
            Ok(None) => Ok(None),
            Err(error) => self.fail(error),
        }
    }

    /// The protocol header at the front of `input`, if one may stand there.
    fn protocol(&self, input: &[u8]) -> Result<Option<ProtocolId>, DecodeError> {
        match self.expected {
            Expected::Tls if input.is_empty() => Ok(None),
            Expected::Tls => Err(DecodeError::new(DecodeErrorKind::BehindTls, 0, "TLS")),
            Expected::Sasl => match ProtocolId::read(input)? {
                Some(ProtocolId::Sasl) => Err(DecodeError::new(DecodeErrorKind::UnexpectedHeader, 0, "SIZE")),
                protocol => Ok(protocol),
            },
            _ => ProtocolId::read(input),
        }
    }

    #[cold]
    fn fail<T>(&mut self, error: DecodeError) -> Result<T, DecodeError> {
        self.failed = Some(error);
        Err(error)
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
        let Some((max_len, frame_type)) = self.frames(input) else {
            return Ok(self.protocol(input)?.map(|_| 8));
        };
        let Some(header) = FrameHeader::read(input, max_len)? else { return Ok(None) };
        if header.frame_type != frame_type {
            return Err(OTHER_TYPE);
        }
        Ok(Some(header.len))
    }

    /// How long the frame at the front of `input` may be, and of which type it has to be; none if a protocol header comes.
    #[inline]
    fn frames(&self, input: &[u8]) -> Option<(usize, FrameType)> {
        match self.expected {
            Expected::Frames => Some((self.limits.frame_size(), FrameType::Amqp)),
            Expected::Open => Some((self.limits.initial_frame_size(), FrameType::Amqp)),
            Expected::Sasl if !input.starts_with(b"AMQP") => {
                Some((self.limits.initial_frame_size(), FrameType::Sasl))
            }
            Expected::Sasl | Expected::Header | Expected::Tls => None,
        }
    }
}

const OTHER_TYPE: DecodeError = DecodeError::new(DecodeErrorKind::FrameType, 5, "TYPE");

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
