//! Requests and their answers (RFC 6120, section 8.2.3).

use bytes::BufMut;

use super::write::{Content, Parts};
use super::{Attributes, Common, StanzaError};
use crate::jid::Jid;
use crate::payload::{Payload, Payloads, values};
use crate::{Element, ElementError, ElementErrorKind, EncodeError, Scope};

/// A request, or the answer to one: info/query.
///
/// ```
/// use xmpp_stream::payload::Payload;
/// use xmpp_stream::payload::xep0199::Ping;
/// use xmpp_stream::Scope;
/// use xmpp_stream::stanza::{Iq, IqContent};
///
/// let ping = Ping {}.to_element()?;
/// let request = Iq::new("p1", IqContent::Get(ping.as_element()));
/// assert_eq!(request.payload(), Ok(Some(Ping {})));
///
/// let mut bytes = Vec::new();
/// request.encode(&mut bytes, Scope::stream("jabber:client"))?;
/// assert_eq!(bytes, b"<iq id='p1' type='get'><ping xmlns='urn:xmpp:ping'/></iq>");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Iq<'a> {
    /// Whom it is for (section 8.1.1).
    pub to: Option<Jid<'a>>,
    /// Whom it is from (section 8.1.2).
    pub from: Option<Jid<'a>>,
    /// What tells which answer belongs to which request (section 8.1.3).
    pub id: &'a str,
    /// The language of its text (section 8.1.5).
    pub lang: Option<&'a str>,
    /// What is asked for, or answered.
    pub content: IqContent<'a>,
}

/// What a request asks for, or its answer tells (section 8.2.3).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(tag = "type", content = "payload", rename_all = "lowercase")
)]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
pub enum IqContent<'a> {
    /// Asks for something.
    Get(Element<'a>),
    /// Asks for something to be done or changed.
    Set(Element<'a>),
    /// It went well.
    Result(Option<Element<'a>>),
    /// It didn't: the error, and perhaps what was asked for.
    Error(Payloads<'a>),
}

values! {
    /// Whether it is a request or an answer (section 8.2.3).
    pub enum IqType {
        /// The answer that it didn't go well.
        Error = "error",
        /// The request for something.
        Get = "get",
        /// The answer that it went well.
        Result = "result",
        /// The request to do or change something.
        Set = "set",
    }
}

impl<'a> Iq<'a> {
    /// A request or answer without addresses.
    pub const fn new(id: &'a str, content: IqContent<'a>) -> Self {
        Self { to: None, from: None, id, lang: None, content }
    }

    /// Reads the element.
    ///
    /// # Errors
    ///
    /// It is none of these, an address in it is none, there is no such type, there is no `id`, or there isn't the one element in it
    /// that there has to be.
    pub fn from_element(element: Element<'a>) -> Result<Self, ElementError> {
        let Common { to, from, id, lang, stanza_type } = Common::read(element, "iq")?;
        let error = |kind, field| ElementError::new(kind, element, field);
        let id = id.ok_or_else(|| error(ElementErrorKind::Missing, "id"))?;
        let iq_type = stanza_type.ok_or_else(|| error(ElementErrorKind::Missing, "type"))?;
        let iq_type = IqType::try_from(iq_type).map_err(|_| error(ElementErrorKind::Value, "type"))?;
        let payloads = Payloads::of_stanza(element);
        let only = || {
            let mut elements = payloads.elements();
            match (elements.next(), elements.next()) {
                (only, None) => Ok(only),
                (_, Some(second)) => Err(ElementError::new(ElementErrorKind::Repeated, second, "payload")),
            }
        };
        let one = || only()?.ok_or_else(|| error(ElementErrorKind::Missing, "payload"));
        let content = match iq_type {
            IqType::Get => IqContent::Get(one()?),
            IqType::Set => IqContent::Set(one()?),
            IqType::Result => IqContent::Result(only()?),
            IqType::Error => IqContent::Error(payloads),
        };
        Ok(Self { to, from, id, lang, content })
    }

    /// Whether it is a request or an answer.
    pub const fn iq_type(&self) -> IqType {
        match self.content {
            IqContent::Get(_) => IqType::Get,
            IqContent::Set(_) => IqType::Set,
            IqContent::Result(_) => IqType::Result,
            IqContent::Error(_) => IqType::Error,
        }
    }

    /// What is asked for or answered, if it has the names of `P`. The answer that something went wrong has none.
    ///
    /// # Errors
    ///
    /// It isn't as its specification wants it.
    pub fn payload<P: Payload<'a>>(&self) -> Result<Option<P>, ElementError> {
        let element = match self.content {
            IqContent::Get(element) | IqContent::Set(element) | IqContent::Result(Some(element)) => element,
            IqContent::Result(None) | IqContent::Error(_) => return Ok(None),
        };
        Some(element).filter(|element| P::matches(*element)).map(P::from_element).transpose()
    }

    /// What went wrong, in an answer of type error (section 8.3).
    ///
    /// # Errors
    ///
    /// The error can't be read.
    pub fn error(&self) -> Result<Option<StanzaError<'a>>, ElementError> {
        let IqContent::Error(payloads) = self.content else { return Ok(None) };
        payloads.find()
    }

    /// The answer to this request that has this content, for whoever it came from.
    #[must_use]
    pub const fn reply(&self, content: IqContent<'a>) -> Self {
        Self { to: self.from, from: self.to, id: self.id, lang: None, content }
    }

    /// Encodes it, as [`Stanza::encode`](super::Stanza::encode) does.
    ///
    /// # Errors
    ///
    /// Those of [`Stanza::encode`](super::Stanza::encode). Nothing is written then.
    pub fn encode(&self, dst: &mut impl BufMut, scope: Scope<'_>) -> Result<(), EncodeError> {
        self.parts().encode(dst, scope)
    }

    pub(super) const fn parts(&self) -> Parts<'a> {
        let content = match self.content {
            IqContent::Get(element) | IqContent::Set(element) => Content::Element(Some(element)),
            IqContent::Result(element) => Content::Element(element),
            IqContent::Error(payloads) => Content::Payloads(payloads),
        };
        let stanza_type = Some(self.iq_type().as_str());
        let attributes =
            Attributes { from: self.from, id: Some(self.id), to: self.to, stanza_type, lang: self.lang };
        Parts { name: "iq", attributes, content }
    }
}

/// The content as two fields, `type` and `payload`.
#[cfg(feature = "serde")]
impl serde::Serialize for Iq<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut fields = serializer.serialize_struct("Iq", 6)?;
        fields.serialize_field("to", &self.to)?;
        fields.serialize_field("from", &self.from)?;
        fields.serialize_field("id", self.id)?;
        fields.serialize_field("lang", &self.lang)?;
        fields.serialize_field("type", &self.iq_type())?;
        match self.content {
            IqContent::Get(element) | IqContent::Set(element) => fields.serialize_field("payload", &element),
            IqContent::Result(element) => fields.serialize_field("payload", &element),
            IqContent::Error(payloads) => fields.serialize_field("payload", &payloads),
        }?;
        fields.end()
    }
}
