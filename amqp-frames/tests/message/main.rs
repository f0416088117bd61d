//! Messages, by known answers, properties, captures, and the table of the specification.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

mod captures;
mod known;
#[cfg(feature = "arbitrary")]
mod properties;
mod sections;
mod specification;
#[path = "../specification/table.rs"]
#[allow(dead_code, reason = "the test of the table reads the rest")]
mod table;
mod transactions;
