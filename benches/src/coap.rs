//! CoAP over UDP: the workloads, `coap-codec`, and its rivals.

#[cfg(feature = "rivals")]
mod coap_lite;
#[cfg(feature = "rivals")]
mod coap_message;
mod malformed;
#[cfg(feature = "rivals")]
mod minicoap;
mod none;
mod ours;
mod parts;
#[cfg(feature = "rivals")]
mod toad;

use std::hint::black_box;

pub use malformed::MALFORMED;
use parts::{Header, Parts};

use crate::{Digest, Job, Load, Peer};

/// The workloads: datagrams.
///
/// # Panics
///
/// Where the file is not as [`Load::read_all`] wants it.
pub fn loads() -> Vec<Load> {
    Load::read_all(include_str!("../workloads/coap.jsonl")).expect("the workloads are well-formed")
}

/// Whom to measure: `coap-codec` first, and last what the work costs without any library.
pub fn peers() -> Vec<Box<dyn Peer>> {
    vec![
        Box::new(Measured::<ours::CoapCodec>::new()),
        #[cfg(feature = "rivals")]
        Box::new(Measured::<coap_message::InMemory>::new()),
        #[cfg(feature = "rivals")]
        Box::new(Measured::<minicoap::Minicoap>::new()),
        #[cfg(feature = "rivals")]
        Box::new(Measured::<coap_lite::CoapLite>::new()),
        #[cfg(feature = "rivals")]
        Box::new(Measured::<toad::Toad>::new()),
        Box::new(Measured::<none::Nobody>::new()),
    ]
}

/// What is read of a message: all of it.
trait Visit<'a> {
    fn head(&mut self, header: Header, token: &'a [u8]);
    fn option(&mut self, number: u16, value: &'a [u8]);
    fn payload(&mut self, payload: &'a [u8]);
}

/// A few instructions for each thing, or they would hide the decoder.
impl Visit<'_> for Digest {
    #[inline(always)]
    fn head(&mut self, header: Header, token: &[u8]) {
        self.number(header.message_type);
        self.number(header.code);
        self.number(header.id);
        self.number(token.len() as u64);
    }

    #[inline(always)]
    fn option(&mut self, number: u16, value: &[u8]) {
        self.number(number);
        self.number(value.len() as u64);
        self.number(value.first().copied().unwrap_or(0));
    }

    #[inline(always)]
    fn payload(&mut self, payload: &[u8]) {
        self.number(payload.len() as u64);
    }
}

/// A library of messages that come and go as datagrams: the same few lines measure them all.
trait Codec: Sized + 'static {
    const NAME: &'static str;
    /// Whether options are looked at only when they are visited, so that decoding alone says nothing.
    const LAZY: bool = false;
    /// A message as the library holds it.
    type Decoded<'a>;
    /// What is prepared for building a message: as much as a caller would have at hand.
    type Source<'a>;

    /// With whatever the library lets its callers use again and again.
    fn new() -> Self;
    /// `None`: it refuses the datagram.
    fn decode<'a, R>(datagram: &'a [u8], then: impl FnOnce(&Self::Decoded<'a>) -> R) -> Option<R>;
    /// `None`: it refuses the datagram after all.
    fn visit(message: &Self::Decoded<'_>, visit: &mut impl for<'v> Visit<'v>) -> Option<()>;
    fn source<'a>(parts: &Parts<'a>) -> Self::Source<'a>;
    /// Puts the options in, one by one, and encodes the message.
    fn build(&mut self, source: &Self::Source<'_>, written: impl FnOnce(&[u8]));
}

struct Measured<C>(std::marker::PhantomData<C>);

impl<C> Measured<C> {
    const fn new() -> Self {
        Self(std::marker::PhantomData)
    }
}

impl<C: Codec> Peer for Measured<C> {
    fn name(&self) -> &'static str {
        C::NAME
    }

    fn decode<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        let datagrams: Vec<_> = load.units().collect();
        Some(Box::new(move || {
            let mut digest = Digest::default();
            for datagram in &datagrams {
                C::decode(datagram, |message| C::visit(message, &mut digest))
                    .flatten()
                    .expect("the workload decodes");
            }
            black_box(digest.finish())
        }))
    }

    fn decode_alone<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        if C::LAZY {
            return None;
        }
        let datagrams: Vec<_> = load.units().collect();
        Some(Box::new(move || {
            for datagram in &datagrams {
                C::decode(datagram, |message| {
                    black_box(message);
                })
                .expect("the workload decodes");
            }
            datagrams.len() as u64
        }))
    }

    fn build<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        let sources: Vec<_> = load.units().map(|datagram| C::source(&Parts::of(datagram))).collect();
        let mut codec = C::new();
        // Whatever grows has grown before it is measured.
        build_all(&mut codec, &sources);
        Some(Box::new(move || black_box(build_all(&mut codec, &sources))))
    }

    fn accepts(&self, _protocol: &str, datagram: &[u8]) -> Option<bool> {
        let mut digest = Digest::default();
        let visited = C::decode(datagram, |message| C::visit(message, &mut digest));
        Some(visited.flatten().is_some())
    }
}

// One copy for both calls: where a library's functions are called from many places, the compiler inlines less of them.
#[inline(never)]
fn build_all<C: Codec>(codec: &mut C, sources: &[C::Source<'_>]) -> u64 {
    let mut digest = Digest::default();
    for source in sources {
        codec.build(source, |datagram| digest.bytes(datagram));
    }
    digest.finish()
}

/// A buffer to encode into: large enough, and already written to, or the operating system's handing out of fresh pages
/// would be measured too.
fn output() -> Vec<u8> {
    vec![0xff; 64 * 1024]
}
