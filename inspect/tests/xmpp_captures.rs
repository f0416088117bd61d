//! XMPP captures of real peers, compared with what Wireshark makes of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't go on fails"
)]

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use support::*;

const BUNDLED: [&str; 3] = ["xmpp_slixmpp_prosody", "xmpp_ws_prosody", "xmpp_bosh_prosody"];

/// Where Wireshark 4.0.17 doesn't show what there is, or this tool doesn't.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Differs {
    /// It shows references and CDATA sections as they are written.
    Reference,
    /// Over TCP it shows presences, and the status in them, otherwise than other elements.
    Presence,
    /// It shows the end of a stream only where nothing else is beside it.
    End,
    /// It puts several segments together without need, and shows what is in them with the last one.
    Later,
    /// It shows white space between elements as a packet.
    Blank,
    /// It reads on where XML is malformed.
    Malformed,
    /// In HTTP, text that isn't ASCII comes out garbled.
    Text,
    /// This tool hides it.
    Secret,
    /// Its line was shortened.
    Cut,
}

use Differs::*;

/// Where they differ in each capture, and how often.
fn known(name: &str) -> &'static [(Differs, usize)] {
    match name {
        "xmpp_slixmpp_prosody" | "xmpp_slixmpp_PLAIN" => {
            &[(Reference, 12), (Presence, 30), (End, 2), (Secret, 9), (Cut, 2)]
        }
        "xmpp_slixmpp_SCRAM-SHA-1" => {
            &[(Reference, 10), (Presence, 23), (End, 2), (Later, 7), (Malformed, 1), (Secret, 15), (Cut, 2)]
        }
        "xmpp_raw_edge" => {
            &[(Reference, 5), (Presence, 2), (End, 8), (Blank, 1), (Malformed, 6), (Secret, 3)]
        }
        "xmpp_ws_prosody" => &[(Secret, 1), (Cut, 4)],
        "xmpp_ws_raw" => &[(Malformed, 1), (Secret, 1), (Cut, 4)],
        "xmpp_bosh_prosody" => &[(Reference, 2), (Text, 4), (Secret, 4), (Cut, 3)],
        "xmpp_bosh_raw" => &[(Reference, 2), (Malformed, 1), (Text, 4), (Secret, 4), (Cut, 3)],
        other => panic!("{other} is new: say where it differs"),
    }
}

/// What is malformed in each capture: the frame, the rule, and where.
fn malformed(name: &str) -> &'static [(u64, &'static str, u64)] {
    match name {
        // What was sent by hand to see what becomes of it.
        "xmpp_raw_edge" => &[
            (29, "StreamNamespace", 8),
            (44, "EndTag", 6),
            (58, "MarkupDeclaration", 0),
            (72, "Comment", 0),
            (86, "ProcessingInstruction", 0),
            (100, "Utf8", 9),
        ],
        // slixmpp ends its stream twice.
        "xmpp_slixmpp_SCRAM-SHA-1" => &[(303, "StreamEnded", 0)],
        // A stream header as over TCP.
        "xmpp_ws_raw" => &[(41, "Truncated", 100)],
        "xmpp_bosh_raw" => &[(60, "Truncated", 5)],
        _ => &[],
    }
}

/// What stanzas break in good XML: the frame, the rule, and the part of the stanza.
fn invalid(name: &str) -> &'static [(u64, &'static str, &'static str)] {
    match name {
        "xmpp_raw_edge" => &[(151, "Missing", "type"), (154, "Missing", "payload")],
        // A request of type set to a host that isn't there, with nothing in it.
        "xmpp_slixmpp_prosody" | "xmpp_slixmpp_PLAIN" => &[(250, "Missing", "payload")],
        "xmpp_slixmpp_SCRAM-SHA-1" => &[(223, "Missing", "payload")],
        _ => &[],
    }
}

#[test]
fn the_bundled_captures_agree_with_wireshark() {
    for name in BUNDLED {
        agrees_with_wireshark(&bundled(&format!("{name}.pcapng")));
    }
}

#[test]
fn more_captures_agree_with_wireshark() {
    let Some(paths) = more_captures("xmpp_") else { return };
    for path in paths {
        agrees_with_wireshark(&path);
    }
}

