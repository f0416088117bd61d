//! What Proton's fuzz tests feed to it: nothing of it panics, allocates, or costs more than it is long.
//!
//! `VECTORS_DIR` names a folder with all of them; without it the selection in `fixtures/proton-fuzz` is tested.

use std::{env, fs, path::Path};

use allocation_counter::measure;
use amqp_frames::message::{Message, Sections};
use amqp_frames::types::Value;
use amqp_frames::{DecodeError, DecodeErrorKind, Decoder, Frame, FrameBuf, Limits, MessageBuf, ProtocolId};

use crate::from_hex;

/// The inputs of one of Proton's fuzz tests, with their names there.
pub(crate) struct Corpus {
    of: &'static str,
    selection: &'static str,
    all: usize,
}

const CONNECTION_DRIVER: Corpus = Corpus {
    of: "connection-driver",
    selection: include_str!("../fixtures/proton-fuzz/connection-driver.txt"),
    all: 544,
};
pub(crate) const MESSAGE_DECODE: Corpus = Corpus {
    of: "message-decode",
    selection: include_str!("../fixtures/proton-fuzz/message-decode.txt"),
    all: 316,
};
const PROACTOR_RECEIVE: Corpus = Corpus {
    of: "proactor-receive",
    selection: include_str!("../fixtures/proton-fuzz/proactor-receive.txt"),
    all: 1529,
};

pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl Corpus {
    pub(crate) fn inputs(&self) -> Vec<Input> {
        let Some(folder) = env::var_os("VECTORS_DIR") else {
            println!("VECTORS_DIR is unset: only a selection of {} was tested", self.of);
            return self.selected();
        };
        let path = Path::new(&folder).join(format!("proton_fuzz-{}.jsonl", self.of));
        let rows = fs::read_to_string(path).unwrap();
        let inputs: Vec<_> = rows.lines().map(Input::from_json).collect();
        assert_eq!(inputs.len(), self.all);
        inputs
    }

    fn selected(&self) -> Vec<Input> {
        self.selection.lines().map(Input::from_line).collect()
    }
}

impl Input {
    fn from_json(row: &str) -> Self {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        let (_, name) = row["source"].as_str().unwrap().split_once("fuzz/fuzz-").unwrap();
        let (_, name) = name.split_once('/').unwrap();
        Self { name: name.to_owned(), bytes: from_hex(row["hex"].as_str().unwrap()) }
    }

    fn from_line(line: &str) -> Self {
        let (name, hex) = line.split_once(' ').unwrap();
        Self { name: name.to_owned(), bytes: from_hex(hex) }
    }
}

fn every_input() -> impl Iterator<Item = Input> {
    [CONNECTION_DRIVER, MESSAGE_DECODE, PROACTOR_RECEIVE].into_iter().flat_map(|corpus| corpus.inputs())
}

/// How the bytes are cut when they come in.
#[derive(Clone, Copy)]
struct Pieces(usize);

const BYTE_BY_BYTE: Pieces = Pieces(1);
const AT_ONCE: Pieces = Pieces(usize::MAX);

/// What a stream is to a decoder: each of its frames, whether it was refused, and how many bytes were taken.
#[derive(Debug, Eq, PartialEq)]
struct Stream {
    frames: Vec<FrameBuf>,
    end: Option<DecodeError>,
    taken: usize,
}

fn stream(mut decoder: Decoder, bytes: &[u8], pieces: Pieces) -> Stream {
    let mut stream = Stream { frames: Vec::new(), end: None, taken: 0 };
    let mut arrived = 0;
    while arrived < bytes.len() && stream.end.is_none() {
        arrived = arrived.saturating_add(pieces.0).min(bytes.len());
        let mut input = &bytes[stream.taken..arrived];
        loop {
            let before = input;
            match decoder.decode(&mut input) {
                Ok(Some(_)) => {
                    let frame = &before[..before.len() - input.len()];
                    stream.taken += frame.len();
                    stream.frames.push(FrameBuf::decode(frame.to_vec().into(), &Limits::default()).unwrap());
                }
                Ok(None) => {
                    assert_eq!(before, input);
                    break;
                }
                Err(error) => {
                    assert!(error.offset() <= before.len());
                    assert_eq!(decoder.decode(&mut input), Err(error));
                    stream.end = Some(error);
                    break;
                }
            }
        }
    }
    stream
}

/// Decoders for what may be in the middle of a connection, too: most inputs are no beginning of one.
fn decoders(limits: &Limits) -> [Decoder; 3] {
    [
        Decoder::new(limits.clone()),
        Decoder::behind(ProtocolId::Amqp, limits.clone()),
        Decoder::behind(ProtocolId::Sasl, limits.clone()),
    ]
}

#[test]
fn cutting_a_stream_changes_nothing() {
    for Input { name, bytes } in every_input() {
        for decoder in decoders(&Limits::default()) {
            let at_once = stream(decoder.clone(), &bytes, AT_ONCE);
            for pieces in [BYTE_BY_BYTE, Pieces(7), Pieces(64)] {
                assert_eq!(stream(decoder.clone(), &bytes, pieces), at_once, "{name}");
            }
        }
    }
}

