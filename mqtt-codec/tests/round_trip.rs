//! What is encoded decodes to what it was, and no bytes do harm: packets built with the owned types, packets that the
//! feature `arbitrary` makes, and bytes that are no packets.
#![cfg(feature = "arbitrary")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test may panic, in its helpers too"
)]

mod support;

use arbitrary::{Arbitrary, Unstructured};
use bytes::{BufMut, Bytes};
use mqtt_codec::packet::{Packet, PacketType, Publish};
use mqtt_codec::{DecodeError, DecodeErrorKind, Decoder, EncodeError, Limits, PacketBuf, Version};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::TestCaseResult;
use support::built::{Parts, bytes, of_type, parts, parts_of, version};
use support::{encoded, read_everything};

const EVERY: [Version; 3] = [Version::V3_1, Version::V3_1_1, Version::V5];

const FILLER: u8 = 0xaa;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

/// All that must hold of a packet that can be encoded.
fn goes_round(packet: &Packet<'_>, version: Version) -> TestCaseResult {
    let mut bytes = b"before".to_vec();
    packet
        .encode(&mut bytes, version)
        .map_err(|error| TestCaseError::fail(format!("{packet:?}: {error}")))?;
    let bytes = bytes.strip_prefix(b"before").unwrap();
    prop_assert_eq!(bytes.len(), packet.encoded_len(version));

    let decoded = Packet::decode(bytes, version, &Limits::default()).unwrap();
    prop_assert_eq!(decoded, *packet);
    prop_assert_eq!(format!("{decoded:?}"), format!("{packet:?}"));
    prop_assert_eq!(decoded.to_string(), packet.to_string());
    prop_assert_eq!(read_everything(&decoded), read_everything(packet));
    prop_assert_eq!(decoded.packet_type(), packet.packet_type());

    is_exactly_one(bytes, version)?;
    stays_out_of_short_buffers(packet, version)?;
    if let Packet::Publish(publish) = packet {
        is_head_and_payload(publish, bytes, version)?;
    }
    let kept = PacketBuf::encode(packet, version).unwrap();
    prop_assert_eq!(kept.as_packet(), *packet);
    prop_assert_eq!(&kept.as_bytes()[..], bytes);
    Ok(())
}

/// `bytes` are one packet; one byte more or less are none.
fn is_exactly_one(bytes: &[u8], version: Version) -> TestCaseResult {
    let limits = Limits::default();
    let longer = [bytes, &[0]].concat();
    let error = Packet::decode(&longer, version, &limits).unwrap_err();
    prop_assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::TrailingBytes, bytes.len()));

    let shorter = &bytes[..bytes.len() - 1];
    let error = Packet::decode(shorter, version, &limits).unwrap_err();
    prop_assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::Truncated, shorter.len()));

    let mut decoder = Decoder::new(version, limits);
    let mut input = shorter;
    prop_assert_eq!(decoder.decode(&mut input), Ok(None));
    prop_assert_eq!(input, shorter);
    prop_assert_eq!(decoder.frame_len(bytes), Ok(Some(bytes.len())));

    let mut input = &longer[..];
    prop_assert!(decoder.decode(&mut input).unwrap().is_some());
    prop_assert_eq!(input, &[0][..]);
    Ok(())
}

/// In every buffer that is too small there is no room, and nothing is written into it.
fn stays_out_of_short_buffers(packet: &Packet<'_>, version: Version) -> TestCaseResult {
    let len = packet.encoded_len(version);
    let sizes = (0..len.min(40)).chain((len / 40..40).map(|part| part * len / 40)).chain([len - 1]);
    for size in sizes.filter(|size| *size < len) {
        let mut slice = vec![FILLER; size];
        let mut room = &mut slice[..];
        prop_assert_eq!(packet.encode(&mut room, version), Err(EncodeError::NoSpace));
        prop_assert_eq!(room.len(), size);
        prop_assert!(slice.iter().all(|byte| *byte == FILLER));

        let mut limited = Vec::new().limit(size);
        prop_assert_eq!(packet.encode(&mut limited, version), Err(EncodeError::NoSpace));
        prop_assert_eq!(limited.get_ref().len(), 0);
    }

    let mut slice = vec![FILLER; len + 1];
    let mut room = &mut slice[..];
    prop_assert_eq!(packet.encode(&mut room, version), Ok(()));
    prop_assert_eq!(&*room, &[FILLER][..]);

    let mut limited = Vec::new().limit(len);
    prop_assert_eq!(packet.encode(&mut limited, version), Ok(()));
    prop_assert_eq!(limited.get_ref(), &slice[..len]);
    Ok(())
}

