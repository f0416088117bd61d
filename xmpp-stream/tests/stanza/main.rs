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
mod kept;
#[cfg(feature = "arbitrary")]
mod properties;
mod real;
#[cfg(feature = "serde")]
mod serde;

use xmpp_stream::stanza::Stanza;
use xmpp_stream::{Decoder, Element, Limits, StreamItem};

/// The element as it comes on a stream between client and server, kept as long as the tests run.
fn element(xml: &str) -> Element<'static> {
    const HEADER: &str =
        "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";
    let (mut decoder, mut input) =
        (Decoder::new(Limits::default()), [HEADER, xml].concat().leak().as_bytes());
    assert!(matches!(decoder.decode(&mut input), Ok(Some(StreamItem::Header(_)))));
    match decoder.decode(&mut input) {
        Ok(Some(StreamItem::Element(tree))) => Box::leak(Box::new(tree)).root(),
        other => panic!("{xml}: {other:?}"),
    }
}

fn stanza(xml: &str) -> Stanza<'static> {
    Stanza::from_element(element(xml)).expect(xml)
}
