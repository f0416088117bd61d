//! What the fuzz targets do with their bytes: one module per protocol, one function per target.
//!
//! A function returns when all is well and panics when it is not, with libFuzzer around it or without.
#![forbid(unsafe_code)]

pub mod amqp;
pub mod coap;
pub mod mqtt;
mod stream;
pub mod xmpp;
