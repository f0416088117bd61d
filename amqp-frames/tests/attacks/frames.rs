//! Frames: the same as for values wherever values stand in them, and their framing.

use std::hint::black_box;

use allocation_counter::measure;
use amqp_frames::definitions::{DeliveryNumber, DeliveryTag, Error, ErrorCondition, FieldsBuf, Handle, Role};
use amqp_frames::delivery_state::{DeliveryState, Outcome, Rejected, TransactionalState, UnsettledBuf};
use amqp_frames::message::Message;
use amqp_frames::performative::{Attach, Disposition, End, Open, Performative, Transfer};
use amqp_frames::terminus::Source;
use amqp_frames::types::{ArrayBuf, Primitive, Symbol, Value};
use amqp_frames::{DecodeErrorKind, Decoder, EncodeError, Frame, FrameBuf, Limits, ProtocolId};
use bytes::BytesMut;

use crate::{list32, map32, nested, unlimited_items};

fn frame(frame_type: u8, body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(8 + body.len()).unwrap();
    [&size.to_be_bytes()[..], &[2, frame_type, 0, 0], body].concat()
}

fn described(code: u8, fields: &[&[u8]]) -> Vec<u8> {
    let list = list32(u32::try_from(fields.len()).unwrap(), &fields.concat());
    [&[0, 0x53, code], &list[..]].concat()
}

fn described8(code: u8, fields: &[&[u8]]) -> Vec<u8> {
    let body = fields.concat();
    let size = u8::try_from(body.len() + 1).unwrap();
    [&[0, 0x53, code, 0xc0, size, u8::try_from(fields.len()).unwrap()], &body[..]].concat()
}

const NULL: &[u8] = b"\x40";
const ZERO: &[u8] = b"\x43";
const NAME: &[u8] = b"\xa1\x01a";
const RECEIVER: &[u8] = b"\x41";

fn disposition(state: &[u8]) -> Vec<u8> {
    frame(0, &described(0x15, &[RECEIVER, ZERO, NULL, NULL, state]))
}

fn attach(source: &[u8], target: &[u8], unsettled: &[u8]) -> Vec<u8> {
    frame(0, &described(0x12, &[NAME, ZERO, RECEIVER, NULL, NULL, source, target, unsettled]))
}

/// Frames with this value in each place where any value may stand.
fn everywhere(value: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let entry = map32(2, &[b"\xa3\x01k", value].concat());
    let other = [b"\0\xa3\x03x:y", value].concat();
    let error = described(0x1d, &[b"\xa3\x03x:y", NULL, &entry]);
    let unsettled = |state: &[u8]| map32(2, &[b"\xa0\x01t", state].concat());
    let source = |fields: &[&[u8]]| attach(&described(0x28, fields), NULL, NULL);
    let target = |fields: &[&[u8]]| attach(NULL, &described(0x29, fields), NULL);
    let nulls = |count| vec![NULL; count];
    let behind = |count: usize, value: &'static [u8]| [nulls(count), vec![value]].concat();
    let dynamic = behind(4, b"\x41");
    vec![
        ("open.properties", frame(0, &described(0x10, &[&[NAME][..], &nulls(8), &[&entry]].concat()))),
        (
            "begin.properties",
            frame(0, &described(0x11, &[&[NULL, ZERO, ZERO, ZERO][..], &nulls(3), &[&entry]].concat())),
        ),
        (
            "attach.properties",
            frame(0, &described(0x12, &[&[NAME, ZERO, RECEIVER][..], &nulls(10), &[&entry]].concat())),
        ),
        (
            "flow.properties",
            frame(0, &described(0x13, &[&[NULL, ZERO, ZERO, ZERO, ZERO][..], &nulls(5), &[&entry]].concat())),
        ),
        ("transfer.state", frame(0, &described(0x14, &[&[ZERO][..], &nulls(6), &[&other]].concat()))),
        ("disposition.state", disposition(&other)),
        ("disposition.state, rejected", disposition(&described(0x25, &[&error]))),
        ("disposition.state, modified", disposition(&described(0x27, &[NULL, NULL, &entry]))),
        ("disposition.state, transactional", disposition(&described(0x34, &[b"\xa0\x01t", &other]))),
        ("detach.error", frame(0, &described(0x16, &[ZERO, NULL, &error]))),
        ("end.error", frame(0, &described(0x17, &[&error]))),
        ("close.error", frame(0, &described(0x18, &[&error]))),
        ("attach.source", attach(&other, NULL, NULL)),
        ("source.dynamic-node-properties", source(&[&dynamic[..], &[&entry]].concat())),
        ("source.filter", source(&[&nulls(7)[..], &[&entry]].concat())),
        (
            "source.filter, described",
            source(&[&nulls(7)[..], &[&map32(2, &[b"\xa3\x01k", &other[..]].concat())]].concat()),
        ),
        ("source.default-outcome", source(&[&nulls(8)[..], &[&other]].concat())),
        (
            "target.dynamic-node-properties",
            // From a receiver, which knows the address of what it made.
            target(&[&[NAME][..], &nulls(3), &[b"\x41", &entry]].concat()),
        ),
        ("attach.target", attach(NULL, &other, NULL)),
        ("attach.unsettled", attach(NULL, NULL, &unsettled(&other))),
        ("attach.unsettled, rejected", attach(NULL, NULL, &unsettled(&described(0x25, &[&error])))),
    ]
}

