//! Finding identical keys in a map (section 1.6.23) in less than quadratic time, whatever keys a peer chooses.
//!
//! Of few keys each sets some bits, which its hash says, and as long as none finds all of its bits set, all are different. If one
//! does, or they are many, each has a mark: its hash above, and where it stands below. Marks are sorted, by hashes mostly. Only
//! where hashes are equal the keys themselves are compared, so that whoever makes hashes collide makes the sorting slower by a
//! factor, not by a power.

use alloc::vec::Vec;
use core::cmp::Ordering;
use core::hash::{Hash, Hasher};

use super::code::{Layout, code};
use super::read;
use crate::scan;
use crate::wire::{take_byte, take_sized};

/// The most keys whose marks have room on the stack.
const FEW: u32 = 64;

/// The key that occurred before, if one did in these `count` valid keys and values; of several the first.
#[inline]
pub(crate) fn duplicate(items: &[u8], count: u32) -> Option<&[u8]> {
    match count {
        0 | 1 => None,
        2..=16 if are_different::<16>(items, count) => None,
        17..=128 if are_different::<128>(items, count) => None,
        ..=FEW => few(items, count as usize),
        _ => duplicate_among(items, &mut collected(items, count as usize)),
    }
}

#[cold]
#[inline(never)]
fn few(items: &[u8], count: usize) -> Option<&[u8]> {
    let mut all = [Mark::default(); FEW as usize];
    let used = all.get_mut(..count)?;
    used.iter_mut().zip(marks(items, count)).for_each(|(place, mark)| *place = mark);
    duplicate_among(items, used)
}

/// Whether the keys are surely different: most are told apart by their bits.
#[inline(never)]
fn are_different<const WORDS: usize>(items: &[u8], count: u32) -> bool {
    let mut words = [0_u64; WORDS];
    let mut rest = items;
    for _ in 0..count {
        let Some((hash, behind)) = hash(rest) else { return false };
        let (at, bits) = bits(hash, WORDS);
        let Some(word) = words.get_mut(at) else { return false };
        if *word & bits == bits {
            return false;
        }
        *word |= bits;
        let Some(behind) = read::behind(behind) else { return false };
        rest = behind;
    }
    true
}

fn duplicate_among<'a>(items: &'a [u8], marks: &mut [Mark]) -> Option<&'a [u8]> {
    // As numbers, which is the fast way: almost always no two hashes are equal.
    marks.sort_unstable();
    let mut first_repeated: Option<usize> = None;
    for alike in marks.chunk_by_mut(|a, b| a.hash() == b.hash()).filter(|alike| alike.len() > 1) {
        alike.sort_unstable_by(|a, b| a.compare(*b, items));
        let pairs = alike.iter().zip(alike.iter().skip(1)).filter(|(a, b)| a.compare(**b, items).is_eq());
        let repeated = pairs.map(|(a, b)| a.at().max(b.at())).min();
        first_repeated = first_repeated.into_iter().chain(repeated).min();
    }
    items.get(first_repeated?..)
}

/// The marks of the keys in these valid items.
fn marks(items: &[u8], count: usize) -> impl Iterator<Item = Mark> {
    let mut rest = items;
    (0..count).map_while(move |_| {
        let at = items.len() - rest.len();
        let (hash, behind) = hash(rest)?;
        rest = read::behind(behind)?;
        Some(Mark::new(hash, at))
    })
}

/// The same in memory of eight bytes for each: there are as many keys as the count says, as all are valid.
fn collected(items: &[u8], count: usize) -> Vec<Mark> {
    let mut all = Vec::with_capacity(count);
    all.extend(marks(items, count));
    all
}

/// A key's hash, and where it stands: maps are shorter than 4 GiB.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Mark(u64);

impl Mark {
    /// The mark of the key that `bytes` are, and that stands at `at`.
    #[inline]
    pub(crate) fn of(bytes: &[u8], at: usize) -> Self {
        let hash = match bytes {
            [code @ (code::STRING8 | code::SYMBOL8), _, text @ ..] => hash_of_bytes(*code, text),
            _ => other_hash(bytes),
        };
        Self::new(hash, at)
    }

    #[inline]
    fn new(hash: u32, at: usize) -> Self {
        Self(u64::from(hash) << 32 | at as u64)
    }

    #[inline]
    fn hash(self) -> u64 {
        self.0 >> 32
    }

