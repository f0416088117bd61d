//! One direction of a TCP connection, put back in order (RFC 9293 section 3.4).

use std::collections::BTreeMap;

/// The most that waits for a missing segment, in bytes, with [`SEGMENT_COST`] for each segment.
pub(crate) const MAX_PENDING: usize = 8 << 20;

/// What a waiting segment costs besides its bytes.
const SEGMENT_COST: usize = 96;

/// Positions count from here, so that nothing lies before zero.
const BASE: u64 = 1 << 32;

/// Orders segments by sequence number; each byte comes out once.
#[derive(Debug, Default)]
pub(crate) struct Reassembly {
    /// Sequence number of the SYN, where the capture has it.
    syn: Option<u32>,
    /// Position of the next byte in order; its low 32 bits are its sequence number.
    next: Option<u64>,
    pending: BTreeMap<u64, Vec<u8>>,
    pending_len: usize,
}

impl Reassembly {
    /// Takes note of a SYN. `false`: this is not the beginning of what is here, but another connection's.
    pub(crate) fn start(&mut self, seq: u32) -> bool {
        if self.syn.is_none() && self.next.is_none() {
            self.syn = Some(seq);
            self.next = Some(BASE | u64::from(seq.wrapping_add(1)));
        }
        self.syn == Some(seq)
    }

    /// Appends to `stream` what the segment continues, and what had waited for it.
    ///
    /// Without a SYN, the first segment seen begins the stream.
    pub(crate) fn push(&mut self, seq: u32, payload: &[u8], stream: &mut Vec<u8>) {
        if payload.is_empty() {
            return;
        }
        let next = *self.next.get_or_insert(BASE | u64::from(seq));
        let at = position(seq, next);
        if at > next {
            self.keep(at, payload);
            return;
        }
        self.append(at, payload, stream);
        while let Some(first) = self.pending.first_entry() {
            if Some(*first.key()) > self.next {
                return;
            }
            let (at, payload) = first.remove_entry();
            self.pending_len -= payload.len() + SEGMENT_COST;
            self.append(at, &payload, stream);
        }
    }

    /// How far the segment is from what comes next.
    pub(crate) fn distance(&self, seq: u32) -> Option<u64> {
        self.next.map(|next| position(seq, next).abs_diff(next))
    }

    /// How many bytes are missing before the first one that waits.
    pub(crate) fn missing(&self) -> Option<u64> {
        self.pending.keys().next().zip(self.next).map(|(at, next)| at - next)
    }

    /// How much waits for a missing segment; more than [`MAX_PENDING`] is too much.
    pub(crate) const fn pending_len(&self) -> usize {
        self.pending_len
    }

    /// Drops what waits.
    pub(crate) fn discard(&mut self) {
        self.pending.clear();
        self.pending_len = 0;
    }

    fn append(&mut self, at: u64, payload: &[u8], stream: &mut Vec<u8>) {
        let next = self.next.unwrap_or(at);
        let known = usize::try_from(next - at).unwrap_or(usize::MAX);
        let Some(new) = payload.get(known..) else { return };
        stream.extend_from_slice(new);
        self.next = Some(next + new.len() as u64);
    }

    fn keep(&mut self, at: u64, payload: &[u8]) {
        let slot = self.pending.entry(at).or_default();
        if slot.len() >= payload.len() {
            return;
        }
        if slot.is_empty() {
            self.pending_len += SEGMENT_COST;
        }
        self.pending_len += payload.len() - slot.len();
        *slot = payload.to_vec();
    }
}

