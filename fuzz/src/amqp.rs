//! AMQP 1.0: frames and values of `amqp-frames`.

mod build;
mod decode;
mod message;
mod roundtrip;
mod split;
mod tree;
mod value;

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};

use amqp_frames::{Decoder, Limits, ProtocolId};

pub use self::build::build;
pub use self::decode::decode;
pub use self::message::message;
pub use self::roundtrip::roundtrip;
pub use self::split::split;
pub use self::value::value;

/// How bytes are to be decoded, as the first byte of the input says.
struct Setting {
    /// `None`: it is at the front of the stream.
    behind: Option<ProtocolId>,
    limits: Limits,
}

impl Setting {
    /// Bits 0 and 1 are the protocol header that is not there, bit 6 allows any frame to be large, bit 7 narrows the limits to
    /// what a fuzzer's bytes can reach.
    fn read(data: &[u8]) -> Option<(Self, &[u8])> {
        let (bits, input) = data.split_first()?;
        let behind = match bits & 0b11 {
            0 => None,
            1 => Some(ProtocolId::Amqp),
            2 => Some(ProtocolId::Sasl),
            _ => Some(ProtocolId::Tls),
        };
        let mut limits = if bits & 0x40 == 0 { Limits::default() } else { large_frames() };
        if bits & 0x80 != 0 {
            limits.max_size = 100;
            limits.max_depth = 4;
            limits.max_items = 12;
        }
        Some((Self { behind, limits }, input))
    }

    fn decoder(&self) -> Decoder {
        let limits = self.limits.clone();
        self.behind.map_or(Decoder::new(limits.clone()), |protocol| Decoder::behind(protocol, limits))
    }
}

/// The default limits, and no smaller ones for the first frames.
fn large_frames() -> Limits {
    let mut limits = Limits::default();
    limits.max_initial_frame_size = limits.max_frame_size;
    limits
}

fn hash(value: impl Hash) -> u64 {
    BuildHasherDefault::<DefaultHasher>::new().hash_one(value)
}

/// No peer's text can begin a line of its own, or change how the rest is shown.
fn check_line(line: &str) {
    assert!(!line.contains(char::is_control), "{line:?}");
}
