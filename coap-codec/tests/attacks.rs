//! Ways in which other implementations of CoAP were broken, and what becomes of them here.
//!
//! The numbers count the attacks on all protocols of this workspace.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic, in its helpers too")]

mod support;

use coap_codec::DecodeErrorKind as Kind;
use coap_codec::message::Message;
use coap_codec::option::{OptionError, OptionNumber, OptionsBuf, Verdict};
use coap_codec::tcp::{Framing, TcpMessage};
use coap_codec::{Action, Code, DecodeError, EncodeError, Limits, MessageId, MessageType};
use support::{encoded, encoded_tcp, options};

const HEADER: &[u8] = b"\x40\x01\x12\x34";

fn decode(datagram: &[u8]) -> Result<Message<'_>, DecodeError> {
    Message::decode(datagram, &Limits::default())
}

fn kind(datagram: &[u8]) -> Kind {
    decode(datagram).unwrap_err().kind()
}

fn get(options: &OptionsBuf) -> Message<'_> {
    Message {
        options: options.as_options(),
        ..Message::new(MessageType::Con, Code::GET, MessageId::new(0x1234))
    }
}

/// A27: every pair of nibbles with the extremes of their extensions, twice in a row; no number wraps, and no value reaches
/// out of the datagram or is read as options.
#[test]
fn a27_extended_deltas_and_lengths_do_not_overflow() {
    let extensions = |nibble: u8| -> &[(&[u8], usize)] {
        match nibble {
            13 => &[(b"\0", 13), (b"\xff", 268)],
            14 => &[(b"\0\0", 269), (b"\xfe\xf2", 65_535), (b"\xfe\xf3", 65_536), (b"\xff\xff", 65_804)],
            _ => &[(b"", 0)],
        }
    };
    for first in 0..=0xfe_u8 {
        let (delta_nibble, len_nibble) = (first >> 4, first & 0x0f);
        for (delta_bytes, delta) in extensions(delta_nibble) {
            for (len_bytes, len) in extensions(len_nibble) {
                let delta = if delta_nibble < 13 { usize::from(delta_nibble) } else { *delta };
                let len = if len_nibble < 13 { usize::from(len_nibble) } else { *len };
                let option = [&[first][..], delta_bytes, len_bytes, &vec![0xaa; len]].concat();
                let once = [HEADER, &option].concat();
                let twice = [&once[..], &option].concat();
                if delta_nibble == 15 || len_nibble == 15 {
                    assert_eq!(kind(&once), Kind::ReservedNibble, "{first:#x}");
                    continue;
                }
                if delta > 65_535 {
                    assert_eq!(kind(&once), Kind::OptionNumber, "{first:#x}");
                    continue;
                }
                let message = decode(&once).unwrap();
                let found: Vec<_> = message.options.iter().collect();
                assert_eq!(found.len(), 1, "{first:#x}");
                assert_eq!((usize::from(found[0].number.get()), found[0].value.len()), (delta, len));
                match decode(&twice) {
                    Ok(message) => {
                        let numbers = message.options.iter().map(|option| usize::from(option.number.get()));
                        assert!(numbers.eq([delta, 2 * delta]), "{first:#x}");
                    }
                    Err(error) => {
                        assert_eq!(error.kind(), Kind::OptionNumber);
                        assert!(2 * delta > 65_535, "{first:#x}");
                    }
                }
            }
        }
    }
}

/// A27: lengths at the borders of their forms go round, beyond the last one nothing can be encoded.
#[test]
fn a27_values_of_border_lengths_go_round() {
    let number = OptionNumber::new(65_000);
    for len in [0, 12, 13, 14, 268, 269, 270, 65_803, 65_804] {
        let value = vec![0xff; len];
        let buf = options(&[(OptionNumber::URI_PATH, b"a"), (number, &value)]);
        let bytes = encoded(&get(&buf));
        let message = decode(&bytes).unwrap();
        assert_eq!(message, get(&buf));
        assert_eq!(message.options.values(number).next(), Some(&value[..]));
    }
    for len in [65_805, 65_806, 70_000, 131_340] {
        assert_eq!(OptionsBuf::new().push(number, &vec![0; len]), Err(OptionError::Length(number)));
    }
}

