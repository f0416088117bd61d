//! What can be wrong with bytes from a peer, and with values from a caller.

use core::fmt;

use crate::jid::JidError;
use crate::stanza::{ErrorType, StanzaErrorCondition};
use crate::{Element, StreamErrorCondition};

/// Why bytes from a peer are no stream of XMPP, and where.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{field}: {kind} at byte {offset}")]
pub struct DecodeError {
    kind: DecodeErrorKind,
    offset: usize,
    field: &'static str,
}

/// The rule that the bytes break; sections are those of RFC 6120 unless XML 1.0 or its namespaces are named.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The bytes end before the element does.
    #[error("the bytes end too early")]
    Truncated,
    /// Something else than white space behind the element.
    #[error("bytes left over behind the element")]
    TrailingBytes,
    /// White space in front of an element that stands alone (RFC 7395, section 3.3.3).
    #[error("white space in front of the element (RFC 7395, section 3.3.3)")]
    LeadingSpace,
    /// A stream header in another namespace than that of streams (section 4.8.1).
    #[error("another namespace than that of streams (section 4.8.1)")]
    StreamNamespace,
    /// A stream header that isn't called `stream` (section 4.2).
    #[error("not a stream header (section 4.2)")]
    StreamName,
    /// Something behind the end of the stream (section 4.4).
    #[error("bytes behind the end of the stream (section 4.4)")]
    StreamEnded,
    /// An element larger than [`Limits::max_element_size`](crate::Limits::max_element_size), or than
    /// [`Limits::max_initial_element_size`](crate::Limits::max_initial_element_size) before authentication.
    #[error("larger than the limit")]
    TooLarge,
    /// Deeper than [`Limits::max_depth`](crate::Limits::max_depth).
    #[error("elements inside each other deeper than the limit")]
    TooDeep,
    /// More attributes than [`Limits::max_attributes`](crate::Limits::max_attributes).
    #[error("more attributes than the limit")]
    TooManyAttributes,
    /// More prefixes than [`Limits::max_namespaces`](crate::Limits::max_namespaces).
    #[error("more prefixes declared than the limit")]
    TooManyNamespaces,
    /// A namespace longer than [`Limits::max_namespace_len`](crate::Limits::max_namespace_len).
    #[error("namespace longer than the limit")]
    NamespaceTooLong,
    /// A comment (section 11.1).
    #[error("comment (section 11.1)")]
    Comment,
    /// A processing instruction (section 11.1).
    #[error("processing instruction (section 11.1)")]
    ProcessingInstruction,
    /// A document type declaration, or another one of those that begin like it (section 11.1).
    #[error("markup declaration (section 11.1)")]
    MarkupDeclaration,
    /// A reference to an entity that isn't one of the five predefined (section 11.1).
    #[error("reference to an entity that is not predefined (section 11.1)")]
    Entity,
    /// Bytes that aren't well-formed UTF-8 (section 11.6).
    #[error("not well-formed UTF-8 (section 11.6)")]
    Utf8,
    /// Another encoding than UTF-8, declared or used (section 11.6).
    #[error("another encoding than UTF-8 (section 11.6)")]
    Encoding,
    /// Another version of XML than 1.0: 1.1, or any other that begins with 1 (section 11.8).
    #[error("another version of XML than 1.0 (section 11.8)")]
    Version,
    /// An XML declaration that isn't formed as it has to be (section 11.5; XML 2.8).
    #[error("malformed XML declaration (XML 2.8)")]
    Declaration,
    /// An XML declaration that isn't the very first thing (section 11.5; XML 2.8).
    #[error("XML declaration that is not the first thing (XML 2.8)")]
    LateDeclaration,
    /// Text where only white space may stand: in front of the stream header or behind its end (XML 2.1).
    #[error("text outside of the root element (XML 2.1)")]
    TextOutside,
    /// Text where only white space may stand: between the elements of a stream (section 11.7).
    #[error("text between the elements of a stream (section 11.7)")]
    TextBetween,
    /// A character that XML doesn't have (XML 2.2).
    #[error("not a character of XML (XML 2.2)")]
    Char,
    /// A reference to a character that XML doesn't have, or to none (XML 4.1).
    #[error("not a reference to a character of XML (XML 4.1)")]
    CharReference,
    /// An ampersand that begins no reference (XML 4.1).
    #[error("ampersand that begins no reference (XML 4.1)")]
    Reference,
    /// `]]>` in text (XML 2.4).
    #[error("]]> in text (XML 2.4)")]
    CdataEnd,
    /// `<![` that begins no CDATA section (XML 2.7).
    #[error("not a CDATA section (XML 2.7)")]
    Cdata,
    /// A name that isn't one, or has more than one colon (XML 2.3; Namespaces 3 and 4).
    #[error("not a name (XML 2.3; Namespaces 3)")]
    Name,
    /// An attribute that isn't a name, an equals sign and a value in quotes (XML 3.1).
    #[error("malformed attribute (XML 3.1)")]
    Attribute,
    /// No white space in front of an attribute (XML 3.1).
    #[error("no white space in front of an attribute (XML 3.1)")]
    MissingSpace,
    /// `<` in the value of an attribute (XML 3.1).
    #[error("< in the value of an attribute (XML 3.1)")]
    LessThan,
    /// An attribute that the element has already, by its expanded name (XML 3.1; Namespaces 6.3).
    #[error("attribute that the element has already (XML 3.1; Namespaces 6.3)")]
    DuplicateAttribute,
    /// An end tag that isn't the one of the element that is open (XML 3).
    #[error("end tag of another element (XML 3)")]
    EndTag,
    /// A prefix that was not declared (Namespaces 5).
    #[error("prefix that was not declared (Namespaces 5)")]
    UnboundPrefix,
    /// A prefix declared to stand for no namespace (Namespaces 5).
    #[error("prefix that stands for no namespace (Namespaces 5)")]
    EmptyNamespace,
    /// `xml` or `xmlns` for another namespace, or their namespaces with another prefix (Namespaces 3).
    #[error("reserved prefix or namespace (Namespaces 3)")]
    ReservedNamespace,
}

