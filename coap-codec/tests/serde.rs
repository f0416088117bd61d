//! The form that values have in `serde`: pinned as JSON, and as tokens where it differs for formats that nobody reads.
#![cfg(feature = "serde")]
#![allow(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

mod support;

use std::fmt::Debug;

use bytes::Bytes;
use coap_codec::message::Message;
use coap_codec::option::{Block, BlockSize, NoResponse, Observe, OptionNumber, OptionsBuf};
use coap_codec::tcp::{Abort, Csm, CsmOption, Framing, Ping, Pong, ReleaseBuf, Signal, TcpMessage};
use coap_codec::{Code, ContentFormat, Limits, MessageBuf, MessageId, MessageType, TcpMessageBuf, TokenBuf};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_test::{Configure, Token, assert_tokens};

#[track_caller]
fn is_written(value: impl Serialize, json: &str) {
    assert_eq!(serde_json::to_string(&value).unwrap(), json);
}

#[track_caller]
fn goes_both_ways<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T, json: &str) {
    assert_eq!(serde_json::to_string(&value).unwrap(), json);
    assert_eq!(serde_json::from_str::<T>(json).unwrap(), value);
}

#[track_caller]
fn is_refused<T: DeserializeOwned + Debug>(json: &str) {
    assert!(serde_json::from_str::<T>(json).is_err(), "{json}");
}

/// An option of every format, one that nobody knows, and one of a wrong length.
#[test]
fn a_datagram() {
    let bytes = b"\x41\x02\x12\x34\x4a\x42\x01\xfe\x10\x23abc\x41x\x11\x3c\xe1\x06\xb7\x07\xffhi";
    is_written(
        Message::decode(bytes, &Limits::default()).unwrap(),
        concat!(
            r#"{"message_type":"CON","code":"0.02","message_id":4660,"token":"4a","options":["#,
            r#"{"number":4,"name":"ETag","value":"01fe"},{"number":5,"name":"If-None-Match","value":null},"#,
            r#"{"number":7,"name":"Uri-Port","value":"616263"},{"number":11,"name":"Uri-Path","value":"x"},"#,
            r#"{"number":12,"name":"Content-Format","value":60},{"number":2000,"name":null,"value":"07"}],"#,
            r#""payload":"6869"}"#,
        ),
    );
}

/// The options have the names that they have in a CSM.
#[test]
fn a_signal() {
    is_written(
        TcpMessage::decode(b"\x40\xe1\x22\x04\x80\x20", Framing::Tcp, &Limits::default()).unwrap(),
        concat!(
            r#"{"code":"7.01","token":"","options":["#,
            r#"{"number":2,"name":"Max-Message-Size","value":1152},"#,
            r#"{"number":4,"name":"Block-Wise-Transfer","value":null}],"payload":""}"#,
        ),
    );
}

#[test]
fn what_signals_say() {
    let csm = Csm::new().with_max_message_size(1152);
    goes_both_ways(
        csm,
        r#"{"max_message_size":1152,"block_wise_transfer":false,"extended_token_length":null}"#,
    );
    assert_eq!(serde_json::from_str::<Csm>(r#"{"max_message_size":1152}"#).unwrap(), csm);
    goes_both_ways(Ping::new(), r#"{"custody":false}"#);
    goes_both_ways(Pong::new().with_custody(), r#"{"custody":true}"#);
    goes_both_ways(Abort::new().with_bad_csm_option(CsmOption::new(4)), r#"{"bad_csm_option":4}"#);
    let mut release = ReleaseBuf::new();
    release.push_alternative_address("a").unwrap();
    let json = r#"{"release":{"alternative_addresses":["a"],"hold_off":null}}"#;
    is_written(Signal::Release(release.as_release()), json);
    goes_both_ways(release, r#""2161""#);
    is_refused::<ReleaseBuf>(r#""20""#);
    is_refused::<ReleaseBuf>(r#""410141""#);
}

#[test]
fn small_values() {
    goes_both_ways(Code::CONTENT, r#""2.05""#);
    goes_both_ways(Code::new(0xff), r#""7.31""#);
    goes_both_ways(MessageType::Ack, r#""ACK""#);
    goes_both_ways(MessageId::new(4711), "4711");
    goes_both_ways(ContentFormat::CBOR, "60");
    goes_both_ways(OptionNumber::URI_PATH, "11");
    goes_both_ways(Observe::DEREGISTER, "1");
    goes_both_ways(Block::new(3, true, BlockSize::B128).unwrap(), "59");
    goes_both_ways(BlockSize::B1024, r#""b1024""#);
    goes_both_ways(NoResponse::SUCCESS, "2");
    is_refused::<Observe>("16777216");
    is_refused::<Block>("16777216");
    goes_both_ways(TokenBuf::try_from(&b"\x4a\x1f"[..]).unwrap(), r#""4a1f""#);
    is_refused::<TokenBuf>(r#""4a1""#);
    goes_both_ways(Framing::WebSocket, r#""web_socket""#);
    for json in [r#""2.5""#, r#""8.00""#, r#""2.32""#, r#""205""#, r#""+2.05""#, r#""2.+5""#, "69"] {
        is_refused::<Code>(json);
    }
    assert_tokens(&Code::CONTENT.compact(), &[Token::U8(0x45)]);
}

#[test]
fn limits_that_are_left_out_are_the_defaults() {
    let mut limits = Limits::default();
    limits.max_options = 7;
    assert_eq!(serde_json::from_str::<Limits>(r#"{"max_options":7}"#).unwrap(), limits);
    goes_both_ways(limits, r#"{"max_message_size":1048576,"max_options":7,"max_token_len":8}"#);
}

#[test]
fn what_is_kept_goes_both_ways_and_is_checked() {
    let datagram = Bytes::from_static(b"\x40\x01\x12\x34\xb1a");
    let kept = MessageBuf::decode(datagram, &Limits::default()).unwrap();
    goes_both_ways(kept.clone(), r#""40011234b161""#);
    assert_tokens(&kept.compact(), &[Token::Bytes(b"\x40\x01\x12\x34\xb1a")]);
    is_refused::<MessageBuf>(r#""80011234""#);
    is_refused::<MessageBuf>(r#""4001123""#);

    let framed = TcpMessageBuf::encode(&TcpMessage::new(Code::PING), Framing::Tcp).unwrap();
    goes_both_ways(framed, r#"{"framing":"tcp","message":"00e2"}"#);
    is_refused::<TcpMessageBuf>(r#"{"framing":"tcp","message":"10e2"}"#);
    is_refused::<TcpMessageBuf>(r#"{"framing":"web_socket","message":"10e2b0"}"#);
}

#[test]
fn options_go_both_ways_and_can_be_added_to() {
    let options: OptionsBuf =
        support::options(&[(OptionNumber::URI_PATH, b"a"), (OptionNumber::ACCEPT, b"")]);
    goes_both_ways(options, r#""b16160""#);
    let mut again: OptionsBuf = serde_json::from_str(r#""b16160""#).unwrap();
    again.push_uri_path("b").unwrap();
    assert!(again.as_options().uri_path().eq(["a", "b"]));
    assert!(again.push_accept(ContentFormat::CBOR).is_err());
    is_refused::<OptionsBuf>(r#""b161f0""#);
    is_refused::<OptionsBuf>(r#""b161ff00""#);
}
