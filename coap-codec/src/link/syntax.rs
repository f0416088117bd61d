//! The grammar (section 2).

use super::attribute::AttributeList;
use super::{Attribute, Link, LinkDecodeErrorKind, Value};
use crate::percent::encoded_len;

/// Something at the front of a text, and the rest of it; or what is wrong, and how many bytes before the end.
pub(super) type Taken<'a, T> = Result<(T, &'a str), (LinkDecodeErrorKind, usize)>;

pub(super) fn check_links(text: &str) -> Result<(), (LinkDecodeErrorKind, usize)> {
    if text.is_empty() {
        return Ok(());
    }
    let mut rest = text;
    loop {
        let (_, after) = take_link(rest)?;
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None if after.is_empty() => return Ok(()),
            None => return Err((LinkDecodeErrorKind::Separator, after.len())),
        }
    }
}

pub(super) fn take_link(text: &str) -> Taken<'_, Link<'_>> {
    let (target, attributes) = take_target(text)?;
    let mut rest = attributes;
    while let Some(attribute) = rest.strip_prefix(';') {
        (_, rest) = take_attribute(attribute)?;
    }
    let attributes = attributes.get(..attributes.len() - rest.len()).unwrap_or_default();
    Ok((Link { target, attributes: AttributeList(attributes) }, rest))
}

/// Takes a target; UTF-8 in it is taken as it is, since section 2 has links with their percent-encoding decoded.
fn take_target(text: &str) -> Taken<'_, &str> {
    let inside = text.strip_prefix('<').ok_or((LinkDecodeErrorKind::Target, text.len()))?;
    let end = encoded_len(inside, |byte| !byte.is_ascii() || is_reference_byte(byte));
    match inside.split_at_checked(end) {
        Some((target, rest)) if rest.starts_with('>') => Ok((target, rest.get(1..).unwrap_or_default())),
        _ => Err((LinkDecodeErrorKind::Target, inside.len() - end)),
    }
}

/// Takes an attribute without its semicolon.
pub(super) fn take_attribute(text: &str) -> Taken<'_, Attribute<'_>> {
    let (name, rest) = take_name(text);
    if name.is_empty() {
        return Err((LinkDecodeErrorKind::AttributeName, text.len()));
    }
    match rest.strip_prefix('=') {
        None if name.ends_with('*') => Err((LinkDecodeErrorKind::AttributeValue, rest.len())),
        None => end_attribute(name, None, rest),
        Some(value) => match value.strip_prefix('"') {
            Some(_) if name.ends_with('*') => Err((LinkDecodeErrorKind::AttributeValue, value.len())),
            Some(quoted) => {
                let (value, rest) = take_quoted(quoted)?;
                end_attribute(name, Some(value), rest)
            }
            None => {
                let (token, rest) = split_while(value, is_token_byte);
                let allowed = if name.ends_with('*') { is_extended(token) } else { !token.is_empty() };
                if !allowed {
                    return Err((LinkDecodeErrorKind::AttributeValue, value.len()));
                }
                end_attribute(name, Some(token), rest)
            }
        },
    }
}

fn end_attribute<'a>(name: &'a str, value: Option<&'a str>, rest: &'a str) -> Taken<'a, Attribute<'a>> {
    if rest.is_empty() || rest.starts_with([',', ';']) {
        Ok((Attribute { name, value: value.map(Value) }, rest))
    } else {
        Err((LinkDecodeErrorKind::Separator, rest.len()))
    }
}

/// Takes a name and the asterisk that may stand at its end.
fn take_name(text: &str) -> (&str, &str) {
    let (name, rest) = split_while(text, is_name_byte);
    match rest.starts_with('*') && !name.is_empty() {
        true => text.split_at_checked(name.len() + 1).unwrap_or((name, rest)),
        false => (name, rest),
    }
}

/// Takes a quoted string behind its first quote.
fn take_quoted(text: &str) -> Taken<'_, &str> {
    let mut rest = text;
    loop {
        let plain = split_while(rest, |byte| !matches!(byte, b'"' | b'\\') && !is_control(byte)).1;
        match plain.as_bytes() {
            [b'"', ..] => {
                let quoted = text.get(..text.len() - plain.len()).unwrap_or_default();
                return Ok((quoted, plain.get(1..).unwrap_or_default()));
            }
            [b'\\', escaped, ..] if escaped.is_ascii() => rest = plain.get(2..).unwrap_or_default(),
            _ => return Err((LinkDecodeErrorKind::QuotedString, plain.len())),
        }
    }
}

/// The first character of a quoted string, without the backslash that escapes it.
pub(super) fn take_char(text: &str) -> Option<(char, &str)> {
    let mut chars = text.chars();
    let char = match chars.next()? {
        '\\' => chars.next()?,
        char => char,
    };
    Some((char, chars.as_str()))
}

pub(super) fn skip_while(text: &str, skip: impl Fn(char) -> bool) -> &str {
    let mut rest = text;
    while let Some((char, after)) = take_char(rest)
        && skip(char)
    {
        rest = after;
    }
    rest
}

/// The bytes at the front that are `wanted`, and the rest.
fn split_while(text: &str, wanted: impl Fn(u8) -> bool) -> (&str, &str) {
    let end = text.bytes().position(|byte| !wanted(byte)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// A number without leading zeros; the largest there is if it doesn't fit.
pub(super) fn cardinal(text: impl Iterator<Item = char>) -> Option<u64> {
    let mut digits = text.map(|char| char.to_digit(10));
    let first = digits.next()??;
    let mut number = u64::from(first);
    for digit in digits {
        if first == 0 {
            return None;
        }
        number = number.saturating_mul(10).saturating_add(digit?.into());
    }
    Some(number)
}

pub(super) fn is_name(text: &str) -> bool {
    let (name, rest) = take_name(text);
    !name.is_empty() && rest.is_empty()
}

/// Charset, language and percent-encoded text, with quotes between them (RFC 5987, section 3.2.1).
pub(super) fn is_extended(value: &str) -> bool {
    let Some((charset, rest)) = value.split_once('\'') else { return false };
    let Some((language, text)) = rest.split_once('\'') else { return false };
    !charset.is_empty()
        && charset.bytes().all(is_charset_byte)
        && language.bytes().all(is_language)
        && encoded_len(text, is_name_byte) == text.len()
}

pub(super) fn is_reference(text: &str) -> bool {
    encoded_len(text, is_reference_byte) == text.len()
}

/// Unreserved and reserved characters (RFC 3986, section 2).
const fn is_reference_byte(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(byte, b'"' | b'%' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
}

/// `attr-char` (RFC 5987, section 3.2.1).
const fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'!' | b'#' | b'$' | b'&' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~')
}

/// `ptokenchar` (section 2).
const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\')
}

/// `mime-charsetc` (RFC 5987, section 3.2.1).
const fn is_charset_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#' | b'$' | b'%' | b'&' | b'+' | b'-' | b'^' | b'_' | b'`' | b'{' | b'}' | b'~'
        )
}

pub(super) const fn is_language(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

/// What a quoted string has only behind a backslash (RFC 2616, section 2.2).
pub(super) const fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && byte != b'\t'
}
