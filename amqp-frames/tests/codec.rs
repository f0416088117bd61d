//! The codec for `tokio_util::codec::Framed`, driven by hand.
#![cfg(feature = "tokio-util")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

use amqp_frames::definitions::{DeliveryNumber, Handle};
use amqp_frames::performative::{End, Open, Transfer};
use amqp_frames::{Codec, CodecError, DecodeErrorKind, EncodeError, Frame, FrameBuf, Limits, ProtocolId};
use bytes::{BufMut, BytesMut};
use tokio_util::codec::{Decoder, Encoder};

/// A protocol header, an open and an end.
const STREAM: &[u8] = b"AMQP\0\x01\0\0\
    \0\0\0\x11\x02\0\0\0\0\x53\x10\xc0\x04\x01\xa1\x01a\
    \0\0\0\x0c\x02\0\0\x01\0\x53\x17\x45";

fn codec() -> Codec {
    Codec::new(Limits::default())
}

fn transfer(payload: &[u8]) -> Frame<'_> {
    Frame::new(1, Transfer::new(Handle(0), DeliveryNumber(7), b"t".try_into().unwrap(), payload))
}

fn drain(codec: &mut Codec, src: &mut BytesMut) -> Vec<FrameBuf> {
    std::iter::from_fn(|| codec.decode(src).unwrap()).collect()
}

fn kinds(frames: &[FrameBuf]) -> Vec<&'static str> {
    frames.iter().map(|frame| frame.as_frame().kind()).collect()
}

#[track_caller]
fn decode_error(result: Result<Option<FrameBuf>, CodecError>) -> DecodeErrorKind {
    match result {
        Err(CodecError::Decode(error)) => error.kind(),
        other => panic!("not a decode error: {other:?}"),
    }
}

#[track_caller]
fn encode_error(result: Result<(), CodecError>) -> EncodeError {
    match result {
        Err(CodecError::Encode(error)) => error,
        other => panic!("not an encode error: {other:?}"),
    }
}

#[test]
fn several_frames_come_in_one_read() {
    let mut src = BytesMut::from(STREAM);
    assert_eq!(kinds(&drain(&mut codec(), &mut src)), ["header", "open", "end"]);
    assert!(src.is_empty());
}

#[test]
fn frames_come_byte_by_byte() {
    let (mut codec, mut src, mut frames) = (codec(), BytesMut::new(), Vec::new());
    for byte in STREAM {
        src.put_u8(*byte);
        frames.extend(codec.decode(&mut src).unwrap());
    }
    assert_eq!(kinds(&frames), ["header", "open", "end"]);
    assert_eq!(frames.last().unwrap().as_frame(), Frame::new(1, End::default()));
    assert!(src.is_empty());
}

#[test]
fn what_is_not_whole_stays_and_is_missed_at_the_end() {
    let mut codec = codec();
    let (beginning, _) = STREAM.split_at(STREAM.len() - 1);
    let mut src = BytesMut::from(beginning);
    assert_eq!(drain(&mut codec, &mut src).len(), 2);
    assert_eq!(src.len(), 11);
    assert!(matches!(codec.decode_eof(&mut src), Err(CodecError::Io(_))));
}

#[test]
fn what_is_no_frame_ends_the_transport() {
    let (mut codec, mut src) = (codec(), BytesMut::from(&b"AMQP\0\x01\0\0\0\0\0\x07\x02\0\0\0"[..]));
    assert!(codec.decode(&mut src).unwrap().is_some());
    for _ in 0..2 {
        assert_eq!(decode_error(codec.decode(&mut src)), DecodeErrorKind::FrameSize);
    }
}

/// Section 2.8.19: what is larger than 512 bytes comes behind the open only.
#[test]
fn a_frame_is_too_large_before_all_of_it_is_there() {
    let (mut codec, mut src) = (codec(), BytesMut::from(&b"AMQP\0\x01\0\0\0\0\x02\x01\x02\0\0\0"[..]));
    assert!(codec.decode(&mut src).unwrap().is_some());
    assert_eq!(decode_error(codec.decode(&mut src)), DecodeErrorKind::TooLarge);
}

#[test]
fn frames_are_written_as_they_are_read() {
    let (mut codec, mut dst) = (codec(), BytesMut::new());
    codec.encode(Frame::ProtocolHeader { protocol: ProtocolId::Amqp }, &mut dst).unwrap();
    codec.encode(&Frame::new(0, Open::new("a", u32::MAX)), &mut dst).unwrap();
    codec.encode(FrameBuf::encode(&Frame::new(1, End::default())).unwrap(), &mut dst).unwrap();
    assert_eq!(&dst[..], STREAM);
}

/// Section 2.7.1.
#[test]
fn nothing_larger_than_the_peer_takes_is_sent() {
    let (mut codec, mut dst) = (codec(), BytesMut::new());
    let payload = [0; 600];
    let frame = transfer(&payload);
    let len = u32::try_from(frame.encoded_len()).unwrap();
    codec.set_max_frame_size(len);
    codec.encode(&frame, &mut dst).unwrap();
    assert_eq!(dst.len(), frame.encoded_len());
    codec.set_max_frame_size(len - 1);
    assert_eq!(encode_error(codec.encode(&frame, &mut dst)), EncodeError::FrameSize);
    let kept = FrameBuf::encode(&frame).unwrap();
    assert_eq!(encode_error(codec.encode(kept, &mut dst)), EncodeError::FrameSize);
    assert_eq!(dst.len(), frame.encoded_len());
}

/// Sections 2.4.1 and 2.8.19: an open is to be taken by all peers, and no peer takes less than 512 bytes.
#[test]
fn what_all_peers_take_is_sent_and_no_more_until_they_say_so() {
    let payload = [0; 513];
    let head = transfer(b"").encoded_len();
    let (fits, does_not) = (transfer(&payload[..512 - head]), transfer(&payload[..513 - head]));
    let mut codec = codec();
    for said in [None, Some(0), Some(511)] {
        if let Some(bytes) = said {
            codec.set_max_frame_size(bytes);
        }
        let mut dst = BytesMut::new();
        codec.encode(&fits, &mut dst).unwrap();
        assert_eq!(dst.len(), 512, "{said:?}");
        assert_eq!(encode_error(codec.encode(&does_not, &mut dst)), EncodeError::FrameSize);
        assert_eq!(dst.len(), 512);
    }
}

#[test]
fn nothing_is_written_of_what_is_refused() {
    let (mut codec, mut dst) = (codec(), BytesMut::new());
    let open = Frame::new(1, Open::new("a", u32::MAX));
    assert!(matches!(encode_error(codec.encode(&open, &mut dst)), EncodeError::Invalid { .. }));
    assert!(dst.is_empty());
    codec.encode(&Frame::new(0, Open::new("a", u32::MAX)), &mut dst).unwrap();
    assert_eq!(codec.decode(&mut BytesMut::from(STREAM)).unwrap().unwrap().as_frame().kind(), "header");
}
