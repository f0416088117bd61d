//! What option values mean, and options in any order.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic, in its helpers too")]

mod support;

use std::num::NonZeroU8;

use coap_codec::option::{Block, BlockSize, NoResponse, Observe, OptionError, OptionNumber, OptionsBuf};
use coap_codec::tcp::{Framing, TcpMessage};
use coap_codec::{Code, ContentFormat, DecodeErrorKind, Decoder, Limits, Token};
use support::encoded_tcp;

/// RFC 7967, section 2.1.
#[test]
fn no_response_names_classes_by_bits() {
    let classes = |bits| {
        let unwanted = NoResponse::from_bits(bits);
        let codes = [Code::CONTENT, Code::NOT_FOUND, Code::SERVICE_UNAVAILABLE];
        codes.map(|code| unwanted.suppresses(code))
    };
    assert_eq!(classes(0), [false, false, false]);
    assert_eq!(classes(2), [true, false, false]);
    assert_eq!(classes(8), [false, true, false]);
    assert_eq!(classes(16), [false, false, true]);
    assert_eq!(classes(26), [true, true, true]);
    assert!(!NoResponse::from_bits(0xff).suppresses(Code::GET));
    let all = NoResponse::SUCCESS.or(NoResponse::CLIENT_ERROR).or(NoResponse::SERVER_ERROR);
    assert_eq!(all.bits(), 26);
}

/// RFC 7641, section 3.4: the numbers go round, and so does their order.
#[test]
fn the_newer_notification_is_less_than_half_a_round_ahead() {
    const HALF: u32 = 1 << 23;
    for (number, other, newer) in [
        (1, 0, true),
        (0, 1, false),
        (7, 7, false),
        (HALF - 1, 0, true),
        (HALF, 0, false),
        (HALF + 1, 0, false),
        (0, HALF - 1, false),
        (0, HALF, false),
        (0, HALF + 1, true),
        (0, 0xff_ffff, true),
        (0xff_ffff, 0, false),
    ] {
        let [number, other] = [number, other].map(|number| Observe::new(number).unwrap());
        assert_eq!(number.is_newer_than(other), newer, "{number} {other}");
    }
    assert_eq!(Observe::new(1 << 24), None);
    assert_eq!(Observe::MAX.next(), Observe::REGISTER);
    assert!(Observe::MAX.next().is_newer_than(Observe::MAX));
}

/// RFC 7959, section 2.2.
#[test]
fn blocks_have_numbers_of_20_bits_and_sizes_of_3() {
    let block = |number, size| Block::new(number, true, size);
    assert_eq!(block(1 << 20, BlockSize::B16), None);
    let last = block((1 << 20) - 1, BlockSize::B1024).unwrap();
    assert_eq!((last.offset(), last.next()), (1_073_740_800, None));
    for (exponent, bytes) in [16, 32, 64, 128, 256, 512, 1024].into_iter().enumerate() {
        let size = BlockSize::new(bytes).unwrap();
        assert_eq!((usize::from(size.exponent()), size.bytes()), (exponent, bytes));
        assert_eq!(block(5, size).unwrap().size(), size);
        assert_eq!(u32::from(block(5, size).unwrap()), 0x58 | u32::try_from(exponent).unwrap());
    }
    for bytes in [0, 8, 17, 2048] {
        assert_eq!(BlockSize::new(bytes), None);
    }
    assert_ne!(block(0, BlockSize::B1024).unwrap().size(), BlockSize::Bert);
    assert_eq!((BlockSize::Bert.exponent(), BlockSize::Bert.bytes()), (7, 1024));
    assert!(Block::try_from(1 << 24).is_err());
}

/// RFC 7959, section 2.4: who wants smaller blocks goes on at the same offset.
#[test]
fn blocks_of_another_size_begin_at_the_same_offset() {
    let block = Block::new(3, true, BlockSize::B128).unwrap();
    let shown = |block: Option<Block>| block.map(|block| block.to_string());
    assert_eq!(shown(block.next()).unwrap(), "4/1/128");
    assert_eq!(shown(block.with_size(BlockSize::B32)).unwrap(), "12/1/32");
    assert_eq!(shown(block.with_size(BlockSize::B256)), None);
    assert_eq!(
        shown(block.with_size(BlockSize::B16).unwrap().with_size(BlockSize::B128)).unwrap(),
        "3/1/128"
    );
    assert_eq!(shown(Block::at_offset(16 << 20, false, BlockSize::B16)), None);
    assert_eq!(shown(Block::at_offset(8192, true, BlockSize::Bert)).unwrap(), "8/1/BERT");
}

