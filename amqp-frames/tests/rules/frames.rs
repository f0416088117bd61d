//! Protocol headers and frames (parts 2 and 5), and what of parts 3 and 4 stands in frames.

use amqp_frames::DecodeErrorKind::*;
use amqp_frames::definitions::{
    DeliveryNumber, Error, ErrorCondition, FieldsBuf, Handle, Role, TransferNumber,
};
use amqp_frames::delivery_state::{self, DeliveryState, Rejected, TransactionalState, UnsettledBuf};
use amqp_frames::performative::{Attach, Disposition, Flow, Open, Transfer};
use amqp_frames::types::{ListBuf, ValueBuf};
use amqp_frames::{DecodeError, Decoder, EncodeError, Frame, FrameBuf, Limits, ProtocolId};

use crate::{Outcome, Rule, accepted, refused, refused_in, same};

/// The beginning of a connection.
#[rustfmt::skip]
pub(crate) const HEADERS: &[Rule] = &[
    accepted("the header of AMQP", "2.2", b"AMQP\0\x01\0\0", "Protocol-Header AMQP 1-0-0"),
    refused("version 1.1.0", "2.2", b"AMQP\0\x01\x01\0", ProtocolVersion(ProtocolId::Amqp), 0, "protocol header"),
    refused("version 2.0.0", "2.2", b"AMQP\0\x02\0\0", ProtocolVersion(ProtocolId::Amqp), 0, "protocol header"),
    refused("version 1.0.1", "2.2", b"AMQP\0\x01\0\x01", ProtocolVersion(ProtocolId::Amqp), 0, "protocol header"),
    refused("protocol id 1", "2.2", b"AMQP\x01\x01\0\0", ProtocolVersion(ProtocolId::Amqp), 0, "protocol header"),
    refused("protocol id 4", "2.2", b"AMQP\x04\x01\0\0", ProtocolVersion(ProtocolId::Amqp), 0, "protocol header"),
    refused("AMQP 0-9-1", "2.2", b"AMQP\0\0\x09\x01", Amqp0_9_1, 0, "protocol header"),
    refused("AMQP 0-8", "2.2", b"AMQP\x01\x01\x08\0", Amqp0, 0, "protocol header"),
    refused("AMQP 0-8 in the order of 0-9-1", "2.2", b"AMQP\0\0\x08\0", Amqp0, 0, "protocol header"),
    refused("AMQP 0-8 as some wrote it", "2.2", b"AMQP\x01\x01\x09\x01", Amqp0, 0, "protocol header"),
    refused("AMQP 0-9", "2.2", b"AMQP\x01\x01\0\x09", Amqp0, 0, "protocol header"),
    refused("AMQP 0-10", "2.2", b"AMQP\x01\x01\0\x0a", Amqp0, 0, "protocol header"),
    refused("a frame without a header before it", "2.2", b"\0\0\0\x0c\x02\0\0\0\0\x53\x18\x45", ProtocolHeader, 0, "protocol header"),
    refused("amqp in small letters", "2.2", b"amqp\0\x01\0\0", ProtocolHeader, 0, "protocol header"),
    refused("a TLS ClientHello", "A58", b"\x16\x03\x01\x02\0\x01\0\x01", Tls, 0, "protocol header"),
    refused("an alert of TLS, which is all that its server says", "A58", b"\x15\x03\x03\0\x02\x02\x46", Tls, 0, "protocol header"),
    refused("a line of five letters", "A58", b"hello\x0d\x0a", ProtocolHeader, 0, "protocol header"),
    refused("an HTTP request", "A58", b"GET / HTTP/1.1\x0d\x0a\x0d\x0a", Http, 0, "protocol header"),
    refused("an HTTP response", "A58", b"HTTP/1.1 400 Bad Request\x0d\x0a\x0d\x0a", Http, 0, "protocol header"),
    accepted("the header of TLS", "5.2", b"AMQP\x02\x01\0\0", "Protocol-Header TLS 1-0-0"),
    refused("TLS of version 1.1.0", "5.2", b"AMQP\x02\x01\x01\0", ProtocolVersion(ProtocolId::Tls), 0, "protocol header"),
    accepted("the header of SASL", "5.3", b"AMQP\x03\x01\0\0", "Protocol-Header SASL 1-0-0"),
    refused("SASL of version 1.0.1", "5.3", b"AMQP\x03\x01\0\x01", ProtocolVersion(ProtocolId::Sasl), 0, "protocol header"),
];

