//! What real peers have sent.

use std::collections::BTreeMap;

use amqp_frames::message::{AnnotationKey, Body, Header, Message, MessageId, Sections};
use amqp_frames::types::{Symbol, Timestamp, Value};
use amqp_frames::{DecodeErrorKind, Limits, MessageBuf};

/// Who said it, and the bytes.
fn lines() -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    include_str!("../fixtures/messages.hex").lines().map(|line| {
        let (who, hex) = line.rsplit_once(' ').unwrap();
        let bytes = hex.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).unwrap());
        (who, bytes.map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect())
    })
}

/// All messages but one; see [`rhea_puts_the_footer_in_front_of_the_body`].
fn messages() -> Vec<(&'static str, MessageBuf)> {
    let messages = lines()
        .filter_map(|(who, bytes)| Some((who, MessageBuf::decode(bytes.into(), &Limits::default()).ok()?)));
    messages.collect()
}

#[test]
fn all_messages_decode_and_encode_to_the_same() {
    let mut bodies = BTreeMap::new();
    for (_, kept) in messages() {
        let message = kept.as_message();
        let mut encoded = Vec::new();
        message.encode(&mut encoded).unwrap();
        assert_eq!(encoded.len(), message.encoded_len());
        assert_eq!(Message::decode(&encoded, &Limits::default()), Ok(message));
        assert_eq!(kept.as_sections().body(), Ok(message.body));
        let kind = match message.body {
            Body::Data(_) => "data",
            Body::AmqpSequence(_) => "amqp-sequence",
            Body::AmqpValue(value) => value.primitive().unwrap().name(),
            Body::Absent => "none",
        };
        *bodies.entry(kind).or_insert(0) += 1;
    }
    assert_eq!(bodies.values().sum::<i32>(), 62);
    assert_eq!((bodies["data"], bodies["amqp-sequence"]), (1, 2));
    assert_eq!(bodies.len(), 23, "{bodies:?}");
}

/// Section 3.2 has it at the end: such a message is refused. The values were read off the bytes by hand.
#[test]
fn rhea_puts_the_footer_in_front_of_the_body() {
    let is_refused = |bytes: &[u8]| Message::decode(bytes, &Limits::default()).is_err();
    let mut refused = lines().filter(|(_, bytes)| is_refused(bytes));
    let (Some((_, bytes)), None) = (refused.next(), refused.next()) else { panic!("not one message") };
    let error = Message::decode(&bytes, &Limits::default()).unwrap_err();
    assert_eq!((error.kind(), error.composite()), (DecodeErrorKind::SectionOrder, Some("data")));

    let (front, body) = bytes.split_at(error.offset());
    let footer_at = front.windows(3).rposition(|window| window == b"\0\x53\x78").unwrap();
    let (front, footer) = front.split_at(footer_at);
    let in_order = [front, body, footer].concat();
    let kept = MessageBuf::decode(in_order.into(), &Limits::default()).unwrap();
    let message = kept.as_message();
    assert_eq!((message.header.durable, message.header.priority), (Some(true), Some(9)));
    assert_eq!(message.header.ttl.map(|ttl| ttl.0), Some(60_000));
    assert_eq!((message.header.first_acquirer, message.header.delivery_count), (Some(true), Some(3)));
    assert_eq!(message.delivery_annotations.get("x-da"), Some(Value::Symbol(Symbol::new("s").unwrap())));
    assert_eq!(message.message_annotations.get("x-opt-b"), Some(Value::String("two")));
    let properties = message.properties;
    assert_eq!(properties.message_id, Some(MessageId::String("mid-1")));
    assert_eq!(properties.user_id, Some(&b"guest"[..]));
    assert_eq!((properties.to, properties.subject), (Some("q1"), Some("subj é")));
    assert_eq!(properties.creation_time, Some(Timestamp(1_700_000_000_000)));
    // Section 3.2.10 has no strings for keys: this one is kept, and not an annotation that can be built.
    let (key, value) = message.footer.as_map().iter().next().unwrap();
    assert_eq!((key, value), (Value::String("x-f"), Value::Boolean(true)));
    assert!(AnnotationKey::try_from(key).is_err());
}

#[test]
fn rhea_sends_empty_sections_and_several_of_data() {
    let messages = messages();
    let (_, data) =
        messages.iter().find(|(_, kept)| matches!(kept.as_message().body, Body::Data(_))).unwrap();
    let message = data.as_message();
    assert_eq!(message.header, Header::default());
    assert_eq!(message.properties.message_id, Some(MessageId::Uuid(amqp_frames::types::Uuid([3; 16]))));
    assert_eq!(message.properties.correlation_id, Some(MessageId::Binary(&[1, 2])));
    let Body::Data(data) = message.body else { panic!("{message}") };
    assert!(data.iter().eq([&b"d1"[..], b"d2"]));
    assert_eq!(message.body.as_bytes(), None);

    let sequences: Vec<_> = messages
        .iter()
        .filter_map(|(_, kept)| match kept.as_message().body {
            Body::AmqpSequence(sequences) => {
                Some(sequences.iter().map(|list| list.len()).collect::<Vec<_>>())
            }
            _ => None,
        })
        .collect();
    assert_eq!(sequences, [vec![3], vec![1, 2]]);
}

/// The header changes on the way through RabbitMQ, and so does nothing behind it.
#[test]
fn rabbitmq_passes_the_body_on_byte_for_byte() {
    let all = messages();
    let sent: Vec<_> =
        all.iter().filter(|(who, _)| *who == "rhea-rhea c>s").map(|(_, kept)| kept.as_bytes()).collect();
    let mut passed_on = 0;
    for (_, kept) in all.iter().filter(|(who, _)| *who == "rhea-rabbitmq s>c") {
        let bare = kept.as_sections().bare_message();
        let is_same = |bytes: &&&bytes::Bytes| {
            Sections::decode(bytes, &Limits::default()).unwrap().bare_message() == bare
        };
        passed_on += sent.iter().filter(is_same).count();
        assert_eq!(kept.as_message().header.delivery_count(), 0);
    }
    assert!(passed_on > 10, "{passed_on}");
}
