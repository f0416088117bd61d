//! Looking at the bytes of strings: which are UTF-8, and which contain what their type forbids.
//!
//! Strings in packets are short and mostly ASCII, and looking at them is the hot loop of decoding: 16 bytes at a step,
//! which the compiler makes vectors of, and a last step that overlaps the one before it. The standard library looks at
//! eight bytes one by one before it reaches its own fast loop; that is a third of the cost of decoding a small PUBLISH.

use core::str;

use crate::DecodeErrorKind;

/// The text of `bytes` if they are UTF-8.
#[inline(always)]
pub(crate) fn utf8(bytes: &[u8]) -> Option<&str> {
    plain(bytes, |_| 0).or_else(|| str::from_utf8(bytes).ok())
}

/// The text of `bytes` if all of them are ASCII, none is U+0000, and `forbidden` gives 1 for none.
#[inline(always)]
#[expect(unsafe_code, reason = "it pays: see the module's documentation")]
pub(crate) fn plain(bytes: &[u8], forbidden: impl Fn(u8) -> u8) -> Option<&str> {
    if any(bytes, |byte| is_not_plain(byte) | forbidden(byte)) {
        return None;
    }
    // SAFETY: `any` has looked at every byte, and none is 0x80 or above. A byte below 0x80 is a whole character in UTF-8,
    // so any sequence of them is valid.
    Some(unsafe { str::from_utf8_unchecked(bytes) })
}

/// Checks that `bytes` are UTF-8 without U+0000.
#[inline]
pub(crate) fn check_string(bytes: &[u8]) -> Result<(), DecodeErrorKind> {
    if any(bytes, is_not_plain) { check_unicode(bytes) } else { Ok(()) }
}

fn check_unicode(bytes: &[u8]) -> Result<(), DecodeErrorKind> {
    match str::from_utf8(bytes) {
        Err(_) => Err(DecodeErrorKind::Utf8),
        Ok(_) if contains_nul(bytes) => Err(DecodeErrorKind::Nul),
        Ok(_) => Ok(()),
    }
}

/// Whether U+0000 occurs.
#[inline]
pub(crate) fn contains_nul(text: &[u8]) -> bool {
    any(text, |byte| u8::from(byte == 0))
}

/// Whether `+` or `#` occurs.
#[inline]
pub(crate) fn contains_wildcard(text: &[u8]) -> bool {
    any(text, is_wildcard)
}

/// Whether `test` holds wherever `+` or `#` occurs; it may be asked twice of one place.
#[inline]
pub(crate) fn all_wildcards(text: &[u8], test: impl Fn(usize) -> bool) -> bool {
    let Some(last) = text.last_chunk::<8>() else {
        return text.iter().enumerate().all(|(at, byte)| is_wildcard(*byte) == 0 || test(at));
    };
    let all_in = |word: &[u8; 8], word_at| {
        let mut found = wildcards(u64::from_le_bytes(*word));
        while found != 0 {
            if !test(word_at + found.trailing_zeros() as usize / 8) {
                return false;
            }
            found &= found - 1;
        }
        true
    };
    let mut at = 0;
    for word in text.as_chunks::<8>().0 {
        if !all_in(word, at) {
            return false;
        }
        at += 8;
    }
    all_in(last, text.len() - 8)
}

/// The highest bit of every byte that is `+` or `#`.
#[inline(always)]
const fn wildcards(word: u64) -> u64 {
    const HIGHEST: u64 = u64::from_ne_bytes([0x80; 8]);
    const DIFFERENCE: u64 = u64::from_ne_bytes([PLUS_WITHOUT_NUMBER_SIGN; 8]);
    let zero_where_equal = (word | DIFFERENCE) ^ u64::from_ne_bytes([b'+'; 8]);
    !(((zero_where_equal & !HIGHEST) + !HIGHEST) | zero_where_equal) & HIGHEST
}

/// `+` is `#` with one more bit, so with that bit set one comparison finds both.
const PLUS_WITHOUT_NUMBER_SIGN: u8 = b'+' ^ b'#';

#[inline(always)]
pub(crate) const fn is_wildcard(byte: u8) -> u8 {
    (byte | PLUS_WITHOUT_NUMBER_SIGN == b'+') as u8
}

/// 0x80 and above, and U+0000: as signed numbers, one comparison finds both.
#[inline(always)]
const fn is_not_plain(byte: u8) -> u8 {
    (byte.cast_signed() <= 0) as u8
}

/// Whether `test` gives 1 for any of `bytes`. Every byte is looked at until then.
#[inline(always)]
fn any(bytes: &[u8], test: impl Fn(u8) -> u8) -> bool {
    if let Some(last) = bytes.last_chunk() {
        let (chunks, _) = bytes.split_last().map_or(bytes, |(_, others)| others).as_chunks();
        for chunk in chunks {
            if any_in::<16>(chunk, &test) {
                return true;
            }
        }
        return any_in::<16>(last, &test);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return any_in::<8>(first, &test) | any_in::<8>(last, &test);
    }
    bytes.iter().any(|byte| test(*byte) != 0)
}

#[inline(always)]
fn any_in<const N: usize>(bytes: &[u8; N], test: &impl Fn(u8) -> u8) -> bool {
    bytes.iter().fold(0, |found, byte| found | test(*byte)) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What [`plain`]'s safety rests on.
    #[test]
    fn every_byte_is_looked_at_wherever_it_stands() {
        for len in 0..100 {
            let mut text = alloc::vec![b'a'; len];
            assert_eq!(plain(&text, |_| 0), str::from_utf8(&text).ok());
            assert!(!contains_nul(&text) && all_wildcards(&text, |_| false));
            for at in 0..len {
                for byte in 0..=0xff {
                    text[at] = byte;
                    let expected = str::from_utf8(&text).ok().filter(|_| (1..0x80).contains(&byte));
                    assert_eq!(plain(&text, |_| 0), expected, "{byte:#x} at {at} of {len}");
                    assert_eq!(contains_nul(&text), byte == 0, "{byte:#x} at {at} of {len}");
                    let wildcard = matches!(byte, b'+' | b'#');
                    assert_eq!(contains_wildcard(&text), wildcard, "{byte:#x} at {at} of {len}");
                    assert!(all_wildcards(&text, |found| found == at), "{byte:#x} at {at} of {len}");
                    assert_eq!(all_wildcards(&text, |_| false), !wildcard, "{byte:#x} at {at} of {len}");
                }
                text[at] = b'a';
            }
        }
    }
}
