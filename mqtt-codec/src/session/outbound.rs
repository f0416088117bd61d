//! Messages of QoS 1 and 2 that go out, up to their last acknowledgement (sections 4.3.2, 4.3.3 and 4.9), and the Packet
//! Identifiers for them and for requests.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::time::Duration;

use super::error::{CommandError, ProtocolErrorKind};
use super::message::{Message, PublishHandle, RequestHandle};
use crate::packet::PacketType;
use crate::reason::{PubAckReasonCode, ReasonCode};
use crate::{PacketId, Qos};

/// What the peer owes this side, and what waits for its turn.
#[derive(Debug, Default)]
pub(super) struct Outbound {
    /// By Packet Identifier, from 1; identifiers in use are few and small.
    slots: Vec<Slot>,
    /// The first of the free slots, which name each other.
    free: Option<PacketId>,
    /// How many messages may still be sent (section 4.9).
    quota: u16,
    /// What of an earlier connection is to be sent again, in its order.
    again: VecDeque<PacketId>,
    /// What was never sent.
    queue: VecDeque<Waiting>,
    /// What will never be sent, and why, until the caller knows; each was in `queue` or in `slots` before.
    dropped: VecDeque<(PublishHandle, CommandError)>,
    next_order: u64,
    next_handle: u64,
}

#[derive(Debug)]
enum Slot {
    Free { next: Option<PacketId> },
    Publish(InFlight),
    Release(Released),
    Request { kind: PacketType, handle: RequestHandle, filters: usize },
}

/// A PUBLISH that is neither acknowledged nor released.
#[derive(Clone, Debug)]
pub(super) struct InFlight {
    pub(super) waiting: Waiting,
    /// The place among those that were sent.
    order: u64,
    /// It was sent on this connection, and so took from the quota.
    counts: bool,
}

/// A PUBREL that is not acknowledged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Released {
    pub(super) handle: PublishHandle,
    pub(super) reason_code: PubAckReasonCode,
    order: u64,
    counts: bool,
}

/// A message and when it is too late for it.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub(super) message: Message,
    pub(super) handle: PublishHandle,
    pub(super) deadline: Option<Duration>,
}

/// What a PUBREC is answered with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum AfterPubRec {
    /// A PUBREL.
    Release,
    /// Nothing: the PUBREL was sent before.
    Nothing,
    /// Nothing: the receiver doesn't take the message.
    Refused(PublishHandle),
    /// A PUBREL, so that the receiver forgets what this side knows nothing of.
    Unknown,
}

impl Outbound {
    /// A new connection on which the peer takes `maximum` messages at a time, with what is left of the last one. What is
    /// returned are the PUBRELs to be sent, in their order; [`next_again`](Self::next_again) has the PUBLISH packets.
    pub(super) fn resume(&mut self, maximum: u16) -> Vec<PacketId> {
        self.quota = maximum;
        let mut again = Vec::new();
        let mut releases = Vec::new();
        for (id, slot) in Self::by_id(&mut self.slots) {
            match slot {
                Slot::Publish(in_flight) => {
                    in_flight.counts = false;
                    again.push((in_flight.order, id));
                }
                Slot::Release(released) => {
                    released.counts = false;
                    releases.push((released.order, id));
                }
                Slot::Free { .. } | Slot::Request { .. } => {}
            }
        }
        again.sort_unstable();
        releases.sort_unstable();
        self.again = again.into_iter().map(|(_, id)| id).collect();
        releases.into_iter().map(|(_, id)| id).collect()
    }

    /// Forgets all that was sent; what was not still waits.
    pub(super) fn forget_sent(&mut self) {
        self.slots = Vec::new();
        self.free = None;
        self.again.clear();
    }

    /// Forgets what was not sent, too.
    pub(super) fn forget_all(&mut self) {
        self.forget_sent();
        self.queue.clear();
    }

    /// The connection has ended: no request will be answered.
    pub(super) fn disconnect(&mut self) {
        self.quota = 0;
        let requests = Self::by_id(&mut self.slots).filter(|(_, slot)| matches!(slot, Slot::Request { .. }));
        let requests: Vec<_> = requests.map(|(id, _)| id).collect();
        requests.into_iter().for_each(|id| self.release_id(id));
    }

