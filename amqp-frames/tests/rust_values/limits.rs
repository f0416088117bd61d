//! Depths, costs, and what errors say.

use std::collections::BTreeMap;
use std::fmt::Debug;

use allocation_counter::measure;
use amqp_frames::types::{
    FromValueErrorKind, ListBuf, Value, ValueBuf, from_value, from_value_within, to_value, to_value_within,
};
use amqp_frames::{DecodeErrorKind, Limits};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};

use super::amqp_types::own;
use super::plain::Point;
use super::{is_invalid, kind, value};

#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Nested(Vec<Self>);

fn nested(depth: u8) -> Nested {
    (1..depth).fold(Nested(vec![]), |inner, _| Nested(vec![inner]))
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename = "@0x0")]
struct NestedDescribed(Option<Box<Self>>);

#[test]
fn the_depth_is_limited_both_ways() {
    let value = to_value(&nested(32)).unwrap();
    assert!(Value::decode(value.as_bytes(), &Limits::default()).is_ok());
    assert_eq!(from_value(value.as_value()), Ok(nested(32)));
    is_invalid(nested(33), DecodeErrorKind::TooDeep);
    let deeper = to_value_within(&nested(33), 33).unwrap();
    assert_eq!(kind(from_value::<Nested>(deeper.as_value())), Err(FromValueErrorKind::TooDeep));
    assert_eq!(from_value_within(deeper.as_value(), 33), Ok(nested(33)));
    assert_eq!(kind(from_value_within::<()>(Value::Null, 0)), Err(FromValueErrorKind::TooDeep));
    assert!(to_value_within(&(), 0).is_err());
    let deepest = to_value_within(&nested(u8::MAX), u8::MAX).unwrap();
    assert_eq!(from_value_within(deepest.as_value(), u8::MAX), Ok(nested(u8::MAX)));
    is_invalid(nested(u8::MAX), DecodeErrorKind::TooDeep);

    let described =
        |depth| (1..depth).fold(NestedDescribed(None), |inner, _| NestedDescribed(Some(Box::new(inner))));
    assert!(to_value(&described(31)).is_ok());
    is_invalid(described(32), DecodeErrorKind::TooDeep);
    assert!(to_value(&[deep(29)]).is_ok());
    is_invalid([deep(30)], DecodeErrorKind::TooDeep);
}

/// Kept values count with what is inside of them.
fn deep(lists: u8) -> ValueBuf {
    (0..lists).fold(own().any, |inner, _| {
        let mut list = ListBuf::new();
        list.push(inner.as_value()).unwrap();
        ValueBuf::new(list.as_list()).unwrap()
    })
}

/// What is built can be deeper than what is decoded where nobody says otherwise.
#[test]
fn no_depth_makes_the_stack_overflow() {
    let (mut list, mut described) =
        (ValueBuf::new(Value::Null).unwrap(), ValueBuf::new(Value::Null).unwrap());
    for _ in 0..200 {
        let mut outer = ListBuf::new();
        outer.push(list.as_value()).unwrap();
        list = ValueBuf::new(outer.as_list()).unwrap();
        described = ValueBuf::described(0_u64, described.as_value()).unwrap();
    }
    assert_eq!(kind(from_value::<Nested>(list.as_value())), Err(FromValueErrorKind::TooDeep));
    assert_eq!(kind(from_value::<serde_json::Value>(list.as_value())), Err(FromValueErrorKind::TooDeep));
    assert_eq!(kind(from_value::<serde_json::Value>(described.as_value())), Err(FromValueErrorKind::TooDeep));
    assert_eq!(kind(from_value::<NestedDescribed>(described.as_value())), Err(FromValueErrorKind::TooDeep));
    assert!(from_value::<IgnoredAny>(list.as_value()).is_ok());
    is_invalid(&list, DecodeErrorKind::TooDeep);
    is_invalid(list.as_value(), DecodeErrorKind::TooDeep);
}

