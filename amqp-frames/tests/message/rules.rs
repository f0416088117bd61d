//! The rules table: bytes that break a rule of section 3.2, and what is said of them.

use amqp_frames::DecodeErrorKind::{self, *};
use amqp_frames::definitions::{Error, ErrorCondition};
use amqp_frames::message::{AnnotationsBuf, ApplicationPropertiesBuf, Body, Message, Properties, Sections};
use amqp_frames::types::{ArrayBuf, ListBuf, MapBuf, Primitive, Symbol, Value, ValueBuf};
use amqp_frames::{EncodeError, Limits, MessageBuf};

/// Section, bytes, kind, offset, section of the message, field.
type Rule = (&'static str, &'static [u8], DecodeErrorKind, usize, Option<&'static str>, &'static str);

#[rustfmt::skip]
const MESSAGES: &[Rule] = &[
    ("3.2", b"\0\x53\x79\x45", UnknownSection, 0, None, "descriptor"),
    ("3.2", b"\0\x53\x70\x45\0\x53\x24\x45", UnknownSection, 4, None, "descriptor"),
    ("3.2", b"\0\xa3\x05a:b:c\x45", UnknownSection, 0, None, "descriptor"),
    ("3.2", b"\0\xa1\x10amqp:header:list\x45", UnknownSection, 0, None, "descriptor"),
    ("3.2", b"\x45", WrongType, 0, None, "descriptor"),
    ("3.2", b"\0\x53\x70\x45\x40", WrongType, 4, None, "descriptor"),
    ("3.2", b"\0\x53\x73\x45\0\x53\x70\x45", SectionOrder, 4, Some("header"), "descriptor"),
    ("3.2", b"\0\x53\x72\xc1\x01\0\0\x53\x71\xc1\x01\0", SectionOrder, 6, Some("delivery-annotations"), "descriptor"),
    ("3.2", b"\0\x53\x77\x40\0\x53\x74\xc1\x01\0", SectionOrder, 4, Some("application-properties"), "descriptor"),
    ("3.2", b"\0\x53\x78\xc1\x01\0\0\x53\x77\x40", SectionOrder, 6, Some("amqp-value"), "descriptor"),
    ("3.2", b"\0\x53\x70\x45\0\x53\x70\x45", RepeatedSection, 4, Some("header"), "descriptor"),
    ("3.2", b"\0\x53\x70\x45\0\xa3\x10amqp:header:list\x45", RepeatedSection, 4, Some("header"), "descriptor"),
    ("3.2", b"\0\x53\x77\x40\0\x53\x77\x40", RepeatedSection, 4, Some("amqp-value"), "descriptor"),
    ("3.2", b"\0\x53\x78\xc1\x01\0\0\x53\x78\xc1\x01\0", RepeatedSection, 6, Some("footer"), "descriptor"),
    ("3.2", b"\0\x53\x75\xa0\0\0\x53\x76\x45", MixedBody, 5, Some("amqp-sequence"), "descriptor"),
    ("3.2", b"\0\x53\x77\x40\0\x53\x75\xa0\0", MixedBody, 4, Some("data"), "descriptor"),
    ("3.2", b"\0\x53\x76\x45\0\x53\x77\x40", MixedBody, 4, Some("amqp-value"), "descriptor"),
    ("3.2", b"\0\x53\x76\x45\0\x53\x75\xa0\0\0\x53\x76\x45", MixedBody, 4, Some("data"), "descriptor"),
    ("3.2", b"\0", Truncated, 1, None, "constructor"),
    ("3.2", b"\0\x53\x75", Truncated, 3, Some("data"), "constructor"),
    ("3.2", b"\0\x53\x70", Truncated, 3, Some("header"), "list"),
    ("3.2.1", b"\0\x53\x70\xc1\x01\0", WrongType, 3, Some("header"), "list"),
    ("3.2.1", b"\0\x53\x70\xc0\x02\x01\x43", WrongType, 6, Some("header"), "durable"),
    ("3.2.1", b"\0\x53\x70\xc0\x04\x02\x40\x52\x04", WrongType, 7, Some("header"), "priority"),
    ("3.2.1", b"\0\x53\x70\xc0\x07\x06\x40\x40\x40\x40\x40\x40", TooManyFields, 11, Some("header"), "list"),
    ("3.2.2", b"\0\x53\x71\x45", WrongType, 3, Some("delivery-annotations"), "constructor"),
    ("3.2.2", b"\0\x53\x71\xc1\x0e\x02\xa3\x08rejected\xa1\x01a", WrongType, 16, Some("delivery-annotations"), "rejected"),
    ("3.2.2", b"\0\x53\x71\xc1\x0f\x02\xa3\x08rejected\0\x53\x1d\x45", WrongType, 16, Some("delivery-annotations"), "rejected"),
    ("3.2.3", b"\0\x53\x72\xc1\x02\x01\x44", OddMap, 3, Some("message-annotations"), "count"),
    ("3.2.3", b"\0\x53\x72\xc1\x06\x04\x44\x40\x53\0\x40", DuplicateKey, 8, Some("message-annotations"), "key"),
    ("3.2.4", b"\0\x53\x73\xc0\x04\x01\xa3\x01a", WrongType, 6, Some("properties"), "message-id"),
    ("3.2.4", b"\0\x53\x73\xc0\x03\x01\x52\x07", WrongType, 6, Some("properties"), "message-id"),
    ("3.2.4", b"\0\x53\x73\xc0\x05\x02\x40\xa1\x01a", WrongType, 7, Some("properties"), "user-id"),
    ("3.2.15", b"\0\x53\x73\xc0\x06\x03\x40\x40\xa3\x01a", WrongType, 8, Some("properties"), "to"),
    ("3.2.15", b"\0\x53\x73\xc0\x08\x05\x40\x40\x40\x40\xa0\x01a", WrongType, 10, Some("properties"), "reply-to"),
    ("3.2.14", b"\0\x53\x73\xc0\x09\x06\x40\x40\x40\x40\x40\xa1\x01\xff", Utf8, 11, Some("properties"), "correlation-id"),
    ("3.2.5", b"\0\x53\x74\xc1\x05\x02\xa3\x01a\x40", WrongType, 6, Some("application-properties"), "key"),
    ("3.2.5", b"\0\x53\x74\xc1\x03\x02\x40\x40", WrongType, 6, Some("application-properties"), "key"),
    ("3.2.5", b"\0\x53\x74\xc1\x09\x04\xa1\x01a\x40\xa1\x01b\x45", WrongType, 13, Some("application-properties"), "value"),
    ("3.2.5", b"\0\x53\x74\xc1\x07\x02\xa1\x01a\xc1\x01\0", WrongType, 9, Some("application-properties"), "value"),
    ("3.2.5", b"\0\x53\x74\xc1\x09\x02\xa1\x01a\xe0\x03\x01\x50\x01", WrongType, 9, Some("application-properties"), "value"),
    ("3.2.5", b"\0\x53\x74\xc1\x08\x02\xa1\x01a\0\x53\x24\x45", WrongType, 9, Some("application-properties"), "value"),
    ("3.2.5", b"\0\x53\x74\xc1\x09\x04\xa1\x01a\x40\xa1\x01a\x40", DuplicateKey, 10, Some("application-properties"), "key"),
    ("3.2.5", b"\0\x53\x74\xc0\x01\0", WrongType, 3, Some("application-properties"), "constructor"),
    ("3.2.6", b"\0\x53\x75\xa1\x01a", WrongType, 3, Some("data"), "constructor"),
    ("3.2.6", b"\0\x53\x75\x40", WrongType, 3, Some("data"), "constructor"),
    ("3.2.6", b"\0\x53\x75\xa0\0\0\x53\x75\xa0\x02a", Truncated, 8, Some("data"), "value"),
    ("3.2.7", b"\0\x53\x76\xe0\x02\0\x40", WrongType, 3, Some("amqp-sequence"), "constructor"),
    ("3.2.7", b"\0\x53\x76\xc0\x03\x01\xa1\x01", Truncated, 6, Some("amqp-sequence"), "string"),
    ("3.2.8", b"\0\x53\x77", Truncated, 3, Some("amqp-value"), "constructor"),
    ("3.2.8", b"\0\x53\x77\x56\x02", Boolean, 3, Some("amqp-value"), "boolean"),
    ("3.2.9", b"\0\x53\x78\xc1\x04\x02\xa3\x01\xff", Symbol, 6, Some("footer"), "symbol"),
];

