//! Fields with several values (section 1.4): in all definitions of AMQP these are symbols.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

use bytes::BufMut;

#[cfg(feature = "serde")]
use super::SymbolBuf;
use super::code::code;
use super::write::Encode;
use super::{Array, ArrayBuf, Primitive, Symbol, Value, through_view};
use crate::scan::ascii;
use crate::wire::{Width, take_sized};
use crate::{EncodeError, InvalidValue};

/// The symbols of a field that may have several: none, one that stands by itself, or an array of them.
///
/// ```
/// use amqp_frames::types::{ArrayBuf, Primitive, Symbol, Symbols};
///
/// let one = Symbols::from(Symbol::try_from("queue")?);
/// let mut several = ArrayBuf::new(Primitive::Symbol);
/// several.push(Symbol::try_from("queue")?)?;
/// several.push(Symbol::try_from("topic")?)?;
/// let several = Symbols::try_from(several.as_array())?;
/// assert!(one.contains("queue") && several.contains("topic"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Default)]
pub struct Symbols<'a>(Form<'a>);

/// The owned form of [`Symbols`].
///
/// ```
/// use amqp_frames::types::{Symbol, SymbolsBuf};
///
/// let mut mechanisms = SymbolsBuf::new();
/// for mechanism in ["PLAIN", "ANONYMOUS"] {
///     mechanisms.push(Symbol::try_from(mechanism)?)?;
/// }
/// assert!(mechanisms.as_symbols().contains("PLAIN"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct SymbolsBuf(ArrayBuf);

#[derive(Clone, Copy, Default)]
enum Form<'a> {
    #[default]
    None,
    One(Symbol<'a>),
    /// What an [`Array`] holds, without which this would be larger: the constructor is that of a symbol.
    Array {
        count: u32,
        body: &'a [u8],
    },
}

/// Symbols one after the other; see [`Symbols::iter`].
#[derive(Clone)]
pub struct SymbolsIter<'a> {
    one: Option<Symbol<'a>>,
    /// Those of an array, and how wide their sizes are.
    rest: &'a [u8],
    left: u32,
    width: Width,
}

impl<'a> Symbols<'a> {
    /// No symbols: the field is null.
    pub const EMPTY: Self = Self(Form::None);

    /// How many there are.
    pub const fn len(&self) -> usize {
        match &self.0 {
            Form::None => 0,
            Form::One(_) => 1,
            Form::Array { count, .. } => *count as usize,
        }
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The symbols in their order.
    #[inline]
    pub fn iter(&self) -> SymbolsIter<'a> {
        let none = SymbolsIter { one: None, rest: &[], left: 0, width: Width::One };
        match &self.0 {
            Form::None => none,
            Form::One(symbol) => SymbolsIter { one: Some(*symbol), ..none },
            Form::Array { count, body: [code, rest @ ..] } => {
                let width = if *code == code::SYMBOL8 { Width::One } else { Width::Four };
                SymbolsIter { rest, left: *count, width, ..none }
            }
            Form::Array { .. } => none,
        }
    }

    /// Whether a symbol with this text is among them.
    pub fn contains(&self, text: &str) -> bool {
        self.iter().any(|symbol| symbol == text)
    }

    /// The symbols of an array, if it has symbols without descriptors.
    #[inline]
    pub(crate) fn from_array(array: Array<'a>) -> Option<Self> {
        let (count, body) = array.counted();
        matches!(body, [code::SYMBOL8 | code::SYMBOL32, ..]).then_some(Self(Form::Array { count, body }))
    }
}

impl SymbolsBuf {
    /// No symbols yet.
    pub fn new() -> Self {
        Self(ArrayBuf::new(Primitive::Symbol))
    }

    /// Adds a symbol at the end.
    ///
    /// # Errors
    ///
    /// They would have 4 GiB, which no size can say. They are as they were then.
    pub fn push(&mut self, symbol: Symbol<'_>) -> Result<(), EncodeError> {
        self.0.push(symbol)
    }

    /// Takes all symbols out, and keeps the memory.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The view.
    pub fn as_symbols(&self) -> Symbols<'_> {
        Symbols::from_array(self.0.as_array()).unwrap_or_default()
    }
}

impl Default for SymbolsBuf {
    fn default() -> Self {
        Self::new()
    }
}

/// A symbol of 4 GiB, which can't be encoded, isn't kept.
impl From<Symbols<'_>> for SymbolsBuf {
    fn from(symbols: Symbols<'_>) -> Self {
        match symbols.0 {
            Form::Array { count, body } => Self(Array::from_valid((count, body)).into()),
            _ => {
                let mut owned = Self::new();
                symbols.iter().for_each(|symbol| _ = owned.push(symbol));
                owned
            }
        }
    }
}

through_view! {
    SymbolsBuf as_symbols: Debug;
}

#[cfg(feature = "serde")]
impl serde::Serialize for SymbolsBuf {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_symbols().serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for SymbolsBuf {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let symbols: alloc::vec::Vec<SymbolBuf> = serde::Deserialize::deserialize(deserializer)?;
        let mut owned = Self::new();
        for symbol in &symbols {
            owned.push(symbol.as_symbol()).map_err(serde::de::Error::custom)?;
        }
        Ok(owned)
    }
}

impl<'a> From<Symbol<'a>> for Symbols<'a> {
    fn from(symbol: Symbol<'a>) -> Self {
        Self(Form::One(symbol))
    }
}

impl<'a> TryFrom<Array<'a>> for Symbols<'a> {
    type Error = InvalidValue;

    fn try_from(array: Array<'a>) -> Result<Self, InvalidValue> {
        Self::from_array(array).ok_or(InvalidValue("array of symbols"))
    }
}

/// The symbols that are left.
impl fmt::Debug for SymbolsIter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

impl<'a> Iterator for SymbolsIter<'a> {
    type Item = Symbol<'a>;

    #[inline]
    fn next(&mut self) -> Option<Symbol<'a>> {
        if self.left == 0 {
            return self.one.take();
        }
        self.left -= 1;
        ascii(take_sized(&mut self.rest, self.width)?).map(Symbol::from_ascii)
    }
}

impl<'a> IntoIterator for Symbols<'a> {
    type Item = Symbol<'a>;
    type IntoIter = SymbolsIter<'a>;

    fn into_iter(self) -> SymbolsIter<'a> {
        self.iter()
    }
}

/// None is null.
impl Encode for Symbols<'_> {
    #[inline]
    fn encoded_len(&self) -> usize {
        match &self.0 {
            Form::None => 1,
            Form::One(symbol) => symbol.encoded_len(),
            Form::Array { count, body } => Array::from_valid((*count, body)).encoded_len(),
        }
    }

    #[inline]
    fn put(&self, dst: &mut impl BufMut) {
        match &self.0 {
            Form::None => Value::Null.put(dst),
            Form::One(symbol) => symbol.put(dst),
            Form::Array { count, body } => Array::from_valid((*count, body)).put(dst),
        }
    }
}

/// Null and an array of none are the same (section 1.4), and so are a symbol and an array of it.
impl PartialEq for Symbols<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Symbols<'_> {}

impl PartialOrd for Symbols<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Symbols<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.iter().cmp(other.iter())
    }
}

impl Hash for Symbols<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.len().hash(state);
        self.iter().for_each(|symbol| symbol.hash(state));
    }
}

impl fmt::Debug for Symbols<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
