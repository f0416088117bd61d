//! Messages (section 3.2).

use amqp_frames::DecodeErrorKind::{self, *};
use amqp_frames::definitions::{Error, ErrorCondition};
use amqp_frames::message::{
    AnnotationKey, AnnotationsBuf, ApplicationPropertiesBuf, Body, CheckError, Message, Properties, Sections,
};
use amqp_frames::types::{ArrayBuf, ListBuf, MapBuf, Primitive, Symbol, Value, ValueBuf};
use amqp_frames::{EncodeError, Limits, MessageBuf};

use crate::{Outcome, Rule, accepted, refused, refused_in, same};

/// What the transfers of a delivery carry together.
#[rustfmt::skip]
pub(crate) const MESSAGES: &[Rule] = &[
    accepted("a message with all sections", "3.2", b"\0\x53\x70\x45\0\x53\x71\xc1\x01\0\0\x53\x72\xc1\x01\0\0\x53\x73\x45\0\x53\x74\xc1\x05\x02\xa1\x01k\x41\0\x53\x75\xa0\x02hi\0\x53\x78\xc1\x01\0", "message 1 application property data 2 bytes"),
    same("sections with symbols as descriptors", "3.2", b"\0\xa3\x10amqp:header:list\xc0\x02\x01\x41\0\xa3\x10amqp:data:binary\xa0\x02hi", b"\0\x53\x70\xc0\x02\x01\x41\0\x53\x75\xa0\x02hi"),
    refused("a section that there is not", "3.2", b"\0\x53\x79\x45", UnknownSection, 0, "descriptor"),
    refused("a delivery state among sections", "3.2", b"\0\x53\x70\x45\0\x53\x24\x45", UnknownSection, 4, "descriptor"),
    refused("a section of another", "3.2", b"\0\xa3\x05a:b:c\x45", UnknownSection, 0, "descriptor"),
    refused("a section with a string for descriptor", "3.2", b"\0\xa1\x10amqp:header:list\x45", UnknownSection, 0, "descriptor"),
    refused("a value that is no section", "3.2", b"\x45", WrongType, 0, "descriptor"),
    refused("a value between sections", "3.2", b"\0\x53\x70\x45\x40", WrongType, 4, "descriptor"),
    refused_in("a header behind properties", "3.2", b"\0\x53\x73\x45\0\x53\x70\x45", SectionOrder, 4, "header", "descriptor"),
    refused_in("delivery annotations behind message annotations", "3.2", b"\0\x53\x72\xc1\x01\0\0\x53\x71\xc1\x01\0", SectionOrder, 6, "delivery-annotations", "descriptor"),
    refused_in("application properties behind the body", "3.2", b"\0\x53\x77\x40\0\x53\x74\xc1\x01\0", SectionOrder, 4, "application-properties", "descriptor"),
    refused_in("a body behind the footer", "3.2", b"\0\x53\x78\xc1\x01\0\0\x53\x77\x40", SectionOrder, 6, "amqp-value", "descriptor"),
    refused_in("data behind the footer, which rhea sends", "3.2", b"\0\x53\x75\xa0\x01a\0\x53\x78\xc1\x01\0\0\x53\x75\xa0\x01b", SectionOrder, 12, "data", "descriptor"),
    refused_in("two headers", "3.2", b"\0\x53\x70\x45\0\x53\x70\x45", RepeatedSection, 4, "header", "descriptor"),
    refused_in("two headers by number and by symbol", "3.2", b"\0\x53\x70\x45\0\xa3\x10amqp:header:list\x45", RepeatedSection, 4, "header", "descriptor"),
    refused_in("two footers", "3.2", b"\0\x53\x78\xc1\x01\0\0\x53\x78\xc1\x01\0", RepeatedSection, 6, "footer", "descriptor"),
    accepted("several data", "3.2", b"\0\x53\x75\xa0\x01a\0\x53\x75\xa0\0\0\x53\x75\xa0\x02bc", "message data 3 bytes"),
    accepted("several sequences", "3.2", b"\0\x53\x76\xc0\x02\x01\x41\0\x53\x76\x45", "message amqp-sequence 1 items"),
    refused_in("two values", "3.2", b"\0\x53\x77\x40\0\x53\x77\x40", RepeatedSection, 4, "amqp-value", "descriptor"),
    refused_in("a sequence behind data", "3.2", b"\0\x53\x75\xa0\0\0\x53\x76\x45", MixedBody, 5, "amqp-sequence", "descriptor"),
    refused_in("data behind a value", "3.2", b"\0\x53\x77\x40\0\x53\x75\xa0\0", MixedBody, 4, "data", "descriptor"),
    refused_in("a value behind a sequence", "3.2", b"\0\x53\x76\x45\0\x53\x77\x40", MixedBody, 4, "amqp-value", "descriptor"),
    refused_in("data among sequences", "3.2", b"\0\x53\x76\x45\0\x53\x75\xa0\0\0\x53\x76\x45", MixedBody, 4, "data", "descriptor"),
    accepted("no body, which Proton sends", "3.2", b"\0\x53\x70\x45\0\x53\x73\x45", "message without body"),
    accepted("nothing for a message", "3.2", b"", "message without body"),
    refused("half a section", "3.2", b"\0", Truncated, 1, "constructor"),
    refused_in("a descriptor of data and nothing", "3.2", b"\0\x53\x75", Truncated, 3, "data", "constructor"),
    accepted("the defaults of a header, said", "3.2.1", b"\0\x53\x70\xc0\x07\x05\x42\x50\x04\x40\x42\x43\0\x53\x77\x41", "message amqp-value boolean"),
    same("an empty header", "3.2.1", b"\0\x53\x70\x45\0\x53\x77\x41", b"\0\x53\x77\x41"),
    accepted("a header with all fields", "3.2.1", b"\0\x53\x70\xc0\x0c\x05\x41\x50\xff\x70\0\0\xea\x60\x41\x52\x02\0\x53\x77\x41", "message amqp-value boolean"),
    refused_in("a header that is a map", "3.2.1", b"\0\x53\x70\xc1\x01\0", WrongType, 3, "header", "list"),
    refused_in("durable that is no boolean", "3.2.1", b"\0\x53\x70\xc0\x02\x01\x43", WrongType, 6, "header", "durable"),
    refused_in("a priority in a uint", "3.2.1", b"\0\x53\x70\xc0\x04\x02\x40\x52\x04", WrongType, 7, "header", "priority"),
    refused_in("a header with a field too many", "3.2.1", b"\0\x53\x70\xc0\x07\x06\x40\x40\x40\x40\x40\x40", TooManyFields, 11, "header", "list"),
    same("empty delivery annotations", "3.2.2", b"\0\x53\x71\xc1\x01\0\0\x53\x77\x41", b"\0\x53\x77\x41"),
    refused_in("delivery annotations that are a list", "3.2.2", b"\0\x53\x71\x45", WrongType, 3, "delivery-annotations", "constructor"),
    accepted("an error under rejected", "3.2.2", b"\0\x53\x71\xc1\x16\x02\xa3\x08rejected\0\x53\x1d\xc0\x06\x01\xa3\x03a:b\0\x53\x77\x41", "message amqp-value boolean"),
    refused_in("text under rejected", "3.2.2", b"\0\x53\x71\xc1\x0e\x02\xa3\x08rejected\xa1\x01a", WrongType, 16, "delivery-annotations", "rejected"),
    refused_in("an empty error under rejected", "3.2.2", b"\0\x53\x71\xc1\x0f\x02\xa3\x08rejected\0\x53\x1d\x45", WrongType, 16, "delivery-annotations", "rejected"),
    same("empty message annotations", "3.2.3", b"\0\x53\x72\xc1\x01\0\0\x53\x77\x41", b"\0\x53\x77\x41"),
    refused_in("message annotations with half an entry", "3.2.3", b"\0\x53\x72\xc1\x02\x01\x44", OddMap, 3, "message-annotations", "count"),
    refused_in("message annotations with a key twice", "3.2.3", b"\0\x53\x72\xc1\x06\x04\x44\x40\x53\0\x40", DuplicateKey, 8, "message-annotations", "key"),
    accepted("all properties", "3.2.4", b"\0\x53\x73\xc0\x32\x0d\xa1\x01m\xa0\x01u\xa1\x01t\xa1\x01s\xa1\x01r\x53\x07\xa3\x01c\xa3\x01e\x83\0\0\0\0\0\0\0\x01\x83\xff\xff\xff\xff\xff\xff\xff\xff\xa1\x01g\x52\x03\xa1\x01h\0\x53\x75\xa0\0", "message id \"m\" to \"t\" subject \"s\" data 0 bytes"),
    refused_in("a user-id that is a string", "3.2.4", b"\0\x53\x73\xc0\x05\x02\x40\xa1\x01a", WrongType, 7, "properties", "user-id"),
    refused_in("a content-type that is a string", "3.2.4", b"\0\x53\x73\xc0\x0a\x07\x40\x40\x40\x40\x40\x40\xa1\x01a", WrongType, 12, "properties", "content-type"),
    accepted("a content-encoding of a value, which is taken", "3.2.4", b"\0\x53\x73\xc0\x0e\x08\x40\x40\x40\x40\x40\x40\x40\xa3\x04gzip\0\x53\x77\x40", "message amqp-value null"),
    accepted("application properties with a string for each key", "3.2.5", b"\0\x53\x74\xc1\x0e\x04\xa1\x01a\x40\xa1\x01b\0\x53\x07\xa1\x01c\0\x53\x77\x41", "message 2 application properties amqp-value boolean"),
    refused_in("a symbol for a key of application properties", "3.2.5", b"\0\x53\x74\xc1\x05\x02\xa3\x01a\x40", WrongType, 6, "application-properties", "key"),
    refused_in("null for a key of application properties", "3.2.5", b"\0\x53\x74\xc1\x03\x02\x40\x40", WrongType, 6, "application-properties", "key"),
    refused_in("a key of application properties twice", "3.2.5", b"\0\x53\x74\xc1\x09\x04\xa1\x01a\x40\xa1\x01a\x40", DuplicateKey, 10, "application-properties", "key"),
    refused_in("application properties in a list", "3.2.5", b"\0\x53\x74\xc0\x01\0", WrongType, 3, "application-properties", "constructor"),
    refused_in("a list for an application property", "3.2.5", b"\0\x53\x74\xc1\x09\x04\xa1\x01a\x40\xa1\x01b\x45", WrongType, 13, "application-properties", "value"),
    refused_in("a map for an application property", "3.2.5", b"\0\x53\x74\xc1\x07\x02\xa1\x01a\xc1\x01\0", WrongType, 9, "application-properties", "value"),
    refused_in("an array for an application property", "3.2.5", b"\0\x53\x74\xc1\x09\x02\xa1\x01a\xe0\x03\x01\x50\x01", WrongType, 9, "application-properties", "value"),
    refused_in("a described list for an application property", "3.2.5", b"\0\x53\x74\xc1\x08\x02\xa1\x01a\0\x53\x24\x45", WrongType, 9, "application-properties", "value"),
    accepted("data of 256 bytes", "3.2.6", b"\0\x53\x75\xb0\0\0\x01\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "message data 256 bytes"),
    refused_in("data that are text", "3.2.6", b"\0\x53\x75\xa1\x01a", WrongType, 3, "data", "constructor"),
    refused_in("data that are null", "3.2.6", b"\0\x53\x75\x40", WrongType, 3, "data", "constructor"),
    refused_in("half of the second data", "3.2.6", b"\0\x53\x75\xa0\0\0\x53\x75\xa0\x02\x61", Truncated, 8, "data", "value"),
    accepted("a sequence of three", "3.2.7", b"\0\x53\x76\xc0\x04\x03\x40\x41\x45", "message amqp-sequence 3 items"),
    refused_in("a sequence that is an array", "3.2.7", b"\0\x53\x76\xe0\x02\0\x40", WrongType, 3, "amqp-sequence", "constructor"),
    refused_in("a sequence with half a string", "3.2.7", b"\0\x53\x76\xc0\x03\x01\xa1\x01", Truncated, 6, "amqp-sequence", "string"),
    accepted("null for a value", "3.2.8", b"\0\x53\x77\x40", "message amqp-value null"),
    accepted("a described value", "3.2.8", b"\0\x53\x77\0\x53\x75\xa0\x01a", "message amqp-value described"),
    refused_in("no value", "3.2.8", b"\0\x53\x77", Truncated, 3, "amqp-value", "constructor"),
    refused_in("a value that breaks a rule", "3.2.8", b"\0\x53\x77\x56\x02", Boolean, 3, "amqp-value", "boolean"),
    same("an empty footer", "3.2.9", b"\0\x53\x77\x41\0\x53\x78\xc1\x01\0", b"\0\x53\x77\x41"),
    refused_in("a footer with a symbol that is none", "3.2.9", b"\0\x53\x78\xc1\x04\x02\xa3\x01\xff", Symbol, 6, "footer", "symbol"),
    accepted("a symbol and a number for keys of annotations", "3.2.10", b"\0\x53\x72\xc1\x0e\x04\xa3\x07x-opt-a\x41\x53\x07\x40\0\x53\x77\x41", "message amqp-value boolean"),
    accepted("a string for a key of annotations, which rhea sends", "3.2.10", b"\0\x53\x77\x41\0\x53\x78\xc1\x07\x02\xa1\x03x-f\x41", "message amqp-value boolean"),
    accepted("an id that is a ulong", "3.2.11", b"\0\x53\x73\xc0\x0a\x01\x80\0\0\0\0\0\0\x01\x2c\0\x53\x77\x41", "message id 300 amqp-value boolean"),
    accepted("an id that is a uuid", "3.2.12", b"\0\x53\x73\xc0\x12\x01\x98\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\0\x53\x77\x41", "message id 00010203-0405-0607-0809-0a0b0c0d0e0f amqp-value boolean"),
    accepted("an id that is binary", "3.2.13", b"\0\x53\x73\xc0\x04\x01\xa0\x01a\0\x53\x77\x41", "message id 0x61 amqp-value boolean"),
    accepted("an id that is a string", "3.2.14", b"\0\x53\x73\xc0\x04\x01\xa1\x01a\0\x53\x77\x41", "message id \"a\" amqp-value boolean"),
    refused_in("an id that is a symbol", "3.2.11", b"\0\x53\x73\xc0\x04\x01\xa3\x01a\0\x53\x77\x41", WrongType, 6, "properties", "message-id"),
    refused_in("an id that is a uint", "3.2.11", b"\0\x53\x73\xc0\x03\x01\x52\x07\0\x53\x77\x41", WrongType, 6, "properties", "message-id"),
    refused_in("a correlation-id that is a timestamp", "3.2.11", b"\0\x53\x73\xc0\x0f\x06\x40\x40\x40\x40\x40\x83\0\0\0\0\0\0\0\0", WrongType, 11, "properties", "correlation-id"),
    refused_in("a correlation-id that is no UTF-8", "3.2.14", b"\0\x53\x73\xc0\x09\x06\x40\x40\x40\x40\x40\xa1\x01\xff", Utf8, 11, "properties", "correlation-id"),
    accepted("an address that is a string", "3.2.15", b"\0\x53\x73\xc0\x06\x03\x40\x40\xa1\x01q\0\x53\x77\x41", "message to \"q\" amqp-value boolean"),
    refused_in("an address of a message that is a symbol", "3.2.15", b"\0\x53\x73\xc0\x06\x03\x40\x40\xa3\x01a", WrongType, 8, "properties", "to"),
    refused_in("an address to reply to that is binary", "3.2.15", b"\0\x53\x73\xc0\x08\x05\x40\x40\x40\x40\xa0\x01a", WrongType, 10, "properties", "reply-to"),
];

#[test]
fn every_message_is_decided_as_its_row_says() {
    let mut wrong = Vec::new();
    for Rule { says, cites, bytes, outcome } in MESSAGES {
        let found = Message::decode(bytes, &Limits::default());
        let is_right = match (&found, outcome) {
            (Ok(message), Outcome::Shown(shown)) => message.to_string() == *shown,
            (Ok(_), Outcome::Same(other)) => found == Message::decode(other, &Limits::default()),
            (Err(error), Outcome::Refused(kind, offset, composite, field)) => {
                let found = (error.kind(), error.offset(), error.composite(), error.field());
                found == (*kind, *offset, *composite, *field)
            }
            _ => false,
        };
        if !is_right {
            wrong.push(format!("{says} ({cites}): {found:?}"));
        }
        assert_eq!(MessageBuf::decode((*bytes).into(), &Limits::default()).is_err(), found.is_err());
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What finding the sections doesn't refuse, it refuses when they are read, in the same words; what it takes is the same.
#[test]
fn every_message_is_decided_alike_section_by_section() {
    for Rule { says, bytes, .. } in MESSAGES {
        let found = Sections::decode(bytes, &Limits::default()).and_then(|sections| {
            Ok(Message {
                header: sections.header()?,
                delivery_annotations: sections.delivery_annotations()?,
                message_annotations: sections.message_annotations()?,
                properties: sections.properties()?,
                application_properties: sections.application_properties()?,
                body: sections.body()?,
                footer: sections.footer()?,
            })
        });
        let place = |found: Result<_, amqp_frames::DecodeError>| {
            found.map_err(|error| (error.kind(), error.offset(), error.composite()))
        };
        assert_eq!(place(found), place(Message::decode(bytes, &Limits::default())), "{says}");
    }
}

#[test]
fn accepted_messages_encode_to_equal_ones() {
    for Rule { says, bytes, .. } in MESSAGES {
        let Ok(message) = Message::decode(bytes, &Limits::default()) else { continue };
        let mut again = Vec::new();
        message.encode(&mut again).unwrap();
        assert_eq!(message.encoded_len(), again.len(), "{says}");
        assert!(again.len() <= bytes.len(), "{says}");
        assert_eq!(Message::decode(&again, &Limits::default()), Ok(message), "{says}");
    }
}

/// Each pair of sections, in each order.
#[test]
fn a57_sections_come_in_their_order_only() {
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
        assert_eq!(message.check(), Err(CheckError::MissingBody));
    }
}

/// Section 3.2.4; of what peers send nothing is refused for it.
#[test]
fn a_content_encoding_is_one_and_of_data() {
    let encoding = |text| Properties { content_encoding: Symbol::new(text), ..Properties::default() };
    let message = Message { properties: encoding("gzip"), ..Message::new(b"\x1f\x8b") };
    assert_eq!(message.check(), Ok(()));
    let message = Message { properties: encoding("gzip"), ..Message::new(Value::Null) };
    assert_eq!(message.check(), Err(CheckError::ContentEncoding));
    assert_eq!(MessageBuf::encode(&message).unwrap().as_message(), message);
    let message = Message { properties: encoding("identity"), ..Message::new(b"") };
    assert_eq!(message.check(), Err(CheckError::ContentEncoding));
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
    assert_eq!(
        message.check().unwrap_err().to_string(),
        "footer: key that is neither a symbol nor a ulong (section 3.2.10)"
    );

    let mut annotations = AnnotationsBuf::new();
    annotations.insert(Symbol::new("x-opt-a").unwrap(), true).unwrap();
    annotations.insert(7, "seven").unwrap();
    assert!(annotations.insert(7, "again").is_err());
    let view = annotations.as_annotations();
    assert_eq!((view.len(), view.get("x-opt-a")), (2, Some(Value::Boolean(true))));
    assert_eq!((view.get_ulong(7), view.get_ulong(8)), (Some(Value::String("seven")), None));
    assert_eq!(refusal(annotations_with("x-opt-\u{e9}")), (Symbol, "key"));
    let keys: Vec<_> =
        view.iter().map(|(key, _)| AnnotationKey::try_from(key).unwrap().is_ignorable()).collect();
    assert_eq!(keys, [true, false]);
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
    assert_eq!(message.rejected().unwrap().condition.0, "app:bad");
    let mut kept = Vec::new();
    message.encode(&mut kept).unwrap();
    assert_eq!(kept, bytes);

    let mut annotations = AnnotationsBuf::new();
    let error = Error::new(ErrorCondition::NOT_FOUND).to_value().unwrap();
    annotations.insert(Symbol::new("rejected").unwrap(), error.as_value()).unwrap();
    let delivery_annotations = annotations.as_annotations();
    let built = Message { delivery_annotations, ..message };
    assert_eq!(built.rejected(), Some(Error::new(ErrorCondition::NOT_FOUND)));
    assert_eq!(built.check(), Ok(()));
    let built = MessageBuf::encode(&built).unwrap();
    assert_eq!(built.as_sections().rejected(), Ok(Some(Error::new(ErrorCondition::NOT_FOUND))));

    annotations.clear();
    annotations.insert(Symbol::new("rejected").unwrap(), "no error").unwrap();
    let annotations = annotations.as_annotations();
    let message = Message { delivery_annotations: annotations, ..message };
    assert_eq!((message.rejected(), message.check()), (None, Err(CheckError::Rejected)));
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

/// Wherever a value may be.
#[test]
fn a52_descriptors_without_end_are_refused() {
    for described in [&b"\0\x53\x07"[..], b"\0"] {
        let bytes = [&b"\0\x53\x77"[..], &described.repeat(100_000), b"\x40"].concat();
        assert_eq!(Message::decode(&bytes, &Limits::default()).unwrap_err().kind(), TooDeep);
        let sections = Sections::decode(&bytes, &Limits::default());
        assert!(sections.and_then(|sections| sections.body()).is_err());
    }
}

/// Values are built no deeper than what can be read wherever it stands.
#[test]
fn a_message_with_the_deepest_value_that_can_be_built_is_read_again() {
    let mut value = ValueBuf::new("inside").unwrap();
    let mut list = ListBuf::new();
    while list.push(value.as_value()).is_ok() {
        value = ValueBuf::new(list.as_list()).unwrap();
        list.clear();
    }
    let mut annotations = AnnotationsBuf::new();
    annotations.insert(Symbol::new("a").unwrap(), list_without(&value)).unwrap();
    let annotated = annotations.as_annotations();
    let message = Message { footer: annotated, ..Message::new(value.as_value()) };
    let kept = MessageBuf::encode(&message).unwrap();
    assert_eq!(kept.as_message(), message);
    assert_eq!(kept.as_sections().body().unwrap(), message.body);
    let mut limits = Limits::default();
    limits.max_depth = 255;
    assert_eq!(MessageBuf::decode(kept.as_bytes().clone(), &limits).unwrap(), kept);
}

/// What is in a list of one.
fn list_without(value: &ValueBuf) -> Value<'_> {
    let Value::List(list) = value.as_value() else { panic!("{value}") };
    list.iter().next().unwrap()
}

fn annotations_with(key: &str) -> Result<(), EncodeError> {
    AnnotationsBuf::new().insert(key, true)
}

fn refusal(result: Result<(), EncodeError>) -> (DecodeErrorKind, &'static str) {
    match result {
        Err(EncodeError::Invalid { kind, field, .. }) => (kind, field),
        other => panic!("{other:?}"),
    }
}
