//! AMQP 1.0 without IO.
#![doc = include_str!("../README.md")]
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
