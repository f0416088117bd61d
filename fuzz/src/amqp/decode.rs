//! Any bytes, decoded as a stream.

use amqp_frames::definitions::{Extension, Fields, FilterSet};
use amqp_frames::delivery_state::{AnyOutcome, DeliveryState, Outcome, Unsettled};
use amqp_frames::performative::Performative;
use amqp_frames::sasl::Sasl;
use amqp_frames::terminus::{AnySource, AnyTarget};
use amqp_frames::types::{Symbols, Value};
use amqp_frames::{DecodeError, Decoder, Frame, Limits};

use super::roundtrip::encode;
use super::{Setting, check_line, hash};
use crate::stream::decode_all;

/// Decodes frames until there are no more, reads all that is in them, and encodes them again.
///
/// The first byte is what the stream is behind and the limits, the others are the stream.
pub fn decode(data: &[u8]) {
    let Some((setting, input)) = Setting::read(data) else { return };
    check_all(&mut setting.decoder(), input, &setting.limits);
}

pub(super) fn check_all(decoder: &mut Decoder, input: &[u8], limits: &Limits) {
    let error = decode_all(decoder, input, |_, frame, bytes| {
        assert_eq!(Frame::decode(bytes, limits), Ok(frame));
        read(&frame);
        let encoded = encode(&frame).expect("what was decoded can be encoded");
        assert!(encoded.len() <= bytes.len(), "{bytes:02x?} became {encoded:02x?}");
        let again = Frame::decode(&encoded, limits);
        assert_eq!(again, Ok(frame), "it goes beyond limits that it didn't go beyond before");
    });
    if let Some(error) = error {
        check_error(error);
    }
}

pub(super) fn check_error(error: DecodeError) {
    let line = error.to_string();
    check_line(&line);
    let outermost = error.performative().or(error.composite()).unwrap_or(error.field());
    assert!(line.starts_with(outermost), "{line}");
    assert!(!error.field().is_empty());
}

/// Reads all that is in a frame.
pub(super) fn read(frame: &Frame<'_>) {
    let line = frame.to_string();
    check_line(&line);
    let is_named = matches!(frame, Frame::ProtocolHeader { .. }) || line.starts_with(frame.kind());
    assert!(is_named && !format!("{frame:?}").is_empty(), "{line}");
    match frame {
        Frame::Performative { performative, .. } => read_performative(performative),
        Frame::Sasl(sasl) => read_sasl(sasl),
        Frame::ProtocolHeader { .. } | Frame::Empty { .. } => assert!(frame.payload().is_empty()),
    }
}

fn read_performative(performative: &Performative<'_>) {
    match performative {
        Performative::Open(open) => {
            read_symbols(open.outgoing_locales);
            read_symbols(open.incoming_locales);
            read_symbols(open.offered_capabilities);
            read_symbols(open.desired_capabilities);
            read_fields(open.properties);
        }
        Performative::Begin(begin) => {
            read_symbols(begin.offered_capabilities);
            read_symbols(begin.desired_capabilities);
            read_fields(begin.properties);
        }
        Performative::Attach(attach) => {
            attach.source.as_ref().inspect(|source| read_source(source));
            attach.target.as_ref().inspect(|target| read_target(target));
            attach.unsettled.as_ref().inspect(|unsettled| read_unsettled(unsettled));
            read_symbols(attach.offered_capabilities);
            read_symbols(attach.desired_capabilities);
            read_fields(attach.properties);
        }
        Performative::Flow(flow) => read_fields(flow.properties),
        Performative::Transfer(transfer) => {
            assert_eq!(performative.payload(), transfer.payload);
            assert!(transfer.delivery_tag.is_none_or(|tag| tag.as_bytes().len() <= 32));
            transfer.state.as_ref().inspect(|state| read_state(state));
        }
        Performative::Disposition(disposition) => {
            disposition.state.as_ref().inspect(|state| read_state(state));
        }
        Performative::Detach(detach) => read_fields(detach.error.and_then(|error| error.info)),
        Performative::End(end) => read_fields(end.error.and_then(|error| error.info)),
        Performative::Close(close) => read_fields(close.error.and_then(|error| error.info)),
    }
}

fn read_source(source: &AnySource<'_>) {
    match source {
        AnySource::Source(source) => {
            assert!(source.dynamic || source.dynamic_node_properties.is_none());
            read_fields(source.dynamic_node_properties);
            read_filter(source.filter);
            source.default_outcome.as_ref().inspect(|outcome| read_any_outcome(outcome));
            read_symbols(source.outcomes);
            read_symbols(source.capabilities);
        }
        AnySource::Other(other) => read_extension(other),
        source => panic!("{source:?}"),
    }
}

