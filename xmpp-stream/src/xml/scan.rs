//! Where the pieces of a stream begin and end: tags, text, CDATA sections, the XML declaration (XML 2.4 to 2.8 and 3.1).

use core::ops::Range;

use memchr::memchr;
use quick_xml::parser::{ElementParser, Parser};

use super::chars::{is_name_start, is_space};
use crate::{DecodeError, DecodeErrorKind};

/// Finds one piece after the other in bytes that may be there only in part, and goes on where they ended.
#[derive(Clone, Debug)]
pub(super) struct Scan {
    /// Where the piece begins.
    start: usize,
    /// What was looked at.
    at: usize,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Text,
    /// Behind `<`.
    Open,
    /// Behind `<!`.
    Bang,
    /// Behind `<?`.
    Question,
    Declaration,
    StartTag(ElementParser),
    EndTag,
    Cdata,
}

/// A piece that is there whole, and the bytes that it is in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Piece {
    pub(super) kind: PieceKind,
    pub(super) range: Range<usize>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum PieceKind {
    Declaration,
    StartTag,
    EndTag,
    Text,
    Cdata,
}

pub(super) const CDATA_START: &[u8] = b"<![CDATA[";
pub(super) const CDATA_END: &[u8] = b"]]>";
const DECLARATION_START: &[u8] = b"<?xml";

/// Refuses restricted markup at the front of `input`.
pub(crate) fn check_markup(input: &[u8]) -> Result<(), DecodeErrorKind> {
    Scan::new().next(input).map_or_else(|error| Err(error.kind()), |_| Ok(()))
}

impl Scan {
    pub(super) const fn new() -> Self {
        Self { start: 0, at: 0, state: State::Text }
    }

    /// The next piece of `input`, which has to begin with all that it began with before.
    pub(super) fn next(&mut self, input: &[u8]) -> Result<Option<Piece>, DecodeError> {
        loop {
            let rest = input.get(self.at..).unwrap_or_default();
            let found = match &mut self.state {
                State::Text => {
                    let end = memchr(b'<', rest).map(|len| self.at + len);
                    self.at = end.unwrap_or(input.len());
                    let Some(end) = end else { return Ok(None) };
                    self.state = State::Open;
                    let text = self.start..end;
                    self.start = end;
                    if text.is_empty() {
                        continue;
                    }
                    return Ok(Some(Piece { kind: PieceKind::Text, range: text }));
                }
                State::Open => {
                    let Some(next) = rest.get(1) else { return Ok(None) };
                    self.state = self.opened_by(*next)?;
                    continue;
                }
                State::Bang => {
                    if !self.is_cdata(input)? {
                        return Ok(None);
                    }
                    self.at += CDATA_START.len();
                    self.state = State::Cdata;
                    continue;
                }
                State::Question => {
                    if !self.is_declaration(input)? {
                        return Ok(None);
                    }
                    self.at += DECLARATION_START.len();
                    self.state = State::Declaration;
                    continue;
                }
                State::StartTag(parser) => {
                    parser.feed(rest).map(|last| (PieceKind::StartTag, self.at + last + 1))
                }
                State::EndTag => memchr(b'>', rest).map(|last| (PieceKind::EndTag, self.at + last + 1)),
                State::Declaration => self.closed_by(input, b"?>", DECLARATION_START, PieceKind::Declaration),
                State::Cdata => self.closed_by(input, CDATA_END, CDATA_START, PieceKind::Cdata),
            };
            let Some((kind, end)) = found else {
                self.at = input.len();
                return Ok(None);
            };
            let range = self.start..end;
            *self = Self { start: end, at: end, state: State::Text };
            return Ok(Some(Piece { kind, range }));
        }
    }

    /// Where the text begins the end of which isn't there yet.
    pub(super) const fn open_text(&self) -> Option<usize> {
        match self.state {
            State::Text => Some(self.start),
            _ => None,
        }
    }

    /// What begins with `<` and `next`.
    fn opened_by(&self, next: u8) -> Result<State, DecodeError> {
        match next {
            b'/' => Ok(State::EndTag),
            b'!' => Ok(State::Bang),
            b'?' => Ok(State::Question),
            0 => Err(DecodeError::new(DecodeErrorKind::Encoding, self.start, "tag")),
            _ if next >= 0x80 || is_name_start(char::from(next)) => {
                Ok(State::StartTag(ElementParser::default()))
            }
            _ => Err(DecodeError::new(DecodeErrorKind::Name, self.start + 1, "tag")),
        }
    }

