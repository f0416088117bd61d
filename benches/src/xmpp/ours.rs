//! xmpp-stream itself, at its default limits.

use std::hint::black_box;

use xmpp_stream::{
    Child, Decoder, Element, ElementBuf, ElementTree, Limits, Scope, StreamItem,
    jid::Jid,
    payload::{
        Payload,
        rfc6121::{Body, Priority, Show, Status},
    },
    stanza::{Iq, IqContent, Message, Presence, PresenceType, Stanza},
};

use super::{Decode, Encode, JABBER_CLIENT, Visit, XML, output};

/// Stanzas, as views of elements.
pub(super) struct Stanzas(Decoder);

impl Decode for Stanzas {
    const NAME: &'static str = "xmpp-stream";

    fn new() -> Self {
        Self(decoder())
    }

    #[inline(always)]
    fn read(&mut self, input: &mut &[u8], visit: &mut impl Visit) -> Option<()> {
        read(&mut self.0, input, |item| {
            match item {
                StreamItem::Header(header) => {
                    black_box(header.header().ok()?);
                    show(header.root(), visit);
                }
                StreamItem::Element(element) => {
                    show_stanza(&Stanza::from_element(element.root()).ok()?, visit)?;
                }
                StreamItem::End => {}
            }
            Some(())
        })
    }

    #[inline(always)]
    fn skim(&mut self, input: &mut &[u8]) -> Option<()> {
        read(&mut self.0, input, |item| {
            if let StreamItem::Element(element) = item {
                black_box(Stanza::from_element(element.root()).ok()?);
            }
            Some(())
        })
    }
}

/// Elements as trees.
pub(super) struct Elements(Decoder);

impl Decode for Elements {
    const NAME: &'static str = "xmpp-stream, elements";

    fn new() -> Self {
        Self(decoder())
    }

    #[inline(always)]
    fn read(&mut self, input: &mut &[u8], visit: &mut impl Visit) -> Option<()> {
        read(&mut self.0, input, |item| {
            match item {
                StreamItem::Header(header) => show(header.root(), visit),
                StreamItem::Element(element) => show(element.root(), visit),
                StreamItem::End => {}
            }
            Some(())
        })
    }

    #[inline(always)]
    fn skim(&mut self, input: &mut &[u8]) -> Option<()> {
        read(&mut self.0, input, |item| {
            black_box(item);
            Some(())
        })
    }
}

fn decoder() -> Decoder {
    let mut decoder = Decoder::new(Limits::default());
    decoder.set_authenticated();
    decoder
}

