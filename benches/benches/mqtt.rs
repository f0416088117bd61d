//! Time: decoding and encoding, `mqtt-codec` beside its rivals, a group for each row; finding topic filters.

mod rows;

use std::hint::black_box;

use benches::mqtt::{loads, peers};
use criterion::{Criterion, criterion_group, criterion_main};
use mqtt_codec::topic::{FilterTree, TopicFilterBuf};
use rows::all;

fn decode(criterion: &mut Criterion) {
    all(criterion, "mqtt/decode", &loads(), &peers(), |peer, load| peer.decode(load));
}

fn encode(criterion: &mut Criterion) {
    let (loads, peers) = (loads(), peers());
    all(criterion, "mqtt/encode", &loads, &peers, |peer, load| peer.encode(load));
    all(criterion, "mqtt/encode_head", &loads, &peers, |peer, load| peer.encode_head(load));
}

/// One Topic Name against 100,000 filters, two of which match: the tree, and all filters one by one.
fn matches(criterion: &mut Criterion) {
    let filters: Vec<TopicFilterBuf> =
        (0..100_000).map(filter).map(|filter| filter.try_into().expect("a filter")).collect();
    let tree: FilterTree<usize> =
        filters.iter().enumerate().fold(FilterTree::new(), |mut tree, (number, filter)| {
            tree.insert(filter.as_topic_filter(), number);
            tree
        });
    let name = "site/42/device/501/metric/510".try_into().expect("a name");
    let one_by_one = || filters.iter().filter(|filter| filter.as_topic_filter().matches(name)).count();
    assert_eq!((tree.matches(name).count(), one_by_one()), (2, 2));

    let mut group = criterion.benchmark_group("mqtt/matches/100000");
    group.bench_function("FilterTree", |bencher| bencher.iter(|| tree.matches(black_box(name)).count()));
    group.bench_function("TopicFilter::matches, one by one", |bencher| bencher.iter(one_by_one));
    #[cfg(feature = "rivals")]
    group.bench_function("rumqttc 0.25.1 matches, one by one", |bencher| {
        let filters: Vec<&str> = filters.iter().map(TopicFilterBuf::as_str).collect();
        let name = name.as_str();
        let one_by_one = || filters.iter().filter(|filter| rumqttc::matches(name, filter)).count();
        assert_eq!(one_by_one(), 2);
        bencher.iter(one_by_one);
    });
    group.finish();
}

// 100 sites with 1,000 filters each: a tenth with a single-level wildcard, a tenth with a multi-level one.
fn filter(number: usize) -> String {
    let (site, number) = (number / 1000, number % 1000);
    match number % 10 {
        0 => format!("site/{site}/device/+/metric/{number}"),
        1 => format!("site/{site}/device/{number}/#"),
        _ => format!("site/{site}/device/{}/metric/{number}", number / 10),
    }
}

criterion_group!(benches, decode, encode, matches);
criterion_main!(benches);
