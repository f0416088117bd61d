//! AMQP 1.0 over any byte stream.

use amqp_frames::{DecodeError, DecodeErrorKind, Decoder, Frame, Limits, ProtocolId};
use serde_json::Value;

use crate::escape::Json;
use crate::protocol::{Beginning, Content, Conversation, Detail, ErrorObject, Malformed, Message, Side};

/// The largest frame that is decoded. AMQP's own limit is 512 bytes before the open, which some exceed, and 256 times as much as this
/// behind it.
const MAX_FRAME_SIZE: usize = 16 << 20;

/// What every protocol header begins with.
const NAME: &[u8] = b"AMQP";

/// What the first bytes of a connection are (section 2.2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Greeting {
    /// Too few bytes to tell.
    Unclear,
    /// A protocol header of version 1.0.0.
    Amqp10,
    /// A protocol header of 0-9-1 or one of its like, which can't be decoded here.
    Amqp0,
    Other,
}

/// Both sides of a connection. Each says by itself what it sends.
#[derive(Debug)]
pub(crate) struct Connection {
    client: Direction,
    server: Direction,
    detail: Detail,
}

/// What one side sends.
#[derive(Debug)]
struct Direction {
    decoder: Decoder,
    /// The decoder knows what may come. Until then there was no protocol header, and no frames but those of SASL.
    is_settled: bool,
    /// The protocol header was that of TLS.
    is_opaque: bool,
}

impl Connection {
    pub(crate) fn new(detail: Detail, beginning: Beginning) -> Self {
        Self { client: Direction::new(beginning), server: Direction::new(beginning), detail }
    }

    fn message(&self, frame: &Frame<'_>, bytes: &[u8]) -> Message {
        let content = match self.detail {
            Detail::Count => Content::Count,
            Detail::Line => Content::Line(frame.to_string()),
            Detail::Fields => Content::Fields {
                kind: frame.kind().into(),
                message: Json::new(&fields(frame)),
                invalid: Vec::new(),
            },
        };
        Message { len: bytes.len(), roundtrip: Some(roundtrip(frame, bytes)), content }
    }
}

impl Conversation for Connection {
    fn next(&mut self, side: Side, input: &mut &[u8]) -> Result<Option<Message>, Malformed> {
        let direction = match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        };
        if direction.is_opaque {
            return Ok(None);
        }
        let front = *input;
        let decoder = direction.decoder(front);
        let announced = decoder.frame_len(front).ok().flatten();
        match decoder.decode(input) {
            Ok(Some(frame)) => {
                direction.is_opaque = frame == Frame::ProtocolHeader { protocol: ProtocolId::Tls };
                let bytes = front.get(..front.len() - input.len()).unwrap_or_default();
                Ok(Some(self.message(&frame, bytes)))
            }
            Ok(None) => Ok(None),
            Err(error) => Err(malformed(front, announced, &error)),
        }
    }

    fn is_opaque(&self, side: Side) -> bool {
        match side {
            Side::Client => self.client.is_opaque,
            Side::Server => self.server.is_opaque,
        }
    }
}

impl Direction {
    fn new(beginning: Beginning) -> Self {
        match beginning {
            Beginning::Here => Self { decoder: Decoder::new(limits()), is_settled: true, is_opaque: false },
            Beginning::Unknown => Self {
                decoder: Decoder::behind(ProtocolId::Sasl, limits()),
                is_settled: false,
                is_opaque: false,
            },
        }
    }

    /// The decoder for what is at the front. Where the protocol header was left out, the type of the first frame says what it would
    /// have said (sections 2.3.1 and 5.3.1).
    fn decoder(&mut self, front: &[u8]) -> &mut Decoder {
        const SASL: u8 = 1;
        if self.is_settled {
            return &mut self.decoder;
        }
        if front.starts_with(NAME) {
            *self = Self { decoder: Decoder::new(limits()), is_settled: true, is_opaque: false };
        } else if front.get(5).is_some_and(|&frame_type| frame_type != SASL) {
            *self = Self {
                decoder: Decoder::behind(ProtocolId::Amqp, limits()),
                is_settled: true,
                is_opaque: false,
            };
        }
        &mut self.decoder
    }
}

