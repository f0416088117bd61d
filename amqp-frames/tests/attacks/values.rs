//! Values.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::hint::black_box;

use allocation_counter::measure;
use amqp_frames::types::{ArrayBuf, ListBuf, MapBuf, Primitive, Symbol, Value};
use amqp_frames::{DecodeErrorKind, Limits};

use crate::{list32, map32, nested, unlimited_items};

fn refused(bytes: &[u8], limits: &Limits) -> (DecodeErrorKind, usize) {
    let error = Value::decode(bytes, limits).unwrap_err();
    (error.kind(), error.offset())
}

/// Each array has ten bytes and 32,768 elements: two are what the limit allows, less the two themselves.
#[test]
fn a51_elements_without_bytes_count_against_the_limit_all_together() {
    let limits = Limits::default();
    let array = b"\xf0\0\0\0\x05\0\0\x80\0\x40";
    assert!(Value::decode(array, &limits).is_ok());
    let two = list32(2, &[&array[..], array].concat());
    assert_eq!(refused(&two, &limits), (DecodeErrorKind::TooManyItems, 9 + 10 + 5));
    // Arrays of arrays: the inner ones have no constructor in front of them.
    let mut nested = ArrayBuf::new(Primitive::Array);
    let mut inner = ArrayBuf::new(Primitive::Null);
    (0..40_000).for_each(|_| inner.push(Value::Null).unwrap());
    (0..2).for_each(|_| nested.push(inner.as_array()).unwrap());
    let mut bytes = Vec::new();
    Value::Array(nested.as_array()).encode(&mut bytes).unwrap();
    assert_eq!(Value::decode(&bytes, &limits).unwrap_err().kind(), DecodeErrorKind::TooManyItems);
}

/// The limit is what it says for lists in a list, in either encoding.
#[test]
fn a51_items_of_lists_inside_count() {
    for inner in [&b"\xc0\x03\x02\x40\x40"[..], &list32(2, b"\x40\x40")] {
        let bytes = list32(100, &inner.repeat(100));
        let mut limits = Limits::default();
        limits.max_items = 100 + 100 * 2;
        assert!(Value::decode(&bytes, &limits).is_ok());
        limits.max_items -= 1;
        let last_count = bytes.len() - inner.len() + if inner[0] == 0xc0 { 2 } else { 5 };
        assert_eq!(refused(&bytes, &limits), (DecodeErrorKind::TooManyItems, last_count));
    }
}

/// Without a limit of items it is still constant time to decode them, and memory is never sized by a count.
#[test]
fn a51_a_count_allocates_nothing() {
    let limits = unlimited_items();
    let nulls = b"\xf0\0\0\0\x05\xff\xff\xff\xff\x40";
    let used = measure(|| {
        let Ok(Value::Array(array)) = Value::decode(nulls, &limits) else { panic!("refused") };
        assert_eq!((array.len(), array.iter().next()), (4_294_967_295, Some(Value::Null)));
    });
    assert_eq!(used.count_total, 0);
}

/// A hundred thousand values inside each other, of every kind that can be.
#[test]
fn a52_nesting_is_refused_at_the_limit() {
    let limits = Limits::default();
    let deep = 100_000;
    for code in [0xd0, 0xd1, 0xf0] {
        assert_eq!(refused(&nested(code, deep), &limits).0, DecodeErrorKind::TooDeep, "{code:#x}");
    }
    assert_eq!(refused(&nested(0xd0, deep), &limits).1, 32 * 9);
    let described = [b"\0\x40".repeat(deep), vec![0x40]].concat();
    assert_eq!(refused(&described, &limits).0, DecodeErrorKind::TooDeep);
    let descriptors = [b"\0".repeat(deep), b"\x40".repeat(deep + 1)].concat();
    assert_eq!(refused(&descriptors, &limits), (DecodeErrorKind::TooDeep, 32));
}

/// The limit is what it says, for every kind of nesting.
/// A52. A list that is described is a value inside of another one, like those that stand in it.
#[test]
fn described_lists_inside_each_other_are_refused_at_the_limit() {
    let limits = Limits::default();
    let nested =
        |count| (0..count).fold(vec![0x40], |inner, _| [&b"\0\x44"[..], &list32(1, &inner)].concat());
    assert!(Value::decode(&nested(15), &limits).is_ok());
    assert_eq!(refused(&nested(16), &limits).0, DecodeErrorKind::TooDeep);
}

