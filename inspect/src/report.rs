//! What is printed: a line or a JSON object per message, and the summary.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::time::Instant;

use serde::Serialize;
use serde_json::json;

use crate::connection::Moment;
use crate::escape::{Escaped, Json, write_json};
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
    guessed: u64,
    opaque: u64,
    fragments: u64,
    unchecked: u64,
    started: Instant,
}

/// The figures of one protocol.
#[derive(Debug, Default, Serialize)]
struct Totals {
    messages: u64,
    bytes: u64,
    malformed: u64,
    lost: u64,
    mismatches: u64,
    unfinished: u64,
}

/// A message, as the contract of the JSON output has it.
#[derive(Serialize)]
struct Object<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    capture: Option<&'a str>,
    frame: u64,
    time: f64,
    src: String,
    dst: String,
    protocol: &'static str,
    kind: Option<&'a str>,
    len: usize,
    roundtrip: Option<bool>,
    #[serde(flatten)]
    result: Outcome<'a>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    invalid: &'a [ErrorObject],
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Outcome<'a> {
    Message(&'a Json),
    Error(&'a ErrorObject),
}

/// The summary of one protocol.
#[derive(Serialize)]
struct Summary<'a> {
    protocol: &'static str,
    #[serde(flatten)]
    totals: &'a Totals,
    seconds: f64,
    megabytes_per_second: f64,
}

impl<W: Write> Report<W> {
    pub(crate) fn new(out: W, format: Format) -> Self {
        let (totals, started) = (BTreeMap::new(), Instant::now());
        Self {
            out,
            format,
            capture: None,
            totals,
            foreign: 0,
            guessed: 0,
            opaque: 0,
            fragments: 0,
            unchecked: 0,
            started,
        }
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
        if self.format == Format::Lines { writeln!(self.out, "{}", Escaped(name)) } else { Ok(()) }
    }

    pub(crate) fn message(
        &mut self,
        origin: &Origin,
        protocol: Protocol,
        message: Message,
    ) -> io::Result<()> {
        let Message { len, roundtrip, content } = message;
        let totals = self.totals.entry(protocol.name()).or_default();
        totals.messages += 1;
        totals.bytes += len as u64;
        totals.mismatches += u64::from(roundtrip == Some(false));
        self.unchecked += u64::from(roundtrip.is_none());
        match content {
            Content::Count => Ok(()),
            Content::Line(line) => match roundtrip {
                Some(true) => self.line(origin, protocol, &line),
                Some(false) => self.line(origin, protocol, &format!("{line}  ROUND TRIP DIFFERS")),
                None => self.line(origin, protocol, &format!("{line}  ROUND TRIP NOT CHECKED")),
            },
            Content::Fields { kind, message, invalid } => {
                let result = Outcome::Message(&message);
                self.object(origin, protocol, (Some(&kind), len, roundtrip), result, &invalid)
            }
        }
    }

    /// The peer broke a rule; if this is a stream, it ends here.
    pub(crate) fn malformed(
        &mut self,
        origin: &Origin,
        protocol: Protocol,
        malformed: &Malformed,
    ) -> io::Result<()> {
        self.totals.entry(protocol.name()).or_default().malformed += 1;
        self.broken(origin, protocol, "MALFORMED", malformed)
    }

    /// The capture lacks a part of the datagram, or of the stream, and decoding ends here.
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

    /// A connection whose version is a guess.
    pub(crate) const fn guessed(&mut self) {
        self.guessed += 1;
    }

    /// A connection that goes on in TLS, or compressed.
    pub(crate) const fn opaque(&mut self) {
        self.opaque += 1;
    }

