//! Elements that are built where they stand.

use core::fmt;

use super::{ElementBuf, TOO_LARGE, check_name, check_namespace, check_text, keep, unnamed_entry};
use crate::xml::{self, Entry, Kind, Span, to_u32};
use crate::{Attribute, Element, InvalidValue};

/// An element that is built where it stands: an [`ElementBuf`], or the last element in one.
///
/// While it is borrowed, nothing can be added to the elements around it. Each addition takes a step for each of those.
pub struct ElementMut<'a> {
    pub(super) buf: &'a mut ElementBuf,
    /// Its place in the row, at the end of which it ends.
    pub(super) at: usize,
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

    /// Tells the children from `at` on that they stand so many entries further behind, or before as two's complement.
    pub(super) fn move_children(&mut self, mut at: usize, by: u32) {
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
    pub(super) fn add(&mut self, namespace: &str, name: &str) -> Result<usize, InvalidValue> {
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

    pub(super) fn put_name(&mut self, namespace: &str, name: &str) {
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
    pub(super) fn grow(&mut self, by: u32) {
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
