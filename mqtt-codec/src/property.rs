//! Properties of version 5 (section 2.2.2): the table of all of them, their lists in packets, and how these are built.

mod format;
mod value;

use alloc::vec::Vec;
use core::hash::{Hash, Hasher};
use core::num::{NonZeroU16, NonZeroU32};
use core::{fmt, iter};

use bytes::BufMut;
pub use value::{MaximumQos, PayloadFormat, SubscriptionId, TopicAlias, UserProperty};

use self::format::Format;
use self::value::Value;
use crate::packet::{Context, PacketType};
use crate::topic::TopicName;
use crate::wire::{
    Parsed, field, located_before, put_variable_byte_integer, refuse, variable_byte_integer,
    variable_byte_integer_len,
};
use crate::{BinaryData, ClientId, DecodeErrorKind, EncodeError, Utf8Str, Version};

/// The properties of one packet or of a will, as they stand in the packet; built with [`PropertiesBuf`].
///
/// Before version 5 a packet has none. Two are equal when they hold the same properties; the order counts only among those
/// of one identifier.
#[derive(Clone, Copy, Default)]
pub struct Properties<'a>(&'a [u8]);

/// The owned form of [`Properties`].
#[derive(Clone, Default)]
pub struct PropertiesBuf {
    bytes: Vec<u8>,
    present: Present,
}

/// Whose properties they are: the packet type's bit, and bit 0 for a will's, as no packet type is 0.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Place(u16);

/// The identifiers that occur, by bit; all are below 63.
#[derive(Clone, Copy, Debug, Default)]
struct Present(u64);

/// Where a property may stand, and what its value is.
#[derive(Clone, Copy, Debug)]
struct Rule {
    places: Place,
    format: Format,
}

