//! Values of the specification and of other implementations, byte for byte.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

use amqp_frames::types::{
    ArrayBuf, Decimal32, Decimal64, Decimal128, Descriptor, ListBuf, MapBuf, Primitive, Symbol, Timestamp,
    Uuid, Value, ValueBuf,
};
use amqp_frames::{DecodeErrorKind, EncodeError, Limits};

fn decode(bytes: &[u8]) -> Value<'_> {
    Value::decode(bytes, &Limits::default()).unwrap()
}

fn encode<'v>(value: impl Into<Value<'v>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    value.into().encode(&mut bytes).unwrap();
    bytes
}

/// Section 1.6: every value in its most compact encoding.
#[test]
fn values_have_their_most_compact_encoding() {
    let text_255 = "x".repeat(255);
    let text_256 = "x".repeat(256);
    let long = |code: &[u8]| [code, text_256.as_bytes()].concat();
    let short = |code: &[u8]| [code, text_255.as_bytes()].concat();
    let symbol = |text| Symbol::new(text).unwrap();
    for (value, bytes) in [
        (Value::Null, &b"\x40"[..]),
        (true.into(), b"\x41"),
        (false.into(), b"\x42"),
        (0_u8.into(), b"\x50\0"),
        (0_u16.into(), b"\x60\0\0"),
        (0_u32.into(), b"\x43"),
        (1_u32.into(), b"\x52\x01"),
        (255_u32.into(), b"\x52\xff"),
        (256_u32.into(), b"\x70\0\0\x01\0"),
        (0_u64.into(), b"\x44"),
        (255_u64.into(), b"\x53\xff"),
        (256_u64.into(), b"\x80\0\0\0\0\0\0\x01\0"),
        ((-1_i8).into(), b"\x51\xff"),
        ((-2_i16).into(), b"\x61\xff\xfe"),
        (0_i32.into(), b"\x54\0"),
        ((-128_i32).into(), b"\x54\x80"),
        (127_i32.into(), b"\x54\x7f"),
        (128_i32.into(), b"\x71\0\0\0\x80"),
        ((-129_i32).into(), b"\x71\xff\xff\xff\x7f"),
        ((-128_i64).into(), b"\x55\x80"),
        (128_i64.into(), b"\x81\0\0\0\0\0\0\0\x80"),
        (0.125_f32.into(), b"\x72\x3e\0\0\0"),
        (0.125_f64.into(), b"\x82\x3f\xc0\0\0\0\0\0\0"),
        (Decimal32(*b"abcd").into(), b"\x74abcd"),
        (Decimal64(*b"abcdefgh").into(), b"\x84abcdefgh"),
        (Decimal128(*b"abcdefghijklmnop").into(), b"\x94abcdefghijklmnop"),
        ('€'.into(), b"\x73\0\0\x20\xac"),
        (Timestamp(1).into(), b"\x83\0\0\0\0\0\0\0\x01"),
        (Uuid(*b"abcdefghijklmnop").into(), b"\x98abcdefghijklmnop"),
        ("".into(), b"\xa1\0"),
        (text_255.as_str().into(), &short(b"\xa1\xff")),
        (text_256.as_str().into(), &long(b"\xb1\0\0\x01\0")),
        (text_255.as_bytes().into(), &short(b"\xa0\xff")),
        (text_256.as_bytes().into(), &long(b"\xb0\0\0\x01\0")),
        (symbol(&text_255).into(), &short(b"\xa3\xff")),
        (symbol(&text_256).into(), &long(b"\xb3\0\0\x01\0")),
        (Value::List(ListBuf::new().as_list()), b"\x45"),
        (Value::Map(MapBuf::new().as_map()), b"\xc1\x01\0"),
        (Value::Array(ArrayBuf::new(Primitive::Int).as_array()), b"\xe0\x02\0\x71"),
    ] {
        assert_eq!(encode(value), bytes, "{value}");
        assert_eq!(value.encoded_len(), bytes.len(), "{value}");
        assert_eq!(decode(bytes), value);
    }
}

