//! SUBSCRIBE (section 3.8).

use alloc::vec::Vec;
use core::{fmt, iter};

use bytes::BufMut;
use nom::number::complete::be_u8;

use super::{Context, PacketType, list_packet_remaining_len, put_list_packet};
use crate::property::{Place, Properties};
use crate::topic::{Kind, TopicFilter};
use crate::wire::{Parsed, fail, field, packet_len, put_prefixed, refuse};
use crate::{DecodeErrorKind, EncodeError, PacketId, Qos, Version};

/// Subscribe request: asks the server for one or more subscriptions.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Subscribe<'a> {
    /// Ties the SUBACK to this packet.
    pub packet_id: PacketId,
    /// Version 5 only.
    pub properties: Properties<'a>,
    /// What is asked for; not empty.
    pub filters: Filters<'a>,
}

/// Topic Filters with their Subscription Options, as they stand in the packet; built with [`FiltersBuf`].
#[derive(Clone, Copy, Default, Eq, Hash, PartialEq)]
pub struct Filters<'a> {
    bytes: &'a [u8],
    /// All options and [`MALFORMED_SHARED`] joined: which of them occur.
    seen: u8,
}

/// The owned form of [`Filters`].
#[derive(Clone, Default, Eq, Hash, PartialEq)]
pub struct FiltersBuf {
    bytes: Vec<u8>,
    seen: u8,
}

/// How messages of one subscription are to be sent (section 3.8.3.1); before version 5 the Quality of Service only.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set")]
pub struct SubscriptionOptions {
    /// The highest Quality of Service wanted.
    pub maximum_qos: Qos,
    /// Don't send what this client publishes; not on a Shared Subscription.
    pub no_local: bool,
    /// Keep the RETAIN flag as it was published.
    pub retain_as_published: bool,
    /// Which retained messages to send at once.
    pub retain_handling: RetainHandling,
}

/// Whether retained messages are sent when a subscription is made (section 3.8.3.1).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
#[repr(u8)]
pub enum RetainHandling {
    /// At every SUBSCRIBE.
    #[default]
    Send = 0,
    /// Only if the subscription did not exist before.
    SendIfNew = 1,
    /// Never.
    DoNotSend = 2,
}

/// Bits of the Subscription Options (section 3.8.3.1).
mod option {
    pub(super) const MAXIMUM_QOS: u8 = 0x03;
    pub(super) const NO_LOCAL: u8 = 0x04;
    pub(super) const RETAIN_AS_PUBLISHED: u8 = 0x08;
    pub(super) const RETAIN_HANDLING_SHIFT: u32 = 4;
    pub(super) const RESERVED: u8 = 0xc0;
}

/// In [`Filters::seen`], where no option is: a filter begins with `$share/` and is none of a Shared Subscription.
const MALFORMED_SHARED: u8 = 0x80;

impl<'a> Subscribe<'a> {
    /// Without properties.
    pub const fn new(packet_id: PacketId, filters: Filters<'a>) -> Self {
        Self { packet_id, properties: Properties::EMPTY, filters }
    }

    pub(crate) fn parse(input: &'a [u8], context: Context<'_>) -> Parsed<'a, Self> {
        let (input, packet_id) = PacketId::parse(input)?;
        let (input, properties) = Properties::parse(input, Place::SUBSCRIBE, context)?;
        let (input, filters) = Filters::parse(input, context)?;
        Ok((input, Self { packet_id, properties, filters }))
    }

    /// Appends the packet to `dst`; on an error nothing is written.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the packet, `version` can't carry it, or `dst` has no room for it.
    pub fn encode(&self, dst: &mut impl BufMut, version: Version) -> Result<(), EncodeError> {
        self.properties.check_place(Place::SUBSCRIBE, version)?;
        self.filters.check(version)?;
        put_list_packet(
            dst,
            version,
            PacketType::Subscribe,
            self.packet_id,
            &self.properties,
            self.filters.bytes,
        )
    }

    /// How many bytes [`encode`](Self::encode) writes.
    pub fn encoded_len(&self, version: Version) -> usize {
        packet_len(list_packet_remaining_len(version, &self.properties, self.filters.bytes))
    }
}

