//! Apache Qpid Proton: the inputs of its fuzz tests, and values exchanged with it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

mod fuzz;
mod generate;
mod peer;
mod values;

/// The differences that are known, with the reasons.
const COMPARISON: &str = include_str!("../../COMPARISON.md");

/// The part of the document between two marks.
fn section(name: &str) -> &'static str {
    let (begin, end) = (format!("<!-- {name}:begin -->"), format!("<!-- {name}:end -->"));
    let (_, behind) = COMPARISON.split_once(&begin).unwrap();
    let (section, _) = behind.split_once(&end).unwrap();
    section.trim()
}

fn from_hex(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