/// The head is all but the payload, and needs no more room than that.
fn is_head_and_payload(publish: &Publish<'_>, bytes: &[u8], version: Version) -> TestCaseResult {
    let head_len = bytes.len() - publish.payload.len();
    let mut head = vec![FILLER; head_len];
    prop_assert_eq!(publish.encode_head(&mut &mut head[..], version), Ok(()));
    prop_assert_eq!([&head, publish.payload].concat(), bytes);

    let mut short = vec![FILLER; head_len - 1];
    prop_assert_eq!(publish.encode_head(&mut &mut short[..], version), Err(EncodeError::NoSpace));
    prop_assert!(short.iter().all(|byte| *byte == FILLER));
    Ok(())
}

/// What a decoder makes of a stream that comes in pieces: the packets, the error that ends it, and what is left over.
fn read(
    mut decoder: Decoder,
    pieces: &[&[u8]],
) -> (Vec<(PacketType, String, usize)>, Option<DecodeError>, usize) {
    let mut buffer = Vec::new();
    let mut packets = Vec::new();
    for piece in pieces {
        buffer.extend_from_slice(piece);
        let mut input = &buffer[..];
        loop {
            let before = input;
            let announced = decoder.frame_len(input);
            match decoder.decode(&mut input) {
                Ok(Some(packet)) => {
                    assert_eq!(announced, Ok(Some(before.len() - input.len())));
                    assert!(input.len() < before.len());
                    packets.push((packet.packet_type(), format!("{packet:?}"), read_everything(&packet)));
                }
                Ok(None) => {
                    assert_eq!(input, before);
                    assert!(announced.is_ok_and(|len| len.is_none_or(|len| len > input.len())));
                    break;
                }
                Err(error) => {
                    assert_eq!(input, before);
                    assert_eq!(decoder.decode(&mut input), Err(error));
                    assert_eq!(decoder.frame_len(b""), Err(error));
                    return (packets, Some(error), 0);
                }
            }
        }
        let rest = input.len();
        buffer.drain(..buffer.len() - rest);
    }
    (packets, None, buffer.len())
}

/// `stream` in one piece, in single bytes, and cut at `cuts`: all the same.
fn reads_the_same_in_pieces(decoder: &Decoder, stream: &[u8], cuts: &[Index]) -> TestCaseResult {
    let whole = read(decoder.clone(), &[stream]);
    let bytes: Vec<&[u8]> = stream.chunks(1).collect();
    prop_assert_eq!(&read(decoder.clone(), &bytes), &whole);

    let mut at: Vec<_> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
    at.extend([0, stream.len()]);
    at.sort();
    let pieces: Vec<&[u8]> = at.windows(2).map(|ends| &stream[ends[0]..ends[1]]).collect();
    prop_assert_eq!(&read(decoder.clone(), &pieces), &whole);
    Ok(())
}

/// Decodes `bytes` in every way, and encodes again what turns out to be a packet.
fn do_no_harm(bytes: &[u8]) -> TestCaseResult {
    for version in EVERY {
        match Packet::decode(bytes, version, &Limits::default()) {
            Ok(packet) => goes_round(&packet, version)?,
            Err(error) => {
                prop_assert!(error.offset() <= bytes.len());
                prop_assert!(!error.field().is_empty());
                prop_assert!(error.reason_code() >= 0x80);
            }
        }
    }
    Ok(())
}

