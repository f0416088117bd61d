//! Annotations (section 3.2.10): delivery annotations, message annotations, and the footer.

use core::fmt;

use bytes::BufMut;

use crate::definitions::Error;
use crate::types::composite::{Field, from_value};
use crate::types::{Budget, Encode, Map, MapBuf, Symbol, Value, codes, read_valid, take_plain};
use crate::wire::Fault;
use crate::{EncodeError, InvalidValue};

/// Values by symbols or numbers (section 3.2.10); built with [`AnnotationsBuf`].
///
/// What is built has no other keys. What is decoded may: there are peers that send strings.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct Annotations<'a>(Map<'a>);

/// The owned form of [`Annotations`].
///
/// ```
/// use amqp_frames::message::AnnotationsBuf;
/// use amqp_frames::types::{Symbol, Value};
///
/// let mut annotations = AnnotationsBuf::new();
/// annotations.insert(Symbol::try_from("x-opt-hops")?, 3_u32)?;
/// assert_eq!(annotations.as_annotations().get("x-opt-hops"), Some(Value::Uint(3)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct AnnotationsBuf(MapBuf);

/// What annotations have for keys (section 3.2.10).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
pub enum AnnotationKey<'a> {
    /// A name. Those that don't begin with `x-` are reserved; those that begin with `x-opt-` may be ignored.
    Symbol(Symbol<'a>),
    /// A number. All are reserved.
    Ulong(u64),
}

impl<'a> Annotations<'a> {
    /// No annotations.
    pub const EMPTY: Self = Self(Map::EMPTY);

    /// What the symbol of this text maps to. Keys of other types aren't found.
    pub fn get(&self, key: &str) -> Option<Value<'a>> {
        self.0.get(Symbol::new(key)?)
    }

    /// The map, with whatever keys it came with.
    pub const fn as_map(&self) -> Map<'a> {
        self.0
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Why the message was rejected, if it is delivery annotations that these are (section 3.2.2).
    pub(super) fn rejected(&self) -> Option<Error<'a>> {
        from_value(self.get(REJECTED)?).ok()
    }

    /// Where there is something else than an error to say why a message was rejected.
    #[inline]
    pub(crate) fn broken_rejected(&self) -> Option<&'a [u8]> {
        if self.is_empty() { None } else { self.find_broken_rejected() }
    }

    #[inline(never)]
    fn find_broken_rejected(&self) -> Option<&'a [u8]> {
        let rejected = Value::Symbol(Symbol::new(REJECTED)?);
        let (count, mut rest) = self.0.counted();
        for _ in 0..count / 2 {
            let key = read_valid(&mut rest)?;
            let at = rest;
            let value = read_valid(&mut rest)?;
            if key == rejected {
                return if from_value::<Error<'_>>(value).is_ok() { None } else { Some(at) };
            }
        }
        None
    }
}

/// The key for why a message was rejected (section 3.2.2).
const REJECTED: &str = "rejected";

impl AnnotationsBuf {
    /// No annotations yet.
    pub const fn new() -> Self {
        Self(MapBuf::new())
    }

    /// Adds an annotation at the end.
    ///
    /// # Errors
    ///
    /// The key is there already, or the map would have 4 GiB. It is as it was then.
    pub fn insert<'v>(
        &mut self,
        key: impl Into<AnnotationKey<'v>>,
        value: impl Into<Value<'v>>,
    ) -> Result<(), EncodeError> {
        self.0.insert(key.into(), value)
    }

    /// Takes all annotations out, and keeps the memory.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The view.
    pub fn as_annotations(&self) -> Annotations<'_> {
        Annotations(self.0.as_map())
    }
}

impl From<Annotations<'_>> for AnnotationsBuf {
    fn from(annotations: Annotations<'_>) -> Self {
        Self(annotations.0.into())
    }
}

impl<'a> TryFrom<Map<'a>> for Annotations<'a> {
    type Error = InvalidValue;

    /// A map whose keys are symbols and numbers.
    fn try_from(map: Map<'a>) -> Result<Self, InvalidValue> {
        if map.keys().all(|key| AnnotationKey::try_from(key).is_ok()) {
            Ok(Self(map))
        } else {
            Err(INVALID_KEY)
        }
    }
}

const INVALID_KEY: InvalidValue = InvalidValue("key of annotations: neither a symbol nor a ulong");

impl<'a> TryFrom<Value<'a>> for AnnotationKey<'a> {
    type Error = InvalidValue;

    fn try_from(value: Value<'a>) -> Result<Self, InvalidValue> {
        match value {
            Value::Symbol(symbol) => Ok(Self::Symbol(symbol)),
            Value::Ulong(number) => Ok(Self::Ulong(number)),
            _ => Err(INVALID_KEY),
        }
    }
}

impl<'a> From<AnnotationKey<'a>> for Value<'a> {
    fn from(key: AnnotationKey<'a>) -> Self {
        match key {
            AnnotationKey::Symbol(symbol) => Self::Symbol(symbol),
            AnnotationKey::Ulong(number) => Self::Ulong(number),
        }
    }
}

impl<'a> From<Symbol<'a>> for AnnotationKey<'a> {
    fn from(symbol: Symbol<'a>) -> Self {
        Self::Symbol(symbol)
    }
}

impl From<u64> for AnnotationKey<'_> {
    fn from(number: u64) -> Self {
        Self::Ulong(number)
    }
}

impl<'a> Field<'a> for Annotations<'a> {
    #[inline]
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        let mut plain = at;
        if let Some(map) = take_plain(codes::SYMBOL8, &mut plain, budget) {
            *input = plain;
            return Ok(Self(map));
        }
        Map::take(code, at, input, budget).map(Self)
    }
}

impl Encode for Annotations<'_> {
    #[inline]
    fn encoded_len(&self) -> usize {
        self.0.encoded_len()
    }

    #[inline]
    fn put(&self, dst: &mut impl BufMut) {
        self.0.put(dst);
    }
}

impl fmt::Display for Annotations<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
