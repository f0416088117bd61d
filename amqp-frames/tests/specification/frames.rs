//! The crate against the table of the specification: names, order, types, mandatory fields and defaults.

use amqp_frames::{DecodeErrorKind, Frame, Limits};

use crate::table::{Composite, Field, Table};

/// The composite types that stand in a frame, each by what stands around it: an attach or a disposition up to there.
pub(crate) fn frame(composite: &Composite, fields: &[Vec<u8>]) -> Vec<u8> {
    around(composite, described(composite.descriptor.1, fields))
}

fn around(composite: &Composite, inner: Vec<u8>) -> Vec<u8> {
    let (frame_type, body) = match composite.name {
        "error" => (0, described(0x18, &[inner])),
        "source" => (0, described(0x12, &[name(), zero(), truth(), null(), null(), inner])),
        "target" | "coordinator" => {
            (0, described(0x12, &[name(), zero(), truth(), null(), null(), null(), inner]))
        }
        _ if composite.provides.contains(&"delivery-state") => {
            (0, described(0x15, &[truth(), zero(), null(), null(), inner]))
        }
        _ => (u8::from(composite.provides.contains(&"sasl-frame")), inner),
    };
    let len = u32::try_from(8 + body.len()).unwrap();
    [&len.to_be_bytes()[..], &[2, frame_type, 0, 0], &body].concat()
}

fn described(code: u64, fields: &[Vec<u8>]) -> Vec<u8> {
    [&[0, 0x80][..], &code.to_be_bytes(), &list(fields)].concat()
}

fn list(fields: &[Vec<u8>]) -> Vec<u8> {
    let body = fields.concat();
    let size = u32::try_from(body.len() + 4).unwrap();
    let count = u32::try_from(fields.len()).unwrap();
    [&[0xd0], &size.to_be_bytes()[..], &count.to_be_bytes(), &body].concat()
}

fn name() -> Vec<u8> {
    b"\xa1\x01a".to_vec()
}

fn zero() -> Vec<u8> {
    vec![0x43]
}

fn truth() -> Vec<u8> {
    vec![0x41]
}

fn null() -> Vec<u8> {
    vec![0x40]
}

/// A value of the field's type, and one of another type.
fn sample(field: &Field) -> (Vec<u8>, Vec<u8>) {
    let value: &[u8] = match (field.of, field.requires) {
        ("string", _) | ("*", Some("address")) => b"\xa1\x01a",
        ("symbol" | "ietf-language-tag", _) => b"\xa3\x01a",
        ("terminus-expiry-policy", _) => b"\xa3\x05never",
        ("binary" | "delivery-tag", _) | ("*", Some("txn-id")) => b"\xa0\x01a",
        ("boolean" | "role", _) => b"\x41",
        ("ushort", _) => b"\x60\0\x01",
        ("ulong", _) => b"\x53\x01",
        ("sender-settle-mode" | "receiver-settle-mode" | "sasl-code", _) => b"\x50\x01",
        ("map" | "fields" | "filter-set" | "node-properties", _) => b"\xc1\x01\0",
        ("error", _) => b"\0\x53\x1d\xc0\x04\x01\xa3\x01a",
        ("*", Some("source")) => b"\0\x53\x28\x45",
        ("*", Some("target")) => b"\0\x53\x29\x45",
        ("*", Some("delivery-state" | "outcome")) => b"\0\x53\x26\x45",
        (
            "uint"
            | "seconds"
            | "milliseconds"
            | "handle"
            | "transfer-number"
            | "delivery-number"
            | "sequence-no"
            | "message-format"
            | "terminus-durability",
            _,
        ) => b"\x52\x01",
        other => panic!("{other:?}"),
    };
    // A described list of a type that nobody has where a type is asked for, and a byte elsewhere.
    let wrong: &[u8] = match field.of {
        "*" if field.requires.is_some_and(|requires| !matches!(requires, "address" | "txn-id")) => {
            b"\0\x53\x10\x45"
        }
        _ => b"\x51\x01",
    };
    (value.to_vec(), wrong.to_vec())
}

