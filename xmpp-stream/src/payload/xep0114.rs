//! The component protocol (XEP-0114). The namespaces of its streams are in [`stanza`](crate::stanza).

use core::fmt::{self, Write};
use core::hash::{Hash, Hasher};
use std::borrow::Cow;

use sha1::{Digest, Sha1};

use super::{Value, payload};
use crate::ElementErrorKind;
use crate::stanza::COMPONENT_ACCEPT;

payload! {
    /// Proves that its sender knows the secret; without digest, accepts the proof (section 3).
    ///
    /// ```
    /// use xmpp_stream::payload::xep0114::{Handshake, HandshakeDigest};
    ///
    /// let digest = HandshakeDigest::new("3BF96D32", "secret");
    /// let handshake = Handshake { digest: Some(digest) };
    /// assert_eq!(format!("{handshake:?}"), "Handshake { digest: Some(***) }");
    /// ```
    #[derive(Default)]
    pub struct Handshake = COMPONENT_ACCEPT, "handshake" {
        /// The proof.
        digest: Option<HandshakeDigest> = optional_text,
    }
}

/// The SHA-1 digest of the stream's id and a secret, written as hexadecimal digits (section 3).
///
/// `Debug` doesn't show it. Whether two are equal takes the same time wherever they differ.
#[derive(Clone, Copy, Eq)]
pub struct HandshakeDigest([u8; 20]);

impl HandshakeDigest {
    /// The proof for a stream that the server gave this id.
    pub fn new(stream_id: &str, secret: &str) -> Self {
        Self(Sha1::new().chain_update(stream_id).chain_update(secret).finalize().into())
    }

    fn to_hex(self) -> String {
        let mut hex = String::with_capacity(2 * self.0.len());
        for byte in self.0 {
            // Strings take all that is written to them.
            let _ = write!(hex, "{byte:02x}");
        }
        hex
    }
}

/// 40 digits in lower case.
impl Value<'_> for HandshakeDigest {
    fn from_text(text: &str) -> Result<Self, ElementErrorKind> {
        let mut digest = Self([0; 20]);
        for (at, byte) in digest.0.iter_mut().enumerate() {
            let digits = text.get(2 * at..2 * at + 2).ok_or(ElementErrorKind::Value)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| ElementErrorKind::Value)?;
        }
        // Neither upper case, nor a sign, nor more digits.
        if digest.to_hex() == text { Ok(digest) } else { Err(ElementErrorKind::Value) }
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_hex())
    }
}

impl PartialEq for HandshakeDigest {
    fn eq(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).fold(0, |differing, (ours, theirs)| differing | (ours ^ theirs)) == 0
    }
}

impl Hash for HandshakeDigest {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl fmt::Debug for HandshakeDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for HandshakeDigest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_hex())
    }
}
