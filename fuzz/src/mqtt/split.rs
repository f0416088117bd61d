//! A stream, whole and in pieces.

use mqtt_codec::packet::Packet;
use mqtt_codec::{DecodeError, Decoder};

use super::Setting;
use crate::stream::{Pieces, check_split, stream};

stream!(Decoder, Packet, DecodeError, b"\xc0\x00");

/// Decodes a stream as a whole and as it arrives in pieces: the packets are the same, and so is the error.
///
/// The first byte is the version and the limits, the second says how many bytes follow that are the lengths of pieces,
/// used again and again; the others are the stream.
pub fn split(data: &[u8]) {
    let Some((setting, data)) = Setting::read(data) else { return };
    let Some(pieces) = Pieces::read(data) else { return };
    _ = check_split(&setting.decoder(), pieces);
}
