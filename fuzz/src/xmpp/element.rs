//! Elements that are built.

use arbitrary::{Result, Unstructured};
use xmpp_stream::{Child, Element, ElementBuf, ElementMut, StanzaBuf};

use super::header::{any_header, check_header};
use super::no_limits;
use super::stanza::check_encoding as check_encoding_of_stanza;
use super::tree::{check_copies, check_encoding, is_char, read};

/// Builds an element in any order of calls, with any text as name, namespace or value. What is taken is what a simple model
/// takes, and is in the element; it encodes for any place, and decodes there to an equal one. So do a stream header of any
/// fields, if it encodes at all, and a stanza of valid ones.
pub fn element(data: &[u8]) {
    // All that can go wrong with `Unstructured` is that there are too few bytes.
    _ = try_element(&mut Unstructured::new(data));
}

fn try_element(u: &mut Unstructured<'_>) -> Result<()> {
    let element: ElementBuf = u.arbitrary()?;
    check(&element);
    check_encoding_of_stanza(&u.arbitrary()?);
    check_encoding_of_stanza(&u.arbitrary::<StanzaBuf>()?.as_tree().stanza());
    let (namespace, name) = (namespace(u)?, name(u)?);
    check_header(any_header(namespace, u)?);
    let built = ElementBuf::new(namespace, name);
    assert_eq!(built.is_ok(), is_namespace(namespace) && is_name(name), "{namespace:?} {name:?}");
    let Ok(mut built) = built else { return Ok(()) };
    let mut model = Model::new(namespace, name);
    // If the bytes end inside, the element is checked as it is by then.
    let all = fill(&mut built.as_element_mut(), &mut model, &element, u, 1);
    model.check(built.as_element());
    check(&built);
    all
}

fn check(element: &ElementBuf) {
    read(element.as_element(), &no_limits());
    check_copies(element.as_element());
    check_encoding(element.as_element());
}

/// What an element should be.
struct Model {
    namespace: String,
    name: String,
    attributes: Vec<(String, String, String)>,
    children: Vec<Part>,
}

enum Part {
    Text(String),
    Built(Model),
    Copied(ElementBuf),
}

impl Model {
    fn new(namespace: &str, name: &str) -> Self {
        Self { namespace: namespace.into(), name: name.into(), attributes: Vec::new(), children: Vec::new() }
    }

    fn check(&self, element: Element<'_>) {
        assert!(element.is(&self.namespace, &self.name));
        let attributes = element.attributes();
        let found = attributes.map(|it| (it.namespace.to_owned(), it.name.to_owned(), it.value.to_owned()));
        assert_eq!(found.collect::<Vec<_>>(), self.attributes);
        let children: Vec<_> = element.children().collect();
        assert_eq!(children.len(), self.children.len());
        for (child, part) in children.into_iter().zip(&self.children) {
            match (child, part) {
                (Child::Text(text), Part::Text(expected)) => assert_eq!(text, expected),
                (Child::Element(inner), Part::Built(model)) => model.check(inner),
                (Child::Element(inner), Part::Copied(copied)) => assert_eq!(inner, copied.as_element()),
                (child, _) => panic!("{child:?} is something else"),
            }
        }
    }

    fn set(&mut self, namespace: &str, name: &str, value: &str) {
        let same = |it: &&mut (String, String, String)| it.0 == namespace && it.1 == name;
        match self.attributes.iter_mut().find(same) {
            Some(attribute) => attribute.2 = value.into(),
            None => self.attributes.push((namespace.into(), name.into(), value.into())),
        }
    }

    fn push_text(&mut self, text: &str) {
        match self.children.last_mut() {
            _ if text.is_empty() => {}
            Some(Part::Text(before)) => before.push_str(text),
            _ => self.children.push(Part::Text(text.into())),
        }
    }
}

