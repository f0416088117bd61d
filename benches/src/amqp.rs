//! AMQP 1.0: the workloads, `amqp-frames` and its rivals.

#[cfg(feature = "rivals")]
mod fe2o3_amqp;
#[cfg(feature = "rivals")]
mod fe2o3_types;
mod malformed;
mod none;
#[cfg(feature = "rivals")]
mod ntex;
mod ours;
mod read;
#[cfg(feature = "rivals")]
mod serde_amqp;
mod visit;
mod walk;

use std::{hint::black_box, marker::PhantomData};

pub use malformed::MALFORMED;
use visit::Visit;

use crate::{Digest, Job, Load, Peer};

/// Rows of frames, with their headers, without gaps.
const FRAMES: &str = "amqp";
/// Rows of messages: what the payloads of a delivery's transfers are, put together.
const MESSAGES: &str = "amqp-message";

/// The workloads: frames, and messages.
///
/// # Panics
///
/// Where the file is not as [`Load::read_all`] wants it.
pub fn loads() -> Vec<Load> {
    Load::read_all(include_str!("../workloads/amqp.jsonl")).expect("the workloads are well-formed")
}

/// Whom to measure: ours first, last what the work costs without any library.
pub fn peers() -> Vec<Box<dyn Peer>> {
    vec![
        Box::new(Measured::<ours::Frames, ours::Messages>::new()),
        #[cfg(feature = "rivals")]
        Box::new(Measured::<ntex::Frames, ntex::Messages>::new()),
        #[cfg(feature = "rivals")]
        Box::new(Measured::<serde_amqp::Frames, serde_amqp::Messages>::new()),
        #[cfg(feature = "rivals")]
        Box::new(Measured::<fe2o3_amqp::Frames, fe2o3_amqp::Messages>::new()),
        Box::new(Measured::<none::Frames, none::Messages>::new()),
    ]
}

/// How a library reads frames, or messages: the same few lines measure them all.
trait Decode: 'static {
    const NAME: &'static str;
    /// Whether things are looked at only when they are visited, so that decoding alone says nothing.
    const LAZY: bool = false;
    /// What is read from: as many frames as there are, or one message.
    type Input<'a>;
    /// A frame or message as the library holds it.
    type Decoded<'a>;

    fn input(bytes: &[u8]) -> Self::Input<'_>;
    /// Takes one off the front of the input. `None`: it is refused.
    fn decode<'a, R>(input: &mut Self::Input<'a>, then: impl FnOnce(&Self::Decoded<'a>) -> R) -> Option<R>;
    /// Shows all there is. `None`: it is refused after all.
    fn visit(decoded: &Self::Decoded<'_>, visit: &mut impl Visit) -> Option<()>;
    /// Writes each of the units; [`encoding`], for all who can write at all.
    fn encode<'a>(units: &[&'a [u8]]) -> Option<Job<'a>>;
    /// The same, all but the payload.
    fn encode_head<'a>(_units: &[&'a [u8]]) -> Option<Job<'a>> {
        None
    }
    /// The same, with lists, maps and arrays built anew from their items, for a library that holds them as encoded bytes.
    fn build<'a>(_units: &[&'a [u8]]) -> Option<Job<'a>> {
        None
    }
}

/// How a library writes frames, or messages.
trait Encode: 'static {
    /// What is prepared: as much as a caller would have at hand.
    type Source<'a>;

    /// With whatever the library lets its callers use again and again.
    fn new() -> Self;
    /// `None`: the library does not know such a thing.
    fn source(unit: &[u8]) -> Option<Self::Source<'_>>;
    /// Tells what it has written piece by piece.
    fn encode(&mut self, source: &Self::Source<'_>, written: impl FnMut(&[u8]));
}

struct Measured<F, M>(PhantomData<(F, M)>);

impl<F, M> Measured<F, M> {
    const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<F: Decode, M: Decode> Peer for Measured<F, M> {
    fn name(&self) -> &'static str {
        F::NAME
    }

    fn decode<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        match load.protocol.as_str() {
            FRAMES => decoding::<F>(vec![&load.bytes], load.packets),
            MESSAGES => decoding::<M>(load.units().collect(), 1),
            _ => None,
        }
    }

    fn decode_alone<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        match load.protocol.as_str() {
            FRAMES => decoding_alone::<F>(vec![&load.bytes], load.packets),
            MESSAGES => decoding_alone::<M>(load.units().collect(), 1),
            _ => None,
        }
    }

    fn encode<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        let units: Vec<_> = load.units().collect();
        match load.protocol.as_str() {
            FRAMES => F::encode(&units),
            MESSAGES => M::encode(&units),
            _ => None,
        }
    }

    fn encode_head<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        let units: Vec<_> = load.units().collect();
        match load.protocol.as_str() {
            FRAMES => F::encode_head(&units),
            MESSAGES => M::encode_head(&units),
            _ => None,
        }
    }

    fn build<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        let units: Vec<_> = load.units().collect();
        match load.protocol.as_str() {
            FRAMES => F::build(&units),
            MESSAGES => M::build(&units),
            _ => None,
        }
    }

    fn accepts(&self, protocol: &str, packet: &[u8]) -> Option<bool> {
        let mut digest = Digest::default();
        let visited = match protocol {
            FRAMES => read::<F>(packet, &mut digest),
            MESSAGES => read::<M>(packet, &mut digest),
            _ => return None,
        };
        Some(visited.is_some())
    }
}