#[test]
fn a_session_over_each_transport_is_decoded() {
    for (name, port, expected) in [
        (
            "xmpp_ws_prosody",
            25280,
            ">open <open <stream:features >auth <success >open <open <stream:features >iq <iq >presence <presence \
             <presence >enable >message <enabled <message <r >iq >close <iq <a <close",
        ),
        (
            "xmpp_bosh_prosody",
            25280,
            ">body <body >body <body >body <body >body <body >body <body >body <body >body <body >body <body >body \
             <body >body <body >body <body >body <body >body <body",
        ),
    ] {
        let run = run(&["--json", bundled(&format!("{name}.pcapng")).to_str().unwrap()]);
        assert_eq!((run.kinds_at(port).join(" ").as_str(), run.status), (expected, 0));
    }
    let run = run(&[bundled("xmpp_bosh_prosody.pcapng").to_str().unwrap()]);
    assert!(
        run.out.contains("xmpp-bosh  body 1573741825; presence away \"☃ web\"; iq get r1 "),
        "{}",
        run.out
    );
}

#[test]
fn credentials_are_not_shown() {
    for name in BUNDLED {
        let capture = bundled(&format!("{name}.pcapng"));
        for format in [&["--json"][..], &[]] {
            let run = run(&[format, &[capture.to_str().unwrap()]].concat());
            assert!(run.out.contains("***"), "{name}");
            // PLAIN of alice and bob, and how SCRAM begins and goes on.
            for secret in ["AGFsaWNl", "AGJvYgB", "biws", "eSws", "cj0", "Yz1", "dj1", "dj0"] {
                assert!(!run.out.contains(secret), "{name}: {secret}");
            }
        }
    }
}

fn agrees_with_wireshark(capture: &Path) {
    let name = capture.file_stem().unwrap().to_str().unwrap();
    let run = run(&["--json", capture.to_str().unwrap()]);
    assert_eq!(run.err, "", "{name}");
    let objects = run.json();
    let is_good = |object: &&Value| object.get("error").is_none();
    assert!(objects.iter().filter(is_good).all(|object| object["roundtrip"] == true), "{name}");
    assert_eq!(errors(&objects), malformed(name), "{name}");
    assert_eq!(run.status, i32::from(!malformed(name).is_empty()), "{name}");
    assert_eq!(breaches(&objects), invalid(name), "{name}");

    let summary = std::fs::read_to_string(capture.with_extension("summary.jsonl")).unwrap();
    let lines: Vec<Value> = summary.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (mut differs, mut ours) = (BTreeMap::new(), objects.iter().peekable());
    // Wireshark has a line for each frame over TCP, and for each message of the other transports.
    for lines in
        lines.chunk_by(|a, b| a["frame"] == b["frame"] && a["proto"] == "xmpp" && b["proto"] == "xmpp")
    {
        let is_message =
            |name: &str| lines[0]["f"][name][0].as_str().is_some_and(|text| text.starts_with('<'));
        let is_tcp = lines[0]["proto"] == "xmpp";
        if !is_tcp && !is_message("websocket.payload.text") && !is_message("http.file_data") {
            continue;
        }
        let mut theirs = Shape::default();
        lines.iter().for_each(|line| theirs.add_theirs(line));
        let mut in_frame = Shape::default();
        while let Some(object) = ours.next_if(|object| object["frame"].as_u64() <= lines[0]["frame"].as_u64())
        {
            if object["frame"] != lines[0]["frame"] {
                *differs.entry(Later).or_insert(0) += 1;
            }
            in_frame.add_ours(object);
            if !is_tcp {
                break;
            }
        }
        let compared = in_frame.compare(theirs);
        for what in compared.unwrap_or_else(|why| panic!("{name}, frame {}: {why}", lines[0]["frame"])) {
            *differs.entry(what).or_insert(0) += 1;
        }
    }
    assert_eq!(ours.next(), None, "{name}");
    assert_eq!(differs.into_iter().collect::<Vec<_>>(), known(name), "{name}");
}

fn errors(objects: &[Value]) -> Vec<(u64, &str, u64)> {
    let error = |object: &'_ Value| object.get("error").is_some();
    let told = objects.iter().filter(|object| error(object)).map(|object| {
        let error = &object["error"];
        (
            object["frame"].as_u64().unwrap(),
            error["kind"].as_str().unwrap(),
            error["offset"].as_u64().unwrap(),
        )
    });
    told.collect()
}

fn breaches(objects: &[Value]) -> Vec<(u64, &str, &str)> {
    let breaches = objects.iter().filter_map(|object| Some((object, object.get("invalid")?.as_array()?)));
    let told = breaches.flat_map(|(object, breaches)| {
        let frame = object["frame"].as_u64().unwrap();
        breaches
            .iter()
            .map(move |breach| (frame, breach["kind"].as_str().unwrap(), breach["field"].as_str().unwrap()))
    });
    told.collect()
}

