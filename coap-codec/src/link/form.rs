//! What the values of known attributes may be, and how they are written (sections 2 and 3).

use super::syntax::{cardinal, is_extended, is_language, is_reference};

/// How an attribute's value is written (section 2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Form {
    Relations,
    Reference,
    Language,
    MediaType,
    Size,
    ContentFormats,
    Text,
    /// The value of a name with an asterisk (RFC 5987, section 3.2).
    Extended,
    /// No value.
    Flag,
    /// Any value or none.
    Extension,
}

/// What must not occur again in a link (section 3; RFC 5988, section 5; RFC 7252, section 7.2.1 as corrected;
/// RFC 7641, section 6).
pub(super) const ONCE: [&str; 10] =
    ["rel", "rt", "if", "sz", "ct", "media", "title", "title*", "type", "obs"];

impl Form {
    pub(super) fn of(name: &str) -> Self {
        const KNOWN: [(&str, Form); 12] = [
            ("rel", Form::Relations),
            ("rev", Form::Relations),
            ("rt", Form::Relations),
            ("if", Form::Relations),
            ("anchor", Form::Reference),
            ("hreflang", Form::Language),
            ("type", Form::MediaType),
            ("sz", Form::Size),
            ("ct", Form::ContentFormats),
            ("title", Form::Text),
            ("media", Form::Text),
            ("obs", Form::Flag),
        ];
        let known = KNOWN.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        match known {
            Some((_, form)) => *form,
            None if name.ends_with('*') => Self::Extended,
            None => Self::Extension,
        }
    }

    pub(super) fn allows(self, value: &str) -> bool {
        match self {
            Self::Relations => is_list(value, is_relation),
            Self::Reference => is_reference(value),
            Self::Language => !value.is_empty() && value.bytes().all(is_language),
            Self::MediaType => is_media_type(value),
            Self::Size => cardinal(value.chars()).is_some(),
            Self::ContentFormats => is_list(value, |word| {
                cardinal(word.chars()).is_some_and(|number| number <= u64::from(u16::MAX))
            }),
            Self::Extended => is_extended(value),
            Self::Flag => false,
            Self::Text | Self::Extension => true,
        }
    }

    pub(super) fn is_quoted(self, value: &str) -> bool {
        match self {
            Self::Language | Self::Size | Self::Extended => false,
            Self::ContentFormats => value.contains(' '),
            _ => true,
        }
    }
}

fn is_list(value: &str, is_word: impl Fn(&str) -> bool) -> bool {
    let ends = value.starts_with(' ') || value.ends_with(' ');
    !value.is_empty() && !ends && value.split(' ').all(|word| word.is_empty() || is_word(word))
}

/// A relation type that needs no escaping: a registered one or a URI, and the names that are neither but in use.
fn is_relation(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'))
}

fn is_media_type(value: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(is_media_type_byte);
    value.split_once('/').is_some_and(|(kind, subtype)| is_name(kind) && is_name(subtype))
}

/// `reg-name-chars` (RFC 4288, section 4.2).
const fn is_media_type_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'!' | b'#' | b'$' | b'&' | b'.' | b'+' | b'-' | b'^' | b'_')
}
