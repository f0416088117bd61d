//! Reads one direction of a stream from standard input and prints one line for each thing on it.
//!
//! ```sh
//! cargo run -p xmpp-stream --example send | cargo run -p xmpp-stream --example decode
//! ```

use std::error::Error;
use std::io::{self, Read, Write};
use std::process::ExitCode;

use xmpp_stream::stream::StreamElement;
use xmpp_stream::{Decoder, Element, Limits, StreamItem};

fn main() -> ExitCode {
    match print_items(io::stdin().lock(), io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn print_items(mut from: impl Read, mut to: impl Write) -> Result<(), Box<dyn Error>> {
    let mut decoder = Decoder::new(Limits::default());
    let mut buffer = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let len = from.read(&mut chunk)?;
        if len == 0 {
            break;
        }
        buffer.extend_from_slice(chunk.get(..len).unwrap_or_default());

        let mut input = &buffer[..];
        while let Some(item) = decoder.decode(&mut input)? {
            match item {
                StreamItem::Header(header) => writeln!(to, "{}", header.header()?)?,
                StreamItem::Element(tree) => print_element(tree.root(), &mut decoder, &mut to)?,
                StreamItem::End => writeln!(to, "end")?,
            }
        }
        let consumed = buffer.len() - input.len();
        buffer.drain(..consumed);
    }
    if buffer.is_empty() { Ok(()) } else { Err("the input ends inside an element".into()) }
}

fn print_element(element: Element<'_>, decoder: &mut Decoder, to: &mut impl Write) -> io::Result<()> {
    match StreamElement::from_element(element) {
        Ok(known) => {
            // A new stream begins behind it (RFC 6120, section 6.4.6).
            if matches!(known, StreamElement::Success(_)) {
                decoder.set_authenticated();
                decoder.restart();
            }
            writeln!(to, "{known}")
        }
        // One that breaks its rules does no harm to the stream.
        Err(error) => writeln!(to, "{element}: {error}: {}", error.condition()),
    }
}
