//! What the fields of sources and targets may be (sections 3.5.5 to 3.5.7).

use core::fmt;

use bytes::BufMut;

use crate::types::composite::{Field, choices};
use crate::types::{Budget, Encode, Symbol};
use crate::wire::Fault;

choices! {
    /// What of a terminus lasts (section 3.5.5).
    TerminusDurability(u32) {
        /// Nothing.
        None "none" 0_u32,
        /// That it is there, and how it was made.
        Configuration "configuration" 1_u32,
        /// The state of unsettled deliveries, too.
        UnsettledState "unsettled-state" 2_u32,
    }
    /// When the time begins to count after which a terminus is no more (section 3.5.6).
    TerminusExpiryPolicy(Symbol<'_>) {
        /// When the link is detached.
        LinkDetach "link-detach" Symbol::from_ascii("link-detach"),
        /// When the session ends.
        SessionEnd "session-end" Symbol::from_ascii("session-end"),
        /// When the connection closes.
        ConnectionClose "connection-close" Symbol::from_ascii("connection-close"),
        /// It stays.
        Never "never" Symbol::from_ascii("never"),
    }
}

#[expect(clippy::derivable_impls, reason = "the choices are made by a macro")]
impl Default for TerminusDurability {
    fn default() -> Self {
        Self::None
    }
}

#[expect(clippy::derivable_impls, reason = "the choices are made by a macro")]
impl Default for TerminusExpiryPolicy {
    fn default() -> Self {
        Self::SessionEnd
    }
}

/// How messages leave a node (section 3.5.7): a constant here, or any other symbol.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "any symbol is a mode")]
pub struct DistributionMode<'a>(pub Symbol<'a>);

impl DistributionMode<'static> {
    /// A message that was taken is there no more for others.
    pub const MOVE: Self = Self(Symbol::from_ascii("move"));
    /// A message that was taken is still there for others.
    pub const COPY: Self = Self(Symbol::from_ascii("copy"));
}

impl<'a> Field<'a> for DistributionMode<'a> {
    #[inline]
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        Symbol::take(code, at, input, budget).map(Self)
    }
}

impl Encode for DistributionMode<'_> {
    #[inline]
    fn encoded_len(&self) -> usize {
        self.0.encoded_len()
    }

    #[inline]
    fn put(&self, dst: &mut impl BufMut) {
        self.0.put(dst);
    }
}

impl fmt::Display for DistributionMode<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