impl<'a> Filters<'a> {
    /// The filters in the packet's order.
    pub fn iter(&self) -> impl Iterator<Item = (TopicFilter<'a>, SubscriptionOptions)> + use<'a> {
        let mut rest = self.bytes;
        iter::from_fn(move || {
            let filter = TopicFilter::take(&mut rest)?;
            let (&bits, after) = rest.split_first()?;
            rest = after;
            Some((filter, SubscriptionOptions::from_bits(bits)?))
        })
    }

    /// How many filters there are; it takes a walk over them.
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(crate) fn parse(input: &'a [u8], context: Context<'_>) -> Parsed<'a, Self> {
        let mut seen = 0;
        let mut rest = input;
        let mut left = context.limits.max_items;
        if input.is_empty() {
            return refuse("Topic Filter", input, DecodeErrorKind::EmptyList);
        }
        while !rest.is_empty() {
            let (len, kind) = match TopicFilter::check_next(rest, &mut left, context.version) {
                Ok(checked) => checked,
                Err(kind) => return refuse("Topic Filter", rest, kind),
            };
            let after = rest.get(len..).unwrap_or_default();
            let (after, bits) =
                field("Subscription Options", after, |input| options(input, kind, context.version))?;
            seen |= bits | if kind == Kind::MalformedShared { MALFORMED_SHARED } else { 0 };
            rest = after;
        }
        Ok((rest, Self { bytes: input, seen }))
    }

    /// As many entries from the front of `bytes` as are valid in version 5.
    #[cfg(feature = "arbitrary")]
    pub(crate) fn valid_beginning(bytes: &'a [u8]) -> Self {
        let (mut rest, mut seen) = (bytes, 0);
        while let Ok((len, kind)) = TopicFilter::check_wire(rest) {
            match options(rest.get(len..).unwrap_or_default(), kind, Version::V5) {
                Ok((after, bits)) if kind != Kind::MalformedShared => (rest, seen) = (after, seen | bits),
                _ => break,
            }
        }
        Self { bytes: bytes.get(..bytes.len() - rest.len()).unwrap_or_default(), seen }
    }

    fn check(&self, version: Version) -> Result<(), EncodeError> {
        let invalid = |kind| Err(EncodeError::Invalid { kind, field: "Topic Filter" });
        if self.bytes.is_empty() {
            return invalid(DecodeErrorKind::EmptyList);
        }
        if version == Version::V5 && self.seen & MALFORMED_SHARED != 0 {
            return invalid(DecodeErrorKind::SharedSubscription);
        }
        if version != Version::V5 && self.seen & !(option::MAXIMUM_QOS | MALFORMED_SHARED) != 0 {
            return Err(EncodeError::Version { version, field: "Subscription Options" });
        }
        Ok(())
    }
}

/// The Subscription Options of a filter (section 3.8.3.1).
#[inline]
fn options(input: &[u8], kind: Kind, version: Version) -> Parsed<'_, u8> {
    let (rest, bits) = be_u8(input)?;
    let reserved = match version {
        Version::V5 => option::RESERVED,
        Version::V3_1 | Version::V3_1_1 => !option::MAXIMUM_QOS,
    };
    if bits & reserved != 0 {
        return fail(input, DecodeErrorKind::ReservedOptions);
    }
    if SubscriptionOptions::from_bits(bits).is_none() {
        return fail(input, DecodeErrorKind::SubscriptionOptions);
    }
    if bits & option::NO_LOCAL != 0 && kind == Kind::Shared {
        return fail(input, DecodeErrorKind::NoLocalShared);
    }
    Ok((rest, bits))
}

