//! The peers are measured at the same work: what one reads from a row and writes of it, all read and write.

mod rows;

use benches::coap::{loads, peers};
use rows::{assert_all_read_the_same, assert_units_are_the_rows_cut};

#[test]
fn every_peer_reads_the_same_from_a_row() {
    assert_all_read_the_same(&loads(), &peers());
}

#[test]
fn every_peer_writes_the_same_of_a_row_but_minicoap_where_a_value_is_long() {
    for load in loads() {
        let sums: Vec<_> =
            peers().iter().filter_map(|peer| Some((peer.name(), peer.build(&load)?()))).collect();
        let Some((_, expected)) = sums.first() else { panic!("nobody builds {}", load.row) };
        for (name, sum) in &sums {
            let wrong = *name == "minicoap 0.2.0" && matches!(load.row.as_str(), "c" | "e");
            assert_eq!(sum != expected, wrong, "{name} {}", load.row);
        }
    }
}

#[test]
fn a_row_repeats_one_datagram_or_is_a_mix_of_them() {
    let sizes: Vec<_> = loads().iter().map(|load| (load.packets, load.bytes.len())).collect();
    let repeated = [21, 91, 396, 4, 1052].map(|len| (250, 250 * len));
    assert_eq!(sizes[..5], repeated);
    assert_eq!(sizes[5..], [(1000, 114_357)]);
}

#[test]
fn units_are_the_row_cut_into_datagrams() {
    assert_units_are_the_rows_cut(&loads());
}
