//! Packets that other people wrote down or sent, decoded field by field and encoded back to the same bytes.
//!
//! The examples of the specifications are variable headers and payloads; what is missing around them is added here by
//! hand. The other packets are from captures of paho-mqtt 2.2.0 talking to mosquitto 2.0.11, named as in
//! `inspect/captures`.
#![allow(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

mod support;

use std::num::{NonZeroU16, NonZeroU32};

use mqtt_codec::packet::{
    Auth, ConnAck, Connect, Delivery, Disconnect, Filters, FiltersBuf, Packet, PubAck, PubComp, PubRec,
    PubRel, Publish, RetainHandling, SubAck, Subscribe, SubscriptionOptions, TopicFiltersBuf, UnsubAck,
    Unsubscribe, Will,
};
use mqtt_codec::property::{PayloadFormat, Properties, Property, SubscriptionId, TopicAlias};
use mqtt_codec::reason::{
    AuthenticateReasonCode, ConnectReasonCode, DisconnectReasonCode, PubAckReasonCode, ReasonCodes,
    ReasonCodesBuf, SubscribeReasonCode, UnsubscribeReasonCode,
};
use mqtt_codec::{BinaryData, DecodeErrorKind, Limits, PacketId, Qos, Version};
use support::{encoded, properties};

const V3: [Version; 2] = [Version::V3_1, Version::V3_1_1];
const EVERY: [Version; 3] = [Version::V3_1, Version::V3_1_1, Version::V5];

/// `bytes` and `packet` are one thing, both ways.
#[track_caller]
fn same(bytes: &[u8], version: Version, packet: Packet<'_>) {
    assert_eq!(Packet::decode(bytes, version, &Limits::default()), Ok(packet));
    assert_eq!(encoded(&packet, version), bytes);
    assert_eq!(packet.encoded_len(version), bytes.len());
}

/// `bytes` are a longer form of `packet`.
#[track_caller]
fn also(bytes: &[u8], version: Version, packet: Packet<'_>) {
    assert_eq!(Packet::decode(bytes, version, &Limits::default()), Ok(packet));
}

fn id(number: u16) -> PacketId {
    PacketId::new(number).unwrap()
}

fn data(bytes: &[u8]) -> BinaryData<'_> {
    bytes.try_into().unwrap()
}

fn filters(list: &[(&str, SubscriptionOptions)]) -> FiltersBuf {
    let mut buf = FiltersBuf::new();
    for (filter, options) in list {
        buf.push((*filter).try_into().unwrap(), *options).unwrap();
    }
    buf
}

fn topic_filters(list: &[&str]) -> TopicFiltersBuf {
    list.iter().map(|filter| (*filter).try_into().unwrap()).collect()
}

fn user_property(name: &'static str, value: &'static str) -> Property<'static> {
    Property::UserProperty((name.try_into().unwrap(), value.try_into().unwrap()))
}

/// The User Properties that the captures' client adds to everything: a name that occurs twice, and characters of two and
/// three bytes.
fn user_properties() -> [Property<'static>; 3] {
    [user_property("k1", "v1"), user_property("k1", "v2"), user_property("\u{fc}", "\u{2603}")]
}

/// The Subscription Options of a Quality of Service alone.
const fn up_to(qos: Qos) -> SubscriptionOptions {
    SubscriptionOptions::new(qos)
}

/// Examples of the specifications.
mod specification {
    use super::*;

    /// 5.0 figure 1-2, 3.1.1 figure 1.2: a string of one and four bytes per character.
    #[test]
    fn strings_count_bytes_not_characters() {
        let topic = "A\u{2a6d4}";
        let publish = Packet::Publish(Publish::new(topic.try_into().unwrap(), b""));
        for version in V3 {
            same(b"\x30\x07\x00\x05\x41\xf0\xaa\x9b\x94", version, publish);
        }
        same(b"\x30\x08\x00\x05\x41\xf0\xaa\x9b\x94\x00", Version::V5, publish);
    }

    /// 3.1, section on UTF-8.
    #[test]
    fn a_string_of_version_3_1() {
        let publish = Packet::Publish(Publish::new("OTWP".try_into().unwrap(), b""));
        same(b"\x30\x06\x00\x04OTWP", Version::V3_1, publish);
    }

    /// 5.0 section 1.5.4: U+FEFF is a character like any other \[MQTT-1.5.4-3\].
    #[test]
    fn a_byte_order_mark_stays() {
        let publish = Packet::Publish(Publish::new("\u{feff}a".try_into().unwrap(), b""));
        same(b"\x30\x06\x00\x04\xef\xbb\xbfa", Version::V3_1_1, publish);
    }

