//! What comes on a stream between its header and its end, by its names.

use bytes::BufMut;

use crate::payload::rfc6120::{
    Abort, Auth, Challenge, Features, Response, SaslFailure, StartTls, StartTlsReply, StreamError, Success,
};
use crate::payload::rfc7395::{Close, Open};
use crate::payload::xep0114::Handshake;
use crate::payload::xep0198::{Ack, AckRequest, Enable, Enabled, Failed, Resume, Resumed};
use crate::payload::{Payload, is_namespace};
use crate::stanza::{Iq, Message, Presence, Stanza};
use crate::{Element, ElementBuf, ElementError, EncodeError, InvalidValue, Scope};

macro_rules! stream_elements {
    ($($(#[$doc:meta])* $variant:ident($payload:ty),)+) => {
        /// An element on a stream, by its names.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize), serde(untagged))]
        #[non_exhaustive]
        pub enum StreamElement<'a> {
            /// A message, a presence, a request or its answer.
            Stanza(Stanza<'a>),
            $($(#[$doc])* $variant($payload),)+
            /// None of the others.
            Other(Element<'a>),
        }

        impl<'a> StreamElement<'a> {
            /// Reads the element.
            ///
            /// # Errors
            ///
            /// Its names are known, and it isn't as its specification wants it.
            pub fn from_element(element: Element<'a>) -> Result<Self, ElementError> {
                if Stanza::matches(element) {
                    return Stanza::from_element(element).map(Self::Stanza);
                }
                $(if <$payload>::matches(element) {
                    return <$payload>::from_element(element).map(Self::$variant);
                })+
                Ok(Self::Other(element))
            }

            /// What it is called.
            pub fn name(&self) -> &'a str {
                match self {
                    Self::Stanza(stanza) => stanza.name(),
                    $(Self::$variant(payload) => payload.name(),)+
                    Self::Other(element) => element.name(),
                }
            }

            /// Encodes it for a place where the namespaces of `scope` are declared.
            ///
            /// # Errors
            ///
            /// A value that its specification doesn't allow, a character that XML doesn't have, or no room. Nothing is written
            /// then.
            pub fn encode(&self, dst: &mut impl BufMut, scope: Scope<'_>) -> Result<(), EncodeError> {
                match self {
                    Self::Stanza(stanza) => stanza.encode(dst, scope),
                    $(Self::$variant(payload) => {
                        let (element, scope) = in_scope(payload, scope)?;
                        element.as_element().encode(dst, scope)
                    })+
                    Self::Other(element) => element.encode(dst, scope),
                }
            }

            /// How many bytes [`encode`](Self::encode) writes; 0 if there is a value that isn't allowed.
            pub fn encoded_len(&self, scope: Scope<'_>) -> usize {
                match self {
                    Self::Stanza(stanza) => stanza.encoded_len(scope),
                    $(Self::$variant(payload) => in_scope(payload, scope)
                        .map_or(0, |(element, scope)| element.as_element().encoded_len(scope)),)+
                    Self::Other(element) => element.encoded_len(scope),
                }
            }
        }

        $(impl<'a> From<$payload> for StreamElement<'a> {
            fn from(payload: $payload) -> Self {
                Self::$variant(payload)
            }
        })+
    };
}

stream_elements! {
    /// What can be negotiated (RFC 6120, section 4.3.2).
    Features(Features<'a>),
    /// Why the stream is closed (RFC 6120, section 4.9).
    Error(StreamError<'a>),
    /// The command to begin with TLS (RFC 6120, section 5.4.2.1).
    StartTls(StartTls),
    /// The answer to it (RFC 6120, sections 5.4.2.2 and 5.4.2.3).
    StartTlsReply(StartTlsReply),
    /// Begins authentication (RFC 6120, section 6.4.2).
    Auth(Auth<'a>),
    /// The server asks (RFC 6120, section 6.4.3).
    Challenge(Challenge<'a>),
    /// The client answers (RFC 6120, section 6.4.3).
    Response(Response<'a>),
    /// The client gives up authenticating (RFC 6120, section 6.4.4).
    Abort(Abort),
    /// Authentication failed (RFC 6120, section 6.4.5).
    SaslFailure(SaslFailure<'a>),
    /// Authentication succeeded (RFC 6120, section 6.4.6).
    Success(Success<'a>),
    /// Asks how many stanzas were handled (XEP-0198, section 4).
    AckRequest(AckRequest),
    /// Tells how many stanzas were handled (XEP-0198, section 4).
    Ack(Ack),
    /// Wants stanzas to be acknowledged (XEP-0198, section 3).
    Enable(Enable),
    /// Agrees to that (XEP-0198, section 3).
    Enabled(Enabled<'a>),
    /// Wants to go on with a former stream (XEP-0198, section 5).
    Resume(Resume<'a>),
    /// Agrees to that (XEP-0198, section 5).
    Resumed(Resumed<'a>),
    /// Doesn't agree to one of those (XEP-0198, section 6).
    Failed(Failed),
    /// Begins a stream over WebSocket (RFC 7395, section 3.4).
    Open(Open<'a>),
    /// Ends a stream over WebSocket (RFC 7395, section 3.6).
    Close(Close<'a>),
    /// Authenticates a component, or accepts that (XEP-0114, section 3).
    Handshake(Handshake),
}

macro_rules! from_stanzas {
    ($($stanza:ident)+) => {
        $(impl<'a> From<$stanza<'a>> for StreamElement<'a> {
            fn from(stanza: $stanza<'a>) -> Self {
                Self::Stanza(stanza.into())
            }
        })+
    };
}

from_stanzas! { Stanza Message Presence Iq }

impl<'a> From<Element<'a>> for StreamElement<'a> {
    fn from(element: Element<'a>) -> Self {
        Self::Other(element)
    }
}

/// The element of a payload, and what is declared around it.
fn in_scope<'p, 's, P: Payload<'p>>(
    payload: &P,
    scope: Scope<'s>,
) -> Result<(ElementBuf, Scope<'s>), InvalidValue> {
    // What has the namespace of stanzas has the one of this stream, whichever that is.
    let scope = if is_namespace(P::NAMESPACE, scope.default_namespace()) {
        scope.with_default(P::NAMESPACE)
    } else {
        scope
    };
    Ok((payload.to_element()?, scope))
}
