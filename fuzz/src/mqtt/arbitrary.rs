//! Packets that were built, encoded and decoded.

use arbitrary::{Result, Unstructured};
use mqtt_codec::packet::{
    Auth, ConnAck, Connect, Disconnect, FiltersBuf, Packet, PubAck, PubComp, PubRec, PubRel, Publish, SubAck,
    Subscribe, SubscriptionOptions, TopicFiltersBuf, UnsubAck, Unsubscribe, Will,
};
use mqtt_codec::property::{PropertiesBuf, Property};
use mqtt_codec::reason::{ReasonCodesBuf, SubscribeReasonCode, UnsubscribeReasonCode};
use mqtt_codec::topic::{TopicFilter, TopicName};
use mqtt_codec::{DecodeErrorKind, EncodeError, Version};

use super::VERSIONS;
use super::roundtrip::encode;

/// Encodes a packet in every version, as an application may build it: either a valid one or one of any fields whatever.
/// What encodes, decodes to an equal packet.
pub fn arbitrary(data: &[u8]) {
    // All that can go wrong with `Unstructured` is that there are too few bytes.
    _ = try_arbitrary(&mut Unstructured::new(data));
}

fn try_arbitrary(u: &mut Unstructured<'_>) -> Result<()> {
    if u.arbitrary()? {
        check_valid(&u.arbitrary()?);
    } else {
        let lists = Lists::arbitrary(u)?;
        let packet = any_fields(u, &lists)?;
        VERSIONS.iter().for_each(|version| _ = encode(&packet, *version));
    }
    Ok(())
}

/// A valid packet is refused by versions that don't have it, for no other reason.
fn check_valid(packet: &Packet<'_>) {
    for version in VERSIONS {
        let Err(error) = encode(packet, version) else { continue };
        let other_version = match (packet, error) {
            (Packet::Connect(connect), EncodeError::Version { .. }) => connect.version != version,
            (_, EncodeError::Version { version: refused, .. }) => {
                refused == version && version != Version::V5
            }
            _ => false,
        };
        assert!(other_version, "{packet} of {version}: {error}");
    }
}

/// Lists as they are built one by one, of entries that may not fit together.
struct Lists {
    properties: PropertiesBuf,
    will_properties: PropertiesBuf,
    filters: FiltersBuf,
    topic_filters: TopicFiltersBuf,
    suback: ReasonCodesBuf<SubscribeReasonCode>,
    unsuback: ReasonCodesBuf<UnsubscribeReasonCode>,
}

impl Lists {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self {
            properties: properties(u)?,
            will_properties: properties(u)?,
            filters: filters(u)?,
            topic_filters: u.arbitrary_iter::<TopicFilter<'_>>()?.collect::<Result<_>>()?,
            suback: u.arbitrary_iter()?.collect::<Result<_>>()?,
            unsuback: u.arbitrary_iter()?.collect::<Result<_>>()?,
        })
    }
}

fn properties(u: &mut Unstructured<'_>) -> Result<PropertiesBuf> {
    let mut properties = PropertiesBuf::new();
    while u.arbitrary()? {
        let property = property(u)?;
        let before = properties.clone();
        let expected = match (property, before.as_properties().contains(property.id())) {
            (Property::ResponseTopic(TopicName::EMPTY), _) => Err(DecodeErrorKind::TopicName),
            (Property::UserProperty(_) | Property::SubscriptionIdentifier(_), _) | (_, false) => Ok(()),
            (_, true) => Err(DecodeErrorKind::DuplicateProperty),
        };
        let name = property.id().name();
        let pushed = properties.push(property).map_err(|error| match error {
            EncodeError::Invalid { kind, field, .. } if field == name => kind,
            other => panic!("{name}: {other}"),
        });
        assert_eq!(pushed, expected);
        let added = properties.as_properties().iter().skip(before.as_properties().iter().count());
        assert!(added.eq(expected.is_ok().then_some(property)));
    }
    Ok(properties)
}

