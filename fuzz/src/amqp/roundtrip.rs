//! Frames that were built, encoded and decoded.

use amqp_frames::definitions::{DeliveryTag, Handle, Role};
use amqp_frames::performative::{Attach, Flow, Performative, Transfer};
use amqp_frames::sasl::{Sasl, SaslMechanisms};
use amqp_frames::terminus::{AnySource, AnyTarget, Coordinator, Source, Target};
use amqp_frames::types::Symbols;
use amqp_frames::{Decoder, EncodeError, Frame, FrameBuf, ProtocolId};
use arbitrary::{Result, Unstructured};
use bytes::Bytes;

use super::decode::{check_all, read};
use super::{hash, large_frames};

/// Encodes a frame as an application may build it: either a valid one or one of any fields whatever. What encodes, decodes to
/// an equal frame.
pub fn roundtrip(data: &[u8]) {
    // All that can go wrong with `Unstructured` is that there are too few bytes.
    _ = try_roundtrip(&mut Unstructured::new(data));
}

fn try_roundtrip(u: &mut Unstructured<'_>) -> Result<()> {
    if u.arbitrary()? {
        let frame: Frame<'_> = u.arbitrary()?;
        let encoded = encode(&frame).unwrap_or_else(|error| panic!("{frame:?}: {error}"));
        assert_eq!(Frame::decode(&encoded, &large_frames()), Ok(frame));
        read(&frame);
        check_stream(&frame, &encoded);
        check_damaged(&frame, encoded, u)?;
    } else {
        let frame = any_fields(u)?;
        if let Ok(encoded) = encode(&frame) {
            assert_eq!(Frame::decode(&encoded, &large_frames()), Ok(frame));
            read(&frame);
        }
    }
    Ok(())
}

/// The frame's bytes, if it may be, having seen that they decode to an equal frame.
pub(super) fn encode(frame: &Frame<'_>) -> std::result::Result<Vec<u8>, EncodeError> {
    let mut encoded = Vec::new();
    if let Err(error) = frame.encode(&mut encoded) {
        assert!(encoded.is_empty(), "{error}, but something was written");
        assert!(matches!(error, EncodeError::Invalid { .. }), "{error}");
        assert_eq!((frame.encode_head(&mut encoded), encoded.is_empty()), (Err(error), true));
        assert_eq!(FrameBuf::encode(frame), Err(error));
        return Err(error);
    }
    assert_eq!(encoded.len(), frame.encoded_len());
    let kept = FrameBuf::encode(frame).expect("it was encoded before");
    assert_eq!((kept.as_frame(), &kept.as_bytes()[..]), (*frame, &encoded[..]));
    assert_eq!(hash(kept.as_frame()), hash(frame));
    check_fields(frame, &kept.as_frame());
    check_room(frame, &encoded);
    check_kept(frame, &kept);
    Ok(encoded)
}

/// The same again, by another way than comparing: what is shown, and what is serialised, secrets too.
fn check_fields(frame: &Frame<'_>, again: &Frame<'_>) {
    assert_eq!((again.to_string(), again.kind()), (frame.to_string(), frame.kind()));
    assert_eq!(format!("{again:?}"), format!("{frame:?}"));
    let json = |frame: &Frame<'_>| serde_json::to_string(frame).expect("it can be serialised");
    assert_eq!(json(again), json(frame));
}

/// Encoding needs just as much room as it says, and without it touches nothing. The head goes without the payload.
fn check_room(frame: &Frame<'_>, encoded: &[u8]) {
    let mut head = Vec::new();
    assert_eq!(frame.encode_head(&mut head), Ok(()));
    assert_eq!([&head, frame.payload()].concat(), encoded);
    let encode = |mut dst: &mut [u8]| frame.encode(&mut dst).map(|()| dst.len());
    let encode_head = |mut dst: &mut [u8]| frame.encode_head(&mut dst).map(|()| dst.len());
    check_exact(encoded, encode);
    check_exact(&head, encode_head);
}

pub(super) fn check_exact(
    bytes: &[u8],
    encode: impl Fn(&mut [u8]) -> std::result::Result<usize, EncodeError>,
) {
    let mut room = vec![0xaa; bytes.len()];
    assert_eq!(encode(&mut room), Ok(0));
    assert_eq!(room, bytes);
    let Some(less) = bytes.len().checked_sub(1) else { return };
    let mut too_little = vec![0xaa; less];
    assert_eq!(encode(&mut too_little), Err(EncodeError::NoSpace));
    assert!(too_little.iter().all(|byte| *byte == 0xaa));
}

