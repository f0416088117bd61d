//! Any bytes, decoded as a datagram, a WebSocket message and a stream.

use coap_codec::message::Message;
use coap_codec::option::{OptionFormat, OptionNumber, OptionRef, Options, OptionsBuf, Verdict};
use coap_codec::tcp::{Framing, Signal, TcpMessage};
use coap_codec::{Action, Code, ContentFormat, DecodeError, DecodeErrorKind};

use super::Setting;
use crate::stream::decode_all;

/// Decodes messages, and reads all that is in them.
///
/// The first byte is the limits and whether there is a CSM, the others are the datagram, message or stream.
pub fn decode(data: &[u8]) {
    let Some((setting, input)) = Setting::read(data) else { return };
    match Message::decode(input, &setting.limits) {
        Ok(message) => read_datagram(&message, &setting),
        Err(error) => {
            check_error(error, input);
            assert_ne!(error.action(), Action::Abort);
        }
    }
    match TcpMessage::decode(input, Framing::WebSocket, &setting.limits) {
        Ok(message) => read(&message, &setting),
        Err(error) => check_error(error, input),
    }
    decode_stream(input, &setting);
}

fn decode_stream(input: &[u8], setting: &Setting) {
    let mut is_first = !setting.after_csm;
    let error = decode_all(&mut setting.decoder(), input, |_, message, bytes| {
        assert_eq!(TcpMessage::decode(bytes, Framing::Tcp, &setting.limits), Ok(message));
        assert!(!is_first || message.code == Code::CSM);
        is_first = false;
        read(&message, setting);
    });
    if let Some(error) = error {
        check_error(error, input);
        assert_eq!(error.action(), Action::Abort);
        assert!(is_first || error.kind() != DecodeErrorKind::CsmExpected);
    }
}

fn check_error(error: DecodeError, input: &[u8]) {
    assert!(error.offset() <= input.len(), "{error} is behind the end");
    assert!(error.to_string().starts_with(error.field()));
}

fn read_datagram(message: &Message<'_>, setting: &Setting) {
    assert!(!message.code.is_signaling());
    read_options(message.options, setting);
    check_verdict(message.verdict(OptionNumber::is_registered), message.options, message.code);
    check_line(&message.to_string());
    assert!(format!("{message:?}").starts_with("Message"));
}

fn read(message: &TcpMessage<'_>, setting: &Setting) {
    read_options(message.options, setting);
    let verdict = message.verdict(OptionNumber::is_registered);
    if message.code == Code::EMPTY {
        assert_eq!(verdict, Verdict::Process);
    } else {
        check_verdict(verdict, message.options, message.code);
    }
    check_line(&message.to_string());
    assert!(format!("{message:?}").starts_with("TcpMessage"));
    let Some(signal) = message.signal() else { return };
    assert!(message.code.is_signaling());
    assert!(!format!("{signal:?}").is_empty());
    let mut options = OptionsBuf::new();
    let said_again = signal.to_message(&mut options);
    assert_eq!((said_again.code, said_again.signal()), (message.code, Some(signal)));
    if let Signal::Release(release) = signal {
        let mut addresses = release.alternative_addresses();
        assert!(addresses.all(|address| matches!(address.len(), 1..=255)));
        assert!(release.hold_off().is_none_or(|seconds| seconds < 1 << 24));
    }
}

/// No peer's text can begin a line of its own, or change how the rest is shown.
fn check_line(line: &str) {
    assert!(!line.is_empty() && !line.contains(char::is_control), "{line:?}");
}

/// The first critical option among the unrecognised ones settles it, or else a Q-Block option beside a Block option.
fn check_verdict(verdict: Verdict<'_>, options: Options<'_>, code: Code) {
    let unrecognised: Vec<_> = options.unrecognised(code, OptionNumber::is_registered).collect();
    let all: Vec<_> = options.iter().collect();
    assert!(unrecognised.iter().all(|option| all.contains(option)));
    let critical = unrecognised.into_iter().find(|option| option.number.get() % 2 == 1);
    let has_block = all.iter().any(|option| matches!(option.number.get(), 23 | 27));
    let q_block = all.iter().find(|option| matches!(option.number.get(), 19 | 31));
    let critical = critical.or_else(|| q_block.copied().filter(|_| has_block));
    let found = match verdict {
        Verdict::Process => None,
        Verdict::BadOption(option) => {
            assert!(code.is_request());
            Some(option)
        }
        Verdict::Abort(option) => {
            assert!(code.is_signaling());
            Some(option)
        }
        Verdict::Reject(option) => Some(option),
        verdict => panic!("{verdict:?}"),
    };
    assert_eq!(found, critical);
}

