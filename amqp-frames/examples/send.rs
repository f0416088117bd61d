//! Builds a message of a text, and prints the frames that carry it: in a line what each says, and in the next its bytes.
//!
//! ```sh
//! cargo run -p amqp-frames --example send -- 512 "a text that is sent"
//! ```

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use amqp_frames::definitions::{DeliveryNumber, DeliveryTag, ErrorCondition, Handle};
use amqp_frames::message::{ApplicationPropertiesBuf, Header, Message, Properties};
use amqp_frames::performative::Transfer;
use amqp_frames::types::Symbol;
use amqp_frames::{Frame, FrameBuf, MessageBuf};

const CHANNEL: u16 = 0;
const LINK: Handle = Handle(0);

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args().skip(1).collect();
    let [max_frame_size, text] = &args[..] else {
        eprintln!("usage: send MAX_FRAME_SIZE TEXT");
        return ExitCode::FAILURE;
    };
    match send(max_frame_size, text, io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn send(max_frame_size: &str, text: &str, mut to: impl Write) -> Result<(), Box<dyn Error>> {
    // What the peer's open says.
    let max_frame_size = max_frame_size.parse()?;
    let message = message(text)?;
    for transfer in transfers(message.as_bytes(), max_frame_size)? {
        let frame = FrameBuf::encode(&Frame::new(CHANNEL, transfer))?;
        writeln!(to, "{frame}")?;
        for byte in frame.as_bytes() {
            write!(to, "{byte:02x}")?;
        }
        writeln!(to)?;
    }
    Ok(())
}

fn message(text: &str) -> Result<MessageBuf, Box<dyn Error>> {
    let mut application_properties = ApplicationPropertiesBuf::new();
    application_properties.insert("words", u64::try_from(text.split_whitespace().count())?)?;
    let message = Message {
        header: Header { durable: Some(true), ..Header::default() },
        properties: Properties {
            message_id: Some(1.into()),
            to: Some("examples"),
            content_type: Some(Symbol::try_from("text/plain; charset=utf-8")?),
            ..Properties::default()
        },
        application_properties: application_properties.as_application_properties(),
        ..Message::new(text.as_bytes())
    };
    message.check()?;
    Ok(MessageBuf::encode(&message)?)
}

/// Cuts a message into as many transfers as it takes for no frame to be too large.
fn transfers(message: &[u8], max_frame_size: u32) -> Result<Vec<Transfer<'_>>, Box<dyn Error>> {
    let first = Transfer::new(LINK, DeliveryNumber(0), DeliveryTag::try_from(b"\0")?, b"");
    let first = Transfer { more: true, ..first };
    let further = Transfer { more: true, ..Transfer::continuation(LINK, b"") };

    let (mut transfers, mut rest, mut next) = (Vec::new(), message, first);
    loop {
        let room = next.room(max_frame_size).ok_or(ErrorCondition::FRAME_SIZE_TOO_SMALL.0.as_str())?;
        let (payload, behind) = rest.split_at(room.min(rest.len()));
        transfers.push(Transfer { payload, more: !behind.is_empty(), ..next });
        if behind.is_empty() {
            return Ok(transfers);
        }
        (rest, next) = (behind, further);
    }
}
