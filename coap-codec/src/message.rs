//! Messages over UDP and DTLS (section 3): one datagram each.

use core::fmt;

use bytes::BufMut;

use crate::code::Named;
use crate::option::{OptionNumber, OptionRef, Options, OptionsOf, Verdict};
use crate::uri::{is_argument, is_segment, write_encoded};
use crate::wire::{self, Fault, PAYLOAD_MARKER};
use crate::{Action, Code, DecodeError, DecodeErrorKind, EncodeError, Limits, MessageId, Token, Type};

/// One message, as a view of its datagram.
///
/// ```
/// use coap_codec::message::Message;
/// use coap_codec::{Code, Limits, Type};
///
/// let datagram = b"\x40\x01\x7d\x34\xbbtemperature";
/// let message = Message::decode(datagram, &Limits::default())?;
/// assert_eq!((message.message_type, message.code), (Type::Con, Code::GET));
/// assert!(message.options.uri_path().eq(["temperature"]));
/// assert_eq!(message.to_string(), "CON GET /temperature id 32052");
/// # Ok::<(), coap_codec::DecodeError>(())
/// ```
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Message<'a> {
    /// Whether it is to be acknowledged, or acknowledges another.
    pub message_type: Type,
    /// Method or response code.
    pub code: Code,
    /// Which message it is, or which one it answers.
    pub message_id: MessageId,
    /// Ties a response to its request.
    pub token: Token<'a>,
    /// The options.
    pub options: Options<'a>,
    /// The payload; a message has none if it is empty.
    pub payload: &'a [u8],
}

/// The version of CoAP that there is (section 3).
const VERSION: u8 = 1;

const HEADER_LEN: usize = 4;

impl<'a> Message<'a> {
    /// A message without token, options and payload.
    pub const fn new(message_type: Type, code: Code, message_id: MessageId) -> Self {
        Self { message_type, code, message_id, token: Token::EMPTY, options: Options::EMPTY, payload: &[] }
    }

    /// Decodes one datagram.
    ///
    /// # Errors
    ///
    /// It is no message; [`DecodeError::action`] tells what is to be done about it.
    #[inline]
    pub fn decode(datagram: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        Self::parse(datagram, limits).map_err(|fault| fault.located(datagram, action(datagram)))
    }

    #[inline(always)]
    fn parse(datagram: &'a [u8], limits: &Limits) -> Result<Self, Fault> {
        let Some((&[first, code, id_high, id_low], rest)) = datagram.split_first_chunk() else {
            return Err(Fault::at(0, datagram, DecodeErrorKind::Truncated, "header"));
        };
        if first >> 6 != VERSION {
            return Err(Fault::at(0, datagram, DecodeErrorKind::Version, "Version"));
        }
        let (message_type, code) = (Type::from_bits(first >> 4), Code::from_byte(code));
        let message_id = MessageId::new(u16::from_be_bytes([id_high, id_low]));
        let mut message = Self::new(message_type, code, message_id);
        let tkl = first & 0x0f;
        if code.is_empty() {
            return match (message_type, tkl, rest) {
                (Type::Non, ..) => Err(Fault::at(1, datagram, DecodeErrorKind::EmptyNonConfirmable, "Code")),
                (_, 0, []) => Ok(message),
                (_, 0, _) => Err(Fault::new(DecodeErrorKind::NotEmpty, rest, "end of message")),
                _ => Err(Fault::at(0, datagram, DecodeErrorKind::NotEmpty, "Token Length")),
            };
        }
        if let Some(kind) = forbidden(message_type, code) {
            return Err(Fault::at(1, datagram, kind, "Code"));
        }
        let (token, rest) = Token::parse(tkl, rest, datagram, limits)?;
        let (options, payload) = Options::parse(rest, limits.max_options)?;
        (message.token, message.options, message.payload) = (token, options, payload);
        Ok(message)
    }

    /// Appends the message to `dst`; on an error nothing is written.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the message, or `dst` has no room for it.
    #[inline]
    pub fn encode(&self, dst: &mut impl BufMut) -> Result<(), EncodeError> {
        self.encode_leaving(dst, 0)?;
        put_some(dst, self.payload);
        Ok(())
    }

    /// Appends all but the payload, which is to be sent after it; on an error nothing is written.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the message, or `dst` has no room for the head.
    pub fn encode_head(&self, dst: &mut impl BufMut) -> Result<(), EncodeError> {
        self.encode_leaving(dst, self.payload.len())
    }

    /// How many bytes [`encode`](Self::encode) writes.
    #[inline]
    pub fn encoded_len(&self) -> usize {
        let (_, extra) = self.token.tkl();
        HEADER_LEN + extra + self.token.len() + body_len(self.options, self.payload)
    }

