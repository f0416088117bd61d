//! Streams in captures that were put together here: order, loss, WebSocket, damage.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't go on fails"
)]

mod support;

use std::process::Stdio;

use support::*;

/// Bytes to send, with offsets.
fn pieces(bytes: &[u8], len: usize) -> Vec<(usize, &[u8])> {
    (0..bytes.len()).step_by(len).zip(bytes.chunks(len)).collect()
}

fn session_311() -> Vec<u8> {
    [CONNECT_311, PUBLISH_311, PINGREQ, PUBLISH_311].concat()
}

fn kinds(list: &str) -> Vec<String> {
    list.split_whitespace().map(str::to_owned).collect()
}

const SESSION_KINDS: [&str; 5] = [">CONNECT", ">PUBLISH", ">PINGREQ", ">PUBLISH", "<CONNACK"];

#[test]
fn segments_out_of_order_give_the_same_messages() {
    let session = session_311();
    for len in 1..session.len() {
        let mut pieces = pieces(&session, len);
        let (count, mut capture) = (pieces.len(), Capture::new());
        for at in (0..count).rev() {
            pieces.swap(at, at * 7 % (at + 1));
        }
        capture.open();
        for &(offset, bytes) in pieces.iter().chain(&pieces) {
            capture.client(offset, bytes);
        }
        capture.server(0, CONNACK_311);
        let run = capture.run("order", &["--json"]);
        assert_eq!((run.kinds(), run.status), (SESSION_KINDS.map(String::from).to_vec(), 0), "{len} bytes");
        assert!(run.json().iter().all(|object| object["roundtrip"] == true));
    }
}

#[test]
fn a_message_has_the_number_and_time_of_the_frame_that_completed_it() {
    let mut capture = Capture::new();
    capture.open().client(0, &CONNECT_311[..5]).client(9, &CONNECT_311[9..]).client(5, &CONNECT_311[5..9]);
    let object = &capture.run("frame", &["--json"]).json()[0];
    assert_eq!((&object["frame"], &object["time"]), (&5.into(), &0.004.into()));
    assert_eq!((&object["src"], &object["dst"]), (&"10.0.0.1:40000".into(), &"10.0.0.2:1883".into()));
    assert_eq!((&object["protocol"], &object["len"]), (&"mqtt".into(), &14.into()));
}

#[test]
fn a_lost_segment_is_named_and_the_other_direction_goes_on() {
    let mut capture = Capture::new();
    capture.open().client(0, CONNECT_311).server(0, CONNACK_311).client(20, PINGREQ).server(4, PINGRESP);
    let run = capture.run("lost", &["--json"]);
    assert_eq!(run.kinds(), [">CONNECT", "<CONNACK", "<PINGRESP", ">!?"]);
    let objects = run.json();
    assert_eq!(objects[3]["error"]["kind"], "Lost");
    assert!(objects[3]["error"]["text"].as_str().unwrap().starts_with("6 bytes are missing"));
    assert_eq!(run.status, 1);
    assert!(capture.run("lost-line", &[]).out.contains("LOST message: 6 bytes are missing"));
}

#[test]
fn what_a_client_never_sent_in_the_capture_does_not_hide_the_server() {
    let mut capture = Capture::new();
    capture.open().client(20, PINGREQ).server(0, CONNACK_311);
    assert_eq!(capture.run("lost-connect", &["--json"]).kinds(), ["<CONNACK", ">!?"]);
}

#[test]
fn both_directions_have_the_version_of_the_connect() {
    let mut capture = Capture::new();
    capture.open().client(0, CONNECT_5).server(0, CONNACK_5).server(5, PUBLISH_5).client(15, PUBLISH_5);
    let run = capture.run("version", &["--json"]);
    assert_eq!(run.kinds(), [">CONNECT", "<CONNACK", "<PUBLISH", ">PUBLISH"]);
    assert_eq!(run.json()[2]["message"]["payload"], "6869");
    assert_eq!(run.status, 0);
}

