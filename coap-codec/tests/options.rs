//! What option values mean, and options in any order.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic, in its helpers too")]

mod support;

use std::num::NonZeroU8;

use coap_codec::option::{
    Block, BlockSize, NoResponse, Observe, OptionError, OptionFormat, OptionNumber, Options, OptionsBuf,
};
use coap_codec::tcp::{Framing, TcpMessage};
use coap_codec::{Action, Code, ContentFormat, DecodeErrorKind, Decoder, Limits, Token};
use support::encoded_tcp;

/// RFC 7967, section 2.1.
#[test]
fn no_response_names_classes_by_bits() {
    let classes = |bits| {
        let unwanted = NoResponse::new(bits);
        let codes = [Code::CONTENT, Code::NOT_FOUND, Code::SERVICE_UNAVAILABLE];
        codes.map(|code| unwanted.suppresses(code))
    };
    assert_eq!(classes(0), [false, false, false]);
    assert_eq!(classes(2), [true, false, false]);
    assert_eq!(classes(8), [false, true, false]);
    assert_eq!(classes(16), [false, false, true]);
    assert_eq!(classes(26), [true, true, true]);
    assert!(!NoResponse::new(0xff).suppresses(Code::GET));
    let all = NoResponse::SUCCESS.or(NoResponse::CLIENT_ERROR).or(NoResponse::SERVER_ERROR);
    assert_eq!(all.get(), 26);
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
    assert_eq!(shown(Block::new(3, false, BlockSize::B128).unwrap().next()).unwrap(), "4/0/128");
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
    buf.push_observe(Observe::REGISTER).unwrap();
    buf.push_uint(OptionNumber::MAX_AGE, 256).unwrap();
    buf.push_accept(ContentFormat::TEXT_PLAIN).unwrap();
    buf.push_block2(Block::new(1, false, BlockSize::B64).unwrap()).unwrap();
    buf.push_no_response(NoResponse::SUCCESS).unwrap();
    let values: Vec<_> = buf.as_options().iter().map(|option| option.value).collect();
    assert_eq!(values, [&b""[..], b"\x01\x00", b"", b"\x12", b"\x02"]);
    assert_eq!(
        buf.push_uint(OptionNumber::OBSERVE, 1 << 24),
        Err(OptionError::Length(OptionNumber::OBSERVE)),
    );
}

/// Every option by its name, read as it was added.
#[test]
fn what_is_added_by_name_is_read_by_name() {
    let (block, mut buf) = (Block::new(1, true, BlockSize::B64).unwrap(), OptionsBuf::new());
    buf.push_if_match(b"m").unwrap();
    buf.push_uri_host("h").unwrap();
    buf.push_etag(b"e").unwrap();
    buf.push_if_none_match().unwrap();
    buf.push_observe(Observe::DEREGISTER).unwrap();
    buf.push_uri_port(5683).unwrap();
    buf.push_location_path("lp").unwrap();
    buf.push_oscore(b"o").unwrap();
    buf.push_uri_path("up").unwrap();
    buf.push_content_format(ContentFormat::CBOR).unwrap();
    buf.push_max_age(61).unwrap();
    buf.push_uri_query("uq").unwrap();
    buf.push_hop_limit(NonZeroU8::MAX).unwrap();
    buf.push_accept(ContentFormat::JSON).unwrap();
    buf.push_q_block1(block).unwrap();
    buf.push_location_query("lq").unwrap();
    buf.push_block2(block).unwrap();
    buf.push_block1(block).unwrap();
    buf.push_size2(2).unwrap();
    buf.push_q_block2(block).unwrap();
    buf.push_proxy_uri("pu").unwrap();
    buf.push_proxy_scheme("ps").unwrap();
    buf.push_size1(1).unwrap();
    buf.push_echo(b"echo").unwrap();
    buf.push_no_response(NoResponse::SUCCESS).unwrap();
    buf.push_request_tag(b"t").unwrap();
    assert!(buf.iter().map(|option| option.number).eq(OptionNumber::ALL.iter().copied()));

    let options = buf.as_options();
    assert!(options.if_match().eq([b"m"]));
    assert_eq!((options.uri_host(), options.uri_port()), (Some("h"), Some(5683)));
    assert_eq!((options.etag(), options.if_none_match()), (Some(&b"e"[..]), true));
    assert_eq!(options.observe(), Some(Observe::DEREGISTER));
    assert!(options.location_path().chain(options.location_query()).eq(["lp", "lq"]));
    assert!(options.uri_path().chain(options.uri_query()).eq(["up", "uq"]));
    assert_eq!((options.oscore(), options.echo()), (Some(&b"o"[..]), Some(&b"echo"[..])));
    assert_eq!(options.content_format(), Some(ContentFormat::CBOR));
    assert_eq!(options.accept(), Some(ContentFormat::JSON));
    assert_eq!((options.max_age(), options.hop_limit()), (Some(61), Some(Ok(NonZeroU8::MAX))));
    assert_eq!([options.q_block1(), options.q_block2()], [Some(block); 2]);
    assert_eq!([options.block1(), options.block2()], [Some(block); 2]);
    assert_eq!((options.size1(), options.size2()), (Some(1), Some(2)));
    assert_eq!((options.proxy_uri(), options.proxy_scheme()), (Some("pu"), Some("ps")));
    assert_eq!(options.no_response(), Some(NoResponse::SUCCESS));
    assert!(options.request_tags().eq([b"t"]));
}

