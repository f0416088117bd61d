//! Decodes packet captures and hex with the workspace's codecs, and proves the round trip.

#![forbid(unsafe_code)]

mod amqp;
mod args;
mod bundled;
mod capture;
mod carrier;
mod coap;
mod connection;
mod connections;
mod datagrams;
mod escape;
mod hex_lines;
mod http;
mod link;
mod mqtt;
mod ports;
mod protocol;
mod report;
mod tcp;
mod websocket;
mod xmpp;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, IsTerminal, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use args::Args;
use capture::CaptureError;
use connection::Moment;
use connections::Connections;
use datagrams::Datagrams;
use escape::Escaped;
use link::{Packet, UnknownLinkType};
use ports::Ports;
use protocol::Protocol;
use report::{Format, Report};

/// Something was malformed.
const FAULTS: u8 = 1;

/// Bad usage or an unreadable file; clap's own status for the former.
const UNREADABLE: u8 = 2;

/// From this length on, a file gets a progress bar.
const LONG: u64 = 8 << 20;

/// The most link types that are named.
const MAX_COMPLAINTS: usize = 10;

fn main() -> ExitCode {
    let args = Args::read();
    let result = match args.hex {
        Some(protocol) => hex(protocol, args.files.first().map(|path| &**path)),
        None => captures(&args),
    };
    match result {
        Ok(status) => ExitCode::from(status),
        // Who closed the pipe has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            complain(&[error.to_string()]);
            ExitCode::from(UNREADABLE)
        }
    }
}

fn hex(protocol: Protocol, path: Option<&Path>) -> io::Result<u8> {
    let out = BufWriter::new(io::stdout().lock());
    let outcome = match path {
        Some(path) if path != Path::new("-") => {
            let file = File::open(path).map_err(|error| named(path, &error))?;
            hex_lines::run(protocol, BufReader::new(file), out)?
        }
        _ => hex_lines::run(protocol, io::stdin().lock(), out)?,
    };
    if let Some(line) = outcome.not_hex {
        complain(&[format!("line {line} is not hex")]);
        return Ok(UNREADABLE);
    }
    Ok(if outcome.has_faults { FAULTS } else { 0 })
}

fn captures(args: &Args) -> io::Result<u8> {
    let ports = Ports::new(&args.decode_as);
    let mut report = Report::new(BufWriter::new(io::stdout().lock()), args.format());
    let mut is_readable = true;
    if args.files.is_empty() {
        for (name, bytes) in bundled::CAPTURES {
            report.capture(name)?;
            is_readable &= complain(&capture(name, bytes, &ports, &mut report)?);
        }
    }
    for path in &args.files {
        let name = path.display().to_string();
        if args.files.len() > 1 {
            report.capture(&name)?;
        }
        if path == Path::new("-") {
            is_readable &= complain(&capture("standard input", io::stdin(), &ports, &mut report)?);
            continue;
        }
        is_readable &= complain(&match File::open(path) {
            Ok(file) => {
                let bar = progress_bar(&file, args.format());
                let complaints = capture(&name, bar.wrap_read(file), &ports, &mut report)?;
                bar.finish_and_clear();
                complaints
            }
            Err(error) => vec![named(path, &error).to_string()],
        });
    }
    let has_faults = report.has_faults();
    report.finish()?;
    Ok(match (is_readable, has_faults) {
        (false, _) => UNREADABLE,
        (true, true) => FAULTS,
        (true, false) => 0,
    })
}

/// Decodes one capture; gives back why it can't be read, or not to its end.
fn capture(
    name: &str,
    input: impl Read + Send,
    ports: &Ports,
    report: &mut Report<impl Write>,
) -> io::Result<Vec<String>> {
    let (mut connections, mut datagrams) = (Connections::new(ports), Datagrams::new(ports));
    let (mut begin, mut unknown_link_types) = (None, BTreeSet::new());
    let result = capture::read(input, |frame| {
        let begin = *begin.get_or_insert(frame.time);
        let at = Moment { frame: frame.number, time: seconds(frame.time - begin) };
        match link::packet(frame.link_type, frame.data) {
            Ok(Some(Packet::Tcp(segment))) => connections.segment(&segment, at, report),
            Ok(Some(Packet::Udp(datagram))) => datagrams.datagram(&datagram, at, report),
            Ok(Some(Packet::UdpFragment)) => {
                report.fragment();
                Ok(())
            }
            Ok(None) => Ok(()),
            Err(UnknownLinkType) => {
                unknown_link_types.insert(frame.link_type.0);
                Ok(())
            }
        }
    });
    if let Err(CaptureError::Output(error)) = result {
        return Err(error);
    }
    connections.finish(report)?;
    datagrams.finish(report)?;
    let mut complaints: Vec<_> = result.err().iter().map(|error| format!("{name}: {error}")).collect();
    complaints.extend(
        unknown_link_types
            .iter()
            .take(MAX_COMPLAINTS)
            .map(|link_type| format!("{name}: frames of link type {link_type} can't be read")),
    );
    Ok(complaints)
}

/// On standard error; hidden where that is no terminal, or where the output is on the same one.
fn progress_bar(file: &File, format: Format) -> ProgressBar {
    let len = file.metadata().map_or(0, |metadata| metadata.len());
    let prints_much = matches!(format, Format::Lines | Format::Json) && io::stdout().is_terminal();
    let is_shown = len >= LONG && !prints_much && io::stderr().is_terminal();
    let target = if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let style = ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes}, {eta} left");
    ProgressBar::with_draw_target(Some(len), target)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Rounded to microseconds.
#[expect(clippy::cast_precision_loss, reason = "exact to a microsecond for 285 years")]
fn seconds(nanoseconds: i128) -> f64 {
    (nanoseconds / 1000) as f64 / 1e6
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// `true`: there is nothing to complain about. Standard error may be closed; there is nobody to tell then.
fn complain(complaints: &[String]) -> bool {
    for text in complaints {
        let _ = writeln!(io::stderr(), "inspect: {}", Escaped(text));
    }
    complaints.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every byte of the smallest capture changed, and some of the others: none of it panics or hangs.
    #[test]
    fn damaged_captures_end_well() {
        for (name, bytes) in bundled::CAPTURES {
            let step = if bytes.len() < 4000 { 1 } else { bytes.len() / 100 };
            for (at, change) in (0..bytes.len()).step_by(step).zip([0x01, 0x80, 0xff].into_iter().cycle()) {
                let mut damaged = bytes.to_vec();
                damaged[at] ^= change;
                let (ports, mut out) = (Ports::default(), Vec::new());
                let mut report = Report::new(&mut out, Format::Lines);
                capture(name, &damaged[..], &ports, &mut report).unwrap();
                report.finish().unwrap();
                assert!(!out.is_empty(), "not even a summary");
            }
        }
    }
}
