//! What holds for every element.

use xmpp_stream::stream::StreamHeader;
use xmpp_stream::{
    Attribute, Child, Decoder, Element, ElementBuf, ElementMut, ElementTree, EncodeError, Limits, Scope,
    StreamItem,
};

use super::{check_line, hash, no_limits};

/// Reads all that is in an element that was decoded within `limits`: views agree, and it is within them.
pub(super) fn read(element: Element<'_>, limits: &Limits) {
    read_at(element, limits, 1);
}

fn read_at(element: Element<'_>, limits: &Limits, depth: usize) {
    assert!(depth <= limits.max_depth);
    read_attributes(element, limits);
    let children: Vec<_> = element.children().collect();
    let is_text = |child: &Child<'_>| matches!(child, Child::Text(_));
    assert!(!children.windows(2).any(|pair| pair.iter().all(is_text)), "two texts in a row");
    let mut text = String::new();
    let mut elements = element.elements();
    for child in children {
        match child {
            Child::Element(inner) => {
                assert_eq!(elements.next(), Some(inner));
                let first = element.child(inner.namespace(), inner.name()).expect("it is there");
                assert_eq!((first.namespace(), first.name()), (inner.namespace(), inner.name()));
                read_at(inner, limits, depth + 1);
            }
            Child::Text(part) => {
                assert!(!part.is_empty());
                assert!(part.chars().all(is_char), "{part:?}");
                text.push_str(part);
            }
        }
    }
    assert_eq!(elements.next(), None);
    assert_eq!(element.text(), text);
    check_line(&element.to_string());
    assert!(format!("{element:?}").starts_with("Element"));
}

fn read_attributes(element: Element<'_>, limits: &Limits) {
    let attributes: Vec<_> = element.attributes().collect();
    assert_eq!(element.attributes().len(), attributes.len());
    assert!(attributes.len() <= limits.max_attributes);
    for Attribute { namespace, name, value, .. } in attributes {
        // There is only one of the same name, so this is the one.
        assert_eq!(element.attribute_in(namespace, name), Some(value));
        assert!(namespace.chars().chain(value.chars()).all(is_char), "{namespace:?} {value:?}");
        assert!(!name.is_empty() && !name.contains(':'));
    }
    assert_eq!(element.attribute("xmlns"), None);
    assert_eq!(element.lang(), element.attribute_in("http://www.w3.org/XML/1998/namespace", "lang"));
}

/// What XML calls a character (XML 2.2).
pub(super) fn is_char(character: char) -> bool {
    let is_in_last_two = matches!(character, '\u{fffe}' | '\u{ffff}');
    (character >= ' ' || "\t\n\r".contains(character)) && !is_in_last_two
}

/// Copies, those built anew and those that are serialised are equal to the element.
pub(super) fn check_copies(element: Element<'_>) {
    let copy = element.to_buf();
    let mut built = ElementBuf::new(element.namespace(), element.name()).expect("the names are valid");
    build(&mut built.as_element_mut(), element);
    for other in [&copy, &built] {
        assert_eq!(other.as_element(), element);
        assert_eq!(hash(other), hash(element));
    }
    let json = serde_json::to_string(&element).expect("it can be serialised");
    let read = serde_json::from_str::<ElementBuf>(&json).expect("it was serialised");
    assert_eq!(read.as_element(), element);
}

/// Gives `target` what `element` has: elements in place and as copies in turns, attributes last.
fn build(target: &mut ElementMut<'_>, element: Element<'_>) {
    for (number, child) in element.children().enumerate() {
        match child {
            Child::Element(inner) if number % 2 == 0 => {
                let mut place =
                    target.push_new(inner.namespace(), inner.name()).expect("the names are valid");
                build(&mut place, inner);
            }
            Child::Element(inner) => target.push(inner).expect("it is small"),
            Child::Text(text) => target.push_text(text).expect("it is text"),
        }
    }
    for Attribute { namespace, name, value, .. } in element.attributes() {
        target.set_attribute_in(namespace, name, value).expect("it is valid");
    }
}

/// Encoded for any place, it has as many bytes as `encoded_len` says, and decodes there to an equal element.
pub(super) fn check_encoding(element: Element<'_>) {
    let alone = encoded(element, Scope::ALONE);
    let tree = ElementTree::decode(&alone, &no_limits()).unwrap_or_else(|error| panic!("{alone:?}: {error}"));
    assert_eq!(tree.root(), element);
    assert_eq!(encoded(tree.root(), Scope::ALONE), alone);
    for content in ["jabber:client", "", element.namespace()] {
        // The others are those of nothing that a stream is there for.
        if StreamHeader::new(content).encode(&mut Vec::new()).is_ok() {
            check_in_stream(element, content);
        }
    }
}

/// What was decoded within limits is taken again by a peer with the same ones, but for its size: namespaces stand where prefixes
/// did, and characters are escaped.
pub(super) fn check_limits(element: Element<'_>, limits: &Limits) {
    let (mut again, mut bytes) = (limits.clone(), Vec::new());
    again.max_element_size = usize::MAX;
    again.max_initial_element_size = usize::MAX;
    element.encode(&mut bytes, Scope::ALONE).expect("there is room");
    if let Err(error) = ElementTree::decode(&bytes, &again) {
        panic!("{bytes:?}: {error}");
    }
}

fn check_in_stream(element: Element<'_>, content: &str) {
    let mut stream = Vec::new();
    StreamHeader::new(content).encode(&mut stream).expect("it was encoded before");
    stream.extend(encoded(element, Scope::stream(content)));
    let (mut decoder, mut input) = (Decoder::new(no_limits()), &stream[..]);
    let Ok(Some(StreamItem::Header(header))) = decoder.decode(&mut input) else { panic!("no header") };
    assert_eq!(header.content_namespace(), content);
    match decoder.decode(&mut input) {
        Ok(Some(StreamItem::Element(tree))) => assert_eq!(tree.root(), element),
        other => panic!("{stream:?}: {other:?}"),
    }
    assert!(input.is_empty());
}

fn encoded(element: Element<'_>, scope: Scope<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    element.encode(&mut bytes, scope).expect("there is room");
    assert_eq!(element.encoded_len(scope), bytes.len());
    check_room(&bytes, |mut room| element.encode(&mut room, scope).map(|()| room.len()));
    bytes
}

/// Encoding needs just as much room as it says, and without it touches nothing.
pub(super) fn check_room(bytes: &[u8], encode: impl Fn(&mut [u8]) -> Result<usize, EncodeError>) {
    let mut room = vec![0xaa; bytes.len()];
    assert_eq!(encode(&mut room), Ok(0));
    assert_eq!(room, bytes);
    let mut too_little = vec![0xaa; bytes.len() - 1];
    assert_eq!(encode(&mut too_little), Err(EncodeError::NoSpace));
    assert!(too_little.iter().all(|byte| *byte == 0xaa));
}
