//! Writing trees: tags, declarations of namespaces, escapes (XML 2.4, 3.1 and 4.6; Namespaces 3).
//!
//! Names and characters aren't checked here: a tree has none that were not.

use bytes::BufMut;

use super::XML;
use super::chars::{any, is_text};
use super::tree::{Entry, Kind, Strings};
use crate::stream::STREAMS;
use crate::{Element, EncodeError, Scope};

/// Writes the element that `entries` begin with; nothing is written on error.
pub(crate) fn encode(
    entries: &[Entry],
    strings: &Strings<'_>,
    scope: Scope<'_>,
    dst: &mut impl BufMut,
) -> Result<(), EncodeError> {
    check_room(dst, || encoded_len(entries, strings, scope))?;
    write(entries, strings, scope, Buffer(dst));
    Ok(())
}

pub(crate) fn encoded_len(entries: &[Entry], strings: &Strings<'_>, scope: Scope<'_>) -> usize {
    let mut count = Count(0);
    write(entries, strings, scope, &mut count);
    count.0
}

/// A start tag that is written from values instead of a tree.
#[derive(Clone, Copy)]
pub(crate) struct StartTag<'t> {
    pub(crate) name: &'t str,
    /// Names with their prefixes, declarations too; the values are text.
    pub(crate) attributes: &'t [(&'static str, Option<&'t str>)],
}

impl StartTag<'_> {
    /// Refuses characters that XML doesn't have.
    pub(crate) fn check(&self) -> Result<(), EncodeError> {
        let mut attributes = self.attributes.iter();
        match attributes.find(|(_, value)| !value.is_none_or(is_text)) {
            Some((name, _)) => Err(EncodeError::Char(name)),
            None => Ok(()),
        }
    }

    /// Writes the whole element that begins with it; nothing is written on error.
    pub(crate) fn encode_around<'e>(
        self,
        children: impl Iterator<Item = (Element<'e>, Scope<'e>)> + Clone,
        dst: &mut impl BufMut,
    ) -> Result<(), EncodeError> {
        check_room(dst, || self.len_around(children.clone()))?;
        self.put_around(children, &mut Buffer(dst));
        Ok(())
    }

    pub(crate) fn len_around<'e>(self, children: impl Iterator<Item = (Element<'e>, Scope<'e>)>) -> usize {
        let mut sink = Count(0);
        self.put_around(children, &mut sink);
        sink.0
    }

    /// Writes the tag of an element that goes on; nothing is written on error.
    pub(crate) fn encode(self, dst: &mut impl BufMut) -> Result<(), EncodeError> {
        check_room(dst, || self.encoded_len())?;
        self.put(&mut Buffer(&mut *dst));
        dst.put_u8(b'>');
        Ok(())
    }

    pub(crate) fn encoded_len(self) -> usize {
        let mut sink = Count(1);
        self.put(&mut sink);
        sink.0
    }

    fn put_around<'e>(self, children: impl Iterator<Item = (Element<'e>, Scope<'e>)>, sink: &mut impl Sink) {
        self.put(sink);
        let mut is_empty = true;
        for (child, scope) in children {
            if is_empty {
                sink.put(b">");
            }
            is_empty = false;
            let (entries, strings) = child.entries();
            write(entries, strings, scope, &mut *sink);
        }
        if is_empty {
            return sink.put(b"/>");
        }
        sink.put(b"</");
        sink.put(self.name.as_bytes());
        sink.put(b">");
    }

    /// All but its end.
    fn put(self, sink: &mut impl Sink) {
        sink.put(b"<");
        sink.put(self.name.as_bytes());
        for (name, value) in self.attributes {
            let Some(value) = value else { continue };
            sink.put(b" ");
            sink.put(name.as_bytes());
            sink.put(b"='");
            put_value(sink, value.as_bytes());
            sink.put(b"'");
        }
    }
}

/// Buffers that grow have more room than this; it is more than any element takes.
const ALWAYS_ROOM: usize = usize::MAX / 4;

#[inline]
fn check_room(dst: &impl BufMut, len: impl FnOnce() -> usize) -> Result<(), EncodeError> {
    let room = dst.remaining_mut();
    if room < ALWAYS_ROOM && room < len() { Err(EncodeError::NoSpace) } else { Ok(()) }
}

trait Sink {
    fn put(&mut self, bytes: &[u8]);
}

impl<S: Sink> Sink for &mut S {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        (**self).put(bytes);
    }
}

struct Buffer<'b, B>(&'b mut B);

impl<B: BufMut> Sink for Buffer<'_, B> {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.0.put_slice(bytes);
    }
}

struct Count(usize);

impl Sink for Count {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.0 += bytes.len();
    }
}

fn write<'t>(entries: &'t [Entry], strings: &'t Strings<'t>, scope: Scope<'t>, sink: impl Sink) {
    let mut prefixes = Vec::new();
    Writer { entries, strings, scope, prefixes: &mut prefixes, sink }.write();
}