    /// The next handle for a message.
    pub(super) const fn next_handle(&mut self) -> PublishHandle {
        let handle = PublishHandle(self.next_handle);
        self.next_handle = self.next_handle.saturating_add(1);
        handle
    }

    /// The handle that no message has had yet.
    pub(super) const fn upcoming_handle(&self) -> u64 {
        self.next_handle
    }

    /// Whether a message of QoS 1 or 2 can go out at once.
    #[inline]
    pub(super) fn is_clear(&self) -> bool {
        self.quota > 0 && !self.has_waiting()
    }

    /// Whether something waits for the quota or for room.
    #[inline]
    pub(super) fn has_waiting(&self) -> bool {
        !self.queue.is_empty() || !self.again.is_empty()
    }

    #[inline]
    pub(super) const fn has_quota(&self) -> bool {
        self.quota > 0
    }

    /// How many messages wait, for their turn or for the caller to hear of their end.
    pub(super) fn queue_len(&self) -> usize {
        self.queue.len() + self.dropped.len()
    }

    pub(super) fn enqueue(&mut self, waiting: Waiting) {
        self.queue.push_back(waiting);
    }

    pub(super) fn enqueue_first(&mut self, waiting: Waiting) {
        self.queue.push_front(waiting);
    }

    /// The next message that was never sent, and has not expired by `now` \[MQTT-3.3.2-5\].
    pub(super) fn next_queued(&mut self, now: Duration) -> Option<Waiting> {
        while let Some(waiting) = self.queue.pop_front() {
            if waiting.deadline.is_none_or(|deadline| now < deadline) {
                return Some(waiting);
            }
            self.drop(waiting.handle, CommandError::Expired);
        }
        None
    }

    /// Takes note of a message that can't be sent.
    pub(super) fn drop(&mut self, handle: PublishHandle, error: CommandError) {
        self.dropped.push_back((handle, error));
    }

    /// The next message that was dropped.
    pub(super) fn next_dropped(&mut self) -> Option<(PublishHandle, CommandError)> {
        self.dropped.pop_front()
    }

    /// Whether the caller should be told of one.
    pub(super) fn has_dropped(&self) -> bool {
        !self.dropped.is_empty()
    }

    /// The next message that is to be sent again.
    pub(super) fn next_again(&mut self) -> Option<(PacketId, InFlight)> {
        while let Some(id) = self.again.pop_front() {
            if let Some(Slot::Publish(in_flight)) = self.slot(id) {
                in_flight.counts = true;
                let in_flight = in_flight.clone();
                self.quota = self.quota.saturating_sub(1);
                return Some((id, in_flight));
            }
        }
        None
    }

    /// An identifier for a message that is about to be sent; `None` if all are in use.
    pub(super) fn allocate(&mut self) -> Option<PacketId> {
        if let Some(id) = self.free {
            if let Some(Slot::Free { next }) = self.slot(id) {
                self.free = *next;
            }
            return Some(id);
        }
        let id = PacketId::new(u16::try_from(self.slots.len() + 1).ok()?)?;
        self.slots.push(Slot::Free { next: None });
        Some(id)
    }

    /// Keeps a message that was sent under `id`.
    pub(super) fn sent(&mut self, id: PacketId, waiting: Waiting) {
        self.quota = self.quota.saturating_sub(1);
        let order = self.take_order();
        self.put(id, Slot::Publish(InFlight { waiting, order, counts: true }));
    }

    /// Keeps a request that was sent under `id`.
    pub(super) fn requested(&mut self, id: PacketId, kind: PacketType, filters: usize) -> RequestHandle {
        let handle = RequestHandle(self.next_handle().0);
        self.put(id, Slot::Request { kind, handle, filters });
        handle
    }

    /// Gives `id` back.
    pub(super) fn release_id(&mut self, id: PacketId) {
        let next = self.free;
        self.put(id, Slot::Free { next });
        self.free = Some(id);
    }

    /// Takes a PUBACK.
    pub(super) fn puback(&mut self, id: PacketId) -> Result<PublishHandle, ProtocolErrorKind> {
        match self.slot(id) {
            Some(Slot::Publish(InFlight { waiting, counts, .. }))
                if waiting.message.qos == Qos::AtLeastOnce =>
            {
                let (handle, counts) = (waiting.handle, *counts);
                self.complete(id, counts);
                Ok(handle)
            }
            _ => Err(ProtocolErrorKind::NothingToAcknowledge(PacketType::PubAck)),
        }
    }

