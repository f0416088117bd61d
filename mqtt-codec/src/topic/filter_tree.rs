//! Which of many Topic Filters match a Topic Name.

use alloc::collections::btree_map::{self, BTreeMap};
use alloc::{boxed::Box, format, vec::Vec};
use core::fmt;

use super::trie::{Node, Trie};
use super::{TopicFilter, TopicName};

/// A map from Topic Filters to values that finds every filter that matches a Topic Name (section 4.7).
///
/// A Shared Subscription (section 4.8.2) is an entry of its own, apart from the plain filter behind its ShareName and
/// from that of any other group. Finding goes only where the name leads, however many other filters there are. It
/// allocates at most to remember where it has to come back to, and never recurses.
///
/// A broker keeps its subscribers in one:
///
/// ```
/// use mqtt_codec::topic::FilterTree;
///
/// # fn main() -> Result<(), mqtt_codec::InvalidValue> {
/// let mut subscribers: FilterTree<Vec<&str>> = FilterTree::new();
/// subscribers.get_or_insert_with("site/+/alarm".try_into()?, Vec::new).push("pager");
/// subscribers.get_or_insert_with("site/#".try_into()?, Vec::new).push("archive");
/// subscribers.get_or_insert_with("$share/workers/site/#".try_into()?, Vec::new).extend(["worker 1", "worker 2"]);
///
/// let mut receivers = Vec::new();
/// for found in subscribers.matches("site/7/alarm".try_into()?) {
///     match found.share_name {
///         None => receivers.extend_from_slice(found.value),
///         Some(_group) => receivers.extend(found.value.first()), // one of them, of the broker's choosing
///     }
/// }
/// receivers.sort();
/// assert_eq!(receivers, ["archive", "pager", "worker 1"]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct FilterTree<V> {
    filters: Trie<Entries<V>>,
    len: usize,
}

/// One entry of a [`FilterTree`] whose filter matches.
#[derive(Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Match<'t, V> {
    /// The group that shares the subscription; `None` for a plain one.
    pub share_name: Option<&'t str>,
    /// The entry's value.
    pub value: &'t V,
}

/// What is stored under one filter, without the first two parts of Shared Subscriptions.
#[derive(Clone)]
struct Entries<V> {
    plain: Option<V>,
    shared: BTreeMap<Box<str>, V>,
}

impl<V> FilterTree<V> {
    /// An empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Stores a value under a filter and returns the one that was there. For several values under one filter there is
    /// [`get_or_insert_with`](Self::get_or_insert_with).
    pub fn insert(&mut self, filter: TopicFilter<'_>, value: V) -> Option<V> {
        let (share_name, key) = split(filter);
        let entries = self.filters.slot(key).get_or_insert_default();
        let replaced = match share_name {
            None => entries.plain.replace(value),
            Some(share_name) => entries.shared.insert(share_name.into(), value),
        };
        self.len += usize::from(replaced.is_none());
        replaced
    }

    /// The filter's value, which `make` gives if there is none.
    pub fn get_or_insert_with(&mut self, filter: TopicFilter<'_>, make: impl FnOnce() -> V) -> &mut V {
        let (share_name, key) = split(filter);
        let entries = self.filters.slot(key).get_or_insert_default();
        let make = || {
            let value = make();
            self.len += 1;
            value
        };
        match share_name {
            None => entries.plain.get_or_insert_with(make),
            Some(share_name) => entries.shared.entry(share_name.into()).or_insert_with(make),
        }
    }

    /// The value of just this filter.
    pub fn get(&self, filter: TopicFilter<'_>) -> Option<&V> {
        let (share_name, key) = split(filter);
        let entries = self.filters.get(key)?;
        match share_name {
            None => entries.plain.as_ref(),
            Some(share_name) => entries.shared.get(share_name),
        }
    }

    /// The value of just this filter.
    pub fn get_mut(&mut self, filter: TopicFilter<'_>) -> Option<&mut V> {
        let (share_name, key) = split(filter);
        let entries = self.filters.get_mut(key)?;
        match share_name {
            None => entries.plain.as_mut(),
            Some(share_name) => entries.shared.get_mut(share_name),
        }
    }

