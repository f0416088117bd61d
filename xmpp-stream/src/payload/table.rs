//! Payloads as tables: what stands where in an element.

/// A struct that is read from an element, and written to one.
///
/// After the field's type stands where its value is:
///
/// | | |
/// |---|---|
/// | `attribute "name"` | an attribute; one may be missing if its type is an `Option` |
/// | `token_attribute "name"` | an attribute without the white space around it; what has some isn't written |
/// | `known_attribute "name"` | an attribute that is taken for missing if its value isn't known |
/// | `attribute_or_default "name"` | an attribute, not written if it has its default |
/// | `lang` | the attribute `xml:lang` |
/// | `text` | the text of the element |
/// | `token` | the text of the element without the white space around it; what has some isn't written |
/// | `optional_text` | the text of the element, `None` if it is empty; a value that is empty isn't written |
/// | `child_text "name"` | the text of an element inside, with the same namespace |
/// | `flag "name"` | whether there is an element inside, with the same namespace, that is mostly empty |
/// | `child` | a payload inside |
/// | `items` | all payloads of one kind inside |
/// | `payloads` | all elements inside, those of other fields too; written in place of them, so that it stands alone |
///
/// `check` names a function that refuses what breaks rules across fields, read or to be written.
macro_rules! payload {
    (
        $(#[$meta:meta])*
        pub struct $type:ident $(<$life:lifetime>)? = $namespace:expr, $name:literal {
            $($(#[$doc:meta])* $field:ident: $field_type:ty = $place:ident $($of:literal)?,)*
        }
        $(check $check:path)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        #[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
        pub struct $type $(<$life>)? {
            $($(#[$doc])* pub $field: $field_type,)*
        }

        $crate::payload::impl_payload! { $type [$($life)?] $namespace, $name, {
            $($field: $place $($of)?,)*
        } $(check $check)? }
    };
}

macro_rules! impl_payload {
    ($type:ident [] $($rest:tt)*) => {
        $crate::payload::impl_payload! { @ $type ($type) 'a, $($rest)* }
    };
    ($type:ident [$life:lifetime] $($rest:tt)*) => {
        $crate::payload::impl_payload! { @ $type ($type<$life>) $life, $($rest)* }
    };
    (@ $type_name:ident ($type:ty) $life:lifetime, $namespace:expr, $name:literal, {
        $($field:ident: $place:ident $($of:literal)?,)*
    } $(check $check:path)?) => {
        impl<$life> $crate::payload::Payload<$life> for $type {
            const NAMESPACE: &'static str = $namespace;
            const NAMES: &'static [&'static str] = &[$name];

            fn from_element(element: $crate::Element<$life>) -> Result<Self, $crate::ElementError> {
                $crate::payload::check_name::<Self>(element)?;
                let read = Self {
                    $($field: $crate::payload::read_field!(element, $place $($of)?)?,)*
                };
                $($check(&read, element)?;)?
                Ok(read)
            }

            fn name(&self) -> &'static str {
                $name
            }

            #[allow(unused_variables, reason = "not all payloads have fields")]
            fn write_to(&self, element: &mut $crate::ElementMut<'_>) -> Result<(), $crate::InvalidValue> {
                $(
                    $check(self, element.as_element())
                        .map_err(|_| $crate::InvalidValue(stringify!($type_name)))?;
                )?
                $($crate::payload::write_field!(element, &self.$field, $place $($of)?)?;)*
                Ok(())
            }
        }
    };
}

macro_rules! read_field {
    ($element:ident, attribute $name:literal) => {
        $crate::payload::Field::from_value($element.attribute($name))
            .map_err(|kind| $crate::ElementError::new(kind, $element, $name))
    };
    ($element:ident, token_attribute $name:literal) => {
        $crate::payload::Field::from_value($element.attribute($name).map($crate::payload::trim))
            .map_err(|kind| $crate::ElementError::new(kind, $element, $name))
    };
    ($element:ident, known_attribute $name:literal) => {
        Ok::<_, $crate::ElementError>(
            $element.attribute($name).and_then(|value| $crate::payload::Value::from_text(value).ok()),
        )
    };
    ($element:ident, attribute_or_default $name:literal) => {
        $element.attribute($name).map_or_else(
            || Ok(Default::default()),
            |value| {
                $crate::payload::Value::from_text(value)
                    .map_err(|kind| $crate::ElementError::new(kind, $element, $name))
            },
        )
    };
    ($element:ident, lang) => {
        Ok::<_, $crate::ElementError>($element.lang())
    };
    ($element:ident, text) => {
        $crate::payload::only_text($element).and_then(|text| {
            $crate::payload::Value::from_text(text)
                .map_err(|kind| $crate::ElementError::new(kind, $element, ""))
        })
    };
    ($element:ident, token) => {
        $crate::payload::only_text($element).map($crate::payload::trim)
    };
    ($element:ident, optional_text) => {
        $crate::payload::only_text($element).and_then(|text| {
            $crate::payload::Field::from_value(Some(text).filter(|text| !text.is_empty()))
                .map_err(|kind| $crate::ElementError::new(kind, $element, ""))
        })
    };
    ($element:ident, child_text $name:literal) => {
        $crate::payload::child_text($element, $name).and_then(|text| {
            $crate::payload::Field::from_value(text)
                .map_err(|kind| $crate::ElementError::new(kind, $element, $name))
        })
    };
    ($element:ident, flag $name:literal) => {
        Ok::<_, $crate::ElementError>($element.child($element.namespace(), $name).is_some())
    };
    ($element:ident, child) => {
        $crate::payload::ChildField::from_child_of($element)
    };
    ($element:ident, items) => {
        $crate::payload::Payloads::of($element).items()
    };
    ($element:ident, payloads) => {
        Ok::<_, $crate::ElementError>($crate::payload::Payloads::of($element))
    };
}

macro_rules! write_field {
    ($element:ident, $value:expr, attribute $name:literal) => {
        $crate::payload::Field::value($value).map_or(Ok(()), |value| $element.set_attribute($name, &value))
    };
    ($element:ident, $value:expr, token_attribute $name:literal) => {
        $crate::payload::check_token($value).and_then(|token| $element.set_attribute($name, token))
    };
    ($element:ident, $value:expr, known_attribute $name:literal) => {
        $crate::payload::write_field!($element, $value, attribute $name)
    };
    ($element:ident, $value:expr, attribute_or_default $name:literal) => {
        if *$value == Default::default() {
            Ok(())
        } else {
            $element.set_attribute($name, &$crate::payload::Value::to_text($value))
        }
    };
    ($element:ident, $value:expr, lang) => {
        $value.map_or(Ok(()), |lang| $element.set_lang(lang))
    };
    ($element:ident, $value:expr, text) => {
        $element.push_text(&$crate::payload::Value::to_text($value))
    };
    ($element:ident, $value:expr, token) => {
        $crate::payload::check_token($value).and_then(|token| $element.push_text(token))
    };
    ($element:ident, $value:expr, optional_text) => {
        match $crate::payload::Field::value($value) {
            Some(text) if text.is_empty() => Err($crate::InvalidValue("text that is not empty")),
            Some(text) => $element.push_text(&text),
            None => Ok(()),
        }
    };
    ($element:ident, $value:expr, child_text $name:literal) => {
        $crate::payload::Field::value($value)
            .map_or(Ok(()), |text| $crate::payload::push_child_text($element, Self::NAMESPACE, $name, &text))
    };
    ($element:ident, $value:expr, flag $name:literal) => {
        if *$value { $crate::payload::push_child_text($element, Self::NAMESPACE, $name, "") } else { Ok(()) }
    };
    ($element:ident, $value:expr, child) => {
        $crate::payload::ChildField::push_to($value, $element)
    };
    ($element:ident, $value:expr, items) => {
        $value.push_to($element)
    };
    ($element:ident, $value:expr, payloads) => {
        $value.push_to($element)
    };
}

/// An enum of the values that an attribute or text may have; other values are refused, or read as the one after `or`.
macro_rules! values {
    (
        $(#[$meta:meta])*
        pub enum $type:ident $(or $other:ident)? {
            $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum $type {
            $($(#[$variant_meta])* $variant,)+
        }

        impl $type {
            /// All of them, in the specification's order.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The text that stands for it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl TryFrom<&str> for $type {
            type Error = $crate::InvalidValue;

            fn try_from(text: &str) -> Result<Self, $crate::InvalidValue> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err($crate::InvalidValue(stringify!($type))),
                }
            }
        }

        impl core::fmt::Display for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::payload::Value<'_> for $type {
            fn from_text(text: &str) -> Result<Self, $crate::ElementErrorKind> {
                let read = Self::try_from($crate::payload::trim(text)).map_err(|_| $crate::ElementErrorKind::Value);
                $(let read = read.or(Ok(Self::$other));)?
                read
            }

            fn to_text(&self) -> std::borrow::Cow<'_, str> {
                std::borrow::Cow::Borrowed(self.as_str())
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

/// An enum of empty elements that are told apart by their names, as a payload.
macro_rules! element_names {
    (
        $(#[$meta:meta])*
        pub enum $type:ident = $namespace:expr, {
            $($(#[$doc:meta])* $variant:ident = $name:literal,)+
        }
    ) => {
        $crate::payload::values! {
            $(#[$meta])*
            pub enum $type {
                $($(#[$doc])* $variant = $name,)+
            }
        }

        impl<'a> $crate::payload::Payload<'a> for $type {
            const NAMESPACE: &'static str = $namespace;
            const NAMES: &'static [&'static str] = &[$($name,)+];

            fn from_element(element: $crate::Element<'a>) -> Result<Self, $crate::ElementError> {
                $crate::payload::check_name::<Self>(element)?;
                $crate::payload::Value::from_text(element.name())
                    .map_err(|kind| $crate::ElementError::new(kind, element, ""))
            }

            fn name(&self) -> &'static str {
                self.as_str()
            }

            fn write_to(&self, _: &mut $crate::ElementMut<'_>) -> Result<(), $crate::InvalidValue> {
                Ok(())
            }
        }
    };
}

pub(crate) use {element_names, impl_payload, payload, read_field, values, write_field};
