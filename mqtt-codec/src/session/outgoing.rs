//! What a machine has to send.

use alloc::collections::VecDeque;
use core::fmt;

use bytes::{Buf, Bytes, BytesMut};

/// Bytes waiting to be sent, as a [`Buf`]: write its chunks, advance it by what was written.
///
/// Short packets share one buffer, which is used again. A long payload is a chunk of its own, and is never copied.
#[derive(Default)]
pub struct Outgoing {
    /// What goes before `tail`.
    chunks: VecDeque<Bytes>,
    chunks_len: usize,
    tail: BytesMut,
}

/// From this size on, a chunk of its own is cheaper for a payload than a copy.
const LONG: usize = 1024;

/// The buffer that an idle machine may hold on to.
const KEPT: usize = 512;

impl Outgoing {
    /// Where packets are encoded to.
    #[inline]
    pub(super) const fn buffer(&mut self) -> &mut BytesMut {
        &mut self.tail
    }

    /// Adds the payload of the packet whose head was just encoded to [`buffer`](Self::buffer).
    pub(super) fn push_payload(&mut self, payload: &Bytes) {
        if payload.len() < LONG {
            self.tail.extend_from_slice(payload);
            return;
        }
        let head = self.tail.split().freeze();
        self.chunks_len += head.len() + payload.len();
        self.chunks.extend([head, payload.clone()].into_iter().filter(|chunk| !chunk.is_empty()));
    }

    /// How many bytes wait.
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.chunks_len + self.tail.len()
    }

    /// Gives back what a burst has made grow.
    fn shrink(&mut self) {
        if self.tail.is_empty() && self.tail.capacity() > KEPT {
            self.tail = BytesMut::new();
        }
        if self.chunks.is_empty() && self.chunks.capacity() > 8 {
            self.chunks = VecDeque::new();
        }
    }
}

impl Buf for Outgoing {
    fn remaining(&self) -> usize {
        self.len()
    }

    fn chunk(&self) -> &[u8] {
        self.chunks.front().map_or(&self.tail, |chunk| chunk)
    }

    /// # Panics
    ///
    /// Past the end, as [`Buf`] says.
    fn advance(&mut self, mut count: usize) {
        while let Some(chunk) = self.chunks.front_mut() {
            let step = count.min(chunk.len());
            chunk.advance(step);
            self.chunks_len -= step;
            count -= step;
            if !chunk.is_empty() {
                return;
            }
            self.chunks.pop_front();
        }
        self.tail.advance(count);
        self.shrink();
    }

    #[cfg(feature = "std")]
    fn chunks_vectored<'a>(&'a self, dst: &mut [std::io::IoSlice<'a>]) -> usize {
        let tail = Some(&*self.tail).filter(|tail| !tail.is_empty());
        let chunks = self.chunks.iter().map(|chunk| &**chunk).chain(tail);
        dst.iter_mut().zip(chunks).map(|(slot, chunk)| *slot = std::io::IoSlice::new(chunk)).count()
    }
}

/// Only the length: what is sent may be secret.
impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outgoing({} bytes)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use alloc::{vec, vec::Vec};

    use super::*;

    #[test]
    fn a_long_payload_is_lent_where_it_lies() {
        let payload = Bytes::from(vec![7; LONG]);
        let mut outgoing = Outgoing::default();
        outgoing.buffer().extend_from_slice(b"before");
        outgoing.push_payload(&payload);
        outgoing.buffer().extend_from_slice(b"after");
        assert_eq!((outgoing.chunk(), outgoing.remaining()), (&b"before"[..], 6 + LONG + 5));
        outgoing.advance(6);
        assert_eq!(outgoing.chunk().as_ptr(), payload.as_ptr(), "the payload was copied");
        outgoing.advance(LONG);
        assert_eq!(outgoing.chunk(), b"after");
    }

    #[test]
    fn writes_of_any_size_lose_nothing() {
        for step in [1, 2, 7, 64, 1000, LONG + 30] {
            let (mut outgoing, mut sent, mut expected) = (Outgoing::default(), Vec::new(), Vec::new());
            let mut write = |outgoing: &mut Outgoing| {
                let count = step.min(outgoing.chunk().len());
                sent.extend_from_slice(&outgoing.chunk()[..count]);
                outgoing.advance(count);
            };
            for round in 0..3_u8 {
                outgoing.buffer().extend_from_slice(&[round; 10]);
                outgoing.push_payload(&Bytes::from(vec![round; LONG + 1]));
                expected.extend_from_slice(&[round; 10 + LONG + 1]);
                write(&mut outgoing);
            }
            while outgoing.has_remaining() {
                write(&mut outgoing);
            }
            assert_eq!(sent, expected, "{step} bytes at a time");
        }
    }

    #[test]
    fn nothing_is_kept_that_was_sent() {
        let mut outgoing = Outgoing::default();
        for _ in 0..10_000 {
            outgoing.buffer().extend_from_slice(&[1; 10]);
            outgoing.advance(9);
            outgoing.buffer().extend_from_slice(&[1; 10]);
            outgoing.advance(11);
        }
        assert!(outgoing.tail.capacity() <= KEPT);
        outgoing.buffer().extend_from_slice(&[0; 100_000]);
        outgoing.advance(100_000);
        assert_eq!(outgoing.tail.capacity(), 0);
    }

    #[cfg(feature = "std")]
    #[test]
    fn vectored_writes_see_every_chunk() {
        let mut outgoing = Outgoing::default();
        for _ in 0..4 {
            outgoing.buffer().extend_from_slice(b"head");
            outgoing.push_payload(&Bytes::from(vec![7; LONG]));
        }
        assert_eq!(outgoing.chunks_vectored(&mut [std::io::IoSlice::new(&[]); 16]), 8);
    }
}
