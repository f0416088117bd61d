//! A stream, whole and in pieces.

use bytes::BytesMut;
use coap_codec::tcp::TcpMessage;
use coap_codec::{Codec, CodecError, DecodeError, Decoder};
use tokio_util::codec::Decoder as _;

use super::Setting;

/// Decodes a stream as a whole and as it arrives in pieces: the messages are the same, and so is the error.
///
/// The first byte is the limits and whether there is a CSM, the second says how many bytes follow that are the lengths of pieces,
/// used again and again; the others are the stream.
pub fn split(data: &[u8]) {
    let Some((setting, data)) = Setting::read(data) else { return };
    let Some((count, data)) = data.split_first() else { return };
    let Some((pieces, stream)) = data.split_at_checked(usize::from(*count)) else { return };
    let expected = whole(setting.decoder(), stream);
    assert_eq!(in_pieces(setting.decoder(), pieces, stream), expected);
    if !setting.after_csm {
        check_codec(Codec::new(setting.limits), pieces, stream, &expected);
    }
}

/// The messages of a stream, and at its end the error, or how many bytes are left.
type Outcome<'a> = (Vec<TcpMessage<'a>>, Result<usize, DecodeError>);

/// What `Framed` would make of the pieces, up to the end or an error.
fn check_codec(mut codec: Codec, pieces: &[u8], mut stream: &[u8], (messages, end): &Outcome<'_>) {
    let (mut buffer, mut messages) = (BytesMut::new(), messages.iter());
    let mut pieces = pieces.iter().cycle();
    loop {
        match codec.decode(&mut buffer) {
            Ok(Some(message)) => assert_eq!(Some(&message.as_message()), messages.next()),
            Ok(None) if stream.is_empty() => {
                assert_eq!((messages.next(), &Ok(buffer.len())), (None, end));
                return;
            }
            Ok(None) => {
                let len = pieces.next().map_or(1, |len| usize::from(*len).max(1));
                buffer.extend_from_slice(stream.split_off(..len.min(stream.len())).unwrap_or_default());
            }
            Err(CodecError::Decode(error)) => {
                assert_eq!((messages.next(), &Err(error)), (None, end));
                return;
            }
            Err(error) => panic!("{error}"),
        }
    }
}

fn whole(mut decoder: Decoder, mut input: &[u8]) -> Outcome<'_> {
    let mut messages = Vec::new();
    loop {
        match decoder.decode(&mut input) {
            Ok(Some(message)) => messages.push(message),
            Ok(None) => return (messages, Ok(input.len())),
            Err(error) => return (messages, Err(error)),
        }
    }
}

/// The caller keeps what is left and calls again when more has come.
fn in_pieces<'a>(mut decoder: Decoder, pieces: &[u8], stream: &'a [u8]) -> Outcome<'a> {
    let mut messages = Vec::new();
    let mut pieces = pieces.iter().cycle();
    let (mut start, mut end) = (0, 0);
    let mut announced = None;
    loop {
        let front = &stream[start..end];
        let mut input = front;
        announced = check_announced(&decoder, front, announced);
        match decoder.decode(&mut input) {
            Ok(Some(message)) => {
                messages.push(message);
                start = end - input.len();
                assert_eq!(announced.take(), Some(front.len() - input.len()));
            }
            Ok(None) => {
                assert_eq!(input, front);
                assert_eq!(decoder.decode(&mut input), Ok(None), "asked again with nothing more");
                if end == stream.len() {
                    return (messages, Ok(front.len()));
                }
                let piece = pieces.next().map_or(1, |len| usize::from(*len).max(1));
                end = stream.len().min(end + piece);
            }
            Err(error) => {
                assert_eq!(input, front);
                return (messages, Err(error));
            }
        }
    }
}

/// Once the length of the message at the front can be told, it stays the same.
fn check_announced(decoder: &Decoder, front: &[u8], before: Option<usize>) -> Option<usize> {
    let now = decoder.frame_len(front).ok().flatten();
    assert!(before.is_none() || now == before, "{before:?} became {now:?}");
    now
}
