//! Software version (XEP-0092).

use super::payload;
use crate::{Element, ElementError, ElementErrorKind};

/// The namespace of versions.
pub const NAMESPACE: &str = "jabber:iq:version";

payload! {
    /// Asks which software somebody runs (section 2). An answer isn't read as one.
    #[derive(Default)]
    pub struct VersionRequest = NAMESPACE, "query" {}
    check check_request
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

fn check_request(_: &VersionRequest, element: Element<'_>) -> Result<(), ElementError> {
    let answer = element.elements().find(|child| child.namespace() == NAMESPACE);
    answer.map_or(Ok(()), |child| Err(ElementError::new(ElementErrorKind::OtherElement, child, "")))
}
