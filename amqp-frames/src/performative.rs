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
use crate::types::composite::{Parse, code_of, take_descriptor};
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
            Some(0x10) => parse_open(frame, rest, channel, budget),
            Some(0x11) => parse::<Begin<'_>>(frame, rest, channel, budget),
            Some(0x12) => parse::<Attach<'_>>(frame, rest, channel, budget),
            Some(0x13) => parse::<Flow<'_>>(frame, rest, channel, budget),
            Some(0x14) => parse_transfer(frame, rest, channel, budget),
            Some(0x15) => parse::<Disposition<'_>>(frame, rest, channel, budget),
            Some(0x16) => parse::<Detach<'_>>(frame, rest, channel, budget),
            Some(0x17) => parse::<End<'_>>(frame, rest, channel, budget),
            Some(0x18) => parse::<Close<'_>>(frame, rest, channel, budget),
            _ => Err(Fault::new(DecodeErrorKind::Descriptor, body, "descriptor").located(frame)),
        }
    }

    /// Its length without payload.
    pub(crate) fn head_len(&self) -> usize {
        each!(self, performative => performative.encoded_len())
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
        each!(self, performative => framing.put(performative, &[], dst))
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
        each!(self, performative => fmt::Display::fmt(performative, f))
    }
}

macro_rules! from {
    ($($performative:ident)+) => {$(
        impl<'a> From<$performative<'a>> for Performative<'a> {
            #[inline]
            fn from(performative: $performative<'a>) -> Self {
                Self::$performative(performative)
            }
        }
    )+};
}

from! { Open Begin Attach Flow Transfer Disposition Detach End Close }
