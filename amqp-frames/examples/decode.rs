//! Reads frames from standard input and prints one line for each.
//!
//! A connection begins with a protocol header, which tells what comes behind it; for what has none, name it:
//!
//! ```sh
//! printf 'AMQP\0\001\0\0\0\0\0\021\002\0\0\0\0\123\020\300\004\001\241\001a' | cargo run -p amqp-frames --example decode
//! printf '\0\0\0\010\002\0\0\0' | cargo run -p amqp-frames --example decode -- amqp
//! ```

use std::error::Error;
use std::io::{self, Read, Write};
use std::process::ExitCode;

use amqp_frames::{Decoder, Limits, ProtocolId};

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
        None => Decoder::new(limits),
        Some("amqp") => Decoder::behind(ProtocolId::Amqp, limits),
        Some("sasl") => Decoder::behind(ProtocolId::Sasl, limits),
        Some(_) => return Err("usage: decode [amqp | sasl] < FRAMES".into()),
    };
    print_frames(io::stdin().lock(), decoder, io::stdout().lock())
}

fn print_frames(mut from: impl Read, mut decoder: Decoder, mut to: impl Write) -> Result<(), Box<dyn Error>> {
    let mut buffer = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let len = from.read(&mut chunk)?;
        if len == 0 {
            break;
        }
        buffer.extend_from_slice(chunk.get(..len).unwrap_or_default());

        let mut input = &buffer[..];
        while let Some(frame) = decoder.decode(&mut input)? {
            writeln!(to, "{frame}")?;
        }
        let consumed = buffer.len() - input.len();
        buffer.drain(..consumed);
    }
    if buffer.is_empty() { Ok(()) } else { Err("the input ends inside a frame".into()) }
}
