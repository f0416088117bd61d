//! The peers are measured at the same work: what one reads from a row, all read.

use benches::amqp::{loads, peers};

#[test]
fn every_peer_reads_the_same_from_a_row() {
    for load in loads() {
        let sums: Vec<_> =
            peers().iter().filter_map(|peer| Some((peer.name(), peer.decode(&load)?()))).collect();
        let Some((_, expected)) = sums.first() else { panic!("nobody decodes {}", load.row) };
        assert!(sums.iter().all(|(_, sum)| sum == expected), "{}: {sums:?}", load.row);
    }
}

#[test]
fn every_peer_decodes_every_row_but_ntex_the_described_filter() {
    for load in loads() {
        for peer in peers() {
            let is_ntex = peer.name().starts_with("ntex");
            assert_eq!(peer.decode(&load).is_some(), !(is_ntex && load.row == "b"), "{}", peer.name());
        }
    }
}

#[test]
fn every_encoder_writes_every_row_but_ntex_the_described_filter() {
    for load in loads() {
        for peer in peers() {
            let is_able = match peer.name() {
                "ntex-amqp-codec 3.0.0" => load.row != "b",
                "fe2o3-amqp 0.18.4" => false,
                _ => true,
            };
            assert_eq!(peer.encode(&load).is_some(), is_able, "{} {}", peer.name(), load.row);
        }
    }
}

#[test]
fn a_row_repeats_one_frame_or_message_or_is_a_stream() {
    let sizes: Vec<_> = loads().iter().map(|load| (load.packets, load.bytes.len())).collect();
    let repeated = [216, 326, 316, 49, 307, 30, 1390, 4602].map(|len| (250, 250 * len));
    assert_eq!(sizes[..8], repeated);
    assert_eq!(sizes[8..], [(1000, 224_935), (8, 8 * 65_587)]);
}

#[test]
fn units_are_the_row_cut_into_frames_and_messages() {
    for load in loads() {
        let units: Vec<_> = load.units().collect();
        assert_eq!((units.len(), units.concat()), (load.packets, load.bytes.clone()), "{}", load.row);
    }
}
