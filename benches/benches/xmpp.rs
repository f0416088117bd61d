//! Time: decoding and encoding, `xmpp-stream` beside its rivals, a group for each row.

mod rows;

use benches::xmpp::{loads, peers};
use criterion::{Criterion, criterion_group, criterion_main};
use rows::all;

fn decode(criterion: &mut Criterion) {
    let (loads, peers) = (loads(), peers());
    all(criterion, "xmpp/decode", &loads, &peers, |peer, load| peer.decode(load));
    all(criterion, "xmpp/decode_alone", &loads, &peers, |peer, load| peer.decode_alone(load));
}

fn encode(criterion: &mut Criterion) {
    let (loads, peers) = (loads(), peers());
    all(criterion, "xmpp/encode", &loads, &peers, |peer, load| peer.encode(load));
}

criterion_group!(benches, decode, encode);
criterion_main!(benches);
