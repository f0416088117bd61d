//! minidom: trees of elements, built by xso from rxml's events.

use std::hint::black_box;

use minidom::{Element, Node};
use rxml::{Event, Parser, xml_lang::XmlLangStack};
use xso::{Context, FromEventsBuilder, FromXml};

use super::{Decode, Encode, Visit, output, rxml::next};

/// Builds values of one type from the elements of a stream, as tokio-xmpp does.
pub(super) struct Stream<T: FromXml> {
    parser: Parser,
    languages: XmlLangStack,
    in_stream: bool,
    builder: Option<T::Builder>,
}

impl<T: FromXml> Stream<T> {
    pub(super) fn new() -> Self {
        Self { parser: Parser::new(), languages: XmlLangStack::new(), in_stream: false, builder: None }
    }

    /// `None`: the stream is refused, or a stanza on it.
    #[inline(always)]
    pub(super) fn read<V>(
        &mut self,
        input: &mut &[u8],
        visit: &mut V,
        mut header: impl FnMut(&mut V, &Event),
        mut then: impl FnMut(&mut V, T),
    ) -> Option<()> {
        // White space between stanzas is not to be collected.
        loop {
            self.parser.set_text_buffering(self.builder.is_some());
            let Some(event) = next(&mut self.parser, input)? else { return Some(()) };
            self.languages.handle_event(&event);
            let context = Context::empty().with_language(self.languages.current());
            match (&mut self.builder, event) {
                (Some(builder), event) => {
                    if let Some(value) = builder.feed(event, &context).ok()? {
                        self.builder = None;
                        then(visit, value);
                    }
                }
                (None, Event::StartElement(_, name, attributes)) if self.in_stream => {
                    self.builder = Some(T::from_events(name, attributes, &context).ok()?);
                }
                (None, event @ Event::StartElement(..)) => {
                    self.in_stream = true;
                    header(visit, &event);
                }
                (None, Event::Text(_, text)) if !xso::is_xml_whitespace(text.as_bytes()) => return None,
                (None, Event::Text(..) | Event::XmlDeclaration(..) | Event::EndElement(_)) => {}
            }
        }
    }
}

pub(super) struct Elements(Stream<Element>);

impl Decode for Elements {
    const NAME: &'static str = "minidom 0.19.0";

    fn new() -> Self {
        Self(Stream::new())
    }

    #[inline(always)]
    fn read(&mut self, input: &mut &[u8], visit: &mut impl Visit) -> Option<()> {
        self.0.read(input, visit, show_header, |visit, element| show(&element, visit))
    }

    #[inline(always)]
    fn skim(&mut self, input: &mut &[u8]) -> Option<()> {
        let then = |(): &mut (), element| {
            black_box(element);
        };
        self.0.read(input, &mut (), |(), _| {}, then)
    }
}

pub(super) fn show_header(visit: &mut impl Visit, header: &Event) {
    let Event::StartElement(_, (namespace, name), attributes) = header else { return };
    visit.open(namespace, name);
    for ((namespace, name), value) in attributes {
        visit.attribute(namespace, name, value);
    }
}

/// Its namespaces come as copies only.
pub(super) fn show(element: &Element, visit: &mut impl Visit) {
    visit.open(&element.ns(), element.name());
    for ((namespace, name), value) in element.attrs() {
        visit.attribute(namespace, name, value);
    }
    for node in element.nodes() {
        match node {
            Node::Element(element) => show(element, visit),
            Node::Text(text) => visit.text(text),
        }
    }
    visit.close();
}

/// With `write_to`, which starts anew for each element.
pub(super) struct ElementEncoder {
    out: Vec<u8>,
}

impl Encode for ElementEncoder {
    type Source = Element;

    fn new() -> Self {
        Self { out: output() }
    }

    fn source(unit: &[u8]) -> Element {
        xso::from_bytes(&super::standing_alone(unit)).expect("the workload decodes")
    }

    #[inline(always)]
    fn encode(&mut self, element: &Element, mut written: impl FnMut(&[u8])) {
        self.out.clear();
        element.write_to(&mut self.out).expect("the workload is well-formed");
        written(&self.out);
    }
}
