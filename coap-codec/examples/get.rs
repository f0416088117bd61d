//! Sends one GET over UDP, and prints what comes back. It sends nothing again, and asks for no further blocks.
//!
//! ```sh
//! cargo run -p coap-codec --example get -- localhost:5683 .well-known core
//! ```

use std::error::Error;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, ToSocketAddrs, UdpSocket};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use coap_codec::message::Message;
use coap_codec::option::{OptionNumber, OptionsBuf, Verdict};
use coap_codec::{Code, Limits, MessageId, MessageType, Token};

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args().skip(1).collect();
    let Some((address, path)) = args.split_first() else {
        eprintln!("usage: get HOST:PORT [SEGMENT ...]");
        return ExitCode::FAILURE;
    };
    match get(address, path) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn get(address: &str, path: &[String]) -> Result<(), Box<dyn Error>> {
    let server = address.to_socket_addrs()?.next().ok_or("no such host")?;
    let any: IpAddr =
        if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind((any, 0))?;
    socket.connect(server)?;
    socket.set_read_timeout(Some(Duration::from_secs(5)))?;

    let mut options = OptionsBuf::new();
    for segment in path {
        options.push_uri_path(segment)?;
    }
    // Good enough for one request. Who talks to servers that others could pretend to be draws tokens at random.
    let token = SystemTime::UNIX_EPOCH.elapsed()?.subsec_nanos().to_be_bytes();
    let request = Message {
        token: Token::short(&token),
        options: options.as_options(),
        ..Message::new(MessageType::Con, Code::GET, MessageId::new(1))
    };
    send(&socket, &request)?;
    await_response(&socket, &request)
}

fn send(socket: &UdpSocket, message: &Message<'_>) -> Result<(), Box<dyn Error>> {
    let mut datagram = Vec::with_capacity(message.encoded_len());
    message.encode(&mut datagram)?;
    socket.send(&datagram)?;
    println!("{message}");
    Ok(())
}

/// The response comes in the Acknowledgement, or after it in a message of its own.
fn await_response(socket: &UdpSocket, request: &Message<'_>) -> Result<(), Box<dyn Error>> {
    let mut buffer = [0; 65_535];
    loop {
        let len = socket.recv(&mut buffer)?;
        let datagram = buffer.get(..len).unwrap_or_default();
        let Ok(message) = Message::decode(datagram, &Limits::default()) else { continue };
        println!("{message}");
        let is_for_request = message.message_id == request.message_id;
        match message.message_type {
            MessageType::Rst if is_for_request => return Err("the server refused the request".into()),
            MessageType::Ack if !is_for_request => continue,
            _ => {}
        }
        if message.token != request.token || !message.code.is_response() {
            continue;
        }
        let verdict = message.verdict(OptionNumber::is_registered);
        if message.message_type == MessageType::Con {
            let answer = match verdict {
                Verdict::Process => Message::acknowledgement(message.message_id),
                _ => Message::reset(message.message_id),
            };
            send(socket, &answer)?;
        }
        if verdict != Verdict::Process {
            return Err(format!("the response can't be used: {verdict:?}").into());
        }
        io::stdout().write_all(message.payload)?;
        return Ok(());
    }
}