    fn at(self) -> usize {
        low_half(self.0) as usize
    }

    #[inline]
    fn bits(self, words: usize) -> (usize, u64) {
        bits(low_half(self.hash()), words)
    }

    /// By hash, and by value where the hashes are equal.
    #[inline]
    pub(crate) fn compare(self, other: Self, items: &[u8]) -> Ordering {
        self.hash().cmp(&other.hash()).then_with(|| compare_keys(self, other, items))
    }
}

#[cold]
fn compare_keys(a: Mark, b: Mark, items: &[u8]) -> Ordering {
    let key = |mark: Mark| items.get(mark.at()..).and_then(|mut rest| read::value(&mut rest));
    if a.0 == b.0 { Ordering::Equal } else { key(a).cmp(&key(b)) }
}

#[expect(clippy::cast_possible_truncation, reason = "what is wanted")]
const fn low_half(word: u64) -> u32 {
    word as u32
}

/// What tells most keys apart: three bits in one of the words, which are as many as a power of two.
#[inline(always)]
fn bits(hash: u32, words: usize) -> (usize, u64) {
    let bits = 1 << (hash >> 14 & 63) | 1 << (hash >> 20 & 63) | 1 << (hash >> 26);
    (hash as usize & words.wrapping_sub(1), bits)
}

/// The hash of the valid key that `bytes` begin with, and what is behind it. Hashes are equal for identical values, in
/// whichever encodings they are.
#[inline(always)]
fn hash(bytes: &[u8]) -> Option<(u32, &[u8])> {
    if let [code @ (code::STRING8 | code::SYMBOL8), len, rest @ ..] = bytes {
        let (text, behind) = rest.split_at_checked(usize::from(*len))?;
        return Some((hash_of_bytes(*code, text), behind));
    }
    let hash = other_hash(bytes);
    Some((hash, read::behind(bytes)?))
}

#[inline(never)]
fn other_hash(bytes: &[u8]) -> u32 {
    let mut rest = bytes;
    let code = take_byte(&mut rest).unwrap_or_default();
    match Layout::of(code) {
        // As bytes: they need no look at UTF-8.
        Layout::Binary(width) | Layout::String(width) | Layout::Symbol(width) => {
            hash_of_bytes(code, take_sized(&mut rest, width).unwrap_or_default())
        }
        _ => {
            let mut hasher = Fold(0);
            read::value(&mut { bytes }).hash(&mut hasher);
            low_half(hasher.0 >> 32)
        }
    }
}

/// Binary, string and symbol differ in the lower half of their codes, their two widths don't.
#[inline(always)]
fn hash_of_bytes(code: u8, bytes: &[u8]) -> u32 {
    let mut hasher = Fold((code & 0x0f).into());
    hasher.write(bytes);
    low_half(hasher.0 >> 32)
}

/// Eight bytes at a step: fast, and no defence against whoever looks for collisions.
struct Fold(u64);

