//! Maps whose keys and values are of certain types: one surface for all of them.

#[cfg(feature = "serde")]
use crate::DecodeError;
use crate::types::Value;
#[cfg(feature = "serde")]
use crate::types::{Budget, composite::Field};
#[cfg(feature = "serde")]
use crate::wire::{Fault, take_byte};
use crate::{DecodeErrorKind, EncodeError};

/// Makes a view and its owned form. Keys and values are checked where they are built; what decoding takes is left to each.
macro_rules! map_newtypes {
    ($(
        $(#[$doc:meta])* $name:ident
        $(#[$buf_doc:meta])* $buf:ident $as_view:ident
        iter($iter:ty, $item:ty) |$map:ident| $made:expr,
        key($key:ty, $param:ty) $is_key:path,
        value $is_value:path, described $is_described:path,
        $wrong:literal;
    )+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
        pub struct $name<'a>($crate::types::Map<'a>);

        $(#[$buf_doc])*
        #[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
        pub struct $buf($crate::types::MapBuf);

        impl<'a> $name<'a> {
            /// No entries.
            pub const EMPTY: Self = Self($crate::types::Map::EMPTY);

            /// What `key` maps to. It goes through the entries; to look for many, iterate once.
            pub fn get<'k>(&self, key: &'k str) -> Option<$crate::types::Value<'a>> {
                self.0.get(<$key>::try_from(key).ok()?)
            }

            /// Keys and values in their order.
            #[inline]
            pub const fn iter(&self) -> $iter {
                let $map = self.0;
                $made
            }

            /// How many entries there are.
            pub const fn len(&self) -> usize {
                self.0.len()
            }

            /// Whether there are none.
            pub const fn is_empty(&self) -> bool {
                self.0.is_empty()
            }

            /// The map, with whatever it came with.
            pub const fn as_map(&self) -> $crate::types::Map<'a> {
                self.0
            }
        }

        impl $buf {
            /// No entries yet.
            pub const fn new() -> Self {
                Self($crate::types::MapBuf::new())
            }

            /// Adds an entry at the end.
            ///
            /// # Errors
            ///
            /// The key can't be one, or is there already; or the value is none that may be there; or the map would have 4 GiB,
            /// which no size can say, or values would be too deep inside each other: 255 levels can be built. It is as it was
            /// then.
            pub fn insert<'k, 'v>(
                &mut self,
                key: $param,
                value: impl Into<$crate::types::Value<'v>>,
            ) -> Result<(), $crate::EncodeError> {
                let (key, value) = ($crate::definitions::map_newtype::key::<$key>(key)?, value.into());
                if !$is_value(value) {
                    return Err($crate::definitions::map_newtype::WRONG_VALUE);
                }
                self.0.insert(key, value)
            }

            /// Adds an entry whose value is described (section 1.1.2).
            ///
            /// # Errors
            ///
            /// As for [`insert`](Self::insert).
            pub fn insert_described<'k, 'v>(
                &mut self,
                key: $param,
                descriptor: impl Into<$crate::types::Descriptor<'v>>,
                value: impl Into<$crate::types::Value<'v>>,
            ) -> Result<(), $crate::EncodeError> {
                let (key, value) = ($crate::definitions::map_newtype::key::<$key>(key)?, value.into());
                if !$is_described(value) {
                    return Err($crate::definitions::map_newtype::WRONG_VALUE);
                }
                self.0.insert_described(key, descriptor, value)
            }

            /// Takes all entries out, and keeps the memory.
            pub fn clear(&mut self) {
                self.0.clear();
            }

            /// The view.
            pub fn $as_view(&self) -> $name<'_> {
                $name(self.0.as_map())
            }
        }

        /// What was decoded is kept, even if it can't be built.
        impl From<$name<'_>> for $buf {
            fn from(view: $name<'_>) -> Self {
                Self(view.0.into())
            }
        }

        impl<'a> TryFrom<$crate::types::Map<'a>> for $name<'a> {
            type Error = $crate::InvalidValue;

            /// A map that can be built.
            fn try_from(map: $crate::types::Map<'a>) -> Result<Self, $crate::InvalidValue> {
                let is_right = |(key, value)| $is_key(key) && $is_value(value);
                if map.iter().all(is_right) { Ok(Self(map)) } else { Err($crate::InvalidValue($wrong)) }
            }
        }

        impl<'a> IntoIterator for $name<'a> {
            type Item = $item;
            type IntoIter = $iter;

            fn into_iter(self) -> $iter {
                self.iter()
            }
        }

        impl $crate::types::Encode for $name<'_> {
            #[inline]
            fn encoded_len(&self) -> usize {
                self.0.encoded_len()
            }

            #[inline]
            fn put(&self, dst: &mut impl bytes::BufMut) {
                self.0.put(dst);
            }
        }

        impl core::fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(&self.0, f)
            }
        }

        $crate::types::through_view! {
            $buf $as_view: Display IntoIterator($item, $iter);
        }

        /// The checks are those of bytes from a peer: what was decoded and kept comes back, even if it can't be built.
        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $buf {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value: $crate::types::ValueBuf = serde::Deserialize::deserialize(deserializer)?;
                let map = $crate::definitions::map_newtype::decode(value.as_bytes());
                map.map(|map: $name<'_>| map.into()).map_err(serde::de::Error::custom)
            }
        }
    )+};
}

pub(crate) use map_newtypes;

/// A key, if it can be one.
#[inline]
pub(crate) fn key<K>(key: impl TryInto<K>) -> Result<K, EncodeError> {
    key.try_into().map_err(|_| EncodeError::Invalid { kind: DecodeErrorKind::Symbol, field: "key" })
}

pub(crate) const WRONG_VALUE: EncodeError =
    EncodeError::Invalid { kind: DecodeErrorKind::WrongType, field: "value" };

/// Of maps whose values may be any.
#[inline(always)]
pub(crate) const fn any(_: Value<'_>) -> bool {
    true
}

/// A map of some type, from bytes that are a value.
#[cfg(feature = "serde")]
pub(crate) fn decode<'a, T: Field<'a>>(value: &'a [u8]) -> Result<T, DecodeError> {
    let mut input = value;
    let map = match take_byte(&mut input) {
        Some(code) => T::take(code, value, &mut input, &mut { Budget::UNLIMITED }),
        None => Err(Fault::new(DecodeErrorKind::Truncated, value, "value")),
    };
    map.map_err(|fault| fault.located(value))
}