    /// 3.1.1 table 2.4 and the comment before it, 5.0 table 1-1: 64, 321, and the borders of each length.
    #[test]
    fn remaining_lengths() {
        let cases: [(usize, &[u8]); 8] = [
            (64, b"\x40"),
            (321, b"\xc1\x02"),
            (127, b"\x7f"),
            (128, b"\x80\x01"),
            (16_383, b"\xff\x7f"),
            (16_384, b"\x80\x80\x01"),
            (2_097_151, b"\xff\xff\x7f"),
            (2_097_152, b"\x80\x80\x80\x01"),
        ];
        let mut limits = Limits::default();
        limits.max_packet_size = usize::MAX;
        for (remaining, written) in cases {
            let payload = vec![b'p'; remaining - 3];
            let publish = Packet::Publish(Publish::new("t".try_into().unwrap(), &payload));
            let bytes = [b"\x30", written, b"\x00\x01t", &payload].concat();
            assert_eq!(encoded(&publish, Version::V3_1_1), bytes);
            assert_eq!(Packet::decode(&bytes, Version::V3_1_1, &limits), Ok(publish));
        }
    }

    /// 5.0 figure 3-6, with the payload that its flags ask for.
    #[test]
    fn connect_of_version_5() {
        let session_expiry = properties([Property::SessionExpiryInterval(10)]);
        same(
            b"\x10\x20\x00\x04MQTT\x05\xce\x00\x0a\x05\x11\x00\x00\x00\x0a\
              \x00\x01c\x00\x00\x01w\x00\x01m\x00\x01u\x00\x01p",
            Version::V5,
            Packet::Connect(Connect {
                version: Version::V5,
                clean_start: true,
                keep_alive: 10,
                properties: session_expiry.as_properties(),
                client_id: "c".try_into().unwrap(),
                will: Some(Will {
                    qos: Qos::AtLeastOnce,
                    retain: false,
                    properties: Properties::EMPTY,
                    topic: "w".try_into().unwrap(),
                    payload: data(b"m"),
                }),
                user_name: Some("u".try_into().unwrap()),
                password: Some(data(b"p")),
            }),
        );
    }

    /// 3.1.1 figure 3.6 and 3.1, section on CONNECT: the same flags and Keep Alive, other name and level.
    #[test]
    fn connect_before_version_5() {
        let examples: [(Version, &[u8]); 2] = [
            (
                Version::V3_1,
                b"\x10\x1b\x00\x06MQIsdp\x03\xce\x00\x0a\x00\x01c\x00\x01w\x00\x01m\x00\x01u\x00\x01p",
            ),
            (
                Version::V3_1_1,
                b"\x10\x19\x00\x04MQTT\x04\xce\x00\x0a\x00\x01c\x00\x01w\x00\x01m\x00\x01u\x00\x01p",
            ),
        ];
        for (version, bytes) in examples {
            let mut will = Will::new("w".try_into().unwrap(), data(b"m"));
            will.qos = Qos::AtLeastOnce;
            same(
                bytes,
                version,
                Packet::Connect(Connect {
                    keep_alive: 10,
                    will: Some(will),
                    user_name: Some("u".try_into().unwrap()),
                    password: Some(data(b"p")),
                    ..Connect::new(version, "c".try_into().unwrap())
                }),
            );
        }
    }

    /// 5.0 figure 3-9, 3.1.1 figure 3.11, 3.1 section on PUBLISH.
    #[test]
    fn publish() {
        let delivery = Delivery::AtLeastOnce { packet_id: id(10), dup: false };
        let publish = Packet::Publish(Publish { delivery, ..Publish::new("a/b".try_into().unwrap(), b"") });
        for version in V3 {
            same(b"\x32\x07\x00\x03a/b\x00\x0a", version, publish);
        }
        same(b"\x32\x08\x00\x03a/b\x00\x0a\x00", Version::V5, publish);
    }

