//! What is equal: properties by what they mean, kept packets by their bytes and version.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may panic, in its helpers too"
)]

mod support;

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use bytes::Bytes;
use mqtt_codec::packet::{Packet, Publish};
use mqtt_codec::property::{PropertiesBuf, Property, PropertyId};
use mqtt_codec::{Limits, PacketBuf, Version};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use support::built::{Ingredients, any_properties, ingredients};
use support::{encoded, properties};

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn user_property(name: &'static str, value: &'static str) -> Property<'static> {
    Property::UserProperty((name.try_into().unwrap(), value.try_into().unwrap()))
}

fn are_equal(one: &PropertiesBuf, other: &PropertiesBuf) -> bool {
    let (one_view, other_view) = (one.as_properties(), other.as_properties());
    let equal = one_view == other_view;
    assert_eq!(one == other, equal);
    assert_eq!(other_view == one_view, equal);
    assert!(!equal || hash(&one_view) == hash(&other_view));
    equal
}

#[test]
fn the_order_of_different_properties_does_not_count() {
    let expiry = Property::MessageExpiryInterval(60);
    let content_type = Property::ContentType("text/plain".try_into().unwrap());
    let pair = user_property("k", "v");
    let one = properties([expiry, content_type, pair]);
    assert!(are_equal(&one, &properties([pair, content_type, expiry])));
    assert!(are_equal(&one, &properties([content_type, expiry, pair])));
    assert!(!are_equal(&one, &properties([content_type, expiry])));
    assert!(!are_equal(&one, &properties([content_type, Property::MessageExpiryInterval(61), pair])));
}

/// Section 3.3.2.3.7: a server must keep it.
#[test]
fn the_order_of_user_properties_counts() {
    let (one, two, three) = (user_property("k", "1"), user_property("k", "2"), user_property("a", "3"));
    let list = properties([one, two, three]);
    assert!(!are_equal(&list, &properties([two, one, three])));
    assert!(!are_equal(&list, &properties([three, one, two])));
    let expiry = Property::MessageExpiryInterval(60);
    assert!(are_equal(&properties([one, expiry, two]), &properties([expiry, one, two])));
}

/// Where a name ends and a value begins is part of what they are.
#[test]
fn strings_are_not_run_together() {
    let one = properties([user_property("ab", "c")]);
    assert!(!are_equal(&one, &properties([user_property("a", "bc")])));
    assert!(!are_equal(&one, &properties([user_property("abc", "")])));
}

#[test]
fn packets_are_equal_when_their_properties_are() {
    let expiry = Property::MessageExpiryInterval(60);
    let content_type = Property::ContentType("text/plain".try_into().unwrap());
    let (one, other) = (properties([expiry, content_type]), properties([content_type, expiry]));
    let publish = |list: &PropertiesBuf| {
        let publish = Publish::new("t".try_into().unwrap(), b"");
        encoded(&Packet::Publish(Publish { properties: list.as_properties(), ..publish }), Version::V5)
    };
    let (one, other) = (publish(&one), publish(&other));
    assert_ne!(one, other);
    let decode = |bytes| Packet::decode(bytes, Version::V5, &Limits::default()).unwrap();
    assert_eq!(decode(&one), decode(&other));
    assert_eq!(hash(&decode(&one)), hash(&decode(&other)));
}

#[test]
fn kept_packets_are_equal_when_their_bytes_and_versions_are() {
    let keep = |bytes: &'static [u8], version| {
        PacketBuf::decode(Bytes::from_static(bytes), version, &Limits::default()).unwrap()
    };
    let one = keep(b"\x40\x02\x00\x07", Version::V5);
    assert_eq!(one, one.detach());
    assert_eq!(hash(&one), hash(&one.detach()));
    assert_eq!(one, one.clone());
    assert_ne!(one, keep(b"\x40\x02\x00\x08", Version::V5));
    assert_ne!(one, keep(b"\x40\x02\x00\x07", Version::V3_1_1));
}

type List = Vec<(PropertyId, Ingredients)>;

/// A list, and the same in another order.
fn shuffled() -> impl Strategy<Value = (List, List)> {
    let ids = [
        PropertyId::UserProperty,
        PropertyId::UserProperty,
        PropertyId::SubscriptionIdentifier,
        PropertyId::ReasonString,
        PropertyId::ContentType,
        PropertyId::TopicAlias,
    ];
    let list = vec((select(ids.to_vec()), ingredients()), 0..5);
    list.prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle()))
}

/// The properties by identifier, those of one in the order they have.
fn by_identifier(buf: &PropertiesBuf) -> Vec<Property<'_>> {
    let mut list: Vec<_> = buf.as_properties().iter().collect();
    list.sort_by_key(Property::id);
    list
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn equality_is_by_identifier_in_order((one, other) in shuffled()) {
        let (one, other) = (any_properties(&one), any_properties(&other));
        prop_assert_eq!(are_equal(&one, &other), by_identifier(&one) == by_identifier(&other));
    }
}
