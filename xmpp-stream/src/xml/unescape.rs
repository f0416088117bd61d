//! What text, CDATA sections and values of attributes stand for: references, and normalised ends of lines (XML 2.11, 3.3.3,
//! 4.1 and 4.6).

use memchr::memchr;

use super::chars::{any, is_char};
use super::is_name;
use super::scan::CDATA_END;
use crate::{DecodeError, DecodeErrorKind};

/// Where characters stand, which decides what they stand for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Place {
    Text,
    Cdata,
    Attribute,
}

impl Place {
    const fn field(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Cdata => "CDATA section",
            Self::Attribute => "attribute value",
        }
    }
}

/// Whether `raw`, which begins at `offset`, stands for itself.
#[inline]
pub(super) fn is_literal(raw: &[u8], place: Place, offset: usize) -> Result<bool, DecodeError> {
    match place {
        Place::Text => {
            if !any(raw, |byte| (byte == b'&') | (byte == b'\r') | (byte == b']')) {
                return Ok(true);
            }
            let mut brackets = memchr::memchr_iter(b']', raw);
            if let Some(at) =
                brackets.find(|at| raw.get(*at..).is_some_and(|rest| rest.starts_with(CDATA_END)))
            {
                return Err(DecodeError::new(DecodeErrorKind::CdataEnd, offset + at, place.field()));
            }
            Ok(!any(raw, |byte| (byte == b'&') | (byte == b'\r')))
        }
        Place::Cdata => Ok(!any(raw, |byte| byte == b'\r')),
        Place::Attribute => {
            if !any(raw, |byte| (byte == b'&') | (byte == b'<') | (byte < b' ')) {
                return Ok(true);
            }
            if let Some(at) = memchr(b'<', raw) {
                return Err(DecodeError::new(DecodeErrorKind::LessThan, offset + at, place.field()));
            }
            Ok(false)
        }
    }
}

/// Adds what `raw` stands for, which begins at `offset`.
pub(super) fn unescape(
    raw: &[u8],
    place: Place,
    offset: usize,
    target: &mut String,
) -> Result<(), DecodeError> {
    let fault = |kind, at| DecodeError::new(kind, offset + at, place.field());
    let raw = str::from_utf8(raw).map_err(|error| fault(DecodeErrorKind::Utf8, error.valid_up_to()))?;
    let mut rest = raw;
    while let Some(literal_len) = find_special(rest.as_bytes(), place) {
        let (literal, special) = rest.split_at(literal_len);
        target.push_str(literal);
        let len = if special.starts_with('&') {
            let at = raw.len() - special.len();
            let (character, len) = reference(special).map_err(|kind| fault(kind, at))?;
            target.push(character);
            len
        } else {
            target.push(if place == Place::Attribute { ' ' } else { '\n' });
            if special.starts_with("\r\n") { 2 } else { 1 }
        };
        rest = special.get(len..).unwrap_or_default();
    }
    target.push_str(rest);
    Ok(())
}

fn find_special(rest: &[u8], place: Place) -> Option<usize> {
    match place {
        Place::Text => memchr::memchr2(b'&', b'\r', rest),
        Place::Cdata => memchr(b'\r', rest),
        Place::Attribute => rest.iter().position(|byte| matches!(byte, b'&' | b'\t' | b'\n' | b'\r')),
    }
}

/// The character that the reference at the beginning of `text` stands for, and how long the reference is.
fn reference(text: &str) -> Result<(char, usize), DecodeErrorKind> {
    // The end is never looked for behind what can't be part of a reference: a text full of ampersands stays linear.
    let body = text.get(1..).unwrap_or_default();
    let end = body.find([';', '&', '<', ' ']).map(|len| body.split_at(len));
    let Some((name, _)) = end.filter(|(_, end)| end.starts_with(';')) else {
        return Err(DecodeErrorKind::Reference);
    };
    let character = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => match name.strip_prefix('#') {
            Some(number) => numbered(number).ok_or(DecodeErrorKind::CharReference)?,
            None if is_name(name) => return Err(DecodeErrorKind::Entity),
            None => return Err(DecodeErrorKind::Reference),
        },
    };
    Ok((character, name.len() + 2))
}

fn numbered(number: &str) -> Option<char> {
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16));
    if digits.is_empty() {
        return None;
    }
    let number = digits
        .chars()
        .try_fold(0_u32, |number, digit| number.checked_mul(radix)?.checked_add(digit.to_digit(radix)?))?;
    char::from_u32(number).filter(|character| is_char(*character))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unescaped(raw: &str, place: Place) -> Result<String, (DecodeErrorKind, usize)> {
        let mut target = String::new();
        let result = is_literal(raw.as_bytes(), place, 0).and_then(|literal| {
            unescape(raw.as_bytes(), place, 0, &mut target)?;
            assert_eq!(literal, target == raw, "{raw:?}");
            Ok(target)
        });
        result.map_err(|error| (error.kind(), error.offset()))
    }

    #[test]
    fn references_stand_for_characters_but_not_in_cdata() {
        let raw = "&lt;&gt;&amp;&apos;&quot;&#65;&#x41;&#x0000000000041;&#x10FFFF;&#13;";
        for place in [Place::Text, Place::Attribute] {
            assert_eq!(unescaped(raw, place).unwrap(), "<>&'\"AAA\u{10ffff}\r");
        }
        assert_eq!(unescaped(raw, Place::Cdata).unwrap(), raw);
    }

    #[test]
    fn ends_of_lines_are_line_feeds_and_in_attributes_spaces() {
        let raw = "a\r\nb\rc\n\r\n\rd\te";
        assert_eq!(unescaped(raw, Place::Text).unwrap(), "a\nb\nc\n\n\nd\te");
        assert_eq!(unescaped(raw, Place::Cdata).unwrap(), "a\nb\nc\n\n\nd\te");
        assert_eq!(unescaped(raw, Place::Attribute).unwrap(), "a b c   d e");
        assert_eq!(unescaped("&#10;&#9;", Place::Attribute).unwrap(), "\n\t");
    }

    #[test]
    fn what_stands_for_no_character_is_refused_where_it_is() {
        use DecodeErrorKind::{CdataEnd, CharReference, Entity, LessThan, Reference};
        for (raw, kind, offset) in [
            ("a&b", Reference, 1),
            ("&;", Reference, 0),
            ("& ;", Reference, 0),
            ("&a b;", Reference, 0),
            ("&1;", Reference, 0),
            ("&nbsp;", Entity, 0),
            ("&LT;", Entity, 0),
            ("&#;", CharReference, 0),
            ("&#x;", CharReference, 0),
            ("&#X41;", CharReference, 0),
            ("&#+65;", CharReference, 0),
            ("x&#0;", CharReference, 1),
            ("&#x1F;", CharReference, 0),
            ("&#xD800;", CharReference, 0),
            ("&#xFFFE;", CharReference, 0),
            ("&#x110000;", CharReference, 0),
            ("&#99999999999999999999;", CharReference, 0),
        ] {
            for place in [Place::Text, Place::Attribute] {
                assert_eq!(unescaped(raw, place), Err((kind, offset)), "{raw}");
            }
        }
        assert_eq!(unescaped("a]]>", Place::Text), Err((CdataEnd, 1)));
        assert_eq!(unescaped("a]]>", Place::Attribute).unwrap(), "a]]>");
        assert_eq!(unescaped("a]]&gt;]>", Place::Text).unwrap(), "a]]>]>");
        assert_eq!(unescaped("a<", Place::Attribute), Err((LessThan, 1)));
    }
}
