//! What is read of a stream: all of it.

use crate::Digest;

/// Namespaces are shown as what prefixes stand for, empty where there is none; their declarations are not shown as
/// attributes. Text may come in pieces.
pub(super) trait Visit {
    /// What comes up to the matching [`close`](Self::close) is inside of this.
    fn open(&mut self, namespace: &str, name: &str);
    /// Of the element that was opened last.
    fn attribute(&mut self, namespace: &str, name: &str, value: &str);
    fn text(&mut self, text: &str);
    fn close(&mut self) {}
}

/// A few instructions for each thing, or they would hide the parser.
impl Visit for Digest {
    #[inline(always)]
    fn open(&mut self, namespace: &str, name: &str) {
        Self::text(self, namespace);
        Self::text(self, name);
    }

    #[inline(always)]
    fn attribute(&mut self, namespace: &str, name: &str, value: &str) {
        Self::text(self, namespace);
        Self::text(self, name);
        Self::text(self, value);
    }

    // Only what does not depend on where text was cut.
    #[inline(always)]
    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
    }
}

/// All that was shown, to compare.
#[cfg(test)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Seen {
    /// Attributes are sorted: some libraries do not keep their order.
    Open(String, String, Vec<[String; 3]>),
    Text(String),
    Close,
}

/// Collects what is shown.
#[cfg(test)]
#[derive(Debug, Default)]
pub(super) struct Collect(pub(super) Vec<Seen>);

#[cfg(test)]
impl Visit for Collect {
    fn open(&mut self, namespace: &str, name: &str) {
        self.0.push(Seen::Open(namespace.to_owned(), name.to_owned(), Vec::new()));
    }

    fn attribute(&mut self, namespace: &str, name: &str, value: &str) {
        let Some(Seen::Open(_, _, attributes)) = self.0.last_mut() else { panic!("no element was opened") };
        attributes.push([namespace, name, value].map(str::to_owned));
        attributes.sort();
    }

    fn text(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(Seen::Text(before)) => before.push_str(text),
            _ => self.0.push(Seen::Text(text.to_owned())),
        }
    }

    fn close(&mut self) {
        self.0.push(Seen::Close);
    }
}
