//! Messages that were built, encoded and decoded.

use arbitrary::{Result, Unstructured};
use bytes::BytesMut;
use coap_codec::message::Message;
use coap_codec::option::{OptionNumber, OptionsBuf};
use coap_codec::tcp::{Framing, TcpMessage};
use coap_codec::{
    Code, Codec, CodecError, EncodeError, Limits, MessageBuf, MessageId, MessageType, TcpMessageBuf, Token,
    TokenBuf,
};
use tokio_util::codec::{Decoder, Encoder};

/// Builds a message of any fields whatever, for each transport. What encodes, decodes to an equal message; what doesn't leaves
/// nothing behind.
pub fn build(data: &[u8]) {
    // All that can go wrong with `Unstructured` is that there are too few bytes.
    _ = try_build(&mut Unstructured::new(data));
}

fn try_build(u: &mut Unstructured<'_>) -> Result<()> {
    let (message_type, code) = (MessageType::try_from(u.int_in_range(0..=3)?), Code::new(u.arbitrary()?));
    let token = vec![0x4a; any_len(u)?.min(Token::MAX_EXTENDED_LEN)];
    let token = Token::new(&token).expect("it is short enough");
    assert_eq!(TokenBuf::from(token).as_token(), token);
    let options = any_options(u)?;
    let message = Message {
        message_type: message_type.expect("there are four types"),
        code,
        message_id: MessageId::new(u.arbitrary()?),
        token,
        options: options.as_options(),
        payload: &vec![0xff; any_len(u)?],
    };
    check_datagram(&message);
    let message = TcpMessage::from(message);
    [Framing::Tcp, Framing::WebSocket].into_iter().for_each(|framing| check(&message, framing));
    check_codec(&message);
    Ok(())
}

/// Small, or at the borders of the forms in which lengths are written.
fn any_len(u: &mut Unstructured<'_>) -> Result<usize> {
    const BORDERS: [usize; 10] = [8, 9, 12, 13, 268, 269, 270, 65_803, 65_804, 65_805];
    Ok(if u.ratio(1, 4)? { *u.choose(&BORDERS)? } else { u.int_in_range(0..=20)? })
}

/// Puts options in and takes them out, beside a list that is sorted the simple way.
fn any_options(u: &mut Unstructured<'_>) -> Result<OptionsBuf> {
    let (mut built, mut model) = (OptionsBuf::new(), Vec::<(OptionNumber, Vec<u8>)>::new());
    for _ in 0..u.int_in_range(0..=8)? {
        let number = match u.int_in_range(0..=2)? {
            0 => *u.choose(OptionNumber::ALL)?,
            1 => OptionNumber::new(u.arbitrary::<u8>()?.into()),
            _ => OptionNumber::new(u.arbitrary()?),
        };
        if u.ratio(1, 8)? {
            built.remove(number);
            model.retain(|(other, _)| *other != number);
            continue;
        }
        let value = vec![b'v'; any_len(u)?];
        if built.push(number, &value).is_ok() {
            let at = model.partition_point(|(other, _)| *other <= number);
            model.insert(at, (number, value));
        }
    }
    let found = built.as_options().iter().map(|option| (option.number, option.value));
    assert!(found.eq(model.iter().map(|(number, value)| (*number, &value[..]))));
    assert_eq!(OptionsBuf::from(built.as_options()), built);
    Ok(built)
}

fn limits() -> Limits {
    Limits::new().with_max_token_len(Token::MAX_EXTENDED_LEN)
}

fn check_datagram(message: &Message<'_>) {
    let mut bytes = Vec::new();
    let encoded = message.encode(&mut bytes);
    let kept = MessageBuf::encode(message);
    assert_eq!(kept.as_ref().err(), encoded.as_ref().err());
    let Ok(kept) = kept else {
        assert!(matches!(encoded, Err(EncodeError::Invalid { .. })) && bytes.is_empty(), "{encoded:?}");
        return;
    };
    assert_eq!((kept.as_message(), &kept.as_bytes()[..]), (*message, &bytes[..]));
    assert_eq!(Message::decode(&bytes, &limits()), Ok(*message));
    assert!(!kept.to_string().contains(char::is_control));
    if message.token.len() > Token::MAX_LEN {
        assert!(Message::decode(&bytes, &Limits::new()).is_err(), "{message:?}");
    }
}

fn check(message: &TcpMessage<'_>, framing: Framing) {
    let mut bytes = Vec::new();
    let encoded = message.encode(&mut bytes, framing);
    let kept = TcpMessageBuf::encode(message, framing);
    assert_eq!(kept.as_ref().err(), encoded.as_ref().err());
    let Ok(kept) = kept else {
        assert!(matches!(encoded, Err(EncodeError::Invalid { .. })) && bytes.is_empty(), "{encoded:?}");
        return;
    };
    assert_eq!((kept.as_message(), &kept.as_bytes()[..]), (*message, &bytes[..]));
    assert_eq!(TcpMessage::decode(&bytes, framing, &limits()), Ok(*message));
    if let Some(shorter) = message.token.len().checked_sub(1).filter(|len| *len >= Token::MAX_LEN) {
        let limits = limits().with_max_token_len(shorter);
        assert!(TcpMessage::decode(&bytes, framing, &limits).is_err(), "{message:?}");
    }
}

/// What one codec sends another one receives, and nothing is sent that is larger than the peer takes.
fn check_codec(message: &TcpMessage<'_>) {
    let (mut codec, mut bytes) = (Codec::new(limits()), BytesMut::new());
    codec.encode(&TcpMessage::new(Code::CSM), &mut bytes).expect("a CSM is small");
    let csm_len = bytes.len();
    let sent = codec.encode(message, &mut bytes);
    assert!(bytes.len() - csm_len <= 1152);
    match sent {
        Ok(()) => {}
        Err(CodecError::Encode(_)) => return assert_eq!(bytes.len(), csm_len),
        Err(error) => panic!("{error}"),
    }
    for code in [Code::CSM, message.code] {
        let received = codec.decode(&mut bytes).expect("it was sent").expect("it is whole");
        assert_eq!(received.as_message().code, code);
        assert_eq!(received.detach(), received);
    }
    assert!(bytes.is_empty());
}
