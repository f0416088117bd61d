//! CoAP in captures that were put together here: ports, order, WebSocket, damage.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't go on fails"
)]

mod support;

use support::*;

const GET: &[u8] = b"\x41\x01\x00\x01\x4a\xb1a";
const CONTENT: &[u8] = b"\x61\x45\x00\x01\x4a\xffhi";
const PING: &[u8] = b"\x40\x00\x12\x34";
const RST: &[u8] = b"\x70\x00\x12\x34";
const NO_TOKEN_LENGTH: &[u8] = b"\x49\x01\x12\x37\x00";

#[test]
fn datagrams_are_decoded_on_their_port() {
    for is_v6 in [false, true] {
        let mut capture = Capture::of_server(5683);
        capture.is_v6 = is_v6;
        capture.ask(GET).answer(CONTENT);
        let run = capture.run("udp", &["--json"]);
        assert_eq!((run.kinds_at(5683), run.status), (vec![">CON GET".into(), "<ACK 2.05".into()], 0));
        let object = &run.json()[1];
        let expected = if is_v6 { "[202:202:202:202:202:202:202:202]:5683" } else { "10.0.0.2:5683" };
        assert_eq!((&object["src"], &object["frame"]), (&expected.into(), &2.into()));
        assert_eq!((&object["protocol"], &object["len"]), (&"coap".into(), &8.into()));
    }
}

#[test]
fn a_malformed_datagram_ends_nothing() {
    let mut capture = Capture::of_server(5683);
    capture.ask(GET).ask(NO_TOKEN_LENGTH).ask(b"").answer(CONTENT);
    let run = capture.run("udp-malformed", &["--json"]);
    assert_eq!((run.kinds_at(5683).join(" "), run.status), (">CON GET >!CON GET >!? <ACK 2.05".into(), 1));
    assert_eq!(run.json()[1]["error"]["kind"], "TokenLength");
    assert_eq!(run.json()[1]["len"], 5);
    let run = capture.run("udp-malformed", &[]);
    assert!(run.out.contains("coap  MALFORMED CON GET: Token Length"), "{}", run.out);
}

#[test]
fn a_datagram_may_be_full_of_options() {
    let mut capture = Capture::of_server(5683);
    let empty_segments = [b"\xb0", &[0; 60_000][..]].concat();
    capture.ask(&[&GET[..5], &empty_segments].concat());
    assert_eq!(capture.kinds("udp-options"), ">CON GET");
}

#[test]
fn on_another_port_an_answer_tells() {
    let observed = b"\x51\x45\x00\x07\x4a\x61\x05";
    let empty_ack = b"\x60\x00\x00\x01";
    for (question, answer) in [
        (GET, CONTENT),
        (PING, RST),
        (GET, observed),
        (GET, empty_ack),
        (b"\x51\x01\x00\x01\x4a", observed),
        (b"\x51\x01\x12\x34\x4a", RST),
    ] {
        let mut capture = Capture::of_server(9999);
        capture.ask(question).answer(answer).ask(NO_TOKEN_LENGTH);
        let run = capture.run("udp-answer", &["--json"]);
        let kinds = run.kinds_at(9999);
        assert_eq!((kinds.len(), kinds[2].as_str()), (3, ">!CON GET"), "{answer:x?}");
        let frames: Vec<_> = run.json().iter().map(|object| object["frame"].as_u64().unwrap()).collect();
        assert_eq!(frames, [1, 2, 3]);
    }
}

#[test]
fn on_another_port_nothing_else_tells() {
    let other_token = b"\x61\x45\x00\x01\x4b\xffhi";
    let other_id = b"\x61\x45\x00\x02\x4a\xffhi";
    let no_token = b"\x50\x45\x00\x02\xffhi";
    for (question, answer) in [
        (GET, &other_token[..]),
        (GET, other_id),
        (b"\x50\x01\x00\x01", no_token),
        (GET, GET),
        (CONTENT, GET),
        (GET, b"\x61\x45\x00\x01\x4a\xff"),
        (GET, RST),
    ] {
        let mut capture = Capture::of_server(9999);
        capture.ask(question).answer(answer);
        assert_eq!(capture.kinds("udp-no-answer"), "", "{answer:x?}");
        let run = capture.run("udp-no-answer", &[]);
        assert!(run.out.contains("connections not recognised: 1 ("), "{}", run.out);
        assert_eq!(run.status, 0);
    }
}

#[test]
fn on_another_port_a_datagram_that_was_captured_in_part_tells_nothing() {
    for cut in [0, 1] {
        let mut capture = Capture::of_server(9999);
        let exchange =
            [capture.datagram(true, b"\x41\x01\x00\x01\x4a\xffhello"), capture.datagram(false, CONTENT)];
        for (at, packet) in exchange.iter().enumerate() {
            capture.packet(&packet[..packet.len() - usize::from(at == cut)]);
        }
        assert_eq!(capture.kinds("udp-unknown-cut"), "", "{cut}");
    }
}

