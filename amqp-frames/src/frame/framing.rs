//! Writing the frame around what it says.

use bytes::BufMut;

use super::header::{self, FrameType};
use crate::EncodeError;
use crate::types::Encode;
use crate::types::composite::{Composite, Measured, put_short};

/// What is in the header of a frame besides lengths.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Framing {
    frame_type: FrameType,
    channel: u16,
    /// How many bytes of payload the caller sends behind what is written.
    left_out: usize,
}

impl Framing {
    pub(crate) const SASL: Self = Self { frame_type: FrameType::Sasl, channel: 0, left_out: 0 };

    pub(crate) const fn amqp(channel: u16) -> Self {
        Self { frame_type: FrameType::Amqp, channel, left_out: 0 }
    }

    /// The same for a frame with so many bytes of payload that the caller sends.
    pub(crate) const fn without(self, payload_len: usize) -> Self {
        Self { left_out: payload_len, ..self }
    }

    /// Writes the frame of a performative, or of what SASL says; on an error nothing is written.
    ///
    /// It is not inlined, so that there is one for each of them: the compiler keeps more in registers then.
    #[inline(never)]
    pub(crate) fn put<C: Composite + Encode>(
        self,
        value: &C,
        payload: &[u8],
        dst: &mut impl BufMut,
    ) -> Result<(), EncodeError> {
        value.check()?;
        if C::IS_SHORT {
            self.put_in(value, payload, dst, &mut [0; 128])
        } else {
            self.put_in(value, payload, dst, &mut [0; 512])
        }
    }

    /// Writes the frame by way of `buffer`, if it has room.
    #[inline]
    fn put_in<C: Composite + Encode, const N: usize>(
        self,
        value: &C,
        payload: &[u8],
        dst: &mut impl BufMut,
        buffer: &mut [u8; N],
    ) -> Result<(), EncodeError> {
        let Some(place) = put_short(value, buffer, header::LEN) else {
            return self.put_long(value, payload, dst);
        };
        let written = buffer.get_mut(place).unwrap_or_default();
        let header = self.header(written.len(), payload.len(), dst)?;
        if let Some(front) = written.first_chunk_mut() {
            *front = header;
        }
        dst.put_slice(written);
        if !payload.is_empty() {
            dst.put_slice(payload);
        }
        Ok(())
    }

    #[inline(never)]
    fn put_long<C: Composite + Encode>(
        self,
        value: &C,
        payload: &[u8],
        dst: &mut impl BufMut,
    ) -> Result<(), EncodeError> {
        let measured = Measured::new(value);
        let len = measured.encoded_len().saturating_add(header::LEN);
        dst.put_slice(&self.header(len, payload.len(), dst)?);
        measured.put(dst);
        dst.put_slice(payload);
        Ok(())
    }

    /// The header of a frame with `len` bytes before the payload, if there is room for what is written.
    #[inline]
    fn header(self, len: usize, payload: usize, dst: &impl BufMut) -> Result<[u8; header::LEN], EncodeError> {
        let written = len.saturating_add(payload);
        let whole = written.saturating_add(self.left_out);
        let header = header::bytes(whole, self.frame_type, self.channel)?;
        if dst.remaining_mut() < written {
            return Err(EncodeError::NoSpace);
        }
        Ok(header)
    }
}
