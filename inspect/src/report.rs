//! What is printed: a line or a JSON object per message, and the summary.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::time::Instant;

use serde_json::{Map, Value, json};

use crate::connection::Moment;
use crate::protocol::{Content, Detail, ErrorObject, Malformed, Message, Protocol};

/// What is wanted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Format {
    /// A line per message, and a summary.
    Lines,
    /// A JSON object per message.
    Json,
    /// The summary only.
    Summary,
    /// The summary only, a JSON object per protocol.
    JsonSummary,
}

/// Where a message comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin {
    at: Moment,
    src: SocketAddr,
    dst: SocketAddr,
}

impl Origin {
    pub(crate) const fn new(at: Moment, src: SocketAddr, dst: SocketAddr) -> Self {
        Self { at, src, dst }
    }
}

/// Writes the output, and counts.
#[derive(Debug)]
pub(crate) struct Report<W> {
    out: W,
    format: Format,
    /// The capture's name, where there are several.
    capture: Option<String>,
    totals: BTreeMap<&'static str, Totals>,
    foreign: u64,
    started: Instant,
}

/// The figures of one protocol.
#[derive(Debug, Default)]
struct Totals {
    messages: u64,
    bytes: u64,
    malformed: u64,
    lost: u64,
    mismatches: u64,
    unfinished: u64,
}

impl<W: Write> Report<W> {
    pub(crate) fn new(out: W, format: Format) -> Self {
        let (totals, started) = (BTreeMap::new(), Instant::now());
        Self { out, format, capture: None, totals, foreign: 0, started }
    }

    /// How much of each message is shown.
    pub(crate) const fn detail(&self) -> Detail {
        match self.format {
            Format::Lines => Detail::Line,
            Format::Json => Detail::Fields,
            Format::Summary | Format::JsonSummary => Detail::Count,
        }
    }

    /// What follows is from this capture, one of several.
    pub(crate) fn capture(&mut self, name: &str) -> io::Result<()> {
        self.capture = Some(name.to_owned());
        if self.format == Format::Lines { writeln!(self.out, "{name}") } else { Ok(()) }
    }

    pub(crate) fn message(
        &mut self,
        origin: &Origin,
        protocol: Protocol,
        message: &Message,
    ) -> io::Result<()> {
        let totals = self.totals.entry(protocol.name()).or_default();
        totals.messages += 1;
        totals.bytes += message.len as u64;
        totals.mismatches += u64::from(!message.roundtrip);
        match &message.content {
            Content::Count => Ok(()),
            Content::Line(line) => {
                let note = if message.roundtrip { "" } else { "  ROUND TRIP DIFFERS" };
                self.line(origin, protocol, &format!("{line}{note}"))
            }
            Content::Fields { kind, message: fields } => {
                let kind = Value::from(&**kind);
                self.object(
                    origin,
                    protocol,
                    kind,
                    message.len,
                    message.roundtrip,
                    ("message", fields.clone()),
                )
            }
        }
    }

    /// The peer broke a rule, and its stream ends here.
    pub(crate) fn malformed(
        &mut self,
        origin: &Origin,
        protocol: Protocol,
        malformed: &Malformed,
    ) -> io::Result<()> {
        self.totals.entry(protocol.name()).or_default().malformed += 1;
        self.broken(origin, protocol, "MALFORMED", malformed)
    }

    /// The capture lacks a part of the stream, and decoding ends here.
    pub(crate) fn lost(&mut self, origin: &Origin, protocol: Protocol, lost: &Malformed) -> io::Result<()> {
        self.totals.entry(protocol.name()).or_default().lost += 1;
        self.broken(origin, protocol, "LOST", lost)
    }

    /// Bytes at the end of a stream that are no whole message.
    pub(crate) fn unfinished(&mut self, protocol: Protocol, bytes: usize) {
        self.totals.entry(protocol.name()).or_default().unfinished += bytes as u64;
    }

    /// A connection of no protocol that is known here.
    pub(crate) const fn foreign(&mut self) {
        self.foreign += 1;
    }

    /// Whether something was malformed, lost, or did not encode to the same bytes.
    pub(crate) fn has_faults(&self) -> bool {
        self.totals.values().any(|totals| totals.malformed + totals.lost + totals.mismatches > 0)
    }

