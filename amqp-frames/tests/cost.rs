//! What decoding and encoding cost: allocations and sizes of types.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic, in its helpers too")]

use std::hint::black_box;

use allocation_counter::measure;
use amqp_frames::message::{Message, MessageId, Properties, Sections};
use amqp_frames::performative::{Attach, Transfer};
use amqp_frames::types::{Array, Described, Descriptor, List, ListBuf, Map, MapBuf, Symbol, Symbols, Value};
use amqp_frames::{DecodeError, Decoder, Frame, Limits};

fn allocations(run: impl FnOnce()) -> u64 {
    measure(run).count_total
}

/// A map of 64 entries, each a string with a list with a list.
fn map() -> MapBuf {
    let (mut map, mut outer, mut inner) = (MapBuf::new(), ListBuf::new(), ListBuf::new());
    for number in 0..64_u32 {
        inner.clear();
        inner.push(i64::from(number)).unwrap();
        inner.push(0.5).unwrap();
        outer.clear();
        outer.push(number).unwrap();
        outer.push("nested-value").unwrap();
        outer.push(inner.as_list()).unwrap();
        map.insert(format!("key-{number:03}").as_str(), outer.as_list()).unwrap();
    }
    map
}

/// Reads everything; the sum keeps the reading from being left out.
fn read(value: Value<'_>) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::List(list) => list.iter().map(read).sum(),
        Value::Map(map) => map.iter().map(|(key, value)| read(key) + read(value)).sum(),
        _ => 1,
    }
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| drop(black_box(Box::new(1)))), 1);
}

#[test]
fn decoding_and_reading_everything_allocates_nothing() {
    let mut bytes = Vec::new();
    Value::Map(map().as_map()).encode(&mut bytes).unwrap();
    let limits = Limits::default();
    let count = allocations(|| {
        let value = Value::decode(&bytes, &limits).unwrap();
        assert_eq!(read(value), 64 * (7 + 1 + 12 + 2));
        let Value::Map(map) = value else { panic!("no map") };
        assert!(map.get("key-063").is_some());
    });
    assert_eq!(count, 0);
}

#[test]
fn refusing_allocates_nothing() {
    let mut bytes = Vec::new();
    Value::Map(map().as_map()).encode(&mut bytes).unwrap();
    let limits = Limits::default();
    let count = allocations(|| {
        for end in 0..bytes.len() {
            let (beginning, _) = bytes.split_at(end);
            assert!(Value::decode(beginning, &limits).is_err());
        }
    });
    assert_eq!(count, 0);
}

#[test]
fn encoding_into_a_buffer_with_room_allocates_nothing() {
    let map = map();
    let value = Value::Map(map.as_map());
    let mut bytes = Vec::with_capacity(value.encoded_len());
    assert_eq!(allocations(|| value.encode(&mut bytes).unwrap()), 0);
}

#[test]
fn lists_and_maps_built_again_need_no_more_memory() {
    let (mut list, mut map) = (ListBuf::new(), MapBuf::new());
    let mut build = || {
        list.clear();
        map.clear();
        for number in 0..40_u32 {
            list.push("some text").unwrap();
            map.insert(number, list.as_list()).unwrap();
        }
    };
    build();
    assert_eq!(allocations(build), 0);
}

/// All that a client and a broker say to each other.
#[test]
fn decoding_and_encoding_frames_allocates_nothing() {
    let mut streams = std::collections::BTreeMap::<_, Vec<u8>>::new();
    for line in include_str!("fixtures/rhea-rabbitmq.hex").lines() {
        let (stream, hex) = line.rsplit_once(' ').unwrap();
        let bytes = hex.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).unwrap());
        streams.entry(stream).or_default().extend(bytes.map(|byte| u8::from_str_radix(byte, 16).unwrap()));
    }
    let mut encoded = Vec::with_capacity(1 << 16);
    let count = allocations(|| {
        for stream in streams.values() {
            let (mut decoder, mut input) = (Decoder::new(Limits::default()), &stream[..]);
            while let Some(frame) = decoder.decode(&mut input).unwrap() {
                encoded.clear();
                frame.encode(&mut encoded).unwrap();
            }
        }
    });
    assert_eq!(count, 0);
}

/// Those of the captures, read whole, and one property of each.
#[test]
fn decoding_and_encoding_messages_allocates_nothing() {
    let hex = include_str!("fixtures/messages.hex").lines().filter_map(|line| Some(line.rsplit_once(' ')?.1));
    let messages: Vec<Vec<u8>> = hex
        .map(|hex| {
            let bytes = hex.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).unwrap());
            bytes.map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
        })
        .collect();
    let (mut encoded, limits) = (Vec::with_capacity(1 << 12), Limits::default());
    let mut decoded = 0;
    let count = allocations(|| {
        for bytes in &messages {
            let Ok(message) = Message::decode(bytes, &limits) else { continue };
            encoded.clear();
            message.encode(&mut encoded).unwrap();
            let sections = Sections::decode(&encoded, &limits).unwrap();
            assert_eq!(sections.application_property("none"), Ok(None));
            decoded += 1;
        }
    });
    assert_eq!((count, decoded), (0, messages.len() - 1));
}

#[test]
fn the_main_types_are_small() {
    if size_of::<usize>() != 8 {
        return;
    }
    assert_eq!(size_of::<Value<'_>>(), 32);
    assert_eq!(size_of::<Descriptor<'_>>(), 32);
    assert_eq!(size_of::<List<'_>>(), 24);
    assert_eq!(size_of::<Map<'_>>(), 24);
    assert_eq!(size_of::<Array<'_>>(), 24);
    assert_eq!(size_of::<Described<'_>>(), 24);
    assert_eq!(size_of::<Symbol<'_>>(), 16);
    assert_eq!(size_of::<Symbols<'_>>(), 24);
    assert_eq!(size_of::<DecodeError>(), 48);
    assert_eq!(size_of::<Transfer<'_>>(), 144);
    assert_eq!(size_of::<Attach<'_>>(), 416);
    assert_eq!(size_of::<Frame<'_>>(), 424);
    assert_eq!(size_of::<MessageId<'_>>(), 24);
    assert_eq!(size_of::<Properties<'_>>(), 216);
    assert_eq!(size_of::<Message<'_>>(), 368);
    assert_eq!(size_of::<Sections<'_>>(), 152);
}
