//! XMPP in captures that were put together here: ports, order, restarts, TLS, WebSocket, BOSH, damage.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't go on fails"
)]

mod support;

use support::*;

const HEADER: &str = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
    xmlns:stream='http://etherx.jabber.org/streams' to='im.example.com' version='1.0'>";
const FEATURES: &str =
    "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>";
const STARTTLS: &str = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
const PROCEED: &str = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
const TLS: &str = "\x16\x03\x01\x02";
const AUTH: &str = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGEAYQ==</auth>";
const SUCCESS: &str = "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>";
const FAILURE: &str = "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>";
const MESSAGE: &str = "<message to='a@b'><body>hi</body></message>";
const END: &str = "</stream:stream>";
const OPAQUE: &str = "{\"opaque\":1,\"protocol\":null}\n";

/// The whole of two streams on this port, in segments of so many bytes.
fn conversation(port: u16, client: &str, server: &str, len: usize) -> Capture {
    let mut capture = Capture::of_server(port);
    capture.open();
    for (at, piece) in (0..).step_by(len).zip(client.as_bytes().chunks(len)) {
        capture.client(at, piece);
    }
    for (at, piece) in (0..).step_by(len).zip(server.as_bytes().chunks(len)) {
        capture.server(at, piece);
    }
    capture
}

fn summary(capture: &Capture) -> String {
    capture.run("xmpp-summary", &["--json", "--summary"]).out
}

#[test]
fn a_stream_is_known_on_any_port_at_any_split() {
    let client = [HEADER, AUTH, HEADER, MESSAGE, " ", MESSAGE, END].concat();
    let server = [HEADER, FEATURES, SUCCESS, HEADER, FEATURES, MESSAGE, END].concat();
    for (port, len) in [(5222, 1), (5269, 3), (9999, 1), (9999, 2), (9999, 7), (9999, 100), (9999, 1000)] {
        let run = conversation(port, &client, &server, len).run("xmpp-split", &["--json"]);
        let expected = ">stream:stream >auth >stream:stream >message >message >/stream:stream \
            <stream:stream <stream:features <success <stream:stream <stream:features <message </stream:stream";
        assert_eq!((run.kinds_at(port).join(" ").as_str(), run.status), (expected, 0), "{port}, {len} bytes");
        assert!(run.json().iter().all(|object| object["protocol"] == "xmpp" && object["roundtrip"] == true));
        let bytes: u64 = run.json().iter().map(|object| object["len"].as_u64().unwrap()).sum();
        assert_eq!(bytes, (client.len() - 1 + server.len()) as u64, "white space is part of no message");
    }
}

#[test]
fn a_stream_needs_neither_a_declaration_nor_the_usual_prefix() {
    let header = "<s:stream xmlns:s='http://etherx.jabber.org/streams' xmlns='jabber:server'>";
    let run =
        conversation(9999, &[header, MESSAGE, "</s:stream>"].concat(), "", 10).run("xmpp-bare", &["--json"]);
    assert_eq!(run.kinds_at(9999).join(" "), ">stream:stream >message >/stream:stream");
    assert_eq!(run.json()[0]["message"]["content_namespace"], "jabber:server");
}

#[test]
fn other_xml_is_something_else_but_on_the_port() {
    for xml in ["<?xml version='1.0'?><methodCall/>", "<policy-file-request/>"] {
        assert!(summary(&conversation(9999, xml, "", 100)).contains("\"connections\":1"), "{xml}");
        let run = conversation(5222, xml, "", 100).run("xmpp-other", &["--json"]);
        assert_eq!((run.json()[0]["error"]["kind"].as_str(), run.status), (Some("StreamNamespace"), 1));
    }
}

