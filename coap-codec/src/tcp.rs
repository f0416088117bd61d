//! Messages over TCP, TLS and WebSocket (RFC 8323), and what is in signaling messages.

use core::fmt;

use bytes::BufMut;

use crate::code::Named;
use crate::message::{Summary, body_len, first_critical, fmt_payload, put_body, put_head, put_some};
use crate::option::{OptionNumber, Options, OptionsOf, Verdict};
use crate::wire::{self, FOUR_BYTES, Fault};
use crate::{Action, Code, DecodeError, DecodeErrorKind, EncodeError, Limits, Token};

/// One message over a reliable transport, as a view of its bytes: without type and Message ID, which it has no use for.
///
/// An Empty message, of code 0.00, keeps a connection alive; whatever it holds, it is to be ignored (RFC 8323, sections 3.4
/// and 5.4). So it may have a token, options and a payload, which it can't have in a datagram: only where its parts end must
/// be right.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct TcpMessage<'a> {
    /// Method, response code or signaling code.
    pub code: Code,
    /// Ties a response to its request.
    pub token: Token<'a>,
    /// The options; a signaling message has some of its own.
    pub options: Options<'a>,
    /// The payload; a message has none if it is empty. In a signaling message it is text for people.
    pub payload: &'a [u8],
}

/// How a message tells its length.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
pub enum Framing {
    /// In its header, over TCP and TLS (RFC 8323, section 3.2).
    Tcp,
    /// Not at all: each is a WebSocket message (RFC 8323, section 4.2).
    WebSocket,
}

/// What a signaling message says (RFC 8323, section 5), its payload apart.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Signal<'a> {
    /// Capabilities and settings.
    Csm(Csm),
    /// To be answered by a Pong of the same token.
    Ping {
        /// The Pong is to have Custody too, once all before this was processed.
        custody: bool,
    },
    /// The answer to a Ping.
    Pong {
        /// All requests and responses before the Ping were processed.
        custody: bool,
    },
    /// The connection is to be closed in good order.
    Release(Release<'a>),
    /// The connection ends at once.
    Abort {
        /// The option of a CSM that is to blame.
        bad_csm_option: Option<OptionNumber>,
    },
}

/// What a CSM says (RFC 8323, section 5.3); what it doesn't stays as it was.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a CSM is read by what this crate knows of it")]
pub struct Csm {
    /// The largest message that the sender takes; 1,152 until it says otherwise.
    pub max_message_size: Option<u32>,
    /// The sender can do block-wise transfers, and with a Max-Message-Size above 1,152 BERT.
    pub block_wise_transfer: bool,
    /// The longest token that the sender takes in requests (RFC 8974, section 2.2.1): 8 to 65,804. It is 8 until it says
    /// otherwise.
    pub extended_token_length: Option<u32>,
}

/// What a Release says (RFC 8323, section 5.5).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Release<'a>(Options<'a>);

/// What the first bytes tell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    tkl: u8,
    code: Code,
    /// Where the code is; the token is behind it.
    code_at: usize,
    pub(crate) len: usize,
}

impl<'a> TcpMessage<'a> {
    /// A message without token, options and payload.
    pub const fn new(code: Code) -> Self {
        Self { code, token: Token::EMPTY, options: Options::EMPTY, payload: &[] }
    }

    /// Decodes one whole message; for messages from a stream there is [`Decoder`](crate::Decoder).
    ///
    /// # Errors
    ///
    /// `message` is malformed, or not exactly one message.
    pub fn decode(message: &'a [u8], framing: Framing, limits: &Limits) -> Result<Self, DecodeError> {
        let header = match framing {
            Framing::Tcp => Header::read(message, None, limits)?,
            Framing::WebSocket => Header::read_unframed(message, limits)?,
        };
        match header {
            Some(header) if message.len() == header.len => Self::parse(header, message, limits),
            Some(header) if message.len() > header.len => {
                Err(error(DecodeErrorKind::TrailingBytes, header.len, "end of message"))
            }
            _ => Err(error(DecodeErrorKind::Truncated, message.len(), "message")),
        }
    }

    /// Decodes what is behind the header.
    #[inline]
    pub(crate) fn parse(header: Header, message: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        Self::parse_rest(header, message, limits).map_err(|fault| fault.located(message, Action::Abort))
    }

    #[inline(always)]
    fn parse_rest(header: Header, message: &'a [u8], limits: &Limits) -> Result<Self, Fault> {
        let Header { tkl, code, code_at, .. } = header;
        let rest = message.get(code_at + 1..).unwrap_or_default();
        if is_reserved(code) {
            return Err(Fault::at(code_at, message, DecodeErrorKind::ReservedClass, "Code"));
        }
        let (token, rest) = Token::parse(tkl, rest, message, limits)?;
        let (options, payload) = Options::parse(rest, limits.max_options)?;
        Ok(Self { code, token, options, payload })
    }

