//! Packets that a specification refuses.

/// A packet that the specification refuses, and why.
#[derive(Debug)]
pub struct Malformed {
    /// The protocol and its version.
    pub protocol: &'static str,
    /// What is wrong.
    pub what: &'static str,
    /// The packet, and what comes after it where that matters.
    pub bytes: &'static [u8],
}

pub(crate) const fn malformed(protocol: &'static str, what: &'static str, bytes: &'static [u8]) -> Malformed {
    Malformed { protocol, what, bytes }
}