/// A connection without its beginning is known by its port only, and has no stream header.
#[test]
fn a_connection_that_was_captured_from_its_middle_on_is_decoded_on_its_port() {
    for (port, expected) in [(5222, ">message <message >presence"), (9999, "")] {
        let mut capture = Capture::of_server(port);
        capture.client(0, MESSAGE.as_bytes()).server(0, MESSAGE.as_bytes());
        capture.client(MESSAGE.len(), b"  <presence/>");
        assert_eq!(capture.kinds("xmpp-middle"), expected);
    }
    let mut capture = Capture::of_server(5222);
    let (client, server) = ([AUTH, HEADER, MESSAGE].concat(), [SUCCESS, HEADER, FEATURES].concat());
    capture.client(0, client.as_bytes()).server(0, server.as_bytes());
    let expected = ">auth >stream:stream >message <success <stream:stream <stream:features";
    assert_eq!(capture.kinds("xmpp-middle"), expected);
    let mut capture = Capture::of_server(5222);
    capture.client(0, &MESSAGE.as_bytes()[3..]);
    assert_eq!(capture.kinds("xmpp-middle"), ">!?", "it begins in the middle of an element");
}

#[test]
fn what_begins_without_a_stream_header_is_malformed() {
    let run = conversation(5222, MESSAGE, "", 100).run("xmpp-no-header", &["--json"]);
    assert_eq!((run.kinds_at(5222), run.status), (vec![">!message".to_owned()], 1));
}

#[test]
fn what_is_inside_of_tls_is_not_decoded_and_no_fault() {
    let client = [HEADER, STARTTLS, TLS, "and on"].concat();
    let server = [HEADER, FEATURES, PROCEED, TLS, "and on"].concat();
    for len in [1, 5, 1000] {
        let capture = conversation(9999, &client, &server, len);
        let run = capture.run("xmpp-starttls", &["--json"]);
        let expected = ">stream:stream >starttls <stream:stream <stream:features <proceed";
        assert_eq!((run.kinds_at(9999).join(" ").as_str(), run.status), (expected, 0), "{len} bytes");
        let summary = summary(&capture);
        assert!(summary.contains(OPAQUE) && summary.contains("\"unfinished\":0"), "{summary}");
    }
    let from_start = conversation(5222, TLS, TLS, 1);
    let mut middle = Capture::of_server(5222);
    middle.client(0, b"\x17\x03\x03\0\x10rest");
    for capture in [&from_start, &middle] {
        let summary = summary(capture);
        assert!(summary.contains(OPAQUE) && summary.contains("\"messages\":0"), "{summary}");
        assert!(summary.contains("\"malformed\":0") && summary.contains("\"unfinished\":0"), "{summary}");
    }
    let run = middle.run("xmpp-tls", &[]);
    assert!(
        run.out.contains("connections that go on in TLS or compressed, which is not decoded: 1\n"),
        "{}",
        run.out
    );
}

/// What somebody slips in behind `<proceed/>` would be taken for protected (section 5.4.2.3).
#[test]
fn what_is_no_tls_behind_proceed_is_malformed() {
    for plain in [MESSAGE, " ", "\x16\x02"] {
        let server = [HEADER, PROCEED, plain, TLS].concat();
        for len in [1, 1000] {
            let run = conversation(9999, HEADER, &server, len).run("xmpp-plain", &["--json"]);
            let kinds = run.kinds_at(9999).join(" ");
            assert!(kinds.starts_with(">stream:stream <stream:stream <proceed <!"), "{kinds}");
            assert_eq!((&run.json()[3]["error"]["kind"], run.status), (&"NotTls".into(), 1));
        }
    }
}

#[test]
fn a_stream_goes_on_where_tls_was_refused() {
    let refusal = "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    let capture = conversation(9999, &[HEADER, STARTTLS, END].concat(), &[HEADER, refusal, END].concat(), 9);
    let expected = ">stream:stream >starttls >/stream:stream <stream:stream <failure </stream:stream";
    assert_eq!(capture.kinds("xmpp-refused"), expected);
    assert!(!summary(&capture).contains("opaque"));
}

#[test]
fn what_is_compressed_is_not_decoded() {
    let compress = "<compress xmlns='http://jabber.org/protocol/compress'><method>zlib</method></compress>";
    let compressed = "<compressed xmlns='http://jabber.org/protocol/compress'/>";
    let client = [HEADER, compress, "x\x01"].concat();
    let server = [HEADER, compressed, "x\x01"].concat();
    let capture = conversation(9999, &client, &server, 100);
    assert_eq!(capture.kinds("xmpp-zlib"), ">stream:stream >compress <stream:stream <compressed");
    assert!(summary(&capture).contains(OPAQUE));
}

