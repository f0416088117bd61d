//! mqttrs: MQTT 3.1.1, borrowed strings and payloads.

use std::hint::black_box;

use mqttrs::{Packet, SubscribeReturnCodes, decode_slice, encode_slice};

use super::{V3_1_1, output};
use crate::{Digest, Job, Load, Peer};

pub(super) struct Mqttrs;

impl Peer for Mqttrs {
    fn name(&self) -> &'static str {
        "mqttrs 0.4.1"
    }

    fn decode<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        (load.protocol == V3_1_1).then(|| -> Job<'a> {
            Box::new(|| {
                let mut digest = Digest::default();
                for_each(&load.bytes, |packet| read(&mut digest, &packet));
                black_box(digest.finish())
            })
        })
    }

    fn encode<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        (load.protocol == V3_1_1).then(|| -> Job<'a> {
            let mut packets = Vec::with_capacity(load.packets);
            for_each(&load.bytes, |packet| packets.push(packet));
            let mut out = output(load);
            Box::new(move || {
                let mut digest = Digest::default();
                for packet in &packets {
                    let len = encode_slice(packet, &mut out).expect("what was decoded encodes");
                    digest.bytes(&out[..len]);
                }
                black_box(digest.finish())
            })
        })
    }

    fn accepts(&self, protocol: &str, packet: &[u8]) -> Option<bool> {
        (protocol == V3_1_1).then(|| matches!(decode_slice(packet), Ok(Some(_))))
    }
}

// A packet does not tell its length, so the fixed header is read a second time, as its users have to.
#[inline]
fn for_each<'a>(mut input: &'a [u8], mut visit: impl FnMut(Packet<'a>)) {
    while let Some(packet) = decode_slice(input).expect("the workload decodes") {
        visit(packet);
        input = &input[frame_len(input)..];
    }
}

#[inline]
fn frame_len(input: &[u8]) -> usize {
    let mut len = 0;
    for (at, byte) in input[1..].iter().enumerate() {
        len |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return 2 + at + len;
        }
    }
    unreachable!("mqttrs has read this length")
}

#[inline]
fn read(digest: &mut Digest, packet: &Packet<'_>) {
    match packet {
        Packet::Publish(publish) => {
            digest.number(publish.dup);
            digest.number(publish.retain);
            digest.number(publish.qospid.qos() as u8);
            digest.number(publish.qospid.pid().map_or(0, mqttrs::Pid::get));
            digest.text(publish.topic_name);
            digest.bytes(publish.payload);
        }
        Packet::Puback(id) | Packet::Pubrec(id) | Packet::Pubrel(id) | Packet::Pubcomp(id) => {
            digest.number(id.get());
        }
        Packet::Subscribe(subscribe) => {
            digest.number(subscribe.pid.get());
            for filter in &subscribe.topics {
                digest.text(&filter.topic_path);
                digest.number(filter.qos as u8);
            }
        }
        Packet::Suback(suback) => {
            digest.number(suback.pid.get());
            for code in &suback.return_codes {
                digest.number(match code {
                    SubscribeReturnCodes::Success(qos) => *qos as u8,
                    SubscribeReturnCodes::Failure => 0x80,
                });
            }
        }
        Packet::Pingreq => {}
        other => panic!("not in the workloads: {other:?}"),
    }
}
