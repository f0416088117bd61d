//! Packets of every kind with fields of every kind, built with the owned types.

use std::num::{NonZeroU16, NonZeroU32};

use mqtt_codec::packet::{
    Auth, ConnAck, Connect, Delivery, Disconnect, FiltersBuf, Packet, PacketType, PubAck, PubComp, PubRec,
    PubRel, Publish, RetainHandling, SubAck, Subscribe, SubscriptionOptions, TopicFiltersBuf, UnsubAck,
    Unsubscribe, Will,
};
use mqtt_codec::property::{
    MaximumQos, PayloadFormat, PropertiesBuf, Property, PropertyId, SubscriptionId, TopicAlias,
};
use mqtt_codec::reason::{
    AuthenticateReasonCode, ConnectReasonCode, DisconnectReasonCode, PubAckReasonCode, PubRelReasonCode,
    ReasonCode, ReasonCodes, ReasonCodesBuf, SubscribeReasonCode, UnsubscribeReasonCode,
};
use mqtt_codec::topic::{TopicFilterBuf, TopicName, TopicNameBuf};
use mqtt_codec::{PacketId, Qos, Version};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// Everything that some packet of version 5 can have; a packet takes what it has, in its version.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) version: Version,
    pub(crate) packet_type: PacketType,
    pub(crate) properties: PropertiesBuf,
    pub(crate) will: Option<WillParts>,
    pub(crate) topic: TopicNameBuf,
    pub(crate) filters: Vec<(TopicFilterBuf, SubscriptionOptions)>,
    filters_buf: FiltersBuf,
    topic_filters_buf: TopicFiltersBuf,
    text: Option<String>,
    secret: Option<Vec<u8>>,
    payload: Vec<u8>,
    client_id: String,
    packet_id: PacketId,
    qos: Qos,
    flags: (bool, bool),
    number: u16,
    codes: Codes,
}

#[derive(Clone, Debug)]
pub(crate) struct WillParts {
    qos: Qos,
    retain: bool,
    properties: PropertiesBuf,
    topic: TopicNameBuf,
    payload: Vec<u8>,
}

#[derive(Clone, Debug)]
struct Codes {
    connect: ConnectReasonCode,
    puback: PubAckReasonCode,
    pubrel: PubRelReasonCode,
    disconnect: DisconnectReasonCode,
    auth: AuthenticateReasonCode,
    suback: ReasonCodesBuf<SubscribeReasonCode>,
    unsuback: ReasonCodesBuf<UnsubscribeReasonCode>,
}

/// Where each property may be (5.0 table 2-4).
fn allowed(packet_type: Option<PacketType>) -> Vec<PropertyId> {
    use PacketType as T;
    use PropertyId as P;

    let of_messages = [
        P::PayloadFormatIndicator,
        P::MessageExpiryInterval,
        P::ContentType,
        P::ResponseTopic,
        P::CorrelationData,
    ];
    let mut allowed = vec![P::UserProperty];
    allowed.extend_from_slice(match packet_type {
        None => &[P::WillDelayInterval],
        Some(T::Connect) => &[
            P::SessionExpiryInterval,
            P::AuthenticationMethod,
            P::AuthenticationData,
            P::RequestProblemInformation,
            P::RequestResponseInformation,
            P::ReceiveMaximum,
            P::TopicAliasMaximum,
            P::MaximumPacketSize,
        ],
        Some(T::ConnAck) => &[
            P::SessionExpiryInterval,
            P::AssignedClientIdentifier,
            P::ServerKeepAlive,
            P::AuthenticationMethod,
            P::AuthenticationData,
            P::ResponseInformation,
            P::ServerReference,
            P::ReasonString,
            P::ReceiveMaximum,
            P::TopicAliasMaximum,
            P::MaximumQos,
            P::RetainAvailable,
            P::MaximumPacketSize,
            P::WildcardSubscriptionAvailable,
            P::SubscriptionIdentifierAvailable,
            P::SharedSubscriptionAvailable,
        ],
        Some(T::Publish) => &[P::SubscriptionIdentifier, P::TopicAlias],
        Some(T::Subscribe) => &[P::SubscriptionIdentifier],
        Some(T::Disconnect) => &[P::SessionExpiryInterval, P::ServerReference, P::ReasonString],
        Some(T::Auth) => &[P::AuthenticationMethod, P::AuthenticationData, P::ReasonString],
        Some(T::PubAck | T::PubRec | T::PubRel | T::PubComp | T::SubAck | T::UnsubAck) => &[P::ReasonString],
        Some(T::Unsubscribe | T::PingReq | T::PingResp) => &[],
    });
    if matches!(packet_type, None | Some(T::Publish)) {
        allowed.extend(of_messages);
    }
    allowed
}