/// RFC 8768, section 3: 0 and more than 255 are to be answered with 4.00, which a missing one isn't.
#[test]
fn a_wrong_hop_limit_is_not_a_missing_one() {
    let hops = |value: &[u8]| support::received([(16, value)]).as_options().hop_limit();
    assert_eq!(OptionsBuf::new().as_options().hop_limit(), None);
    assert_eq!(hops(b"\xff"), Some(Ok(NonZeroU8::MAX)));
    for value in [&b""[..], b"\0", b"\x01\0", b"\0\x01"] {
        assert!(matches!(hops(value), Some(Err(_))), "{value:?}");
    }
}

#[test]
fn neighbours_are_sorted_in_either_order() {
    for first in 1000..1020 {
        for second in 1000..1020 {
            let mut buf = OptionsBuf::new();
            for number in [first, second] {
                buf.push(OptionNumber::new(number), &number.to_be_bytes()).unwrap();
            }
            let found = buf.as_options().iter().map(|option| (option.number.get(), option.value.to_vec()));
            let expected = [first.min(second), first.max(second)].map(|it| (it, it.to_be_bytes().to_vec()));
            assert!(found.eq(expected), "{first} {second}");
        }
    }
}

/// Section 3.2.
#[test]
fn numbers_are_written_in_their_shortest_form() {
    let mut buf = OptionsBuf::new();
    buf.push_uint(OptionNumber::OBSERVE, 0).unwrap();
    buf.push_uint(OptionNumber::MAX_AGE, 256).unwrap();
    buf.push_content_format(OptionNumber::ACCEPT, ContentFormat::TEXT_PLAIN).unwrap();
    buf.push_block(OptionNumber::BLOCK2, Block::new(1, false, BlockSize::B64).unwrap()).unwrap();
    buf.push_no_response(NoResponse::SUCCESS).unwrap();
    let values: Vec<_> = buf.as_options().iter().map(|option| option.value).collect();
    assert_eq!(values, [&b""[..], b"\x01\x00", b"", b"\x12", b"\x02"]);
    assert_eq!(
        buf.push_uint(OptionNumber::OBSERVE, 1 << 24),
        Err(OptionError::Length(OptionNumber::OBSERVE)),
    );
}

#[test]
fn options_that_may_occur_once_are_refused_again_wherever_they_stand() {
    let mut buf = OptionsBuf::new();
    for number in [OptionNumber::URI_HOST, OptionNumber::ACCEPT, OptionNumber::SIZE1] {
        buf.push(number, b"1").unwrap();
    }
    for number in [OptionNumber::URI_HOST, OptionNumber::ACCEPT, OptionNumber::SIZE1] {
        assert_eq!(buf.push(number, b"1"), Err(OptionError::Repeated(number)));
    }
    assert_eq!(buf.push(OptionNumber::URI_PATH, b"\xff"), Err(OptionError::Text(OptionNumber::URI_PATH)),);
    assert_eq!(buf.as_options().iter().count(), 3);
}

/// A message as large as the limit is taken, a byte more is refused, and that as early as its length is there.
#[test]
fn the_largest_message_is_as_large_as_the_limit() {
    let token = [7; 300];
    for token_len in [0, 8, 13, 300] {
        let token = Token::extended(&token[..token_len]).unwrap();
        let message = TcpMessage { token, payload: &[b'p'; 500], ..TcpMessage::new(Code::PUT) };
        for framing in [Framing::Tcp, Framing::WebSocket] {
            let bytes = encoded_tcp(&message, framing);
            let mut limits = Limits::default();
            limits.extended_tokens = true;
            limits.max_message_size = bytes.len();
            assert_eq!(TcpMessage::decode(&bytes, framing, &limits), Ok(message));

            limits.max_message_size -= 1;
            let error = TcpMessage::decode(&bytes, framing, &limits).unwrap_err();
            assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::TooLarge, 0));
            if framing == Framing::Tcp {
                let header = bytes.get(..8).unwrap();
                assert_eq!(Decoder::after_csm(limits).frame_len(header), Err(error), "{token_len}");
            }
        }
    }
}
