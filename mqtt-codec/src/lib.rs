//! MQTT 3.1, 3.1.1 and 5.0 without IO.
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod error;
mod qos;
mod text;
pub mod topic;
mod version;
mod wire;

pub use error::InvalidValue;
pub use qos::Qos;
pub use text::{ClientId, Utf8Str};
pub use version::Version;