fn read_options(options: Options<'_>, setting: &Setting) {
    let all: Vec<_> = options.iter().collect();
    assert!(all.len() <= setting.limits.max_options);
    assert!(all.is_sorted_by_key(|option| option.number));
    assert_eq!(all.is_empty(), options.is_empty());
    for OptionRef { number, .. } in &all {
        let values = all.iter().filter(|option| option.number == *number).map(|option| option.value);
        assert!(options.values(*number).eq(values));
    }
    for number in OptionNumber::ALL {
        assert_eq!(options.contains(*number), all.iter().any(|option| option.number == *number));
    }
    read_texts(options);
    read_bytes(options);
    read_numbers(options);
}

fn read_texts(options: Options<'_>) {
    let texts = |number| options.values(number).filter(move |it| fits(number, it)).map(as_text);
    let first = |number| options.values(number).next().filter(|it| fits(number, it)).map(as_text);
    assert_eq!(options.uri_host(), first(OptionNumber::URI_HOST));
    assert_eq!(options.proxy_uri(), first(OptionNumber::PROXY_URI));
    assert_eq!(options.proxy_scheme(), first(OptionNumber::PROXY_SCHEME));
    assert!(options.uri_path().eq(texts(OptionNumber::URI_PATH)));
    assert!(options.uri_query().eq(texts(OptionNumber::URI_QUERY)));
    assert!(options.location_path().eq(texts(OptionNumber::LOCATION_PATH)));
    assert!(options.location_query().eq(texts(OptionNumber::LOCATION_QUERY)));
}

fn read_bytes(options: Options<'_>) {
    let all = |number| options.values(number).filter(move |it| fits(number, it));
    assert!(options.if_match().eq(all(OptionNumber::IF_MATCH)));
    assert!(options.etags().eq(all(OptionNumber::ETAG)));
    assert_eq!(options.etag(), options.etags().next());
    assert!(options.request_tags().eq(all(OptionNumber::REQUEST_TAG)));
    let first = |number| options.values(number).next().filter(|it| fits(number, it));
    assert_eq!(options.echo(), first(OptionNumber::ECHO));
    assert_eq!(options.if_none_match(), first(OptionNumber::IF_NONE_MATCH).is_some());
}

fn read_numbers(options: Options<'_>) {
    let first = |number| options.values(number).next().filter(|it| fits(number, it)).map(as_uint);
    assert_eq!(options.observe().map(u32::from), first(OptionNumber::OBSERVE));
    assert_eq!(options.max_age(), first(OptionNumber::MAX_AGE));
    assert_eq!(options.size1(), first(OptionNumber::SIZE1));
    assert_eq!(options.size2(), first(OptionNumber::SIZE2));
    assert_eq!(options.uri_port().map(u32::from), first(OptionNumber::URI_PORT));
    let hops = options.hop_limit().and_then(Result::ok).map(|hops| u32::from(hops.get()));
    assert_eq!(hops, first(OptionNumber::HOP_LIMIT).filter(|hops| *hops > 0));
    assert_eq!(options.hop_limit().is_some(), options.contains(OptionNumber::HOP_LIMIT));
    assert_eq!(options.no_response().map(|it| u32::from(it.get())), first(OptionNumber::NO_RESPONSE));
    let format = |format: Option<ContentFormat>| format.map(|format| u32::from(format.get()));
    assert_eq!(format(options.content_format()), first(OptionNumber::CONTENT_FORMAT));
    assert_eq!(format(options.accept()), first(OptionNumber::ACCEPT));
    let blocks = [
        (options.block1(), OptionNumber::BLOCK1),
        (options.block2(), OptionNumber::BLOCK2),
        (options.q_block1(), OptionNumber::Q_BLOCK1),
        (options.q_block2(), OptionNumber::Q_BLOCK2),
    ];
    for (block, number) in blocks {
        let value =
            block.map(|it| it.number() << 4 | u32::from(it.more()) << 3 | u32::from(it.size().exponent()));
        let mut all = options.values(number).filter(|it| fits(number, it)).map(as_uint);
        let expected = if number == OptionNumber::Q_BLOCK2 { all.next() } else { first(number) };
        assert_eq!(value, expected, "{number:?}");
        assert_eq!(value, block.map(u32::from));
        assert!(block.is_none_or(|block| matches!(block.size().bytes(), 16..=1024)));
        assert!(block.is_none_or(|block| block.with_size(block.size()) == Some(block)));
    }
}

/// Whether the value is what its definition asks for (sections 3.2 and 5.4.3).
fn fits(number: OptionNumber, value: &[u8]) -> bool {
    let lengths = number.lengths().expect("it is registered");
    let is_text = number.format() == Some(OptionFormat::String);
    lengths.contains(&u16::try_from(value.len()).unwrap_or(u16::MAX))
        && (!is_text || str::from_utf8(value).is_ok())
}

fn as_text(value: &[u8]) -> &str {
    str::from_utf8(value).expect("it fits")
}

fn as_uint(value: &[u8]) -> u32 {
    value.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}
