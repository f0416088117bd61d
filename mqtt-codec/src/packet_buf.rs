//! Packets that are kept.

use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;

use crate::packet::Packet;
use crate::wire::MAX_PACKET_LEN;
use crate::{DecodeError, EncodeError, Limits, Version};

/// One encoded packet, with the version that it is of: cheap to clone and to send, and always valid.
///
/// Two are equal when their bytes are; version 5 has acknowledgements that are equal in other bytes, which the views tell.
///
/// ```
/// use mqtt_codec::packet::{Packet, Publish};
/// use mqtt_codec::{PacketBuf, Version};
///
/// let publish = Packet::Publish(Publish::new("a/b".try_into()?, b"hello"));
/// let kept = PacketBuf::encode(&publish, Version::V5)?;
/// let also = kept.clone();
/// assert_eq!(also.as_packet(), publish);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct PacketBuf {
    bytes: Bytes,
    version: Version,
}

impl PacketBuf {
    /// Takes exactly one encoded packet.
    ///
    /// # Errors
    ///
    /// `bytes` are no packet of `version`.
    pub fn decode(bytes: Bytes, version: Version, limits: &Limits) -> Result<Self, DecodeError> {
        Packet::decode(&bytes, version, limits)?;
        Ok(Self { bytes, version })
    }

    /// Encodes `packet` into a buffer of its own.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the packet, or `version` can't carry it.
    pub fn encode(packet: &Packet<'_>, version: Version) -> Result<Self, EncodeError> {
        let len = packet.encoded_len(version);
        if len > MAX_PACKET_LEN {
            return Err(EncodeError::TooLarge);
        }
        let mut bytes = Vec::with_capacity(len);
        packet.encode(&mut bytes, version)?;
        Ok(Self { bytes: bytes.into(), version })
    }

    /// What a decoder has just taken off a stream.
    pub(crate) const fn from_decoded(bytes: Bytes, version: Version) -> Self {
        Self { bytes, version }
    }

    /// The view of the packet. It costs decoding the bytes once more.
    #[expect(clippy::panic, reason = "the bytes were decoded, or encoded, when the value was made; fuzzed")]
    pub fn as_packet(&self) -> Packet<'_> {
        match Packet::decode(&self.bytes, self.version, &Limits::UNLIMITED) {
            Ok(packet) => packet,
            Err(error) => panic!("a packet that was valid is so no more: {error}"),
        }
    }

    /// The encoded packet; a payload can be cut out of it with [`Bytes::slice_ref`], without being copied.
    pub const fn as_bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The version that the packet is of.
    pub const fn version(&self) -> Version {
        self.version
    }

    /// Copies the packet, so that it keeps no larger buffer alive that it is a part of.
    #[must_use]
    pub fn detach(&self) -> Self {
        Self { bytes: Bytes::copy_from_slice(&self.bytes), version: self.version }
    }
}

impl fmt::Debug for PacketBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.as_packet(), f)
    }
}

impl fmt::Display for PacketBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.as_packet(), f)
    }
}

#[cfg(feature = "serde")]
mod serde_impl {
    use bytes::Bytes;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error, ser::SerializeStruct};

    use super::PacketBuf;
    use crate::serde_support::{Serialized, byte_buf};
    use crate::{Limits, Version};

    impl Serialize for PacketBuf {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut fields = serializer.serialize_struct("PacketBuf", 2)?;
            fields.serialize_field("version", &self.version)?;
            fields.serialize_field("packet", &Serialized(&self.bytes))?;
            fields.end()
        }
    }

    impl<'de> Deserialize<'de> for PacketBuf {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            #[derive(Deserialize)]
            #[serde(rename = "PacketBuf")]
            struct Fields {
                version: Version,
                #[serde(deserialize_with = "byte_buf")]
                packet: alloc::vec::Vec<u8>,
            }
            let Fields { version, packet } = Fields::deserialize(deserializer)?;
            Self::decode(Bytes::from(packet), version, &Limits::UNLIMITED).map_err(D::Error::custom)
        }
    }
}
