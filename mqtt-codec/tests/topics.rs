//! Matching by section 4.7: one filter against one name, and the trees against a naive model.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic, in its helpers too")]

use std::collections::BTreeMap;

use mqtt_codec::topic::{FilterTree, NameTree, TopicFilter, TopicName};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// The section that says so, a filter, and names that it matches and does not match.
const RULES: &[(&str, &str, &[&str], &[&str])] = &[
    (
        "4.7.1.2",
        "sport/tennis/player1/#",
        &["sport/tennis/player1", "sport/tennis/player1/ranking", "sport/tennis/player1/score/wimbledon"],
        &["sport/tennis", "sport/tennis/player", "sport/tennis/player10", "sport/tennis/player2"],
    ),
    ("4.7.1.2", "sport/#", &["sport", "sport/", "sport//"], &["sports", "", "/sport", "spor"]),
    ("4.7.1.2", "#", &["sport", "/", "a/b"], &["", "$SYS", "$"]),
    (
        "4.7.1.3",
        "sport/tennis/+",
        &["sport/tennis/player1", "sport/tennis/"],
        &["sport/tennis/player1/ranking"],
    ),
    ("4.7.1.3", "sport/+", &["sport/"], &["sport", "sport//"]),
    ("4.7.1.3", "+", &["finance"], &["/finance", "finance/", ""]),
    ("4.7.1.3", "+/+", &["/finance", "/", "a/b"], &["finance", "//"]),
    ("4.7.1.3", "/+", &["/finance", "/"], &["finance", "a/finance", "/finance/"]),
    ("4.7.1.3", "+/tennis/#", &["sport/tennis", "/tennis/x/y"], &["tennis", "sport/tennis2", "a/b/tennis"]),
    (
        "4.7.1.3",
        "sport/+/player1",
        &["sport/tennis/player1", "sport//player1"],
        &["sport/player1", "sport/a/b/player1"],
    ),
    ("4.7.1.3", "+/#", &["a", "/", "a/b/c"], &["$SYS", "$SYS/a"]),
    ("4.7.1.3", "a/+/#", &["a/", "a/b", "a/b/c"], &["a"]),
    ("4.7.2", "+/monitor/Clients", &["x/monitor/Clients", "/monitor/Clients"], &["$SYS/monitor/Clients"]),
    ("4.7.2", "$SYS/#", &["$SYS", "$SYS/monitor"], &["$SYSTEM", "SYS"]),
    ("4.7.2", "$SYS/monitor/+", &["$SYS/monitor/Clients"], &["$SYS/monitor"]),
    ("4.7.2", "a/+/#", &["a/$SYS", "a/$SYS/b"], &["$SYS/a"]),
    ("4.7.2", "$share/g/#", &["a"], &["$SYS/a", "$share/g/a"]),
    ("4.7.2", "$share/g/$SYS/+", &["$SYS/a"], &["$share/g/$SYS/a", "a"]),
    ("4.7.3", "ACCOUNTS", &["ACCOUNTS"], &["Accounts"]),
    ("4.7.3", "Accounts payable", &["Accounts payable"], &["Accounts", "Accountspayable"]),
    ("4.7.3", "/finance", &["/finance"], &["finance", "/finance/", "//finance"]),
    ("4.7.3", "/", &["/"], &["", "//", "a"]),
    ("4.7.3", "\u{e9}/+", &["\u{e9}/\u{e8}"], &["\u{e8}/\u{e9}", "e\u{301}/a"]),
    (
        "4.8.2",
        "$share/consumer1/sport/tennis/+",
        &["sport/tennis/player1"],
        &["$share/consumer1/sport/tennis/a"],
    ),
    ("4.8.2", "$share/consumer1//finance", &["/finance"], &["finance"]),
    ("4.8.2", "$share/g/$share/h/a", &["$share/h/a"], &["a", "$share/g/$share/h/a"]),
    ("4.8.2", "$share/g", &["$share/g"], &["g"]),
    ("4.8.2", "$share/g/", &["$share/g/"], &["g", ""]),
    ("4.8.2", "$share//a", &["$share//a"], &["a", "/a"]),
    ("4.8.2", "$share/+/a", &["$share/g/a"], &["a"]),
    ("4.8.2", "$share/#", &["$share", "$share/g/a"], &["a"]),
    ("4.8.2", "$shared/g/a", &["$shared/g/a"], &["a"]),
];