/// A28: wherever an option is cut, it is said so, and never read as something shorter.
#[test]
fn a28_missing_extension_bytes_are_missed() {
    let list: [&[u8]; 8] = [
        b"\xd0\xff",
        b"\xe0\0\0",
        b"\xdd\0\0abcdefghijklm",
        b"\xb1a",
        b"\xbd\0abcdefghijklm",
        b"\xd1\xff\x01",
        b"\xe1\0\0\x01",
        b"\xed\x01\x02\0abcdefghijklm",
    ];
    for option in list {
        let whole = [HEADER, option].concat();
        assert!(decode(&whole).is_ok(), "{option:x?}");
        for end in HEADER.len() + 1..whole.len() {
            let error = decode(&whole[..end]).unwrap_err();
            assert_eq!(error.kind(), Kind::Truncated, "{:x?}", &whole[..end]);
            assert!((HEADER.len() + 1..=end).contains(&error.offset()), "{:x?}", &whole[..end]);
            let framed = [&[0, 1], &whole[HEADER.len()..end]].concat();
            let error = TcpMessage::decode(&framed, Framing::WebSocket, &Limits::default()).unwrap_err();
            assert_eq!((error.kind(), error.action()), (Kind::Truncated, Action::Abort));
        }
    }
}

/// A29: every Token Length with every number of bytes behind it.
#[test]
fn a29_tokens_stay_inside_the_message() {
    for tkl in 0..16_u8 {
        for len in 0..20 {
            let datagram = [&[0x40 | tkl, 1, 0x12, 0x34][..], &vec![0; len]].concat();
            match decode(&datagram) {
                Ok(message) => {
                    assert!(tkl <= 8 && len >= usize::from(tkl));
                    assert_eq!(message.token.len(), usize::from(tkl));
                }
                Err(error) if tkl > 8 => assert_eq!(error.kind(), Kind::TokenLength),
                Err(error) => {
                    assert!(len < usize::from(tkl));
                    assert_eq!((error.kind(), error.field()), (Kind::Truncated, "Token"));
                }
            }
        }
    }
}

/// A30: 15 is the marker's, and a marker promises a payload.
#[test]
fn a30_fifteen_and_a_marker_without_a_payload_are_errors() {
    for low in 0..15 {
        assert_eq!(kind(&[HEADER, &[0xf0 | low], &[0; 16]].concat()), Kind::ReservedNibble);
        assert_eq!(kind(&[HEADER, &[low << 4 | 0x0f], &[0; 16]].concat()), Kind::ReservedNibble);
    }
    assert_eq!(kind(&[HEADER, b"\xff"].concat()), Kind::MissingPayload);
    assert_eq!(kind(&[HEADER, b"\xb1a\xff"].concat()), Kind::MissingPayload);
}

/// A31: a value of a wrong length costs its own option, and no other. Behind it is an elective one that nobody knows.
#[test]
fn a31_wrong_lengths_leave_the_framing_alone() {
    for number in OptionNumber::ALL.iter().copied() {
        let lengths = number.lengths().unwrap();
        let short = lengths.start().checked_sub(1);
        for len in short.into_iter().chain([lengths.end() + 1]) {
            let is_for_responses = matches!(
                number,
                OptionNumber::LOCATION_PATH | OptionNumber::LOCATION_QUERY | OptionNumber::MAX_AGE
            );
            let header = if is_for_responses { b"\x40\x45\x12\x34" } else { HEADER };
            let elective: &[u8] = if number.is_critical() { b"\xe1\xfa\x00x" } else { b"\xe1\xf9\xffx" };
            let wrong = wrong_option(number, &vec![b'v'; len.into()]);
            let bytes = [header, &wrong, elective].concat();
            let message = decode(&bytes).unwrap();
            assert_eq!(encoded(&message), bytes, "{number}");
            let numbers: Vec<_> = message.options.iter().map(|option| option.number).collect();
            assert!(numbers.len() == 2 && numbers[0] == number && !numbers[1].is_critical(), "{numbers:?}");
            let unrecognised = message.options.unrecognised(message.code, |_| true);
            assert!(unrecognised.map(|option| option.number).eq([number]), "{number} {len}");
            match message.verdict(OptionNumber::is_registered) {
                Verdict::BadOption(option) => assert!(number.is_critical() && option.number == number),
                verdict => assert!(verdict == Verdict::Process && !number.is_critical(), "{verdict:?}"),
            }
            let right = wrong_option(number, &vec![b'1'; usize::from(*lengths.start())]);
            let right = [header, &right, elective].concat();
            let options = decode(&right).unwrap().options;
            assert_eq!(options.unrecognised(message.code, |_| true).count(), 0, "{number}");
        }
    }
    let bytes = [HEADER, b"\x30\x43abc\x41x"].concat();
    let options = decode(&bytes).unwrap().options;
    assert_eq!((options.uri_host(), options.uri_port()), (None, None));
    assert!(options.uri_path().eq(["x"]));
}