    /// Takes a PUBREC.
    pub(super) fn pubrec(
        &mut self,
        id: PacketId,
        reason_code: PubAckReasonCode,
    ) -> Result<AfterPubRec, ProtocolErrorKind> {
        match self.slot(id) {
            Some(Slot::Publish(InFlight { waiting, counts, .. }))
                if waiting.message.qos == Qos::ExactlyOnce =>
            {
                let (handle, counts) = (waiting.handle, *counts);
                if reason_code.is_error() {
                    self.complete(id, counts);
                    return Ok(AfterPubRec::Refused(handle));
                }
                let order = self.take_order();
                self.put(id, Slot::Release(Released { handle, reason_code, order, counts }));
                Ok(AfterPubRec::Release)
            }
            Some(Slot::Release(_)) => Ok(AfterPubRec::Nothing),
            None | Some(Slot::Free { .. }) => Ok(AfterPubRec::Unknown),
            Some(_) => Err(ProtocolErrorKind::NothingToAcknowledge(PacketType::PubRec)),
        }
    }

    /// Takes a PUBCOMP; `None` for one that nothing waits for, which is what a needless PUBREL is answered with.
    pub(super) fn pubcomp(
        &mut self,
        id: PacketId,
    ) -> Result<Option<(PublishHandle, PubAckReasonCode)>, ProtocolErrorKind> {
        match self.slot(id) {
            Some(Slot::Release(released)) => {
                let Released { handle, reason_code, counts, .. } = *released;
                self.complete(id, counts);
                Ok(Some((handle, reason_code)))
            }
            None | Some(Slot::Free { .. }) => Ok(None),
            Some(_) => Err(ProtocolErrorKind::NothingToAcknowledge(PacketType::PubComp)),
        }
    }

    /// Takes the answer to a request of `kind`: which one, and how many filters it had.
    pub(super) fn answered(
        &mut self,
        id: PacketId,
        kind: PacketType,
        answer: PacketType,
    ) -> Result<(RequestHandle, usize), ProtocolErrorKind> {
        match self.slot(id) {
            Some(Slot::Request { kind: asked, handle, filters }) if *asked == kind => {
                let answered = (*handle, *filters);
                self.release_id(id);
                Ok(answered)
            }
            _ => Err(ProtocolErrorKind::NothingToAcknowledge(answer)),
        }
    }

    /// Gives up a message that can't be sent again.
    pub(super) fn abandon(&mut self, id: PacketId, error: CommandError) {
        if let Some(Slot::Publish(in_flight)) = self.slot(id) {
            let handle = in_flight.waiting.handle;
            self.drop(handle, error);
            self.complete(id, true);
        }
    }

    /// The messages that were sent and are neither acknowledged nor released, in their order.
    pub(super) fn unacknowledged(&self) -> Vec<(PacketId, Waiting)> {
        let mut messages: Vec<_> = self
            .used()
            .filter_map(|(id, slot)| match slot {
                Slot::Publish(in_flight) => Some((id, in_flight)),
                _ => None,
            })
            .collect();
        messages.sort_unstable_by_key(|(_, in_flight)| in_flight.order);
        messages.into_iter().map(|(id, in_flight)| (id, in_flight.waiting.clone())).collect()
    }

    /// The PUBRELs that were sent and are not acknowledged, in their order.
    pub(super) fn released(&self) -> Vec<(PacketId, Released)> {
        let mut releases: Vec<_> = self
            .used()
            .filter_map(|(id, slot)| match slot {
                Slot::Release(released) => Some((id, *released)),
                _ => None,
            })
            .collect();
        releases.sort_unstable_by_key(|(_, released)| released.order);
        releases
    }

    fn used(&self) -> impl Iterator<Item = (PacketId, &Slot)> {
        (1..=u16::MAX).zip(&self.slots).filter_map(|(number, slot)| Some((PacketId::new(number)?, slot)))
    }

    /// What was never sent.
    pub(super) fn queued(&self) -> impl Iterator<Item = &Waiting> {
        self.queue.iter()
    }