struct Writer<'t, 'p, S> {
    entries: &'t [Entry],
    strings: &'t Strings<'t>,
    scope: Scope<'t>,
    /// The prefix `a0`, and so on. Kept outside: a writer that owns something takes 5 % more instructions.
    prefixes: &'p mut Vec<Declared<'t>>,
    sink: S,
}

/// A prefix for attributes.
struct Declared<'t> {
    namespace: &'t [u8],
    /// Where the element ends that declares it.
    end: usize,
}

/// An element whose end tag is to be written.
#[derive(Clone, Copy)]
struct Open<'t> {
    at: usize,
    element: &'t Entry,
    /// With its colon.
    prefix: &'static [u8],
}

impl<'t, S: Sink> Writer<'t, '_, S> {
    #[inline(never)]
    fn write(&mut self) {
        let (mut at, mut open) = (0, None);
        while let Some(entry) = self.entries.get(at) {
            match entry.kind {
                Kind::Element { len, .. } => {
                    let prefix = self.start_tag(entry, open);
                    let start = at;
                    at = self.attributes(start + 1);
                    let has_attributes = at > start + 1;
                    if at < start + len as usize {
                        self.sink.put(if has_attributes { b"'>" } else { b">" });
                        open = Some(Open { at: start, element: entry, prefix });
                    } else {
                        self.sink.put(if has_attributes { b"'/>" } else { b"/>" });
                    }
                }
                Kind::Text => {
                    put_text(&mut self.sink, self.strings.bytes(entry.value));
                    at += 1;
                }
                // Written with its element.
                Kind::Attribute => at += 1,
            }
            open = self.end_tags(open, at);
        }
    }

    /// Writes the tag up to its attributes, and says which prefix it has.
    #[inline(always)]
    fn start_tag(&mut self, element: &Entry, open: Option<Open<'t>>) -> &'static [u8] {
        self.sink.put(b"<");
        // Mostly it has the namespace of the element around it.
        if let Some(open) = open.filter(|open| open.element.namespace == element.namespace) {
            if !open.prefix.is_empty() {
                self.sink.put(open.prefix);
            }
            self.sink.put(self.strings.bytes(element.name));
            return open.prefix;
        }
        let namespace = self.strings.bytes(element.namespace);
        let prefix = self.prefix(namespace);
        self.sink.put(prefix);
        self.sink.put(self.strings.bytes(element.name));
        if prefix.is_empty() && self.default_inside(open) != Some(namespace) {
            self.sink.put(b" xmlns='");
            put_value(&mut self.sink, namespace);
            self.sink.put(b"'");
        }
        prefix
    }

    /// Writes the attributes that begin at `at`, and says where they end.
    #[inline(always)]
    fn attributes(&mut self, mut at: usize) -> usize {
        let first = at;
        while let Some(attribute @ Entry { kind: Kind::Attribute, .. }) = self.entries.get(at) {
            self.sink.put(if at == first { b" " } else { b"' " });
            if !attribute.namespace.is_empty() {
                self.attribute_prefix(at, first);
            }
            self.sink.put(self.strings.bytes(attribute.name));
            self.sink.put(b"='");
            put_value(&mut self.sink, self.strings.bytes(attribute.value));
            at += 1;
        }
        at
    }

    /// Writes the prefix of the attribute at `at`, its declaration in front of it if need be; the first one of its element is at
    /// `first`.
    #[cold]
    #[inline(never)]
    fn attribute_prefix(&mut self, at: usize, first: usize) {
        let Some(attribute) = self.entries.get(at) else { return };
        let namespace = self.strings.bytes(attribute.namespace);
        let prefix = self.prefix(namespace);
        if !prefix.is_empty() {
            return self.sink.put(prefix);
        }
        while self.prefixes.last().is_some_and(|declared| declared.end <= at) {
            self.prefixes.pop();
        }
        let declared = self.prefixes.iter().position(|declared| declared.namespace == namespace);
        let number = declared.unwrap_or(self.prefixes.len());
        if declared.is_none() {
            self.prefixes.push(Declared { namespace, end: self.end_of(first - 1) });
            self.sink.put(b"xmlns:a");
            put_number(&mut self.sink, number);
            self.sink.put(b"='");
            put_value(&mut self.sink, namespace);
            self.sink.put(b"' ");
        }
        self.sink.put(b"a");
        put_number(&mut self.sink, number);
        self.sink.put(b":");
    }

    /// Where the element at `at` ends.
    fn end_of(&self, at: usize) -> usize {
        match self.entries.get(at) {
            Some(Entry { kind: Kind::Element { len, .. }, .. }) => at + *len as usize,
            _ => at,
        }
    }

    /// Ends what ends in front of `at`, and says which element is open then.
    #[inline(always)]
    fn end_tags(&mut self, mut open: Option<Open<'t>>, at: usize) -> Option<Open<'t>> {
        while let Some(Open { at: start, element, prefix }) = open {
            let Kind::Element { len, parent } = element.kind else { break };
            if start + len as usize != at {
                break;
            }
            self.sink.put(b"</");
            if !prefix.is_empty() {
                self.sink.put(prefix);
            }
            self.sink.put(self.strings.bytes(element.name));
            self.sink.put(b">");
            open = if start == 0 { None } else { self.reopened(start - parent as usize, element, prefix) };
        }
        open
    }

    /// The element at `at`, which is the one around `inner`.
    #[inline(always)]
    fn reopened(&self, at: usize, inner: &Entry, inner_prefix: &'static [u8]) -> Option<Open<'t>> {
        let element = self.entries.get(at)?;
        let prefix = if element.namespace == inner.namespace {
            inner_prefix
        } else {
            self.prefix(self.strings.bytes(element.namespace))
        };
        Some(Open { at, element, prefix })
    }

    /// The prefix of `namespace`, with its colon, if it has one that needs no declaration.
    #[inline]
    fn prefix(&self, namespace: &[u8]) -> &'static [u8] {
        if namespace == XML.as_bytes() {
            return b"xml:";
        }
        let is_stream = self.scope.has_stream_prefix() && namespace == STREAMS.as_bytes();
        if is_stream { b"stream:" } else { b"" }
    }

    /// What the default namespace is inside of `open`, if that can be told without a search: in an element with a prefix, which
    /// declares none, that stands in another one.
    #[inline]
    fn default_inside(&self, open: Option<Open<'t>>) -> Option<&'t [u8]> {
        match open {
            Some(Open { element, prefix: b"", .. }) => Some(self.strings.bytes(element.namespace)),
            Some(Open { at: 1.., .. }) => None,
            Some(_) | None => Some(self.scope.default_namespace().as_bytes()),
        }
    }
}

fn put_number(sink: &mut impl Sink, number: usize) {
    if number >= 10 {
        put_number(sink, number / 10);
    }
    let digit = number % 10;
    sink.put(b"0123456789".get(digit..=digit).unwrap_or_default());
}

/// Writes text; `>` is escaped where there is a `]]>`, a carriage return to stay one.
#[inline]
fn put_text(sink: &mut impl Sink, text: &[u8]) {
    let is_special = |byte| (byte == b'&') | (byte == b'<') | (byte == b'\r') | (byte == b']');
    if any(text, is_special) { put_special_text(sink, text) } else { sink.put(text) }
}

#[inline(never)]
fn put_special_text(sink: &mut impl Sink, text: &[u8]) {
    let has_cdata_end = memchr::memmem::find(text, b"]]>").is_some();
    if memchr::memchr(b'\r', text).is_some() {
        let is_special = |byte| matches!(byte, b'&' | b'<' | b'\r') || (has_cdata_end && byte == b'>');
        put_escaped(sink, text, |rest| rest.iter().position(|byte| is_special(*byte)));
    } else if has_cdata_end {
        put_escaped(sink, text, |rest| memchr::memchr3(b'&', b'<', b'>', rest));
    } else {
        put_escaped(sink, text, |rest| memchr::memchr2(b'&', b'<', rest));
    }
}

/// How many bytes the value of an attribute takes.
pub(super) fn value_len(value: &[u8]) -> usize {
    let mut sink = Count(0);
    put_value(&mut sink, value);
    sink.0
}

/// Writes the value of an attribute, for single quotes; white space but the space itself is escaped to stay what it is.
#[inline]
fn put_value(sink: &mut impl Sink, value: &[u8]) {
    let is_special = |byte| is_ampersand_or_quote(byte) | is_angle(byte) | (byte < b' ');
    if any(value, is_special) {
        put_escaped(sink, value, |rest| rest.iter().position(|byte| is_special(*byte)));
    } else {
        sink.put(value);
    }
}

/// The two differ in one bit.
#[inline(always)]
const fn is_angle(byte: u8) -> bool {
    byte | (b'<' ^ b'>') == b'>'
}

#[inline(always)]
const fn is_ampersand_or_quote(byte: u8) -> bool {
    byte | (b'&' ^ b'\'') == b'\''
}

#[inline(never)]
fn put_escaped(sink: &mut impl Sink, text: &[u8], find: impl Fn(&[u8]) -> Option<usize>) {
    let mut rest = text;
    while let Some((plain, [byte, behind @ ..])) = find(rest).and_then(|len| rest.split_at_checked(len)) {
        sink.put(plain);
        sink.put(match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'\'' => b"&apos;",
            b'\t' => b"&#9;",
            b'\n' => b"&#10;",
            _ => b"&#13;",
        });
        rest = behind;
    }
    sink.put(rest);
}