/// Figures 1.1 and 1.2, and the moment of section 1.6.17.
#[test]
fn the_values_that_are_printed_in_the_specification_are_read_and_written() {
    let greeting = b"\xa1\x1eHello Glorious Messaging World";
    assert_eq!(decode(greeting), "Hello Glorious Messaging World".into());
    assert_eq!(encode("Hello Glorious Messaging World"), greeting);

    let url = b"\0\xa1\x03URL\xa1\x1ehttp://example.org/hello-world";
    let Value::Described(described) = decode(url) else { panic!("not described") };
    let Descriptor::Reserved(descriptor) = described.descriptor() else { panic!("not reserved") };
    assert_eq!(descriptor, "URL".into());
    assert_eq!(described.value(), "http://example.org/hello-world".into());
    assert_eq!(encode(decode(url)), url);
    let built = ValueBuf::described(described.descriptor(), "http://example.org/hello-world").unwrap();
    assert_eq!(built.as_bytes(), url);

    let moment = b"\x83\0\0\x01\x31\x67\xad\xb8\xa1";
    assert_eq!(decode(moment), Timestamp(1_311_704_463_521).into());
    assert_eq!(encode(Timestamp(1_311_704_463_521)), moment);
}

/// The book of section 1.4.
#[test]
fn the_book_is_read_and_written() {
    let bytes = b"\0\xa3\x11example:book:list\xc0\x40\x03\xa1\x15AMQP for & by Dummies\
        \xe0\x25\x02\xa1\x0eRob J. Godfrey\x13Rafael H. Schloming\x40";
    let mut authors = ArrayBuf::new(Primitive::String);
    authors.push("Rob J. Godfrey").unwrap();
    authors.push("Rafael H. Schloming").unwrap();
    let mut fields = ListBuf::new();
    fields.push("AMQP for & by Dummies").unwrap();
    fields.push(authors.as_array()).unwrap();
    fields.push(Value::Null).unwrap();
    let descriptor = Descriptor::from(Symbol::new("example:book:list").unwrap());
    let book = ValueBuf::described(descriptor, fields.as_list()).unwrap();
    assert_eq!(book.as_bytes(), bytes);

    let Value::Described(described) = decode(bytes) else { panic!("not described") };
    assert_eq!((described.descriptor(), described.value()), (descriptor, fields.as_list().into()));
    assert_eq!(decode(bytes), book.as_value());
}

/// Sizes at the border of one byte: a list8's size counts its count, so 254 bytes of items are the most (A55).
#[test]
fn lists_maps_and_arrays_widen_by_themselves() {
    for (len, head) in [(252, &b"\xc0\xff\x01\xa0"[..]), (253, b"\xd0\0\0\x01\x03\0\0\0\x01\xa0")] {
        let mut list = ListBuf::new();
        list.push(&vec![7; len][..]).unwrap();
        let bytes = encode(list.as_list());
        assert_eq!(bytes[..head.len()], *head);
        assert_eq!(decode(&bytes), list.as_list().into());
    }
    for (len, head) in [(251, &b"\xc1\xff\x02\x40\xa0"[..]), (252, b"\xd1\0\0\x01\x03\0\0\0\x02\x40\xa0")] {
        let mut map = MapBuf::new();
        map.insert(Value::Null, &vec![7; len][..]).unwrap();
        let bytes = encode(map.as_map());
        assert_eq!(bytes[..head.len()], *head);
        assert_eq!(decode(&bytes), map.as_map().into());
    }
    for (count, head) in [(253, &b"\xe0\xff\xfd\x50"[..]), (254, b"\xf0\0\0\x01\x03\0\0\0\xfe\x50")] {
        let mut array = ArrayBuf::new(Primitive::Ubyte);
        (0..count).for_each(|_| array.push(7_u8).unwrap());
        let bytes = encode(array.as_array());
        assert_eq!(bytes[..head.len()], *head);
        assert_eq!(decode(&bytes), array.as_array().into());
    }
    // 256 elements without bytes: their count alone needs four bytes.
    for (count, bytes) in [(255, &b"\xe0\x02\xff\x40"[..]), (256, b"\xf0\0\0\0\x05\0\0\x01\0\x40")] {
        let mut array = ArrayBuf::new(Primitive::Null);
        (0..count).for_each(|_| array.push(Value::Null).unwrap());
        assert_eq!(encode(array.as_array()), bytes);
    }
}

