//! Which characters XML has (XML 2.2), and what names are made of (XML 2.3).

/// Whether all of `text` are characters of XML.
pub(crate) fn is_text(text: &str) -> bool {
    find_foreign(text).is_none()
}

/// Where the first character is that XML doesn't have.
pub(super) fn find_foreign(text: &str) -> Option<usize> {
    if !any(text.as_bytes(), |byte| is_control(byte) | (byte == FIRST_OF_FFFE)) {
        return None;
    }
    text.char_indices().find(|(_, character)| !is_char(*character)).map(|(at, _)| at)
}

/// The first byte of U+FFFE and U+FFFF, and of some that are characters.
const FIRST_OF_FFFE: u8 = 0xef;

const fn is_control(byte: u8) -> bool {
    (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r')
}

/// Whether XML has the character; surrogates are no `char`.
pub(super) const fn is_char(character: char) -> bool {
    !matches!(character, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}')
}

pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Whether `test` holds for any of `bytes`; it may be asked twice of one byte.
#[inline(always)]
pub(super) fn any(bytes: &[u8], test: impl Fn(u8) -> bool) -> bool {
    if let Some(last) = bytes.last_chunk() {
        let (chunks, _) = bytes.as_chunks();
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
    bytes.iter().any(|byte| test(*byte))
}

#[inline(always)]
fn any_in<const N: usize>(bytes: &[u8; N], test: &impl Fn(u8) -> bool) -> bool {
    bytes.iter().fold(0, |found, byte| found | u8::from(test(*byte))) != 0
}

/// Whether `name` is a name without colon (Namespaces 3).
pub(crate) fn is_name(name: &str) -> bool {
    prefix_len(name) == Some(0) && !name.starts_with(':')
}

/// How long the prefix of a qualified name is, 0 if it has none; nothing if it is no qualified name (Namespaces 4).
#[inline]
pub(super) fn prefix_len(name: &str) -> Option<usize> {
    let mut colon = 0;
    let mut wanted = START;
    for (at, byte) in name.bytes().enumerate() {
        let class = CLASSES.get(usize::from(byte)).copied().unwrap_or_default();
        if class & wanted != 0 {
            wanted = NAME;
        } else if byte == b':' && colon == 0 && wanted == NAME {
            colon = at;
            wanted = START;
        } else if byte >= 0x80 {
            return unicode_prefix_len(name);
        } else {
            return None;
        }
    }
    (wanted == NAME).then_some(colon)
}

#[cold]
fn unicode_prefix_len(name: &str) -> Option<usize> {
    let is_part = |part: &str| {
        let mut characters = part.chars();
        characters.next().is_some_and(is_name_start) && characters.all(is_name_char)
    };
    match name.split_once(':') {
        Some((prefix, local)) => (is_part(prefix) && is_part(local)).then_some(prefix.len()),
        None => is_part(name).then_some(0),
    }
}

/// Whether a name, without its colon, may begin with `character`.
pub(super) const fn is_name_start(character: char) -> bool {
    matches!(character,
        'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

const fn is_name_char(character: char) -> bool {
    is_name_start(character)
        || matches!(character,
            '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

const START: u8 = 1;
const NAME: u8 = 2;

const CLASSES: [u8; 128] = {
    let mut classes = [0; 128];
    let mut byte = 0_u8;
    while byte < 128 {
        let character = byte as char;
        #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
        {
            classes[byte as usize] = if is_name_start(character) { START } else { 0 }
                | if is_name_char(character) { NAME } else { 0 };
        }
        byte += 1;
    }
    classes
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_that_xml_lacks_is_found_wherever_it_stands() {
        for len in 0..70 {
            for at in 0..len {
                for foreign in ["\0", "\x0b", "\x1f", "\u{fffe}", "\u{ffff}"] {
                    let mut text = "a".repeat(len);
                    assert!(is_text(&text));
                    text.replace_range(at..=at, foreign);
                    assert_eq!(find_foreign(&text), Some(at));
                }
                for own in ["\t", "\n", "\r", " ", "\x7f", "\u{85}", "\u{fefe}", "\u{fffd}", "\u{10ffff}"] {
                    let mut text = "a".repeat(len);
                    text.replace_range(at..=at, own);
                    assert_eq!(find_foreign(&text), None);
                }
            }
        }
    }

    #[test]
    fn a_qualified_name_has_at_most_one_colon_with_a_name_on_each_side() {
        for (name, prefix) in
            [("a", 0), ("a:b", 1), ("_-.0:_", 4), ("é:à", 2), ("a\u{b7}", 0), ("ab:\u{10000}", 2)]
        {
            assert_eq!(prefix_len(name), Some(prefix), "{name}");
        }
        for name in [
            "", ":", "a:", ":a", "a:b:c", "a::b", "0a", "-a", ".a", "a:0", "a b", "a/", "\u{b7}", "a:\u{b7}",
            "a\u{d7}",
        ] {
            assert_eq!(prefix_len(name), None, "{name}");
        }
        assert!(is_name("a") && !is_name("a:b") && !is_name(""));
    }
}
