//! What becomes of a stream, in terms that both have; and what becomes of it here.

use xmpp_stream::{Child, Decoder, Element, Limits, StreamItem};

use super::reading::Reading;
use crate::comparison::{self, Agreement};

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The stream header, and each element that is whole, with all that is in it.
    pub(crate) items: Vec<String>,
    pub(crate) end: End,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The stream goes on, for all that is known.
    Open,
    /// The root element is closed.
    Ended,
    /// A rule is broken, at this byte.
    Refused { rule: String, at: usize },
}

impl Outcome {
    /// Why and where it was refused.
    pub(crate) fn refused(&self) -> Option<(&str, usize)> {
        match &self.end {
            End::Refused { rule, at } => Some((rule, *at)),
            End::Open | End::Ended => None,
        }
    }
}

impl comparison::Outcome for Outcome {
    type Reading = Reading;

    const INPUT: &'static str = "stream";
    const OURS: &'static str = "xmpp-stream";

    fn reading(input: &[u8]) -> Reading {
        Reading::new(input)
    }

    /// Both refuse it only if they do at the same place: else one has let pass what the other has not.
    fn agreement(input: &[u8], ours: &Self, theirs: &Self) -> Agreement {
        if ours.items != theirs.items {
            return Agreement::None;
        }
        match (ours.refused(), theirs.refused()) {
            (None, None) if ours.end == theirs.end => Agreement::Accepted,
            (Some((_, here)), Some((_, there))) if Reading::new(input).is_same_piece(here, there) => {
                Agreement::Refused
            }
            _ => Agreement::None,
        }
    }
}

/// A stream that arrives as a whole.
pub(crate) fn xmpp_stream(stream: &[u8]) -> Outcome {
    decoded(stream, stream.len())
}

/// A stream that arrives byte by byte.
pub(crate) fn byte_by_byte(stream: &[u8]) -> Outcome {
    decoded(stream, 1)
}

fn decoded(stream: &[u8], step: usize) -> Outcome {
    let mut decoder = Decoder::new(limits());
    let mut outcome = Outcome { items: Vec::new(), end: End::Open };
    let (mut start, mut end) = (0, 0);
    while end < stream.len() {
        end = stream.len().min(end + step);
        let mut rest = &stream[start..end];
        loop {
            let item = decoder.decode(&mut rest);
            start = end - rest.len();
            match item {
                Ok(Some(StreamItem::Header(header))) => outcome.items.push(start_tag(header.root())),
                Ok(Some(StreamItem::Element(tree))) => outcome.items.push(element(tree.root())),
                Ok(Some(StreamItem::End)) => outcome.end = End::Ended,
                Ok(None) => break,
                Err(error) => {
                    let (rule, at) = (format!("{:?}", error.kind()), start + error.offset());
                    outcome.end = End::Refused { rule, at };
                    return outcome;
                }
            }
        }
    }
    outcome
}

/// Without limits that no specification sets.
fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_initial_element_size = usize::MAX;
    limits.max_depth = usize::MAX;
    limits.max_attributes = usize::MAX;
    limits.max_namespaces = usize::MAX;
    limits.max_namespace_len = usize::MAX;
    limits
}

fn element(element: Element<'_>) -> String {
    let mut text = start_tag(element);
    for child in element.children() {
        match child {
            Child::Element(inner) => text.push_str(&self::element(inner)),
            Child::Text(inner) => text.extend(["\x04", inner]),
        }
    }
    text.push('\x05');
    text
}

/// XML has none of the characters that part what is between them.
fn start_tag(element: Element<'_>) -> String {
    let mut text = format!("\x02{}\x01{}", element.namespace(), element.name());
    for attribute in element.attributes() {
        text.extend(["\x03", attribute.namespace, "\x01", attribute.name, "\x01", attribute.value]);
    }
    text
}
