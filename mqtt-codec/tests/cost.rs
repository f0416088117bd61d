//! What decoding and encoding cost: allocations and sizes of types.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may panic, in its helpers too"
)]

mod support;

use std::hint::black_box;

use allocation_counter::measure;
use mqtt_codec::packet::{
    Auth, ConnAck, Connect, Delivery, Disconnect, Filters, FiltersBuf, Packet, PacketType, PubAck, PubComp,
    PubRec, PubRel, Publish, SubAck, Subscribe, SubscriptionOptions, TopicFilters, UnsubAck, Unsubscribe,
    Will,
};
use mqtt_codec::property::{Properties, PropertiesBuf, Property};
use mqtt_codec::reason::{ReasonCodes, ReasonCodesBuf, SubscribeReasonCode, UnsubscribeReasonCode};
use mqtt_codec::topic::{FilterTree, NameTree, TopicFilter, TopicName};
use mqtt_codec::{
    BinaryData, ClientId, DecodeError, DecodeErrorKind, Decoder, EncodeError, Limits, PacketBuf, PacketId,
    Utf8Str, Version,
};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use support::built::of_type;
use support::{encoded, properties, read_everything};

const EVERY: [Version; 3] = [Version::V3_1, Version::V3_1_1, Version::V5];

const EVERY_TYPE: [PacketType; 15] = [
    PacketType::Connect,
    PacketType::ConnAck,
    PacketType::Publish,
    PacketType::PubAck,
    PacketType::PubRec,
    PacketType::PubRel,
    PacketType::PubComp,
    PacketType::Subscribe,
    PacketType::SubAck,
    PacketType::Unsubscribe,
    PacketType::UnsubAck,
    PacketType::PingReq,
    PacketType::PingResp,
    PacketType::Disconnect,
    PacketType::Auth,
];

/// How often `run` allocates.
fn allocations(run: impl FnOnce()) -> u64 {
    measure(run).count_total
}

/// Some packets of every type in every version, with all sorts of fields, and some with long lists.
fn packets() -> Vec<(Version, Vec<u8>)> {
    let mut runner = TestRunner::deterministic();
    let mut packets = Vec::new();
    for version in EVERY {
        for packet_type in EVERY_TYPE {
            if packet_type == PacketType::Auth && version != Version::V5 {
                continue;
            }
            for _ in 0..10 {
                let parts = of_type(version, packet_type).new_tree(&mut runner).unwrap().current();
                assert_eq!(parts.packet().packet_type(), packet_type);
                packets.push((version, encoded(&parts.packet(), version)));
            }
        }
    }
    packets.extend(long_lists());
    packets
}

fn long_lists() -> [(Version, Vec<u8>); 3] {
    let packet_id = PacketId::new(1).unwrap();
    let pair = Property::UserProperty(("name".try_into().unwrap(), "value".try_into().unwrap()));
    let pairs = properties(std::iter::repeat_n(pair, 1000));

    let mut filters = FiltersBuf::new();
    for number in 0..1000 {
        let text = format!("a/{number}/+");
        filters.push(text.as_str().try_into().unwrap(), SubscriptionOptions::default()).unwrap();
    }
    let (properties, filters) = (pairs.as_properties(), filters.as_filters());
    let subscribe = Packet::Subscribe(Subscribe { packet_id, properties, filters });

    let codes: ReasonCodesBuf<_> = std::iter::repeat_n(SubscribeReasonCode::GrantedQos1, 1000).collect();
    let suback = Packet::SubAck(SubAck { packet_id, properties, reason_codes: codes.as_reason_codes() });

    let publish = Publish { properties, ..Publish::new("t".try_into().unwrap(), &[b'p'; 100_000]) };
    [subscribe, suback, Packet::Publish(publish)].map(|packet| (Version::V5, encoded(&packet, Version::V5)))
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| drop(black_box(Box::new(1)))), 1);
}

#[test]
fn decoding_and_reading_everything_allocates_nothing() {
    for (version, bytes) in packets() {
        let mut decoder = Decoder::new(version, Limits::default());
        let mut read = 0;
        let count = allocations(|| {
            let packet = Packet::decode(&bytes, version, &Limits::default()).unwrap();
            read += read_everything(&packet);
            let mut input = &bytes[..];
            let packet = decoder.decode(&mut input).unwrap().unwrap();
            read += read_everything(&packet);
        });
        assert_eq!(count, 0, "{version}: {bytes:02x?}");
        black_box(read);
    }
}

#[test]
fn comparing_and_hashing_allocates_nothing() {
    use std::hash::{DefaultHasher, Hash};

    for (version, bytes) in packets() {
        let packet = Packet::decode(&bytes, version, &Limits::default()).unwrap();
        let copy = bytes.clone();
        let other = Packet::decode(&copy, version, &Limits::default()).unwrap();
        let count = allocations(|| {
            assert!(packet == other);
            packet.hash(&mut DefaultHasher::new());
        });
        assert_eq!(count, 0, "{version}: {bytes:02x?}");
    }
}