fn filter(text: &str) -> TopicFilter<'_> {
    text.try_into().unwrap()
}

fn name(text: &str) -> TopicName<'_> {
    if text.is_empty() { TopicName::EMPTY } else { text.try_into().unwrap() }
}

/// Each rule's filter and names, and whether they match.
fn rules() -> impl Iterator<Item = (&'static str, &'static str, &'static str, bool)> {
    RULES.iter().flat_map(|&(section, filter, matched, other)| {
        let matched = matched.iter().map(move |name| (section, filter, *name, true));
        matched.chain(other.iter().map(move |name| (section, filter, *name, false)))
    })
}

#[test]
fn a_filter_matches_by_the_rules() {
    for (section, text, topic, expected) in rules() {
        assert_eq!(filter(text).matches(name(topic)), expected, "{section}: {text} and {topic}");
    }
}

#[test]
fn the_naive_matcher_keeps_the_rules() {
    for (section, text, topic, expected) in rules() {
        assert_eq!(naive(text, topic), expected, "{section}: {text} and {topic}");
    }
}

#[test]
fn a_filter_tree_matches_by_the_rules() {
    let mut tree = FilterTree::new();
    for (_, text, ..) in RULES {
        tree.insert(filter(text), *text);
    }
    for (section, text, topic, expected) in rules() {
        let found = tree.matches(name(topic)).filter(|found| *found.value == text).count();
        assert_eq!(found, usize::from(expected), "{section}: {text} and {topic}");
    }
}

#[test]
fn a_name_tree_matches_by_the_rules() {
    let mut tree = NameTree::new();
    for (_, _, topic, _) in rules() {
        tree.insert(name(topic), topic);
    }
    for (section, text, topic, expected) in rules() {
        let found = tree.matches(filter(text)).filter(|found| **found == topic).count();
        assert_eq!(found, usize::from(expected), "{section}: {text} and {topic}");
    }
}

#[test]
fn what_section_4_7_calls_invalid_is_no_filter_and_no_name() {
    for text in [
        "",
        "sport/tennis#",
        "sport/tennis/#/ranking",
        "sport+",
        "+sport",
        "#/",
        "##",
        "++",
        "+#",
        "a\0",
        "\0",
    ] {
        assert!(TopicFilter::try_from(text).is_err(), "{text:?} is a filter");
    }
    for text in ["", "sport/+", "sport+", "#", "a#", "a\0b"] {
        assert!(TopicName::try_from(text).is_err(), "{text:?} is a name");
    }
}

/// \[MQTT-4.7.3-3\]
#[test]
fn names_and_filters_have_at_most_65535_bytes() {
    let (fits, too_long) = ("/".repeat(65_535), "/".repeat(65_536));
    assert!(TopicFilter::try_from(&*fits).is_ok() && TopicName::try_from(&*fits).is_ok());
    assert!(TopicFilter::try_from(&*too_long).is_err() && TopicName::try_from(&*too_long).is_err());
}

#[test]
fn a_shared_group_is_found_once_and_apart_from_the_plain_subscription() {
    let mut tree = FilterTree::new();
    for text in ["a/+", "$share/g/a/+", "$share/h/a/+", "$share/g/a/b"] {
        assert_eq!(tree.insert(filter(text), text), None);
    }
    let mut found: Vec<_> = tree.matches(name("a/b")).map(|found| (found.share_name, *found.value)).collect();
    found.sort();
    let expected = [
        (None, "a/+"),
        (Some("g"), "$share/g/a/+"),
        (Some("g"), "$share/g/a/b"),
        (Some("h"), "$share/h/a/+"),
    ];
    assert_eq!(found, expected);

    assert_eq!(tree.remove(filter("a/+")), Some("a/+"));
    assert_eq!(tree.remove(filter("$share/h/a/+")), Some("$share/h/a/+"));
    assert_eq!(tree.remove(filter("$share/h/a/+")), None);
    assert_eq!((tree.get(filter("a/+")), tree.get(filter("$share/g/a/+"))), (None, Some(&"$share/g/a/+")));
    assert_eq!(tree.len(), 2);
}

