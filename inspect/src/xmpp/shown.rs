//! What is shown of elements: their kind, one line, and their fields.

use std::borrow::Cow;
use std::fmt::{self, Display, Write};

use xmpp_stream::stanza::Stanza;
use xmpp_stream::stream::{HeaderBuf, STREAMS, StreamElement};
use xmpp_stream::{Element, ElementError, ElementErrorKind};

use super::BOSH;
use super::payloads::payload_fault;
use super::secrets::{HIDDEN, is_secret, without_secrets};
use crate::escape::Json;
use crate::protocol::{Content, Detail, ErrorObject};

/// The kind of a stream's end.
const END: &str = "/stream:stream";

const DIALBACK: &str = "jabber:server:dialback";

/// The most elements in an element that its line names, and the most that are told to break a rule.
const MAX_NAMED: usize = 16;

/// The most bytes of a line.
const MAX_LINE: usize = 64 << 10;

/// The most bytes of JSON that an element takes: each element in it has its namespace there.
const MAX_JSON: usize = 64 << 20;

/// A stream header (RFC 6120 section 4.2).
pub(super) fn header(detail: Detail, received: &HeaderBuf) -> Content {
    let (root, header) = (received.root(), received.header());
    let fault = header.err().map(|error| Fault {
        name: kind(root).into_owned(),
        kind: error.kind(),
        offset: 0,
        field: error.field(),
        error: error.to_string(),
        condition: Some(error.condition().to_string()),
    });
    match detail {
        Detail::Count => Content::Count,
        Detail::Line => Content::Line(with_faults(
            header.map_or_else(|_| element_line(root), |header| bounded(&header)),
            fault,
        )),
        Detail::Fields => Content::Fields {
            kind: kind(root),
            message: header
                .map_or_else(|_| Json::within(&root, MAX_JSON), |header| Json::within(&header, MAX_JSON)),
            invalid: fault.into_iter().map(ErrorObject::from).collect(),
        },
    }
}

/// What is on a stream, or a body with such elements in it.
pub(super) fn element(detail: Detail, element: Element<'_>) -> Content {
    match detail {
        Detail::Count => Content::Count,
        Detail::Line => {
            let line = if element.is(BOSH, "body") { body_line(element) } else { typed_line(element) };
            Content::Line(with_faults(line, faults(element)))
        }
        Detail::Fields => Content::Fields {
            kind: kind(element),
            message: fields(element),
            invalid: faults(element).map(ErrorObject::from).collect(),
        },
    }
}

/// The end of a stream (RFC 6120 section 4.4).
pub(super) fn end(detail: Detail) -> Content {
    match detail {
        Detail::Count => Content::Count,
        Detail::Line => Content::Line(END.to_owned()),
        Detail::Fields => Content::Fields { kind: END.into(), message: Json::new(&()), invalid: Vec::new() },
    }
}