#[test]
fn what_says_something_else_first_is_something_else() {
    let mut capture = Capture::of_server(9999);
    capture.ask(b"\xc3\0\0\0\x01").ask(GET).answer(CONTENT);
    assert_eq!(capture.kinds("udp-foreign"), "");
}

/// The port of a server that has answered one client is known when the next one speaks, or has spoken.
#[test]
fn who_has_answered_is_known_to_all() {
    let mut capture = Capture::of_server(9999);
    capture.client = 40001;
    capture.ask(PING);
    capture.client = 40000;
    capture.ask(GET).answer(CONTENT);
    capture.client = 40002;
    capture.ask(NO_TOKEN_LENGTH);
    let run = capture.run("udp-known", &["--json"]);
    assert_eq!(run.kinds_at(9999), [">CON GET", "<ACK 2.05", ">!CON GET", ">CON empty"]);
    assert_eq!(run.json()[3]["frame"], 1);
}

#[test]
fn what_waited_comes_before_what_the_same_client_says_next() {
    let mut capture = Capture::of_server(9999);
    capture.client = 40001;
    capture.ask(PING);
    capture.client = 40000;
    capture.ask(GET).answer(CONTENT);
    capture.client = 40001;
    capture.ask(GET).answer(CONTENT);
    let json = capture.run("udp-order", &["--json"]).json();
    let frames: Vec<_> = json.iter().map(|object| object["frame"].as_u64().unwrap()).collect();
    assert_eq!(frames, [2, 3, 1, 4, 5]);
}

#[test]
fn a_port_is_assigned_for_its_transport() {
    let mut capture = Capture::of_server(9999);
    capture.ask(GET).open().client(0, b"\x21\x01\x4a\xb1a");
    let args = |assigned| ["--json", "--decode-as", assigned];
    assert_eq!(capture.run("assigned-udp", &args("9999=coap")).kinds_at(9999), [">CON GET"]);
    assert_eq!(capture.run("assigned-mqtt", &args("9999=mqtt")).kinds_at(9999), [">!CONNACK"]);
    let both = [&args("9999=coap")[..], &["--decode-as", "9999=coap-tcp"]].concat();
    let run = capture.run("assigned-both", &both);
    assert_eq!(run.kinds_at(9999), [">CON GET", ">!GET"]);
    assert_eq!(run.json()[1]["error"]["kind"], "CsmExpected");
}

#[test]
fn a_datagram_that_was_captured_in_part_is_lost() {
    let mut capture = Capture::of_server(5683);
    let whole = capture.datagram(true, b"\x41\x01\x00\x01\x4a\xffhello");
    capture.packet(&whole[..whole.len() - 2]).answer(CONTENT);
    let run = capture.run("udp-cut", &["--json"]);
    assert_eq!((run.kinds_at(5683), run.status), (vec![">!?".into(), "<ACK 2.05".into()], 1));
    assert_eq!(run.json()[0]["error"]["kind"], "Lost");
    let run = capture.run("udp-cut", &[]);
    assert!(
        run.out.contains("LOST message: 2 bytes of the datagram are missing from the capture"),
        "{}",
        run.out
    );
}

#[test]
fn parts_of_datagrams_are_counted() {
    let mut capture = Capture::of_server(5683);
    let mut first_part = capture.datagram(true, GET);
    const MORE_FRAGMENTS: u8 = 0x20;
    first_part[6] = MORE_FRAGMENTS;
    capture.packet(&first_part);
    assert!(
        capture
            .run("udp-parts", &[])
            .out
            .contains("fragments of UDP datagrams, which are not put together: 1\n")
    );
    let run = capture.run("udp-parts", &["--json", "--summary"]);
    assert_eq!(run.out, "{\"fragments\":1,\"protocol\":null}\n");
}

const CSM: &[u8] = b"\x50\xe1\x23\x80\x01\x00\x20";
const TCP_GET: &[u8] = b"\x21\x01\x4a\xb1a";
const TCP_CONTENT: &[u8] = b"\x31\x45\x4a\xffhi";

#[test]
fn a_connection_that_begins_with_a_csm_is_known_at_any_split() {
    let (from_client, from_server) = ([CSM, TCP_GET].concat(), [CSM, TCP_CONTENT, TCP_CONTENT].concat());
    for (server, len) in [5683, 9999].into_iter().flat_map(|server| (1..13).map(move |len| (server, len))) {
        let mut capture = Capture::of_server(server);
        capture.open();
        for (at, piece) in (0..).step_by(len).zip(from_client.chunks(len)) {
            capture.client(at, piece);
        }
        for (at, piece) in (0..).step_by(len).zip(from_server.chunks(len)) {
            capture.server(at, piece);
        }
        let run = capture.run("tcp", &["--json"]);
        let kinds = run.kinds_at(server);
        assert_eq!((kinds.join(" ").as_str(), run.status), (">CSM >GET <CSM <2.05 <2.05", 0), "{len} bytes");
        assert!(run.json().iter().all(|object| object["protocol"] == "coap-tcp"));
    }
}