#[test]
fn refusing_allocates_nothing() {
    for (version, mut bytes) in packets() {
        bytes.truncate(300);
        let count = allocations(|| {
            for end in 0..bytes.len() {
                let (beginning, _) = bytes.split_at(end);
                black_box(Packet::decode(beginning, version, &Limits::default()).is_err());
            }
        });
        assert_eq!(count, 0, "{version}: {bytes:02x?}");
    }
}

#[test]
fn encoding_into_a_used_buffer_allocates_nothing() {
    for (version, bytes) in packets() {
        let packet = Packet::decode(&bytes, version, &Limits::default()).unwrap();
        let mut buffer = Vec::with_capacity(bytes.len());
        let count = allocations(|| {
            buffer.clear();
            packet.encode(&mut buffer, version).unwrap();
        });
        assert_eq!(count, 0, "{version}: {bytes:02x?}");
        assert_eq!(buffer.len(), packet.encoded_len(version));
    }
}

/// A2.
#[test]
fn an_announced_length_is_not_allocated() {
    let mut no_limit = Limits::default();
    no_limit.max_packet_size = usize::MAX;
    let first_bytes = [0x20, 0x30, 0x32, 0x82, 0x90, 0xa2, 0xb0, 0xe0];
    for version in EVERY {
        for first in first_bytes {
            let header = [first, 0xff, 0xff, 0xff, 0x7f];
            let mut patient = Decoder::new(version, no_limit.clone());
            let mut strict = Decoder::new(version, Limits::default());
            let count = allocations(|| {
                for end in 0..=header.len() {
                    assert!(patient.decode(&mut header.split_at(end).0).is_ok_and(|packet| packet.is_none()));
                }
                let error = strict.decode(&mut &header[..]).unwrap_err();
                assert!(error.kind() == DecodeErrorKind::TooLarge);
            });
            assert_eq!(count, 0);
        }
    }
}

/// A1.
#[test]
fn what_is_no_connect_is_refused_without_an_allocation() {
    let mut decoder = Decoder::awaiting_connect(Limits::default());
    let count = allocations(|| {
        let error = decoder.decode(&mut &b"\x30\xff"[..]).unwrap_err();
        assert!(error.kind() == DecodeErrorKind::ConnectExpected);
    });
    assert_eq!(count, 0);
}

#[test]
fn a_packet_is_kept_in_one_allocation_and_read_without() {
    for (version, bytes) in packets() {
        let packet = Packet::decode(&bytes, version, &Limits::default()).unwrap();
        let mut kept = None;
        assert_eq!(allocations(|| kept = Some(PacketBuf::encode(&packet, version).unwrap())), 1);
        let kept = kept.unwrap();
        assert_eq!(allocations(|| _ = black_box(read_everything(&kept.as_packet()))), 0);
        assert!(allocations(|| drop(black_box(kept.detach()))) <= 1);
    }
}

/// `a/0/x`, `+/0/x`, `a/+/x`, `a/0/#`, and so on to `count`.
fn tree(count: usize) -> FilterTree<usize> {
    let mut tree = FilterTree::new();
    for number in 0..count / 4 {
        for text in [
            format!("a/{number}/x"),
            format!("+/{number}/x"),
            format!("a/{number}/+"),
            format!("a/{number}/#"),
        ] {
            tree.insert(text.as_str().try_into().unwrap(), number);
        }
    }
    tree
}

#[test]
fn finding_filters_allocates_once_at_most() {
    let tree = tree(10_000);
    for (name, expected) in [("a/77/x", 4), ("b/77/x", 1), ("c/d/e/f/g", 0), ("a/77/x/y/z", 1)] {
        let name = TopicName::try_from(name).unwrap();
        let mut found = 0;
        let count = allocations(|| found = tree.matches(name).count());
        assert_eq!(found, expected, "{name}");
        assert!(count <= 1, "{name}: {count}");
    }
}

/// How much it may allocate grows with the levels of the name, not with the filters.
#[test]
fn finding_filters_under_every_wildcard_allocates_twice_at_most() {
    let mut tree = FilterTree::new();
    for bits in 0..64_u32 {
        let levels: Vec<_> = (0..6).map(|level| if bits >> level & 1 == 1 { "+" } else { "a" }).collect();
        tree.insert(levels.join("/").as_str().try_into().unwrap(), bits);
    }
    let name = TopicName::try_from("a/a/a/a/a/a").unwrap();
    let mut found = 0;
    let count = allocations(|| found = tree.matches(name).count());
    assert_eq!(found, 64);
    assert!(count <= 2, "{count}");
}

