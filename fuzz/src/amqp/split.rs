//! A stream, whole and in pieces.

use amqp_frames::{Codec, CodecError, DecodeError, Decoder, Frame, FrameBuf};

use super::Setting;
use crate::stream::{Pieces, check_codec, check_split, stream};

stream!(Decoder, Frame, DecodeError, b"AMQP\0\x01\0\0");

/// Decodes a stream as a whole and as it arrives in pieces: the frames are the same, and so is the error.
///
/// The first byte is what the stream is behind and the limits, the second says how many bytes follow that are the lengths of
/// pieces, used again and again; the others are the stream.
pub fn split(data: &[u8]) {
    let Some((setting, data)) = Setting::read(data) else { return };
    let Some(pieces) = Pieces::read(data) else { return };
    let expected = check_split(&setting.decoder(), pieces);
    if setting.behind.is_some() {
        return;
    }
    let is_same = |kept: &FrameBuf, frame: &Frame<'_>| kept.as_frame() == *frame;
    check_codec::<Decoder, _>(Codec::new(setting.limits), pieces, &expected, is_same, |error| match error {
        CodecError::Decode(error) => error,
        error => panic!("{error}"),
    });
}
