//! What is wrong with a stream (section 4.9).

use crate::payload::values;

values! {
    /// Why a stream is closed (section 4.9.3).
    pub enum StreamErrorCondition {
        /// XML that can't be processed, if nothing more specific fits (section 4.9.3.1).
        BadFormat = "bad-format",
        /// A prefix that isn't supported, or a missing one (section 4.9.3.2).
        BadNamespacePrefix = "bad-namespace-prefix",
        /// A newer stream takes the place of this one (section 4.9.3.3).
        Conflict = "conflict",
        /// Nothing came from the peer for too long (section 4.9.3.4).
        ConnectionTimeout = "connection-timeout",
        /// The domain is no longer served here (section 4.9.3.5).
        HostGone = "host-gone",
        /// The domain isn't served here (section 4.9.3.6).
        HostUnknown = "host-unknown",
        /// A stanza between servers without an address, or with one that can't be one (section 4.9.3.7).
        ImproperAddressing = "improper-addressing",
        /// The server went wrong (section 4.9.3.8).
        InternalServerError = "internal-server-error",
        /// A sender that isn't the authenticated one (section 4.9.3.9).
        InvalidFrom = "invalid-from",
        /// A namespace of the stream or its content that isn't supported (section 4.9.3.10).
        InvalidNamespace = "invalid-namespace",
        /// XML that isn't valid (section 4.9.3.11).
        InvalidXml = "invalid-xml",
        /// Something that needs authentication or authorisation (section 4.9.3.12).
        NotAuthorized = "not-authorized",
        /// XML that isn't well-formed, or its namespaces aren't (section 4.9.3.13).
        NotWellFormed = "not-well-formed",
        /// Something that goes against a local policy, such as a limit (section 4.9.3.14).
        PolicyViolation = "policy-violation",
        /// Another server that is needed can't be reached (section 4.9.3.15).
        RemoteConnectionFailed = "remote-connection-failed",
        /// The stream has to be negotiated anew (section 4.9.3.16).
        Reset = "reset",
        /// The server lacks resources (section 4.9.3.17).
        ResourceConstraint = "resource-constraint",
        /// A comment, a processing instruction, a DTD or an entity (section 4.9.3.18).
        RestrictedXml = "restricted-xml",
        /// Another host is to be asked (section 4.9.3.19).
        SeeOtherHost = "see-other-host",
        /// The server is being shut down (section 4.9.3.20).
        SystemShutdown = "system-shutdown",
        /// None of the others; an element of the application's own says more (section 4.9.3.21).
        UndefinedCondition = "undefined-condition",
        /// Another encoding than UTF-8 (section 4.9.3.22).
        UnsupportedEncoding = "unsupported-encoding",
        /// A mandatory feature that the peer doesn't have (section 4.9.3.23).
        UnsupportedFeature = "unsupported-feature",
        /// An element on the stream that is no stanza that is known (section 4.9.3.24).
        UnsupportedStanzaType = "unsupported-stanza-type",
        /// A version of XMPP that isn't supported (section 4.9.3.25).
        UnsupportedVersion = "unsupported-version",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_condition_has_the_name_that_it_is_read_from() {
        assert_eq!(StreamErrorCondition::ALL.len(), 25);
        for &condition in StreamErrorCondition::ALL {
            assert_eq!(StreamErrorCondition::try_from(condition.as_str()), Ok(condition));
        }
        assert!(StreamErrorCondition::try_from("xml-not-well-formed").is_err());
    }
}
