//! The crate against the table of the specification: names, order, types, mandatory fields and defaults.

use amqp_frames::{DecodeErrorKind, Frame, Limits};

use super::table::{Composite, Field, Table};

/// The composite types that stand in a frame, each by what stands around it: an attach or a disposition up to there.
fn frame(composite: &Composite, fields: &[Vec<u8>]) -> Vec<u8> {
    let (_, code) = composite.descriptor;
    let inner = described(code, fields);
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
    let body = fields.concat();
    let size = u32::try_from(body.len() + 4).unwrap();
    let count = u32::try_from(fields.len()).unwrap();
    [&[0, 0x80][..], &code.to_be_bytes(), &[0xd0], &size.to_be_bytes(), &count.to_be_bytes(), &body].concat()
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
fn least(composite: &Composite) -> Vec<Vec<u8>> {
    let needed = |field: &Field| {
        field.mandatory || (composite.name, field.name) == ("flow", "handle") || field.name == "dynamic"
    };
    composite.fields.iter().map(|field| if needed(field) { sample(field).0 } else { null() }).collect()
}

/// All composite types but those of sections, of lifetimes, and the two of transactions that are messages.
fn composites(table: &Table) -> impl Iterator<Item = &Composite> {
    table.composites.iter().filter(|composite| {
        let provides = |archetype| composite.provides.contains(&archetype);
        !provides("section")
            && !provides("lifetime-policy")
            && !matches!(composite.name, "declare" | "discharge")
    })
}

fn with(fields: &[Vec<u8>], at: usize, value: Vec<u8>) -> Vec<Vec<u8>> {
    let mut fields = fields.to_vec();
    fields[at] = value;
    fields
}

/// A dynamic source in a receiver's attach has no address, and a dynamic target has one.
fn goes_with_dynamic(composite: &Composite, mut fields: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
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
