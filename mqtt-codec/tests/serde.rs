//! The form that values have in `serde`: pinned as JSON, and as tokens where it differs for formats that nobody reads.
#![cfg(feature = "serde")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic, in its helpers too")]

mod support;

use std::fmt::Debug;
use std::num::{NonZeroU16, NonZeroU32};

use bytes::Bytes;
use mqtt_codec::packet::{
    Auth, ConnAck, Connect, Delivery, Disconnect, FiltersBuf, Packet, PubAck, PubComp, PubRec, PubRel,
    Publish, RetainHandling, SubAck, Subscribe, SubscriptionOptions, TopicFiltersBuf, UnsubAck, Unsubscribe,
    Will,
};
use mqtt_codec::property::{
    MaximumQos, PayloadFormat, Properties, PropertiesBuf, Property, SubscriptionId, TopicAlias,
};
use mqtt_codec::reason::{
    AuthenticateReasonCode, ConnectReasonCode, DisconnectReasonCode, PubAckReasonCode, PubRelReasonCode,
    ReasonCodesBuf, SubscribeReasonCode, UnsubscribeReasonCode,
};
use mqtt_codec::topic::{TopicFilterBuf, TopicName, TopicNameBuf};
use mqtt_codec::{BinaryData, Limits, PacketBuf, PacketId, Qos, Version};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_test::{Configure, Token, assert_de_tokens, assert_ser_tokens, assert_tokens};
use support::properties;

#[track_caller]
fn is_written(value: impl Serialize, json: &str) {
    assert_eq!(serde_json::to_string(&value).unwrap(), json);
}

#[track_caller]
fn goes_both_ways<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T, json: &str) {
    assert_eq!(serde_json::to_string(&value).unwrap(), json);
    assert_eq!(serde_json::from_str::<T>(json).unwrap(), value);
    assert_eq!(serde_json::from_value::<T>(serde_json::to_value(&value).unwrap()).unwrap(), value);
}

/// The error names what is wrong.
#[track_caller]
fn is_refused<T: DeserializeOwned + Debug>(json: &str, reason: &str) {
    let error = serde_json::from_str::<T>(json).unwrap_err().to_string();
    assert!(error.contains(reason), "{error}");
}

fn id(number: u16) -> PacketId {
    PacketId::new(number).unwrap()
}

fn data(bytes: &[u8]) -> BinaryData<'_> {
    bytes.try_into().unwrap()
}

fn reason_string() -> PropertiesBuf {
    properties([Property::ReasonString("why".try_into().unwrap())])
}

/// Each type of packet, field by field.
mod packets {
    use super::*;

    #[test]
    fn connect() {
        let of_the_connection = properties([
            Property::SessionExpiryInterval(60),
            Property::AuthenticationMethod("m".try_into().unwrap()),
            Property::AuthenticationData(data(b"\x01\xfe")),
        ]);
        let of_the_will = properties([Property::WillDelayInterval(5)]);
        let connect = Connect {
            version: Version::V5,
            clean_start: true,
            keep_alive: 30,
            properties: of_the_connection.as_properties(),
            client_id: "me".try_into().unwrap(),
            will: Some(Will {
                qos: Qos::ExactlyOnce,
                retain: true,
                properties: of_the_will.as_properties(),
                topic: "gone/me".try_into().unwrap(),
                payload: data(b"\x00\xff"),
            }),
            user_name: Some("user".try_into().unwrap()),
            password: Some(data(b"pass")),
        };
        is_written(
            Packet::Connect(connect),
            concat!(
                r#"{"version":"5.0","clean_start":true,"keep_alive":30,"#,
                r#""properties":[{"session_expiry_interval":60},{"authentication_method":"m"},"#,
                r#"{"authentication_data":"01fe"}],"client_id":"me","#,
                r#""will":{"qos":2,"retain":true,"properties":[{"will_delay_interval":5}],"#,
                r#""topic":"gone/me","payload":"00ff"},"user_name":"user","password":"70617373"}"#,
            ),
        );
    }

    #[test]
    fn connect_without_what_is_optional() {
        is_written(
            Packet::Connect(Connect::new(Version::V3_1_1, "me".try_into().unwrap())),
            concat!(
                r#"{"version":"3.1.1","clean_start":true,"keep_alive":0,"properties":[],"#,
                r#""client_id":"me","will":null,"user_name":null,"password":null}"#,
            ),
        );
    }