#[test]
fn what_breaks_a_rule_is_refused_and_said() {
    for (rule, bytes, kind, offset, section, field) in MESSAGES {
        let error = Message::decode(bytes, &Limits::default()).expect_err(rule);
        let found = (error.kind(), error.offset(), error.composite(), error.field());
        assert_eq!(found, (*kind, *offset, *section, *field), "{rule}: {bytes:x?}: {error}");
        assert!(MessageBuf::decode((*bytes).into(), &Limits::default()).is_err());
    }
}

/// What finding the sections doesn't refuse, it refuses when they are read, in the same words.
#[test]
fn read_section_by_section_it_is_refused_too() {
    for (rule, bytes, ..) in MESSAGES {
        let error = Message::decode(bytes, &Limits::default()).unwrap_err();
        let found = Sections::decode(bytes, &Limits::default()).and_then(|sections| {
            sections.header()?;
            sections.delivery_annotations()?;
            sections.message_annotations()?;
            sections.properties()?;
            sections.application_properties()?;
            sections.body()?;
            sections.footer()
        });
        let found = found.expect_err(rule);
        assert_eq!((found.kind(), found.offset()), (error.kind(), error.offset()), "{rule}: {bytes:x?}");
        assert_eq!(found.composite(), error.composite(), "{rule}: {bytes:x?}");
    }
}

