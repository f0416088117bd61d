//! A stream taken apart at its angle brackets, with no rule enforced: what the classes are decided by.

use std::ops::Range;

pub(crate) struct Reading {
    pub(crate) stream: Vec<u8>,
    pieces: Vec<Piece>,
}

/// Markup, or the text between.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    range: Range<usize>,
    /// Its end is there.
    is_whole: bool,
}

/// How markup begins and ends; the first that fits counts.
const MARKUP: &[(&[u8], &[u8])] =
    &[(b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>"), (b"<!", b">"), (b"</", b">")];

impl Reading {
    pub(crate) fn new(stream: &[u8]) -> Self {
        let mut pieces = Vec::new();
        let mut start = 0;
        while start < stream.len() {
            let len = piece_len(&stream[start..]);
            let end = len.map_or(stream.len(), |len| start + len);
            pieces.push(Piece { range: start..end, is_whole: len.is_some() });
            start = end;
        }
        Self { stream: stream.to_vec(), pieces }
    }

    fn piece_at(&self, at: usize) -> Option<&Piece> {
        self.pieces.iter().find(|piece| piece.range.contains(&at))
    }

    /// Whether both are in the same tag, text or the like.
    pub(crate) fn is_same_piece(&self, here: usize, there: usize) -> bool {
        let (first, last) = (here.min(there), here.max(there));
        let Some(piece) = self.piece_at(first) else { return here == there };
        // What is wrong with a reference that isn't ended is found where the end should be.
        let text = &self.stream[piece.range.clone()];
        let ends_in_reference =
            text.iter().rposition(|byte| *byte == b'&').is_some_and(|at| !text[at..].contains(&b';'));
        piece.range.contains(&last) || piece.range.end == last && text[0] != b'<' && ends_in_reference
    }

    pub(crate) fn is_in_tag(&self, at: usize) -> bool {
        self.piece_at(at).is_some_and(|piece| self.stream[piece.range.start] == b'<')
    }

    /// Whether a character starts here that is part of names in the fifth edition of XML, and not in those before. (These have
    /// long lists of what is, so this says no to a few that are in no list of theirs.)
    pub(crate) fn has_new_name_char(&self, at: usize) -> bool {
        let rest = &self.stream[at..self.stream.len().min(at + 4)];
        let valid = rest.utf8_chunks().next().map_or("", |chunk| chunk.valid());
        valid.chars().next().is_some_and(|character| {
            matches!(character,
                '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{37d}' | '\u{37f}'..='\u{1fff}'
                | '\u{200c}'..='\u{200d}' | '\u{203f}'..='\u{2040}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
                | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
                | '\u{10000}'..='\u{effff}')
        })
    }
}

/// The length of the piece at the front, if it is whole.
fn piece_len(rest: &[u8]) -> Option<usize> {
    if rest[0] != b'<' {
        return rest.iter().position(|byte| *byte == b'<');
    }
    if let Some((begin, end)) = MARKUP.iter().find(|(begin, _)| rest.starts_with(begin)) {
        let behind = &rest[begin.len()..];
        return behind.windows(end.len()).position(|it| it == *end).map(|len| begin.len() + len + end.len());
    }
    let mut quote = None;
    for (at, byte) in rest.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'\'' | b'"') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}
