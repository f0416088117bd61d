//! The rules table: bytes that break a rule of part 2, 3 or 5, and what is said of them.

use amqp_frames::DecodeErrorKind::{self, *};
use amqp_frames::definitions::{FieldsBuf, Handle, TransferNumber};
use amqp_frames::performative::{Attach, Flow, Open};
use amqp_frames::types::{ListBuf, ValueBuf};
use amqp_frames::{Decoder, EncodeError, Frame, FrameBuf, Limits, ProtocolId};

/// Section, bytes behind the header of AMQP, kind, offset, composite value, field.
type Rule = (&'static str, &'static [u8], DecodeErrorKind, usize, Option<&'static str>, &'static str);

#[rustfmt::skip]
const FRAMES: &[Rule] = &[
    ("2.3.1", b"\0\0\0\x07\x02\0\0\0", FrameSize, 0, None, "SIZE"),
    ("2.3.1", b"\0\0\0\0", FrameSize, 0, None, "SIZE"),
    ("2.3.1", b"\0\0\0\x08\x01\0\0\0", DataOffset, 4, None, "DOFF"),
    ("2.3.1", b"\0\0\0\x08\x03\0\0\0", DataOffset, 4, None, "DOFF"),
    ("2.3.1", b"\0\0\0\x08\x02\x02\0\0", FrameType, 5, None, "TYPE"),
    ("2.3.1", b"\0\0\0\x08\x02\x01\0\0", FrameType, 5, None, "TYPE"),
    ("2.4.1", b"\0\0\x02\x01\x02\0\0\0", TooLarge, 0, None, "SIZE"),
    ("2.2", b"AMQP\0\x01\0\0", UnexpectedHeader, 0, None, "SIZE"),
    ("A58", b"\x16\x03\x01\x02\0\x01\0\x01", Tls, 0, None, "SIZE"),
    ("A58", b"GET / HT", Http, 0, None, "SIZE"),
    ("2.3.2", b"\0\0\0\x0c\x02\0\0\0\0\x53\x19\x45", Descriptor, 8, None, "descriptor"),
    ("2.3.2", b"\0\0\0\x0c\x02\0\0\0\0\x53\x24\x45", Descriptor, 8, None, "descriptor"),
    ("2.3.2", b"\0\0\0\x09\x02\0\0\0\x45", WrongType, 8, None, "descriptor"),
    ("2.3.2", b"\0\0\0\x0d\x02\0\0\0\0\x53\x17\x45\0", TrailingBytes, 12, None, "frame body"),
    ("2.4.1", b"\0\0\0\x11\x02\0\0\x01\0\x53\x10\xc0\x04\x01\xa1\x01a", Channel, 6, None, "channel"),
    ("2.7.1", b"\0\0\0\x0c\x02\0\0\0\0\x53\x10\x45", MissingField, 12, Some("open"), "container-id"),
    ("2.7.3", b"\0\0\0\x13\x02\0\0\0\0\x53\x12\xc0\x06\x03\xa1\x01a\x43\x42", MissingField, 19, Some("attach"), "initial-delivery-count"),
    ("2.8.2", b"\0\0\0\x15\x02\0\0\0\0\x53\x12\xc0\x08\x04\xa1\x01a\x43\x41\x50\x03", Choice, 19, Some("attach"), "snd-settle-mode"),
    ("2.7.4", b"\0\0\0\x14\x02\0\0\0\0\x53\x13\xc0\x07\x06\x40\x43\x43\x43\x40\x43", WithoutHandle, 19, Some("flow"), "delivery-count"),
    ("2.7.4", b"\0\0\0\x17\x02\0\0\0\0\x53\x13\xc0\x0a\x09\x40\x43\x43\x43\x40\x40\x40\x40\x41", WithoutHandle, 22, Some("flow"), "drain"),
    ("2.8.7", b"\0\0\0\x33\x02\0\0\0\0\x53\x14\xc0\x26\x03\x43\x43\xa0\x21aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", TooLong, 16, Some("transfer"), "delivery-tag"),
    ("2.8.14", b"\0\0\0\x13\x02\0\0\0\0\x53\x18\xc0\x06\x01\0\x53\x1d\x45\x40", MissingField, 18, Some("error"), "condition"),
    ("2.7.9", b"\0\0\0\x12\x02\0\0\0\0\x53\x18\xc0\x05\x01\0\x53\x24\x45", Descriptor, 14, Some("close"), "error"),
];

