//! Messages: any bytes, and what is built.

use amqp_frames::message::{
    AnnotationKey, Annotations, Body, DataBuf, Message, Section, Sections, SequencesBuf,
};
use amqp_frames::types::{List, Value};
use amqp_frames::{DecodeError, DecodeErrorKind, Limits, MessageBuf};
use arbitrary::{Result, Unstructured};
use bytes::Bytes;

use super::decode::check_error;
use super::roundtrip::check_exact;
use super::{Setting, check_line, hash, large_frames, value};

/// Decodes a message as a whole and section by section, which agree, and encodes it again.
///
/// The first byte is the limits, and where its lowest two bits are 0 the others are the message. Else they are bytes for
/// `Arbitrary`, of which one is built.
pub fn message(data: &[u8]) {
    let Some((setting, input)) = Setting::read(data) else { return };
    match setting.behind {
        None => check(input, &setting.limits),
        // All that can go wrong with `Unstructured` is that there are too few bytes.
        Some(_) => _ = try_build(&mut Unstructured::new(input)),
    }
}

fn try_build(u: &mut Unstructured<'_>) -> Result<()> {
    let message: Message<'_> = u.arbitrary()?;
    let (mut data, mut sequences) =
        (DataBuf::new(b"").expect("it is small"), SequencesBuf::new(List::EMPTY).expect("it is small"));
    let body = match u.int_in_range(0..=3)? {
        0 => {
            for bytes in u.arbitrary_iter::<&[u8]>()? {
                data.push(bytes?).expect("it is small");
            }
            Body::Data(data.as_data())
        }
        1 => {
            for list in u.arbitrary_iter::<List<'_>>()? {
                sequences.push(list?).expect("it is small");
            }
            Body::AmqpSequence(sequences.as_sequences())
        }
        _ => message.body,
    };
    let message = Message { body, ..message };
    let mut encoded = Vec::new();
    message.encode(&mut encoded).unwrap_or_else(|error| panic!("{message:?}: {error}"));
    assert_eq!(Message::decode(&encoded, &large_frames()), Ok(message));
    check(&encoded, &large_frames());
    for _ in 0..u.int_in_range(0..=3)? {
        let Some(last) = encoded.len().checked_sub(1) else { break };
        let at = u.int_in_range(0..=last)?;
        encoded[at] = u.arbitrary()?;
    }
    check(&encoded, &large_frames());
    Ok(())
}

fn check(bytes: &[u8], limits: &Limits) {
    let whole = Message::decode(bytes, limits);
    let sections = Sections::decode(bytes, limits);
    if let Err(error) = whole {
        assert!(error.offset() <= bytes.len(), "{error} is behind the end");
        check_error(error);
        assert_eq!(MessageBuf::decode(Bytes::copy_from_slice(bytes), limits), Err(error));
    }
    match (whole, sections.map(|sections| one_by_one(&sections))) {
        (Ok(message), found) => {
            assert_eq!(found, Ok(Ok(message)));
            read(&message);
            check_encoding(&message, bytes, limits);
            check_sections(&sections.expect("they were found"), &message, bytes);
        }
        // All sections together have more items than there may be, and none has by itself.
        (Err(error), Ok(_)) if error.kind() == DecodeErrorKind::TooManyItems => {}
        (Err(error), Ok(found)) => assert_eq!(found, Err(error)),
        // What is inside of sections is read first here, and sections are found first there.
        (Err(_), Err(error)) => {
            assert!(error.offset() <= bytes.len(), "{error} is behind the end");
            check_error(error);
        }
    }
}

fn one_by_one<'a>(sections: &Sections<'a>) -> std::result::Result<Message<'a>, DecodeError> {
    Ok(Message {
        header: sections.header()?,
        delivery_annotations: sections.delivery_annotations()?,
        message_annotations: sections.message_annotations()?,
        properties: sections.properties()?,
        application_properties: sections.application_properties()?,
        body: sections.body()?,
        footer: sections.footer()?,
    })
}

/// Reads all that is in a message.
fn read(message: &Message<'_>) {
    check_line(&message.to_string());
    check_line(&message.body.to_string());
    assert!(!format!("{message:?}").is_empty());
    for annotations in [message.delivery_annotations, message.message_annotations, message.footer] {
        read_annotations(annotations);
    }
    let rejected = message.delivery_annotations.get("rejected");
    assert_eq!(rejected.is_some(), message.rejected().is_some());
    let properties = message.application_properties;
    assert_eq!((properties.iter().len(), properties.iter().count()), (properties.len(), properties.len()));
    for (key, value) in properties {
        assert_eq!(properties.get(key), Some(value));
    }
    match message.body {
        Body::Data(data) => assert_eq!(data.as_one().is_some(), data.iter().count() == 1),
        Body::AmqpSequence(sequences) => {
            assert_eq!(sequences.as_one().is_some(), sequences.iter().count() == 1);
            sequences.iter().for_each(|list| read_value(list.into()));
        }
        Body::AmqpValue(value) => read_value(value),
        Body::Absent => assert!(message.check().is_err()),
    }
}

