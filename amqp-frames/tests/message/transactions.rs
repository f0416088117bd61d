//! What begins and ends transactions, and how long dynamic nodes live.

use amqp_frames::definitions::{FieldsBuf, TransactionId};
use amqp_frames::message::{Body, Message};
use amqp_frames::terminus::LifetimePolicy;
use amqp_frames::transaction::{Declare, Discharge, GlobalTxId};
use amqp_frames::types::{Value, ValueBuf};
use amqp_frames::{DecodeErrorKind, Limits, MessageBuf};

fn value(bytes: &[u8]) -> Value<'_> {
    Value::decode(bytes, &Limits::default()).unwrap()
}

#[test]
fn a_discharge_is_the_body_of_a_message() {
    let discharge = Discharge::rollback(TransactionId::try_from(b"txn").unwrap());
    let body = discharge.to_value().unwrap();
    let kept = MessageBuf::encode(&Message::new(body.as_value())).unwrap();
    assert_eq!(kept.as_bytes(), &b"\0\x53\x77\0\x53\x32\xc0\x07\x02\xa0\x03txn\x41"[..]);
    let Body::AmqpValue(value) = kept.as_message().body else { panic!("{kept}") };
    assert_eq!(Discharge::try_from(value), Ok(discharge));
    assert_eq!(discharge.to_string(), "discharge 74786e fail");
    assert_eq!(Declare::try_from(value).unwrap_err().kind(), DecodeErrorKind::Descriptor);
}

#[test]
fn a_declare_may_belong_to_a_transaction_of_others() {
    let id = ValueBuf::described(0x7_0000_0001_u64, "global").unwrap();
    for global_id in [Value::from(&b"xid"[..]), id.as_value()] {
        let declare = Declare { global_id: Some(GlobalTxId::try_from(global_id).unwrap()) };
        let body = declare.to_value().unwrap();
        assert_eq!(Declare::try_from(body.as_value()), Ok(declare));
    }
    assert!(GlobalTxId::try_from(Value::Null).is_err());
    assert!(GlobalTxId::try_from(value(b"\0\x53\x24\x45")).is_err());
    assert_eq!(
        Declare::try_from(value(b"\0\xa3\x11amqp:declare:list\xc0\x02\x01\x40")),
        Ok(Declare::default())
    );
}

#[test]
fn errors_are_told_by_their_place_in_the_value() {
    let rows: [(&[u8], DecodeErrorKind, usize, &str); 4] = [
        (b"\0\x53\x32\x45", DecodeErrorKind::MissingField, 4, "txn-id"),
        (b"\0\x53\x32\xc0\x04\x01\xa1\x01a", DecodeErrorKind::WrongType, 6, "txn-id"),
        (b"\0\x53\x32\xc0\x06\x03\xa0\x01a\x40\x40", DecodeErrorKind::TooManyFields, 10, "list"),
        (b"\0\x53\x32\xc1\x01\0", DecodeErrorKind::WrongType, 3, "list"),
    ];
    for (bytes, kind, offset, field) in rows {
        let error = Discharge::try_from(value(bytes)).unwrap_err();
        assert_eq!((error.kind(), error.offset(), error.field()), (kind, offset, field));
        assert_eq!(error.composite(), Some("discharge"));
    }
    assert_eq!(Discharge::try_from(Value::Null).unwrap_err().kind(), DecodeErrorKind::WrongType);
}

#[test]
fn a_lifetime_policy_is_a_property_of_a_dynamic_node() {
    let mut properties = FieldsBuf::new();
    assert_eq!(LifetimePolicy::of(properties.as_fields()), Ok(None));
    properties.insert(LifetimePolicy::KEY, LifetimePolicy::DeleteOnNoMessages).unwrap();
    let mut bytes = Vec::new();
    Value::from(properties.as_fields().as_map()).encode(&mut bytes).unwrap();
    assert_eq!(bytes, b"\xc1\x16\x02\xa3\x0flifetime-policy\0\x53\x2d\x45");
    assert_eq!(LifetimePolicy::of(properties.as_fields()), Ok(Some(LifetimePolicy::DeleteOnNoMessages)));
    let mut other = FieldsBuf::new();
    other.insert(LifetimePolicy::KEY, "for ever").unwrap();
    assert!(LifetimePolicy::of(other.as_fields()).is_err());
    for bytes in [&b"\0\x53\x24\x45"[..], b"\0\x53\x2b\xc0\x02\x01\x40", b"\0\x53\x2b\x40"] {
        assert!(LifetimePolicy::try_from(value(bytes)).is_err());
    }
}
