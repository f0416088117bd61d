//! The map from texts to values that both topic trees walk.

use alloc::{boxed::Box, string::String, vec::Vec};
use core::{fmt, mem};

/// A radix tree over bytes: what texts have in common at their start is stored once.
///
/// Nodes stand where texts end or part, not at every level, so a text of 65,535 levels adds two at most. Children differ
/// in their first byte, so there are never more than 256 of them.
#[derive(Clone)]
pub(super) struct Trie<T> {
    root: Node<T>,
    /// All other nodes, and slots that are free.
    nodes: Vec<Node<T>>,
    free: Vec<usize>,
}

/// Below the root, a node has a value or more than one child.
#[derive(Clone)]
pub(super) struct Node<T> {
    /// What stands between the parent's end and this node's; empty only at the root.
    pub(super) label: Box<[u8]>,
    /// First byte and slot of each child, in the order of the bytes.
    pub(super) children: Vec<(u8, usize)>,
    pub(super) value: Option<T>,
}

/// No slot has this number, so looking for it gives the root.
const ROOT: usize = usize::MAX;

impl<T> Trie<T> {
    pub(super) fn root(&self) -> &Node<T> {
        &self.root
    }

    pub(super) fn node(&self, id: usize) -> &Node<T> {
        self.nodes.get(id).unwrap_or(&self.root)
    }

    pub(super) fn child(&self, node: &Node<T>, first: u8) -> Option<&Node<T>> {
        node.child(first).map(|id| self.node(id))
    }

    pub(super) fn get(&self, key: &[u8]) -> Option<&T> {
        let (_, id) = self.find(key)?;
        self.node(id).value.as_ref()
    }

    pub(super) fn get_mut(&mut self, key: &[u8]) -> Option<&mut T> {
        let (_, id) = self.find(key)?;
        self.node_mut(id).value.as_mut()
    }

    /// Where the value of `key` belongs; who calls it fills it.
    pub(super) fn slot(&mut self, key: &[u8]) -> &mut Option<T> {
        let (mut id, mut rest) = (ROOT, key);
        loop {
            let common = common_prefix(&self.node(id).label, rest);
            self.split(id, common);
            rest = rest.get(common..).unwrap_or_default();
            let Some(&first) = rest.first() else { break };
            match self.node(id).child(first) {
                Some(child) => id = child,
                None => {
                    id = self.add_child(id, first, Node::new(rest));
                    break;
                }
            }
        }
        &mut self.node_mut(id).value
    }

    pub(super) fn remove(&mut self, key: &[u8]) -> Option<T> {
        let (parent, id) = self.find(key)?;
        let value = self.node_mut(id).value.take()?;
        if self.node(id).children.is_empty() && id != ROOT {
            self.release(id);
            self.node_mut(parent).children.retain(|(_, child)| *child != id);
            self.join(parent);
        } else {
            self.join(id);
        }
        Some(value)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &T> {
        self.root.value.iter().chain(self.nodes.iter().filter_map(|node| node.value.as_ref()))
    }

    /// Calls `visit` with every key and its value, in the order of the keys.
    ///
    /// Keys are text, though a label may end inside a character.
    pub(super) fn for_each(&self, mut visit: impl FnMut(&str, &T)) {
        let mut key = Vec::new();
        let mut pending = Vec::from([(&self.root, 0)]);
        while let Some((node, parent_len)) = pending.pop() {
            key.truncate(parent_len);
            key.extend_from_slice(&node.label);
            if let Some(value) = &node.value {
                visit(&String::from_utf8_lossy(&key), value);
            }
            pending.extend(node.children.iter().rev().map(|(_, child)| (self.node(*child), key.len())));
        }
    }

    /// The node at which `key` ends, after its parent.
    fn find(&self, key: &[u8]) -> Option<(usize, usize)> {
        let (mut parent, mut id, mut rest) = (ROOT, ROOT, key);
        loop {
            let node = self.node(id);
            rest = rest.strip_prefix(&*node.label)?;
            let Some(&first) = rest.first() else { return Some((parent, id)) };
            (parent, id) = (id, node.child(first)?);
        }
    }

    /// Ends a node's label after `len` bytes, if it is longer; what the node was goes to a child.
    fn split(&mut self, id: usize, len: usize) {
        let node = self.node_mut(id);
        let Some((head, tail @ [first, ..])) = node.label.split_at_checked(len) else { return };
        let (first, label, head) = (*first, tail.into(), head.into());
        node.label = head;
        let child = Node { label, children: mem::take(&mut node.children), value: node.value.take() };
        self.add_child(id, first, child);
    }

    /// Makes a node one with its only child if nothing ends between them.
    fn join(&mut self, id: usize) {
        let node = self.node(id);
        let (None, &[(_, child)], false) = (&node.value, &*node.children, id == ROOT) else { return };
        let child = self.release(child);
        let node = self.node_mut(id);
        node.label = [&*node.label, &*child.label].concat().into();
        node.children = child.children;
        node.value = child.value;
    }

    fn add_child(&mut self, parent: usize, first: u8, child: Node<T>) -> usize {
        let id = self.free.pop().unwrap_or(self.nodes.len());
        match self.nodes.get_mut(id) {
            Some(slot) => *slot = child,
            None => self.nodes.push(child),
        }
        let siblings = &mut self.node_mut(parent).children;
        let at = siblings.partition_point(|(byte, _)| *byte < first);
        siblings.insert(at, (first, id));
        id
    }

    fn release(&mut self, id: usize) -> Node<T> {
        self.free.push(id);
        mem::replace(self.node_mut(id), Node::new(&[]))
    }

    fn node_mut(&mut self, id: usize) -> &mut Node<T> {
        self.nodes.get_mut(id).unwrap_or(&mut self.root)
    }
}

impl<T> Node<T> {
    fn new(label: &[u8]) -> Self {
        Self { label: label.into(), children: Vec::new(), value: None }
    }

