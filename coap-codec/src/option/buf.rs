//! Options that are built.

use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use super::{Block, Definition, NoResponse, OptionFormat, OptionNumber, Options, read_head};
use crate::wire::{self, extra_len, is_utf8, to_extended};
use crate::{Code, ContentFormat, EncodeError};

/// The owned form of [`Options`]: takes them in any order, and holds them as messages need them.
///
/// ```
/// use coap_codec::option::{OptionNumber, OptionsBuf};
///
/// let mut options = OptionsBuf::new();
/// options.push_str(OptionNumber::URI_PATH, "sensors")?;
/// options.push_str(OptionNumber::URI_PATH, "temp")?;
/// options.push_uint(OptionNumber::URI_PORT, 5683)?;
/// assert!(options.as_options().uri_path().eq(["sensors", "temp"]));
/// assert_eq!(options.as_options().iter().next().map(|option| option.number), Some(OptionNumber::URI_PORT));
/// # Ok::<(), coap_codec::EncodeError>(())
/// ```
#[derive(Clone, Default, Eq, Hash, PartialEq)]
pub struct OptionsBuf {
    bytes: Vec<u8>,
    /// The highest number, which is the last option's.
    last: u16,
    /// The signaling code that the options are for, if any.
    signaling: Option<Code>,
}

impl OptionsBuf {
    /// No options yet, for a request or a response.
    pub const fn new() -> Self {
        Self { bytes: Vec::new(), last: 0, signaling: None }
    }

    /// No options yet, for a signaling message: they have numbers of their own (RFC 8323, section 5.2).
    pub const fn signaling(code: Code) -> Self {
        Self { bytes: Vec::new(), last: 0, signaling: Some(code) }
    }

    /// Adds an option behind those of its number. One that is not registered may have any value.
    ///
    /// # Errors
    ///
    /// The option is registered, and the value isn't what it may be, or the option is there and may occur once; or there
    /// are more than 65,804 bytes.
    #[inline]
    pub fn push(&mut self, number: OptionNumber, value: &[u8]) -> Result<(), EncodeError> {
        self.push_value(number, value, is_utf8)
    }

    /// Adds an option that is text.
    ///
    /// # Errors
    ///
    /// As for [`push`](Self::push).
    #[inline]
    pub fn push_str(&mut self, number: OptionNumber, text: &str) -> Result<(), EncodeError> {
        self.push_value(number, text.as_bytes(), |_| true)
    }

    /// Adds an option that is a number, in the shortest form. Hop-Limit, which has one byte, takes it for zero too.
    ///
    /// # Errors
    ///
    /// As for [`push`](Self::push).
    pub fn push_uint(&mut self, number: OptionNumber, value: u32) -> Result<(), EncodeError> {
        let mut buffer = [0; 4];
        let shortest = wire::shortest(value, &mut buffer);
        let least = self.definition(number).map_or(0, |definition| definition.min_len);
        if shortest.len() < usize::from(least) {
            return self.push(number, &[0]);
        }
        self.push(number, shortest)
    }

    /// Adds an option without a value.
    ///
    /// # Errors
    ///
    /// As for [`push`](Self::push).
    pub fn push_empty(&mut self, number: OptionNumber) -> Result<(), EncodeError> {
        self.push(number, &[])
    }

    /// Adds a Content-Format or an Accept.
    ///
    /// # Errors
    ///
    /// As for [`push`](Self::push).
    pub fn push_content_format(
        &mut self,
        number: OptionNumber,
        format: ContentFormat,
    ) -> Result<(), EncodeError> {
        self.push_uint(number, format.get().into())
    }

    /// Adds a Block1, Block2, Q-Block1 or Q-Block2.
    ///
    /// # Errors
    ///
    /// As for [`push`](Self::push).
    pub fn push_block(&mut self, number: OptionNumber, block: Block) -> Result<(), EncodeError> {
        self.push_uint(number, block.to_uint())
    }

    /// Adds a No-Response.
    ///
    /// # Errors
    ///
    /// As for [`push`](Self::push).
    pub fn push_no_response(&mut self, unwanted: NoResponse) -> Result<(), EncodeError> {
        self.push_uint(OptionNumber::NO_RESPONSE, unwanted.bits().into())
    }

    /// Takes all options with this number out.
    pub fn remove(&mut self, number: OptionNumber) {
        let mut kept = Self { signaling: self.signaling, ..Self::new() };
        kept.bytes.reserve(self.bytes.len());
        for option in self.as_options().iter().filter(|option| option.number != number) {
            kept.insert(option.number.get(), option.value);
        }
        *self = kept;
    }

