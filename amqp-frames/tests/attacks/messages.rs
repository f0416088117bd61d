//! Messages: the same as for values, in each section.

use allocation_counter::measure;
use amqp_frames::message::{Message, Sections};
use amqp_frames::{DecodeErrorKind, Limits, MessageBuf};

use crate::{map32, nested};

/// Messages with this value in each section where any value may stand.
fn everywhere(value: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let entry = |code: u8| [&[0, 0x53, code], &map32(2, &[b"\xa3\x01k", value].concat())[..]].concat();
    let list = crate::list32(1, value);
    let error = [
        &b"\0\x53\x1d"[..],
        &crate::list32(3, &[b"\xa3\x03x:y\x40", &map32(2, &[b"\xa3\x01k", value].concat())[..]].concat()),
    ]
    .concat();
    let rejected = map32(2, &[b"\xa3\x08rejected", &error[..]].concat());
    vec![
        ("delivery-annotations", entry(0x71)),
        ("delivery-annotations, rejected", [b"\0\x53\x71", &rejected[..]].concat()),
        ("message-annotations", entry(0x72)),
        ("amqp-sequence", [b"\0\x53\x76", &list[..]].concat()),
        ("amqp-value", [b"\0\x53\x77", value].concat()),
        ("footer", entry(0x78)),
    ]
}

/// Seven bytes of a section, ten of an array of 4,294,967,295 nulls.
#[test]
fn a51_counts_in_messages_are_refused_before_anything_is_read() {
    let rows: [(&[u8], DecodeErrorKind); 4] = [
        (b"\xf0\0\0\0\x05\xff\xff\xff\xff\x40", DecodeErrorKind::TooManyItems),
        (b"\xf0\0\0\0\x06\xff\xff\xff\xff\xa3\0", DecodeErrorKind::TooManyItems),
        (b"\xd0\0\0\0\x05\xff\xff\xff\xff\x40", DecodeErrorKind::Count),
        (b"\xd1\0\0\0\x05\xff\xff\xff\xfe\x40", DecodeErrorKind::Count),
    ];
    for (value, kind) in rows {
        for (place, bytes) in everywhere(value) {
            let at = bytes.windows(value.len()).position(|window| window == value).unwrap();
            let used = measure(|| {
                let error = Message::decode(&bytes, &Limits::default()).unwrap_err();
                assert_eq!((error.kind(), error.offset()), (kind, at + 5), "{place}");
            });
            assert_eq!(used.count_total, 0, "{place}");
        }
    }
}

#[test]
fn a52_nesting_in_messages_is_refused_at_the_limit() {
    let deep = 90_000;
    let described = [b"\0\x40".repeat(deep), vec![0x40]].concat();
    for value in [nested(0xd0, deep), nested(0xd1, deep), nested(0xf0, deep), described] {
        for (place, bytes) in everywhere(&value) {
            let used = measure(|| {
                let error = Message::decode(&bytes, &Limits::default()).unwrap_err();
                assert_eq!(error.kind(), DecodeErrorKind::TooDeep, "{place}");
                assert!(error.offset() < 100 + 32 * 10, "{place}: {}", error.offset());
            });
            assert_eq!(used.count_total, 0, "{place}");
        }
    }
}

/// Every empty collection in each of its encodings.
#[test]
fn a54_empty_collections_in_messages_go_round() {
    for value in [
        &b"\x45"[..],
        b"\xc0\x01\0",
        b"\xd0\0\0\0\x04\0\0\0\0",
        b"\xc1\x01\0",
        b"\xe0\x02\0\xa1",
        b"\xa0\0",
        b"\xb1\0\0\0\0",
    ] {
        for (place, bytes) in everywhere(value) {
            let message = Message::decode(&bytes, &Limits::default()).unwrap();
            let kept = MessageBuf::encode(&message).unwrap();
            assert_eq!(
                (kept.as_message(), kept.as_bytes().len()),
                (message, message.encoded_len()),
                "{place}"
            );
        }
    }
}

/// Ten thousand sections and a hundred thousand cost no memory, and are as many as the bytes say.
#[test]
fn a57_a_hundred_thousand_sections_allocate_nothing() {
    for (section, count) in [(&b"\0\x53\x75\xa0\0"[..], 100_000), (b"\0\x53\x76\x45", 100_000)] {
        let bytes = section.repeat(count);
        let used = measure(|| {
            assert!(Message::decode(&bytes, &Limits::default()).is_ok());
            assert_eq!(Sections::decode(&bytes, &Limits::default()).unwrap().iter().count(), count);
        });
        assert_eq!(used.count_total, 0);
    }
    // What may be there once is refused the second time, however often it comes.
    let headers = b"\0\x53\x70\x45".repeat(100_000);
    let error = Message::decode(&headers, &Limits::default()).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::RepeatedSection, 4));
}
