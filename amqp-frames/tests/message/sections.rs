//! Reading a message section by section: what is found, and what it isn't paid for.

use amqp_frames::DecodeErrorKind;
use amqp_frames::Limits;
use amqp_frames::message::{Body, Header, Message, Section, Sections};
use amqp_frames::types::Value;

/// All sections, the body being two of data.
const FULL: [&[u8]; 8] = [
    b"\0\x53\x70\xc0\x02\x01\x41",
    b"\0\x53\x71\xc1\x07\x02\xa3\x03x-d\x41",
    b"\0\x53\x72\xc1\x0b\x02\xa3\x07x-opt-m\x42",
    b"\0\x53\x73\xc0\x04\x01\xa1\x01i",
    b"\0\x53\x74\xc1\x09\x04\xa1\x01a\x41\xa1\x01b\x42",
    b"\0\x53\x75\xa0\x01x",
    b"\0\x53\x75\xa0\x02yz",
    b"\0\x53\x78\xc1\x07\x02\xa3\x03x-f\x40",
];

fn find(bytes: &[u8]) -> Sections<'_> {
    Sections::decode(bytes, &Limits::default()).unwrap()
}

#[test]
fn sections_are_lent_byte_for_byte() {
    let bytes = FULL.concat();
    let sections = find(&bytes);
    for (section, expected) in [
        (Section::Header, Some(FULL[0])),
        (Section::DeliveryAnnotations, Some(FULL[1])),
        (Section::MessageAnnotations, Some(FULL[2])),
        (Section::Properties, Some(FULL[3])),
        (Section::ApplicationProperties, Some(FULL[4])),
        (Section::Data, Some(&FULL[5..7].concat()[..])),
        (Section::AmqpSequence, None),
        (Section::AmqpValue, None),
        (Section::Footer, Some(FULL[7])),
    ] {
        assert_eq!(sections.bytes(section), expected, "{section}");
    }
    assert_eq!(sections.bare_message(), FULL[3..7].concat());
    let one_by_one: Vec<_> = sections.iter().map(|(_, bytes)| bytes).collect();
    assert_eq!(one_by_one, FULL);
    let kinds: Vec<_> = sections.iter().map(|(section, _)| section.name()).collect();
    assert_eq!(kinds[4..], ["application-properties", "data", "data", "footer"]);
}

#[test]
fn read_one_by_one_they_are_what_the_message_has() {
    let bytes = FULL.concat();
    let (sections, message) = (find(&bytes), Message::decode(&bytes, &Limits::default()).unwrap());
    assert_eq!(sections.header(), Ok(message.header));
    assert_eq!(sections.delivery_annotations(), Ok(message.delivery_annotations));
    assert_eq!(sections.message_annotations(), Ok(message.message_annotations));
    assert_eq!(sections.properties(), Ok(message.properties));
    assert_eq!(sections.application_properties(), Ok(message.application_properties));
    assert_eq!(sections.body(), Ok(message.body));
    assert_eq!(sections.footer(), Ok(message.footer));
    assert_eq!(sections.application_property("b"), Ok(Some(Value::Boolean(false))));
    assert_eq!(sections.application_property("c"), Ok(None));
    assert_eq!(sections.delivery_annotation("x-d"), Ok(Some(Value::Boolean(true))));
    assert_eq!(sections.message_annotation("x-opt-m"), Ok(Some(Value::Boolean(false))));
    assert_eq!(sections.footer_annotation("x-f"), Ok(Some(Value::Null)));
}

/// Sections 3.2.1 to 3.2.3.
#[test]
fn sections_that_were_left_out_are_empty() {
    let sections = find(b"");
    assert_eq!(sections.header(), Ok(Header::default()));
    assert!(sections.delivery_annotations().unwrap().is_empty());
    assert!(sections.message_annotations().unwrap().is_empty());
    assert_eq!(sections.application_property("a"), Ok(None));
    assert_eq!((sections.body(), sections.bare_message()), (Ok(Body::Absent), &b""[..]));
    assert!(Section::ALL.iter().all(|section| sections.bytes(*section).is_none()));
}

