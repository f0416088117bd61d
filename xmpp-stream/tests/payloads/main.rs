//! Payloads as their specifications show them, and what they are refused for: one module for each specification.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

use std::fmt::Debug;

use xmpp_stream::payload::Payload;
use xmpp_stream::{Element, ElementTree, Limits, Scope};

mod on_stream;
mod rfc3921;
mod rfc6120;
mod rfc6121;
mod rfc7395;
mod stream;
mod values;
mod xep0004;
mod xep0030;
mod xep0045;
mod xep0059;
mod xep0082;
mod xep0085;
mod xep0092;
mod xep0114;
mod xep0115;
mod xep0184;
mod xep0191;
mod xep0198;
mod xep0199;
mod xep0203;
mod xep0280;
mod xep0297;
mod xep0313;

#[track_caller]
fn tree(xml: &str) -> ElementTree<'_> {
    ElementTree::decode(xml.as_bytes(), &Limits::default()).expect(xml)
}

#[track_caller]
fn assert_is<'a, P: Payload<'a> + PartialEq + Debug>(element: Element<'a>, expected: P) {
    assert_eq!(P::from_element(element), Ok(expected));
}

/// The text without the `^` before the name of an element, and where that was; without one where the first name is.
fn split_mark(marked: &str) -> (String, usize) {
    (marked.replacen('^', "", 1), marked.find('^').unwrap_or(1))
}

/// What is written of a payload, standing alone.
#[track_caller]
fn written<'a, P: Payload<'a>>(payload: &P) -> String {
    let (mut bytes, element) = (Vec::new(), payload.to_element().unwrap());
    element.as_element().encode(&mut bytes, Scope::ALONE).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The text is read as this payload, and so is what is written of it.
macro_rules! assert_reads {
    ($xml:expr, $expected:expr $(,)?) => {
        match ($xml, $expected) {
            (xml, expected) => {
                crate::assert_is(crate::tree(xml).root(), expected);
                crate::assert_is(crate::tree(&crate::written(&expected)).root(), expected);
            }
        }
    };
}

/// The text is refused as this payload, for breaking this rule there. A `^` stands before the name of the element to blame, behind
/// its prefix, if that is another than the payload's.
macro_rules! assert_refused {
    ($payload:ty, $xml:expr, $kind:expr, $field:expr $(,)?) => {
        match $xml {
            xml => {
                let (unmarked, offset) = crate::split_mark(xml);
                let tree = crate::tree(&unmarked);
                let payload = <$payload as xmpp_stream::payload::Payload<'_>>::from_element(tree.root());
                let error = payload.expect_err(xml);
                assert_eq!((error.kind(), error.offset(), error.field()), ($kind, offset, $field), "{xml}");
            }
        }
    };
}

use on_stream::read;
use {assert_reads, assert_refused};
