//! URIs of the CoAP schemes (RFC 7252, section 6; RFC 8323, section 8): read, taken apart into options, put together again.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::{self, Display, Write};
use core::hash::{Hash, Hasher};
use core::iter;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::option::{OptionNumber, OptionRef};

/// What Uri-Host, Uri-Path and Uri-Query hold at most (section 5.10).
const MAX_VALUE: usize = 255;

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

/// The scheme of a URI, which is the transport too (sections 6.1 and 6.2; RFC 8323, section 8).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Scheme {
    /// `coap`: UDP.
    Coap,
    /// `coaps`: DTLS.
    Coaps,
    /// `coap+tcp`: TCP.
    CoapTcp,
    /// `coaps+tcp`: TLS.
    CoapsTcp,
    /// `coap+ws`: WebSockets.
    CoapWs,
    /// `coaps+ws`: WebSockets in TLS.
    CoapsWs,
}

/// The host of a URI.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Host<'a> {
    /// A registered name.
    Name(HostName<'a>),
    /// An IPv4 address.
    Ipv4(Ipv4Addr),
    /// An IPv6 address.
    Ipv6(Ipv6Addr),
}

/// A registered name as it stands in a URI; compared without regard to case and percent-encoding.
#[derive(Clone, Copy)]
pub struct HostName<'a>(&'a str);

/// A path segment or a query argument as it stands in a URI; compared by what it decodes to.
#[derive(Clone, Copy)]
pub struct PercentEncoded<'a>(&'a str);

/// Where a request goes: what Uri-Host and Uri-Port are when they are left out (section 5.10.1).
///
/// With TLS and Server Name Indication the host is the name indicated, with WebSockets it is the Host header field's
/// (RFC 8323, section 8.5); otherwise it is the IP address.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[allow(clippy::exhaustive_structs, reason = "host and port are all there is")]
pub struct Destination<'a> {
    /// The default of Uri-Host.
    pub host: Host<'a>,
    /// The default of Uri-Port.
    pub port: u16,
}

/// Why a text is no CoAP URI, and where.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{field}: {kind} at byte {offset}")]
pub struct UriError {
    kind: UriErrorKind,
    offset: usize,
    field: &'static str,
}

/// The rule that a URI breaks; sections are those of RFC 7252.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum UriErrorKind {
    /// None of the CoAP schemes (section 6.4).
    #[error("not a scheme of CoAP (section 6.4)")]
    Scheme,
    /// No `//` after the scheme (section 6.1).
    #[error("no authority (section 6.1)")]
    MissingAuthority,
    /// The host is empty (section 6.1).
    #[error("the host is empty (section 6.1)")]
    EmptyHost,
    /// What stands in brackets is no IPv6 address (RFC 3986, section 3.2.2); versions to come and zones aren't supported.
    #[error("not an IPv6 address (RFC 3986, section 3.2.2)")]
    IpLiteral,
    /// The port is no number, or above 65,535 (section 6.1).
    #[error("not a port (section 6.1)")]
    Port,
    /// A character that must be percent-encoded there, or can't be there at all (RFC 3986, section 3).
    #[error("character not allowed (RFC 3986, section 3)")]
    Character,
    /// A `%` without two hexadecimal digits (RFC 3986, section 2.1).
    #[error("malformed percent-encoding (RFC 3986, section 2.1)")]
    PercentEncoding,
    /// Not well-formed UTF-8 once decoded (section 6.4).
    #[error("not UTF-8 once decoded (section 6.4)")]
    Utf8,
    /// A path segment `.` or `..` (section 5.10.1).
    #[error("segment `.` or `..` (section 5.10.1)")]
    DotSegment,
    /// More than 255 bytes once decoded (section 5.10).
    #[error("longer than an option can be (section 5.10)")]
    TooLong,
    /// A fragment (section 6.4).
    #[error("a fragment (section 6.4)")]
    Fragment,
}

/// Why options can't be put together to a URI, and which of them (section 6.5).
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{option:?}: {kind}")]
pub struct ComposeError {
    kind: ComposeErrorKind,
    option: OptionNumber,
}

