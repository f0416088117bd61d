//! Open (section 2.7.1).

use core::fmt;

use crate::definitions::{Fields, Milliseconds};
use crate::types::Symbols;
use crate::types::composite::composite;

/// Opens a connection: the first frame that each peer sends behind the protocol header.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Open<'a> {
    /// Who sends it.
    pub container_id: &'a str,
    /// Whom it is sent to, where several share an address.
    pub hostname: Option<&'a str>,
    /// The largest frame that its sender takes. Default: the largest there can be, and at least
    /// [`MIN_MAX_FRAME_SIZE`](crate::definitions::MIN_MAX_FRAME_SIZE) in any case. Who announces more than
    /// [`Limits::max_frame_size`](crate::Limits::max_frame_size) refuses frames that were asked for.
    pub max_frame_size: u32,
    /// The highest channel that its sender takes. Default: the highest there can be.
    pub channel_max: u16,
    /// Within which time its sender wants to hear something.
    pub idle_time_out: Option<Milliseconds>,
    /// The languages that its sender can send texts in.
    pub outgoing_locales: Symbols<'a>,
    /// The languages that its sender wants texts in.
    pub incoming_locales: Symbols<'a>,
    /// What its sender can do.
    pub offered_capabilities: Symbols<'a>,
    /// What its sender would use if the peer can do it.
    pub desired_capabilities: Symbols<'a>,
    /// What else there is to say.
    pub properties: Option<Fields<'a>>,
}

composite!(Open<'a>, "open", 0x10 {
    container_id "container-id" required,
    hostname "hostname" optional,
    max_frame_size "max-frame-size" or(u32::MAX),
    channel_max "channel-max" or(u16::MAX),
    idle_time_out "idle-time-out" optional,
    outgoing_locales "outgoing-locales" multiple,
    incoming_locales "incoming-locales" multiple,
    offered_capabilities "offered-capabilities" multiple,
    desired_capabilities "desired-capabilities" multiple,
    properties "properties" optional,
});

impl<'a> Open<'a> {
    /// An open with the defaults, but for the largest frame: its default is no bound.
    pub const fn new(container_id: &'a str, max_frame_size: u32) -> Self {
        Self {
            container_id,
            hostname: None,
            max_frame_size,
            channel_max: u16::MAX,
            idle_time_out: None,
            outgoing_locales: Symbols::EMPTY,
            incoming_locales: Symbols::EMPTY,
            offered_capabilities: Symbols::EMPTY,
            desired_capabilities: Symbols::EMPTY,
            properties: None,
        }
    }
}

impl fmt::Display for Open<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "open {:?}", self.container_id)?;
        if let Some(hostname) = self.hostname {
            write!(f, " host {hostname:?}")?;
        }
        write!(f, " max frame {} max channel {}", self.max_frame_size, self.channel_max)?;
        self.idle_time_out.map_or(Ok(()), |time| write!(f, " idle time-out {time} ms"))
    }
}
