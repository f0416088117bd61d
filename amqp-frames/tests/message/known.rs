//! Known answers: sections and bodies, byte for byte, both ways.

use amqp_frames::definitions::{Milliseconds, SequenceNo};
use amqp_frames::message::{
    ApplicationPropertiesBuf, Body, DataBuf, Header, Message, MessageId, Properties, SequencesBuf,
};
use amqp_frames::types::{List, ListBuf, MapBuf, Symbol, Timestamp, Uuid, Value};
use amqp_frames::{EncodeError, Limits, MessageBuf};

fn both_ways(message: Message<'_>, bytes: &[u8]) {
    assert_eq!(MessageBuf::encode(&message).unwrap().as_bytes(), bytes);
    assert_eq!(Message::decode(bytes, &Limits::default()), Ok(message));
}

#[test]
fn bodies_are_data_sequences_or_a_value() {
    both_ways(Message::new(b"hi"), b"\0\x53\x75\xa0\x02hi");
    both_ways(Message::new(b""), b"\0\x53\x75\xa0\0");
    both_ways(Message::new(Body::sequence(List::EMPTY)), b"\0\x53\x76\x45");
    both_ways(Message::new(Value::String("hi")), b"\0\x53\x77\xa1\x02hi");
    both_ways(Message::new(Value::Null), b"\0\x53\x77\x40");

    let mut data = DataBuf::new(b"a").unwrap();
    assert_eq!(data.as_data().as_one(), Some(&b"a"[..]));
    data.push(b"").unwrap();
    data.push(b"bc").unwrap();
    both_ways(Message::new(data.as_data()), b"\0\x53\x75\xa0\x01a\0\x53\x75\xa0\0\0\x53\x75\xa0\x02bc");

    let mut list = ListBuf::new();
    list.push(true).unwrap();
    let mut sequences = SequencesBuf::new(List::EMPTY).unwrap();
    assert_eq!(Body::from(sequences.as_sequences()), Body::sequence(List::EMPTY));
    sequences.push(list.as_list()).unwrap();
    both_ways(Message::new(sequences.as_sequences()), b"\0\x53\x76\x45\0\x53\x76\xc0\x02\x01\x41");
}

#[test]
fn all_fields_have_their_place() {
    let header = Header {
        durable: Some(true),
        priority: Some(9),
        ttl: Some(Milliseconds(60_000)),
        first_acquirer: Some(true),
        delivery_count: Some(2),
    };
    let properties = Properties {
        message_id: Some("m".into()),
        user_id: Some(b"u"),
        to: Some("t"),
        subject: Some("s"),
        reply_to: Some("r"),
        correlation_id: Some(7.into()),
        content_type: Symbol::new("c"),
        content_encoding: Symbol::new("e"),
        absolute_expiry_time: Some(Timestamp(1)),
        creation_time: Some(Timestamp(-1)),
        group_id: Some("g"),
        group_sequence: Some(SequenceNo(3)),
        reply_to_group_id: Some("h"),
    };
    let mut application_properties = ApplicationPropertiesBuf::new();
    application_properties.insert("k", true).unwrap();
    let application_properties = application_properties.as_application_properties();
    let message = Message { header, properties, application_properties, ..Message::new(b"x") };
    both_ways(
        message,
        b"\0\x53\x70\xc0\x0c\x05\x41\x50\x09\x70\0\0\xea\x60\x41\x52\x02\
          \0\x53\x73\xc0\x32\x0d\xa1\x01m\xa0\x01u\xa1\x01t\xa1\x01s\xa1\x01r\x53\x07\xa3\x01c\xa3\x01e\
          \x83\0\0\0\0\0\0\0\x01\x83\xff\xff\xff\xff\xff\xff\xff\xff\xa1\x01g\x52\x03\xa1\x01h\
          \0\x53\x74\xc1\x05\x02\xa1\x01k\x41\
          \0\x53\x75\xa0\x01x",
    );
    assert_eq!(
        message.to_string(),
        "message id \"m\" to \"t\" subject \"s\" 1 application property data 1 bytes"
    );
}

