//! XMPP over TCP: the workloads, `xmpp-stream` and its rivals.

#[cfg(feature = "rivals")]
mod expat;
mod malformed;
#[cfg(feature = "rivals")]
mod minidom;
mod ours;
#[cfg(feature = "rivals")]
mod quick_xml;
mod rows;
#[cfg(feature = "rivals")]
mod rxml;
mod visit;
#[cfg(feature = "rivals")]
mod xmpp_parsers;

use std::{hint::black_box, marker::PhantomData};

pub use malformed::MALFORMED;
use visit::Visit;

use crate::{Digest, Job, Load, Peer};

/// Rows of one element, on a stream whose header is read already.
const ELEMENTS: &str = "xmpp";
/// Rows that begin with a header.
const STREAM: &str = "stream";

const JABBER_CLIENT: &str = "jabber:client";
#[cfg(any(test, feature = "rivals"))]
const STREAMS: &str = "http://etherx.jabber.org/streams";
const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// What stands in front of [`ELEMENTS`]: without a language, which xmpp-parsers would find in every body.
const HEADER: &str = "<?xml version='1.0'?><stream:stream from='capulet.example' id='1' version='1.0' \
    xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

/// The workloads: stanzas, and a stream of them in larger and smaller pieces.
pub fn loads() -> Vec<Load> {
    rows::all()
}

/// Whom to measure: ours first.
pub fn peers() -> Vec<Box<dyn Peer>> {
    let peers: Vec<Box<dyn Peer>> = vec![
        Box::new(Measured::<ours::Stanzas, ours::StanzaEncoder>::new()),
        Box::new(Measured::<ours::Elements, ours::ElementEncoder>::new()),
        #[cfg(feature = "rivals")]
        Box::new(Measured::<xmpp_parsers::Stanzas, xmpp_parsers::StanzaEncoder>::new()),
        #[cfg(feature = "rivals")]
        Box::new(Measured::<minidom::Elements, minidom::ElementEncoder>::new()),
        #[cfg(feature = "rivals")]
        Box::new(Measured::<rxml::Events, rxml::EventEncoder>::new()),
        #[cfg(feature = "rivals")]
        Box::new(Measured::<quick_xml::Events, quick_xml::EventEncoder>::new()),
    ];
    #[cfg(feature = "rivals")]
    let peers =
        peers.into_iter().chain(expat::Expat::new().map(|expat| Box::new(expat) as Box<dyn Peer>)).collect();
    peers
}

/// How a library reads a stream: the same few lines measure them all.
trait Decode: 'static {
    const NAME: &'static str;
    /// Whether it can't read on when more has arrived.
    const NEEDS_ALL: bool = false;

    /// At the beginning of a stream.
    fn new() -> Self;
    /// Reads what has arrived, and shows all there is. What it leaves of the input, it is given again with what follows.
    /// `None`: the stream is refused.
    fn read(&mut self, input: &mut &[u8], visit: &mut impl Visit) -> Option<()>;
    /// The same, and looks at nothing.
    fn skim(&mut self, input: &mut &[u8]) -> Option<()>;
}

/// How a library writes an element on a stream.
trait Encode: 'static {
    /// What is prepared: the element as the library holds it.
    type Source;

    /// With whatever the library lets its callers use again and again.
    fn new() -> Self;
    fn source(unit: &[u8]) -> Self::Source;
    fn encode(&mut self, source: &Self::Source, written: impl FnMut(&[u8]));
}

struct Measured<D, E>(PhantomData<(D, E)>);

impl<D, E> Measured<D, E> {
    const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<D: Decode, E: Encode> Peer for Measured<D, E> {
    fn name(&self) -> &'static str {
        D::NAME
    }

