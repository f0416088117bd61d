//! Apache Qpid Proton: the inputs of its fuzz tests, and values and messages exchanged with it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

mod fuzz;
mod generate;
mod messages;
mod peer;
mod values;

/// The differences that are known, with the reasons.
const COMPARISON: &str = include_str!("../../COMPARISON.md");

/// Bytes that mean different things, or nothing to one: a row of the document.
struct Difference {
    bytes: Vec<u8>,
    ours: String,
    protons: String,
}

impl Difference {
    fn of_section(name: &str) -> Vec<Self> {
        let difference = |cells: Vec<&str>| Self {
            bytes: from_hex(cells[0]),
            ours: cells[2].to_owned(),
            protons: cells[3].to_owned(),
        };
        rows(name).map(difference).collect()
    }

    /// Compares what came out with what the document says.
    fn check(&self, expected: &str, outcome: Result<String, String>) {
        assert_eq!(outcome.unwrap_or_else(|refused| refused), expected, "{}", hex(&self.bytes));
        assert_ne!(self.ours, self.protons);
    }
}

/// The cells of a table's rows.
fn rows(section_name: &str) -> impl Iterator<Item = Vec<&'static str>> {
    let cell = |cell: &'static str| cell.trim().trim_matches('`');
    let rows = section(section_name).lines().skip(2);
    rows.map(move |row| row.trim_matches('|').split('|').map(cell).collect())
}

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