/// The strings, names, bytes and numbers that a property is made from.
pub(crate) type Ingredients = (String, String, TopicNameBuf, Vec<u8>, u32);

pub(crate) fn property(id: PropertyId, from: &Ingredients) -> Property<'_> {
    use PropertyId as P;

    let (text, other_text, topic, bytes, number) = from;
    let (number, odd) = (*number, number % 2 == 1);
    let text = || text.as_str().try_into().unwrap();
    let bytes = || bytes.as_slice().try_into().unwrap();
    let short = u16::try_from(number & 0xffff).unwrap();
    let non_zero_short = NonZeroU16::new(short).unwrap_or(NonZeroU16::MAX);
    match id {
        P::PayloadFormatIndicator => Property::PayloadFormatIndicator(match odd {
            true => PayloadFormat::Utf8,
            false => PayloadFormat::Unspecified,
        }),
        P::MessageExpiryInterval => Property::MessageExpiryInterval(number),
        P::ContentType => Property::ContentType(text()),
        P::ResponseTopic => Property::ResponseTopic(topic.as_topic_name()),
        P::CorrelationData => Property::CorrelationData(bytes()),
        P::SubscriptionIdentifier => {
            Property::SubscriptionIdentifier(SubscriptionId::new(1 + number % 268_435_455).unwrap())
        }
        P::SessionExpiryInterval => Property::SessionExpiryInterval(number),
        P::AssignedClientIdentifier => {
            Property::AssignedClientIdentifier(from.0.as_str().try_into().unwrap())
        }
        P::ServerKeepAlive => Property::ServerKeepAlive(short),
        P::AuthenticationMethod => Property::AuthenticationMethod(text()),
        P::AuthenticationData => Property::AuthenticationData(bytes()),
        P::RequestProblemInformation => Property::RequestProblemInformation(odd),
        P::WillDelayInterval => Property::WillDelayInterval(number),
        P::RequestResponseInformation => Property::RequestResponseInformation(odd),
        P::ResponseInformation => Property::ResponseInformation(text()),
        P::ServerReference => Property::ServerReference(text()),
        P::ReasonString => Property::ReasonString(text()),
        P::ReceiveMaximum => Property::ReceiveMaximum(non_zero_short),
        P::TopicAliasMaximum => Property::TopicAliasMaximum(short),
        P::TopicAlias => Property::TopicAlias(TopicAlias::new(non_zero_short.get()).unwrap()),
        P::MaximumQos => {
            Property::MaximumQos(if odd { MaximumQos::AtLeastOnce } else { MaximumQos::AtMostOnce })
        }
        P::RetainAvailable => Property::RetainAvailable(odd),
        P::UserProperty => Property::UserProperty((text(), other_text.as_str().try_into().unwrap())),
        P::MaximumPacketSize => {
            Property::MaximumPacketSize(NonZeroU32::new(number).unwrap_or(NonZeroU32::MAX))
        }
        P::WildcardSubscriptionAvailable => Property::WildcardSubscriptionAvailable(odd),
        P::SubscriptionIdentifierAvailable => Property::SubscriptionIdentifierAvailable(odd),
        P::SharedSubscriptionAvailable => Property::SharedSubscriptionAvailable(odd),
        other => panic!("a property that the table has not: {other:?}"),
    }
}

/// Text without U+0000, now and then long enough for two length bytes.
pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[a-z\u{e9}\u{2603}\u{2a6d4}\u{feff} /]{0,6}",
        1 => "[^\u{0}]{0,12}",
        1 => (100..700_usize).prop_map(|len| "x".repeat(len)),
    ]
}

pub(crate) fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![8 => vec(any::<u8>(), 0..12), 1 => vec(any::<u8>(), 100..400)]
}

