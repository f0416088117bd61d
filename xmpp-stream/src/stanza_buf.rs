//! Stanzas that are kept.

use core::fmt;

use bytes::Bytes;

use crate::stanza::Stanza;
use crate::{
    DecodeError, DecodeErrorKind, Element, ElementError, ElementErrorKind, ElementTree, EncodeError, Limits,
    Scope,
};

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
/// kept.as_tree().stanza().encode(&mut bytes, Scope::stream("jabber:server"))?;
/// assert_eq!(bytes, b"<presence type='unavailable'/>");
/// # Ok::<(), xmpp_stream::EncodeError>(())
/// ```
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct StanzaBuf(Bytes);

/// A tree that is known to be that of a stanza.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct StanzaTree<'a>(ElementTree<'a>);

impl StanzaBuf {
    /// Takes exactly one encoded stanza that stands alone.
    ///
    /// # Errors
    ///
    /// `bytes` are no element, or no stanza.
    pub fn decode(bytes: Bytes, limits: &Limits) -> Result<Self, DecodeError> {
        let tree = ElementTree::decode(&bytes, limits)?;
        let checked = Stanza::from_element(tree.root()).map(drop).map_err(not_a_stanza);
        drop(tree);
        checked.map(|()| Self(bytes))
    }

    /// Encodes `stanza` into a buffer of its own.
    ///
    /// # Errors
    ///
    /// A character that XML doesn't have, or 1 GiB or more.
    pub fn encode(stanza: &Stanza<'_>) -> Result<Self, EncodeError> {
        if stanza.encoded_len(Scope::ALONE) > Limits::MAX_SIZE {
            return Err(EncodeError::TooLarge);
        }
        let mut bytes = Vec::new();
        stanza.encode(&mut bytes, Scope::ALONE)?;
        Ok(Self(bytes.into()))
    }

    /// Encodes `element` into a buffer of its own, with attributes that a [`Stanza`] passes over.
    ///
    /// # Errors
    ///
    /// It is no stanza, or takes 1 GiB or more.
    pub fn from_element(element: Element<'_>) -> Result<Self, ElementError> {
        Stanza::from_element(element)?;
        if element.encoded_len(Scope::ALONE) > Limits::MAX_SIZE {
            return Err(ElementError::new(ElementErrorKind::TooLarge, element, ""));
        }
        let mut bytes = Vec::new();
        // A buffer that grows has room.
        let _ = element.encode(&mut bytes, Scope::ALONE);
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

fn not_a_stanza(error: ElementError) -> DecodeError {
    DecodeError::new(DecodeErrorKind::Stanza, error.offset(), error.field())
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

/// With the limits that are the default.
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for StanzaBuf {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::decode(text.into(), &Limits::default()).map_err(serde::de::Error::custom)
    }
}
