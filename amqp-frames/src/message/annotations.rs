//! Annotations (section 3.2.10): delivery annotations, message annotations, and the footer.

use crate::InvalidValue;
use crate::definitions::Error;
use crate::definitions::map_newtype::{any, map_newtypes};
use crate::types::composite::{Field, from_value};
use crate::types::{Budget, Map, MapIter, Symbol, Value, codes, read_valid, take_plain};
use crate::wire::Fault;

map_newtypes! {
    /// Values by symbols or numbers (section 3.2.10); built with [`AnnotationsBuf`].
    ///
    /// What is built has no other keys. What is decoded may, as there are peers that send strings: those aren't found, and are
    /// among the entries.
    Annotations
    /// The owned form of [`Annotations`].
    ///
    /// ```
    /// use amqp_frames::message::AnnotationsBuf;
    /// use amqp_frames::types::Value;
    ///
    /// let mut annotations = AnnotationsBuf::new();
    /// annotations.insert("x-opt-hops", 3_u32)?;
    /// assert_eq!(annotations.as_annotations().get("x-opt-hops"), Some(Value::Uint(3)));
    /// # Ok::<(), amqp_frames::EncodeError>(())
    /// ```
    AnnotationsBuf as_annotations
    iter(MapIter<'a>, (Value<'a>, Value<'a>)) |map| map.iter(),
    key(AnnotationKey<'k>, impl TryInto<AnnotationKey<'k>>) is_key,
    value any, described any,
    "map of annotations: a key is neither a symbol nor a ulong";
}

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

impl AnnotationKey<'_> {
    /// Whether it is one of those that may be ignored where they aren't understood: a symbol that begins with `x-opt-`. Who
    /// doesn't understand another one has to detach the link.
    ///
    /// ```
    /// use amqp_frames::message::{AnnotationKey, AnnotationsBuf};
    ///
    /// let mut annotations = AnnotationsBuf::new();
    /// annotations.insert("x-opt-hops", 3_u32)?;
    /// annotations.insert("x-route", "a")?;
    /// let must_be_understood = annotations.as_annotations().iter().find(|(key, _)| {
    ///     !AnnotationKey::try_from(*key).is_ok_and(|key| key.is_ignorable())
    /// });
    /// assert!(must_be_understood.is_some_and(|(key, _)| key.to_string() == "x-route"));
    /// # Ok::<(), amqp_frames::EncodeError>(())
    /// ```
    pub fn is_ignorable(&self) -> bool {
        matches!(self, Self::Symbol(symbol) if symbol.as_str().starts_with("x-opt-"))
    }
}

fn is_key(key: Value<'_>) -> bool {
    AnnotationKey::try_from(key).is_ok()
}

impl<'a> Annotations<'a> {
    /// What the number `key` maps to.
    pub fn get_ulong(&self, key: u64) -> Option<Value<'a>> {
        self.as_map().get(key)
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

/// Whether a delivery annotation is another one than that which says why the message was rejected, or right.
pub(super) fn may_be_rejected(key: AnnotationKey<'_>, value: Value<'_>) -> bool {
    !matches!(key, AnnotationKey::Symbol(symbol) if symbol == REJECTED)
        || from_value::<Error<'_>>(value).is_ok()
}

/// The key for why a message was rejected (section 3.2.2).
const REJECTED: &str = "rejected";

impl<'a> TryFrom<Value<'a>> for AnnotationKey<'a> {
    type Error = InvalidValue;

    fn try_from(value: Value<'a>) -> Result<Self, InvalidValue> {
        match value {
            Value::Symbol(symbol) => Ok(Self::Symbol(symbol)),
            Value::Ulong(number) => Ok(Self::Ulong(number)),
            _ => Err(InvalidValue("key of annotations: neither a symbol nor a ulong")),
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

impl<'a> TryFrom<&'a str> for AnnotationKey<'a> {
    type Error = InvalidValue;

    /// The symbol of this text.
    fn try_from(text: &'a str) -> Result<Self, InvalidValue> {
        Symbol::try_from(text).map(Self::Symbol)
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