/// One descriptor of half a megabyte is that of 32,768 elements without bytes. To look for the array among keys, it is hashed.
#[test]
fn the_descriptor_of_many_elements_is_looked_at_once() {
    let array = long_descriptor_and_many_elements();
    let mut map = MapBuf::new();
    map.insert(array.as_array(), true).unwrap();
    map.insert(false, true).unwrap();
    let mut bytes = Vec::new();
    Value::Map(map.as_map()).encode(&mut bytes).unwrap();
    assert_eq!(Value::decode(&bytes, &Limits::default()), Ok(map.as_map().into()));

    let mut hashed = HashedBytes(0);
    array.hash(&mut hashed);
    assert!(hashed.0 < 1 << 20, "{} bytes were hashed", hashed.0);
    assert!(array.as_array().to_string().len() < 1 << 20);
    assert!(format!("{array:?}").len() < 1 << 20);
}

/// Two equal arrays in other encodings: with the descriptor for each element it would be 16 GiB to compare, which takes longer
/// than anybody waits.
#[test]
fn the_descriptor_of_many_elements_is_compared_once() {
    let descriptor = "d".repeat(1 << 19);
    let mut narrow = ArrayBuf::described(Symbol::new(&descriptor).unwrap(), Primitive::Uint).unwrap();
    (0..1 << 15).for_each(|_| narrow.push(7_u32).unwrap());
    let mut bytes = Vec::new();
    Value::Array(narrow.as_array()).encode(&mut bytes).unwrap();
    let data_at = bytes.len() - (1 << 15);
    let mut wide = bytes[..data_at - 1].to_vec();
    wide.push(0x70);
    (0..1 << 15).for_each(|_| wide.extend([0, 0, 0, 7]));
    let size = u32::try_from(wide.len() - 5).unwrap();
    wide[1..5].copy_from_slice(&size.to_be_bytes());
    let wide = Value::decode(&wide, &Limits::default()).unwrap();

    assert_eq!(Value::Array(narrow.as_array()), wide);
    assert_eq!(wide.cmp(&narrow.as_array().into()), Ordering::Equal);
}

/// Whoever wants what is described passes over the descriptor: to read it each time would be 16 GiB here.
#[test]
fn elements_are_read_without_their_descriptors() {
    let array = long_descriptor_and_many_elements();
    for element in array.as_array() {
        let Value::Described(described) = element else { panic!("not described") };
        assert_eq!(described.value(), Value::Null);
    }
    assert!(array.as_array().undescribed().all(|element| element == Value::Null));
    assert_eq!(array.as_array().descriptors().count(), 1);
}

/// The same where it is serialised.
#[cfg(feature = "serde")]
#[test]
fn the_descriptor_of_many_elements_is_written_once() {
    let array = long_descriptor_and_many_elements();
    assert!(serde_json::to_string(&array.as_array()).unwrap().len() < 1 << 20);
    let used = measure(|| {
        let written = amqp_frames::types::to_value(&array.as_array()).unwrap();
        assert_eq!(written.as_value(), array.as_array().into());
    });
    assert!(used.bytes_max < 8 << 20, "{} bytes were held", used.bytes_max);
}

fn long_descriptor_and_many_elements() -> ArrayBuf {
    let descriptor = "d".repeat(1 << 19);
    let mut array = ArrayBuf::described(Symbol::new(&descriptor).unwrap(), Primitive::Null).unwrap();
    (0..1 << 15).for_each(|_| array.push(Value::Null).unwrap());
    array
}

/// 28 maps, each the first key of the next: to look whether keys are identical, each level hashes all that is in it. The
/// innermost key is an array of as many nulls as a count can say.
#[test]
fn a51_elements_without_bytes_are_not_counted_one_by_one_where_keys_are_compared() {
    let nulls = b"\xf0\0\0\0\x05\xff\xff\xff\xff\x40";
    let entries = |key: &[u8]| map32(4, &[key, b"\x40\x43\x40"].concat());
    let nested = (0..28).fold(entries(nulls), |inner, _| entries(&inner));
    let value = Value::decode(&nested, &unlimited_items()).unwrap();
    let mut hashed = HashedBytes(0);
    value.hash(&mut hashed);
    assert!(hashed.0 < 2_000, "{} bytes were hashed", hashed.0);
    // Both are there to be compared, as their hashes are the same.
    let both = map32(4, &[&nulls[..], b"\x40", nulls, b"\x40"].concat());
    assert_eq!(refused(&both, &unlimited_items()), (DecodeErrorKind::DuplicateKey, 9 + 11));
    assert_eq!(value, Value::decode(&nested.clone(), &unlimited_items()).unwrap());
}

