//! Where the values of a payload stand in its element: one module for each word that the tables of payloads have for a place.

use super::field::{Field, Value, check_token, only_text, trim};
use super::{Items, Payload, Payloads, push};
use crate::{Element, ElementError, ElementErrorKind, ElementMut, InvalidValue};

type Name = &'static str;
type Read<T> = Result<T, ElementError>;
type Written = Result<(), InvalidValue>;

/// The element that is read.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    element: Element<'a>,
    /// That of the payload.
    namespace: &'static str,
    /// Whether it was read before, so that its rules hold.
    was_checked: bool,
}

/// The element that is written to.
pub(crate) struct Target<'e, 'b> {
    element: &'e mut ElementMut<'b>,
    /// That of the payload.
    namespace: &'static str,
}

impl<'a> Source<'a> {
    pub(crate) const fn new<P: Payload<'a>>(element: Element<'a>, was_checked: bool) -> Self {
        Self { element, namespace: P::NAMESPACE, was_checked }
    }

    fn error(self, field: &'static str) -> impl FnOnce(ElementErrorKind) -> ElementError {
        move |kind| ElementError::new(kind, self.element, field)
    }
}

impl<'e, 'b> Target<'e, 'b> {
    pub(crate) const fn new<'p, P: Payload<'p>>(element: &'e mut ElementMut<'b>) -> Self {
        Self { element, namespace: P::NAMESPACE }
    }

    /// Adds an element with the same namespace.
    fn push(&mut self, name: Name) -> Result<ElementMut<'_>, InvalidValue> {
        self.element.push_new(self.namespace, name)
    }
}

/// An attribute. It may be missing if its type is an `Option`.
pub(crate) mod attribute {
    use super::*;

    pub(crate) fn read<'a, T: Field<'a>>(source: Source<'a>, name: Name) -> Read<T> {
        T::from_value(source.element.attribute(name)).map_err(source.error(name))
    }

    pub(crate) fn write<'a, T: Field<'a>>(target: &mut Target<'_, '_>, value: &T, name: Name) -> Written {
        value.value().map_or(Ok(()), |value| target.element.set_attribute(name, &value))
    }
}

/// An attribute without the white space around it. What has some isn't written.
pub(crate) mod token_attribute {
    use super::*;

    pub(crate) fn read<'a>(source: Source<'a>, name: Name) -> Read<&'a str> {
        attribute::read(source, name).map(trim)
    }

    pub(crate) fn write(target: &mut Target<'_, '_>, value: &str, name: Name) -> Written {
        target.element.set_attribute(name, check_token(value)?)
    }
}

/// An attribute that counts as missing if its value isn't known.
pub(crate) mod known_attribute {
    use super::*;

    pub(crate) fn read<'a, T: Value<'a>>(source: Source<'a>, name: Name) -> Read<Option<T>> {
        Ok(source.element.attribute(name).and_then(|value| T::from_text(value).ok()))
    }

    pub(crate) use super::attribute::write;
}

/// An attribute that isn't written if it has its default.
pub(crate) mod attribute_or_default {
    use super::*;

    pub(crate) fn read<'a, T: Value<'a> + Default>(source: Source<'a>, name: Name) -> Read<T> {
        attribute::read(source, name).map(Option::unwrap_or_default)
    }

    pub(crate) fn write<'a, T: Value<'a> + Default + PartialEq>(
        target: &mut Target<'_, '_>,
        value: &T,
        name: Name,
    ) -> Written {
        if *value == T::default() { Ok(()) } else { target.element.set_attribute(name, &value.to_text()) }
    }
}

/// The attribute `xml:lang`.
pub(crate) mod lang {
    use super::*;

    pub(crate) fn read(source: Source<'_>) -> Read<Option<&str>> {
        Ok(source.element.lang())
    }

    pub(crate) fn write(target: &mut Target<'_, '_>, lang: &Option<&str>) -> Written {
        lang.map_or(Ok(()), |lang| target.element.set_lang(lang))
    }
}

/// The text of the element, which has nothing else in it.
pub(crate) mod text {
    use super::*;

    pub(crate) fn read<'a, T: Value<'a>>(source: Source<'a>) -> Read<T> {
        T::from_text(only_text(source.element)?).map_err(source.error(""))
    }

    pub(crate) fn write<'a, T: Value<'a>>(target: &mut Target<'_, '_>, value: &T) -> Written {
        target.element.push_text(&value.to_text())
    }
}

/// The text of the element, which has nothing else in it, without the white space around it. What has some isn't written.
pub(crate) mod token {
    use super::*;

    pub(crate) fn read(source: Source<'_>) -> Read<&str> {
        only_text(source.element).map(trim)
    }