/// The rule that an option breaks; sections are those of RFC 7252.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ComposeErrorKind {
    /// Shorter or longer than the option can be (section 5.10).
    #[error("length out of range (section 5.10)")]
    Length,
    /// Not well-formed UTF-8 (section 3.2).
    #[error("not UTF-8 (section 3.2)")]
    Utf8,
    /// Neither a registered name nor an IP address (section 6.5).
    #[error("not a host (section 6.5)")]
    Host,
    /// A Uri-Path `.` or `..` (section 5.10.1).
    #[error("segment `.` or `..` (section 5.10.1)")]
    DotSegment,
    /// An option that may occur once occurs again (section 5.4.5).
    #[error("option occurs more than once (section 5.4.5)")]
    Repeated,
    /// Proxy-Uri or Proxy-Scheme: the request's URI is another one (section 5.10.2).
    #[error("the request is for a proxy (section 5.10.2)")]
    Proxy,
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
        path.into_iter().flat_map(|path| path.split('/')).map(PercentEncoded)
    }

    /// The query's arguments: a single empty one for a URI that ends in `?` (section 6.4).
    pub fn arguments(&self) -> impl Iterator<Item = PercentEncoded<'a>> + Clone + use<'a> {
        self.query.into_iter().flat_map(|query| query.split('&')).map(PercentEncoded)
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

impl Scheme {
    const ALL: [Self; 6] =
        [Self::Coap, Self::Coaps, Self::CoapTcp, Self::CoapsTcp, Self::CoapWs, Self::CoapsWs];

    /// The scheme's name in lower case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Coap => "coap",
            Self::Coaps => "coaps",
            Self::CoapTcp => "coap+tcp",
            Self::CoapsTcp => "coaps+tcp",
            Self::CoapWs => "coap+ws",
            Self::CoapsWs => "coaps+ws",
        }
    }

    /// The port of a URI that names none (sections 6.1 and 6.2; RFC 8323, section 8).
    pub const fn default_port(self) -> u16 {
        match self {
            Self::Coap | Self::CoapTcp => 5683,
            Self::Coaps | Self::CoapsTcp => 5684,
            Self::CoapWs => 80,
            Self::CoapsWs => 443,
        }
    }

    /// Whether DTLS or TLS secures it.
    pub const fn is_secure(self) -> bool {
        matches!(self, Self::Coaps | Self::CoapsTcp | Self::CoapsWs)
    }

    /// The scheme in front of a colon, in any case, and what follows the colon.
    fn split_off(text: &str) -> Option<(Self, &str)> {
        let (name, rest) = text.split_once(':')?;
        let scheme = Self::ALL.into_iter().find(|scheme| scheme.as_str().eq_ignore_ascii_case(name))?;
        Some((scheme, rest))
    }
}

impl Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<'a> Host<'a> {
    fn read(text: &'a str, offset: usize) -> Result<Self, UriError> {
        let error = |kind, at: usize| UriError::new(kind, offset + at, "host");
        if let Some(literal) = text.strip_prefix('[') {
            let address = literal.strip_suffix(']').and_then(|address| address.parse().ok());
            return address.map(Self::Ipv6).ok_or(error(UriErrorKind::IpLiteral, 0));
        }
        if text.is_empty() {
            return Err(error(UriErrorKind::EmptyHost, 0));
        }
        let mut decoded = [0; MAX_VALUE];
        let decoded = decode_into(text, &mut decoded, is_host).map_err(|(kind, at)| error(kind, at))?;
        if decoded.bytes().any(|byte| byte.is_ascii() && !is_host(byte)) {
            return Err(error(UriErrorKind::Character, 0));
        }
        Ok(decoded.parse().map_or(Self::Name(HostName(text)), Self::Ipv4))
    }

    /// The value of Uri-Host.
    fn option_value(self) -> Cow<'a, [u8]> {
        match self {
            Self::Name(HostName(text)) if !text.contains(|c: char| c == '%' || c.is_ascii_uppercase()) => {
                text.as_bytes().into()
            }
            Self::Name(name) => name.bytes().collect(),
            Self::Ipv4(_) | Self::Ipv6(_) => self.to_string().into_bytes().into(),
        }
    }
}

impl<'a> TryFrom<&'a str> for Host<'a> {
    type Error = UriError;

    /// Takes a host as a URI has it: IPv6 addresses stand in brackets.
    fn try_from(text: &'a str) -> Result<Self, UriError> {
        Self::read(text, 0)
    }
}

impl From<IpAddr> for Host<'_> {
    fn from(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => Self::Ipv4(address),
            IpAddr::V6(address) => Self::Ipv6(address),
        }
    }
}

impl Display for Host<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => name.fmt(f),
            Self::Ipv4(address) => address.fmt(f),
            Self::Ipv6(address) => write!(f, "[{address}]"),
        }
    }
}

