//! A peer's side of a stream, which may begin anew.

use bytes::BytesMut;
use xmpp_stream::{Codec, CodecError, DecodeError, Decoder, Limits, StreamItem, StreamItemBuf};

use crate::stream::Stream;

/// A decoder that starts anew where a client would.
#[derive(Clone)]
pub(super) struct Peer {
    decoder: Decoder,
    restarts: bool,
}

impl Peer {
    pub(super) fn new(limits: Limits, authenticated: bool, restarts: bool) -> Self {
        let mut decoder = Decoder::new(limits);
        if authenticated {
            decoder.set_authenticated();
        }
        Self { decoder, restarts }
    }
}

impl Stream for Peer {
    type Item<'a> = StreamItem<'a>;
    type Error = DecodeError;

    const ITEM: &'static [u8] = b"<a/>";

    fn decode<'a>(&mut self, input: &mut &'a [u8]) -> Result<Option<StreamItem<'a>>, DecodeError> {
        let item = self.decoder.decode(input)?;
        if let Some(StreamItem::Element(tree)) = &item
            && self.restarts
        {
            match tree.root().name() {
                "proceed" => self.decoder.restart(),
                "success" => {
                    self.decoder.restart();
                    self.decoder.set_authenticated();
                }
                _ => {}
            }
        }
        Ok(item)
    }

    fn frame_len(&mut self, input: &[u8]) -> Result<Option<usize>, DecodeError> {
        self.decoder.frame_len(input)
    }

    /// The end of a stream whose header is an empty element.
    fn may_be_empty(item: &StreamItem<'_>) -> bool {
        *item == StreamItem::End
    }

    fn may_skip(byte: u8) -> bool {
        b" \t\r\n".contains(&byte)
    }

    fn offset(error: DecodeError) -> usize {
        error.offset()
    }
}

/// The same for `Framed`.
pub(super) struct FramedPeer {
    codec: Codec,
    restarts: bool,
}

impl FramedPeer {
    pub(super) fn new(limits: Limits, authenticated: bool, restarts: bool) -> Self {
        let mut codec = Codec::new(limits);
        if authenticated {
            codec.set_authenticated();
        }
        Self { codec, restarts }
    }
}

impl tokio_util::codec::Decoder for FramedPeer {
    type Item = StreamItemBuf;
    type Error = CodecError;

    fn decode(&mut self, src: &mut BytesMut) -> Result<Option<StreamItemBuf>, CodecError> {
        let item = self.codec.decode(src)?;
        if let Some(StreamItemBuf::Element(element)) = &item
            && self.restarts
        {
            match element.as_element().name() {
                "proceed" => self.codec.restart(),
                "success" => {
                    self.codec.restart();
                    self.codec.set_authenticated();
                }
                _ => {}
            }
        }
        Ok(item)
    }
}
