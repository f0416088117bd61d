//! The harness: what is measured ([`Load`]), who is measured ([`Peer`]), and one prepared measurement ([`Job`]).
//! [`protocols`] has them all.

pub mod amqp;
pub mod coap;
mod digest;
mod load;
mod malformed;
pub mod mqtt;
mod program;
pub mod xmpp;

pub use digest::Digest;
pub use load::Load;
pub use malformed::Malformed;
pub use program::Program;

/// All that is measured of one protocol.
pub struct Protocol {
    /// Its name, which marks its tables in README.md.
    pub name: &'static str,
    /// The name of our crate.
    pub ours: &'static str,
    /// What is measured.
    pub loads: Vec<Load>,
    /// Who is measured: our crate first, where there is one.
    pub peers: Vec<Box<dyn Peer>>,
    /// Whether it is of interest what a byte costs, since packets are much alike but for their size.
    pub per_byte: bool,
    /// What nobody should decode.
    pub malformed: &'static [Malformed],
}

/// The protocols, in the order of README.md.
pub fn protocols() -> Vec<Protocol> {
    vec![
        Protocol {
            name: "mqtt",
            ours: "mqtt-codec",
            loads: mqtt::loads(),
            peers: mqtt::peers(),
            per_byte: false,
            malformed: mqtt::MALFORMED,
        },
        Protocol {
            name: "coap",
            ours: "coap-codec",
            loads: coap::loads(),
            peers: coap::peers(),
            per_byte: false,
            malformed: coap::MALFORMED,
        },
        Protocol {
            name: "amqp",
            ours: "amqp-frames",
            loads: amqp::loads(),
            peers: amqp::peers(),
            per_byte: false,
            malformed: amqp::MALFORMED,
        },
        Protocol {
            name: "xmpp",
            ours: "xmpp-stream",
            loads: xmpp::loads(),
            peers: xmpp::peers(),
            per_byte: true,
            malformed: xmpp::MALFORMED,
        },
    ]
}

/// One prepared measurement: a call goes once through all packets of its load and tells a number that
/// depends on all that was read or written. Call it once: some peers use up what they were given.
pub type Job<'a> = Box<dyn FnMut() -> u64 + 'a>;

/// A library under measurement. `None`: it does not know this protocol version, or lacks the operation.
pub trait Peer {
    /// Name and version, as the tables show them.
    fn name(&self) -> &'static str;

    /// Decodes every packet of the load, reads all there is in it into a [`Digest`], and drops it.
    ///
    /// All peers read the same, so their jobs tell the same number for the same load.
    fn decode<'a>(&self, load: &'a Load) -> Option<Job<'a>>;

    /// What is to be counted instead of the job that [`decode`](Self::decode) prepares, which only tells the number.
    fn program(&self, _load: &Load) -> Option<Program> {
        None
    }

    /// Decodes every packet of the load, and drops it unread.
    fn decode_alone<'a>(&self, _load: &'a Load) -> Option<Job<'a>> {
        None
    }

    /// Builds every packet of the load from its parts, and encodes it into one buffer.
    fn build<'a>(&self, _load: &'a Load) -> Option<Job<'a>> {
        None
    }

    /// Encodes every packet of the load, decoded beforehand, into one buffer that is cleared before each.
    fn encode<'a>(&self, _load: &'a Load) -> Option<Job<'a>> {
        None
    }

    /// As [`encode`](Self::encode), all but the payload, which the caller would send from where it is.
    fn encode_head<'a>(&self, _load: &'a Load) -> Option<Job<'a>> {
        None
    }

    /// Whether one packet that should be refused comes out of the decoder.
    fn accepts(&self, protocol: &str, packet: &[u8]) -> Option<bool>;
}
