//! Every kind of difference that there may be, and who is right about it.

use super::outcome::{End, Outcome, xmpp_stream};
use super::reading::Reading;
use crate::comparison;

type Class = comparison::Class<Outcome>;

pub(crate) const EXPAT: &[Class] = &[
    Class {
        what: "a comment",
        ours: "refused",
        theirs: "skipped",
        section: "11.1",
        right: "xmpp-stream: XMPP prohibits it; `restricted-xml`",
        explains: |it, ours, theirs| only_ours(it, ours, theirs, "Comment").starts_with(b"<!-"),
    },
    Class {
        what: "a processing instruction",
        ours: "refused",
        theirs: "skipped",
        section: "11.1",
        right: "xmpp-stream: XMPP prohibits it; `restricted-xml`",
        explains: |it, ours, theirs| only_ours(it, ours, theirs, "ProcessingInstruction").starts_with(b"<?"),
    },
    Class {
        what: "a document type declaration",
        ours: "refused",
        theirs: "read",
        section: "11.1",
        right: "xmpp-stream: XMPP prohibits it; `restricted-xml`",
        explains: |it, ours, theirs| only_ours(it, ours, theirs, "MarkupDeclaration").starts_with(b"<!"),
    },
    Class {
        what: "a comment or processing instruction behind the end of the stream",
        ours: "refused",
        theirs: "skipped",
        section: "4.4, 11.1",
        right: "xmpp-stream: nothing follows the closing tag, and XMPP prohibits both anyway",
        explains: |it, ours, theirs| is_misc(only_ours(it, ours, theirs, "StreamEnded")),
    },
    Class {
        what: "text between the elements of the stream: characters, references, CDATA sections",
        ours: "refused",
        theirs: "read",
        section: "11.7",
        right: "xmpp-stream: only white space parts elements; `invalid-xml`",
        explains: |it, ours, theirs| {
            let text = only_ours(it, ours, theirs, "TextBetween");
            text.first().is_some_and(|first| !first.is_ascii_whitespace() && *first != b'<')
                || text.starts_with(b"<![CDATA[")
        },
    },
    Class {
        what: "a root element that is no stream header",
        ours: "refused",
        theirs: "read",
        section: "4.2, 4.8.1",
        right: "xmpp-stream: the root is a `stream` in the namespace of streams; `invalid-namespace` or `bad-format`",
        explains: |it, ours, theirs| {
            const HEADER: &str = "\u{2}http://etherx.jabber.org/streams\u{1}stream";
            let root =
                ["StreamNamespace", "StreamName"].map(|rule| only_ours(it, ours, theirs, rule)).concat();
            let is_other = |root: &String| root.split('\u{3}').next() != Some(HEADER);
            !root.is_empty() && ours.items.is_empty() && theirs.items.first().is_some_and(is_other)
        },
    },
    Class {
        what: "another encoding than UTF-8, declared or used",
        ours: "refused",
        theirs: "read",
        section: "11.6",
        right: "xmpp-stream: XMPP prohibits it; `unsupported-encoding`",
        explains: |it, ours, theirs| {
            let text = only_ours(it, ours, theirs, "Encoding");
            let declared = is_value_of(b"encoding", it, text);
            let used = text.iter().take(2).any(|byte| matches!(byte, 0 | 0xfe | 0xff));
            !text.is_empty() && (declared || used)
        },
    },
    Class {
        what: "U+FEFF as the first character",
        ours: "refused",
        theirs: "skipped, as a byte order mark",
        section: "11.6",
        right: "xmpp-stream: it is no byte order mark in XMPP, and so is text where none may be",
        explains: is_mark,
    },
    Class {
        what: "another version of XML than 1.0, be it one that there is or not",
        ours: "refused",
        theirs: "read as 1.0",
        section: "11.8, XML 2.8",
        right: "xmpp-stream: XMPP is an application of XML 1.0, and other versions have other characters",
        explains: |it, ours, theirs| {
            let version = ["Version", "Declaration"].map(|rule| only_ours(it, ours, theirs, rule)).concat();
            let is_1_0 = version.starts_with(b"1.0'") || version.starts_with(b"1.0\"");
            is_value_of(b"version", it, &version) && !is_1_0
        },
    },
    Class {
        what: "a name that is one since the fifth edition of XML 1.0",
        ours: "accepted",
        theirs: "refused",
        section: "XML 2.3",
        right: "xmpp-stream: RFC 6120 refers to the fifth edition",
        explains: |it, ours, theirs| {
            only_theirs(it, ours, theirs).is_some_and(|at| {
                it.is_in_tag(at) && it.has_new_name_char(at) && !is_refused_when_whole(it, ours, at)
            })
        },
    },
    Class {
        what: "a fault in a tag, text or character data that isn't whole yet, or a wrong character in an element that isn't",
        ours: "refused when it is whole",
        theirs: "refused",
        section: "11.3",
        right: "both: what is refused is the same, and what may wait is bounded",
        explains: |it, ours, theirs| {
            let at = only_theirs(it, ours, theirs);
            ours.end == End::Open && at.is_some_and(|at| is_refused_when_whole(it, ours, at))
        },
    },
    Class {
        what: "text in front of the root element, or anything behind its end",
        ours: "refused",
        theirs: "refused, or waited for: where what could be a token of a DTD ends, a string in quotes for one",
        section: "4.2, 4.4",
        right: "both",
        explains: |it, ours, theirs| {
            let is_refused = theirs.refused().is_none_or(|(rule, _)| rule == INVALID_TOKEN);
            is_outside(it, ours, theirs) && is_refused && theirs.items == ours.items
        },
    },
    Class {
        what: "at the end of the bytes, what no further one can mend: a tag with half a character, `<![` and not `CDATA[`",
        ours: "refused",
        theirs: "waited for",
        section: "11.3, 11.6",
        right: "both: expat refuses it when more comes",
        explains: |it, ours, theirs| {
            let tag = ["EndTag", "Utf8"].map(|rule| only_ours(it, ours, theirs, rule)).concat();
            let markup = only_ours(it, ours, theirs, "Cdata");
            let is_beyond_help = ends_in_half_a_character(&tag) || markup.starts_with(b"<![");
            theirs.end == End::Open && theirs.items == ours.items && is_beyond_help
        },
    },
];

