//! What is checked of options that are built.

use super::{OptionFormat, OptionNumber};
use crate::wire::FOUR_BYTES;

/// What a definition asks of an option that is built, so that it takes few instructions to check.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Rule {
    /// The lengths from 0 to 8 that a value may have, as bits from the lowest one on; then those below.
    bits: u16,
    /// `u16::MAX` where there is no definition.
    max_len: u16,
}

/// The rules for low numbers, which most options have.
#[expect(clippy::indexing_slicing, reason = "a constant: what panics doesn't compile")]
static LOW: [Rule; 64] = {
    let mut rules = [Rule::UNREGISTERED; 64];
    let mut number = 0_u8;
    while number < 64 {
        rules[number as usize] = Rule::new(OptionNumber::new(number as u16));
        number += 1;
    }
    rules
};

impl Rule {
    const SHORT_LENGTHS: u16 = 0x1ff;
    const REPEATABLE: u16 = 0x200;
    /// The value is UTF-8, or isn't just any one.
    const READ: u16 = 0x400;
    const EMPTY: u16 = 0x800;
    const UINT: u16 = 0x1000;
    const STRING: u16 = 0x2000;
    const UNREGISTERED: Self = Self {
        bits: Self::SHORT_LENGTHS | Self::REPEATABLE | Self::EMPTY | Self::UINT | Self::STRING,
        max_len: u16::MAX,
    };

    #[inline(always)]
    pub(crate) fn of(number: OptionNumber) -> Self {
        match LOW.get(usize::from(number.get())) {
            Some(rule) => *rule,
            None => Self::of_high(number),
        }
    }

    #[cold]
    const fn of_high(number: OptionNumber) -> Self {
        const ECHO: Rule = Rule::new(OptionNumber::ECHO);
        const NO_RESPONSE: Rule = Rule::new(OptionNumber::NO_RESPONSE);
        const REQUEST_TAG: Rule = Rule::new(OptionNumber::REQUEST_TAG);
        match number {
            OptionNumber::ECHO => ECHO,
            OptionNumber::NO_RESPONSE => NO_RESPONSE,
            OptionNumber::REQUEST_TAG => REQUEST_TAG,
            _ => Self::UNREGISTERED,
        }
    }

    const fn new(number: OptionNumber) -> Self {
        let Some(definition) = number.definition() else { return Self::UNREGISTERED };
        let max_short = if definition.max_len < 8 { definition.max_len } else { 8 };
        let lengths = (2 << max_short) - (1 << definition.min_len);
        let repeatable = if definition.repeatable { Self::REPEATABLE } else { 0 };
        let format = match definition.format {
            OptionFormat::Empty => Self::EMPTY,
            OptionFormat::Opaque => 0,
            OptionFormat::Uint => Self::UINT,
            OptionFormat::String => Self::STRING | Self::READ,
        };
        let hops = if matches!(number, OptionNumber::HOP_LIMIT) { Self::READ } else { 0 };
        Self { bits: lengths | repeatable | format | hops, max_len: definition.max_len }
    }

    /// Whether a value may have so many bytes, which are 8 at most.
    #[inline(always)]
    pub(crate) const fn accepts_short(self, len: usize) -> bool {
        self.bits >> (len & 0xf) & 1 != 0
    }

    /// Whether a value may have so many bytes.
    #[inline(always)]
    pub(crate) const fn accepts_len(self, len: usize) -> bool {
        match len {
            0..=8 => self.accepts_short(len),
            _ => len <= self.max_len as usize || self.max_len == u16::MAX && len < FOUR_BYTES,
        }
    }

    /// Whether a value of this format is one of the option, or of one that is not registered.
    #[inline(always)]
    pub(crate) const fn has(self, format: OptionFormat) -> bool {
        match format {
            OptionFormat::Empty => self.bits & Self::EMPTY != 0,
            OptionFormat::Opaque => true,
            OptionFormat::Uint => self.bits & Self::UINT != 0,
            OptionFormat::String => self.bits & Self::STRING != 0,
        }
    }

    /// Whether the value itself has to be looked at, besides its length.
    #[inline(always)]
    pub(crate) const fn reads_value(self) -> bool {
        self.bits & Self::READ != 0
    }

    #[inline(always)]
    pub(crate) const fn is_repeatable(self) -> bool {
        self.bits & Self::REPEATABLE != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_those_of_the_definitions() {
        for number in (0..=u16::MAX).map(OptionNumber::new) {
            assert_eq!(Rule::of(number), Rule::new(number), "{number:?}");
        }
        for number in OptionNumber::ALL {
            let definition = number.definition().expect("a registered number");
            for len in 0..1100 {
                assert_eq!(Rule::of(*number).accepts_len(len), definition.accepts_len(len), "{number} {len}");
            }
        }
    }
}
