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

use crate::frame::Framing;
use crate::types::composite::{Composite, Parse, code_of, each, from_each, name_of, take_descriptor};
use crate::types::{Budget, Encode};
use crate::wire::Fault;
use crate::{DecodeError, DecodeErrorKind, EncodeError, Frame};

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
macro_rules! each_performative {
    ($performative:expr, $of:ident => $do:expr) => {
        each!(Performative {
            Open Begin Attach Flow Transfer Disposition Detach End Close
        } $performative, $of => $do)
    };
}

impl<'a> Performative<'a> {
    /// The specification's name for it.
    pub const fn name(&self) -> &'static str {
        each_performative!(self, performative => name_of(performative))
    }

    /// What is behind it in the frame: a transfer's payload, and nothing otherwise.
    pub const fn payload(&self) -> &'a [u8] {
        match self {
            Self::Transfer(transfer) => transfer.payload,
            _ => &[],
        }
    }

    /// Decodes the body of `frame`.
    #[inline]
    pub(crate) fn parse(
        frame: &'a [u8],
        body: &'a [u8],
        channel: u16,
        mut budget: Budget,
    ) -> Result<Option<Frame<'a>>, DecodeError> {
        let mut rest = body;
        let code = match take_descriptor(&mut rest, &mut budget) {
            Ok(descriptor) => code_of(descriptor),
            Err(fault) => return Err(fault.located(frame)),
        };
        match code {
            Some(Open::DESCRIPTOR) => parse_open(frame, rest, channel, budget),
            Some(Begin::DESCRIPTOR) => parse::<Begin<'_>>(frame, rest, channel, budget),
            Some(Attach::DESCRIPTOR) => parse::<Attach<'_>>(frame, rest, channel, budget),
            Some(Flow::DESCRIPTOR) => parse::<Flow<'_>>(frame, rest, channel, budget),
            Some(Transfer::DESCRIPTOR) => parse_transfer(frame, rest, channel, budget),
            Some(Disposition::DESCRIPTOR) => parse::<Disposition<'_>>(frame, rest, channel, budget),
            Some(Detach::DESCRIPTOR) => parse::<Detach<'_>>(frame, rest, channel, budget),
            Some(End::DESCRIPTOR) => parse::<End<'_>>(frame, rest, channel, budget),
            Some(Close::DESCRIPTOR) => parse::<Close<'_>>(frame, rest, channel, budget),
            _ => Err(Fault::new(DecodeErrorKind::Descriptor, body, "descriptor").located(frame)),
        }
    }

    /// Its length without payload.
    pub(crate) fn head_len(&self) -> usize {
        each_performative!(self, performative => performative.encoded_len())
    }

    /// Writes the frame of it; of a transfer's payload only that there are `left_out` bytes, if they are given.
    #[inline]
    pub(crate) fn put(
        &self,
        framing: Framing,
        left_out: Option<usize>,
        dst: &mut impl BufMut,
    ) -> Result<(), EncodeError> {
        if let Self::Transfer(performative) = self {
            return match left_out {
                Some(len) => framing.without(len).put(performative, &[], dst),
                None => framing.put(performative, performative.payload, dst),
            };
        }
        each_performative!(self, performative => framing.put(performative, &[], dst))
    }
}

/// Decodes one performative. Each has a function of its own, which makes the result where the decoder's caller wants it: in
/// one for all of them the result would be copied, and be as large as the largest.
#[inline(never)]
fn parse<'a, P: Parse<'a> + Into<Performative<'a>>>(
    frame: &'a [u8],
    list: &'a [u8],
    channel: u16,
    mut budget: Budget,
) -> Result<Option<Frame<'a>>, DecodeError> {
    let mut rest = list;
    match P::parse(&mut rest, &mut budget) {
        Ok(performative) if rest.is_empty() => Ok(Some(Frame::new(channel, performative))),
        Ok(_) => Err(Fault::new(DecodeErrorKind::TrailingBytes, rest, "frame body").located(frame)),
        Err(fault) => Err(fault.located(frame)),
    }
}

fn parse_open<'a>(
    frame: &'a [u8],
    list: &'a [u8],
    channel: u16,
    budget: Budget,
) -> Result<Option<Frame<'a>>, DecodeError> {
    let decoded = parse::<Open<'_>>(frame, list, channel, budget);
    if channel != 0 && decoded.is_ok() {
        return Err(DecodeError::new(DecodeErrorKind::Channel, 6, "channel"));
    }
    decoded
}

#[inline(never)]
fn parse_transfer<'a>(
    frame: &'a [u8],
    list: &'a [u8],
    channel: u16,
    mut budget: Budget,
) -> Result<Option<Frame<'a>>, DecodeError> {
    let mut payload = list;
    match Transfer::parse(&mut payload, &mut budget) {
        Ok(transfer) => Ok(Some(Frame::new(channel, Transfer { payload, ..transfer }))),
        Err(fault) => Err(fault.located(frame)),
    }
}

impl fmt::Display for Performative<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        each_performative!(self, performative => fmt::Display::fmt(performative, f))
    }
}

from_each! {
    Performative {
        Open(Open<'a>),
        Begin(Begin<'a>),
        Attach(Attach<'a>),
        Flow(Flow<'a>),
        Transfer(Transfer<'a>),
        Disposition(Disposition<'a>),
        Detach(Detach<'a>),
        End(End<'a>),
        Close(Close<'a>),
    }
}
