//! Properties of all frames.

use amqp_frames::{Decoder, Frame, FrameBuf, Limits, ProtocolId};
use arbitrary::{Arbitrary, Unstructured};
use proptest::prelude::*;

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
    fn no_bytes_panic_and_what_decodes_encodes(body in proptest::collection::vec(any::<u8>(), 0..200), code in 0x10_u8..0x19) {
        let mut frame = vec![0, 0, 0, 0, 2, 0, 0, 0, 0, 0x53, code];
        frame.extend(body);
        frame[3] = frame.len().try_into().unwrap();
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