/// Each section is malformed inside but one, which is read all the same; decoding the whole message stops at the first.
#[test]
fn nothing_is_looked_at_that_was_not_asked_for() {
    let malformed: [&[u8]; 7] = [
        b"\0\x53\x70\xc0\x02\x01\xff",
        b"\0\x53\x71\xc1\x02\x01\xff",
        b"\0\x53\x72\xc1\x02\x01\xff",
        b"\0\x53\x73\xc0\x02\x01\xff",
        b"\0\x53\x74\xc1\x02\x01\xff",
        b"\0\x53\x76\xc0\x02\x01\xff",
        b"\0\x53\x78\xc1\x02\x01\xff",
    ];
    let well_formed =
        [FULL[0], FULL[1], FULL[2], FULL[3], FULL[4], &b"\0\x53\x76\xc0\x02\x01\x41"[..], FULL[7]];
    for (at, section) in well_formed.into_iter().enumerate() {
        let mut all = malformed;
        all[at] = section;
        let bytes = all.concat();
        assert!(Message::decode(&bytes, &Limits::default()).is_err());
        let sections = find(&bytes);
        let is_read = [
            sections.header().is_ok(),
            sections.delivery_annotations().is_ok(),
            sections.message_annotations().is_ok(),
            sections.properties().is_ok(),
            sections.application_properties().is_ok(),
            sections.body().is_ok(),
            sections.footer().is_ok(),
        ];
        assert_eq!(is_read.iter().filter(|is_read| **is_read).count(), 1);
        assert!(is_read[at]);
    }
}

/// In front of the property there are a key and a value that aren't UTF-8, behind it what is no value at all.
#[test]
fn one_application_property_is_found_without_reading_others() {
    let bytes =
        b"\0\x53\x74\xc1\x13\x08\xa1\x01\xff\xa1\x01\xff\xa1\x01k\x52\x07\xff\xff\xff\xff\x40\x40\x40";
    let sections = find(bytes);
    assert_eq!(sections.application_property("k"), Ok(Some(Value::Uint(7))));
    let error = sections.application_property("l").unwrap_err();
    assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::FormatCode, 17));
    assert_eq!(error.composite(), Some("application-properties"));
    assert_eq!(sections.application_properties().unwrap_err().kind(), DecodeErrorKind::Utf8);
}

#[test]
fn what_is_found_by_its_key_is_checked() {
    let bytes = b"\0\x53\x70\x45\0\x53\x74\xc1\x09\x02\xa1\x01k\xa1\x03a\xffb";
    let error = find(bytes).application_property("k").unwrap_err();
    assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::Utf8, 13));
}

/// Sections 3.2.2 and 3.2.5: what is found keeps to the rules that there are for it, as in the whole section.
#[test]
fn what_is_found_by_its_key_keeps_to_the_rules_of_its_section() {
    let list = find(b"\0\x53\x74\xc1\x05\x02\xa1\x01k\x45");
    let error = list.application_property("k").unwrap_err();
    assert_eq!((error.kind(), error.offset(), error.field()), (DecodeErrorKind::WrongType, 9, "value"));
    assert_eq!(Err(error), list.application_properties());

    let odd = find(b"\0\x53\x74\xc1\x05\x03\xa1\x01k\x41");
    let error = odd.application_property("l").unwrap_err();
    assert_eq!((error.kind(), error.offset(), error.field()), (DecodeErrorKind::OddMap, 3, "count"));

    let rejected = find(b"\0\x53\x71\xc1\x0e\x02\xa3\x08rejected\xa1\x01a");
    let error = rejected.delivery_annotation("rejected").unwrap_err();
    assert_eq!((error.kind(), error.offset(), error.field()), (DecodeErrorKind::WrongType, 16, "rejected"));
    assert_eq!(Err(error), rejected.delivery_annotations());
    assert_eq!(rejected.rejected(), Err(error));
    let elsewhere = find(b"\0\x53\x72\xc1\x0e\x02\xa3\x08rejected\xa1\x01a");
    assert_eq!(elsewhere.message_annotation("rejected"), Ok(Some(Value::String("a"))));
}