    /// 5.0 figure 3-21, 3.1.1 figures 3.21 and 3.23, 3.1 section on SUBSCRIBE.
    #[test]
    fn subscribe() {
        let filters = filters(&[("a/b", up_to(Qos::AtLeastOnce)), ("c/d", up_to(Qos::ExactlyOnce))]);
        let subscribe = Packet::Subscribe(Subscribe {
            packet_id: id(10),
            properties: Properties::EMPTY,
            filters: filters.as_filters(),
        });
        for version in V3 {
            same(b"\x82\x0e\x00\x0a\x00\x03a/b\x01\x00\x03c/d\x02", version, subscribe);
        }
        same(b"\x82\x0f\x00\x0a\x00\x00\x03a/b\x01\x00\x03c/d\x02", Version::V5, subscribe);
    }

    /// 3.1.1 figure 3.27.
    #[test]
    fn suback_with_a_failure() {
        let codes: ReasonCodesBuf<_> = [
            SubscribeReasonCode::GrantedQos0,
            SubscribeReasonCode::GrantedQos2,
            SubscribeReasonCode::UnspecifiedError,
        ]
        .into_iter()
        .collect();
        let suback = Packet::SubAck(SubAck {
            packet_id: id(10),
            properties: Properties::EMPTY,
            reason_codes: codes.as_reason_codes(),
        });
        same(b"\x90\x05\x00\x0a\x00\x02\x80", Version::V3_1_1, suback);
    }

    /// 3.1 section on SUBACK: there is no failure yet.
    #[test]
    fn suback_of_version_3_1() {
        let codes: ReasonCodesBuf<_> =
            [SubscribeReasonCode::GrantedQos0, SubscribeReasonCode::GrantedQos2].into_iter().collect();
        let suback = Packet::SubAck(SubAck {
            packet_id: id(10),
            properties: Properties::EMPTY,
            reason_codes: codes.as_reason_codes(),
        });
        same(b"\x90\x04\x00\x0a\x00\x02", Version::V3_1, suback);
    }

    /// 5.0 figure 3.30, 3.1.1 figure 3.30, 3.1 section on UNSUBSCRIBE.
    #[test]
    fn unsubscribe() {
        let filters = topic_filters(&["a/b", "c/d"]);
        let unsubscribe = Packet::Unsubscribe(Unsubscribe {
            packet_id: id(10),
            properties: Properties::EMPTY,
            filters: filters.as_filters(),
        });
        for version in V3 {
            same(b"\xa2\x0c\x00\x0a\x00\x03a/b\x00\x03c/d", version, unsubscribe);
        }
        same(b"\xa2\x0d\x00\x0a\x00\x00\x03a/b\x00\x03c/d", Version::V5, unsubscribe);
    }

    /// 5.0 figure 3-24, whose second byte has a slip: the text says 5, the bits 7.
    #[test]
    fn disconnect() {
        let session_expiry = properties([Property::SessionExpiryInterval(0)]);
        let disconnect = Packet::Disconnect(Disconnect {
            reason_code: DisconnectReasonCode::NormalDisconnection,
            properties: session_expiry.as_properties(),
        });
        same(b"\xe0\x07\x00\x05\x11\x00\x00\x00\x00", Version::V5, disconnect);
        let as_the_bits_say = b"\xe0\x07\x00\x07\x11\x00\x00\x00\x00";
        let error = Packet::decode(as_the_bits_say, Version::V5, &Limits::default()).unwrap_err();
        assert_eq!(error.kind(), DecodeErrorKind::Truncated);
    }

    /// 5.0 section 4.12, the SCRAM challenge; its data are those of RFC 5802, section 5.
    #[test]
    fn a_scram_exchange() {
        let step = |data| {
            properties([
                Property::AuthenticationMethod("SCRAM-SHA-1".try_into().unwrap()),
                Property::AuthenticationData(data),
            ])
        };

        let client_first = step(data(b"n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL"));
        same(
            b"\x10\x44\x00\x04MQTT\x05\x02\x00\x00\x35\x15\x00\x0bSCRAM-SHA-1\
              \x16\x00\x24n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL\x00\x02me",
            Version::V5,
            Packet::Connect(Connect {
                properties: client_first.as_properties(),
                ..Connect::new(Version::V5, "me".try_into().unwrap())
            }),
        );

        let server_first =
            step(data(b"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"));
        same(
            b"\xf0\x59\x18\x57\x15\x00\x0bSCRAM-SHA-1\
              \x16\x00\x46r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
            Version::V5,
            Packet::Auth(Auth {
                reason_code: AuthenticateReasonCode::ContinueAuthentication,
                properties: server_first.as_properties(),
            }),
        );

        let server_final = step(data(b"v=rmF9pqV8S7suAoZWja4dJRkFsKQ="));
        same(
            b"\x20\x32\x00\x00\x2f\x15\x00\x0bSCRAM-SHA-1\x16\x00\x1ev=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
            Version::V5,
            Packet::ConnAck(ConnAck {
                session_present: false,
                reason_code: ConnectReasonCode::Success,
                properties: server_final.as_properties(),
            }),
        );
    }

