//! Datagrams: half of them well-formed, the others damaged or nothing but noise. The same seed gives the same ones.

use crate::random::Random;

/// Datagrams without end.
pub(crate) fn datagrams(seed: u64) -> impl Iterator<Item = Vec<u8>> {
    let mut random = Random::new(seed);
    std::iter::repeat_with(move || match random.below(10) {
        0..5 => built(&mut random),
        5..8 => damaged(&mut random),
        _ => noise(&mut random),
    })
}

/// Numbers that are registered, by what their values are.
const OPAQUE: &[u16] = &[1, 4, 5, 9, 19, 31, 252, 292];
const TEXT: &[u16] = &[3, 8, 11, 15, 20, 35, 39];
const UINT: &[u16] = &[6, 7, 12, 14, 16, 17, 23, 27, 28, 60, 258];
/// Numbers that are not registered, or where a delta or the number itself becomes longer.
const UNUSUAL: &[u16] = &[0, 2, 10, 13, 21, 65, 268, 269, 270, 2049, 65_000, 65_535];
const LENGTHS: &[usize] = &[0, 1, 2, 3, 4, 5, 8, 9, 12, 13, 14, 40, 41, 255, 256, 268, 269, 270, 1034, 1035];
/// Around the largest length that there is. They are rare: no UDP datagram holds them.
const HUGE: &[usize] = &[65_534, 65_535, 65_536, 65_537, 65_803, 65_804];
const TEXTS: &[&[u8]] = &[b"a", b"temperature", b".well-known", b"u=C", "\u{e9}\u{3053}".as_bytes()];
/// A lone byte of a sequence, a surrogate, an overlong form, the end cut off.
const NOT_UTF8: &[&[u8]] = &[b"\xff", b"a\xed\xa0\x80", b"\xc0\xaf", b"\xe3\x81"];

fn built(random: &mut Random) -> Vec<u8> {
    let message_type = random.below(4) as u8;
    let code = code(random, message_type);
    let token_length = random.below(9);
    let is_bare = code == 0 && random.chance(70);
    let token_length = if is_bare { 0 } else { token_length };
    let mut datagram = vec![0x40 | message_type << 4 | token_length as u8, code];
    datagram.extend(random.bytes(2 + token_length));
    if !is_bare {
        put_options(random, &mut datagram);
        put_payload(random, &mut datagram);
    }
    datagram
}

/// Mostly one that such a message may have.
fn code(random: &mut Random, message_type: u8) -> u8 {
    const REQUESTS: &[u8] = &[1, 2, 3, 4, 5, 6, 7, 31];
    const RESPONSES: &[u8] = &[0x41, 0x44, 0x45, 0x5f, 0x60, 0x80, 0x82, 0x84, 0x9d, 0xa0, 0xa8, 0xbf];
    match (random.below(10), message_type) {
        (0, _) => random.below(256) as u8,
        (1, 0) | (1..4, 2) | (1.., 3) => 0,
        (1..6, 0 | 1) => random.choose(REQUESTS),
        _ => random.choose(RESPONSES),
    }
}

fn put_options(random: &mut Random, datagram: &mut Vec<u8>) {
    let count = if random.chance(1) { 40 } else { random.choose(&[0, 1, 1, 2, 3, 4, 6]) };
    let mut options: Vec<_> = (0..count).map(|_| option(random)).collect();
    if let (Some(again), true) = (options.last().cloned(), random.chance(20)) {
        options.push(again);
    }
    options.sort_by_key(|(number, _)| *number);
    let mut previous = 0;
    for (number, value) in options {
        let (delta, delta_bytes) = extended(usize::from(number - previous));
        let (len, len_bytes) = extended(value.len());
        datagram.push(delta << 4 | len);
        datagram.extend([delta_bytes, len_bytes, value].concat());
        previous = number;
    }
}

fn option(random: &mut Random) -> (u16, Vec<u8>) {
    match random.below(10) {
        0..2 => (random.choose(OPAQUE), sized(random)),
        2..5 => (random.choose(TEXT), text(random)),
        5..8 => (random.choose(UINT), uint(random)),
        8 => (random.choose(UNUSUAL), sized(random)),
        _ => (random.below(65_536) as u16, sized(random)),
    }
}

/// A value of a length that is right for some options and wrong for others.
fn sized(random: &mut Random) -> Vec<u8> {
    let small = random.below(6);
    let len = match random.below(1000) {
        0 => random.choose(HUGE),
        1..300 => random.choose(LENGTHS),
        _ => small,
    };
    random.bytes(len)
}

fn text(random: &mut Random) -> Vec<u8> {
    match random.below(20) {
        0 => random.choose(NOT_UTF8).to_vec(),
        1 => vec![b'x'; random.choose(LENGTHS)],
        2 => Vec::new(),
        _ => random.choose(TEXTS).to_vec(),
    }
}

fn uint(random: &mut Random) -> Vec<u8> {
    let len = random.choose(&[0, 1, 1, 2, 3, 4, 5, 9]);
    let mut value = random.bytes(len);
    if let Some(first) = value.first_mut() {
        *first = if random.chance(10) { 0 } else { (*first).max(1) };
    }
    value
}

fn put_payload(random: &mut Random, datagram: &mut Vec<u8>) {
    if random.chance(50) {
        return;
    }
    datagram.push(0xff);
    let len = random.choose(&[1, 2, 10, 100, 300]);
    let first = if random.chance(10) { 0xff } else { random.below(256) as u8 };
    datagram.push(first);
    datagram.extend(random.bytes(len - 1));
}

/// Four bits, and what follows for them.
fn extended(value: usize) -> (u8, Vec<u8>) {
    match value {
        0..13 => (value as u8, Vec::new()),
        13..269 => (13, vec![(value - 13) as u8]),
        _ => (14, ((value - 269) as u16).to_be_bytes().to_vec()),
    }
}

fn damaged(random: &mut Random) -> Vec<u8> {
    let mut datagram = built(random);
    for _ in 0..1 + random.below(3) {
        damage(random, &mut datagram);
    }
    datagram
}

fn damage(random: &mut Random, datagram: &mut Vec<u8>) {
    if datagram.is_empty() {
        return;
    }
    let at = random.below(datagram.len().min(40));
    match random.below(11) {
        0..2 => datagram[at] ^= 1 << random.below(8),
        2 => datagram.truncate(at),
        3 => datagram.truncate(datagram.len() - 1),
        4 => datagram.insert(at, random.choose(&[0, 0x0d, 0xd0, 0xe0, 0xff])),
        5 => drop(datagram.remove(at)),
        6 => datagram[at] |= random.choose(&[0x0f, 0xf0, 0xff]),
        7 => datagram[0] = datagram[0] & 0xf0 | (9 + random.below(7)) as u8,
        8 => datagram[0] = datagram[0] & 0x3f | random.choose(&[0, 0x80, 0xc0]),
        9 => datagram.push(0xff),
        // The largest deltas, behind what may have been the last option.
        _ => datagram.extend(random.choose(&[
            &b"\xe0\xff\xff"[..],
            b"\xe0\xfe\xf2",
            b"\xe1\xfe\xf3x",
            b"\xe0\x80\0",
        ])),
    }
}

fn noise(random: &mut Random) -> Vec<u8> {
    let len = random.below(16);
    let mut datagram = random.bytes(len);
    if let (Some(first), true) = (datagram.first_mut(), random.chance(70)) {
        *first = *first & 0x37 | 0x40;
    }
    datagram
}
