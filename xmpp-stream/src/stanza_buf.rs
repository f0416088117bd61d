//! Stanzas that are kept.

use core::fmt;

use bytes::{BufMut, Bytes};

use crate::stanza::{Stanza, encode_whole};
use crate::{DecodeError, Element, ElementError, ElementTree, EncodeError, Limits, Scope};

/// One encoded stanza that stands alone, its namespaces declared: cheap to clone and to send, and always valid.
///
/// Two are equal when their bytes are; what the bytes mean can be equal in others, which the views tell.
///
/// ```
/// use xmpp_stream::stanza::{Presence, PresenceType, Stanza};
/// use xmpp_stream::{Scope, StanzaBuf};
///
/// let stanza = Stanza::from(Presence::new(PresenceType::Unavailable));
/// let kept = StanzaBuf::encode(&stanza)?;
/// assert_eq!(kept.as_str(), "<presence xmlns='jabber:client' type='unavailable'/>");
/// assert_eq!(kept.as_tree().stanza(), stanza);
///
/// let mut bytes = Vec::new();
/// kept.as_tree().encode(&mut bytes, Scope::stream("jabber:server"))?;
/// assert_eq!(bytes, b"<presence type='unavailable'/>");
/// # Ok::<(), xmpp_stream::EncodeError>(())
/// ```
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct StanzaBuf(Bytes);

/// A tree that is known to be that of a stanza.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct StanzaTree<'a>(ElementTree<'a>);

/// Why something can't be kept as a stanza.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StanzaBufError {
    /// The bytes are no element.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The element is no stanza, or isn't as it should be.
    #[error(transparent)]
    Element(#[from] ElementError),
    /// The element can't be encoded.
    #[error(transparent)]
    Encode(#[from] EncodeError),
}

impl StanzaBuf {
    /// Takes exactly one encoded stanza that stands alone. What may stand around it isn't kept: an XML declaration, white
    /// space.
    ///
    /// # Errors
    ///
    /// `bytes` are no element, or no stanza.
    pub fn decode(bytes: Bytes, limits: &Limits) -> Result<Self, StanzaBufError> {
        Stanza::from_element(ElementTree::decode(&bytes, limits)?.root())?;
        Ok(Self(bytes.slice_ref(without_surroundings(&bytes))))
    }

    /// Encodes `stanza` into a buffer of its own.
    ///
    /// # Errors
    ///
    /// A character that XML doesn't have, or 1 GiB or more.
    pub fn encode(stanza: &Stanza<'_>) -> Result<Self, EncodeError> {
        let mut bytes = buffer(stanza.encoded_len(Scope::ALONE))?;
        stanza.encode(&mut bytes, Scope::ALONE)?;
        Ok(Self(bytes.into()))
    }

    /// Encodes `element` into a buffer of its own, with attributes that a [`Stanza`] passes over.
    ///
    /// # Errors
    ///
    /// It is no stanza, or takes 1 GiB or more.
    pub fn from_element(element: Element<'_>) -> Result<Self, StanzaBufError> {
        Stanza::from_element(element)?;
        let mut bytes = buffer(element.encoded_len(Scope::ALONE))?;
        element.encode(&mut bytes, Scope::ALONE)?;
        Ok(Self(bytes.into()))
    }

    /// The tree of the stanza, whose views can be read. It costs decoding the bytes once more.
    #[expect(clippy::panic, reason = "the bytes were decoded, or encoded, when the value was made")]
    pub fn as_tree(&self) -> StanzaTree<'_> {
        match ElementTree::decode(&self.0, &Limits::NONE) {
            Ok(tree) => StanzaTree(tree),
            Err(error) => panic!("a stanza that was valid is so no more: {error}"),
        }
    }

    /// The encoded stanza, as it is to be sent where each stands alone.
    pub const fn as_bytes(&self) -> &Bytes {
        &self.0
    }

    /// The encoded stanza.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Copies the stanza, so that it keeps no larger buffer alive that it is a part of.
    #[must_use]
    pub fn detach(&self) -> Self {
        Self(Bytes::copy_from_slice(&self.0))
    }
}

/// The element itself, of bytes that were decoded.
fn without_surroundings(bytes: &[u8]) -> &[u8] {
    let whole = bytes.trim_ascii();
    if !whole.starts_with(b"<?") {
        return whole;
    }
    let declaration = memchr::memmem::find(whole, b"?>").map_or(0, |at| at + "?>".len());
    whole.get(declaration..).unwrap_or_default().trim_ascii_start()
}

/// For a stanza that takes `len` bytes.
fn buffer(len: usize) -> Result<Vec<u8>, EncodeError> {
    if len > Limits::MAX_SIZE { Err(EncodeError::TooLarge) } else { Ok(Vec::with_capacity(len)) }
}

impl StanzaTree<'_> {
    /// The view of the stanza.
    #[expect(clippy::panic, reason = "only trees of stanzas are kept")]
    pub fn stanza(&self) -> Stanza<'_> {
        match Stanza::from_element(self.0.root()) {
            Ok(stanza) => stanza,
            Err(error) => panic!("a stanza that was valid is so no more: {error}"),
        }
    }

    /// Encodes it as [`Stanza::encode`] does, with attributes and text that a [`Stanza`] passes over.
    ///
    /// # Errors
    ///
    /// A payload that would become the stanza's own on this stream, or no room. Nothing is written then.
    pub fn encode(&self, dst: &mut impl BufMut, scope: Scope<'_>) -> Result<(), EncodeError> {
        encode_whole(self.root(), dst, scope)
    }

    /// The stanza as an element, with attributes that a [`Stanza`] passes over.
    pub fn root(&self) -> Element<'_> {
        self.0.root()
    }
}

impl fmt::Debug for StanzaBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.as_tree().stanza(), f)
    }
}

impl fmt::Display for StanzaBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.as_tree().stanza(), f)
    }
}

/// Its text.
#[cfg(feature = "serde")]
impl serde::Serialize for StanzaBuf {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Without limits, as it is kept: what reads the text may have some.
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for StanzaBuf {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::decode(text.into(), &Limits::NONE).map_err(serde::de::Error::custom)
    }
}
