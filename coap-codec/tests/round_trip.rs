//! What is encoded decodes to what it was, and no bytes do harm.
#![cfg(feature = "arbitrary")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic, in its helpers too")]

mod support;

use arbitrary::{Arbitrary, Unstructured};
use bytes::Bytes;
use coap_codec::message::Message;
use coap_codec::option::{OptionNumber, OptionsBuf};
use coap_codec::tcp::{Framing, TcpMessage};
use coap_codec::{DecodeError, Decoder, EncodeError, Limits, MessageBuf, TcpMessageBuf};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use support::{encoded, encoded_tcp, read_options};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

/// Any number, those that are registered more often.
fn number() -> impl Strategy<Value = OptionNumber> {
    prop_oneof![select(OptionNumber::ALL), any::<u16>().prop_map(OptionNumber::new)]
}

/// What a decoder makes of a stream that comes in pieces: the messages, the error that ends it, and what is left over.
fn read(pieces: &[&[u8]], limits: &Limits) -> (Vec<String>, Option<DecodeError>, usize) {
    let (mut decoder, mut buffer, mut messages) = (Decoder::new(limits.clone()), Vec::new(), Vec::new());
    let mut failed = None;
    for piece in pieces {
        buffer.extend_from_slice(piece);
        let mut input = &buffer[..];
        loop {
            let before = input;
            let announced = decoder.frame_len(input);
            match decoder.decode(&mut input) {
                Ok(Some(message)) => {
                    assert_eq!(announced, Ok(Some(before.len() - input.len())));
                    messages.push(format!("{message:?} {}", read_options(message.options)));
                }
                Ok(None) => {
                    assert_eq!(input, before);
                    assert!(announced.is_ok_and(|len| len.is_none_or(|len| len > input.len())));
                    break;
                }
                Err(error) => {
                    assert_eq!(input, before);
                    assert_eq!(decoder.decode(&mut input), Err(error));
                    assert_eq!(*failed.get_or_insert(error), error);
                    break;
                }
            }
        }
        let consumed = buffer.len() - input.len();
        buffer.drain(..consumed);
    }
    (messages, failed, buffer.len())
}

proptest! {
    #![proptest_config(config(2000))]

    #[test]
    fn datagrams_go_round(bytes in vec(any::<u8>(), 0..200)) {
        let message = Message::arbitrary(&mut Unstructured::new(&bytes)).unwrap();
        let wire = encoded(&message);
        prop_assert_eq!(message.encoded_len(), wire.len());
        let decoded = Message::decode(&wire, &Limits::default()).unwrap();
        prop_assert_eq!(decoded, message);
        prop_assert_eq!(decoded.to_string(), message.to_string());
        prop_assert_eq!(format!("{decoded:?}"), format!("{message:?}"));
        prop_assert_eq!(read_options(decoded.options), read_options(message.options));

        let mut head = Vec::new();
        message.encode_head(&mut head).unwrap();
        prop_assert_eq!([&head, message.payload].concat(), &wire[..]);
        let mut short = vec![0xaa; wire.len() - 1];
        prop_assert_eq!(message.encode(&mut &mut short[..]), Err(EncodeError::NoSpace));
        prop_assert!(short.iter().all(|byte| *byte == 0xaa));

        let kept = MessageBuf::encode(&message).unwrap();
        prop_assert_eq!(kept.as_message(), message);
        prop_assert_eq!(kept.detach(), MessageBuf::decode(Bytes::from(wire), &Limits::default()).unwrap());
    }

    #[test]
    fn messages_over_reliable_transports_go_round(bytes in vec(any::<u8>(), 0..200)) {
        let message = TcpMessage::arbitrary(&mut Unstructured::new(&bytes)).unwrap();
        for framing in [Framing::Tcp, Framing::WebSocket] {
            let wire = encoded_tcp(&message, framing);
            prop_assert_eq!(message.encoded_len(framing), wire.len());
            let decoded = TcpMessage::decode(&wire, framing, &Limits::default());
            prop_assert_eq!(decoded, Ok(message));
            let mut head = Vec::new();
            message.encode_head(&mut head, framing).unwrap();
            prop_assert_eq!([&head, message.payload].concat(), &wire[..]);
            let kept = TcpMessageBuf::encode(&message, framing).unwrap();
            prop_assert_eq!(kept.as_message(), message);
        }
        let longer = [&encoded_tcp(&message, Framing::Tcp)[..], &[0]].concat();
        prop_assert!(TcpMessage::decode(&longer, Framing::Tcp, &Limits::default()).is_err());
    }

    /// Against a list that is sorted the simple way.
    #[test]
    fn options_are_sorted_whatever_their_order(list in vec((number(), vec(any::<u8>(), 0..300)), 0..20)) {
        let (mut buf, mut model) = (OptionsBuf::new(), Vec::new());
        for (number, value) in &list {
            if buf.push(*number, value).is_ok() {
                model.push((*number, &value[..]));
            }
        }
        model.sort_by_key(|(number, _)| *number);
        let message = TcpMessage { options: buf.as_options(), ..TcpMessage::new(coap_codec::Code::GET) };
        let wire = encoded_tcp(&message, Framing::WebSocket);
        let decoded = TcpMessage::decode(&wire, Framing::WebSocket, &Limits::default()).unwrap();
        prop_assert!(decoded.options.iter().map(|it| (it.number, it.value)).eq(model.iter().copied()));

        if let Some((gone, _)) = list.first() {
            buf.remove(*gone);
            model.retain(|(number, _)| number != gone);
            prop_assert!(buf.as_options().iter().map(|it| (it.number, it.value)).eq(model));
        }
    }

    #[test]
    fn no_bytes_do_harm(bytes in vec(any::<u8>(), 0..80), header in any::<bool>()) {
        let bytes = if header { [&b"\x41\x01\x12\x34\x4a"[..], &bytes].concat() } else { bytes };
        let mut limits = Limits::default();
        for max_token_len in [8, 20, 65_804] {
            limits.max_token_len = max_token_len;
            if let Ok(message) = Message::decode(&bytes, &limits) {
                read_options(message.options);
                prop_assert_eq!(encoded(&message), &bytes[..]);
                let _ = (message.to_string(), message.verdict(OptionNumber::is_registered));
            }
            for framing in [Framing::Tcp, Framing::WebSocket] {
                if let Ok(message) = TcpMessage::decode(&bytes, framing, &limits) {
                    read_options(message.options);
                    prop_assert_eq!(encoded_tcp(&message, framing), &bytes[..]);
                    let _ = (message.to_string(), message.signal());
                }
            }
        }
    }

    #[test]
    fn a_stream_may_be_cut_anywhere(
        seeds in vec(vec(any::<u8>(), 0..60), 0..5),
        noise in vec(any::<u8>(), 0..10),
        size in 1..40_usize,
        max_token_len in select(&[8, 20, 65_804]),
    ) {
        let mut limits = Limits::default();
        limits.max_token_len = max_token_len;
        limits.max_message_size = 100;
        let mut stream = b"\x00\xe1".to_vec();
        for seed in &seeds {
            let message = TcpMessage::arbitrary(&mut Unstructured::new(seed)).unwrap();
            stream.extend_from_slice(&encoded_tcp(&message, Framing::Tcp));
        }
        stream.extend_from_slice(&noise);
        let whole = read(&[&stream], &limits);
        prop_assert_eq!(&read(&stream.chunks(size).collect::<Vec<_>>(), &limits), &whole);
        prop_assert_eq!(&read(&stream.chunks(1).collect::<Vec<_>>(), &limits), &whole);
    }
}
