//! Values that are kept.

use alloc::vec::Vec;

use super::write;
use super::{Described, Descriptor, Value, read, through_view};
use crate::{DecodeError, EncodeError, Limits};

/// The owned form of [`Value`]: its encoding.
///
/// ```
/// use amqp_frames::types::{Symbol, ValueBuf};
///
/// let symbol = Symbol::try_from("example:url")?;
/// let url = ValueBuf::described(symbol, "http://example.org/")?;
/// assert_eq!(url.as_value().to_string(), "@example:url \"http://example.org/\"");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct ValueBuf(Vec<u8>);

impl ValueBuf {
    /// Keeps a value.
    ///
    /// # Errors
    ///
    /// It has 4 GiB, which no size can say.
    pub fn new<'v>(value: impl Into<Value<'v>>) -> Result<Self, EncodeError> {
        let mut bytes = Vec::new();
        write::push(&mut bytes, &value.into())?;
        Ok(Self(bytes))
    }

    /// Keeps a value with a descriptor (section 1.1.2).
    ///
    /// # Errors
    ///
    /// It has 4 GiB, or values would be too deep inside each other: 255 levels can be built.
    pub fn described<'v>(
        descriptor: impl Into<Descriptor<'v>>,
        value: impl Into<Value<'v>>,
    ) -> Result<Self, EncodeError> {
        let mut bytes = Vec::new();
        write::push_described(&mut bytes, &descriptor.into(), &value.into(), 0)?;
        Ok(Self(bytes))
    }

    /// Keeps the bytes of a value.
    ///
    /// # Errors
    ///
    /// They are no value, or go beyond the limits.
    pub fn decode(bytes: Vec<u8>, limits: &Limits) -> Result<Self, DecodeError> {
        Value::decode(&bytes, limits)?;
        Ok(Self(bytes))
    }

    /// For bytes that were written as a value.
    #[cfg(feature = "serde")]
    pub(super) const fn from_valid(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The view.
    pub fn as_value(&self) -> Value<'_> {
        read::value(&mut &self.0[..]).unwrap_or(Value::Null)
    }

    /// The view, if the value is described.
    pub fn as_described(&self) -> Option<Described<'_>> {
        Described::try_from(self.as_value()).ok()
    }

    /// The encoding.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The encoding.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl PartialEq for ValueBuf {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.as_value() == other.as_value()
    }
}

impl Eq for ValueBuf {}

through_view! {
    ValueBuf as_value: Hash Debug Display;
}