/// An option by hand, as the builder refuses it.
fn wrong_option(number: OptionNumber, value: &[u8]) -> Vec<u8> {
    let part = |value: usize| match value {
        0..13 => (u8::try_from(value).unwrap(), vec![]),
        13..269 => (13, vec![u8::try_from(value - 13).unwrap()]),
        _ => (14, u16::try_from(value - 269).unwrap().to_be_bytes().to_vec()),
    };
    let ((delta, delta_bytes), (len_nibble, len_bytes)) = (part(number.get().into()), part(value.len()));
    [&[delta << 4 | len_nibble][..], &delta_bytes, &len_bytes, value].concat()
}

/// A32: a proxy's Hop-Limit takes its place among the others, wherever that is.
#[test]
fn a32_an_inserted_hop_limit_keeps_the_order() {
    let others: [&[(OptionNumber, &[u8])]; 4] = [
        &[],
        &[(OptionNumber::URI_PATH, b"a")],
        &[(OptionNumber::ACCEPT, b"\x28"), (OptionNumber::SIZE1, b"\x01\x00")],
        &[(OptionNumber::URI_QUERY, b"q"), (OptionNumber::new(2_000), b"0123456789abcdef")],
    ];
    for list in others {
        for hops in [1, 255] {
            let received = encoded(&get(&options(list)));
            let mut forwarded = OptionsBuf::from(decode(&received).unwrap().options);
            forwarded.push_uint(OptionNumber::HOP_LIMIT, hops).unwrap();
            let sent = encoded(&get(&forwarded));
            let options = decode(&sent).unwrap().options;
            assert_eq!(options.hop_limit().unwrap().map(|it| u32::from(it.get())), Ok(hops));
            assert!(options.iter().map(|option| option.number).is_sorted());
            let kept = options.iter().filter(|option| option.number != OptionNumber::HOP_LIMIT);
            assert!(kept.map(|option| (option.number, option.value)).eq(list.iter().copied()));
        }
    }
    let mut buf = OptionsBuf::new();
    let error = OptionError::Length(OptionNumber::HOP_LIMIT);
    assert_eq!(buf.push_uint(OptionNumber::HOP_LIMIT, 256), Err(error));
}

/// A33: a host name has 255 bytes at most.
#[test]
fn a33_a_host_of_256_bytes_is_refused() {
    let host = "h".repeat(256);
    let mut buf = OptionsBuf::new();
    let error = OptionError::Length(OptionNumber::URI_HOST);
    assert_eq!(buf.push_str(OptionNumber::URI_HOST, &host), Err(error));
    buf.push_str(OptionNumber::URI_HOST, &host[..255]).unwrap();
    assert_eq!(decode(&encoded(&get(&buf))).unwrap().options.uri_host(), Some(&host[..255]));

    let bytes = [HEADER, &wrong_option(OptionNumber::URI_HOST, &[b'v'; 256])].concat();
    let message = decode(&bytes).unwrap();
    assert_eq!(message.options.uri_host(), None);
    assert!(matches!(message.verdict(OptionNumber::is_registered), Verdict::BadOption(_)));
}