    /// Whether this is a CDATA section; false while that can't be told.
    fn is_cdata(&self, input: &[u8]) -> Result<bool, DecodeError> {
        let front = input.get(self.start..).unwrap_or_default();
        let kind = match front.get(2) {
            None => return Ok(false),
            Some(b'[') if front.starts_with(CDATA_START) => return Ok(true),
            Some(b'[') if CDATA_START.starts_with(front) => return Ok(false),
            Some(b'[') => DecodeErrorKind::Cdata,
            Some(b'-') => DecodeErrorKind::Comment,
            Some(_) => DecodeErrorKind::MarkupDeclaration,
        };
        Err(DecodeError::new(kind, self.start, "markup"))
    }

    /// Whether this is an XML declaration; false while that can't be told.
    fn is_declaration(&self, input: &[u8]) -> Result<bool, DecodeError> {
        let front = input.get(self.start..).unwrap_or_default();
        match front.split_at_checked(DECLARATION_START.len()) {
            None if DECLARATION_START.starts_with(front) => Ok(false),
            Some((DECLARATION_START, [])) => Ok(false),
            Some((DECLARATION_START, [next, ..])) if is_space(*next) => Ok(true),
            _ => Err(DecodeError::new(DecodeErrorKind::ProcessingInstruction, self.start, "markup")),
        }
    }

    /// The end of a piece that begins with `opening` and ends with `closing`, the last byte of which is `>`.
    fn closed_by(
        &self,
        input: &[u8],
        closing: &[u8],
        opening: &[u8],
        kind: PieceKind,
    ) -> Option<(PieceKind, usize)> {
        let content = self.start + opening.len();
        let rest = input.get(self.at..).unwrap_or_default();
        memchr::memchr_iter(b'>', rest).map(|last| self.at + last + 1).find_map(|end| {
            let body = input.get(content..end)?;
            body.ends_with(closing).then_some((kind, end))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(input: &[u8], step: usize) -> Result<Vec<Piece>, DecodeError> {
        let (mut scan, mut pieces) = (Scan::new(), Vec::new());
        for len in (0..input.len()).step_by(step).chain([input.len()]) {
            while let Some(piece) = scan.next(&input[..len])? {
                pieces.push(piece);
            }
        }
        Ok(pieces)
    }

    #[test]
    fn pieces_end_where_their_grammar_ends_them_however_they_arrive() {
        use PieceKind::{Cdata, Declaration, EndTag, StartTag, Text};
        let expected = [
            (Declaration, "<?xml version='1.0'?>"),
            (Text, " "),
            (StartTag, "<a b='>' c=\"'>\">"),
            (Cdata, "<![CDATA[]]]>"),
            (Text, "]x"),
            (EndTag, "</a >"),
            (StartTag, "<b/>"),
        ];
        let input = expected.map(|(_, piece)| piece).concat().into_bytes();
        let whole = pieces(&input, input.len()).unwrap();
        let found: Vec<_> = whole.iter().map(|piece| (piece.kind, &input[piece.range.clone()])).collect();
        assert_eq!(found, expected.map(|(kind, piece)| (kind, piece.as_bytes())));
        for step in 1..input.len() {
            assert_eq!(pieces(&input, step).unwrap(), whole);
        }
    }

    #[test]
    fn restricted_markup_is_refused_as_soon_as_it_can_be_told() {
        use DecodeErrorKind::{Cdata, Comment, Encoding, MarkupDeclaration, Name, ProcessingInstruction};
        for (input, kind) in [
            (&b"<!-"[..], Comment),
            (b"<!D", MarkupDeclaration),
            (b"<!>", MarkupDeclaration),
            (b"<![I", Cdata),
            (b"<![CDATA(", Cdata),
            (b"<?p", ProcessingInstruction),
            (b"<?xm?", ProcessingInstruction),
            (b"<?xml-", ProcessingInstruction),
            (b"<?xml?", ProcessingInstruction),
            (b"<\0", Encoding),
            (b"<<", Name),
            (b"< ", Name),
            (b"<>", Name),
        ] {
            for step in 1..=input.len() {
                assert_eq!(pieces(input, step).unwrap_err().kind(), kind, "{input:?}");
            }
            assert!(pieces(&input[..input.len() - 1], 1).unwrap().is_empty());
        }
    }

    #[test]
    fn a_byte_is_looked_at_a_few_times_at_most_however_they_arrive() {
        let long = "x".repeat(1000);
        let input = format!("<?xml version='{long}'?><{long} a='{long}'><![CDATA[{long}]]]]>{long}</{long}>");
        let mut scan = Scan::new();
        let mut looked_at = 0;
        for len in 0..=input.len() {
            let mut from = scan.at;
            while scan.next(&input.as_bytes()[..len]).unwrap().is_some() {
                looked_at += scan.at - from;
                from = scan.at;
            }
            looked_at += len - from;
        }
        assert!(looked_at < 2 * input.len(), "{looked_at} of {}", input.len());
    }
}
