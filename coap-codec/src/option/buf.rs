//! Options that are built.

use alloc::vec::Vec;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::ops::Range;

use super::{Iter, OptionError, OptionFormat, OptionNumber, OptionRef, Options, Rule, read_head};
use crate::wire::{self, Word};

/// The owned form of [`Options`]: takes them in any order, and holds them as messages need them.
///
/// For every option there is a method by its name, which takes what the one of [`Options`] returns; [`push`](Self::push),
/// [`push_str`](Self::push_str), [`push_uint`](Self::push_uint) and [`push_empty`](Self::push_empty) take numbers, those that
/// are not registered too. What they are given has to be what the option may hold. Options that were received, and those that
/// are deserialised, are taken over as they are: of them only their numbers and lengths are checked.
///
/// ```
/// use coap_codec::ContentFormat;
/// use coap_codec::option::{OptionNumber, OptionsBuf};
///
/// let mut options = OptionsBuf::new();
/// options.push_uri_path("sensors")?;
/// options.push_uri_path("temp")?;
/// options.push_accept(ContentFormat::CBOR)?;
/// options.push_uri_port(61616)?;
/// options.push_uint(OptionNumber::new(65_000), 7)?;
/// assert!(options.as_options().uri_path().eq(["sensors", "temp"]));
/// assert_eq!(options.iter().next().map(|option| option.number), Some(OptionNumber::URI_PORT));
/// # Ok::<(), coap_codec::option::OptionError>(())
/// ```
#[derive(Clone, Default)]
pub struct OptionsBuf {
    bytes: Vec<u8>,
    /// The highest number, which is the last option's.
    last: u16,
}

impl OptionsBuf {
    /// No options yet.
    pub const fn new() -> Self {
        Self { bytes: Vec::new(), last: 0 }
    }

    /// Adds an option behind those of its number. One that is not registered may have any value.
    ///
    /// Ascending order costs least: an option with a lower number than the last one has to find its place from the front.
    ///
    /// # Errors
    ///
    /// The option is registered, and the value isn't what it may be, or the option is there and may occur once; or there
    /// are more than 65,804 bytes. Which message the options are for isn't known here: responses may have one ETag, and
    /// whoever receives two ignores the second.
    #[inline]
    pub fn push(&mut self, number: OptionNumber, value: &[u8]) -> Result<(), OptionError> {
        self.push_value(number, value, false)
    }

    /// Adds an option that is text.
    ///
    /// # Errors
    ///
    /// As for [`push`](Self::push); or the option is registered, and no string.
    #[inline]
    pub fn push_str(&mut self, number: OptionNumber, text: &str) -> Result<(), OptionError> {
        check_format(number, OptionFormat::String)?;
        self.push_value(number, text.as_bytes(), true)
    }

    /// Adds an option that is a number, in the shortest form.
    ///
    /// # Errors
    ///
    /// As for [`push`](Self::push); or the option is registered, and no uint.
    #[inline]
    pub fn push_uint(&mut self, number: OptionNumber, value: u32) -> Result<(), OptionError> {
        check_format(number, OptionFormat::Uint)?;
        if number == OptionNumber::HOP_LIMIT && value == 0 {
            return Err(OptionError::Value(number));
        }
        self.push(number, wire::shortest(value, &mut [0; 4]))
    }

    /// Adds an option without a value.
    ///
    /// # Errors
    ///
    /// As for [`push`](Self::push); or the option is registered, and has a value.
    pub fn push_empty(&mut self, number: OptionNumber) -> Result<(), OptionError> {
        check_format(number, OptionFormat::Empty)?;
        self.push(number, &[])
    }

    /// Puts one option in the place of all with this number.
    ///
    /// # Errors
    ///
    /// The value isn't what it may be; all options stay as they were.
    pub fn set(&mut self, number: OptionNumber, value: &[u8]) -> Result<(), OptionError> {
        check(number, value, false)?;
        self.remove(number);
        self.insert(number, value);
        Ok(())
    }