    pub(crate) fn write(target: &mut Target<'_, '_>, value: &str) -> Written {
        target.element.push_text(check_token(value)?)
    }
}

/// The text of the element, which has nothing else in it; `None` if it is empty. A value that is empty isn't written.
pub(crate) mod optional_text {
    use super::*;

    pub(crate) fn read<'a, T: Value<'a>>(source: Source<'a>) -> Read<Option<T>> {
        let text = Some(only_text(source.element)?).filter(|text| !text.is_empty());
        Field::from_value(text).map_err(source.error(""))
    }

    pub(crate) fn write<'a, T: Value<'a>>(target: &mut Target<'_, '_>, value: &Option<T>) -> Written {
        match value.value() {
            Some(text) if text.is_empty() => Err(InvalidValue("text that is not empty")),
            Some(text) => target.element.push_text(&text),
            None => Ok(()),
        }
    }
}

/// The text of an element inside, with the same namespace. It may be missing if its type is an `Option`; a second one is refused.
pub(crate) mod child_text {
    use super::*;

    pub(crate) fn read<'a, T: Field<'a>>(source: Source<'a>, name: Name) -> Read<T> {
        let mut found = source.element.elements().filter(|child| child.is(source.namespace, name));
        let text = found.next().map(only_text).transpose()?;
        if let Some(second) = found.next() {
            return Err(ElementError::new(ElementErrorKind::Repeated, second, ""));
        }
        T::from_value(text).map_err(source.error(name))
    }

    pub(crate) fn write<'a, T: Field<'a>>(target: &mut Target<'_, '_>, value: &T, name: Name) -> Written {
        value.value().map_or(Ok(()), |text| target.push(name)?.push_text(&text))
    }
}

/// Whether there is an element inside, with the same namespace, be it once or more often, and whatever is in it.
pub(crate) mod flag {
    use super::*;

    pub(crate) fn read(source: Source<'_>, name: Name) -> Read<bool> {
        Ok(source.element.child(source.namespace, name).is_some())
    }

    pub(crate) fn write(target: &mut Target<'_, '_>, value: &bool, name: Name) -> Written {
        if *value { target.push(name).map(drop) } else { Ok(()) }
    }
}

/// A payload inside. It may be missing if its type is an `Option`; a second one is refused.
pub(crate) mod child {
    use super::*;

    /// A payload, or an `Option` of one.
    pub(crate) trait Child<'a>: Sized {
        type Payload: Payload<'a>;

        fn from_found(found: Option<Self::Payload>, source: Source<'a>) -> Read<Self>;

        fn payload(&self) -> Option<&Self::Payload>;
    }

    impl<'a, T: Payload<'a>> Child<'a> for T {
        type Payload = T;

        fn from_found(found: Option<T>, source: Source<'a>) -> Read<Self> {
            let name = T::NAMES.first().copied().unwrap_or_default();
            found.ok_or_else(|| source.error(name)(ElementErrorKind::Missing))
        }

        fn payload(&self) -> Option<&T> {
            Some(self)
        }
    }

    impl<'a, T: Payload<'a>> Child<'a> for Option<T> {
        type Payload = T;

        fn from_found(found: Self, _: Source<'a>) -> Read<Self> {
            Ok(found)
        }

        fn payload(&self) -> Option<&T> {
            self.as_ref()
        }
    }

    pub(crate) fn read<'a, T: Child<'a>>(source: Source<'a>) -> Read<T> {
        let payloads = Payloads::of(source.element);
        let found = if source.was_checked {
            payloads.of_kind::<T::Payload>().next().map(T::Payload::from_checked_element).transpose()?
        } else {
            payloads.find_only()?
        };
        T::from_found(found, source)
    }

    pub(crate) fn write<'a, T: Child<'a>>(target: &mut Target<'_, '_>, value: &T) -> Written {
        value.payload().map_or(Ok(()), |payload| push(target.element, payload))
    }
}

/// All payloads of one kind inside.
pub(crate) mod items {
    use super::*;

    pub(crate) fn read<'a, T: Payload<'a>>(source: Source<'a>) -> Read<Items<'a, T>> {
        let payloads = Payloads::of(source.element);
        if source.was_checked { Ok(Items::checked(payloads)) } else { payloads.items() }
    }

    pub(crate) fn write<'a, T: Payload<'a>>(target: &mut Target<'_, '_>, value: &Items<'a, T>) -> Written {
        value.push_to(target.element)
    }
}

/// All elements inside.
pub(crate) mod payloads {
    use super::*;

    pub(crate) fn read(source: Source<'_>) -> Read<Payloads<'_>> {
        Ok(Payloads::of(source.element))
    }

    pub(crate) fn write(target: &mut Target<'_, '_>, value: &Payloads<'_>) -> Written {
        value.push_to(target.element)
    }
}