/// Attack A57: each pair of sections, in each order.
#[test]
fn sections_come_in_their_order_only() {
    let sections: [&[u8]; 9] = [
        b"\0\x53\x70\x45",
        b"\0\x53\x71\xc1\x01\0",
        b"\0\x53\x72\xc1\x01\0",
        b"\0\x53\x73\x45",
        b"\0\x53\x74\xc1\x01\0",
        b"\0\x53\x75\xa0\0",
        b"\0\x53\x76\x45",
        b"\0\x53\x77\x40",
        b"\0\x53\x78\xc1\x01\0",
    ];
    for (first, a) in sections.iter().enumerate() {
        for (second, b) in sections.iter().enumerate() {
            let bytes = [*a, *b].concat();
            let expected = match (first, second) {
                (5, 5) | (6, 6) => None,
                _ if first == second => Some(RepeatedSection),
                (5..=7, 5..=7) => Some(MixedBody),
                _ if first > second => Some(SectionOrder),
                _ => None,
            };
            let decoded = Message::decode(&bytes, &Limits::default());
            assert_eq!(decoded.err().map(|error| error.kind()), expected, "{first} {second}");
            let found = Sections::decode(&bytes, &Limits::default());
            assert_eq!(found.err().map(|error| error.kind()), expected, "{first} {second}");
        }
    }
}

/// Section 3.2 wants a body, and Qpid Proton writes messages without: they are taken, and passed on.
#[test]
fn a_message_without_body_is_taken_and_not_said_to_be_right() {
    for bytes in [&b""[..], b"\0\x53\x70\x45\0\x53\x73\x45"] {
        let message = Message::decode(bytes, &Limits::default()).unwrap();
        assert_eq!(message.body, Body::Absent);
        assert_eq!(MessageBuf::encode(&message).unwrap().as_message(), message);
        assert_eq!(refusal(message.check()), (MissingBody, "body"));
    }
}

