//! Message delivery receipts (XEP-0184).

use xmpp_stream::ElementErrorKind;
use xmpp_stream::payload::xep0184::{Received, Request};

use super::on_stream::{payload_of, read, refused};

#[test]
fn a_receipt_is_asked_for_as_in_example_3() {
    let stanza = "<message
    from='northumberland@shakespeare.lit/westminster'
    id='richard2-4.1.247'
    to='kingrichard@royalty.england.lit/throne'>
  <body>My lord, dispatch; read o'er these articles.</body>
  <request xmlns='urn:xmpp:receipts'/>
</message>";
    assert_eq!(payload_of::<Request>(stanza), Request {});
}

#[test]
fn a_receipt_names_the_message_as_in_example_4() {
    let stanza = "<message
    from='kingrichard@royalty.england.lit/throne'
    id='bi29sg183b4v'
    to='northumberland@shakespeare.lit/westminster'>
  <received xmlns='urn:xmpp:receipts' id='richard2-4.1.247'/>
</message>";
    assert_eq!(payload_of::<Received<'_>>(stanza), Received { id: "richard2-4.1.247" });
}

#[test]
fn a_receipt_that_names_no_message_is_refused() {
    let xml = "<received xmlns='urn:xmpp:receipts'/>";
    assert_eq!(refused::<Received<'_>>(xml), (ElementErrorKind::Missing, "id"));
}

#[test]
fn request_and_receipt_are_not_taken_for_each_other() {
    let (request, received) =
        ("<request xmlns='urn:xmpp:receipts' id='a'/>", "<received xmlns='urn:xmpp:receipts' id='a'/>");
    assert_eq!(read::<Request>(request), Request {});
    assert_eq!(refused::<Request>(received), (ElementErrorKind::OtherElement, "request"));
    assert_eq!(refused::<Received<'_>>(request), (ElementErrorKind::OtherElement, "received"));
}
