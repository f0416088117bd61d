//! Time: decoding and encoding, `amqp-frames` beside its rivals, a group for each row.

mod rows;

use benches::amqp::{loads, peers};
use criterion::{Criterion, criterion_group, criterion_main};
use rows::all;

fn decode(criterion: &mut Criterion) {
    let (loads, peers) = (loads(), peers());
    all(criterion, "amqp/decode", &loads, &peers, |peer, load| peer.decode(load));
    all(criterion, "amqp/decode_alone", &loads, &peers, |peer, load| peer.decode_alone(load));
}

fn encode(criterion: &mut Criterion) {
    let (loads, peers) = (loads(), peers());
    all(criterion, "amqp/encode", &loads, &peers, |peer, load| peer.encode(load));
    all(criterion, "amqp/encode_head", &loads, &peers, |peer, load| peer.encode_head(load));
    all(criterion, "amqp/build", &loads, &peers, |peer, load| peer.build(load));
}

criterion_group!(benches, decode, encode);
criterion_main!(benches);