/// Frames with this value in each field that may have several values.
fn in_fields_with_several(value: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let behind = |count: usize| [vec![NULL; count], vec![value]].concat();
    let open = |count| frame(0, &described(0x10, &[&[NAME][..], &behind(count)].concat()));
    let begin = |count| frame(0, &described(0x11, &[&[NULL, ZERO, ZERO, ZERO][..], &behind(count)].concat()));
    let link = |count| frame(0, &described(0x12, &[&[NAME, ZERO, RECEIVER][..], &behind(count)].concat()));
    vec![
        ("open.outgoing-locales", open(4)),
        ("open.incoming-locales", open(5)),
        ("open.offered-capabilities", open(6)),
        ("open.desired-capabilities", open(7)),
        ("begin.offered-capabilities", begin(1)),
        ("begin.desired-capabilities", begin(2)),
        ("attach.offered-capabilities", link(8)),
        ("attach.desired-capabilities", link(9)),
        ("source.outcomes", attach(&described(0x28, &behind(9)), NULL, NULL)),
        ("source.capabilities", attach(&described(0x28, &behind(10)), NULL, NULL)),
        ("target.capabilities", attach(NULL, &described(0x29, &behind(6)), NULL)),
        ("coordinator.capabilities", attach(NULL, &described(0x30, &[value]), NULL)),
        ("sasl-mechanisms.sasl-server-mechanisms", frame(1, &described(0x40, &[value]))),
    ]
}

/// Where `part` begins in `whole`.
fn find(whole: &[u8], part: &[u8]) -> usize {
    whole.windows(part.len()).position(|window| window == part).unwrap()
}

/// A frame of 32 bytes with 4,294,967,295 nulls in it, and what else a count may say that no bytes are there for.
#[test]
fn a51_counts_in_frames_are_refused_before_anything_is_read() {
    let open = b"\0\0\0\x20\x02\0\0\0\0\x53\x10\xc0\x13\x07\xa1\x01a\x40\x40\x40\x40\x40\xf0\0\0\0\x05\xff\xff\xff\xff\x40";
    let error = Frame::decode(open, &Limits::default()).unwrap_err();
    let found = (error.kind(), error.offset(), error.composite(), error.field());
    assert_eq!(found, (DecodeErrorKind::TooManyItems, 27, Some("open"), "incoming-locales"));

    let values: [(&[u8], DecodeErrorKind, usize); 6] = [
        (b"\xf0\0\0\0\x05\xff\xff\xff\xff\x40", DecodeErrorKind::TooManyItems, 5),
        (b"\xf0\0\0\0\x05\xff\xff\xff\xff\x45", DecodeErrorKind::TooManyItems, 5),
        (b"\xf0\0\0\0\x06\xff\xff\xff\xff\xa3\0", DecodeErrorKind::TooManyItems, 5),
        (b"\xd0\0\0\0\x05\xff\xff\xff\xff\x40", DecodeErrorKind::Count, 5),
        (b"\xd1\0\0\0\x05\xff\xff\xff\xfe\x40", DecodeErrorKind::Count, 5),
        (b"\xe0\x04\xff\xa1\0\0", DecodeErrorKind::Count, 3),
    ];
    for (value, kind, offset) in values {
        for (place, bytes) in everywhere(value) {
            let used = measure(|| {
                let error = Frame::decode(&bytes, &Limits::default()).unwrap_err();
                assert_eq!((error.kind(), error.offset()), (kind, find(&bytes, value) + offset), "{place}");
            });
            assert_eq!(used.count_total, 0, "{place}");
        }
    }
    let symbols = b"\xf0\0\0\0\x06\xff\xff\xff\xff\xa3\0";
    for (place, bytes) in in_fields_with_several(symbols) {
        let error = Frame::decode(&bytes, &Limits::default()).unwrap_err();
        let found = (error.kind(), error.offset());
        assert_eq!(found, (DecodeErrorKind::TooManyItems, find(&bytes, symbols) + 5), "{place}");
    }
}

/// Without a limit of items four thousand million nulls are taken, at once and without memory.
#[test]
fn a51_a_count_in_a_frame_costs_nothing_without_a_limit() {
    let nulls = b"\xf0\0\0\0\x05\xff\xff\xff\xff\x40";
    for (place, bytes) in everywhere(nulls) {
        let used = measure(|| assert!(Frame::decode(&bytes, &unlimited_items()).is_ok(), "{place}"));
        assert_eq!(used.count_total, 0, "{place}");
    }
}