impl Fold {
    #[inline]
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Fold {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (words, last) = scan::words(bytes);
        words.iter().for_each(|word| self.add(u64::from_le_bytes(*word)));
        // The length is in it, as some of the last word may be there twice.
        self.add(last.rotate_left(8) ^ bytes.len() as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The keys of a map that grows.
///
/// Where hashes don't say at once that a key is another one than all before, all marks are sorted into runs, whose lengths are
/// the powers of two that the number of keys is the sum of: each further key merges runs of equal length. So the work is
/// `n log² n` at most, and memory is what the marks take, and no more than twice as much for their bits.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeyIndex {
    /// The first ones, as many as `sorted` says, are in runs.
    marks: Vec<Mark>,
    sorted: usize,
    /// The bits of all marks, once they are more than [`ONE_BY_ONE`].
    words: Vec<u64>,
}

/// The most marks that are looked at one by one.
const ONE_BY_ONE: usize = 8;

impl KeyIndex {
    pub(crate) const fn new() -> Self {
        Self { marks: Vec::new(), sorted: 0, words: Vec::new() }
    }

    /// The index of these valid items.
    pub(crate) fn of(items: &[u8], count: u32) -> Self {
        let mut index = Self { marks: collected(items, count as usize), ..Self::new() };
        if index.marks.len() > ONE_BY_ONE {
            index.set_all_bits();
        }
        index
    }

    /// Whether `key`, which stands in `items`, is identical to a key that was added before.
    #[inline]
    pub(crate) fn contains(&mut self, key: Mark, items: &[u8]) -> bool {
        let may_be = if self.words.is_empty() {
            self.marks.iter().any(|mark| mark.hash() == key.hash())
        } else {
            let (at, bits) = key.bits(self.words.len());
            self.words.get(at).is_none_or(|word| word & bits == bits)
        };
        may_be && self.find(key, items)
    }

    #[cold]
    #[inline(never)]
    fn find(&mut self, key: Mark, items: &[u8]) -> bool {
        while self.sorted < self.marks.len() {
            self.sorted += 1;
            let start = self.sorted - (1 << self.sorted.trailing_zeros());
            if let Some(run) = self.marks.get_mut(start..self.sorted) {
                run.sort_unstable_by(|a, b| a.compare(*b, items));
            }
        }
        let mut rest = &self.marks[..];
        while !rest.is_empty() {
            let (run, others) = rest.split_at(longest_run(rest.len()));
            if run.binary_search_by(|mark| mark.compare(key, items)).is_ok() {
                return true;
            }
            rest = others;
        }
        false
    }

    /// Adds a key that isn't there.
    #[inline]
    pub(crate) fn add(&mut self, key: Mark) {
        self.marks.push(key);
        let (at, bits) = key.bits(self.words.len());
        match self.words.get_mut(at) {
            Some(word) => *word |= bits,
            None if self.marks.len() <= ONE_BY_ONE => return,
            None => {}
        }
        if self.marks.len() > self.words.len() * 2 {
            self.set_all_bits();
        }
    }

    #[cold]
    fn set_all_bits(&mut self) {
        self.words.clear();
        self.words.resize(self.marks.len().next_power_of_two(), 0);
        for mark in &self.marks {
            let (at, bits) = mark.bits(self.words.len());
            if let Some(word) = self.words.get_mut(at) {
                *word |= bits;
            }
        }
    }

    /// Costs no more than adding has.
    pub(crate) fn clear(&mut self) {
        self.words.truncate(self.marks.len().next_power_of_two());
        self.words.fill(0);
        self.marks.clear();
        self.sorted = 0;
    }
}

/// The length of the first run among `len` marks.
fn longest_run(len: usize) -> usize {
    1 << len.ilog2()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{MapBuf, Value};

    /// A key whose hash is that of all others that this makes, as whoever knows the hash can find them.
    fn colliding(number: u64) -> [u8; 24] {
        let mut hasher = Fold(0);
        hasher.add(0);
        hasher.add(number);
        let second = hasher.0.rotate_left(23);
        let mut key = [0; 24];
        key[..8].copy_from_slice(&number.to_le_bytes());
        key[8..16].copy_from_slice(&second.to_le_bytes());
        key
    }

    fn map(keys: impl Iterator<Item = u64>) -> Vec<u8> {
        keys.flat_map(|number| [&b"\xa0\x18"[..], &colliding(number), b"\x40"].concat()).collect()
    }

    /// Each with each would be two hundred million comparisons, and take minutes.
    #[test]
    fn keys_with_equal_hashes_are_compared_as_often_as_sorting_does() {
        const COUNT: u32 = 20_000;
        let items = map(0..COUNT.into());
        let mut all = collected(&items, COUNT as usize);
        all.dedup_by_key(|mark| mark.hash());
        assert_eq!(all.len(), 1);
        assert_eq!(duplicate(&items, COUNT), None);

        let repeated = map((0..u64::from(COUNT)).chain([7, 5]));
        let found = duplicate(&repeated, COUNT + 2).unwrap();
        assert_eq!(found.len(), 2 * 27);
        let few = map([1, 2, 3, 2, 1].into_iter());
        assert_eq!(duplicate(&few, 5).unwrap().len(), 2 * 27);
    }

    #[test]
    fn a_map_grows_by_keys_with_equal_hashes() {
        let mut map = MapBuf::new();
        for number in 0..2000 {
            map.insert(&colliding(number)[..], number).unwrap();
        }
        assert!((0..2000).all(|number| map.insert(&colliding(number)[..], 0_u8).is_err()));
        assert_eq!(map.as_map().get(&colliding(1999)[..]), Some(Value::Ulong(1999)));
    }
}
