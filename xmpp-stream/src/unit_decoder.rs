//! Elements that arrive each by itself (RFC 7395, section 3.3.3; XEP-0124, section 4).

use core::fmt;

use crate::element::find_whole;
use crate::xml::{Parser, is_space};
use crate::{DecodeError, DecodeErrorKind, ElementTree, Limits};

/// Decodes one element after the other, each of which is there whole and stands alone, as the messages over WebSocket and the
/// bodies over HTTP do. What one declares, the next knows nothing of; only room is kept.
///
/// ```
/// use xmpp_stream::{Limits, UnitDecoder};
///
/// let mut decoder = UnitDecoder::new(Limits::default());
/// for message in ["<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='example.com'/>", "<presence xmlns='jabber:client'/>"] {
///     let tree = decoder.decode(message.as_bytes())?;
///     assert!(!tree.root().namespace().is_empty());
/// }
/// # Ok::<(), xmpp_stream::DecodeError>(())
/// ```
#[derive(Clone)]
pub struct UnitDecoder {
    parser: Parser,
    authenticated: bool,
}

impl UnitDecoder {
    /// A decoder before authentication.
    pub const fn new(limits: Limits) -> Self {
        Self { parser: Parser::new(limits), authenticated: false }
    }

    /// Decodes an element. An XML declaration may stand in front of it, which RFC 7395 doesn't recommend, and white space behind
    /// it. The first character has to be `<`; who takes bodies over HTTP, of which nobody says so, may trim them before.
    ///
    /// # Errors
    ///
    /// The bytes are malformed, or too few, or too many. The decoder may still be used.
    pub fn decode<'a>(&mut self, whole: &'a [u8]) -> Result<ElementTree<'a>, DecodeError> {
        if whole.first().is_some_and(|first| is_space(*first)) {
            return Err(DecodeError::new(DecodeErrorKind::LeadingSpace, 0, "element"));
        }
        let limits = self.parser.limits();
        let max_len = if self.authenticated { limits.element_size() } else { limits.initial_element_size() };
        let tree = find_whole(&mut self.parser, whole, max_len)
            .and_then(|element| ElementTree::finish(&mut self.parser, element));
        if tree.is_err() {
            self.parser.restart();
        }
        tree
    }

    /// From now on, [`Limits::max_element_size`] holds instead of [`Limits::max_initial_element_size`].
    pub fn set_authenticated(&mut self) {
        self.authenticated = true;
    }
}

impl fmt::Debug for UnitDecoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnitDecoder").field("authenticated", &self.authenticated).finish_non_exhaustive()
    }
}
