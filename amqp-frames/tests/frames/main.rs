//! Frames, by known answers and properties.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

mod captures;
#[cfg(feature = "arbitrary")]
mod properties;
mod states;