impl FiltersBuf {
    /// No filters yet.
    pub const fn new() -> Self {
        Self { bytes: Vec::new(), seen: 0 }
    }

    /// Adds a filter at the end.
    ///
    /// # Errors
    ///
    /// No Local on a Shared Subscription \[MQTT-3.8.3-4\].
    pub fn push(&mut self, filter: TopicFilter<'_>, options: SubscriptionOptions) -> Result<(), EncodeError> {
        if options.no_local && filter.kind() == Kind::Shared {
            let kind = DecodeErrorKind::NoLocalShared;
            return Err(EncodeError::Invalid { kind, field: "Subscription Options" });
        }
        put_prefixed(&mut self.bytes, filter.as_str().as_bytes());
        self.bytes.put_u8(options.to_bits());
        self.seen |= options.to_bits();
        self.seen |= if filter.kind() == Kind::MalformedShared { MALFORMED_SHARED } else { 0 };
        Ok(())
    }

    /// The view that packets hold.
    pub fn as_filters(&self) -> Filters<'_> {
        Filters { bytes: &self.bytes, seen: self.seen }
    }
}

impl SubscriptionOptions {
    /// The Quality of Service, and everything else as before version 5.
    pub const fn new(maximum_qos: Qos) -> Self {
        Self {
            maximum_qos,
            no_local: false,
            retain_as_published: false,
            retain_handling: RetainHandling::Send,
        }
    }

    #[inline]
    fn from_bits(bits: u8) -> Option<Self> {
        let maximum_qos = match bits & option::MAXIMUM_QOS {
            0 => Qos::AtMostOnce,
            1 => Qos::AtLeastOnce,
            2 => Qos::ExactlyOnce,
            _ => return None,
        };
        let retain_handling = match bits >> option::RETAIN_HANDLING_SHIFT {
            0 => RetainHandling::Send,
            1 => RetainHandling::SendIfNew,
            2 => RetainHandling::DoNotSend,
            _ => return None,
        };
        let no_local = bits & option::NO_LOCAL != 0;
        let retain_as_published = bits & option::RETAIN_AS_PUBLISHED != 0;
        Some(Self { maximum_qos, no_local, retain_as_published, retain_handling })
    }

    const fn to_bits(self) -> u8 {
        let no_local = if self.no_local { option::NO_LOCAL } else { 0 };
        let retain_as_published = if self.retain_as_published { option::RETAIN_AS_PUBLISHED } else { 0 };
        let retain_handling = (self.retain_handling as u8) << option::RETAIN_HANDLING_SHIFT;
        self.maximum_qos as u8 | no_local | retain_as_published | retain_handling
    }
}

impl fmt::Display for Subscribe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SUBSCRIBE id {}", self.packet_id)?;
        self.filters
            .iter()
            .try_for_each(|(filter, options)| write!(f, " {filter:?} q{}", options.maximum_qos))
    }
}

impl From<Filters<'_>> for FiltersBuf {
    fn from(view: Filters<'_>) -> Self {
        Self { bytes: view.bytes.into(), seen: view.seen }
    }
}

impl fmt::Debug for Filters<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl fmt::Debug for FiltersBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.as_filters(), f)
    }
}

#[cfg(feature = "serde")]
mod serde_impl {
    use super::{Filters, FiltersBuf, SubscriptionOptions, TopicFilter};
    use crate::serde_support::{serde_as_wire, serialize_items};

    serialize_items! { Filters }
    serde_as_wire! { FiltersBuf, |buf| &buf.bytes }

    impl FiltersBuf {
        fn from_wire(mut wire: &[u8]) -> Option<Self> {
            let mut buf = Self::new();
            while !wire.is_empty() {
                let (rest, filter) = TopicFilter::parse(wire).ok()?;
                let (bits, rest) = rest.split_first()?;
                buf.push(filter, SubscriptionOptions::from_bits(*bits)?).ok()?;
                wire = rest;
            }
            Some(buf)
        }
    }
}
