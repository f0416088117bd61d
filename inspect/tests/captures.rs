//! Captures of real peers, compared with what Wireshark makes of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't go on fails"
)]

mod support;

use std::path::Path;

use serde_json::Value;
use support::*;

const OVER_TCP: [&str; 4] = ["mqtt_v31_paho", "mqtt_v311_paho", "mqtt_v5_paho", "mqtt_alias_paho"];

/// How many messages of each protocol are built in.
const BUNDLED: [(&str, u64); 8] = [
    ("amqp", 123),
    ("coap", 286),
    ("coap-tcp", 316),
    ("coap-ws", 41),
    ("mqtt", 265),
    ("xmpp", 305),
    ("xmpp-bosh", 26),
    ("xmpp-ws", 23),
];

#[test]
fn the_bundled_captures_are_decoded_without_a_fault() {
    let run = run(&[]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    for (protocol, messages) in BUNDLED {
        let mut lines = run.out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        let totals = lines.find(|words| words.first() == Some(&protocol)).unwrap();
        assert_eq!(totals[1], messages.to_string());
        assert_eq!(totals[3..], ["0"; 4], "malformed, lost, mismatches, unfinished");
    }
    assert!(!run.out.contains("MALFORMED") && !run.out.contains("LOST") && !run.out.contains("DIFFERS"));
}

#[test]
fn the_summary_counts_the_same_messages() {
    let run = run(&["--summary", "--json"]);
    let objects = run.json();
    for (protocol, messages) in BUNDLED {
        let totals = objects.iter().find(|object| object["protocol"] == protocol).unwrap();
        assert_eq!(totals["messages"], messages);
        for fault in ["malformed", "lost", "mismatches", "unfinished"] {
            assert_eq!(totals[fault], 0, "{fault}");
        }
    }
}

#[test]
fn passwords_are_not_shown() {
    let args = OVER_TCP.map(|name| bundled(&format!("{name}.pcapng")));
    for json in [&["--json"][..], &[]] {
        let run: Run = command().args(json).args(&args).output().unwrap().into();
        for password in ["alicepw", "bobpw"] {
            assert!(!run.out.contains(password) && !run.out.contains(&hex::encode(password)), "{password}");
        }
    }
}

#[test]
fn the_bundled_captures_agree_with_wireshark() {
    for name in OVER_TCP {
        agrees_with_wireshark(&bundled(&format!("{name}.pcapng")));
    }
}

/// Wireshark's summary of this one ends at the WebSocket frames; the list was written by hand.
#[test]
fn mqtt_over_websocket_is_decoded() {
    let path = bundled("mqtt_ws_paho.pcapng");
    let run = run(&["--json", path.to_str().unwrap()]);
    let sent: Vec<_> = run
        .json()
        .iter()
        .map(|object| {
            let arrow = if object["dst"].as_str().unwrap().ends_with(":18831") { '>' } else { '<' };
            format!("{arrow}{}", object["kind"].as_str().unwrap())
        })
        .collect();
    let expected = ">CONNECT <CONNACK >SUBSCRIBE <SUBACK >PUBLISH <PUBLISH >PUBLISH <PUBLISH <PUBACK >PUBACK \
                    >PUBLISH <PUBREC >PUBREL <PUBLISH <PUBCOMP >PUBREC <PUBREL >PUBCOMP >PUBLISH <PUBLISH >PUBACK \
                    <PUBACK >DISCONNECT";
    assert_eq!((sent.join(" ").as_str(), run.status), (expected, 0));
}

#[test]
fn more_captures_agree_with_wireshark() {
    let Some(paths) = more_captures("mqtt_") else { return };
    for path in paths {
        agrees_with_wireshark(&path);
    }
}

fn agrees_with_wireshark(capture: &Path) {
    let run = run(&["--json", capture.to_str().unwrap()]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{capture:?}");
    let ours = run.json();
    assert!(ours.iter().all(|object| object["roundtrip"] == true), "{capture:?}");

    let summary = std::fs::read_to_string(capture.with_extension("summary.jsonl")).unwrap();
    let theirs = summary.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let theirs: Vec<_> = theirs.filter(|object| object["proto"] == "mqtt").collect();
    if theirs.is_empty() {
        assert!(!ours.is_empty(), "{capture:?}: nothing was decoded");
        return;
    }
    assert_eq!(ours.len(), theirs.len(), "{capture:?}");
    let mut version = Value::Null;
    for (ours, theirs) in ours.iter().zip(&theirs) {
        let context = format!("{capture:?}\nours:   {ours}\ntheirs: {theirs}");
        if let Some(connect) = theirs["f"]["mqtt.ver"].get(0) {
            version = connect.clone();
        }
        assert_eq!(ours["frame"], theirs["frame"], "{context}");
        assert_eq!(ours["kind"], theirs["type"], "{context}");
        assert_eq!(ours["len"], theirs["size"], "{context}");
        let message = &ours["message"];
        assert_eq!(packet_id(message), number(&theirs["f"], "mqtt.msgid"), "{context}");
        if let Some(topics) = their_topics(&theirs["f"]) {
            assert_eq!(our_topics(message), topics, "{context}");
        }
        if let Some(codes) = their_codes(theirs, version == "5") {
            assert_eq!(our_codes(message), codes, "{context}");
        }
    }
}

fn number(fields: &Value, name: &str) -> Option<u64> {
    fields[name].get(0).map(|value| value.as_str().unwrap().parse().unwrap())
}

fn strings(values: &Value) -> Vec<String> {
    values.as_array().unwrap().iter().map(|value| value.as_str().unwrap().to_owned()).collect()
}

/// In PUBLISH it stands in the delivery.
fn packet_id(message: &Value) -> Option<u64> {
    match message {
        Value::Object(fields) => {
            let id = fields.get("packet_id").and_then(Value::as_u64);
            id.or_else(|| fields.get("delivery")?.as_object()?.values().find_map(packet_id))
        }
        _ => None,
    }
}

/// Not where an alias stands for the topic: Wireshark shows what it stands for.
fn their_topics(fields: &Value) -> Option<Vec<String>> {
    let has_alias = fields.get("mqtt.property.topic_alias").is_some()
        || fields["mqtt.property_id"].as_array().is_some_and(|ids| ids.contains(&"0x23".into()));
    fields.get("mqtt.topic").filter(|_| !has_alias).map(strings)
}

fn our_topics(message: &Value) -> Vec<String> {
    match message.get("topic") {
        Some(topic) => vec![topic.as_str().unwrap().to_owned()],
        None => message["filters"].as_array().unwrap().iter().map(filter).collect(),
    }
}

/// UNSUBSCRIBE has only filters, SUBSCRIBE their options too.
fn filter(entry: &Value) -> String {
    let filter = entry.get("filter").or_else(|| entry.get(0)).unwrap_or(entry);
    filter.as_str().unwrap().to_owned()
}

/// The return codes of 3.x CONNACKs are shown as the reason codes of version 5.
fn their_codes(packet: &Value, is_v5: bool) -> Option<Vec<u64>> {
    const RETURN_CODES: [u64; 6] = [0, 0x84, 0x85, 0x88, 0x86, 0x87];
    let fields = packet["f"].as_object().unwrap();
    if let Some(code) = fields.get("mqtt.conack.val").filter(|_| !is_v5) {
        let code: usize = code[0].as_str().unwrap().parse().unwrap();
        return Some(vec![RETURN_CODES[code]]);
    }
    let is_code = |name: &str| name.ends_with(".reason_code") || name == "mqtt.suback.qos";
    let codes = fields.iter().find(|(name, _)| is_code(name))?.1;
    Some(strings(codes).iter().map(|code| code.parse().unwrap()).collect())
}

fn our_codes(message: &Value) -> Vec<u64> {
    match message.get("reason_codes") {
        Some(codes) => codes.as_array().unwrap().iter().map(|code| code.as_u64().unwrap()).collect(),
        None => vec![message["reason_code"].as_u64().unwrap()],
    }
}
