//! xmpp-parsers: stanzas built by xso from rxml's events, as tokio-xmpp has them. Their payloads stay trees of minidom.

use std::hint::black_box;

use jid::Jid;
use xmpp_parsers::{
    iq::Iq,
    message::{Message, MessageType},
    presence::{Presence, Show, Type},
    stanza::Stanza,
};
use xso::AsXml as _;

use super::{
    Decode, Encode, JABBER_CLIENT, Visit, XML,
    minidom::{Stream, show, show_header},
    output,
    rxml::encoder_behind_a_header,
};

pub(super) struct Stanzas(Stream<Stanza>);

impl Decode for Stanzas {
    const NAME: &'static str = "xmpp-parsers 0.23.0";

    fn new() -> Self {
        Self(Stream::new())
    }

    #[inline(always)]
    fn read(&mut self, input: &mut &[u8], visit: &mut impl Visit) -> Option<()> {
        self.0.read(input, visit, show_header, |visit, stanza| show_stanza(&stanza, visit))
    }

    #[inline(always)]
    fn skim(&mut self, input: &mut &[u8]) -> Option<()> {
        let then = |(): &mut (), stanza| {
            black_box(stanza);
        };
        self.0.read(input, &mut (), |(), _| {}, then)
    }
}

/// As the elements that it was.
fn show_stanza(stanza: &Stanza, visit: &mut impl Visit) {
    match stanza {
        Stanza::Message(message) => show_message(message, visit),
        Stanza::Presence(presence) => show_presence(presence, visit),
        Stanza::Iq(iq) => show_iq(iq, visit),
    }
    visit.close();
}

fn show_message(message: &Message, visit: &mut impl Visit) {
    visit.open(JABBER_CLIENT, "message");
    show_addresses(message.from.as_ref(), message.to.as_ref(), visit);
    show_attribute("id", message.id.as_ref().map(|id| id.0.as_str()), visit);
    let message_type = match message.type_ {
        MessageType::Chat => "chat",
        MessageType::Error => "error",
        MessageType::Groupchat => "groupchat",
        MessageType::Headline => "headline",
        MessageType::Normal => "normal",
    };
    visit.attribute("", "type", message_type);
    // It is the stanza's, but told of what is inside only.
    if let Some((language, _)) = message.bodies.iter().find(|(language, _)| !language.0.is_empty()) {
        visit.attribute(XML, "lang", &language.0);
    }
    for body in message.bodies.values() {
        show_text("body", body, visit);
    }
    for subject in message.subjects.values() {
        show_text("subject", subject, visit);
    }
    if let Some(thread) = &message.thread {
        show_text("thread", &thread.id, visit);
    }
    message.payloads.iter().for_each(|payload| show(payload, visit));
}

fn show_presence(presence: &Presence, visit: &mut impl Visit) {
    visit.open(JABBER_CLIENT, "presence");
    show_addresses(presence.from.as_ref(), presence.to.as_ref(), visit);
    show_attribute("id", presence.id.as_deref(), visit);
    let presence_type = match presence.type_ {
        Type::None => None,
        Type::Error => Some("error"),
        Type::Probe => Some("probe"),
        Type::Subscribe => Some("subscribe"),
        Type::Subscribed => Some("subscribed"),
        Type::Unavailable => Some("unavailable"),
        Type::Unsubscribe => Some("unsubscribe"),
        Type::Unsubscribed => Some("unsubscribed"),
    };
    show_attribute("type", presence_type, visit);
    if let Some(show) = &presence.show {
        let show = match show {
            Show::Away => "away",
            Show::Chat => "chat",
            Show::Dnd => "dnd",
            Show::Xa => "xa",
        };
        show_text("show", show, visit);
    }
    for (language, status) in &presence.statuses {
        black_box(&language.0);
        show_text("status", status, visit);
    }
    show_text("priority", super::priority(presence.priority.0), visit);
    presence.payloads.iter().for_each(|payload| show(payload, visit));
}

fn show_iq(iq: &Iq, visit: &mut impl Visit) {
    visit.open(JABBER_CLIENT, "iq");
    let (from, to, id, iq_type, payload) = match iq {
        Iq::Get { from, to, id, payload } => (from, to, id, "get", Some(payload)),
        Iq::Set { from, to, id, payload } => (from, to, id, "set", Some(payload)),
        Iq::Result { from, to, id, payload } => (from, to, id, "result", payload.as_ref()),
        Iq::Error { from, to, id, payload, .. } => (from, to, id, "error", payload.as_ref()),
    };
    show_addresses(from.as_ref(), to.as_ref(), visit);
    visit.attribute("", "id", id);
    visit.attribute("", "type", iq_type);
    if let Some(payload) = payload {
        show(payload, visit);
    }
}

fn show_addresses(from: Option<&Jid>, to: Option<&Jid>, visit: &mut impl Visit) {
    show_attribute("from", from.map(Jid::as_str), visit);
    show_attribute("to", to.map(Jid::as_str), visit);
}

fn show_attribute(name: &str, value: Option<&str>, visit: &mut impl Visit) {
    if let Some(value) = value {
        visit.attribute("", name, value);
    }
}

fn show_text(name: &str, text: &str, visit: &mut impl Visit) {
    visit.open(JABBER_CLIENT, name);
    visit.text(text);
    visit.close();
}

/// As tokio-xmpp writes them on a stream.
pub(super) struct StanzaEncoder {
    encoder: rxml::Encoder<rxml::writer::SimpleNamespaces>,
    out: Vec<u8>,
}

impl Encode for StanzaEncoder {
    type Source = Stanza;

    fn new() -> Self {
        Self { encoder: encoder_behind_a_header(), out: output() }
    }

    fn source(unit: &[u8]) -> Stanza {
        xso::from_bytes(&super::standing_alone(unit)).expect("the workload decodes")
    }

    #[inline(always)]
    fn encode(&mut self, stanza: &Stanza, mut written: impl FnMut(&[u8])) {
        self.out.clear();
        for item in stanza.as_xml_iter().expect("the workload is well-formed") {
            let item = item.expect("the workload is well-formed");
            self.encoder.encode(item.as_rxml_item(), &mut self.out).expect("the workload is well-formed");
        }
        written(&self.out);
    }
}
