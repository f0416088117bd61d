//! Where messages begin and end in a stream (RFC 8323, section 3.2).

use crate::tcp::{Header, TcpMessage};
use crate::{Code, DecodeError};

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
    /// Whether tokens may be longer than 8 bytes (RFC 8974). Default: no.
    pub extended_tokens: bool,
}

impl Limits {
    /// For bytes that were accepted before.
    pub(crate) const UNLIMITED: Self =
        Self { max_message_size: usize::MAX, max_options: usize::MAX, extended_tokens: true };
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_message_size: 1 << 20, max_options: 1024, extended_tokens: false }
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
