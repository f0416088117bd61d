//! `Arbitrary` for the views: valid values only, borrowed from the fuzzer's bytes.
//!
//! Items of lists, maps and arrays are the longest beginning of some of these bytes that is valid, or where that is empty a
//! few that are always there: a fuzzer grows the one, the other is enough for property tests. Whatever is wanted beyond that
//! is built with the `Buf` types.

use arbitrary::{Arbitrary, Error, Result, Unstructured};

use crate::definitions::{Role, SequenceNo};
use crate::message::{Annotations, ApplicationProperties, Body, Data, Message, Sequences};
use crate::performative::{Attach, Flow};
use crate::terminus::{AnySource, AnyTarget, Source, Target};
use crate::types::{
    Array, Decimal32, Decimal64, Decimal128, Described, Descriptor, List, Map, Primitive, Symbol, Symbols,
    Timestamp, Uuid, Value,
};
use crate::{Limits, types};

impl<'a> Arbitrary<'a> for Symbol<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let text: &'a str = u.arbitrary()?;
        let end = text.bytes().position(|byte| !byte.is_ascii()).unwrap_or(text.len());
        Ok(Self::new(text.get(..end).unwrap_or_default()).unwrap_or_default())
    }
}

impl<'a> Arbitrary<'a> for List<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let always_there: &[u8] = u.choose(&[&b""[..], b"\x40", b"\xa1\x01a\xc0\x03\x01\x52\x07\x43"])?;
        let found = types::valid_items(u.arbitrary()?, &LIMITS);
        Ok(if found.is_empty() { types::valid_items(always_there, &LIMITS) } else { found })
    }
}

impl<'a> Arbitrary<'a> for Map<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let always_there: &[u8] =
            u.choose(&[&b""[..], b"\xa1\x01k\x41", b"\xa3\x01a\x54\x01\xa1\x01a\x45"])?;
        let found = types::valid_entries(u.arbitrary()?, &LIMITS);
        Ok(if found.is_empty() { types::valid_entries(always_there, &LIMITS) } else { found })
    }
}

impl<'a> Arbitrary<'a> for Array<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        const ALWAYS_THERE: &[&[u8]] = &[
            b"\xe0\x02\0\x71",
            b"\xe0\x08\x02\xa1\x01a\x03bcd",
            b"\xe0\x02\x07\x43",
            b"\xf0\0\0\0\x0b\0\0\0\x03\0\x53\x01\x54\x01\xff\x80",
            b"\xe0\x0a\x02\xe0\x03\x01\x50\x07\x03\x03\x41",
        ];
        value_of_type(u, ALWAYS_THERE)
    }
}

impl<'a> Arbitrary<'a> for Described<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        const ALWAYS_THERE: &[&[u8]] =
            &[b"\0\x53\x24\x45", b"\0\xa3\x03a:b\0\x80\0\0\x46\x8c\0\0\0\x04\xa1\x01x", b"\0\x40\x40"];
        value_of_type(u, ALWAYS_THERE)
    }
}

/// The value that some bytes are if it is of this type, or else one of those that are always there.
fn value_of_type<'a, T: TryFrom<Value<'a>>>(
    u: &mut Unstructured<'a>,
    always_there: &[&'static [u8]],
) -> Result<T> {
    let (bytes, always_there): (&'a [u8], &'a [u8]) = (u.arbitrary()?, u.choose(always_there)?);
    let decoded = [bytes, always_there].into_iter().filter_map(|bytes| Value::decode(bytes, &LIMITS).ok());
    decoded.filter_map(|value| T::try_from(value).ok()).next().ok_or(Error::IncorrectFormat)
}

impl<'a> Arbitrary<'a> for Descriptor<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(if u.arbitrary()? { Self::Ulong(u.arbitrary()?) } else { Self::Symbol(u.arbitrary()?) })
    }
}

impl<'a> Arbitrary<'a> for Symbols<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        const ALWAYS_THERE: &[&[u8]] = &[b"\xe0\x02\0\xa3", b"\xe0\x06\x02\xa3\x01a\x01b"];
        let array = Value::decode(u.choose(ALWAYS_THERE)?, &LIMITS);
        Ok(match array {
            Ok(Value::Array(array)) if u.arbitrary()? => Self::try_from(array).unwrap_or_default(),
            _ if u.arbitrary()? => Self::from(Symbol::arbitrary(u)?),
            _ => Self::EMPTY,
        })
    }
}

