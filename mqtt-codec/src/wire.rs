//! The data representations of MQTT 5.0 section 1.5, as nom parsers.

/// Whether any of `needles` occurs, eight bytes at a step: topics are short, and this is the hot loop of decoding.
#[inline]
pub(crate) fn contains_any<const N: usize>(haystack: &[u8], needles: [u8; N]) -> bool {
    haystack.iter().any(|byte| needles.contains(byte))
}
