//! Looking at the bytes of text: which are ASCII, and which UTF-8.
//!
//! Text in values is short and mostly ASCII, and is looked at twice: when it is checked, and when it is lent as `&str`. The
//! standard library goes byte by byte through text that is shorter than two words. Here most of it takes two steps.

use core::str;

/// The text of `bytes`, if they are UTF-8.
#[inline(always)]
pub(crate) fn text(bytes: &[u8]) -> Option<&str> {
    ascii(bytes).or_else(|| other_text(bytes))
}

#[cold]
fn other_text(bytes: &[u8]) -> Option<&str> {
    str::from_utf8(bytes).ok()
}

/// The text of `bytes`, if they are ASCII.
#[inline(always)]
#[expect(unsafe_code, reason = "it pays: see the module's documentation")]
pub(crate) fn ascii(bytes: &[u8]) -> Option<&str> {
    if !is_ascii(bytes) {
        return None;
    }
    // SAFETY: `is_ascii` has looked at every byte, and none is 0x80 or above. A byte below 0x80 is a whole character in
    // UTF-8, so any sequence of them is valid.
    Some(unsafe { str::from_utf8_unchecked(bytes) })
}

/// Whether `bytes` are UTF-8.
#[inline(always)]
pub(crate) fn is_utf8(bytes: &[u8]) -> bool {
    is_ascii(bytes) || other_text(bytes).is_some()
}

/// Whether `bytes` are ASCII.
#[inline(always)]
pub(crate) fn is_ascii(bytes: &[u8]) -> bool {
    const HIGHEST_BITS: u64 = u64::from_ne_bytes([0x80; 8]);
    let found = match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) if bytes.len() <= 16 => {
            u64::from_le_bytes(*first) | u64::from_le_bytes(*last)
        }
        _ => {
            let (words, last) = words(bytes);
            words.iter().fold(last, |found, word| found | u64::from_le_bytes(*word))
        }
    };
    found & HIGHEST_BITS == 0
}

/// All bytes as words: as many as are whole, and one for the end, which may have bytes in common with the others or twice.
#[inline(always)]
pub(crate) fn words(bytes: &[u8]) -> (&[[u8; 8]], u64) {
    let (words, _) = bytes.as_chunks();
    let last = if let Some(last) = bytes.last_chunk() {
        u64::from_le_bytes(*last)
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last))
    } else {
        bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte))
    };
    (words, last)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the safety of [`ascii`] rests on.
    #[test]
    fn every_byte_of_a_text_is_looked_at_wherever_it_stands() {
        for len in 0..100 {
            let mut bytes = alloc::vec![b'a'; len];
            assert_eq!(ascii(&bytes), str::from_utf8(&bytes).ok());
            for at in 0..len {
                for byte in 0..=0xff {
                    bytes[at] = byte;
                    let expected = str::from_utf8(&bytes).ok();
                    assert_eq!(expected.is_some(), byte < 0x80);
                    assert_eq!(ascii(&bytes), expected, "{byte:#x} at {at} of {len}");
                    assert_eq!(text(&bytes), expected, "{byte:#x} at {at} of {len}");
                    assert_eq!(is_utf8(&bytes), byte < 0x80, "{byte:#x} at {at} of {len}");
                }
                bytes[at] = b'a';
                if let Some(pair) = bytes.get_mut(at..at + 2) {
                    pair.copy_from_slice(b"\xc3\xa9");
                    assert!(is_utf8(&bytes) && ascii(&bytes).is_none());
                    assert_eq!(text(&bytes), str::from_utf8(&bytes).ok());
                    bytes[at..at + 2].copy_from_slice(b"aa");
                }
            }
        }
    }
}