    #[test]
    fn connack() {
        let properties =
            properties([Property::MaximumQos(MaximumQos::AtLeastOnce), Property::RetainAvailable(false)]);
        is_written(
            Packet::ConnAck(ConnAck {
                session_present: true,
                reason_code: ConnectReasonCode::Success,
                properties: properties.as_properties(),
            }),
            concat!(
                r#"{"session_present":true,"reason_code":0,"#,
                r#""properties":[{"maximum_qos":"at_least_once"},{"retain_available":false}]}"#,
            ),
        );
    }

    #[test]
    fn publish() {
        let properties = properties([
            Property::PayloadFormatIndicator(PayloadFormat::Utf8),
            Property::SubscriptionIdentifier(SubscriptionId::new(268_435_455).unwrap()),
            Property::TopicAlias(TopicAlias::new(7).unwrap()),
            Property::UserProperty(("k".try_into().unwrap(), "\u{2603}".try_into().unwrap())),
        ]);
        let publish = Publish {
            delivery: Delivery::AtLeastOnce { packet_id: id(10), dup: true },
            retain: false,
            topic: "a/b".try_into().unwrap(),
            properties: properties.as_properties(),
            payload: b"\x00\x7f\xab",
        };
        is_written(
            Packet::Publish(publish),
            concat!(
                r#"{"delivery":{"at_least_once":{"packet_id":10,"dup":true}},"retain":false,"topic":"a/b","#,
                r#""properties":[{"payload_format_indicator":"utf8"},{"subscription_identifier":268435455},"#,
                r#"{"topic_alias":7},{"user_property":["k","☃"]}],"payload":"007fab"}"#,
            ),
        );
        is_written(
            Packet::Publish(Publish::new("t".try_into().unwrap(), b"")),
            r#"{"delivery":"at_most_once","retain":false,"topic":"t","properties":[],"payload":""}"#,
        );
    }

    #[test]
    fn puback() {
        let properties = reason_string();
        is_written(
            Packet::PubAck(PubAck {
                packet_id: id(1),
                reason_code: PubAckReasonCode::QuotaExceeded,
                properties: properties.as_properties(),
            }),
            r#"{"packet_id":1,"reason_code":151,"properties":[{"reason_string":"why"}]}"#,
        );
    }

    #[test]
    fn pubrec() {
        let reason_code = PubAckReasonCode::NoMatchingSubscribers;
        is_written(
            Packet::PubRec(PubRec { reason_code, ..PubRec::new(id(2)) }),
            r#"{"packet_id":2,"reason_code":16,"properties":[]}"#,
        );
    }

    #[test]
    fn pubrel() {
        let reason_code = PubRelReasonCode::PacketIdentifierNotFound;
        is_written(
            Packet::PubRel(PubRel { reason_code, ..PubRel::new(id(3)) }),
            r#"{"packet_id":3,"reason_code":146,"properties":[]}"#,
        );
    }

    #[test]
    fn pubcomp() {
        is_written(
            Packet::PubComp(PubComp::new(id(65_535))),
            r#"{"packet_id":65535,"reason_code":0,"properties":[]}"#,
        );
    }

    #[test]
    fn subscribe() {
        let mut filters = FiltersBuf::new();
        let options = SubscriptionOptions {
            maximum_qos: Qos::AtLeastOnce,
            no_local: true,
            retain_as_published: false,
            retain_handling: RetainHandling::SendIfNew,
        };
        filters.push("a/+".try_into().unwrap(), options).unwrap();
        let subscribe =
            Subscribe { packet_id: id(4), properties: Properties::EMPTY, filters: filters.as_filters() };
        is_written(
            Packet::Subscribe(subscribe),
            concat!(
                r#"{"packet_id":4,"properties":[],"filters":[["a/+",{"maximum_qos":1,"no_local":true,"#,
                r#""retain_as_published":false,"retain_handling":"send_if_new"}]]}"#,
            ),
        );
    }