    /// Appends the message to `dst`; on an error nothing is written.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the message, or `dst` has no room for it.
    #[inline]
    pub fn encode(&self, dst: &mut impl BufMut, framing: Framing) -> Result<(), EncodeError> {
        self.encode_leaving(dst, framing, 0)?;
        put_some(dst, self.payload);
        Ok(())
    }

    /// Appends all but the payload, which is to be sent after it; on an error nothing is written.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the message, or `dst` has no room for the head.
    pub fn encode_head(&self, dst: &mut impl BufMut, framing: Framing) -> Result<(), EncodeError> {
        self.encode_leaving(dst, framing, self.payload.len())
    }

    /// How many bytes [`encode`](Self::encode) writes.
    pub fn encoded_len(&self, framing: Framing) -> usize {
        let body_len = body_len(self.options, self.payload);
        let extra = match framing {
            Framing::Tcp => wire::extra_len(body_len),
            Framing::WebSocket => 0,
        };
        let (_, token_extra) = self.token.tkl();
        1 + extra + 1 + token_extra + self.token.len() + body_len
    }

    #[inline(always)]
    fn encode_leaving(
        &self,
        dst: &mut impl BufMut,
        framing: Framing,
        unsent: usize,
    ) -> Result<(), EncodeError> {
        if is_reserved(self.code) {
            return Err(EncodeError::Invalid { kind: DecodeErrorKind::ReservedClass, field: "Code" });
        }
        let body_len = match framing {
            Framing::Tcp => body_len(self.options, self.payload),
            Framing::WebSocket => 0,
        };
        let four_bytes = match body_len.checked_sub(FOUR_BYTES) {
            Some(above) => Some(u32::try_from(above).map_err(|_| EncodeError::TooLarge)?),
            None => None,
        };
        if self.encoded_len(framing) - unsent > dst.remaining_mut() {
            return Err(EncodeError::NoSpace);
        }
        let ((tkl, _), code) = (self.token.tkl(), self.code.to_byte());
        match (four_bytes, wire::to_extended(body_len)) {
            (Some(above), _) => {
                dst.put_u8(0xf0 | tkl);
                dst.put_u32(above);
                put_head(dst, [code], self.token);
            }
            (None, (len, [high, low])) => match wire::extra_len(body_len) {
                0 => put_head(dst, [len << 4 | tkl, code], self.token),
                1 => put_head(dst, [len << 4 | tkl, high, code], self.token),
                _ => put_head(dst, [len << 4 | tkl, high, low, code], self.token),
            },
        }
        put_body(dst, self.options, self.payload);
        Ok(())
    }

    /// What a receiver does with the message because of its options; `understands` says which ones it has a use for. In a
    /// signaling message, numbers are those of its code. Options of an Empty message are ignored with it (RFC 8323, section
    /// 3.4): the verdict on it is always [`Verdict::Process`].
    pub fn verdict(&self, understands: impl Fn(OptionNumber) -> bool) -> Verdict<'a> {
        match first_critical(self.options, self.code, understands) {
            None => Verdict::Process,
            Some(_) if self.code.is_empty() => Verdict::Process,
            Some(option) if self.code.is_request() => Verdict::BadOption(option),
            Some(option) if self.code.is_signaling() => Verdict::Abort(option),
            Some(option) => Verdict::Reject(option),
        }
    }

    /// What the message says, if its code is a registered signaling code.
    pub fn signal(&self) -> Option<Signal<'a>> {
        let custody = || self.flag(OptionNumber::CUSTODY);
        match self.code {
            Code::CSM => Some(Signal::Csm(self.csm())),
            Code::PING => Some(Signal::Ping { custody: custody() }),
            Code::PONG => Some(Signal::Pong { custody: custody() }),
            Code::RELEASE => Some(Signal::Release(Release(self.options))),
            Code::ABORT => {
                let number = uint(self.options, OptionNumber::BAD_CSM_OPTION, 2);
                let number = number.and_then(|number| u16::try_from(number).ok());
                Some(Signal::Abort { bad_csm_option: number.map(OptionNumber::new) })
            }
            _ => None,
        }
    }

    fn csm(&self) -> Csm {
        let longest = Token::MAX_EXTENDED_LEN as u64;
        let token_len = uint(self.options, OptionNumber::EXTENDED_TOKEN_LENGTH, 3);
        Csm {
            max_message_size: uint(self.options, OptionNumber::MAX_MESSAGE_SIZE, 4),
            block_wise_transfer: self.flag(OptionNumber::BLOCK_WISE_TRANSFER),
            extended_token_length: token_len
                .filter(|len| *len >= 8)
                .and_then(|len| u32::try_from(u64::from(len).min(longest)).ok()),
        }
    }

    /// Whether there is an option without a value.
    fn flag(&self, number: OptionNumber) -> bool {
        self.options.values(number).next().is_some_and(<[u8]>::is_empty)
    }
}

