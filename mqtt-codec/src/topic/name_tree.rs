//! Which of many Topic Names a Topic Filter matches.

use alloc::vec::Vec;
use core::{fmt, mem, slice};

use super::trie::Trie;
use super::{TopicFilter, TopicName};

/// A map from Topic Names to values that finds every name that a Topic Filter matches (section 4.7).
///
/// Names are not given back: a value that is to know its own keeps it. Finding goes only where the filter leads, and
/// never recurses.
///
/// A broker keeps its retained messages (section 3.3.1.3) in one:
///
/// ```
/// use mqtt_codec::topic::{NameTree, TopicNameBuf};
///
/// # fn main() -> Result<(), mqtt_codec::InvalidValue> {
/// struct Retained {
///     topic: TopicNameBuf,
///     payload: &'static [u8],
/// }
///
/// let mut retained = NameTree::new();
/// for (topic, payload) in [("site/7/alarm", b"off"), ("site/8/alarm", b"on!"), ("site/8/door", b"yes")] {
///     retained.insert(topic.try_into()?, Retained { topic: topic.try_into()?, payload });
/// }
/// retained.remove("site/7/alarm".try_into()?); // an empty payload removes
///
/// let mut sent = retained.matches("site/+/alarm".try_into()?);
/// let message = sent.next().ok_or("nothing matched").unwrap();
/// assert_eq!((message.topic.as_str(), message.payload), ("site/8/alarm", &b"on!"[..]));
/// assert!(sent.next().is_none());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct NameTree<V> {
    names: Trie<V>,
    len: usize,
}

impl<V> NameTree<V> {
    /// An empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Stores a value under a name and returns the one that was there.
    pub fn insert(&mut self, name: TopicName<'_>, value: V) -> Option<V> {
        let replaced = self.names.slot(name.as_str().as_bytes()).replace(value);
        self.len += usize::from(replaced.is_none());
        replaced
    }

    /// The name's value.
    pub fn get(&self, name: TopicName<'_>) -> Option<&V> {
        self.names.get(name.as_str().as_bytes())
    }

    /// The name's value.
    pub fn get_mut(&mut self, name: TopicName<'_>) -> Option<&mut V> {
        self.names.get_mut(name.as_str().as_bytes())
    }

    /// Takes a name out and returns its value.
    pub fn remove(&mut self, name: TopicName<'_>) -> Option<V> {
        let removed = self.names.remove(name.as_str().as_bytes());
        self.len -= usize::from(removed.is_some());
        removed
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no name.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All values, those of topics beginning with `$` too, in no special order.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.names.values()
    }

    /// The values of the names that `filter` matches by the rules of [`TopicFilter::matches`], in the order of the names.
    ///
    /// A Shared Subscription's filter finds the same as the plain one, though none of it is to be sent when a session
    /// subscribes (section 4.8.2).
    pub fn matches(&self, filter: TopicFilter<'_>) -> impl Iterator<Item = &V> {
        let filter = filter.shared().map_or(filter, |shared| shared.filter).as_str().as_bytes();
        let first_wild = matches!(filter.first(), Some(b'+' | b'#'));
        Matches {
            names: &self.names,
            filter,
            siblings: self.names.root().branches(filter.first()).iter(),
            at: 0,
            pending: Vec::new(),
            hidden: self.names.root().child(b'$').filter(|_| first_wild),
        }
    }
}

struct Matches<'t, 'f, V> {
    names: &'t Trie<V>,
    filter: &'f [u8],
    /// Nodes at whose start `at` bytes of `filter` have matched.
    siblings: slice::Iter<'t, (u8, usize)>,
    /// Stays at a `+` until the level ends, and at `#`.
    at: usize,
    /// Where the walk goes on after `siblings`.
    pending: Vec<(slice::Iter<'t, (u8, usize)>, usize)>,
    /// The topics beginning with `$`, if the filter begins with a wildcard \[MQTT-4.7.2-1\].
    hidden: Option<usize>,
}

impl<'t, V> Iterator for Matches<'t, '_, V> {
    type Item = &'t V;

    fn next(&mut self) -> Option<&'t V> {
        loop {
            let Some((_, id)) = self.siblings.next() else {
                (self.siblings, self.at) = self.pending.pop()?;
                continue;
            };
            if let Some(value) = self.visit(*id) {
                return Some(value);
            }
        }
    }
}

impl<'t, V> Matches<'t, '_, V> {
    /// Goes to the node's end; the value there if that is an end of the filter, too.
    fn visit(&mut self, id: usize) -> Option<&'t V> {
        let node = self.names.node(id);
        let at = follow(&node.label, self.filter, self.at).filter(|_| self.hidden != Some(id))?;
        let rest = self.filter.get(at..)?;
        let later = mem::replace(&mut self.siblings, node.branches(rest.first()).iter());
        if !later.as_slice().is_empty() {
            self.pending.push((later, self.at));
        }
        self.at = at;
        let rest = rest.strip_prefix(b"+").unwrap_or(rest);
        if matches!(rest, b"" | b"#" | b"/#") { node.value.as_ref() } else { None }
    }
}

/// Where `filter` stands at the end of `label`, a part of a name, if it stood at `at` at its start.
fn follow(label: &[u8], filter: &[u8], mut at: usize) -> Option<usize> {
    for byte in label {
        match filter.get(at) {
            Some(b'#') => return Some(at),
            Some(b'+') if *byte != b'/' => {}
            Some(b'+') if filter.get(at + 1) == Some(&b'/') => at += 2,
            Some(literal) if literal == byte => at += 1,
            _ => return None,
        }
    }
    Some(at)
}

impl<V> Default for NameTree<V> {
    fn default() -> Self {
        Self { names: Trie::default(), len: 0 }
    }
}

impl<V: fmt::Debug> fmt::Debug for NameTree<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.names.fmt(f)
    }
}