/// The name, with the prefix that the specifications use where they use one.
fn kind(element: Element<'_>) -> Cow<'static, str> {
    let name = element.name();
    match element.namespace() {
        STREAMS => format!("stream:{name}").into(),
        DIALBACK => format!("db:{name}").into(),
        _ => name.to_owned().into(),
    }
}

/// A stanza by its fields, anything else as an element.
fn fields(element: Element<'_>) -> Json {
    let copy = without_secrets(element);
    let element = copy.as_ref().map_or(element, |copy| copy.as_element());
    match Stanza::from_element(element) {
        Ok(Stanza::Message(message)) => Json::within(&message, MAX_JSON),
        Ok(Stanza::Presence(presence)) => Json::within(&presence, MAX_JSON),
        Ok(Stanza::Iq(iq)) => Json::within(&iq, MAX_JSON),
        Err(_) => Json::within(&element, MAX_JSON),
    }
}

/// The line of a body, and those of the elements in it.
fn body_line(body: Element<'_>) -> String {
    let mut line = element_name(body);
    for (at, element) in body.elements().enumerate() {
        if at == MAX_NAMED {
            return line + "; ..";
        }
        line = line + "; " + &typed_line(element);
    }
    line
}

fn typed_line(element: Element<'_>) -> String {
    match StreamElement::from_element(element) {
        Ok(StreamElement::Other(_)) | Err(_) => element_line(element),
        Ok(typed) => bounded(&typed),
    }
}

/// What is shown, or its beginning: an element may name all those in it.
fn bounded(shown: &impl Display) -> String {
    let mut line = Bounded(String::new());
    let is_whole = write!(line, "{shown}").is_ok();
    if is_whole { line.0 } else { line.0 + " .." }
}

struct Bounded(String);

impl Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.0.len() + text.len() > MAX_LINE {
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

/// What it is called, whom it is for, and what is in it.
fn element_line(element: Element<'_>) -> String {
    let mut line = element_name(element);
    let text = element.text();
    if is_secret(element, false) && !text.trim_ascii().is_empty() {
        line = line + " " + HIDDEN;
    }
    for (at, child) in element.elements().enumerate() {
        if at == MAX_NAMED {
            return line + " ..";
        }
        line = line + " " + child.name();
    }
    line
}

/// What it is called, the attributes that say most, and whom it is for.
fn element_name(element: Element<'_>) -> String {
    const SHOWN: [&str; 7] = ["mechanism", "type", "condition", "rid", "h", "previd", "id"];
    let mut line = kind(element).into_owned();
    for value in SHOWN.iter().filter_map(|name| element.attribute(name)) {
        line = line + " " + value;
    }
    match (element.attribute("from"), element.attribute("to")) {
        (None, None) => line,
        (from, to) => format!("{line} {} -> {}", from.unwrap_or("-"), to.unwrap_or("-")),
    }
}

/// A rule that an element breaks in good XML. The stream goes on.
struct Fault {
    /// The element, or the payload in it.
    name: String,
    kind: ElementErrorKind,
    offset: usize,
    field: &'static str,
    error: String,
    /// The condition of the error that it deserves.
    condition: Option<String>,
}

impl Fault {
    fn text(&self) -> String {
        let Self { name, error, condition, .. } = self;
        match condition {
            Some(condition) => format!("{name}: {error}; {condition}"),
            None => format!("{name}: {error}"),
        }
    }
}

impl From<Fault> for ErrorObject {
    fn from(fault: Fault) -> Self {
        let text = fault.text();
        Self { kind: format!("{:?}", fault.kind), offset: fault.offset as u64, field: fault.field, text }
    }
}

fn with_faults(mut line: String, faults: impl IntoIterator<Item = Fault>) -> String {
    for fault in faults {
        line = line + "  INVALID " + &fault.text();
    }
    line
}

/// What an element breaks, or those in a body.
fn faults(element: Element<'_>) -> impl Iterator<Item = Fault> {
    let (alone, inside) = match element.is(BOSH, "body") {
        true => (None, Some(element.elements())),
        false => (Some(element), None),
    };
    let elements = alone.into_iter().chain(inside.into_iter().flatten());
    elements.flat_map(faults_of).take(MAX_NAMED)
}

/// What an element on a stream breaks, or the payloads in it.
fn faults_of(element: Element<'_>) -> impl Iterator<Item = Fault> {
    let is_stanza = Stanza::matches(element);
    let fault = move |name: String, error: ElementError| Fault {
        name,
        kind: error.kind(),
        offset: error.offset(),
        field: error.field(),
        error: error.to_string(),
        condition: is_stanza.then(|| error.condition().to_string()),
    };
    let error = StreamElement::from_element(element).err();
    let has_payloads = error.is_none() && (is_stanza || element.is(STREAMS, "features"));
    let payloads = has_payloads.then(|| element.elements()).into_iter().flatten();
    let in_payloads =
        payloads.filter_map(move |payload| Some(fault(payload.name().to_owned(), payload_fault(payload)?)));
    error.map(|error| fault(kind(element).into_owned(), error)).into_iter().chain(in_payloads)
}

#[cfg(test)]
mod tests {
    use xmpp_stream::{ElementTree, Limits};

    use super::*;

    #[test]
    fn a_line_that_would_be_too_long_is_cut_off() {
        let payload = format!("<x xmlns='{}'/>", "u".repeat(500));
        for (count, is_cut) in [(100, false), (200, true)] {
            let xml = format!("<message xmlns='jabber:client'>{}</message>", payload.repeat(count));
            let tree = ElementTree::decode(xml.as_bytes(), &Limits::default()).unwrap();
            let line = typed_line(tree.root());
            assert!(line.len() < MAX_LINE + 4 && line.ends_with(" ..") == is_cut, "{line}");
        }
    }
}
