//! Malformed frames and messages: what a peer lets pass, it saves the time for.

use crate::malformed::{Malformed, malformed};

const FRAME: &str = super::FRAMES;
const MESSAGE: &str = super::MESSAGES;

/// One for each check.
pub const MALFORMED: &[Malformed] = &[
    malformed(FRAME, "DOFF of 1", b"\0\0\0\x08\x01\0\0\0"),
    malformed(FRAME, "DOFF beyond the end", b"\0\0\0\x08\x03\0\0\0"),
    malformed(FRAME, "frame type 2", b"\0\0\0\x08\x02\x02\0\0"),
    malformed(FRAME, "performative 0x19", b"\0\0\0\x0c\x02\0\0\0\0S\x19E"),
    malformed(FRAME, "performative that is a map", b"\0\0\0\x0e\x02\0\0\0\0S\x10\xc1\x01\0"),
    malformed(FRAME, "bytes after an open", b"\0\0\0\x12\x02\0\0\0\0S\x10\xc0\x04\x01\xa1\x01a\0"),
    malformed(FRAME, "list longer than the frame", b"\0\0\0\x11\x02\0\0\0\0S\x10\xc0\x09\x01\xa1\x01a"),
    malformed(FRAME, "list with fewer items than it counts", b"\0\0\0\x11\x02\0\0\0\0S\x10\xc0\x04\x09\xa1\x01a"),
    malformed(FRAME, "list with bytes after the last item", b"\0\0\0\x12\x02\0\0\0\0S\x10\xc0\x05\x01\xa1\x01a\x40"),
    malformed(FRAME, "string that ends early", b"\0\0\0\x11\x02\0\0\0\0S\x10\xc0\x04\x01\xa1\x02a"),
    malformed(FRAME, "string that is not UTF-8", b"\0\0\0\x11\x02\0\0\0\0S\x10\xc0\x04\x01\xa1\x01\xff"),
    malformed(FRAME, "open without container-id", b"\0\0\0\x0c\x02\0\0\0\0S\x10E"),
    malformed(FRAME, "open whose container-id is null", b"\0\0\0\x0f\x02\0\0\0\0S\x10\xc0\x02\x01\x40"),
    malformed(FRAME, "open whose container-id is a symbol", b"\0\0\0\x11\x02\0\0\0\0S\x10\xc0\x04\x01\xa3\x01a"),
    malformed(FRAME, "open with eleven fields", b"\0\0\0\x1b\x02\0\0\0\0S\x10\xc0\x0e\x0b\xa1\x01a\x40\x40\x40\x40\x40\x40\x40\x40\x40A"),
    malformed(FRAME, "open whose max-frame-size is a ulong", b"\0\0\0\x14\x02\0\0\0\0S\x10\xc0\x07\x03\xa1\x01a\x40S\x09"),
    malformed(FRAME, "capability that is not ASCII", b"\0\0\0\x1b\x02\0\0\0\0S\x10\xc0\x0e\x08\xa1\x01a\x40\x40\x40\x40\x40\x40\xa3\x02\xc3\xa9"),
    malformed(FRAME, "capabilities that are strings", b"\0\0\0\x1d\x02\0\0\0\0S\x10\xc0\x10\x08\xa1\x01a\x40\x40\x40\x40\x40\x40\xe0\x04\x01\xa1\x01a"),
    malformed(FRAME, "capabilities with fewer items than they count", b"\0\0\0\x1d\x02\0\0\0\0S\x10\xc0\x10\x08\xa1\x01a\x40\x40\x40\x40\x40\x40\xe0\x04\x09\xa3\x01a"),
    malformed(FRAME, "properties with an odd count", b"\0\0\0\x1f\x02\0\0\0\0S\x10\xc0\x12\x0a\xa1\x01a\x40\x40\x40\x40\x40\x40\x40\x40\xc1\x04\x01\xa3\x01a"),
    malformed(FRAME, "property named by a string", b"\0\0\0\x20\x02\0\0\0\0S\x10\xc0\x13\x0a\xa1\x01a\x40\x40\x40\x40\x40\x40\x40\x40\xc1\x05\x02\xa1\x01aA"),
    malformed(FRAME, "property that is there twice", b"\0\0\0\x24\x02\0\0\0\0S\x10\xc0\x17\x0a\xa1\x01a\x40\x40\x40\x40\x40\x40\x40\x40\xc1\x09\x04\xa3\x01aA\xa3\x01aB"),
    malformed(FRAME, "transfer without handle", b"\0\0\0\x0c\x02\0\0\0\0S\x14E"),
    malformed(FRAME, "transfer with a tag of 33 bytes", b"\0\0\0\x33\x02\0\0\0\0S\x14\xc0\x26\x03CC\xa0\x21aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
    malformed(FRAME, "transfer whose rcv-settle-mode is 2", b"\0\0\0\x17\x02\0\0\0\0S\x14\xc0\x0a\x07CC\xa0\0CBBP\x02"),
    malformed(FRAME, "boolean of 2", b"\0\0\0\x11\x02\0\0\0\0S\x15\xc0\x04\x02V\x02C"),
    malformed(FRAME, "disposition with a delivery state 0x10", b"\0\0\0\x16\x02\0\0\0\0S\x15\xc0\x09\x05AC\x40A\0S\x10E"),
    malformed(FRAME, "sending attach without initial-delivery-count", b"\0\0\0\x13\x02\0\0\0\0S\x12\xc0\x06\x03\xa1\x01aCB"),
    malformed(MESSAGE, "section 0x79", b"\0SyE"),
    malformed(MESSAGE, "section that ends early", b"\0Su\xa0\x02a"),
    malformed(MESSAGE, "properties before the header", b"\0SsE\0SpE\0Su\xa0\0"),
    malformed(MESSAGE, "two headers", b"\0SpE\0SpE\0Su\xa0\0"),
    malformed(MESSAGE, "data after a value", b"\0SwA\0Su\xa0\0"),
    malformed(MESSAGE, "two values", b"\0SwA\0SwA"),
    malformed(MESSAGE, "data that is a string", b"\0Su\xa1\x01a"),
    malformed(MESSAGE, "message-id that is a symbol", b"\0Ss\xc0\x04\x01\xa3\x01a\0Su\xa0\0"),
    malformed(MESSAGE, "application property named by a symbol", b"\0St\xc1\x05\x02\xa3\x01aA\0Su\xa0\0"),
    malformed(MESSAGE, "application property that is a list", b"\0St\xc1\x05\x02\xa1\x01aE\0Su\xa0\0"),
    malformed(MESSAGE, "annotation named by a string", b"\0Sr\xc1\x05\x02\xa1\x01aA\0Su\xa0\0"),
    malformed(MESSAGE, "value of an unknown type", b"\0Sw\x3f"),
    malformed(MESSAGE, "char that is a surrogate", b"\0Sws\0\0\xd8\0"),
    malformed(MESSAGE, "map with a key that is there twice", b"\0Sw\xc1\x09\x04\xa1\x01aA\xa1\x01aB"),
    malformed(MESSAGE, "list that reaches out of its list", b"\0Sw\xc0\x04\x01\xc0\x02\x01A"),
    malformed(MESSAGE, "bytes after a value", b"\0SwAA"),
];