/// Section 6.4.5: the streams go on, and authentication may be tried again.
#[test]
fn a_stream_goes_on_where_authentication_failed() {
    let client = [HEADER, AUTH, AUTH, HEADER, MESSAGE].concat();
    let server = [HEADER, FAILURE, SUCCESS, HEADER].concat();
    let expected = ">stream:stream >auth >auth >stream:stream >message \
        <stream:stream <failure <success <stream:stream";
    assert_eq!(conversation(9999, &client, &server, 50).kinds("xmpp-failure"), expected);
}

#[test]
fn a_malformed_element_ends_its_direction() {
    let client = [HEADER, MESSAGE, "<a><b></a>", MESSAGE].concat();
    let server = [HEADER, "<stream:error/>", END].concat();
    for len in [1, 1000] {
        let run = conversation(9999, &client, &server, len).run("xmpp-malformed", &["--json"]);
        let expected = ">stream:stream >message >!a <stream:stream <stream:error </stream:stream";
        assert_eq!((run.kinds_at(9999).join(" ").as_str(), run.status), (expected, 1));
        assert_eq!(
            (&run.json()[2]["error"]["kind"], &run.json()[2]["error"]["offset"]),
            (&"EndTag".into(), &6.into())
        );
    }
    let run = conversation(9999, &client, &server, 1000).run("xmpp-malformed", &[]);
    assert!(run.out.contains("xmpp  MALFORMED a: end tag: "), "{}", run.out);
}

#[test]
fn a_lost_segment_is_named() {
    let mut capture = Capture::of_server(5222);
    capture.open().client(0, HEADER.as_bytes()).client(HEADER.len() + 10, MESSAGE.as_bytes());
    let run = capture.run("xmpp-lost", &["--json"]);
    assert_eq!((run.kinds_at(5222).join(" ").as_str(), run.status), (">stream:stream >!?", 1));
    assert_eq!(run.json()[1]["error"]["kind"], "Lost");
    assert!(capture.run("xmpp-lost", &[]).out.contains("xmpp  LOST element: 10 bytes are missing"));
}

/// Section 4.6.1: who has nothing to say may send a blank now and then. None of them is kept.
#[test]
fn white_space_between_elements_takes_no_room() {
    let mut capture = Capture::of_server(5222);
    capture.open().client(0, HEADER.as_bytes());
    let blanks = vec![b' '; 60_000];
    for number in 0..200 {
        capture.client(HEADER.len() + number * blanks.len(), &blanks);
    }
    capture.client(HEADER.len() + 200 * blanks.len(), MESSAGE.as_bytes());
    let run = capture.run("xmpp-blanks", &["--json"]);
    assert_eq!((run.kinds_at(5222).join(" ").as_str(), run.status), (">stream:stream >message", 0));
    assert!(summary(&capture).contains("\"unfinished\":0"));
}

#[test]
fn an_element_that_is_cut_off_is_left_over() {
    let client = [HEADER, &MESSAGE[..20]].concat();
    let summary = summary(&conversation(9999, &client, "", 100));
    assert!(summary.contains("\"messages\":1") && summary.contains("\"unfinished\":20"), "{summary}");
}

#[test]
fn an_assigned_port_is_meant() {
    let mut capture = Capture::of_server(9999);
    capture.client(0, MESSAGE.as_bytes());
    let run = capture.run("xmpp-assigned", &["--json", "--decode-as", "9999=xmpp"]);
    assert_eq!(run.kinds_at(9999), [">message"]);
}

const REQUEST: &str = "GET /xmpp-websocket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Protocol: xmpp\r\n\r\n";
const RESPONSE: &str = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Protocol: xmpp\r\n\r\n";
const OPEN: &str = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='im.example.com' version='1.0'/>";
const PRESENCE: &str = "<presence xmlns='jabber:client'/>";

/// An unmasked frame; the mask is the same in every protocol.
fn frame(first: u8, payload: &str) -> Vec<u8> {
    [&[first, u8::try_from(payload.len()).unwrap()], payload.as_bytes()].concat()
}

