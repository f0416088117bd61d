//! The values of Block1, Block2, Q-Block1 and Q-Block2.

use core::fmt;

use crate::{InvalidValue, wire};

/// The value of Block1 and Block2 (RFC 7959, section 2.2), Q-Block1 and Q-Block2: which block, whether more follow, and how
/// large blocks are.
///
/// ```
/// use coap_codec::option::{Block, BlockSize};
///
/// let block = Block::new(3, true, BlockSize::B128).ok_or("a block")?;
/// assert_eq!(block.to_string(), "3/1/128");
/// assert_eq!(block.offset(), 384);
/// assert_eq!(block.with_size(BlockSize::B64).ok_or("a block")?.to_string(), "6/1/64");
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Default, Eq, Hash, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "u32", into = "u32")
)]
pub struct Block(u32);

/// How large blocks are (RFC 7959, section 2.2): SZX.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
pub enum BlockSize {
    /// 16 bytes.
    #[default]
    B16,
    /// 32 bytes.
    B32,
    /// 64 bytes.
    B64,
    /// 128 bytes.
    B128,
    /// 256 bytes.
    B256,
    /// 512 bytes.
    B512,
    /// 1024 bytes.
    B1024,
    /// Several blocks of 1024 bytes in one message, over reliable transports (RFC 8323, section 6). Over others it is
    /// reserved, and a request with it is answered with 4.00 (RFC 7959, section 2.2).
    Bert,
}

impl Block {
    /// The largest block number.
    pub const MAX_NUMBER: u32 = (1 << 20) - 1;

    /// The block with this number; `None` if that takes more than 20 bits.
    pub const fn new(number: u32, more: bool, size: BlockSize) -> Option<Self> {
        if number > Self::MAX_NUMBER {
            return None;
        }
        Some(Self(number << 4 | (more as u32) << 3 | size as u32))
    }

    /// The block that begins at `offset` in the body; `None` if no block of this size does.
    #[expect(clippy::cast_possible_truncation, reason = "a number that is too large was left out before")]
    pub const fn at_offset(offset: u64, more: bool, size: BlockSize) -> Option<Self> {
        let (number, inside) = (offset / size.bytes() as u64, offset % size.bytes() as u64);
        if inside != 0 || number > Self::MAX_NUMBER as u64 {
            return None;
        }
        Self::new(number as u32, more, size)
    }

    pub(crate) fn from_value(value: &[u8]) -> Option<Self> {
        wire::uint(value).filter(|_| value.len() <= 3).map(Self)
    }

    /// The block's number: NUM.
    pub const fn number(self) -> u32 {
        self.0 >> 4
    }

    /// Whether more blocks follow: M.
    pub const fn more(self) -> bool {
        self.0 & 8 != 0
    }

    /// How large blocks are: SZX.
    pub const fn size(self) -> BlockSize {
        BlockSize::of_bits(self.0)
    }

    /// Where the block begins in the body.
    pub const fn offset(self) -> u64 {
        self.number() as u64 * self.size().bytes() as u64
    }

    /// The block after it, `None` after the last number. What follows a message with several blocks is
    /// [`at_offset`](Self::at_offset) of where its payload ends.
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        Self::new(self.number() + 1, self.more(), self.size())
    }

    /// The block of another size at the same offset; `None` if there is none.
    #[must_use]
    pub const fn with_size(self, size: BlockSize) -> Option<Self> {
        Self::at_offset(self.offset(), self.more(), size)
    }
}

impl BlockSize {
    /// The size of so many bytes: 16, 32, 64, 128, 256, 512 or 1024.
    pub const fn new(bytes: usize) -> Option<Self> {
        match bytes {
            16 => Some(Self::B16),
            32 => Some(Self::B32),
            64 => Some(Self::B64),
            128 => Some(Self::B128),
            256 => Some(Self::B256),
            512 => Some(Self::B512),
            1024 => Some(Self::B1024),
            _ => None,
        }
    }

    /// How many bytes a block has: 16 to 1024.
    pub const fn bytes(self) -> usize {
        match self {
            Self::Bert => 1024,
            size => 16 << size as u8,
        }
    }

    /// The size exponent, 0 to 7.
    pub const fn exponent(self) -> u8 {
        self as u8
    }

    /// The size with the exponent in the lowest three bits.
    const fn of_bits(bits: u32) -> Self {
        match bits & 7 {
            0 => Self::B16,
            1 => Self::B32,
            2 => Self::B64,
            3 => Self::B128,
            4 => Self::B256,
            5 => Self::B512,
            6 => Self::B1024,
            _ => Self::Bert,
        }
    }
}

impl TryFrom<u32> for Block {
    type Error = InvalidValue;

    /// The block that the option's number stands for, which takes 24 bits at most.
    fn try_from(number: u32) -> Result<Self, InvalidValue> {
        if number < 1 << 24 { Ok(Self(number)) } else { Err(InvalidValue("Block")) }
    }
}

impl From<Block> for u32 {
    fn from(block: Block) -> Self {
        block.0
    }
}

/// As RFC 7959 writes it, number, more, size: `3/1/128`.
impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.number(), u8::from(self.more()), self.size())
    }
}

impl fmt::Debug for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// In bytes, or `BERT`.
impl fmt::Display for BlockSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bert => f.pad("BERT"),
            size => size.bytes().fmt(f),
        }
    }
}

#[cfg(feature = "arbitrary")]
impl arbitrary::Arbitrary<'_> for Block {
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        Ok(Self(u.int_in_range(0..=0xff_ffff)?))
    }
}
