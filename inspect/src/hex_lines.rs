//! Hex mode: every line of text is one fresh stream, and gives one JSON object.

use std::io::{self, BufRead, Read, Write};

use serde_json::{Map, Value, json};

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

/// What a stream of bytes decodes to.
struct Decoded {
    consumed: usize,
    roundtrip: bool,
    messages: Vec<Value>,
    error: Option<ErrorObject>,
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
        let (bytes, decoded) = match bytes(&line) {
            Ok(bytes) => {
                let decoded = decode(protocol, &bytes);
                (bytes, decoded)
            }
            Err(error) => {
                outcome.not_hex = outcome.not_hex.or(Some(number));
                (
                    Vec::new(),
                    Decoded { consumed: 0, roundtrip: false, messages: Vec::new(), error: Some(error) },
                )
            }
        };
        outcome.has_faults |= decoded.error.is_some() || !decoded.roundtrip;
        writeln!(out, "{}", object(number, bytes.len(), decoded))?;
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

fn decode(protocol: Protocol, bytes: &[u8]) -> Decoded {
    let mut conversation = protocol.conversation(Detail::Fields);
    let (mut input, mut roundtrip, mut messages) = (bytes, true, Vec::new());
    let error = loop {
        match conversation.next(Side::Client, &mut input) {
            Ok(Some(Message { content, roundtrip: same, .. })) => {
                roundtrip &= same;
                if let Content::Fields { kind, message } = content {
                    messages.push(json!({ "kind": kind, "message": message }));
                }
            }
            Ok(None) => break None,
            Err(malformed) => break Some(malformed.error),
        }
    };
    let consumed = bytes.len() - input.len();
    Decoded { consumed, roundtrip, messages, error }
}

fn object(line: u64, len: usize, decoded: Decoded) -> Value {
    let Decoded { consumed, roundtrip, messages, error } = decoded;
    let mut object = Map::new();
    for (name, value) in [
        ("line", json!(line)),
        ("ok", json!(error.is_none())),
        ("consumed", json!(consumed)),
        ("rest", json!(len - consumed)),
        ("roundtrip", json!(roundtrip)),
        ("messages", json!(messages)),
    ] {
        object.insert(name.to_owned(), value);
    }
    if let Some(error) = error {
        object.insert("error".to_owned(), error.to_json());
    }
    object.into()
}
