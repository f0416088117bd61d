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
use crate::{Element, ElementError, ElementErrorKind};

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
    pub struct Bind<'a> = BIND, "bind" {
        /// In a request, the resource that the client would like to have; not empty (section 7.7.1). The 1023 bytes that it
        /// may have at most are looked at where an address is made of it.
        resource: Option<&'a str> = child_text "resource",
        /// In the answer, the full address that it has now. Not together with a resource (appendix A.7).
        jid: Option<Jid<'a>> = child_text "jid",
    }
    check check_bind
}

fn check_bind(bind: &Bind<'_>, element: Element<'_>) -> Result<(), ElementError> {
    let (kind, field) = match (bind.resource, bind.jid) {
        (Some(_), Some(_)) => (ElementErrorKind::OtherElement, "jid"),
        (Some(""), _) => (ElementErrorKind::Value, "resource"),
        (_, Some(jid)) if !jid.is_full() => (ElementErrorKind::Value, "jid"),
        _ => return Ok(()),
    };
    Err(ElementError::new(kind, element, field))
}
