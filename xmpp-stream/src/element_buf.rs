//! Elements that are built or kept.

use core::fmt;
use core::hash::{Hash, Hasher};
use core::iter::repeat;
use std::collections::BTreeMap;

use crate::xml::{self, Entry, Kind, Span, Strings, to_u32};
use crate::{Attribute, Child, Element, ElementTree, InvalidValue};

/// An element that owns what is in it.
///
/// How deep elements stand inside each other isn't limited here; peers have limits as
/// [`Limits::max_depth`](crate::Limits::max_depth).
///
/// ```
/// use xmpp_stream::{ElementBuf, Scope};
///
/// let mut message = ElementBuf::new("jabber:client", "message")?;
/// message.set_attribute("to", "juliet@example.com")?;
/// let mut body = message.push_new("jabber:client", "body")?;
/// body.push_text("Art thou <3")?;
///
/// let mut bytes = Vec::new();
/// message.as_element().encode(&mut bytes, Scope::stream("jabber:client"))?;
/// assert_eq!(bytes, b"<message to='juliet@example.com'><body>Art thou &lt;3</body></message>");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct ElementBuf {
    entries: Vec<Entry>,
    /// All in `own`.
    strings: Strings<'static>,
    /// The element whose last child is the text at the end of the row, if that wasn't closed yet.
    text_of: Option<usize>,
    /// How many bytes of the strings nothing refers to any more.
    unused: usize,
}

/// An element that is built where it stands: an [`ElementBuf`], or the last element in one.
///
/// While it is borrowed, nothing can be added to the elements around it. Each addition takes a step for each of those.
pub struct ElementMut<'a> {
    buf: &'a mut ElementBuf,
    /// Its place in the row, at the end of which it ends.
    at: usize,
}

impl ElementBuf {
    /// An element without attributes and content; an empty `namespace` is none.
    ///
    /// # Errors
    ///
    /// `name` isn't a name without colon, or `namespace` can't be one of elements.
    pub fn new(namespace: &str, name: &str) -> Result<Self, InvalidValue> {
        let mut element = Self::unnamed();
        element.as_element_mut().set_name(namespace, name)?;
        Ok(element)
    }

    /// An element with names that are known to be right.
    pub(crate) fn known(namespace: &str, name: &str) -> Self {
        let mut element = Self::unnamed();
        element.as_element_mut().put_name(namespace, name);
        element
    }

    /// An element that is to get a name still.
    pub(crate) fn unnamed() -> Self {
        let strings = Strings { wire: "", own: String::new(), inherited: None };
        Self { entries: vec![unnamed_entry(0)], strings, text_of: None, unused: 0 }
    }

