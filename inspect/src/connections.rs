//! All TCP connections of a capture, in bounded memory.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;

use crate::connection::{Connection, Moment};
use crate::link::Segment;
use crate::ports::Ports;
use crate::report::Report;
use crate::tcp::MAX_PENDING;

/// The most connections that are followed at once.
const MAX_CONNECTIONS: usize = 10_000;

/// The most bytes that they hold together.
const MAX_HELD: usize = 256 << 20;

/// Follows every connection from its first segment on.
///
/// Connections are kept after their end, since late retransmissions must not look like new ones. When there are too many, half of
/// them go: those that matter least, and among them those that were silent for longest. When they hold too much, those that hold
/// the most lose it.
pub(crate) struct Connections<'a> {
    table: HashMap<(SocketAddr, SocketAddr), Pair>,
    held: usize,
    ports: &'a Ports,
    max_connections: usize,
    max_held: usize,
}

impl<'a> Connections<'a> {
    pub(crate) fn new(ports: &'a Ports) -> Self {
        Self::with_limits(ports, MAX_CONNECTIONS, MAX_HELD)
    }

    fn with_limits(ports: &'a Ports, max_connections: usize, max_held: usize) -> Self {
        Self { table: HashMap::new(), held: 0, ports, max_connections, max_held }
    }

    /// Decodes what the segment completes.
    pub(crate) fn segment(
        &mut self,
        segment: &Segment<'_>,
        at: Moment,
        report: &mut Report<impl io::Write>,
    ) -> io::Result<()> {
        let key = (segment.src.min(segment.dst), segment.src.max(segment.dst));
        if segment.end
            && let Some(pair) = self.table.get_mut(&key)
        {
            pair.current.end();
        }
        if !segment.syn && segment.payload.is_empty() {
            return Ok(());
        }
        let ports = self.ports;
        let pair = self
            .table
            .entry(key)
            .or_insert_with(|| Pair { current: Connection::new(segment, ports, at), next: None });
        let before = pair.held();
        let connection =
            if segment.syn { pair.started(segment, ports, at) } else { pair.owner(segment, ports, report)? };
        connection.segment(segment, at, ports, report)?;
        self.held = self.held - before + pair.held();
        if self.held > self.max_held {
            self.shed(report)?;
        }
        if self.table.len() > self.max_connections {
            self.forget(self.table.len().div_ceil(2), report)?;
        }
        Ok(())
    }

    /// Ends all connections with the capture, those that were silent for longest first.
    pub(crate) fn finish(self, report: &mut Report<impl io::Write>) -> io::Result<()> {
        let mut pairs: Vec<_> = self.table.into_iter().collect();
        pairs.sort_unstable_by_key(|(key, pair)| (pair.current.rank().1, *key));
        for (_, pair) in pairs {
            pair.current.finish(self.ports, report)?;
        }
        Ok(())
    }

    /// Forgets `count` connections.
    fn forget(&mut self, count: usize, report: &mut Report<impl io::Write>) -> io::Result<()> {
        let mut by_rank: Vec<_> = self.table.iter().map(|(key, pair)| (pair.current.rank(), *key)).collect();
        by_rank.sort_unstable();
        for (_, key) in by_rank.into_iter().take(count) {
            let Some(pair) = self.table.remove(&key) else { continue };
            self.held -= pair.held();
            pair.current.forget(self.ports, report)?;
        }
        Ok(())
    }

    /// Halves the bytes that are held.
    fn shed(&mut self, report: &mut Report<impl io::Write>) -> io::Result<()> {
        let mut by_size: Vec<_> =
            self.table.iter_mut().map(|(key, pair)| (pair.held(), *key, pair)).collect();
        by_size.sort_unstable_by_key(|&(held, key, _)| (Reverse(held), key));
        for (held, _, pair) in by_size {
            if self.held <= self.max_held / 2 {
                break;
            }
            pair.next = None;
            pair.current.shed(self.ports, report)?;
            self.held = self.held - held + pair.held();
        }
        Ok(())
    }
}

/// What is between two ports: a connection, and perhaps one that a SYN has announced since.
///
/// Anybody can forge a SYN, so that the next one takes over with the first segment that is nearer to it.
struct Pair {
    current: Connection,
    next: Option<Connection>,
}

