//! AMQP captures of real peers, compared with what Wireshark makes of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't go on fails"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;
use support::*;

const BUNDLED: &str = "amqp10_rhea_rabbit";

/// Where Wireshark 4.0.17 is wrong, or doesn't show what there is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Wrong {
    /// Text that isn't ASCII comes out garbled, and line breaks as blanks.
    Text,
    /// It takes every transfer's payload for a whole message, also where it is a part of one.
    Payload,
}

use Wrong::*;

/// What Wireshark gets wrong in each capture, and how often.
fn known(name: &str) -> &'static [(Wrong, usize)] {
    match name {
        BUNDLED => &[(Text, 3)],
        "amqp10_rhea_peer" => &[(Text, 4), (Payload, 25)],
        _ => &[],
    }
}

/// How many frames of each kind there are.
fn census(name: &str) -> &'static [(&'static str, usize)] {
    match name {
        BUNDLED => &[
            ("attach", 11),
            ("begin", 8),
            ("close", 4),
            ("detach", 2),
            ("disposition", 21),
            ("end", 6),
            ("flow", 11),
            ("header", 10),
            ("open", 4),
            ("sasl-init", 3),
            ("sasl-mechanisms", 3),
            ("sasl-outcome", 2),
            ("transfer", 38),
        ],
        "amqp10_rhea_peer" => &[
            ("attach", 9),
            ("begin", 5),
            ("close", 3),
            ("detach", 3),
            ("disposition", 11),
            ("empty", 5),
            ("end", 1),
            ("flow", 5),
            ("header", 10),
            ("open", 4),
            ("sasl-init", 3),
            ("sasl-mechanisms", 3),
            ("sasl-outcome", 3),
            ("transfer", 66),
        ],
        other => panic!("{other} is new: say what is in it"),
    }
}

#[test]
fn the_bundled_capture_agrees_with_wireshark() {
    agrees_with_wireshark(&bundled(&format!("{BUNDLED}.pcapng")));
}

#[test]
fn more_captures_agree_with_wireshark() {
    let Some(paths) = more_captures("amqp10_") else { return };
    for path in paths {
        agrees_with_wireshark(&path);
    }
}

/// RabbitMQ speaks both on one port, which here isn't AMQP's registered one.
#[test]
fn captures_of_amqp_091_are_left_alone() {
    let Some(paths) = more_captures("amqp091_") else { return };
    for path in paths {
        for assigned in [&[][..], &["--decode-as", "9999=amqp"]] {
            let run = run(&[assigned, &["--json", path.to_str().unwrap()]].concat());
            assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (0, "", ""), "{path:?}");
        }
    }
}

#[test]
fn credentials_are_not_shown() {
    for format in [&["--json"][..], &[]] {
        let capture = bundled(&format!("{BUNDLED}.pcapng"));
        let run = run(&[format, &[capture.to_str().unwrap()]].concat());
        assert_eq!(run.out.matches("***").count(), 3);
        assert!(!run.out.contains(&hex::encode("\0guest")) && !run.out.contains("guest\0"));
    }
}

fn agrees_with_wireshark(capture: &Path) {
    let name = capture.file_stem().unwrap().to_str().unwrap();
    let run = run(&["--json", capture.to_str().unwrap()]);
    assert_eq!((run.err.as_str(), run.status), ("", 0), "{name}");
    let summary = std::fs::read_to_string(capture.with_extension("summary.jsonl")).unwrap();
    let lines: Vec<Value> = summary.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (theirs, notes): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line.get("proto").is_some());
    let ours = run.json();
    assert_eq!(ours.len(), theirs.len(), "{name}");

    let (mut wrong, mut kinds) = (BTreeMap::new(), BTreeMap::new());
    for (ours, theirs) in ours.iter().zip(theirs) {
        let compared = Comparison::new(ours, theirs).run();
        compared.into_iter().for_each(|what| *wrong.entry(what).or_insert(0) += 1);
        *kinds.entry(ours["kind"].as_str().unwrap()).or_insert(0) += 1;
    }
    for note in notes {
        let is_part = |object: &Value| object["message"]["performative"]["more"] == true;
        assert!(ours.iter().any(|object| object["frame"] == note["frame"] && is_part(object)), "{note}");
        *wrong.entry(Payload).or_insert(0) += 1;
    }
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), census(name), "{name}");
    assert_eq!(wrong.into_iter().collect::<Vec<_>>(), known(name), "{name}");
}

