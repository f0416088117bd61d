//! Hex mode: every line of text is one fresh stream, and gives one JSON object.

use std::borrow::Cow;
use std::io::{self, BufRead, Read, Write};

use serde::Serialize;
use serde_json::Value;

use crate::escape::write_json;
use crate::protocol::{Content, Detail, ErrorObject, Message, Protocol, Side};

/// The longest line that is read.
const MAX_LINE: u64 = 64 << 20;

/// What the lines came to.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) has_faults: bool,
    /// The first line that is not hex.
    pub(crate) not_hex: Option<u64>,
}

/// What a line decodes to, as the contract of the output has it.
#[derive(Serialize)]
struct Object {
    line: u64,
    ok: bool,
    consumed: usize,
    /// Bytes at the end that are no whole message.
    rest: usize,
    roundtrip: bool,
    messages: Vec<Decoded>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorObject>,
}

#[derive(Serialize)]
struct Decoded {
    kind: Cow<'static, str>,
    message: Value,
}

/// Decodes every line of `input`.
pub(crate) fn run(protocol: Protocol, mut input: impl BufRead, mut out: impl Write) -> io::Result<Outcome> {
    let (mut outcome, mut line) = (Outcome::default(), Vec::new());
    for number in 1.. {
        line.clear();
        if (&mut input).take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.len() as u64 == MAX_LINE && !line.ends_with(b"\n") {
            return Err(io::Error::other(format!("line {number} is longer than {MAX_LINE} bytes")));
        }
        if line.starts_with(b"#") {
            continue;
        }
        let object = match bytes(&line) {
            Ok(bytes) => decode(protocol, number, &bytes),
            Err(error) => {
                outcome.not_hex = outcome.not_hex.or(Some(number));
                not_hex(number, error)
            }
        };
        outcome.has_faults |= !object.ok || !object.roundtrip;
        write_json(&mut out, &object)?;
    }
    out.flush()?;
    Ok(outcome)
}

fn bytes(line: &[u8]) -> Result<Vec<u8>, ErrorObject> {
    let digits: Vec<u8> = line.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    hex::decode(&digits).map_err(|error| {
        let offset = match error {
            hex::FromHexError::InvalidHexCharacter { index, .. } => index,
            _ => digits.len(),
        };
        let (kind, text) = ("Hex".to_owned(), format!("not hex: {error}"));
        ErrorObject { kind, offset: offset as u64, field: "line", text }
    })
}

fn decode(protocol: Protocol, line: u64, bytes: &[u8]) -> Object {
    let mut conversation = protocol.conversation(Detail::Fields);
    let (mut input, mut roundtrip, mut messages) = (bytes, true, Vec::new());
    let error = loop {
        match conversation.next(Side::Client, &mut input) {
            Ok(Some(Message { content, roundtrip: same, .. })) => {
                roundtrip &= same;
                if let Content::Fields { kind, message } = content {
                    messages.push(Decoded { kind, message });
                }
            }
            Ok(None) => break None,
            Err(malformed) => break Some(malformed.error),
        }
    };
    let (rest, consumed) = (input.len(), bytes.len() - input.len());
    Object { line, ok: error.is_none(), consumed, rest, roundtrip, messages, error }
}

fn not_hex(line: u64, error: ErrorObject) -> Object {
    Object {
        line,
        ok: false,
        consumed: 0,
        rest: 0,
        roundtrip: false,
        messages: Vec::new(),
        error: Some(error),
    }
}