/// What is in a frame, as far as both tell.
#[derive(Debug, Default)]
struct Shape {
    is_tcp: bool,
    /// Names without prefixes, in their order.
    tags: Vec<String>,
    /// Names without prefixes, and values.
    attributes: Vec<(String, String)>,
    texts: Vec<String>,
    /// The presences, and the status in each.
    presences: usize,
    statuses: Vec<String>,
    ends: usize,
    is_malformed: bool,
    is_cut: bool,
    has_references: bool,
}

impl Shape {
    fn add_ours(&mut self, object: &Value) {
        let kind = object["kind"].as_str();
        match object.get("message") {
            None => self.is_malformed = true,
            Some(Value::Null) => self.ends += 1,
            Some(element) if element.get("name").is_some() => self.add_element(element, false),
            Some(stanza) => self.add_stanza(kind.unwrap(), stanza),
        }
    }

    /// What the fields of a stanza or a stream header say, as the element that they stand for.
    fn add_stanza(&mut self, kind: &str, stanza: &Value) {
        let is_presence = kind == "presence";
        self.presences += usize::from(is_presence);
        if !is_presence {
            self.tags.push(tag_name(kind));
        }
        for name in ["to", "from", "id", "type", "lang", "version"] {
            self.add_attribute(name, stanza[name].as_str().unwrap_or_default());
        }
        let payloads = [stanza.get("payloads"), stanza.get("payload")];
        for payload in payloads.into_iter().flatten() {
            match payload {
                Value::Null => {}
                Value::Array(payloads) => {
                    payloads.iter().for_each(|payload| self.add_element(payload, is_presence));
                }
                payload => self.add_element(payload, is_presence),
            }
        }
    }

    fn add_element(&mut self, element: &Value, is_in_presence: bool) {
        let name = element["name"].as_str().unwrap();
        let children = element["children"].as_array().map(Vec::as_slice).unwrap_or_default();
        if is_in_presence && name == "status" {
            self.statuses.extend(children.iter().map(|text| text.as_str().unwrap().to_owned()));
            return;
        }
        let is_presence = name == "presence";
        if is_presence {
            self.presences += 1;
        } else {
            self.tags.push(name.to_owned());
        }
        for (name, value) in element["attributes"].as_object().into_iter().flatten() {
            let name = name.rsplit('}').next().unwrap();
            self.add_attribute(name, value.as_str().unwrap());
        }
        for child in children {
            match child {
                Value::String(text) => self.texts.push(text.clone()),
                element => self.add_element(element, is_presence),
            }
        }
    }

    /// Without what a type is if it isn't said, and what makes requests those of a session of BOSH.
    fn add_attribute(&mut self, name: &str, value: &str) {
        let value = if matches!(name, "sid" | "authid") { "***" } else { value };
        let is_default = name == "type" && matches!(value, "normal" | "available");
        if !value.is_empty() && !is_default {
            self.attributes.push((name.to_owned(), value.to_owned()));
        }
    }

    fn add_theirs(&mut self, line: &Value) {
        let fields = &line["f"];
        let values = |name: &str| fields[name].as_array().map(Vec::as_slice).unwrap_or_default().iter();
        let strings = |name: &str| values(name).map(|value| value.as_str().unwrap());
        match line["proto"].as_str() {
            Some("xmpp") => {
                self.is_tcp = true;
                self.tags.extend(strings("xml.tag").map(|tag| tag_name(&tag[1..])));
                strings("xml.attribute").for_each(|attribute| self.add_written(attribute));
                let texts: Vec<_> = strings("xml.cdata").chain(strings("xml.cdatasection")).collect();
                texts.iter().for_each(|text| {
                    let text = self.meant(text);
                    self.texts.push(text);
                });
                self.presences += values("xmpp.presence").count();
                let statuses: Vec<_> =
                    strings("presence.status").filter(|text| *text != "<status>").collect();
                for text in statuses {
                    let text = self.meant(text);
                    self.statuses.push(text);
                }
                self.ends += values("xmpp.stream_end").count();
            }
            Some("websocket") => strings("websocket.payload.text").for_each(|text| self.add_text(text)),
            Some("http") => strings("http.file_data").for_each(|text| self.add_text(text)),
            _ => {}
        }
    }