/// Section 1.2.4: one constructor for all elements, as narrow as they allow.
#[test]
fn an_array_has_the_narrowest_constructor_for_all_elements() {
    fn array<'v, T: Into<Value<'v>>>(element: Primitive, elements: impl IntoIterator<Item = T>) -> Vec<u8> {
        let mut array = ArrayBuf::new(element);
        for element in elements {
            array.push(element).unwrap();
        }
        let bytes = encode(array.as_array());
        assert_eq!(decode(&bytes), array.as_array().into());
        bytes
    }

    let empty = ListBuf::new();
    let mut short = ListBuf::new();
    short.push(true).unwrap();
    let mut long = ListBuf::new();
    long.push(&[7; 256][..]).unwrap();
    let long_text = "x".repeat(256);

    assert_eq!(array(Primitive::Uint, [0_u32, 0]), b"\xe0\x02\x02\x43");
    assert_eq!(array(Primitive::Uint, [0_u32, 7]), b"\xe0\x04\x02\x52\0\x07");
    assert_eq!(array(Primitive::Uint, [0_u32, 256, 7]), b"\xe0\x0e\x03\x70\0\0\0\0\0\0\x01\0\0\0\0\x07");
    assert_eq!(array(Primitive::Ulong, [7_u64, 0]), b"\xe0\x04\x02\x53\x07\0");
    assert_eq!(array(Primitive::Int, [-1, 127]), b"\xe0\x04\x02\x54\xff\x7f");
    assert_eq!(array(Primitive::Long, [-1_i64, 128])[..4], *b"\xe0\x12\x02\x81");
    assert_eq!(array(Primitive::Boolean, [true, true]), b"\xe0\x02\x02\x41");
    assert_eq!(array(Primitive::Boolean, [false]), b"\xe0\x02\x01\x42");
    assert_eq!(array(Primitive::Boolean, [true, true, false]), b"\xe0\x05\x03\x56\x01\x01\0");
    assert_eq!(array(Primitive::Boolean, [false, true, true]), b"\xe0\x05\x03\x56\0\x01\x01");
    assert_eq!(array(Primitive::Short, [-1_i16]), b"\xe0\x04\x01\x61\xff\xff");
    assert_eq!(array(Primitive::String, ["a", "bc"]), b"\xe0\x07\x02\xa1\x01a\x02bc");
    assert_eq!(
        array(Primitive::String, ["a", &long_text])[..15],
        *b"\xf0\0\0\x01\x0e\0\0\0\x02\xb1\0\0\0\x01a"
    );
    assert_eq!(array(Primitive::List, [empty.as_list(), empty.as_list()]), b"\xe0\x02\x02\x45");
    assert_eq!(
        array(Primitive::List, [empty.as_list(), short.as_list()]),
        b"\xe0\x07\x02\xc0\x01\0\x02\x01\x41"
    );
    let lists = array(Primitive::List, [short.as_list(), empty.as_list(), long.as_list()]);
    assert_eq!(lists[9..27], *b"\xd0\0\0\0\x05\0\0\0\x01\x41\0\0\0\x04\0\0\0\0");
}

#[test]
fn an_array_of_described_values_has_one_descriptor() {
    let symbol = Symbol::new("int-array").unwrap();
    let mut array = ArrayBuf::described(symbol, Primitive::Int).unwrap();
    assert_eq!(encode(array.as_array()), b"\xe0\x0e\0\0\xa3\x09int-array\x71");
    (0..3).for_each(|number| array.push(number).unwrap());
    let bytes = encode(array.as_array());
    assert_eq!(bytes, b"\xe0\x11\x03\0\xa3\x09int-array\x54\0\x01\x02");

    let Value::Array(view) = decode(&bytes) else { panic!("no array") };
    assert_eq!((view.element_type(), view.descriptor()), (Primitive::Int, Some(symbol.into())));
    for (number, element) in (0..3).zip(view) {
        let Value::Described(described) = element else { panic!("not described") };
        assert_eq!((described.descriptor(), described.value()), (symbol.into(), number.into()));
        assert_eq!(element, ValueBuf::described(symbol, number).unwrap().as_value());
        assert_eq!(encode(element), ValueBuf::described(symbol, number).unwrap().as_bytes());
    }
}