    /// The element.
    pub fn as_element(&self) -> Element<'_> {
        Element::new(&self.entries, &self.strings)
    }

    /// The element, to be built upon.
    pub fn as_element_mut(&mut self) -> ElementMut<'_> {
        ElementMut { buf: self, at: 0 }
    }

    /// As [`ElementMut::set_attribute`].
    ///
    /// # Errors
    ///
    /// `name` isn't a name without colon, or `value` has a character that XML doesn't have.
    pub fn set_attribute(&mut self, name: &str, value: &str) -> Result<(), InvalidValue> {
        self.as_element_mut().set_attribute(name, value)
    }

    /// As [`ElementMut::set_attribute_in`].
    ///
    /// # Errors
    ///
    /// `name` isn't a name without colon, `namespace` can't be one, or `value` has a character that XML doesn't have.
    pub fn set_attribute_in(&mut self, namespace: &str, name: &str, value: &str) -> Result<(), InvalidValue> {
        self.as_element_mut().set_attribute_in(namespace, name, value)
    }

    /// As [`ElementMut::set_lang`].
    ///
    /// # Errors
    ///
    /// `lang` has a character that XML doesn't have.
    pub fn set_lang(&mut self, lang: &str) -> Result<(), InvalidValue> {
        self.as_element_mut().set_lang(lang)
    }

    /// As [`ElementMut::push_text`].
    ///
    /// # Errors
    ///
    /// It has a character that XML doesn't have.
    pub fn push_text(&mut self, text: &str) -> Result<(), InvalidValue> {
        self.as_element_mut().push_text(text)
    }

    /// As [`ElementMut::push`].
    ///
    /// # Errors
    ///
    /// All strings together would take 1 GiB.
    pub fn push(&mut self, element: Element<'_>) -> Result<(), InvalidValue> {
        self.as_element_mut().push(element)
    }

    /// As [`ElementMut::push_new`].
    ///
    /// # Errors
    ///
    /// `name` isn't a name without colon, or `namespace` can't be one of elements.
    pub fn push_new(&mut self, namespace: &str, name: &str) -> Result<ElementMut<'_>, InvalidValue> {
        let at = self.as_element_mut().add(namespace, name)?;
        Ok(ElementMut { buf: self, at })
    }

    /// Adds copies of `entries`, the first of which stands in the element that is `parent` entries in front of it. What takes
    /// more than may be is for the caller to take away.
    fn copy(&mut self, entries: &[Entry], strings: &Strings<'_>, parent: usize) {
        let first = self.entries.len();
        // Those around mostly have the same.
        let around =
            first.checked_sub(parent).and_then(|at| self.entries.get(at)).map(|entry| entry.namespace);
        let mut namespaces = Namespaces::default();
        if let (Some(around), Some(copied)) = (around, entries.first())
            && self.strings.at(around) == strings.at(copied.namespace)
        {
            namespaces.last = (copied.namespace, around);
        }
        let own = &mut self.strings.own;
        self.entries.extend(entries.iter().map(|entry| Entry {
            kind: entry.kind,
            namespace: namespaces.kept(entry.namespace, |namespace| keep(own, strings.at(namespace))),
            name: keep(own, strings.at(entry.name)),
            value: keep(own, strings.at(entry.value)),
        }));
        if let Some(Entry { kind: Kind::Element { parent: kept, .. }, .. }) = self.entries.get_mut(first) {
            *kept = to_u32(parent);
        }
    }

    /// Counts bytes that nothing refers to any more, and gives them back once they are the most.
    fn discard(&mut self, len: usize) {
        self.unused += len;
        if self.unused > self.strings.own.len() / 2 {
            let text_of = self.text_of;
            *self = Self::from(self.as_element());
            self.text_of = text_of;
        }
    }

    fn check_new(&self, namespace: &str, name: &str) -> Result<(), InvalidValue> {
        check_namespace(namespace)?;
        check_name(name, "name of an element")?;
        self.check_room(namespace.len() + name.len())
    }

    fn check_room(&self, needed: usize) -> Result<(), InvalidValue> {
        let len = self.strings.own.len().checked_add(needed);
        if len.is_some_and(|len| len <= Span::MAX) { Ok(()) } else { Err(TOO_LARGE) }
    }
}

