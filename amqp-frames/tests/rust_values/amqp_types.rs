//! What `serde` has no type for.

use std::collections::HashMap;

use amqp_frames::Limits;
use amqp_frames::types::{
    ArrayBuf, Decimal32, Decimal64, Decimal128, ListBuf, MapBuf, Primitive, Symbol, SymbolBuf, Timestamp,
    Uuid, Value, ValueBuf, from_value, to_value,
};
use serde::{Deserialize, Serialize};

use super::{bytes, is_wrong_type, read, symbol};

#[derive(Debug, Deserialize, PartialEq, Serialize)]
pub(super) struct Own<'a> {
    #[serde(borrow)]
    symbol: Symbol<'a>,
    name: SymbolBuf,
    at: Timestamp,
    id: Uuid,
    small: Decimal32,
    medium: Decimal64,
    large: Decimal128,
    pub(super) any: ValueBuf,
    list: ListBuf,
    map: MapBuf,
    array: ArrayBuf,
    nothing: Option<ValueBuf>,
}

pub(super) fn own() -> Own<'static> {
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
