//! Writing the frame around what it says.

use bytes::BufMut;

use super::header::{self, FrameType};
use crate::EncodeError;
use crate::types::Encode;
use crate::types::composite::{Composite, Measured, put_short};

/// What is in a frame besides a performative, or what SASL says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Framing {
    pub(crate) frame_type: FrameType,
    pub(crate) channel: u16,
    /// How many bytes of payload come behind.
    pub(crate) payload: usize,
    /// How many bytes the caller writes behind, and wants to have room for: the payload, or nothing.
    pub(crate) behind: usize,
}

impl Framing {
    /// Writes all of the frame but its payload; on an error nothing is written.
    #[inline]
    pub(crate) fn put<C: Composite + Encode>(
        self,
        value: &C,
        dst: &mut impl BufMut,
    ) -> Result<(), EncodeError> {
        value.check()?;
        if C::IS_SHORT {
            let mut buffer = [0; 128];
            if let Some(len) = put_short(value, &mut buffer, header::LEN) {
                let header = self.header(len, dst)?;
                if let Some(front) = buffer.first_chunk_mut() {
                    *front = header;
                }
                dst.put_slice(buffer.get(..len).unwrap_or_default());
                return Ok(());
            }
        }
        self.put_long(value, dst)
    }

    fn put_long<C: Composite + Encode>(self, value: &C, dst: &mut impl BufMut) -> Result<(), EncodeError> {
        let measured = Measured::new(value);
        let header = self.header(measured.encoded_len().saturating_add(header::LEN), dst)?;
        dst.put_slice(&header);
        measured.put(dst);
        Ok(())
    }

    /// The header of a frame with `len` bytes before the payload, if there is room for them and for what the caller writes.
    #[inline(always)]
    fn header(self, len: usize, dst: &impl BufMut) -> Result<[u8; header::LEN], EncodeError> {
        let header = header::bytes(len.saturating_add(self.payload), self.frame_type, self.channel)?;
        if dst.remaining_mut() < len.saturating_add(self.behind) {
            return Err(EncodeError::NoSpace);
        }
        Ok(header)
    }
}
