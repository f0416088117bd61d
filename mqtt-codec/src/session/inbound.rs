//! Messages of QoS 1 and 2 that come in, up to their last acknowledgement (sections 4.3.2 and 4.3.3).

use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;

use super::error::{CommandError, ProtocolErrorKind};
use super::message::ReceivedHandle;
use crate::packet::PacketType;
use crate::reason::PubAckReasonCode;
use crate::{PacketId, Qos, Version};

/// What this side owes the peer.
#[derive(Debug)]
pub(super) struct Inbound {
    /// How many messages the peer may have unacknowledged (section 4.9).
    maximum: u16,
    /// How many it has, of those that it sent on this connection.
    unacknowledged: usize,
    /// What is neither acknowledged nor complete.
    exchanges: BTreeMap<PacketId, Exchange>,
    /// What the caller has not acknowledged, and what waits for it, in the order of arrival.
    pending: VecDeque<Pending>,
    /// The handle of the first of them; the others follow one by one.
    first_handle: u64,
}

#[derive(Clone, Copy, Debug)]
struct Exchange {
    stage: Stage,
    /// It was sent on this connection, and so counts towards the Receive Maximum.
    counts: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Stage {
    /// The caller has it and has said nothing yet.
    Pending,
    /// The PUBREC is sent, and the PUBREL not there.
    Received,
}

#[derive(Clone, Copy, Debug)]
struct Pending {
    packet_id: PacketId,
    qos: Qos,
    decided: Option<PubAckReasonCode>,
}

/// What to do about a PUBLISH.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Arrival {
    /// A message, which the caller will acknowledge by the handle, or which is to be acknowledged at once.
    New(Option<ReceivedHandle>),
    /// It was here before: only the PUBREC is to be sent again.
    Again,
    /// It was here before, and waits for the caller.
    Pending,
}

impl Inbound {
    pub(super) const fn new(maximum: u16) -> Self {
        Self {
            maximum,
            unacknowledged: 0,
            exchanges: BTreeMap::new(),
            pending: VecDeque::new(),
            first_handle: 0,
        }
    }

    /// The messages that came on another connection and are not complete; no message on this one counts yet.
    pub(super) fn resume(&mut self, received: impl IntoIterator<Item = PacketId>) {
        self.exchanges.clear();
        self.unacknowledged = 0;
        self.drop_pending();
        let exchange = Exchange { stage: Stage::Received, counts: false };
        self.exchanges.extend(received.into_iter().map(|id| (id, exchange)));
    }

    /// Those of QoS 2 that this side has taken and the peer has not released: the session's state (section 4.1).
    pub(super) fn received(&self) -> Vec<PacketId> {
        let received = self.exchanges.iter().filter(|(_, exchange)| exchange.stage == Stage::Received);
        received.map(|(id, _)| *id).collect()
    }

    /// Whether the caller has to acknowledge before a peer that knows no Receive Maximum may go on.
    #[inline]
    pub(super) fn is_full(&self, version: Version) -> bool {
        version != Version::V5 && self.pending.len() >= usize::from(self.maximum)
    }

    /// Takes a PUBLISH of QoS 1 or 2.
    pub(super) fn arrive(
        &mut self,
        packet_id: PacketId,
        qos: Qos,
        dup: bool,
        by_hand: bool,
        version: Version,
    ) -> Result<Arrival, ProtocolErrorKind> {
        if qos == Qos::AtLeastOnce && !by_hand && self.exchanges.is_empty() {
            return Ok(Arrival::New(None));
        }
        if let Some(exchange) = self.exchanges.get_mut(&packet_id) {
            let again = match exchange.stage {
                Stage::Received if qos == Qos::ExactlyOnce => Arrival::Again,
                Stage::Pending if version != Version::V5 && dup => Arrival::Pending,
                _ => return Err(ProtocolErrorKind::PacketIdInUse),
            };
            self.unacknowledged += usize::from(!exchange.counts && again == Arrival::Again);
            exchange.counts = true;
            return Ok(again);
        }
        if qos == Qos::AtLeastOnce && !by_hand {
            return Ok(Arrival::New(None));
        }
        // Before version 5 the peer knows no maximum, and there are 65,535 identifiers at most; see `is_full`.
        if version == Version::V5 && self.unacknowledged >= usize::from(self.maximum) {
            return Err(ProtocolErrorKind::ReceiveMaximum);
        }
        self.unacknowledged += 1;
        let stage = if by_hand { Stage::Pending } else { Stage::Received };
        self.exchanges.insert(packet_id, Exchange { stage, counts: true });
        if !by_hand {
            return Ok(Arrival::New(None));
        }
        let handle = self.first_handle + self.pending.len() as u64;
        self.pending.push_back(Pending { packet_id, qos, decided: None });
        Ok(Arrival::New(Some(ReceivedHandle(handle))))
    }