/// Section 3.2.4; of what peers send nothing is refused for it.
#[test]
fn a_content_encoding_is_one_and_of_data() {
    let encoding = |text| Properties { content_encoding: Symbol::new(text), ..Properties::default() };
    let message = Message { properties: encoding("gzip"), ..Message::new(b"\x1f\x8b") };
    assert_eq!(message.check(), Ok(()));
    let message = Message { properties: encoding("gzip"), ..Message::new(Value::Null) };
    assert_eq!(refusal(message.check()), (ContentEncoding, "content-encoding"));
    assert_eq!(MessageBuf::encode(&message).unwrap().as_message(), message);
    let message = Message { properties: encoding("identity"), ..Message::new(b"") };
    assert_eq!(refusal(message.check()), (ContentEncoding, "content-encoding"));
    assert_eq!(MessageBuf::encode(&message).unwrap().as_message(), message);
}

/// Section 3.2.10; rhea sends strings.
#[test]
fn keys_of_annotations_are_kept_and_only_symbols_and_numbers_are_built() {
    let bytes = b"\0\x53\x78\xc1\x07\x02\xa1\x03x-f\x41";
    let message = Message::decode(bytes, &Limits::default()).unwrap();
    assert_eq!(message.footer.get("x-f"), None);
    assert_eq!(message.footer.as_map().get("x-f"), Some(Value::Boolean(true)));
    assert_eq!(MessageBuf::encode(&message).unwrap().as_bytes(), &bytes[..]);
    let message = Message { body: b"a".into(), ..message };
    assert_eq!(refusal(message.check()), (WrongType, "key"));

    let mut annotations = AnnotationsBuf::new();
    annotations.insert(Symbol::new("x-opt-a").unwrap(), true).unwrap();
    annotations.insert(7, "seven").unwrap();
    assert!(annotations.insert(7, "again").is_err());
    let view = annotations.as_annotations();
    assert_eq!((view.len(), view.get("x-opt-a")), (2, Some(Value::Boolean(true))));
    assert_eq!(view.as_map().get(7_u64), Some(Value::String("seven")));
    let message = Message { message_annotations: view, footer: view, ..Message::new(b"a") };
    assert_eq!(message.check(), Ok(()));
    assert!(amqp_frames::message::Annotations::try_from(message.footer.as_map()).is_ok());
    let mut map = MapBuf::new();
    map.insert("string", 1).unwrap();
    assert!(amqp_frames::message::Annotations::try_from(map.as_map()).is_err());
}

/// Section 3.2.5.
#[test]
fn application_properties_are_simple_and_may_be_null_or_described() {
    let (list, map) = (ListBuf::new(), MapBuf::new());
    let array = ArrayBuf::new(Primitive::Int);
    let described_list = ValueBuf::described(7_u64, list.as_list()).unwrap();
    let mut properties = ApplicationPropertiesBuf::new();
    for value in
        [list.as_list().into(), map.as_map().into(), array.as_array().into(), described_list.as_value()]
    {
        assert_eq!(refusal(properties.insert("key", value)), (WrongType, "value"));
    }
    let described = ValueBuf::described(7_u64, "text").unwrap();
    properties.insert("null", Value::Null).unwrap();
    properties.insert("described", described.as_value()).unwrap();
    assert_eq!(refusal(properties.insert("null", 1)), (DuplicateKey, "key"));

    let application_properties = properties.as_application_properties();
    let message = Message { application_properties, ..Message::new(b"") };
    let kept = MessageBuf::encode(&message).unwrap();
    let found: Vec<_> = kept.as_message().application_properties.iter().collect();
    assert_eq!(found, [("null", Value::Null), ("described", described.as_value())]);
}

