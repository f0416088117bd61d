//! Any bytes, decoded as one value.

use amqp_frames::types::{Value, ValueBuf};
use amqp_frames::{EncodeError, Limits};

use super::decode::check_error;
use super::tree::Tree;
use super::{Setting, check_line, hash};

/// Decodes a value, and compares all that is in it with what is read the simple way; encodes and builds it again.
///
/// The first byte is the limits, the others are the value.
pub fn value(data: &[u8]) {
    let Some((setting, input)) = Setting::read(data) else { return };
    check(input, &setting.limits);
}

pub(super) fn check(bytes: &[u8], limits: &Limits) {
    let tree = Tree::read(bytes, limits);
    let value = match (Value::decode(bytes, limits), tree.is_some()) {
        (Ok(value), true) => value,
        (Err(error), false) => {
            assert!(error.offset() <= bytes.len(), "{error} is behind the end");
            assert_eq!(ValueBuf::decode(bytes.into(), limits), Err(error));
            return check_error(error);
        }
        (verdict, is_value) => panic!("{bytes:02x?}: {verdict:?}, but it is a value: {is_value}"),
    };
    let tree = tree.expect("it was there");
    tree.compare(value);
    check_line(&value.to_string());
    assert!(!format!("{value:?}").is_empty());
    check_encoding(value, bytes);

    let mut widened = Vec::new();
    tree.write(&mut widened);
    let wide = Value::decode(&widened, &Limits::default()).expect("it means the same");
    check_same(wide, value);
    check_same(tree.build().as_value(), value);
    check_kept(value, bytes);
}

/// Equal, and alike in everything that goes with being equal.
fn check_same(left: Value<'_>, right: Value<'_>) {
    assert_eq!(left, right);
    assert!(left.cmp(&right).is_eq() && hash(left) == hash(right), "{left:?}");
    assert_eq!((left.to_string(), format!("{left:?}")), (right.to_string(), format!("{right:?}")));
}

fn check_encoding(value: Value<'_>, bytes: &[u8]) {
    let mut encoded = Vec::new();
    assert_eq!(value.encode(&mut encoded), Ok(()));
    assert_eq!(encoded.len(), value.encoded_len());
    assert!(encoded.len() <= bytes.len(), "{bytes:02x?} became {encoded:02x?}");
    check_same(Value::decode(&encoded, &Limits::default()).expect("it was encoded"), value);
    let mut too_little = vec![0xaa; encoded.len() - 1];
    assert_eq!(value.encode(&mut &mut too_little[..]), Err(EncodeError::NoSpace));
    assert!(too_little.iter().all(|byte| *byte == 0xaa));
}

fn check_kept(value: Value<'_>, bytes: &[u8]) {
    let kept = ValueBuf::decode(bytes.into(), &Limits::default()).expect("it is a value");
    assert_eq!((kept.as_value(), kept.as_bytes()), (value, bytes));
    let copied = ValueBuf::new(value).expect("it is small");
    assert_eq!((&copied, hash(&copied)), (&kept, hash(&kept)));
    let json = serde_json::to_string(&kept).expect("it can be serialised");
    assert_eq!(serde_json::from_str::<ValueBuf>(&json).expect("it is a value").as_bytes(), bytes);
    assert!(serde_json::to_string(&value).is_ok());
}
