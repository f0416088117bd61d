//! Payloads: the examples of their specifications are read, and written so that they are read the same; what breaks a rule is
//! refused with the field that breaks it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

mod xep0004;
mod xep0030;
mod xep0059;
mod xep0082;
mod xep0115;
mod xep0203;
mod xep0280;
mod xep0297;
mod xep0313;

use std::fmt::Debug;

use xmpp_stream::payload::Payload;
use xmpp_stream::{Element, ElementError, ElementErrorKind, ElementTree, Limits, Scope};

/// The element, for the rest of the test.
#[track_caller]
fn element(xml: &str) -> Element<'static> {
    let bytes = xml.as_bytes().to_vec().leak();
    Box::leak(Box::new(ElementTree::decode(bytes, &Limits::default()).expect(xml))).root()
}

/// The payload that `xml` is, which stays the same when it is written and read again.
#[track_caller]
fn read<P: Payload<'static> + PartialEq + Debug>(xml: &str) -> P {
    let payload = P::from_element(element(xml)).expect(xml);
    let mut bytes = Vec::new();
    payload.to_element().expect(xml).as_element().encode(&mut bytes, Scope::ALONE).unwrap();
    let written = String::from_utf8(bytes).unwrap();
    assert_eq!(P::from_element(element(&written)).as_ref(), Ok(&payload), "{written}");
    payload
}

#[track_caller]
fn refused<P: Payload<'static> + Debug>(xml: &str, kind: ElementErrorKind, field: &str) {
    let error: ElementError = P::from_element(element(xml)).expect_err(xml);
    assert_eq!((error.kind(), error.field()), (kind, field), "{xml}");
}