impl ElementMut<'_> {
    /// The element as it is now.
    pub fn as_element(&self) -> Element<'_> {
        Element::new(self.buf.entries.get(self.at..).unwrap_or_default(), &self.buf.strings)
    }

    /// Sets the attribute with this name and without namespace.
    ///
    /// # Errors
    ///
    /// `name` isn't a name without colon, or `value` has a character that XML doesn't have.
    pub fn set_attribute(&mut self, name: &str, value: &str) -> Result<(), InvalidValue> {
        self.set_attribute_in("", name, value)
    }

    /// Sets the attribute with this namespace and name.
    ///
    /// # Errors
    ///
    /// `name` isn't a name without colon, `namespace` can't be one, or `value` has a character that XML doesn't have.
    pub fn set_attribute_in(&mut self, namespace: &str, name: &str, value: &str) -> Result<(), InvalidValue> {
        let same = |attribute: Attribute<'_>| attribute.name == name && attribute.namespace == namespace;
        match self.as_element().attributes().position(same) {
            Some(number) => self.replace_value(self.at + 1 + number, value),
            None => self.insert_attributes(&[Attribute { namespace, name, value }]),
        }
    }

    /// Sets the attribute `xml:lang`: the language of the text inside.
    ///
    /// # Errors
    ///
    /// `lang` has a character that XML doesn't have.
    pub fn set_lang(&mut self, lang: &str) -> Result<(), InvalidValue> {
        self.set_attribute_in(xml::XML, "lang", lang)
    }

    /// Takes the attribute with this name and without namespace away; whether there was one.
    ///
    /// ```
    /// use xmpp_stream::ElementBuf;
    ///
    /// let mut message = ElementBuf::new("jabber:client", "message")?;
    /// message.set_attribute("from", "mallory@example.org")?;
    /// assert!(message.as_element_mut().remove_attribute("from"));
    /// assert_eq!(message.as_element().attribute("from"), None);
    /// # Ok::<(), xmpp_stream::InvalidValue>(())
    /// ```
    pub fn remove_attribute(&mut self, name: &str) -> bool {
        self.remove_attribute_in("", name)
    }

    /// Takes the attribute with this namespace and name away; whether there was one.
    pub fn remove_attribute_in(&mut self, namespace: &str, name: &str) -> bool {
        let same = |attribute: Attribute<'_>| attribute.name == name && attribute.namespace == namespace;
        let Some(number) = self.as_element().attributes().position(same) else { return false };
        let removed = self.buf.entries.remove(self.at + 1 + number);
        let first_child = self.at + 1 + self.as_element().attributes().len();
        self.grow(ONE_LESS);
        self.move_children(first_child, ONE_LESS);
        self.buf.discard(removed.name.len() + removed.value.len());
        true
    }

    /// Takes those elements and pieces of text away that are in the element and that `keep` says no to. Text that nothing parts
    /// any more is one piece afterwards.
    ///
    /// ```
    /// use xmpp_stream::{Child, ElementBuf};
    ///
    /// const DELAY: &str = "urn:xmpp:delay";
    /// let mut message = ElementBuf::new("jabber:client", "message")?;
    /// message.push_new("jabber:client", "body")?.push_text("Art thou")?;
    /// message.push_new(DELAY, "delay")?;
    /// message.as_element_mut().retain_children(|child| {
    ///     !matches!(child, Child::Element(element) if element.is(DELAY, "delay"))
    /// });
    /// assert_eq!(message.as_element().children().count(), 1);
    /// # Ok::<(), xmpp_stream::InvalidValue>(())
    /// ```
    pub fn retain_children(&mut self, keep: impl FnMut(Child<'_>) -> bool) {
        let is_kept: Vec<bool> = self.as_element().children().map(keep).collect();
        if is_kept.iter().all(|is_kept| *is_kept) {
            return;
        }
        let unused = self.refill(is_kept.into_iter());
        let children = || self.as_element().children().map(|child| matches!(child, Child::Text(_)));
        if children().zip(children().skip(1)).any(|pair| pair == (true, true)) {
            // Then what follows each other in the row does so in the strings, too.
            *self.buf = ElementBuf::from(self.buf.as_element());
            self.refill(repeat(true));
        } else {
            self.buf.discard(unused);
        }
    }

    /// Puts the children that are kept behind the attributes, and says how many bytes the others leave behind.
    fn refill(&mut self, is_kept: impl Iterator<Item = bool>) -> usize {
        let first = self.at + 1 + self.as_element().attributes().len();
        let children = self.buf.entries.split_off(first);
        self.grow(to_u32(children.len()).wrapping_neg());
        self.buf.text_of = None;
        let (mut rest, mut unused) = (&children[..], 0);
        for is_kept in is_kept {
            let len = match rest.first() {
                Some(Entry { kind: Kind::Element { len, .. }, .. }) => *len as usize,
                _ => 1,
            };
            let Some((child, behind)) = rest.split_at_checked(len) else { break };
            rest = behind;
            if is_kept {
                self.put_back(child);
            } else {
                unused += child.iter().map(|entry| entry.name.len() + entry.value.len()).sum::<usize>();
            }
        }
        unused
    }

    /// Adds a child whose strings are there already.
    fn put_back(&mut self, child: &[Entry]) {
        let at = self.buf.entries.len();
        if let [Entry { kind: Kind::Text, value, .. }] = child {
            let before = self.buf.entries.last_mut().filter(|_| self.buf.text_of == Some(self.at));
            self.buf.text_of = Some(self.at);
            if let Some(before) = before.filter(|before| before.value.end() == value.start()) {
                before.value = Span::own(before.value.start(), value.end());
                return;
            }
        } else {
            self.buf.text_of = None;
        }
        self.buf.entries.extend_from_slice(child);
        if let Some(Entry { kind: Kind::Element { parent, .. }, .. }) = self.buf.entries.get_mut(at) {
            *parent = to_u32(at - self.at);
        }
        self.grow(to_u32(child.len()));
    }

    /// Tells the children from `at` on that they stand so many entries further behind, or before as two's complement.
    fn move_children(&mut self, mut at: usize, by: u32) {
        while let Some(child) = self.buf.entries.get_mut(at) {
            at += 1;
            if let Kind::Element { len, parent } = &mut child.kind {
                *parent = parent.wrapping_add(by);
                at += *len as usize - 1;
            }
        }
    }

    fn replace_value(&mut self, at: usize, value: &str) -> Result<(), InvalidValue> {
        check_text(value, "value of an attribute")?;
        self.buf.check_room(value.len())?;
        let Some(entry) = self.buf.entries.get_mut(at) else { return Ok(()) };
        let before = entry.value;
        entry.value = keep(&mut self.buf.strings.own, value);
        self.buf.discard(before.len());
        Ok(())
    }

    /// Adds attributes that aren't there yet; nothing is added on error.
    pub(crate) fn insert_attributes(&mut self, attributes: &[Attribute<'_>]) -> Result<(), InvalidValue> {
        for Attribute { namespace, name, value } in attributes {
            check_namespace(namespace)?;
            check_name(name, "name of an attribute")?;
            if namespace.is_empty() && *name == "xmlns" {
                return Err(InvalidValue("name of an attribute"));
            }
            check_text(value, "value of an attribute")?;
        }
        let needed = attributes.iter().map(|it| it.namespace.len() + it.name.len() + it.value.len()).sum();
        self.buf.check_room(needed)?;
        let behind = self.at + 1 + self.as_element().attributes().len();
        let own = &mut self.buf.strings.own;
        let entries = attributes.iter().map(|attribute| Entry {
            kind: Kind::Attribute,
            namespace: keep(own, attribute.namespace),
            name: keep(own, attribute.name),
            value: keep(own, attribute.value),
        });
        self.buf.entries.splice(behind..behind, entries);
        let added = to_u32(attributes.len());
        self.grow(added);
        self.move_children(behind + attributes.len(), added);
        Ok(())
    }

    /// Adds text at the end.
    ///
    /// # Errors
    ///
    /// It has a character that XML doesn't have.
    pub fn push_text(&mut self, text: &str) -> Result<(), InvalidValue> {
        check_text(text, "text")?;
        if text.is_empty() {
            return Ok(());
        }
        if self.buf.text_of == Some(self.at) {
            return self.push_more_text(text);
        }
        self.buf.check_room(text.len())?;
        let value = keep(&mut self.buf.strings.own, text);
        let (namespace, name) = (Span::EMPTY, Span::EMPTY);
        self.buf.entries.push(Entry { kind: Kind::Text, namespace, name, value });
        self.grow(1);
        self.buf.text_of = Some(self.at);
        Ok(())
    }

    /// Adds to the text at the end.
    fn push_more_text(&mut self, text: &str) -> Result<(), InvalidValue> {
        let ElementBuf { entries, strings, .. } = &mut *self.buf;
        let Some(last) = entries.last_mut() else { return Ok(()) };
        let before = last.value;
        if before.end() == strings.own.len() {
            self.buf.check_room(text.len())?;
            keep(&mut self.buf.strings.own, text);
            if let Some(last) = self.buf.entries.last_mut() {
                last.value = Span::own(before.start(), self.buf.strings.own.len());
            }
            return Ok(());
        }
        let whole = [strings.at(before), text].concat();
        self.buf.check_room(whole.len())?;
        if let Some(last) = self.buf.entries.last_mut() {
            last.value = keep(&mut self.buf.strings.own, &whole);
        }
        self.buf.discard(before.len());
        Ok(())
    }

    /// Adds a copy of `element` at the end.
    ///
    /// # Errors
    ///
    /// All strings together would take 1 GiB.
    pub fn push(&mut self, element: Element<'_>) -> Result<(), InvalidValue> {
        let (entries, strings) = element.entries();
        let (at, len) = (self.buf.entries.len(), self.buf.strings.own.len());
        self.buf.copy(entries, strings, at - self.at);
        if self.buf.strings.own.len() > Span::MAX {
            self.buf.entries.truncate(at);
            self.buf.strings.own.truncate(len);
            return Err(TOO_LARGE);
        }
        self.grow(to_u32(entries.len()));
        self.buf.text_of = None;
        Ok(())
    }

    /// Adds an element without attributes and content at the end, to be built there.
    ///
    /// ```
    /// use xmpp_stream::{ElementBuf, Scope};
    ///
    /// const ROSTER: &str = "jabber:iq:roster";
    /// let mut query = ElementBuf::new(ROSTER, "query")?;
    /// for jid in ["romeo@example.net", "nurse@example.com"] {
    ///     let mut item = query.push_new(ROSTER, "item")?;
    ///     item.set_attribute("jid", jid)?;
    ///     item.push_new(ROSTER, "group")?.push_text("Verona")?;
    /// }
    /// assert_eq!(query.as_element().elements().count(), 2);
    /// # Ok::<(), xmpp_stream::InvalidValue>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `name` isn't a name without colon, or `namespace` can't be one of elements.
    pub fn push_new(&mut self, namespace: &str, name: &str) -> Result<ElementMut<'_>, InvalidValue> {
        let at = self.add(namespace, name)?;
        Ok(ElementMut { buf: self.buf, at })
    }

    /// Adds an element that `write` writes, or nothing on error.
    pub(crate) fn push_written(
        &mut self,
        namespace: &str,
        name: &str,
        write: impl FnOnce(&mut ElementMut<'_>) -> Result<(), InvalidValue>,
    ) -> Result<(), InvalidValue> {
        let (len, text_of) = (self.buf.strings.own.len(), self.buf.text_of);
        let at = self.add(namespace, name)?;
        let written = write(&mut ElementMut { buf: &mut *self.buf, at });
        if written.is_err() {
            let added = to_u32(self.buf.entries.len() - at);
            self.buf.entries.truncate(at);
            self.grow(added.wrapping_neg());
            // What is at the end again may be text that goes on.
            self.buf.text_of = text_of;
            self.buf.discard(self.buf.strings.own.len().saturating_sub(len));
        }
        written
    }

    /// Adds an element, and says where; nothing is added on error.
    fn add(&mut self, namespace: &str, name: &str) -> Result<usize, InvalidValue> {
        self.buf.check_new(namespace, name)?;
        let mut child = self.push_unnamed();
        child.put_name(namespace, name);
        Ok(child.at)
    }

    /// Adds an element that is to get a name still.
    pub(crate) fn push_unnamed(&mut self) -> ElementMut<'_> {
        let at = self.buf.entries.len();
        self.buf.entries.push(unnamed_entry(at - self.at));
        self.grow(1);
        self.buf.text_of = None;
        ElementMut { buf: self.buf, at }
    }

    pub(crate) fn set_name(&mut self, namespace: &str, name: &str) -> Result<(), InvalidValue> {
        self.buf.check_new(namespace, name)?;
        self.put_name(namespace, name);
        Ok(())
    }

    fn put_name(&mut self, namespace: &str, name: &str) {
        let ElementBuf { entries, strings, .. } = &mut *self.buf;
        let parent = match entries.get(self.at) {
            Some(Entry { kind: Kind::Element { parent, .. }, .. }) => *parent as usize,
            _ => 0,
        };
        // Mostly it has the namespace of the element around it.
        let around = entries.get(self.at - parent).map(|entry| entry.namespace);
        let same = around.filter(|around| strings.at(*around) == namespace);
        let namespace = same.unwrap_or_else(|| keep(&mut strings.own, namespace));
        if let Some(entry) = entries.get_mut(self.at) {
            entry.namespace = namespace;
            entry.name = keep(&mut strings.own, name);
        }
    }

    /// Counts entries that were added to it, in the elements around it too; `by` may be negative, as two's complement.
    fn grow(&mut self, by: u32) {
        let mut at = self.at;
        while let Some(Entry { kind: Kind::Element { len, parent }, .. }) = self.buf.entries.get_mut(at) {
            *len = len.wrapping_add(by);
            if *parent == 0 {
                return;
            }
            at -= *parent as usize;
        }
    }
}