/// All counts in a frame are taken from the same limit: fields, their items, and what is in those.
#[test]
fn a51_items_of_a_frame_count_together() {
    let nulls = b"\xf0\0\0\0\x05\0\0\x80\0\x40";
    for (place, bytes) in everywhere(nulls) {
        assert!(Frame::decode(&bytes, &Limits::default()).is_ok(), "{place}");
    }
    for (place, bytes) in everywhere(&list32(2, &[&nulls[..], nulls].concat())) {
        let error = Frame::decode(&bytes, &Limits::default()).unwrap_err();
        assert_eq!(error.kind(), DecodeErrorKind::TooManyItems, "{place}");
        assert_eq!(error.offset(), find(&bytes, nulls) + 10 + 5, "{place}");
    }
    // In two fields of one frame.
    let entry = map32(2, &[b"\xa3\x01k", &nulls[..]].concat());
    let source = described(0x28, &[NULL, NULL, NULL, NULL, RECEIVER, &entry, NULL, &entry]);
    let bytes = attach(&source, NULL, NULL);
    let error = Frame::decode(&bytes, &Limits::default()).unwrap_err();
    assert_eq!(error.kind(), DecodeErrorKind::TooManyItems);
}

/// The limit is what it says, where the states of unsettled deliveries are composite values, too.
#[test]
fn a51_unsettled_deliveries_count_once() {
    let received = b"\0\x53\x23\xc0\x03\x02\x43\x44";
    let entries = (0..100_u8).flat_map(|tag| [&[0xa0, 1, tag], &received[..]].concat());
    let bytes = attach(NULL, NULL, &map32(200, &entries.collect::<Vec<u8>>()));
    let mut limits = Limits::default();
    // The fields of attach, the keys and values, the fields of received.
    limits.max_items = 8 + 200 + 200;
    assert!(Frame::decode(&bytes, &limits).is_ok());
    limits.max_items -= 1;
    assert_eq!(Frame::decode(&bytes, &limits).unwrap_err().kind(), DecodeErrorKind::TooManyItems);
}

/// The limit is what it says for fields, too, in either encoding of their lists.
#[test]
fn a51_fields_of_composite_values_count() {
    let error = [&b"\xa3\x03x:y"[..], NULL, b"\xc1\x04\x02\xa3\0\x40"];
    for of in [described, described8] {
        let bytes = frame(0, &of(0x17, &[&of(0x1d, &error)]));
        let mut limits = Limits::default();
        // The field of end, the fields of error, a key and a value.
        limits.max_items = 1 + 3 + 2;
        assert!(Frame::decode(&bytes, &limits).is_ok());
        limits.max_items -= 1;
        assert_eq!(Frame::decode(&bytes, &limits).unwrap_err().kind(), DecodeErrorKind::TooManyItems);
    }
}

/// A hundred thousand values inside each other, of every kind that can be, wherever values are.
#[test]
fn a52_nesting_in_frames_is_refused_at_the_limit() {
    let deep = 90_000;
    let limits = Limits::default();
    let described = [b"\0\x40".repeat(deep), vec![0x40]].concat();
    let descriptors = [b"\0".repeat(deep), b"\x40".repeat(deep + 1)].concat();
    for value in [nested(0xd0, deep), nested(0xd1, deep), nested(0xf0, deep), described, descriptors] {
        for (place, bytes) in everywhere(&value) {
            let used = measure(|| {
                let error = Frame::decode(&bytes, &limits).unwrap_err();
                assert_eq!(error.kind(), DecodeErrorKind::TooDeep, "{place}");
                // Nothing behind the limit was looked at: no value adds more than ten bytes for each level.
                assert!(error.offset() < 100 + 32 * 10, "{place}: {}", error.offset());
            });
            assert_eq!(used.count_total, 0, "{place}");
        }
    }
}

/// The largest limit that there can be: what is taken can be read, shown, compared and encoded, and kept.
#[test]
fn a52_frames_of_the_greatest_depth_can_be_used() {
    let mut limits = Limits::default();
    limits.max_depth = u8::MAX;
    for code in [0xd0, 0xd1, 0xf0] {
        for (place, _) in everywhere(NULL) {
            // The null in the middle is a level, too.
            let depth = usize::from(u8::MAX) - levels_around(place) - 1;
            let error = Frame::decode(&in_place(place, &nested(code, depth + 1)), &limits).unwrap_err();
            assert_eq!(error.kind(), DecodeErrorKind::TooDeep, "{place}");
            let bytes = in_place(place, &nested(code, depth));
            let frame = Frame::decode(&bytes, &limits).unwrap();
            black_box((frame.to_string(), format!("{frame:?}")));
            #[cfg(feature = "serde")]
            black_box(serde_json::to_string(&frame).unwrap());
            let kept = FrameBuf::encode(&frame).unwrap();
            assert_eq!(kept.as_frame(), frame, "{place}");
        }
    }
}

