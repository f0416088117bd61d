//! Properties of all messages.

use amqp_frames::message::{Message, Sections};
use amqp_frames::{Limits, MessageBuf};
use arbitrary::{Arbitrary, Unstructured};
use proptest::prelude::*;

proptest! {
    #[test]
    fn what_encodes_decodes_to_the_same(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let Ok(message) = Message::arbitrary(&mut Unstructured::new(&bytes)) else { return Ok(()) };
        let mut encoded = Vec::new();
        message.encode(&mut encoded).unwrap();
        prop_assert_eq!(encoded.len(), message.encoded_len());
        prop_assert_eq!(Message::decode(&encoded, &Limits::default()), Ok(message));
        let mut head = Vec::new();
        message.encode_head(&mut head).unwrap();
        head.extend_from_slice(message.payload());
        prop_assert_eq!(&head, &encoded);
        if let Some(too_short) = encoded.len().checked_sub(1) {
            let mut space = vec![0; too_short];
            let mut room = &mut space[..];
            prop_assert!(message.encode(&mut room).is_err());
            prop_assert_eq!(room.len(), too_short);
        }
        let kept = MessageBuf::encode(&message).unwrap();
prop_assert_eq!(kept.as_message(), message);
    }

    #[test]
    fn read_section_by_section_it_is_the_same(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let Ok(message) = Message::arbitrary(&mut Unstructured::new(&bytes)) else { return Ok(()) };
        let kept = MessageBuf::encode(&message).unwrap();
        let sections = kept.as_sections();
        prop_assert_eq!(sections.header(), Ok(message.header));
        prop_assert_eq!(sections.delivery_annotations(), Ok(message.delivery_annotations));
        prop_assert_eq!(sections.message_annotations(), Ok(message.message_annotations));
        prop_assert_eq!(sections.properties(), Ok(message.properties));
        prop_assert_eq!(sections.application_properties(), Ok(message.application_properties));
        prop_assert_eq!(sections.body(), Ok(message.body));
        prop_assert_eq!(sections.footer(), Ok(message.footer));
        for (key, value) in message.application_properties {
            prop_assert_eq!(sections.application_property(key), Ok(Some(value)));
            prop_assert_eq!(message.application_properties.get(key), Some(value));
        }
        let all: Vec<u8> = sections.iter().flat_map(|(_, bytes)| bytes).copied().collect();
        prop_assert_eq!(&all, kept.as_bytes());
    }

    /// A message with one byte changed, and any bytes behind a descriptor.
    #[test]
    fn no_bytes_panic_and_both_ways_of_reading_agree(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        at in any::<proptest::sample::Index>(),
        byte in any::<u8>(),
        code in 0x70_u8..0x79,
    ) {
        let mut inputs = vec![[&[0, 0x53, code][..], &bytes].concat()];
        if let Ok(message) = Message::arbitrary(&mut Unstructured::new(&bytes)) {
            let mut encoded = Vec::new();
            message.encode(&mut encoded).unwrap();
            if !encoded.is_empty() {
                let at = at.index(encoded.len());
                encoded[at] = byte;
                inputs.push(encoded);
            }
        }
        for input in inputs {
            let limits = Limits::default();
            let decoded = Message::decode(&input, &limits);
            let found = Sections::decode(&input, &limits).and_then(|sections| {
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
            if let Ok(sections) = Sections::decode(&input, &limits) {
                let _ = sections.application_property("k");
                let _ = sections.footer_annotation("k");
            }
            prop_assert_eq!(decoded.is_ok(), found.is_ok(), "{:?} {:?}", decoded, found);
            if let Ok(message) = decoded {
                prop_assert_eq!(found, Ok(message));
                let kept = MessageBuf::encode(&message).unwrap();
prop_assert_eq!(kept.as_message(), message);
            }
        }
    }
}
