//! What is wrong with links that are read or written.

/// Why bytes are no list of links, and where.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{kind} at byte {offset}")]
pub struct LinkDecodeError {
    pub(super) kind: LinkDecodeErrorKind,
    pub(super) offset: usize,
}

/// The rule that a list of links breaks.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LinkDecodeErrorKind {
    /// Not well-formed UTF-8 (section 2).
    #[error("not well-formed UTF-8 (section 2)")]
    Utf8,
    /// No target in angle brackets, or a character in it that no URI reference has (section 2).
    #[error("malformed target (section 2)")]
    Target,
    /// No attribute name after a semicolon (section 2).
    #[error("malformed attribute name (section 2)")]
    AttributeName,
    /// Neither a token nor a quoted string after an equals sign, or after a name with an asterisk no extended value
    /// (section 2).
    #[error("malformed attribute value (section 2)")]
    AttributeValue,
    /// A quoted string without an end, or with a control character or a backslash where there can be none (RFC 2616
    /// section 2.2).
    #[error("malformed quoted string (RFC 2616, section 2.2)")]
    QuotedString,
    /// Neither a comma nor a semicolon where something ends (section 2).
    #[error("neither comma nor semicolon (section 2)")]
    Separator,
}

/// Why a link can't be written.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LinkEncodeError {
    /// The target is no URI reference (section 2).
    #[error("not a URI reference (section 2)")]
    Target,
    /// Not the name of an attribute, or `href`, which is kept for filters (section 2).
    #[error("not an attribute name (section 2)")]
    AttributeName,
    /// The attribute can't have this value, or can't have none, or has none (sections 2 and 3).
    #[error("not a value of the attribute (sections 2 and 3)")]
    AttributeValue,
    /// The link has the attribute already, and it must not occur again (section 3).
    #[error("the attribute must not occur again (section 3)")]
    Repeated,
}

impl LinkDecodeError {
    /// The rule that the text breaks.
    pub const fn kind(&self) -> LinkDecodeErrorKind {
        self.kind
    }

    /// Where, counted in bytes.
    pub const fn offset(&self) -> usize {
        self.offset
    }
}
