//! What `serde` has a type for.

use std::collections::{BTreeMap, HashMap};

use amqp_frames::types::{
    FromValueErrorKind, ListBuf, MapBuf, SymbolBuf, ToValueError, Value, from_value, to_value,
};
use amqp_frames::{DecodeErrorKind, Limits};
use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Deserialize, Serialize, Serializer};

use super::{bytes, is, is_invalid, is_wrong_type, read, symbol};

#[test]
fn numbers_have_the_type_of_their_width_and_its_shortest_encoding() {
    is((), b"\x40");
    is(true, b"\x41");
    is(false, b"\x42");
    is(7_u8, b"\x50\x07");
    is(7_u16, b"\x60\0\x07");
    is(0_u32, b"\x43");
    is(255_u32, b"\x52\xff");
    is(256_u32, b"\x70\0\0\x01\0");
    is(0_u64, b"\x44");
    is(255_u64, b"\x53\xff");
    is(u64::MAX, b"\x80\xff\xff\xff\xff\xff\xff\xff\xff");
    is(-1_i8, b"\x51\xff");
    is(-2_i16, b"\x61\xff\xfe");
    is(-128_i32, b"\x54\x80");
    is(128_i32, b"\x71\0\0\0\x80");
    is(127_i64, b"\x55\x7f");
    is(-129_i64, b"\x81\xff\xff\xff\xff\xff\xff\xff\x7f");
    is(1_f32, b"\x72\x3f\x80\0\0");
    is(-2_f64, b"\x82\xc0\0\0\0\0\0\0\0");
    is('é', b"\x73\0\0\0\xe9");
}

#[test]
fn any_integer_that_fits_is_read() {
    for bytes in [&b"\x50\x07"[..], b"\x60\0\x07", b"\x52\x07", b"\x53\x07", b"\x51\x07", b"\x55\x07"] {
        assert_eq!(read::<u8>(bytes), Ok(7));
        assert_eq!(read::<i64>(bytes), Ok(7));
        assert_eq!(read::<usize>(bytes), Ok(7));
    }
    assert_eq!(read::<i64>(b"\x83\0\0\0\0\0\0\0\x07"), Ok(7));
    is_wrong_type::<u8>(b"\x60\x01\0");
    is_wrong_type::<u8>(b"\x51\xff");
    is_wrong_type::<i64>(b"\x80\xff\xff\xff\xff\xff\xff\xff\xff");
    is_wrong_type::<u8>(b"\x72\0\0\0\0");
    is_wrong_type::<u8>(b"\x73\0\0\0\x07");
    is_wrong_type::<u8>(b"\x41");
}

#[test]
fn floats_keep_every_digit() {
    assert_eq!(read(b"\x72\x3f\x80\0\0"), Ok(1_f64));
    assert_eq!(read(b"\x82\x3f\xf0\0\0\0\0\0\0"), Ok(1_f32));
    assert!(read::<f32>(&bytes(f64::NAN.into())).unwrap().is_nan());
    assert_eq!(read(&bytes(f64::INFINITY.into())), Ok(f32::INFINITY));
    is_wrong_type::<f32>(&bytes(0.1_f64.into()));
    is_wrong_type::<f32>(&bytes(1e300.into()));
    is_wrong_type::<f64>(b"\x52\x01");
    is_wrong_type::<f32>(b"\x54\x01");
}

#[test]
fn integers_of_128_bits_are_no_type() {
    assert_eq!(to_value(&1_u128), Err(ToValueError::Unsupported("u128")));
    assert_eq!(to_value(&1_i128), Err(ToValueError::Unsupported("i128")));
    assert_eq!(read::<u128>(b"\x53\x01"), Err(FromValueErrorKind::Unsupported("u128")));
    assert_eq!(read::<i128>(b"\x55\x01"), Err(FromValueErrorKind::Unsupported("i128")));
}

#[test]
fn text_and_bytes_get_a_wide_size_when_they_need_it() {
    is(String::new(), b"\xa1\0");
    is("né".to_owned(), b"\xa1\x03n\xc3\xa9");
    is("x".repeat(255), [&b"\xa1\xff"[..], &[b'x'; 255]].concat());
    is("x".repeat(256), [&b"\xb1\0\0\x01\0"[..], &[b'x'; 256]].concat());
    is(Binary(vec![0, 255]), b"\xa0\x02\0\xff");
    is(Binary(vec![0; 256]), [&b"\xb0\0\0\x01\0"[..], &[0; 256]].concat());
}

/// Bytes as those of `serde_bytes`, which isn't needed for one test.
#[derive(Debug, PartialEq)]
pub(super) struct Binary(pub(super) Vec<u8>);

impl Serialize for Binary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Binary {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Binary;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Binary, E> {
                Ok(Binary(bytes.into()))
            }
        }
        deserializer.deserialize_bytes(Visitor)
    }
}