fn behind(protocol: ProtocolId, bytes: &[u8]) -> Result<Option<Frame<'_>>, amqp_frames::DecodeError> {
    Decoder::behind(protocol, Limits::default()).decode(&mut { bytes })
}

#[test]
fn frames_that_break_a_rule_are_refused_with_it() {
    for (cites, bytes, kind, offset, composite, field) in FRAMES {
        let error = behind(ProtocolId::Amqp, bytes).unwrap_err();
        let found = (error.kind(), error.offset(), error.composite(), error.field());
        assert_eq!(found, (*kind, *offset, *composite, *field), "{cites} {bytes:x?}");
    }
}

/// Sections 2.2, 5.2 and 5.3; figure 2.12 has the answers.
#[test]
fn what_is_no_protocol_header_is_told_apart_and_answered() {
    let rows: [(&[u8; 8], DecodeErrorKind, ProtocolId); 10] = [
        (b"AMQP\0\x01\x01\0", ProtocolVersion(ProtocolId::Amqp), ProtocolId::Amqp),
        (b"AMQP\x02\x02\0\0", ProtocolVersion(ProtocolId::Tls), ProtocolId::Tls),
        (b"AMQP\x03\x01\0\x01", ProtocolVersion(ProtocolId::Sasl), ProtocolId::Sasl),
        (b"AMQP\x01\x01\0\0", ProtocolVersion(ProtocolId::Amqp), ProtocolId::Amqp),
        (b"AMQP\0\0\x09\x01", Amqp0, ProtocolId::Amqp),
        (b"AMQP\x01\x01\0\x0a", Amqp0, ProtocolId::Amqp),
        (b"\x16\x03\x01\x02\0\x01\0\x01", Tls, ProtocolId::Amqp),
        (b"GET / HT", Http, ProtocolId::Amqp),
        (b"HTTP/1.1", Http, ProtocolId::Amqp),
        (b"\0\0\0\x0c\x02\0\0\0", ProtocolHeader, ProtocolId::Amqp),
    ];
    for (bytes, kind, answer) in rows {
        let mut decoder = Decoder::new(Limits::default());
        assert_eq!(decoder.decode(&mut &bytes[..7]), Ok(None));
        let error = decoder.decode(&mut &bytes[..]).unwrap_err();
        assert_eq!((error.kind(), error.offset(), error.answer()), (kind, 0, Some(answer)));
        assert_eq!(decoder.decode(&mut &b"AMQP\0\x01\0\0"[..]), Err(error), "nothing comes after an error");
    }
}

/// Section 2.3.1, and section 2.4.5.
#[test]
fn an_extended_header_is_skipped_and_an_empty_frame_is_one() {
    let end = b"\0\0\0\x10\x03\0\0\x07\xff\xff\xff\xff\0\x53\x17\x45";
    let frame = behind(ProtocolId::Amqp, end).unwrap().unwrap();
    assert_eq!(frame.to_string(), "end channel 7");
    let empty = behind(ProtocolId::Amqp, b"\0\0\0\x0c\x03\0\0\x05\0\0\0\0").unwrap();
    assert_eq!(empty, Some(Frame::Empty { channel: 5 }));
}

/// Section 1.3.3: a descriptor is a symbol or a number.
#[test]
fn a_performative_may_have_a_symbolic_descriptor() {
    let end =
        behind(ProtocolId::Amqp, b"\0\0\0\x19\x02\0\0\x01\0\xa3\x0damqp:end:list\x45").unwrap().unwrap();
    assert_eq!(end.to_string(), "end channel 1");
}