fn check_kept(frame: &Frame<'_>, kept: &FrameBuf) {
    assert_eq!((&kept.detach(), hash(kept.detach())), (kept, hash(kept)));
    assert_eq!((kept.to_string(), format!("{kept:?}")), (frame.to_string(), format!("{frame:?}")));
    let json = serde_json::to_string(kept).expect("it can be serialised");
    assert_eq!(serde_json::from_str::<FrameBuf>(&json).ok().as_ref(), Some(kept));
    let bytes = Bytes::copy_from_slice(kept.as_bytes());
    assert_eq!(FrameBuf::decode(bytes, &large_frames()).as_ref(), Ok(kept));
}

/// Where the frame may be in a stream, it is found there.
fn check_stream(frame: &Frame<'_>, encoded: &[u8]) {
    let mut input = encoded;
    assert_eq!(decoder_of(frame).decode(&mut input), Ok(Some(*frame)));
    assert!(input.is_empty());
}

fn decoder_of(frame: &Frame<'_>) -> Decoder {
    match frame {
        Frame::ProtocolHeader { .. } => Decoder::new(large_frames()),
        Frame::Sasl(_) => Decoder::behind(ProtocolId::Sasl, large_frames()),
        _ => Decoder::behind(ProtocolId::Amqp, large_frames()),
    }
}

/// The frame with a few bytes changed is as good as any stream: by itself a fuzzer seldom finds those that have much in them.
fn check_damaged(frame: &Frame<'_>, mut encoded: Vec<u8>, u: &mut Unstructured<'_>) -> Result<()> {
    for _ in 0..u.int_in_range(0..=3)? {
        let at = u.choose_index(encoded.len())?;
        encoded[at] = u.arbitrary()?;
    }
    check_all(&mut decoder_of(frame), &encoded, &large_frames());
    Ok(())
}

/// A frame of those that have rules between their fields, of any fields whether they go together or not.
fn any_fields<'a>(u: &mut Unstructured<'a>) -> Result<Frame<'a>> {
    let channel = u.arbitrary()?;
    Ok(match u.int_in_range(0..=4)? {
        0 => Frame::Performative { channel, performative: Performative::Open(u.arbitrary()?) },
        1 => {
            let flow = Flow {
                next_incoming_id: u.arbitrary()?,
                handle: u.arbitrary()?,
                delivery_count: u.arbitrary()?,
                link_credit: u.arbitrary()?,
                available: u.arbitrary()?,
                drain: u.arbitrary()?,
                echo: u.arbitrary()?,
                properties: u.arbitrary()?,
                ..Flow::new(u.arbitrary()?, u.arbitrary()?, u.arbitrary()?)
            };
            Frame::new(channel, flow)
        }
        2 => {
            let handle = Handle(u.arbitrary()?);
            let attach = Attach {
                role: if u.arbitrary()? { Role::Sender } else { Role::Receiver },
                source: if u.arbitrary()? { Some(any_source(u)?) } else { None },
                target: if u.arbitrary()? { Some(any_target(u)?) } else { None },
                unsettled: u.arbitrary()?,
                initial_delivery_count: u.arbitrary()?,
                ..Attach::receiver(u.arbitrary()?, handle)
            };
            Frame::new(channel, attach)
        }
        3 => {
            let tag = DeliveryTag::try_from(u.arbitrary::<&[u8]>()?).unwrap_or_default();
            let transfer = Transfer::new(u.arbitrary()?, u.arbitrary()?, tag, u.arbitrary()?);
            Frame::new(channel, Transfer { state: u.arbitrary()?, more: u.arbitrary()?, ..transfer })
        }
        _ => Frame::Sasl(Sasl::Mechanisms(SaslMechanisms { sasl_server_mechanisms: any_symbols(u)? })),
    })
}

fn any_source<'a>(u: &mut Unstructured<'a>) -> Result<AnySource<'a>> {
    Ok(match u.arbitrary()? {
        AnySource::Source(source) => {
            AnySource::Source(Source { dynamic: u.arbitrary()?, outcomes: any_symbols(u)?, ..source })
        }
        other => other,
    })
}

fn any_target<'a>(u: &mut Unstructured<'a>) -> Result<AnyTarget<'a>> {
    Ok(match u.arbitrary()? {
        AnyTarget::Target(target) => AnyTarget::Target(Target { dynamic: u.arbitrary()?, ..target }),
        AnyTarget::Coordinator(_) => AnyTarget::Coordinator(Coordinator { capabilities: any_symbols(u)? }),
        other => other,
    })
}

/// None, or what some array has.
fn any_symbols<'a>(u: &mut Unstructured<'a>) -> Result<Symbols<'a>> {
    Ok(if u.arbitrary()? {
        Symbols::try_from(u.arbitrary::<amqp_frames::types::Array<'_>>()?).unwrap_or_default()
    } else {
        u.arbitrary()?
    })
}