/// Some change to the bytes of a packet.
#[derive(Clone, Debug)]
enum Mutation {
    Set(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    Cut(Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let byte = prop_oneof![any::<u8>(), select(&[0x00, 0x01, 0x7f, 0x80, 0xff][..])];
    (0..10_u8, any::<Index>(), byte).prop_map(|(kind, at, byte)| match kind {
        0..7 => Mutation::Set(at, byte),
        7 => Mutation::Insert(at, byte),
        8 => Mutation::Remove(at),
        _ => Mutation::Cut(at),
    })
}

fn mutated(mut bytes: Vec<u8>, mutations: &[Mutation]) -> Vec<u8> {
    for mutation in mutations {
        match mutation {
            Mutation::Insert(at, byte) => bytes.insert(at.index(bytes.len() + 1), *byte),
            _ if bytes.is_empty() => {}
            Mutation::Set(at, byte) => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            Mutation::Remove(at) => _ = bytes.remove(at.index(bytes.len())),
            Mutation::Cut(at) => bytes.truncate(at.index(bytes.len())),
        }
    }
    bytes
}

/// The same packet type with the Remaining Length put right, so that what was changed behind it is looked at.
fn framed(bytes: &[u8]) -> Vec<u8> {
    let body = bytes.get(2..).unwrap_or_default();
    let mut framed = vec![bytes.first().copied().unwrap_or_default()];
    let mut rest = body.len();
    while rest >= 0x80 {
        framed.push(0x80 | (rest & 0x7f) as u8);
        rest >>= 7;
    }
    framed.push(rest as u8);
    framed.extend_from_slice(body);
    framed
}

fn streams() -> impl Strategy<Value = (Version, Vec<Parts>)> {
    version().prop_flat_map(|version| (Just(version), vec(parts_of(version), 1..6)))
}

fn stream(packets: &[Parts]) -> Vec<u8> {
    packets.iter().flat_map(|parts| encoded(&parts.packet(), parts.version)).collect()
}

proptest! {
    #![proptest_config(config(500))]

    #[test]
    fn built_packets_go_round(parts in parts()) {
        goes_round(&parts.packet(), parts.version)?;
    }

    /// What went into a list comes out of it again, in its order.
    #[test]
    fn lists_hold_what_was_pushed(parts in of_type(Version::V5, PacketType::Subscribe)) {
        let bytes = encoded(&parts.packet(), Version::V5);
        let Ok(Packet::Subscribe(subscribe)) = Packet::decode(&bytes, Version::V5, &Limits::default()) else {
            panic!("a SUBSCRIBE");
        };
        let found: Vec<_> = subscribe.filters.iter().collect();
        let pushed: Vec<_> =
            parts.filters.iter().map(|(filter, options)| (filter.as_topic_filter(), *options)).collect();
        prop_assert_eq!(found, pushed);
        prop_assert!(subscribe.properties.iter().eq(parts.properties.as_properties().iter()));
    }

    #[test]
    fn streams_read_the_same_in_pieces(
        (version, packets) in streams(),
        behind in vec(any::<u8>(), 0..4),
        cuts in vec(any::<Index>(), 0..6),
    ) {
        let stream = [stream(&packets), behind].concat();
        let decoder = Decoder::new(version, Limits::default());
        reads_the_same_in_pieces(&decoder, &stream, &cuts)?;

        let (found, ..) = read(decoder, &[&stream]);
        prop_assert!(found.len() >= packets.len());
        for ((packet_type, debug, _), parts) in found.iter().zip(&packets) {
            prop_assert_eq!(*packet_type, parts.packet_type);
            prop_assert_eq!(debug, &format!("{:?}", parts.packet()));
        }
    }

    /// A server's decoder learns the version from the CONNECT.
    #[test]
    fn connections_read_the_same_in_pieces(
        (connect, packets) in version().prop_flat_map(|version| {
            (of_type(version, PacketType::Connect), vec(parts_of(version), 0..4))
        }),
        cuts in vec(any::<Index>(), 0..6),
    ) {
        let stream = [encoded(&connect.packet(), connect.version), stream(&packets)].concat();
        let decoder = Decoder::awaiting_connect(Limits::default());
        reads_the_same_in_pieces(&decoder, &stream, &cuts)?;
        let (found, error, left) = read(decoder, &[&stream]);
        prop_assert_eq!((found.len(), error, left), (1 + packets.len(), None, 0));
    }

    #[test]
    fn packets_are_kept_whole(parts in of_type(Version::V5, PacketType::Publish), before in bytes()) {
        let packet = parts.packet();
        let buffer = Bytes::from([before.clone(), encoded(&packet, Version::V5)].concat());
        let part = buffer.slice(before.len()..);
        let kept = PacketBuf::decode(part.clone(), Version::V5, &Limits::default()).unwrap();
        prop_assert_eq!(&kept, &PacketBuf::encode(&packet, Version::V5).unwrap());
        prop_assert_eq!(kept.as_bytes().as_ptr(), part.as_ptr());

        let Packet::Publish(publish) = kept.as_packet() else { panic!("a PUBLISH") };
        let payload = kept.as_bytes().slice_ref(publish.payload);
        prop_assert_eq!(&payload[..], publish.payload);
        prop_assert!(payload.is_empty() || payload.as_ptr() == publish.payload.as_ptr());

        let detached = kept.detach();
        prop_assert_eq!(&detached, &kept);
        prop_assert_ne!(detached.as_bytes().as_ptr(), kept.as_bytes().as_ptr());
    }
}

proptest! {
    #![proptest_config(config(1000))]

    /// A view made from any bytes is valid: version 5 carries it, or the CONNECT's own version.
    #[test]
    fn arbitrary_packets_go_round(bytes in vec(any::<u8>(), 0..300)) {
        let packet = Packet::arbitrary(&mut Unstructured::new(&bytes)).unwrap();
        let version = match packet {
            Packet::Connect(connect) => connect.version,
            _ => Version::V5,
        };
        goes_round(&packet, version)?;
        for version in EVERY {
            let mut dst = b"before".to_vec();
            match packet.encode(&mut dst, version) {
                Ok(()) => goes_round(&packet, version)?,
                Err(EncodeError::Version { version: refusing, .. }) => prop_assert_eq!(refusing, version),
                Err(EncodeError::Invalid { .. }) => {}
                Err(error) => prop_assert!(false, "{error}"),
            }
            prop_assert!(dst.starts_with(b"before"));
            prop_assert!(dst.len() == 6 || dst.len() == 6 + packet.encoded_len(version));
        }
    }

    #[test]
    fn random_bytes_do_no_harm(bytes in vec(any::<u8>(), 0..60), cuts in vec(any::<Index>(), 0..4)) {
        do_no_harm(&bytes)?;
        do_no_harm(&framed(&bytes))?;
        for version in EVERY {
            reads_the_same_in_pieces(&Decoder::new(version, Limits::default()), &bytes, &cuts)?;
        }
        reads_the_same_in_pieces(&Decoder::awaiting_connect(Limits::default()), &bytes, &cuts)?;
    }

    #[test]
    fn changed_packets_do_no_harm(
        parts in parts(),
        mutations in vec(mutation(), 1..5),
        cuts in vec(any::<Index>(), 0..4),
    ) {
        let bytes = mutated(encoded(&parts.packet(), parts.version), &mutations);
        do_no_harm(&bytes)?;
        do_no_harm(&framed(&bytes))?;
        let decoder = Decoder::new(parts.version, Limits::default());
        reads_the_same_in_pieces(&decoder, &bytes, &cuts)?;
        reads_the_same_in_pieces(&decoder, &framed(&bytes), &cuts)?;
        reads_the_same_in_pieces(&Decoder::awaiting_connect(Limits::default()), &bytes, &cuts)?;
    }
}
