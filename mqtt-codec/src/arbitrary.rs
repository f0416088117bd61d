//! `Arbitrary` for the views: valid values only, borrowed from the fuzzer's bytes.
//!
//! A list is the longest valid beginning of some of these bytes, or where that is empty a small list that is always there:
//! a fuzzer grows the one, the other is enough for property tests. Whatever is wanted beyond that is built with the `Buf`
//! types.

use arbitrary::{Arbitrary, Error, Result, Unstructured};

use crate::packet::{
    Auth, ConnAck, Connect, Disconnect, Filters, PacketType, PubAck, PubComp, PubRec, PubRel, Publish,
    SubAck, Subscribe, TopicFilters, UnsubAck, Unsubscribe, Will,
};
use crate::property::{Place, Properties, PropertyId, SubscriptionId};
use crate::reason::{ConnectReasonCode, ReasonCode, ReasonCodes};
use crate::topic::{TopicFilter, TopicName};
use crate::{BinaryData, ClientId, Utf8Str, Version};

/// The longest beginning of some text that `make` takes, or else `fallback`.
fn text<'a, T: TryFrom<&'a str>>(u: &mut Unstructured<'a>, stop: &[char], fallback: &'a str) -> Result<T> {
    let text: &'a str = u.arbitrary()?;
    let end = text.find(stop).unwrap_or(text.len());
    let text = text.get(..end).unwrap_or_default();
    T::try_from(text).or_else(|_| T::try_from(fallback)).map_err(|_| Error::IncorrectFormat)
}

impl<'a> Arbitrary<'a> for Utf8Str<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        text(u, &['\0'], "")
    }
}

impl<'a> Arbitrary<'a> for ClientId<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        text(u, &['\0'], "")
    }
}

impl<'a> Arbitrary<'a> for TopicName<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        text(u, &['\0', '+', '#'], "t")
    }
}

impl<'a> Arbitrary<'a> for TopicFilter<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let fallback = *u.choose(&["f", "#", "+/a", "$share/g/a/+", "$share/g"])?;
        text(u, &['\0'], fallback)
    }
}

impl<'a> Arbitrary<'a> for BinaryData<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let bytes: &'a [u8] = u.arbitrary()?;
        let len = bytes.len().min(usize::from(u16::MAX));
        Self::try_from(bytes.get(..len).unwrap_or_default()).map_err(|_| Error::IncorrectFormat)
    }
}

impl Arbitrary<'_> for SubscriptionId {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Self::try_from(u.int_in_range(1..=268_435_455)?).map_err(|_| Error::IncorrectFormat)
    }
}

impl<'a> Arbitrary<'a> for Properties<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        properties(u, Place::ANY)
    }
}

fn properties<'a>(u: &mut Unstructured<'a>, place: Place) -> Result<Properties<'a>> {
    let always_there: &[u8] = if u.arbitrary()? { b"\x26\0\x01k\0\x01v" } else { b"" };
    let found = Properties::valid_beginning(u.arbitrary()?, place);
    Ok(if found.is_empty() { Properties::valid_beginning(always_there, place) } else { found })
}

impl<'a> Arbitrary<'a> for Filters<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let fallback: &[u8] =
            u.choose(&[&b"\0\x01f\0"[..], b"\0\x01#\x2e\0\x03+/a\x01", b"\0\x0a$share/g/a\x02"])?;
        let found = Self::valid_beginning(u.arbitrary()?);
        Ok(if found.is_empty() { Self::valid_beginning(fallback) } else { found })
    }
}

impl<'a> Arbitrary<'a> for TopicFilters<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let fallback: &[u8] = u.choose(&[&b"\0\x01f"[..], b"\0\x01#\0\x03+/a", b"\0\x0a$share/g/a"])?;
        let found = Self::valid_beginning(u.arbitrary()?);
        Ok(if found.is_empty() { Self::valid_beginning(fallback) } else { found })
    }
}