fn websocket(frames: &[Vec<u8>]) -> Capture {
    let mut capture = Capture::of_server(9999);
    let server = [RESPONSE.as_bytes(), &frames.concat()].concat();
    capture.open().client(0, REQUEST.as_bytes()).client(REQUEST.len(), &frame(0x81, OPEN)).server(0, &server);
    capture
}

#[test]
fn each_websocket_message_is_an_element() {
    let frames = [
        frame(0x81, OPEN),
        frame(0x01, &PRESENCE[..7]),
        frame(0x89, "ping"),
        frame(0x80, &PRESENCE[7..]),
        frame(0x81, "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>"),
        frame(0x88, ""),
    ];
    let run = websocket(&frames).run("xmpp-ws", &["--json"]);
    assert_eq!((run.kinds_at(9999).join(" ").as_str(), run.status), (">open <open <presence <close", 0));
    assert!(run.json().iter().all(|object| object["protocol"] == "xmpp-ws" && object["roundtrip"] == true));
}

/// RFC 7395, section 3.3.3; also what mixes up frames and elements.
#[test]
fn elements_and_websocket_messages_are_the_same() {
    for (frames, kinds, error) in [
        (vec![frame(0x81, "<a xmlns='b'/><a xmlns='b'/>")], ">open <!a", "TrailingBytes"),
        (vec![frame(0x81, "<a xmlns='b'>"), frame(0x81, "</a>")], ">open <!a", "Truncated"),
        (vec![frame(0x81, HEADER.get(21..140).unwrap())], ">open <!stream:stream", "Truncated"),
        (vec![frame(0x81, " ")], ">open <!?", "WebSocket"),
        (vec![frame(0x82, PRESENCE)], ">open <!?", "WebSocket"),
    ] {
        let run =
            websocket(&[&frames[..], &[frame(0x81, PRESENCE)]].concat()).run("xmpp-ws-frames", &["--json"]);
        assert_eq!((run.kinds_at(9999).join(" ").as_str(), run.status), (kinds, 1));
        assert_eq!(run.json()[1]["error"]["kind"], error);
    }
    let run = websocket(&[frame(0x82, PRESENCE)]).run("xmpp-ws-binary", &["--json"]);
    assert_eq!(run.json()[1]["error"]["text"], "XMPP in a binary frame (RFC 7395 section 3.2)");
}

const BODY: &str = "<body rid='1' xmlns='http://jabber.org/protocol/httpbind'/>";
const TWO: &str = "<body xmlns='http://jabber.org/protocol/httpbind' sid='s'>\
    <message xmlns='jabber:client' to='a@b'><body>hi</body></message><presence xmlns='jabber:client'/></body>";

fn post(content: &str) -> String {
    format!("POST /http-bind HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n{content}", content.len())
}

fn ok(content: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{content}", content.len())
}

fn chunked(head: &str, content: &str, len: usize) -> String {
    let pieces = content.as_bytes().chunks(len).map(|piece| std::str::from_utf8(piece).unwrap());
    let chunks: String = pieces.map(|piece| format!("{:x}\r\n{piece}\r\n", piece.len())).collect();
    format!("{head}\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n")
}

#[test]
fn bodies_follow_each_other_on_a_connection_of_any_port() {
    let client = [post(BODY), post(TWO), post(BODY)].concat();
    let server = [ok(BODY), ok(TWO), ok(BODY)].concat();
    for (port, len) in [(5280, 1), (9999, 1), (9999, 10), (9999, 1000)] {
        let run = conversation(port, &client, &server, len).run("bosh", &["--json"]);
        let expected = ">body >body >body <body <body <body";
        assert_eq!((run.kinds_at(port).join(" ").as_str(), run.status), (expected, 0), "{len} bytes");
        let objects = run.json();
        assert!(
            objects.iter().all(|object| object["protocol"] == "xmpp-bosh" && object["roundtrip"] == true)
        );
        assert_eq!(objects[1]["len"], TWO.len());
    }
    let run = conversation(9999, &client, &server, 1000).run("bosh", &[]);
    assert!(run.out.contains("xmpp-bosh  body; message - -> a@b \"hi\"; presence\n"), "{}", run.out);
}