    fn decode<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        let mut decoder = decoder_for::<D>(load)?;
        Some(Box::new(move || {
            let mut digest = Digest::default();
            feed(load, |input| decoder.read(input, &mut digest));
            black_box(digest.finish())
        }))
    }

    fn decode_alone<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        let mut decoder = decoder_for::<D>(load)?;
        Some(Box::new(move || {
            feed(load, |input| decoder.skim(input));
            load.packets as u64
        }))
    }

    fn encode<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        if load.protocol != ELEMENTS {
            return None;
        }
        let sources: Vec<_> = load.units().map(E::source).collect();
        let mut encoder = E::new();
        // Whatever grows has grown before it is measured.
        encode_all(&mut encoder, &sources);
        Some(Box::new(move || black_box(encode_all(&mut encoder, &sources))))
    }

    fn accepts(&self, protocol: &str, bytes: &[u8]) -> Option<bool> {
        let mut decoder = D::new();
        if protocol == ELEMENTS {
            decoder.read(&mut HEADER.as_bytes(), &mut Digest::default())?;
        }
        Some(decoder.read(&mut &bytes[..], &mut Digest::default()).is_some())
    }
}

fn decoder_for<D: Decode>(load: &Load) -> Option<D> {
    if D::NEEDS_ALL && load.chunk.is_some() {
        return None;
    }
    let mut decoder = D::new();
    if load.protocol == ELEMENTS {
        // Whatever grows has grown before it is measured.
        for mut bytes in [HEADER.as_bytes()].into_iter().chain(load.units().take(1)) {
            decoder.read(&mut bytes, &mut Digest::default()).expect("the workload decodes");
        }
    }
    Some(decoder)
}

/// Lets the bytes of a row arrive.
#[inline(always)]
fn feed(load: &Load, mut read: impl FnMut(&mut &[u8]) -> Option<()>) {
    let len = load.bytes.len();
    let chunk = load.chunk.unwrap_or(len);
    let (mut taken, mut arrived) = (0, 0);
    while arrived < len {
        arrived = len.min(arrived + chunk);
        let mut input = &load.bytes[taken..arrived];
        read(&mut input).expect("the workload decodes");
        taken = arrived - input.len();
    }
    assert_eq!(taken, len, "all is read");
}

// One copy for both calls: where a library's functions are called from many places, the compiler inlines less of them.
#[inline(never)]
fn encode_all<E: Encode>(encoder: &mut E, sources: &[E::Source]) -> u64 {
    let mut digest = Digest::default();
    for source in sources {
        encoder.encode(source, |element| Digest::bytes(&mut digest, element));
    }
    digest.finish()
}

/// A buffer to encode into: large enough, and already written to, or the operating system's handing out of fresh pages
/// would be measured too.
fn output() -> Vec<u8> {
    vec![0xff; 128 * 1024]
}

/// The workload has but one, and to write it out is not a library's work.
fn priority(priority: i8) -> &'static str {
    assert_eq!(priority, 5);
    "5"
}

/// The element with the namespace declared that the header of its stream declares.
fn standing_alone(unit: &[u8]) -> Vec<u8> {
    let name = unit.iter().position(|byte| *byte == b' ').expect("there are attributes");
    let (name, rest) = unit.split_at(name);
    [name, b" xmlns='jabber:client'", rest].concat()
}

#[cfg(test)]
mod tests {
    use visit::{Collect, Seen};

    use super::*;

    fn seen<D: Decode>(protocol: &str, bytes: &[u8]) -> Option<Vec<Seen>> {
        let mut decoder = D::new();
        if protocol == ELEMENTS {
            decoder.read(&mut HEADER.as_bytes(), &mut Collect::default())?;
        }
        let mut collect = Collect::default();
        decoder.read(&mut &bytes[..], &mut collect)?;
        Some(collect.0)
    }

    fn written<E: Encode>(unit: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        E::new().encode(&E::source(unit), |element| bytes.extend_from_slice(element));
        bytes
    }

    /// One of each row of elements.
    fn elements() -> Vec<Vec<u8>> {
        let loads = loads().into_iter().filter(|load| load.protocol == ELEMENTS);
        loads.map(|load| load.units().next().expect("a row has a unit").to_vec()).collect()
    }

    fn stream() -> Vec<u8> {
        loads().into_iter().find(|load| load.protocol == STREAM).expect("there is a stream").bytes
    }

