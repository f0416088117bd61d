//! Topic trees beside a naive model.

use std::collections::BTreeMap;

use mqtt_codec::topic::{FilterTree, NameTree, SharedFilter, TopicFilter, TopicName};

/// The trees are compared as a whole after this many steps; what comes then is not done.
const MAX_STEPS: usize = 200;

/// Changes and asks a [`FilterTree`] and a [`NameTree`].
///
/// Each line is one step: its first byte says what is done (`i` insert, `g` get or insert, `r` remove, any other nothing),
/// the others are a Topic Filter, a Topic Name, or both. Then the trees are asked what they have that matches it.
pub fn topics(data: &[u8]) {
    let mut filters = Filters::default();
    let mut names = Names::default();
    let mut texts = Vec::new();
    for (value, line) in data.split(|byte| *byte == b'\n').take(MAX_STEPS).enumerate() {
        let Some((step, text)) = line.split_first() else { continue };
        let Ok(text) = str::from_utf8(text) else { continue };
        texts.push(text);
        if let Some(filter) = filter(text) {
            filters.change(*step, filter, value);
            names.check(filter);
        }
        if let Some(name) = name(text) {
            names.change(*step, name, value);
            filters.check(name);
        }
    }
    texts.iter().filter_map(|text| name(text)).for_each(|name| filters.check(name));
    texts.iter().filter_map(|text| filter(text)).for_each(|filter| names.check(filter));
    names.check_all();
}

#[derive(Default)]
struct Filters<'a> {
    tree: FilterTree<usize>,
    model: BTreeMap<&'a str, usize>,
}

impl<'a> Filters<'a> {
    fn change(&mut self, step: u8, filter: TopicFilter<'a>, value: usize) {
        let text = filter.as_str();
        let before = self.model.get(text).copied();
        assert_eq!(self.tree.get(filter).copied(), before);
        assert_eq!(self.tree.get_mut(filter).copied(), before);
        match step {
            b'i' => assert_eq!(self.tree.insert(filter, value), self.model.insert(text, value)),
            b'g' => {
                let stored = self.tree.get_or_insert_with(filter, || value);
                assert_eq!(stored, self.model.entry(text).or_insert(value));
            }
            b'r' => assert_eq!(self.tree.remove(filter), self.model.remove(text)),
            _ => {}
        }
        assert_eq!((self.tree.len(), self.tree.is_empty()), (self.model.len(), self.model.is_empty()));
    }

    fn check(&self, name: TopicName<'_>) {
        let found = self.tree.matches(name).map(|found| (found.share_name, *found.value));
        let expected = self.model.iter().filter(|(filter, _)| matches(filter, name.as_str()));
        let expected =
            expected.map(|(filter, value)| (shared(filter).map(|(share_name, _)| share_name), *value));
        assert_eq!(sorted(found), sorted(expected), "{name:?} in {:?}", self.model);
        for text in self.model.keys() {
            let filter = TopicFilter::try_from(*text).expect("only filters are stored");
            assert_eq!(filter.matches(name), matches(text, name.as_str()), "{text:?} and {name:?}");
        }
    }
}

#[derive(Default)]
struct Names<'a> {
    tree: NameTree<usize>,
    model: BTreeMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    fn change(&mut self, step: u8, name: TopicName<'a>, value: usize) {
        let text = name.as_str();
        assert_eq!(self.tree.get(name), self.model.get(text));
        assert_eq!(self.tree.get_mut(name), self.model.get_mut(text));
        match step {
            b'i' | b'g' => assert_eq!(self.tree.insert(name, value), self.model.insert(text, value)),
            b'r' => assert_eq!(self.tree.remove(name), self.model.remove(text)),
            _ => {}
        }
        assert_eq!((self.tree.len(), self.tree.is_empty()), (self.model.len(), self.model.is_empty()));
    }

    fn check(&self, filter: TopicFilter<'_>) {
        let expected = self.model.iter().filter(|(name, _)| matches(filter.as_str(), name));
        let expected = expected.map(|(_, value)| value);
        assert!(self.tree.matches(filter).eq(expected), "{filter:?} in {:?}", self.model);
    }

    fn check_all(&self) {
        assert_eq!(sorted(self.tree.values()), sorted(self.model.values()));
        assert_eq!(format!("{:?}", self.tree), format!("{:?}", self.model));
    }
}

fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<_> = items.collect();
    items.sort();
    items
}

/// The filter, if section 4.7.1 allows it.
fn filter(text: &str) -> Option<TopicFilter<'_>> {
    let mut levels = text.split('/').rev();
    let last = levels.next().is_some_and(|last| last == "#" || is_plain(last) || last == "+");
    let valid = last && levels.all(|level| level == "+" || is_plain(level));
    let expected = valid && !text.is_empty() && !text.contains('\0');
    let filter = TopicFilter::try_from(text).ok();
    assert_eq!(filter.is_some(), expected, "{text:?}");
    if let Some(filter) = filter {
        let parts =
            filter.shared().map(|SharedFilter { share_name, filter, .. }| (share_name, filter.as_str()));
        assert_eq!(parts, shared(text));
    }
    filter
}

/// The name, if section 4.7.3 allows it, and the empty one.
fn name(text: &str) -> Option<TopicName<'_>> {
    if text.is_empty() {
        return Some(TopicName::EMPTY);
    }
    let name = TopicName::try_from(text).ok();
    assert_eq!(name.is_some(), is_plain(text) && !text.contains('\0'), "{text:?}");
    name
}

fn is_plain(text: &str) -> bool {
    !text.contains(['+', '#'])
}

/// Level by level (section 4.7).
fn matches(filter: &str, name: &str) -> bool {
    let filter = shared(filter).map_or(filter, |(_, filter)| filter);
    if name.is_empty() || name.starts_with('$') && filter.starts_with(['+', '#']) {
        return false;
    }
    let (filter, name): (Vec<_>, Vec<_>) = (filter.split('/').collect(), name.split('/').collect());
    let (mut filter, mut name) = (&filter[..], &name[..]);
    loop {
        (filter, name) = match (filter, name) {
            (["#"], _) | ([], []) => return true,
            (["+", filter @ ..], [_, name @ ..]) => (filter, name),
            ([wanted, filter @ ..], [level, name @ ..]) if wanted == level => (filter, name),
            _ => return false,
        }
    }
}

/// ShareName and the filter behind it (section 4.8.2).
fn shared(filter: &str) -> Option<(&str, &str)> {
    let ("$share", rest) = filter.split_once('/')? else { return None };
    let (share_name, filter) = rest.split_once('/')?;
    let valid = !share_name.is_empty() && is_plain(share_name) && !filter.is_empty();
    valid.then_some((share_name, filter))
}
