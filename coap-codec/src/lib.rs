//! CoAP without IO.
#![doc = include_str!("../README.md")]
//!
//! # Where to look
//!
//! Messages, and what has parts of its own, are in the module that is named after it, with all that only it needs. At the root
//! is what handles whole messages (decoding from streams, keeping, limits, errors), and the small values that several modules
//! share.
//!
//! | | |
//! |---|---|
//! | [`message::Message`] | messages over UDP and DTLS |
//! | [`Decoder`], [`tcp::TcpMessage`] | messages over TCP, TLS and WebSocket |
//! | [`MessageBuf`], [`TcpMessageBuf`] | messages that are kept |
//! | [`option`] | [`Options`](option::Options), read and built |
//! | [`uri`] | URIs, taken apart into options, put together and resolved |
//! | [`link`] | the link format of `/.well-known/core`, read, written and filtered |
//! | [`Code`], [`MessageType`], [`MessageId`], [`Token`], [`TokenBuf`], [`ContentFormat`] | what messages are made of |
//! | [`DecodeError`], [`Action`] | what a peer did wrong, and what is to be done about it |
//! | [`EncodeError`], [`InvalidValue`] | what a caller did wrong |
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "arbitrary")]
mod arbitrary;
mod code;
#[cfg(feature = "tokio-util")]
mod codec;
mod content_format;
mod decoder;
mod error;
pub mod link;
pub mod message;
mod message_buf;
mod message_id;
mod message_type;
pub mod option;
mod pad;
mod percent;
#[cfg(feature = "serde")]
mod serde_support;
pub mod tcp;
mod token;
pub mod uri;
mod wire;

pub use code::Code;
#[cfg(feature = "tokio-util")]
pub use codec::{Codec, CodecError};
pub use content_format::ContentFormat;
pub use decoder::{Decoder, Limits};
pub use error::{Action, DecodeError, DecodeErrorKind, EncodeError, InvalidValue};
pub use message_buf::{MessageBuf, TcpMessageBuf};
pub use message_id::MessageId;
pub use message_type::MessageType;
pub use token::{Token, TokenBuf};