/// What is accepted of bytes that were made to be refused is as good as any frame.
#[test]
fn accepted_frames_go_round() {
    let mut frames = 0;
    for Input { name, bytes } in every_input() {
        for kept in stream(Decoder::new(Limits::default()), &bytes, AT_ONCE).frames {
            let frame = kept.as_frame();
            let mut encoded = Vec::new();
            frame.encode(&mut encoded).unwrap_or_else(|error| panic!("{name}: {frame}: {error}"));
            assert_eq!(frame.encoded_len(), encoded.len());
            assert_eq!(Frame::decode(&encoded, &Limits::default()), Ok(frame), "{name}");
            frames += 1;
        }
    }
    assert!(frames > 100, "{frames}");
}

/// Wherever one begins to read.
#[test]
fn accepted_values_go_round() {
    let limits = Limits::default();
    let mut values = 0;
    for Input { name, bytes } in every_input() {
        for at in 0..bytes.len() {
            let rest = &bytes[at..];
            let value = match Value::decode(rest, &limits) {
                Ok(_) => rest,
                Err(error) if error.kind() == DecodeErrorKind::TrailingBytes && error.field() == "value" => {
                    &rest[..error.offset()]
                }
                Err(error) => {
                    assert!(error.offset() <= rest.len());
                    continue;
                }
            };
            let value = Value::decode(value, &limits).unwrap();
            let mut encoded = Vec::new();
            value.encode(&mut encoded).unwrap();
            assert_eq!(Value::decode(&encoded, &limits), Ok(value), "{name} at {at}");
            values += 1;
        }
    }
    assert!(values > 1000, "{values}");
}

/// What transfers carry, and whatever else looks like a message.
#[test]
fn accepted_messages_go_round() {
    let limits = Limits::default();
    let mut messages = 0;
    for Input { name, bytes } in every_input() {
        let frames = stream(Decoder::new(limits.clone()), &bytes, AT_ONCE).frames;
        let payloads = frames.iter().map(|kept| kept.as_frame().payload());
        let ends = (0..bytes.len()).map(|at| &bytes[at..]);
        for message in payloads.chain(ends).filter(|bytes| !bytes.is_empty()) {
            let sections = Sections::decode(message, &limits);
            let Ok(decoded) = Message::decode(message, &limits) else { continue };
            assert_eq!(sections.unwrap().body(), Ok(decoded.body), "{name}");
            let encoded = MessageBuf::encode(&decoded).unwrap();
            assert_eq!(encoded.as_message(), decoded, "{name}");
            messages += 1;
        }
    }
    assert!(messages > 20, "{messages}");
}

#[test]
fn decoding_allocates_nothing() {
    let limits = Limits::default();
    for Input { name, bytes } in every_input() {
        let decoders = decoders(&limits);
        let used = measure(|| {
            for mut decoder in decoders {
                let mut input = &bytes[..];
                while let Ok(Some(_)) = decoder.decode(&mut input) {}
            }
            for at in 0..bytes.len() {
                let _ = Frame::decode(&bytes[at..], &limits);
                let _ = Value::decode(&bytes[at..], &limits);
                let _ = Message::decode(&bytes[at..], &limits);
                let _ = Sections::decode(&bytes[at..], &limits);
            }
        });
        assert_eq!(used.count_total, 0, "{name}");
    }
}

/// The limit of items counts what is gone through, so that as many as there are bytes are enough for the same outcome: except
/// where an array announces more, which is refused at once, or has elements without bytes.
#[test]
fn no_more_items_are_gone_through_than_there_are_bytes() {
    let generous = Limits::default();
    for Input { name, bytes } in every_input() {
        let mut narrow = generous.clone();
        narrow.max_items = bytes.len();
        for (narrow, generous) in decoders(&narrow).into_iter().zip(decoders(&generous)) {
            assert_eq!(stream(narrow, &bytes, AT_ONCE), stream(generous, &bytes, AT_ONCE), "{name}");
        }
        for at in 0..bytes.len() {
            let rest = &bytes[at..];
            match (Value::decode(rest, &narrow), Value::decode(rest, &generous)) {
                (Err(error), _) if error.kind() == DecodeErrorKind::TooManyItems => {
                    assert!(is_count_of_array(rest, error.offset()), "{name} at {at}: {error}");
                }
                (narrow, generous) => assert_eq!(narrow, generous, "{name} at {at}"),
            }
        }
    }
}

fn is_count_of_array(bytes: &[u8], at: usize) -> bool {
    let before = |len: usize| at.checked_sub(len).map(|at| bytes[at]);
    before(2) == Some(0xe0) || before(5) == Some(0xf0)
}

/// Half a million bytes, one by one: work that grows with the square of them would take hours.
#[test]
fn a_long_stream_of_accepted_frames_is_decoded_byte_by_byte() {
    let mut long = Vec::from(ProtocolId::Amqp.header());
    let mut expected = 1;
    let frames: Vec<_> = every_input()
        .flat_map(|input| stream(Decoder::new(Limits::default()), &input.bytes, AT_ONCE).frames)
        .filter(|kept| matches!(kept.as_frame(), Frame::Performative { .. } | Frame::Empty { .. }))
        .collect();
    let open = frames.iter().find(|kept| kept.as_frame().kind() == "open").unwrap();
    long.extend_from_slice(open.as_bytes());
    expected += 1;
    for frame in frames.iter().cycle() {
        if long.len() > 500_000 {
            break;
        }
        long.extend_from_slice(frame.as_bytes());
        expected += 1;
    }
    let stream = stream(Decoder::new(Limits::default()), &long, BYTE_BY_BYTE);
    assert_eq!((stream.frames.len(), stream.end, stream.taken), (expected, None, long.len()));
}
