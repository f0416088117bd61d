//! Values (part 1).

use amqp_frames::DecodeErrorKind::*;
use amqp_frames::Limits;
use amqp_frames::types::Value;

use crate::{Outcome, Rule, accepted, refused};

#[rustfmt::skip]
pub(crate) const VALUES: &[Rule] = &[
    refused("nothing", "1.2", b"", Truncated, 0, "constructor"),
    refused("bytes behind the value", "1.2", b"\x40\x40", TrailingBytes, 1, "value"),
    refused("format code 0x4f, which is extended", "1.2", b"\x4f\0", FormatCode, 0, "constructor"),
    refused("format code 0x46", "1.6", b"\x46", FormatCode, 0, "constructor"),
    refused("format code 0x01", "1.6", b"\x01", FormatCode, 0, "constructor"),
    refused("format code 0xff", "1.6", b"\xff\0\0\0\x04\0\0\0\0", FormatCode, 0, "constructor"),
    accepted("null", "1.6.1", b"\x40", "null"),
    accepted("true", "1.6.2", b"\x41", "true"),
    accepted("false", "1.6.2", b"\x42", "false"),
    accepted("true in a byte", "1.6.2", b"\x56\x01", "true"),
    accepted("false in a byte", "1.6.2", b"\x56\x00", "false"),
    refused("a boolean of 2", "1.6.2", b"\x56\x02", Boolean, 0, "boolean"),
    refused("a boolean of 255 behind another value", "1.6.2", b"\xc0\x04\x02\x40\x56\xff", Boolean, 4, "boolean"),
    refused("a boolean without its byte", "1.6.2", b"\x56", Truncated, 0, "boolean"),
    accepted("the largest ubyte", "1.6.3", b"\x50\xff", "255"),
    accepted("the largest ushort", "1.6.4", b"\x60\xff\xff", "65535"),
    accepted("the largest uint", "1.6.5", b"\x70\xff\xff\xff\xff", "4294967295"),
    accepted("the largest smalluint", "1.6.5", b"\x52\xff", "255"),
    accepted("uint0", "1.6.5", b"\x43", "0"),
    accepted("a uint in more bytes than it needs", "1.6.5", b"\x70\0\0\0\x01", "1"),
    accepted("the largest ulong", "1.6.6", b"\x80\xff\xff\xff\xff\xff\xff\xff\xff", "18446744073709551615"),
    accepted("the largest smallulong", "1.6.6", b"\x53\xff", "255"),
    accepted("ulong0", "1.6.6", b"\x44", "0"),
    accepted("the smallest byte", "1.6.7", b"\x51\x80", "-128"),
    accepted("the smallest short", "1.6.8", b"\x61\x80\0", "-32768"),
    accepted("the smallest int", "1.6.9", b"\x71\x80\0\0\0", "-2147483648"),
    accepted("a smallint below zero", "1.6.9", b"\x54\xff", "-1"),
    accepted("the smallest long", "1.6.10", b"\x81\x80\0\0\0\0\0\0\0", "-9223372036854775808"),
    accepted("the smallest smalllong", "1.6.10", b"\x55\x80", "-128"),
    refused("a ushort with one byte", "1.6.4", b"\x60\0", Truncated, 0, "ushort"),
    refused("a uint with three bytes", "1.6.5", b"\x70\0\0\0", Truncated, 0, "uint"),
    refused("a smallulong without its byte", "1.6.6", b"\x53", Truncated, 0, "ulong"),
    accepted("a float", "1.6.11", b"\x72\x3f\x80\0\0", "1"),
    accepted("a double", "1.6.12", b"\x82\xc0\0\0\0\0\0\0\0", "-2"),
    accepted("a NaN", "1.6.12", b"\x82\x7f\xf8\0\0\0\0\0\0", "NaN"),
    accepted("a decimal32", "1.6.13", b"\x74\x32\x80\0\x07", "32800007"),
    accepted("a decimal64", "1.6.14", b"\x84\x31\xc0\0\0\0\0\0\x07", "31c0000000000007"),
    accepted("a decimal128", "1.6.15", b"\x94\x30\x40\0\0\0\0\0\0\0\0\0\0\0\0\0\x07", "30400000000000000000000000000007"),
    refused("a decimal128 with 15 bytes", "1.6.15", b"\x94\x30\x40\0\0\0\0\0\0\0\0\0\0\0\0\0", Truncated, 0, "decimal128"),
    accepted("a char", "1.6.16", b"\x73\0\0\x20\xac", "'€'"),
    accepted("the last char", "1.6.16", b"\x73\0\x10\xff\xff", "'\\u{10ffff}'"),
    refused("a char behind the last", "1.6.16", b"\x73\0\x11\0\0", Char, 0, "char"),
    refused("a surrogate", "1.6.16", b"\x73\0\0\xd8\0", Char, 0, "char"),
    refused("a char with three bytes", "1.6.16", b"\x73\0\0\x41", Truncated, 0, "char"),
    accepted("the timestamp of the text", "1.6.17", b"\x83\0\0\x01\x31\x67\xad\xb8\xa1", "1311704463521"),
    accepted("a timestamp before 1970", "1.6.17", b"\x83\xff\xff\xff\xff\xff\xff\xff\xff", "-1"),
    accepted("a uuid", "1.6.18", b"\x98\xf8\x1d\x4f\xae\x7d\xec\x11\xd0\xa7\x65\0\xa0\xc9\x1e\x6b\xf6", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
    accepted("no bytes", "1.6.19", b"\xa0\0", "0x"),
    accepted("bytes that are no text", "1.6.19", b"\xa0\x02\xff\xfe", "0xfffe"),
    accepted("bytes with a size of four", "1.6.19", b"\xb0\0\0\0\x01\x07", "0x07"),
    refused("a size of bytes beyond the end", "1.2.2", b"\xa0\x02\xff", Truncated, 0, "binary"),
    refused("half a size", "1.2.2", b"\xb0\0\0\0", Truncated, 0, "binary"),
    refused("the largest size and nothing else", "1.2.2", b"\xb0\xff\xff\xff\xff", Truncated, 0, "binary"),
    accepted("the string of figure 1.1", "1.2", b"\xa1\x1eHello Glorious Messaging World", "\"Hello Glorious Messaging World\""),
    accepted("a string with a size of four", "1.6.20", b"\xb1\0\0\0\x02\xc3\xa9", "\"é\""),
    accepted("a string with U+0000 and U+FEFF", "1.6.20", b"\xa1\x04\xef\xbb\xbf\0", "\"\\u{feff}\\0\""),
    refused("a string of one byte of two", "1.6.20", b"\xa1\x01\xc3", Utf8, 0, "string"),
    refused("an overlong string", "1.6.20", b"\xa1\x02\xc0\x80", Utf8, 0, "string"),
    refused("a surrogate in a string", "1.6.20", b"\xa1\x03\xed\xa0\x80", Utf8, 0, "string"),
    refused("a string that isn't UTF-8 in a list", "1.6.20", b"\xc0\x05\x02\x41\xa1\x01\xff", Utf8, 4, "string"),
    accepted("a symbol", "1.6.21", b"\xa3\x03a:b", "a:b"),
    accepted("a symbol with a size of four", "1.6.21", b"\xb3\0\0\0\x01\x7f", "sym\"\\u{7f}\""),
    refused("a symbol that isn't ASCII", "1.6.21", b"\xa3\x02\xc3\xa9", Symbol, 0, "symbol"),
    refused("a symbol beyond the end", "1.6.21", b"\xa3\x03ab", Truncated, 0, "symbol"),

    accepted("list0", "1.6.22", b"\x45", "[]"),
    accepted("an empty list8", "1.6.22", b"\xc0\x01\0", "[]"),
    accepted("an empty list32", "1.6.22", b"\xd0\0\0\0\x04\0\0\0\0", "[]"),
    accepted("lists in a list", "1.6.22", b"\xc0\x0a\x03\x45\xc0\x02\x01\x41\xc0\x02\x01\x40", "[[], [true], [null]]"),
    refused("a size without room for the count", "1.2.3", b"\xc0\0", Size, 0, "size"),
    refused("a size of three for a count of four", "1.2.3", b"\xd0\0\0\0\x03\0\0\0", Size, 0, "size"),
    refused("a list beyond the end", "1.2.3", b"\xc0\x03\x01\x40", Truncated, 0, "list"),
    refused("a list beyond the one around it", "1.2.3", b"\xc0\x04\x01\xc0\x02\x01\x40", Truncated, 3, "list"),
    refused("a count of more items than bytes", "1.2.3", b"\xc0\x02\x02\x40", Count, 2, "count"),
    refused("the largest count", "A51", b"\xd0\0\0\0\x05\xff\xff\xff\xff\x40", Count, 5, "count"),
    refused("an item that ends behind the list", "1.2.3", b"\xc0\x03\x01\x60\0\0", Truncated, 3, "ushort"),
    refused("a count of fewer items than there are", "1.2.3", b"\xc0\x03\x01\x40\x40", TrailingBytes, 4, "list"),
    refused("a count of one item more than there are", "1.2.3", b"\xc0\x03\x02\x50\x07", Truncated, 5, "constructor"),

    accepted("an empty map", "1.6.23", b"\xc1\x01\0", "{}"),
    accepted("an empty map32", "1.6.23", b"\xd1\0\0\0\x04\0\0\0\0", "{}"),
    accepted("keys of several types", "1.6.23", b"\xc1\x0a\x06\x40\x41\xa1\x01k\x45\x54\x07\x42", "{null: true, \"k\": [], 7: false}"),
    accepted("keys that are alike but of other types", "1.6.23", b"\xc1\x0b\x08\x43\x40\x44\x40\x50\0\x40\x51\0\x40", "{0: null, 0: null, 0: null, 0: null}"),
    accepted("a string and a symbol of one text", "1.6.23", b"\xc1\x09\x04\xa1\x01k\x40\xa3\x01k\x40", "{\"k\": null, k: null}"),
    accepted("0 and -0", "1.6.23", b"\xc1\x0d\x04\x72\0\0\0\0\x40\x72\x80\0\0\0\x40", "{0: null, -0: null}"),
    refused("a key that maps to nothing", "1.6.23", b"\xc1\x02\x01\x40", OddMap, 0, "count"),
    refused("three items", "1.6.23", b"\xc1\x05\x03\x52\x01\x40\x43", OddMap, 0, "count"),
    refused("a key twice", "1.6.23", b"\xc1\x09\x04\xa1\x01k\x41\xa1\x01k\x42", DuplicateKey, 7, "key"),
    refused("zero twice in two encodings", "1.6.23", b"\xc1\x06\x04\x43\x41\x52\0\x42", DuplicateKey, 5, "key"),
    refused("text twice in two encodings", "1.6.23", b"\xc1\x0c\x04\xa1\x01k\x41\xb1\0\0\0\x01k\x42", DuplicateKey, 7, "key"),
    refused("true twice in two encodings", "1.6.23", b"\xc1\x06\x04\x41\x40\x56\x01\x40", DuplicateKey, 5, "key"),
    refused("an empty list twice in two encodings", "1.6.23", b"\xc1\x07\x04\x45\x40\xc0\x01\0\x40", DuplicateKey, 5, "key"),
    refused("the first of two keys that occur again", "1.6.23", b"\xc1\x09\x08\x43\x40\x44\x40\x44\x40\x43\x40", DuplicateKey, 7, "key"),
    refused("a NaN twice", "1.6.23", b"\xc1\x0d\x04\x72\x7f\xc0\0\0\x40\x72\x7f\xc0\0\0\x40", DuplicateKey, 9, "key"),
    refused("a key twice in a map inside", "1.6.23", b"\xc0\x08\x01\xc1\x05\x04\x40\x41\x40\x42", DuplicateKey, 8, "key"),

    accepted("an array of none", "1.6.24", b"\xe0\x02\0\xa1", "[]"),
    accepted("an array32 of none", "1.6.24", b"\xf0\0\0\0\x05\0\0\0\0\x71", "[]"),
    accepted("an array of strings", "1.6.24", b"\xe0\x07\x02\xa1\x01a\x02bc", "[\"a\", \"bc\"]"),
    accepted("an array of booleans", "1.6.24", b"\xe0\x04\x02\x56\x01\0", "[true, false]"),
    accepted("an array of elements without bytes", "1.6.24", b"\xe0\x02\x03\x41", "[true, true, true]"),
    accepted("an array of lists", "1.6.24", b"\xe0\x07\x02\xc0\x01\0\x02\x01\x40", "[[], [null]]"),
    accepted("an array of arrays", "1.6.24", b"\xe0\x08\x02\xe0\x02\0\x50\x02\x01\x43", "[[], [0]]"),
    accepted("an array of described values", "1.2", b"\xe0\x07\x02\0\x53\x01\x50\x07\x08", "@0x00000000:0x00000001 [7, 8]"),
    refused("no constructor", "1.2.4", b"\xe0\x01\0", Truncated, 3, "constructor"),
    refused("a size without room for the count of an array", "1.2.4", b"\xe0\0", Size, 0, "size"),
    refused("elements of a type that there is not", "1.2.4", b"\xe0\x02\0\x46", FormatCode, 3, "constructor"),
    refused("elements beyond the array", "1.2.4", b"\xe0\x05\x02\x60\0\x01\0", Truncated, 4, "ushort"),
    refused("more elements than the count", "1.2.4", b"\xe0\x05\x02\x50\x07\x07\x07", TrailingBytes, 6, "array"),
    refused("bytes behind elements that have none", "1.2.4", b"\xe0\x03\x02\x40\x40", TrailingBytes, 4, "array"),
    refused("a count of more strings than bytes", "A51", b"\xf0\0\0\0\x06\xff\xff\0\0\xa1\0", TooManyItems, 5, "count"),
    refused("a count of three strings in two bytes", "1.2.4", b"\xe0\x04\x03\xa1\0\0", Count, 3, "count"),
    refused("the largest count of nulls", "A51", b"\xf0\0\0\0\x05\xff\xff\xff\xff\x40", TooManyItems, 5, "count"),
    refused("the largest count of empty lists", "A51", b"\xf0\0\0\0\x05\xff\xff\xff\xff\x45", TooManyItems, 5, "count"),
    refused("a boolean of 2 in an array", "1.6.2", b"\xe0\x04\x02\x56\x01\x02", Boolean, 5, "boolean"),
    refused("a surrogate in an array", "1.6.16", b"\xe0\x06\x01\x73\0\0\xd8\0", Char, 4, "char"),

    accepted("the url of figure 1.2, whose descriptor is reserved", "1.2", b"\0\xa1\x03URL\xa1\x1ehttp://example.org/hello-world", "@\"URL\" \"http://example.org/hello-world\""),
    accepted("a symbol as descriptor", "1.5", b"\0\xa3\x03a:b\x41", "@a:b true"),
    accepted("a number as descriptor", "1.5", b"\0\x80\0\0\x46\x8c\0\0\0\x04\x43", "@0x0000468c:0x00000004 0"),
    accepted("a described value that is described", "1.2", b"\0\x53\x01\0\x53\x02\x40", "@0x00000000:0x00000001 @0x00000000:0x00000002 null"),
    accepted("a descriptor that is described", "1.2", b"\0\0\x53\x01\x40\x41", "@@0x00000000:0x00000001 null true"),
    refused("a descriptor and nothing", "1.2", b"\0\x53\x01", Truncated, 3, "constructor"),
    refused("no descriptor", "1.2", b"\0", Truncated, 1, "constructor"),
    refused("a descriptor of a type that there is not", "1.2", b"\0\x4e\x40", FormatCode, 1, "constructor"),
    refused("a described value of a type that there is not", "1.2", b"\0\x40\x4e", FormatCode, 0, "constructor"),

    accepted("a ushort, its upper byte first", "1.2", b"\x60\x01\x02", "258"),
    accepted("a size, its upper byte first", "1.2", b"\xb0\0\0\0\x02\x01\x02", "0x0102"),
    refused("format code 0x10", "1.2", b"\x10", FormatCode, 0, "constructor"),
    refused("format code 0x3f", "1.2", b"\x3f\0", FormatCode, 0, "constructor"),
    refused("format code 0x4e", "1.2", b"\x4e", FormatCode, 0, "constructor"),
    refused("format code 0xef, which is extended", "1.2", b"\xef\x40\x02\0\x40", FormatCode, 0, "constructor"),
    refused("a descriptor whose value is extended", "1.2", b"\0\xaf\0\x01a\x40", FormatCode, 1, "constructor"),
    refused("a list whose size is one too small", "1.2.3", b"\xc0\x03\x02\x41\x50\x07", Truncated, 4, "ubyte"),
    refused("a list whose size is one too large", "1.2.3", b"\xc0\x05\x02\x41\x50\x07\x40", TrailingBytes, 6, "list"),
    refused("a count of no items before one", "1.2.3", b"\xc0\x02\0\x40", TrailingBytes, 3, "list"),
    refused("an array whose size is one too small", "1.2.4", b"\xe0\x03\x02\x50\x07\x08", Truncated, 4, "ubyte"),
    refused("no elements, and one", "1.2.4", b"\xe0\x03\0\x50\x07", TrailingBytes, 4, "array"),
    refused("an array32 without its count", "1.2.4", b"\xf0\0\0\0\x03\0\0\0", Size, 0, "size"),
    refused("an element whose constructor is only a descriptor", "1.2.4", b"\xe0\x04\x01\0\x53\x01", Truncated, 6, "constructor"),
    accepted("descriptors that are reserved in an array", "1.5", b"\xe0\x05\x01\0\x52\x07\x41", "@7 [true]"),
    accepted("null as descriptor", "1.5", b"\0\x40\x41", "@null true"),
    refused("a string that isn't UTF-8 in an array", "1.6.20", b"\xe0\x06\x02\xa1\x01a\x01\xff", Utf8, 6, "string"),
    refused("a symbol that isn't ASCII in an array", "1.6.21", b"\xe0\x04\x01\xa3\x01\x80", Symbol, 4, "symbol"),
    refused("a map with an odd number of items in an array", "1.6.23", b"\xe0\x05\x01\xc1\x02\x01\x40", OddMap, 4, "count"),
    refused("a key twice in a map in an array", "1.6.23", b"\xe0\x08\x01\xc1\x05\x04\x40\x41\x40\x42", DuplicateKey, 8, "key"),
    refused("a key twice under a descriptor", "1.6.23", b"\0\x53\x01\xc1\x05\x04\x40\x41\x40\x42", DuplicateKey, 8, "key"),
    refused("two keys that are the same map in two encodings", "1.6.23", b"\xc1\x13\x04\xc1\x03\x02\x43\x41\x40\xd1\0\0\0\x06\0\0\0\x02\x43\x41\x42", DuplicateKey, 9, "key"),
    refused("two described keys that are the same", "1.6.23", b"\xc1\x0b\x04\0\x53\x01\x43\x40\0\x53\x01\x43\x40", DuplicateKey, 8, "key"),
    accepted("the same key in two maps", "1.6.23", b"\xc1\x08\x02\x43\xc1\x04\x02\x43\x52\x01", "{0: {0: 1}}"),
];

#[test]
fn every_value_is_decided_as_its_row_says() {
    let mut wrong = Vec::new();
    for Rule { says, cites, bytes, outcome } in VALUES {
        let found = Value::decode(bytes, &Limits::default());
        let is_right = match (&found, outcome) {
            (Ok(value), Outcome::Shown(shown)) => value.to_string() == *shown,
            (Err(error), Outcome::Refused(kind, offset, composite, field)) => {
                let found = (error.kind(), error.offset(), error.composite(), error.field());
                found == (*kind, *offset, *composite, *field)
            }
            _ => false,
        };
        if !is_right {
            wrong.push(format!("{says} ({cites}): {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whatever is accepted means the same after it was encoded again, and in the middle of a list.
#[test]
fn accepted_values_encode_to_equal_ones() {
    for Rule { says, bytes, .. } in VALUES {
        let Ok(value) = Value::decode(bytes, &Limits::default()) else { continue };
        let mut again = Vec::new();
        value.encode(&mut again).unwrap();
        assert_eq!(value.encoded_len(), again.len(), "{says}");
        assert!(again.len() <= bytes.len(), "{says}");
        assert_eq!(Value::decode(&again, &Limits::default()), Ok(value), "{says}");

        let len = u8::try_from(bytes.len() + 3).unwrap();
        let list = [&[0xc0, len, 3, 0x41][..], bytes, b"\x42"].concat();
        let Ok(Value::List(list)) = Value::decode(&list, &Limits::default()) else { panic!("{says}") };
        assert!(list.iter().eq([Value::Boolean(true), value, Value::Boolean(false)]), "{says}");
    }
}

/// A beginning of a value is no value, wherever it ends.
#[test]
fn every_beginning_of_a_value_is_refused() {
    for Rule { says, bytes, .. } in VALUES {
        if Value::decode(bytes, &Limits::default()).is_err() {
            continue;
        }
        for end in 0..bytes.len() {
            let (beginning, _) = bytes.split_at(end);
            let error = Value::decode(beginning, &Limits::default()).unwrap_err();
            assert_eq!(error.kind(), Truncated, "{says}, {end} bytes");
        }
    }
}