    #[test]
    fn suback() {
        let codes: ReasonCodesBuf<_> =
            [SubscribeReasonCode::GrantedQos2, SubscribeReasonCode::TopicFilterInvalid].into_iter().collect();
        let suback =
            SubAck { packet_id: id(5), properties: Properties::EMPTY, reason_codes: codes.as_reason_codes() };
        is_written(Packet::SubAck(suback), r#"{"packet_id":5,"properties":[],"reason_codes":[2,143]}"#);
    }

    #[test]
    fn unsubscribe() {
        let filters: TopicFiltersBuf =
            ["a/b", "#"].into_iter().map(|filter| filter.try_into().unwrap()).collect();
        let unsubscribe =
            Unsubscribe { packet_id: id(6), properties: Properties::EMPTY, filters: filters.as_filters() };
        is_written(
            Packet::Unsubscribe(unsubscribe),
            r##"{"packet_id":6,"properties":[],"filters":["a/b","#"]}"##,
        );
    }

    #[test]
    fn unsuback() {
        let codes: ReasonCodesBuf<_> = [UnsubscribeReasonCode::NoSubscriptionExisted].into_iter().collect();
        let unsuback = UnsubAck {
            packet_id: id(7),
            properties: Properties::EMPTY,
            reason_codes: codes.as_reason_codes(),
        };
        is_written(Packet::UnsubAck(unsuback), r#"{"packet_id":7,"properties":[],"reason_codes":[17]}"#);
    }

    #[test]
    fn pings_have_no_fields() {
        is_written(Packet::PingReq, "null");
        is_written(Packet::PingResp, "null");
    }

    #[test]
    fn disconnect() {
        is_written(
            Packet::Disconnect(Disconnect::new(DisconnectReasonCode::WildcardSubscriptionsNotSupported)),
            r#"{"reason_code":162,"properties":[]}"#,
        );
    }

    #[test]
    fn auth() {
        let properties = properties([Property::AuthenticationMethod("m".try_into().unwrap())]);
        is_written(
            Packet::Auth(Auth {
                reason_code: AuthenticateReasonCode::ReAuthenticate,
                properties: properties.as_properties(),
            }),
            r#"{"reason_code":25,"properties":[{"authentication_method":"m"}]}"#,
        );
    }

    /// Those that no packet above has.
    #[test]
    fn the_other_properties() {
        let properties = properties([
            Property::MessageExpiryInterval(u32::MAX),
            Property::ContentType("c".try_into().unwrap()),
            Property::ResponseTopic("r".try_into().unwrap()),
            Property::CorrelationData(data(b"\xc0")),
            Property::AssignedClientIdentifier("i".try_into().unwrap()),
            Property::ServerKeepAlive(1),
            Property::RequestProblemInformation(true),
            Property::RequestResponseInformation(false),
            Property::ResponseInformation("ri".try_into().unwrap()),
            Property::ServerReference("sr".try_into().unwrap()),
            Property::ReceiveMaximum(NonZeroU16::MAX),
            Property::TopicAliasMaximum(0),
            Property::MaximumPacketSize(NonZeroU32::MIN),
            Property::WildcardSubscriptionAvailable(true),
            Property::SubscriptionIdentifierAvailable(true),
            Property::SharedSubscriptionAvailable(false),
        ]);
        is_written(
            properties.as_properties(),
            concat!(
                r#"[{"message_expiry_interval":4294967295},{"content_type":"c"},{"response_topic":"r"},"#,
                r#"{"correlation_data":"c0"},{"assigned_client_identifier":"i"},{"server_keep_alive":1},"#,
                r#"{"request_problem_information":true},{"request_response_information":false},"#,
                r#"{"response_information":"ri"},{"server_reference":"sr"},{"receive_maximum":65535},"#,
                r#"{"topic_alias_maximum":0},{"maximum_packet_size":1},"#,
                r#"{"wildcard_subscription_available":true},{"subscription_identifier_available":true},"#,
                r#"{"shared_subscription_available":false}]"#,
            ),
        );
    }
}

/// Values that come back.
mod stored {
    use super::*;

    #[test]
    fn versions_are_strings() {
        goes_both_ways(Version::V3_1, r#""3.1""#);
        goes_both_ways(Version::V3_1_1, r#""3.1.1""#);
        goes_both_ways(Version::V5, r#""5.0""#);
        is_refused::<Version>(r#""5""#, "unknown variant");
    }

    #[test]
    fn numbers_are_in_their_range() {
        goes_both_ways(Qos::ExactlyOnce, "2");
        is_refused::<Qos>("3", "not a valid QoS");
        goes_both_ways(id(65_535), "65535");
        is_refused::<PacketId>("0", "nonzero");
        goes_both_ways(SubscriptionId::new(1).unwrap(), "1");
        goes_both_ways(SubscriptionId::new(268_435_455).unwrap(), "268435455");
        is_refused::<SubscriptionId>("0", "not a valid Subscription Identifier");
        is_refused::<SubscriptionId>("268435456", "not a valid Subscription Identifier");
        goes_both_ways(TopicAlias::new(1).unwrap(), "1");
        is_refused::<TopicAlias>("0", "nonzero");
    }

    #[test]
    fn reason_codes_are_those_of_their_packet() {
        goes_both_ways(DisconnectReasonCode::DisconnectWithWillMessage, "4");
        is_refused::<ConnectReasonCode>("4", "not a valid Reason Code");
        is_refused::<SubscribeReasonCode>("3", "not a valid Reason Code");
    }

    #[test]
    fn limits() {
        let mut limits = Limits::default();
        let defaults = concat!(
            r#"{"max_packet_size":1048576,"max_items":1024,"max_outgoing":1048576,"max_in_flight":1024,"#,
            r#""max_queued":1024,"max_requests":64,"max_topic_aliases":16}"#,
        );
        goes_both_ways(limits.clone(), defaults);
        limits.max_items = 5;
        assert_eq!(serde_json::from_str::<Limits>(r#"{"max_items":5}"#).unwrap(), limits);
        assert_eq!(serde_json::from_str::<Limits>("{}").unwrap(), Limits::default());
    }

    #[test]
    fn subscription_options() {
        let options = SubscriptionOptions {
            maximum_qos: Qos::AtMostOnce,
            no_local: false,
            retain_as_published: true,
            retain_handling: RetainHandling::DoNotSend,
        };
        goes_both_ways(
            options,
            concat!(
                r#"{"maximum_qos":0,"no_local":false,"retain_as_published":true,"#,
                r#""retain_handling":"do_not_send"}"#,
            ),
        );
    }

    #[test]
    fn topics() {
        goes_both_ways(TopicNameBuf::try_from("a/\u{e9}").unwrap(), r#""a/é""#);
        is_refused::<TopicNameBuf>(r#""a/+""#, "not a valid Topic Name");
        is_refused::<TopicNameBuf>(r#""a\u0000""#, "not a valid Topic Name");
        goes_both_ways(TopicFilterBuf::try_from("$share/g/a/#").unwrap(), r#""$share/g/a/#""#);
        is_refused::<TopicFilterBuf>(r##""a#""##, "not a valid Topic Filter");
        is_refused::<TopicFilterBuf>(r#""""#, "not a valid Topic Filter");
    }

    /// It stands for what a Topic Alias means, and a buffer can hold it.
    #[test]
    fn the_empty_topic() {
        goes_both_ways(TopicNameBuf::from(TopicName::EMPTY), r#""""#);
    }

    #[test]
    fn properties_are_their_encoding() {
        let both = properties([
            Property::SubscriptionIdentifier(SubscriptionId::new(128).unwrap()),
            Property::UserProperty(("k".try_into().unwrap(), "v".try_into().unwrap())),
            Property::SubscriptionIdentifier(SubscriptionId::new(1).unwrap()),
        ]);
        goes_both_ways(both, r#""0b80012600016b0001760b01""#);
        goes_both_ways(PropertiesBuf::new(), r#""""#);
    }

    /// What came back knows what is in it.
    #[test]
    fn properties_that_came_back_refuse_duplicates() {
        let mut buf: PropertiesBuf = serde_json::from_str(r#""230001""#).unwrap();
        assert!(buf.push(Property::TopicAlias(TopicAlias::new(2).unwrap())).is_err());
        buf.push(Property::TopicAliasMaximum(1)).unwrap();
        assert_eq!(buf.as_properties().iter().count(), 2);
    }

    #[test]
    fn malformed_properties_are_refused() {
        let duplicate = r#""230001230002""#;
        let unknown = r#""0400""#;
        let zero_alias = r#""230000""#;
        let wildcard = r#""08000123""#;
        let empty_response_topic = r#""080000""#;
        let cut_off = r#""0300""#;
        for json in [duplicate, unknown, zero_alias, wildcard, empty_response_topic, cut_off] {
            is_refused::<PropertiesBuf>(json, "not a valid PropertiesBuf");
        }
    }

    #[test]
    fn filters_are_their_encoding() {
        let mut filters = FiltersBuf::new();
        filters.push("a".try_into().unwrap(), SubscriptionOptions::new(Qos::ExactlyOnce)).unwrap();
        goes_both_ways(filters, r#""00016102""#);
        let qos_3 = r#""00016103""#;
        let without_options = r#""000161""#;
        let wildcard = r#""0002612300""#;
        let no_local_shared = r#""000a2473686172652f672f6104""#;
        for json in [qos_3, without_options, wildcard, no_local_shared] {
            is_refused::<FiltersBuf>(json, "not a valid FiltersBuf");
        }

        let filters: TopicFiltersBuf =
            ["a", "#"].into_iter().map(|filter| filter.try_into().unwrap()).collect();
        goes_both_ways(filters, r#""000161000123""#);
        is_refused::<TopicFiltersBuf>(r#""0000""#, "not a valid TopicFiltersBuf");
    }

    #[test]
    fn reason_codes_are_their_encoding() {
        let codes: ReasonCodesBuf<_> =
            [SubscribeReasonCode::GrantedQos1, SubscribeReasonCode::NotAuthorized].into_iter().collect();
        goes_both_ways(codes, r#""0187""#);
        is_refused::<ReasonCodesBuf<SubscribeReasonCode>>(r#""03""#, "not a valid ReasonCodesBuf");
    }

    #[test]
    fn packets() {
        let limits = Limits::default();
        let keep = |bytes: &'static [u8], version| {
            PacketBuf::decode(Bytes::from_static(bytes), version, &limits).unwrap()
        };
        goes_both_ways(
            keep(b"\x30\x04\x00\x01a\x00", Version::V5),
            r#"{"version":"5.0","packet":"300400016100"}"#,
        );
        goes_both_ways(
            keep(b"\x30\x04\x00\x01a\x00", Version::V3_1_1),
            r#"{"version":"3.1.1","packet":"300400016100"}"#,
        );
        is_refused::<PacketBuf>(r#"{"version":"3.1.1","packet":"3003000100"}"#, "Topic Name: U+0000");
        is_refused::<PacketBuf>(r#"{"version":"3.1.1","packet":"f000"}"#, "reserved packet type");
        is_refused::<PacketBuf>(r#"{"version":"5.0","packet":"c00000"}"#, "bytes left over");
        is_refused::<PacketBuf>(r#"{"version":"5.0","packet":""}"#, "end too early");
        is_refused::<PacketBuf>(r#"{"packet":"c000"}"#, "missing field `version`");
    }

    #[test]
    fn bytes_are_an_even_number_of_hexadecimal_digits() {
        for json in [r#""0""#, r#""0g""#, r#""+1""#, r#"" 00""#, r#""\u00e9""#] {
            is_refused::<PropertiesBuf>(json, "not an even number of hexadecimal digits");
        }
        is_refused::<PropertiesBuf>("[1]", "expected an even number of hexadecimal digits");
    }
}

/// Formats that nobody reads have byte strings.
mod compact {
    use super::*;

    #[test]
    fn byte_strings_are_bytes() {
        assert_ser_tokens(&data(b"\x00\xff").compact(), &[Token::Bytes(b"\x00\xff")]);
        assert_ser_tokens(&data(b"\x00\xff").readable(), &[Token::Str("00ff")]);
    }

    #[test]
    fn payloads_are_bytes() {
        let publish = Publish::new("t".try_into().unwrap(), b"\x00\xff");
        assert_ser_tokens(
            &publish.compact(),
            &[
                Token::Struct { name: "Publish", len: 5 },
                Token::Str("delivery"),
                Token::UnitVariant { name: "Delivery", variant: "at_most_once" },
                Token::Str("retain"),
                Token::Bool(false),
                Token::Str("topic"),
                Token::Str("t"),
                Token::Str("properties"),
                Token::Seq { len: None },
                Token::SeqEnd,
                Token::Str("payload"),
                Token::Bytes(b"\x00\xff"),
                Token::StructEnd,
            ],
        );
    }

    #[test]
    fn lists_are_bytes_of_any_kind() {
        let alias = properties([Property::TopicAlias(TopicAlias::new(1).unwrap())]);
        let compact = alias.compact();
        assert_tokens(&compact, &[Token::Bytes(b"\x23\x00\x01")]);
        assert_tokens(&compact, &[Token::BorrowedBytes(b"\x23\x00\x01")]);
        assert_tokens(&compact, &[Token::ByteBuf(b"\x23\x00\x01")]);
        let numbers = [Token::U8(0x23), Token::U8(0), Token::U8(1)];
        let seq: Vec<_> =
            [Token::Seq { len: Some(3) }].into_iter().chain(numbers).chain([Token::SeqEnd]).collect();
        assert_de_tokens(&compact, &seq);
    }

    #[test]
    fn packets_are_bytes() {
        let ping = PacketBuf::encode(&Packet::PingReq, Version::V5).unwrap();
        assert_tokens(
            &ping.compact(),
            &[
                Token::Struct { name: "PacketBuf", len: 2 },
                Token::Str("version"),
                Token::UnitVariant { name: "Version", variant: "5.0" },
                Token::Str("packet"),
                Token::Bytes(b"\xc0\x00"),
                Token::StructEnd,
            ],
        );
    }
}