    #[inline(always)]
    fn encode_leaving(&self, dst: &mut impl BufMut, unsent: usize) -> Result<(), EncodeError> {
        if self.code.is_empty() {
            return self.encode_empty(dst);
        }
        if let Some(kind) = forbidden(self.message_type, self.code) {
            return Err(EncodeError::Invalid { kind, field: "Code" });
        }
        let (tkl, extra) = self.token.tkl();
        let len = HEADER_LEN + extra + self.token.len() + body_len(self.options, self.payload);
        if len - unsent > dst.remaining_mut() {
            return Err(EncodeError::NoSpace);
        }
        let first = VERSION << 6 | (self.message_type as u8) << 4 | tkl;
        let [id_high, id_low] = self.message_id.get().to_be_bytes();
        let (code, token) = (self.code.to_byte(), self.token);
        match *token.as_bytes() {
            // The usual lengths take no call to copy them.
            [a, b, c, d] => dst.put_slice(&[first, code, id_high, id_low, a, b, c, d]),
            [a, b, c, d, e, f, g, h] => {
                dst.put_slice(&[first, code, id_high, id_low, a, b, c, d, e, f, g, h]);
            }
            _ => put_head(dst, [first, code, id_high, id_low], token),
        }
        put_body(dst, self.options, self.payload);
        Ok(())
    }

    /// It has no token, no options and no payload (section 4.1).
    fn encode_empty(&self, dst: &mut impl BufMut) -> Result<(), EncodeError> {
        if self.message_type == Type::Non {
            return Err(EncodeError::Invalid { kind: DecodeErrorKind::EmptyNonConfirmable, field: "Code" });
        }
        check_empty(self.token, self.options, self.payload)?;
        if dst.remaining_mut() < HEADER_LEN {
            return Err(EncodeError::NoSpace);
        }
        let first = VERSION << 6 | (self.message_type as u8) << 4;
        let [id_high, id_low] = self.message_id.get().to_be_bytes();
        dst.put_slice(&[first, 0, id_high, id_low]);
        Ok(())
    }

    /// What a receiver does with the message because of its options; `understands` says which ones it has a use for:
    /// [`OptionNumber::is_registered`], or fewer, or more.
    ///
    /// Only a Confirmable request is answered with 4.02. A Non-confirmable one is rejected like any Non-confirmable message
    /// (section 5.4.1, the last of its four cases; section 4.3), which is how RFC 9177, section 4.1, reads it too. The working
    /// group means to have 4.02 there as well, but the draft that would change it is no RFC yet, and the corrections of RFC
    /// 7252 leave it to that draft (draft-ietf-core-corr-clar, on section 5.4.1).
    pub fn verdict(&self, understands: impl Fn(OptionNumber) -> bool) -> Verdict<'a> {
        match (first_critical(self.options, self.code, understands), self.message_type) {
            (None, _) => Verdict::Process,
            (Some(option), Type::Con) if self.code.is_request() => Verdict::BadOption(option),
            (Some(option), _) => Verdict::Reject(option),
        }
    }
}

/// What is wrong with a code, other than 0.00, in a message of this type (sections 4.2 and 4.3).
#[inline(always)]
const fn forbidden(message_type: Type, code: Code) -> Option<DecodeErrorKind> {
    if ALLOWED >> (message_type as u32 * 8 + code.class() as u32) & 1 != 0 {
        return None;
    }
    Some(match message_type {
        _ if matches!(code.class(), 1 | 6 | 7) => DecodeErrorKind::ReservedClass,
        Type::Rst => DecodeErrorKind::ResetWithCode,
        _ => DecodeErrorKind::RequestInAcknowledgement,
    })
}

/// A bit for each class, and eight for each type: which codes it may have.
const ALLOWED: u32 = {
    const REQUESTS: u32 = 1;
    const RESPONSES: u32 = 0b0011_1100;
    (REQUESTS | RESPONSES) << (Type::Con as u32 * 8)
        | (REQUESTS | RESPONSES) << (Type::Non as u32 * 8)
        | RESPONSES << (Type::Ack as u32 * 8)
};

/// What a malformed datagram calls for (sections 3, 4.2 and 4.3).
#[cold]
const fn action(datagram: &[u8]) -> Action {
    let &[first, _, id_high, id_low, ..] = datagram else { return Action::Ignore };
    let id = MessageId::new(u16::from_be_bytes([id_high, id_low]));
    match Type::from_bits(first >> 4) {
        _ if first >> 6 != VERSION => Action::Ignore,
        Type::Con => Action::Reset(id),
        Type::Non => Action::MayReset(id),
        Type::Ack | Type::Rst => Action::Ignore,
    }
}

/// The first option that a message can't be processed without, and that isn't recognised, or else one that excludes another.
pub(crate) fn first_critical<'a>(
    options: Options<'a>,
    code: Code,
    understands: impl Fn(OptionNumber) -> bool,
) -> Option<OptionRef<'a>> {
    let critical = options.unrecognised(code, understands).find(|option| option.number.is_critical());
    critical.or_else(|| mixed_blocks(options))
}

