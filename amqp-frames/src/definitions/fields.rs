//! Maps with symbols for keys: fields (section 2.8.13) and sets of filters (section 3.5.8).

use core::fmt;

use bytes::BufMut;

use crate::EncodeError;
use crate::types::composite::Field;
use crate::types::{Budget, Described, Descriptor, Encode, Map, MapBuf, Symbol, Value};
use crate::wire::Fault;

macro_rules! symbol_maps {
    ($($(#[$doc:meta])* $name:ident $(#[$buf_doc:meta])* $buf:ident $item:ty;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        pub struct $name<'a>(Map<'a>);

        $(#[$buf_doc])*
        #[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
        pub struct $buf(MapBuf);

        impl<'a> $name<'a> {
            /// What the symbol of this text maps to. Keys of other types, which some peers send, aren't found.
            pub fn get(&self, key: &str) -> Option<Value<'a>> {
                self.0.get(Symbol::new(key)?)
            }

            /// The map, with whatever keys it came with.
            pub const fn as_map(&self) -> Map<'a> {
                self.0
            }

            /// Whether there are no entries.
            pub const fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }

        impl $buf {
            /// No entries yet.
            pub const fn new() -> Self {
                Self(MapBuf::new())
            }

            /// Adds an entry at the end.
            ///
            /// # Errors
            ///
            /// The key is there already, or the map would have 4 GiB. It is as it was then.
            pub fn insert<'v>(&mut self, key: Symbol<'_>, value: impl Into<$item>) -> Result<(), EncodeError> {
                self.0.insert(key, value.into())
            }

            /// Takes all entries out, and keeps the memory.
            pub fn clear(&mut self) {
                self.0.clear();
            }
        }

        impl<'a> Field<'a> for $name<'a> {
            #[inline]
            fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
                Map::take(code, at, input, budget).map(Self)
            }
        }

        impl Encode for $name<'_> {
            #[inline]
            fn encoded_len(&self) -> usize {
                self.0.encoded_len()
            }

            #[inline]
            fn put(&self, dst: &mut impl BufMut) {
                self.0.put(dst);
            }
        }

        impl fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    )+};
}

symbol_maps! {
    /// Values by symbols (section 2.8.13); built with [`FieldsBuf`].
    ///
    /// Keys are to be symbols, and what is built has no others. What is decoded may: there are peers that send strings.
    Fields
    /// The owned form of [`Fields`].
    ///
    /// ```
    /// use amqp_frames::definitions::FieldsBuf;
    /// use amqp_frames::types::{Symbol, Value};
    ///
    /// let mut properties = FieldsBuf::new();
    /// properties.insert(Symbol::try_from("product")?, "example")?;
    /// assert_eq!(properties.as_fields().get("product"), Some(Value::String("example")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    FieldsBuf Value<'v>;
    /// Filters by the names that a link has for them (section 3.5.8); built with [`FilterSetBuf`].
    ///
    /// A filter is a described value, or null for none. What is decoded may be other values too, as some peers send them.
    FilterSet
    /// The owned form of [`FilterSet`].
    ///
    /// ```
    /// use amqp_frames::definitions::FilterSetBuf;
    /// use amqp_frames::terminus::Source;
    /// use amqp_frames::types::{Symbol, Value};
    ///
    /// // The filter that Apache has registered for expressions of JMS.
    /// const SELECTOR: u64 = 0x0000_468c_0000_0004;
    ///
    /// let mut filters = FilterSetBuf::new();
    /// filters.insert_described(Symbol::try_from("selector")?, SELECTOR, "colour = 'red'")?;
    /// let source = Source { address: Some("orders"), filter: Some(filters.as_filter_set()), ..Source::default() };
    /// assert!(matches!(source.filter.and_then(|filters| filters.get("selector")), Some(Value::Described(_))));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    FilterSetBuf Described<'v>;
}

/// The checks are those of [`FieldsBuf::insert`].
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for FieldsBuf {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        map_of(deserializer, "not fields by symbols", |_| true).map(Self)
    }
}

/// The checks are those of [`FilterSetBuf::insert`].
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for FilterSetBuf {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        map_of(deserializer, "not filters by symbols", |value| matches!(value, Value::Described(_))).map(Self)
    }
}

/// A map with symbols for keys, and nothing but what may be in it.
#[cfg(feature = "serde")]
fn map_of<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
    wrong: &'static str,
    is_right: impl Fn(Value<'_>) -> bool,
) -> Result<MapBuf, D::Error> {
    let map: MapBuf = serde::Deserialize::deserialize(deserializer)?;
    match map.as_map().iter().all(|(key, value)| matches!(key, Value::Symbol(_)) && is_right(value)) {
        true => Ok(map),
        false => Err(serde::de::Error::custom(wrong)),
    }
}

impl FieldsBuf {
    /// The view.
    pub fn as_fields(&self) -> Fields<'_> {
        Fields(self.0.as_map())
    }
}

impl FilterSetBuf {
    /// Adds a filter at the end, from its parts.
    ///
    /// # Errors
    ///
    /// As for [`insert`](Self::insert).
    pub fn insert_described<'v>(
        &mut self,
        key: Symbol<'_>,
        descriptor: impl Into<Descriptor<'v>>,
        filter: impl Into<Value<'v>>,
    ) -> Result<(), EncodeError> {
        self.0.insert_described(key, descriptor, filter)
    }

    /// The view.
    pub fn as_filter_set(&self) -> FilterSet<'_> {
        FilterSet(self.0.as_map())
    }
}
