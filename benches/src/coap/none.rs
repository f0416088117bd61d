//! No library: datagrams are walked through with all checks and nothing is stored, and written out with none, from options
//! that are sorted already. What the others need beyond this is theirs.

use super::{Codec, Header, Parts, Visit, output, parts::walk};

pub(super) struct Nobody {
    out: Vec<u8>,
}

impl Codec for Nobody {
    const NAME: &'static str = "no library";
    const LAZY: bool = true;
    type Decoded<'a> = &'a [u8];
    type Source<'a> = Parts<'a>;

    fn new() -> Self {
        Self { out: output() }
    }

    #[inline(always)]
    fn decode<'a, R>(datagram: &'a [u8], then: impl FnOnce(&&'a [u8]) -> R) -> Option<R> {
        Some(then(&datagram))
    }

    #[inline(always)]
    fn visit(datagram: &&[u8], visit: &mut impl for<'v> Visit<'v>) -> Option<()> {
        walk(datagram, visit)
    }

    fn source<'a>(parts: &Parts<'a>) -> Parts<'a> {
        parts.clone()
    }

    #[inline(always)]
    fn build(&mut self, parts: &Parts<'_>, written: impl FnOnce(&[u8])) {
        let out = &mut self.out;
        out.clear();
        let Header { message_type, code, id } = parts.header;
        let [id_high, id_low] = id.to_be_bytes();
        out.extend([0x40 | message_type << 4 | parts.token.len() as u8, code, id_high, id_low]);
        out.extend_from_slice(parts.token);
        let mut previous = 0;
        for (number, value) in &parts.options {
            put_head(out, number - previous, value.len() as u16);
            out.extend_from_slice(value);
            previous = *number;
        }
        if !parts.payload.is_empty() {
            out.push(0xff);
            out.extend_from_slice(parts.payload);
        }
        written(out);
    }
}

#[inline(always)]
fn put_head(out: &mut Vec<u8>, delta: u16, len: u16) {
    if delta < 13 && len < 13 {
        return out.push((delta << 4 | len) as u8);
    }
    out.push(nibble(delta) << 4 | nibble(len));
    put_extended(out, delta);
    put_extended(out, len);
}

fn nibble(number: u16) -> u8 {
    match number {
        0..13 => number as u8,
        13..269 => 13,
        _ => 14,
    }
}

fn put_extended(out: &mut Vec<u8>, number: u16) {
    match number {
        0..13 => {}
        13..269 => out.push((number - 13) as u8),
        _ => out.extend((number - 269).to_be_bytes()),
    }
}