#[inline(always)]
fn read(
    decoder: &mut Decoder,
    input: &mut &[u8],
    mut then: impl FnMut(&StreamItem<'_>) -> Option<()>,
) -> Option<()> {
    loop {
        // By reference: a tree that is taken out of the result is moved.
        match &decoder.decode(input) {
            Ok(Some(item)) => then(item)?,
            Ok(None) => return Some(()),
            Err(_) => return None,
        }
    }
}

fn show(element: Element<'_>, visit: &mut impl Visit) {
    visit.open(element.namespace(), element.name());
    for attribute in element.attributes() {
        visit.attribute(attribute.namespace, attribute.name, attribute.value);
    }
    for child in element.children() {
        match child {
            Child::Element(element) => show(element, visit),
            Child::Text(text) => visit.text(text),
        }
    }
    visit.close();
}

/// As the element that it is a view of. `None`: a payload can't be read.
fn show_stanza(stanza: &Stanza<'_>, visit: &mut impl Visit) -> Option<()> {
    match stanza {
        Stanza::Message(message) => show_message(message, visit)?,
        Stanza::Presence(presence) => show_presence(presence, visit)?,
        Stanza::Iq(iq) => show_iq(iq, visit),
    }
    visit.close();
    Some(())
}

fn show_message(message: &Message<'_>, visit: &mut impl Visit) -> Option<()> {
    visit.open(JABBER_CLIENT, "message");
    show_addresses(message.from, message.to, visit);
    show_attribute("id", message.id, visit);
    visit.attribute("", "type", message.message_type.as_str());
    show_lang(message.lang, visit);
    for element in message.payloads.elements() {
        if Body::matches(element) {
            let body = Body::from_element(element).ok()?;
            show_text("body", body.lang, body.text, visit);
        } else {
            show(element, visit);
        }
    }
    Some(())
}

fn show_presence(presence: &Presence<'_>, visit: &mut impl Visit) -> Option<()> {
    visit.open(JABBER_CLIENT, "presence");
    show_addresses(presence.from, presence.to, visit);
    show_attribute("id", presence.id, visit);
    if presence.presence_type != PresenceType::Available {
        visit.attribute("", "type", presence.presence_type.as_str());
    }
    show_lang(presence.lang, visit);
    for element in presence.payloads.elements() {
        if Show::matches(element) {
            show_text("show", None, Show::from_element(element).ok()?.as_str(), visit);
        } else if Status::matches(element) {
            let status = Status::from_element(element).ok()?;
            show_text("status", status.lang, status.text, visit);
        } else if Priority::matches(element) {
            let priority = Priority::from_element(element).ok()?;
            show_text("priority", None, super::priority(priority.value), visit);
        } else {
            show(element, visit);
        }
    }
    Some(())
}

fn show_iq(iq: &Iq<'_>, visit: &mut impl Visit) {
    visit.open(JABBER_CLIENT, "iq");
    show_addresses(iq.from, iq.to, visit);
    visit.attribute("", "id", iq.id);
    visit.attribute("", "type", iq.iq_type().as_str());
    show_lang(iq.lang, visit);
    match iq.content {
        IqContent::Get(payload) | IqContent::Set(payload) | IqContent::Result(Some(payload)) => {
            show(payload, visit);
        }
        IqContent::Result(None) => {}
        IqContent::Error(payloads) => payloads.elements().for_each(|payload| show(payload, visit)),
    }
}

fn show_addresses(from: Option<Jid<'_>>, to: Option<Jid<'_>>, visit: &mut impl Visit) {
    show_attribute("from", from.as_ref().map(Jid::as_str), visit);
    show_attribute("to", to.as_ref().map(Jid::as_str), visit);
}

fn show_attribute(name: &str, value: Option<&str>, visit: &mut impl Visit) {
    if let Some(value) = value {
        visit.attribute("", name, value);
    }
}

fn show_lang(lang: Option<&str>, visit: &mut impl Visit) {
    if let Some(lang) = lang {
        visit.attribute(XML, "lang", lang);
    }
}

fn show_text(name: &str, lang: Option<&str>, text: &str, visit: &mut impl Visit) {
    visit.open(JABBER_CLIENT, name);
    show_lang(lang, visit);
    visit.text(text);
    visit.close();
}

/// Stanzas, prepared as views of elements that were built.
pub(super) struct StanzaEncoder {
    out: Vec<u8>,
}

impl Encode for StanzaEncoder {
    type Source = Stanza<'static>;

    fn new() -> Self {
        Self { out: output() }
    }

    fn source(unit: &[u8]) -> Stanza<'static> {
        let element = Box::leak(Box::new(ElementEncoder::source(unit)));
        Stanza::from_element(element.as_element()).expect("the workload is right")
    }

    #[inline(always)]
    fn encode(&mut self, stanza: &Stanza<'static>, mut written: impl FnMut(&[u8])) {
        self.out.clear();
        stanza.encode(&mut self.out, Scope::stream(JABBER_CLIENT)).expect("a vector has room enough");
        written(&self.out);
    }
}

/// Elements that were built.
pub(super) struct ElementEncoder {
    out: Vec<u8>,
}

impl Encode for ElementEncoder {
    type Source = ElementBuf;

    fn new() -> Self {
        Self { out: output() }
    }

    fn source(unit: &[u8]) -> ElementBuf {
        let whole = super::standing_alone(unit);
        let tree = ElementTree::decode(&whole, &Limits::default()).expect("the workload decodes");
        tree.root().to_buf()
    }

    #[inline(always)]
    fn encode(&mut self, element: &ElementBuf, mut written: impl FnMut(&[u8])) {
        self.out.clear();
        element
            .as_element()
            .encode(&mut self.out, Scope::stream(JABBER_CLIENT))
            .expect("a vector has room enough");
        written(&self.out);
    }
}
