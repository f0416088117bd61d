//! Restricted types (section 1.3): those that are another type with a name of their own, or a choice of its values.

/// Types that are another type with a name of their own: a number or bytes in a struct.
macro_rules! restricted {
    ($($(#[$doc:meta])* $name:ident($source:ty);)+) => {$(
        restricted! { @type $(#[$doc])* #[derive(Ord, PartialOrd)] $name($source) }
    )+};
    (@type $(#[$attribute:meta])* $name:ident($source:ty)) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        #[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
        pub struct $name(pub $source);

        impl From<$source> for $name {
            fn from(value: $source) -> Self {
                Self(value)
            }
        }

        $crate::types::composite::as_source! { $name($source) inline(always) }
    };
}

pub(crate) use restricted;

/// Numbers that go round (section 2.8.10). None is the smallest, so they have no order.
macro_rules! serial {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $crate::types::composite::restricted! { @type $(#[$doc])* $name(u32) }

        impl $name {
            /// The number that is `count` further on.
            #[must_use]
            pub const fn wrapping_add(self, count: u32) -> Self {
                Self(self.0.wrapping_add(count))
            }

            /// How many further on it is than `earlier`: less than 2^31 if it comes after that, or is the same (RFC 1982).
            pub const fn distance_from(self, earlier: Self) -> u32 {
                self.0.wrapping_sub(earlier.0)
            }
        }
    )+};
}

pub(crate) use serial;

/// Types with choices: a set of values of another type, each with a name (section 1.3.5).
macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident($source:ty) { $($(#[$choice_doc:meta])* $choice:ident $text:literal $value:expr,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        #[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
        pub enum $name {
            $($(#[$choice_doc])* $choice,)+
        }

        impl $name {
            /// The specification's name for it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$choice => $text,)+
                }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.name())
            }
        }

        impl<'a> $crate::types::composite::Field<'a> for $name {
            #[inline(always)]
            fn take(
                code: u8,
                at: &'a [u8],
                input: &mut &'a [u8],
                budget: &mut $crate::types::Budget,
            ) -> Result<Self, $crate::wire::Fault> {
                let value = <$source>::take(code, at, input, budget)?;
                $(if value == $value {
                    return Ok(Self::$choice);
                })+
                Err($crate::wire::Fault::new($crate::DecodeErrorKind::Choice, at, "value"))
            }
        }

        impl $crate::types::Encode for $name {
            const MAX_LEN: usize = <$source as $crate::types::Encode>::MAX_LEN;

            #[inline]
            fn encoded_len(&self) -> usize {
                match self {
                    $(Self::$choice => $value.encoded_len(),)+
                }
            }

            #[inline]
            fn put(&self, dst: &mut impl bytes::BufMut) {
                match self {
                    $(Self::$choice => $value.put(dst),)+
                }
            }
        }
    )+};
}

pub(crate) use choices;

/// Types with choices that others may add to: a symbol in a struct, with constants for what AMQP 1.0 defines.
macro_rules! open_choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$choice_doc:meta])* $choice:ident $text:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        #[expect(clippy::exhaustive_structs, reason = "any symbol is one")]
        pub struct $name<'a>(pub $crate::types::Symbol<'a>);

        impl $name<'static> {
            $($(#[$choice_doc])* pub const $choice: Self = Self($crate::types::Symbol::from_ascii($text));)+

            /// Those that AMQP 1.0 defines.
            pub const ALL: &'static [Self] = &[$(Self::$choice,)+];
        }

        impl<'a> From<$crate::types::Symbol<'a>> for $name<'a> {
            fn from(symbol: $crate::types::Symbol<'a>) -> Self {
                Self(symbol)
            }
        }

        impl<'a> From<$name<'a>> for $crate::types::Symbol<'a> {
            fn from(choice: $name<'a>) -> Self {
                choice.0
            }
        }

        $crate::types::composite::as_source! { $name<'a>($crate::types::Symbol<'a>) inline }
    };
}

pub(crate) use open_choices;

/// Shows, reads and writes a type as the one that it is made of.
macro_rules! as_source {
    ($name:ident $(<$lifetime:lifetime>)? ($source:ty) $($inline:tt)+) => {
        impl$(<$lifetime>)? core::fmt::Display for $name$(<$lifetime>)? {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(&self.0, f)
            }
        }

        impl<'a> $crate::types::composite::Field<'a> for $name$(<$lifetime>)? {
            #[$($inline)+]
            fn take(
                code: u8,
                at: &'a [u8],
                input: &mut &'a [u8],
                budget: &mut $crate::types::Budget,
            ) -> Result<Self, $crate::wire::Fault> {
                <$source>::take(code, at, input, budget).map(Self)
            }
        }

        impl$(<$lifetime>)? $crate::types::Encode for $name$(<$lifetime>)? {
            const MAX_LEN: usize = <$source as $crate::types::Encode>::MAX_LEN;

            #[$($inline)+]
            fn encoded_len(&self) -> usize {
                self.0.encoded_len()
            }

            #[$($inline)+]
            fn put(&self, dst: &mut impl bytes::BufMut) {
                self.0.put(dst);
            }
        }
    };
}

pub(crate) use as_source;
