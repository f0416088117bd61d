//! Malformed packets that a decoder can tell from the bytes alone: what a peer lets pass, it saves the time for.

use super::{V3_1_1, V5};
use crate::malformed::{Malformed, malformed};

/// One packet for each check.
pub const MALFORMED: &[Malformed] = &[
    malformed(V3_1_1, "topic name reaches into the next packet", b"\x30\x04\0\x06abcdefgh"),
    malformed(V3_1_1, "topic name is not UTF-8", b"\x30\x04\0\x02a\xff"),
    malformed(V3_1_1, "topic name holds U+0000", b"\x30\x04\0\x02a\0"),
    malformed(V3_1_1, "topic name holds a wildcard", b"\x30\x05\0\x03a/+"),
    malformed(V3_1_1, "topic name is empty", b"\x30\x03\0\0x"),
    malformed(V3_1_1, "DUP at QoS 0", b"\x38\x03\0\x01a"),
    malformed(V3_1_1, "packet identifier 0 in PUBLISH", b"\x32\x05\0\x01a\0\0"),
    malformed(V3_1_1, "packet identifier 0 in PUBACK", b"\x40\x02\0\0"),
    malformed(V3_1_1, "flags of PUBACK not 0", b"\x45\x02\0\x01"),
    malformed(V3_1_1, "bytes after the last field of PUBACK", b"\x40\x03\0\x01\0"),
    malformed(V3_1_1, "flags of SUBSCRIBE not 2", b"\x80\x06\0\x01\0\x01a\0"),
    malformed(V3_1_1, "topic filter `a#`", b"\x82\x07\0\x01\0\x02a#\0"),
    malformed(V3_1_1, "reserved bits in SUBSCRIBE options", b"\x82\x06\0\x01\0\x01a\x40"),
    malformed(V3_1_1, "SUBSCRIBE without filters", b"\x82\x02\0\x01"),
    malformed(V5, "Remaining Length longer than needed", b"\x30\x84\0\0\x01a\0"),
    malformed(V5, "topic name reaches into the next packet", b"\x30\x04\0\x06abcdefgh"),
    malformed(V5, "topic name is not UTF-8", b"\x30\x05\0\x02a\xff\0"),
    malformed(V5, "topic name holds U+0000", b"\x30\x05\0\x02a\0\0"),
    malformed(V5, "topic name holds a wildcard", b"\x30\x06\0\x03a/+\0"),
    malformed(V5, "topic name is empty, without alias", b"\x30\x03\0\0\0"),
    malformed(V5, "DUP at QoS 0", b"\x38\x04\0\x01a\0"),
    malformed(V5, "packet identifier 0 in PUBLISH", b"\x32\x06\0\x01a\0\0\0"),
    malformed(V5, "packet identifier 0 in PUBACK", b"\x40\x02\0\0"),
    malformed(V5, "property twice", b"\x30\x0e\0\x01a\x0a\x02\0\0\0\x09\x02\0\0\0\x09"),
    malformed(V5, "property of another packet", b"\x30\x09\0\x01a\x05\x11\0\0\0\x09"),
    malformed(V5, "Topic Alias 0", b"\x30\x07\0\x01a\x03\x23\0\0"),
    malformed(V5, "Payload Format Indicator 2", b"\x30\x06\0\x01a\x02\x01\x02"),
    malformed(V5, "Response Topic holds a wildcard", b"\x30\x08\0\x01a\x04\x08\0\x01+"),
    malformed(V5, "User Property holds U+0000", b"\x30\x0b\0\x01a\x07\x26\0\x01\0\0\x01b"),
    malformed(V5, "topic filter `a#`", b"\x82\x08\0\x01\0\0\x02a#\0"),
    malformed(V5, "reserved bits in SUBSCRIBE options", b"\x82\x07\0\x01\0\0\x01a\x40"),
    malformed(V5, "No Local on a shared subscription", b"\x82\x10\0\x01\0\0\x0a$share/g/a\x04"),
    malformed(V5, "SUBSCRIBE without filters", b"\x82\x03\0\x01\0"),
    malformed(V5, "bytes after the last field of CONNECT", b"\x10\x0e\0\x04MQTT\x05\x02\0\0\0\0\0x"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_one_packet_by_its_remaining_length() {
        for case in MALFORMED {
            let (body, len) = match case.bytes {
                [_, len, rest @ ..] if *len < 0x80 => (rest, usize::from(*len)),
                [_, len, 0, rest @ ..] => (rest, usize::from(*len & 0x7f)),
                _ => panic!("{}", case.what),
            };
            let next = if case.what.contains("next packet") { 6 } else { 0 };
            assert_eq!(body.len(), len + next, "{} {}", case.protocol, case.what);
        }
    }
}