/// Decodes one frame or message, and visits it.
fn read<D: Decode>(unit: &[u8], visit: &mut impl Visit) -> Option<()> {
    D::decode(&mut D::input(unit), |decoded| D::visit(decoded, visit)).flatten()
}

/// `None`: the library refuses what stands at the front of an input.
fn decoding<D: Decode>(inputs: Vec<&[u8]>, each: usize) -> Option<Job<'_>> {
    let mut inputs = prepared::<D>(&inputs)?;
    Some(Box::new(move || {
        let mut digest = Digest::default();
        for input in &mut inputs {
            for _ in 0..each {
                D::decode(input, |decoded| D::visit(decoded, &mut digest))
                    .flatten()
                    .expect("the workload decodes");
            }
        }
        black_box(digest.finish())
    }))
}

fn decoding_alone<D: Decode>(inputs: Vec<&[u8]>, each: usize) -> Option<Job<'_>> {
    if D::LAZY {
        return None;
    }
    let mut inputs = prepared::<D>(&inputs)?;
    Some(Box::new(move || {
        for input in &mut inputs {
            for _ in 0..each {
                D::decode(input, |decoded| {
                    black_box(decoded);
                })
                .expect("the workload decodes");
            }
        }
        inputs.len() as u64
    }))
}

fn prepared<'a, D: Decode>(inputs: &[&'a [u8]]) -> Option<Vec<D::Input<'a>>> {
    for input in inputs {
        D::decode(&mut D::input(input), |_| ())?;
    }
    Some(inputs.iter().map(|input| D::input(input)).collect())
}

/// `None`: the library does not know one of the units.
fn encoding<'a, E: Encode>(units: &[&'a [u8]]) -> Option<Job<'a>> {
    let sources = units.iter().map(|unit| E::source(unit)).collect::<Option<Vec<_>>>()?;
    let mut encoder = E::new();
    // Whatever grows has grown before it is measured.
    encode_all(&mut encoder, &sources);
    Some(Box::new(move || black_box(encode_all(&mut encoder, &sources))))
}