    /// XML that is plain: no comments, no `>` in values, all end tags left out.
    fn add_text(&mut self, text: &str) {
        let text = text.strip_prefix('<').unwrap();
        let whole = without_cut(text);
        self.is_cut |= whole.is_some();
        let mut parents: Vec<String> = Vec::new();
        for part in whole.unwrap_or(text).split('<') {
            let Some((tag, behind)) = part.split_once('>') else { return };
            if tag.starts_with('/') {
                parents.pop();
            } else {
                let name = tag_name(tag);
                match name.as_str() {
                    "presence" => self.presences += 1,
                    "status" if parents.last().is_some_and(|parent| parent == "presence") => {}
                    _ => self.tags.push(name.clone()),
                }
                for attribute in tag.split_inclusive(['\'', '"']).collect::<Vec<_>>().chunks_exact(2) {
                    let attribute = attribute.concat();
                    self.add_written(attribute.split_once(' ').map_or(&*attribute, |(_, rest)| rest.trim()));
                }
                if !tag.ends_with('/') {
                    parents.push(name);
                }
            }
            if !behind.trim().is_empty() {
                let text = self.meant(behind);
                let is_status = parents.ends_with(&["presence".to_owned(), "status".to_owned()]);
                if is_status { self.statuses.push(text) } else { self.texts.push(text) }
            }
        }
    }

    /// An attribute as it is written; declarations of namespaces are none.
    fn add_written(&mut self, attribute: &str) {
        let (name, value) = attribute.split_once('=').unwrap();
        if name != "xmlns" && !name.starts_with("xmlns:") {
            let value = self.meant(value.get(1..value.len() - 1).unwrap());
            self.add_attribute(name.rsplit(':').next().unwrap(), &value);
        }
    }

    /// What text with references or a CDATA section means.
    fn meant(&mut self, text: &str) -> String {
        if let Some(text) = text.strip_prefix("<![CDATA[") {
            self.has_references = true;
            return text.strip_suffix("]]>").unwrap().to_owned();
        }
        self.has_references |= text.contains('&');
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#x2603;", "☃"), ("&amp;", "&")]
            .iter()
            .fold(text.to_owned(), |text, (reference, char)| text.replace(reference, char))
    }

    /// Compares what is in a frame, and gives back where they are known to differ.
    fn compare(mut self, mut theirs: Self) -> Result<Vec<Differs>, String> {
        let context = format!("\nours:   {self:?}\ntheirs: {theirs:?}");
        if self.is_malformed {
            return Ok(vec![Malformed]);
        }
        let mut differs = Vec::new();
        let is_blank = |shape: &Self| shape.tags.is_empty() && shape.presences == 0 && shape.ends == 0;
        if is_blank(&theirs) && is_blank(&self) {
            differs.push(Blank);
        }
        for (is_known, what) in [
            (theirs.has_references, Reference),
            (theirs.is_tcp && self.presences > 0, Presence),
            (self.ends > theirs.ends, End),
            (theirs.is_cut, Cut),
        ] {
            if is_known {
                differs.push(what);
            }
        }
        if theirs.is_cut {
            self.tags.truncate(theirs.tags.len());
            self.attributes.retain(|attribute| theirs.attributes.contains(attribute));
            self.texts.truncate(theirs.texts.len());
            (theirs.presences, theirs.statuses) = (self.presences, self.statuses.clone());
        }
        self.attributes.sort_unstable();
        theirs.attributes.sort_unstable();
        let is_cut = theirs.is_cut;
        let texts = self.texts.iter_mut().zip(&theirs.texts);
        for (ours, theirs) in texts.chain(self.statuses.iter_mut().zip(&theirs.statuses)) {
            if ours == "***" && theirs != "***" {
                differs.push(Secret);
                ours.clone_from(theirs);
            } else if theirs.contains('\u{fffd}') && !ours.is_ascii() {
                differs.push(Text);
                ours.clone_from(theirs);
            } else if let Some(begun) = without_cut(theirs).or(is_cut.then_some(theirs))
                && ours.starts_with(begun)
            {
                if !is_cut {
                    differs.push(Cut);
                }
                ours.clone_from(theirs);
            }
        }
        let rows = [
            (self.tags == theirs.tags, "tags"),
            (self.attributes == theirs.attributes, "attributes"),
            (self.texts == theirs.texts, "texts"),
            (self.presences == theirs.presences, "presences"),
            (self.statuses == theirs.statuses, "status"),
            (self.ends >= theirs.ends, "end"),
        ];
        match rows.iter().find(|(is_same, _)| !is_same) {
            Some((_, what)) => Err(format!("{what}{context}")),
            None => Ok(differs),
        }
    }
}

/// The name without prefix of a tag without its bracket.
fn tag_name(tag: &str) -> String {
    let name = tag.split([' ', '/', '>']).next().unwrap();
    name.rsplit(':').next().unwrap().to_owned()
}

/// What is there of a value that was shortened, which ends with its length.
fn without_cut(value: &str) -> Option<&str> {
    let (text, len) = value.rsplit_once("...(")?;
    len.strip_suffix(')')?.parse::<usize>().ok().map(|_| text)
}
