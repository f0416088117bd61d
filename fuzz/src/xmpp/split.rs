//! A stream, whole and in pieces.

use xmpp_stream::{CodecError, StreamItem, StreamItemBuf};

use super::Setting;
use super::peer::{FramedPeer, Peer};
use crate::stream::{Pieces, check_codec, check_split};

/// Decodes a stream as a whole and as it arrives in pieces: the items are the same, and so is the error.
///
/// The first byte is the setting, the second says how many bytes follow that are the lengths of pieces, used again and again;
/// the others are the stream.
pub fn split(data: &[u8]) {
    let Some((setting, data)) = Setting::read(data) else { return };
    let Some(pieces) = Pieces::read(data) else { return };
    let expected = check_split(&setting.peer(), pieces);
    let codec = FramedPeer::new(setting.limits, setting.authenticated, setting.restarts);
    check_codec::<Peer, _>(codec, pieces, &expected, is_same, |error| match error {
        CodecError::Decode(error) => error,
        error => panic!("{error}"),
    });
}

fn is_same(kept: &StreamItemBuf, item: &StreamItem<'_>) -> bool {
    match (kept, item) {
        (StreamItemBuf::Header(kept), StreamItem::Header(header)) => kept == header,
        (StreamItemBuf::Element(kept), StreamItem::Element(tree)) => kept.as_element() == tree.root(),
        (StreamItemBuf::End, StreamItem::End) => true,
        _ => false,
    }
}
