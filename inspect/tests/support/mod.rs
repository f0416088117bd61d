//! Runs the tool, and writes captures for it to read.
#![allow(dead_code, missing_docs, unreachable_pub, reason = "each test file uses its part")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use etherparse::PacketBuilder;
use serde_json::Value;

pub const CONNECT_311: &[u8] = b"\x10\x0c\x00\x04MQTT\x04\x02\x00\x3c\x00\x00";
pub const CONNECT_5: &[u8] = b"\x10\x0d\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x00";
pub const CONNACK_311: &[u8] = b"\x20\x02\x00\x00";
pub const CONNACK_5: &[u8] = b"\x20\x03\x00\x00\x00";
pub const PUBLISH_311: &[u8] = b"\x30\x05\x00\x01ahi";
pub const PUBLISH_5: &[u8] = b"\x30\x06\x00\x01a\x00hi";
pub const PINGREQ: &[u8] = b"\xc0\x00";
pub const PINGRESP: &[u8] = b"\xd0\x00";

/// What the tool printed, and its exit status.
pub struct Run {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// Every line as JSON.
    pub fn json(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect()
    }

    /// The kinds of the messages, with who sent them; `!` before what has an error.
    pub fn kinds(&self) -> Vec<String> {
        self.kinds_at(1883)
    }

