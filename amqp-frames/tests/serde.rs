//! Values and frames as JSON, and owned ones back.
#![cfg(feature = "serde")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic, in its helpers too")]

use amqp_frames::definitions::{DeliveryTag, DeliveryTagBuf, FieldsBuf, FilterSetBuf, TransactionIdBuf};
use amqp_frames::delivery_state::{DeliveryState, Received, UnsettledBuf};
use amqp_frames::message::{
    AnnotationsBuf, ApplicationPropertiesBuf, Body, DataBuf, Message, Properties, SequencesBuf,
};
use amqp_frames::performative::Performative;
use amqp_frames::terminus::AnySource;
use amqp_frames::types::{
    ArrayBuf, Decimal32, List, ListBuf, MapBuf, Primitive, Symbol, SymbolBuf, Symbols, SymbolsBuf, Timestamp,
    Uuid, Value, ValueBuf,
};
use amqp_frames::{Frame, FrameBuf, Limits, MessageBuf, ProtocolId};
use serde_json::json;

fn list() -> ListBuf {
    let symbol = Symbol::new("a:b").unwrap();
    let mut ports = ArrayBuf::new(Primitive::Ushort);
    ports.push(5672_u16).unwrap();
    let mut map = MapBuf::new();
    map.insert("text", symbol).unwrap();
    map.insert("ports", ports.as_array()).unwrap();
    map.insert("none", Value::Null).unwrap();
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
fn an_array_of_described_values_shows_its_descriptors_once() {
    let mut array = ArrayBuf::described(Symbol::new("a:port").unwrap(), Primitive::Ushort).unwrap();
    array.push(5671_u16).unwrap();
    array.push(5672_u16).unwrap();
    let expected = json!({"descriptors": ["a:port"], "elements": [5671, 5672]});
    assert_eq!(serde_json::to_value(array.as_array()).unwrap(), expected);
}

#[test]
fn views_serialise_as_what_they_mean() {
    let expected = json!([
        {"text": "a:b", "ports": [5672], "none": null},
        {"descriptor": 36, "value": "00ff"},
        "30313233-3435-3637-3839-616263646566",
        "01020304",
        -1,
        "é",
    ]);
    assert_eq!(serde_json::to_value(list().as_list()).unwrap(), expected);
}

fn map_of<'v>(keys: impl IntoIterator<Item = Value<'v>>) -> MapBuf {
    let mut map = MapBuf::new();
    keys.into_iter().zip(0_u8..).for_each(|(key, number)| map.insert(key, number).unwrap());
    map
}

/// Keys of one type are text, where that tells them apart.
#[test]
fn maps_with_keys_of_one_type_are_maps_in_json() {
    let symbol = |text| Symbol::new(text).unwrap().into();
    for (map, expected) in [
        (map_of([]), json!({})),
        (map_of(["k".into(), "1".into()]), json!({"k": 0, "1": 1})),
        (map_of([symbol("a b"), symbol("")]), json!({"a b": 0, "": 1})),
        (map_of([1_u64.into(), 2_u64.into()]), json!({"1": 0, "2": 1})),
        (map_of([true.into(), false.into()]), json!({"true": 0, "false": 1})),
        (map_of([Value::Binary(b""), Value::Binary(&[0])]), json!({"0x": 0, "0x00": 1})),
    ] {
        assert_eq!(serde_json::to_value(map.as_map()).unwrap(), expected);
    }
}

