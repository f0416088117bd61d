//! The crate against the table: restricted types (section 1.3.5), what provides what a field requires, and constants.

use amqp_frames::definitions::{ErrorCondition, MIN_MAX_FRAME_SIZE, PORT, SECURE_PORT};
use amqp_frames::performative::Performative;
use amqp_frames::sasl::Sasl;
use amqp_frames::terminus::{AnySource, AnyTarget, DistributionMode};
use amqp_frames::{DecodeErrorKind, Decoder, Frame, Limits, ProtocolId};

use crate::frames::{composites, frame, goes_with_dynamic, least, with};
use crate::primitive_of;
use crate::table::{Composite, Field, Restricted, Table};

/// A choice, or another value of the type that choices are of.
fn encoded(primitive: &str, text: &str) -> Vec<u8> {
    match primitive {
        "boolean" => vec![if text == "true" { 0x41 } else { 0x42 }],
        "ubyte" => vec![0x50, text.parse().unwrap()],
        "uint" => [&[0x70][..], &text.parse::<u32>().unwrap().to_be_bytes()].concat(),
        "symbol" => [&[0xa3, text.len().try_into().unwrap()], text.as_bytes()].concat(),
        other => panic!("{other}"),
    }
}

/// Values that are no choices.
fn others(restricted: &Restricted) -> Vec<String> {
    let is_choice = |text: &String| restricted.choices.iter().any(|(_, value)| value == text);
    let mut all: Vec<String> = match restricted.source {
        "boolean" => Vec::new(),
        "ubyte" => (0..=u8::MAX).map(|number| number.to_string()).collect(),
        "uint" => (0..600_u32)
            .chain([1 << 8, 1 << 16, 1 << 24, u32::MAX])
            .map(|number| number.to_string())
            .collect(),
        "symbol" => {
            let choices = restricted.choices.iter().map(|(_, value)| *value);
            choices
                .flat_map(|value| [value.to_uppercase(), format!("{value}s"), value[1..].to_owned()])
                .collect()
        }
        other => panic!("{other}"),
    };
    all.retain(|text| !is_choice(text));
    all
}

/// Every field of a type with choices that is not one of several that provide something.
fn fields_with_choices(table: &Table) -> Vec<(&Composite, usize, &Field, &Restricted)> {
    let mut found = Vec::new();
    for composite in composites(table) {
        for (at, field) in composite.fields.iter().enumerate() {
            let restricted = table.restricted.iter().find(|restricted| restricted.name == field.of);
            let Some(restricted) = restricted.filter(|restricted| !restricted.choices.is_empty()) else {
                continue;
            };
            found.push((composite, at, field, restricted));
        }
    }
    found
}

