//! No library: frames and messages are walked through with all checks but one and nothing is stored, and copied as they
//! are. What the others need beyond this is theirs.

use super::{Decode, Encode, Visit, encoding, output, walk};
use crate::Job;

pub(super) struct Frames;
pub(super) struct Messages;

const NAME: &str = "no library";

impl Decode for Frames {
    const NAME: &'static str = NAME;
    const LAZY: bool = true;
    type Input<'a> = &'a [u8];
    type Decoded<'a> = &'a [u8];

    fn input(bytes: &[u8]) -> &[u8] {
        bytes
    }

    #[inline(always)]
    fn decode<'a, R>(input: &mut &'a [u8], then: impl FnOnce(&&'a [u8]) -> R) -> Option<R> {
        let len = u32::from_be_bytes(*input.first_chunk()?);
        input.split_off(..usize::try_from(len).ok()?).map(|frame| then(&frame))
    }

    #[inline(always)]
    fn visit(frame: &&[u8], visit: &mut impl Visit) -> Option<()> {
        walk::frame(frame, visit)
    }

    fn encode<'a>(units: &[&'a [u8]]) -> Option<Job<'a>> {
        encoding::<Copied>(units)
    }
}

impl Decode for Messages {
    const NAME: &'static str = NAME;
    const LAZY: bool = true;
    type Input<'a> = &'a [u8];
    type Decoded<'a> = &'a [u8];

    fn input(bytes: &[u8]) -> &[u8] {
        bytes
    }

    #[inline(always)]
    fn decode<'a, R>(input: &mut &'a [u8], then: impl FnOnce(&&'a [u8]) -> R) -> Option<R> {
        Some(then(input))
    }

    #[inline(always)]
    fn visit(message: &&[u8], visit: &mut impl Visit) -> Option<()> {
        walk::message(message, visit)
    }

    fn encode<'a>(units: &[&'a [u8]]) -> Option<Job<'a>> {
        encoding::<Copied>(units)
    }
}

pub(super) struct Copied {
    out: Vec<u8>,
}

impl Encode for Copied {
    type Source<'a> = &'a [u8];

    fn new() -> Self {
        Self { out: output() }
    }

    fn source(unit: &[u8]) -> Option<&[u8]> {
        Some(unit)
    }

    #[inline(always)]
    fn encode(&mut self, unit: &&[u8], mut written: impl FnMut(&[u8])) {
        self.out.clear();
        self.out.extend_from_slice(unit);
        written(&self.out);
    }
}
