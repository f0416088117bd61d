//! The normal form of each part: UsernameCaseMapped and OpaqueString (RFC 8265), IDNA2008 for domains.
//!
//! Texts of ASCII take a shorter way that comes to the same. It allocates nothing for what is normal already.

use std::borrow::Cow;
use std::net::Ipv6Addr;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use super::unicode::{self, Class};
use super::{JidError, JidErrorKind, Part};

/// The most bytes that a part may have, after normalisation (section 3.1).
pub(super) const MAX_PART: usize = 1023;

/// The most bytes that can shrink to [`MAX_PART`]: a fullwidth letter of three becomes one.
pub(super) const MAX_RAW_PART: usize = 3 * MAX_PART;

/// The most bytes of a label and of a domain in the DNS (RFC 1034 section 3.1), written without the final dot.
const MAX_LABEL: usize = 63;
const MAX_DOMAIN: usize = 253;

/// How often rules are applied again before they have to have come to rest (RFC 8264 section 7).
const MORE_ROUNDS: usize = 3;

/// The normal form of a part, or what is wrong with it; offsets are those of the part.
pub(super) fn normalize(part: Part, text: &str) -> Result<Cow<'_, str>, JidError> {
    let result = match text.len() {
        0 => Err((JidErrorKind::Empty, 0)),
        1..=MAX_RAW_PART => {
            normal_form(part, text).and_then(fitting).map(|normal| borrowed_if_same(normal, text))
        }
        _ => Err((JidErrorKind::TooLong, 0)),
    };
    result.map_err(|(kind, offset)| JidError::new(part, kind, offset))
}

type Normal<'a> = Result<Cow<'a, str>, (JidErrorKind, usize)>;

fn fitting(text: Cow<'_, str>) -> Normal<'_> {
    if text.len() <= MAX_PART { Ok(text) } else { Err((JidErrorKind::TooLong, 0)) }
}

fn borrowed_if_same<'a>(normal: Cow<'a, str>, text: &'a str) -> Cow<'a, str> {
    if normal == text { Cow::Borrowed(text) } else { normal }
}

fn normal_form(part: Part, text: &str) -> Normal<'_> {
    match part {
        Part::Localpart => ascii_localpart(text).unwrap_or_else(|| any_localpart(text)),
        Part::Resourcepart => ascii_resourcepart(text)
            .unwrap_or_else(|| enforce(text, Class::Resourcepart, mapped_resourcepart)),
        Part::Domainpart => {
            // One dot at the end goes before anything else (section 3.2).
            let domain = text.strip_suffix('.').unwrap_or(text);
            if domain.is_empty() {
                return Err((JidErrorKind::Empty, 0));
            }
            ascii_domain(domain).map_or_else(|| any_domain(domain), Ok)
        }
    }
}

fn ascii_localpart(text: &str) -> Option<Normal<'_>> {
    if !text.is_ascii() {
        return None;
    }
    let is_wrong = |char: char| !char.is_ascii_graphic() || unicode::is_excluded(char);
    Some(match text.find(is_wrong) {
        Some(at) => Err((JidErrorKind::Disallowed, at)),
        None => Ok(ascii_lower_case(text)),
    })
}

fn ascii_resourcepart(text: &str) -> Option<Normal<'_>> {
    if !text.is_ascii() {
        return None;
    }
    Some(match text.find(|char: char| char.is_ascii_control()) {
        Some(at) => Err((JidErrorKind::Disallowed, at)),
        None => Ok(Cow::Borrowed(text)),
    })
}

/// The normal form of a domain of plain ASCII labels, IPv4 addresses among them; `None` leaves it to [`any_domain`].
fn ascii_domain(text: &str) -> Option<Cow<'_, str>> {
    let is_plain = |label: &[u8]| {
        matches!(label, [first, .., last] | [first @ last] if *first != b'-' && *last != b'-')
            && label.len() <= MAX_LABEL
            && label.get(2..4) != Some(b"--")
            && label.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    };
    let is_plain = text.len() <= MAX_DOMAIN && text.as_bytes().split(|byte| *byte == b'.').all(is_plain);
    is_plain.then(|| ascii_lower_case(text))
}