    /// 5.0 section 3.15.2.1: an AUTH of Remaining Length 0 is a success.
    #[test]
    fn the_shortest_auth() {
        let reason_code = AuthenticateReasonCode::Success;
        let auth = Packet::Auth(Auth { reason_code, properties: Properties::EMPTY });
        same(b"\xf0\x00", Version::V5, auth);
    }

    /// 5.0 sections 3.4.2.1, 3.5.2.1, 3.6.2.1, 3.7.2.1 and 3.14.2.1: Reason Code 0 and an empty list of properties may be
    /// left out.
    #[test]
    fn longer_forms_mean_the_same() {
        let id = id(3);
        for tail in [&b"\x03\x00\x03\x00"[..], b"\x04\x00\x03\x00\x00"] {
            also(&[b"\x40", tail].concat(), Version::V5, Packet::PubAck(PubAck::new(id)));
            also(&[b"\x50", tail].concat(), Version::V5, Packet::PubRec(PubRec::new(id)));
            also(&[b"\x62", tail].concat(), Version::V5, Packet::PubRel(PubRel::new(id)));
            also(&[b"\x70", tail].concat(), Version::V5, Packet::PubComp(PubComp::new(id)));
        }
        let normal = Packet::Disconnect(Disconnect::new(DisconnectReasonCode::NormalDisconnection));
        also(b"\xe0\x01\x00", Version::V5, normal);
        also(b"\xe0\x02\x00\x00", Version::V5, normal);
    }

    /// 3.1.1 table 3.1, 3.1 section on CONNACK: the return codes, under the names that version 5 gives them.
    #[test]
    fn connect_return_codes() {
        let meanings = [
            (1, ConnectReasonCode::UnsupportedProtocolVersion),
            (2, ConnectReasonCode::ClientIdentifierNotValid),
            (3, ConnectReasonCode::ServerUnavailable),
            (4, ConnectReasonCode::BadUserNameOrPassword),
            (5, ConnectReasonCode::NotAuthorized),
        ];
        for version in V3 {
            for (code, reason_code) in meanings {
                let properties = Properties::EMPTY;
                let connack = ConnAck { session_present: false, reason_code, properties };
                same(&[0x20, 0x02, 0x00, code], version, Packet::ConnAck(connack));
            }
        }
    }
}

/// What a client and a server really sent.
mod captures {
    use super::*;

