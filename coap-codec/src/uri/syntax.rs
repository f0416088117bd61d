//! Where the parts of a URI are, and what they may hold (RFC 3986, section 3).

use super::{UriError, UriErrorKind};
use crate::percent::{is_argument, is_segment, take_decoded};

/// What Uri-Host, Uri-Path and Uri-Query hold at most (section 5.10).
pub(super) const MAX_VALUE: usize = 255;

/// `text` up to the first of `stops`, and the rest from there.
pub(super) fn split_before<'a>(text: &'a str, stops: &[char]) -> (&'a str, &'a str) {
    text.find(stops).and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""))
}

/// Host and port; the port is empty if there is none.
pub(super) fn split_authority(authority: &str, offset: usize) -> Result<(&str, &str), UriError> {
    if !authority.starts_with('[') {
        return Ok(authority.split_once(':').unwrap_or((authority, "")));
    }
    let end = authority.find(']').map(|end| end + 1);
    match end.and_then(|end| authority.split_at_checked(end)) {
        Some((host, "")) => Ok((host, "")),
        Some((host, rest)) => {
            let port = rest.strip_prefix(':').map(|port| (host, port));
            port.ok_or(UriError::new(UriErrorKind::Character, offset + host.len(), "host"))
        }
        None => Err(UriError::new(UriErrorKind::IpLiteral, offset, "host")),
    }
}

/// The port in `text`; none if it is empty, which stands for the default.
pub(super) fn read_port(text: &str, offset: usize) -> Result<Option<u16>, UriError> {
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let port = text.parse().ok().filter(|_| digits);
    port.map(Some).ok_or(UriError::new(UriErrorKind::Port, offset, "port"))
}

pub(super) fn check_path(path: &str, offset: usize) -> Result<(), UriError> {
    let Some(segments) = path.strip_prefix('/') else { return Ok(()) };
    let mut decoded = [0; MAX_VALUE];
    check_parts(segments.split('/'), offset + 1, "path", |segment| {
        match decode_into(segment, &mut decoded, is_segment)? {
            segment if is_dot_segment(segment) => Err((UriErrorKind::DotSegment, 0)),
            _ => Ok(()),
        }
    })
}

pub(super) fn check_query(query: &str, offset: usize) -> Result<(), UriError> {
    let mut decoded = [0; MAX_VALUE];
    check_parts(query.split('&'), offset, "query", |argument| {
        decode_into(argument, &mut decoded, is_argument).map(|_| ())
    })
}

/// Checks parts that one character separates; what is wrong comes with its place in the part.
fn check_parts<'a>(
    parts: impl Iterator<Item = &'a str>,
    mut offset: usize,
    field: &'static str,
    mut check: impl FnMut(&'a str) -> Result<(), (UriErrorKind, usize)>,
) -> Result<(), UriError> {
    for part in parts {
        check(part).map_err(|(kind, at)| UriError::new(kind, offset + at, field))?;
        offset += part.len() + 1;
    }
    Ok(())
}

/// Decodes `text`, of which `allowed` says what need not be encoded.
pub(super) fn decode_into<'b>(
    text: &str,
    buffer: &'b mut [u8; MAX_VALUE],
    allowed: fn(u8) -> bool,
) -> Result<&'b str, (UriErrorKind, usize)> {
    let mut rest = text.as_bytes();
    let mut len = 0;
    while let Some(first) = rest.first() {
        let at = text.len() - rest.len();
        let (byte, after) = take_decoded(rest).ok_or((UriErrorKind::PercentEncoding, at))?;
        if *first != b'%' && !allowed(byte) {
            return Err((UriErrorKind::Character, at));
        }
        *buffer.get_mut(len).ok_or((UriErrorKind::TooLong, 0))? = byte;
        len += 1;
        rest = after;
    }
    str::from_utf8(buffer.get(..len).unwrap_or_default()).map_err(|_| (UriErrorKind::Utf8, 0))
}

pub(super) fn is_dot_segment(segment: &str) -> bool {
    matches!(segment, "." | "..")
}