    /// The same, where the server has another port.
    pub fn kinds_at(&self, port: u16) -> Vec<String> {
        let kind = |object: &Value| {
            let to_server = object["dst"].as_str().unwrap().ends_with(&format!(":{port}"));
            let arrow = if to_server { ">" } else { "<" };
            let fault = if object.get("error").is_some() { "!" } else { "" };
            format!("{arrow}{fault}{}", object["kind"].as_str().unwrap_or("?"))
        };
        self.json().iter().map(kind).collect()
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code().expect("ended by a signal"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

pub fn command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_inspect"))
}

pub fn run(args: &[&str]) -> Run {
    command().args(args).stdin(Stdio::null()).output().unwrap().into()
}

/// Runs the tool with this on its standard input.
pub fn run_with_input(args: &[&str], input: &[u8]) -> Run {
    feed(command().args(args), input)
}

/// The same, where it can't have more memory than this.
pub fn run_in_kib(kib: u32, args: &[&str], input: &[u8]) -> Run {
    let script = format!("ulimit -v {kib}; exec \"$0\" \"$@\"");
    feed(Command::new("sh").args(["-c", &script, env!("CARGO_BIN_EXE_inspect")]).args(args), input)
}

/// Lines of hex mode's input, and what it prints for each.
pub fn text_lines(protocol: &str, input: &str) -> (Vec<Value>, i32) {
    let run = run_with_input(&["--hex", protocol], input.as_bytes());
    (run.json(), run.status)
}

/// The same for lines that are given as bytes.
pub fn lines(protocol: &str, lines: &[&[u8]]) -> (Vec<Value>, i32) {
    text_lines(protocol, &lines.iter().map(|bytes| hex::encode(bytes) + "\n").collect::<String>())
}

/// The same for one line.
pub fn line(protocol: &str, bytes: &[u8]) -> Value {
    lines(protocol, &[bytes]).0.remove(0)
}

/// The kinds of the messages in a line.
pub fn message_kinds(line: &Value) -> Vec<&str> {
    let messages = line["messages"].as_array().unwrap();
    messages.iter().map(|message| message["kind"].as_str().unwrap()).collect()
}

fn feed(command: &mut Command, input: &[u8]) -> Run {
    let pipe = Stdio::piped;
    let mut child = command.stdin(pipe()).stdout(pipe()).stderr(pipe()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let run = child.wait_with_output().unwrap().into();
    writer.join().unwrap().unwrap();
    run
}

pub fn bundled(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("captures").join(name)
}

/// The captures in `CAPTURES_DIR` whose names begin so; `None` where it is unset.
pub fn more_captures(prefix: &str) -> Option<Vec<PathBuf>> {
    let Some(folder) = std::env::var_os("CAPTURES_DIR") else {
        println!("CAPTURES_DIR is unset: only the bundled captures were compared");
        return None;
    };
    let is_meant = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with(prefix) && name.ends_with(".pcapng")
    };
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let paths: Vec<_> = paths.filter(is_meant).collect();
    assert!(!paths.is_empty(), "no {prefix} captures in CAPTURES_DIR");
    Some(paths)
}

/// A file that is gone when the test is over.
pub struct TempFile(PathBuf);

impl TempFile {
    pub fn new(test: &str, bytes: &[u8]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("{test}-{}-{number}", std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// A pcap file of raw IP packets between a client and a server, one millisecond apart.
pub struct Capture {
    pub bytes: Vec<u8>,
    pub client: u16,
    pub server: u16,
    /// Of datagrams.
    pub is_v6: bool,
    frames: u32,
}

/// The sequence numbers of both sides' first bytes; the client's wrap around soon.
const CLIENT_SEQ: u32 = u32::MAX - 5;
const SERVER_SEQ: u32 = 5000;

impl Capture {
    pub fn new() -> Self {
        let mut bytes = Vec::new();
        for word in [0xa1b2_c3d4, 0x0004_0002, 0, 0, 65535, 101_u32] {
            bytes.extend(word.to_le_bytes());
        }
        Self { bytes, client: 40000, server: 1883, is_v6: false, frames: 0 }
    }

    /// A capture whose server has this port.
    pub fn of_server(server: u16) -> Self {
        Self { server, ..Self::new() }
    }

    /// Both SYNs.
    pub fn open(&mut self) -> &mut Self {
        self.segment(true, CLIENT_SEQ.wrapping_sub(1), true, b"");
        self.segment(false, SERVER_SEQ - 1, true, b"")
    }

    /// What the client sends at this offset of its stream.
    pub fn client(&mut self, offset: usize, payload: &[u8]) -> &mut Self {
        self.segment(true, CLIENT_SEQ.wrapping_add(u32::try_from(offset).unwrap()), false, payload)
    }

    /// What the server sends at this offset of its stream.
    pub fn server(&mut self, offset: usize, payload: &[u8]) -> &mut Self {
        self.segment(false, SERVER_SEQ + u32::try_from(offset).unwrap(), false, payload)
    }

    pub fn segment(&mut self, from_client: bool, seq: u32, syn: bool, payload: &[u8]) -> &mut Self {
        let (a, b) = ([10, 0, 0, 1], [10, 0, 0, 2]);
        let mut packet = Vec::new();
        let builder = if from_client {
            PacketBuilder::ipv4(a, b, 64).tcp(self.client, self.server, seq, 1024)
        } else {
            PacketBuilder::ipv4(b, a, 64).tcp(self.server, self.client, seq, 1024)
        };
        let builder = if syn { builder.syn() } else { builder.ack(1) };
        let builder = if syn && !from_client { builder.ack(1) } else { builder };
        builder.write(&mut packet, payload).unwrap();
        self.packet(&packet)
    }

    /// A datagram from the client to the server.
    pub fn ask(&mut self, payload: &[u8]) -> &mut Self {
        let packet = self.datagram(true, payload);
        self.packet(&packet)
    }

    /// A datagram from the server to the client.
    pub fn answer(&mut self, payload: &[u8]) -> &mut Self {
        let packet = self.datagram(false, payload);
        self.packet(&packet)
    }

    /// The packet of a datagram, which is not in the capture yet.
    pub fn datagram(&self, from_client: bool, payload: &[u8]) -> Vec<u8> {
        let (mut from, mut to) = ((1, self.client), (2, self.server));
        if !from_client {
            std::mem::swap(&mut from, &mut to);
        }
        let ip = match self.is_v6 {
            true => PacketBuilder::ipv6([from.0; 16], [to.0; 16], 64),
            false => PacketBuilder::ipv4([10, 0, 0, from.0], [10, 0, 0, to.0], 64),
        };
        let mut packet = Vec::new();
        ip.udp(from.1, to.1).write(&mut packet, payload).unwrap();
        packet
    }

    /// An IP packet, or what of it was captured.
    pub fn packet(&mut self, packet: &[u8]) -> &mut Self {
        let len = u32::try_from(packet.len()).unwrap();
        for word in [1_700_000_000, self.frames * 1000, len, len] {
            self.bytes.extend(word.to_le_bytes());
        }
        self.bytes.extend(packet);
        self.frames += 1;
        self
    }

    /// The kinds of its messages, with who sent them; `!` before what has an error.
    pub fn kinds(&self, test: &str) -> String {
        self.run(test, &["--json"]).kinds_at(self.server).join(" ")
    }

    /// What the tool says of this capture.
    pub fn run(&self, test: &str, args: &[&str]) -> Run {
        let file = TempFile::new(test, &self.bytes);
        run(&[args, &[file.path()]].concat())
    }
}
