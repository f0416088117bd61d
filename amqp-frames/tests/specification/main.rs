//! What the specification's XML defines: that the table made from it is whole, and that the crate keeps to it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

mod choices;
mod encodings;
mod frames;
mod table;

use std::collections::BTreeSet;

use table::{Field, Restricted, Table};

/// The primitive type that a type comes from in the end.
pub(crate) fn primitive_of<'a>(table: &'a Table, name: &'a str) -> &'a str {
    match table.restricted.iter().find(|restricted| restricted.name == name) {
        Some(restricted) => primitive_of(table, restricted.source),
        None => name,
    }
}

fn choices<'a>(table: &'a Table, name: &str) -> &'a [(&'static str, &'static str)] {
    let restricted = table.restricted.iter().find(|restricted| restricted.name == name);
    restricted.map_or(&[], |restricted| &restricted.choices)
}

fn is_value(primitive: &str, text: &str) -> bool {
    match primitive {
        "boolean" => text.parse::<bool>().is_ok(),
        "ubyte" => text.parse::<u8>().is_ok(),
        "ushort" => text.parse::<u16>().is_ok(),
        "uint" => text.parse::<u32>().is_ok(),
        "symbol" => text.is_ascii(),
        other => panic!("no text form of {other}"),
    }
}

#[test]
fn the_table_has_as_much_as_the_prose() {
    let table = Table::read();
    let types: BTreeSet<_> = table.encodings.iter().map(|encoding| encoding.of).collect();
    assert_eq!(types.len(), 24, "1.6.1 to 1.6.24");
    assert_eq!(table.encodings.len(), 39);
    assert_eq!(table.composites.len(), 33);
    assert_eq!(table.restricted.len(), 39);
    assert_eq!(table.definitions.len(), 13, "2.8.19, 3.2.16, 5.2.2 and 5.3.4");
    let fields = table.composites.iter().map(|composite| composite.fields.len());
    assert_eq!(fields.sum::<usize>(), 125);
    let choices = table.restricted.iter().map(|restricted| restricted.choices.len());
    assert_eq!(choices.sum::<usize>(), 54);

    let of_section = |part, section| {
        let composites = table.composites.iter().map(|composite| composite.section);
        let restricted = table.restricted.iter().map(|restricted| restricted.section);
        composites.chain(restricted).filter(|at| *at == (part, section)).count()
    };
    assert_eq!(of_section("transport", "performatives"), 9, "2.7.1 to 2.7.9");
    assert_eq!(of_section("transport", "definitions"), 18, "2.8.1 to 2.8.18");
    assert_eq!(of_section("messaging", "message-format"), 15, "3.2.1 to 3.2.15");
    assert_eq!(of_section("messaging", "delivery-state"), 5, "3.4.1 to 3.4.5");
    assert_eq!(of_section("messaging", "addressing"), 11, "3.5.3 to 3.5.13");
    assert_eq!(of_section("transactions", "coordination"), 8, "4.5.1 to 4.5.8");
    assert_eq!(of_section("security", "sasl"), 6, "5.3.3.1 to 5.3.3.6");

    let fields = |provided: &str| -> Vec<_> {
        let composites = table.composites.iter();
        let composites = composites.filter(|composite| composite.provides.contains(&provided));
        composites.map(|composite| (composite.name, composite.fields.len())).collect()
    };
    let frames = [
        ("open", 10),
        ("begin", 8),
        ("attach", 14),
        ("flow", 11),
        ("transfer", 11),
        ("disposition", 6),
        ("detach", 3),
        ("end", 1),
        ("close", 1),
    ];
    assert_eq!(fields("frame"), frames);
    assert_eq!(fields("section"), [("header", 5), ("properties", 13)]);
    assert_eq!(fields("source"), [("source", 11)]);
    assert_eq!(fields("target"), [("target", 7), ("coordinator", 1)]);
}

#[test]
fn a_format_code_says_category_and_width() {
    for encoding in Table::read().encodings {
        let layout = match encoding.code >> 4 {
            0x4 => ("fixed", 0),
            0x5 => ("fixed", 1),
            0x6 => ("fixed", 2),
            0x7 => ("fixed", 4),
            0x8 => ("fixed", 8),
            0x9 => ("fixed", 16),
            0xa => ("variable", 1),
            0xb => ("variable", 4),
            0xc => ("compound", 1),
            0xd => ("compound", 4),
            0xe => ("array", 1),
            0xf => ("array", 4),
            _ => panic!("{encoding:?}"),
        };
        assert_eq!((encoding.category, encoding.width), layout, "{encoding:?}");
    }
}

#[test]
fn no_two_encodings_or_descriptors_are_alike() {
    let table = Table::read();
    let codes: BTreeSet<_> = table.encodings.iter().map(|encoding| encoding.code).collect();
    assert_eq!(codes.len(), table.encodings.len());
    let names: BTreeSet<_> = table.encodings.iter().map(|encoding| (encoding.of, encoding.name)).collect();
    assert_eq!(names.len(), table.encodings.len());

    let composites = table.composites.iter().map(|composite| composite.descriptor);
    let restricted = table.restricted.iter().filter_map(|restricted| restricted.descriptor);
    let descriptors: Vec<_> = composites.chain(restricted).collect();
    let symbols: BTreeSet<_> = descriptors.iter().map(|(symbol, _)| symbol).collect();
    let codes: BTreeSet<_> = descriptors.iter().map(|(_, code)| code).collect();
    assert_eq!((symbols.len(), codes.len()), (descriptors.len(), descriptors.len()));
}

