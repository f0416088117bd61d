//! Messages that are kept.

use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;

use crate::message::Message;
use crate::tcp::{Framing, TcpMessage};
use crate::{DecodeError, EncodeError, Limits};

/// One datagram's message: cheap to clone and to send, and always valid.
///
/// ```
/// use coap_codec::message::Message;
/// use coap_codec::{Code, MessageBuf, MessageId, MessageType};
///
/// let message = Message::new(MessageType::Con, Code::GET, MessageId::new(1));
/// let kept = MessageBuf::encode(&message)?;
/// let also = kept.clone();
/// assert_eq!(also.as_message(), message);
/// # Ok::<(), coap_codec::EncodeError>(())
/// ```
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct MessageBuf {
    bytes: Bytes,
}

/// One message over a reliable transport, with its framing: cheap to clone and to send, and always valid.
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct TcpMessageBuf {
    bytes: Bytes,
    framing: Framing,
}

impl MessageBuf {
    /// Takes one datagram.
    ///
    /// # Errors
    ///
    /// It is no message.
    pub fn decode(datagram: Bytes, limits: &Limits) -> Result<Self, DecodeError> {
        Message::decode(&datagram, limits)?;
        Ok(Self { bytes: datagram })
    }

    /// Encodes `message` into a buffer of its own.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the message.
    pub fn encode(message: &Message<'_>) -> Result<Self, EncodeError> {
        message.check()?;
        let mut bytes = Vec::with_capacity(message.encoded_len());
        message.encode(&mut bytes)?;
        Ok(Self { bytes: bytes.into() })
    }

    /// The view of the message. It costs decoding the bytes once more.
    #[expect(clippy::panic, reason = "the bytes were decoded, or encoded, when the value was made; tested")]
    pub fn as_message(&self) -> Message<'_> {
        match Message::decode(&self.bytes, &Limits::UNLIMITED) {
            Ok(message) => message,
            Err(error) => panic!("a message that was valid is so no more: {error}"),
        }
    }

    /// The datagram; a payload can be cut out of it with [`Bytes::slice_ref`], without being copied.
    pub const fn as_bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Copies the message, so that it keeps no larger buffer alive that it is a part of.
    #[must_use]
    pub fn detach(&self) -> Self {
        Self { bytes: Bytes::copy_from_slice(&self.bytes) }
    }
}

impl TcpMessageBuf {
    /// Takes exactly one encoded message.
    ///
    /// # Errors
    ///
    /// `bytes` are no message.
    pub fn decode(bytes: Bytes, framing: Framing, limits: &Limits) -> Result<Self, DecodeError> {
        TcpMessage::decode(&bytes, framing, limits)?;
        Ok(Self { bytes, framing })
    }

    /// Encodes `message` into a buffer of its own.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the message.
    pub fn encode(message: &TcpMessage<'_>, framing: Framing) -> Result<Self, EncodeError> {
        message.check(framing)?;
        let mut bytes = Vec::with_capacity(message.encoded_len(framing));
        message.encode(&mut bytes, framing)?;
        Ok(Self { bytes: bytes.into(), framing })
    }

    /// What a decoder has just taken off a stream.
    #[cfg(feature = "tokio-util")]
    pub(crate) const fn from_decoded(bytes: Bytes) -> Self {
        Self { bytes, framing: Framing::Tcp }
    }

    /// The view of the message. It costs decoding the bytes once more.
    #[expect(clippy::panic, reason = "the bytes were decoded, or encoded, when the value was made; tested")]
    pub fn as_message(&self) -> TcpMessage<'_> {
        match TcpMessage::decode(&self.bytes, self.framing, &Limits::UNLIMITED) {
            Ok(message) => message,
            Err(error) => panic!("a message that was valid is so no more: {error}"),
        }
    }

    /// The encoded message; a payload can be cut out of it with [`Bytes::slice_ref`], without being copied.
    pub const fn as_bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// How the message tells its length.
    pub const fn framing(&self) -> Framing {
        self.framing
    }

    /// Copies the message, so that it keeps no larger buffer alive that it is a part of.
    #[must_use]
    pub fn detach(&self) -> Self {
        Self { bytes: Bytes::copy_from_slice(&self.bytes), framing: self.framing }
    }
}

impl fmt::Debug for MessageBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.as_message(), f)
    }
}

impl fmt::Display for MessageBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.as_message(), f)
    }
}

impl fmt::Debug for TcpMessageBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.as_message(), f)
    }
}

impl fmt::Display for TcpMessageBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.as_message(), f)
    }
}

#[cfg(feature = "serde")]
mod serde_impl {
    use alloc::vec::Vec;

    use bytes::Bytes;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error, ser::SerializeStruct};

    use super::{MessageBuf, TcpMessageBuf};
    use crate::Limits;
    use crate::serde_support::{Serialized, byte_buf, serde_as_wire};
    use crate::tcp::Framing;

    serde_as_wire! { MessageBuf, |buf| &buf.bytes }

    impl MessageBuf {
        fn from_wire(wire: Vec<u8>) -> Option<Self> {
            Self::decode(wire.into(), &Limits::UNLIMITED).ok()
        }
    }

    impl Serialize for TcpMessageBuf {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut fields = serializer.serialize_struct("TcpMessageBuf", 2)?;
            fields.serialize_field("framing", &self.framing)?;
            fields.serialize_field("message", &Serialized(&self.bytes))?;
            fields.end()
        }
    }

    impl<'de> Deserialize<'de> for TcpMessageBuf {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            #[derive(Deserialize)]
            #[serde(rename = "TcpMessageBuf")]
            struct Fields {
                framing: Framing,
                #[serde(deserialize_with = "byte_buf")]
                message: Vec<u8>,
            }
            let Fields { framing, message } = Fields::deserialize(deserializer)?;
            Self::decode(Bytes::from(message), framing, &Limits::UNLIMITED).map_err(D::Error::custom)
        }
    }
}