#[test]
fn a_server_that_speaks_first_is_known_too() {
    let mut capture = Capture::of_server(9999);
    capture.open().server(0, CSM).client(0, CSM);
    let run = capture.run("tcp-server-first", &["--json"]);
    assert_eq!(run.kinds_at(9999), ["<CSM", ">CSM"]);
    assert_eq!(run.json()[0]["frame"], 3);
}

#[test]
fn a_side_that_does_not_begin_with_a_csm_is_malformed() {
    let mut capture = Capture::of_server(5683);
    capture.open().client(0, CSM).server(0, TCP_CONTENT).client(7, TCP_GET);
    let run = capture.run("tcp-no-csm", &["--json"]);
    assert_eq!((run.kinds_at(5683).join(" "), run.status), (">CSM <!2.05 >GET".into(), 1));
    assert_eq!((&run.json()[1]["error"]["kind"], &run.json()[1]["len"]), (&"CsmExpected".into(), &6.into()));
}

#[test]
fn a_capture_may_begin_after_the_csm() {
    let mut capture = Capture::of_server(5683);
    capture.client(100, TCP_GET).server(100, TCP_CONTENT);
    let run = capture.run("tcp-midstream", &["--json"]);
    assert_eq!((run.kinds_at(5683).join(" "), run.status), (">GET <2.05".into(), 0));
}

#[test]
fn a_malformed_message_ends_its_direction_of_a_connection() {
    let mut capture = Capture::of_server(5683);
    capture.open().client(0, CSM).client(7, b"\x10\x01\xff\x00\x01").server(0, CSM).client(12, TCP_GET);
    let run = capture.run("tcp-malformed", &["--json"]);
    assert_eq!((run.kinds_at(5683).join(" "), run.status), (">CSM >!GET <CSM".into(), 1));
    assert_eq!(run.json()[1]["len"], 3);
}

const REQUEST: &[u8] =
    b"GET /.well-known/coap HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Protocol: coap\r\n\r\n";
const RESPONSE: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Protocol: coap\r\n\r\n";
const WS_CSM: &[u8] = b"\x00\xe1\x23\x80\x01\x00\x20";
const WS_CONTENT: &[u8] = b"\x01\x45\x4a\xffhi";

/// An unmasked frame; the mask is the same in every protocol.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    [&[first, u8::try_from(payload.len()).unwrap()], payload].concat()
}

fn websocket(frames: &[Vec<u8>]) -> Capture {
    let mut capture = Capture::of_server(9999);
    capture.open().client(0, REQUEST).server(0, &[RESPONSE, &frames.concat()].concat());
    capture
}

#[test]
fn each_websocket_message_is_a_message() {
    let frames = [
        frame(0x82, WS_CSM),
        frame(0x02, &WS_CONTENT[..2]),
        frame(0x89, b"ping"),
        frame(0x80, &WS_CONTENT[2..]),
        frame(0x82, b"\x00\xe2"),
    ];
    let run = websocket(&frames).run("ws", &["--json"]);
    assert_eq!((run.kinds_at(9999).join(" "), run.status), ("<CSM <2.05 <Ping".into(), 0));
    assert!(run.json().iter().all(|object| object["protocol"] == "coap-ws"));
    assert_eq!(run.json()[1]["message"]["payload"], hex::encode("hi"));
}

#[test]
fn two_messages_in_a_websocket_message_are_malformed() {
    let frames = [frame(0x82, WS_CSM), frame(0x82, b"\x00\xe2\x00\xe2"), frame(0x82, WS_CONTENT)];
    let run = websocket(&frames).run("ws-two", &["--json"]);
    assert_eq!((run.kinds_at(9999).join(" "), run.status), ("<CSM <!Ping".into(), 1));
    assert_eq!(run.json()[1]["error"]["kind"], "Truncated");
}

#[test]
fn a_websocket_begins_with_a_csm_too() {
    let run = websocket(&[frame(0x82, WS_CONTENT)]).run("ws-no-csm", &["--json"]);
    assert_eq!(run.json()[0]["error"]["kind"], "CsmExpected");
    assert_eq!(run.kinds_at(9999), ["<!2.05"]);
}

#[test]
fn a_text_frame_breaks_the_rule_of_the_protocol() {
    let run = websocket(&[frame(0x82, WS_CSM), frame(0x81, WS_CONTENT)]).run("ws-text", &["--json"]);
    assert_eq!(run.kinds_at(9999), ["<CSM", "<!?"]);
    assert_eq!(run.json()[1]["error"]["text"], "CoAP in a text frame (RFC 8323 section 4.2)");
}

#[test]
fn a_websocket_message_that_is_cut_off_is_left_over() {
    let frames = [frame(0x82, WS_CSM), frame(0x02, WS_CONTENT)];
    let run = websocket(&frames).run("ws-cut", &["--summary", "--json"]);
    assert_eq!((&run.json()[0]["messages"], &run.json()[0]["unfinished"]), (&1.into(), &6.into()));
}
