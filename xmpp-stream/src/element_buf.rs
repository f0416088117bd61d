//! Elements that are built or kept.

use core::fmt;
use core::hash::{Hash, Hasher};

use crate::xml::{self, Entry, Kind, Span, Strings, to_u32};
use crate::{Attribute, Child, Element, ElementTree, InvalidValue};

/// An element that owns what is in it.
///
/// ```
/// use xmpp_stream::{ElementBuf, Scope};
///
/// let mut body = ElementBuf::new("jabber:client", "body")?;
/// body.push_text("Art thou <3")?;
/// let mut message = ElementBuf::new("jabber:client", "message")?;
/// message.set_attribute("to", "juliet@example.com")?;
/// message.push(body.as_element())?;
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
    /// Whether the last of its children is text.
    ends_with_text: bool,
}

impl ElementBuf {
    /// An element without attributes and content; an empty `namespace` is none.
    ///
    /// # Errors
    ///
    /// `name` isn't a name without colon, or `namespace` can't be one of elements.
    pub fn new(namespace: &str, name: &str) -> Result<Self, InvalidValue> {
        check_namespace(namespace)?;
        check_name(name, "name of an element")?;
        let strings = Strings { wire: "", own: String::new(), inherited: None };
        let mut element = Self { entries: Vec::new(), strings, ends_with_text: false };
        let namespace = element.keep(namespace)?;
        let name = element.keep(name)?;
        let kind = Kind::Element { len: 1, parent: 0 };
        element.entries.push(Entry { kind, namespace, name, value: Span::EMPTY });
        Ok(element)
    }

    /// An element with names that are known to be right.
    pub(crate) fn known(namespace: &str, name: &str) -> Self {
        let own = [namespace, name].concat();
        let names = (Span::own(0, namespace.len()), Span::own(namespace.len(), own.len()));
        let kind = Kind::Element { len: 1, parent: 0 };
        let entry = Entry { kind, namespace: names.0, name: names.1, value: Span::EMPTY };
        let strings = Strings { wire: "", own, inherited: None };
        Self { entries: vec![entry], strings, ends_with_text: false }
    }

    /// The element.
    pub fn as_element(&self) -> Element<'_> {
        Element::new(&self.entries, &self.strings)
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
        check_namespace(namespace)?;
        check_name(name, "name of an attribute")?;
        if namespace.is_empty() && name == "xmlns" {
            return Err(InvalidValue("name of an attribute"));
        }
        check_text(value, "value of an attribute")?;
        let same = |attribute: Attribute<'_>| attribute.name == name && attribute.namespace == namespace;
        if let Some(at) = self.as_element().attributes().position(same) {
            return self.replace_value(1 + at, value);
        }
        let namespace = self.keep(namespace)?;
        let name = self.keep(name)?;
        let value = self.keep(value)?;
        let behind = 1 + self.as_element().attributes().len();
        self.entries.insert(behind, Entry { kind: Kind::Attribute, namespace, name, value });
        self.grow(1);
        let mut at = behind + 1;
        while let Some(child) = self.entries.get_mut(at) {
            at += 1;
            if let Kind::Element { len, parent } = &mut child.kind {
                *parent += 1;
                at += *len as usize - 1;
            }
        }
        Ok(())
    }

    /// Sets the attribute `xml:lang`: the language of the text inside.
    ///
    /// # Errors
    ///
    /// `lang` has a character that XML doesn't have.
    pub fn set_lang(&mut self, lang: &str) -> Result<(), InvalidValue> {
        self.set_attribute_in(xml::XML, "lang", lang)
    }

    fn replace_value(&mut self, at: usize, value: &str) -> Result<(), InvalidValue> {
        let value = self.keep(value)?;
        if let Some(entry) = self.entries.get_mut(at) {
            entry.value = value;
        }
        // The old value would stay for ever.
        *self = Self::from(self.as_element());
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
        let Some(before) = self.entries.last().filter(|_| self.ends_with_text).map(|entry| entry.value)
        else {
            let value = self.keep(text)?;
            let (namespace, name) = (Span::EMPTY, Span::EMPTY);
            self.entries.push(Entry { kind: Kind::Text, namespace, name, value });
            self.grow(1);
            self.ends_with_text = true;
            return Ok(());
        };
        let start = if before.start() + before.len() == self.strings.own.len() {
            before.start()
        } else {
            let before = self.strings.at(before).to_owned();
            self.keep(&before)?.start()
        };
        self.keep(text)?;
        if let Some(entry) = self.entries.last_mut() {
            entry.value = Span::own(start, self.strings.own.len());
        }
        Ok(())
    }

    /// Adds a copy of `element` at the end.
    ///
    /// # Errors
    ///
    /// All strings together would take 1 GiB.
    pub fn push(&mut self, element: Element<'_>) -> Result<(), InvalidValue> {
        let (entries, strings) = element.entries();
        let needed: usize =
            entries.iter().map(|entry| entry.namespace.len() + entry.name.len() + entry.value.len()).sum();
        check_room(&self.strings.own, needed)?;
        let len = self.copy(entries, strings, self.entries.len());
        self.grow(len);
        self.ends_with_text = false;
        Ok(())
    }

    /// Adds copies of `entries`, the first of which stands in the element that is `parent` entries in front of it.
    fn copy(&mut self, entries: &[Entry], strings: &Strings<'_>, parent: usize) -> usize {
        let mut namespace = (Span::EMPTY, Span::EMPTY);
        let own = &mut self.strings.own;
        let mut keep = |span: Span| {
            let start = own.len();
            own.push_str(strings.at(span));
            Span::own(start, own.len())
        };
        let first = self.entries.len();
        self.entries.extend(entries.iter().map(|entry| {
            // Those around mostly have the same.
            if entry.namespace != namespace.0 {
                namespace = (entry.namespace, keep(entry.namespace));
            }
            Entry {
                kind: entry.kind,
                namespace: namespace.1,
                name: keep(entry.name),
                value: keep(entry.value),
            }
        }));
        if let Some(Entry { kind: Kind::Element { parent: kept, .. }, .. }) = self.entries.get_mut(first) {
            *kept = to_u32(parent);
        }
        entries.len()
    }

    /// Counts entries that were added.
    fn grow(&mut self, by: usize) {
        if let Some(Entry { kind: Kind::Element { len, .. }, .. }) = self.entries.first_mut() {
            *len += to_u32(by);
        }
    }

    fn keep(&mut self, text: &str) -> Result<Span, InvalidValue> {
        let own = &mut self.strings.own;
        check_room(own, text.len())?;
        let start = own.len();
        own.push_str(text);
        Ok(Span::own(start, own.len()))
    }
}

fn check_room(own: &str, needed: usize) -> Result<(), InvalidValue> {
    let len = own.len().checked_add(needed);
    if len.is_some_and(|len| len <= Span::MAX) {
        Ok(())
    } else {
        Err(InvalidValue("element of less than 1 GiB"))
    }
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

impl From<Element<'_>> for ElementBuf {
    fn from(element: Element<'_>) -> Self {
        let (entries, strings) = element.entries();
        let own = Strings { wire: "", own: String::new(), inherited: None };
        let ends_with_text = matches!(element.children().last(), Some(Child::Text(_)));
        let mut buf = Self { entries: Vec::with_capacity(entries.len()), strings: own, ends_with_text };
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
impl fmt::Debug for ElementBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_element().fmt(f)
    }
}
