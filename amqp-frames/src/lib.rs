//! AMQP 1.0 without IO.
#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "arbitrary")]
mod arbitrary;
mod error;
mod limits;
#[cfg(feature = "serde")]
mod serde_support;
pub mod types;
mod wire;

pub use error::{DecodeError, DecodeErrorKind, EncodeError, InvalidValue};
pub use limits::Limits;