impl<'a> Arbitrary<'a> for Value<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match u.choose(Primitive::ALL)? {
            Primitive::Null if u.arbitrary()? => Self::Described(u.arbitrary()?),
            Primitive::Null => Self::Null,
            Primitive::Boolean => Self::Boolean(u.arbitrary()?),
            Primitive::Ubyte => Self::Ubyte(u.arbitrary()?),
            Primitive::Ushort => Self::Ushort(u.arbitrary()?),
            Primitive::Uint if u.arbitrary()? => Self::Uint(u.arbitrary::<u8>()?.into()),
            Primitive::Uint => Self::Uint(u.arbitrary()?),
            Primitive::Ulong if u.arbitrary()? => Self::Ulong(u.arbitrary::<u8>()?.into()),
            Primitive::Ulong => Self::Ulong(u.arbitrary()?),
            Primitive::Byte => Self::Byte(u.arbitrary()?),
            Primitive::Short => Self::Short(u.arbitrary()?),
            Primitive::Int if u.arbitrary()? => Self::Int(u.arbitrary::<i8>()?.into()),
            Primitive::Int => Self::Int(u.arbitrary()?),
            Primitive::Long if u.arbitrary()? => Self::Long(u.arbitrary::<i8>()?.into()),
            Primitive::Long => Self::Long(u.arbitrary()?),
            Primitive::Float => Self::Float(u.arbitrary()?),
            Primitive::Double => Self::Double(u.arbitrary()?),
            Primitive::Decimal32 => Self::Decimal32(Decimal32::arbitrary(u)?),
            Primitive::Decimal64 => Self::Decimal64(Decimal64::arbitrary(u)?),
            Primitive::Decimal128 => Self::Decimal128(Decimal128::arbitrary(u)?),
            Primitive::Char => Self::Char(u.arbitrary()?),
            Primitive::Timestamp => Self::Timestamp(Timestamp::arbitrary(u)?),
            Primitive::Uuid => Self::Uuid(Uuid::arbitrary(u)?),
            Primitive::Binary => Self::Binary(u.arbitrary()?),
            Primitive::String => Self::String(u.arbitrary()?),
            Primitive::Symbol => Self::Symbol(u.arbitrary()?),
            Primitive::List => Self::List(u.arbitrary()?),
            Primitive::Map => Self::Map(u.arbitrary()?),
            Primitive::Array => Self::Array(u.arbitrary()?),
        })
    }
}

impl<'a> Arbitrary<'a> for Flow<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let session = Self::new(u.arbitrary()?, u.arbitrary()?, u.arbitrary()?);
        let session = Self { next_incoming_id: u.arbitrary()?, echo: u.arbitrary()?, ..session };
        if u.arbitrary()? {
            return Ok(session);
        }
        Ok(Self {
            handle: Some(u.arbitrary()?),
            delivery_count: u.arbitrary()?,
            link_credit: u.arbitrary()?,
            available: u.arbitrary()?,
            drain: u.arbitrary()?,
            properties: u.arbitrary()?,
            ..session
        })
    }
}

impl<'a> Arbitrary<'a> for Source<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let dynamic: bool = u.arbitrary()?;
        Ok(Self {
            address: u.arbitrary()?,
            durable: u.arbitrary()?,
            expiry_policy: u.arbitrary()?,
            timeout: u.arbitrary()?,
            dynamic,
            dynamic_node_properties: if dynamic { u.arbitrary()? } else { None },
            distribution_mode: u.arbitrary()?,
            filter: u.arbitrary()?,
            default_outcome: u.arbitrary()?,
            outcomes: u.arbitrary()?,
            capabilities: u.arbitrary()?,
        })
    }
}

impl<'a> Arbitrary<'a> for Target<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let dynamic: bool = u.arbitrary()?;
        Ok(Self {
            address: u.arbitrary()?,
            durable: u.arbitrary()?,
            expiry_policy: u.arbitrary()?,
            timeout: u.arbitrary()?,
            dynamic,
            dynamic_node_properties: if dynamic { u.arbitrary()? } else { None },
            capabilities: u.arbitrary()?,
        })
    }
}

