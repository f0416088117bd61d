//! For `tokio_util::codec::Framed`.

use bytes::BytesMut;

use crate::definitions::MIN_MAX_FRAME_SIZE;
use crate::{DecodeError, Decoder, EncodeError, Frame, FrameBuf, Limits};

/// Frames over a `Framed` transport, both ways: what comes in is kept ([`FrameBuf`]), what goes out is a [`Frame`] or kept.
///
/// As more than one type can be sent, `flush` and `close` have to be told one: `SinkExt::<FrameBuf>::close(&mut framed)`.
///
/// ```
/// use amqp_frames::{Codec, Frame, Limits, ProtocolId};
/// use bytes::BytesMut;
/// use tokio_util::codec::{Decoder, Encoder};
///
/// // What `Framed::new(stream, Codec::new(..))` does with it.
/// let mut codec = Codec::new(Limits::default());
/// let header = Frame::ProtocolHeader { protocol: ProtocolId::Amqp };
/// let mut sent = BytesMut::new();
/// codec.encode(header, &mut sent)?;
/// assert_eq!(codec.decode(&mut sent)?.unwrap().as_frame(), header);
/// # Ok::<(), amqp_frames::CodecError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Codec {
    decoder: Decoder,
    max_frame_size: u32,
}

/// What ends a `Framed` transport.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CodecError {
    /// The peer sent no frame.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The frame can't be sent; the transport still stands.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The transport failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl Codec {
    /// For a connection from its first byte on, or from the first byte inside of TLS.
    pub const fn new(limits: Limits) -> Self {
        Self { decoder: Decoder::new(limits), max_frame_size: MIN_MAX_FRAME_SIZE }
    }

    /// Refuses to send frames that are larger than the peer's open has it (section 2.7.1); less than 512 counts as 512.
    ///
    /// Until it is called 512 bytes may be sent, as sections 2.4.1 and 5.3.1 have it for opens and frames of SASL. Who knows that
    /// the peer takes longer tickets or tokens says so here before.
    pub fn set_max_frame_size(&mut self, bytes: u32) {
        self.max_frame_size = bytes.max(MIN_MAX_FRAME_SIZE);
    }

    fn check_len(&self, len: usize) -> Result<(), EncodeError> {
        if len > self.max_frame_size as usize { Err(EncodeError::FrameSize) } else { Ok(()) }
    }
}

impl tokio_util::codec::Decoder for Codec {
    type Item = FrameBuf;
    type Error = CodecError;

    fn decode(&mut self, src: &mut BytesMut) -> Result<Option<FrameBuf>, CodecError> {
        Ok(self.decoder.decode_buf(src)?)
    }
}

impl tokio_util::codec::Encoder<&Frame<'_>> for Codec {
    type Error = CodecError;

    fn encode(&mut self, frame: &Frame<'_>, dst: &mut BytesMut) -> Result<(), CodecError> {
        let len = frame.encoded_len();
        self.check_len(len)?;
        dst.reserve(len);
        Ok(frame.encode(dst)?)
    }
}

impl tokio_util::codec::Encoder<Frame<'_>> for Codec {
    type Error = CodecError;

    fn encode(&mut self, frame: Frame<'_>, dst: &mut BytesMut) -> Result<(), CodecError> {
        self.encode(&frame, dst)
    }
}

impl tokio_util::codec::Encoder<FrameBuf> for Codec {
    type Error = CodecError;

    fn encode(&mut self, frame: FrameBuf, dst: &mut BytesMut) -> Result<(), CodecError> {
        self.check_len(frame.as_bytes().len())?;
        dst.extend_from_slice(frame.as_bytes());
        Ok(())
    }
}
