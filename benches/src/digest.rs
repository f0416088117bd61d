//! A checksum that takes note of everything a decoded packet holds, so that nobody is fast by not looking.

/// A sum that does not depend on the order in which things are read.
#[derive(Debug, Default)]
pub struct Digest(u64);

impl Digest {
    /// Notes a number, an enumeration as its number on the wire, or a flag.
    #[inline]
    pub fn number(&mut self, number: impl Into<u64>) {
        self.0 = self.0.wrapping_add(number.into());
    }

    /// Notes a string.
    #[inline]
    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Notes bytes by their length, the first and the last: reading them all would drown the decoder.
    #[inline]
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        if let [first, .., last] = bytes {
            self.number(*first);
            self.number(*last);
        }
    }

    /// The sum of all that was noted.
    #[inline]
    pub fn finish(self) -> u64 {
        self.0
    }
}
