//! Time: decoding and building, `coap-codec` beside its rivals, a group for each row.

use benches::coap::{loads, peers};
use benches::{Job, Load, Peer};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

fn decode(criterion: &mut Criterion) {
    all(criterion, "decode", |peer, load| peer.decode(load));
    all(criterion, "decode_alone", |peer, load| peer.decode_alone(load));
}

fn build(criterion: &mut Criterion) {
    all(criterion, "build", |peer, load| peer.build(load));
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
        let mut group = criterion.benchmark_group(format!("coap/{operation}/{}", load.row));
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

criterion_group!(benches, decode, build);
criterion_main!(benches);