pub(crate) fn topic() -> impl Strategy<Value = TopicNameBuf> {
    "[$a-c/\u{e9}]{1,8}".prop_map(|text| text.try_into().unwrap())
}

fn filter() -> impl Strategy<Value = TopicFilterBuf> {
    let filter = vec(select(&["", "a", "b\u{e9}", "+", "$x"][..]), 1..5);
    let filter = (option::of("[a-c]{1,3}"), filter, any::<bool>()).prop_map(|(share_name, levels, hash)| {
        let mut text = share_name.map_or(String::new(), |name| format!("$share/{name}/"));
        text.push_str(&levels.join("/"));
        text.push_str(if hash { "/#" } else { "" });
        text
    });
    filter
        .prop_filter_map("not empty", |text| TopicFilterBuf::try_from(text).ok())
        .prop_filter("well-formed for version 5", |filter| {
            !filter.as_str().starts_with("$share/") || filter.as_topic_filter().shared().is_some()
        })
}

pub(crate) fn ingredients() -> impl Strategy<Value = Ingredients> {
    let number = prop_oneof![any::<u32>(), 0..300_u32, Just(268_435_454), Just(u32::MAX)];
    (text(), text(), topic(), bytes(), number)
}

/// Properties of one place, in any order.
fn properties_of(packet_type: Option<PacketType>) -> impl Strategy<Value = PropertiesBuf> {
    let once = packet_type == Some(PacketType::Subscribe);
    vec((select(allowed(packet_type)), ingredients()), 0..8).prop_map(move |list| {
        let mut buf = PropertiesBuf::new();
        for (id, ingredients) in &list {
            let again = buf.as_properties().contains(*id);
            let refused = buf.push(property(*id, ingredients)).is_err();
            let repeatable = matches!(id, PropertyId::UserProperty | PropertyId::SubscriptionIdentifier);
            assert_eq!(refused, again && !repeatable);
        }
        if once && buf.as_properties().subscription_identifiers().count() > 1 {
            return PropertiesBuf::new();
        }
        buf
    })
}

/// With an Authentication Method if it takes one.
fn with_method(mut buf: PropertiesBuf, always: bool) -> PropertiesBuf {
    let has = |id| buf.as_properties().contains(id);
    let wanted = always || has(PropertyId::AuthenticationData);
    if wanted && !has(PropertyId::AuthenticationMethod) {
        buf.push(Property::AuthenticationMethod("m".try_into().unwrap())).unwrap();
    }
    buf
}

fn code<R: ReasonCode + 'static>() -> impl Strategy<Value = R> {
    let codes: Vec<R> = (0..=255).filter_map(|code| R::try_from(code).ok()).collect();
    select(codes)
}

fn codes<R: ReasonCode + 'static>() -> impl Strategy<Value = ReasonCodesBuf<R>> {
    vec(code(), 1..6).prop_map(|codes| codes.into_iter().collect())
}

fn qos() -> impl Strategy<Value = Qos> {
    select(&[Qos::AtMostOnce, Qos::AtLeastOnce, Qos::ExactlyOnce][..])
}

fn options() -> impl Strategy<Value = SubscriptionOptions> {
    let retain_handling =
        select(&[RetainHandling::Send, RetainHandling::SendIfNew, RetainHandling::DoNotSend][..]);
    (qos(), any::<bool>(), any::<bool>(), retain_handling).prop_map(
        |(maximum_qos, no_local, retain_as_published, retain_handling)| SubscriptionOptions {
            maximum_qos,
            no_local,
            retain_as_published,
            retain_handling,
        },
    )
}

fn will() -> impl Strategy<Value = WillParts> {
    (qos(), any::<bool>(), properties_of(None), topic(), bytes()).prop_map(
        |(qos, retain, properties, topic, payload)| WillParts { qos, retain, properties, topic, payload },
    )
}

fn every_code() -> impl Strategy<Value = Codes> {
    (code(), code(), code(), code(), code(), codes(), codes()).prop_map(
        |(connect, puback, pubrel, disconnect, auth, suback, unsuback)| Codes {
            connect,
            puback,
            pubrel,
            disconnect,
            auth,
            suback,
            unsuback,
        },
    )
}