/// The same key, whether its elements have bytes or not.
#[test]
fn arrays_of_the_same_elements_are_identical_keys_in_any_encoding() {
    let pairs: [(&[u8], &[u8]); 6] = [
        (b"\xe0\x02\x03\x41", b"\xe0\x05\x03\x56\x01\x01\x01"),
        (b"\xe0\x02\x03\x42", b"\xe0\x05\x03\x56\0\0\0"),
        (b"\xe0\x02\x02\x43", b"\xe0\x04\x02\x52\0\0"),
        (b"\xe0\x02\x01\x44", b"\xe0\x0a\x01\x80\0\0\0\0\0\0\0\0"),
        (b"\xe0\x02\x02\x45", b"\xe0\x06\x02\xc0\x01\0\x01\0"),
        (b"\xe0\x05\x03\x52\0\x07\0", b"\xe0\x0e\x03\x70\0\0\0\0\0\0\0\x07\0\0\0\0"),
    ];
    for (narrow, wide) in pairs {
        let map = map32(4, &[narrow, b"\x40", wide, b"\x40"].concat());
        assert_eq!(refused(&map, &Limits::default()).0, DecodeErrorKind::DuplicateKey, "{narrow:x?}");
    }
    let different: [(&[u8], &[u8]); 3] = [
        (b"\xe0\x02\x03\x41", b"\xe0\x05\x03\x56\x01\x01\0"),
        (b"\xe0\x02\x03\x41", b"\xe0\x02\x04\x41"),
        (b"\xe0\x04\x02\x52\0\x07", b"\xe0\x04\x02\x52\x07\0"),
    ];
    for (one, another) in different {
        let map = map32(4, &[one, b"\x40", another, b"\x40"].concat());
        assert!(Value::decode(&map, &Limits::default()).is_ok(), "{one:x?}");
    }
}

struct HashedBytes(usize);

impl Hasher for HashedBytes {
    fn write(&mut self, bytes: &[u8]) {
        self.0 += bytes.len();
    }

    fn finish(&self) -> u64 {
        0
    }
}

#[test]
fn a52_the_limit_of_depth_is_exact() {
    let mut limits = Limits::default();
    for depth in 1..=255_u8 {
        let inner = usize::from(depth) - 1;
        let lists = (0..inner).fold(vec![0x40], |inner, _| list32(1, &inner));
        let maps = (0..inner).fold(vec![0x40], |inner, _| map32(2, &[b"\x43", &inner[..]].concat()));
        let described = [b"\0\x40".repeat(inner), vec![0x40]].concat();
        let descriptors = [b"\0".repeat(inner), b"\x40".repeat(inner + 1)].concat();
        for bytes in [lists, maps, described, descriptors] {
            limits.max_depth = depth;
            let value = Value::decode(&bytes, &limits).map_err(|error| (depth, error)).unwrap();
            // What was accepted can be read, shown, compared and hashed to its end.
            assert_eq!(value, value);
            black_box(value.to_string());
            let mut encoded = Vec::new();
            value.encode(&mut encoded).unwrap();
            limits.max_depth = depth - 1;
            assert_eq!(Value::decode(&bytes, &limits).unwrap_err().kind(), DecodeErrorKind::TooDeep);
        }
    }
}

/// Every empty collection, in every encoding, decodes and goes round.
#[test]
fn a54_empty_collections_go_round() {
    for primitive in Primitive::ALL {
        let array = ArrayBuf::new(*primitive);
        let described = ArrayBuf::described(7_u64, *primitive).unwrap();
        for array in [array, described] {
            let mut bytes = Vec::new();
            let value = Value::Array(array.as_array());
            value.encode(&mut bytes).unwrap();
            assert_eq!(value.encoded_len(), bytes.len());
            let Ok(Value::Array(again)) = Value::decode(&bytes, &Limits::default()) else {
                panic!("{bytes:x?}")
            };
            assert_eq!((again, again.element_type()), (array.as_array(), *primitive));
        }
    }
}