/// A field of Wireshark's, with a dot for what many of them begin with, and where ours are of which it shows those that were sent.
/// Several in one frame have one name.
type Row = (&'static str, &'static [&'static str]);

/// The fields with a value of their own. In a transfer, Wireshark's others are of the payload.
fn values(kind: &str) -> &'static [Row] {
    match kind {
        "header" => &[("init.id", &["/protocol"])],
        "sasl-init" => &[
            ("sasl.mechanism", &["/mechanism"]),
            ("sasl.initResponse", &["/initial_response"]),
            (".hostname", &["/hostname"]),
        ],
        "sasl-outcome" => &[("sasl.saslCode", &["/code"])],
        "open" => &[
            (".containerId", &["/container_id"]),
            (".hostname", &["/hostname"]),
            (".maxFrameSize", &["/max_frame_size"]),
            (".channelMax", &["/channel_max"]),
            (".idleTimeout", &["/idle_time_out"]),
        ],
        "begin" => &[
            (".remoteChannel", &["/remote_channel"]),
            (".nextOutgoingId", &["/next_outgoing_id"]),
            (".incomingWindow", &["/incoming_window"]),
            (".outgoingWindow", &["/outgoing_window"]),
            (".handleMax", &["/handle_max"]),
        ],
        "attach" => &[
            (".name", &["/name"]),
            (".handle", &["/handle"]),
            (".role", &["/role"]),
            (".sndSettleMode", &["/snd_settle_mode"]),
            (".rcvSettleMode", &["/rcv_settle_mode"]),
            (".address.string", &["/source/source/address", "/target/target/address"]),
            (".terminusDurable", &["/source/source/durable", "/target/target/durable"]),
            ("properties.expiryPolicy", &["/source/source/expiry_policy", "/target/target/expiry_policy"]),
            ("properties.timeout", &["/source/source/timeout", "/target/target/timeout"]),
            ("properties.distributionMode", &["/source/source/distribution_mode"]),
            (".initDeliveryCount", &["/initial_delivery_count"]),
        ],
        "flow" => &[
            (".nextIncomingId", &["/next_incoming_id"]),
            (".incomingWindow", &["/incoming_window"]),
            (".nextOutgoingId", &["/next_outgoing_id"]),
            (".outgoingWindow", &["/outgoing_window"]),
            (".handle", &["/handle"]),
            (".deliveryCount", &["/delivery_count"]),
            (".linkCredit", &["/link_credit"]),
            (".available", &["/available"]),
            (".drain", &["/drain"]),
            (".echo", &["/echo"]),
        ],
        "transfer" => &[
            (".handle", &["/handle"]),
            (".deliveryId", &["/delivery_id"]),
            (".deliveryTag", &["/delivery_tag"]),
            (".messageFormat", &["/message_format"]),
            (".settled", &["/settled"]),
            (".more", &["/more"]),
            (".rcvSettleMode", &["/rcv_settle_mode"]),
            (".resume", &["/resume"]),
            (".aborted", &["/aborted"]),
            (".batchable", &["/batchable"]),
        ],
        "disposition" => &[
            (".role", &["/role"]),
            (".first", &["/first"]),
            (".last", &["/last"]),
            (".settled", &["/settled"]),
            (".batchable", &["/batchable"]),
            ("modified.deliveryFailed", &["/state/outcome/modified/delivery_failed"]),
            ("modified.undeliverableHere", &["/state/outcome/modified/undeliverable_here"]),
            ("error.condition", &["/state/outcome/rejected/error/condition"]),
            ("error.description", &["/state/outcome/rejected/error/description"]),
        ],
        "detach" | "end" | "close" => &[
            (".handle", &["/handle"]),
            (".closed", &["/closed"]),
            ("error.condition", &["/error/condition"]),
            ("error.description", &["/error/description"]),
        ],
        _ => &[],
    }
}

/// The fields that are there, or are not.
fn presences(kind: &str) -> &'static [Row] {
    match kind {
        "sasl-mechanisms" => &[("sasl.mechanisms", &["/sasl_server_mechanisms"])],
        "open" => &[
            ("arguments.offeredCapabilities", &["/offered_capabilities"]),
            ("arguments.desiredCapabilities", &["/desired_capabilities"]),
            (".properties", &["/properties"]),
        ],
        "attach" => &[
            (".source", &["/source"]),
            (".target", &["/target"]),
            ("properties.filter", &["/source/source/filter"]),
            ("properties.outcomes", &["/source/source/outcomes"]),
            ("properties.capabilities", &["/source/source/capabilities", "/target/target/capabilities"]),
            ("delivery-state.released", &["/source/source/default_outcome"]),
            (".properties", &["/properties"]),
        ],
        "disposition" => &[
            ("delivery-state.accepted", &["/state/outcome/accepted"]),
            ("delivery-state.rejected", &["/state/outcome/rejected"]),
            ("delivery-state.released", &["/state/outcome/released"]),
            ("delivery-state.modified", &["/state/outcome/modified"]),
            (".state", &["/state/other"]),
            (".error", &["/state/outcome/rejected/error"]),
            ("error.info", &["/state/outcome/rejected/error/info"]),
            ("messageAnnotations", &["/state/outcome/modified/message_annotations"]),
        ],
        "detach" | "end" | "close" => &[(".error", &["/error"]), ("error.info", &["/error/info"])],
        _ => &[],
    }
}

