//! Maps with symbols for keys: fields (section 2.8.13) and sets of filters (section 3.5.8).

use super::map_newtype::{any, map_newtypes};
use crate::types::composite::Field;
use crate::types::{Budget, Map, MapIter, Symbol, Value};
use crate::wire::Fault;

map_newtypes! {
    /// Values by symbols (section 2.8.13); built with [`FieldsBuf`].
    ///
    /// Keys are to be symbols, and what is built has no others. What is decoded may, as there are peers that send strings:
    /// those aren't found, and are among the entries.
    #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
    Fields
    /// The owned form of [`Fields`].
    ///
    /// ```
    /// use amqp_frames::definitions::FieldsBuf;
    /// use amqp_frames::types::Value;
    ///
    /// let mut properties = FieldsBuf::new();
    /// properties.insert("product", "example")?;
    /// assert_eq!(properties.as_fields().get("product"), Some(Value::String("example")));
    /// # Ok::<(), amqp_frames::EncodeError>(())
    /// ```
    FieldsBuf as_fields
    iter(MapIter<'a>, (Value<'a>, Value<'a>)) |map| map.iter(),
    key(Symbol<'k>, impl TryInto<Symbol<'k>>) is_symbol,
    value any, described any,
    "map of fields: a key is no symbol";

    /// Filters by the names that a link has for them (section 3.5.8); built with [`FilterSetBuf`].
    ///
    /// A filter is a described value, or null for none. What is decoded may be other values too, and have other keys than
    /// symbols, as some peers send them.
    #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
    FilterSet
    /// The owned form of [`FilterSet`].
    ///
    /// ```
    /// use amqp_frames::definitions::FilterSetBuf;
    /// use amqp_frames::types::{Symbol, Value};
    ///
    /// let mut filters = FilterSetBuf::new();
    /// filters.insert_described("selector", Symbol::try_from("apache.org:selector-filter:string")?, "a = 1")?;
    /// filters.insert("none", Value::Null)?;
    /// assert!(filters.insert("text", "a = 1").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    FilterSetBuf as_filter_set
    iter(MapIter<'a>, (Value<'a>, Value<'a>)) |map| map.iter(),
    key(Symbol<'k>, impl TryInto<Symbol<'k>>) is_symbol,
    value is_filter, described any,
    "set of filters: a key is no symbol, or a filter neither null nor described";
}

fn is_symbol(key: Value<'_>) -> bool {
    matches!(key, Value::Symbol(_))
}

fn is_filter(value: Value<'_>) -> bool {
    matches!(value, Value::Null | Value::Described(_))
}

macro_rules! any_map {
    ($($name:ident)+) => {$(
        impl<'a> Field<'a> for $name<'a> {
            #[inline]
            fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
                Map::take(code, at, input, budget).map(Self)
            }
        }
    )+};
}

any_map! { Fields FilterSet }
