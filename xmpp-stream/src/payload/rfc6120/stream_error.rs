//! Why a stream is closed (section 4.9).

use crate::payload::{
    Items, Payload, Payloads, check_condition, check_name, condition_text, find_condition, payload,
};
use crate::stream::STREAMS;
use crate::{
    DecodeError, Element, ElementError, ElementErrorKind, ElementMut, InvalidValue, StreamErrorCondition,
};

/// The namespace of conditions and their texts (section 4.9.2).
pub const STREAM_ERRORS: &str = "urn:ietf:params:xml:ns:xmpp-streams";

/// Why a stream is closed; it can't be used any more (section 4.9.2).
///
/// ```
/// use xmpp_stream::payload::Payload;
/// use xmpp_stream::payload::rfc6120::StreamError;
/// use xmpp_stream::{ElementTree, Limits};
///
/// let Err(error) = ElementTree::decode(b"<message><!-- -->", &Limits::default()) else { panic!("a comment") };
/// assert_eq!(StreamError::from(error).to_string(), "error restricted-xml");
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct StreamError<'a> {
    /// What is wrong.
    pub condition: StreamErrorCondition,
    /// With the condition see-other-host, where to connect instead: a domain or address, perhaps with a colon and port
    /// (section 4.9.3.19).
    pub host: Option<&'a str>,
    /// What is wrong, for humans, in one language or more.
    pub texts: Items<'a, StreamErrorText<'a>>,
    /// What is wrong, for a certain application (section 4.9.4).
    pub application: Option<Element<'a>>,
}

payload! {
    /// What is wrong, for humans (section 4.9.2).
    pub struct StreamErrorText<'a> = STREAM_ERRORS, "text" {
        /// The language, if it is another than the stream's.
        lang: Option<&'a str> = lang,
        /// The text.
        text: &'a str = text,
    }
}

impl StreamError<'_> {
    /// This condition, and nothing besides.
    pub const fn new(condition: StreamErrorCondition) -> Self {
        Self { condition, host: None, texts: Items::EMPTY, application: None }
    }
}

/// What a malformed stream deserves.
impl From<DecodeError> for StreamError<'_> {
    fn from(error: DecodeError) -> Self {
        Self::new(error.condition())
    }
}

impl<'a> Payload<'a> for StreamError<'a> {
    const NAMESPACE: &'static str = STREAMS;
    const NAMES: &'static [&'static str] = &["error"];

    /// A condition that isn't known is [`UndefinedCondition`](StreamErrorCondition::UndefinedCondition).
    fn from_element(element: Element<'a>) -> Result<Self, ElementError> {
        check_name::<Self>(element)?;
        let missing = || ElementError::new(ElementErrorKind::Missing, element, "condition");
        let defined = find_condition(element, STREAM_ERRORS)?.ok_or_else(missing)?;
        let condition = defined.name().try_into().unwrap_or(StreamErrorCondition::UndefinedCondition);
        let host = match condition {
            StreamErrorCondition::SeeOtherHost => condition_text(defined)?,
            _ => None,
        };
        let texts = Payloads::of(element).items()?;
        let application = element.elements().find(|child| child.namespace() != STREAM_ERRORS);
        Ok(Self { condition, host, texts, application })
    }

    fn name(&self) -> &'static str {
        "error"
    }

    fn write_to(&self, element: &mut ElementMut<'_>) -> Result<(), InvalidValue> {
        let has_host = self.condition == StreamErrorCondition::SeeOtherHost;
        check_condition(STREAM_ERRORS, has_host, self.host, self.application)?;
        element.push_new(STREAM_ERRORS, self.condition.as_str())?.push_text(self.host.unwrap_or_default())?;
        self.texts.push_to(element)?;
        self.application.map_or(Ok(()), |application| element.push(application))
    }
}
