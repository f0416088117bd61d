//! Options (section 5.10): their lists in messages, what is in them, and what a receiver does about them.

mod block;
mod buf;
mod described;
mod error;
mod named;
mod number;
mod rule;
pub(crate) mod signaling;
mod value;

use core::fmt;
use core::iter::FusedIterator;

pub use block::{Block, BlockSize};
pub use buf::OptionsBuf;
use described::Described;
pub(crate) use described::OptionsOf;
pub use error::OptionError;
pub(crate) use number::Definition;
pub use number::{OptionFormat, OptionNumber};
use rule::Rule;
pub use value::{NoResponse, Observe};

use crate::wire::{self, Fault, PAYLOAD_MARKER};
use crate::{Action, Code, DecodeError, DecodeErrorKind, Limits};

/// The options of one message, as they stand in it; built with [`OptionsBuf`].
///
/// What is found here by name has the length and, if it is text, the encoding that its definition asks for. Options that
/// have not count as unrecognised (section 5.4.3), and so do further ones where there may be one (section 5.4.5): ask
/// [`Message::verdict`](crate::message::Message::verdict) before acting on a message.
///
/// Options of signaling messages have numbers of their own: [`tcp::Signal`](crate::tcp::Signal) reads and makes them.
#[derive(Clone, Copy, Default, Eq, Hash, PartialEq)]
pub struct Options<'a>(&'a [u8]);

/// One option: a number, and a value of bytes.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct OptionRef<'a> {
    /// Which option it is; in a signaling message another than its name says.
    pub number: OptionNumber,
    /// What it says; what that means depends on the number.
    pub value: &'a [u8],
}