#[test]
fn matching_one_filter_allocates_nothing() {
    let filter = TopicFilter::try_from("$share/g/+/b/#").unwrap();
    let name = TopicName::try_from("a/b/c/d").unwrap();
    assert_eq!(allocations(|| assert!(filter.matches(name))), 0);
}

#[test]
fn a_filter_tree_grows_with_its_filters_and_gives_everything_back() {
    let grown = |count| {
        let mut kept = None;
        let grown = measure(|| kept = Some(tree(count)));
        drop(kept);
        grown.bytes_current
    };
    let (small, large) = (grown(1_000), grown(10_000));
    assert!(large <= 11 * small, "{small} bytes, ten times as many filters: {large}");

    let all = measure(|| {
        let mut tree = tree(1_000);
        for number in 0..250 {
            for text in [format!("a/{number}/x"), format!("+/{number}/x")] {
                assert_eq!(tree.remove(text.as_str().try_into().unwrap()), Some(number));
            }
        }
    });
    assert_eq!((all.count_current, all.bytes_current), (0, 0));
}

#[test]
fn a_name_tree_grows_with_its_names() {
    let grown = |count| {
        let mut tree = NameTree::new();
        let grown = measure(|| {
            for number in 0..count {
                tree.insert(format!("a/{number}/x").as_str().try_into().unwrap(), ());
            }
        });
        grown.bytes_current
    };
    let (small, large) = (grown(1_000), grown(10_000));
    assert!(large <= 11 * small, "{small} bytes, ten times as many names: {large}");
}

/// Owned lists are one run of bytes, which doubles when it is full.
#[test]
fn owned_lists_allocate_seldom() {
    let pair = Property::UserProperty(("name".try_into().unwrap(), "value".try_into().unwrap()));
    let mut list = PropertiesBuf::new();
    let count = allocations(|| {
        for _ in 0..10_000 {
            list.push(pair).unwrap();
        }
    });
    assert!(count <= 20, "{count}");
}

const fn is_a_view<T: Send + Sync + Copy + 'static>() {}

const fn is_shared<T: Send + Sync + Clone + 'static>() {}

#[test]
fn views_are_copied_and_shared_between_threads() {
    is_a_view::<Packet<'_>>();
    is_a_view::<Connect<'_>>();
    is_a_view::<Will<'_>>();
    is_a_view::<ConnAck<'_>>();
    is_a_view::<Publish<'_>>();
    is_a_view::<PubAck<'_>>();
    is_a_view::<PubRec<'_>>();
    is_a_view::<PubRel<'_>>();
    is_a_view::<PubComp<'_>>();
    is_a_view::<Subscribe<'_>>();
    is_a_view::<SubAck<'_>>();
    is_a_view::<Unsubscribe<'_>>();
    is_a_view::<UnsubAck<'_>>();
    is_a_view::<Disconnect<'_>>();
    is_a_view::<Auth<'_>>();
    is_a_view::<Properties<'_>>();
    is_a_view::<Property<'_>>();
    is_a_view::<Filters<'_>>();
    is_a_view::<TopicFilters<'_>>();
    is_a_view::<ReasonCodes<'_, SubscribeReasonCode>>();
    is_a_view::<ReasonCodes<'_, UnsubscribeReasonCode>>();
    is_a_view::<TopicName<'_>>();
    is_a_view::<TopicFilter<'_>>();
    is_a_view::<Utf8Str<'_>>();
    is_a_view::<ClientId<'_>>();
    is_a_view::<BinaryData<'_>>();
    is_a_view::<DecodeError>();
    is_a_view::<EncodeError>();
    is_shared::<PacketBuf>();
    is_shared::<PropertiesBuf>();
    is_shared::<FiltersBuf>();
    is_shared::<Decoder>();
    is_shared::<FilterTree<u8>>();
}

#[cfg(target_pointer_width = "64")]
#[test]
fn types_do_not_grow() {
    let sizes = [
        ("Packet", size_of::<Packet<'_>>(), 128),
        ("Option<Packet>", size_of::<Option<Packet<'_>>>(), 128),
        ("what decode returns", size_of::<Result<Option<Packet<'_>>, DecodeError>>(), 128),
        ("Connect", size_of::<Connect<'_>>(), 128),
        ("Will", size_of::<Will<'_>>(), 56),
        ("Publish", size_of::<Publish<'_>>(), 56),
        ("Subscribe", size_of::<Subscribe<'_>>(), 48),
        ("Delivery", size_of::<Delivery>(), 4),
        ("Properties", size_of::<Properties<'_>>(), 16),
        ("Property", size_of::<Property<'_>>(), 40),
        ("DecodeError", size_of::<DecodeError>(), 32),
        ("EncodeError", size_of::<EncodeError>(), 24),
        ("PacketBuf", size_of::<PacketBuf>(), 40),
        ("Decoder", size_of::<Decoder>(), 56),
    ];
    for (name, size, limit) in sizes {
        assert!(size <= limit, "{name}: {size} bytes");
    }
}