    /// `mqtt_v31_paho`, tcp0 and `mqtt_v311_paho`, tcp0.
    #[test]
    fn connect_with_user_name_and_password() {
        let connect = |version, client_id: &'static str| {
            Packet::Connect(Connect {
                clean_start: false,
                keep_alive: 2,
                user_name: Some("alice".try_into().unwrap()),
                password: Some(data(b"alicepw")),
                ..Connect::new(version, client_id.try_into().unwrap())
            })
        };
        same(
            b"\x10%\x00\x06MQIsdp\x03\xc0\x00\x02\x00\x07v31-sub\x00\x05alice\x00\x07alicepw",
            Version::V3_1,
            connect(Version::V3_1, "v31-sub"),
        );
        same(
            b"\x10$\x00\x04MQTT\x04\xc0\x00\x02\x00\x08v311-sub\x00\x05alice\x00\x07alicepw",
            Version::V3_1_1,
            connect(Version::V3_1_1, "v311-sub"),
        );
    }

    /// `mqtt_v31_paho`, tcp1 and `mqtt_v311_paho`, tcp1.
    #[test]
    fn connect_with_a_will() {
        let connect = |version, client_id: &'static str| {
            Packet::Connect(Connect {
                keep_alive: 60,
                will: Some(Will {
                    qos: Qos::AtLeastOnce,
                    retain: true,
                    properties: Properties::EMPTY,
                    topic: "will/pub".try_into().unwrap(),
                    payload: data("gone \u{2603}".as_bytes()),
                }),
                ..Connect::new(version, client_id.try_into().unwrap())
            })
        };
        same(
            b"\x10)\x00\x06MQIsdp\x03.\x00<\x00\x07v31-pub\x00\x08will/pub\x00\x08gone \xe2\x98\x83",
            Version::V3_1,
            connect(Version::V3_1, "v31-pub"),
        );
        same(
            b"\x10(\x00\x04MQTT\x04.\x00<\x00\x08v311-pub\x00\x08will/pub\x00\x08gone \xe2\x98\x83",
            Version::V3_1_1,
            connect(Version::V3_1_1, "v311-pub"),
        );
    }

    /// `mqtt_v5_paho`, tcp0.
    #[test]
    fn connect_with_properties() {
        let list = [
            Property::SessionExpiryInterval(120),
            Property::RequestProblemInformation(true),
            Property::RequestResponseInformation(true),
            Property::ReceiveMaximum(NonZeroU16::new(7).unwrap()),
            Property::TopicAliasMaximum(5),
        ];
        let largest = Property::MaximumPacketSize(NonZeroU32::new(200_000).unwrap());
        let properties = properties(list.into_iter().chain(user_properties()).chain([largest]));
        same(
            b"\x10O\x00\x04MQTT\x05\xc2\x00<0\x11\x00\x00\x00x\x17\x01\x19\x01!\x00\x07\"\x00\x05\
              &\x00\x02k1\x00\x02v1&\x00\x02k1\x00\x02v2&\x00\x02\xc3\xbc\x00\x03\xe2\x98\x83\
              '\x00\x03\r@\x00\x06v5-sub\x00\x03bob\x00\x05bobpw",
            Version::V5,
            Packet::Connect(Connect {
                keep_alive: 60,
                properties: properties.as_properties(),
                user_name: Some("bob".try_into().unwrap()),
                password: Some(data(b"bobpw")),
                ..Connect::new(Version::V5, "v5-sub".try_into().unwrap())
            }),
        );
    }

    /// `mqtt_v5_paho`, tcp2.
    #[test]
    fn connect_with_properties_of_the_will() {
        let of_the_connection = properties([Property::SessionExpiryInterval(5)]);
        let list = [
            Property::PayloadFormatIndicator(PayloadFormat::Utf8),
            Property::MessageExpiryInterval(300),
            Property::ContentType("text/plain".try_into().unwrap()),
            Property::ResponseTopic("will/resp".try_into().unwrap()),
            Property::CorrelationData(data(b"\x00\x01\xff")),
            Property::WillDelayInterval(1),
        ];
        let of_the_will = properties(list.into_iter().chain(user_properties()));
        same(
            b"\x10o\x00\x04MQTT\x05\x16\x00<\x05\x11\x00\x00\x00\x05\x00\x06v5-pub\
              G\x01\x01\x02\x00\x00\x01,\x03\x00\ntext/plain\x08\x00\twill/resp\t\x00\x03\x00\x01\xff\
              \x18\x00\x00\x00\x01&\x00\x02k1\x00\x02v1&\x00\x02k1\x00\x02v2&\x00\x02\xc3\xbc\x00\x03\xe2\x98\x83\
              \x00\x06p/will\x00\x05w\xc3\xafll",
            Version::V5,
            Packet::Connect(Connect {
                keep_alive: 60,
                properties: of_the_connection.as_properties(),
                will: Some(Will {
                    qos: Qos::ExactlyOnce,
                    retain: false,
                    properties: of_the_will.as_properties(),
                    topic: "p/will".try_into().unwrap(),
                    payload: data("w\u{ef}ll".as_bytes()),
                }),
                ..Connect::new(Version::V5, "v5-pub".try_into().unwrap())
            }),
        );
    }

    /// `mqtt_v5_paho`, tcp3: the server is to assign a Client Identifier, and does.
    #[test]
    fn a_client_identifier_is_assigned() {
        let connect = Connect { keep_alive: 60, ..Connect::new(Version::V5, "".try_into().unwrap()) };
        same(b"\x10\r\x00\x04MQTT\x05\x02\x00<\x00\x00\x00", Version::V5, Packet::Connect(connect));

        let assigned = "auto-71647E4D-28B6-5188-B1E0-258E7B82FEC1".try_into().unwrap();
        let properties = properties([
            Property::TopicAliasMaximum(10),
            Property::AssignedClientIdentifier(assigned),
            Property::ReceiveMaximum(NonZeroU16::new(20).unwrap()),
        ]);
        same(
            b"\x20\x35\x00\x002\"\x00\n\x12\x00)auto-71647E4D-28B6-5188-B1E0-258E7B82FEC1!\x00\x14",
            Version::V5,
            Packet::ConnAck(ConnAck {
                session_present: false,
                reason_code: ConnectReasonCode::Success,
                properties: properties.as_properties(),
            }),
        );
    }

    /// `mqtt_v5_paho`, tcp7: enhanced authentication, which this server doesn't have.
    #[test]
    fn enhanced_authentication_is_refused() {
        let properties = properties([
            Property::AuthenticationMethod("SCRAM-SHA-1".try_into().unwrap()),
            Property::AuthenticationData(data(b"n,,n=u,r=abc")),
        ]);
        same(
            b"\x101\x00\x04MQTT\x05\x02\x00<\x1d\x15\x00\x0bSCRAM-SHA-1\x16\x00\x0cn,,n=u,r=abc\x00\x07v5-auth",
            Version::V5,
            Packet::Connect(Connect {
                keep_alive: 60,
                properties: properties.as_properties(),
                ..Connect::new(Version::V5, "v5-auth".try_into().unwrap())
            }),
        );
        same(
            b"\x20\x03\x00\x8c\x00",
            Version::V5,
            Packet::ConnAck(ConnAck {
                session_present: false,
                reason_code: ConnectReasonCode::BadAuthenticationMethod,
                properties: Properties::EMPTY,
            }),
        );
    }

    /// `mqtt_v31_paho`, tcp0 and tcp4; `mqtt_v311_paho`, tcp0, tcp3 and tcp4; `mqtt_v5_paho`, tcp4.
    #[test]
    fn connack() {
        let connack = |session_present, reason_code| {
            Packet::ConnAck(ConnAck { session_present, reason_code, properties: Properties::EMPTY })
        };
        for version in V3 {
            same(b"\x20\x02\x00\x00", version, connack(false, ConnectReasonCode::Success));
            same(b"\x20\x02\x00\x05", version, connack(false, ConnectReasonCode::NotAuthorized));
        }
        same(b"\x20\x02\x01\x00", Version::V3_1_1, connack(true, ConnectReasonCode::Success));

        let properties = properties([
            Property::TopicAliasMaximum(10),
            Property::ReceiveMaximum(NonZeroU16::new(20).unwrap()),
        ]);
        same(
            b"\x20\x09\x01\x00\x06\"\x00\n!\x00\x14",
            Version::V5,
            Packet::ConnAck(ConnAck {
                session_present: true,
                reason_code: ConnectReasonCode::Success,
                properties: properties.as_properties(),
            }),
        );
    }

    /// `mqtt_v31_paho` and `mqtt_v311_paho`, tcp0.
    #[test]
    fn publish_before_version_5() {
        let retained = Publish {
            retain: true,
            ..Publish::new("$SYS/broker/version".try_into().unwrap(), b"mosquitto version 2.0.11")
        };
        let at_least_once = Publish {
            delivery: Delivery::AtLeastOnce { packet_id: id(3), dup: false },
            ..Publish::new("t/ret".try_into().unwrap(), b"retained")
        };
        for version in V3 {
            same(
                b"1-\x00\x13$SYS/broker/versionmosquitto version 2.0.11",
                version,
                Packet::Publish(retained),
            );
            same(b"2\x11\x00\x05t/ret\x00\x03retained", version, Packet::Publish(at_least_once));
        }
    }

    /// `mqtt_v5_paho`, tcp0: a message of QoS 2, its properties in another order than the client's.
    #[test]
    fn publish_of_version_5() {
        let list = [
            Property::SubscriptionIdentifier(SubscriptionId::new(268_435_455).unwrap()),
            Property::PayloadFormatIndicator(PayloadFormat::Utf8),
            Property::ContentType("application/json".try_into().unwrap()),
            Property::ResponseTopic("resp/\u{e9}".try_into().unwrap()),
            Property::CorrelationData(data(b"corr\x00\x80")),
        ];
        let expiry = Property::MessageExpiryInterval(60);
        let properties = properties(list.into_iter().chain(user_properties()).chain([expiry]));
        same(
            b"4_\x00\x05p/all\x00\x02N\x0b\xff\xff\xff\x7f\x01\x01\x03\x00\x10application/json\
              \x08\x00\x07resp/\xc3\xa9\t\x00\x06corr\x00\x80\
              &\x00\x02k1\x00\x02v1&\x00\x02k1\x00\x02v2&\x00\x02\xc3\xbc\x00\x03\xe2\x98\x83\
              \x02\x00\x00\x00<{\"q\":2}",
            Version::V5,
            Packet::Publish(Publish {
                delivery: Delivery::ExactlyOnce { packet_id: id(2), dup: false },
                retain: false,
                topic: "p/all".try_into().unwrap(),
                properties: properties.as_properties(),
                payload: b"{\"q\":2}",
            }),
        );
    }

    /// `mqtt_alias_paho`: a topic gets an alias, the alias stands for it, an unknown alias ends the connection.
    #[test]
    fn topic_aliases() {
        let known = properties([Property::TopicAlias(TopicAlias::new(2).unwrap())]);
        let unknown = properties([Property::TopicAlias(TopicAlias::new(99).unwrap())]);
        let set =
            Publish { properties: known.as_properties(), ..Publish::new("a/b".try_into().unwrap(), b"h") };
        same(b"0\n\x00\x03a/b\x03#\x00\x02h", Version::V5, Packet::Publish(set));

        let empty = mqtt_codec::topic::TopicName::EMPTY;
        let used = Publish { properties: known.as_properties(), ..Publish::new(empty, b"h") };
        same(b"0\x07\x00\x00\x03#\x00\x02h", Version::V5, Packet::Publish(used));

        let wrong = Publish { properties: unknown.as_properties(), ..Publish::new(empty, b"") };
        same(b"0\x06\x00\x00\x03#\x00c", Version::V5, Packet::Publish(wrong));

        let disconnect = Disconnect::new(DisconnectReasonCode::TopicAliasInvalid);
        same(b"\xe0\x01\x94", Version::V5, Packet::Disconnect(disconnect));
    }

    /// All of `mqtt_v31_paho`, `mqtt_v311_paho` and `mqtt_v5_paho`: without Reason Code and properties they are the same.
    #[test]
    fn acknowledgements() {
        for version in EVERY {
            same(b"\x40\x02\x00\x03", version, Packet::PubAck(PubAck::new(id(3))));
            same(b"\x50\x02\x00\x03", version, Packet::PubRec(PubRec::new(id(3))));
            same(b"\x62\x02\x00\x03", version, Packet::PubRel(PubRel::new(id(3))));
            same(b"\x70\x02\x00\x03", version, Packet::PubComp(PubComp::new(id(3))));
        }
    }

    /// `mqtt_v5_paho`, tcp2: nobody has subscribed.
    #[test]
    fn puback_with_a_reason_code() {
        let reason_code = PubAckReasonCode::NoMatchingSubscribers;
        let puback = Packet::PubAck(PubAck { reason_code, ..PubAck::new(id(11)) });
        same(b"\x40\x03\x00\x0b\x10", Version::V5, puback);
    }

    /// `mqtt_v31_paho` and `mqtt_v311_paho`, tcp0.
    #[test]
    fn subscribe_before_version_5() {
        let filters = filters(&[
            ("t/+/x", up_to(Qos::AtMostOnce)),
            ("t/#", up_to(Qos::AtLeastOnce)),
            ("will/#", up_to(Qos::ExactlyOnce)),
            ("$SYS/broker/version", up_to(Qos::AtMostOnce)),
        ]);
        let subscribe = Packet::Subscribe(Subscribe {
            packet_id: id(1),
            properties: Properties::EMPTY,
            filters: filters.as_filters(),
        });
        for version in V3 {
            same(
                b"\x82/\x00\x01\x00\x05t/+/x\x00\x00\x03t/#\x01\x00\x06will/#\x02\x00\x13$SYS/broker/version\x00",
                version,
                subscribe,
            );
        }
    }

    /// `mqtt_v5_paho`, tcp0: Subscription Options of every kind.
    #[test]
    fn subscribe_of_version_5() {
        let largest = Property::SubscriptionIdentifier(SubscriptionId::new(268_435_455).unwrap());
        let properties = properties([largest].into_iter().chain(user_properties()));
        let all = SubscriptionOptions {
            maximum_qos: Qos::ExactlyOnce,
            no_local: true,
            retain_as_published: true,
            retain_handling: RetainHandling::SendIfNew,
        };
        let never = SubscriptionOptions { retain_handling: RetainHandling::DoNotSend, ..Default::default() };
        let filters =
            filters(&[("p/#", all), ("$share/grp/s/+", up_to(Qos::AtLeastOnce)), ("bad/one", never)]);
        let list: Filters<'_> = filters.as_filters();
        same(
            b"\x82E\x00\x01!\x0b\xff\xff\xff\x7f&\x00\x02k1\x00\x02v1&\x00\x02k1\x00\x02v2\
              &\x00\x02\xc3\xbc\x00\x03\xe2\x98\x83\
              \x00\x03p/#\x1e\x00\x0e$share/grp/s/+\x01\x00\x07bad/one ",
            Version::V5,
            Packet::Subscribe(Subscribe {
                packet_id: id(1),
                properties: properties.as_properties(),
                filters: list,
            }),
        );
    }

    /// The answers to the two before.
    #[test]
    fn suback() {
        use SubscribeReasonCode::{GrantedQos0, GrantedQos1, GrantedQos2};

        let codes: ReasonCodesBuf<_> =
            [GrantedQos0, GrantedQos1, GrantedQos2, GrantedQos0].into_iter().collect();
        let suback = |codes| {
            Packet::SubAck(SubAck { packet_id: id(1), properties: Properties::EMPTY, reason_codes: codes })
        };
        for version in V3 {
            same(b"\x90\x06\x00\x01\x00\x01\x02\x00", version, suback(codes.as_reason_codes()));
        }

        let codes: ReasonCodesBuf<_> = [GrantedQos2, GrantedQos1, GrantedQos0].into_iter().collect();
        same(b"\x90\x06\x00\x01\x00\x02\x01\x00", Version::V5, suback(codes.as_reason_codes()));
    }

    /// `mqtt_v31_paho` and `mqtt_v311_paho`, tcp0.
    #[test]
    fn unsubscribe_before_version_5() {
        let filters = topic_filters(&["t/+/x"]);
        for version in V3 {
            same(
                b"\xa2\x09\x00\x02\x00\x05t/+/x",
                version,
                Packet::Unsubscribe(Unsubscribe {
                    packet_id: id(2),
                    properties: Properties::EMPTY,
                    filters: filters.as_filters(),
                }),
            );
            same(
                b"\xb0\x02\x00\x02",
                version,
                Packet::UnsubAck(UnsubAck {
                    packet_id: id(2),
                    properties: Properties::EMPTY,
                    reason_codes: ReasonCodes::EMPTY,
                }),
            );
        }
    }

    /// `mqtt_v5_paho`, tcp0: of one of the filters there was no subscription.
    #[test]
    fn unsubscribe_of_version_5() {
        let properties = properties(user_properties());
        let filters = topic_filters(&["p/nothing", "bad/one"]);
        same(
            b"\xa23\x00\x02\x1c&\x00\x02k1\x00\x02v1&\x00\x02k1\x00\x02v2&\x00\x02\xc3\xbc\x00\x03\xe2\x98\x83\
              \x00\tp/nothing\x00\x07bad/one",
            Version::V5,
            Packet::Unsubscribe(Unsubscribe {
                packet_id: id(2),
                properties: properties.as_properties(),
                filters: filters.as_filters(),
            }),
        );
        let codes: ReasonCodesBuf<_> =
            [UnsubscribeReasonCode::NoSubscriptionExisted, UnsubscribeReasonCode::Success]
                .into_iter()
                .collect();
        same(
            b"\xb0\x05\x00\x02\x00\x11\x00",
            Version::V5,
            Packet::UnsubAck(UnsubAck {
                packet_id: id(2),
                properties: Properties::EMPTY,
                reason_codes: codes.as_reason_codes(),
            }),
        );
    }

    /// All captures.
    #[test]
    fn packets_without_fields() {
        let normal = Disconnect::new(DisconnectReasonCode::NormalDisconnection);
        for version in EVERY {
            same(b"\xc0\x00", version, Packet::PingReq);
            same(b"\xd0\x00", version, Packet::PingResp);
            same(b"\xe0\x00", version, Packet::Disconnect(normal));
        }
    }

    /// `mqtt_v5_paho`, tcp0.
    #[test]
    fn disconnect_that_wants_the_will() {
        let list = [Property::SessionExpiryInterval(60), Property::ReasonString("bye".try_into().unwrap())];
        let properties = properties(list.into_iter().chain(user_properties()));
        same(
            b"\xe0)\x04'\x11\x00\x00\x00<\x1f\x00\x03bye\
              &\x00\x02k1\x00\x02v1&\x00\x02k1\x00\x02v2&\x00\x02\xc3\xbc\x00\x03\xe2\x98\x83",
            Version::V5,
            Packet::Disconnect(Disconnect {
                reason_code: DisconnectReasonCode::DisconnectWithWillMessage,
                properties: properties.as_properties(),
            }),
        );
    }
}
