//! Software version (XEP-0092).

use super::payload;

/// The namespace of versions.
pub const NAMESPACE: &str = "jabber:iq:version";

payload! {
    /// Asks which software somebody runs (section 2).
    #[derive(Default)]
    pub struct VersionRequest = NAMESPACE, "query" {}
}

payload! {
    /// Which software somebody runs, in answer to a [`VersionRequest`] (section 2).
    pub struct Version<'a> = NAMESPACE, "query" {
        /// What the software is called.
        name: &'a str = child_text "name",
        /// Its version.
        version: &'a str = child_text "version",
        /// The operating system.
        os: Option<&'a str> = child_text "os",
    }
}
