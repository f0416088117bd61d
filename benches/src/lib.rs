//! The harness: what is measured ([`Load`]), who is measured ([`Peer`]), and one prepared measurement ([`Job`]).

mod digest;
mod load;
pub mod mqtt;

pub use digest::Digest;
pub use load::Load;

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

    /// Encodes every packet of the load, decoded beforehand, into one buffer that is cleared before each.
    fn encode<'a>(&self, load: &'a Load) -> Option<Job<'a>>;

    /// As [`encode`](Self::encode), all but the payload, which the caller would send from where it is.
    fn encode_head<'a>(&self, _load: &'a Load) -> Option<Job<'a>> {
        None
    }

    /// Whether one packet that should be refused comes out of the decoder.
    fn accepts(&self, protocol: &str, packet: &[u8]) -> Option<bool>;
}
