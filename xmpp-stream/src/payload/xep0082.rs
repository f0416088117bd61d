//! Dates and times (XEP-0082).

use core::fmt;
use core::str::FromStr;
use std::borrow::Cow;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Value, trim};
use crate::{ElementErrorKind, InvalidValue};

/// A moment, as `2002-09-10T23:08:25Z` (section 3.2).
///
/// What is read may have any offset, and is written in UTC. XML Schema decides where the text leaves something open:
/// `24:00:00` is midnight of the next day, there are no leap seconds, and a fraction may have any number of digits, of which
/// nine are kept. Years have four digits.
///
/// ```
/// use xmpp_stream::payload::xep0082::DateTime;
///
/// let landing: DateTime = "1969-07-21T02:56:15Z".parse()?;
/// assert_eq!("1969-07-20T21:56:15-05:00".parse(), Ok(landing));
/// assert_eq!(landing.seconds(), -14_159_025);
/// assert_eq!(landing.to_string(), "1969-07-21T02:56:15Z");
/// # Ok::<(), xmpp_stream::InvalidValue>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct DateTime {
    /// Since the beginning of 1970, without leap seconds.
    seconds: i64,
    nanoseconds: u32,
}

const INVALID: InvalidValue = InvalidValue("date and time");
const SECONDS_PER_DAY: i64 = 86_400;
const NANOSECONDS_PER_SECOND: u32 = 1_000_000_000;
const DAYS_BEFORE_1970: i64 = 719_528;

impl DateTime {
    /// The beginning of the year 1; there is no year 0.
    pub const MIN: Self =
        Self { seconds: (days_before_year(1) - DAYS_BEFORE_1970) * SECONDS_PER_DAY, nanoseconds: 0 };

    /// The end of the year 9999.
    pub const MAX: Self = Self { seconds: 253_402_300_799, nanoseconds: NANOSECONDS_PER_SECOND - 1 };

    /// The moment so many seconds after the beginning of 1970 in UTC, and nanoseconds after that.
    ///
    /// # Errors
    ///
    /// It isn't in the years 1 to 9999, or the nanoseconds are a second or more.
    pub const fn new(seconds: i64, nanoseconds: u32) -> Result<Self, InvalidValue> {
        if seconds < Self::MIN.seconds || seconds > Self::MAX.seconds || nanoseconds >= NANOSECONDS_PER_SECOND
        {
            return Err(INVALID);
        }
        Ok(Self { seconds, nanoseconds })
    }

    /// Whole seconds since the beginning of 1970 in UTC; negative before it.
    pub const fn seconds(&self) -> i64 {
        self.seconds
    }

    /// Nanoseconds after the whole second.
    pub const fn nanoseconds(&self) -> u32 {
        self.nanoseconds
    }
}

impl FromStr for DateTime {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        read(text.as_bytes()).ok_or(INVALID)
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date(self.seconds.div_euclid(SECONDS_PER_DAY));
        let time = self.seconds.rem_euclid(SECONDS_PER_DAY);
        let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if self.nanoseconds != 0 {
            let digits = format!("{:09}", self.nanoseconds);
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        f.write_str("Z")
    }
}

impl TryFrom<SystemTime> for DateTime {
    type Error = InvalidValue;

    fn try_from(time: SystemTime) -> Result<Self, InvalidValue> {
        let (duration, is_before) = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => (after, false),
            Err(before) => (before.duration(), true),
        };
        let seconds = i64::try_from(duration.as_secs()).map_err(|_| INVALID)?;
        match (is_before, duration.subsec_nanos()) {
            (false, nanoseconds) => Self::new(seconds, nanoseconds),
            (true, 0) => Self::new(-seconds, 0),
            (true, nanoseconds) => Self::new(-seconds - 1, NANOSECONDS_PER_SECOND - nanoseconds),
        }
    }
}

impl TryFrom<DateTime> for SystemTime {
    type Error = InvalidValue;

    /// Fails if the system's time doesn't go that far.
    fn try_from(time: DateTime) -> Result<Self, InvalidValue> {
        let seconds = Duration::from_secs(time.seconds.unsigned_abs());
        let second =
            if time.seconds < 0 { UNIX_EPOCH.checked_sub(seconds) } else { UNIX_EPOCH.checked_add(seconds) };
        let nanoseconds = Duration::from_nanos(time.nanoseconds.into());
        second.and_then(|second| second.checked_add(nanoseconds)).ok_or(INVALID)
    }
}