/// An empty list has no bytes by itself, and two in an array of lists that have some.
#[test]
fn a54_empty_lists_beside_others_in_an_array_go_round() {
    let (empty, mut short, mut long) = (ListBuf::new(), ListBuf::new(), ListBuf::new());
    short.push(1_u8).unwrap();
    long.push(&[7; 256][..]).unwrap();
    let rows: [(&[&ListBuf], &[u8]); 4] = [
        (&[&empty, &empty], b"\xe0\x02\x02\x45"),
        (&[&empty, &short], b"\xe0\x08\x02\xc0\x01\0\x03\x01\x50\x01"),
        (&[&short, &empty, &empty], b"\xe0\x0a\x03\xc0\x03\x01\x50\x01\x01\0\x01\0"),
        (
            &[&empty, &long, &empty],
            b"\xf0\0\0\x01\x22\0\0\0\x03\xd0\0\0\0\x04\0\0\0\0\0\0\x01\x09\0\0\0\x01\xb0",
        ),
    ];
    for (lists, front) in rows {
        let mut array = ArrayBuf::new(Primitive::List);
        lists.iter().for_each(|list| array.push(list.as_list()).unwrap());
        let mut bytes = Vec::new();
        Value::Array(array.as_array()).encode(&mut bytes).unwrap();
        assert_eq!(bytes[..front.len().min(bytes.len())], *front);
        let Ok(Value::Array(again)) = Value::decode(&bytes, &Limits::default()) else { panic!("{bytes:x?}") };
        assert!(again.iter().eq(lists.iter().map(|list| Value::List(list.as_list()))));
    }
}

/// For all that has a size.
#[test]
fn a55_sizes_at_every_border_go_round() {
    let limits = unlimited_items();
    for len in [0, 1, 252, 253, 254, 255, 256, 257, 65_534, 65_535, 65_536, 65_537] {
        let text = "x".repeat(len);
        let mut list = ListBuf::new();
        let mut array = ArrayBuf::new(Primitive::Boolean);
        let mut strings = ArrayBuf::new(Primitive::String);
        for _ in 0..len {
            list.push(Value::Null).unwrap();
            array.push(true).unwrap();
        }
        strings.push(text.as_str()).unwrap();
        let mut inner = ListBuf::new();
        inner.push(text.as_str()).unwrap();
        for value in [
            Value::String(&text),
            Value::Binary(text.as_bytes()),
            Value::List(list.as_list()),
            Value::List(inner.as_list()),
            Value::Array(array.as_array()),
            Value::Array(strings.as_array()),
        ] {
            let mut bytes = Vec::new();
            value.encode(&mut bytes).unwrap();
            assert_eq!(value.encoded_len(), bytes.len());
            assert!(Value::decode(&bytes, &limits).is_ok_and(|again| again == value), "{len}");
        }
    }
}

/// Counts at their borders: of entries, which are two items each, and of elements of two bytes.
#[test]
fn a55_counts_at_every_border_go_round() {
    let limits = unlimited_items();
    for count in [0, 1, 84, 85, 86, 126, 127, 128, 129, 253, 254, 255, 256, 257, 32_767, 32_768_u32] {
        let (mut map, mut wide) = (MapBuf::new(), MapBuf::new());
        let (mut ushorts, mut texts) = (ArrayBuf::new(Primitive::Ushort), ArrayBuf::new(Primitive::Symbol));
        for number in 0..count {
            // A byte for the key until 256, and none for the value.
            map.insert(number, Value::Null).unwrap();
            wide.insert(u64::from(number) << 32, number).unwrap();
            ushorts.push(7_u16).unwrap();
            texts.push(Symbol::new("").unwrap()).unwrap();
        }
        let arrays = [ushorts.as_array(), texts.as_array()];
        let values =
            [map.as_map(), wide.as_map()].map(Value::Map).into_iter().chain(arrays.map(Value::Array));
        for value in values {
            let mut bytes = Vec::new();
            value.encode(&mut bytes).unwrap();
            assert_eq!(value.encoded_len(), bytes.len());
            let again = Value::decode(&bytes, &limits).unwrap();
            assert_eq!(again, value, "{count}");
            let found = match again {
                Value::Map(map) => (map.len(), map.iter().count()),
                Value::Array(array) => (array.len(), array.iter().count()),
                other => panic!("{other}"),
            };
            assert_eq!(found, (count as usize, count as usize));
        }
    }
}

/// Each of four lists, maps or arrays inside each other widens when what is in it has grown too long.
#[test]
fn a55_what_is_inside_widens_what_is_around() {
    let limits = Limits::default();
    for len in (230..300).chain(65_500..65_550) {
        let text = vec![7; len];
        let mut inner = ListBuf::new();
        inner.push(&text[..]).unwrap();
        let mut map = MapBuf::new();
        map.insert("k", inner.as_list()).unwrap();
        let mut array = ArrayBuf::described(7_u64, Primitive::Map).unwrap();
        array.push(map.as_map()).unwrap();
        let mut outer = ListBuf::new();
        outer.push(array.as_array()).unwrap();
        let value = Value::List(outer.as_list());
        let mut bytes = Vec::new();
        value.encode(&mut bytes).unwrap();
        assert_eq!(value.encoded_len(), bytes.len());
        assert_eq!(Value::decode(&bytes, &limits), Ok(value), "{len}");
    }
}