    /// The caller's decision about a message; [`next_decided`](Self::next_decided) then has what can be sent.
    pub(super) fn decide(
        &mut self,
        handle: ReceivedHandle,
        reason_code: PubAckReasonCode,
    ) -> Result<(), CommandError> {
        let index = handle.0.checked_sub(self.first_handle).and_then(|index| usize::try_from(index).ok());
        let pending = index.and_then(|index| self.pending.get_mut(index));
        match pending {
            Some(pending) if pending.decided.is_none() => {
                pending.decided = Some(reason_code);
                Ok(())
            }
            _ => Err(CommandError::UnknownHandle),
        }
    }

    /// The next acknowledgement, unless an earlier message still waits \[MQTT-4.6.0-2\], \[MQTT-4.6.0-3\].
    pub(super) fn next_decided(&mut self, is_error: bool) -> Option<(PacketId, Qos, PubAckReasonCode)> {
        let Pending { packet_id, qos, decided } = *self.pending.front()?;
        let reason_code = decided?;
        self.pending.pop_front();
        self.first_handle += 1;
        if qos == Qos::ExactlyOnce && !is_error {
            self.exchanges.entry(packet_id).and_modify(|exchange| exchange.stage = Stage::Received);
        } else {
            self.complete(packet_id);
        }
        Some((packet_id, qos, reason_code))
    }

    /// What the next decision is, before it is taken.
    pub(super) fn peek_decided(&self) -> Option<PubAckReasonCode> {
        self.pending.front()?.decided
    }

    /// Takes a PUBREL; whether there was a message for it.
    pub(super) fn release(&mut self, packet_id: PacketId) -> Result<bool, ProtocolErrorKind> {
        match self.exchanges.get(&packet_id) {
            None => Ok(false),
            Some(Exchange { stage: Stage::Pending, .. }) => {
                Err(ProtocolErrorKind::NothingToAcknowledge(PacketType::PubRel))
            }
            Some(Exchange { stage: Stage::Received, .. }) => {
                self.complete(packet_id);
                Ok(true)
            }
        }
    }

    /// The connection has ended: what the caller has not acknowledged, the peer will send again.
    pub(super) fn disconnect(&mut self) {
        self.drop_pending();
        self.unacknowledged = 0;
        self.exchanges.retain(|_, exchange| {
            exchange.counts = false;
            exchange.stage == Stage::Received
        });
    }

    fn complete(&mut self, packet_id: PacketId) {
        let counted = self.exchanges.remove(&packet_id).is_some_and(|exchange| exchange.counts);
        self.unacknowledged -= usize::from(counted).min(self.unacknowledged);
    }

