//! Fields with several values (section 1.4): in all definitions of AMQP these are symbols.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

use bytes::BufMut;

use super::write::Encode;
use super::{Array, ArrayIter, Primitive, Symbol, Value};
use crate::InvalidValue;

/// The symbols of a field that may have several: none, one that stands by itself, or an array of them.
#[derive(Clone, Copy, Default)]
pub struct Symbols<'a>(Form<'a>);

#[derive(Clone, Copy, Default)]
enum Form<'a> {
    #[default]
    None,
    One(Symbol<'a>),
    Array(Array<'a>),
}

/// Symbols one after the other; see [`Symbols::iter`].
#[derive(Clone, Debug)]
pub struct SymbolsIter<'a> {
    one: Option<Symbol<'a>>,
    array: Option<ArrayIter<'a>>,
}

impl<'a> Symbols<'a> {
    /// No symbols: the field is null.
    pub const EMPTY: Self = Self(Form::None);

    /// How many there are.
    pub const fn len(&self) -> usize {
        match &self.0 {
            Form::None => 0,
            Form::One(_) => 1,
            Form::Array(array) => array.len(),
        }
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The symbols in their order.
    pub fn iter(&self) -> SymbolsIter<'a> {
        match &self.0 {
            Form::None => SymbolsIter { one: None, array: None },
            Form::One(symbol) => SymbolsIter { one: Some(*symbol), array: None },
            Form::Array(array) => SymbolsIter { one: None, array: Some(array.iter()) },
        }
    }

    /// Whether a symbol with this text is among them.
    pub fn contains(&self, text: &str) -> bool {
        self.iter().any(|symbol| symbol == text)
    }

    /// The symbols of an array, if it has symbols without descriptors.
    pub(crate) fn from_array(array: Array<'a>) -> Option<Self> {
        let has_symbols = array.element_type() == Primitive::Symbol && array.descriptor().is_none();
        has_symbols.then_some(Self(Form::Array(array)))
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

impl<'a> Iterator for SymbolsIter<'a> {
    type Item = Symbol<'a>;

    fn next(&mut self) -> Option<Symbol<'a>> {
        match &mut self.array {
            None => self.one.take(),
            Some(array) => match array.next()? {
                Value::Symbol(symbol) => Some(symbol),
                _ => None,
            },
        }
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
            Form::Array(array) => array.encoded_len(),
        }
    }

    #[inline]
    fn put(&self, dst: &mut impl BufMut) {
        match &self.0 {
            Form::None => Value::Null.put(dst),
            Form::One(symbol) => symbol.put(dst),
            Form::Array(array) => array.put(dst),
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
