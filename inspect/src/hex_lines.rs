//! Hex mode: every line of text is one fresh stream, and gives one JSON object.

use std::io::{self, BufRead, Read, Write};

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};
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
struct Object<'a> {
    line: u64,
    ok: bool,
    consumed: usize,
    /// Bytes at the end that are no whole message.
    rest: usize,
    roundtrip: bool,
    messages: Messages<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorObject>,
}

/// The messages in these bytes, which are decoded while they are written: as values they would take a hundred times the room.
struct Messages<'a> {
    protocol: Protocol,
    bytes: &'a [u8],
}

#[derive(Serialize)]
struct Decoded<'a> {
    kind: &'a str,
    message: &'a Value,
}

impl Serialize for Messages<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut conversation = self.protocol.conversation(Detail::Fields);
        let (mut input, mut messages) = (self.bytes, serializer.serialize_seq(None)?);
        while let Ok(Some(Message { content, .. })) = conversation.next(Side::Client, &mut input) {
            if let Content::Fields { kind, message } = &content {
                messages.serialize_element(&Decoded { kind, message })?;
            }
        }
        messages.end()
    }
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
        let bytes = bytes(&line);
        let object = match bytes {
            Ok(ref bytes) => decode(protocol, number, bytes),
            Err(error) => {
                outcome.not_hex = outcome.not_hex.or(Some(number));
                not_hex(protocol, number, error)
            }
        };
        outcome.has_faults |= !object.ok || !object.roundtrip;
        write_json(&mut out, &object)?;
    }
    out.flush()?;
    Ok(outcome)
}

fn bytes(line: &[u8]) -> Result<Vec<u8>, ErrorObject> {
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == b':';
    let digits: Vec<u8> = line.iter().copied().filter(|byte| !is_blank(byte)).collect();
    let stranger = digits.iter().position(|byte| !byte.is_ascii_hexdigit());
    hex::decode(&digits).map_err(|error| {
        let text = match stranger {
            Some(at) => format!("not hex: no digit at position {at}"),
            None => format!("not hex: {error}"),
        };
        let offset = stranger.unwrap_or(digits.len()) as u64;
        ErrorObject { kind: "Hex".to_owned(), offset, field: "line", text }
    })
}

fn decode(protocol: Protocol, line: u64, bytes: &[u8]) -> Object<'_> {
    let mut conversation = protocol.conversation(Detail::Count);
    let (mut input, mut roundtrip) = (bytes, true);
    let error = loop {
        match conversation.next(Side::Client, &mut input) {
            Ok(Some(message)) => roundtrip &= message.roundtrip,
            Ok(None) => break None,
            Err(malformed) => break Some(malformed.error),
        }
    };
    let (rest, consumed) = (input.len(), bytes.len() - input.len());
    let messages = Messages { protocol, bytes };
    Object { line, ok: error.is_none(), consumed, rest, roundtrip, messages, error }
}

fn not_hex(protocol: Protocol, line: u64, error: ErrorObject) -> Object<'static> {
    let messages = Messages { protocol, bytes: &[] };
    Object { line, ok: false, consumed: 0, rest: 0, roundtrip: false, messages, error: Some(error) }
}
