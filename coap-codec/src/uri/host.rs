//! Hosts, and where requests go.

use alloc::borrow::Cow;
use alloc::string::ToString;
use core::fmt::{self, Display};
use core::hash::{Hash, Hasher};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::syntax::MAX_VALUE;
use super::{UriError, UriErrorKind};
use crate::percent::{PercentEncoded, decode_into, hash_bytes, is_host, write_encoded};

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

impl<'a> Host<'a> {
    pub(super) fn read(text: &'a str, offset: usize) -> Result<Self, UriError> {
        let error = |kind, at: usize| UriError::new(kind, offset + at, "host");
        if let Some(literal) = text.strip_prefix('[') {
            let address = literal.strip_suffix(']').and_then(|address| address.parse().ok());
            return address.map(Self::Ipv6).ok_or(error(UriErrorKind::IpLiteral, 0));
        }
        if text.is_empty() {
            return Err(error(UriErrorKind::EmptyHost, 0));
        }
        let mut decoded = [0; MAX_VALUE];
        let decoded = decode_into(text, &mut decoded, is_host).map_err(|(why, at)| error(why.into(), at))?;
        if decoded.bytes().any(|byte| byte.is_ascii() && !is_host(byte)) {
            return Err(error(UriErrorKind::Character, 0));
        }
        Ok(decoded.parse().map_or(Self::Name(HostName(text)), Self::Ipv4))
    }

    /// The value of Uri-Host.
    pub(super) fn option_value(self) -> Cow<'a, str> {
        match self {
            Self::Name(name) => name.decode(),
            Self::Ipv4(_) | Self::Ipv6(_) => self.to_string().into(),
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

    pub(super) const fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// The name decoded and in lower case, as a resolver takes it and Uri-Host has it; borrowed if it stands so in the URI.
    pub fn decode(&self) -> Cow<'a, str> {
        match PercentEncoded::new(self.0).decode() {
            name if name.bytes().any(|byte| byte.is_ascii_uppercase()) => name.to_ascii_lowercase().into(),
            name => name,
        }
    }

    /// The name's bytes, decoded and in lower case: what Uri-Host holds.
    pub fn bytes(&self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        PercentEncoded::new(self.0).bytes().map(|byte| byte.to_ascii_lowercase())
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
