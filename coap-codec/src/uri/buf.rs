//! URIs that are kept, and how they are put together.

use alloc::string::String;
use core::cmp::Ordering;
use core::fmt::{self, Display, Write};
use core::hash::{Hash, Hasher};
use core::net::IpAddr;
use core::str::FromStr;

use super::{Host, HostName, Scheme, Uri, UriError, write_port};
use crate::percent::{is_argument, is_segment, write_encoded};

/// The owned form of [`Uri`], in normal form (section 6.3): equal URIs have equal texts, so it serves as a key.
///
/// It can be made of more than a [`Uri`] can be read from, as it is written anew: segments `.` and `..` are resolved
/// (section 6.4, step 2), and what is beyond ASCII in path and query is percent-encoded (RFC 3987, section 3.1).
///
/// ```
/// use coap_codec::uri::UriBuf;
///
/// let uri = UriBuf::try_from("COAP://EXAMPLE.com:5683/a/../b?caf\u{e9}")?;
/// assert_eq!(uri.as_str(), "coap://example.com/b?caf%C3%A9");
/// assert_eq!(uri.as_uri().port(), 5683);
/// # Ok::<(), coap_codec::uri::UriError>(())
/// ```
#[derive(Clone)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(into = "String", try_from = "String")
)]
pub struct UriBuf {
    text: String,
    scheme: Scheme,
    /// The host if it is an address; else it stands in the text.
    address: Option<IpAddr>,
    host_end: usize,
    port: u16,
    path_at: usize,
    path_end: usize,
}

impl UriBuf {
    /// The view.
    pub fn as_uri(&self) -> Uri<'_> {
        let host_at = self.scheme.as_str().len() + "://".len();
        let name = self.text.get(host_at..self.host_end).unwrap_or_default();
        let query = self.text.get(self.path_end..).unwrap_or_default();
        Uri {
            text: &self.text,
            scheme: self.scheme,
            host: self.address.map_or(Host::Name(HostName::new(name)), Host::from),
            port: self.port,
            path: self.text.get(self.path_at..self.path_end).unwrap_or_default(),
            query: query.strip_prefix('?'),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl From<Uri<'_>> for UriBuf {
    fn from(uri: Uri<'_>) -> Self {
        let mut resource = Resource::default();
        uri.segments().for_each(|segment| resource.push_segment(segment.bytes()));
        uri.arguments().for_each(|argument| resource.push_argument(argument.bytes()));
        resource.at(uri.scheme, uri.host, uri.port)
    }
}

impl FromStr for UriBuf {
    type Err = UriError;

    fn from_str(text: &str) -> Result<Self, UriError> {
        Self::try_from(text)
    }
}

impl TryFrom<String> for UriBuf {
    type Error = UriError;

    fn try_from(text: String) -> Result<Self, UriError> {
        Self::try_from(text.as_str())
    }
}

impl From<UriBuf> for String {
    fn from(uri: UriBuf) -> Self {
        uri.text
    }
}

impl AsRef<str> for UriBuf {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl PartialEq for UriBuf {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for UriBuf {}

/// By the text.
impl Ord for UriBuf {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl PartialOrd for UriBuf {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for UriBuf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl Display for UriBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for UriBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UriBuf({self})")
    }
}

/// Path and query in normal form, while they are put together.
#[derive(Default)]
pub(super) struct Resource {
    path: String,
    query: String,
}

impl Resource {
    pub(super) fn push_segment(&mut self, segment: impl Iterator<Item = u8>) {
        self.path.push('/');
        _ = write_encoded(&mut self.path, segment, is_segment);
    }

    pub(super) fn pop_segment(&mut self) {
        self.path.truncate(self.path.rfind('/').unwrap_or_default());
    }

    pub(super) fn push_argument(&mut self, argument: impl Iterator<Item = u8>) {
        self.query.push(if self.query.is_empty() { '?' } else { '&' });
        _ = write_encoded(&mut self.query, argument, is_argument);
    }

    /// The URI that has them.
    pub(super) fn at(self, scheme: Scheme, host: Host<'_>, port: u16) -> UriBuf {
        let mut text = String::from(scheme.as_str());
        _ = write!(text, "://{host}");
        let host_end = text.len();
        _ = write_port(&mut text, port, scheme);
        let path_at = text.len();
        text.push_str(if self.path.is_empty() { "/" } else { &self.path });
        let path_end = text.len();
        text.push_str(&self.query);
        let address = match host {
            Host::Name(_) => None,
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
        };
        UriBuf { text, scheme, address, host_end, port, path_at, path_end }
    }
}
