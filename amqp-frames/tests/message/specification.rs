//! The crate against the table of the specification: sections, their fields, and what is said in messages of transactions.

use amqp_frames::message::{Body, Header, Message, Section};
use amqp_frames::terminus::LifetimePolicy;
use amqp_frames::transaction::{Declare, Discharge, TxnCapability};
use amqp_frames::types::{Descriptor, ListBuf, Symbol, Value, ValueBuf};
use amqp_frames::{DecodeError, DecodeErrorKind, Limits, MessageBuf};

use super::table::{Composite, Field, Table};

/// A section of a type that isn't composite, with what may be in it.
fn content(source: &str) -> &'static [u8] {
    match source {
        "annotations" | "map" => b"\xc1\x01\0",
        "binary" => b"\xa0\x01a",
        "list" => b"\xc0\x02\x01\x41",
        "*" => b"\x41",
        other => panic!("{other}"),
    }
}

/// Descriptor as number and as symbol, for each section by name, with content.
fn sections(table: &Table) -> Vec<(&'static str, &'static str, u64, Vec<u8>)> {
    let composites = table.composites.iter().filter(|composite| composite.provides.contains(&"section"));
    let composites = composites.map(|composite| {
        let (symbol, code) = composite.descriptor;
        (composite.name, symbol, code, b"\xc0\x02\x01\x40".to_vec())
    });
    let restricted = table.restricted.iter().filter(|restricted| restricted.provides.contains(&"section"));
    let restricted = restricted.map(|restricted| {
        let (symbol, code) = restricted.descriptor.unwrap();
        (restricted.name, symbol, code, content(restricted.source).to_vec())
    });
    composites.chain(restricted).collect()
}

#[test]
fn every_section_is_read_by_either_descriptor() {
    let table = Table::read();
    let sections = sections(&table);
    let mut names: Vec<_> = sections.iter().map(|(name, _, code, _)| (*code, *name)).collect();
    names.sort_unstable();
    assert!(names.iter().map(|(_, name)| *name).eq(Section::ALL.iter().map(|section| section.name())));
    for (name, symbol, code, content) in sections {
        let number = [&[0, 0x80][..], &code.to_be_bytes(), &content].concat();
        let symbolic =
            [&[0, 0xa3, symbol.len().try_into().unwrap()][..], symbol.as_bytes(), &content].concat();
        for bytes in [number, symbolic] {
            let kept = MessageBuf::decode(bytes.clone().into(), &Limits::default()).unwrap();
            let (section, lent) = kept.as_sections().iter().next().unwrap();
            assert_eq!((section.name(), lent), (name, &bytes[..]));
            assert_eq!(kept.as_message().body == Body::Absent, !section.is_body(), "{name}");
        }
    }
}

fn described(code: u64, fields: &[Vec<u8>]) -> Vec<u8> {
    let body = fields.concat();
    let size = u32::try_from(body.len() + 4).unwrap();
    let count = u32::try_from(fields.len()).unwrap();
    [&[0, 0x80][..], &code.to_be_bytes(), &[0xd0], &size.to_be_bytes(), &count.to_be_bytes(), &body].concat()
}

/// A value of the field's type; a byte is of none of them but ubyte.
fn sample(field: &Field) -> Vec<u8> {
    let value: &[u8] = match (field.of, field.requires) {
        ("string", _) | ("*", Some("address" | "message-id" | "global-tx-id")) => b"\xa1\x01a",
        ("symbol", _) => b"\xa3\x01a",
        ("binary", _) | ("*", Some("txn-id")) => b"\xa0\x01a",
        ("boolean", _) => b"\x41",
        ("ubyte", _) => b"\x50\x01",
        ("uint" | "milliseconds" | "sequence-no", _) => b"\x52\x01",
        ("timestamp", _) => b"\x83\0\0\0\0\0\0\0\x01",
        other => panic!("{other:?}"),
    };
    value.to_vec()
}

fn wrong(field: &Field) -> Option<Vec<u8>> {
    match (field.of, field.requires) {
        (_, Some("global-tx-id")) => None,
        ("ubyte", _) => Some(b"\x52\x01".to_vec()),
        _ => Some(b"\x50\x01".to_vec()),
    }
}

/// Decodes a section, or a value that is a body.
fn decode(composite: &Composite, bytes: &[u8]) -> Result<MessageBuf, DecodeError> {
    let limits = Limits::default();
    match composite.name {
        "declare" => Declare::try_from(Value::decode(bytes, &limits)?).map(|declare| {
            MessageBuf::encode(&Message::new(declare.to_value().unwrap().as_value())).unwrap()
        }),
        "discharge" => Discharge::try_from(Value::decode(bytes, &limits)?).map(|discharge| {
            MessageBuf::encode(&Message::new(discharge.to_value().unwrap().as_value())).unwrap()
        }),
        _ => {
            let message = Message::decode(bytes, &limits)?;
            Ok(MessageBuf::encode(&message).unwrap())
        }
    }
}

const COMPOSITES: [&str; 4] = ["header", "properties", "declare", "discharge"];

