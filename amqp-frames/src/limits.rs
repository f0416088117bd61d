//! What a peer may use up.

/// Bounds on what is decoded, checked before anything is stored.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
#[non_exhaustive]
pub struct Limits {
    /// The largest value accepted, in bytes. Default: 1 MiB.
    pub max_size: usize,
    /// How deep values may stand inside each other: a value by itself has depth 1. Default: 32.
    pub max_depth: u8,
    /// The most items in one value, those of all lists, maps and arrays inside it counted together; a key and what it maps to
    /// are two. Default: 65,536.
    pub max_items: usize,
}

impl Limits {
    /// For bytes that were accepted before.
    #[cfg(feature = "serde")]
    pub(crate) const UNLIMITED: Self =
        Self { max_size: usize::MAX, max_depth: u8::MAX, max_items: usize::MAX };
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_size: 1 << 20, max_depth: 32, max_items: 1 << 16 }
    }
}
