//! For `tokio_util::codec::Framed`.

use bytes::BytesMut;

use crate::tcp::{Csm, Framing, TcpMessage};
use crate::{DecodeError, Decoder, EncodeError, Limits, TcpMessageBuf};

/// Messages over a `Framed` TCP or TLS transport, both ways: what comes in is kept ([`TcpMessageBuf`]), what goes out is a
/// [`TcpMessage`] or kept.
///
/// A message that is kept shares the buffer that it was read into, with all that came along: [`TcpMessageBuf::detach`] those
/// that are kept for long.
///
/// Messages are sent by reference, and what the peer's CSM says about sizes is for the caller to pass on:
///
/// ```
/// use bytes::BytesMut;
/// use coap_codec::option::OptionsBuf;
/// use coap_codec::tcp::{Csm, Signal};
/// use coap_codec::{Codec, Limits};
/// use tokio_util::codec::{Decoder, Encoder};
///
/// let mut codec = Codec::new(Limits::default());
/// let mut sent = BytesMut::new();
/// // With `Framed`: framed.send(&csm).await?
/// codec.encode(&Signal::from(Csm::new()).to_message(&mut OptionsBuf::new()), &mut sent)?;
///
/// let mut received = BytesMut::from(&b"\x40\xe1\x23\x01\x00\x00"[..]);
/// let message = codec.decode(&mut received)?.ok_or("a whole CSM")?;
/// if let Some(Signal::Csm(Csm { max_message_size: Some(size), .. })) = message.as_message().signal() {
///     codec.set_max_message_size(size); // with `Framed`: framed.codec_mut()
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Codec {
    decoder: Decoder,
    /// Of the peer.
    max_message_size: u32,
}

/// What ends a `Framed` transport.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CodecError {
    /// The peer sent no message: an Abort message is to be sent (RFC 8323, section 5.6).
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The message can't be sent; the transport still stands.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The transport failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl Codec {
    /// For a connection from its beginning: the peer's first message must be a CSM, and ours is up to the caller.
    pub const fn new(limits: Limits) -> Self {
        Self { decoder: Decoder::new(limits), max_message_size: Csm::BASE_MAX_MESSAGE_SIZE }
    }

    /// For a connection whose CSM was decoded before, and said this Max-Message-Size.
    pub const fn after_csm(limits: Limits, max_message_size: u32) -> Self {
        Self { decoder: Decoder::after_csm(limits), max_message_size }
    }

    /// Changes the limits for the messages that are still to come.
    pub const fn set_limits(&mut self, limits: Limits) {
        self.decoder.set_limits(limits);
    }

    /// Tells the peer's Max-Message-Size (RFC 8323, section 5.3.1), which is to be taken from its CSM; until then it is 1,152.
    /// Nothing larger is sent.
    pub const fn set_max_message_size(&mut self, bytes: u32) {
        self.max_message_size = bytes;
    }

    fn check_len(&self, len: usize) -> Result<(), EncodeError> {
        if len as u64 > u64::from(self.max_message_size) { Err(EncodeError::TooLarge) } else { Ok(()) }
    }
}

impl tokio_util::codec::Decoder for Codec {
    type Item = TcpMessageBuf;
    type Error = CodecError;

    fn decode(&mut self, src: &mut BytesMut) -> Result<Option<TcpMessageBuf>, CodecError> {
        let mut input = &src[..];
        if self.decoder.decode(&mut input)?.is_none() {
            return Ok(None);
        }
        let len = src.len() - input.len();
        Ok(Some(TcpMessageBuf::from_decoded(src.split_to(len).freeze())))
    }
}

impl tokio_util::codec::Encoder<&TcpMessage<'_>> for Codec {
    type Error = CodecError;

    fn encode(&mut self, message: &TcpMessage<'_>, dst: &mut BytesMut) -> Result<(), CodecError> {
        message.check(Framing::Tcp)?;
        let len = message.encoded_len(Framing::Tcp);
        self.check_len(len)?;
        dst.reserve(len);
        Ok(message.encode(dst, Framing::Tcp)?)
    }
}

impl tokio_util::codec::Encoder<TcpMessageBuf> for Codec {
    type Error = CodecError;

    fn encode(&mut self, message: TcpMessageBuf, dst: &mut BytesMut) -> Result<(), CodecError> {
        match message.framing() {
            Framing::Tcp => {
                self.check_len(message.as_bytes().len())?;
                dst.extend_from_slice(message.as_bytes());
                Ok(())
            }
            Framing::WebSocket => tokio_util::codec::Encoder::encode(self, &message.as_message(), dst),
        }
    }
}
