//! The beginning and end of streams over WebSocket (RFC 7395).

use super::payload;
use crate::jid::Jid;
use crate::stream::Version;

/// The namespace of both.
pub const FRAMING: &str = "urn:ietf:params:xml:ns:xmpp-framing";

payload! {
    /// Begins a stream: what the start tag of `stream` is over TCP (section 3.4). By default its version is 1.0.
    ///
    /// ```
    /// use xmpp_stream::Scope;
    /// use xmpp_stream::jid::Jid;
    /// use xmpp_stream::payload::rfc7395::Open;
    /// use xmpp_stream::stream::StreamElement;
    ///
    /// let open = Open { to: Some(Jid::new("example.com")?), ..Open::default() };
    /// let mut message = Vec::new();
    /// StreamElement::from(open).encode(&mut message, Scope::ALONE)?;
    /// assert_eq!(message, b"<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='example.com' version='1.0'/>");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct Open<'a> = FRAMING, "open" {
        /// Who opens the stream (RFC 6120, section 4.7.1).
        from: Option<Jid<'a>> = attribute "from",
        /// For whom it is opened (RFC 6120, section 4.7.2).
        to: Option<Jid<'a>> = attribute "to",
        /// What the server calls it (RFC 6120, section 4.7.3).
        id: Option<&'a str> = attribute "id",
        /// The version of XMPP (RFC 6120, section 4.7.5).
        version: Option<Version> = attribute "version",
        /// The language of text on the stream (RFC 6120, section 4.7.4).
        lang: Option<&'a str> = lang,
    }
}

impl Default for Open<'_> {
    fn default() -> Self {
        Self { from: None, to: None, id: None, version: Some(Version::V1_0), lang: None }
    }
}

payload! {
    /// Ends a stream: what the end tag of `stream` is over TCP (section 3.6).
    #[derive(Default)]
    pub struct Close<'a> = FRAMING, "close" {
        /// Who closes the stream (appendix A).
        from: Option<Jid<'a>> = attribute "from",
        /// To whom (appendix A).
        to: Option<Jid<'a>> = attribute "to",
        /// What the server calls the stream (appendix A).
        id: Option<&'a str> = attribute "id",
        /// The version of XMPP (appendix A).
        version: Option<Version> = attribute "version",
        /// Where the client is to connect instead. It isn't to follow to where the transport is less secure (section 3.6.1).
        see_other_uri: Option<&'a str> = attribute "see-other-uri",
        /// The language of text on the stream (appendix A).
        lang: Option<&'a str> = lang,
    }
}