pub(crate) fn version() -> impl Strategy<Value = Version> {
    select(&[Version::V3_1, Version::V3_1_1, Version::V5, Version::V5][..])
}

fn packet_type(version: Version) -> impl Strategy<Value = PacketType> {
    use PacketType as T;

    let all = [
        T::Connect,
        T::ConnAck,
        T::Publish,
        T::PubAck,
        T::PubRec,
        T::PubRel,
        T::PubComp,
        T::Subscribe,
        T::SubAck,
        T::Unsubscribe,
        T::UnsubAck,
        T::PingReq,
        T::PingResp,
        T::Disconnect,
        T::Auth,
    ];
    select(
        all.into_iter()
            .filter(|packet_type| *packet_type != T::Auth || version == Version::V5)
            .collect::<Vec<_>>(),
    )
}

/// A packet of any version.
pub(crate) fn parts() -> impl Strategy<Value = Parts> {
    version().prop_flat_map(parts_of)
}

/// A packet of one version.
pub(crate) fn parts_of(version: Version) -> impl Strategy<Value = Parts> {
    packet_type(version).prop_flat_map(move |packet_type| of_type(version, packet_type))
}

pub(crate) fn of_type(version: Version, packet_type: PacketType) -> impl Strategy<Value = Parts> {
    let properties = properties_of(Some(packet_type));
    let lists = (properties, option::of(will()), topic(), vec((filter(), options()), 1..5));
    let strings = (option::of(text()), option::of(bytes()), bytes(), text());
    let numbers = (1..=u16::MAX, qos(), any::<(bool, bool)>(), any::<u16>());
    (lists, strings, numbers, every_code()).prop_map(move |(lists, strings, numbers, codes)| {
        let (properties, will, topic, filters) = lists;
        let (text, secret, payload, client_id) = strings;
        let (packet_id, qos, flags, number) = numbers;
        let auth = packet_type == PacketType::Auth;
        let needs_method = auth || packet_type == PacketType::Connect;
        let parts = Parts {
            version,
            packet_type,
            properties: if needs_method { with_method(properties, auth) } else { properties },
            will,
            topic,
            filters,
            filters_buf: FiltersBuf::new(),
            topic_filters_buf: TopicFiltersBuf::new(),
            text,
            secret,
            payload,
            client_id,
            packet_id: PacketId::new(packet_id).unwrap(),
            qos,
            flags,
            number,
            codes,
        };
        parts.in_version()
    })
}

impl Parts {
    /// Takes out what the version doesn't have, and makes the lists.
    fn in_version(mut self) -> Self {
        for (filter, options) in &mut self.filters {
            options.no_local &= filter.as_topic_filter().shared().is_none();
            if self.version != Version::V5 {
                *options = SubscriptionOptions::new(options.maximum_qos);
            }
            self.filters_buf.push(filter.as_topic_filter(), *options).unwrap();
            self.topic_filters_buf.push(filter.as_topic_filter());
        }
        if self.version == Version::V5 {
            return self;
        }
        self.properties = PropertiesBuf::new();
        if let Some(will) = &mut self.will {
            will.properties = PropertiesBuf::new();
        }
        let returned = [
            ConnectReasonCode::UnsupportedProtocolVersion,
            ConnectReasonCode::ClientIdentifierNotValid,
            ConnectReasonCode::ServerUnavailable,
            ConnectReasonCode::BadUserNameOrPassword,
            ConnectReasonCode::NotAuthorized,
        ];
        if !returned.contains(&self.codes.connect) {
            self.codes.connect = ConnectReasonCode::Success;
        }
        self.codes.puback = PubAckReasonCode::Success;
        self.codes.pubrel = PubRelReasonCode::Success;
        self.codes.disconnect = DisconnectReasonCode::NormalDisconnection;
        let granted = self.codes.suback.as_reason_codes().iter().map(|code| match code {
            SubscribeReasonCode::GrantedQos1 | SubscribeReasonCode::GrantedQos2 => code,
            SubscribeReasonCode::UnspecifiedError if self.version == Version::V3_1_1 => code,
            _ => SubscribeReasonCode::GrantedQos0,
        });
        self.codes.suback = granted.collect();
        self
    }

