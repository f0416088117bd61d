//! A stream, whole and in pieces.

use coap_codec::tcp::TcpMessage;
use coap_codec::{Codec, CodecError, DecodeError, Decoder, TcpMessageBuf};

use super::Setting;
use crate::stream::{Pieces, check_codec, check_split, stream};

stream!(Decoder, TcpMessage, DecodeError, b"\x00\xe1");

/// Decodes a stream as a whole and as it arrives in pieces: the messages are the same, and so is the error.
///
/// The first byte is the limits and whether there is a CSM, the second says how many bytes follow that are the lengths of pieces,
/// used again and again; the others are the stream.
pub fn split(data: &[u8]) {
    let Some((setting, data)) = Setting::read(data) else { return };
    let Some(pieces) = Pieces::read(data) else { return };
    let expected = check_split(&setting.decoder(), pieces);
    if setting.after_csm {
        return;
    }
    let is_same = |kept: &TcpMessageBuf, message: &TcpMessage<'_>| kept.as_message() == *message;
    check_codec::<Decoder, _>(Codec::new(setting.limits), pieces, &expected, is_same, |error| match error {
        CodecError::Decode(error) => error,
        error => panic!("{error}"),
    });
}
