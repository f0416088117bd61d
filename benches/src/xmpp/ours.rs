//! xmpp-stream itself, at its default limits.

use xmpp_stream::{Child, Decoder, Element, ElementBuf, ElementTree, Limits, Scope, StreamItem};

use super::{Decode, Encode, JABBER_CLIENT, Visit, output};

/// Elements as trees.
pub(super) struct Elements(Decoder);

impl Decode for Elements {
    const NAME: &'static str = "xmpp-stream, elements";

    fn new() -> Self {
        let mut decoder = Decoder::new(Limits::default());
        decoder.set_authenticated();
        Self(decoder)
    }

    #[inline(always)]
    fn read(&mut self, input: &mut &[u8], visit: &mut impl Visit) -> Option<()> {
        read(&mut self.0, input, |element| show(element, visit))
    }

    #[inline(always)]
    fn skim(&mut self, input: &mut &[u8]) -> Option<()> {
        read(&mut self.0, input, |element| {
            std::hint::black_box(element);
        })
    }
}

#[inline(always)]
fn read(decoder: &mut Decoder, input: &mut &[u8], mut then: impl FnMut(Element<'_>)) -> Option<()> {
    loop {
        // By reference: a tree that is taken out of the result is moved.
        match &decoder.decode(input) {
            Ok(Some(StreamItem::Header(header))) => then(header.root()),
            Ok(Some(StreamItem::Element(element))) => then(element.root()),
            Ok(Some(StreamItem::End)) => {}
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
