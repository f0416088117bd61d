//! End (section 2.7.8).

use core::fmt;

use crate::definitions::Error;
use crate::types::composite::composite;

/// Ends a session.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct End<'a> {
    /// What went wrong.
    pub error: Option<Error<'a>>,
}

composite!(End<'a>, "end", 0x17 {
    error "error" optional,
});

impl fmt::Display for End<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("end")?;
        self.error.as_ref().map_or(Ok(()), |error| write!(f, " {error}"))
    }
}