    /// Takes all options with this number out.
    pub fn remove(&mut self, number: OptionNumber) {
        self.retain(|option| option.number != number);
    }

    /// Takes all options out for which `keep` is false.
    pub fn retain(&mut self, mut keep: impl FnMut(OptionRef<'_>) -> bool) {
        let mut kept = Self { bytes: Vec::with_capacity(self.bytes.len()), last: 0 };
        for option in self.iter().filter(|option| keep(*option)) {
            kept.insert(option.number, option.value);
        }
        *self = kept;
    }

    /// Takes all options out, and keeps the memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.last = 0;
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The options by number, and those of one number as they were added.
    pub fn iter(&self) -> Iter<'_> {
        self.as_options().iter()
    }

    /// The view that messages hold.
    pub fn as_options(&self) -> Options<'_> {
        Options(&self.bytes)
    }

    /// Most options are short, come in ascending order and, if text, are ASCII; they take the short way.
    #[inline]
    pub(super) fn push_value(
        &mut self,
        number: OptionNumber,
        value: &[u8],
        is_text: bool,
    ) -> Result<(), OptionError> {
        let (Some(word), Some(delta)) = (Word::new(value), number.get().checked_sub(self.last)) else {
            return self.push_checked(number, value, is_text);
        };
        let rule = Rule::of(number);
        if !rule.accepts_all(value.len()) {
            if !rule.accepts_some(value.len()) {
                return Err(OptionError::Length(number));
            }
            if word.may_be_dots_or_zero() && is_forbidden(number, value) {
                return Err(OptionError::Value(number));
            }
        }
        if rule.is_text() && !is_text && !word.is_ascii() && !wire::is_utf8(value) {
            return Err(OptionError::Text(number));
        }
        if delta == 0 && !rule.is_repeatable() {
            self.check_absent(number)?;
        }
        self.append_short(delta, word, value.len());
        self.last = number.get();
        Ok(())
    }

    #[inline(never)]
    fn push_checked(&mut self, number: OptionNumber, value: &[u8], is_text: bool) -> Result<(), OptionError> {
        let rule = check(number, value, is_text)?;
        if !rule.is_repeatable() && number.get() <= self.last {
            self.check_absent(number)?;
        }
        self.insert(number, value);
        Ok(())
    }

    #[cold]
    fn check_absent(&self, number: OptionNumber) -> Result<(), OptionError> {
        if self.as_options().contains(number) { Err(OptionError::Repeated(number)) } else { Ok(()) }
    }

    /// Adds an option that was checked.
    #[inline]
    pub(crate) fn insert(&mut self, number: OptionNumber, value: &[u8]) {
        let number = number.get();
        let Some(delta) = number.checked_sub(self.last) else {
            return self.insert_before_last(number, value);
        };
        self.append(delta, value);
        self.last = number;
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the patterns say how large they are")]
    fn append(&mut self, delta: u16, value: &[u8]) {
        match (delta, value.len()) {
            (0..13, len @ 0..13) => self.bytes.push((delta << 4) as u8 | len as u8),
            (0..13, len @ 13..269) => {
                self.bytes.extend_from_slice(&[(delta << 4) as u8 | 13, (len - 13) as u8])
            }
            (_, len) => {
                let head = Head::new(delta, len);
                self.append_beginning(head.bytes, head.len);
            }
        }
        self.bytes.extend_from_slice(value);
    }

    /// Adds an option with a value of `len` bytes, which are 8 at most. All of the word is written, and what is too much of
    /// it taken back: that takes fewer instructions than to copy a few bytes.
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "the patterns say how large they are")]
    fn append_short(&mut self, delta: u16, value: Word, len: usize) {
        let [a, b, c, d, e, f, g, h] = value.to_bytes();
        let low = len as u8;
        match delta {
            0..13 => self.append_beginning([(delta << 4) as u8 | low, a, b, c, d, e, f, g, h], 1 + len),
            13..269 => {
                let extra = (delta - 13) as u8;
                self.append_beginning([13 << 4 | low, extra, a, b, c, d, e, f, g, h], 2 + len);
            }
            269.. => {
                let [extra_0, extra_1] = (delta - 269).to_be_bytes();
                self.append_beginning([14 << 4 | low, extra_0, extra_1, a, b, c, d, e, f, g, h], 3 + len);
            }
        }
    }

    #[inline(always)]
    fn append_beginning<const N: usize>(&mut self, bytes: [u8; N], len: usize) {
        let end = self.bytes.len() + len;
        self.bytes.extend_from_slice(&bytes);
        self.bytes.truncate(end);
    }

    /// Inserts before the first option with a higher number, whose delta becomes smaller.
    #[cold]
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

