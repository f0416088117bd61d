//! What the fields of sources and targets may be (sections 3.5.5 to 3.5.7).

use crate::types::Symbol;
use crate::types::composite::{choices, open_choices};

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

open_choices! {
    /// How messages leave a node (section 3.5.7): a constant here, or any other symbol.
    DistributionMode {
        /// A message that was taken is there no more for others.
        MOVE "move";
        /// A message that was taken is still there for others.
        COPY "copy";
    }
}
