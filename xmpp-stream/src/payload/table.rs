//! Payloads as tables: what stands where in an element.

/// A struct that is read from an element, and written to one.
///
/// After the field's type stands where its value is: a module of [`place`](super::place), and the name of the attribute or element
/// if it needs one. `check` is what refuses what breaks rules across fields, read or to be written.
macro_rules! payload {
    (
        $(#[$meta:meta])*
        pub struct $type:ident $(<$life:lifetime>)? = $namespace:expr, $name:literal {
            $($(#[$doc:meta])* $field:ident: $field_type:ty = $place:ident $($of:literal)?,)*
        }
        $(check $check:expr)?
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
        $crate::payload::impl_payload! { @ ($type) 'a, $($rest)* }
    };
    ($type:ident [$life:lifetime] $($rest:tt)*) => {
        $crate::payload::impl_payload! { @ ($type<$life>) $life, $($rest)* }
    };
    (@ ($type:ty) $life:lifetime, $namespace:expr, $name:literal, {
        $($field:ident: $place:ident $($of:literal)?,)*
    } $(check $check:expr)?) => {
        impl<$life> $crate::payload::Payload<$life> for $type {
            const NAMESPACE: &'static str = $namespace;
            const NAMES: &'static [&'static str] = &[$name];

            fn from_element(element: $crate::Element<$life>) -> Result<Self, $crate::ElementError> {
                $crate::payload::check_name::<Self>(element)?;
                let read = Self::read_fields(element, false)?;
                $(
                    let check: fn(&Self, $crate::Element<'_>) -> Result<(), $crate::ElementError> = $check;
                    check(&read, element)?;
                )?
                Ok(read)
            }

            fn from_checked_element(element: $crate::Element<$life>) -> Result<Self, $crate::ElementError> {
                Self::read_fields(element, true)
            }

            fn name(&self) -> &'static str {
                $name
            }

            fn write_to(&self, element: &mut $crate::ElementMut<'_>) -> Result<(), $crate::InvalidValue> {
                $(
                    let check: fn(&Self, $crate::Element<'_>) -> Result<(), $crate::ElementError> = $check;
                    check(self, element.as_element()).map_err($crate::payload::invalid)?;
                )?
                let _target = &mut $crate::payload::place::Target::new::<Self>(element);
                $($crate::payload::place::$place::write(_target, &self.$field $(, $of)?)?;)*
                Ok(())
            }
        }

        impl<$life> $type {
            fn read_fields(
                element: $crate::Element<$life>,
                was_checked: bool,
            ) -> Result<Self, $crate::ElementError> {
                let _source = $crate::payload::place::Source::new::<Self>(element, was_checked);
                Ok(Self { $($field: $crate::payload::place::$place::read(_source $(, $of)?)?,)* })
            }
        }
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
            /// All of them.
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
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'_, str> as serde::Deserialize>::deserialize(deserializer)?;
                Self::try_from(&text[..]).map_err(serde::de::Error::custom)
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

pub(crate) use {element_names, impl_payload, payload, values};
