//! What can be wrong with bytes from a peer, and with values from a caller.

/// Why bytes from a peer are not what they should be, and where.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{field}: {kind} at byte {offset}")]
pub struct DecodeError {
    kind: DecodeErrorKind,
    offset: usize,
    field: &'static str,
}

/// The rule that the bytes break; sections are those of AMQP 1.0, part 1.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The bytes end, or the list, map or array around it does, before the value does (section 1.2).
    #[error("the bytes end too early (section 1.2)")]
    Truncated,
    /// Bytes behind the last item that the count announces, or behind the value (section 1.2).
    #[error("bytes left over at the end (section 1.2)")]
    TrailingBytes,
    /// More bytes than [`Limits::max_size`](crate::Limits::max_size).
    #[error("larger than the limit")]
    TooLarge,
    /// Deeper than [`Limits::max_depth`](crate::Limits::max_depth).
    #[error("values inside each other deeper than the limit")]
    TooDeep,
    /// More items than [`Limits::max_items`](crate::Limits::max_items).
    #[error("more items than the limit")]
    TooManyItems,
    /// A format code that stands for no type (section 1.6).
    #[error("unassigned format code (section 1.6)")]
    FormatCode,
    /// A size that has no room for the count behind it (sections 1.2.3 and 1.2.4).
    #[error("size too small for the count (section 1.2.3)")]
    Size,
    /// A count of more items than its size has bytes for (sections 1.2.3 and 1.2.4).
    #[error("count of more items than there are bytes (section 1.2.3)")]
    Count,
    /// A boolean of one byte that is neither 0 nor 1 (section 1.6.2).
    #[error("boolean that is neither 0 nor 1 (section 1.6.2)")]
    Boolean,
    /// A char that is no Unicode character (section 1.6.16).
    #[error("not a Unicode character (section 1.6.16)")]
    Char,
    /// A string that isn't well-formed UTF-8 (section 1.6.20).
    #[error("not well-formed UTF-8 (section 1.6.20)")]
    Utf8,
    /// A symbol that isn't ASCII (section 1.6.21).
    #[error("symbol that isn't ASCII (section 1.6.21)")]
    Symbol,
    /// A map with a key that maps to nothing (section 1.6.23).
    #[error("map with an odd number of items (section 1.6.23)")]
    OddMap,
    /// A map with two identical keys (section 1.6.23).
    #[error("key that is in the map twice (section 1.6.23)")]
    DuplicateKey,
    /// A value of another type than the definition asks for, or than the other elements of the array (sections 1.2.4 and
    /// 1.4).
    #[error("value of another type (section 1.4)")]
    WrongType,
    /// A mandatory field is null or left out (section 1.4).
    #[error("mandatory field is missing (section 1.4)")]
    MissingField,
    /// More fields than the definition has (section 1.4).
    #[error("more fields than are defined (section 1.4)")]
    TooManyFields,
}

/// Why a value can't be encoded: decoding would refuse it, or it has no room.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// Decoding would refuse the value.
    #[error("{field}: {kind}")]
    #[non_exhaustive]
    Invalid {
        /// The rule that the value breaks.
        kind: DecodeErrorKind,
        /// The field, as the specification names it.
        field: &'static str,
    },
    /// More bytes or items than four bytes can count (section 1.2).
    #[error("value too large")]
    TooLarge,
    /// The buffer can't take the value; nothing was written.
    #[error("no space left in the buffer")]
    NoSpace,
}

/// A value breaks the rules of its type.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a valid {0}")]
pub struct InvalidValue(pub(crate) &'static str);

impl DecodeError {
    #[cold]
    pub(crate) const fn new(kind: DecodeErrorKind, offset: usize, field: &'static str) -> Self {
        Self { kind, offset, field }
    }

    /// The rule that the bytes break.
    pub const fn kind(&self) -> DecodeErrorKind {
        self.kind
    }

    /// Where the field that breaks it starts, counted from the first byte.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The field or the part of a value, as the specification names it.
    pub const fn field(&self) -> &'static str {
        self.field
    }
}