    /// Takes all options out, and keeps the memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.last = 0;
    }

    /// The view that messages hold.
    pub fn as_options(&self) -> Options<'_> {
        Options(&self.bytes)
    }

    #[inline]
    fn push_value(
        &mut self,
        number: OptionNumber,
        value: &[u8],
        is_text: impl FnOnce(&[u8]) -> bool,
    ) -> Result<(), EncodeError> {
        if let Some(definition) = self.definition(number) {
            if !definition.accepts_len(value.len()) {
                return Err(EncodeError::OptionLength(number));
            }
            if definition.format == OptionFormat::String && !is_text(value) {
                return Err(EncodeError::OptionText(number));
            }
            let once = !definition.repeatable && number.get() <= self.last;
            if once && self.as_options().contains(number) {
                return Err(EncodeError::OptionRepeated(number));
            }
        }
        if value.len() >= wire::FOUR_BYTES {
            return Err(EncodeError::TooLarge);
        }
        self.insert(number.get(), value);
        Ok(())
    }

    const fn definition(&self, number: OptionNumber) -> Option<&'static Definition> {
        match self.signaling {
            Some(code) => Definition::named(code, number),
            None => number.definition(),
        }
    }

    #[inline]
    fn insert(&mut self, number: u16, value: &[u8]) {
        if number < self.last {
            return self.insert_before_last(number, value);
        }
        match (u8::try_from(number - self.last), u8::try_from(value.len())) {
            (Ok(delta @ 0..13), Ok(len @ 0..13)) => self.bytes.push(delta << 4 | len),
            _ => self.bytes.extend_from_slice(Head::new(number - self.last, value.len()).as_bytes()),
        }
        self.bytes.extend_from_slice(value);
        self.last = number;
    }

    /// Inserts before the first option with a higher number, whose delta becomes smaller.
    fn insert_before_last(&mut self, number: u16, value: &[u8]) {
        let (mut at, mut before) = (0, 0);
        while let Some((delta, len, after)) = self.bytes.get(at..).and_then(read_head) {
            let next = before + delta;
            let value_at = self.bytes.len() - after.len();
            if next > usize::from(number) {
                let head = Head::new(number - to_number(before), value.len());
                let next_head = Head::new(to_number(next) - number, len);
                return self.replace(at..value_at, [head.as_bytes(), value, next_head.as_bytes()]);
            }
            (at, before) = (value_at + len, next);
        }
    }

    /// Puts `parts` in the place of some bytes. They go to the end first, which takes no memory besides.
    fn replace(&mut self, range: Range<usize>, parts: [&[u8]; 3]) {
        let at = range.start;
        self.bytes.drain(range);
        let before = self.bytes.len();
        parts.into_iter().for_each(|part| self.bytes.extend_from_slice(part));
        let added = self.bytes.len() - before;
        if let Some(rest) = self.bytes.get_mut(at..) {
            rest.rotate_right(added);
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the sum of deltas is the number of an option")]
const fn to_number(sum_of_deltas: usize) -> u16 {
    sum_of_deltas as u16
}

/// What stands before an option's value: five bytes at most.
struct Head {
    bytes: [u8; 5],
    len: usize,
}

impl Head {
    #[inline]
    fn new(delta: u16, value_len: usize) -> Self {
        let delta = usize::from(delta);
        let (high, [delta_0, delta_1]) = to_extended(delta);
        let (low, [len_0, len_1]) = to_extended(value_len);
        let first = high << 4 | low;
        let bytes = match extra_len(delta) {
            0 => [first, len_0, len_1, 0, 0],
            1 => [first, delta_0, len_0, len_1, 0],
            _ => [first, delta_0, delta_1, len_0, len_1],
        };
        Self { bytes, len: 1 + extra_len(delta) + extra_len(value_len) }
    }

    #[inline]
    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

/// For requests and responses: whoever forwards a message keeps its options so, those of others' making too.
impl From<Options<'_>> for OptionsBuf {
    fn from(view: Options<'_>) -> Self {
        let last = view.iter().last().map_or(0, |option| option.number.get());
        Self { bytes: view.0.into(), last, signaling: None }
    }
}

impl fmt::Debug for OptionsBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.signaling.unwrap_or(Code::EMPTY);
        super::OptionsOf(code, self.as_options()).fmt(f)
    }
}

/// Options of signaling messages and those of others are told apart by the message that they go into: as `serde` has them,
/// they are those of a request or response.
#[cfg(feature = "serde")]
mod serde_impl {
    use alloc::vec::Vec;

    use super::{Options, OptionsBuf};
    use crate::serde_support::serde_as_wire;

    serde_as_wire! { OptionsBuf, |buf| &buf.bytes }

    impl OptionsBuf {
        fn from_wire(wire: Vec<u8>) -> Option<Self> {
            match Options::parse(&wire, usize::MAX) {
                Ok((options, [])) => Some(Self::from(options)),
                _ => None,
            }
        }
    }
}
