//! expat, by way of a Python.

use serde_json::Value;

use super::outcome::{End, Outcome};
use crate::{Result, python};

const SCRIPT: &str = include_str!("expat_decode.py");

/// Shows what expat makes of each stream, and gives its version.
pub(crate) fn decode(
    python: &str,
    streams: &[Vec<u8>],
    mut show: impl FnMut(&[u8], Outcome) -> Result<()>,
) -> Result<String> {
    python::ask(python, SCRIPT, streams, |stream, line| show(stream, read(line)?))
}

fn read(line: &str) -> Result<Outcome> {
    let line: Value = serde_json::from_str(line)?;
    let text = |item: &Value| -> Result<String> { Ok(item.as_str().ok_or("not text")?.to_owned()) };
    let items = line["items"].as_array().ok_or("no items")?;
    let end = match line["ended"].as_bool() {
        Some(true) => End::Ended,
        Some(false) => End::Open,
        None => {
            let at = line["at"].as_u64().ok_or("no place")?;
            End::Refused { rule: text(&line["error"])?, at: at.try_into()? }
        }
    };
    Ok(Outcome { items: items.iter().map(text).collect::<Result<_>>()?, end })
}
