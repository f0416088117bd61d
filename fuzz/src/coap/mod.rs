//! CoAP: messages of `coap-codec`, over UDP, TCP and WebSocket, URIs and links.

mod build;
mod decode;
mod json;
mod roundtrip;
mod split;
mod text;

use coap_codec::{Decoder, Limits, Token};

pub use self::build::build;
pub use self::decode::decode;
pub use self::json::json;
pub use self::roundtrip::roundtrip;
pub use self::split::split;
pub use self::text::text;

/// How bytes are to be decoded, as the first byte of the input says.
struct Setting {
    limits: Limits,
    after_csm: bool,
}

impl Setting {
    /// Bit 0 leaves out the CSM, bit 1 allows extended tokens, bit 7 narrows the limits to what a fuzzer's bytes can reach.
    fn read(data: &[u8]) -> Option<(Self, &[u8])> {
        let (bits, input) = data.split_first()?;
        let mut limits = Limits::default();
        limits.max_token_len = if bits & 2 == 0 { Token::MAX_LEN } else { Token::MAX_EXTENDED_LEN };
        if bits & 0x80 != 0 {
            limits.max_message_size = 100;
            limits.max_options = 3;
            limits.max_token_len = limits.max_token_len.min(20);
        }
        Some((Self { limits, after_csm: bits & 1 != 0 }, input))
    }

    fn decoder(&self) -> Decoder {
        let limits = self.limits.clone();
        if self.after_csm { Decoder::after_csm(limits) } else { Decoder::new(limits) }
    }
}