/// The deepest map that any limit allows, in the field that most composite values are around, and in a message.
#[test]
fn a52_what_was_decoded_in_one_place_can_be_read_wherever_it_is_put() {
    let mut limits = Limits::default();
    limits.max_depth = u8::MAX;
    for code in [0xd0, 0xd1, 0xf0] {
        // The map, and the null in the middle.
        let bytes = in_place("open.properties", &nested(code, usize::from(u8::MAX) - 2));
        let open = Frame::decode(&bytes, &limits).unwrap();
        let Frame::Performative { performative: Performative::Open(open), .. } = open else {
            panic!("{open:?}")
        };
        let error = Error { info: open.properties, ..Error::new(ErrorCondition::INTERNAL_ERROR) };
        let rejected = Outcome::Rejected(Rejected { error: Some(error) });
        let state = TransactionalState { txn_id: b"t".try_into().unwrap(), outcome: Some(rejected.into()) };
        let state = DeliveryState::Transactional(state);
        let disposition =
            Disposition { state: Some(state), ..Disposition::new(Role::Receiver, DeliveryNumber(0)) };
        let mut encoded = Vec::new();
        Frame::new(0, disposition).encode(&mut encoded).unwrap();
        assert_eq!(Frame::decode(&encoded, &limits), Ok(Frame::new(0, disposition)));

        let message = Message::new(Value::Map(open.properties.unwrap().as_map()));
        let mut encoded = Vec::new();
        message.encode(&mut encoded).unwrap();
        assert_eq!(Message::decode(&encoded, &limits), Ok(message));

        // There the state is a value, and deeper.
        let inserted = UnsettledBuf::new().insert(b"d".try_into().unwrap(), Some(&state));
        assert!(matches!(inserted, Err(EncodeError::Invalid { kind: DecodeErrorKind::TooDeep, .. })));
    }
}

/// How many values the one in this place is inside of: a map is one, a descriptor too, and so is a list in what is only looked at
/// as a value, like the states of unsettled deliveries. Composite values are none.
fn levels_around(place: &str) -> usize {
    match place {
        "source.filter, described" | "attach.unsettled" => 2,
        "attach.unsettled, rejected" => 6,
        _ => 1,
    }
}

fn in_place(place: &str, value: &[u8]) -> Vec<u8> {
    everywhere(value).into_iter().find(|(name, _)| *name == place).unwrap().1
}

/// 64 KiB of heartbeats, and as much of whatever else is small, in one buffer.
#[test]
fn a53_small_frames_are_taken_one_by_one() {
    let flow = b"\0\0\0\x13\x02\0\0\x01\0\x53\x13\xc0\x06\x05\x40\x43\x43\x43\x43";
    let challenge = b"\0\0\0\x10\x02\x01\0\0\0\x53\x42\xc0\x03\x01\xa0\0";
    let rows: [(ProtocolId, &[u8]); 4] = [
        (ProtocolId::Amqp, b"\0\0\0\x08\x02\0\0\0"),
        (ProtocolId::Amqp, b"\0\0\0\x0c\x02\0\0\x01\0\x53\x17\x45"),
        (ProtocolId::Amqp, flow),
        (ProtocolId::Sasl, challenge),
    ];
    for (protocol, frame) in rows {
        let count = (1 << 16) / frame.len();
        let bytes = frame.repeat(count);
        let expected = Decoder::behind(protocol, Limits::default()).decode(&mut { frame });
        let (mut input, mut decoder, mut found) =
            (&bytes[..], Decoder::behind(protocol, Limits::default()), 0);
        let used = measure(|| {
            loop {
                let before = input.len();
                let decoded = decoder.decode(&mut input);
                if decoded == Ok(None) {
                    break;
                }
                assert_eq!((&decoded, before - input.len()), (&expected, frame.len()));
                found += 1;
            }
        });
        assert_eq!((found, input, used.count_total), (count, &b""[..], 0));
    }
}

/// Every empty collection in each of its encodings, in every place.
#[test]
fn a54_empty_collections_in_frames_go_round() {
    let mut values: Vec<Vec<u8>> =
        [&b"\x45"[..], b"\xc0\x01\0", b"\xd0\0\0\0\x04\0\0\0\0", b"\xc1\x01\0", b"\xd1\0\0\0\x04\0\0\0\0"]
            .map(<[u8]>::to_vec)
            .to_vec();
    values.extend([b"\xa0\0", b"\xa1\0", b"\xa3\0"].map(|bytes| bytes.to_vec()));
    values.extend([0xb0, 0xb1, 0xb3].map(|code| vec![code, 0, 0, 0, 0]));
    for code in (0x40..=0xff).filter(|code| Value::decode(&[0xe0, 2, 0, *code], &Limits::default()).is_ok()) {
        values.push(vec![0xe0, 2, 0, code]);
        values.push(vec![0xf0, 0, 0, 0, 5, 0, 0, 0, 0, code]);
        values.push(vec![0xe0, 5, 0, 0, 0x53, 1, code]);
    }
    assert_eq!(values.len(), 11 + 39 * 3);
    for value in &values {
        for (place, bytes) in everywhere(value) {
            goes_round(&bytes, place);
        }
    }
    // A list8, a list32 and an array of none for the fields of composite values, and for several symbols.
    for list in [&b"\x45"[..], b"\xc0\x01\0", b"\xd0\0\0\0\x04\0\0\0\0"] {
        goes_round(&frame(0, &[b"\0\x53\x17", list].concat()), "end");
        goes_round(&attach(&[b"\0\x53\x28", list].concat(), &[b"\0\x53\x30", list].concat(), NULL), "attach");
        goes_round(&disposition(&[b"\0\x53\x26", list].concat()), "released");
    }
    for symbols in [&b"\xe0\x02\0\xa3"[..], b"\xf0\0\0\0\x05\0\0\0\0\xb3"] {
        for (place, bytes) in
            in_fields_with_several(symbols).into_iter().filter(|(place, _)| !place.starts_with("sasl"))
        {
            goes_round(&bytes, place);
        }
    }
}