fn read_target(target: &AnyTarget<'_>) {
    match target {
        AnyTarget::Target(target) => {
            assert!(target.dynamic || target.dynamic_node_properties.is_none());
            read_fields(target.dynamic_node_properties);
            read_symbols(target.capabilities);
        }
        AnyTarget::Coordinator(coordinator) => read_symbols(coordinator.capabilities),
        AnyTarget::Other(other) => read_extension(other),
        target => panic!("{target:?}"),
    }
}

fn read_unsettled(unsettled: &Unsettled<'_>) {
    assert_eq!(unsettled.iter().count(), unsettled.len());
    assert_eq!(unsettled.is_empty(), unsettled.iter().next().is_none());
    for (tag, state) in unsettled.iter() {
        assert!(tag.as_bytes().len() <= 32);
        state.as_ref().inspect(|state| read_state(state));
    }
}

fn read_state(state: &DeliveryState<'_>) {
    check_line(&state.to_string());
    match state {
        DeliveryState::Received(_) => {}
        DeliveryState::Outcome(outcome) => read_outcome(outcome),
        DeliveryState::Transactional(state) => {
            assert!(state.txn_id.as_bytes().len() <= 32);
            state.outcome.as_ref().inspect(|outcome| read_any_outcome(outcome));
        }
        DeliveryState::Other(other) => read_extension(other),
        state => panic!("{state:?}"),
    }
}

fn read_any_outcome(outcome: &AnyOutcome<'_>) {
    match outcome {
        AnyOutcome::Outcome(outcome) => read_outcome(outcome),
        AnyOutcome::Other(other) => read_extension(other),
        outcome => panic!("{outcome:?}"),
    }
}

fn read_outcome(outcome: &Outcome<'_>) {
    check_line(&outcome.to_string());
    match outcome {
        Outcome::Accepted(_) | Outcome::Released(_) => {}
        Outcome::Rejected(rejected) => read_fields(rejected.error.and_then(|error| error.info)),
        Outcome::Modified(modified) => read_fields(modified.message_annotations),
        Outcome::Declared(declared) => assert!(declared.txn_id.as_bytes().len() <= 32),
    }
}

fn read_extension(extension: &Extension<'_>) {
    let built = Extension::try_from(extension.as_value());
    assert_eq!(built.as_ref().ok(), Some(extension).filter(|extension| extension.is_described()));
    read_value(extension.as_value());
}

fn read_fields(fields: Option<Fields<'_>>) {
    let Some(fields) = fields else { return };
    read_value(fields.as_map().into());
    assert_eq!(fields.is_empty(), fields.as_map().is_empty());
    for (key, value) in fields.as_map() {
        if let Value::Symbol(key) = key {
            assert_eq!(fields.get(key.as_str()), Some(value));
        }
    }
}

fn read_filter(filter: Option<FilterSet<'_>>) {
    let Some(filter) = filter else { return };
    read_value(filter.as_map().into());
    for (key, value) in filter.as_map() {
        if let Value::Symbol(key) = key {
            assert_eq!(filter.get(key.as_str()), Some(value));
        }
    }
}

fn read_symbols(symbols: Symbols<'_>) {
    assert_eq!(symbols.iter().count(), symbols.len());
    assert_eq!(symbols.is_empty(), symbols.iter().next().is_none());
    assert!(symbols.iter().all(|symbol| symbol.as_str().is_ascii() && symbols.contains(symbol.as_str())));
    if let Some(first) = symbols.iter().next().filter(|_| symbols.len() == 1) {
        assert_eq!((Symbols::from(first), hash(Symbols::from(first))), (symbols, hash(symbols)));
    }
}

/// The other targets look closer at values.
fn read_value(value: Value<'_>) {
    check_line(&value.to_string());
    let mut encoded = Vec::new();
    assert_eq!(value.encode(&mut encoded), Ok(()));
    super::value::check(&encoded, &super::large_frames());
}

/// What is secret is not shown.
fn read_sasl(sasl: &Sasl<'_>) {
    const OTHER: &[u8] = b"\x01another secret";
    let mut other = *sasl;
    match &mut other {
        Sasl::Mechanisms(mechanisms) => {
            assert!(!mechanisms.sasl_server_mechanisms.is_empty());
            read_symbols(mechanisms.sasl_server_mechanisms);
        }
        Sasl::Init(init) => init.initial_response = init.initial_response.map(|_| OTHER),
        Sasl::Challenge(challenge) => challenge.challenge = OTHER,
        Sasl::Response(response) => response.response = OTHER,
        Sasl::Outcome(outcome) => outcome.additional_data = outcome.additional_data.map(|_| OTHER),
    }
    assert_eq!((other.to_string(), format!("{other:?}")), (sasl.to_string(), format!("{sasl:?}")));
}
