//! Whatever Rust values there can be, and whatever bytes.

use std::collections::{BTreeMap, HashMap};

use amqp_frames::Limits;
use amqp_frames::types::{
    ListBuf, MapBuf, SymbolBuf, Timestamp, Uuid, Value, ValueBuf, from_value, to_value,
};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use super::amqp_types::Own;
use super::names::Composite;
use super::plain::Shape;
use super::symbol;

/// Whatever Rust values there can be inside each other.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
enum Tree {
    Unit,
    #[serde(rename = "@0x77 a:leaf")]
    Leaf,
    Numbers(u8, i16, u32, i64, Option<u64>),
    Text(String),
    #[serde(rename = "@a:described")]
    Described(Box<Self>),
    List(Vec<Self>),
    Map(BTreeMap<i64, Self>),
    #[serde(rename = "@a:composite")]
    Composite {
        first: Option<Box<Self>>,
        second: Option<Timestamp>,
        third: Option<SymbolBuf>,
    },
    Fields {
        values: Vec<ValueBuf>,
        id: Uuid,
        shape: Shape,
    },
}

fn tree() -> impl Strategy<Value = Tree> {
    let value = prop_oneof![
        any::<u32>().prop_map(|number| ValueBuf::new(number).unwrap()),
        any::<u8>().prop_map(|number| ValueBuf::described(u64::from(number), symbol("s")).unwrap()),
    ];
    let leaf = prop_oneof![
        Just(Tree::Unit),
        Just(Tree::Leaf),
        any::<(u8, i16, u32, i64, Option<u64>)>().prop_map(|(a, b, c, d, e)| Tree::Numbers(a, b, c, d, e)),
        ".{0,300}".prop_map(Tree::Text),
        (vec(value, 0..3), any::<[u8; 16]>()).prop_map(|(values, id)| {
            Tree::Fields { values, id: Uuid(id), shape: Shape::Text { at: 1, text: "x".into() } }
        }),
    ];
    leaf.prop_recursive(4, 64, 8, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| Tree::Described(inner.into())),
            vec(inner.clone(), 0..8).prop_map(Tree::List),
            btree_map(any::<i64>(), inner.clone(), 0..8).prop_map(Tree::Map),
            (proptest::option::of(inner), any::<Option<i64>>(), proptest::option::of("[a-z]{0,8}")).prop_map(
                |(first, second, third)| Tree::Composite {
                    first: first.map(Box::new),
                    second: second.map(Timestamp),
                    third: third.map(|text| symbol(&text).into()),
                }
            ),
        ]
    })
}

/// The value built once more from what it means, with the types that are for building.
fn rebuilt(value: Value<'_>) -> ValueBuf {
    match value {
        Value::List(list) => {
            let mut built = ListBuf::new();
            list.iter().for_each(|item| built.push(rebuilt(item).as_value()).unwrap());
            ValueBuf::new(built.as_list()).unwrap()
        }
        Value::Map(map) => {
            let mut built = MapBuf::new();
            map.iter().for_each(|(key, value)| {
                built.insert(rebuilt(key).as_value(), rebuilt(value).as_value()).unwrap();
            });
            ValueBuf::new(built.as_map()).unwrap()
        }
        Value::Described(described) => {
            let value = rebuilt(described.value());
            ValueBuf::described(described.descriptor().as_value(), value.as_value()).unwrap()
        }
        value => ValueBuf::new(value).unwrap(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn all_goes_round_in_the_most_compact_encoding(tree in tree()) {
        let value = to_value(&tree).unwrap();
        let decoded = Value::decode(value.as_bytes(), &Limits::default()).unwrap();
        prop_assert_eq!(from_value::<Tree>(decoded).unwrap(), tree);
        let compact = rebuilt(decoded);
        prop_assert_eq!(compact.as_bytes(), value.as_bytes());
    }

    /// Whatever a peer sends, into whatever type: no panic.
    #[test]
    fn no_bytes_do_harm(bytes in vec(prop_oneof![0..8_u8, 0x40..0x57_u8, 0xa0..0xa4_u8, 0xc0..0xc2_u8, any::<u8>()], 0..64)) {
        if let Ok(value) = Value::decode(&bytes, &Limits::default()) {
            let _ = from_value::<Tree>(value);
            let _ = from_value::<Own>(value);
            let _ = from_value::<Composite>(value);
            let _ = from_value::<Vec<Shape>>(value);
            let _ = from_value::<HashMap<SymbolBuf, Vec<f32>>>(value);
            let kept = from_value::<ValueBuf>(value).unwrap();
            prop_assert_eq!(kept.as_value(), value);
            let _ = from_value::<serde_json::Value>(value);
        }
    }
}

#[cfg(feature = "arbitrary")]
proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn views_go_round(bytes in vec(any::<u8>(), 0..256)) {
        use amqp_frames::types::ToValueError;
        use amqp_frames::{DecodeErrorKind, EncodeError};
        use arbitrary::{Arbitrary, Unstructured};

        if let Ok(value) = Value::arbitrary(&mut Unstructured::new(&bytes)) {
            match to_value(&value) {
                Ok(written) => prop_assert_eq!(written.as_value(), value),
                Err(error) => {
                    let ToValueError::Encode(EncodeError::Invalid { kind, .. }) = error else { panic!("{error}") };
                    prop_assert_eq!(kind, DecodeErrorKind::TooDeep);
                }
            }
        }
    }
}