#[test]
fn a_descriptor_names_its_type_and_what_that_is_made_of() {
    let table = Table::read();
    for composite in &table.composites {
        let (symbol, code) = composite.descriptor;
        assert_eq!(symbol, format!("amqp:{}:list", composite.name));
        assert_eq!(code >> 32, 0, "{symbol} is of the specification's own domain");
    }
    for Restricted { name, descriptor, source, .. } in &table.restricted {
        let Some((symbol, code)) = descriptor else { continue };
        assert_eq!(*symbol, format!("amqp:{name}:{}", primitive_of(&table, source)));
        assert_eq!(code >> 32, 0, "{symbol} is of the specification's own domain");
    }
}

#[test]
fn every_type_that_is_named_is_defined() {
    let table = Table::read();
    let mut defined = BTreeSet::from(["*"]);
    defined.extend(table.encodings.iter().map(|encoding| encoding.of));
    defined.extend(table.composites.iter().map(|composite| composite.name));
    defined.extend(table.restricted.iter().map(|restricted| restricted.name));
    assert_eq!(defined.len(), 1 + 24 + 33 + 39);

    for restricted in &table.restricted {
        assert!(defined.contains(restricted.source), "{restricted:?}");
    }
    for field in table.composites.iter().flat_map(|composite| &composite.fields) {
        assert!(defined.contains(field.of), "{field:?}");
    }
}

#[test]
fn what_fields_require_is_provided_but_for_global_transactions() {
    let table = Table::read();
    let composites = table.composites.iter().flat_map(|composite| &composite.provides);
    let provided: BTreeSet<_> =
        composites.chain(table.restricted.iter().flat_map(|restricted| &restricted.provides)).collect();
    let fields = table.composites.iter().flat_map(|composite| &composite.fields);
    let mut missing: BTreeSet<_> = fields.filter_map(|field| field.requires).collect();
    missing.retain(|archetype| !provided.contains(archetype));
    assert_eq!(missing, BTreeSet::from(["global-tx-id"]));
}

#[test]
fn a_field_of_any_type_requires_something() {
    for composite in Table::read().composites {
        for field in &composite.fields {
            assert!(field.of != "*" || field.requires.is_some(), "{}: {field:?}", composite.name);
        }
    }
}

#[test]
fn defaults_are_values_of_their_types_and_mandatory_fields_have_none() {
    let table = Table::read();
    for Field { name, of, mandatory, default, .. } in
        table.composites.iter().flat_map(|composite| &composite.fields)
    {
        let Some(default) = default else { continue };
        assert!(!mandatory, "{name}");
        let choices = choices(&table, of);
        let is_choice = choices.iter().any(|(choice, _)| choice == default);
        assert!(is_choice || choices.is_empty() && is_value(primitive_of(&table, of), default), "{name}");
    }
}

#[test]
fn choices_are_values_of_their_types() {
    let table = Table::read();
    for restricted in &table.restricted {
        for (choice, value) in &restricted.choices {
            assert!(is_value(primitive_of(&table, restricted.source), value), "{choice}");
        }
    }
}

#[test]
fn the_only_field_that_is_multiple_and_mandatory_is_that_of_the_mechanisms() {
    let composites = Table::read().composites;
    let fields = composites.iter().flat_map(|composite| &composite.fields);
    let both: Vec<_> =
        fields.filter(|field| field.multiple && field.mandatory).map(|field| field.name).collect();
    assert_eq!(both, ["sasl-server-mechanisms"]);
}

#[test]
fn a_header_has_the_defaults_of_the_standard() {
    let composites = Table::read().composites;
    let header = composites.iter().find(|composite| composite.name == "header").unwrap();
    let defaults: Vec<_> = header.fields.iter().map(|field| (field.name, field.default)).collect();
    let expected = [
        ("durable", Some("false")),
        ("priority", Some("4")),
        ("ttl", None),
        ("first-acquirer", Some("false")),
        ("delivery-count", Some("0")),
    ];
    assert_eq!(defaults, expected);
}

#[test]
fn versions_ports_and_sizes() {
    let expected = [
        ("PORT", 5672),
        ("SECURE-PORT", 5671),
        ("MAJOR", 1),
        ("MINOR", 0),
        ("REVISION", 0),
        ("MIN-MAX-FRAME-SIZE", 512),
        ("MESSAGE-FORMAT", 0),
        ("TLS-MAJOR", 1),
        ("TLS-MINOR", 0),
        ("TLS-REVISION", 0),
        ("SASL-MAJOR", 1),
        ("SASL-MINOR", 0),
        ("SASL-REVISION", 0),
    ];
    assert_eq!(Table::read().definitions, expected);
}