const ONE_LESS: u32 = 1_u32.wrapping_neg();
const TOO_LARGE: InvalidValue = InvalidValue("size of an element: its strings take less than 1 GiB");

/// Which copies of namespaces there are already, so that none is copied once for each element that has it.
#[derive(Default)]
struct Namespaces {
    /// The last one and its copy; mostly the next is the same.
    last: (Span, Span),
    others: BTreeMap<Span, Span>,
}

impl Namespaces {
    #[inline]
    fn kept(&mut self, namespace: Span, keep: impl FnOnce(Span) -> Span) -> Span {
        if namespace.is_empty() || namespace == Span::XML {
            return namespace;
        }
        if namespace != self.last.0 {
            let copy = self.others.get(&namespace).copied().unwrap_or_else(|| keep(namespace));
            let (last, kept) = core::mem::replace(&mut self.last, (namespace, copy));
            if !last.is_empty() {
                self.others.insert(last, kept);
            }
        }
        self.last.1
    }
}

fn unnamed_entry(parent: usize) -> Entry {
    let kind = Kind::Element { len: 1, parent: to_u32(parent) };
    Entry { kind, namespace: Span::EMPTY, name: Span::EMPTY, value: Span::EMPTY }
}

fn keep(own: &mut String, text: &str) -> Span {
    if text.is_empty() {
        return Span::EMPTY;
    }
    let start = own.len();
    own.push_str(text);
    Span::own(start, own.len())
}

