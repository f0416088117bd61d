//! CoAP captures of real peers, compared with what Wireshark makes of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't go on fails"
)]

mod support;

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;

use serde_json::Value;
use support::*;

/// Where Wireshark 4.0.17 is wrong, or doesn't show what there is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Wrong {
    /// It reads the options of signaling messages by the numbers of requests.
    SignalOptions,
    /// It doesn't know Request-Tag.
    RequestTag,
    /// It has no field for Size2.
    Size2,
    /// It doesn't show Accept without bytes, which is 0.
    EmptyAccept,
    /// Text that isn't ASCII comes out garbled.
    Text,
    /// It accepts version 2, which is to be ignored.
    Version,
    /// It accepts a payload marker without a payload.
    Marker,
    /// It accepts a signaling code over UDP, where the class is reserved.
    SignalOverUdp,
    /// A payload that isn't valid for its Content-Format makes the message malformed.
    Payload,
}

use Wrong::*;

/// What Wireshark gets wrong in each capture, and how often.
fn known(name: &str) -> &'static [(Wrong, usize)] {
    match name {
        "coap_ws_aiocoap" => &[(SignalOptions, 2), (EmptyAccept, 1), (Text, 1)],
        "coap_libcoap_to_aiocoap" => &[(SignalOptions, 34), (RequestTag, 80), (Text, 2)],
        "coap_libcoap" => &[
            (SignalOptions, 68),
            (RequestTag, 78),
            (Size2, 110),
            (Version, 1),
            (Marker, 1),
            (SignalOverUdp, 1),
            (Payload, 2),
        ],
        _ => &[],
    }
}

#[test]
fn the_bundled_captures_agree_with_wireshark() {
    for name in ["coap_libcoap_to_aiocoap", "coap_ws_aiocoap"] {
        agrees_with_wireshark(&bundled(&format!("{name}.pcapng")));
    }
}

#[test]
fn more_captures_agree_with_wireshark() {
    let Some(paths) = more_captures("coap_") else { return };
    for path in paths {
        agrees_with_wireshark(&path);
    }
}

/// What a client sent by hand at the end of this capture; three more of its datagrams were messages.
#[test]
fn malformed_datagrams_are_reported_each_with_its_rule() {
    let Some(paths) = more_captures("coap_libcoap.") else { return };
    let run = run(&["--json", paths[0].to_str().unwrap()]);
    let objects = run.json();
    let malformed: Vec<_> = objects.iter().filter(|object| object.get("error").is_some()).collect();
    let said: Vec<_> = malformed
        .iter()
        .map(|object| {
            let error = &object["error"];
            let action = error["text"].as_str().unwrap().rsplit("; ").next().unwrap();
            (object["frame"].as_u64().unwrap(), error["kind"].as_str().unwrap(), action)
        })
        .collect();
    assert_eq!(
        said,
        [
            (863, "TokenLength", "to be answered with RST, id 4663"),
            (865, "Version", "to be ignored"),
            (867, "NotEmpty", "to be answered with RST, id 4665"),
            (869, "MissingPayload", "to be answered with RST, id 4666"),
            (871, "ReservedClass", "to be answered with RST, id 4667"),
            (872, "Truncated", "to be answered with RST, id 4668"),
            (874, "Truncated", "to be answered with RST, id 4669"),
        ]
    );
    assert_eq!(objects.last().unwrap()["kind"], "RST", "decoding went on after each");
    assert_eq!(run.status, 1);
}

