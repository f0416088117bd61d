//! XMPP without IO.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod error;
mod limits;
mod stream_error;

pub use error::{DecodeError, DecodeErrorKind, EncodeError, InvalidValue};
pub use limits::Limits;
pub use stream_error::StreamErrorCondition;