fn goes_round(bytes: &[u8], place: &str) {
    let frame = Frame::decode(bytes, &unlimited_items()).unwrap();
    let mut encoded = Vec::new();
    frame.encode(&mut encoded).unwrap();
    assert_eq!(frame.encoded_len(), encoded.len(), "{place}");
    assert!(encoded.len() <= bytes.len(), "{place}");
    assert_eq!(Frame::decode(&encoded, &unlimited_items()), Ok(frame), "{place}");
}

const BORDERS: [usize; 14] = [0, 1, 31, 32, 240, 252, 253, 254, 255, 256, 257, 65_534, 65_535, 65_536];

/// Fields of every length around the borders, so that every list around them comes to its own.
#[test]
fn a55_frames_with_sizes_at_every_border_go_round() {
    let mut limits = unlimited_items();
    limits.max_frame_size = usize::MAX;
    let round = |frame: Frame<'_>, len: usize| {
        let mut encoded = Vec::new();
        frame.encode(&mut encoded).unwrap();
        assert_eq!(frame.encoded_len(), encoded.len(), "{len}");
        assert_eq!(Frame::decode(&encoded, &limits), Ok(frame), "{len}");
    };
    // The head of a list8 is nine bytes shorter than the largest list8; all around it for good measure.
    for len in (0..300).chain(BORDERS) {
        let text = "x".repeat(len);
        let mut properties = FieldsBuf::new();
        properties.insert(Symbol::try_from("k").unwrap(), text.as_str()).unwrap();
        let mut symbols = ArrayBuf::new(Primitive::Symbol);
        (0..len).for_each(|_| symbols.push(Symbol::try_from("s").unwrap()).unwrap());
        let symbols = symbols.as_array().try_into().unwrap();
        let open = Open::new(&text, u32::MAX);
        round(Frame::new(0, open), len);
        round(Frame::new(0, Open { properties: Some(properties.as_fields()), ..open }), len);
        round(Frame::new(0, Open { offered_capabilities: symbols, ..Open::new("a", u32::MAX) }), len);
        let error = Error { description: Some(&text), ..Error::new(ErrorCondition::NOT_FOUND) };
        round(Frame::new(0, End { error: Some(error) }), len);
        let source = Source { address: Some(&text), ..Source::default() };
        round(Frame::new(0, Attach { source: Some(source.into()), ..Attach::receiver("a", Handle(0)) }), len);
        let tag = DeliveryTag::try_from(&text.as_bytes()[..len.min(32)]).unwrap();
        round(Frame::new(1, Transfer::new(Handle(0), DeliveryNumber(0), tag, text.as_bytes())), len);
        let mut unsettled = UnsettledBuf::new();
        for number in 0..len {
            let number = u32::try_from(number).unwrap().to_be_bytes();
            let tag = DeliveryTag::try_from(&number[..]).unwrap();
            unsettled.insert(tag, Some(&DeliveryState::ACCEPTED)).unwrap();
        }
        let attach = Attach::receiver("a", Handle(0));
        round(Frame::new(0, Attach { unsettled: Some(unsettled.as_unsettled()), ..attach }), len);
    }
}

/// A list8 holds 254 bytes of fields, and 255 take a list32.
#[test]
fn a55_the_list_of_a_performative_widens_where_it_has_to() {
    for (len, head) in [
        (252, &b"\0\0\x01\x0c\x02\0\0\0\0\x53\x10\xc0\xff\x01\xa1\xfc"[..]),
        (253, b"\0\0\x01\x13\x02\0\0\0\0\x53\x10\xd0\0\0\x01\x03\0\0\0\x01\xa1\xfd"),
        (255, b"\0\0\x01\x15\x02\0\0\0\0\x53\x10\xd0\0\0\x01\x05\0\0\0\x01\xa1\xff"),
        (256, b"\0\0\x01\x19\x02\0\0\0\0\x53\x10\xd0\0\0\x01\x09\0\0\0\x01\xb1\0\0\x01\0"),
    ] {
        let name = "x".repeat(len);
        let bytes = [head, name.as_bytes()].concat();
        let open = Frame::new(0, Open::new(&name, u32::MAX));
        assert_eq!(FrameBuf::encode(&open).unwrap().as_bytes()[..], bytes);
        assert_eq!(Frame::decode(&bytes, &Limits::default()), Ok(open));
    }
}

