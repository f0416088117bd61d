//! `Arbitrary` for stanzas: valid values only.
//!
//! A view borrows what it carries from a tree, which the fuzzer's bytes can't hold: views carry one of a few lists that are
//! always there, and attributes from the bytes. [`PayloadsBuf`] and [`StanzaBuf`] have elements of all kinds.

use std::sync::LazyLock;

use arbitrary::{Arbitrary, Error, Result, Unstructured};

use super::{
    Iq, IqContent, IqType, Message, MessageType, Presence, PresenceType, Stanza, StanzaError,
    StanzaErrorCondition,
};
use crate::jid::Jid;
use crate::payload::{Payloads, PayloadsBuf};
use crate::xml::is_text;
use crate::{Element, ElementBuf, ElementTree, Limits, StanzaBuf};

/// What stanzas may carry: as specified, breaking a rule, and unknown.
const LISTS: &[&str] = &[
    "<list xmlns='jabber:client'><body>Art thou &lt;3 &amp; not Romeo?</body></list>",
    "<list xmlns='jabber:client'><subject/><body>a</body><body xml:lang='cs'>b</body><thread parent='c'>d</thread></list>",
    "<list xmlns='jabber:client'><show>dnd</show><status>e\r\nf</status><priority>-5</priority></list>",
    "<list xmlns='jabber:client'><show>busy</show><priority>high</priority><body><a/></body></list>",
    "<list xmlns='jabber:client'><ping xmlns='urn:xmpp:ping'/></list>",
    "<list xmlns='jabber:client'><query xmlns='jabber:iq:roster' ver=''><item jid='a@b'><group>c</group></item></query></list>",
    "<list xmlns='jabber:client'><error type='cancel'>\
        <gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>xmpp:a@b</gone></error></list>",
    "<list xmlns='jabber:client'><a xmlns='urn:x' xmlns:p='urn:y' p:b='\"'>&#x10ffff;<p:c/>]]&gt;</a><d xmlns=''/></list>",
];

static TREES: LazyLock<Vec<ElementTree<'static>>> = LazyLock::new(|| {
    let decode = |list: &&'static str| ElementTree::decode(list.as_bytes(), &Limits::default()).ok();
    LISTS.iter().filter_map(decode).collect()
});

impl<'a> Arbitrary<'a> for Stanza<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match u.int_in_range(0..=2)? {
            0 => Self::Message(u.arbitrary()?),
            1 => Self::Presence(u.arbitrary()?),
            _ => Self::Iq(u.arbitrary()?),
        })
    }
}

impl<'a> Arbitrary<'a> for Message<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let message_type = *u.choose(MessageType::ALL)?;
        let (to, from, id, lang) = (address(u)?, address(u)?, optional_text(u)?, optional_text(u)?);
        Ok(Self { to, from, id, message_type, lang, payloads: u.arbitrary()? })
    }
}

impl<'a> Arbitrary<'a> for Presence<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let presence_type = *u.choose(PresenceType::ALL)?;
        let (to, from, id, lang) = (address(u)?, address(u)?, optional_text(u)?, optional_text(u)?);
        Ok(Self { to, from, id, presence_type, lang, payloads: u.arbitrary()? })
    }
}

impl<'a> Arbitrary<'a> for Iq<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let (to, from, id, lang) = (address(u)?, address(u)?, text(u)?, optional_text(u)?);
        Ok(Self { to, from, id, lang, content: u.arbitrary()? })
    }
}

impl<'a> Arbitrary<'a> for IqContent<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match u.choose(IqType::ALL)? {
            IqType::Get => Self::Get(element(u)?),
            IqType::Set => Self::Set(element(u)?),
            IqType::Result if u.arbitrary()? => Self::Result(Some(element(u)?)),
            IqType::Result => Self::Result(None),
            IqType::Error => Self::Error(u.arbitrary()?),
        })
    }
}

impl<'a> Arbitrary<'a> for Payloads<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let list = u.int_in_range(0..=TREES.len())?;
        Ok(TREES.get(list).map_or(Self::EMPTY, |tree| Self::of(tree.root())))
    }
}

/// Up to four elements of any kind.
impl<'a> Arbitrary<'a> for PayloadsBuf {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut payloads = Self::new();
        for _ in 0..u.int_in_range(0..=4)? {
            let element: ElementBuf = u.arbitrary()?;
            payloads.push_element(element.as_element()).map_err(|_| Error::IncorrectFormat)?;
        }
        Ok(payloads)
    }
}

impl<'a> Arbitrary<'a> for StanzaBuf {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let (mut stanza, own): (Stanza<'_>, PayloadsBuf) = (u.arbitrary()?, u.arbitrary()?);
        let payloads = own.as_payloads();
        match &mut stanza {
            Stanza::Message(message) => message.payloads = payloads,
            Stanza::Presence(presence) => presence.payloads = payloads,
            Stanza::Iq(iq) => match (&mut iq.content, payloads.elements().next()) {
                (IqContent::Error(old), _) => *old = payloads,
                (IqContent::Result(old), new) => *old = new,
                (IqContent::Get(old) | IqContent::Set(old), Some(new)) => *old = new,
                (IqContent::Get(_) | IqContent::Set(_), None) => {}
            },
        }
        Self::encode(&stanza).map_err(|_| Error::IncorrectFormat)
    }
}

impl<'a> Arbitrary<'a> for StanzaError<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let condition = *u.choose(StanzaErrorCondition::ALL)?;
        Ok(Self { by: address(u)?, ..Self::new(condition) })
    }
}

/// One of those that are always there.
fn element<'a>(u: &mut Unstructured<'a>) -> Result<Element<'a>> {
    let elements: Vec<_> = TREES.iter().flat_map(|tree| tree.root().elements()).collect();
    u.choose(&elements).copied()
}

pub(crate) fn address<'a>(u: &mut Unstructured<'a>) -> Result<Option<Jid<'a>>> {
    let address: Option<Jid<'a>> = u.arbitrary()?;
    Ok(address.filter(|address| is_text(address.as_str())))
}

pub(crate) fn optional_text<'a>(u: &mut Unstructured<'a>) -> Result<Option<&'a str>> {
    if u.arbitrary()? { text(u).map(Some) } else { Ok(None) }
}

/// As far as it has characters of XML only.
fn text<'a>(u: &mut Unstructured<'a>) -> Result<&'a str> {
    let text: &'a str = u.arbitrary()?;
    let is_other = |character: char| !is_text(character.encode_utf8(&mut [0; 4]));
    let end = text.find(is_other).unwrap_or(text.len());
    Ok(text.get(..end).unwrap_or_default())
}
