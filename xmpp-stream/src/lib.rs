//! XMPP without IO.
#![doc = include_str!("../README.md")]
//!
//! # Where to look
//!
//! | | |
//! |---|---|
//! | [`Decoder`], [`UnitDecoder`], [`ElementTree`] | bytes to elements |
//! | [`Element`], [`ElementBuf`] | elements, read and built |
//! | [`stream`] | what is on a stream: its header, stanzas, and what manages it |
//! | [`stanza`] | messages, presences, requests and answers, and their errors |
//! | [`payload`] | what stanzas and streams carry, by specification |
//! | [`StanzaBuf`] | stanzas that are kept |
//! | [`jid`] | addresses |
//! | [`Scope`] | which namespaces are declared where something is written |
//! | [`DecodeError`], [`ElementError`] | what a peer did wrong: to the stream, to a stanza |
//! | [`EncodeError`], [`InvalidValue`] | what a caller did wrong |
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "arbitrary")]
mod arbitrary;
#[cfg(feature = "tokio-util")]
mod codec;
mod decoder;
mod element;
mod element_buf;
mod error;
pub mod jid;
mod limits;
pub mod payload;
mod scope;
#[cfg(feature = "serde")]
mod serde_support;
pub mod stanza;
mod stanza_buf;
pub mod stream;
mod stream_error;
mod unit_decoder;
mod xml;

#[cfg(feature = "tokio-util")]
pub use codec::{Codec, CodecError, StreamEnd, StreamItemBuf};
pub use decoder::{Decoder, StreamItem};
pub use element::{Attribute, Attributes, Child, Children, Element, ElementTree};
pub use element_buf::{ElementBuf, ElementMut};
pub use error::{DecodeError, DecodeErrorKind, ElementError, ElementErrorKind, EncodeError, InvalidValue};
pub use limits::Limits;
pub use scope::Scope;
pub use stanza_buf::{StanzaBuf, StanzaBufError, StanzaTree};
pub use stream_error::StreamErrorCondition;
pub use unit_decoder::UnitDecoder;