/// Frames as large as the limit says, and one byte around it.
#[test]
fn a55_frames_at_the_limit_are_taken_and_larger_ones_not() {
    for limit in [512_usize, 513, 65_535, 65_536, 1 << 20] {
        let mut limits = Limits::default();
        limits.max_frame_size = limit;
        limits.max_initial_frame_size = limit;
        for (len, is_taken) in [(limit - 1, true), (limit, true), (limit + 1, false)] {
            // All but the payload are twenty bytes.
            let payload = vec![7; len - 20];
            let transfer = Transfer::new(Handle(0), DeliveryNumber(0), b"t".try_into().unwrap(), &payload);
            let kept = FrameBuf::encode(&Frame::new(65_535, transfer)).unwrap();
            let bytes = &kept.as_bytes()[..];
            assert_eq!((bytes.len(), &bytes[6..8]), (len, &b"\xff\xff"[..]));
            let mut decoder = Decoder::behind(ProtocolId::Amqp, limits.clone());
            let by_itself = Frame::decode(bytes, &limits);
            let in_a_stream = decoder.decode(&mut { bytes });
            assert_eq!((by_itself.is_ok(), in_a_stream.is_ok()), (is_taken, is_taken), "{len} of {limit}");
            if !is_taken {
                let error = by_itself.unwrap_err();
                assert_eq!(
                    (error.kind(), error.offset(), error.field()),
                    (DecodeErrorKind::TooLarge, 0, "SIZE")
                );
                assert_eq!(decoder.frame_len(&bytes[..8]), Err(error), "the header is enough to tell");
            }
        }
    }
}

/// All that SIZE, DOFF and TYPE can say of a short frame, against what sections 2.3.1 and 5.3.1 say.
#[test]
fn a58_every_frame_header_is_decided_by_the_rules() {
    for size in 0..=64_u32 {
        for data_offset in 0..=255_u8 {
            for frame_type in [0, 1, 2, 0x80, 255] {
                let mut bytes = [&size.to_be_bytes()[..], &[data_offset, frame_type, 0, 0]].concat();
                bytes.resize(64, 0);
                let body_at = u32::from(data_offset) * 4;
                let expected = if size < 8 {
                    Some((DecodeErrorKind::FrameSize, 0))
                } else if body_at < 8 || body_at > size {
                    Some((DecodeErrorKind::DataOffset, 4))
                } else if frame_type != 0 {
                    Some((DecodeErrorKind::FrameType, 5))
                } else {
                    None
                };
                let mut decoder = Decoder::behind(ProtocolId::Amqp, Limits::default());
                match (decoder.frame_len(&bytes), expected) {
                    (Ok(len), None) => assert_eq!(len, usize::try_from(size).ok()),
                    (Err(error), Some(expected)) => assert_eq!((error.kind(), error.offset()), expected),
                    (found, _) => panic!("{size} {data_offset} {frame_type}: {found:?}"),
                }
                // Zeros are no performative, so that only an empty frame is one.
                let mut input = &bytes[..];
                let found = decoder.decode(&mut input);
                assert_eq!(
                    found.is_ok(),
                    expected.is_none() && size == body_at,
                    "{size} {data_offset} {frame_type}"
                );
                assert!(found.is_err() || bytes.len() - input.len() == usize::try_from(size).unwrap());
                black_box(Frame::decode(&bytes, &Limits::default()).is_ok());
            }
        }
    }
}

/// A SIZE that has no room for itself is refused as soon as it is there: what it is of may never send more.
#[test]
fn a58_a_size_below_eight_is_told_from_its_four_bytes() {
    for size in 0..=u8::MAX {
        for len in 4..8 {
            let front = &[0, 0, 0, size, 2, 0, 0][..len];
            let decoder = Decoder::behind(ProtocolId::Amqp, Limits::default());
            let found =
                decoder.frame_len(front).map_err(|error| (error.kind(), error.offset(), error.field()));
            let expected = if size < 8 { Err((DecodeErrorKind::FrameSize, 0, "SIZE")) } else { Ok(None) };
            assert_eq!(found, expected, "{size}, {len} bytes");
        }
    }
}

