//! All TCP connections of a capture, in bounded memory.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;

use crate::connection::{Connection, Moment};
use crate::link::Segment;
use crate::ports::Ports;
use crate::report::Report;

/// The most connections that are followed at once.
const MAX_CONNECTIONS: usize = 10_000;

/// The most bytes that they hold together.
const MAX_HELD: usize = 256 << 20;

/// Follows every connection from its first segment on.
///
/// Connections are kept after their end, since late retransmissions must not look like new ones.
/// When there are too many, the half that was silent for longest is dropped.
pub(crate) struct Connections<'a> {
    table: HashMap<(SocketAddr, SocketAddr), Connection>,
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
        if !segment.syn && segment.payload.is_empty() {
            return Ok(());
        }
        let key = (segment.src.min(segment.dst), segment.src.max(segment.dst));
        if segment.syn {
            self.start(key, segment, at, report)?;
        }
        let connection = self.table.entry(key).or_insert_with(|| Connection::new(segment, self.ports, at));
        let before = connection.held();
        connection.segment(segment, at, self.ports, report)?;
        self.held = self.held - before + connection.held();
        if self.table.len() <= self.max_connections && self.held <= self.max_held {
            return Ok(());
        }
        self.end(self.table.len().div_ceil(2), report)
    }

    /// Ends all connections with the capture.
    pub(crate) fn finish(mut self, report: &mut Report<impl io::Write>) -> io::Result<()> {
        self.end(usize::MAX, report)
    }

    /// A SYN ends what was between the same ports before, unless it belongs to it.
    fn start(
        &mut self,
        key: (SocketAddr, SocketAddr),
        segment: &Segment<'_>,
        at: Moment,
        report: &mut Report<impl io::Write>,
    ) -> io::Result<()> {
        let ports = self.ports;
        let connection = self.table.entry(key).or_insert_with(|| Connection::new(segment, ports, at));
        if connection.start(segment) {
            return Ok(());
        }
        let mut next = Connection::new(segment, ports, at);
        next.start(segment);
        let ended = std::mem::replace(connection, next);
        self.held -= ended.held();
        ended.finish(ports, report)
    }

    /// Ends the `count` connections whose last segment is the oldest.
    fn end(&mut self, count: usize, report: &mut Report<impl io::Write>) -> io::Result<()> {
        let mut by_age: Vec<_> =
            self.table.iter().map(|(key, connection)| (connection.last.frame, *key)).collect();
        by_age.sort_unstable();
        for (_, key) in by_age.into_iter().take(count) {
            let Some(connection) = self.table.remove(&key) else { continue };
            self.held -= connection.held();
            connection.finish(self.ports, report)?;
        }
        Ok(())
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
        Segment { src, dst, seq, syn: false, ack: true, payload }
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
        assert!(connections <= 24 && held <= 1000, "{connections} connections, {held} bytes");
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
        let room: usize = connections.table.values().map(Connection::held).sum();
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
