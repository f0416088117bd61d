//! Elements that are built or kept.

mod element_mut;
mod remove;

use core::fmt;
use core::hash::{Hash, Hasher};
use std::collections::BTreeMap;

pub use element_mut::ElementMut;

use crate::xml::{self, Entry, Kind, Span, Strings, to_u32};
use crate::{Child, Element, ElementTree, InvalidValue};

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
