//! Scalars that Rust has no type for.

use core::fmt;
use core::str::FromStr;
#[cfg(feature = "std")]
use core::time::Duration;
#[cfg(feature = "std")]
use std::time::{SystemTime, UNIX_EPOCH};

use crate::InvalidValue;

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

/// Takes hexadecimal digits in five groups, or in one.
impl FromStr for Uuid {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        const WRONG: InvalidValue = InvalidValue("uuid");
        let is_grouped = text.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
        let mut digits = text.chars().filter(|char| !is_grouped || *char != '-');
        let mut digit = || digits.next()?.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let mut bytes = [0; 16];
        for byte in &mut bytes {
            let (Some(high), Some(low)) = (digit(), digit()) else { return Err(WRONG) };
            *byte = high << 4 | low;
        }
        if digits.next().is_some() { Err(WRONG) } else { Ok(Self(bytes)) }
    }
}

/// Fractions of a millisecond are dropped, so that no time becomes a later one; what is out of range becomes what is next to
/// it.
#[cfg(feature = "std")]
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let millis = |since: Duration| i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        Self(match time.duration_since(UNIX_EPOCH) {
            Ok(since) => millis(since),
            Err(before) => {
                let before = before.duration();
                let begun = i64::from(!before.subsec_nanos().is_multiple_of(1_000_000));
                (-millis(before)).saturating_sub(begun)
            }
        })
    }
}

#[cfg(feature = "std")]
impl TryFrom<Timestamp> for SystemTime {
    type Error = InvalidValue;

    /// Fails for what the system's clock can't say.
    fn try_from(time: Timestamp) -> Result<Self, InvalidValue> {
        let since = Duration::from_millis(time.0.unsigned_abs());
        let time = if time.0 < 0 { UNIX_EPOCH.checked_sub(since) } else { UNIX_EPOCH.checked_add(since) };
        time.ok_or(InvalidValue("system time"))
    }
}

/// Lower-case hexadecimal.
pub(crate) fn fmt_hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn a_uuid_is_read_as_it_is_shown() {
        let uuid = Uuid(*b"0123456789abcdef");
        assert_eq!(uuid.to_string().parse(), Ok(uuid));
        assert_eq!("30313233343536373839616263646566".parse(), Ok(uuid));
        let upper = "30313233-3435-3637-3839-61626364656F".parse::<Uuid>();
        assert_eq!(upper.map(|uuid| uuid.0[15]), Ok(0x6f));
        let wrong = [
            "",
            "3031323334353637383961626364656",
            "303132333435363738396162636465660",
            "3031-32333435363738396162636465",
            "+1313233343536373839616263646566",
        ];
        for text in wrong {
            assert!(text.parse::<Uuid>().is_err(), "{text}");
        }
    }

    #[cfg(feature = "std")]
    #[test]
    fn a_timestamp_is_a_system_time() {
        for millis in [0, 1, -1, 1_700_000_000_123, -62_135_596_800_000] {
            let time = SystemTime::try_from(Timestamp(millis)).unwrap();
            assert_eq!(Timestamp::from(time), Timestamp(millis));
        }
        let at = |nanos| UNIX_EPOCH + Duration::from_secs(1) + Duration::from_nanos(nanos);
        assert_eq!(Timestamp::from(at(999_999)), Timestamp(1000));
        assert_eq!(Timestamp::from(UNIX_EPOCH - Duration::from_nanos(1)), Timestamp(-1));
        assert_eq!(Timestamp::from(UNIX_EPOCH - Duration::from_millis(2)), Timestamp(-2));
    }
}