#[inline]
fn check_format(number: OptionNumber, format: OptionFormat) -> Result<(), OptionError> {
    if Rule::of(number).has(format) { Ok(()) } else { Err(OptionError::Format(number)) }
}

/// Whether it is a value that the option can't have, though its length is right.
#[cold]
fn is_forbidden(number: OptionNumber, value: &[u8]) -> bool {
    match number {
        OptionNumber::HOP_LIMIT => value == b"\0",
        OptionNumber::URI_PATH | OptionNumber::LOCATION_PATH => matches!(value, b"." | b".."),
        _ => false,
    }
}

/// Whether an option may have this value.
#[inline]
fn check(number: OptionNumber, value: &[u8], is_text: bool) -> Result<Rule, OptionError> {
    let rule = Rule::of(number);
    if !rule.accepts_len(value.len()) {
        return Err(OptionError::Length(number));
    }
    if rule.accepts_some(value.len()) && is_forbidden(number, value) {
        return Err(OptionError::Value(number));
    }
    if rule.is_text() && !is_text && !wire::is_utf8(value) {
        return Err(OptionError::Text(number));
    }
    Ok(rule)
}

#[expect(clippy::cast_possible_truncation, reason = "the sum of deltas is the number of an option")]
const fn to_number(sum_of_deltas: usize) -> u16 {
    sum_of_deltas as u16
}

/// What stands before an option's value: five bytes at most, and further ones that don't count.
struct Head {
    bytes: [u8; 8],
    len: usize,
}

impl Head {
    #[inline]
    fn new(delta: u16, value_len: usize) -> Self {
        let (high, delta_extra, delta_len) = part(usize::from(delta));
        let (low, len_extra, len_len) = part(value_len);
        let word = high << 4 | low | delta_extra << 8 | len_extra << (8 + 8 * delta_len);
        Self { bytes: word.to_le_bytes(), len: 1 + delta_len + len_len }
    }

    #[inline]
    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

/// The four bits for a delta or length, the bytes that follow, and how many those are.
#[inline(always)]
fn part(value: usize) -> (u64, u64, usize) {
    let (nibble, [first, second]) = wire::to_extended(value);
    (nibble.into(), u16::from_le_bytes([first, second]).into(), wire::extra_len(value))
}

/// Whoever forwards a message keeps its options so, those of others' making too.
impl From<Options<'_>> for OptionsBuf {
    fn from(view: Options<'_>) -> Self {
        let last = view.iter().last().map_or(0, |option| option.number.get());
        Self { bytes: view.0.into(), last }
    }
}

impl<'a> IntoIterator for &'a OptionsBuf {
    type Item = OptionRef<'a>;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// Lists of the same options are the same bytes.
impl PartialEq for OptionsBuf {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for OptionsBuf {}

impl Hash for OptionsBuf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

impl fmt::Debug for OptionsBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_options().fmt(f)
    }
}

#[cfg(feature = "serde")]
mod serde_impl {
    use alloc::vec::Vec;

    use super::{Options, OptionsBuf};
    use crate::serde_support::serde_as_wire;

    serde_as_wire! { OptionsBuf, |buf| &buf.bytes }

    impl OptionsBuf {
        pub(crate) fn from_wire(wire: Vec<u8>) -> Option<Self> {
            match Options::parse(&wire, usize::MAX) {
                Ok((options, [])) => Some(Self::from(options)),
                _ => None,
            }
        }
    }
}