/// Section 3.2.10: the same number in each of its encodings, among keys of other types.
#[test]
fn an_annotation_is_found_by_its_number() {
    let annotations =
        b"\0\x53\x72\xc1\x17\x0a\x52\x07\x40\xa3\x01\x07\x40\x53\x07\x41\x80\0\0\0\0\0\0\x01\0\x42\x44\x43";
    let sections = find(annotations);
    assert_eq!(sections.message_annotation(7_u64), Ok(Some(Value::Boolean(true))));
    assert_eq!(sections.message_annotation(256_u64), Ok(Some(Value::Boolean(false))));
    assert_eq!(sections.message_annotation(0_u64), Ok(Some(Value::Uint(0))));
    assert_eq!(sections.message_annotation(8_u64), Ok(None));
    assert_eq!(sections.message_annotation("\x07"), Ok(Some(Value::Null)));
    assert_eq!(sections.message_annotation("\u{e9}"), Ok(None));
}

/// `max_items` is a limit for each section that is read, and for a whole message.
#[test]
fn sections_may_have_as_many_items_each_as_a_message() {
    let bytes = [FULL[1], FULL[2]].concat();
    let mut limits = Limits::default();
    limits.max_items = 3;
    assert_eq!(Message::decode(&bytes, &limits).unwrap_err().kind(), DecodeErrorKind::TooManyItems);
    let sections = Sections::decode(&bytes, &limits).unwrap();
    assert!(sections.delivery_annotations().is_ok() && sections.message_annotations().is_ok());
}

#[test]
fn sections_are_shown_by_their_lengths() {
    let bytes = FULL.concat();
    let sections = find(&bytes);
    let shown = sections.to_string();
    assert!(shown.starts_with("sections header 7 bytes, delivery-annotations "), "{shown}");
    assert!(format!("{sections:?}").starts_with("{Header: 7, DeliveryAnnotations: "), "{sections:?}");
    let mut iter = sections.iter();
    assert_eq!(iter.next().map(|(section, _)| section), Some(Section::Header));
    assert!(format!("{iter:?}").starts_with("[(DeliveryAnnotations, "), "{iter:?}");
}

/// Section 3.2: who passes a message on adds what is its own, and leaves the bare message as it is.
#[test]
fn a_bare_message_survives_being_passed_on() {
    // Wider encodings than ours, which a signature may be over.
    let bare = b"\0\x80\0\0\0\0\0\0\0\x73\xd0\0\0\0\x0a\0\0\0\x01\xb1\0\0\0\x01i\0\x53\x75\xb0\0\0\0\x01x";
    let footer = b"\0\x53\x78\xc1\x07\x02\xa3\x03x-f\x40";
    let received = [&b"\0\x53\x70\xc0\x02\x01\x41"[..], bare, footer].concat();
    let sections = find(&received);
    let header = Header { delivery_count: Some(1), ..sections.header().unwrap() };

    let mut sent = Vec::new();
    Message { header, ..Message::new(Body::Absent) }.encode(&mut sent).unwrap();
    sent.extend_from_slice(sections.bare_message());
    sent.extend_from_slice(sections.bytes(Section::Footer).unwrap_or_default());

    assert_eq!(find(&sent).bare_message(), bare);
    let message = Message::decode(&sent, &Limits::default()).unwrap();
    assert_eq!((message.header.durable, message.header.delivery_count), (Some(true), Some(1)));
    assert_eq!(message.footer, sections.footer().unwrap());
}