/// The default as bytes.
fn default(table: &Table, field: &Field) -> Option<Vec<u8>> {
    let text = field.default?;
    let restricted = table.restricted.iter().find(|restricted| restricted.name == field.of);
    let choices = restricted.map_or(&[][..], |restricted| &restricted.choices);
    let value = choices.iter().find(|(name, _)| *name == text).map_or(text, |(_, value)| *value);
    Some(match field.of {
        "boolean" => vec![if value == "true" { 0x41 } else { 0x42 }],
        "ushort" => [&[0x60][..], &value.parse::<u16>().unwrap().to_be_bytes()].concat(),
        "sender-settle-mode" | "receiver-settle-mode" => vec![0x50, value.parse().unwrap()],
        "terminus-expiry-policy" => [&[0xa3, value.len().try_into().unwrap()], value.as_bytes()].concat(),
        _ => [&[0x70][..], &value.parse::<u32>().unwrap().to_be_bytes()].concat(),
    })
}

/// What is there at least: mandatory fields, and where a rule between fields wants it the handle of a flow.
pub(crate) fn least(composite: &Composite) -> Vec<Vec<u8>> {
    let needed = |field: &Field| {
        field.mandatory || (composite.name, field.name) == ("flow", "handle") || field.name == "dynamic"
    };
    composite.fields.iter().map(|field| if needed(field) { sample(field).0 } else { null() }).collect()
}

/// All composite types but those of sections, of lifetimes, and the two of transactions that are messages.
pub(crate) fn composites(table: &Table) -> impl Iterator<Item = &Composite> {
    table.composites.iter().filter(|composite| {
        let provides = |archetype| composite.provides.contains(&archetype);
        !provides("section")
            && !provides("lifetime-policy")
            && !matches!(composite.name, "declare" | "discharge")
    })
}

pub(crate) fn with(fields: &[Vec<u8>], at: usize, value: Vec<u8>) -> Vec<Vec<u8>> {
    let mut fields = fields.to_vec();
    fields[at] = value;
    fields
}

/// A dynamic source in a receiver's attach has no address, and a dynamic target has one.
pub(crate) fn goes_with_dynamic(composite: &Composite, mut fields: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    match composite.name {
        "source" if fields[0] != null() => fields[4] = null(),
        "target" if fields[4] == truth() && fields[0] == null() => fields[0] = name(),
        _ => {}
    }
    fields
}

#[test]
fn every_field_is_read_where_the_table_has_it() {
    let table = Table::read();
    assert_eq!(composites(&table).count(), 9 + 1 + 7 + 3 + 5);
    for composite in composites(&table) {
        let least = least(composite);
        for (at, field) in composite.fields.iter().enumerate() {
            let (value, wrong) = sample(field);
            let bytes = frame(composite, &goes_with_dynamic(composite, with(&least, at, value)));
            let decoded = Frame::decode(&bytes, &Limits::default());
            assert!(decoded.is_ok(), "{} {}: {decoded:?}", composite.name, field.name);
            let mut encoded = Vec::new();
            decoded.unwrap().encode(&mut encoded).unwrap();
            assert_eq!(Frame::decode(&encoded, &Limits::default()), decoded);

            let bytes = frame(composite, &goes_with_dynamic(composite, with(&least, at, wrong)));
            let error = Frame::decode(&bytes, &Limits::default()).unwrap_err();
            assert!(
                matches!(error.kind(), DecodeErrorKind::WrongType | DecodeErrorKind::Descriptor),
                "{error}"
            );
            assert_eq!((error.composite(), error.field()), (Some(composite.name), field.name), "{error}");
        }
    }
}

#[test]
fn mandatory_fields_and_no_others_have_to_be_there() {
    let table = Table::read();
    for composite in composites(&table) {
        let least = least(composite);
        for (at, field) in composite.fields.iter().enumerate() {
            let bytes = frame(composite, &goes_with_dynamic(composite, with(&least, at, null())));
            match Frame::decode(&bytes, &Limits::default()) {
                Ok(_) => assert!(!field.mandatory, "{} {}", composite.name, field.name),
                Err(error) => {
                    assert!(field.mandatory, "{} {}: {error}", composite.name, field.name);
                    assert_eq!(error.kind(), DecodeErrorKind::MissingField);
                    assert_eq!((error.composite(), error.field()), (Some(composite.name), field.name));
                }
            }
        }
    }
}

