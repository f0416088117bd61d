//! Messages exchanged with Proton, both ways; and what its fuzz tests take for messages.

use std::collections::BTreeMap;

use amqp_frames::message::{Body, Header, Message};
use amqp_frames::types::{Map, Value};
use amqp_frames::{DecodeErrorKind, Limits, MessageBuf};
use serde_json::{Value as Json, json};

use crate::fuzz::{Input, MESSAGE_DECODE};
use crate::generate::Generator;
use crate::peer::ask;
use crate::values::json;
use crate::{Difference, from_hex, hex, rows};

const COUNT: usize = 1000;
const SEED: u64 = 2;

/// A message as `peer.py` writes it.
fn fields(message: &Message<'_>) -> Json {
    let (header, properties) = (message.header, message.properties);
    let map = |map: Map<'_>| (!map.is_empty()).then(|| json(map.into()));
    let (is_inferred, body) = match message.body {
        Body::Data(data) => (true, data.as_one().map(Value::Binary)),
        Body::AmqpSequence(sequences) => (true, sequences.as_one().map(Value::List)),
        Body::AmqpValue(value) => (false, Some(value)),
        Body::Absent => (false, None),
    };
    json!({
        "durable": header.is_durable(),
        "priority": header.priority(),
        "ttl": header.ttl.map_or(0, |ttl| ttl.0),
        "first-acquirer": header.is_first_acquirer(),
        "delivery-count": header.delivery_count(),
        "delivery-annotations": map(message.delivery_annotations.as_map()),
        "message-annotations": map(message.message_annotations.as_map()),
        "message-id": properties.message_id.map(|id| json(id.as_value())),
        "user-id": properties.user_id.map(hex),
        "to": properties.to,
        "subject": properties.subject,
        "reply-to": properties.reply_to,
        "correlation-id": properties.correlation_id.map(|id| json(id.as_value())),
        "content-type": properties.content_type.map(|symbol| symbol.as_str()),
        "content-encoding": properties.content_encoding.map(|symbol| symbol.as_str()),
        "absolute-expiry-time": properties.absolute_expiry_time.map_or(0, |time| time.0),
        "creation-time": properties.creation_time.map_or(0, |time| time.0),
        "group-id": properties.group_id,
        "group-sequence": properties.group_sequence.map_or(0, |number| number.0),
        "reply-to-group-id": properties.reply_to_group_id,
        "application-properties": map(message.application_properties.as_map()),
        "inferred": is_inferred,
        "body": body.map(json),
    })
}

#[test]
#[ignore = "needs PROTON_PYTHON, a Python that has python-qpid-proton"]
fn a_thousand_messages_are_the_same_to_proton() {
    let limits = Limits::default();
    let mut generator = Generator(SEED);
    let messages: Vec<_> = (0..COUNT).map(|_| generator.message()).collect();
    let meanings: Vec<_> = messages.iter().map(|message| fields(&message.as_message())).collect();

    let ours: Vec<_> = messages.iter().map(|message| wire(message.as_bytes())).collect();
    for (answer, meaning) in ask(&ours).iter().zip(&meanings) {
        assert_eq!(answer.as_ref(), Ok(meaning));
    }

    let questions: Vec<_> = meanings.iter().map(|meaning| json!({ "message": meaning })).collect();
    let mut ours_again = Vec::new();
    for (theirs, message) in ask(&questions).into_iter().zip(&messages) {
        let theirs = from_hex(theirs.unwrap().as_str().unwrap());
        let decoded = Message::decode(&theirs, &limits).unwrap();
        assert_eq!(with_defaults(decoded), with_defaults(message.as_message()));
        ours_again.push(wire(MessageBuf::encode(&decoded).unwrap().as_bytes()));
    }
    for (answer, meaning) in ask(&ours_again).iter().zip(&meanings) {
        assert_eq!(answer.as_ref(), Ok(meaning));
    }
}

/// Proton leaves the header's defaults out, whether they were said or not.
fn with_defaults(message: Message<'_>) -> Message<'_> {
    let said = message.header;
    let header = Header {
        durable: Some(said.is_durable()),
        priority: Some(said.priority()),
        first_acquirer: Some(said.is_first_acquirer()),
        delivery_count: Some(said.delivery_count()),
        ..said
    };
    Message { header, ..message }
}

fn wire(bytes: &[u8]) -> Json {
    json!({ "message-wire": hex(bytes) })
}

#[test]
fn messages_differ_as_the_document_has_it() {
    for difference in Difference::of_section("messages") {
        let outcome = match Message::decode(&difference.bytes, &Limits::default()) {
            Ok(message) => Ok(hex(MessageBuf::encode(&message).unwrap().as_bytes())),
            Err(error) => Err(format!("{:?}", error.kind())),
        };
        difference.check(&difference.ours, outcome);
    }
}

#[test]
#[ignore = "needs PROTON_PYTHON, a Python that has python-qpid-proton"]
fn messages_differ_as_the_document_has_it_to_proton_too() {
    let differences = Difference::of_section("messages");
    let questions: Vec<_> = differences.iter().map(|it| json!({ "through": hex(&it.bytes) })).collect();
    for (answer, difference) in ask(&questions).into_iter().zip(differences) {
        difference.check(&difference.protons, answer.map(|encoded| encoded.as_str().unwrap().to_owned()));
    }
}

/// Each input is of one class, and each class has as many as the document says.
#[test]
fn fuzz_inputs_are_no_messages_for_the_reasons_that_the_document_has() {
    let mut classes = BTreeMap::<_, usize>::new();
    for Input { name, bytes } in MESSAGE_DECODE.inputs() {
        let class = match Message::decode(&bytes, &Limits::default()) {
            Ok(message) => {
                assert_eq!((message, &bytes[..]), (Message::new(Body::Absent), &b""[..]), "{name}");
                "accepted".to_owned()
            }
            Err(error) => {
                let is_described = bytes.starts_with(b"\0");
                assert_eq!(error.kind() == DecodeErrorKind::WrongType, !is_described, "{name}");
                format!("{:?}", error.kind())
            }
        };
        *classes.entry(class).or_default() += 1;
    }
    let documented: BTreeMap<_, _> =
        rows("fuzz").map(|cells| (cells[0].to_owned(), cells[3].parse::<usize>().unwrap())).collect();
    assert_eq!(classes, documented);
    assert_eq!(documented.values().sum::<usize>(), 316);
}

/// A greater depth makes none of them a message.
#[test]
fn fuzz_inputs_are_no_messages_without_the_limit_of_depth() {
    let mut limits = Limits::default();
    limits.max_depth = u8::MAX;
    for Input { name, bytes } in MESSAGE_DECODE.inputs() {
        let kind = Message::decode(&bytes, &limits).map_err(|error| error.kind());
        assert!(bytes.is_empty() || matches!(kind, Err(kind) if kind != DecodeErrorKind::TooDeep), "{name}");
    }
}

/// Proton calls every one of them valid, and finds nothing in any.
#[test]
#[ignore = "needs PROTON_PYTHON, a Python that has python-qpid-proton"]
fn fuzz_inputs_are_empty_messages_to_proton() {
    let inputs = MESSAGE_DECODE.inputs();
    let questions: Vec<_> = inputs.iter().map(|input| json!({ "through": hex(&input.bytes) })).collect();
    for (answer, input) in ask(&questions).into_iter().zip(inputs) {
        assert_eq!(answer, Ok("0053704500537345".into()), "{}", input.name);
    }
}