/// A36: a buffer that is one byte too short stays as it was, whatever the message.
#[test]
fn a36_nothing_is_written_beyond_the_buffer() {
    let buf = options(&[(OptionNumber::URI_PATH, b"sensors"), (OptionNumber::new(2_000), &[7; 300])]);
    for payload_len in [0, 1, 12, 13, 268, 269, 65_804, 65_805] {
        let payload = vec![b'p'; payload_len];
        let message = Message { payload: &payload, ..get(&buf) };
        let bytes = encoded(&message);
        assert_eq!(message.encoded_len(), bytes.len());
        let mut short = vec![0xaa; bytes.len() - 1];
        assert_eq!(message.encode(&mut &mut short[..]), Err(EncodeError::NoSpace));
        assert!(short.iter().all(|byte| *byte == 0xaa));
        let mut exact = vec![0xaa; bytes.len()];
        assert_eq!(message.encode(&mut &mut exact[..]), Ok(()));
        assert_eq!(exact, bytes);

        let message =
            TcpMessage { options: message.options, payload: &payload, ..TcpMessage::new(Code::PUT) };
        for framing in [Framing::Tcp, Framing::WebSocket] {
            let bytes = encoded_tcp(&message, framing);
            assert_eq!(message.encoded_len(framing), bytes.len());
            assert_eq!(TcpMessage::decode(&bytes, framing, &Limits::default()), Ok(message));
            let mut short = vec![0xaa; bytes.len() - 1];
            assert_eq!(message.encode(&mut &mut short[..], framing), Err(EncodeError::NoSpace));
            assert!(short.iter().all(|byte| *byte == 0xaa));
        }
    }
}

/// What a peer sends can't pass for something else in a log.
#[test]
fn display_escapes_what_peers_send() {
    let buf =
        options(&[(OptionNumber::URI_PATH, "a/b\n\u{1b}[2J".as_bytes()), (OptionNumber::URI_QUERY, b"x&y")]);
    assert_eq!(get(&buf).to_string(), "CON GET /a%2Fb%0A%1B%5B2J?x%26y id 4660");
}

/// A request as its line shows it, without what is the same in all.
fn resource(list: &[(u16, &[u8])]) -> String {
    let mut bytes = HEADER.to_vec();
    let mut previous = 0;
    for (number, value) in list {
        bytes.extend_from_slice(&wrong_option(OptionNumber::new(number - previous), value));
        previous = *number;
    }
    let line = decode(&bytes).unwrap().to_string();
    line.strip_prefix("CON GET ").unwrap().strip_suffix(" id 4660").unwrap().to_owned()
}

/// A Proxy-Uri is shown as it is, but for what no URI has; it can't pass for a path, nor a path for it.
#[test]
fn display_shows_a_proxy_uri() {
    assert_eq!(resource(&[(35, b"coap://[::1]/a%2Fb?c=1&d\r\n")]), "<coap://[::1]/a%2Fb?c=1&d%0D%0A>");
    assert_eq!(resource(&[(35, b"/admin")]), "</admin>");
    assert_eq!(resource(&[(35, b"a> /b")]), "<a%3E%20/b>");
    assert_eq!(resource(&[(11, b"<a>")]), "/%3Ca%3E");
    assert_eq!(resource(&[(11, b"b"), (35, b"coap://h")]), "<coap://h> /b");
    assert_eq!(resource(&[(35, b"coap://h"), (35, b"coap://g")]), "<coap://h><coap://g>");
}

/// Who is asked is shown if the request says so.
#[test]
fn display_shows_scheme_host_and_port() {
    let host: (u16, &[u8]) = (3, b"example.net");
    assert_eq!(resource(&[host, (11, b"b")]), "example.net/b");
    assert_eq!(resource(&[host, (7, b"\x16\x33"), (11, b"b"), (39, b"http")]), "http://example.net:5683/b");
    assert_eq!(resource(&[(11, b""), (11, b"example.net"), (11, b"b")]), "//example.net/b");
    assert_eq!(resource(&[(3, b"[2001:db8::1]"), (7, b"\x01")]), "[2001:db8::1]:1/");
    assert_eq!(resource(&[(3, b"h:1/a")]), "h%3A1%2Fa/");
    assert_eq!(resource(&[(3, b"[a/b?c]")]), "[a%2Fb%3Fc]/");
    assert_eq!(resource(&[(3, b"g"), (3, b"h")]), "g|h/");
    assert_eq!(resource(&[(39, b"coap")]), "coap:///");
    assert_eq!(resource(&[(7, b"\0\x001")]), ":%00%00%31/");
}

/// What is wrong with a request is in the line that says why it was refused.
#[test]
fn display_shows_segments_that_are_refused() {
    assert_eq!(resource(&[(11, b"a"), (11, b"\xff"), (11, b"b")]), "/a/%FF/b");
    let long = [b'x'; 256];
    assert_eq!(resource(&[(11, b"a"), (11, &long)]), format!("/a/{}", "x".repeat(256)));
    assert_eq!(resource(&[(15, b"\x80"), (15, b"b")]), "/?%80&b");
}
