//! rxml: names, attributes and text as owned events.

use std::hint::black_box;

use rxml::{
    Event, NcNameStr, Parse as _, Parser,
    error::EndOrError,
    writer::{Encoder, Item, SimpleNamespaces, TrackNamespace as _},
};

use super::{Decode, Encode, HEADER, JABBER_CLIENT, STREAMS, Visit, output};

pub(super) struct Events {
    parser: Parser,
    depth: usize,
}

impl Decode for Events {
    const NAME: &'static str = "rxml 0.14.0";

    fn new() -> Self {
        Self { parser: Parser::new(), depth: 0 }
    }

    #[inline(always)]
    fn read(&mut self, input: &mut &[u8], visit: &mut impl Visit) -> Option<()> {
        while let Some(event) = next(&mut self.parser, input)? {
            show(&event, &mut self.depth, visit);
        }
        Some(())
    }

    #[inline(always)]
    fn skim(&mut self, input: &mut &[u8]) -> Option<()> {
        while let Some(event) = next(&mut self.parser, input)? {
            black_box(event);
        }
        Some(())
    }
}

/// The next event, or nothing while it is not whole. `None`: the stream is refused.
#[inline(always)]
pub(super) fn next(parser: &mut Parser, input: &mut &[u8]) -> Option<Option<Event>> {
    match parser.parse(input, false) {
        Ok(event) => Some(event),
        Err(EndOrError::NeedMoreData) => Some(None),
        Err(EndOrError::Error(_)) => None,
    }
}

#[inline(always)]
fn show(event: &Event, depth: &mut usize, visit: &mut impl Visit) {
    match event {
        Event::XmlDeclaration(..) => {}
        Event::StartElement(_, (namespace, name), attributes) => {
            *depth += 1;
            visit.open(namespace, name);
            for ((namespace, name), value) in attributes {
                visit.attribute(namespace, name, value);
            }
        }
        Event::Text(_, text) if *depth > 1 => visit.text(text),
        // Between stanzas.
        Event::Text(..) => {}
        Event::EndElement(_) => {
            *depth -= 1;
            visit.close();
        }
    }
}

/// From events, as they were parsed.
pub(super) struct EventEncoder {
    encoder: Encoder<SimpleNamespaces>,
    out: Vec<u8>,
}

impl Encode for EventEncoder {
    type Source = Vec<Event>;

    fn new() -> Self {
        Self { encoder: encoder_behind_a_header(), out: output() }
    }

    fn source(unit: &[u8]) -> Vec<Event> {
        let mut parser = Parser::new();
        let mut events = Vec::new();
        for mut input in [HEADER.as_bytes(), unit] {
            events.clear();
            while let Some(event) = next(&mut parser, &mut input).expect("the workload decodes") {
                events.push(event);
            }
        }
        events
    }

    #[inline(always)]
    fn encode(&mut self, events: &Vec<Event>, mut written: impl FnMut(&[u8])) {
        self.out.clear();
        for event in events {
            self.encoder.encode_event(event, &mut self.out).expect("the workload is well-formed");
        }
        written(&self.out);
    }
}

/// As tokio-xmpp has it on a stream.
pub(super) fn encoder_behind_a_header() -> Encoder<SimpleNamespaces> {
    let mut encoder = Encoder::new();
    let prefix = <&NcNameStr>::try_from("stream").expect("a name");
    let namespaces = encoder.ns_tracker_mut();
    namespaces.declare_fixed(Some(prefix), STREAMS.into());
    namespaces.declare_fixed(None, JABBER_CLIENT.into());
    let mut header = Vec::new();
    for item in [Item::ElementHeadStart(STREAMS.into(), prefix), Item::ElementHeadEnd] {
        encoder.encode(item, &mut header).expect("a header");
    }
    encoder
}