/// Behind the header of AMQP.
#[rustfmt::skip]
pub(crate) const AMQP: &[Rule] = &[
    accepted("an open", "1.3.2", b"\0\0\0\x11\x02\0\0\0\0\x53\x10\xc0\x04\x01\xa1\x01a", "open \"a\" max frame 4294967295 max channel 65535"),
    same("a list in four bytes each", "1.3.2", b"\0\0\0\x17\x02\0\0\0\0\x53\x10\xd0\0\0\0\x07\0\0\0\x01\xa1\x01a", b"\0\0\0\x11\x02\0\0\0\0\x53\x10\xc0\x04\x01\xa1\x01a"),
    refused_in("a map for a composite type", "1.3.2", b"\0\0\0\x12\x02\0\0\0\0\x53\x10\xc1\x05\x02\xa1\x01a\x40", WrongType, 11, "open", "list"),
    same("a symbol as descriptor of a performative", "1.3.3", b"\0\0\0\x19\x02\0\0\x01\0\xa3\x0damqp:end:list\x45", b"\0\0\0\x0c\x02\0\0\x01\0\x53\x17\x45"),
    same("a number in eight bytes as descriptor of a performative", "1.3.3", b"\0\0\0\x13\x02\0\0\x01\0\x80\0\0\0\0\0\0\0\x17\x45", b"\0\0\0\x0c\x02\0\0\x01\0\x53\x17\x45"),
    refused("a descriptor of another domain", "1.3.3", b"\0\0\0\x13\x02\0\0\0\0\x80\0\0\0\x01\0\0\0\x17\x45", Descriptor, 8, "descriptor"),
    refused("a uint as descriptor", "1.5", b"\0\0\0\x0c\x02\0\0\0\0\x52\x17\x45", Descriptor, 8, "descriptor"),
    refused("a string as descriptor", "1.5", b"\0\0\0\x19\x02\0\0\0\0\xa1\x0damqp:end:list\x45", Descriptor, 8, "descriptor"),
    refused_in("a uint as ulong", "1.3.4", b"\0\0\0\x1b\x02\0\0\0\0\x53\x10\xc0\x0e\x03\xa1\x01a\x40\x80\0\0\0\0\0\0\x02\x58", WrongType, 18, "open", "max-frame-size"),
    refused_in("a ushort as uint", "1.3.4", b"\0\0\0\x15\x02\0\0\0\0\x53\x10\xc0\x08\x04\xa1\x01a\x40\x40\x52\x09", WrongType, 19, "open", "channel-max"),
    refused_in("a string as symbol", "1.3.4", b"\0\0\0\x11\x02\0\0\0\0\x53\x10\xc0\x04\x01\xa3\x01a", WrongType, 14, "open", "container-id"),
    refused_in("a field of a type that there is not", "1.3.4", b"\0\0\0\x0f\x02\0\0\0\0\x53\x10\xc0\x02\x01\x4e", FormatCode, 14, "open", "container-id"),
    refused_in("a target as source", "1.3.4", b"\0\0\0\x19\x02\0\0\0\0\x53\x12\xc0\x0c\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x29\x45", Descriptor, 21, "attach", "source"),
    refused_in("a source as target", "1.3.4", b"\0\0\0\x1a\x02\0\0\0\0\x53\x12\xc0\x0d\x07\xa1\x01a\x43\x41\x40\x40\x40\0\x53\x28\x45", Descriptor, 22, "attach", "target"),
    refused_in("a coordinator as source", "1.3.4", b"\0\0\0\x19\x02\0\0\0\0\x53\x12\xc0\x0c\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x30\x45", Descriptor, 21, "attach", "source"),
    refused_in("a list without descriptor as source", "1.3.4", b"\0\0\0\x16\x02\0\0\0\0\x53\x12\xc0\x09\x06\xa1\x01a\x43\x41\x40\x40\x45", WrongType, 21, "attach", "source"),
    refused_in("an error as delivery state", "1.3.4", b"\0\0\0\x1b\x02\0\0\0\0\x53\x15\xc0\x0e\x05\x41\x43\x40\x40\0\x53\x1d\xc0\x04\x01\xa3\x01a", Descriptor, 18, "disposition", "state"),
    refused_in("a section as delivery state", "1.3.4", b"\0\0\0\x17\x02\0\0\0\0\x53\x15\xc0\x0a\x05\x41\x43\x40\x40\0\x53\x75\xa0\0", Descriptor, 18, "disposition", "state"),
    accepted("a source of a type that is not defined", "1.3.4", b"\0\0\0\x1c\x02\0\0\0\0\x53\x12\xc0\x0f\x06\xa1\x01a\x43\x41\x40\x40\0\xa3\x03x:y\x40", "attach \"a\" handle 0 receiver from @x:y null"),
    accepted("a delivery state of a type that is not defined", "1.3.4", b"\0\0\0\x1a\x02\0\0\0\0\x53\x15\xc0\x0d\x05\x41\x43\x40\x40\0\xa3\x03x:y\x52\x07", "disposition receiver delivery 0 @x:y 7"),
    accepted("a delivery state without descriptor, which rhea sends", "1.3.4", b"\0\0\0\x1b\x02\0\0\0\0\x53\x15\xc0\x0e\x05\x41\x43\x40\x40\xd1\0\0\0\x04\0\0\0\0", "disposition receiver delivery 0 {}"),
    refused_in("a mandatory field that is null", "1.3.4", b"\0\0\0\x12\x02\0\0\0\0\x53\x10\xc0\x05\x02\x40\xa1\x01b", MissingField, 14, "open", "container-id"),
    refused_in("a mandatory field that is left out", "1.3.4", b"\0\0\0\x0c\x02\0\0\0\0\x53\x10\x45", MissingField, 12, "open", "container-id"),
    same("the defaults of an open", "1.3.4", b"\0\0\0\x1a\x02\0\0\0\0\x53\x10\xc0\x0d\x04\xa1\x01a\x40\x70\xff\xff\xff\xff\x60\xff\xff", b"\0\0\0\x11\x02\0\0\0\0\x53\x10\xc0\x04\x01\xa1\x01a"),
    same("nulls at the end", "1.4", b"\0\0\0\x1a\x02\0\0\0\0\x53\x10\xc0\x0d\x0a\xa1\x01a\x40\x40\x40\x40\x40\x40\x40\x40\x40", b"\0\0\0\x11\x02\0\0\0\0\x53\x10\xc0\x04\x01\xa1\x01a"),
    refused_in("an element for no field", "1.4", b"\0\0\0\x1b\x02\0\0\0\0\x53\x10\xc0\x0e\x0b\xa1\x01a\x40\x40\x40\x40\x40\x40\x40\x40\x40\x40", TooManyFields, 26, "open", "list"),
    refused_in("a field too few in the count", "1.4", b"\0\0\0\x14\x02\0\0\0\0\x53\x10\xc0\x07\x01\xa1\x01a\xa1\x01b", TrailingBytes, 17, "open", "list"),
    refused_in("a field too many in the count", "1.4", b"\0\0\0\x12\x02\0\0\0\0\x53\x10\xc0\x05\x03\xa1\x01a\x40", Truncated, 18, "open", "max-frame-size"),
    refused_in("a count of one field more than there are and than there may be", "1.4", b"\0\0\0\x1b\x02\0\0\0\0\x53\x15\xc0\x0e\x05\x41\x43\x40\x40\0\x53\x23\xc0\x04\x03\x52\x01\x44", TooManyFields, 27, "received", "list"),
    same("one value of several as an array", "1.4", b"\0\0\0\x1d\x02\0\0\0\0\x53\x10\xc0\x10\x08\xa1\x01a\x40\x40\x40\x40\x40\x40\xe0\x04\x01\xa3\x01a", b"\0\0\0\x1a\x02\0\0\0\0\x53\x10\xc0\x0d\x08\xa1\x01a\x40\x40\x40\x40\x40\x40\xa3\x01a"),
    same("several values in wider encodings", "1.4", b"\0\0\0\x2b\x02\0\0\0\0\x53\x10\xc0\x1e\x08\xa1\x01a\x40\x40\x40\x40\x40\x40\xf0\0\0\0\x0f\0\0\0\x02\xb3\0\0\0\x01\x61\0\0\0\x01\x62", b"\0\0\0\x1f\x02\0\0\0\0\x53\x10\xc0\x12\x08\xa1\x01a\x40\x40\x40\x40\x40\x40\xe0\x06\x02\xa3\x01a\x01b"),
    refused_in("several values in a list", "1.4", b"\0\0\0\x20\x02\0\0\0\0\x53\x10\xc0\x13\x08\xa1\x01a\x40\x40\x40\x40\x40\x40\xc0\x07\x02\xa3\x01a\xa3\x01b", WrongType, 23, "open", "offered-capabilities"),
    refused_in("several strings for symbols", "1.4", b"\0\0\0\x1d\x02\0\0\0\0\x53\x10\xc0\x10\x08\xa1\x01a\x40\x40\x40\x40\x40\x40\xe0\x04\x01\xa1\x01a", WrongType, 23, "open", "offered-capabilities"),
    refused_in("several symbols with a descriptor", "1.4", b"\0\0\0\x20\x02\0\0\0\0\x53\x10\xc0\x13\x08\xa1\x01a\x40\x40\x40\x40\x40\x40\xe0\x07\x01\0\x53\x01\xa3\x01a", WrongType, 23, "open", "offered-capabilities"),
    refused_in("one string for a symbol", "1.4", b"\0\0\0\x1a\x02\0\0\0\0\x53\x10\xc0\x0d\x08\xa1\x01a\x40\x40\x40\x40\x40\x40\xa1\x01a", WrongType, 23, "open", "offered-capabilities"),
    refused_in("several symbols that are not all ASCII", "1.4", b"\0\0\0\x1f\x02\0\0\0\0\x53\x10\xc0\x12\x08\xa1\x01a\x40\x40\x40\x40\x40\x40\xe0\x06\x02\xa3\x01a\x01\x80", Symbol, 29, "open", "offered-capabilities"),
    same("no symbols", "1.4", b"\0\0\0\x1b\x02\0\0\0\0\x53\x10\xc0\x0e\x08\xa1\x01a\x40\x40\x40\x40\x40\x40\xe0\x02\0\xa3", b"\0\0\0\x11\x02\0\0\0\0\x53\x10\xc0\x04\x01\xa1\x01a"),
    refused_in("no strings for symbols", "1.4", b"\0\0\0\x1b\x02\0\0\0\0\x53\x10\xc0\x0e\x08\xa1\x01a\x40\x40\x40\x40\x40\x40\xe0\x02\0\xa1", WrongType, 23, "open", "offered-capabilities"),
    refused_in("an empty list for no symbols", "1.4", b"\0\0\0\x18\x02\0\0\0\0\x53\x10\xc0\x0b\x08\xa1\x01a\x40\x40\x40\x40\x40\x40\x45", WrongType, 23, "open", "offered-capabilities"),
    refused_in("a settle mode that is none", "1.3.5", b"\0\0\0\x15\x02\0\0\0\0\x53\x12\xc0\x08\x04\xa1\x01a\x43\x41\x50\x03", Choice, 19, "attach", "snd-settle-mode"),
    same("an extended header and no body", "2.3", b"\0\0\0\x0c\x03\0\0\x05\xff\xff\xff\xff", b"\0\0\0\x08\x02\0\0\x05"),
    accepted("an empty frame", "2.3", b"\0\0\0\x08\x02\0\0\0", "empty channel 0"),
    refused("a frame of 0 bytes", "2.3.1", b"\0\0\0\0\x02\0\0\0", FrameSize, 0, "SIZE"),
    refused("a frame of 1 bytes", "2.3.1", b"\0\0\0\x01\x02\0\0\0", FrameSize, 0, "SIZE"),
    refused("a frame of 2 bytes", "2.3.1", b"\0\0\0\x02\x02\0\0\0", FrameSize, 0, "SIZE"),
    refused("a frame of 3 bytes", "2.3.1", b"\0\0\0\x03\x02\0\0\0", FrameSize, 0, "SIZE"),
    refused("a frame of 4 bytes", "2.3.1", b"\0\0\0\x04\x02\0\0\0", FrameSize, 0, "SIZE"),
    refused("a frame of 5 bytes", "2.3.1", b"\0\0\0\x05\x02\0\0\0", FrameSize, 0, "SIZE"),
    refused("a frame of 6 bytes", "2.3.1", b"\0\0\0\x06\x02\0\0\0", FrameSize, 0, "SIZE"),
    refused("a frame of 7 bytes", "2.3.1", b"\0\0\0\x07\x02\0\0\0", FrameSize, 0, "SIZE"),
    refused("a frame of 4 GiB", "2.3.1", b"\xff\xff\xff\xff\x02\0\0\0", TooLarge, 0, "SIZE"),
    refused("data offset 0", "2.3.1", b"\0\0\0\x0c\0\0\0\0\0\x53\x17\x45", DataOffset, 4, "DOFF"),
    refused("data offset 1", "2.3.1", b"\0\0\0\x0c\x01\0\0\0\0\x53\x17\x45", DataOffset, 4, "DOFF"),
    refused("a data offset behind the frame", "2.3.1", b"\0\0\0\x0c\x04\0\0\0\0\x53\x17\x45", DataOffset, 4, "DOFF"),
    refused("the largest data offset in the smallest frame", "2.3.1", b"\0\0\0\x08\xff\0\0\0", DataOffset, 4, "DOFF"),
    accepted("a data offset that is the end", "2.3.1", b"\0\0\0\x0c\x03\0\0\x01\0\0\0\0", "empty channel 1"),
    refused("frame type 2", "2.3.1", b"\0\0\0\x0c\x02\x02\0\0\0\x53\x17\x45", FrameType, 5, "TYPE"),
    refused("frame type 255", "2.3.1", b"\0\0\0\x0c\x02\xff\0\0\0\x53\x17\x45", FrameType, 5, "TYPE"),
    refused("a frame of SASL among those of AMQP", "2.3.1", b"\0\0\0\x10\x02\x01\0\0\0\x53\x44\xc0\x03\x01\x50\0", FrameType, 5, "TYPE"),
    same("an extended header", "2.3.2", b"\0\0\0\x10\x03\0\0\x01\xff\xff\xff\xff\0\x53\x17\x45", b"\0\0\0\x0c\x02\0\0\x01\0\x53\x17\x45"),
    same("an extended header of 496 bytes, which looks like frames", "2.3.2", b"\0\0\x01\xfc\x7e\0\0\x01\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\x08\x02\0\0\0\0\x53\x17\x45", b"\0\0\0\x0c\x02\0\0\x01\0\x53\x17\x45"),
    refused("a performative that there is not", "2.3.2", b"\0\0\0\x0c\x02\0\0\0\0\x53\x19\x45", Descriptor, 8, "descriptor"),
    refused("a delivery state for a performative", "2.3.2", b"\0\0\0\x0c\x02\0\0\0\0\x53\x24\x45", Descriptor, 8, "descriptor"),
    refused("a performative of SASL", "2.3.2", b"\0\0\0\x10\x02\0\0\0\0\x53\x44\xc0\x03\x01\x50\0", Descriptor, 8, "descriptor"),
    refused("a symbol that names no performative", "2.3.2", b"\0\0\0\x1c\x02\0\0\0\0\xa3\x10amqp:finish:list\x45", Descriptor, 8, "descriptor"),
    refused("a list without descriptor", "2.3.2", b"\0\0\0\x09\x02\0\0\0\x45", WrongType, 8, "descriptor"),
    refused_in("a descriptor and no list", "2.3.2", b"\0\0\0\x0b\x02\0\0\0\0\x53\x17", Truncated, 11, "end", "list"),
    refused("half a descriptor", "2.3.2", b"\0\0\0\x0a\x02\0\0\0\0\x53", Truncated, 9, "ulong"),
    accepted("a payload", "2.3.2", b"\0\0\0\x19\x02\0\0\0\0\x53\x14\xc0\x06\x03\x43\x43\xa0\x01t\0\x53\x75\xa0\x01\x78", "transfer handle 0 delivery 0 tag 0x74 6 bytes"),
    accepted("a payload that is no message", "2.3.2", b"\0\0\0\x14\x02\0\0\0\0\x53\x14\xc0\x06\x03\x43\x43\xa0\x01t\xff", "transfer handle 0 delivery 0 tag 0x74 1 bytes"),
    accepted("a transfer without payload", "2.3.2", b"\0\0\0\x13\x02\0\0\0\0\x53\x14\xc0\x06\x03\x43\x43\xa0\x01t", "transfer handle 0 delivery 0 tag 0x74 0 bytes"),
    refused("bytes behind an open", "2.3.2", b"\0\0\0\x12\x02\0\0\0\0\x53\x10\xc0\x04\x01\xa1\x01a\0", TrailingBytes, 17, "frame body"),
    refused("bytes behind a begin", "2.3.2", b"\0\0\0\x13\x02\0\0\0\0\x53\x11\xc0\x05\x04\x40\x43\x43\x43\0", TrailingBytes, 18, "frame body"),
    refused("bytes behind an attach", "2.3.2", b"\0\0\0\x14\x02\0\0\0\0\x53\x12\xc0\x06\x03\xa1\x01a\x43\x41\0", TrailingBytes, 19, "frame body"),
    refused("bytes behind a flow", "2.3.2", b"\0\0\0\x13\x02\0\0\0\0\x53\x13\xc0\x05\x04\x40\x43\x43\x43\0", TrailingBytes, 18, "frame body"),
    refused("bytes behind a disposition", "2.3.2", b"\0\0\0\x11\x02\0\0\0\0\x53\x15\xc0\x03\x02\x41\x43\0", TrailingBytes, 16, "frame body"),
    refused("bytes behind a detach", "2.3.2", b"\0\0\0\x10\x02\0\0\0\0\x53\x16\xc0\x02\x01\x43\0", TrailingBytes, 15, "frame body"),
    refused("bytes behind an end", "2.3.2", b"\0\0\0\x0d\x02\0\0\0\0\x53\x17\x45\0", TrailingBytes, 12, "frame body"),
    refused("bytes behind a close", "2.3.2", b"\0\0\0\x0d\x02\0\0\0\0\x53\x18\x45\0", TrailingBytes, 12, "frame body"),
    accepted("a frame without a body", "2.3.2", b"\0\0\0\x08\x02\0\0\x07", "empty channel 7"),
    refused("an open on channel 1", "2.4.1", b"\0\0\0\x11\x02\0\0\x01\0\x53\x10\xc0\x04\x01\xa1\x01a", Channel, 6, "channel"),
    refused("an open on channel 256", "2.4.1", b"\0\0\0\x11\x02\0\x01\0\0\x53\x10\xc0\x04\x01\xa1\x01a", Channel, 6, "channel"),
    accepted("a close on the last channel", "2.4.3", b"\0\0\0\x0c\x02\0\xff\xff\0\x53\x18\x45", "close channel 65535"),
    accepted("an empty frame on the last channel", "2.4.5", b"\0\0\0\x08\x02\0\xff\xff", "empty channel 65535"),
    refused("a frame of 513 bytes before the open", "2.7.1", b"\0\0\x02\x01\x02\0\0\0", TooLarge, 0, "SIZE"),
    accepted("a frame of 512 bytes before the open", "2.7.1", b"\0\0\x02\0\x02\0\0\0\0\x53\x10\xd0\0\0\x01\xf0\0\0\0\x02\xa1\xffaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xa1\xe9bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "open \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\" host \"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\" max frame 4294967295 max channel 65535"),
    accepted("an open that takes frames of 0 bytes", "2.7.1", b"\0\0\0\x13\x02\0\0\0\0\x53\x10\xc0\x06\x03\xa1\x01a\x40\x43", "open \"a\" max frame 0 max channel 65535"),
    accepted("an open with all fields", "2.7.1", b"\0\0\0\x3f\x02\0\0\0\0\x53\x10\xc0\x32\x0a\xa1\x01a\xa1\x01b\x70\0\0\x02\0\x60\0\x09\x52\x1e\xa3\x05en-US\xe0\x06\x02\xa3\x01a\x01b\xa3\x01c\xe0\x06\x02\xa3\x01a\x01b\xc1\x05\x02\xa3\x01k\x41", "open \"a\" host \"b\" max frame 512 max channel 9 idle time-out 30 ms"),
    accepted("an idle time-out of 0", "2.7.1", b"\0\0\0\x15\x02\0\0\0\0\x53\x10\xc0\x08\x05\xa1\x01a\x40\x40\x40\x43", "open \"a\" max frame 4294967295 max channel 65535 idle time-out 0 ms"),
    same("no locales", "2.7.1", b"\0\0\0\x19\x02\0\0\0\0\x53\x10\xc0\x0c\x06\xa1\x01a\x40\x40\x40\x40\xe0\x02\0\xa3", b"\0\0\0\x11\x02\0\0\0\0\x53\x10\xc0\x04\x01\xa1\x01a"),
    same("empty locales", "2.7.1", b"\0\0\0\x1a\x02\0\0\0\0\x53\x10\xc0\x0d\x07\xa1\x01a\x40\x40\x40\x40\x40\xe0\x02\0\xb3", b"\0\0\0\x11\x02\0\0\0\0\x53\x10\xc0\x04\x01\xa1\x01a"),
    accepted("a begin", "2.7.2", b"\0\0\0\x15\x02\0\0\x01\0\x53\x11\xc0\x08\x04\x40\x52\x01\x52\x02\x52\x03", "begin next 1 windows 2 in 3 out channel 1"),
    accepted("a begin that answers one", "2.7.2", b"\0\0\0\x17\x02\0\0\x01\0\x53\x11\xc0\x0a\x04\x60\0\0\x52\x01\x52\x02\x52\x03", "begin of 0 next 1 windows 2 in 3 out channel 1"),
    same("the default of a begin", "2.7.2", b"\0\0\0\x1a\x02\0\0\x01\0\x53\x11\xc0\x0d\x05\x40\x52\x01\x52\x02\x52\x03\x70\xff\xff\xff\xff", b"\0\0\0\x15\x02\0\0\x01\0\x53\x11\xc0\x08\x04\x40\x52\x01\x52\x02\x52\x03"),
    refused_in("a begin without next-outgoing-id", "2.7.2", b"\0\0\0\x14\x02\0\0\0\0\x53\x11\xc0\x07\x04\x40\x40\x52\x02\x52\x03", MissingField, 15, "begin", "next-outgoing-id"),
    refused_in("a begin without incoming-window", "2.7.2", b"\0\0\0\x14\x02\0\0\0\0\x53\x11\xc0\x07\x04\x40\x52\x01\x40\x52\x03", MissingField, 17, "begin", "incoming-window"),
    refused_in("a begin without outgoing-window", "2.7.2", b"\0\0\0\x13\x02\0\0\0\0\x53\x11\xc0\x06\x03\x40\x52\x01\x52\x02", MissingField, 19, "begin", "outgoing-window"),
    accepted("a receiver's attach", "2.7.3", b"\0\0\0\x13\x02\0\0\0\0\x53\x12\xc0\x06\x03\xa1\x01a\x43\x41", "attach \"a\" handle 0 receiver"),
    accepted("a sender's attach", "2.7.3", b"\0\0\0\x1b\x02\0\0\0\0\x53\x12\xc0\x0e\x0a\xa1\x01a\x43\x42\x40\x40\x40\x40\x40\x40\x52\x05", "attach \"a\" handle 0 sender"),
    same("the defaults of an attach", "2.7.3", b"\0\0\0\x1b\x02\0\0\0\0\x53\x12\xc0\x0e\x09\xa1\x01a\x43\x41\x50\x02\x50\0\x40\x40\x40\x42", b"\0\0\0\x13\x02\0\0\0\0\x53\x12\xc0\x06\x03\xa1\x01a\x43\x41"),
    refused_in("an attach without name", "2.7.3", b"\0\0\0\x11\x02\0\0\0\0\x53\x12\xc0\x04\x03\x40\x43\x41", MissingField, 14, "attach", "name"),
    refused_in("an attach without handle", "2.7.3", b"\0\0\0\x13\x02\0\0\0\0\x53\x12\xc0\x06\x03\xa1\x01a\x40\x41", MissingField, 17, "attach", "handle"),
    refused_in("an attach without role", "2.7.3", b"\0\0\0\x12\x02\0\0\0\0\x53\x12\xc0\x05\x02\xa1\x01a\x43", MissingField, 18, "attach", "role"),
    refused_in("a sender's attach without initial-delivery-count", "2.7.3", b"\0\0\0\x13\x02\0\0\0\0\x53\x12\xc0\x06\x03\xa1\x01a\x43\x42", MissingField, 19, "attach", "initial-delivery-count"),
    refused_in("the same where other fields are behind", "2.7.3", b"\0\0\0\x1c\x02\0\0\0\0\x53\x12\xc0\x0f\x0b\xa1\x01a\x43\x42\x40\x40\x40\x40\x40\x40\x40\x53\x01", MissingField, 25, "attach", "initial-delivery-count"),
    accepted("a receiver's initial-delivery-count", "2.7.3", b"\0\0\0\x1b\x02\0\0\0\0\x53\x12\xc0\x0e\x0a\xa1\x01a\x43\x41\x40\x40\x40\x40\x40\x40\x52\x05", "attach \"a\" handle 0 receiver"),
    accepted("unsettled deliveries, one of them without state", "2.7.3", b"\0\0\0\x2f\x02\0\0\0\0\x53\x12\xc0\x22\x08\xa1\x01a\x43\x41\x40\x40\x40\x40\xc1\x16\x06\xa0\x01t\x40\xa0\0\0\x53\x24\x45\xa0\x01v\0\x53\x23\xc0\x03\x02\x43\x44", "attach \"a\" handle 0 receiver"),
    accepted("no unsettled deliveries, which is not the same as none told", "2.7.3", b"\0\0\0\x1a\x02\0\0\0\0\x53\x12\xc0\x0d\x08\xa1\x01a\x43\x41\x40\x40\x40\x40\xc1\x01\0", "attach \"a\" handle 0 receiver"),
    refused_in("null as a delivery tag", "2.7.3", b"\0\0\0\x1c\x02\0\0\0\0\x53\x12\xc0\x0f\x08\xa1\x01a\x43\x41\x40\x40\x40\x40\xc1\x03\x02\x40\x40", WrongType, 26, "attach", "unsettled"),
    refused_in("a string as a delivery tag", "2.7.3", b"\0\0\0\x22\x02\0\0\0\0\x53\x12\xc0\x15\x08\xa1\x01a\x43\x41\x40\x40\x40\x40\xc1\x09\x04\xa0\x01t\x40\xa1\x01u\x40", WrongType, 30, "attach", "unsettled"),
    refused_in("a delivery tag of 33 bytes among those unsettled", "2.7.3", b"\0\0\0\x3e\x02\0\0\0\0\x53\x12\xc0\x31\x08\xa1\x01a\x43\x41\x40\x40\x40\x40\xc1\x25\x02\xa0\x21ttttttttttttttttttttttttttttttttt\x40", TooLong, 26, "attach", "unsettled"),
    refused_in("a delivery tag twice", "2.7.3", b"\0\0\0\x28\x02\0\0\0\0\x53\x12\xc0\x1b\x08\xa1\x01a\x43\x41\x40\x40\x40\x40\xc1\x0f\x04\xa0\x01t\x40\xb0\0\0\0\x01\x74\0\x53\x24\x45", DuplicateKey, 30, "attach", "unsettled"),
    refused_in("a state that breaks a rule among those unsettled", "2.7.3", b"\0\0\0\x25\x02\0\0\0\0\x53\x12\xc0\x18\x08\xa1\x01a\x43\x41\x40\x40\x40\x40\xc1\x0c\x02\xa0\x01t\0\x53\x23\xc0\x03\x02\x43\x40", MissingField, 36, "received", "section-offset"),
    refused_in("a source as a state among those unsettled", "2.7.3", b"\0\0\0\x21\x02\0\0\0\0\x53\x12\xc0\x14\x08\xa1\x01a\x43\x41\x40\x40\x40\x40\xc1\x08\x02\xa0\x01t\0\x53\x28\x45", Descriptor, 29, "attach", "unsettled"),
    accepted("a max-message-size of 0", "2.7.3", b"\0\0\0\x1b\x02\0\0\0\0\x53\x12\xc0\x0e\x0b\xa1\x01a\x43\x41\x40\x40\x40\x40\x40\x40\x40\x44", "attach \"a\" handle 0 receiver"),
    accepted("a flow of a session", "2.7.4", b"\0\0\0\x15\x02\0\0\x01\0\x53\x13\xc0\x08\x04\x40\x52\x02\x52\x01\x52\x03", "flow next 1 windows 2 in 3 out channel 1"),
    accepted("a flow of a link", "2.7.4", b"\0\0\0\x21\x02\0\0\x01\0\x53\x13\xc0\x14\x0b\x43\x52\x02\x52\x01\x52\x03\x43\x52\x09\x52\x64\x52\x04\x41\x41\xc1\x01\0", "flow next 1 windows 2 in 3 out handle 0 credit 100 available 4 drain echo channel 1"),
    same("the defaults of a flow", "2.7.4", b"\0\0\0\x1b\x02\0\0\x01\0\x53\x13\xc0\x0e\x0a\x40\x52\x02\x52\x01\x52\x03\x40\x40\x40\x40\x42\x42", b"\0\0\0\x15\x02\0\0\x01\0\x53\x13\xc0\x08\x04\x40\x52\x02\x52\x01\x52\x03"),
    refused_in("a flow without incoming-window", "2.7.4", b"\0\0\0\x12\x02\0\0\0\0\x53\x13\xc0\x05\x04\x40\x40\x43\x43", MissingField, 15, "flow", "incoming-window"),
    refused_in("a flow without next-outgoing-id", "2.7.4", b"\0\0\0\x12\x02\0\0\0\0\x53\x13\xc0\x05\x04\x40\x43\x40\x43", MissingField, 16, "flow", "next-outgoing-id"),
    refused_in("a flow without outgoing-window", "2.7.4", b"\0\0\0\x11\x02\0\0\0\0\x53\x13\xc0\x04\x03\x40\x43\x43", MissingField, 17, "flow", "outgoing-window"),
    refused_in("delivery-count without handle", "2.7.4", b"\0\0\0\x14\x02\0\0\0\0\x53\x13\xc0\x07\x06\x40\x43\x43\x43\x40\x43", WithoutHandle, 19, "flow", "delivery-count"),
    refused_in("link-credit without handle", "2.7.4", b"\0\0\0\x15\x02\0\0\0\0\x53\x13\xc0\x08\x07\x40\x43\x43\x43\x40\x40\x43", WithoutHandle, 20, "flow", "link-credit"),
    refused_in("available without handle", "2.7.4", b"\0\0\0\x16\x02\0\0\0\0\x53\x13\xc0\x09\x08\x40\x43\x43\x43\x40\x40\x40\x43", WithoutHandle, 21, "flow", "available"),
    refused_in("drain without handle", "2.7.4", b"\0\0\0\x17\x02\0\0\0\0\x53\x13\xc0\x0a\x09\x40\x43\x43\x43\x40\x40\x40\x40\x41", WithoutHandle, 22, "flow", "drain"),
    refused_in("properties without handle", "2.7.4", b"\0\0\0\x1b\x02\0\0\0\0\x53\x13\xc0\x0e\x0b\x40\x43\x43\x43\x40\x40\x40\x40\x40\x40\xc1\x01\0", WithoutHandle, 24, "flow", "properties"),
    accepted("echo without handle", "2.7.4", b"\0\0\0\x18\x02\0\0\x01\0\x53\x13\xc0\x0b\x0a\x40\x43\x43\x43\x40\x40\x40\x40\x40\x41", "flow next 0 windows 0 in 0 out echo channel 1"),
    accepted("a transfer that goes on", "2.7.5", b"\0\0\0\x10\x02\0\0\0\0\x53\x14\xc0\x02\x01\x43\x78", "transfer handle 0 1 bytes"),
    same("the defaults of a transfer", "2.7.5", b"\0\0\0\x1a\x02\0\0\0\0\x53\x14\xc0\x0c\x0b\x43\x40\x40\x40\x40\x42\x40\x40\x42\x42\x42\x78", b"\0\0\0\x10\x02\0\0\0\0\x53\x14\xc0\x02\x01\x43\x78"),
    accepted("a transfer with all fields", "2.7.5", b"\0\0\0\x22\x02\0\0\0\0\x53\x14\xc0\x14\x0b\x52\x01\x52\x02\xa0\x01t\x43\x41\x41\x50\x01\0\x53\x24\x45\x41\x41\x41\x78", "transfer handle 1 delivery 2 tag 0x74 settled more aborted 1 bytes"),
    refused_in("a transfer without handle", "2.7.5", b"\0\0\0\x11\x02\0\0\0\0\x53\x14\xc0\x03\x02\x40\x43\x78", MissingField, 14, "transfer", "handle"),
    accepted("a disposition", "2.7.6", b"\0\0\0\x11\x02\0\0\0\0\x53\x15\xc0\x04\x02\x41\x52\x04", "disposition receiver delivery 4"),
    same("the defaults of a disposition", "2.7.6", b"\0\0\0\x15\x02\0\0\0\0\x53\x15\xc0\x08\x06\x41\x52\x04\x40\x42\x40\x42", b"\0\0\0\x11\x02\0\0\0\0\x53\x15\xc0\x04\x02\x41\x52\x04"),
    accepted("a range that goes round", "2.7.6", b"\0\0\0\x17\x02\0\0\0\0\x53\x15\xc0\x0a\x04\x42\x70\xff\xff\xff\xff\x52\x01\x41", "disposition sender delivery 4294967295 to 1 settled"),
    refused_in("a disposition without role", "2.7.6", b"\0\0\0\x10\x02\0\0\0\0\x53\x15\xc0\x03\x02\x40\x43", MissingField, 14, "disposition", "role"),
    refused_in("a disposition without first", "2.7.6", b"\0\0\0\x12\x02\0\0\0\0\x53\x15\xc0\x05\x03\x41\x40\x52\x01", MissingField, 15, "disposition", "first"),
    accepted("a detach", "2.7.7", b"\0\0\0\x0f\x02\0\0\0\0\x53\x16\xc0\x02\x01\x43", "detach handle 0"),
    accepted("a detach that closes", "2.7.7", b"\0\0\0\x2a\x02\0\0\0\0\x53\x16\xc0\x1d\x03\x43\x41\0\x53\x1d\xc0\x15\x02\xa3\x0eamqp:not-found\xa1\x02no", "detach handle 0 closed amqp:not-found \"no\""),
    same("the default of a detach", "2.7.7", b"\0\0\0\x10\x02\0\0\0\0\x53\x16\xc0\x03\x02\x43\x42", b"\0\0\0\x0f\x02\0\0\0\0\x53\x16\xc0\x02\x01\x43"),
    refused_in("a detach without handle", "2.7.7", b"\0\0\0\x10\x02\0\0\0\0\x53\x16\xc0\x03\x02\x40\x41", MissingField, 14, "detach", "handle"),
    accepted("an end", "2.7.8", b"\0\0\0\x0c\x02\0\0\x01\0\x53\x17\x45", "end channel 1"),
    accepted("an end with an error", "2.7.8", b"\0\0\0\x28\x02\0\0\0\0\x53\x17\xc0\x1b\x01\0\x53\x1d\xc0\x15\x02\xa3\x0eamqp:not-found\xa1\x02no", "end amqp:not-found \"no\""),
    refused_in("an end with a delivery state", "2.7.8", b"\0\0\0\x12\x02\0\0\0\0\x53\x17\xc0\x05\x01\0\x53\x26\x45", Descriptor, 14, "end", "error"),
    accepted("a close", "2.7.9", b"\0\0\0\x0c\x02\0\0\0\0\x53\x18\x45", "close"),
    accepted("a close with an error", "2.7.9", b"\0\0\0\x28\x02\0\0\0\0\x53\x18\xc0\x1b\x01\0\x53\x1d\xc0\x15\x02\xa3\x0eamqp:not-found\xa1\x02no", "close amqp:not-found \"no\""),
    refused_in("a close with an error that has no descriptor", "2.7.9", b"\0\0\0\x14\x02\0\0\0\0\x53\x18\xc0\x07\x01\xc0\x04\x01\xa3\x01a", WrongType, 14, "close", "error"),
    same("a role in a byte", "2.8.1", b"\0\0\0\x14\x02\0\0\0\0\x53\x12\xc0\x07\x03\xa1\x01a\x43\x56\x01", b"\0\0\0\x13\x02\0\0\0\0\x53\x12\xc0\x06\x03\xa1\x01a\x43\x41"),
    refused_in("a role of 2", "2.8.1", b"\0\0\0\x14\x02\0\0\0\0\x53\x12\xc0\x07\x03\xa1\x01a\x43\x56\x02", Boolean, 18, "attach", "role"),
    refused_in("a role as a number", "2.8.1", b"\0\0\0\x14\x02\0\0\0\0\x53\x12\xc0\x07\x03\xa1\x01a\x43\x50\x01", WrongType, 18, "attach", "role"),
    accepted("sent unsettled", "2.8.2", b"\0\0\0\x15\x02\0\0\0\0\x53\x12\xc0\x08\x04\xa1\x01a\x43\x41\x50\0", "attach \"a\" handle 0 receiver"),
    accepted("sent settled", "2.8.2", b"\0\0\0\x15\x02\0\0\0\0\x53\x12\xc0\x08\x04\xa1\x01a\x43\x41\x50\x01", "attach \"a\" handle 0 receiver"),
    refused_in("a settle mode in a uint", "2.8.2", b"\0\0\0\x15\x02\0\0\0\0\x53\x12\xc0\x08\x04\xa1\x01a\x43\x41\x52\x01", WrongType, 19, "attach", "snd-settle-mode"),
    accepted("settled second", "2.8.3", b"\0\0\0\x16\x02\0\0\0\0\x53\x12\xc0\x09\x05\xa1\x01a\x43\x41\x40\x50\x01", "attach \"a\" handle 0 receiver"),
    refused_in("a settle mode that no receiver has", "2.8.3", b"\0\0\0\x16\x02\0\0\0\0\x53\x12\xc0\x09\x05\xa1\x01a\x43\x41\x40\x50\x02", Choice, 20, "attach", "rcv-settle-mode"),
    refused_in("the same in a transfer", "2.8.3", b"\0\0\0\x16\x02\0\0\0\0\x53\x14\xc0\x09\x07\x43\x40\x40\x40\x40\x40\x50\x02", Choice, 20, "transfer", "rcv-settle-mode"),
    accepted("a delivery tag of no bytes", "2.8.7", b"\0\0\0\x12\x02\0\0\0\0\x53\x14\xc0\x05\x03\x43\x43\xa0\0", "transfer handle 0 delivery 0 tag 0x 0 bytes"),
    accepted("a delivery tag of 32 bytes", "2.8.7", b"\0\0\0\x32\x02\0\0\0\0\x53\x14\xc0\x25\x03\x43\x43\xa0\x20tttttttttttttttttttttttttttttttt", "transfer handle 0 delivery 0 tag 0x7474747474747474747474747474747474747474747474747474747474747474 0 bytes"),
    refused_in("a delivery tag of 33 bytes", "2.8.7", b"\0\0\0\x33\x02\0\0\0\0\x53\x14\xc0\x26\x03\x43\x43\xa0\x21ttttttttttttttttttttttttttttttttt", TooLong, 16, "transfer", "delivery-tag"),
    accepted("a message format of somebody else", "2.8.11", b"\0\0\0\x18\x02\0\0\0\0\x53\x14\xc0\x0b\x04\x43\x43\xa0\x01t\x70\x124Vx", "transfer handle 0 delivery 0 tag 0x74 0 bytes"),
    accepted("strings for keys of fields, which rhea sends", "2.8.13", b"\0\0\0\x20\x02\0\0\0\0\x53\x10\xc0\x13\x0a\xa1\x01a\x40\x40\x40\x40\x40\x40\x40\x40\xc1\x05\x02\xa1\x01k\x41", "open \"a\" max frame 4294967295 max channel 65535"),
    accepted("null as a key of fields, which is taken likewise", "2.8.13", b"\0\0\0\x1e\x02\0\0\0\0\x53\x10\xc0\x11\x0a\xa1\x01a\x40\x40\x40\x40\x40\x40\x40\x40\xc1\x03\x02\x40\x41", "open \"a\" max frame 4294967295 max channel 65535"),
    refused_in("fields with an odd number of items", "2.8.13", b"\0\0\0\x1f\x02\0\0\0\0\x53\x10\xc0\x12\x0a\xa1\x01a\x40\x40\x40\x40\x40\x40\x40\x40\xc1\x04\x01\xa3\x01k", OddMap, 25, "open", "properties"),
    refused_in("a key of fields twice", "2.8.13", b"\0\0\0\x24\x02\0\0\0\0\x53\x10\xc0\x17\x0a\xa1\x01a\x40\x40\x40\x40\x40\x40\x40\x40\xc1\x09\x04\xa3\x01k\x41\xa3\x01k\x42", DuplicateKey, 32, "open", "properties"),
    refused_in("fields that are a list", "2.8.13", b"\0\0\0\x1a\x02\0\0\0\0\x53\x10\xc0\x0d\x0a\xa1\x01a\x40\x40\x40\x40\x40\x40\x40\x40\x45", WrongType, 25, "open", "properties"),
    accepted("an error with all fields", "2.8.14", b"\0\0\0\x23\x02\0\0\0\0\x53\x17\xc0\x16\x01\0\x53\x1d\xc0\x10\x03\xa3\x03a:b\xa1\x01c\xc1\x05\x02\xa3\x01d\x43", "end a:b \"c\""),
    refused_in("an error without condition", "2.8.14", b"\0\0\0\x19\x02\0\0\0\0\x53\x17\xc0\x0c\x01\0\x53\x1d\xc0\x06\x02\x40\xa1\x02no", MissingField, 20, "error", "condition"),
    refused_in("an empty error", "2.8.14", b"\0\0\0\x13\x02\0\0\0\0\x53\x18\xc0\x06\x02\0\x53\x1d\x45\x40", MissingField, 18, "error", "condition"),
    refused_in("a string as condition", "2.8.14", b"\0\0\0\x24\x02\0\0\0\0\x53\x17\xc0\x17\x01\0\x53\x1d\xc0\x11\x01\xa1\x0eamqp:not-found", WrongType, 20, "error", "condition"),
    accepted("a shared condition", "2.8.15", b"\0\0\0\x2f\x02\0\0\0\0\x53\x18\xc0\x22\x01\0\x53\x1d\xc0\x1c\x01\xa3\x19amqp:frame-size-too-small", "close amqp:frame-size-too-small"),
    accepted("a condition of another", "2.8.15", b"\0\0\0\x22\x02\0\0\0\0\x53\x18\xc0\x15\x01\0\x53\x1d\xc0\x0f\x01\xa3\x0cexample:gone", "close example:gone"),
    accepted("a condition of connections", "2.8.16", b"\0\0\0\x33\x02\0\0\0\0\x53\x18\xc0\x26\x01\0\x53\x1d\xc0\x20\x01\xa3\x1damqp:connection:framing-error", "close amqp:connection:framing-error"),
    accepted("a condition of sessions", "2.8.17", b"\0\0\0\x2e\x02\0\0\0\0\x53\x17\xc0\x21\x01\0\x53\x1d\xc0\x1b\x01\xa3\x18amqp:session:errant-link", "end amqp:session:errant-link"),
    accepted("a condition of links", "2.8.18", b"\0\0\0\x28\x02\0\0\0\0\x53\x16\xc0\x1b\x03\x43\x41\0\x53\x1d\xc0\x13\x01\xa3\x10amqp:link:stolen", "detach handle 0 closed amqp:link:stolen"),
    accepted("received", "3.4.1", b"\0\0\0\x1c\x02\0\0\0\0\x53\x15\xc0\x0f\x05\x41\x43\x40\x40\0\x53\x23\xc0\x05\x02\x52\x01\x53\x02", "disposition receiver delivery 0 received section 1 offset 2"),
    refused_in("received without section-number", "3.4.1", b"\0\0\0\x1b\x02\0\0\0\0\x53\x15\xc0\x0e\x05\x41\x43\x40\x40\0\x53\x23\xc0\x04\x02\x40\x53\x02", MissingField, 24, "received", "section-number"),
    refused_in("received without section-offset", "3.4.1", b"\0\0\0\x1a\x02\0\0\0\0\x53\x15\xc0\x0d\x05\x41\x43\x40\x40\0\x53\x23\xc0\x03\x01\x52\x01", MissingField, 26, "received", "section-offset"),
    refused_in("received with an offset of four bytes", "3.4.1", b"\0\0\0\x1c\x02\0\0\0\0\x53\x15\xc0\x0f\x05\x41\x43\x40\x40\0\x53\x23\xc0\x05\x02\x52\x01\x52\x02", WrongType, 26, "received", "section-offset"),
    accepted("accepted", "3.4.2", b"\0\0\0\x16\x02\0\0\0\0\x53\x15\xc0\x09\x05\x41\x43\x40\x40\0\x53\x24\x45", "disposition receiver delivery 0 accepted"),
    same("accepted with an empty list of its own", "3.4.2", b"\0\0\0\x18\x02\0\0\0\0\x53\x15\xc0\x0b\x05\x41\x43\x40\x40\0\x53\x24\xc0\x01\0", b"\0\0\0\x16\x02\0\0\0\0\x53\x15\xc0\x09\x05\x41\x43\x40\x40\0\x53\x24\x45"),
    refused_in("accepted with a field", "3.4.2", b"\0\0\0\x19\x02\0\0\0\0\x53\x15\xc0\x0c\x05\x41\x43\x40\x40\0\x53\x24\xc0\x02\x01\x40", TooManyFields, 24, "accepted", "list"),
    accepted("rejected", "3.4.3", b"\0\0\0\x16\x02\0\0\0\0\x53\x15\xc0\x09\x05\x41\x43\x40\x40\0\x53\x25\x45", "disposition receiver delivery 0 rejected"),
    accepted("rejected with an error", "3.4.3", b"\0\0\0\x32\x02\0\0\0\0\x53\x15\xc0\x25\x05\x41\x43\x40\x40\0\x53\x25\xc0\x1b\x01\0\x53\x1d\xc0\x15\x02\xa3\x0eamqp:not-found\xa1\x02no", "disposition receiver delivery 0 rejected amqp:not-found \"no\""),
    refused_in("rejected with a state", "3.4.3", b"\0\0\0\x1c\x02\0\0\0\0\x53\x15\xc0\x0f\x05\x41\x43\x40\x40\0\x53\x25\xc0\x05\x01\0\x53\x26\x45", Descriptor, 24, "rejected", "error"),
    accepted("released", "3.4.4", b"\0\0\0\x16\x02\0\0\0\0\x53\x15\xc0\x09\x05\x41\x43\x40\x40\0\x53\x26\x45", "disposition receiver delivery 0 released"),
    refused_in("released with a field", "3.4.4", b"\0\0\0\x19\x02\0\0\0\0\x53\x15\xc0\x0c\x05\x41\x43\x40\x40\0\x53\x26\xc0\x02\x01\x40", TooManyFields, 24, "released", "list"),
    accepted("modified", "3.4.5", b"\0\0\0\x16\x02\0\0\0\0\x53\x15\xc0\x09\x05\x41\x43\x40\x40\0\x53\x27\x45", "disposition receiver delivery 0 modified"),
    accepted("modified with all fields", "3.4.5", b"\0\0\0\x27\x02\0\0\0\0\x53\x15\xc0\x1a\x05\x41\x43\x40\x40\0\x53\x27\xc0\x10\x03\x41\x42\xc1\x0b\x02\xa3\x07x-opt-a\x43", "disposition receiver delivery 0 modified"),
    accepted("modified with annotations under a number, which the type of the field does not allow", "3.4.5", b"\0\0\0\x20\x02\0\0\0\0\x53\x15\xc0\x13\x05\x41\x43\x40\x40\0\x53\x27\xc0\x09\x03\x40\x40\xc1\x04\x02\x53\x01\x43", "disposition receiver delivery 0 modified"),
    refused_in("modified with annotations in a list", "3.4.5", b"\0\0\0\x1b\x02\0\0\0\0\x53\x15\xc0\x0e\x05\x41\x43\x40\x40\0\x53\x27\xc0\x04\x03\x40\x40\x45", WrongType, 26, "modified", "message-annotations"),
    accepted("a source", "3.5.3", b"\0\0\0\x1e\x02\0\0\0\0\x53\x12\xc0\x11\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x04\x01\xa1\x01q", "attach \"a\" handle 0 receiver from \"q\""),
    same("the defaults of a source", "3.5.3", b"\0\0\0\x2c\x02\0\0\0\0\x53\x12\xc0\x1f\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x12\x05\x40\x43\xa3\x0bsession-end\x43\x42", b"\0\0\0\x19\x02\0\0\0\0\x53\x12\xc0\x0c\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\x45"),
    accepted("a source with all fields", "3.5.3", b"\0\0\0\x53\x02\0\0\0\0\x53\x12\xc0\x46\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x39\x0b\xa1\x01q\x52\x02\xa3\x05never\x52\x09\x42\x40\xa3\x04copy\xc1\x0d\x02\xa3\x01f\0\xa3\x03x:f\xa1\x01g\0\x53\x26\x45\xe0\x06\x02\xa3\x01a\x01b\xa3\x05queue", "attach \"a\" handle 0 receiver from \"q\""),
    refused_in("an address that is no string", "3.5.3", b"\0\0\0\x1e\x02\0\0\0\0\x53\x12\xc0\x11\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x04\x01\xa3\x01q", WrongType, 27, "source", "address"),
    accepted("a receiver asks for a dynamic source", "3.5.3", b"\0\0\0\x23\x02\0\0\0\0\x53\x12\xc0\x16\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x09\x06\x40\x40\x40\x40\x41\xc1\x01\0", "attach \"a\" handle 0 receiver from dynamic"),
    refused_in("a receiver names a dynamic source", "3.5.3", b"\0\0\0\x22\x02\0\0\0\0\x53\x12\xc0\x15\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x08\x05\xa1\x01q\x40\x40\x40\x41", DynamicAddress, 21, "attach", "source"),
    accepted("a sender names a dynamic source", "3.5.3", b"\0\0\0\x26\x02\0\0\0\0\x53\x12\xc0\x19\x0a\xa1\x01a\x43\x42\x40\x40\0\x53\x28\xc0\x08\x05\xa1\x01q\x40\x40\x40\x41\x40\x40\x40\x43", "attach \"a\" handle 0 sender from \"q\""),
    refused_in("a sender does not name a dynamic source", "3.5.3", b"\0\0\0\x24\x02\0\0\0\0\x53\x12\xc0\x17\x0a\xa1\x01a\x43\x42\x40\x40\0\x53\x28\xc0\x06\x05\x40\x40\x40\x40\x41\x40\x40\x40\x43", DynamicAddress, 21, "attach", "source"),
    refused_in("properties of a source that is not dynamic", "3.5.3", b"\0\0\0\x23\x02\0\0\0\0\x53\x12\xc0\x16\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x09\x06\x40\x40\x40\x40\x40\xc1\x01\0", NotDynamic, 32, "source", "dynamic-node-properties"),
    accepted("accepted as default-outcome", "3.5.3", b"\0\0\0\x27\x02\0\0\0\0\x53\x12\xc0\x1a\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x0d\x09\x40\x40\x40\x40\x40\x40\x40\x40\0\x53\x24\x45", "attach \"a\" handle 0 receiver from no address"),
    accepted("declared as default-outcome", "3.5.3", b"\0\0\0\x2c\x02\0\0\0\0\x53\x12\xc0\x1f\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x12\x09\x40\x40\x40\x40\x40\x40\x40\x40\0\x53\x33\xc0\x04\x01\xa0\x01x", "attach \"a\" handle 0 receiver from no address"),
    refused_in("received as default-outcome", "3.5.3", b"\0\0\0\x2b\x02\0\0\0\0\x53\x12\xc0\x1e\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x11\x09\x40\x40\x40\x40\x40\x40\x40\x40\0\x53\x23\xc0\x03\x02\x43\x44", Descriptor, 35, "source", "default-outcome"),
    refused_in("transactional-state as default-outcome", "3.5.3", b"\0\0\0\x2c\x02\0\0\0\0\x53\x12\xc0\x1f\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x12\x09\x40\x40\x40\x40\x40\x40\x40\x40\0\x53\x34\xc0\x04\x01\xa0\x01x", Descriptor, 35, "source", "default-outcome"),
    accepted("outcomes", "3.5.3", b"\0\0\0\x4e\x02\0\0\0\0\x53\x12\xc0\x41\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x34\x0a\x40\x40\x40\x40\x40\x40\x40\x40\x40\xe0\x28\x02\xa3\x12amqp:accepted:list\x12amqp:released:list", "attach \"a\" handle 0 receiver from no address"),
    refused_in("outcomes by number", "3.5.3", b"\0\0\0\x29\x02\0\0\0\0\x53\x12\xc0\x1c\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x0f\x0a\x40\x40\x40\x40\x40\x40\x40\x40\x40\xe0\x03\x01\x53\x24", WrongType, 36, "source", "outcomes"),
    refused_in("outcomes in a list", "3.5.3", b"\0\0\0\x3b\x02\0\0\0\0\x53\x12\xc0\x2e\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x21\x0a\x40\x40\x40\x40\x40\x40\x40\x40\x40\xc0\x15\x01\xa3\x12amqp:accepted:list", WrongType, 36, "source", "outcomes"),
    accepted("a target", "3.5.4", b"\0\0\0\x1f\x02\0\0\0\0\x53\x12\xc0\x12\x07\xa1\x01a\x43\x41\x40\x40\x40\0\x53\x29\xc0\x04\x01\xa1\x01q", "attach \"a\" handle 0 receiver to \"q\""),
    same("the defaults of a target", "3.5.4", b"\0\0\0\x2d\x02\0\0\0\0\x53\x12\xc0\x20\x07\xa1\x01a\x43\x41\x40\x40\x40\0\x53\x29\xc0\x12\x05\x40\x43\xa3\x0bsession-end\x43\x42", b"\0\0\0\x1a\x02\0\0\0\0\x53\x12\xc0\x0d\x07\xa1\x01a\x43\x41\x40\x40\x40\0\x53\x29\x45"),
    accepted("a target with all fields", "3.5.4", b"\0\0\0\x3b\x02\0\0\0\0\x53\x12\xc0\x2e\x07\xa1\x01a\x43\x41\x40\x40\x40\0\x53\x29\xc0\x20\x07\xa1\x01q\x52\x01\xa3\x0blink-detach\x52\x09\x41\xc1\x01\0\xa3\x05queue", "attach \"a\" handle 0 receiver to \"q\""),
    accepted("a sender asks for a dynamic target", "3.5.4", b"\0\0\0\x27\x02\0\0\0\0\x53\x12\xc0\x1a\x0a\xa1\x01a\x43\x42\x40\x40\x40\0\x53\x29\xc0\x09\x06\x40\x40\x40\x40\x41\xc1\x01\0\x40\x40\x43", "attach \"a\" handle 0 sender to dynamic"),
    refused_in("a sender names a dynamic target", "3.5.4", b"\0\0\0\x26\x02\0\0\0\0\x53\x12\xc0\x19\x0a\xa1\x01a\x43\x42\x40\x40\x40\0\x53\x29\xc0\x08\x05\xa1\x01q\x40\x40\x40\x41\x40\x40\x43", DynamicAddress, 22, "attach", "target"),
    refused_in("a receiver does not name a dynamic target", "3.5.4", b"\0\0\0\x21\x02\0\0\0\0\x53\x12\xc0\x14\x07\xa1\x01a\x43\x41\x40\x40\x40\0\x53\x29\xc0\x06\x05\x40\x40\x40\x40\x41", DynamicAddress, 22, "attach", "target"),
    refused_in("properties of a target that is not dynamic", "3.5.4", b"\0\0\0\x24\x02\0\0\0\0\x53\x12\xc0\x17\x07\xa1\x01a\x43\x41\x40\x40\x40\0\x53\x29\xc0\x09\x06\x40\x40\x40\x40\x42\xc1\x01\0", NotDynamic, 33, "target", "dynamic-node-properties"),
    accepted("durability 2", "3.5.5", b"\0\0\0\x1f\x02\0\0\0\0\x53\x12\xc0\x12\x07\xa1\x01a\x43\x41\x40\x40\x40\0\x53\x29\xc0\x04\x02\x40\x52\x02", "attach \"a\" handle 0 receiver to no address"),
    refused_in("durability 3", "3.5.5", b"\0\0\0\x1f\x02\0\0\0\0\x53\x12\xc0\x12\x07\xa1\x01a\x43\x41\x40\x40\x40\0\x53\x29\xc0\x04\x02\x40\x52\x03", Choice, 29, "target", "durable"),
    accepted("expiry when the connection closes", "3.5.6", b"\0\0\0\x30\x02\0\0\0\0\x53\x12\xc0\x23\x07\xa1\x01a\x43\x41\x40\x40\x40\0\x53\x29\xc0\x15\x03\x40\x40\xa3\x10connection-close", "attach \"a\" handle 0 receiver to no address"),
    refused_in("expiry that there is not", "3.5.6", b"\0\0\0\x2a\x02\0\0\0\0\x53\x12\xc0\x1d\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x10\x03\x40\x40\xa3\x0bsession_end", Choice, 29, "source", "expiry-policy"),
    refused_in("expiry as a string", "3.5.6", b"\0\0\0\x24\x02\0\0\0\0\x53\x12\xc0\x17\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x0a\x03\x40\x40\xa1\x05never", WrongType, 29, "source", "expiry-policy"),
    accepted("messages are moved", "3.5.7", b"\0\0\0\x27\x02\0\0\0\0\x53\x12\xc0\x1a\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x0d\x07\x40\x40\x40\x40\x40\x40\xa3\x04move", "attach \"a\" handle 0 receiver from no address"),
    accepted("a distribution mode of another", "3.5.7", b"\0\0\0\x29\x02\0\0\0\0\x53\x12\xc0\x1c\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x0f\x07\x40\x40\x40\x40\x40\x40\xa3\x06x:mode", "attach \"a\" handle 0 receiver from no address"),
    refused_in("a distribution mode as a string", "3.5.7", b"\0\0\0\x27\x02\0\0\0\0\x53\x12\xc0\x1a\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x0d\x07\x40\x40\x40\x40\x40\x40\xa1\x04move", WrongType, 33, "source", "distribution-mode"),
    accepted("a filter, and one that is null", "3.5.8", b"\0\0\0\x36\x02\0\0\0\0\x53\x12\xc0\x29\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x1c\x08\x40\x40\x40\x40\x40\x40\x40\xc1\x12\x04\xa3\x01f\0\x53\x2a\xa1\x05a > 1\xa3\x01g\x40", "attach \"a\" handle 0 receiver from no address"),
    accepted("a filter under a string, which is taken", "3.5.8", b"\0\0\0\x32\x02\0\0\0\0\x53\x12\xc0\x25\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x18\x08\x40\x40\x40\x40\x40\x40\x40\xc1\x0e\x02\xa1\x01f\0\x53\x2a\xa1\x05a > 1", "attach \"a\" handle 0 receiver from no address"),
    accepted("a filter without descriptor, which is taken", "3.5.8", b"\0\0\0\x2f\x02\0\0\0\0\x53\x12\xc0\x22\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x15\x08\x40\x40\x40\x40\x40\x40\x40\xc1\x0b\x02\xa3\x01f\xa1\x05a > 1", "attach \"a\" handle 0 receiver from no address"),
    refused_in("a filter twice", "3.5.8", b"\0\0\0\x2d\x02\0\0\0\0\x53\x12\xc0\x20\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x13\x08\x40\x40\x40\x40\x40\x40\x40\xc1\x09\x04\xa3\x01f\x40\xa3\x01f\x40", DuplicateKey, 41, "source", "filter"),
    accepted("a lifetime policy", "3.5.9", b"\0\0\0\x38\x02\0\0\0\0\x53\x12\xc0\x2b\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x1e\x06\x40\x40\x40\x40\x41\xc1\x16\x02\xa3\x0flifetime-policy\0\x53\x2b\x45", "attach \"a\" handle 0 receiver from dynamic"),
    accepted("a lifetime policy of another", "3.5.9", b"\0\0\0\x40\x02\0\0\0\0\x53\x12\xc0\x33\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x26\x06\x40\x40\x40\x40\x41\xc1\x1e\x02\xa3\x0flifetime-policy\0\xa3\x08x:policy\x43", "attach \"a\" handle 0 receiver from dynamic"),
    accepted("one distribution mode", "3.5.9", b"\0\0\0\x3f\x02\0\0\0\0\x53\x12\xc0\x32\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x25\x06\x40\x40\x40\x40\x41\xc1\x1d\x02\xa3\x14supported-dist-modes\xa3\x04copy", "attach \"a\" handle 0 receiver from dynamic"),
    accepted("two distribution modes", "3.5.9", b"\0\0\0\x47\x02\0\0\0\0\x53\x12\xc0\x3a\x06\xa1\x01a\x43\x41\x40\x40\0\x53\x28\xc0\x2d\x06\x40\x40\x40\x40\x41\xc1\x25\x02\xa3\x14supported-dist-modes\xe0\x0c\x02\xa3\x04move\x04copy", "attach \"a\" handle 0 receiver from dynamic"),
    accepted("a coordinator", "4.5.1", b"\0\0\0\x1d\x02\0\0\0\0\x53\x12\xc0\x10\x0a\xa1\x01a\x43\x42\x40\x40\x40\0\x53\x30\x45\x40\x40\x43", "attach \"a\" handle 0 sender to coordinator"),
    accepted("a coordinator that can do something", "4.5.1", b"\0\0\0\x38\x02\0\0\0\0\x53\x12\xc0\x2b\x0a\xa1\x01a\x43\x42\x40\x40\x40\0\x53\x30\xc0\x1a\x01\xa3\x17amqp:local-transactions\x40\x40\x43", "attach \"a\" handle 0 sender to coordinator"),
    refused_in("a coordinator with its capabilities in a list", "4.5.1", b"\0\0\0\x3b\x02\0\0\0\0\x53\x12\xc0\x2e\x0a\xa1\x01a\x43\x42\x40\x40\x40\0\x53\x30\xc0\x1d\x01\xc0\x1a\x01\xa3\x17amqp:local-transactions\x40\x40\x43", WrongType, 28, "coordinator", "capabilities"),
    refused_in("a coordinator with an address", "4.5.1", b"\0\0\0\x22\x02\0\0\0\0\x53\x12\xc0\x15\x0a\xa1\x01a\x43\x42\x40\x40\x40\0\x53\x30\xc0\x04\x01\xa1\x01q\x40\x40\x43", WrongType, 28, "coordinator", "capabilities"),
    accepted("declared", "4.5.5", b"\0\0\0\x1b\x02\0\0\0\0\x53\x15\xc0\x0e\x05\x41\x43\x40\x40\0\x53\x33\xc0\x04\x01\xa0\x01x", "disposition receiver delivery 0 declared 78"),
    refused_in("declared without txn-id", "4.5.5", b"\0\0\0\x16\x02\0\0\0\0\x53\x15\xc0\x09\x05\x41\x43\x40\x40\0\x53\x33\x45", MissingField, 22, "declared", "txn-id"),
    accepted("a transaction id of 32 bytes", "4.5.4", b"\0\0\0\x3a\x02\0\0\0\0\x53\x15\xc0\x2d\x05\x41\x43\x40\x40\0\x53\x33\xc0\x23\x01\xa0\x20xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "disposition receiver delivery 0 declared 7878787878787878787878787878787878787878787878787878787878787878"),
    refused_in("a transaction id of 33 bytes", "4.5.4", b"\0\0\0\x3b\x02\0\0\0\0\x53\x15\xc0\x2e\x05\x41\x43\x40\x40\0\x53\x33\xc0\x24\x01\xa0\x21xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", TooLong, 24, "declared", "txn-id"),
    refused_in("a transaction id that is a string", "4.5.4", b"\0\0\0\x1b\x02\0\0\0\0\x53\x15\xc0\x0e\x05\x41\x43\x40\x40\0\x53\x33\xc0\x04\x01\xa1\x01x", WrongType, 24, "declared", "txn-id"),
    accepted("transactional-state", "4.5.6", b"\0\0\0\x1b\x02\0\0\0\0\x53\x15\xc0\x0e\x05\x41\x43\x40\x40\0\x53\x34\xc0\x04\x01\xa0\x01x", "disposition receiver delivery 0 transactional 78"),
    accepted("transactional-state with an outcome", "4.5.6", b"\0\0\0\x1f\x02\0\0\0\0\x53\x15\xc0\x12\x05\x41\x43\x40\x40\0\x53\x34\xc0\x08\x02\xa0\x01x\0\x53\x24\x45", "disposition receiver delivery 0 transactional 78 accepted"),
    refused_in("transactional-state without txn-id", "4.5.6", b"\0\0\0\x1d\x02\0\0\0\0\x53\x15\xc0\x10\x05\x41\x43\x40\x40\0\x53\x34\xc0\x06\x02\x40\0\x53\x24\x45", MissingField, 24, "transactional-state", "txn-id"),
    refused_in("transactional-state inside another", "4.5.6", b"\0\0\0\x24\x02\0\0\0\0\x53\x15\xc0\x17\x05\x41\x43\x40\x40\0\x53\x34\xc0\x0d\x02\xa0\x01x\0\x53\x34\xc0\x04\x01\xa0\x01y", Descriptor, 27, "transactional-state", "outcome"),
    refused_in("transactional-state with received", "4.5.6", b"\0\0\0\x23\x02\0\0\0\0\x53\x15\xc0\x16\x05\x41\x43\x40\x40\0\x53\x34\xc0\x0c\x02\xa0\x01x\0\x53\x23\xc0\x03\x02\x43\x44", Descriptor, 27, "transactional-state", "outcome"),
    accepted("capabilities of coordinators", "4.5.7", b"\0\0\0\x3f\x02\0\0\0\0\x53\x12\xc0\x32\x0a\xa1\x01a\x43\x42\x40\x40\x40\0\x53\x30\xc0\x21\x01\xe0\x1e\x02\xa3\x17amqp:multi-txns-per-ssn\x03a:b\x40\x40\x43", "attach \"a\" handle 0 sender to coordinator"),
    accepted("a condition of transactions", "4.5.8", b"\0\0\0\x38\x02\0\0\0\0\x53\x15\xc0\x2b\x05\x41\x43\x40\x40\0\x53\x25\xc0\x21\x01\0\x53\x1d\xc0\x1b\x01\xa3\x18amqp:transaction:timeout", "disposition receiver delivery 0 rejected amqp:transaction:timeout"),
];

/// Behind the header of SASL.
#[rustfmt::skip]
pub(crate) const SASL: &[Rule] = &[
    accepted("an outcome", "5.3.1", b"\0\0\0\x10\x02\x01\0\0\0\x53\x44\xc0\x03\x01\x50\0", "sasl-outcome ok"),
    same("an outcome on channel 258", "5.3.1", b"\0\0\0\x10\x02\x01\x01\x02\0\x53\x44\xc0\x03\x01\x50\0", b"\0\0\0\x10\x02\x01\0\0\0\x53\x44\xc0\x03\x01\x50\0"),
    same("an extended header in SASL", "5.3.1", b"\0\0\0\x14\x03\x01\0\0abcd\0\x53\x44\xc0\x03\x01\x50\0", b"\0\0\0\x10\x02\x01\0\0\0\x53\x44\xc0\x03\x01\x50\0"),
    refused("a frame of AMQP among those of SASL", "5.3.1", b"\0\0\0\x0c\x02\0\0\0\0\x53\x17\x45", FrameType, 5, "TYPE"),
    accepted("a frame of SASL of 512 bytes", "5.3.1", b"\0\0\x02\0\x02\x01\0\0\0\x53\x42\xd0\0\0\x01\xf0\0\0\0\x01\xb0\0\0\x01\xe7ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", "sasl-challenge ***"),
    refused("a frame of SASL of 513 bytes", "5.3.1", b"\0\0\x02\x01\x02\x01\0\0", TooLarge, 0, "SIZE"),
    refused("an open in a frame of SASL", "5.3.1", b"\0\0\0\x11\x02\x01\0\0\0\x53\x10\xc0\x04\x01\xa1\x01a", Descriptor, 8, "descriptor"),
    refused("a string in a frame of SASL", "5.3.1", b"\0\0\0\x0f\x02\x01\0\0\xa1\x05PLAIN", WrongType, 8, "descriptor"),
    refused("two outcomes in one frame", "5.3.1", b"\0\0\0\x18\x02\x01\0\0\0\x53\x44\xc0\x03\x01\x50\0\0\x53\x44\xc0\x03\x01\x50\0", TrailingBytes, 16, "frame body"),
    refused("an empty frame of SASL", "5.3.1", b"\0\0\0\x08\x02\x01\0\0", EmptyFrame, 8, "frame body"),
    refused("an empty frame of SASL with an extended header", "5.3.1", b"\0\0\0\x0c\x03\x01\0\0abcd", EmptyFrame, 12, "frame body"),
    accepted("one mechanism", "5.3.3.1", b"\0\0\0\x15\x02\x01\0\0\0\x53\x40\xc0\x08\x01\xa3\x05PLAIN", "sasl-mechanisms PLAIN"),
    same("one mechanism in an array", "5.3.3.1", b"\0\0\0\x18\x02\x01\0\0\0\x53\x40\xc0\x0b\x01\xe0\x08\x01\xa3\x05PLAIN", b"\0\0\0\x15\x02\x01\0\0\0\x53\x40\xc0\x08\x01\xa3\x05PLAIN"),
    accepted("two mechanisms", "5.3.3.1", b"\0\0\0\x22\x02\x01\0\0\0\x53\x40\xc0\x15\x01\xe0\x12\x02\xa3\x05PLAIN\x09ANONYMOUS", "sasl-mechanisms PLAIN ANONYMOUS"),
    refused_in("mechanisms that are null", "5.3.3.1", b"\0\0\0\x0f\x02\x01\0\0\0\x53\x40\xc0\x02\x01\x40", MissingField, 14, "sasl-mechanisms", "sasl-server-mechanisms"),
    refused_in("mechanisms that are left out", "5.3.3.1", b"\0\0\0\x0c\x02\x01\0\0\0\x53\x40\x45", MissingField, 12, "sasl-mechanisms", "sasl-server-mechanisms"),
    refused_in("no mechanisms", "5.3.3.1", b"\0\0\0\x12\x02\x01\0\0\0\x53\x40\xc0\x05\x01\xe0\x02\0\xa3", MissingField, 14, "sasl-mechanisms", "sasl-server-mechanisms"),
    refused_in("a list of mechanisms", "5.3.3.1", b"\0\0\0\x18\x02\x01\0\0\0\x53\x40\xc0\x0b\x01\xc0\x08\x01\xa3\x05PLAIN", WrongType, 14, "sasl-mechanisms", "sasl-server-mechanisms"),
    accepted("a mechanism that is chosen", "5.3.3.2", b"\0\0\0\x18\x02\x01\0\0\0\x53\x41\xc0\x0b\x01\xa3\x08EXTERNAL", "sasl-init EXTERNAL"),
    accepted("a mechanism with a response and a host", "5.3.3.2", b"\0\0\0\x1e\x02\x01\0\0\0\x53\x41\xc0\x11\x03\xa3\x05PLAIN\xa0\x04\0a\0b\xa1\x01h", "sasl-init PLAIN *** host \"h\""),
    refused_in("no mechanism that is chosen", "5.3.3.2", b"\0\0\0\x12\x02\x01\0\0\0\x53\x41\xc0\x05\x02\x40\xa0\x01a", MissingField, 14, "sasl-init", "mechanism"),
    refused_in("a mechanism as a string", "5.3.3.2", b"\0\0\0\x15\x02\x01\0\0\0\x53\x41\xc0\x08\x01\xa1\x05PLAIN", WrongType, 14, "sasl-init", "mechanism"),
    accepted("a challenge of no bytes", "5.3.3.3", b"\0\0\0\x10\x02\x01\0\0\0\x53\x42\xc0\x03\x01\xa0\0", "sasl-challenge ***"),
    refused_in("no challenge", "5.3.3.3", b"\0\0\0\x0c\x02\x01\0\0\0\x53\x42\x45", MissingField, 12, "sasl-challenge", "challenge"),
    accepted("a response of no bytes", "5.3.3.4", b"\0\0\0\x10\x02\x01\0\0\0\x53\x43\xc0\x03\x01\xa0\0", "sasl-response ***"),
    refused_in("no response", "5.3.3.4", b"\0\0\0\x0f\x02\x01\0\0\0\x53\x43\xc0\x02\x01\x40", MissingField, 14, "sasl-response", "response"),
    refused_in("no code", "5.3.3.5", b"\0\0\0\x12\x02\x01\0\0\0\x53\x44\xc0\x05\x02\x40\xa0\x01a", MissingField, 14, "sasl-outcome", "code"),
    accepted("additional data with success", "5.3.3.5", b"\0\0\0\x15\x02\x01\0\0\0\x53\x44\xc0\x08\x02\x50\0\xa0\x03v=x", "sasl-outcome ok"),
    accepted("additional data without success, which are taken", "5.3.3.5", b"\0\0\0\x13\x02\x01\0\0\0\x53\x44\xc0\x06\x02\x50\x01\xa0\x01x", "sasl-outcome auth"),
    accepted("code 4", "5.3.3.6", b"\0\0\0\x10\x02\x01\0\0\0\x53\x44\xc0\x03\x01\x50\x04", "sasl-outcome sys-temp"),
    refused_in("code 5", "5.3.3.6", b"\0\0\0\x10\x02\x01\0\0\0\x53\x44\xc0\x03\x01\x50\x05", Choice, 14, "sasl-outcome", "code"),
    refused_in("a code in a uint", "5.3.3.6", b"\0\0\0\x0f\x02\x01\0\0\0\x53\x44\xc0\x02\x01\x43", WrongType, 14, "sasl-outcome", "code"),
];

/// All rows, each with a decoder for where its bytes stand.
fn rows() -> impl Iterator<Item = (&'static Rule, Decoder)> {
    let limits = Limits::default;
    let headers = HEADERS.iter().map(move |rule| (rule, Decoder::new(limits())));
    let amqp = AMQP.iter().map(move |rule| (rule, Decoder::behind(ProtocolId::Amqp, limits())));
    let sasl = SASL.iter().map(move |rule| (rule, Decoder::behind(ProtocolId::Sasl, limits())));
    headers.chain(amqp).chain(sasl)
}

fn behind(protocol: ProtocolId, bytes: &[u8]) -> Result<Option<Frame<'_>>, DecodeError> {
    Decoder::behind(protocol, Limits::default()).decode(&mut { bytes })
}

