//! UTF-8 Encoded Strings (section 1.5.4) and the newtypes over them.

use crate::DecodeErrorKind;
use crate::scan::{self, contains_nul};

/// A newtype over `&str` with the rules of one field, and what every such type has.
///
/// `$check` has the rules. `$plain` is the text of bytes that surely keep them, which is almost all there are: they need
/// one look.
macro_rules! text_newtype {
    ($(#[$doc:meta])* $name:ident, $field:literal, $plain:path, $check:path) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
        pub struct $name<'a>(&'a str);

        impl<'a> $name<'a> {
            /// The text.
            pub const fn as_str(&self) -> &'a str {
                self.0
            }

            /// Reads one from a packet.
            #[inline(always)]
            #[allow(dead_code, reason = "filters are read in lists")]
            pub(crate) fn parse(input: &'a [u8]) -> $crate::wire::Parsed<'a, Self> {
                let (rest, bytes) = $crate::wire::binary(input)?;
                match $plain(bytes).map_or_else(|| Self::check(bytes), Ok) {
                    Ok(text) => Ok((rest, Self(text))),
                    Err(kind) => $crate::wire::fail(input, kind),
                }
            }

            #[cold]
            #[allow(dead_code, reason = "filters are read in lists")]
            fn check(bytes: &'a [u8]) -> Result<&'a str, $crate::DecodeErrorKind> {
                let text = core::str::from_utf8(bytes).map_err(|_| $crate::DecodeErrorKind::Utf8)?;
                $check(bytes).map(|()| text)
            }

            /// Takes one that was found valid before off the front of `input`.
            #[inline(always)]
            pub(crate) fn take(input: &mut &'a [u8]) -> Option<Self> {
                let bytes = $crate::wire::take_prefixed(input)?;
                $crate::scan::utf8(bytes).map(Self)
            }
        }

        impl<'a> TryFrom<&'a str> for $name<'a> {
            type Error = $crate::InvalidValue;

            fn try_from(text: &'a str) -> Result<Self, Self::Error> {
                if text.len() > usize::from(u16::MAX) {
                    return Err($crate::InvalidValue::too_long($field));
                }
                match $check(text.as_bytes()) {
                    Ok(()) => Ok(Self(text)),
                    Err(kind) => Err($crate::InvalidValue::of_text($field, text, kind)),
                }
            }
        }

        impl core::fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.0)
            }
        }

        impl core::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Debug::fmt(self.0, f)
            }
        }
    };
}

/// The owned form of a [`text_newtype`]: shared, so that keeping one in many places costs one allocation. `or` names a value
/// that the type has besides what can be made from text.
macro_rules! text_buf {
    ($(#[$doc:meta])* $name:ident, $view:ident, $as_view:ident $(, or $other:path)?) => {
        $(#[$doc])*
        #[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[cfg_attr(
            feature = "serde",
            derive(serde::Serialize),
            serde(into = "alloc::string::String")
        )]
        pub struct $name(alloc::sync::Arc<str>);

        impl $name {
            /// The borrowed form, as packets hold it.
            pub fn $as_view(&self) -> $view<'_> {
                $view(&self.0)
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<$view<'_>> for $name {
            fn from(view: $view<'_>) -> Self {
                Self(view.0.into())
            }
        }

        impl core::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<&str> for $name {
            type Error = $crate::InvalidValue;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                $view::try_from(text).map(Self::from)
            }
        }

        impl core::str::FromStr for $name {
            type Err = $crate::InvalidValue;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::try_from(text)
            }
        }

        impl TryFrom<alloc::string::String> for $name {
            type Error = $crate::InvalidValue;

            fn try_from(text: alloc::string::String) -> Result<Self, Self::Error> {
                Self::try_from(text.as_str())
            }
        }

        impl From<$name> for alloc::string::String {
            fn from(buf: $name) -> Self {
                Self::from(buf.as_str())
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Debug::fmt(&*self.0, f)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = alloc::string::String::deserialize(deserializer)?;
                $(if text == $other.as_str() {
                    return Ok($other.into());
                })?
                Self::try_from(text).map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use {text_buf, text_newtype};

text_newtype! {
    /// A UTF-8 Encoded String (section 1.5.4): at most 65,535 bytes, no U+0000.
    Utf8Str, "UTF-8 Encoded String", plain, check
}

text_newtype! {
    /// A Client Identifier (section 3.1.3.1); empty when the server is to assign one.
    ClientId, "Client Identifier", plain, check
}

#[inline(always)]
fn plain(bytes: &[u8]) -> Option<&str> {
    scan::plain(bytes, |_| 0)
}

fn check(text: &[u8]) -> Result<(), DecodeErrorKind> {
    if contains_nul(text) { Err(DecodeErrorKind::Nul) } else { Ok(()) }
}