fn agrees_with_wireshark(capture: &Path) {
    let run = run(&["--json", capture.to_str().unwrap()]);
    assert_eq!(run.err, "", "{capture:?}");
    let summary = std::fs::read_to_string(capture.with_extension("summary.jsonl")).unwrap();
    let lines: Vec<Value> = summary.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (theirs, notes): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line.get("proto").is_some());
    let theirs: Vec<_> = theirs.into_iter().filter(|line| line["proto"] == "coap").collect();
    let ours = run.json();
    assert_eq!(ours.len(), theirs.len(), "{capture:?}");

    let mut wrong = BTreeMap::new();
    let mut count = |what| *wrong.entry(what).or_insert(0) += 1;
    for (ours, theirs) in ours.iter().zip(theirs) {
        let is_flagged = theirs.get("wireshark_malformed").is_some()
            || notes
                .iter()
                .any(|note| note["frame"] == theirs["frame"] && note["note"] == "[Malformed Packet: CoAP]");
        differences(ours, theirs, is_flagged).into_iter().for_each(&mut count);
    }
    notes.iter().filter(|note| note["note"] != "[Malformed Packet: CoAP]").for_each(|_| count(Payload));
    let name = capture.file_stem().unwrap().to_str().unwrap();
    assert_eq!(wrong.into_iter().collect::<Vec<_>>(), known(name), "{capture:?}");
}

/// Compares one message, and gives back where they differ and Wireshark is known to be wrong; other differences panic.
fn differences(ours: &Value, theirs: &Value, is_flagged: bool) -> Vec<Wrong> {
    let context = format!("ours:   {ours}\ntheirs: {theirs}");
    assert_eq!(ours["frame"], theirs["frame"], "{context}");
    assert_eq!(ours["len"], theirs["size"], "{context}");
    if let Some(error) = ours.get("error") {
        return match error["kind"].as_str().unwrap() {
            _ if is_flagged => vec![],
            "Version" if field(theirs, "coap.version") == Some("2") => vec![Version],
            "MissingPayload" => vec![Marker],
            "ReservedClass" if theirs["type"].as_str().unwrap().starts_with("7.") => vec![SignalOverUdp],
            _ => panic!("{context}"),
        };
    }
    let message = &ours["message"];
    assert_eq!(ours["roundtrip"], true, "{context}");
    assert_eq!(ours["kind"], kind(theirs), "{context}");
    assert_eq!(message["code"], theirs["type"], "{context}");
    let message_id = message.get("message_id").map(Value::to_string);
    assert_eq!(message_id.as_deref(), field(theirs, "coap.mid"), "{context}");
    let token = field(theirs, "coap.token").unwrap_or_default().replace(':', "");
    assert_eq!(message["token"], token.as_str(), "{context}");
    let payload_len = field(theirs, "coap.block_length").or(field(theirs, "coap.payload_length"));
    let our_len = message["payload"].as_str().unwrap().len() / 2;
    assert_eq!(our_len, payload_len.map_or(0, |len| len.parse().unwrap()), "{context}");

    let mut wrong: Vec<_> = Options::new(theirs)
        .compare(message["options"].as_array().unwrap(), theirs["type"].as_str().unwrap().starts_with("7."))
        .unwrap_or_else(|difference| panic!("{difference}\n{context}"));
    wrong.dedup();
    assert_eq!(is_flagged, wrong.iter().any(|what| matches!(what, SignalOptions | RequestTag)), "{context}");
    wrong
}

fn field<'a>(line: &'a Value, name: &str) -> Option<&'a str> {
    line["f"][name].get(0)?.as_str()
}

/// The kind as this tool names it, by type and code.
fn kind(theirs: &Value) -> String {
    let code = match theirs["type"].as_str().unwrap() {
        "0.00" => "empty",
        "0.01" => "GET",
        "0.02" => "POST",
        "0.03" => "PUT",
        "0.04" => "DELETE",
        "0.05" => "FETCH",
        "0.06" => "PATCH",
        "0.07" => "iPATCH",
        "7.01" => "CSM",
        "7.02" => "Ping",
        "7.03" => "Pong",
        "7.04" => "Release",
        "7.05" => "Abort",
        response => response,
    };
    match field(theirs, "coap.type") {
        Some("0") => format!("CON {code}"),
        Some("1") => format!("NON {code}"),
        Some("2") => format!("ACK {code}"),
        Some(_) => "RST".to_owned(),
        None => code.to_owned(),
    }
}