#[test]
fn bodies_may_come_in_chunks() {
    for chunk in [1, 20, 500] {
        let client = [chunked("POST /http-bind HTTP/1.1", TWO, chunk), post(BODY)].concat();
        let server = [chunked("HTTP/1.1 200 OK", TWO, chunk), ok(BODY)].concat();
        for len in [3, 1000] {
            let run = conversation(9999, &client, &server, len).run("bosh-chunks", &["--json"]);
            assert_eq!((run.kinds_at(9999).join(" ").as_str(), run.status), (">body >body <body <body", 0));
            assert_eq!(run.json()[0]["len"], TWO.len());
        }
    }
}

/// As browsers do before they send something to another origin.
#[test]
fn a_client_may_ask_first() {
    let client = ["OPTIONS /http-bind HTTP/1.1\r\nHost: a\r\n\r\n", &post(BODY)].concat();
    let server = ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", &ok(BODY)].concat();
    let run = conversation(9999, &client, &server, 40).run("bosh-options", &["--json"]);
    assert_eq!((run.kinds_at(9999).join(" ").as_str(), run.status), (">body <body", 0));
}

#[test]
fn other_http_is_something_else_but_on_the_port() {
    let other = post("<?xml version='1.0'?><methodCall/>");
    assert!(summary(&conversation(9999, &other, &ok("<a/>"), 100)).contains("\"connections\":1"));
    let run = conversation(5280, &other, "", 100).run("bosh-other", &["--json"]);
    assert_eq!((run.json()[0]["error"]["kind"].as_str(), run.status), (Some("Body"), 1));
}

/// Whatever else a client sends must not be looked through again with each segment.
#[test]
fn a_body_is_looked_for_in_a_clients_first_bytes_only() {
    let empty = post("");
    for (count, is_found) in [(100, true), (32 * 1024 / empty.len() + 1, false)] {
        let client = empty.repeat(count) + &post(BODY);
        let summary = summary(&conversation(9999, &client, &ok(BODY), 1000));
        assert_eq!(summary.contains("xmpp-bosh"), is_found, "{count}: {summary}");
    }
}

#[test]
fn a_malformed_body_ends_nothing() {
    let client = [post(BODY), post("<body"), post("<body/>"), post(""), post(BODY)].concat();
    let server = [ok(BODY), ok("<html/>"), ok(BODY)].concat();
    let run = conversation(9999, &client, &server, 100).run("bosh-malformed", &["--json"]);
    assert_eq!(run.kinds_at(9999).join(" "), ">body >!? >!body >!? >body <body <!html <body");
    let kinds: Vec<_> =
        run.json().iter().filter_map(|object| object["error"]["kind"].as_str().map(str::to_owned)).collect();
    assert_eq!((kinds.join(" ").as_str(), run.status), ("Truncated Body Truncated Body", 1));
}

#[test]
fn malformed_http_ends_its_direction() {
    let server = [&ok(BODY), "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", &ok(BODY)].concat();
    let run = conversation(9999, &post(BODY), &server, 1000).run("bosh-http", &["--json"]);
    assert_eq!((run.kinds_at(9999).join(" ").as_str(), run.status), (">body <body <!?", 1));
    assert_eq!(run.json()[2]["error"]["kind"], "HTTP");
    assert_eq!(run.json()[2]["error"]["field"], "Content-Length");
}

#[test]
fn refusals_by_http_are_no_bodies() {
    let server = ["HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\n<html><p>", &ok(BODY)].concat();
    let run =
        conversation(9999, &[post(BODY), post(BODY)].concat(), &server, 1000).run("bosh-404", &["--json"]);
    assert_eq!((run.kinds_at(9999).join(" ").as_str(), run.status), (">body >body <body", 0));
}

#[test]
fn a_body_that_is_cut_off_is_left_over() {
    let client = [post(BODY), post(BODY)].concat();
    let summary = summary(&conversation(9999, &client[..client.len() - 4], "", 1000));
    let left = BODY.len() - 4;
    assert!(summary.contains(&format!("\"messages\":1,\"bytes\":{}", BODY.len())), "{summary}");
    assert!(summary.contains(&format!("\"unfinished\":{left}")), "{summary}");
}
