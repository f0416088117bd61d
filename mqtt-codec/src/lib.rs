//! MQTT 3.1, 3.1.1 and 5.0 without IO.
#![doc = include_str!("../README.md")]
//!
//! # Where to look
//!
//! | | |
//! |---|---|
//! | [`Decoder`], [`Limits`] | packets from a stream |
//! | [`packet::Packet`] and the rest of [`packet`] | one type for each packet |
//! | [`PacketBuf`] | packets that are kept |
//! | `Codec` (feature `tokio-util`) | packets over a `Framed` transport |
//! | [`property`] | [`Properties`](property::Properties) of version 5, read and built |
//! | [`reason`] | Reason Codes |
//! | [`topic`] | names, filters, and the trees that match them |
//! | [`session`] | [`Client`](session::Client) and [`Server`](session::Server): the two ends of a connection as machines |
//! | [`DecodeError`], [`EncodeError`], [`InvalidValue`] | what a peer did wrong, what a caller did wrong |
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "arbitrary")]
mod arbitrary;
mod binary_data;
#[cfg(feature = "tokio-util")]
mod codec;
mod decoder;
mod error;
pub mod packet;
mod packet_buf;
mod packet_id;
pub mod property;
mod qos;
pub mod reason;
mod scan;
#[cfg(feature = "serde")]
mod serde_support;
pub mod session;
mod text;
pub mod topic;
mod version;
mod wire;

pub use binary_data::BinaryData;
#[cfg(feature = "tokio-util")]
pub use codec::{Codec, CodecError};
pub use decoder::{Decoder, Limits};
pub use error::{DecodeError, DecodeErrorKind, EncodeError, InvalidValue};
pub use packet_buf::PacketBuf;
pub use packet_id::PacketId;
pub use qos::Qos;
pub use text::{ClientId, Utf8Str};
pub use version::Version;
