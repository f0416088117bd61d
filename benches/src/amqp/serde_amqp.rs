//! serde_amqp with fe2o3-amqp-types: owned performatives and messages read from slices. It knows no frames: headers are
//! taken off and put on here, without checks, and where a payload begins is found here too.

use fe2o3_amqp_types::{
    messaging::{
        Body,
        message::{__private::Serializable, DecodeIntoMessage as _},
    },
    performatives::Performative,
};
use serde_amqp::{Value, from_slice, read::SliceReader, ser::Serializer, serde::Serialize};

use super::{
    Decode, Encode, Visit, encoding,
    fe2o3_types::{self, Message},
    output,
    visit::Kind,
};
use crate::Job;

pub(super) struct Frames;
pub(super) struct Messages;

const NAME: &str = "serde_amqp 0.18.0";

/// The performative is missing in an empty frame.
pub(super) struct Frame<'a> {
    channel: u16,
    performative: Option<Performative>,
    payload: &'a [u8],
}

impl Decode for Frames {
    const NAME: &'static str = NAME;
    type Input<'a> = &'a [u8];
    type Decoded<'a> = Frame<'a>;

    fn input(bytes: &[u8]) -> &[u8] {
        bytes
    }

    #[inline(always)]
    fn decode<'a, R>(input: &mut &'a [u8], then: impl FnOnce(&Frame<'a>) -> R) -> Option<R> {
        decode(input).as_ref().map(then)
    }

    #[inline(always)]
    fn visit(frame: &Frame<'_>, visit: &mut impl Visit) -> Option<()> {
        visit.number(Kind::Ushort, frame.channel.into());
        match &frame.performative {
            None => {}
            Some(Performative::Open(open)) => fe2o3_types::open(open, visit),
            Some(Performative::Attach(attach)) => fe2o3_types::attach(attach, visit),
            Some(Performative::Flow(flow)) => fe2o3_types::flow(flow, visit),
            Some(Performative::Transfer(transfer)) => {
                fe2o3_types::transfer(transfer, visit);
                visit.binary(frame.payload);
            }
            Some(Performative::Disposition(disposition)) => fe2o3_types::disposition(disposition, visit),
            Some(_) => return None,
        }
        Some(())
    }

    fn encode<'a>(units: &[&'a [u8]]) -> Option<Job<'a>> {
        encoding::<FrameEncoder>(units)
    }
}

#[inline(always)]
fn decode<'a>(input: &mut &'a [u8]) -> Option<Frame<'a>> {
    let size = u32::from_be_bytes(*input.first_chunk()?);
    let frame = input.split_off(..usize::try_from(size).ok()?)?;
    let (&[_, _, _, _, _, _, high, low], body) = frame.split_first_chunk()?;
    let channel = u16::from_be_bytes([high, low]);
    if body.is_empty() {
        return Some(Frame { channel, performative: None, payload: body });
    }
    let performative = from_slice(body).ok()?;
    let payload = match performative {
        Performative::Transfer(_) => after_described_list(body)?,
        _ => &[],
    };
    Some(Frame { channel, performative: Some(performative), payload })
}

/// The deserializer keeps to itself how far it has read.
#[inline(always)]
fn after_described_list(body: &[u8]) -> Option<&[u8]> {
    match *body {
        [0, 0x53, _, 0x45, ref rest @ ..] => Some(rest),
        [0, 0x53, _, 0xc0, size, ref rest @ ..] => rest.get(usize::from(size)..),
        [0, 0x53, _, 0xd0, s0, s1, s2, s3, ref rest @ ..] => {
            rest.get(usize::try_from(u32::from_be_bytes([s0, s1, s2, s3])).ok()?..)
        }
        _ => None,
    }
}

impl Decode for Messages {
    const NAME: &'static str = NAME;
    type Input<'a> = &'a [u8];
    type Decoded<'a> = Message;

    fn input(bytes: &[u8]) -> &[u8] {
        bytes
    }

    #[inline(always)]
    fn decode<'a, R>(input: &mut &'a [u8], then: impl FnOnce(&Self::Decoded<'a>) -> R) -> Option<R> {
        match &Body::<Value>::decode_message_from_reader(SliceReader::new(input)) {
            Ok(message) => Some(then(message)),
            Err(_) => None,
        }
    }

    #[inline(always)]
    fn visit(message: &Message, visit: &mut impl Visit) -> Option<()> {
        fe2o3_types::message(message, visit);
        Some(())
    }

    fn encode<'a>(units: &[&'a [u8]]) -> Option<Job<'a>> {
        encoding::<MessageEncoder>(units)
    }
}

pub(super) struct FrameEncoder {
    out: Vec<u8>,
}

impl Encode for FrameEncoder {
    type Source<'a> = Frame<'a>;

    fn new() -> Self {
        Self { out: output() }
    }

    fn source(mut unit: &[u8]) -> Option<Frame<'_>> {
        decode(&mut unit)
    }

    #[inline(always)]
    fn encode(&mut self, frame: &Frame<'_>, mut written: impl FnMut(&[u8])) {
        let out = &mut self.out;
        out.clear();
        let [high, low] = frame.channel.to_be_bytes();
        out.extend_from_slice(&[0, 0, 0, 0, 2, 0, high, low]);
        if let Some(performative) = &frame.performative {
            performative.serialize(&mut Serializer::new(&mut *out)).expect("the workload's frames are right");
            out.extend_from_slice(frame.payload);
        }
        let size = out.len() as u32;
        out[..4].copy_from_slice(&size.to_be_bytes());
        written(out);
    }
}

pub(super) struct MessageEncoder {
    out: Vec<u8>,
}

impl Encode for MessageEncoder {
    type Source<'a> = Message;

    fn new() -> Self {
        Self { out: output() }
    }

    fn source(unit: &[u8]) -> Option<Message> {
        Body::<Value>::decode_message_from_reader(SliceReader::new(unit)).ok()
    }

    #[inline(always)]
    fn encode(&mut self, message: &Message, mut written: impl FnMut(&[u8])) {
        self.out.clear();
        Serializable(message)
            .serialize(&mut Serializer::new(&mut self.out))
            .expect("the workload's messages are right");
        written(&self.out);
    }
}