/// The crate's name for the choice in a field.
fn name(frame: Frame<'_>, composite: &Composite, field: &Field) -> &'static str {
    let performative = match frame {
        Frame::Performative { performative, .. } => performative,
        Frame::Sasl(Sasl::Outcome(outcome)) => return outcome.code.name(),
        other => panic!("{other}"),
    };
    match (performative, composite.name, field.name) {
        (Performative::Attach(attach), "attach", "role") => attach.role.name(),
        (Performative::Attach(attach), "attach", "snd-settle-mode") => attach.snd_settle_mode.name(),
        (Performative::Attach(attach), "attach", "rcv-settle-mode") => attach.rcv_settle_mode.name(),
        (Performative::Transfer(transfer), ..) => transfer.rcv_settle_mode.unwrap().name(),
        (Performative::Disposition(disposition), ..) => disposition.role.name(),
        (Performative::Attach(attach), _, field) => match (attach.source, attach.target) {
            (Some(AnySource::Source(source)), None) if field == "durable" => source.durable.name(),
            (Some(AnySource::Source(source)), None) => source.expiry_policy.name(),
            (None, Some(AnyTarget::Target(target))) if field == "durable" => target.durable.name(),
            (None, Some(AnyTarget::Target(target))) => target.expiry_policy.name(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn choices_are_taken_and_nothing_else_is() {
    let table = Table::read();
    let fields = fields_with_choices(&table);
    assert_eq!(fields.len(), 10);
    for (composite, at, field, restricted) in fields {
        // A sender has a delivery count, which is not looked at for a receiver.
        let mut least = least(composite);
        if composite.name == "attach" {
            least[9] = vec![0x43];
        }
        let bytes = |text: &str| {
            let value = encoded(restricted.source, text);
            frame(composite, &goes_with_dynamic(composite, with(&least, at, value)))
        };
        for (choice, value) in &restricted.choices {
            let bytes = bytes(value);
            let decoded = Frame::decode(&bytes, &Limits::default()).unwrap();
            assert_eq!(name(decoded, composite, field), *choice);
            let mut again = Vec::new();
            decoded.encode(&mut again).unwrap();
            assert_eq!(Frame::decode(&again, &Limits::default()), Ok(decoded));
        }
        for other in others(restricted) {
            let error = Frame::decode(&bytes(&other), &Limits::default()).unwrap_err();
            assert_eq!(error.kind(), DecodeErrorKind::Choice, "{} {} {other}", composite.name, field.name);
            assert_eq!((error.composite(), error.field()), (Some(composite.name), field.name));
        }
    }
}

/// Of the types that AMQP defines those stand in a field that provide what it requires, by number and by symbol.
#[test]
fn what_a_field_requires_is_provided() {
    let table = Table::read();
    let mut count = 0;
    for composite in composites(&table) {
        for (at, field) in composite.fields.iter().enumerate() {
            let Some(requires @ ("source" | "target" | "delivery-state" | "outcome")) = field.requires else {
                continue;
            };
            let decode = |value: Vec<u8>| {
                let bytes =
                    frame(composite, &goes_with_dynamic(composite, with(&least(composite), at, value)));
                Frame::decode(&bytes, &Limits::default())
                    .map(|_| ())
                    .map_err(|error| (error.kind(), error.field()))
            };
            for other in &table.composites {
                let is_provided = other.provides.contains(&requires);
                let expected =
                    if is_provided { Ok(()) } else { Err((DecodeErrorKind::Descriptor, field.name)) };
                for value in both_descriptors(other) {
                    assert_eq!(decode(value), expected, "{} in {}", other.name, field.name);
                    count += 1;
                }
            }
            for section in table.restricted.iter().filter(|restricted| restricted.descriptor.is_some()) {
                let (symbol, code) = section.descriptor.unwrap();
                let by_number = [&[0, 0x80], &code.to_be_bytes()[..], &[0x40]].concat();
                let by_symbol = [&[0], &encoded("symbol", symbol)[..], &[0x40]].concat();
                for value in [by_number, by_symbol] {
                    let expected = Err((DecodeErrorKind::Descriptor, field.name));
                    assert_eq!(decode(value), expected, "{symbol} in {}", field.name);
                }
            }
        }
    }
    assert_eq!(count, 6 * 33 * 2);
}

/// The value with what is mandatory in it.
fn both_descriptors(composite: &Composite) -> [Vec<u8>; 2] {
    let fields = least_of_a_value(composite);
    let (symbol, code) = composite.descriptor;
    let symbol = encoded("symbol", symbol);
    [[&[0, 0x80], &code.to_be_bytes()[..], &fields].concat(), [&[0], &symbol[..], &fields].concat()]
}

fn least_of_a_value(composite: &Composite) -> Vec<u8> {
    // A source or target that isn't dynamic suits both roles.
    let fields = match composite.name {
        "source" | "target" | "begin" | "properties" | "header" | "declare" | "discharge" => Vec::new(),
        _ if composite.fields.iter().any(|field| field.mandatory) => least(composite),
        _ => Vec::new(),
    };
    let body = fields.concat();
    let count = u8::try_from(fields.len()).unwrap();
    [&[0xc0, u8::try_from(body.len() + 1).unwrap(), count], &body[..]].concat()
}

/// What provides an address or the id of a transaction is of a primitive type.
#[test]
fn addresses_are_strings_and_ids_of_transactions_binary() {
    let table = Table::read();
    let samples: [(&str, &[u8]); 6] = [
        ("string", b"\xa1\x01a"),
        ("binary", b"\xa0\x01a"),
        ("symbol", b"\xa3\x01a"),
        ("ulong", b"\x53\x01"),
        ("uuid", b"\x98abcdefghijklmnop"),
        ("list", b"\x45"),
    ];
    let mut count = 0;
    for composite in composites(&table) {
        for (at, field) in composite.fields.iter().enumerate() {
            let Some(requires @ ("address" | "txn-id")) = field.requires else { continue };
            let provides = |primitive| {
                let restricted = table.restricted.iter().filter(|it| it.provides.contains(&requires));
                restricted.map(|it| primitive_of(&table, it.source)).any(|source| source == primitive)
            };
            for (primitive, value) in samples {
                // An address of a dynamic source is what the receiver doesn't know.
                let fields = with(&vec![vec![0x40]; composite.fields.len()], at, value.to_vec());
                let found = Frame::decode(&frame(composite, &fields), &Limits::default()).map(|_| ());
                let found = found.map_err(|error| (error.kind(), error.field()));
                let expected = Err((DecodeErrorKind::WrongType, field.name));
                assert_eq!(found, if provides(primitive) { Ok(()) } else { expected }, "{primitive}");
                count += 1;
            }
        }
    }
    assert_eq!(count, 4 * 6);
}

#[test]
fn conditions_of_errors_are_those_of_the_table() {
    let table = Table::read();
    let provided =
        table.restricted.iter().filter(|restricted| restricted.provides.contains(&"error-condition"));
    let provided = provided.flat_map(|restricted| restricted.choices.iter().map(|(_, value)| *value));
    assert!(provided.eq(ErrorCondition::ALL.iter().map(|condition| condition.0.as_str())));
    assert_eq!(ErrorCondition::ALL.len(), 13 + 3 + 4 + 5 + 3);
}

#[test]
fn distribution_modes_are_those_of_the_table() {
    let table = Table::read();
    let modes = table.restricted.iter().find(|restricted| restricted.name == "std-dist-mode").unwrap();
    let expected = DistributionMode::ALL.iter().map(|mode| mode.0.as_str());
    assert!(modes.choices.iter().map(|(_, value)| *value).eq(expected));
}

#[test]
fn protocol_headers_have_the_versions_of_the_table_and_frames_its_least_size() {
    let definitions = Table::read().definitions;
    let definition = |name: &str| definitions.iter().find(|(of, _)| *of == name).unwrap().1;
    let ids = [(ProtocolId::Amqp, 0, ""), (ProtocolId::Tls, 2, "TLS-"), (ProtocolId::Sasl, 3, "SASL-")];
    for (protocol, id, prefix) in ids {
        let version = ["MAJOR", "MINOR", "REVISION"].map(|part| definition(&format!("{prefix}{part}")));
        let version = version.map(|number| u8::try_from(number).unwrap());
        assert_eq!(protocol.header(), [b'A', b'M', b'Q', b'P', id, version[0], version[1], version[2]]);
    }
    assert_eq!((u32::from(PORT), u32::from(SECURE_PORT)), (definition("PORT"), definition("SECURE-PORT")));
    let least = definition("MIN-MAX-FRAME-SIZE");
    assert_eq!(MIN_MAX_FRAME_SIZE, least);
    for (protocol, frame_type) in [(ProtocolId::Amqp, 0), (ProtocolId::Sasl, 1)] {
        let decoder = Decoder::behind(protocol, Limits::default());
        let header = |size: u32| [&size.to_be_bytes()[..], &[2, frame_type, 0, 0]].concat();
        assert_eq!(decoder.frame_len(&header(least)), Ok(least.try_into().ok()));
        assert_eq!(decoder.frame_len(&header(least + 1)).unwrap_err().kind(), DecodeErrorKind::TooLarge);
    }
}
