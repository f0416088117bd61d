//! The peers are measured at the same work: what one reads from a row, all read.

mod rows;

use benches::amqp::{loads, peers};
use rows::{assert_all_read_the_same, assert_units_are_the_rows_cut};

#[test]
fn every_peer_reads_the_same_from_a_row() {
    assert_all_read_the_same(&loads(), &peers());
}

#[test]
fn every_peer_decodes_every_row_but_ntex_the_described_filter() {
    for load in loads() {
        for peer in peers() {
            let is_able = match peer.name() {
                "ntex-amqp-codec 3.0.0" => load.row != "b",
                _ => true,
            };
            assert_eq!(peer.decode(&load).is_some(), is_able, "{} {}", peer.name(), load.row);
        }
    }
}

#[test]
fn every_encoder_writes_every_row_but_for_what_ntex_does_not_know() {
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
fn only_ours_builds_maps_of_their_items_and_no_filter_without_a_descriptor() {
    for load in loads() {
        for peer in peers() {
            let is_able = peer.name() == "amqp-frames" && load.row != "b2";
            assert_eq!(peer.build(&load).is_some(), is_able, "{} {}", peer.name(), load.row);
        }
    }
}

#[test]
fn only_ours_writes_transfers_without_their_payloads() {
    for load in loads() {
        for peer in peers() {
            let is_able = peer.name() == "amqp-frames" && matches!(load.row.as_str(), "d" | "i");
            assert_eq!(peer.encode_head(&load).is_some(), is_able, "{} {}", peer.name(), load.row);
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
    assert_units_are_the_rows_cut(&loads());
}