    /// The packet that they make.
    pub(crate) fn packet(&self) -> Packet<'_> {
        let packet_id = self.packet_id;
        let properties = self.properties.as_properties();
        match self.packet_type {
            PacketType::Connect => Packet::Connect(self.connect()),
            PacketType::ConnAck => {
                let reason_code = self.codes.connect;
                let session_present = self.flags.0
                    && reason_code == ConnectReasonCode::Success
                    && self.version != Version::V3_1;
                Packet::ConnAck(ConnAck { session_present, reason_code, properties })
            }
            PacketType::Publish => Packet::Publish(self.publish()),
            PacketType::PubAck => {
                Packet::PubAck(PubAck { packet_id, reason_code: self.codes.puback, properties })
            }
            PacketType::PubRec => {
                Packet::PubRec(PubRec { packet_id, reason_code: self.codes.puback, properties })
            }
            PacketType::PubRel => {
                Packet::PubRel(PubRel { packet_id, reason_code: self.codes.pubrel, properties })
            }
            PacketType::PubComp => {
                Packet::PubComp(PubComp { packet_id, reason_code: self.codes.pubrel, properties })
            }
            PacketType::Subscribe => {
                Packet::Subscribe(Subscribe { packet_id, properties, filters: self.filters_buf.as_filters() })
            }
            PacketType::SubAck => {
                let reason_codes = self.codes.suback.as_reason_codes();
                Packet::SubAck(SubAck { packet_id, properties, reason_codes })
            }
            PacketType::Unsubscribe => {
                let filters = self.topic_filters_buf.as_filters();
                Packet::Unsubscribe(Unsubscribe { packet_id, properties, filters })
            }
            PacketType::UnsubAck => {
                let reason_codes = match self.version {
                    Version::V5 => self.codes.unsuback.as_reason_codes(),
                    _ => ReasonCodes::EMPTY,
                };
                Packet::UnsubAck(UnsubAck { packet_id, properties, reason_codes })
            }
            PacketType::PingReq => Packet::PingReq,
            PacketType::PingResp => Packet::PingResp,
            PacketType::Disconnect => {
                Packet::Disconnect(Disconnect { reason_code: self.codes.disconnect, properties })
            }
            PacketType::Auth => Packet::Auth(Auth { reason_code: self.codes.auth, properties }),
        }
    }

    fn connect(&self) -> Connect<'_> {
        let client_id = match self.version {
            Version::V3_1 => "3.1 wants 1 to 23",
            _ => &self.client_id,
        };
        let user_name = self.text.as_deref().map(|name| name.try_into().unwrap());
        let password = self.secret.as_deref().filter(|_| self.version == Version::V5 || user_name.is_some());
        Connect {
            version: self.version,
            clean_start: self.flags.0 || client_id.is_empty(),
            keep_alive: self.number,
            properties: self.properties.as_properties(),
            client_id: client_id.try_into().unwrap(),
            will: self.will.as_ref().map(WillParts::will),
            user_name,
            password: password.map(|password| password.try_into().unwrap()),
        }
    }

    fn publish(&self) -> Publish<'_> {
        let properties = self.properties.as_properties();
        let by_alias = self.flags.0 && properties.topic_alias().is_some();
        let (packet_id, dup) = (self.packet_id, self.flags.1);
        Publish {
            delivery: match self.qos {
                Qos::AtMostOnce => Delivery::AtMostOnce,
                Qos::AtLeastOnce => Delivery::AtLeastOnce { packet_id, dup },
                Qos::ExactlyOnce => Delivery::ExactlyOnce { packet_id, dup },
            },
            retain: self.flags.0,
            topic: if by_alias { TopicName::EMPTY } else { self.topic.as_topic_name() },
            properties,
            payload: &self.payload,
        }
    }
}

impl WillParts {
    fn will(&self) -> Will<'_> {
        Will {
            qos: self.qos,
            retain: self.retain,
            properties: self.properties.as_properties(),
            topic: self.topic.as_topic_name(),
            payload: self.payload.as_slice().try_into().unwrap(),
        }
    }
}

/// The properties of any packet type, for comparing lists.
pub(crate) fn any_properties(properties: &[(PropertyId, Ingredients)]) -> PropertiesBuf {
    let mut buf = PropertiesBuf::new();
    for (id, ingredients) in properties {
        _ = buf.push(property(*id, ingredients));
    }
    buf
}
