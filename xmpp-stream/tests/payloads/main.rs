//! What stanzas carry is read as its specification says, and what breaks its rules is refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

mod on_stream;
mod rfc6121;
mod xep0045;
mod xep0085;
mod xep0092;
mod xep0184;
mod xep0199;
