//! Messages, by rules, known answers, properties, captures, and the table of the specification.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

mod rules;
mod sections;