// One copy for both calls: where a library's functions are called from many places, the compiler inlines less of them.
#[inline(never)]
fn encode_all<E: Encode>(encoder: &mut E, sources: &[E::Source<'_>]) -> u64 {
    let mut digest = Digest::default();
    for source in sources {
        encoder.encode(source, |piece| Digest::bytes(&mut digest, piece));
    }
    digest.finish()
}

/// A buffer to encode into: large enough, and already written to, or the operating system's handing out of fresh pages
/// would be measured too.
fn output() -> Vec<u8> {
    vec![0xff; 128 * 1024]
}

#[cfg(test)]
mod tests {
    use visit::{Collect, Seen};

    use super::*;

    fn seen<D: Decode>(unit: &[u8]) -> Option<Vec<Seen>> {
        let mut collect = Collect::default();
        read::<D>(unit, &mut collect).map(|()| collect.finish())
    }

    fn written<E: Encode>(unit: &[u8]) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        E::new().encode(&E::source(unit)?, |piece| bytes.extend_from_slice(piece));
        Some(bytes)
    }

    /// Each unit of the rows of a protocol once.
    fn units(protocol: &str, is_asked_for: impl Fn(&str) -> bool) -> Vec<Vec<u8>> {
        let loads = loads().into_iter().filter(|load| load.protocol == protocol && is_asked_for(&load.row));
        let mut units: Vec<_> =
            loads.flat_map(|load| load.units().map(<[u8]>::to_vec).collect::<Vec<_>>()).collect();
        units.sort();
        units.dedup();
        units
    }

    fn frames() -> Vec<Vec<u8>> {
        units(FRAMES, |_| true)
    }

    fn messages() -> Vec<Vec<u8>> {
        units(MESSAGES, |_| true)
    }

    fn assert_reads<D: Decode, Walked: Decode>(units: &[Vec<u8>]) {
        for unit in units {
            assert_eq!(seen::<D>(unit), seen::<Walked>(unit), "{} {unit:02x?}", D::NAME);
        }
    }

    fn assert_writes<E: Encode, Walked: Decode>(units: &[Vec<u8>]) {
        for unit in units {
            let written = written::<E>(unit).expect("the workload is known");
            assert_eq!(seen::<Walked>(&written), seen::<Walked>(unit), "{unit:02x?} {written:02x?}");
        }
    }

    #[test]
    fn the_workloads_hold_707_frames_and_two_messages() {
        // 700 transfers, a flow, a disposition and an empty frame in the stream; rows c, d and e are among them.
        assert_eq!((frames().len(), messages().len()), (703 + 4, 2));
    }

    #[test]
    fn whoever_uses_no_library_copies_the_workloads() {
        for unit in frames().iter().chain(&messages()) {
            assert_eq!(written::<none::Copied>(unit).as_ref(), Some(unit));
        }
    }

    #[test]
    fn ours_reads_what_is_there() {
        assert_reads::<ours::Frames, none::Frames>(&frames());
        assert_reads::<ours::Messages, none::Messages>(&messages());
    }

    #[test]
    fn ours_writes_what_it_was_given() {
        assert_writes::<ours::FrameEncoder, none::Frames>(&frames());
        assert_writes::<ours::MessageEncoder, none::Messages>(&messages());
        assert_writes::<ours::FrameBuilder, none::Frames>(&units(FRAMES, |row| row != "b2"));
        assert_writes::<ours::MessageBuilder, none::Messages>(&messages());
    }

    #[test]
    fn ours_builds_no_filter_without_a_descriptor() {
        let frame = units(FRAMES, |row| row == "b2").concat();
        assert_eq!(written::<ours::FrameBuilder>(&frame), None);
    }

    #[test]
    fn the_head_of_a_transfer_and_its_payload_are_the_frame() {
        for frame in units(FRAMES, |row| matches!(row, "d" | "i")) {
            let head = written::<ours::HeadEncoder>(&frame).expect("a transfer");
            let payload = ours::HeadEncoder::source(&frame).expect("a transfer").payload();
            let whole = [&head, payload].concat();
            assert!(head.len() < 60);
            assert_eq!(seen::<none::Frames>(&whole), seen::<none::Frames>(&frame));
        }
    }

    #[cfg(feature = "rivals")]
    #[test]
    fn the_rivals_read_what_is_there() {
        assert_reads::<ntex::Frames, none::Frames>(&units(FRAMES, |row| row != "b"));
        assert_reads::<serde_amqp::Frames, none::Frames>(&frames());
        assert_reads::<fe2o3_amqp::Frames, none::Frames>(&frames());
        assert_reads::<ntex::Messages, none::Messages>(&messages());
        assert_reads::<serde_amqp::Messages, none::Messages>(&messages());
        assert_reads::<fe2o3_amqp::Messages, none::Messages>(&messages());
    }

    // Not byte for byte: there is more than one way to write most things.
    #[cfg(feature = "rivals")]
    #[test]
    fn the_rivals_write_what_they_were_given() {
        assert_writes::<ntex::FrameEncoder, none::Frames>(&units(FRAMES, |row| row != "b"));
        assert_writes::<serde_amqp::FrameEncoder, none::Frames>(&frames());
        assert_writes::<ntex::MessageEncoder, none::Messages>(&messages());
        assert_writes::<serde_amqp::MessageEncoder, none::Messages>(&messages());
    }

    #[cfg(feature = "rivals")]
    #[test]
    fn ntex_refuses_described_filters() {
        let frame = units(FRAMES, |row| row == "b").concat();
        assert_eq!((seen::<ntex::Frames>(&frame), written::<ntex::FrameEncoder>(&frame)), (None, None));
    }

    #[test]
    fn whatever_is_malformed_is_refused_but_for_keys_that_are_there_twice() {
        for case in MALFORMED {
            let seen = match case.protocol {
                FRAMES => seen::<none::Frames>(case.bytes),
                _ => seen::<none::Messages>(case.bytes),
            };
            assert_eq!(seen.is_some(), case.what.contains("twice"), "{}", case.what);
        }
    }

    // Some peers do name them so.
    #[test]
    fn ours_refuses_whatever_is_malformed_but_names_that_are_strings() {
        for case in MALFORMED {
            let seen = match case.protocol {
                FRAMES => seen::<ours::Frames>(case.bytes),
                _ => seen::<ours::Messages>(case.bytes),
            };
            let is_lenient =
                matches!(case.what, "property named by a string" | "annotation named by a string");
            assert_eq!(seen.is_some(), is_lenient, "{}", case.what);
        }
    }

    // Or it would be refused for that.
    #[test]
    fn the_size_of_a_malformed_frame_is_right() {
        for case in MALFORMED.iter().filter(|case| case.protocol == FRAMES) {
            let size = case.bytes.first_chunk().map(|size| u32::from_be_bytes(*size));
            assert_eq!(size, Some(case.bytes.len() as u32), "{}", case.what);
        }
    }
}
