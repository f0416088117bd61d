//! What is taken away from elements again.

use core::iter::repeat;

use super::{ElementBuf, ElementMut};
use crate::xml::{Entry, Kind, Span, to_u32};
use crate::{Attribute, Child};

const ONE_LESS: u32 = 1_u32.wrapping_neg();

impl ElementMut<'_> {
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
}