/// Termini are left out that don't go with the role.
impl<'a> Arbitrary<'a> for Attach<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let role = u.arbitrary()?;
        let count: Option<SequenceNo> = u.arbitrary()?;
        Ok(Self {
            name: u.arbitrary()?,
            handle: u.arbitrary()?,
            role,
            snd_settle_mode: u.arbitrary()?,
            rcv_settle_mode: u.arbitrary()?,
            source: Option::<AnySource<'a>>::arbitrary(u)?.filter(|source| source.check(role).is_ok()),
            target: Option::<AnyTarget<'a>>::arbitrary(u)?.filter(|target| target.check(role).is_ok()),
            unsettled: u.arbitrary()?,
            incomplete_unsettled: u.arbitrary()?,
            initial_delivery_count: if role == Role::Sender {
                Some(count.unwrap_or_default())
            } else {
                count
            },
            max_message_size: u.arbitrary()?,
            offered_capabilities: u.arbitrary()?,
            desired_capabilities: u.arbitrary()?,
            properties: u.arbitrary()?,
        })
    }
}

impl<'a> Arbitrary<'a> for Annotations<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        const ALWAYS_THERE: &[&[u8]] = &[b"", b"\xa3\x07x-opt-a\x41\x53\x07\xa1\x01a", b"\x44\x45"];
        let map = Map::arbitrary(u)?;
        let always_there = types::valid_entries(u.choose(ALWAYS_THERE)?, &LIMITS);
        Self::try_from(map).or_else(|_| Self::try_from(always_there)).map_err(|_| Error::IncorrectFormat)
    }
}

impl<'a> Arbitrary<'a> for ApplicationProperties<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        const ALWAYS_THERE: &[&[u8]] =
            &[b"", b"\xa1\x01k\x40\xa1\x01l\0\x53\x07\x52\x07", b"\xb1\0\0\0\0\x41"];
        let map = Map::arbitrary(u)?;
        let always_there = types::valid_entries(u.choose(ALWAYS_THERE)?, &LIMITS);
        Self::try_from(map).or_else(|_| Self::try_from(always_there)).map_err(|_| Error::IncorrectFormat)
    }
}

impl<'a> Arbitrary<'a> for Data<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        const SEVERAL: &[&[u8]] = &[
            b"\0\x53\x75\xa0\x01a\0\x53\x75\xa0\0",
            b"\0\x53\x75\xa0\0\0\xa3\x10amqp:data:binary\xb0\0\0\0\0",
        ];
        match Message::decode(u.choose(SEVERAL)?, &LIMITS) {
            Ok(Message { body: Body::Data(data), .. }) if u.arbitrary()? => Ok(data),
            _ => <&[u8]>::arbitrary(u).map(Self::from),
        }
    }
}

impl<'a> Arbitrary<'a> for Sequences<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        const SEVERAL: &[&[u8]] =
            &[b"\0\x53\x76\x45\0\x53\x76\xc0\x02\x01\x41", b"\0\x80\0\0\0\0\0\0\0\x76\x45\0\x53\x76\x45"];
        match Message::decode(u.choose(SEVERAL)?, &LIMITS) {
            Ok(Message { body: Body::AmqpSequence(sequences), .. }) if u.arbitrary()? => Ok(sequences),
            _ => List::arbitrary(u).map(Self::from),
        }
    }
}

/// Delivery annotations are left out that say wrongly why a message was rejected.
impl<'a> Arbitrary<'a> for Message<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let annotations = Annotations::arbitrary(u)?;
        let is_allowed = annotations.broken_rejected().is_none();
        Ok(Self {
            header: u.arbitrary()?,
            delivery_annotations: if is_allowed { annotations } else { Annotations::EMPTY },
            message_annotations: u.arbitrary()?,
            properties: u.arbitrary()?,
            application_properties: u.arbitrary()?,
            body: u.arbitrary()?,
            footer: u.arbitrary()?,
        })
    }
}

/// Values are to be decoded with the default limits, inside a few others.
pub(crate) const LIMITS: Limits = Limits {
    max_frame_size: 1 << 18,
    max_initial_frame_size: 512,
    max_size: 1 << 18,
    max_message_size: 1 << 18,
    max_depth: 24,
    max_items: 1 << 12,
};
