//! The crate against the table: every encoding of every primitive type (section 1.6).

use amqp_frames::types::{ArrayBuf, ListBuf, MapBuf, Primitive, Value};
use amqp_frames::{DecodeErrorKind, Limits};

use crate::table::{Encoding, Table};

/// A value in this encoding.
fn sample(encoding: &Encoding) -> Vec<u8> {
    let Encoding { of, code, category, width, .. } = *encoding;
    let data = match (category, of) {
        ("fixed", "boolean") => vec![1; width],
        ("fixed", "char") => vec![0, 0, 0x20, 0xac],
        ("fixed", _) => [0x81, 0x92, 0xa3, 0xb4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16][..width].to_vec(),
        ("variable", _) => sized(width, b"ab"),
        ("compound", _) => sized(width, &[&number(width, 2)[..], b"\x41\x42"].concat()),
        ("array", _) => sized(width, &[&number(width, 2)[..], b"\x50\x07\x08"].concat()),
        other => panic!("{other:?}"),
    };
    [&[code], &data[..]].concat()
}

fn sized(width: usize, data: &[u8]) -> Vec<u8> {
    [&number(width, data.len())[..], data].concat()
}

fn number(width: usize, number: usize) -> Vec<u8> {
    let bytes = u32::try_from(number).unwrap().to_be_bytes();
    bytes[4 - width..].to_vec()
}

/// What the bytes of `sample` mean, worked out from the table alone.
fn meaning(encoding: &Encoding) -> String {
    let bytes = sample(encoding);
    let data = &bytes[1..];
    let hex = || data.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let unsigned = data.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    // The sign is in the first bit, whatever the width.
    let unused = 64 - 8 * u32::try_from(data.len().clamp(1, 8)).unwrap();
    let signed = (unsigned << unused).cast_signed() >> unused;
    match (encoding.of, encoding.name) {
        ("null", _) => "null".to_owned(),
        ("boolean", name) => name.unwrap_or("true").to_owned(),
        ("ubyte" | "ushort" | "uint" | "ulong", _) => unsigned.to_string(),
        ("byte" | "short" | "int" | "long" | "timestamp", _) => signed.to_string(),
        ("float", _) => f32::from_bits(u32::try_from(unsigned).unwrap()).to_string(),
        ("double", _) => f64::from_bits(unsigned).to_string(),
        ("decimal32" | "decimal64" | "decimal128", _) => hex(),
        ("char", _) => "'€'".to_owned(),
        ("uuid", _) => {
            let hex = hex();
            [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
        }
        ("binary", _) => "0x6162".to_owned(),
        ("string", _) => "\"ab\"".to_owned(),
        ("symbol", _) => "ab".to_owned(),
        ("list", Some("list0")) => "[]".to_owned(),
        ("list", _) => "[true, false]".to_owned(),
        ("map", _) => "{true: false}".to_owned(),
        ("array", _) => "[7, 8]".to_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_encoding_is_read_and_written() {
    let table = Table::read();
    for encoding in &table.encodings {
        let bytes = sample(encoding);
        let value = Value::decode(&bytes, &Limits::default()).unwrap();
        assert_eq!(value.primitive().unwrap().name(), encoding.of, "{encoding:?}");
        assert_eq!(value.to_string(), meaning(encoding), "{encoding:?}");

        // What is written is one of the type's encodings, and none longer.
        let mut again = Vec::new();
        value.encode(&mut again).unwrap();
        let written = table.encodings.iter().find(|written| written.code == again[0]).unwrap();
        assert_eq!(written.of, encoding.of);
        assert!(again.len() <= bytes.len(), "{encoding:?}");
        assert_eq!(Value::decode(&again, &Limits::default()), Ok(value));

        for end in 0..bytes.len() {
            let error = Value::decode(&bytes[..end], &Limits::default()).unwrap_err();
            assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::Truncated, 0), "{encoding:?}");
        }
    }
}

#[test]
fn every_encoding_may_be_that_of_an_array() {
    for encoding in &Table::read().encodings {
        let bytes = sample(encoding);
        let (constructor, data) = bytes.split_at(1);
        let elements = [&[2], constructor, data, data].concat();
        let array = [&[0xe0, u8::try_from(elements.len()).unwrap()], &elements[..]].concat();
        let Value::Array(array) = Value::decode(&array, &Limits::default()).unwrap() else {
            panic!("{encoding:?}")
        };
        assert_eq!(array.element_type().name(), encoding.of);
        let value = Value::decode(&bytes, &Limits::default()).unwrap();
        assert!(array.iter().eq([value, value]), "{encoding:?}");
    }
}

/// Zeros are the data of every type, and sizes and counts for nothing.
#[test]
fn there_are_no_other_format_codes() {
    let table = Table::read();
    for code in 0x01..=0xff {
        let bytes = [&[code][..], &[0; 64]].concat();
        let found = Value::decode(&bytes, &Limits::default()).unwrap_err().kind();
        let is_defined = table.encodings.iter().any(|encoding| encoding.code == code);
        assert_eq!(found == DecodeErrorKind::FormatCode, !is_defined, "{code:#x}");
    }
}

#[test]
fn there_are_no_other_primitive_types() {
    let table = Table::read();
    let mut names: Vec<_> = table.encodings.iter().map(|encoding| encoding.of).collect();
    names.dedup();
    assert!(names.iter().copied().eq(Primitive::ALL.iter().map(|primitive| primitive.name())));
}

/// The one encoding of a type with the narrowest size that holds the value is what is written, at every border.
#[test]
fn the_width_that_is_written_is_the_least_that_holds_the_value() {
    let table = Table::read();
    let least = |value: Value<'_>, data: usize| {
        let mut bytes = Vec::new();
        value.encode(&mut bytes).unwrap();
        let written = table.encodings.iter().find(|encoding| encoding.code == bytes[0]).unwrap();
        let of = table.encodings.iter().filter(|encoding| encoding.of == written.of);
        let fits = of.filter(|encoding| data < 1_usize << (8 * encoding.width.min(4)));
        assert_eq!(Some(written.width), fits.map(|encoding| encoding.width).min(), "{data}");
    };
    for len in [1, 254, 255, 256, 257] {
        let text = "x".repeat(len);
        let (mut list, mut map, mut array) =
            (ListBuf::new(), MapBuf::new(), ArrayBuf::new(Primitive::String));
        list.push(text.as_str()).unwrap();
        map.insert(true, text.as_str()).unwrap();
        array.push(text.as_str()).unwrap();
        let head = if len < 256 { 2 } else { 5 };
        least(Value::String(&text), len);
        least(Value::Binary(text.as_bytes()), len);
        least(Value::Symbol(text.as_str().try_into().unwrap()), len);
        least(Value::List(list.as_list()), 1 + head + len);
        least(Value::Map(map.as_map()), 1 + 1 + head + len);
        least(Value::Array(array.as_array()), 1 + head + len);
    }
    for number in [0_u32, 1, 255, 256, u32::MAX] {
        least(Value::Uint(number), number.try_into().unwrap());
        least(Value::Ulong(number.into()), number.try_into().unwrap());
    }
}
