//! Authentication (section 6).

use core::fmt;
use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::payload::{Items, Payload, Payloads, Value, check_name, find_condition, payload, values};
use crate::{Element, ElementError, ElementErrorKind, ElementMut, InvalidValue};

/// The namespace of authentication.
pub const SASL: &str = "urn:ietf:params:xml:ns:xmpp-sasl";

payload! {
    /// The stream feature of authentication (section 6.4.1).
    ///
    /// Elements that belong to single mechanisms (section 6.3.5) are not in it; the feature's element has them.
    pub struct Mechanisms<'a> = SASL, "mechanisms" {
        /// The mechanisms, what the server likes best first; at least one.
        mechanisms: Items<'a, Mechanism<'a>> = items,
    }
    check check_mechanisms
}

payload! {
    /// A mechanism that is offered (section 6.4.1).
    pub struct Mechanism<'a> = SASL, "mechanism" {
        /// What it is called.
        name: &'a str = token,
    }
}

payload! {
    /// Begins authentication (section 6.4.2).
    ///
    /// ```
    /// use xmpp_stream::payload::Payload;
    /// use xmpp_stream::payload::rfc6120::{Auth, SaslDataBuf};
    /// use xmpp_stream::Scope;
    ///
    /// let data = SaslDataBuf::new(b"\0juliet\0r0m30myr0m30");
    /// let auth = Auth { mechanism: "PLAIN", data: Some(data.as_data()) };
    /// assert_eq!(format!("{auth:?}"), r#"Auth { mechanism: "PLAIN", data: Some(***) }"#);
    ///
    /// let mut bytes = Vec::new();
    /// auth.to_element()?.as_element().encode(&mut bytes, Scope::ALONE)?;
    /// let expected = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGp1bGlldAByMG0zMG15cjBtMzA=</auth>";
    /// assert_eq!(bytes, expected.as_bytes());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct Auth<'a> = SASL, "auth" {
        /// The mechanism.
        mechanism: &'a str = token_attribute "mechanism",
        /// The mechanism's initial response, if it is sent along.
        data: Option<SaslData<'a>> = optional_text,
    }
}

payload! {
    /// The server asks (section 6.4.3).
    #[derive(Default)]
    pub struct Challenge<'a> = SASL, "challenge" {
        /// What; `None` if that has no length.
        data: Option<SaslData<'a>> = optional_text,
    }
}

payload! {
    /// The client answers (section 6.4.3).
    #[derive(Default)]
    pub struct Response<'a> = SASL, "response" {
        /// What; `None` if that has no length.
        data: Option<SaslData<'a>> = optional_text,
    }
}

payload! {
    /// The client gives up (section 6.4.4).
    #[derive(Default)]
    pub struct Abort = SASL, "abort" {}
}

payload! {
    /// The client is authenticated; a new stream begins (section 6.4.6).
    #[derive(Default)]
    pub struct Success<'a> = SASL, "success" {
        /// What the mechanism has to say besides.
        data: Option<SaslData<'a>> = optional_text,
    }
}

/// The client isn't authenticated, and may try again (sections 6.4.5 and 6.5).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct SaslFailure<'a> {
    /// Why.
    pub condition: SaslFailureCondition,
    /// Why, for humans, in one language or more.
    pub texts: Items<'a, SaslText<'a>>,
}

payload! {
    /// Why authentication failed, for humans (section 6.5).
    pub struct SaslText<'a> = SASL, "text" {
        /// The language, if it is another than the stream's.
        lang: Option<&'a str> = lang,
        /// The text.
        text: &'a str = text,
    }
}

values! {
    /// Why authentication failed (section 6.5).
    pub enum SaslFailureCondition {
        /// The client has given up (section 6.5.1).
        Aborted = "aborted",
        /// The account is disabled for now (section 6.5.2).
        AccountDisabled = "account-disabled",
        /// Credentials that are too old (section 6.5.3).
        CredentialsExpired = "credentials-expired",
        /// The mechanism can't be used without TLS (section 6.5.4).
        EncryptionRequired = "encryption-required",
        /// Data that isn't base64 (section 6.5.5).
        IncorrectEncoding = "incorrect-encoding",
        /// An identity to act as that is malformed, or not the client's to use (section 6.5.6).
        InvalidAuthzid = "invalid-authzid",
        /// No mechanism, or one that isn't offered (section 6.5.7).
        InvalidMechanism = "invalid-mechanism",
        /// The request isn't as the mechanism wants it (section 6.5.8).
        MalformedRequest = "malformed-request",
        /// A stronger mechanism is to be used (section 6.5.9).
        MechanismTooWeak = "mechanism-too-weak",
        /// The credentials are wrong, or the server doesn't say what is (section 6.5.10).
        NotAuthorized = "not-authorized",
        /// Something that may work later (section 6.5.11).
        TemporaryAuthFailure = "temporary-auth-failure",
    }
}

