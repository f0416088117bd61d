//! CoAP without IO.
#![no_std]
#![forbid(unsafe_code)]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod error;
pub mod link;
pub mod uri;

pub use error::InvalidValue;
