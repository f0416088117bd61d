//! What a peer may use up.

use crate::definitions::MIN_MAX_FRAME_SIZE;

/// Bounds on what is decoded, checked before anything is stored.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
#[non_exhaustive]
pub struct Limits {
    /// The largest frame accepted once there was an open, in bytes. Default: 1 MiB; less than
    /// [512](crate::definitions::MIN_MAX_FRAME_SIZE) counts as 512, which all peers have to accept (section 2.8.19). Announce no
    /// more than that in [`Open::max_frame_size`](crate::performative::Open::max_frame_size).
    pub max_frame_size: usize,
    /// The largest frame accepted before the open, and of SASL, in bytes. Default: 512, as sections 2.4.1 and 5.3.1 have it;
    /// mechanisms with long tickets or tokens need more. Less than 512 counts as 512.
    pub max_initial_frame_size: usize,
    /// The largest value accepted where one is decoded by itself, in bytes. Default: 1 MiB.
    pub max_size: usize,
    /// The largest message accepted, in bytes. Default: 16 MiB.
    pub max_message_size: usize,
    /// How deep values may stand inside each other: a value by itself has depth 1, and so has one that is in a field of a
    /// performative, a state or the like, or in a section. Default: 32.
    pub max_depth: u8,
    /// The most items in one value, frame or message, those of all lists, maps and arrays inside it counted together; a key and
    /// what it maps to are two. [`Sections`](crate::message::Sections), which are read one by one, may have as many each.
    /// Default: 65,536.
    pub max_items: usize,
}

impl Limits {
    pub(crate) fn frame_size(&self) -> usize {
        self.max_frame_size.max(MIN_MAX_FRAME_SIZE as usize)
    }

    pub(crate) fn initial_frame_size(&self) -> usize {
        self.max_initial_frame_size.max(MIN_MAX_FRAME_SIZE as usize)
    }

    /// For bytes that were accepted before.
    pub(crate) const UNLIMITED: Self = Self {
        max_frame_size: usize::MAX,
        max_initial_frame_size: usize::MAX,
        max_size: usize::MAX,
        max_message_size: usize::MAX,
        max_depth: u8::MAX,
        max_items: usize::MAX,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_frame_size: 1 << 20,
            max_initial_frame_size: 512,
            max_size: 1 << 20,
            max_message_size: 1 << 24,
            max_depth: 32,
            max_items: 1 << 16,
        }
    }
}
