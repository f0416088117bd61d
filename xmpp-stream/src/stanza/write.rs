//! Writing stanzas: the start tag from its fields, what is inside from elements.

use bytes::BufMut;

use super::{CLIENT, is_content_namespace};
use crate::jid::Jid;
use crate::payload::Payloads;
use crate::xml::{self, StartTag};
use crate::{Element, EncodeError, Scope};

/// A stanza, whichever it is.
#[derive(Clone, Copy)]
pub(super) struct Parts<'a> {
    pub(super) name: &'static str,
    pub(super) attributes: Attributes<'a>,
    pub(super) content: Content<'a>,
}

#[derive(Clone, Copy)]
pub(super) struct Attributes<'a> {
    pub(super) from: Option<Jid<'a>>,
    pub(super) id: Option<&'a str>,
    pub(super) to: Option<Jid<'a>>,
    pub(super) stanza_type: Option<&'a str>,
    pub(super) lang: Option<&'a str>,
}

#[derive(Clone, Copy)]
pub(super) enum Content<'a> {
    Element(Option<Element<'a>>),
    Payloads(Payloads<'a>),
}

impl<'a> Parts<'a> {
    pub(super) fn encode(&self, dst: &mut impl BufMut, scope: Scope<'_>) -> Result<(), EncodeError> {
        self.with_tag(scope, |tag, inside| {
            let mut given = tag.attributes.iter().filter(|(name, _)| !matches!(*name, "type" | "xmlns"));
            if let Some((name, _)) = given.find(|(_, value)| !value.is_none_or(xml::is_text)) {
                return Err(EncodeError::Char(name));
            }
            match self.content {
                Content::Element(element) => tag.encode_around(element.into_iter().map(inside), dst),
                Content::Payloads(payloads) => tag.encode_around(payloads.elements().map(inside), dst),
            }
        })
    }

    pub(super) fn encoded_len(&self, scope: Scope<'_>) -> usize {
        self.with_tag(scope, |tag, inside| match self.content {
            Content::Element(element) => tag.len_around(element.into_iter().map(inside)),
            Content::Payloads(payloads) => tag.len_around(payloads.elements().map(inside)),
        })
    }

    /// Calls `write` with the start tag, and with what tells which namespaces are declared for each element inside.
    fn with_tag<'s, T>(
        &self,
        scope: Scope<'s>,
        write: impl FnOnce(StartTag<'_>, &dyn Fn(Element<'a>) -> (Element<'a>, Scope<'a>)) -> T,
    ) -> T
    where
        's: 'a,
    {
        let Attributes { from, id, to, stanza_type, lang } = self.attributes;
        let address = |jid: Option<Jid<'a>>| jid.map(|jid| jid.as_str());
        let own = self.own_namespace();
        let declared = if is_content_namespace(scope.default_namespace()) { None } else { Some(own) };
        let attributes = [
            ("xmlns", declared),
            ("from", address(from)),
            ("id", id),
            ("to", address(to)),
            ("type", stanza_type),
            ("xml:lang", lang),
        ];
        let around = scope.with_default(declared.unwrap_or(scope.default_namespace()));
        // What has the namespace of stanzas has the one of this stanza, whichever that is.
        let inside = |element: Element<'a>| {
            let namespace = element.namespace();
            let scope = if is_content_namespace(namespace) { around.with_default(namespace) } else { around };
            (element, scope)
        };
        write(StartTag { name: self.name, attributes: &attributes }, &inside)
    }

    /// The namespace that it has if it stands alone.
    fn own_namespace(&self) -> &'a str {
        let Content::Payloads(payloads) = self.content else { return CLIENT };
        let mut namespaces = payloads.elements().map(|element| element.namespace());
        namespaces.find(|namespace| is_content_namespace(namespace)).unwrap_or(CLIENT)
    }
}
