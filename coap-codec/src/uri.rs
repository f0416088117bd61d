//! URIs of the CoAP schemes (RFC 7252, section 6; RFC 8323, section 8): read, taken apart into options, put together again.

mod buf;
mod error;
mod host;
mod options;
mod resolve;
mod scheme;
mod syntax;

use alloc::string::String;
use core::fmt::{self, Display, Write};
use core::hash::{Hash, Hasher};
use core::iter;

pub use buf::UriBuf;
pub use error::{ComposeError, ComposeErrorKind, UriError, UriErrorKind};
pub use host::{Destination, Host, HostName};
pub use scheme::Scheme;
use syntax::{Authority, Reader, Reference};

use crate::option::OptionNumber;
pub use crate::percent::PercentEncoded;
use crate::percent::{is_argument, is_segment, write_encoded};

/// A URI of one of the CoAP schemes, checked as a whole; reading its parts decodes them.
///
/// Two are equal if they give the same options on the way to the same destination: `coap://EXAMPLE.com:/%7esensors` equals
/// `coap://example.com:5683/~sensors` (section 6.3). [`Display`] writes the normal form.
///
/// Refused besides what the syntax refuses: a fragment, userinfo, `.` and `..` as segments (section 5.10.1: [`UriBuf`]
/// resolves them), parts that are no UTF-8 once decoded or longer than an option can be, and hosts that section 6.5 can't
/// put together again.
///
/// ```
/// use coap_codec::option::OptionsBuf;
/// use coap_codec::uri::{Destination, Scheme, Uri, UriBuf};
///
/// let uri = Uri::try_from("coap://example.net/sensors/temp?u=Cel")?;
/// let destination = Destination::from(std::net::SocketAddr::from(([192, 0, 2, 1], 5683)));
/// let mut options = OptionsBuf::new();
/// options.push_uri(&uri, destination)?;
/// assert!(options.as_options().uri_path().eq(["sensors", "temp"]));
/// let composed = UriBuf::compose(Scheme::Coap, destination, options.as_options())?;
/// assert_eq!(composed.as_str(), "coap://example.net/sensors/temp?u=Cel");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Uri<'a> {
    text: &'a str,
    scheme: Scheme,
    host: Host<'a>,
    port: u16,
    path: &'a str,
    query: Option<&'a str>,
}

impl<'a> Uri<'a> {
    /// The text as it was read, which need not be in normal form.
    pub const fn as_str(&self) -> &'a str {
        self.text
    }

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
        let reference = Reference::read(text, Reader::View)?;
        let (scheme, Authority { host, port }) = reference.absolute()?;
        let port = port.unwrap_or(scheme.default_port());
        Ok(Self { text, scheme, host, port, path: reference.path, query: reference.query })
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

fn write_port(out: &mut impl Write, port: u16, scheme: Scheme) -> fmt::Result {
    if port == scheme.default_port() { Ok(()) } else { write!(out, ":{port}") }
}