/// What speaks another protocol is told so, at the beginning and between frames.
#[test]
fn a58_other_protocols_are_called_by_their_names() {
    let rows: [(&[u8], &str); 11] = [
        (b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03", "TLS"),
        (b"\x15\x03\x03\0\x02\x02\x28", "TLS"),
        (b"GET / HTTP/1.1\r\n", "HTTP"),
        (b"POST /q HTTP/1.1\r\n", "HTTP"),
        (b"OPTIONS * HTTP/1.1\r\n", "HTTP"),
        (b"DELETE /q HTTP/1.1\r\n", "HTTP"),
        (b"TRACE / HTTP/1.1\r\n", "HTTP"),
        (b"PRI * HTTP/2.0\r\n", "HTTP"),
        (b"HTTP/1.1 200 OK\r\n", "HTTP"),
        (b"AMQP\0\0\x09\x01", "AMQP 0-9-1"),
        (b"AMQP\x01\x01\x08\0", "AMQP 0-8"),
    ];
    for (bytes, name) in rows {
        let at_the_beginning = Decoder::new(Limits::default());
        let amqp = Decoder::behind(ProtocolId::Amqp, Limits::default());
        for mut decoder in [at_the_beginning, amqp] {
            let error = decoder.decode(&mut &bytes[..]).unwrap_err();
            assert!(error.to_string().contains(&format!("this is {name}")), "{error}");
            assert_eq!(error.offset(), 0);
        }
    }
}

/// A66. Ten times as much to encode are ten times as many bytes, and no memory but the buffer.
#[test]
fn a66_encoding_frames_is_linear() {
    let cost = |count: u32| {
        let mut unsettled = UnsettledBuf::new();
        let mut properties = FieldsBuf::new();
        let mut capabilities = ArrayBuf::new(Primitive::Symbol);
        let built = measure(|| {
            for number in 0..count {
                let text = format!("{number:08}");
                let tag = number.to_be_bytes();
                let tag = DeliveryTag::try_from(&tag[..]).unwrap();
                unsettled.insert(tag, Some(&DeliveryState::RELEASED)).unwrap();
                properties.insert(Symbol::try_from(text.as_str()).unwrap(), number).unwrap();
                capabilities.push(Symbol::try_from(text.as_str()).unwrap()).unwrap();
            }
        });
        let attach = Attach {
            unsettled: Some(unsettled.as_unsettled()),
            properties: Some(properties.as_fields()),
            offered_capabilities: capabilities.as_array().try_into().unwrap(),
            ..Attach::receiver("a", Handle(0))
        };
        let frame = Frame::new(0, attach);
        let mut bytes = Vec::with_capacity(frame.encoded_len());
        let used = measure(|| frame.encode(&mut bytes).unwrap());
        assert_eq!((used.count_total, bytes.len()), (0, frame.encoded_len()));
        (built.bytes_total, bytes.len())
    };
    let (small, large) = (cost(10_000), cost(100_000));
    assert!(large.0 <= 20 * small.0, "buffers double: {large:?} {small:?}");
    assert!(large.1 <= 11 * small.1, "{large:?} {small:?}");
}

/// Serialising goes as deep as decoding did, and what comes back passes the same checks.
#[cfg(feature = "serde")]
#[test]
fn a67_deserialising_is_limited_in_depth() {
    use amqp_frames::types::{ListBuf, MapBuf, SymbolBuf, ValueBuf};

    let hex =
        |bytes: &[u8]| format!("\"{}\"", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    for code in [0xd0, 0xd1, 0xf0] {
        let text = hex(&nested(code, 20_000));
        assert!(serde_json::from_str::<ValueBuf>(&text).is_err());
        assert!(serde_json::from_str::<ListBuf>(&text).is_err());
        assert!(serde_json::from_str::<MapBuf>(&text).is_err());
        assert!(serde_json::from_str::<ArrayBuf>(&text).is_err());
        let frame = hex(&in_place("open.properties", &nested(code, 20_000)));
        assert!(serde_json::from_str::<FrameBuf>(&frame).is_err());
        // As deep as can be comes back.
        let deepest = nested(code, 254);
        let value = ValueBuf::decode(deepest, &unlimited_depth()).unwrap();
        let text = serde_json::to_string(&value).unwrap();
        assert_eq!(serde_json::from_str::<ValueBuf>(&text).unwrap(), value);
        black_box(serde_json::to_string(&value.as_value()).unwrap());
    }
    assert!(serde_json::from_str::<SymbolBuf>("\"\u{e9}\"").is_err());
}

#[cfg(feature = "serde")]
fn unlimited_depth() -> Limits {
    let mut limits = unlimited_items();
    limits.max_depth = u8::MAX;
    limits
}

/// 4 GiB, or whatever a header says, and nothing else: refused or waited for, but no memory is set aside.
#[test]
fn a02_a_size_sets_no_memory_aside() {
    let mut limits = Limits::default();
    limits.max_frame_size = usize::MAX;
    limits.max_initial_frame_size = usize::MAX;
    for header in
        [&b"\xff\xff\xff\xff\x02\0\0\0"[..], b"\x7f\xff\xff\xff\x02\0\0\0\0\x53\x14\xd0\xff\xff\xff\xff"]
    {
        let mut buffer = BytesMut::from(header);
        let mut decoder = Decoder::behind(ProtocolId::Amqp, limits.clone());
        let used = measure(|| assert_eq!(decoder.decode_buf(&mut buffer), Ok(None)));
        assert_eq!((used.count_total, &buffer[..]), (0, header));
        let mut limited = Decoder::behind(ProtocolId::Amqp, Limits::default());
        assert_eq!(limited.decode_buf(&mut buffer).unwrap_err().kind(), DecodeErrorKind::TooLarge);
    }
}

/// Every byte of a frame that has all kinds of sizes and counts inside, at every value.
#[test]
fn a04_no_size_inside_reaches_beyond_its_frame() {
    let filter = b"\xc1\x0d\x02\xa3\x01f\0\x53\x07\xc0\x04\x02\x41\x50\x07";
    let source = described(0x28, &[NAME, NULL, NULL, NULL, NULL, NULL, NULL, filter, b"\0\x53\x24\x45"]);
    let unsettled = b"\xd1\0\0\0\x0e\0\0\0\x02\xb0\0\0\0\x01t\xe0\x02\0\x40";
    let whole = attach(&source, NULL, &unsettled[..]);
    assert!(Frame::decode(&whole, &Limits::default()).is_ok());
    let next = b"\0\0\0\x0c\x02\0\0\x01\0\x53\x17\x45";
    for at in 0..whole.len() {
        for byte in 0..=255 {
            let mut bytes = [&whole[..], next].concat();
            bytes[at] = byte;
            let mut decoder = Decoder::behind(ProtocolId::Amqp, Limits::default());
            let mut input = &bytes[..];
            let Ok(Some(frame)) = decoder.decode(&mut input) else { continue };
            let mut encoded = Vec::new();
            frame.encode(&mut encoded).unwrap();
            // A26: whatever is inside, the next frame begins where the header says.
            let size = usize::try_from(u32::from_be_bytes(bytes[..4].try_into().unwrap())).unwrap();
            assert_eq!(bytes.len() - input.len(), size);
        }
    }
}

/// A20, A64. A decoder that failed stays failed, whatever is called.
#[test]
fn a20_a_decoder_that_failed_stays_so() {
    let good = b"\0\0\0\x08\x02\0\0\0";
    for bad in
        [&b"\0\0\0\x07\x02\0\0\0"[..], b"\0\0\0\x0c\x02\0\0\0\0\x53\x19\x45", b"\xff\xff\xff\xff\x02\0\0\0"]
    {
        let mut decoder = Decoder::behind(ProtocolId::Amqp, Limits::default());
        let error = decoder.decode(&mut &bad[..]).unwrap_err();
        let mut input = &good[..];
        assert_eq!(decoder.decode(&mut input), Err(error));
        assert_eq!((input, decoder.frame_len(good)), (&good[..], Err(error)));
        let mut buffer = BytesMut::from(&good[..]);
        assert_eq!((decoder.decode_buf(&mut buffer), &buffer[..]), (Err(error), &good[..]));
        assert_eq!(decoder.clone().decode(&mut input), Err(error));
    }
}

/// A range of four thousand million deliveries is two numbers here.
#[test]
fn a56_a_range_of_deliveries_is_not_walked() {
    let bytes = b"\0\0\0\x17\x02\0\0\x01\0\x53\x15\xc0\x0a\x04\x41\x52\x01\x70\xff\xff\xff\xff\x41";
    let used = measure(|| {
        let Ok(Frame::Performative { performative: Performative::Disposition(disposition), .. }) =
            Frame::decode(bytes, &Limits::default())
        else {
            panic!("refused")
        };
        let Disposition { role, first, last, settled, .. } = disposition;
        assert_eq!(
            (role, first, last, settled),
            (Role::Receiver, DeliveryNumber(1), Some(DeliveryNumber(u32::MAX)), true)
        );
    });
    assert_eq!(used.count_total, 0);
}

/// A frame that has no room is not begun.
#[test]
fn a36_frames_have_the_length_that_they_say() {
    for (place, bytes) in everywhere(b"\xc0\x04\x02\x41\x50\x07") {
        let frame = Frame::decode(&bytes, &Limits::default()).unwrap();
        let mut room = vec![0xaa; frame.encoded_len()];
        assert_eq!(frame.encode(&mut &mut room[1..]), Err(EncodeError::NoSpace), "{place}");
        assert!(room.iter().all(|byte| *byte == 0xaa), "{place}");
        let mut dst = &mut room[..];
        frame.encode(&mut dst).unwrap();
        assert!(dst.is_empty(), "{place}");
    }
}

/// Whatever symbols a peer chooses, what is shown of a frame is shown of no other.
#[test]
fn symbols_pass_for_no_other_part_of_a_line() {
    let shown = |channel, text: &str, description| {
        let condition = ErrorCondition(Symbol::try_from(text).unwrap());
        let error = Error { description, ..Error::new(condition) };
        Frame::new(channel, End { error: Some(error) }).to_string()
    };
    assert_eq!(shown(7, "amqp:not-found", None), "end amqp:not-found channel 7");
    assert_eq!(shown(0, "amqp:not-found channel 7", None), "end sym\"amqp:not-found channel 7\"");
    assert_eq!(shown(0, "a:b", Some("c")), "end a:b \"c\"");
    assert_eq!(shown(0, "a:b \"c\"", None), "end sym\"a:b \\\"c\\\"\"");
    assert_eq!(shown(0, "a:b\r\n", None), "end sym\"a:b\\r\\n\"");
    assert_eq!(shown(0, "", None), "end sym\"\"");

    let mut properties = FieldsBuf::new();
    properties.insert(Symbol::try_from("a: 1, b").unwrap(), 2_u8).unwrap();
    assert_eq!(properties.as_fields().to_string(), "{sym\"a: 1, b\": 2}");
}
