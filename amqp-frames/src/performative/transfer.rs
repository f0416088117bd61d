//! Transfer (section 2.7.5).

use core::fmt;

use crate::definitions::{
    DeliveryNumber, DeliveryTag, Handle, MIN_MAX_FRAME_SIZE, MessageFormat, ReceiverSettleMode,
};
use crate::delivery_state::DeliveryState;
use crate::frame;
use crate::types::Encode;
use crate::types::composite::composite;

/// Carries a message, or a part of one.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Transfer<'a> {
    /// The link.
    pub handle: Handle,
    /// The delivery's number; later transfers of a delivery may leave it out.
    pub delivery_id: Option<DeliveryNumber>,
    /// The delivery's name; later transfers of a delivery may leave it out.
    pub delivery_tag: Option<DeliveryTag<'a>>,
    /// What the payload is; later transfers of a delivery may leave it out.
    pub message_format: Option<MessageFormat>,
    /// The sender has settled the delivery; none is no news in later transfers of a delivery.
    pub settled: Option<bool>,
    /// The message goes on in the next transfer. Default: false.
    pub more: bool,
    /// How the receiver settles this delivery; none is as the link has it.
    pub rcv_settle_mode: Option<ReceiverSettleMode>,
    /// The state of the delivery at the sender.
    pub state: Option<DeliveryState<'a>>,
    /// The delivery was there before the link was attached. Default: false.
    pub resume: bool,
    /// The delivery is off, and the payload means nothing. Default: false.
    pub aborted: bool,
    /// The peer may take its time with the disposition. Default: false.
    pub batchable: bool,
    /// The message, or its part.
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::serde_support::bytes"))]
    pub payload: &'a [u8],
}

composite!(Transfer<'a>, "transfer", 0x14 short true {
    handle "handle" required,
    delivery_id "delivery-id" optional,
    delivery_tag "delivery-tag" optional,
    message_format "message-format" optional,
    settled "settled" optional,
    more "more" or(false),
    rcv_settle_mode "rcv-settle-mode" optional,
    state "state" optional,
    resume "resume" or(false),
    aborted "aborted" or(false),
    batchable "batchable" or(false),
    ; payload &[],
});

impl<'a> Transfer<'a> {
    /// A whole message of format 0, not settled.
    pub const fn new(
        handle: Handle,
        delivery_id: DeliveryNumber,
        delivery_tag: DeliveryTag<'a>,
        payload: &'a [u8],
    ) -> Self {
        Self {
            delivery_id: Some(delivery_id),
            delivery_tag: Some(delivery_tag),
            message_format: Some(MessageFormat(0)),
            ..Self::continuation(handle, payload)
        }
    }

    /// The last part of a message whose first transfer said the rest.
    pub const fn continuation(handle: Handle, payload: &'a [u8]) -> Self {
        Self {
            handle,
            delivery_id: None,
            delivery_tag: None,
            message_format: None,
            settled: None,
            more: false,
            rcv_settle_mode: None,
            state: None,
            resume: false,
            aborted: false,
            batchable: false,
            payload,
        }
    }

    /// How many bytes of payload fit into a frame behind these fields, for a peer that takes frames of `max_frame_size`, which
    /// are 512 at least. More transfers may follow: what remains in the last one is the room for [`more`](Self::more).
    ///
    /// `None` if no payload fits: `amqp:frame-size-too-small`.
    pub fn room(&self, max_frame_size: u32) -> Option<usize> {
        let max_len = usize::try_from(max_frame_size.max(MIN_MAX_FRAME_SIZE)).unwrap_or(usize::MAX);
        let head = Transfer { more: true, ..*self }.encoded_len().saturating_add(frame::HEADER_LEN);
        max_len.checked_sub(head).filter(|room| *room > 0)
    }
}

impl fmt::Display for Transfer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "transfer handle {}", self.handle)?;
        if let Some(id) = self.delivery_id {
            write!(f, " delivery {id}")?;
        }
        if let Some(tag) = self.delivery_tag {
            write!(f, " tag 0x{tag}")?;
        }
        f.write_str(if self.settled == Some(true) { " settled" } else { "" })?;
        f.write_str(if self.more { " more" } else { "" })?;
        f.write_str(if self.aborted { " aborted" } else { "" })?;
        write!(f, " {} bytes", self.payload.len())
    }
}