/// Sections 3.2.11 to 3.2.14: of the same bytes, and never equal.
#[test]
fn message_ids_are_of_four_types() {
    let ids: [(MessageId<'_>, &[u8]); 5] = [
        (MessageId::Ulong(0), b"\x44"),
        (MessageId::Ulong(256), b"\x80\0\0\0\0\0\0\x01\0"),
        (MessageId::Uuid(Uuid(*b"0123456789abcdef")), b"\x980123456789abcdef"),
        (MessageId::Binary(b"0123456789abcdef"), b"\xa0\x100123456789abcdef"),
        (MessageId::String("0123456789abcdef"), b"\xa1\x100123456789abcdef"),
    ];
    for (id, bytes) in ids {
        let size = u8::try_from(1 + bytes.len()).unwrap();
        let whole = [&[0, 0x53, 0x73, 0xc0, size, 1][..], bytes].concat();
        let properties = Properties { message_id: Some(id), ..Properties::default() };
        both_ways(Message { properties, ..Message::new(Body::Absent) }, &whole);
        assert_eq!(ids.iter().filter(|(other, _)| *other == id).count(), 1);
    }
}

/// Section 3.2.1.
#[test]
fn a_default_that_is_said_is_not_the_same_as_nothing_said() {
    let said = b"\0\x53\x70\xc0\x07\x05\x42\x50\x04\x40\x42\x43\0\x53\x77\x40";
    let header = Header {
        durable: Some(false),
        priority: Some(4),
        ttl: None,
        first_acquirer: Some(false),
        delivery_count: Some(0),
    };
    both_ways(Message { header, ..Message::new(Value::Null) }, said);
    for header in [header, Header::default()] {
        assert_eq!((header.is_durable(), header.priority()), (false, 4));
        assert_eq!((header.is_first_acquirer(), header.delivery_count()), (false, 0));
    }
    let header = Header { durable: Some(true), priority: Some(0), delivery_count: Some(7), ..header };
    assert_eq!((header.is_durable(), header.priority(), header.delivery_count()), (true, 0, 7));
}

/// Sections 3.2.1 to 3.2.3.
#[test]
fn a_section_left_out_means_the_same_as_an_empty_one() {
    let left_out = Message::decode(b"\0\x53\x77\x40", &Limits::default()).unwrap();
    assert_eq!(left_out.header, Header::default());
    assert!(left_out.delivery_annotations.is_empty() && left_out.message_annotations.is_empty());
    let empty = b"\0\x53\x70\x45\0\x53\x71\xc1\x01\0\0\x53\x72\xc1\x01\0\0\x53\x73\x45\0\x53\x74\xc1\x01\0\0\x53\x77\x40\0\x53\x78\xc1\x01\0";
    assert_eq!(Message::decode(empty, &Limits::default()), Ok(left_out));
}

/// Attack A55.
#[test]
fn sizes_go_from_one_byte_to_four_where_they_have_to() {
    for len in [0, 1, 65_535, 65_536].into_iter().chain(240..260).chain(480..520) {
        let bytes = vec![0x61; len];
        let text = str::from_utf8(&bytes).unwrap();
        let head: &[u8] = if len <= 255 {
            &[0, 0x53, 0x75, 0xa0, len.try_into().unwrap()]
        } else {
            &[&[0, 0x53, 0x75, 0xb0][..], &u32::try_from(len).unwrap().to_be_bytes()].concat()
        };
        both_ways(Message::new(&bytes[..]), &[head, &bytes].concat());

        let properties = Properties { subject: Some(text), ..Properties::default() };
        let mut application_properties = ApplicationPropertiesBuf::new();
        application_properties.insert(text, text).unwrap();
        let application_properties = application_properties.as_application_properties();
        let mut list = ListBuf::new();
        list.push(text).unwrap();
        let message =
            Message { properties, application_properties, ..Message::new(Body::sequence(list.as_list())) };
        let kept = MessageBuf::encode(&message).unwrap();
        assert_eq!((kept.as_message(), kept.as_bytes().len()), (message, message.encoded_len()));
    }
}

/// A payload of which no copy is made: the caller sends it behind the head.
#[test]
fn a_payload_stands_at_the_end() {
    let message =
        Message { header: Header { durable: Some(true), ..Header::default() }, ..Message::new(b"payload") };
    let mut head = Vec::new();
    message.encode_head(&mut head).unwrap();
    assert_eq!(
        (&head[..], message.payload()),
        (&b"\0\x53\x70\xc0\x02\x01\x41\0\x53\x75\xa0\x07"[..], &b"payload"[..])
    );

    let mut footer = amqp_frames::message::AnnotationsBuf::new();
    footer.insert(Symbol::new("x-opt-hash").unwrap(), 7_u32).unwrap();
    let message = Message { footer: footer.as_annotations(), ..message };
    assert_eq!(message.payload(), b"", "there is something behind it");
    both_ways(
        message,
        b"\0\x53\x70\xc0\x02\x01\x41\0\x53\x75\xa0\x07payload\0\x53\x78\xc1\x0f\x02\xa3\x0ax-opt-hash\x52\x07",
    );
}

/// The payload needs no room where the head goes.
#[test]
fn a_head_goes_into_exactly_its_length() {
    let header = Header { durable: Some(true), ..Header::default() };
    let subject = "x".repeat(2000);
    let properties = Properties { subject: Some(&subject), ..Properties::default() };
    for message in [
        Message::new(b"payload"),
        Message { header, ..Message::new(b"payload") },
        Message { properties, ..Message::new(b"payload") },
        Message { header, ..Message::new(Value::String("no payload")) },
    ] {
        let mut room = vec![0xaa; message.encoded_len() - message.payload().len()];
        assert_eq!(message.encode_head(&mut &mut room[1..]), Err(EncodeError::NoSpace));
        assert!(room.iter().all(|byte| *byte == 0xaa));
        message.encode_head(&mut &mut room[..]).unwrap();
        room.extend_from_slice(message.payload());
        assert_eq!(Message::decode(&room, &Limits::default()), Ok(message));
    }
}

/// Attack A57.
#[test]
fn a57_a_hundred_thousand_sections_are_one_body() {
    let bytes = b"\0\x53\x75\xa0\x01a".repeat(100_000);
    let message = Message::decode(&bytes, &Limits::default()).unwrap();
    let Body::Data(data) = message.body else { panic!("{message}") };
    assert_eq!(data.iter().count(), 100_000);
    assert_eq!(MessageBuf::encode(&message).unwrap().as_bytes(), &bytes);
}

#[test]
fn messages_are_shown_in_one_line() {
    let map = MapBuf::new();
    assert_eq!(Message::new(Value::Map(map.as_map())).to_string(), "message amqp-value map");
    assert_eq!(Message::new(Body::Absent).to_string(), "message without body");
    let mut data = DataBuf::new(b"a").unwrap();
    data.push(b"bc").unwrap();
    assert_eq!(Message::new(data.as_data()).to_string(), "message data 3 bytes");
    assert_eq!(Message::new(Body::sequence(List::EMPTY)).to_string(), "message amqp-sequence 0 items");
}
