//! quick-xml: events that lend from the input, namespaces looked up. What it tells, as that there is a comment, is refused
//! here; what it leaves unchecked is left unchecked, as the table of malformed packets shows. It can't go on where the input
//! ended.

use std::hint::black_box;

use quick_xml::{
    NsReader, Reader, Writer, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesDecl, BytesEnd, BytesRef, BytesStart, BytesText, Event},
    name::{Namespace, PrefixDeclaration, QName, ResolveResult},
};

use super::{Decode, Encode, JABBER_CLIENT, STREAMS, Visit, output};

pub(super) struct Events {
    begun: bool,
    depth: usize,
}

impl Decode for Events {
    const NAME: &'static str = "quick-xml 0.42.0";
    const NEEDS_ALL: bool = true;

    fn new() -> Self {
        Self { begun: false, depth: 0 }
    }

    #[inline(always)]
    fn read(&mut self, input: &mut &[u8], visit: &mut impl Visit) -> Option<()> {
        let mut reader = self.reader(input)?;
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) => {
                    show_start(&reader, &start, visit)?;
                    self.depth += 1;
                }
                Event::Empty(start) => {
                    show_start(&reader, &start, visit)?;
                    visit.close();
                }
                Event::End(_) => {
                    self.depth = self.depth.checked_sub(1)?;
                    visit.close();
                }
                // Between stanzas.
                Event::Text(_) if self.depth < 2 => {}
                Event::Text(text) => visit.text(&text.xml10_content()),
                Event::CData(text) => visit.text(&text.xml10_content()),
                Event::GeneralRef(reference) => show_reference(&reference, visit)?,
                Event::Decl(declaration) if !self.begun => check_declaration(&declaration)?,
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_) => return None,
                Event::Eof => break,
            }
            self.begun = true;
        }
        *input = &[];
        Some(())
    }

    #[inline(always)]
    fn skim(&mut self, input: &mut &[u8]) -> Option<()> {
        let mut reader = self.reader(input)?;
        loop {
            let event = reader.read_event().ok()?;
            match event {
                Event::Eof => break,
                event => black_box(event),
            };
        }
        *input = &[];
        Some(())
    }
}

impl Events {
    /// A reader for what comes next; it keeps nothing of what was read before.
    fn reader<'a>(&self, input: &&'a [u8]) -> Option<NsReader<&'a [u8]>> {
        let mut reader = NsReader::from_reader(*input);
        // An end tag of the stream is refused otherwise.
        reader.config_mut().allow_unmatched_ends = true;
        if self.depth > 0 {
            let namespaces = reader.resolver_mut();
            namespaces.add(PrefixDeclaration::Default, Namespace(JABBER_CLIENT)).ok()?;
            namespaces.add(PrefixDeclaration::Named("stream"), Namespace(STREAMS)).ok()?;
        }
        Some(reader)
    }
}

fn check_declaration(declaration: &BytesDecl<'_>) -> Option<()> {
    let is_utf_8 = match declaration.encoding() {
        Some(encoding) => encoding.ok()?.eq_ignore_ascii_case("UTF-8"),
        None => true,
    };
    (declaration.version().ok()? == "1.0" && is_utf_8).then_some(())
}

#[inline(always)]
fn show_start(reader: &NsReader<&[u8]>, start: &BytesStart<'_>, visit: &mut impl Visit) -> Option<()> {
    let (namespace, name) = reader.resolver().resolve_element(start.name());
    visit.open(bound(namespace)?, name.into_inner());
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        let (namespace, name) = reader.resolver().resolve_attribute(attribute.key);
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        visit.attribute(bound(namespace)?, name.into_inner(), &value);
    }
    Some(())
}

fn bound(namespace: ResolveResult<'_>) -> Option<&str> {
    match namespace {
        ResolveResult::Unbound => Some(""),
        ResolveResult::Bound(namespace) => Some(namespace.into_inner()),
        ResolveResult::Unknown(_) => None,
    }
}

fn show_reference(reference: &BytesRef<'_>, visit: &mut impl Visit) -> Option<()> {
    match reference.resolve_char_ref().ok()? {
        Some(character) => visit.text(character.encode_utf8(&mut [0; 4])),
        None => visit.text(resolve_predefined_entity(reference)?),
    }
    Some(())
}

/// From a tree of strings, with prefixes and declarations as they stand; it checks nothing.
pub(super) struct EventEncoder {
    writer: Writer<Vec<u8>>,
}

pub(super) struct Plain {
    name: String,
    attributes: Vec<(String, String)>,
    nodes: Vec<Node>,
}

enum Node {
    Element(Plain),
    Text(String),
}

impl Encode for EventEncoder {
    type Source = Plain;

    fn new() -> Self {
        Self { writer: Writer::new(output()) }
    }

    fn source(unit: &[u8]) -> Plain {
        let mut stack = vec![Plain { name: String::new(), attributes: Vec::new(), nodes: Vec::new() }];
        let mut reader = Reader::from_reader(unit);
        reader.config_mut().expand_empty_elements = true;
        loop {
            let top = stack.last_mut().expect("the outermost stays");
            match reader.read_event().expect("the workload decodes") {
                Event::Start(start) => stack.push(plain(&start)),
                Event::End(_) => {
                    let element = stack.pop().expect("every end has a start");
                    stack.last_mut().expect("the outermost stays").nodes.push(Node::Element(element));
                }
                Event::Text(text) => push_text(&mut top.nodes, &text),
                Event::GeneralRef(reference) => {
                    let text = resolve_predefined_entity(&reference).expect("there are no others");
                    push_text(&mut top.nodes, text);
                }
                _ => break,
            }
        }
        match stack.pop().and_then(|mut outermost| outermost.nodes.pop()) {
            Some(Node::Element(element)) => element,
            _ => panic!("no element"),
        }
    }

    #[inline(always)]
    fn encode(&mut self, element: &Plain, mut written: impl FnMut(&[u8])) {
        self.writer.get_mut().clear();
        write(&mut self.writer, element);
        written(self.writer.get_mut());
    }
}

fn plain(start: &BytesStart<'_>) -> Plain {
    let attributes = start.attributes().map(|attribute| {
        let attribute = attribute.expect("the workload decodes");
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).expect("the workload decodes");
        (attribute.key.into_inner().to_owned(), value.into_owned())
    });
    let QName(name) = start.name();
    Plain { name: name.to_owned(), attributes: attributes.collect(), nodes: Vec::new() }
}

fn push_text(nodes: &mut Vec<Node>, text: &str) {
    match nodes.last_mut() {
        Some(Node::Text(before)) => before.push_str(text),
        _ => nodes.push(Node::Text(text.to_owned())),
    }
}

fn write(writer: &mut Writer<Vec<u8>>, element: &Plain) {
    let attributes = element.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let start = BytesStart::new(element.name.as_str()).with_attributes(attributes);
    let mut put = |event: Event<'_>| writer.write_event(event).expect("a vector has room enough");
    if element.nodes.is_empty() {
        return put(Event::Empty(start));
    }
    put(Event::Start(start));
    for node in &element.nodes {
        match node {
            Node::Element(element) => write(writer, element),
            Node::Text(text) => {
                writer.write_event(Event::Text(BytesText::new(text))).expect("a vector has room enough");
            }
        }
    }
    let end = Event::End(BytesEnd::new(element.name.as_str()));
    writer.write_event(end).expect("a vector has room enough");
}
