//! What is negotiated on a stream, and how a stream fails (RFC 6120): features, STARTTLS, SASL, resource binding, errors.

mod features;
mod sasl;
mod stream_error;

pub use features::Features;
pub use sasl::{
    Abort, Auth, Challenge, Mechanism, Mechanisms, Response, SASL, SaslData, SaslDataBuf, SaslFailure,
    SaslFailureCondition, SaslText, Success,
};
pub use stream_error::{STREAM_ERRORS, StreamError, StreamErrorText};

use super::{element_names, payload};
use crate::jid::Jid;
use crate::{ElementErrorKind, Scope};

/// The namespace of streams (section 4.8.1).
pub const STREAMS: &str = Scope::STREAMS;

/// The namespace of STARTTLS (section 5).
pub const TLS: &str = "urn:ietf:params:xml:ns:xmpp-tls";

/// The namespace of resource binding (section 7).
pub const BIND: &str = "urn:ietf:params:xml:ns:xmpp-bind";

payload! {
    /// The stream feature of TLS, and the command to begin with it (sections 5.4.1 and 5.4.2.1).
    #[derive(Default)]
    pub struct StartTls = TLS, "starttls" {
        /// In the feature, whether nothing goes on without (section 5.3.1).
        required: bool = flag "required",
    }
}

element_names! {
    /// The answer to the command.
    pub enum StartTlsReply = TLS, {
        /// TLS begins with the next byte (section 5.4.2.3).
        Proceed = "proceed",
        /// It doesn't; the stream ends (section 5.4.2.2).
        Failure = "failure",
    }
}

payload! {
    /// Resource binding: empty as the stream feature (section 7.4), and as the request that leaves the choice to the server
    /// (section 7.6.1).
    #[derive(Default)]
    pub struct Bind<'a> = BIND, "bind" where check {
        /// In a request, the resource that the client would like to have; not empty (section 7.7.1).
        resource: Option<&'a str> = child_text "resource",
        /// In the answer, the full address that it has now. Not together with a resource (appendix A.7).
        jid: Option<Jid<'a>> = child_text "jid",
    }
}

impl Bind<'_> {
    fn check(&self) -> Result<(), (ElementErrorKind, &'static str)> {
        match (self.resource, self.jid) {
            (Some(_), Some(_)) => Err((ElementErrorKind::Repeated, "jid")),
            (Some(""), _) => Err((ElementErrorKind::Value, "resource")),
            (_, Some(jid)) if !jid.is_full() => Err((ElementErrorKind::Value, "jid")),
            _ => Ok(()),
        }
    }
}
