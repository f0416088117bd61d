//! Deliveries that are not settled, as a link tells them when it is attached (section 2.7.3).

use alloc::vec::Vec;
use core::fmt;

use bytes::BufMut;

use super::DeliveryState;
use crate::definitions::DeliveryTag;
use crate::types::composite::Field;
use crate::types::{Budget, Encode, Map, MapBuf, Value, read_valid};
use crate::wire::{Fault, take_byte};
use crate::{DecodeErrorKind, EncodeError};

const NULL: u8 = 0x40;

/// States by delivery tags; built with [`UnsettledBuf`].
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct Unsettled<'a>(Map<'a>);

/// The owned form of [`Unsettled`].
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct UnsettledBuf {
    map: MapBuf,
    /// Where a state is encoded; empty afterwards.
    state: Vec<u8>,
}

/// Deliveries one after the other; see [`Unsettled::iter`].
#[derive(Clone, Debug)]
pub struct UnsettledIter<'a> {
    rest: &'a [u8],
}

impl<'a> Unsettled<'a> {
    /// How many deliveries there are.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Tags with states, in their order. Without a state the delivery is only known.
    pub const fn iter(&self) -> UnsettledIter<'a> {
        UnsettledIter { rest: self.0.counted().1 }
    }

    /// The state of this delivery, if the delivery is there; goes through them one by one.
    pub fn get(&self, tag: DeliveryTag<'_>) -> Option<Option<DeliveryState<'a>>> {
        self.iter().find(|(known, _)| *known == tag).map(|(_, state)| state)
    }

    /// Checks that the map is one of states by tags. Reading it as a map has spent what is in it.
    fn check(&self) -> Result<(), Fault> {
        let (mut states, mut spent) = (self.iter(), Budget::UNLIMITED);
        while !states.rest.is_empty() {
            states.entry(&mut spent)?;
        }
        Ok(())
    }
}

impl UnsettledBuf {
    /// No deliveries yet.
    pub const fn new() -> Self {
        Self { map: MapBuf::new(), state: Vec::new() }
    }

    /// Adds a delivery at the end.
    ///
    /// # Errors
    ///
    /// The tag is there already, or the map would have 4 GiB, which no size can say, or values would be too deep inside each other:
    /// 255 levels can be built. It is as it was then.
    pub fn insert(
        &mut self,
        tag: DeliveryTag<'_>,
        state: Option<&DeliveryState<'_>>,
    ) -> Result<(), EncodeError> {
        if let Some(state) = state {
            state.put(&mut self.state);
        }
        let value = read_valid(&mut &self.state[..]).unwrap_or(Value::Null);
        let inserted = self.map.insert(tag.as_bytes(), value);
        // Equality looks at it too.
        self.state.clear();
        inserted
    }

    /// Takes all deliveries out, and keeps the memory.
    pub fn clear(&mut self) {
        self.map.clear();
    }

    /// The view.
    pub fn as_unsettled(&self) -> Unsettled<'_> {
        Unsettled(self.map.as_map())
    }
}

impl From<Unsettled<'_>> for UnsettledBuf {
    fn from(unsettled: Unsettled<'_>) -> Self {
        Self { map: unsettled.0.into(), state: Vec::new() }
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for UnsettledBuf {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.map.serialize(serializer)
    }
}

/// The checks are those of bytes from a peer, but for the limits of the caller's own.
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for UnsettledBuf {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map: MapBuf = serde::Deserialize::deserialize(deserializer)?;
        match Unsettled(map.as_map()).check() {
            Ok(()) => Ok(Self { map, state: Vec::new() }),
            Err(_) => Err(serde::de::Error::custom("not states by delivery tags")),
        }
    }
}

impl<'a> UnsettledIter<'a> {
    fn entry(&mut self, budget: &mut Budget) -> Result<(DeliveryTag<'a>, Option<DeliveryState<'a>>), Fault> {
        let tag = take(&mut self.rest, budget)?;
        if let [NULL, rest @ ..] = self.rest {
            self.rest = rest;
            return Ok((tag, None));
        }
        Ok((tag, Some(take(&mut self.rest, budget)?)))
    }
}

fn take<'a, T: Field<'a>>(input: &mut &'a [u8], budget: &mut Budget) -> Result<T, Fault> {
    let at = *input;
    match take_byte(input) {
        Some(code) => T::take(code, at, input, budget),
        None => Err(Fault::new(DecodeErrorKind::Truncated, at, "value")),
    }
}

impl<'a> Iterator for UnsettledIter<'a> {
    type Item = (DeliveryTag<'a>, Option<DeliveryState<'a>>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        self.entry(&mut { Budget::UNLIMITED }).ok()
    }
}

impl<'a> IntoIterator for Unsettled<'a> {
    type Item = (DeliveryTag<'a>, Option<DeliveryState<'a>>);
    type IntoIter = UnsettledIter<'a>;

    fn into_iter(self) -> UnsettledIter<'a> {
        self.iter()
    }
}

impl<'a> Field<'a> for Unsettled<'a> {
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        let unsettled = Self(Map::take(code, at, input, budget)?);
        unsettled.check()?;
        Ok(unsettled)
    }
}

impl Encode for Unsettled<'_> {
    fn encoded_len(&self) -> usize {
        self.0.encoded_len()
    }

    fn put(&self, dst: &mut impl BufMut) {
        self.0.put(dst);
    }
}

impl fmt::Display for Unsettled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Unsettled<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        const ALWAYS_THERE: &[&[u8]] = &[
            b"\xc1\x01\0",
            b"\xc1\x0b\x04\xa0\x01a\x40\xa0\0\0\x53\x24\x45",
            b"\xc1\x08\x02\xa0\x01a\0\x53\x99\x40",
        ];
        let bytes: &'a [u8] = u.arbitrary()?;
        let always_there = *u.choose(ALWAYS_THERE)?;
        let mut budget = Budget::new(&crate::arbitrary::LIMITS);
        let found =
            take::<Self>(&mut { bytes }, &mut budget).or_else(|_| take(&mut { always_there }, &mut budget));
        found.map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}
