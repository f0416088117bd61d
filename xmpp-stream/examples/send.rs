//! Writes what a client sends once it is authenticated to standard output: a stream header, presence, a request for the roster, a
//! message, and the end of the stream.
//!
//! ```sh
//! cargo run -p xmpp-stream --example send -- juliet@example.com 'Art thou not Romeo, and a Montague?'
//! ```

use std::env;
use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use xmpp_stream::Scope;
use xmpp_stream::jid::{DomainPart, JidBuf};
use xmpp_stream::payload::rfc6121::{Body, Priority, Roster, Show};
use xmpp_stream::payload::xep0184::Request;
use xmpp_stream::payload::{Payload, PayloadsBuf};
use xmpp_stream::stanza::{CLIENT, Iq, IqContent, Message, MessageType, Presence, PresenceType};
use xmpp_stream::stream::{STREAM_END, StreamHeader};

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
    let mut arguments = env::args().skip(1);
    let to = arguments.next().unwrap_or_else(|| "juliet@example.com".to_owned());
    let text = arguments.next().unwrap_or_else(|| "Art thou not Romeo, and a Montague?".to_owned());
    let stream = stream(&JidBuf::new(&to)?, &text)?;
    Ok(io::stdout().write_all(&stream)?)
}

fn stream(to: &JidBuf, text: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let scope = Scope::stream(CLIENT);
    let mut bytes = Vec::new();

    let server = JidBuf::from_parts(None, &DomainPart::new(to.domainpart())?, None);
    let header = StreamHeader { to: Some(server.as_jid()), lang: Some("en"), ..StreamHeader::new(CLIENT) };
    header.encode(&mut bytes)?;

    let mut payloads = PayloadsBuf::new();
    payloads.push(&Show::Chat)?;
    payloads.push(&Priority { value: 1 })?;
    let presence = Presence { payloads: payloads.as_payloads(), ..Presence::new(PresenceType::Available) };
    presence.encode(&mut bytes, scope)?;

    let query = Roster::default().to_element()?;
    Iq::new("roster-1", IqContent::Get(query.as_element())).encode(&mut bytes, scope)?;

    let mut payloads = PayloadsBuf::new();
    payloads.push(&Body { lang: None, text })?;
    payloads.push(&Request {})?;
    let message = Message {
        to: Some(to.as_jid()),
        id: Some("message-1"),
        payloads: payloads.as_payloads(),
        ..Message::new(MessageType::Chat)
    };
    message.encode(&mut bytes, scope)?;

    bytes.extend_from_slice(STREAM_END.as_bytes());
    Ok(bytes)
}
