//! Attach (section 2.7.3).

use core::fmt;

use crate::DecodeErrorKind;
use crate::definitions::{Fields, Handle, ReceiverSettleMode, Role, SenderSettleMode, SequenceNo};
use crate::delivery_state::Unsettled;
use crate::terminus::{AnySource, AnyTarget};
use crate::types::Symbols;
use crate::types::composite::{Broken, composite};

/// Attaches a link to a session.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Attach<'a> {
    /// The name of the link.
    pub name: &'a str,
    /// What stands for it from now on.
    pub handle: Handle,
    /// Which end of it its sender has.
    pub role: Role,
    /// How the sender settles. Default: mixed.
    pub snd_settle_mode: SenderSettleMode,
    /// How the receiver settles. Default: first.
    pub rcv_settle_mode: ReceiverSettleMode,
    /// Where messages come from; none if there is no such terminus.
    pub source: Option<AnySource<'a>>,
    /// Where messages go to; none if there is no such terminus.
    pub target: Option<AnyTarget<'a>>,
    /// What deliveries are not settled, of a link that was there before.
    pub unsettled: Option<Unsettled<'a>>,
    /// There are more of them than `unsettled` has. Default: false.
    pub incomplete_unsettled: bool,
    /// Where the sender begins to count deliveries; a receiver's is ignored.
    pub initial_delivery_count: Option<SequenceNo>,
    /// The largest message that its sender takes; 0 is as good as none.
    pub max_message_size: Option<u64>,
    /// What its sender can do.
    pub offered_capabilities: Symbols<'a>,
    /// What its sender would use if the peer can do it.
    pub desired_capabilities: Symbols<'a>,
    /// What else there is to say.
    pub properties: Option<Fields<'a>>,
}

composite!(Attach<'a>, "attach", 0x12 check check_role {
    name "name" required,
    handle "handle" required,
    role "role" required,
    snd_settle_mode "snd-settle-mode" or(SenderSettleMode::Mixed),
    rcv_settle_mode "rcv-settle-mode" or(ReceiverSettleMode::First),
    source "source" optional,
    target "target" optional,
    unsettled "unsettled" optional,
    incomplete_unsettled "incomplete-unsettled" or(false),
    initial_delivery_count "initial-delivery-count" optional,
    max_message_size "max-message-size" optional,
    offered_capabilities "offered-capabilities" multiple,
    desired_capabilities "desired-capabilities" multiple,
    properties "properties" optional,
});

impl<'a> Attach<'a> {
    /// A receiver's attach with the defaults, without termini.
    pub const fn receiver(name: &'a str, handle: Handle) -> Self {
        Self {
            name,
            handle,
            role: Role::Receiver,
            snd_settle_mode: SenderSettleMode::Mixed,
            rcv_settle_mode: ReceiverSettleMode::First,
            source: None,
            target: None,
            unsettled: None,
            incomplete_unsettled: false,
            initial_delivery_count: None,
            max_message_size: None,
            offered_capabilities: Symbols::EMPTY,
            desired_capabilities: Symbols::EMPTY,
            properties: None,
        }
    }

    /// A sender's attach with the defaults, without termini.
    pub const fn sender(name: &'a str, handle: Handle, initial_delivery_count: SequenceNo) -> Self {
        Self {
            role: Role::Sender,
            initial_delivery_count: Some(initial_delivery_count),
            ..Self::receiver(name, handle)
        }
    }

    fn check_role(&self) -> Result<(), Broken> {
        if self.role == Role::Sender && self.initial_delivery_count.is_none() {
            return Err(Broken { kind: DecodeErrorKind::MissingField, field: "initial-delivery-count" });
        }
        if let Some(source) = &self.source {
            source.check(self.role)?;
        }
        self.target.as_ref().map_or(Ok(()), |target| target.check(self.role))
    }
}

impl fmt::Display for Attach<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "attach {:?} handle {} {}", self.name, self.handle, self.role)?;
        if let Some(source) = &self.source {
            write!(f, " from {source}")?;
        }
        self.target.as_ref().map_or(Ok(()), |target| write!(f, " to {target}"))
    }
}