/// Captures of several queues show the answer before the end of the question.
#[test]
fn what_a_server_sends_before_the_connect_is_whole_has_its_version_too() {
    for split in 1..CONNECT_5.len() {
        let mut capture = Capture::new();
        capture.open().client(0, &CONNECT_5[..split]).server(0, CONNACK_5);
        capture.client(split, &CONNECT_5[split..]).server(5, PUBLISH_5);
        let run = capture.run("early-server", &["--json"]);
        assert_eq!((run.kinds(), run.status), (kinds(">CONNECT <CONNACK <PUBLISH"), 0), "{split}");
        assert_eq!(run.json()[2]["message"]["payload"], "6869");
    }
}

#[test]
fn a_connect_settles_the_version_of_a_server_that_was_heard_before() {
    let mut capture = Capture::new();
    capture.server(0, PINGRESP).client(0, CONNECT_5).server(2, CONNACK_5);
    assert_eq!(capture.run("late-connect", &["--json"]).kinds(), kinds("<PINGRESP >CONNECT <CONNACK"));
}

#[test]
fn a_connect_that_never_becomes_whole_does_not_hide_the_server() {
    let mut capture = Capture::new();
    capture.open().client(0, &CONNECT_311[..13]).server(0, CONNACK_311);
    let run = capture.run("endless-connect", &["--json"]);
    assert_eq!((run.kinds(), run.status), (kinds("<CONNACK"), 0));

    for offset in (0..100_000).step_by(1000) {
        capture.server(4 + offset, &PINGRESP.repeat(500));
    }
    capture.client(20, PINGREQ);
    let run = capture.run("endless-connect", &["--json"]);
    assert_eq!(run.json()[0]["frame"], 70, "the server's bytes wait up to a limit");
    assert_eq!((run.json().len(), run.status), (50_002, 1));
}

#[test]
fn without_a_connect_the_version_is_311_or_what_the_command_line_says() {
    let mut capture = Capture::new();
    capture.server(70, PINGRESP).client(500, PUBLISH_311);
    let run = capture.run("midstream", &["--json"]);
    assert_eq!(run.kinds(), ["<PINGRESP", ">PUBLISH"]);
    assert_eq!((&run.json()[1]["message"]["payload"], run.status), (&"6869".into(), 0));

    assert!(capture.run("midstream", &[]).out.contains("without a CONNECT, taken for MQTT 3.1.1: 1 ("));

    let mut capture = Capture::new();
    capture.server(70, PUBLISH_5);
    let run = capture.run("midstream-5", &["--decode-as", "1883=mqtt-5"]);
    assert!(!run.out.contains("without a CONNECT"), "{}", run.out);
    let run = capture.run("midstream-5", &["--json", "--decode-as", "1883=mqtt-5"]);
    assert_eq!(run.json()[0]["message"]["payload"], "6869");
}

#[test]
fn any_port_will_do_for_who_begins_with_a_connect() {
    let mut capture = Capture::new();
    capture.server = 9999;
    capture.open().client(0, CONNECT_311).server(0, CONNACK_311);
    assert_eq!(capture.run("any-port", &["--json"]).json().len(), 2);
}

#[test]
fn a_port_can_be_assigned() {
    let mut capture = Capture::new();
    capture.server = 9999;
    capture.client(0, PINGREQ).server(0, PINGRESP);
    let run = capture.run("unassigned", &[]);
    assert!(run.out.contains("connections not recognised: 1 (--decode-as PORT=PROTOCOL"), "{}", run.out);
    let run = capture.run("unassigned", &["--json", "--summary"]);
    assert_eq!(run.out, "{\"connections\":1,\"protocol\":null}\n");
    assert_eq!(capture.run("assigned", &["--json", "--decode-as", "9999=mqtt"]).json().len(), 2);
}

#[test]
fn an_assigned_version_is_meant() {
    let mut capture = Capture::new();
    capture.open().client(0, CONNECT_311);
    let run = capture.run("assigned-version", &["--json", "--decode-as", "1883=mqtt-5"]);
    assert_eq!(run.kinds(), [">!CONNECT"]);
}

