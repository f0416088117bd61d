//! Where messages begin and end in a stream (RFC 8323, section 3.2).

use crate::tcp::{Header, TcpMessage};
use crate::{Code, DecodeError, Token};

/// Takes whole messages off the front of one direction of a TCP or TLS connection.
///
/// ```
/// use coap_codec::{Code, Decoder, Limits};
///
/// let mut decoder = Decoder::new(Limits::default());
/// let mut input = &b"\x00\xe1\x51\x01\x4a\xb1a\x01"[..];
///
/// let csm = decoder.decode(&mut input)?.ok_or("a whole CSM")?;
/// assert_eq!(csm.code, Code::CSM);
/// let get = decoder.decode(&mut input)?;
/// # assert_eq!(get, None);
///
/// // The next message is not whole yet: read more, and call again with the same bytes first.
/// assert_eq!(input, b"\x51\x01\x4a\xb1a\x01");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Decoder {
    limits: Limits,
    /// The code that the next message must have.
    expected: Option<Code>,
    failed: Option<DecodeError>,
}

/// What a peer may use up, and what it may send.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
#[non_exhaustive]
pub struct Limits {
    /// The largest message accepted over TCP and WebSocket, header included, in bytes; a datagram has its own bounds.
    /// Default: 1 MiB.
    pub max_message_size: usize,
    /// The most options in one message. Default: 1,024.
    pub max_options: usize,
    /// The longest token, in bytes: 8, or with RFC 8974 up to 65,804; who announces that in a CSM announces this number. Over
    /// TCP and WebSocket, a longer token is an error (RFC 8974, section 2.2.1). A datagram with more than 8 bytes is never
    /// refused where this is above 8: it is to be answered with 4.00 or 5.03 (section 2.2.2), so look at its token's length.
    /// Less than 8 counts as 8. Default: 8.
    pub max_token_len: usize,
}

impl Limits {
    /// The defaults.
    pub const fn new() -> Self {
        Self { max_message_size: 1 << 20, max_options: 1024, max_token_len: Token::MAX_LEN }
    }

    /// With another [`max_message_size`](Self::max_message_size).
    #[must_use]
    pub const fn with_max_message_size(self, bytes: usize) -> Self {
        Self { max_message_size: bytes, ..self }
    }

    /// With another [`max_options`](Self::max_options).
    #[must_use]
    pub const fn with_max_options(self, options: usize) -> Self {
        Self { max_options: options, ..self }
    }

    /// With another [`max_token_len`](Self::max_token_len).
    #[must_use]
    pub const fn with_max_token_len(self, bytes: usize) -> Self {
        Self { max_token_len: bytes, ..self }
    }

    /// For bytes that were accepted before.
    pub(crate) const UNLIMITED: Self =
        Self { max_message_size: usize::MAX, max_options: usize::MAX, max_token_len: usize::MAX };
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}

impl Decoder {
    /// A decoder for a connection from its beginning: the first message must be a CSM (RFC 8323, section 3.3).
    pub const fn new(limits: Limits) -> Self {
        Self { limits, expected: Some(Code::CSM), failed: None }
    }

    /// A decoder for a connection whose CSM was decoded before.
    pub const fn after_csm(limits: Limits) -> Self {
        Self { limits, expected: None, failed: None }
    }

    /// Changes the limits for the messages that are still to come, as when a later CSM of ours announces others.
    pub const fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Takes one message off the front of `input`; `None` while it is not whole, and `input` stays.
    ///
    /// # Errors
    ///
    /// The message is malformed; the connection is to be aborted (RFC 8323, section 5.6), and the same error is the answer
    /// to every later call.
    #[inline]
    pub fn decode<'a>(&mut self, input: &mut &'a [u8]) -> Result<Option<TcpMessage<'a>>, DecodeError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let front = *input;
        let header = match Header::read(front, self.expected, &self.limits) {
            Ok(Some(header)) => header,
            Ok(None) => return Ok(None),
            Err(error) => return Err(self.fail(error)),
        };
        let Some((message, rest)) = front.split_at_checked(header.len) else { return Ok(None) };
        match TcpMessage::parse(header, message, &self.limits) {
            Ok(message) => {
                *input = rest;
                self.expected = None;
                Ok(Some(message))
            }
            Err(error) => Err(self.fail(error)),
        }
    }

    #[cold]
    fn fail(&mut self, error: DecodeError) -> DecodeError {
        *self.failed.get_or_insert(error)
    }

    /// How long the message at the front of `input` is, as soon as its header is there.
    ///
    /// # Errors
    ///
    /// The header is malformed, or announces a message that is larger than the limit.
    pub fn frame_len(&self, input: &[u8]) -> Result<Option<usize>, DecodeError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        Ok(Header::read(input, self.expected, &self.limits)?.map(|header| header.len))
    }
}
