//! What peers may try, and what it costs: nothing that grows faster than the bytes that they send.
//!
//! The numbers count the attacks on all protocols of this workspace. A22, text that is no UTF-8, and
//! A57, sections in other orders and again and again, are in the rules tables and the tests of messages.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

mod frames;
mod messages;
mod values;

use amqp_frames::Limits;

fn unlimited_items() -> Limits {
    let mut limits = Limits::default();
    limits.max_items = usize::MAX;
    limits.max_size = usize::MAX;
    limits
}

fn list32(count: u32, items: &[u8]) -> Vec<u8> {
    let size = u32::try_from(items.len() + 4).unwrap();
    [&[0xd0][..], &size.to_be_bytes(), &count.to_be_bytes(), items].concat()
}

fn map32(count: u32, items: &[u8]) -> Vec<u8> {
    let mut map = list32(count, items);
    map[0] = 0xd1;
    map
}

/// Lists, maps whose key is null, or arrays, `depth` of them inside each other, the innermost with nothing but null.
fn nested(code: u8, depth: usize) -> Vec<u8> {
    let (count, between): (u32, &[u8]) = if code == 0xd1 { (2, b"\x40") } else { (1, b"") };
    // Each holds one that is as much smaller; of arrays the format code is the constructor in the array around.
    let step = 9 + between.len();
    let mut bytes = Vec::new();
    for left in (0..depth).rev() {
        let size = u32::try_from(4 + between.len() + 1 + left * step).unwrap();
        bytes.push(code);
        bytes.extend(size.to_be_bytes());
        bytes.extend(count.to_be_bytes());
        bytes.extend(between);
    }
    bytes.push(0x40);
    bytes
}
