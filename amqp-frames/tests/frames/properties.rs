//! Properties of all frames.

use amqp_frames::{Decoder, Frame, FrameBuf, Limits, ProtocolId};
use arbitrary::{Arbitrary, Unstructured};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_initial_frame_size = limits.max_frame_size;
    limits
}

proptest! {
    #[test]
    fn what_encodes_decodes_to_the_same(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let Ok(frame) = Frame::arbitrary(&mut Unstructured::new(&bytes)) else { return Ok(()) };
        let mut encoded = Vec::new();
        frame.encode(&mut encoded).unwrap();
        prop_assert_eq!(encoded.len(), frame.encoded_len());
        prop_assert_eq!(Frame::decode(&encoded, &limits()), Ok(frame));
        let mut head = Vec::new();
        frame.encode_head(&mut head).unwrap();
        head.extend_from_slice(frame.payload());
        prop_assert_eq!(&head, &encoded);
        let mut room = &mut vec![0; encoded.len() - 1][..];
        let before = room.len();
        prop_assert!(frame.encode(&mut room).is_err());
        prop_assert_eq!(room.len(), before);
        let kept = FrameBuf::encode(&frame).unwrap();
        prop_assert_eq!(kept.as_frame(), frame);
    }

    #[test]
    fn no_bytes_panic(body in proptest::collection::vec(any::<u8>(), 0..200), code in 0x10_u8..0x19) {
        let _ = Frame::decode(&frame(code, &body), &limits());
    }

    #[test]
    fn what_decodes_encodes(frame in frames()) {
        if let Ok(frame) = Frame::decode(&frame, &limits()) {
            let kept = FrameBuf::encode(&frame).unwrap();
            prop_assert_eq!(kept.as_frame(), frame);
        }
    }

    /// The bytes of a frame, one of them changed, come in two pieces.
    #[test]
    fn pieces_give_the_same_frames_and_errors(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        at in any::<proptest::sample::Index>(),
        byte in any::<u8>(),
        cut in any::<proptest::sample::Index>(),
    ) {
        let Ok(frame) = Frame::arbitrary(&mut Unstructured::new(&bytes)) else { return Ok(()) };
        let mut encoded = Vec::new();
        frame.encode(&mut encoded).unwrap();
        let at = at.index(encoded.len());
        encoded[at] = byte;
        let cut = cut.index(encoded.len());
        for protocol in [ProtocolId::Amqp, ProtocolId::Sasl, ProtocolId::Tls] {
            let mut whole = Decoder::behind(protocol, limits());
            let mut pieces = whole.clone();
            let expected = whole.decode(&mut &encoded[..]);
            match pieces.decode(&mut &encoded[..cut]) {
                Ok(None) => prop_assert_eq!(pieces.decode(&mut &encoded[..]), expected),
                early => prop_assert_eq!(early, expected),
            }
        }
    }
}

/// So that the property of what decodes is one of more than a few.
#[test]
fn every_tenth_of_the_frames_from_items_decodes() {
    let mut runner = TestRunner::deterministic();
    let (mut decoded, all) = (0, 2000);
    for _ in 0..all {
        let frame = frames().new_tree(&mut runner).unwrap().current();
        decoded += usize::from(Frame::decode(&frame, &limits()).is_ok());
    }
    assert!(decoded * 10 >= all, "{decoded} of {all}");
}

/// Frames of performatives with their mandatory fields, and valid values behind them that may belong there.
fn frames() -> impl Strategy<Value = Vec<u8>> {
    let items: [(u32, &'static [u8]); 14] = [
        (24, b"\x40"),
        (16, b"\x43"),
        (4, b"\x52\x07"),
        (4, b"\x41"),
        (4, b"\x42"),
        (2, b"\x50\x01"),
        (2, b"\x44"),
        (2, b"\xa1\x01a"),
        (1, b"\xa3\x01a"),
        (1, b"\xa0\x01a"),
        (1, b"\0\x53\x24\x45"),
        (1, b"\0\x53\x1d\xc0\x04\x01\xa3\x01a"),
        (1, b"\0\x53\x28\xc0\x04\x01\xa1\x01a"),
        (1, b"\xc1\x07\x02\xa3\x01a\xa1\x01b"),
    ];
    let item = prop::strategy::Union::new_weighted(items.map(|(weight, item)| (weight, Just(item))).into());
    const MANDATORY: [(u8, u8, &[u8]); 9] = [
        (0x10, 1, b"\xa1\x01a"),
        (0x11, 4, b"\x40\x43\x43\x43"),
        (0x12, 3, b"\xa1\x01a\x43\x41"),
        (0x13, 4, b"\x40\x43\x43\x43"),
        (0x14, 1, b"\x43"),
        (0x15, 2, b"\x41\x43"),
        (0x16, 1, b"\x43"),
        (0x17, 0, b""),
        (0x18, 0, b""),
    ];
    (prop::sample::select(&MANDATORY[..]), prop::collection::vec(item, 0..6)).prop_map(
        |((code, before, mandatory), items)| {
            let count = before + u8::try_from(items.len()).unwrap();
            let items = [mandatory, &items.concat()].concat();
            let size = u8::try_from(items.len() + 1).unwrap();
            frame(code, &[&[0xc0, size, count], &items[..]].concat())
        },
    )
}

/// A frame of the performative with this code, and these bytes behind its descriptor.
fn frame(code: u8, list: &[u8]) -> Vec<u8> {
    let size = u8::try_from(11 + list.len()).unwrap();
    [&[0, 0, 0, size, 2, 0, 0, 0, 0, 0x53, code], list].concat()
}
