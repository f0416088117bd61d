//! Depths, costs, and what errors say.

use allocation_counter::measure;
use amqp_frames::types::{
    FromValueError, ListBuf, Value, ValueBuf, from_value, from_value_within, to_value, to_value_within,
};
use amqp_frames::{DecodeErrorKind, Limits};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::amqp_types::own;
use super::plain::Point;
use super::{is_invalid, read};

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
    assert_eq!(from_value::<Nested>(deeper.as_value()), Err(FromValueError::TooDeep));
    assert_eq!(from_value_within(deeper.as_value(), 33), Ok(nested(33)));
    assert_eq!(from_value_within::<()>(Value::Null, 0), Err(FromValueError::TooDeep));
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

/// What is built can be deeper than anything that is decoded.
#[test]
fn no_depth_makes_the_stack_overflow() {
    let (mut list, mut described) =
        (ValueBuf::new(Value::Null).unwrap(), ValueBuf::new(Value::Null).unwrap());
    for _ in 0..5000 {
        let mut outer = ListBuf::new();
        outer.push(list.as_value()).unwrap();
        list = ValueBuf::new(outer.as_list()).unwrap();
        described = ValueBuf::described(0_u64, described.as_value()).unwrap();
    }
    assert_eq!(from_value::<Nested>(list.as_value()), Err(FromValueError::TooDeep));
    assert_eq!(from_value::<serde_json::Value>(list.as_value()), Err(FromValueError::TooDeep));
    assert_eq!(from_value::<serde_json::Value>(described.as_value()), Err(FromValueError::TooDeep));
    assert_eq!(from_value::<NestedDescribed>(described.as_value()), Err(FromValueError::TooDeep));
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
    let error = |bytes: &[u8]| read::<u8>(bytes).unwrap_err().to_string();
    assert_eq!(error(b"\x45"), "invalid type: sequence, expected u8");
    let error = |bytes: &[u8]| read::<String>(bytes).unwrap_err().to_string();
    assert_eq!(error(b"\x45"), "list where string has to be");
    assert_eq!(error(b"\0\x44\xa1\0"), "described value where string has to be");
    assert_eq!(
        read::<Point>(b"\xc1\x01\0").unwrap_err().to_string(),
        "mandatory field \"x\" is missing or null"
    );
    assert_eq!(to_value(&0_i128).unwrap_err().to_string(), "i128 is no type of AMQP");
}