impl Value<'_> for DateTime {
    fn from_text(text: &str) -> Result<Self, ElementErrorKind> {
        trim(text).parse().map_err(|_| ElementErrorKind::Value)
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for DateTime {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for DateTime {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <Cow<'_, str> as serde::Deserialize>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

fn read(text: &[u8]) -> Option<DateTime> {
    let (year, rest) = number::<4>(text)?;
    let (month, rest) = number::<2>(rest.strip_prefix(b"-")?)?;
    let (day, rest) = number::<2>(rest.strip_prefix(b"-")?)?;
    let (hour, rest) = number::<2>(rest.strip_prefix(b"T")?)?;
    let (minute, rest) = number::<2>(rest.strip_prefix(b":")?)?;
    let (second, rest) = number::<2>(rest.strip_prefix(b":")?)?;
    let (nanoseconds, rest) = fraction(rest)?;
    // With an offset it could come to a moment in the year 1.
    if year == 0 {
        return None;
    }
    let is_midnight = hour == 24 && minute == 0 && second == 0 && nanoseconds == 0;
    if !(1..=days_in_month(year, month)?).contains(&day)
        || !(hour < 24 || is_midnight)
        || minute > 59
        || second > 59
    {
        return None;
    }
    let days = days_before_year(year) + days_before_month(year, month) + day - 1 - DAYS_BEFORE_1970;
    let time = hour * 3600 + minute * 60 + second - offset(rest)?;
    DateTime::new(days * SECONDS_PER_DAY + time, nanoseconds).ok()
}

/// A number of exactly `N` digits, and what is behind it.
fn number<const N: usize>(text: &[u8]) -> Option<(i64, &[u8])> {
    let (digits, rest) = text.split_first_chunk::<N>()?;
    let add = |number: i64, digit: &u8| Some(number * 10 + i64::from(decimal(*digit)?));
    Some((digits.iter().try_fold(0, add)?, rest))
}

/// The part of a second in nanoseconds, if there is one, and what is behind it.
fn fraction(text: &[u8]) -> Option<(u32, &[u8])> {
    let Some(text) = text.strip_prefix(b".") else { return Some((0, text)) };
    let len = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at_checked(len).filter(|_| len > 0)?;
    let padded = digits.iter().chain([b'0'; 9].iter()).take(9);
    let add = |number: u32, digit: &u8| Some(number * 10 + u32::from(decimal(*digit)?));
    Some((padded.into_iter().try_fold(0, add)?, rest))
}

/// How many seconds local time is before UTC.
fn offset(text: &[u8]) -> Option<i64> {
    let (sign, rest) = match text.split_first()? {
        (b'Z', []) => return Some(0),
        (b'+', rest) => (1, rest),
        (b'-', rest) => (-1, rest),
        _ => return None,
    };
    let (hours, rest) = number::<2>(rest)?;
    let (minutes, rest) = number::<2>(rest.strip_prefix(b":")?)?;
    let is_offset = rest.is_empty() && minutes < 60 && hours * 60 + minutes <= 14 * 60;
    is_offset.then_some(sign * (hours * 3600 + minutes * 60))
}

fn decimal(digit: u8) -> Option<u8> {
    digit.is_ascii_digit().then(|| digit - b'0')
}

/// The year, month and day so many days after the beginning of 1970.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + DAYS_BEFORE_1970;
    // Years are at most 366 days long, so this is never too late, and at most 20 years too early.
    let mut year = days / 366;
    while days_before_year(year + 1) <= days {
        year += 1;
    }
    let in_year = days - days_before_year(year);
    let mut month = 1;
    while month < 12 && days_before_month(year, month + 1) <= in_year {
        month += 1;
    }
    (year, month, in_year - days_before_month(year, month) + 1)
}

/// How many days there are from the beginning of the year 0 to that of `year`.
const fn days_before_year(year: i64) -> i64 {
    // The year 0 is a leap year itself.
    let leap_years = if year == 0 { 0 } else { (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + 1 };
    year * 365 + leap_years
}

fn days_before_month(year: i64, month: i64) -> i64 {
    (1..month).filter_map(|month| days_in_month(year, month)).sum()
}

const fn days_in_month(year: i64, month: i64) -> Option<i64> {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => Some(29),
        2 => Some(28),
        _ => None,
    }
}
