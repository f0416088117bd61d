//! Time: decoding and building, `coap-codec` beside its rivals, a group for each row.

mod rows;

use benches::coap::{loads, peers};
use criterion::{Criterion, criterion_group, criterion_main};
use rows::all;

fn decode(criterion: &mut Criterion) {
    let (loads, peers) = (loads(), peers());
    all(criterion, "coap/decode", &loads, &peers, |peer, load| peer.decode(load));
    all(criterion, "coap/decode_alone", &loads, &peers, |peer, load| peer.decode_alone(load));
}

fn build(criterion: &mut Criterion) {
    all(criterion, "coap/build", &loads(), &peers(), |peer, load| peer.build(load));
}

criterion_group!(benches, decode, build);
criterion_main!(benches);
