//! What can be negotiated on a stream (section 4.3.2).

use super::{Bind, Mechanisms, StartTls};
use crate::ElementError;
use crate::payload::rfc3921::Session;
use crate::payload::rfc6121::{PreApproval, RosterVersioning};
use crate::payload::xep0198::StreamManagement;
use crate::payload::{Payload, Payloads, payload};
use crate::stream::STREAMS;

payload! {
    /// What a server offers on a stream, or wants to be negotiated before the stream can be used (section 4.3.2).
    ///
    /// What leads to a single feature tells `None` if it isn't offered.
    #[derive(Default)]
    pub struct Features<'a> = STREAMS, "features" {
        /// All of them; their order means nothing.
        payloads: Payloads<'a> = payloads,
    }
}

impl<'a> Features<'a> {
    /// TLS (section 5).
    pub fn starttls(&self) -> Option<StartTls> {
        // Whatever is in it, it can be read.
        self.payloads.find().ok().flatten()
    }

    /// Authentication (section 6).
    ///
    /// # Errors
    ///
    /// The feature isn't as its specification wants it.
    pub fn mechanisms(&self) -> Result<Option<Mechanisms<'a>>, ElementError> {
        self.payloads.find()
    }

    /// Whether a resource has to be bound (section 7).
    pub fn bind(&self) -> bool {
        self.has::<Bind<'a>>()
    }

    /// The session that was to be established before RFC 6121 (RFC 3921, section 3).
    pub fn session(&self) -> Option<Session> {
        // Whatever is in it, it can be read.
        self.payloads.find().ok().flatten()
    }

    /// Whether there is stream management (XEP-0198).
    pub fn stream_management(&self) -> bool {
        self.has::<StreamManagement>()
    }

    /// Whether rosters have versions (RFC 6121, section 2.6).
    pub fn roster_versioning(&self) -> bool {
        self.has::<RosterVersioning>()
    }

    /// Whether subscriptions can be approved in advance (RFC 6121, section 3.4).
    pub fn pre_approval(&self) -> bool {
        self.has::<PreApproval>()
    }

    fn has<P: Payload<'a>>(&self) -> bool {
        self.payloads.elements().any(P::matches)
    }
}
