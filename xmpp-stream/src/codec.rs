//! For `tokio_util::codec::Framed`.

use bytes::BytesMut;

use crate::stanza::Stanza;
use crate::stream::{HeaderBuf, STREAM_END, StreamElement, StreamHeader};
use crate::{DecodeError, Decoder, Element, ElementBuf, EncodeError, Limits, Scope, StanzaBuf, StreamItem};

/// A stream over a `Framed` transport, both ways: what comes in is kept ([`StreamItemBuf`]), what goes out is a header, a stanza,
/// what negotiates the stream, any other element, or the end of the stream.
///
/// What is sent is written for the stream that the last header opened.
///
/// As more than one type can be sent, `flush` and `close` have to be told one: `SinkExt::<Stanza<'_>>::close(&mut framed)`.
///
/// ```
/// use bytes::BytesMut;
/// use tokio_util::codec::{Decoder, Encoder};
/// use xmpp_stream::stanza::{CLIENT, Presence, PresenceType, Stanza};
/// use xmpp_stream::stream::StreamHeader;
/// use xmpp_stream::{Codec, Limits, StreamItemBuf};
///
/// // What `Framed::new(stream, Codec::new(..))` does with it.
/// let mut codec = Codec::new(Limits::default());
/// let mut sent = BytesMut::new();
/// codec.encode(StreamHeader::new(CLIENT), &mut sent)?;
/// codec.encode(Stanza::from(Presence::new(PresenceType::Available)), &mut sent)?;
///
/// assert!(matches!(codec.decode(&mut sent)?, Some(StreamItemBuf::Header(_))));
/// let Some(StreamItemBuf::Element(element)) = codec.decode(&mut sent)? else { panic!("an element") };
/// assert!(matches!(Stanza::from_element(element.as_element())?, Stanza::Presence(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Codec {
    decoder: Decoder,
    /// Of the header that was sent last.
    content_namespace: Option<Box<str>>,
}

/// What a stream is made of, kept.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize), serde(rename_all = "lowercase"))]
#[expect(clippy::exhaustive_enums, reason = "a stream has nothing else")]
pub enum StreamItemBuf {
    /// The stream header (RFC 6120, section 4.2).
    Header(HeaderBuf),
    /// An element on the stream: a stanza, or one that belongs to the stream itself.
    Element(ElementBuf),
    /// The end tag of the root element (RFC 6120, section 4.4).
    End,
}

/// The end of a stream, to be sent (RFC 6120, section 4.4).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "there is nothing in it")]
pub struct StreamEnd;

/// What ends a `Framed` transport.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CodecError {
    /// The peer sent no stream of XMPP.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The stanza can't be sent; the transport still stands.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The transport failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl Codec {
    /// For a stream from its first byte on.
    pub const fn new(limits: Limits) -> Self {
        Self { decoder: Decoder::new(limits), content_namespace: None }
    }

    /// As [`Decoder::restart`], and what is sent next has to be a header.
    pub fn restart(&mut self) {
        self.decoder.restart();
        self.content_namespace = None;
    }

    /// As [`Decoder::set_authenticated`].
    pub fn set_authenticated(&mut self) {
        self.decoder.set_authenticated();
    }

    /// Without a header each element stands alone.
    fn scope(&self) -> Scope<'_> {
        self.content_namespace.as_deref().map_or(Scope::ALONE, Scope::stream)
    }
}

impl tokio_util::codec::Decoder for Codec {
    type Item = StreamItemBuf;
    type Error = CodecError;

    fn decode(&mut self, src: &mut BytesMut) -> Result<Option<StreamItemBuf>, CodecError> {
        let mut input = &src[..];
        let item = self.decoder.decode(&mut input)?.map(|item| match item {
            StreamItem::Header(header) => StreamItemBuf::Header(header),
            StreamItem::Element(tree) => StreamItemBuf::Element(tree.root().to_buf()),
            StreamItem::End => StreamItemBuf::End,
        });
        let consumed = src.len() - input.len();
        bytes::Buf::advance(src, consumed);
        Ok(item)
    }
}

impl tokio_util::codec::Encoder<StreamHeader<'_>> for Codec {
    type Error = CodecError;

    fn encode(&mut self, header: StreamHeader<'_>, dst: &mut BytesMut) -> Result<(), CodecError> {
        dst.reserve(header.encoded_len());
        header.encode(dst)?;
        self.content_namespace = Some(header.content_namespace.into());
        Ok(())
    }
}

impl tokio_util::codec::Encoder<&Stanza<'_>> for Codec {
    type Error = CodecError;

    fn encode(&mut self, stanza: &Stanza<'_>, dst: &mut BytesMut) -> Result<(), CodecError> {
        Ok(stanza.encode(dst, self.scope())?)
    }
}

impl tokio_util::codec::Encoder<Stanza<'_>> for Codec {
    type Error = CodecError;

    fn encode(&mut self, stanza: Stanza<'_>, dst: &mut BytesMut) -> Result<(), CodecError> {
        self.encode(&stanza, dst)
    }
}

impl tokio_util::codec::Encoder<StanzaBuf> for Codec {
    type Error = CodecError;

    fn encode(&mut self, stanza: StanzaBuf, dst: &mut BytesMut) -> Result<(), CodecError> {
        self.encode(&stanza, dst)
    }
}

/// With attributes and text that a [`Stanza`] passes over.
impl tokio_util::codec::Encoder<&StanzaBuf> for Codec {
    type Error = CodecError;

    fn encode(&mut self, stanza: &StanzaBuf, dst: &mut BytesMut) -> Result<(), CodecError> {
        Ok(stanza.as_tree().encode(dst, self.scope())?)
    }
}

impl tokio_util::codec::Encoder<&StreamElement<'_>> for Codec {
    type Error = CodecError;

    fn encode(&mut self, element: &StreamElement<'_>, dst: &mut BytesMut) -> Result<(), CodecError> {
        Ok(element.encode(dst, self.scope())?)
    }
}

impl tokio_util::codec::Encoder<StreamElement<'_>> for Codec {
    type Error = CodecError;

    fn encode(&mut self, element: StreamElement<'_>, dst: &mut BytesMut) -> Result<(), CodecError> {
        self.encode(&element, dst)
    }
}

impl tokio_util::codec::Encoder<Element<'_>> for Codec {
    type Error = CodecError;

    fn encode(&mut self, element: Element<'_>, dst: &mut BytesMut) -> Result<(), CodecError> {
        Ok(element.encode(dst, self.scope())?)
    }
}

impl tokio_util::codec::Encoder<StreamEnd> for Codec {
    type Error = CodecError;

    fn encode(&mut self, _: StreamEnd, dst: &mut BytesMut) -> Result<(), CodecError> {
        dst.extend_from_slice(STREAM_END.as_bytes());
        Ok(())
    }
}
