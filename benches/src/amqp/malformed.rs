//! Malformed frames and messages: what a peer lets pass, it saves the time for.

use crate::malformed::{Malformed, malformed};

/// One for each check.
pub const MALFORMED: &[Malformed] = &[];
