//! What client and server have in common: messages in both directions, and what is to be sent.

use core::time::Duration;

use super::alias::{Assigner, Resolver, Spelling};
use super::error::{CommandError, ProtocolErrorKind};
use super::inbound::{Arrival, Inbound};
use super::message::{Acknowledge, Message, PublishHandle, Received, ReceivedHandle, RequestHandle, rewrite};
use super::outbound::{AfterPubRec, Outbound, Waiting};
use super::outgoing::Outgoing;
use crate::packet::{
    Auth, ConnAck, Delivery, Disconnect, Packet, PacketType, PubAck, PubComp, PubRec, PubRel, Publish,
    SubAck, UnsubAck,
};
use crate::property::{Place, Properties, PropertiesBuf, Property, PropertyId};
use crate::reason::{PubAckReasonCode, PubRelReasonCode, ReasonCode};
use crate::topic::TopicName;
use crate::{EncodeError, Limits, PacketId, Qos, Version};

/// One side of a connection, and the part of the session that outlives it.
#[derive(Debug)]
pub(super) struct Flows {
    pub(super) version: Version,
    pub(super) limits: Limits,
    pub(super) outgoing: Outgoing,
    pub(super) outbound: Outbound,
    pub(super) inbound: Inbound,
    by_hand: bool,
    /// Messages can be sent.
    is_open: bool,
    resolver: Resolver,
    assigner: Assigner,
    pub(super) peer: Peer,
    /// When something was last put into `outgoing`.
    pub(super) last_sent: Duration,
    /// When the last packet came.
    pub(super) last_received: Duration,
    scratch: PropertiesBuf,
}

/// What this side lets the peer do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowed {
    pub(super) receive_maximum: u16,
    pub(super) topic_alias_maximum: u16,
    pub(super) acknowledge: Acknowledge,
}

/// What the peer accepts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer {
    pub(super) receive_maximum: u16,
    pub(super) maximum_packet_size: u32,
    pub(super) topic_alias_maximum: u16,
    pub(super) maximum_qos: Qos,
    pub(super) retain_available: bool,
    /// Whether Reason Strings and User Properties may stand in any packet (section 3.1.2.11.7).
    pub(super) wants_problem_information: bool,
}

/// The last acknowledgement of a message that was sent with QoS 1 or 2.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Acknowledged<'a> {
    /// Which message.
    pub handle: PublishHandle,
    /// Whether the peer took it; before version 5 always `Success`.
    pub reason_code: PubAckReasonCode,
    /// Of the packet that was the last one.
    pub properties: Properties<'a>,
}

impl Peer {
    /// What a peer accepts that has said nothing.
    pub(super) const UNLIMITED: Self = Self {
        receive_maximum: u16::MAX,
        maximum_packet_size: u32::MAX,
        topic_alias_maximum: 0,
        maximum_qos: Qos::ExactlyOnce,
        retain_available: true,
        wants_problem_information: true,
    };

    /// What CONNECT and CONNACK have in common (sections 3.1.2.11 and 3.2.2.3).
    pub(super) fn of(properties: Properties<'_>) -> Self {
        if properties.is_empty() {
            return Self::UNLIMITED;
        }
        let maximum = |value: Option<core::num::NonZeroU16>| value.map_or(u16::MAX, |value| value.get());
        Self {
            receive_maximum: maximum(properties.receive_maximum()),
            maximum_packet_size: properties.maximum_packet_size().map_or(u32::MAX, |size| size.get()),
            topic_alias_maximum: properties.topic_alias_maximum().unwrap_or_default(),
            ..Self::UNLIMITED
        }
    }
}

impl Flows {
    pub(super) fn new(version: Version, limits: Limits, allowed: Allowed) -> Self {
        Self {
            version,
            limits,
            outgoing: Outgoing::default(),
            outbound: Outbound::default(),
            inbound: Inbound::new(allowed.receive_maximum.max(1)),
            by_hand: allowed.acknowledge == Acknowledge::ByHand,
            is_open: false,
            resolver: Resolver::new(allowed.topic_alias_maximum),
            assigner: Assigner::default(),
            peer: Peer::UNLIMITED,
            last_sent: Duration::ZERO,
            last_received: Duration::ZERO,
            scratch: PropertiesBuf::new(),
        }
    }

