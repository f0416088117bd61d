//! How XMPP is recognised by its first bytes, and what may come between two elements.

use super::BOSH;

/// The most bytes that are looked at.
const MAX_OPENING: usize = 4 << 10;

/// The longest name that is looked for.
const MAX_NAME: usize = 64;

/// Whether `bytes` begin with a stream header, perhaps with a declaration in front; `None`: too few to tell.
pub(crate) fn is_opening(bytes: &[u8]) -> Option<bool> {
    if bytes.is_empty() {
        return None;
    }
    without_declaration(bytes, is_header)
}

/// Whether an HTTP content that begins so is a body of BOSH; `None`: too few bytes to tell.
pub(crate) fn is_body(content: &[u8]) -> Option<bool> {
    let told = without_declaration(trim_start(content), |front| {
        let Some(len) = front.iter().position(|byte| *byte == b'>') else {
            return if front.starts_with(b"<") || front.is_empty() { None } else { Some(false) };
        };
        let tag = front.get(..len)?;
        let has_namespace = tag.windows(BOSH.len()).any(|part| part == BOSH.as_bytes());
        Some(has_namespace && local_name(tag)? == Some(b"body"))
    });
    told.or((content.len() > MAX_OPENING).then_some(false))
}

/// What `is` says of the bytes behind an XML declaration and white space.
fn without_declaration(bytes: &[u8], is: impl FnOnce(&[u8]) -> Option<bool>) -> Option<bool> {
    const DECLARATION: &[u8] = b"<?xml";
    let told = if bytes.starts_with(DECLARATION) {
        let end = bytes.windows(2).position(|pair| pair == b"?>");
        end.and_then(|end| is(trim_start(bytes.get(end + 2..)?)))
    } else if DECLARATION.starts_with(bytes) {
        None
    } else if bytes.starts_with(b"<?") {
        Some(false)
    } else {
        is(bytes)
    };
    told.or((bytes.len() > MAX_OPENING).then_some(false))
}

/// Whether `front` is a declaration, or the start tag of a stream; `None`: too few bytes to tell.
pub(super) fn is_header(front: &[u8]) -> Option<bool> {
    if front.starts_with(b"<?") {
        return Some(true);
    }
    Some(local_name(front)? == Some(b"stream"))
}

/// The name in a start tag, without prefix. `None`: too few bytes to tell; `Some(None)`: there is none.
fn local_name(front: &[u8]) -> Option<Option<&[u8]>> {
    let (first, rest) = front.split_first()?;
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'<');
    match rest.iter().take(MAX_NAME + 1).position(is_end) {
        _ if *first != b'<' => Some(None),
        Some(len) => Some(rest.get(..len).and_then(|name| name.rsplit(|byte| *byte == b':').next())),
        None if rest.len() > MAX_NAME => Some(None),
        None => None,
    }
}

/// Whether a record of TLS begins so (RFC 8446 section 5.1); `None`: too few bytes to tell.
pub(super) const fn is_tls(front: &[u8]) -> Option<bool> {
    match front {
        [] | [0x14..=0x17] => None,
        front => Some(matches!(front, [0x14..=0x17, 3, ..])),
    }
}

/// What is behind white space of XML.
pub(super) fn trim_start(bytes: &[u8]) -> &[u8] {
    let is_space = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    bytes.get(bytes.iter().take_while(is_space).count()..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_known_by_its_start_tag() {
        let body = b"<?xml version='1.0'?> <body rid='1' xmlns='http://jabber.org/protocol/httpbind' to='a'>";
        assert_eq!(is_body(body), Some(true));
        assert_eq!(is_body(&body[22..]), Some(true));
        for len in 0..body.len() {
            assert_eq!(is_body(&body[..len]), None, "{len} bytes");
        }
        for (content, expected) in [
            (&b"<b:body xmlns:b=\"http://jabber.org/protocol/httpbind\"/>"[..], Some(true)),
            (b"  ", None),
            (b"<html xmlns='http://jabber.org/protocol/httpbind'>", Some(false)),
            (b"<body>", Some(false)),
            (b"<?pi", Some(false)),
            (b"{\"rid\":1}", Some(false)),
            (b"a=<body xmlns='http://jabber.org/protocol/httpbind'>", Some(false)),
        ] {
            assert_eq!(is_body(content), expected, "{}", content.escape_ascii());
        }
        assert_eq!(is_body(&[&body[..30], &[b' '; MAX_OPENING]].concat()), Some(false));
        assert_eq!(is_body(&[b' '; 1 + MAX_OPENING]), Some(false));
    }
}
