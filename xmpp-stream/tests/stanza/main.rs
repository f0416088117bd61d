//! Stanzas as values: how they are shown and written, their errors, and real ones.
//!
//! What is a stanza and what isn't stands in the tables of rules.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

mod display;
mod encode;
mod errors;
#[cfg(feature = "arbitrary")]
mod properties;
mod real;

use xmpp_stream::stanza::Stanza;
use xmpp_stream::{Element, ElementTree, Limits};

/// The element with the namespace of clients, kept as long as the tests run.
fn element(xml: &str) -> Element<'static> {
    let (name, rest) = xml.split_at(xml.find([' ', '/', '>']).unwrap());
    let xml = if xml.contains(" xmlns='jabber:") {
        xml.to_owned()
    } else {
        format!("{name} xmlns='jabber:client'{rest}")
    };
    let tree = ElementTree::decode(xml.leak().as_bytes(), &Limits::default()).unwrap();
    Box::leak(Box::new(tree)).root()
}

fn stanza(xml: &str) -> Stanza<'static> {
    Stanza::from_element(element(xml)).expect(xml)
}
