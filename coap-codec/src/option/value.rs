//! The values of Observe and No-Response.

use core::fmt;

use crate::{Code, InvalidValue};

/// The value of Observe (RFC 7641, section 2): in a request [`REGISTER`](Self::REGISTER) or
/// [`DEREGISTER`](Self::DEREGISTER), in a response a sequence number of 24 bits.
///
/// ```
/// use coap_codec::option::Observe;
///
/// let (first, second) = (Observe::try_from(0xff_ffff)?, Observe::try_from(2)?);
/// assert!(second.is_newer_than(first) && !first.is_newer_than(second));
/// # Ok::<(), coap_codec::InvalidValue>(())
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "u32", into = "u32")
)]
pub struct Observe(u32);

/// The value of No-Response (RFC 7967, section 2.1): which classes of responses the client doesn't want.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct NoResponse(u8);

impl Observe {
    /// In a request: notify me from now on.
    pub const REGISTER: Self = Self(0);
    /// In a request: notify me no longer.
    pub const DEREGISTER: Self = Self(1);
    /// The largest sequence number.
    pub const MAX: Self = Self(0xff_ffff);

    /// The value with this number; `None` if it takes more than 24 bits.
    pub const fn new(number: u32) -> Option<Self> {
        if number <= Self::MAX.0 { Some(Self(number)) } else { None }
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The sequence number after it; after the last comes 0.
    #[must_use]
    pub const fn next(self) -> Self {
        Self((self.0 + 1) & Self::MAX.0)
    }

    /// Whether a notification with this number is newer than one with `other`, by their numbers (RFC 7641, section 3.4).
    /// Whatever came more than 128 seconds after the other one is newer anyhow, which is for the caller to see.
    pub const fn is_newer_than(self, other: Self) -> bool {
        const HALF: u32 = 1 << 23;
        if self.0 > other.0 { self.0 - other.0 < HALF } else { other.0 - self.0 > HALF }
    }
}

impl TryFrom<u32> for Observe {
    type Error = InvalidValue;

    fn try_from(number: u32) -> Result<Self, InvalidValue> {
        Self::new(number).ok_or(InvalidValue("Observe"))
    }
}

impl From<Observe> for u32 {
    fn from(observe: Observe) -> Self {
        observe.get()
    }
}

impl fmt::Display for Observe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(feature = "arbitrary")]
impl arbitrary::Arbitrary<'_> for Observe {
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        Ok(Self(u.int_in_range(0..=Self::MAX.0)?))
    }
}

impl NoResponse {
    /// Every response is wanted.
    pub const NOTHING: Self = Self(0);
    /// Responses of class 2 are not wanted.
    pub const SUCCESS: Self = Self(2);
    /// Responses of class 4 are not wanted.
    pub const CLIENT_ERROR: Self = Self(8);
    /// Responses of class 5 are not wanted.
    pub const SERVER_ERROR: Self = Self(16);

    /// The value with these bits.
    pub const fn new(bits: u8) -> Self {
        Self(bits)
    }

    /// The bits.
    pub const fn get(self) -> u8 {
        self.0
    }

    /// What either of them says isn't wanted.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the client doesn't want a response of this code.
    pub const fn suppresses(self, response: Code) -> bool {
        response.is_response() && self.0 & 1 << (response.class() - 1) != 0
    }
}

impl From<u8> for NoResponse {
    fn from(bits: u8) -> Self {
        Self::new(bits)
    }
}

impl From<NoResponse> for u8 {
    fn from(value: NoResponse) -> Self {
        value.get()
    }
}