fn ascii_lower_case(text: &str) -> Cow<'_, str> {
    match text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(text.to_ascii_lowercase()),
        false => Cow::Borrowed(text),
    }
}

/// Enforces a profile in the order of RFC 8264 section 7, which has the code points checked last.
///
/// RFC 8265 would have them checked before case mapping and composition. Then a text could be refused although one that is
/// canonically equivalent to it isn't: composed Hangul but not the same Hangul in jamo, as some keyboards send it.
///
/// No text is known that needs more than one round.
fn enforce(text: &str, class: Class, map: fn(&str) -> String) -> Normal<'static> {
    let mut normal = map(text);
    for _ in 0..MORE_ROUNDS {
        let again = map(&normal);
        if again == normal {
            unicode::check(&normal, class).map_err(|(kind, at)| (kind, origin(at, &normal, text, map)))?;
            return Ok(Cow::Owned(normal));
        }
        normal = again;
    }
    Err((JidErrorKind::Disallowed, 0))
}

fn any_localpart(text: &str) -> Normal<'static> {
    let normal = enforce(text, Class::Localpart, mapped_localpart)?;
    if unicode::satisfies_bidi_rule(&normal) { Ok(normal) } else { Err((JidErrorKind::Bidi, 0)) }
}

/// The mappings of UsernameCaseMapped (RFC 8265 section 3.3.1).
fn mapped_localpart(text: &str) -> String {
    // Not `str::to_lowercase`, which knows the final sigma: the profile maps one code point at a time.
    let mapped: String = text.chars().flat_map(unicode::narrow).flat_map(char::to_lowercase).collect();
    unicode::nfc(&mapped).into_owned()
}

/// The mappings of OpaqueString (RFC 8265 section 4.2.2).
fn mapped_resourcepart(text: &str) -> String {
    let mapped: String = text.chars().map(|char| if unicode::is_space(char) { ' ' } else { char }).collect();
    unicode::nfc(&mapped).into_owned()
}

/// Where the character comes from that stands in `mapped` at this offset.
fn origin(at: usize, mapped: &str, text: &str, map: fn(&str) -> String) -> usize {
    if mapped == text {
        return at;
    }
    let (before, rest) = mapped.split_at_checked(at).unwrap_or_default();
    let wrong = rest.chars().next().unwrap_or_default();
    let becomes_wrong = |(_, char): &(usize, char)| map(char.encode_utf8(&mut [0; 4])).contains(wrong);
    let mut origins = text.char_indices().filter(becomes_wrong);
    origins.nth(before.matches(wrong).count()).map_or(0, |(at, _)| at)
}

fn any_domain(text: &str) -> Normal<'_> {
    if let Some(literal) = text.strip_prefix('[') {
        return ip_literal(literal);
    }
    let domain = mapped_domain(text);
    // Each character takes a byte or more in the DNS. Checked first, as work on Punycode takes quadratic time.
    let is_too_long = |label: &str| label.chars().count() > MAX_LABEL;
    if domain.len() > MAX_PART || domain.split('.').any(is_too_long) {
        return Err((JidErrorKind::TooLong, 0));
    }
    check_labels(&domain).map_err(|(kind, at)| (kind, origin(at, &domain, text, mapped_domain)))?;
    let unicode = with_punycode_decoded(&domain).map_err(|kind| (kind, 0))?;
    check_labels(&unicode).map_err(|(kind, _)| (kind, 0))?;
    check_dns_lengths(&unicode).map_err(|kind| (kind, 0))?;
    Ok(Cow::Owned(unicode))
}

/// Checks what concerns whole labels: hyphens, first characters, Punycode, composition, the Bidi Rule.
fn with_punycode_decoded(domain: &str) -> Result<String, JidErrorKind> {
    let (unicode, result) = Uts46::new().to_unicode(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::Check);
    result.map_err(|_| JidErrorKind::Label)?;
    // UTS #46 maps more than case and width; IDNA2008 refuses what those mappings would change (RFC 5892 section 2.2).
    let is_kept = |(before, after): (&str, &str)| before.starts_with("xn--") || before == after;
    match domain.split('.').zip(unicode.split('.')).all(is_kept) {
        true => Ok(unicode.into_owned()),
        false => Err(JidErrorKind::Disallowed),
    }
}

