//! Scalars that Rust has no type for.

use core::fmt;

/// A point in time (section 1.6.17): milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename = "=timestamp"))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Timestamp(pub i64);

/// A universally unique identifier (section 1.6.18; RFC 4122, section 4.1.2).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Uuid(pub [u8; 16]);

/// Decimal floating point numbers are kept as their bits.
macro_rules! decimals {
    ($($(#[$doc:meta])* $name:ident $len:literal)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        #[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
        pub struct $name(pub [u8; $len]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt_hex(&self.0, f)
            }
        }
    )+};
}

decimals! {
    /// A decimal floating point number of 32 bits (section 1.6.13): its bits in Binary Integer Decimal encoding, highest first.
    Decimal32 4
    /// A decimal floating point number of 64 bits (section 1.6.14): its bits in Binary Integer Decimal encoding, highest first.
    Decimal64 8
    /// A decimal floating point number of 128 bits (section 1.6.15): its bits in Binary Integer Decimal encoding, highest first.
    Decimal128 16
}

/// As usual, in five groups.
impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            let hyphen = if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" };
            write!(f, "{hyphen}{byte:02x}")?;
        }
        Ok(())
    }
}

/// Lower-case hexadecimal.
pub(crate) fn fmt_hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}
