//! What names by attribute say.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;

use amqp_frames::DecodeErrorKind;
use amqp_frames::types::{FromValueErrorKind, SymbolBuf, ToValueError, ValueBuf, to_value};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{is, is_invalid, is_wrong_type, read, symbol};

/// A newtype of the user's own for each.
#[test]
fn a_name_gives_a_newtype_a_type_of_amqp() {
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "=symbol")]
    struct Mechanism(String);
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "=timestamp")]
    struct Millis(Option<i64>);
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "=array ushort")]
    struct Ports(Vec<u16>);
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "=array symbol")]
    struct Names(Vec<SymbolBuf>);

    is(Mechanism("PLAIN".into()), b"\xa3\x05PLAIN");
    is_invalid(Mechanism("é".into()), DecodeErrorKind::Symbol);
    is(Millis(Some(1)), b"\x83\0\0\0\0\0\0\0\x01");
    is(Millis(None), b"\x40");
    is(Ports(vec![1, 2]), b"\xe0\x06\x02\x60\0\x01\0\x02");
    is(Ports(vec![]), b"\xe0\x02\0\x60");
    is(Names(vec![symbol("a").into(), symbol("bc").into()]), b"\xe0\x07\x02\xa3\x01a\x02bc");
    is((Ports(vec![1]), Mechanism("A".into())), b"\xc0\x0a\x02\xe0\x04\x01\x60\0\x01\xa3\x01A");
    is_wrong_type::<Ports>(b"\xe0\x02\0\x70");
    is_wrong_type::<Ports>(b"\x45");
    is_wrong_type::<Ports>(b"\xe0\x05\0\0\x53\x01\x60");

    #[derive(Serialize)]
    #[serde(rename = "=array ushort")]
    struct Wrong(Vec<u32>);
    is_invalid(Wrong(vec![1]), DecodeErrorKind::WrongType);
}

#[test]
fn names_that_promise_what_cannot_be_are_refused() {
    #[derive(Debug, Default, Deserialize, Serialize)]
    #[serde(rename = "=symbol")]
    struct Number(u8);
    #[derive(Debug, Default, Deserialize, Serialize)]
    #[serde(rename = "=string")]
    struct NoSuchType(u8);
    #[derive(Debug, Default, Deserialize, Serialize)]
    #[serde(rename = "@é:b")]
    struct NoDescriptor {
        x: u8,
    }
    #[derive(Debug, Default, Deserialize, Serialize)]
    #[serde(rename = "@a:b {}")]
    struct NoKeys(u8, u8);
    #[derive(Debug, Default, Deserialize, Serialize)]
    #[serde(rename = "@a:b {}")]
    struct NoFields(u8);
    #[derive(Debug, Default, Deserialize, Serialize)]
    #[serde(rename = "{symbol}")]
    struct Nothing;
    #[derive(Debug, Default, Deserialize, Serialize)]
    #[serde(rename = "=described")]
    struct OneField {
        x: u8,
    }
    #[derive(Debug, Default, Deserialize, Serialize)]
    enum Variants {
        #[serde(rename = "@a:b {}")]
        Tuple(u8, u8),
        #[default]
        #[serde(rename = "@0x")]
        Unit,
    }
    #[derive(Debug, Default, Deserialize, Serialize)]
    #[serde(rename = "@a:b")]
    enum Enum {
        #[default]
        A,
    }

    fn is_refused<T: Serialize + Default>() {
        let found = to_value(&T::default());
        assert!(matches!(found, Err(ToValueError::Name(_))), "{found:?}");
    }
    is_refused::<Number>();
    is_refused::<NoSuchType>();
    is_refused::<NoDescriptor>();
    is_refused::<NoKeys>();
    is_refused::<NoFields>();
    is_refused::<Nothing>();
    is_refused::<OneField>();
    is_refused::<Variants>();
    is_refused::<Enum>();
    assert_eq!(to_value(&Variants::Tuple(1, 2)), Err(ToValueError::Name("@a:b {}")));

    fn is_not_read<T: DeserializeOwned + Debug>(bytes: &[u8]) {
        let found = read::<T>(bytes);
        assert!(matches!(found, Err(FromValueErrorKind::Name(_))), "{found:?}");
    }
    is_not_read::<NoSuchType>(b"\xa1\x01a");
    is_not_read::<NoDescriptor>(b"\0\xa3\x03a:b\x45");
    is_not_read::<NoKeys>(b"\0\xa3\x03a:b\x45");
    is_not_read::<Nothing>(b"\xc1\x01\0");
    is_not_read::<NoFields>(b"\0\xa3\x03a:b\x45");
    is_not_read::<Variants>(b"\0\xa3\x03a:b\x45");
    is_not_read::<Enum>(b"\xa1\x01A");
}

