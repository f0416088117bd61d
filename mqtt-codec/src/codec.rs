//! For `tokio_util::codec::Framed`.

use core::num::NonZeroU32;

use bytes::BytesMut;

use crate::packet::Packet;
use crate::wire::MAX_PACKET_LEN;
use crate::{DecodeError, Decoder, EncodeError, Limits, PacketBuf, Version};

/// Packets over a `Framed` transport, both ways: what comes in is kept ([`PacketBuf`]), what goes out is a [`Packet`] or kept.
///
/// As more than one type can be sent, `flush` and `close` have to be told one:
/// `SinkExt::<PacketBuf>::close(&mut framed)`.
///
/// ```
/// use bytes::BytesMut;
/// use mqtt_codec::packet::Packet;
/// use mqtt_codec::{Codec, Limits};
/// use tokio_util::codec::{Decoder, Encoder};
///
/// // What `Framed::new(stream, Codec::awaiting_connect(..))` does with it.
/// let mut codec = Codec::awaiting_connect(Limits::default());
/// let mut received = BytesMut::from(&b"\x10\x0d\0\x04MQTT\x04\x02\0\x3c\0\x01a\xc0"[..]);
/// let connect = codec.decode(&mut received)?.unwrap();
/// assert!(matches!(connect.as_packet(), Packet::Connect(connect) if connect.client_id.as_str() == "a"));
/// assert!(codec.decode(&mut received)?.is_none());
///
/// let mut sent = BytesMut::new();
/// codec.encode(Packet::PingResp, &mut sent)?;
/// assert_eq!(sent, &b"\xd0\0"[..]);
/// # Ok::<(), mqtt_codec::CodecError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Codec {
    decoder: Decoder,
    maximum_packet_size: Option<NonZeroU32>,
}

/// What ends a `Framed` transport.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CodecError {
    /// The peer sent no packet.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The packet can't be sent; the transport still stands.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The transport failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl Codec {
    /// For a connection of known version: a client's.
    pub const fn new(version: Version, limits: Limits) -> Self {
        Self { decoder: Decoder::new(version, limits), maximum_packet_size: None }
    }

    /// For a server's connection: the first packet must be a CONNECT, whose version counts from then on, both ways.
    pub const fn awaiting_connect(limits: Limits) -> Self {
        Self { decoder: Decoder::awaiting_connect(limits), maximum_packet_size: None }
    }

    /// Refuses to send packets larger than the peer's Maximum Packet Size (section 3.1.2.11.4), as its CONNECT or CONNACK
    /// has it among its properties; `None`: no limit but the protocol's.
    pub const fn set_maximum_packet_size(&mut self, bytes: Option<NonZeroU32>) {
        self.maximum_packet_size = bytes;
    }

    /// The version of the connection; `None` before the CONNECT.
    pub const fn version(&self) -> Option<Version> {
        self.decoder.version()
    }

    fn check_len(&self, len: usize) -> Result<(), EncodeError> {
        let maximum = self.maximum_packet_size.map_or(MAX_PACKET_LEN, |bytes| bytes.get() as usize);
        if len > maximum { Err(EncodeError::TooLarge) } else { Ok(()) }
    }
}

impl tokio_util::codec::Decoder for Codec {
    type Item = PacketBuf;
    type Error = CodecError;

    fn decode(&mut self, src: &mut BytesMut) -> Result<Option<PacketBuf>, CodecError> {
        Ok(self.decoder.decode_buf(src)?)
    }
}

impl tokio_util::codec::Encoder<&Packet<'_>> for Codec {
    type Error = CodecError;

    fn encode(&mut self, packet: &Packet<'_>, dst: &mut BytesMut) -> Result<(), CodecError> {
        let version = match (self.version(), packet) {
            (Some(version), _) => version,
            (None, Packet::Connect(connect)) => connect.version,
            // Only a server is without a version: it can refuse a connection before the CONNECT has come whole.
            (None, _) => Version::V3_1_1,
        };
        let len = packet.encoded_len(version);
        self.check_len(len)?;
        dst.reserve(len);
        Ok(packet.encode(dst, version)?)
    }
}

impl tokio_util::codec::Encoder<Packet<'_>> for Codec {
    type Error = CodecError;

    fn encode(&mut self, packet: Packet<'_>, dst: &mut BytesMut) -> Result<(), CodecError> {
        self.encode(&packet, dst)
    }
}

impl tokio_util::codec::Encoder<PacketBuf> for Codec {
    type Error = CodecError;

    fn encode(&mut self, packet: PacketBuf, dst: &mut BytesMut) -> Result<(), CodecError> {
        match self.version() {
            Some(version) if packet.version() != version => {
                return Err(EncodeError::Version { version, field: "a packet of another version" }.into());
            }
            _ => {}
        }
        self.check_len(packet.as_bytes().len())?;
        dst.extend_from_slice(packet.as_bytes());
        Ok(())
    }
}