    fn assert_writes<E: Encode, D: Decode>() {
        for element in elements() {
            let written = written::<E>(&element);
            assert_eq!(
                seen::<D>(ELEMENTS, &written),
                seen::<ours::Elements>(ELEMENTS, &element),
                "{}",
                String::from_utf8_lossy(&written)
            );
        }
    }

    #[test]
    fn ours_reads_what_stands_in_a_message() {
        let open = |namespace: &str, name: &str, attributes: &[[&str; 3]]| {
            let attributes = attributes.iter().map(|attribute| attribute.map(str::to_owned));
            Seen::Open(namespace.to_owned(), name.to_owned(), attributes.collect())
        };
        let expected = vec![
            open(
                JABBER_CLIENT,
                "message",
                &[
                    ["", "from", "juliet@capulet.example/balcony"],
                    ["", "id", "ktx72v0001"],
                    ["", "to", "romeo@montague.example/orchard"],
                    ["", "type", "chat"],
                    ["http://www.w3.org/XML/1998/namespace", "lang", "en"],
                ],
            ),
            open(JABBER_CLIENT, "body", &[]),
            Seen::Text("Art thou not Romeo, and a Montague? Wherefore art thou here & now".to_owned()),
            Seen::Close,
            open("http://jabber.org/protocol/chatstates", "active", &[]),
            Seen::Close,
            open("urn:xmpp:receipts", "request", &[]),
            Seen::Close,
            Seen::Close,
        ];
        assert_eq!(seen::<ours::Elements>(ELEMENTS, &elements()[0]), Some(expected));
    }

    #[test]
    fn ours_writes_the_workloads() {
        assert_writes::<ours::ElementEncoder, ours::Elements>();
        assert_writes::<ours::StanzaEncoder, ours::Elements>();
    }

    #[test]
    fn a_stanza_of_ours_shows_the_whole_element() {
        assert_reads::<ours::Stanzas>();
    }

    fn assert_reads<D: Decode>() {
        for element in elements() {
            assert_eq!(
                seen::<D>(ELEMENTS, &element),
                seen::<ours::Elements>(ELEMENTS, &element),
                "{}",
                D::NAME
            );
        }
        let ours = seen::<ours::Elements>(STREAM, &stream()).expect("ours reads the stream");
        let theirs = seen::<D>(STREAM, &stream()).expect("they read the stream");
        // Some show the header's end only when it comes, at the end of the stream.
        let elements = |seen: &[Seen]| {
            let is_header = matches!(&seen[0], Seen::Open(namespace, ..) if namespace == STREAMS);
            assert!(is_header);
            seen[1..].iter().skip_while(|seen| **seen == Seen::Close).cloned().collect::<Vec<_>>()
        };
        assert_eq!(theirs[0], ours[0], "{}", D::NAME);
        assert_eq!(elements(&theirs), elements(&ours), "{}", D::NAME);
    }

    #[cfg(feature = "rivals")]
    #[test]
    fn the_rivals_read_what_ours_reads() {
        assert_reads::<xmpp_parsers::Stanzas>();
        assert_reads::<minidom::Elements>();
        assert_reads::<rxml::Events>();
        assert_reads::<quick_xml::Events>();
    }

    #[cfg(feature = "rivals")]
    #[test]
    fn the_rivals_write_the_workloads() {
        // It moves a language from the stanza to what is in it.
        assert_writes::<xmpp_parsers::StanzaEncoder, xmpp_parsers::Stanzas>();
        assert_writes::<minidom::ElementEncoder, ours::Elements>();
        assert_writes::<rxml::EventEncoder, ours::Elements>();
        assert_writes::<quick_xml::EventEncoder, ours::Elements>();
    }

    #[test]
    fn ours_refuses_whatever_is_malformed() {
        for case in MALFORMED {
            assert_eq!(seen::<ours::Elements>(case.protocol, case.bytes), None, "{}", case.what);
            assert_eq!(seen::<ours::Stanzas>(case.protocol, case.bytes), None, "{}", case.what);
        }
    }
}