#[test]
fn a_malformed_message_is_as_long_as_it_says() {
    let mut capture = Capture::new();
    let zero_packet_id = b"\x32\x07\x00\x01a\x00\x00hi";
    capture.client(0, &[zero_packet_id, PINGREQ].concat());
    let run = capture.run("malformed-len", &["--json"]);
    assert_eq!((run.kinds(), &run.json()[0]["len"]), (vec![">!PUBLISH".to_owned()], &9.into()));
}

#[test]
fn a_second_connection_between_the_same_ports_is_another_one() {
    let mut capture = Capture::new();
    capture.open().client(0, CONNECT_311).client(14, PINGREQ);
    capture.segment(true, 99, true, b"").segment(false, 199, true, b"");
    capture.segment(true, 100, false, CONNECT_5).segment(false, 200, false, CONNACK_5);
    let run = capture.run("again", &["--json"]);
    assert_eq!(run.kinds(), [">CONNECT", ">PINGREQ", ">CONNECT", "<CONNACK"]);
    assert_eq!(run.status, 0);
}

#[test]
fn a_forged_syn_changes_nothing() {
    for (from_client, seq) in [(true, 0x7000_0000), (true, 99), (false, 0x7000_0000), (false, 99)] {
        let mut capture = Capture::new();
        capture.open().client(0, CONNECT_5).server(0, CONNACK_5);
        capture.segment(from_client, seq, true, b"");
        capture.client(15, PUBLISH_5).server(5, PUBLISH_5).client(23, PUBLISH_5);
        let run = capture.run("forged-syn", &["--json"]);
        assert_eq!(run.kinds(), kinds(">CONNECT <CONNACK >PUBLISH <PUBLISH >PUBLISH"), "{seq:x}");
        assert!(run.json().iter().skip(2).all(|object| object["message"]["payload"] == "6869"));
    }
}

#[test]
fn of_a_second_connection_the_capture_need_not_have_everything() {
    for (client_syn, server_syn) in [(true, true), (true, false), (false, true)] {
        let mut capture = Capture::new();
        capture.open().client(0, CONNECT_311).server(0, CONNACK_311);
        if client_syn {
            capture.segment(true, 0x5000_0099, true, b"");
        }
        if server_syn {
            capture.segment(false, 0x6000_0099, true, b"");
        }
        capture.segment(true, 0x5000_009a, false, CONNECT_5).segment(false, 0x6000_009a, false, CONNACK_5);
        capture.segment(true, 0x5000_00a9, false, PINGREQ);
        let run = capture.run("again-in-part", &["--json"]);
        assert_eq!(run.kinds(), kinds(">CONNECT <CONNACK >CONNECT <CONNACK >PINGREQ"));
        assert_eq!(run.status, 0);
    }
}

#[test]
fn a_malformed_stream_ends_and_the_others_go_on() {
    let mut capture = Capture::new();
    capture.open().client(0, CONNECT_311);
    capture.client = 40001;
    capture.open().client(0, CONNECT_311);
    capture.client(14, b"\x36\x05\x00\x01ahi").client(21, PINGREQ).server(0, CONNACK_311);
    capture.client = 40000;
    capture.client(14, PINGREQ);
    let run = capture.run("malformed", &["--json"]);
    assert_eq!(run.kinds(), [">CONNECT", ">CONNECT", ">!PUBLISH", "<CONNACK", ">PINGREQ"]);
    assert_eq!(run.status, 1);
    let line = run.out.lines().nth(2).unwrap();
    let mut rest = line;
    for key in [
        "frame",
        "time",
        "src",
        "dst",
        "protocol",
        "kind",
        "len",
        "roundtrip",
        "error",
        "kind",
        "offset",
        "field",
        "text",
    ] {
        rest =
            rest.split_once(&format!("\"{key}\":")).unwrap_or_else(|| panic!("{key} is missing: {line}")).1;
    }
    let object = &run.json()[2];
    let error = &object["error"];
    assert!(object.get("message").is_none());
    assert_eq!((&object["len"], &error["offset"]), (&7.into(), &0.into()));

    let run = capture.run("malformed-line", &[]);
    assert!(run.out.contains("mqtt  MALFORMED PUBLISH: "), "{}", run.out);
    assert_eq!(run.status, 1);
}

