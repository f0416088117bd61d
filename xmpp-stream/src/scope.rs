//! Which namespaces are declared where an element is written.

/// The namespaces that are declared around an element that is written; it declares all others itself.
///
/// What is written for one transport isn't fit for another: over TCP the stream header declares namespaces for all elements of
/// the stream (section 4.8), over WebSocket each element stands alone (RFC 7395, section 3.3.2).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Scope<'a> {
    default: &'a str,
    has_stream_prefix: bool,
}

impl<'a> Scope<'a> {
    /// Nothing is declared: the element stands alone.
    pub const ALONE: Self = Self { default: "", has_stream_prefix: false };

    /// Inside a stream, the header of which declares `content` as the default namespace, and the prefix `stream`.
    ///
    /// ```
    /// use xmpp_stream::{ElementBuf, Scope};
    ///
    /// let features = ElementBuf::new("http://etherx.jabber.org/streams", "features")?;
    /// let mut bytes = Vec::new();
    /// features.as_element().encode(&mut bytes, Scope::stream("jabber:client"))?;
    /// assert_eq!(bytes, b"<stream:features/>");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn stream(content: &'a str) -> Self {
        Self { default: content, has_stream_prefix: true }
    }

    /// The same with another default namespace.
    pub(crate) const fn with_default(self, default: &'a str) -> Self {
        Self { default, has_stream_prefix: self.has_stream_prefix }
    }

    pub(crate) const fn default_namespace(&self) -> &'a str {
        self.default
    }

    pub(crate) const fn has_stream_prefix(&self) -> bool {
        self.has_stream_prefix
    }
}