#[test]
fn every_frame_is_decided_as_its_row_says() {
    let mut wrong = Vec::new();
    for (Rule { says, cites, bytes, outcome }, mut decoder) in rows() {
        let mut other = decoder.clone();
        let mut rest = *bytes;
        let found = decoder.decode(&mut rest);
        let is_right = match (&found, outcome) {
            (Ok(Some(frame)), Outcome::Shown(shown)) => frame.to_string() == *shown && rest.is_empty(),
            (Ok(Some(_)), Outcome::Same(bytes)) => found == other.decode(&mut &bytes[..]) && rest.is_empty(),
            (Err(error), Outcome::Refused(kind, offset, composite, field)) => {
                let found = (error.kind(), error.offset(), error.composite(), error.field());
                found == (*kind, *offset, *composite, *field) && rest == *bytes
            }
            _ => false,
        };
        if !is_right {
            wrong.push(format!("{says} ({cites}): {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A frame by itself, without the connection around it, is decided alike, but that it may be larger, of either type, and the
/// first.
#[test]
fn a_frame_by_itself_is_decided_as_in_a_stream() {
    for (Rule { says, bytes, .. }, mut decoder) in rows() {
        let by_itself = Frame::decode(bytes, &Limits::default());
        match decoder.decode(&mut &bytes[..]) {
            Ok(frame) => assert_eq!(by_itself.ok(), frame, "{says}"),
            Err(error) if matches!(error.kind(), TooLarge | FrameType) => {}
            // What begins with other letters may be a frame, for all that is known.
            Err(error) if error.answer().is_some() && !bytes.starts_with(b"AMQP") => {}
            Err(error) => assert_eq!(by_itself, Err(error), "{says}"),
        }
    }
}

#[test]
fn accepted_frames_encode_to_equal_ones() {
    for (Rule { says, bytes, .. }, mut decoder) in rows() {
        let mut again = decoder.clone();
        let Ok(Some(frame)) = decoder.decode(&mut &bytes[..]) else { continue };
        let mut encoded = Vec::new();
        frame.encode(&mut encoded).unwrap();
        assert_eq!(frame.encoded_len(), encoded.len(), "{says}");
        assert!(encoded.len() <= bytes.len(), "{says}");
        assert_eq!(again.decode(&mut &encoded[..]), Ok(Some(frame)), "{says}");
    }
}

/// A beginning of a frame is no frame, and no error that the whole wouldn't be.
#[test]
fn every_beginning_of_a_frame_is_not_whole() {
    for (Rule { says, bytes, .. }, decoder) in rows() {
        let expected = decoder.clone().decode(&mut &bytes[..]);
        for end in 0..bytes.len() {
            let mut pieces = decoder.clone();
            match pieces.decode(&mut &bytes[..end]) {
                Ok(None) => assert_eq!(pieces.decode(&mut &bytes[..]), expected, "{says}, {end} bytes"),
                early => assert_eq!((early, expected.is_err()), (expected, true), "{says}, {end} bytes"),
            }
        }
    }
}

/// Section 2.3.1: the rest of a frame that is too short for its header may never come.
#[test]
fn a_frame_too_short_for_its_header_is_refused_at_its_size() {
    let decoder = Decoder::behind(ProtocolId::Amqp, Limits::default());
    for size in 0..=8 {
        for rest in [&b""[..], b"\x02", b"\x02\0\0"] {
            let error = decoder.frame_len(&[&[0, 0, 0, size], rest].concat()).map_err(|error| error.kind());
            assert_eq!(error, if size < 8 { Err(FrameSize) } else { Ok(None) }, "{size}");
        }
    }
}

/// Section 2.2: figure 2.12 has the answers; sections 5.2 and 5.3 have the other two headers.
#[test]
fn what_is_no_protocol_header_is_answered_by_one() {
    for Rule { says, bytes, outcome, .. } in HEADERS {
        let Outcome::Refused(kind, ..) = outcome else { continue };
        let mut decoder = Decoder::new(Limits::default());
        let error = decoder.decode(&mut &bytes[..]).unwrap_err();
        let answer = match kind {
            ProtocolVersion(protocol) => *protocol,
            _ => ProtocolId::Amqp,
        };
        assert_eq!(error.answer(), Some(answer), "{says}");
        assert_eq!(
            decoder.decode(&mut &b"AMQP\0\x01\0\0"[..]),
            Err(error),
            "{says}: nothing comes after an error"
        );
        // Between frames it's too late for it.
        match behind(ProtocolId::Amqp, bytes) {
            Err(error) => assert_eq!((error.answer(), error.field()), (None, "SIZE"), "{says}"),
            Ok(frame) => assert!(matches!(frame, None | Some(Frame::Performative { .. })), "{says}"),
        }
    }
    assert_eq!(behind(ProtocolId::Amqp, b"\0\0\0\x07\x02\0\0\0").unwrap_err().answer(), None);
}

/// Sections 2.2 and 5.3: a header stands where a protocol begins, which between frames of SASL may be anywhere.
#[test]
fn a_protocol_header_between_frames_is_none() {
    let header = b"AMQP\0\x01\0\0";
    let error = behind(ProtocolId::Amqp, header).unwrap_err();
    assert_eq!((error.kind(), error.offset(), error.field()), (UnexpectedHeader, 0, "SIZE"));
    let inside = behind(ProtocolId::Tls, header).unwrap();
    assert_eq!(inside, Some(Frame::ProtocolHeader { protocol: ProtocolId::Amqp }));
    assert_eq!(behind(ProtocolId::Sasl, header).unwrap(), inside);
    let error = behind(ProtocolId::Sasl, b"AMQP\x03\x01\0\0").unwrap_err();
    assert_eq!((error.kind(), error.offset(), error.answer()), (UnexpectedHeader, 0, None));
}

/// Section 5.2: what is there before TLS stands may be of anybody, and is not what is inside of it.
#[test]
fn behind_the_header_of_tls_nothing_is_taken() {
    let tls = b"AMQP\x02\x01\0\0";
    for behind in [&b"AMQP\0\x01\0\0"[..], b"\0", b"\x16\x03\x01\x02\0\x01\0\x01"] {
        let stream = [tls, behind].concat();
        let (mut decoder, mut input) = (Decoder::new(Limits::default()), &stream[..]);
        assert_eq!(decoder.decode(&mut input), Ok(Some(Frame::ProtocolHeader { protocol: ProtocolId::Tls })));
        assert_eq!(decoder.decode(&mut &b""[..]), Ok(None));
        assert_eq!(decoder.frame_len(input).unwrap_err().kind(), BehindTls);
        let error = decoder.decode(&mut input).unwrap_err();
        assert_eq!((error.kind(), error.offset(), error.answer()), (BehindTls, 0, None));
        assert_eq!(input, behind);
    }
}

/// Sections 5.1 and 5.3.3.5: behind the outcome may come the header of another layer.
#[test]
fn tls_may_begin_inside_of_sasl() {
    let outcome = b"\0\0\0\x10\x02\x01\0\0\0\x53\x44\xc0\x03\x01\x50\0";
    let stream = [&outcome[..], b"AMQP\x02\x01\0\0", b"AMQP\0\x01\0\0"].concat();
    let (mut decoder, mut input) = (Decoder::behind(ProtocolId::Sasl, Limits::default()), &stream[..]);
    assert!(matches!(decoder.decode(&mut input), Ok(Some(Frame::Sasl(_)))));
    assert_eq!(decoder.decode(&mut input), Ok(Some(Frame::ProtocolHeader { protocol: ProtocolId::Tls })));
    assert_eq!(decoder.decode(&mut input).unwrap_err().kind(), BehindTls);
}

/// Sections 2.2 and 2.3.1: a protocol header by itself is exactly eight bytes.
#[test]
fn a_protocol_header_by_itself_is_whole() {
    let header = b"AMQP\0\x01\0\0\0";
    let decode =
        |bytes| Frame::decode(bytes, &Limits::default()).map_err(|error| (error.kind(), error.offset()));
    assert_eq!(decode(&header[..7]), Err((Truncated, 7)));
    assert_eq!(decode(&header[..8]), Ok(Frame::ProtocolHeader { protocol: ProtocolId::Amqp }));
    assert_eq!(decode(header), Err((TrailingBytes, 8)));
}

/// Section 2.7.1: 512 bytes until there is an open, and then what was announced, but 512 in any case.
#[test]
fn larger_frames_are_taken_behind_the_open() {
    let mut limits = Limits::default();
    limits.max_frame_size = 1000;
    let open = b"\0\0\0\x11\x02\0\0\0\0\x53\x10\xc0\x04\x01\xa1\x01a";
    let size = |len: u32| [&len.to_be_bytes()[..], b"\x02\0\0\0"].concat();
    let mut decoder = Decoder::behind(ProtocolId::Amqp, limits.clone());
    assert_eq!(decoder.frame_len(&size(512)), Ok(Some(512)));
    assert_eq!(decoder.frame_len(&size(513)).unwrap_err().kind(), TooLarge);
    decoder.decode(&mut &open[..]).unwrap();
    assert_eq!(decoder.frame_len(&size(1000)), Ok(Some(1000)));
    assert_eq!(decoder.frame_len(&size(1001)).unwrap_err().kind(), TooLarge);

    limits.max_frame_size = 0;
    limits.max_initial_frame_size = 0;
    let mut decoder = Decoder::behind(ProtocolId::Amqp, limits);
    for _ in 0..2 {
        assert_eq!(decoder.frame_len(&size(512)), Ok(Some(512)));
        assert_eq!(decoder.frame_len(&size(513)).unwrap_err().kind(), TooLarge);
        decoder.decode(&mut &open[..]).unwrap();
    }
}

/// Section 2.3.2: 255 words, of which two are the header itself.
#[test]
fn the_largest_extended_header_is_skipped() {
    let mut limits = Limits::default();
    limits.max_initial_frame_size = 2048;
    let end = b"\0\x53\x17\x45";
    let header = [&1024_u32.to_be_bytes()[..], b"\xff\0\0\x07", &[0xff; 1012], end].concat();
    let mut decoder = Decoder::behind(ProtocolId::Amqp, limits);
    let frame = decoder.decode(&mut &header[..]).unwrap().unwrap();
    assert_eq!(frame.to_string(), "end channel 7");
    assert_eq!(frame.encoded_len(), 12);
}

/// Section 5.3.1 says 512 bytes. Tickets and tokens are longer, so that who has them may set another limit.
#[test]
fn frames_of_sasl_may_be_larger_if_the_limit_says_so() {
    let mut limits = Limits::default();
    limits.max_initial_frame_size = 513;
    let decoder = Decoder::behind(ProtocolId::Sasl, limits);
    assert_eq!(decoder.frame_len(b"\0\0\x02\x01\x02\x01\0\0"), Ok(Some(513)));
    assert_eq!(decoder.frame_len(b"\0\0\x02\x02\x02\x01\0\0").unwrap_err().kind(), TooLarge);
}

/// Whatever is wrong inside of it, and in whichever way the descriptor is written.
#[test]
fn an_error_names_the_performative_it_is_in() {
    let source = b"\0\0\0\x16\x02\0\0\0\0\x53\x12\xc0\x09\x06\xa1\x01a\x43\x41\x40\x40\x45";
    let outcome = b"\0\0\0\x0c\x02\x01\0\0\0\x53\x44\x45";
    let error_of = b"\0\0\0\x12\x02\0\0\x01\0\x53\x17\xc0\x05\x01\0\x53\x1d\x45";
    let symbolic = b"\0\0\0\x19\x02\0\0\x01\0\xa3\x0damqp:end:list\x40";
    let behind_it = b"\0\0\0\x0d\x02\0\0\x01\0\x53\x17\x45\x40";
    let unknown = b"\0\0\0\x0c\x02\0\0\0\0\x53\x24\x45";
    let rows: [(ProtocolId, &[u8], Option<&str>, &str); 6] = [
        (ProtocolId::Amqp, source, Some("attach"), "attach: source: "),
        (ProtocolId::Sasl, outcome, Some("sasl-outcome"), "sasl-outcome: code: "),
        (ProtocolId::Amqp, error_of, Some("end"), "end: error: condition: "),
        (ProtocolId::Amqp, symbolic, Some("end"), "end: list: "),
        (ProtocolId::Amqp, behind_it, Some("end"), "end: frame body: "),
        (ProtocolId::Amqp, unknown, None, "descriptor: "),
    ];
    for (protocol, bytes, performative, text) in rows {
        let error = behind(protocol, bytes).unwrap_err();
        assert_eq!(error.performative(), performative, "{error}");
        assert!(error.to_string().starts_with(text), "{error}");
        assert_eq!(Frame::decode(bytes, &Limits::default()), Err(error));
    }
}

/// Sections 2.3.1, 2.7.1 and 2.8.15.
#[test]
fn an_error_has_the_condition_to_close_with() {
    for (condition, frames) in [
        (
            ErrorCondition::FRAMING_ERROR,
            [
                &b"\0\0\0\x07\x02\0\0\0"[..],
                b"\0\0\x02\x01\x02\0\0\0",
                b"\0\0\0\x08\x01\0\0\0",
                b"AMQP\0\x01\0\0",
                b"\0\0\0\x11\x02\0\0\x01\0\x53\x10\xc0\x04\x01\xa1\x01a",
            ],
        ),
        (
            ErrorCondition::INVALID_FIELD,
            [
                b"\0\0\0\x0c\x02\0\0\0\0\x53\x10\x45",
                b"\0\0\0\x0f\x02\0\0\0\0\x53\x10\xc0\x02\x01\x40",
                b"\0\0\0\x15\x02\0\0\0\0\x53\x12\xc0\x08\x04\xa1\x01a\x43\x41\x50\x03",
                b"\0\0\0\x14\x02\0\0\0\0\x53\x17\xc0\x07\x02\0\x53\x1d\x45\x40\x40",
                b"\0\0\0\x10\x02\0\0\0\0\x53\x18\xc0\x03\x02\x40\x40",
            ],
        ),
        (
            ErrorCondition::DECODE_ERROR,
            [
                b"\0\0\0\x0c\x02\0\0\0\0\x53\x19\x45",
                b"\0\0\0\x09\x02\0\0\0\x45",
                b"\0\0\0\x0b\x02\0\0\0\0\x53\x17",
                b"\0\0\0\x0d\x02\0\0\0\0\x53\x17\x45\x40",
                b"\0\0\0\x11\x02\0\0\0\0\x53\x10\xc0\x04\x01\xa3\x01a",
            ],
        ),
    ] {
        for frame in frames {
            let error = behind(ProtocolId::Amqp, frame).unwrap_err();
            assert_eq!(error.condition(), condition, "{error}");
        }
    }
    let mut limits = Limits::default();
    limits.max_items = 0;
    let open = b"\0\0\0\x11\x02\0\0\0\0\x53\x10\xc0\x04\x01\xa1\x01a";
    let error = Decoder::behind(ProtocolId::Amqp, limits).decode(&mut &open[..]).unwrap_err();
    assert_eq!(error.condition(), ErrorCondition::RESOURCE_LIMIT_EXCEEDED);
}

#[test]
fn encode_refuses_what_decode_refuses() {
    let refused = |frame: Frame<'_>| {
        let mut bytes = Vec::new();
        let error = frame.encode(&mut bytes).unwrap_err();
        assert!(bytes.is_empty());
        match error {
            EncodeError::Invalid { kind, field, .. } => (kind, field),
            other => panic!("{other}"),
        }
    };
    assert_eq!(refused(Frame::new(1, Open::new("a", u32::MAX))), (Channel, "channel"));
    let flow = Flow { link_credit: Some(1), ..Flow::new(TransferNumber(0), 1, 1) };
    assert_eq!(refused(Frame::new(0, flow)), (WithoutHandle, "link-credit"));
    let attach = Attach { role: Role::Sender, ..Attach::receiver("a", Handle(0)) };
    assert_eq!(refused(Frame::new(0, attach)), (MissingField, "initial-delivery-count"));
}

/// The payload may be in several places, and is sent from there.
#[test]
fn a_head_counts_the_payload_that_is_sent_behind_it() {
    let (payload, tag) = ([7; 300], b"t".try_into().unwrap());
    let transfer = Transfer::new(Handle(0), DeliveryNumber(0), tag, b"");
    let frame = |payload| Frame::new(1, Transfer { payload, ..transfer });
    for frame in [frame(&payload), frame(b""), frame(b"other")] {
        let mut encoded = Vec::new();
        frame.encode_head_for(payload.len(), &mut encoded).unwrap();
        encoded.extend_from_slice(&payload[..10]);
        encoded.extend_from_slice(&payload[10..]);
        assert_eq!(
            behind(ProtocolId::Amqp, &encoded).unwrap(),
            Some(Frame::new(1, Transfer { payload: &payload, ..transfer }))
        );
    }
    let (mut head, mut whole) = (Vec::new(), Vec::new());
    let open = Frame::new(0, Open::new("a", 512));
    open.encode_head_for(300, &mut head).unwrap();
    open.encode(&mut whole).unwrap();
    assert_eq!(head, whole);
    let too_large = frame(b"").encode_head_for(usize::MAX, &mut head);
    assert_eq!((too_large, head), (Err(EncodeError::TooLarge), whole));
}

/// The payload needs no room where the head goes. A state of more than a few hundred bytes is written in another way.
#[test]
fn a_head_goes_into_exactly_its_length() {
    let description = "x".repeat(2000);
    let error = Error { description: Some(&description), ..Error::new(ErrorCondition::NOT_FOUND) };
    let state = delivery_state::Outcome::Rejected(Rejected { error: Some(error) });
    let short = Transfer::new(Handle(0), DeliveryNumber(0), b"t".try_into().unwrap(), &[7; 300]);
    let long = Transfer { state: Some(DeliveryState::Outcome(state)), ..short };
    for frame in [Frame::new(1, short), Frame::new(1, long), Frame::new(0, Open::new("a", 512))] {
        let mut room = vec![0xaa; frame.encoded_len() - frame.payload().len()];
        assert_eq!(frame.encode_head(&mut &mut room[1..]), Err(EncodeError::NoSpace));
        assert!(room.iter().all(|byte| *byte == 0xaa));
        frame.encode_head(&mut &mut room[..]).unwrap();
        room.extend_from_slice(frame.payload());
        assert_eq!(Frame::decode(&room, &Limits::default()), Ok(frame));
    }
}

/// Sections 2.7.1 and 2.8.19: all peers take frames of 512 bytes.
#[test]
fn a_transfer_has_room_for_what_fills_the_frame() {
    let transfer = Transfer::new(Handle(0), DeliveryNumber(0), b"t".try_into().unwrap(), b"not counted");
    let payload = [0; 2000];
    for (max_frame_size, len) in [(0, 512), (511, 512), (512, 512), (513, 513), (1999, 1999)] {
        let room = transfer.room(max_frame_size).unwrap();
        let full = Transfer { more: true, payload: &payload[..room], ..transfer };
        assert_eq!(Frame::new(0, full).encoded_len(), len, "{max_frame_size}");
    }
    let description = "x".repeat(2000);
    let error = Error { condition: ErrorCondition::NOT_FOUND, description: Some(&description), info: None };
    let rejected = Rejected { error: Some(error) };
    let state = Some(DeliveryState::Outcome(delivery_state::Outcome::Rejected(rejected)));
    assert_eq!(Transfer { state, ..transfer }.room(512), None);
}

#[test]
fn secrets_are_not_shown() {
    for (bytes, shown) in [
        (&b"\0\0\0\x1b\x02\x01\0\0\0\x53\x41\xc0\x0e\x02\xa3\x01P\xa0\x08password"[..], "sasl-init P ***"),
        (b"\0\0\0\x18\x02\x01\0\0\0\x53\x42\xc0\x0b\x01\xa0\x08password", "sasl-challenge ***"),
        (b"\0\0\0\x18\x02\x01\0\0\0\x53\x43\xc0\x0b\x01\xa0\x08password", "sasl-response ***"),
        (b"\0\0\0\x1a\x02\x01\0\0\0\x53\x44\xc0\x0d\x02\x50\0\xa0\x08password", "sasl-outcome ok"),
    ] {
        let frame = behind(ProtocolId::Sasl, bytes).unwrap().unwrap();
        assert_eq!(frame.to_string(), shown);
        let kept = FrameBuf::encode(&frame).unwrap();
        for debug in
            [format!("{frame:?}"), format!("{frame:#?}").split_whitespace().collect(), format!("{kept:?}")]
        {
            for secret in ["password", "70617373", "112,97", "112, 97"] {
                assert!(!debug.contains(secret), "{debug}");
            }
        }
    }
}

/// The most that can be around a value: a state, an outcome and its error. In a map there is less room.
#[test]
fn a_frame_with_the_deepest_value_that_can_be_built_is_read_again() {
    let mut value = ValueBuf::new("inside").unwrap();
    let mut info = FieldsBuf::new();
    let mut list = ListBuf::new();
    while list.push(value.as_value()).is_ok() {
        let mut deeper = FieldsBuf::new();
        if deeper.insert("deep", value.as_value()).is_ok() {
            info = deeper;
        }
        value = ValueBuf::new(list.as_list()).unwrap();
        list.clear();
    }
    let error = Error { info: Some(info.as_fields()), ..Error::new(ErrorCondition::INTERNAL_ERROR) };
    let state = TransactionalState {
        txn_id: b"t".try_into().unwrap(),
        outcome: Some(delivery_state::Outcome::Rejected(Rejected { error: Some(error) }).into()),
    };
    let state = DeliveryState::Transactional(state);
    assert!(UnsettledBuf::new().insert(b"d".try_into().unwrap(), Some(&state)).is_err());
    let disposition =
        Disposition { state: Some(state), ..Disposition::new(Role::Receiver, DeliveryNumber(0)) };
    let frame = Frame::new(0, disposition);
    let kept = FrameBuf::encode(&frame).unwrap();
    assert_eq!(kept.as_frame(), frame);
    let mut limits = Limits::default();
    limits.max_depth = 255;
    assert_eq!(FrameBuf::decode(kept.as_bytes().clone(), &limits).unwrap(), kept);
}