/// What has elements, which Wireshark lists.
const LISTED: [&str; 9] = [
    "/sasl_server_mechanisms",
    "/offered_capabilities",
    "/properties",
    "/source/source/filter",
    "/source/source/outcomes",
    "/source/source/capabilities",
    "/target/target/capabilities",
    "/state/outcome/rejected/error/info",
    "/state/outcome/modified/message_annotations",
];

/// Our default where a field wasn't sent; `null` for what has none.
fn default(kind: &str, path: &str) -> Value {
    match path.rsplit('/').next().unwrap() {
        "max_frame_size" | "handle_max" => u32::MAX.into(),
        "channel_max" => u16::MAX.into(),
        "snd_settle_mode" => "mixed".into(),
        "rcv_settle_mode" if kind == "attach" => "first".into(),
        "durable" => "none".into(),
        "expiry_policy" => "session-end".into(),
        "timeout" => 0.into(),
        "drain" | "echo" | "more" | "resume" | "aborted" | "batchable" | "closed" => false.into(),
        _ => Value::Null,
    }
}

/// One frame, ours and theirs.
struct Comparison<'a> {
    ours: &'a Value,
    theirs: &'a Value,
    kind: &'a str,
    /// What the frame says, without its channel.
    fields: &'a Value,
    /// Wireshark's names that were compared.
    seen: BTreeSet<String>,
    wrong: Vec<Wrong>,
}

impl<'a> Comparison<'a> {
    fn new(ours: &'a Value, theirs: &'a Value) -> Self {
        let message = &ours["message"];
        let fields = message.get("performative").unwrap_or(message);
        let kind = ours["kind"].as_str().unwrap();
        Self { ours, theirs, kind, fields, seen: BTreeSet::new(), wrong: Vec::new() }
    }

    /// Gives back where they differ and Wireshark is known to be wrong; other differences panic.
    fn run(mut self) -> Vec<Wrong> {
        let context = format!("ours:   {}\ntheirs: {}", self.ours, self.theirs);
        assert_eq!(self.ours["protocol"], "amqp", "{context}");
        assert_eq!(self.ours["roundtrip"], true, "{context}");
        assert_eq!(self.ours["frame"], self.theirs["frame"], "{context}");
        assert_eq!(self.ours["len"], self.theirs["size"], "{context}");
        assert_eq!(self.kind, self.their_kind(), "{context}");
        for end in ["src", "dst"] {
            let port = format!(":{}", self.theirs[end]);
            assert!(self.ours[end].as_str().unwrap().ends_with(&port), "{context}");
        }
        self.head(&context);
        self.values(&context);
        self.presences(&context);
        if self.kind == "transfer" {
            self.payload(&context);
        } else {
            self.elements(&context);
            let shown: BTreeSet<String> = self.theirs["f"].as_object().unwrap().keys().cloned().collect();
            let unseen: Vec<_> = shown.difference(&self.seen).collect();
            assert!(unseen.is_empty(), "{unseen:?} not compared\n{context}");
        }
        self.wrong
    }