/// Section 3.2: a Content-Format of the text "40" would be number 13,360.
#[test]
fn values_of_another_format_are_refused() {
    use OptionFormat::{Empty, String, Uint};

    for number in OptionNumber::ALL.iter().copied() {
        let len = usize::from(number.lengths().unwrap().start().to_owned());
        let pushed = [
            (Empty, OptionsBuf::new().push_empty(number)),
            (Uint, OptionsBuf::new().push_uint(number, u32::from(len > 0))),
            (String, OptionsBuf::new().push_str(number, &"x"[..len.min(1)])),
        ];
        for (format, result) in pushed {
            let right = number.format() == Some(format);
            assert_eq!(
                result,
                if right { Ok(()) } else { Err(OptionError::Format(number)) },
                "{number} {format:?}"
            );
        }
    }
    let mut buf = OptionsBuf::new();
    for number in [0, 2, 63, 64, 65_001].map(OptionNumber::new) {
        assert_eq!(
            [buf.push_empty(number), buf.push_uint(number, 7), buf.push_str(number, "x")],
            [Ok(()); 3]
        );
    }
}

/// Sections 5.10.1 and 5.10.7; RFC 8768, section 3. Wherever they stand, and whoever adds them.
#[test]
fn values_that_options_cannot_have_are_refused() {
    let paths = [OptionNumber::URI_PATH, OptionNumber::LOCATION_PATH];
    for last in [None, Some(OptionNumber::SIZE1)] {
        let mut buf = OptionsBuf::new();
        last.into_iter().for_each(|number| buf.push_uint(number, 1).unwrap());
        for number in paths {
            for text in [".", ".."] {
                let error = Err(OptionError::Value(number));
                assert_eq!(buf.push_str(number, text), error);
                assert_eq!(buf.push(number, text.as_bytes()), error);
                assert_eq!(buf.set(number, text.as_bytes()), error);
            }
            for text in ["", " ", "a", "...", ". ", ".\0", "\0", "$", "&.", "\u{ae}", ".........."] {
                assert_eq!(buf.push_str(number, text), Ok(()), "{text:?}");
                assert_eq!(buf.push(number, text.as_bytes()), Ok(()), "{text:?}");
            }
            assert_eq!(buf.push(number, b"\xae\xae"), Err(OptionError::Text(number)));
        }
        let error = Err(OptionError::Value(OptionNumber::HOP_LIMIT));
        assert_eq!(buf.push_uint(OptionNumber::HOP_LIMIT, 0), error);
        assert_eq!(buf.push(OptionNumber::HOP_LIMIT, &[0]), error);
        assert_eq!(buf.push(OptionNumber::HOP_LIMIT, &[0x80]), Ok(()));
        assert_eq!(buf.push_str(OptionNumber::URI_QUERY, ".."), Ok(()));
    }
}

/// RFC 8613, section 5.3: what is encrypted has neither header nor token.
#[test]
fn options_can_be_decoded_without_a_message() {
    let limits = Limits::default();
    let (options, payload) = Options::decode(b"\xb1a\x01b\xffhi", &limits).unwrap();
    assert!(options.uri_path().eq(["a", "b"]));
    assert_eq!((options.as_bytes(), payload), (&b"\xb1a\x01b"[..], &b"hi"[..]));
    assert_eq!(Options::decode(b"", &limits), Ok((Options::EMPTY, &b""[..])));
    let error = Options::decode(b"\xb1a\xff", &limits).unwrap_err();
    assert_eq!(
        (error.kind(), error.offset(), error.action()),
        (DecodeErrorKind::MissingPayload, 2, Action::Ignore)
    );
    let mut one = Limits::default();
    one.max_options = 1;
    assert_eq!(Options::decode(b"\xb1a\x01b", &one).unwrap_err().kind(), DecodeErrorKind::TooManyOptions);
}

#[test]
fn an_option_is_put_in_the_place_of_others() {
    let mut buf = OptionsBuf::new();
    for segment in ["a", "b"] {
        buf.push_uri_path(segment).unwrap();
    }
    buf.push_size1(9).unwrap();
    buf.push_hop_limit(NonZeroU8::MAX).unwrap();
    buf.set(OptionNumber::HOP_LIMIT, &[254]).unwrap();
    buf.set(OptionNumber::URI_PATH, b"c").unwrap();
    assert_eq!(buf.set(OptionNumber::HOP_LIMIT, &[]), Err(OptionError::Length(OptionNumber::HOP_LIMIT)));
    let mut expected = OptionsBuf::new();
    expected.push_hop_limit(NonZeroU8::new(254).unwrap()).unwrap();
    expected.push_size1(9).unwrap();
    expected.push_uri_path("c").unwrap();
    assert_eq!(buf, expected);

    buf.retain(|option| option.number.is_critical());
    assert!((&buf).into_iter().map(|option| option.value).eq([b"c"]));
    buf.remove(OptionNumber::URI_PATH);
    assert!(buf.is_empty() && buf == OptionsBuf::new());
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
    for token_len in [0, 8, 9, 12, 13, 300] {
        let token = Token::new(&token[..token_len]).unwrap();
        let message = TcpMessage { token, payload: &[b'p'; 500], ..TcpMessage::new(Code::PUT) };
        for framing in [Framing::Tcp, Framing::WebSocket] {
            let bytes = encoded_tcp(&message, framing);
            let mut limits = Limits::default();
            limits.max_token_len = 300;
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