/// Keys of two bytes each, none identical.
fn many_keys(count: u32) -> Vec<u8> {
    let keys = (0..count).flat_map(|number| [&b"\x70"[..], &number.to_be_bytes(), b"\x40"].concat());
    map32(count * 2, &keys.collect::<Vec<u8>>())
}

/// The memory that marks take is eight bytes for each key of a map; nothing else allocates.
#[test]
fn only_large_maps_allocate_and_no_more_than_said() {
    let limits = unlimited_items();
    for (count, allocations) in [(64, 0), (128, 1), (10_000, 1)] {
        let map = many_keys(count);
        let used = measure(|| assert!(Value::decode(&map, &limits).is_ok()));
        assert!(used.count_total <= allocations);
        assert!(used.bytes_max <= u64::from(count) * 8);
    }
}

/// Keys that occur again can't be told apart by their bits, and the marks of 64 have room on the stack.
#[test]
fn repeated_keys_of_a_small_map_are_found_without_memory() {
    for count in 2..=64 {
        let mut map = many_keys(count);
        let last_key = map.len() - 6;
        map.splice(last_key.., *b"\x70\0\0\0\0\x40");
        let used = measure(|| {
            assert_eq!(
                refused(&map, &Limits::default()),
                (DecodeErrorKind::DuplicateKey, last_key),
                "{count}"
            );
        });
        assert_eq!(used.count_total, 0, "{count}");
    }
}

/// Each with each would be ten thousand million comparisons here, and take minutes.
#[test]
fn a_hundred_thousand_keys_are_checked_in_less_than_quadratic_time() {
    let limits = unlimited_items();
    let count = 100_000;
    assert!(Value::decode(&many_keys(count), &limits).is_ok());
    let mut repeated = many_keys(count);
    let last_key = repeated.len() - 6;
    repeated.splice(last_key.., *b"\x70\0\0\0\x07\x40");
    assert_eq!(refused(&repeated, &limits), (DecodeErrorKind::DuplicateKey, last_key));
    // All the same: each is equal to each.
    let same = map32(count * 2, &b"\x43\x40".repeat(count as usize));
    assert_eq!(refused(&same, &limits), (DecodeErrorKind::DuplicateKey, 9 + 2));
    // And building one.
    let mut map = MapBuf::new();
    (0..count).for_each(|key| map.insert(key, Value::Null).unwrap());
    assert_eq!(map.as_map().len(), 100_000);
}

/// What is appended costs the same wherever it goes: nothing in front of it is written again but where memory grows.
#[test]
fn a66_building_and_encoding_are_linear() {
    let work = |count: u32| {
        let mut list = ListBuf::new();
        let mut array = ArrayBuf::new(Primitive::Ulong);
        let mut map = MapBuf::new();
        let built = measure(|| {
            (0..count).for_each(|number| {
                list.push(number).unwrap();
                array.push(u64::from(number)).unwrap();
                map.insert(number, Value::Null).unwrap();
            });
        });
        let mut bytes = Vec::with_capacity(list.as_list().len() * 5 + 9);
        let used = measure(|| Value::List(list.as_list()).encode(&mut bytes).unwrap());
        assert_eq!(used.count_total, 0);
        built.bytes_total
    };
    // What memory grows by is a power of two.
    assert!(work(160_000) <= 17 * work(10_000), "{} and {}", work(160_000), work(10_000));
}

/// Ten bytes are four thousand million elements.
#[test]
fn a51_elements_without_bytes_are_shown_by_their_number() {
    let limits = unlimited_items();
    let array = Value::decode(b"\xf0\0\0\0\x05\xff\xff\xff\xff\x42", &limits).unwrap();
    assert_eq!(array.to_string(), "[false x 4294967295]");
    assert_eq!(format!("{array:?}"), "Array([Boolean(false) x 4294967295])");
    let few = Value::decode(b"\xe0\x02\x03\x42", &limits).unwrap();
    assert_eq!(few.to_string(), "[false, false, false]");
}

/// An array whose elements become wider is written again a few times, not each time.
#[test]
fn a66_an_array_is_widened_at_most_twice() {
    let used = measure(|| {
        let mut array = ArrayBuf::new(Primitive::Uint);
        for number in [0_u32, 7, 70_000].into_iter().flat_map(|number| [number; 10_000]) {
            array.push(number).unwrap();
        }
        for number in [0_u32, 7, 70_000].into_iter().cycle().take(10_000) {
            array.push(number).unwrap();
        }
    });
    // Doubling of the memory, and two copies.
    assert!(used.count_total < 64, "{}", used.count_total);
}
