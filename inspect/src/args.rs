//! The command line.

use std::path::PathBuf;

use clap::{CommandFactory, Parser, error::ErrorKind};

use crate::ports::DecodeAs;
use crate::protocol::Protocol;
use crate::report::Format;

/// Decodes every MQTT, CoAP, AMQP and XMPP message in packet captures, and checks that encoding them gives the same again.
///
/// With no FILE, the captures that are built in. Malformed input ends the decoding of its stream; other streams go on, and so do
/// datagrams.
#[derive(Debug, Parser)]
#[command(version, after_help = NOTES)]
pub(crate) struct Args {
    /// Captures, pcap or pcapng; with --hex one text file; - for standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Decode lines of hex instead of captures, each line one fresh stream or datagram; print one JSON object per line
    #[arg(long, value_name = "PROTOCOL", value_enum, conflicts_with_all = ["summary", "decode_as"])]
    pub(crate) hex: Option<Protocol>,

    /// Print one JSON object per message
    #[arg(long)]
    pub(crate) json: bool,

    /// Print counts and throughput only
    #[arg(long)]
    pub(crate) summary: bool,

    /// Decode what comes from and goes to a server's port as this protocol
    #[arg(long, value_name = "PORT=PROTOCOL")]
    pub(crate) decode_as: Vec<DecodeAs>,
}

const NOTES: &str = "\
Connections are recognised by a server's port (1883, 5222, 5269, 5280, 5672, 5683), the first bytes (CONNECT, CSM, protocol \
header, stream header, a body of BOSH), or a WebSocket upgrade with subprotocol mqtt, coap or xmpp; datagrams by port (5683), or once one answers another. Without a CONNECT in the capture, MQTT is \
taken for 3.1.1: --decode-as 1883=mqtt-5 takes all of it for 5.0. --decode-as 9=mqtt is for TCP and WebSocket, 9=coap for UDP.

Hex: blanks and colons between digits are skipped, and so are lines that begin with #. An empty line is an empty stream.

Limits: 16 MiB per message, 8 MiB waiting for a lost segment, 10000 connections and 256 MiB at once.

Exit status: 0 everything decoded; 1 something was malformed, missing from the capture, or not the same when it was \
encoded; 2 bad usage, or an unreadable file or line of hex.";

impl Args {
    /// Reads the command line; ends the process if there is something wrong with it.
    pub(crate) fn read() -> Self {
        let args = Self::parse();
        if args.hex.is_some() && args.files.len() > 1 {
            Self::command().error(ErrorKind::TooManyValues, "--hex reads one FILE").exit();
        }
        args
    }

    pub(crate) const fn format(&self) -> Format {
        match (self.json, self.summary) {
            (false, false) => Format::Lines,
            (true, false) => Format::Json,
            (false, true) => Format::Summary,
            (true, true) => Format::JsonSummary,
        }
    }
}
