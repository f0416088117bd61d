//! How the parts of payloads are read and written: attributes, text, and elements inside.

use core::num::NonZeroU32;
use std::borrow::Cow;

use super::Payload;
use crate::jid::Jid;
use crate::{Child, Element, ElementError, ElementErrorKind, InvalidValue};

/// A value as attributes and text have it.
pub(crate) trait Value<'a>: Sized {
    fn from_text(text: &'a str) -> Result<Self, ElementErrorKind>;

    fn to_text(&self) -> Cow<'_, str>;
}

impl<'a> Value<'a> for &'a str {
    fn from_text(text: &'a str) -> Result<Self, ElementErrorKind> {
        Ok(text)
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl<'a> Value<'a> for Jid<'a> {
    fn from_text(text: &'a str) -> Result<Self, ElementErrorKind> {
        Jid::new(text).map_err(ElementErrorKind::Address)
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }
}

/// `true`, `false`, `1` and `0` (XML Schema part 2, section 3.2.2).
impl Value<'_> for bool {
    fn from_text(text: &str) -> Result<Self, ElementErrorKind> {
        match trim(text) {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(ElementErrorKind::Value),
        }
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(if *self { "true" } else { "false" })
    }
}

macro_rules! numbers {
    ($($number:ty),+) => {$(
        /// Digits, a sign before them (XML Schema part 2, section 3.3.13).
        impl Value<'_> for $number {
            fn from_text(text: &str) -> Result<Self, ElementErrorKind> {
                trim(text).parse().map_err(|_| ElementErrorKind::Value)
            }

            fn to_text(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        }
    )+};
}

numbers!(i8, u32, NonZeroU32);

/// Schemas have white space around numbers and the like left out.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r'])
}

/// Refuses what has white space around it, which is left out when it is read.
pub(crate) fn check_token(text: &str) -> Result<&str, InvalidValue> {
    if text == trim(text) { Ok(text) } else { Err(InvalidValue("token")) }
}

/// A value that has to be there, or may be left out.
pub(crate) trait Field<'a>: Sized {
    fn from_value(value: Option<&'a str>) -> Result<Self, ElementErrorKind>;

    fn value(&self) -> Option<Cow<'_, str>>;
}

impl<'a, T: Value<'a>> Field<'a> for T {
    fn from_value(value: Option<&'a str>) -> Result<Self, ElementErrorKind> {
        T::from_text(value.ok_or(ElementErrorKind::Missing)?)
    }

    fn value(&self) -> Option<Cow<'_, str>> {
        Some(self.to_text())
    }
}

impl<'a, T: Value<'a>> Field<'a> for Option<T> {
    fn from_value(value: Option<&'a str>) -> Result<Self, ElementErrorKind> {
        value.map(T::from_text).transpose()
    }

    fn value(&self) -> Option<Cow<'_, str>> {
        self.as_ref().map(T::to_text)
    }
}

/// The text of an element that has nothing else in it.
pub(crate) fn only_text(element: Element<'_>) -> Result<&str, ElementError> {
    let mut children = element.children();
    match (children.next(), children.next()) {
        (None, _) => Ok(""),
        (Some(Child::Text(text)), None) => Ok(text),
        _ => Err(ElementError::new(ElementErrorKind::NotText, element, "")),
    }
}

/// The only element inside of `element` with this namespace that isn't its `text`: the condition of an error.
pub(crate) fn find_condition<'a>(
    element: Element<'a>,
    namespace: &str,
) -> Result<Option<Element<'a>>, ElementError> {
    let is_condition = |child: &Element<'a>| child.namespace() == namespace && child.name() != "text";
    let mut conditions = element.elements().filter(is_condition);
    let found = conditions.next();
    match conditions.next() {
        None => Ok(found),
        Some(second) => Err(ElementError::new(ElementErrorKind::Repeated, second, "")),
    }
}

/// What the condition of an error says: another address, or nothing. It may be on a line of its own.
pub(crate) fn condition_text(condition: Element<'_>) -> Result<Option<&str>, ElementError> {
    Ok(Some(trim(only_text(condition)?)).filter(|text| !text.is_empty()))
}

/// Refuses what would mean something else once an error with it is read, the condition of which is in `namespace`.
pub(crate) fn check_condition(
    namespace: &str,
    has_text: bool,
    text: Option<&str>,
    application: Option<Element<'_>>,
) -> Result<(), InvalidValue> {
    if text.is_some_and(|text| !has_text || text.is_empty() || text != trim(text)) {
        return Err(InvalidValue("address that a condition has"));
    }
    if application.is_some_and(|application| application.namespace() == namespace) {
        return Err(InvalidValue("condition of an application"));
    }
    Ok(())
}

/// The element inside that is to blame for what is wrong with a payload that was read from it.
pub(crate) fn place_of<'a, P: Payload<'a>>(element: Element<'a>) -> Element<'a> {
    element.elements().find(|child| P::matches(*child)).unwrap_or(element)
}

/// Refuses a second element that has the text of another one in `field`.
pub(crate) fn check_distinct<'a>(
    texts: impl Iterator<Item = (&'a str, Element<'a>)>,
    field: &'static str,
) -> Result<(), ElementError> {
    let mut texts: Vec<_> = texts.collect();
    texts.sort_by_key(|(text, _)| *text);
    let repeated = texts.windows(2).find_map(|pair| match pair {
        [(one, _), (other, second)] if one == other => Some(*second),
        _ => None,
    });
    repeated.map_or(Ok(()), |second| Err(ElementError::new(ElementErrorKind::Repeated, second, field)))
}