#[derive(Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename = "@0x00000468:0x00000077 example:point:list")]
pub(super) struct Composite {
    id: u32,
    #[serde(alias = "title")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "is_zero")]
    weight: u16,
    unit: Option<SymbolBuf>,
}

fn is_zero(number: &u16) -> bool {
    *number == 0
}

const POINT: &[u8] = b"\0\x80\0\0\x04\x68\0\0\0\x77";

fn point(list: &[u8]) -> Vec<u8> {
    [POINT, list].concat()
}

/// Section 1.4: fields in their order, and nulls at the end left out.
#[test]
fn a_described_struct_is_a_list() {
    let mut value = Composite { id: 7, ..Composite::default() };
    is_composite(&value, b"\xc0\x03\x01\x52\x07");
    value.unit = Some(symbol("kg").into());
    is_composite(&value, b"\xc0\x09\x04\x52\x07\x40\x40\xa3\x02kg");
    value.name = Some("a".into());
    value.weight = 1;
    is_composite(&value, b"\xc0\x0d\x04\x52\x07\xa1\x01a\x60\0\x01\xa3\x02kg");
    value.unit = None;
    is_composite(&value, b"\xc0\x09\x03\x52\x07\xa1\x01a\x60\0\x01");
}

#[track_caller]
fn is_composite(value: &Composite, list: &[u8]) {
    assert_eq!(to_value(value).unwrap().as_bytes(), point(list));
    assert_eq!(read::<Composite>(&point(list)).as_ref(), Ok(value));
    let by_symbol = [b"\0\xa3\x12example:point:list", list].concat();
    assert_eq!(read::<Composite>(&by_symbol).as_ref(), Ok(value));
}

#[test]
fn a_field_that_is_null_is_missing() {
    let seven = Ok(Composite { id: 7, ..Composite::default() });
    assert_eq!(read(&point(b"\xc0\x06\x04\x52\x07\x40\x40\x40")), seven);
    assert_eq!(read(&point(b"\xd0\0\0\0\x06\0\0\0\x01\x52\x07")), seven);
    let missing = Err(FromValueErrorKind::MissingField);
    assert_eq!(read::<Composite>(&point(b"\x45")), missing);
    assert_eq!(read::<Composite>(&point(b"\xc0\x02\x01\x40")), missing);
    let aliased = b"\xc0\x08\x06\x52\x07\x40\x40\x40\x40\x41";
    assert_eq!(read::<Composite>(&point(aliased)), Err(FromValueErrorKind::TooManyItems));
}

#[test]
fn another_descriptor_is_another_type() {
    assert!(matches!(read::<Composite>(b"\0\x53\x77\x45"), Err(FromValueErrorKind::Descriptor(_))));
    assert!(matches!(read::<Composite>(b"\0\xa3\x01a\x45"), Err(FromValueErrorKind::Descriptor(_))));
    is_wrong_type::<Composite>(b"\xc0\x03\x01\x52\x07");
    is_wrong_type::<Composite>(&point(b"\xc1\x01\0"));
    is_wrong_type::<String>(b"\0\x53\x77\xa1\0");
    is_wrong_type::<Vec<u8>>(b"\0\x53\x77\x45");
    is_wrong_type::<BTreeMap<String, u8>>(b"\0\x53\x77\xc1\x01\0");
}