impl From<SocketAddr> for Destination<'_> {
    fn from(address: SocketAddr) -> Self {
        Self { host: address.ip().into(), port: address.port() }
    }
}

impl<'a> HostName<'a> {
    /// The name as it stands in the URI.
    pub const fn as_str(&self) -> &'a str {
        self.0
    }

    /// The name's bytes, decoded and in lower case: what Uri-Host holds.
    pub fn bytes(&self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        PercentEncoded(self.0).bytes().map(|byte| byte.to_ascii_lowercase())
    }
}

impl PartialEq for HostName<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes().eq(other.bytes())
    }
}

impl Eq for HostName<'_> {}

impl Hash for HostName<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_bytes(self.bytes(), state);
    }
}

impl Display for HostName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_encoded(f, self.bytes(), is_host)
    }
}

impl fmt::Debug for HostName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, f)
    }
}

impl<'a> PercentEncoded<'a> {
    /// The text as it stands in the URI.
    pub const fn as_str(&self) -> &'a str {
        self.0
    }

    /// The decoded bytes, which are UTF-8.
    pub fn bytes(&self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        let mut rest = self.0.as_bytes();
        iter::from_fn(move || {
            let (byte, after) = take_decoded(rest)?;
            rest = after;
            Some(byte)
        })
    }

    /// The decoded text; borrowed if nothing was encoded.
    pub fn decode(&self) -> Cow<'a, str> {
        match self.option_value() {
            Cow::Borrowed(_) => self.0.into(),
            Cow::Owned(bytes) => String::from_utf8(bytes).map_or(self.0.into(), Cow::Owned),
        }
    }

    fn option_value(&self) -> Cow<'a, [u8]> {
        if self.0.contains('%') { self.bytes().collect() } else { self.0.as_bytes().into() }
    }
}

impl PartialEq for PercentEncoded<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes().eq(other.bytes())
    }
}

impl Eq for PercentEncoded<'_> {}

impl PartialEq<str> for PercentEncoded<'_> {
    fn eq(&self, other: &str) -> bool {
        self.bytes().eq(other.bytes())
    }
}

impl PartialEq<&str> for PercentEncoded<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl Hash for PercentEncoded<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_bytes(self.bytes(), state);
    }
}

impl fmt::Debug for PercentEncoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, f)
    }
}

impl UriError {
    const fn new(kind: UriErrorKind, offset: usize, field: &'static str) -> Self {
        Self { kind, offset, field }
    }

    /// The rule that the URI breaks.
    pub const fn kind(&self) -> UriErrorKind {
        self.kind
    }

    /// Where: the character, or the start of the segment or argument that is wrong as a whole.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The part of the URI.
    pub const fn field(&self) -> &'static str {
        self.field
    }
}

impl ComposeError {
    /// The rule that the option breaks.
    pub const fn kind(&self) -> ComposeErrorKind {
        self.kind
    }

    /// The option.
    pub const fn option(&self) -> OptionNumber {
        self.option
    }
}

/// What was found among options on the way to a URI (section 6.5).
#[derive(Default)]
struct Parts {
    host: Option<String>,
    port: Option<u16>,
    path: String,
    query: String,
}

impl Parts {
    fn add(&mut self, number: OptionNumber, value: &[u8]) -> Result<(), ComposeErrorKind> {
        match number {
            OptionNumber::URI_HOST => set_once(&mut self.host, host_from_option(text(value)?)?),
            OptionNumber::URI_PORT => set_once(&mut self.port, port_from_option(value)?),
            OptionNumber::URI_PATH => self.add_segment(text(value)?),
            OptionNumber::URI_QUERY => {
                let separator = if self.query.is_empty() { '?' } else { '&' };
                push_encoded(&mut self.query, separator, text(value)?, is_argument);
                Ok(())
            }
            OptionNumber::PROXY_URI | OptionNumber::PROXY_SCHEME => Err(ComposeErrorKind::Proxy),
            _ => Ok(()),
        }
    }

    fn add_segment(&mut self, segment: &str) -> Result<(), ComposeErrorKind> {
        if is_dot_segment(segment) {
            return Err(ComposeErrorKind::DotSegment);
        }
        push_encoded(&mut self.path, '/', segment, is_segment);
        Ok(())
    }

