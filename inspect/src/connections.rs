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
}

impl<'a> Connections<'a> {
    pub(crate) fn new(ports: &'a Ports) -> Self {
        Self { table: HashMap::new(), held: 0, ports }
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
        if self.table.len() > MAX_CONNECTIONS || self.held > MAX_HELD { self.evict(report) } else { Ok(()) }
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

    fn evict(&mut self, report: &mut Report<impl io::Write>) -> io::Result<()> {
        self.end(self.table.len().div_ceil(2), report)
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
