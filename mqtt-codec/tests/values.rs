//! Values that callers make: what they are made from, and what is said when they can't be.
#![allow(clippy::unwrap_used, reason = "tests")]

use bytes::{Bytes, BytesMut};
use mqtt_codec::packet::{Delivery, FiltersBuf, Packet, PubAck, SubscriptionOptions, TopicFiltersBuf};
use mqtt_codec::property::{PropertiesBuf, Property, SubscriptionId, TopicAlias};
use mqtt_codec::reason::{ReasonCodesBuf, SubscribeReasonCode};
use mqtt_codec::topic::{TopicFilter, TopicFilterBuf, TopicName, TopicNameBuf};
use mqtt_codec::{BinaryData, Decoder, InvalidValue, Limits, PacketBuf, PacketId, Qos, Version};

#[test]
fn an_invalid_value_says_what_it_should_be_and_why_it_is_not() {
    let long = "x".repeat(65_536);
    let said = |result: Result<(), InvalidValue>| result.unwrap_err().to_string();
    for (text, expected) in [
        ("", "not a valid Topic Name: it is empty"),
        ("a/+", "not a valid Topic Name: it contains a wildcard"),
        ("a\0", "not a valid Topic Name: it contains U+0000"),
        (&long, "not a valid Topic Name: longer than 65,535 bytes"),
    ] {
        assert_eq!(said(TopicName::try_from(text).map(drop)), expected);
    }
    for (text, expected) in [
        ("", "not a valid Topic Filter: it is empty"),
        ("a#", "not a valid Topic Filter: a wildcard shares its level, or # is not at the end"),
        ("\0", "not a valid Topic Filter: it contains U+0000"),
    ] {
        assert_eq!(said(TopicFilter::try_from(text).map(drop)), expected);
    }
    assert_eq!(PacketId::try_from(0).unwrap_err().field(), "Packet Identifier");
}

#[test]
fn versions_are_read_as_they_are_written() {
    for version in [Version::V3_1, Version::V3_1_1, Version::V5] {
        assert_eq!(version.to_string().parse(), Ok(version));
    }
    assert_eq!("5".parse(), Ok(Version::V5));
    assert!("4".parse::<Version>().is_err());
}

#[test]
fn binary_data_is_made_from_bytes_and_text() {
    let data = BinaryData::try_from(&b"abc"[..]).unwrap();
    assert_eq!(BinaryData::try_from(b"abc"), Ok(data));
    assert_eq!(BinaryData::try_from("abc"), Ok(data));
}

#[test]
fn a_delivery_follows_from_the_quality_of_service() {
    let packet_id = PacketId::try_from(7).unwrap();
    assert_eq!(Delivery::new(Qos::AtMostOnce, packet_id), Delivery::AtMostOnce);
    let first = |qos| (qos, Some(packet_id), false);
    for qos in [Qos::AtLeastOnce, Qos::ExactlyOnce] {
        let delivery = Delivery::new(qos, packet_id);
        assert_eq!((delivery.qos(), delivery.packet_id(), delivery.dup()), first(qos));
        assert_eq!(u8::from(SubscribeReasonCode::from(qos)), u8::from(qos));
    }
}

#[test]
fn a_topic_alias_is_any_number_but_zero() {
    assert_eq!(TopicAlias::try_from(3).map(u16::from), Ok(3));
    assert!(TopicAlias::try_from(0).is_err());
    assert_eq!(SubscriptionId::try_from(268_435_455).unwrap().to_string(), "268435455");
}

#[test]
fn kept_topics_are_found_by_received_text() {
    let kept: std::collections::HashMap<TopicNameBuf, u8> = [("a/b".parse().unwrap(), 1)].into();
    assert_eq!(kept.get("a/b"), Some(&1));
    assert_eq!("a/+".parse::<TopicFilterBuf>().unwrap().as_ref(), "a/+");
}

#[test]
fn lists_are_kept_as_they_were_received() {
    let filter = TopicFilter::try_from("a/+").unwrap();
    let mut filters = FiltersBuf::new();
    filters.push(filter, SubscriptionOptions::new(Qos::AtLeastOnce)).unwrap();
    assert_eq!(FiltersBuf::from(filters.as_filters()), filters);
    assert_eq!(filters.as_filters().len(), 1);

    let filters: TopicFiltersBuf = [filter, filter].into_iter().collect();
    assert_eq!(TopicFiltersBuf::from(filters.as_filters()), filters);
    assert_eq!(filters.as_filters().len(), 2);

    let codes: ReasonCodesBuf<_> = [SubscribeReasonCode::GrantedQos1].into_iter().collect();
    assert_eq!(ReasonCodesBuf::from(codes.as_reason_codes()), codes);

    let mut properties = PropertiesBuf::new();
    properties.push(Property::TopicAlias(3.try_into().unwrap())).unwrap();
    assert_eq!(PropertiesBuf::from(properties.as_properties()), properties);
}

#[test]
fn a_codes_list_does_not_believe_how_long_its_source_says_it_is() {
    struct Liar(Option<SubscribeReasonCode>);
    impl Iterator for Liar {
        type Item = SubscribeReasonCode;
        fn next(&mut self) -> Option<Self::Item> {
            self.0.take()
        }
        fn size_hint(&self) -> (usize, Option<usize>) {
            (usize::MAX, None)
        }
    }
    let codes: ReasonCodesBuf<_> = Liar(Some(SubscribeReasonCode::GrantedQos0)).collect();
    assert_eq!(codes.as_reason_codes().len(), 1);
}

#[test]
fn kept_packets_are_cut_out_of_the_buffer_they_came_in() {
    let limits = Limits::new().with_max_packet_size(64).with_max_items(2);
    let mut decoder = Decoder::new(Version::V5, limits);
    let mut buffer = BytesMut::from(&b"\x40\x02\0\x07\xd0\0\x30"[..]);
    let ack = decoder.decode_buf(&mut buffer).unwrap().unwrap();
    assert_eq!(ack.as_packet(), PubAck::new(7.try_into().unwrap()).into());
    assert_eq!(
        decoder.decode_buf(&mut buffer).unwrap().map(|kept| kept.to_string()),
        Some("PINGRESP".into())
    );
    assert_eq!((decoder.decode_buf(&mut buffer), &buffer[..]), (Ok(None), &b"\x30"[..]));

    buffer.extend_from_slice(b"\x3f");
    assert!(decoder.decode_buf(&mut buffer).is_err(), "65 bytes");
}

#[test]
fn a_packet_too_large_for_mqtt_takes_no_room() {
    let payload = Bytes::from(vec![0; 268_435_456]);
    let publish = mqtt_codec::packet::Publish::new("a".try_into().unwrap(), &payload);
    assert!(PacketBuf::encode(&Packet::Publish(publish), Version::V5).is_err());
}
