//! Application Messages: those that are sent, which are kept, and those that come in, which are views.

use core::time::Duration;

use bytes::Bytes;

use crate::packet::{Delivery, Publish, Will};
use crate::property::{Properties, PropertiesBuf, Property, PropertyId};
use crate::topic::{TopicName, TopicNameBuf};
use crate::{EncodeError, Qos};

/// An Application Message that is to be sent. Cloning it shares topic and payload.
///
/// ```
/// use mqtt_codec::Qos;
/// use mqtt_codec::session::Message;
///
/// let message = Message::new("site/7/alarm".try_into()?, "on").with_qos(Qos::AtLeastOnce).with_retain(true);
/// assert_eq!(message.payload, "on");
/// # Ok::<(), mqtt_codec::InvalidValue>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Message {
    /// Where it is published.
    pub topic: TopicNameBuf,
    /// The Quality of Service that it is sent with.
    pub qos: Qos,
    /// To a server: keep it for later subscribers. To a client: it was kept (section 3.3.1.3).
    pub retain: bool,
    /// Version 5 only, without Topic Alias: the machine chooses those.
    pub properties: PropertiesBuf,
    /// What is published.
    #[cfg_attr(feature = "serde", serde(with = "payload"))]
    pub payload: Bytes,
}

/// An Application Message that came in.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Received<'a> {
    /// Where it was published.
    pub topic: Topic<'a>,
    /// The Quality of Service it came with.
    pub qos: Qos,
    /// To a server: keep it for later subscribers. To a client: it was kept (section 3.3.1.3).
    pub retain: bool,
    /// The peer has sent it before, and this machine or the one before it may have seen it. Never so at QoS 2, unless it was
    /// not acknowledged.
    pub dup: bool,
    /// As they came, a Topic Alias among them; `topic` has what that means.
    pub properties: Properties<'a>,
    /// What was published.
    pub payload: &'a [u8],
    /// What to acknowledge it by; only with [`Acknowledge::ByHand`], and not at QoS 0.
    pub handle: Option<ReceivedHandle>,
}

/// The topic of a message that came in.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "it stood in the packet, or it did not")]
pub enum Topic<'a> {
    /// As it stood in the packet.
    Wire(TopicName<'a>),
    /// What a Topic Alias stands for.
    Shared(TopicNameBuf),
}

/// Who acknowledges messages of QoS 1 and 2.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Acknowledge {
    /// The machine, as it hands them over; so before output is written, they should be where they are to go.
    #[default]
    Automatically,
    /// The caller, with `acknowledge`, in any order; acknowledgements go out in the messages' order \[MQTT-4.6.0-2\].
    ByHand,
}

/// What a message that came in is acknowledged by. It dies with its connection.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ReceivedHandle(pub(super) u64);

/// Which message was sent. It outlives the connection, in the session's state.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct PublishHandle(pub(super) u64);

/// Which SUBSCRIBE or UNSUBSCRIBE.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct RequestHandle(pub(super) u64);

impl<'a> Received<'a> {
    /// What stands in the packet.
    #[inline(always)]
    pub(super) fn of(publish: &Publish<'a>) -> Self {
        Self {
            topic: Topic::Wire(publish.topic),
            qos: publish.qos(),
            retain: publish.retain,
            dup: publish.dup(),
            properties: publish.properties,
            payload: publish.payload,
            handle: None,
        }
    }

    /// The same for most of the packets: those whose content needs no look at anything else.
    #[inline(always)]
    pub(super) fn of_plain(publish: &Publish<'a>) -> Option<Self> {
        let is_plain = publish.delivery == Delivery::AtMostOnce && publish.properties.is_empty();
        is_plain.then(|| Self::of(publish))
    }
}

impl Message {
    /// A message of QoS 0, not retained, without properties.
    pub fn new(topic: TopicNameBuf, payload: impl Into<Bytes>) -> Self {
        let payload = payload.into();
        Self { topic, qos: Qos::AtMostOnce, retain: false, properties: PropertiesBuf::new(), payload }
    }

    /// With another Quality of Service.
    #[must_use]
    pub fn with_qos(self, qos: Qos) -> Self {
        Self { qos, ..self }
    }

    /// To be kept for later subscribers, or not.
    #[must_use]
    pub fn with_retain(self, retain: bool) -> Self {
        Self { retain, ..self }
    }

    /// With other properties.
    #[must_use]
    pub fn with_properties(self, properties: PropertiesBuf) -> Self {
        Self { properties, ..self }
    }

    /// The will as it is published: without the Will Delay Interval, which is between client and server only.
    pub(super) fn of_will(will: &Will<'_>) -> Result<Self, EncodeError> {
        let mut properties = PropertiesBuf::new();
        for property in
            will.properties.iter().filter(|property| property.id() != PropertyId::WillDelayInterval)
        {
            properties.push(property)?;
        }
        let message = Self::new(will.topic.into(), Bytes::copy_from_slice(will.payload.as_bytes()));
        Ok(Self { qos: will.qos, retain: will.retain, properties, ..message })
    }

    /// The PUBLISH that carries it.
    pub(super) fn as_publish(&self, delivery: Delivery) -> Publish<'_> {
        Publish {
            delivery,
            retain: self.retain,
            topic: self.topic.as_topic_name(),
            properties: self.properties.as_properties(),
            payload: &self.payload,
        }
    }

    /// When it expires (section 3.3.2.3.3), if it was made at `now`.
    pub(super) fn deadline(&self, now: Duration) -> Option<Duration> {
        let properties = self.properties.as_properties();
        let seconds = if properties.is_empty() { None } else { properties.message_expiry_interval() };
        seconds.map(|seconds| now.saturating_add(Duration::from_secs(seconds.into())))
    }
}

/// The properties that a message is sent with when some of its own have to change.
pub(super) fn rewrite(
    scratch: &mut PropertiesBuf,
    properties: Properties<'_>,
    changed: impl IntoIterator<Item = Property<'static>>,
) -> Result<(), EncodeError> {
    scratch.clear();
    for property in changed {
        scratch.push(property)?;
    }
    let own = [PropertyId::MessageExpiryInterval, PropertyId::TopicAlias];
    for property in properties.iter() {
        let is_replaced = own.contains(&property.id()) && scratch.as_properties().contains(property.id());
        if !is_replaced {
            scratch.push(property)?;
        }
    }
    Ok(())
}

impl Topic<'_> {
    /// The Topic Name, wherever it stands.
    #[inline]
    pub fn as_topic_name(&self) -> TopicName<'_> {
        match self {
            Self::Wire(name) => *name,
            Self::Shared(name) => name.as_topic_name(),
        }
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Wire(name) => name.as_str(),
            Self::Shared(name) => name.as_str(),
        }
    }
}

/// To keep it: copies what stood in the packet, shares what did not.
impl From<Topic<'_>> for TopicNameBuf {
    fn from(topic: Topic<'_>) -> Self {
        match topic {
            Topic::Wire(name) => name.into(),
            Topic::Shared(name) => name,
        }
    }
}

impl PublishHandle {
    /// The number, which no other message of the session has.
    pub const fn get(self) -> u64 {
        self.0
    }
}

#[cfg(feature = "serde")]
mod payload {
    use bytes::Bytes;
    use serde::{Deserializer, Serializer};

    use crate::serde_support;

    pub(super) fn serialize<S: Serializer>(payload: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
        serde_support::bytes(payload, serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
        serde_support::byte_buf(deserializer).map(Bytes::from)
    }
}
