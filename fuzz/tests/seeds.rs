//! What the targets do with their seeds, without libFuzzer.

use std::path::Path;

use fuzz::{amqp, coap, mqtt, xmpp};

#[test]
fn amqp_build_passes_its_seeds() {
    replay("amqp_build", amqp::build);
}

#[test]
fn amqp_decode_passes_its_seeds() {
    replay("amqp_decode", amqp::decode);
}

#[test]
fn amqp_message_passes_its_seeds() {
    replay("amqp_message", amqp::message);
}

#[test]
fn amqp_roundtrip_passes_its_seeds() {
    replay("amqp_roundtrip", amqp::roundtrip);
}

#[test]
fn amqp_split_passes_its_seeds() {
    replay("amqp_split", amqp::split);
}

#[test]
fn amqp_value_passes_its_seeds() {
    replay("amqp_value", amqp::value);
}

#[test]
fn coap_build_passes_its_seeds() {
    replay("coap_build", coap::build);
}

#[test]
fn coap_decode_passes_its_seeds() {
    replay("coap_decode", coap::decode);
}

#[test]
fn coap_json_passes_its_seeds() {
    replay("coap_json", coap::json);
}

#[test]
fn coap_roundtrip_passes_its_seeds() {
    replay("coap_roundtrip", coap::roundtrip);
}

#[test]
fn coap_split_passes_its_seeds() {
    replay("coap_split", coap::split);
}

#[test]
fn coap_text_passes_its_seeds() {
    replay("coap_text", coap::text);
}

#[test]
fn mqtt_decode_passes_its_seeds() {
    replay("mqtt_decode", mqtt::decode);
}

#[test]
fn mqtt_roundtrip_passes_its_seeds() {
    replay("mqtt_roundtrip", mqtt::roundtrip);
}

#[test]
fn mqtt_arbitrary_passes_its_seeds() {
    replay("mqtt_arbitrary", mqtt::arbitrary);
}

#[test]
fn mqtt_split_passes_its_seeds() {
    replay("mqtt_split", mqtt::split);
}

#[test]
fn mqtt_topics_passes_its_seeds() {
    replay("mqtt_topics", mqtt::topics);
}

#[test]
fn xmpp_decode_passes_its_seeds() {
    replay("xmpp_decode", xmpp::decode);
}

#[test]
fn xmpp_element_passes_its_seeds() {
    replay("xmpp_element", xmpp::element);
}

#[test]
fn xmpp_jid_passes_its_seeds() {
    replay("xmpp_jid", xmpp::jid);
}

#[test]
fn xmpp_split_passes_its_seeds() {
    replay("xmpp_split", xmpp::split);
}

#[test]
fn xmpp_stanza_passes_its_seeds() {
    replay("xmpp_stanza", xmpp::stanza);
}

fn replay(target: &str, body: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    let seeds: Vec<_> = folder.read_dir().unwrap().map(|seed| seed.unwrap().path()).collect();
    assert!(!seeds.is_empty(), "{} holds nothing", folder.display());
    for seed in seeds {
        println!("{}", seed.display());
        body(&std::fs::read(seed).unwrap());
    }
}
