//! The peers are measured at the same work: what one reads from a row, all read.

mod rows;

use benches::xmpp::{loads, peers};
use rows::{assert_all_read_the_same, assert_units_are_the_rows_cut};

#[test]
fn every_peer_reads_the_same_from_a_row() {
    assert_all_read_the_same(&loads(), &peers());
}

#[test]
fn every_peer_decodes_every_row_but_quick_xml_what_comes_in_pieces() {
    for load in loads() {
        for peer in peers() {
            let is_able = !(peer.name().starts_with("quick-xml") && load.chunk.is_some());
            assert_eq!(peer.decode(&load).is_some(), is_able, "{} {}", peer.name(), load.row);
        }
    }
}

#[test]
fn every_peer_encodes_every_row_of_elements_but_expat() {
    for load in loads() {
        let is_stream = matches!(load.row.as_str(), "s" | "s64" | "s1");
        for peer in peers() {
            let is_able = !is_stream && !peer.name().starts_with("expat");
            assert_eq!(peer.encode(&load).is_some(), is_able, "{} {}", peer.name(), load.row);
        }
    }
}

#[test]
fn pieces_make_no_difference() {
    let sums: Vec<_> = loads()
        .iter()
        .filter(|load| load.row.starts_with('s'))
        .map(|load| peers()[0].decode(load).map(|mut job| job()))
        .collect();
    assert_eq!(sums.len(), 3);
    assert!(sums.iter().all(|sum| sum.is_some() && *sum == sums[0]));
}

#[test]
fn a_row_repeats_one_stanza_or_is_a_stream() {
    let sizes: Vec<_> = loads().iter().map(|load| (load.packets, load.bytes.len())).collect();
    let repeated = [308, 316, 11_544, 2_535, 8_364].map(|len| (250, 250 * len));
    assert_eq!(sizes[..5], repeated);
    assert_eq!(sizes[5..], [(1000, 265_495); 3]);
}

#[test]
fn units_are_the_row_cut_into_stanzas() {
    assert_units_are_the_rows_cut(&loads());
}