const REQUEST: &[u8] = b"GET /mqtt HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n";
const RESPONSE: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Protocol: mqtt\r\n\r\n";

/// A frame of less than 126 bytes, masked as a client's.
fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
    let key = [0x37, 0xfa, 0x21, 0x3d];
    let mut frame = vec![first, 0x80 | u8::try_from(payload.len()).unwrap()];
    frame.extend(key);
    frame.extend(payload.iter().zip(key.iter().cycle()).map(|(byte, key)| byte ^ key));
    frame
}

fn unmasked(first: u8, payload: &[u8]) -> Vec<u8> {
    [&[first, u8::try_from(payload.len()).unwrap()], payload].concat()
}

/// A21: frames and packets do not align.
#[test]
fn websocket_frames_carry_a_stream() {
    let from_client = [
        REQUEST,
        &masked(0x82, &CONNECT_5[..3]),
        &masked(0x89, b"ping"),
        &masked(0x02, &CONNECT_5[3..7]),
        &masked(0x80, &[&CONNECT_5[7..], PINGREQ, &PUBLISH_5[..1]].concat()),
        &masked(0x82, &PUBLISH_5[1..]),
        &masked(0x88, b"\x03\xe8"),
    ]
    .concat();
    let from_server =
        [RESPONSE, &unmasked(0x82, &[CONNACK_5, PINGRESP].concat()), &unmasked(0x8a, b"ping")].concat();
    for len in [1, 7, 100, 10_000] {
        for server in [1883, 9999] {
            let mut capture = Capture::new();
            capture.server = server;
            capture.open();
            for (offset, bytes) in pieces(&from_client, len) {
                capture.client(offset, bytes);
            }
            for (offset, bytes) in pieces(&from_server, len) {
                capture.server(offset, bytes);
            }
            let run = capture.run("websocket", &["--json"]);
            let objects = run.json();
            let kinds: Vec<_> = objects.iter().map(|object| object["kind"].as_str().unwrap()).collect();
            assert_eq!(kinds, ["CONNECT", "PINGREQ", "PUBLISH", "CONNACK", "PINGRESP"], "{len} bytes");
            assert_eq!(run.status, 0);
        }
    }
}

#[test]
fn a_websocket_that_breaks_its_rules_is_malformed() {
    let mut capture = Capture::new();
    let from_client = [REQUEST, &masked(0x82, CONNECT_5), &masked(0x81, PINGREQ)].concat();
    capture.open().client(0, &from_client).server(0, RESPONSE);
    let run = capture.run("websocket-text", &["--json"]);
    assert_eq!((run.kinds(), run.status), (vec![">CONNECT".to_owned(), ">!?".to_owned()], 1));
    assert_eq!(run.json()[1]["error"]["field"], "opcode");
}

#[test]
fn on_an_assigned_port_a_websocket_needs_no_subprotocol() {
    let mut capture = Capture::new();
    let request = b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n";
    capture.open().client(0, &[request, &*masked(0x82, CONNECT_5)].concat());
    assert_eq!(capture.run("no-subprotocol", &["--json"]).kinds(), [""; 0]);
    let run = capture.run("no-subprotocol", &["--json", "--decode-as", "1883=mqtt"]);
    assert_eq!(run.kinds(), [">CONNECT"]);
}

