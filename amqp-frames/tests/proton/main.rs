//! Apache Qpid Proton: the inputs of its fuzz tests.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

mod fuzz;