    fn drop_pending(&mut self) {
        self.first_handle += self.pending.len() as u64;
        self.pending = VecDeque::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Qos = Qos::AtLeastOnce;
    const TWO: Qos = Qos::ExactlyOnce;

    fn id(number: u16) -> PacketId {
        PacketId::new(number).unwrap()
    }

    fn handle(arrival: Result<Arrival, ProtocolErrorKind>) -> ReceivedHandle {
        match arrival {
            Ok(Arrival::New(Some(handle))) => handle,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn qos_1_acknowledged_at_once_leaves_nothing() {
        let mut inbound = Inbound::new(1);
        for _ in 0..3 {
            assert_eq!(inbound.arrive(id(7), ONE, false, false, Version::V5), Ok(Arrival::New(None)));
        }
        assert_eq!(inbound.unacknowledged, 0);
    }

    #[test]
    fn qos_2_is_new_once_and_after_its_release_again() {
        let mut inbound = Inbound::new(1);
        assert_eq!(inbound.arrive(id(7), TWO, false, false, Version::V5), Ok(Arrival::New(None)));
        assert_eq!(inbound.arrive(id(7), TWO, true, false, Version::V5), Ok(Arrival::Again));
        assert_eq!(inbound.release(id(7)), Ok(true));
        assert_eq!(inbound.release(id(7)), Ok(false));
        assert_eq!(inbound.arrive(id(7), TWO, false, false, Version::V5), Ok(Arrival::New(None)));
    }

    #[test]
    fn one_message_more_than_the_receive_maximum_is_refused() {
        let mut inbound = Inbound::new(2);
        inbound.arrive(id(1), TWO, false, false, Version::V5).unwrap();
        inbound.arrive(id(2), ONE, false, true, Version::V5).unwrap();
        let third = inbound.arrive(id(3), TWO, false, false, Version::V5);
        assert_eq!(third, Err(ProtocolErrorKind::ReceiveMaximum));
        inbound.release(id(1)).unwrap();
        assert!(inbound.arrive(id(3), TWO, false, false, Version::V5).is_ok());
    }

    #[test]
    fn what_an_earlier_connection_left_does_not_count() {
        let mut inbound = Inbound::new(1);
        inbound.resume([id(1), id(2)]);
        assert_eq!(inbound.arrive(id(3), TWO, false, false, Version::V5), Ok(Arrival::New(None)));
        assert_eq!(inbound.release(id(1)), Ok(true));
        assert_eq!(inbound.unacknowledged, 1);
    }

    #[test]
    fn what_is_sent_again_counts_once() {
        let mut inbound = Inbound::new(2);
        inbound.resume([id(1)]);
        for _ in 0..2 {
            assert_eq!(inbound.arrive(id(1), TWO, true, false, Version::V5), Ok(Arrival::Again));
            assert_eq!(inbound.unacknowledged, 1);
        }
        inbound.arrive(id(2), TWO, false, false, Version::V5).unwrap();
        let third = inbound.arrive(id(3), TWO, false, false, Version::V5);
        assert_eq!(third, Err(ProtocolErrorKind::ReceiveMaximum));
    }

    #[test]
    fn decisions_in_any_order_come_out_in_the_order_of_arrival() {
        let mut inbound = Inbound::new(9);
        let first = handle(inbound.arrive(id(5), ONE, false, true, Version::V5));
        let second = handle(inbound.arrive(id(3), TWO, false, true, Version::V5));
        inbound.decide(second, PubAckReasonCode::Success).unwrap();
        assert_eq!(inbound.next_decided(false), None);
        inbound.decide(first, PubAckReasonCode::Success).unwrap();
        assert_eq!(inbound.next_decided(false), Some((id(5), ONE, PubAckReasonCode::Success)));
        assert_eq!(inbound.next_decided(false), Some((id(3), TWO, PubAckReasonCode::Success)));
        assert_eq!(inbound.decide(second, PubAckReasonCode::Success), Err(CommandError::UnknownHandle));
        assert_eq!(inbound.received(), [id(3)]);
    }

    #[test]
    fn a_refused_message_is_forgotten() {
        let mut inbound = Inbound::new(9);
        let handle = handle(inbound.arrive(id(3), TWO, false, true, Version::V5));
        inbound.decide(handle, PubAckReasonCode::QuotaExceeded).unwrap();
        inbound.next_decided(true).unwrap();
        assert_eq!((inbound.received(), inbound.unacknowledged), (Vec::new(), 0));
    }

    #[test]
    fn an_unacknowledged_message_is_new_on_the_next_connection_and_its_handle_is_dead() {
        let mut inbound = Inbound::new(9);
        let old = handle(inbound.arrive(id(3), TWO, false, true, Version::V5));
        inbound.disconnect();
        assert_eq!(inbound.decide(old, PubAckReasonCode::Success), Err(CommandError::UnknownHandle));
        let new = handle(inbound.arrive(id(3), TWO, true, true, Version::V5));
        assert_ne!(old, new);
    }

    #[test]
    fn an_identifier_in_use_is_refused() {
        let mut inbound = Inbound::new(9);
        inbound.arrive(id(3), ONE, false, true, Version::V5).unwrap();
        let second = inbound.arrive(id(3), ONE, true, true, Version::V5);
        assert_eq!(second, Err(ProtocolErrorKind::PacketIdInUse));
        inbound.arrive(id(4), TWO, false, false, Version::V5).unwrap();
        let other_qos = inbound.arrive(id(4), ONE, false, false, Version::V5);
        assert_eq!(other_qos, Err(ProtocolErrorKind::PacketIdInUse));
    }
}