/// 65,535 elements of no bytes.
#[test]
fn a_count_makes_room_for_nothing() {
    let value = Value::decode(b"\xf0\0\0\0\x05\0\0\xff\xff\x40", &Limits::default()).unwrap();
    let used = measure(|| assert!(from_value::<Vec<u64>>(value).is_err()));
    assert!(used.bytes_max <= 16 * 1024, "{}", used.bytes_max);
    assert_eq!(from_value::<Vec<()>>(value).map(|units| units.len()), Ok(65_535));
}

#[test]
fn lending_costs_no_allocation() {
    let value = to_value(&("text", 7_u32, [1.5_f64; 3])).unwrap();
    let used = measure(|| {
        let read: (&str, u32, [f64; 3]) = from_value(value.as_value()).unwrap();
        assert_eq!(read, ("text", 7, [1.5; 3]));
    });
    assert_eq!(used.count_total, 0);
}

#[test]
fn errors_say_what_was_there() {
    let error = |bytes: &[u8]| from_value::<u8>(value(bytes)).unwrap_err().to_string();
    assert_eq!(error(b"\x45"), "invalid type: sequence, expected u8");
    let error = |bytes: &[u8]| from_value::<String>(value(bytes)).unwrap_err().to_string();
    assert_eq!(error(b"\x45"), "list where string has to be");
    assert_eq!(error(b"\0\x44\xa1\0"), "described value where string has to be");
    assert_eq!(to_value(&0_i128).unwrap_err().to_string(), "i128 is no type of AMQP");
}

/// The innermost field of a struct, by its name or its place.
#[test]
fn errors_say_in_which_field_it_is() {
    #[derive(Debug, Deserialize)]
    #[serde(rename = "@a:b")]
    #[expect(dead_code, reason = "none of them is ever whole")]
    struct Outer {
        first: Option<u8>,
        points: Vec<Point>,
        last: Option<Symbols>,
    }
    #[derive(Debug, Deserialize)]
    #[serde(rename = "{symbol}")]
    #[expect(dead_code, reason = "none of them is ever whole")]
    struct Symbols {
        inner: (u8, String),
    }
    #[derive(Debug, Deserialize)]
    enum Enum {
        #[expect(dead_code, reason = "it is never whole")]
        Variant { at: u8 },
    }

    #[track_caller]
    fn is<T: DeserializeOwned + Debug>(bytes: &[u8], field: Option<&str>, text: &str) {
        let error = from_value::<T>(value(bytes)).unwrap_err();
        assert_eq!((error.field(), error.to_string().as_str()), (field, text));
    }
    is::<Point>(b"\xc1\x01\0", Some("x"), "x: mandatory field is missing or null");
    is::<Point>(b"\xc1\x06\x02\xa1\x01x\xa1\0", Some("x"), "x: invalid type: string \"\", expected i32");
    let list = [&b"\0\xa3\x03a:b"[..], b"\xc0\x04\x02\x40\xa1\0"].concat();
    is::<Outer>(&list, Some("points"), "points: string where list has to be");
    let list = [&b"\0\xa3\x03a:b"[..], b"\xc0\x03\x01\xa1\0"].concat();
    is::<Outer>(&list, Some("first"), "first: invalid type: string \"\", expected u8");
    let list = [&b"\0\xa3\x03a:b"[..], b"\xc0\x08\x02\x40\xc0\x04\x01\xc1\x01\0"].concat();
    is::<Outer>(&list, Some("x"), "x: mandatory field is missing or null");
    let map = b"\xc1\x0d\x02\xa3\x05inner\xc0\x03\x02\x41\x41";
    is::<Symbols>(map, Some("inner"), "inner: invalid type: boolean `true`, expected u8");
    let map = b"\xc1\x12\x02\xa1\x07Variant\xc1\x06\x02\xa1\x02at\x41";
    is::<Enum>(map, Some("at"), "at: invalid type: boolean `true`, expected u8");
    is::<Point>(b"\x45", None, "list where map has to be");
    let inner = b"\xc1\x06\x02\xa1\x01x\x50\x01";
    is::<BTreeMap<String, String>>(inner, None, "ubyte where string has to be");
}