/// What the two sides of a mechanism tell each other, in base64. It may be a secret, which `Debug` doesn't show.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct SaslData<'a>(&'a str);

/// As [`SaslData`], to be sent or kept.
#[derive(Clone, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(try_from = "String"))]
pub struct SaslDataBuf(String);

impl<'a> SaslData<'a> {
    /// Data that is there, and has no length: an equals sign (sections 6.4.2 and 6.4.6).
    pub const EMPTY: Self = Self("=");

    /// The base64, as it was received.
    pub const fn as_str(&self) -> &'a str {
        self.0
    }

    /// What it stands for. Only what is encoded by all of the rules of RFC 4648, section 4, with padding, and its bits zero,
    /// stands for something (section 6.3.5).
    ///
    /// # Errors
    ///
    /// It isn't. That is [`IncorrectEncoding`](SaslFailureCondition::IncorrectEncoding).
    pub fn decode(&self) -> Result<Vec<u8>, InvalidValue> {
        if *self == Self::EMPTY {
            return Ok(Vec::new());
        }
        STANDARD.decode(self.0).map_err(|_| InvalidValue("base64"))
    }
}

impl SaslDataBuf {
    /// These bytes in base64.
    pub fn new(bytes: &[u8]) -> Self {
        if bytes.is_empty() { Self(SaslData::EMPTY.0.to_owned()) } else { Self(STANDARD.encode(bytes)) }
    }

    /// The view.
    pub fn as_data(&self) -> SaslData<'_> {
        SaslData(&self.0)
    }
}

/// As it was received, it may be anything but nothing.
impl<'a> Value<'a> for SaslData<'a> {
    fn from_text(text: &'a str) -> Result<Self, ElementErrorKind> {
        Ok(Self(text))
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.0)
    }
}

impl fmt::Debug for SaslData<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Debug for SaslDataBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<'a> TryFrom<&'a str> for SaslData<'a> {
    type Error = InvalidValue;

    /// Takes base64.
    fn try_from(text: &'a str) -> Result<Self, InvalidValue> {
        Self(text).decode()?;
        if text.is_empty() { Err(InvalidValue("base64")) } else { Ok(Self(text)) }
    }
}

impl TryFrom<String> for SaslDataBuf {
    type Error = InvalidValue;

    /// Takes base64.
    fn try_from(text: String) -> Result<Self, InvalidValue> {
        SaslData::try_from(text.as_str())?;
        Ok(Self(text))
    }
}

fn check_mechanisms(mechanisms: &Mechanisms<'_>, element: Element<'_>) -> Result<(), ElementError> {
    if mechanisms.mechanisms.is_empty() {
        return Err(ElementError::new(ElementErrorKind::Missing, element, "mechanism"));
    }
    Ok(())
}

impl SaslFailure<'_> {
    /// This condition without text.
    pub const fn new(condition: SaslFailureCondition) -> Self {
        Self { condition, texts: Items::EMPTY }
    }
}

impl<'a> Payload<'a> for SaslFailure<'a> {
    const NAMESPACE: &'static str = SASL;
    const NAMES: &'static [&'static str] = &["failure"];

    /// A condition that isn't known, or isn't there, is [`NotAuthorized`](SaslFailureCondition::NotAuthorized). The syntax in
    /// section 6.5 has one always, the schema in appendix A.4 doesn't.
    fn from_element(element: Element<'a>) -> Result<Self, ElementError> {
        check_name::<Self>(element)?;
        let condition = find_condition(element, SASL)?.and_then(|condition| condition.name().try_into().ok());
        Ok(Self {
            condition: condition.unwrap_or(SaslFailureCondition::NotAuthorized),
            texts: Payloads::of(element).items()?,
        })
    }

    fn name(&self) -> &'static str {
        "failure"
    }

    fn write_to(&self, element: &mut ElementMut<'_>) -> Result<(), InvalidValue> {
        element.push_new(SASL, self.condition.as_str())?;
        self.texts.push_to(element)
    }
}
