//! URIs of the CoAP schemes (RFC 7252, section 6; RFC 8323, section 8): read, taken apart into options, put together again.

mod compose;
mod error;
mod host;
mod scheme;
mod syntax;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Display, Write};
use core::hash::{Hash, Hasher};
use core::iter;

use compose::Parts;
pub use error::{ComposeError, ComposeErrorKind, UriError, UriErrorKind};
pub use host::{Destination, Host, HostName};
pub use scheme::Scheme;
use syntax::{check_path, check_query, read_port, split_authority, split_before};

use crate::option::{OptionNumber, OptionRef};
pub use crate::percent::PercentEncoded;
use crate::percent::{is_argument, is_segment, write_encoded};

/// A URI of one of the CoAP schemes, checked as a whole; reading its parts decodes them.
///
/// Two are equal if they give the same options on the way to the same destination: `coap://EXAMPLE.com:/%7esensors` equals
/// `coap://example.com:5683/~sensors` (section 6.3). [`Display`] writes the normal form.
///
/// Refused besides what the syntax refuses: a fragment, userinfo, `.` and `..` as segments (they are to be resolved before,
/// section 5.10.1), parts that are no UTF-8 once decoded or longer than an option can be, and hosts that section 6.5
/// can't put together again.
///
/// ```
/// use coap_codec::option::OptionsBuf;
/// use coap_codec::uri::{Destination, Scheme, Uri};
///
/// let uri = Uri::try_from("coap://example.net/sensors/temp?u=Cel")?;
/// let destination = Destination::from(std::net::SocketAddr::from(([192, 0, 2, 1], 5683)));
/// let mut options = OptionsBuf::new();
/// for (number, value) in uri.options(destination) {
///     options.push(number, &value)?;
/// }
/// assert!(options.as_options().uri_path().eq(["sensors", "temp"]));
/// assert_eq!(
///     Uri::compose(Scheme::Coap, destination, options.as_options()).as_deref(),
///     Ok("coap://example.net/sensors/temp?u=Cel"),
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Uri<'a> {
    scheme: Scheme,
    host: Host<'a>,
    port: u16,
    path: &'a str,
    query: Option<&'a str>,
}

impl<'a> Uri<'a> {
    /// The scheme.
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The host.
    pub const fn host(&self) -> Host<'a> {
        self.host
    }

    /// The port, the scheme's default if the URI names none.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The path's segments: none for an empty path and for `/`, an empty one at the end for a trailing slash (section 6.4).
    pub fn segments(&self) -> impl Iterator<Item = PercentEncoded<'a>> + Clone + use<'a> {
        let path = self.path.strip_prefix('/').filter(|path| !path.is_empty());
        path.into_iter().flat_map(|path| path.split('/')).map(PercentEncoded::new)
    }

    /// The query's arguments: a single empty one for a URI that ends in `?` (section 6.4).
    pub fn arguments(&self) -> impl Iterator<Item = PercentEncoded<'a>> + Clone + use<'a> {
        self.query.into_iter().flat_map(|query| query.split('&')).map(PercentEncoded::new)
    }

    /// The options of a request for this resource to `destination`, as numbers and values in ascending order (section 6.4,
    /// RFC 8323, section 8.6).
    ///
    /// Uri-Host is in lower case throughout, what was percent-encoded too: URIs that are equal give equal options. A value
    /// is borrowed unless it had to be decoded.
    pub fn options(
        &self,
        destination: Destination<'_>,
    ) -> impl Iterator<Item = (OptionNumber, Cow<'a, [u8]>)> + Clone + use<'a> {
        let host =
            (self.host != destination.host).then(|| (OptionNumber::URI_HOST, self.host.option_value()));
        let port =
            (self.port != destination.port).then(|| (OptionNumber::URI_PORT, shortest_uint(self.port)));
        let segments = self.segments().map(|segment| (OptionNumber::URI_PATH, segment.option_value()));
        let arguments = self.arguments().map(|argument| (OptionNumber::URI_QUERY, argument.option_value()));
        host.into_iter().chain(port).chain(segments).chain(arguments)
    }

    /// The URI of a request with these options that came to `destination` (section 6.5; RFC 8323, section 8.7).
    ///
    /// Options of other numbers are left aside, and the order matters only among those of one number. A `%` in Uri-Host is
    /// refused: written as it is, it would be decoded once more by whoever reads the URI.
    ///
    /// # Errors
    ///
    /// An option's value isn't what it may be, or is no part of a URI; or an option is there again; or it is a proxy's.
    pub fn compose<'v>(
        scheme: Scheme,
        destination: Destination<'_>,
        options: impl IntoIterator<Item = OptionRef<'v>>,
    ) -> Result<String, ComposeError> {
        let mut parts = Parts::default();
        for OptionRef { number, value } in options {
            parts.add(number, value).map_err(|kind| ComposeError { kind, option: number })?;
        }
        Ok(parts.join(scheme, destination))
    }

    /// The URI of the WebSocket endpoint behind a `coap+ws` or `coaps+ws` URI (RFC 8323, sections 8.3 and 8.4).
    pub fn websocket_endpoint(&self) -> Option<String> {
        let scheme = match self.scheme {
            Scheme::CoapWs => "ws",
            Scheme::CoapsWs => "wss",
            _ => return None,
        };
        let mut uri = String::from(scheme);
        _ = self.write_authority(&mut uri);
        uri.push_str("/.well-known/coap");
        Some(uri)
    }

    fn write_authority(&self, out: &mut impl Write) -> fmt::Result {
        write!(out, "://{}", self.host)?;
        write_port(out, self.port, self.scheme)
    }
}