    /// Prints the summary, where the format has one.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        match self.format {
            Format::Lines | Format::Summary => self.table()?,
            Format::JsonSummary => self.objects()?,
            Format::Json => {}
        }
        self.out.flush()
    }

    fn broken(
        &mut self,
        origin: &Origin,
        protocol: Protocol,
        what: &str,
        broken: &Malformed,
    ) -> io::Result<()> {
        match self.format {
            Format::Lines => {
                let kind = broken.message_kind.as_deref().unwrap_or("message");
                self.line(origin, protocol, &format!("{what} {kind}: {}", broken.error.text))
            }
            Format::Json => {
                let kind = broken.message_kind.as_deref().map_or(Value::Null, Value::from);
                self.object(origin, protocol, kind, broken.len, false, ("error", broken.error.to_json()))
            }
            Format::Summary | Format::JsonSummary => Ok(()),
        }
    }

    fn line(&mut self, origin: &Origin, protocol: Protocol, text: &str) -> io::Result<()> {
        let Origin { at: Moment { frame, time }, src, dst } = origin;
        writeln!(self.out, "{frame:>6} {time:>11.6}  {src} > {dst}  {}  {text}", protocol.name())
    }

    fn object(
        &mut self,
        origin: &Origin,
        protocol: Protocol,
        kind: Value,
        len: usize,
        roundtrip: bool,
        (name, value): (&str, Value),
    ) -> io::Result<()> {
        let mut object = Map::new();
        if let Some(capture) = &self.capture {
            object.insert("capture".to_owned(), capture.as_str().into());
        }
        let Origin { at: Moment { frame, time }, src, dst } = origin;
        for (name, value) in [
            ("frame", json!(frame)),
            ("time", json!(time)),
            ("src", json!(src.to_string())),
            ("dst", json!(dst.to_string())),
            ("protocol", json!(protocol.name())),
            ("kind", kind),
            ("len", json!(len)),
            ("roundtrip", json!(roundtrip)),
            (name, value),
        ] {
            object.insert(name.to_owned(), value);
        }
        writeln!(self.out, "{}", Value::from(object))
    }

    fn table(&mut self) -> io::Result<()> {
        let seconds = self.started.elapsed().as_secs_f64();
        let out = &mut self.out;
        writeln!(
            out,
            "{:<10} {:>10} {:>12} {:>10} {:>6} {:>11} {:>11}",
            "protocol", "messages", "bytes", "malformed", "lost", "mismatches", "unfinished"
        )?;
        for (name, totals) in &self.totals {
            let Totals { messages, bytes, malformed, lost, mismatches, unfinished } = totals;
            writeln!(
                out,
                "{name:<10} {messages:>10} {bytes:>12} {malformed:>10} {lost:>6} {mismatches:>11} {unfinished:>11}"
            )?;
        }
        if self.foreign > 0 {
            writeln!(out, "{} connections of other protocols", self.foreign)?;
        }
        let bytes = self.totals.values().map(|totals| totals.bytes).sum();
        writeln!(out, "{bytes} bytes in {seconds:.3} s, {:.1} MB/s", megabytes_per_second(bytes, seconds))
    }

    fn objects(&mut self) -> io::Result<()> {
        let seconds = self.started.elapsed().as_secs_f64();
        for (name, totals) in &self.totals {
            let object = json!({
                "protocol": name,
                "messages": totals.messages,
                "bytes": totals.bytes,
                "malformed": totals.malformed,
                "lost": totals.lost,
                "mismatches": totals.mismatches,
                "unfinished": totals.unfinished,
                "seconds": seconds,
                "megabytes_per_second": megabytes_per_second(totals.bytes, seconds),
            });
            writeln!(self.out, "{object}")?;
        }
        Ok(())
    }
}

impl ErrorObject {
    /// As the contract of the JSON output has it.
    pub(crate) fn to_json(&self) -> Value {
        json!({ "kind": self.kind, "offset": self.offset, "field": self.field, "text": self.text })
    }
}

#[expect(clippy::cast_precision_loss, reason = "a figure with one decimal")]
fn megabytes_per_second(bytes: u64, seconds: f64) -> f64 {
    bytes as f64 / seconds / 1e6
}
