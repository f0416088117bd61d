//! What is shown of elements: their kind, one line, and their fields.

use std::borrow::Cow;
use std::fmt::Display;

use xmpp_stream::stanza::Stanza;
use xmpp_stream::stream::{HeaderBuf, STREAMS};
use xmpp_stream::{Element, ElementError, ElementErrorKind, StreamErrorCondition};

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

/// A stream header (RFC 6120 section 4.2).
pub(super) fn header(detail: Detail, received: &HeaderBuf) -> Content {
    let header = received.header();
    match (detail, header) {
        (Detail::Count, _) => Content::Count,
        (Detail::Line, Ok(header)) => Content::Line(header.to_string()),
        (Detail::Line, Err(error)) => {
            let line = element_name(received.root());
            Content::Line(format!("{line}  INVALID {error}; {}", header_condition(error)))
        }
        (Detail::Fields, header) => {
            let message = header.map_or_else(|_| Json::new(&received.root()), |header| Json::new(&header));
            let told = |error| invalid("stream:stream", error, header_condition(error));
            Content::Fields {
                kind: kind(received.root()),
                message,
                invalid: header.err().map(told).into_iter().collect(),
            }
        }
    }
}

/// The condition of the stream error that a header deserves (RFC 6120 section 4.9.3).
const fn header_condition(error: ElementError) -> StreamErrorCondition {
    match error.kind() {
        ElementErrorKind::Address(_) => StreamErrorCondition::ImproperAddressing,
        _ => StreamErrorCondition::UnsupportedVersion,
    }
}

/// What is on a stream, or a body with such elements in it.
pub(super) fn element(detail: Detail, element: Element<'_>) -> Content {
    match detail {
        Detail::Count => Content::Count,
        Detail::Line => Content::Line(line(element)),
        Detail::Fields => Content::Fields {
            kind: kind(element),
            message: fields(element),
            invalid: faults(element).map(|(what, error)| invalid(&what, error, error.condition())).collect(),
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
        Ok(Stanza::Message(message)) => Json::new(&message),
        Ok(Stanza::Presence(presence)) => Json::new(&presence),
        Ok(Stanza::Iq(iq)) => Json::new(&iq),
        Err(_) => Json::new(&element),
    }
}

fn line(element: Element<'_>) -> String {
    let mut line = match Stanza::from_element(element) {
        Ok(stanza) => stanza.to_string(),
        Err(_) if element.is(BOSH, "body") => body_line(element),
        Err(_) => element_line(element),
    };
    for (what, error) in faults(element) {
        line += &format!("  INVALID {what}: {error}; {}", error.condition());
    }
    line
}

/// The line of a body, and those of the elements in it.
fn body_line(body: Element<'_>) -> String {
    let mut line = element_name(body);
    for (at, element) in body.elements().enumerate() {
        match (at, Stanza::from_element(element)) {
            (MAX_NAMED, _) => return line + "; ..",
            (_, Ok(stanza)) => line += &format!("; {stanza}"),
            (_, Err(_)) => line = line + "; " + &element_line(element),
        }
    }
    line
}

/// What it is called, whom it is for, and what is in it.
fn element_line(element: Element<'_>) -> String {
    let mut line = element_name(element);
    let text = element.text();
    if is_secret(element, None) && !text.trim_ascii().is_empty() {
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

/// What breaks the rules of stanzas and payloads, in good XML: what it is in, and why. The stream goes on.
fn faults(element: Element<'_>) -> impl Iterator<Item = (String, ElementError)> {
    let (alone, inside) = match element.is(BOSH, "body") {
        true => (None, Some(element.elements())),
        false => (Some(element), None),
    };
    let elements = alone.into_iter().chain(inside.into_iter().flatten());
    elements.filter(|element| Stanza::matches(*element)).flat_map(stanza_faults).take(MAX_NAMED)
}

fn stanza_faults(element: Element<'_>) -> impl Iterator<Item = (String, ElementError)> {
    let error = Stanza::from_element(element).err();
    let payloads = error.is_none().then(|| element.elements()).into_iter().flatten();
    let in_payloads =
        payloads.filter_map(|payload| Some((payload.name().to_owned(), payload_fault(payload)?)));
    error.map(|error| (kind(element).into_owned(), error)).into_iter().chain(in_payloads)
}

fn invalid(what: &str, error: ElementError, condition: impl Display) -> ErrorObject {
    ErrorObject {
        kind: format!("{:?}", error.kind()),
        offset: error.offset() as u64,
        field: error.field(),
        text: format!("{what}: {error}; {condition}"),
    }
}
