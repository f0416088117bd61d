//! Values in JSON, as someone may have changed them.

use std::fmt::{Debug, Display};

use coap_codec::option::OptionsBuf;
use coap_codec::{Code, Limits, MessageBuf, TcpMessageBuf, TokenBuf};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads text as each type that goes both ways. Whatever is taken is valid, and written again it is the same value.
pub fn json(data: &[u8]) {
    if let Some(message) = read::<MessageBuf>(data) {
        shown(message.as_message());
    }
    if let Some(message) = read::<TcpMessageBuf>(data) {
        shown(message.as_message());
    }
    if let Some(options) = read::<OptionsBuf>(data) {
        assert_eq!(OptionsBuf::from(options.as_options()), options);
    }
    if let Some(token) = read::<TokenBuf>(data) {
        shown(token.as_token());
    }
    if let Some(code) = read::<Code>(data) {
        assert_eq!(code.to_string().parse(), Ok(code));
    }
    read::<Limits>(data);
}

fn read<T: Serialize + DeserializeOwned + PartialEq + Debug>(data: &[u8]) -> Option<T> {
    let value = serde_json::from_slice::<T>(data).ok()?;
    let again = serde_json::to_vec(&value).expect("it can be written");
    assert_eq!(serde_json::from_slice::<T>(&again).expect("it was written"), value);
    Some(value)
}

fn shown(value: impl Display + Debug) {
    assert!(!value.to_string().contains(char::is_control));
    assert!(!format!("{value:?}").contains(char::is_control));
}