impl<'a> TryFrom<&'a str> for Uri<'a> {
    type Error = UriError;

    fn try_from(text: &'a str) -> Result<Self, UriError> {
        let (scheme, rest) =
            Scheme::split_off(text).ok_or(UriError::new(UriErrorKind::Scheme, 0, "scheme"))?;
        let at = |rest: &str| text.len() - rest.len();
        let missing = UriError::new(UriErrorKind::MissingAuthority, at(rest), "host");
        let rest = rest.strip_prefix("//").ok_or(missing)?;
        let host_at = at(rest);
        let (authority, rest) = split_before(rest, &['/', '?', '#']);
        let (host, port) = split_authority(authority, host_at)?;
        let host = Host::read(host, host_at)?;
        let port_at = host_at + authority.len() - port.len();
        let port = read_port(port, port_at)?.unwrap_or(scheme.default_port());
        let (path, query) = split_before(rest, &['?', '#']);
        check_path(path, at(rest))?;
        let (query, fragment) = split_before(query, &['#']);
        let fragment_at = at(fragment);
        let query = query.strip_prefix('?');
        if let Some(query) = query {
            check_query(query, fragment_at - query.len())?;
        }
        if !fragment.is_empty() {
            return Err(UriError::new(UriErrorKind::Fragment, fragment_at, "fragment"));
        }
        Ok(Self { scheme, host, port, path, query })
    }
}

impl PartialEq for Uri<'_> {
    fn eq(&self, other: &Self) -> bool {
        (self.scheme, self.host, self.port) == (other.scheme, other.host, other.port)
            && self.segments().eq(other.segments())
            && self.arguments().eq(other.arguments())
    }
}

impl Eq for Uri<'_> {}

impl Hash for Uri<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.scheme, self.host, self.port).hash(state);
        for segment in self.segments() {
            (OptionNumber::URI_PATH, segment).hash(state);
        }
        for argument in self.arguments() {
            (OptionNumber::URI_QUERY, argument).hash(state);
        }
    }
}

impl Display for Uri<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.scheme.as_str())?;
        self.write_authority(f)?;
        if self.segments().next().is_none() {
            f.write_char('/')?;
        }
        for segment in self.segments() {
            f.write_char('/')?;
            write_encoded(f, segment.bytes(), is_segment)?;
        }
        for (separator, argument) in iter::once('?').chain(iter::repeat('&')).zip(self.arguments()) {
            f.write_char(separator)?;
            write_encoded(f, argument.bytes(), is_argument)?;
        }
        Ok(())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Uri<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Debug for Uri<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uri({self})")
    }
}

/// A number as options have it: without leading zero bytes (section 3.2).
fn shortest_uint(value: u16) -> Cow<'static, [u8]> {
    value.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect::<Vec<_>>().into()
}

fn write_port(out: &mut impl Write, port: u16, scheme: Scheme) -> fmt::Result {
    if port == scheme.default_port() { Ok(()) } else { write!(out, ":{port}") }
}