fn property<'a>(u: &mut Unstructured<'a>) -> Result<Property<'a>> {
    match u.arbitrary()? {
        Property::ResponseTopic(_) => Ok(Property::ResponseTopic(topic(u)?)),
        property => Ok(property),
    }
}

fn filters(u: &mut Unstructured<'_>) -> Result<FiltersBuf> {
    let mut filters = FiltersBuf::new();
    for entry in u.arbitrary_iter::<(TopicFilter<'_>, SubscriptionOptions)>()? {
        let (filter, options) = entry?;
        let pushed = filters.push(filter, options);
        assert_eq!(pushed.is_err(), options.no_local && filter.shared().is_some(), "{filter:?}");
    }
    Ok(filters)
}

fn topic<'a>(u: &mut Unstructured<'a>) -> Result<TopicName<'a>> {
    if u.ratio(1, 8)? { Ok(TopicName::EMPTY) } else { u.arbitrary() }
}

/// A packet of any fields and lists, whether they go together or not.
fn any_fields<'a, 'u: 'a>(u: &mut Unstructured<'u>, lists: &'a Lists) -> Result<Packet<'a>> {
    let properties = lists.properties.as_properties();
    Ok(match u.int_in_range(1..=15)? {
        1 => Packet::Connect(Connect {
            version: u.arbitrary()?,
            clean_start: u.arbitrary()?,
            keep_alive: u.arbitrary()?,
            properties,
            client_id: u.arbitrary()?,
            will: if u.arbitrary()? { Some(any_will(u, lists)?) } else { None },
            user_name: u.arbitrary()?,
            password: u.arbitrary()?,
        }),
        2 => Packet::ConnAck(ConnAck {
            session_present: u.arbitrary()?,
            reason_code: u.arbitrary()?,
            properties,
        }),
        3 => Packet::Publish(Publish {
            delivery: u.arbitrary()?,
            retain: u.arbitrary()?,
            topic: topic(u)?,
            properties,
            payload: u.arbitrary()?,
        }),
        4 => Packet::PubAck(PubAck { packet_id: u.arbitrary()?, reason_code: u.arbitrary()?, properties }),
        5 => Packet::PubRec(PubRec { packet_id: u.arbitrary()?, reason_code: u.arbitrary()?, properties }),
        6 => Packet::PubRel(PubRel { packet_id: u.arbitrary()?, reason_code: u.arbitrary()?, properties }),
        7 => Packet::PubComp(PubComp { packet_id: u.arbitrary()?, reason_code: u.arbitrary()?, properties }),
        8 => Packet::Subscribe(Subscribe {
            packet_id: u.arbitrary()?,
            properties,
            filters: lists.filters.as_filters(),
        }),
        9 => Packet::SubAck(SubAck {
            packet_id: u.arbitrary()?,
            properties,
            reason_codes: lists.suback.as_reason_codes(),
        }),
        10 => Packet::Unsubscribe(Unsubscribe {
            packet_id: u.arbitrary()?,
            properties,
            filters: lists.topic_filters.as_filters(),
        }),
        11 => Packet::UnsubAck(UnsubAck {
            packet_id: u.arbitrary()?,
            properties,
            reason_codes: lists.unsuback.as_reason_codes(),
        }),
        12 => Packet::PingReq,
        13 => Packet::PingResp,
        14 => Packet::Disconnect(Disconnect { reason_code: u.arbitrary()?, properties }),
        _ => Packet::Auth(Auth { reason_code: u.arbitrary()?, properties }),
    })
}

fn any_will<'a, 'u: 'a>(u: &mut Unstructured<'u>, lists: &'a Lists) -> Result<Will<'a>> {
    Ok(Will {
        qos: u.arbitrary()?,
        retain: u.arbitrary()?,
        properties: lists.will_properties.as_properties(),
        topic: topic(u)?,
        payload: u.arbitrary()?,
    })
}
