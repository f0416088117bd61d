//! Reads one datagram from standard input and prints it in one line, its options, and what is to be done about it.
//!
//! ```sh
//! printf '\101\001\175\065\040\273temperature' | cargo run -p coap-codec --example decode
//! ```

use std::error::Error;
use std::io::{self, Read, Write};
use std::process::ExitCode;

use coap_codec::message::Message;
use coap_codec::option::{OptionNumber, Verdict};
use coap_codec::{Action, Limits, MessageType};

fn main() -> ExitCode {
    match print_datagram(io::stdin().lock(), io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn print_datagram(mut from: impl Read, mut to: impl Write) -> Result<(), Box<dyn Error>> {
    let mut datagram = Vec::new();
    from.read_to_end(&mut datagram)?;
    let message = match Message::decode(&datagram, &Limits::default()) {
        Ok(message) => message,
        Err(error) => return Err(format!("{error}: {}", advice(error.action())).into()),
    };
    writeln!(to, "{message}")?;
    for option in message.options {
        writeln!(to, "  {option:?}")?;
    }
    match message.verdict(OptionNumber::is_registered) {
        Verdict::Process if message.code.is_empty() && message.message_type == MessageType::Con => {
            writeln!(to, "answer with RST id {}", message.message_id)?;
        }
        Verdict::Process => {}
        Verdict::BadOption(option) => writeln!(to, "answer with 4.02 because of {option:?}")?,
        Verdict::Reject(option) | Verdict::Abort(option) => writeln!(to, "reject because of {option:?}")?,
        verdict => writeln!(to, "{verdict:?}")?,
    }
    Ok(())
}

fn advice(action: Action) -> String {
    match action {
        Action::Ignore => "to be ignored".into(),
        Action::Reset(id) => format!("answer with RST id {id}"),
        Action::MayReset(id) => format!("to be ignored, or answered with RST id {id}"),
        Action::Abort => "abort the connection".into(),
        action => format!("{action:?}"),
    }
}
