//! Any bytes, decoded as a stream.

use mqtt_codec::packet::{Filters, FiltersBuf, Packet, TopicFilters, TopicFiltersBuf};
use mqtt_codec::property::{Properties, PropertiesBuf, Property, PropertyId};
use mqtt_codec::reason::{ReasonCode, ReasonCodes, ReasonCodesBuf};
use mqtt_codec::topic::{TopicFilter, TopicName};

use super::{Setting, hash};
use crate::stream::decode_all;

/// Decodes packets until there are no more, and reads all that is in them.
///
/// The first byte is the version and the limits, the others are the stream.
pub fn decode(data: &[u8]) {
    let Some((setting, input)) = Setting::read(data) else { return };
    let error = decode_all(&mut setting.decoder(), input, |decoder, packet, bytes| {
        let version = decoder.version().expect("a packet has a version");
        assert_eq!(Packet::decode(bytes, version, &setting.limits), Ok(packet));
        read(&packet);
    });
    if let Some(error) = error {
        assert!(error.reason_code() >= 0x80);
        assert!(error.to_string().starts_with(error.field()));
    }
}

fn read(packet: &Packet<'_>) {
    match packet {
        Packet::Connect(connect) => {
            read_properties(connect.properties);
            read_text(connect.client_id.as_str());
            if let Some(will) = connect.will {
                read_properties(will.properties);
                read_topic(will.topic);
            }
            if let Some(user_name) = connect.user_name {
                read_text(user_name.as_str());
            }
        }
        Packet::ConnAck(connack) => read_properties(connack.properties),
        Packet::Publish(publish) => {
            read_properties(publish.properties);
            assert_eq!(publish.packet_id().is_some(), u8::from(publish.qos()) > 0);
            assert!(publish.packet_id().is_some() || !publish.dup());
            if publish.topic.is_empty() {
                assert!(publish.properties.topic_alias().is_some());
            } else {
                read_topic(publish.topic);
            }
        }
        Packet::PubAck(puback) => read_properties(puback.properties),
        Packet::PubRec(pubrec) => read_properties(pubrec.properties),
        Packet::PubRel(pubrel) => read_properties(pubrel.properties),
        Packet::PubComp(pubcomp) => read_properties(pubcomp.properties),
        Packet::Subscribe(subscribe) => {
            read_properties(subscribe.properties);
            read_filters(subscribe.filters);
        }
        Packet::SubAck(suback) => {
            read_properties(suback.properties);
            read_reason_codes(suback.reason_codes);
        }
        Packet::Unsubscribe(unsubscribe) => {
            read_properties(unsubscribe.properties);
            read_topic_filters(unsubscribe.filters);
        }
        Packet::UnsubAck(unsuback) => {
            read_properties(unsuback.properties);
            read_reason_codes(unsuback.reason_codes);
        }
        Packet::PingReq | Packet::PingResp => {}
        Packet::Disconnect(disconnect) => read_properties(disconnect.properties),
        Packet::Auth(auth) => read_properties(auth.properties),
    }
    let (line, debug) = (packet.to_string(), format!("{packet:?}"));
    assert!(line.starts_with(packet.packet_type().name()) && !line.contains('\n'), "{line}");
    assert!(!debug.is_empty());
}

/// The codec makes text of bytes that it has looked at itself.
fn read_text(text: &str) {
    assert!(str::from_utf8(text.as_bytes()).is_ok());
    assert!(!text.contains('\0'), "{text:?}");
}

fn read_topic(topic: TopicName<'_>) {
    read_text(topic.as_str());
    assert!(!topic.as_str().contains(['+', '#']), "{topic:?}");
    assert_eq!(TopicName::try_from(topic.as_str()), Ok(topic));
    assert!(topic.levels().eq(topic.as_str().split('/')));
}

fn read_filter(filter: TopicFilter<'_>) {
    read_text(filter.as_str());
    assert_eq!(TopicFilter::try_from(filter.as_str()), Ok(filter));
    assert!(filter.levels().eq(filter.as_str().split('/')));
}