#[test]
fn text_and_bytes_are_lent() {
    let text = *b"\xa1\x02hi";
    assert!(std::ptr::eq(
        from_value::<&str>(Value::decode(&text, &Limits::default()).unwrap()).unwrap().as_bytes(),
        &text[2..],
    ));
    let binary = *b"\xa0\x02hi";
    assert!(std::ptr::eq(
        from_value::<&[u8]>(Value::decode(&binary, &Limits::default()).unwrap()).unwrap(),
        &binary[2..],
    ));
    assert_eq!(from_value(Value::Symbol(symbol("a"))), Ok("a"));
    assert_eq!(from_value(Value::Symbol(symbol("a"))), Ok(symbol("a")));
}

#[test]
fn text_is_no_bytes_and_bytes_are_no_text() {
    is_wrong_type::<String>(b"\xa0\x02hi");
    is_wrong_type::<Binary>(b"\xa1\x02hi");
    is_wrong_type::<SymbolBuf>(b"\xa1\x02hi");
    is_wrong_type::<String>(b"\x54\x01");
    assert_eq!(read(b"\xa3\x02hi"), Ok("hi".to_owned()));
    assert_eq!(read(b"\x73\0\0\0\xe9"), Ok("é".to_owned()));
    assert!(from_value::<&str>(Value::Char('é')).is_err());
    assert_eq!(read::<Vec<u8>>(b"\xa0\x02\0\xff"), Ok(vec![0, 255]));
}

#[test]
fn none_is_null() {
    is(None::<u32>, b"\x40");
    is(Some(1_u32), b"\x52\x01");
    assert_eq!(to_value(&Some(None::<u32>)).unwrap().as_bytes(), b"\x40");
    assert_eq!(read(b"\x40"), Ok(None::<Option<u32>>));
    is(Some("x".to_owned()), b"\xa1\x01x");
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    struct Unit;
    is(Unit, b"\x40");
    is_wrong_type::<u32>(b"\x40");
    is_wrong_type::<()>(b"\x41");
}

#[test]
fn sequences_and_tuples_are_lists() {
    is(Vec::<u32>::new(), b"\x45");
    is(vec![1_u32, 0], b"\xc0\x04\x02\x52\x01\x43");
    is((true, "a".to_owned(), [1_u8]), b"\xc0\x0a\x03\x41\xa1\x01a\xc0\x03\x01\x50\x01");
    is(vec![(); 2], b"\xc0\x03\x02\x40\x40");
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    struct Pair(u8, Option<u8>);
    is(Pair(1, None), b"\xc0\x04\x02\x50\x01\x40");
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    struct Meters(u8);
    is(Meters(1), b"\x50\x01");
    assert_eq!(read::<Vec<u16>>(b"\xe0\x06\x02\x60\0\x01\0\x02"), Ok(vec![1, 2]));
    assert_eq!(read::<(u8, u8)>(b"\xc0\x05\x02\x50\x01\x50\x02"), Ok((1, 2)));
    assert_eq!(read::<(u8,)>(b"\xc0\x05\x02\x50\x01\x50\x02"), Err(FromValueErrorKind::TooManyItems));
    is_wrong_type::<(u8, u8)>(b"\xc0\x03\x01\x50\x01");
    is_wrong_type::<Vec<u8>>(b"\xa1\x01a");
}

/// Sections 1.6.22 and 1.6.23: one byte for size and count, as long as both fit.
#[test]
fn lists_and_maps_are_narrow_up_to_255() {
    for len in [0, 1, 126, 127, 128, 254, 255, 256, 1000] {
        for item in [&b""[..], b"x"] {
            let (mut list, mut map) = (ListBuf::new(), MapBuf::new());
            let values = vec![Binary(item.into()); len];
            for (key, _) in values.iter().enumerate() {
                list.push(item).unwrap();
                map.insert(key as u64, item).unwrap();
            }
            assert_eq!(to_value(&values).unwrap().as_bytes(), bytes(list.as_list().into()));
            let values: BTreeMap<_, _> =
                values.iter().zip(0_u64..).map(|(value, key)| (key, value)).collect();
            assert_eq!(to_value(&values).unwrap().as_bytes(), bytes(map.as_map().into()));
        }
    }
    for len in 240..260 {
        let mut list = ListBuf::new();
        list.push(&vec![0; len][..]).unwrap();
        assert_eq!(to_value(&[Binary(vec![0; len])]).unwrap().as_bytes(), bytes(list.as_list().into()));
    }
}

impl Clone for Binary {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

#[test]
fn maps_are_maps() {
    is(BTreeMap::<String, u8>::new(), b"\xc1\x01\0");
    is(BTreeMap::from([(1_u8, true), (2, false)]), b"\xc1\x07\x04\x50\x01\x41\x50\x02\x42");
    is(HashMap::from([(SymbolBuf::from(symbol("a")), 'b')]), b"\xc1\x09\x02\xa3\x01a\x73\0\0\0b");
    is_wrong_type::<BTreeMap<String, u8>>(b"\x45");
}

/// A map that says whatever it is told to.
struct Entries<'a>(&'a [(Option<&'a str>, Option<u8>)]);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, value) in self.0 {
            key.iter().try_for_each(|key| map.serialize_key(key))?;
            value.iter().try_for_each(|value| map.serialize_value(value))?;
        }
        map.end()
    }
}