#[test]
fn other_types_are_described_too() {
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "@0x24")]
    struct Accepted;
    is(Accepted, b"\0\x53\x24\x45");
    assert_eq!(read(b"\0\x53\x24\xc0\x02\x01\x40"), Ok(Accepted));
    assert_eq!(read::<Accepted>(b"\0\x53\x24\xc0\x02\x01\x41"), Err(FromValueErrorKind::TooManyItems));

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "@a:range")]
    struct Range(u8, Option<u8>);
    is(Range(1, None), b"\0\xa3\x07a:range\xc0\x03\x01\x50\x01");
    is(Range(1, Some(2)), b"\0\xa3\x07a:range\xc0\x05\x02\x50\x01\x50\x02");
    let three = b"\0\xa3\x07a:range\xc0\x05\x03\x50\x01\x40\x41";
    assert_eq!(read::<Range>(three), Err(FromValueErrorKind::TooManyItems));

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "@0x0000468c:0x00000004 apache.org:selector-filter:string")]
    struct Selector<'a>(Cow<'a, str>);
    is(Selector("a = 1".into()), b"\0\x80\0\0\x46\x8c\0\0\0\x04\xa1\x05a = 1");

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "@0x1 {symbol}")]
    struct Annotations {
        #[serde(rename = "x-opt-a")]
        a: Option<u8>,
        #[serde(rename = "x-opt-b")]
        b: Option<u8>,
    }
    is(Annotations { a: None, b: Some(1) }, b"\0\x53\x01\xc1\x0c\x02\xa3\x07x-opt-b\x50\x01");
    is(Annotations { a: None, b: None }, b"\0\x53\x01\xc1\x01\0");
    let nulls = b"\0\x53\x01\xc1\x0b\x02\xa1\x07x-opt-a\x40";
    assert_eq!(read(nulls), Ok(Annotations { a: None, b: None }));
}

/// As annotations and filter sets have them (sections 3.2.10 and 3.5.8).
#[test]
fn keys_may_be_symbols_without_a_descriptor() {
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "{symbol}")]
    struct Options {
        a: Option<u8>,
        b: u8,
    }
    is(Options { a: None, b: 1 }, b"\xc1\x06\x02\xa3\x01b\x50\x01");
    is(Options { a: Some(2), b: 1 }, b"\xc1\x0b\x04\xa3\x01a\x50\x02\xa3\x01b\x50\x01");
}

#[test]
fn variants_are_told_apart_by_descriptors() {
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    enum Outcome {
        #[serde(rename = "@0x24 amqp:accepted:list")]
        Accepted,
        #[serde(rename = "@0x25 amqp:rejected:list")]
        Rejected {
            error: Option<String>,
        },
        #[serde(rename = "@0x26")]
        Pair(u8, Option<u8>),
        #[serde(rename = "@0x27")]
        Newtype(u8),
        #[serde(rename = "@0x28 {}")]
        Map {
            a: u8,
        },
        Plain,
    }
    is(Outcome::Accepted, b"\0\x53\x24\x45");
    assert_eq!(read(b"\0\xa3\x12amqp:accepted:list\x45"), Ok(Outcome::Accepted));
    is(Outcome::Rejected { error: None }, b"\0\x53\x25\x45");
    is(Outcome::Rejected { error: Some("a".into()) }, b"\0\x53\x25\xc0\x04\x01\xa1\x01a");
    is(Outcome::Pair(1, None), b"\0\x53\x26\xc0\x03\x01\x50\x01");
    is(Outcome::Newtype(1), b"\0\x53\x27\x50\x01");
    is(Outcome::Map { a: 1 }, b"\0\x53\x28\xc1\x06\x02\xa1\x01a\x50\x01");
    is(Outcome::Plain, b"\xa1\x05Plain");
    assert!(matches!(read::<Outcome>(b"\0\x53\x29\x45"), Err(FromValueErrorKind::Descriptor(_))));
    assert_eq!(read::<Outcome>(b"\0\x53\x24\xc0\x02\x01\x41"), Err(FromValueErrorKind::TooManyItems));
    is_wrong_type::<Outcome>(b"\0\x53\x25\x40");
}

#[test]
fn a_descriptor_may_be_known_at_run_time_only() {
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "=described")]
    struct Any<T> {
        descriptor: ValueBuf,
        value: T,
    }
    let descriptor = ValueBuf::new(symbol("a")).unwrap();
    is(Any { descriptor: descriptor.clone(), value: "x".to_owned() }, b"\0\xa3\x01a\xa1\x01x");
    is(Any { descriptor, value: () }, b"\0\xa3\x01a\x40");
    is_wrong_type::<Any<()>>(b"\x40");
}