/// Where `seq` lies: of all positions with these low 32 bits, the one nearest to `next`.
fn position(seq: u32, next: u64) -> u64 {
    #[expect(clippy::cast_possible_truncation, reason = "sequence numbers wrap around")]
    let ahead = seq.wrapping_sub(next as u32).cast_signed();
    next.saturating_add_signed(i64::from(ahead))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = b"the quick brown fox jumps over the lazy dog";

    /// `(from, to)` ranges of [`TEXT`], pushed in this order, as one stream.
    fn reassembled(first_seq: u32, ranges: &[(usize, usize)]) -> Vec<u8> {
        let (mut tcp, mut stream) = (Reassembly::default(), Vec::new());
        assert!(tcp.start(first_seq.wrapping_sub(1)));
        for &(from, to) in ranges {
            tcp.push(first_seq.wrapping_add(u32::try_from(from).unwrap()), &TEXT[from..to], &mut stream);
        }
        stream
    }

    #[test]
    fn segments_in_any_order_give_the_same_stream() {
        let mut ranges: Vec<_> = (0..TEXT.len()).step_by(5).map(|at| (at, TEXT.len().min(at + 5))).collect();
        for round in 0..200_usize {
            let (a, b) = (round * 7 % ranges.len(), round * round % ranges.len());
            ranges.swap(a, b);
            assert_eq!(reassembled(1000, &ranges), TEXT, "{ranges:?}");
        }
    }

    #[test]
    fn retransmissions_and_overlaps_change_nothing() {
        let all = TEXT.len();
        for ranges in [
            &[(0, 10), (0, 10), (10, all)][..],
            &[(0, 10), (5, 20), (3, 7), (20, all)],
            &[(20, all), (20, 25), (15, 30), (0, 17), (17, 18)],
            &[(30, all), (10, 20), (10, 35), (0, 12)],
            &[(10, 35), (10, 20), (30, all), (0, all)],
        ] {
            assert_eq!(reassembled(0, ranges), TEXT, "{ranges:?}");
        }
    }

    #[test]
    fn sequence_numbers_wrap_around() {
        for first_seq in [u32::MAX, u32::MAX - 12, 0x7fff_fff0, 0x8000_0000] {
            assert_eq!(reassembled(first_seq, &[(12, 30), (0, 12), (30, TEXT.len())]), TEXT);
        }
    }

    #[test]
    fn without_a_syn_the_first_segment_begins_the_stream() {
        let (mut tcp, mut stream) = (Reassembly::default(), Vec::new());
        tcp.push(500, b"cd", &mut stream);
        tcp.push(498, b"abcd", &mut stream);
        tcp.push(502, b"ef", &mut stream);
        assert_eq!(stream, b"cdef");
    }

    #[test]
    fn a_keep_alive_probe_adds_nothing() {
        let (mut tcp, mut stream) = (Reassembly::default(), Vec::new());
        tcp.push(500, b"ab", &mut stream);
        tcp.push(501, b"\0", &mut stream);
        assert_eq!(stream, b"ab");
    }

    #[test]
    fn a_lost_segment_is_told_by_its_length() {
        let (mut tcp, mut stream) = (Reassembly::default(), Vec::new());
        tcp.push(0, b"ab", &mut stream);
        assert_eq!(tcp.missing(), None);
        tcp.push(5, b"f", &mut stream);
        assert_eq!((tcp.missing(), &stream[..]), (Some(3), &b"ab"[..]));
    }

    #[test]
    fn a_second_syn_is_told_from_a_retransmitted_one() {
        let mut tcp = Reassembly::default();
        assert!(tcp.start(7) && tcp.start(7));
        assert!(!tcp.start(8));
        let mut late = Reassembly::default();
        late.push(100, b"x", &mut Vec::new());
        assert!(!late.start(99), "a connection that was joined late has no SYN");
    }

    #[test]
    fn repeated_segments_do_not_pile_up() {
        let (mut tcp, mut stream) = (Reassembly::default(), Vec::new());
        tcp.push(0, b"a", &mut stream);
        for _ in 0..1000 {
            tcp.push(10, b"xyz", &mut stream);
        }
        assert_eq!(tcp.pending_len(), 3 + SEGMENT_COST);
    }
}