    /// The state that an earlier connection left: what [`unacknowledged`](Self::unacknowledged),
    /// [`released`](Self::released) and [`queued`](Self::queued) gave.
    pub(super) fn restore(
        &mut self,
        messages: Vec<(PacketId, Waiting)>,
        releases: Vec<(PacketId, PublishHandle, PubAckReasonCode)>,
        queue: impl IntoIterator<Item = Waiting>,
        next_handle: u64,
    ) {
        self.forget_sent();
        let ids = messages.iter().map(|(id, _)| *id).chain(releases.iter().map(|(id, ..)| *id));
        let highest = ids.map(PacketId::get).max().unwrap_or_default();
        self.slots.resize_with(usize::from(highest), || Slot::Free { next: None });
        for (id, waiting) in messages {
            let order = self.take_order();
            self.put(id, Slot::Publish(InFlight { waiting, order, counts: false }));
        }
        for (id, handle, reason_code) in releases {
            let order = self.take_order();
            self.put(id, Slot::Release(Released { handle, reason_code, order, counts: false }));
        }
        let free = Self::by_id(&mut self.slots).filter(|(_, slot)| matches!(slot, Slot::Free { .. }));
        let free: Vec<_> = free.map(|(id, _)| id).collect();
        free.into_iter().rev().for_each(|id| self.release_id(id));
        let later = core::mem::take(&mut self.queue);
        self.queue = queue.into_iter().chain(later).collect();
        self.next_handle = self.next_handle.max(next_handle);
    }

    fn complete(&mut self, id: PacketId, counted: bool) {
        self.quota = self.quota.saturating_add(u16::from(counted));
        self.release_id(id);
    }

    const fn take_order(&mut self) -> u64 {
        let order = self.next_order;
        self.next_order += 1;
        order
    }

    fn slot(&mut self, id: PacketId) -> Option<&mut Slot> {
        self.slots.get_mut(usize::from(id.get()) - 1)
    }

    fn put(&mut self, id: PacketId, slot: Slot) {
        if let Some(place) = self.slot(id) {
            *place = slot;
        }
    }