fn read_annotations(annotations: Annotations<'_>) {
    assert_eq!(
        (annotations.as_map().len(), annotations.is_empty()),
        (annotations.len(), annotations.as_map().is_empty())
    );
    read_value(annotations.as_map().into());
    for (key, value) in annotations.as_map() {
        if let Value::Symbol(key) = key {
            assert_eq!(annotations.get(key.as_str()), Some(value));
        }
    }
}

fn read_value(value: Value<'_>) {
    let mut encoded = Vec::new();
    assert_eq!(value.encode(&mut encoded), Ok(()));
    value::check(&encoded, &large_frames());
}

fn check_encoding(message: &Message<'_>, bytes: &[u8], limits: &Limits) {
    let mut encoded = Vec::new();
    assert_eq!(message.encode(&mut encoded), Ok(()));
    assert_eq!(encoded.len(), message.encoded_len());
    assert!(encoded.len() <= bytes.len(), "{bytes:02x?} became {encoded:02x?}");
    let again = Message::decode(&encoded, limits);
    assert_eq!((again, again.map(hash)), (Ok(*message), Ok(hash(message))));
    let json = |message: &Message<'_>| serde_json::to_string(message).expect("it can be serialised");
    assert_eq!(again.map(|again| json(&again)), Ok(json(message)));
    let mut head = Vec::new();
    assert_eq!(message.encode_head(&mut head), Ok(()));
    assert_eq!([&head, message.payload()].concat(), encoded);
    check_exact(&encoded, |mut dst| message.encode(&mut dst).map(|()| dst.len()));
    check_exact(&head, |mut dst| message.encode_head(&mut dst).map(|()| dst.len()));
    let kept = MessageBuf::encode(message).expect("it was encoded before");
    assert_eq!((kept.as_message(), &kept.as_bytes()[..]), (*message, &encoded[..]));
    assert_eq!((&kept.detach(), hash(kept.detach())), (&kept, hash(&kept)));
    assert_eq!((kept.to_string(), format!("{kept:?}")), (message.to_string(), format!("{message:?}")));
    let received = MessageBuf::decode(Bytes::copy_from_slice(bytes), limits).expect("it was decoded before");
    assert_eq!(one_by_one(&received.as_sections()), Ok(*message));
}

/// Every byte is in one section, and what is asked for is found.
fn check_sections(sections: &Sections<'_>, message: &Message<'_>, bytes: &[u8]) {
    let all: Vec<_> = sections.iter().map(|(_, section)| section).collect();
    assert_eq!(all.concat(), bytes);
    assert!(sections.iter().is_sorted_by_key(|(section, _)| section));
    for section in Section::ALL {
        let found: Vec<_> = sections.iter().filter(|(other, _)| other == section).map(|(_, it)| it).collect();
        assert_eq!(sections.bytes(*section).unwrap_or_default(), found.concat());
        assert_eq!(sections.bytes(*section).is_none(), found.is_empty());
    }
    let bare = Message::decode(sections.bare_message(), &Limits::default());
    let Message { properties, application_properties, body, .. } = *message;
    assert_eq!(bare, Ok(Message { properties, application_properties, body, ..Message::new(Body::Absent) }));
    for (key, value) in message.application_properties {
        assert_eq!(sections.application_property(key), Ok(Some(value)));
    }
    check_lookup(message.delivery_annotations, |key| sections.delivery_annotation(key));
    check_lookup(message.message_annotations, |key| sections.message_annotation(key));
    check_lookup(message.footer, |key| sections.footer_annotation(key));
}

fn check_lookup<'a>(
    annotations: Annotations<'a>,
    find: impl Fn(AnnotationKey<'_>) -> std::result::Result<Option<Value<'a>>, DecodeError>,
) {
    for (key, value) in annotations {
        if let Ok(key) = AnnotationKey::try_from(key) {
            assert_eq!(find(key), Ok(Some(value)));
        }
    }
    let missing = AnnotationKey::try_from("no such key").expect("it is ASCII");
    assert_eq!(find(missing), Ok(annotations.get("no such key")));
}