    /// Wireshark's values of a field.
    fn shown(&mut self, field: &str) -> Vec<&'a str> {
        let name = match field.strip_prefix('.') {
            Some(argument) => format!("amqp.performative.arguments.{argument}"),
            None => format!("amqp.{field}"),
        };
        let values = self.theirs["f"].get(&name).map(|values| values.as_array().unwrap().iter());
        self.seen.insert(name);
        values.into_iter().flatten().map(|value| value.as_str().unwrap()).collect()
    }

    fn their_kind(&self) -> String {
        match self.theirs["type"].as_str() {
            Some(name) => name.split(" (").next().unwrap().replace('.', "-"),
            None if self.theirs["f"].get("amqp.init.protocol").is_some() => "header".to_owned(),
            None => "empty".to_owned(),
        }
    }

    /// The protocol header or the frame header.
    fn head(&mut self, context: &str) {
        if self.kind == "header" {
            for (field, value) in [
                ("protocol", "AMQP"),
                ("version_major", "1"),
                ("version_minor", "0"),
                ("version_revision", "0"),
            ] {
                assert_eq!(self.shown(&format!("init.{field}")), [value], "{context}");
            }
            return;
        }
        let is_sasl = self.kind.starts_with("sasl-");
        let channel = if is_sasl { "0".to_owned() } else { self.ours["message"]["channel"].to_string() };
        assert_eq!(self.shown("length"), [self.ours["len"].to_string()], "{context}");
        assert_eq!(self.shown("doff"), ["2"], "{context}");
        assert_eq!(self.shown("type"), [if is_sasl { "1" } else { "0" }], "{context}");
        assert_eq!(self.shown("channel"), [channel], "{context}");
        // Said by the kind.
        for name in ["performative", "sasl.method", "method.arguments"] {
            self.seen.insert(format!("amqp.{name}"));
        }
    }

    /// What Wireshark shows is ours, and what it doesn't show wasn't sent.
    fn values(&mut self, context: &str) {
        for (field, paths) in values(self.kind) {
            let mut shown = self.shown(field).into_iter().peekable();
            for path in *paths {
                let Some(ours) = self.fields.pointer(path) else { continue };
                let text = text(path, ours);
                if shown.next_if(|shown| is_same(shown, &text, &mut self.wrong)).is_none() {
                    assert_eq!(*ours, default(self.kind, path), "{field} is not shown\n{context}");
                }
            }
            assert_eq!(shown.next(), None, "{field}\n{context}");
        }
    }

    fn presences(&mut self, context: &str) {
        for (field, paths) in presences(self.kind) {
            // Of what has no fields, the key says that it is there.
            let is_outcome = field.starts_with("delivery-state.") && self.kind == "disposition";
            let is_there = |value: &Value| match value {
                Value::Null => is_outcome,
                Value::Array(elements) => !elements.is_empty(),
                _ => true,
            };
            let ours = paths.iter().filter(|path| self.fields.pointer(path).is_some_and(is_there)).count();
            assert_eq!(self.shown(field).len(), ours, "{field}\n{context}");
        }
    }

    /// Of maps and arrays; those of maps have lost their order.
    fn elements(&mut self, context: &str) {
        let mut shown: Vec<_> = self.shown("list").into_iter().map(element).collect();
        let mut ours = Vec::new();
        for value in LISTED.iter().filter_map(|path| self.fields.pointer(path)) {
            match value {
                Value::Array(symbols) => {
                    ours.extend(symbols.iter().map(|symbol| (String::new(), text("", symbol))))
                }
                Value::Object(map) => ours.extend(map.iter().map(|(key, value)| {
                    let value = value.get("descriptor").and_then(|_| value.get("value")).unwrap_or(value);
                    (key.clone(), text("", value))
                })),
                _ => {}
            }
        }
        shown.sort();
        ours.sort();
        assert_eq!(shown, ours, "{context}");
    }

    /// Wireshark complains only of what isn't a whole message by itself.
    fn payload(&mut self, context: &str) {
        if self.theirs.get("expert").is_some() {
            let begins_with_section = self.fields["payload"].as_str().unwrap().starts_with("00537");
            assert!(self.fields["more"] == true || !begins_with_section, "{context}");
            self.wrong.push(Payload);
        }
    }
}

/// Ours, as Wireshark would write it.
fn text(path: &str, value: &Value) -> String {
    let text = match value {
        Value::Null => return String::new(),
        Value::Bool(value) => return u8::from(*value).to_string(),
        Value::String(text) => text,
        other => return other.to_string(),
    };
    match (path.rsplit('/').next().unwrap(), text.as_str()) {
        ("protocol", "amqp") | ("role", "sender") | ("snd_settle_mode", "unsettled") => "0",
        ("rcv_settle_mode", "first") | ("durable", "none") | ("code", "ok") => "0",
        ("role", "receiver") | ("snd_settle_mode", "settled") | ("rcv_settle_mode", "second") => "1",
        ("durable", "configuration") | ("code", "auth") => "1",
        ("protocol", "tls") | ("snd_settle_mode", "mixed") | ("durable", "unsettled-state") => "2",
        ("protocol", "sasl") => "3",
        ("delivery_tag", hex) => return hex.as_bytes().chunks(2).map(str_of).collect::<Vec<_>>().join(":"),
        (_, other) => other,
    }
    .to_owned()
}

fn str_of(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Whether Wireshark shows our text; if only as well as it can, that is noted.
fn is_same(shown: &str, ours: &str, wrong: &mut Vec<Wrong>) -> bool {
    if shown == ours || ours == "***" {
        return true;
    }
    let garbled: String = ours
        .chars()
        .map(|char| match char {
            '\n' => " ".to_owned(),
            ascii if ascii.is_ascii() => ascii.to_string(),
            other => "\u{fffd}".repeat(other.len_utf8()),
        })
        .collect();
    let is_garbled = shown == garbled;
    if is_garbled {
        wrong.push(Text);
    }
    is_garbled
}

/// `key (type): value` of a map, and of an array `name (type): value`, where the name is that of the field.
fn element(shown: &str) -> (String, String) {
    let (key, value) = shown.split_once("): ").unwrap();
    let key = key.split(" (").next().unwrap();
    let is_field = ["Mechanisms", "Capabilities", "Offered-Capabilities", "Outcomes"].contains(&key);
    (if is_field { String::new() } else { key.to_owned() }, value.to_owned())
}
