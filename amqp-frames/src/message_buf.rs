//! Messages that are kept.

use alloc::vec::Vec;

use bytes::Bytes;

use crate::message::{Message, Sections};
use crate::types::through_view;
use crate::{DecodeError, EncodeError, Limits};

/// One encoded message: cheap to clone and to send, and always valid.
///
/// Two are equal when their bytes are; what the bytes mean can be equal in others, which the views tell.
///
/// ```
/// use amqp_frames::MessageBuf;
/// use amqp_frames::message::Message;
///
/// let message = Message::new(b"hello");
/// let kept = MessageBuf::encode(&message)?;
/// assert_eq!(kept.as_message(), message);
/// # Ok::<(), amqp_frames::EncodeError>(())
/// ```
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct MessageBuf(Bytes);

impl MessageBuf {
    /// Takes exactly one encoded message.
    ///
    /// # Errors
    ///
    /// `bytes` are no message.
    pub fn decode(bytes: Bytes, limits: &Limits) -> Result<Self, DecodeError> {
        Message::decode(&bytes, limits)?;
        Ok(Self(bytes))
    }

    /// Encodes `message` into a buffer of its own.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the message.
    pub fn encode(message: &Message<'_>) -> Result<Self, EncodeError> {
        let mut bytes = Vec::with_capacity(message.encoded_len());
        message.encode(&mut bytes)?;
        Ok(Self(bytes.into()))
    }

    /// The view of the message. It costs decoding the bytes once more; [`as_sections`](Self::as_sections) costs less.
    #[expect(clippy::panic, reason = "the bytes were decoded, or encoded, when the value was made")]
    pub fn as_message(&self) -> Message<'_> {
        match Message::decode_kept(&self.0) {
            Ok(message) => message,
            Err(error) => panic!("a message that was valid is so no more: {error}"),
        }
    }

    /// The view of its sections, for who wants a few of them. It costs finding them once more.
    #[expect(clippy::panic, reason = "the bytes were decoded, or encoded, when the value was made")]
    pub fn as_sections(&self) -> Sections<'_> {
        match Sections::find_kept(&self.0) {
            Ok(sections) => sections,
            Err(error) => panic!("a message that was valid is so no more: {error}"),
        }
    }

    /// The encoded message; a body can be cut out of it with [`Bytes::slice_ref`], without being copied.
    pub const fn as_bytes(&self) -> &Bytes {
        &self.0
    }

    /// Copies the message, so that it keeps no larger buffer alive that it is a part of.
    #[must_use]
    pub fn detach(&self) -> Self {
        Self(Bytes::copy_from_slice(&self.0))
    }
}

through_view! {
    MessageBuf as_message: Debug Display;
}
