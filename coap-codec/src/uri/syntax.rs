//! Where the parts of a URI are, and what they may hold (RFC 3986, sections 3 and 4.1).

use super::{Host, Scheme, UriError, UriErrorKind};
use crate::percent::{decode_into, is_argument, is_segment};

/// What Uri-Host, Uri-Path and Uri-Query hold at most (section 5.10).
pub(super) const MAX_VALUE: usize = 255;

/// A URI, or a reference that is to be resolved; what it has is checked.
pub(super) struct Reference<'a> {
    pub(super) scheme: Option<Scheme>,
    pub(super) authority: Option<Authority<'a>>,
    pub(super) path: &'a str,
    pub(super) query: Option<&'a str>,
}

#[derive(Clone, Copy)]
pub(super) struct Authority<'a> {
    pub(super) host: Host<'a>,
    pub(super) port: Option<u16>,
}

/// Who reads.
#[derive(Clone, Copy)]
pub(super) enum Reader {
    /// Who keeps the text as it stands.
    View,
    /// Who rewrites it: takes dot segments out, and encodes what is beyond ASCII in path and query.
    Writer,
}

impl<'a> Reference<'a> {
    pub(super) fn read(text: &'a str, reader: Reader) -> Result<Self, UriError> {
        let at = |rest: &str| text.len() - rest.len();
        let (scheme, rest) = split_scheme(text)?;
        let (authority, rest) = match rest.strip_prefix("//") {
            Some(behind) => {
                let (authority, rest) = split_before(behind, &['/', '?', '#']);
                (Some(Authority::read(authority, at(behind))?), rest)
            }
            None => (None, rest),
        };
        let (path, behind) = split_before(rest, &['?', '#']);
        check_path(path, at(rest), reader)?;
        let (query, fragment) = split_before(behind, &['#']);
        let query = query.strip_prefix('?');
        if let Some(query) = query {
            check_query(query, at(fragment) - query.len(), reader)?;
        }
        if !fragment.is_empty() {
            return Err(UriError::new(UriErrorKind::Fragment, at(fragment), "fragment"));
        }
        Ok(Self { scheme, authority, path, query })
    }

    /// Scheme and authority, which a URI has and a relative reference hasn't.
    pub(super) fn absolute(&self) -> Result<(Scheme, Authority<'a>), UriError> {
        let scheme = self.scheme.ok_or(UriError::new(UriErrorKind::Scheme, 0, "scheme"))?;
        let host_at = scheme.as_str().len() + 1;
        let missing = UriError::new(UriErrorKind::MissingAuthority, host_at, "host");
        Ok((scheme, self.authority.ok_or(missing)?))
    }
}

impl<'a> Authority<'a> {
    fn read(text: &'a str, offset: usize) -> Result<Self, UriError> {
        let (host, port) = split_authority(text, offset)?;
        let port_at = offset + text.len() - port.len();
        Ok(Self { host: Host::read(host, offset)?, port: read_port(port, port_at)? })
    }
}

/// The scheme, if there is one, and what follows its colon. What stands before a colon in the first segment is always one.
fn split_scheme(text: &str) -> Result<(Option<Scheme>, &str), UriError> {
    let (first, _) = split_before(text, &['/', '?', '#']);
    if !first.contains(':') {
        return Ok((None, text));
    }
    let scheme = text.split_once(':').and_then(|(name, rest)| Some((Scheme::try_from(name).ok()?, rest)));
    let (scheme, rest) = scheme.ok_or(UriError::new(UriErrorKind::Scheme, 0, "scheme"))?;
    Ok((Some(scheme), rest))
}

/// `text` up to the first of `stops`, and the rest from there.
fn split_before<'a>(text: &'a str, stops: &[char]) -> (&'a str, &'a str) {
    text.find(stops).and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""))
}

/// Host and port; the port is empty if there is none.
fn split_authority(authority: &str, offset: usize) -> Result<(&str, &str), UriError> {
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
fn read_port(text: &str, offset: usize) -> Result<Option<u16>, UriError> {
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let port = text.parse().ok().filter(|_| digits);
    port.map(Some).ok_or(UriError::new(UriErrorKind::Port, offset, "port"))
}

fn check_path(path: &str, offset: usize, reader: Reader) -> Result<(), UriError> {
    let segments = path.strip_prefix('/').unwrap_or(path);
    let offset = offset + path.len() - segments.len();
    let mut decoded = [0; MAX_VALUE];
    check_parts(segments.split('/'), offset, "path", |segment| {
        if matches!(reader, Reader::Writer) && is_dot_segment(segment) {
            return Ok(());
        }
        let decoded = decode_into(segment, &mut decoded, |byte| is_segment(byte) || reader.encodes(byte));
        match decoded.map_err(|(why, at)| (why.into(), at))? {
            segment if is_dot_segment(segment) => Err((UriErrorKind::DotSegment, 0)),
            _ => Ok(()),
        }
    })
}

fn check_query(query: &str, offset: usize, reader: Reader) -> Result<(), UriError> {
    let mut decoded = [0; MAX_VALUE];
    check_parts(query.split('&'), offset, "query", |argument| {
        let decoded = decode_into(argument, &mut decoded, |byte| is_argument(byte) || reader.encodes(byte));
        decoded.map(|_| ()).map_err(|(why, at)| (why.into(), at))
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

impl Reader {
    const fn encodes(self, byte: u8) -> bool {
        matches!(self, Self::Writer) && !byte.is_ascii()
    }
}

pub(super) fn is_dot_segment(segment: &str) -> bool {
    matches!(segment, "." | "..")
}
