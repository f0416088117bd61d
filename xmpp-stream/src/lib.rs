//! XMPP without IO.
#![doc = include_str!("../README.md")]
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
pub use stanza_buf::{StanzaBuf, StanzaTree};
pub use stream_error::StreamErrorCondition;
pub use unit_decoder::UnitDecoder;
