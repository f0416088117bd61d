//! Performatives (section 2.7), one file for each.

mod attach;
mod begin;
mod close;
mod detach;
mod disposition;
mod end;
mod flow;
mod open;
mod transfer;

use core::fmt;

use bytes::BufMut;

pub use attach::Attach;
pub use begin::Begin;
pub use close::Close;
pub use detach::Detach;
pub use disposition::Disposition;
pub use end::End;
pub use flow::Flow;
pub use open::Open;
pub use transfer::Transfer;

use crate::types::composite::{Composite, Measured, Parse, code_of, take_descriptor};
use crate::types::{Budget, Encode};
use crate::wire::Fault;
use crate::{DecodeErrorKind, EncodeError};

/// What a frame of AMQP says.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(untagged))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
#[expect(clippy::large_enum_variant, reason = "views are copied seldom")]
pub enum Performative<'a> {
    /// Opens a connection.
    Open(Open<'a>),
    /// Begins a session.
    Begin(Begin<'a>),
    /// Attaches a link.
    Attach(Attach<'a>),
    /// Flow control.
    Flow(Flow<'a>),
    /// Carries a message, or a part of one.
    Transfer(Transfer<'a>),
    /// Tells the state of deliveries.
    Disposition(Disposition<'a>),
    /// Detaches a link.
    Detach(Detach<'a>),
    /// Ends a session.
    End(End<'a>),
    /// Closes a connection.
    Close(Close<'a>),
}

/// The same expression for whichever performative it is.
macro_rules! each {
    ($performative:expr, $of:ident => $do:expr) => {
        match $performative {
            Performative::Open($of) => $do,
            Performative::Begin($of) => $do,
            Performative::Attach($of) => $do,
            Performative::Flow($of) => $do,
            Performative::Transfer($of) => $do,
            Performative::Disposition($of) => $do,
            Performative::Detach($of) => $do,
            Performative::End($of) => $do,
            Performative::Close($of) => $do,
        }
    };
}

impl<'a> Performative<'a> {
    /// The specification's name for it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Open(_) => "open",
            Self::Begin(_) => "begin",
            Self::Attach(_) => "attach",
            Self::Flow(_) => "flow",
            Self::Transfer(_) => "transfer",
            Self::Disposition(_) => "disposition",
            Self::Detach(_) => "detach",
            Self::End(_) => "end",
            Self::Close(_) => "close",
        }
    }

    /// What is behind it in the frame: a transfer's payload, and nothing otherwise.
    pub const fn payload(&self) -> &'a [u8] {
        match self {
            Self::Transfer(transfer) => transfer.payload,
            _ => &[],
        }
    }

    /// Takes the body of a frame.
    #[inline]
    pub(crate) fn parse(body: &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        let mut rest = body;
        let code = code_of(take_descriptor(&mut rest, budget)?);
        let input = &mut rest;
        let performative = match code {
            Some(0x14) => {
                let transfer = Transfer::parse(input, budget)?;
                return Ok(Self::Transfer(Transfer { payload: rest, ..transfer }));
            }
            Some(0x10) => Self::Open(Open::parse(input, budget)?),
            Some(0x11) => Self::Begin(Begin::parse(input, budget)?),
            Some(0x12) => Self::Attach(Attach::parse(input, budget)?),
            Some(0x13) => Self::Flow(Flow::parse(input, budget)?),
            Some(0x15) => Self::Disposition(Disposition::parse(input, budget)?),
            Some(0x16) => Self::Detach(Detach::parse(input, budget)?),
            Some(0x17) => Self::End(End::parse(input, budget)?),
            Some(0x18) => Self::Close(Close::parse(input, budget)?),
            _ => return Err(Fault::new(DecodeErrorKind::Descriptor, body, "descriptor")),
        };
        if !rest.is_empty() {
            return Err(Fault::new(DecodeErrorKind::TrailingBytes, rest, "frame body"));
        }
        Ok(performative)
    }

    /// Its length without payload.
    pub(crate) fn head_len(&self) -> usize {
        each!(self, performative => performative.encoded_len())
    }

    /// Writes all but the payload, behind what `head` makes of its length.
    #[inline]
    pub(crate) fn put_head<B: BufMut>(
        &self,
        dst: &mut B,
        head: impl FnOnce(&mut B, usize) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        each!(self, performative => {
            performative.check()?;
            let measured = Measured::new(performative);
            head(dst, measured.encoded_len())?;
            measured.put(dst);
        });
        Ok(())
    }
}

impl fmt::Display for Performative<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        each!(self, performative => fmt::Display::fmt(performative, f))
    }
}

macro_rules! from {
    ($($performative:ident)+) => {$(
        impl<'a> From<$performative<'a>> for Performative<'a> {
            fn from(performative: $performative<'a>) -> Self {
                Self::$performative(performative)
            }
        }
    )+};
}

from! { Open Begin Attach Flow Transfer Disposition Detach End Close }