fn check_dns_lengths(unicode: &str) -> Result<(), JidErrorKind> {
    let ascii = Uts46::new()
        .to_ascii(unicode.as_bytes(), AsciiDenyList::STD3, Hyphens::Check, DnsLength::Ignore)
        .map_err(|_| JidErrorKind::Label)?;
    if ascii.split('.').any(str::is_empty) {
        return Err(JidErrorKind::Label);
    }
    match ascii.len() > MAX_DOMAIN || ascii.split('.').any(|label| label.len() > MAX_LABEL) {
        true => Err(JidErrorKind::TooLong),
        false => Ok(()),
    }
}

/// Lower case, width, composition and full stops mapped, as RFC 5895 section 2 proposes.
fn mapped_domain(text: &str) -> String {
    let lower = |char: char| {
        // Lower case means capitals in Cherokee: small letters fold to them.
        let is_cherokee = matches!(char, '\u{13a0}'..='\u{13f5}');
        let kept = is_cherokee.then_some(char);
        let lower = (!is_cherokee).then(|| char.to_lowercase());
        kept.into_iter().chain(lower.into_iter().flatten())
    };
    let dot = |char| if char == '\u{3002}' { '.' } else { char };
    let mapped: String = text.chars().flat_map(lower).flat_map(unicode::narrow).map(dot).collect();
    unicode::nfc(&mapped).into_owned()
}

fn check_labels(domain: &str) -> Result<(), (JidErrorKind, usize)> {
    let mut start = 0;
    for label in domain.split('.') {
        unicode::check(label, Class::Label).map_err(|(kind, at)| (kind, start + at))?;
        start += label.len() + 1;
    }
    Ok(())
}

/// An IPv6 address in brackets, perhaps with a zone (RFC 6874), as RFC 5952 writes it.
fn ip_literal(after_bracket: &str) -> Normal<'_> {
    let error = (JidErrorKind::IpLiteral, 0);
    let inside = after_bracket.strip_suffix(']').ok_or(error)?;
    let (address, zone) = match inside.split_once("%25") {
        Some((address, zone)) if is_zone(zone) => (address, Some(zone)),
        Some(_) => return Err(error),
        None => (inside, None),
    };
    let address: Ipv6Addr = address.parse().map_err(|_| error)?;
    Ok(Cow::Owned(match zone {
        Some(zone) => format!("[{address}%25{zone}]"),
        None => format!("[{address}]"),
    }))
}

fn is_zone(zone: &str) -> bool {
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    !zone.is_empty() && zone.bytes().all(is_unreserved)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Whole ASCII, and what labels are made of more often than the rest.
    fn ascii() -> impl Strategy<Value = String> {
        prop_oneof![
            "[\\x00-\\x7f]{1,20}",
            "[a-dXN0-1.-]{1,20}",
            "(xn--)?[a-z0-9-]{1,70}(\\.[a-z-]{0,64}){0,5}"
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5000))]

        #[test]
        fn the_short_way_of_localparts_comes_to_the_same(text in ascii()) {
            prop_assert_eq!(ascii_localpart(&text), Some(any_localpart(&text)));
        }

        #[test]
        fn the_short_way_of_resourceparts_comes_to_the_same(text in ascii()) {
            let any = enforce(&text, Class::Resourcepart, mapped_resourcepart);
            prop_assert_eq!(ascii_resourcepart(&text), Some(any));
        }

        #[test]
        fn the_short_way_of_domains_comes_to_the_same_or_leaves_them(text in ascii()) {
            let any = any_domain(&text);
            match ascii_domain(&text) {
                Some(domain) => prop_assert_eq!(Ok(domain), any),
                // What begins like Punycode may be right, and addresses of IPv6.
                None => prop_assert!(any.is_err() || text.to_ascii_lowercase().contains("xn--"), "{:?}", any),
            }
        }
    }
}
