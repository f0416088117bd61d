//! What decodes, encoded again.

use bytes::Bytes;
use coap_codec::message::Message;
use coap_codec::option::{Options, OptionsBuf};
use coap_codec::tcp::{Framing, TcpMessage};
use coap_codec::{EncodeError, MessageBuf, TcpMessageBuf};

use super::Setting;

/// Decodes messages and encodes them: a message has only one encoding, so these are the same bytes.
///
/// The first byte is the limits and whether there is a CSM, the others are the datagram, message or stream.
pub fn roundtrip(data: &[u8]) {
    let Some((setting, input)) = Setting::read(data) else { return };
    if let Ok(message) = Message::decode(input, &setting.limits) {
        check_datagram(&message, input, &setting);
    }
    if let Ok(message) = TcpMessage::decode(input, Framing::WebSocket, &setting.limits) {
        check(&message, Framing::WebSocket, input, &setting);
    }
    let (mut decoder, mut rest) = (setting.decoder(), input);
    loop {
        let front = rest;
        let Ok(Some(message)) = decoder.decode(&mut rest) else { break };
        check(&message, Framing::Tcp, &front[..front.len() - rest.len()], &setting);
    }
}

fn check_datagram(message: &Message<'_>, bytes: &[u8], setting: &Setting) {
    check_encoding(bytes, message.encoded_len(), |mut dst| {
        let room = dst.len();
        message.encode(&mut dst).map(|()| room - dst.len())
    });
    let mut head = Vec::new();
    assert_eq!(message.encode_head(&mut head), Ok(()));
    assert_eq!([&head, message.payload].concat(), bytes);
    let kept = MessageBuf::encode(message).expect("what was decoded can be encoded");
    assert_eq!((kept.as_message(), &kept.as_bytes()[..]), (*message, bytes));
    assert_eq!(kept.detach(), kept);
    assert_eq!(MessageBuf::decode(Bytes::copy_from_slice(bytes), &setting.limits), Ok(kept));
    rebuild(message.options);
}

fn check(message: &TcpMessage<'_>, framing: Framing, bytes: &[u8], setting: &Setting) {
    check_encoding(bytes, message.encoded_len(framing), |mut dst| {
        let room = dst.len();
        message.encode(&mut dst, framing).map(|()| room - dst.len())
    });
    let mut head = Vec::new();
    assert_eq!(message.encode_head(&mut head, framing), Ok(()));
    assert_eq!([&head, message.payload].concat(), bytes);
    let kept = TcpMessageBuf::encode(message, framing).expect("what was decoded can be encoded");
    assert_eq!((kept.as_message(), &kept.as_bytes()[..]), (*message, bytes));
    assert_eq!(TcpMessageBuf::decode(Bytes::copy_from_slice(bytes), framing, &setting.limits), Ok(kept));
    if !message.code.is_signaling() {
        rebuild(message.options);
    }
}

/// Encoding needs just as much room as it says, and without it touches nothing.
fn check_encoding(
    bytes: &[u8],
    encoded_len: usize,
    encode: impl Fn(&mut [u8]) -> Result<usize, EncodeError>,
) {
    assert_eq!(encoded_len, bytes.len());
    let mut room = vec![0xaa; bytes.len()];
    assert_eq!(encode(&mut room), Ok(bytes.len()));
    assert_eq!(room, bytes);
    let mut too_little = vec![0xaa; bytes.len() - 1];
    assert_eq!(encode(&mut too_little), Err(EncodeError::NoSpace));
    assert!(too_little.iter().all(|byte| *byte == 0xaa));
}

/// The options that may be built give the same list whatever their order.
fn rebuild(options: Options<'_>) {
    let (mut built, mut turned) = (OptionsBuf::new(), OptionsBuf::new());
    let accepted: Vec<_> =
        options.iter().filter(|option| built.push(option.number, option.value).is_ok()).collect();
    assert!(built.as_options().iter().eq(accepted.iter().copied()));
    for group in accepted.chunk_by(|left, right| left.number == right.number).rev() {
        for option in group {
            assert_eq!(turned.push(option.number, option.value), Ok(()));
        }
    }
    assert_eq!(turned.as_options(), built.as_options());
}