/// The first option of a number, if it has no more bytes than it may.
fn uint(options: Options<'_>, number: OptionNumber, max_len: usize) -> Option<u32> {
    options.values(number).next().filter(|value| value.len() <= max_len).and_then(wire::uint)
}

impl<'a> Release<'a> {
    /// Where the peer is to connect instead: any of these.
    pub fn alternative_addresses(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let values = self.0.values(OptionNumber::ALTERNATIVE_ADDRESS);
        values.filter(|value| matches!(value.len(), 1..=255)).filter_map(|value| str::from_utf8(value).ok())
    }

    /// For how many seconds the peer is not to connect again.
    pub fn hold_off(&self) -> Option<u32> {
        uint(self.0, OptionNumber::HOLD_OFF, 3)
    }
}

impl Header {
    /// Reads and checks the header at the front of a stream; `None` while it is not whole. What is wrong is said as soon as
    /// its bytes are there, first things first, so that the same bytes in other pieces give the same error.
    #[inline]
    pub(crate) fn read(
        input: &[u8],
        expected: Option<Code>,
        limits: &Limits,
    ) -> Result<Option<Self>, DecodeError> {
        let Some((&first, after)) = input.split_first() else { return Ok(None) };
        let tkl = first & 0x0f;
        if !Token::is_valid_tkl(tkl, limits) {
            return Err(error(DecodeErrorKind::TokenLength, 0, "Token Length"));
        }
        let (body_len, after) = match (first >> 4, after) {
            (15, [a, b, c, d, after @ ..]) => {
                (u64::from(u32::from_be_bytes([*a, *b, *c, *d])) + FOUR_BYTES as u64, after)
            }
            (nibble, after) => match wire::extended(nibble, after) {
                Some((len, after)) => (len as u64, after),
                None => return Ok(None),
            },
        };
        let code_at = input.len() - after.len();
        let head_len = code_at as u64 + 1;
        check_len(head_len + u64::from(tkl.min(8)) + body_len, limits)?;
        let Some((&code, after)) = after.split_first() else { return Ok(None) };
        let code = Code::from_byte(code);
        if expected.is_some_and(|expected| expected != code) {
            return Err(error(DecodeErrorKind::CsmExpected, code_at, "Code"));
        }
        let Some((token_len, token)) = wire::extended(tkl, after) else { return Ok(None) };
        let token_len = (after.len() - token.len() + token_len) as u64;
        let len = check_len(head_len + token_len + body_len, limits)?;
        Ok(Some(Self { tkl, code, code_at, len }))
    }

    /// Reads the header of a WebSocket message, which is as long as it is.
    fn read_unframed(message: &[u8], limits: &Limits) -> Result<Option<Self>, DecodeError> {
        let Some(&first) = message.first() else { return Ok(None) };
        if first >> 4 != 0 {
            return Err(error(DecodeErrorKind::Length, 0, "Len"));
        }
        let len = check_len(message.len() as u64, limits)?;
        let code = message.get(1).map(|code| Code::from_byte(*code));
        Ok(code.map(|code| Self { tkl: first & 0x0f, code, code_at: 1, len }))
    }
}

#[inline]
fn check_len(len: u64, limits: &Limits) -> Result<usize, DecodeError> {
    match usize::try_from(len) {
        Ok(len) if len <= limits.max_message_size => Ok(len),
        _ => Err(error(DecodeErrorKind::TooLarge, 0, "Len")),
    }
}

#[cold]
const fn error(kind: DecodeErrorKind, offset: usize, field: &'static str) -> DecodeError {
    DecodeError::new(kind, offset, field, Action::Abort)
}

/// Here class 7 is that of signals (RFC 8323, section 5.1).
#[inline]
const fn is_reserved(code: Code) -> bool {
    matches!(code.class(), 1 | 6)
}

/// As in `GET /sensors/temp?unit=c [token 4a1f]`.
impl fmt::Display for TcpMessage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let summary = Summary { code: self.code, token: self.token, options: self.options };
        write!(f, "{}{summary}", Named(self.code))?;
        fmt_payload(self.options, self.payload, self.code, f)
    }
}

impl fmt::Debug for TcpMessage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TcpMessage")
            .field("code", &self.code)
            .field("token", &self.token)
            .field("options", &OptionsOf(self.code, self.options))
            .field("payload", &self.payload)
            .finish()
    }
}

#[cfg(feature = "serde")]
mod serde_impl {
    use serde::ser::SerializeStruct;
    use serde::{Serialize, Serializer};

    use super::TcpMessage;
    use crate::option::OptionsOf;
    use crate::serde_support::Serialized;

    impl Serialize for TcpMessage<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut fields = serializer.serialize_struct("TcpMessage", 4)?;
            fields.serialize_field("code", &self.code)?;
            fields.serialize_field("token", &self.token)?;
            fields.serialize_field("options", &OptionsOf(self.code, self.options))?;
            fields.serialize_field("payload", &Serialized(self.payload))?;
            fields.end()
        }
    }
}