/// Section 3.2.2.
#[test]
fn what_says_why_a_message_was_rejected_is_an_error() {
    let bytes = b"\0\x53\x71\xc1\x1a\x02\xa3\x08rejected\0\x53\x1d\xc0\x0a\x01\xa3\x07app:bad\0\x53\x77\x40";
    let message = Message::decode(bytes, &Limits::default()).unwrap();
    assert_eq!(message.delivery_annotations.rejected().unwrap().condition.0, "app:bad");
    let mut kept = Vec::new();
    message.encode(&mut kept).unwrap();
    assert_eq!(kept, bytes);

    let mut annotations = AnnotationsBuf::new();
    let error = Error::new(ErrorCondition::NOT_FOUND).to_value().unwrap();
    annotations.insert(Symbol::new("rejected").unwrap(), error.as_value()).unwrap();
    let delivery_annotations = annotations.as_annotations();
    assert_eq!(delivery_annotations.rejected(), Some(Error::new(ErrorCondition::NOT_FOUND)));
    assert_eq!(Message { delivery_annotations, ..message }.check(), Ok(()));

    annotations.clear();
    annotations.insert(Symbol::new("rejected").unwrap(), "no error").unwrap();
    let annotations = annotations.as_annotations();
    assert_eq!(annotations.rejected(), None);
    let message = Message { delivery_annotations: annotations, ..message };
    assert_eq!(refusal(message.encode(&mut kept)), (WrongType, "rejected"));
    assert_eq!(kept, bytes, "nothing was written");
    let elsewhere = Message { footer: annotations, ..Message::new(b"a") };
    assert_eq!(elsewhere.check(), Ok(()));
}

#[test]
fn limits_hold_for_messages() {
    let with = |change: fn(&mut Limits)| {
        let mut limits = Limits::default();
        change(&mut limits);
        limits
    };
    let message = b"\0\x53\x74\xc1\x05\x02\xa1\x01a\x40\0\x53\x76\xc0\x05\x02\xc0\x01\0\x40";
    let decode = |limits| Message::decode(message, &limits).map_err(|error| (error.kind(), error.offset()));
    assert!(decode(with(|limits| limits.max_message_size = 20)).is_ok());
    assert_eq!(decode(with(|limits| limits.max_message_size = 19)), Err((TooLarge, 0)));
    assert!(decode(with(|limits| limits.max_items = 4)).is_ok());
    assert_eq!(decode(with(|limits| limits.max_items = 3)), Err((TooManyItems, 15)));
    assert!(decode(with(|limits| limits.max_depth = 2)).is_ok());
    assert_eq!(decode(with(|limits| limits.max_depth = 1)).unwrap_err().0, TooDeep);
}

/// Attack A52.
#[test]
fn descriptors_without_end_are_refused() {
    for described in [&b"\0\x53\x07"[..], b"\0"] {
        let bytes = [&b"\0\x53\x77"[..], &described.repeat(100_000), b"\x40"].concat();
        assert_eq!(Message::decode(&bytes, &Limits::default()).unwrap_err().kind(), TooDeep);
        let sections = Sections::decode(&bytes, &Limits::default());
        assert!(sections.and_then(|sections| sections.body()).is_err());
    }
}

#[test]
fn a_message_that_could_not_be_read_again_is_not_kept() {
    let mut value = ValueBuf::new("inside").unwrap();
    for _ in 0..300 {
        let mut list = ListBuf::new();
        list.push(value.as_value()).unwrap();
        value = ValueBuf::new(list.as_list()).unwrap();
    }
    let error = MessageBuf::encode(&Message::new(value.as_value())).unwrap_err();
    assert!(matches!(error, EncodeError::Invalid { kind: TooDeep, .. }), "{error}");
}

fn refusal(result: Result<(), EncodeError>) -> (DecodeErrorKind, &'static str) {
    match result {
        Err(EncodeError::Invalid { kind, field, .. }) => (kind, field),
        other => panic!("{other:?}"),
    }
}
