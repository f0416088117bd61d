//! Described values (sections 1.1.2 and 1.2) and their descriptors (section 1.5).

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

use bytes::BufMut;

use super::code::DESCRIBED;
use super::write::Encode;
use super::{Symbol, Value, read};
use crate::wire::take_byte;

/// A value with a descriptor, which says what custom type it stands for; built with
/// [`ValueBuf::described`](super::ValueBuf::described).
#[derive(Clone, Copy)]
pub struct Described<'a> {
    /// From the constructor's first byte to the end of the data. In an array other elements stand between the two.
    bytes: &'a [u8],
    /// Where the data begin.
    data_at: u32,
}

/// What says which custom type a value stands for.
///
/// Descriptors compare as the values that they are.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
pub enum Descriptor<'a> {
    /// A number: the domain's above, the domain's own below (section 1.5).
    Ulong(u64),
    /// A name: the domain's, a colon, the domain's own (section 1.5).
    Symbol(Symbol<'a>),
    /// A value of another type: it is allowed where values are described, and reserved (section 1.5).
    Reserved(Value<'a>),
}

impl<'a> Described<'a> {
    /// The descriptor.
    pub fn descriptor(&self) -> Descriptor<'a> {
        let descriptor = self.bytes.get(1..).and_then(|mut rest| read::value(&mut rest));
        descriptor.map_or(Descriptor::Ulong(0), Descriptor::from)
    }

    /// What is described, which may be described itself.
    pub fn value(&self) -> Value<'a> {
        self.behind_descriptor().unwrap_or_default()
    }

    /// `None` would mean that bytes which were valid are not. The descriptor is passed over by its size: it may be long, and that of
    /// many elements.
    fn behind_descriptor(&self) -> Option<Value<'a>> {
        let mut rest = self.bytes;
        take_byte(&mut rest)?;
        read::skip(&mut rest)?;
        match *rest.first()? {
            DESCRIBED => {
                let before = self.bytes.len() - rest.len();
                let data_at = self.data_at.checked_sub(u32::try_from(before).ok()?)?;
                Some(Value::Described(Self { bytes: rest, data_at }))
            }
            code => read::data(code, &mut self.bytes.get(self.data_at as usize..)?),
        }
    }

    /// For bytes that were found valid.
    pub(crate) const fn from_valid(bytes: &'a [u8], data_at: u32) -> Self {
        Self { bytes, data_at }
    }

    /// Where the data end.
    pub(crate) const fn end(&self) -> usize {
        self.bytes.len()
    }

    /// All its bytes, and those from the format code on, unless other elements of an array stand in between.
    pub(crate) fn contiguous(&self) -> Option<(&'a [u8], &'a [u8])> {
        let (constructor, _) = self.parts()?;
        if constructor.len() != self.data_at as usize {
            return None;
        }
        Some((self.bytes, self.bytes.get(constructor.len().checked_sub(1)?..)?))
    }

    /// The constructor and the data.
    pub(super) fn parts(&self) -> Option<(&'a [u8], &'a [u8])> {
        let mut rest = self.bytes;
        read::constructor(&mut rest)?;
        let constructor = self.bytes.get(..self.bytes.len() - rest.len())?;
        Some((constructor, self.bytes.get(self.data_at as usize..)?))
    }
}

impl Encode for Described<'_> {
    fn encoded_len(&self) -> usize {
        self.parts().map_or(0, |(constructor, data)| constructor.len() + data.len())
    }

    fn put(&self, dst: &mut impl BufMut) {
        if let Some((constructor, data)) = self.parts() {
            dst.put_slice(constructor);
            dst.put_slice(data);
        }
    }
}

impl PartialEq for Described<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Described<'_> {}

impl PartialOrd for Described<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Described<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let descriptors = self.descriptor().cmp(&other.descriptor());
        descriptors.then_with(|| self.value().cmp(&other.value()))
    }
}

impl Hash for Described<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.descriptor().hash(state);
        self.value().hash(state);
    }
}

impl fmt::Debug for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Described");
        shown.field("descriptor", &self.descriptor()).field("value", &self.value()).finish()
    }
}

impl fmt::Display for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{} {}", self.descriptor(), self.value())
    }
}

impl<'a> Descriptor<'a> {
    /// The value that stands in the constructor.
    pub const fn as_value(&self) -> Value<'a> {
        match *self {
            Self::Ulong(number) => Value::Ulong(number),
            Self::Symbol(symbol) => Value::Symbol(symbol),
            Self::Reserved(value) => value,
        }
    }
}

impl PartialEq for Descriptor<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Descriptor<'_> {}

impl PartialOrd for Descriptor<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Descriptor<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_value().cmp(&other.as_value())
    }
}

impl Hash for Descriptor<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_value().hash(state);
    }
}

impl<'a> From<Value<'a>> for Descriptor<'a> {
    fn from(value: Value<'a>) -> Self {
        match value {
            Value::Ulong(number) => Self::Ulong(number),
            Value::Symbol(symbol) => Self::Symbol(symbol),
            other => Self::Reserved(other),
        }
    }
}

impl From<u64> for Descriptor<'_> {
    fn from(number: u64) -> Self {
        Self::Ulong(number)
    }
}

impl<'a> From<Symbol<'a>> for Descriptor<'a> {
    fn from(symbol: Symbol<'a>) -> Self {
        Self::Symbol(symbol)
    }
}

impl Encode for Descriptor<'_> {
    #[inline]
    fn encoded_len(&self) -> usize {
        match self {
            Self::Ulong(number) => number.encoded_len(),
            Self::Symbol(symbol) => symbol.encoded_len(),
            Self::Reserved(value) => value.encoded_len(),
        }
    }

    #[inline]
    fn put(&self, dst: &mut impl BufMut) {
        match self {
            Self::Ulong(number) => number.put(dst),
            Self::Symbol(symbol) => symbol.put(dst),
            Self::Reserved(value) => value.put(dst),
        }
    }
}

/// A number as the specification writes it: two halves of hexadecimal digits.
impl fmt::Display for Descriptor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ulong(number) => write!(f, "{:#010x}:{:#010x}", number >> 32, number & 0xffff_ffff),
            Self::Symbol(symbol) => fmt::Display::fmt(symbol, f),
            Self::Reserved(value) => fmt::Display::fmt(value, f),
        }
    }
}