    /// Takes a filter out and returns its value.
    pub fn remove(&mut self, filter: TopicFilter<'_>) -> Option<V> {
        let (share_name, key) = split(filter);
        let entries = self.filters.get_mut(key)?;
        let removed = match share_name {
            None => entries.plain.take(),
            Some(share_name) => entries.shared.remove(share_name),
        };
        if entries.plain.is_none() && entries.shared.is_empty() {
            self.filters.remove(key);
        }
        self.len -= usize::from(removed.is_some());
        removed
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The entries whose filters match `name` by the rules of [`TopicFilter::matches`], each once, in no special order.
    pub fn matches(&self, name: TopicName<'_>) -> impl Iterator<Item = Match<'_, V>> {
        Matches {
            filters: &self.filters,
            name: name.as_str(),
            next: (!name.is_empty()).then_some((self.filters.root(), 0)),
            pending: Vec::new(),
            plain: None,
            shared: btree_map::Iter::default(),
        }
    }
}

/// The ShareName, if any, and what Topic Names are matched against.
fn split<'a>(filter: TopicFilter<'a>) -> (Option<&'a str>, &'a [u8]) {
    match filter.shared() {
        Some(shared) => (Some(shared.share_name), shared.filter.as_str().as_bytes()),
        None => (None, filter.as_str().as_bytes()),
    }
}

struct Matches<'t, 'n, V> {
    filters: &'t Trie<Entries<V>>,
    name: &'n str,
    /// A node whose parent's end has been reached, and how much of `name` that took.
    next: Option<(&'t Node<Entries<V>>, usize)>,
    /// Where the walk goes on after `next`.
    pending: Vec<(&'t Node<Entries<V>>, usize)>,
    /// What is still to be yielded of the entries found last.
    plain: Option<&'t V>,
    shared: btree_map::Iter<'t, Box<str>, V>,
}

impl<'t, V> Iterator for Matches<'t, '_, V> {
    type Item = Match<'t, V>;

    fn next(&mut self) -> Option<Match<'t, V>> {
        loop {
            if let Some(value) = self.plain.take() {
                return Some(Match { share_name: None, value });
            }
            if let Some((share_name, value)) = self.shared.next() {
                return Some(Match { share_name: Some(share_name), value });
            }
            let (node, at) = self.next.take().or_else(|| self.pending.pop())?;
            if let Some(entries) = self.visit(node, at) {
                self.plain = entries.plain.as_ref();
                self.shared = entries.shared.iter();
            }
        }
    }
}

impl<'t, V> Matches<'t, '_, V> {
    /// Goes to the node's end; what is there if that is the end of the name, too.
    fn visit(&mut self, node: &'t Node<Entries<V>>, at: usize) -> Option<&'t Entries<V>> {
        let at = follow(&node.label, self.name, at)?;
        let ended = at == self.name.len();
        let literal = self.name.as_bytes().get(at).copied().or(ended.then_some(b'/'));
        self.next = literal.and_then(|byte| self.filters.child(node, byte)).map(|child| (child, at));
        let wildcards_may_follow = match node.label.last() {
            None => !self.name.starts_with('$'), // [MQTT-4.7.2-1]
            Some(byte) => *byte == b'/',
        };
        if wildcards_may_follow {
            let wildcards = [b'+', b'#'].into_iter().filter_map(|byte| self.filters.child(node, byte));
            self.pending.extend(wildcards.map(|child| (child, at)));
        }
        if ended { node.value.as_ref() } else { None }
    }
}

/// How much of `name` is matched at the end of `label`, a part of a filter, if `at` bytes are at its start.
///
/// One byte more than there is stands for the `/` after the name, since `/#` matches the level before it, too
/// (section 4.7.1.2).
fn follow(label: &[u8], name: &str, mut at: usize) -> Option<usize> {
    for byte in label {
        match byte {
            b'#' => return Some(name.len()),
            b'+' => at = name.get(at..)?.find('/').map_or(name.len(), |len| at + len),
            _ if name.as_bytes().get(at) == Some(byte) => at += 1,
            b'/' if at == name.len() => at += 1,
            _ => return None,
        }
    }
    Some(at)
}

impl<V> Default for FilterTree<V> {
    fn default() -> Self {
        Self { filters: Trie::default(), len: 0 }
    }
}

impl<V: fmt::Debug> fmt::Debug for FilterTree<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        self.filters.for_each(|filter, entries| {
            map.entries(entries.plain.iter().map(|value| (filter, value)));
            for (share_name, value) in &entries.shared {
                map.entry(&format!("$share/{share_name}/{filter}"), value);
            }
        });
        map.finish()
    }
}

impl<V> Default for Entries<V> {
    fn default() -> Self {
        Self { plain: None, shared: BTreeMap::new() }
    }
}

impl<V> Clone for Match<'_, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Match<'_, V> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removed_filters_leave_nothing() {
        let texts = ["a/+", "$share/g/a/+", "$share/h/a/+", "a", "$share/g/#"];
        let mut tree = FilterTree::new();
        for text in texts {
            tree.insert(text.try_into().unwrap(), text);
        }
        for text in texts {
            assert_eq!(tree.remove(text.try_into().unwrap()), Some(text));
        }
        assert_eq!((tree.len(), tree.filters.values().count()), (0, 0));
    }
}
