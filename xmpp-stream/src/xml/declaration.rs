//! The XML declaration (section 11.5; XML 2.8).

use super::attributes::{RawAttribute, RawAttributes};
use crate::{DecodeError, DecodeErrorKind};

const FIELD: &str = "XML declaration";

/// Checks a declaration with its brackets, which is the first thing of a stream: version 1.0, and UTF-8 if it names an
/// encoding. Whether it calls the document standalone means nothing without a DTD, and is ignored (section 11.5).
pub(super) fn check(declaration: &[u8]) -> Result<(), DecodeError> {
    let content = declaration.get(2..declaration.len() - 2).unwrap_or_default();
    let content =
        str::from_utf8(content).map_err(|error| fault(DecodeErrorKind::Utf8, 2 + error.valid_up_to()))?;
    let mut attributes = RawAttributes::new(content, "xml".len(), 2, FIELD);
    let version = attributes.next().transpose()?;
    let Some(version) = version.filter(|version| version.name == "version") else {
        return Err(fault(DecodeErrorKind::Declaration, 0));
    };
    check_version(&version)?;
    let mut next = attributes.next().transpose()?;
    if let Some(encoding) = next.take_if(|next| next.name == "encoding") {
        check_encoding(&encoding)?;
        next = attributes.next().transpose()?;
    }
    if let Some(standalone) = next.take_if(|next| next.name == "standalone") {
        if !matches!(standalone.value, "yes" | "no") {
            return Err(fault(DecodeErrorKind::Declaration, standalone.value_at));
        }
        next = attributes.next().transpose()?;
    }
    next.map_or(Ok(()), |other| Err(fault(DecodeErrorKind::Declaration, other.at)))
}

fn check_version(version: &RawAttribute<'_>) -> Result<(), DecodeError> {
    if version.value == "1.0" {
        return Ok(());
    }
    let minor = version.value.strip_prefix("1.").unwrap_or_default();
    let is_version = !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit());
    let kind = if is_version { DecodeErrorKind::Version } else { DecodeErrorKind::Declaration };
    Err(fault(kind, version.value_at))
}

fn check_encoding(encoding: &RawAttribute<'_>) -> Result<(), DecodeError> {
    if encoding.value.eq_ignore_ascii_case("UTF-8") {
        return Ok(());
    }
    let is_name = encoding.value.starts_with(|first: char| first.is_ascii_alphabetic())
        && encoding.value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    let kind = if is_name { DecodeErrorKind::Encoding } else { DecodeErrorKind::Declaration };
    Err(fault(kind, encoding.value_at))
}

const fn fault(kind: DecodeErrorKind, offset: usize) -> DecodeError {
    DecodeError::new(kind, offset, FIELD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_is_of_version_1_0_and_in_utf_8() {
        for declaration in [
            "<?xml version='1.0'?>",
            "<?xml\tversion = \"1.0\"\r\nencoding='utf-8' ?>",
            "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>",
            "<?xml version='1.0' standalone='no'?>",
        ] {
            assert_eq!(check(declaration.as_bytes()), Ok(()), "{declaration}");
        }
    }

    #[test]
    fn another_declaration_is_refused_where_it_goes_wrong() {
        use DecodeErrorKind::{Attribute, Declaration, Encoding, MissingSpace, Version};
        for (declaration, kind, offset) in [
            ("<?xml ?>", Declaration, 0),
            ("<?xml encoding='UTF-8'?>", Declaration, 0),
            ("<?xml version='1.1'?>", Version, 15),
            ("<?xml version='1.10'?>", Version, 15),
            ("<?xml version='1.0 '?>", Declaration, 15),
            ("<?xml version='1.'?>", Declaration, 15),
            ("<?xml version='2.0'?>", Declaration, 15),
            ("<?xml version=''?>", Declaration, 15),
            ("<?xml version=1.0?>", Attribute, 14),
            ("<?xml version='1.0'encoding='UTF-8'?>", MissingSpace, 19),
            ("<?xml version='1.0' encoding='UTF-16'?>", Encoding, 30),
            ("<?xml version='1.0' encoding=''?>", Declaration, 30),
            ("<?xml version='1.0' encoding='utf_8+'?>", Declaration, 30),
            ("<?xml version='1.0' standalone='YES'?>", Declaration, 32),
            ("<?xml version='1.0' standalone='no' encoding='UTF-8'?>", Declaration, 36),
            ("<?xml version='1.0' version='1.0'?>", Declaration, 20),
            ("<?xml version='1.0' what?>", Attribute, 24),
        ] {
            let error = check(declaration.as_bytes()).unwrap_err();
            assert_eq!((error.kind(), error.offset()), (kind, offset), "{declaration}");
        }
    }
}