#[test]
fn a_default_that_is_written_is_the_same_as_none() {
    let table = Table::read();
    let mut count = 0;
    for composite in composites(&table) {
        let least = least(composite);
        for (at, field) in composite.fields.iter().enumerate() {
            let Some(default) = default(&table, field) else { continue };
            let written = frame(composite, &goes_with_dynamic(composite, with(&least, at, default)));
            let left_out = frame(composite, &goes_with_dynamic(composite, with(&least, at, null())));
            let limits = Limits::default();
            assert_eq!(Frame::decode(&written, &limits), Frame::decode(&left_out, &limits), "{}", field.name);
            count += 1;
        }
    }
    assert_eq!(count, 23);
}

#[test]
fn one_field_more_than_the_table_has_is_too_many() {
    let table = Table::read();
    for composite in composites(&table) {
        let mut fields = goes_with_dynamic(composite, least(composite));
        fields.push(null());
        let bytes = frame(composite, &fields);
        let error = Frame::decode(&bytes, &Limits::default()).unwrap_err();
        assert_eq!((error.kind(), error.composite()), (DecodeErrorKind::TooManyFields, Some(composite.name)));
    }
}

/// Section 1.3.3: in every place, and only with the name that the table has.
#[test]
fn descriptors_are_symbols_or_numbers() {
    let table = Table::read();
    let limits = Limits::default();
    for composite in composites(&table) {
        let fields = goes_with_dynamic(composite, least(composite));
        let (symbol, code) = composite.descriptor;
        let by_symbol = |symbol: &str| {
            let descriptor = [&[0, 0xa3, symbol.len().try_into().unwrap()], symbol.as_bytes()].concat();
            around(composite, [&descriptor[..], &list(&fields)].concat())
        };
        let by_number = frame(composite, &fields);
        let decoded = Frame::decode(&by_number, &limits).unwrap();
        assert_eq!(Frame::decode(&by_symbol(symbol), &limits), Ok(decoded));
        for other in [symbol.to_uppercase(), symbol.replace("list", "map"), symbol.replace("amqp:", "")] {
            assert_ne!(Frame::decode(&by_symbol(&other), &limits), Ok(decoded), "{other}");
        }
        let other_domain = around(composite, described(1 << 32 | code, &fields));
        assert_ne!(Frame::decode(&other_domain, &limits), Ok(decoded));

        // What is written has the number.
        let mut encoded = Vec::new();
        decoded.encode(&mut encoded).unwrap();
        let written = [0, 0x53, u8::try_from(code).unwrap()];
        assert!(encoded.windows(3).any(|window| window == written), "{symbol}");
    }
}

/// Section 1.4: an array where the table says multiple, and nowhere else.
#[test]
fn fields_with_several_values_are_those_of_the_table() {
    let table = Table::read();
    let limits = Limits::default();
    let (mut several, mut single) = (0, 0);
    for composite in composites(&table) {
        let least = least(composite);
        for (at, field) in composite.fields.iter().enumerate() {
            let (value, _) = sample(field);
            let bytes =
                |value: Vec<u8>| frame(composite, &goes_with_dynamic(composite, with(&least, at, value)));
            // Elements are written as their sample is, which is described or not.
            let constructor_len = if value[0] == 0 { 4 } else { 1 };
            let array = |count: u8| {
                let (constructor, data) = value.split_at(constructor_len);
                let elements = [constructor, &data.repeat(count.into())].concat();
                [&[0xe0, u8::try_from(elements.len() + 1).unwrap(), count], &elements[..]].concat()
            };
            if field.multiple {
                let one = bytes(value.clone());
                let one = Frame::decode(&one, &limits).unwrap();
                assert_eq!(Frame::decode(&bytes(array(1)), &limits), Ok(one), "{}", field.name);
                let two = bytes(array(2));
                let two = Frame::decode(&two, &limits).unwrap();
                assert_ne!(two, one, "{}", field.name);
                let (none, null) = (bytes(array(0)), bytes(null()));
                let none = Frame::decode(&none, &limits);
                assert_eq!(none, Frame::decode(&null, &limits), "{}", field.name);
                assert_eq!(none.is_err(), field.mandatory);
                several += 1;
            } else {
                for count in 0..3 {
                    let bytes = bytes(array(count));
                    let found = Frame::decode(&bytes, &limits).map_err(|error| error.kind());
                    match field.requires {
                        // Some peers' states are any values.
                        Some("delivery-state" | "outcome") => assert!(found.is_ok(), "{}", field.name),
                        _ => assert_eq!(found, Err(DecodeErrorKind::WrongType), "{}", field.name),
                    }
                }
                single += 1;
            }
        }
    }
    assert_eq!((several, single), (13, 91));
}