impl Pair {
    /// The connection that the SYN is part of.
    fn started(&mut self, segment: &Segment<'_>, ports: &Ports, at: Moment) -> &mut Connection {
        let is_next = self.next.as_mut().is_some_and(|next| next.start(segment));
        if self.current.start(segment) {
            return &mut self.current;
        }
        if !is_next {
            self.next = None;
        }
        self.next.get_or_insert_with(|| {
            let mut next = Connection::new(segment, ports, at);
            next.start(segment);
            next
        })
    }

    /// The connection that the segment is part of.
    fn owner(
        &mut self,
        segment: &Segment<'_>,
        ports: &Ports,
        report: &mut Report<impl io::Write>,
    ) -> io::Result<&mut Connection> {
        let far = MAX_PENDING as u64;
        let takes_over =
            |next: &mut Connection| match (next.distance(segment), self.current.distance(segment)) {
                (Some(new), Some(old)) => new < old,
                (Some(new), None) => new <= far,
                (None, old) => old.is_some_and(|old| old > far),
            };
        if let Some(next) = self.next.take_if(takes_over) {
            std::mem::replace(&mut self.current, next).finish(ports, report)?;
        }
        Ok(&mut self.current)
    }

    fn held(&self) -> usize {
        self.current.held() + self.next.as_ref().map_or(0, Connection::held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Format;

    /// Sends one segment on each of `count` connections, and shows the most connections and bytes that were kept.
    fn most_kept(limits: (usize, usize), count: u16, payload: &[u8]) -> (usize, usize, String) {
        let ports = Ports::default();
        let mut out = Vec::new();
        let mut report = Report::new(&mut out, Format::Lines);
        let mut connections = Connections::with_limits(&ports, limits.0, limits.1);
        let (mut most_connections, mut most_held) = (0, 0);
        for port in 0..count {
            let segment = segment(port, 0, payload);
            let at = Moment { frame: port.into(), time: 0.0 };
            connections.segment(&segment, at, &mut report).unwrap();
            most_connections = most_connections.max(connections.table.len());
            most_held = most_held.max(connections.held);
        }
        connections.finish(&mut report).unwrap();
        report.finish().unwrap();
        (most_connections, most_held, String::from_utf8(out).unwrap())
    }

    fn segment(port: u16, seq: u32, payload: &[u8]) -> Segment<'_> {
        let (src, dst) = (SocketAddr::from(([10, 0, 0, 1], port)), SocketAddr::from(([10, 0, 0, 2], 1883)));
        Segment { src, dst, seq, syn: false, ack: true, end: false, payload }
    }

    #[test]
    fn the_number_of_connections_is_bounded() {
        let (connections, held, out) = most_kept((10, 1000), 1000, b"\xc0\0");
        assert_eq!((connections, held), (10, 0));
        assert_eq!(out.matches("PINGREQ").count(), 1000);
    }

    #[test]
    fn the_bytes_that_wait_for_more_are_bounded() {
        let begun = [&b"\x30\x64"[..], &[0; 40]].concat();
        let (connections, held, _) = most_kept((100, 1000), 1000, &begun);
        assert!(connections <= 100 && held <= 1000, "{connections} connections, {held} bytes");
    }

    const CONNECT_5: &[u8] = b"\x10\x0d\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x00";
    const PUBLISH_5: &[u8] = b"\x30\x06\x00\x01a\x00hi";

    /// What is printed of a connection that sends half a message before `others` and half of it after them.
    fn interrupted(limits: (usize, usize), others: impl IntoIterator<Item = Segment<'static>>) -> String {
        let ports = Ports::default();
        let mut out = Vec::new();
        let mut report = Report::new(&mut out, Format::Lines);
        let mut connections = Connections::with_limits(&ports, limits.0, limits.1);
        let begun = [segment(1, 0, CONNECT_5), segment(1, 15, &PUBLISH_5[..5])];
        let rest = Segment { seq: 20, ..segment(1, 0, &PUBLISH_5[5..]) };
        let all = begun.into_iter().chain(others).chain([rest]);
        for (frame, segment) in (1..).zip(all) {
            connections.segment(&segment, Moment { frame, time: 0.0 }, &mut report).unwrap();
        }
        connections.finish(&mut report).unwrap();
        report.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn connections_that_only_begin_do_not_displace_those_that_go_on() {
        let syn = |port| Segment { syn: true, ack: false, ..segment(port, 7, b"") };
        let out = interrupted((10, 10_000), (2..100).map(syn));
        assert!(out.contains("PUBLISH") && out.contains("2 bytes") && !out.contains("LOST"), "{out}");
    }

    #[test]
    fn connections_that_are_over_do_not_displace_those_that_go_on() {
        let over = (2..100)
            .flat_map(|port| [segment(port, 0, CONNECT_5), Segment { end: true, ..segment(port, 15, b"") }]);
        let out = interrupted((10, 10_000), over);
        assert!(out.contains("PUBLISH") && out.contains("2 bytes") && !out.contains("LOST"), "{out}");
    }

    #[test]
    fn a_connection_that_is_forgotten_is_lost_and_not_in_silence() {
        let out = interrupted((10, 10_000), (2..100).map(|port| segment(port, 0, CONNECT_5)));
        assert!(
            out.contains("10.0.0.1:1 > 10.0.0.2:1883  mqtt  LOST message: too many connections"),
            "{out}"
        );
    }

    #[test]
    fn a_connection_that_holds_too_much_loses_it_and_no_other_does() {
        static PART: [u8; 60_000] = [0; 60_000];
        for first in [&b"\x10"[..], b"GET / HTTP/1.1\r\n", b"\x30\xff\xff\x7f\x00\x01a"] {
            let flood = (0..20).map(|number| Segment { seq: 7 + number * 60_000, ..segment(2, 0, &PART) });
            let from_client = std::iter::once(segment(2, 0, first)).chain(flood.clone());
            let backwards = |from: Segment<'static>| Segment { src: from.dst, dst: from.src, ..from };
            let from_server = std::iter::once(segment(2, 0, first)).chain(flood.map(backwards));
            for out in [interrupted((10, 300_000), from_client), interrupted((10, 300_000), from_server)] {
                assert!(out.contains("10.0.0.1:1 > 10.0.0.2:1883  mqtt  PUBLISH"), "{first:?}: {out}");
            }
        }
        let out = interrupted(
            (10, 300_000),
            (0..20).map(|number| {
                let start: &[u8] = if number == 0 { b"\x30\xff\xff\x7f\x00\x01a" } else { &PART };
                Segment {
                    seq: if number == 0 { 0 } else { 7 + (number - 1) * 60_000 },
                    ..segment(2, 0, start)
                }
            }),
        );
        assert!(out.contains("10.0.0.1:2 > 10.0.0.2:1883  mqtt  LOST message: too many bytes"), "{out}");
    }

    /// A message of one MiB on each of ten connections, and nothing left over.
    #[test]
    fn bytes_that_were_decoded_take_no_room() {
        let ports = Ports::default();
        let mut out = Vec::new();
        let mut report = Report::new(&mut out, Format::Summary);
        let mut connections = Connections::new(&ports);
        let publish = [&b"\x30\x83\x80\x40\x00\x01a"[..], &[0; 1 << 20]].concat();
        for port in 0..10 {
            for (number, piece) in publish.chunks(1000).enumerate() {
                let seq = u32::try_from(number * 1000).unwrap();
                let at = Moment { frame: 1, time: 0.0 };
                connections.segment(&segment(port, seq, piece), at, &mut report).unwrap();
            }
        }
        let room: usize = connections.table.values().map(Pair::held).sum();
        assert_eq!((room, connections.held), (0, 0));
    }

    #[test]
    fn a_segment_that_never_comes_is_not_waited_for_without_end() {
        let ports = Ports::default();
        let mut out = Vec::new();
        let mut report = Report::new(&mut out, Format::Lines);
        let mut connections = Connections::new(&ports);
        let (at, payload) = (Moment { frame: 1, time: 0.0 }, vec![0; 60_000]);
        connections.segment(&segment(4000, 0, b"\xc0\0"), at, &mut report).unwrap();
        for number in 1..=200 {
            connections.segment(&segment(4000, number * 60_000, &payload), at, &mut report).unwrap();
        }
        assert_eq!(connections.held, 0);
        report.finish().unwrap();
        let out = String::from_utf8(out).unwrap();
        assert_eq!(out.matches("LOST message: 59998 bytes are missing").count(), 1, "{out}");
    }
}