    /// Messages can be sent from now on; what an earlier connection left is sent again (section 4.4).
    pub(super) fn open(&mut self, peer: Peer, now: Duration) {
        self.peer = peer;
        self.is_open = true;
        self.assigner = Assigner::new(peer.topic_alias_maximum.min(self.limits.max_topic_aliases));
        let in_flight = peer.receive_maximum.min(self.limits.max_in_flight).max(1);
        for id in self.outbound.resume(in_flight) {
            self.put(&PubRel::new(id).into(), now);
        }
        self.pump(now);
    }

    /// The connection has ended.
    pub(super) fn close(&mut self) {
        self.is_open = false;
        self.inbound.disconnect();
        self.outbound.disconnect();
    }

    /// What is to be sent, with as much of what waits as there is now room for.
    #[inline]
    pub(super) fn transmit(&mut self) -> &mut Outgoing {
        if self.outbound.has_waiting() {
            // Nobody says what time it is when there is room again; the last moment that is known does.
            self.pump(self.last_sent.max(self.last_received));
        }
        &mut self.outgoing
    }

    /// Whether too much waits to be sent for anything more to be taken in.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.outgoing.len() >= self.limits.max_outgoing || self.inbound.is_full(self.version)
    }

    /// Whether the caller's silence is why nothing more is taken in.
    pub(super) fn is_held(&self) -> bool {
        self.inbound.is_full(self.version)
    }

    /// Takes a PUBLISH.
    #[inline]
    pub(super) fn receive<'a>(
        &mut self,
        publish: Publish<'a>,
        now: Duration,
    ) -> Result<Option<Received<'a>>, ProtocolErrorKind> {
        let mut received = Received::of(&publish);
        if !publish.properties.is_empty()
            && let Some(alias) = publish.properties.topic_alias()
        {
            received.topic = self.resolver.resolve(publish.topic, alias)?;
        }
        match publish.packet_id() {
            None => Ok(Some(received)),
            Some(id) => self.receive_acknowledged(received, id, now),
        }
    }

    fn receive_acknowledged<'a>(
        &mut self,
        mut received: Received<'a>,
        id: PacketId,
        now: Duration,
    ) -> Result<Option<Received<'a>>, ProtocolErrorKind> {
        match self.inbound.arrive(id, received.qos, received.dup, self.by_hand, self.version)? {
            Arrival::New(None) => {
                self.acknowledge_now(id, received.qos, PubAckReasonCode::Success, now);
                Ok(Some(received))
            }
            Arrival::New(handle) => {
                received.handle = handle;
                Ok(Some(received))
            }
            Arrival::Again => {
                self.acknowledge_now(id, Qos::ExactlyOnce, PubAckReasonCode::Success, now);
                Ok(None)
            }
            Arrival::Pending => Ok(None),
        }
    }

    /// The caller's acknowledgement; it goes out once those of earlier messages have.
    pub(super) fn acknowledge(
        &mut self,
        handle: ReceivedHandle,
        reason_code: PubAckReasonCode,
        now: Duration,
    ) -> Result<(), CommandError> {
        // Before version 5 there is no refusal: the message counts as taken (3.1.1: [MQTT-3.3.5-2]).
        let reason_code = if self.version == Version::V5 { reason_code } else { PubAckReasonCode::Success };
        self.inbound.decide(handle, reason_code)?;
        while let Some(decided) = self.inbound.peek_decided() {
            let Some((id, qos, reason_code)) = self.inbound.next_decided(decided.is_error()) else { break };
            self.acknowledge_now(id, qos, reason_code, now);
        }
        Ok(())
    }

    fn acknowledge_now(
        &mut self,
        packet_id: PacketId,
        qos: Qos,
        reason_code: PubAckReasonCode,
        now: Duration,
    ) {
        let properties = Properties::EMPTY;
        let buffer = self.outgoing.buffer();
        let encoded = match qos {
            Qos::ExactlyOnce => PubRec { packet_id, reason_code, properties }.encode(buffer, self.version),
            _ => PubAck { packet_id, reason_code, properties }.encode(buffer, self.version),
        };
        debug_assert_eq!(encoded, Ok(()), "acknowledgements of the machine's are valid");
        self.last_sent = now;
    }

    /// Takes a PUBACK.
    pub(super) fn puback<'a>(
        &mut self,
        puback: PubAck<'a>,
        now: Duration,
    ) -> Result<Acknowledged<'a>, ProtocolErrorKind> {
        let handle = self.outbound.puback(puback.packet_id)?;
        self.pump(now);
        Ok(Acknowledged { handle, reason_code: puback.reason_code, properties: puback.properties })
    }

    /// Takes a PUBREC; with an error it is the last acknowledgement.
    pub(super) fn pubrec<'a>(
        &mut self,
        pubrec: PubRec<'a>,
        now: Duration,
    ) -> Result<Option<Acknowledged<'a>>, ProtocolErrorKind> {
        let PubRec { packet_id, reason_code, properties } = pubrec;
        match self.outbound.pubrec(packet_id, reason_code)? {
            AfterPubRec::Release => self.put(&PubRel::new(packet_id).into(), now),
            AfterPubRec::Unknown if !reason_code.is_error() => {
                self.put(&PubRel { reason_code: self.not_found(), ..PubRel::new(packet_id) }.into(), now);
            }
            AfterPubRec::Unknown | AfterPubRec::Nothing => {}
            AfterPubRec::Refused(handle) => {
                self.pump(now);
                return Ok(Some(Acknowledged { handle, reason_code, properties }));
            }
        }
        Ok(None)
    }

    /// Takes a PUBREL.
    pub(super) fn pubrel(&mut self, pubrel: PubRel<'_>, now: Duration) -> Result<(), ProtocolErrorKind> {
        let packet_id = pubrel.packet_id;
        let known = self.inbound.release(packet_id)?;
        let reason_code = if known { PubRelReasonCode::Success } else { self.not_found() };
        self.put(&PubComp { reason_code, ..PubComp::new(packet_id) }.into(), now);
        Ok(())
    }

    /// Takes a PUBCOMP.
    pub(super) fn pubcomp<'a>(
        &mut self,
        pubcomp: PubComp<'a>,
        now: Duration,
    ) -> Result<Option<Acknowledged<'a>>, ProtocolErrorKind> {
        let Some((handle, reason_code)) = self.outbound.pubcomp(pubcomp.packet_id)? else { return Ok(None) };
        self.pump(now);
        Ok(Some(Acknowledged { handle, reason_code, properties: pubcomp.properties }))
    }

    const fn not_found(&self) -> PubRelReasonCode {
        match self.version {
            Version::V5 => PubRelReasonCode::PacketIdentifierNotFound,
            Version::V3_1 | Version::V3_1_1 => PubRelReasonCode::Success,
        }
    }

    /// Sends a message, or puts it where it waits for its turn.
    pub(super) fn publish(&mut self, message: Message, now: Duration) -> Result<PublishHandle, CommandError> {
        self.check(&message)?;
        if message.qos == Qos::AtMostOnce {
            return self.publish_once(&message, now);
        }
        let deadline = message.deadline(now);
        if !self.is_open || !self.outbound.is_clear() || self.is_full() {
            if self.outbound.queue_len() >= self.limits.max_queued {
                return Err(CommandError::Full);
            }
            let handle = self.outbound.next_handle();
            self.outbound.enqueue(Waiting { message, handle, deadline });
            return Ok(handle);
        }
        let id = self.outbound.allocate().ok_or(CommandError::Full)?;
        if let Err(error) = self.put_message(&message, Delivery::new(message.qos, id), None, now) {
            self.outbound.release_id(id);
            return Err(error);
        }
        let handle = self.outbound.next_handle();
        self.outbound.sent(id, Waiting { message, handle, deadline });
        Ok(handle)
    }

    fn publish_once(&mut self, message: &Message, now: Duration) -> Result<PublishHandle, CommandError> {
        if !self.is_open {
            return Err(CommandError::State);
        }
        if self.is_full() {
            return Err(CommandError::Full);
        }
        self.put_message(message, Delivery::AtMostOnce, None, now)?;
        Ok(self.outbound.next_handle())
    }

    /// Whether `message` may be sent at all.
    fn check(&self, message: &Message) -> Result<(), CommandError> {
        let properties = message.properties.as_properties();
        if message.qos > self.peer.maximum_qos {
            return Err(CommandError::Unavailable("QoS"));
        }
        if message.retain && !self.peer.retain_available {
            return Err(CommandError::Unavailable("RETAIN"));
        }
        if !properties.is_empty() && properties.contains(PropertyId::TopicAlias) {
            return Err(CommandError::Forbidden("Topic Alias"));
        }
        if message.topic.as_topic_name().is_empty() {
            let kind = crate::DecodeErrorKind::MissingTopic;
            return Err(EncodeError::Invalid { kind, field: "Topic Name" }.into());
        }
        properties.check_place(Place::PUBLISH, self.version)?;
        let delivery = Delivery::new(message.qos, PacketId::MAX);
        self.check_len(message.as_publish(delivery).encoded_len(self.version))
    }

    fn check_len(&self, len: usize) -> Result<(), CommandError> {
        if len > self.peer.maximum_packet_size as usize { Err(CommandError::TooLarge) } else { Ok(()) }
    }

    /// Sends what the quota and the room allow.
    #[inline]
    pub(super) fn pump(&mut self, now: Duration) {
        if self.outbound.has_waiting() && self.is_open {
            self.pump_waiting(now);
        }
    }

    fn pump_waiting(&mut self, now: Duration) {
        while self.outbound.has_quota() && self.outgoing.len() < self.limits.max_outgoing {
            if let Some((id, in_flight)) = self.outbound.next_again() {
                let Waiting { message, deadline, .. } = in_flight.waiting;
                let delivery = again(Delivery::new(message.qos, id));
                if let Err(error) = self.put_message(&message, delivery, deadline, now) {
                    // The new connection can't carry it: it counts as sent [MQTT-3.1.2-25].
                    self.outbound.abandon(id, error);
                }
                continue;
            }
            let Some(waiting) = self.outbound.next_queued(now) else { return };
            let Some(id) = self.outbound.allocate() else {
                self.outbound.enqueue_first(waiting);
                return;
            };
            let delivery = Delivery::new(waiting.message.qos, id);
            let sent = self.check(&waiting.message);
            match sent.and_then(|()| self.put_message(&waiting.message, delivery, waiting.deadline, now)) {
                Ok(()) => self.outbound.sent(id, waiting),
                Err(error) => {
                    self.outbound.drop(waiting.handle, error);
                    self.outbound.release_id(id);
                }
            }
        }
    }

    /// Encodes a PUBLISH. With a `deadline` it has waited, and its Message Expiry Interval is counted down
    /// \[MQTT-3.3.2-6\].
    fn put_message(
        &mut self,
        message: &Message,
        delivery: Delivery,
        deadline: Option<Duration>,
        now: Duration,
    ) -> Result<(), CommandError> {
        let plain = message.as_publish(delivery);
        if deadline.is_none() && self.assigner.is_off() {
            self.check_len(plain.encoded_len(self.version))?;
            plain.encode_head(self.outgoing.buffer(), self.version)?;
        } else {
            self.put_rewritten_head(plain, message, deadline, now)?;
        }
        self.outgoing.push_payload(&message.payload);
        self.last_sent = now;
        Ok(())
    }

    fn put_rewritten_head(
        &mut self,
        publish: Publish<'_>,
        message: &Message,
        deadline: Option<Duration>,
        now: Duration,
    ) -> Result<(), CommandError> {
        // An alias adds at most this; only what surely fits may set one.
        let len = publish.encoded_len(self.version) + 2 * LONGEST_ALIAS;
        let spelling = match self.check_len(len) {
            Ok(()) => self.assigner.spell(&message.topic),
            Err(_) => Spelling::Name,
        };
        let (topic, alias) = match spelling {
            Spelling::Name => (publish.topic, None),
            Spelling::Both(alias) => (publish.topic, Some(Property::TopicAlias(alias))),
            Spelling::Alias(alias) => (TopicName::EMPTY, Some(Property::TopicAlias(alias))),
        };
        let expiry = deadline.map(|deadline| Property::MessageExpiryInterval(seconds_until(deadline, now)));
        rewrite(&mut self.scratch, publish.properties, alias.into_iter().chain(expiry))?;
        let publish = Publish { topic, properties: self.scratch.as_properties(), ..publish };
        if publish.encoded_len(self.version) > self.peer.maximum_packet_size as usize {
            return Err(CommandError::TooLarge);
        }
        publish.encode_head(self.outgoing.buffer(), self.version)?;
        Ok(())
    }

    /// Encodes a packet that the machine has made, and that is therefore valid.
    #[inline]
    pub(super) fn put(&mut self, packet: &Packet<'_>, now: Duration) {
        let encoded = packet.encode(self.outgoing.buffer(), self.version);
        debug_assert_eq!(encoded, Ok(()), "{packet}");
        self.last_sent = now;
    }

    /// Encodes a packet of the caller's.
    pub(super) fn put_checked(&mut self, packet: &Packet<'_>, now: Duration) -> Result<(), CommandError> {
        self.check_len(packet.encoded_len(self.version))?;
        packet.encode(self.outgoing.buffer(), self.version)?;
        self.last_sent = now;
        Ok(())
    }

    /// The same, without what may be left out (section 3.2.2.3.9 and others): all that the peer doesn't want to see, or that
    /// makes the packet too large.
    pub(super) fn put_trimmed(
        &mut self,
        packet: Packet<'_>,
        properties: Properties<'_>,
        now: Duration,
    ) -> Result<(), CommandError> {
        let told_anyway = matches!(packet, Packet::ConnAck(_) | Packet::Disconnect(_));
        if self.peer.wants_problem_information || told_anyway {
            match self.put_checked(&packet, now) {
                Err(CommandError::TooLarge) if self.version == Version::V5 => {}
                other => return other,
            }
        }
        let mut kept = PropertiesBuf::new();
        let optional = [PropertyId::ReasonString, PropertyId::UserProperty];
        for property in properties.iter().filter(|property| !optional.contains(&property.id())) {
            kept.push(property)?;
        }
        let properties = kept.as_properties();
        let packet = match packet {
            Packet::ConnAck(packet) => Packet::ConnAck(ConnAck { properties, ..packet }),
            Packet::SubAck(packet) => Packet::SubAck(SubAck { properties, ..packet }),
            Packet::UnsubAck(packet) => Packet::UnsubAck(UnsubAck { properties, ..packet }),
            Packet::Disconnect(packet) => Packet::Disconnect(Disconnect { properties, ..packet }),
            Packet::Auth(packet) => Packet::Auth(Auth { properties, ..packet }),
            packet => packet,
        };
        self.put_checked(&packet, now)
    }

    /// Takes one of the packets that mean the same from either side; gives the others back.
    #[inline]
    pub(super) fn handle<'a>(
        &mut self,
        packet: Packet<'a>,
        now: Duration,
    ) -> Result<Option<Flowed<'a>>, ProtocolErrorKind> {
        match packet {
            Packet::Publish(publish) => Ok(self.receive(publish, now)?.map(Flowed::Message)),
            Packet::PubAck(puback) => Ok(Some(Flowed::Acknowledged(self.puback(puback, now)?))),
            Packet::PubRec(pubrec) => Ok(self.pubrec(pubrec, now)?.map(Flowed::Acknowledged)),
            Packet::PubRel(pubrel) => self.pubrel(pubrel, now).map(|()| None),
            Packet::PubComp(pubcomp) => Ok(self.pubcomp(pubcomp, now)?.map(Flowed::Acknowledged)),
            other => Err(ProtocolErrorKind::Unexpected(other.packet_type())),
        }
    }

    /// An identifier for a request, and the room to send it.
    pub(super) fn allocate_request(&mut self) -> Result<PacketId, CommandError> {
        if self.is_full() {
            return Err(CommandError::Full);
        }
        self.outbound.allocate().ok_or(CommandError::Full)
    }

    /// Sends a request under `id`.
    pub(super) fn request(
        &mut self,
        id: PacketId,
        packet: &Packet<'_>,
        filters: usize,
        now: Duration,
    ) -> Result<RequestHandle, CommandError> {
        match self.put_checked(packet, now) {
            Ok(()) => Ok(self.outbound.requested(id, packet.packet_type(), filters)),
            Err(error) => {
                self.outbound.release_id(id);
                Err(error)
            }
        }
    }

    /// Takes the answer to a request of `kind`, with a code for each filter or, before version 5, none.
    pub(super) fn answered(
        &mut self,
        id: PacketId,
        [kind, answer]: [PacketType; 2],
        codes: Option<usize>,
    ) -> Result<RequestHandle, ProtocolErrorKind> {
        let (handle, filters) = self.outbound.answered(id, kind, answer)?;
        match codes {
            Some(codes) if codes != filters => Err(ProtocolErrorKind::ReasonCodes),
            _ => Ok(handle),
        }
    }
}

