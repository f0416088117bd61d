//! What outlives a connection (section 4.1), as a value that can be stored and moved.

use alloc::vec::Vec;
use core::time::Duration;

use super::flows::Flows;
use super::message::{Message, PublishHandle};
use super::outbound::Waiting;
use crate::reason::PubAckReasonCode;
use crate::{PacketId, Qos};

/// The state of a session: which messages are on their way, in both directions, and a server's timers.
///
/// It comes out of one machine and goes into the next, in another process too: with the feature `serde` it is stored, and a
/// newer release reads what an older one has written. All times in it are relative to the moment it was taken; who keeps it
/// for a while says so with [`elapse`](Self::elapse). Subscriptions are not in it: they are in the broker's topic tree.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SessionState {
    #[cfg_attr(feature = "serde", serde(rename = "version"))]
    format: Format,
    next_handle: u64,
    unacknowledged: Vec<Unacknowledged>,
    released: Vec<Release>,
    queued: Vec<Queued>,
    received: Vec<PacketId>,
    /// `None`: never.
    expires_in: Option<Duration>,
    will: Option<DelayedWill>,
}

/// Which form the stored state has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(into = "u32", try_from = "u32"))]
struct Format(u32);

/// A PUBLISH without its last acknowledgement; they stand in the order they were sent in.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
struct Unacknowledged {
    packet_id: PacketId,
    #[cfg_attr(feature = "serde", serde(flatten))]
    queued: Queued,
}

/// A PUBREL without its PUBCOMP; they stand in the order they were sent in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
struct Release {
    packet_id: PacketId,
    handle: PublishHandle,
    reason_code: PubAckReasonCode,
}

/// A message that was not sent.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
struct Queued {
    handle: PublishHandle,
    message: Message,
    expires_in: Option<Duration>,
}

/// A will that is still to be published.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct DelayedWill {
    pub(super) message: Message,
    pub(super) due_in: Duration,
}

impl SessionState {
    /// A session in which nothing has happened yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets `time` pass: messages that have expired are dropped, and what is due later is due sooner.
    pub fn elapse(&mut self, time: Duration) {
        let shorten = |left: &mut Duration| *left = left.saturating_sub(time);
        self.unacknowledged.iter_mut().filter_map(|kept| kept.queued.expires_in.as_mut()).for_each(shorten);
        self.queued.iter_mut().filter_map(|kept| kept.expires_in.as_mut()).for_each(shorten);
        self.queued.retain(|kept| kept.expires_in != Some(Duration::ZERO));
        self.expires_in.iter_mut().for_each(shorten);
        self.will.iter_mut().for_each(|will| shorten(&mut will.due_in));
    }

    /// How long the session lasts without a connection (section 3.1.2.11.2); `None`: until it is ended.
    pub const fn expires_in(&self) -> Option<Duration> {
        self.expires_in
    }

    /// When the will is due (section 3.1.3.2.2), unless there is none or the client comes back before.
    pub fn will_due_in(&self) -> Option<Duration> {
        self.will.as_ref().map(|will| will.due_in)
    }

    /// The will, to be published: it is due, or the session ends.
    pub fn take_will(&mut self) -> Option<Message> {
        self.will.take().map(|will| will.message)
    }

    /// Adds a message of QoS 1 or 2 for a client that is away. How many there may be is for the caller to say:
    /// [`queued`](Self::queued) tells how many there are.
    pub fn publish(&mut self, message: Message) -> PublishHandle {
        let handle = PublishHandle(self.next_handle);
        self.next_handle = self.next_handle.saturating_add(1);
        let expires_in = message.deadline(Duration::ZERO);
        self.queued.push(Queued { handle, message, expires_in });
        handle
    }

    /// How many messages wait to be sent.
    pub const fn queued(&self) -> usize {
        self.queued.len()
    }

    /// The messages that were sent and are not acknowledged, in the order they were sent in.
    pub fn unacknowledged(&self) -> impl Iterator<Item = (PublishHandle, &Message)> {
        self.unacknowledged.iter().map(|kept| (kept.queued.handle, &kept.queued.message))
    }

    pub(super) fn of(flows: &Flows, now: Duration) -> Self {
        let unacknowledged = flows
            .outbound
            .unacknowledged()
            .into_iter()
            .map(|(packet_id, waiting)| Unacknowledged { packet_id, queued: Queued::of(&waiting, now) });
        let released = flows.outbound.released().into_iter().map(|(packet_id, released)| Release {
            packet_id,
            handle: released.handle,
            reason_code: released.reason_code,
        });
        Self {
            format: Format::default(),
            unacknowledged: unacknowledged.collect(),
            released: released.collect(),
            queued: flows.outbound.queued().map(|waiting| Queued::of(waiting, now)).collect(),
            received: flows.inbound.received(),
            next_handle: flows.outbound.upcoming_handle(),
            expires_in: None,
            will: None,
        }
    }

    pub(super) fn with_timers(self, expires_in: Option<Duration>, will: Option<DelayedWill>) -> Self {
        Self { expires_in, will, ..self }
    }

    /// Puts everything back but the will: its client is there again \[MQTT-3.1.3-9\].
    pub(super) fn restore(self, flows: &mut Flows, now: Duration) {
        // A stored state may have been tampered with; QoS 0 has no business among those that wait to be acknowledged.
        let is_acknowledged = |queued: &Queued| queued.message.qos != Qos::AtMostOnce;
        let messages = self.unacknowledged.into_iter().filter(|kept| is_acknowledged(&kept.queued));
        let messages = messages.map(|kept| (kept.packet_id, kept.queued.into_waiting(now))).collect();
        let releases = self.released.iter().map(|kept| (kept.packet_id, kept.handle, kept.reason_code));
        let queued = self.queued.into_iter().filter(is_acknowledged).map(|kept| kept.into_waiting(now));
        flows.outbound.restore(messages, releases.collect(), queued, self.next_handle);
        flows.inbound.resume(self.received);
    }
}

impl Queued {
    fn of(waiting: &Waiting, now: Duration) -> Self {
        let expires_in = waiting.deadline.map(|deadline| deadline.saturating_sub(now));
        Self { handle: waiting.handle, message: waiting.message.clone(), expires_in }
    }

    fn into_waiting(self, now: Duration) -> Waiting {
        let deadline = self.expires_in.map(|left| now.saturating_add(left));
        Waiting { message: self.message, handle: self.handle, deadline }
    }
}

impl Format {
    const LATEST: u32 = 1;
}

impl Default for Format {
    fn default() -> Self {
        Self(Self::LATEST)
    }
}

impl From<Format> for u32 {
    fn from(format: Format) -> Self {
        format.0
    }
}

impl TryFrom<u32> for Format {
    type Error = crate::InvalidValue;

    fn try_from(format: u32) -> Result<Self, Self::Error> {
        match format {
            1..=Self::LATEST => Ok(Self::default()),
            _ => Err(crate::InvalidValue::new("session state", "it is of a newer release")),
        }
    }
}
