//! What is wrong with texts and options that make no URI.

use crate::option::OptionNumber;
use crate::percent::Malformed;

/// Why a text is no CoAP URI, and where.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{field}: {kind} at byte {offset}")]
pub struct UriError {
    kind: UriErrorKind,
    offset: usize,
    field: &'static str,
}

/// The rule that a URI breaks; sections are those of RFC 7252.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum UriErrorKind {
    /// None of the CoAP schemes (section 6.4).
    #[error("not a scheme of CoAP (section 6.4)")]
    Scheme,
    /// No `//` after the scheme (section 6.1).
    #[error("no authority (section 6.1)")]
    MissingAuthority,
    /// The host is empty (section 6.1).
    #[error("the host is empty (section 6.1)")]
    EmptyHost,
    /// What stands in brackets is no IPv6 address (RFC 3986, section 3.2.2); versions to come and zones aren't supported.
    #[error("not an IPv6 address (RFC 3986, section 3.2.2)")]
    IpLiteral,
    /// The port is no number, or above 65,535 (section 6.1).
    #[error("not a port (section 6.1)")]
    Port,
    /// A character that must be percent-encoded there, or can't be there at all (RFC 3986, section 3).
    #[error("character not allowed (RFC 3986, section 3)")]
    Character,
    /// A `%` without two hexadecimal digits (RFC 3986, section 2.1).
    #[error("malformed percent-encoding (RFC 3986, section 2.1)")]
    PercentEncoding,
    /// Not well-formed UTF-8 once decoded (section 6.4).
    #[error("not UTF-8 once decoded (section 6.4)")]
    Utf8,
    /// A path segment `.` or `..` (section 5.10.1).
    #[error("segment `.` or `..` (section 5.10.1)")]
    DotSegment,
    /// More than 255 bytes once decoded (section 5.10).
    #[error("longer than an option can be (section 5.10)")]
    TooLong,
    /// A fragment (section 6.4).
    #[error("a fragment (section 6.4)")]
    Fragment,
}

/// Why options can't be put together to a URI, and which of them (section 6.5).
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{option:?}: {kind}")]
pub struct ComposeError {
    kind: ComposeErrorKind,
    option: OptionNumber,
}

/// The rule that an option breaks; sections are those of RFC 7252.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ComposeErrorKind {
    /// Shorter or longer than the option can be (section 5.10).
    #[error("length out of range (section 5.10)")]
    Length,
    /// Not well-formed UTF-8 (section 3.2).
    #[error("not UTF-8 (section 3.2)")]
    Utf8,
    /// Neither a registered name nor an IP address (section 6.5).
    #[error("not a host (section 6.5)")]
    Host,
    /// A Uri-Path `.` or `..` (section 5.10.1).
    #[error("segment `.` or `..` (section 5.10.1)")]
    DotSegment,
    /// An option that may occur once occurs again (section 5.4.5).
    #[error("option occurs more than once (section 5.4.5)")]
    Repeated,
    /// Proxy-Uri, which has the request's URI, or a Proxy-Scheme that isn't one of CoAP's (section 5.10.2).
    #[error("the URI is not one of CoAP, or stands in the option (section 5.10.2)")]
    Proxy,
    /// An option that is reserved for locations, and may say more than Location-Path and Location-Query (section 5.10.7).
    #[error("reserved for locations (section 5.10.7)")]
    ReservedLocation,
}

impl UriError {
    pub(super) const fn new(kind: UriErrorKind, offset: usize, field: &'static str) -> Self {
        Self { kind, offset, field }
    }

    /// The rule that the URI breaks.
    pub const fn kind(&self) -> UriErrorKind {
        self.kind
    }

    /// Where: the character, or the start of the segment or argument that is wrong as a whole.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The part of the URI.
    pub const fn field(&self) -> &'static str {
        self.field
    }
}

impl From<Malformed> for UriErrorKind {
    fn from(why: Malformed) -> Self {
        match why {
            Malformed::Percent => Self::PercentEncoding,
            Malformed::Character => Self::Character,
            Malformed::TooLong => Self::TooLong,
            Malformed::Utf8 => Self::Utf8,
        }
    }
}

impl ComposeError {
    pub(super) const fn new(kind: ComposeErrorKind, option: OptionNumber) -> Self {
        Self { kind, option }
    }

    /// The rule that the option breaks.
    pub const fn kind(&self) -> ComposeErrorKind {
        self.kind
    }

    /// The option.
    pub const fn option(&self) -> OptionNumber {
        self.option
    }
}
