//! Values exchanged with Proton, both ways.

use std::collections::HashSet;

use amqp_frames::Limits;
use amqp_frames::types::{Primitive, Value};
use serde_json::{Value as Json, json};

use crate::generate::Generator;
use crate::peer::ask;
use crate::{Difference, from_hex, hex};

const COUNT: usize = 10_000;
const SEED: u64 = 1;

/// A value as `peer.py` writes it.
pub(crate) fn json(value: Value<'_>) -> Json {
    let bits = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let content = match value {
        Value::Null => Json::Null,
        Value::Boolean(it) => it.into(),
        Value::Ubyte(it) => it.into(),
        Value::Ushort(it) => it.into(),
        Value::Uint(it) => it.into(),
        Value::Ulong(it) => it.into(),
        Value::Byte(it) => it.into(),
        Value::Short(it) => it.into(),
        Value::Int(it) => it.into(),
        Value::Long(it) => it.into(),
        Value::Float(it) => bits(&it.to_be_bytes()).into(),
        Value::Double(it) => bits(&it.to_be_bytes()).into(),
        Value::Decimal32(it) => bits(&it.0).into(),
        Value::Decimal64(it) => bits(&it.0).into(),
        Value::Decimal128(it) => bits(&it.0).into(),
        Value::Char(it) => u32::from(it).into(),
        Value::Timestamp(it) => it.0.into(),
        Value::Uuid(it) => bits(&it.0).into(),
        Value::Binary(it) => bits(it).into(),
        Value::String(it) => it.into(),
        Value::Symbol(it) => it.as_str().into(),
        Value::List(it) => it.iter().map(json).collect(),
        Value::Map(it) => it.iter().flat_map(|(key, value)| [json(key), json(value)]).collect(),
        Value::Array(it) => {
            let elements: Vec<_> = it.iter().map(|element| json(without_descriptor(element))).collect();
            json!([it.element_type().name(), it.descriptor().map(|it| json(it.as_value())), elements])
        }
        Value::Described(it) => json!([json(it.descriptor().as_value()), json(it.value())]),
        other => panic!("{other} is new"),
    };
    json!([value.primitive().map_or("described", |primitive| primitive.name()), content])
}

fn without_descriptor(element: Value<'_>) -> Value<'_> {
    match element {
        Value::Described(described) => described.value(),
        other => other,
    }
}

#[test]
#[ignore = "needs PROTON_PYTHON, a Python that has python-qpid-proton"]
fn ten_thousand_values_are_the_same_to_proton() {
    let limits = Limits::default();
    let mut generator = Generator(SEED);
    let values: Vec<_> = (0..COUNT).map(|_| generator.value()).collect();
    let meanings: Vec<_> = values.iter().map(|value| json(value.as_value())).collect();
    let types: HashSet<_> = meanings.iter().map(|meaning| meaning[0].as_str().unwrap()).collect();
    assert_eq!(types.len(), Primitive::ALL.len() + 1, "{types:?}");

    let ours: Vec<_> = values.iter().map(|value| wire(value.as_bytes())).collect();
    for (answer, meaning) in ask(&ours).iter().zip(&meanings) {
        assert_eq!(answer.as_ref(), Ok(meaning));
    }

    let questions: Vec<_> = meanings.iter().map(|meaning| json!({ "value": meaning })).collect();
    let theirs = ask(&questions).into_iter().map(|answer| from_hex(answer.unwrap().as_str().unwrap()));
    let theirs: Vec<_> = theirs.collect();
    let mut ours_again = Vec::new();
    for (theirs, value) in theirs.iter().zip(&values) {
        let decoded = Value::decode(theirs, &limits).unwrap();
        assert_eq!(decoded, value.as_value());
        assert!(value.as_bytes().len() <= theirs.len(), "{value} has a more compact encoding");
        let mut encoded = Vec::new();
        decoded.encode(&mut encoded).unwrap();
        ours_again.push(wire(&encoded));
    }
    for (answer, meaning) in ask(&ours_again).iter().zip(&meanings) {
        assert_eq!(answer.as_ref(), Ok(meaning));
    }
}

fn wire(bytes: &[u8]) -> Json {
    json!({ "wire": hex(bytes) })
}

#[test]
fn values_differ_as_the_document_has_it() {
    for difference in Difference::of_section("values") {
        let outcome = match Value::decode(&difference.bytes, &Limits::default()) {
            Ok(value) => Ok(json(value).to_string()),
            Err(error) => Err(format!("{:?}", error.kind())),
        };
        difference.check(&difference.ours, outcome);
    }
}

#[test]
#[ignore = "needs PROTON_PYTHON, a Python that has python-qpid-proton"]
fn values_differ_as_the_document_has_it_to_proton_too() {
    let differences = Difference::of_section("values");
    let questions: Vec<_> = differences.iter().map(|it| wire(&it.bytes)).collect();
    for (answer, difference) in ask(&questions).into_iter().zip(differences) {
        difference.check(&difference.protons, answer.map(|meaning| meaning.to_string()));
    }
}