/// The first Q-Block option beside a Block option: no message has both (RFC 9177, section 4.1).
fn mixed_blocks(options: Options<'_>) -> Option<OptionRef<'_>> {
    let find = |numbers: [OptionNumber; 2]| options.iter().find(|option| numbers.contains(&option.number));
    find([OptionNumber::BLOCK1, OptionNumber::BLOCK2])?;
    find([OptionNumber::Q_BLOCK1, OptionNumber::Q_BLOCK2])
}

/// An Empty message has no more than its header (section 4.1).
const fn check_empty(token: Token<'_>, options: Options<'_>, payload: &[u8]) -> Result<(), EncodeError> {
    let kind = DecodeErrorKind::NotEmpty;
    if !token.is_empty() {
        return Err(EncodeError::Invalid { kind, field: "Token Length" });
    }
    if !options.is_empty() || !payload.is_empty() {
        return Err(EncodeError::Invalid { kind, field: "end of message" });
    }
    Ok(())
}

/// How long options, marker and payload are together.
#[inline]
pub(crate) const fn body_len(options: Options<'_>, payload: &[u8]) -> usize {
    options.as_bytes().len() + payload.len() + !payload.is_empty() as usize
}

/// Writes a header of `N` bytes, and the token.
#[inline(always)]
pub(crate) fn put_head<const N: usize>(dst: &mut impl BufMut, header: [u8; N], token: Token<'_>) {
    dst.put_slice(&header);
    let (_, extra_len) = token.tkl();
    if extra_len > 0 {
        let (_, extra) = wire::to_extended(token.len());
        dst.put_slice(extra.get(..extra_len).unwrap_or_default());
    }
    put_some(dst, token.as_bytes());
}

/// Most messages lack something, and writing nothing costs as much as writing a little.
#[inline(always)]
pub(crate) fn put_some(dst: &mut impl BufMut, bytes: &[u8]) {
    if !bytes.is_empty() {
        dst.put_slice(bytes);
    }
}

/// Writes the options, and the marker if there is a payload.
#[inline(always)]
pub(crate) fn put_body(dst: &mut impl BufMut, options: Options<'_>, payload: &[u8]) {
    put_some(dst, options.as_bytes());
    if !payload.is_empty() {
        dst.put_u8(PAYLOAD_MARKER);
    }
}

/// As in `CON GET /sensors/temp?unit=c [token 4a1f] id 4711`.
impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message_type)?;
        if self.message_type != Type::Rst {
            write!(f, " {}", Named(self.code))?;
        }
        write!(f, "{}", Summary { code: self.code, token: self.token, options: self.options })?;
        write!(f, " id {}", self.message_id)?;
        fmt_payload(self.options, self.payload, self.code, f)
    }
}

impl fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("message_type", &self.message_type)
            .field("code", &self.code)
            .field("message_id", &self.message_id)
            .field("token", &self.token)
            .field("options", &OptionsOf(self.code, self.options))
            .field("payload", &self.payload)
            .finish()
    }
}

/// Resource and token, as one line shows them.
pub(crate) struct Summary<'a> {
    pub(crate) code: Code,
    pub(crate) token: Token<'a>,
    pub(crate) options: Options<'a>,
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.code.is_request() {
            f.write_str(" ")?;
            fmt_resource(self.options, f)?;
        }
        if self.token.is_empty() { Ok(()) } else { write!(f, " [token {}]", self.token) }
    }
}

/// Path and query, or the URI for a proxy; encoded, so that no peer's text can pass for more than it is.
fn fmt_resource(options: Options<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let Some(uri) = options.proxy_uri() {
        return write_encoded(f, uri.bytes(), |byte| {
            is_argument(byte) || matches!(byte, b'&' | b'%' | b'[' | b']')
        });
    }
    let mut path = options.uri_path().peekable();
    if path.peek().is_none() {
        f.write_str("/")?;
    }
    for segment in path {
        f.write_str("/")?;
        write_encoded(f, segment.bytes(), is_segment)?;
    }
    for (position, argument) in options.uri_query().enumerate() {
        f.write_str(if position == 0 { "?" } else { "&" })?;
        write_encoded(f, argument.bytes(), is_argument)?;
    }
    Ok(())
}

/// What the payload is, and how long.
pub(crate) fn fmt_payload(
    options: Options<'_>,
    payload: &[u8],
    code: Code,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    if let Some(format) = options.content_format().filter(|_| !code.is_signaling()) {
        write!(f, " {format}")?;
    }
    if payload.is_empty() { Ok(()) } else { write!(f, " {} bytes", payload.len()) }
}

#[cfg(feature = "serde")]
mod serde_impl {
    use serde::ser::SerializeStruct;
    use serde::{Serialize, Serializer};

    use super::Message;
    use crate::option::OptionsOf;
    use crate::serde_support::Serialized;

    impl Serialize for Message<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut fields = serializer.serialize_struct("Message", 6)?;
            fields.serialize_field("message_type", &self.message_type)?;
            fields.serialize_field("code", &self.code)?;
            fields.serialize_field("message_id", &self.message_id)?;
            fields.serialize_field("token", &self.token)?;
            fields.serialize_field("options", &OptionsOf(self.code, self.options))?;
            fields.serialize_field("payload", &Serialized(self.payload))?;
            fields.end()
        }
    }
}
