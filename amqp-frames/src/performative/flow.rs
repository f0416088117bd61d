//! Flow (section 2.7.4).

use core::fmt;

use crate::DecodeErrorKind;
use crate::definitions::{Fields, Handle, SequenceNo, TransferNumber};
use crate::types::composite::{Broken, composite};

/// Tells the state of flow control: of the session, and if it names a link by its handle, of that.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Flow<'a> {
    /// The transfer that its sender expects next; none before it has seen the begin.
    pub next_incoming_id: Option<TransferNumber>,
    /// How many transfers its sender takes.
    pub incoming_window: u32,
    /// The number of the next transfer that its sender will send.
    pub next_outgoing_id: TransferNumber,
    /// How many transfers its sender may send.
    pub outgoing_window: u32,
    /// The link; without it there are no other fields but `echo`.
    pub handle: Option<Handle>,
    /// How many deliveries the link's sender has sent.
    pub delivery_count: Option<SequenceNo>,
    /// How many messages the link's receiver takes.
    pub link_credit: Option<u32>,
    /// How many messages wait at the link's sender.
    pub available: Option<u32>,
    /// The link's sender is to use all credit up, or to give it back. Default: false.
    pub drain: bool,
    /// The peer is to tell its state, too. Default: false.
    pub echo: bool,
    /// What else there is to say of the link.
    pub properties: Option<Fields<'a>>,
}

composite!(Flow<'a>, "flow", 0x13 short true check check_handle {
    next_incoming_id "next-incoming-id" optional,
    incoming_window "incoming-window" required,
    next_outgoing_id "next-outgoing-id" required,
    outgoing_window "outgoing-window" required,
    handle "handle" optional,
    delivery_count "delivery-count" optional,
    link_credit "link-credit" optional,
    available "available" optional,
    drain "drain" or(false),
    echo "echo" or(false),
    properties "properties" optional,
});

impl Flow<'_> {
    /// A flow of the session alone; what it takes stands as in [`Begin::new`](super::Begin::new).
    pub const fn new(next_outgoing_id: TransferNumber, incoming_window: u32, outgoing_window: u32) -> Self {
        Self {
            next_incoming_id: None,
            incoming_window,
            next_outgoing_id,
            outgoing_window,
            handle: None,
            delivery_count: None,
            link_credit: None,
            available: None,
            drain: false,
            echo: false,
            properties: None,
        }
    }

    fn check_handle(&self) -> Result<(), Broken> {
        let field = match self {
            Self { handle: Some(_), .. } => return Ok(()),
            Self { delivery_count: Some(_), .. } => "delivery-count",
            Self { link_credit: Some(_), .. } => "link-credit",
            Self { available: Some(_), .. } => "available",
            Self { drain: true, .. } => "drain",
            Self { properties: Some(_), .. } => "properties",
            _ => return Ok(()),
        };
        Err(Broken { kind: DecodeErrorKind::WithoutHandle, field })
    }
}

impl fmt::Display for Flow<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { incoming_window, next_outgoing_id, outgoing_window, .. } = self;
        write!(f, "flow next {next_outgoing_id} windows {incoming_window} in {outgoing_window} out")?;
        if let Some(handle) = self.handle {
            write!(f, " handle {handle}")?;
        }
        if let Some(credit) = self.link_credit {
            write!(f, " credit {credit}")?;
        }
        if let Some(available) = self.available {
            write!(f, " available {available}")?;
        }
        f.write_str(if self.drain { " drain" } else { "" })?;
        f.write_str(if self.echo { " echo" } else { "" })
    }
}
