//! Attributes and their values.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt::{self, Display};
use core::hash::{Hash, Hasher};
use core::iter::{self, FusedIterator};

use super::syntax::{cardinal, skip_while, take_attribute, take_char};

/// An attribute of a link: `obs`, `ct=40`, `rt="temperature-c"`. Names are equal without regard to case.
#[derive(Clone, Copy)]
pub struct Attribute<'a> {
    pub(super) name: &'a str,
    pub(super) value: Option<Value<'a>>,
}

/// The value of an attribute, compared by what it says: a token equals the quoted string of the same text.
#[derive(Clone, Copy)]
pub struct Value<'a>(pub(super) &'a str);

/// Attributes one after the other; see [`Link::attributes`](super::Link::attributes).
#[derive(Clone, Debug)]
pub struct Attributes<'a>(&'a str);

impl<'a> Attribute<'a> {
    /// The name.
    pub const fn name(&self) -> &'a str {
        self.name
    }

    /// The value; an attribute like `obs` has none.
    pub const fn value(&self) -> Option<Value<'a>> {
        self.value
    }

    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

impl PartialEq for Attribute<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.is_named(other.name) && self.value == other.value
    }
}

impl Eq for Attribute<'_> {}

impl Hash for Attribute<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.bytes().for_each(|byte| state.write_u8(byte.to_ascii_lowercase()));
        self.value.hash(state);
    }
}

impl fmt::Debug for Attribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value {
            Some(value) => write!(f, "{}={value:?}", self.name),
            None => f.write_str(self.name),
        }
    }
}

impl<'a> Value<'a> {
    /// The token, or what stands between the quotes with its backslashes.
    pub const fn as_str(&self) -> &'a str {
        self.0
    }

    /// The characters, without the backslashes that escape them.
    pub fn chars(&self) -> impl Iterator<Item = char> + Clone + use<'a> {
        let mut rest = self.0;
        iter::from_fn(move || {
            let (char, after) = take_char(rest)?;
            rest = after;
            Some(char)
        })
    }

    /// The text; borrowed if nothing in it is escaped.
    pub fn decode(&self) -> Cow<'a, str> {
        if self.0.contains('\\') { self.chars().collect::<String>().into() } else { self.0.into() }
    }

    /// The values that spaces separate, as in `rt`, `if` and `rel`.
    pub fn words(&self) -> impl Iterator<Item = Self> + Clone + use<'a> {
        let mut rest = self.0;
        iter::from_fn(move || {
            let word = skip_while(rest, |char| char == ' ');
            rest = skip_while(word, |char| char != ' ');
            let word = word.get(..word.len() - rest.len())?;
            (!word.is_empty()).then_some(Self(word))
        })
    }

    pub(super) fn cardinal(&self) -> Option<u64> {
        cardinal(self.chars())
    }
}

impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.chars().eq(other.chars())
    }
}

impl Eq for Value<'_> {}

impl PartialEq<str> for Value<'_> {
    fn eq(&self, other: &str) -> bool {
        self.chars().eq(other.chars())
    }
}

impl PartialEq<&str> for Value<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl Hash for Value<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.chars().for_each(|char| char.hash(state));
        state.write_u8(0xff);
    }
}

impl Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.chars().try_for_each(|char| fmt::Write::write_char(f, char))
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, f)
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        let (attribute, rest) = take_attribute(self.0.strip_prefix(';')?).ok()?;
        self.0 = rest;
        Some(attribute)
    }
}

impl FusedIterator for Attributes<'_> {}

/// The text of attributes that were checked, each with its semicolon.
#[derive(Clone, Copy)]
pub(super) struct AttributeList<'a>(pub(super) &'a str);

impl<'a> AttributeList<'a> {
    pub(super) const fn iter(self) -> Attributes<'a> {
        Attributes(self.0)
    }
}

impl PartialEq for AttributeList<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for AttributeList<'_> {}

impl Hash for AttributeList<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.iter().for_each(|attribute| attribute.hash(state));
        state.write_u8(0xff);
    }
}
