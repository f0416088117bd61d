//! Frames that are kept.

use alloc::vec::Vec;

use bytes::Bytes;

use crate::types::through_view;
use crate::{DecodeError, EncodeError, Frame, Limits};

/// One encoded frame or protocol header: cheap to clone and to send, and always valid.
///
/// Two are equal when their bytes are; what the bytes mean can be equal in others, which the views tell.
///
/// ```
/// use amqp_frames::performative::End;
/// use amqp_frames::{Frame, FrameBuf};
///
/// let frame = Frame::new(1, End::default());
/// let kept = FrameBuf::encode(&frame)?;
/// assert_eq!(kept.as_frame(), frame);
/// # Ok::<(), amqp_frames::EncodeError>(())
/// ```
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct FrameBuf(Bytes);

impl FrameBuf {
    /// Takes exactly one encoded frame.
    ///
    /// # Errors
    ///
    /// `bytes` are no frame.
    pub fn decode(bytes: Bytes, limits: &Limits) -> Result<Self, DecodeError> {
        Frame::decode(&bytes, limits)?;
        Ok(Self(bytes))
    }

    /// Encodes `frame` into a buffer of its own.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the frame.
    pub fn encode(frame: &Frame<'_>) -> Result<Self, EncodeError> {
        let mut bytes = Vec::new();
        frame.encode(&mut bytes)?;
        Ok(Self(bytes.into()))
    }

    /// What a decoder has just taken off a stream.
    pub(crate) const fn from_decoded(bytes: Bytes) -> Self {
        Self(bytes)
    }

    /// The view of the frame. It costs decoding the bytes once more.
    #[expect(clippy::panic, reason = "the bytes were decoded, or encoded, when the value was made")]
    pub fn as_frame(&self) -> Frame<'_> {
        match Frame::decode_kept(&self.0) {
            Ok(frame) => frame,
            Err(error) => panic!("a frame that was valid is so no more: {error}"),
        }
    }

    /// The encoded frame; a payload can be cut out of it with [`Bytes::slice_ref`], without being copied.
    pub const fn as_bytes(&self) -> &Bytes {
        &self.0
    }

    /// Copies the frame, so that it keeps no larger buffer alive that it is a part of.
    #[must_use]
    pub fn detach(&self) -> Self {
        Self(Bytes::copy_from_slice(&self.0))
    }
}

through_view! {
    FrameBuf as_frame: Debug Display;
}
