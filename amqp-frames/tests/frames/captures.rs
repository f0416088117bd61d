//! What real peers have sent.

use std::collections::BTreeMap;

use amqp_frames::definitions::{DeliveryNumber, ErrorCondition, Handle, Role};
use amqp_frames::delivery_state::{AnyOutcome, DeliveryState, Outcome};
use amqp_frames::performative::Performative;
use amqp_frames::sasl::{Sasl, SaslCode};
use amqp_frames::terminus::{AnySource, AnyTarget};
use amqp_frames::{Decoder, Frame, FrameBuf, Limits, ProtocolId};

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// The streams of a capture, each direction of each connection by itself.
fn streams(capture: &str) -> BTreeMap<String, Vec<u8>> {
    let mut streams: BTreeMap<_, Vec<u8>> = BTreeMap::new();
    for line in capture.lines() {
        let (stream, segment) = line.rsplit_once(' ').unwrap();
        streams.entry(stream.to_owned()).or_default().extend(bytes(segment));
    }
    streams
}

fn frames(mut input: &[u8]) -> Vec<FrameBuf> {
    let mut decoder = Decoder::new(Limits::default());
    let mut frames = Vec::new();
    while let Some(frame) = decoder.decode(&mut input).unwrap() {
        frames.push(FrameBuf::encode(&frame).unwrap());
        assert_eq!(frames.last().unwrap().as_frame(), frame);
    }
    assert!(input.is_empty());
    frames
}

fn kinds(frames: &[FrameBuf]) -> Vec<&'static str> {
    let mut kinds: Vec<_> = frames.iter().map(|frame| frame.as_frame().kind()).collect();
    kinds.dedup();
    kinds
}

const RABBITMQ: &str = include_str!("../fixtures/rhea-rabbitmq.hex");

/// Only how the streams begin is compared here: what the rest of them says is in the summaries that `inspect` is tested against.
#[test]
fn all_that_rhea_and_rabbitmq_say_decodes_and_encodes_to_the_same() {
    let streams = streams(RABBITMQ);
    assert!(streams.len() > 2);
    for stream in streams.values() {
        let decoded = frames(stream);
        assert_eq!(decoded[0].as_frame(), Frame::ProtocolHeader { protocol: ProtocolId::Sasl });
    }
    let client = frames(&streams["tcp0 c>s"]);
    let begin = ["header", "sasl-init", "header", "open", "begin", "attach", "transfer"];
    assert_eq!(kinds(&client)[..begin.len()], begin);
    let server = frames(&streams["tcp0 s>c"]);
    let begin =
        ["header", "sasl-mechanisms", "sasl-outcome", "header", "open", "begin", "attach", "flow", "attach"];
    assert_eq!(kinds(&server)[..begin.len()], begin);
}

#[test]
fn every_segment_by_itself_gives_the_same_as_all_at_once() {
    for stream in streams(RABBITMQ).values() {
        let mut decoder = Decoder::new(Limits::default());
        let (mut buffer, mut decoded) = (bytes::BytesMut::new(), Vec::new());
        for byte in stream {
            buffer.extend_from_slice(&[*byte]);
            while let Some(frame) = decoder.decode_buf(&mut buffer).unwrap() {
                decoded.push(frame.as_frame().to_string());
            }
        }
        let at_once: Vec<_> = frames(stream).iter().map(ToString::to_string).collect();
        assert_eq!(decoded, at_once);
    }
}