    fn by_id(slots: &mut [Slot]) -> impl Iterator<Item = (PacketId, &mut Slot)> {
        (1..=u16::MAX).zip(slots).filter_map(|(number, slot)| Some((PacketId::new(number)?, slot)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(qos: Qos) -> Waiting {
        let message = Message::new("a".try_into().unwrap(), "b").with_qos(qos);
        Waiting { message, handle: PublishHandle(0), deadline: None }
    }

    fn send(outbound: &mut Outbound, qos: Qos) -> PacketId {
        let handle = outbound.next_handle();
        let id = outbound.allocate().unwrap();
        outbound.sent(id, Waiting { handle, ..message(qos) });
        id
    }

    fn connected(maximum: u16) -> Outbound {
        let mut outbound = Outbound::default();
        outbound.resume(maximum);
        outbound
    }

    #[test]
    fn all_65535_identifiers_can_be_in_use_and_none_is_given_twice() {
        let mut outbound = connected(u16::MAX);
        let mut seen = alloc::collections::BTreeSet::new();
        for _ in 0..65_535 {
            assert!(seen.insert(send(&mut outbound, Qos::AtLeastOnce)));
        }
        assert_eq!(outbound.allocate(), None);
        let id = PacketId::new(300).unwrap();
        outbound.puback(id).unwrap();
        assert_eq!(outbound.allocate(), Some(id));
    }

    #[test]
    fn the_quota_falls_with_each_message_and_rises_with_its_last_acknowledgement() {
        let mut outbound = connected(2);
        let one = send(&mut outbound, Qos::AtLeastOnce);
        let two = send(&mut outbound, Qos::ExactlyOnce);
        assert!(!outbound.has_quota());
        assert_eq!(outbound.pubrec(two, PubAckReasonCode::Success), Ok(AfterPubRec::Release));
        assert!(!outbound.has_quota(), "only the PUBCOMP gives it back");
        outbound.puback(one).unwrap();
        outbound.pubcomp(two).unwrap().unwrap();
        assert_eq!(outbound.quota, 2);
        let refused = send(&mut outbound, Qos::ExactlyOnce);
        outbound.pubrec(refused, PubAckReasonCode::QuotaExceeded).unwrap();
        assert_eq!(outbound.quota, 2);
    }

    #[test]
    fn after_a_resume_only_what_is_sent_again_takes_from_the_quota_and_gives_back() {
        let mut outbound = connected(9);
        let ids: Vec<_> = (0..4).map(|_| send(&mut outbound, Qos::ExactlyOnce)).collect();
        outbound.pubrec(ids[1], PubAckReasonCode::Success).unwrap();
        outbound.pubrec(ids[0], PubAckReasonCode::Success).unwrap();
        outbound.disconnect();
        assert_eq!(outbound.resume(2), [ids[1], ids[0]], "PUBRELs in the order of the PUBRECs");
        assert_eq!(outbound.next_again().unwrap().0, ids[2]);
        outbound.pubcomp(ids[0]).unwrap().unwrap();
        assert_eq!(outbound.quota, 1, "a PUBREL of an earlier connection took nothing");
        assert_eq!(outbound.next_again().unwrap().0, ids[3]);
        assert!(!outbound.has_quota());
    }

    #[test]
    fn an_acknowledgement_of_what_was_not_sent_again_yet_gives_nothing_back() {
        let mut outbound = connected(9);
        let ids: Vec<_> = (0..3).map(|_| send(&mut outbound, Qos::AtLeastOnce)).collect();
        outbound.disconnect();
        outbound.resume(1);
        assert_eq!(outbound.next_again().unwrap().0, ids[0]);
        outbound.puback(ids[1]).unwrap();
        assert!(!outbound.has_quota());
        outbound.puback(ids[0]).unwrap();
        assert_eq!(outbound.quota, 1);
        assert_eq!(outbound.next_again().unwrap().0, ids[2], "the second has arrived");
    }

    #[test]
    fn identifiers_that_were_used_again_do_not_change_the_order() {
        let mut outbound = connected(9);
        let first = send(&mut outbound, Qos::AtLeastOnce);
        let second = send(&mut outbound, Qos::AtLeastOnce);
        outbound.puback(first).unwrap();
        assert_eq!(send(&mut outbound, Qos::AtLeastOnce), first);
        let stored: Vec<_> = outbound.unacknowledged().into_iter().map(|(id, _)| id).collect();
        assert_eq!(stored, [second, first]);
        outbound.disconnect();
        outbound.resume(9);
        assert_eq!((outbound.next_again().unwrap().0, outbound.next_again().unwrap().0), (second, first));
    }

    #[test]
    fn a_resume_with_all_identifiers_in_use_sends_all_again() {
        let mut outbound = connected(u16::MAX);
        (0..65_535).for_each(|_| _ = send(&mut outbound, Qos::AtLeastOnce));
        outbound.disconnect();
        outbound.resume(u16::MAX);
        assert_eq!(core::iter::from_fn(|| outbound.next_again()).count(), 65_535);
    }

    #[test]
    fn wrong_acknowledgements_are_refused() {
        let mut outbound = connected(9);
        let one = send(&mut outbound, Qos::AtLeastOnce);
        let two = send(&mut outbound, Qos::ExactlyOnce);
        let request = outbound.allocate().unwrap();
        outbound.requested(request, PacketType::Subscribe, 1);
        assert!(outbound.puback(two).is_err() && outbound.pubrec(one, PubAckReasonCode::Success).is_err());
        assert!(outbound.pubcomp(two).is_err() && outbound.puback(request).is_err());
        let suback = outbound.answered(request, PacketType::Unsubscribe, PacketType::UnsubAck);
        assert!(suback.is_err());
        assert!(outbound.puback(PacketId::new(900).unwrap()).is_err());
    }

    #[test]
    fn what_expired_in_the_queue_is_not_sent() {
        let mut outbound = Outbound::default();
        for seconds in [5, 1, 9] {
            let deadline = Some(Duration::from_secs(seconds));
            outbound.enqueue(Waiting { deadline, ..message(Qos::AtLeastOnce) });
        }
        let mut next = || outbound.next_queued(Duration::from_secs(5)).map(|waiting| waiting.deadline);
        assert_eq!((next(), next()), (Some(Some(Duration::from_secs(9))), None));
    }
}
