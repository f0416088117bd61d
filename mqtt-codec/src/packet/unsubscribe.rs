//! UNSUBSCRIBE (section 3.10).

use alloc::vec::Vec;
use core::{fmt, iter};

use bytes::BufMut;

use super::{Context, PacketType, list_packet_remaining_len, put_list_packet};
use crate::property::{Place, Properties};
use crate::topic::{Kind, TopicFilter};
use crate::wire::{Parsed, packet_len, put_prefixed, refuse};
use crate::{DecodeErrorKind, EncodeError, PacketId, Version};

/// Unsubscribe request: ends one or more subscriptions.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Unsubscribe<'a> {
    /// Ties the UNSUBACK to this packet.
    pub packet_id: PacketId,
    /// Version 5 only.
    pub properties: Properties<'a>,
    /// The subscriptions to end; not empty.
    pub filters: TopicFilters<'a>,
}

/// Topic Filters, as they stand in the packet; built with [`TopicFiltersBuf`].
#[derive(Clone, Copy, Default, Eq, Hash, PartialEq)]
pub struct TopicFilters<'a> {
    bytes: &'a [u8],
    /// One of them begins with `$share/` and is none of a Shared Subscription: version 5 refuses that.
    malformed_shared: bool,
}

/// The owned form of [`TopicFilters`].
#[derive(Clone, Default, Eq, Hash, PartialEq)]
pub struct TopicFiltersBuf {
    bytes: Vec<u8>,
    malformed_shared: bool,
}

impl<'a> Unsubscribe<'a> {
    /// Without properties.
    pub const fn new(packet_id: PacketId, filters: TopicFilters<'a>) -> Self {
        Self { packet_id, properties: Properties::EMPTY, filters }
    }

    pub(crate) fn parse(input: &'a [u8], context: Context<'_>) -> Parsed<'a, Self> {
        let (input, packet_id) = PacketId::parse(input)?;
        let (input, properties) = Properties::parse(input, Place::of(PacketType::Unsubscribe), context)?;
        let (input, filters) = TopicFilters::parse(input, context)?;
        Ok((input, Self { packet_id, properties, filters }))
    }

    /// Appends the packet to `dst`; on an error nothing is written.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the packet, `version` can't carry it, or `dst` has no room for it.
    pub fn encode(&self, dst: &mut impl BufMut, version: Version) -> Result<(), EncodeError> {
        self.properties.check_place(Place::of(PacketType::Unsubscribe), version)?;
        self.filters.check(version)?;
        put_list_packet(
            dst,
            version,
            PacketType::Unsubscribe,
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

impl<'a> TopicFilters<'a> {
    /// The filters in the packet's order.
    pub fn iter(&self) -> impl Iterator<Item = TopicFilter<'a>> + use<'a> {
        let mut rest = self.bytes;
        iter::from_fn(move || TopicFilter::take(&mut rest))
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
        let mut filters = Self { bytes: input, malformed_shared: false };
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
            filters.malformed_shared |= kind == Kind::MalformedShared;
            rest = rest.get(len..).unwrap_or_default();
        }
        Ok((rest, filters))
    }

    /// As many filters from the front of `bytes` as are valid in version 5.
    #[cfg(feature = "arbitrary")]
    pub(crate) fn valid_beginning(bytes: &'a [u8]) -> Self {
        let mut rest = bytes;
        while let Ok((len, Kind::Plain | Kind::Shared)) = TopicFilter::check_wire(rest) {
            rest = rest.get(len..).unwrap_or_default();
        }
        let bytes = bytes.get(..bytes.len() - rest.len()).unwrap_or_default();
        Self { bytes, malformed_shared: false }
    }

    fn check(&self, version: Version) -> Result<(), EncodeError> {
        let invalid = |kind| Err(EncodeError::Invalid { kind, field: "Topic Filter" });
        if self.bytes.is_empty() {
            return invalid(DecodeErrorKind::EmptyList);
        }
        if self.malformed_shared && version == Version::V5 {
            return invalid(DecodeErrorKind::SharedSubscription);
        }
        Ok(())
    }
}

impl TopicFiltersBuf {
    /// No filters yet.
    pub const fn new() -> Self {
        Self { bytes: Vec::new(), malformed_shared: false }
    }

    /// Adds a filter at the end.
    pub fn push(&mut self, filter: TopicFilter<'_>) {
        put_prefixed(&mut self.bytes, filter.as_str().as_bytes());
        self.malformed_shared |= filter.kind() == Kind::MalformedShared;
    }

    /// The view that packets hold.
    pub fn as_filters(&self) -> TopicFilters<'_> {
        TopicFilters { bytes: &self.bytes, malformed_shared: self.malformed_shared }
    }
}

impl<'a> FromIterator<TopicFilter<'a>> for TopicFiltersBuf {
    fn from_iter<I: IntoIterator<Item = TopicFilter<'a>>>(filters: I) -> Self {
        let mut buf = Self::new();
        filters.into_iter().for_each(|filter| buf.push(filter));
        buf
    }
}

impl fmt::Display for Unsubscribe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UNSUBSCRIBE id {}", self.packet_id)?;
        self.filters.iter().try_for_each(|filter| write!(f, " {filter:?}"))
    }
}

impl From<TopicFilters<'_>> for TopicFiltersBuf {
    fn from(view: TopicFilters<'_>) -> Self {
        Self { bytes: view.bytes.into(), malformed_shared: view.malformed_shared }
    }
}

impl fmt::Debug for TopicFilters<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl fmt::Debug for TopicFiltersBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.as_filters(), f)
    }
}

#[cfg(feature = "serde")]
mod serde_impl {
    use super::{TopicFilter, TopicFilters, TopicFiltersBuf};
    use crate::serde_support::{serde_as_wire, serialize_items};

    serialize_items! { TopicFilters }
    serde_as_wire! { TopicFiltersBuf, |buf| &buf.bytes }

    impl TopicFiltersBuf {
        fn from_wire(mut wire: &[u8]) -> Option<Self> {
            let mut buf = Self::new();
            while !wire.is_empty() {
                let (rest, filter) = TopicFilter::parse(wire).ok()?;
                buf.push(filter);
                wire = rest;
            }
            Some(buf)
        }
    }
}