#[test]
fn an_element_of_another_type_is_refused() {
    let mut array = ArrayBuf::new(Primitive::Uint);
    array.push(7_u32).unwrap();
    let before = array.clone();
    for other in [Value::Ulong(7), Value::Null, ValueBuf::described(1_u64, 7_u32).unwrap().as_value()] {
        let refused = array.push(other);
        assert!(matches!(refused, Err(EncodeError::Invalid { kind: DecodeErrorKind::WrongType, .. })));
    }
    assert_eq!(array, before);
}

/// Section 1.6.23.
#[test]
fn a_key_that_is_there_is_refused_and_changes_nothing() {
    let mut map = MapBuf::new();
    for number in 0..1000_u32 {
        map.insert(number, number % 7).unwrap();
    }
    let before = map.clone();
    for number in 0..1000_u32 {
        let refused = map.insert(number, "other");
        assert!(matches!(refused, Err(EncodeError::Invalid { kind: DecodeErrorKind::DuplicateKey, .. })));
    }
    assert_eq!(map, before);
    assert_eq!(map.as_map().get(999_u32), Some(Value::Uint(5)));
    assert_eq!(map.as_map().get(999_u64), None);
    let mut copy = MapBuf::from(map.as_map());
    assert!(copy.insert(0_u32, "other").is_err());
    copy.insert(1000_u32, 0_u32).unwrap();
    assert_eq!(copy.as_map().len(), 1001);
}

/// Section 1.6.23: order counts.
#[test]
fn maps_in_another_order_are_not_equal() {
    let map = |keys: [&str; 2]| {
        let mut map = MapBuf::new();
        keys.iter().for_each(|key| map.insert(*key, true).unwrap());
        map
    };
    assert_eq!(map(["a", "b"]), map(["a", "b"]));
    assert_ne!(map(["a", "b"]), map(["b", "a"]));
}

#[test]
fn what_has_no_room_is_not_written() {
    let mut room = [0; 4];
    let mut dst = &mut room[..];
    assert_eq!(Value::Uint(256).encode(&mut dst), Err(EncodeError::NoSpace));
    assert_eq!(dst.len(), 4);
}

/// What python-qpid-proton makes of the bytes that Proton's own test suite has, by value.
#[test]
fn values_of_proton_mean_what_proton_says() {
    let mut seen = 0;
    for line in include_str!("fixtures/proton-interop.jsonl").lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        for item in line["items"].as_array().unwrap() {
            let hex = item["hex"].as_str().unwrap();
            let bytes: Vec<u8> = (0..hex.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
                .collect();
            let value = decode(&bytes);
            let expected = item["value"].as_str().unwrap();
            // Bytes are not shown there.
            if !expected.contains("<memory at") {
                assert_eq!(python(value), expected);
            }
            assert_eq!(decode(&encode(value)), value);
            seen += 1;
        }
    }
    assert_eq!(seen, 32);
}

/// A value as python-qpid-proton shows it.
fn python(value: Value<'_>) -> String {
    let items = |items: &mut dyn Iterator<Item = Value<'_>>| items.map(python).collect::<Vec<_>>().join(", ");
    match value {
        Value::Null => "None".to_owned(),
        Value::Boolean(true) => "True".to_owned(),
        Value::Boolean(false) => "False".to_owned(),
        Value::Long(_) | Value::Double(_) => value.to_string(),
        Value::Int(number) => format!("int32({number})"),
        Value::Float(number) => format!("float32({number})"),
        Value::String(text) => format!("'{text}'"),
        Value::Symbol(symbol) => format!("symbol('{}')", symbol.as_str()),
        Value::List(list) => format!("[{}]", items(&mut list.iter())),
        Value::Map(map) => {
            let entries = map.iter().map(|(key, value)| format!("{}: {}", python(key), python(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Array(array) => {
            let descriptor = array.descriptor().map_or("UNDESCRIBED".to_owned(), |it| python(it.as_value()));
            // Proton's own numbers for types.
            let element = if array.element_type() == Primitive::Int { 8 } else { 20 };
            let plain = array.iter().map(|element| match element {
                Value::Described(described) => python(described.value()),
                other => python(other),
            });
            let parts: Vec<String> = [descriptor, element.to_string()].into_iter().chain(plain).collect();
            format!("Array({})", parts.join(", "))
        }
        Value::Described(described) => {
            format!("Described({}, {})", python(described.descriptor().as_value()), python(described.value()))
        }
        other => format!("{}({other})", other.primitive().unwrap()),
    }
}
