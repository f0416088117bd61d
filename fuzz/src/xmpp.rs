//! XMPP: streams, elements, stanzas and addresses of `xmpp-stream`.

mod decode;
mod element;
mod header;
mod jid;
mod peer;
mod split;
mod stanza;
mod tree;

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};

use xmpp_stream::Limits;

pub use self::decode::decode;
pub use self::element::element;
pub use self::jid::jid;
use self::peer::Peer;
pub use self::split::split;
pub use self::stanza::stanza;

/// How bytes are to be decoded, as the first byte of the input says.
struct Setting {
    authenticated: bool,
    restarts: bool,
    limits: Limits,
}

impl Setting {
    /// Bit 0 says that authentication is over, bit 1 that the stream begins anew behind an element called `success` or
    /// `proceed`, bit 7 narrows the limits to what a fuzzer's bytes can reach.
    fn read(data: &[u8]) -> Option<(Self, &[u8])> {
        let (bits, input) = data.split_first()?;
        let mut limits = Limits::default();
        if bits & 0x80 != 0 {
            limits.max_element_size = 200;
            limits.max_initial_element_size = 120;
            limits.max_depth = 3;
            limits.max_attributes = 2;
            limits.max_namespaces = 3;
            limits.max_namespace_len = 40;
        }
        Some((Self { authenticated: bits & 1 != 0, restarts: bits & 2 != 0, limits }, input))
    }

    fn peer(&self) -> Peer {
        Peer::new(self.limits.clone(), self.authenticated, self.restarts)
    }
}

/// What is encoded may be larger than what was decoded, and what is built have more of everything.
fn no_limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_element_size = usize::MAX;
    limits.max_initial_element_size = usize::MAX;
    limits.max_depth = usize::MAX;
    limits.max_attributes = usize::MAX;
    limits.max_namespaces = usize::MAX;
    limits.max_namespace_len = usize::MAX;
    limits
}

fn hash(value: impl Hash) -> u64 {
    BuildHasherDefault::<DefaultHasher>::new().hash_one(value)
}

/// No peer's text can begin a line of its own, or change how the rest is shown.
fn check_line(line: &str) {
    assert!(!line.contains(char::is_control), "{line:?}");
}