/// The table of properties (table 2-4): identifier, name in code, getter of what may occur once only, name in the
/// specification, type, where it is allowed.
macro_rules! properties {
    ($($id:literal $variant:ident $($getter:ident)? $name:literal $value:ty, $($place:ident)+;)*) => {
        /// One property (section 2.2.2.2).
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        #[non_exhaustive]
        pub enum Property<'a> {
            $(#[doc = concat!($name, ".")] $variant($value),)*
        }

        /// A property's identifier (section 2.2.2.2).
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum PropertyId {
            $(#[doc = concat!($name, ".")] $variant = $id,)*
        }

        impl PropertyId {
            /// Every identifier, in ascending order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            const fn from_byte(byte: u8) -> Option<Self> {
                match byte {
                    $($id => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// The property's name in the specification.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }

        impl<'a> Property<'a> {
            const RULES: [Rule; 256] = {
                let mut rules = [*Rule::NONE; 256];
                $(rules[$id] = Rule {
                    places: Place(0 $(| Place::$place.0)+),
                    format: <$value as Value<'a>>::FORMAT,
                };)*
                rules
            };

            /// The property's identifier.
            pub const fn id(&self) -> PropertyId {
                match self {
                    $(Self::$variant(_) => PropertyId::$variant,)*
                }
            }

            /// Takes a property that was found valid before off the front of `input`.
            #[inline]
            fn take(input: &mut &'a [u8]) -> Option<Self> {
                let (id, rest) = input.split_first()?;
                *input = rest;
                match id {
                    $($id => Some(Self::$variant(<$value as Value<'a>>::take(input)?)),)*
                    _ => None,
                }
            }

            fn put(&self, dst: &mut Vec<u8>) {
                dst.put_u8(self.id() as u8);
                match self {
                    $(Self::$variant(value) => value.put(dst),)*
                }
            }
        }

        properties! { @getters 'a; $($($variant $getter $name $value;)?)* }
    };
    (@getters $life:lifetime; $($variant:ident $getter:ident $name:literal $value:ty;)*) => {
        impl<$life> Properties<$life> {
            $(
                #[doc = concat!("The ", $name, ".")]
                pub fn $getter(&self) -> Option<$value> {
                    match self.all(PropertyId::$variant).next()? {
                        Property::$variant(value) => Some(value),
                        _ => None,
                    }
                }
            )*
        }
    };
}

properties! {
    0x01 PayloadFormatIndicator payload_format_indicator "Payload Format Indicator" PayloadFormat, PUBLISH WILL;
    0x02 MessageExpiryInterval message_expiry_interval "Message Expiry Interval" u32, PUBLISH WILL;
    0x03 ContentType content_type "Content Type" Utf8Str<'a>, PUBLISH WILL;
    0x08 ResponseTopic response_topic "Response Topic" TopicName<'a>, PUBLISH WILL;
    0x09 CorrelationData correlation_data "Correlation Data" BinaryData<'a>, PUBLISH WILL;
    0x0b SubscriptionIdentifier "Subscription Identifier" SubscriptionId, PUBLISH SUBSCRIBE;
    0x11 SessionExpiryInterval session_expiry_interval "Session Expiry Interval" u32, CONNECT CONNACK DISCONNECT;
    0x12 AssignedClientIdentifier assigned_client_identifier "Assigned Client Identifier" ClientId<'a>, CONNACK;
    0x13 ServerKeepAlive server_keep_alive "Server Keep Alive" u16, CONNACK;
    0x15 AuthenticationMethod authentication_method "Authentication Method" Utf8Str<'a>, CONNECT CONNACK AUTH;
    0x16 AuthenticationData authentication_data "Authentication Data" BinaryData<'a>, CONNECT CONNACK AUTH;
    0x17 RequestProblemInformation request_problem_information "Request Problem Information" bool, CONNECT;
    0x18 WillDelayInterval will_delay_interval "Will Delay Interval" u32, WILL;
    0x19 RequestResponseInformation request_response_information "Request Response Information" bool, CONNECT;
    0x1a ResponseInformation response_information "Response Information" Utf8Str<'a>, CONNACK;
    0x1c ServerReference server_reference "Server Reference" Utf8Str<'a>, CONNACK DISCONNECT;
    0x1f ReasonString reason_string "Reason String" Utf8Str<'a>, CONNACK ACKNOWLEDGEMENT DISCONNECT AUTH;
    0x21 ReceiveMaximum receive_maximum "Receive Maximum" NonZeroU16, CONNECT CONNACK;
    0x22 TopicAliasMaximum topic_alias_maximum "Topic Alias Maximum" u16, CONNECT CONNACK;
    0x23 TopicAlias topic_alias "Topic Alias" TopicAlias, PUBLISH;
    0x24 MaximumQos maximum_qos "Maximum QoS" MaximumQos, CONNACK;
    0x25 RetainAvailable retain_available "Retain Available" bool, CONNACK;
    0x26 UserProperty "User Property" UserProperty<'a>, ANY;
    0x27 MaximumPacketSize maximum_packet_size "Maximum Packet Size" NonZeroU32, CONNECT CONNACK;
    0x28 WildcardSubscriptionAvailable wildcard_subscription_available "Wildcard Subscription Available" bool, CONNACK;
    0x29 SubscriptionIdentifierAvailable subscription_identifier_available "Subscription Identifier Available" bool, CONNACK;
    0x2a SharedSubscriptionAvailable shared_subscription_available "Shared Subscription Available" bool, CONNACK;
}

impl Place {
    pub(crate) const WILL: Self = Self(1);
    pub(crate) const CONNECT: Self = Self::of(PacketType::Connect);
    pub(crate) const CONNACK: Self = Self::of(PacketType::ConnAck);
    pub(crate) const PUBLISH: Self = Self::of(PacketType::Publish);
    pub(crate) const SUBSCRIBE: Self = Self::of(PacketType::Subscribe);
    pub(crate) const DISCONNECT: Self = Self::of(PacketType::Disconnect);
    pub(crate) const AUTH: Self = Self::of(PacketType::Auth);
    /// PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK.
    const ACKNOWLEDGEMENT: Self = Self(
        Self::of(PacketType::PubAck).0
            | Self::of(PacketType::PubRec).0
            | Self::of(PacketType::PubRel).0
            | Self::of(PacketType::PubComp).0
            | Self::of(PacketType::SubAck).0
            | Self::of(PacketType::UnsubAck).0,
    );
    /// Every packet that has properties, and the will.
    pub(crate) const ANY: Self = Self(!0);
    const NOWHERE: Self = Self(0);

    pub(crate) const fn of(packet_type: PacketType) -> Self {
        Self(1 << packet_type as u8)
    }

    const fn is_in(self, places: Self) -> bool {
        self.0 & places.0 != 0
    }
}

/// The rules of each property, by identifier; what is no identifier may stand nowhere.
static RULES: [Rule; 256] = Property::RULES;

impl Rule {
    /// For what is no identifier.
    const NONE: &'static Self = &Self { places: Place::NOWHERE, format: Format::Boolean };

    #[inline(always)]
    fn of(id: u8) -> &'static Self {
        RULES.get(usize::from(id)).unwrap_or(Self::NONE)
    }
}

impl Present {
    /// Takes note of one more property; `false` if it may not occur again in `place`.
    #[inline(always)]
    fn add(&mut self, id: u8, place: Place) -> bool {
        let several = match place {
            Place::SUBSCRIBE => 1 << PropertyId::UserProperty as u8,
            _ => 1 << PropertyId::UserProperty as u8 | 1 << PropertyId::SubscriptionIdentifier as u8,
        };
        let bit = 1_u64 << (id & 63);
        let once_more = self.0 & bit & !several;
        self.0 |= bit;
        once_more == 0
    }

    const fn has(self, id: PropertyId) -> bool {
        self.0 & 1 << id as u8 != 0
    }

    /// Authentication Data needs an Authentication Method (section 3.1.2.11.10).
    const fn lack_authentication_method(self) -> bool {
        self.has(PropertyId::AuthenticationData) && !self.has(PropertyId::AuthenticationMethod)
    }
}

impl<'a> Properties<'a> {
    /// No properties.
    pub const EMPTY: Self = Self(&[]);

    /// The properties in the packet's order.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = Property<'a>> + use<'a> {
        let mut rest = self.0;
        iter::from_fn(move || Property::take(&mut rest))
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a property with this identifier is among them.
    pub fn contains(&self, id: PropertyId) -> bool {
        self.entries().any(|(found, _)| found == id as u8)
    }

    /// The User Properties in the packet's order (section 3.1.2.11.8).
    pub fn user_properties(&self) -> impl Iterator<Item = UserProperty<'a>> + use<'a> {
        self.all(PropertyId::UserProperty).filter_map(|property| match property {
            Property::UserProperty(pair) => Some(pair),
            _ => None,
        })
    }

    /// The Subscription Identifiers: of a SUBSCRIBE at most one (section 3.8.2.1.2), of a PUBLISH one for each subscription
    /// that it matches (section 3.3.2.3.8).
    pub fn subscription_identifiers(&self) -> impl Iterator<Item = SubscriptionId> + use<'a> {
        self.all(PropertyId::SubscriptionIdentifier).filter_map(|property| match property {
            Property::SubscriptionIdentifier(id) => Some(id),
            _ => None,
        })
    }

    /// The properties with one identifier; the others are only stepped over.
    fn all(&self, id: PropertyId) -> impl Iterator<Item = Property<'a>> + use<'a> {
        let entries = self.entries().filter(move |(found, _)| *found == id as u8);
        entries.filter_map(|(_, mut entry)| Property::take(&mut entry))
    }

    /// Each property's identifier and bytes.
    #[inline]
    fn entries(&self) -> impl Iterator<Item = (u8, &'a [u8])> + use<'a> {
        let mut rest = self.0;
        iter::from_fn(move || {
            let (id, value) = rest.split_first()?;
            let (entry, after) = rest.split_at_checked(1 + Rule::of(*id).format.len(value)?)?;
            rest = after;
            Some((*id, entry))
        })
    }

    /// The entries by identifier, those of one identifier in the packet's order: what equality looks at.
    fn canonical(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let this = *self;
        let by_id =
            move |id: &'static PropertyId| this.entries().filter(move |(found, _)| *found == *id as u8);
        PropertyId::ALL.iter().flat_map(by_id).map(|(_, entry)| entry)
    }

    /// Reads Property Length and properties (section 2.2.2); nothing before version 5.
    #[inline]
    pub(crate) fn parse(input: &'a [u8], place: Place, context: Context<'_>) -> Parsed<'a, Self> {
        match *input {
            _ if context.version != Version::V5 => Ok((input, Self::EMPTY)),
            [0, ref rest @ ..] => Ok((rest, Self::EMPTY)),
            _ => Self::parse_some(input, place, context),
        }
    }

    fn parse_some(input: &'a [u8], place: Place, context: Context<'_>) -> Parsed<'a, Self> {
        let (rest, len) = field("Property Length", input, variable_byte_integer)?;
        let Some((bytes, after)) = rest.split_at_checked(len as usize) else {
            return refuse("Property Length", input, DecodeErrorKind::Truncated);
        };
        match Self::check(bytes, place, context.limits.max_items) {
            Ok((_, present)) if place == Place::CONNECT && present.lack_authentication_method() => {
                refuse("Properties", input, DecodeErrorKind::MissingAuthenticationMethod)
            }
            Ok(_) => Ok((after, Self(bytes))),
            Err(error) => Err(located_before(after, error)),
        }
    }

    fn check(bytes: &'a [u8], place: Place, max_items: usize) -> Parsed<'a, Present> {
        let mut present = Present::default();
        let mut rest = bytes;
        let mut left = max_items;
        while let Some((&id, value)) = rest.split_first() {
            let rule = Rule::of(id);
            if !place.is_in(rule.places) {
                return refuse(name(id), rest, DecodeErrorKind::Property);
            }
            match rule.format.check(value) {
                Ok(_) if !present.add(id, place) => {
                    return refuse(name(id), rest, DecodeErrorKind::DuplicateProperty);
                }
                Ok(_) if left == 0 => return refuse(name(id), rest, DecodeErrorKind::TooManyItems),
                Ok(len) => rest = value.get(len..).unwrap_or_default(),
                Err(kind) => return refuse(name(id), rest, kind),
            }
            left -= 1;
        }
        Ok((rest, present))
    }

    /// As many properties from the front of `bytes` as are valid together.
    #[cfg(feature = "arbitrary")]
    pub(crate) fn valid_beginning(bytes: &'a [u8], place: Place) -> Self {
        let (mut rest, mut present) = (bytes, Present::default());
        while let Some((&id, value)) = rest.split_first() {
            let rule = Rule::of(id);
            match rule.format.check(value) {
                Ok(len) if place.is_in(rule.places) && present.add(id, place) => {
                    rest = value.get(len..).unwrap_or_default();
                }
                _ => break,
            }
        }
        Self(bytes.get(..bytes.len() - rest.len()).unwrap_or_default())
    }

    /// Whether they may stand in `place`; what [`parse`](Self::parse) checks and the type doesn't.
    #[inline(always)]
    pub(crate) fn check_place(&self, place: Place, version: Version) -> Result<(), EncodeError> {
        match version {
            _ if self.is_empty() => Ok(()),
            Version::V5 => self.check_entries(place),
            Version::V3_1 | Version::V3_1_1 => Err(EncodeError::Version { version, field: "Properties" }),
        }
    }

    fn check_entries(&self, place: Place) -> Result<(), EncodeError> {
        let mut present = Present::default();
        let invalid = |kind, field| Err(EncodeError::Invalid { kind, field });
        let mut rest = self.0;
        while let Some((&id, value)) = rest.split_first() {
            let rule = Rule::of(id);
            if !place.is_in(rule.places) {
                return invalid(DecodeErrorKind::Property, name(id));
            }
            if !present.add(id, place) {
                return invalid(DecodeErrorKind::DuplicateProperty, name(id));
            }
            rest = rule.format.len(value).and_then(|len| value.get(len..)).unwrap_or_default();
        }
        if place == Place::CONNECT && present.lack_authentication_method() {
            return invalid(DecodeErrorKind::MissingAuthenticationMethod, "Properties");
        }
        Ok(())
    }

    /// The length of Property Length and properties; nothing before version 5.
    #[inline]
    pub(crate) fn encoded_len(&self, version: Version) -> usize {
        match version {
            Version::V5 => variable_byte_integer_len(self.0.len()) + self.0.len(),
            Version::V3_1 | Version::V3_1_1 => 0,
        }
    }

    /// Writes Property Length and properties; nothing before version 5.
    #[inline(always)]
    pub(crate) fn put(&self, dst: &mut impl BufMut, version: Version) {
        match version {
            Version::V5 if self.0.is_empty() => dst.put_u8(0),
            Version::V5 => {
                put_variable_byte_integer(dst, self.0.len());
                dst.put_slice(self.0);
            }
            Version::V3_1 | Version::V3_1_1 => {}
        }
    }
}

#[cold]
fn name(id: u8) -> &'static str {
    PropertyId::from_byte(id).map_or("Property Identifier", PropertyId::name)
}

impl PropertiesBuf {
    /// No properties yet.
    pub const fn new() -> Self {
        Self { bytes: Vec::new(), present: Present(0) }
    }

    /// Adds a property at the end.
    ///
    /// # Errors
    ///
    /// It is there already, and may not occur twice in any packet; or it is a Response Topic that is empty.
    pub fn push(&mut self, property: Property<'_>) -> Result<(), EncodeError> {
        let field = property.id().name();
        if property == Property::ResponseTopic(TopicName::EMPTY) {
            return Err(EncodeError::Invalid { kind: DecodeErrorKind::TopicName, field });
        }
        if !self.present.add(property.id() as u8, Place::ANY) {
            return Err(EncodeError::Invalid { kind: DecodeErrorKind::DuplicateProperty, field });
        }
        property.put(&mut self.bytes);
        Ok(())
    }

    /// Takes all of them out, to be filled again.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.present = Present(0);
    }

    /// The view that packets hold.
    pub fn as_properties(&self) -> Properties<'_> {
        Properties(&self.bytes)
    }
}

impl From<Properties<'_>> for PropertiesBuf {
    fn from(view: Properties<'_>) -> Self {
        let mut present = Present::default();
        view.entries().for_each(|(id, _)| _ = present.add(id, Place::ANY));
        Self { bytes: view.0.into(), present }
    }
}

impl PartialEq for Properties<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.canonical().eq(other.canonical())
    }
}

impl Eq for Properties<'_> {}

impl Hash for Properties<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.canonical().for_each(|entry| entry.hash(state));
    }
}

impl PartialEq for PropertiesBuf {
    fn eq(&self, other: &Self) -> bool {
        self.as_properties() == other.as_properties()
    }
}

impl Eq for PropertiesBuf {}

impl Hash for PropertiesBuf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_properties().hash(state);
    }
}

impl fmt::Debug for Properties<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl fmt::Debug for PropertiesBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.as_properties(), f)
    }
}

#[cfg(feature = "serde")]
mod serde_impl {
    use super::{Place, Properties, PropertiesBuf};
    use crate::serde_support::{serde_as_wire, serialize_items};

    serialize_items! { Properties }

    serde_as_wire! { PropertiesBuf, |buf| &buf.bytes }

    impl PropertiesBuf {
        fn from_wire(wire: &[u8]) -> Option<Self> {
            let (_, present) = Properties::check(wire, Place::ANY, usize::MAX).ok()?;
            Some(Self { bytes: wire.into(), present })
        }
    }
}