/// What `bytes` begin with.
pub(crate) fn greeting(bytes: &[u8]) -> Greeting {
    match ProtocolId::read(bytes).map_err(|error| error.kind()) {
        Ok(Some(_)) => Greeting::Amqp10,
        Ok(None) if bytes.starts_with(NAME) || NAME.starts_with(bytes) => Greeting::Unclear,
        Err(DecodeErrorKind::Amqp0 | DecodeErrorKind::Amqp0_9_1) => Greeting::Amqp0,
        _ => Greeting::Other,
    }
}

/// Most values have several encodings.
fn roundtrip(frame: &Frame<'_>, bytes: &[u8]) -> bool {
    let mut encoded = Vec::with_capacity(bytes.len());
    frame.encode(&mut encoded).is_ok()
        && (encoded == bytes || Frame::decode(&encoded, &limits()).as_ref() == Ok(frame))
}

/// The frame's fields without its secrets.
fn fields(frame: &Frame<'_>) -> Value {
    const SECRETS: [&str; 4] = ["initial_response", "challenge", "response", "additional_data"];
    let mut fields = serde_json::to_value(frame).unwrap_or_default();
    if let (Frame::Sasl(_), Value::Object(fields)) = (frame, &mut fields) {
        for name in SECRETS {
            if let Some(secret) = fields.get_mut(name).filter(|value| !value.is_null()) {
                *secret = "***".into();
            }
        }
    }
    fields
}

fn malformed(bytes: &[u8], announced: Option<usize>, error: &DecodeError) -> Malformed {
    Malformed {
        message_kind: kind(bytes, error).map(Into::into),
        len: announced.map_or(bytes.len(), |len| len.min(bytes.len())),
        error: ErrorObject {
            kind: format!("{:?}", error.kind()),
            offset: error.offset() as u64,
            field: error.field(),
            text: error.to_string(),
        },
    }
}

/// What a malformed frame says of its kind.
fn kind(bytes: &[u8], error: &DecodeError) -> Option<&'static str> {
    if bytes.starts_with(NAME) { Some("header") } else { error.performative() }
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_frame_size = MAX_FRAME_SIZE;
    limits.max_initial_frame_size = MAX_FRAME_SIZE;
    limits
}

#[cfg(test)]
mod tests {
    use amqp_frames::sasl::{Sasl, SaslChallenge, SaslCode, SaslInit, SaslOutcome, SaslResponse};
    use amqp_frames::types::Symbol;

    use super::*;

    /// All binary fields of SASL are secret. A new one has to be given here.
    #[test]
    fn no_secret_is_shown() {
        let secret = b"hush";
        let mechanism = Symbol::try_from("PLAIN").unwrap();
        for sasl in [
            Sasl::Init(SaslInit { mechanism, initial_response: Some(secret), hostname: None }),
            Sasl::Challenge(SaslChallenge { challenge: secret }),
            Sasl::Response(SaslResponse { response: secret }),
            Sasl::Outcome(SaslOutcome { code: SaslCode::Ok, additional_data: Some(secret) }),
        ] {
            let frame = Frame::Sasl(sasl);
            let fields = fields(&frame).to_string();
            assert!(fields.contains("***"), "{fields}");
            for shown in [fields, frame.to_string()] {
                assert!(!shown.contains("hush") && !shown.contains(&hex::encode(secret)), "{shown}");
            }
        }
    }

    #[test]
    fn a_connection_is_known_by_its_protocol_header() {
        for (bytes, expected) in [
            (&b"AMQP\x00\x01\x00\x00"[..], Greeting::Amqp10),
            (b"AMQP\x02\x01\x00\x00", Greeting::Amqp10),
            (b"AMQP\x03\x01\x00\x00 and more", Greeting::Amqp10),
            (b"AMQP\x00\x00\x09\x01", Greeting::Amqp0),
            (b"AMQP\x00\x00\x08\x00", Greeting::Amqp0),
            (b"AMQP\x01\x01\x00\x09", Greeting::Amqp0),
            (b"AMQP\x01\x01\x00\x0a", Greeting::Amqp0),
            (b"AMQP\x00\x02\x00\x00", Greeting::Other),
            (b"AMQP\x01\x01\x00\x00", Greeting::Other),
            (b"", Greeting::Unclear),
            (b"AM", Greeting::Unclear),
            (b"AMQP\x00\x01\x00", Greeting::Unclear),
            (b"AMX", Greeting::Other),
            (b"\0\0\0\x08\x02\0\0\x05", Greeting::Other),
        ] {
            assert_eq!(greeting(bytes), expected, "{bytes:x?}");
        }
    }
}
