//! Hex mode: every line of text is one fresh stream, or one datagram, and gives one JSON object.

use std::io::{self, BufRead, Read, Write};

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

use crate::escape::{Json, write_json};
use crate::protocol::{
    Beginning, Content, Conversation, Detail, ErrorObject, Malformed, Message, Protocol, Side,
};

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
    roundtrip: Option<bool>,
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
    message: &'a Json,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    invalid: &'a [ErrorObject],
}

impl Serialize for Messages<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (mut input, mut messages) = (self.bytes, serializer.serialize_seq(None)?);
        for message in Line::new(self.protocol, Detail::Fields, &mut input) {
            if let Ok(Message { content: Content::Fields { kind, message, invalid }, .. }) = &message {
                messages.serialize_element(&Decoded { kind, message, invalid })?;
            }
        }
        messages.end()
    }
}

/// What a line decodes to, message by message; `input` is left with what follows them.
struct Line<'a, 'b> {
    conversation: Box<dyn Conversation>,
    comes_whole: bool,
    input: &'a mut &'b [u8],
    /// There is no more, or it is malformed.
    ended: bool,
}

impl<'a, 'b> Line<'a, 'b> {
    /// Nothing is asked of the first message that would not be asked of any other.
    fn new(protocol: Protocol, detail: Detail, input: &'a mut &'b [u8]) -> Self {
        let conversation = protocol.conversation(detail, Beginning::Unknown);
        Self { conversation, comes_whole: protocol.comes_whole(), input, ended: false }
    }
}

impl Iterator for Line<'_, '_> {
    type Item = Result<Message, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let message = self.conversation.next(Side::Client, self.input).transpose();
        self.ended = self.comes_whole || !matches!(message, Some(Ok(_)));
        message
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
        outcome.has_faults |= !object.ok || object.roundtrip == Some(false);
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
    let (mut input, mut roundtrip, mut error) = (bytes, Some(true), None);
    for message in Line::new(protocol, Detail::Count, &mut input) {
        match message {
            Ok(message) => roundtrip = both(roundtrip, message.roundtrip),
            Err(malformed) => error = Some(malformed.error),
        }
    }
    let (rest, consumed) = (input.len(), bytes.len() - input.len());
    let messages = Messages { protocol, bytes };
    Object { line, ok: error.is_none(), consumed, rest, roundtrip, messages, error }
}

/// Whether both are the same again; `None`: one is too long to tell.
const fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn not_hex(protocol: Protocol, line: u64, error: ErrorObject) -> Object<'static> {
    let messages = Messages { protocol, bytes: &[] };
    Object { line, ok: false, consumed: 0, rest: 0, roundtrip: Some(false), messages, error: Some(error) }
}
