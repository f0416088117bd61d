//! For `tokio_util::codec::Framed`.

use bytes::BytesMut;

use crate::packet::Packet;
use crate::{DecodeError, Decoder, EncodeError, Limits, PacketBuf, Version};

/// Packets over a `Framed` transport, both ways.
#[derive(Clone, Debug)]
pub struct Codec {
    decoder: Decoder,
    maximum_packet_size: Option<u32>,
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

    /// Refuses to send packets larger than the peer's Maximum Packet Size (section 3.1.2.11.4).
    pub const fn set_maximum_packet_size(&mut self, bytes: u32) {
        self.maximum_packet_size = Some(bytes);
    }

    /// The version of the connection; `None` before the CONNECT.
    pub const fn version(&self) -> Option<Version> {
        self.decoder.version()
    }

    fn check_len(&self, len: usize) -> Result<(), EncodeError> {
        match self.maximum_packet_size {
            Some(maximum) if len as u64 > u64::from(maximum) => Err(EncodeError::TooLarge),
            _ => Ok(()),
        }
    }
}

impl tokio_util::codec::Decoder for Codec {
    type Item = PacketBuf;
    type Error = CodecError;

    fn decode(&mut self, src: &mut BytesMut) -> Result<Option<PacketBuf>, CodecError> {
        let mut input = &src[..];
        if self.decoder.decode(&mut input)?.is_none() {
            return Ok(None);
        }
        let len = src.len() - input.len();
        let Some(version) = self.decoder.version() else { return Ok(None) };
        Ok(Some(PacketBuf::from_decoded(src.split_to(len).freeze(), version)))
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