/// The fields were read off the bytes by hand.
#[test]
fn rabbitmq_begins_a_connection_and_a_link() {
    let server = frames(&streams(RABBITMQ)["tcp0 s>c"]);
    let Frame::Sasl(Sasl::Mechanisms(mechanisms)) = server[1].as_frame() else { panic!("{}", server[1]) };
    let names: Vec<_> = mechanisms.sasl_server_mechanisms.iter().map(|name| name.as_str()).collect();
    assert_eq!(names, ["ANONYMOUS", "PLAIN", "AMQPLAIN"]);
    let Frame::Sasl(Sasl::Outcome(outcome)) = server[2].as_frame() else { panic!("{}", server[2]) };
    assert_eq!((outcome.code, outcome.additional_data), (SaslCode::Ok, None));

    let Frame::Performative { channel: 0, performative: Performative::Open(open) } = server[4].as_frame()
    else {
        panic!("{}", server[4])
    };
    assert_eq!((open.container_id, open.hostname), ("world@vm", None));
    assert_eq!((open.max_frame_size, open.channel_max), (65536, 10));
    assert_eq!(open.idle_time_out.map(|time| time.0), Some(5000));
    let properties = open.properties.unwrap();
    assert_eq!(properties.get("product"), Some("RabbitMQ".into()));
    assert_eq!(properties.as_map().len(), 6);

    let Frame::Performative { performative: Performative::Attach(attach), .. } = server[6].as_frame() else {
        panic!("{}", server[6])
    };
    assert_eq!((attach.name, attach.handle, attach.role), ("snd-link", Handle(0), Role::Receiver));
    let Some(AnySource::Source(source)) = attach.source else { panic!("{attach}") };
    assert_eq!(source, Default::default());
    let Some(AnyTarget::Target(target)) = attach.target else { panic!("{attach}") };
    assert_eq!(target.address, Some("/queue/rhea-q1"));
    assert!(target.capabilities.contains("queue"));
}

#[test]
fn rabbitmq_offers_outcomes_and_accepts_deliveries() {
    let server = frames(&streams(RABBITMQ)["tcp0 s>c"]);
    let attach = server.iter().find_map(|frame| match frame.as_frame() {
        Frame::Performative { performative: Performative::Attach(attach), .. }
            if attach.name == "rcv-link" =>
        {
            Some(attach)
        }
        _ => None,
    });
    let Some(AnySource::Source(source)) = attach.unwrap().source else { panic!("no source") };
    assert!(matches!(source.default_outcome, Some(AnyOutcome::Outcome(Outcome::Released(_)))));
    let outcomes: Vec<_> = source.outcomes.iter().map(|outcome| outcome.as_str()).collect();
    assert_eq!(outcomes, ["amqp:accepted:list", "amqp:rejected:list", "amqp:released:list"]);

    let disposition = server.iter().find_map(|frame| match frame.as_frame() {
        Frame::Performative { performative: Performative::Disposition(disposition), .. } => Some(disposition),
        _ => None,
    });
    let disposition = disposition.unwrap();
    assert_eq!((disposition.role, disposition.settled), (Role::Receiver, true));
    assert_eq!((disposition.first, disposition.last), (DeliveryNumber(0), Some(DeliveryNumber(0))));
    assert_eq!(disposition.state, Some(DeliveryState::ACCEPTED));
}

/// Among them a delivery state without descriptor, and an error with strings for keys, which the letter of sections 1.3.4 and
/// 2.8.13 doesn't allow.
#[test]
fn what_rhea_says_to_itself_decodes_and_encodes_to_the_same() {
    let (mut undescribed, mut strings) = (0, 0);
    for line in include_str!("../fixtures/rhea-rhea.hex").lines() {
        let frame = bytes(line);
        let frame = Frame::decode(&frame, &Limits::default()).unwrap();
        assert_eq!(FrameBuf::encode(&frame).unwrap().as_frame(), frame, "{line}");
        let Frame::Performative { performative: Performative::Disposition(disposition), .. } = frame else {
            continue;
        };
        match disposition.state {
            Some(DeliveryState::Other(state)) => {
                assert!(!state.is_described());
                undescribed += 1;
            }
            Some(DeliveryState::Outcome(Outcome::Rejected(rejected))) => {
                let error = rejected.error.unwrap();
                assert_eq!(error.condition, ErrorCondition("app:bad".try_into().unwrap()));
                let info = error.info.unwrap();
                assert_eq!((info.get("why"), info.as_map().get("why")), (None, Some("x".into())));
                strings += 1;
            }
            _ => {}
        }
    }
    assert_eq!((undescribed, strings > 0), (1, true));
}
