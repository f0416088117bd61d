//! The peers are measured at the same work: what one reads from a row, all read.

mod rows;

use benches::mqtt::{loads, peers};
use rows::{assert_all_read_the_same, assert_units_are_the_rows_cut};

#[test]
fn every_peer_reads_the_same_from_a_row() {
    assert_all_read_the_same(&loads(), &peers());
}

#[test]
fn a_row_repeats_one_packet_or_is_a_stream() {
    let packets: Vec<_> = loads().iter().map(|load| (load.row.clone(), load.packets)).collect();
    let packets: Vec<_> = packets.iter().map(|(row, packets)| (row.as_str(), *packets)).collect();
    let small = ["a4", "a5", "b5", "c5", "d5", "e4", "e5"].map(|row| (row, 250));
    assert_eq!(packets[..7], small);
    assert_eq!(packets[7..], [("f4", 1000), ("f5", 1000), ("g4", 8), ("g5", 8)]);
}

#[test]
fn units_are_the_row_cut_into_packets() {
    assert_units_are_the_rows_cut(&loads());
}
