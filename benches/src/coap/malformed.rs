//! Malformed datagrams: what a peer lets pass, it saves the time for.

use crate::malformed::{Malformed, malformed};

const COAP: &str = "coap";

/// One datagram for each check.
pub const MALFORMED: &[Malformed] = &[
    malformed(COAP, "shorter than a header", b"\x40\x01\x12"),
    malformed(COAP, "version 2", b"\x80\x01\x12\x34"),
    malformed(COAP, "token length 9", b"\x49\x01\x12\x34abcdefghi"),
    malformed(COAP, "token ends early", b"\x44\x01\x12\x34abc"),
    malformed(COAP, "code of a reserved class", b"\x40\x20\x12\x34"),
    malformed(COAP, "Empty with a token", b"\x41\x00\x12\x34a"),
    malformed(COAP, "Empty with a payload", b"\x40\x00\x12\x34\xffa"),
    malformed(COAP, "Empty in a NON", b"\x50\x00\x12\x34"),
    malformed(COAP, "request in an ACK", b"\x60\x01\x12\x34"),
    malformed(COAP, "response in an RST", b"\x70\x45\x12\x34"),
    malformed(COAP, "marker without a payload", b"\x40\x01\x12\x34\xff"),
    malformed(COAP, "option delta of 15", b"\x40\x01\x12\x34\xf1aa"),
    malformed(COAP, "option length of 15", b"\x40\x01\x12\x34\x1f\x00"),
    malformed(COAP, "option delta ends early", b"\x40\x01\x12\x34\xe0\x01"),
    malformed(COAP, "option value ends early", b"\x40\x01\x12\x34\xb4tem"),
    malformed(COAP, "option number 65,536", b"\x40\x01\x12\x34\xe0\xfe\xf2\x10"),
];
