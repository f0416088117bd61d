//! Rust values as AMQP values: bytes as section 1.6 has them, and back.
#![cfg(feature = "serde")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic, in its helpers too")]

mod amqp_types;
mod limits;
mod names;
mod places;
mod plain;
mod properties;

use std::fmt::Debug;

use amqp_frames::types::{
    FromValueError, FromValueErrorKind, Symbol, ToValueError, Value, ValueBuf, from_value, to_value,
};
use amqp_frames::{DecodeErrorKind, EncodeError, Limits};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The encoding by hand, and back from it.
#[track_caller]
fn is(value: impl Serialize + DeserializeOwned + PartialEq + Debug, bytes: impl AsRef<[u8]>) {
    let bytes = bytes.as_ref();
    assert_eq!(to_value(&value).unwrap().as_bytes(), bytes, "{value:?}");
    assert_eq!(read(bytes), Ok(value));
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, FromValueErrorKind> {
    kind(from_value(value(bytes)))
}

fn value(bytes: &[u8]) -> Value<'_> {
    Value::decode(bytes, &Limits::default()).unwrap()
}

fn kind<T>(read: Result<T, FromValueError>) -> Result<T, FromValueErrorKind> {
    read.map_err(|error| error.kind().clone())
}

#[track_caller]
fn is_wrong_type<T: DeserializeOwned + Debug>(bytes: &[u8]) {
    match read::<T>(bytes) {
        Err(FromValueErrorKind::WrongType { .. } | FromValueErrorKind::Custom(_)) => {}
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn is_invalid(value: impl Serialize, expected: DecodeErrorKind) {
    match to_value(&value) {
        Err(ToValueError::Encode(EncodeError::Invalid { kind, .. })) => assert_eq!(kind, expected),
        other => panic!("{other:?}"),
    }
}

fn symbol(text: &str) -> Symbol<'_> {
    Symbol::new(text).unwrap()
}

fn bytes(value: Value<'_>) -> Vec<u8> {
    ValueBuf::new(value).unwrap().as_bytes().into()
}
