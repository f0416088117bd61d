//! The rules table: for each rule that one message shows, bytes that keep it and bytes that break it.
//!
//! A row cites the section of RFC 7252, or of the RFC that it names. Bytes and outcomes come from reading the
//! specifications: nothing here was written by the encoder.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic, in its helpers too")]

mod conformance;

use coap_codec::DecodeErrorKind::{self, *};
use coap_codec::message::Message;
use coap_codec::option::{OptionNumber, Verdict};
use coap_codec::tcp::{Csm, Framing, Signal, TcpMessage};
use coap_codec::{Action, Code, DecodeError, Decoder, Limits, MessageId};

/// Bytes, and what becomes of them.
struct Rule {
    /// What the bytes are, for people.
    says: &'static str,
    /// Where the rule stands.
    cites: &'static str,
    bytes: &'static [u8],
    outcome: Result<(), Refusal>,
}

/// Kind, offset, field, action.
type Refusal = (DecodeErrorKind, usize, &'static str, Action);

const fn accepted(says: &'static str, cites: &'static str, bytes: &'static [u8]) -> Rule {
    Rule { says, cites, bytes, outcome: Ok(()) }
}

/// `offset` is where the field called `field` begins.
const fn refused(
    says: &'static str,
    cites: &'static str,
    bytes: &'static [u8],
    kind: DecodeErrorKind,
    offset: usize,
    field: &'static str,
    action: Action,
) -> Rule {
    Rule { says, cites, bytes, outcome: Err((kind, offset, field, action)) }
}

/// The Message ID of all rows.
const ID: MessageId = MessageId::new(0x1234);
const IGNORE: Action = Action::Ignore;
const RESET: Action = Action::Reset(ID);
const MAY_RESET: Action = Action::MayReset(ID);
const ABORT: Action = Action::Abort;

#[rustfmt::skip]
const DATAGRAMS: &[Rule] = &[
    refused("nothing", "3", b"", Truncated, 0, "header", IGNORE),
    refused("half a header", "3", b"\x40\x01\x12", Truncated, 0, "header", IGNORE),
    refused("version 0", "3", b"\x00\x01\x12\x34", Version, 0, "Version", IGNORE),
    refused("version 2", "3", b"\x80\x01\x12\x34", Version, 0, "Version", IGNORE),
    refused("version 3", "3", b"\xc0\x01\x12\x34", Version, 0, "Version", IGNORE),
    refused("version 2, whatever else is wrong", "3", b"\x8f\x20\x12\x34\xff", Version, 0, "Version", IGNORE),
    accepted("a token of no bytes", "3", b"\x40\x01\x12\x34"),
    accepted("a token of eight bytes", "3", b"\x48\x01\x12\x34\x01\x02\x03\x04\x05\x06\x07\x08"),
    refused("Token Length 9", "3", b"\x49\x01\x12\x34\x01\x02\x03\x04\x05\x06\x07\x08\x09", TokenLength, 0, "Token Length", RESET),
    refused("Token Length 12", "3", b"\x5c\x01\x12\x34\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c", TokenLength, 0, "Token Length", MAY_RESET),
    refused("Token Length 13 without extended tokens", "3", b"\x4d\x01\x12\x34\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d", TokenLength, 0, "Token Length", RESET),
    refused("Token Length 14 without extended tokens", "3", b"\x6e\x45\x12\x34\0\0", TokenLength, 0, "Token Length", IGNORE),
    refused("Token Length 15", "3", b"\x4f\x01\x12\x34", TokenLength, 0, "Token Length", RESET),
    refused("a token beyond the datagram", "3", b"\x48\x01\x12\x34\x01\x02\x03\x04\x05\x06\x07", Truncated, 4, "Token", RESET),
    accepted("a payload", "3", b"\x40\x02\x12\x34\xffx"),
    accepted("a payload that is a marker", "3", b"\x40\x02\x12\x34\xff\xff"),
    refused("a marker without a payload", "3", b"\x40\x02\x12\x34\xff", MissingPayload, 4, "Payload", RESET),
    refused("a marker without a payload, behind an option", "3", b"\x50\x02\x12\x34\xb1a\xff", MissingPayload, 6, "Payload", MAY_RESET),
    refused("a marker without a payload in an Acknowledgement", "3", b"\x60\x45\x12\x34\xff", MissingPayload, 4, "Payload", IGNORE),
    accepted("an option of 12 bytes", "3.1", b"\x40\x01\x12\x34\xbcabcdefghijkl"),
    accepted("an option of 13 bytes", "3.1", b"\x40\x01\x12\x34\xbd\0abcdefghijklm"),
    accepted("option 268", "3.1", b"\x40\x01\x12\x34\xd0\xff"),
    accepted("option 269", "3.1", b"\x40\x01\x12\x34\xe0\0\0"),
    accepted("option 65,535", "3.1", b"\x40\x01\x12\x34\xe0\xfe\xf2"),
    refused("option 65,536", "3.1", b"\x40\x01\x12\x34\xe0\xfe\xf3", OptionNumber, 4, "Option Delta", RESET),
    refused("option 65,536 as a sum", "3.1", b"\x40\x01\x12\x34\xe0\xfe\xf2\x10", OptionNumber, 7, "Option Delta", RESET),
    refused("the largest delta", "3.1", b"\x40\x01\x12\x34\xe0\xff\xff", OptionNumber, 4, "Option Delta", RESET),
    refused("delta 15", "3.1", b"\x40\x01\x12\x34\xf0", ReservedNibble, 4, "Option Delta", RESET),
    refused("delta 15 and length 14", "3.1", b"\x40\x01\x12\x34\xfe\0\0", ReservedNibble, 4, "Option Delta", RESET),
    refused("length 15", "3.1", b"\x40\x01\x12\x34\x0f", ReservedNibble, 4, "Option Length", RESET),
    refused("length 15 behind an option", "3.1", b"\x50\x01\x12\x34\xb1a\xefxxx", ReservedNibble, 6, "Option Length", MAY_RESET),
    refused("delta 13 without its byte", "3.1", b"\x40\x01\x12\x34\xd0", Truncated, 5, "Option Delta", RESET),
    refused("delta 14 with one byte", "3.1", b"\x40\x01\x12\x34\xe0\0", Truncated, 5, "Option Delta", RESET),
    refused("length 13 without its byte", "3.1", b"\x40\x01\x12\x34\xbd", Truncated, 5, "Option Length", RESET),
    refused("length 14 with one byte", "3.1", b"\x40\x01\x12\x34\xde\0\0", Truncated, 6, "Option Length", RESET),
    refused("a value beyond the datagram", "3.1", b"\x40\x01\x12\x34\xb2a", Truncated, 5, "Option Value", RESET),
    refused("the longest value in a short datagram", "3.1", b"\x40\x01\x12\x34\xbe\xff\xffa", Truncated, 7, "Option Value", RESET),
    accepted("an Empty Confirmable message, which is a ping", "4.1", b"\x40\0\x12\x34"),
    accepted("an Empty Acknowledgement", "4.1", b"\x60\0\x12\x34"),
    accepted("a Reset", "4.1", b"\x70\0\x12\x34"),
    refused("an Empty message with a token", "4.1", b"\x41\0\x12\x34\x01", NotEmpty, 0, "Token Length", RESET),
    refused("an Empty message with a Token Length alone", "4.1", b"\x41\0\x12\x34", NotEmpty, 0, "Token Length", RESET),
    refused("an Empty message with a reserved Token Length", "4.1", b"\x4f\0\x12\x34", NotEmpty, 0, "Token Length", RESET),
    refused("an Empty message with an option", "4.1", b"\x40\0\x12\x34\xb1a", NotEmpty, 4, "end of message", RESET),
    refused("an Empty message with a payload", "4.1", b"\x40\0\x12\x34\xffx", NotEmpty, 4, "end of message", RESET),
    refused("an Empty message with a byte", "4.1", b"\x60\0\x12\x34\0", NotEmpty, 4, "end of message", IGNORE),
    refused("a Reset with a payload", "4.1", b"\x70\0\x12\x34\xffx", NotEmpty, 4, "end of message", IGNORE),
    refused("class 1", "4.2", b"\x40\x20\x12\x34", ReservedClass, 1, "Code", RESET),
    refused("class 6", "4.2", b"\x40\xdf\x12\x34", ReservedClass, 1, "Code", RESET),
    refused("class 7", "4.2", b"\x40\xe1\x12\x34", ReservedClass, 1, "Code", RESET),
    refused("class 1 in an Acknowledgement", "4.2", b"\x60\x20\x12\x34", ReservedClass, 1, "Code", IGNORE),
    refused("a request in an Acknowledgement", "4.2", b"\x60\x01\x12\x34", RequestInAcknowledgement, 1, "Code", IGNORE),
    refused("a request in a Reset", "4.2", b"\x70\x01\x12\x34", ResetWithCode, 1, "Code", IGNORE),
    refused("a response in a Reset", "4.2", b"\x70\x45\x12\x34", ResetWithCode, 1, "Code", IGNORE),
    refused("an Empty Non-confirmable message", "4.3", b"\x50\0\x12\x34", EmptyNonConfirmable, 1, "Code", MAY_RESET),
    refused("class 6 in a Non-confirmable message", "4.3", b"\x50\xc0\x12\x34", ReservedClass, 1, "Code", MAY_RESET),
    accepted("a response in an Acknowledgement", "5.2.1", b"\x60\x45\x12\x34"),
    accepted("a response in a Confirmable message", "5.2.2", b"\x40\x45\x12\x34"),
    accepted("a response in a Non-confirmable message", "5.2.3", b"\x50\x45\x12\x34"),
    accepted("a method that nobody knows", "5.8", b"\x40\x1f\x12\x34"),
    accepted("a response code that nobody knows", "5.9", b"\x60\xbf\x12\x34"),
    accepted("a response of class 3, which is only unassigned", "12.1", b"\x60\x60\x12\x34"),
    accepted("a wrong length doesn't break the framing", "5.4.3", b"\x40\x01\x12\x34\x73abc"),
    accepted("nor does an option that occurs again", "5.4.5", b"\x40\x01\x12\x34\xc0\0"),
    accepted("a GET with a payload, which the receiver ignores", "5.5", b"\x40\x01\x12\x34\xffx"),
    accepted("an ETag of any bytes", "5.10.6", b"\x60\x45\x12\x34\x48\0\xff\x0d\x0a\x80\xc3\x28\0"),
    accepted("FETCH", "RFC 8132, 2.3.1", b"\x40\x05\x12\x34"),
    accepted("PATCH", "RFC 8132, 3", b"\x40\x06\x12\x34"),
    accepted("iPATCH", "RFC 8132, 3", b"\x40\x07\x12\x34"),
    accepted("an Echo of any bytes", "RFC 9175, 2.2.1", b"\x60\x81\x12\x34\xd3\xef\0\xff\xc3"),
    accepted("a Request-Tag of any bytes", "RFC 9175, 3.3", b"\x40\x03\x12\x34\xe3\0\x17\0\xff\xc3"),
];

#[rustfmt::skip]
const FRAMES: &[Rule] = &[
    accepted("Len 0", "RFC 8323, 3.2", b"\x00\x01"),
    accepted("Len 12", "RFC 8323, 3.2", b"\xc0\x01\xbbabcdefghijk"),
    accepted("Len 13", "RFC 8323, 3.2", b"\xd0\0\x01\xbcabcdefghijkl"),
    refused("Len longer than the message", "RFC 8323, 3.2", b"\x20\x01\xb1", Truncated, 3, "message", ABORT),
    refused("Len shorter than the message", "RFC 8323, 3.2", b"\x20\x01\xb1a\0", TrailingBytes, 4, "end of message", ABORT),
    refused("Token Length 9", "RFC 8323, 3.2", b"\x09\x01\x01\x02\x03\x04\x05\x06\x07\x08\x09", TokenLength, 0, "Token Length", ABORT),
    refused("Token Length 15", "RFC 8323, 3.2", b"\x0f\x01", TokenLength, 0, "Token Length", ABORT),
    refused("4 GiB", "RFC 8323, 3.2", b"\xf0\xff\xff\xff\xff\x01", TooLarge, 0, "Len", ABORT),
    refused("a marker without a payload", "RFC 8323, 3.2", b"\x10\x02\xff", MissingPayload, 2, "Payload", ABORT),
    accepted("an Empty message", "RFC 8323, 3.4", b"\0\0"),
    accepted("an Empty message with a token, which is ignored all the same", "RFC 8323, 3.4", b"\x01\0\x01"),
    accepted("an Empty message with an option", "RFC 8323, 3.4", b"\x10\0\xb0"),
    accepted("an Empty message with a payload", "RFC 8323, 5.4", b"\x20\0\xffx"),
    refused("an Empty message with a reserved Token Length", "RFC 8323, 3.2", b"\x09\0", TokenLength, 0, "Token Length", ABORT),
    refused("an Empty message with half an option", "RFC 8323, 5.6", b"\x10\0\xb1", Truncated, 3, "Option Value", ABORT),
    refused("class 1", "4.2", b"\x00\x20", ReservedClass, 1, "Code", ABORT),
    refused("class 6", "4.2", b"\xd0\0\xc0\xbcabcdefghijkl", ReservedClass, 2, "Code", ABORT),
    accepted("class 7", "RFC 8323, 5.1", b"\x00\xe1"),
    accepted("a signal that nobody knows", "RFC 8323, 5.1", b"\x00\xff"),
    accepted("an empty Observe in a notification", "RFC 8323, 7.1", b"\x10\x45\x60"),
    refused("syntax violations", "RFC 8323, 5.6", b"\x20\x01\xf1a", ReservedNibble, 2, "Option Delta", ABORT),
];

#[rustfmt::skip]
const WEB_SOCKET: &[Rule] = &[
    accepted("Len 0 with options and a payload", "RFC 8323, 4.2", b"\x01\x01\x4a\xb1a\xffx"),
    refused("Len 1", "RFC 8323, 4.2", b"\x10\x01\xb0", Length, 0, "Len", ABORT),
    refused("Len 13", "RFC 8323, 4.2", b"\xd0\0\x01\xbcabcdefghijkl", Length, 0, "Len", ABORT),
    refused("nothing", "RFC 8323, 4.2", b"", Truncated, 0, "message", ABORT),
    refused("no code", "RFC 8323, 4.2", b"\0", Truncated, 1, "message", ABORT),
    refused("a token beyond the message", "RFC 8323, 4.2", b"\x02\x01\x4a", Truncated, 2, "Token", ABORT),
    refused("Token Length 9", "RFC 8323, 4.2", b"\x09\x01\x01\x02\x03\x04\x05\x06\x07\x08\x09", TokenLength, 0, "Token Length", ABORT),
];

/// With `Limits::extended_tokens`.
#[rustfmt::skip]
const EXTENDED_TOKENS: &[Rule] = &[
    accepted("8 bytes", "RFC 8974, 2.1", b"\x48\x01\x12\x34\x01\x02\x03\x04\x05\x06\x07\x08"),
    accepted("13 bytes", "RFC 8974, 2.1", b"\x4d\x01\x12\x34\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d"),
    refused("Token Length 9", "RFC 8974, 2.1", b"\x49\x01\x12\x34\x01\x02\x03\x04\x05\x06\x07\x08\x09", TokenLength, 0, "Token Length", RESET),
    refused("Token Length 12", "RFC 8974, 2.1", b"\x4c\x01\x12\x34", TokenLength, 0, "Token Length", RESET),
    refused("Token Length 15", "RFC 8974, 2.1", b"\x4f\x01\x12\x34\0\0", TokenLength, 0, "Token Length", RESET),
    refused("13 without its byte", "RFC 8974, 2.1", b"\x4d\x01\x12\x34", Truncated, 4, "Extended Token Length", RESET),
    refused("14 with one byte", "RFC 8974, 2.1", b"\x5e\x01\x12\x34\0", Truncated, 4, "Extended Token Length", MAY_RESET),
    refused("a token beyond the datagram", "RFC 8974, 2.1", b"\x4d\x01\x12\x34\0\x01", Truncated, 5, "Token", RESET),
];

fn check(rule: &Rule, decoded: Result<Vec<u8>, DecodeError>) {
    let Rule { says, cites, .. } = rule;
    let refusal = decoded.map_err(|error| (error.kind(), error.offset(), error.field(), error.action()));
    match (refusal, rule.outcome) {
        (Ok(again), Ok(())) => assert_eq!(again, rule.bytes, "{says} ({cites})"),
        (refusal, outcome) => assert_eq!(refusal.map(|_| ()), outcome, "{says} ({cites})"),
    }
}

fn datagram(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, DecodeError> {
    let message = Message::decode(bytes, limits)?;
    let mut again = Vec::new();
    message.encode(&mut again).unwrap();
    assert_eq!(message.encoded_len(), again.len());
    Ok(again)
}

fn framed(bytes: &[u8], framing: Framing) -> Result<Vec<u8>, DecodeError> {
    let message = TcpMessage::decode(bytes, framing, &Limits::default())?;
    let mut again = Vec::new();
    message.encode(&mut again, framing).unwrap();
    assert_eq!(message.encoded_len(framing), again.len());
    Ok(again)
}

#[test]
fn every_datagram_is_decided_as_its_row_says() {
    DATAGRAMS.iter().for_each(|rule| check(rule, datagram(rule.bytes, &Limits::default())));
}

#[test]
fn every_frame_is_decided_as_its_row_says() {
    FRAMES.iter().for_each(|rule| check(rule, framed(rule.bytes, Framing::Tcp)));
}

#[test]
fn every_web_socket_message_is_decided_as_its_row_says() {
    WEB_SOCKET.iter().for_each(|rule| check(rule, framed(rule.bytes, Framing::WebSocket)));
}

#[test]
fn every_extended_token_is_decided_as_its_row_says() {
    let mut limits = Limits::default();
    limits.extended_tokens = true;
    EXTENDED_TOKENS.iter().for_each(|rule| check(rule, datagram(rule.bytes, &limits)));
}

/// What decoding a whole message says, a stream says too; only there is more to come, or the rest is another message.
#[test]
fn a_stream_is_decided_like_its_messages() {
    for rule in FRAMES {
        let mut input = rule.bytes;
        let streamed = Decoder::after_csm(Limits::default()).decode(&mut input);
        match rule.outcome {
            Err((Truncated, _, "message", _)) => assert_eq!(streamed, Ok(None), "{}", rule.says),
            Err((TrailingBytes, len, ..)) => {
                assert!(streamed.unwrap().is_some(), "{}", rule.says);
                assert_eq!(input.len(), rule.bytes.len() - len, "{}", rule.says);
            }
            _ => {
                let whole = TcpMessage::decode(rule.bytes, Framing::Tcp, &Limits::default());
                assert_eq!(streamed, whole.map(Some), "{}", rule.says);
            }
        }
    }
}

/// RFC 8323, section 3.3.
#[test]
fn a_connection_begins_with_a_csm() {
    let mut decoder = Decoder::new(Limits::default());
    let mut input = &b"\x00\xe1\x00\x01"[..];
    assert_eq!(decoder.decode(&mut input).unwrap().unwrap().code, Code::CSM);
    assert_eq!(decoder.decode(&mut input).unwrap().unwrap().code, Code::GET);

    for first in [&b"\x00\x01"[..], b"\x00\xe2", b"\x00\x00", b"\x00\x20"] {
        let mut decoder = Decoder::new(Limits::default());
        let error = decoder.decode(&mut &first[..]).unwrap_err();
        let expected = (CsmExpected, 1, "Code", Action::Abort);
        assert_eq!((error.kind(), error.offset(), error.field(), error.action()), expected);
        assert_eq!(decoder.decode(&mut &b"\x00\xe1"[..]), Err(error));
        assert_eq!(decoder.frame_len(b"\x00\xe1"), Err(error));
    }
}

/// The outcomes of [`Verdict`], by the number of the option that decides.
#[derive(Debug, PartialEq)]
enum Decision {
    Process,
    BadOption(u16),
    Reject(u16),
    Abort(u16),
}

fn decision(verdict: Verdict<'_>) -> Decision {
    match verdict {
        Verdict::Process => Decision::Process,
        Verdict::BadOption(option) => Decision::BadOption(option.number.get()),
        Verdict::Reject(option) => Decision::Reject(option.number.get()),
        Verdict::Abort(option) => Decision::Abort(option.number.get()),
    }
}

#[rustfmt::skip]
const VERDICTS: &[(&str, &str, &[u8], Decision)] = &[
    ("a critical option that nobody knows in a request", "5.4.1", b"\x40\x01\x12\x34\xd0\x56", Decision::BadOption(99)),
    ("the same in a Non-confirmable request, which is no reason for 4.02", "5.4.1", b"\x50\x01\x12\x34\xd0\x56", Decision::Reject(99)),
    ("the same in a Confirmable response", "5.4.1", b"\x40\x45\x12\x34\xd0\x56", Decision::Reject(99)),
    ("the same in a piggybacked response", "5.4.1", b"\x60\x45\x12\x34\xd0\x56", Decision::Reject(99)),
    ("the same in a Non-confirmable response", "5.4.1", b"\x50\x45\x12\x34\xd0\x56", Decision::Reject(99)),
    ("an elective option that nobody knows", "5.4.1", b"\x40\x01\x12\x34\xd0\x55", Decision::Process),
    ("Uri-Port in a response", "5.4", b"\x60\x45\x12\x34\x71\x01", Decision::Reject(7)),
    ("Max-Age in a request", "5.4", b"\x40\x01\x12\x34\xd1\x01\x3c", Decision::Process),
    ("an empty Uri-Host", "5.4.3", b"\x40\x01\x12\x34\x30", Decision::BadOption(3)),
    ("a Uri-Port of three bytes", "5.4.3", b"\x40\x01\x12\x34\x73\0\0\x01", Decision::BadOption(7)),
    ("a Uri-Port with a leading zero", "3.2", b"\x40\x01\x12\x34\x72\0\x01", Decision::Process),
    ("If-None-Match with a value", "5.4.3", b"\x40\x01\x12\x34\x51\x01", Decision::BadOption(5)),
    ("an If-Match of nine bytes", "5.4.3", b"\x40\x01\x12\x34\x19123456789", Decision::BadOption(1)),
    ("an empty If-Match", "5.10.8.1", b"\x40\x01\x12\x34\x10", Decision::Process),
    ("an ETag of nine bytes, which is elective", "5.4.3", b"\x40\x01\x12\x34\x49123456789", Decision::Process),
    ("a Block2 of four bytes", "5.4.3", b"\x40\x01\x12\x34\xd4\x0a\0\0\0\x01", Decision::BadOption(23)),
    ("two Accepts", "5.4.5", b"\x40\x01\x12\x34\xd1\x04\x28\x01\x29", Decision::BadOption(17)),
    ("two Uri-Paths", "5.4.5", b"\x40\x01\x12\x34\xb1a\x01b", Decision::Process),
    ("two Content-Formats, which are elective", "5.4.5", b"\x40\x02\x12\x34\xc0\0", Decision::Process),
    ("a Uri-Path that isn't UTF-8", "3.2", b"\x40\x01\x12\x34\xb1\xff", Decision::BadOption(11)),
    ("Proxy-Uri beside Uri-Path", "5.10.2", b"\x40\x01\x12\x34\xb1a\xd1\x0bc", Decision::Process),
    ("a Hop-Limit of two bytes, which is elective", "RFC 8768, 3", b"\x40\x01\x12\x34\xd2\x03\x01\x00", Decision::Process),
    ("two Hop-Limits, which are elective", "RFC 8768, 3", b"\x40\x01\x12\x34\xd1\x03\x01\x01\x01", Decision::Process),
    ("two Q-Block2", "RFC 9177, 4.1", b"\x40\x01\x12\x34\xd1\x12\x01\x01\x11", Decision::Process),
    ("two Q-Block1", "RFC 9177, 4.1", b"\x40\x03\x12\x34\xd1\x06\x01\x01\x11", Decision::BadOption(19)),
    ("two Q-Block2 in a response", "RFC 9177, 4.1", b"\x60\x45\x12\x34\xd1\x12\x01\x01\x11", Decision::Reject(31)),
    ("two Block1", "RFC 7959, 2.1", b"\x40\x03\x12\x34\xd1\x0e\x08\x01\x18", Decision::BadOption(27)),
    ("two Block2", "RFC 7959, 2.1", b"\x40\x01\x12\x34\xd1\x0a\x02\x01\x12", Decision::BadOption(23)),
    ("Q-Block1 beside Block2", "RFC 9177, 4.1", b"\x40\x03\x12\x34\xd1\x06\x02\x41\x02", Decision::BadOption(19)),
    ("Q-Block2 beside Block1", "RFC 9177, 4.1", b"\x40\x03\x12\x34\xd1\x0e\x02\x41\x02", Decision::BadOption(31)),
    ("Q-Block2 beside Block2 in a response", "RFC 9177, 4.1", b"\x60\x45\x12\x34\xd1\x0a\x02\x81\x02", Decision::Reject(31)),
    ("Q-Block1 beside Q-Block2", "RFC 9177, 4.1", b"\x40\x03\x12\x34\xd1\x06\x02\xc1\x02", Decision::Process),
    ("Block1 beside Block2", "RFC 7959, 3.3", b"\x40\x02\x12\x34\xd1\x0a\x02\x41\x23", Decision::Process),
    ("Block1 both ways", "RFC 7959, 2.1", b"\x60\x5f\x12\x34\xd1\x0e\x0b", Decision::Process),
];

#[rustfmt::skip]
const TCP_VERDICTS: &[(&str, &str, &[u8], Decision)] = &[
    ("a critical option that nobody knows in a request", "5.4.1", b"\x20\x01\xd0\x56", Decision::BadOption(99)),
    ("the same in a response", "5.4.1", b"\x20\x45\xd0\x56", Decision::Reject(99)),
    ("the same in an Empty message, which is ignored", "RFC 8323, 3.4", b"\x20\0\xd0\x56", Decision::Process),
    ("the same in a CSM", "RFC 8323, 5.2", b"\x20\xe1\xd0\x56", Decision::Abort(99)),
    ("Uri-Path is no option of a CSM", "RFC 8323, 5.2", b"\x20\xe1\xb1a", Decision::Abort(11)),
    ("an elective option that nobody knows in a CSM", "RFC 8323, 5.2", b"\x10\xe1\x80", Decision::Process),
    ("Custody in a Pong", "RFC 8323, 5.4.1", b"\x10\xe3\x20", Decision::Process),
    ("an elective option that nobody knows in a Ping", "RFC 8323, 5.4", b"\x10\xe2\x40", Decision::Process),
    ("an elective option that nobody knows in a Pong", "RFC 8323, 5.4", b"\x10\xe3\x40", Decision::Process),
    ("a critical option that nobody knows in a Ping", "RFC 8323, 5.2", b"\x20\xe2\xd0\x56", Decision::Abort(99)),
    ("a critical option that nobody knows in a Release", "RFC 8323, 5.2", b"\x20\xe4\xd0\x56", Decision::Abort(99)),
    ("a critical option that nobody knows in an Abort", "RFC 8323, 5.2", b"\x20\xe5\xd0\x56", Decision::Abort(99)),
];

#[test]
fn every_verdict_is_what_its_row_says() {
    for (says, cites, bytes, expected) in VERDICTS {
        let message = Message::decode(bytes, &Limits::default()).unwrap();
        assert_eq!(decision(message.verdict(OptionNumber::is_registered)), *expected, "{says} ({cites})");
    }
    for (says, cites, bytes, expected) in TCP_VERDICTS {
        let message = TcpMessage::decode(bytes, Framing::Tcp, &Limits::default()).unwrap();
        assert_eq!(decision(message.verdict(|_| true)), *expected, "{says} ({cites})");
    }
}

/// Supernumerary, or not defined for such a message; all are elective, so no verdict tells.
#[test]
fn options_out_of_place_are_unrecognised() {
    let unrecognised = |datagram| -> Vec<u16> {
        let message = Message::decode(datagram, &Limits::default()).unwrap();
        let options = message.options.unrecognised(message.code, |_| true);
        options.map(|option| option.number.get()).collect()
    };
    // Section 5.10.6.1: a request may have several ETags, a response one.
    assert_eq!(unrecognised(b"\x40\x01\x12\x34\x41a\x01b"), [0; 0]);
    assert_eq!(unrecognised(b"\x60\x45\x12\x34\x41a\x01b"), [4]);
    // Section 5.4.
    assert_eq!(unrecognised(b"\x40\x01\x12\x34\x81a\x61\x3c"), [8, 14]);
    assert_eq!(unrecognised(b"\x60\x45\x12\x34\x81a\x61\x3c"), [0; 0]);
    // RFC 9175, section 3.4; RFC 8768, section 3; RFC 7967, section 2.
    assert_eq!(unrecognised(b"\x60\x45\x12\x34\xd1\x03\x08"), [16]);
    assert_eq!(unrecognised(b"\x60\x45\x12\x34\xe1\0\x17t"), [292]);
    assert_eq!(unrecognised(b"\x60\x45\x12\x34\xd1\xf5\x1a"), [258]);
}

#[test]
fn an_option_that_the_receiver_has_no_use_for_is_unrecognised() {
    let message = Message::decode(b"\x40\x01\x12\x34\x10", &Limits::default()).unwrap();
    assert_eq!(decision(message.verdict(|number| number != OptionNumber::IF_MATCH)), Decision::BadOption(1));
}

/// Section 5.10, table 4, and the tables of the other RFCs: critical, unsafe, no cache key, repeatable, lengths.
#[test]
fn options_have_the_properties_of_the_tables() {
    let table = [
        (1, "If-Match", "C  R", 0..=8),
        (3, "Uri-Host", "CU", 1..=255),
        (4, "ETag", "   R", 1..=8),
        (5, "If-None-Match", "C", 0..=0),
        (6, "Observe", " U", 0..=3),
        (7, "Uri-Port", "CU", 0..=2),
        (8, "Location-Path", "   R", 0..=255),
        (9, "OSCORE", "C", 0..=255),
        (11, "Uri-Path", "CU R", 0..=255),
        (12, "Content-Format", "", 0..=2),
        (14, "Max-Age", " U", 0..=4),
        (15, "Uri-Query", "CU R", 0..=255),
        (16, "Hop-Limit", "", 1..=1),
        (17, "Accept", "C", 0..=2),
        (19, "Q-Block1", "CU", 0..=3),
        (20, "Location-Query", "   R", 0..=255),
        (23, "Block2", "CU", 0..=3),
        (27, "Block1", "CU", 0..=3),
        (28, "Size2", "  N", 0..=4),
        (31, "Q-Block2", "CU R", 0..=3),
        (35, "Proxy-Uri", "CU", 1..=1034),
        (39, "Proxy-Scheme", "CU", 1..=255),
        (60, "Size1", "  N", 0..=4),
        (252, "Echo", "  N", 1..=40),
        (258, "No-Response", " U", 0..=1),
        (292, "Request-Tag", "   R", 0..=8),
    ];
    assert_eq!(OptionNumber::ALL.len(), table.len());
    for (number, name, flags, lengths) in table {
        let option = OptionNumber::new(number);
        assert_eq!(option.name(), Some(name));
        assert_eq!(option.lengths(), Some(lengths), "{name}");
        assert_eq!(option.is_critical(), flags.contains('C'), "{name}");
        assert_eq!(option.is_unsafe(), flags.contains('U'), "{name}");
        assert_eq!(option.is_no_cache_key() && !option.is_unsafe(), flags.contains('N'), "{name}");
        assert_eq!(option.is_repeatable(), flags.contains('R'), "{name}");
    }
}

/// SZX 7 (RFC 7959, section 2.2) and Hop-Limit 0 (RFC 8768, section 3) break no message: who answers has to see them.
#[test]
fn values_that_are_answered_with_4_00_can_be_read() {
    let decode = |datagram| Message::decode(datagram, &Limits::default()).unwrap();
    let message = decode(b"\x40\x01\x12\x34\xd1\x0a\x07");
    assert_eq!(decision(message.verdict(OptionNumber::is_registered)), Decision::Process);
    assert!(message.options.block2().unwrap().is_bert());
    let message = decode(b"\x40\x01\x12\x34\xd1\x03\0");
    assert_eq!(decision(message.verdict(OptionNumber::is_registered)), Decision::Process);
    assert_eq!(message.options.hop_limit(), Some(0));
    assert_eq!(decode(b"\x40\x01\x12\x34\xd2\x03\x01\0").options.hop_limit(), None);
}

/// RFC 8323, section 5.3; RFC 8974, section 2.2.1.
#[test]
fn a_csm_says_what_its_options_say() {
    let csm = |bytes: &'static [u8]| match TcpMessage::decode(bytes, Framing::Tcp, &Limits::default())
        .unwrap()
        .signal()
    {
        Some(Signal::Csm(csm)) => csm,
        other => panic!("{other:?}"),
    };
    assert_eq!(csm(b"\x00\xe1"), Csm::default());
    let said =
        Csm { max_message_size: Some(8_388_864), block_wise_transfer: true, extended_token_length: Some(32) };
    assert_eq!(csm(b"\x80\xe1\x24\0\x80\x01\0\x20\x21\x20"), said);
    assert_eq!(csm(b"\x20\xe1\x61\x07").extended_token_length, None);
    assert_eq!(csm(b"\x20\xe1\x61\x08").extended_token_length, Some(8));
    assert_eq!(csm(b"\x40\xe1\x63\x01\x01\x0d").extended_token_length, Some(65_804));
    assert!(!csm(b"\x20\xe1\x41\x01").block_wise_transfer);
    assert_eq!(csm(b"\x60\xe1\x25\x01\x02\x03\x04\x05").max_message_size, None);
}

/// RFC 8323, sections 5.4 to 5.6.
#[test]
fn the_other_signals_say_what_their_options_say() {
    let message = |bytes| TcpMessage::decode(bytes, Framing::Tcp, &Limits::default()).unwrap();
    assert_eq!(message(b"\x11\xe2\x42\x20").signal(), Some(Signal::Ping { custody: true }));
    assert_eq!(message(b"\x01\xe3\x42").signal(), Some(Signal::Pong { custody: false }));
    let release = message(b"\x70\xe4\x21a\x02bc\x21\x3c");
    let Some(Signal::Release(said)) = release.signal() else { panic!("{release:?}") };
    assert!(said.alternative_addresses().eq(["a", "bc"]));
    assert_eq!(said.hold_off(), Some(60));
    let abort = message(b"\x50\xe5\x21\x0b\xffno").signal();
    assert_eq!(abort, Some(Signal::Abort { bad_csm_option: Some(OptionNumber::new(11)) }));
    assert_eq!(message(b"\x00\xff").signal(), None);
}

/// Encoding refuses what decoding would.
#[test]
fn what_is_refused_cannot_be_encoded() {
    use coap_codec::{EncodeError, Token, Type};

    let token = Token::try_from(b"t").unwrap();
    let message = |message_type, code| Message::new(message_type, code, ID);
    let cases = [
        (message(Type::Non, Code::EMPTY), EmptyNonConfirmable, "Code"),
        (message(Type::Rst, Code::GET), ResetWithCode, "Code"),
        (message(Type::Ack, Code::GET), RequestInAcknowledgement, "Code"),
        (message(Type::Con, Code::CSM), ReservedClass, "Code"),
        (message(Type::Con, Code::from_byte(0x20)), ReservedClass, "Code"),
        (Message { token, ..message(Type::Con, Code::EMPTY) }, NotEmpty, "Token Length"),
        (Message { payload: b"x", ..message(Type::Ack, Code::EMPTY) }, NotEmpty, "end of message"),
    ];
    for (message, kind, field) in cases {
        let mut written = Vec::new();
        assert_eq!(message.encode(&mut written), Err(EncodeError::Invalid { kind, field }));
        assert!(written.is_empty());
    }
    for code in [0x20, 0xc0] {
        let mut written = Vec::new();
        let error = TcpMessage::new(Code::from_byte(code)).encode(&mut written, Framing::Tcp).unwrap_err();
        assert_eq!(error, EncodeError::Invalid { kind: ReservedClass, field: "Code" });
        assert!(written.is_empty());
    }
}
