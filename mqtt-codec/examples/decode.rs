//! Reads packets from standard input and prints one line for each.
//!
//! What a client sent begins with CONNECT, which tells the version; for what a server sent, name it:
//!
//! ```sh
//! printf '\020\015\000\004MQTT\004\002\000\074\000\001a\340\000' | cargo run -p mqtt-codec --example decode
//! printf '\040\002\000\000\320\000' | cargo run -p mqtt-codec --example decode -- 3.1.1
//! ```

use std::error::Error;
use std::io::{self, Read, Write};
use std::process::ExitCode;

use mqtt_codec::{Decoder, Limits, Version};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let limits = Limits::default();
    let decoder = match std::env::args().nth(1).as_deref() {
        None => Decoder::awaiting_connect(limits),
        Some("3.1") => Decoder::new(Version::V3_1, limits),
        Some("3.1.1") => Decoder::new(Version::V3_1_1, limits),
        Some("5.0") => Decoder::new(Version::V5, limits),
        Some(_) => return Err("usage: decode [3.1 | 3.1.1 | 5.0] < PACKETS".into()),
    };
    print_packets(io::stdin().lock(), decoder, io::stdout().lock())
}

fn print_packets(
    mut from: impl Read,
    mut decoder: Decoder,
    mut to: impl Write,
) -> Result<(), Box<dyn Error>> {
    let mut buffer = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let len = from.read(&mut chunk)?;
        if len == 0 {
            break;
        }
        buffer.extend_from_slice(chunk.get(..len).unwrap_or_default());

        let mut input = &buffer[..];
        while let Some(packet) = decoder.decode(&mut input)? {
            writeln!(to, "{packet}")?;
        }
        let consumed = buffer.len() - input.len();
        buffer.drain(..consumed);
    }
    if buffer.is_empty() { Ok(()) } else { Err("the input ends inside a packet".into()) }
}
