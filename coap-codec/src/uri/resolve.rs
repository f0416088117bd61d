//! References, resolved (RFC 3986, section 5.2).

use core::iter;

use super::buf::Resource;
use super::syntax::{Authority, Reader, Reference, is_dot_segment};
use super::{Scheme, Uri, UriBuf, UriError};
use crate::percent::PercentEncoded;

impl Uri<'_> {
    /// The URI that a reference means where this is the base: the target of a link, or what a person has typed.
    ///
    /// Segments `.` and `..` are resolved. What is beyond ASCII in path and query is percent-encoded, since links may have
    /// it decoded (RFC 6690, section 2).
    ///
    /// ```
    /// use coap_codec::link::Links;
    /// use coap_codec::uri::Uri;
    ///
    /// let base = Uri::try_from("coap://[2001:db8::1]/.well-known/core")?;
    /// let links = Links::decode(b"</sensors/temp>;rt=temperature-c")?;
    /// for link in links {
    ///     assert_eq!(base.resolve(link.target())?.as_str(), "coap://[2001:db8::1]/sensors/temp");
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// It is no reference, or to a URI of another scheme, or has a fragment; the offset is the reference's. A segment `%2e`
    /// or the like is refused, as it could neither be resolved nor become an option.
    pub fn resolve(&self, reference: &str) -> Result<UriBuf, UriError> {
        resolve(reference, Some(self))
    }
}

impl TryFrom<&str> for UriBuf {
    type Error = UriError;

    fn try_from(text: &str) -> Result<Self, UriError> {
        resolve(text, None)
    }
}

fn resolve(text: &str, base: Option<&Uri<'_>>) -> Result<UriBuf, UriError> {
    let reference = Reference::read(text, Reader::Writer)?;
    match base {
        Some(base) if reference.scheme.is_none() => Ok(relative(reference, base)),
        _ => {
            let (scheme, authority) = reference.absolute()?;
            Ok(with_authority(&reference, scheme, authority))
        }
    }
}

/// A reference without a scheme.
fn relative(reference: Reference<'_>, base: &Uri<'_>) -> UriBuf {
    if let Some(authority) = reference.authority {
        return with_authority(&reference, base.scheme, authority);
    }
    let mut resource = Resource::default();
    match reference.path {
        "" => push_segments(&mut resource, base.path.strip_prefix('/').unwrap_or_default()),
        path => {
            let directory = base.path.rsplit_once('/').and_then(|(directory, _)| directory.strip_prefix('/'));
            if let Some(directory) = directory.filter(|_| !path.starts_with('/')) {
                push_segments(&mut resource, directory);
            }
            push_segments(&mut resource, path.strip_prefix('/').unwrap_or(path));
        }
    }
    let inherited = base.query.filter(|_| reference.path.is_empty());
    push_arguments(&mut resource, reference.query.or(inherited));
    resource.at(base.scheme, base.host, base.port)
}

fn with_authority(reference: &Reference<'_>, scheme: Scheme, authority: Authority<'_>) -> UriBuf {
    let mut resource = Resource::default();
    push_segments(&mut resource, reference.path.strip_prefix('/').unwrap_or_default());
    push_arguments(&mut resource, reference.query);
    resource.at(scheme, authority.host, authority.port.unwrap_or(scheme.default_port()))
}

/// Goes along the segments: `..` is a step back, and what ends in it or in `.` ends in a slash (RFC 3986, section 5.2.4).
fn push_segments(resource: &mut Resource, segments: &str) {
    let mut ends_in_slash = false;
    for segment in segments.split('/') {
        ends_in_slash = is_dot_segment(segment);
        match segment {
            "." => {}
            ".." => resource.pop_segment(),
            _ => resource.push_segment(PercentEncoded::new(segment).bytes()),
        }
    }
    if ends_in_slash {
        resource.push_segment(iter::empty());
    }
}

fn push_arguments(resource: &mut Resource, query: Option<&str>) {
    let arguments = query.into_iter().flat_map(|query| query.split('&'));
    arguments.for_each(|argument| resource.push_argument(PercentEncoded::new(argument).bytes()));
}
