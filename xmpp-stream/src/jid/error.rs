//! What is wrong with an address.

use std::fmt;

/// The parts of an address (section 3.1).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
pub enum Part {
    /// What stands before the first `@`.
    Localpart,
    /// The server or service.
    Domainpart,
    /// What stands after the first `/`.
    Resourcepart,
}

/// Why a text is no address: which part, what, and where.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{part}: {kind}, at byte {offset}")]
pub struct JidError {
    part: Part,
    kind: JidErrorKind,
    offset: u16,
}

/// What is wrong with a part of an address.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum JidErrorKind {
    /// It has no characters.
    #[error("it is empty")]
    Empty,
    /// It is longer than 1023 bytes; domains may be no longer than the DNS allows either.
    #[error("it is too long")]
    TooLong,
    /// A character that this part never contains, or that Unicode hasn't assigned.
    #[error("a character isn't allowed")]
    Disallowed,
    /// A character that isn't allowed where it stands (RFC 5892 appendix A).
    #[error("a character isn't allowed where it stands")]
    Context,
    /// Text of both directions that breaks the Bidi Rule (RFC 5893).
    #[error("right-to-left text breaks the Bidi Rule")]
    Bidi,
    /// A label of a domain is empty, begins or ends with a hyphen, has `--` at its third character, begins with a combining
    /// mark, isn't what its Punycode says, or breaks the Bidi Rule.
    #[error("a label isn't valid")]
    Label,
    /// Between `[` and `]` stands no IPv6 address.
    #[error("the address in brackets isn't IPv6")]
    IpLiteral,
}

impl JidError {
    /// The part that is wrong.
    pub const fn part(&self) -> Part {
        self.part
    }

    /// What is wrong with it.
    pub const fn kind(&self) -> JidErrorKind {
        self.kind
    }

    /// Where the character that isn't allowed begins, in the text that was given; where the part begins if no one character
    /// is to blame.
    pub const fn offset(&self) -> usize {
        self.offset as usize
    }

    pub(super) fn new(part: Part, kind: JidErrorKind, offset: usize) -> Self {
        Self { part, kind, offset: u16::try_from(offset).unwrap_or(u16::MAX) }
    }

    /// The same for a part that begins at `start` of a longer text.
    pub(super) fn after(self, start: usize) -> Self {
        Self::new(self.part, self.kind, start.saturating_add(self.offset()))
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Localpart => "localpart",
            Self::Domainpart => "domainpart",
            Self::Resourcepart => "resourcepart",
        })
    }
}