    /// A part of a UDP datagram, which may have been a message.
    pub(crate) const fn fragment(&mut self) {
        self.fragments += 1;
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
                let kind = broken.message_kind.as_deref().unwrap_or(protocol.unit());
                self.line(origin, protocol, &format!("{what} {kind}: {}", broken.error.text))
            }
            Format::Json => {
                let kind = broken.message_kind.as_deref();
                self.object(
                    origin,
                    protocol,
                    (kind, broken.len, Some(false)),
                    Outcome::Error(&broken.error),
                    &[],
                )
            }
            Format::Summary | Format::JsonSummary => Ok(()),
        }
    }

    fn line(&mut self, origin: &Origin, protocol: Protocol, text: &str) -> io::Result<()> {
        let Origin { at: Moment { frame, time }, src, dst } = origin;
        writeln!(self.out, "{frame:>6} {time:>11.6}  {src} > {dst}  {}  {}", protocol.name(), Escaped(text))
    }

    fn object(
        &mut self,
        origin: &Origin,
        protocol: Protocol,
        (kind, len, roundtrip): (Option<&str>, usize, Option<bool>),
        result: Outcome<'_>,
        invalid: &[ErrorObject],
    ) -> io::Result<()> {
        let object = Object {
            capture: self.capture.as_deref(),
            frame: origin.at.frame,
            time: origin.at.time,
            src: origin.src.to_string(),
            dst: origin.dst.to_string(),
            protocol: protocol.name(),
            kind,
            len,
            roundtrip,
            result,
            invalid,
        };
        write_json(&mut self.out, &object)
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
            writeln!(
                out,
                "connections not recognised: {} (--decode-as PORT=PROTOCOL names theirs)",
                self.foreign
            )?;
        }
        if self.guessed > 0 {
            writeln!(
                out,
                "connections without a CONNECT, taken for MQTT 3.1.1: {} (--decode-as PORT=PROTOCOL if they are not)",
                self.guessed
            )?;
        }
        if self.opaque > 0 {
            writeln!(
                out,
                "connections that go on in TLS or compressed, which is not decoded: {}",
                self.opaque
            )?;
        }
        if self.fragments > 0 {
            writeln!(out, "fragments of UDP datagrams, which are not put together: {}", self.fragments)?;
        }
        if self.unchecked > 0 {
            writeln!(out, "messages that are too long to be encoded again: {}", self.unchecked)?;
        }
        let bytes = self.totals.values().map(|totals| totals.bytes).sum();
        writeln!(out, "{bytes} bytes in {seconds:.3} s, {:.1} MB/s", megabytes_per_second(bytes, seconds))
    }

    fn objects(&mut self) -> io::Result<()> {
        let seconds = self.started.elapsed().as_secs_f64();
        for (protocol, totals) in &self.totals {
            let megabytes_per_second = megabytes_per_second(totals.bytes, seconds);
            let summary = Summary { protocol, totals, seconds, megabytes_per_second };
            write_json(&mut self.out, &summary)?;
        }
        if self.foreign > 0 {
            write_json(&mut self.out, &json!({ "protocol": null, "connections": self.foreign }))?;
        }
        if self.opaque > 0 {
            write_json(&mut self.out, &json!({ "protocol": null, "opaque": self.opaque }))?;
        }
        if self.fragments > 0 {
            write_json(&mut self.out, &json!({ "protocol": null, "fragments": self.fragments }))?;
        }
        if self.unchecked > 0 {
            write_json(&mut self.out, &json!({ "protocol": null, "unchecked": self.unchecked }))?;
        }
        Ok(())
    }
}

#[expect(clippy::cast_precision_loss, reason = "a figure with one decimal")]
fn megabytes_per_second(bytes: u64, seconds: f64) -> f64 {
    bytes as f64 / seconds / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mismatch_is_a_fault_that_is_shown_and_what_was_not_checked_is_none() {
        let mut out = Vec::new();
        let mut report = Report::new(&mut out, Format::Lines);
        let addr = SocketAddr::from(([127, 0, 0, 1], 1883));
        let origin = Origin::new(Moment { frame: 1, time: 0.5 }, addr, addr);
        let message = |roundtrip| Message { len: 2, roundtrip, content: Content::Line("PINGREQ".to_owned()) };
        report.message(&origin, Protocol::Mqtt, message(Some(true))).unwrap();
        report.message(&origin, Protocol::Mqtt, message(None)).unwrap();
        assert!(!report.has_faults());
        report.message(&origin, Protocol::Mqtt, message(Some(false))).unwrap();
        assert!(report.has_faults());
        report.finish().unwrap();
        let out = String::from_utf8(out).unwrap();
        let lines: Vec<_> = out.lines().collect();
        assert_eq!(lines[0], "     1    0.500000  127.0.0.1:1883 > 127.0.0.1:1883  mqtt  PINGREQ");
        assert_eq!(lines[1], format!("{}  ROUND TRIP NOT CHECKED", lines[0]));
        assert_eq!(lines[2], format!("{}  ROUND TRIP DIFFERS", lines[0]));
        assert_eq!(lines[4].split_whitespace().collect::<Vec<_>>(), ["mqtt", "3", "6", "0", "0", "1", "0"]);
        assert_eq!(lines[5], "messages that are too long to be encoded again: 1");
    }
}