/// Section 5.3.1.
#[test]
fn frames_of_sasl_have_a_body_and_no_channel() {
    let sasl = |bytes| behind(ProtocolId::Sasl, bytes).map(|frame| frame.map(|frame| frame.kind()));
    assert_eq!(sasl(b"\0\0\0\x10\x02\x01\x01\x02\0\x53\x44\xc0\x03\x01\x50\0"), Ok(Some("sasl-outcome")));
    assert_eq!(sasl(b"\0\0\0\x08\x02\x01\0\0").unwrap_err().kind(), EmptyFrame);
    assert_eq!(sasl(b"\0\0\0\x08\x02\0\0\0").unwrap_err().kind(), FrameType);
    assert_eq!(sasl(b"\0\0\x02\x01\x02\x01\0\0").unwrap_err().kind(), TooLarge);
    assert_eq!(sasl(b"AMQP\0\x01\0\0"), Ok(Some("header")));
    let error = sasl(b"\0\0\0\x0c\x02\x01\0\0\0\x53\x40\x45").unwrap_err();
    assert_eq!((error.kind(), error.composite()), (MissingField, Some("sasl-mechanisms")));
    let error = sasl(b"\0\0\0\x10\x02\x01\0\0\0\x53\x44\xc0\x03\x01\x50\x05").unwrap_err();
    assert_eq!((error.kind(), error.offset(), error.field()), (Choice, 14, "code"));
}

/// Attack A53: empty frames without end.
#[test]
fn heartbeats_are_taken_one_by_one() {
    let bytes = b"\0\0\0\x08\x02\0\0\0".repeat(8192);
    let (mut input, mut decoder) = (&bytes[..], Decoder::behind(ProtocolId::Amqp, Limits::default()));
    let mut count = 0;
    while let Some(frame) = decoder.decode(&mut input).unwrap() {
        assert_eq!(frame, Frame::Empty { channel: 0 });
        count += 1;
    }
    assert_eq!((count, input), (8192, &b""[..]));
}

#[test]
fn encode_refuses_what_decode_refuses() {
    let refused = |frame: Frame<'_>| {
        let mut bytes = Vec::new();
        let error = frame.encode(&mut bytes).unwrap_err();
        assert!(bytes.is_empty());
        match error {
            EncodeError::Invalid { kind, field, .. } => (kind, field),
            other => panic!("{other}"),
        }
    };
    assert_eq!(refused(Frame::new(1, Open::new("a"))), (Channel, "channel"));
    let flow = Flow { link_credit: Some(1), ..Flow::new(1, TransferNumber(0), 1) };
    assert_eq!(refused(Frame::new(0, flow)), (WithoutHandle, "link-credit"));
    let attach = Attach { role: amqp_frames::definitions::Role::Sender, ..Attach::receiver("a", Handle(0)) };
    assert_eq!(refused(Frame::new(0, attach)), (MissingField, "initial-delivery-count"));
}

#[test]
fn secrets_are_not_shown() {
    let bytes = b"\0\0\0\x1b\x02\x01\0\0\0\x53\x41\xc0\x0e\x02\xa3\x01P\xa0\x08password";
    let frame = behind(ProtocolId::Sasl, bytes).unwrap().unwrap();
    assert_eq!(frame.to_string(), "sasl-init P ***");
    assert!(!format!("{frame:?}").contains("112"), "{frame:?}");
}

#[test]
fn a_frame_that_could_not_be_read_again_is_not_kept() {
    let mut value = ValueBuf::new("inside").unwrap();
    for _ in 0..300 {
        let mut list = ListBuf::new();
        list.push(value.as_value()).unwrap();
        value = ValueBuf::new(list.as_list()).unwrap();
    }
    let mut properties = FieldsBuf::new();
    properties.insert("deep".try_into().unwrap(), value.as_value()).unwrap();
    let frame = Frame::new(0, Open { properties: Some(properties.as_fields()), ..Open::new("a") });
    let error = FrameBuf::encode(&frame).unwrap_err();
    assert!(matches!(error, EncodeError::Invalid { kind: TooDeep, .. }), "{error}");
}
