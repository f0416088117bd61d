//! Close (section 2.7.9).

use core::fmt;

use crate::definitions::Error;
use crate::types::composite::composite;

/// Closes a connection.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Close<'a> {
    /// What went wrong.
    pub error: Option<Error<'a>>,
}

composite!(Close<'a>, "close", 0x18 {
    error "error" optional,
});

impl fmt::Display for Close<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("close")?;
        self.error.as_ref().map_or(Ok(()), |error| write!(f, " {error}"))
    }
}