fn check_name(name: &str, what: &'static str) -> Result<(), InvalidValue> {
    if xml::is_name(name) { Ok(()) } else { Err(InvalidValue(what)) }
}

fn check_text(text: &str, what: &'static str) -> Result<(), InvalidValue> {
    if xml::is_text(text) { Ok(()) } else { Err(InvalidValue(what)) }
}

fn check_namespace(namespace: &str) -> Result<(), InvalidValue> {
    if namespace == xml::XMLNS { Err(InvalidValue("namespace")) } else { check_text(namespace, "namespace") }
}

/// Takes no more bytes for strings than the element was decoded from: a namespace that many have is kept once.
impl From<Element<'_>> for ElementBuf {
    fn from(element: Element<'_>) -> Self {
        let (entries, strings) = element.entries();
        let own = Strings { wire: "", own: String::new(), inherited: None };
        let ends_with_text = matches!(element.children().last(), Some(Child::Text(_)));
        let text_of = ends_with_text.then_some(0);
        let mut buf = Self { entries: Vec::with_capacity(entries.len()), strings: own, text_of, unused: 0 };
        buf.copy(entries, strings, 0);
        buf
    }
}

impl From<&ElementTree<'_>> for ElementBuf {
    fn from(tree: &ElementTree<'_>) -> Self {
        Self::from(tree.root())
    }
}