    fn join(self, scheme: Scheme, destination: Destination<'_>) -> String {
        let mut uri = String::from(scheme.as_str());
        uri.push_str("://");
        match self.host {
            Some(host) => uri.push_str(&host),
            None => _ = write!(uri, "{}", destination.host),
        }
        _ = write_port(&mut uri, self.port.unwrap_or(destination.port), scheme);
        uri.push_str(if self.path.is_empty() { "/" } else { &self.path });
        uri.push_str(&self.query);
        uri
    }
}

fn set_once<T>(slot: &mut Option<T>, value: T) -> Result<(), ComposeErrorKind> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(ComposeErrorKind::Repeated),
    }
}

fn text(value: &[u8]) -> Result<&str, ComposeErrorKind> {
    if value.len() > MAX_VALUE {
        return Err(ComposeErrorKind::Length);
    }
    str::from_utf8(value).map_err(|_| ComposeErrorKind::Utf8)
}

fn host_from_option(value: &str) -> Result<String, ComposeErrorKind> {
    if value.is_empty() {
        return Err(ComposeErrorKind::Length);
    }
    let is_name = value.bytes().all(|byte| !byte.is_ascii() || is_host(byte));
    if !is_name && !matches!(Host::read(value, 0), Ok(Host::Ipv6(_))) {
        return Err(ComposeErrorKind::Host);
    }
    let mut host = String::new();
    _ = write_encoded(&mut host, value.bytes(), |byte| byte.is_ascii());
    Ok(host)
}

fn port_from_option(value: &[u8]) -> Result<u16, ComposeErrorKind> {
    match *value {
        [] => Ok(0),
        [low] => Ok(low.into()),
        [high, low] => Ok(u16::from_be_bytes([high, low])),
        _ => Err(ComposeErrorKind::Length),
    }
}

/// A number as options have it: without leading zero bytes (section 3.2).
fn shortest_uint(value: u16) -> Cow<'static, [u8]> {
    value.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect::<Vec<_>>().into()
}

fn push_encoded(out: &mut String, separator: char, value: &str, plain: fn(u8) -> bool) {
    out.push(separator);
    _ = write_encoded(out, value.bytes(), plain);
}

pub(crate) fn write_encoded(
    out: &mut impl Write,
    bytes: impl Iterator<Item = u8>,
    plain: fn(u8) -> bool,
) -> fmt::Result {
    for byte in bytes {
        if plain(byte) { out.write_char(char::from(byte))? } else { write!(out, "%{byte:02X}")? }
    }
    Ok(())
}

fn write_port(out: &mut impl Write, port: u16, scheme: Scheme) -> fmt::Result {
    if port == scheme.default_port() { Ok(()) } else { write!(out, ":{port}") }
}

fn hash_bytes<H: Hasher>(bytes: impl Iterator<Item = u8>, state: &mut H) {
    bytes.for_each(|byte| state.write_u8(byte));
    state.write_u8(0xff);
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

fn check_path(path: &str, offset: usize) -> Result<(), UriError> {
    let Some(segments) = path.strip_prefix('/') else { return Ok(()) };
    let mut decoded = [0; MAX_VALUE];
    check_parts(segments.split('/'), offset + 1, "path", |segment| {
        match decode_into(segment, &mut decoded, is_segment)? {
            segment if is_dot_segment(segment) => Err((UriErrorKind::DotSegment, 0)),
            _ => Ok(()),
        }
    })
}

fn check_query(query: &str, offset: usize) -> Result<(), UriError> {
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
fn decode_into<'b>(
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

/// The first byte that `text` decodes to, and the text behind it.
fn take_decoded(text: &[u8]) -> Option<(u8, &[u8])> {
    match text {
        [b'%', high, low, rest @ ..] => Some((hex_digit(*high)? << 4 | hex_digit(*low)?, rest)),
        [b'%', ..] | [] => None,
        [byte, rest @ ..] => Some((*byte, rest)),
    }
}

const fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

fn is_dot_segment(segment: &str) -> bool {
    matches!(segment, "." | "..")
}

/// What a registered name has besides percent-encoding: unreserved and sub-delims (RFC 3986, section 3.2.2).
const fn is_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'.' | b'_' | b'~')
        || matches!(byte, b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=')
}

/// What a segment has besides percent-encoding (section 6.5 step 6).
pub(crate) const fn is_segment(byte: u8) -> bool {
    is_host(byte) || matches!(byte, b':' | b'@')
}

/// What an argument has besides percent-encoding (section 6.5 step 8).
pub(crate) const fn is_argument(byte: u8) -> bool {
    is_segment(byte) && byte != b'&' || matches!(byte, b'/' | b'?')
}
