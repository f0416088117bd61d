//! What is encoded decodes to what it was, and no bytes do harm.
#![cfg(feature = "arbitrary")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic, in its helpers too")]

use std::collections::HashSet;

use amqp_frames::types::{ArrayBuf, ListBuf, MapBuf, Value, ValueBuf};
use amqp_frames::{EncodeError, Limits};
use arbitrary::{Arbitrary, Unstructured};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

/// Bytes that are often values: format codes and small sizes more often than others.
fn value_like() -> impl Strategy<Value = Vec<u8>> {
    let codes: &[u8] =
        b"\0\x40\x41\x43\x45\x50\x52\x53\x54\x56\x70\x73\xa0\xa1\xa3\xb1\xc0\xc1\xd0\xd1\xe0\xf0";
    vec(prop_oneof![select(codes), 0..8_u8, any::<u8>()], 0..96)
}

/// Compares, hashes, shows, encodes and decodes again, and puts it into whatever may hold it.
fn goes_round(value: Value<'_>) {
    let limits = Limits::default();
    let mut bytes = Vec::new();
    value.encode(&mut bytes).unwrap();
    assert_eq!(value.encoded_len(), bytes.len());
    let again = Value::decode(&bytes, &limits).unwrap();
    assert_eq!(again, value);
    assert_eq!((again.to_string(), format!("{again:?}")), (value.to_string(), format!("{value:?}")));
    assert_eq!(HashSet::from([again]), HashSet::from([value]));
    assert_eq!(ValueBuf::new(value).unwrap().as_value(), value);

    let mut no_room = vec![0; bytes.len() - 1];
    assert_eq!(value.encode(&mut &mut no_room[..]), Err(EncodeError::NoSpace));

    let mut list = ListBuf::new();
    list.push(value).unwrap();
    list.push_described("d".parse_symbol(), value).unwrap();
    let mut map = MapBuf::new();
    map.insert(value, list.as_list()).unwrap();
    assert!(map.insert(again, true).is_err());
    assert_eq!(map.as_map().get(again), Some(list.as_list().into()));
    if let Some(primitive) = value.primitive() {
        let mut array = ArrayBuf::new(primitive);
        array.push(value).unwrap();
        array.push(again).unwrap();
        assert!(array.as_array().iter().eq([value, value]));
        list.push(array.as_array()).unwrap();
    }
    let mut nested = Vec::new();
    Value::Map(map.as_map()).encode(&mut nested).unwrap();
    assert_eq!(Value::decode(&nested, &limits), Ok(map.as_map().into()));
    nested.clear();
    Value::List(list.as_list()).encode(&mut nested).unwrap();
    assert_eq!(Value::decode(&nested, &limits), Ok(list.as_list().into()));
}

trait ParseSymbol {
    fn parse_symbol(&self) -> amqp_frames::types::Symbol<'_>;
}

impl ParseSymbol for str {
    fn parse_symbol(&self) -> amqp_frames::types::Symbol<'_> {
        amqp_frames::types::Symbol::new(self).unwrap()
    }
}

proptest! {
    #![proptest_config(config(2000))]

    #[test]
    fn values_go_round(bytes in vec(any::<u8>(), 0..256)) {
        if let Ok(value) = Value::arbitrary(&mut Unstructured::new(&bytes)) {
            goes_round(value);
        }
    }

    #[test]
    fn no_bytes_do_harm_and_what_is_accepted_goes_round(bytes in value_like()) {
        if let Ok(value) = Value::decode(&bytes, &Limits::default()) {
            goes_round(value);
        }
    }

    #[test]
    fn a_list_of_anything_goes_round(bytes in value_like()) {
        if let Ok(list) = amqp_frames::types::List::arbitrary(&mut Unstructured::new(&bytes)) {
            prop_assert_eq!(list.iter().len(), list.iter().count());
            goes_round(list.into());
        }
    }

    /// Equality, order and hash agree, whichever encodings values came in.
    #[test]
    fn equal_values_have_equal_order_and_hash(a in value_like(), b in value_like()) {
        let limits = Limits::default();
        if let (Ok(a), Ok(b)) = (Value::decode(&a, &limits), Value::decode(&b, &limits)) {
            prop_assert_eq!(a == b, a.cmp(&b).is_eq());
            prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
            prop_assert_eq!(HashSet::from([a, b]).len(), if a == b { 1 } else { 2 });
        }
    }

    /// One byte of a value changed: refused with an offset inside, or accepted and as good as any.
    #[test]
    fn a_changed_byte_does_no_harm(bytes in vec(any::<u8>(), 0..256), at in any::<usize>(), byte in any::<u8>()) {
        let Ok(value) = Value::arbitrary(&mut Unstructured::new(&bytes)) else { return Ok(()) };
        let mut encoded = Vec::new();
        value.encode(&mut encoded).unwrap();
        let at = at % encoded.len();
        encoded.splice(at..=at, [byte]);
        match Value::decode(&encoded, &Limits::default()) {
            Ok(value) => goes_round(value),
            Err(error) => prop_assert!(error.offset() <= encoded.len()),
        }
    }
}
