//! The examples of the specifications, decoded as they are printed, encoded, and decoded again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

mod examples;
mod rfc_6120;
mod stanzas;

use serde_json::Value;
use xmpp_stream::{DecodeError, Decoder, ElementBuf, Limits, StreamItem};

/// What one party sends in one step.
struct Example {
    from: String,
    section: String,
    /// RFCs number their steps, XEPs their examples.
    step: String,
    /// Who sends it; the letters are those of the specification.
    direction: String,
    xml: String,
}

#[derive(Debug, PartialEq)]
enum Item {
    Header(ElementBuf),
    Element(ElementBuf),
    End,
}

/// Where elements stand that aren't shown with the stream around them.
const HEADER: &str = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' \
    xmlns:db='jabber:server:dialback'>";

/// Where those of components stand.
const HEADER_OF_COMPONENTS: &str =
    "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams'>";

/// The other server of section 9.2 needs no prefix.
const HEADER_WITHOUT_PREFIX: &str = "<stream xmlns='http://etherx.jabber.org/streams'>";

fn examples(jsonl: &str) -> Vec<Example> {
    let example = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        Example {
            from: text("from"),
            section: text("section"),
            step: text("step"),
            direction: text("direction"),
            xml: text("xml"),
        }
    };
    jsonl.lines().map(example).collect()
}

fn rfcs() -> Vec<Example> {
    examples(include_str!("../fixtures/rfc.jsonl"))
}

fn xeps() -> Vec<Example> {
    examples(include_str!("../fixtures/xep.jsonl"))
}

impl Example {
    fn begins_a_stream(&self) -> bool {
        let tag = self.xml.split_once("?>").map_or(&self.xml[..], |(_, rest)| rest).trim_start();
        tag.split([' ', '\n', '>'])
            .next()
            .is_some_and(|name| name.ends_with("stream") && !name.starts_with("</"))
    }

    /// A decoder at the place where the example stands.
    fn decoder(&self) -> Decoder {
        let mut decoder = Decoder::new(Limits::default());
        if !self.begins_a_stream() {
            let header = match (&self.from[..], &self.direction[..]) {
                (_, "S2") => HEADER_WITHOUT_PREFIX,
                ("XEP-0114", _) => HEADER_OF_COMPONENTS,
                _ => HEADER,
            };
            assert!(decoder.decode(&mut header.as_bytes()).unwrap().is_some());
        }
        decoder
    }

    fn title(&self) -> String {
        format!("{}, {} {} {}: {}", self.from, self.section, self.step, self.direction, self.xml)
    }
}

/// Everything that is in `input`, which may end in the middle of a stream, but not of an element.
fn items(decoder: &mut Decoder, mut input: &[u8]) -> Result<Vec<Item>, DecodeError> {
    let mut items = Vec::new();
    while let Some(item) = decoder.decode(&mut input)? {
        items.push(match item {
            StreamItem::Header(header) => Item::Header(header.root().to_buf()),
            StreamItem::Element(element) => Item::Element(element.root().to_buf()),
            StreamItem::End => Item::End,
        });
    }
    assert!(input.is_empty(), "{}", String::from_utf8_lossy(input));
    Ok(items)
}
