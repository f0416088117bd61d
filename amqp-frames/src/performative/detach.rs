//! Detach (section 2.7.7).

use core::fmt;

use crate::definitions::{Error, Handle};
use crate::types::composite::composite;

/// Detaches a link from its session.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Detach<'a> {
    /// The link.
    pub handle: Handle,
    /// The link is no more. Default: false.
    pub closed: bool,
    /// What went wrong.
    pub error: Option<Error<'a>>,
}

composite!(Detach<'a>, "detach", 0x16 {
    handle "handle" required,
    closed "closed" or(false),
    error "error" optional,
});

impl Detach<'_> {
    /// A detach without error.
    pub const fn new(handle: Handle) -> Self {
        Self { handle, closed: false, error: None }
    }
}

impl fmt::Display for Detach<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "detach handle {}", self.handle)?;
        f.write_str(if self.closed { " closed" } else { "" })?;
        self.error.as_ref().map_or(Ok(()), |error| write!(f, " {error}"))
    }
}