/// Who reads JSON keeps one of several equal names, so that all others would be hidden.
#[test]
fn no_entry_of_a_map_is_lost_in_json() {
    let text = "k";
    let symbol = Symbol::new(text).unwrap();
    let (mut byte, mut int) = (ListBuf::new(), ListBuf::new());
    byte.push(1_u8).unwrap();
    int.push(1_u32).unwrap();
    let in_bytes = ValueBuf::described(7_u64, byte.as_list()).unwrap();
    let in_numbers = ValueBuf::described(7_u64, int.as_list()).unwrap();
    assert_eq!(in_bytes.to_string(), in_numbers.to_string());
    let nan = |bits| Value::Float(f32::from_bits(bits));
    for (map, expected) in [
        (map_of([text.into(), symbol.into()]), json!([["k", 0], ["k", 1]])),
        (map_of([5_u32.into(), "5".into(), 5_u64.into()]), json!([[5, 0], ["5", 1], [5, 2]])),
        (map_of([Value::Null, "null".into()]), json!([[null, 0], ["null", 1]])),
        (map_of([byte.as_list().into(), int.as_list().into()]), json!([[[1], 0], [[1], 1]])),
        (map_of([nan(0x7fc0_0000), nan(0x7fc0_0001)]), json!([[null, 0], [null, 1]])),
        (
            map_of([in_bytes.as_value(), in_numbers.as_value()]),
            json!([[{"descriptor": 7, "value": [1]}, 0], [{"descriptor": 7, "value": [1]}, 1]]),
        ),
    ] {
        assert_eq!(serde_json::to_value(map.as_map()).unwrap(), expected);
    }
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

    let mut array = ArrayBuf::described(1_u64, Primitive::Int).unwrap();
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
    assert_eq!(json["header"]["priority"], json!(null));
    assert_eq!(
        (&json["properties"]["message_id"], &json["properties"]["user_id"]),
        (&json!(7), &json!("6d65"))
    );
    assert_eq!((&json["body"], &json["footer"]), (&json!({"data": ["00ff"]}), &json!({})));
    let value = serde_json::to_value(Message::new(Value::Symbol(Symbol::new("a").unwrap()))).unwrap();
    assert_eq!(value["body"], json!({"amqp-value": "a"}));
    let sequence = serde_json::to_value(Message::new(Body::sequence(list().as_list()))).unwrap();
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

/// A line of what rhea sent to itself.
fn frame(line: usize) -> FrameBuf {
    let hex = include_str!("fixtures/rhea-rhea.hex").lines().nth(line - 1).unwrap();
    let bytes: Vec<u8> =
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
    FrameBuf::decode(bytes.into(), &Limits::default()).unwrap()
}

#[track_caller]
fn is_shown(line: usize, channel: u16, expected: serde_json::Value) {
    let frame = frame(line);
    let shown = serde_json::to_value(frame.as_frame()).unwrap();
    assert_eq!(shown, json!({"channel": channel, "performative": expected}));
    let kept = serde_json::to_string(&frame).unwrap();
    assert_eq!(serde_json::from_str::<FrameBuf>(&kept).unwrap(), frame);
}

/// The fields were read off the bytes by hand.
#[test]
fn a_connection_and_a_session() {
    is_shown(
        2,
        0,
        json!({
            "container_id": "rhea-é", "hostname": null, "max_frame_size": 4096, "channel_max": 10,
            "idle_time_out": 2000, "outgoing_locales": [], "incoming_locales": [],
            "offered_capabilities": ["CAP-A", "CAP-B"], "desired_capabilities": [],
            "properties": {"product": "worldtest", "n": 7},
        }),
    );
    is_shown(
        31,
        0,
        json!({
            "remote_channel": 0, "next_outgoing_id": 0, "incoming_window": 2048, "outgoing_window": 4_294_967_295_u32,
            "handle_max": 4_294_967_295_u32, "offered_capabilities": [], "desired_capabilities": [],
            "properties": null,
        }),
    );
    is_shown(23, 1, json!({"error": null}));
    is_shown(27, 0, json!({"error": null}));
}

#[test]
fn a_link() {
    is_shown(
        21,
        1,
        json!({
            "name": "807ee931-f706-bd41-a480-ee852d023dd8", "handle": 0, "role": "receiver",
            "snd_settle_mode": "mixed", "rcv_settle_mode": "first",
            "source": {"source": {
                "address": "q1", "durable": "none", "expiry_policy": "session-end", "timeout": 5, "dynamic": false,
                "dynamic_node_properties": null, "distribution_mode": "copy",
                "filter": {"jms-selector": {"descriptor": 0x468c_0000_0004_u64, "value": "colour = 'red'"}},
                "default_outcome": null, "outcomes": ["amqp:accepted:list"], "capabilities": ["c"],
            }},
            "target": {"target": {
                "address": null, "durable": "none", "expiry_policy": "session-end", "timeout": 0, "dynamic": false,
                "dynamic_node_properties": null, "capabilities": [],
            }},
            "unsettled": null, "incomplete_unsettled": false, "initial_delivery_count": null,
            "max_message_size": null, "offered_capabilities": [], "desired_capabilities": [], "properties": null,
        }),
    );
    is_shown(
        14,
        0,
        json!({
            "next_incoming_id": 3, "incoming_window": 2045, "next_outgoing_id": 60,
            "outgoing_window": 4_294_967_235_u32, "handle": 1, "delivery_count": 3, "link_credit": 100,
            "available": null, "drain": false, "echo": false, "properties": null,
        }),
    );
    is_shown(
        25,
        0,
        json!({
            "handle": 1, "closed": true,
            "error": {"condition": "my:cond", "description": "closing", "info": null},
        }),
    );
}

#[test]
fn a_delivery() {
    is_shown(
        6,
        0,
        json!({
            "handle": 0, "delivery_id": 0, "delivery_tag": "30", "message_format": 0, "settled": false,
            "more": false, "rcv_settle_mode": null, "state": null, "resume": false, "aborted": false,
            "batchable": false, "payload": "0053704500537345005377a10f737472696e6720e2988320626f6479",
        }),
    );
    is_shown(
        39,
        0,
        json!({
            "role": "receiver", "first": 2, "last": 2, "settled": true,
            "state": {"outcome": {"rejected": {"error": {
                "condition": "app:bad", "description": "rejected ☃", "info": {"why": "x"},
            }}}},
            "batchable": false,
        }),
    );
}

#[test]
fn an_exchange_of_sasl() {
    let shown = |line| serde_json::to_value(frame(line).as_frame()).unwrap();
    assert_eq!(shown(28), json!({"sasl_server_mechanisms": ["ANONYMOUS", "PLAIN"]}));
    assert_eq!(
        shown(1),
        json!({"mechanism": "PLAIN", "initial_response": "006775657374006775657374", "hostname": "127.0.0.1"})
    );
    assert_eq!(shown(29), json!({"code": "ok", "additional_data": null}));
}

#[test]
fn frames_without_content_and_protocol_headers() {
    assert_eq!(serde_json::to_value(frame(26).as_frame()).unwrap(), json!({"channel": 0}));
    let header = Frame::ProtocolHeader { protocol: ProtocolId::Sasl };
    assert_eq!(serde_json::to_value(header).unwrap(), json!({"protocol": "sasl"}));
    let kept = FrameBuf::encode(&header).unwrap();
    assert_eq!(serde_json::to_string(&kept).unwrap(), "\"414d515003010000\"");
    assert!(serde_json::from_str::<FrameBuf>("\"414d515003010001\"").is_err());
    assert!(serde_json::from_str::<FrameBuf>("\"000000080200000000\"").is_err());
}

/// Section 2.7.3.
#[test]
fn unsettled_deliveries() {
    let (mut unsettled, tag) = (UnsettledBuf::new(), |tag| DeliveryTag::try_from(tag).unwrap());
    unsettled.insert(tag(b"\x01"), None).unwrap();
    unsettled.insert(tag(b"\x02"), Some(&DeliveryState::ACCEPTED)).unwrap();
    unsettled
        .insert(
            tag(b"\x03"),
            Some(&DeliveryState::Received(Received { section_number: 1, section_offset: 2 })),
        )
        .unwrap();
    let kept = serde_json::to_string(&unsettled).unwrap();
    assert_eq!(kept, "\"c11906a0010140a0010200532445a00103005323c0050252015302\"");
    let mut again: UnsettledBuf = serde_json::from_str(&kept).unwrap();
    assert_eq!(again, unsettled);
    assert!(again.insert(tag(b"\x02"), None).is_err());
    assert_eq!(UnsettledBuf::from(again.as_unsettled()), unsettled);

    // A tag that is a string, one of 33 bytes, and an accepted that is no list.
    assert!(serde_json::from_str::<UnsettledBuf>("\"c10502a1013140\"").is_err());
    let long = format!("\"c12502a021{}40\"", "00".repeat(33));
    assert!(serde_json::from_str::<UnsettledBuf>(&long).is_err());
    assert!(serde_json::from_str::<UnsettledBuf>("\"c10a02a00131005324c10100\"").is_err());
}

/// Sections 2.8.7 and 4.5.4.
#[test]
fn tags_and_ids_of_transactions() {
    let tag = DeliveryTagBuf::from(DeliveryTag::try_from(b"\x01\xff\0").unwrap());
    assert_eq!(serde_json::to_string(&tag).unwrap(), "\"01ff00\"");
    assert_eq!(serde_json::from_str::<DeliveryTagBuf>("\"01ff00\"").unwrap(), tag);
    let id = TransactionIdBuf::from(1_u64);
    assert_eq!(serde_json::to_string(&id).unwrap(), "\"0000000000000001\"");
    assert_eq!(serde_json::from_str::<TransactionIdBuf>("\"0000000000000001\"").unwrap(), id);
    let long = format!("\"{}\"", "00".repeat(33));
    assert!(serde_json::from_str::<DeliveryTagBuf>(&long).is_err());
    assert!(serde_json::from_str::<TransactionIdBuf>(&long).is_err());
}

#[test]
fn several_symbols() {
    let mut symbols = SymbolsBuf::new();
    assert_eq!(serde_json::to_value(&symbols).unwrap(), json!([]));
    assert_eq!(SymbolsBuf::from(Symbols::EMPTY), symbols);
    symbols.push(Symbol::new("a").unwrap()).unwrap();
    assert_eq!(SymbolsBuf::from(Symbols::from(Symbol::new("a").unwrap())), symbols);
    let long = "b".repeat(256);
    symbols.push(Symbol::new(&long).unwrap()).unwrap();
    assert_eq!(SymbolsBuf::from(symbols.as_symbols()), symbols);
    assert_eq!(serde_json::to_value(&symbols).unwrap(), json!(["a", long]));
    assert_eq!(serde_json::from_value::<SymbolsBuf>(json!(["a", long])).unwrap(), symbols);
    assert!(serde_json::from_value::<SymbolsBuf>(json!(["é"])).is_err());
    let value = amqp_frames::types::to_value(&symbols).unwrap();
    assert_eq!(amqp_frames::types::from_value::<SymbolsBuf>(value.as_value()).unwrap(), symbols);
}

#[test]
fn fields_and_filters() {
    let key = Symbol::new("k").unwrap();
    let (mut fields, mut filters) = (FieldsBuf::new(), FilterSetBuf::new());
    fields.insert(key, 7_u32).unwrap();
    let filter = ValueBuf::described(1_u64, "x").unwrap();
    let Value::Described(described) = filter.as_value() else { panic!("not described") };
    filters.insert(key, described).unwrap();
    assert_eq!(serde_json::to_string(&fields).unwrap(), "\"c10602a3016b5207\"");
    assert_eq!(serde_json::from_str::<FieldsBuf>("\"c10602a3016b5207\"").unwrap(), fields);
    assert_eq!(serde_json::to_string(&filters).unwrap(), "\"c10a02a3016b005301a10178\"");
    assert_eq!(serde_json::from_str::<FilterSetBuf>("\"c10a02a3016b005301a10178\"").unwrap(), filters);

    filters.insert("none", Value::Null).unwrap();
    let text = serde_json::to_string(&filters).unwrap();
    assert_eq!(serde_json::from_str::<FilterSetBuf>(&text).unwrap(), filters);
    assert_eq!(FilterSetBuf::from(filters.as_filter_set()), filters);

    // A string for a map, and a key twice.
    for text in ["\"a1016b\"", "\"c10904a3016b40a3016b40\""] {
        assert!(serde_json::from_str::<FieldsBuf>(text).is_err(), "{text}");
        assert!(serde_json::from_str::<FilterSetBuf>(text).is_err(), "{text}");
    }
}

/// Sections 2.8.13, 3.2.10 and 3.5.8: rhea sends strings for keys, and there are filters without a descriptor. None can be built.
#[test]
fn what_only_peers_make_is_kept_and_comes_back() {
    let open = b"\0\0\0\x20\x02\0\0\0\0\x53\x10\xc0\x13\x0a\xa1\x01a\x40\x40\x40\x40\x40\x40\x40\x40\xc1\x05\x02\xa1\x01k\x41";
    let open = Frame::decode(open, &Limits::default()).unwrap();
    let Frame::Performative { performative: Performative::Open(open), .. } = open else { panic!("{open}") };
    let fields = FieldsBuf::from(open.properties.unwrap());
    assert_eq!(serde_json::to_string(&fields).unwrap(), "\"c10502a1016b41\"");
    both_ways(&fields);

    let source = b"\0\x53\x28\xc0\x0f\x08\x40\x40\x40\x40\x40\x40\x40\xc1\x05\x02\xa3\x01k\x41";
    let attach =
        [&b"\0\0\0\x29\x02\0\0\0\0\x53\x12\xc0\x1c\x06\xa1\x01a\x43\x41\x40\x40"[..], source].concat();
    let attach = Frame::decode(&attach, &Limits::default()).unwrap();
    let Frame::Performative { performative: Performative::Attach(attach), .. } = attach else {
        panic!("{attach}")
    };
    let Some(AnySource::Source(source)) = attach.source else { panic!("{attach}") };
    let filters = FilterSetBuf::from(source.filter.unwrap());
    assert_eq!(serde_json::to_string(&filters).unwrap(), "\"c10502a3016b41\"");
    both_ways(&filters);

    let message = Message::decode(b"\0\x53\x77\x41\0\x53\x78\xc1\x05\x02\xa1\x01k\x41", &Limits::default());
    let annotations = AnnotationsBuf::from(message.unwrap().footer);
    assert_eq!(serde_json::to_string(&annotations).unwrap(), "\"c10502a1016b41\"");
    both_ways(&annotations);
}

/// They serialise as their encoding, and what decoding refuses is not read.
#[test]
fn parts_of_messages_that_are_kept() {
    let mut annotations = AnnotationsBuf::new();
    annotations.insert("x-opt-a", 7_u64).unwrap();
    annotations.insert(7_u64, true).unwrap();
    assert_eq!(serde_json::to_string(&annotations).unwrap(), "\"c10f04a307782d6f70742d615307530741\"");
    both_ways(&annotations);
    assert!(serde_json::from_str::<AnnotationsBuf>("\"c00602a3016b5207\"").is_err(), "a list");
    assert!(serde_json::from_str::<AnnotationsBuf>("\"c10401a3016b\"").is_err(), "a key without a value");

    let mut properties = ApplicationPropertiesBuf::new();
    properties.insert("k", 7_u32).unwrap();
    assert_eq!(serde_json::to_string(&properties).unwrap(), "\"c10602a1016b5207\"");
    both_ways(&properties);
    assert!(
        serde_json::from_str::<ApplicationPropertiesBuf>("\"c10602a3016b5207\"").is_err(),
        "a symbol for a key"
    );
    assert!(
        serde_json::from_str::<ApplicationPropertiesBuf>("\"c10502a1016b45\"").is_err(),
        "a list for a value"
    );

    let mut data = DataBuf::new(b"a").unwrap();
    both_ways(&data);
    data.push(b"").unwrap();
    assert_eq!(serde_json::to_string(&data).unwrap(), "\"005375a00161005375a000\"");
    both_ways(&data);
    assert_eq!(DataBuf::try_from(data.as_data()), Ok(data));
    let mut sequences = SequencesBuf::new(List::EMPTY).unwrap();
    sequences.push(list().as_list()).unwrap();
    both_ways(&sequences);
    assert_eq!(SequencesBuf::try_from(sequences.as_sequences()), Ok(sequences));
    for text in
        ["\"\"", "\"00537645\"", "\"00537045005375a000\"", "\"005375a000005378c10100\"", "\"005375a001\""]
    {
        assert!(serde_json::from_str::<DataBuf>(text).is_err(), "{text}");
    }
}

fn both_ways<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(kept: &T) {
    let text = serde_json::to_string(kept).unwrap();
    assert_eq!(serde_json::from_str::<T>(&text).unwrap(), *kept, "{text}");
}
