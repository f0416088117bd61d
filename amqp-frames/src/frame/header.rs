//! Eight bytes: protocol headers (section 2.2) and frame headers (section 2.3.1).

use core::fmt;

use crate::types::Budget;
use crate::types::composite::{code_of, take_descriptor};
use crate::{DecodeError, DecodeErrorKind, EncodeError, Limits};

/// Frame headers without extension and protocol headers have as many bytes.
pub(crate) const LEN: usize = 8;

/// Which protocol a protocol header announces (sections 2.2, 5.2 and 5.3).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
pub enum ProtocolId {
    /// AMQP itself.
    Amqp,
    /// TLS, and another protocol header inside.
    Tls,
    /// SASL, and another protocol header behind.
    Sasl,
}

impl ProtocolId {
    /// The protocol header, for version 1.0.0.
    pub const fn header(self) -> [u8; 8] {
        let id = match self {
            Self::Amqp => 0,
            Self::Tls => 2,
            Self::Sasl => 3,
        };
        [b'A', b'M', b'Q', b'P', id, 1, 0, 0]
    }

    /// What exactly these bytes announce.
    pub(crate) fn of_header(bytes: &[u8]) -> Option<Self> {
        [Self::Amqp, Self::Tls, Self::Sasl].into_iter().find(|protocol| bytes == protocol.header())
    }

    /// The protocol header that a connection begins with: the first eight bytes of `input`. `None` while it can't be told.
    ///
    /// Who serves other protocols on the same port looks here first. [`Decoder`](crate::Decoder) does so by itself.
    ///
    /// ```
    /// use amqp_frames::{DecodeErrorKind, ProtocolId};
    ///
    /// assert_eq!(ProtocolId::read(b"AMQP\x03\x01\0\0 and more"), Ok(Some(ProtocolId::Sasl)));
    /// assert_eq!(ProtocolId::read(b"AMQP\0"), Ok(None));
    /// let error = ProtocolId::read(b"AMQP\0\0\x09\x01").unwrap_err();
    /// assert_eq!(error.kind(), DecodeErrorKind::Amqp0_9_1);
    /// ```
    ///
    /// # Errors
    ///
    /// The connection is another one, or of another version. The [kind](DecodeError::kind) tells what it looks like, and
    /// [`answer`](DecodeError::answer) has the header to send before it is closed. That is told as soon as it can be: an alert of
    /// TLS has seven bytes only, and a peer that waits for an answer sends no more.
    pub fn read(input: &[u8]) -> Result<Option<Self>, DecodeError> {
        match input.first_chunk::<LEN>().and_then(|front| Self::of_header(front)) {
            Some(protocol) => Ok(Some(protocol)),
            None => look(input).map_or(Ok(None), |kind| Err(DecodeError::opening(kind))),
        }
    }
}

impl fmt::Display for ProtocolId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Amqp => "AMQP",
            Self::Tls => "TLS",
            Self::Sasl => "SASL",
        })
    }
}

/// What bytes look like that are no protocol header of AMQP 1.0; `None` while it can't be told. More bytes tell nothing else.
#[cold]
fn look(front: &[u8]) -> Option<DecodeErrorKind> {
    match front {
        [20..=23, 3, 0..=4, ..] => Some(DecodeErrorKind::Tls),
        [] | [20..=23] | [20..=23, 3] => None,
        [b'A', b'M', b'Q', b'P', id, instance, major, minor, ..] => {
            Some(other_version([*id, *instance, *major, *minor]))
        }
        _ if HTTP.iter().any(|start| front.starts_with(start)) => Some(DecodeErrorKind::Http),
        _ if b"AMQP".starts_with(front) || front.starts_with(b"AMQP") => None,
        _ if HTTP.iter().any(|start| start.starts_with(front)) => None,
        _ => Some(DecodeErrorKind::ProtocolHeader),
    }
}

/// How requests and responses begin, the preface of HTTP/2 among them.
const HTTP: [&[u8]; 11] = [
    b"GET ",
    b"PUT ",
    b"POST ",
    b"HEAD ",
    b"PATCH ",
    b"TRACE ",
    b"DELETE ",
    b"OPTIONS ",
    b"CONNECT ",
    b"PRI ",
    b"HTTP",
];

/// What a protocol header of AMQP is of, if not of AMQP 1.0.
const fn other_version(header: [u8; 4]) -> DecodeErrorKind {
    match header {
        [0, 0, 9, 1] => DecodeErrorKind::Amqp0_9_1,
        // 0-8, 0-9 and 0-10; 0-8 has been written in several ways.
        [0, 0, ..] | [1, 1, 0, 8..=10] | [1, 1, 8, 0] | [1, 1, 9, 1] => DecodeErrorKind::Amqp0,
        [2, ..] => DecodeErrorKind::ProtocolVersion(ProtocolId::Tls),
        [3, ..] => DecodeErrorKind::ProtocolVersion(ProtocolId::Sasl),
        _ => DecodeErrorKind::ProtocolVersion(ProtocolId::Amqp),
    }
}