#[test]
fn every_field_is_read_where_the_table_has_it() {
    let table = Table::read();
    let mut fields_seen = 0;
    for composite in table.composites.iter().filter(|composite| COMPOSITES.contains(&composite.name)) {
        let (_, code) = composite.descriptor;
        let least = |field: &Field| if field.mandatory { sample(field) } else { vec![0x40] };
        let least: Vec<_> = composite.fields.iter().map(least).collect();
        let with = |at: usize, value| {
            let mut fields = least.clone();
            fields[at] = value;
            decode(composite, &described(code, &fields))
        };
        for (at, field) in composite.fields.iter().enumerate() {
            let decoded = with(at, sample(field)).unwrap();
            let left_out = with(at, vec![0x40]);
            if field.mandatory {
                let error = left_out.unwrap_err();
                assert_eq!((error.kind(), error.field()), (DecodeErrorKind::MissingField, field.name));
            } else {
                assert_ne!(decoded, left_out.unwrap(), "{} is lost", field.name);
            }
            if let Some(wrong) = wrong(field) {
                let error = with(at, wrong).unwrap_err();
                assert_eq!(
                    (error.kind(), error.composite()),
                    (DecodeErrorKind::WrongType, Some(composite.name))
                );
                assert_eq!(error.field(), field.name);
            }
            fields_seen += 1;
        }
        let mut fields = least;
        fields.push(vec![0x40]);
        let error = decode(composite, &described(code, &fields)).unwrap_err();
        assert_eq!((error.kind(), error.composite()), (DecodeErrorKind::TooManyFields, Some(composite.name)));
    }
    assert_eq!(fields_seen, 5 + 13 + 1 + 2);
}

/// Section 3.2.1: a target may have defaults of its own, where nothing is written.
#[test]
fn a_default_of_the_header_that_is_written_means_what_none_does_and_is_kept() {
    let table = Table::read();
    let header = table.composites.iter().find(|composite| composite.name == "header").unwrap();
    let defaults = header.fields.iter().filter_map(|field| Some((field.of, field.default?)));
    let written = header.fields.iter().map(|field| match (field.of, field.default) {
        ("boolean", Some("false")) => vec![0x42],
        ("ubyte", Some(number)) => vec![0x50, number.parse().unwrap()],
        ("uint", Some(number)) => [&[0x70][..], &number.parse::<u32>().unwrap().to_be_bytes()].concat(),
        (_, None) => vec![0x40],
        other => panic!("{other:?}"),
    });
    assert_eq!(defaults.count(), 4);
    let bytes = described(0x70, &written.collect::<Vec<_>>());
    let message = Message::decode(&bytes, &Limits::default()).unwrap();
    let meaning = |header: Header| {
        (
            header.is_durable(),
            header.priority(),
            header.ttl,
            header.is_first_acquirer(),
            header.delivery_count(),
        )
    };
    let left_out = Message::decode(b"", &Limits::default()).unwrap().header;
    assert_eq!(meaning(message.header), meaning(left_out));
    assert_ne!(message.header, left_out);
    assert_eq!(MessageBuf::encode(&message).unwrap().as_message(), message);
}

/// Sections 3.5.10 to 3.5.13.
#[test]
fn lifetime_policies_have_the_tables_descriptors() {
    let table = Table::read();
    let policies =
        table.composites.iter().filter(|composite| composite.provides.contains(&"lifetime-policy"));
    assert!(
        policies.clone().map(|policy| policy.name).eq(LifetimePolicy::ALL.iter().map(|policy| policy.name()))
    );
    for (composite, policy) in policies.zip(LifetimePolicy::ALL) {
        let (symbol, code) = composite.descriptor;
        let Value::Described(described) = Value::from(*policy) else { panic!("not described") };
        assert_eq!(described.descriptor(), Descriptor::Ulong(code));
        let empty = ListBuf::new();
        let symbolic = ValueBuf::described(Symbol::new(symbol).unwrap(), empty.as_list()).unwrap();
        assert_eq!(LifetimePolicy::try_from(symbolic.as_value()), Ok(*policy));
    }
}

/// Section 4.5.7.
#[test]
fn capabilities_of_coordinators_are_the_tables() {
    let table = Table::read();
    let choices = table.restricted.iter().find(|restricted| restricted.name == "txn-capability").unwrap();
    let values = choices.choices.iter().map(|(_, value)| *value);
    assert!(values.eq(TxnCapability::ALL.iter().map(|capability| capability.0.as_str())));
}

/// Section 3.2.16.
#[test]
fn a_transfer_says_that_it_carries_such_messages() {
    use amqp_frames::definitions::{DeliveryNumber, DeliveryTag, Handle};
    use amqp_frames::performative::Transfer;
    let transfer = Transfer::new(Handle(0), DeliveryNumber(0), DeliveryTag::default(), b"");
    let format = Table::read().definitions.iter().find(|(name, _)| *name == "MESSAGE-FORMAT").unwrap().1;
    assert_eq!(transfer.message_format.map(|format| format.0), Some(format));
}
