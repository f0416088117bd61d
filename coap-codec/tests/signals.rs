//! Signals (RFC 8323, section 5), made and read.
#![allow(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

mod support;

use coap_codec::option::{OptionNumber, OptionsBuf, Verdict};
use coap_codec::tcp::{Abort, Csm, CsmOption, Framing, Ping, Pong, ReleaseBuf, Signal, TcpMessage};
use coap_codec::{Code, Limits};
use support::encoded_tcp;

/// Says `signal` in these bytes, and reads it from them.
#[track_caller]
fn goes_both_ways<'a>(signal: impl Into<Signal<'a>>, bytes: &[u8]) {
    let (signal, mut options) = (signal.into(), OptionsBuf::new());
    options.push_str(OptionNumber::URI_PATH, "what was there before").unwrap();
    let message = signal.to_message(&mut options);
    assert_eq!(message.code, signal.code());
    assert_eq!(encoded_tcp(&message, Framing::Tcp), bytes);
    let message = TcpMessage::decode(bytes, Framing::Tcp, &Limits::default()).unwrap();
    assert_eq!(message.signal(), Some(signal));
    assert_eq!(message.verdict(|_| false), Verdict::Process);
}

#[test]
fn every_signal_goes_both_ways() {
    goes_both_ways(Csm::new(), b"\x00\xe1");
    goes_both_ways(Csm::new().with_max_message_size(0), b"\x10\xe1\x20");
    let csm = Csm::new().with_max_message_size(8_388_864).with_block_wise_transfer();
    goes_both_ways(csm, b"\x50\xe1\x23\x80\x01\0\x20");
    goes_both_ways(csm.with_extended_token_length(32), b"\x70\xe1\x23\x80\x01\0\x20\x21\x20");
    goes_both_ways(Ping::new(), b"\x00\xe2");
    goes_both_ways(Ping::new().with_custody(), b"\x10\xe2\x20");
    goes_both_ways(Pong::new(), b"\x00\xe3");
    goes_both_ways(Pong::new().with_custody(), b"\x10\xe3\x20");
    goes_both_ways(ReleaseBuf::new().as_release(), b"\x00\xe4");
    let mut release = ReleaseBuf::new();
    release.set_hold_off(1).unwrap();
    release.set_hold_off(60).unwrap();
    release.push_alternative_address("a").unwrap();
    release.push_alternative_address("bc").unwrap();
    goes_both_ways(release.as_release(), b"\x70\xe4\x21a\x02bc\x21\x3c");
    goes_both_ways(Abort::new(), b"\x00\xe5");
    goes_both_ways(Abort::new().with_bad_csm_option(CsmOption::BLOCK_WISE_TRANSFER), b"\x20\xe5\x21\x04");
}

/// RFC 8974, section 2.2.1: below 8 it says nothing, above 65,804 it says that.
#[test]
fn a_token_length_is_said_as_it_is_read() {
    let said = |len| {
        let mut options = OptionsBuf::new();
        let csm = Signal::from(Csm::new().with_extended_token_length(len));
        match csm.to_message(&mut options).signal() {
            Some(Signal::Csm(csm)) => csm.extended_token_length,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!([7, 8, 65_804, 65_805].map(said), [None, Some(8), Some(65_804), Some(65_804)]);
}

#[test]
fn a_release_takes_only_what_it_may_hold() {
    let mut release = ReleaseBuf::new();
    release.set_hold_off(7).unwrap();
    assert!(release.set_hold_off(1 << 24).is_err());
    assert!(release.push_alternative_address("").is_err());
    assert!(release.push_alternative_address(&"a".repeat(256)).is_err());
    assert_eq!(release.as_release().hold_off(), Some(7));
    assert_eq!(release.as_release().alternative_addresses().count(), 0);
    release.set_hold_off((1 << 24) - 1).unwrap();
    release.push_alternative_address(&"a".repeat(255)).unwrap();
    assert_eq!(release.as_release().hold_off(), Some((1 << 24) - 1));
    assert_eq!(release.as_release().alternative_addresses().count(), 1);
}

/// A number means another option in each signal, and in requests another again.
#[test]
fn options_of_a_csm_have_their_own_names() {
    assert_eq!(CsmOption::new(4).to_string(), "Block-Wise-Transfer");
    assert_eq!(OptionNumber::new(4).to_string(), "ETag");
    assert_eq!(CsmOption::new(11).to_string(), "option 11");
    let blamed = Signal::from(Abort::new().with_bad_csm_option(CsmOption::MAX_MESSAGE_SIZE));
    assert!(format!("{blamed:?}").contains("2 Max-Message-Size"), "{blamed:?}");
}

/// Section 5.2: each code has numbers of its own, and 12 isn't Content-Format in all of them.
#[test]
fn the_line_of_a_signal_names_no_content_format() {
    let buf = support::received([(12, &b"\x3c"[..])]);
    let line = |code| TcpMessage { options: buf.as_options(), ..TcpMessage::new(code) }.to_string();
    assert_eq!(line(Code::CONTENT), "2.05 Content application/cbor");
    assert_eq!(line(Code::CSM), "CSM");
}

/// Names, formats and lengths, as a message of each code shows and takes them.
#[test]
fn options_of_signals_have_the_properties_of_the_tables() {
    let table = [
        (Code::CSM, 2, "Max-Message-Size: 0", 0..=4, "once"),
        (Code::CSM, 4, "Block-Wise-Transfer", 0..=0, "once"),
        (Code::CSM, 6, "Extended-Token-Length: 0", 0..=3, "once"),
        (Code::PING, 2, "Custody", 0..=0, "once"),
        (Code::PONG, 2, "Custody", 0..=0, "once"),
        (Code::RELEASE, 2, "Alternative-Address: \"\\0\"", 1..=255, "often"),
        (Code::RELEASE, 4, "Hold-Off: 0", 0..=3, "once"),
        (Code::ABORT, 2, "Bad-CSM-Option: 0", 0..=2, "once"),
    ];
    for code in [Code::CSM, Code::PING, Code::PONG, Code::RELEASE, Code::ABORT] {
        for number in 0..=u8::MAX {
            let rows = table.iter().filter(|(of, its, ..)| (*of, *its) == (code, number));
            let row = rows.map(|(_, _, shown, lengths, often)| (*shown, lengths, *often)).next();
            let unrecognised = |values: &[&[u8]]| {
                let buf = support::received(values.iter().map(|value| (number.into(), *value)));
                buf.as_options().unrecognised(code, |_| true).count()
            };
            for len in 0..=256_u16 {
                let takes = row.as_ref().is_some_and(|(_, lengths, _)| lengths.contains(&len));
                let value = vec![0; len.into()];
                assert_eq!(unrecognised(&[&value]) == 0, takes, "{code} {number} {len}");
            }
            let Some((shown, lengths, often)) = row else { continue };
            let value = vec![0; (*lengths.start()).into()];
            assert_eq!(unrecognised(&[&value, &value]) == 0, often == "often", "{code} {number}");
            let buf = support::received([(number.into(), &value[..])]);
            let message = TcpMessage { options: buf.as_options(), ..TcpMessage::new(code) };
            assert!(format!("{message:?}").contains(&format!("[{shown}]")), "{message:?}");
        }
    }
}
