//! Eight bytes: protocol headers (section 2.2) and frame headers (section 2.3.1).

use core::fmt;

use crate::{DecodeError, DecodeErrorKind, EncodeError};

/// Frame headers without extension and protocol headers have as many bytes.
pub(super) const LEN: usize = 8;

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

    /// The protocol header at the front of `input`; `None` while it is not whole.
    pub(crate) fn read(input: &[u8]) -> Result<Option<Self>, DecodeError> {
        let Some(front) = input.first_chunk() else { return Ok(None) };
        match Self::of_header(front) {
            Some(protocol) => Ok(Some(protocol)),
            None => Err(DecodeError::new(look(front), 0, "protocol header")),
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

/// What bytes look like that are no protocol header of AMQP 1.0.
#[cold]
fn look(front: &[u8; 8]) -> DecodeErrorKind {
    match front {
        // Ids and versions of 0-8, 0-9, 0-10 and 0-9-1; 0-8 has been written in several ways.
        [b'A', b'M', b'Q', b'P', 1, 1, 0, 8..=10]
        | [b'A', b'M', b'Q', b'P', 1, 1, 8, 0]
        | [b'A', b'M', b'Q', b'P', 1, 1, 9, 1]
        | [b'A', b'M', b'Q', b'P', 0, 0, 9, 1] => DecodeErrorKind::Amqp0,
        [b'A', b'M', b'Q', b'P', 2, ..] => DecodeErrorKind::ProtocolVersion(ProtocolId::Tls),
        [b'A', b'M', b'Q', b'P', 3, ..] => DecodeErrorKind::ProtocolVersion(ProtocolId::Sasl),
        [b'A', b'M', b'Q', b'P', ..] => DecodeErrorKind::ProtocolVersion(ProtocolId::Amqp),
        [20..=23, 3, 0..=4, ..] => DecodeErrorKind::Tls,
        [b'G', b'E', b'T', b' ', ..]
        | [b'P', b'U', b'T', b' ', ..]
        | [b'P', b'O', b'S', b'T', b' ', ..]
        | [b'H', b'E', b'A', b'D', b' ', ..]
        | [b'P', b'R', b'I', b' ', ..]
        | [b'O', b'P', b'T', b'I', b'O', b'N', b'S', b' ']
        | [b'C', b'O', b'N', b'N', b'E', b'C', b'T', b' ']
        | [b'H', b'T', b'T', b'P', ..] => DecodeErrorKind::Http,
        _ => DecodeErrorKind::ProtocolHeader,
    }
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
            return beginning(input);
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

/// What can be said of fewer bytes: nothing but that SIZE is too small, for then the rest may never come.
#[cold]
fn beginning(input: &[u8]) -> Result<Option<FrameHeader>, DecodeError> {
    match *input {
        [0, 0, 0, 0..8, ..] => Err(DecodeError::new(DecodeErrorKind::FrameSize, 0, "SIZE")),
        _ => Ok(None),
    }
}

#[cold]
fn refuse(front: &[u8; LEN], len: usize, max_len: usize, body_at: usize) -> DecodeError {
    if len < LEN {
        return DecodeError::new(DecodeErrorKind::FrameSize, 0, "SIZE");
    }
    if len > max_len {
        let kind = match look(front) {
            DecodeErrorKind::ProtocolHeader => DecodeErrorKind::TooLarge,
            DecodeErrorKind::ProtocolVersion(_) => DecodeErrorKind::UnexpectedHeader,
            kind => kind,
        };
        return DecodeError::new(kind, 0, "SIZE");
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
