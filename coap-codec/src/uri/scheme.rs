//! The schemes.

use core::fmt::{self, Display};

use crate::InvalidValue;

/// The scheme of a URI, which is the transport too (sections 6.1 and 6.2; RFC 8323, section 8).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Scheme {
    /// `coap`: UDP.
    Coap,
    /// `coaps`: DTLS.
    Coaps,
    /// `coap+tcp`: TCP.
    CoapTcp,
    /// `coaps+tcp`: TLS.
    CoapsTcp,
    /// `coap+ws`: WebSockets.
    CoapWs,
    /// `coaps+ws`: WebSockets in TLS.
    CoapsWs,
}

impl Scheme {
    const ALL: [Self; 6] =
        [Self::Coap, Self::Coaps, Self::CoapTcp, Self::CoapsTcp, Self::CoapWs, Self::CoapsWs];

    /// The scheme's name in lower case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Coap => "coap",
            Self::Coaps => "coaps",
            Self::CoapTcp => "coap+tcp",
            Self::CoapsTcp => "coaps+tcp",
            Self::CoapWs => "coap+ws",
            Self::CoapsWs => "coaps+ws",
        }
    }

    /// The port of a URI that names none (sections 6.1 and 6.2; RFC 8323, section 8).
    pub const fn default_port(self) -> u16 {
        match self {
            Self::Coap | Self::CoapTcp => 5683,
            Self::Coaps | Self::CoapsTcp => 5684,
            Self::CoapWs => 80,
            Self::CoapsWs => 443,
        }
    }

    /// Whether DTLS or TLS secures it.
    pub const fn is_secure(self) -> bool {
        matches!(self, Self::Coaps | Self::CoapsTcp | Self::CoapsWs)
    }
}

impl TryFrom<&str> for Scheme {
    type Error = InvalidValue;

    /// Takes a scheme's name in any case, as Proxy-Scheme may have it.
    fn try_from(name: &str) -> Result<Self, InvalidValue> {
        let found = Self::ALL.into_iter().find(|scheme| scheme.as_str().eq_ignore_ascii_case(name));
        found.ok_or(InvalidValue("scheme of CoAP"))
    }
}

impl Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
