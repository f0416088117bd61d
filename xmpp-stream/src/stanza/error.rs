//! Why a stanza wasn't handled (RFC 6120, section 8.3).

use crate::jid::Jid;
use crate::payload::{
    Field, Items, Payload, check_condition, check_name, condition_text, find_condition, payload, values,
};
use crate::stanza::CLIENT;
use crate::{Element, ElementBuf, ElementError, ElementErrorKind, ElementMut, InvalidValue};

/// The namespace of conditions and their texts (section 8.3.2).
pub const STANZAS: &str = "urn:ietf:params:xml:ns:xmpp-stanzas";

/// Why a stanza wasn't handled, and what its sender may do.
///
/// ```
/// use xmpp_stream::payload::PayloadsBuf;
/// use xmpp_stream::stanza::{Message, MessageType, StanzaError, StanzaErrorCondition};
///
/// let mut payloads = PayloadsBuf::new();
/// payloads.push(&StanzaError::new(StanzaErrorCondition::ServiceUnavailable))?;
/// let message = Message { payloads: payloads.as_payloads(), ..Message::new(MessageType::Error) };
/// let condition = message.error()?.map(|error| error.condition);
/// assert_eq!(condition, Some(StanzaErrorCondition::ServiceUnavailable));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct StanzaError<'a> {
    /// What the sender may do (section 8.3.2).
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub error_type: ErrorType,
    /// Who found it (section 8.3.1).
    pub by: Option<Jid<'a>>,
    /// What is wrong (section 8.3.3).
    pub condition: StanzaErrorCondition,
    /// The new address, with the conditions gone and redirect (sections 8.3.3.5 and 8.3.3.14).
    pub address: Option<&'a str>,
    /// What is wrong, for humans, in one language or more (section 8.3.2).
    pub texts: Items<'a, ErrorText<'a>>,
    /// What is wrong, for a certain application (section 8.3.4).
    pub application: Option<Element<'a>>,
}

payload! {
    /// What is wrong, for humans (section 8.3.2).
    pub struct ErrorText<'a> = STANZAS, "text" {
        /// The language, if it is another than the stanza's.
        lang: Option<&'a str> = lang,
        /// The text.
        text: &'a str = text,
    }
}

values! {
    /// What the sender of the stanza may do (section 8.3.2).
    pub enum ErrorType {
        /// Authenticate, and try again.
        Auth = "auth",
        /// Nothing.
        Cancel = "cancel",
        /// Nothing need be done, it was a warning.
        Continue = "continue",
        /// Change the stanza, and try again.
        Modify = "modify",
        /// Wait, and try again.
        Wait = "wait",
    }
}

