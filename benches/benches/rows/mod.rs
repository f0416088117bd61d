//! A benchmark group for each row of a protocol.

use benches::{Job, Load, Peer};
use criterion::{BatchSize, Criterion, Throughput};

/// Times one operation of all peers that have it.
pub(crate) fn all(
    criterion: &mut Criterion,
    operation: &str,
    loads: &[Load],
    peers: &[Box<dyn Peer>],
    job: impl for<'a> Fn(&dyn Peer, &'a Load) -> Option<Job<'a>>,
) {
    for load in loads {
        let mut able: Vec<_> = peers.iter().filter(|peer| job(peer.as_ref(), load).is_some()).collect();
        // Programs take most of the time to start.
        able.retain(|peer| peer.program(load).is_none());
        if able.is_empty() {
            continue;
        }
        let mut group = criterion.benchmark_group(format!("{operation}/{}", load.row));
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