/// Why an element that is XML as it should be isn't what its name says: a stanza, or a payload of one.
///
/// It is the answer to that element only; the stream goes on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ElementError {
    kind: ElementErrorKind,
    offset: u32,
    field: &'static str,
}

/// The rule that an element breaks.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ElementErrorKind {
    /// An element with other names.
    #[error("another element")]
    OtherElement,
    /// An attribute or element that has to be there.
    #[error("missing")]
    Missing,
    /// A value that isn't one of those that are allowed.
    #[error("a value that is not allowed")]
    Value,
    /// An address that is none (RFC 7622).
    #[error("not an address: {0}")]
    Address(JidError),
    /// A second element where there may be one.
    #[error("there may be one only")]
    Repeated,
    /// Elements where only text may be.
    #[error("not only text")]
    NotText,
}

/// Why a message can't be encoded.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// The buffer can't take the message; nothing was written.
    #[error("no space left in the buffer")]
    NoSpace,
    /// The message would take 1 GiB or more.
    #[error("1 GiB or more")]
    TooLarge,
    /// This attribute has a character that XML doesn't have.
    #[error("{0} has a character that XML doesn't have")]
    Char(&'static str),
    /// A value breaks the rules of its element.
    #[error(transparent)]
    Value(#[from] InvalidValue),
}

/// A value breaks the rules of its type.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a valid {0}")]
pub struct InvalidValue(pub(crate) &'static str);

impl InvalidValue {
    /// That a value isn't what is called this. For types of one's own.
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }
}

impl DecodeError {
    #[cold]
    pub(crate) const fn new(kind: DecodeErrorKind, offset: usize, field: &'static str) -> Self {
        Self { kind, offset, field }
    }

    /// The rule that the bytes break.
    pub const fn kind(&self) -> DecodeErrorKind {
        self.kind
    }

    /// Where the part that breaks it starts, counted from the first byte of the element, or of the stream's beginning.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The part of XML or of the stream.
    pub const fn field(&self) -> &'static str {
        self.field
    }

    /// The condition of the stream error to send before the stream is closed (section 4.9.3).
    pub const fn condition(&self) -> StreamErrorCondition {
        self.kind.condition()
    }
}

impl ElementError {
    /// That `element` breaks a rule in its attribute or child `field`; in itself if that is empty. For payloads of one's own.
    #[cold]
    pub fn new(kind: ElementErrorKind, element: Element<'_>, field: &'static str) -> Self {
        Self { kind, offset: u32::try_from(element.offset()).unwrap_or(u32::MAX), field }
    }

    /// In no certain element.
    #[cold]
    pub(crate) const fn unplaced(kind: ElementErrorKind, field: &'static str) -> Self {
        Self { kind, offset: 0, field }
    }

    /// The rule that the element breaks.
    pub const fn kind(&self) -> ElementErrorKind {
        self.kind
    }

    /// Where the name of the element stands, counted from the first byte of what was decoded with it; 0 if it was built.
    pub const fn offset(&self) -> usize {
        self.offset as usize
    }

    /// The attribute, or the element inside; empty if it is the element itself. Where another element was wanted
    /// ([`OtherElement`](ElementErrorKind::OtherElement)), the name of that one, or the first of its names; where an element may
    /// not be beside others, its name.
    pub const fn field(&self) -> &'static str {
        self.field
    }

    /// The condition of the stanza error that it deserves (RFC 6120, section 8.3.3).
    pub const fn condition(&self) -> StanzaErrorCondition {
        match self.kind {
            ElementErrorKind::Address(_) => StanzaErrorCondition::JidMalformed,
            _ => StanzaErrorCondition::BadRequest,
        }
    }

    /// The type of the stanza error that it deserves (RFC 6120, section 8.3.2).
    pub const fn error_type(&self) -> ErrorType {
        ErrorType::Modify
    }
}

impl fmt::Display for ElementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        write!(f, "{}, in the element at byte {}", self.kind, self.offset)
    }
}

impl core::error::Error for ElementError {}

impl DecodeErrorKind {
    /// The condition of the stream error to send before the stream is closed (section 4.9.3).
    ///
    /// A prefix that isn't declared is `not-well-formed` there, as the example in section 4.9.3.13 has it;
    /// `bad-namespace-prefix` is about prefixes that are declared, and don't suit XMPP. Another version of XML is `bad-format`,
    /// XML that can't be processed (section 4.9.3.1): nothing about it has to be ill-formed, and `unsupported-version` is about
    /// versions of XMPP.
    pub const fn condition(self) -> StreamErrorCondition {
        match self {
            Self::TooLarge
            | Self::TooDeep
            | Self::TooManyAttributes
            | Self::TooManyNamespaces
            | Self::NamespaceTooLong => StreamErrorCondition::PolicyViolation,
            Self::Comment | Self::ProcessingInstruction | Self::MarkupDeclaration | Self::Entity => {
                StreamErrorCondition::RestrictedXml
            }
            Self::Utf8 | Self::Encoding => StreamErrorCondition::UnsupportedEncoding,
            Self::TextBetween => StreamErrorCondition::InvalidXml,
            Self::Version => StreamErrorCondition::BadFormat,
            Self::StreamNamespace => StreamErrorCondition::InvalidNamespace,
            Self::StreamName | Self::LeadingSpace => StreamErrorCondition::BadFormat,
            _ => StreamErrorCondition::NotWellFormed,
        }
    }
}