/// What came of a packet that means the same from either side.
#[derive(Debug)]
pub(super) enum Flowed<'a> {
    Message(Received<'a>),
    Acknowledged(Acknowledged<'a>),
}

/// The property that a Topic Alias is, and what it may add to the Property Length.
const LONGEST_ALIAS: usize = 3 + 1;

/// For a packet that was sent before.
const fn again(delivery: Delivery) -> Delivery {
    match delivery {
        Delivery::AtMostOnce => Delivery::AtMostOnce,
        Delivery::AtLeastOnce { packet_id, .. } => Delivery::AtLeastOnce { packet_id, dup: true },
        Delivery::ExactlyOnce { packet_id, .. } => Delivery::ExactlyOnce { packet_id, dup: true },
    }
}

/// The whole seconds that are left, rounded up.
pub(super) fn seconds_until(deadline: Duration, now: Duration) -> u32 {
    let left = deadline.saturating_sub(now);
    let seconds = left.as_secs().saturating_add(u64::from(left.subsec_nanos() > 0));
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use bytes::Buf;

    use super::*;
    use crate::packet::FiltersBuf;

    fn opened(peer: Peer) -> Flows {
        let allowed =
            Allowed { receive_maximum: 10, topic_alias_maximum: 0, acknowledge: Acknowledge::Automatically };
        let mut flows = Flows::new(Version::V5, Limits::default(), allowed);
        flows.open(peer, Duration::ZERO);
        flows
    }

    fn message(payload: &'static str) -> Message {
        Message::new("a".try_into().unwrap(), payload).with_qos(Qos::AtLeastOnce)
    }

    #[test]
    fn what_the_next_connection_cannot_carry_counts_as_sent() {
        let mut flows = opened(Peer::UNLIMITED);
        let long = flows.publish(message("a long payload"), Duration::ZERO).unwrap();
        flows.publish(message("short"), Duration::ZERO).unwrap();
        let len = flows.outgoing.remaining();
        flows.outgoing.advance(len);
        flows.close();
        flows.open(Peer { maximum_packet_size: 15, ..Peer::UNLIMITED }, Duration::ZERO);
        assert_eq!(flows.outgoing.chunk(), b"\x3a\x0b\0\x01a\0\x02\0short");
        assert_eq!(flows.outbound.next_dropped(), Some((long, CommandError::TooLarge)));
        assert_eq!(flows.outbound.unacknowledged().len(), 1);
    }

    /// \[MQTT-3.2.2-19\] and its like, and \[MQTT-3.1.2-29\].
    #[test]
    fn reasons_are_left_out_where_they_are_not_wanted_or_have_no_room() {
        for peer in [
            Peer { wants_problem_information: false, ..Peer::UNLIMITED },
            Peer { maximum_packet_size: 10, ..Peer::UNLIMITED },
        ] {
            let mut flows = opened(peer);
            let mut properties = PropertiesBuf::new();
            properties.push(Property::ReasonString("because".try_into().unwrap())).unwrap();
            let properties = properties.as_properties();
            let codes: crate::reason::ReasonCodesBuf<_> = [Qos::AtMostOnce.into()].into_iter().collect();
            let suback = SubAck { properties, ..SubAck::new(PacketId::MAX, codes.as_reason_codes()) };
            flows.put_trimmed(Packet::SubAck(suback), properties, Duration::ZERO).unwrap();
            assert_eq!(flows.outgoing.chunk(), b"\x90\x04\xff\xff\0\0");
        }
    }

    #[test]
    fn a_request_that_cannot_be_sent_gives_its_identifier_back() {
        let mut flows = opened(Peer { maximum_packet_size: 8, ..Peer::UNLIMITED });
        let mut filters = FiltersBuf::new();
        filters.push("long/filter".try_into().unwrap(), Default::default()).unwrap();
        for _ in 0..3 {
            let id = flows.allocate_request().unwrap();
            assert_eq!(id.get(), 1);
            let subscribe = crate::packet::Subscribe::new(id, filters.as_filters());
            let refused = flows.request(id, &subscribe.into(), 1, Duration::ZERO);
            assert_eq!(refused, Err(CommandError::TooLarge));
        }
    }

    #[test]
    fn a_message_with_an_alias_of_its_own_is_refused() {
        let mut flows = opened(Peer::UNLIMITED);
        let mut properties = PropertiesBuf::new();
        properties.push(Property::TopicAlias(crate::property::TopicAlias::new(1).unwrap())).unwrap();
        let refused = flows.publish(message("").with_properties(properties), Duration::ZERO);
        assert_eq!(refused, Err(CommandError::Forbidden("Topic Alias")));
    }

    #[test]
    fn seconds_that_are_left_are_rounded_up() {
        let deadline = Duration::from_secs(10);
        for (now, left) in [(0, 10), (1, 10), (999, 10), (1000, 9), (9999, 1), (10_000, 0), (99_999, 0)] {
            assert_eq!(seconds_until(deadline, Duration::from_millis(now)), left, "{now}");
        }
        assert_eq!(seconds_until(Duration::MAX, Duration::ZERO), u32::MAX);
    }
}
