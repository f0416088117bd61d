//! Rust values as AMQP values: bytes as section 1.6 has them, and back.
#![cfg(feature = "serde")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic, in its helpers too")]

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

use allocation_counter::measure;
use amqp_frames::types::{
    ArrayBuf, Decimal32, Decimal64, Decimal128, FromValueError, ListBuf, MapBuf, Primitive, Symbol,
    SymbolBuf, Timestamp, ToValueError, Uuid, Value, ValueBuf, from_value, from_value_within, to_value,
    to_value_within,
};
use amqp_frames::{DecodeErrorKind, EncodeError, Limits};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Deserialize, Serialize, Serializer};

/// The encoding by hand, and back from it.
#[track_caller]
fn is(value: impl Serialize + DeserializeOwned + PartialEq + Debug, bytes: impl AsRef<[u8]>) {
    let bytes = bytes.as_ref();
    assert_eq!(to_value(&value).unwrap().as_bytes(), bytes, "{value:?}");
    assert_eq!(read(bytes), Ok(value));
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, FromValueError> {
    from_value(Value::decode(bytes, &Limits::default()).unwrap())
}

#[track_caller]
fn is_wrong_type<T: DeserializeOwned + Debug>(bytes: &[u8]) {
    match read::<T>(bytes) {
        Err(FromValueError::WrongType { .. } | FromValueError::Custom(_)) => {}
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
    assert_eq!(read::<u128>(b"\x53\x01"), Err(FromValueError::Unsupported("u128")));
    assert_eq!(read::<i128>(b"\x55\x01"), Err(FromValueError::Unsupported("i128")));
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
struct Binary(Vec<u8>);

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
    assert_eq!(read::<Vec<u8>>(b"\xa0\x02\0\xff"), Ok(vec![0, 255]));
}

#[test]
fn none_is_null() {
    is(None::<u32>, b"\x40");
    is(Some(1_u32), b"\x52\x01");
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
    assert_eq!(read::<(u8,)>(b"\xc0\x05\x02\x50\x01\x50\x02"), Err(FromValueError::TooManyItems));
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
struct Point {
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
    assert_eq!(read::<Point>(b"\xc1\x01\0"), Err(FromValueError::MissingField("x")));
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
enum Shape {
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
    assert_eq!(read::<Shape>(two), Err(FromValueError::TooManyItems));
    assert!(matches!(read::<Shape>(b"\0\x53\x24\x45"), Err(FromValueError::Descriptor(_))));
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

#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Own<'a> {
    #[serde(borrow)]
    symbol: Symbol<'a>,
    name: SymbolBuf,
    at: Timestamp,
    id: Uuid,
    small: Decimal32,
    medium: Decimal64,
    large: Decimal128,
    any: ValueBuf,
    list: ListBuf,
    map: MapBuf,
    array: ArrayBuf,
    nothing: Option<ValueBuf>,
}

fn own() -> Own<'static> {
    let (mut list, mut map) = (ListBuf::new(), MapBuf::new());
    list.push(symbol("l")).unwrap();
    map.insert(Timestamp(1), Value::Null).unwrap();
    Own {
        symbol: symbol("a:b"),
        name: symbol("c").into(),
        at: Timestamp(-1),
        id: Uuid(*b"0123456789abcdef"),
        small: Decimal32([1, 2, 3, 4]),
        medium: Decimal64([5; 8]),
        large: Decimal128([6; 16]),
        any: ValueBuf::described(36_u64, symbol("x")).unwrap(),
        list,
        map,
        array: ArrayBuf::new(Primitive::Uint),
        nothing: None,
    }
}

#[test]
fn what_serde_has_no_type_for_keeps_its_own() {
    let value = to_value(&own()).unwrap();
    let mut expected = MapBuf::new();
    expected.insert("symbol", symbol("a:b")).unwrap();
    expected.insert("name", symbol("c")).unwrap();
    expected.insert("at", Timestamp(-1)).unwrap();
    expected.insert("id", Uuid(*b"0123456789abcdef")).unwrap();
    expected.insert("small", Decimal32([1, 2, 3, 4])).unwrap();
    expected.insert("medium", Decimal64([5; 8])).unwrap();
    expected.insert("large", Decimal128([6; 16])).unwrap();
    expected.insert("any", own().any.as_value()).unwrap();
    expected.insert("list", own().list.as_list()).unwrap();
    expected.insert("map", own().map.as_map()).unwrap();
    expected.insert("array", own().array.as_array()).unwrap();
    expected.insert("nothing", Value::Null).unwrap();
    assert_eq!(value.as_bytes(), bytes(expected.as_map().into()));
    assert_eq!(from_value::<Own>(value.as_value()).unwrap(), own());
}

#[test]
fn where_people_read_they_are_text_and_numbers_as_ever() {
    let json = concat!(
        r#"{"symbol":"a:b","name":"c","at":-1,"id":"30313233-3435-3637-3839-616263646566","small":"01020304","#,
        r#""medium":"0505050505050505","large":"06060606060606060606060606060606","any":"005324a30178","#,
        r#""list":"c00401a3016c","map":"c10b0283000000000000000140","array":"e0020070","nothing":null}"#,
    );
    assert_eq!(serde_json::to_string(&own()).unwrap(), json);
    assert_eq!(serde_json::from_str::<Own>(json).unwrap(), own());
    let id = "\"30313233343536373839616263646566\"";
    assert_eq!(serde_json::from_str::<Uuid>(id).unwrap(), own().id);
    let keys = HashMap::from([(SymbolBuf::from(symbol("k")), 1)]);
    assert_eq!(serde_json::to_string(&keys).unwrap(), r#"{"k":1}"#);
    assert_eq!(serde_json::from_str::<HashMap<SymbolBuf, i32>>(r#"{"k":1}"#).unwrap(), keys);
    for wrong in [
        "\"00\"",
        "\"3031323334353637-3839-6162-6364-6566\"",
        "\"30313233-3435-3637-3839-61626364656-\"",
        "7",
    ] {
        assert!(serde_json::from_str::<Uuid>(wrong).is_err(), "{wrong}");
    }
    assert!(serde_json::from_str::<Decimal32>("\"0102030\"").is_err());
    assert!(serde_json::from_str::<Decimal64>("\"01020304\"").is_err());
}

#[test]
fn what_has_one_type_of_amqp_is_read_from_no_other() {
    is_wrong_type::<Timestamp>(b"\x55\x01");
    is_wrong_type::<SymbolBuf>(b"\xa1\x01a");
    is_wrong_type::<Uuid>(b"\xa0\x100123456789abcdef");
    is_wrong_type::<Decimal32>(b"\x72\0\0\0\0");
    is_wrong_type::<Decimal64>(b"\x74\0\0\0\0");
    is_wrong_type::<Timestamp>(b"\x40");
    is_wrong_type::<ListBuf>(b"\xc1\x01\0");
    assert_eq!(read(b"\x98\x30\x31\x32\x33\x34\x35\x36\x37\x38\x39\x61\x62\x63\x64\x65\x66"), Ok(own().id));
}

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
    #[serde(rename = "@é")]
    struct NoDescriptor {
        x: u8,
    }
    #[derive(Debug, Default, Deserialize, Serialize)]
    #[serde(rename = "@a {}")]
    struct NoKeys(u8, u8);
    #[derive(Debug, Default, Deserialize, Serialize)]
    #[serde(rename = "@a []")]
    struct NoFields(u8);
    #[derive(Debug, Default, Deserialize, Serialize)]
    #[serde(rename = "=described")]
    struct OneField {
        x: u8,
    }
    #[derive(Debug, Default, Deserialize, Serialize)]
    enum Variants {
        #[serde(rename = "@a {}")]
        Tuple(u8, u8),
        #[default]
        #[serde(rename = "@0x")]
        Unit,
    }
    #[derive(Debug, Default, Deserialize, Serialize)]
    #[serde(rename = "@a")]
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
    is_refused::<OneField>();
    is_refused::<Variants>();
    is_refused::<Enum>();
    assert_eq!(to_value(&Variants::Tuple(1, 2)), Err(ToValueError::Name("@a {}")));

    fn is_not_read<T: DeserializeOwned + Debug>(bytes: &[u8]) {
        let found = read::<T>(bytes);
        assert!(matches!(found, Err(FromValueError::Name(_))), "{found:?}");
    }
    is_not_read::<NoSuchType>(b"\xa1\x01a");
    is_not_read::<NoDescriptor>(b"\0\xa3\x01a\x45");
    is_not_read::<NoKeys>(b"\0\xa3\x01a\x45");
    is_not_read::<NoFields>(b"\0\xa3\x01a\x45");
    is_not_read::<Variants>(b"\0\xa3\x01a\x45");
    is_not_read::<Enum>(b"\xa1\x01A");
}

#[derive(Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename = "@0x00000468:0x00000077 example:point:list")]
struct Composite {
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
    let missing = Err(FromValueError::MissingField("id"));
    assert_eq!(read::<Composite>(&point(b"\x45")), missing);
    assert_eq!(read::<Composite>(&point(b"\xc0\x02\x01\x40")), missing);
    let aliased = b"\xc0\x08\x06\x52\x07\x40\x40\x40\x40\x41";
    assert_eq!(read::<Composite>(&point(aliased)), Err(FromValueError::TooManyItems));
}

#[test]
fn another_descriptor_is_another_type() {
    assert!(matches!(read::<Composite>(b"\0\x53\x77\x45"), Err(FromValueError::Descriptor(_))));
    assert!(matches!(read::<Composite>(b"\0\xa3\x01a\x45"), Err(FromValueError::Descriptor(_))));
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
    assert_eq!(read::<Accepted>(b"\0\x53\x24\xc0\x02\x01\x41"), Err(FromValueError::TooManyItems));

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "@a:range")]
    struct Range(u8, Option<u8>);
    is(Range(1, None), b"\0\xa3\x07a:range\xc0\x03\x01\x50\x01");
    is(Range(1, Some(2)), b"\0\xa3\x07a:range\xc0\x05\x02\x50\x01\x50\x02");
    let three = b"\0\xa3\x07a:range\xc0\x05\x03\x50\x01\x40\x41";
    assert_eq!(read::<Range>(three), Err(FromValueError::TooManyItems));

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "@77567109365764 apache.org:selector-filter:string")]
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

#[test]
fn lists_and_maps_need_no_descriptor() {
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "[]")]
    struct List {
        a: Option<u8>,
        b: Option<u8>,
    }
    is(List { a: None, b: Some(1) }, b"\xc0\x04\x02\x40\x50\x01");
    is(List { a: None, b: None }, b"\x45");
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "{}")]
    struct Map {
        a: Option<u8>,
    }
    is(Map { a: Some(1) }, b"\xc1\x06\x02\xa1\x01a\x50\x01");
    is(Map { a: None }, b"\xc1\x01\0");
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename = "{symbol}", rename_all = "lowercase")]
    enum Mode {
        Move,
        Copy(u8),
    }
    is(Mode::Move, b"\xa3\x04move");
    is(Mode::Copy(1), b"\xc1\x09\x02\xa3\x04copy\x50\x01");
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
    assert!(matches!(read::<Outcome>(b"\0\x53\x29\x45"), Err(FromValueError::Descriptor(_))));
    assert_eq!(read::<Outcome>(b"\0\x53\x24\xc0\x02\x01\x41"), Err(FromValueError::TooManyItems));
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

