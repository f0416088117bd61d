//! Time: decoding and encoding, `mqtt-codec` beside its rivals, a group for each row; finding topic filters.

use benches::mqtt::{loads, peers};
use benches::{Job, Load, Peer};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

fn decode(criterion: &mut Criterion) {
    all(criterion, "decode", |peer, load| peer.decode(load));
}

fn encode(criterion: &mut Criterion) {
    all(criterion, "encode", |peer, load| peer.encode(load));
    all(criterion, "encode_head", |peer, load| peer.encode_head(load));
}

fn all(
    criterion: &mut Criterion,
    operation: &str,
    job: impl for<'a> Fn(&dyn Peer, &'a Load) -> Option<Job<'a>>,
) {
    for load in &loads() {
        let peers = peers();
        let able: Vec<_> = peers.iter().filter(|peer| job(peer.as_ref(), load).is_some()).collect();
        if able.is_empty() {
            continue;
        }
        let mut group = criterion.benchmark_group(format!("mqtt/{operation}/{}", load.row));
        group.throughput(Throughput::Elements(load.packets as u64));
        for peer in able {
            group.bench_function(peer.name(), |bencher| {
                bencher.iter_batched_ref(
                    || job(peer.as_ref(), load),
                    |job| job.as_mut().map(|job| job()),
                    BatchSize::LargeInput,
                );
            });
        }
        group.finish();
    }
}

criterion_group!(benches, decode, encode);
criterion_main!(benches);
