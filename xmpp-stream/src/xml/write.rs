//! Writing trees: tags, declarations of namespaces, escapes (XML 2.4, 3.1 and 4.6; Namespaces 3).
//!
//! Names and characters aren't checked here: a tree has none that were not.

use bytes::BufMut;

use super::XML;
use super::chars::any;
use super::tree::{Entry, Kind, Strings};
use crate::{EncodeError, Scope};

/// Writes the element that `entries` begin with; nothing is written on error.
pub(crate) fn encode(
    entries: &[Entry],
    strings: &Strings<'_>,
    scope: Scope<'_>,
    dst: &mut impl BufMut,
) -> Result<(), EncodeError> {
    let room = dst.remaining_mut();
    if room < max_len(entries) && room < encoded_len(entries, strings, scope) {
        return Err(EncodeError::NoSpace);
    }
    Writer { entries, strings, scope, sink: Buffer(dst) }.write();
    Ok(())
}

pub(crate) fn encoded_len(entries: &[Entry], strings: &Strings<'_>, scope: Scope<'_>) -> usize {
    let mut writer = Writer { entries, strings, scope, sink: Count(0) };
    writer.write();
    writer.sink.0
}

/// More than the element can take.
fn max_len(entries: &[Entry]) -> usize {
    const LONGEST_ESCAPE: usize = "&quot;".len();
    const MARKUP: usize = "< xmlns:a4294967295='' a4294967295:=''></a4294967295:>".len();
    let longest = |entry: &Entry| {
        let text = LONGEST_ESCAPE * (entry.value.len() + entry.namespace.len());
        MARKUP.saturating_add(2 * entry.name.len()).saturating_add(text)
    };
    entries.iter().fold(0, |len, entry| len.saturating_add(longest(entry)))
}

trait Sink {
    fn put(&mut self, text: &str);
}

struct Buffer<'b, B>(&'b mut B);

impl<B: BufMut> Sink for Buffer<'_, B> {
    #[inline]
    fn put(&mut self, text: &str) {
        self.0.put_slice(text.as_bytes());
    }
}

struct Count(usize);

impl Sink for Count {
    #[inline]
    fn put(&mut self, text: &str) {
        self.0 += text.len();
    }
}

struct Writer<'t, S> {
    entries: &'t [Entry],
    strings: &'t Strings<'t>,
    scope: Scope<'t>,
    sink: S,
}

impl<'t, S: Sink> Writer<'t, S> {
    fn write(&mut self) {
        let (mut at, mut open) = (0, None);
        while let Some(entry) = self.entries.get(at) {
            match entry.kind {
                Kind::Element { len, .. } => {
                    let content = self.start_tag(entry, at);
                    if content < at + len as usize {
                        open = Some(at);
                    }
                    at = content;
                }
                Kind::Text => {
                    put_text(&mut self.sink, self.strings.at(entry.value));
                    at += 1;
                }
                // Written with its element.
                Kind::Attribute => at += 1,
            }
            open = self.end_tags(open, at);
        }
    }

    /// Writes the tag, and says where the content begins.
    #[inline]
    fn start_tag(&mut self, element: &Entry, at: usize) -> usize {
        let namespace = self.strings.at(element.namespace);
        self.sink.put("<");
        self.name(element);
        if self.prefix(namespace).is_none() && self.default_outside(at) != namespace {
            self.sink.put(" xmlns='");
            put_value(&mut self.sink, namespace);
            self.sink.put("'");
        }
        let mut content = at + 1;
        while let Some(attribute @ Entry { kind: Kind::Attribute, .. }) = self.entries.get(content) {
            self.attribute(attribute, content - at);
            content += 1;
        }
        let Kind::Element { len, .. } = element.kind else { return content };
        self.sink.put(if at + len as usize == content { "/>" } else { ">" });
        content
    }

    /// Ends what ends in front of `at`, and says which element is open then.
    #[inline]
    fn end_tags(&mut self, mut open: Option<usize>, at: usize) -> Option<usize> {
        while let Some(start) = open {
            let Some(element) = self.entries.get(start) else { break };
            let Kind::Element { len, parent } = element.kind else { break };
            if start + len as usize != at {
                break;
            }
            self.sink.put("</");
            self.name(element);
            self.sink.put(">");
            open = (start != 0).then(|| start - parent as usize);
        }
        open
    }

