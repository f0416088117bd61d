//! Values as JSON, and owned ones back.
#![cfg(feature = "serde")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic, in its helpers too")]

use amqp_frames::message::{Message, Properties};
use amqp_frames::types::{
    ArrayBuf, Decimal32, ListBuf, MapBuf, Primitive, Symbol, SymbolBuf, Timestamp, Uuid, Value, ValueBuf,
};
use amqp_frames::{Limits, MessageBuf};
use serde_json::json;

fn list() -> ListBuf {
    let symbol = Symbol::new("a:b").unwrap();
    let mut ports = ArrayBuf::new(Primitive::Ushort);
    ports.push(5672_u16).unwrap();
    let mut map = MapBuf::new();
    map.insert("text", symbol).unwrap();
    map.insert(7_u32, ports.as_array()).unwrap();
    map.insert(true, Value::Null).unwrap();
    let mut list = ListBuf::new();
    list.push(map.as_map()).unwrap();
    list.push_described(36_u64, &b"\x00\xff"[..]).unwrap();
    list.push(Uuid(*b"0123456789abcdef")).unwrap();
    list.push(Decimal32([1, 2, 3, 4])).unwrap();
    list.push(Timestamp(-1)).unwrap();
    list.push('é').unwrap();
    list
}

#[test]
fn views_serialise_as_what_they_mean() {
    let expected = json!([
        {"text": "a:b", "7": [5672], "true": null},
        {"descriptor": 36, "value": "00ff"},
        "30313233-3435-3637-3839-616263646566",
        "01020304",
        -1,
        "é",
    ]);
    assert_eq!(serde_json::to_value(list().as_list()).unwrap(), expected);
}

#[test]
fn owned_values_come_back_as_they_were() {
    let list = list();
    let text = serde_json::to_string(&list).unwrap();
    assert_eq!(serde_json::from_str::<ListBuf>(&text).unwrap(), list);
    assert_eq!(serde_json::from_str::<ValueBuf>(&text).unwrap(), ValueBuf::new(list.as_list()).unwrap());

    let mut map = MapBuf::new();
    map.insert("k", 7_u32).unwrap();
    let text = serde_json::to_string(&map).unwrap();
    assert_eq!(text, "\"c10602a1016b5207\"");
    let mut again: MapBuf = serde_json::from_str(&text).unwrap();
    assert_eq!(again, map);
    assert!(again.insert("k", 8_u32).is_err());

    let mut array = ArrayBuf::described(1_u64, Primitive::Int);
    array.push(-1).unwrap();
    let mut again: ArrayBuf = serde_json::from_str(&serde_json::to_string(&array).unwrap()).unwrap();
    assert_eq!(again, array);
    again.push(1000).unwrap();
    array.push(1000).unwrap();
    assert_eq!(again, array);

    let symbol = SymbolBuf::from(Symbol::new("a:b").unwrap());
    assert_eq!(serde_json::from_str::<SymbolBuf>("\"a:b\"").unwrap(), symbol);
}

#[test]
fn messages_serialise_section_by_section_and_kept_ones_as_their_bytes() {
    let properties = Properties { message_id: Some(7.into()), user_id: Some(b"me"), ..Properties::default() };
    let message = Message { properties, ..Message::new(b"\x00\xff") };
    let json = serde_json::to_value(message).unwrap();
    assert_eq!(json["header"]["priority"], 4);
    assert_eq!(
        (&json["properties"]["message_id"], &json["properties"]["user_id"]),
        (&json!(7), &json!("6d65"))
    );
    assert_eq!((&json["body"], &json["footer"]), (&json!({"data": ["00ff"]}), &json!({})));
    let value = serde_json::to_value(Message::new(Value::Symbol(Symbol::new("a").unwrap()))).unwrap();
    assert_eq!(value["body"], json!({"amqp-value": "a"}));
    let sequence = serde_json::to_value(Message::new(list().as_list())).unwrap();
    assert_eq!(sequence["body"]["amqp-sequence"][0][5], "é");

    let kept = MessageBuf::encode(&message).unwrap();
    let text = serde_json::to_string(&kept).unwrap();
    assert_eq!(text, "\"005373c007025307a0026d65005375a00200ff\"");
    assert_eq!(serde_json::from_str::<MessageBuf>(&text).unwrap(), kept);
    assert!(serde_json::from_str::<MessageBuf>("\"005377\"").is_err());
}

#[test]
fn what_a_peer_could_not_send_does_not_come_back() {
    assert!(serde_json::from_str::<ValueBuf>("\"4040\"").is_err());
    assert!(serde_json::from_str::<ValueBuf>("\"a101ff\"").is_err());
    assert!(serde_json::from_str::<ValueBuf>("\"a10\"").is_err());
    assert!(serde_json::from_str::<MapBuf>("\"c1050440404040\"").is_err());
    assert!(serde_json::from_str::<MapBuf>("\"c00100\"").is_err());
    assert!(serde_json::from_str::<SymbolBuf>("\"é\"").is_err());
}

/// A67: no text makes the stack overflow.
#[test]
fn the_depth_of_what_comes_back_is_limited() {
    let deep = format!("\"{}40\"", "0040".repeat(100_000));
    assert!(serde_json::from_str::<ValueBuf>(&deep).is_err());
    let allowed = format!("\"{}40\"", "0040".repeat(254));
    let value: ValueBuf = serde_json::from_str(&allowed).unwrap();
    assert_eq!(serde_json::to_string(&value).unwrap(), allowed);
}

#[test]
fn limits_not_named_have_their_defaults() {
    let limits: Limits = serde_json::from_str("{\"max_depth\":7}").unwrap();
    let mut expected = Limits::default();
    expected.max_depth = 7;
    assert_eq!(limits, expected);
}