impl<'a, R: ReasonCode> Arbitrary<'a> for ReasonCodes<'a, R> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let bytes: &'a [u8] = u.arbitrary()?;
        let end = Self::new(bytes, Version::V5).err().unwrap_or(bytes.len());
        let beginning = bytes.get(..end).filter(|codes| !codes.is_empty()).unwrap_or(b"\0");
        Self::new(beginning, Version::V5).map_err(|_| Error::IncorrectFormat)
    }
}

impl<'a> Arbitrary<'a> for Connect<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let version = u.arbitrary()?;
        let is_v5 = version == Version::V5;
        let mut properties = properties(u, Place::CONNECT)?;
        let data_alone =
            properties.authentication_data().is_some() && properties.authentication_method().is_none();
        if !is_v5 || data_alone {
            properties = Properties::EMPTY;
        }
        let mut connect = Self { properties, ..Self::new(version, ClientId::arbitrary(u)?) };
        if version == Version::V3_1 && !(1..=23).contains(&connect.client_id.as_str().chars().count()) {
            connect.client_id = ClientId::try_from("c").map_err(|_| Error::IncorrectFormat)?;
        }
        connect.clean_start = connect.client_id.as_str().is_empty() || u.arbitrary()?;
        connect.keep_alive = u.arbitrary()?;
        connect.will = u.arbitrary()?;
        if let (Some(will), false) = (&mut connect.will, is_v5) {
            will.properties = Properties::EMPTY;
        }
        connect.user_name = u.arbitrary()?;
        connect.password = if is_v5 || connect.user_name.is_some() { u.arbitrary()? } else { None };
        Ok(connect)
    }
}

impl<'a> Arbitrary<'a> for Will<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self {
            qos: u.arbitrary()?,
            retain: u.arbitrary()?,
            properties: properties(u, Place::WILL)?,
            topic: u.arbitrary()?,
            payload: u.arbitrary()?,
        })
    }
}

impl<'a> Arbitrary<'a> for ConnAck<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let reason_code = u.arbitrary()?;
        let session_present = reason_code == ConnectReasonCode::Success && u.arbitrary()?;
        Ok(Self { session_present, reason_code, properties: properties(u, Place::CONNACK)? })
    }
}

impl<'a> Arbitrary<'a> for Publish<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let (delivery, retain) = (u.arbitrary()?, u.arbitrary()?);
        let properties = properties(u, Place::PUBLISH)?;
        let by_alias = properties.contains(PropertyId::TopicAlias) && u.arbitrary()?;
        let topic = if by_alias { TopicName::EMPTY } else { u.arbitrary()? };
        Ok(Self { delivery, retain, topic, properties, payload: u.arbitrary()? })
    }
}

/// Packets whose properties are the only field with a rule of its own.
macro_rules! with_properties {
    ($($name:ident { $($field:ident)* })*) => {$(
        impl<'a> Arbitrary<'a> for $name<'a> {
            fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
                Ok(Self { $($field: u.arbitrary()?,)* properties: properties(u, Place::of(PacketType::$name))? })
            }
        }
    )*};
}

with_properties! {
    PubAck { packet_id reason_code }
    PubRec { packet_id reason_code }
    PubRel { packet_id reason_code }
    PubComp { packet_id reason_code }
    Subscribe { packet_id filters }
    SubAck { packet_id reason_codes }
    Unsubscribe { packet_id filters }
    UnsubAck { packet_id reason_codes }
    Disconnect { reason_code }
}

impl<'a> Arbitrary<'a> for Auth<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let reason_code = u.arbitrary()?;
        let found = properties(u, Place::AUTH)?;
        let properties = match found.contains(PropertyId::AuthenticationMethod) {
            true => found,
            false => Properties::valid_beginning(b"\x15\0\x01m", Place::AUTH),
        };
        Ok(Self { reason_code, properties })
    }
}
