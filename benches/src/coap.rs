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

#[cfg(test)]
mod tests {
    use super::*;

    /// What a peer shows of a message.
    #[derive(Debug, Default, PartialEq)]
    struct Seen {
        header: (u8, u8, u16),
        token: Vec<u8>,
        options: Vec<(u16, Vec<u8>)>,
        payload: Vec<u8>,
    }

    impl Visit<'_> for Seen {
        fn head(&mut self, header: Header, token: &[u8]) {
            self.header = (header.message_type, header.code, header.id);
            self.token = token.to_vec();
        }

        fn option(&mut self, number: u16, value: &[u8]) {
            self.options.push((number, value.to_vec()));
        }

        fn payload(&mut self, payload: &[u8]) {
            self.payload = payload.to_vec();
        }
    }

    fn seen<C: Codec>(datagram: &[u8]) -> Option<Seen> {
        let mut seen = Seen::default();
        C::decode(datagram, |message| C::visit(message, &mut seen)).flatten().map(|()| seen)
    }

    fn built<C: Codec>(datagram: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        C::new().build(&C::source(&Parts::of(datagram)), |written| bytes.extend_from_slice(written));
        bytes
    }

    /// Each datagram of the workloads once.
    fn datagrams() -> Vec<Vec<u8>> {
        let mut datagrams: Vec<_> =
            loads().iter().flat_map(|load| load.units().map(<[u8]>::to_vec).collect::<Vec<_>>()).collect();
        datagrams.sort();
        datagrams.dedup();
        datagrams
    }

    fn assert_reads<C: Codec>() {
        for datagram in datagrams() {
            assert_eq!(seen::<C>(&datagram), seen::<ours::CoapCodec>(&datagram), "{}", C::NAME);
        }
    }

    fn assert_writes<C: Codec>(is_right: impl Fn(&Parts<'_>) -> bool) {
        for datagram in datagrams() {
            let right = is_right(&Parts::of(&datagram));
            assert_eq!(built::<C>(&datagram) == datagram, right, "{} {datagram:02x?}", C::NAME);
        }
    }

    #[test]
    fn parts_are_what_stands_in_the_datagram() {
        let parts = Parts::of(b"\x44\x01\x12\x34\x01\x02\x03\x04\xb7sensors\x04temp\xff!");
        let Header { message_type, code, id } = parts.header;
        assert_eq!((message_type, code, id, parts.token), (0, 1, 0x1234, &b"\x01\x02\x03\x04"[..]));
        assert_eq!(parts.options, [(11, &b"sensors"[..]), (11, b"temp")]);
        assert_eq!(parts.payload, b"!");
    }

    #[test]
    fn the_workloads_hold_a_thousand_messages_and_five() {
        assert_eq!(datagrams().len(), 1005);
    }

    #[test]
    fn who_uses_no_library_reads_and_writes_as_coap_codec_does() {
        assert_reads::<none::Nobody>();
        assert_writes::<none::Nobody>(|_| true);
    }

    #[test]
    fn coap_codec_writes_the_workloads_byte_for_byte() {
        assert_writes::<ours::CoapCodec>(|_| true);
    }

    #[cfg(feature = "rivals")]
    #[test]
    fn the_rivals_read_what_coap_codec_reads() {
        assert_reads::<coap_message::InMemory>();
        assert_reads::<minicoap::Minicoap>();
        assert_reads::<coap_lite::CoapLite>();
        assert_reads::<toad::Toad>();
    }

    #[cfg(feature = "rivals")]
    #[test]
    fn the_rivals_write_the_workloads_byte_for_byte() {
        assert_writes::<coap_message::InMemory>(|_| true);
        assert_writes::<coap_lite::CoapLite>(|_| true);
        assert_writes::<toad::Toad>(|_| true);
    }

    // It writes the length's extension in eight bytes, where there may be two.
    #[cfg(feature = "rivals")]
    #[test]
    fn minicoap_writes_options_of_269_bytes_and_more_wrongly() {
        assert_writes::<minicoap::Minicoap>(|parts| parts.options.iter().all(|(_, value)| value.len() < 269));
    }

    #[test]
    fn whatever_is_malformed_is_refused() {
        for case in MALFORMED {
            assert_eq!(seen::<ours::CoapCodec>(case.bytes), None, "{}", case.what);
            assert_eq!(seen::<none::Nobody>(case.bytes), None, "{}", case.what);
        }
    }
}