/// The name that a Topic Alias stands for is not known yet, so no filter can match it.
#[test]
fn the_empty_name_may_be_stored_but_is_never_matched() {
    let mut names = NameTree::new();
    assert_eq!((names.insert(TopicName::EMPTY, 1), names.insert(TopicName::EMPTY, 2)), (None, Some(1)));
    assert_eq!((names.get(TopicName::EMPTY), names.values().count(), names.len()), (Some(&2), 1, 1));
    assert_eq!((names.matches(filter("#")).count(), names.matches(filter("+")).count()), (0, 0));
    assert_eq!((names.remove(TopicName::EMPTY), names.is_empty()), (Some(2), true));
}

#[test]
fn a_tree_prints_as_a_map() {
    let mut filters = FilterTree::new();
    filters.insert(filter("a/#"), 1);
    filters.insert(filter("$share/g/a/#"), 2);
    filters.insert(filter("a/\u{e9}"), 3);
    assert_eq!(format!("{filters:?}"), r##"{"a/#": 1, "$share/g/a/#": 2, "a/é": 3}"##);

    let mut names = NameTree::new();
    names.insert(name("a/b"), 2);
    names.insert(name("a"), 1);
    assert_eq!(format!("{names:?}"), r#"{"a": 1, "a/b": 2}"#);
}

/// A17. Twenty rounds, so that work that grows with the square of the levels would show.
#[test]
fn filters_of_65535_levels_cost_what_they_are_long() {
    let slashes = "/".repeat(65_535);
    let pluses = "+/".repeat(32_767);
    let hash = format!("{}#", "/".repeat(65_534));
    let shared = format!("$share/g/{}", "/".repeat(65_526));
    let mut tree = FilterTree::new();
    for _ in 0..20 {
        for text in [&slashes, &pluses, &hash, &shared] {
            tree.insert(filter(text), ());
        }
        assert_eq!(tree.matches(name(&slashes)).count(), 2);
        assert_eq!(tree.matches(name(&slashes[1..])).count(), 1);
        assert_eq!(tree.matches(name(&"a/".repeat(32_767))).count(), 1);
        for text in [&slashes, &pluses, &hash, &shared] {
            assert_eq!(tree.remove(filter(text)), Some(()));
        }
    }
    tree.insert(filter(&slashes), ());
    drop(tree);
}

/// A17.
#[test]
fn names_of_65535_levels_cost_what_they_are_long() {
    let slashes = "/".repeat(65_535);
    let mut tree = NameTree::new();
    for _ in 0..20 {
        tree.insert(name(&slashes), ());
        tree.insert(name(&slashes[1..]), ());
        for (text, found) in [("#", 2), ("+/#", 2), (&slashes, 1), (&"+/".repeat(32_767), 0)] {
            assert_eq!(tree.matches(filter(text)).count(), found);
        }
        assert_eq!((tree.remove(name(&slashes)), tree.remove(name(&slashes[1..]))), (Some(()), Some(())));
    }
    tree.insert(name(&slashes), ());
    drop(tree);
}

/// A17. Every prefix is an entry, so each node has the next as its child; the stack has room for no such depth.
#[test]
fn a_deep_tree_needs_no_deep_stack() {
    std::thread::Builder::new().stack_size(64 * 1024).spawn(build_a_deep_tree).unwrap().join().unwrap();
}

fn build_a_deep_tree() {
    let slashes = "/".repeat(3_000);
    let (mut filters, mut names) = (FilterTree::new(), NameTree::new());
    for len in 1..=slashes.len() {
        filters.insert(filter(&slashes[..len]), len);
        names.insert(name(&slashes[..len]), len);
    }
    filters.insert(filter("#"), 0);
    let (mut filters, mut names) = (filters.clone(), names.clone());
    assert_eq!(filters.matches(name(&slashes)).map(|found| *found.value).max(), Some(3_000));
    assert_eq!(filters.matches(name(&slashes)).count(), 2);
    assert_eq!(names.matches(filter("#")).count(), 3_000);
    assert_eq!(names.matches(filter("/+/+/#")).count(), 2_999);
    for len in 1..=slashes.len() / 2 {
        assert_eq!(filters.remove(filter(&slashes[..len])), Some(len));
        assert_eq!(names.remove(name(&slashes[..len])), Some(len));
    }
    assert_eq!((filters.len(), names.len()), (1_501, 1_500));
    assert!(format!("{filters:?}").starts_with(r##"{"#": 0, "///"##));
}

#[test]
fn one_level_may_have_100000_children() {
    let (mut filters, mut names) = (FilterTree::new(), NameTree::new());
    for n in 0..100_000 {
        filters.insert(filter(&format!("site/{n}")), n);
        filters.insert(filter(&format!("$share/{n}/site/7")), n);
        names.insert(name(&format!("site/{n}")), n);
    }
    assert_eq!((filters.len(), names.len()), (200_000, 100_000));
    assert_eq!(filters.matches(name("site/99999")).map(|found| *found.value).collect::<Vec<_>>(), [99_999]);
    assert_eq!(filters.matches(name("site/7")).count(), 100_001);
    assert_eq!(names.matches(filter("site/+")).count(), 100_000);
}

/// Section 4.7, whole levels at a time; of Shared Subscriptions section 4.8.2.
fn naive(filter: &str, name: &str) -> bool {
    let filter = naive_shared(filter).map_or(filter, |(_, filter)| filter);
    let (filters, names) = (filter.split('/').collect::<Vec<_>>(), name.split('/').collect::<Vec<_>>());
    let same = |count: usize| (0..count).all(|at| filters[at] == "+" || filters[at] == names[at]);
    if name.is_empty() || name.starts_with('$') && (filters[0] == "+" || filters[0] == "#") {
        return false;
    }
    match filters.iter().position(|level| *level == "#") {
        Some(count) => names.len() >= count && same(count),
        None => names.len() == filters.len() && same(filters.len()),
    }
}

/// ShareName and the filter after it.
fn naive_shared(filter: &str) -> Option<(&str, &str)> {
    let mut parts = filter.splitn(3, '/');
    match (parts.next()?, parts.next()?, parts.next()?) {
        ("$share", group, rest) if !group.is_empty() && !group.contains(['+', '#']) && !rest.is_empty() => {
            Some((group, rest))
        }
        _ => None,
    }
}

/// Levels that begin alike, also in the middle of a character.
const LEVELS: &[&str] = &["", "a", "ab", "abc", "b", "\u{e9}", "\u{e8}", "$SYS", "$share", "$"];

fn names() -> impl Strategy<Value = String> {
    let levels = vec(select(LEVELS), 1..6).prop_map(|levels| levels.join("/"));
    levels.prop_filter("a name is not empty", |name| !name.is_empty())
}

fn filters() -> impl Strategy<Value = String> {
    let level = prop_oneof![2 => select(LEVELS), 1 => Just("+")];
    let start =
        prop_oneof![2 => Just(""), 1 => Just("$share/g/"), 1 => Just("$share/h/"), 1 => Just("$share/")];
    let parts = (start, vec(level, 0..5), any::<bool>());
    let texts = parts.prop_map(|(start, mut levels, all)| {
        levels.extend(all.then_some("#"));
        format!("{start}{}", levels.join("/"))
    });
    texts.prop_filter("a filter is not empty", |filter| !filter.is_empty())
}

#[derive(Clone, Debug)]
enum Change {
    Insert,
    GetOrInsert,
    Remove,
}

/// What is done to the entry of which text. Few texts, so that entries are met again.
fn changes(texts: impl Strategy<Value = String>) -> impl Strategy<Value = Vec<(Change, String)>> {
    let change = prop_oneof![Just(Change::Insert), Just(Change::GetOrInsert), Just(Change::Remove)];
    let pool = vec(texts, 1..25);
    pool.prop_flat_map(move |pool| vec((change.clone(), select(pool)), 1..100))
}

proptest! {
    /// A15.
    #[test]
    fn a_filter_matches_what_the_naive_matcher_matches(text in filters(), topic in names()) {
        prop_assert_eq!(filter(&text).matches(name(&topic)), naive(&text, &topic));
    }

    /// A15, A17.
    #[test]
    fn a_filter_tree_does_what_the_naive_model_does(
        changes in changes(filters()),
        topics in vec(names(), 1..10),
    ) {
        let mut tree = FilterTree::new();
        let mut model: Vec<(String, usize)> = Vec::new();
        for (value, (change, text)) in changes.into_iter().enumerate() {
            let at = model.iter().position(|(filter, _)| *filter == text);
            let before = at.map(|at| model[at].1);
            prop_assert_eq!(tree.get(filter(&text)).copied(), before);
            prop_assert_eq!(tree.get_mut(filter(&text)).copied(), before);
            match change {
                Change::Insert => {
                    prop_assert_eq!(tree.insert(filter(&text), value), before);
                    model.retain(|(filter, _)| *filter != text);
                    model.push((text, value));
                }
                Change::GetOrInsert => {
                    prop_assert_eq!(*tree.get_or_insert_with(filter(&text), || value), before.unwrap_or(value));
                    model.extend(before.is_none().then_some((text, value)));
                }
                Change::Remove => {
                    prop_assert_eq!(tree.remove(filter(&text)), before);
                    model.retain(|(filter, _)| *filter != text);
                }
            }
            prop_assert_eq!((tree.len(), tree.is_empty()), (model.len(), model.is_empty()));
            for topic in &topics {
                let mut found: Vec<_> = tree.matches(name(topic)).map(|found| (found.share_name, *found.value)).collect();
                found.sort();
                let mut expected: Vec<_> = model
                    .iter()
                    .filter(|(filter, _)| naive(filter, topic))
                    .map(|(filter, value)| (naive_shared(filter).map(|(group, _)| group), *value))
                    .collect();
                expected.sort();
                prop_assert_eq!(found, expected, "{}", topic);
            }
        }
    }

    /// A15, A17.
    #[test]
    fn a_name_tree_does_what_the_naive_model_does(
        changes in changes(names()),
        texts in vec(filters(), 1..10),
    ) {
        let mut tree = NameTree::new();
        let mut model: BTreeMap<String, usize> = BTreeMap::new();
        for (value, (change, topic)) in changes.into_iter().enumerate() {
            prop_assert_eq!(tree.get(name(&topic)), model.get(&topic));
            prop_assert_eq!(tree.get_mut(name(&topic)), model.get_mut(&topic));
            match change {
                Change::Remove => prop_assert_eq!(tree.remove(name(&topic)), model.remove(&topic)),
                _ => prop_assert_eq!(tree.insert(name(&topic), value), model.insert(topic, value)),
            }
            prop_assert_eq!((tree.len(), tree.is_empty()), (model.len(), model.is_empty()));
            for text in &texts {
                let found: Vec<_> = tree.matches(filter(text)).collect();
                let expected: Vec<_> =
                    model.iter().filter(|(topic, _)| naive(text, topic)).map(|(_, value)| value).collect();
                prop_assert_eq!(found, expected, "{}", text);
            }
        }
        let mut values: Vec<_> = tree.values().collect();
        values.sort();
        let mut expected: Vec<_> = model.values().collect();
        expected.sort();
        prop_assert_eq!(values, expected);
    }
}