macro_rules! conditions {
    ($($(#[$doc:meta])+ $variant:ident = $text:literal, $error_type:ident;)+) => {
        values! {
            /// What is wrong with a stanza (section 8.3.3).
            pub enum StanzaErrorCondition {
                $($(#[$doc])+ $variant = $text,)+
            }
        }

        impl StanzaErrorCondition {
            /// The type that mostly goes with it (section 8.3.3).
            pub const fn error_type(self) -> ErrorType {
                match self {
                    $(Self::$variant => ErrorType::$error_type,)+
                }
            }
        }
    };
}

conditions! {
    /// It isn't what a schema or a protocol wants (section 8.3.3.1).
    BadRequest = "bad-request", Modify;
    /// Something with the same name is there already (section 8.3.3.2).
    Conflict = "conflict", Cancel;
    /// It isn't implemented (section 8.3.3.3).
    FeatureNotImplemented = "feature-not-implemented", Cancel;
    /// The sender lacks the permission, and could get it perhaps (section 8.3.3.4).
    Forbidden = "forbidden", Auth;
    /// The addressee is no longer there (section 8.3.3.5).
    Gone = "gone", Cancel;
    /// The server went wrong (section 8.3.3.6).
    InternalServerError = "internal-server-error", Cancel;
    /// There is no such thing (section 8.3.3.7).
    ItemNotFound = "item-not-found", Cancel;
    /// An address that is none (section 8.3.3.8).
    JidMalformed = "jid-malformed", Modify;
    /// It goes against what the addressee has laid down (section 8.3.3.9).
    NotAcceptable = "not-acceptable", Modify;
    /// Nobody may do it (section 8.3.3.10).
    NotAllowed = "not-allowed", Cancel;
    /// The sender has to authenticate before (section 8.3.3.11).
    NotAuthorized = "not-authorized", Auth;
    /// It goes against a policy (section 8.3.3.12).
    PolicyViolation = "policy-violation", Modify;
    /// The addressee isn't there for now (section 8.3.3.13).
    RecipientUnavailable = "recipient-unavailable", Wait;
    /// Another address is to be asked, for now (section 8.3.3.14).
    Redirect = "redirect", Modify;
    /// The sender has to register before (section 8.3.3.15).
    RegistrationRequired = "registration-required", Auth;
    /// The server of the addressee wasn't found (section 8.3.3.16).
    RemoteServerNotFound = "remote-server-not-found", Cancel;
    /// The server of the addressee didn't answer in time (section 8.3.3.17).
    RemoteServerTimeout = "remote-server-timeout", Wait;
    /// The server is too busy (section 8.3.3.18).
    ResourceConstraint = "resource-constraint", Wait;
    /// The service isn't there, and it isn't said why (section 8.3.3.19).
    ServiceUnavailable = "service-unavailable", Cancel;
    /// The sender has to subscribe before (section 8.3.3.20).
    SubscriptionRequired = "subscription-required", Auth;
    /// None of the others, or one that isn't known; an element of the application's own says more (section 8.3.3.21).
    UndefinedCondition = "undefined-condition", Modify;
    /// It came at the wrong time (section 8.3.3.22).
    UnexpectedRequest = "unexpected-request", Modify;
}

impl StanzaErrorCondition {
    /// Whether it says where to go instead (sections 8.3.3.5 and 8.3.3.14).
    const fn has_address(self) -> bool {
        matches!(self, Self::Gone | Self::Redirect)
    }
}

impl<'a> StanzaError<'a> {
    /// This condition, with the type that mostly goes with it.
    pub fn new(condition: StanzaErrorCondition) -> Self {
        let (error_type, texts) = (condition.error_type(), Items::EMPTY);
        Self { error_type, by: None, condition, address: None, texts, application: None }
    }

    /// The element in another content namespace.
    pub(super) fn to_element_in(self, namespace: &str) -> Result<ElementBuf, InvalidValue> {
        let mut element = ElementBuf::known(namespace, self.name());
        self.write_to(&mut element.as_element_mut())?;
        Ok(element)
    }
}

/// What a broken stanza deserves.
impl From<ElementError> for StanzaError<'_> {
    fn from(error: ElementError) -> Self {
        Self { error_type: error.error_type(), ..Self::new(error.condition()) }
    }
}

impl<'a> Payload<'a> for StanzaError<'a> {
    const NAMESPACE: &'static str = CLIENT;
    const NAMES: &'static [&'static str] = &["error"];

    /// A condition that isn't known is [`UndefinedCondition`](StanzaErrorCondition::UndefinedCondition).
    fn from_element(element: Element<'a>) -> Result<Self, ElementError> {
        check_name::<Self>(element)?;
        let field = |kind, field| ElementError::new(kind, element, field);
        let error_type = Field::from_value(element.attribute("type")).map_err(|kind| field(kind, "type"))?;
        let by = Field::from_value(element.attribute("by")).map_err(|kind| field(kind, "by"))?;
        let defined = find_condition(element, STANZAS)?;
        let defined = defined.ok_or_else(|| field(ElementErrorKind::Missing, "condition"))?;
        let condition = defined.name().try_into().unwrap_or(StanzaErrorCondition::UndefinedCondition);
        let address = if condition.has_address() { condition_text(defined)? } else { None };
        let texts = crate::payload::Payloads::of(element).items()?;
        let application = element.elements().find(|child| child.namespace() != STANZAS);
        Ok(Self { error_type, by, condition, address, texts, application })
    }

    fn name(&self) -> &'static str {
        "error"
    }

    fn write_to(&self, element: &mut ElementMut<'_>) -> Result<(), InvalidValue> {
        check_condition(STANZAS, self.condition.has_address(), self.address, self.application)?;
        if let Some(by) = self.by {
            element.set_attribute("by", by.as_str())?;
        }
        element.set_attribute("type", self.error_type.as_str())?;
        let mut condition = element.push_new(STANZAS, self.condition.as_str())?;
        condition.push_text(self.address.unwrap_or_default())?;
        self.texts.push_to(element)?;
        self.application.map_or(Ok(()), |application| element.push(application))
    }
}
