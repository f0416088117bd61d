//! Frames of SASL (section 5.3.3). What is in challenges and responses is for the mechanisms, and secret: `Debug` and `Display`
//! don't show it. With the feature `serde` it is serialised, as that is for storage.

use core::fmt;

use bytes::BufMut;

use crate::frame::Framing;
use crate::types::composite::{
    Broken, Composite, Parse, choices, code_of, composite, each, from_each, name_of, take_descriptor,
};
use crate::types::{Budget, Encode, Symbol, Symbols};
use crate::wire::Fault;
use crate::{DecodeErrorKind, EncodeError};

/// What a frame of SASL says.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(untagged))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
pub enum Sasl<'a> {
    /// The server's mechanisms.
    Mechanisms(SaslMechanisms<'a>),
    /// The client's choice.
    Init(SaslInit<'a>),
    /// The server asks.
    Challenge(SaslChallenge<'a>),
    /// The client answers.
    Response(SaslResponse<'a>),
    /// How it ended.
    Outcome(SaslOutcome<'a>),
}

/// The mechanisms that the server has, one at least (section 5.3.3.1).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct SaslMechanisms<'a> {
    /// Their names; the client takes the one that it likes best.
    pub sasl_server_mechanisms: Symbols<'a>,
}

composite!(SaslMechanisms<'a>, "sasl-mechanisms", 0x40 check check_some {
    sasl_server_mechanisms "sasl-server-mechanisms" multiple,
});

/// The mechanism that the client has chosen (section 5.3.3.2).
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct SaslInit<'a> {
    /// Its name.
    pub mechanism: Symbol<'a>,
    /// What the mechanism sends first, secret; one of no bytes is another thing than none.
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::serde_support::optional_bytes"))]
    pub initial_response: Option<&'a [u8]>,
    /// Whom it is sent to, where several share an address.
    pub hostname: Option<&'a str>,
}

composite!(SaslInit<'a>, "sasl-init", 0x41 {
    mechanism "mechanism" required,
    initial_response "initial-response" optional,
    hostname "hostname" optional,
});

/// What the server's mechanism asks (section 5.3.3.3).
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct SaslChallenge<'a> {
    /// Secret.
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::serde_support::bytes"))]
    pub challenge: &'a [u8],
}

composite!(SaslChallenge<'a>, "sasl-challenge", 0x42 {
    challenge "challenge" required,
});

/// What the client's mechanism answers (section 5.3.3.4).
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct SaslResponse<'a> {
    /// Secret.
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::serde_support::bytes"))]
    pub response: &'a [u8],
}

composite!(SaslResponse<'a>, "sasl-response", 0x43 {
    response "response" required,
});

/// How it ended (section 5.3.3.5).
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct SaslOutcome<'a> {
    /// Whether it succeeded, and why not.
    pub code: SaslCode,
    /// What the mechanism sends with its success, secret.
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::serde_support::optional_bytes"))]
    pub additional_data: Option<&'a [u8]>,
}

composite!(SaslOutcome<'a>, "sasl-outcome", 0x44 {
    code "code" required,
    additional_data "additional-data" optional,
});

choices! {
    /// Whether authentication succeeded, and why not (section 5.3.3.6).
    SaslCode(u8) {
        /// It did.
        Ok "ok" 0_u8,
        /// The credentials are wrong.
        Auth "auth" 1_u8,
        /// The server has failed.
        Sys "sys" 2_u8,
        /// The server has failed, and will again.
        SysPerm "sys-perm" 3_u8,
        /// The server has failed, and may not again.
        SysTemp "sys-temp" 4_u8,
    }
}

/// The same expression for whichever frame it is.
macro_rules! each_sasl {
    ($sasl:expr, $of:ident => $do:expr) => {
        each!(Sasl { Mechanisms Init Challenge Response Outcome } $sasl, $of => $do)
    };
}

from_each! {
    Sasl {
        Mechanisms(SaslMechanisms<'a>),
        Init(SaslInit<'a>),
        Challenge(SaslChallenge<'a>),
        Response(SaslResponse<'a>),
        Outcome(SaslOutcome<'a>),
    }
}

impl<'a> Sasl<'a> {
    /// The specification's name for it.
    pub const fn name(&self) -> &'static str {
        each_sasl!(self, sasl => name_of(sasl))
    }

    /// Takes the body of a frame.
    pub(crate) fn parse(body: &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        let mut rest = body;
        let code = code_of(take_descriptor(&mut rest, budget)?);
        let input = &mut rest;
        let sasl = match code {
            Some(SaslMechanisms::DESCRIPTOR) => Self::Mechanisms(Parse::parse(input, budget)?),
            Some(SaslInit::DESCRIPTOR) => Self::Init(Parse::parse(input, budget)?),
            Some(SaslChallenge::DESCRIPTOR) => Self::Challenge(Parse::parse(input, budget)?),
            Some(SaslResponse::DESCRIPTOR) => Self::Response(Parse::parse(input, budget)?),
            Some(SaslOutcome::DESCRIPTOR) => Self::Outcome(Parse::parse(input, budget)?),
            _ => return Err(Fault::new(DecodeErrorKind::Descriptor, body, "descriptor")),
        };
        if !rest.is_empty() {
            return Err(Fault::new(DecodeErrorKind::TrailingBytes, rest, "frame body"));
        }
        Ok(sasl)
    }

    pub(crate) fn body_len(&self) -> usize {
        each_sasl!(self, sasl => sasl.encoded_len())
    }

    /// Writes the frame of it.
    pub(crate) fn put(&self, framing: Framing, dst: &mut impl BufMut) -> Result<(), EncodeError> {
        each_sasl!(self, sasl => framing.put(sasl, &[], dst))
    }
}

impl SaslMechanisms<'_> {
    fn check_some(&self) -> Result<(), Broken> {
        if self.sasl_server_mechanisms.is_empty() {
            return Err(Broken { kind: DecodeErrorKind::MissingField, field: "sasl-server-mechanisms" });
        }
        Ok(())
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for SaslMechanisms<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let found = Symbols::arbitrary(u)?;
        let always_there = Symbols::from(Symbol::from_ascii("ANONYMOUS"));
        Ok(Self { sasl_server_mechanisms: if found.is_empty() { always_there } else { found } })
    }
}

impl fmt::Display for Sasl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Self::Mechanisms(sasl) => {
                sasl.sasl_server_mechanisms.iter().try_for_each(|mechanism| write!(f, " {mechanism}"))
            }
            Self::Init(sasl) => {
                write!(
                    f,
                    " {}{}",
                    sasl.mechanism,
                    if sasl.initial_response.is_some() { " ***" } else { "" }
                )?;
                sasl.hostname.map_or(Ok(()), |hostname| write!(f, " host {hostname:?}"))
            }
            Self::Challenge(_) | Self::Response(_) => f.write_str(" ***"),
            Self::Outcome(sasl) => write!(f, " {}", sasl.code),
        }
    }
}

/// Stands for what is secret.
struct Hidden;

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Debug for SaslInit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("SaslInit");
        shown.field("mechanism", &self.mechanism);
        shown.field("initial_response", &self.initial_response.map(|_| Hidden));
        shown.field("hostname", &self.hostname).finish()
    }
}

impl fmt::Debug for SaslChallenge<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SaslChallenge").field("challenge", &Hidden).finish()
    }
}

impl fmt::Debug for SaslResponse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SaslResponse").field("response", &Hidden).finish()
    }
}

impl fmt::Debug for SaslOutcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("SaslOutcome");
        shown.field("code", &self.code);
        shown.field("additional_data", &self.additional_data.map(|_| Hidden)).finish()
    }
}
