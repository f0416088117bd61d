//! Fields of described lists, which have places and no names.

use std::fmt::Debug;

use amqp_frames::types::{FromValueErrorKind, Value, ValueBuf, to_value};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize, Serializer};

use super::plain::Binary;
use super::{is, read};

const LIST: &[u8] = b"\0\xa3\x0aa:b:c:list";

fn list(items: &[u8]) -> Vec<u8> {
    [LIST, items].concat()
}

#[test]
fn what_is_skipped_both_ways_has_no_place() {
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "@a:b:c:list")]
    struct Skipped {
        a: u8,
        #[serde(skip)]
        cached: u8,
        b: u8,
    }
    is(Skipped { a: 1, cached: 0, b: 2 }, list(b"\xc0\x05\x02\x50\x01\x50\x02"));
}

#[test]
fn what_is_skipped_by_its_value_keeps_its_place() {
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "@a:b:c:list")]
    struct Skipped {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        a: String,
        b: u8,
    }
    is(Skipped { a: String::new(), b: 2 }, list(b"\xc0\x04\x02\x40\x50\x02"));
}

/// Derived code says nothing of the field that it leaves out, so it can't be refused.
#[test]
fn what_is_skipped_one_way_takes_the_place_of_its_neighbour() {
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "@a:b:c:list")]
    struct NotWritten {
        a: u8,
        #[serde(default, skip_serializing)]
        z: u8,
        b: Option<u8>,
    }
    let value = to_value(&NotWritten { a: 1, z: 0, b: Some(2) }).unwrap();
    assert_eq!(value.as_bytes(), list(b"\xc0\x05\x02\x50\x01\x50\x02"));
    assert_eq!(read(value.as_bytes()), Ok(NotWritten { a: 1, z: 2, b: None }));

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "@a:b:c:list")]
    struct NotRead {
        a: u8,
        #[serde(default, skip_deserializing)]
        z: u8,
        b: Option<u8>,
    }
    let value = to_value(&NotRead { a: 1, z: 0, b: None }).unwrap();
    assert_eq!(read(value.as_bytes()), Ok(NotRead { a: 1, z: 0, b: Some(0) }));
}

/// `serde` tells of as many fields as there are names.
#[test]
fn an_alias_counts_as_a_field() {
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename = "@a:b:c:list")]
    struct Aliased {
        #[serde(alias = "first")]
        a: u8,
        b: u8,
    }
    let three = list(b"\xc0\x07\x03\x50\x01\x50\x02\x50\x03");
    assert_eq!(read(&three), Ok(Aliased { a: 1, b: 2 }));
    let four = list(b"\xc0\x09\x04\x50\x01\x50\x02\x50\x03\x50\x04");
    assert_eq!(read::<Aliased>(&four), Err(FromValueErrorKind::TooManyItems));
}

#[test]
fn a_tag_is_one_more_item() {
    #[derive(Serialize)]
    #[serde(rename = "@a:b:c:list", tag = "type")]
    struct Tagged {
        a: u8,
    }
    let value = to_value(&Tagged { a: 1 }).unwrap();
    assert_eq!(value.as_bytes(), list(b"\xc0\x10\x02\xa1\x0b@a:b:c:list\x50\x01"));
}

/// As a struct of derived code that flattens writes a map, which has no name.
#[test]
fn flattened_fields_make_a_map_without_descriptor() {
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    struct Inner {
        b: u8,
    }
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "@a:b:c:list")]
    struct Outer {
        a: u8,
        #[serde(flatten)]
        inner: Inner,
    }
    is(Outer { a: 1, inner: Inner { b: 2 } }, b"\xc1\x0b\x04\xa1\x01a\x50\x01\xa1\x01b\x50\x02");
}

#[derive(Debug, Default, Deserialize, PartialEq, Serialize)]
struct Maybe(Option<u8>);

/// Bytes that may be none, as those of `serde_bytes` are with `with`.
mod optional_binary {
    use super::{Binary, Deserialize, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(
        bytes: &Option<Vec<u8>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        bytes.clone().map(Binary).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Vec<u8>>, D::Error> {
        Ok(Option::<Binary>::deserialize(deserializer)?.map(|Binary(bytes)| bytes))
    }
}

/// Of null, derived code is told nothing, and only what has the type `Option` needs no attribute for that.
#[test]
fn what_writes_null_but_is_no_option_is_mandatory() {
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "@a:b:c:list")]
    struct Mandatory<T> {
        a: T,
        b: u8,
    }
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "@a:b:c:list")]
    struct Binary {
        #[serde(with = "optional_binary")]
        a: Option<Vec<u8>>,
        b: u8,
    }

    #[track_caller]
    fn is_missing<T: Serialize + DeserializeOwned + Debug + PartialEq>(value: T) {
        let value = to_value(&value).unwrap();
        assert_eq!(value.as_bytes(), list(b"\xc0\x04\x02\x40\x50\x01"));
        assert_eq!(read::<T>(value.as_bytes()), Err(FromValueErrorKind::MissingField));
    }
    is_missing(Mandatory { a: Maybe(None), b: 1 });
    is_missing(Mandatory { a: (), b: 1 });
    is_missing(Mandatory { a: null(), b: 1 });
    is_missing(Binary { a: None, b: 1 });
    is(Mandatory { a: None::<u8>, b: 1 }, list(b"\xc0\x04\x02\x40\x50\x01"));
}

#[test]
fn what_writes_null_goes_round_with_a_default() {
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "@a:b:c:list")]
    struct Defaults {
        #[serde(default)]
        newtype: Maybe,
        #[serde(default)]
        unit: (),
        #[serde(default = "null")]
        any: ValueBuf,
        #[serde(default, with = "optional_binary")]
        binary: Option<Vec<u8>>,
        b: u8,
    }
    let value = Defaults { newtype: Maybe(None), unit: (), any: null(), binary: None, b: 1 };
    is(value, list(b"\xc0\x07\x05\x40\x40\x40\x40\x50\x01"));
    let value = Defaults { newtype: Maybe(Some(1)), unit: (), any: null(), binary: Some(vec![2]), b: 1 };
    is(value, list(b"\xc0\x0a\x05\x50\x01\x40\x40\xa0\x01\x02\x50\x01"));
}

fn null() -> ValueBuf {
    ValueBuf::new(Value::Null).unwrap()
}

/// A peer may leave out any field that has a default, wherever it stands.
#[test]
fn a_null_in_the_middle_is_the_default() {
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename = "@a:b:c:list")]
    struct Window {
        #[serde(default = "hundred")]
        size: u32,
        id: u32,
    }
    const fn hundred() -> u32 {
        100
    }
    assert_eq!(read(&list(b"\xc0\x04\x02\x40\x52\x01")), Ok(Window { size: 100, id: 1 }));
}
