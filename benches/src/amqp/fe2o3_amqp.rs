//! fe2o3-amqp: the decoder of frames that its connections use, which reads through `std::io::Read` into the owned types of
//! fe2o3-amqp-types. It cuts no frames out of a stream: that is done for it. Its encoder of frames is private.

use bytes::{Buf as _, BytesMut};
use fe2o3_amqp::frames::amqp::{Frame, FrameBody, FrameDecoder};
use fe2o3_amqp_types::messaging::{Body, message::DecodeIntoMessage as _};
use serde_amqp::{Value, read::IoReader};
use tokio_util::codec::Decoder as _;

use super::{
    Decode, Visit,
    fe2o3_types::{self, Message},
    visit::Kind,
};
use crate::Job;

pub(super) struct Frames;
pub(super) struct Messages;

const NAME: &str = "fe2o3-amqp 0.18.4";

impl Decode for Frames {
    const NAME: &'static str = NAME;
    type Input<'a> = BytesMut;
    type Decoded<'a> = Frame;

    fn input(bytes: &[u8]) -> BytesMut {
        BytesMut::from(bytes)
    }

    #[inline(always)]
    fn decode<'a, R>(input: &mut Self::Input<'a>, then: impl FnOnce(&Self::Decoded<'a>) -> R) -> Option<R> {
        let size = u32::from_be_bytes(*input.first_chunk()?);
        let size = usize::try_from(size).ok().filter(|size| (8..=input.len()).contains(size))?;
        let mut frame = input.split_to(size);
        frame.advance(4);
        match &(FrameDecoder {}).decode(&mut frame) {
            Ok(Some(frame)) => Some(then(frame)),
            _ => None,
        }
    }

    #[inline(always)]
    fn visit(frame: &Frame, visit: &mut impl Visit) -> Option<()> {
        visit.number(Kind::Ushort, frame.channel().into());
        match frame.body() {
            FrameBody::Empty => {}
            FrameBody::Open(open) => fe2o3_types::open(open, visit),
            FrameBody::Attach(attach) => fe2o3_types::attach(attach, visit),
            FrameBody::Flow(flow) => fe2o3_types::flow(flow, visit),
            FrameBody::Transfer { performative, payload } => {
                fe2o3_types::transfer(performative, visit);
                visit.binary(payload);
            }
            FrameBody::Disposition(disposition) => fe2o3_types::disposition(disposition, visit),
            FrameBody::Begin(_) | FrameBody::Detach(_) | FrameBody::End(_) | FrameBody::Close(_) => {
                return None;
            }
        }
        Some(())
    }

    fn encode<'a>(_units: &[&'a [u8]]) -> Option<Job<'a>> {
        None
    }
}

impl Decode for Messages {
    const NAME: &'static str = NAME;
    type Input<'a> = bytes::Bytes;
    type Decoded<'a> = Message;

    fn input(bytes: &[u8]) -> bytes::Bytes {
        bytes::Bytes::copy_from_slice(bytes)
    }

    #[inline(always)]
    fn decode<'a, R>(input: &mut Self::Input<'a>, then: impl FnOnce(&Self::Decoded<'a>) -> R) -> Option<R> {
        match &Body::<Value>::decode_message_from_reader(IoReader::new(input.reader())) {
            Ok(message) => Some(then(message)),
            Err(_) => None,
        }
    }

    #[inline(always)]
    fn visit(message: &Message, visit: &mut impl Visit) -> Option<()> {
        fe2o3_types::message(message, visit);
        Some(())
    }

    fn encode<'a>(_units: &[&'a [u8]]) -> Option<Job<'a>> {
        None
    }
}