#[test]
fn http_without_an_upgrade_is_left_alone() {
    let mut capture = Capture::new();
    capture.open().client(0, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").server(0, b"HTTP/1.1 200 OK\r\n\r\n");
    let run = capture.run("http", &["--json"]);
    assert_eq!((run.out.as_str(), run.status), ("", 0));
    let mut capture = Capture::new();
    capture.open().client(0, REQUEST).server(0, b"HTTP/1.1 404 Not Found\r\n\r\n");
    let run = capture.run("http-refused", &["--json"]);
    assert_eq!((run.out.as_str(), run.status), ("", 0));
}

#[test]
fn what_comes_before_the_damage_is_printed() {
    let pcapng = std::fs::read(bundled("mqtt_v311_paho.pcapng")).unwrap();
    let mut capture = Capture::new();
    capture.open();
    for (offset, bytes) in pieces(&session_311().repeat(5), 7) {
        capture.client(offset, bytes);
    }
    for (test, bytes) in [("cut-pcapng", &pcapng), ("cut-pcap", &capture.bytes)] {
        let file = TempFile::new(test, bytes);
        let whole = run(&["--json", file.path()]).json();
        for eighths in 4..8 {
            let file = TempFile::new(test, &bytes[..bytes.len() * eighths / 8 - 1]);
            let run = run(&["--json", file.path()]);
            assert_eq!(run.status, 2);
            assert!(run.err.contains(file.path()) && run.err.contains("ends in the middle"), "{}", run.err);
            let before = run.json();
            assert!(!before.is_empty() && before.len() < whole.len(), "{} of {}", before.len(), whole.len());
            assert_eq!(before, whole[..before.len()]);
        }
    }
}

#[test]
fn a_capture_is_read_from_standard_input() {
    let bytes = std::fs::read(bundled("mqtt_alias_paho.pcapng")).unwrap();
    let run = run_with_input(&["--json", "-"], &bytes);
    assert_eq!((run.json().len(), run.status), (12, 0));
}

#[test]
fn one_unreadable_file_does_not_hide_the_others() {
    let good = bundled("mqtt_alias_paho.pcapng");
    let bad = TempFile::new("no-capture", b"this is no capture at all, but long enough to be one");
    let run = run(&["--json", bad.path(), "does/not/exist.pcapng", good.to_str().unwrap()]);
    assert_eq!((run.status, run.json().len()), (2, 12));
    assert!(
        run.err.contains("neither pcap nor pcapng") && run.err.contains("does/not/exist.pcapng"),
        "{}",
        run.err
    );
}

#[test]
fn the_names_of_files_can_not_act_on_a_terminal() {
    let good = bundled("mqtt_alias_paho.pcapng");
    let (named, absent) = (TempFile::new("x\u{1b}[31mred", &Capture::new().bytes), "absent\u{9b}2J");
    let run = run(&[named.path(), good.to_str().unwrap(), absent]);
    assert!(run.out.contains("x\\u001b[31mred") && !run.out.contains('\u{1b}'), "{}", run.out);
    assert!(run.err.contains("absent\\u009b2J") && !run.err.contains('\u{9b}'), "{}", run.err);
}

#[test]
fn link_types_that_are_not_known_are_named() {
    let mut capture = Capture::new();
    capture.open();
    capture.bytes[20] = 147;
    let run = capture.run("link-type", &[]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("link type 147"), "{}", run.err);
}

#[test]
fn a_closed_pipe_ends_it_quietly() {
    let captures = vec![bundled("mqtt_v5_paho.pcapng"); 50];
    let pipe = Stdio::piped;
    let mut child = command().args(captures).arg("--json").stdout(pipe()).stderr(pipe()).spawn().unwrap();
    drop(child.stdout.take());
    let run: Run = child.wait_with_output().unwrap().into();
    assert_eq!((run.status, run.err.as_str()), (0, ""));
}

#[test]
fn bad_usage_is_told_by_its_exit_status() {
    for args in [
        &["--hex"][..],
        &["--hex", "morse"],
        &["--hex", "mqtt", "a", "b"],
        &["--hex", "mqtt", "--summary"],
        &["--decode-as", "1883"],
        &["--frobnicate"],
    ] {
        assert_eq!(run(args).status, 2, "{args:?}");
    }
    assert_eq!(run(&["--help"]).status, 0);
}
