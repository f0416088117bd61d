//! AMQP 1.0 without IO.
#![doc = include_str!("../README.md")]
//!
//! # Other versions
//!
//! All that stands here is of AMQP 1.0. AMQP 0-9-1, which has only the name in common with it, would be a module `v0_9_1` with
//! frames, decoder and errors of its own: nothing public is shared. [`ProtocolId::read`] tells them apart.
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "arbitrary")]
mod arbitrary;
#[cfg(feature = "tokio-util")]
mod codec;
mod decoder;
pub mod definitions;
pub mod delivery_state;
mod error;
mod frame;
mod frame_buf;
mod limits;
pub mod message;
mod message_buf;
pub mod performative;
pub mod sasl;
mod scan;
#[cfg(feature = "serde")]
mod serde_support;
pub mod terminus;
pub mod transaction;
pub mod types;
mod wire;

#[cfg(feature = "tokio-util")]
pub use codec::{Codec, CodecError};
pub use decoder::Decoder;
pub use error::{DecodeError, DecodeErrorKind, EncodeError, InvalidValue};
pub use frame::{Frame, ProtocolId};
pub use frame_buf::FrameBuf;
pub use limits::Limits;
pub use message_buf::MessageBuf;
