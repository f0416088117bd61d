//! The types of options' values.

use core::fmt;

use crate::{Code, wire};

/// The value of Block1 and Block2 (RFC 7959, section 2.2), Q-Block1 and Q-Block2: which block, whether more follow, and how
/// large blocks are.
///
/// ```
/// use coap_codec::option::Block;
///
/// let block = Block::new(3, true, 3).ok_or("a block")?;
/// assert_eq!(block.to_string(), "3/1/128");
/// assert_eq!((block.size(), block.offset()), (128, 384));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct Block(u32);

/// The value of No-Response (RFC 7967, section 2.1): which classes of responses the client doesn't want.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct NoResponse(u8);

impl Block {
    /// The largest block number.
    pub const MAX_NUMBER: u32 = (1 << 20) - 1;
    /// The size exponent that stands for BERT over reliable transports (RFC 8323, section 6), and is reserved elsewhere.
    pub const BERT: u8 = 7;

    /// A block number of 20 bits, and a size exponent of 0 to 7: blocks have 2<sup>4 + exponent</sup> bytes.
    pub const fn new(number: u32, more: bool, size_exponent: u8) -> Option<Self> {
        if number > Self::MAX_NUMBER || size_exponent > 7 {
            return None;
        }
        Some(Self(number << 4 | (more as u32) << 3 | size_exponent as u32))
    }

    pub(crate) fn from_value(value: &[u8]) -> Option<Self> {
        wire::uint(value).filter(|_| value.len() <= 3).map(Self)
    }

    pub(crate) const fn to_uint(self) -> u32 {
        self.0
    }

    /// The block's number: NUM.
    pub const fn number(self) -> u32 {
        self.0 >> 4
    }

    /// Whether more blocks follow: M.
    pub const fn more(self) -> bool {
        self.0 & 8 != 0
    }

    /// The size exponent: SZX.
    pub const fn size_exponent(self) -> u8 {
        (self.0 & 7) as u8
    }

    /// Whether the size exponent is 7: over reliable transports the payload may hold several blocks of 1024 bytes (RFC
    /// 8323, section 6); over others a request with it is answered with 4.00 (RFC 7959, section 2.2).
    pub const fn is_bert(self) -> bool {
        self.size_exponent() == Self::BERT
    }

    /// How large a block is: 16 to 1024 bytes.
    pub const fn size(self) -> usize {
        match self.size_exponent() {
            Self::BERT => 1024,
            exponent => 16 << exponent,
        }
    }

    /// Where the block begins in the body.
    pub const fn offset(self) -> u64 {
        self.number() as u64 * self.size() as u64
    }
}

/// As RFC 7959 writes it, number, more, size: `3/1/128`.
impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/", self.number(), u8::from(self.more()))?;
        if self.is_bert() { f.write_str("BERT") } else { write!(f, "{}", self.size()) }
    }
}

impl fmt::Debug for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(feature = "arbitrary")]
impl arbitrary::Arbitrary<'_> for Block {
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        Ok(Self(u.int_in_range(0..=0xff_ffff)?))
    }
}

impl NoResponse {
    /// Every response is wanted.
    pub const NOTHING: Self = Self(0);
    /// Responses of class 2 are not wanted.
    pub const SUCCESS: Self = Self(2);
    /// Responses of class 4 are not wanted.
    pub const CLIENT_ERROR: Self = Self(8);
    /// Responses of class 5 are not wanted.
    pub const SERVER_ERROR: Self = Self(16);

    /// The value with these bits.
    pub const fn new(bits: u8) -> Self {
        Self(bits)
    }

    /// The bits.
    pub const fn get(self) -> u8 {
        self.0
    }

    /// What either of them says isn't wanted.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the client doesn't want a response of this code.
    pub const fn suppresses(self, response: Code) -> bool {
        response.is_response() && self.0 & 1 << (response.class() - 1) != 0
    }
}

impl From<u8> for NoResponse {
    fn from(bits: u8) -> Self {
        Self::new(bits)
    }
}

impl From<NoResponse> for u8 {
    fn from(value: NoResponse) -> Self {
        value.get()
    }
}