/// Section 1.6.23.
#[test]
fn a_map_with_a_key_twice_or_without_a_value_is_refused() {
    let entries = [(Some("a"), Some(1)), (Some("b"), Some(1)), (Some("a"), Some(2))];
    assert!(to_value(&Entries(&entries[..2])).is_ok());
    is_invalid(Entries(&entries), DecodeErrorKind::DuplicateKey);
    is_invalid(Entries(&[(Some("a"), None)]), DecodeErrorKind::OddMap);
    is_invalid(Entries(&[(None, Some(1))]), DecodeErrorKind::OddMap);
    let mut many: Vec<_> = (0..1000).map(|key: u32| key.to_string()).collect();
    let entries = |keys: &[String]| {
        let entries: Vec<_> = keys.iter().map(|key| (Some(key.as_str()), Some(0))).collect();
        to_value(&Entries(&entries)).map(drop)
    };
    assert_eq!(entries(&many), Ok(()));
    many.push("17".into());
    assert!(entries(&many).is_err());
}

/// Goes on as if nothing had happened.
struct Careless;

impl Serialize for Careless {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Careless", 3)?;
        assert!(fields.serialize_field("a", &("begun", 1_u128)).is_err());
        fields.serialize_field("b", &1_u8)?;
        fields.end()
    }
}

#[test]
fn what_is_refused_leaves_nothing_behind() {
    let value = to_value(&Careless).unwrap();
    assert_eq!(value.as_bytes(), b"\xc1\x06\x02\xa1\x01b\x50\x01");
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
pub(super) struct Point {
    x: i32,
    #[serde(rename = "why", alias = "because")]
    y: Option<String>,
}

#[test]
fn structs_are_maps_by_the_names_of_their_fields() {
    is(Point { x: 1, y: None }, b"\xc1\x0c\x04\xa1\x01x\x54\x01\xa1\x03why\x40");
    let expected = Ok(Point { x: 1, y: None });
    assert_eq!(read(b"\xc1\x06\x02\xa3\x01x\x54\x01"), expected);
    assert_eq!(read(b"\xc1\x0e\x04\xa1\x01?\xc0\x03\x01\x54\x01\xa1\x01x\x50\x01"), expected);
    assert_eq!(read::<Point>(b"\xc1\x01\0"), Err(FromValueErrorKind::MissingField));
    is_wrong_type::<Point>(b"\xc0\x03\x01\x54\x01");
    // Fields have names, not places.
    is_wrong_type::<Point>(b"\xc1\x05\x02\x53\0\x54\x01");
    // A described value is another type, even if all that is asked for could be missing.
    #[derive(Debug, Deserialize)]
    struct Optional {
        #[expect(dead_code, reason = "it is never there")]
        value: Option<u8>,
    }
    is_wrong_type::<Optional>(b"\0\x53\x24\xc1\x01\0");
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(super) enum Shape {
    Empty,
    Circle(f32),
    Box(u8, u8),
    Text { at: u8, text: String },
}

#[test]
fn variants_are_strings_or_maps_of_one_entry() {
    is(Shape::Empty, b"\xa1\x05Empty");
    is(Shape::Circle(1.0), b"\xc1\x0e\x02\xa1\x06Circle\x72\x3f\x80\0\0");
    is(Shape::Box(1, 2), b"\xc1\x0d\x02\xa1\x03Box\xc0\x05\x02\x50\x01\x50\x02");
    let text = Shape::Text { at: 1, text: "a".into() };
    is(text, b"\xc1\x19\x02\xa1\x04Text\xc1\x10\x04\xa1\x02at\x50\x01\xa1\x04text\xa1\x01a");

    assert_eq!(read(b"\xa3\x05Empty"), Ok(Shape::Empty));
    assert_eq!(read(b"\xc1\x09\x02\xa1\x05Empty\x40"), Ok(Shape::Empty));
    is_wrong_type::<Shape>(b"\xa1\x06Circle");
    is_wrong_type::<Shape>(b"\xa1\x05Other");
    is_wrong_type::<Shape>(b"\xc1\x01\0");
    is_wrong_type::<Shape>(b"\xc1\x09\x02\xa1\x05Empty\x41");
    is_wrong_type::<Shape>(b"\x54\x01");
    let two = b"\xc1\x11\x04\xa1\x05Empty\x40\xa1\x05Other\x40";
    assert_eq!(read::<Shape>(two), Err(FromValueErrorKind::TooManyItems));
    assert!(matches!(read::<Shape>(b"\0\x53\x24\x45"), Err(FromValueErrorKind::Descriptor(_))));
}

#[test]
fn a_wide_variant_has_wide_sizes_around_it() {
    let text = Shape::Text { at: 1, text: "x".repeat(300) };
    let (mut fields, mut variant) = (MapBuf::new(), MapBuf::new());
    fields.insert("at", 1_u8).unwrap();
    fields.insert("text", "x".repeat(300).as_str()).unwrap();
    variant.insert("Text", fields.as_map()).unwrap();
    is(text, bytes(variant.as_map().into()));
}
