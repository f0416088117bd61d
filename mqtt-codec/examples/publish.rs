//! Publishes one message with MQTT 5.0: CONNECT, the server's CONNACK, PUBLISH, DISCONNECT.
//!
//! ```sh
//! cargo run -p mqtt-codec --example publish -- localhost:1883 greetings hello
//! ```

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::ExitCode;
use std::time::Duration;

use mqtt_codec::packet::{Connect, Disconnect, Packet, Publish};
use mqtt_codec::reason::{ConnectReasonCode, DisconnectReasonCode};
use mqtt_codec::topic::TopicName;
use mqtt_codec::{Decoder, Limits, Version};

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args().skip(1).collect();
    let [address, topic, message] = &args[..] else {
        eprintln!("usage: publish HOST:PORT TOPIC MESSAGE");
        return ExitCode::FAILURE;
    };
    match publish(address, topic, message) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn publish(address: &str, topic: &str, message: &str) -> Result<(), Box<dyn Error>> {
    let topic = TopicName::try_from(topic)?;
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;

    // An empty Client Identifier: the server makes one up.
    let connect = Connect::new(Version::V5, "".try_into()?);
    let mut output = Vec::new();
    connect.encode(&mut output, Version::V5)?;
    stream.write_all(&output)?;
    await_acceptance(&mut stream)?;

    output.clear();
    Publish::new(topic, message.as_bytes()).encode(&mut output, Version::V5)?;
    Disconnect::new(DisconnectReasonCode::NormalDisconnection).encode(&mut output, Version::V5)?;
    stream.write_all(&output)?;
    Ok(())
}

/// Reads the first packet, which has to be a CONNACK.
fn await_acceptance(stream: &mut impl Read) -> Result<(), Box<dyn Error>> {
    let mut decoder = Decoder::new(Version::V5, Limits::default());
    let mut buffer = Vec::new();
    let mut chunk = [0; 1024];
    loop {
        let len = stream.read(&mut chunk)?;
        if len == 0 {
            return Err("the server closed the connection".into());
        }
        buffer.extend_from_slice(chunk.get(..len).unwrap_or_default());
        match decoder.decode(&mut &buffer[..])? {
            None => {}
            Some(Packet::ConnAck(connack)) if connack.reason_code == ConnectReasonCode::Success => {
                return Ok(());
            }
            Some(other) => return Err(format!("the server sent {other}").into()),
        }
    }
}
