//! MQTT: the workloads, `mqtt-codec`, and its rivals.

mod malformed;
#[cfg(feature = "rivals")]
mod mqttbytes;
#[cfg(feature = "rivals")]
mod mqttrs;
#[cfg(feature = "rivals")]
mod mqute;
mod ours;
#[cfg(feature = "rivals")]
mod rmqtt;
#[cfg(feature = "rivals")]
mod rumqttc;

pub use malformed::MALFORMED;

use crate::{Load, Peer};

const V3_1_1: &str = "mqtt-3.1.1";
const V5: &str = "mqtt-5";

/// The workloads of MQTT 3.1.1 and 5.0.
///
/// # Panics
///
/// Where the file is not as [`Load::read_all`] wants it.
pub fn loads() -> Vec<Load> {
    Load::read_all(include_str!("../workloads/mqtt.jsonl")).expect("the workloads are well-formed")
}

/// Whom to measure: `mqtt-codec` first.
pub fn peers() -> Vec<Box<dyn Peer>> {
    vec![
        Box::new(ours::MqttCodec),
        #[cfg(feature = "rivals")]
        Box::new(mqttrs::Mqttrs),
        #[cfg(feature = "rivals")]
        Box::new(mqttbytes::Mqttbytes),
        #[cfg(feature = "rivals")]
        Box::new(rumqttc::Rumqttc),
        #[cfg(feature = "rivals")]
        Box::new(rmqtt::Rmqtt),
        #[cfg(feature = "rivals")]
        Box::new(mqute::Mqute),
    ]
}

/// The load as the peers want it that cut their packets off the front of a `BytesMut`, with room to spare.
#[cfg(feature = "rivals")]
fn stream(load: &Load) -> bytes::BytesMut {
    let mut bytes = bytes::BytesMut::with_capacity(load.bytes.len() + 64 * 1024);
    bytes.extend_from_slice(&load.bytes);
    bytes
}

/// A buffer to encode into: with room for the whole load, and already written to, or the operating system's handing
/// out of fresh pages would be measured too.
fn output(load: &Load) -> Vec<u8> {
    vec![0xff; load.bytes.len()]
}