impl PartialEq for ElementBuf {
    fn eq(&self, other: &Self) -> bool {
        self.as_element() == other.as_element()
    }
}

impl Eq for ElementBuf {}

impl Hash for ElementBuf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_element().hash(state);
    }
}

/// As [`Element`].
impl fmt::Display for ElementBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.as_element(), f)
    }
}

/// As [`Element`].
impl fmt::Debug for ElementBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.as_element(), f)
    }
}

/// As [`Element`].
impl fmt::Debug for ElementMut<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.as_element(), f)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]
mod tests {
    use super::*;

    #[test]
    fn an_element_that_fails_to_be_written_leaves_nothing() {
        let mut built = ElementBuf::new("n", "a").unwrap();
        let mut element = built.as_element_mut();
        element.push_text("b").unwrap();
        let written = element.push_written("n", "c", |child| {
            child.set_attribute("d", "e")?;
            child.push_new("n", "f")?.push_text("g")?;
            child.push_text("\0")
        });
        assert!(written.is_err());
        element.push_text("h").unwrap();
        element.push_written("n", "c", |child| child.push_text("i")).unwrap();
        element.push_text("j").unwrap();

        let mut expected = ElementBuf::new("n", "a").unwrap();
        expected.push_text("bh").unwrap();
        expected.push_new("n", "c").unwrap().push_text("i").unwrap();
        expected.push_text("j").unwrap();
        assert_eq!(built, expected);
    }
}
