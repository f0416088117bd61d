//! What holds for the rows of every protocol.

use benches::{Load, Peer};

/// The peers are measured at the same work.
pub(crate) fn assert_all_read_the_same(loads: &[Load], peers: &[Box<dyn Peer>]) {
    for load in loads {
        let sums: Vec<_> =
            peers.iter().filter_map(|peer| Some((peer.name(), peer.decode(load)?()))).collect();
        let Some((_, expected)) = sums.first() else { panic!("nobody decodes {}", load.row) };
        assert!(sums.iter().all(|(_, sum)| sum == expected), "{}: {sums:?}", load.row);
    }
}

pub(crate) fn assert_units_are_the_rows_cut(loads: &[Load]) {
    for load in loads {
        let units: Vec<_> = load.units().collect();
        assert_eq!((units.len(), units.concat()), (load.packets, load.bytes.clone()), "{}", load.row);
    }
}
