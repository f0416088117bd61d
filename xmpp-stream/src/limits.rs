//! What a peer may use up.

use crate::xml::Span;

/// Bounds on what is decoded, checked before anything is stored.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
#[non_exhaustive]
pub struct Limits {
    /// The largest element accepted, in bytes. One that is passed on may be written longer than it came (CDATA sections as
    /// references, namespaces declared anew): who does so compares its `encoded_len` with what the receiver takes. Default: 256 KiB. Peers may count on 10,000 (section 13.12); more than 1 GiB
    /// counts as 1 GiB.
    pub max_element_size: usize,
    /// The largest stream header or element accepted before authentication, in bytes. Default: 16 KiB.
    pub max_initial_element_size: usize,
    /// How deep elements may stand inside each other: a stanza by itself has depth 1. Default: 64.
    pub max_depth: usize,
    /// The most attributes of one element, declarations of namespaces not counted. Default: 64.
    pub max_attributes: usize,
    /// The most prefixes that may be declared in one place, those of the stream header counted, but for one of the namespace
    /// of streams. To resolve a prefix takes time in proportion. Default: 32.
    pub max_namespaces: usize,
    /// The longest namespace that may be declared, in bytes as they are written here. Each element that has it is compared by
    /// it, and may have to declare it anew where it is passed on: with the default, an element takes at most 90 times the
    /// bytes then that it took before. Default: 512.
    pub max_namespace_len: usize,
}

impl Limits {
    pub(crate) const MAX_SIZE: usize = Span::MAX;

    /// For what was decoded before.
    pub(crate) const NONE: Self = Self {
        max_element_size: usize::MAX,
        max_initial_element_size: usize::MAX,
        max_depth: usize::MAX,
        max_attributes: usize::MAX,
        max_namespaces: usize::MAX,
        max_namespace_len: usize::MAX,
    };

    pub(crate) const fn element_size(&self) -> usize {
        min(self.max_element_size, Self::MAX_SIZE)
    }

    pub(crate) const fn initial_element_size(&self) -> usize {
        min(self.max_initial_element_size, Self::MAX_SIZE)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_element_size: 1 << 18,
            max_initial_element_size: 1 << 14,
            max_depth: 64,
            max_attributes: 64,
            max_namespaces: 32,
            max_namespace_len: 512,
        }
    }
}

const fn min(a: usize, b: usize) -> usize {
    if a < b { a } else { b }
}