/// Types are lost there, and so the views' own form is all there is.
#[test]
fn what_serde_holds_back_is_as_views_serialise() {
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(untagged)]
    enum Body {
        Time(Timestamp),
        Id(Uuid),
        Text(SymbolBuf),
        Described { descriptor: u64, value: Vec<u8> },
    }
    assert_eq!(read(b"\x83\0\0\0\0\0\0\0\x01"), Ok(Body::Time(Timestamp(1))));
    assert_eq!(read(b"\xa3\x01a"), Ok(Body::Text(symbol("a").into())));
    assert_eq!(
        read(b"\x98\x30\x31\x32\x33\x34\x35\x36\x37\x38\x39\x61\x62\x63\x64\x65\x66"),
        Ok(Body::Id(own().id))
    );
    assert_eq!(read(b"\0\x53\x24\x45"), Ok(Body::Described { descriptor: 36, value: vec![] }));
}

#[test]
fn views_are_written_as_what_they_are() {
    let own = own();
    let mut described = ArrayBuf::described(symbol("d"), Primitive::Uint).unwrap();
    described.push(1_u32).unwrap();
    described.push(300_u32).unwrap();
    let mut list = ListBuf::new();
    list.push(own.any.as_value()).unwrap();
    list.push(own.array.as_array()).unwrap();
    list.push(described.as_array()).unwrap();
    list.push(own.map.as_map()).unwrap();
    list.push(&b"\0"[..]).unwrap();
    list.push(own.large).unwrap();
    let value = Value::List(list.as_list());
    assert_eq!(to_value(&value).unwrap().as_bytes(), bytes(value));
    assert_eq!(to_value(&list).unwrap().as_bytes(), bytes(value));

    let none = ArrayBuf::described(symbol("d"), Primitive::Uint).unwrap();
    assert_eq!(to_value(&none.as_array()).unwrap().as_value(), none.as_array().into());
    let two_descriptors = Value::decode(b"\xe0\x08\x02\0\x44\0\xa3\x01d\x41", &Limits::default()).unwrap();
    assert_eq!(to_value(&two_descriptors).unwrap().as_value(), two_descriptors);
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Nested(Vec<Self>);

fn nested(depth: u8) -> Nested {
    (1..depth).fold(Nested(vec![]), |inner, _| Nested(vec![inner]))
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename = "@0")]
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
    assert_eq!(read::<Point>(b"\xc1\x01\0").unwrap_err().to_string(), "mandatory field \"x\" is missing");
    assert_eq!(to_value(&0_i128).unwrap_err().to_string(), "i128 is no type of AMQP");
}

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
    #[serde(rename = "@a:composite []")]
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