/// Wireshark's fields of a message's options; the values of each field in the order of the options.
struct Options<'a>(BTreeMap<&'a str, VecDeque<&'a str>>);

impl<'a> Options<'a> {
    fn new(theirs: &'a Value) -> Self {
        let fields = theirs["f"].as_object().unwrap().iter();
        let strings =
            |values: &'a Value| values.as_array().unwrap().iter().map(|value| value.as_str().unwrap());
        Self(fields.map(|(name, values)| (name.as_str(), strings(values).collect())).collect())
    }

    fn next(&mut self, field: &str) -> &'a str {
        self.0
            .get_mut(format!("coap.opt.{field}").as_str())
            .and_then(VecDeque::pop_front)
            .unwrap_or("nothing")
    }

    fn number(&mut self, field: &str) -> u64 {
        self.next(field).parse().unwrap()
    }

    /// Every option's number, name and value.
    fn compare(mut self, ours: &[Value], is_signal: bool) -> Result<Vec<Wrong>, String> {
        let (mut number, mut wrong) = (0, Vec::new());
        for option in ours {
            number += match self.number("delta") {
                13 => 13 + self.number("delta_ext"),
                14 => 269 + self.number("delta_ext"),
                delta => delta,
            };
            let name = self.next("name").split_once(": ").ok_or(format!("{option} is missing"))?.1;
            let value = match &option["value"] {
                Value::String(text) => text.clone(),
                Value::Null => String::new(),
                other => other.to_string(),
            };
            let our_name = option["name"].as_str().unwrap_or("Unknown Option").to_ascii_lowercase();
            let their_name = name.split(" (").next().unwrap().to_ascii_lowercase();
            let mut is = |what| {
                wrong.push(what);
                true
            };
            let agrees = match (our_name.as_str(), their_name.as_str()) {
                ("max-message-size", "unknown option") if is_signal => {
                    let bytes = self.next("unknown").replace(':', "");
                    is(SignalOptions) && u64::from_str_radix(&bytes, 16).unwrap().to_string() == value
                }
                ("block-wise-transfer", "etag") if is_signal => {
                    is(SignalOptions) && self.next("etag") == "Etag: <MISSING>" && value.is_empty()
                }
                ("request-tag", "unknown option") => {
                    is(RequestTag) && self.next("unknown").replace(':', "") == value
                }
                ("size2", "size2") => is(Size2),
                (ours, theirs) if ours != theirs => false,
                ("accept", _) if value == "0" => self.next("accept") == "(null)" && is(EmptyAccept),
                ("accept", _) => self.next("accept") == content_format(&value),
                ("content-format", _) => self.next("ctype") == content_format(&value),
                ("block1" | "block2", _) => {
                    let (block, more) = (self.number("block_number"), self.number("block_mflag"));
                    let size_exponent = self.number("block_size");
                    (block << 4 | more << 3 | size_exponent).to_string() == value
                }
                ("etag", _) => self.next("etag").replace(':', "") == value,
                ("unknown option", _) => self.next("unknown").replace(':', "") == value,
                ("if-none-match", _) => value.is_empty(),
                (field, _) => {
                    let shown = self.next(&field.replace('-', "_"));
                    shown == value || !value.is_ascii() && shown.contains('\u{fffd}') && is(Text)
                }
            };
            if !agrees || option["number"].as_u64() != Some(number) {
                return Err(format!("{option} is {name} to Wireshark"));
            }
        }
        match self.next("name") {
            "nothing" => Ok(wrong),
            name => Err(format!("{name} is missing")),
        }
    }
}

/// Wireshark shows the registered name.
fn content_format(number: &str) -> &str {
    match number {
        "0" => "text/plain; charset=utf-8",
        "40" => "application/link-format",
        "42" => "application/octet-stream",
        "50" => "application/json",
        "60" => "application/cbor",
        "11542" => "application/vnd.oma.lwm2m+tlv",
        other => other,
    }
}