/// What expat says of most things.
const INVALID_TOKEN: &str = "not well-formed (invalid token)";

/// What stands where we refuse the stream by this rule and expat doesn't, having found the same before; nothing otherwise.
fn only_ours<'a>(it: &'a Reading, ours: &Outcome, theirs: &Outcome, rule: &str) -> &'a [u8] {
    let Some((_, at)) = ours.refused().filter(|(ours, _)| *ours == rule) else { return &[] };
    let is_past = theirs.refused().is_none_or(|(_, there)| there > at && !it.is_same_piece(at, there));
    let rest = it.stream.get(at..).unwrap_or_default();
    if is_past && theirs.items.starts_with(&ours.items) { rest } else { &[] }
}

/// Where expat refuses the stream and we don't, having found the same before.
fn only_theirs(it: &Reading, ours: &Outcome, theirs: &Outcome) -> Option<usize> {
    let (_, at) = theirs.refused()?;
    let is_past = ours.refused().is_none_or(|(_, here)| here > at && !it.is_same_piece(at, here));
    (is_past && ours.items.starts_with(&theirs.items)).then_some(at)
}

/// Whether `rest`, which the stream ends with, begins with the value of what is called `name`.
fn is_value_of(name: &[u8], it: &Reading, rest: &[u8]) -> bool {
    let Some((quote, before)) = it.stream.strip_suffix(rest).and_then(<[u8]>::split_last) else {
        return false;
    };
    let before = before.trim_ascii_end().strip_suffix(b"=").map(<[u8]>::trim_ascii_end);
    !rest.is_empty() && b"'\"".contains(quote) && before.is_some_and(|before| before.ends_with(name))
}

fn is_misc(rest: &[u8]) -> bool {
    rest.starts_with(b"<!--") || rest.starts_with(b"<?")
}

fn is_mark(it: &Reading, ours: &Outcome, theirs: &Outcome) -> bool {
    let rest = only_ours(it, ours, theirs, "TextOutside");
    rest.len() == it.stream.len() && rest.starts_with(b"\xef\xbb\xbf")
}

/// Whether we refuse the stream over text in front of the root element, or anything behind it that may never stand there.
fn is_outside(it: &Reading, ours: &Outcome, theirs: &Outcome) -> bool {
    let in_front = only_ours(it, ours, theirs, "TextOutside");
    let behind = only_ours(it, ours, theirs, "StreamEnded");
    let is_text = in_front.first().is_some_and(|first| *first != b'<' && !first.is_ascii_whitespace());
    is_text && !is_mark(it, ours, theirs) || !behind.is_empty() && !is_misc(behind)
}

fn ends_in_half_a_character(bytes: &[u8]) -> bool {
    let mut last = bytes.iter().rev().take(3).enumerate();
    last.any(|(behind, byte)| byte.leading_ones() as usize > behind + 1)
}

/// Whether we refuse the stream at this place, too, when something comes that ends what isn't whole.
fn is_refused_when_whole(it: &Reading, ours: &Outcome, at: usize) -> bool {
    const ENDS: &[&[u8]] = &[b"<!>", b"><!>", b"'><!>", b"\"><!>", b"]]><!>", b"?><!>"];
    ours.end == End::Open
        && ENDS.iter().any(|end| {
            let whole = Reading::new(&[&it.stream, *end].concat());
            let ours = xmpp_stream(&whole.stream);
            let refused = ours.refused().filter(|(rule, _)| *rule != "MarkupDeclaration");
            refused.is_some_and(|(_, here)| whole.is_same_piece(at, here))
        })
}