/// What a receiver does with a message because of its options (section 5.4.1; RFC 8323, section 5.2).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Verdict<'a> {
    /// Process it. Unrecognised elective options may be among the others; they are ignored.
    Process,
    /// Answer with 4.02 (Bad Option), because of this unrecognised critical option in a request, or because of this Q-Block
    /// option beside a Block option (RFC 9177, section 4.1).
    BadOption(OptionRef<'a>),
    /// Reject it because of such an option: a Confirmable message with a Reset message, others by ignoring them (sections 4.2
    /// and 4.3). Over TCP and WebSocket, where there are no Resets, a response is to be ignored: an Abort message is for wrong
    /// syntax and for signaling messages.
    Reject(OptionRef<'a>),
    /// Send an Abort message, because of this unrecognised critical option in a signaling message.
    Abort(OptionRef<'a>),
}

/// Options one after the other, each with its number; see [`Options::iter`].
#[derive(Clone, Debug)]
pub struct Iter<'a> {
    rest: &'a [u8],
    number: u16,
}

impl<'a> Options<'a> {
    /// No options.
    pub const EMPTY: Self = Self(&[]);

    /// The options in the message's order: by number, and those of one number as the sender put them.
    #[inline]
    pub const fn iter(&self) -> Iter<'a> {
        Iter { rest: self.0, number: 0 }
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an option with this number is among them, whatever its value.
    pub fn contains(&self, number: OptionNumber) -> bool {
        self.values(number).next().is_some()
    }

    /// The values of all options with this number, right or wrong.
    pub fn values(&self, number: OptionNumber) -> impl Iterator<Item = &'a [u8]> + Clone + use<'a> {
        let options = self.iter().skip_while(move |option| option.number < number);
        options.take_while(move |option| option.number == number).map(|option| option.value)
    }

    /// The options that a receiver must treat as unrecognised in a message with this code: it doesn't understand their
    /// number, they are not defined for such a message (section 5.4), they have a wrong length (section 5.4.3), or they
    /// occur again (section 5.4.5). Text that isn't UTF-8 is among them.
    ///
    /// `understands` is asked about all numbers in requests and responses, also about those that this crate has no definition
    /// of, whose values are then the caller's to check. Which options a signaling message has is told by its code alone.
    pub fn unrecognised<F: Fn(OptionNumber) -> bool>(
        &self,
        code: Code,
        understands: F,
    ) -> impl Iterator<Item = OptionRef<'a>> + use<'a, F> {
        let mut previous = None;
        self.iter().filter(move |option| {
            let again = previous.replace(option.number) == Some(option.number);
            let fits = match Definition::named(code, option.number) {
                Some(definition) => definition.fits(code, option.value, again),
                None => !code.is_signaling(),
            };
            !fits || !code.is_signaling() && !understands(option.number)
        })
    }

    /// Decodes options, and the payload that may follow them, without the header and token of a message: so they stand in
    /// what is encrypted (RFC 8613, section 5.3), or where options are kept.
    ///
    /// # Errors
    ///
    /// The bytes are malformed. They are no message, so [`DecodeError::action`] is to ignore them.
    pub fn decode(bytes: &'a [u8], limits: &Limits) -> Result<(Self, &'a [u8]), DecodeError> {
        Self::parse(bytes, limits.max_options).map_err(|fault| fault.located(bytes, Action::Ignore))
    }

    /// The wire encoding, without a payload marker behind it.
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// Splits what follows the token into options and payload.
    #[inline(always)]
    pub(crate) fn parse(input: &'a [u8], max_options: usize) -> Result<(Self, &'a [u8]), Fault> {
        let mut rest = input;
        // Deltas are added up unchecked: no input is long enough for their sum to overflow.
        let mut number = 0_u64;
        let payload = loop {
            let Some((&head, after)) = rest.split_first() else { break rest };
            let (delta, len, after) = if head < 13 << 4 && head & 0x0f < 13 {
                (usize::from(head >> 4), usize::from(head & 0x0f), after)
            } else if head != PAYLOAD_MARKER {
                extended_head(head, rest, after)?
            } else if after.is_empty() {
                return Err(Fault::new(DecodeErrorKind::MissingPayload, rest, "Payload"));
            } else {
                break after;
            };
            number += delta as u64;
            match after.split_at_checked(len) {
                Some((_, next)) => rest = next,
                None => return Err(Fault::new(DecodeErrorKind::Truncated, after, "Option Value")),
            }
        };
        let options = Self(input.get(..input.len() - rest.len()).unwrap_or_default());
        if number > u16::MAX.into() || options.0.len() > max_options {
            options.check(max_options, input)?;
        }
        Ok((options, payload))
    }

    /// Looks for the option whose number is too high, or which is one too many.
    #[cold]
    fn check(self, max_options: usize, input: &'a [u8]) -> Result<(), Fault> {
        let (mut rest, mut number, mut left) = (self.0, 0, max_options);
        while let Some((delta, len, after)) = read_head(rest) {
            let option = input.get(self.0.len() - rest.len()..).unwrap_or_default();
            number += delta;
            if number > usize::from(u16::MAX) {
                return Err(Fault::new(DecodeErrorKind::OptionNumber, option, "Option Delta"));
            }
            if left == 0 {
                return Err(Fault::new(DecodeErrorKind::TooManyOptions, option, "Options"));
            }
            left -= 1;
            rest = after.get(len..).unwrap_or_default();
        }
        Ok(())
    }

    /// As many options from the front of `bytes` as are whole.
    #[cfg(feature = "arbitrary")]
    pub(crate) fn valid_beginning(bytes: &'a [u8]) -> Self {
        let (mut rest, mut number) = (bytes, 0);
        while let Some((delta, len, after)) = read_head(rest) {
            number += delta;
            match after.get(len..) {
                Some(next) if number <= usize::from(u16::MAX) => rest = next,
                _ => break,
            }
        }
        Self(bytes.get(..bytes.len() - rest.len()).unwrap_or_default())
    }
}

/// Delta, length and what follows them, where 13 to 15 is among the first byte's halves.
#[inline(always)]
fn extended_head<'a>(head: u8, option: &'a [u8], after: &'a [u8]) -> Result<(usize, usize, &'a [u8]), Fault> {
    let part = |nibble, input: &'a [u8], field| match wire::extended(nibble, input) {
        Some(part) => Ok(part),
        None if nibble == 15 => Err(Fault::new(DecodeErrorKind::ReservedNibble, option, field)),
        None => Err(Fault::new(DecodeErrorKind::Truncated, input, field)),
    };
    let (delta, after) = part(head >> 4, after, "Option Delta")?;
    let (len, after) = part(head & 0x0f, after, "Option Length")?;
    Ok((delta, len, after))
}

/// The same where the option was found valid before.
#[inline(always)]
fn read_head(input: &[u8]) -> Option<(usize, usize, &[u8])> {
    let (&head, after) = input.split_first()?;
    if head < 13 << 4 && head & 0x0f < 13 {
        return Some((usize::from(head >> 4), usize::from(head & 0x0f), after));
    }
    let (delta, after) = wire::extended(head >> 4, after)?;
    let (len, after) = wire::extended(head & 0x0f, after)?;
    Some((delta, len, after))
}

impl<'a> Iterator for Iter<'a> {
    type Item = OptionRef<'a>;

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "no number is above 65,535, as was checked before")]
    fn next(&mut self) -> Option<OptionRef<'a>> {
        let (delta, len, after) = read_head(self.rest)?;
        let (value, rest) = after.split_at_checked(len)?;
        self.number = self.number.wrapping_add(delta as u16);
        self.rest = rest;
        Some(OptionRef { number: OptionNumber::new(self.number), value })
    }
}

impl FusedIterator for Iter<'_> {}

impl<'a> IntoIterator for Options<'a> {
    type Item = OptionRef<'a>;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// By the names of requests and responses.
impl fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl fmt::Debug for OptionRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Described(*self, self.number.definition()).fmt(f)
    }
}
