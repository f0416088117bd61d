//! Writing stanzas: the start tag from its fields, what is inside from elements.

use bytes::BufMut;

use super::{CLIENT, IqType, is_content_namespace};
use crate::jid::Jid;
use crate::payload::Payloads;
use crate::xml::{Kind, StartTag};
use crate::{Attribute, Child, Element, ElementBuf, EncodeError, InvalidValue, Scope};

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
        if let Content::Payloads(payloads) = self.content {
            check_move(payloads, scope)?;
        }
        self.with_tag(scope, |tag, inside| {
            tag.check()?;
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
        let own = self.content.own_namespace();
        let declared =
            if is_content_namespace(scope.default_namespace()) { None } else { Some(own.unwrap_or(CLIENT)) };
        let attributes = [
            ("xmlns", declared),
            ("from", address(from)),
            ("id", id),
            ("to", address(to)),
            ("type", stanza_type),
            ("xml:lang", lang),
        ];
        let around = scope.with_default(declared.unwrap_or(scope.default_namespace()));
        // What is the stanza's own follows it into the namespace that it is written in.
        let inside = |element: Element<'a>| match own {
            Some(own) if element.namespace() == own => (element, around.with_default(own)),
            _ => (element, around),
        };
        write(StartTag { name: self.name, attributes: &attributes }, &inside)
    }
}

impl<'a> Content<'a> {
    /// The content namespace of the stanza. What a request is about is in a namespace of its own, and doesn't tell.
    const fn own_namespace(&self) -> Option<&'a str> {
        match self {
            Self::Element(_) => None,
            Self::Payloads(payloads) => Some(payloads.content_namespace()),
        }
    }
}

/// Writes a whole stanza as [`Parts`] does, with text and attributes that aren't part of one.
pub(crate) fn encode_whole(
    root: Element<'_>,
    dst: &mut impl BufMut,
    scope: Scope<'_>,
) -> Result<(), EncodeError> {
    let (own, new) = (root.namespace(), scope.default_namespace());
    if own == new || !is_content_namespace(new) {
        return root.encode(dst, scope);
    }
    if root.name() == "iq" && root.attribute("type") != Some(IqType::Error.as_str()) {
        // What it is about keeps its namespace.
        return moved(root, new)?.as_element().encode(dst, scope);
    }
    if is_clear(root, own, new) { root.encode(dst, scope.with_default(own)) } else { Err(UNCLEAR) }
}

/// A copy in another namespace, without what is in it.
fn moved(root: Element<'_>, namespace: &str) -> Result<ElementBuf, InvalidValue> {
    let mut copy = ElementBuf::known(namespace, root.name());
    for Attribute { namespace, name, value } in root.attributes() {
        copy.set_attribute_in(namespace, name, value)?;
    }
    for child in root.children() {
        match child {
            Child::Element(element) => copy.push(element)?,
            Child::Text(text) => copy.push_text(text)?,
        }
    }
    Ok(copy)
}

const UNCLEAR: EncodeError = EncodeError::Value(InvalidValue("payload in this content namespace"));

/// Refuses payloads that would be read as something else in the content namespace of `scope`.
#[inline]
fn check_move(payloads: Payloads<'_>, scope: Scope<'_>) -> Result<(), EncodeError> {
    let (own, new) = (payloads.content_namespace(), scope.default_namespace());
    if own == new || !is_content_namespace(new) { Ok(()) } else { check_payloads(payloads, own, new) }
}

#[cold]
fn check_payloads(payloads: Payloads<'_>, own: &str, new: &str) -> Result<(), EncodeError> {
    payloads.elements().try_for_each(|element| {
        let is_clear = if element.namespace() == own {
            is_clear(element, own, new)
        } else {
            // On this stream it would be the stanza's own.
            element.namespace() != new
        };
        if is_clear { Ok(()) } else { Err(UNCLEAR) }
    })
}

/// Whether nothing in `element`, which goes from the content namespace `own` to `new`, is read as something else then: what has
/// its namespace goes with it as far as nothing else stands between.
fn is_clear(element: Element<'_>, own: &str, new: &str) -> bool {
    let (entries, strings) = element.entries();
    let namespace = |at: usize| entries.get(at).map_or("", |entry| strings.at(entry.namespace));
    let around = |at: usize| match entries.get(at)?.kind {
        Kind::Element { parent, .. } if at > 0 => at.checked_sub(parent as usize),
        _ => None,
    };
    let goes_along = |at| core::iter::successors(Some(at), |at| around(*at)).all(|at| namespace(at) == own);
    (1..entries.len()).all(|at| namespace(at) != new || !around(at).is_some_and(goes_along))
}