fn fill(
    element: &mut ElementMut<'_>,
    model: &mut Model,
    other: &ElementBuf,
    u: &mut Unstructured<'_>,
    depth: usize,
) -> Result<()> {
    while !u.is_empty() {
        match u.int_in_range(0..=7)? {
            0 => return Ok(()),
            1 | 2 => {
                let namespace = if u.arbitrary()? { namespace(u)? } else { "" };
                let (name, value): (_, &str) = (name(u)?, u.arbitrary()?);
                let is_declaration = namespace.is_empty() && name == "xmlns";
                let is_valid = is_namespace(namespace) && is_name(name) && is_text(value) && !is_declaration;
                let set = element.set_attribute_in(namespace, name, value);
                assert_eq!(set.is_ok(), is_valid, "{namespace:?} {name:?} {value:?}");
                if is_valid {
                    model.set(namespace, name, value);
                }
            }
            3 | 4 => {
                let text: &str = u.arbitrary()?;
                assert_eq!(element.push_text(text).is_ok(), is_text(text), "{text:?}");
                if is_text(text) {
                    model.push_text(text);
                }
            }
            5 => {
                element.push(other.as_element()).expect("it is small");
                model.children.push(Part::Copied(other.clone()));
            }
            _ if depth < 20 => {
                let (namespace, name) = (namespace(u)?, name(u)?);
                let is_valid = is_namespace(namespace) && is_name(name);
                let mut inner = Model::new(namespace, name);
                let all = match element.push_new(namespace, name) {
                    Ok(mut child) => fill(&mut child, &mut inner, other, u, depth + 1),
                    Err(error) => {
                        assert!(!is_valid, "{namespace:?} {name:?}: {error}");
                        continue;
                    }
                };
                assert!(is_valid, "{namespace:?} {name:?}");
                model.children.push(Part::Built(inner));
                all?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn namespace<'a>(u: &mut Unstructured<'a>) -> Result<&'a str> {
    const KNOWN: [&str; 6] = [
        "",
        "jabber:client",
        "http://etherx.jabber.org/streams",
        "http://www.w3.org/XML/1998/namespace",
        "http://www.w3.org/2000/xmlns/",
        "n",
    ];
    if u.ratio(7, 8)? { u.choose(&KNOWN).copied() } else { u.arbitrary() }
}

fn name<'a>(u: &mut Unstructured<'a>) -> Result<&'a str> {
    const KNOWN: [&str; 8] = ["a", "b", "lang", "xmlns", "xml", "stream", "a:b", "\u{e9}"];
    if u.ratio(7, 8)? { u.choose(&KNOWN).copied() } else { u.arbitrary() }
}

fn is_namespace(text: &str) -> bool {
    is_text(text) && text != "http://www.w3.org/2000/xmlns/"
}

fn is_text(text: &str) -> bool {
    text.chars().all(is_char)
}

/// A name without colon (XML 2.3), each class as the grammar lists it.
fn is_name(text: &str) -> bool {
    const START: &[(u32, u32)] = &[
        (0xc0, 0xd6),
        (0xd8, 0xf6),
        (0xf8, 0x2ff),
        (0x370, 0x37d),
        (0x37f, 0x1fff),
        (0x200c, 0x200d),
        (0x2070, 0x218f),
        (0x2c00, 0x2fef),
        (0x3001, 0xd7ff),
        (0xf900, 0xfdcf),
        (0xfdf0, 0xfffd),
        (0x10000, 0xeffff),
    ];
    const OTHER: &[(u32, u32)] = &[(0xb7, 0xb7), (0x300, 0x36f), (0x203f, 0x2040)];
    let in_any = |ranges: &[(u32, u32)], it: char| {
        ranges.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(it)))
    };
    let is_start = |it: char| it.is_ascii_alphabetic() || it == '_' || in_any(START, it);
    let is_other = |it: char| it.is_ascii_digit() || it == '-' || it == '.' || in_any(OTHER, it);
    text.starts_with(is_start) && text.chars().all(|it| is_start(it) || is_other(it))
}
