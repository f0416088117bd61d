//! Delivery states and outcomes, of AMQP 1.0 and of others, and errors.

use amqp_frames::definitions::{DeliveryNumber, DeliveryTag, Error, ErrorCondition, Extension, Role};
use amqp_frames::delivery_state::{
    Accepted, AnyOutcome, Declared, DeliveryState, Modified, Outcome, Received, Rejected, Released,
    TransactionalState, UnsettledBuf,
};
use amqp_frames::performative::{Disposition, Performative};
use amqp_frames::types::{Value, ValueBuf};
use amqp_frames::{DecodeErrorKind, Frame, FrameBuf, Limits};

fn encoded(state: DeliveryState<'_>) -> FrameBuf {
    let disposition =
        Disposition { state: Some(state), ..Disposition::new(Role::Receiver, DeliveryNumber(0)) };
    FrameBuf::encode(&Frame::new(0, disposition)).unwrap()
}

fn state(frame: &FrameBuf) -> DeliveryState<'_> {
    match frame.as_frame() {
        Frame::Performative { performative: Performative::Disposition(disposition), .. } => {
            disposition.state.unwrap()
        }
        frame => panic!("{frame}"),
    }
}

#[test]
fn a_state_of_others_is_no_outcome() {
    let state_of_others = ValueBuf::described(0x7_0000_0001_u64, "held").unwrap();
    let built = Extension::try_from(state_of_others.as_value()).unwrap();
    assert_eq!(state(&encoded(built.into())), DeliveryState::Other(built));
    assert_eq!(
        encoded(built.into()).to_string(),
        "disposition receiver delivery 0 @0x00000007:0x00000001 \"held\""
    );
    let transactional = TransactionalState { txn_id: b"t".try_into().unwrap(), outcome: Some(built.into()) };
    let transactional = encoded(transactional.into());
    let DeliveryState::Transactional(found) = state(&transactional) else { panic!("no transaction") };
    assert_eq!(found.outcome, Some(AnyOutcome::Other(built)));
}

#[test]
fn a_state_without_descriptor_is_not_built() {
    for value in [Value::Null, Value::Uint(1), Value::Map(Default::default())] {
        assert!(Extension::try_from(value).is_err(), "{value}");
    }
}

#[test]
fn a_state_of_amqp_is_none_of_others() {
    for bytes in [&b"\0\x53\x24\x45"[..], b"\0\xa3\x12amqp:released:list\x45", b"\0\x53\x75\xa0\0"] {
        let value = Value::decode(bytes, &Limits::default()).unwrap();
        assert!(Extension::try_from(value).is_err(), "{value}");
    }
}

#[test]
fn every_state_goes_round() {
    let outcomes: [Outcome<'_>; 5] = [
        Accepted.into(),
        Rejected::default().into(),
        Released.into(),
        Modified { delivery_failed: Some(true), ..Modified::default() }.into(),
        Declared { txn_id: b"t".try_into().unwrap() }.into(),
    ];
    for outcome in outcomes {
        assert_eq!(state(&encoded(outcome.into())), DeliveryState::Outcome(outcome));
        let transactional =
            TransactionalState { txn_id: b"t".try_into().unwrap(), outcome: Some(outcome.into()) };
        assert_eq!(state(&encoded(transactional.into())), DeliveryState::Transactional(transactional));
    }
    let received = Received { section_number: 1, section_offset: 2 };
    assert_eq!(state(&encoded(received.into())), DeliveryState::Received(received));
}

/// Section 2.7.3.
#[test]
fn an_unsettled_delivery_is_found_by_its_tag() {
    let tag = |bytes| DeliveryTag::new(bytes).unwrap();
    let mut unsettled = UnsettledBuf::new();
    unsettled.insert(tag(b"a"), None).unwrap();
    unsettled.insert(tag(b"b"), Some(&DeliveryState::RELEASED)).unwrap();
    let found = [&b"a"[..], b"b", b"c"].map(|bytes| unsettled.as_unsettled().get(tag(bytes)));
    assert_eq!(found, [Some(None), Some(Some(DeliveryState::RELEASED)), None]);
    unsettled.clear();
    assert_eq!(unsettled, UnsettledBuf::new());
}

/// Section 2.8.14.
#[test]
fn an_error_is_a_value_and_back() {
    let error = Error { description: Some("no such queue"), ..Error::new(ErrorCondition::NOT_FOUND) };
    let value = error.to_value().unwrap();
    assert_eq!(Error::try_from(value.as_value()), Ok(error));
    assert_eq!(Error::try_from(Value::Null).unwrap_err().kind(), DecodeErrorKind::WrongType);
}