    #[inline]
    fn name(&mut self, element: &Entry) {
        if let Some(prefix) = self.prefix(self.strings.at(element.namespace)) {
            self.sink.put(prefix);
        }
        self.sink.put(self.strings.at(element.name));
    }

    #[inline]
    fn attribute(&mut self, attribute: &Entry, number: usize) {
        self.sink.put(" ");
        if !attribute.namespace.is_empty() {
            self.attribute_prefix(self.strings.at(attribute.namespace), number);
        }
        self.sink.put(self.strings.at(attribute.name));
        self.sink.put("='");
        put_value(&mut self.sink, self.strings.at(attribute.value));
        self.sink.put("'");
    }

    /// Writes a prefix that stands for `namespace`, its declaration in front of it if need be.
    #[cold]
    fn attribute_prefix(&mut self, namespace: &str, number: usize) {
        if namespace == XML {
            return self.sink.put("xml:");
        }
        if self.scope.has_stream_prefix() && namespace == Scope::STREAMS {
            return self.sink.put(STREAM_PREFIX);
        }
        self.sink.put("xmlns:a");
        put_number(&mut self.sink, number);
        self.sink.put("='");
        put_value(&mut self.sink, namespace);
        self.sink.put("' a");
        put_number(&mut self.sink, number);
        self.sink.put(":");
    }

    /// The prefix, with its colon, of elements of `namespace`.
    #[inline]
    fn prefix(&self, namespace: &str) -> Option<&'static str> {
        if namespace == XML {
            return Some("xml:");
        }
        let is_stream = self.scope.has_stream_prefix() && namespace == Scope::STREAMS;
        is_stream.then_some(STREAM_PREFIX)
    }

    /// What the default namespace is around the element at `at`.
    #[inline]
    fn default_outside(&self, mut at: usize) -> &'t str {
        while let Some(Entry { kind: Kind::Element { parent, .. }, .. }) = self.entries.get(at) {
            if at == 0 {
                break;
            }
            at -= *parent as usize;
            let namespace = self.entries.get(at).map(|outer| self.strings.at(outer.namespace));
            // An element with a prefix declares no default namespace.
            if let Some(namespace) = namespace.filter(|namespace| self.prefix(namespace).is_none()) {
                return namespace;
            }
        }
        self.scope.default_namespace()
    }
}

const STREAM_PREFIX: &str = "stream:";

fn put_number(sink: &mut impl Sink, number: usize) {
    if number >= 10 {
        put_number(sink, number / 10);
    }
    let digit = number % 10;
    sink.put("0123456789".get(digit..=digit).unwrap_or_default());
}

/// Writes text; `>` is escaped for the sake of `]]>`, a carriage return to stay one.
#[inline]
fn put_text(sink: &mut impl Sink, text: &str) {
    let is_special = |byte| matches!(byte, b'&' | b'<' | b'>' | b'\r');
    put_escaped(sink, text, is_special, |rest| {
        let len = memchr::memchr3(b'&', b'<', b'>', rest).unwrap_or(rest.len());
        rest.get(..len).and_then(|rest| memchr::memchr(b'\r', rest)).unwrap_or(len)
    });
}

/// Writes the value of an attribute, for single quotes; white space but the space itself is escaped to stay what it is.
#[inline]
fn put_value(sink: &mut impl Sink, value: &str) {
    let is_special = |byte| matches!(byte, b'&' | b'<' | b'>' | b'\'' | b'\t' | b'\n' | b'\r');
    put_escaped(sink, value, is_special, |rest| {
        rest.iter().position(|byte| is_special(*byte)).unwrap_or(rest.len())
    });
}

#[inline(always)]
fn put_escaped(
    sink: &mut impl Sink,
    text: &str,
    is_special: impl Fn(u8) -> bool,
    find: impl Fn(&[u8]) -> usize,
) {
    if !any(text.as_bytes(), is_special) {
        return sink.put(text);
    }
    let mut rest = text;
    while let Some((plain, special)) = rest.split_at_checked(find(rest.as_bytes())) {
        sink.put(plain);
        let Some(byte) = special.bytes().next() else { break };
        sink.put(match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'\'' => "&apos;",
            b'\t' => "&#9;",
            b'\n' => "&#10;",
            _ => "&#13;",
        });
        rest = special.get(1..).unwrap_or_default();
    }
}
