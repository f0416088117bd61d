//! Begin (section 2.7.2).

use core::fmt;

use crate::definitions::{Fields, Handle, TransferNumber};
use crate::types::Symbols;
use crate::types::composite::composite;

/// Begins a session on a channel.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Begin<'a> {
    /// The channel that the peer has begun the session on, if it has.
    pub remote_channel: Option<u16>,
    /// The number of the first transfer that its sender will send.
    pub next_outgoing_id: TransferNumber,
    /// How many transfers its sender takes.
    pub incoming_window: u32,
    /// How many transfers its sender may send.
    pub outgoing_window: u32,
    /// The highest handle that its sender takes. Default: the highest there can be.
    pub handle_max: Handle,
    /// What its sender can do.
    pub offered_capabilities: Symbols<'a>,
    /// What its sender would use if the peer can do it.
    pub desired_capabilities: Symbols<'a>,
    /// What else there is to say.
    pub properties: Option<Fields<'a>>,
}

composite!(Begin<'a>, "begin", 0x11 {
    remote_channel "remote-channel" optional,
    next_outgoing_id "next-outgoing-id" required,
    incoming_window "incoming-window" required,
    outgoing_window "outgoing-window" required,
    handle_max "handle-max" or(Handle(u32::MAX)),
    offered_capabilities "offered-capabilities" multiple,
    desired_capabilities "desired-capabilities" multiple,
    properties "properties" optional,
});

impl Begin<'_> {
    /// A begin with the defaults.
    pub const fn new(next_outgoing_id: TransferNumber, incoming_window: u32, outgoing_window: u32) -> Self {
        Self {
            remote_channel: None,
            next_outgoing_id,
            incoming_window,
            outgoing_window,
            handle_max: Handle(u32::MAX),
            offered_capabilities: Symbols::EMPTY,
            desired_capabilities: Symbols::EMPTY,
            properties: None,
        }
    }
}

impl fmt::Display for Begin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("begin")?;
        if let Some(channel) = self.remote_channel {
            write!(f, " of {channel}")?;
        }
        let Self { next_outgoing_id, incoming_window, outgoing_window, .. } = self;
        write!(f, " next {next_outgoing_id} windows {incoming_window} in {outgoing_window} out")
    }
}