    pub(super) fn child(&self, first: u8) -> Option<usize> {
        self.only(first).first().map(|(_, id)| *id)
    }

    /// The children that a filter can match whose next byte is `first`: at a wildcard all.
    pub(super) fn branches(&self, first: Option<&u8>) -> &[(u8, usize)] {
        match first {
            None => &[],
            Some(b'+' | b'#') => &self.children,
            Some(first) => self.only(*first),
        }
    }

    fn only(&self, first: u8) -> &[(u8, usize)] {
        let found = self.children.binary_search_by_key(&first, |(byte, _)| *byte).ok();
        found.and_then(|at| self.children.get(at..=at)).unwrap_or_default()
    }
}

fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

impl<T> Default for Trie<T> {
    fn default() -> Self {
        Self { root: Node::new(&[]), nodes: Vec::new(), free: Vec::new() }
    }
}

impl<T: fmt::Debug> fmt::Debug for Trie<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        self.for_each(|key, value| {
            map.entry(&key, value);
        });
        map.finish()
    }
}

#[cfg(test)]
mod tests {
    use alloc::{format, vec};

    use super::*;

    /// Every slot is either free or the child of one node, which knows its first byte; no node is needless.
    fn check<T>(trie: &Trie<T>) {
        let mut met = trie.free.clone();
        let mut pending = vec![&trie.root];
        while let Some(node) = pending.pop() {
            assert!(node.children.is_sorted_by(|(a, _), (b, _)| a < b));
            for (first, id) in &node.children {
                let child = &trie.nodes[*id];
                assert_eq!(child.label[0], *first);
                assert!(child.value.is_some() || child.children.len() > 1, "a needless node is left");
                met.push(*id);
                pending.push(child);
            }
        }
        met.sort();
        assert!(met.into_iter().eq(0..trie.nodes.len()), "a slot is lost, or used twice");
    }

    #[test]
    fn texts_split_nodes_and_join_them_again() {
        let texts =
            ["romane", "romanus", "romulus", "rubens", "ruber", "rubicon", "rubicundus", "r", "x", "xyz", ""];
        let mut trie = Trie::default();
        for text in texts {
            assert_eq!(trie.slot(text.as_bytes()).replace(text), None);
            check(&trie);
        }
        for text in texts {
            assert_eq!(trie.get(text.as_bytes()), Some(&text));
            assert_eq!(trie.get(format!("{text}?").as_bytes()), None);
        }
        for text in texts {
            assert_eq!(trie.remove(text.as_bytes()), Some(text));
            assert_eq!(trie.remove(text.as_bytes()), None);
            check(&trie);
        }
        assert_eq!(trie.free.len(), trie.nodes.len());
    }

    #[test]
    fn the_memory_of_removed_texts_is_used_again() {
        let mut trie = Trie::default();
        let text = |n: u64| format!("{}/{n}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15)).into_bytes();
        for n in 0..1_000_000 {
            *trie.slot(&text(n)) = Some(n);
            assert_eq!(n.checked_sub(10).and_then(|old| trie.remove(&text(old))), n.checked_sub(10));
        }
        check(&trie);
        assert!(trie.nodes.len() < 25, "{} nodes for 10 texts", trie.nodes.len());
    }

    #[test]
    fn a_text_of_65535_levels_adds_two_nodes_at_most() {
        let text = [b'/'; 65_535];
        let mut trie = Trie::default();
        *trie.slot(&text) = Some(());
        assert_eq!(trie.nodes.len(), 1);
        *trie.slot(&text[1..]) = Some(());
        *trie.slot(b"////+") = Some(());
        assert_eq!(trie.nodes.len(), 4);
    }
}