fn read_properties(properties: Properties<'_>) {
    let mut all: Vec<_> = properties.iter().collect();
    all.iter().for_each(|property| read_property(*property));
    assert_eq!(build(&all).as_properties(), properties);
    // The order counts only among those of one identifier.
    all.sort_by_key(Property::id);
    let sorted = build(&all);
    assert_eq!((sorted.as_properties(), hash(sorted.as_properties())), (properties, hash(properties)));
    assert_eq!(all.is_empty(), properties.is_empty());
    for id in PropertyId::ALL {
        assert_eq!(properties.contains(*id), properties.iter().any(|property| property.id() == *id));
    }
    read_getters(properties);
}

fn build(all: &[Property<'_>]) -> PropertiesBuf {
    let mut built = PropertiesBuf::new();
    for property in all {
        built.push(*property).expect("what was decoded can be built");
    }
    built
}

fn read_property(property: Property<'_>) {
    match property {
        Property::ContentType(text)
        | Property::AuthenticationMethod(text)
        | Property::ResponseInformation(text)
        | Property::ServerReference(text)
        | Property::ReasonString(text) => read_text(text.as_str()),
        Property::AssignedClientIdentifier(id) => read_text(id.as_str()),
        Property::ResponseTopic(topic) => read_topic(topic),
        Property::UserProperty((name, value)) => {
            read_text(name.as_str());
            read_text(value.as_str());
        }
        _ => {}
    }
}

/// Each getter finds what iterating finds.
fn read_getters(properties: Properties<'_>) {
    macro_rules! all {
        ($variant:ident) => {
            properties.iter().filter_map(|property| match property {
                Property::$variant(value) => Some(value),
                _ => None,
            })
        };
    }
    macro_rules! getters {
        ($($variant:ident $getter:ident)*) => {$(
            assert_eq!(properties.$getter(), all!($variant).next());
        )*};
    }
    getters! {
        PayloadFormatIndicator payload_format_indicator
        MessageExpiryInterval message_expiry_interval
        ContentType content_type
        ResponseTopic response_topic
        CorrelationData correlation_data
        SessionExpiryInterval session_expiry_interval
        AssignedClientIdentifier assigned_client_identifier
        ServerKeepAlive server_keep_alive
        AuthenticationMethod authentication_method
        AuthenticationData authentication_data
        RequestProblemInformation request_problem_information
        WillDelayInterval will_delay_interval
        RequestResponseInformation request_response_information
        ResponseInformation response_information
        ServerReference server_reference
        ReasonString reason_string
        ReceiveMaximum receive_maximum
        TopicAliasMaximum topic_alias_maximum
        TopicAlias topic_alias
        MaximumQos maximum_qos
        RetainAvailable retain_available
        MaximumPacketSize maximum_packet_size
        WildcardSubscriptionAvailable wildcard_subscription_available
        SubscriptionIdentifierAvailable subscription_identifier_available
        SharedSubscriptionAvailable shared_subscription_available
    }
    assert!(properties.user_properties().eq(all!(UserProperty)));
    assert!(properties.subscription_identifiers().eq(all!(SubscriptionIdentifier)));
}

fn read_filters(filters: Filters<'_>) {
    let mut built = FiltersBuf::new();
    for (filter, options) in filters.iter() {
        read_filter(filter);
        built.push(filter, options).expect("what was decoded can be built");
    }
    assert!(!filters.is_empty());
    assert_eq!(built.as_filters(), filters);
}

fn read_topic_filters(filters: TopicFilters<'_>) {
    filters.iter().for_each(read_filter);
    assert!(!filters.is_empty());
    assert_eq!(filters.iter().collect::<TopicFiltersBuf>().as_filters(), filters);
}

fn read_reason_codes<R: ReasonCode>(codes: ReasonCodes<'_, R>) {
    assert_eq!((codes.iter().count(), codes.iter().next().is_none()), (codes.len(), codes.is_empty()));
    assert!(codes.iter().all(|code| code.is_error() == (code.into() >= 0x80)));
    assert_eq!(codes.iter().collect::<ReasonCodesBuf<R>>().as_reason_codes(), codes);
}
