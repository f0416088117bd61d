//! MQTT: packets and topics of `mqtt-codec`.

mod arbitrary;
mod decode;
mod roundtrip;
mod split;
mod topics;

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};

use mqtt_codec::{Decoder, Limits, Version};

pub use self::arbitrary::arbitrary;
pub use self::decode::decode;
pub use self::roundtrip::roundtrip;
pub use self::split::split;
pub use self::topics::topics;

const VERSIONS: [Version; 3] = [Version::V3_1, Version::V3_1_1, Version::V5];

/// Limits that a fuzzer's bytes can reach.
fn narrow_limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_packet_size = 200;
    limits.max_items = 3;
    limits
}

/// Limits that no bytes can reach.
fn no_limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_packet_size = usize::MAX;
    limits.max_items = usize::MAX;
    limits
}

fn hash(value: impl Hash) -> u64 {
    BuildHasherDefault::<DefaultHasher>::new().hash_one(value)
}

/// How a stream is to be decoded, as the first byte of the input says.
struct Setting {
    /// `None`: the CONNECT settles it.
    version: Option<Version>,
    limits: Limits,
}

impl Setting {
    /// Bits 0 and 1 are the version, bit 7 narrows the limits.
    fn read(data: &[u8]) -> Option<(Self, &[u8])> {
        let (bits, stream) = data.split_first()?;
        let version = VERSIONS.get(usize::from(bits & 0b11)).copied();
        let limits = if bits & 0x80 == 0 { Limits::default() } else { narrow_limits() };
        Some((Self { version, limits }, stream))
    }

    fn decoder(&self) -> Decoder {
        match self.version {
            Some(version) => Decoder::new(version, self.limits.clone()),
            None => Decoder::awaiting_connect(self.limits.clone()),
        }
    }
}
