//! Maps as most messages have them: few entries, short strings or symbols for keys, simple values.

use super::Map;
use super::check::Budget;
use super::code::{Layout, code};
use crate::scan::{is_ascii, is_utf8, words};
use crate::wire::{Width, take, take_byte, take_len, take_sized};

/// The most entries. Every key is compared with every other.
const FEW: usize = 24;

/// Takes such a map off the front of `input`, all of it checked in one pass; its keys have the format code `of`, that of short
/// strings or symbols. None is what is any different, or has a fault: then nothing was taken, and the way is that of all maps.
#[inline]
pub(crate) fn take_plain<'a>(of: u8, input: &mut &'a [u8], budget: &mut Budget) -> Option<Map<'a>> {
    let (mut rest, mut left) = (*input, *budget);
    let Layout::Map(width) = Layout::of(take_byte(&mut rest)?) else { return None };
    let mut body = take_sized(&mut rest, width)?;
    let count = take_len(&mut body, width)?;
    left.spend(count, body).ok()?;
    let behind = left;
    left.enter(body).ok()?;
    left.enter(body).ok()?;
    take_entries(of, count, body)?;
    (*input, *budget) = (rest, behind);
    Some(Map::from_valid((count, body)))
}

/// Checks the entries that `body` has to be.
fn take_entries(of: u8, count: u32, body: &[u8]) -> Option<()> {
    let mut rest = body;
    let mut marks = [0; FEW];
    if !count.is_multiple_of(2) {
        return None;
    }
    for entry in 0..count as usize / 2 {
        let mark = take_key(of, &mut rest)?;
        let (before, behind) = marks.split_at_mut_checked(entry)?;
        if before.contains(&mark) {
            return None;
        }
        *behind.first_mut()? = mark;
        take_simple(&mut rest)?;
    }
    if rest.is_empty() { Some(()) } else { None }
}

/// Takes a key, and gives what is the same for the same keys, and seldom for others.
#[inline(always)]
fn take_key(of: u8, input: &mut &[u8]) -> Option<u64> {
    if take_byte(input)? != of {
        return None;
    }
    let key = take_sized(input, Width::One)?;
    // Strings of other characters are few.
    if !is_ascii(key) {
        return None;
    }
    let (words, last) = words(key);
    let mark = words.iter().fold(last, |mark, word| mark.rotate_left(7) ^ u64::from_le_bytes(*word));
    Some(mark ^ (key.len() as u64) << 56)
}

/// Takes a value that is no list, map or array, and isn't described.
#[inline(always)]
fn take_simple(input: &mut &[u8]) -> Option<()> {
    let found = take_byte(input)?;
    match Layout::of(found) {
        Layout::Fixed(len) if found != code::LIST0 => take(input, len.into()).map(drop),
        Layout::String(width) if is_utf8(take_sized(input, width)?) => Some(()),
        Layout::Symbol(width) if is_ascii(take_sized(input, width)?) => Some(()),
        Layout::Binary(width) => take_sized(input, width).map(drop),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;
    use crate::types::{Value, read};

    const MAP: &[u8] = b"\xc1\x2d\x0e\xa1\x01a\x40\xa1\x01b\xa1\x01x\xa1\x02bc\x52\x07\xa1\0\xa3\x02yz\
        \xa1\x09bcdefghij\xa0\x01\xff\xa1\x01c\x41\xa1\x01d\x43";

    /// The map with each byte changed to each other: nothing is taken here that isn't taken the other way.
    #[test]
    fn what_is_taken_here_is_a_map_by_all_rules() {
        let mut taken = 0;
        for at in 0..MAP.len() {
            for byte in 0..=u8::MAX {
                let mut bytes = alloc::vec::Vec::from(MAP);
                bytes[at] = byte;
                let (mut here, mut budget) = (&bytes[..], Budget::new(&Limits::default()));
                let Some(map) = take_plain(code::STRING8, &mut here, &mut budget) else {
                    assert_eq!(here, bytes, "nothing was taken");
                    continue;
                };
                let mut there = &bytes[..];
                let mut other = Budget::new(&Limits::default());
                assert_eq!(Value::take(&mut there, &mut other).ok(), Some(Value::Map(map)));
                assert_eq!((here, alloc::format!("{budget:?}")), (there, alloc::format!("{other:?}")));
                taken += 1;
            }
        }
        assert!(taken > 1000, "{taken}");
    }

    #[test]
    fn what_is_unusual_is_left_to_the_other_way() {
        let take =
            |bytes: &[u8]| take_plain(code::STRING8, &mut { bytes }, &mut { Budget::UNLIMITED }).is_some();
        assert!(take(b"\xc1\x01\0") && take(b"\xc1\x05\x02\xa1\x01a\x40"));
        assert!(take(b"\xd1\0\0\0\x08\0\0\0\x02\xa1\x01a\x40"));
        assert!(!take(b"\xc1\x09\x04\xa1\x01a\x40\xa1\x01a\x40"), "identical keys");
        assert!(!take(b"\xc1\x05\x02\xa1\x01a\x45"), "a list");
        assert!(!take(b"\xc1\x04\x01\xa1\x01a"), "a key without value");
        let mut map = crate::types::MapBuf::new();
        for number in 0..25 {
            let mut bytes = alloc::vec::Vec::new();
            Value::Map(map.as_map()).encode(&mut bytes).unwrap();
            assert_eq!((take(&bytes), read::value(&mut &bytes[..])), (true, Some(Value::Map(map.as_map()))));
            map.insert(alloc::format!("{number}").as_str(), number).unwrap();
        }
        let mut bytes = alloc::vec::Vec::new();
        Value::Map(map.as_map()).encode(&mut bytes).unwrap();
        assert!(!take(&bytes), "many keys");
    }
}