/// The names in the crate, by what changes as a field does.
#[cfg(feature = "serde")]
#[test]
fn every_field_is_called_as_in_the_table() {
    let table = Table::read();
    for composite in composites(&table) {
        let least = least(composite);
        let json = |fields: Vec<Vec<u8>>| {
            let bytes = frame(composite, &goes_with_dynamic(composite, fields));
            let frame = Frame::decode(&bytes, &Limits::default()).unwrap();
            let mut leaves = Vec::new();
            leaves_of(&serde_json::to_value(frame).unwrap(), "", &mut leaves);
            leaves
        };
        for (at, field) in composite.fields.iter().enumerate() {
            // A sender's role calls for another field, and what isn't dynamic may have other properties.
            if matches!((composite.name, field.name), ("attach", "role") | (_, "dynamic")) {
                continue;
            }
            let before = json(with(&least, at, sample(field).0));
            let after = json(with(&least, at, other_sample(field)));
            let changed: Vec<_> = before.iter().filter(|leaf| !after.contains(leaf)).collect();
            let name = format!("/{}", field.name.replace('-', "_"));
            assert!(!changed.is_empty(), "{} {}", composite.name, field.name);
            for (path, _) in changed {
                let is_of_dynamic = field.name == "dynamic-node-properties" && path.ends_with("/address");
                assert!(path.contains(&name) || is_of_dynamic, "{} {}: {path}", composite.name, field.name);
            }
        }
    }
}

#[cfg(feature = "serde")]
fn leaves_of(json: &serde_json::Value, path: &str, leaves: &mut Vec<(String, String)>) {
    match json {
        serde_json::Value::Object(object) if !object.is_empty() => {
            object.iter().for_each(|(key, value)| leaves_of(value, &format!("{path}/{key}"), leaves));
        }
        leaf => leaves.push((path.to_owned(), leaf.to_string())),
    }
}

/// Another value of the field's type than `sample` gives.
#[cfg(feature = "serde")]
fn other_sample(field: &Field) -> Vec<u8> {
    let value: &[u8] = match sample(field).0[..] {
        [0xa1, ..] => b"\xa1\x01b",
        [0xa3, 5, ..] => b"\xa3\x0blink-detach",
        [0xa3, ..] => b"\xa3\x01b",
        [0xa0, ..] => b"\xa0\x01b",
        [0x41] => b"\x42",
        [0x60, ..] => b"\x60\0\x02",
        [0x53, ..] => b"\x53\x02",
        [0x52, ..] => b"\x52\x02",
        [0x50, ..] => b"\x50\0",
        [0xc1, ..] if field.of == "map" => b"\xc1\x05\x02\xa0\x01a\x40",
        [0xc1, ..] => b"\xc1\x05\x02\xa3\x01a\x41",
        [0, _, 0x1d, ..] => b"\0\x53\x1d\xc0\x04\x01\xa3\x01b",
        [0, _, 0x26, ..] => b"\0\x53\x24\x45",
        [0, _, code @ (0x28 | 0x29), ..] => {
            return [&[0, 0x53, code], &b"\xc0\x04\x01\xa1\x01b"[..]].concat();
        }
        _ => panic!("{field:?}"),
    };
    value.to_vec()
}
