//! What is checked of options that are built.

use super::{OptionFormat, OptionNumber};
use crate::wire::FOUR_BYTES;

/// What a definition asks of an option that is built, so that it takes few instructions to check.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Rule {
    /// The lengths from 0 to 8 that a value may have whatever its bytes, as bits from the lowest one on; then those below.
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
    const TEXT: u16 = 0x400;
    /// Of the values of one and two bytes, some are such that the option can't have them.
    const PICKY: u16 = 0x4000;
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
            OptionFormat::String => Self::STRING | Self::TEXT,
        };
        let bits = match number {
            OptionNumber::URI_PATH | OptionNumber::LOCATION_PATH | OptionNumber::HOP_LIMIT => {
                lengths & !0b110 | Self::PICKY
            }
            _ => lengths,
        };
        Self { bits: bits | repeatable | format, max_len: definition.max_len }
    }

    /// Whether every value of so many bytes, which are 8 at most, may be one of the option.
    #[inline(always)]
    pub(crate) const fn accepts_all(self, len: usize) -> bool {
        self.bits >> (len & 0xf) & 1 != 0
    }

    /// Whether a value may have so many bytes.
    #[inline(always)]
    pub(crate) const fn accepts_len(self, len: usize) -> bool {
        match len {
            0..=8 => self.accepts_all(len) || self.accepts_some(len),
            _ => len <= self.max_len as usize || self.max_len == u16::MAX && len < FOUR_BYTES,
        }
    }

    /// Whether some values of so many bytes may be one of the option, and others not.
    #[inline(always)]
    pub(crate) const fn accepts_some(self, len: usize) -> bool {
        self.bits & Self::PICKY != 0 && matches!(len, 1 | 2) && len <= self.max_len as usize
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

    #[inline(always)]
    pub(crate) const fn is_text(self) -> bool {
        self.bits & Self::TEXT != 0
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