/// Whether bytes that stand by themselves are a protocol header rather than a frame.
pub(super) fn is_protocol_header(bytes: &[u8]) -> bool {
    const NAME: [u8; 4] = *b"AMQP";
    // As SIZE the name is more than 1 GiB: a frame of just so many bytes is one.
    bytes.starts_with(&NAME) && u32::try_from(bytes.len()) != Ok(u32::from_be_bytes(NAME))
}

/// What the first eight bytes of a frame tell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FrameHeader {
    pub(crate) len: usize,
    /// Behind the extended header, which says nothing.
    pub(crate) body_at: usize,
    pub(crate) frame_type: FrameType,
    pub(crate) channel: u16,
}

/// The protocol that a frame is of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum FrameType {
    Amqp = 0,
    Sasl = 1,
}

impl FrameHeader {
    /// Reads and checks the header at the front of `input`; `None` while it is not whole.
    #[inline]
    pub(crate) fn read(input: &[u8], max_len: usize) -> Result<Option<Self>, DecodeError> {
        let Some(front @ &[a, b, c, d, data_offset, frame_type, high, low]) = input.first_chunk::<LEN>()
        else {
            return beginning(input, max_len);
        };
        let size = u32::from_be_bytes([a, b, c, d]);
        let len = usize::try_from(size).unwrap_or(usize::MAX);
        let body_at = usize::from(data_offset) * 4;
        let frame_type = match frame_type {
            0 => FrameType::Amqp,
            1 => FrameType::Sasl,
            _ => return Err(refuse(front, len, max_len, body_at)),
        };
        if len > max_len || body_at < LEN || body_at > len {
            return Err(refuse(front, len, max_len, body_at));
        }
        Ok(Some(Self { len, body_at, frame_type, channel: u16::from_be_bytes([high, low]) }))
    }
}

impl FrameHeader {
    /// The error in what is behind the header, with the name of that.
    #[cold]
    pub(crate) fn name_performative(self, error: DecodeError, frame: &[u8]) -> DecodeError {
        let mut body = frame.get(self.body_at..).unwrap_or_default();
        match take_descriptor(&mut body, &mut Budget::new(&Limits::UNLIMITED)) {
            Ok(descriptor) => error.in_body(code_of(descriptor).unwrap_or_default()),
            Err(_) => error,
        }
    }
}

/// What can be said of fewer bytes: what is wrong with SIZE, for then the rest may never come.
#[cold]
fn beginning(input: &[u8], max_len: usize) -> Result<Option<FrameHeader>, DecodeError> {
    let Some(&size) = input.first_chunk() else { return Ok(None) };
    match usize::try_from(u32::from_be_bytes(size)) {
        Ok(..LEN) => Err(DecodeError::new(DecodeErrorKind::FrameSize, 0, "SIZE")),
        Ok(len) if len <= max_len => Ok(None),
        _ => too_large(input).map_or(Ok(None), Err),
    }
}

/// What is wrong with a SIZE above the limit, which is text perhaps; `None` while it can't be told.
#[cold]
fn too_large(front: &[u8]) -> Option<DecodeError> {
    let kind = match look(front)? {
        DecodeErrorKind::ProtocolHeader => DecodeErrorKind::TooLarge,
        DecodeErrorKind::ProtocolVersion(_) => DecodeErrorKind::UnexpectedHeader,
        kind => kind,
    };
    Some(DecodeError::new(kind, 0, "SIZE"))
}

#[cold]
fn refuse(front: &[u8; LEN], len: usize, max_len: usize, body_at: usize) -> DecodeError {
    if len < LEN {
        return DecodeError::new(DecodeErrorKind::FrameSize, 0, "SIZE");
    }
    if len > max_len {
        let too_large_and_no_more = DecodeError::new(DecodeErrorKind::TooLarge, 0, "SIZE");
        return too_large(front).unwrap_or(too_large_and_no_more);
    }
    if body_at < LEN || body_at > len {
        return DecodeError::new(DecodeErrorKind::DataOffset, 4, "DOFF");
    }
    DecodeError::new(DecodeErrorKind::FrameType, 5, "TYPE")
}

/// The header of a frame.
pub(super) fn bytes(len: usize, frame_type: FrameType, channel: u16) -> Result<[u8; 8], EncodeError> {
    let [a, b, c, d] = u32::try_from(len).map_err(|_| EncodeError::TooLarge)?.to_be_bytes();
    let [high, low] = channel.to_be_bytes();
    Ok([a, b, c, d, 2, frame_type as u8, high, low])
}
